/* SPDX-License-Identifier: MIT */
/* Steps over checked JSON: since the scanner has been through it, what stands where is known, and
 * a value's end is found by counting brackets outside of texts. Used by the item formats, which
 * take what a message holds under whatever names. */
#include "data/decode/walk.h"

#include <endian.h>
#include <string.h>

int walk_document(const char *text, size_t length, struct scan_value *root, struct cause *why)
{
    struct scan_node node[1];
    char room[1];
    struct scan_plan plan;
    size_t where;
    *root = (struct scan_value){.kind = SCAN_ABSENT};
    scan_plan_init(&plan, node, 1, room, sizeof room);
    (void)scan_plan_add(&plan, "", 0);
    enum scan_problem problem = scan_document(&plan, length > 0 ? text : "", length, root, &where);
    if (problem == SCAN_FINE)
        return 0;
    *root = (struct scan_value){.kind = SCAN_ABSENT};
    if (problem == SCAN_EMPTY)
        return cause_set(why, -1, "payload: empty");
    return cause_set(why, -1, "malformed JSON at byte %zu: %s", where, scan_problem_text(problem));
}

static inline const char *skip_blanks(const char *p, const char *end)
{
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
        p++;
    return p;
}

/* The first quote or backslash from `p`. */
static inline const char *quote_or_slash(const char *p, const char *end)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = UINT64_C(0x8080808080808080);
    while (end - p >= 8) {
        uint64_t w;
        memcpy(&w, p, sizeof w);
        w = le64toh(w);
        uint64_t quote = w ^ (ones * '"'), slash = w ^ (ones * '\\');
        /* Borrows run upwards only, so the lowest top bit is exact. */
        uint64_t stop = (((quote - ones) & ~quote) | ((slash - ones) & ~slash)) & tops;
        if (stop)
            return p + __builtin_ctzll(stop) / 8;
        p += 8;
    }
    while (p < end && *p != '"' && *p != '\\')
        p++;
    return p;
}

/* Behind the closing quote of the text whose characters begin at `p`. */
static inline const char *text_end(const char *p, const char *end, bool *escaped)
{
    p = quote_or_slash(p, end);
    while (p < end && *p == '\\') {
        *escaped = true;
        p = p + 2 < end ? quote_or_slash(p + 2, end) : end;
    }
    return p < end ? p + 1 : end;
}

static const char *container_end(const char *p, const char *end)
{
    int depth = 0;
    bool ignored;
    while (p < end) {
        char c = *p++;
        if (c == '"')
            p = text_end(p, end, &ignored);
        else if (c == '{' || c == '[')
            depth++;
        else if ((c == '}' || c == ']') && --depth == 0)
            return p;
    }
    return end;
}

static inline const char *plain_end(const char *p, const char *end)
{
    while (p < end && (unsigned char)*p > ' ' && *p != ',' && *p != ']' && *p != '}')
        p++;
    return p;
}

/* The value at `p`; returns where it ends. */
static inline const char *take(const char *p, const char *end, struct scan_value *out)
{
    *out = (struct scan_value){.text = p};
    switch (*p) {
    case '"':
        out->kind = SCAN_TEXT;
        out->text = p + 1;
        p = text_end(p + 1, end, &out->escaped);
        out->length = (size_t)(p - out->text) - 1;
        return p;
    case '{':
    case '[':
        out->kind = *p == '{' ? SCAN_OBJECT : SCAN_ARRAY;
        p = container_end(p, end);
        break;
    default:
        out->kind = *p == 't'   ? SCAN_TRUE
                    : *p == 'f' ? SCAN_FALSE
                    : *p == 'n' ? SCAN_NULL
                                : SCAN_NUMBER;
        p = plain_end(p, end);
    }
    out->length = (size_t)(p - out->text);
    return p;
}

void walk_begin(struct walk *walk, const struct scan_value *container)
{
    *walk = (struct walk){0};
    if (container->kind != SCAN_OBJECT && container->kind != SCAN_ARRAY)
        return;
    walk->object = container->kind == SCAN_OBJECT;
    walk->p = container->text + 1;
    walk->end = container->text + container->length - 1;
}

bool walk_next(struct walk *walk, struct scan_value *key, struct scan_value *value)
{
    struct scan_value name = {.kind = SCAN_ABSENT};
    const char *p = skip_blanks(walk->p, walk->end), *end = walk->end;
    if (p < end && *p == ',')
        p = skip_blanks(p + 1, end);
    if (p < end && walk->object) {
        p = skip_blanks(take(p, end, &name), end);
        p = p < end ? skip_blanks(p + 1, end) : end; /* the colon */
    }
    if (p >= end) {
        walk->p = end;
        return false;
    }
    walk->p = take(p, end, value);
    if (key != NULL)
        *key = name;
    return true;
}

void walk_down(struct walk *walk, const char *bracket, const char *end)
{
    *walk = (struct walk){.p = bracket + 1, .end = end, .object = *bracket == '{'};
}

bool walk_open(struct walk *walk, struct scan_value *key, struct scan_value *value)
{
    const char *p = skip_blanks(walk->p, walk->end), *end = walk->end;
    *key = (struct scan_value){.kind = SCAN_ABSENT};
    if (p < end && *p == ',')
        p = skip_blanks(p + 1, end);
    if (p >= end || *p == '}' || *p == ']') {
        walk->p = p < end ? p + 1 : end;
        return false;
    }
    if (walk->object) {
        p = skip_blanks(take(p, end, key), end);
        p = p < end ? skip_blanks(p + 1, end) : end; /* the colon */
    }
    if (p < end && (*p == '{' || *p == '[')) {
        *value = (struct scan_value){.kind = *p == '{' ? SCAN_OBJECT : SCAN_ARRAY, .text = p};
        walk->p = p;
        return true;
    }
    walk->p = p < end ? take(p, end, value) : end;
    return p < end;
}

bool walk_is(const struct scan_value *text, const char *word)
{
    size_t length = strlen(word);
    return text->kind == SCAN_TEXT && text->length == length &&
           memcmp(text->text, word, length) == 0;
}

struct scan_value walk_get(const struct scan_value *object, const char *key)
{
    struct walk walk;
    struct scan_value name, value;
    walk_begin(&walk, object);
    while (walk.object && walk_next(&walk, &name, &value))
        if (walk_is(&name, key))
            return value;
    return (struct scan_value){.kind = SCAN_ABSENT};
}
