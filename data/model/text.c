/* SPDX-License-Identifier: MIT */
/* The one sanitiser between the wire and any screen, log or message (invariant 8), strict UTF-8,
 * and the few string helpers the product uses. On the message path: clean ASCII, which is nearly
 * all there is, goes eight bytes at a time. Owns nothing, allocates nothing. */
#include "data/model/text.h"

#include "data/model/cells.h"

#include <stdio.h>
#include <string.h>

#define MARKS_MAX 2

/* ---- UTF-8 --------------------------------------------------------------------------------- */

/* Lead bytes by length; the second byte's range rules out overlong forms, surrogates and codes
 * beyond U+10FFFF (RFC 3629 §4). */
static const struct lead {
    unsigned char from, to, second_low, second_high;
    size_t length;
} leads[] = {
    {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3}, {0xE1, 0xEC, 0x80, 0xBF, 3},
    {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3}, {0xF0, 0xF0, 0x90, 0xBF, 4},
    {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
};

static const struct lead *find_lead(unsigned char byte)
{
    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++)
        if (byte >= leads[i].from && byte <= leads[i].to)
            return &leads[i];
    return NULL;
}

size_t utf8_decode(const char *in, size_t length, uint32_t *code)
{
    const unsigned char *p = (const unsigned char *)in;
    if (length == 0)
        return 0;
    if (p[0] < 0x80) {
        *code = p[0];
        return 1;
    }
    const struct lead *lead = find_lead(p[0]);
    if (!lead || length < lead->length || p[1] < lead->second_low || p[1] > lead->second_high)
        return 0;
    uint32_t value = p[0] & (0x7Fu >> lead->length);
    for (size_t i = 1; i < lead->length; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 0;
        value = value << 6 | (p[i] & 0x3Fu);
    }
    *code = value;
    return lead->length;
}

size_t utf8_encode(uint32_t code, char out[4])
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xC0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xE0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | (code >> 18 & 0x07));
    out[1] = (char)(0x80 | (code >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

bool utf8_valid(const char *in, size_t length)
{
    uint32_t code;
    while (length > 0) {
        size_t n = utf8_decode(in, length, &code);
        if (n == 0)
            return false;
        in += n;
        length -= n;
    }
    return true;
}

/* ---- sanitiser ---------------------------------------------------------------------------- */

/* Bytes at the start of `in` that are plain printable ASCII. */
static size_t plain_run(const char *in, size_t length)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = UINT64_C(0x8080808080808080);
    size_t n = 0;
    for (; length - n >= 8; n += 8) {
        uint64_t w, del;
        memcpy(&w, in + n, sizeof w);
        del = w ^ (ones * 0x7F);
        /* a top bit where a byte is >= 0x80, < 0x20 or 0x7F */
        if ((w | ((w - ones * 0x20) & ~w) | ((del - ones) & ~del)) & tops)
            break;
    }
    while (n < length && in[n] >= 0x20 && in[n] < 0x7F)
        n++;
    return n;
}

enum treatment { KEEP, REPLACE, DROP };

static const struct {
    uint32_t from, to;
    enum treatment treatment;
} treatments[] = {
    {0x0000, 0x001F, REPLACE},    /* C0 */
    {0x007F, 0x009F, REPLACE},    /* DEL, C1 */
    {0x00AD, 0x00AD, DROP},       /* soft hyphen */
    {0x034F, 0x034F, DROP},       /* combining grapheme joiner */
    {0x061C, 0x061C, REPLACE},    /* arabic letter mark (bidi) */
    {0x115F, 0x1160, DROP},       /* hangul fillers */
    {0x17B4, 0x17B5, DROP},       /* khmer inherent vowels */
    {0x180B, 0x180F, DROP},       /* mongolian selectors, vowel separator */
    {0x200B, 0x200D, DROP},       /* zero-width space, non-joiner, joiner */
    {0x200E, 0x200F, REPLACE},    /* left-to-right, right-to-left mark */
    {0x2028, 0x202E, REPLACE},    /* line, paragraph separator, embeddings, overrides */
    {0x2060, 0x2065, DROP},       /* word joiner, invisible operators */
    {0x2066, 0x2069, REPLACE},    /* isolates */
    {0x206A, 0x206F, DROP},       /* deprecated format characters */
    {0x3164, 0x3164, DROP},       /* hangul filler */
    {0xE000, 0xF8FF, REPLACE},    /* private use */
    {0xFDD0, 0xFDEF, REPLACE},    /* non-characters */
    {0xFE00, 0xFE0F, DROP},       /* variation selectors */
    {0xFEFF, 0xFEFF, DROP},       /* byte order mark */
    {0xFFA0, 0xFFA0, DROP},       /* half-width hangul filler */
    {0xFFF0, 0xFFFB, DROP},       /* specials: interlinear annotation */
    {0x1BCA0, 0x1BCA3, DROP},     /* shorthand format controls */
    {0x1D173, 0x1D17A, DROP},     /* musical format controls */
    {0xE0000, 0xE0FFF, DROP},     /* tags, variation selectors */
    {0xF0000, 0x10FFFF, REPLACE}, /* private use planes */
};

static enum treatment treatment_of(uint32_t code)
{
    if ((code & 0xFFFE) == 0xFFFE)
        return REPLACE; /* the last two of every plane are no characters */
    size_t low = 0, high = sizeof treatments / sizeof *treatments;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (code > treatments[middle].to)
            low = middle + 1;
        else if (code < treatments[middle].from)
            high = middle;
        else
            return treatments[middle].treatment;
    }
    return KEEP;
}

