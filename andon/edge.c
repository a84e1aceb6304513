/* SPDX-License-Identifier: MIT */
/* The shell around data/sparkplug/node.h, which decides what is said: it makes rows of the
 * snapshot, publishes births and changes, answers requests for a rebirth (not more often than
 * REBIRTH_MS), and waits for the primary host where one is configured. The number of the Will
 * (bdSeq) is kept in the data directory, so that the death of an earlier run is never taken for
 * this one's. Called by daemon.c; everything but make_will runs on the loop. Owns its link. */
#include "andon/edge.h"

#include "andon/service/clock.h"
#include "andon/service/messages.h"
#include "andon/service/topics.h"
#include "data/config/paths.h"
#include "data/model/json.h"
#include "data/model/text.h"
#include "data/sparkplug/station.h"
#include "data/sparkplug/topic.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define REBIRTH_MS  INT64_C(2000) /* between births, whoever asks */
#define AGAIN_MS    INT64_C(1000) /* after the link took no more */
#define PAUSE_MS    INT64_C(500)  /* between what is said of changes */
#define COMMAND_MAX (4U << 10)
#define EVENTS_MAX  64 /* of a turn */
#define QUEUE_BYTES (256U << 10)
#define NUMBER_FILE "sparkplug.bdseq"

struct edge {
    struct link *link;
    enum link_state state;
    bool told_down; /* that it is down was said */
    char why[96];   /* … why it is, sanitised */
    char client_id[32];
    char topic[EDGE_TOPIC_COUNT][CONFIG_TOPIC_MAX];
    char number_path[ARGS_PATH_SIZE + 32];
    _Atomic unsigned bdseq; /* of the latest connect */
    bool waits;             /* for its primary host */
    struct spb_host_state host;
    bool host_known;
    bool birth_due;
    int64_t birth_at, say_at; /* boot_ms: not before */
    int64_t refused;          /* commands that made no sense, metrics that nobody may write */
    struct spb_node node;
    struct spb_rows rows;
    struct spb_desk desk;
};

/* ---- the number of the Will ---- */

static unsigned number_read(const char *path)
{
    char text[16] = "";
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (fd >= 0)
        (void)close(fd);
    char *end = text;
    unsigned long number = n > 0 ? strtoul(text, &end, 10) : 0;
    return end > text && number <= 255 ? (unsigned)number : 255; /* the first is 0 */
}

/* When it cannot be written the numbers of this run still follow each other. */
static void number_write(const char *path, unsigned number)
{
    char fresh[ARGS_PATH_SIZE + 40], text[16];
    (void)text_format(fresh, sizeof fresh, "%s.new", path);
    (void)text_format(text, sizeof text, "%u\n", number);
    int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
    if (fd < 0)
        return;
    bool whole = write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    if (close(fd) != 0 || !whole || rename(fresh, path) != 0)
        (void)unlink(fresh);
}

/* On the link thread. */
static size_t make_will(void *ctx, enum link_will_for what, char *out, size_t size)
{
    struct edge *e = ctx;
    unsigned number = atomic_load(&e->bdseq);
    if (what == LINK_WILL_CONNECT) {
        number = (number + 1) & 255;
        number_write(e->number_path, number);
        atomic_store(&e->bdseq, number);
    }
    return spb_death((uint8_t)number, clock_now().wall_ms, out, size);
}

/* ---- opening ---- */

static void on_link_thread(void *ctx)
{
    struct daemon *d = ctx;
    wake_ring(&d->link_wake);
}

static struct edge *make_edge(const struct daemon *d, struct cause *why)
{
    struct edge *e = calloc(1, sizeof *e);
    if (!e)
        return NULL;
    e->desk.room = (struct spb_room){.at = malloc(SPB_DESK_SIZE), .size = SPB_DESK_SIZE};
    e->desk.wire = malloc(SPB_WIRE_SIZE);
    e->waits = d->config->sparkplug.primary_host[0] != '\0';
    bool fits = true;
    for (int i = 0; i < EDGE_TOPIC_COUNT; i++)
        fits = topic_edge(d->config, (enum topic_edge)i, e->topic[i], sizeof e->topic[i]) && fits;
    if (!e->desk.room.at || !e->desk.wire || !fits ||
        paths_join(e->number_path, sizeof e->number_path, d->options->data, NUMBER_FILE, why) != 0)
        cause_set(why, -1, "[sparkplug]: out of memory, or names that are too long");
    else
        return e;
    free(e->desk.room.at);
    free(e->desk.wire);
    free(e);
    return NULL;
}

