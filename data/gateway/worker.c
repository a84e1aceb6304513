/* SPDX-License-Identifier: MIT */
/* Two threads. The poller (poll.c blocks in libmodbus) decodes, decides by core/report what is
 * worth telling and puts it into the outlet; the main thread waits in a loop for the broker, for
 * signals and for who asks how it is. They share the outlet, two flags and a time, nothing else.
 * Called by main.c. */
#include "data/gateway/worker.h"

#include "data/confine/confine.h"
#include "data/gateway/level.h"
#include "data/gateway/messages.h"
#include "data/gateway/outlet.h"
#include "data/gateway/poll.h"
#include "data/gateway/state.h"
#include "data/model/amount.h"
#include "data/model/clock.h"
#include "data/model/json.h"
#include "data/model/text.h"
#include "data/serve/post.h"
#include "data/service/vitals.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include <uv.h>

#define INFO_EVERY_MS 10000
#define JOIN_S        3
#define TURN_MAX_MS   500
#define TICK_MS       1000

struct seen {
    struct report report;
    bool refused; /* it was told that the device does not know it */
};

struct worker {
    const struct gateway_conf *conf;
    const char *run; /* as the option says */
    struct outlet *outlet;
    struct poll *poll;
    struct seen *seen; /* of the registers */
    struct level *level;
    char why[DEVICES_MAX][160]; /* why a device is offline */
    int64_t info_at_ms[DEVICES_MAX];
    pthread_t thread;
    int wake;
    atomic_bool stop;
    _Atomic int64_t turned_ms; /* boot_ms: when the poller last came back */

    /* of the main thread */
    uv_loop_t loop;
    bool open; /* the loop */
    uv_poll_t signals, broker;
    uv_timer_t timer;
    struct vitals vitals;
    struct post post;
};

/* ---- what the poller has found -----------------------------------------------------------------
 */

static void put_info(struct worker *w, size_t device)
{
    const struct schedule_device *d = poll_device(w->poll, device);
    const struct device_conf *c = &w->conf->device[device];
    char text[OUTLET_PAYLOAD_MAX];
    struct jw j;
    jw_init(&j, text, sizeof text);
    jw_object(&j, NULL);
    jw_int(&j, "ts", poll_wall_ms());
    jw_bool(&j, "online", d->online);
    if (w->why[device][0])
        jw_text(&j, "error", w->why[device]);
    jw_int(&j, "poll_ms", c->poll_ms);
    jw_int(&j, "round_ms", d->stats.round_ms);
    jw_bool(&j, "slow", d->slow);
    jw_int(&j, "reads", (int64_t)d->reads);
    jw_int(&j, "requests", d->stats.requests);
    jw_int(&j, "good", d->stats.good);
    jw_int(&j, "refused", d->stats.refused);
    jw_int(&j, "busy", d->stats.busy);
    jw_int(&j, "silent", d->stats.silent);
    jw_int(&j, "lost", d->stats.lost);
    jw_int(&j, "late", d->stats.late);
    jw_int(&j, "replaced", outlet_replaced(w->outlet));
    jw_object_end(&j);
    if (!j.overflow)
        outlet_put(w->outlet, OUT_INFO, device, text, j.length);
    w->info_at_ms[device] = poll_boot_ms() + INFO_EVERY_MS;
}

static void on_device(void *ctx, size_t device, bool online, const char *why)
{
    struct worker *w = ctx;
    const char *word = online ? "online" : "offline";
    if (online)
        report(GATEWAY_ANSWERS, "device %s: answers", w->conf->device[device].name);
    else
        report(GATEWAY_SILENT, "device %s: %s; it is tried again", w->conf->device[device].name,
               why);
    (void)text_sanitise(why, online ? 0 : strlen(why), w->why[device], sizeof w->why[device]);
    outlet_put(w->outlet, OUT_STATUS, device, word, strlen(word));
    put_info(w, device);
}

static void on_slow(void *ctx, size_t device, bool slow)
{
    struct worker *w = ctx;
    const struct schedule_device *d = poll_device(w->poll, device);
    const struct device_conf *c = &w->conf->device[device];
    if (slow)
        report(
            GATEWAY_SLOW,
            "device %s: is polled every %lld ms instead of %lld: the budget is %d requests a "
            "second, and it asks for %.1f in %zu reads; see [gateway] budget, [device] poll, gap",
            c->name, (long long)d->stats.round_ms, (long long)c->poll_ms, w->conf->budget,
            (double)schedule_demand(d) / 1000, d->reads);
    else
        report(GATEWAY_IN_TIME, "device %s: is polled every %lld ms again", c->name,
               (long long)c->poll_ms);
    put_info(w, device);
}

