/* SPDX-License-Identifier: MIT */
/* The notifications that a desktop should show, and what it shows: one note an object, updated in
 * place, closed when the object is over; few at a time, the rest as a number. Pure: lists of
 * several stations go in, one order after another comes out, the desktop's answers go back in.
 * There is no queue: a desktop that hangs gets what is true when it answers again. */
#ifndef CONSOLE_NOTES_H
#define CONSOLE_NOTES_H

#include "console/announce/announce.h"

#include <stdbool.h>
#include <stdint.h>

#define NOTES_MAX       256
#define NOTES_BURST     3     /* may pop up at once … */
#define NOTES_REFILL_MS 5000  /* … and then one in so long */
#define NOTES_UPDATE_MS 10000 /* a changed text of one note, at most so often */
#define NOTES_FAILED_MS 5000  /* after a failure others go first, so long for each in a row */
#define NOTES_SUMMARY   1U    /* serial of the note that says how many more there are */

enum note_state {
    NOTE_WAITING, /* to be shown when its turn comes */
    NOTE_SHOWN,
    NOTE_SUMMED, /* only counted */
    NOTE_GONE    /* closed by the person or run out; comes back when its step grows */
};

struct note {
    uint32_t serial; /* the desktop's name for it; 0: free */
    int source;      /* which station */
    enum note_state state;
    bool there;    /* in the latest list of its source */
    bool changed;  /* the text differs from what is shown */
    bool again;    /* its step grew since it was shown */
    bool reached;  /* the station was told that it is shown */
    int failed;    /* so often in a row the desktop would not have it */
    int64_t at_ms; /* boot: of the last order for it */
    struct announcement what;
};

enum note_do { NOTE_SHOW, NOTE_CLOSE };
struct note_order {
    enum note_do what;
    uint32_t serial;
    bool loud; /* it is to be noticed: not only a changed text */
    bool passing;
    enum announce_urgency urgency;
    enum announce_act act;
    char title[160], body[400];
};

struct notes {
    struct note note[NOTES_MAX];
    uint32_t last_serial;
    int tokens;
    int64_t token_ms;    /* boot: when the latest one came */
    struct note summary; /* its `there` means that there is a number to show */
    int64_t flood[16];   /* of each source */
    uint32_t asked;      /* serial of the order that the desktop has not answered; 0: none */
    bool asked_close;
    int64_t overflow; /* objects that found no place */
    int64_t shown, updated, closed, summed;
};
#define NOTES_SOURCES 16

void notes_init(struct notes *n, int64_t boot_ms);

/* The latest list of one station; NULL: the station is not heard, what was open stays. In quiet
 * hours only what is critical. */
void notes_take(struct notes *n, int source, const struct announce_list *list, bool quiet);
/* A piece of news from here: a refused action. */
void notes_say(struct notes *n, int source, const char *title, const char *body);

/* The next order, one at a time: whether there is one. */
bool notes_next(struct notes *n, int64_t boot_ms, struct note_order *order);
/* … and the desktop's answer to it. */
void notes_done(struct notes *n, bool ok);
/* boot_ms at which notes_next may have one without anything else happening; TIME_NEVER. */
int64_t notes_due(const struct notes *n, int64_t boot_ms);

/* A note was closed on the desktop; the action was chosen. NULL: no such note any more. */
void notes_closed(struct notes *n, uint32_t serial);
struct note *notes_find(struct notes *n, uint32_t serial);
/* The desktop lost all notes: what is open is shown anew. */
void notes_lost(struct notes *n);

/* A shown call of which its station does not know yet that it reached somebody, once. NULL: none.
 */
struct note *notes_reached(struct notes *n, int source);

#endif
