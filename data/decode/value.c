/* SPDX-License-Identifier: MIT */
/* From a value as a source writes it to what the signal's role wants: a number, a bit, a machine
 * state, a mode, a text. Called by the decoder once a signal and message. A table by role picks the
 * reader; what cannot be had is refused with words for `andonctl signals`. */
#include "data/decode/value.h"

#include "data/decode/raw.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct source {
    const struct signal_conf *signal;
    const struct scan_value *in; /* what to read: the source's, or the map's word for it */
    bool unmapped;               /* the map has no word for it */
    struct word word;            /* the same as a word */
    char said[VALUE_TEXT_SIZE];  /* the source's own word, safe to show */
};

/* ---- vocabulary ------------------------------------------------------------------------------ */

/* standards.md §6.2; sorted. */
static const struct bit_word {
    const char *word;
    bool value;
} bit_words[] = {
    {"0", false},           {"1", true},      {"available", true}, {"closed", false},
    {"false", false},       {"no", false},    {"off", false},      {"offline", false},
    {"on", true},           {"online", true}, {"open", true},      {"run", true},
    {"running", true},      {"stop", false},  {"stopped", false},  {"true", true},
    {"unavailable", false}, {"yes", true},
};

/* Words by which a source says that it has no value. */
static const char *const nothing_words[] = {
    "unavailable", "null", "nan",      "+nan",      "-nan",      "inf",
    "+inf",        "-inf", "infinity", "+infinity", "-infinity", "undefined",
};

static int compare_bit(const void *key, const void *row)
{
    const struct word *word = key;
    const struct bit_word *bit = row;
    size_t length = strlen(bit->word);
    int order = strncasecmp(word->text, bit->word, word->length);
    return order ? order : word->length < length ? -1 : word->length > length;
}

static const struct bit_word *find_bit(const struct word *word)
{
    return bsearch(word, bit_words, sizeof bit_words / sizeof *bit_words, sizeof *bit_words,
                   compare_bit);
}

static bool says_nothing(const struct source *s)
{
    if (s->word.length == 0)
        return true;
    if (s->word.text[0] >= '0' && s->word.text[0] <= '9')
        return false;
    for (size_t i = 0; i < sizeof nothing_words / sizeof *nothing_words; i++)
        if (word_is(&s->word, nothing_words[i]))
            return true;
    return false;
}

/* ---- maps ------------------------------------------------------------------------------------ */

static const struct map_entry *find_in_map(const struct value_map *map, const char *text,
                                           size_t length, bool fold)
{
    for (size_t i = 0; i < map->count; i++) {
        const char *from = map->entry[i].from;
        if (strlen(from) == length &&
            (fold ? strncasecmp(from, text, length) : memcmp(from, text, length)) == 0)
            return &map->entry[i];
    }
    return NULL;
}

/* As written, else in any case, else the same number written otherwise ("6.0" is 6), else `*`
 * (which catches words, not the lack of one). */
static const struct map_entry *map_find(const struct source *s, bool rest)
{
    const struct value_map *map = s->signal->map;
    const struct word *word = &s->word;
    const struct map_entry *entry = NULL;
    char number[AMOUNT_TEXT_SIZE];
    int64_t amount;
    if (word->whole)
        entry = find_in_map(map, word->text, word->length, false);
    if (!entry && word->whole)
        entry = find_in_map(map, word->text, word->length, true);
    if (!entry && word->whole && amount_from_text(word->text, word->length, &amount) == 0)
        entry = find_in_map(map, number, strlen(amount_to_text(amount, number)), false);
    return entry || !rest ? entry : find_in_map(map, "*", 1, false);
}

/* ---- readers, one a kind of role ------------------------------------------------------------- */

typedef int reader(const struct source *s, struct update *out, struct cause *why);

/* 0; -1 not a number; -2 out of range. */
static int number_of(const struct source *s, int64_t *amount)
{
    int64_t value;
    const char *text = s->word.text;
    size_t length = s->word.length;
    if (s->in->kind == SCAN_NUMBER) {
        text = s->in->text;
        length = s->in->length;
    } else if (s->in->kind != SCAN_TEXT || !s->word.whole) {
        return -1;
    }
    int result = amount_from_text_scaled(text, length, s->signal->scale, &value);
    if (result != 0)
        return result;
    return amount_add(value, s->signal->offset, amount) == 0 ? 0 : -2;
}

