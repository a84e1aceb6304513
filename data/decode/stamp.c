/* SPDX-License-Identifier: MIT */
/* Source times in all their forms, as wall ms. Called by the decoder for a signal with a time
 * pointer; whether the time is sane is the engine's to say, which knows when it arrived. */
#include "data/decode/stamp.h"

#include "data/decode/raw.h"
#include "data/model/amount.h"

#define INTEGER_DIGITS 18

/* Digits only, short enough for an int64. */
static bool read_integer(const char *text, size_t length, int64_t *value)
{
    bool negative = length > 0 && *text == '-';
    int64_t n = 0;
    text += negative;
    length -= negative;
    if (length == 0 || length > INTEGER_DIGITS)
        return false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        n = n * 10 + (text[i] - '0');
    }
    *value = negative ? -n : n;
    return true;
}

/* Returns 0; -1 not a time; -2 not a number. */
static int read_number(const char *text, size_t length, enum time_unit unit, int64_t *wall_ms)
{
    int64_t value;
    if (read_integer(text, length, &value))
        return time_from_integer(value, unit, wall_ms);
    switch (amount_from_text(text, length, &value)) {
    case 0:
        return time_from_number(amount_to_double(value), unit, wall_ms);
    case -2: /* microseconds, nanoseconds: their fraction does not matter */
        if (amount_from_text_scaled(text, length, 1, &value) != 0)
            return -1;
        return time_from_integer(value, unit, wall_ms);
    default:
        return -2;
    }
}

static int read_iso(const struct word *word, const struct zone *zone, int64_t *wall_ms)
{
    bool has_zone;
    if (time_from_iso8601(word->text, word->length, wall_ms, &has_zone) != 0)
        return -1;
    if (!has_zone && zone->count > 0)
        *wall_ms = zone_instant(zone, *wall_ms);
    return 0;
}

int stamp_read(const struct scan_value *value, enum time_unit unit, const struct zone *zone,
               int64_t *wall_ms)
{
    enum time_unit of_number = unit == TIME_ISO8601 ? TIME_AUTO : unit;
    if (value->kind == SCAN_NUMBER)
        return read_number(value->text, value->length, of_number, wall_ms) == 0 ? 0 : -1;
    if (value->kind != SCAN_TEXT)
        return -1;
    struct word word;
    word_read(&word, value);
    if (!word.whole)
        return -1;
    int result = read_number(word.text, word.length, of_number, wall_ms);
    return result == -2 ? read_iso(&word, zone, wall_ms) : result;
}
