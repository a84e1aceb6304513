/* SPDX-License-Identifier: MIT */
/* Members of JSON objects by table: a row says which member of a structure is which key and how it
 * is written; the same rows read it back. */
#ifndef DATA_MODEL_MEMBERS_H
#define DATA_MODEL_MEMBERS_H

#include "data/model/json.h"
#include "data/model/words.h"

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

/* How a member is written. What a name says after the dash is what null stands for. */
enum member_form {
    MEMBER_TEXT,           /* char[]; text that is always there */
    MEMBER_TEXT_EMPTY,     /* char[] - "" */
    MEMBER_TIME,           /* int64 wall ms - TIME_NONE */
    MEMBER_DURATION,       /* int64 ms as seconds - negative */
    MEMBER_AMOUNT,         /* int64 millionths */
    MEMBER_AMOUNT_ZERO,    /* int64 millionths - 0 (also: microseconds as seconds) */
    MEMBER_AMOUNT_UNKNOWN, /* int64 millionths - negative */
    MEMBER_NUMBER,         /* int64 */
    MEMBER_FLAG,           /* bool */
    MEMBER_RATIO,          /* double - NaN */
    MEMBER_WORD            /* enum, spelt by `words` */
};

struct member {
    const char *key;
    enum member_form form;
    size_t offset, size;
    const struct words *words; /* WORD */
};
#define MEMBER_AT(type, member) offsetof(type, member), sizeof(((type *)0)->member)

struct members {
    const char *key; /* of the object that they are in */
    const struct member *fields;
    size_t count;
    size_t brief; /* so many of them stand in the summary; 0: all */
};

/* The members of the structure at `base` into the object that is open. */
void members_write(struct jw *w, const struct members *list, const void *base);
/* What is not there, or of another type, leaves the member as it is. Text is sanitised. */
void members_read(const json_t *object, const struct members *list, void *base);

/* One value; nothing is written to `out` when it is of another type or out of range. */
void member_read_text(const json_t *json, char *out, size_t size);
void member_read_amount(const json_t *json, int64_t *out);
void member_read_duration(const json_t *json, int64_t *out); /* seconds to ms */
void member_read_time(const json_t *json, int64_t *out);     /* ms of the years 0 to 9999 */

/* The value of one key of an object, or what stands for none where it is not there or of another
 * type: "", TIME_NONE, `otherwise`, -1. Text is sanitised. */
void member_take_text(const json_t *object, const char *key, char *out, size_t size);
int64_t member_take_time(const json_t *object, const char *key);
int64_t member_take_amount(const json_t *object, const char *key, int64_t otherwise);
int member_take_word(const json_t *object, const char *key, const struct words *words);

#endif
