/* SPDX-License-Identifier: MIT */
/* The pictures of shifts, reasons and the summary. Called by page.c; decides nothing. */
#include "console/forms/draw.h"
#include "console/setup/setup.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

/* "early 06:00-14:00, late 14:00-22:00 · Mon-Fri", as many as fit. */
static void say_shifts(const struct setup_shift *shift, int count, char *out, size_t size)
{
    char days[80];
    bool same = true;
    out[0] = '\0';
    for (int i = 0; i < count; i++) {
        const struct shift_plan *plan = &shift[i].plan;
        size_t n = strlen(out);
        same = same && plan->days == shift[0].plan.days;
        if (!text_format(out + n, size - n, "%s%s %02d:%02d\u2013%02d:%02d", i > 0 ? ", " : "",
                         plan->name, plan->begin_min / 60, plan->begin_min % 60,
                         plan->end_min / 60 % 24, plan->end_min % 60))
            out[n] = '\0';
    }
    if (count <= 0) {
        (void)text_copy(out, size, _("none"));
    } else if (same && shift[0].plan.days != 0x7F) {
        size_t n = strlen(out);
        setup_say_days(shift[0].plan.days, days, sizeof days);
        if (!text_format(out + n, size - n, " \u00B7 %s", days))
            out[n] = '\0';
    }
}

static void paint_times(const struct setup *s, struct area a, int y)
{
    const struct setup_calendar *c = &s->calendar;
    int count = setup_times(c->shape);
    bool gap = c->shape == SHAPE_ONE || c->shape == SHAPE_TWO;
    for (int i = 0; i < count; i++) {
        (i == c->at ? draw_field : draw_field_idle)(a, y + i,
                                                    i == 0                  ? _("begins     ")
                                                    : gap && i == count - 1 ? _("ends       ")
                                                                            : _("then       "),
                                                    &c->time[i]);
        hit_row(a, y + i, i - c->at, false);
        if (i == c->at)
            draw_code(a, 0, y + i, ST_KEY, 0x25B8);
    }
}

void setup_paint_calendar(const struct setup *s, struct area a)
{
    static const char *const words[SHAPES] = {N_("as it is"),      N_("one shift"),
                                              N_("two shifts"),    N_("three shifts"),
                                              N_("12 hours each"), N_("no shifts")};
    const struct setup_calendar *c = &s->calendar;
    bool roomy = a.r.h > 14;
    int y = roomy ? 4 : 2;
    draw_text(a, 1, y - (roomy ? 2 : 1), ST_BOLD, _("When are the shifts?"));
    if (c->typing) {
        struct setup_shift shift[SHIFTS_MAX];
        char now[160];
        draw_text(a, 1, y, ST_NORMAL, _(words[c->shape]));
        paint_times(s, a, y + 1 + roomy);
        say_shifts(shift, setup_shifts_of(c, shift), now, sizeof now);
        draw_text_cut(a, (struct rect){1, a.r.h - 3, a.r.w - 2, 1}, ST_DIM, now);
        return;
    }
    for (int i = c->were > 0 ? SHAPE_AS_IS : SHAPE_ONE; i < SHAPES; i++)
        setup_paint_choice(a, y++, i, _(words[i]), i == c->row);
    if (roomy)
        (void)setup_paint_words(
            a, 1, y + 1, ST_DIM,
            c->row == SHAPE_NONE    ? _("Figures are of the day, from midnight on.")
            : c->row == SHAPE_AS_IS ? _("What there is comes next: days of the week, breaks and "
                                        "teams can be changed.")
                                    : _("Times come next, then days of the week, breaks and "
                                        "teams."));
}

void setup_paint_reasons(const struct setup *s, struct area a)
{
    static const char *const words[TREES] = {N_("those of this station"),
                                             N_("as shipped, on two levels"),
                                             N_("a short list: one key a stop")};
    const struct setup_reasons *r = &s->reasons;
    bool roomy = a.r.h > 14;
    int y = roomy ? 4 : 2, columns = a.r.w >= 60 ? 3 : 2;
    draw_text(a, 1, y - (roomy ? 2 : 1), ST_BOLD, _("Why does a machine stop?"));
    for (int i = r->own ? TREE_AS_IS : TREE_SHIPPED; i < TREES; i++)
        setup_paint_choice(a, y++, i, _(words[i]), i == r->row);
    y += roomy;
    for (int i = 0; i < r->tops; i++) {
        int x = 1 + i % columns * (a.r.w / columns), row = y + i / columns;
        if (row >= a.r.h - 2)
            break;
        draw_format(a, x, row, ST_KEY, " %d ", r->top[i].place);
        draw_text_cut(a, (struct rect){x + 4, row, a.r.w / columns - 5, 1}, ST_NORMAL,
                      r->top[i].title);
    }
    if (roomy)
        (void)setup_paint_words(a, 1, y + (r->tops + columns - 1) / columns + 1, ST_DIM,
                                _("Each plant has its own: write them as [reason ...] into the "
                                  "station's files, whenever you like."));
}

