/* SPDX-License-Identifier: MIT */
/* Gauges: OEE and its factors, then the signals of which andond knows where alerts begin, each with
 * its value on a scale that holds the limits. */
#include "console/panels/charts/paint.h"
#include "console/panels/panel.h"

#include "console/widgets/charts/gauge.h"
#include "console/words/words.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <math.h>
#include <string.h>

struct row {
    const char *word;
    char figure[FORMAT_SIZE];
    struct gauge gauge;
    bool old;
};

static void add_limits(const struct charts *c, const char *signal, struct gauge *g)
{
    for (int i = 0; i < c->limits && g->limits < PLOT_LIMITS; i++)
        if (strcmp(c->limit[i].signal, signal) == 0)
            g->limit[g->limits++] = c->limit[i].limit;
}

/* From zero, or what is below it, to a fifth beyond the farthest. */
static void scale(struct gauge *g)
{
    const int64_t far = INT64_MAX / 8;
    int64_t low = 0, high = 1;
    for (int i = 0; i <= g->limits; i++) {
        int64_t at = i < g->limits ? g->limit[i].at : g->value == TREND_NONE ? 0 : g->value;
        at = at < -far ? -far : at > far ? far : at;
        low = at < low ? at : low;
        high = at > high ? at : high;
    }
    g->low = low < 0 ? low - (high - low) / 5 : 0;
    g->high = high + (high - low) / 5;
    (void)axis_round(&g->low, &g->high, 10);
}

static bool signal_row(const struct view *v, int index, struct row *out)
{
    const struct snapshot_signal *s = &v->snap.signal[index];
    char value[FORMAT_SIZE];
    *out = (struct row){.word = s->name};
    add_limits(v->charts, s->name, &out->gauge);
    if (s->value.type != VALUE_NUMBER || out->gauge.limits == 0)
        return false;
    out->old = s->quality != Q_GOOD;
    out->gauge.value = out->old ? TREND_NONE : s->value.amount;
    (void)text_format(out->figure, sizeof out->figure, "%s %s",
                      out->old ? FORMAT_NONE : format_value(s->value.amount, &v->numbers, value),
                      s->unit);
    scale(&out->gauge);
    return true;
}

static void ratio_row(const struct view *v, const char *word, double ratio, struct row *out)
{
    char text[FORMAT_SIZE];
    int64_t amount = TREND_NONE;
    if (!isfinite(ratio) || amount_from_double(ratio * 100, &amount) != 0)
        amount = TREND_NONE;
    *out = (struct row){.word = word, .gauge = {.high = 100 * AMOUNT_ONE, .value = amount}};
    (void)text_format(out->figure, sizeof out->figure, "%s %%",
                      format_percent(ratio, &v->numbers, text));
}

static bool row_at(const struct view *v, int index, struct row *out)
{
    const struct oee *o = &v->snap.oee;
    const double ratios[] = {o->oee, o->availability, o->performance, o->quality};
    static const char *const words[] = {N_("OEE"), N_("Availability"), N_("Performance"),
                                        N_("Quality")};
    if (index < 4) {
        ratio_row(v, _(words[index]), ratios[index], out);
        return true;
    }
    for (int i = 0, n = 4; i < v->snap.signals; i++)
        if (signal_row(v, i, out) && n++ == index)
            return true;
    return false;
}

static void paint(const struct view *v, struct area a)
{
    struct row row;
    int word = a.r.w >= 60 ? 16 : a.r.w / 4, figure = word + 12, n = 0;
    while (row_at(v, n, &row))
        n++;
    int each = n > 0 && a.r.h >= n * 2 ? 2 : 1;
    for (int i = 0; (i + 1) * each <= a.r.h && row_at(v, i, &row); i++) {
        int y = i * each;
        enum style style = gauge_style(&row.gauge);
        draw_text_cut(a, (struct rect){1, y, word - 1, 1}, ST_DIM, row.word);
        (void)draw_text_right(a, figure, y,
                              row.old           ? ST_UNKNOWN
                              : style == ST_BAR ? ST_BOLD
                                                : style,
                              row.figure);
        draw_gauge(a, (struct rect){figure + 2, y, a.r.w - figure - 3, each}, &row.gauge,
                   &v->numbers);
    }
}

const struct panel_ops panel_gauges = {
    .name = "gauges",
    .help = N_("OEE, its factors and the signals that have limits, each on its scale"),
    .min_width = 32,
    .min_height = 1,
    .needs = NEED_CHART_LIMITS,
    .fades = true,
    .paint = paint,
};
