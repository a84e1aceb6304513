/* SPDX-License-Identifier: MIT */
/* A catalogue: the table of a GNU .mo file (little endian, as msgfmt is told), keys in order of
 * their bytes, looked up by halving; and which one is in use. Every offset is checked once, when it
 * is read. Everybody who draws asks; load.c reads the files. */
#include "data/words/words.h"

#include "data/model/text.h"
#include "data/words/plural.h"
#include "data/words/spell.h"
#include "data/words/values.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MAGIC       0x950412deU
#define HEAD_BYTES  20
#define ENTRIES_MAX 20000
#define CONTEXT_END '\004'
#define ENGLISH     -1 /* in the sources, no catalogue */
#define NOT_KNOWN   -2

struct catalogue {
    const unsigned char *bytes;
    size_t size;
    unsigned char *spelt; /* the same in ASCII letters, once somebody wanted it; kept like bytes */
    uint32_t entries, keys, texts; /* how many; where the two tables begin */
    unsigned long forms;
    char plural[160];
    char tag[WORDS_TAG_SIZE];
};

static struct catalogue catalogues[WORDS_LANGUAGES_MAX];
static int known, in_use = ENGLISH;
static unsigned turn;
static bool ascii;
static struct catalogue spoken; /* the one in use, spelt as the terminal can show it */

