/* SPDX-License-Identifier: MIT */
/* The socket client. One connection, one line at a time in, small requests out. A request is one
 * line of console/panels/asks.c. All state that panels see is in the view; this file owns the
 * descriptor and the buffers. */
#include "console/client.h"

#include "console/forms/desk.h"
#include "console/panels/asks.h"
#include "console/panels/rows.h"
#include "console/words/heard.h"
#include "console/words/words.h"
#include "data/model/json.h"
#include "data/model/members.h"
#include "data/model/protocol.h"
#include "data/model/text.h"

#include <errno.h>
#include <jansson.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define RETRY_MIN_MS  100
#define RETRY_MAX_MS  2000
#define OUT_MAX       8192
#define READS_A_STEP  8
#define REFUSED_MS    15000 /* why a station cannot be gone to is to be read */
#define UNANSWERED_MS 60000
#define TOLD_ID       (-1) /* of no question and no entry */
#define GO_ID         (-3) /* … neither is the way to a station and back */

struct client {
    struct view *view;
    struct sockaddr_un address;
    int fd;
    bool connecting, greeted, hub_zone; /* hub_zone: its time zone is to be asked for */
    bool hub, going, there;     /* it is a hub; on the way to a station or back; at a station */
    char at[LINE_STATION_SIZE]; /* the station where it is, or on the way to */
    char hub_role[16];
    struct line_buffer in;
    char out[OUT_MAX];
    size_t out_length;
    int64_t retry_at_ms, retry_ms; /* boot */
    struct asks asks;
    char explain[160];
    struct snapshot scratch;
};

/* ---- connection ---- */

struct client *client_new(struct view *view, const char *path, struct cause *why)
{
    struct client *c = calloc(1, sizeof *c);
    if (c == NULL || !text_copy(c->address.sun_path, sizeof c->address.sun_path, path)) {
        cause_set(why, 0,
                  c == NULL ? "out of memory"
                            : "%s: the path of a socket has at most 107 "
                              "bytes; choose a shorter --run",
                  path);
        free(c);
        return NULL;
    }
    c->address.sun_family = AF_UNIX;
    c->view = view;
    c->fd = -1;
    c->retry_ms = RETRY_MIN_MS;
    c->retry_at_ms = view->boot_ms;
    line_buffer_init(&c->in);
    return c;
}

static void hang_up(struct client *c)
{
    if (c->view->desk != NULL)
        desk_cut(c->view->desk);
    if (c->fd >= 0)
        close(c->fd);
    c->fd = -1;
    c->connecting = c->greeted = false;
    c->out_length = 0;
    explicit_bzero(c->out, sizeof c->out);
    line_buffer_done(&c->in);
    line_buffer_init(&c->in);
}

void client_free(struct client **client)
{
    if (*client == NULL)
        return;
    hang_up(*client);
    line_buffer_done(&(*client)->in);
    free(*client);
    *client = NULL;
}

/* `*pid` is set when somebody listens. */
static int probe(const char *path, pid_t *pid)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct ucred peer = {.pid = 0};
    socklen_t size = sizeof peer;
    if (!text_copy(address.sun_path, sizeof address.sun_path, path))
        return ENAMETOOLONG;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return errno;
    int result = connect(fd, (const struct sockaddr *)&address, sizeof address) == 0 ? 0 : errno;
    if (result == 0 && getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0)
        *pid = peer.pid;
    close(fd);
    return result == EAGAIN ? 0 : result; /* EAGAIN: somebody is there, with a full queue */
}

int client_probe(const char *path)
{
    pid_t pid = 0;
    return probe(path, &pid);
}

pid_t client_peer(const char *path)
{
    pid_t pid = 0;
    return probe(path, &pid) == 0 ? pid : 0;
}

void client_explain(struct client *client, const char *text)
{
    (void)text_copy(client->explain, sizeof client->explain, text);
}

