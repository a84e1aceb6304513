/* SPDX-License-Identifier: MIT */
/* The connection to one station: a state machine over a non-blocking socket. Snapshots become
 * lists at once; the last list is kept while the station is away, with a word that it is. Owned by
 * main.c. */
#include "console/notify/station.h"

#include "console/words/words.h"
#include "data/model/clock.h"
#include "data/model/json.h"
#include "data/model/protocol.h"
#include "data/model/text.h"

#include <errno.h>
#include <jansson.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define RETRY_MIN_MS 250
#define RETRY_MAX_MS 30000
#define AWAY_MS      60000 /* not heard for so long: people are told */
#define HELLO_MS     20000 /* a forwarded socket may lead nowhere */
#define SILENT_MS    15000 /* a watcher hears something every second */
#define OUT_MAX      4096
#define ASKED_MAX    16
#define READS_A_STEP 8

struct asked {  /* a command whose answer is for a person */
    int64_t id; /* 0: free */
    struct announcement what;
};

struct station {
    struct sockaddr_un address;
    struct announce_filter filter;
    bool role_said; /* not to be taken from the hello */
    int fd;
    bool connecting, greeted, heard;
    bool said_lost, away; /* the log, the people were told */
    struct line_buffer in;
    char out[OUT_MAX];
    size_t out_length;
    int64_t retry_ms, retry_at_ms, heard_ms, lost_ms; /* boot */
    int64_t last_id;
    struct asked asked[ASKED_MAX];
    struct snapshot snap;
    struct announce_list list;
    struct station_event news[4]; /* first in, first out; when it is full the latest is dropped */
    int news_count;
};

struct station *station_new(const char *path, const struct announce_filter *filter,
                            struct cause *why)
{
    struct station *s = calloc(1, sizeof *s);
    if (s == NULL || !text_copy(s->address.sun_path, sizeof s->address.sun_path, path)) {
        cause_set(why, 0,
                  s == NULL ? "out of memory" : "%s: the path of a socket has at most 107 bytes",
                  path);
        free(s);
        return NULL;
    }
    s->address.sun_family = AF_UNIX;
    s->filter = *filter;
    s->role_said = filter->roles != 0;
    s->fd = -1;
    s->retry_ms = RETRY_MIN_MS;
    s->lost_ms = TIME_NONE;
    line_buffer_init(&s->in);
    snapshot_init(&s->snap);
    return s;
}

void station_free(struct station **station)
{
    if (*station == NULL)
        return;
    if ((*station)->fd >= 0)
        close((*station)->fd);
    line_buffer_done(&(*station)->in);
    free(*station);
    *station = NULL;
}

__attribute__((format(printf, 4, 5))) static void tell(struct station *s, enum station_news news,
                                                       const char *title, const char *format, ...)
{
    char raw[240];
    va_list args;
    if (s->news_count == (int)(sizeof s->news / sizeof *s->news))
        return;
    struct station_event *e = &s->news[s->news_count++];
    *e = (struct station_event){.news = news};
    va_start(args, format);
    (void)vsnprintf(raw, sizeof raw, format, args);
    va_end(args);
    (void)text_sanitise(raw, strlen(raw), e->text, sizeof e->text);
    (void)text_sanitise(title, strlen(title), e->title, sizeof e->title);
}

/* ---- away and back ---- */

static void lose(struct station *s, int64_t boot_ms, const char *text)
{
    if (s->fd >= 0)
        close(s->fd);
    s->fd = -1;
    s->connecting = s->greeted = false;
    s->out_length = 0;
    line_buffer_done(&s->in);
    line_buffer_init(&s->in);
    memset(s->asked, 0, sizeof s->asked);
    if (s->lost_ms == TIME_NONE)
        s->lost_ms = boot_ms;
    if (!s->said_lost)
        tell(s, STATION_SAYS, "", "%s: %s; trying again", s->address.sun_path, text);
    s->said_lost = true;
    s->retry_at_ms = boot_ms + s->retry_ms;
    s->retry_ms = s->retry_ms * 2 > RETRY_MAX_MS ? RETRY_MAX_MS : s->retry_ms * 2;
}

/* What was open stays, and one more thing is to be told. */
static void be_away(struct station *s)
{
    if (s->list.count == ANNOUNCE_MAX)
        return;
    struct announcement *a = &s->list.item[s->list.count++];
    *a = (struct announcement){.kind = ANNOUNCE_STOP, .urgency = URGENCY_NORMAL};
    (void)text_copy(a->id, sizeof a->id, "away");
    (void)text_format(a->title, sizeof a->title, _("%s: not heard"),
                      s->heard ? announce_station(&s->snap) : s->address.sun_path);
    (void)text_copy(a->body, sizeof a->body,
                    _("Calls and alerts of this station cannot be shown until it is back."));
    s->away = true;
    tell(s, STATION_LIST, "", "%s", "");
}

