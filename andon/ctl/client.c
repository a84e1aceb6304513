/* SPDX-License-Identifier: MIT */
/* The client side of the socket protocol (data/model/protocol.h) for andonctl: connect, hello, ask,
 * wait with poll. Every wait has an end; every error is words. The client owns its descriptor, the
 * bytes it has read and the last reply. */
#include "andon/ctl/client.h"

#include "data/config/paths.h"
#include "data/model/json.h"
#include "data/model/protocol.h"
#include "data/model/text.h"
#include "data/service/clock_ms.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define CONNECT_MS 5000
#define REPLY_MS   60000 /* a verify walks the whole chain before it answers */
#define RETRY_MS   20
#define LEAF       "andond.sock"

struct client {
    int fd;
    struct line_buffer lines;
    json_t *json; /* of the last reply */
    int64_t id;   /* of the last request */
    char path[sizeof((struct sockaddr_un *)0)->sun_path];
    char station[320], version[24]; /* as its hello says */
};

/* ---- connecting ---- */

static int connect_words(const char *path, int error, struct cause *why)
{
    switch (error) {
    case ENOENT:
        return cause_set(why, -1,
                         "no andond is running here: there is no %s (start it, or say where it is "
                         "with --run DIR or --socket PATH)",
                         path);
    case ECONNREFUSED:
        return cause_set(why, -1, "nobody answers at %s: andond has ended; start it again", path);
    case EACCES:
        return cause_set(why, -1, "no permission for %s: ask to be put in group andon-operator",
                         path);
    default:
        return cause_set(why, -1, "cannot connect to %s: %s", path, strerror(error));
    }
}

/* A full backlog answers EAGAIN: somebody else is being served, try again. */
static int connect_path(struct client *c, const char *path, struct cause *why)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (!text_copy(address.sun_path, sizeof address.sun_path, path))
        return cause_set(why, -1, "the socket's path is longer than %zu bytes: %s",
                         sizeof address.sun_path - 1, path);
    int64_t deadline = clock_ms(CLOCK_MONOTONIC) + CONNECT_MS;
    do {
        c->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (c->fd < 0)
            return cause_set(why, -1, "cannot make a socket: %s", strerror(errno));
        if (connect(c->fd, (const struct sockaddr *)&address, sizeof address) == 0) {
            (void)text_copy(c->path, sizeof c->path, path);
            return 0;
        }
        int error = errno;
        (void)close(c->fd);
        c->fd = -1;
        if (error != EAGAIN && error != EINTR)
            return connect_words(path, error, why);
        (void)poll(NULL, 0, RETRY_MS);
    } while (clock_ms(CLOCK_MONOTONIC) < deadline);
    return cause_set(why, -1, "andond at %s takes no connection: it is busy or stuck", path);
}

/* Where a user's own daemon would be, then where the system's is. */
static int connect_default(struct client *c, struct cause *why)
{
    char run[512], path[600];
    struct cause second;
    if (paths_default_run(run, sizeof run, why) != 0 ||
        paths_join(path, sizeof path, run, LEAF, why) != 0)
        return -1;
    if (connect_path(c, path, why) == 0 ||
        (strcmp(run, "/run/andond") != 0 && connect_path(c, "/run/andond/" LEAF, &second) == 0))
        return 0;
    return -1;
}

static int connect_as_told(struct client *c, const struct ctl *ctl, struct cause *why)
{
    char path[600];
    if (ctl_has(ctl, OPT_SOCKET))
        return connect_path(c, ctl->value[OPT_SOCKET], why);
    if (!ctl_has(ctl, OPT_RUN))
        return connect_default(c, why);
    if (paths_join(path, sizeof path, ctl->value[OPT_RUN], LEAF, why) != 0)
        return -1;
    return connect_path(c, path, why);
}

