/* SPDX-License-Identifier: MIT */
/* What serve.c (server), client.c (one connection) and peer.c (who it is) share. Not for others. */
#ifndef DATA_SERVE_CLIENT_H
#define DATA_SERVE_CLIENT_H

#include "data/serve/serve.h"

#include <sys/types.h>
#include <sys/un.h>
#include <uv.h>

#define SERVE_TURN_REQUESTS 16           /* of one client in one turn of the loop */
#define SERVE_TURN_FAN      1            /* clients that get a snapshot in one turn */
#define SERVE_PAUSE_BYTES   (128 * 1024) /* unsent: its further requests wait */
#define SERVE_READ_SIZE     (16 * 1024)
#define SERVE_USER_SIZE     33
#define SERVE_FROM_SIZE     48

/* Bytes on their way to one or more clients. */
struct blob {
    unsigned refs;
    size_t length;
    char data[];
};
struct blob *blob_new(size_t size); /* one reference, length = size; NULL: out of memory */
void blob_drop(struct blob *blob);  /* NULL is nothing */

/* Groups that give a role; (gid_t)-1 where the system has no such group. */
struct peer_groups {
    gid_t gid[PERSON_ROLE_COUNT];
};
void peer_groups_find(struct peer_groups *groups);
/* Role and user name of the process at the other end of `fd`, from the kernel. */
enum person_role peer_identify(const struct peer_groups *groups, int fd,
                               char user[SERVE_USER_SIZE]);

/* "anna at pts/3", or the user alone where that process has no terminal. */
void peer_place(int fd, const char *user, char from[SERVE_FROM_SIZE]);

struct client {
    uv_pipe_t pipe; /* pipe.data is the client */
    struct server *server;
    uint64_t number;
    struct line_buffer lines;
    enum person_role role;
    char user[SERVE_USER_SIZE], from[SERVE_FROM_SIZE];
    enum person_role raised;      /* to this by who stands there */
    char person[SERVE_USER_SIZE]; /* "": nobody */
    bool greeted;                 /* its hello was read and fits */
    bool watching;                /* wants snapshots */
    bool behind;                  /* a newer snapshot waits: for its turn, or until it has read */
    bool backlog;                 /* whole lines wait for a later turn; not reading meanwhile */
    bool closing;                 /* uv_close was called: nothing more to or from it */
};

struct server {
    struct serve_conf conf;
    char path[sizeof((struct sockaddr_un *)0)->sun_path]; /* the socket's, and which file that is */
    dev_t device;
    ino_t inode;         /* 0: none was made */
    gid_t group;         /* whose it is; (gid_t)-1: our own */
    uv_pipe_t *listener; /* owned; gives way to another when its socket was removed */
    uv_pipe_t away;      /* who comes when there is no memory for him, until he is closed */
    uv_idle_t more;      /* runs while some client has a backlog, or is to get the last snapshot */
    struct client *client[SERVE_CLIENTS_MAX];
    size_t clients, fan_at; /* fan_at: who got a snapshot last */
    uint64_t last_number;
    struct peer_groups groups;
    struct blob *latest; /* last snapshot, while there are watchers */
    unsigned handles;    /* not yet closed: at 0 a closing server is freed */
    bool closing, more_runs;
    bool away_used, away_waits; /* waits: one more has come meanwhile */
    char read_buffer[SERVE_READ_SIZE];
};

/* client.c */
struct client *client__accept(struct server *server); /* NULL: none made; the peer is gone */
struct client *client__adopt(struct server *server, const struct serve_guest *guest); /* likewise */
void client__send(struct client *client, struct blob *blob); /* takes one reference */
bool client__wants_latest(const struct client *client);      /* … snapshot, and can have it now */
void client__send_latest(struct client *client);
void client__work(struct client *client); /* one turn's share of its requests */
void client__cut(struct client *client);

/* serve.c */
void server_forget(struct server *server, struct client *client);
void server_handle_closed(struct server *server);
void server_has_more(struct server *server);
/* Accept who waits, and close it: libuv listens no more until somebody has been accepted. */
void server_turn_away(struct server *server);

#endif
