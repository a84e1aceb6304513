/* SPDX-License-Identifier: MIT */
/* A console without a terminal, and what must be true of its picture whatever it heard or was told
 * to do: shared by the targets that feed it. */
#ifndef TESTS_FUZZ_SHOWN_H
#define TESTS_FUZZ_SHOWN_H

#include "console/screens/ui.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

#define hold(promise)   \
    do {                \
        if (!(promise)) \
            abort();    \
    } while (0)

#define SHOWN_WALL INT64_C(1773342442000) /* 2026-03-12T19:07:22Z */
#define SHOWN_BOOT INT64_C(5000500)

/* Every cell is what the terminal's tier can show, and wide characters have both their halves. */
static inline void hold_picture(const struct canvas *c)
{
    for (int y = 0; y < c->height; y++)
        for (int x = 0; x < c->width; x++) {
            const struct cell *cell = canvas_cell(c, x, y);
            hold(cell->style < STYLE_COUNT);
            if (cell->code == 0) {
                hold(x > 0 && canvas_cell(c, x - 1, y)->wide == 1);
                continue;
            }
            hold(glyph_allowed(c->tier, canvas_code(c, cell)));
            hold(cell->mark[0] == 0 || c->tier == GLYPH_UNICODE);
            for (int i = 0; i < CANVAS_MARKS && cell->mark[i] != 0; i++)
                hold(utf8_cells(cell->mark[i]) == 0);
            hold(cell->wide == 0 || (x + 1 < c->width && canvas_cell(c, x + 1, y)->code == 0));
        }
}

/* At this size; what can be touched lies inside. */
static inline void shown_paint(struct ui *ui, int width, int height)
{
    struct canvas canvas;
    hold(canvas_init(&canvas, width, height, ui->view.tier) == 0);
    ui_paint(ui, &canvas);
    hold_picture(&canvas);
    hold(ui->hits.count >= 0 && ui->hits.count <= HITS_MAX);
    canvas_done(&canvas);
}

/* As after ui_init, but the screens are read once: that takes most of the time. */
static inline void shown_begin(struct ui *ui, enum glyph_tier tier)
{
    static struct ui fresh;
    static bool read;
    struct cause why;
    if (!read) {
        hold(ui_init(&fresh, GLYPH_UNICODE, &why) == 0);
        view_done(&fresh.view);
        read = true;
    }
    *ui = fresh;
    hold(view_init(&ui->view, tier) == 0);
    ui->view.terminal.colours = COLOUR_256;
    ui->view.own_keys = ui->screens.key;
    ui->view.screen = screen_list[0]->name;
    ui->view.desk = &ui->desk;
    ui->view.wall_ms = SHOWN_WALL;
    ui->view.boot_ms = SHOWN_BOOT;
}

static inline void shown_end(struct ui *ui)
{
    view_done(&ui->view);
}

static inline void shown_later(struct ui *ui, int64_t ms)
{
    ui->view.boot_ms += ms;
    ui->view.wall_ms += ms;
}

#endif
