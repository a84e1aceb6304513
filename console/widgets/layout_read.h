/* SPDX-License-Identifier: MIT */
/* Screens as INI (andon-layout(5)). Pure: the caller reads the file. */
#ifndef CONSOLE_LAYOUT_READ_H
#define CONSOLE_LAYOUT_READ_H

#include "console/widgets/layout.h"

#include <stddef.h>

struct layout_report {
    void *ctx;
    void (*problem)(void *ctx, int line, const char *what);
};

/* Read a screen. `kinds` lists the panels there are, ended by NULL. Returns the number of problems
 * (each reported with its line, in the order found); the layout is of use only at 0. */
int layout_read(const char *text, size_t length, const char *const *kinds, struct layout *out,
                const struct layout_report *report);

#endif
