/* SPDX-License-Identifier: MIT */
/* The rule table: which rules hold, since when, and what each lamp shows because of it. One ordered
 * table, the first rule that names a lamp wins (design.md §7). Looked at after every deadline and
 * event; a pure function of the station besides the `since` that `for =` needs. */
#include "andon/engine/parts.h"
#include "data/model/amount.h"

#include <string.h>

__extension__ typedef __int128 wide;

#define PER_CENT (INT64_C(100) * AMOUNT_ONE) /* 100 % as conditions say it */

static bool is_starting(const struct station *st, const struct condition *c)
{
    (void)c;
    return !st->started;
}

static bool is_stopping(const struct station *st, const struct condition *c)
{
    (void)c;
    return st->stopping;
}

static bool is_link_down(const struct station *st, const struct condition *c)
{
    (void)c;
    return st->link.lost;
}

static bool is_store_failed(const struct station *st, const struct condition *c)
{
    (void)c;
    return st->store.failed;
}

static bool is_unknown(const struct station *st, const struct condition *c)
{
    (void)c;
    return st->interval.phase.state == MS_UNKNOWN;
}

static bool has_bit(uint32_t words, int value)
{
    return (words >> value & 1U) != 0;
}

static bool is_state(const struct station *st, const struct condition *c)
{
    return has_bit(c->words, (int)st->interval.phase.state);
}

static bool is_mode(const struct station *st, const struct condition *c)
{
    return has_bit(c->words, (int)st->mode);
}

static bool is_stop(const struct station *st, const struct condition *c)
{
    uint32_t kind = st->stop.small ? 1 : 2;
    return st->stop.open && (c->words == 0 || (c->words & kind) != 0);
}

static bool is_unexplained(const struct station *st, const struct condition *c)
{
    (void)c;
    return window_unexplained(st, window_shown(st), st->t) > 0;
}

static bool is_break(const struct station *st, const struct condition *c)
{
    (void)c;
    return st->span.in_break || !st->span.in_shift;
}

static int64_t good_made(const struct station *st)
{
    return account_totals(&st->window[window_shown(st)].account).good;
}

static bool is_behind(const struct station *st, const struct condition *c)
{
    int64_t due = station_target_now(st, st->t);
    return due > 0 && (wide)(due - good_made(st)) * PER_CENT > (wide)due * c->amount;
}

/* When is_behind will hold if nothing more is made: the target that is too much, the planned time
 * at which it is due, the moment at which that has passed. */
static int64_t behind_at(const struct station *st, const struct condition *c)
{
    const struct window *w = &st->window[window_shown(st)];
    int64_t target = st->fixed ? station_target(st) : 0, good = good_made(st);
    if (c->amount >= PER_CENT || good < 0)
        return TIME_NEVER;
    wide due = (wide)good * PER_CENT / (PER_CENT - c->amount) + 1;
    if (!st->fixed)
        return due < INT64_MAX / 2000 ? hours_due_at(st, (int64_t)due) : TIME_NEVER;
    if (!w->paced_on || target <= 0 || w->planned_ms <= 0)
        return TIME_NEVER;
    wide paced = (due * w->planned_ms + target - 1) / target;
    if (paced > w->planned_ms)
        return TIME_NEVER;
    int64_t from = w->paced_wall > w->begin_wall ? w->paced_wall : w->begin_wall;
    return from + ((int64_t)paced - w->paced_ms) - st->wall_offset;
}

static bool is_always(const struct station *st, const struct condition *c)
{
    (void)st;
    (void)c;
    return true;
}

static bool compares(const struct value *v, const struct condition *c)
{
    if (c->compare == '<')
        return v->amount < c->amount;
    if (c->compare == '>')
        return v->amount > c->amount;
    return c->text[0] != '\0' ? strcmp(v->text, c->text) == 0 : v->amount == c->amount;
}

static bool is_signal(const struct station *st, const struct condition *c)
{
    return compares(&st->signal[c->signal].value, c);
}

static bool (*const holds[CONDITION_COUNT])(const struct station *, const struct condition *) = {
    [COND_STARTING] = is_starting,
    [COND_STOPPING] = is_stopping,
    [COND_LINK_DOWN] = is_link_down,
    [COND_STORE_FAILED] = is_store_failed,
    [COND_UNKNOWN] = is_unknown,
    [COND_STATE] = is_state,
    [COND_MODE] = is_mode,
    [COND_STOP] = is_stop,
    [COND_UNEXPLAINED] = is_unexplained,
    [COND_BREAK] = is_break,
    [COND_BEHIND] = is_behind,
    [COND_SIGNAL] = is_signal,
    [COND_ALWAYS] = is_always,
};

