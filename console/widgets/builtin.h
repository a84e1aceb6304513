/* SPDX-License-Identifier: MIT */
/* The shipped screens, layouts/screens/ compiled in by console/make-builtin.sh. */
#ifndef CONSOLE_BUILTIN_H
#define CONSOLE_BUILTIN_H

#include <stddef.h>

struct builtin_layout {
    const char *name; /* of the file without .ini */
    const char *text;
    size_t length;
};

extern const struct builtin_layout builtin_layouts[];
extern const size_t builtin_layout_count;

#endif
