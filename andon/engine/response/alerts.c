/* SPDX-License-Identifier: MIT */
/* Alerts: which conditions hold, and what that means for the life of each alert. A signal's update
 * looks at its own alerts only; a change of the machine, the mode or the daemon's health at those
 * that ask for more than signals. Called by the step after every event and deadline. Owns
 * st->alerts.
 *
 * Bounded: a look makes at most CHANGES_A_LOOK alerts change; what is left is due a millisecond
 * later, so that no step is long however many change at once. */
#include "andon/engine/response/response.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

#define CHANGES_A_LOOK 64
#define MARK_NONE      (-1)
#define MARK_ALL       (-2)

/* ---- life ------------------------------------------------------------------------------------ */

static bool asks_for_time(const struct alert_conf *conf)
{
    for (int i = 0; i < conf->conditions; i++)
        if (conf->condition[i].kind == COND_OEE || conf->condition[i].kind == COND_BEHIND)
            return true;
    return false;
}

static bool asks_for_more(const struct alert_conf *conf)
{
    for (int i = 0; i < conf->conditions; i++)
        if (conf->condition[i].kind != COND_SIGNAL)
            return true;
    return conf->suppress != 0;
}

static bool looks_at(const struct alert_conf *conf, int signal)
{
    for (int i = 0; i < conf->conditions; i++) {
        const struct condition *c = &conf->condition[i];
        bool off = c->measure == MEASURE_OFF && c->other == signal;
        if (c->kind == COND_SIGNAL && (c->signal == signal || off))
            return true;
    }
    return false;
}

/* Which alerts look at which signal; two passes: how many, then which. */
static int index_signals(struct station *st, struct alerts *a)
{
    const struct config *config = st->config;
    int total = 0;
    a->first = calloc(config->signals + 2, sizeof *a->first);
    a->of = calloc(a->count * (2 * CONFIG_CONDITIONS_MAX) + 1, sizeof *a->of);
    if (!a->first || !a->of)
        return -1;
    for (size_t s = 0; s < config->signals; s++) {
        a->first[s] = total;
        for (size_t i = 0; i < a->count; i++)
            if (looks_at(&config->alert[i], (int)s))
                a->of[total++] = (int)i;
    }
    a->first[config->signals] = total;
    return 0;
}

static void blank(struct alert *alert)
{
    *alert = (struct alert){.realarm_at = TIME_NEVER,
                            .end_wall = TIME_NONE,
                            .acked_wall = TIME_NONE,
                            .shelved_wall = TIME_NONE};
    life_init(&alert->life);
    severity_init(&alert->severity);
}

int alerts_init(struct station *st)
{
    struct alerts *a = &st->alerts;
    size_t count = st->config->alerts;
    *a = (struct alerts){.count = count,
                         .next = 1,
                         .due = TIME_NEVER,
                         .minute_due = TIME_NEVER,
                         .left = count,
                         .marked = MARK_NONE,
                         .running_since = TIME_NONE,
                         .stepped_at = TIME_NONE,
                         .oldest_ms = -1,
                         .free_bytes = -1};
    a->item = calloc(count + 1, sizeof *a->item);
    a->general = calloc(count + 1, sizeof *a->general);
    a->load = count > 0 ? calloc(LOAD_ITEMS, sizeof *a->load) : NULL;
    if (!a->item || !a->general || (count > 0 && !a->load) || index_signals(st, a) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        blank(&a->item[i]);
        a->general[i] = asks_for_more(&st->config->alert[i]);
        a->timed = a->timed || asks_for_time(&st->config->alert[i]);
        for (int c = 0; c < st->config->alert[i].conditions; c++)
            a->asked |= 1u << st->config->alert[i].condition[c].kind;
    }
    return 0;
}

void alerts_free(struct station *st)
{
    free(st->alerts.item);
    free(st->alerts.general);
    free(st->alerts.first);
    free(st->alerts.of);
    free(st->alerts.load);
}

/* ---- deadlines of one ------------------------------------------------------------------------ */

static int64_t write_at(const struct station *st, const struct alert *alert)
{
    return alert->written + st->config->alarms.load.chatter_ms;
}

