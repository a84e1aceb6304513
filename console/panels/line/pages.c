/* SPDX-License-Identifier: MIT */
/* Lists over many stations at the console: what is asked of the hub, how often, and what came. A
 * window of rows is kept, not the plant. Called by console/client.c for what comes and goes, by the
 * screen for what is wanted. */
#include "console/panels/line/pages.h"

#include "data/model/clock.h"
#include "data/model/json.h"
#include "data/model/members.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

#define ID_FIRST  INT64_C(2000000) /* apart from those of other questions */
#define PATIENCE  15000            /* an answer that has not come by then is asked for again */
#define AGAIN_MS  2000             /* what summaries tell */
#define RARELY_MS 30000            /* what a database tells */

static void take_stop(const json_t *json, union page_row *row)
{
    line_stop_get(json, &row->stop);
}

static void take_part(const json_t *json, union page_row *row)
{
    line_part_get(json, &row->part);
}

static void take_shift(const json_t *json, union page_row *row)
{
    line_shift_get(json, &row->shift);
}

static void take_loss(const json_t *json, union page_row *row)
{
    line_loss_get(json, &row->loss);
}

static void take_trend(const json_t *json, union page_row *row)
{
    line_trend_get(json, &row->trend);
}

static const struct page_kind {
    const char *cmd[2], *key[2];   /* by order: the question, and the rows of its answer */
    const char *word, *choices[2]; /* what tells the order; NULL: the command does */
    int64_t every_ms;
    void (*take)(const json_t *json, union page_row *row);
} kinds[PAGE_COUNT] = {
    [PAGE_UNEXPLAINED] = {{"unexplained", "unexplained"},
                          {"stops", "stops"},
                          "order",
                          {"oldest", "longest"},
                          AGAIN_MS,
                          take_stop},
    [PAGE_AREAS] =
        {{"areas", "line-figures"}, {"areas", "parts"}, NULL, {NULL, NULL}, AGAIN_MS, take_part},
    [PAGE_HANDOVER] = {{"handover", "handover"},
                       {"shifts", "shifts"},
                       "by",
                       {"line", "station"},
                       AGAIN_MS,
                       take_shift},
    [PAGE_LOSSES] = {{"losses", "losses"},
                     {"losses", "losses"},
                     "by",
                     {"minutes", "count"},
                     RARELY_MS,
                     take_loss},
    [PAGE_TREND] =
        {{"trend", "trend"}, {"trends", "trends"}, NULL, {NULL, NULL}, RARELY_MS, take_trend},
};

int pages_init(struct pages *p)
{
    *p = (struct pages){.id = ID_FIRST, .want_count = PAGES_ROWS_MAX / 2};
    p->row = calloc(PAGES_ROWS_MAX, sizeof *p->row);
    return p->row != NULL ? 0 : -1;
}

void pages_done(struct pages *p)
{
    free(p->row);
    p->row = NULL;
}

void pages_show(struct pages *p, enum line_page page)
{
    p->page = page;
    p->want_first = p->first = p->shown = p->matching = 0;
    p->heard = false;
    p->error[0] = '\0';
    p->due = true;
    p->waiting = false;
}

void pages_window(struct pages *p, size_t top, size_t page)
{
    size_t count = page * 3 < PAGES_ROWS_MAX ? page * 3 : PAGES_ROWS_MAX;
    bool here = top >= p->want_first && top + page <= p->want_first + p->want_count;
    if (here && p->want_count >= count)
        return;
    p->want_first = top > page ? top - page : 0;
    p->want_count = count;
    p->due = true;
}

int64_t pages_deadline(const struct pages *p)
{
    if (p->due)
        return 0;
    return p->asked_ms + (p->waiting ? PATIENCE : kinds[p->page].every_ms);
}

bool pages_next(struct pages *p, int64_t boot_ms, char line[PAGES_REQUEST])
{
    const struct page_kind *kind = &kinds[p->page];
    bool other = p->other[p->page];
    struct jw w;
    if (boot_ms < pages_deadline(p))
        return false;
    p->due = false;
    p->waiting = true;
    p->asked_ms = boot_ms;
    jw_init(&w, line, PAGES_REQUEST);
    jw_object(&w, NULL);
    jw_text(&w, "cmd", kind->cmd[other]);
    jw_int(&w, "id", ++p->id);
    if (p->under[0] != '\0')
        jw_text(&w, "under", p->under);
    if (kind->word != NULL)
        jw_text(&w, kind->word, kind->choices[other]);
    jw_int(&w, "first", (int64_t)p->want_first);
    jw_int(&w, "count", (int64_t)p->want_count);
    jw_object_end(&w);
    return !w.overflow;
}

static int64_t number(const json_t *reply, const char *key, int64_t otherwise)
{
    const json_t *value = json_object_get(reply, key);
    return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

static size_t size_of(const json_t *reply, const char *key)
{
    int64_t n = number(reply, key, 0);
    return n > 0 ? (size_t)n : 0;
}

static void take_rows(struct pages *p, const json_t *rows)
{
    size_t i;
    const json_t *item;
    p->shown = 0;
    json_array_foreach(rows, i, item)
    {
        if (p->shown == PAGES_ROWS_MAX)
            return;
        kinds[p->page].take(item, &p->row[p->shown++]);
    }
}

static void take_error(struct pages *p, const json_t *reply)
{
    p->error[0] = '\0';
    member_read_text(json_object_get(json_object_get(reply, "error"), "text"), p->error,
                     sizeof p->error);
    p->shown = p->matching = 0;
}

bool pages_take(struct pages *p, const json_t *reply)
{
    json_int_t id = json_integer_value(json_object_get(reply, "id"));
    const json_t *rows = json_object_get(reply, kinds[p->page].key[p->other[p->page]]);
    if (id <= ID_FIRST || id > p->id)
        return false;
    if (id != p->id)
        return true; /* to an older question */
    p->waiting = false;
    p->heard = true;
    if (!json_is_array(rows)) {
        take_error(p, reply);
        return true;
    }
    const json_t *complete = json_object_get(reply, "complete");
    const json_t *broker = json_object_get(reply, "broker");
    p->error[0] = '\0';
    p->first = size_of(reply, "first");
    p->matching = size_of(reply, "matching");
    p->complete = !json_is_false(complete);
    p->broker = !json_is_false(broker);
    p->counted = number(reply, "counted", -1);
    p->unlisted = number(reply, "not_listed", -1);
    p->unknown = number(reply, "unknown", -1);
    p->stations = number(reply, "stations", -1);
    p->late = number(reply, "late", -1);
    p->from = number(reply, "from", TIME_NONE);
    p->to = number(reply, "to", TIME_NONE);
    take_rows(p, rows);
    if (p->matching < p->first + p->shown)
        p->matching = p->first + p->shown;
    return true;
}

const union page_row *pages_at(const struct pages *p, size_t place)
{
    bool here = place >= p->first && place - p->first < p->shown;
    return here ? &p->row[place - p->first] : NULL;
}

const char *pages_path(const struct pages *p, size_t place)
{
    const union page_row *row = pages_at(p, place);
    if (row == NULL)
        return NULL;
    switch (p->page) {
    case PAGE_UNEXPLAINED:
        return row->stop.station;
    case PAGE_AREAS:
        return row->part.path;
    case PAGE_HANDOVER:
        return row->shift.station;
    case PAGE_TREND:
        return row->trend.station;
    case PAGE_LOSSES:
    case PAGE_COUNT:
        break;
    }
    return NULL;
}
