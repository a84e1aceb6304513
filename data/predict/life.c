/* SPDX-License-Identifier: MIT */
/* See life.h: points of a signal over operating hours, and the trend from its onset to a limit.
 * Called by the predictor with each row that counts (take) and when it states something (left),
 * which owns it. */
#include "data/predict/life.h"

#include "data/predict/detectors.h"

#include <math.h>
#include <string.h>

#define FEW    16  /* points of a trend, at least */
#define ONSETS 16  /* where it may have begun */
#define MOST_H 1e7 /* a thousand years: no trend worth a word */

/* A straight line through points `from` … end, of the value or its logarithm; flat before. */
struct line {
    int from;
    bool curved;
    double slope, low, high; /* median slope, its 80 % interval */
    double at_h, level;      /* a point on it */
    double error;            /* sum of distances of all points, in the signal's units */
    bool sure;               /* the 95 % interval is on one side of 0 */
};

void life_forget(struct life *l)
{
    *l = (struct life){0};
}

/* The point that is missed least: its neighbours are close for how long ago it was. The newest
 * half is as dense as the older one is long, roughly, so a late onset still has its points. */
static void drop_one(struct life *l)
{
    double now = l->at_h[l->count - 1], least = (double)INFINITY;
    double near = (now - l->at_h[0]) / 32 + 1e-9;
    int which = 1;
    for (int i = 1; i < l->count - 1; i++) {
        double gap = (l->at_h[i + 1] - l->at_h[i - 1]) / (now - l->at_h[i] + near);
        if (gap < least) {
            least = gap;
            which = i;
        }
    }
    size_t after = (size_t)(l->count - 1 - which) * sizeof *l->at_h;
    memmove(&l->at_h[which], &l->at_h[which + 1], after);
    memmove(&l->value[which], &l->value[which + 1], after);
    l->count--;
}

void life_take(struct life *l, double at_h, double value)
{
    if (!isfinite(at_h) || !isfinite(value) || fabs(value) > 1e150 ||
        (l->count > 0 && !(at_h > l->at_h[l->count - 1])))
        return;
    if (l->count == LIFE_POINTS)
        drop_one(l);
    l->at_h[l->count] = at_h;
    l->value[l->count++] = value;
}

static double of(const struct life *l, const struct line *line, int i)
{
    return line->curved ? log(l->value[i]) : l->value[i];
}

/* Theil's incomplete method: slopes of pairs half the points apart. They share no point, so the
 * order statistics of the binomial are their median's interval. */
static void slopes_of(const struct life *l, struct line *line)
{
    double slope[LIFE_POINTS / 2];
    int n = l->count - line->from, half = n / 2;
    for (int i = 0; i < half; i++) {
        int a = line->from + i, b = line->from + n - half + i;
        slope[i] = (of(l, line, b) - of(l, line, a)) / (l->at_h[b] - l->at_h[a]);
    }
    double aside = sqrt(half) / 2 / (half - 1);
    double surely_low = quantile_of(slope, half, fmax(0, 0.5 - 1.96 * aside));
    double surely_high = quantile_of(slope, half, fmin(1, 0.5 + 1.96 * aside));
    line->low = quantile_of(slope, half, fmax(0, 0.5 - 1.2816 * aside));
    line->high = quantile_of(slope, half, fmin(1, 0.5 + 1.2816 * aside));
    line->slope = median_of(slope, half);
    line->sure = surely_low > 0 || surely_high < 0;
}

static double value_at(const struct line *line, double at_h)
{
    double y = line->level + line->slope * (at_h - line->at_h);
    return line->curved ? exp(fmin(y, 300)) : y;
}

static void fit(const struct life *l, struct line *line)
{
    double work[LIFE_POINTS];
    int n = l->count - line->from;
    slopes_of(l, line);
    for (int i = 0; i < n; i++)
        work[i] = l->at_h[line->from + i];
    line->at_h = median_of(work, n);
    for (int i = 0; i < n; i++)
        work[i] =
            of(l, line, line->from + i) - line->slope * (l->at_h[line->from + i] - line->at_h);
    line->level = median_of(work, n);
    memcpy(work, l->value, (size_t)line->from * sizeof *work);
    double before = median_of(work, line->from);
    line->error = 0;
    for (int i = 0; i < l->count; i++)
        line->error += fabs(l->value[i] - (i < line->from ? before : value_at(line, l->at_h[i])));
}

/* Hours until the line, turned to `slope` around its middle, is at `limit`. */
static double hours_to(const struct line *line, double slope, double limit, double now_h)
{
    double now = line->level + slope * (now_h - line->at_h), h = (limit - now) / slope;
    return isfinite(h) && h >= 0 ? h : (double)INFINITY;
}

static bool all_positive(const struct life *l)
{
    for (int i = 0; i < l->count; i++)
        if (!(l->value[i] > 0))
            return false;
    return true;
}

static bool is_there(double value, double limit, bool below)
{
    return below ? value <= limit : value >= limit;
}

void life_left(const struct life *l, double limit, bool below, double now_h, struct life_left *out)
{
    struct line best = {.error = (double)INFINITY};
    int forms = l->count > 0 && limit > 0 && all_positive(l) ? 2 : 1;
    *out = (struct life_left){.h = (double)NAN, .lo_h = (double)NAN, .hi_h = (double)NAN};
    if (l->count < FEW || !isfinite(limit) || !isfinite(now_h))
        return;
    for (int i = 0; i < ONSETS; i++)
        for (int curved = 0; curved < forms; curved++) {
            struct line one = {.from = l->count * i / ONSETS, .curved = curved == 1};
            if (l->count - one.from < FEW)
                continue;
            fit(l, &one);
            if (one.error < best.error * 0.98) /* a simpler one unless it says clearly more */
                best = one;
        }
    double now = value_at(&best, now_h), to = best.curved ? log(limit) : limit;
    out->curved = best.curved;
    out->slope = best.curved ? best.slope * now : best.slope;
    if (!best.sure || (best.slope < 0) != below)
        return;
    if (is_there(now, limit, below)) {
        *out =
            (struct life_left){.known = true, .curved = best.curved, .slope = out->slope, .h = 0};
        return;
    }
    out->h = hours_to(&best, best.slope, to, now_h);
    out->lo_h = fmin(hours_to(&best, below ? best.low : best.high, to, now_h), out->h);
    double slow = below ? best.high : best.low;
    out->hi_h =
        (slow < 0) == below ? fmax(hours_to(&best, slow, to, now_h), out->h) : (double)INFINITY;
    out->known = out->h < MOST_H;
    if (!out->known)
        out->h = out->lo_h = out->hi_h = (double)NAN;
}
