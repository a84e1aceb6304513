/* SPDX-License-Identifier: MIT */
/* One connection of the socket: hello, requests as lines, replies, and what happens to a client
 * that sends too much or reads too little. The client is made at accept and freed in its close
 * callback; handlers may cut it at any time, so whoever uses it after a send looks at `closing`.
 *
 * Limits: a line 256 KiB; SERVE_TURN_REQUESTS requests a turn; with SERVE_PAUSE_BYTES unsent its
 * further requests stay in the kernel's buffer; with SERVE_QUEUE_MAX unsent it is cut off. */
#include "data/serve/client.h"

#include "data/model/json.h"
#include "data/model/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ERROR_SIZE  1024
#define MEMBERS_MAX 8192        /* beside an error */
#define SHRINK_AT   (64 * 1024) /* an empty line buffer larger than this is given back */

/* A write that did not finish at once. */
struct sending {
    uv_write_t request;
    struct client *client;
    struct blob *blob;
};

struct blob *blob_new(size_t size)
{
    struct blob *blob = malloc(sizeof *blob + size);
    if (blob)
        *blob = (struct blob){.refs = 1, .length = size};
    return blob;
}

void blob_drop(struct blob *blob)
{
    if (blob && --blob->refs == 0)
        free(blob);
}

static size_t unsent(const struct client *client)
{
    return uv_stream_get_write_queue_size((const uv_stream_t *)&client->pipe);
}

static void on_closed(uv_handle_t *handle)
{
    struct client *client = handle->data;
    struct server *server = client->server;
    line_buffer_done(&client->lines);
    free(client);
    server_handle_closed(server);
}

void client__cut(struct client *client)
{
    if (client->closing)
        return;
    client->closing = true;
    struct server *server = client->server;
    server_forget(server, client);
    if (server->conf.closed)
        server->conf.closed(server->conf.ctx, client);
    uv_close((uv_handle_t *)&client->pipe, on_closed);
}

static void on_sent(uv_write_t *request, int status)
{
    struct sending *sending = request->data;
    struct client *client = sending->client;
    blob_drop(sending->blob);
    free(sending);
    if (client->closing)
        return;
    if (status < 0) {
        client__cut(client);
        return;
    }
    if (client->backlog)
        server_has_more(client->server);
    if (unsent(client) > 0)
        return;
    if (client->server->conf.drained)
        client->server->conf.drained(client->server->conf.ctx, client);
    if (!client->closing && client__wants_latest(client))
        client__send_latest(client);
}

/* The rest of a blob of which the kernel took `done` bytes. */
static int send_later(struct client *client, struct blob *blob, size_t done)
{
    struct sending *sending = malloc(sizeof *sending);
    if (!sending)
        return -1;
    *sending = (struct sending){.client = client, .blob = blob};
    sending->request.data = sending;
    uv_buf_t buf = uv_buf_init(blob->data + done, (unsigned)(blob->length - done));
    if (uv_write(&sending->request, (uv_stream_t *)&client->pipe, &buf, 1, on_sent) == 0)
        return 0;
    free(sending);
    return -1;
}

bool client__wants_latest(const struct client *client)
{
    return client->server->latest && client->watching && client->behind && unsent(client) == 0;
}

void client__send_latest(struct client *client)
{
    client->behind = false;
    client->server->latest->refs++;
    client__send(client, client->server->latest);
}

void client__send(struct client *client, struct blob *blob)
{
    if (client__wants_latest(client))
        client__send_latest(client); /* which is older than what is said now */
    if (client->closing || unsent(client) + blob->length > SERVE_QUEUE_MAX) {
        blob_drop(blob);
        client__cut(client);
        return;
    }
    size_t done = 0;
    if (unsent(client) == 0) {
        uv_buf_t buf = uv_buf_init(blob->data, (unsigned)blob->length);
        int n = uv_try_write((uv_stream_t *)&client->pipe, &buf, 1);
        done = n > 0 ? (size_t)n : 0;
        if (n < 0 && n != UV_EAGAIN) {
            blob_drop(blob);
            client__cut(client);
            return;
        }
    }
    if (done == blob->length) {
        blob_drop(blob);
    } else if (send_later(client, blob, done) != 0) {
        blob_drop(blob);
        client__cut(client);
    }
}

