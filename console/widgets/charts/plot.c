/* SPDX-License-Identifier: MIT */
/* Plots. Called by panels with what andond's history said; draws into its area, nothing else.
 * The points are gathered into columns once (two a cell in braille), then cells are drawn. A span
 * of a column or less is drawn from its least to its largest, so that a short peak is seen; a wider
 * one as its mean, with dots at its least and largest. */
#include "console/widgets/charts/plot.h"

#include "console/words/words.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <math.h>

#define BRAILLE     0x2800
#define GUTTER      8 /* of the labels, with a blank */
#define COLUMNS_MAX (2 * CANVAS_WIDTH_MAX)

struct column {
    int64_t min, max, mean;
    bool any, wide; /* wide: the span reaches over more than this column */
};

/* What is being drawn; one thread draws. */
struct sheet {
    struct area a;
    struct rect body;
    const struct plot *p;
    int64_t low, high, step;
    int each, count; /* columns a cell, in all */
    struct column column[COLUMNS_MAX];
};

static const struct {
    uint32_t code;
    enum style style;
    const char *word;
} event_looks[PLOT_EVENT_KINDS] = {
    [PLOT_SMALL_STOP] = {0xB7, ST_WARN, "small stop"},
    [PLOT_CHANGEOVER] = {0x25C7, ST_CHANGE, "changeover"},
    [PLOT_ALERT] = {0x25B2, ST_WARN, "alert"},
    [PLOT_STOP] = {0x25A0, ST_BAD, "stop"},
    [PLOT_IMPROVEMENT] = {0x25C6, ST_MARK, "improvement"},
};

enum plot_ink plot_ink(const struct plot *p, enum glyph_tier tier)
{
    if (p->filled)
        return tier == GLYPH_UNICODE ? PLOT_EIGHTHS : PLOT_SHADES;
    return tier == GLYPH_UNICODE ? PLOT_BRAILLE : PLOT_MARKS;
}

struct rect plot_body(const struct plot *p, struct rect where)
{
    (void)p;
    int gutter = where.w >= 4 * GUTTER ? GUTTER : 0;
    int below = where.h >= 5 ? 2 : where.h >= 3 ? 1 : 0;
    return (struct rect){where.x + gutter, where.y, where.w - gutter, where.h - below};
}

/* ---- gathering ---- */

static void gather_point(struct column *column, const struct trend_point *p, bool wide)
{
    if (!column->any) {
        *column = (struct column){p->min, p->max, p->mean, true, wide};
        return;
    }
    column->min = p->min < column->min ? p->min : column->min;
    column->max = p->max > column->max ? p->max : column->max;
    column->mean = p->mean;
    column->wide = column->wide && wide;
}

/* `count` columns of the points. */
static void gather(const struct plot *p, struct column *column, int count)
{
    const struct time_axis *t = &p->time;
    for (int i = 0; i < count; i++)
        column[i] = (struct column){.any = false};
    for (int i = 0; i < p->count; i++) {
        const struct trend_point *point = &p->point[i];
        if (point->end_ms <= t->begin_ms || point->begin_ms >= t->end_ms)
            continue;
        int from = point->begin_ms <= t->begin_ms ? 0 : axis_column(t, point->begin_ms, count);
        int to = point->end_ms >= t->end_ms ? count - 1 : axis_column(t, point->end_ms - 1, count);
        for (int x = from; x <= to && x >= 0; x++)
            gather_point(&column[x], point, to > from + 1);
    }
}

/* Of a span, each point by its share of it. */
static int64_t mean_of(const struct plot *p, int64_t begin_ms, int64_t end_ms)
{
    double sum = 0, all = 0;
    for (int i = 0; i < p->count; i++) {
        const struct trend_point *point = &p->point[i];
        int64_t from = point->begin_ms > begin_ms ? point->begin_ms : begin_ms;
        int64_t to = point->end_ms < end_ms ? point->end_ms : end_ms;
        if (from >= to)
            continue;
        sum += (double)point->mean * (double)(to - from);
        all += (double)(to - from);
    }
    return all > 0 ? (int64_t)llround(sum / all) : 0;
}

