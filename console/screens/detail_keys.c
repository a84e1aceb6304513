/* SPDX-License-Identifier: MIT */
/* Choosing, zooming, moving and looking closer on the screen "details". All of it changes only what
 * is looked at (struct charts of the view); the questions follow from that. */
#include "console/screens/detail_keys.h"

#include "console/panels/charts/paint.h"
#include "console/panels/charts/why.h"
#include "console/widgets/key.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

/* Lengths of the span, shortest first; zooming goes along them. */
static const int64_t lengths[] = {CHART_SPAN_MIN,   30 * MS_PER_MIN, MS_PER_HOUR,
                                  2 * MS_PER_HOUR,  4 * MS_PER_HOUR, 8 * MS_PER_HOUR,
                                  12 * MS_PER_HOUR, MS_PER_DAY,      2 * MS_PER_DAY,
                                  7 * MS_PER_DAY,   CHART_SPAN_MAX};
#define LENGTHS ((int)(sizeof lengths / sizeof *lengths))

static int64_t minute_of(int64_t ms)
{
    return ms - (ms % MS_PER_MIN + MS_PER_MIN) % MS_PER_MIN;
}

/* From here on the span has a length of its own and ends there; one that reaches now goes on with
 * it. */
static void look_at(struct view *v, int64_t length_ms, int64_t end_ms)
{
    struct charts *c = v->charts;
    int64_t now = charts_now(v), first = now - 400 * MS_PER_DAY;
    c->length_ms = length_ms;
    c->end_ms = end_ms >= now ? TIME_NEVER : minute_of(end_ms < first ? first : end_ms);
}

static void pan(struct view *v, int64_t by_ms)
{
    struct chart_span span = charts_span(v);
    int64_t now = charts_now(v), length = span.to_ms - span.from_ms;
    if (by_ms > 0 && span.to_ms >= now)
        return;
    /* the shift ends ahead of now: what is before it ends where it begins */
    look_at(v, length, span.to_ms + by_ms);
}

static void zoom(struct view *v, int step)
{
    struct charts *c = v->charts;
    struct chart_span span = charts_span(v);
    int64_t length = span.to_ms - span.from_ms, now = charts_now(v), next = length;
    for (int i = 0; i < LENGTHS && step > 0; i++)
        if (lengths[i] < length)
            next = lengths[i];
    for (int i = LENGTHS - 1; i >= 0 && step < 0; i--)
        if (lengths[i] > length)
            next = lengths[i];
    int64_t end = span.to_ms > now ? now : span.to_ms;
    if (c->cursor_ms != TIME_NONE) { /* the cursor stays where it is on the screen */
        double share = (double)(c->cursor_ms - span.from_ms) / (double)length;
        end = c->cursor_ms + (int64_t)((1 - share) * (double)next);
    }
    if (next != length)
        look_at(v, next, end);
}

/* Column by column; beyond the edge the span goes along. */
static void move_cursor(struct view *v, int step)
{
    struct charts *c = v->charts;
    struct chart_span span = charts_span(v);
    int64_t now = charts_now(v), end = span.to_ms < now ? span.to_ms : now;
    struct time_axis axis = {span.from_ms, span.to_ms, &v->zone};
    int width = c->width > 0 ? c->width : 1;
    if (c->cursor_ms == TIME_NONE) {
        c->cursor_ms = end - 1;
        return;
    }
    int x = axis_column(&axis, c->cursor_ms, width) + step;
    if (x < 0) {
        pan(v, -(span.to_ms - span.from_ms) / 4);
        x = 0;
        c->cursor_ms = span.from_ms - 1;
        return;
    }
    if (x >= width) {
        pan(v, (span.to_ms - span.from_ms) / 4);
        c->cursor_ms = end > c->cursor_ms ? end - 1 : c->cursor_ms;
        return;
    }
    int64_t at = axis_time(&axis, x, width);
    c->cursor_ms = at < now ? at : now - 1;
}

static void step_event(struct view *v, int step)
{
    struct charts *c = v->charts;
    struct chart_span span = charts_span(v);
    int64_t from = c->cursor_ms != TIME_NONE ? c->cursor_ms : step > 0 ? span.from_ms : span.to_ms;
    int64_t at = charts_event(v, from, step);
    if (at != TIME_NONE)
        c->cursor_ms = at;
}