static int64_t due_of(const struct station *st, size_t i)
{
    const struct alert *alert = &st->alerts.item[i];
    int64_t due = severity_deadline(&st->config->alert[i].severity, &alert->severity);
    if (alert->life.shelve != SHELVE_NONE && alert->life.shelved_until < due)
        due = alert->life.shelved_until;
    if (alert->unwritten && write_at(st, alert) < due)
        due = write_at(st, alert);
    return alert->realarm_at < due ? alert->realarm_at : due;
}

void alerts_wake_at(struct alerts *a, int64_t due)
{
    if (due < a->due)
        a->due = due;
}

/* ---- an event of one's life ------------------------------------------------------------------ */

static void describe(struct station *st, size_t i)
{
    const struct alert_conf *conf = &st->config->alert[i];
    char text[200];
    if (conf->conditions == 0)
        return;
    why_condition(st, &conf->condition[conf->limit >= 0 ? conf->limit : 0], text, sizeof text);
    (void)text_sanitise(text, strlen(text), st->alerts.item[i].text,
                        sizeof st->alerts.item[i].text);
}

static void begin_occurrence(struct station *st, size_t i)
{
    struct alert *alert = &st->alerts.item[i];
    int64_t shift = st->window[window_shown(st)].begin_wall;
    alert->number = st->alerts.next++;
    alert->rev = 0;
    alert->begin = st->t;
    alert->begin_wall = station_wall(st, st->t);
    alert->end_wall = alert->acked_wall = TIME_NONE;
    alert->acked_by[0] = alert->note[0] = alert->order[0] = '\0';
    alert->in_flood = false;
    alert->times = alert->times_of == shift ? alert->times + 1 : 1;
    alert->times_of = shift;
    if (alert->comes == ALERT_CAME)
        memmove(alert->came, alert->came + 1, sizeof *alert->came * (size_t)--alert->comes);
    alert->came[alert->comes++] = st->t;
    describe(st, i);
}

/* What an event meant beside the flags. */
static void follow(struct station *st, size_t i, enum life_event event, unsigned result)
{
    struct alert *alert = &st->alerts.item[i];
    if ((result & LIFE_OCCURRENCE) != 0) {
        begin_occurrence(st, i);
    } else if (event == LIFE_HIGHER) {
        describe(st, i);
    } else if (event == LIFE_RTN) {
        alert->end = st->t;
        alert->end_wall = station_wall(st, st->t);
        alerts_over(st, i);
    }
    if ((result & LIFE_ANNOUNCE) != 0 && alert_wants_operator(st, i) && !alerts_load_item(st, i))
        alerts_count_in(st, i); /* also what was hidden until now */
    bool again = st->config->alert[i].realarm_ms > 0 && alert->life.active && alert->life.acked;
    if (!again)
        alert->realarm_at = TIME_NEVER;
    else if (alert->realarm_at == TIME_NEVER)
        alert->realarm_at = st->t + st->config->alert[i].realarm_ms;
    if (event == LIFE_UNSHELVE && alert->life.shelve == SHELVE_NONE)
        alert->shelved_wall = TIME_NONE;
}

/* Of one that is normal nobody wants to read that it is suppressed. */
static bool is_news(const struct alert *alert, enum life_event event)
{
    bool quiet = event == LIFE_SUPPRESS || event == LIFE_UNSUPPRESS;
    return !quiet || alert->life.active || alert->life.latched || !alert->life.acked;
}

/* An alert that chatters (8 times within the chatter window) fills no disk: what a machine does to
 * it is recorded once in that time, with the count. What people do is recorded at once. */
static void write_down(struct station *st, size_t i)
{
    struct alert *alert = &st->alerts.item[i];
    bool chatters = alert->comes == ALERT_CAME && alert->came[ALERT_CAME - 1] - alert->came[0] <=
                                                      st->config->alarms.load.chatter_ms;
    if (chatters && !st->command && st->t < write_at(st, alert))
        alert->unwritten = true;
    else
        alert_record(st, i);
}

void alerts_changed(struct station *st, size_t i)
{
    alert_record(st, i);
    alerts_wake_at(&st->alerts, due_of(st, i));
    station_touch(st);
}

