/* SPDX-License-Identifier: MIT */
/* See pen.h. Styles that look alike share a pen. Each change is made twice, from plain and from
 * what is there, and the shorter one is taken; sequences of the form CSI … m become one.
 * Called by encode.c only. */
#include "console/encode/pen.h"

#include <string.h>

#define PARTS      8
#define PARAMETERS 12 /* in one sequence; old terminals take 16 */

static const unsigned looks_of[3] = {LOOK_BOLD, LOOK_REVERSE, LOOK_UNDERLINE};

static struct sequence ask(const struct abilities *can, enum ability which, int number)
{
    struct sequence s = {0};
    size_t n = can->expand(can->ctx, which, number, 0, s.text);
    s.length = n <= sizeof s.text ? (uint8_t)n : 0;
    return s;
}

static struct sequence text_sequence(const char *text)
{
    struct sequence s = {.length = (uint8_t)strlen(text)};
    memcpy(s.text, text, s.length);
    return s;
}

/* ---- one sequence of several ---- */

/* CSI, numbers, m: how many numbers; 0: it is something else. */
static int numbers_in(const char *text, size_t n)
{
    if (n < 3 || text[0] != '\033' || text[1] != '[' || text[n - 1] != 'm')
        return 0;
    int count = 1;
    for (size_t i = 2; i + 1 < n; i++) {
        if (text[i] == ';')
            count++;
        else if (text[i] < '0' || text[i] > '9')
            return 0;
    }
    return count;
}

struct joined {
    char *text;
    size_t length;
    int numbers; /* in the sequence that it ends with; 0: nothing can be added */
};

static void join(struct joined *j, const struct sequence *s)
{
    int numbers = numbers_in(s->text, s->length);
    if (s->length == 0 || j->length + s->length + 2 > PEN_ROOM)
        return;
    if (numbers > 0 && j->numbers > 0 && j->numbers + numbers <= PARAMETERS) {
        if (j->text[j->length - 2] == '[') /* an empty number is nought, but say so */
            j->text[j->length++ - 1] = '0';
        j->text[j->length - 1] = ';';
        memcpy(j->text + j->length, s->text + 2, s->length - 2U);
        j->length += s->length - 2U;
        j->numbers += numbers;
        return;
    }
    memcpy(j->text + j->length, s->text, s->length);
    j->length += s->length;
    j->numbers = numbers;
}

/* Of all pens the same way: from nothing. */
static size_t from_plain(const struct pens *p, bool known, const struct pen *to, char *out)
{
    struct joined j = {.text = out};
    join(&j, known ? &p->plain : &p->full_plain);
    for (int i = 0; i < 3; i++)
        if ((to->attributes & looks_of[i]) != 0)
            join(&j, &p->on[i]);
    join(&j, &to->foreground);
    join(&j, &to->background);
    return j.length;
}

/* 0: it cannot be done so. */
static size_t step_by_step(const struct pens *p, const struct pen *from, const struct pen *to,
                           char *out)
{
    struct joined j = {.text = out};
    for (int i = 0; i < 3; i++) {
        if ((from->attributes & ~to->attributes & looks_of[i]) == 0)
            continue;
        if (p->off[i].length == 0)
            return 0;
        join(&j, &p->off[i]);
    }
    for (int i = 0; i < 3; i++)
        if ((to->attributes & ~from->attributes & looks_of[i]) != 0)
            join(&j, &p->on[i]);
    if ((to->fg < 0 && from->fg >= 0) || (to->bg < 0 && from->bg >= 0))
        return 0;
    if (to->fg != from->fg)
        join(&j, &to->foreground);
    if (to->bg != from->bg)
        join(&j, &to->background);
    return j.length;
}

size_t pen_change(const struct pens *p, int from, int to, char *out)
{
    char other[PEN_ROOM];
    if (from == to)
        return 0;
    size_t n = from_plain(p, from != PEN_UNKNOWN, &p->pen[to], out);
    if (from == PEN_UNKNOWN)
        return n;
    size_t m = step_by_step(p, &p->pen[from], &p->pen[to], other);
    if (m == 0 || m >= n)
        return n;
    memcpy(out, other, m);
    return m;
}

/* ---- all of them ---- */