static void send_text(struct client *client, const char *text, size_t length)
{
    struct blob *blob = blob_new(length + 1);
    if (!blob) {
        client__cut(client);
        return;
    }
    memcpy(blob->data, text, length);
    blob->data[length] = '\n';
    client__send(client, blob);
}

/* ---- replies ---- */

/* `members` stand beside "error". */
static void send_error(struct client *client, const int64_t *id, enum protocol_error code,
                       const char *text, const char *members)
{
    char line[ERROR_SIZE + MEMBERS_MAX + 1], clean[ERROR_SIZE / 2];
    struct jw w;
    text_sanitise(text, strlen(text), clean, sizeof clean);
    jw_init(&w, line, sizeof line);
    jw_object(&w, NULL);
    if (id)
        jw_int(&w, "id", *id);
    else
        jw_null(&w, "id");
    jw_bool(&w, "ok", false);
    jw_object(&w, "error");
    jw_text(&w, "code", protocol_error_name(code));
    jw_text(&w, "text", clean);
    jw_object_end(&w);
    size_t length = strlen(members);
    if (w.overflow || length > MEMBERS_MAX) {
        client__cut(client);
        return;
    }
    int end =
        snprintf(line + w.length, sizeof line - w.length, "%s%s}", length > 0 ? "," : "", members);
    send_text(client, line, w.length + (size_t)end);
}

/* An error after which nothing sensible can follow. */
static void refuse(struct client *client, enum protocol_error code, const char *text)
{
    send_error(client, NULL, code, text, "");
    client__cut(client);
}

static bool request_id(const json_t *request, int64_t *id)
{
    const json_t *value = json_object_get(request, "id");
    if (!json_is_integer(value))
        return false;
    *id = json_integer_value(value);
    return true;
}

void serve_reply_id(struct client *client, int64_t request_id, const char *members)
{
    char head[64];
    size_t length = strlen(members);
    int n = snprintf(head, sizeof head, "{\"id\":%lld,\"ok\":true%s", (long long)request_id,
                     length > 0 ? "," : "");
    if (n < 0 || length + (size_t)n + 1 > PROTOCOL_LINE_MAX) {
        serve_error_id(client, request_id, PE_BAD_REQUEST,
                       "the answer is longer than a line may be (256 KiB); ask for less");
        return;
    }
    struct blob *blob = blob_new((size_t)n + length + 2);
    if (!blob) {
        client__cut(client);
        return;
    }
    memcpy(blob->data, head, (size_t)n);
    memcpy(blob->data + n, members, length);
    memcpy(blob->data + (size_t)n + length, "}\n", 2);
    client__send(client, blob);
}

void serve_reply(struct client *client, const json_t *request, const char *members)
{
    int64_t id = 0;
    request_id(request, &id);
    serve_reply_id(client, id, members);
}

void serve_event(struct client *client, const char *name, const char *members)
{
    char line[MEMBERS_MAX];
    int n =
        snprintf(line, sizeof line, "{\"event\":\"%s\"%s%s}", name, members[0] ? "," : "", members);
    if (n > 0 && (size_t)n < sizeof line)
        send_text(client, line, (size_t)n);
}

void serve_line(struct client *client, const char *line, size_t length)
{
    send_text(client, line, length);
}

void serve_error_id(struct client *client, int64_t request_id, enum protocol_error code,
                    const char *text)
{
    send_error(client, &request_id, code, text, "");
}

void serve_error(struct client *client, const json_t *request, enum protocol_error code,
                 const char *text)
{
    int64_t id = 0;
    send_error(client, request_id(request, &id) ? &id : NULL, code, text, "");
}

void serve_refuse(struct client *client, const json_t *request, enum protocol_error code,
                  const char *text, const char *members)
{
    int64_t id = 0;
    send_error(client, request_id(request, &id) ? &id : NULL, code, text, members);
}

uint64_t client_number(const struct client *client)
{
    return client->number;
}

size_t client_unsent(const struct client *client)
{
    return unsent(client);
}

enum person_role client_role(const struct client *client)
{
    return client->raised > client->role ? client->raised : client->role;
}

enum person_role client_own_role(const struct client *client)
{
    return client->role;
}

