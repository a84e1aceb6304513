/* SPDX-License-Identifier: MIT */
/* From a client of the view to a station and back. The hub adds who it is (the kernel's word of the
 * peer and its groups), the station's nonce, the time and the MAC, and passes lines on as they are:
 * the station judges, does and answers. Called by view.c; owns which client is where and what has
 * not been answered yet.
 *
 * Nothing is sent twice: what was not answered may have been done, and the words say so. */
#include "data/hub/visits.h"

#include "data/model/json.h"
#include "data/model/text.h"
#include "data/service/clock_ms.h"
#include "data/store/hash.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static struct visit *visit_of(struct visits *v, uint64_t client)
{
    for (size_t i = 0; i < VISITS_MAX; i++)
        if (v->visit[i].client == client)
            return &v->visit[i];
    return NULL;
}

/* ---- to the station -------------------------------------------------------------------------- */

/* Another run of the station knows nothing of this visit, and counts its answers anew. */
static const char *follow_nonce(struct visit *visit, const char *nonce)
{
    unsigned char bytes[(VISIT_ID_SIZE - 1) / 2];
    if (strcmp(visit->nonce, nonce) == 0)
        return NULL;
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return "there are no random numbers";
    hash_to_hex(bytes, sizeof bytes, visit->id);
    (void)text_copy(visit->nonce, sizeof visit->nonce, nonce);
    visit->n = visit->heard = 0;
    return NULL;
}

/* NULL, or why it is not sent. */
static const char *send(struct visits *v, struct visit *visit, enum visit_what what,
                        const char *line)
{
    static char text[VISIT_SIGNED_MAX], payload[VISIT_COMMAND_MAX];
    static struct visit_command c;
    char topic[LINE_STATION_SIZE + 32];
    const char *nonce = board_nonce(v->board, visit->station);
    if (!v->up)
        return "the broker is not there: nothing was sent";
    if (!nonce)
        return "the station is offline: nothing was sent";
    const char *no = follow_nonce(visit, nonce);
    if (no)
        return no;
    memset(&c, 0, sizeof c);
    c.n = ++visit->n;
    c.ts = clock_ms(CLOCK_REALTIME);
    c.what = what;
    c.role = visit->role;
    (void)text_copy(c.visit, sizeof c.visit, visit->id);
    (void)text_copy(c.nonce, sizeof c.nonce, nonce);
    (void)text_copy(c.hub, sizeof c.hub, v->hub);
    (void)text_copy(c.person, sizeof c.person, visit->person);
    if (!text_copy(c.line, sizeof c.line, line))
        return "the request is longer than a command may be (8 KiB)";
    size_t length = visit_command_signed(&c, visit->station, text, sizeof text);
    if (length == 0 || !text_format(topic, sizeof topic, "andon/v1/%s/command", visit->station))
        return "the request is longer than a command may be";
    mac_make(&visit->key, text, length, c.mac);
    length = visit_command_write(&c, payload, sizeof payload);
    visit->stay_at = clock_ms(CLOCK_BOOTTIME) + VISIT_STAY_MS;
    if (length == 0 || link_publish(v->link, topic, payload, length, 1, false, 0) != 0)
        return "the broker takes no more now: nothing was sent; try again";
    return NULL;
}

/* ---- requests that wait ---------------------------------------------------------------------- */

static struct visit_open *find_open(struct visits *v, uint64_t client, int64_t request)
{
    for (size_t i = 0; i < VISITS_OPEN_MAX; i++)
        if (v->open[i].client == client && (client == 0 || v->open[i].request == request))
            return &v->open[i];
    return NULL;
}

static void forget_open(struct visits *v, uint64_t client)
{
    for (size_t i = 0; i < VISITS_OPEN_MAX; i++)
        if (v->open[i].client == client)
            v->open[i].client = 0;
}

static void unanswered(struct visits *v, uint64_t client, int64_t request, const char *station,
                       int64_t wait_ms)
{
    struct client *c = serve_client(v->server, client);
    char text[300];
    (void)text_format(text, sizeof text,
                      "no answer from %s in %lld s: it is not known whether it was done; look at "
                      "its log before you try again",
                      station, (long long)(wait_ms / 1000));
    v->late++;
    if (c)
        serve_error_id(c, request, PE_UNCLEAR, text);
}

/* ---- coming and going ------------------------------------------------------------------------ */

static void end(struct visits *v, struct visit *visit)
{
    (void)send(v, visit, VISIT_LEAVE, "");
    forget_open(v, visit->client);
    mac_key_wipe(&visit->key);
    visit->client = 0;
}

static const char *begin(struct visits *v, struct visit *visit, const struct line_row *row,
                         struct cause *why)
{
    if (!v->keys)
        return "this hub has no keys of stations (--keys DIR): it can only show them";
    if (!v->up)
        return "the broker is not there";
    if (!row->online)
        return "the station is offline: it can be visited when it is back";
    if (!board_nonce(v->board, row->station))
        return "the station takes no commands of hubs ([upstream] key_file and commands)";
    /* A small file, read when somebody comes, not while the board is told. */
    if (mac_key_of_station(v->keys, row->station, &visit->key, why) != 0)
        return why->text;
    (void)text_copy(visit->station, sizeof visit->station, row->station);
    (void)text_copy(visit->name, sizeof visit->name, line_row_name(row));
    return NULL;
}

