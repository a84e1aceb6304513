/* SPDX-License-Identifier: MIT */
/* People at a hub who work at this station: their requests come on …/command, signed, and go into
 * the socket's server as those of a client of its own; what it says goes out on …/reply. So a
 * command is judged, done, kept and answered exactly as one from a terminal here. Called by
 * uplink.c with messages, by the loop when time has passed. Owns the guests: a pair of sockets
 * each, one end the server's.
 *
 * Limits: GUESTS_MAX at once; of VISITS_SEEN visits it is known how far they came, for longer than
 * a command may be old; a guest is gone when its hub is not heard for VISIT_LEASE_MS, when the
 * broker is lost, and when other roles are granted. Whatever is refused is counted by its reason.
 */
#include "andon/daemon.h"
#include "andon/service/clock.h"
#include "andon/service/messages.h"
#include "andon/service/topics.h"
#include "data/model/json.h"
#include "data/model/sync/visit.h"
#include "data/model/text.h"
#include "data/store/hash.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#define GUESTS_MAX   8
#define VISITS_SEEN  512
#define FORGET_MS    (3 * VISIT_AGE_MS) /* one that is ahead of time is good for two of them */
#define SNAPSHOTS_MS INT64_C(1000)      /* between two to a hub */
#define AGAIN_MS     INT64_C(50)        /* what the link would not take is tried again */
#define STEP_MS      INT64_C(5000)      /* the clock was set by more: commands of before are void */
#define REPLY_TAG    (UINT64_C(1) << 60)

enum refusal {
    REFUSED_RETAINED,
    REFUSED_LARGE,
    REFUSED_UNREADABLE,
    REFUSED_UNSIGNED,
    REFUSED_NONCE,
    REFUSED_OLD,
    REFUSED_REPLAYED,
    REFUSED_BUSY,
    REFUSED_FORBIDDEN,
    REFUSED_UNKNOWN,
    REFUSAL_COUNT
};
static const char *const refusal_names[REFUSAL_COUNT] = {
    [REFUSED_RETAINED] = "retained", [REFUSED_LARGE] = "large", [REFUSED_UNREADABLE] = "unreadable",
    [REFUSED_UNSIGNED] = "unsigned", [REFUSED_NONCE] = "nonce", [REFUSED_OLD] = "old",
    [REFUSED_REPLAYED] = "replayed", [REFUSED_BUSY] = "busy",   [REFUSED_FORBIDDEN] = "forbidden",
    [REFUSED_UNKNOWN] = "unknown",
};

struct guest {
    uv_pipe_t pipe; /* our end; pipe.data is the guest */
    struct daemon *daemon;
    struct seen *seen;
    struct line_buffer in;
    enum hub_commands granted; /* what was configured when it came */
    char *waiting;             /* a line that the link would not take yet, or NULL */
    char *snapshot;            /* the latest, not yet sent, or NULL */
    size_t waiting_length, snapshot_length;
    int64_t snapshot_at; /* boot_ms, not before */
};

/* A visit, also one that is over. */
struct seen {
    char visit[VISIT_ID_SIZE]; /* "": free */
    char person[33];
    enum person_role role;
    int64_t n, used; /* of the latest command; boot_ms when it came */
    struct guest *guest;
};

struct remote {
    char command_topic[CONFIG_TOPIC_MAX], reply_topic[CONFIG_TOPIC_MAX];
    char nonce[VISIT_ID_SIZE];
    int64_t offset; /* wall less boot time when the nonce was made */
    int64_t said;   /* answers so far, their numbers */
    int64_t commands, refused[REFUSAL_COUNT];
    struct seen seen[VISITS_SEEN];
    struct guest *guest[GUESTS_MAX]; /* NULL: free */
    char text[PROTOCOL_LINE_MAX + VISIT_SIGNED_MAX], payload[LINK_PAYLOAD_MAX];
};

static int make_nonce(struct remote *r)
{
    unsigned char bytes[(VISIT_ID_SIZE - 1) / 2];
    struct now now = clock_now();
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return -1;
    hash_to_hex(bytes, sizeof bytes, r->nonce);
    r->offset = now.wall_ms - now.boot_ms;
    return 0;
}