/* Who is told of a level, and who has taken note of it. */
static void note_ack(struct severity_state *s, enum life_event event)
{
    if (event == LIFE_ACK || event == LIFE_RESET)
        severity_ack(s);
    else if (event == LIFE_UNACK || event == LIFE_REALARM || event == LIFE_IN_SERVICE)
        severity_unack(s);
}

unsigned alerts_event(struct station *st, size_t i, enum life_event event)
{
    struct alert *alert = &st->alerts.item[i];
    alerts_tally(st, i, -1);
    unsigned result = life_event(&st->config->alert[i].life, &alert->life, event);
    if ((result & LIFE_CHANGED) != 0) {
        note_ack(&alert->severity, event);
        follow(st, i, event, result);
    }
    alerts_tally(st, i, 1);
    if ((result & LIFE_CHANGED) == 0)
        return result;
    if ((result & LIFE_ANNOUNCE) != 0)
        st->alerts.announced_at = st->t;
    if (is_news(alert, event))
        write_down(st, i);
    alerts_wake_at(&st->alerts, due_of(st, i));
    station_touch(st);
    return result;
}

/* ---- looking at one -------------------------------------------------------------------------- */

static bool react(struct station *st, size_t i, unsigned bits)
{
    bool changed = (bits & (SEVERITY_BEGAN | SEVERITY_ANNOUNCED | SEVERITY_RETURNED)) != 0;
    if ((bits & SEVERITY_BEGAN) != 0)
        (void)alerts_event(st, i, LIFE_ALM);
    else if ((bits & SEVERITY_ANNOUNCED) != 0)
        (void)alerts_event(st, i, LIFE_HIGHER);
    if ((bits & SEVERITY_RETURNED) != 0)
        (void)alerts_event(st, i, LIFE_RTN);
    return changed;
}

/* The alarm's level decides the priority, so the counts follow every message. */
static bool hear(struct station *st, size_t i, enum severity level)
{
    struct alert *alert = &st->alerts.item[i];
    struct reading_at said = {.at = st->t};
    alerts_tally(st, i, -1);
    unsigned bits = severity_hear(&st->config->alert[i].severity, &alert->severity, level, said);
    alerts_tally(st, i, 1);
    bool changed = react(st, i, bits);
    alerts_wake_at(&st->alerts, due_of(st, i));
    return changed;
}

static enum severity level_of(const struct station *st, size_t i)
{
    const struct alert_conf *conf = &st->config->alert[i];
    const struct severity_state *s = &st->alerts.item[i].severity;
    int64_t value;
    if (conf->limit < 0 || !conditions_number(st, &conf->condition[conf->limit], &value))
        return SEV_MINOR;
    return limits_level(&conf->limits, value, s->active ? s->current : SEV_OK);
}

/* The limit is asked for with its deadband, the others as they are. */
static enum truth truth_of(const struct station *st, size_t i)
{
    const struct alert_conf *conf = &st->config->alert[i];
    enum truth all = TRUTH_YES;
    for (int c = 0; c < conf->conditions; c++) {
        enum truth one = conditions_truth(st, &conf->condition[c]);
        if (c == conf->limit && one != TRUTH_UNKNOWN)
            one = level_of(st, i) != SEV_OK ? TRUTH_YES : TRUTH_NO;
        if (one == TRUTH_NO)
            return TRUTH_NO;
        all = one == TRUTH_UNKNOWN ? one : all;
    }
    return all;
}

/* Whether it changed. */
static bool look_at(struct station *st, size_t i)
{
    const struct alert_conf *conf = &st->config->alert[i];
    struct alert *alert = &st->alerts.item[i];
    bool changed = false;
    if (alert->life.suppressed != ((conf->suppress & st->alerts.view.suppress) != 0)) {
        (void)alerts_event(st, i, alert->life.suppressed ? LIFE_UNSUPPRESS : LIFE_SUPPRESS);
        changed = true;
    }
    switch (truth_of(st, i)) {
    case TRUTH_UNKNOWN:
        severity_forget(&alert->severity);
        return changed;
    case TRUTH_NO:
        return hear(st, i, SEV_OK) || changed;
    case TRUTH_YES:
        break;
    }
    return hear(st, i, level_of(st, i)) || changed;
}

