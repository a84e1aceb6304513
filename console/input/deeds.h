/* SPDX-License-Identifier: MIT */
/* What can be done on each screen and what each field wants, as two tables. The palette offers
 * them, the help page prints them, the line above the keys says what comes next from them. */
#ifndef CONSOLE_INPUT_DEEDS_H
#define CONSOLE_INPUT_DEEDS_H

#include "console/forms/desk.h"
#include "console/panels/view.h"

#include <stdbool.h>
#include <stdint.h>

/* One key of one screen. */
struct deed {
    const char *screen;
    uint32_t key; /* 0: several keys, only to be read of */
    const char *cap, *word, *help;
};
extern const struct deed deeds[]; /* ended by screen NULL */

/* What a screen is for: a sentence, or "". */
const char *screen_purpose(const char *screen);

/* What the field that is open wants, as a sentence; NULL: nothing is being asked. */
const char *field_wants(const struct desk *d, const struct view *v);
/* … whatever is asked for on that screen at that step; NULL: nothing. */
const char *field_wants_at(const char *screen, enum draft_step step);

/* Something is being typed, or a time or a number is given: keys are for that. */
bool field_is_open(const struct desk *d);

#endif