/* What goes back to plain; the part that is about character sets is said only once. */
static void find_plain(struct pens *p, const struct abilities *can)
{
    static const char *const forms[] = {"\033[m", "\033[0m"};
    p->full_plain = ask(can, CAN_PLAIN, 0);
    if (p->full_plain.length == 0) {
        struct joined j = {.text = p->full_plain.text};
        struct sequence a = ask(can, CAN_STANDOUT_OFF, 0), b = ask(can, CAN_UNDERLINE_OFF, 0);
        if (a.length + b.length <= ABILITY_SIZE - 2) {
            join(&j, &a);
            join(&j, &b);
        }
        p->full_plain.length = (uint8_t)j.length;
    }
    p->plain = p->full_plain;
    for (size_t i = 0; i < 2; i++) {
        size_t n = strlen(forms[i]);
        if (p->full_plain.length > n &&
            memmem(p->full_plain.text, p->full_plain.length, forms[i], n) != NULL) {
            p->plain = text_sequence(forms[i]);
            return;
        }
    }
}

static void find_attributes(struct pens *p, const struct abilities *can)
{
    p->on[0] = ask(can, CAN_BOLD, 0);
    p->on[1] = ask(can, CAN_REVERSE, 0);
    if (p->on[1].length == 0)
        p->on[1] = ask(can, CAN_STANDOUT, 0);
    p->on[2] = ask(can, CAN_UNDERLINE, 0);
    static const char *const off[3] = {"\033[22m", "\033[27m", "\033[24m"};
    for (int i = 0; i < 3; i++) {
        p->off[i] = can->takes_off ? text_sequence(off[i]) : (struct sequence){0};
        if (p->full_plain.length == 0)
            p->on[i].length = 0;
    }
}

/* Attributes that go with colours here; reverse becomes other colours. */
static struct pen make_pen(const struct pens *p, const struct abilities *can,
                           const struct look *look, bool coloured)
{
    struct pen pen = {.fg = -1, .bg = -1, .attributes = look->attributes};
    if (coloured) {
        pen.fg = look->fg;
        pen.bg = look->bg;
        if ((pen.attributes & can->not_in_colour & LOOK_REVERSE) != 0) {
            pen.fg = look->bg;
            pen.bg = look->fg;
        }
        pen.attributes &= ~can->not_in_colour;
        pen.foreground = ask(can, CAN_FOREGROUND, pen.fg);
        pen.background = ask(can, CAN_BACKGROUND, pen.bg);
    }
    for (int i = 0; i < 3; i++)
        if (p->on[i].length == 0)
            pen.attributes &= ~looks_of[i];
    return pen;
}

/* Of a blank one sees the ground, and lines through or over it. */
static bool same_ground(const struct pen *a, const struct pen *b)
{
    const unsigned drawn = LOOK_REVERSE | LOOK_UNDERLINE;
    return ((a->attributes | b->attributes) & drawn) == 0 && a->bg == b->bg;
}

static uint8_t add_pen(struct pens *p, struct pen pen)
{
    for (int i = 0; i < p->count; i++)
        if (p->pen[i].fg == pen.fg && p->pen[i].bg == pen.bg &&
            p->pen[i].attributes == pen.attributes)
            return (uint8_t)i;
    pen.ground = (uint8_t)p->count;
    for (int i = p->count - 1; i >= 0; i--)
        if (same_ground(&p->pen[i], &pen))
            pen.ground = p->pen[i].ground;
    p->pen[p->count] = pen;
    return (uint8_t)p->count++;
}

void pens_make(struct pens *p, const struct abilities *can, const struct look *looks,
               enum colour_tier tier)
{
    char bytes[PEN_ROOM];
    bool coloured = tier != COLOUR_MONO && ask(can, CAN_FOREGROUND, 1).length > 0 &&
                    ask(can, CAN_BACKGROUND, 1).length > 0;
    p->count = 0;
    find_plain(p, can);
    find_attributes(p, can);
    for (int style = 0; style < STYLE_COUNT; style++) {
        struct look look = looks[style];
        p->of_style[style] = add_pen(p, make_pen(p, can, &look, coloured));
        /* Blocks are as bold as they are. In 8 colours it is what makes a colour bright. */
        if (tier >= COLOUR_16)
            look.attributes &= (uint8_t)~LOOK_BOLD;
        p->of_block[style] = add_pen(p, make_pen(p, can, &look, coloured));
    }
    for (int from = 0; from <= PEN_MAX; from++)
        for (int to = 0; to < p->count && (from < p->count || from == PEN_MAX); to++)
            p->cost[from][to] = (uint8_t)pen_change(p, from, to, bytes);
}
