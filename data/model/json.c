/* SPDX-License-Identifier: MIT */
/* The JSON writer: into a bounded buffer, the same input gives the same bytes, nothing allocated,
 * no locale. The engine, the snapshot and the protocol write through it. What it makes is always
 * valid JSON unless `overflow` is set. */
#include "data/model/json.h"

#include "data/model/amount.h"
#include "data/model/clock.h"
#include "data/model/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void jw_init(struct jw *w, char *out, size_t size)
{
    *w = (struct jw){.out = out, .size = size, .overflow = size == 0};
    if (size > 0)
        out[0] = '\0';
}

static void put(struct jw *w, const char *text, size_t length)
{
    if (w->overflow || length >= w->size - w->length) {
        w->overflow = true;
        return;
    }
    memcpy(w->out + w->length, text, length);
    w->length += length;
    w->out[w->length] = '\0';
}

static void put_string(struct jw *w, const char *text)
{
    put(w, text, strlen(text));
}

/* Bytes at the start that stand for themselves in a JSON string. */
static size_t literal_run(const char *text, size_t length)
{
    size_t n = 0;
    while (n < length) {
        unsigned char c = (unsigned char)text[n];
        uint32_t code;
        size_t bytes = c < 0x80 ? 1 : utf8_decode(text + n, length - n, &code);
        if (bytes == 0 || c < 0x20 || c == '"' || c == '\\')
            break;
        n += bytes;
    }
    return n;
}

static void put_escaped(struct jw *w, unsigned char c)
{
    static const char letters[] = "\"\\\b\f\n\r\t", escapes[] = "\"\\bfnrt";
    char text[8] = "?"; /* a byte that is no UTF-8 */
    const char *letter = c < 0x80 && c != '\0' ? strchr(letters, c) : NULL;
    if (letter) {
        text[0] = '\\';
        text[1] = escapes[letter - letters];
    } else if (c < 0x20) {
        (void)snprintf(text, sizeof text, "\\u%04x", c);
    }
    put_string(w, text);
}

static void put_quoted(struct jw *w, const char *text)
{
    size_t left = strlen(text);
    put(w, "\"", 1);
    while (left > 0) {
        size_t n = literal_run(text, left);
        put(w, text, n);
        if (n < left)
            put_escaped(w, (unsigned char)text[n++]);
        text += n;
        left -= n;
    }
    put(w, "\"", 1);
}

static void begin_item(struct jw *w, const char *key)
{
    if (w->comma)
        put(w, ",", 1);
    w->comma = true;
    if (key) {
        put_quoted(w, key);
        put(w, ":", 1);
    }
}

static void item(struct jw *w, const char *key, const char *json)
{
    begin_item(w, key);
    put_string(w, json);
}

void jw_object(struct jw *w, const char *key)
{
    item(w, key, "{");
    w->comma = false;
}

void jw_object_end(struct jw *w)
{
    put(w, "}", 1);
    w->comma = true;
}

void jw_array(struct jw *w, const char *key)
{
    item(w, key, "[");
    w->comma = false;
}

void jw_array_end(struct jw *w)
{
    put(w, "]", 1);
    w->comma = true;
}

void jw_text(struct jw *w, const char *key, const char *text)
{
    if (!text) {
        jw_null(w, key);
        return;
    }
    begin_item(w, key);
    put_quoted(w, text);
}

void jw_name(struct jw *w, const char *key, const char *name)
{
    jw_text(w, key, name[0] != '\0' ? name : NULL);
}

void jw_int(struct jw *w, const char *key, int64_t value)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%lld", (long long)value);
    item(w, key, text);
}

void jw_bool(struct jw *w, const char *key, bool value)
{
    item(w, key, value ? "true" : "false");
}

void jw_null(struct jw *w, const char *key)
{
    item(w, key, "null");
}

#define REAL_DIGITS 12

/* The digits and the exponent out of what "%.11e" wrote. The decimal point is whatever the locale
 * says, of any length: it is stepped over, not looked at. Returns the digits less trailing zeros.
 */
static int real_digits(const char *text, char digits[REAL_DIGITS], int *exponent)
{
    int count = 0;
    for (; *text != 'e'; text++)
        if (*text >= '0' && *text <= '9' && count < REAL_DIGITS)
            digits[count++] = *text;
    bool negative = text[1] == '-';
    *exponent = 0;
    for (text += 2; *text; text++)
        *exponent = *exponent * 10 + (*text - '0');
    if (negative)
        *exponent = -*exponent;
    while (count > 1 && digits[count - 1] == '0')
        count--;
    return count;
}

/* Plain notation: the point after digit `exponent`, zeros filled in on either side. */
static char *put_plain(char *p, const char *digits, int count, int exponent)
{
    int last = exponent > count - 1 ? exponent : count - 1;
    for (int i = exponent < 0 ? exponent : 0; i <= last; i++) {
        *p++ = i >= 0 && i < count ? digits[i] : '0';
        if (i == exponent && i < last)
            *p++ = '.';
    }
    return p;
}

void jw_real(struct jw *w, const char *key, double value)
{
    char text[64], digits[REAL_DIGITS] = "0", out[64], *p = out;
    int exponent;
    if (!isfinite(value)) {
        jw_null(w, key);
        return;
    }
    (void)snprintf(text, sizeof text, "%.11e", fabs(value));
    int count = real_digits(text, digits, &exponent);
    if (value < 0 && digits[0] != '0')
        *p++ = '-';
    if (exponent >= -6 && exponent <= 15) {
        p = put_plain(p, digits, count, exponent);
        *p = '\0';
    } else {
        p = put_plain(p, digits, count, 0);
        (void)snprintf(p, 8, "e%d", exponent);
    }
    item(w, key, out);
}

void jw_amount(struct jw *w, const char *key, int64_t amount)
{
    char text[AMOUNT_TEXT_SIZE];
    item(w, key, amount_to_text(amount, text));
}

void jw_seconds(struct jw *w, const char *key, int64_t ms)
{
    /* An amount is six places and seconds are three: the same digits a thousand times up, unless
     * that does not fit. */
    int64_t amount;
    if (amount_scale(ms, 1000 * AMOUNT_ONE, &amount) == 0)
        jw_amount(w, key, amount);
    else
        jw_int(w, key, ms / MS_PER_S);
}

void jw_time(struct jw *w, const char *key, int64_t wall_ms)
{
    if (wall_ms == TIME_NONE)
        jw_null(w, key);
    else
        jw_int(w, key, wall_ms);
}

void jw_raw(struct jw *w, const char *key, const char *json)
{
    item(w, key, json);
}
