/* SPDX-License-Identifier: MIT */
/* The band at the top: station, shift, connection, what waits to be sent, the plant's clock. Its
 * parts keep their places; the least important leave first when the room gets small. */
#include "console/panels/panel.h"

#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

#define WIDE 90 /* from here on there is room for how one looks in, too */

/* "stamping / line1" of enterprise/site/area/line/station. */
static void area_and_line(const char *path, char *out, size_t size)
{
    const char *end = strrchr(path, '/');
    out[0] = '\0';
    if (end == NULL)
        return;
    const char *line = end;
    while (line > path && line[-1] != '/')
        line--;
    const char *area = line > path ? line - 1 : line;
    while (area > path && area[-1] != '/')
        area--;
    if (line > path)
        (void)text_format(out, size, "%.*s / %.*s", (int)(line - 1 - area), area, (int)(end - line),
                          line);
    else
        (void)text_copy_n(out, size, line, (size_t)(end - line));
}

struct link_look {
    const char *text;
    enum style style;
};

static struct link_look look_said(struct link_look look)
{
    look.text = _(look.text);
    return look;
}

static struct link_look link_look(const struct view *v)
{
    static const struct link_look by_connection[CONN_COUNT] = {
        [CONN_STARTING] = {N_("\u25CB starting"), ST_BAND},
        [CONN_CONNECTING] = {N_("\u25CB connecting"), ST_BAND},
        [CONN_LIVE] = {N_("\u25CF live"), ST_BAND},
        [CONN_LOST] = {N_("\u25CB reconnecting"), ST_BAND_BAD},
        [CONN_REFUSED] = {N_("\u25CB refused"), ST_BAND_BAD},
    };
    if (v->conn.state != CONN_LIVE)
        return look_said(by_connection[v->conn.state]);
    if (!v->has_snapshot)
        return (struct link_look){_("\u25CB no data"), ST_BAND};
    if (view_is_old(v))
        return (struct link_look){_("\u25CB silent"), ST_BAND_BAD};
    if (v->snap.sync.link != LINK_UP)
        return (struct link_look){_("\u25CB no broker"), ST_BAND_BAD};
    return look_said(by_connection[CONN_LIVE]);
}

/* Somebody looks in from elsewhere: on every width, where it is narrow in the place of "live". */
static const char *looks_in(const struct view *v)
{
    if (v->conn.via)
        return v->conn.read_only ? _("read only, via hub") : _("via hub");
    return v->conn.read_only ? _("read only") : "";
}

static struct link_look narrow_link(const struct view *v, int width, char text[64])
{
    struct link_look link = link_look(v);
    const char *in = width < 60 && v->conn.via ? _("via hub") : looks_in(v);
    if (width >= WIDE || in[0] == '\0' || link.style != ST_BAND || v->conn.state != CONN_LIVE ||
        !v->has_snapshot)
        return link;
    (void)text_format(text, 64, "\u25CF %s", in);
    return (struct link_look){text, ST_BAND};
}

/* From the right edge: clock, waiting records, connection. Returns where they begin. */
static int paint_right(const struct view *v, struct area a)
{
    char text[FORMAT_SIZE], number[FORMAT_SIZE];
    const char *zone = v->zone_known ? "" : _(" UTC");
    if (a.r.w >= 100)
        format_time_s(&v->zone, v->wall_ms, number);
    else
        format_time(&v->zone, v->wall_ms, number);
    (void)text_format(text, sizeof text, "%s%s", number, zone);
    int x = draw_text_right(a, a.r.w - 1, 0, ST_BAND_BOLD, text) - 3;
    if (a.r.w >= 60 && v->has_snapshot) {
        if (v->snap.sync.parked > 0) {
            (void)text_format(text, sizeof text, _("%s parked"),
                              format_number(v->snap.sync.parked, 6, &v->numbers, number));
            x = draw_text_right(a, x, 0, ST_BAND_BOLD, text) - 2;
        }
        (void)text_format(text, sizeof text, "\u2191 %s",
                          format_number(v->snap.sync.pending, 6, &v->numbers, number));
        x = draw_text_right(a, x, 0, ST_BAND_DIM, text) - 3;
    }
    char in[64];
    struct link_look link = narrow_link(v, a.r.w, in);
    x = draw_text_right(a, x, 0, link.style, link.text);
    if (looks_in(v)[0] != '\0' && a.r.w >= WIDE)
        x = draw_text_right(a, x - 3, 0, ST_BAND_DIM, looks_in(v));
    return x - 2;
}

