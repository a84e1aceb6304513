/* SPDX-License-Identifier: MIT */
/* Several stations on a wall, a row of large text each: those that this terminal tends, in their
 * fixed places; at a hub those of the line, worst first; else the neighbours of the one station. */
#include "console/panels/panel.h"

#include "console/panels/andon/look.h"
#include "console/panels/score/big.h"
#include "console/words/heard.h"
#include "console/words/words.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <string.h>

#define BEHIND_SHARE 20 /* as the panel "counts" has it */

struct row {
    char name[64], path[64]; /* path: its last part, when the name has no room */
    struct state_look look;
    char clock[32];  /* for how long */
    char figure[48]; /* good parts, where that is what counts */
    char below[128]; /* the worst thing, or the target */
    enum style figure_style, below_style;
    bool fine, counts; /* counts: below is the target */
};

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static void good_of(const struct view *v, struct row *r, int64_t good, int64_t due)
{
    char made[FORMAT_SIZE], plan[FORMAT_SIZE];
    (void)text_copy(r->figure, sizeof r->figure,
                    good < 0 ? FORMAT_NONE : format_count_fit(good, 7, &v->numbers, made));
    r->below_style = ST_DIM;
    r->counts = true;
    if (due >= 0)
        (void)text_format(r->below, sizeof r->below, _("%s good of %s"), r->figure,
                          format_count_fit(due - due % AMOUNT_ONE, 9, &v->numbers, plan));
    else
        (void)text_format(r->below, sizeof r->below, _("%s good parts"), r->figure);
}

/* ---- stations of this terminal ---- */

static void row_of_view(const struct view *v, struct row *r)
{
    const struct snapshot *s = &v->snap;
    struct wanted list[WANTED_MAX];
    bool small = s->stop.small && s->stop.end == TIME_NONE;
    enum machine_state state = view_state(v);
    int count = v->has_snapshot && !view_is_old(v) ? wanted_list(s, false, list) : 0;
    *r = (struct row){.look = state_look(state, small), .fine = state == MS_RUNNING};
    (void)text_copy(r->name, sizeof r->name, s->title[0] != '\0' ? s->title : "station");
    (void)text_copy(r->path, sizeof r->path, last_part(s->station));
    good_of(v, r, s->counts.good, s->counts.target_now);
    r->figure_style = s->sync.link == LINK_UP ? ST_BOLD : ST_OLD;
    int64_t ms = s->stop.id[0] != '\0' && s->stop.end == TIME_NONE && state != MS_RUNNING
                     ? view_stop_ms(v, s->stop.id, s->stop.since)
                     : view_grown(v, s->machine.for_ms);
    score_clock(state == MS_UNKNOWN ? -1 : ms, r->clock, (int)sizeof r->clock);
    char when[FORMAT_SIZE];
    if (state == MS_UNKNOWN)
        (void)text_format(
            r->below, sizeof r->below, _("no data since %s"),
            format_when(&v->zone, view_is_old(v) ? s->ts : s->machine.since, v->wall_ms, when));
    else if (!r->fine && s->machine.detail[0] != '\0')
        (void)text_copy(r->below, sizeof r->below, s->machine.detail);
    r->counts = state != MS_UNKNOWN && (r->fine || s->machine.detail[0] == '\0') &&
                (count == 0 || list[0].kind > WANTED_ALERT);
    if (!r->fine)
        r->below_style = r->look.style;
    if (count > 0 && list[0].kind <= WANTED_ALERT)
        r->below_style = wanted_look(s, &list[0]).style;
    if (count > 0 && list[0].kind == WANTED_CALL)
        (void)text_format(r->below, sizeof r->below, _("call: %s"),
                          call_title(v, &s->call[list[0].index]));
    else if (count > 0 && list[0].kind == WANTED_ALERT)
        (void)text_format(r->below, sizeof r->below, _("alert: %s"),
                          alert_title(&s->alert[list[0].index]));
}

/* ---- rows of a hub ---- */

