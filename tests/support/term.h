/* SPDX-License-Identifier: MIT */
/* A program on a pty whose other end is libvterm: what it shows is asserted cell by cell, what it
 * sends byte by byte. Waits are conditions with a deadline; the program is ended by its pid and
 * dies with the test program. */
#ifndef TESTS_SUPPORT_TERM_H
#define TESTS_SUPPORT_TERM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define TERM_RAW_MAX (4 * 1024 * 1024) /* further bytes are shown, not kept */

struct term_conf {
    const char *term; /* $TERM */
    int cols, rows;
    const char *const *argv;
    const char *const *env; /* "NAME=value" to set, "NAME" to unset; ended by NULL; may be NULL */
    bool ignore_hangup;     /* as under nohup */
};

struct term {
    struct VTerm *vt;
    struct VTermScreen *screen;
    int fd; /* master end, -1 closed */
    pid_t pid;
    int cols, rows;
    bool gone; /* the other end is closed */
    bool alternate, cursor_shown;
    char title[64];
    char *raw; /* everything it sent */
    size_t raw_length;
};

bool term_start(struct term *t, const struct term_conf *conf);
/* Ends it if it runs, frees everything. */
void term_done(struct term *t);

/* Take in what it sends, waiting at most this long for something. */
void term_pump(struct term *t, int wait_ms);
/* Until the text is on some row; false at the deadline or when it is gone without. */
bool term_shows(struct term *t, const char *text);
/* Until the text is on no row. */
bool term_hides(struct term *t, const char *text);
bool term_has(struct term *t, const char *text); /* now */
/* A row as text, to print on failure; valid until the next call. */
const char *term_row(struct term *t, int row);
void term_print(struct term *t);

void term_keys(struct term *t, const char *keys);
void term_resize(struct term *t, int cols, int rows);
/* Until it has ended: its wait status, -1 at the deadline. Takes in what it sends meanwhile. */
int term_wait_end(struct term *t);
/* The raw bytes hold this. */
bool term_sent(const struct term *t, const char *bytes);

#endif