static int shift_text(const struct view *v, char *out, size_t size)
{
    char begin[FORMAT_SIZE], end[FORMAT_SIZE];
    const struct snapshot *s = &v->snap;
    if (!v->has_snapshot || s->shift.start == TIME_NONE)
        out[0] = '\0';
    else if (!s->shift.in_shift)
        (void)text_copy(out, size, _("no shift"));
    else
        (void)text_format(
            out, size, "%s%s%s\u2013%s%s", s->shift.name, s->shift.name[0] != '\0' ? " " : "",
            format_time(&v->zone, s->shift.start, begin), format_time(&v->zone, s->shift.end, end),
            s->shift.in_break ? _(" \u00B7 break") : "");
    return text_cells(out);
}

/* ---- the scoreboard of several ---- */

/* The one whose figures stand below; NULL: all of them do. */
static const struct view *shown_below(const struct view *v)
{
    struct score_call call;
    if (v->score.peers < 2 || v->screen == NULL || strcmp(v->screen, "scoreboard") != 0)
        return v;
    const struct view *at = score_pressing(v, &call);
    if (at != NULL)
        return at;
    return v->score.page == SCORE_LINE ? NULL : v;
}

/* How many there are, and of how many nothing of now is known. */
static void paint_all(const struct view *v, struct area a)
{
    char when[FORMAT_SIZE], text[64];
    int old = 0;
    for (int i = 0; i < v->score.peers; i++)
        old += view_state(v->score.peer[i]) == MS_UNKNOWN;
    (void)text_format(text, sizeof text, "%s%s", format_time(&v->zone, v->wall_ms, when),
                      v->zone_known ? "" : _(" UTC"));
    int x = draw_text_right(a, a.r.w - 1, 0, ST_BAND_BOLD, text) - 3;
    (void)text_format(text, sizeof text, _("%d without data"), old);
    if (old > 0)
        x = draw_text_right(a, x, 0, ST_BAND_BAD, text) - 2;
    (void)text_format(text, sizeof text, _("%zu stations"), (size_t)v->score.peers);
    draw_text_cut(a, (struct rect){1, 0, x - 1, 1}, ST_BAND_BOLD, text);
}

static void paint(const struct view *v, struct area a)
{
    char where[128], shift[128];
    if (v->conn.hub) {
        panel_line_head.paint(v, a);
        return;
    }
    draw_fill(a, (struct rect){0, 0, a.r.w, a.r.h}, ST_BAND, ' ');
    const struct view *shown = shown_below(v);
    if (shown == NULL) {
        paint_all(v, a);
        return;
    }
    v = shown;
    int right = paint_right(v, a);
    const char *title = v->snap.title[0] != '\0' ? v->snap.title : _("andon");
    int x = draw_text_cut(a, (struct rect){1, 0, right - 1, 1}, ST_BAND_BOLD, title);
    int shift_cells = shift_text(v, shift, sizeof shift);
    area_and_line(v->snap.station, where, sizeof where);
    int where_cells = text_cells(where) + 3;
    bool with_shift = shift_cells > 0 && x + 3 + shift_cells <= right;
    if (where[0] != '\0' && x + where_cells + (with_shift ? 3 + shift_cells : 0) <= right)
        x = draw_format(a, x, 0, ST_BAND_DIM, " \u00B7 %s", where);
    if (!with_shift)
        return;
    int middle = (a.r.w - shift_cells) / 2;
    if (middle + shift_cells > right)
        middle = right - shift_cells;
    draw_text(a, middle < x + 3 ? x + 3 : middle, 0, ST_BAND, shift);
}

const struct panel_ops panel_header = {
    .name = "header",
    .help = "station, shift, connection, clock",
    .min_width = 20,
    .min_height = 1,
    .paint = paint,
};
