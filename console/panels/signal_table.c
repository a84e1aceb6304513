/* SPDX-License-Identifier: MIT */
/* The signals screen's table: what of the data does not fit together, every signal with role,
 * value, quality, age and its last error, and behind them every button and contact as it is read.
 */
#include "console/panels/panel.h"

#include "console/widgets/hits.h"
#include "console/words/heard.h"
#include "console/words/words.h"
#include "data/model/text.h"

static int rows(const struct view *v)
{
    return v->snap.checks + v->snap.signals + v->response.inputs;
}

/* Where the columns are: `value` and `age` are right edges; role and quality 0: no room. */
struct columns {
    int name, role, value, unit, age, quality;
};

static struct columns columns_of(int width)
{
    if (width >= 76)
        return (struct columns){20, 22, 46, 47, 66, 68};
    return (struct columns){width / 3 - 1, 0, width - 14, width - 13, width - 1, 0};
}

static void paint_head(struct area a, const struct columns *c)
{
    draw_text(a, 2, 0, ST_DIM, _("SIGNAL"));
    if (c->role > 0)
        draw_text(a, c->role, 0, ST_DIM, _("ROLE"));
    draw_text_right(a, c->value, 0, ST_DIM, _("VALUE"));
    draw_text_right(a, c->age, 0, ST_DIM, _("AGE"));
    if (c->quality > 0)
        draw_text(a, c->quality, 0, ST_DIM, _("QUALITY"));
}

static enum style quality_style(enum quality quality)
{
    return quality == Q_GOOD ? ST_NORMAL : quality == Q_BAD ? ST_BAD : ST_UNKNOWN;
}

static void paint_value(const struct view *v, struct area a, int y, const struct columns *c,
                        const struct snapshot_signal *s)
{
    char text[FORMAT_SIZE];
    int left = c->role > 0 ? c->role + 9 : c->name + 2;
    bool shown = !view_is_old(v) && s->quality == Q_GOOD;
    if (!shown || s->value.type == VALUE_NONE)
        draw_text_right(a, c->value, y, ST_UNKNOWN, "\u2508\u2508\u2508\u2508");
    else if (s->value.type == VALUE_NUMBER)
        draw_text_right(a, c->value, y, ST_BOLD, format_value(s->value.amount, &v->numbers, text));
    else if (s->value.type == VALUE_BOOL)
        draw_text_right(a, c->value, y, ST_BOLD, s->value.amount != 0 ? _("on") : _("off"));
    else if (text_cells(s->value.text) <= c->value - left)
        draw_text_right(a, c->value, y, ST_BOLD, s->value.text);
    else /* a long text may use the unit's place */
        draw_text_cut(a, (struct rect){left, y, c->age - 8 - left, 1}, ST_BOLD, s->value.text);
    if (s->value.type == VALUE_NUMBER)
        draw_text_cut(a, (struct rect){c->unit, y, 9, 1}, ST_DIM, s->unit);
}

static void paint_row(const struct view *v, struct area a, int y, const struct snapshot_signal *s)
{
    char number[FORMAT_SIZE];
    struct columns c = columns_of(a.r.w);
    draw_text_cut(a, (struct rect){2, y, c.name - 2, 1}, ST_NORMAL, s->name);
    if (c.role > 0)
        draw_text(a, c.role, y, ST_DIM, words_of(&words_signal_role, (int)s->role));
    paint_value(v, a, y, &c, s);
    int64_t age = s->age_ms < 0 ? -1 : view_grown(v, s->age_ms);
    const char *quality = view_is_old(v) ? _("old") : words_of(&words_quality, (int)s->quality);
    enum style style = view_is_old(v) ? ST_OLD : quality_style(s->quality);
    if (c.quality == 0 && style != ST_NORMAL) { /* no room for both: what is wrong comes first */
        draw_text_right(a, c.age, y, style, quality);
        return;
    }
    draw_text_right(a, c.age, y, ST_DIM, format_age(age, &v->numbers, number));
    if (c.quality == 0)
        return;
    draw_text(a, c.quality, y, style, quality);
    if (s->errors > 0)
        draw_format(a, c.quality + 6, y, ST_WARN, "! %s",
                    format_number(s->errors, 4, &v->numbers, number));
    if (s->errors > 0 && a.r.w > 100)
        draw_text_cut(a, (struct rect){82, y, a.r.w - 83, 1}, ST_NORMAL, s->error);
}

static void paint_input(const struct view *v, struct area a, int y, const struct input_row *in)
{
    char text[FORMAT_SIZE], said[HEARD_SIZE];
    struct columns c = columns_of(a.r.w);
    bool bad = !in->held || in->stuck || view_is_old(v);
    const char *is = view_is_old(v) ? _("old")
                     : !in->held    ? C_("contact", "lost")
                     : in->stuck    ? C_("contact", "stuck")
                     : in->closed   ? C_("contact", "closed")
                                    : C_("contact", "open");
    draw_text_cut(a, (struct rect){2, y, c.name - 2, 1}, ST_NORMAL, in->name);
    if (c.role > 0)
        draw_text_cut(a, (struct rect){c.role, y, 16, 1}, ST_DIM,
                      words_heard(in->does, said, sizeof said));
    draw_text_right(a, c.value, y, bad ? ST_BAD : ST_BOLD, is);
    int64_t age = in->closed_at == TIME_NONE ? -1 : v->wall_ms - in->closed_at;
    draw_text_right(a, c.age, y, ST_DIM, format_age(age, &v->numbers, text));
    if (c.quality > 0)
        draw_format(a, c.quality, y, in->missed != 0 ? ST_WARN : ST_DIM, "%s\u00D7",
                    format_number(in->closings, 6, &v->numbers, text));
}

