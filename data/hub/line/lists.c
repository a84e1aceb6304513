/* SPDX-License-Identifier: MIT */
/* Lists over many stations: stops that nobody has explained, and the shift of each station or line
 * in one line. Only the summaries of stations that have something to tell are looked into, and
 * those of the window that is shown. Called by data/hub/view.c. */
#include "data/hub/line/inside.h"
#include "data/model/clock.h"
#include "data/model/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What the summary of the station at this place in floor order says beyond its row. False: nothing.
 */
static bool board_detail(struct board *b, size_t index, struct line_detail *out)
{
    const struct board_entry *e = &b->entry[b->floor[index]];
    out->stops = 0;
    line_shift_init(&out->shift);
    return e->row.heard && e->length > 0 &&
           line_detail_read(&b->details, e->raw, e->length, out) == 0;
}

/* ---- stops that nobody has explained --------------------------------------------------------- */

struct found {
    int64_t key; /* the smallest first */
    uint32_t place;
    int stop;
};

static int by_key(const void *a, const void *b)
{
    const struct found *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    if (x->place != y->place)
        return x->place < y->place ? -1 : 1;
    return x->stop - y->stop;
}

static size_t gather(struct board *b, size_t index, bool longest, struct found *found, size_t n)
{
    struct line_detail detail;
    if (!board_detail(b, index, &detail))
        return n;
    for (int i = 0; i < detail.stops && n < BOARD_STOPS_MAX; i++) {
        const struct line_stop *stop = &detail.stop[i];
        found[n++] = (struct found){
            .key = longest ? -stop->ms : stop->since, .place = (uint32_t)index, .stop = i};
    }
    return n;
}

static void tell_stop(struct board *b, const struct found *found, struct line_stop *out)
{
    struct line_detail detail;
    const struct line_row *row = board_row(b, found->place);
    *out = (struct line_stop){.since = TIME_NONE, .end = TIME_NONE, .ms = -1};
    if (board_detail(b, found->place, &detail) && found->stop < detail.stops)
        *out = detail.stop[found->stop];
    (void)text_copy(out->station, sizeof out->station, row->station);
    (void)text_copy(out->title, sizeof out->title, row->title);
    out->online = row->online;
    out->summary_at = row->summary_at;
}

size_t board_unexplained(struct board *b, const struct board_window *window, bool longest,
                         struct line_stop *out, struct board_stops *totals)
{
    struct found *found = malloc(BOARD_STOPS_MAX * sizeof *found);
    size_t n = 0, shown = 0;
    *totals = (struct board_stops){.matching = 0};
    for (size_t i = 0; i < b->count && found != NULL; i++) {
        const struct line_row *row = board_row(b, i);
        if (!board_is_under(row->station, window->under))
            continue;
        totals->unheard += row->grade == LINE_UNKNOWN;
        totals->counted += row->unexplained;
        totals->stations += row->unexplained > 0;
        if (row->unexplained > 0)
            n = gather(b, i, longest, found, n);
    }
    if (found != NULL)
        qsort(found, n, sizeof *found, by_key);
    for (size_t i = window->first; i < n && shown < window->count; i++)
        tell_stop(b, &found[i], &out[shown++]);
    free(found);
    totals->matching = n;
    totals->unlisted = totals->counted > (int64_t)n ? totals->counted - (int64_t)n : 0;
    return shown;
}

/* ---- handover in one line -------------------------------------------------------------------- */

static void tell_shift(struct board *b, size_t index, struct line_shift *out)
{
    struct line_detail detail;
    const struct line_row *row = board_row(b, index);
    (void)board_detail(b, index, &detail);
    *out = detail.shift;
    (void)text_copy(out->station, sizeof out->station, row->station);
    (void)text_copy(out->title, sizeof out->title, row->title);
    out->stations = 1;
    out->unknown = row->grade == LINE_UNKNOWN;
    out->oee = row->oee;
    out->good = row->good;
    out->target = row->target;
    out->target_now = row->target_now;
    out->unexplained = row->unexplained;
    out->unexplained_ms = row->unexplained_ms;
    out->calls = row->calls;
    out->alerts = row->alerts;
    out->summary_at = row->summary_at;
}

