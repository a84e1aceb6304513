/* SPDX-License-Identifier: MIT */
/* The window on a hub's board: asked for, filled by replies and by events that hold only rows that
 * look different. Called by console/client.c for what comes, by the screen for what is wanted. */
#include "console/panels/line/lines.h"

#include "data/model/json.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

#define ID_FIRST INT64_C(1000000) /* apart from those of other questions */

int lines_init(struct lines *l)
{
    *l = (struct lines){.only = -1, .id = ID_FIRST};
    l->row = calloc(LINES_ROWS_MAX, sizeof *l->row);
    l->there = calloc(LINES_ROWS_MAX, sizeof *l->there);
    if (l->row != NULL && l->there != NULL)
        return 0;
    lines_done(l);
    return -1;
}

void lines_done(struct lines *l)
{
    free(l->row);
    free(l->there);
    l->row = NULL;
    l->there = NULL;
}

void lines_begin(struct lines *l)
{
    l->due = true;
    l->open_due = l->open[0] != '\0';
    if (l->want_count == 0)
        l->want_count = LINES_ROWS_MAX / 2;
}

void lines_ask(struct lines *l)
{
    l->want_first = 0;
    l->due = true;
}

void lines_show(struct lines *l, size_t top, size_t page)
{
    size_t count = page * 3 < LINES_ROWS_MAX ? page * 3 : LINES_ROWS_MAX;
    bool here = top >= l->want_first && top + page <= l->want_first + l->want_count;
    bool grown = l->want_count < count;
    if (here && !grown)
        return;
    l->want_first = top > page ? top - page : 0;
    l->want_count = count;
    l->due = true;
}

void lines_open(struct lines *l, const char *station)
{
    (void)text_copy(l->open, sizeof l->open, station);
    l->open_due = station[0] != '\0';
    l->has_summary = false;
    line_row_init(&l->open_row, station);
}

static bool write_lines(struct lines *l, struct jw *w)
{
    l->due = false;
    jw_text(w, "cmd", "lines");
    jw_int(w, "id", ++l->id);
    jw_bool(w, "watch", true);
    jw_text(w, "order", word_name(&words_line_order, (int)l->order));
    if (l->only >= 0)
        jw_text(w, "only", word_name(&words_line_grade, l->only));
    jw_text(w, "filter", l->filter);
    if (l->under[0] != '\0')
        jw_text(w, "under", l->under);
    jw_int(w, "first", (int64_t)l->want_first);
    jw_int(w, "count", (int64_t)l->want_count);
    return true;
}

bool lines_next(struct lines *l, char line[LINES_REQUEST])
{
    struct jw w;
    if (!l->due && !l->open_due)
        return false;
    jw_init(&w, line, LINES_REQUEST);
    jw_object(&w, NULL);
    if (l->due) {
        (void)write_lines(l, &w);
    } else {
        l->open_due = false;
        l->open_id = ++l->id;
        jw_text(&w, "cmd", "station");
        jw_int(&w, "id", l->open_id);
        jw_text(&w, "station", l->open);
    }
    jw_object_end(&w);
    return !w.overflow;
}

static size_t number(const json_t *message, const char *key)
{
    json_int_t n = json_integer_value(json_object_get(message, key));
    return n > 0 ? (size_t)n : 0;
}

static void take_window(struct lines *l, const json_t *message, bool whole)
{
    size_t i;
    const json_t *item;
    size_t first = number(message, "first");
    if (whole || first != l->first)
        memset(l->there, 0, LINES_ROWS_MAX * sizeof *l->there);
    l->first = first;
    l->shown = number(message, "shown");
    l->matching = number(message, "matching");
    l->stations = number(message, "stations");
    for (int g = 0; g < LINE_GRADE_COUNT; g++)
        l->grade[g] = number(message, word_name(&words_line_grade, g));
    l->unexplained = (int64_t)number(message, "unexplained");
    l->unexplained_ms =
        (int64_t)(json_number_value(json_object_get(message, "unexplained_s")) * 1000);
    l->complete = json_is_true(json_object_get(message, "complete"));
    l->broker = json_is_true(json_object_get(message, "broker"));
    l->heard = true;
    json_array_foreach(json_object_get(message, "rows"), i, item)
    {
        size_t at = number(item, "at");
        if (at < first || at - first >= LINES_ROWS_MAX)
            continue;
        line_row_get(item, &l->row[at - first]);
        l->there[at - first] = true;
    }
}

static void take_station(struct lines *l, const json_t *reply, struct snapshot *snap)
{
    struct cause why;
    const json_t *summary = json_object_get(reply, "summary");
    line_row_get(json_object_get(reply, "row"), &l->open_row);
    char *text = json_is_object(summary) ? json_dumps(summary, JSON_COMPACT) : NULL;
    l->has_summary = text != NULL && snapshot_from_json(text, strlen(text), snap, &why) == 0 &&
                     snap->ts != TIME_NONE;
    free(text);
}

bool lines_take(struct lines *l, const json_t *message, struct snapshot *snap)
{
    const char *event = json_string_value(json_object_get(message, "event"));
    json_int_t id = json_integer_value(json_object_get(message, "id"));
    if (event != NULL && strcmp(event, "lines") == 0) {
        take_window(l, message, false);
        l->open_due = l->open[0] != '\0';
        return true;
    }
    if (event != NULL || id <= ID_FIRST || !json_is_true(json_object_get(message, "ok")))
        return false;
    if (json_object_get(message, "row") != NULL) {
        if (id == l->open_id && l->open[0] != '\0')
            take_station(l, message, snap);
        return true;
    }
    if (json_object_get(message, "rows") == NULL)
        return false;
    take_window(l, message, true);
    return true;
}

const struct line_row *lines_at(const struct lines *l, size_t place)
{
    bool here = place >= l->first && place - l->first < LINES_ROWS_MAX && place < l->matching &&
                l->there[place - l->first];
    return here ? &l->row[place - l->first] : NULL;
}
