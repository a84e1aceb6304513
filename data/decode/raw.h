/* SPDX-License-Identifier: MIT */
#ifndef DATA_DECODE_RAW_H
#define DATA_DECODE_RAW_H

#include "data/decode/scan.h"

#include <stdbool.h>
#include <stddef.h>

/* Text that is the value as it stands (a raw payload, a topic level), blanks trimmed. */
struct scan_value raw_value(const char *text, size_t length);

/* What a value says as a plain word: escapes resolved, blanks trimmed. Longer ones are cut and not
 * `whole`: they are no number and in no map. */
#define WORD_MAX 256
struct word {
    size_t length;
    bool whole;
    char text[WORD_MAX]; /* not terminated */
};
void word_read(struct word *word, const struct scan_value *value);

/* Whether the word is `text`, whatever the case of ASCII letters. */
bool word_is(const struct word *word, const char *text);

#endif
