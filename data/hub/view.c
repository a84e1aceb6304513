/* SPDX-License-Identifier: MIT */
/* The view's loop: summaries and presence from the broker into the board, slice by slice; the board
 * out to clients, at most twice a second. Owns link, board, socket. A flood of summaries costs a
 * copy each; nothing is looked into before somebody wants to see it. */
#include "data/hub/view.h"

#include "data/config/paths.h"
#include "data/confine/confine.h"
#include "data/hub/known.h"
#include "data/hub/line_conf.h"
#include "data/hub/lists.h"
#include "data/hub/messages.h"
#include "data/hub/past.h"
#include "data/hub/self.h"
#include "data/hub/visits.h"
#include "data/link/link.h"
#include "data/model/sync/told.h"
#include "data/model/text.h"
#include "data/serve/place.h"
#include "data/service/clock_ms.h"
#include "data/service/crash.h"
#include "data/service/wake.h"
#include "data/store/upstream/mac.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#define ROOT        "andon/v1/"
#define PATH_SIZE   512
#define TURN        2000 /* messages in one turn of the loop */
#define TICK_MS     100
#define TELL_MS     500
#define TOLD_MAX    256
#define QUEUE_MAX   65536              /* a rush of retained summaries waits for us, */
#define QUEUE_BYTES (32 * 1024 * 1024) /* not for the broker's short queue */

struct hub_view {
    uv_loop_t loop;
    struct wake wake;
    uv_signal_t sigterm, sigint;
    uv_timer_t timer;
    struct link *link;
    struct board *board;
    struct slices slices;
    struct watch watch;
    struct visits visits;
    char told[TOLD_MAX][LINE_STATION_SIZE + 64]; /* the last that were told; the oldest goes */
    size_t told_next;
    struct zone zone;
    struct place place; /* RUN, where the socket is */
    int64_t place_at;   /* boot_ms: when to look after it */
    char known_path[PATH_SIZE];
    size_t known;     /* stations in the file */
    bool up, changed; /* of the board, or of what is said beside it */
    int64_t told_at, refreshed_at;
    struct lists lists;
    struct past past;
    struct line_money money;
    struct self self;
};

/* ---- the broker ------------------------------------------------------------------------------ */

static void subscribe(struct hub_view *v)
{
    const char *filter[SLICES_FILTERS + 1];
    size_t count = v->slices.filters;
    memcpy(filter, v->slices.filter, count * sizeof *filter);
    if (v->visits.keys != NULL)
        filter[count++] = VISITS_REPLY_FILTER;
    if (link_subscribe(v->link, filter, count) != 0)
        report(HM_MEMORY, "out of memory for subscriptions");
}

static bool ends_with(const char *topic, size_t length, const char *tail)
{
    size_t n = strlen(tail);
    return length > n && memcmp(topic + length - n, tail, n) == 0;
}

static void take_message(struct hub_view *v, const struct link_event *event)
{
    char station[LINE_STATION_SIZE + 8];
    const char *topic = event->topic;
    size_t length = strlen(topic), root = strlen(ROOT);
    bool status = ends_with(topic, length, "/status"), reply = ends_with(topic, length, "/reply");
    size_t tail = strlen(status ? "/status" : reply ? "/reply" : "/state");
    if (length <= root + tail || memcmp(topic, ROOT, root) != 0 ||
        (!status && !reply && !ends_with(topic, length, "/state")) ||
        !text_copy_n(station, sizeof station, topic + root, length - root - tail))
        return;
    if (reply) {
        visits_reply(&v->visits, station, event);
        return;
    }
    if (event->stored)
        slices_heard(&v->slices, event->arrival_boot_ms);
    if (status)
        (void)board_status(v->board, station, event->payload, event->length,
                           event->arrival_wall_ms);
    else
        (void)board_summary(v->board, station, event->payload, event->length,
                            event->arrival_wall_ms);
    v->changed = true;
}

static void take_state(struct hub_view *v, const struct link_event *event)
{
    bool was = v->up;
    v->up = event->state == LINK_UP;
    v->watch.broker = v->up;
    visits_link(&v->visits, v->up);
    v->changed = true;
    if (v->up && !was) {
        report(HM_LINK_UP, "connected to the broker%s%s", event->why[0] ? ": " : "", event->why);
        slices_restart(&v->slices, clock_ms(CLOCK_BOOTTIME));
        subscribe(v);
        v->self.why[0] = '\0';
    } else if (!v->up && event->state == LINK_DOWN) {
        (void)text_copy(v->self.why, sizeof v->self.why, event->why);
        report(HM_LINK_DOWN, "no broker: %s (it is tried again)", event->why);
    }
}

