/* SPDX-License-Identifier: MIT */
/* Parts: increments of the counters booked to windows and minutes (minutes.c) at their own time,
 * the recent cycle time, and targets. What a station does not count it derives: without a total it
 * is good + scrap + rework, without good it is total - scrap - rework. Called by signals.c for each
 * counter message. */
#include "andon/engine/parts.h"
#include "data/model/amount.h"
#include "data/model/text.h"

/* Sums stay far from overflow: one increment and one window are each refused beyond this. */
#define AMOUNT_LIMIT (INT64_MAX / 8)

/* ---- from counters to parts ----------------------------------------------------------------- */

static struct account_segment parts_of(const struct station *st, enum signal_role role, int64_t n)
{
    bool has_total = st->role[ROLE_TOTAL] >= 0, has_good = st->role[ROLE_GOOD] >= 0;
    struct account_segment made = {0};
    bool reject = role == ROLE_SCRAP || role == ROLE_REWORK;
    if (role == ROLE_TOTAL || !has_total)
        made.total = n;
    if (role == ROLE_GOOD)
        made.good = n;
    else if (!has_good && has_total)
        made.good = reject ? -n : n;
    if (role == ROLE_SCRAP)
        made.scrap = n;
    if (role == ROLE_REWORK)
        made.rework = n;
    return made;
}

static void cycle_add(struct station *st, int64_t at, int64_t amount)
{
    int last = (st->cycle.next + CYCLES - 1) % CYCLES;
    if (amount <= 0 || (st->cycle.count > 0 && at < st->cycle.at[last]))
        return;
    st->cycle.at[st->cycle.next] = at;
    st->cycle.amount[st->cycle.next] = amount;
    st->cycle.next = (st->cycle.next + 1) % CYCLES;
    if (st->cycle.count < CYCLES)
        st->cycle.count++;
}

void cycle_forget(struct station *st)
{
    st->cycle.count = st->cycle.next = 0;
}

/* Time from the first to the last of the recent increments over what was made in it. */
int64_t cycle_ms(const struct station *st)
{
    int count = st->cycle.count;
    int first = (st->cycle.next + CYCLES - count) % CYCLES;
    int64_t made = 0;
    for (int i = 1; i < count; i++)
        made += st->cycle.amount[(first + i) % CYCLES];
    if (made <= 0)
        return -1;
    int64_t span = st->cycle.at[(first + count - 1) % CYCLES] - st->cycle.at[first];
    __extension__ typedef __int128 wide;
    return (int64_t)((wide)span * AMOUNT_ONE / made);
}

static bool within_limit(int64_t amount)
{
    return amount > -AMOUNT_LIMIT && amount < AMOUNT_LIMIT;
}

/* What is told at a moment was made before it: told on an edge, it belongs to what ends. But never
 * to what was before the figures that are kept. */
static int64_t made_at(const struct station *st, int64_t told_at)
{
    int64_t at = told_at < st->t ? told_at : st->t;
    return window_keeps(st, at - 1) ? at - 1 : at;
}

static void book(struct station *st, size_t i, const struct counter_step *step, bool historical)
{
    enum signal_role role = st->config->signal[i].role;
    const struct account *account = &st->window[window_shown(st)].account;
    struct account_segment sum = account_totals(account);
    if (!within_limit(step->increment) || !within_limit(sum.total) || !within_limit(sum.good) ||
        !within_limit(sum.scrap) || !within_limit(sum.rework) ||
        !within_limit(account->trial.total) || !within_limit(account->trial.good)) {
        faults_add(st, i, FAULT_INVALID, "more parts than can be counted");
        return;
    }
    int64_t told_at = step->at_ms < st->t ? step->at_ms : st->t;
    struct lot lot = {.at = made_at(st, told_at), .gap = step->gap, .historical = historical};
    if (!window_keeps(st, lot.at)) {
        faults_add(st, i, FAULT_LOST, "made before the shifts whose figures are kept: not counted");
        return;
    }
    const struct making *making = product_at(st, lot.at);
    lot.made = parts_of(st, role, step->increment);
    lot.made.ideal_us = making->ideal_us;
    (void)text_copy(lot.made.product, sizeof lot.made.product, making->product);
    lot.job = making->job;
    lot.kind = window_kind(st, lot.at);
    if (lot.kind == PARTS_PLANNED && lot.gap && state_is_told(st)) /* its time is unknown, too */
        lot.kind = PARTS_OUTSIDE;
    st->parts += lot.made.total > 0 && st->parts < AMOUNT_LIMIT ? lot.made.total : 0;
    window_count(st, &lot);
    minutes_book(st, &lot);
    jobs_book(st, making->run, &lot, told_at);
    /* What was made in a gap, or is told afterwards, is no sign that the machine runs now. */
    if (step->increment > 0 && !historical)
        state_pulse(st, told_at, !step->gap);
    if (st->interval.phase.state == MS_RUNNING && !step->gap && !historical)
        cycle_add(st, told_at, lot.made.total);
    station_touch(st);
}

