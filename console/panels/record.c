/* SPDX-License-Identifier: MIT */
/* The page of one record. Before is the latest older record of the same object that the log holds.
 * Called by console/panels/events.c. */
#include "console/panels/record.h"

#include "console/words/heard.h"
#include "console/words/words.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define VALUE_SIZE  160
#define VERDICT_MS  30000  /* it stays on the screen */
#define PATIENCE_MS 600000 /* the walk itself may take some */

/* ---- filter ---- */

static bool passes(const struct view *v, const struct log_row *row)
{
    if (v->log_kind == LOG_PARKED ? row->way != WAY_PARKED
                                  : v->log_kind >= 0 && row->kind != v->log_kind)
        return false;
    const char *what = v->log_search;
    return what[0] == '\0' || strcasestr(row->text, what) != NULL ||
           strcasestr(row->id, what) != NULL || strcasestr(row->actor, what) != NULL ||
           (row->body != NULL && strcasestr(row->body, what) != NULL);
}

int log_count(const struct view *v)
{
    int n = 0;
    for (size_t i = 0; i < v->log.count; i++)
        n += passes(v, &v->log.row[i]) ? 1 : 0;
    return n;
}

const struct log_row *log_at(const struct view *v, int n)
{
    for (size_t i = 0; i < v->log.count; i++)
        if (passes(v, &v->log.row[i]) && n-- == 0)
            return &v->log.row[i];
    return NULL;
}

/* ---- how far it has come ---- */

/* The snapshot knows better than the row, which is of when the log was asked for. */
enum way_state record_way(const struct view *v, const struct log_row *row)
{
    return row->way == WAY_PARKED ? WAY_PARKED : way_of(&v->snap.sync.way, row->n);
}

enum way_state record_way_of(const struct view *v, const char *id, int64_t rev)
{
    for (size_t i = 0; i < v->log.count; i++)
        if (v->log.row[i].rev == rev && strcmp(v->log.row[i].id, id) == 0)
            return record_way(v, &v->log.row[i]);
    return WAY_KEPT;
}

static const struct way_look {
    const char *glyph;
    enum style style;
} way_looks[WAY_STATE_COUNT] = {
    [WAY_KEPT] = {"\u25CB", ST_DIM},
    [WAY_SENT] = {"\u2191", ST_DIM},
    [WAY_CONFIRMED] = {"\u25CF", ST_DIM},
    [WAY_PARKED] = {"\u25A0", ST_WARN},
};

int record_paint_way(struct area a, int x, int y, enum way_state way, bool words)
{
    const struct way_look *look = &way_looks[way];
    x = draw_text(a, x, y, look->style, look->glyph);
    if (words)
        x = draw_text(a, x + 1, y, look->style, words_of(&words_way, (int)way));
    return x;
}

/* ---- the page ---- */

/* Rows stand latest first. */
static const struct log_row *before(const struct view *v, const struct log_row *row)
{
    const struct log_row *end = v->log.row + v->log.count;
    for (const struct log_row *r = row + 1; r < end; r++)
        if (r->kind == row->kind && strcmp(r->id, row->id) == 0 && r->rev < row->rev)
            return r;
    return NULL;
}

static bool is_time(const char *key, json_int_t value)
{
    size_t n = strlen(key);
    bool named = strcmp(key, "begin") == 0 || strcmp(key, "end") == 0 || strcmp(key, "at") == 0 ||
                 strcmp(key, "until") == 0 || strcmp(key, "since") == 0 ||
                 (n > 2 && strcmp(key + n - 2, "ed") == 0);
    return named && value > INT64_C(946684800000); /* 2000: what is less is no wall time */
}

/* A reason by its title; stops and scrap have different ones. */
static const char *title_of(const struct view *v, const char *id)
{
    const struct choice *reason = choice_find(&v->reasons, id);
    return reason != NULL ? choice_title(&v->reasons, id) : choice_title(&v->scrap_reasons, id);
}

static void value_text(const struct view *v, const char *key, const json_t *value,
                       char out[VALUE_SIZE])
{
    char when[FORMAT_SIZE], length[TEXT_DURATION_SIZE];
    if (value == NULL || json_is_null(value)) {
        (void)text_copy(out, VALUE_SIZE, FORMAT_NONE);
    } else if (json_is_string(value) && strcmp(key, "reason") == 0) {
        const char *title = title_of(v, json_string_value(value));
        (void)text_sanitise(title, strlen(title), out, VALUE_SIZE);
    } else if (json_is_string(value) && strcmp(key, "state") == 0) {
        const char *word = words_for(json_string_value(value));
        (void)text_sanitise(word, strlen(word), out, VALUE_SIZE);
    } else if (json_is_integer(value) && strcmp(key, "ms") == 0) {
        (void)text_copy(out, VALUE_SIZE, text_duration(json_integer_value(value), length));
    } else if (json_is_string(value)) {
        (void)text_sanitise(json_string_value(value), json_string_length(value), out, VALUE_SIZE);
    } else if (json_is_integer(value) && is_time(key, json_integer_value(value))) {
        (void)text_copy(out, VALUE_SIZE, format_time_s(&v->zone, json_integer_value(value), when));
    } else {
        char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
        (void)text_sanitise(text != NULL ? text : "", text != NULL ? strlen(text) : 0, out,
                            VALUE_SIZE);
        free(text);
    }
}

