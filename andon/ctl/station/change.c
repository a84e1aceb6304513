/* SPDX-License-Identifier: MIT */
/* See change.h. Lines are told apart as data/config/ini.c does; a line that neither understands is
 * left alone. Called by edit.c; owns nothing between calls. */
#include "andon/ctl/station/change.h"

#include "data/config/ini.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

/* A line without its newline. */
struct line {
    size_t at, length;
};

/* Where a section stands. `end` is behind the newline of its last key, or of its head. */
struct place {
    size_t head, end;
    struct line key; /* of the key looked for; length 0: it has none */
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static struct line trim(const char *text, struct line l)
{
    while (l.length > 0 && is_blank(text[l.at]))
        l = (struct line){l.at + 1, l.length - 1};
    while (l.length > 0 && is_blank(text[l.at + l.length - 1]))
        l.length--;
    return l;
}

/* The next line from `*at` on, which moves behind it. False: there is none. */
static bool next_line(const struct change_text *t, size_t *at, struct line *out)
{
    if (*at >= t->length)
        return false;
    const char *end = memchr(t->text + *at, '\n', t->length - *at);
    size_t length = end ? (size_t)(end - (t->text + *at)) : t->length - *at;
    *out = (struct line){*at, length};
    *at += length + (end != NULL);
    return true;
}

/* Words of "lamp red" and of "[ lamp  red ]" are the same. */
static bool is_section(const char *text, struct line l, const char *section)
{
    if (l.length < 2 || text[l.at] != '[' || text[l.at + l.length - 1] != ']')
        return false;
    struct line in = trim(text, (struct line){l.at + 1, l.length - 2});
    const char *p = text + in.at, *end = p + in.length;
    for (; *section != '\0'; section++) {
        if (*section != ' ') {
            if (p == end || *p++ != *section)
                return false;
            continue;
        }
        if (p == end || !is_blank(*p))
            return false;
        while (p < end && is_blank(*p))
            p++;
    }
    return p == end;
}

static bool is_entry(const char *text, struct line l)
{
    return l.length > 0 && text[l.at] != '#' && text[l.at] != ';' && text[l.at] != '[' &&
           memchr(text + l.at, '=', l.length) != NULL;
}

static bool is_key(const char *text, struct line l, const char *key)
{
    size_t length = strlen(key);
    if (text[l.at] == '"' && l.length > length + 1 && text[l.at + length + 1] == '"')
        return memcmp(text + l.at + 1, key, length) == 0;
    if (l.length <= length || memcmp(text + l.at, key, length) != 0)
        return false;
    size_t at = l.at + length;
    while (at < l.at + l.length && is_blank(text[at]))
        at++;
    return text[at] == '=';
}

/* False: there is no such section. `key` may be NULL. */
static bool find(const struct change_text *t, const char *section, const char *key,
                 struct place *out)
{
    size_t at = 0;
    bool inside = false;
    struct line raw;
    while (next_line(t, &at, &raw)) {
        struct line l = trim(t->text, raw);
        if (l.length > 0 && t->text[l.at] == '[') {
            if (inside)
                return true;
            inside = is_section(t->text, l, section);
            *out = (struct place){.head = raw.at, .end = at};
        } else if (inside && is_entry(t->text, l)) {
            out->end = at;
            if (key && out->key.length == 0 && is_key(t->text, l, key))
                out->key = raw;
        }
    }
    return inside;
}

bool change_has(const struct change_text *t, const char *section)
{
    struct place place;
    return find(t, section, NULL, &place);
}

/* Put `with` in the place of `length` bytes at `at`. */
static int splice(struct change_text *t, size_t at, size_t length, const char *with,
                  struct cause *why)
{
    size_t more = strlen(with), all = t->length - length + more;
    char *text = all <= INI_FILE_MAX ? malloc(all + 1) : NULL;
    if (!text)
        return cause_set(why, -1, "out of memory, or the file becomes too long");
    memcpy(text, t->text, at);
    memcpy(text + at, with, more);
    memcpy(text + at + more, t->text + at + length, t->length - at - length);
    text[all] = '\0';
    free(t->text);
    *t = (struct change_text){text, all, true};
    return 0;
}

/* A value as a line can hold it, in quotes where it would mean something else. */
static int quote(const char *value, char *out, size_t size, struct cause *why)
{
    size_t length = strlen(value);
    bool quotes = strstr(value, " ;") || strstr(value, "\t;") || strstr(value, " #") ||
                  (length > 0 && (is_blank(value[0]) || is_blank(value[length - 1])));
    if (!utf8_valid(value, length) || !text_is_clean(value, length) ||
        (quotes && strchr(value, '"')))
        return cause_set(why, -1, "no line can hold this value");
    return text_format(out, size, quotes ? "\"%s\"" : "%s", value)
               ? 0
               : cause_set(why, -1, "the value is too long for a line");
}

int change_set(struct change_text *t, const char *section, const char *key, const char *value,
               struct cause *why)
{
    char held[INI_LINE_MAX], line[2 * INI_LINE_MAX];
    struct place place;
    if (quote(value, held, sizeof held, why) != 0)
        return -1;
    if (strlen(key) + strlen(held) + 3 > INI_LINE_MAX || strlen(section) + 2 > INI_LINE_MAX)
        return cause_set(why, -1, "%.40s: the line would be too long", key);
    if (!find(t, section, key, &place)) {
        bool ends = t->length == 0 || t->text[t->length - 1] == '\n';
        (void)text_format(line, sizeof line, "%s%s[%s]\n%s = %s\n", ends ? "" : "\n",
                          t->length > 0 ? "\n" : "", section, key, held);
        return splice(t, t->length, 0, line, why);
    }
    if (place.key.length == 0) {
        bool ends = t->text[place.end - 1] == '\n';
        (void)text_format(line, sizeof line, "%s%s = %s\n", ends ? "" : "\n", key, held);
        return splice(t, place.end, 0, line, why);
    }
    struct line whole = trim(t->text, place.key);
    const char *equals = memchr(t->text + whole.at, '=', whole.length);
    size_t from = (size_t)(equals + 1 - t->text), end = whole.at + whole.length;
    struct line old = trim(t->text, (struct line){from, end - from});
    if (old.length == strlen(held) && memcmp(t->text + old.at, held, old.length) == 0)
        return 0;
    if (old.length == 0) { /* "key =": the blank behind is written, too */
        (void)text_format(line, sizeof line, " %s", held);
        return splice(t, from, end - from, line, why);
    }
    return splice(t, old.at, old.length, held, why);
}

int change_drop(struct change_text *t, const char *section, const char *key, struct cause *why)
{
    struct place place;
    if (!find(t, section, key, &place))
        return 0;
    if (!key)
        return splice(t, place.head, place.end - place.head, "", why);
    if (place.key.length == 0)
        return 0;
    size_t end = place.key.at + place.key.length;
    end += end < t->length;
    return splice(t, place.key.at, end - place.key.at, "", why);
}
