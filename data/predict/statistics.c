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
    const int apart = RATE_ROWS / 2;
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
        slope[i] = (r->row[late] - r->row[early]) / apart;
    }
    r->last = median_of(slope, RATE_ROWS / 2);
    return r->last;
}

static void put_in(double *sorted, int count, double value)
{
    for (; count > 0 && sorted[count - 1] > value; count--)
        sorted[count] = sorted[count - 1];
    sorted[count] = value;
}

static double middle_of(const double *sorted, int count)
{
    double high = sorted[count / 2];
    return count % 2 == 1 ? high : sorted[count / 2 - 1] + (high - sorted[count / 2 - 1]) / 2;
}

/* Medians of the first 1, 2 … blocks, from the oldest on or from the latest back. */
static void medians_of(const struct change *c, bool back, double *median)
{
    double sorted[CHANGE_BLOCKS] = {0};
    for (int i = 0; i < CHANGE_BLOCKS; i++) {
        put_in(sorted, i, c->block[(c->next + (back ? CHANGE_BLOCKS - 1 - i : i)) % CHANGE_BLOCKS]);
        median[i] = middle_of(sorted, i + 1);
    }
}

/* Spread of the blocks around the median of their part. */
static double spread_of(const struct change *c, int split, double before, double after)
{
    double sorted[CHANGE_BLOCKS] = {0};
    for (int i = 0; i < CHANGE_BLOCKS; i++)
        put_in(sorted, i,
               fabs(c->block[(c->next + i) % CHANGE_BLOCKS] - (i < split ? before : after)));
    return 1.4826 * middle_of(sorted, CHANGE_BLOCKS);
}

/* Over all splits of the blocks into at least two and two. */
static void look(struct change *c)
{
    double first[CHANGE_BLOCKS], last[CHANGE_BLOCKS];
    c->worst = 0;
    medians_of(c, false, first);
    medians_of(c, true, last);
    for (int split = 2; split <= CHANGE_BLOCKS - 2; split++) {
        double before = first[split - 1], after = last[CHANGE_BLOCKS - split - 1];
        double error = sqrt(1.0 / split + 1.0 / (CHANGE_BLOCKS - split));
        /* That of a block's median of ordinary rows is the least spread that is believed. */
        if (fabs(after - before) / (CHANGE_LEAST * error) <= c->worst)
            continue;
        double spread = fmax(spread_of(c, split, before, after), CHANGE_LEAST);
        double statistic = fabs(after - before) / (spread * error);
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