static void choose(struct view *v, int step)
{
    struct chart_subject s;
    if (charts_subject(v, charts_chosen(v) + step, &s))
        (void)text_copy(v->charts->subject, sizeof v->charts->subject, s.id);
}

static void move_row(struct view *v, int by)
{
    struct charts *c = v->charts;
    int step = by < 0 ? -1 : 1, count = (int)c->timeline.count;
    if (c->row >= count) { /* a new shift has fewer: to the latest */
        c->row = count;
        step = by = -1;
    }
    for (int i = c->row + step; i >= 0 && i < count && by != 0; i += step)
        if (charts_listed(c, i)) {
            c->row = i;
            by -= step;
        }
    if (charts_listed(c, c->row))
        c->cursor_ms = c->timeline.row[c->row].begin_ms;
}

/* At the cursor, else the latest. */
static void open_rows(struct view *v, unsigned kinds)
{
    struct charts *c = v->charts;
    int at = charts_interval_at(c, c->cursor_ms);
    c->rows = true;
    c->kinds = kinds;
    c->row = at >= 0 ? at : c->timeline.count > 0 ? (int)c->timeline.count - 1 : 0;
    if (!charts_listed(c, c->row))
        move_row(v, -1);
}

static void show_now(struct view *v)
{
    v->charts->end_ms = TIME_NEVER;
    v->charts->cursor_ms = TIME_NONE;
}

static void show_begin(struct view *v)
{
    struct chart_span span = charts_span(v);
    int64_t length = span.to_ms - span.from_ms;
    if (v->snap.shift.start == TIME_NONE || v->charts->length_ms == 0)
        return;
    look_at(v, length, v->snap.shift.start + length);
}

/* 1..6: how long the span is that ends now. */
static bool choose_length(struct view *v, uint32_t key)
{
    static const int64_t spans[] = {10 * MS_PER_MIN, MS_PER_HOUR,   8 * MS_PER_HOUR, 0,
                                    MS_PER_DAY,      7 * MS_PER_DAY};
    if (key < '1' || key > '6')
        return false;
    v->charts->length_ms = spans[key - '1'];
    show_now(v);
    return true;
}

/* The list of intervals is open. */
static bool row_key(struct view *v, uint32_t key)
{
    int page = v->charts->listed > 1 ? v->charts->listed - 1 : 1;
    switch (key) {
    case KEY_CODE_UP:
        move_row(v, -1);
        return true;
    case KEY_CODE_DOWN:
        move_row(v, 1);
        return true;
    case KEY_CODE_PAGE_UP:
        move_row(v, -page);
        return true;
    case KEY_CODE_PAGE_DOWN:
    case ' ':
        move_row(v, page);
        return true;
    case KEY_CODE_HOME:
        move_row(v, -VIEW_TIMELINE_MAX);
        return true;
    case KEY_CODE_END:
        move_row(v, VIEW_TIMELINE_MAX);
        return true;
    case KEY_CODE_ENTER:
    case KEY_CODE_ESC:
        v->charts->rows = false;
        return true;
    default:
        return false;
    }
}

static const struct key_deed {
    uint32_t key, also;
    void (*run)(struct view *v, int argument);
    int argument;
} deeds[] = {
    {KEY_CODE_UP, 0, choose, -1},
    {KEY_CODE_DOWN, 0, choose, 1},
    {KEY_CODE_LEFT, 0, move_cursor, -1},
    {KEY_CODE_RIGHT, 0, move_cursor, 1},
    {'+', '=', zoom, 1},
    {'-', 0, zoom, -1},
    {',', 0, step_event, -1},
    {'.', 0, step_event, 1},
};

static bool plain_key(struct view *v, uint32_t key)
{
    struct charts *c = v->charts;
    struct chart_span span = charts_span(v);
    int64_t half = (span.to_ms - span.from_ms) / 2;
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++)
        if (deeds[i].key == key || (deeds[i].also != 0 && deeds[i].also == key)) {
            deeds[i].run(v, deeds[i].argument);
            return true;
        }
    if (key == KEY_CODE_PAGE_UP || key == KEY_CODE_PAGE_DOWN)
        pan(v, key == KEY_CODE_PAGE_UP ? -half : half);
    else if (key == KEY_CODE_HOME || key == '<')
        show_begin(v);
    else if (key == KEY_CODE_END || key == '>')
        show_now(v);
    else if (key == KEY_CODE_ENTER)
        open_rows(v, 0);
    else if (key == 'f' || key == 'F')
        c->picture = (enum chart_picture)(((int)c->picture + 1) % CHART_PICTURES);
    else if (key == KEY_CODE_ESC && c->cursor_ms != TIME_NONE)
        c->cursor_ms = TIME_NONE;
    else
        return choose_length(v, key);
    return true;
}

