/* SPDX-License-Identifier: MIT */
/* Amounts as int64 millionths: reading them exactly from decimal text, writing the shortest text,
 * and arithmetic that tells when it would overflow. Used by the decoder, the configuration, the
 * accounts and every JSON writer. No locale, no floating point on the text path. */
#include "data/model/amount.h"

#include <math.h>
#include <string.h>

__extension__ typedef __int128 wide;
__extension__ typedef unsigned __int128 uwide;

#define DIGITS_MAX   38 /* an unsigned __int128 holds any 38 decimal digits */
#define EXPONENT_MAX 100000

/* A decimal number taken apart: digits * 10^exponent. */
struct decimal {
    uwide digits;
    int count;    /* significant digits held */
    int exponent; /* of the last digit held */
    bool negative;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Digits at `*at`, after the point when `fraction`. Digits beyond DIGITS_MAX only move the
 * exponent: they are far below a millionth or the number is out of range anyway. Returns whether
 * there was any. */
static bool take_digits(const char **at, const char *end, bool fraction, struct decimal *d)
{
    const char *p = *at;
    for (; p < end && is_digit(*p); p++) {
        if (d->count < DIGITS_MAX) {
            d->digits = d->digits * 10 + (unsigned)(*p - '0');
            d->count += d->digits != 0;
            d->exponent -= fraction;
        } else if (d->exponent < EXPONENT_MAX) {
            d->exponent += !fraction;
        }
    }
    bool any = p != *at;
    *at = p;
    return any;
}

static bool take_exponent(const char **at, const char *end, struct decimal *d)
{
    const char *p = *at;
    bool negative = false;
    int value = 0;
    if (p < end && (*p == '+' || *p == '-'))
        negative = *p++ == '-';
    const char *first = p;
    for (; p < end && is_digit(*p); p++)
        if (value < EXPONENT_MAX)
            value = value * 10 + (*p - '0');
    bool any = p != first;
    d->exponent += negative ? -value : value;
    *at = p;
    return any;
}

/* The whole text as [+-] digits [. digits] [e [+-] digits], a digit on at least one side of the
 * point. */
static bool decimal_parse(const char *text, size_t length, struct decimal *d)
{
    const char *p = text, *end = text + length;
    if (p < end && (*p == '+' || *p == '-'))
        d->negative = *p++ == '-';
    bool any = take_digits(&p, end, false, d);
    if (p < end && *p == '.') {
        p++;
        any = take_digits(&p, end, true, d) || any;
    }
    if (any && p < end && (*p == 'e' || *p == 'E')) {
        p++;
        any = take_exponent(&p, end, d);
    }
    return any && p == end;
}

static uwide power10(int exponent)
{
    uwide p = 1;
    while (exponent-- > 0)
        p *= 10;
    return p;
}

/* digits * 10^shift, rounded half away from zero; false when it exceeds an int64. */
static bool decimal_shift(uwide digits, int shift, int64_t *result)
{
    if (digits != 0 && shift > 0) {
        for (; shift > 0; shift--) {
            if (digits > INT64_MAX)
                return false;
            digits *= 10;
        }
    } else if (shift < -DIGITS_MAX) {
        digits = 0;
    } else if (shift < 0) {
        uwide p = power10(-shift), rest = digits % p;
        digits = digits / p + (rest >= p - rest);
    }
    if (digits > INT64_MAX)
        return false;
    *result = (int64_t)digits;
    return true;
}

int amount_from_text(const char *text, size_t length, int64_t *amount)
{
    struct decimal d = {0};
    int64_t value;
    if (!decimal_parse(text, length, &d))
        return -1;
    if (!decimal_shift(d.digits, d.exponent + 6, &value))
        return -2;
    *amount = d.negative ? -value : value;
    return 0;
}

int amount_from_text_scaled(const char *text, size_t length, int64_t scale, int64_t *amount)
{
    struct decimal d = {0};
    int64_t value;
    if (!decimal_parse(text, length, &d))
        return -1;
    while (d.digits > UINT64_MAX) { /* the product must fit; what goes is beyond rounding */
        d.digits /= 10;
        d.exponent++;
    }
    uint64_t factor = scale < 0 ? 0 - (uint64_t)scale : (uint64_t)scale;
    if (!decimal_shift(d.digits * factor, d.exponent, &value))
        return -2;
    *amount = d.negative != (scale < 0) ? -value : value;
    return 0;
}

int amount_from_double(double value, int64_t *amount)
{
    if (!isfinite(value))
        return -1;
    double scaled = value * 1e6;
    if (!(scaled > -9.2233720368547748e18 && scaled < 9.2233720368547748e18))
        return -2;
    *amount = llround(scaled);
    return 0;
}

double amount_to_double(int64_t amount)
{
    return (double)amount / 1e6;
}

const char *amount_to_text(int64_t amount, char out[AMOUNT_TEXT_SIZE])
{
    uint64_t magnitude = amount < 0 ? 0 - (uint64_t)amount : (uint64_t)amount;
    char buffer[AMOUNT_TEXT_SIZE];
    char *p = buffer + sizeof buffer;
    *--p = '\0';
    uint64_t fraction = magnitude % 1000000, whole = magnitude / 1000000;
    if (fraction) {
        int places = 6;
        for (; fraction % 10 == 0; places--)
            fraction /= 10;
        for (; places > 0; places--, fraction /= 10)
            *--p = (char)('0' + fraction % 10);
        *--p = '.';
    }
    do
        *--p = (char)('0' + whole % 10);
    while (whole /= 10);
    if (amount < 0)
        *--p = '-';
    memcpy(out, p, (size_t)(buffer + sizeof buffer - p));
    return out;
}

int amount_scale(int64_t amount, int64_t scale, int64_t *result)
{
    wide product = (wide)amount * scale;
    wide half = AMOUNT_ONE / 2;
    product = (product < 0 ? product - half : product + half) / AMOUNT_ONE;
    if (product > INT64_MAX || product < -(wide)INT64_MAX)
        return -1;
    *result = (int64_t)product;
    return 0;
}

int amount_add(int64_t a, int64_t b, int64_t *result)
{
    int64_t sum;
    if (__builtin_add_overflow(a, b, &sum))
        return -1;
    *result = sum;
    return 0;
}