int remote_prepare(struct daemon *d, struct cause *why)
{
    struct remote *r = d->remote = calloc(1, sizeof *r);
    if (!r || make_nonce(r) != 0)
        return cause_set(why, -1, r ? "there are no random numbers" : "out of memory");
    if (!topic_own(d->config, TOPIC_COMMAND, r->command_topic, sizeof r->command_topic) ||
        !topic_own(d->config, TOPIC_REPLY, r->reply_topic, sizeof r->reply_topic))
        return cause_set(why, -1, "the station's names make a topic longer than %d bytes",
                         CONFIG_TOPIC_MAX - 1);
    return 0;
}

/* Nothing is believed that bears no signature. */
static bool is_open(const struct daemon *d)
{
    return topics_commands(d->config) && d->shipper.key.length > 0;
}

size_t remote_filters(const struct daemon *d, const char **filters)
{
    if (!is_open(d))
        return 0;
    filters[0] = d->remote->command_topic;
    return 1;
}

const char *remote_nonce(const struct daemon *d)
{
    return is_open(d) ? d->remote->nonce : NULL;
}

/* ---- answers --------------------------------------------------------------------------------- */

/* -1: the link takes no more now. */
static int publish(struct daemon *d, const char *visit, const char *line, size_t length)
{
    struct remote *r = d->remote;
    struct visit_reply reply = {.n = r->said + 1, .line = line, .length = length};
    (void)text_copy(reply.visit, sizeof reply.visit, visit);
    size_t size = visit_reply_signed(&reply, d->path, r->text, sizeof r->text);
    mac_make(&d->shipper.key, r->text, size, reply.mac);
    size_t wire = size > 0 ? visit_reply_write(&reply, r->payload, sizeof r->payload) : 0;
    if (wire == 0)
        return -2;
    if (link_publish(d->uplink.link, r->reply_topic, r->payload, wire, 1, false, REPLY_TAG) != 0)
        return -1;
    r->said++;
    return 0;
}

/* `id` NULL: of no request. */
static void answer_error(struct daemon *d, const char *visit, const int64_t *id,
                         enum protocol_error code, const char *text)
{
    char line[512];
    struct jw w;
    jw_init(&w, line, sizeof line);
    jw_object(&w, NULL);
    if (id)
        jw_int(&w, "id", *id);
    else
        jw_null(&w, "id");
    jw_bool(&w, "ok", false);
    jw_object(&w, "error");
    jw_text(&w, "code", protocol_error_name(code));
    jw_text(&w, "text", text);
    jw_object_end(&w);
    jw_object_end(&w);
    if (!w.overflow)
        (void)publish(d, visit, line, w.length);
}

/* An answer that is too long for a message; its request is told so. */
static void answer_shorter(struct daemon *d, const char *visit, const char *line, size_t length)
{
    json_t *json = json_loadb(line, length, 0, NULL);
    const json_t *id = json_object_get(json, "id");
    int64_t number = json_integer_value(id);
    answer_error(d, visit, json_is_integer(id) ? &number : NULL, PE_BAD_REQUEST,
                 "the answer is longer than a message may be (256 KiB); ask for less");
    json_decref(json);
}

static bool send_line(struct guest *g, const char *line, size_t length)
{
    int rc = publish(g->daemon, g->seen->visit, line, length);
    if (rc == -2)
        answer_shorter(g->daemon, g->seen->visit, line, length);
    return rc != -1;
}

/* ---- guests ---------------------------------------------------------------------------------- */

static void on_closed(uv_handle_t *handle)
{
    struct guest *g = handle->data;
    line_buffer_done(&g->in);
    free(g->waiting);
    free(g->snapshot);
    free(g);
}

static void let_go(struct guest *g)
{
    struct remote *r = g->daemon->remote;
    g->seen->guest = NULL;
    for (int i = 0; i < GUESTS_MAX; i++)
        if (r->guest[i] == g)
            r->guest[i] = NULL;
    uv_close((uv_handle_t *)&g->pipe, on_closed);
}

static void on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
    static char room[64 * 1024];
    (void)handle, (void)suggested;
    *buf = uv_buf_init(room, sizeof room);
}

static char *copy_of(const char *line, size_t length)
{
    char *copy = malloc(length + 1);
    if (copy) {
        memcpy(copy, line, length);
        copy[length] = '\0';
    }
    return copy;
}

/* Snapshots come up to five a second; a hub has one, the latest. */
static void keep_snapshot(struct guest *g, const char *line, size_t length)
{
    free(g->snapshot);
    g->snapshot = copy_of(line, length);
    g->snapshot_length = length;
}

