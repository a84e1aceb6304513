/* SPDX-License-Identifier: MIT */
/* A station with one signal of every role, and what must be true of it after whatever was done to
 * it: shared by the targets that feed the engine. */
#ifndef TESTS_FUZZ_STATION_H
#define TESTS_FUZZ_STATION_H

#include "andon/engine/station.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define hold(promise)   \
    do {                \
        if (!(promise)) \
            abort();    \
    } while (0)

#define FUZZ_BEGIN   INT64_C(1795330800000) /* 2026-11-22T07:00:00Z: in a shift, before its break */
#define FUZZ_BOOT    INT64_C(1000000)
#define FUZZ_SIGNALS SIGNAL_ROLE_COUNT

struct fuzzed {
    struct config config;
    struct signal_conf signal[FUZZ_SIGNALS];
    struct lamp_conf lamp[2];
    struct rule_conf rule[3];
    struct mode_conf mode[2];
    struct job_conf job[3];
    struct product_conf product[2];
    struct scrap_reason_conf scrap_reason[1];
    struct station *st;
    struct effects fx;
    struct now now;
};

/* The latest stop that was recorded: what a restarted station is told of it by the store. */
static struct {
    long long number, rev;
    char body[RECORD_BODY_MAX + 1];
} fuzz_stop;

static inline void fuzz_lights(struct fuzzed *f)
{
    f->lamp[0] = (struct lamp_conf){.name = "green", .colour = "green"};
    f->lamp[1] = (struct lamp_conf){.name = "red", .colour = "red"};
    f->rule[0] = (struct rule_conf){.name = "green",
                                    .conditions = 1,
                                    .condition = {{.kind = COND_STOP, .negated = true}},
                                    .shows = 1,
                                    .show = {{.lamp = 0, .pattern = LAMP_ON}}};
    f->rule[1] = (struct rule_conf){
        .name = "red",
        .conditions = 2,
        .condition = {{.kind = COND_UNEXPLAINED}, {.kind = COND_BEHIND, .amount = AMOUNT_ONE}},
        .for_ms = 5000,
        .shows = 1,
        .show = {{.lamp = 1, .pattern = LAMP_FLASH_FAST}}};
    f->rule[2] = (struct rule_conf){
        .name = "warm",
        .conditions = 1,
        .condition = {{.kind = COND_SIGNAL, .signal = ROLE_SENSOR, .compare = '>'}},
        .shows = 1,
        .show = {{.lamp = 1, .pattern = LAMP_ON}}};
}

/* What people may choose from. */
static inline void fuzz_choices(struct fuzzed *f)
{
    f->mode[0] = (struct mode_conf){.name = "m0", .mode = MODE_PLANNED, .for_ms = 60000};
    f->mode[1] = (struct mode_conf){.name = "m1", .mode = MODE_TRIAL};
    f->product[0] = (struct product_conf){.name = "p0", .ideal_us = 2000000};
    f->product[1] = (struct product_conf){.name = "p1"};
    for (int i = 0; i < 3; i++) {
        (void)snprintf(f->job[i].name, sizeof f->job[i].name, "j%d", i);
        if (i < 2)
            (void)snprintf(f->job[i].product, sizeof f->job[i].product, "p%d", i);
        f->job[i].quantity = i * 100 * AMOUNT_ONE;
    }
    (void)snprintf(f->scrap_reason[0].name, sizeof f->scrap_reason[0].name, "r0");
    f->config.mode = f->mode;
    f->config.modes = 2;
    f->config.product_list = f->product;
    f->config.products = 2;
    f->config.job = f->job;
    f->config.jobs = 3;
    f->config.scrap_reason = f->scrap_reason;
    f->config.scrap_reasons = 1;
    f->config.entry.undo_ms = f->config.entry.amend_ms = 3600000;
}