static void on_link(void *ctx, const struct link_event *event)
{
    struct hub_view *v = ctx;
    if (event->kind == LINK_EVENT_MESSAGE)
        take_message(v, event);
    else if (event->kind == LINK_EVENT_STATE)
        take_state(v, event);
    else if (event->kind == LINK_EVENT_OVERRUN)
        v->watch.dropped += event->dropped; /* the next summary of the station makes it good */
}

static void on_wake(void *ctx)
{
    struct hub_view *v = ctx;
    if (link_drain_some(v->link, TURN, on_link, v) == TURN)
        wake_ring(&v->wake);
}

/* ---- calls on the board ------------------------------------------------------------------------
 */

/* A console shows the call: the station is told once for each step of its ladder, signed as an
 * acknowledgement is. */
static void on_called(void *ctx, const struct line_row *row)
{
    struct hub_view *v = ctx;
    char text[1024], topic[PATH_SIZE], mark[sizeof v->told[0]];
    struct told told = {.tier = row->call_tier, .by = "board"};
    struct mac_key key = {.length = 0};
    struct cause why;
    if (!v->up || row->call_tier <= 0 || row->call_id[0] == '\0' ||
        !text_copy(told.call, sizeof told.call, row->call_id) ||
        !text_format(mark, sizeof mark, "%s %s %lld", row->station, row->call_id,
                     (long long)row->call_tier) ||
        !text_format(topic, sizeof topic, ROOT "%s/told", row->station))
        return;
    for (size_t i = 0; i < TOLD_MAX; i++)
        if (strcmp(v->told[i], mark) == 0)
            return;
    if (v->visits.keys != NULL && mac_key_of_station(v->visits.keys, row->station, &key, &why) != 0)
        return; /* it would not believe us */
    if (v->visits.keys != NULL)
        mac_make(&key, text, told_signed(&told, row->station, text, sizeof text), told.mac);
    mac_key_wipe(&key);
    size_t length = told_write(&told, text, sizeof text);
    if (length > 0 && link_publish(v->link, topic, text, length, 1, false, 0) == 0)
        memcpy(v->told[v->told_next++ % TOLD_MAX], mark, sizeof mark);
}

/* ---- commands -------------------------------------------------------------------------------- */

static void refresh(struct hub_view *v)
{
    int64_t now = clock_ms(CLOCK_BOOTTIME);
    if (now - v->refreshed_at < TELL_MS / 2 && v->refreshed_at != 0)
        return;
    v->refreshed_at = now;
    (void)board_refresh(v->board);
}

static struct jw members(struct hub_view *v)
{
    struct jw w;
    jw_init(&w, v->watch.text, sizeof v->watch.text);
    return w;
}

/* What was written with members(). */
static void reply(struct hub_view *v, struct client *client, const json_t *request,
                  const struct jw *w)
{
    if (w->overflow)
        serve_error(client, request, PE_STORE, "the answer is longer than a line");
    else
        serve_reply(client, request, v->watch.text);
}

static void run_board(void *ctx, struct client *client, const json_t *request)
{
    struct hub_view *v = ctx;
    refresh(v);
    watch_lines(&v->watch, client, request);
}

/* Those that are about many stations at once: lists.c answers. */
#define ASK(name)                                                                   \
    static void run_##name(void *ctx, struct client *client, const json_t *request) \
    {                                                                               \
        struct hub_view *v = ctx;                                                   \
        refresh(v);                                                                 \
        lists_##name(&v->lists, client, request);                                   \
    }
ASK(areas)
ASK(lines)
ASK(unexplained)
ASK(handover)
#undef ASK

static void run_losses(void *ctx, struct client *client, const json_t *request)
{
    past_losses(&((struct hub_view *)ctx)->past, client, request, clock_ms(CLOCK_REALTIME));
}

static void run_trend(void *ctx, struct client *client, const json_t *request)
{
    past_trend(&((struct hub_view *)ctx)->past, client, request, clock_ms(CLOCK_REALTIME));
}

static void run_line(void *ctx, struct client *client, const json_t *request)
{
    past_line(&((struct hub_view *)ctx)->past, client, request, clock_ms(CLOCK_REALTIME));
}

