/* SPDX-License-Identifier: MIT */
/* The picture of another machine: each signal where it was heard, and where it will be. Called by
 * page.c; decides nothing. */
#include "console/forms/draw.h"
#include "console/setup/setup.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

#define ROOMY 14
#define WIDE  60

/* The end of a place tells more than its beginning, which all of them have. */
static void draw_end(struct area a, struct rect where, enum style style, const char *text)
{
    int cells = text_cells(text);
    if (cells <= where.w) {
        draw_text_cut(a, where, style, text);
        return;
    }
    draw_text(a, where.x, where.y, style, "\u2026");
    while (cells > where.w - 1 && *text != '\0') {
        uint32_t code = 0;
        size_t n = utf8_decode(text, strlen(text), &code);
        cells -= utf8_cells(code);
        text += n > 0 ? n : 1;
    }
    draw_text_cut(a, (struct rect){where.x + 1, where.y, where.w - 1, 1}, style, text);
}

static void say_now(const struct setup_change *c, char *out, size_t size)
{
    if (c->deed == DEED_STAYS && c->by[0] != '\0')
        (void)text_format(out, size, _("stays: [%s] needs it"), c->by);
    else if (c->deed == DEED_STAYS)
        (void)text_copy(out, size, _("stays: it can be there"));
    else if (c->deed == DEED_RETIRED)
        (void)text_copy(out, size, _("retired: there is none"));
    else
        (void)text_copy(out, size, c->is);
}

/* Name, where it was, where it will be; a narrow screen has no room for where it was. */
static void paint_row(struct area a, int y, const struct setup_change *c)
{
    static const enum style styles[DEEDS] = {[DEED_SAME] = ST_DIM,
                                             [DEED_CHANGED] = ST_NORMAL,
                                             [DEED_NEW] = ST_NORMAL,
                                             [DEED_STAYS] = ST_WARN,
                                             [DEED_RETIRED] = ST_WARN};
    static const char marks[DEEDS + 1] = "=>+!-";
    bool wide = a.r.w >= WIDE;
    int name = wide ? 14 : 11, half = wide ? (a.r.w - name - 6) / 2 : 0;
    char text[200];
    draw_format(a, 1, y, ST_KEY, "%c", marks[c->deed]);
    draw_text_cut(a, (struct rect){3, y, name - 1, 1}, ST_BOLD, c->signal);
    if (wide)
        draw_end(a, (struct rect){3 + name, y, half - 1, 1}, ST_DIM,
                 c->was[0] != '\0' ? c->was : "\u2013");
    say_now(c, text, sizeof text);
    int x = 3 + name + half + wide;
    struct rect where = {x, y, a.r.w - x - 1, 1};
    if (c->deed == DEED_STAYS || c->deed == DEED_RETIRED)
        draw_text_cut(a, where, styles[c->deed], text);
    else
        draw_end(a, where, styles[c->deed], text);
}

void setup_paint_replace(const struct setup *s, struct area a)
{
    const struct setup_replace *r = &s->replace;
    bool roomy = a.r.h > ROOMY, wide = a.r.w >= WIDE;
    int y = roomy ? 4 : 2, last = a.r.h - (roomy ? 5 : 2);
    const char *title = s->found > 0 ? s->machine[s->selected].title : "";
    draw_format(a, 1, y - (roomy ? 2 : 1), ST_BOLD, _("In the place of %s: %s"), s->title, title);
    if (!r->compared) {
        if (s->busy)
            draw_text(a, 1, y, ST_DIM, _("Comparing ..."));
        return;
    }
    if (roomy && wide) {
        int half = (a.r.w - 20) / 2;
        draw_text_cut(a, (struct rect){3, y, 13, 1}, ST_DIM, _("signal"));
        draw_text_cut(a, (struct rect){17, y, half - 1, 1}, ST_DIM, _("was"));
        draw_text_cut(a, (struct rect){18 + half, y++, half - 1, 1}, ST_DIM, _("will be"));
    }
    int at = s->scroll;
    for (; at < r->rows && y < last; at++)
        paint_row(a, y++, &r->row[at]);
    if (at < r->rows || r->more > 0)
        draw_text_right(a, a.r.w - 1, roomy ? last : 1, ST_KEY_TEXT, _("\u2193 more"));
    if (roomy)
        (void)setup_paint_words(
            a, 1, last + 1, ST_DIM,
            _("Reasons, shifts, lamps, alerts, what words mean and all comments "
              "stay. Nothing is written yet."));
}
