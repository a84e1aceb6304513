/* SPDX-License-Identifier: MIT */
/* One table of types: what each is called, which field the specification puts it into, how wide it
 * is. Clients disagree about fields (UInt32 in the wide one, Int8 as 8 or 32 bits), so integers are
 * taken from either and cut to the width that their type says. Called by hosts and tests. */
#include "data/sparkplug/metric.h"

#include <math.h>
#include <string.h>

static const struct kind {
    int bits; /* of an integer; 0: it is none */
    bool is_signed;
    enum spb_type item; /* of an array */
    size_t size;        /* of an item of one in bytes; 0: not fixed */
} kinds[SPB_TYPE_COUNT] = {
    [SPB_INT8] = {8, true, SPB_UNKNOWN, 0},
    [SPB_INT16] = {16, true, SPB_UNKNOWN, 0},
    [SPB_INT32] = {32, true, SPB_UNKNOWN, 0},
    [SPB_INT64] = {64, true, SPB_UNKNOWN, 0},
    [SPB_UINT8] = {8, false, SPB_UNKNOWN, 0},
    [SPB_UINT16] = {16, false, SPB_UNKNOWN, 0},
    [SPB_UINT32] = {32, false, SPB_UNKNOWN, 0},
    [SPB_UINT64] = {64, false, SPB_UNKNOWN, 0},
    [SPB_BOOLEAN] = {1, false, SPB_UNKNOWN, 0},
    [SPB_DATETIME] = {64, false, SPB_UNKNOWN, 0},
    [SPB_INT8_ARRAY] = {0, false, SPB_INT8, 1},
    [SPB_INT8_ARRAY + 1] = {0, false, SPB_INT16, 2},
    [SPB_INT8_ARRAY + 2] = {0, false, SPB_INT32, 4},
    [SPB_INT8_ARRAY + 3] = {0, false, SPB_INT64, 8},
    [SPB_INT8_ARRAY + 4] = {0, false, SPB_UINT8, 1},
    [SPB_INT8_ARRAY + 5] = {0, false, SPB_UINT16, 2},
    [SPB_INT8_ARRAY + 6] = {0, false, SPB_UINT32, 4},
    [SPB_INT8_ARRAY + 7] = {0, false, SPB_UINT64, 8},
    [SPB_INT8_ARRAY + 8] = {0, false, SPB_FLOAT, 4},
    [SPB_INT8_ARRAY + 9] = {0, false, SPB_DOUBLE, 8},
    [SPB_INT8_ARRAY + 10] = {0, false, SPB_BOOLEAN, 0},
    [SPB_INT8_ARRAY + 11] = {0, false, SPB_STRING, 0},
    [SPB_DATETIME_ARRAY] = {0, false, SPB_DATETIME, 8},
};

/* ---- numbers ---- */

static bool raw_integer(const struct spb_value *value, uint64_t *out)
{
    if (value->form == SPB_FORM_INT)
        *out = value->word;
    else if (value->form == SPB_FORM_LONG)
        *out = value->wide;
    else if (value->form == SPB_FORM_BOOL)
        *out = value->flag;
    else
        return false;
    return true;
}

int spb_integer(const struct spb_value *value, uint32_t type, int64_t *out)
{
    uint64_t raw;
    if (type >= SPB_TYPE_COUNT || kinds[type].bits == 0 || !raw_integer(value, &raw))
        return -1;
    const struct kind *kind = &kinds[type];
    if (type == SPB_BOOLEAN)
        raw = raw != 0;
    if (kind->bits < 64) {
        uint64_t mask = (UINT64_C(1) << kind->bits) - 1;
        raw &= mask;
        if (kind->is_signed && (raw & (UINT64_C(1) << (kind->bits - 1))))
            raw |= ~mask;
    }
    memcpy(out, &raw, sizeof *out);
    return 0;
}

int spb_real(const struct spb_value *value, uint32_t type, double *out)
{
    int64_t integer;
    double real;
    if (value->form == SPB_FORM_FLOAT) {
        real = (double)value->single;
    } else if (value->form == SPB_FORM_DOUBLE) {
        real = value->real;
    } else if (spb_integer(value, type, &integer) == 0) {
        real = type == SPB_UINT64 ? (double)(uint64_t)integer : (double)integer;
    } else {
        return -1;
    }
    if (!isfinite(real))
        return -1;
    *out = real;
    return 0;
}

enum spb_type spb_type_of(enum spb_form form)
{
    static const enum spb_type type[] = {
        [SPB_FORM_INT] = SPB_UINT32,         [SPB_FORM_LONG] = SPB_UINT64,
        [SPB_FORM_FLOAT] = SPB_FLOAT,        [SPB_FORM_DOUBLE] = SPB_DOUBLE,
        [SPB_FORM_BOOL] = SPB_BOOLEAN,       [SPB_FORM_STRING] = SPB_STRING,
        [SPB_FORM_BYTES] = SPB_BYTES,        [SPB_FORM_DATASET] = SPB_DATASET,
        [SPB_FORM_TEMPLATE] = SPB_TEMPLATE,  [SPB_FORM_SET] = SPB_PROPERTY_SET,
        [SPB_FORM_SETS] = SPB_PROPERTY_SETS,
    };
    return (size_t)form < sizeof type / sizeof *type ? type[form] : SPB_UNKNOWN;
}

/* ---- properties ---- */

const struct spb_property *spb_property(const struct spb_metric *metric, const char *key)
{
    for (size_t i = 0; i < metric->properties; i++)
        if (strcmp(metric->property[i].key, key) == 0)
            return &metric->property[i];
    return NULL;
}

int64_t spb_quality(const struct spb_metric *metric)
{
    const struct spb_property *p = spb_property(metric, "Quality");
    int64_t quality;
    if (!p || p->null || spb_integer(&p->value, SPB_INT32, &quality) != 0)
        return SPB_QUALITY_GOOD;
    return quality;
}

/* ---- arrays ---- */

enum spb_type spb_array_of(uint32_t type)
{
    return type < SPB_TYPE_COUNT ? kinds[type].item : SPB_UNKNOWN;
}

static uint64_t little_endian(const unsigned char *at, size_t size)
{
    uint64_t n = 0;
    for (size_t i = size; i > 0; i--)
        n = n << 8 | at[i - 1];
    return n;
}

static int64_t count_texts(const unsigned char *at, size_t length)
{
    int64_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += at[i] == 0;
    return length == 0 || at[length - 1] == 0 ? count : -1;
}

int64_t spb_array_count(const struct spb_value *value, uint32_t type)
{
    enum spb_type item = spb_array_of(type);
    if (item == SPB_UNKNOWN || value->form != SPB_FORM_BYTES)
        return -1;
    const unsigned char *at = value->bytes.at;
    size_t length = value->bytes.length, size = kinds[type].size;
    if (size > 0)
        return length % size == 0 ? (int64_t)(length / size) : -1;
    if (item == SPB_STRING)
        return count_texts(at, length);
    if (length < 4)
        return -1;
    uint64_t count = little_endian(at, 4);
    return length - 4 == (count + 7) / 8 ? (int64_t)count : -1;
}
