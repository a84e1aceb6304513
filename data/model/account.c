/* SPDX-License-Identifier: MIT */
/* Accounts of a window and OEE from them. The engine fills one per shift, reports and the hub fill
 * others from records; they all divide here and nowhere else, so the same window gives the same
 * digits (invariant 4). */
#include "data/model/account.h"

#include <math.h>
#include <string.h>

typedef account_wide wide;

bool state_is_loss(enum machine_state state)
{
    static const bool loss[MACHINE_STATE_COUNT] = {
        [MS_IDLE] = true,    [MS_STOPPED] = true,    [MS_STARVED] = true,
        [MS_BLOCKED] = true, [MS_CHANGEOVER] = true,
    };
    return loss[state];
}

void account_time(struct account *a, bool in_plan, enum machine_state state, int64_t ms)
{
    a->ms[in_plan ? 1 : 0][state] += ms;
}

static bool is_same(const struct account_segment *a, const struct account_segment *b)
{
    return a->was_us == b->was_us && a->ideal_us == b->ideal_us &&
           strcmp(a->product, b->product) == 0;
}

/* Where counts go when all segments are taken. */
static struct account_segment *nearest(struct account *a, int64_t ideal_us)
{
    for (int i = 0; i < a->segments; i++)
        if (a->segment[i].ideal_us == ideal_us)
            return &a->segment[i];
    a->crowded++;
    return &a->segment[ACCOUNT_SEGMENTS - 1];
}

/* The segment with the key of `like`. */
static struct account_segment *segment_of(struct account *a, const struct account_segment *like)
{
    for (int i = 0; i < a->segments; i++)
        if (is_same(&a->segment[i], like))
            return &a->segment[i];
    if (a->segments == ACCOUNT_SEGMENTS)
        return nearest(a, like->ideal_us);
    struct account_segment *s = &a->segment[a->segments++];
    *s = (struct account_segment){.ideal_us = like->ideal_us, .was_us = like->was_us};
    memcpy(s->product, like->product, sizeof s->product);
    return s;
}

static void segment_add(struct account_segment *to, const struct account_segment *from)
{
    to->total += from->total;
    to->good += from->good;
    to->scrap += from->scrap;
    to->rework += from->rework;
    to->entered_scrap += from->entered_scrap;
    to->entered_rework += from->entered_rework;
}

static void settle(int64_t *counted, int64_t entered, int64_t *good)
{
    if (entered <= 0 || entered <= *counted)
        return;
    *good -= entered - *counted;
    *counted = entered;
}

struct account_segment account_settled(const struct account_segment *segment)
{
    struct account_segment s = *segment;
    settle(&s.scrap, s.entered_scrap, &s.good);
    settle(&s.rework, s.entered_rework, &s.good);
    return s;
}

/* What was counted under an ideal that was corrected since goes on there, so that what the minutes
 * say of it belongs to one segment. */
void account_count(struct account *a, int64_t ideal_us, const struct account_segment *increment)
{
    for (int i = 0; i < a->segments; i++) {
        if (a->segment[i].was_us != ideal_us ||
            strcmp(a->segment[i].product, increment->product) != 0)
            continue;
        segment_add(&a->segment[i], increment);
        return;
    }
    struct account_segment like = *increment;
    like.ideal_us = like.was_us = ideal_us;
    segment_add(segment_of(a, &like), increment);
}

bool account_correct(struct account *a, const char *product, int64_t wrong_us, int64_t right_us)
{
    bool any = false;
    for (int i = 0; i < a->segments; i++) {
        struct account_segment *s = &a->segment[i];
        if (s->ideal_us != wrong_us || wrong_us == right_us || strcmp(s->product, product) != 0)
            continue;
        s->ideal_us = right_us;
        any = true;
    }
    return any;
}

void account_count_outside(struct account *a, const struct account_segment *increment)
{
    segment_add(&a->outside, increment);
}

void account_count_trial(struct account *a, const struct account_segment *increment)
{
    segment_add(&a->trial, increment);
}

static void add_settled(struct account_segment *to, const struct account_segment *segment)
{
    int64_t scrap = segment->scrap, rework = segment->rework;
    segment_add(to, segment);
    settle(&scrap, segment->entered_scrap, &to->good);
    settle(&rework, segment->entered_rework, &to->good);
    to->scrap += scrap - segment->scrap;
    to->rework += rework - segment->rework;
}

static struct account_segment planned_totals(const struct account *a)
{
    struct account_segment sum = {0};
    for (int i = 0; i < a->segments; i++)
        add_settled(&sum, &a->segment[i]);
    return sum;
}