/* Marks already taken after the last base; a text starts with no base to carry any. */
struct marks {
    int count;
};

/* What becomes of the character at `in`: its length there in `*length` (at least 1). */
static enum treatment judge(const char *in, size_t left, struct marks *marks, size_t *length)
{
    uint32_t code;
    size_t n = utf8_decode(in, left, &code);
    *length = n ? n : 1;
    enum treatment treatment = n ? treatment_of(code) : REPLACE;
    if (treatment == KEEP && cells_combining(code))
        return marks->count++ < MARKS_MAX ? KEEP : DROP;
    if (treatment != DROP)
        marks->count = 0;
    return treatment;
}

size_t text_sanitise(const char *in, size_t length, char *out, size_t size)
{
    size_t used = 0;
    struct marks marks = {MARKS_MAX};
    if (size == 0)
        return 0;
    while (length > 0) {
        size_t n = plain_run(in, length);
        if (n > 0) {
            size_t room = size - 1 - used, fits = n < room ? n : room;
            memcpy(out + used, in, fits);
            used += fits;
            if (fits < n)
                break;
            marks.count = 0;
        } else {
            enum treatment treatment = judge(in, length, &marks, &n);
            const char *from = treatment == REPLACE ? "?" : in;
            size_t bytes = treatment == REPLACE ? 1 : treatment == DROP ? 0 : n;
            if (bytes > size - 1 - used)
                break;
            memcpy(out + used, from, bytes);
            used += bytes;
        }
        in += n;
        length -= n;
    }
    out[used] = '\0';
    return used;
}

bool text_is_clean(const char *in, size_t length)
{
    struct marks marks = {MARKS_MAX};
    while (length > 0) {
        size_t n = plain_run(in, length);
        if (n > 0)
            marks.count = 0;
        else if (judge(in, length, &marks, &n) != KEEP)
            return false;
        in += n;
        length -= n;
    }
    return true;
}

/* ---- cells -------------------------------------------------------------------------------- */

int utf8_cells(uint32_t code)
{
    if (code < 0x300)
        return 1;
    if (cells_combining(code))
        return 0;
    return cells_wide(code) ? 2 : 1;
}

int text_cells(const char *text)
{
    size_t left = strlen(text);
    int cells = 0;
    while (left > 0) {
        uint32_t code = '?';
        size_t n = utf8_decode(text, left, &code);
        cells += utf8_cells(code);
        n += n == 0;
        text += n;
        left -= n;
    }
    return cells;
}

/* ---- helpers ------------------------------------------------------------------------------ */

bool text_copy_n(char *out, size_t size, const char *in, size_t length)
{
    if (size == 0)
        return false;
    size_t fits = length < size ? length : size - 1;
    memcpy(out, in, fits);
    out[fits] = '\0';
    return fits == length;
}

bool text_copy(char *out, size_t size, const char *in)
{
    return text_copy_n(out, size, in, strlen(in));
}

bool text_format(char *out, size_t size, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(out, size, format, args);
    va_end(args);
    return n >= 0 && (size_t)n < size;
}

bool text_is_id(const char *text)
{
    size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789._-");
    return n > 0 && n < 64 && text[n] == '\0' && !strchr("._-", text[0]);
}

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

const char *text_duration(int64_t ms, char out[TEXT_DURATION_SIZE])
{
    const char *sign = ms < 0 ? "-" : "";
    uint64_t t = ms < 0 ? 0 - (uint64_t)ms : (uint64_t)ms;
    unsigned s = (unsigned)(t / SECOND % 60), m = (unsigned)(t / MINUTE % 60);
    unsigned h = (unsigned)(t / HOUR % 24);
    unsigned long long d = t / DAY;
    if (t < MINUTE)
        (void)snprintf(out, TEXT_DURATION_SIZE, "%s%u s", sign, s);
    else if (t < HOUR)
        (void)snprintf(out, TEXT_DURATION_SIZE, "%s%u min %02u s", sign, m, s);
    else if (t < DAY)
        (void)snprintf(out, TEXT_DURATION_SIZE, "%s%u h %02u min", sign, h, m);
    else
        (void)snprintf(out, TEXT_DURATION_SIZE, "%s%llu d", sign, d);
    return out;
}

const char *text_clock(int64_t ms, char out[TEXT_DURATION_SIZE])
{
    const char *sign = ms < 0 ? "-" : "";
    uint64_t t = ms < 0 ? 0 - (uint64_t)ms : (uint64_t)ms;
    unsigned s = (unsigned)(t / SECOND % 60), m = (unsigned)(t / MINUTE % 60);
    unsigned long long h = t / HOUR;
    if (h == 0)
        (void)snprintf(out, TEXT_DURATION_SIZE, "%s%u:%02u", sign, m, s);
    else
        (void)snprintf(out, TEXT_DURATION_SIZE, "%s%llu:%02u:%02u", sign, h, m, s);
    return out;
}