/* `kind` chooses what the state comes from. */
static inline void fuzz_init(struct fuzzed *f, int kind)
{
    *f = (struct fuzzed){0};
    fuzz_stop.number = 0;
    f->config = (struct config){.station = "s",
                                .signal = f->signal,
                                .signals = FUZZ_SIGNALS,
                                .lamp = f->lamp,
                                .lamps = 2,
                                .rule = f->rule,
                                .rules = 3,
                                .small_stop_ms = 60000,
                                .pulse_stop_after_ms = 20000,
                                .ideal_us = 1000000,
                                .target_per_shift = 1000 * AMOUNT_ONE,
                                .skew_past_ms = 3600000,
                                .skew_future_ms = 10000,
                                .zone = zone_utc};
    struct calendar *calendar = &f->config.calendar;
    calendar->zone = &f->config.zone;
    calendar->shifts = 2;
    calendar->shift[0] = (struct shift_plan){
        .name = "early", .begin_min = 360, .end_min = 840, .pause = {{540, 570}}, .pauses = 1};
    calendar->shift[1] = (struct shift_plan){.name = "late", .begin_min = 840, .end_min = 1320};
    for (int i = 0; i < FUZZ_SIGNALS; i++) {
        bool unwanted = (i == ROLE_STATE && kind > 0) || (i == ROLE_RUNNING && kind > 1);
        struct signal_conf *s = &f->signal[i];
        *s = (struct signal_conf){.role = unwanted ? ROLE_SENSOR : (enum signal_role)i,
                                  .scale = AMOUNT_ONE,
                                  .max_age_ms = i % 3 == 0 ? 30000 : 0};
        (void)snprintf(s->name, sizeof s->name, "s%d", i);
        s->counter.glitch_ms = i % 2 * 3000;
        s->counter.modulus = i % 4 == 0 ? 1000 * AMOUNT_ONE : 0;
        s->counter.kind = i == ROLE_REWORK ? COUNTER_DELTA : COUNTER_CUMULATIVE;
    }
    fuzz_lights(f);
    fuzz_choices(f);
    f->now = (struct now){.boot_ms = FUZZ_BOOT, .wall_ms = FUZZ_BEGIN};
    f->st = station_new(&f->config, f->now, TIME_NONE, TIME_NONE);
    hold(f->st);
}

static inline void fuzz_done(struct fuzzed *f)
{
    station_free(&f->st);
    effects_done(&f->fx);
}

static inline void hold_effects(const struct fuzzed *f)
{
    for (size_t i = 0; i < f->fx.records.count; i++) {
        const struct record_draft *d = &f->fx.records.item[i];
        hold(strlen(d->body) == d->body_length && text_is_clean(d->body, d->body_length));
        hold(d->id[0] != '\0' && d->rev > 0);
        json_t *body = json_loadb(d->body, d->body_length, JSON_REJECT_DUPLICATES, NULL);
        hold(json_is_object(body));
        json_decref(body);
    }
}

static inline void fuzz_keep_stop(const struct fuzzed *f)
{
    for (size_t i = 0; i < f->fx.records.count; i++) {
        const struct record_draft *d = &f->fx.records.item[i];
        long long number;
        if (d->kind != REC_STOP || sscanf(d->id, "S%lld", &number) != 1 ||
            number < fuzz_stop.number)
            continue;
        fuzz_stop.number = number;
        fuzz_stop.rev = d->rev;
        memcpy(fuzz_stop.body, d->body, d->body_length + 1);
    }
}

static inline void fuzz_recall_stop(struct fuzzed *f)
{
    struct record record = {.kind = REC_STOP,
                            .rev = fuzz_stop.rev,
                            .wall_ms = f->now.wall_ms,
                            .body = fuzz_stop.body,
                            .body_length = strlen(fuzz_stop.body)};
    struct cause why;
    (void)text_format(record.id, sizeof record.id, "S%lld", fuzz_stop.number);
    hold(fuzz_stop.number == 0 || station_recall(f->st, &record, &why) == 0);
}

static inline void fuzz_step(struct fuzzed *f, const struct event *event)
{
    station_step(f->st, event, f->now, &f->fx);
    hold(station_deadline(f->st) > f->now.boot_ms);
    hold_effects(f);
    fuzz_keep_stop(f);
}

/* Unknown never lights green; the parts of the view fit each other. */
static inline void hold_view(const struct fuzzed *f, struct snapshot *s)
{
    station_snapshot(f->st, f->now, s);
    hold(s->machine.state != MS_UNKNOWN || s->lamp[0].pattern == LAMP_OFF ||
         strcmp(s->lamp[0].rule, "lamp test") == 0);
    hold(s->machine.for_ms >= 0 && s->oee.run_ms >= 0);
    hold(s->stops.small <= s->stops.count);
    for (int i = 0; i < MACHINE_STATE_COUNT; i++)
        hold(s->time_ms[i] >= 0);
}

#endif
