/* SPDX-License-Identifier: MIT */
/* Screens as INI (andon-layout(5)). Pure: the caller reads the file. */
#ifndef CONSOLE_LAYOUT_READ_H
#define CONSOLE_LAYOUT_READ_H

#include "console/widgets/layout.h"
#include "data/model/cause.h"

#include <stddef.h>

struct layout_report {
    void *ctx;
    void (*problem)(void *ctx, int line, const char *what);
};

/* Read a screen. `kinds` lists the panels there are, ended by name NULL. Returns the number of
 * problems (each reported with its line and what to do, in the order found); the layout is of use
 * only at 0. */
int layout_read(const char *text, size_t length, const struct layout_kind *kinds,
                struct layout *out, const struct layout_report *report);

/* Every key of [screen], [row], [column] and [panel]: in which of them ("[row] [column]") it may
 * stand, and what a right value looks like. */
void layout_keys(void (*say)(void *ctx, const char *sections, const char *key, const char *form),
                 void *ctx);

/* What is wrong with a value for this option, in `why`: -1; fine: 0. */
int layout_option_check(const struct layout_option *option, const char *value, struct cause *why);

#endif