/* What a member of a record is called where people read it; the rest keep their names. */
static const char *member_word(const char *key)
{
    static const struct {
        const char *key, *word;
    } words[] = {{"state", N_("state")},    {"begin", N_("begin")},   {"end", N_("end")},
                 {"ms", N_("duration")},    {"reason", N_("reason")}, {"note", N_("note")},
                 {"from", N_("entered at")}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].key, key) == 0)
            return _(words[i].word);
    return key;
}

static void paint_member(const struct view *v, struct area a, int y, const char *key,
                         const json_t *was, const json_t *is)
{
    char name[40], old[VALUE_SIZE], now[VALUE_SIZE];
    const char *word = member_word(key);
    (void)text_sanitise(word, strlen(word), name, sizeof name);
    value_text(v, key, was, old);
    value_text(v, key, is, now);
    bool changed = was != NULL && strcmp(old, now) != 0;
    draw_text_cut(a, (struct rect){1, y, 14, 1}, ST_DIM, name);
    int x = 16;
    if (changed) {
        int w = (a.r.w - x) / 2 - 3;
        x = draw_text_cut(a, (struct rect){x, y, w, 1}, ST_OLD, old);
        x = draw_text(a, x, y, ST_DIM, " \u2192 ");
    }
    draw_text_cut(a, (struct rect){x, y, a.r.w - x - 1, 1}, changed ? ST_BOLD : ST_NORMAL, now);
}

static int paint_head(const struct view *v, struct area a, const struct log_row *row,
                      const json_t *body)
{
    char when[FORMAT_SIZE], from[64], aside[160], said[HEARD_SIZE];
    const json_t *where = json_object_get(body, "from");
    int x = draw_format(a, 1, 0, ST_BOLD, "%s %s", words_of(&words_record_kind, (int)row->kind),
                        row->id);
    draw_format(a, x, 0, ST_DIM, _("   revision %lld"), (long long)row->rev);
    draw_text_cut(a, (struct rect){1, 1, a.r.w - 2, 1}, ST_NORMAL,
                  words_heard(row->text, said, sizeof said));
    (void)text_sanitise(json_is_string(where) ? json_string_value(where) : "",
                        json_is_string(where) ? json_string_length(where) : 0, from, sizeof from);
    enum way_state way = record_way(v, row);
    x = draw_format(a, 1, 2, ST_DIM, _("by %s%s%s   %s   "), row->actor,
                    from[0] != '\0' ? _(" at ") : "", from,
                    format_when(&v->zone, row->wall_ms, v->wall_ms, when));
    (void)record_paint_way(a, x, 2, way, true);
    if (way != WAY_PARKED)
        return a.r.h > 10 ? 4 : 3;
    (void)text_format(aside, sizeof aside, _("the hub has put it aside%s%s"),
                      row->parked[0] != '\0' ? ": " : "", row->parked);
    draw_text_cut(a, (struct rect){1, 3, a.r.w - 2, 1}, ST_WARN, aside);
    return a.r.h > 10 ? 5 : 4;
}

void record_paint(const struct view *v, struct area a, const struct log_row *row)
{
    const struct log_row *old = before(v, row);
    json_t *is = row->body != NULL ? json_loads(row->body, 0, NULL) : NULL;
    json_t *was = old != NULL && old->body != NULL ? json_loads(old->body, 0, NULL) : NULL;
    int y = paint_head(v, a, row, is);
    if (is == NULL)
        draw_text(a, 1, y, ST_DIM,
                  row->way == WAY_PARKED && row->n == 0
                      ? _("the record itself is here no more; the hub has it, apart")
                      : _("its body is too long to be shown: andonctl log --json"));
    for (void *i = json_object_iter(is); i != NULL && y < a.r.h; i = json_object_iter_next(is, i)) {
        const char *key = json_object_iter_key(i);
        paint_member(v, a, y++, key, was != NULL ? json_object_get(was, key) : NULL,
                     json_object_iter_value(i));
    }
    json_decref(is);
    json_decref(was);
}

/* ---- is every record as it was written ---- */

static void tell(struct view *v, const char *text, int64_t ms)
{
    (void)text_sanitise(text, strlen(text), v->notice, sizeof v->notice);
    v->notice_until_ms = v->boot_ms + ms;
}

void record_verify(struct view *v)
{
    v->verifying = true;
    tell(v, _("every record is being read \u2026"), PATIENCE_MS);
}

void record_verified(struct view *v, const json_t *reply)
{
    char text[sizeof v->notice], said[HEARD_SIZE], number[FORMAT_SIZE];
    const json_t *row = json_array_get(json_object_get(reply, "rows"), 0);
    const json_t *error = json_object_get(json_object_get(reply, "error"), "text");
    const char *bad = json_string_value(json_object_get(row, "first_bad"));
    int64_t records = (int64_t)json_integer_value(json_object_get(row, "records"));
    v->verifying = false;
    if (json_is_true(json_object_get(row, "ok")))
        (void)text_format(text, sizeof text,
                          words_n("every record is as it was written: %s record",
                                  "every record is as it was written: %s records", (long)records),
                          format_count(records * AMOUNT_ONE, &v->numbers, number));
    else if (row != NULL)
        (void)text_format(text, sizeof text, _("the record was changed or damaged: %s"),
                          bad != NULL ? bad : _("andond does not say where"));
    else
        (void)text_format(text, sizeof text, _("the record cannot be verified now: %s"),
                          json_is_string(error)
                              ? words_heard(json_string_value(error), said, sizeof said)
                              : _("no answer"));
    tell(v, text, VERDICT_MS);
}
