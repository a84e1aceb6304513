/* SPDX-License-Identifier: MIT */
/* INI text changed where it stands: what is not spoken of stays byte for byte, comments too.
 * Sections are named as in brackets, "lamp red" or "station". Touches no file; what comes out is to
 * be loaded before it is written. */
#ifndef ANDON_CTL_STATION_CHANGE_H
#define ANDON_CTL_STATION_CHANGE_H

#include "data/model/cause.h"

#include <stdbool.h>
#include <stddef.h>

struct change_text {
    char *text; /* owned by the caller, made with malloc; followed by a NUL not in `length` */
    size_t length;
    bool changed; /* set with every change, never cleared */
};

bool change_has(const struct change_text *t, const char *section);

/* Give a key this value: in its line when it has one, else behind the last one of its section, else
 * in a new section at the end. 0, or -1 with the cause: a value that no line can hold, or no
 * memory; then nothing has changed. */
int change_set(struct change_text *t, const char *section, const char *key, const char *value,
               struct cause *why);

/* Take a key's line away, if there is one; with key NULL the section's head and all its lines up to
 * its last key. Comments behind that belong to what follows and stay. 0, or -1: no memory. */
int change_drop(struct change_text *t, const char *section, const char *key, struct cause *why);

#endif
