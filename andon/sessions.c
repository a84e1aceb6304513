/* SPDX-License-Identifier: MIT */
/* People at shared terminals: a badge or PIN, checked in a worker thread, raises one connection to
 * the role of that person, up to the terminal's ceiling and for a limited time; then it is the
 * crew's again, without being cut off. Called by commands.c's table, by entries.c for a PIN that
 * comes with an entry, by daemon.c for time and for clients that go. Owns d->session, d->attempt.
 *
 * Limits: CHECKS_MAX checks at once, one of each connection; each try that was not right makes the
 * next one of that connection, and for that person, wait longer, up to WAIT_MAX_MS. */
#include "andon/daemon.h"

#include "andon/service/clock.h"
#include "andon/service/messages.h"
#include "andon/service/secret.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECKS_MAX   2 /* each takes 16 MiB while it runs */
#define FREE_TRIES   2
#define UNKNOWN_ROWS 64
#define WAIT_MAX_MS  INT64_C(300000)
#define FORGET_MS    INT64_C(600000)
#define RAISED_MS    INT64_C(300000) /* when nothing is configured */

static const char wrong[] = "that badge, or person and PIN, is not known here";

/* ---- tries ---- */

static struct attempt *row_of(struct attempt *row, size_t count, const char *who, int64_t boot_ms)
{
    struct attempt *oldest = &row[0];
    for (size_t i = 0; i < count; i++) {
        struct attempt *a = &row[i];
        if (strcmp(a->who, who) == 0 && boot_ms - a->last < FORGET_MS)
            return a;
        if (a->last < oldest->last)
            oldest = a;
    }
    *oldest = (struct attempt){.last = boot_ms};
    (void)text_copy(oldest->who, sizeof oldest->who, who);
    return oldest;
}

/* Connections come and go, and must not make anybody forget whose PIN was guessed. */
static struct attempt *attempt_of(struct daemon *d, int which, const char *who, int64_t boot_ms)
{
    return which == 0 ? row_of(d->attempt, ATTEMPTS_MAX, who, boot_ms)
                      : row_of(d->guessed, GUESSED_MAX, who, boot_ms);
}

/* Every try counts as wrong until it was right. Returns how long to wait yet, 0: go on. */
static int64_t try_once(struct attempt *a, int64_t boot_ms)
{
    if (boot_ms < a->free_at)
        return a->free_at - boot_ms;
    a->last = boot_ms;
    a->tries++;
    int over = a->tries - FREE_TRIES;
    int64_t pause = over <= 0 ? 0 : over > 9 ? WAIT_MAX_MS : INT64_C(1000) << (over - 1);
    a->free_at = boot_ms + (pause < WAIT_MAX_MS ? pause : WAIT_MAX_MS);
    return 0;
}

/* Names that nobody has share a few rows, so that however many are tried find room. */
static void name_guess(const struct daemon *d, const char *person, char who[64])
{
    unsigned sum = 0;
    for (size_t i = 0; i < d->config->people; i++)
        if (strcmp(d->config->person[i].name, person) == 0) {
            (void)snprintf(who, 64, "person %.40s", person);
            return;
        }
    for (const char *c = person; *c != '\0'; c++)
        sum = sum * 31 + (unsigned char)*c;
    (void)snprintf(who, 64, "nobody %u", sum % UNKNOWN_ROWS);
}

/* By connection and by person (of badges: by the terminal's user). */
static int64_t try_both(struct daemon *d, const struct client *client, const char *person,
                        char who[2][64])
{
    int64_t boot_ms = clock_now().boot_ms, wait = 0;
    (void)snprintf(who[0], 64, "client %llu", (unsigned long long)client_number(client));
    if (person[0] != '\0')
        name_guess(d, person, who[1]);
    else
        (void)snprintf(who[1], 64, "badge at %.40s", client_user(client));
    for (int i = 0; i < 2 && wait == 0; i++)
        wait = try_once(attempt_of(d, i, who[i], boot_ms), boot_ms);
    return wait;
}

/* ---- the check, in a worker thread ---- */

static atomic_bool leaving; /* the daemon stops: nobody waits for the answer */

struct known {
    char person[32], hash[SECRET_HASH_SIZE];
};

struct check {
    uv_work_t work;
    struct daemon *daemon;
    uint64_t client;
    json_t *request; /* held until it is answered */
    bool badge;
    char secret[SECRET_MAX + 1];
    char who[2][64];
    size_t count;
    int found; /* index, -1: nobody */
    struct known known[];
};

