/* SPDX-License-Identifier: MIT */
/* What people and scripts see: the engine's snapshot and beside it what only the daemon knows
 * (queues, disk, loop, read-back, what could not be decoded). Called for replies, watchers, the
 * summary and the service manager's line. */
#include "andon/daemon.h"

#include "andon/foresee.h"
#include "andon/service/clock.h"
#include "andon/service/messages.h"
#include "data/model/snapshot.h"
#include "data/model/text.h"

#include <string.h>

#define EVENT_HEAD "{\"event\":\"snapshot\",\"snapshot\":"

static void add_signals(struct daemon *d, struct snapshot *view)
{
    view->health.undecoded = 0;
    for (int i = 0; i < view->signals && (size_t)i < d->config->signals; i++) {
        const struct decode_stats *stats = decoder_stats(d->decoder, (size_t)i);
        struct snapshot_signal *signal = &view->signal[i];
        if (stats->errors == 0)
            continue;
        signal->errors += stats->errors;
        if (signal->error[0] == '\0')
            text_copy(signal->error, sizeof signal->error, stats->error);
        view->health.undecoded += stats->errors;
    }
}

static void add_link(struct daemon *d, struct snapshot *view)
{
    struct link_stats stats;
    if (!d->uplink.link)
        return;
    link_stats(d->uplink.link, &stats);
    view->health.queue = stats.queue;
    view->health.queue_max = stats.queue_max;
    view->health.dropped = stats.dropped;
    view->health.messages = stats.received;
}

static void add_store(struct daemon *d, struct snapshot *view)
{
    const struct keeper *k = &d->keeper;
    struct store_stats stats = {.queue = 0};
    if (k->store)
        store_stats(k->store, &stats);
    view->health.store_ok = !k->failed;
    text_copy(view->health.store_why, sizeof view->health.store_why, k->failed ? k->why : k->low);
    view->health.store_queue = stats.queue + (int64_t)k->pending.count;
    view->health.lost = k->lost;
    view->health.commit_us = stats.last_commit_us;
    view->health.file_bytes = stats.file_bytes;
    view->health.safe = k->safe;
}

static void add_process(struct daemon *d, struct snapshot *view)
{
    view->health.loop_turns = (int64_t)lag_samples(&d->turn.lag);
    view->health.loop_p50_us = (int64_t)lag_percentile_us(&d->turn.lag, 50);
    view->health.loop_p99_us = (int64_t)lag_percentile_us(&d->turn.lag, 99);
    view->health.loop_max_us = (int64_t)lag_max_us(&d->turn.lag);
    view->health.clients = d->server ? (int64_t)serve_clients(d->server) : 0;
    view->health.resident_bytes = d->usage.resident_bytes;
    view->health.descriptors = d->usage.descriptors;
    view->health.backlog = d->server ? (int64_t)serve_backlog(d->server) : 0;
    view->health.uptime_ms = d->last.boot_ms - d->started_ms;
    view->health.clock_synced = d->last.synced;
    view->health.free_bytes = d->room.free_bytes;
    view->health.full_ms = d->room.full_ms;
    view->health.crashed = d->crash.wall_ms;
    if (d->crash.wall_ms != TIME_NONE)
        (void)text_format(view->health.crash, sizeof view->health.crash, "%s, %s", d->crash.what,
                          d->crash.file);
    text_copy(view->health.config_why, sizeof view->health.config_why, d->config_why);
    text_copy(view->config.digest, sizeof view->config.digest, d->config->digest);
    const char *whose = d->config->config_line ? "line" : "site";
    text_copy(view->config.plant, sizeof view->config.plant, d->plant.topic[0] ? whose : "");
    view->config.plant_rev = d->plant.rev;
    view->config.plant_refused = d->plant.refused;
    text_copy(view->config.plant_why, sizeof view->config.plant_why, d->plant.why);
}

const struct snapshot *view_now(struct daemon *d)
{
    struct now now = clock_not_before(clock_now(), d->last);
    station_snapshot(d->station, now, d->view);
    add_link(d, d->view);
    add_store(d, d->view);
    add_process(d, d->view);
    add_signals(d, d->view);
    ship_fill(d, d->view);
    neighbours_fill(d, d->view);
    learnt_fill(d, &d->view->predictors);
    for (int i = 0; i < d->view->lamps; i++)
        d->view->lamp[i].mismatch |= (d->mismatch >> i & 1) != 0;
    return d->view;
}

void view_broadcast(struct daemon *d)
{
    size_t head = sizeof EVENT_HEAD - 1;
    memcpy(d->text, EVENT_HEAD, head);
    size_t length = snapshot_to_json(view_now(d), d->text + head, PROTOCOL_LINE_MAX - head - 2);
    if (length == 0) {
        report(MSG_SNAPSHOT, "the snapshot does not fit into a line");
        return;
    }
    d->text[head + length] = '}';
    serve_broadcast(d->server, d->text, head + length + 1);
}
