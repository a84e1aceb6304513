/* SPDX-License-Identifier: MIT */
/* The unix socket server: bind, accept, the list of clients, snapshots to watchers, closing down.
 * Called by andond's loop thread only. Owns the listener and every client; a server that closes is
 * freed when the last of its handles has called back. */
#include "data/serve/client.h"

#include "data/model/text.h"

#include <errno.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define SOCKET_GROUP "andon-operator"
#define BACKLOG      64

void server_forget(struct server *server, struct client *client)
{
    for (size_t i = 0; i < server->clients; i++) {
        if (server->client[i] != client)
            continue;
        server->client[i] = server->client[--server->clients];
        return;
    }
}

void server_handle_closed(struct server *server)
{
    if (--server->handles > 0 || !server->closing)
        return;
    blob_drop(server->latest);
    free(server);
}

/* ---- turns ---- */

/* The last snapshot to some of those that have it not yet. Each of them wakes a program, which
 * costs more than the bytes: so nobody else waits for all of them. */
static void fan_out(struct server *server)
{
    bool more = false;
    int sent = 0;
    for (size_t n = server->clients; n > 0 && sent < SERVE_TURN_FAN && server->clients > 0; n--) {
        server->fan_at = (server->fan_at + 1) % server->clients; /* who was last is first now */
        struct client *client = server->client[server->fan_at];
        if (!client__wants_latest(client))
            continue;
        sent++;
        client__send_latest(client);
    }
    for (size_t i = 0; i < server->clients && !more; i++)
        more = client__wants_latest(server->client[i]);
    if (more)
        server_has_more(server);
}

/* Give each client with waiting requests its share of this turn. Handlers may cut clients, which
 * moves the last one into the gap: whoever is missed has its turn next time. */
static void on_more(uv_idle_t *idle)
{
    struct server *server = idle->data;
    uv_idle_stop(&server->more);
    server->more_runs = false;
    for (size_t i = 0; i < server->clients; i++)
        if (server->client[i]->backlog)
            client__work(server->client[i]);
    fan_out(server);
}

void server_has_more(struct server *server)
{
    if (!server->closing && !server->more_runs)
        server->more_runs = uv_idle_start(&server->more, on_more) == 0;
}

static void on_connection(uv_stream_t *listener, int status)
{
    struct server *server = listener->data;
    if (status < 0 || server->closing)
        return;
    struct client *client = client__accept(server);
    if (client)
        server->client[server->clients++] = client;
}

static void on_turned_away(uv_handle_t *handle)
{
    struct server *server = handle->data;
    bool another = server->away_waits;
    server->away_used = server->away_waits = false;
    if (another && !server->closing)
        on_connection((uv_stream_t *)server->listener, 0);
    server_handle_closed(server);
}

void server_turn_away(struct server *server)
{
    if (server->away_used) {
        server->away_waits = true;
        return;
    }
    (void)uv_pipe_init(server->conf.loop, &server->away, 0);
    server->away.data = server;
    server->away_used = true;
    server->handles++;
    (void)uv_accept((uv_stream_t *)server->listener, (uv_stream_t *)&server->away);
    uv_close((uv_handle_t *)&server->away, on_turned_away);
}

struct client *serve_adopt(struct server *server, const struct serve_guest *guest)
{
    struct client *client = client__adopt(server, guest);
    if (client)
        server->client[server->clients++] = client;
    return client;
}

/* The caller holds the lock beside the socket: one that is still there has no owner any more. */
static int clear_the_way(const char *path, struct cause *why)
{
    struct stat st;
    if (lstat(path, &st) != 0)
        return errno == ENOENT ? 0 : cause_set(why, -1, "%s: %s", path, strerror(errno));
    if (!S_ISSOCK(st.st_mode))
        return cause_set(why, -1, "%s: something that is not a socket stands there; remove it",
                         path);
    if (unlink(path) != 0)
        return cause_set(why, -1, "%s: cannot remove the old socket: %s", path, strerror(errno));
    return 0;
}

static void on_listener_closed(uv_handle_t *handle)
{
    struct server *server = handle->data;
    free(handle);
    server_handle_closed(server);
}

static uv_pipe_t *new_listener(struct server *server)
{
    uv_pipe_t *listener = malloc(sizeof *listener);
    if (!listener)
        return NULL;
    (void)uv_pipe_init(server->conf.loop, listener, 0);
    listener->data = server;
    server->handles++;
    return listener;
}

/* Open for owner and operators only, from the first moment on: the kernel takes the socket's mode
 * less the umask, which is every thread's and so takes nothing from what they may make meanwhile
 * but rights of others. Not by libuv, which at the end would remove whatever bears the name by
 * then. */
static int bind_socket(struct server *server, uv_pipe_t *listener)
{
    const char *path = server->path;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct stat st;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -errno;
    (void)text_copy(address.sun_path, sizeof address.sun_path, path);
    int error = fchmod(fd, 0660) == 0 ? 0 : -errno;
    mode_t before = umask(0007);
    if (error == 0)
        error = bind(fd, (const struct sockaddr *)&address, sizeof address) == 0 ? 0 : -errno;
    umask(before);
    if (error == 0 && lstat(path, &st) != 0)
        error = -errno;
    if (error == 0)
        error = uv_pipe_open(listener, fd);
    if (error != 0) {
        (void)close(fd);
        return error;
    }
    server->device = st.st_dev;
    server->inode = st.st_ino;
    return 0;
}