static void free_check(struct check *c)
{
    explicit_bzero(c->secret, sizeof c->secret);
    json_decref(c->request);
    free(c);
}

/* All are tried, whoever it is; badges that share a salt with a single hash. */
static void work_check(uv_work_t *work)
{
    struct check *c = work->data;
    char hash[SECRET_HASH_SIZE] = "";
    c->found = -1;
    for (size_t i = 0; i < c->count && !atomic_load(&leaving); i++) {
        bool again = i > 0 && secret_alike(c->known[i].hash, c->known[i - 1].hash);
        if (!again && secret_hash(c->secret, c->known[i].hash, hash) != 0)
            hash[0] = '\0';
        if (secret_same(hash, c->known[i].hash))
            c->found = (int)i;
    }
    if (c->count == 0)
        (void)secret_hash(c->secret, secret_nobody, hash);
    explicit_bzero(hash, sizeof hash);
}

static void list_known(struct check *c, const struct config *config, const char *person)
{
    for (size_t i = 0; i < config->people; i++) {
        const struct person_conf *p = &config->person[i];
        const char *hash = c->badge ? p->badge : p->pin;
        struct known *k = &c->known[c->count];
        if (hash[0] == '\0' || (!c->badge && strcmp(p->name, person) != 0))
            continue;
        (void)text_copy(k->person, sizeof k->person, p->name);
        if (text_copy(k->hash, sizeof k->hash, hash))
            c->count++;
    }
}

static int by_salt(const void *a, const void *b)
{
    return strcmp(((const struct known *)a)->hash, ((const struct known *)b)->hash);
}

/* ---- who is there ---- */

static struct session *session_of(struct daemon *d, uint64_t client)
{
    for (size_t i = 0; i < SERVE_CLIENTS_MAX; i++)
        if (d->session[i].client == client && client != 0)
            return &d->session[i];
    return NULL;
}

static const struct person_conf *person_of(const struct config *config, const char *name)
{
    for (size_t i = 0; i < config->people; i++)
        if (strcmp(config->person[i].name, name) == 0)
            return &config->person[i];
    return NULL;
}

static enum person_role granted(const struct config *config, const struct person_conf *person)
{
    enum person_role ceiling = config->entry.ceiling;
    return person->role < ceiling ? person->role : ceiling;
}

static void put_who(struct daemon *d, const struct client *client, char *out, size_t size)
{
    const struct session *s = session_of(d, client_number(client));
    const struct person_conf *person = s ? person_of(d->config, s->person) : NULL;
    struct jw w;
    jw_init(&w, out, size);
    if (s) {
        jw_object(&w, "person");
        jw_text(&w, "id", s->person);
        jw_text(&w, "title", person ? person->title : "");
        jw_text(&w, "role", word_name(&words_person_role, (int)s->role));
        if (person && person->language[0] != '\0')
            jw_text(&w, "language", person->language);
        jw_bool(&w, "pin", s->pin);
        jw_int(&w, "until", s->until_wall);
        jw_object_end(&w);
    } else {
        jw_null(&w, "person");
    }
    jw_text(&w, "role", word_name(&words_person_role, (int)client_role(client)));
}

/* For the audit trail: `why` NULL, it begins. */
static void record(struct daemon *d, struct session *s, const char *user, const char *why)
{
    const struct command command = {.verb = COMMAND_SESSION,
                                    .target = why ? s->id : "",
                                    .other = "",
                                    .reason = "",
                                    .note = "",
                                    .job = "",
                                    .word = why ? why : "",
                                    .at = s->begin_wall,
                                    .until = s->until_wall,
                                    .actor = s->person,
                                    .role = s->role,
                                    .pin = s->pin,
                                    .from = user};
    struct event event = {.kind = EVENT_COMMAND, .command = &command, .outcome = &d->outcome};
    step_event(d, &event, clock_now());
    if (!why)
        (void)text_copy(s->id, sizeof s->id, d->outcome.id);
}

/* What the engine was told before is forgotten: who is there has another id now. */
void sessions_again(struct daemon *d)
{
    for (size_t i = 0; i < SERVE_CLIENTS_MAX; i++)
        if (d->session[i].client != 0)
            record(d, &d->session[i], d->session[i].user, NULL);
}