/* A row of what is wrong; the chosen one is told in full below. */
static void paint_check(const struct view *v, struct area a, int y, const struct check_view *check)
{
    char when[FORMAT_SIZE], said[HEARD_SIZE];
    format_when(&v->zone, check->since, v->wall_ms, when);
    enum style style = view_is_old(v) ? ST_OLD : ST_WARN;
    int x = draw_format(a, 2, y, style, "! %s  ", when);
    draw_text_cut(a, (struct rect){x, y, a.r.w - x - 1, 1}, style,
                  words_heard(check->text, said, sizeof said));
}

/* What is wrong, in numbers, which signals it is about, and what to do. */
static void paint_check_foot(struct area a, const struct check_view *check)
{
    char said[HEARD_SIZE];
    int y = draw_paragraph(a, 0, a.r.h > 3 ? 2 : 1, ST_WARN,
                           words_heard(check->text, said, sizeof said));
    if (a.r.h > 4)
        draw_format(a, 1, y++, ST_DIM, "%s: %s", words_of(&words_check, (int)check->kind),
                    check->signals);
    (void)draw_paragraph(a, y, a.r.h - y, ST_NORMAL, words_heard(check->advice, said, sizeof said));
}

/* The sentence about the chosen contact. */
static void paint_input_foot(struct area a, struct rect foot, const struct input_row *in)
{
    char text[256], said[HEARD_SIZE];
    if (in->trouble[0] != '\0') {
        draw_text_cut(a, foot, ST_WARN, words_heard(in->trouble, said, sizeof said));
        return;
    }
    (void)text_format(text, sizeof text,
                      words_n("%s: closed %lld time, bounced %lld%s",
                              "%s: closed %lld times, bounced %lld%s", (long)in->closings),
                      in->name, (long long)in->closings, (long long)in->bounces,
                      in->missed != 0 ? _(", edges were lost") : "");
    if (in->outcome[0] != '\0')
        (void)text_format(text, sizeof text, "%s: %s", in->name,
                          words_heard(in->outcome, said, sizeof said));
    draw_text_cut(a, foot, in->missed != 0 ? ST_WARN : ST_DIM, text);
}

/* The sentence about the chosen signal. */
static void paint_signal_foot(const struct view *v, struct area a, struct rect foot,
                              const struct snapshot_signal *s)
{
    char text[192], said[HEARD_SIZE], when[FORMAT_SIZE];
    if (s->errors > 0)
        (void)text_format(text, sizeof text,
                          words_n("%s: %lld message refused; the last: %s",
                                  "%s: %lld messages refused; the last: %s", (long)s->errors),
                          s->name, (long long)s->errors, words_heard(s->error, said, sizeof said));
    else if (s->ts != TIME_NONE)
        (void)text_format(text, sizeof text, _("%s: last value of %s"), s->name,
                          format_when(&v->zone, s->ts, v->wall_ms, when));
    else
        (void)text_format(text, sizeof text, _("%s: nothing has come since andond began"), s->name);
    draw_text_cut(a, foot, s->errors > 0 ? ST_WARN : ST_DIM, text);
}

/* How many lines the words about the chosen row take. */
static int foot_height(const struct view *v, struct area a, int chosen)
{
    if (chosen >= v->snap.checks)
        return 1;
    return a.r.h >= 16 ? 6 : a.r.h >= 9 ? 4 : 3;
}

static void paint_item(const struct view *v, struct area a, int y, int i)
{
    const struct snapshot *s = &v->snap;
    if (i < s->checks)
        paint_check(v, a, y, &s->check[i]);
    else if (i < s->checks + s->signals)
        paint_row(v, a, y, &s->signal[i - s->checks]);
    else
        paint_input(v, a, y, &v->response.input[i - s->checks - s->signals]);
}

static void paint_foot(const struct view *v, struct area a, int chosen, int height)
{
    const struct snapshot *s = &v->snap;
    struct rect foot = {2, a.r.h - height, a.r.w - 3, height};
    if (chosen < s->checks)
        paint_check_foot(area_part(a, foot), &s->check[chosen]);
    else if (chosen < s->checks + s->signals)
        paint_signal_foot(v, a, foot, &s->signal[chosen - s->checks]);
    else
        paint_input_foot(a, foot, &v->response.input[chosen - s->checks - s->signals]);
}

static void paint(const struct view *v, struct area a)
{
    int count = rows(v), chosen = count > 0 ? v->list.selected % count : 0;
    int foot = count > 0 ? foot_height(v, a, chosen) : 1;
    int page = a.r.h - 2 - foot;
    const struct columns columns = columns_of(a.r.w);
    paint_head(a, &columns);
    if (count == 0)
        draw_text(a, 2, 1, ST_DIM,
                  v->has_snapshot ? _("no signal is configured: [signal NAME]")
                                  : _("waiting for the first figures"));
    int top = list_top(v->list.top, v->list.selected, count, page > 0 ? page : 1);
    for (int i = 0; i < page && top + i < count; i++) {
        if (top + i == v->list.selected)
            draw_code(a, 0, 1 + i, ST_KEY, 0x25B8);
        paint_item(v, a, 1 + i, top + i);
        hit_row(a, 1 + i, top + i - v->list.selected, false);
    }
    if (count > 0)
        paint_foot(v, a, chosen, foot);
}

const struct panel_ops panel_signal_table = {
    .name = "signal-table",
    .help = "what does not fit together, all signals with role, quality and errors, all contacts",
    .min_width = 40,
    .min_height = 4,
    .needs = NEED_INPUTS,
    .paint = paint,
    .rows = rows,
};
