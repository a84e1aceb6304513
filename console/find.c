/* SPDX-License-Identifier: MIT */
/* Asks the daemons of this machine who they are: each says so in its first line. Called by main.c
 * once, before the terminal is taken. A station is called by its whole path or by the last part of
 * it. */
#include "console/find.h"

#include "console/words/words.h"
#include "data/model/text.h"

#include <errno.h>
#include <glob.h>
#include <jansson.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define SYSTEM_RUN "/run/andond"
#define ANSWER_MS  2000
#define SOCKETS    256 /* as many are asked */
#define HELLO_MAX  4096

struct found {
    const char *name;
    char socket[ARGS_PATH_SIZE], path[256]; /* of the station that fits */
    char hub[ARGS_PATH_SIZE];
    char others[256]; /* what there is besides, for people */
    size_t fits;
};

static int connect_to(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (!text_copy(address.sun_path, sizeof address.sun_path, path))
        return -1;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof address) != 0) {
        (void)close(fd);
        return -1;
    }
    return fd;
}

/* The first line that somebody at this socket says. NULL: nobody does. The caller's to give back.
 */
static json_t *hear_hello(const char *path)
{
    char line[HELLO_MAX] = {0};
    size_t length = 0;
    int fd = connect_to(path);
    struct pollfd p = {.fd = fd, .events = POLLIN};
    while (fd >= 0 && length < sizeof line && !memchr(line, '\n', length) &&
           poll(&p, 1, ANSWER_MS) > 0) {
        ssize_t n = read(fd, line + length, sizeof line - length);
        if (n <= 0)
            break;
        length += (size_t)n;
    }
    if (fd >= 0)
        (void)close(fd);
    const char *end = length > 0 ? memchr(line, '\n', length) : NULL;
    return end ? json_loadb(line, (size_t)(end - line), 0, NULL) : NULL;
}

static bool is_called(const char *path, const char *name)
{
    const char *last = strrchr(path, '/');
    return strcmp(path, name) == 0 || (last && strcmp(last + 1, name) == 0);
}

static void note_other(struct found *f, const char *path)
{
    size_t length = strlen(f->others);
    (void)text_format(f->others + length, sizeof f->others - length, "%s%s", length ? ", " : "",
                      path);
}

static void ask(struct found *f, const char *socket)
{
    json_t *line = hear_hello(socket);
    const json_t *hello = json_object_get(line, "hello");
    const char *program = json_string_value(json_object_get(hello, "program"));
    const char *station = json_string_value(json_object_get(hello, "station"));
    char path[sizeof f->path];
    (void)text_sanitise(station ? station : "", station ? strlen(station) : 0, path, sizeof path);
    if (program && strcmp(program, "andon-hub") == 0) {
        if (f->hub[0] == '\0')
            (void)text_copy(f->hub, sizeof f->hub, socket);
    } else if (program && is_called(path, f->name)) {
        f->fits += strcmp(path, f->path) != 0;
        (void)text_copy(f->path, sizeof f->path, path);
        (void)text_copy(f->socket, sizeof f->socket, socket);
    } else if (program) {
        note_other(f, path);
    }
    json_decref(line);
}

/* Sockets in `run`, in folders of it, and in folders beside it whose names begin like it. */
static void look_below(struct found *f, const char *run, bool beside)
{
    static const char *const leaves[] = {"andond.sock", "andon-hub.sock"};
    char pattern[ARGS_PATH_SIZE + 32];
    glob_t all = {0};
    for (size_t i = 0; i < sizeof leaves / sizeof *leaves; i++) {
        if (text_format(pattern, sizeof pattern, "%s%s/%s", run, beside ? "*" : "", leaves[i]))
            (void)glob(pattern, i > 0 ? GLOB_APPEND : 0, NULL, &all);
        if (text_format(pattern, sizeof pattern, "%s/*/%s", run, leaves[i]))
            (void)glob(pattern, GLOB_APPEND, NULL, &all);
    }
    for (size_t i = 0; i < all.gl_pathc && i < SOCKETS; i++)
        ask(f, all.gl_pathv[i]);
    globfree(&all);
}

int find_station(struct options *o, struct cause *why)
{
    struct found f = {.name = o->station};
    if (o->socket_said) {
        ask(&f, o->socket);
    } else {
        look_below(&f, o->run, !o->run_said);
        if (!o->run_said && strcmp(o->run, SYSTEM_RUN) != 0)
            look_below(&f, SYSTEM_RUN, true);
    }
    if (f.fits > 1)
        return cause_set(why, -1, _("several stations here are called %s: give the whole path"),
                         o->station);
    if (f.fits == 1) {
        o->visits = false;
        return args_path(o->socket, f.socket, why);
    }
    if (f.hub[0] != '\0') {
        o->visits = true;
        return args_path(o->socket, f.hub, why);
    }
    if (o->socket_said && f.others[0] == '\0')
        return cause_set(why, -1, _("nobody answers at %s"), o->socket);
    return cause_set(why, -1, _("no station %s runs here%s%s"), o->station,
                     f.others[0] ? _("; there is ") : "", f.others);
}
