/* SPDX-License-Identifier: MIT */
/* One terminal for several stations of a cell: each has a ui of its own with its drafts, entries
 * and connection, so that nothing entered for one can reach another. Here is which of them is
 * shown: a key changes it, and a stop or a call brings its station forward by itself, never while
 * somebody types. A strip above says what each does. Pure; with one station it does nothing. */
#ifndef CONSOLE_TEND_H
#define CONSOLE_TEND_H

#include "console/screens/ui.h"

#include <stdbool.h>
#include <stdint.h>

#define TEND_MAX      SCORE_PEERS
#define TEND_QUIET_MS 1500  /* so long after a key no other station comes by itself */
#define TEND_STAYS_MS 10000 /* one that came by itself has so long before the next one may */
#define TEND_ASKS_MS  60000 /* … and when it asks why it stopped, so long for an answer to begin */
#define TEND_HASTY_MS 700   /* so long after one came no key counts: it was meant for the other */
#define TEND_GAP_MS   100   /* … and until fingers, or a scanner, have paused */

struct tend {
    struct ui *ui[TEND_MAX];     /* borrowed; places never change */
    const char *label[TEND_MAX]; /* what it is called before it has said its name; borrowed */
    int count, shown;
    const struct view *peer[TEND_MAX];
    struct {
        bool asks;       /* its stop form opened by itself and has not been seen */
        bool calls;      /* … or a call was raised */
        int64_t call_ms; /* wall: the latest call that it came forward for */
    } wants[TEND_MAX];
    int64_t key_ms;    /* boot: of the last key, at whichever station */
    int64_t forced_ms; /* boot: when one last came forward by itself */
    int64_t guard_ms;  /* boot: until then keys are not taken */
    int pending;       /* the station of a digit that may be the first of a scan; -1 none */
    int64_t pending_ms;
    int64_t read_ms; /* boot: keys that came until then have been given to tend_key */
    int strip;       /* rows above the station's picture, as last painted */
};

/* `ui`s outlive it. The first one is shown. */
void tend_init(struct tend *t, struct ui *const *ui, int count);
struct ui *tend_ui(const struct tend *t); /* that is shown */
/* By hand: this one, without delay. */
void tend_show(struct tend *t, int station);

unsigned tend_key(struct tend *t, uint32_t key);
/* Time passed or something came: ui_update for each, then whether another one is to come forward.
 * Whether the picture changes. */
bool tend_update(struct tend *t);

/* Rows of the strip: 0 with one station. */
int tend_rows(const struct tend *t, int width, int height);
void tend_paint(struct tend *t, struct canvas *canvas);
/* A tap above the station's picture shows that station; one below is moved to where it is in the
 * station's own. False: `key` is for the station. */
bool tend_tap(struct tend *t, uint32_t *key);
/* boot_ms at which tend_update wants to be called. */
int64_t tend_next(const struct tend *t);

#endif
