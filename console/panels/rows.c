/* SPDX-License-Identifier: MIT */
/* Replies become rows: numbers checked, words looked up, text sanitised. Called by
 * console/client.c for each page; the panels read the tables. Rows that make no sense are left
 * out, never guessed. */
#include "console/panels/rows.h"
#include "data/model/members.h"

#include "data/model/record_say.h"
#include "data/model/words.h"

#include <stdlib.h>
#include <string.h>

#define LOG_BODY_MAX 8192

/* Projections hold amounts as millionths. */
static int64_t take_millionths(const json_t *row, const char *key)
{
    return (int64_t)json_integer_value(json_object_get(row, key));
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

void timeline_take(struct timeline *t, const json_t *rows, int64_t from_ms, bool first)
{
    while (first && t->count > 0 && t->row[t->count - 1].begin_ms >= from_ms)
        t->count--;
    size_t i;
    const json_t *row;
    json_array_foreach(rows, i, row)
    {
        int state = member_take_word(row, "state", &words_machine_state);
        struct timeline_row r = {
            .begin_ms = member_take_time(row, "begin"),
            .end_ms = member_take_time(row, "end"),
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

void rows_timeline(struct view *v, const json_t *rows, int64_t from_ms, bool first)
{
    timeline_take(&v->timeline, rows, from_ms, first);
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
            .begin_ms = member_take_time(row, "begin"),
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

void stops_take(struct stops *s, const json_t *rows, int64_t from_ms, bool first)
{
    while (first && s->count > 0 && s->row[s->count - 1].begin_ms >= from_ms)
        s->count--;
    s->cut = s->cut && s->count > 0;
    size_t i;
    const json_t *row;
    json_array_foreach(rows, i, row)
    {
        struct stop_row r = {
            .begin_ms = member_take_time(row, "begin"),
            .end_ms = member_take_time(row, "end"),
            .ms = member_take_time(row, "ms"),
            .small = json_is_true(json_object_get(row, "small")),
            .rev = (int64_t)json_integer_value(json_object_get(row, "rev")),
        };
        int state = member_take_word(row, "state", &words_machine_state);
        r.state = (uint8_t)(state < 0 ? MS_UNKNOWN : state);
        member_take_text(row, "id", r.id, sizeof r.id);
        member_take_text(row, "reason", r.reason, sizeof r.reason);
        member_take_text(row, "suggested", r.suggested, sizeof r.suggested);
        if (r.begin_ms == TIME_NONE || json_is_string(json_object_get(row, "into")))
            continue; /* merged into another one: it is a part of that */
        if (r.ms == TIME_NONE)
            r.ms = 0;
        if (s->count > 0 && strcmp(s->row[s->count - 1].id, r.id) == 0)
            s->count--;
        s->cut = s->cut || s->count == s->max;
        s->count = make_room(s->row, sizeof *s->row, s->count, s->max);
        s->row[s->count++] = r;
    }
}

void rows_stops(struct view *v, const json_t *rows, int64_t from_ms, bool first)
{
    stops_take(&v->stops, rows, from_ms, first);
}

/* ---- the log ---- */

/* What a reason is called; its id where that is not known. */
static const char *title_of(const void *view, enum record_kind kind, const char *id)
{
    const struct view *v = view;
    return choice_title(kind == REC_SCRAP ? &v->scrap_reasons : &v->reasons, id);
}

static void rows_forget_log(struct log *l)
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
        struct log_row r = {.wall_ms = member_take_time(row, "wall")};
        int kind = member_take_word(row, "kind", &words_record_kind);
        if (kind < 0 || r.wall_ms == TIME_NONE)
            continue;
        int way = member_take_word(row, "state", &words_way);
        r.kind = (uint8_t)kind;
        r.way = (uint8_t)(way < 0 ? WAY_KEPT : way);
        r.n = (int64_t)json_integer_value(json_object_get(row, "n"));
        member_take_text(row, "id", r.id, sizeof r.id);
        member_take_text(row, "actor", r.actor, sizeof r.actor);
        member_take_text(row, "parked", r.parked, sizeof r.parked);
        const struct record_titles titles = {title_of, v};
        record_say((enum record_kind)kind, json_object_get(row, "body"), &titles, r.text,
                   sizeof r.text);
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
    member_take_text(reply, "name", zone.name, sizeof zone.name);
    json_array_foreach(json_object_get(reply, "offsets"), i, row)
    {
        const json_t *offset = json_array_get(row, 1);
        json_int_t seconds = json_integer_value(offset);
        int64_t from_ms = TIME_NONE;
        member_read_time(json_array_get(row, 0), &from_ms);
        if (from_ms == TIME_NONE || !json_is_integer(offset) || seconds < -90000 ||
            seconds > 90000 || zone.count == ZONE_MAX)
            continue;
        zone.change[zone.count++] =
            (struct zone_change){.from_ms = from_ms, .offset_s = (int32_t)seconds};
    }
    if (zone.count > 0) {
        v->zone = zone;
        v->zone_known = true;
    }
}
