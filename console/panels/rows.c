/* SPDX-License-Identifier: MIT */
/* Replies become rows: numbers checked, words looked up, text sanitised. Called by
 * console/client.c for each page; the panels read the tables. Rows that make no sense are left
 * out, never guessed. */
#include "console/panels/rows.h"

#include "data/model/amount.h"
#include "data/model/text.h"
#include "data/model/words.h"

#include <stdlib.h>
#include <string.h>

#define LOG_BODY_MAX 8192

static void take_text(const json_t *row, const char *key, char *out, size_t size)
{
    const json_t *value = json_object_get(row, key);
    out[0] = '\0';
    if (json_is_string(value))
        (void)text_sanitise(json_string_value(value), json_string_length(value), out, size);
}

static int64_t take_time(const json_t *row, const char *key)
{
    const json_t *value = json_object_get(row, key);
    return json_is_integer(value) ? (int64_t)json_integer_value(value) : TIME_NONE;
}

static int64_t take_amount(const json_t *row, const char *key)
{
    int64_t amount = 0;
    const json_t *value = json_object_get(row, key);
    if (!json_is_number(value) || amount_from_double(json_number_value(value), &amount) != 0)
        return 0;
    return amount;
}

/* Projections hold amounts as millionths, bodies of records as decimal numbers. */
static int64_t take_millionths(const json_t *row, const char *key)
{
    return (int64_t)json_integer_value(json_object_get(row, key));
}

static int take_word(const json_t *row, const char *key, const struct words *words)
{
    const json_t *value = json_object_get(row, key);
    if (!json_is_string(value))
        return -1;
    return word_find(words, json_string_value(value), json_string_length(value));
}

/* Room for one more row: at the limit the oldest half goes. */
static size_t make_room(void *rows, size_t size, size_t count, size_t max)
{
    if (count < max)
        return count;
    size_t keep = max / 2;
    memmove(rows, (char *)rows + (count - keep) * size, keep * size);
    return keep;
}

/* A shift of very many intervals: two neighbours become one, of the longer one's state, so that the
 * whole shift stays in sight. */
static void halve(struct timeline *t)
{
    size_t n = 0;
    for (size_t i = 0; i < t->count; i += 2) {
        struct timeline_row row = t->row[i];
        if (i + 1 < t->count) {
            const struct timeline_row *next = &t->row[i + 1];
            int64_t begin_ms = row.begin_ms;
            if (next->end_ms - next->begin_ms > row.end_ms - row.begin_ms)
                row = *next;
            row.begin_ms = begin_ms;
            row.end_ms = next->end_ms;
        }
        t->row[n++] = row;
    }
    t->count = n;
}

void rows_timeline(struct view *v, const json_t *rows, int64_t from_ms, bool first)
{
    struct timeline *t = &v->timeline;
    while (first && t->count > 0 && t->row[t->count - 1].begin_ms >= from_ms)
        t->count--;
    size_t i;
    const json_t *row;
    json_array_foreach(rows, i, row)
    {
        int state = take_word(row, "state", &words_machine_state);
        struct timeline_row r = {
            .begin_ms = take_time(row, "begin"),
            .end_ms = take_time(row, "end"),
            .state = (uint8_t)(state < 0 ? MS_UNKNOWN : state),
            .planned = json_is_true(json_object_get(row, "plan")),
            .small = json_is_true(json_object_get(row, "small")),
        };
        if (r.begin_ms == TIME_NONE || r.end_ms == TIME_NONE)
            continue;
        /* an interval that began before the window was there already */
        if (t->count > 0 && t->row[t->count - 1].begin_ms == r.begin_ms)
            t->count--;
        if (t->count == VIEW_TIMELINE_MAX)
            halve(t);
        t->row[t->count++] = r;
    }
}

void rows_minutes(struct view *v, const json_t *rows, int64_t from_ms, bool first)
{
    struct minutes *m = &v->minutes;
    while (first && m->count > 0 && m->row[m->count - 1].begin_ms >= from_ms)
        m->count--;
    size_t i;
    const json_t *row;
    json_array_foreach(rows, i, row)
    {
        struct minute_row r = {
            .begin_ms = take_time(row, "begin"),
            .good = take_millionths(row, "good"),
            .total = take_millionths(row, "total"),
            .scrap = take_millionths(row, "scrap"),
        };
        if (r.begin_ms == TIME_NONE)
            continue;
        m->count = make_room(m->row, sizeof *m->row, m->count, VIEW_MINUTES_MAX);
        m->row[m->count++] = r;
    }
}

