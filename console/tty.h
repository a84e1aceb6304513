/* SPDX-License-Identifier: MIT */
/* The terminal; with console/output/terminfo.c the only place that knows curses. Shows canvases,
 * reads keys, and leaves the terminal as it was on every way out. One at a time. */
#ifndef CONSOLE_TTY_H
#define CONSOLE_TTY_H

#include "console/announce/attention.h"
#include "console/theme/theme.h"
#include "console/widgets/canvas.h"
#include "data/model/cause.h"

#include <stdbool.h>
#include <stdint.h>

struct tty;

/* Exit status when the terminal took nothing for so long, or not even what puts it right. */
#define TTY_EXIT_STALLED 3
#define TTY_STALLED_S    600

/* Take the terminal on stdin and stdout; stderr goes to `log_path` ("": nowhere) until tty_close.
 * NULL with the cause: not a terminal, or nothing is known of it. */
struct tty *tty_open(const char *log_path, struct cause *why);
/* False: it did not take what puts it right within two seconds. */
bool tty_close(struct tty **tty);

/* What it is: its name as it was given, glyphs, colours, and how the terminal program is told of
 * something, in words; NULL: it is not. */
const char *tty_name(const struct tty *tty);
enum glyph_tier tty_tier(const struct tty *tty);
enum colour_tier tty_colours(const struct tty *tty);
const char *tty_message_words(const struct tty *tty);
/* Shown with these glyphs from now on, -1: with those it was found to have; a canvas of the new
 * tier is to be made, and its picture sent whole. */
void tty_glyphs(struct tty *tty, int tier);
/* The colours of everything shown from now on; the next picture must be sent whole. */
void tty_theme(struct tty *tty, int theme);
void tty_size(const struct tty *tty, int *width, int *height);

/* Show the picture; only what differs from the last one is sent. `whole`: send all of it anew.
 * Never waits: what the terminal does not take now is sent by tty_ready. False while the last
 * picture is still on its way: this one is left out, show the next. */
bool tty_show(struct tty *tty, const struct canvas *canvas, bool whole);
/* Send what waits; true when nothing does any more. To be called when the descriptor is ready. */
bool tty_ready(struct tty *tty);
bool tty_waits(const struct tty *tty);
/* Something waited for TTY_STALLED_S and nothing of it was taken: nobody is there. */
bool tty_stalled(const struct tty *tty);

/* The next key (console/widgets/key.h): 1, none now 0, the terminal is gone -1. */
int tty_key(struct tty *tty, uint32_t *key);

/* Taps and the wheel become keys (console/input/mouse.h), until tty_close. Text can then be
 * selected only with Shift held, so nobody gets it unasked. */
void tty_mouse(struct tty *tty);

/* The bell, or a flash where there is none. */
void tty_beep(struct tty *tty);

/* A message for the terminal program to show outside of the picture. AUTO: only where the terminal
 * is known to understand one; the bare consoles and old terminals never get one. */
void tty_message(struct tty *tty, enum attention_message wanted, const char *text);

/* The signal that asks the program to end (SIGTERM, SIGINT), or 0. */
int tty_signalled(void);

/* Descriptor to poll for keys, and the one for output. */
int tty_input_fd(const struct tty *tty);
int tty_output_fd(const struct tty *tty);

/* Choose LC_CTYPE before anything is printed. Returns whether text is UTF-8. */
bool tty_locale(void);
bool tty_is_utf8(void);

#endif