static void tell_refusal(struct worker *w, const struct poll_item *item)
{
    const struct register_conf *g = &w->conf->reg[item->reg];
    struct seen *seen = &w->seen[item->reg];
    const bool refused = item->outcome == READ_REFUSED;
    if (refused && !seen->refused)
        report(GATEWAY_REGISTER, "register %s (%s %u of %s): %s; it is asked for more seldom",
               g->name, reg_kind_names[g->place.kind],
               reg_reference(g->place.kind, g->place.address), w->conf->device[g->device].name,
               item->error);
    else if (!refused && seen->refused && item->value)
        report(GATEWAY_REGISTER_WELL, "register %s: has a value again", g->name);
    seen->refused = refused || (seen->refused && !item->value);
}

static void on_item(void *ctx, const struct poll_item *item)
{
    struct worker *w = ctx;
    const struct register_conf *g = &w->conf->reg[item->reg];
    const struct report_rule rule = {amount_to_double(g->deadband), g->every_ms};
    char text[OUTLET_PAYLOAD_MAX];
    tell_refusal(w, item);
    if (report_take(&w->seen[item->reg].report, &rule, item->value, item->error, item->boot_ms)) {
        size_t length = report_json(text, sizeof text, item->wall_ms, item->value,
                                    item->value ? g->unit : item->error);
        outlet_put(w->outlet, OUT_REGISTER, item->reg, text, length);
    }
    for (size_t i = 0; i < w->conf->runnings; i++)
        if (w->conf->running[i].reg == item->reg)
            level_take(&w->level[i], item);
}

static void now_and_then(struct worker *w)
{
    const int64_t now = poll_boot_ms();
    for (size_t i = 0; i < w->conf->devices; i++)
        if (now >= w->info_at_ms[i] && poll_device(w->poll, i)->known)
            put_info(w, i);
    for (size_t i = 0; i < w->conf->runnings; i++)
        level_look(&w->level[i], now);
}

static void *poller(void *arg)
{
    struct worker *w = arg;
    while (!atomic_load(&w->stop)) {
        struct pollfd p = {.fd = w->wake, .events = POLLIN};
        int64_t wait = poll_turn(w->poll);
        now_and_then(w);
        atomic_store(&w->turned_ms, poll_boot_ms());
        if (wait > 0)
            (void)poll(&p, 1, (int)(wait < TURN_MAX_MS ? wait : TURN_MAX_MS));
    }
    return NULL;
}

/* ---- the main thread ---------------------------------------------------------------------------
 */

static int begin(struct worker *w, struct cause *why)
{
    const struct gateway_conf *c = w->conf;
    const struct poll_sink sink = {w, on_item, on_device, on_slow};
    struct cause confined;
    w->wake = eventfd(0, EFD_CLOEXEC);
    w->seen = calloc(c->registers + 1, sizeof *w->seen);
    w->level = calloc(c->runnings + 1, sizeof *w->level);
    if (!w->seen || !w->level || w->wake < 0)
        return cause_set(why, -1, "not enough memory");
    if (confine_begin(CONFINE_GATEWAY, &confined) != 0)
        report(GATEWAY_CONFINED, "%s", confined.text);
    w->outlet = outlet_open(c, why); /* before other threads: it changes the environment */
    w->poll = w->outlet ? poll_new(c, &sink, why) : NULL;
    if (!w->poll)
        return -1;
    for (size_t i = 0; i < c->runnings; i++)
        if (level_begin(&w->level[i], c, i, w->outlet, why) != 0)
            return -1;
    return 0;
}

static int open_signals(void)
{
    sigset_t set;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGINT);
    (void)sigaddset(&set, SIGTERM);
    return sigprocmask(SIG_BLOCK, &set, NULL) != 0 ? -1 : signalfd(-1, &set, SFD_CLOEXEC);
}

static void on_signal(uv_poll_t *handle, int status, int events)
{
    (void)status;
    (void)events;
    report(GATEWAY_STOPPING, "stopping");
    uv_stop(handle->loop);
}

static void on_broker(uv_poll_t *handle, int status, int events)
{
    (void)status;
    (void)events;
    outlet_turn(((struct worker *)handle->data)->outlet);
}

static void on_timer(uv_timer_t *timer)
{
    struct worker *w = timer->data;
    char refused[CONFINE_SAID_SIZE];
    report_tick();
    outlet_turn(w->outlet);
    if (confine_refused(refused))
        report(GATEWAY_CONFINED, "%s", refused);
    post_tick(&w->post, poll_boot_ms());
}

/* Its answer to `status`; of a device what it says itself on …/info. */
static void put_status(void *ctx, struct jw *j)
{
    struct worker *w = ctx;
    struct outlet_stats s;
    char info[OUTLET_PAYLOAD_MAX + 1];
    outlet_stats(w->outlet, &s);
    jw_text(j, "name", w->conf->name);
    jw_object(j, "link");
    jw_bool(j, "up", s.up);
    jw_text(j, "why", s.why[0] ? s.why : NULL);
    jw_object_end(j);
    jw_object(j, "queue");
    jw_int(j, "waiting", s.waiting);
    jw_int(j, "replaced", s.replaced);
    jw_int(j, "refused", s.refused);
    jw_object_end(j);
    jw_seconds(j, "poller_age_s", poll_boot_ms() - atomic_load(&w->turned_ms));
    jw_object(j, "devices");
    for (size_t i = 0; i < w->conf->devices; i++)
        if (outlet_last(w->outlet, OUT_INFO, i, info, sizeof info) > 0)
            jw_raw(j, w->conf->device[i].name, info);
    jw_object_end(j);
}

