/* SPDX-License-Identifier: MIT */
/* Another machine below the same station: what of its configuration changes, and what stays. What
 * the plant has written (reasons, shifts, lamps, alerts, titles, the meaning of words) stays; what
 * says where the machine is heard is the new one's. Pure, but for memory of JSON. */
#ifndef ANDON_CTL_STATION_REPLACE_H
#define ANDON_CTL_STATION_REPLACE_H

#include "data/model/cause.h"

#include <jansson.h>
#include <stddef.h>

/* The sections of INI text, over those of earlier texts: {"signal total": {"role": "total"}}. 0, or
 * -1 with the first problem. */
int replace_read(json_t *sections, const char *text, size_t length, struct cause *why);

/* What becomes of a signal. */
enum replace_deed {
    REPLACE_SAME,    /* heard as before */
    REPLACE_CHANGED, /* heard elsewhere, under the name that it has */
    REPLACE_NEW,
    REPLACE_STAYS,   /* not found there, but something speaks of it, or its place is there */
    REPLACE_RETIRED, /* … and nothing does: records still name it */
    REPLACE_DEEDS
};
extern const char *const replace_deeds[REPLACE_DEEDS];

/* Reads both. `is` is a station as `andonctl discover` would write it for the new machine, `heard`
 * an object whose keys are the words of its state that were heard. A merge patch for `andonctl
 * station edit`, owned by the caller; into `rows`, an array, for each signal {"signal", "role",
 * "was", "is", "deed", "for"}: where it is heard, and which section needs it ("" none). NULL: out
 * of memory. */
json_t *replace_patch(json_t *was, json_t *is, const json_t *heard, json_t *rows);

#endif