static void end(struct daemon *d, struct session *s, const char *why)
{
    struct client *client = d->server ? serve_client(d->server, s->client) : NULL;
    record(d, s, s->user, why);
    *s = (struct session){0};
    if (!client)
        return;
    char members[512];
    client_raise(client, PERSON_VIEWER, "");
    put_who(d, client, members, sizeof members);
    serve_event(client, "session", members);
}

static void begin(struct daemon *d, struct client *client, const struct person_conf *person,
                  bool pin)
{
    struct now now = clock_now();
    struct session *s = session_of(d, client_number(client));
    int64_t raised = d->config->entry.raised_ms > 0 ? d->config->entry.raised_ms : RAISED_MS;
    if (s) {
        record(d, s, s->user, "replaced");
        *s = (struct session){0};
    }
    for (size_t i = 0; i < SERVE_CLIENTS_MAX && !s; i++)
        if (d->session[i].client == 0)
            s = &d->session[i];
    if (!s)
        return; /* there are as many places as clients */
    *s = (struct session){.client = client_number(client),
                          .role = granted(d->config, person),
                          .pin = pin,
                          .begin_wall = now.wall_ms,
                          .until_wall = now.wall_ms + raised,
                          .until_boot = now.boot_ms + raised};
    (void)text_copy(s->person, sizeof s->person, person->name);
    (void)text_copy(s->user, sizeof s->user, client_from(client));
    client_raise(client, s->role, s->person);
    record(d, s, s->user, NULL);
}

/* ---- after the check ---- */

static void answer(struct check *c, struct client *client)
{
    struct daemon *d = c->daemon;
    const struct person_conf *person =
        c->found >= 0 ? person_of(d->config, c->known[c->found].person) : NULL;
    const char *cmd = json_string_value(json_object_get(c->request, "cmd"));
    char members[512];
    if (!person) {
        report(MSG_SESSION_REFUSED, "at a terminal of %s: %s", client_user(client), wrong);
        serve_error(client, c->request, PE_FORBIDDEN, wrong);
        return;
    }
    for (int i = 0; i < 2; i++)
        *attempt_of(d, i, c->who[i], clock_now().boot_ms) = (struct attempt){.last = INT64_MIN / 2};
    if (strcmp(cmd, "session") == 0) {
        begin(d, client, person, !c->badge);
        put_who(d, client, members, sizeof members);
        serve_reply(client, c->request, members);
        return;
    }
    struct proof proof = {.person = person->name, .role = granted(d->config, person)};
    entries_proved(d, client, c->request, &proof);
}

static void work_done(uv_work_t *work, int status)
{
    struct check *c = work->data;
    struct daemon *d = c->daemon;
    struct client *client = d->server && !d->stopping ? serve_client(d->server, c->client) : NULL;
    for (size_t i = 0; i < SERVE_CLIENTS_MAX; i++)
        if (d->checking[i] == c->client)
            d->checking[i] = 0;
    if (client && status == 0)
        answer(c, client);
    free_check(c);
    daemon_settle(d);
}

/* A place for one more check of this client, or NULL. */
static uint64_t *place(struct daemon *d, uint64_t client)
{
    uint64_t *free_one = NULL;
    for (size_t i = 0; i < CHECKS_MAX; i++) {
        if (d->checking[i] == client)
            return NULL;
        if (d->checking[i] == 0)
            free_one = &d->checking[i];
    }
    return free_one;
}

static int start(struct daemon *d, struct client *client, json_t *request, const char *person,
                 struct check *c)
{
    uint64_t *checking = place(d, client_number(client));
    char text[96];
    if (!checking) {
        serve_error(client, request, PE_BUSY, "another badge or PIN is being checked; try again");
        return -1;
    }
    int64_t wait = try_both(d, client, person, c->who);
    if (wait > 0) {
        (void)snprintf(text, sizeof text, "too many wrong tries: wait %lld s",
                       (long long)((wait + 999) / 1000));
        serve_error(client, request, PE_BUSY, text);
        return -1;
    }
    if (uv_queue_work(&d->loop, &c->work, work_check, work_done) != 0) {
        serve_error(client, request, PE_BUSY, "it cannot be checked now; try again");
        return -1;
    }
    *checking = client_number(client);
    return 0;
}