static void run_station(void *ctx, struct client *client, const json_t *request)
{
    struct hub_view *v = ctx;
    const char *name = json_string_value(json_object_get(request, "station"));
    refresh(v);
    int64_t at = name != NULL ? board_find(v->board, name) : -1;
    if (at < 0) {
        serve_error(client, request, name == NULL ? PE_BAD_REQUEST : PE_NOT_FOUND,
                    at == -2       ? "several stations are called so: give the whole path"
                    : name == NULL ? "which station?"
                                   : "no such station has been heard of");
        return;
    }
    size_t length;
    char summary[BOARD_SUMMARY_MAX + 1];
    const struct line_row *row = board_row(v->board, (size_t)at);
    const char *raw = board_raw(v->board, (size_t)at, &length);
    struct jw w = members(v);
    jw_object(&w, "row");
    line_row_members(&w, row);
    jw_object_end(&w);
    if (raw != NULL && row->heard) { /* it was read: it is JSON */
        memcpy(summary, raw, length);
        summary[length] = '\0';
        jw_raw(&w, "summary", summary);
    } else {
        jw_null(&w, "summary");
    }
    reply(v, client, request, &w);
}

static void run_zone(void *ctx, struct client *client, const json_t *request)
{
    struct hub_view *v = ctx;
    const struct zone *zone = &v->zone;
    int64_t now = clock_ms(CLOCK_REALTIME), year = 366 * MS_PER_DAY;
    struct jw w = members(v);
    jw_text(&w, "name", zone->name);
    jw_array(&w, "offsets");
    for (size_t i = 0; i < zone->count; i++) {
        bool over = i + 1 < zone->count && zone->change[i + 1].from_ms < now - year;
        if (over || zone->change[i].from_ms > now + year)
            continue;
        jw_array(&w, NULL);
        jw_int(&w, NULL, zone->change[i].from_ms);
        jw_int(&w, NULL, zone->change[i].offset_s);
        jw_array_end(&w);
    }
    jw_array_end(&w);
    reply(v, client, request, &w);
}

static void run_visits(void *ctx, struct client *client, const json_t *request)
{
    struct hub_view *v = ctx;
    struct jw w = members(v);
    visits_put(&v->visits, &w);
    reply(v, client, request, &w);
}

static void run_status(void *ctx, struct client *client, const json_t *request)
{
    struct hub_view *v = ctx;
    refresh(v);
    const struct self_view view = {.board = v->board,
                                   .link = v->link,
                                   .server = v->watch.server,
                                   .up = v->up,
                                   .complete = v->watch.complete,
                                   .keys = v->visits.keys != NULL,
                                   .database = v->past.url != NULL,
                                   .dropped = v->watch.dropped,
                                   .wall_ms = clock_ms(CLOCK_REALTIME)};
    struct jw w = members(v);
    self_put(&v->self, &view, &w);
    reply(v, client, request, &w);
}

static const struct serve_command commands[] = {
    {"status", PERSON_VIEWER, run_status, "how the view itself is"},
    {"lines", PERSON_VIEWER, run_board, "rows of the line board; with watch, as they change"},
    {"areas", PERSON_VIEWER, run_areas, "each area in one row"},
    {"line-figures", PERSON_VIEWER, run_lines, "each line in one row, by who speaks for it"},
    {"unexplained", PERSON_VIEWER, run_unexplained, "stops that nobody has explained"},
    {"handover", PERSON_VIEWER, run_handover, "the shift of each station or line in one line"},
    {"losses", PERSON_VIEWER, run_losses, "what was lost by which reason, of the database"},
    {"trend", PERSON_VIEWER, run_trend, "OEE of past shifts, of the database"},
    {"line-report", PERSON_VIEWER, run_line, "rows of a line for its report, of the database"},
    {"station", PERSON_VIEWER, run_station, "one station's summary"},
    {"visit", PERSON_VIEWER, NULL, "go to a station: from then on it answers"}, /* visits.c */
    {"leave", PERSON_VIEWER, NULL, "… and come back"},
    {"visits", PERSON_VIEWER, run_visits, "who is at a station"},
    {"zone", PERSON_VIEWER, run_zone, "plant time"},
};

static bool on_request(void *ctx, struct client *client, const json_t *request)
{
    struct hub_view *v = ctx;
    if (!visits_take(&v->visits, client, request))
        return false;
    if (visits_at(&v->visits, client))
        watch_closed(&v->watch, client); /* it asks for the board anew when it is back */
    return true;
}

static void on_closed(void *ctx, struct client *client)
{
    visits_closed(&((struct hub_view *)ctx)->visits, client);
    watch_closed(&((struct hub_view *)ctx)->watch, client);
}

static void on_drained(void *ctx, struct client *client)
{
    watch_drained(&((struct hub_view *)ctx)->watch, client);
}

/* ---- now and then ---------------------------------------------------------------------------- */