static void on_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *buf);

/* What has come out of the server goes to the hub, as far as the link takes it. */
static void pump(struct guest *g)
{
    static const char event[] = "{\"event\":\"snapshot\"";
    size_t length;
    const char *line;
    if (g->waiting) {
        if (!send_line(g, g->waiting, g->waiting_length))
            return;
        free(g->waiting);
        g->waiting = NULL;
        if (uv_read_start((uv_stream_t *)&g->pipe, on_room, on_read) != 0) {
            let_go(g);
            return;
        }
    }
    while ((line = line_buffer_next(&g->in, &length)) != NULL) {
        if (length > sizeof event && memcmp(line, event, sizeof event - 1) == 0) {
            keep_snapshot(g, line, length);
        } else if (!send_line(g, line, length)) {
            g->waiting = copy_of(line, length);
            g->waiting_length = length;
            (void)uv_read_stop((uv_stream_t *)&g->pipe);
            if (!g->waiting)
                let_go(g);
            return;
        }
    }
}

static void show(struct guest *g, int64_t boot_ms)
{
    if (!g->snapshot || boot_ms < g->snapshot_at || !send_line(g, g->snapshot, g->snapshot_length))
        return;
    free(g->snapshot);
    g->snapshot = NULL;
    g->snapshot_at = boot_ms + SNAPSHOTS_MS;
}

static void on_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *buf)
{
    struct guest *g = stream->data;
    if (count == 0)
        return;
    if (count < 0 || line_buffer_add(&g->in, buf->base, (size_t)count) != 0) {
        let_go(g);
        return;
    }
    pump(g);
    if (g->seen->guest == g)
        show(g, clock_now().boot_ms);
    daemon_settle(g->daemon);
}

static enum person_role granted(const struct daemon *d, enum person_role role)
{
    enum person_role ceiling = (enum person_role)(d->config->hub_commands - HUB_COMMANDS_VIEWER);
    return role < ceiling ? role : ceiling;
}

/* Both ends of a pair, one of them a client of the server's. */
static struct guest *open_guest(struct daemon *d, struct seen *seen, const char *hub)
{
    int fd[2], place = 0;
    char from[48];
    while (place < GUESTS_MAX && d->remote->guest[place])
        place++;
    struct guest *g = place < GUESTS_MAX ? calloc(1, sizeof *g) : NULL;
    if (!g || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fd) != 0) {
        free(g);
        return NULL;
    }
    g->daemon = d;
    g->seen = seen;
    g->granted = d->config->hub_commands;
    line_buffer_init(&g->in);
    (void)uv_pipe_init(&d->loop, &g->pipe, 0);
    g->pipe.data = g;
    seen->guest = d->remote->guest[place] = g;
    (void)text_format(from, sizeof from, "%s via hub %s", seen->person, hub);
    const struct serve_guest guest = {
        .fd = fd[1], .role = granted(d, seen->role), .user = seen->person, .from = from};
    if (uv_pipe_open(&g->pipe, fd[0]) != 0) {
        (void)close(fd[0]);
        (void)close(fd[1]);
        let_go(g);
        return NULL;
    }
    if (!serve_adopt(d->server, &guest) ||
        uv_read_start((uv_stream_t *)&g->pipe, on_room, on_read) != 0) {
        let_go(g);
        return NULL;
    }
    report(MSG_VISIT, "%s works here, as %s", from, word_name(&words_person_role, (int)guest.role));
    return g;
}

static int guests(const struct remote *r)
{
    int count = 0;
    for (int i = 0; i < GUESTS_MAX; i++)
        count += r->guest[i] != NULL;
    return count;
}

/* ---- commands -------------------------------------------------------------------------------- */

static void refuse(struct daemon *d, enum refusal why, const char *text)
{
    d->remote->refused[why]++;
    report(MSG_COMMAND_REFUSED, "%s", text);
}

/* The same, and the hub is told: it is one. */
static void refuse_to(struct daemon *d, const struct visit_command *c, enum refusal why,
                      enum protocol_error code, const char *text)
{
    char said[320];
    json_t *json = c->line[0] ? json_loads(c->line, 0, NULL) : NULL;
    const json_t *id = json_object_get(json, "id");
    int64_t number = json_integer_value(id);
    (void)text_format(said, sizeof said, "%s at hub %s: %s", c->person, c->hub, text);
    refuse(d, why, said);
    answer_error(d, c->visit, json_is_integer(id) ? &number : NULL, code, text);
    json_decref(json);
}

