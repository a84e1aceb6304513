/* SPDX-License-Identifier: MIT */
/* The daemon's life: start in an order in which nothing is touched that another andond may own, one
 * loop, and an end that leaves nothing behind. Called by main.c; owns struct daemon and, through
 * it, everything else. main.c owns options and configuration. */
#include "andon/daemon.h"

#include "andon/edge.h"
#include "andon/foresee.h"
#include "andon/host.h"
#include "andon/service/clock.h"
#include "andon/service/lock.h"
#include "andon/service/messages.h"
#include "andon/service/ready.h"
#include "data/config/paths.h"
#include "data/confine/confine.h"
#include "data/model/text.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define EXIT_FAILED 1

/* ---- the loop ---- */

static int64_t soonest(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* One timer serves the engine's deadline, the tower's edge, the heartbeat and what is due to be
 * sent. */
static void arm(struct daemon *d, int64_t boot_ms);

static void on_timer(uv_timer_t *timer)
{
    struct daemon *d = timer->data;
    crash_phase("letting time pass");
    wiring_tick(d, clock_now().boot_ms);
    host_time(d);
    step_tick(d);
    d->round_ms = clock_now().boot_ms;
    daemon_settle(d);
}

static void arm(struct daemon *d, int64_t boot_ms)
{
    int64_t next = soonest(station_deadline(d->station), d->tower_next);
    next = soonest(next, soonest(d->heartbeat_at, keep_deadline(d)));
    next = soonest(next, soonest(forecast_deadline(d), alarms_deadline(d)));
    next = soonest(next, soonest(manager_deadline(d), sessions_deadline(d)));
    next = soonest(next, soonest(ship_deadline(d), remote_deadline(d)));
    next = soonest(next, foresee_deadline(d));
    next = soonest(next, soonest(edge_deadline(d), host_deadline(d)));
    next = soonest(next, soonest(wiring_deadline(d), publish_deadline(d)));
    next = soonest(next, soonest(plant_deadline(d), d->place_at));
    if (d->server && serve_watchers(d->server) > 0)
        next = soonest(next, d->snapshot_at + (d->snapshot_due ? SNAPSHOT_MS : AGES_MS));
    if (d->uplink.summary_due && d->uplink.state == LINK_UP)
        next = soonest(next, d->uplink.summary_at);
    int64_t wait = next > boot_ms ? next - boot_ms : 1;
    uv_update_time(&d->loop);
    uv_timer_start(&d->timer, on_timer, (uint64_t)wait, 0);
}

static void show_people(struct daemon *d, int64_t boot_ms)
{
    if (!d->server || serve_watchers(d->server) == 0)
        return;
    int64_t pause = d->snapshot_due ? SNAPSHOT_MS : AGES_MS;
    if (boot_ms < d->snapshot_at + pause)
        return;
    view_broadcast(d);
    d->snapshot_due = false;
    d->snapshot_at = boot_ms;
}

/* Whoever tidies up the run directory shall not keep the operators out. */
static void tend_place(struct daemon *d, int64_t boot_ms)
{
    struct cause why = {{0}};
    if (!d->server || boot_ms < d->place_at)
        return;
    d->place_at = boot_ms + PLACE_LOOK_MS;
    int result = place_look(&d->place, d->server, &why);
    if (result < 0)
        report(MSG_PLACE_LOST, PLACE_LOST, why.text);
    if (result <= 0)
        return;
    report_file_anew();
    report(MSG_PLACE, PLACE_ANEW, why.text[0] ? ": " : "", why.text);
}

void daemon_settle(struct daemon *d)
{
    if (d->stopping)
        return;
    int64_t boot_ms = clock_now().boot_ms;
    step_light(d);
    if (d->tower_next <= boot_ms)
        d->tower_next = tower_tick(d->tower, boot_ms);
    alarms_tick(d, boot_ms);
    sessions_tick(d, boot_ms);
    foresee_tick(d, boot_ms);
    opened_tick(d, boot_ms);
    keep_tick(d, boot_ms);
    show_people(d, boot_ms);
    uplink_tick(d, boot_ms);
    forecast_tick(d, boot_ms);
    publish_tick(d, boot_ms);
    ship_tick(d, boot_ms);
    edge_tick(d, boot_ms);
    host_tick(d, boot_ms);
    remote_tick(d, boot_ms);
    plant_tick(d, boot_ms);
    manager_tick(d, boot_ms);
    tend_place(d, boot_ms);
    arm(d, boot_ms);
}

static void on_link_wake(void *ctx)
{
    struct daemon *d = ctx;
    crash_phase("taking messages");
    uplink_drain(d);
    daemon_settle(d);
}

static void on_store_wake(void *ctx)
{
    struct daemon *d = ctx;
    crash_phase("hearing of records");
    keep_drain(d);
    daemon_settle(d);
}

static void on_stop_signal(uv_signal_t *handle, int number)
{
    struct daemon *d = handle->data;
    report(MSG_STOPPING, "stopping: %s", number == SIGINT ? "SIGINT" : "SIGTERM");
    d->stopping = true;
    uv_stop(&d->loop);
}

static void on_hangup(uv_signal_t *handle, int number)
{
    (void)number;
    reload_begin(handle->data);
}

/* ---- start ---- */

static int init_loop(struct daemon *d, struct cause *why)
{
    int error = uv_loop_init(&d->loop);
    if (error != 0)
        return cause_set(why, -1, "the event loop: %s", uv_strerror(error));
    uv_timer_init(&d->loop, &d->timer);
    uv_signal_init(&d->loop, &d->sigterm);
    uv_signal_init(&d->loop, &d->sigint);
    uv_signal_init(&d->loop, &d->sighup);
    d->timer.data = d->sigterm.data = d->sigint.data = d->sighup.data = d;
    error = turn_start(&d->turn, &d->loop, MSG_LAG);
    if (error == 0)
        error = wake_open(&d->link_wake, &d->loop, on_link_wake, d);
    if (error == 0)
        error = wake_open(&d->store_wake, &d->loop, on_store_wake, d);
    if (error == 0)
        error = uv_signal_start(&d->sigterm, on_stop_signal, SIGTERM);
    if (error == 0)
        error = uv_signal_start(&d->sigint, on_stop_signal, SIGINT);
    if (error == 0)
        error = uv_signal_start(&d->sighup, on_hangup, SIGHUP);
    return error == 0 ? 0 : cause_set(why, -1, "the event loop: %s", uv_strerror(error));
}

static int make_rooms(struct daemon *d, struct cause *why)
{
    d->latest = calloc(d->config->signals + 1, sizeof *d->latest);
    d->view = calloc(1, sizeof *d->view);
    d->text = malloc(PROTOCOL_LINE_MAX);
    d->decoder = decoder_new(d->config);
    if (!d->latest || !d->view || !d->text || !d->decoder)
        return cause_set(why, -1, "out of memory");
    return 0;
}

/* Locks first: until they are ours, GPIO, broker and records may be another's. */
static int take_places(struct daemon *d, struct cause *why)
{
    const struct options *o = d->options;
    if (place_take(&d->place, o->run, "andond", why) != 0)
        return -1;
    struct cause data_why = {{0}};
    if (paths_ensure_dir(o->data, 0750, &data_why) != 0)
        report(MSG_DATA_DIRECTORY, "%s", data_why.text);
    if (lock_take_data(o->data, &d->data_lock, why) < 0)
        return -1;
    if (service_mark(o->data, started_by_service()) != 0)
        report(MSG_MARK, "%s/service cannot be written", o->data);
    (void)umask(0027); /* the places are there: what is made in them is for our group at most */
    return 0;
}

static int start_tower(struct daemon *d, struct cause *why)
{
    struct cause trouble = {{0}};
    d->tower = tower_new(d->config, d->options->run, clock_now().boot_ms, &trouble);
    if (!d->tower)
        return cause_set(why, -1, "%s", trouble.text);
    if (trouble.text[0] != '\0')
        report(MSG_TOWER, "%s (it is tried again)", trouble.text);
    return 0;
}

static void on_client_closed(void *ctx, struct client *client)
{
    ask_client_is_gone(ctx, client_number(client));
    sessions_client_is_gone(ctx, client_number(client));
}

/* Timers stand still while the machine is suspended, and may come after what was asked meanwhile:
 * who was raised for a time is looked at first. */
static void on_judging(void *ctx)
{
    sessions_tick(ctx, clock_now().boot_ms);
}

static void on_client_drained(void *ctx, struct client *client)
{
    ask_client_has_read(ctx, client_number(client));
}

static int start_server(struct daemon *d, struct cause *why)
{
    char path[ARGS_PATH_SIZE + 16];
    if (paths_join(path, sizeof path, d->options->run, "andond.sock", why) != 0)
        return -1;
    struct serve_conf conf = {
        .loop = &d->loop,
        .path = path,
        .program = "andond",
        .version = ANDON_VERSION,
        .station = d->path,
        .commands = command_table,
        .command_count = command_count,
        .ctx = d,
        .closed = on_client_closed,
        .drained = on_client_drained,
        .judging = on_judging,
    };
    struct cause words = {{0}};
    d->server = serve_new(&conf, &words);
    if (!d->server)
        return cause_set(why, -1, "%s", words.text);
    if (words.text[0] != '\0')
        report(MSG_SOCKET, "%s", words.text);
    return 0;
}

static int tell_starter(struct daemon *d, struct cause *why)
{
    char path[ARGS_PATH_SIZE + 16];
    if (d->parent_fd >= 0) {
        if (paths_join(path, sizeof path, d->options->run, "andond.log", why) != 0 ||
            ready_tell_parent(d->parent_fd, path, why) != 0)
            return -1;
        d->parent_fd = -1;
    }
    manager_ready(d);
    report(MSG_READY, "%s, version " ANDON_VERSION ", %zu signals, tower %s", d->path,
           d->config->signals, tower_backend(d->tower));
    return 0;
}

/* Without it the station is as good as one on an older kernel. */
static void confine(void)
{
    struct cause why = {{0}};
    if (confine_begin(CONFINE_STATION, &why) != 0)
        report(MSG_CONFINED, "%s", why.text);
}

static int start(struct daemon *d, struct cause *why)
{
    if (!config_path(d->config, d->path, sizeof d->path))
        return cause_set(why, -1, "the station's path is too long");
    clock_boot_id(d->boot_id);
    char machine_id[MACHINE_ID_SIZE];
    clock_machine_id(machine_id);
    machine_name(machine_id, d->machine);
    if (make_rooms(d, why) != 0 || uplink_prepare(d, why) != 0 || take_places(d, why) != 0)
        return -1;
    crash_begin("andond", ANDON_VERSION, d->options->data, MSG_CRASHED, MSG_NO_CRASH_REPORT);
    crash_phase("starting");
    d->started_ms = clock_now().boot_ms;
    (void)crash_list(d->options->data, "andond", &d->crash, 1);
    if (start_tower(d, why) != 0 || step_start(d, why) != 0 || foresee_open(d, why) != 0)
        return -1;
    keep_open(d);
    step_tick(d);
    d->round_ms = clock_now().boot_ms;
    if (wiring_open(d, why) != 0)
        return -1;
    step_light(d); /* what its contacts are at: the rest of the start may take seconds */
    if (start_server(d, why) != 0)
        return -1;
    confine(); /* nobody from outside has been heard yet */
    if (uplink_open(d, why) != 0 || edge_open(d, why) != 0 || host_open(d, why) != 0)
        return -1;
    if (!d->uplink.link) {
        tower_link(d->tower, false);
        struct event event = {.kind = EVENT_LINK, .link = LINK_DOWN, .why = d->uplink.why};
        step_event(d, &event, clock_now());
    }
    return tell_starter(d, why);
}

/* ---- end ---- */

/* Lamps first here, too; then what is known is kept; then the others are told. */
static void stop(struct daemon *d)
{
    d->stopping = true;
    crash_phase("stopping");
    manager_stopping(d);
    if (d->station && d->tower) {
        step_event(d, &(struct event){.kind = EVENT_STOPPING}, clock_now());
        tower_tick(d->tower, clock_now().boot_ms);
        sessions_stop(d);
        learnt_stop(d);
        opened_flush(d);
        keep_flush(d, true);
    }
    wiring_close(d);
    remote_close(d);
    edge_close(d);
    host_close(d);
    uplink_close(d);
    ship_done(d);
    keep_close(d);
    serve_close(&d->server);
}

/* After link and store have ended: nobody rings the asyncs any more. */
static void close_loop(struct daemon *d)
{
    uv_handle_t *const handles[] = {
        (uv_handle_t *)&d->timer,
        (uv_handle_t *)&d->sigterm,
        (uv_handle_t *)&d->sigint,
        (uv_handle_t *)&d->sighup,
    };
    for (size_t i = 0; i < sizeof handles / sizeof handles[0]; i++)
        if (!uv_is_closing(handles[i]))
            uv_close(handles[i], NULL);
    wake_close(&d->link_wake);
    wake_close(&d->store_wake);
    turn_stop(&d->turn);
    uv_run(&d->loop, UV_RUN_DEFAULT);
    int error = uv_loop_close(&d->loop);
    if (error != 0)
        report(MSG_LOOP_OPEN, "the loop could not be closed: %s", uv_strerror(error));
}

static void release(struct daemon *d)
{
    plant_close(d);
    wiring_free(d);
    foresee_close(d);
    tower_free(&d->tower);
    station_free(&d->station);
    effects_done(&d->effects);
    decoder_free(&d->decoder);
    free(d->remote);
    free(d->latest);
    free(d->view);
    free(d->text);
    config_free(&d->config);
    if (d->data_lock >= 0)
        (void)close(d->data_lock);
    place_release(&d->place);
    free(d);
}

int daemon_run(const struct options *options, struct plant_loaded *loaded, int parent_fd)
{
    struct cause why = {{0}};
    struct daemon *d = calloc(1, sizeof *d);
    if (!d) {
        report(MSG_CANNOT_START, "out of memory");
        return EXIT_FAILED;
    }
    d->options = options;
    d->config = loaded->config;
    loaded->config = NULL;
    plant_reloaded(d, loaded->rev, loaded->why);
    d->parent_fd = parent_fd;
    d->data_lock = -1;
    d->last.boot_ms = INT64_MIN;
    d->keeper.safe = TIME_NONE;
    d->crash.wall_ms = TIME_NONE;
    d->room.free_bytes = d->room.full_ms = -1;
    if (init_loop(d, &why) != 0) {
        report(MSG_CANNOT_START, "%s", why.text);
        config_free(&d->config);
        free(d);
        return EXIT_FAILED;
    }
    int status = EXIT_SUCCESS;
    if (start(d, &why) == 0) {
        daemon_settle(d);
        uv_run(&d->loop, UV_RUN_DEFAULT);
    } else {
        report(MSG_CANNOT_START, "%s", why.text);
        status = EXIT_FAILED;
    }
    stop(d);
    close_loop(d);
    release(d);
    return status;
}
