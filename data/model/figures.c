/* SPDX-License-Identifier: MIT */
/* Adding up what happened in a window. Called for each fact by data/store/gather.c; what comes of
 * it is said by figures_say.c. Owns nothing. */
#include "data/model/figures.h"

#include "data/model/text.h"

#include <string.h>

void figures_init(struct figures *f, int64_t from_ms, int64_t to_ms)
{
    *f = (struct figures){.from_ms = from_ms, .to_ms = to_ms, .first_ms = TIME_NONE, .accounts = 1};
}

/* ---- time ----------------------------------------------------------------------------------- */

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

int64_t figure_inside(const struct figure_interval *interval, int64_t from_ms, int64_t to_ms)
{
    bool cut_before = interval->begin_ms<from_ms, cut_after = interval->end_ms> to_ms;
    if (interval->end_ms <= from_ms || interval->begin_ms >= to_ms)
        return 0;
    int64_t ms = interval->ms;
    if (cut_before)
        ms = least(ms, interval->end_ms - from_ms);
    if (cut_after)
        ms = least(ms, to_ms - (cut_before ? from_ms : interval->begin_ms));
    return ms;
}

void figures_interval(struct figures *f, const struct figure_interval *interval)
{
    int64_t ms = figure_inside(interval, f->from_ms, f->to_ms);
    if (ms <= 0)
        return;
    account_time(&f->account[0], interval->in_plan, interval->state, ms);
    if (f->first_ms == TIME_NONE || interval->begin_ms < f->first_ms)
        f->first_ms = interval->begin_ms;
}

/* ---- stops ---------------------------------------------------------------------------------- */

/* The last one asked for is likely the next. */
static struct figure_reason *row_of(struct figures *f, const char *reason)
{
    for (int i = 0; i < f->reasons; i++)
        if (strcmp(f->reason[i].reason, reason) == 0)
            return &f->reason[i];
    if (f->reasons == FIGURE_REASONS)
        return &f->others;
    struct figure_reason *row = &f->reason[f->reasons++];
    (void)text_copy(row->reason, sizeof row->reason, reason);
    return row;
}

static struct figure_reason *place_of(struct figures *f, const struct figure_stop *stop)
{
    if (stop->small)
        return &f->small;
    if (stop->reason[0] != '\0')
        return row_of(f, stop->reason);
    return stop->asks ? &f->unexplained : &f->waiting;
}

void figures_stop(struct figures *f, const struct figure_stop *stop)
{
    struct account *a = &f->account[0];
    struct figure_reason *row = place_of(f, stop);
    struct figure_reason *said =
        stop->small && stop->reason[0] != '\0' ? row_of(f, stop->reason) : NULL;
    row->lost_ms += stop->lost_ms;
    if (stop->small)
        a->small_ms += stop->lost_ms;
    if (said)
        said->small_ms += stop->lost_ms;
    if (row == &f->unexplained && stop->lost_ms > 0)
        f->unexplained_stops++;
    if (stop->begin_ms < f->from_ms || stop->begin_ms >= f->to_ms)
        return;
    row->count++;
    if (said)
        said->small_count++;
    a->stops++;
    a->small_stops += stop->small;
    if (stop->end_ms == TIME_NONE)
        return;
    row->over++;
    row->down_ms += stop->ms;
}

/* ---- parts ---------------------------------------------------------------------------------- */

static bool has(const struct account *a, const char *product, int64_t ideal_us)
{
    for (int i = 0; i < a->segments; i++)
        if (a->segment[i].ideal_us == ideal_us && strcmp(a->segment[i].product, product) == 0)
            return true;
    return false;
}

/* The account with the segment, else the first with room for it. */
static struct account *account_for(struct figures *f, const char *product, int64_t ideal_us)
{
    for (int i = 0; i < f->accounts; i++)
        if (has(&f->account[i], product, ideal_us))
            return &f->account[i];
    if (f->account[f->accounts - 1].segments == ACCOUNT_SEGMENTS && f->accounts < FIGURE_ACCOUNTS)
        f->accounts++;
    return &f->account[f->accounts - 1];
}

static bool is_nothing(const struct account_segment *s)
{
    return s->total == 0 && s->good == 0 && s->scrap == 0 && s->rework == 0 &&
           s->entered_scrap == 0 && s->entered_rework == 0;
}

static void count_planned(struct figures *f, const struct account_segment *made)
{
    account_count(account_for(f, made->product, made->ideal_us), made->ideal_us, made);
}

void figures_parts(struct figures *f, const struct figure_parts *parts)
{
    count_planned(f, &parts->planned);
    if (!is_nothing(&parts->outside))
        account_count_outside(&f->account[0], &parts->outside);
    if (!is_nothing(&parts->trial))
        account_count_trial(&f->account[0], &parts->trial);
}

static void list_scrap(struct figures *f, const struct figure_entry *entry)
{
    int i = 0;
    while (i < f->scraps && strcmp(f->scrap[i].reason, entry->reason) != 0)
        i++;
    if (i == FIGURE_REASONS)
        i--;
    if (i == f->scraps) {
        (void)text_copy(f->scrap[i].reason, sizeof f->scrap[i].reason, entry->reason);
        f->scraps++;
    }
    f->scrap[i].amount += entry->amount;
    f->scrap[i].ideal += (account_wide)entry->ideal_us * entry->amount;
}

void figures_entry(struct figures *f, const struct figure_entry *entry)
{
    struct account_segment made = {.ideal_us = entry->ideal_us};
    *(entry->rework ? &made.entered_rework : &made.entered_scrap) = entry->amount;
    (void)text_copy(made.product, sizeof made.product, entry->product);
    if (strcmp(entry->part, "outside") == 0) {
        account_count_outside(&f->account[0], &made);
    } else if (strcmp(entry->part, "trial") == 0) {
        account_count_trial(&f->account[0], &made);
    } else {
        count_planned(f, &made);
        list_scrap(f, entry);
    }
}
