/* SPDX-License-Identifier: MIT */
/* The link thread: connect, subscribe, keep sending, and after a loss try again with a growing
 * random pause; until link_close. It alone calls the client (and so paho). Callbacks leave notes
 * in struct link and ring; each turn of the loop takes the notes and acts by phase. */
#include "data/link/internal.h"
#include "data/link/nodelay.h"
#include "data/link/reason.h"
#include "data/link/tls.h"
#include "data/model/text.h"
#include "data/service/crash.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>

#define TURN_MS          1000 /* it turns at least this often, for the heartbeat */
#define PROBE_MS         5000
#define CONNECT_S        10
#define WATCHDOG_MS      (CONNECT_S * 1000 + 3000) /* when paho's own time-out failed us */
#define SETTLED_MS       10000 /* a link that lived so long starts the back-off anew */
#define AFTER_HANG_MS    500   /* for paho to carry out a disconnect */
#define CLOSE_PUBLISH_MS 900
#define CLOSE_LEAVE_MS   500
#define KEEPALIVE_S      15
#define RETRY_MIN_MS     1000
#define RETRY_MAX_MS     60000

enum phase { PHASE_WAIT, PHASE_CONNECT, PHASE_SUBSCRIBE, PHASE_UP };

struct session {
    struct link *link;
    struct client *client;
    enum phase phase;
    int64_t deadline; /* monotonic: of the pause, or of the step under way */
    int64_t up_since;
    uint64_t attempt;
    unsigned failures; /* in a row */
    enum mqtt_version version;
    bool proven;           /* `version` has worked with this broker */
    bool refused5;         /* it said that it does not speak MQTT 5 (and did not merely hang up) */
    bool shown;            /* a DOWN was reported since the last change */
    bool ticking;          /* a flood: the queue wants to be looked at every millisecond */
    struct filters *added; /* subscribed to while up, not yet answered; texts are link->filters' */
    int64_t answer_by;     /* monotonic */
    char why[WHY_SIZE];
    char will[LINK_WILL_MAX]; /* of the connection, when it is not the status */
    struct client_message death;
};

/* ---- from paho's threads ---- */

static void ring(struct link *link)
{
    (void)pthread_cond_signal(&link->turn);
}

static void note_message(void *ctx, const struct queue_message *message)
{
    struct link *link = ctx;
    if (!queue_message(link->queue, message))
        return;
    (void)pthread_mutex_lock(&link->lock);
    link->notes.tick = true;
    ring(link);
    (void)pthread_mutex_unlock(&link->lock);
}

static void note_connected(void *ctx, uint64_t attempt, int code)
{
    struct link *link = ctx;
    (void)pthread_mutex_lock(&link->lock);
    link->notes.connected = true;
    link->notes.attempt = attempt;
    link->notes.code = code;
    ring(link);
    (void)pthread_mutex_unlock(&link->lock);
}

static void note_subscribed(void *ctx, uint64_t attempt, int refused, int code)
{
    struct link *link = ctx;
    (void)pthread_mutex_lock(&link->lock);
    link->notes.subscribed = true;
    link->notes.attempt = attempt;
    link->notes.refused = refused;
    link->notes.code = code;
    ring(link);
    (void)pthread_mutex_unlock(&link->lock);
}

static void note_ending(void *ctx, int code)
{
    struct link *link = ctx;
    (void)pthread_mutex_lock(&link->lock);
    link->ending = code;
    (void)pthread_mutex_unlock(&link->lock);
}

static void note_lost(void *ctx)
{
    struct link *link = ctx;
    (void)pthread_mutex_lock(&link->lock);
    link->notes.lost = true;
    link->notes.lost_code = link->ending;
    link->ending = 0;
    ring(link);
    (void)pthread_mutex_unlock(&link->lock);
}

static void note_disconnected(void *ctx)
{
    struct link *link = ctx;
    (void)pthread_mutex_lock(&link->lock);
    link->notes.disconnected = true;
    ring(link);
    (void)pthread_mutex_unlock(&link->lock);
}

static const struct client_ops ops = {
    .message = note_message,
    .connected = note_connected,
    .subscribed = note_subscribed,
    .ending = note_ending,
    .lost = note_lost,
    .disconnected = note_disconnected,
    .published = outbox_landed,
};