static uint32_t number_at(const unsigned char *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static const char *string_at(const struct catalogue *c, uint32_t table, uint32_t index,
                             uint32_t *length)
{
    const unsigned char *entry = c->bytes + table + (size_t)index * 8;
    *length = number_at(entry);
    return (const char *)c->bytes + number_at(entry + 4);
}

/* Every string lies within the file and ends; the keys are in order. */
static bool is_sound(const struct catalogue *c, size_t size)
{
    const uint32_t tables[] = {c->keys, c->texts};
    if (c->entries > ENTRIES_MAX)
        return false;
    for (size_t t = 0; t < 2; t++) {
        if (tables[t] > size || (size - tables[t]) / 8 < c->entries)
            return false;
        const char *before = NULL;
        for (uint32_t i = 0; i < c->entries; i++) {
            const unsigned char *entry = c->bytes + tables[t] + (size_t)i * 8;
            size_t length = number_at(entry), offset = number_at(entry + 4);
            if (offset >= size || length >= size - offset || c->bytes[offset + length] != '\0')
                return false;
            const char *now = (const char *)c->bytes + offset;
            if (t == 0 && before != NULL && strcmp(before, now) >= 0)
                return false;
            before = now;
        }
    }
    return true;
}

/* The place of the first key that is not before `key`. */
static uint32_t place_of(const struct catalogue *c, const char *key)
{
    uint32_t low = 0, high = c->entries, ignored;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (strcmp(string_at(c, c->keys, middle, &ignored), key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static const char *find(const struct catalogue *c, const char *key, uint32_t *length)
{
    uint32_t ignored, place = place_of(c, key);
    if (place == c->entries || strcmp(string_at(c, c->keys, place, &ignored), key) != 0)
        return NULL;
    return string_at(c, c->texts, place, length);
}

/* "Plural-Forms: nplurals=2; plural=(n != 1);" of the head; without one there is one form. */
static void read_plural(struct catalogue *c)
{
    uint32_t length;
    c->forms = 1;
    (void)memcpy(c->plural, "0", 2);
    const char *head = find(c, "", &length);
    const char *said = head != NULL ? strstr(head, "Plural-Forms:") : NULL;
    const char *forms = said != NULL ? strstr(said, "nplurals=") : NULL;
    const char *rule = forms != NULL ? strstr(forms, "plural=") : NULL;
    if (rule == NULL)
        return;
    size_t size = strcspn(rule + 7, ";\n");
    if (size >= sizeof c->plural)
        return;
    c->forms = strtoul(forms + 9, NULL, 10);
    (void)memcpy(c->plural, rule + 7, size);
    c->plural[size] = '\0';
}

/* Every form of a translation asks for the values of its English; of a plural, for those of many.
 */
static bool form_agrees(const char *key, uint32_t key_size, const char *text, uint32_t size)
{
    const char *context = strchr(key, CONTEXT_END);
    const char *english = context != NULL ? context + 1 : key;
    size_t one = strlen(key);
    if (one < key_size)
        english = key + one + 1;
    for (const char *at = text; at < text + size; at += strlen(at) + 1)
        if (!values_agree(english, at))
            return false;
    return true;
}

/* The first key whose translation must not stand in its place; NULL: all may. */
static const char *first_wrong(const struct catalogue *c)
{
    for (uint32_t i = 0; i < c->entries; i++) {
        uint32_t key_size, size;
        const char *key = string_at(c, c->keys, i, &key_size);
        const char *text = string_at(c, c->texts, i, &size);
        if (key[0] != '\0' && !form_agrees(key, key_size, text, size))
            return key;
    }
    return NULL;
}

/* Of a language with another spelling for ASCII a copy in that one; without memory its letters are
 * those of glyph_for(). */
static void speak(void)
{
    if (in_use == ENGLISH)
        return;
    struct catalogue *c = &catalogues[in_use];
    bool german = strncmp(c->tag, "de", 2) == 0 && (c->tag[2] == '\0' || c->tag[2] == '_');
    if (ascii && german && c->spelt == NULL && (c->spelt = malloc(c->size)) != NULL) {
        (void)memcpy(c->spelt, c->bytes, c->size);
        for (uint32_t i = 0; i < c->entries; i++) { /* not its tables: a place may look like one */
            uint32_t length;
            const char *text = string_at(c, c->texts, i, &length);
            spell_german((char *)c->spelt + (text - (const char *)c->bytes), length);
        }
    }
    spoken = *c;
    if (ascii && c->spelt != NULL)
        spoken.bytes = c->spelt;
}

int words_add(const char *tag, const void *bytes, size_t size, struct cause *why)
{
    const unsigned char *at = bytes;
    struct catalogue c = {.bytes = at, .size = size};
    if (size < HEAD_BYTES || number_at(at) != MAGIC || number_at(at + 4) >> 16 != 0)
        return cause_set(why, -1, "not a catalogue of messages (msgfmt --endianness=little)");
    c.entries = number_at(at + 8);
    c.keys = number_at(at + 12);
    c.texts = number_at(at + 16);
    if (!is_sound(&c, size))
        return cause_set(why, -1, "a damaged catalogue of messages");
    const char *wrong = first_wrong(&c);
    if (wrong != NULL) {
        char key[60];
        (void)text_sanitise(wrong, strlen(wrong), key, sizeof key);
        return cause_set(why, -1,
                         "\"%s\" is translated with other values (%%s, %%d) than it has; "
                         "msgfmt --check-format tells of all",
                         key);
    }
    if (tag[0] == '\0' || strlen(tag) >= sizeof c.tag)
        return cause_set(why, -1, "not the name of a language: %.20s", tag);
    (void)memcpy(c.tag, tag, strlen(tag) + 1);
    read_plural(&c);
    int place = 0;
    while (place < known && strcmp(catalogues[place].tag, tag) < 0)
        place++;
    if (place == known || strcmp(catalogues[place].tag, tag) != 0) {
        if (known == WORDS_LANGUAGES_MAX)
            return cause_set(why, -1, "more than %d languages", WORDS_LANGUAGES_MAX);
        if (in_use >= place)
            in_use++;
        (void)memmove(&catalogues[place + 1], &catalogues[place],
                      (size_t)(known++ - place) * sizeof c);
    }
    catalogues[place] = c;
    turn++;
    speak();
    return 0;
}

int words_suit(const char *tag, const char *wanted, size_t length)
{
    size_t language = strcspn(wanted, "_-.@:");
    if (language > length || strncmp(tag, wanted, language) != 0)
        return 0;
    if (tag[language] == '\0')
        return language == length ? 3 : 2;
    if (tag[language] != '_')
        return 0;
    bool same = language < length && strlen(tag) == length &&
                strncmp(tag + language + 1, wanted + language + 1, length - language - 1) == 0;
    return same ? 3 : 1;
}

static int best_for(const char *wanted, size_t length)
{
    int best = NOT_KNOWN, suited = 0;
    if (length >= 2 && strncmp(wanted, "en", 2) == 0 && words_suit("en", wanted, length) > 0)
        return ENGLISH;
    if ((length == 1 && wanted[0] == 'C') || (length == 5 && strncmp(wanted, "POSIX", 5) == 0))
        return ENGLISH;
    for (int i = 0; i < known; i++) {
        int well = length > 0 ? words_suit(catalogues[i].tag, wanted, length) : 0;
        if (well > suited) {
            suited = well;
            best = i;
        }
    }
    return best;
}

static int first_of(const char *wanted)
{
    int found = NOT_KNOWN;
    for (const char *at = wanted; found == NOT_KNOWN; at++) {
        found = best_for(at, strcspn(at, ":.@"));
        at += strcspn(at, ":");
        if (*at == '\0')
            break;
    }
    return found;
}

int words_which(const char *wanted)
{
    int found = first_of(wanted);
    return found == NOT_KNOWN ? -1 : found + 1;
}

bool words_use(const char *wanted)
{
    int found = first_of(wanted), now = found == NOT_KNOWN ? ENGLISH : found;
    if (now != in_use)
        turn++;
    in_use = now;
    speak();
    return found != NOT_KNOWN;
}

void words_ascii(bool only)
{
    if (only != ascii)
        turn++;
    ascii = only;
    speak();
}

bool words_spelt(void)
{
    return ascii && in_use != ENGLISH && spoken.spelt != NULL;
}

const char *words_language(void)
{
    return in_use == ENGLISH ? "en" : catalogues[in_use].tag;
}

const char *words_html(void)
{
    static char language[WORDS_TAG_SIZE];
    (void)text_copy_n(language, sizeof language, words_language(), strcspn(words_language(), "_"));
    return language;
}

const char *words_tag(int index)
{
    if (index == 0)
        return "en";
    return index > 0 && index <= known ? catalogues[index - 1].tag : NULL;
}

/* What a translator says to this is the name that people look for. */
const char *words_name(int index)
{
    static const char name[] = NC_("the name of your language", "English");
    uint32_t length = 0;
    if (words_tag(index) == NULL)
        return NULL;
    const char *found = index > 0 ? find(&catalogues[index - 1], name, &length) : NULL;
    if (found != NULL && length > 0)
        return found;
    return index == 0 ? strchr(name, CONTEXT_END) + 1 : words_tag(index);
}

unsigned words_turn(void)
{
    return turn;
}

static const char *without_context(const char *text)
{
    const char *end = strchr(text, CONTEXT_END);
    return end != NULL ? end + 1 : text;
}

const char *words_say(const char *english)
{
    uint32_t length = 0;
    if (in_use == ENGLISH || english[0] == '\0')
        return without_context(english);
    const char *found = find(&spoken, english, &length);
    return found != NULL && length > 0 ? found : without_context(english);
}

/* The forms stand one behind the other, each with its end. */
const char *words_n(const char *one, const char *many, long n)
{
    uint32_t length = 0;
    const struct catalogue *c = in_use == ENGLISH ? NULL : &spoken;
    const char *found = c != NULL ? find(c, one, &length) : NULL;
    if (found == NULL || length == 0)
        return n == 1 ? one : many;
    unsigned long absolute = n < 0 ? 0UL - (unsigned long)n : (unsigned long)n;
    long form = plural_form(c->plural, absolute);
    if (form < 0 || (unsigned long)form >= c->forms)
        form = 0;
    const char *end = found + length;
    for (const char *at = found; form > 0; form--) {
        at += strlen(at) + 1;
        if (at >= end)
            break;
        found = at;
    }
    return found;
}

const char *words_c(const char *context_and_english)
{
    return words_say(context_and_english);
}

const char *words_for(const char *protocol_word)
{
    char key[80];
    if (in_use == ENGLISH || !text_format(key, sizeof key, "word\004%s", protocol_word))
        return protocol_word;
    uint32_t found_length = 0;
    const char *found = find(&spoken, key, &found_length);
    return found != NULL && found_length > 0 ? found : protocol_word;
}

bool words_entry(const char *context, unsigned index, struct words_pair *out)
{
    static struct {
        unsigned turn;
        uint32_t place;
        char prefix[40];
    } last; /* who asks for one asks for the next ones */
    uint32_t length = 0;
    size_t size = strlen(context);
    const struct catalogue *c = in_use == ENGLISH ? NULL : &spoken;
    if (c == NULL || size + 2 > sizeof last.prefix)
        return false;
    if (last.turn != turn || strncmp(last.prefix, context, size) != 0 ||
        last.prefix[size] != CONTEXT_END) {
        (void)text_format(last.prefix, sizeof last.prefix, "%s\004", context);
        last.place = place_of(c, last.prefix);
        last.turn = turn;
    }
    uint32_t place = last.place;
    if (index >= c->entries - place)
        return false;
    const char *key = string_at(c, c->keys, place + index, &length);
    if (strncmp(key, last.prefix, ++size) != 0)
        return false;
    *out = (struct words_pair){.english = key + size,
                               .said = string_at(c, c->texts, place + index, &length)};
    return true;
}

const char *words_of(const struct words *list, int value)
{
    return words_for(word_name(list, value));
}