static void begin(struct station *s, int64_t boot_ms)
{
    s->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (s->fd < 0) {
        lose(s, boot_ms, strerror(errno));
        return;
    }
    s->heard_ms = boot_ms;
    if (connect(s->fd, (const struct sockaddr *)&s->address, sizeof s->address) != 0 &&
        errno != EINPROGRESS)
        lose(s, boot_ms, strerror(errno == EAGAIN ? ECONNREFUSED : errno));
    else
        s->connecting = true;
}

/* ---- out ---- */

static bool put_line(struct station *s, const char *line)
{
    size_t n = strlen(line);
    if (s->fd < 0 || n + 1 > OUT_MAX - s->out_length)
        return false;
    memcpy(s->out + s->out_length, line, n);
    s->out[s->out_length + n] = '\n';
    s->out_length += n + 1;
    return true;
}

static void flush_out(struct station *s, int64_t boot_ms)
{
    while (s->fd >= 0 && !s->connecting && s->out_length > 0) {
        ssize_t n = send(s->fd, s->out, s->out_length, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN)
            return;
        if (n <= 0) {
            lose(s, boot_ms, strerror(errno));
            return;
        }
        memmove(s->out, s->out + n, s->out_length - (size_t)n);
        s->out_length -= (size_t)n;
    }
}

static struct asked *room(struct station *s)
{
    for (int i = 0; i < ASKED_MAX; i++)
        if (s->asked[i].id == 0)
            return &s->asked[i];
    return NULL;
}

bool station_act(struct station *station, const struct announcement *what)
{
    static const struct {
        const char *cmd, *object;
    } rows[ACT_COUNT] = {[ACT_TAKE] = {"call-take", "call"}, [ACT_ACK] = {"ack", "alert"}};
    struct asked *asked = room(station);
    char line[160];
    struct jw w;
    if (asked == NULL || !station->greeted || what->act == ACT_NONE)
        return false;
    jw_init(&w, line, sizeof line);
    jw_object(&w, NULL);
    jw_text(&w, "cmd", rows[what->act].cmd);
    jw_int(&w, "id", ++station->last_id);
    jw_text(&w, rows[what->act].object, what->id);
    jw_object_end(&w);
    if (w.overflow || !put_line(station, line))
        return false;
    *asked = (struct asked){.id = station->last_id, .what = *what};
    return true;
}

void station_reached(struct station *station, const struct announcement *what)
{
    char line[160];
    struct jw w;
    if (!station->greeted)
        return;
    jw_init(&w, line, sizeof line);
    jw_object(&w, NULL);
    jw_text(&w, "cmd", "call-told");
    jw_int(&w, "id", ++station->last_id);
    jw_text(&w, "call", what->id);
    jw_text(&w, "what", "notify");
    jw_object_end(&w);
    if (!w.overflow)
        (void)put_line(station, line); /* lost with the connection: the escalation goes on */
}

/* ---- in ---- */

static void take_snapshot(struct station *s, const char *json, size_t length, int64_t boot_ms)
{
    struct cause why;
    if (snapshot_from_json(json, length, &s->snap, &why) != 0) {
        lose(s, boot_ms, why.text);
        return;
    }
    s->heard = true;
    s->away = false;
    announce_list(&s->snap, &s->filter, &s->list);
    if (s->said_lost)
        tell(s, STATION_SAYS, "", "%s: connected", s->address.sun_path);
    s->said_lost = false;
    s->retry_ms = RETRY_MIN_MS;
    s->lost_ms = TIME_NONE;
    tell(s, STATION_LIST, "", "%s", "");
}

static void take_hello(struct station *s, const json_t *hello, int64_t boot_ms)
{
    const char *role = json_string_value(json_object_get(hello, "role"));
    if (json_integer_value(json_object_get(hello, "protocol")) != PROTOCOL_VERSION) {
        lose(s, boot_ms, "it speaks another protocol; install the same version");
        s->retry_at_ms = boot_ms + RETRY_MAX_MS;
        return;
    }
    int value = role != NULL ? word_find(&words_person_role, role, strlen(role)) : -1;
    if (!s->role_said)
        s->filter.roles = value < 0 ? 0 : 1U << (unsigned)value;
    if (!s->role_said && value <= PERSON_VIEWER)
        tell(s, STATION_SAYS, "", "%s: you are only a viewer there; say --role to be told anything",
             s->address.sun_path);
    s->greeted = true;
    (void)put_line(s, "{\"hello\":{\"protocol\":1,\"program\":\"andon-notify\",\"version\":"
                      "\"" ANDON_VERSION "\"}}");
    (void)put_line(s, "{\"cmd\":\"watch\",\"id\":0}");
}