/* The connection is gone, or could not be made: say so and try again later. */
static void lose(struct client *c, const char *text)
{
    struct view *v = c->view;
    hang_up(c);
    if (v->conn.state == CONN_LIVE) {
        v->conn.state = CONN_LOST;
        v->conn.since_ms = v->wall_ms;
        c->retry_ms = RETRY_MIN_MS;
    }
    (void)text_copy(v->conn.text, sizeof v->conn.text, text);
    c->retry_at_ms = v->boot_ms + c->retry_ms;
    c->retry_ms = c->retry_ms * 2 > RETRY_MAX_MS ? RETRY_MAX_MS : c->retry_ms * 2;
}

static void refuse(struct client *c, const char *text)
{
    lose(c, text);
    c->view->conn.state = CONN_REFUSED;
    c->retry_at_ms = c->view->boot_ms + RETRY_MAX_MS;
}

static void lose_by_errno(struct client *c, int error)
{
    char text[192];
    if (error == EACCES) {
        (void)text_format(text, sizeof text,
                          _("%s: you may not; ask to become a member of group andon-operator"),
                          c->address.sun_path);
        refuse(c, text);
        return;
    }
    if (c->explain[0] != '\0')
        (void)text_copy(text, sizeof text, c->explain);
    else if (error == ENOENT || error == ECONNREFUSED)
        (void)text_format(text, sizeof text, _("no andond at %s"), c->address.sun_path);
    else
        (void)text_format(text, sizeof text, "%s: %s", c->address.sun_path, strerror(error));
    lose(c, c->view->conn.state == CONN_LIVE || c->view->conn.state == CONN_LOST ? "" : text);
}

static void begin(struct client *c)
{
    c->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (c->fd < 0) {
        lose_by_errno(c, errno);
        return;
    }
    const struct sockaddr *address = (const struct sockaddr *)&c->address;
    if (connect(c->fd, address, sizeof c->address) != 0 && errno != EINPROGRESS) {
        lose_by_errno(c, errno == EAGAIN ? ECONNREFUSED : errno);
        return;
    }
    c->connecting = true;
}

/* ---- out ---- */

static void send_line(struct client *c, const char *line)
{
    size_t n = strlen(line);
    if (n + 1 > OUT_MAX - c->out_length) {
        lose(c, _("andond does not take our requests"));
        return;
    }
    memcpy(c->out + c->out_length, line, n);
    c->out[c->out_length + n] = '\n';
    c->out_length += n + 1;
}

static void flush_out(struct client *c)
{
    while (c->fd >= 0 && !c->connecting && c->out_length > 0) {
        ssize_t n = send(c->fd, c->out, c->out_length, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN)
            return;
        if (n <= 0) {
            lose_by_errno(c, errno);
            return;
        }
        memmove(c->out, c->out + n, c->out_length - (size_t)n);
        c->out_length -= (size_t)n;
        explicit_bzero(c->out + c->out_length, (size_t)n); /* it may have been a PIN */
    }
}

static bool shows_page(const struct view *v)
{
    bool score = v->conn.hub && v->score.lines;
    return v->screen != NULL && (strcmp(v->screen, "plant") == 0 || score);
}

static void ask_hub(struct client *c)
{
    char line[LINES_REQUEST];
    if (c->fd >= 0 && c->greeted && c->hub_zone)
        send_line(c, "{\"cmd\":\"zone\",\"id\":1}");
    c->hub_zone = c->hub_zone && !c->greeted;
    while (c->fd >= 0 && c->greeted && lines_next(&c->view->lines, line))
        send_line(c, line);
    if (c->fd >= 0 && c->greeted && shows_page(c->view) &&
        pages_next(&c->view->pages, c->view->boot_ms, line))
        send_line(c, line);
}

static bool is_elsewhere(const struct client *c)
{
    const char *visit = c->view->lines.visit;
    return c->hub && (c->there ? strcmp(c->at, visit) != 0 : visit[0] != '\0');
}

/* To the station whose screens are wanted, or back to the board; from one to another by way of it.
 */
static void go(struct client *c)
{
    char line[LINE_STATION_SIZE + 96];
    struct jw w;
    if (c->fd < 0 || !c->greeted || c->going || !is_elsewhere(c))
        return;
    jw_init(&w, line, sizeof line);
    jw_object(&w, NULL);
    jw_text(&w, "cmd", c->there ? "leave" : "visit");
    jw_int(&w, "id", GO_ID);
    jw_text(&w, "station", c->there ? "" : c->view->lines.visit);
    jw_object_end(&w);
    if (!c->there)
        (void)text_copy(c->at, sizeof c->at, c->view->lines.visit);
    c->going = true;
    send_line(c, line);
}