struct account_segment account_totals(const struct account *a)
{
    struct account_segment sum = planned_totals(a);
    add_settled(&sum, &a->outside);
    return sum;
}

static double ratio(wide num, wide den)
{
    return den == 0 ? (double)NAN : (double)((long double)num / (long double)den);
}

void account_sum_add(struct account_sum *sum, const struct account *a)
{
    for (int plan = 0; plan < 2; plan++)
        for (int s = 0; s < MACHINE_STATE_COUNT; s++)
            sum->ms[plan][s] += a->ms[plan][s];
    sum->small_ms += a->small_ms;
    const struct account_segment all = planned_totals(a);
    segment_add(&sum->planned, &all);
    for (int i = 0; i < a->segments; i++) {
        const struct account_segment s = account_settled(&a->segment[i]);
        bool counted = s.total != 0 || s.good != 0 || s.scrap != 0;
        sum->known = sum->known || s.ideal_us > 0;
        sum->gap = sum->gap || (s.ideal_us <= 0 && counted);
        sum->ideal_total += (wide)s.ideal_us * s.total;
        sum->ideal_good += (wide)s.ideal_us * s.good;
    }
}

/* Every segment with counts has an ideal cycle, and at least one segment has. */
static bool is_known(const struct account_sum *sum)
{
    return sum->known && !sum->gap;
}

/* Quality weighs each product by its ideal time so that A×P×Q == good·ideal/planned exactly
 * (standards.md §1.6); without ideal times it is good over total. */
static double quality_of(const struct account_sum *sum)
{
    if (sum->planned.total <= 0)
        return (double)NAN;
    bool weighted = is_known(sum) && sum->ideal_total > 0;
    double q = weighted ? ratio(sum->ideal_good, sum->ideal_total)
                        : ratio(sum->planned.good, sum->planned.total);
    return q < 0 ? 0 : q > 1 ? 1 : q;
}

static bool is_measured(const struct account_sum *sum, const struct oee_conf *conf)
{
    return conf->quality_measured || sum->planned.entered_scrap > 0 ||
           sum->planned.entered_rework > 0;
}

/* The good ones within what was made: rejects told before their parts, or a good counter that runs
 * ahead, make no figure that cannot be. The flags say so. */
wide account_sum_good(const struct account_sum *sum, const struct oee_conf *conf)
{
    wide good = sum->ideal_total;
    if (is_measured(sum, conf) && sum->ideal_good < good)
        good = sum->ideal_good;
    return good < 0 ? 0 : good;
}

/* In planned time, and told by somebody. */
static int64_t known_ms(const struct account_sum *sum)
{
    int64_t known = 0;
    for (int s = 0; s < MACHINE_STATE_COUNT; s++)
        if (s == MS_RUNNING || state_is_loss((enum machine_state)s))
            known += sum->ms[1][s];
    return known;
}

int64_t account_sum_planned(const struct account_sum *sum, const struct oee_conf *conf)
{
    int64_t unknown = conf->unknown_is_loss ? sum->ms[1][MS_UNKNOWN] : 0;
    return conf->planned_ms > 0 ? conf->planned_ms : known_ms(sum) + unknown;
}

struct oee oee_of_sum(const struct account_sum *sum, const struct oee_conf *conf)
{
    struct oee o = {.unknown_ms = sum->ms[1][MS_UNKNOWN]};
    int64_t known = known_ms(sum);
    o.planned_ms = account_sum_planned(sum, conf);
    o.run_ms = sum->ms[1][MS_RUNNING] + sum->small_ms;
    o.coverage = ratio(known, (wide)known + o.unknown_ms);
    o.availability = ratio(o.run_ms, o.planned_ms);
    o.performance =
        is_known(sum) ? ratio(sum->ideal_total, o.run_ms * ACCOUNT_IDEAL_MS) : (double)NAN;
    o.quality = is_measured(sum, conf) ? quality_of(sum) : (double)NAN;
    o.oee = is_known(sum) ? ratio(account_sum_good(sum, conf), o.planned_ms * ACCOUNT_IDEAL_MS)
                          : (double)NAN;
    o.performance_over = o.performance > 1;
    o.counts_while_stopped = o.run_ms == 0 && sum->planned.total > 0;
    o.scrap_over = sum->planned.good < 0 ||
                   (wide)sum->planned.scrap + sum->planned.rework > sum->planned.total;
    o.good_over = sum->planned.good > sum->planned.total;
    return o;
}

struct oee oee_of(const struct account *a, const struct oee_conf *conf)
{
    struct account_sum sum = {.small_ms = 0};
    account_sum_add(&sum, a);
    return oee_of_sum(&sum, conf);
}
