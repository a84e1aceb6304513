/* SPDX-License-Identifier: MIT */
/* The life of a bearing. Owned by the press model, which asks how far it is and when it ends. Life
 * and decline are long beside a shift: what warns of this failure has to see a slow change under
 * noise, breaks and stops, and has hours to do it. */
#include "andon/sim/wear.h"

#include <math.h>

#define HOUR      3600000.0
#define LIFE      (150 * HOUR) /* median */
#define LIFE_MIN  (60 * HOUR)
#define LIFE_MAX  (500 * HOUR)
#define FIRST_MIN (24 * HOUR) /* so that a demonstration does not begin with it */
#define STEEP     3.0         /* e^STEEP times as fast at the end as at the onset */

static void set(struct wear *w, struct rng *r, double end_ms)
{
    double decline = rng_between(r, 9 * HOUR, 18 * HOUR);
    w->end_ms = (int64_t)end_ms;
    w->onset_ms = w->end_ms - (int64_t)decline;
    w->shake = rng_between(r, 4.0, 7.0);
    w->heat = rng_between(r, 16.0, 28.0);
}

static double life(struct rng *r)
{
    return fmin(fmax(rng_span(r, LIFE, 0.4), LIFE_MIN), LIFE_MAX);
}

void wear_begin(struct wear *w, struct rng *r)
{
    double whole = life(r);
    set(w, r, fmax(whole * rng_unit(r), FIRST_MIN));
}

void wear_renew(struct wear *w, struct rng *r, int64_t run_ms)
{
    set(w, r, (double)run_ms + life(r));
}

static double part(const struct wear *w, int64_t run_ms)
{
    if (run_ms >= w->end_ms)
        return 1;
    if (run_ms <= w->onset_ms)
        return 0;
    return (double)(run_ms - w->onset_ms) / (double)(w->end_ms - w->onset_ms);
}

void wear_end_in(struct wear *w, int64_t run_ms, int64_t left_ms)
{
    double done = fmin(part(w, run_ms), 0.99);
    int64_t decline = w->end_ms - w->onset_ms;
    w->end_ms = run_ms + left_ms;
    if (done > 0)
        w->onset_ms = run_ms - (int64_t)(done / (1 - done) * (double)left_ms);
    else
        w->onset_ms = left_ms > decline ? w->end_ms - decline : run_ms;
}

double wear_level(const struct wear *w, int64_t run_ms)
{
    return (exp(STEEP * part(w, run_ms)) - 1) / (exp(STEEP) - 1);
}
