/* SPDX-License-Identifier: MIT */
/* Reads a sentence back: every format of the daemon's is held against it, its values are found
 * between the words, and the translation is filled with them. Values of numbers are digits, those
 * of texts are anything. Panels and forms ask where they draw what a daemon said; nothing is kept.
 */
#include "data/words/heard.h"

#include "data/model/text.h"
#include "data/words/words.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define CONTEXT    "heard"
#define VALUES_MAX 12
#define DEPTH_MAX  4
#define STRONG     5 /* letters of a format that may have any value; others have words or numbers */
#define LETTERS    2 /* that a format has at least */

struct value {
    const char *at;
    size_t size;
};

struct match {
    struct value value[VALUES_MAX];
    int count;
    size_t letters; /* of the format, so that much of the sentence is sure */
};

/* "%lld", "%.31s", "%2$s": its length with the type last; *number is 2 of the latter, else 0. */
static size_t conversion(const char *at, int *number)
{
    size_t n = 1, digits = strspn(at + 1, "0123456789");
    *number = 0;
    if (digits > 0 && digits < 3 && at[1 + digits] == '$') {
        for (size_t i = 0; i < digits; i++)
            *number = *number * 10 + (at[1 + i] - '0');
        n += digits + 1;
    }
    n += strspn(at + n, "-+ #0'.0123456789*");
    n += strspn(at + n, "hlqLjzt");
    return at[n] != '\0' ? n + 1 : n;
}

/* The words up to the next value: with "%%" as one '%'. */
static const char *take_words(const char *format, char *out, size_t size)
{
    size_t n = 0;
    while (*format != '\0') {
        if (*format == '%' && format[1] != '%')
            break;
        format += *format == '%' ? 1 : 0;
        if (n + 1 < size)
            out[n++] = *format;
        format++;
    }
    out[n] = '\0';
    return format;
}

static size_t letters_of(const char *text)
{
    size_t n = 0;
    for (; *text != '\0'; text++)
        n += (*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z') ? 1 : 0;
    return n;
}

/* Where the words behind a value are: behind its digits, at the end of the sentence when nothing
 * follows them, else the first place. */
static const char *find_words(const char *text, const char *words, char type, bool last)
{
    size_t size = strlen(words), length = strlen(text);
    if (type != 's') {
        size_t value = type == 'c' ? length > 0 : strspn(text, "0123456789.-");
        return value > 0 && strncmp(text + value, words, size) == 0 ? text + value : NULL;
    }
    if (!last)
        return size == 0 ? text : strstr(text, words);
    return length >= size && strcmp(text + length - size, words) == 0 ? text + length - size : NULL;
}

/* Of values side by side the first ends where a further part of the sentence begins, as in
 * "12:30:01, die jam" and "taken by anna"; the second has the rest. */
static void share(struct value *value, const char *text, size_t size)
{
    static const char *const marks[] = {", ", "; ", ": ", " \u00B7 ", " by ", " of ", " ("};
    size_t first = size;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const char *at = memmem(text, size, marks[i], strlen(marks[i]));
        if (at != NULL && (size_t)(at - text) < first)
            first = (size_t)(at - text);
    }
    value[0] = (struct value){text, first};
    value[1] = (struct value){text + first, size - first};
}

/* A value is no more than a part of a sentence; only the last one may be a list. */
static bool has_mark(const char *text, size_t size, bool last)
{
    return memmem(text, size, "; ", 2) != NULL || memmem(text, size, " \u00B7 ", 4) != NULL ||
           (!last && memmem(text, size, ", ", 2) != NULL);
}

