/* SPDX-License-Identifier: MIT */
/* A program on a pty whose other end is libvterm, for benches: when bytes came, how many, and what
 * they show. */
#ifndef TESTS_BENCH_SCREEN_H
#define TESTS_BENCH_SCREEN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <vterm.h>

#define SCREEN_QUIET_MS 60 /* nothing for so long: the screen is complete */

struct screen {
    int fd, cols, rows;
    pid_t pid;
    VTerm *vt;
    VTermScreen *cells;
    int64_t begin_ns, last_ns; /* of exec, and of the last that came */
    int64_t bytes;
};

void screen_open(struct screen *s, int cols, int rows, const char *const *arguments);
void screen_close(struct screen *s);

/* Take what comes within this time; false: nothing did. */
bool screen_take(struct screen *s, int wait_ms);
/* … until nothing comes any more. */
void screen_settle(struct screen *s);
bool screen_has(const struct screen *s, const char *text);
void screen_keys(struct screen *s, const char *keys);

/* ms until the last byte of the first screen with this text on it. */
double screen_first_paint(struct screen *s, const char *text);

/* A cell as a line of text for bare_curses: foreground, background, bold, character. */
void screen_save(const struct screen *s, const char *path);

#endif