void client_raise(struct client *client, enum person_role role, const char *person)
{
    client->raised = person[0] != '\0' ? role : PERSON_VIEWER;
    (void)text_copy(client->person, sizeof client->person, person);
}

const char *client_person(const struct client *client)
{
    return client->person[0] != '\0' ? client->person : client->user;
}

const char *client_user(const struct client *client)
{
    return client->user;
}

const char *client_from(const struct client *client)
{
    return client->from;
}

/* ---- requests ---- */

static void say_hello(struct client *client)
{
    char line[ERROR_SIZE];
    struct jw w;
    const struct serve_conf *conf = &client->server->conf;
    jw_init(&w, line, sizeof line);
    jw_object(&w, NULL);
    jw_object(&w, "hello");
    jw_int(&w, "protocol", PROTOCOL_VERSION);
    jw_text(&w, "program", conf->program);
    jw_text(&w, "version", conf->version);
    jw_text(&w, "station", conf->station);
    jw_text(&w, "role", word_name(&words_person_role, (int)client->role));
    jw_object_end(&w);
    jw_object_end(&w);
    send_text(client, line, w.length);
}

static void hear_hello(struct client *client, const json_t *line)
{
    const json_t *hello = json_object_get(line, "hello");
    const json_t *version = json_object_get(hello, "protocol");
    char text[160];
    if (!json_is_integer(version)) {
        refuse(client, PE_PROTOCOL, "the first line must be {\"hello\":{\"protocol\":1}}");
        return;
    }
    if (json_integer_value(version) == PROTOCOL_VERSION) {
        client->greeted = true;
        return;
    }
    snprintf(text, sizeof text,
             "this %s speaks protocol %d and the client %lld: install the same version of both",
             client->server->conf.program, PROTOCOL_VERSION,
             (long long)json_integer_value(version));
    refuse(client, PE_PROTOCOL, text);
}

static void unknown_command(struct client *client, const json_t *request, const char *name)
{
    const struct serve_conf *conf = &client->server->conf;
    const char *names[64];
    size_t count = 0;
    while (count < conf->command_count && count < 64) {
        names[count] = conf->commands[count].name;
        count++;
    }
    const char *near = word_nearest(&(struct words){.names = names, .count = count}, name);
    char text[200];
    snprintf(text, sizeof text, "there is no command \"%.60s\"%s%s%s", name,
             near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
    serve_error(client, request, PE_UNKNOWN_COMMAND, text);
}

static void run_command(struct client *client, const json_t *request)
{
    const struct serve_conf *conf = &client->server->conf;
    const json_t *cmd = json_object_get(request, "cmd");
    int64_t id = 0;
    if (!json_is_string(cmd) || !request_id(request, &id)) {
        serve_error(client, request, PE_BAD_REQUEST,
                    "a request is {\"cmd\":\"…\",\"id\":NUMBER}, with an integer id");
        return;
    }
    if (conf->divert && conf->divert(conf->ctx, client, request))
        return;
    const char *name = json_string_value(cmd);
    const struct serve_command *command = NULL;
    for (size_t i = 0; i < conf->command_count && !command; i++)
        if (strcmp(conf->commands[i].name, name) == 0)
            command = &conf->commands[i];
    if (!command) {
        unknown_command(client, request, name);
        return;
    }
    if (conf->judging)
        conf->judging(conf->ctx);
    if (client_role(client) < command->role) {
        char text[160];
        snprintf(text, sizeof text, "%s needs the role %s; %s has %s", name,
                 word_name(&words_person_role, (int)command->role), client_person(client),
                 word_name(&words_person_role, (int)client_role(client)));
        serve_error(client, request, PE_FORBIDDEN, text);
        return;
    }
    command->run(conf->ctx, client, request);
}

/* The line may hold a badge or PIN: it goes as soon as it is parsed. */
static void hear_line(struct client *client, char *line, size_t length)
{
    json_error_t error;
    json_t *request = json_loadb(line, length, JSON_REJECT_DUPLICATES, &error);
    explicit_bzero(line, length);
    if (!json_is_object(request)) {
        char text[JSON_ERROR_TEXT_LENGTH + 64];
        snprintf(text, sizeof text, "not a JSON object: %s",
                 request ? "another kind of value" : error.text);
        json_decref(request);
        if (client->greeted)
            send_error(client, NULL, PE_BAD_REQUEST, text, "");
        else
            refuse(client, PE_BAD_REQUEST, text);
        return;
    }
    if (client->greeted)
        run_command(client, request);
    else
        hear_hello(client, request);
    json_decref(request);
}

/* ---- reading ---- */

static void on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
    (void)suggested;
    struct client *client = handle->data;
    *buf = uv_buf_init(client->server->read_buffer, SERVE_READ_SIZE);
}

