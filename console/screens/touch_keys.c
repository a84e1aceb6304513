/* SPDX-License-Identifier: MIT */
/* What a finger does becomes the keys of whatever was painted there. Nothing else can be done by
 * touch than by keys. Called by ui.c before a key acts, by ui_paint.c before it paints. */
#include "console/screens/touch_keys.h"

#include "console/forms/draw.h"
#include "console/input/deeds.h"
#include "console/input/mouse.h"
#include "console/screens/overlay_keys.h"
#include "console/screens/ui_parts.h"
#include "console/widgets/key.h"

#include <stdlib.h>
#include <string.h>

#define WHEEL_ROWS 3
#define LOW        20 /* rows: the form gets two of them */
#define DRAG_ROWS  2  /* less is a tap by a hand that shakes */

void touch_begin(struct ui *ui)
{
    ui->touch.on = ui->view.touch = true;
}

uint32_t touch_panel_key(const char *kind)
{
    static const struct {
        const char *kind;
        uint32_t key;
    } rows[] = {{"tower", 't'},   {"stop", 's'},   {"stops", 's'},    {"signals", 'g'},
                {"wanted", 'x'},  {"oee", 'h'},    {"counts", 'h'},   {"hours", 'h'},
                {"ribbon", 'h'},  {"events", 'l'}, {"pressing", 'p'}, {"header", 'b'},
                {"machine", 'm'}, {"board", 'h'}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].kind, kind) == 0)
            return rows[i].key;
    return 0;
}

/* ---- what is asked for ---- */

static enum touch_asks asks_now(const struct ui *ui)
{
    const struct draft *draft = desk_draft_of(&ui->desk);
    if (ui->palette.open)
        return ui->touch.keyboard ? TOUCH_TEXT : TOUCH_KEYS;
    if (ui->finding.on || ui->view.log_searching || ui->view.lines.searching)
        return TOUCH_TEXT;
    if (ui->desk.form < 0)
        return TOUCH_KEYS;
    if (draft->step == STEP_SECRET)
        return TOUCH_PIN;
    if (draft->step == STEP_NUMBER)
        return TOUCH_NUMBER;
    if (draft->step == STEP_TIME)
        return TOUCH_CLOCK;
    return desk_is_typing(&ui->desk) ? TOUCH_TEXT : TOUCH_KEYS;
}

void touch_note(struct ui *ui, int width, int height)
{
    struct touch *t = &ui->touch;
    if (!t->on)
        return;
    if (!ui->palette.open)
        t->keyboard = false;
    bool over = ui->palette.open || ui->finding.on;
    t->over = ui->palette.open;
    uint32_t of = (uint32_t)ui->screen << 8 | (uint32_t)desk_draft_of(&ui->desk)->step << 1 |
                  (over ? 1U : 0U);
    bool home = (ui->screen == 0 || ui->view.conn.hub) && !ui->view.conn.via && !over &&
                strcmp(ui->view.screen, "help") != 0 && strcmp(ui->view.screen, "plant") != 0 &&
                ui->view.lines.open[0] == '\0';
    t->width = width;
    touch_fill(t, &ui->view, asks_now(ui), home, of);
    touch_arrange(t, width, height);
}