static void row_of_line(const struct view *v, const struct line_row *l, struct row *r)
{
    static const enum style below[LINE_GRADE_COUNT] = {[LINE_WANTED] = ST_BAD,
                                                       [LINE_UNKNOWN] = ST_UNKNOWN,
                                                       [LINE_WARNED] = ST_WARN,
                                                       [LINE_WAITING] = ST_DIM,
                                                       [LINE_FINE] = ST_DIM};
    bool known =
        l->heard && l->online && !l->stale && v->conn.state == CONN_LIVE && v->lines.broker;
    enum machine_state state = known ? l->state : MS_UNKNOWN;
    *r = (struct row){.look = state_look(state, false), .fine = state == MS_RUNNING};
    (void)text_copy(r->name, sizeof r->name, line_row_name(l));
    (void)text_copy(r->path, sizeof r->path, last_part(l->station));
    good_of(v, r, l->good, l->target_now);
    r->figure_style = known ? ST_BOLD : ST_OLD;
    int64_t since = l->online ? l->since : l->status_at;
    score_clock(since == TIME_NONE || v->wall_ms < since ? -1 : v->wall_ms - since, r->clock,
                (int)sizeof r->clock);
    char worst[128];
    (void)line_row_worst(l, v->wall_ms, worst, sizeof worst);
    r->counts = worst[0] == '\0';
    if (worst[0] != '\0')
        (void)words_heard(worst, r->below, sizeof r->below);
    r->below_style = below[l->grade];
}

/* ---- neighbours ---- */

static void row_of_neighbour(const struct view *v, const struct neighbour_view *n, struct row *r)
{
    enum machine_state state = view_is_old(v) ? MS_UNKNOWN : neighbour_state(n);
    *r = (struct row){.look = state_look(state, false), .below_style = ST_DIM};
    (void)text_copy(r->name, sizeof r->name, neighbour_name(n));
    (void)text_copy(r->path, sizeof r->path, last_part(n->station));
    bool known = state != MS_UNKNOWN && n->since != TIME_NONE && n->since <= v->wall_ms;
    score_clock(known ? v->wall_ms - n->since : -1, r->clock, (int)sizeof r->clock);
    char said[HEARD_SIZE];
    (void)text_format(r->below, sizeof r->below, "%s%s%s", neighbour_side(n),
                      n->why[0] != '\0' ? ": " : "", words_heard(n->why, said, sizeof said));
}

/* ---- painting ---- */

static int rows_of(const struct view *v)
{
    if (v->conn.hub)
        return v->lines.matching < INT32_MAX ? (int)v->lines.matching : INT32_MAX;
    return v->score.peers > 1 ? v->score.peers : v->snap.neighbours + 1;
}

static bool row_at(const struct view *v, int i, struct row *r)
{
    if (v->conn.hub) {
        const struct line_row *l = lines_at(&v->lines, (size_t)i);
        if (l != NULL)
            row_of_line(v, l, r);
        return l != NULL;
    }
    if (v->score.peers > 1) {
        row_of_view(v->score.peer[i], r);
        return true;
    }
    bool first = v->snap.neighbours > 0 && strcmp(v->snap.neighbour[0].side, "before") == 0;
    int own = first ? 1 : 0; /* in the order of the flow */
    if (i == own)
        row_of_view(v, r);
    else
        row_of_neighbour(v, &v->snap.neighbour[i > own ? i - 1 : i], r);
    return true;
}

/* Without large letters: many stations, or a small screen. */
static void paint_flat(struct area a, const struct row *r)
{
    int name = a.r.w * 2 / 5;
    draw_code(a, 1, 0, r->look.style, r->look.code);
    draw_text_cut(a, (struct rect){3, 0, name - 4, 1}, ST_BOLD, r->name);
    int x = draw_text(a, name, 0, r->look.style, r->look.word);
    x = draw_text(a, x + 1, 0, ST_DIM, r->clock);
    if (r->fine)
        draw_text_right(a, a.r.w - 1, 0, r->figure_style, r->figure);
    else if (r->counts && text_cells(r->below) > a.r.w - x - 3) /* a cut figure is another one */
        draw_text_right(a, a.r.w - 1, 0, ST_DIM, r->figure);
    else
        draw_text_cut(a, (struct rect){x + 2, 0, a.r.w - x - 3, 1}, r->below_style, r->below);
}

/* The name, else the last part of its path, else as it is. */
static const char *name_that_fits(struct area a, const struct row *r, struct rect room,
                                  char out[64])
{
    const char *const names[] = {r->name, r->path};
    for (size_t i = 0; i < 2; i++) {
        score_capitals(names[i], out, 64);
        if (digits_scale(a.canvas->tier, out, out, &room).rows > 0)
            return out;
    }
    return r->name;
}

