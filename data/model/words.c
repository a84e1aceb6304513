/* SPDX-License-Identifier: MIT */
/* The name tables of the field's words, made from the rows in words.h, and looking a word up in
 * them. Everybody who reads or writes a state, a mode or a kind goes through here. Nothing is
 * owned: the tables are static. */
#include "data/model/words.h"

#include <stdbool.h>
#include <string.h>

#define WORD_TEXT(value, text) text,
#define WORD_LIST(list, LIST)                                    \
    static const char *const list##_names[] = {LIST(WORD_TEXT)}; \
    const struct words words_##list = {list##_names, sizeof list##_names / sizeof *list##_names};

WORD_LIST(machine_state, MACHINE_STATES)
WORD_LIST(station_mode, STATION_MODES)
WORD_LIST(quality, QUALITIES)
WORD_LIST(signal_role, SIGNAL_ROLES)
WORD_LIST(counter_kind, COUNTER_KINDS)
WORD_LIST(lamp_pattern, LAMP_PATTERNS)
WORD_LIST(link_state, LINK_STATES)
WORD_LIST(person_role, PERSON_ROLES)
WORD_LIST(loss, LOSSES)
WORD_LIST(job_state, JOB_STATES)
WORD_LIST(record_kind, RECORD_KINDS)

/* Longer words are not compared by distance; no word of ours comes near. */
#define DISTANCE_MAX 48

const char *word_name(const struct words *list, int value)
{
    return value >= 0 && (size_t)value < list->count ? list->names[value] : "?";
}

int word_find(const struct words *list, const char *text, size_t length)
{
    for (size_t i = 0; i < list->count; i++) {
        const char *name = list->names[i];
        if (strlen(name) == length && memcmp(name, text, length) == 0)
            return (int)i;
    }
    return -1;
}

static char folded(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c - 'A' + 'a');
    return c == '_' ? '-' : c;
}

static size_t least(size_t a, size_t b, size_t c)
{
    size_t ab = a < b ? a : b;
    return ab < c ? ab : c;
}

/* Optimal string alignment: insert, delete, replace and swap of neighbours cost one each. Case and
 * the kind of dash cost nothing: those are the commonest slips and still need to be named. */
static size_t distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t row[3][DISTANCE_MAX + 1];
    for (size_t j = 0; j <= b_length; j++)
        row[0][j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t *now = row[i % 3];
        const size_t *last = row[(i - 1) % 3], *before = row[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t cost = folded(a[i - 1]) != folded(b[j - 1]);
            now[j] = least(last[j] + 1, now[j - 1] + 1, last[j - 1] + cost);
            if (i > 1 && j > 1 && folded(a[i - 1]) == folded(b[j - 2]) &&
                folded(a[i - 2]) == folded(b[j - 1]) && before[j - 2] + 1 < now[j])
                now[j] = before[j - 2] + 1;
        }
    }
    return row[a_length % 3][b_length];
}

struct search {
    const char *text, *nearest;
    size_t length, limit;
    bool exact;
};

static bool search_begin(struct search *s, const char *text)
{
    size_t length = strlen(text);
    *s = (struct search){.text = text, .length = length, .limit = length / 3 + 1};
    return length > 0 && length <= DISTANCE_MAX;
}

/* A word that shares nothing with the text is no advice. */
static void search_try(struct search *s, const char *name)
{
    size_t length = strlen(name);
    if (s->exact || length > DISTANCE_MAX)
        return;
    size_t d = distance(s->text, s->length, name, length);
    if (d > s->limit || d >= (s->length > length ? s->length : length))
        return;
    s->nearest = name;
    s->exact = d == 0;
    s->limit = d == 0 ? 0 : d - 1;
}

const char *word_nearest(const struct words *list, const char *text)
{
    struct search s;
    if (!search_begin(&s, text))
        return NULL;
    for (size_t i = 0; i < list->count; i++)
        search_try(&s, list->names[i]);
    return s.nearest;
}

const char *word_nearest_row(const void *first, size_t count, size_t size, const char *text)
{
    struct search s;
    if (!search_begin(&s, text))
        return NULL;
    for (size_t i = 0; i < count; i++)
        search_try(&s, (const char *)first + i * size);
    return s.nearest;
}
