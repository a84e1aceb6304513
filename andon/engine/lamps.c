/* SPDX-License-Identifier: MIT */
/* The rule table: which rules hold, since when, and what each lamp shows because of it. One ordered
 * table, the first rule that names a lamp wins (design.md §7). Looked at after every deadline and
 * event; a pure function of the station besides the `since` that `for =` needs. */
#include "andon/engine/parts.h"

#include <string.h>

static bool rule_matches(const struct station *st, const struct rule_conf *rule)
{
    for (int i = 0; i < rule->conditions; i++) {
        if (conditions_truth(st, &rule->condition[i]) != TRUTH_YES)
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
        int64_t at = conditions_deadline(st, &rule->condition[c]);
        due = at > st->looked && at < due ? at : due;
    }
    int64_t on = st->rule[i].since + rule->for_ms;
    return st->rule[i].matches && on > st->looked && on < due ? on : due;
}

int64_t lamps_deadline(const struct station *st)
{
    int64_t due = st->started ? TIME_NEVER : st->born + STARTING_MS;
    for (size_t i = 0; i < st->config->rules; i++) {
        if (!st->rule[i].timed)
            continue;
        int64_t one = rule_deadline(st, i);
        due = one < due ? one : due;
    }
    return due;
}

/* Whether time alone may change what it says. */
static bool is_timed(const struct rule_conf *rule)
{
    bool timed = rule->for_ms > 0;
    for (int i = 0; i < rule->conditions; i++)
        timed = timed || conditions_timed(&rule->condition[i]);
    return timed;
}

void lamps_init(struct station *st)
{
    for (size_t i = 0; i < st->config->rules; i++)
        st->rule[i].timed = is_timed(&st->config->rule[i]);
    for (size_t i = 0; i < st->config->lamps; i++) {
        st->lamp[i] = (struct lamp_show){.pattern = LAMP_OFF, .rule = -1};
        st->light.burning[i].since = st->t;
    }
    st->light.silenced = TIME_NONE;
}

int64_t lamps_cause_at(const struct station *st, size_t rule)
{
    const struct rule_conf *conf = &st->config->rule[rule];
    int64_t since = st->rule[rule].since;
    for (int i = 0; i < conf->conditions; i++) {
        const struct condition *c = &conf->condition[i];
        int64_t cause =
            TIME_NONE; /* one more of them is a new cause, and so is a call's next step */
        if (c->kind == COND_ALERT && !c->negated)
            cause = st->alerts.announced_at;
        if (c->kind == COND_CALL && !c->negated)
            cause = calls_cause_at(st, c);
        since = cause > since ? cause : since;
    }
    return since + conf->for_ms;
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
    if (strcmp(st->config->lamp[lamp].colour, "green") != 0 ||
        st->interval.phase.state != MS_UNKNOWN)
        return false;
    return show->rule == RULE_OVERRIDE ||
           (show->rule >= 0 && !is_own_life(&st->config->rule[show->rule]));
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

/* What an override must not hide: somebody is wanted at once. */
static bool is_urgent(const struct rule_conf *rule)
{
    const uint32_t of = 0xf | ALERT_UNACKED | ALERT_ACKED, high = 1U << PRIO_HIGH | ALERT_UNACKED;
    for (int i = 0; i < rule->conditions; i++) {
        const struct condition *c = &rule->condition[i];
        if (c->negated)
            continue;
        if ((c->kind == COND_ALERT && (c->words & of) == high) ||
            (c->kind == COND_CALL && (c->words & CALL_LINE_STOP) != 0))
            return true;
    }
    return false;
}

/* By the rules: the first that holds and names the lamp; of a buzzer the first that nobody
 * silenced, and else the first one, silent. With an override only what stands before it. */
static struct lamp_show by_rules(const struct station *st, int lamp, bool overridden)
{
    bool buzzer = sound_is_buzzer(st, lamp);
    struct lamp_show show = {.pattern = LAMP_OFF, .rule = -1};
    for (size_t i = 0; i < st->config->rules; i++) {
        const struct rule_conf *rule = &st->config->rule[i];
        if (overridden && !rule->fault && !is_urgent(rule))
            continue;
        int pattern = lamps_rule_on(st, i) ? lamps_named(st, i, lamp) : -1;
        if (pattern < 0)
            continue;
        show.rule = show.rule < 0 ? (int)i : show.rule;
        if (buzzer && pattern != LAMP_OFF && sound_is_silenced(st, i))
            continue;
        show = (struct lamp_show){.pattern = (enum lamp_pattern)pattern, .rule = (int)i};
        break;
    }
    if (buzzer && show.pattern != LAMP_OFF && !sound_allowed(st, lamp))
        show.pattern = st->config->lamp[lamp].quiet;
    return show;
}

/* A test stands before all; rules about faults, a line that is to stop and a high alarm that nobody
 * has acknowledged before an override, and that before the rest. */
struct lamp_show lamps_decide(const struct station *st, int lamp)
{
    if (st->test.on)
        return (struct lamp_show){.pattern = tower_test_pattern(st, lamp), .rule = RULE_TEST};
    const struct override *o = override_of(st, lamp);
    struct lamp_show show = by_rules(st, lamp, o != NULL);
    if (o && show.rule < 0)
        return (struct lamp_show){.pattern = o->pattern, .rule = RULE_OVERRIDE};
    return show;
}

/* `burning_turn` still needs the pattern before. */
static struct lamp_show decided(struct station *st, int lamp)
{
    struct lamp_show before = st->lamp[lamp], show = lamps_decide(st, lamp);
    st->lamp[lamp].rule = show.rule;
    if (lamps_withheld(st, lamp))
        show.pattern = LAMP_OFF;
    st->lamp[lamp] = before;
    if (before.pattern != show.pattern)
        burning_turn(st, lamp);
    return show;
}

void lamps_show(struct station *st)
{
    struct effects *fx = st->effects;
    bool changed = !st->lit;
    for (size_t i = 0; i < st->config->lamps; i++) {
        struct lamp_show before = st->lamp[i];
        st->lamp[i] = decided(st, (int)i);
        changed = changed || before.pattern != st->lamp[i].pattern;
        if (before.rule != st->lamp[i].rule)
            station_touch(st);
        fx->lamp[i] = st->lamp[i];
    }
    fx->lamps = st->config->lamps;
    fx->lamps_changed |= changed;
    st->lit = true;
    if (changed) {
        feedback_judge(st);
        station_touch(st);
    }
}
