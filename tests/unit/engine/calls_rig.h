/* SPDX-License-Identifier: MIT */
/* For tests of calls: a station with three types, two lamps, a ladder, and calls as short text. */
#ifndef TESTS_UNIT_ENGINE_CALLS_RIG_H
#define TESTS_UNIT_ENGINE_CALLS_RIG_H

#include "rig.h"

static struct call_conf call_types[] = {
    {.name = "maintenance",
     .title = "Maintenance",
     .roles = "maintenance",
     .stop_signal = -1,
     .restart_ms = 5000},
    {.name = "quality", .title = "Quality", .note = true, .stop_signal = -1},
    {.name = "line",
     .title = "Line",
     .stop_after_ms = 20000,
     .stop_signal = -1,
     .restart_ms = 5000},
};

#define ON(channel) (1U << CHANNEL_##channel)
static struct tier_conf call_tiers[] = {
    {.name = "first", .channels = ON(LAMP) | ON(NOTIFY)},
    {.name = "second",
     .after_ms = 120000,
     .stop_ms = 30000,
     .roles = "supervisor",
     .channels = ON(LAMP) | ON(BOARD),
     .text = "nobody came"},
    {.name = "unsolved",
     .when = TIER_NOT_SOLVED,
     .after_ms = 600000,
     .stop_ms = 60000,
     .roles = "supervisor",
     .channels = ON(NOTIFY)},
};

static inline struct rig *calls_make(void)
{
    struct rig *r = rig_new();
    rig_signal(r, "state", ROLE_STATE);
    rig_signal(r, "takt", ROLE_ALIVE);
    r->config.call = call_types;
    r->config.calls = 3;
    r->config.tier = call_tiers;
    r->config.tiers = 3;
    (void)text_copy(r->lamp[0].name, sizeof r->lamp[0].name, "yellow");
    (void)text_copy(r->lamp[1].name, sizeof r->lamp[1].name, "red");
    r->config.lamps = 2;
    r->rule[0] = (struct rule_conf){
        .name = "line-stop",
        .condition = {{.kind = COND_CALL, .words = CALL_LINE_STOP}},
        .conditions = 1,
        .show = {{1, LAMP_FLASH_FAST}},
        .shows = 1,
    };
    r->rule[1] = (struct rule_conf){
        .name = "called",
        .condition = {{.kind = COND_CALL, .words = 1U << CALL_RAISED}},
        .conditions = 1,
        .show = {{0, LAMP_FLASH_FAST}},
        .shows = 1,
    };
    r->rule[2] = (struct rule_conf){
        .name = "attended",
        .condition = {{.kind = COND_CALL}},
        .conditions = 1,
        .show = {{0, LAMP_FLASH_SLOW}},
        .shows = 1,
    };
    r->rule[3] = (struct rule_conf){
        .name = "restart",
        .condition = {{.kind = COND_CALL, .words = CALL_RESTART}},
        .conditions = 1,
        .show = {{1, LAMP_PULSE}},
        .shows = 1,
    };
    r->config.rules = 4;
    return r;
}

/* "C1 maintenance taken ben blocking S2 tier 1 reached; …" */
static inline const char *calls_now(struct rig *r)
{
    const struct snapshot *s = rig_snapshot(r);
    char *at = r->text;
    *at = '\0';
    for (int i = 0; i < s->calls; i++) {
        const struct call_view *v = &s->call[i];
        at = rig_put(at, "%s%s %s %s %s", i ? "; " : "", v->id, v->type,
                     word_name(&words_call_state, (int)v->state),
                     v->taken_by[0] ? v->taken_by : v->by);
        at = rig_put(at, "%s%s%s%s", v->blocking ? " blocking" : "",
                     v->line_stop ? " line-stop" : "", v->stop[0] ? " " : "", v->stop);
        if (v->stop_at != TIME_NONE)
            at = rig_put_seconds(rig_put(at, " stop-at "), v->stop_at - r->begin - r->clock_ms);
        if (v->tier > 0)
            at = rig_put(at, " tier %lld %s", (long long)v->tier,
                         word_name(&words_reach, (int)v->reach));
        if (v->next_tier != TIME_NONE)
            at = rig_put_seconds(rig_put(at, " next "), v->next_tier - r->begin - r->clock_ms);
    }
    return r->text;
}

static inline void calls_expect(const char *what, const char *got, const char *want)
{
    if (strcmp(got, want) != 0)
        fail_msg("%s:\n  got  %s\n  want %s", what, got, want);
}

static char calls_text[CHECKPOINT_MAX];

/* The process ends at second `from` and another one begins at `to`. */
static inline void calls_restart(struct rig *r, double to, bool same_boot)
{
    struct cause why = {.text = ""};
    size_t length = station_checkpoint(r->st, r->now, calls_text, sizeof calls_text);
    assert_true(length > 0);
    station_free(&r->st);
    r->now = rig_at(r, llround(to * 1000));
    r->st = station_new(&r->config, r->now, TIME_NONE, TIME_NONE);
    if (station_restore(r->st, calls_text, length, same_boot, r->now, &r->fx, &why) != 0)
        fail_msg("%s", why.text);
    rig_log(r);
}

#endif