static void keep_known(struct hub_view *v)
{
    struct cause why = {{0}};
    size_t count = board_count(v->board);
    if (count == v->known)
        return;
    if (known_write(v->known_path, v->board, &why) != 0)
        report(HM_KNOWN, "the list of stations is not kept: %s", why.text);
    v->known = count; /* tried again when it changes */
}

/* The next slice, when the last one is answered. */
static void fetch(struct hub_view *v, int64_t now)
{
    (void)board_refresh(v->board);
    v->refreshed_at = now;
    if (slices_step(&v->slices, v->board, now))
        subscribe(v);
    bool complete = v->slices.stage == SLICES_DONE;
    if (complete && !v->watch.complete) {
        report(HM_STATIONS, "%zu stations", board_count(v->board));
        keep_known(v);
    }
    v->changed |= complete != v->watch.complete;
    v->watch.complete = complete;
}

/* Whoever tidies up the run directory shall not keep the supervisors out. */
static void tend_place(struct hub_view *v, int64_t now)
{
    struct cause why = {{0}};
    if (now < v->place_at)
        return;
    v->place_at = now + PLACE_LOOK_MS;
    int result = place_look(&v->place, v->watch.server, &why);
    if (result < 0)
        report(HM_PLACE_LOST, PLACE_LOST, why.text);
    if (result <= 0)
        return;
    v->known = SIZE_MAX; /* the list was there, too, unless there is --data */
    report(HM_PLACE, PLACE_ANEW, why.text[0] ? ": " : "", why.text);
}

static void on_timer(uv_timer_t *timer)
{
    struct hub_view *v = timer->data;
    int64_t now = clock_ms(CLOCK_BOOTTIME);
    char refused[CONFINE_SAID_SIZE];
    crash_phase("letting time pass");
    report_tick();
    visits_tick(&v->visits, now);
    tend_place(v, now);
    if (confine_refused(refused))
        report(HM_CONFINED, "%s", refused);
    if (v->up && now >= slices_next(&v->slices))
        fetch(v, now);
    if (!v->changed || now - v->told_at < TELL_MS || watch_count(&v->watch) == 0)
        return;
    v->changed = false;
    v->told_at = v->refreshed_at = now;
    (void)board_refresh(v->board);
    watch_tell(&v->watch);
}

static void on_signal(uv_signal_t *handle, int number)
{
    struct hub_view *v = handle->data;
    report(HM_STOPPING, "stopping: %s", number == SIGINT ? "SIGINT" : "SIGTERM");
    uv_stop(&v->loop);
}

/* ---- start and end --------------------------------------------------------------------------- */

static void wake_link(void *ctx)
{
    wake_ring(&((struct hub_view *)ctx)->wake);
}

static int open_loop(struct hub_view *v, struct cause *why)
{
    int rc = uv_loop_init(&v->loop);
    if (rc != 0)
        return cause_set(why, -1, "the event loop: %s", uv_strerror(rc));
    uv_signal_init(&v->loop, &v->sigterm);
    uv_signal_init(&v->loop, &v->sigint);
    uv_timer_init(&v->loop, &v->timer);
    v->sigterm.data = v->sigint.data = v->timer.data = v;
    rc = uv_signal_start(&v->sigterm, on_signal, SIGTERM);
    if (rc == 0)
        rc = uv_signal_start(&v->sigint, on_signal, SIGINT);
    if (rc == 0)
        rc = uv_timer_start(&v->timer, on_timer, TICK_MS, TICK_MS);
    if (rc == 0)
        rc = vitals_begin(&v->self.vitals, &v->loop, HM_LAG);
    if (rc == 0)
        rc = wake_open(&v->wake, &v->loop, on_wake, v);
    return rc == 0 ? 0 : cause_set(why, -1, "the event loop: %s", uv_strerror(rc));
}

static int open_run(struct hub_view *v, const struct view_conf *conf, struct cause *why)
{
    char run[PLACE_PATH_SIZE];
    if (conf->run == NULL && paths_default_run(run, sizeof run, why) != 0)
        return -1;
    return place_take(&v->place, conf->run != NULL ? conf->run : run, "andon-hub", why);
}

static int open_link(struct hub_view *v, const struct view_conf *conf, struct cause *why)
{
    char client[64];
    if (slices_init(&v->slices, conf->area, conf->areas) != 0)
        return cause_set(why, -1, "--area: a path is too long, or there is no memory");
    if (!text_format(client, sizeof client, "andon-view-%s", conf->id))
        return cause_set(why, -1, "--id %.20s…: the id is too long", conf->id);
    const struct link_conf link = {.url = conf->broker,
                                   .client_id = client,
                                   .tls = conf->tls,
                                   .user = conf->user,
                                   .password = conf->password,
                                   .filters = v->slices.filter,
                                   .filter_count = v->slices.filters,
                                   .queue_messages = QUEUE_MAX,
                                   .queue_bytes = QUEUE_BYTES};
    v->link = link_open(&link, wake_link, v, why);
    return v->link ? 0 : -1;
}

