/* SPDX-License-Identifier: MIT */
/* The pictures of the week and of one shift. Called by page.c; decides nothing. */
#include "console/forms/draw.h"
#include "console/setup/setup.h"
#include "console/words/words.h"
#include "data/config/days.h"
#include "data/model/text.h"

#include <string.h>

#define ROOMY  14 /* rows; from here on there are blank ones between */
#define WIDE   60
#define LABEL  13 /* cells of a label */
#define DAYS_W 11

/* Where the columns of the week begin. Times and days always, the rest where there is room. */
struct columns {
    int time, days, breaks, teams;
};

static struct columns columns_of(struct area a, int x)
{
    int more = a.r.w > 80 ? (a.r.w - 80) / 4 : 0;
    struct columns c = {.time = x + 8};
    if (a.r.w >= WIDE) {
        c.time = x + 10 + more;
        c.breaks = c.time + 13 + DAYS_W + 2 + more;
        c.teams = c.breaks + (a.r.w < 80 ? 15 : 26) + more;
    }
    c.days = c.time + 13;
    return c;
}

static void say_breaks(const struct shift_plan *plan, char *out, size_t size)
{
    out[0] = '\0';
    for (int i = 0; i < plan->pauses; i++) {
        const struct shift_break *pause = &plan->pause[i];
        size_t n = strlen(out);
        if (!text_format(out + n, size - n, "%s%02d:%02d\u2013%02d:%02d", n > 0 ? ", " : "",
                         pause->begin_min / 60 % 24, pause->begin_min % 60,
                         pause->end_min / 60 % 24, pause->end_min % 60))
            out[n] = '\0';
    }
}

static void paint_row(const struct setup_calendar *c, struct area a, int y, int index)
{
    const struct setup_shift *shift = &c->is[index];
    const struct shift_plan *plan = &shift->plan;
    char text[24 * BREAKS_MAX];
    int x = 2;
    if (index < 9) {
        hit_key(a, (struct rect){0, y, a.r.w, 1}, (uint32_t)('1' + index));
        draw_format(a, x, y, ST_KEY, " %d ", index + 1);
    }
    x += 4;
    struct columns at = columns_of(a, x);
    draw_text_cut(a, (struct rect){x, y, at.time - x - 1, 1}, ST_BOLD, plan->name);
    draw_format(a, at.time, y, ST_NORMAL, "%02d:%02d\u2013%02d:%02d", plan->begin_min / 60,
                plan->begin_min % 60, plan->end_min / 60 % 24, plan->end_min % 60);
    setup_say_days(plan->days, text, sizeof text);
    int room = at.breaks > 0 ? DAYS_W : a.r.w - at.days - 1;
    draw_text_cut(a, (struct rect){at.days, y, room, 1}, ST_NORMAL, text);
    if (at.breaks == 0)
        return;
    say_breaks(plan, text, sizeof text);
    draw_text_cut(a, (struct rect){at.breaks, y, at.teams - at.breaks - 2, 1},
                  text[0] != '\0' ? ST_NORMAL : ST_DIM, text[0] != '\0' ? text : _("none"));
    setup_say_teams(c, shift->teams, text, sizeof text);
    draw_text_cut(a, (struct rect){at.teams, y, a.r.w - at.teams - 1, 1},
                  text[0] != '\0' ? ST_NORMAL : ST_DIM, text[0] != '\0' ? text : "\u2013");
}

static void paint_heads(struct area a, int y)
{
    struct columns at = columns_of(a, 6);
    draw_text_cut(a, (struct rect){6, y, at.time - 7, 1}, ST_DIM, _("shift"));
    draw_text_cut(a, (struct rect){at.time, y, 12, 1}, ST_DIM, _("time"));
    draw_text_cut(a, (struct rect){at.days, y, DAYS_W + 1, 1}, ST_DIM, _("days"));
    draw_text_cut(a, (struct rect){at.breaks, y, at.teams - at.breaks - 2, 1}, ST_DIM, _("breaks"));
    draw_text_cut(a, (struct rect){at.teams, y, a.r.w - at.teams - 1, 1}, ST_DIM, _("teams"));
}

void setup_paint_week(const struct setup *s, struct area a)
{
    const struct setup_calendar *c = &s->calendar;
    bool roomy = a.r.h > ROOMY;
    int y = roomy ? 4 : 2, last = a.r.h - (roomy ? 7 : 2);
    char date[24];
    draw_text(a, 1, y - (roomy ? 2 : 1), ST_BOLD, _("Days, breaks and teams"));
    if (roomy && a.r.w >= WIDE)
        paint_heads(a, y++);
    for (int i = 0; i < c->count && y < last; i++)
        paint_row(c, a, y++, i);
    if (!roomy)
        return;
    if (setup_takes_turns(c)) {
        date_print(c->start != 0 ? c->start : c->monday, date, sizeof date);
        y = setup_paint_words(a, 1, y + 1, ST_NORMAL,
                              c->daily ? _("Several teams take turns, day by day.")
                                       : _("Several teams take turns, week by week."));
        draw_format(a, 1, y, ST_DIM, _("The first of each shift begins on %s."), date);
        y++;
    }
    (void)setup_paint_words(a, 1, y + 1, ST_DIM,
                            _("Breaks are not planned time. Holidays, single dates and more than "
                              "this: [shift], [holiday] and [team] in andon.conf(5)."));
}

