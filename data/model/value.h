/* SPDX-License-Identifier: MIT */
/* One signal update: what data/decode makes of a message and the engine takes in. */
#ifndef DATA_MODEL_VALUE_H
#define DATA_MODEL_VALUE_H

#include "data/model/words.h"

#include <stdbool.h>
#include <stdint.h>

enum value_type { VALUE_NONE, VALUE_NUMBER, VALUE_BOOL, VALUE_TEXT };

#define VALUE_TEXT_SIZE 64 /* longer text is cut at a character and sanitised */

struct value {
    enum value_type type;
    int64_t amount; /* NUMBER: millionths after scale and offset; BOOL: 0 or AMOUNT_ONE */
    char text[VALUE_TEXT_SIZE]; /* TEXT, and the source's word for a mapped value */
};

struct update {
    uint16_t signal;      /* index into config.signal */
    enum quality quality; /* GOOD or BAD; BAD sets no value and drives nothing */
    bool stored;          /* delivered from the broker's store: old until a live one confirms it */
    bool duplicate;       /* MQTT DUP flag */
    bool historical;      /* told afterwards, says its source: belongs to source_ms, is not news */
    bool gone;            /* BAD: nothing is known any more, the source has died or says so */
    bool overrun;         /* messages of this signal were dropped before this point */
    int mapped;           /* role's word (machine state, mode) after the value map, or -1 */
    int64_t source_ms;    /* wall time the source states, or TIME_NONE */
    struct value value;
};

#endif