/* ---- the summary ----------------------------------------------------------------------------- */

static void say_tower(const struct setup *s, char *out, size_t size)
{
    static const char *const words[SETUP_TOWERS] = {N_("GPIO lines"), N_("simulated"), N_("none"),
                                                    N_("on the network")};
    const struct setup_tower *t = &s->tower;
    (void)text_copy(out, size, _(words[t->kind]));
    for (int i = 0; i < t->lines && t->kind == SETUP_ON_GPIO && t->tested; i++) {
        const struct setup_gpio *g = &t->gpio[i];
        size_t n = strlen(out);
        if (g->wanted && g->lamp > SETUP_NOTHING && g->lamp < SETUP_TWO &&
            !text_format(out + n, size - n, "%s%s %s", n > 0 ? " \u00B7 " : "",
                         _(setup_lamp_words[g->lamp]), g->line))
            out[n] = '\0';
    }
    for (int i = 0; i < s->lamps && t->kind == SETUP_ON_GPIO && !t->tested; i++) {
        size_t n = strlen(out);
        if (!text_format(out + n, size - n, " \u00B7 %s %s", s->lamp[i].name, s->lamp[i].line))
            out[n] = '\0';
    }
}

static int paint_item(struct area a, int y, int key, const char *label, const char *value)
{
    hit_key(a, (struct rect){0, y, a.r.w, a.r.h > 14 ? 2 : 1}, (uint32_t)('0' + key));
    int x = draw_format(a, 1, y, ST_KEY, " %d ", key) + 1, wide = a.r.w >= 60 ? 14 : 10;
    draw_text_cut(a, (struct rect){x, y, wide - 1, 1}, ST_DIM, label);
    draw_text_cut(a, (struct rect){x + wide, y, a.r.w - x - wide - 1, 1}, ST_NORMAL, value);
    return y + (a.r.h > 14 ? 2 : 1);
}

void setup_paint_summary(const struct setup *s, struct area a)
{
    static const char *const trees[TREES] = {N_("those of this station"), N_("as shipped"),
                                             N_("the short list")};
    const struct setup_machine *m = s->found > 0 ? &s->machine[s->selected] : NULL;
    bool roomy = a.r.h > 14;
    char text[256], ideal[FIELD_BYTES + 8];
    int y = roomy ? 4 : 2;
    draw_format(a, 1, y - (roomy ? 2 : 1), ST_BOLD, _("A station for %s"),
                s->title[0] != '\0' ? s->title
                : m != NULL         ? m->title
                                    : "");
    y = paint_item(a, y, 1, _("Broker"), s->url.text);
    (void)text_format(ideal, sizeof ideal, "%s s", s->ideal.text);
    y = paint_item(a, y, 2, _("Ideal cycle"), s->ideal.length > 0 ? ideal : _("not known"));
    say_tower(s, text, sizeof text);
    y = paint_item(a, y, 3, _("Tower"), text);
    say_shifts(s->calendar.is, s->calendar.count, text, sizeof text);
    y = paint_item(a, y, 4, _("Shifts"), text);
    y = paint_item(a, y, 5, _("Reasons"), _(trees[s->reasons.tree]));
    if (s->there) {
        if (s->replace.taken)
            (void)text_format(text, sizeof text, _("another one: %s"), s->replace.title);
        else
            (void)text_format(text, sizeof text, words_n("%lld signal", "%lld signals", s->signals),
                              (long long)s->signals);
        y = paint_item(a, y, 6, _("Machine"), text);
    }
    (void)setup_paint_words(
        a, 1, y, s->restart ? ST_WARN : ST_DIM,
        s->busy      ? _("Writing ...")
        : s->restart ? _("It is written. andond must start again for it: Enter does that.")
        : s->there   ? _("Only what you change is changed; comments stay. Enter: write it, and on "
                           "to the station's screen.")
                     : _("Enter: write it, start the station, and on to its screen."));
    if (roomy)
        draw_text_cut(a, (struct rect){1, a.r.h - 3, a.r.w - 2, 1}, ST_DIM, s->directory.text);
}
