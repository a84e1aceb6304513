/* SPDX-License-Identifier: MIT */
/* The scoreboard's own keys: the next page and the one before; whatever is pressed holds what is
 * shown for a while. Called by ui.c before the common ones. */
#include "console/screens/score_keys.h"

#include "console/panels/keys.h"
#include "data/model/text.h"

#include <string.h>

bool score_screen(const struct ui *ui)
{
    return strcmp(ui->view.screen, "scoreboard") == 0;
}

bool score_key(struct ui *ui, uint32_t key, unsigned *reaction)
{
    if (!score_screen(ui))
        return false;
    enum action action = key_action(key);
    bool on = action == ACTION_DOWN || action == ACTION_PAGE_DOWN || key == KEY_CODE_RIGHT;
    bool back = action == ACTION_UP || action == ACTION_PAGE_UP || key == KEY_CODE_LEFT;
    score_step(&ui->view, on ? 1 : back ? -1 : 0);
    *reaction = UI_REPAINT;
    return on || back || action == ACTION_NONE;
}

void score_follow(struct ui *ui)
{
    struct pages *p = &ui->view.pages;
    struct score *score = &ui->view.score;
    bool wanted = score_screen(ui) && ui->view.conn.hub;
    if (wanted && !score->lines) {
        score->other = p->other[PAGE_AREAS];
        (void)text_copy(p->under, sizeof p->under, ui->view.lines.under);
        p->other[PAGE_AREAS] = true;
        pages_show(p, PAGE_AREAS);
    }
    if (!wanted && score->lines)
        p->other[PAGE_AREAS] = score->other;
    score->lines = wanted;
}