static bool rule_matches(const struct station *st, const struct rule_conf *rule)
{
    for (int i = 0; i < rule->conditions; i++) {
        const struct condition *c = &rule->condition[i];
        /* Neither a signal's value nor its negation can be had from a value that is not good. */
        if (c->kind == COND_SIGNAL && signals_quality(st, (size_t)c->signal, st->t) != Q_GOOD)
            return false;
        if (holds[c->kind](st, c) == c->negated)
            return false;
    }
    return true;
}

void lamps_look(struct station *st)
{
    if (st->t >= st->born + STARTING_MS)
        st->started = true;
    for (size_t i = 0; i < st->config->rules; i++) {
        bool matches = rule_matches(st, &st->config->rule[i]);
        if (matches && !st->rule[i].matches)
            st->rule[i].since = st->t;
        st->rule[i].matches = matches;
    }
    st->looked = st->t;
}

bool lamps_rule_on(const struct station *st, size_t rule)
{
    const struct rule_state *r = &st->rule[rule];
    return r->matches && st->t - r->since >= st->config->rule[rule].for_ms;
}

/* The next moment at which rule `i` changes by time alone. */
static int64_t rule_deadline(const struct station *st, size_t i)
{
    const struct rule_conf *rule = &st->config->rule[i];
    int64_t due = TIME_NEVER;
    for (int c = 0; c < rule->conditions; c++) {
        if (rule->condition[c].kind != COND_BEHIND)
            continue;
        int64_t at = behind_at(st, &rule->condition[c]);
        due = at > st->looked && at < due ? at : due;
    }
    int64_t on = st->rule[i].since + rule->for_ms;
    return st->rule[i].matches && on > st->looked && on < due ? on : due;
}

int64_t lamps_deadline(const struct station *st)
{
    int64_t due = st->started ? TIME_NEVER : st->born + STARTING_MS;
    for (size_t i = 0; i < st->config->rules; i++) {
        int64_t one = rule_deadline(st, i);
        due = one < due ? one : due;
    }
    return due;
}

void lamps_init(struct station *st)
{
    for (size_t i = 0; i < st->config->lamps; i++)
        st->lamp[i] = (struct lamp_show){.pattern = LAMP_OFF, .rule = -1};
}

/* ---- the tower ------------------------------------------------------------------------------ */

/* Whether the rule says something about the program rather than about the machine. */
static bool is_own_life(const struct rule_conf *rule)
{
    for (int i = 0; i < rule->conditions; i++)
        if (rule->condition[i].kind == COND_STARTING || rule->condition[i].kind == COND_STOPPING)
            return true;
    return false;
}

/* Unknown never lights green (invariant 1), whatever the table says. */
bool lamps_withheld(const struct station *st, int lamp)
{
    const struct lamp_show *show = &st->lamp[lamp];
    return show->rule >= 0 && strcmp(st->config->lamp[lamp].colour, "green") == 0 &&
           st->interval.phase.state == MS_UNKNOWN && !is_own_life(&st->config->rule[show->rule]);
}

/* The pattern that rule `rule` gives `lamp`, or -1 when it does not name it. */
int lamps_named(const struct station *st, size_t rule, int lamp)
{
    const struct rule_conf *conf = &st->config->rule[rule];
    for (int s = 0; s < conf->shows; s++)
        if (conf->show[s].lamp == lamp)
            return (int)conf->show[s].pattern;
    return -1;
}

static struct lamp_show decide(const struct station *st, int lamp)
{
    if (st->test.on)
        return (struct lamp_show){.pattern = tower_test_pattern(st, lamp), .rule = RULE_TEST};
    for (size_t i = 0; i < st->config->rules; i++) {
        int pattern = lamps_rule_on(st, i) ? lamps_named(st, i, lamp) : -1;
        if (pattern >= 0)
            return (struct lamp_show){.pattern = (enum lamp_pattern)pattern, .rule = (int)i};
    }
    return (struct lamp_show){.pattern = LAMP_OFF, .rule = -1};
}

void lamps_show(struct station *st)
{
    struct effects *fx = st->effects;
    bool changed = !st->lit;
    for (size_t i = 0; i < st->config->lamps; i++) {
        struct lamp_show before = st->lamp[i];
        st->lamp[i] = decide(st, (int)i);
        if (lamps_withheld(st, (int)i))
            st->lamp[i].pattern = LAMP_OFF;
        changed = changed || before.pattern != st->lamp[i].pattern;
        if (before.rule != st->lamp[i].rule)
            station_touch(st);
        fx->lamp[i] = st->lamp[i];
    }
    fx->lamps = st->config->lamps;
    fx->lamps_changed = changed;
    st->lit = true;
    if (changed)
        station_touch(st);
}
