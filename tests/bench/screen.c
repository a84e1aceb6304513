/* SPDX-License-Identifier: MIT */
/* See screen.h. */
#include "tests/bench/screen.h"

#include "tests/bench/figure.h"

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define CELLS_MAX (300 * 100)
#define GIVE_UP_S 30

void screen_open(struct screen *s, int cols, int rows, const char *const *arguments)
{
    struct winsize size = {.ws_col = (unsigned short)cols, .ws_row = (unsigned short)rows};
    *s = (struct screen){.vt = vterm_new(rows, cols), .cols = cols, .rows = rows};
    if (!s->vt)
        figure_die("out of memory");
    vterm_set_utf8(s->vt, 1);
    s->cells = vterm_obtain_screen(s->vt);
    vterm_screen_enable_altscreen(s->cells, 1);
    vterm_screen_reset(s->cells, 1);
    s->begin_ns = figure_now_ns();
    s->pid = forkpty(&s->fd, NULL, NULL, &size);
    if (s->pid != 0)
        return;
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)setenv("TERM", "xterm-256color", 1);
    (void)setenv("LC_ALL", "C.UTF-8", 1);
    (void)unsetenv("COLUMNS");
    (void)unsetenv("LINES");
    (void)unsetenv("COLORTERM");
    (void)execv(arguments[0], (char *const *)(uintptr_t)arguments);
    _exit(127);
}

bool screen_take(struct screen *s, int wait_ms)
{
    char room[65536];
    struct pollfd p = {.fd = s->fd, .events = POLLIN};
    if (poll(&p, 1, wait_ms) <= 0)
        return false;
    ssize_t n = read(s->fd, room, sizeof room);
    if (n <= 0)
        figure_die("a program on the terminal has ended");
    s->last_ns = figure_now_ns();
    s->bytes += n;
    (void)vterm_input_write(s->vt, room, (size_t)n);
    return true;
}

bool screen_has(const struct screen *s, const char *text)
{
    static char all[CELLS_MAX * 6];
    size_t n = vterm_screen_get_text(
        s->cells, all, sizeof all - 1,
        (VTermRect){.start_row = 0, .end_row = s->rows, .start_col = 0, .end_col = s->cols});
    all[n] = '\0';
    return strstr(all, text) != NULL;
}

double screen_first_paint(struct screen *s, const char *text)
{
    for (;;) {
        bool came = screen_take(s, SCREEN_QUIET_MS);
        if (!came && s->bytes > 0 && screen_has(s, text))
            return (double)(s->last_ns - s->begin_ns) / 1e6;
        if (figure_seconds_since(s->begin_ns) > GIVE_UP_S)
            figure_die("no full screen comes");
    }
}

void screen_close(struct screen *s)
{
    (void)kill(s->pid, SIGKILL);
    (void)waitpid(s->pid, NULL, 0);
    (void)close(s->fd);
    vterm_free(s->vt);
}

void screen_save(const struct screen *s, const char *path)
{
    FILE *f = fopen(path, "we");
    if (!f)
        figure_die("no file for the cells");
    for (int row = 0; row < s->rows; row++)
        for (int col = 0; col < s->cols; col++) {
            VTermScreenCell cell;
            (void)vterm_screen_get_cell(s->cells, (VTermPos){.row = row, .col = col}, &cell);
            bool fg = VTERM_COLOR_IS_INDEXED(&cell.fg), bg = VTERM_COLOR_IS_INDEXED(&cell.bg);
            (void)fprintf(f, "%d %d %d %d\n", fg ? cell.fg.indexed.idx : -1,
                          bg ? cell.bg.indexed.idx : -1, (int)cell.attrs.bold,
                          cell.chars[0] ? (int)cell.chars[0] : ' ');
        }
    (void)fclose(f);
}

void screen_settle(struct screen *s)
{
    while (screen_take(s, SCREEN_QUIET_MS))
        ;
}

void screen_keys(struct screen *s, const char *keys)
{
    size_t n = strlen(keys);
    if (write(s->fd, keys, n) != (ssize_t)n)
        figure_die("a program on the terminal takes no keys");
}