static void on_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *buf)
{
    struct client *client = stream->data;
    if (count == 0)
        return;
    if (count < 0) {
        client__cut(client);
        return;
    }
    int result = line_buffer_add(&client->lines, buf->base, (size_t)count);
    explicit_bzero(buf->base, (size_t)count);
    if (result == -1)
        client__cut(client);
    else if (result != 0)
        refuse(client, PE_BAD_REQUEST, "a line is longer than 256 KiB");
    else
        client__work(client);
}

/* All whole lines are done: read on. */
static void all_done(struct client *client)
{
    if (client->lines.capacity > SHRINK_AT && client->lines.length == client->lines.taken) {
        line_buffer_done(&client->lines);
        line_buffer_init(&client->lines);
    }
    if (!client->backlog)
        return;
    client->backlog = false;
    if (uv_read_start((uv_stream_t *)&client->pipe, on_room, on_read) != 0)
        client__cut(client);
}

void client__work(struct client *client)
{
    for (int i = 0; i < SERVE_TURN_REQUESTS; i++) {
        if (unsent(client) > SERVE_PAUSE_BYTES)
            break; /* on_sent goes on */
        size_t length = 0;
        char *line = line_buffer_next(&client->lines, &length);
        if (!line) {
            all_done(client);
            return;
        }
        hear_line(client, line, length);
        if (client->closing)
            return;
    }
    if (!client->backlog) {
        client->backlog = true;
        uv_read_stop((uv_stream_t *)&client->pipe);
    }
    if (unsent(client) <= SERVE_PAUSE_BYTES)
        server_has_more(client->server);
}

static struct client *make_client(struct server *server)
{
    struct client *client = calloc(1, sizeof *client);
    if (!client)
        return NULL;
    client->server = server;
    client->number = ++server->last_number;
    line_buffer_init(&client->lines);
    if (uv_pipe_init(server->conf.loop, &client->pipe, 0) != 0) {
        free(client);
        return NULL;
    }
    client->pipe.data = client;
    server->handles++;
    return client;
}

/* It is known who it is: begin to talk. */
static struct client *greet(struct server *server, struct client *client)
{
    if (server->clients == SERVE_CLIENTS_MAX) {
        char text[80];
        snprintf(text, sizeof text, "%d clients are connected already", SERVE_CLIENTS_MAX);
        refuse(client, PE_BUSY, text);
        return NULL;
    }
    say_hello(client);
    if (!client->closing && uv_read_start((uv_stream_t *)&client->pipe, on_room, on_read) != 0)
        client__cut(client);
    return client->closing ? NULL : client;
}

struct client *client__accept(struct server *server)
{
    uv_os_fd_t fd = -1;
    struct client *client = make_client(server);
    if (!client) {
        server_turn_away(server);
        return NULL;
    }
    if (uv_accept((uv_stream_t *)server->listener, (uv_stream_t *)&client->pipe) != 0 ||
        uv_fileno((uv_handle_t *)&client->pipe, &fd) != 0) {
        client__cut(client);
        return NULL;
    }
    client->role = peer_identify(&server->groups, fd, client->user);
    peer_place(fd, client->user, client->from);
    return greet(server, client);
}

struct client *client__adopt(struct server *server, const struct serve_guest *guest)
{
    struct client *client = make_client(server);
    if (!client || uv_pipe_open(&client->pipe, guest->fd) != 0) {
        (void)close(guest->fd);
        if (client)
            client__cut(client);
        return NULL;
    }
    client->role = guest->role;
    client->greeted = true;
    text_sanitise(guest->user, strlen(guest->user), client->user, sizeof client->user);
    text_sanitise(guest->from, strlen(guest->from), client->from, sizeof client->from);
    return greet(server, client);
}
