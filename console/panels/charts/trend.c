/* SPDX-License-Identifier: MIT */
/* The chosen figure over the chosen span, the values at the cursor, and the states of the same span
 * as a ribbon. */
#include "console/panels/andon/look.h"
#include "console/panels/charts/paint.h"
#include "console/panels/panel.h"

#include "console/widgets/ribbon.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

void chart_span_words(const struct view *v, const struct chart_span *span, char *out, size_t size)
{
    char from[FORMAT_SIZE], to[FORMAT_SIZE];
    if (span->from_ms == TIME_NONE) {
        out[0] = '\0';
        return;
    }
    (void)text_format(out, size, "%s\u2013%s",
                      format_when(&v->zone, span->from_ms, v->wall_ms, from),
                      format_when(&v->zone, span->to_ms, v->wall_ms, to));
}

/* "shift", "8 h", "10 min". */
static void chart_length_words(const struct view *v, char *out, size_t size)
{
    char text[FORMAT_SIZE];
    const char *what = charts_length(v) > 0 ? span_words(charts_length(v), text) : _("shift");
    (void)text_format(out, size, "%s%s", what, charts_end(v) == TIME_NEVER ? "" : " \u25B8");
}

/* "12:50:40  71.2 (70.9–71.6) °C", of a column without data only the time. */
static void value_words(const struct view *v, const struct plot *p, const char *unit, char *out,
                        size_t size)
{
    char when[FORMAT_SIZE], mean[FORMAT_SIZE], low[FORMAT_SIZE], high[FORMAT_SIZE];
    struct trend_point at;
    int width = v->charts->width, x = axis_column(&p->time, p->cursor_ms, width);
    bool any = x >= 0 && plot_at(p, x, width, &at);
    (void)format_time_s(&v->zone, p->cursor_ms, when);
    if (!any) {
        (void)text_format(out, size, _("%s  no data"), when);
        return;
    }
    (void)format_value(at.mean, &v->numbers, mean);
    if (at.min == at.max)
        (void)text_format(out, size, "%s  %s %s", when, mean, unit);
    else
        (void)text_format(out, size, "%s  %s (%s\u2013%s) %s", when, mean,
                          format_value(at.min, &v->numbers, low),
                          format_value(at.max, &v->numbers, high), unit);
}

/* What the machine was doing at the cursor. */
static const char *state_at(const struct view *v)
{
    const struct charts *c = v->charts;
    int i = charts_interval_at(c, c->cursor_ms);
    if (i < 0)
        return "";
    const struct timeline_row *row = &c->timeline.row[i];
    return ribbon_word(machine_ribbon((enum machine_state)row->state, row->planned, row->small));
}

/* The improvement in the cursor's column; NULL: none. */
static const char *mark_at(const struct view *v, const struct plot *p)
{
    const struct charts *c = v->charts;
    int x = axis_column(&p->time, p->cursor_ms, c->width);
    for (int i = 0; i < c->marks && x >= 0; i++)
        if (axis_column(&p->time, c->mark[i].at_ms, c->width) == x)
            return c->mark[i].text;
    return NULL;
}

static void paint_head(const struct view *v, struct area a, const struct plot *p)
{
    char text[160], words[128];
    struct chart_subject s;
    if (!charts_subject(v, charts_chosen(v), &s))
        return;
    int x = draw_text(a, 1, 0, ST_BOLD, s.parts >= 0 ? _(s.title) : s.title);
    if (s.unit[0] != '\0')
        x = draw_format(a, x + 1, 0, ST_DIM, "%s", s.unit);
    if (v->charts->cursor_ms != TIME_NONE) {
        value_words(v, p, s.unit, words, sizeof words);
        const char *mark = mark_at(v, p);
        (void)text_format(text, sizeof text, "%s  %s%s", words, mark ? "\u25C6 " : "",
                          mark ? mark : state_at(v));
        if (text_cells(text) + x + 4 > a.r.w)
            (void)text_copy(text, sizeof text, words);
        (void)draw_text_right(a, a.r.w - 1, 0, ST_MARK, text);
        return;
    }
    if (v->charts->stops.cut || v->charts->alerts.cut)
        x = draw_text(a, x + 2, 0, ST_WARN, _("the earliest marks are left out"));
    struct chart_span span = charts_span(v);
    chart_span_words(v, &span, text, sizeof text);
    chart_length_words(v, words, sizeof words);
    if (x + text_cells(text) + text_cells(words) + 6 <= a.r.w) {
        int right = draw_text_right(a, a.r.w - 1, 0, ST_NORMAL, text);
        (void)draw_text_right(a, right - 2, 0, ST_DIM, words);
    }
}

