/* SPDX-License-Identifier: MIT */
/* Kinds of sections and their keys by name, and the one that was meant. See schema.h. */
#include "data/config/schema.h"
#include "data/model/text.h"
#include "data/model/words.h"

#include <string.h>

#define KINDS_MAX 128

const struct section_kind *kind_find(const char *word, bool named)
{
    for (size_t i = 0; i < section_kind_count; i++) {
        const struct section_kind *kind = &section_kinds[i];
        if (strcmp(kind->word, word) == 0 && (kind->what != NULL) == named)
            return kind;
    }
    return NULL;
}

const struct field *kind_field(const struct section_kind *kind, const char *key)
{
    for (size_t i = 0; i < kind->fields; i++) {
        const struct field *field = &kind->field[i];
        if (strcmp(field->key, key) == 0 || (field->also && strcmp(field->also, key) == 0))
            return field;
    }
    return NULL;
}

const char *kind_words(char *out, size_t size)
{
    size_t length = 0;
    out[0] = '\0';
    for (size_t i = 0; i < section_kind_count; i++) {
        const char *word = section_kinds[i].word;
        bool again = i > 0 && strcmp(section_kinds[i - 1].word, word) == 0;
        if (!again && text_format(out + length, size - length, "%s%s", length ? ", " : "", word))
            length += strlen(out + length);
    }
    return out;
}

const char *kind_nearest(const char *word)
{
    const char *names[KINDS_MAX];
    size_t count = 0;
    for (; count < section_kind_count && count < KINDS_MAX; count++)
        names[count] = section_kinds[count].word;
    const struct words list = {names, count};
    return words_meant(&list, word);
}

const char *kind_key_nearest(const struct section_kind *kind, const char *key)
{
    const char *names[64];
    size_t count = 0;
    for (; count < kind->fields && count < sizeof names / sizeof *names; count++)
        names[count] = kind->field[count].key;
    const struct words list = {names, count};
    return words_meant(&list, key);
}