/* What was entered there and has no answer cannot be sent from elsewhere: it is said, not lost. */
static void say_unanswered(struct view *v, const char *station)
{
    char more[32] = "";
    const struct desk *d = v->desk;
    const char *slash = strrchr(station, '/');
    if (d == NULL || d->queued == 0)
        return;
    if (d->queued > 1)
        (void)text_format(more, sizeof more, _(" and %d more"), d->queued - 1);
    (void)text_format(v->notice, sizeof v->notice,
                      _("%s%s at %s has no answer: look there whether it was kept"),
                      d->queue[0].title, more, slash != NULL ? slash + 1 : station);
    v->notice_until_ms = v->boot_ms + UNANSWERED_MS;
}

static void begin_clean(struct view *v, const char *station)
{
    view_forget(v);
    say_unanswered(v, station);
    if (v->desk != NULL)
        desk_init(v->desk);
}

/* Who has gone to a station or left it begins there with a clean desk. */
static void settle_at(struct client *c, bool there, const char *role)
{
    struct view *v = c->view;
    bool again = there && v->conn.via; /* a connection broke in between: all stays as it was */
    c->there = there;
    v->conn.via = there;
    v->conn.hub = !there;
    (void)text_copy(v->conn.role, sizeof v->conn.role, role);
    v->notice[0] = '\0';
    if (!again)
        begin_clean(v, c->at);
    c->hub_zone = !there;
    if (there)
        asks_begin(&c->asks, v);
    else
        lines_begin(&v->lines);
    v->pages.due |= !there;
}

static void arrive(struct client *c, const json_t *reply)
{
    struct view *v = c->view;
    char role[16] = "", said[sizeof v->notice];
    c->going = false;
    member_take_text(reply, "role", role, sizeof role);
    if (c->there || json_is_true(json_object_get(reply, "ok"))) {
        settle_at(c, !c->there, c->there ? c->hub_role : role);
        return;
    }
    bool wanted = strcmp(c->at, v->lines.visit) == 0; /* still, and no other one meanwhile */
    bool unanswered = v->conn.via && v->desk != NULL && v->desk->queued > 0;
    if (wanted)
        v->lines.visit[0] = '\0';
    if (v->conn.via)
        settle_at(c, false, c->hub_role);
    if (!wanted || unanswered) /* why is said again on the next try, the other never */
        return;
    member_take_text(json_object_get(reply, "error"), "text", said, sizeof said);
    (void)words_heard(said, v->notice, sizeof v->notice);
    v->notice_until_ms = v->boot_ms + REFUSED_MS;
}

static void ask_what_is_due(struct client *c)
{
    char line[ENTRY_LINE];
    struct desk *desk = c->view->desk;
    go(c);
    if (c->hub && (c->going || is_elsewhere(c)) && !c->view->conn.hub)
        return;
    if (c->view->conn.hub) {
        ask_hub(c);
        return;
    }
    while (desk != NULL && c->fd >= 0 && c->greeted && desk_next(desk, c->view, line, sizeof line))
        send_line(c, line); /* what people say goes first */
    explicit_bzero(line, sizeof line);
    while (c->fd >= 0 && c->greeted && asks_next(&c->asks, c->view, line))
        send_line(c, line);
}

void client_want(struct client *client, unsigned needs, bool whole_log, const char *lamp)
{
    asks_want(&client->asks, client->view, needs, whole_log, lamp);
}

void client_told(struct client *client, const char *call)
{
    char line[128];
    struct jw w;
    if (client->fd < 0 || !client->greeted || client->view->conn.read_only)
        return;
    jw_init(&w, line, sizeof line);
    jw_object(&w, NULL);
    jw_text(&w, "cmd", "call-told");
    jw_int(&w, "id", TOLD_ID);
    jw_text(&w, "call", call);
    jw_text(&w, "what", "notify");
    jw_object_end(&w);
    if (!w.overflow)
        send_line(client, line);
}

