/* SPDX-License-Identifier: MIT */
/* Detectors of one signal and of several: what is usual (robust), and statistics that grow when it
 * is no more. Fixed size, no memory of their own, doubles; the same inputs give the same bits.
 * Sources: Montgomery, Introduction to Statistical Quality Control (EWMA, CUSUM); Page 1954;
 * Jackson & Mudholkar 1979 (Q), Hotelling 1947 (T²); Theil 1950, Sen 1968. Pure. */
#ifndef DATA_PREDICT_DETECTORS_H
#define DATA_PREDICT_DETECTORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- usual: median and spread (1.4826 · MAD) of a learning period ---------------------------- */

#define BASELINE_KEPT 512 /* rows kept of any number: an even thinning, the same each time */
#define BASELINE_FAR  3.0
struct baseline {
    double kept[BASELINE_KEPT];
    int count;
    int64_t seen, stride;
    double median, spread; /* after baseline_close */
    double low, high;      /* the 0.5 % and 99.5 % quantiles learnt */
    /* In spreads: the mean of z, and how far the level may move by itself later on; for both a row
     * counts BASELINE_FAR at most, so that lumps and blows are not taken for a level. */
    double lean, wander;
    bool closed;
};
void baseline_take(struct baseline *b, double value);
/* False: too few (< 20) or nothing varies; `floor` is the least spread that is believed (half the
 * resolution of the signal). */
bool baseline_close(struct baseline *b, double floor);
/* (value - median) / spread, at most a million; NAN: not closed, or `value` is no number. */
double baseline_z(const struct baseline *b, double value);

/* Both reorder `value` and pass over what is no number; NAN of none. */
double median_of(double *value, int count);
double quantile_of(double *value, int count, double part); /* between neighbours: linear */

/* ---- statistics on z, each row --------------------------------------------------------------- */

struct ewma {
    double s;
    int64_t n;
};
/* The smoothed z over its standard error for that n: |.| > 3 is unusual. lambda in (0, 1]. In all
 * of these a z that is no number changes nothing. */
double ewma_step(struct ewma *e, double z, double lambda);

struct cusum {
    double up, down;
};
/* The larger of both sums, k in spreads; 5 is the textbook's limit for k = 0.5. */
double cusum_step(struct cusum *c, double z, double k);

#define RATE_ROWS 30
struct rate {
    double row[RATE_ROWS];
    int count, next;
    double last;
};
/* Spreads a row: Theil's incomplete method (1950), the median slope of the 15 pairs half the rows
 * apart; 0 until full. */
double rate_step(struct rate *r, double z);

#define CHANGE_ROWS   5 /* a block; looked at when one is complete */
#define CHANGE_BLOCKS 12
#define CHANGE_LEAST  0.56 /* spread of the median of 5 ordinary rows */
struct change {
    double block[CHANGE_BLOCKS], row[CHANGE_ROWS];
    int count, next, rows;
    double worst;
    int split; /* blocks before the change */
};
/* The largest difference of medians over all splits of the last 12 blocks, over its standard error
 * by the spread within both parts; `*at` rows ago it began. 0 until full. */
double change_step(struct change *c, double z, int *at);

/* ---- the daily profile ----------------------------------------------------------------------- */

#define SEASON_SLOTS 24
#define SEASON_KEPT  32
struct season {
    float kept[SEASON_SLOTS][SEASON_KEPT];
    int count[SEASON_SLOTS];
    int64_t seen[SEASON_SLOTS], stride[SEASON_SLOTS];
    double offset[SEASON_SLOTS]; /* from the median of all; 0 where nothing is known */
    bool closed;
};
void season_take(struct season *s, int64_t local_ms, double value);
void season_close(struct season *s);
double season_offset(const struct season *s, int64_t local_ms); /* interpolated between slots */

#endif