bool plot_at(const struct plot *p, int x, int width, struct trend_point *out)
{
    static struct column column[CANVAS_WIDTH_MAX];
    if (x < 0 || x >= width || width > CANVAS_WIDTH_MAX)
        return false;
    gather(p, column, width);
    const struct column *c = &column[x];
    int64_t begin = axis_time(&p->time, x, width), end = axis_time(&p->time, x + 1, width);
    *out = (struct trend_point){begin, end, c->min, mean_of(p, begin, end), c->max};
    return c->any;
}

static void scale(struct sheet *s)
{
    const struct plot *p = s->p;
    bool any = false;
    s->low = s->high = 0;
    for (int i = 0; i < s->count; i++) {
        if (!s->column[i].any)
            continue;
        s->low = !any || s->column[i].min < s->low ? s->column[i].min : s->low;
        s->high = !any || s->column[i].max > s->high ? s->column[i].max : s->high;
        any = true;
    }
    for (int i = 0; i < p->limits; i++) {
        s->low = !any || p->limit[i].at < s->low ? p->limit[i].at : s->low;
        s->high = !any || p->limit[i].at > s->high ? p->limit[i].at : s->high;
        any = true;
    }
    if (p->from_zero && s->low > 0)
        s->low = 0;
    if (s->high == s->low && s->low == 0) /* nothing, or none: not magnified */
        s->high = AMOUNT_ONE;
    s->step = axis_round(&s->low, &s->high, s->body.h < 4 ? 1 : s->body.h / 2);
}

/* Which of `steps` steps from below a value is on. */
static int step_of(const struct sheet *s, int64_t value, int steps)
{
    double share = ((double)value - (double)s->low) / ((double)s->high - (double)s->low);
    int step = (int)(share * steps);
    return step < 0 ? 0 : step >= steps ? steps - 1 : step;
}

/* How far the worst of a column is beyond the limits. */
static enum style style_of(const struct plot *p, const struct column *c)
{
    enum style style = ST_BAR;
    for (int i = 0; i < p->limits && c->any; i++) {
        const struct plot_limit *l = &p->limit[i];
        bool over = l->low ? c->min < l->at : c->max > l->at;
        if (over && l->kind == PLOT_ALARM)
            return ST_BAD;
        if (over && l->kind == PLOT_WARNING)
            style = ST_WARN;
    }
    return style;
}

/* ---- ink ---- */

/* Dots of one column of a cell: bit i from below. */
static uint32_t dots(unsigned set, bool right)
{
    static const uint8_t bit[2][4] = {{0x40, 0x04, 0x02, 0x01}, {0x80, 0x20, 0x10, 0x08}};
    uint32_t code = 0;
    for (int i = 0; i < 4; i++)
        code |= (set >> i & 1U) != 0 ? bit[right ? 1 : 0][i] : 0U;
    return code;
}

/* Steps from below, of `rows`, that column i fills: its span, and what joins it to the one before.
 */
static void dot_span(const struct sheet *s, int i, int rows, int span[2])
{
    const struct column *c = &s->column[i], *before = i > 0 ? &s->column[i - 1] : NULL;
    span[0] = step_of(s, c->wide ? c->mean : c->min, rows);
    span[1] = step_of(s, c->wide ? c->mean : c->max, rows);
    if (before == NULL || !before->any)
        return;
    int low = step_of(s, before->wide ? before->mean : before->min, rows);
    int high = step_of(s, before->wide ? before->mean : before->max, rows);
    if (low > span[1] + 1)
        span[1] = low - 1;
    if (high < span[0] - 1)
        span[0] = high + 1;
}