bool client_settled(const struct client *client)
{
    if (client->going || is_elsewhere(client))
        return false;
    if (client->view->conn.hub)
        return client->greeted && client->view->lines.heard;
    return client->greeted && client->view->has_snapshot &&
           asks_settled(&client->asks, client->view);
}

/* ---- in ---- */

static void take_snapshot(struct client *c, const char *json, size_t length)
{
    struct cause why;
    int result = snapshot_from_json(json, length, &c->scratch, &why);
    if (result == 0 && c->scratch.ts == TIME_NONE) /* nobody could tell how old it is */
        result = cause_set(&why, -1, "snapshot: it does not say of when it is");
    if (result != 0) {
        (void)text_format(c->view->notice, sizeof c->view->notice, _("andond said nonsense: %s"),
                          why.text);
        c->view->notice_until_ms = c->view->boot_ms + 5 * MS_PER_S;
        return;
    }
    view_take_snapshot(c->view, &c->scratch);
    asks_notice(&c->asks, c->view);
}

static void take_hello(struct client *c, const json_t *hello)
{
    struct view *v = c->view;
    char text[192];
    json_int_t protocol = json_integer_value(json_object_get(hello, "protocol"));
    if (protocol != PROTOCOL_VERSION) {
        (void)text_format(
            text, sizeof text,
            _("andond speaks protocol %lld, this console %d: install the same version"),
            (long long)protocol, PROTOCOL_VERSION);
        refuse(c, text);
        return;
    }
    member_take_text(hello, "role", v->conn.role, sizeof v->conn.role);
    c->greeted = true;
    c->retry_ms = RETRY_MIN_MS;
    v->conn.state = CONN_LIVE;
    v->conn.since_ms = v->wall_ms;
    v->conn.text[0] = '\0';
    c->explain[0] = '\0';
    send_line(c, "{\"hello\":{\"protocol\":1,\"program\":\"andon-console\",\"version\":"
                 "\"" ANDON_VERSION "\"}}");
    char program[32];
    member_take_text(hello, "program", program, sizeof program);
    c->hub = strcmp(program, "andon-hub") == 0;
    c->there = c->going = false;
    (void)text_copy(c->hub_role, sizeof c->hub_role, v->conn.role);
    bool left = v->conn.via && (!c->hub || v->lines.visit[0] == '\0');
    if (left) /* while nobody answered; or it is no hub any more */
        begin_clean(v, c->at);
    v->conn.via = v->conn.via && !left;
    v->conn.hub = c->hub && !v->conn.via;
    if (c->hub)
        lines_begin(&v->lines);
    else
        asks_begin(&c->asks, v);
    c->hub_zone = v->conn.hub;
    v->pages.due |= v->conn.hub;
}

static void take_reply(struct client *c, const json_t *reply)
{
    char text[192];
    if (c->going && json_integer_value(json_object_get(reply, "id")) == GO_ID) {
        arrive(c, reply);
        return;
    }
    if (c->view->conn.hub && json_is_integer(json_object_get(reply, "id"))) {
        if (json_object_get(reply, "offsets") != NULL)
            rows_zone(c->view, reply);
        else if (!pages_take(&c->view->pages, reply))
            (void)lines_take(&c->view->lines, reply, &c->view->snap);
        return;
    }
    if (json_is_integer(json_object_get(reply, "id"))) {
        struct desk *desk = c->view->desk;
        if (json_object_get(reply, "person") != NULL)
            member_take_text(reply, "role", c->view->conn.role, sizeof c->view->conn.role);
        if (!asks_reply(&c->asks, c->view, reply) && desk != NULL)
            (void)desk_reply(desk, c->view, reply);
        if (desk != NULL && desk->refresh)
            asks_refresh(&c->asks, c->view);
        if (desk != NULL)
            desk->refresh = false;
        return;
    }
    member_take_text(json_object_get(reply, "error"), "text", text, sizeof text);
    refuse(c, text); /* it answers none of ours: it is about the connection */
}

