/* SPDX-License-Identifier: MIT */
/* The screen "details": what can be chosen, the picture of it, and the intervals behind a place. */
#include "console/panels/charts/paint.h"
#include "console/panels/panel.h"

#include "console/widgets/ribbon.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

/* ---- intervals ---- */

int charts_interval_at(const struct charts *c, int64_t at_ms)
{
    for (size_t i = 0; i < c->timeline.count && at_ms != TIME_NONE; i++)
        if (c->timeline.row[i].begin_ms <= at_ms && at_ms < c->timeline.row[i].end_ms)
            return (int)i;
    return -1;
}

bool charts_listed(const struct charts *c, int index)
{
    if (index < 0 || index >= (int)c->timeline.count)
        return false;
    const struct timeline_row *row = &c->timeline.row[index];
    enum ribbon_kind kind =
        machine_ribbon((enum machine_state)row->state, row->planned, row->small);
    return c->kinds == 0 || (c->kinds >> (unsigned)kind & 1U) != 0;
}

int64_t charts_event(const struct view *v, int64_t from_ms, int step)
{
    struct plot plot;
    int64_t best = TIME_NONE;
    charts_plot(v, &plot);
    for (int i = 0; i < plot.events; i++) {
        int64_t at = plot.event[i].at_ms;
        bool there = step > 0 ? at > from_ms : at < from_ms;
        bool inside = at >= plot.time.begin_ms && at < plot.time.end_ms;
        if (there && inside && (best == TIME_NONE || (step > 0 ? at < best : at > best)))
            best = at;
    }
    return best;
}

static const struct stop_row *stop_of(const struct charts *c, const struct timeline_row *row)
{
    for (size_t i = 0; i < c->stops.count; i++) {
        const struct stop_row *s = &c->stops.row[i];
        int64_t end = s->end_ms == TIME_NONE ? INT64_MAX : s->end_ms;
        if (s->begin_ms <= row->begin_ms && row->begin_ms < end)
            return s;
    }
    return NULL;
}

static void paint_interval(const struct view *v, struct area a, int y, int index)
{
    char text[FORMAT_SIZE], duration[TEXT_DURATION_SIZE];
    const struct charts *c = v->charts;
    const struct timeline_row *row = &c->timeline.row[index];
    enum ribbon_kind kind =
        machine_ribbon((enum machine_state)row->state, row->planned, row->small);
    bool chosen = index == c->row;
    if (chosen)
        draw_fill(a, (struct rect){0, y, a.r.w, 1}, ST_SELECTED, ' ');
    enum style style = chosen ? ST_SELECTED : ST_NORMAL;
    (void)format_when(&v->zone, row->begin_ms, v->wall_ms, text);
    (void)draw_text_right(a, 13, y, style, text);
    (void)draw_text_right(a, 24, y, style, text_clock(row->end_ms - row->begin_ms, duration));
    draw_code(a, 26, y, chosen ? ST_SELECTED : ribbon_style(kind), ribbon_code(kind));
    int x = draw_text(a, 28, y, style, ribbon_word(kind));
    const struct stop_row *stop = kind != RIBBON_RUN ? stop_of(c, row) : NULL;
    if (stop == NULL)
        return;
    const char *why = stop->reason[0] != '\0'      ? choice_title(&v->reasons, stop->reason)
                      : stop->suggested[0] != '\0' ? stop->suggested
                      : stop->small                ? ""
                                                   : _("not explained");
    x = x + 2 > 41 ? x + 2 : 41;
    if (x + 8 < a.r.w)
        draw_text_cut(a, (struct rect){x, y, a.r.w - x - 1, 1}, style, why);
}

/* The first to be shown, so that the chosen one stands in the middle. */
static int first_of(const struct charts *c, int rows)
{
    int top = c->row, before = rows / 2;
    for (int i = c->row - 1; i >= 0 && before > 0; i--)
        if (charts_listed(c, i)) {
            top = i;
            before--;
        }
    return top;
}

static void paint_intervals(const struct view *v, struct area a)
{
    const struct charts *c = v->charts;
    char text[2 * FORMAT_SIZE];
    struct chart_span span = charts_span(v);
    int count = 0, y = 1;
    for (int i = 0; i < (int)c->timeline.count; i++)
        count += charts_listed(c, i);
    chart_span_words(v, &span, text, sizeof text);
    int x = draw_text(a, 1, 0, ST_BOLD, text);
    x = draw_format(a, x + 2, 0, ST_DIM, words_n("%d interval", "%d intervals", count), count);
    if (c->stops.cut)
        draw_text(a, x + 2, 0, ST_WARN, _("the earliest without reasons"));
    if (count == 0)
        draw_text(a, 1, 1, ST_DIM, _("none on record"));
    for (int i = first_of(c, a.r.h - 1); i < (int)c->timeline.count && y < a.r.h; i++)
        if (charts_listed(c, i))
            paint_interval(v, a, y++, i);
}

/* ---- the picture ---- */

static void paint(const struct view *v, struct area a)
{
    static void (*const pictures[CHART_PICTURES])(const struct view *v, struct area a) = {
        [CHART_TREND] = paint_trend,
        [CHART_WATERFALL] = paint_losses,
        [CHART_PARETO_TIME] = paint_pareto,
        [CHART_PARETO_COUNT] = paint_pareto,
    };
    if (v->charts->rows)
        paint_intervals(v, a);
    else
        pictures[v->charts->picture](v, a);
}

const struct panel_ops panel_details = {
    .name = "details",
    .help = N_("the picture chosen on the screen \"details\": trend, losses, reasons, intervals"),
    .min_width = 32,
    .min_height = 4,
    .needs = NEED_CHART_SERIES | NEED_CHART_TIME | NEED_CHART_FIGURES | NEED_CHART_PARETO,
    .paint = paint,
};

static void paint_subjects(const struct view *v, struct area a)
{
    char text[FORMAT_SIZE];
    struct chart_subject s;
    int count = charts_subjects(v), chosen = charts_chosen(v);
    int top = list_top(0, chosen, count, a.r.h);
    for (int i = 0; i < a.r.h && charts_subject(v, top + i, &s); i++) {
        bool is = top + i == chosen;
        enum style style = is ? ST_SELECTED : ST_NORMAL;
        if (is)
            draw_fill(a, (struct rect){0, i, a.r.w, 1}, ST_SELECTED, ' ');
        int room = a.r.w - 2;
        if (s.signal >= 0 && a.r.w >= 20) {
            const struct snapshot_signal *signal = &v->snap.signal[s.signal];
            bool live = signal->quality == Q_GOOD && !view_is_old(v);
            (void)format_value(signal->value.amount, &v->numbers, text);
            if (signal->unit[0] != '\0' &&
                text_cells(text) + text_cells(signal->unit) + text_cells(s.title) + 5 <= a.r.w) {
                size_t used = strlen(text);
                (void)text_format(text + used, sizeof text - used, " %s", signal->unit);
            }
            room = draw_text_right(a, a.r.w - 1, i, is ? style : live ? ST_DIM : ST_OLD, text) - 2;
        }
        draw_text_cut(a, (struct rect){1, i, room, 1}, style, s.parts >= 0 ? _(s.title) : s.title);
    }
}

const struct panel_ops panel_subjects = {
    .name = "subjects",
    .help = N_("the figures and signals that the screen \"details\" can show"),
    .min_width = 10,
    .min_height = 1,
    .paint = paint_subjects,
};