static bool on_why(const struct ui *ui)
{
    return strcmp(ui->view.screen, "why") == 0;
}

bool detail_screen(const struct ui *ui)
{
    return strcmp(ui->view.screen, "details") == 0 || on_why(ui);
}

/* What the figure is made of: its intervals, or the minutes of its parts. */
static void open_figure(struct ui *ui)
{
    struct charts *c = ui->view.charts;
    const struct why_row *row = why_at(c);
    ui_show(ui, ui_screen_find("details"));
    c->length_ms = 0;
    show_now(&ui->view);
    c->picture = CHART_TREND;
    c->rows = false;
    if (row->subject != NULL)
        (void)text_copy(c->subject, sizeof c->subject, row->subject);
    else
        open_rows(&ui->view, row->kinds);
}

static bool why_key(struct ui *ui, uint32_t key)
{
    struct charts *c = ui->view.charts;
    int last = why_count() - 1;
    switch (key) {
    case KEY_CODE_UP:
        c->why -= c->why > 0;
        return true;
    case KEY_CODE_DOWN:
        c->why += c->why < last;
        return true;
    case KEY_CODE_HOME:
    case KEY_CODE_PAGE_UP:
        c->why = 0;
        return true;
    case KEY_CODE_END:
    case KEY_CODE_PAGE_DOWN:
        c->why = last;
        return true;
    case KEY_CODE_ENTER:
        open_figure(ui);
        return true;
    default:
        return false;
    }
}

bool detail_key(struct ui *ui, uint32_t key, unsigned *reaction)
{
    struct view *v = &ui->view;
    if (charts_span(v).from_ms == TIME_NONE)
        return false;
    *reaction = UI_REPAINT | UI_NEEDS;
    if (on_why(ui))
        return why_key(ui, key);
    return v->charts->rows ? row_key(v, key) : plain_key(v, key);
}

int detail_hints(const struct ui *ui, struct hint out[HINTS_MAX])
{
    static const struct hint plain[] = {{"\u2191\u2193", N_("figure")},
                                        {"\u2190\u2192", N_("cursor")},
                                        {"+-", N_("zoom")},
                                        {"F", N_("picture")},
                                        {"Enter", N_("intervals")},
                                        {"1-6", N_("span")},
                                        {",.", N_("event")},
                                        {"End", N_("now")},
                                        {"PgUp PgDn", N_("move")},
                                        {"Esc", N_("back")},
                                        {NULL, NULL}};
    static const struct hint rows[] = {{"\u2191\u2193", N_("move")},
                                       {"PgUp PgDn", N_("page")},
                                       {"Enter", N_("picture")},
                                       {"Esc", N_("back")},
                                       {NULL, NULL}};
    static const struct hint why[] = {{"\u2191\u2193", N_("figure")},
                                      {"Enter", N_("what it is made of")},
                                      {"Esc", N_("back")},
                                      {NULL, NULL}};
    const struct hint *from = on_why(ui) ? why : ui->view.charts->rows ? rows : plain;
    int n = 0;
    for (; n < HINTS_MAX && from[n].cap != NULL; n++)
        out[n] = (struct hint){from[n].cap, _(from[n].word)};
    return n;
}

void detail_room(struct ui *ui, const struct layout_placed *placed, int count)
{
    static const struct plot none = {.count = 0};
    struct charts *c = ui->view.charts;
    for (int i = 0; i < count; i++) {
        const struct layout_placed *p = &placed[i];
        if (p->node == NULL ||
            (strcmp(p->node->kind, "details") != 0 && strcmp(p->node->kind, "trend") != 0))
            continue;
        struct rect room = {0, 0, p->rect.w - 1, p->rect.h};
        c->width = plot_body(&none, room).w;
        c->listed = p->rect.h - 1;
    }
}
