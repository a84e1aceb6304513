/* SPDX-License-Identifier: MIT */
/* What one condition says about another: whether a rule holds whenever another one does, so that
 * one of them can never win, and whether a rule can hold at all. Where it cannot be told the answer
 * is no. Called by table.c; pure. */
#include "data/config/tower/tower.h"
#include "data/model/andon/alert.h"
#include "data/model/andon/call.h"

#include <string.h>

/* Conditions that pick from a few values of one thing are sets: then "not" is the rest. */
enum dimension { DIM_NONE, DIM_STATE, DIM_MODE, DIM_STOP, DIM_COUNT };
static const struct dimension_of {
    enum dimension dimension;
    uint32_t all;   /* every value */
    uint32_t fixed; /* what the condition means without words */
} dimensions[CONDITION_COUNT] = {
    [COND_STATE] = {DIM_STATE, (1U << MACHINE_STATE_COUNT) - 1, 0},
    [COND_UNKNOWN] = {DIM_STATE, (1U << MACHINE_STATE_COUNT) - 1, 1U << MS_UNKNOWN},
    [COND_MODE] = {DIM_MODE, (1U << STATION_MODE_COUNT) - 1, 0},
    [COND_STOP] = {DIM_STOP, 7, 3}, /* small, long, none */
};

static uint32_t set_of(const struct condition *c)
{
    const struct dimension_of *d = &dimensions[c->kind];
    uint32_t set = c->words ? c->words : d->fixed;
    return c->negated ? d->all & ~set : set;
}

/* `at`: in the direction of the comparison, is a's limit reached whenever b's is. */
static bool limit_implied(const struct condition *a, const struct condition *b, bool above)
{
    if (a->negated != b->negated)
        return false;
    bool wider = above ? a->amount <= b->amount : a->amount >= b->amount;
    return a->amount == b->amount || wider != a->negated;
}

static bool signal_implied(const struct condition *a, const struct condition *b)
{
    if (a->signal != b->signal || a->compare != b->compare || strcmp(a->text, b->text) != 0 ||
        a->measure != b->measure || a->other != b->other || a->base != b->base)
        return false;
    if (a->compare != '<' && a->compare != '>')
        return a->negated == b->negated && a->amount == b->amount;
    return limit_implied(a, b, a->compare == '>');
}

/* Of each group of words one must fit; no word of a group means all of it. */
static bool covers(uint32_t a, uint32_t b, uint32_t group)
{
    a &= group;
    b &= group;
    return a == 0 || (b != 0 && (b & ~a) == 0);
}

/* … but of what else must be so: everything. */
static bool call_covers(uint32_t a, uint32_t b)
{
    const uint32_t states = 1U << CALL_RAISED | 1U << CALL_TAKEN | 1U << CALL_ARRIVED;
    const uint32_t also = CALL_BLOCKING | CALL_LINE_STOP | CALL_ESCALATED;
    return (a & CALL_RESTART) == (b & CALL_RESTART) && covers(a, b, states) &&
           covers(a, b, CALL_TYPES) && (a & also & ~b) == 0;
}

static bool alert_covers(uint32_t a, uint32_t b)
{
    const uint32_t priorities = (1U << PRIORITY_COUNT) - 1, acked = ALERT_UNACKED | ALERT_ACKED;
    return covers(a, b, priorities) && covers(a, b, acked);
}

static bool any_covers(uint32_t a, uint32_t b)
{
    return (b & ~a) == 0;
}

static bool prediction_covers(uint32_t a, uint32_t b)
{
    return (a & PREDICTION_ANY) != 0 || any_covers(a, b);
}

/* Words that pick: the wider choice holds whenever the narrower one does. */
static bool (*const covered[CONDITION_COUNT])(uint32_t, uint32_t) = {
    [COND_CALL] = call_covers, [COND_ALERT] = alert_covers, [COND_PREDICTION] = prediction_covers,
    [COND_CLOCK] = any_covers, [COND_INPUT] = any_covers,   [COND_QUALITY] = any_covers,
};

/* "input" without a name holds whenever "input NAME" does. */
static bool names_cover(const struct condition *a, const struct condition *b)
{
    const struct condition *wide = a->negated ? b : a, *narrow = a->negated ? a : b;
    return wide->text[0] == '\0' || strcmp(wide->text, narrow->text) == 0;
}

/* Numbers that are a limit: 1 the condition is over it, -1 under it. */
static const signed char limits[CONDITION_COUNT] = {
    [COND_BEHIND] = 1,
    [COND_SYNC] = 1,
    [COND_OEE] = -1,
    [COND_DISK] = -1,
};

/* Whether `a` holds whenever `b` does. */
static bool implied(const struct condition *a, const struct condition *b)
{
    if (a->kind == COND_ALWAYS && !a->negated)
        return true;
    enum dimension dimension = dimensions[a->kind].dimension;
    if (dimension != DIM_NONE && dimension == dimensions[b->kind].dimension)
        return (set_of(b) & ~set_of(a)) == 0;
    if (a->kind != b->kind)
        return false;
    if (a->kind == COND_SIGNAL)
        return signal_implied(a, b);
    if (limits[a->kind] != 0)
        return limit_implied(a, b, limits[a->kind] > 0);
    if (a->negated != b->negated || !names_cover(a, b))
        return false;
    if (!covered[a->kind])
        return true;
    return a->negated ? covered[a->kind](b->words, a->words) : covered[a->kind](a->words, b->words);
}

/* What all conditions of a rule leave of a dimension; all bits: it says nothing about it. */
static uint32_t left_of(const struct rule_conf *rule, enum dimension dimension)
{
    uint32_t left = UINT32_MAX;
    for (int i = 0; i < rule->conditions; i++)
        if (dimensions[rule->condition[i].kind].dimension == dimension)
            left &= set_of(&rule->condition[i]);
    return left;
}

static bool implied_by_rule(const struct condition *a, const struct rule_conf *rule)
{
    enum dimension dimension = dimensions[a->kind].dimension;
    if (dimension != DIM_NONE && (left_of(rule, dimension) & ~set_of(a)) == 0)
        return true;
    if (a->kind == COND_ALWAYS)
        return !a->negated;
    for (int i = 0; i < rule->conditions; i++)
        if (implied(a, &rule->condition[i]))
            return true;
    return false;
}

bool rule_covers(const struct rule_conf *rule, const struct rule_conf *other)
{
    if (rule->for_ms > other->for_ms)
        return false;
    for (int i = 0; i < rule->conditions; i++)
        if (!implied_by_rule(&rule->condition[i], other))
            return false;
    return true;
}

/* Two that can hold at no time together. */
static bool contradict(const struct condition *a, const struct condition *b)
{
    struct condition not_b = *b;
    not_b.negated = !b->negated;
    if (a->kind == COND_SIGNAL && b->kind == COND_SIGNAL && a->signal == b->signal && !a->negated &&
        !b->negated && a->compare == '>' && b->compare == '<')
        return b->amount <= a->amount;
    return dimensions[a->kind].dimension == DIM_NONE && implied(&not_b, a);
}

bool rule_is_never(const struct rule_conf *rule)
{
    for (int d = DIM_NONE + 1; d < DIM_COUNT; d++)
        if (left_of(rule, (enum dimension)d) == 0)
            return true;
    for (int i = 0; i < rule->conditions; i++) {
        if (rule->condition[i].kind == COND_ALWAYS && rule->condition[i].negated)
            return true;
        for (int j = 0; j < rule->conditions; j++)
            if (i != j && contradict(&rule->condition[i], &rule->condition[j]))
                return true;
    }
    return false;
}
