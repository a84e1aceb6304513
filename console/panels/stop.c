/* SPDX-License-Identifier: MIT */
/* Stops: the current or last one with what is known of its cause and what waits for a reason; and
 * the list of the shift's stops, latest first. */
#include "console/panels/panel.h"

#include "console/words/heard.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

static enum style stop_style(bool open, bool small)
{
    return !open ? ST_NORMAL : small ? ST_WARN : ST_BAD;
}

static void paint_first(const struct view *v, struct area a)
{
    char begin[FORMAT_SIZE], end[FORMAT_SIZE], length[TEXT_DURATION_SIZE];
    const struct snapshot *s = &v->snap;
    bool open = s->stop.end == TIME_NONE;
    struct state_look look = state_look(s->stop.state, s->stop.small);
    enum style style = stop_style(open, s->stop.small);
    text_duration(open ? view_grown(v, s->stop.ms) : s->stop.ms, length);
    format_when(&v->zone, s->stop.since, v->wall_ms, begin);
    if (open) {
        int x = draw_format(a, 1, 0, style, _("%s since %s"),
                            words_of(&words_machine_state, (int)s->stop.state), begin);
        draw_format(a, x, 0, ST_BOLD, " \u00B7 %s", length);
        return;
    }
    draw_code(a, 1, 0, ST_DIM, look.code);
    int x = draw_format(a, 3, 0, ST_NORMAL, "%s\u2013%s", begin,
                        format_time(&v->zone, s->stop.end, end));
    x = draw_format(a, x, 0, ST_BOLD, "  %s", length);
    draw_format(a, x, 0, ST_DIM, "  %s%s", s->stop.small ? _("small ") : "",
                words_of(&words_machine_state, (int)s->stop.state));
}

/* ---- who it waits for ---- */

/* "before: Press 2 stopped 14 min · die jam" */
static void paint_neighbour(const struct view *v, struct area a, int y,
                            const struct neighbour_view *n, bool which)
{
    const char *side = !which ? "" : strcmp(n->side, "before") == 0 ? _("before") : _("after");
    char text[300], said[HEARD_SIZE], span[LINE_SPAN_SIZE];
    enum machine_state state = view_is_old(v) ? MS_UNKNOWN : neighbour_state(n);
    bool known = state != MS_UNKNOWN, since = known && n->since != TIME_NONE;
    struct state_look look = state_look(state, false);
    (void)text_format(text, sizeof text, "%s%s%s %s%s%s%s%s", side, side[0] != '\0' ? ": " : "",
                      neighbour_name(n),
                      known ? words_of(&words_machine_state, (int)state) : _("no data"),
                      since ? " " : "", since ? line_span(v->wall_ms - n->since, span) : "",
                      known && n->why[0] != '\0' ? " \u00B7 " : "",
                      known ? words_heard(n->why, said, sizeof said) : "");
    draw_code(a, 1, y, known ? look.style : ST_UNKNOWN, look.code);
    draw_text_cut(a, (struct rect){3, y, a.r.w - 4, 1}, known ? ST_NORMAL : ST_UNKNOWN, text);
}

/* The neighbour that the machine waits for now, NULL: for none that is known of. */
static const struct neighbour_view *waits_for(const struct view *v)
{
    const struct snapshot *s = &v->snap;
    const char *side = s->machine.state == MS_STARVED   ? "before"
                       : s->machine.state == MS_BLOCKED ? "after"
                                                        : NULL;
    for (int i = 0; i < s->neighbours && side != NULL; i++)
        if (strcmp(s->neighbour[i].side, side) == 0)
            return &s->neighbour[i];
    return NULL;
}

/* It is said in place of the cause: nobody here is asked for one. */
static const struct neighbour_view *named(const struct view *v)
{
    bool open = v->snap.stop.id[0] != '\0' && v->snap.stop.end == TIME_NONE;
    return open && v->snap.stop.reason[0] == '\0' ? waits_for(v) : NULL;
}

/* Both, or the other one, where there is room. Returns the row after. */
static int paint_neighbours(const struct view *v, struct area a, int y)
{
    for (int i = 0; i < v->snap.neighbours && y < a.r.h; i++)
        if (&v->snap.neighbour[i] != named(v))
            paint_neighbour(v, a, y++, &v->snap.neighbour[i], true);
    return y;
}

static void paint_cause(const struct view *v, struct area a, int y)
{
    const struct snapshot *s = &v->snap;
    struct rect where = {1, y, a.r.w - 1, 1};
    char text[128];
    const struct neighbour_view *n = named(v);
    if (n != NULL) {
        paint_neighbour(v, a, y, n, false);
        return;
    }
    if (s->stop.reason[0] != '\0') {
        (void)text_format(text, sizeof text, _("reason: %s"),
                          choice_title(&v->reasons, s->stop.reason));
        draw_text_cut(a, where, ST_NORMAL, text);
    } else if (s->stop.suggested[0] != '\0') {
        (void)text_format(text, sizeof text, _("machine says: %s"), s->stop.suggested);
        draw_text_cut(a, where, ST_NORMAL, text);
    } else
        draw_text_cut(a, where, ST_DIM,
                      s->stop.small ? _("small: no reason needed")
                                    : _("the machine says no cause"));
}