static void set_text(const struct source *s, struct update *out)
{
    out->value.type = VALUE_TEXT;
    text_sanitise(s->word.text, s->word.length, out->value.text, sizeof out->value.text);
}

static void set_bit(const struct source *s, bool bit, struct update *out)
{
    out->value.type = VALUE_BOOL;
    out->value.amount = bit ? AMOUNT_ONE : 0;
    text_copy(out->value.text, sizeof out->value.text, s->said);
}

static int read_count(const struct source *s, struct update *out, struct cause *why)
{
    out->value.type = VALUE_NUMBER;
    switch (number_of(s, &out->value.amount)) {
    case 0:
        return 0;
    case -2:
        return cause_set(why, -1, "number out of range");
    default:
        return cause_set(why, -1, "'%s' is not a number", s->said);
    }
}

/* A sensor may be anything. */
static int read_any(const struct source *s, struct update *out, struct cause *why)
{
    if (s->in->kind == SCAN_TRUE || s->in->kind == SCAN_FALSE) {
        set_bit(s, s->in->kind == SCAN_TRUE, out);
        return 0;
    }
    int64_t amount;
    int result = number_of(s, &amount);
    if (result == -2 && s->in->kind == SCAN_NUMBER) /* a long text of digits is an id */
        return cause_set(why, -1, "number out of range");
    if (result == 0) {
        out->value.type = VALUE_NUMBER;
        out->value.amount = amount;
    } else {
        set_text(s, out);
    }
    return 0;
}

static int read_text(const struct source *s, struct update *out, struct cause *why)
{
    (void)why;
    set_text(s, out);
    return 0;
}

/* Whether the value reads as yes (1) or no (0); a negative number is -1, anything else -2. Numbers
 * count as they come, without scale. */
static int truth_of(const struct source *s)
{
    const struct bit_word *bit = s->word.whole ? find_bit(&s->word) : NULL;
    int64_t ignored;
    if (bit)
        return bit->value;
    if (!s->word.whole || amount_from_text(s->word.text, s->word.length, &ignored) == -1)
        return -2;
    size_t digits = 0;
    while (digits < s->word.length && (s->word.text[digits] | 0x20) != 'e')
        digits++;
    for (size_t i = 0; i < digits; i++)
        if (s->word.text[i] >= '1' && s->word.text[i] <= '9')
            return s->word.text[0] == '-' ? -1 : 1;
    return 0;
}

static int read_bit(const struct source *s, struct update *out, struct cause *why)
{
    int truth = truth_of(s);
    if (truth == -2)
        return cause_set(why, -1, "'%s' is neither yes nor no", s->said);
    set_bit(s, truth != 0, out);
    return 0;
}

/* The message is nothing but the value. */
static bool is_bare(const struct signal_conf *signal)
{
    return signal->format == FORMAT_RAW || signal->format == FORMAT_TOPIC;
}

/* One part times scale; a bare payload need not say anything more than that it came. */
static int read_pulse(const struct source *s, struct update *out, struct cause *why)
{
    int truth = truth_of(s);
    if (truth == -1)
        return cause_set(why, -1, "a pulse of '%s'", s->said);
    if (truth == -2 && !is_bare(s->signal))
        return cause_set(why, -1, "'%s' is neither yes nor no", s->said);
    out->value.type = VALUE_NUMBER;
    out->value.amount = truth != 0 ? s->signal->scale : 0;
    return 0;
}

/* The word of `list` that was said or mapped to, in any case; -1: none. */
static int word_of(const struct source *s, const struct words *list)
{
    for (size_t i = 0; s->word.whole && i < list->count; i++)
        if (word_is(&s->word, list->names[i]))
            return (int)i;
    return -1;
}