void client_place(const struct ctl *ctl, char out[CLIENT_PLACE_SIZE])
{
    char run[512] = "";
    out[0] = '\0';
    if (ctl_has(ctl, OPT_SOCKET)) {
        (void)text_copy(out, CLIENT_PLACE_SIZE, ctl->value[OPT_SOCKET]);
        return;
    }
    if (ctl_has(ctl, OPT_RUN))
        (void)text_copy(run, sizeof run, ctl->value[OPT_RUN]);
    else
        (void)paths_default_run(run, sizeof run, NULL);
    (void)paths_join(out, CLIENT_PLACE_SIZE, run, LEAF, NULL);
}

/* ---- lines ---- */

static int send_all(struct client *c, const char *data, size_t length, struct cause *why)
{
    int64_t deadline = clock_ms(CLOCK_MONOTONIC) + CONNECT_MS;
    while (length > 0) {
        ssize_t n = send(c->fd, data, length, MSG_NOSIGNAL);
        if (n > 0) {
            data += n;
            length -= (size_t)n;
            continue;
        }
        if (n < 0 && errno != EAGAIN && errno != EINTR)
            return cause_set(why, -1, "andond at %s has hung up: %s", c->path, strerror(errno));
        struct pollfd p = {.fd = c->fd, .events = POLLOUT};
        if (clock_ms(CLOCK_MONOTONIC) >= deadline || poll(&p, 1, 100) < 0)
            return cause_set(why, -1, "andond at %s does not listen", c->path);
    }
    return 0;
}

static int receive_some(struct client *c, int wait_ms, struct cause *why)
{
    char chunk[16384];
    struct pollfd p = {.fd = c->fd, .events = POLLIN};
    if (poll(&p, 1, wait_ms) <= 0)
        return 0;
    ssize_t n = read(c->fd, chunk, sizeof chunk);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    if (n <= 0)
        return cause_set(why, -1, "andond at %s has hung up", c->path);
    if (line_buffer_add(&c->lines, chunk, (size_t)n) != 0)
        return cause_set(why, -1, "andond at %s sends more than fits a line", c->path);
    return 0;
}

static int next_object(struct client *c, struct reply *reply, struct cause *why)
{
    int64_t deadline = clock_ms(CLOCK_MONOTONIC) + REPLY_MS;
    json_decref(c->json);
    c->json = NULL;
    while (!(reply->line = line_buffer_next(&c->lines, &reply->length))) {
        int64_t left = deadline - clock_ms(CLOCK_MONOTONIC);
        if (left <= 0)
            return cause_set(why, -1, "andond at %s does not answer", c->path);
        if (receive_some(c, (int)left, why) != 0)
            return -1;
    }
    reply->json = c->json = json_loadb(reply->line, reply->length, 0, NULL);
    if (!json_is_object(c->json))
        return cause_set(why, -1, "what listens at %s is no andond", c->path);
    return 0;
}

/* The error of a reply, in the daemon's own words. */
static int refusal(const json_t *json, struct cause *why)
{
    const json_t *error = json_object_get(json, "error");
    const char *text = json_string_value(json_object_get(error, "text"));
    const char *code = json_string_value(json_object_get(error, "code"));
    return cause_set(why, -1, "%s (%s)", text ? text : "refused", code ? code : "no code");
}

/* Events and answers to nobody may come in between; an error without an id ends the talk. */
int client_more(struct client *c, struct reply *reply, struct cause *why)
{
    for (;;) {
        if (next_object(c, reply, why) != 0)
            return -1;
        const json_t *id = json_object_get(reply->json, "id"),
                     *ok = json_object_get(reply->json, "ok");
        if (json_is_null(id) && json_is_false(ok))
            return refusal(reply->json, why);
        if (json_is_integer(id) && json_integer_value(id) == c->id)
            return json_is_true(ok) ? 0 : -refusal(reply->json, why);
    }
}