/* `person` "": a badge says who it is, else the PIN of that one. */
static void check(struct daemon *d, struct client *client, json_t *request, const char *person)
{
    bool badge = person[0] == '\0';
    const char *secret = json_string_value(json_object_get(request, badge ? "badge" : "pin"));
    struct check *c = calloc(1, sizeof *c + d->config->people * sizeof *c->known);
    if (!c || !secret || !text_copy(c->secret, sizeof c->secret, secret)) {
        if (c)
            explicit_bzero(c->secret, sizeof c->secret);
        free(c);
        serve_error(client, request, PE_BAD_REQUEST, "a badge or PIN has at most 160 bytes");
        return;
    }
    c->work.data = c;
    c->daemon = d;
    c->client = client_number(client);
    c->request = json_incref(request);
    c->badge = badge;
    list_known(c, d->config, person);
    qsort(c->known, c->count, sizeof *c->known, by_salt);
    if (start(d, client, request, person, c) != 0)
        free_check(c);
}

/* ---- requests ---- */

void sessions_prove(struct daemon *d, struct client *client, json_t *request)
{
    const struct session *s = session_of(d, client_number(client));
    const char *person = json_string_value(json_object_get(request, "person"));
    const char *pin = json_string_value(json_object_get(request, "pin"));
    if (!pin || pin[0] == '\0') {
        check(d, client, request, ""); /* a badge that signs */
        return;
    }
    person = person ? person : s ? s->person : NULL;
    if (!person || person[0] == '\0' || strlen(person) >= sizeof s->person)
        serve_error(client, request, PE_BAD_REQUEST,
                    "whose PIN is that? Sign in first, or give \"person\"");
    else
        check(d, client, request, person);
}

void sessions_run(void *ctx, struct client *client, const json_t *request)
{
    struct daemon *d = ctx;
    json_t *mine = json_incref((json_t *)(uintptr_t)request); /* held, not changed */
    struct session *s = session_of(d, client_number(client));
    char members[512];
    if (json_is_string(json_object_get(request, "badge"))) {
        check(d, client, mine, "");
    } else if (json_is_string(json_object_get(request, "pin"))) {
        sessions_prove(d, client, mine);
    } else {
        if (json_is_true(json_object_get(request, "leave")) && s) {
            record(d, s, s->user, "left");
            *s = (struct session){0};
            client_raise(client, PERSON_VIEWER, "");
        }
        put_who(d, client, members, sizeof members);
        serve_reply(client, request, members);
        daemon_settle(d);
    }
    json_decref(mine);
}

/* Who has an own login is known by that; at a terminal that people share a PIN says who it is, once
 * there is anybody who has one. */
bool sessions_proven(struct daemon *d, const struct client *client)
{
    const struct session *s = session_of(d, client_number(client));
    if (s)
        return s->pin;
    bool shared = client_own_role(client) <= PERSON_OPERATOR;
    for (size_t i = 0; i < d->config->people && shared; i++)
        if (d->config->person[i].pin[0] != '\0')
            return false;
    return true;
}

/* ---- time and configuration ---- */

int64_t sessions_deadline(const struct daemon *d)
{
    int64_t due = TIME_NEVER;
    for (size_t i = 0; i < SERVE_CLIENTS_MAX; i++)
        if (d->session[i].client != 0 && d->session[i].until_boot < due)
            due = d->session[i].until_boot;
    return due;
}

void sessions_tick(struct daemon *d, int64_t boot_ms)
{
    for (size_t i = 0; i < SERVE_CLIENTS_MAX; i++)
        if (d->session[i].client != 0 && d->session[i].until_boot <= boot_ms)
            end(d, &d->session[i], "expired");
}

void sessions_client_is_gone(struct daemon *d, uint64_t client)
{
    struct session *s = session_of(d, client);
    if (s && !d->stopping)
        end(d, s, "gone");
}

/* Who may less now, or is not known any more, is asked again. */
void sessions_follow(struct daemon *d)
{
    for (size_t i = 0; i < SERVE_CLIENTS_MAX; i++) {
        struct session *s = &d->session[i];
        const struct person_conf *person = s->client != 0 ? person_of(d->config, s->person) : NULL;
        if (s->client != 0 && (!person || granted(d->config, person) < s->role))
            end(d, s, "configuration");
    }
}

void sessions_stop(struct daemon *d)
{
    atomic_store(&leaving, true);
    for (size_t i = 0; i < SERVE_CLIENTS_MAX; i++)
        if (d->session[i].client != 0)
            end(d, &d->session[i], "stopped");
}
