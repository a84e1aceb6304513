/* SPDX-License-Identifier: MIT */
/* The idle and the load level of a machine from what was measured while it did both.
 *
 * Method: minimum error thresholding: J. Kittler, J. Illingworth, "Minimum error thresholding",
 * Pattern Recognition 19(1), 1986, pp. 41-47. The sorted samples are cut where the two normal
 * distributions that describe the parts overlap least: the least of
 *     J = 1 + 2 (P1 ln s1 + P2 ln s2) - 2 (P1 ln P1 + P2 ln P2)
 * with P the shares and s the standard deviations. Other than the cut of least variance (Otsu 1979)
 * it does not split a broad load level when the machine stood for a small part of the time only.
 * A cut is believed when a valley lies there: between the 95th percentile below and the 5th above
 * at least a quarter of the way from median to median is empty. One level alone, cut in two, has
 * about a tenth (uniform 0.10, normal 0.09), so it never passes. One that is quantised has gaps
 * everywhere: the valley has to be four times the least step within the parts, there have to be
 * three different values, and the medians lie a fifth of the greater one apart. The thresholds
 * divide the valley into thirds. */
#include "data/gateway/core/running.h"

#include <math.h>
#include <stdlib.h>

#define SHARE_MIN  0.03
#define VALLEY_MIN 0.25
#define APART_MIN  0.2
#define STEPS_MIN  4
#define GAP_MS     60000 /* samples further apart than this were not measuring */

void learner_begin(struct learner *l, int64_t for_ms)
{
    l->samples = 0;
    l->stride = 1;
    l->skipped = 0;
    l->good_ms = 0;
    l->last_ms = INT64_MIN;
    l->ask_ms = for_ms;
}

void learner_gap(struct learner *l)
{
    l->last_ms = INT64_MIN;
}

void learner_take(struct learner *l, double level, int64_t now_ms)
{
    if (!isfinite(level))
        return;
    if (l->last_ms != INT64_MIN && now_ms - l->last_ms <= GAP_MS)
        l->good_ms += now_ms - l->last_ms;
    l->last_ms = now_ms;
    if (++l->skipped < l->stride)
        return;
    l->skipped = 0;
    if (l->samples == LEARN_SAMPLES) { /* half of them says the same */
        for (size_t i = 0; i < LEARN_SAMPLES / 2; i++)
            l->sample[i] = l->sample[2 * i];
        l->samples /= 2;
        l->stride *= 2;
    }
    l->sample[l->samples++] = level;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* The value below which that share of sorted samples lies. */
static double at_share(const double *sample, size_t count, double share)
{
    return sample[(size_t)(share * (double)(count - 1) + 0.5)];
}

struct sums {
    double n, sum, squares;
};

static double spread(const struct sums *s, double least)
{
    double variance = s->squares / s->n - s->sum / s->n * (s->sum / s->n);
    return variance > least * least ? sqrt(variance) : least;
}

static double criterion(const struct sums *low, const struct sums *high, double least)
{
    double all = low->n + high->n, p1 = low->n / all, p2 = high->n / all;
    return 1 + 2 * (p1 * log(spread(low, least)) + p2 * log(spread(high, least))) -
           2 * (p1 * log(p1) + p2 * log(p2));
}

static void add(struct sums *s, double value, double sign)
{
    s->n += sign;
    s->sum += sign * value;
    s->squares += sign * value * value;
}

/* How many of the sorted samples are the lower cluster; 0: none may be. */
static size_t best_cut(const double *sample, size_t count)
{
    const double middle = sample[count / 2], range = sample[count - 1] - sample[0];
    size_t least_count = (size_t)(SHARE_MIN * (double)count);
    struct sums low = {0}, high = {0};
    double best = HUGE_VAL;
    size_t cut = 0;
    if (least_count < LEARN_MIN)
        least_count = LEARN_MIN;
    if (count < 2 * least_count || !(range > 0))
        return 0;
    for (size_t i = 0; i < count; i++)
        add(&high, sample[i] - middle, 1);
    for (size_t i = 0; i < count - least_count; i++) {
        add(&low, sample[i] - middle, 1);
        add(&high, sample[i] - middle, -1);
        if (i + 1 < least_count || !(sample[i + 1] > sample[i]))
            continue;
        double j = criterion(&low, &high, range / 100);
        if (j < best) {
            best = j;
            cut = i + 1;
        }
    }
    return cut;
}

/* The least step between different values on either side of the cut; 0: there is none. */
static double least_step(const double *sorted, size_t count, size_t cut)
{
    double least = 0;
    for (size_t i = 1; i < count; i++) {
        double step = sorted[i] - sorted[i - 1];
        if (i != cut && step > 0 && (!(least > 0) || step < least))
            least = step;
    }
    return least;
}

/* Whether the cut is one between two levels; then it is in `out`. */
static bool believed(const double *sorted, size_t count, size_t cut, struct learned *out)
{
    const double *high = sorted + cut;
    const double from = at_share(sorted, cut, 0.95), to = at_share(high, count - cut, 0.05);
    const double step = least_step(sorted, count, cut);
    out->idle = at_share(sorted, cut, 0.5);
    out->load = at_share(high, count - cut, 0.5);
    out->off = from + (to - from) / 3;
    out->on = from + (to - from) * 2 / 3;
    const double apart = out->load - out->idle;
    return to - from >= VALLEY_MIN * apart && step > 0 && to - from >= STEPS_MIN * step &&
           apart >= APART_MIN * fmax(fabs(out->idle), fabs(out->load));
}

int learner_judge(struct learner *l, int64_t for_ms, struct learned *out, struct cause *why)
{
    if (l->good_ms < l->ask_ms)
        return 1;
    l->ask_ms = l->good_ms + for_ms / 10 + 1;
    if (l->samples == 0)
        return cause_set(why, -1, "nothing was measured yet");
    /* its own order is kept: every second one is dropped when it is full */
    double *sorted = malloc(l->samples * sizeof *sorted);
    if (!sorted)
        return cause_set(why, -1, "not enough memory");
    for (size_t i = 0; i < l->samples; i++)
        sorted[i] = l->sample[i];
    qsort(sorted, l->samples, sizeof *sorted, by_value);
    const double least = sorted[0], most = sorted[l->samples - 1];
    const size_t cut = best_cut(sorted, l->samples);
    const bool good = cut > 0 && believed(sorted, l->samples, cut, out);
    free(sorted);
    return good ? 0
                : cause_set(why, -1,
                            "only one level so far, %.4g to %.4g: the machine has to run and to "
                            "stand while it learns",
                            least, most);
}