int edge_open(struct daemon *d, struct cause *why)
{
    if (!d->config->sparkplug.group[0] || d->uplink.url[0] == '\0')
        return 0;
    struct edge *e = make_edge(d, why);
    if (!e)
        return -1;
    d->edge = e;
    e->state = LINK_CONNECTING;
    atomic_store(&e->bdseq, number_read(e->number_path));
    /* as long as the daemon's own, which every broker takes */
    (void)text_format(e->client_id, sizeof e->client_id, "spnode%s",
                      d->uplink.client_id + strlen("andond"));
    const char *const filters[] = {e->topic[EDGE_NCMD], e->topic[EDGE_STATE]};
    struct link_conf conf = {
        .client_id = e->client_id,
        .filters = filters,
        .filter_count = e->waits ? 2 : 1,
        .queue_messages = EVENTS_MAX * 4,
        .queue_bytes = QUEUE_BYTES,
        .will = {.topic = e->topic[EDGE_NDEATH], .make = make_will, .ctx = e},
    };
    uplink_broker(d, &conf);
    e->link = link_open(&conf, on_link_thread, d, why);
    return e->link ? 0 : -1;
}

/* ---- what comes ---- */

static bool may_speak(const struct edge *e)
{
    return e->state == LINK_UP && (!e->waits || e->host.online);
}

static void take_command(struct edge *e, const struct link_event *event)
{
    struct spb_payload payload;
    size_t others = 0;
    e->desk.room.used = 0;
    if (event->stored || event->length > COMMAND_MAX ||
        spb_decode(event->payload, event->length, &e->desk.room, &payload, NULL) != 0) {
        e->refused++;
        return;
    }
    e->birth_due |= spb_asks_rebirth(&payload, &others) && may_speak(e);
    e->refused += (int64_t)others;
}

/* Its death ends our session, too: that is said, and the connection begins anew. */
static void take_host(struct edge *e, const struct link_event *event)
{
    struct spb_host_state heard;
    if (spb_host_state_read(event->payload, event->length, &heard) != 0) {
        e->refused++;
        return;
    }
    if (!spb_host_state_take(&e->host, &e->host_known, &heard))
        return;
    report(MSG_EDGE, "the primary host is %s", heard.online ? "online" : "offline");
    e->birth_due = heard.online;
    if (!heard.online && e->node.born) {
        spb_node_ended(&e->node);
        link_reconnect(e->link);
    }
}

static void take_state(struct edge *e, const struct link_event *event)
{
    bool was_up = e->state == LINK_UP;
    e->state = event->state;
    if (event->state == LINK_UP && was_up)
        return;
    spb_node_ended(&e->node);
    if (event->state != LINK_UP)
        e->host.online = false; /* told again after each connect, even before that is known here */
    e->birth_due = event->state == LINK_UP && (!e->waits || e->host.online);
    e->birth_at = 0;
    if (event->state == LINK_UP && event->why[0] != '\0')
        report(MSG_EDGE, "%s", event->why);
    if (event->state == LINK_DOWN && !e->told_down)
        report(MSG_EDGE, "not connected: %s", event->why);
    if (event->state == LINK_UP && e->told_down)
        report(MSG_EDGE, "connected again");
    e->told_down = event->state == LINK_DOWN;
    (void)text_sanitise(event->why, strlen(event->why), e->why, sizeof e->why);
}

static void on_event(void *ctx, const struct link_event *event)
{
    struct daemon *d = ctx;
    struct edge *e = d->edge;
    if (event->kind == LINK_EVENT_STATE)
        take_state(e, event);
    else if (event->kind != LINK_EVENT_MESSAGE)
        return; /* of what is told nothing wants an answer */
    else if (strcmp(event->topic, e->topic[EDGE_NCMD]) == 0)
        take_command(e, event);
    else if (strcmp(event->topic, e->topic[EDGE_STATE]) == 0)
        take_host(e, event);
}

/* ---- what goes ---- */

static void make_rows(struct daemon *d)
{
    spb_station_rows(view_now(d), ANDON_VERSION, &d->edge->rows);
    d->edge_due = false;
}