static int open_loop(struct worker *w, int signals, struct cause *why)
{
    int rc = uv_loop_init(&w->loop);
    if (rc != 0)
        return cause_set(why, -1, "the event loop: %s", uv_strerror(rc));
    w->open = true;
    const struct post_conf post = {
        .loop = &w->loop,
        .run = w->run,
        .program = "andon-gateway",
        .vitals = &w->vitals,
        .put = put_status,
        .ctx = w,
        .member = "gateway",
        .say = {GATEWAY_SERVING, GATEWAY_SOCKET, GATEWAY_PLACE, GATEWAY_PLACE_LOST}};
    rc = vitals_begin(&w->vitals, &w->loop, GATEWAY_LAG);
    if (rc == 0)
        rc = uv_poll_init(&w->loop, &w->signals, signals);
    if (rc == 0)
        rc = uv_timer_init(&w->loop, &w->timer);
    w->signals.data = w->timer.data = w;
    if (rc == 0)
        rc = uv_poll_start(&w->signals, UV_READABLE, on_signal);
    if (rc == 0)
        rc = uv_timer_start(&w->timer, on_timer, TICK_MS, TICK_MS);
    if (rc != 0)
        return cause_set(why, -1, "the event loop: %s", uv_strerror(rc));
    vitals_crashes(&w->vitals, state_directory(w->conf), "andon-gateway");
    post_open(&w->post, &post);
    return 0;
}

static int wait_for_end(struct worker *w, struct cause *why)
{
    int rc = uv_poll_init(&w->loop, &w->broker, outlet_fd(w->outlet));
    w->broker.data = w;
    if (rc == 0)
        rc = uv_poll_start(&w->broker, UV_READABLE, on_broker);
    if (rc == 0)
        (void)uv_run(&w->loop, UV_RUN_DEFAULT);
    return rc == 0 ? 0 : cause_set(why, -1, "the event loop: %s", uv_strerror(rc));
}

static void close_handle(uv_handle_t *handle, void *arg)
{
    (void)arg;
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

static void close_loop(struct worker *w)
{
    if (!w->open)
        return;
    post_close(&w->post);
    uv_walk(&w->loop, close_handle, NULL);
    (void)uv_run(&w->loop, UV_RUN_DEFAULT);
    (void)uv_loop_close(&w->loop);
}

/* Whether the poller came back from the device that it may hang at. */
static bool end_poller(struct worker *w)
{
    struct timespec until;
    uint64_t one = 1;
    atomic_store(&w->stop, true);
    if (write(w->wake, &one, sizeof one) != (ssize_t)sizeof one)
        return false;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += JOIN_S;
    return pthread_timedjoin_np(w->thread, NULL, &until) == 0;
}

static void free_all(struct worker *w)
{
    for (size_t i = 0; w->level && i < w->conf->runnings; i++)
        level_end(&w->level[i]);
    poll_free(&w->poll);
    free(w->seen);
    free(w->level);
    if (w->wake >= 0)
        (void)close(w->wake);
}

/* Until it is told to end. The poller may hang at a device: false, and its memory stays. */
static bool work(struct worker *w, int *rc, struct cause *why)
{
    report(GATEWAY_READY, "%zu devices, %zu registers, to %s", w->conf->devices, w->conf->registers,
           w->conf->broker.url);
    *rc = wait_for_end(w, why);
    const bool ended = end_poller(w);
    for (size_t i = 0; i < w->conf->devices; i++)
        outlet_put(w->outlet, OUT_STATUS, i, "offline", 7);
    outlet_turn(w->outlet);
    if (ended)
        return true;
    post_close(&w->post);
    report(GATEWAY_LEFT, "a device does not answer: its thread is left behind");
    outlet_flush(w->outlet);
    return false;
}

int worker_run(const struct gateway_conf *conf, const char *run, struct cause *why)
{
    static struct worker worker;
    struct worker *w = &worker;
    *w = (struct worker){.conf = conf, .run = run, .wake = -1};
    atomic_store(&w->turned_ms, poll_boot_ms());
    int signals = open_signals();
    int rc = signals >= 0 ? open_loop(w, signals, why) : cause_set(why, -1, "no signals");
    if (rc == 0)
        rc = begin(w, why);
    if (rc == 0 && pthread_create(&w->thread, NULL, poller, w) != 0)
        rc = cause_set(why, -1, "no thread");
    if (rc == 0 && !work(w, &rc, why))
        return rc;
    close_loop(w);
    if (w->outlet)
        outlet_close(&w->outlet);
    free_all(w);
    if (signals >= 0)
        (void)close(signals);
    return rc;
}
