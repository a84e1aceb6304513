/* SPDX-License-Identifier: MIT */
/* The shift as a ribbon of states: the rows of the timeline, the open interval up to now, a ruler
 * in plant time, a mark at now and a legend of what occurs. */
#include "console/panels/panel.h"

#include "console/widgets/ribbon.h"
#include "console/words/words.h"
#include "data/model/text.h"

enum ribbon_kind machine_ribbon(enum machine_state state, bool planned, bool small)
{
    static const enum ribbon_kind kinds[MACHINE_STATE_COUNT] = {
        [MS_UNKNOWN] = RIBBON_UNKNOWN,   [MS_RUNNING] = RIBBON_RUN,    [MS_IDLE] = RIBBON_WAIT,
        [MS_STOPPED] = RIBBON_STOP,      [MS_STARVED] = RIBBON_WAIT,   [MS_BLOCKED] = RIBBON_WAIT,
        [MS_CHANGEOVER] = RIBBON_CHANGE, [MS_PLANNED] = RIBBON_CHANGE,
    };
    if ((unsigned)state >= MACHINE_STATE_COUNT)
        return RIBBON_UNKNOWN;
    if (!planned && state != MS_RUNNING && state != MS_UNKNOWN)
        return RIBBON_BREAK;
    return small && state == MS_STOPPED ? RIBBON_SMALL : kinds[state];
}

static void fill(const struct view *v, struct ribbon *r)
{
    const struct snapshot *s = &v->snap;
    int64_t figures = view_figures_ms(v);
    for (size_t i = 0; i < v->timeline.count; i++) {
        const struct timeline_row *row = &v->timeline.row[i];
        int64_t end = row->end_ms < s->machine.since ? row->end_ms : s->machine.since;
        ribbon_add(r, row->begin_ms, end,
                   machine_ribbon((enum machine_state)row->state, row->planned, row->small));
    }
    bool planned = s->shift.in_shift && !s->shift.in_break &&
                   (s->machine.mode == MODE_PRODUCTION || s->machine.mode == MODE_TRIAL);
    bool small = s->stop.small && s->stop.end == TIME_NONE;
    if (s->machine.since != TIME_NONE)
        ribbon_add(r, s->machine.since, figures, machine_ribbon(s->machine.state, planned, small));
    if (view_is_old(v))
        ribbon_add(r, figures, v->wall_ms, RIBBON_UNKNOWN);
}

static void paint_cells(const struct ribbon *r, struct area a, struct rect where, int now)
{
    for (int x = 0; x < where.w; x++) {
        enum ribbon_kind kind = ribbon_kind_at(r, x);
        uint32_t code = ribbon_code(kind);
        enum style style = ribbon_style(kind);
        if (kind == RIBBON_NONE) { /* the past without a row is no data; the future is blank */
            code = x < now ? 0x2508 : ' ';
            style = x < now ? ST_UNKNOWN : ST_DIM;
        }
        draw_fill(a, (struct rect){where.x + x, where.y, 1, where.h}, style, code);
    }
}

/* Where the mark at now stands with its time: left or right of it, so that it never leaves. */
struct now_mark {
    int x, from, cells; /* mark; text with the mark, from this column */
    bool left;
};

static struct now_mark now_mark(const struct view *v, const struct ribbon *r, int width)
{
    struct now_mark m = {.x = 1 + ribbon_column(r, v->wall_ms), .cells = 6};
    if (m.x < 1 || m.x > r->width)
        return (struct now_mark){.cells = 0};
    m.left = m.x + m.cells > width;
    m.from = m.left ? m.x - 5 : m.x;
    return m;
}

/* Hours as far apart as their labels need; the mark at now has precedence. */
static void paint_ruler(const struct view *v, const struct ribbon *r, struct area a, int y)
{
    static const int64_t steps[] = {MS_PER_HOUR,     2 * MS_PER_HOUR, 3 * MS_PER_HOUR,
                                    4 * MS_PER_HOUR, 6 * MS_PER_HOUR, 12 * MS_PER_HOUR,
                                    MS_PER_DAY,      7 * MS_PER_DAY};
    char text[FORMAT_SIZE];
    struct now_mark now = now_mark(v, r, a.r.w);
    int64_t span = r->end_ms - r->begin_ms, step = steps[0];
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        step = steps[i];
        if (step * r->width / span >= 6)
            break;
    }
    int64_t local = zone_local(&v->zone, r->begin_ms);
    int64_t first = local - (local % step + step) % step;
    for (int64_t at = first; at - local < span; at += step) {
        int64_t wall = zone_instant(&v->zone, at);
        int x = 1 + ribbon_column(r, wall);
        bool hidden = now.cells > 0 && x + 2 >= now.from && x <= now.from + now.cells;
        if (x < 1 || x + 1 > r->width || hidden)
            continue;
        format_time(&v->zone, wall, text);
        text[2] = '\0';
        draw_text(a, x, y, ST_DIM, text);
    }
    format_time(&v->zone, v->wall_ms, text);
    if (now.cells > 0)
        draw_format(a, now.from, y, ST_MARK, now.left ? "%s\u25B2" : "\u25B2%s", text);
}

static void paint(const struct view *v, struct area a)
{
    const struct snapshot *s = &v->snap;
    static struct ribbon r; /* too large for a stack; one thread draws */
    if (!v->has_snapshot || s->shift.start == TIME_NONE || s->shift.end <= s->shift.start) {
        draw_text(a, 1, 0, ST_UNKNOWN, _("\u2508\u2508\u2508 no figures yet"));
        return;
    }
    int64_t longest = 8 * MS_PER_DAY;
    int64_t end = s->shift.end - s->shift.start < longest ? s->shift.end : s->shift.start + longest;
    ribbon_init(&r, s->shift.start, end, a.r.w - 2);
    fill(v, &r);
    int bars = a.r.h - 2 < 1 ? 1 : a.r.h - 2;
    paint_cells(&r, a, (struct rect){1, 0, r.width, bars}, ribbon_column(&r, v->wall_ms));
    if (a.r.h >= 2)
        paint_ruler(v, &r, a, bars);
    if (a.r.h >= 3)
        ribbon_legend(&r, a, 1, bars + 1);
}

const struct panel_ops panel_ribbon = {
    .name = "ribbon",
    .help = "machine states of the shift",
    .min_width = 20,
    .min_height = 1,
    .needs = NEED_TIMELINE,
    .paint = paint,
};