static void add_amount(int64_t *sum, int64_t amount)
{
    if (amount >= 0 && __builtin_add_overflow(*sum < 0 ? 0 : *sum, amount, sum))
        *sum = INT64_MAX;
}

/* A station of the line: sums, the largest loss and where, the oldest shift that is not signed. */
static void add_shift(struct line_shift *line, const struct line_shift *one)
{
    bool first = line->stations == 0;
    line->stations++;
    line->unknown += one->unknown;
    if (first || line->summary_at == TIME_NONE || one->summary_at < line->summary_at)
        line->summary_at = one->summary_at;
    if (first) {
        (void)text_copy(line->shift, sizeof line->shift, one->shift);
        line->start = one->start;
    } else if (strcmp(line->shift, one->shift) != 0 || line->start != one->start) {
        line->shift[0] = '\0';
        line->start = TIME_NONE;
    }
    add_amount(&line->good, one->good);
    add_amount(&line->target, one->target);
    add_amount(&line->target_now, one->target_now);
    line->unexplained += one->unexplained;
    add_amount(&line->unexplained_ms, one->unexplained_ms);
    line->calls += one->calls;
    line->alerts += one->alerts;
    if (one->loss_ms > line->loss_ms) {
        const char *slash = strrchr(one->station, '/');
        line->loss_ms = one->loss_ms;
        (void)text_copy(line->loss, sizeof line->loss, one->loss);
        (void)text_copy(line->where, sizeof line->where,
                        one->title[0] != '\0' ? one->title
                        : slash != NULL       ? slash + 1
                                              : one->station);
    }
    if (one->waiting > 0 && line->waiting == 0) {
        (void)text_copy(line->unsigned_shift, sizeof line->unsigned_shift, one->unsigned_shift);
        line->outgoing = one->outgoing;
        line->incoming = one->incoming;
    }
    line->waiting += one->waiting;
}

/* In place of the sums: whom the plant named. What they do not know is not known. */
static void speak(const struct board *b, struct line_shift *line)
{
    const struct board_speaker *s = board_speaker_of(b, line->station);
    line->machines = s == NULL || s->last[0] == '\0';
    if (!line->machines) {
        const struct line_row *last = board_station_of(b, line->station, s->last);
        (void)text_copy(line->counted, sizeof line->counted, s->last);
        line->good = last != NULL ? last->good : -1;
        line->target = last != NULL ? last->target : -1;
        line->target_now = last != NULL ? last->target_now : -1;
    }
    if (s != NULL && s->constraint[0] != '\0') {
        const struct line_row *constraint = board_station_of(b, line->station, s->constraint);
        (void)text_copy(line->speaks, sizeof line->speaks, s->constraint);
        line->oee = constraint != NULL ? constraint->oee : (double)NAN;
    }
}

/* Of the line that begins at `index`; the place after its last station. */
static size_t tell_line(struct board *b, size_t index, struct line_shift *out)
{
    const char *first = board_row(b, index)->station;
    size_t length = board_prefix(first, LINE_LEVELS);
    line_shift_init(out);
    (void)text_copy_n(out->station, sizeof out->station, first, length);
    for (; index < b->count && board_is_under(board_row(b, index)->station, out->station);
         index++) {
        struct line_shift one;
        tell_shift(b, index, &one);
        add_shift(out, &one);
    }
    speak(b, out);
    return index;
}

static size_t after_line(const struct board *b, size_t index)
{
    char line[LINE_STATION_SIZE];
    const char *first = board_row(b, index)->station;
    (void)text_copy_n(line, sizeof line, first, board_prefix(first, LINE_LEVELS));
    while (index < b->count && board_is_under(board_row(b, index)->station, line))
        index++;
    return index;
}

size_t board_shifts(struct board *b, const struct board_window *window, bool lines,
                    struct line_shift *out, size_t *matching)
{
    size_t n = 0, shown = 0;
    for (size_t i = 0, next; i < b->count; i = next) {
        next = i + 1;
        if (!board_is_under(board_row(b, i)->station, window->under))
            continue;
        bool there = n >= window->first && shown < window->count;
        if (lines && there)
            next = tell_line(b, i, &out[shown++]);
        else if (lines)
            next = after_line(b, i);
        else if (there)
            tell_shift(b, i, &out[shown++]);
        n++;
    }
    *matching = n;
    return shown;
}
