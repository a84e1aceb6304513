/* SPDX-License-Identifier: MIT */
/* Time and count accounts of one window, and OEE from them (design.md "What time counts as";
 * standards.md §1.2, §1.4, §1.6). Integers in, divided last. */
#ifndef DATA_MODEL_ACCOUNT_H
#define DATA_MODEL_ACCOUNT_H

#include "data/model/words.h"

#include <stdbool.h>
#include <stdint.h>

#define ACCOUNT_SEGMENTS 16

#define ACCOUNT_PRODUCT_SIZE 64

/* Counts of one product made under one ideal cycle time: amounts in millionths. */
struct account_segment {
    int64_t ideal_us; /* ideal cycle time in microseconds; 0: unknown */
    int64_t total, good, scrap, rework;
    int64_t was_us; /* the ideal under which it was counted, until that was corrected */
    int64_t entered_scrap, entered_rework; /* what people entered, reversals taken off */
    char product[ACCOUNT_PRODUCT_SIZE];    /* "": none is known */
};

struct account {
    /* ms[in_plan][state]: in_plan 1 is shift time in production mode. The sum over all is the
     * window so far. */
    int64_t ms[2][MACHINE_STATE_COUNT];
    int64_t small_ms; /* in-plan loss time of stops that are (so far) small */
    int64_t stops, small_stops;
    struct account_segment segment[ACCOUNT_SEGMENTS];
    int segments;
    /* Made outside planned time (in a break, in another mode, while nobody knew the state): shown
     * and recorded, part of no ratio, as its run time is not. */
    struct account_segment outside;
    struct account_segment trial; /* made in a trial: in no figure at all */
    int64_t crowded; /* times that counts found no segment of their own, nor one of their ideal */
};

struct oee_conf {
    int64_t planned_ms;    /* fixed planned time ([shift] planned = 8h), or 0: from the account */
    bool unknown_is_loss;  /* in-plan unknown time counts as planned and lost */
    bool quality_measured; /* false: no reject signal; quality is null and oee is A×P, unless
                              people entered scrap or rework */
};

/* Ratios 0..1, NaN when undefined (shown as "—", written as null), raw: performance may exceed 1.
 */
struct oee {
    double availability, performance, quality, oee;
    double coverage;           /* known in-plan time over in-plan time so far */
    int64_t planned_ms;        /* denominator of availability */
    int64_t run_ms;            /* running in plan plus small stops */
    int64_t unknown_ms;        /* in-plan time without data */
    bool performance_over;     /* performance > 1: the standard is too slow */
    bool counts_while_stopped; /* parts without run time */
    bool scrap_over;           /* more rejects than parts in the window: quality is 0 */
    bool good_over;            /* more good parts than parts: quality is 1 */
};

/* Whether time in this state is planned production time (a loss or run) when in plan. */
bool state_is_loss(enum machine_state state);

/* Add `ms` of `state`. */
void account_time(struct account *a, bool in_plan, enum machine_state state, int64_t ms);

/* Add counts of increment->product under `ideal_us`: another product or another ideal is another
 * segment. Adding zeros when a window opens makes the ideal cycle known before the first part
 * (performance is then 0, not unknown). When all segments are taken, one with the same ideal takes
 * them (the ratios stay exact), else the last one (`crowded`). */
void account_count(struct account *a, int64_t ideal_us, const struct account_segment *increment);

/* Add counts that were made outside planned time. */
void account_count_outside(struct account *a, const struct account_segment *increment);
void account_count_trial(struct account *a, const struct account_segment *increment);

/* What the machine rejected and what people entered are the same parts told twice: entries explain
 * rejects first, and only what exceeds the machine's count of the segment adds to it. So the scrap
 * of a segment is the greater of both, rework likewise; what exceeds is taken from its good parts,
 * and the total stays. The order of telling does not matter. Every figure below is of segments
 * settled in this way; the members of an account are not. */
struct account_segment account_settled(const struct account_segment *segment);

/* The ideal `wrong_us` of the product was an error: what stands under it counts under `right_us`.
 * False: nothing does. */
bool account_correct(struct account *a, const char *product, int64_t wrong_us, int64_t right_us);

/* Totals over all that was made, planned or not, but for trials. */
struct account_segment account_totals(const struct account *a);

struct oee oee_of(const struct account *a, const struct oee_conf *conf);

/* What ratios are made of, added up over accounts without a limit to their segments: each is
 * settled by itself before it is added. Ideal times are in µs · millionths (ACCOUNT_IDEAL_MS of
 * them are a ms). */
__extension__ typedef __int128 account_wide;
#define ACCOUNT_IDEAL_MS ((account_wide)1000 * 1000000)
struct account_sum {
    int64_t ms[2][MACHINE_STATE_COUNT];
    int64_t small_ms;
    struct account_segment planned; /* totals; product and ideal mean nothing */
    account_wide ideal_total, ideal_good;
    bool known; /* of anything an ideal cycle is known … */
    bool gap;   /* … and of something that was made none is */
};
void account_sum_add(struct account_sum *sum, const struct account *a);
/* Planned time as availability has it, and the ideal time of the good parts as OEE has it. */
int64_t account_sum_planned(const struct account_sum *sum, const struct oee_conf *conf);
account_wide account_sum_good(const struct account_sum *sum, const struct oee_conf *conf);
struct oee oee_of_sum(const struct account_sum *sum, const struct oee_conf *conf);

#endif
