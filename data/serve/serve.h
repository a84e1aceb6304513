/* SPDX-License-Identifier: MIT */
/* The unix socket that consoles and scripts use (design.md §7): accept, hello, lines, roles by peer
 * credentials, caps, slow-client policy. Knows nothing of stations: commands go to a table of
 * handlers. */
#ifndef DATA_SERVE_SERVE_H
#define DATA_SERVE_SERVE_H

#include "data/model/cause.h"
#include "data/model/protocol.h"
#include "data/model/words.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SERVE_CLIENTS_MAX 64
#define SERVE_QUEUE_MAX   (1024 * 1024) /* bytes waiting for one client; beyond it is cut off */

struct uv_loop_s;
struct server;
struct client;

/* One command. The handler replies at once, or keeps (client id, request id) and replies later. */
struct serve_command {
    const char *name;
    enum person_role role; /* least role */
    void (*run)(void *ctx, struct client *client, const json_t *request);
    const char *help;
};

struct serve_conf {
    struct uv_loop_s *loop;
    const char *path; /* socket; the lock beside it has been taken by the caller */
    const char *program, *version, *station;
    /* who may connect, where there is such a group; NULL or none: andon-operator; "": our own */
    const char *group;
    const struct serve_command *commands;
    size_t command_count;
    void *ctx;
    void (*closed)(void *ctx, struct client *client); /* may be NULL */
    void (*judging)(void *ctx); /* before it is looked at what a client may do; may be NULL */
    void (*drained)(void *ctx,
                    struct client *client); /* it has read all that waited; may be NULL */
    /* A request before its command is looked for: true when it was taken; may be NULL */
    bool (*divert)(void *ctx, struct client *client, const json_t *request);
};

/* Bind (mode 0660, of the group where there is one) and listen. NULL with the cause. A
 * cause beside a server is a warning: the group could not be given. Ignore SIGPIPE first. */
struct server *serve_new(const struct serve_conf *conf, struct cause *why);

/* Whether our socket still has its name. Somebody may have removed it, and nobody new gets in. */
bool serve_there(const struct server *server);
/* Make it anew, with the rights it had; whoever is connected stays. 0, or -1 with the cause: then
 * nothing has changed. The caller holds the lock, and has seen that the socket is not there. */
int serve_again(struct server *server, struct cause *why);

/* Replies. `members` are the JSON members after "ok", "" for none; copied. `request` gives the id.
 * A handler whose client is cut off by a reply (it does not read) need not care. */
void serve_reply(struct client *client, const json_t *request,
                 const char *members); /* {"id":…,"ok":true,MEMBERS} */
void serve_error(struct client *client, const json_t *request, enum protocol_error code,
                 const char *text);

/* The same with more members beside "error". */
void serve_refuse(struct client *client, const json_t *request, enum protocol_error code,
                  const char *text, const char *members);

/* Clients may go while an answer is being made: keep the number, look it up again. */
uint64_t client_number(const struct client *client);
struct client *serve_client(struct server *server, uint64_t number); /* NULL: gone */
void serve_reply_id(struct client *client, int64_t request_id, const char *members);
void serve_error_id(struct client *client, int64_t request_id, enum protocol_error code,
                    const char *text);

size_t client_unsent(const struct client *client);    /* bytes that wait until it reads */
const char *client_user(const struct client *client); /* unix user name, sanitised */
const char *client_from(const struct client *client); /* … and the terminal, where there is one */
enum person_role client_own_role(const struct client *client); /* by the kernel's word */

/* Somebody stands at this terminal, known by what the caller has checked: from now on the
 * connection may do what either may. person "": nobody any more. */
void client_raise(struct client *client, enum person_role role, const char *person);
enum person_role client_role(const struct client *client); /* the higher of both */
const char *client_person(const struct client *client);    /* who acts: the person, else the user */

/* {"event":"NAME",MEMBERS}: something that this client did not ask for. */
void serve_event(struct client *client, const char *name, const char *members);

/* A whole line that was made elsewhere, without newline. */
void serve_line(struct client *client, const char *line, size_t length);

/* Somebody who did not come through the socket: who it is is the caller's word. Takes `fd`, a
 * connected stream. It needs no hello. NULL: none made, `fd` is closed. */
struct serve_guest {
    int fd;
    enum person_role role;
    const char *user, *from;
};
struct client *serve_adopt(struct server *server, const struct serve_guest *guest);

/* Subscription flag per client, used for `watch`. Snapshots to a client that has not yet drained
 * the last one are skipped (latest state wins). */
void client_watch(struct client *client, bool on);
size_t serve_watchers(const struct server *server);
size_t serve_clients(const struct server *server);
size_t serve_backlog(const struct server *server); /* bytes that the slowest has not read */
void serve_broadcast(struct server *server, const char *line, size_t length);

/* Cut all clients off, remove the socket as long as it is still ours, close all handles. The server
 * frees itself in the last close callback: run the loop until nothing is left of it, then it may be
 * closed. */
void serve_close(struct server **server);

#endif
