/* SPDX-License-Identifier: MIT */
/* Round ticks. Called by the plots and ribbons; owns nothing. Plant time is walked in local ms, so
 * that ticks stay at whole hours over a change of the offset. */
#include "console/widgets/charts/axis.h"

#include "data/model/amount.h"
#include "data/model/text.h"

#include <string.h>

#define LABEL_CELLS 7 /* "12 Mar" and a blank */

/* The least of 1, 2, 5 times a power of ten (amounts) of which at most `most` make `span`. */
static int64_t axis_step(int64_t span, int most)
{
    static const int64_t factors[] = {1, 2, 5};
    if (span < 1)
        span = 1;
    if (most < 1)
        most = 1;
    for (int64_t power = 1;; power *= 10) {
        for (size_t i = 0; i < sizeof factors / sizeof *factors; i++)
            if (span / (power * factors[i]) < most)
                return power * factors[i];
        if (power > INT64_MAX / 100)
            return power;
    }
}

static int64_t floor_to(int64_t value, int64_t step)
{
    int64_t rest = value % step;
    rest += rest < 0 ? step : 0;
    return value < INT64_MIN + rest ? value : value - rest;
}

int64_t axis_round(int64_t *low, int64_t *high, int most)
{
    const int64_t far = INT64_MAX / 4; /* what is beyond is drawn at the edge */
    *low = *low < -far ? -far : *low > far ? far : *low;
    *high = *high < -far ? -far : *high > far ? far : *high;
    if (*high <= *low) { /* one value: around it, not magnified to a mountain */
        int64_t room = *low / 20 < 0 ? -*low / 20 : *low / 20;
        room = room < AMOUNT_ONE / 1000 ? AMOUNT_ONE / 1000 : room;
        *high = *low + room;
        *low -= room;
    }
    int64_t step = axis_step(*high - *low, most);
    int64_t up = floor_to(*high, step);
    *low = floor_to(*low, step);
    *high = up < *high ? up + step : up;
    if (*high == *low)
        *high += step;
    return step;
}

int axis_column(const struct time_axis *t, int64_t at_ms, int width)
{
    __extension__ typedef __int128 wide;
    if (at_ms < t->begin_ms || at_ms >= t->end_ms || width <= 0)
        return -1;
    return (int)((wide)(at_ms - t->begin_ms) * width / (t->end_ms - t->begin_ms));
}

int64_t axis_time(const struct time_axis *t, int x, int width)
{
    __extension__ typedef __int128 wide;
    if (width <= 0 || t->end_ms <= t->begin_ms)
        return t->begin_ms;
    wide part = (wide)(t->end_ms - t->begin_ms) * x;
    return t->begin_ms + (int64_t)(part / width) + (x > 0 && part % width != 0 ? 1 : 0);
}

int64_t axis_time_step(const struct time_axis *t, int width)
{
    static const int64_t steps[] = {
        MS_PER_MIN,      2 * MS_PER_MIN,   5 * MS_PER_MIN,  10 * MS_PER_MIN, 15 * MS_PER_MIN,
        30 * MS_PER_MIN, MS_PER_HOUR,      2 * MS_PER_HOUR, 3 * MS_PER_HOUR, 4 * MS_PER_HOUR,
        6 * MS_PER_HOUR, 12 * MS_PER_HOUR, MS_PER_DAY,      2 * MS_PER_DAY,  7 * MS_PER_DAY};
    const size_t count = sizeof steps / sizeof *steps;
    double span = (double)(t->end_ms - t->begin_ms);
    for (size_t i = 0; i < count; i++)
        if ((double)steps[i] * width >= span * LABEL_CELLS)
            return steps[i];
    return steps[count - 1] *
           (int64_t)(1 + span * LABEL_CELLS / ((double)steps[count - 1] * (width < 1 ? 1 : width)));
}

/* A day's tick has its date: what format_when says of another day, without the time. */
static void label(const struct time_axis *t, int64_t wall, int64_t step, char out[FORMAT_SIZE])
{
    if (step < MS_PER_DAY) {
        (void)format_time(t->zone, wall, out);
        return;
    }
    (void)format_when(t->zone, wall, wall + 400 * MS_PER_DAY, out);
    char *time = strrchr(out, ' ');
    if (time != NULL)
        *time = '\0';
}

void draw_time_axis(struct area a, struct rect where, const struct time_axis *t)
{
    char text[FORMAT_SIZE];
    if (where.w <= 0 || where.h <= 0 || t->end_ms <= t->begin_ms)
        return;
    int64_t step = axis_time_step(t, where.w);
    int64_t local = zone_local(t->zone, t->begin_ms), tick = floor_to(local, step);
    int free_from = 0;
    for (; tick - local < t->end_ms - t->begin_ms; tick += step) {
        int64_t wall = zone_instant(t->zone, tick);
        int x = axis_column(t, wall, where.w);
        if (x < free_from)
            continue;
        label(t, wall, step, text);
        int cells = text_cells(text);
        if (x + cells > where.w)
            continue;
        free_from = draw_text(a, where.x + x, where.y, ST_DIM, text) - where.x + 1;
    }
}
