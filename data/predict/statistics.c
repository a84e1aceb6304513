/* SPDX-License-Identifier: MIT */
/* See detectors.h: statistics on z that are stepped with each row. What is no number changes
 * nothing and the last figure is said again, so all that comes out is finite. The slope and the
 * change of level work on few pairs and on medians of blocks: a year of minutes must be gone
 * through in seconds. Called by the predictor, which owns their state. */
#include "data/predict/detectors.h"

#include <math.h>

#define MOST 1e6

static double held(double z)
{
    return z > MOST ? MOST : z < -MOST ? -MOST : z;
}

/* base^n, the same bits everywhere; 0 once it no longer matters. */
static double power(double base, int64_t n)
{
    double out = 1;
    if ((double)n * (1 - base) > 60)
        return 0;
    for (; n > 0; n /= 2) {
        if (n % 2 == 1)
            out *= base;
        base *= base;
    }
    return out;
}

double ewma_step(struct ewma *e, double z, double lambda)
{
    if (isfinite(z)) {
        e->s += lambda * (held(z) - e->s);
        e->n++;
    }
    if (e->n == 0)
        return 0;
    return e->s / sqrt(lambda / (2 - lambda) * (1 - power(1 - lambda, 2 * e->n)));
}

double cusum_step(struct cusum *c, double z, double k)
{
    if (isfinite(z)) {
        z = held(z);
        c->up = fmin(fmax(0, c->up + z - k), MOST);
        c->down = fmin(fmax(0, c->down - z - k), MOST);
    }
    return fmax(c->up, c->down);
}

double rate_step(struct rate *r, double z)
{
    double slope[RATE_ROWS / 2];
    if (!isfinite(z))
        return r->last;
    r->row[r->next] = held(z);
    r->next = (r->next + 1) % RATE_ROWS;
    if (r->count < RATE_ROWS)
        r->count++;
    if (r->count < RATE_ROWS)
        return 0;
    for (int i = 0; i < RATE_ROWS / 2; i++) {
        int early = (r->next + i) % RATE_ROWS, late = (early + RATE_ROWS / 2) % RATE_ROWS;
        slope[i] = (r->row[late] - r->row[early]) / (RATE_ROWS / 2);
    }
    r->last = median_of(slope, RATE_ROWS / 2);
    return r->last;
}

/* Medians of `count` blocks from the oldest on; the spread around it goes into `off`. */
static double part_of(const struct change *c, int first, int count, double *off)
{
    double work[CHANGE_BLOCKS];
    for (int i = 0; i < count; i++)
        work[i] = c->block[(c->next + first + i) % CHANGE_BLOCKS];
    double median = median_of(work, count);
    for (int i = 0; i < count; i++)
        off[i] = fabs(c->block[(c->next + first + i) % CHANGE_BLOCKS] - median);
    return median;
}

/* Over all splits of the blocks into at least two and two. */
static void look(struct change *c)
{
    c->worst = 0;
    for (int split = 2; split <= CHANGE_BLOCKS - 2; split++) {
        double off[CHANGE_BLOCKS];
        double before = part_of(c, 0, split, off),
               after = part_of(c, split, CHANGE_BLOCKS - split, off + split);
        /* That of a block's median of ordinary rows is the least that is believed. */
        double spread = fmax(1.4826 * median_of(off, CHANGE_BLOCKS), CHANGE_LEAST);
        double error = spread * sqrt(1.0 / split + 1.0 / (CHANGE_BLOCKS - split));
        double statistic = fabs(after - before) / error;
        if (statistic > c->worst) {
            c->worst = statistic;
            c->split = split;
        }
    }
}

double change_step(struct change *c, double z, int *at)
{
    if (isfinite(z)) {
        c->row[c->rows++] = held(z);
        if (c->rows == CHANGE_ROWS) {
            c->rows = 0;
            c->block[c->next] = median_of(c->row, CHANGE_ROWS);
            c->next = (c->next + 1) % CHANGE_BLOCKS;
            if (c->count < CHANGE_BLOCKS)
                c->count++;
            if (c->count == CHANGE_BLOCKS)
                look(c);
        }
    }
    if (at)
        *at = c->worst > 0 ? (CHANGE_BLOCKS - c->split) * CHANGE_ROWS + c->rows : 0;
    return c->worst;
}
