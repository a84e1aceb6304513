/* SPDX-License-Identifier: MIT */
/* OEE with its three factors, and how much of the time it knows. The digits are the daemon's. */
#include "console/panels/panel.h"

#include "console/widgets/bar.h"
#include "console/widgets/digits.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <math.h>

static void paint_factors(const struct view *v, struct area a, int x, int y)
{
    const struct oee *o = &v->snap.oee;
    char text[FORMAT_SIZE];
    x = draw_labelled(a, x, y, "A ", ST_NORMAL, format_percent(o->availability, &v->numbers, text));
    int gap = a.r.w - x >= 18 ? 2 : 1;
    x = draw_labelled(a, x + gap, y, "P ", o->performance_over ? ST_WARN : ST_NORMAL,
                      format_percent(o->performance, &v->numbers, text));
    draw_labelled(a, x + gap, y, "Q ", ST_NORMAL, format_percent(o->quality, &v->numbers, text));
}

/* One line: what the figure leaves out, or what is odd about it. */
static enum style coverage_text(const struct view *v, int cells, char *out, size_t size)
{
    const struct oee *o = &v->snap.oee;
    char duration[TEXT_DURATION_SIZE];
    enum style style = ST_WARN;
    if (o->scrap_over)
        (void)text_copy(out, size, _("more scrap than parts"));
    else if (o->counts_while_stopped)
        (void)text_copy(out, size, _("parts counted while stopped"));
    else if (o->performance_over)
        (void)text_copy(out, size, _("ideal cycle too slow"));
    else {
        style = ST_DIM;
        if (isnan(o->coverage))
            (void)text_copy(out, size, _("no planned time yet"));
        else if (o->unknown_ms >= MS_PER_S)
            (void)text_format(out, size, cells < 24 ? _("%s unknown") : _("all but %s known"),
                              text_duration(o->unknown_ms, duration));
        else
            (void)text_copy(out, size, _("all time known"));
    }
    return style;
}

static void paint_line(const struct view *v, struct area a)
{
    char value[FORMAT_SIZE];
    int x = draw_labelled(a, 1, 0, "OEE ", ST_BOLD,
                          format_percent(v->snap.oee.oee, &v->numbers, value));
    x = draw_text(a, x, 0, ST_DIM, " %");
    int bar = a.r.w - x - 30;
    if (bar >= 8) {
        draw_bar(a, (struct rect){x + 2, 0, bar, 1}, v->snap.oee.oee, ST_BAR);
        x += bar + 2;
    }
    paint_factors(v, a, x + 2, 0);
}

static void paint_as_of(const struct view *v, struct area a)
{
    char text[FORMAT_SIZE + 8], when[FORMAT_SIZE];
    if (!view_is_old(v) || !v->has_snapshot)
        return;
    (void)text_format(text, sizeof text, _("at %s"),
                      format_when(&v->zone, v->snap.ts, v->wall_ms, when));
    draw_text_right(a, a.r.w - 1, 0, ST_OLD, text);
}

/* Where the line about coverage has no room: how much is known, beside the title. */
static void paint_share(const struct view *v, struct area a)
{
    char share[FORMAT_SIZE], text[FORMAT_SIZE + 16];
    double coverage = v->snap.oee.coverage;
    if (isnan(coverage) || coverage >= 0.9995 || view_is_old(v))
        return;
    (void)text_format(text, sizeof text, _("%s %% known"),
                      format_percent(coverage, &v->numbers, share));
    if (text_cells(text) + 6 <= a.r.w)
        draw_text_right(a, a.r.w - 1, 0, ST_DIM, text);
}

static void paint(const struct view *v, struct area a)
{
    char value[FORMAT_SIZE], text[64], run[TEXT_DURATION_SIZE], planned[TEXT_DURATION_SIZE];
    if (a.r.h < 3) {
        paint_line(v, a);
        enum style style = coverage_text(v, a.r.w - 2, text, sizeof text);
        draw_text_cut(a, (struct rect){1, 1, a.r.w - 2, 1}, style, text);
        return;
    }
    format_percent(v->snap.oee.oee, &v->numbers, value);
    const struct rect room = {0, 0, a.r.w - 4, a.r.h - 2};
    enum digits_size size = digits_fit(a.canvas->tier, value, "88.8", &room);
    int y = 1;
    int x = draw_text(a, 1, 0, ST_DIM, "OEE");
    if (size == DIGITS_NONE) {
        x = draw_text(a, x + 2, 0, isnan(v->snap.oee.oee) ? ST_UNKNOWN : ST_BOLD, value);
        draw_text(a, x, 0, ST_DIM, " %");
    } else {
        enum style style = isnan(v->snap.oee.oee) ? ST_UNKNOWN : ST_BOLD;
        x = draw_digits(a, (struct rect){1, 1, a.r.w - 1, digits_height(size)}, size, style, value);
        if (!isnan(v->snap.oee.oee))
            draw_text(a, x, digits_height(size), ST_DIM, "%");
        y += digits_height(size);
    }
    if (a.r.h - y >= 3)
        draw_bar(a, (struct rect){1, y++, a.r.w - 2, 1}, v->snap.oee.oee, ST_BAR);
    paint_factors(v, a, 1, y++);
    struct rect line = {1, y, a.r.w - 2, 1};
    enum style style = coverage_text(v, line.w, text, sizeof text);
    if (y < a.r.h)
        draw_text_cut(a, line, style, text);
    else
        paint_share(v, a);
    if (y + 1 < a.r.h && v->snap.oee.planned_ms > 0) {
        (void)text_format(text, sizeof text, _("run %s of %s"),
                          text_duration(v->snap.oee.run_ms, run),
                          text_duration(v->snap.oee.planned_ms, planned));
        if (text_cells(text) > line.w)
            (void)text_format(text, sizeof text, _("run %s of %s"),
                              text_clock(v->snap.oee.run_ms, run),
                              text_clock(v->snap.oee.planned_ms, planned));
        line.y++;
        draw_text_cut(a, line, ST_DIM, text);
    }
    paint_as_of(v, a);
}

const struct panel_ops panel_oee = {
    .name = "oee",
    .help = "OEE, its factors and its coverage",
    .min_width = 16,
    .min_height = 1,
    .fades = true,
    .paint = paint,
};
