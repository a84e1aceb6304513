/* SPDX-License-Identifier: MIT */
/* What changed within a report's time and makes its figures others than they were: improvements
 * that people annotated, and ideal cycles, which are read from what was made with them. Called by
 * report_take.c. */
#include "data/model/report/report_marks.h"

#include "data/model/members.h"
#include "data/model/text.h"

#include <string.h>

#define PRODUCTS 32

struct known {
    char product[64];
    int64_t ideal_us;
};

/* In the order of time; the last ones find no room. */
static struct report_mark *add(struct report *r, int64_t at_ms)
{
    int at = r->marks;
    if (r->marks == REPORT_MARKS) {
        r->marks_beyond++;
        return NULL;
    }
    for (; at > 0 && r->mark[at - 1].at_ms > at_ms; at--)
        r->mark[at] = r->mark[at - 1];
    r->mark[at] = (struct report_mark){.at_ms = at_ms};
    r->marks++;
    return &r->mark[at];
}

void marks_improvement(struct report *r, const json_t *row)
{
    int64_t ms = member_take_time(row, "at");
    struct report_mark *mark = ms >= r->from_ms && ms < r->to_ms ? add(r, ms) : NULL;
    if (mark)
        member_read_text(json_object_get(row, "text"), mark->text, sizeof mark->text);
}

/* ---- ideal cycles --------------------------------------------------------------------------- */

static void ideal_mark(struct report *r, int64_t at, const struct known *k, int64_t now_us)
{
    struct report_mark *mark = add(r, at);
    if (!mark)
        return;
    mark->ideal = true;
    (void)text_format(mark->text, sizeof mark->text, "ideal cycle%s%.48s: %.3g s, before %.3g s",
                      k->product[0] ? " of " : "", k->product, (double)now_us / 1e6,
                      (double)k->ideal_us / 1e6);
}

/* Whether the window also made the product with what was known before. */
static bool still_made(const json_t *made, const struct known *k)
{
    const json_t *row;
    size_t i;
    json_array_foreach(made, i, row)
    {
        const char *product = json_string_value(json_object_get(row, "product"));
        if (strcmp(product ? product : "", k->product) == 0 &&
            json_integer_value(json_object_get(row, "ideal_us")) == k->ideal_us)
            return true;
    }
    return false;
}

static struct known *find(struct known known[PRODUCTS], int *count, const char *product)
{
    for (int i = 0; i < *count; i++)
        if (strncmp(known[i].product, product, sizeof known[i].product - 1) == 0)
            return &known[i];
    if (*count == PRODUCTS)
        return NULL;
    struct known *k = &known[(*count)++];
    *k = (struct known){.ideal_us = 0};
    (void)text_copy(k->product, sizeof k->product, product);
    return k;
}

/* A product that is made with another ideal cycle than before; in one window with both: from it on
 * with the new one. */
static void look(struct report *r, const struct report_window *w, struct known known[PRODUCTS],
                 int *count)
{
    const json_t *made = json_object_get(w->kpi, "made"), *row;
    size_t i;
    bool marked[PRODUCTS] = {false};
    json_array_foreach(made, i, row)
    {
        const char *product = json_string_value(json_object_get(row, "product"));
        int64_t ideal_us = json_integer_value(json_object_get(row, "ideal_us"));
        struct known *k = ideal_us > 0 ? find(known, count, product ? product : "") : NULL;
        if (!k || k->ideal_us == ideal_us || marked[k - known])
            continue;
        bool both = still_made(made, k);
        if (k->ideal_us > 0 && w->part != PART_BEFORE) {
            ideal_mark(r, w->from_ms, k, ideal_us);
            marked[k - known] = true;
        } else if (k->ideal_us > 0 && both) {
            continue;
        }
        k->ideal_us = ideal_us;
    }
}

void marks_ideals(struct report *r)
{
    struct known known[PRODUCTS];
    int count = 0;
    const enum report_part part = r->span == REPORT_WEEK ? PART_SHIFT : PART_HOUR;
    for (int i = 0; i < r->windows; i++)
        if (r->window[i].part == PART_BEFORE)
            look(r, &r->window[i], known, &count);
    for (int i = 0; i < r->windows; i++)
        if (r->window[i].part == part)
            look(r, &r->window[i], known, &count);
}