static struct seen *find_seen(struct remote *r, const char *visit)
{
    for (int i = 0; i < VISITS_SEEN; i++)
        if (strcmp(r->seen[i].visit, visit) == 0)
            return &r->seen[i];
    return NULL;
}

/* A row that nothing can be said twice of any more. NULL: there is none. */
static struct seen *new_seen(struct remote *r, const struct visit_command *c, int64_t boot_ms)
{
    struct seen *s = find_seen(r, "");
    for (int i = 0; i < VISITS_SEEN && !s; i++)
        if (!r->seen[i].guest && boot_ms - r->seen[i].used > FORGET_MS)
            s = &r->seen[i];
    if (!s)
        return NULL;
    *s = (struct seen){.role = c->role, .used = boot_ms};
    (void)text_copy(s->visit, sizeof s->visit, c->visit);
    (void)text_copy(s->person, sizeof s->person, c->person);
    return s;
}

/* What may not come this way, NULL: it may. */
static const char *forbidden(const json_t *request, const char *cmd)
{
    static const char *const never[] = {"backup", "reload"};
    if (json_object_get(request, "pin") || json_object_get(request, "badge"))
        return "a badge or PIN is only taken at the station itself";
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        if (strcmp(cmd, never[i]) == 0)
            return "that is done at the station itself";
    return NULL;
}

static void ask(struct daemon *d, struct guest *g, const struct visit_command *c)
{
    json_t *request = json_loads(c->line, JSON_REJECT_DUPLICATES, NULL);
    const char *cmd = json_string_value(json_object_get(request, "cmd"));
    const char *no = forbidden(request, cmd ? cmd : "");
    size_t row = 0;
    while (cmd && row < command_count && strcmp(command_table[row].name, cmd) != 0)
        row++;
    json_decref(request);
    if (no) {
        refuse_to(d, c, REFUSED_FORBIDDEN, PE_FORBIDDEN, no);
        return;
    }
    if (!cmd || row == command_count)
        refuse(d, REFUSED_UNKNOWN, "a command that there is none of"); /* the server says which */
    size_t length = strlen(c->line);
    char newline[] = "\n", *line = (char *)(uintptr_t)c->line; /* only read */
    const uv_buf_t buf[] = {uv_buf_init(line, (unsigned)length), uv_buf_init(newline, 1)};
    int n = uv_try_write((uv_stream_t *)&g->pipe, buf, 2);
    if (n == (int)length + 1) {
        d->remote->commands++;
        return;
    }
    refuse_to(d, c, REFUSED_BUSY, PE_BUSY, "too many requests wait here; ask again");
    if (n > 0)
        let_go(g); /* half a line is with the server */
}

/* It is from a hub, of now, and new. */
static void obey(struct daemon *d, const struct visit_command *c, int64_t boot_ms)
{
    struct remote *r = d->remote;
    struct seen *s = find_seen(r, c->visit);
    if (s && c->n <= s->n) {
        refuse(d, REFUSED_REPLAYED, "a command came twice; it is done once");
        return;
    }
    if (s && (strcmp(s->person, c->person) != 0 || s->role != c->role)) {
        refuse_to(d, c, REFUSED_FORBIDDEN, PE_FORBIDDEN, "it was somebody else who came");
        return;
    }
    s = s ? s : new_seen(r, c, boot_ms);
    if (s) {
        s->n = c->n;
        s->used = boot_ms;
    }
    if (s && c->what == VISIT_LEAVE) {
        if (s->guest)
            let_go(s->guest);
        return;
    }
    struct guest *g = s ? s->guest : NULL;
    if (s && !g)
        g = open_guest(d, s, c->hub);
    if (!g)
        refuse_to(d, c, REFUSED_BUSY, PE_BUSY, "too many people at hubs work here already");
    else if (c->what == VISIT_ASK)
        ask(d, g, c);
}

