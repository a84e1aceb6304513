/* SPDX-License-Identifier: MIT */
/* A machine for the tests of cross-checks: state, counters and readings told minute by minute, from
 * a table of phases, with [checks] as it is shipped. */
#ifndef TESTS_UNIT_ENGINE_CHECKS_RIG_H
#define TESTS_UNIT_ENGINE_CHECKS_RIG_H

#include "rig.h"

/* So many minutes, in each of which so many parts are told in six messages, ten seconds apart. */
struct phase_of {
    const char *state;
    int minutes;
    double total, good, scrap;
};

struct shop {
    struct rig *r;
    int64_t ms; /* of the next message */
    double total, good, scrap;
    char state[24];
    bool ticks; /* every second, as well */
};

static inline void checks_shipped(struct config *c)
{
    c->checks = (struct checks_conf){.enabled = true,
                                     .count_tolerance = AMOUNT_ONE / 50,
                                     .stopped_parts = 10 * AMOUNT_ONE,
                                     .running_ms = 5 * MS_PER_MIN,
                                     .clock_ms = 2 * MS_PER_MIN,
                                     .stuck_ms = 2 * MS_PER_HOUR};
    c->ideal_us = 4000000;
    c->skew_past_ms = MS_PER_DAY;
    c->skew_future_ms = MS_PER_MIN;
}

static inline struct shop shop_open(void)
{
    struct shop s = {.r = rig_new(), .total = 1000, .good = 900, .scrap = 100};
    struct rig *r = s.r;
    rig_signal(r, "state", ROLE_STATE);
    rig_signal(r, "total", ROLE_TOTAL)->counter.glitch_ms = 5000;
    rig_signal(r, "good", ROLE_GOOD)->counter.glitch_ms = 5000;
    rig_signal(r, "scrap", ROLE_SCRAP)->counter.glitch_ms = 5000;
    (void)text_copy(rig_signal(r, "speed", ROLE_SENSOR)->unit, sizeof r->signal[4].unit, "1/min");
    (void)text_copy(rig_signal(r, "oil", ROLE_SENSOR)->unit, sizeof r->signal[5].unit, "\u00B0C");
    checks_shipped(&r->config);
    r->begin += 6 * MS_PER_HOUR;
    return s;
}

static inline void shop_close(struct shop *s)
{
    rig_free(&s->r);
}

static inline void shop_say(struct shop *s, const char *signal, double value)
{
    char text[48];
    int at = config_signal_index(&s->r->config, signal);
    assert_true(at >= 0);
    (void)text_format(text, sizeof text, "%.3f", value);
    rig_update(s->r, (size_t)at, text, s->ms);
}

static inline void shop_state(struct shop *s, const char *state)
{
    if (strcmp(s->state, state) == 0)
        return;
    (void)text_copy(s->state, sizeof s->state, state);
    rig_happen(s->r, "state", state, s->ms);
}

static inline void shop_counts(struct shop *s)
{
    shop_say(s, "total", s->total);
    shop_say(s, "scrap", s->scrap);
    shop_say(s, "good", s->good);
}

static inline void shop_run(struct shop *s, const struct phase_of *p)
{
    shop_state(s, p->state);
    if (s->ms == 0)
        shop_counts(s);
    for (int i = 0; i < 6 * p->minutes; i++) {
        for (int t = 1; s->ticks && t < 10; t++)
            rig_tick(s->r, s->ms + t * MS_PER_S);
        s->ms += 10 * MS_PER_S;
        s->total += p->total / 6;
        s->good += p->good / 6;
        s->scrap += p->scrap / 6;
        shop_counts(s);
    }
}

/* "kind: text; …" of what is wrong now. */
static inline const char *shop_wrong(struct shop *s)
{
    const struct snapshot *snap = rig_snapshot(s->r);
    char *at = s->r->text;
    *at = '\0';
    for (int i = 0; i < snap->checks; i++)
        at = rig_put(at, "%s%s: %s", i > 0 ? "; " : "",
                     word_name(&words_check, (int)snap->check[i].kind), snap->check[i].text);
    return s->r->text;
}

/* The records of faults: "total clock-off x1; …", a second revision when one is over. */
static inline const char *shop_records(struct shop *s)
{
    return rig_records(s->r, "fault");
}

static char shop_saved[CHECKPOINT_MAX];

/* The process ends now, another begins after so many minutes. */
static inline void shop_restart(struct shop *s, int minutes)
{
    struct rig *r = s->r;
    struct cause why = {0};
    size_t length = station_checkpoint(r->st, r->now, shop_saved, sizeof shop_saved);
    assert_true(length > 0);
    s->ms += minutes * MS_PER_MIN;
    s->state[0] = '\0';
    station_free(&r->st);
    r->now = rig_at(r, s->ms);
    r->st = station_new(&r->config, r->now, TIME_NONE, TIME_NONE);
    if (station_restore(r->st, shop_saved, length, true, r->now, &r->fx, &why) != 0)
        fail_msg("%s", why.text);
    rig_log(r);
}

static inline void shop_expect(const char *what, const char *got, const char *want)
{
    if (strcmp(got, want) != 0)
        fail_msg("%s:\n  got  %s\n  want %s", what, got, want);
}

#endif
