/* SPDX-License-Identifier: MIT */
/* Trends and intervals. Called by panels with what andond's history said; draws into its area,
 * nothing else. In braille a cell is two columns by four dots; a column's dots run from the least
 * to the largest of its span, so that a short peak is seen. */
#include "console/widgets/trend.h"

#include <stdbool.h>

#define BRAILLE 0x2800

/* The points of a column: false when none has any part in it. */
static bool column(const struct trend *t, int x, int width, int64_t *low, int64_t *high)
{
    __extension__ typedef __int128 wide;
    int64_t span = t->end_ms - t->begin_ms;
    int64_t from = t->begin_ms + (int64_t)((wide)span * x / width);
    int64_t to = t->begin_ms + (int64_t)((wide)span * (x + 1) / width);
    bool any = false;
    for (int i = 0; i < t->count; i++) {
        const struct trend_point *p = &t->point[i];
        if (p->end_ms <= from || p->begin_ms >= to)
            continue;
        if (!any || p->min < *low)
            *low = p->min;
        if (!any || p->max > *high)
            *high = p->max;
        any = true;
    }
    return any;
}

int64_t trend_at(const struct trend *t, int x, int width)
{
    int64_t low = 0, high = 0;
    if (width <= 0 || t->end_ms <= t->begin_ms || !column(t, x, width, &low, &high))
        return TREND_NONE;
    return high;
}

void trend_scale(const struct trend *t, int64_t *low, int64_t *high)
{
    bool any = t->limit != TREND_NONE;
    *low = *high = any ? t->limit : 0;
    for (int i = 0; i < t->count; i++) {
        const struct trend_point *p = &t->point[i];
        if (!any || p->min < *low)
            *low = p->min;
        if (!any || p->max > *high)
            *high = p->max;
        any = true;
    }
    if (*low == *high) {
        *low -= *low > INT64_MIN ? 1 : 0;
        *high += *high < INT64_MAX ? 1 : 0;
    }
}

/* Which of `steps` steps from below a value is on. */
static int step_of(int64_t value, int64_t low, int64_t high, int steps)
{
    double share = ((double)value - (double)low) / ((double)high - (double)low);
    int step = (int)(share * steps);
    return step < 0 ? 0 : step >= steps ? steps - 1 : step;
}

/* Dots `from`..`to` (from below, four a cell) of one half of a cell's columns. */
static uint32_t dots(int from, int to, bool right)
{
    static const uint8_t bit[2][4] = {{0x40, 0x04, 0x02, 0x01}, {0x80, 0x20, 0x10, 0x08}};
    uint32_t set = 0;
    for (int i = from < 0 ? 0 : from; i <= to && i < 4; i++)
        set |= bit[right ? 1 : 0][i];
    return set;
}

static void braille_column(struct area a, struct rect where, const struct trend *t, int x,
                           enum style style)
{
    int64_t scale_low, scale_high, low, high;
    uint32_t cell[CANVAS_HEIGHT_MAX] = {0};
    bool any = false, over = false;
    trend_scale(t, &scale_low, &scale_high);
    for (int half = 0; half < 2; half++) {
        if (!column(t, x * 2 + half, where.w * 2, &low, &high))
            continue;
        any = true;
        over = over || (t->limit != TREND_NONE && high > t->limit);
        int from = step_of(low, scale_low, scale_high, where.h * 4);
        int to = step_of(high, scale_low, scale_high, where.h * 4);
        for (int row = 0; row < where.h; row++)
            cell[row] |= dots(from - row * 4, to - row * 4, half == 1);
    }
    int limit = t->limit != TREND_NONE ? step_of(t->limit, scale_low, scale_high, where.h) : -1;
    for (int row = 0; row < where.h; row++) {
        int y = where.y + where.h - 1 - row;
        if (cell[row] != 0)
            draw_code(a, where.x + x, y, over ? ST_WARN : style, BRAILLE | cell[row]);
        else if (row == limit)
            draw_code(a, where.x + x, y, ST_RULE, 0x2504);
        else if (!any && row == 0)
            draw_code(a, where.x + x, y, ST_UNKNOWN, 0x2508);
    }
}