/* What is being typed where the form has no room to show it. */
void touch_paint_field(const struct ui *ui, struct area line)
{
    const struct draft *draft = desk_draft_of(&ui->desk);
    const struct view *v = &ui->view;
    bool says = v->entry.text[0] != '\0' && v->entry.style != ST_BOLD;
    bool asks = ui->touch.on && ui->touch.asks != TOUCH_KEYS && ui->height < LOW;
    if (!asks || says || ui->desk.form < 0 || ui->palette.open || ui->finding.on)
        return;
    draw_fill(line, (struct rect){0, 0, line.r.w, 1}, ST_NORMAL, ' ');
    const char *label = field_wants(&ui->desk, v);
    int room = line.r.w / 2;
    if (label != NULL)
        draw_text_cut(line, (struct rect){1, 0, room - 2, 1}, ST_DIM, label);
    struct area part = area_part(line, (struct rect){room - 1, 0, line.r.w - room + 1, 1});
    if (draft->step == STEP_TIME)
        draw_clock(part, (struct rect){1, 0, part.r.w, 1}, &draft->clock, v);
    else
        draw_field(part, 0, "",
                   draft->step == STEP_NUMBER   ? &draft->number
                   : draft->step == STEP_SECRET ? &draft->secret
                   : draft->step == STEP_PICK   ? &draft->pick.search
                   : draft->step == STEP_TEXT   ? &draft->text
                                                : &draft->note);
}

/* ---- fingers ---- */

static unsigned press_times(struct ui *ui, uint32_t key, int times)
{
    unsigned reaction = UI_REPAINT;
    for (int i = 0; i < times; i++)
        reaction |= ui_press(ui, key);
    return reaction;
}

/* A row gets the mark; touched again, or in the palette, Enter. */
static unsigned tap_row(struct ui *ui, const struct hit *hit)
{
    uint32_t way = hit->steps < 0 ? KEY_CODE_UP : KEY_CODE_DOWN;
    bool opens = hit->opens && (hit->steps == 0 || ui->palette.open);
    unsigned reaction = press_times(ui, way, abs(hit->steps));
    return reaction | (opens ? ui_press(ui, KEY_CODE_ENTER) : UI_NOTHING);
}

static unsigned tap(struct ui *ui, int x, int y)
{
    const struct hit *found = hits_at(&ui->hits, x, y);
    if (found == NULL)
        return UI_NOTHING;
    const struct hit hit = *found; /* what it does may paint anew */
    if (hit.key >= 'A' && hit.key <= 'Z')
        ui->touch.capital = false;
    return UI_REPAINT | (hit.key != 0 ? ui_press(ui, hit.key) : tap_row(ui, &hit));
}

static unsigned released(struct ui *ui, int x, int y)
{
    struct touch *t = &ui->touch;
    int rows = y - t->down_y;
    (void)x;
    if (!t->down)
        return UI_NOTHING;
    t->down = false;
    if (abs(rows) < DRAG_ROWS)
        return tap(ui, t->down_x, t->down_y);
    return press_times(ui, rows < 0 ? KEY_CODE_DOWN : KEY_CODE_UP, abs(rows));
}

bool touch_key(struct ui *ui, uint32_t key, unsigned *reaction)
{
    enum mouse_kind kind;
    int x, y;
    if (key == KEY_CODE_TOUCH_MORE ||
        (key == KEY_CODE_PALETTE && ui->touch.on && ui->palette.open)) {
        if (key == KEY_CODE_TOUCH_MORE)
            touch_next_page(&ui->touch);
        else
            ui->touch.keyboard = !ui->touch.keyboard; /* its button asks for letters then */
        *reaction = UI_REPAINT;
        return true;
    }
    if (key == KEY_CODE_TOUCH_SHIFT) {
        ui->touch.capital = !ui->touch.capital;
        *reaction = UI_REPAINT;
        return true;
    }
    if (!mouse_of(key, &kind, &x, &y))
        return false;
    *reaction = UI_NOTHING;
    switch (kind) {
    case MOUSE_PRESS:
        ui->touch.down = true;
        ui->touch.down_x = x;
        ui->touch.down_y = y;
        break;
    case MOUSE_RELEASE:
        *reaction = released(ui, x, y);
        break;
    case MOUSE_WHEEL_UP:
    case MOUSE_WHEEL_DOWN:
        *reaction =
            press_times(ui, kind == MOUSE_WHEEL_UP ? KEY_CODE_UP : KEY_CODE_DOWN, WHEEL_ROWS);
        break;
    }
    return true;
}