/* ---- one shift ------------------------------------------------------------------------------- */

static int paint_days(struct area a, int y, uint8_t days, bool here)
{
    int x = 1 + LABEL;
    char text[80];
    draw_text_cut(a, (struct rect){1, y, LABEL - 1, 1}, ST_DIM, _("days"));
    setup_say_days(days, text, sizeof text);
    if (!here || a.r.w < WIDE) {
        for (int i = 0; i < 7 && here; i++)
            x = draw_format(a, x, y, (days & (1U << i)) != 0 ? ST_KEY : ST_DIM, "%d", i + 1);
        draw_text_cut(a, (struct rect){x + here, y, a.r.w - x - here - 1, 1}, ST_NORMAL,
                      days != 0 ? text : "\u2013");
        return y + 1;
    }
    for (int i = 0; i < 7; i++) {
        hit_key(a, (struct rect){x, y, 8, 1}, (uint32_t)('1' + i));
        bool on = (days & (1U << i)) != 0;
        x = draw_format(a, x, y, ST_KEY, "%d", i + 1);
        x = draw_format(a, x, y, on ? ST_BOLD : ST_DIM, "%s%s", on ? "[x]" : "[ ]",
                        _(setup_days[i])) +
            1;
    }
    x = draw_format(a, 1 + LABEL, y + 1, ST_KEY, "8");
    x = draw_format(a, x + 1, y + 1, ST_DIM, "%s\u2013%s", _(setup_days[0]), _(setup_days[4]));
    x = draw_format(a, x + 2, y + 1, ST_KEY, "9");
    draw_text(a, x + 1, y + 1, ST_DIM, _("every day"));
    return y + 2;
}

/* A row of text: typed into where the mark is. */
static int paint_field_row(struct area a, int y, const char *label, const struct field *f,
                           bool here, const char *otherwise)
{
    draw_text_cut(a, (struct rect){1, y, LABEL - 1, 1}, ST_DIM, label);
    struct rect where = {LABEL, y, a.r.w - LABEL, 1};
    if (here)
        draw_field(area_part(a, where), 0, "", f);
    else
        draw_text_cut(a, (struct rect){LABEL + 1, y, a.r.w - LABEL - 2, 1},
                      f->length > 0 ? ST_NORMAL : ST_DIM, f->length > 0 ? f->text : otherwise);
    return y + 1;
}

static const char *label_of(int row, int rows)
{
    return row == SHIFT_BEGINS ? _("begins")
           : row == SHIFT_ENDS ? _("ends")
           : row + 1 < rows    ? _("break")
                               : _("teams");
}

/* Help for the row with the mark. */
static const char *about_row(const struct setup_shift_form *form)
{
    return form->row == SHIFT_DAYS
               ? _("The days on which it begins; a night counts to its evening.")
           : form->row < SHIFT_DAYS ? _("A time is e.g. 06:00, or 0600.")
           : form->row + 1 < setup_shift_rows(form)
               ? _("A break is e.g. 09:00-09:15. Empty: there is none.")
               : _("Who works it. Several take turns: A, B, C.");
}

void setup_paint_shift(const struct setup *s, struct area a)
{
    const struct setup_calendar *c = &s->calendar;
    struct setup_shift_form form = c->form; /* its fields are asked for by row */
    bool roomy = a.r.h > ROOMY;
    int y = roomy ? 4 : 2, rows = setup_shift_rows(&form), room = a.r.h - y - (roomy ? 3 : 2);
    if (form.of < 0) {
        draw_text(a, 1, y - (roomy ? 2 : 1), ST_BOLD, _("The days of all shifts"));
        (void)paint_days(a, y, form.days, true);
        return;
    }
    draw_format(a, 1, y - (roomy ? 2 : 1), ST_BOLD, _("Shift %s"), c->is[form.of].plan.name);
    int first = form.row - room + 3 > 0 ? form.row - room + 3 : 0; /* the mark stays in sight */
    for (int row = first; row < rows && y < a.r.h - 2; row++) {
        bool here = row == form.row;
        const struct field *f = setup_shift_field(&form, row);
        hit_row(a, y, row - form.row, false);
        if (here)
            draw_code(a, 0, y, ST_KEY, 0x25B8);
        y = f == NULL
                ? paint_days(a, y, form.days, here)
                : paint_field_row(a, y, label_of(row, rows), f, here,
                                  row + 1 == rows || row < SHIFT_BREAKS ? "\u2013" : _("none"));
    }
    if (y < a.r.h - 2)
        (void)setup_paint_words(a, 1, roomy ? y + 1 : y, ST_DIM, about_row(&form));
}
