/* SPDX-License-Identifier: MIT */
/* The strict one-pass JSON scanner: grammar, UTF-8, escapes and depth of the whole document are
 * checked, and the values that the plan wants are noted where they stand. Called for each JSON
 * message and each capture line. jansson does the same at thirty times the cost (tests/bench),
 * which the ingest budget does not have. Recursive, with a depth cap; owns nothing. */
#include "data/decode/scan.h"

#include "data/model/text.h"

#include <endian.h>
#include <string.h>

struct scan {
    const char *p, *end;
    struct scan_plan *plan;
    struct scan_value *values;
    enum scan_problem problem;
    int depth;
};

#define SCAN_TEXT_OF(value, text) [value] = (text),
static const char *const problem_texts[] = {SCAN_PROBLEMS(SCAN_TEXT_OF)};

const char *scan_problem_text(enum scan_problem problem)
{
    return (unsigned)problem < SCAN_PROBLEM_COUNT ? problem_texts[problem] : "?";
}

static bool fail(struct scan *s, enum scan_problem problem)
{
    s->problem = problem;
    return false;
}

static inline void skip_blanks(struct scan *s)
{
    while (s->p < s->end && (*s->p == ' ' || *s->p == '\n' || *s->p == '\r' || *s->p == '\t'))
        s->p++;
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

/* At a backslash. */
static bool take_escape(struct scan *s)
{
    const char *p = s->p + 1;
    if (p == s->end)
        return fail(s, SCAN_CUT_SHORT);
    if (*p != 'u') {
        if (*p == '\0' || !strchr("\"\\/bfnrt", *p))
            return fail(s, SCAN_ESCAPE);
        s->p = p + 1;
        return true;
    }
    int32_t code = hex4(p + 1, s->end);
    if (code < 0)
        return fail(s, SCAN_ESCAPE);
    p += 5;
    if (is_high(code)) {
        if (s->end - p < 6 || p[0] != '\\' || p[1] != 'u' || !is_low(hex4(p + 2, s->end)))
            return fail(s, SCAN_SURROGATE);
        p += 6;
    } else if (is_low(code)) {
        return fail(s, SCAN_SURROGATE);
    }
    s->p = p;
    return true;
}

static bool take_beyond_ascii(struct scan *s)
{
    uint32_t code;
    size_t n = utf8_decode(s->p, (size_t)(s->end - s->p), &code);
    if (n == 0)
        return fail(s, SCAN_UTF8);
    s->p += n;
    return true;
}

/* At the opening quote; ends behind the closing one. */
static inline bool take_text(struct scan *s, struct scan_value *value)
{
    const char *start = ++s->p;
    bool escaped = false;
    for (;;) {
        s->p = plain_end(s->p, s->end);
        if (s->p == s->end)
            return fail(s, SCAN_CUT_SHORT);
        char c = *s->p;
        if (c == '"')
            break;
        if (c == '\\') {
            escaped = true;
            if (!take_escape(s))
                return false;
        } else if ((unsigned char)c < 0x20) {
            return fail(s, SCAN_CONTROL);
        } else if (!take_beyond_ascii(s)) {
            return false;
        }
    }
    *value = (struct scan_value){SCAN_TEXT, escaped, (size_t)(s->p - start), start};
    s->p++;
    return true;
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
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    if (p[1] != 'u') {
        out[0] = to[strchr(from, p[1]) - from];
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

static size_t resolve_text(const struct scan_value *value, char *out, size_t size, bool *whole)
{
    const char *p = value->text, *end = p + value->length;
    size_t used = 0;
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

static bool take_number(struct scan *s)
{
    const char *p = s->p, *end = s->end, *digits;
    p += *p == '-';
    digits = p;
    p = digits_end(p, end);
    if (p == digits || (*digits == '0' && p - digits > 1))
        return fail(s, SCAN_BAD_NUMBER);
    if (p < end && *p == '.') {
        digits = ++p;
        p = digits_end(p, end);
        if (p == digits)
            return fail(s, SCAN_BAD_NUMBER);
    }
    if (p < end && (*p == 'e' || *p == 'E')) {
        p++;
        p += p < end && (*p == '+' || *p == '-');
        digits = p;
        p = digits_end(p, end);
        if (p == digits)
            return fail(s, SCAN_BAD_NUMBER);
    }
    s->p = p;
    return true;
}

static bool take_word(struct scan *s, const char *word, size_t length)
{
    if ((size_t)(s->end - s->p) < length)
        return fail(s, SCAN_CUT_SHORT);
    if (memcmp(s->p, word, length) != 0)
        return fail(s, SCAN_UNEXPECTED);
    s->p += length;
    return true;
}

/* ---- objects and arrays ---------------------------------------------------------------------- */

static bool take_value(struct scan *s, struct scan_node *node);

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

static struct scan_node *child_by_escaped_key(const struct scan *s, struct scan_node *parent,
                                              const struct scan_value *key)
{
    char text[SCAN_POINTER_MAX];
    bool whole;
    size_t length = scan_text(key, text, sizeof text, &whole);
    return whole ? child_by_key(s, parent, text, length) : NULL;
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

/* After a value: whether another follows (1), the container ends (0), or neither (-1). */
static inline int take_separator(struct scan *s, char close)
{
    skip_blanks(s);
    if (s->p == s->end) {
        fail(s, SCAN_CUT_SHORT);
        return -1;
    }
    char c = *s->p;
    if (c != ',' && c != close) {
        fail(s, SCAN_UNEXPECTED);
        return -1;
    }
    s->p++;
    if (c == close)
        return 0;
    skip_blanks(s);
    return 1;
}

/* "key" : and what the plan has for it. */
static bool take_key(struct scan *s, struct scan_node *node, struct scan_node **child)
{
    struct scan_value key;
    *child = NULL;
    if (s->p == s->end || *s->p != '"')
        return fail(s, s->p == s->end ? SCAN_CUT_SHORT : SCAN_UNEXPECTED);
    const char *start = s->p;
    if (!take_text(s, &key))
        return false;
    if (node && node->child) {
        *child = key.escaped ? child_by_escaped_key(s, node, &key)
                             : child_by_key(s, node, key.text, key.length);
        /* An object is met once, since its own key is; so a node met before is a key repeated. */
        if (*child && (*child)->seen == s->plan->serial) {
            s->p = start;
            return fail(s, SCAN_DUPLICATE);
        }
        if (*child)
            (*child)->seen = s->plan->serial;
    }
    skip_blanks(s);
    return take_word(s, ":", 1);
}

static bool take_object(struct scan *s, struct scan_node *node)
{
    struct scan_node *child;
    int more = 1;
    while (more > 0) {
        if (!take_key(s, node, &child))
            return false;
        skip_blanks(s);
        if (!take_value(s, child))
            return false;
        more = take_separator(s, '}');
    }
    return more == 0;
}

static bool take_array(struct scan *s, struct scan_node *node)
{
    int more = 1;
    int64_t wanted = node ? node->index_max : -1;
    for (int64_t i = 0; more > 0; i++) {
        struct scan_node *child = i <= wanted ? child_by_index(s, node, (int32_t)i) : NULL;
        if (!take_value(s, child))
            return false;
        more = take_separator(s, ']');
    }
    return more == 0;
}

/* At the opening bracket. */
static bool take_container(struct scan *s, struct scan_node *node, char close)
{
    if (s->depth == SCAN_DEPTH_MAX)
        return fail(s, SCAN_DEEP);
    s->p++;
    skip_blanks(s);
    if (s->p < s->end && *s->p == close) {
        s->p++;
        return true;
    }
    s->depth++;
    bool fine = close == '}' ? take_object(s, node) : take_array(s, node);
    s->depth--;
    return fine;
}

static bool take_value(struct scan *s, struct scan_node *node)
{
    struct scan_value value = {.text = s->p};
    bool fine;
    if (s->p == s->end)
        return fail(s, SCAN_CUT_SHORT);
    switch (*s->p) {
    case '"':
        fine = take_text(s, &value);
        break;
    case '{':
        value.kind = SCAN_OBJECT;
        fine = take_container(s, node, '}');
        break;
    case '[':
        value.kind = SCAN_ARRAY;
        fine = take_container(s, node, ']');
        break;
    case 't':
        value.kind = SCAN_TRUE;
        fine = take_word(s, "true", 4);
        break;
    case 'f':
        value.kind = SCAN_FALSE;
        fine = take_word(s, "false", 5);
        break;
    case 'n':
        value.kind = SCAN_NULL;
        fine = take_word(s, "null", 4);
        break;
    default:
        if (*s->p != '-' && digits_end(s->p, s->p + 1) == s->p)
            return fail(s, SCAN_UNEXPECTED);
        value.kind = SCAN_NUMBER;
        fine = take_number(s);
        break;
    }
    if (fine && node && node->slot >= 0) {
        if (value.kind != SCAN_TEXT)
            value.length = (size_t)(s->p - value.text);
        s->values[node->slot] = value;
    }
    return fine;
}

enum scan_problem scan_document(struct scan_plan *plan, const char *text, size_t length,
                                struct scan_value *values, size_t *where)
{
    struct scan s = {.p = text, .end = text + length, .plan = plan, .values = values};
    for (size_t i = 0; i < plan->slots; i++)
        values[i] = (struct scan_value){.kind = SCAN_ABSENT};
    plan->serial++;
    skip_blanks(&s);
    if (s.p == s.end) {
        fail(&s, SCAN_EMPTY);
    } else if (take_value(&s, plan->node)) {
        skip_blanks(&s);
        if (s.p != s.end)
            fail(&s, SCAN_TRAILING);
    }
    if (where)
        *where = (size_t)(s.p - text);
    return s.problem;
}