static void note(struct station *st, size_t i, enum counter_note what)
{
    static const struct {
        enum fault_kind kind;
        const char *text;
    } notes[] = {
        [COUNTER_LATE] = {FAULT_LATE, "older than the last reading: not counted"},
        [COUNTER_QUARANTINE] = {FAULT_QUARANTINE, "more than rate_max allows: not counted"},
        [COUNTER_INVALID] = {FAULT_INVALID, "not a possible amount: not counted"},
    };
    if ((size_t)what < sizeof notes / sizeof *notes && notes[what].text)
        faults_add(st, i, notes[what].kind, notes[what].text);
}

/* ---- one rule for counters of the same parts ------------------------------------------------ */

/* The counter that the others count a part of, or -1. */
static int lead_of(const struct station *st)
{
    return st->role[ROLE_TOTAL] >= 0 ? st->role[ROLE_TOTAL] : st->role[ROLE_GOOD];
}

/* Nothing can be rejected faster than it can be made. */
static struct counter_conf guarded(const struct station *st, size_t i)
{
    struct counter_conf conf = st->config->signal[i].counter;
    int lead = lead_of(st);
    int64_t rate_max = lead >= 0 ? st->config->signal[lead].counter.rate_max : 0;
    if (rate_max > 0 && (conf.rate_max <= 0 || rate_max < conf.rate_max))
        conf.rate_max = rate_max;
    return conf;
}

/* Counters of one machine leap together: while the lead's leap is set aside, so is a rise of the
 * others, however small, or there would be rejects without parts. */
static bool rises_with_lead(const struct station *st, size_t i, const struct counter_sample *s)
{
    int lead = lead_of(st);
    const struct counter *c = &st->signal[i].counter;
    return lead >= 0 && (size_t)lead != i && st->signal[lead].counter.suspect && !s->stored &&
           st->config->signal[i].counter.kind == COUNTER_CUMULATIVE && c->based && !c->pending &&
           s->at_ms >= c->last_ms && s->reading > c->last;
}

/* Now it is known what the lead's reading was. */
static void follow_lead(struct station *st, size_t i, const struct counter_step *step)
{
    if ((int)i != lead_of(st) || st->signal[i].counter.suspect)
        return;
    for (size_t k = 0; k < st->config->signals; k++)
        if (k != i && signals_is_counter(st->config->signal[k].role))
            counter_resolve(&st->signal[k].counter, step->note == COUNTER_LEAP);
}

static struct counter_step read_counter(struct station *st, size_t i,
                                        const struct counter_sample *sample)
{
    struct counter *c = &st->signal[i].counter;
    struct counter_conf conf = guarded(st, i);
    if (sample->historical && conf.kind != COUNTER_CUMULATIVE) {
        struct counter past =
            *c; /* it stands by itself: what is told now goes on from what it was */
        past.gap = false;
        return counter_read(&conf, &past, sample);
    }
    if (rises_with_lead(st, i, sample))
        return counter_set_aside(c, sample);
    bool suspect = c->suspect;
    struct counter_step step = counter_read(&conf, c, sample);
    if (suspect)
        follow_lead(st, i, &step);
    return step;
}

