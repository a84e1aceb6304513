/* SPDX-License-Identifier: MIT */
/* The pictures of the tower's pages: what it is on, the lines there are, the test. Called by
 * page.c; decides nothing. */
#include "console/forms/draw.h"
#include "console/setup/setup.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

void setup_paint_choice(struct area a, int y, int key, const char *text, bool selected)
{
    int x = draw_row_mark(a, y, selected);
    hit_key(a, (struct rect){0, y, a.r.w, 1}, (uint32_t)('0' + key));
    draw_format(a, x, y, ST_KEY, " %d ", key);
    draw_text_cut(a, (struct rect){x + 4, y, a.r.w - x - 5, 1}, selected ? ST_BOLD : ST_NORMAL,
                  text);
}

void setup_paint_tower(const struct setup *s, struct area a)
{
    static const char *const choices[SETUP_TOWERS] = {N_("GPIO lines of this machine"),
                                                      N_("simulated"), N_("no tower"),
                                                      N_("on the network, as it is configured")};
    static const char *const about[SETUP_TOWERS] = {
        N_("Next: which lines lead to the tower, and which lamp hangs on which."),
        N_("A file in the run directory and every screen show what would be lit, until lamps are "
           "wired. Then run this again."),
        N_("This station drives no lamps. Its screens still show what they would be."),
        N_("A tower that hears messages is left as it is; see [tower] in andon.conf(5).")};
    const struct setup_tower *t = &s->tower;
    int y = a.r.h > 14 ? 4 : 3;
    draw_text(a, 1, y - 2 > 1 ? y - 2 : 1, ST_BOLD, _("What are the lamps on?"));
    for (int i = 0; i < SETUP_TOWERS; i++)
        if (i != SETUP_AS_IS || t->kind == SETUP_AS_IS)
            setup_paint_choice(a, y++, i + 1, _(choices[i]), i == t->row);
    y = setup_paint_words(a, 1, y + 1, ST_DIM, _(about[t->row]));
    if (t->trouble[0] != '\0' && t->row == SETUP_ON_GPIO)
        (void)setup_paint_words(a, 1, y, ST_WARN, t->trouble);
    else if (!t->listed && t->row == SETUP_ON_GPIO)
        draw_text(a, 1, y, ST_DIM, _("Looking for GPIO lines ..."));
}

/* ---- lines ----------------------------------------------------------------------------------- */

static void paint_line(struct area a, int y, const struct setup_gpio *g, bool selected)
{
    char note[96];
    int x = draw_row_mark(a, y, selected), wide = a.r.w >= 60 ? 24 : 14;
    enum style style = g->used || g->line[0] == '\0' ? ST_DIM : selected ? ST_BOLD : ST_NORMAL;
    draw_text(a, x, y, g->wanted ? ST_KEY : style, g->wanted ? "[x]" : g->used ? "   " : "[ ]");
    draw_text_cut(a, (struct rect){x + 4, y, wide, 1}, style,
                  g->line[0] != '\0' ? g->line : _("two alike"));
    if (g->used)
        (void)text_format(note, sizeof note, _("in use: %s"),
                          g->user[0] != '\0' ? g->user : _("the kernel"));
    else if (g->wanted && g->lamp < SETUP_NOT_ASKED)
        (void)text_format(note, sizeof note, "%s%s", _(setup_lamp_words[g->lamp]),
                          g->low ? _(", when low") : "");
    else
        (void)text_copy(note, sizeof note, "");
    draw_text_cut(a, (struct rect){x + 5 + wide, y, a.r.w - x - 6 - wide, 1}, ST_DIM, note);
}

static bool andond_has_some(const struct setup_tower *t)
{
    for (int i = 0; i < t->lines; i++)
        if (t->gpio[i].used && strncmp(t->gpio[i].user, "andond:", 7) == 0)
            return true;
    return false;
}

