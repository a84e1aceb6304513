/* SPDX-License-Identifier: MIT */
/* The one table of keys: the handler, the key bar and the help page read it. */
#ifndef CONSOLE_KEYS_H
#define CONSOLE_KEYS_H

#include "console/widgets/key.h"

#include <stdint.h>

enum action {
    ACTION_NONE,
    ACTION_STOP,
    ACTION_SCRAP,
    ACTION_JOB,
    ACTION_MODE,
    ACTION_HOURS,
    ACTION_HANDOVER,
    ACTION_PERSON,
    ACTION_CALLS,
    ACTION_ALERTS,
    ACTION_MAINTENANCE,
    ACTION_PREDICTIONS,
    ACTION_ORDERS,
    ACTION_LOAD,
    ACTION_SCOREBOARD,
    ACTION_TERMINAL,
    ACTION_DETAILS,
    ACTION_NEXT_STATION,
    ACTION_PREVIOUS_STATION,
    ACTION_REPORT,
    ACTION_FIGURES,
    ACTION_UNDO,
    ACTION_SIGNALS,
    ACTION_LAMPS,
    ACTION_LOG,
    ACTION_HELP,
    ACTION_BACK,
    ACTION_QUIT,
    ACTION_UP,
    ACTION_DOWN,
    ACTION_PAGE_UP,
    ACTION_PAGE_DOWN,
    ACTION_FIRST,
    ACTION_LAST,
    ACTION_FILTER,
    ACTION_SEARCH,
    ACTION_OPEN,
    ACTION_VERIFY,
    ACTION_REDRAW,
    ACTION_PALETTE,
    ACTION_COUNT,
    ACTION_OWN /* a screen of the plant's own layouts: no row of the table is */
};

/* Where a key is offered in the bar. It works wherever it is not hidden. */
enum key_place { KEYS_MAIN = 1, KEYS_LIST = 2, KEYS_SUB = 4, KEYS_LOG = 8, KEYS_HIDDEN = 0 };

struct key_row {
    uint32_t key, also; /* also: 0 or another key for the same */
    enum action action;
    unsigned places;
    const char *cap;  /* printed on the key bar */
    const char *word; /* … and what it does */
    const char *help; /* a sentence */
};

extern const struct key_row key_rows[]; /* ended by action NONE */
/* What the keys of a hub's screens do, for the help page: console/screens/line_keys.c knows them.
 */
extern const struct key_row line_key_rows[];

#define KEYS_BAR_MAX 24
struct hint;
struct view;
/* What the key bar offers: the moment's own hints, else the table's. Returns how many. */
int keys_bar(const struct view *v, struct hint *out);

/* The action of a key. Letters count in both cases. */
enum action key_action(uint32_t key);

#endif
