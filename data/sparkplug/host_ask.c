/* SPDX-License-Identifier: MIT */
/* Asking edge nodes for a rebirth: never two requests to one within ten seconds, rarer while it
 * does not help, at a random moment so that many hosts do not ask at once. Called by the host's
 * other files; the shell takes what is to be published. */
#include "data/sparkplug/host_private.h"

#include "data/model/text.h"

static int64_t jitter(struct spb_host *host)
{
    host->random ^= host->random << 13;
    host->random ^= host->random >> 7;
    host->random ^= host->random << 17;
    return (int64_t)(host->random % (JITTER_MS + 1));
}

void ask_rebirth(struct spb_host *host, struct peer *peer, int64_t now)
{
    struct ask *ask = &peer->ask;
    if (host->conf.observer || host->conf.silent) {
        host->stats.not_asked++;
        return;
    }
    if (ask->due != TIME_NEVER)
        return;
    if (ask->last == TIME_NONE || now - ask->last > 2 * ask->pause)
        ask->pause = ASK_MIN_MS / 2; /* it was quiet for long enough */
    int64_t earliest = now;
    if (ask->last != TIME_NONE && ask->last + ask->pause > now)
        earliest = ask->last + ask->pause;
    ask->due = earliest + jitter(host);
    host_soon(host, ask->due);
}

void ask_done(struct peer *peer)
{
    peer->ask.due = TIME_NEVER;
}

void ask_tick(struct spb_host *host, size_t place, int64_t now)
{
    struct peer *peer = host->peer[place];
    struct ask *ask = &peer->ask;
    if (ask->due > now)
        return;
    if (host->commands == COMMANDS) {
        host->stats.not_asked++;
        ask->due = now + ASK_MIN_MS;
        return;
    }
    host->command[(host->first_command + host->commands++) % COMMANDS] = place;
    ask->last = now;
    ask->due = TIME_NEVER;
    ask->pause *= 2;
    if (ask->pause > ASK_MAX_MS)
        ask->pause = ASK_MAX_MS;
    peer->asked++;
    host->stats.asked++;
    if (peer->wanted && !peer->online && !peer->dead)
        ask_rebirth(host, peer, now); /* it may have been lost: it is only a little later */
}

size_t spb_host_command(struct spb_host *host, int64_t wall_ms, struct spb_topic *topic,
                        unsigned char out[SPB_COMMAND_SIZE])
{
    if (host->commands == 0)
        return 0;
    const struct peer *peer = host->peer[host->command[host->first_command]];
    host->first_command = (host->first_command + 1) % COMMANDS;
    host->commands--;
    *topic = (struct spb_topic){.verb = SPB_NCMD};
    (void)text_copy(topic->group, sizeof topic->group, peer->group);
    (void)text_copy(topic->node, sizeof topic->node, peer->node);
    uint64_t at = wall_ms > 0 ? (uint64_t)wall_ms : 0;
    struct spb_metric metric = {.name = "Node Control/Rebirth",
                                .timestamp = at,
                                .has_timestamp = true,
                                .type = SPB_BOOLEAN,
                                .value = {.form = SPB_FORM_BOOL, .flag = true}};
    struct spb_payload payload = {
        .timestamp = at, .has_timestamp = true, .metric = &metric, .metrics = 1};
    host->room.used = 0;
    return spb_encode(&payload, &host->room, out, SPB_COMMAND_SIZE);
}
