/* SPDX-License-Identifier: MIT */
/* The words of a record, one function a kind. What a body does not have is left out. Called by the
 * console for its log and by andonctl log; whoever calls has the titles. Nothing is owned. */
#include "data/model/record_say.h"

#include "data/model/amount.h"
#include "data/model/clock.h"
#include "data/model/members.h"
#include "data/model/text.h"

#include <string.h>

struct said {
    enum record_kind kind;
    const json_t *body;
    const struct record_titles *titles;
};

static void take_reason(const struct said *r, const json_t *body, char *out, size_t size)
{
    char id[64];
    member_take_text(body, "reason", id, sizeof id);
    const char *title =
        id[0] != '\0' && r->titles != NULL ? r->titles->of(r->titles->ctx, r->kind, id) : id;
    (void)text_sanitise(title, strlen(title), out, size);
}

static void duration_of(const json_t *body, char out[TEXT_DURATION_SIZE])
{
    int64_t ms = member_take_time(body, "ms");
    text_duration(ms == TIME_NONE ? 0 : ms, out);
}

static void say_interval(const struct said *r, char *out, size_t size)
{
    const json_t *body = r->body;
    char state[24], detail[64], length[TEXT_DURATION_SIZE];
    member_take_text(body, "state", state, sizeof state);
    member_take_text(body, "detail", detail, sizeof detail);
    duration_of(body, length);
    (void)text_format(out, size, "%s for %s%s%s", state, length,
                      detail[0] != '\0' ? " \u00B7 " : "", detail);
}

static void say_stop(const struct said *r, char *out, size_t size)
{
    const json_t *body = r->body;
    char state[24], reason[64], length[TEXT_DURATION_SIZE];
    bool open = !json_is_integer(json_object_get(body, "end"));
    member_take_text(body, "state", state, sizeof state);
    take_reason(r, body, reason, sizeof reason);
    if (reason[0] == '\0')
        member_take_text(body, "suggested", reason, sizeof reason);
    duration_of(body, length);
    bool small = json_is_true(json_object_get(body, "small"));
    (void)text_format(out, size, "%s%s %s%s%s", small ? "small stop: " : "", state,
                      open ? "began" : length, reason[0] != '\0' ? " \u00B7 " : "", reason);
}

static void say_minute(const struct said *r, char *out, size_t size)
{
    const json_t *body = r->body;
    char good[AMOUNT_TEXT_SIZE], scrap[AMOUNT_TEXT_SIZE];
    (void)text_format(out, size, "good %s, scrap %s%s",
                      amount_to_text(member_take_amount(body, "good", 0), good),
                      amount_to_text(member_take_amount(body, "scrap", 0), scrap),
                      json_is_true(json_object_get(body, "gap")) ? ", with a gap" : "");
}

static void say_fault(const struct said *r, char *out, size_t size)
{
    const json_t *body = r->body;
    char signal[96], text[192];
    member_take_text(body, "signal", signal, sizeof signal);
    member_take_text(body, "text", text, sizeof text);
    bool over = json_is_integer(json_object_get(body, "end"));
    (void)text_format(out, size, "%s: %s%s", signal, text, over ? " \u00B7 over" : "");
}

static void say_shift(const struct said *r, char *out, size_t size)
{
    const json_t *body = r->body;
    char name[40];
    member_take_text(body, "name", name, sizeof name);
    (void)text_format(out, size, "%s %s", name[0] != '\0' ? name : "plant day",
                      json_is_true(json_object_get(body, "closed")) ? "closed" : "runs");
}

static void say_clock(const struct said *r, char *out, size_t size)
{
    const json_t *body = r->body;
    char length[TEXT_DURATION_SIZE];
    int64_t delta = member_take_time(body, "delta_ms");
    if (delta == TIME_NONE)
        delta = 0;
    (void)text_format(out, size, "the clock went %s by %s", delta < 0 ? "back" : "forward",
                      text_duration(delta < 0 ? -delta : delta, length));
}

static void say_open(const struct said *r, char *out, size_t size)
{
    const json_t *body = r->body;
    char station[128];
    member_take_text(body, "station", station, sizeof station);
    (void)text_format(out, size, "the record of %s was opened", station);
}

static void say_config(const struct said *r, char *out, size_t size)
{
    const json_t *body = r->body;
    char digest[24];
    member_take_text(body, "id", digest, sizeof digest);
    (void)text_format(out, size, "configuration %s accepted", digest);
}

/* One more part of a sentence, with a point between. */
static void add(char *out, size_t size, const char *before, const char *text)
{
    size_t n = strlen(out);
    if (text[0] != '\0')
        (void)text_format(out + n, size - n, "%s%s%s", n > 0 ? " \u00B7 " : "", before, text);
}