static void judge(struct daemon *d, const struct visit_command *c)
{
    struct remote *r = d->remote;
    struct now now = clock_now();
    char text[200];
    size_t length = visit_command_signed(c, d->path, r->text, sizeof r->text);
    if (length == 0 || !mac_fits(&d->shipper.key, r->text, length, c->mac)) {
        refuse(d, REFUSED_UNSIGNED, "a command that is not signed with this station's key");
        return;
    }
    if (strcmp(c->nonce, r->nonce) != 0) {
        refuse_to(d, c, REFUSED_NONCE, PE_BUSY,
                  "the station has started anew, or its clock was set, since the hub heard of it; "
                  "ask again");
        return;
    }
    int64_t age = now.wall_ms - c->ts;
    if (age > VISIT_AGE_MS || age < -VISIT_AGE_MS) {
        (void)text_format(text, sizeof text,
                          "the command is %lld s %s by the station's clock, %lld s at most are "
                          "allowed: is a clock wrong?",
                          (long long)(age < 0 ? -age : age) / MS_PER_S, age < 0 ? "ahead" : "old",
                          (long long)(VISIT_AGE_MS / MS_PER_S));
        refuse_to(d, c, REFUSED_OLD, PE_BUSY, text);
        return;
    }
    obey(d, c, now.boot_ms);
}

bool remote_message(struct daemon *d, const struct link_event *event)
{
    static struct visit_command command;
    struct cause why = {{0}};
    if (strcmp(event->topic, d->remote->command_topic) != 0)
        return false;
    if (!is_open(d) || event->length == 0) /* empty: a stored one is taken back */
        return true;
    if (event->stored)
        refuse(d, REFUSED_RETAINED, "a command that the broker had stored");
    else if (event->length > VISIT_COMMAND_MAX)
        refuse(d, REFUSED_LARGE, "a command that is larger than any");
    else if (visit_command_read(event->payload, event->length, &command, &why) != 0)
        refuse(d, REFUSED_UNREADABLE, why.text);
    else
        judge(d, &command);
    return true;
}

/* ---- time ------------------------------------------------------------------------------------ */

void remote_sent(struct daemon *d, uint64_t tag)
{
    for (int i = 0; i < GUESTS_MAX && tag == REPLY_TAG; i++)
        if (d->remote->guest[i] && d->remote->guest[i]->waiting)
            pump(d->remote->guest[i]);
}

static bool is_over(const struct daemon *d, const struct guest *g, int64_t boot_ms)
{
    return d->uplink.state != LINK_UP || !is_open(d) || g->granted != d->config->hub_commands ||
           boot_ms - g->seen->used >= VISIT_LEASE_MS;
}

void remote_tick(struct daemon *d, int64_t boot_ms)
{
    struct remote *r = d->remote;
    int64_t moved = clock_now().wall_ms - boot_ms - r->offset;
    if ((moved > STEP_MS || moved < -STEP_MS) && make_nonce(r) == 0)
        uplink_epoch_changed(d);
    for (int i = 0; i < GUESTS_MAX; i++) {
        struct guest *g = r->guest[i];
        if (g && is_over(d, g, boot_ms)) {
            let_go(g);
            continue;
        }
        if (g && g->waiting)
            pump(g);
        if (r->guest[i])
            show(r->guest[i], boot_ms);
    }
}

int64_t remote_deadline(const struct daemon *d)
{
    int64_t due = TIME_NEVER;
    for (int i = 0; i < GUESTS_MAX; i++) {
        const struct guest *g = d->remote->guest[i];
        int64_t at = g ? g->seen->used + VISIT_LEASE_MS : TIME_NEVER;
        if (g && g->snapshot && g->snapshot_at < at)
            at = g->snapshot_at;
        if (g && g->waiting)
            at = clock_now().boot_ms + AGAIN_MS;
        due = at < due ? at : due;
    }
    return due;
}

void remote_put(const struct daemon *d, struct jw *w)
{
    const struct remote *r = d->remote;
    jw_object(w, "hub");
    jw_bool(w, "open", is_open(d));
    jw_int(w, "guests", guests(r));
    jw_int(w, "commands", r->commands);
    jw_object(w, "refused");
    for (int i = 0; i < REFUSAL_COUNT; i++)
        jw_int(w, refusal_names[i], r->refused[i]);
    jw_object_end(w);
    jw_object_end(w);
}

void remote_close(struct daemon *d)
{
    for (int i = 0; i < GUESTS_MAX && d->remote; i++)
        if (d->remote->guest[i])
            let_go(d->remote->guest[i]);
}
