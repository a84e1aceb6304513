/* SPDX-License-Identifier: MIT */
/* Structures as members of JSON objects and back, by tables of rows: writer and reader both go
 * through the same row, so they cannot drift apart. The snapshot, the andon objects in it and their
 * records are written and read here. Owns nothing. */
#include "data/model/members.h"

#include "data/model/amount.h"
#include "data/model/clock.h"
#include "data/model/text.h"

#include <math.h>
#include <string.h>

#define EXACT_MS 1e15 /* a longer duration does not come back from decimal seconds as it was */

static int64_t load_number(const char *member)
{
    int64_t value;
    memcpy(&value, member, sizeof value);
    return value;
}

static void write_number(struct jw *w, const struct member *f, int64_t value)
{
    bool unknown = (f->form == MEMBER_AMOUNT_ZERO && value == 0) ||
                   ((f->form == MEMBER_DURATION || f->form == MEMBER_AMOUNT_UNKNOWN) && value < 0);
    if (unknown)
        jw_null(w, f->key);
    else if (f->form == MEMBER_TIME)
        jw_time(w, f->key, value);
    else if (f->form == MEMBER_DURATION)
        jw_seconds(w, f->key, value);
    else if (f->form == MEMBER_NUMBER)
        jw_int(w, f->key, value);
    else
        jw_amount(w, f->key, value);
}

static void write_field(struct jw *w, const struct member *f, const void *base)
{
    const char *member = (const char *)base + f->offset;
    double ratio;
    unsigned word;
    bool flag;
    switch (f->form) {
    case MEMBER_TEXT:
    case MEMBER_TEXT_EMPTY:
        jw_text(w, f->key, f->form == MEMBER_TEXT || *member ? member : NULL);
        return;
    case MEMBER_FLAG:
        memcpy(&flag, member, sizeof flag);
        jw_bool(w, f->key, flag);
        return;
    case MEMBER_RATIO:
        memcpy(&ratio, member, sizeof ratio);
        jw_real(w, f->key, ratio);
        return;
    case MEMBER_WORD:
        memcpy(&word, member, sizeof word);
        jw_text(w, f->key, word_name(f->words, (int)word));
        return;
    case MEMBER_TIME:
    case MEMBER_DURATION:
    case MEMBER_AMOUNT:
    case MEMBER_AMOUNT_ZERO:
    case MEMBER_AMOUNT_UNKNOWN:
    case MEMBER_NUMBER:
        write_number(w, f, load_number(member));
        return;
    }
}

void members_write(struct jw *w, const struct members *group, const void *base)
{
    for (size_t i = 0; i < group->count; i++)
        write_field(w, &group->fields[i], base);
}

void member_read_text(const json_t *json, char *out, size_t size)
{
    if (json_is_string(json))
        (void)text_sanitise(json_string_value(json), json_string_length(json), out, size);
}

void member_read_amount(const json_t *json, int64_t *out)
{
    int64_t value;
    if (json_is_integer(json)) {
        if (!__builtin_mul_overflow(json_integer_value(json), AMOUNT_ONE, &value))
            *out = value;
    } else if (json_is_real(json)) {
        if (amount_from_double(json_real_value(json), &value) == 0)
            *out = value;
    }
}

void member_read_duration(const json_t *json, int64_t *out)
{
    double ms = json_number_value(json) * 1e3;
    if (json_is_number(json) && ms >= 0 && ms < EXACT_MS)
        *out = llround(ms);
}

void member_read_time(const json_t *json, int64_t *out)
{
    json_int_t ms = json_integer_value(json);
    if (json_is_integer(json) && ms >= TIME_LEAST && ms <= TIME_MOST)
        *out = ms;
}

static void read_number(const json_t *json, enum member_form form, char *member)
{
    int64_t value = load_number(member);
    if (form == MEMBER_DURATION)
        member_read_duration(json, &value);
    else if (form == MEMBER_TIME)
        member_read_time(json, &value);
    else if (form == MEMBER_NUMBER)
        value = json_is_integer(json) ? json_integer_value(json) : value;
    else
        member_read_amount(json, &value);
    memcpy(member, &value, sizeof value);
}

static void read_word(const json_t *json, const struct words *words, char *member)
{
    int value = json_is_string(json)
                    ? word_find(words, json_string_value(json), json_string_length(json))
                    : -1;
    if (value >= 0)
        memcpy(member, &value, sizeof value);
}

static void read_field(const json_t *json, const struct member *f, void *base)
{
    char *member = (char *)base + f->offset;
    double ratio = json_number_value(json);
    bool flag = json_is_true(json);
    switch (f->form) {
    case MEMBER_TEXT:
    case MEMBER_TEXT_EMPTY:
        member_read_text(json, member, f->size);
        return;
    case MEMBER_FLAG:
        if (json_is_boolean(json))
            memcpy(member, &flag, sizeof flag);
        return;
    case MEMBER_RATIO:
        if (json_is_number(json))
            memcpy(member, &ratio, sizeof ratio);
        return;
    case MEMBER_WORD:
        read_word(json, f->words, member);
        return;
    case MEMBER_TIME:
    case MEMBER_DURATION:
    case MEMBER_AMOUNT:
    case MEMBER_AMOUNT_ZERO:
    case MEMBER_AMOUNT_UNKNOWN:
    case MEMBER_NUMBER:
        read_number(json, f->form, member);
        return;
    }
}

void members_read(const json_t *object, const struct members *group, void *base)
{
    for (size_t i = 0; i < group->count; i++)
        read_field(json_object_get(object, group->fields[i].key), &group->fields[i], base);
}

void member_take_text(const json_t *object, const char *key, char *out, size_t size)
{
    out[0] = '\0';
    member_read_text(json_object_get(object, key), out, size);
}

int64_t member_take_time(const json_t *object, const char *key)
{
    int64_t ms = TIME_NONE;
    member_read_time(json_object_get(object, key), &ms);
    return ms;
}

int64_t member_take_amount(const json_t *object, const char *key, int64_t otherwise)
{
    int64_t amount;
    const json_t *value = json_object_get(object, key);
    if (!json_is_number(value) || amount_from_double(json_number_value(value), &amount) != 0)
        return otherwise;
    return amount;
}

int member_take_word(const json_t *object, const char *key, const struct words *words)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_string(value))
        return -1;
    return word_find(words, json_string_value(value), json_string_length(value));
}