static int not_in_map(const struct source *s, const char *what, int code, struct cause *why)
{
    if (s->signal->map)
        return cause_set(why, code, "the map %s has no word %s: add %s = \u2026",
                         s->signal->map->name, s->said, s->said);
    return cause_set(why, code, "'%s' is no %s; give the signal a map", s->said, what);
}

/* A word that nobody knows still is a truth about the machine: its state is unknown. */
static int read_state(const struct source *s, struct update *out, struct cause *why)
{
    out->mapped = s->unmapped ? -1 : word_of(s, &words_machine_state);
    out->value.type = VALUE_TEXT;
    text_copy(out->value.text, sizeof out->value.text, s->said);
    if (out->mapped >= 0)
        return 0;
    out->mapped = MS_UNKNOWN;
    return word_is(&s->word, "unavailable") ? 0 : not_in_map(s, "machine state", 1, why);
}

static int read_mode(const struct source *s, struct update *out, struct cause *why)
{
    out->mapped = word_of(s, &words_station_mode);
    if (out->mapped < 0)
        return not_in_map(s, "mode", -1, why);
    out->value.type = VALUE_TEXT;
    text_copy(out->value.text, sizeof out->value.text, s->said);
    return 0;
}

static reader *const readers[SIGNAL_ROLE_COUNT] = {
    [ROLE_SENSOR] = read_any,   [ROLE_STATE] = read_state, [ROLE_RUNNING] = read_bit,
    [ROLE_STARVED] = read_bit,  [ROLE_BLOCKED] = read_bit, [ROLE_MODE] = read_mode,
    [ROLE_TOTAL] = read_count,  [ROLE_GOOD] = read_count,  [ROLE_SCRAP] = read_count,
    [ROLE_REWORK] = read_count, [ROLE_FAULT] = read_text,  [ROLE_ALIVE] = read_bit,
    [ROLE_PRODUCT] = read_text,
};

/* ---- the whole way --------------------------------------------------------------------------- */

static bool is_pulse(const struct signal_conf *signal)
{
    return readers[signal->role] == read_count && signal->counter.kind == COUNTER_PULSE;
}

/* Sources clear a fault by an empty code: that is known, not missing. */
static int read_no_fault(struct update *out)
{
    out->value.type = VALUE_TEXT;
    out->value.text[0] = '\0';
    return 0;
}

/* Whether a word that elsewhere says "no value" is one here. */
static bool takes_nothing(const struct source *s)
{
    if (is_pulse(s->signal) && is_bare(s->signal))
        return true;
    return (s->signal->role == ROLE_ALIVE || s->signal->role == ROLE_STATE) &&
           word_is(&s->word, "unavailable");
}

int value_read(const struct signal_conf *signal, const struct scan_value *value, struct update *out,
               struct cause *why)
{
    struct source s;
    struct scan_value mapped;
    s.signal = signal;
    s.in = value;
    s.unmapped = false;
    if (value->kind == SCAN_OBJECT || value->kind == SCAN_ARRAY)
        return cause_set(why, -1, "an %s is no value",
                         value->kind == SCAN_OBJECT ? "object" : "array");
    word_read(&s.word, value);
    text_sanitise(s.word.text, s.word.length, s.said, sizeof s.said);
    bool nothing = says_nothing(&s);
    if (signal->map) {
        const struct map_entry *entry = map_find(&s, !nothing);
        if (entry) {
            mapped = raw_value(entry->to, strlen(entry->to));
            s.in = &mapped;
            word_read(&s.word, &mapped);
            nothing = false;
        }
        s.unmapped = !entry;
    }
    if (nothing && signal->role == ROLE_FAULT && (s.word.length == 0 || value->kind == SCAN_NULL))
        return read_no_fault(out);
    if (nothing && !takes_nothing(&s))
        return s.said[0] ? cause_set(why, -1, "no value: '%s'", s.said)
                         : cause_set(why, -1, "empty");
    if (s.unmapped && signal->role != ROLE_STATE && !takes_nothing(&s))
        return not_in_map(&s, "", -1, why);
    reader *of_role = is_pulse(signal) ? read_pulse : readers[signal->role];
    if (signal->threshold) /* the engine, which knows what it was, makes a bit of it */
        of_role = read_count;
    return of_role(&s, out, why);
}
