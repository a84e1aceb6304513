/* SPDX-License-Identifier: MIT */
/* Values that are bare text: whole payloads and topic levels, and the plain word that any value
 * stands for. Called by the decoder and the conversions; what is made points into the message or
 * lives with the caller. */
#include "data/decode/raw.h"

#include <string.h>
#include <strings.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static const char *trim(const char *text, size_t *length)
{
    while (*length > 0 && is_blank(text[*length - 1]))
        --*length;
    while (*length > 0 && is_blank(*text)) {
        text++;
        --*length;
    }
    return text;
}

struct scan_value raw_value(const char *text, size_t length)
{
    struct scan_value value = {.kind = SCAN_TEXT, .length = length, .text = ""};
    if (length > 0)
        value.text = trim(text, &value.length);
    return value;
}

void word_read(struct word *word, const struct scan_value *value)
{
    word->length = scan_text(value, word->text, sizeof word->text, &word->whole);
    const char *start = trim(word->text, &word->length);
    if (start != word->text)
        memmove(word->text, start, word->length);
}

bool word_is(const struct word *word, const char *text)
{
    return word->whole && strlen(text) == word->length &&
           strncasecmp(word->text, text, word->length) == 0;
}