/* Where there are no dots: a mark low, in the middle or high in its cell. */
static void mark_column(struct area a, struct rect where, const struct trend *t, int x,
                        enum style style)
{
    static const uint32_t marks[] = {'_', '-', '"'};
    const int each = (int)(sizeof marks / sizeof *marks);
    int64_t low, high, value = trend_at(t, x, where.w);
    trend_scale(t, &low, &high);
    int limit = t->limit != TREND_NONE ? step_of(t->limit, low, high, where.h * each) : -1;
    int step = value != TREND_NONE ? step_of(value, low, high, where.h * each) : -1;
    bool over = t->limit != TREND_NONE && value > t->limit;
    for (int row = 0; row < where.h; row++) {
        int y = where.y + where.h - 1 - row;
        if (step >= 0 && step / each == row)
            draw_code(a, where.x + x, y, over ? ST_WARN : style, marks[step % each]);
        else if (limit >= 0 && limit / each == row)
            draw_code(a, where.x + x, y, ST_RULE, '.');
        else if (step < 0 && row == 0)
            draw_code(a, where.x + x, y, ST_UNKNOWN, 0x2508);
    }
}

/* One row: how high, in eighths of a cell; three steps where the tier has no eighths. */
static void step_column(struct area a, struct rect where, const struct trend *t, int x,
                        enum style style)
{
    static const uint32_t plain[] = {'_', '.', '-', '=', '#'};
    int64_t low, high, value = trend_at(t, x, where.w);
    trend_scale(t, &low, &high);
    bool eighths = a.canvas->tier == GLYPH_UNICODE;
    if (value == TREND_NONE) {
        draw_code(a, where.x + x, where.y, ST_UNKNOWN, 0x2508);
        return;
    }
    bool over = t->limit != TREND_NONE && value > t->limit;
    int step = step_of(value, low, high, eighths ? 8 : 5);
    draw_code(a, where.x + x, where.y, over ? ST_WARN : style,
              eighths ? 0x2581U + (uint32_t)step : plain[step]);
}

void draw_trend(struct area a, struct rect where, const struct trend *t, enum style style)
{
    if (where.w <= 0 || where.h <= 0 || where.h > CANVAS_HEIGHT_MAX || t->end_ms <= t->begin_ms)
        return;
    for (int x = 0; x < where.w; x++) {
        if (where.h == 1)
            step_column(a, where, t, x, style);
        else if (a.canvas->tier == GLYPH_UNICODE)
            braille_column(a, where, t, x, style);
        else
            mark_column(a, where, t, x, style);
    }
}

static int place_of(int64_t value, int64_t whole, int width)
{
    double share = whole > 0 ? (double)value / (double)whole : 0;
    int x = (int)(share * width);
    return x >= width ? width - 1 : x;
}

void draw_interval(struct area a, struct rect where, const int64_t low_mid_high[3], int64_t whole)
{
    if (where.w <= 0)
        return;
    draw_fill(a, where, ST_BAR_REST, a.canvas->tier == GLYPH_ASCII ? '.' : 0x00B7);
    if (low_mid_high[0] >= 0 && low_mid_high[2] >= low_mid_high[0]) {
        int from = place_of(low_mid_high[0], whole, where.w);
        int to = place_of(low_mid_high[2], whole, where.w);
        draw_hline(a, where.x + from, where.y, to - from + 1, ST_BAR);
        if (low_mid_high[2] > whole)
            draw_code(a, where.x + where.w - 1, where.y, ST_BAR, 0x25B8);
    }
    if (low_mid_high[1] >= 0)
        draw_code(a, where.x + place_of(low_mid_high[1], whole, where.w), where.y, ST_MARK, 0x25CF);
}