static int open_server(struct hub_view *v, struct cause *why)
{
    char path[PATH_SIZE + 16];
    struct cause words = {{0}};
    if (paths_join(path, sizeof path, v->place.directory, "andon-hub.sock", why) != 0)
        return -1;
    const struct serve_conf conf = {.loop = &v->loop,
                                    .path = path,
                                    .program = "andon-hub",
                                    .version = ANDON_VERSION,
                                    .station = "",
                                    .group = "andon-viewer",
                                    .commands = commands,
                                    .command_count = sizeof commands / sizeof *commands,
                                    .ctx = v,
                                    .divert = on_request,
                                    .closed = on_closed,
                                    .drained = on_drained};
    v->watch.server = serve_new(&conf, &words);
    if (v->watch.server == NULL)
        return cause_set(why, -1, "%s", words.text);
    v->past.loop = &v->loop;
    v->past.server = v->visits.server = v->watch.server;
    v->past.board = v->board;
    v->past.watch = &v->watch;
    v->past.money = &v->money;
    v->past.zone = &v->zone;
    v->visits.board = v->board;
    v->visits.link = v->link;
    if (words.text[0] != '\0')
        report(HM_SOCKET, "%s", words.text);
    report(HM_SERVING, "serving %s", path);
    return 0;
}

static int open_board(struct hub_view *v, const struct view_conf *conf, struct cause *why)
{
    v->board = board_new();
    if (v->board == NULL)
        return cause_set(why, -1, "out of memory");
    v->watch.called = on_called;
    v->watch.ctx = v;
    v->watch.board = v->lists.board = v->board;
    v->lists.watch = &v->watch;
    if (paths_join(v->known_path, sizeof v->known_path,
                   conf->data != NULL ? conf->data : v->place.directory, "andon-hub.stations",
                   why) != 0 ||
        known_read(v->known_path, v->board, why) != 0)
        return -1;
    (void)board_refresh(v->board);
    v->known = board_count(v->board);
    return conf->config != NULL ? line_conf_read(conf->config, &v->zone, v->board, &v->money, why)
                                : 0;
}

static void close_handle(uv_handle_t *handle, void *arg)
{
    (void)arg;
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

static void watch_for_crashes(struct hub_view *v, const char *directory)
{
    crash_begin("andon-hub", ANDON_VERSION, directory, HM_CRASHED, HM_NO_CRASH_REPORT);
    vitals_crashes(&v->self.vitals, directory, "andon-hub");
}

int view_run(const struct view_conf *conf, struct cause *why)
{
    static struct hub_view view;
    struct hub_view *v = &view;
    struct cause confined;
    int rc = open_loop(v, why);
    if (rc != 0)
        return rc;
    v->visits.hub = conf->id;
    v->past.url = conf->database;
    v->visits.keys = conf->keys;
    if (open_run(v, conf, why) != 0)
        rc = -1;
    else
        watch_for_crashes(v, conf->data != NULL ? conf->data : v->place.directory);
    if (rc != 0 || open_board(v, conf, why) != 0)
        rc = -1;
    if (rc == 0 && confine_begin(CONFINE_VIEW, &confined) != 0)
        report(HM_CONFINED, "%s", confined.text);
    if (rc == 0 && (open_link(v, conf, why) != 0 || open_server(v, why) != 0))
        rc = -1;
    if (rc == 0)
        uv_run(&v->loop, UV_RUN_DEFAULT);
    if (rc == 0) {
        (void)board_refresh(v->board);
        keep_known(v);
    }
    if (v->watch.server != NULL)
        serve_close(&v->watch.server); /* who is at a station leaves it */
    if (v->link != NULL)
        link_close(&v->link);
    vitals_end(&v->self.vitals);
    wake_close(&v->wake);
    uv_close((uv_handle_t *)&v->timer, NULL);
    uv_close((uv_handle_t *)&v->sigterm, NULL);
    uv_close((uv_handle_t *)&v->sigint, NULL);
    uv_run(&v->loop, UV_RUN_DEFAULT);
    uv_walk(&v->loop, close_handle, NULL);
    uv_run(&v->loop, UV_RUN_DEFAULT);
    (void)uv_loop_close(&v->loop);
    past_close(&v->past);
    slices_done(&v->slices);
    board_free(&v->board);
    place_release(&v->place);
    return rc;
}
