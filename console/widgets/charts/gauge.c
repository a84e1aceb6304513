/* SPDX-License-Identifier: MIT */
/* Gauges. Called by panels; draws into the area it is given, nothing else. A target is a mark, a
 * limit a triangle; where they fall together the worse one is shown. */
#include "console/widgets/charts/gauge.h"

#include "console/widgets/bar.h"
#include "data/model/text.h"

#include <math.h>

enum style gauge_style(const struct gauge *g)
{
    enum style style = ST_BAR;
    for (int i = 0; i < g->limits && g->value != TREND_NONE; i++) {
        const struct plot_limit *l = &g->limit[i];
        bool over = l->low ? g->value < l->at : g->value > l->at;
        if (over && l->kind == PLOT_ALARM)
            return ST_BAD;
        if (over && l->kind == PLOT_WARNING)
            style = ST_WARN;
    }
    return style;
}

static double share_of(const struct gauge *g, int64_t value)
{
    return ((double)value - (double)g->low) / ((double)g->high - (double)g->low);
}

static int place(const struct gauge *g, int64_t value, int width)
{
    double share = share_of(g, value);
    int x = share <= 0 ? 0 : share >= 1 ? width - 1 : (int)(share * width);
    return x >= width ? width - 1 : x;
}

void draw_gauge(struct area a, struct rect where, const struct gauge *g,
                const struct number_style *numbers)
{
    static const uint32_t codes[] = {0x2503, 0x25B2, 0x25B2};
    static const enum style styles[] = {ST_MARK, ST_WARN, ST_BAD};
    char text[FORMAT_SIZE];
    if (where.w <= 0 || where.h <= 0 || g->high <= g->low)
        return;
    draw_bar(a, (struct rect){where.x, where.y, where.w, 1},
             g->value != TREND_NONE ? share_of(g, g->value) : (double)NAN, gauge_style(g));
    int right = where.x;
    for (int i = 0; i < g->limits; i++) {
        const struct plot_limit *l = &g->limit[i];
        int x = where.x + place(g, l->at, where.w);
        draw_code(a, x, where.y, styles[l->kind], codes[l->kind]);
        if (where.h < 2)
            continue;
        int cells = text_cells(format_value(l->at, numbers, text));
        int from = x + cells > where.x + where.w ? where.x + where.w - cells : x;
        if (from >= right)
            right = draw_text(a, from, where.y + 1, ST_DIM, text) + 1;
    }
}
