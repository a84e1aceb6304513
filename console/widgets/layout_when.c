/* SPDX-License-Identifier: MIT */
/* Conditions of layouts: read once, asked at each picture. Sizes and colours are compared, the rest
 * are lists of words of which one must be so. Called by layout_read.c, layout.c and the screens. */
#include "console/widgets/layout_when.h"

#include "data/model/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define CELLS_MAX 1000

#define WORD_NAME(value, text) text,
static const char *const open_names[] = {LAYOUT_OPEN(WORD_NAME)};
#undef WORD_NAME
static const struct words words_open = {open_names, LAYOUT_OPEN_COUNT};

static const char *const glyph_names[] = {"unicode", "linux", "ascii"};
static const struct words words_glyphs = {glyph_names, GLYPH_TIERS};

static const char *const subject_names[] = {"width", "height", "colours", "glyphs",
                                            "role",  "state",  "open"};
static const struct words words_subject = {subject_names,
                                           sizeof subject_names / sizeof *subject_names};

static const struct words *words_of(enum layout_subject subject)
{
    static const struct words *const lists[] = {
        [OF_GLYPHS] = &words_glyphs,
        [OF_ROLE] = &words_person_role,
        [OF_STATE] = &words_machine_state,
        [OF_OPEN] = &words_open,
    };
    return lists[subject];
}

static bool word_holds(const struct layout_term *term, const struct layout_now *now)
{
    uint32_t is = 0;
    if (term->subject == OF_OPEN)
        is = now->open;
    else if (term->subject == OF_ROLE)
        is = now->role >= 0 ? UINT32_C(1) << now->role : 0;
    else
        is =
            UINT32_C(1) << (term->subject == OF_STATE ? (unsigned)now->state : (unsigned)now->tier);
    return (term->words & is) != 0;
}

static bool term_holds(const struct layout_term *term, const struct layout_now *now)
{
    if (term->subject > OF_COLOURS)
        return word_holds(term, now);
    int have = term->subject == OF_WIDTH    ? now->width
               : term->subject == OF_HEIGHT ? now->height
                                            : now->colours;
    return term->less ? have <= term->value : have >= term->value;
}

bool layout_holds(const struct layout_when *when, const struct layout_now *now)
{
    for (int i = 0; i < when->terms; i++)
        if (term_holds(&when->term[i], now) == when->term[i].not )
            return false;
    return true;
}

bool layout_word(const char **text, char *out, size_t size)
{
    static const char separators[] = " ,";
    *text += strspn(*text, separators);
    size_t n = strcspn(*text, separators);
    bool fits = text_copy_n(out, size, *text, n);
    *text += n;
    return n > 0 && fits;
}

bool layout_number(const char *text, int *out)
{
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (errno != 0 || text[0] < '0' || text[0] > '9' || *end != '\0' || value > CELLS_MAX)
        return false;
    *out = (int)value;
    return true;
}

static int unknown_word(const struct words *list, const char *what, const char *word,
                        struct cause *why)
{
    const char *near = word_nearest(list, word);
    char all[160] = "";
    for (size_t i = 0; i < list->count; i++) {
        size_t n = strlen(all);
        (void)text_format(all + n, sizeof all - n, "%s%s", i > 0 ? ", " : "", list->names[i]);
    }
    if (near != NULL)
        return cause_set(why, -1, "\"%s\" is no %s; did you mean %s?", word, what, near);
    return cause_set(why, -1, "\"%s\" is no %s; there are %s", word, what, all);
}

static int read_comparison(const char **text, struct layout_term *term, struct cause *why)
{
    static const struct {
        const char *sign;
        bool less;
        int more;
    } signs[] = {{"<", true, -1}, {">", false, 1}, {"<=", true, 0}, {">=", false, 0}};
    const char *subject = subject_names[term->subject];
    char sign[16], number[16];
    bool given = layout_word(text, sign, sizeof sign) && layout_word(text, number, sizeof number);
    for (size_t i = 0; given && i < sizeof signs / sizeof *signs; i++)
        if (strcmp(signs[i].sign, sign) == 0 && layout_number(number, &term->value)) {
            term->less = signs[i].less;
            term->value += signs[i].more;
            return 0;
        }
    return cause_set(why, -1,
                     "%s is compared with a number, with blanks between: %s >= 80; the signs are "
                     "< <= > >=",
                     subject, subject);
}

/* Words up to the next `and`. */
static int read_words(const char **text, struct layout_term *term, struct cause *why)
{
    const struct words *list = words_of(term->subject);
    const char *subject = subject_names[term->subject];
    char word[24];
    for (;;) {
        const char *before = *text;
        if (!layout_word(text, word, sizeof word) || strcmp(word, "and") == 0) {
            *text = before;
            break;
        }
        int value = word_find(list, word, strlen(word));
        if (value < 0)
            return unknown_word(list, subject, word, why);
        term->words |= UINT32_C(1) << value;
    }
    return term->words != 0
               ? 0
               : cause_set(why, -1, "%s wants a word: %s %s", subject, subject, list->names[0]);
}

static int read_term(const char **text, struct layout_term *term, struct cause *why)
{
    char word[24] = "";
    bool any = layout_word(text, word, sizeof word);
    term->not = any && strcmp(word, "not") == 0;
    if (term->not )
        any = layout_word(text, word, sizeof word);
    if (!any)
        return cause_set(why, -1, "a condition is missing; e.g. width >= 80, state stopped");
    int subject = word_find(&words_subject, word, strlen(word));
    if (subject < 0)
        return unknown_word(&words_subject, "condition", word, why);
    term->subject = (enum layout_subject)subject;
    return term->subject <= OF_COLOURS ? read_comparison(text, term, why)
                                       : read_words(text, term, why);
}

int layout_when_read(const char *text, struct layout_when *out, struct cause *why)
{
    char word[24];
    *out = (struct layout_when){.terms = 0};
    for (;;) {
        if (out->terms == LAYOUT_TERMS)
            return cause_set(why, -1, "at most %d conditions", LAYOUT_TERMS);
        struct layout_term term = {.subject = OF_WIDTH};
        if (read_term(&text, &term, why) != 0)
            return -1;
        out->term[out->terms++] = term;
        const char *rest = text;
        if (!layout_word(&rest, word, sizeof word) && word[0] == '\0')
            return 0;
        if (strcmp(word, "and") != 0)
            return cause_set(why, -1,
                             "between two conditions stands \"and\", not \"%s\"; for \"or\" make a "
                             "second panel",
                             word);
        text = rest;
    }
}
