/* SPDX-License-Identifier: MIT */
/* Objects that people may still change, read back from the store's records after a restart: the
 * checkpoint holds only what is open. Called by the daemon through station_recall; each kind has
 * its function here or in the file of its verbs. */
#include "andon/engine/people/book.h"
#include "andon/engine/people/goals.h"
#include "andon/engine/people/people.h"
#include "andon/engine/response/response.h"
#include "andon/engine/saved.h"
#include "data/model/text.h"

#include <jansson.h>
#include <string.h>

/* Times beyond this (the year 144,000) are no times. */
#define TIME_LIMIT (INT64_C(1) << 52)

static const struct {
    enum record_kind kind;
    int (*recall)(struct station *st, const struct record *record, struct cause *why);
} kinds[] = {
    {REC_STOP, recall_stop},
    {REC_HANDOVER, recall_handover},
    {REC_SCRAP, work_recall},
    {REC_JOB, work_recall},
    {REC_MODE, work_recall},
    {REC_SESSION, work_recall},
    {REC_PREDICTION, prediction_recall},
    {REC_FEEDBACK, prediction_recall},
    {REC_WORKORDER, workorder_recall},
    {REC_ALERT, alert_recall},
    {REC_CALL, calls_recall},
    {REC_GOAL, goals_recall},
    {REC_IMPROVEMENT, work_recall},
};

int station_recall(struct station *st, const struct record *record, struct cause *why)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].kind == record->kind)
            return kinds[i].recall(st, record, why);
    return cause_set(why, -1, "nobody recalls %s",
                     word_name(&words_record_kind, (int)record->kind));
}

/* ---- stops ---------------------------------------------------------------------------------- */

static int64_t number_at(const json_t *body, const char *key)
{
    int64_t value = saved_time_at(body, key);
    return value == TIME_NONE ? 0 : value;
}

static int64_t id_at(const json_t *body, const char *key, char letter)
{
    char id[RECORD_ID_SIZE];
    saved_text_at(body, key, id, sizeof id);
    return people_number(id, letter);
}

static void read_words(const json_t *body, struct stop *stop)
{
    const json_t *five = json_object_get(body, "five"), *entered = json_object_get(body, "entered");
    int role = saved_word_at(entered, "role", &words_person_role);
    saved_text_at(body, "detail", stop->detail, sizeof stop->detail);
    saved_text_at(body, "suggested", stop->suggested, sizeof stop->suggested);
    saved_text_at(body, "reason", stop->reason, sizeof stop->reason);
    saved_text_at(body, "note", stop->note, sizeof stop->note);
    stop->detected_wall = number_at(five, "detected");
    stop->noticed = saved_time_at(five, "noticed");
    stop->arrived = saved_time_at(five, "arrived");
    stop->repaired = saved_time_at(five, "repaired");
    stop->edited = number_at(body, "edited");
    stop->of = id_at(body, "of", 'S');
    stop->burst = id_at(body, "burst", 'B');
    saved_text_at(entered, "by", stop->by, sizeof stop->by);
    stop->by_role = role < 0 ? PERSON_OPERATOR : (enum person_role)role;
    stop->by_wall = number_at(entered, "at");
}

static void read_shifts(const struct station *st, const json_t *body, struct stop *stop)
{
    const json_t *parts = json_object_get(body, "parts");
    char home[RECORD_ID_SIZE];
    saved_text_at(body, "home", home, sizeof home);
    for (int i = 0; i < WINDOWS; i++) {
        const char *id = st->window[i].id;
        if (id[0] == '\0')
            continue;
        int64_t part = number_at(parts, id);
        stop->part[i] = part > 0 && part <= stop->ms ? part : 0;
        stop->home[i] = strcmp(id, home) == 0;
    }
}

