/* SPDX-License-Identifier: MIT */
/* Setting up at a terminal: one poll over keys and the lines of `andonctl discover --follow`, which
 * listens to the broker in a process of its own (the console knows no MQTT). Called by main.c.
 * Owns the terminal, the helper and its pipes while it runs. */
#include "console/setup_run.h"

#include "console/setup/setup.h"
#include "console/start.h"
#include "console/terminal/choice.h"
#include "console/tty.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define LINE_MAX_BYTES ((size_t)256 << 10)

struct helper {
    pid_t pid; /* 0: none */
    int in, out, words;
    char *line; /* LINE_MAX_BYTES */
    size_t have;
    char said[512]; /* on its standard error, the last of it */
    size_t said_have;
};

struct run {
    struct setup *setup;
    struct helper helper;
    struct tty *tty;
    struct canvas canvas;
    bool dirty, quit;
};

/* ---- the helper ---- */

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void helper_end(struct helper *h)
{
    close_fd(&h->in);
    close_fd(&h->out);
    close_fd(&h->words);
    if (h->pid > 0) {
        (void)kill(h->pid, SIGTERM);
        while (waitpid(h->pid, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    h->pid = 0;
    h->have = h->said_have = 0;
    h->said[0] = '\0';
}

static int spawn_helper(struct helper *h, const char *url, int in, int out, int words)
{
    char program[PATH_MAX];
    const char *const arguments[] = {"andonctl", "discover", "--follow", "--broker", url, NULL};
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

static void helper_begin(struct helper *h, struct setup *s)
{
    int in[2] = {-1, -1}, out[2] = {-1, -1}, words[2] = {-1, -1};
    helper_end(h);
    int error =
        pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0 || pipe2(words, O_CLOEXEC) != 0
            ? errno
            : spawn_helper(h, s->url.text, in[0], out[1], words[1]);
    close_fd(&in[0]);
    close_fd(&out[1]);
    close_fd(&words[1]);
    h->in = in[1];
    h->out = out[0];
    h->words = words[0];
    if (error != 0) {
        char text[160];
        (void)text_format(text, sizeof text, "cannot start andonctl: %s", strerror(error));
        helper_end(h);
        setup_lost(s, text);
        return;
    }
    (void)fcntl(h->in, F_SETFL, O_NONBLOCK);
    (void)fcntl(h->out, F_SETFL, O_NONBLOCK);
    (void)fcntl(h->words, F_SETFL, O_NONBLOCK);
}

/* The last words are those that say why. */
static void read_words(struct helper *h)
{
    ssize_t n;
    while ((n = read(h->words, h->said, sizeof h->said - 1)) > 0)
        h->said_have = (size_t)n;
    h->said[h->said_have < sizeof h->said ? h->said_have : 0] = '\0';
}

static const char *last_words(struct helper *h)
{
    read_words(h);
    while (h->said_have > 0 && h->said[h->said_have - 1] == '\n')
        h->said[--h->said_have] = '\0';
    const char *line = strrchr(h->said, '\n');
    line = line != NULL ? line + 1 : h->said;
    return strncmp(line, "andonctl: ", 10) == 0 ? line + 10 : line;
}

/* Whole lines to the set-up; one that is too long is left out. */
static bool take_lines(struct helper *h, struct setup *s)
{
    bool news = false;
    for (char *end; (end = memchr(h->line, '\n', h->have)) != NULL;) {
        size_t length = (size_t)(end - h->line);
        news = setup_take(s, h->line, length) || news;
        h->have -= length + 1;
        memmove(h->line, end + 1, h->have);
    }
    if (h->have == LINE_MAX_BYTES)
        h->have = 0;
    return news;
}

static bool helper_read(struct helper *h, struct setup *s)
{
    bool news = false;
    while (h->out >= 0) {
        ssize_t n = read(h->out, h->line + h->have, LINE_MAX_BYTES - h->have);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN)
            return news;
        if (n <= 0) {
            setup_lost(s, last_words(h));
            helper_end(h);
            return true;
        }
        h->have += (size_t)n;
        news = take_lines(h, s) || news;
    }
    return news;
}

static void send_order(struct run *r)
{
    char order[4096];
    size_t length = setup_order(r->setup, order, sizeof order);
    if (length == 0 || write(r->helper.in, order, length) != (ssize_t)length)
        setup_lost(r->setup, "the helper takes no orders");
}

/* ---- the terminal ---- */

static int open_canvas(struct run *r)
{
    int width, height;
    tty_size(r->tty, &width, &height);
    canvas_done(&r->canvas);
    return canvas_init(&r->canvas, width, height, tty_tier(r->tty));
}

static void take_keys(struct run *r)
{
    uint32_t key;
    int kind;
    while ((kind = tty_key(r->tty, &key)) == 1) {
        int width, height;
        unsigned wish = setup_key(r->setup, key);
        if ((wish & SETUP_CONNECT) != 0)
            helper_begin(&r->helper, r->setup);
        if ((wish & SETUP_WRITE) != 0)
            send_order(r);
        if ((wish & SETUP_BEEP) != 0)
            tty_beep(r->tty);
        tty_size(r->tty, &width, &height);
        bool other = width != r->canvas.width || height != r->canvas.height;
        r->quit = r->quit || (wish & SETUP_QUIT) != 0 || (other && open_canvas(r) != 0);
        r->dirty = r->dirty || other || (wish & SETUP_REPAINT) != 0;
    }
    r->quit = r->quit || kind < 0;
}

static void turn(struct run *r)
{
    struct pollfd p[] = {{.fd = tty_input_fd(r->tty), .events = POLLIN},
                         {.fd = r->helper.out, .events = POLLIN},
                         {.fd = r->helper.words, .events = POLLIN},
                         {.fd = -1, .events = POLLOUT}};
    take_keys(r);
    if (helper_read(&r->helper, r->setup))
        r->dirty = true;
    if (p[2].fd >= 0 && r->helper.words >= 0)
        read_words(&r->helper);
    if (r->dirty && !r->quit) {
        setup_paint(r->setup, &r->canvas);
        r->dirty = !tty_show(r->tty, &r->canvas, false);
    }
    p[1].fd = r->helper.out;
    p[2].fd = r->helper.words;
    if (!tty_ready(r->tty))
        p[3].fd = tty_output_fd(r->tty);
    if (!r->quit && r->setup->written[0] == '\0')
        (void)poll(p, 4, 1000);
}

static int lead(struct run *r, const struct options *o, struct cause *why)
{
    char log[ARGS_PATH_SIZE + 24];
    if (!text_format(log, sizeof log, "%s/andon-console.log", o->run))
        log[0] = '\0';
    r->tty = tty_open(log, why);
    if (r->tty == NULL)
        return 1;
    enum terminal_source from;
    tty_theme(r->tty, choice_theme(o, &from));
    tty_glyphs(r->tty, choice_glyphs(o, &from) - 1);
    (void)words_use(choice_speaks(choice_language(o, &from)));
    r->dirty = true;
    if (open_canvas(r) != 0)
        r->quit = true;
    while (!r->quit && r->setup->written[0] == '\0' && tty_signalled() == 0)
        turn(r);
    canvas_done(&r->canvas);
    (void)tty_close(&r->tty);
    return r->setup->written[0] != '\0' ? 0 : 1;
}

int setup_run(struct options *options, struct cause *why)
{
    static char directory[1025];
    struct run r = {.helper = {.in = -1, .out = -1, .words = -1}};
    int status = 1;
    r.setup = calloc(1, sizeof *r.setup);
    r.helper.line = malloc(LINE_MAX_BYTES);
    if (r.setup == NULL || r.helper.line == NULL) {
        cause_set(why, 0, "out of memory");
        goto out;
    }
    setup_init(r.setup, options->broker, options->configs > 0 ? options->config[0] : NULL);
    status = lead(&r, options, why);
    if (status == 0) {
        (void)text_copy(directory, sizeof directory, r.setup->written);
        options->config[0] = directory;
        options->configs = 1;
    }
out:
    helper_end(&r.helper);
    free(r.helper.line);
    free(r.setup);
    return status;
}