static void paint_row(struct area a, const struct row *r)
{
    char name[64], right[96];
    int rows = a.r.h - 1, split = a.r.w / 2;
    struct rect room = {1, 0, split - 3, rows};
    if (a.r.h < (a.canvas->tier == GLYPH_UNICODE ? 4 : 6) || a.r.w < 60) {
        paint_flat(a, r);
        return;
    }
    const struct big who = {.text = name_that_fits(a, r, room, name),
                            .widest = "PRESS 8",
                            .style = (r->fine ? ST_NORMAL : r->look.style)};
    draw_big(a, room, &who);
    draw_code(a, 1, rows, r->look.style, r->look.code);
    draw_format(a, 3, rows, r->look.style, "%s %s", r->look.word, r->clock);
    (void)text_copy(right, sizeof right, r->fine ? r->figure : r->look.word);
    const struct big what = {.text = right,
                             .widest = r->fine ? "88 888" : "STOPPED",
                             .style = r->fine ? r->figure_style : r->look.style,
                             .right = true};
    draw_big(a, (struct rect){split, 0, a.r.w - split - 1, rows}, &what);
    draw_text_right(a, a.r.w - 1, rows, r->below_style, r->below);
}

/* ---- output of the line: that of its last station ---- */

/* The line that is shown, when its last station is known to the hub; NULL: several, or none. */
static const struct line_part *line_shown(const struct view *v)
{
    const struct pages *p = &v->pages;
    bool lines = v->conn.hub && p->page == PAGE_AREAS && p->other[PAGE_AREAS] && p->heard;
    const union page_row *row = lines && p->matching == 1 ? pages_at(p, 0) : NULL;
    return row != NULL && row->part.last[0] != '\0' ? &row->part : NULL;
}

/* Made and due of the line. Returns the rows it took. */
static int paint_output(const struct view *v, struct area a)
{
    char made[FORMAT_SIZE] = FORMAT_NONE, due[FORMAT_SIZE] = FORMAT_NONE, text[128];
    const struct line_part *p = line_shown(v);
    int rows = a.r.h >= 40 ? 10 : 6;
    if (p == NULL || a.r.h < 18 || a.r.w < 60)
        return 0;
    bool live = v->conn.state == CONN_LIVE && v->lines.broker;
    if (live && p->good >= 0)
        format_count_fit(p->good, 9, &v->numbers, made);
    if (live && p->target_now >= 0)
        format_count_fit(p->target_now - p->target_now % AMOUNT_ONE, 9, &v->numbers, due);
    bool behind = live && p->good >= 0 && p->target_now > p->good &&
                  p->target_now - p->good > p->target_now / BEHIND_SHARE;
    enum style style = !live ? ST_UNKNOWN : behind ? ST_WARN : ST_BOLD;
    const struct big what = {.text = made, .widest = "8 888", .style = style};
    const struct big plan = {
        .text = due, .widest = "8 888", .style = live ? ST_NORMAL : ST_UNKNOWN, .right = true};
    (void)text_format(text, sizeof text, _("OUTPUT OF %s, at %s"), last_part(p->path), p->last);
    draw_text_cut(a, (struct rect){1, 0, a.r.w * 3 / 4, 1}, ST_HEAD, text);
    draw_text_right(a, a.r.w - 1, 0, ST_HEAD, _("DUE NOW"));
    int half = a.r.w / 2;
    draw_big(a, (struct rect){1, 1, half - 2, rows - 1}, &what);
    draw_big(a, (struct rect){half, 1, a.r.w - half - 1, rows - 1}, &plan);
    return rows + 1;
}

void score_paint_line(const struct view *v, struct area a)
{
    int taken = paint_output(v, a);
    a = area_part(a, (struct rect){0, taken, a.r.w, a.r.h - taken});
    int count = rows_of(v), lowest = a.canvas->tier == GLYPH_UNICODE ? 4 : 6;
    struct row r;
    if (count == 0) {
        draw_text(a, 1, 0, ST_UNKNOWN, _("no station has been heard of yet"));
        return;
    }
    int each = a.r.h / count;
    bool flat = each < lowest && !v->conn.hub; /* of a hub's the worst, large */
    each = flat ? 1 : each < lowest ? lowest : each > 12 ? 12 : each;
    each = a.r.h < lowest || a.r.w < 60 ? 1 : each;
    for (int i = 0; i < count && (i + 1) * each <= a.r.h; i++)
        if (row_at(v, i, &r))
            paint_row(area_part(a, (struct rect){0, i * each, a.r.w, each}), &r);
}
