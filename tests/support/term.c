/* SPDX-License-Identifier: MIT */
/* See term.h. The master end is non-blocking; nothing is read unless a test pumps, so a terminal
 * that stalls is one that is not pumped. */
#include "tests/support/term.h"

#include "data/model/text.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

#define WAIT_MS 30000

static int64_t now_ms(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int on_property(VTermProp property, VTermValue *value, void *user)
{
    struct term *t = user;
    if (property == VTERM_PROP_CURSORVISIBLE)
        t->cursor_shown = value->boolean != 0;
    else if (property == VTERM_PROP_ALTSCREEN)
        t->alternate = value->boolean != 0;
    else if (property == VTERM_PROP_TITLE)
        (void)text_copy(t->title, sizeof t->title, value->string);
    return 1;
}

static _Noreturn void child(const struct term_conf *conf)
{
    static const char *const cleared[] = {"COLORTERM", "LINES", "COLUMNS", "NO_COLOR", "TMUX"};
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (size_t i = 0; i < sizeof cleared / sizeof *cleared; i++)
        (void)unsetenv(cleared[i]);
    (void)setenv("TERM", conf->term, 1);
    for (size_t i = 0; conf->env != NULL && conf->env[i] != NULL; i++) {
        char name[64];
        const char *equals = strchr(conf->env[i], '=');
        if (equals == NULL) {
            (void)unsetenv(conf->env[i]);
            continue;
        }
        (void)text_copy_n(name, sizeof name, conf->env[i], (size_t)(equals - conf->env[i]));
        (void)setenv(name, equals + 1, 1);
    }
    if (conf->ignore_hangup)
        (void)signal(SIGHUP, SIG_IGN);
    union {
        const char *const *is;
        char *const *asked;
    } argv = {.is = conf->argv};
    execvp(conf->argv[0], argv.asked);
    perror(conf->argv[0]);
    _exit(127);
}

bool term_start(struct term *t, const struct term_conf *conf)
{
    static const VTermScreenCallbacks callbacks = {.settermprop = on_property};
    *t = (struct term){.fd = -1, .cols = conf->cols, .rows = conf->rows, .cursor_shown = true};
    t->raw = malloc(TERM_RAW_MAX);
    t->vt = vterm_new(conf->rows, conf->cols);
    if (t->raw == NULL || t->vt == NULL)
        return false;
    vterm_set_utf8(t->vt, 1);
    t->screen = vterm_obtain_screen(t->vt);
    vterm_screen_enable_altscreen(t->screen, 1);
    vterm_screen_set_callbacks(t->screen, &callbacks, t);
    vterm_screen_reset(t->screen, 1);
    const struct winsize size = {.ws_row = (unsigned short)conf->rows,
                                 .ws_col = (unsigned short)conf->cols};
    t->pid = forkpty(&t->fd, NULL, NULL, &size);
    if (t->pid == 0)
        child(conf);
    if (t->pid < 0)
        return false;
    (void)fcntl(t->fd, F_SETFL, O_NONBLOCK);
    (void)fcntl(t->fd, F_SETFD, FD_CLOEXEC);
    return true;
}

void term_done(struct term *t)
{
    if (t->pid > 0) {
        (void)kill(t->pid, SIGKILL);
        (void)waitpid(t->pid, NULL, 0);
    }
    if (t->fd >= 0)
        close(t->fd);
    if (t->vt != NULL)
        vterm_free(t->vt);
    free(t->raw);
    *t = (struct term){.fd = -1};
}

static void take(struct term *t, const char *bytes, size_t n)
{
    size_t room = TERM_RAW_MAX - t->raw_length;
    size_t kept = n < room ? n : room;
    memcpy(t->raw + t->raw_length, bytes, kept);
    t->raw_length += kept;
    vterm_input_write(t->vt, bytes, n);
    vterm_screen_flush_damage(t->screen);
    char answer[256];
    size_t m;
    while ((m = vterm_output_read(t->vt, answer, sizeof answer)) > 0)
        if (write(t->fd, answer, m) < 0)
            return;
}

void term_pump(struct term *t, int wait_ms)
{
    struct pollfd p = {.fd = t->fd, .events = POLLIN};
    char bytes[16384];
    if (t->fd < 0 || t->gone || poll(&p, 1, wait_ms) <= 0)
        return;
    ssize_t n = read(t->fd, bytes, sizeof bytes);
    if (n > 0)
        take(t, bytes, (size_t)n);
    else if (n == 0 || (errno != EAGAIN && errno != EINTR))
        t->gone = true;
}

const char *term_row(struct term *t, int row)
{
    static char text[4096];
    VTermRect rect = {.start_row = row, .end_row = row + 1, .start_col = 0, .end_col = t->cols};
    size_t n = vterm_screen_get_text(t->screen, text, sizeof text - 1, rect);
    text[n < sizeof text ? n : sizeof text - 1] = '\0';
    return text;
}

bool term_has(struct term *t, const char *text)
{
    for (int row = 0; row < t->rows; row++)
        if (strstr(term_row(t, row), text) != NULL)
            return true;
    return false;
}

void term_print(struct term *t)
{
    for (int row = 0; row < t->rows; row++)
        printf("|%s\n", term_row(t, row));
}

static bool wait_for(struct term *t, const char *text, bool there)
{
    int64_t until = now_ms() + WAIT_MS;
    while (term_has(t, text) != there) {
        if (now_ms() >= until || t->gone) {
            printf("%s \"%s\" in vain%s:\n", there ? "waited for" : "waited for the end of", text,
                   t->gone ? ", it is gone" : "");
            term_print(t);
            return false;
        }
        term_pump(t, 50);
    }
    return true;
}

bool term_shows(struct term *t, const char *text)
{
    return wait_for(t, text, true);
}

bool term_hides(struct term *t, const char *text)
{
    return wait_for(t, text, false);
}

void term_keys(struct term *t, const char *keys)
{
    size_t left = strlen(keys);
    while (left > 0 && t->fd >= 0) {
        ssize_t n = write(t->fd, keys, left);
        if (n < 0 && errno != EAGAIN && errno != EINTR)
            return;
        if (n < 0) {
            term_pump(t, 5);
            continue;
        }
        keys += n;
        left -= (size_t)n;
    }
}

void term_resize(struct term *t, int cols, int rows)
{
    const struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
    t->cols = cols;
    t->rows = rows;
    vterm_set_size(t->vt, rows, cols);
    (void)ioctl(t->fd, TIOCSWINSZ, &size);
}

int term_wait_end(struct term *t)
{
    int64_t until = now_ms() + WAIT_MS;
    int status = 0;
    while (waitpid(t->pid, &status, WNOHANG) == 0) {
        if (now_ms() >= until)
            return -1;
        term_pump(t, 10);
    }
    t->pid = 0;
    for (int i = 0; i < 50 && !t->gone; i++)
        term_pump(t, 10); /* what was still under way */
    return status;
}

bool term_sent(const struct term *t, const char *bytes)
{
    return memmem(t->raw, t->raw_length, bytes, strlen(bytes)) != NULL;
}
