/* SPDX-License-Identifier: MIT */
/* The engine's hands: every event goes through step_event, and what the engine wants done is done
 * here in the order of design.md §4.4: lamps first, then records, then what people see. Called by
 * uplink.c (messages), keep.c (store) and daemon.c (time). Owns the station and its effects. */
#include "andon/daemon.h"

#include "andon/foresee.h"
#include "andon/service/clock.h"
#include "andon/service/messages.h"
#include "data/confine/confine.h"
#include "data/model/snapshot.h"
#include "data/model/text.h"

#include <string.h>

static void light(struct daemon *d)
{
    enum lamp_pattern pattern[CONFIG_LAMPS_MAX];
    size_t count = d->effects.lamps;
    for (size_t i = 0; i < count; i++)
        pattern[i] = d->effects.lamp[i].pattern;
    tower_show(d->tower, pattern, count, clock_now().boot_ms);
    d->tower_next = 0; /* the next edge has moved */
}

static void apply(struct daemon *d)
{
    if (d->effects.lamps_changed)
        light(d);
    if (d->effects.records.count > 0)
        keep_records(d, &d->effects.records);
    forecast_recorded(d, &d->effects.records);
    publish_recorded(d, &d->effects.records);
    foresee_recorded(d, &d->effects.records);
    history_list_append(&d->keeper.minutes, &d->effects.history);
    if (d->effects.snapshot_changed) {
        d->snapshot_due = true;
        d->uplink.summary_due = true;
        d->edge_due = true;
        d->manager.status_due = true;
    }
}

int step_start(struct daemon *d, struct cause *why)
{
    d->last = clock_not_before(clock_now(), d->last);
    struct station *fresh = station_new(d->config, d->last, TIME_NONE, TIME_NONE);
    if (!fresh)
        return cause_set(why, -1, "out of memory for the station");
    station_free(&d->station);
    d->station = fresh;
    return 0;
}

void step_event(struct daemon *d, const struct event *event, struct now now)
{
    d->last = clock_not_before(now, d->last);
    station_step(d->station, event, d->last, &d->effects);
    apply(d);
    foresee_event(d, event);
}

void step_light(struct daemon *d)
{
    if (station_light(d->station, &d->effects))
        apply(d);
}

void step_update(struct daemon *d, const struct update *update, struct now now)
{
    bool good = update->quality == Q_GOOD;
    if (good && d->latest[update->signal].quality != Q_GOOD)
        keep_soon(d); /* the first one: a counter's base, a state after silence */
    if (good)
        d->latest[update->signal] = *update;
    struct event event = {.kind = EVENT_UPDATE, .update = update};
    d->last = clock_not_before(now, d->last);
    station_take(d->station, &event, d->last, &d->effects);
    apply(d);
    foresee_event(d, &event);
}

int step_restore(struct daemon *d, const char *json, size_t length, bool same_boot,
                 struct cause *why)
{
    int result = station_restore(d->station, json, length, same_boot, d->last, &d->effects, why);
    apply(d);
    return result;
}

/* The engine goes over first; what borrows the configuration follows at once. */
int step_reload(struct daemon *d, const struct config *config, struct cause *why)
{
    int result = station_reload(&d->station, config, d->last, &d->effects, why);
    if (result == 0)
        tower_follow(d->tower, config);
    apply(d);
    return result;
}

/* What the machine said last still holds: a cumulative counter then counts what was made since the
 * checkpoint; parts that were announced one by one would be counted twice and stay away. */
void step_refeed(struct daemon *d)
{
    for (size_t i = 0; i < d->config->signals; i++) {
        enum signal_role role = d->config->signal[i].role;
        bool counts =
            role == ROLE_TOTAL || role == ROLE_GOOD || role == ROLE_SCRAP || role == ROLE_REWORK;
        if (d->latest[i].quality != Q_GOOD ||
            (counts && d->config->signal[i].counter.kind != COUNTER_CUMULATIVE))
            continue;
        struct event event = {.kind = EVENT_UPDATE, .update = &d->latest[i]};
        step_event(d, &event, clock_now());
    }
    orders_refeed(d);
    forecast_refeed(d);
    struct event link = {.kind = EVENT_LINK, .link = d->uplink.state, .why = d->uplink.why};
    step_event(d, &link, clock_now());
}

/* The lines may differ from what was set without anything having happened: say it once. */
static void watch_lines(struct daemon *d)
{
    uint32_t mismatch = tower_mismatch(d->tower);
    if (mismatch == d->mismatch && d->lines_told)
        return;
    struct event event = {.kind = EVENT_LINES, .lines = mismatch, .why = tower_trouble(d->tower)};
    step_event(d, &event, clock_now());
    d->lines_told = true;
    if (mismatch == d->mismatch)
        return;
    d->mismatch = mismatch;
    d->snapshot_due = d->uplink.summary_due = d->edge_due = true;
    if (mismatch == 0) {
        report(MSG_TOWER_WELL, "the tower's lines follow again");
        return;
    }
    for (size_t i = 0; i < d->config->lamps; i++)
        if ((mismatch >> i & 1) != 0)
            report(MSG_LINE, "lamp %s: its line is not as it was set%s%s", d->config->lamp[i].name,
                   tower_trouble(d->tower)[0] ? ": " : "", tower_trouble(d->tower));
}

static void look_at_room(struct daemon *d, int64_t boot_ms)
{
    struct store_stats stats;
    if (boot_ms < d->room_at || !d->keeper.store)
        return;
    d->room_at = boot_ms + ROOM_MS;
    store_stats(d->keeper.store, &stats);
    room_look(&d->room, d->options->data, stats.file_bytes, boot_ms);
}

void step_tick(struct daemon *d)
{
    struct now now = clock_now();
    char refused[CONFINE_SAID_SIZE];
    if (now.boot_ms >= d->heartbeat_at) {
        d->heartbeat_at = now.boot_ms + HEARTBEAT_MS;
        d->tower_next = 0; /* a steady tower is looked at, too */
        d->usage = usage_read();
        look_at_room(d, now.boot_ms);
        report_tick();
        if (confine_refused(refused))
            report(MSG_CONFINED, "%s", refused);
    }
    /* While messages wait they bring the time with them: it must not run ahead of theirs. */
    if (!d->uplink.behind)
        step_event(d, &(struct event){.kind = EVENT_TICK}, now);
    if (now.boot_ms < d->tower_next)
        return;
    d->tower_next = tower_tick(d->tower, now.boot_ms);
    watch_lines(d);
}
