/* SPDX-License-Identifier: MIT */
/* The help page as a list of items; panel_help (console/panels/panel.h) paints it. */
#ifndef CONSOLE_INPUT_HELP_H
#define CONSOLE_INPUT_HELP_H

#include "console/panels/view.h"

enum help_kind { HELP_HEAD, HELP_TEXT, HELP_KEY };

struct help_item {
    enum help_kind kind;
    const char *cap, *word, *text; /* in the language in use; of a HEAD or TEXT only text */
};

#define HELP_ITEMS 160

/* What the screen and the field from which help was asked want, then their keys, then those of
 * every screen, then the F-keys. Returns how many. */
int help_items(const struct view *v, struct help_item out[HELP_ITEMS]);

#endif