static void say_scrap(const struct said *r, char *out, size_t size)
{
    const json_t *body = r->body;
    char quantity[AMOUNT_TEXT_SIZE], text[161];
    bool rework = json_is_true(json_object_get(body, "rework"));
    (void)text_format(out, size, "%s %s",
                      amount_to_text(member_take_amount(body, "quantity", 0), quantity),
                      rework ? "rework" : "scrap");
    take_reason(r, body, text, sizeof text);
    add(out, size, "", text);
    member_take_text(body, "note", text, sizeof text);
    add(out, size, "", text);
    member_take_text(body, "of", text, sizeof text);
    add(out, size, "reverses ", text);
}

static void say_job(const struct said *r, char *out, size_t size)
{
    const json_t *body = r->body;
    char text[64], good[AMOUNT_TEXT_SIZE];
    member_take_text(body, "order", out, size);
    member_take_text(body, "product", text, sizeof text);
    add(out, size, "", text);
    member_take_text(body, "state", text, sizeof text);
    add(out, size, "", text);
    add(out, size, "good ", amount_to_text(member_take_amount(body, "good", 0), good));
}

static void say_mode(const struct said *r, char *out, size_t size)
{
    const json_t *body = r->body;
    char text[161];
    member_take_text(body, "title", out, size);
    if (out[0] == '\0')
        member_take_text(body, "mode", out, size);
    member_take_text(body, "note", text, sizeof text);
    add(out, size, "", text);
    add(out, size, "", json_is_integer(json_object_get(body, "end")) ? "ended" : "");
}

static void say_handover(const struct said *r, char *out, size_t size)
{
    const json_t *body = r->body;
    char text[161];
    member_take_text(body, "name", out, size);
    member_take_text(body, "state", text, sizeof text);
    add(out, size, "", text);
    member_take_text(json_object_get(body, "outgoing"), "by", text, sizeof text);
    add(out, size, "goes: ", text);
    member_take_text(json_object_get(body, "incoming"), "by", text, sizeof text);
    add(out, size, "comes: ", text);
    const json_t *notes = json_object_get(body, "notes");
    size_t count = json_array_size(notes);
    member_take_text(count > 0 ? json_array_get(notes, count - 1) : NULL, "text", text,
                     sizeof text);
    add(out, size, "note: ", text);
}

static void say_call(const struct said *r, char *out, size_t size)
{
    static const char *const who[] = {"ended_by", "arrived_by", "taken_by", "by"};
    const json_t *body = r->body;
    char text[161];
    member_take_text(body, "title", out, size);
    if (out[0] == '\0')
        member_take_text(body, "type", out, size);
    member_take_text(body, "state", text, sizeof text);
    add(out, size, "", text);
    text[0] = '\0';
    for (size_t i = 0; i < sizeof who / sizeof *who && text[0] == '\0'; i++)
        member_take_text(body, who[i], text, sizeof text);
    add(out, size, "by ", text);
    member_take_text(body, "note", text, sizeof text);
    add(out, size, "", text);
    bool held = json_is_integer(json_object_get(body, "line_stop"));
    add(out, size, "", held ? "the line was to stop" : "");
    bool open = !json_is_integer(json_object_get(body, "ended"));
    member_take_text(body, "told", text, sizeof text);
    add(out, size, "told ", open ? text : "");
    member_take_text(body, "missed", text, sizeof text);
    add(out, size, "not reached by ", open ? text : "");
}

/* A test of all, a line that does not follow, or what a person did to one lamp. */
static void say_lamp(const struct said *r, char *out, size_t size)
{
    static const struct {
        const char *key, *before;
    } rest[] = {{"pattern", ""}, {"rule", "rule "}, {"why", ""}, {"released", "released by "}};
    const json_t *body = r->body;
    char text[161];
    member_take_text(body, "lamp", out, size);
    member_take_text(body, "what", text, sizeof text);
    add(out, size, "", text);
    for (size_t i = 0; i < sizeof rest / sizeof *rest; i++) {
        member_take_text(body, rest[i].key, text, sizeof text);
        add(out, size, rest[i].before, text);
    }
    int64_t burned = member_take_time(body, "burned_ms");
    if (burned != TIME_NONE && text_duration(burned, text))
        add(out, size, "after ", text);
}

static void say_session(const struct said *r, char *out, size_t size)
{
    const json_t *body = r->body;
    char text[64];
    member_take_text(body, "person", out, size);
    member_take_text(body, "role", text, sizeof text);
    add(out, size, "as ", text);
    member_take_text(body, "why", text, sizeof text);
    add(out, size, "", text);
}