void counts_take(struct station *st, size_t i, const struct counter_sample *sample)
{
    if (!within_limit(sample->reading)) {
        note(st, i, COUNTER_INVALID);
        return;
    }
    const struct counter *c = &st->signal[i].counter;
    int64_t stated_ms = c->based ? sample->at_ms - c->last_ms : -1;
    struct counter_step step = read_counter(st, i, sample);
    /* A reading of what the base already holds is no fault of one that is told afterwards. */
    if (!sample->historical || step.note != COUNTER_LATE)
        note(st, i, step.note);
    if (step.increment != 0)
        book(st, i, &step, sample->historical);
    checks_counted(st, i, stated_ms, &step, sample->historical);
    if (step.increment <= 0 && !sample->stored && !sample->historical)
        state_pulse(st, sample->at_ms, false);
}

int64_t counts_deadline(const struct station *st)
{
    int64_t due = TIME_NEVER;
    for (size_t i = 0; i < st->config->signals; i++) {
        int64_t one = counter_deadline(&st->config->signal[i].counter, &st->signal[i].counter);
        if (one < due)
            due = one;
    }
    return due;
}

void counts_settle(struct station *st)
{
    for (size_t i = 0; i < st->config->signals; i++) {
        const struct counter_conf *conf = &st->config->signal[i].counter;
        struct counter *c = &st->signal[i].counter;
        int64_t due = counter_deadline(conf, c);
        if (due > st->t)
            continue;
        struct counter_step step = counter_settle(conf, c, due);
        if (step.increment != 0)
            book(st, i, &step, false);
        checks_counted(st, i, -1, &step, false);
    }
}

/* ---- what is due ---------------------------------------------------------------------------- */

/* With nothing but a counter of good parts there is no telling what was rejected. */
static bool station_quality_measured(const struct station *st)
{
    if (st->config->quality != QUALITY_AUTO)
        return st->config->quality == QUALITY_MEASURED;
    return st->role[ROLE_SCRAP] >= 0 || st->role[ROLE_REWORK] >= 0 ||
           (st->role[ROLE_GOOD] >= 0 && st->role[ROLE_TOTAL] >= 0);
}

/* A fixed planned time is that of a shift, however much of it has passed and however long it is in
 * the night that the clocks change; between shifts nothing is planned. */
static int64_t fixed_planned(const struct station *st, int index)
{
    bool shift = index == FIXED || st->window[index].id[0] != '\0';
    return shift ? st->config->planned_ms : 0;
}

struct oee_conf station_oee_conf(const struct station *st, int index)
{
    return (struct oee_conf){.planned_ms = fixed_planned(st, index),
                             .unknown_is_loss = st->config->unknown == UNKNOWN_LOSS,
                             .quality_measured = station_quality_measured(st)};
}

/* The window of a replay has no hours: its target is that of what is made now. */
int64_t station_target(const struct station *st)
{
    const struct config *config = st->config;
    if (!st->fixed)
        return hours_target(st);
    if (config->target_per_shift > 0)
        return config->target_per_shift;
    int64_t ideal_us = product_now(st)->ideal_us;
    int64_t fixed = fixed_planned(st, window_shown(st));
    int64_t planned = fixed > 0 ? fixed : st->window[window_shown(st)].planned_ms;
    if (config->target_oee <= 0 || ideal_us <= 0)
        return 0;
    __extension__ typedef __int128 wide;
    return (int64_t)((wide)planned * 1000 * config->target_oee / ideal_us);
}

int64_t station_target_now(const struct station *st, int64_t t)
{
    if (!st->fixed)
        return hours_due(st, t);
    const struct window *w = &st->window[FIXED];
    int64_t target = station_target(st);
    if (target <= 0 || w->planned_ms <= 0)
        return -1;
    __extension__ typedef __int128 wide;
    return (int64_t)((wide)target * window_paced(w, station_wall(st, t)) / w->planned_ms);
}

struct station_machine station_machine(const struct station *st)
{
    const char *product = st->makings > 0 ? st->making[st->makings - 1].product : "";
    return (struct station_machine){
        .state = st->interval.phase.state, .product = product, .parts = st->parts};
}