bool serve_there(const struct server *server)
{
    struct stat st;
    return lstat(server->path, &st) == 0 && st.st_ino == server->inode &&
           st.st_dev == server->device;
}

/* Who removed our directory may have made it anew for another andond. */
static void remove_socket(struct server *server)
{
    if (server->inode != 0 && serve_there(server))
        (void)unlink(server->path);
}

/* Looked up once, at the start: a directory service may take seconds to answer. */
static gid_t find_group(const char *name)
{
    if (name && name[0] == '\0')
        return (gid_t)-1;
    const struct group *group = name ? getgrnam(name) : NULL;
    if (!group)
        group = getgrnam(SOCKET_GROUP);
    return group ? group->gr_gid : (gid_t)-1;
}

static int bind_and_listen(struct server *server, struct cause *why)
{
    const char *path = server->path;
    uv_pipe_t *listener = new_listener(server);
    if (!listener)
        return cause_set(why, -1, "out of memory for the socket");
    int error = bind_socket(server, listener);
    if (error != 0)
        (void)cause_set(why, -1, "%s: cannot make the socket: %s", path, uv_strerror(error));
    else if (server->group != (gid_t)-1 && lchown(path, (uid_t)-1, server->group) != 0)
        (void)cause_set(why, 0, "%s: cannot give it to the group %lu: %s", path,
                        (unsigned long)server->group, strerror(errno));
    if (error == 0 && (error = uv_listen((uv_stream_t *)listener, BACKLOG, on_connection)) != 0) {
        (void)cause_set(why, -1, "%s: cannot listen: %s", path, uv_strerror(error));
        remove_socket(server);
        server->inode = 0;
    }
    uv_pipe_t *unused = error == 0 ? server->listener : listener;
    if (unused)
        uv_close((uv_handle_t *)unused, on_listener_closed);
    if (error == 0)
        server->listener = listener;
    return error == 0 ? 0 : -1;
}

int serve_again(struct server *server, struct cause *why)
{
    return clear_the_way(server->path, why) != 0 ? -1 : bind_and_listen(server, why);
}

struct server *serve_new(const struct serve_conf *conf, struct cause *why)
{
    struct sockaddr_un address;
    if (strlen(conf->path) >= sizeof address.sun_path) {
        cause_set(why, 0, "%s: a socket's path may have at most %zu bytes; use a shorter --run",
                  conf->path, sizeof address.sun_path - 1);
        return NULL;
    }
    if (clear_the_way(conf->path, why) != 0)
        return NULL;
    struct server *server = calloc(1, sizeof *server);
    if (!server) {
        cause_set(why, 0, "out of memory for the socket");
        return NULL;
    }
    server->conf = *conf;
    (void)text_copy(server->path, sizeof server->path, conf->path);
    peer_groups_find(&server->groups);
    server->group = find_group(conf->group);
    uv_idle_init(conf->loop, &server->more);
    server->more.data = server;
    server->handles = 1;
    if (bind_and_listen(server, why) == 0)
        return server;
    serve_close(&server);
    return NULL;
}

static void on_handle_closed(uv_handle_t *handle)
{
    server_handle_closed(handle->data);
}

void serve_close(struct server **server_ptr)
{
    struct server *server = *server_ptr;
    if (!server)
        return;
    *server_ptr = NULL;
    server->closing = true;
    while (server->clients > 0)
        client__cut(server->client[server->clients - 1]);
    uv_close((uv_handle_t *)&server->more, on_handle_closed);
    remove_socket(server);
    if (server->listener)
        uv_close((uv_handle_t *)server->listener, on_listener_closed);
}

struct client *serve_client(struct server *server, uint64_t number)
{
    for (size_t i = 0; i < server->clients; i++)
        if (server->client[i]->number == number)
            return server->client[i];
    return NULL;
}

void client_watch(struct client *client, bool on)
{
    client->watching = on;
    client->behind = false;
}

size_t serve_watchers(const struct server *server)
{
    size_t count = 0;
    for (size_t i = 0; i < server->clients; i++)
        count += server->client[i]->watching;
    return count;
}

size_t serve_clients(const struct server *server)
{
    return server->clients;
}

size_t serve_backlog(const struct server *server)
{
    size_t most = 0;
    for (size_t i = 0; i < server->clients; i++) {
        size_t bytes = client_unsent(server->client[i]);
        if (bytes > most)
            most = bytes;
    }
    return most;
}

void serve_broadcast(struct server *server, const char *line, size_t length)
{
    blob_drop(server->latest);
    server->latest = serve_watchers(server) > 0 ? blob_new(length + 1) : NULL;
    if (!server->latest)
        return;
    memcpy(server->latest->data, line, length);
    server->latest->data[length] = '\n';
    for (size_t i = 0; i < server->clients; i++)
        server->client[i]->behind = server->client[i]->watching;
    fan_out(server);
}
