/* SPDX-License-Identifier: MIT */
/* The screen "why": the figures with their values, and of the chosen one the formula, the numbers
 * put in, what is left out, where it comes from and how old it is. */
#include "console/panels/charts/paint.h"
#include "console/panels/charts/why.h"
#include "console/panels/panel.h"

#include "console/words/words.h"
#include "data/model/text.h"

static void paint_list(const struct view *v, struct area a)
{
    char value[WHY_SIZE];
    int count = why_count(), chosen = (int)(why_at(v->charts) - why_rows);
    int top = list_top(0, chosen, count, a.r.h);
    for (int i = 0; i < a.r.h && top + i < count; i++) {
        const struct why_row *row = &why_rows[top + i];
        bool is = top + i == chosen;
        enum style style = is ? ST_SELECTED : ST_NORMAL;
        if (is)
            draw_fill(a, (struct rect){0, i, a.r.w, 1}, ST_SELECTED, ' ');
        why_value(v, row, value);
        int x = draw_text_right(a, a.r.w - 1, i, is ? style : ST_BOLD, value);
        draw_text_cut(a, (struct rect){1, i, x - 2, 1}, style, _(row->title));
    }
}

const struct panel_ops panel_why_list = {
    .name = "why-list",
    .help = N_("the figures that can be explained, with their values"),
    .min_width = 16,
    .min_height = 1,
    .needs = NEED_CHART_FIGURES,
    .fades = true,
    .paint = paint_list,
};

/* "06:00–13:07 · 2 s ago" */
static void paint_age(const struct view *v, struct area a, int y)
{
    char span[2 * FORMAT_SIZE], age[FORMAT_SIZE];
    const struct charts *c = v->charts;
    if (!c->kpi.known || y >= a.r.h)
        return;
    chart_span_words(v, &c->kpi.span, span, sizeof span);
    int64_t ms = v->wall_ms - c->kpi.span.to_ms; /* less than none: our clock is behind */
    (void)format_age(ms > 0 ? ms : 0, &v->numbers, age);
    draw_format(a, 1, y, view_is_old(v) ? ST_OLD : ST_DIM, _("Times of %s, as of: %s"), span, age);
}

static int paragraph(struct area a, int y, enum style style, const char *text)
{
    struct area part = area_part(a, (struct rect){0, 0, a.r.w, a.r.h});
    return y < a.r.h ? draw_paragraph(part, y, a.r.h - y, style, text) : y;
}

static void paint(const struct view *v, struct area a)
{
    char text[WHY_SIZE], equation[WHY_SIZE + 4];
    const struct why_row *row = why_at(v->charts);
    bool roomy = a.r.h >= 12;
    why_value(v, row, text);
    int x = draw_text(a, 1, 0, ST_HEAD, _(row->title));
    draw_text(a, x + 2, 0, ST_BOLD, text);
    int y = roomy ? 2 : 1;
    (void)text_format(equation, sizeof equation, "= %s", _(row->formula));
    y = paragraph(a, y, ST_NORMAL, equation);
    why_numbers(v, row, text);
    (void)text_format(equation, sizeof equation, "= %s", text);
    y = paragraph(a, y, ST_BOLD, equation) + (roomy ? 1 : 0);
    y = paragraph(a, y, ST_NORMAL, _(row->leaves_out)) + (roomy ? 1 : 0);
    y = paragraph(a, y, ST_DIM, _(row->source));
    paint_age(v, a, y);
}

const struct panel_ops panel_why = {
    .name = "why",
    .help = N_("why this number: formula, the numbers in it, what is left out, source and age"),
    .min_width = 30,
    .min_height = 4,
    .needs = NEED_CHART_FIGURES | NEED_CHART_TIME,
    .fades = true,
    .paint = paint,
};
