/* SPDX-License-Identifier: MIT */
/* See detectors.h: what a time of day usually brings, in 24 slots. Each keeps an even thinning of
 * what it was given; its offset is the median of those from the median of all slots. Called by the
 * predictor while it learns (take), then for each row (offset). */
#include "data/predict/detectors.h"

#include <math.h>

#define DAY_MS  INT64_C(86400000)
#define SLOT_MS (DAY_MS / SEASON_SLOTS)
#define TOO_FEW 5 /* of a slot */

static int64_t of_day(int64_t local_ms)
{
    return ((local_ms % DAY_MS) + DAY_MS) % DAY_MS;
}

void season_take(struct season *s, int64_t local_ms, double value)
{
    int slot = (int)(of_day(local_ms) / SLOT_MS);
    if (!isfinite(value) || fabs(value) > 1e37)
        return;
    int64_t stride = s->stride[slot] > 0 ? s->stride[slot] : 1;
    if (s->seen[slot]++ % stride == 0) {
        float *kept = s->kept[slot];
        if (s->count[slot] == SEASON_KEPT) {
            for (int i = 0; i < SEASON_KEPT / 2; i++)
                kept[i] = kept[2 * i];
            s->count[slot] = SEASON_KEPT / 2;
            stride *= 2;
        }
        kept[s->count[slot]++] = (float)value;
    }
    s->stride[slot] = stride;
}

void season_close(struct season *s)
{
    double median[SEASON_SLOTS], all[SEASON_SLOTS];
    for (int i = 0; i < SEASON_SLOTS; i++) {
        double work[SEASON_KEPT];
        for (int j = 0; j < s->count[i]; j++)
            work[j] = (double)s->kept[i][j];
        median[i] = s->count[i] < TOO_FEW ? (double)NAN : median_of(work, s->count[i]);
        all[i] = median[i];
    }
    double middle = median_of(all, SEASON_SLOTS);
    for (int i = 0; i < SEASON_SLOTS; i++)
        s->offset[i] = isnan(median[i]) ? 0 : median[i] - middle;
    s->closed = true;
}

double season_offset(const struct season *s, int64_t local_ms)
{
    if (!s->closed)
        return 0;
    /* Slots speak for their middles. */
    int64_t at = of_day(local_ms - SLOT_MS / 2);
    int slot = (int)(at / SLOT_MS), after = (slot + 1) % SEASON_SLOTS;
    double part = (double)(at % SLOT_MS) / (double)SLOT_MS;
    return s->offset[slot] + part * (s->offset[after] - s->offset[slot]);
}