void paint_trend(const struct view *v, struct area a)
{
    struct plot plot;
    if (charts_span(v).from_ms == TIME_NONE) {
        draw_text(a, 1, 0, ST_UNKNOWN, _("\u2508\u2508\u2508 no figures yet"));
        return;
    }
    if (charts_missing(v) != NULL) {
        draw_format(a, 1, 0, ST_UNKNOWN, _("no signal %s here"), charts_missing(v));
        return;
    }
    charts_plot(v, &plot);
    paint_head(v, a, &plot);
    draw_plot(a, (struct rect){0, 1, a.r.w - 1, a.r.h - 1}, &plot);
}

const struct panel_ops panel_trend = {
    .name = "trend",
    .help =
        N_("a figure or signal over the span of the screen \"details\", with limits and events"),
    .min_width = 24,
    .min_height = 4,
    .needs = NEED_CHART_SERIES | NEED_CHART_TIME,
    .options = chart_trend_options,
    .paint = paint_trend,
};

/* ---- the ribbon of the same span ---- */

/* The interval that is open is on record when it is over: until then it is the snapshot's. */
static void extend(struct view *v)
{
    const struct snapshot *s = &v->snap;
    struct timeline *t = &v->charts->timeline;
    struct timeline_row *last = t->count > 0 ? &t->row[t->count - 1] : NULL;
    int64_t since = s->machine.since, now = view_figures_ms(v);
    bool reaches = v->charts->round.from_ms != TIME_NONE && v->charts->round.to_ms > since;
    if (!v->has_snapshot || since == TIME_NONE || now <= since || !reaches || t->row == NULL)
        return;
    bool planned = s->shift.in_shift && !s->shift.in_break &&
                   (s->machine.mode == MODE_PRODUCTION || s->machine.mode == MODE_TRIAL);
    const struct timeline_row row = {.begin_ms = since,
                                     .end_ms = now,
                                     .state = (uint8_t)s->machine.state,
                                     .planned = planned,
                                     .small = s->stop.small && s->stop.end == TIME_NONE};
    if (last != NULL && last->begin_ms == since)
        *last = row;
    else if ((last == NULL || last->end_ms <= since) && t->count < VIEW_TIMELINE_MAX)
        t->row[t->count++] = row;
}

static void fill(const struct view *v, struct ribbon *r)
{
    const struct charts *c = v->charts;
    for (size_t i = 0; i < c->timeline.count; i++) {
        const struct timeline_row *row = &c->timeline.row[i];
        ribbon_add(r, row->begin_ms, row->end_ms,
                   machine_ribbon((enum machine_state)row->state, row->planned, row->small));
    }
    if (view_is_old(v))
        ribbon_add(r, view_figures_ms(v), v->wall_ms, RIBBON_UNKNOWN);
}

static void paint_span(const struct view *v, struct area a)
{
    static struct ribbon r; /* too large for a stack */
    struct plot plot;
    struct chart_span span = charts_span(v);
    if (span.from_ms == TIME_NONE)
        return;
    charts_plot(v, &plot);
    struct rect body = plot_body(&plot, (struct rect){0, 0, a.r.w - 1, 1});
    ribbon_init(&r, span.from_ms, span.to_ms, body.w);
    fill(v, &r);
    int rows = a.r.h >= 2 ? a.r.h - 1 : 1;
    for (int x = 0; x < r.width; x++) {
        enum ribbon_kind kind = ribbon_kind_at(&r, x);
        bool past = axis_time(&plot.time, x, r.width) < v->wall_ms;
        bool unknown = kind == RIBBON_NONE && past;
        draw_fill(a, (struct rect){body.x + x, 0, 1, rows},
                  unknown ? ST_UNKNOWN : ribbon_style(kind), unknown ? 0x2508 : ribbon_code(kind));
    }
    int cursor = axis_column(&plot.time, plot.cursor_ms, r.width);
    if (plot.cursor_ms != TIME_NONE && cursor >= 0)
        draw_fill(a, (struct rect){body.x + cursor, 0, 1, rows}, ST_MARK, 0x2502);
    if (body.x >= 7)
        draw_text(a, 1, 0, ST_DIM, _("state"));
    if (a.r.h >= 2)
        ribbon_legend(&r, a, body.x, a.r.h - 1);
}

const struct panel_ops panel_span = {
    .name = "span",
    .help = N_("machine states of the span of the screen \"details\", beneath its trend"),
    .min_width = 20,
    .min_height = 1,
    .needs = NEED_CHART_TIME,
    .options = chart_span_options,
    .recalc = extend,
    .paint = paint_span,
};