/* ---- phases ---- */

static void report(struct session *s, enum link_state state, const char *why)
{
    if (s->shown && state == LINK_DOWN && strcmp(s->why, why) == 0)
        return;
    s->shown = state == LINK_DOWN;
    (void)text_copy(s->why, sizeof s->why, why);
    queue_state(s->link->queue, state, why);
}

/* Full jitter: anywhere between nothing and the ceiling, which doubles with each failure. */
static int64_t pause_ms(const struct session *s)
{
    int64_t low = s->link->conf.retry_min_ms, high = s->link->conf.retry_max_ms;
    for (unsigned i = 1; i < s->failures && low < high; i++)
        low *= 2;
    int64_t ceiling = low < high ? low : high;
    uint64_t dice = 0;
    if (getrandom(&dice, sizeof dice, GRND_NONBLOCK) != (ssize_t)sizeof dice)
        dice = (uint64_t)now_monotonic_ms() * UINT64_C(2654435761);
    return (int64_t)(dice % (uint64_t)(ceiling + 1));
}

static void pause_after_failure(struct session *s, const char *why)
{
    outbox_give_up(s->link);
    free(s->added);
    s->added = NULL;
    (void)atomic_fetch_add(&s->link->failures, 1);
    s->failures++;
    s->phase = PHASE_WAIT;
    s->deadline = now_monotonic_ms() + pause_ms(s);
    report(s, LINK_DOWN, why);
}

/* As above, while paho still holds a connection or works on one. */
static void abandon(struct session *s, const char *why)
{
    (void)client_disconnect(s->client, 0, false);
    pause_after_failure(s, why);
    if (s->deadline < now_monotonic_ms() + AFTER_HANG_MS)
        s->deadline = now_monotonic_ms() + AFTER_HANG_MS;
}

/* ---- our presence ---- */

/* What the broker is to say when we are gone, or what we say before we go. NULL: nothing. */
static const struct client_message *make_death(struct session *s, enum link_will_for what)
{
    const struct link_conf *conf = &s->link->conf;
    s->death = (struct client_message){.qos = 1};
    if (conf->will.topic) {
        s->death.topic = conf->will.topic;
        s->death.payload = s->will;
        s->death.length = conf->will.make(conf->will.ctx, what, s->will, sizeof s->will);
        s->death.retain = conf->will.retain;
    } else if (conf->status_topic) {
        s->death.topic = conf->status_topic;
        s->death.payload = conf->status_offline;
        s->death.length = strlen(conf->status_offline);
        s->death.retain = true;
    }
    return s->death.topic ? &s->death : NULL;
}

static void say_online(struct session *s)
{
    const struct link_conf *conf = &s->link->conf;
    const struct client_message online = {.topic = conf->status_topic,
                                          .payload = conf->status_online,
                                          .length =
                                              conf->status_online ? strlen(conf->status_online) : 0,
                                          .qos = 1,
                                          .retain = true};
    if (conf->status_topic && !conf->will.topic)
        outbox_send_own(s->link, s->client, &online);
}

static void try_connect(struct session *s)
{
    char why[WHY_SIZE] = "";
    atomic_store(&s->link->looking, true);
    int rc = probe(&s->link->address, PROBE_MS, &s->link->closing, why);
    atomic_store(&s->link->looking, false);
    if (atomic_load(&s->link->closing))
        return;
    if (rc != 0) {
        pause_after_failure(s, why);
        return;
    }
    rc = client_connect(s->client, s->version, ++s->attempt, make_death(s, LINK_WILL_CONNECT));
    if (rc != 0) {
        (void)text_format(why, sizeof why, "the MQTT client refuses to connect (%d)", rc);
        abandon(s, why);
        return;
    }
    s->phase = PHASE_CONNECT;
    s->deadline = now_monotonic_ms() + WATCHDOG_MS;
}

static void go_up(struct session *s, const char *warning)
{
    (void)pthread_mutex_lock(&s->link->lock);
    s->link->up = true;
    (void)pthread_mutex_unlock(&s->link->lock);
    s->phase = PHASE_UP;
    s->up_since = now_monotonic_ms();
    s->deadline = INT64_MAX;
    report(s, LINK_UP, warning);
}