static void run_visit(struct visits *v, struct client *client, const json_t *request)
{
    struct cause why = {{0}};
    const char *name = json_string_value(json_object_get(request, "station"));
    struct visit *visit = visit_of(v, client_number(client));
    if (visit)
        end(v, visit);
    (void)board_refresh(v->board);
    int64_t at = name ? board_find(v->board, name) : -1;
    if (at < 0) {
        serve_error(client, request, name ? PE_NOT_FOUND : PE_BAD_REQUEST,
                    at == -2 ? "several stations are called so: give the whole path"
                    : name   ? "no such station has been heard of"
                             : "which station?");
        return;
    }
    visit = visit_of(v, 0);
    if (!visit) {
        serve_error(client, request, PE_BUSY, "too many are at stations already");
        return;
    }
    *visit = (struct visit){.client = client_number(client), .role = client_own_role(client)};
    (void)text_copy(visit->person, sizeof visit->person, client_user(client));
    visit->request = json_integer_value(json_object_get(request, "id"));
    visit->until = clock_ms(CLOCK_BOOTTIME) + VISITS_ANSWER_MS;
    const char *no = begin(v, visit, board_row(v->board, (size_t)at), &why);
    no = no ? no : send(v, visit, VISIT_STAY, "");
    if (!no)
        return;
    mac_key_wipe(&visit->key);
    visit->client = 0;
    serve_error(client, request, PE_BUSY, no);
}

static void run_leave(struct visits *v, struct client *client, const json_t *request)
{
    struct visit *visit = visit_of(v, client_number(client));
    if (visit)
        end(v, visit);
    serve_reply(client, request, "");
}

/* ---- requests -------------------------------------------------------------------------------- */

static const char *pass_on(struct visits *v, struct visit *visit, const json_t *request)
{
    const char *cmd = json_string_value(json_object_get(request, "cmd"));
    int64_t id = json_integer_value(json_object_get(request, "id"));
    struct visit_open *open = find_open(v, 0, 0);
    /* What is secret does not leave this machine; the station would not take it either. */
    if (json_object_get(request, "pin") || json_object_get(request, "badge"))
        return "a badge or PIN is only taken at the station itself";
    if (!visit->arrived)
        return "the station has not answered yet";
    if (!open)
        return "too many requests wait for their answers; ask again";
    char *line = json_dumps(request, JSON_COMPACT | JSON_ENSURE_ASCII);
    const char *no = line ? send(v, visit, VISIT_ASK, line) : "out of memory";
    if (line)
        explicit_bzero(line, strlen(line));
    free(line);
    if (no)
        return no;
    int64_t wait = strcmp(cmd, "verify") == 0 ? VISITS_SLOW_MS : VISITS_ANSWER_MS;
    *open = (struct visit_open){.client = visit->client,
                                .request = id,
                                .wait_ms = wait,
                                .until = clock_ms(CLOCK_BOOTTIME) + wait};
    visit->watches = strcmp(cmd, "watch") == 0 || (visit->watches && strcmp(cmd, "unwatch") != 0);
    return NULL;
}

bool visits_take(struct visits *v, struct client *client, const json_t *request)
{
    const char *cmd = json_string_value(json_object_get(request, "cmd"));
    struct visit *visit = visit_of(v, client_number(client));
    if (strcmp(cmd, "visit") == 0) {
        run_visit(v, client, request);
        return true;
    }
    if (strcmp(cmd, "leave") == 0) {
        run_leave(v, client, request);
        return true;
    }
    if (!visit)
        return false;
    const char *no = pass_on(v, visit, request);
    if (no)
        serve_error(client, request, PE_BUSY, no);
    return true;
}

/* ---- answers --------------------------------------------------------------------------------- */

/* The station's hello: now it is the one that is talked to. After a restart of the station, or a
 * broken link, it greets anew: then it is told again what was wanted. */
static void arrive(struct visits *v, struct visit *visit, struct client *client,
                   const json_t *hello)
{
    if (visit->arrived) {
        if (visit->watches)
            (void)send(v, visit, VISIT_ASK, "{\"cmd\":\"watch\",\"id\":-2}");
        return;
    }
    char members[LINE_STATION_SIZE + 128];
    const char *role = json_string_value(json_object_get(hello, "role"));
    struct jw w;
    visit->arrived = true;
    jw_init(&w, members, sizeof members);
    jw_text(&w, "station", visit->station);
    jw_text(&w, "role",
            role && word_find(&words_person_role, role, strlen(role)) >= 0 ? role : "viewer");
    serve_reply_id(client, visit->request, members);
}

/* An error of the station that answers no request. */
static void turned_away(struct visits *v, struct visit *visit, struct client *client,
                        const json_t *error)
{
    const char *text = json_string_value(json_object_get(error, "text"));
    if (visit->arrived)
        return; /* the next request hears it */
    serve_error_id(client, visit->request, PE_BUSY, text ? text : "the station refuses");
    forget_open(v, visit->client);
    mac_key_wipe(&visit->key);
    visit->client = 0;
}