/* ---- looking at all that may have changed ---------------------------------------------------- */

static uint32_t suppress_now(const struct station *st)
{
    const struct alerts *a = &st->alerts;
    bool starts_up = !st->started || (a->running_since != TIME_NONE &&
                                      st->t - a->running_since < st->config->alarms.start_up_ms);
    bool at_rest = st->span.in_break || !st->span.in_shift;
    return SUPPRESS_STATE(st->interval.phase.state) | SUPPRESS_MODE(st->mode) |
           (starts_up ? SUPPRESS_START_UP : 0) | (at_rest ? SUPPRESS_BREAK : 0);
}

/* It starts up when it has stood for longer than a small stop, or nobody knows. */
static void follow_running(struct station *st)
{
    struct alerts *a = &st->alerts;
    bool runs = st->interval.phase.state == MS_RUNNING;
    bool stood = !st->stop.open || !st->stop.small;
    if (runs && a->running_since == TIME_NONE) {
        a->running_since = st->t;
        alerts_wake_at(a, st->t + st->config->alarms.start_up_ms);
    } else if (!runs && stood) {
        a->running_since = TIME_NONE;
    }
}

static bool asks(const struct station *st, enum condition_kind kind)
{
    return (st->alerts.asked >> kind & 1) != 0;
}

static struct alerts_view view_of(const struct station *st)
{
    const struct alerts *a = &st->alerts;
    bool stepped = a->stepped_at != TIME_NONE && st->t - a->stepped_at < CLOCK_STEPPED_MS;
    const bool facts[] = {st->stop.open,
                          st->stop.small,
                          st->span.in_break || !st->span.in_shift,
                          st->link.lost,
                          st->store.failed,
                          !st->synced,
                          stepped,
                          st->started,
                          asks(st, COND_UNEXPLAINED) &&
                              window_unexplained(st, window_shown(st), st->t) > 0};
    struct alerts_view view = {.state = (int)st->interval.phase.state,
                               .mode = (int)st->mode,
                               .oldest_ms = a->oldest_ms,
                               .free_bytes = a->free_bytes,
                               .warned = asks(st, COND_PREDICTION) ? predictions_mark(st) : 0,
                               .contacts = asks(st, COND_INPUT) ? contacts_mark(st) : 0,
                               .odd = asks(st, COND_QUALITY) ? checks_mark(st) : 0,
                               .suppress = suppress_now(st)};
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        view.facts |= facts[i] ? 1u << i : 0;
    return view;
}

static bool same_view(const struct alerts_view *a, const struct alerts_view *b)
{
    return a->state == b->state && a->mode == b->mode && a->facts == b->facts &&
           a->oldest_ms == b->oldest_ms && a->free_bytes == b->free_bytes &&
           a->suppress == b->suppress && a->warned == b->warned && a->contacts == b->contacts &&
           a->odd == b->odd;
}

void alerts_heard(struct station *st, size_t signal)
{
    int *marked = &st->alerts.marked;
    *marked = *marked == MARK_NONE || *marked == (int)signal ? (int)signal : MARK_ALL;
}

static void look_again(struct alerts *a)
{
    a->left = a->count;
}

/* Those of the signal that was heard. */
static int look_at_marked(struct station *st)
{
    struct alerts *a = &st->alerts;
    int signal = a->marked, changes = 0;
    a->marked = MARK_NONE;
    if (signal == MARK_ALL)
        look_again(a);
    for (int k = signal >= 0 ? a->first[signal] : 0; signal >= 0 && k < a->first[signal + 1]; k++) {
        if (changes >= CHANGES_A_LOOK) {
            look_again(a); /* the rest of them in their turn */
            break;
        }
        changes += look_at(st, (size_t)a->of[k]);
    }
    return changes;
}

static void look_at_rest(struct station *st, int changes)
{
    struct alerts *a = &st->alerts;
    for (; a->left > 0 && changes < CHANGES_A_LOOK; a->left--) {
        a->cursor = a->cursor + 1 < a->count ? a->cursor + 1 : 0;
        changes += look_at(st, a->cursor);
    }
    if (a->left > 0)
        alerts_wake_at(a, st->t + 1);
}