/* What was lost within the stop, ascending, all of it; else it is not known. */
static void read_spans(const json_t *body, struct stop *stop)
{
    const json_t *lost = json_object_get(body, "lost");
    size_t count = json_array_size(lost) / 2;
    int64_t at = stop->begin, sum = 0, begin, ms;
    stop->ragged = count > STOP_SPANS;
    for (size_t i = 0; i < count && !stop->ragged; i++) {
        if (saved_number(json_array_get(lost, 2 * i), &begin) != 0 ||
            saved_number(json_array_get(lost, 2 * i + 1), &ms) != 0 || ms < 0 ||
            stop->begin + begin < at) {
            stop->ragged = true;
            break;
        }
        stop->span[2 * i] = stop->begin + begin;
        stop->span[2 * i + 1] = at = stop->begin + begin + ms;
        stop->spans = (int)i + 1;
        sum += ms;
    }
    if (sum != stop->ms)
        stop->ragged = true;
}

static int read_stop(const json_t *body, struct stop *stop)
{
    const json_t *axis = json_object_get(body, "axis");
    int state = saved_word_at(body, "state", &words_machine_state);
    stop->begin_wall = saved_time_at(body, "begin");
    stop->end_wall = saved_time_at(body, "end");
    stop->ms = number_at(body, "ms");
    stop->own_ms = json_object_get(body, "own_ms") ? number_at(body, "own_ms") : stop->ms;
    stop->small = json_is_true(json_object_get(body, "small"));
    stop->asks = json_is_true(json_object_get(body, "asks"));
    stop->shaped = json_is_true(json_object_get(body, "shaped"));
    stop->state = state < 0 ? MS_STOPPED : (enum machine_state)state;
    if (saved_number(json_array_get(axis, 0), &stop->begin) != 0 ||
        saved_number(json_array_get(axis, 1), &stop->end) != 0 || stop->begin < 0 ||
        stop->end < stop->begin || stop->ms > stop->end - stop->begin)
        return -1;
    stop->from = stop->begin;
    return stop->begin_wall == TIME_NONE || stop->end > TIME_LIMIT || stop->ms < 0 ||
                   stop->own_ms < 0 || stop->own_ms > stop->ms
               ? -1
               : 0;
}

/* The latest that happened to it is that a person gave a reason, and nothing else. */
static bool is_reason_entry(const json_t *was, const struct record *record, const struct stop *stop)
{
    static const char *const others[] = {"begin", "end", "ms", "small", "into"};
    if (!json_object_get(was, "reason") && !json_object_get(was, "note"))
        return false;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (json_object_get(was, others[i]))
            return false;
    return stop->by[0] != '\0' && stop->by_wall == record->wall_ms && stop->burst == 0;
}

/* It can be undone as if there had been no restart. */
static void recall_entry(struct station *st, const struct record *record, const json_t *body,
                         struct stop *stop)
{
    const json_t *was = json_object_get(body, "was");
    struct undo u = {.verb = COMMAND_REASON,
                     .kind = REC_STOP,
                     .rev = record->rev,
                     .wall = record->wall_ms,
                     .role = stop->by_role};
    struct stop *before = &u.was.stop[0];
    if (!is_reason_entry(was, record, stop))
        return;
    stop->edited = record->rev;
    *before = *stop;
    before->by[0] = '\0';
    before->by_wall = before->edited = 0;
    if (json_object_get(was, "reason"))
        saved_text_at(was, "reason", before->reason, sizeof before->reason);
    if (json_object_get(was, "note"))
        saved_text_at(was, "note", before->note, sizeof before->note);
    if (json_object_get(was, "noticed"))
        before->noticed = saved_time_at(was, "noticed");
    (void)text_copy(u.id, sizeof u.id, record->id);
    (void)text_copy(u.actor, sizeof u.actor, record->actor);
    undo_recalled(st, &u);
}