static bool match(const char *format, const char *text, struct match *m)
{
    char words[HEARD_SIZE];
    int ignored;
    *m = (struct match){.count = 0};
    format = take_words(format, words, sizeof words);
    size_t size = strlen(words);
    if (strncmp(text, words, size) != 0)
        return false;
    m->letters = letters_of(words);
    text += size;
    while (*format != '\0') {
        size_t n = conversion(format, &ignored);
        const char type = format[n - 1];
        format += n;
        int first = m->count, beside = 1;
        for (; format[0] == '%' && format[1] != '%' && type == 's'; beside++)
            format += conversion(format, &ignored);
        if (m->count + beside > VALUES_MAX)
            return false;
        format = take_words(format, words, sizeof words);
        const char *end = find_words(text, words, type, *format == '\0');
        if (end == NULL || has_mark(text, (size_t)(end - text), *end == '\0'))
            return false;
        for (; m->count < first + beside; m->count++)
            m->value[m->count] = (struct value){end, 0};
        if (beside > 1)
            share(&m->value[first], text, (size_t)(end - text));
        else
            m->value[first] = (struct value){text, (size_t)(end - text)};
        m->letters += letters_of(words);
        text = end + strlen(words);
    }
    return *text == '\0';
}

struct writer {
    char *out;
    size_t size, used;
};

static void put(struct writer *w, const char *text, size_t size)
{
    if (w->used + 1 < w->size)
        w->used += text_sanitise(text, size, w->out + w->used, w->size - w->used);
}

/* Of "1,258.60 EUR" what stands before the point when it is in groups of three; 0: it is not. */
static size_t grouped(const char *text, size_t size)
{
    static const char digits[] = "0123456789";
    size_t at = strspn(text, digits);
    if (at == 0 || at > 3 || text[at] != ',')
        return 0;
    while (at + 4 < size && text[at] == ',' && strspn(text + at + 1, digits) == 3)
        at += 4;
    return at + 2 < size && text[at] == '.' && strspn(text + at + 1, digits) == 2 ? at : 0;
}

/* As it is; of "72.9 %" and "1,258.60 EUR", which begin with a figure, in the language's marks. */
static void put_as_it_is(struct writer *w, const char *text, size_t size)
{
    size_t groups = grouped(text, size), part = 0;
    size_t whole = groups > 0 ? groups : strspn(text, "0123456789");
    if (whole > 0 && whole < size && text[whole] == '.')
        part = strspn(text + whole + 1, "0123456789");
    if (part == 0 || whole + 1 + part > size || text[whole + 1 + part] == '.') {
        put(w, text, size);
        return;
    }
    const char *point = words_c("decimals\004."), *group = words_c("thousands\004 ");
    for (size_t i = 0; i < whole; i++)
        if (text[i] != ',')
            put(w, text + i, 1);
        else if (strcmp(group, "none") != 0)
            put(w, group, strlen(group));
    put(w, point, strlen(point));
    put(w, text + whole + 1, size - whole - 1);
}

static bool say(const char *text, size_t size, int depth, struct writer *w);

/* A name, a number with its unit, or words of the protocol: "%s is %s" must not take apart what a
 * person wrote. */
static bool is_plain(const struct value *value)
{
    char copy[80];
    if (value->size == 0 || memchr(value->at, ' ', value->size) == NULL ||
        (value->at[0] >= '0' && value->at[0] <= '9'))
        return true;
    return text_copy_n(copy, sizeof copy, value->at, value->size) && words_for(copy) != copy;
}

static bool is_sure(const struct match *m)
{
    if (m->letters < LETTERS)
        return false;
    for (int i = 0; m->letters < STRONG && i < m->count; i++)
        if (!is_plain(&m->value[i]))
            return false;
    return true;
}

/* The translation with the values in their places. */
static void fill(const char *format, const struct match *m, int depth, struct writer *w)
{
    int number, next = 0;
    while (*format != '\0') {
        char words[HEARD_SIZE];
        format = take_words(format, words, sizeof words);
        put(w, words, strlen(words));
        if (*format == '\0')
            break;
        size_t length = conversion(format, &number);
        bool none = length == 4 && strncmp(format, "%.0s", length) == 0; /* an English plural's s */
        format += length;
        int index = number > 0 ? number - 1 : next++;
        if (index < m->count && !none)
            (void)say(m->value[index].at, m->value[index].size, depth + 1, w);
    }
}