void alerts_look(struct station *st)
{
    struct alerts *a = &st->alerts;
    if (a->count == 0 || st->t < st->born)
        return;
    follow_running(st);
    const struct alerts_view view = view_of(st);
    bool same = a->viewed && same_view(&view, &a->view);
    a->view = view;
    a->viewed = true;
    if (!same)
        look_again(a);
    if (a->marked != MARK_NONE || a->left > 0)
        look_at_rest(st, look_at_marked(st));
    if (a->timed && a->minute_due == TIME_NEVER) {
        a->minute_due = st->t - st->t % MS_PER_MIN + MS_PER_MIN;
        alerts_wake_at(a, a->minute_due);
    }
}

/* ---- time ------------------------------------------------------------------------------------ */

/* Of the time before this process nothing is known, so nothing comes or goes in it: what waited for
 * its delay is looked at first, when the walk over that time has ended. */
int64_t alerts_deadline(const struct station *st)
{
    if (st->alerts.count == 0)
        return TIME_NEVER;
    return st->alerts.due > st->born ? st->alerts.due : st->born + 1;
}

static int expire_one(struct station *st, size_t i)
{
    struct alert *alert = &st->alerts.item[i];
    int changes = 0;
    if (alert->life.shelve != SHELVE_NONE && alert->life.shelved_until <= st->t) {
        (void)alerts_event(st, i, LIFE_UNSHELVE);
        changes++;
    }
    if (alert->realarm_at <= st->t) {
        alert->realarm_at = TIME_NEVER;
        (void)alerts_event(st, i, LIFE_REALARM);
        changes++;
    }
    if (alert->unwritten && write_at(st, alert) <= st->t) {
        alert_record(st, i);
        changes++;
    }
    if (severity_deadline(&st->config->alert[i].severity, &alert->severity) <= st->t) {
        alerts_tally(st, i, -1);
        unsigned bits = severity_tick(&st->config->alert[i].severity, &alert->severity, st->t);
        alerts_tally(st, i, 1);
        changes += react(st, i, bits);
    }
    return changes;
}

/* Nothing of these has a time of its own to fire at: the next look sees them. */
static int64_t rest_due(const struct station *st)
{
    const struct alerts *a = &st->alerts;
    int64_t due = st->config->alarms.load.flood.start >= 2
                      ? flood_deadline(&st->config->alarms.load.flood, &a->flood)
                      : TIME_NEVER;
    const int64_t ends[] = {
        a->running_since == TIME_NONE ? TIME_NEVER
                                      : a->running_since + st->config->alarms.start_up_ms,
        a->stepped_at == TIME_NONE ? TIME_NEVER : a->stepped_at + CLOCK_STEPPED_MS, a->minute_due};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (ends[i] > st->t && ends[i] < due)
            due = ends[i];
    return due;
}

void alerts_expire(struct station *st)
{
    struct alerts *a = &st->alerts;
    int changes = 0;
    a->due = TIME_NEVER;
    alerts_flood_tick(st);
    for (size_t i = 0; i < a->count; i++) {
        if (changes < CHANGES_A_LOOK && due_of(st, i) <= st->t)
            changes += expire_one(st, i);
        int64_t due = due_of(st, i);
        alerts_wake_at(a, due > st->t ? due : st->t + 1);
    }
    if (a->minute_due <= st->t) {
        a->minute_due = TIME_NEVER;
        look_again(a);
    }
    alerts_wake_at(a, rest_due(st));
    alerts_look(st);
}

/* ---- what the step tells --------------------------------------------------------------------- */

void alerts_stepped(struct station *st)
{
    st->alerts.stepped_at = st->t;
    alerts_wake_at(&st->alerts, st->t + CLOCK_STEPPED_MS);
}

void alerts_health(struct station *st, int64_t oldest_ms, int64_t free_bytes)
{
    st->alerts.oldest_ms = oldest_ms;
    st->alerts.free_bytes = free_bytes;
}
