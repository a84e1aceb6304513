/* SPDX-License-Identifier: MIT */
/* The strip above the screens when a terminal tends several stations: each in its fixed place with
 * its number, a shape and a word for what it does, and at the end of its place whether a stop wants
 * a reason and whether somebody is called. */
#include "console/tend/tend.h"

#include "console/input/mouse.h"
#include "console/panels/andon/look.h"
#include "data/model/text.h"

#include <string.h>

#define PLACE_LEAST  13 /* cells of a place with a name; fewer: number, shape and marks */
#define PLACE_BARE   8
#define SCREEN_LEAST 12 /* rows that every screen can do with, see andon-console(1) */

struct place {
    int columns, rows, width;
};

static struct place place_of(const struct tend *t, int width)
{
    struct place p = {.columns = width / PLACE_LEAST};
    if (p.columns * 2 < t->count) /* in two rows at most, if that can be */
        p.columns = width / PLACE_BARE;
    p.columns = p.columns < 1 ? 1 : p.columns > t->count ? t->count : p.columns;
    p.rows = (t->count + p.columns - 1) / p.columns;
    p.columns = (t->count + p.rows - 1) / p.rows;
    p.width = width / p.columns;
    return p;
}

/* Fingers want two rows. */
static int row_height(const struct tend *t)
{
    return tend_ui(t)->touch.on ? TOUCH_ROW : 1;
}

/* The screens need their rows more: where there are no others the header alone says which station
 * this is. */
int tend_rows(const struct tend *t, int width, int height)
{
    if (t->count < 2 || height <= SCREEN_LEAST)
        return 0;
    int rows = place_of(t, width).rows * row_height(t);
    int most = height / 4 < height - SCREEN_LEAST ? height / 4 : height - SCREEN_LEAST;
    return rows > most ? most : rows;
}

static const char *name_of(const struct tend *t, int i)
{
    const struct snapshot *s = &t->ui[i]->view.snap;
    if (s->title[0] != '\0')
        return s->title;
    const char *slash = strrchr(s->station, '/');
    return slash != NULL ? slash + 1 : t->label[i];
}

/* Of its stops without a reason, and of calls: two cells that are always there. */
static void paint_marks(const struct view *v, struct area a)
{
    bool live = v->has_snapshot && !view_is_old(v);
    if (live && v->snap.asks > 0)
        draw_code(a, a.r.w - 3, 0, ST_WARN_BLOCK, '?');
    if (live && v->snap.calls > 0) {
        struct look_of look = call_look(&v->snap.call[0]);
        draw_code(a, a.r.w - 2, 0, look.block, look.code);
    }
}

static void how_long(const struct view *v, char out[TEXT_DURATION_SIZE])
{
    out[0] = '\0';
    if (v->has_snapshot && !view_is_old(v))
        text_clock(view_grown(v, v->snap.machine.for_ms), out);
}

static void paint_place(const struct tend *t, int i, struct area a)
{
    const struct view *v = &t->ui[i]->view;
    bool small = v->snap.stop.small && v->snap.stop.end == TIME_NONE, shown = i == t->shown;
    struct state_look look = state_look(view_state(v), small);
    enum style style = shown ? ST_SELECTED : ST_DIM;
    char clock[TEXT_DURATION_SIZE];
    int right = a.r.w - 4;
    if (shown)
        draw_fill(a, (struct rect){0, 0, a.r.w - 1, 1}, ST_SELECTED, ' ');
    int x = draw_format(a, 0, 0, style, "%s%d ", shown ? "\u25B8" : " ", i + 1);
    draw_code(a, x, 0, shown ? ST_SELECTED : look.style, look.code);
    if (right - x >= 24) { /* for how long, at the right of the name */
        how_long(v, clock);
        right = draw_text_right(a, right, 0, shown ? style : look.style, clock) - 1;
        right = draw_text_right(a, right, 0, shown ? style : look.style, look.word) - 1;
    }
    if (right - x >= 6) /* else its number must do */
        draw_text_cut(a, (struct rect){x + 2, 0, right - x - 2, 1}, style, name_of(t, i));
    paint_marks(v, a);
}

void tend_paint(struct tend *t, struct canvas *canvas)
{
    int rows = tend_rows(t, canvas->width, canvas->height);
    struct canvas below = {.width = canvas->width,
                           .height = canvas->height - rows,
                           .tier = canvas->tier,
                           .cell = canvas->cell + (size_t)rows * (size_t)canvas->width};
    t->strip = rows;
    ui_paint(tend_ui(t), &below);
    if (rows == 0)
        return;
    struct place p = place_of(t, canvas->width);
    struct area strip = area_part(canvas_area(canvas), (struct rect){0, 0, canvas->width, rows});
    draw_fill(strip, (struct rect){0, 0, canvas->width, rows}, ST_NORMAL, ' ');
    int high = row_height(t);
    for (int i = 0; i < t->count && i / p.columns * high < rows; i++)
        paint_place(t, i,
                    area_part(strip, (struct rect){i % p.columns * p.width, i / p.columns * high,
                                                   p.width, 1}));
}

bool tend_tap(struct tend *t, uint32_t *key)
{
    enum mouse_kind kind;
    int x, y;
    if (!mouse_of(*key, &kind, &x, &y))
        return false;
    if (y >= t->strip || kind != MOUSE_RELEASE) {
        *key = mouse_key(kind, x, y < t->strip ? 0 : y - t->strip);
        return y < t->strip;
    }
    struct place p = place_of(t, tend_ui(t)->width);
    int station = y / row_height(t) * p.columns + x / (p.width > 0 ? p.width : 1);
    if (x / (p.width > 0 ? p.width : 1) < p.columns && station < t->count)
        tend_show(t, station);
    return true;
}