static void say_prediction(const struct said *r, char *out, size_t size)
{
    const json_t *body = r->body, *p = json_object_get(body, "p");
    char text[161];
    member_take_text(body, "title", out, size);
    if (json_is_number(p)) {
        (void)text_format(text, sizeof text, "%.0f %%", json_number_value(p) * 100);
        add(out, size, "", text);
    }
    member_take_text(body, "state", text, sizeof text);
    add(out, size, "", text);
    member_take_text(body, "model", text, sizeof text);
    add(out, size, "model ", text);
}

static void say_feedback(const struct said *r, char *out, size_t size)
{
    const json_t *body = r->body;
    char text[161];
    member_take_text(body, "prediction", out, size);
    member_take_text(body, "mode", text, sizeof text);
    add(out, size, "", text);
    member_take_text(body, "verdict", text, sizeof text);
    add(out, size, "", text);
    member_take_text(body, "failure", text, sizeof text);
    add(out, size, "it was ", text);
    member_take_text(body, "note", text, sizeof text);
    add(out, size, "", text);
}

static void say_workorder(const struct said *r, char *out, size_t size)
{
    const json_t *body = r->body;
    char text[161];
    member_take_text(body, "symptom", out, size);
    member_take_text(body, "state", text, sizeof text);
    add(out, size, "", text);
    member_take_text(body, "of", text, sizeof text);
    add(out, size, "because of ", text);
    member_take_text(body, "number", text, sizeof text);
    add(out, size, "number ", text);
    member_take_text(body, "answer", text, sizeof text);
    add(out, size, "", text);
}

/* "Oil too hot: oil_temp 74.2 °C, > 70, medium · acknowledged by anna: grille is dusty" */
static void say_alert(const struct said *r, char *out, size_t size)
{
    static const char *const says[] = {"A over",           "B",
                                       "C acknowledged",   "D over, unacknowledged",
                                       "E shelved",        "F suppressed",
                                       "G out of service", "L latched, unacknowledged",
                                       "M latched"};
    const json_t *body = r->body, *ack = json_object_get(body, "ack");
    const json_t *shelf = json_object_get(body, "shelf");
    char title[64], text[96], priority[16], state[4], by[32], why[96];
    const char *is = "";
    member_take_text(body, "title", title, sizeof title);
    member_take_text(body, "text", text, sizeof text);
    member_take_text(body, "priority", priority, sizeof priority);
    member_take_text(body, "state", state, sizeof state);
    for (size_t i = 0; i < sizeof says / sizeof *says; i++)
        if (says[i][0] == state[0])
            is = says[i] + (says[i][1] ? 2 : 1);
    const json_t *who = state[0] == 'E' ? shelf : ack;
    member_take_text(who, "by", by, sizeof by);
    member_take_text(who, state[0] == 'E' ? "why" : "note", why, sizeof why);
    (void)text_format(out, size, "%s%s%s, %s%s%s%s%s%s%s", title, text[0] ? ": " : "", text,
                      priority, is[0] ? " \u00B7 " : "", is, by[0] && is[0] ? " by " : "",
                      is[0] ? by : "", why[0] && is[0] ? ": " : "", is[0] ? why : "");
}

/* The first text that a body of any kind tends to have. */
static void say_other(const struct said *r, char *out, size_t size)
{
    const json_t *body = r->body;
    static const char *const keys[] = {"text", "title", "name", "state", "why", "what"};
    out[0] = '\0';
    for (size_t i = 0; i < sizeof keys / sizeof *keys && out[0] == '\0'; i++)
        member_take_text(body, keys[i], out, size);
}

void record_say(enum record_kind kind, const json_t *body, const struct record_titles *titles,
                char *out, size_t size)
{
    static void (*const table[RECORD_KIND_COUNT])(const struct said *, char *, size_t) = {
        [REC_INTERVAL] = say_interval, [REC_STOP] = say_stop,
        [REC_MINUTE] = say_minute,     [REC_FAULT] = say_fault,
        [REC_SHIFT] = say_shift,       [REC_CLOCK] = say_clock,
        [REC_OPEN] = say_open,         [REC_CONFIG] = say_config,
        [REC_SCRAP] = say_scrap,       [REC_JOB] = say_job,
        [REC_MODE] = say_mode,         [REC_HANDOVER] = say_handover,
        [REC_SESSION] = say_session,   [REC_CALL] = say_call,
        [REC_LAMP] = say_lamp,         [REC_PREDICTION] = say_prediction,
        [REC_FEEDBACK] = say_feedback, [REC_WORKORDER] = say_workorder,
        [REC_ALERT] = say_alert,
    };
    const struct said said = {kind, body, titles};
    out[0] = '\0';
    (table[kind] != NULL ? table[kind] : say_other)(&said, out, size);
}