static void take_line(struct client *c, const char *line, size_t length)
{
    static const char event[] = "{\"event\":\"snapshot\",\"snapshot\":";
    size_t n = sizeof event - 1;
    if (length > n && memcmp(line, event, n) == 0) { /* the common one, without a detour */
        take_snapshot(c, line + n, length - n - 1);
        return;
    }
    json_t *object = json_loadb(line, length, JSON_REJECT_DUPLICATES, NULL);
    const json_t *hello = json_object_get(object, "hello");
    if (hello != NULL && !c->greeted) {
        take_hello(c, hello);
    } else if (json_object_get(object, "ok") != NULL) {
        take_reply(c, object);
    } else if (c->view->conn.hub) {
        (void)lines_take(&c->view->lines, object, &c->view->snap);
    } else if (json_object_get(object, "person") != NULL) {
        member_take_text(object, "role", c->view->conn.role, sizeof c->view->conn.role);
        if (c->view->desk != NULL)
            desk_person(c->view->desk, object);
    } else if (json_object_get(object, "snapshot") != NULL) {
        char *text = json_dumps(json_object_get(object, "snapshot"), JSON_COMPACT);
        if (text != NULL)
            take_snapshot(c, text, strlen(text));
        free(text);
    }
    json_decref(object);
}

/* Returns whether something came. */
static bool read_in(struct client *c)
{
    static char chunk[64 * 1024];
    bool any = false;
    for (int i = 0; i < READS_A_STEP && c->fd >= 0 && !c->connecting; i++) {
        ssize_t n = recv(c->fd, chunk, sizeof chunk, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN)
            return any;
        if (n <= 0) {
            lose_by_errno(c, n < 0 ? errno : ECONNREFUSED);
            return true;
        }
        any = true;
        if (line_buffer_add(&c->in, chunk, (size_t)n) != 0) {
            lose(c, _("andond sent a line that is too long"));
            return true;
        }
        size_t length;
        const char *line;
        while (c->fd >= 0 && (line = line_buffer_next(&c->in, &length)) != NULL)
            take_line(c, line, length);
    }
    return any;
}

static void finish_connecting(struct client *c)
{
    struct pollfd p = {.fd = c->fd, .events = POLLOUT};
    int error = 0;
    socklen_t size = sizeof error;
    if (poll(&p, 1, 0) != 1)
        return;
    if (getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
        error = errno;
    if (error != 0)
        lose_by_errno(c, error);
    else
        c->connecting = false;
}

bool client_step(struct client *c)
{
    enum connection before = c->view->conn.state;
    bool changed = false;
    if (c->fd < 0 && c->view->boot_ms >= c->retry_at_ms) {
        begin(c);
        changed = true;
    }
    if (c->fd >= 0 && c->connecting)
        finish_connecting(c);
    if (c->fd >= 0 && !c->connecting)
        changed |= read_in(c);
    ask_what_is_due(c);
    flush_out(c);
    return changed || before != c->view->conn.state;
}

int client_fd(const struct client *client)
{
    return client->fd;
}

short client_events(const struct client *client)
{
    return (short)(POLLIN | (client->connecting || client->out_length > 0 ? POLLOUT : 0));
}

bool client_due(const struct client *client)
{
    if (client->greeted && !client->going && is_elsewhere(client))
        return true;
    if (client->greeted && client->view->conn.hub)
        return client->view->lines.due || client->view->lines.open_due ||
               (shows_page(client->view) &&
                pages_deadline(&client->view->pages) <= client->view->boot_ms);
    return client->greeted && client->view->desk != NULL &&
           desk_deadline(client->view->desk) <= client->view->boot_ms;
}

int64_t client_next(const struct client *client)
{
    if (client->fd < 0)
        return client->retry_at_ms;
    if (!client->greeted || (client->going && !client->view->conn.hub))
        return TIME_NEVER; /* nothing is asked before it answers */
    if (client->view->conn.hub && client_due(client))
        return 0;
    if (client->view->conn.hub)
        return shows_page(client->view) ? pages_deadline(&client->view->pages) : TIME_NEVER;
    int64_t asks = asks_deadline(&client->asks, client->view);
    int64_t desk = client->view->desk != NULL ? desk_deadline(client->view->desk) : TIME_NEVER;
    return desk < asks ? desk : asks;
}