static void take_reply(struct station *s, const json_t *reply)
{
    int64_t id = json_integer_value(json_object_get(reply, "id"));
    const char *text = json_string_value(json_object_get(json_object_get(reply, "error"), "text"));
    for (int i = 0; i < ASKED_MAX; i++) {
        struct asked *asked = &s->asked[i];
        if (asked->id == 0 || asked->id != id)
            continue;
        if (!json_is_true(json_object_get(reply, "ok")))
            tell(s, STATION_REFUSED,
                 asked->what.act == ACT_TAKE ? _("Not taken") : _("Not acknowledged"), "%s\n%s",
                 asked->what.title, text != NULL ? text : "");
        asked->id = 0;
    }
}

static void take_line(struct station *s, const char *line, size_t length, int64_t boot_ms)
{
    static const char event[] = "{\"event\":\"snapshot\",\"snapshot\":";
    size_t n = sizeof event - 1;
    s->heard_ms = boot_ms;
    if (length > n && memcmp(line, event, n) == 0) {
        if (s->greeted)
            take_snapshot(s, line + n, length - n - 1, boot_ms);
        return;
    }
    json_t *object = json_loadb(line, length, JSON_REJECT_DUPLICATES, NULL);
    const json_t *hello = json_object_get(object, "hello");
    if (hello != NULL && !s->greeted)
        take_hello(s, hello, boot_ms);
    else if (json_is_integer(json_object_get(object, "id")))
        take_reply(s, object);
    else if (json_object_get(object, "error") != NULL)
        lose(s, boot_ms, "it will not have this client");
    json_decref(object);
}

static void read_in(struct station *s, int64_t boot_ms)
{
    static char chunk[64 * 1024];
    for (int i = 0; i < READS_A_STEP && s->fd >= 0; i++) {
        ssize_t n = recv(s->fd, chunk, sizeof chunk, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN)
            return;
        if (n <= 0 || line_buffer_add(&s->in, chunk, (size_t)n) != 0) {
            lose(s, boot_ms, n < 0 ? strerror(errno) : "the connection ended");
            return;
        }
        size_t length;
        const char *line;
        while (s->fd >= 0 && (line = line_buffer_next(&s->in, &length)) != NULL)
            take_line(s, line, length, boot_ms);
    }
}

static void finish_connecting(struct station *s, int64_t boot_ms)
{
    int error = 0;
    socklen_t size = sizeof error;
    if (getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
        error = errno;
    if (error != 0)
        lose(s, boot_ms, strerror(error));
    else
        s->connecting = false; /* a unix socket is connected at once or not at all */
}

/* ---- for the loop ---- */

static int64_t silent_at(const struct station *s)
{
    return s->heard_ms + (s->greeted ? SILENT_MS : HELLO_MS);
}

struct station_event station_step(struct station *station, int64_t boot_ms)
{
    struct station *s = station;
    if (s->news_count == 0) {
        if (s->fd < 0 && boot_ms >= s->retry_at_ms)
            begin(s, boot_ms);
        if (s->fd >= 0 && s->connecting)
            finish_connecting(s, boot_ms);
        if (s->fd >= 0 && !s->connecting)
            read_in(s, boot_ms);
        if (s->fd >= 0 && boot_ms >= silent_at(s))
            lose(s, boot_ms, "it says nothing");
        flush_out(s, boot_ms);
        if (s->lost_ms != TIME_NONE && !s->away && boot_ms >= s->lost_ms + AWAY_MS)
            be_away(s);
    }
    struct station_event e = s->news[0];
    if (s->news_count == 0)
        return (struct station_event){.news = STATION_NOTHING};
    s->news_count--;
    memmove(s->news, s->news + 1, (size_t)s->news_count * sizeof *s->news);
    return e;
}

int station_fd(const struct station *station)
{
    return station->fd;
}

short station_events(const struct station *station)
{
    return (short)(POLLIN | (station->out_length > 0 ? POLLOUT : 0));
}

int64_t station_due(const struct station *station)
{
    int64_t due = station->fd < 0 ? station->retry_at_ms : silent_at(station);
    if (station->lost_ms != TIME_NONE && !station->away && station->lost_ms + AWAY_MS < due)
        due = station->lost_ms + AWAY_MS;
    return due;
}

const struct announce_list *station_list(const struct station *station)
{
    return &station->list;
}