/* Formats that go on with a sentence begin with one: "; %d more". */
static const char *without_mark(const char *text)
{
    return text + strspn(text, ";:, ");
}

/* The words of a sentence of its own, else of the protocol. */
static bool say_whole(const char *text, int depth, struct writer *w)
{
    struct words_pair pair;
    struct match now, best = {.letters = 0};
    const char *said = NULL;
    for (unsigned i = 0; words_entry(CONTEXT, i, &pair); i++) {
        const char *format = without_mark(pair.english);
        if ((format[0] == text[0] || format[0] == '%') && match(format, text, &now) &&
            is_sure(&now) && now.letters > best.letters) {
            best = now;
            said = without_mark(pair.said);
        }
    }
    if (said != NULL && said[0] != '\0') {
        fill(said, &best, depth, w);
        return true;
    }
    const char *word = words_for(text);
    if (word == text)
        return false;
    put(w, word, strlen(word));
    return true;
}

/* "stopped 4 min 02 s" */
static bool say_first_word(const char *text, struct writer *w)
{
    char word[40];
    size_t size = strcspn(text, " ");
    if (text[size] == '\0' || strspn(text + size + 1, "0123456789") == 0 ||
        !text_copy_n(word, sizeof word, text, size) || words_for(word) == word)
        return false;
    put(w, words_for(word), strlen(words_for(word)));
    put(w, text + size, strlen(text + size));
    return true;
}

/* Part by part, at the first mark of the strongest kind there is. */
static bool say_parts(const char *text, int depth, struct writer *w)
{
    static const char *const marks[] = {" \u00B7 ", "; ", ": ", ", "};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const char *at = strstr(text, marks[i]);
        if (at == NULL)
            continue;
        size_t before = w->used, mark = strlen(marks[i]);
        bool first = say(text, (size_t)(at - text), depth + 1, w);
        put(w, marks[i], mark);
        if (say(at + mark, strlen(at + mark), depth + 1, w) || first)
            return true;
        w->used = before; /* nothing of it is known */
    }
    return false;
}

/* False: it stays as it is. Written it is in both cases. */
static bool say(const char *text, size_t size, int depth, struct writer *w)
{
    char copy[HEARD_SIZE];
    bool whole = text_copy_n(copy, sizeof copy, text, size);
    size_t mark = whole ? (size_t)(without_mark(copy) - copy) : 0;
    if (mark > 0) {
        put(w, text, mark);
        return say(text + mark, size - mark, depth, w);
    }
    if (whole && size > 0 && depth < DEPTH_MAX &&
        (say_whole(copy, depth, w) || say_parts(copy, depth, w) || say_first_word(copy, w)))
        return true;
    put_as_it_is(w, text, size);
    return false;
}

const char *words_heard(const char *english, char *out, size_t size)
{
    struct writer w = {.out = out, .size = size};
    if (size == 0)
        return "";
    out[0] = '\0';
    if (strcmp(words_language(), "en") == 0)
        put(&w, english, strlen(english));
    else
        (void)say(english, strlen(english), 0, &w);
    return out;
}

const char *words_heard_word(const char *english, char *out, size_t size)
{
    struct writer w = {.out = out, .size = size};
    struct words_pair pair;
    if (size == 0)
        return "";
    out[0] = '\0';
    const char *said = english;
    for (unsigned i = 0; said == english && words_entry(CONTEXT, i, &pair); i++)
        said = strcmp(pair.english, english) == 0 ? pair.said : english;
    said = said == english ? words_for(english) : said;
    if (said == english)
        put_as_it_is(&w, english, strlen(english));
    else
        put(&w, said, strlen(said));
    return out;
}