int client_ask(struct client *c, const char *name, const char *arguments, struct reply *reply,
               struct cause *why)
{
    char line[2048];
    c->id++;
    reply->sent = false;
    if (!text_format(line, sizeof line, "{\"cmd\":\"%s\",\"id\":%lld%s%s}\n", name,
                     (long long)c->id, arguments[0] ? "," : "", arguments))
        return cause_set(why, -1, "%s: the request is too long", name);
    if (send_all(c, line, strlen(line), why) != 0)
        return -1;
    reply->sent = true;
    return client_more(c, reply, why);
}

/* ---- hello ---- */

static int say_hello(struct client *c, struct cause *why)
{
    static const char hello[] =
        "{\"hello\":{\"protocol\":1,\"program\":\"andonctl\",\"version\":\"" ANDON_VERSION "\"}}\n";
    struct reply reply;
    if (send_all(c, hello, sizeof hello - 1, why) != 0 || next_object(c, &reply, why) != 0)
        return -1;
    const json_t *theirs = json_object_get(reply.json, "hello");
    if (!theirs)
        return json_is_false(json_object_get(reply.json, "ok"))
                   ? refusal(reply.json, why)
                   : cause_set(why, -1, "what listens at %s is no andond", c->path);
    const char *station = json_string_value(json_object_get(theirs, "station"));
    if (station)
        (void)text_sanitise(station, strlen(station), c->station, sizeof c->station);
    const char *version = json_string_value(json_object_get(theirs, "version"));
    if (version)
        (void)text_sanitise(version, strlen(version), c->version, sizeof c->version);
    json_int_t protocol = json_integer_value(json_object_get(theirs, "protocol"));
    if (protocol != PROTOCOL_VERSION)
        return cause_set(
            why, -1, "andond at %s speaks protocol %lld, this andonctl %d: use the same version",
            c->path, (long long)protocol, PROTOCOL_VERSION);
    return 0;
}

/* At a hub: on to the station, which is talked to from then on. */
static int go_to(struct client *c, const char *station, struct cause *why)
{
    char members[300];
    struct reply reply;
    struct jw w;
    jw_init(&w, members, sizeof members);
    jw_text(&w, "station", station);
    if (w.overflow || !text_is_clean(station, strlen(station)))
        return cause_set(why, -1, "--station: that is no name of a station");
    return client_ask(c, "visit", members, &reply, why);
}

struct client *client_open(const struct ctl *ctl, struct cause *why)
{
    struct client *c = calloc(1, sizeof *c);
    if (!c) {
        (void)cause_set(why, -1, "out of memory");
        return NULL;
    }
    c->fd = -1;
    line_buffer_init(&c->lines);
    if (connect_as_told(c, ctl, why) != 0 || say_hello(c, why) != 0 ||
        (ctl_has(ctl, OPT_STATION) && go_to(c, ctl->value[OPT_STATION], why) != 0))
        client_close(&c);
    return c;
}

void client_close(struct client **client)
{
    struct client *c = *client;
    *client = NULL;
    if (!c)
        return;
    if (c->fd >= 0)
        (void)close(c->fd);
    line_buffer_done(&c->lines);
    json_decref(c->json);
    free(c);
}

const char *client_version(const struct client *c)
{
    return c->version;
}

const char *client_station(const struct client *c)
{
    return c->station;
}

void client_zone(struct client *c, struct zone *zone)
{
    struct reply reply = {0};
    *zone = zone_utc;
    if (client_ask(c, "zone", "", &reply, NULL) != 0)
        return;
    const json_t *name = json_object_get(reply.json, "name");
    const json_t *rows = json_object_get(reply.json, "offsets");
    size_t count = json_array_size(rows);
    if (count == 0 || count > ZONE_MAX || !json_is_string(name))
        return;
    for (size_t i = 0; i < count; i++) {
        const json_t *row = json_array_get(rows, i);
        zone->change[i].from_ms = json_integer_value(json_array_get(row, 0));
        zone->change[i].offset_s = (int32_t)json_integer_value(json_array_get(row, 1));
    }
    zone->count = count;
    (void)text_sanitise(json_string_value(name), json_string_length(name), zone->name,
                        sizeof zone->name);
}