/* Whether column i has a dot in row `row` of dots. */
static bool has_dot(const struct sheet *s, int i, int row)
{
    const struct column *c = &s->column[i];
    int span[2], rows = s->body.h * 4;
    if (!c->any)
        return false;
    dot_span(s, i, rows, span);
    bool edge = c->wide && i % 3 == 0 &&
                (row == step_of(s, c->min, rows) || row == step_of(s, c->max, rows));
    return edge || (row >= span[0] && row <= span[1]);
}

static uint32_t braille_cell(const struct sheet *s, int x, int row)
{
    uint32_t code = 0;
    for (int half = 0; half < 2; half++) {
        unsigned set = 0;
        for (int dot = 0; dot < 4; dot++)
            set |= has_dot(s, x * 2 + half, row * 4 + dot) ? 1U << dot : 0U;
        code |= dots(set, half == 1);
    }
    return code != 0 ? BRAILLE | code : 0;
}

/* An area up to the value: eighths of a cell, or three shades. */
static uint32_t area_cell(const struct sheet *s, int x, int row, enum plot_ink ink)
{
    static const uint32_t shades[] = {0x2591, 0x2592, 0x2588};
    int each = ink == PLOT_EIGHTHS ? 8 : 3;
    if (!s->column[x].any)
        return 0;
    int top = step_of(s, s->column[x].max, s->body.h * each) + 1 - row * each;
    if (s->column[x].max <= s->low)
        top = row == 0 ? 1 : 0;
    top = top > each ? each : top;
    if (top <= 0)
        return 0;
    return ink == PLOT_EIGHTHS ? 0x2580U + (uint32_t)top : shades[top - 1];
}

/* Low, in the middle or high in its cell; a bar where it goes through it. */
static uint32_t mark_cell(const struct sheet *s, int x, int row)
{
    static const uint32_t marks[] = {'_', '-', '"'};
    int span[2];
    if (!s->column[x].any)
        return 0;
    dot_span(s, x, s->body.h * 3, span);
    int from = span[0] - row * 3, to = span[1] - row * 3;
    if (to < 0 || from > 2)
        return 0;
    if ((from < 0 ? 0 : from) != (to > 2 ? 2 : to))
        return '|';
    return marks[from < 0 ? 0 : from];
}

static uint32_t cell_of(const struct sheet *s, int x, int row, enum plot_ink ink)
{
    if (ink == PLOT_BRAILLE)
        return braille_cell(s, x, row);
    return ink == PLOT_MARKS ? mark_cell(s, x, row) : area_cell(s, x, row, ink);
}

static void draw_column(const struct sheet *s, int x, enum plot_ink ink)
{
    const struct plot *p = s->p;
    struct column c = s->column[x * s->each];
    for (int i = 1; i < s->each; i++) {
        const struct column *other = &s->column[x * s->each + i];
        if (other->any)
            gather_point(&c, &(struct trend_point){0, 0, other->min, other->mean, other->max},
                         false);
    }
    enum style style = style_of(p, &c);
    bool past = axis_time(&p->time, x, s->body.w) < p->now_ms;
    for (int row = 0; row < s->body.h; row++) {
        int y = s->body.y + s->body.h - 1 - row;
        uint32_t code = cell_of(s, x, row, ink);
        if (code != 0)
            draw_code(s->a, s->body.x + x, y, style, code);
        else if (!c.any && past && row == 0)
            draw_code(s->a, s->body.x + x, y, ST_UNKNOWN, 0x2508);
    }
}

/* ---- limits, cursor, labels, events ---- */

static bool is_blank(const struct sheet *s, int x, int y)
{
    const struct cell *cell = canvas_cell(s->a.canvas, s->a.r.x + x, s->a.r.y + y);
    return cell != NULL && cell->code == ' ';
}