/* The broker speaks another version than we tried: the other one at once, but only once in a row.
 */
static void other_version(struct session *s, const char *why)
{
    bool first = s->version == MQTT_5;
    s->proven = false;
    s->version = first ? MQTT_3_1_1 : MQTT_5;
    if (first)
        try_connect(s);
    else
        pause_after_failure(s, why);
}

/* Whether it is about TLS that the connection was closed without an answer. A plain connection to a
 * broker that wants TLS stays refused, as does the reverse. */
static bool is_about_tls(struct session *s, char why[WHY_SIZE])
{
    const struct address *a = &s->link->address;
    const atomic_bool *stop = &s->link->closing;
    atomic_store(&s->link->looking, true);
    bool is =
        a->tls ? tls_diagnose(a, &s->link->conf.tls, stop, why) != 0 : probe_speaks_tls(a, stop);
    atomic_store(&s->link->looking, false);
    if (is && !a->tls)
        (void)text_format(why, WHY_SIZE, "%s wants TLS: write mqtts://", a->shown);
    return is;
}

static void connect_failed(struct session *s, int code)
{
    char why[WHY_SIZE];
    const char *words = reason_words(code);
    if (reason_is_version(code)) {
        s->refused5 = s->version == MQTT_5;
        other_version(s, "the broker speaks neither MQTT 5 nor 3.1.1");
    } else if (code > 0) {
        if (words)
            (void)text_copy(why, sizeof why, words);
        else
            (void)text_format(why, sizeof why, "refused by the broker (code %d)", code);
        pause_after_failure(s, why);
    } else if (is_about_tls(s, why)) {
        pause_after_failure(s, why);
    } else {
        (void)text_format(why, sizeof why, "%s closes the connection before it answers",
                          s->link->address.shown);
        if (s->proven)
            pause_after_failure(s, why);
        else
            other_version(s, why);
    }
}

static void on_wait(struct session *s, const struct notes *n)
{
    (void)n;
    if (now_monotonic_ms() >= s->deadline)
        try_connect(s);
}

static void on_connect(struct session *s, const struct notes *n)
{
    char why[WHY_SIZE];
    if (!n->connected || n->attempt != s->attempt) {
        if (now_monotonic_ms() < s->deadline)
            return;
        (void)text_format(why, sizeof why, "no answer from the broker at %s",
                          s->link->address.shown);
        abandon(s, why);
        return;
    }
    if (n->code != 0) {
        connect_failed(s, n->code);
        return;
    }
    s->proven = true;
    (void)nodelay_towards(s->link->address.port);
    (void)atomic_fetch_add(&s->link->connects, 1);
    say_online(s);
    s->phase = PHASE_SUBSCRIBE;
    s->deadline = now_monotonic_ms() + WATCHDOG_MS;
    if (s->link->filters->count == 0)
        go_up(s, "");
    else if (client_subscribe(s->client, s->link->filters, s->attempt) != 0)
        abandon(s, "the subscription could not be sent");
}

static void refused_words(const struct filters *filters, const struct notes *n, char why[WHY_SIZE])
{
    const char *words = reason_words(n->code);
    (void)text_format(why, WHY_SIZE, "subscription %s: %s", words ? words : "refused",
                      filters->item[n->refused]);
}

static void on_subscribe(struct session *s, const struct notes *n)
{
    char why[WHY_SIZE];
    if (!n->subscribed || n->attempt != s->attempt) {
        if (now_monotonic_ms() >= s->deadline)
            abandon(s, "the broker does not answer the subscription");
        return;
    }
    if (n->code == 0) {
        go_up(s, "");
        return;
    }
    if (n->code < 0) {
        abandon(s, "the broker ended the connection at the subscription");
        return;
    }
    refused_words(s->link->filters, n, why);
    if (s->link->filters->count > 1)
        go_up(s, why); /* the other filters work */
    else
        abandon(s, why);
}

/* ---- other filters while it is up ---- */

static void subscribe_added(struct session *s, struct filters *added)
{
    s->added = added;
    s->answer_by = now_monotonic_ms() + WATCHDOG_MS;
    if (client_subscribe(s->client, added, ++s->attempt) != 0)
        abandon(s, "the subscription could not be sent");
}

