/* SPDX-License-Identifier: MIT */
/* Values of configuration keys: one row per type. Parser, messages, defaults, digest and reference
 * all go through here. */
#ifndef DATA_CONFIG_FIELD_H
#define DATA_CONFIG_FIELD_H

#include "data/model/cause.h"
#include "data/model/words.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum field_type {
    F_TEXT,    /* anything that can be shown */
    F_ID,      /* [a-z0-9][a-z0-9._-]* */
    F_LEVEL,   /* a level of the station's path */
    F_TOPIC,   /* MQTT topic filter, may begin with {root} */
    F_ROOT,    /* MQTT topic without wildcards, not ending in / */
    F_POINTER, /* JSON Pointer */
    F_URL,     /* mqtt://host[:port], mqtts://host[:port] */
    F_WORD,    /* one of `words`, an enum */
    F_FLAG,    /* one of two `words`, a bool: the second is true */
    F_BOOL,    /* yes no true false on off */
    F_MS,      /* duration, int64 ms */
    F_US,      /* duration, int64 us */
    F_SECONDS, /* duration, int s */
    F_SIZE,    /* bytes, int64 */
    F_PERCENT, /* int64 millionths of 1 */
    F_AMOUNT,  /* decimal, int64 millionths */
    F_INT,     /* int */
    F_TIME,    /* HH:MM, int32 minutes */
    F_DATE,    /* 2026-12-25, int32 days since the epoch */
    F_DATES,   /* 2026-12-25, 2026-12-28 to 2026-12-31: struct date_list */
    F_YEARLY,  /* the same, and days of every year */
    F_DAYS,    /* mon-fri, sun: bits, uint8 */
    F_BREAKS,  /* 09:00-09:15, …: of a struct shift_plan */
    F_IDS,     /* a, b, c: as a text */
    F_TEXTS,   /* texts with commas between them: as a text, ", " between them */
    F_LINES,   /* the same with semicolons */
    F_MOMENT,  /* 2026-12-24 or 2026-12-24 14:00: as a text */
    F_HASH,    /* crypt(5), yescrypt; never shown */
    F_MAP,     /* name of a [map], resolved by load */
    F_PRODUCT, /* name of a [product], resolved by load */
    F_WHEN,    /* conditions of a rule, read by rules.c */
    F_SHOW,    /* lamps and patterns of a rule, read by rules.c */
    F_RETIRED, /* yes or no, kept by load: a section that says yes fills nothing */
    FIELD_TYPES
};

#define FIELD_REQUIRED 1u
#define FIELD_KPI      2u /* part of config.digest: figures depend on it */
#define FIELD_WANTED   4u /* required here or elsewhere: a dump shows it as if required */
#define FIELD_RESTART  8u /* a running daemon cannot follow a change */

struct field {
    const char *key;
    const char *also;          /* another spelling of the key, or NULL */
    size_t offset, size;       /* where it goes in the kind's struct */
    const struct words *words; /* WORD, FLAG */
    int first;                 /* WORD: value of the first word */
    int64_t min, max;          /* allowed range in stored units when min < max */
    const char *initial;       /* the default as one would write it; NULL: leave zero */
    const char *example;       /* what the reference and a dump show where there is no default */
    const char *help;          /* sentences */
    enum field_type type;
    unsigned flags;
};

/* Read `text` into the struct at `item`. Returns 0, or -1 with what is wrong and how to write it
 * ("not a duration; write e.g. 120 s or 2 min"). */
int field_parse(const struct field *field, const char *text, void *item, struct cause *why);

/* The value of the struct at `item` in canonical text: the same value, the same text. */
void field_print(const struct field *field, const void *item, char *out, size_t size);

/* For the reference: the type in a word or two ("duration"), and the range ("0 s to 1 d"; the words
 * of a word type; "" without). */
const char *field_type_name(const struct field *field);
void field_range(const struct field *field, char *out, size_t size);

/* MQTT filter rules (MQTT 5, 4.7.1): whole-level wildcards, # last. */
bool filter_valid(const char *filter);
int filter_wildcards(const char *filter); /* levels that + and # capture */

/* ---- quantity.c: numbers with units ---- */

/* Exact times of text "8 h", "1 h 30 min", "0.6 s", "0": microseconds. 0 or -1. */
int duration_parse(const char *text, int64_t *us);
/* Exact sizes "2 GiB", "1.5 MiB", "0": bytes. 0 or -1. */
int size_parse(const char *text, int64_t *bytes);
/* "10 %": millionths of a per cent. 0 or -1. */
int percent_parse(const char *text, int64_t *percent);
/* In the largest unit of which it is a whole number. */
void duration_print(int64_t us, char *out, size_t size);
void size_print(int64_t bytes, char *out, size_t size);

int bool_parse(const char *text, bool *yes); /* yes no true false on off: 0 or -1 */

/* ---- plant/texts.c: texts with a form ---- */

/* The next piece of `text` between separators (',' or ';'), without blanks around it; false: no
 * more. `*length` may be 0. */
bool piece_next(const char **text, char separator, const char **piece, size_t *length);
/* Pieces to a list with a blank behind each separator. 0, or -1 with what is wrong. */
int pieces_parse(const char *text, char separator, char *out, size_t size, struct cause *why);
bool moment_valid(const char *text);
/* Local ms since the epoch; a day alone ends at its midnight. 0 or -1. */
int moment_local(const char *text, int64_t *local_ms);
bool hash_valid(const char *text);
bool advise_hash(const char *text, struct cause *why);

/* ---- advice.c: what was probably meant ---- */

/* The word of `list` that was meant: the nearest one, else the one that `text` begins. NULL: none.
 */
const char *words_meant(const struct words *list, const char *text);

/* "not one of a, b, c; did you mean b?" */
void words_advice(const struct words *list, const char *text, struct cause *why);

/* What is wrong with a text that is none of these, in `why`. False: nothing better to say than what
 * it should have been. */
bool advise_duration(const char *text, struct cause *why);
bool advise_size(const char *text, struct cause *why);
bool advise_percent(const char *text, struct cause *why);
bool advise_time(const char *text, struct cause *why);
bool advise_number(const char *text, struct cause *why);
bool advise_url(const char *text, struct cause *why);
bool advise_pointer(const char *text, struct cause *why);
bool advise_id(const char *text, struct cause *why);

#endif
