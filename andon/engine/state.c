/* SPDX-License-Identifier: MIT */
/* What the machine is doing, from what was heard: a state signal, else a running bit, else parts
 * being made; starved and blocked bits refine a stop. Whatever may no longer be believed is
 * `unknown`, never the last value (invariant 1). Called whenever something of that changes; makes
 * the edge. */
#include "andon/engine/parts.h"
#include "data/model/text.h"

#define ORIGIN_NAME(value, text) [value] = text,
static const char *const origin_names[ORIGIN_COUNT] = {ORIGINS(ORIGIN_NAME)};
#undef ORIGIN_NAME
const struct words words_origin = {origin_names, ORIGIN_COUNT};

int value_truth(const struct value *value)
{
    if (value->type == VALUE_NUMBER || value->type == VALUE_BOOL)
        return value->amount != 0;
    return -1; /* words for yes and no are data/decode's */
}

bool mode_in_plan(enum station_mode mode)
{
    return mode == MODE_PRODUCTION || mode == MODE_TRIAL;
}

bool state_in_plan(const struct station *st)
{
    return st->span.in_shift && !st->span.in_break && modes_planned(st);
}

/* ---- parts as a sign of life ---------------------------------------------------------------- */

static bool from_pulses(const struct station *st)
{
    return st->role[ROLE_STATE] < 0 && st->role[ROLE_RUNNING] < 0 &&
           st->config->pulse_stop_after_ms > 0;
}

bool state_is_told(const struct station *st)
{
    return st->role[ROLE_STATE] >= 0 || st->role[ROLE_RUNNING] >= 0 || from_pulses(st);
}

void state_forget_pulses(struct station *st)
{
    st->pulse.state = PULSE_UNKNOWN;
    st->pulse.since = TIME_NONE;
}

void state_pulse(struct station *st, int64_t at, bool part)
{
    if (!from_pulses(st))
        return;
    if (part) {
        st->pulse.state = PULSE_RUNNING;
        if (st->pulse.since < at)
            st->pulse.since = at;
    } else if (st->pulse.since == TIME_NONE) {
        st->pulse.since = at; /* it speaks: from now on no parts means stopped */
    }
    state_refresh(st, at);
}

int64_t state_pulse_deadline(const struct station *st)
{
    if (!from_pulses(st) || st->pulse.since == TIME_NONE || st->pulse.state == PULSE_STOPPED)
        return TIME_NEVER;
    return st->pulse.since + st->config->pulse_stop_after_ms;
}

/* It stopped when the last part was made; only now it is known. */
void state_pulse_expire(struct station *st)
{
    st->pulse.state = PULSE_STOPPED;
    state_refresh(st, st->pulse.since);
}

/* ---- derivation ----------------------------------------------------------------------------- */

/* The signal that says whether its source lives, if it says no. */
static int dead_source(const struct station *st)
{
    if (st->role[ROLE_ALIVE] < 0)
        return -1;
    for (size_t i = (size_t)st->role[ROLE_ALIVE]; i < st->config->signals; i++) {
        const struct signal *sig = &st->signal[i];
        if (st->config->signal[i].role == ROLE_ALIVE && sig->seen &&
            (sig->lost ? sig->lost_by == ORIGIN_STALE : sig->truth == 0))
            return (int)i;
    }
    return -1;
}

static int latest_counter(const struct station *st)
{
    static const enum signal_role roles[] = {ROLE_TOTAL, ROLE_GOOD, ROLE_SCRAP, ROLE_REWORK};
    int latest = -1;
    for (size_t r = 0; r < sizeof roles / sizeof *roles; r++) {
        int i = st->role[roles[r]];
        if (i >= 0 && st->signal[i].seen &&
            (latest < 0 || st->signal[i].heard > st->signal[latest].heard))
            latest = i;
    }
    return latest;
}

int state_driver(const struct station *st)
{
    if (st->role[ROLE_STATE] >= 0)
        return st->role[ROLE_STATE];
    if (st->role[ROLE_RUNNING] >= 0)
        return st->role[ROLE_RUNNING];
    return from_pulses(st) ? latest_counter(st) : -1;
}

static bool bit_set(const struct station *st, enum signal_role role)
{
    int i = st->role[role];
    return i >= 0 && signals_usable(&st->signal[i]) && !st->signal[i].bad &&
           st->signal[i].truth == 1;
}

/* The neighbours' part in a stop. Blocked first: material in front would not help. */
static enum machine_state refine(const struct station *st, enum machine_state state)
{
    if (state != MS_STOPPED && state != MS_IDLE)
        return state;
    if (bit_set(st, ROLE_BLOCKED))
        return MS_BLOCKED;
    return bit_set(st, ROLE_STARVED) ? MS_STARVED : state;
}

static void derive_known(const struct station *st, int driver, struct phase *phase)
{
    const struct signal *sig = &st->signal[driver];
    const char *word = "";
    if (driver == st->role[ROLE_STATE]) {
        bool mapped = sig->mapped >= 0 && sig->mapped < MACHINE_STATE_COUNT;
        phase->origin = ORIGIN_SIGNAL;
        word = sig->value.text;
        phase->state = mapped ? (enum machine_state)sig->mapped : MS_UNKNOWN;
    } else if (driver == st->role[ROLE_RUNNING]) {
        phase->origin = ORIGIN_RUNNING;
        if (st->config->signal[driver].map)
            word = sig->value.text; /* "1" and "true" are no words */
        phase->state = sig->truth == 1 ? MS_RUNNING : MS_STOPPED;
    } else {
        phase->origin = ORIGIN_PULSE;
        phase->state = st->pulse.state == PULSE_UNKNOWN   ? MS_UNKNOWN
                       : st->pulse.state == PULSE_RUNNING ? MS_RUNNING
                                                          : MS_STOPPED;
    }
    phase->state = refine(st, phase->state);
    phase->stored = sig->stored && phase->state != MS_UNKNOWN;
    if (word[0] == '\0' && phase->state != MS_UNKNOWN)
        word = word_name(&words_machine_state, (int)phase->state);
    (void)text_copy(phase->detail, sizeof phase->detail, word);
}

static struct phase derive(const struct station *st)
{
    struct phase phase = {.state = MS_UNKNOWN,
                          .mode = st->mode,
                          .in_plan = state_in_plan(st),
                          .origin = ORIGIN_START};
    product_tell(st, &phase);
    int driver = state_driver(st), dead = dead_source(st);
    if (dead >= 0)
        phase.origin = st->signal[dead].lost ? ORIGIN_STALE : ORIGIN_OFFLINE;
    else if (driver >= 0 && st->signal[driver].lost)
        phase.origin = st->signal[driver].lost_by;
    else if (driver >= 0 && st->signal[driver].seen)
        derive_known(st, driver, &phase);
    return phase;
}

void state_refresh(struct station *st, int64_t at)
{
    struct phase phase = derive(st);
    st->origin = phase.origin;
    interval_edge(st, at, &phase);
    if (phase.state != MS_UNKNOWN)
        st->started = true;
}
