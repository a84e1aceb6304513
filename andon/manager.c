/* SPDX-License-Identifier: MIT */
/* What the service manager is told, where there is one: ready, reloading, stopping, one line for
 * people, and that all is well as often as it wants to hear it. Loop thread only; called by
 * daemon.c and reload.c. */
#include "andon/daemon.h"

#include "andon/service/clock.h"
#include "andon/service/messages.h"
#include "andon/service/ready.h"
#include "andon/service/watchdog.h"
#include "data/model/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define STATUS_MS INT64_C(1000) /* between changes of the line for people */

/* "machine running; broker up; records kept" */
static void write_status(struct daemon *d, char *out, size_t size)
{
    const struct snapshot *view = view_now(d);
    const struct uplink *u = &d->uplink;
    const struct keeper *k = &d->keeper;
    bool told = u->state != LINK_UP && u->why[0] != '\0';
    (void)text_format(out, size, "machine %s; broker %s%s%s; records %s%s",
                      word_name(&words_machine_state, (int)view->machine.state),
                      word_name(&words_link_state, (int)u->state), told ? ": " : "",
                      told ? u->why : "", k->failed ? "not kept: " : "kept",
                      k->failed ? k->why : "");
}

static void say_status(struct daemon *d, int64_t boot_ms)
{
    struct manager *m = &d->manager;
    char status[MANAGER_STATUS_SIZE], line[MANAGER_STATUS_SIZE + 16];
    m->status_due = false;
    m->status_at = boot_ms + STATUS_MS;
    write_status(d, status, sizeof status);
    if (strcmp(status, m->status) == 0)
        return;
    text_copy(m->status, sizeof m->status, status);
    (void)text_format(line, sizeof line, "STATUS=%s", status);
    ready_notify(line);
}

/* The loop's own beat is that of its last whole round: engine stepped, tower driven. */
static struct heartbeats collect(const struct daemon *d)
{
    struct heartbeats beats = {.loop_ms = d->round_ms,
                               .store_ms = TIME_NEVER,
                               .link_ms = TIME_NEVER,
                               .link = d->uplink.state};
    if (d->keeper.store) {
        struct store_stats stats;
        store_stats(d->keeper.store, &stats);
        beats.store_ms = stats.heartbeat_boot_ms;
    }
    if (d->uplink.link) {
        struct link_stats stats;
        link_stats(d->uplink.link, &stats);
        beats.link_ms = stats.heartbeat_boot_ms;
    }
    return beats;
}

/* Not told that all is well for its period, the service manager ends the process and starts anew.
 */
static void feed_watchdog(struct daemon *d, int64_t boot_ms)
{
    struct manager *m = &d->manager;
    m->ping_at = boot_ms + (m->watchdog_ms + 2) / 3;
    const struct heartbeats beats = collect(d);
    const char *stale = watchdog_stale(&beats, m->watchdog_ms, boot_ms);
    if (!stale)
        ready_notify("WATCHDOG=1");
    if (stale && !m->stuck)
        report(MSG_STUCK, "the %s does not turn any more: the watchdog is not fed", stale);
    if (!stale && m->stuck)
        report(MSG_UNSTUCK, "all threads turn again");
    m->stuck = stale != NULL;
}

void manager_ready(struct daemon *d)
{
    struct manager *m = &d->manager;
    int64_t boot_ms = clock_now().boot_ms;
    m->there = getenv("NOTIFY_SOCKET") != NULL;
    m->ping_at = m->status_at = boot_ms;
    if (m->there)
        m->watchdog_ms =
            watchdog_period_ms(getenv("WATCHDOG_USEC"), getenv("WATCHDOG_PID"), (long)getpid());
    ready_notify("READY=1");
    m->status_due = true;
}

void manager_reloading(struct daemon *d, bool over)
{
    char text[80];
    struct timespec ts = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    snprintf(text, sizeof text, "RELOADING=1\nMONOTONIC_USEC=%lld",
             (long long)ts.tv_sec * 1000000 + ts.tv_nsec / 1000);
    ready_notify(over ? "READY=1" : text);
    d->manager.status_due = true;
}

void manager_stopping(struct daemon *d)
{
    (void)d;
    ready_notify("STOPPING=1");
}

void manager_tick(struct daemon *d, int64_t boot_ms)
{
    struct manager *m = &d->manager;
    if (!m->there)
        return;
    if (m->status_due && boot_ms >= m->status_at)
        say_status(d, boot_ms);
    if (m->watchdog_ms > 0 && boot_ms >= m->ping_at)
        feed_watchdog(d, boot_ms);
}

int64_t manager_deadline(const struct daemon *d)
{
    const struct manager *m = &d->manager;
    int64_t due = m->there && m->status_due ? m->status_at : TIME_NEVER;
    return m->there && m->watchdog_ms > 0 && m->ping_at < due ? m->ping_at : due;
}