void rows_stops(struct view *v, const json_t *rows, int64_t from_ms, bool first)
{
    struct stops *s = &v->stops;
    while (first && s->count > 0 && s->row[s->count - 1].begin_ms >= from_ms)
        s->count--;
    size_t i;
    const json_t *row;
    json_array_foreach(rows, i, row)
    {
        struct stop_row r = {
            .begin_ms = take_time(row, "begin"),
            .end_ms = take_time(row, "end"),
            .ms = take_time(row, "ms"),
            .small = json_is_true(json_object_get(row, "small")),
            .rev = (int64_t)json_integer_value(json_object_get(row, "rev")),
        };
        int state = take_word(row, "state", &words_machine_state);
        r.state = (uint8_t)(state < 0 ? MS_UNKNOWN : state);
        take_text(row, "id", r.id, sizeof r.id);
        take_text(row, "reason", r.reason, sizeof r.reason);
        take_text(row, "suggested", r.suggested, sizeof r.suggested);
        if (r.begin_ms == TIME_NONE)
            continue;
        if (r.ms == TIME_NONE)
            r.ms = 0;
        if (s->count > 0 && strcmp(s->row[s->count - 1].id, r.id) == 0)
            s->count--;
        s->count = make_room(s->row, sizeof *s->row, s->count, VIEW_STOPS_MAX);
        s->row[s->count++] = r;
    }
}

/* ---- the log in words ---- */

static void duration_of(const json_t *body, char out[TEXT_DURATION_SIZE])
{
    int64_t ms = take_time(body, "ms");
    text_duration(ms == TIME_NONE ? 0 : ms, out);
}

static void say_interval(const json_t *body, char *out, size_t size)
{
    char state[24], detail[64], length[TEXT_DURATION_SIZE];
    take_text(body, "state", state, sizeof state);
    take_text(body, "detail", detail, sizeof detail);
    duration_of(body, length);
    (void)text_format(out, size, "%s for %s%s%s", state, length,
                      detail[0] != '\0' ? " \u00B7 " : "", detail);
}

static void say_stop(const json_t *body, char *out, size_t size)
{
    char state[24], reason[64], length[TEXT_DURATION_SIZE];
    bool open = !json_is_integer(json_object_get(body, "end"));
    take_text(body, "state", state, sizeof state);
    take_text(body, "reason", reason, sizeof reason);
    if (reason[0] == '\0')
        take_text(body, "suggested", reason, sizeof reason);
    duration_of(body, length);
    bool small = json_is_true(json_object_get(body, "small"));
    (void)text_format(out, size, "%s%s %s%s%s", small ? "small stop: " : "", state,
                      open ? "began" : length, reason[0] != '\0' ? " \u00B7 " : "", reason);
}

static void say_minute(const json_t *body, char *out, size_t size)
{
    char good[AMOUNT_TEXT_SIZE], scrap[AMOUNT_TEXT_SIZE];
    (void)text_format(out, size, "good %s, scrap %s%s",
                      amount_to_text(take_amount(body, "good"), good),
                      amount_to_text(take_amount(body, "scrap"), scrap),
                      json_is_true(json_object_get(body, "gap")) ? ", with a gap" : "");
}

static void say_fault(const json_t *body, char *out, size_t size)
{
    char signal[40], text[128];
    take_text(body, "signal", signal, sizeof signal);
    take_text(body, "text", text, sizeof text);
    (void)text_format(out, size, "%s: %s", signal, text);
}

static void say_shift(const json_t *body, char *out, size_t size)
{
    char name[40];
    take_text(body, "name", name, sizeof name);
    (void)text_format(out, size, "%s %s", name[0] != '\0' ? name : "plant day",
                      json_is_true(json_object_get(body, "closed")) ? "closed" : "runs");
}

static void say_clock(const json_t *body, char *out, size_t size)
{
    char length[TEXT_DURATION_SIZE];
    int64_t delta = take_time(body, "delta_ms");
    if (delta == TIME_NONE)
        delta = 0;
    (void)text_format(out, size, "the clock went %s by %s", delta < 0 ? "back" : "forward",
                      text_duration(delta < 0 ? -delta : delta, length));
}

static void say_open(const json_t *body, char *out, size_t size)
{
    char station[128];
    take_text(body, "station", station, sizeof station);
    (void)text_format(out, size, "the record of %s was opened", station);
}

static void say_config(const json_t *body, char *out, size_t size)
{
    char digest[24];
    take_text(body, "id", digest, sizeof digest);
    (void)text_format(out, size, "configuration %s accepted", digest);
}

/* One more part of a sentence, with a point between. */
static void add(char *out, size_t size, const char *before, const char *text)
{
    size_t n = strlen(out);
    if (text[0] != '\0')
        (void)text_format(out + n, size - n, "%s%s%s", n > 0 ? " \u00B7 " : "", before, text);
}

static void say_scrap(const json_t *body, char *out, size_t size)
{
    char quantity[AMOUNT_TEXT_SIZE], text[161];
    bool rework = json_is_true(json_object_get(body, "rework"));
    (void)text_format(out, size, "%s %s", amount_to_text(take_amount(body, "quantity"), quantity),
                      rework ? "rework" : "scrap");
    take_text(body, "reason", text, sizeof text);
    add(out, size, "", text);
    take_text(body, "note", text, sizeof text);
    add(out, size, "", text);
    take_text(body, "of", text, sizeof text);
    add(out, size, "reverses ", text);
}

