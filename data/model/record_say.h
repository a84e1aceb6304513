/* SPDX-License-Identifier: MIT */
/* What one record says, in words: "stopped 4 min 02 s · die jam". Pure. */
#ifndef DATA_MODEL_RECORD_SAY_H
#define DATA_MODEL_RECORD_SAY_H

#include "data/model/words.h"

#include <jansson.h>
#include <stddef.h>

/* What a reason that stands in a record of that kind is called; its id where that is not known. */
struct record_titles {
    const char *(*of)(const void *ctx, enum record_kind kind, const char *id);
    const void *ctx;
};

/* `titles` may be NULL: ids are said. Clean text, "" when there is nothing to say. */
void record_say(enum record_kind kind, const json_t *body, const struct record_titles *titles,
                char *out, size_t size);

#endif
