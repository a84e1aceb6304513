/* SPDX-License-Identifier: MIT */
/* Waterfalls lying on their side, one row a bar, so that words fit. Called by the losses' panel.
 * A loss is drawn where it is taken away; every loss that is any has a cell. */
#include "console/widgets/charts/fall.h"

#include "data/model/text.h"

#define US_A_TENTH INT64_C(6000000)
#define FIGURES    17 /* "1 440.0" "100.0 %" */

/* Half away from zero. */
static int64_t divided(int64_t value, int64_t by)
{
    __extension__ typedef __int128 wide;
    wide twice = (wide)value * 2 + (value < 0 ? -by : by);
    return (int64_t)(twice / ((wide)by * 2));
}

static int64_t permille(int64_t value, int64_t whole)
{
    __extension__ typedef __int128 wide;
    if (whole <= 0)
        return 0;
    wide twice = (wide)value * 2000 + (value < 0 ? -whole : whole);
    return (int64_t)(twice / ((wide)whole * 2));
}

void fall_level(struct fall *f, int64_t whole_us)
{
    int64_t left = whole_us;
    for (int i = 0; i < f->rows; i++) {
        struct fall_row *r = &f->row[i];
        bool level = r->kind == FALL_LEVEL;
        r->from_us = level ? 0 : left - r->us;
        r->to_us = left;
        int64_t rest = level ? 0 : left - r->us;
        r->tenths = divided(left, US_A_TENTH) - (level ? 0 : divided(rest, US_A_TENTH));
        r->permille = permille(left, whole_us) - (level ? 0 : permille(rest, whole_us));
        if (level)
            r->us = left;
        else
            left = rest;
    }
}

/* With one decimal, always: so that the column lines up and can be added up. */
static void tenths_words(int64_t tenths, const struct number_style *numbers, char out[FORMAT_SIZE])
{
    char whole[FORMAT_SIZE];
    uint64_t magnitude = tenths < 0 ? 0 - (uint64_t)tenths : (uint64_t)tenths;
    (void)format_count((int64_t)(magnitude / 10) * 1000000, numbers, whole);
    (void)text_format(out, FORMAT_SIZE, "%s%s%s%d", tenths < 0 ? "\u2212" : "", whole,
                      numbers->point, (int)(magnitude % 10));
}

int fall_seconds(int64_t us)
{
    int seconds = (int)divided(us, 1000000);
    return seconds < 1 ? 1 : seconds > 59 ? 59 : seconds;
}

/* Less than a minute in seconds, of which a tenth of a minute would say little. */
static void time_words(const struct fall_row *r, const struct number_style *numbers,
                       char out[FORMAT_SIZE])
{
    int64_t us = r->us < 0 ? -r->us : r->us;
    if (us > 0 && us < US_A_MIN)
        (void)text_format(out, FORMAT_SIZE, "%s%d s", r->us < 0 ? "\u2212" : "", fall_seconds(us));
    else
        tenths_words(r->tenths, numbers, out);
}

static int64_t largest(const struct fall *f)
{
    int64_t most = 1;
    for (int i = 0; i < f->rows; i++) {
        most = f->row[i].to_us > most ? f->row[i].to_us : most;
        most = f->row[i].from_us > most ? f->row[i].from_us : most;
    }
    return most;
}

static int place(int64_t at, int64_t whole, int width)
{
    int x = (int)((double)(at < 0 ? 0 : at) / (double)whole * width + 0.5);
    return x > width ? width : x;
}

static void draw_bar_of(struct area a, struct rect where, const struct fall_row *r, int64_t whole)
{
    int64_t low = r->from_us < r->to_us ? r->from_us : r->to_us;
    int64_t high = r->from_us < r->to_us ? r->to_us : r->from_us;
    int from = place(low, whole, where.w), to = place(high, whole, where.w);
    if (low != high && from == to) { /* any loss is seen */
        from -= from > 0 && from == where.w ? 1 : 0;
        to = from + 1;
    }
    if (r->kind == FALL_LOSS)
        draw_fill(a, (struct rect){where.x, where.y, from, 1}, ST_RULE, 0xB7);
    draw_fill(a, (struct rect){where.x + from, where.y, to - from, 1}, r->style,
              r->kind == FALL_LOSS ? 0x2592 : 0x2588);
}

void draw_fall(struct area a, const struct fall *f, const struct number_style *numbers)
{
    char text[FORMAT_SIZE];
    int word = a.r.w >= 56 ? 22 : a.r.w >= 44 ? 19 : 13;
    struct rect bar = {word + FIGURES + 3, 0, a.r.w - word - FIGURES - 4, 1};
    int64_t whole = largest(f);
    for (int i = 0; i < f->rows && i < a.r.h; i++) {
        const struct fall_row *r = &f->row[i];
        bool level = r->kind == FALL_LEVEL;
        enum style style = level ? ST_BOLD : r->us == 0 ? ST_DIM : ST_NORMAL;
        draw_text_cut(a, (struct rect){level ? 1 : 2, i, word - (level ? 1 : 2), 1},
                      level ? ST_BOLD : ST_DIM, r->word);
        time_words(r, numbers, text);
        (void)draw_text_right(a, word + 8, i, style, text);
        tenths_words(r->permille, numbers, text);
        (void)draw_text_right(a, word + 15, i, style, text);
        draw_text(a, word + 15, i, ST_DIM, " %");
        bar.y = i;
        if (bar.w >= 6)
            draw_bar_of(a, bar, r, whole);
    }
}