static void take_line(struct visits *v, struct visit *visit, const struct visit_reply *reply)
{
    struct client *client = serve_client(v->server, visit->client);
    json_t *json = json_loadb(reply->line, reply->length, 0, NULL);
    const json_t *id = json_object_get(json, "id");
    struct visit_open *open =
        json_is_integer(id) ? find_open(v, visit->client, json_integer_value(id)) : NULL;
    if (!client || !json_is_object(json)) {
        v->refused++;
    } else if (json_object_get(json, "hello")) {
        arrive(v, visit, client, json_object_get(json, "hello"));
    } else if (open) {
        if (json_is_true(json_object_get(json, "more")))
            open->until = clock_ms(CLOCK_BOOTTIME) + open->wait_ms;
        else
            open->client = 0;
        serve_line(client, reply->line, reply->length);
    } else if (json_object_get(json, "event")) {
        if (client_unsent(client) == 0) /* the next one is newer */
            serve_line(client, reply->line, reply->length);
    } else if (json_is_null(id)) {
        turned_away(v, visit, client, json_object_get(json, "error"));
    }
    json_decref(json);
}

void visits_reply(struct visits *v, const char *station, const struct link_event *event)
{
    static char text[LINK_PAYLOAD_MAX + VISIT_SIGNED_MAX];
    struct visit_reply reply;
    struct visit *visit = NULL;
    if (event->stored || visit_reply_read(event->payload, event->length, &reply, NULL) != 0) {
        v->refused++;
        return;
    }
    for (size_t i = 0; i < VISITS_MAX && !visit; i++)
        if (v->visit[i].client != 0 && strcmp(v->visit[i].id, reply.visit) == 0 &&
            strcmp(v->visit[i].station, station) == 0)
            visit = &v->visit[i]; /* none: of another hub, or over */
    size_t length = visit ? visit_reply_signed(&reply, station, text, sizeof text) : 0;
    bool genuine = length > 0 && mac_fits(&visit->key, text, length, reply.mac);
    if (visit && (!genuine || reply.n <= visit->heard)) {
        v->refused++;
    } else if (visit) {
        visit->heard = reply.n;
        take_line(v, visit, &reply);
    }
    visit_reply_done(&reply);
}

/* ---- time ------------------------------------------------------------------------------------ */

static void nobody_there(struct visits *v, struct visit *visit)
{
    char text[200];
    struct client *client = serve_client(v->server, visit->client);
    (void)text_format(
        text, sizeof text,
        "no answer from %s in %lld s: is its key another one, or its clock wrong? Its "
        "log says",
        visit->name, (long long)(VISITS_ANSWER_MS / 1000));
    v->late++;
    if (client)
        serve_error_id(client, visit->request, PE_BUSY, text);
    end(v, visit);
}

void visits_tick(struct visits *v, int64_t boot_ms)
{
    for (size_t i = 0; i < VISITS_OPEN_MAX; i++) {
        struct visit_open *open = &v->open[i];
        const struct visit *visit = open->client != 0 ? visit_of(v, open->client) : NULL;
        if (open->client == 0 || boot_ms < open->until)
            continue;
        uint64_t client = open->client;
        open->client = 0;
        unanswered(v, client, open->request, visit ? visit->name : "the station", open->wait_ms);
    }
    for (size_t i = 0; i < VISITS_MAX; i++) {
        struct visit *visit = &v->visit[i];
        if (visit->client != 0 && !visit->arrived && boot_ms >= visit->until)
            nobody_there(v, visit);
        else if (visit->client != 0 && boot_ms >= visit->stay_at)
            (void)send(v, visit, VISIT_STAY, "");
    }
}

void visits_link(struct visits *v, bool up)
{
    v->up = up;
    for (size_t i = 0; i < VISITS_MAX && up; i++)
        v->visit[i].stay_at = 0; /* at once, when the tick comes */
}

void visits_closed(struct visits *v, const struct client *client)
{
    struct visit *visit = visit_of(v, client_number(client));
    if (visit)
        end(v, visit);
}

bool visits_at(const struct visits *v, const struct client *client)
{
    for (size_t i = 0; i < VISITS_MAX; i++)
        if (v->visit[i].client == client_number(client))
            return v->visit[i].arrived;
    return false;
}

void visits_put(const struct visits *v, struct jw *w)
{
    jw_array(w, "visits");
    for (size_t i = 0; i < VISITS_MAX; i++) {
        const struct visit *visit = &v->visit[i];
        if (visit->client == 0)
            continue;
        jw_object(w, NULL);
        jw_text(w, "station", visit->station);
        jw_text(w, "person", visit->person);
        jw_text(w, "role", word_name(&words_person_role, (int)visit->role));
        jw_bool(w, "arrived", visit->arrived);
        jw_object_end(w);
    }
    jw_array_end(w);
    jw_int(w, "refused", v->refused);
    jw_int(w, "late", v->late);
}
