/* SPDX-License-Identifier: MIT */
/* Reads formats of printf's. msgfmt compares them only when it is told to, and a catalogue may have
 * come from anywhere: a %s where a number is handed over would end the program. words.c asks when a
 * catalogue is made known. */
#include "data/words/values.h"

#include <stddef.h>
#include <string.h>

#define VALUES_MAX 16

/* What a format asks for: a letter for each value's type. */
struct values {
    char type[VALUES_MAX];
    int count, next;
    bool numbered, in_order; /* "%2$s", "%s": not both */
    bool is_no_format, has_blank;
};

/* "12$": the number, from 1 on; 0: there is none. */
static int number_of(const char **at)
{
    size_t digits = strspn(*at, "0123456789");
    int number = 0;
    if (digits == 0 || digits > 2 || (*at)[digits] != '$')
        return 0;
    for (size_t i = 0; i < digits; i++)
        number = number * 10 + ((*at)[i] - '0');
    *at += digits + 1;
    return number > 0 ? number : VALUES_MAX + 1;
}

static void ask(struct values *v, int number, char type)
{
    int index = number > 0 ? number - 1 : v->next++;
    v->numbered = v->numbered || number > 0;
    v->in_order = v->in_order || number == 0;
    if (index >= VALUES_MAX || type == '\0' || (v->numbered && v->in_order) ||
        (v->type[index] != '\0' && v->type[index] != type)) {
        v->is_no_format = true;
        return;
    }
    v->type[index] = type;
    v->count = index + 1 > v->count ? index + 1 : v->count;
}

/* "*", "*2$" or digits. */
static void read_width(struct values *v, const char **at)
{
    if (**at != '*') {
        *at += strspn(*at, "0123456789");
        return;
    }
    ++*at;
    ask(v, number_of(at), 'i');
}

/* Type of a conversion with its length before it; '\0': none that we use. */
static char type_of(const char *length, size_t size, char conversion)
{
    if (conversion == '\0')
        return '\0';
    bool is_long = size > 0 && length[0] != 'h';
    if (strchr("diouxX", conversion) != NULL)
        return !is_long ? 'i' : size == 2 ? 'q' : length[0];
    if (strchr("eEfFgGaA", conversion) != NULL)
        return size > 0 && length[0] == 'L' ? 'D' : 'd';
    return size == 0 && strchr("csp", conversion) != NULL ? conversion : '\0';
}

static void read_value(struct values *v, const char **at)
{
    int number = number_of(at);
    size_t flags = strspn(*at, "-+ #0'");
    v->has_blank = v->has_blank || memchr(*at, ' ', flags) != NULL;
    *at += flags;
    read_width(v, at);
    if (**at == '.') {
        ++*at;
        read_width(v, at);
    }
    const char *length = *at;
    size_t size = strspn(length, "hlqLjzt");
    *at += size;
    ask(v, number, type_of(length, size, **at));
    *at += **at != '\0' ? 1 : 0;
}

static struct values values_of(const char *format)
{
    struct values v = {.count = 0};
    for (const char *at = strchr(format, '%'); at != NULL; at = strchr(at, '%')) {
        at++;
        if (*at == '%')
            at++;
        else
            read_value(&v, &at);
    }
    return v;
}

bool values_agree(const char *english, const char *translation)
{
    const struct values want = values_of(english), has = values_of(translation);
    if (want.is_no_format || want.has_blank) /* "% of": no format of ours has that */
        return true;
    return !has.is_no_format && has.count <= want.count &&
           memcmp(has.type, want.type, (size_t)has.count) == 0;
}
