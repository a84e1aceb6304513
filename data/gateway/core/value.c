/* SPDX-License-Identifier: MIT */
/* Registers to values: order of bytes and words, type, scale. Whole numbers stay exact, also those
 * beyond 2^53; what a device sends as text is made clean. Called for every register of every
 * answer by data/gateway/core/station of the poller and by --once; owns nothing. */
#include "data/gateway/core/register.h"

#include "data/model/amount.h"
#include "data/model/text.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef __int128 wide;

static uint16_t ordered(const struct reg_format *f, uint16_t word)
{
    return f->order == ORDER_BADC || f->order == ORDER_DCBA
               ? (uint16_t)((unsigned)word << 8 | word >> 8)
               : word;
}

/* The bits of a number of `count` registers, the most significant first. */
static uint64_t bits_of(const struct reg_format *f, const uint16_t *words, size_t count)
{
    const bool little = f->order == ORDER_CDAB || f->order == ORDER_DCBA;
    uint64_t bits = 0;
    for (size_t i = 0; i < count; i++)
        bits = bits << 16 | ordered(f, words[little ? count - 1 - i : i]);
    return bits;
}

static void set_bool(struct reg_value *out, bool yes)
{
    out->kind = REG_BOOL;
    out->number = yes ? 1 : 0;
    (void)text_copy(out->text, sizeof out->text, yes ? "true" : "false");
}

/* Digits of a whole number of any sign that fits 128 bits. */
static void digits(wide value, char *out, size_t size)
{
    char back[48];
    size_t n = 0;
    bool minus = value < 0;
    for (; n == 0 || value != 0; value /= 10)
        back[n++] = (char)('0' + (int)(value % 10 < 0 ? -(value % 10) : value % 10));
    if (minus)
        back[n++] = '-';
    for (size_t i = 0; i < n && i + 1 < size; i++)
        out[i] = back[n - 1 - i];
    out[n < size ? n : size - 1] = '\0';
}

/* Millionths as a decimal number without noughts at its end. */
static void decimal(wide amount, char *out, size_t size)
{
    char whole[48];
    unsigned rest = (unsigned)((amount < 0 ? -amount : amount) % AMOUNT_ONE);
    digits(amount / AMOUNT_ONE, whole, sizeof whole);
    (void)text_format(out, size, "%s%s.%06u", amount < 0 && whole[0] != '-' ? "-" : "", whole,
                      rest);
    size_t n = strlen(out);
    while (out[n - 1] == '0')
        out[--n] = '\0';
    if (out[n - 1] == '.')
        out[--n] = '\0';
}

static void set_whole(const struct reg_format *f, wide reading, struct reg_value *out)
{
    wide amount = reading * f->scale + f->offset; /* below 2^128: 64 and 63 bits */
    out->kind = REG_NUMBER;
    out->number = (double)amount / (double)AMOUNT_ONE;
    decimal(amount, out->text, sizeof out->text);
}

/* As few digits as tell it from its neighbours: of 230.1 as a float32 not 230.100006104. */
static void set_real(const struct reg_format *f, double reading, bool is_single,
                     struct reg_value *out)
{
    const bool plain = f->scale == AMOUNT_ONE && f->offset == 0;
    const double one = (double)AMOUNT_ONE;
    double value = plain ? reading : reading * ((double)f->scale / one) + (double)f->offset / one;
    int most = is_single ? FLT_DECIMAL_DIG : DBL_DECIMAL_DIG;
    int least = is_single ? FLT_DIG : DBL_DIG;
    out->kind = REG_NUMBER;
    out->number = value;
    if (!plain)
        most = least + 1; /* what scaling left behind these is noise */
    for (int n = least; n <= most; n++) {
        (void)text_format(out->text, sizeof out->text, "%.*g", n, value);
        double back = strtod(out->text, NULL);
        if (is_single ? !((float)back < (float)value || (float)back > (float)value)
                      : !(back < value || back > value))
            break;
    }
}

static int set_float(const struct reg_format *f, uint64_t bits, struct reg_value *out,
                     struct cause *why)
{
    const bool is_single = f->type == TYPE_FLOAT32;
    uint32_t low = (uint32_t)bits;
    float narrow;
    double value;
    memcpy(&narrow, &low, sizeof narrow);
    memcpy(&value, &bits, sizeof value);
    if (is_single)
        value = (double)narrow;
    if (!isfinite(value))
        return cause_set(why, -1, "%s, not a number; is the order of its bytes right?",
                         isnan(value) ? "NaN" : "infinite");
    set_real(f, value, is_single, out);
    return isfinite(out->number) ? 0 : cause_set(why, -1, "out of range when scaled");
}

/* Up to the first NUL, without blanks at its end. */
static void set_text(const struct reg_format *f, const uint16_t *words, size_t count,
                     struct reg_value *out)
{
    char raw[REG_STRING_MAX + 2] = "";
    size_t most = (size_t)f->detail < sizeof raw ? (size_t)f->detail : sizeof raw, n = 0;
    for (; n < most && n / 2 < count; n++) {
        uint16_t word = ordered(f, words[n / 2]);
        raw[n] = (char)(n % 2 == 0 ? word >> 8 : word & 0xff);
        if (raw[n] == '\0')
            break;
    }
    while (n > 0 && raw[n - 1] == ' ')
        n--;
    out->kind = REG_TEXT;
    out->number = 0;
    (void)text_sanitise(raw, n, out->text, sizeof out->text);
}

int reg_decode(const struct reg_format *f, const uint16_t *words, size_t count,
               struct reg_value *out, struct cause *why)
{
    static const size_t needs[REG_TYPES] = {1, 1, 1, 1, 2, 2, 4, 4, 2, 4, 1};
    if (count < needs[f->type])
        return cause_set(why, -1, "fewer registers than its type needs");
    const uint64_t bits = f->type == TYPE_STRING ? 0 : bits_of(f, words, needs[f->type]);
    switch (f->type) {
    case TYPE_BOOL:
        set_bool(out, bits != 0);
        return 0;
    case TYPE_BIT:
        set_bool(out, (bits >> (f->detail & 15) & 1) != 0);
        return 0;
    case TYPE_INT16:
        set_whole(f, (int16_t)bits, out);
        return 0;
    case TYPE_INT32:
        set_whole(f, (int32_t)bits, out);
        return 0;
    case TYPE_INT64:
        set_whole(f, (int64_t)bits, out);
        return 0;
    case TYPE_UINT16:
    case TYPE_UINT32:
    case TYPE_UINT64:
        set_whole(f, (wide)bits, out);
        return 0;
    case TYPE_FLOAT32:
    case TYPE_FLOAT64:
        return set_float(f, bits, out, why);
    case TYPE_STRING:
        set_text(f, words, count, out);
        return 0;
    case REG_TYPES:
        break;
    }
    return cause_set(why, -1, "no such type");
}