/* An unsubscription that gets lost only means messages that nobody wants. */
static void change_subscription(struct session *s, const struct filters *before)
{
    struct filters *gone = filters_minus(before, s->link->filters);
    struct filters *added = filters_minus(s->link->filters, before);
    if (gone && gone->count > 0)
        (void)client_unsubscribe(s->client, gone);
    if (!added)
        abandon(s, "out of memory"); /* and subscribe to everything anew */
    else if (added->count > 0)
        subscribe_added(s, added);
    else
        free(added);
    free(gone);
}

/* Not while an answer about the ones before is awaited. */
static bool can_follow(const struct session *s)
{
    return s->link->wanted && s->client && s->phase != PHASE_SUBSCRIBE && !s->added;
}

static void follow_filters(struct session *s)
{
    struct link *link = s->link;
    struct filters *before = link->filters;
    (void)pthread_mutex_lock(&link->lock);
    bool follow = can_follow(s);
    if (follow) {
        link->filters = link->wanted;
        link->wanted = NULL;
    }
    (void)pthread_mutex_unlock(&link->lock);
    if (!follow)
        return;
    if (s->phase == PHASE_UP)
        change_subscription(s, before);
    free(before);
}

static void on_added(struct session *s, const struct notes *n)
{
    char why[WHY_SIZE];
    if (!n->subscribed || n->attempt != s->attempt) {
        if (now_monotonic_ms() >= s->answer_by)
            abandon(s, "the broker does not answer the subscription");
        return;
    }
    if (n->code < 0) {
        abandon(s, "the broker ended the connection at the subscription");
        return;
    }
    if (n->code > 0) {
        refused_words(s->added, n, why);
        report(s, LINK_UP, why);
    }
    free(s->added);
    s->added = NULL;
}

static void on_up(struct session *s, const struct notes *n)
{
    if (s->added)
        on_added(s, n);
    if (s->phase == PHASE_UP)
        outbox_send(s->link, s->client);
}

static void on_lost(struct session *s, const struct notes *n)
{
    char why[WHY_SIZE];
    const char *words = reason_words(n->lost_code);
    if (s->phase == PHASE_UP && now_monotonic_ms() - s->up_since >= SETTLED_MS)
        s->failures = 0;
    if (s->version == MQTT_3_1_1 && !s->refused5) {
        s->version = MQTT_5;
        s->proven = false;
    }
    (void)text_format(why, sizeof why, "connection lost%s%s", words ? ": " : "",
                      words ? words : "");
    pause_after_failure(s, why);
}

/* ---- the thread ---- */

/* Wait until there is something to do or `until` (monotonic) has come; take the notes. */
static void rest(struct session *s, int64_t until, struct notes *out)
{
    struct link *link = s->link;
    int64_t latest = now_monotonic_ms() + TURN_MS;
    int64_t end = until < latest ? until : latest;
    struct timespec t = {.tv_sec = end / 1000, .tv_nsec = end % 1000 * 1000000};
    (void)pthread_mutex_lock(&link->lock);
    for (;;) {
        const struct notes *n = &link->notes;
        if (atomic_load(&link->closing) || n->connected || n->subscribed || n->lost ||
            n->disconnected || n->tick || outbox_can_send(link) || can_follow(s) || link->again)
            break;
        if (pthread_cond_timedwait(&link->turn, &link->lock, &t) == ETIMEDOUT)
            break;
    }
    *out = link->notes;
    link->notes = (struct notes){0};
    (void)pthread_mutex_unlock(&link->lock);
    atomic_store(&link->heartbeat, now_boot_ms());
}

/* Send what is queued and wait for its answers, until `end` (monotonic) or the loss of the link. */
static void land(struct session *s, int64_t end)
{
    struct link *link = s->link;
    struct timespec t = {.tv_sec = end / 1000, .tv_nsec = end % 1000 * 1000000};
    int rc = 0;
    while (rc == 0) {
        outbox_send(s->link, s->client);
        (void)pthread_mutex_lock(&link->lock);
        bool over = outbox_is_landed(link) || link->notes.lost;
        if (!over && !outbox_can_send(link))
            rc = pthread_cond_timedwait(&link->turn, &link->lock, &t);
        (void)pthread_mutex_unlock(&link->lock);
        if (over)
            return;
    }
}