static void draw_limit(const struct sheet *s, const struct plot_limit *l)
{
    static const char *const words[] = {N_("target"), N_("warning"), N_("alarm")};
    static const enum style styles[] = {ST_DIM, ST_WARN, ST_BAD};
    char text[FORMAT_SIZE], said[FORMAT_SIZE + 16];
    uint32_t code = s->a.canvas->tier == GLYPH_UNICODE ? 0x2504 : '.';
    int y = s->body.y + s->body.h - 1 - step_of(s, l->at, s->body.h);
    for (int x = s->body.x; x < s->body.x + s->body.w; x++)
        if (is_blank(s, x, y))
            draw_code(s->a, x, y, ST_RULE, code);
    (void)text_format(said, sizeof said, " %s %s ", _(words[l->kind]),
                      format_value(l->at, s->p->numbers, text));
    int cells = text_cells(said);
    if (s->body.h < 3 || cells * 3 > s->body.w)
        return;
    (void)draw_text_right(s->a, s->body.x + s->body.w, y, styles[l->kind], said);
}

static void draw_cursor(const struct sheet *s)
{
    int x = axis_column(&s->p->time, s->p->cursor_ms, s->body.w);
    if (s->p->cursor_ms == TIME_NONE || x < 0)
        return;
    for (int y = s->body.y; y < s->body.y + s->body.h; y++) {
        const struct cell *cell = canvas_cell(s->a.canvas, s->a.r.x + s->body.x + x, s->a.r.y + y);
        bool data = cell != NULL && cell->code != ' ' && cell->code != 0x2504 && cell->code != '.';
        draw_code(s->a, s->body.x + x, y, ST_MARK, data ? cell->code : 0x2502);
    }
}

/* Ticks as far apart as rows allow; the label of a tick stands in its row. */
static void draw_values(const struct sheet *s, struct rect where)
{
    char text[FORMAT_SIZE];
    if (s->body.x == where.x)
        return;
    int last = -1;
    for (int64_t at = s->low; at <= s->high; at += s->step) {
        int y = s->body.y + s->body.h - 1 - step_of(s, at, s->body.h);
        if (y == last || y < s->body.y)
            continue;
        last = y;
        (void)format_value(at, s->p->numbers, text);
        if (text_cells(text) >= GUTTER)
            (void)format_count_fit(at, GUTTER - 1, s->p->numbers, text);
        (void)draw_text_right(s->a, s->body.x - 1, y, ST_DIM, text);
    }
}

/* Where several fall into one column, the worst is shown; over it what people annotated. */
static void draw_events(const struct sheet *s, int y)
{
    for (int kind = 0; kind < PLOT_EVENT_KINDS; kind++)
        for (int i = 0; i < s->p->events; i++) {
            const struct plot_event *e = &s->p->event[i];
            int x = (int)e->kind == kind ? axis_column(&s->p->time, e->at_ms, s->body.w) : -1;
            if (x >= 0)
                draw_code(s->a, s->body.x + x, y, event_looks[kind].style, event_looks[kind].code);
        }
}

void draw_plot(struct area a, struct rect where, const struct plot *p)
{
    static struct sheet s; /* too large for a stack */
    enum plot_ink ink = plot_ink(p, a.canvas->tier);
    s.a = a;
    s.p = p;
    s.body = plot_body(p, where);
    s.each = ink == PLOT_BRAILLE ? 2 : 1;
    if (s.body.w <= 0 || s.body.h <= 0 || s.body.w > CANVAS_WIDTH_MAX ||
        p->time.end_ms <= p->time.begin_ms)
        return;
    s.count = s.body.w * s.each;
    gather(p, s.column, s.count);
    scale(&s);
    draw_values(&s, where);
    for (int x = 0; x < s.body.w; x++)
        draw_column(&s, x, ink);
    for (int i = 0; i < p->limits; i++)
        draw_limit(&s, &p->limit[i]);
    draw_cursor(&s);
    int below = where.y + where.h - s.body.y - s.body.h;
    if (below >= 2)
        draw_events(&s, s.body.y + s.body.h);
    if (below >= 1)
        draw_time_axis(a, (struct rect){s.body.x, where.y + where.h - 1, s.body.w, 1}, &p->time);
}
