/* SPDX-License-Identifier: MIT */
/* Names made of two, "measurement/field", each kept once a message: its lines repeat them. */
#ifndef DATA_DECODE_FORMATS_NAMES_H
#define DATA_DECODE_FORMATS_NAMES_H

#include "data/decode/formats/format.h"

#define NAMES_KEPT 64

struct names {
    struct scratch *scratch;
    struct kept_name {
        const char *text;
        size_t length;
    } kept[NAMES_KEPT];
};
void names_begin(struct names *names, struct scratch *scratch);

/* Set name and other name of the item: "group/field", and "field"; of an empty group only "field".
 * False: too long, or no room. */
bool names_set(struct names *names, struct item *item, const struct kept_name *group,
               const struct kept_name *field);

/* A key or text without escapes: as it stands, or in `room`. False: longer than any name may be. */
bool names_plain(const struct scan_value *text, char room[ITEM_NAME_MAX], struct kept_name *out);

#endif
