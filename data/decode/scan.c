/* SPDX-License-Identifier: MIT */
/* The strict one-pass JSON scanner: grammar, UTF-8, escapes and depth of the whole document are
 * checked, and the values that the plan wants are noted where they stand. Called for each JSON
 * message and each capture line. jansson does the same at thirty times the cost (tests/bench),
 * which the ingest budget does not have. Recursive, with a depth cap; owns nothing. */
#include "data/decode/scan.h"

#include "data/model/text.h"

#include <endian.h>
#include <string.h>

/* The place in the document is passed and returned, so that it stays in a register; NULL: failed.
 */
struct scan {
    const char *end;
    struct scan_plan *plan;
    struct scan_value *values;
    enum scan_problem problem;
    const char *where; /* of the problem */
    bool escaped;      /* the text taken last holds escapes */
    int depth;
};

#define SCAN_TEXT_OF(value, text) [value] = (text),
static const char *const problem_texts[] = {SCAN_PROBLEMS(SCAN_TEXT_OF)};

const char *scan_problem_text(enum scan_problem problem)
{
    return (unsigned)problem < SCAN_PROBLEM_COUNT ? problem_texts[problem] : "?";
}

static const char *fail(struct scan *s, const char *p, enum scan_problem problem)
{
    s->problem = problem;
    s->where = p;
    return NULL;
}

static inline const char *skip_blanks(const struct scan *s, const char *p)
{
    while (p < s->end && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t'))
        p++;
    return p;
}

/* ---- texts ----------------------------------------------------------------------------------- */

/* The first byte from `p` that is not plain: a quote, a backslash, a control or beyond ASCII. */
static inline const char *plain_end(const char *p, const char *end)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = UINT64_C(0x8080808080808080);
    while (end - p >= 8) {
        uint64_t w;
        memcpy(&w, p, sizeof w);
        w = le64toh(w);
        uint64_t quote = w ^ (ones * '"'), slash = w ^ (ones * '\\');
        /* Borrows run upwards only, so the lowest top bit is exact. */
        uint64_t stop =
            (w | ((w - ones * 0x20) & ~w) | ((quote - ones) & ~quote) | ((slash - ones) & ~slash)) &
            tops;
        if (stop)
            return p + __builtin_ctzll(stop) / 8;
        p += 8;
    }
    while (p < end && *p != '"' && *p != '\\' && (unsigned char)(*p - 0x20) < 0x60)
        p++;
    return p;
}

/* Four hexadecimal digits, or -1. */
static int32_t hex4(const char *p, const char *end)
{
    int32_t value = 0;
    if (end - p < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        char c = p[i], letter = (char)(c | 0x20);
        if (c >= '0' && c <= '9')
            value = value * 16 + (c - '0');
        else if (letter >= 'a' && letter <= 'f')
            value = value * 16 + (letter - 'a' + 10);
        else
            return -1;
    }
    return value;
}

static bool is_high(int32_t code)
{
    return code >= 0xD800 && code <= 0xDBFF;
}

static bool is_low(int32_t code)
{
    return code >= 0xDC00 && code <= 0xDFFF;
}

