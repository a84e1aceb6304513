/* SPDX-License-Identifier: MIT */
/* Bars for OEE and counts. Called by panels; draws into the area it is given, nothing else. */
#include "console/widgets/bar.h"

#include <math.h>

/* The hatch of no data. */
static void draw_hatch(struct area a, struct rect where)
{
    draw_fill(a, where, ST_UNKNOWN, 0x2508);
}

void draw_bar(struct area a, struct rect where, double ratio, enum style style)
{
    if (isnan(ratio)) {
        draw_hatch(a, where);
        return;
    }
    if (where.w <= 0 || where.w > CANVAS_WIDTH_MAX)
        return;
    double share = ratio < 0 ? 0 : ratio > 1 ? 1 : ratio;
    int eighths = (int)floor(share * where.w * 8 + 1e-6);
    int full = eighths / 8, part = eighths % 8;
    if (a.canvas->tier != GLYPH_UNICODE)
        part = 0;
    draw_fill(a, (struct rect){where.x + full, where.y, where.w - full, where.h}, ST_BAR_REST,
              0x2591);
    draw_fill(a, (struct rect){where.x, where.y, full, where.h}, style, 0x2588);
    for (int y = 0; part > 0 && y < where.h; y++)
        draw_code(a, where.x + full, where.y + y, style, 0x2590U - (uint32_t)part);
}

void draw_bar_mark(struct area a, struct rect where, double ratio, double mark, enum style style)
{
    draw_bar(a, where, ratio, style);
    if (isnan(mark) || isnan(ratio) || where.w <= 0)
        return;
    double share = mark < 0 ? 0 : mark > 1 ? 1 : mark;
    int x = where.x + (int)(share * where.w);
    if (x >= where.x + where.w)
        x = where.x + where.w - 1;
    for (int y = 0; y < where.h; y++)
        draw_code(a, x, where.y + y, ST_MARK, 0x2503);
}

void draw_meter(struct area a, struct rect where, double ratio, enum style style)
{
    if (isnan(ratio) || where.w <= 0 || where.w > CANVAS_WIDTH_MAX) {
        draw_hatch(a, where);
        return;
    }
    bool halves = a.canvas->tier == GLYPH_UNICODE;
    double share = ratio < 0 ? 0 : ratio > 1 ? 1 : ratio;
    int full = (int)floor(share * where.w + 1e-6);
    draw_fill(a, where, ST_BAR_REST, halves ? 0x2581 : '.');
    draw_fill(a, (struct rect){where.x, where.y, full, where.h}, style, halves ? 0x2584 : '=');
}