/* Returns the row after. */
static int paint_sums(const struct view *v, struct area a, int y)
{
    char text[TEXT_DURATION_SIZE], number[FORMAT_SIZE], small[FORMAT_SIZE];
    const struct snapshot *s = &v->snap;
    if (s->stops.unexplained > 0 && y < a.r.h) {
        int x = draw_format(a, 1, y, ST_WARN, _("%s not explained"),
                            format_number(s->stops.unexplained, 6, &v->numbers, number));
        draw_format(a, x, y, ST_NORMAL, " \u00B7 %s", text_duration(s->unexplained_ms, text));
        y++;
    }
    if (y < a.r.h)
        draw_format(a, 1, y, ST_DIM,
                    words_n("%s stop this shift \u00B7 %s small",
                            "%s stops this shift \u00B7 %s small", (long)s->stops.count),
                    format_number(s->stops.count, 6, &v->numbers, number),
                    format_number(s->stops.small, 6, &v->numbers, small));
    return y + 1;
}

static void paint_row(const struct view *v, struct area a, int y, const struct stop_row *row)
{
    char when[FORMAT_SIZE], length[TEXT_DURATION_SIZE];
    bool open = row->end_ms == TIME_NONE;
    struct state_look look = state_look((enum machine_state)row->state, row->small);
    format_time(&v->zone, row->begin_ms, when);
    int64_t ms = open ? view_stop_ms(v, row->id, row->begin_ms) : row->ms;
    draw_text(a, 1, y, ST_DIM, when);
    draw_text_right(a, 15, y, ST_NORMAL, text_clock(ms, length));
    draw_code(a, 17, y, open ? look.style : ST_DIM, look.code);
    struct rect rest = {19, y, a.r.w - 19, 1};
    if (row->reason[0] != '\0')
        draw_text_cut(a, rest, ST_NORMAL, choice_title(&v->reasons, row->reason));
    else if (row->small)
        draw_text_cut(a, rest, ST_DIM, _("small"));
    else if (row->suggested[0] != '\0') {
        int x = draw_text(a, 19, y, ST_WARN, "? ");
        draw_text_cut(a, (struct rect){x, y, a.r.w - x, 1}, ST_NORMAL, row->suggested);
    } else
        draw_text_cut(a, rest, ST_WARN, _("? not explained"));
}

/* Earlier stops where there is room, latest first, without the one above. */
static void paint_earlier(const struct view *v, struct area a, int y)
{
    for (size_t i = v->stops.count; i > 0 && y < a.r.h; i--) {
        const struct stop_row *row = &v->stops.row[i - 1];
        if (row->begin_ms == v->snap.stop.since)
            continue;
        paint_row(v, a, y++, row);
    }
}

static void paint(const struct view *v, struct area a)
{
    if (!v->has_snapshot) {
        draw_text(a, 1, 0, ST_UNKNOWN, FORMAT_NONE);
        return;
    }
    if (v->snap.stop.id[0] == '\0') {
        draw_text(a, 1, 0, ST_DIM, _("no stop this shift"));
        if (a.r.h >= 7)
            (void)paint_neighbours(v, a, 2);
        return;
    }
    paint_first(v, a);
    if (a.r.h >= 2)
        paint_cause(v, a, 1);
    int y = paint_sums(v, a, 2);
    if (a.r.h >= 7)
        y = paint_neighbours(v, a, y);
    if (a.r.h >= 7)
        paint_earlier(v, a, y + 1);
}

const struct panel_ops panel_stop = {
    .name = "stop",
    .help = "the current or last stop, and what waits for a reason",
    .min_width = 20,
    .min_height = 1,
    .needs = NEED_STOPS,
    .fades = true,
    .paint = paint,
};

/* ---- the list ---- */

static int rows(const struct view *v)
{
    return (int)v->stops.count;
}

static void paint_list(const struct view *v, struct area a)
{
    if (v->stops.count == 0)
        draw_text(a, 1, 0, ST_DIM, _("no stop in this shift"));
    for (int i = 0; i < a.r.h && i < (int)v->stops.count; i++)
        paint_row(v, a, i, &v->stops.row[v->stops.count - 1 - (size_t)i]);
}

const struct panel_ops panel_stops = {
    .name = "stops",
    .help = "the stops of the shift, latest first",
    .min_width = 24,
    .min_height = 1,
    .needs = NEED_STOPS,
    .paint = paint_list,
    .rows = rows,
};