void setup_paint_lines(const struct setup *s, struct area a)
{
    const struct setup_tower *t = &s->tower;
    bool roomy = a.r.h > 14;
    int top = roomy ? 6 : 3, rows = a.r.h - top - 2 - (roomy ? 2 : 0);
    int first = t->at >= rows ? t->at - rows + 1 : 0, wanted = setup_wanted(s);
    draw_text(a, 1, roomy ? 2 : 1, ST_BOLD, _("Which lines lead to the tower?"));
    (void)setup_paint_words(area_part(a, (struct rect){0, 0, a.r.w, top}), 1, roomy ? 3 : 2,
                            andond_has_some(t) ? ST_WARN : ST_DIM,
                            andond_has_some(t)
                                ? _("andond holds lines of this machine. Stop it for as long "
                                    "(systemctl stop andond), or T: its own lamp test.")
                                : _("Only those: whatever hangs on a line moves when it is "
                                    "tried."));
    for (int i = first; i < t->lines && i - first < rows; i++) {
        int y = top + i - first;
        paint_line(a, y, &t->gpio[i], i == t->at);
        if (i == t->at) /* touched again it is marked, or no more */
            hit_key(a, (struct rect){0, y, a.r.w, 1}, ' ');
        else
            hit_row(a, y, i - t->at, false);
    }
    if (t->lines == 0)
        (void)setup_paint_words(a, 1, top, t->listed ? ST_WARN : ST_DIM,
                                t->listed ? t->trouble : _("Looking for GPIO lines ..."));
    int hidden = t->lines - first - rows + t->more;
    if (roomy && hidden > 0)
        draw_format(a, 1, a.r.h - 3, ST_DIM, _("%d more below"), hidden);
    if (roomy)
        draw_format(a, a.r.w / 2, a.r.h - 3, ST_DIM, _("%d to be tested"), wanted);
}

/* ---- the test -------------------------------------------------------------------------------- */

static const enum style lamp_styles[SETUP_NOT_ASKED] = {
    [SETUP_NOTHING] = ST_NORMAL,   [SETUP_RED] = ST_LAMP_RED,   [SETUP_YELLOW] = ST_LAMP_YELLOW,
    [SETUP_GREEN] = ST_LAMP_GREEN, [SETUP_BLUE] = ST_LAMP_BLUE, [SETUP_WHITE] = ST_LAMP_WHITE,
    [SETUP_BUZZER] = ST_NORMAL,    [SETUP_TWO] = ST_NORMAL};

/* Which of those to be tried it is, counted from 1. */
static int place_of(const struct setup_tower *t)
{
    int place = 0;
    for (int i = 0; i <= t->test && i < t->lines; i++)
        place += t->gpio[i].wanted;
    return place;
}

static void paint_answers(struct area a, int y, const struct setup_gpio *g)
{
    static const enum setup_lamp order[] = {SETUP_RED,   SETUP_YELLOW, SETUP_GREEN, SETUP_BLUE,
                                            SETUP_WHITE, SETUP_BUZZER, SETUP_TWO,   SETUP_NOTHING};
    for (int i = 0; i < 8; i++) {
        int x = i < 4 ? 1 : a.r.w / 2, row = y + i % 4;
        int at = draw_format(a, x, row, ST_KEY, " %d ", (int)order[i]);
        hit_key(a, (struct rect){x - 1, row, a.r.w / 2, 1}, (uint32_t)('0' + (int)order[i]));
        draw_text(a, at, row, lamp_styles[order[i]], "\u25CF");
        draw_text(a, at + 2, row, order[i] == g->lamp ? ST_BOLD : ST_NORMAL,
                  _(setup_lamp_words[order[i]]));
    }
}

void setup_paint_lamp(const struct setup *s, struct area a)
{
    const struct setup_tower *t = &s->tower;
    if (t->test < 0 || t->test >= t->lines)
        return;
    const struct setup_gpio *g = &t->gpio[t->test];
    int y = a.r.h > 14 ? 2 : 1;
    int x = draw_format(a, 1, y, ST_BOLD, _("GPIO line %s"), g->line);
    draw_format(a, x + 2, y, ST_DIM, _("%d of %d"), place_of(t), setup_wanted(s));
    y += a.r.h > 14 ? 2 : 1;
    if (!t->driven) {
        (void)setup_paint_words(a, 1, y, ST_DIM,
                                s->error[0] != '\0'
                                    ? _("It is not driven. Space: again; 0: leave it out.")
                                    : _("Taking the line ..."));
        return;
    }
    if (!t->level) {
        y = setup_paint_words(a, 1, y, ST_NORMAL, _("It goes on and off. Which lamp does?"));
        paint_answers(a, a.r.h > 14 ? y + 1 : y, g);
        return;
    }
    char text[160];
    (void)text_format(text, sizeof text, _("The line is high all the time now. Is this on: %s?"),
                      _(setup_lamp_words[g->lamp]));
    y = setup_paint_words(a, 1, y, ST_NORMAL, text) + 1;
    hit_key(a, (struct rect){0, y, a.r.w, 1}, '1');
    hit_key(a, (struct rect){0, y + 1, a.r.w, 1}, '2');
    draw_text(a, draw_format(a, 1, y, ST_KEY, " %d ", 1) + 1, y, ST_NORMAL, _("on"));
    draw_text(a, draw_format(a, 1, y + 1, ST_KEY, " %d ", 2) + 1, y + 1, ST_NORMAL, _("off"));
}