/* Written before any shift that can still change: then there is no need to read it. */
static bool is_long_ago(const struct station *st, const struct record *record)
{
    int64_t first = st->window[0].begin_wall;
    for (int i = 1; i < WINDOWS; i++)
        if (st->window[i].end > 0 && st->window[i].begin_wall < first)
            first = st->window[i].begin_wall;
    return record->wall_ms < first && people_number(record->id, 'S') < st->next_stop &&
           people_number(record->id, 'S') > 0;
}

int recall_stop(struct station *st, const struct record *record, struct cause *why)
{
    if (is_long_ago(st, record))
        return 0;
    struct stop stop = {.number = people_number(record->id, 'S'), .rev = record->rev};
    json_t *body = json_loadb(record->body, record->body_length, 0, NULL);
    int result = 0;
    if (!body || stop.number <= 0 || stop.rev <= 0)
        result = cause_set(why, -1, "stop %s cannot be read back", record->id);
    else if (stop.number >= st->next_stop)
        st->next_stop = stop.number + 1; /* its number is taken, whatever the checkpoint knew */
    else if (st->stop.open && stop.number == st->stop.number && stop.rev == st->stop.rev)
        recall_entry(st, record, body, &st->stop);
    bool known = result != 0 || json_is_null(json_object_get(body, "end")) ||
                 json_object_get(body, "into") || book_find(st, stop.number);
    if (!known && read_stop(body, &stop) == 0) {
        read_words(body, &stop);
        read_shifts(st, body, &stop);
        read_spans(body, &stop);
        recall_entry(st, record, body, &stop);
        book_add(st, &stop);
    } else if (!known && json_object_get(body, "axis")) {
        result = cause_set(why, -1, "stop %s cannot be read back", record->id);
    }
    json_decref(body);
    return result;
}

/* ---- handovers ------------------------------------------------------------------------------ */

static void signature_at(const json_t *body, const char *key, struct signature *out)
{
    const json_t *signature = json_object_get(body, key);
    saved_text_at(signature, "by", out->by, sizeof out->by);
    out->at = number_at(signature, "at");
}

/* As text again; "" when it does not fit. */
static void json_at(const json_t *body, const char *key, char *out, size_t size)
{
    const json_t *value = json_object_get(body, key);
    size_t length = value ? json_dumpb(value, out, size - 1, JSON_COMPACT) : 0;
    out[length < size ? length : 0] = '\0';
}

static int read_handover(const json_t *body, struct handover *h)
{
    int state = saved_word_at(body, "state", &words_handover);
    saved_text_at(body, "shift", h->shift, sizeof h->shift);
    saved_text_at(body, "name", h->name, sizeof h->name);
    saved_text_at(body, "team", h->team, sizeof h->team);
    h->begin_wall = saved_time_at(body, "begin");
    h->end_wall = saved_time_at(body, "end");
    h->frozen_wall = saved_time_at(body, "frozen");
    h->revision = number_at(body, "revision");
    signature_at(body, "outgoing", &h->outgoing);
    signature_at(body, "incoming", &h->incoming);
    signature_at(body, "supervisor", &h->supervisor);
    json_at(body, "figures", h->figures, sizeof h->figures);
    json_at(body, "stops", h->stops, sizeof h->stops);
    json_at(body, "alerts", h->alerts, sizeof h->alerts);
    json_at(body, "calls", h->calls, sizeof h->calls);
    json_at(body, "notes", h->notes, sizeof h->notes);
    h->state = state < 0 ? HANDOVER_OPEN : (enum handover_state)state;
    return h->shift[0] == 'W' && state >= 0 && h->begin_wall != TIME_NONE &&
                   h->end_wall >= h->begin_wall
               ? 0
               : -1;
}

int recall_handover(struct station *st, const struct record *record, struct cause *why)
{
    struct handover h = {.rev = record->rev};
    json_t *body = json_loadb(record->body, record->body_length, 0, NULL);
    int result = body ? read_handover(body, &h) : -1;
    json_decref(body);
    if (result != 0)
        return cause_set(why, -1, "handover %s cannot be read back", record->id);
    handover_recalled(st, &h);
    return 0;
}
