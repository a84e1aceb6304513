/* SPDX-License-Identifier: MIT */
/* …/told: the hub reached those whom the last step of a call's ladder names, by a webhook or the
 * board. Signed like an acknowledgement; said twice it changes nothing.
 *
 * {"call":"C7","tier":2,"by":"webhook","mac":"…"} */
#ifndef DATA_MODEL_SYNC_TOLD_H
#define DATA_MODEL_SYNC_TOLD_H

#include "data/model/cause.h"
#include "data/model/record.h"

#include <stddef.h>
#include <stdint.h>

struct told {
    char call[RECORD_ID_SIZE], by[16];
    int64_t tier; /* of its ladder, from 1 */
    char mac[65]; /* "": not signed */
};

/* What the mac is over. Returns the length, 0 when it does not fit. */
size_t told_signed(const struct told *told, const char *station, char *out, size_t size);
size_t told_write(const struct told *told, char *out, size_t size); /* 0: no room */
int told_read(const char *payload, size_t length, struct told *out, struct cause *why);

#endif