static void wait_disconnected(struct session *s)
{
    struct link *link = s->link;
    int64_t end = now_monotonic_ms() + CLOSE_LEAVE_MS;
    struct timespec t = {.tv_sec = end / 1000, .tv_nsec = end % 1000 * 1000000};
    int rc = 0;
    (void)pthread_mutex_lock(&link->lock);
    while (rc == 0 && !link->notes.disconnected && !link->notes.lost)
        rc = pthread_cond_timedwait(&link->turn, &link->lock, &t);
    (void)pthread_mutex_unlock(&link->lock);
}

static void leave(struct session *s)
{
    struct link *link = s->link;
    int64_t now = now_monotonic_ms();
    const struct client_message *death;
    if (s->phase == PHASE_UP)
        land(s, now + CLOSE_PUBLISH_MS / 2);
    if (s->phase == PHASE_UP || s->phase == PHASE_SUBSCRIBE) {
        death = make_death(s, LINK_WILL_LEAVE);
        if (death)
            outbox_send_own(link, s->client, death);
        land(s, now + CLOSE_PUBLISH_MS);
    }
    if (s->phase != PHASE_WAIT &&
        client_disconnect(s->client, 0, link->conf.will.topic && !link->conf.will.plain) == 0)
        wait_disconnected(s);
}

/* Asked to connect anew: no failure, so there is no pause. */
static void come_again(struct session *s)
{
    struct link *link = s->link;
    (void)pthread_mutex_lock(&link->lock);
    bool again = link->again && s->phase == PHASE_UP;
    link->again = false;
    (void)pthread_mutex_unlock(&link->lock);
    if (!again)
        return;
    leave(s);
    outbox_give_up(link);
    free(s->added);
    s->added = NULL;
    s->phase = PHASE_WAIT;
    s->deadline = now_monotonic_ms();
    report(s, LINK_DOWN, "connecting anew");
}

/* Where there is no memory for it: again, after a pause. */
static void make_client(struct session *s)
{
    struct link *link = s->link;
    const struct client_conf conf = {
        .uri = link->address.uri,
        .client_id = link->conf.client_id,
        .tls = link->address.tls ? &link->conf.tls : NULL,
        .user = link->conf.user,
        .password = link->conf.password,
        .keepalive_s = link->conf.keepalive_s,
        .connect_timeout_s = CONNECT_S,
    };
    s->client = client_new(&conf, &ops, link);
    if (s->client)
        report(s, LINK_CONNECTING, "");
    else
        pause_after_failure(s, "out of memory");
}

void *session_run(void *arg)
{
    static void (*const act[])(struct session *, const struct notes *) = {
        [PHASE_WAIT] = on_wait,
        [PHASE_CONNECT] = on_connect,
        [PHASE_SUBSCRIBE] = on_subscribe,
        [PHASE_UP] = on_up,
    };
    struct link *link = arg;
    struct session s = {.link = link, .version = MQTT_5, .deadline = 0};
    struct notes notes;
    (void)prctl(PR_SET_NAME, "link");
    crash_phase("talking to the broker");
    if (link->address.tls)
        tls_prepare();
    make_client(&s);
    while (!atomic_load(&link->closing)) {
        rest(&s, s.ticking ? now_monotonic_ms() + 1 : s.deadline, &notes);
        s.ticking = (s.ticking && queue_tick(link->queue)) || notes.tick;
        if (atomic_load(&link->closing))
            continue;
        if (!s.client)
            make_client(&s);
        else if (notes.lost && s.phase == PHASE_CONNECT && notes.connected)
            abandon(&s, "connection lost");
        else if (notes.lost && (s.phase == PHASE_SUBSCRIBE || s.phase == PHASE_UP))
            on_lost(&s, &notes);
        else
            act[s.phase](&s, &notes);
        if (s.client && !notes.lost) {
            follow_filters(&s);
            come_again(&s);
        }
    }
    free(s.added);
    if (s.client)
        leave(&s);
    client_free(s.client);
    (void)pthread_mutex_lock(&link->lock);
    link->finished = true;
    (void)pthread_cond_signal(&link->done);
    (void)pthread_mutex_unlock(&link->lock);
    return NULL;
}
