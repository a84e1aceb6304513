/* SPDX-License-Identifier: MIT */
/* Programs below the set-up, each in a process of its own: one listens to a broker, one drives GPIO
 * lines, one writes a configuration. Called by setup_run.c, which polls `out` and `words`. */
#include "console/setup_helper.h"

#include "console/start.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

bool helper_init(struct helper *h)
{
    *h = (struct helper){.in = -1, .out = -1, .words = -1, .line = malloc(HELPER_LINE_BYTES)};
    return h->line != NULL;
}

void helper_done(struct helper *h)
{
    (void)helper_end(h, true);
    free(h->line);
    h->line = NULL;
}

int helper_end(struct helper *h, bool ask)
{
    int status = -1;
    close_fd(&h->in);
    close_fd(&h->out);
    if (h->pid > 0) {
        if (ask)
            (void)kill(h->pid, SIGTERM);
        while (waitpid(h->pid, &status, 0) < 0 && errno == EINTR)
            ;
        helper_read_words(h);
    }
    close_fd(&h->words);
    h->pid = 0;
    h->have = 0;
    return status;
}

static int spawn(struct helper *h, const char *const *arguments, int in, int out, int words)
{
    char program[PATH_MAX];
    posix_spawn_file_actions_t actions;
    union {
        const char *const *is;
        char *const *asked;
    } argv = {.is = arguments}; /* posix_spawn does not change them */
    start_find_program("andonctl", program);
    int error = posix_spawn_file_actions_init(&actions);
    if (error != 0)
        return error;
    (void)posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    (void)posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    (void)posix_spawn_file_actions_adddup2(&actions, words, STDERR_FILENO);
    error = posix_spawnp(&h->pid, program, &actions, NULL, argv.asked, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0)
        h->pid = 0;
    return error;
}

int helper_begin(struct helper *h, const char *const *arguments)
{
    int in[2] = {-1, -1}, out[2] = {-1, -1}, words[2] = {-1, -1};
    (void)helper_end(h, true);
    h->said_have = 0;
    h->said[0] = '\0';
    int error =
        pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0 || pipe2(words, O_CLOEXEC) != 0
            ? errno
            : spawn(h, arguments, in[0], out[1], words[1]);
    close_fd(&in[0]);
    close_fd(&out[1]);
    close_fd(&words[1]);
    h->in = in[1];
    h->out = out[0];
    h->words = words[0];
    if (error != 0) {
        (void)helper_end(h, false);
        return error;
    }
    (void)fcntl(h->in, F_SETFL, O_NONBLOCK);
    (void)fcntl(h->out, F_SETFL, O_NONBLOCK);
    (void)fcntl(h->words, F_SETFL, O_NONBLOCK);
    return 0;
}

bool helper_send(struct helper *h, const char *text, size_t length)
{
    return length > 0 && h->in >= 0 && write(h->in, text, length) == (ssize_t)length;
}

/* The last words are those that say why. */
void helper_read_words(struct helper *h)
{
    ssize_t n;
    while (h->words >= 0 && (n = read(h->words, h->said, sizeof h->said - 1)) > 0)
        h->said_have = (size_t)n;
    h->said[h->said_have < sizeof h->said ? h->said_have : 0] = '\0';
}

const char *helper_words(struct helper *h)
{
    helper_read_words(h);
    while (h->said_have > 0 && h->said[h->said_have - 1] == '\n')
        h->said[--h->said_have] = '\0';
    const char *line = strrchr(h->said, '\n');
    line = line != NULL ? line + 1 : h->said;
    return strncmp(line, "andonctl: ", 10) == 0 ? line + 10 : line;
}

bool helper_read(struct helper *h, bool (*take)(void *ctx, const char *line, size_t length),
                 void *ctx, bool *ended)
{
    bool news = false;
    *ended = false;
    while (h->out >= 0) {
        ssize_t n = read(h->out, h->line + h->have, HELPER_LINE_BYTES - h->have);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN)
            return news;
        if (n <= 0) {
            *ended = true;
            return news;
        }
        h->have += (size_t)n;
        for (char *end; (end = memchr(h->line, '\n', h->have)) != NULL;) {
            size_t length = (size_t)(end - h->line);
            news = take(ctx, h->line, length) || news;
            h->have -= length + 1;
            memmove(h->line, end + 1, h->have);
        }
        if (h->have == HELPER_LINE_BYTES)
            h->have = 0;
    }
    return news;
}
