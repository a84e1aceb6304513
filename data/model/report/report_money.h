/* SPDX-License-Identifier: MIT */
/* What a report's losses cost and how far its goals are: from [cost] and [goal], the figures of the
 * whole window and the baselines on record. Measured savings and estimates are kept apart.
 *
 * - A loss costs its minutes times `minute`: what a minute costs at the constraint. Scrap costs its
 *   parts times `part` of their product.
 * - A goal is compared with its baseline only where both have a coverage of at least 90 % and not
 *   more than 5 points apart, and both were made under the same definitions (ideal cycles, planned
 *   time, what counts as what). What a better figure is worth:
 *     oee, availability   (now - baseline) x planned time      x minute
 *     performance         (now - baseline) x running time      x minute
 *     quality             (now - baseline) x parts made        x part
 *     scrap               (baseline - now) x parts made        x part
 * - A prevented failure is worth what a failure costs on average: MTTR x minute; an estimate.
 *
 * Inside data/model/report only. */
#ifndef DATA_MODEL_REPORT_REPORT_MONEY_H
#define DATA_MODEL_REPORT_REPORT_MONEY_H

#include "data/model/report/report.h"

#define COVERAGE_LEAST 0.90
#define COVERAGE_APART 0.05

struct report_cost {
    char currency[16]; /* "": nothing is configured */
    double minute;     /* NaN: not known */
    bool changes;      /* another one begins to hold within the window */
};

struct report_goal {
    char id[40], problem[144], metric[16], date[16];
    double target, now, base; /* NaN: not known */
    char base_is[160];        /* what the baseline is */
    char why[200];            /* why it cannot be compared; "": it can */
    double change, worth;     /* better is more; in money, NaN: not known */
};

struct report_cost money_cost(const struct report *r);
/* What the scrap of the window costs, NaN: not known of some. */
double money_scrap(const struct report *r);
/* What a part costs over the products that were made. */
double money_part(const struct report *r);
size_t money_goals(const struct report *r);
void money_goal(const struct report *r, size_t index, struct report_goal *out);
/* What the prevented failures would have cost: an estimate; NaN: not known. */
double money_prevented(const struct report *r);
bool money_is_configured(const struct report *r);

#endif