static void say_job(const json_t *body, char *out, size_t size)
{
    char text[64], good[AMOUNT_TEXT_SIZE];
    take_text(body, "order", out, size);
    take_text(body, "product", text, sizeof text);
    add(out, size, "", text);
    take_text(body, "state", text, sizeof text);
    add(out, size, "", text);
    add(out, size, "good ", amount_to_text(take_amount(body, "good"), good));
}

static void say_mode(const json_t *body, char *out, size_t size)
{
    char text[161];
    take_text(body, "title", out, size);
    if (out[0] == '\0')
        take_text(body, "mode", out, size);
    take_text(body, "note", text, sizeof text);
    add(out, size, "", text);
    add(out, size, "", json_is_integer(json_object_get(body, "end")) ? "ended" : "");
}

static void say_handover(const json_t *body, char *out, size_t size)
{
    char text[64];
    take_text(body, "name", out, size);
    take_text(body, "state", text, sizeof text);
    add(out, size, "", text);
    take_text(json_object_get(body, "outgoing"), "by", text, sizeof text);
    add(out, size, "goes: ", text);
    take_text(json_object_get(body, "incoming"), "by", text, sizeof text);
    add(out, size, "comes: ", text);
}

static void say_session(const json_t *body, char *out, size_t size)
{
    char text[64];
    take_text(body, "person", out, size);
    take_text(body, "role", text, sizeof text);
    add(out, size, "as ", text);
    take_text(body, "why", text, sizeof text);
    add(out, size, "", text);
}

/* The first text that a body of any kind tends to have. */
static void say_other(const json_t *body, char *out, size_t size)
{
    static const char *const keys[] = {"text", "title", "name", "state", "why", "what"};
    out[0] = '\0';
    for (size_t i = 0; i < sizeof keys / sizeof *keys && out[0] == '\0'; i++)
        take_text(body, keys[i], out, size);
}

static void say(enum record_kind kind, const json_t *body, char *out, size_t size)
{
    static void (*const table[RECORD_KIND_COUNT])(const json_t *, char *, size_t) = {
        [REC_INTERVAL] = say_interval, [REC_STOP] = say_stop,     [REC_MINUTE] = say_minute,
        [REC_FAULT] = say_fault,       [REC_SHIFT] = say_shift,   [REC_CLOCK] = say_clock,
        [REC_OPEN] = say_open,         [REC_CONFIG] = say_config, [REC_SCRAP] = say_scrap,
        [REC_JOB] = say_job,           [REC_MODE] = say_mode,     [REC_HANDOVER] = say_handover,
        [REC_SESSION] = say_session,
    };
    (table[kind] != NULL ? table[kind] : say_other)(body, out, size);
}

void rows_forget_log(struct log *l)
{
    for (size_t i = 0; i < l->count; i++)
        free(l->row[i].body);
    l->count = 0;
}

/* As JSON, for the page of one record; a very long one is left out. */
static char *body_text(const json_t *body)
{
    char *text = json_dumps(body, JSON_COMPACT | JSON_PRESERVE_ORDER);
    if (text != NULL && strlen(text) > LOG_BODY_MAX) {
        free(text);
        return NULL;
    }
    return text;
}

void rows_log(struct view *v, const json_t *rows, bool first)
{
    struct log *l = &v->log;
    if (first) {
        rows_forget_log(l);
        l->more = false;
    }
    size_t i;
    const json_t *row;
    json_array_foreach(rows, i, row)
    {
        if (l->count == VIEW_LOG_MAX) {
            l->more = true;
            return;
        }
        struct log_row r = {.wall_ms = take_time(row, "wall")};
        int kind = take_word(row, "kind", &words_record_kind);
        if (kind < 0 || r.wall_ms == TIME_NONE)
            continue;
        r.kind = (uint8_t)kind;
        take_text(row, "id", r.id, sizeof r.id);
        take_text(row, "actor", r.actor, sizeof r.actor);
        say((enum record_kind)kind, json_object_get(row, "body"), r.text, sizeof r.text);
        r.rev = (int64_t)json_integer_value(json_object_get(row, "rev"));
        r.body = body_text(json_object_get(row, "body"));
        l->row[l->count++] = r;
    }
}

void rows_zone(struct view *v, const json_t *reply)
{
    struct zone zone = {.count = 0};
    size_t i;
    const json_t *row;
    take_text(reply, "name", zone.name, sizeof zone.name);
    json_array_foreach(json_object_get(reply, "offsets"), i, row)
    {
        const json_t *from = json_array_get(row, 0), *offset = json_array_get(row, 1);
        json_int_t seconds = json_integer_value(offset);
        if (!json_is_integer(from) || !json_is_integer(offset) || seconds < -90000 ||
            seconds > 90000 || zone.count == ZONE_MAX)
            continue;
        zone.change[zone.count++] = (struct zone_change){
            .from_ms = (int64_t)json_integer_value(from), .offset_s = (int32_t)seconds};
    }
    if (zone.count > 0) {
        v->zone = zone;
        v->zone_known = true;
    }
}