/* A message that is lost leaves a gap in seq: then there is another birth. */
static bool publish(struct edge *e, enum topic_edge topic, size_t length, int64_t boot_ms)
{
    if (length > 0 &&
        link_publish(e->link, e->topic[topic], e->desk.wire, length, 0, false, 0) == 0)
        return true;
    spb_node_ended(&e->node);
    e->birth_due = true;
    e->birth_at = boot_ms + AGAIN_MS;
    return false;
}

static void say_birth(struct daemon *d, int64_t boot_ms)
{
    struct edge *e = d->edge;
    int64_t wall_ms = clock_now().wall_ms;
    make_rows(d);
    if (!e->node.born)
        spb_node_keep(&e->node, &e->rows);
    e->birth_due = false;
    e->birth_at = boot_ms + REBIRTH_MS;
    e->say_at = boot_ms + PAUSE_MS;
    size_t length =
        spb_node_birth(&e->node, &e->rows, (uint8_t)atomic_load(&e->bdseq), wall_ms, &e->desk);
    bool taken = publish(e, EDGE_NBIRTH, length, boot_ms);
    while (taken && e->node.keeps > 0) {
        taken = publish(e, EDGE_NDATA, spb_node_backlog(&e->node, wall_ms, &e->desk), boot_ms);
        if (taken)
            spb_node_backlog_said(&e->node);
    }
}

static void say_changes(struct daemon *d, int64_t boot_ms)
{
    struct edge *e = d->edge;
    make_rows(d);
    e->say_at = boot_ms + PAUSE_MS;
    if (!spb_node_same_set(&e->node, &e->rows)) {
        e->birth_due = true; /* other signals, or of another type */
        return;
    }
    size_t length = spb_node_data(&e->node, &e->rows, clock_now().wall_ms, boot_ms, &e->desk);
    if (length > 0)
        (void)publish(e, EDGE_NDATA, length, boot_ms);
}

void edge_tick(struct daemon *d, int64_t boot_ms)
{
    struct edge *e = d->edge;
    if (!e || !e->link)
        return;
    if (link_drain_some(e->link, EVENTS_MAX, on_event, d) == EVENTS_MAX)
        wake_ring(&d->link_wake);
    if (!may_speak(e)) {
        if (d->edge_due && boot_ms >= e->say_at) {
            make_rows(d);
            spb_node_keep(&e->node, &e->rows);
            e->say_at = boot_ms + PAUSE_MS;
        }
        return;
    }
    if (e->birth_due && boot_ms >= e->birth_at)
        say_birth(d, boot_ms);
    else if (e->node.born && !e->birth_due && boot_ms >= e->say_at &&
             (d->edge_due || boot_ms >= e->node.slow_at))
        say_changes(d, boot_ms);
}

int64_t edge_deadline(const struct daemon *d)
{
    const struct edge *e = d->edge;
    if (!e || !e->link)
        return TIME_NEVER;
    if (may_speak(e) && e->birth_due)
        return e->birth_at;
    if (d->edge_due)
        return e->say_at;
    return may_speak(e) && e->node.born ? e->node.slow_at : TIME_NEVER;
}

void edge_say(const struct daemon *d, struct jw *w)
{
    const struct edge *e = d->edge;
    if (!e)
        return;
    jw_object(w, "edge");
    jw_text(w, "link", word_name(&words_link_state, (int)e->state));
    jw_text(w, "why", e->state == LINK_UP || e->why[0] == '\0' ? NULL : e->why);
    jw_text(w, "primary_host", e->waits ? d->config->sparkplug.primary_host : NULL);
    jw_bool(w, "host_online", e->waits && e->host.online);
    jw_bool(w, "born", e->node.born);
    jw_int(w, "kept", (int64_t)e->node.keeps);
    jw_int(w, "overrun", e->node.overrun);
    jw_int(w, "no_room", (int64_t)e->rows.dropped);
    jw_int(w, "refused", e->refused);
    jw_object_end(w);
}

void edge_close(struct daemon *d)
{
    struct edge *e = d->edge;
    if (!e)
        return;
    d->edge = NULL;
    if (e->link)
        link_close(&e->link);
    free(e->desk.room.at);
    free(e->desk.wire);
    free(e);
}