/* What stands for which character behind a backslash; 0: nothing. */
static const char escaped_as[256] = {['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
                                     ['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t'};

/* At a backslash. */
static const char *take_escape(struct scan *s, const char *p)
{
    if (s->end - p < 2)
        return fail(s, s->end, SCAN_CUT_SHORT);
    if (p[1] != 'u') {
        return escaped_as[(unsigned char)p[1]] ? p + 2 : fail(s, p, SCAN_ESCAPE);
    }
    int32_t code = hex4(p + 2, s->end);
    if (code < 0)
        return fail(s, p, SCAN_ESCAPE);
    if (is_low(code))
        return fail(s, p, SCAN_SURROGATE);
    if (!is_high(code))
        return p + 6;
    if (s->end - p < 12 || p[6] != '\\' || p[7] != 'u' || !is_low(hex4(p + 8, s->end)))
        return fail(s, p, SCAN_SURROGATE);
    return p + 12;
}

__attribute__((noinline)) static const char *take_beyond_ascii(struct scan *s, const char *p)
{
    uint32_t code;
    size_t n = utf8_decode(p, (size_t)(s->end - p), &code);
    return n ? p + n : fail(s, p, SCAN_UTF8);
}

/* At what ends a run of plain characters, other than the closing quote. */
static const char *take_special(struct scan *s, const char *p)
{
    if (p == s->end)
        return fail(s, p, SCAN_CUT_SHORT);
    return *p == '\\' ? take_escape(s, p) : fail(s, p, SCAN_CONTROL);
}

/* At the opening quote; ends behind the closing one. */
__attribute__((always_inline)) static inline const char *take_text(struct scan *s, const char *p)
{
    bool escaped = false;
    for (p++;; escaped = true) {
        p = plain_end(p, s->end);
        while (p < s->end && (unsigned char)*p >= 0x80) {
            p = take_beyond_ascii(s, p);
            if (!p)
                return NULL;
            p = plain_end(p, s->end);
        }
        if (p < s->end && *p == '"')
            break;
        p = take_special(s, p);
        if (!p)
            return NULL;
    }
    s->escaped = escaped;
    return p + 1;
}

/* Bytes of the character that begins with `c` in text that is known to be UTF-8. */
static size_t character_length(char c)
{
    unsigned char lead = (unsigned char)c;
    return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/* The character of the escape at `p` as UTF-8. Returns the bytes the escape takes. */
static size_t resolve_escape(const char *p, const char *end, char out[4], size_t *length)
{
    if (p[1] != 'u') {
        out[0] = escaped_as[(unsigned char)p[1]];
        *length = 1;
        return 2;
    }
    int32_t code = hex4(p + 2, end);
    size_t taken = 6;
    if (is_high(code)) {
        code = 0x10000 + ((code - 0xD800) << 10) + (hex4(p + 8, end) - 0xDC00);
        taken = 12;
    }
    *length = utf8_encode((uint32_t)code, out);
    return taken;
}

/* At most `size` bytes of UTF-8, whole characters only. */
static size_t fitting(const char *text, size_t length, size_t size)
{
    if (length <= size)
        return length;
    while (size > 0 && ((unsigned char)text[size] & 0xC0) == 0x80)
        size--;
    return size;
}

/* There is room for all: an escape is longer than its character. */
static size_t resolve_whole(const struct scan_value *value, char *out)
{
    const char *p = value->text, *end = p + value->length;
    char *at = out;
    while (p < end) {
        if (*p != '\\') {
            *at++ = *p++;
        } else if (p[1] != 'u') {
            *at++ = escaped_as[(unsigned char)p[1]];
            p += 2;
        } else {
            char character[4];
            size_t n, taken = resolve_escape(p, end, character, &n);
            memcpy(at, character, n);
            at += n;
            p += taken;
        }
    }
    return (size_t)(at - out);
}

static size_t resolve_text(const struct scan_value *value, char *out, size_t size, bool *whole)
{
    const char *p = value->text, *end = p + value->length;
    size_t used = 0;
    if (value->length <= size) {
        *whole = true;
        return resolve_whole(value, out);
    }
    while (p < end) {
        char character[4];
        const char *from = p;
        size_t n, taken;
        if (*p == '\\') {
            taken = resolve_escape(p, end, character, &n);
            from = character;
        } else {
            taken = n = character_length(*p);
        }
        if (n > size - used)
            break;
        memcpy(out + used, from, n);
        used += n;
        p += taken;
    }
    *whole = p == end;
    return used;
}

size_t scan_text(const struct scan_value *value, char *out, size_t size, bool *whole)
{
    bool ignored;
    if (!whole)
        whole = &ignored;
    if (value->escaped)
        return resolve_text(value, out, size, whole);
    size_t n = fitting(value->text, value->length, size);
    memcpy(out, value->text, n);
    *whole = n == value->length;
    return n;
}

/* ---- numbers and words ----------------------------------------------------------------------- */

static inline const char *digits_end(const char *p, const char *end)
{
    while (p < end && (unsigned char)(*p - '0') < 10)
        p++;
    return p;
}

static inline const char *take_number(struct scan *s, const char *p)
{
    const char *end = s->end, *start = p, *digits;
    p += *p == '-';
    digits = p;
    p = digits_end(p, end);
    if (p == digits || (*digits == '0' && p - digits > 1))
        return fail(s, start, SCAN_BAD_NUMBER);
    if (p < end && *p == '.') {
        digits = ++p;
        p = digits_end(p, end);
        if (p == digits)
            return fail(s, start, SCAN_BAD_NUMBER);
    }
    if (p < end && (*p == 'e' || *p == 'E')) {
        p++;
        p += p < end && (*p == '+' || *p == '-');
        digits = p;
        p = digits_end(p, end);
        if (p == digits)
            return fail(s, start, SCAN_BAD_NUMBER);
    }
    return p;
}

static inline const char *take_word(struct scan *s, const char *p, const char *word, size_t length)
{
    if ((size_t)(s->end - p) < length)
        return fail(s, s->end, SCAN_CUT_SHORT);
    return memcmp(p, word, length) == 0 ? p + length : fail(s, p, SCAN_UNEXPECTED);
}

/* ---- objects and arrays ---------------------------------------------------------------------- */

static const char *take_value(struct scan *s, const char *p, struct scan_node *node);

/* The node's next sibling, round to the first. */
static inline uint32_t round_next(const struct scan_node *parent, const struct scan_node *child)
{
    return child->next ? child->next : parent->child;
}

static struct scan_node *child_by_key(const struct scan *s, struct scan_node *parent,
                                      const char *key, size_t length)
{
    if (!(parent->lengths >> (length < 63 ? length : 63) & 1))
        return NULL;
    uint32_t i = parent->near;
    do {
        struct scan_node *child = &s->plan->node[i];
        i = round_next(parent, child);
        if (child->length == length && memcmp(child->key, key, length) == 0) {
            parent->near = i;
            return child;
        }
    } while (i != parent->near);
    return NULL;
}

__attribute__((noinline)) /* its buffer is no matter for the others */
static struct scan_node *
child_by_escaped_key(const struct scan *s, struct scan_node *parent, const char *key, size_t length)
{
    struct scan_value value = {SCAN_TEXT, true, length, key};
    char text[SCAN_POINTER_MAX];
    bool whole;
    size_t used = scan_text(&value, text, sizeof text, &whole);
    return whole ? child_by_key(s, parent, text, used) : NULL;
}

static struct scan_node *child_by_index(const struct scan *s, struct scan_node *parent,
                                        int32_t index)
{
    uint32_t i = parent->near;
    do {
        struct scan_node *child = &s->plan->node[i];
        i = round_next(parent, child);
        if (child->index == index) {
            parent->near = i;
            return child;
        }
    } while (i != parent->near);
    return NULL;
}

/* After a value: behind the comma, or behind the bracket with `*more` false. */
static inline const char *take_separator(struct scan *s, const char *p, char close, bool *more)
{
    p = skip_blanks(s, p);
    if (p == s->end)
        return fail(s, p, SCAN_CUT_SHORT);
    *more = *p == ',';
    if (*more)
        return skip_blanks(s, p + 1);
    return *p == close ? p + 1 : fail(s, p, SCAN_UNEXPECTED);
}

/* What the plan has for a key. */
static struct scan_node *find_child(struct scan *s, struct scan_node *node, const char *key,
                                    size_t length)
{
    struct scan_node *child = s->escaped ? child_by_escaped_key(s, node, key, length)
                                         : child_by_key(s, node, key, length);
    if (!child)
        return NULL;
    /* An object is met once, since its own key is: so a node met before is a key repeated. */
    if (child->seen == s->plan->serial)
        fail(s, key - 1, SCAN_DUPLICATE);
    child->seen = s->plan->serial;
    return child;
}

static const char *take_object(struct scan *s, const char *p, struct scan_node *node)
{
    bool more = true;
    while (more) {
        struct scan_node *child = NULL;
        if (p == s->end || *p != '"')
            return fail(s, p, p == s->end ? SCAN_CUT_SHORT : SCAN_UNEXPECTED);
        const char *key = p + 1;
        p = take_text(s, p);
        if (!p)
            return NULL;
        if (node && node->child)
            child = find_child(s, node, key, (size_t)(p - 1 - key));
        if (s->problem != SCAN_FINE)
            return NULL;
        p = take_word(s, skip_blanks(s, p), ":", 1);
        if (p)
            p = take_value(s, skip_blanks(s, p), child);
        if (p)
            p = take_separator(s, p, '}', &more);
        if (!p)
            return NULL;
    }
    return p;
}

static const char *take_array(struct scan *s, const char *p, struct scan_node *node)
{
    bool more = true;
    int64_t wanted = node ? node->index_max : -1;
    for (int64_t i = 0; more; i++) {
        struct scan_node *child = i <= wanted ? child_by_index(s, node, (int32_t)i) : NULL;
        p = take_value(s, p, child);
        if (p)
            p = take_separator(s, p, ']', &more);
        if (!p)
            return NULL;
    }
    return p;
}

/* At the opening bracket. */
static const char *take_container(struct scan *s, const char *p, struct scan_node *node)
{
    char close = *p == '{' ? '}' : ']';
    if (s->depth == SCAN_DEPTH_MAX)
        return fail(s, p, SCAN_DEEP);
    p = skip_blanks(s, p + 1);
    if (p < s->end && *p == close)
        return p + 1;
    s->depth++;
    p = close == '}' ? take_object(s, p, node) : take_array(s, p, node);
    s->depth--;
    return p;
}

static inline void keep(struct scan *s, const struct scan_node *node, enum scan_kind kind,
                        const char *text, const char *end)
{
    struct scan_value *value = &s->values[node->slot];
    bool quoted = kind == SCAN_TEXT;
    value->kind = kind;
    value->escaped = quoted && s->escaped;
    value->text = text + quoted;
    value->length = (size_t)(end - text) - (quoted ? 2 : 0);
}

static const char *take_value(struct scan *s, const char *p, struct scan_node *node)
{
    const char *start = p;
    enum scan_kind kind;
    if (p == s->end)
        return fail(s, p, SCAN_CUT_SHORT);
    switch (*p) {
    case '"':
        kind = SCAN_TEXT;
        p = take_text(s, p);
        break;
    case '{':
    case '[':
        kind = *p == '{' ? SCAN_OBJECT : SCAN_ARRAY;
        p = take_container(s, p, node);
        break;
    case 't':
        kind = SCAN_TRUE;
        p = take_word(s, p, "true", 4);
        break;
    case 'f':
        kind = SCAN_FALSE;
        p = take_word(s, p, "false", 5);
        break;
    case 'n':
        kind = SCAN_NULL;
        p = take_word(s, p, "null", 4);
        break;
    default:
        if (*p != '-' && digits_end(p, p + 1) == p)
            return fail(s, p, SCAN_UNEXPECTED);
        kind = SCAN_NUMBER;
        p = take_number(s, p);
        break;
    }
    if (p && node && node->slot >= 0)
        keep(s, node, kind, start, p);
    return p;
}

/* One value; where it ends, or NULL with s->problem. */
static inline const char *take_first(struct scan *s, const char *text)
{
    for (size_t i = 0; i < s->plan->slots; i++)
        s->values[i] = (struct scan_value){.kind = SCAN_ABSENT};
    s->plan->serial++;
    const char *p = skip_blanks(s, text);
    p = p == s->end ? fail(s, p, SCAN_EMPTY) : take_value(s, p, s->plan->node);
    return s->problem == SCAN_FINE ? p : NULL;
}

enum scan_problem scan_document(struct scan_plan *plan, const char *text, size_t length,
                                struct scan_value *values, size_t *where)
{
    struct scan s = {.end = text + length, .plan = plan, .values = values};
    const char *p = take_first(&s, text);
    if (p) {
        p = skip_blanks(&s, p);
        if (p != s.end)
            fail(&s, p, SCAN_TRAILING);
    }
    if (where && s.problem != SCAN_FINE)
        *where = (size_t)(s.where - text);
    return s.problem;
}

enum scan_problem scan_first(struct scan_plan *plan, const char *text, size_t length,
                             struct scan_value *values, const char **end)
{
    struct scan s = {.end = text + length, .plan = plan, .values = values};
    *end = take_first(&s, text);
    return s.problem;
}
