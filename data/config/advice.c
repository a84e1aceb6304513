/* SPDX-License-Identifier: MIT */
/* What somebody probably meant who wrote a value that is refused: the words of messages. Called by
 * field.c and by those who look up names; pure. */
#include "data/config/field.h"
#include "data/model/text.h"

#include <ctype.h>
#include <string.h>

#define DIGITS "0123456789"

/* ---- words ---- */

const char *words_meant(const struct words *list, const char *text)
{
    size_t length = strlen(text);
    const char *near = word_nearest(list, text);
    for (size_t i = 0; !near && length > 2 && i < list->count; i++) {
        if (strncmp(list->names[i], text, length) == 0)
            near = list->names[i];
    }
    return near;
}

void words_advice(const struct words *list, const char *text, struct cause *why)
{
    const char *near = words_meant(list, text);
    char all[400] = "";
    size_t length = 0;
    for (size_t i = 0; i < list->count && length < sizeof all; i++) {
        if (!text_format(all + length, sizeof all - length, "%s%s", i ? ", " : "", list->names[i]))
            break;
        length += strlen(all + length);
    }
    cause_set(why, 0, "not one of %s%s%s%s", all, near ? "; did you mean " : "", near ? near : "",
              near ? "?" : "");
}

/* ---- numbers ---- */

static bool is_plain_number(const char *text)
{
    size_t whole = strspn(text, DIGITS);
    size_t rest = text[whole] == '.' ? 1 + strspn(text + whole + 1, DIGITS) : 0;
    return whole > 0 && text[whole + rest] == '\0';
}

/* "1,5 s": the number with a point. */
static bool advise_comma(const char *text, struct cause *why)
{
    char point[64];
    size_t digits = strspn(text, DIGITS "-");
    if (digits == 0 || text[digits] != ',' || !strspn(text + digits + 1, DIGITS) ||
        !text_copy(point, sizeof point, text))
        return false;
    point[digits] = '.';
    cause_set(why, 0, "a decimal comma; write %s", point);
    return true;
}

bool advise_number(const char *text, struct cause *why)
{
    return advise_comma(text, why);
}

/* What people call the units, and what they are here. */
static const struct {
    const char *word, *unit;
} unit_words[] = {
    {"sec", "s"}, {"secs", "s"},   {"second", "s"},   {"seconds", "s"},   {"S", "s"},
    {"m", "min"}, {"mins", "min"}, {"minute", "min"}, {"minutes", "min"}, {"Min", "min"},
    {"hr", "h"},  {"hrs", "h"},    {"hour", "h"},     {"hours", "h"},     {"H", "h"},
    {"day", "d"}, {"days", "d"},   {"D", "d"},        {"msec", "ms"},     {"usec", "us"},
};

bool advise_duration(const char *text, struct cause *why)
{
    size_t number = strspn(text, DIGITS ".");
    const char *unit = text + number + strspn(text + number, " ");
    if (advise_comma(text, why))
        return true;
    if (is_plain_number(text)) {
        cause_set(why, 0, "without a unit; write e.g. %.20s s (d, h, min, s, ms, us)", text);
        return true;
    }
    for (size_t i = 0; number > 0 && i < sizeof unit_words / sizeof *unit_words; i++) {
        if (strcmp(unit, unit_words[i].word) != 0)
            continue;
        cause_set(why, 0, "no unit \"%s\"; write %.*s %s", unit, (int)(number < 20 ? number : 20),
                  text, unit_words[i].unit);
        return true;
    }
    return false;
}

static const struct {
    const char *word, *unit;
} size_words[] = {
    {"b", "B"},    {"byte", "B"},  {"bytes", "B"}, {"K", "KiB"}, {"k", "KiB"},
    {"KB", "KiB"}, {"kB", "KiB"},  {"kib", "KiB"}, {"M", "MiB"}, {"MB", "MiB"},
    {"mb", "MiB"}, {"mib", "MiB"}, {"m", "MiB"},   {"G", "GiB"}, {"GB", "GiB"},
    {"gb", "GiB"}, {"gib", "GiB"}, {"g", "GiB"},   {"T", "TiB"}, {"TB", "TiB"},
};

bool advise_size(const char *text, struct cause *why)
{
    size_t number = strspn(text, DIGITS ".");
    const char *unit = text + number + strspn(text + number, " ");
    if (advise_comma(text, why))
        return true;
    if (is_plain_number(text)) {
        cause_set(why, 0, "without a unit; write e.g. %.20s MiB (B, KiB, MiB, GiB, TiB)", text);
        return true;
    }
    for (size_t i = 0; number > 0 && i < sizeof size_words / sizeof *size_words; i++) {
        if (strcmp(unit, size_words[i].word) != 0)
            continue;
        cause_set(why, 0, "no unit \"%s\"; write %.*s %s", unit, (int)(number < 20 ? number : 20),
                  text, size_words[i].unit);
        return true;
    }
    return false;
}

bool advise_percent(const char *text, struct cause *why)
{
    if (strchr(text, '%') && advise_comma(text, why))
        return true;
    if (!is_plain_number(text) || strncmp(text, "0.", 2) == 0)
        return false;
    cause_set(why, 0, "without a percent sign; write %.20s %%", text);
    return true;
}

bool advise_time(const char *text, struct cause *why)
{
    bool short_hour = strlen(text) == 4 && strspn(text, DIGITS) == 1 && text[1] == ':' &&
                      strspn(text + 2, DIGITS) == 2;
    if (short_hour)
        cause_set(why, 0, "not a time of day; write 0%s", text);
    return short_hour;
}

/* ---- texts ---- */

bool advise_url(const char *text, struct cause *why)
{
    const char *scheme = strstr(text, "://");
    if (!scheme && !strpbrk(text, " /@?#")) {
        cause_set(why, 0, "without mqtt:// in front; write mqtt://%.100s", text);
        return true;
    }
    if (scheme && strchr(scheme, '@')) {
        cause_set(why, 0, "user and password have keys of their own: user, password_file");
        return true;
    }
    return false;
}

bool advise_pointer(const char *text, struct cause *why)
{
    bool path = strncmp(text, "$.", 2) == 0;
    const char *name = path ? text + 2 : text;
    if (name[0] == '\0' || strpbrk(name, "/~.[$"))
        return false;
    cause_set(why, 0, "not a JSON Pointer, which begins with /; write /%.100s", name);
    return true;
}

/* "Oil Temp" could be oil_temp. */
bool advise_id(const char *text, struct cause *why)
{
    char id[64];
    if (!text_copy(id, sizeof id, text))
        return false;
    for (char *at = id; *at; at++)
        *at = *at == ' ' ? '_' : (char)tolower((unsigned char)*at);
    if (!text_is_id(id))
        return false;
    cause_set(why, 0, "not an id; write %s (lower-case letters, digits, - _ and .)", id);
    return true;
}
