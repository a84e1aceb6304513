/* SPDX-License-Identifier: MIT */
/* Which of several stations is shown. Owns no ui; the main loop does, and calls this in place of
 * ui_key, ui_update and ui_paint. */
#include "console/tend/tend.h"

#include "console/panels/andon/look.h"
#include "console/screens/score_keys.h"
#include "console/screens/ui_parts.h"

#include <string.h>

void tend_init(struct tend *t, struct ui *const *ui, int count)
{
    *t = (struct tend){.count = count < TEND_MAX ? count : TEND_MAX,
                       .key_ms = INT64_MIN / 2,
                       .forced_ms = INT64_MIN / 2,
                       .guard_ms = INT64_MIN / 2,
                       .read_ms = INT64_MIN / 2,
                       .pending = -1};
    for (int i = 0; i < t->count; i++) {
        t->ui[i] = ui[i];
        t->peer[i] = &ui[i]->view;
        t->label[i] = "";
        t->wants[i].call_ms = INT64_MIN;
    }
    for (int i = 0; i < t->count && t->count > 1; i++) {
        ui[i]->view.score.peer = t->peer;
        ui[i]->view.score.peers = t->count;
    }
}

struct ui *tend_ui(const struct tend *t)
{
    return t->ui[t->shown];
}

/* The scoreboard is of all of them: it stays while stations change below it. */
void tend_show(struct tend *t, int station)
{
    struct ui *from = tend_ui(t), *to = t->ui[station];
    t->pending = -1;
    if (station == t->shown)
        return;
    if (score_screen(from)) {
        to->view.score = from->view.score;
        ui_show(from, 0);
        ui_show(to, ui_screen_find("scoreboard"));
    }
    to->width = from->width;
    to->height = from->height;
    t->shown = station;
    t->wants[station].asks = t->wants[station].calls = false;
}

/* ---- keys ---- */

static bool digits_are_places(const struct ui *ui)
{
    return (ui->screen == 0 || score_screen(ui)) && !ui->palette.open && !ui->finding.on &&
           !ui->pasting && !ui->small;
}

/* A digit that means nothing on this screen is a station's place. It may be the first of a scan,
 * which belongs to the station that is shown: it waits for what follows, however late that is
 * read. */
static void note_digit(struct tend *t, uint32_t key, bool late)
{
    int station = key >= '1' && key <= '9' ? (int)(key - '1') : -1;
    t->pending = -1;
    if (station < 0 || station >= t->count || !digits_are_places(tend_ui(t)) || late)
        return;
    t->pending = station;
    t->pending_ms = tend_ui(t)->view.boot_ms;
}

unsigned tend_key(struct tend *t, uint32_t key)
{
    struct ui *ui = tend_ui(t);
    int64_t now = ui->view.boot_ms;
    bool quick = now - t->key_ms <= SCAN_GAP_MS;
    if (t->count < 2)
        return ui_key(ui, key);
    if (key != KEY_CODE_RESIZE && key != KEY_CODE_BREAK && now < t->guard_ms) {
        if (t->guard_ms < now + TEND_GAP_MS)
            t->guard_ms = now + TEND_GAP_MS;
        t->key_ms = now;
        return UI_BEEP;
    }
    if (tend_tap(t, &key))
        return UI_REPAINT | UI_NEEDS;
    /* one that answered a form is spent, though the form may have closed with it */
    bool spent = !digits_are_places(ui);
    unsigned reaction = ui_key(ui, key);
    if (key == KEY_CODE_RESIZE)
        return reaction;
    t->key_ms = now;
    int step = (reaction & UI_NEXT_STATION) != 0       ? 1
               : (reaction & UI_PREVIOUS_STATION) != 0 ? t->count - 1
                                                       : 0;
    if (step != 0) {
        tend_show(t, (t->shown + step) % t->count);
        return UI_REPAINT | UI_NEEDS;
    }
    note_digit(t, key, quick || spent || ui->late);
    return reaction;
}

/* ---- what comes forward ---- */

/* The latest call that nobody has taken; INT64_MIN: none. */
static int64_t raised(const struct view *v)
{
    int64_t latest = INT64_MIN;
    for (int i = 0; v->has_snapshot && !view_is_old(v) && i < v->snap.calls; i++)
        if (v->snap.call[i].state == CALL_RAISED && v->snap.call[i].raised > latest)
            latest = v->snap.call[i].raised;
    return latest;
}

static void note_wants(struct tend *t, int i, bool updated)
{
    struct ui *ui = t->ui[i];
    int64_t call = raised(&ui->view);
    bool stop = strcmp(ui->view.screen, "stop") == 0 && desk_rests(&ui->desk);
    if (i == t->shown) {
        t->wants[i].asks = t->wants[i].calls = false;
        t->wants[i].call_ms = call > t->wants[i].call_ms ? call : t->wants[i].call_ms;
        return;
    }
    t->wants[i].asks = stop && (t->wants[i].asks || updated) && ui->view.snap.asks > 0;
    t->wants[i].calls = call != INT64_MIN && (t->wants[i].calls || call > t->wants[i].call_ms);
    t->wants[i].call_ms = call > t->wants[i].call_ms ? call : t->wants[i].call_ms;
}

/* Nobody is at something here, and what came by itself has had its time. */
static bool may_leave(const struct tend *t)
{
    const struct ui *ui = tend_ui(t);
    int64_t now = ui->view.boot_ms;
    bool asks = strcmp(ui->view.screen, "stop") == 0 && ui->view.snap.asks > 0;
    if (now - t->key_ms < TEND_QUIET_MS || !ui_may_interrupt(ui))
        return false;
    return now - t->forced_ms > (asks ? TEND_ASKS_MS : TEND_STAYS_MS) || ui->screen == 0;
}

/* Who asks why it stopped before who calls: that one asks others, too. */
static int next_wanted(const struct tend *t)
{
    for (int pass = 0; pass < 2; pass++)
        for (int k = 1; k < t->count; k++) {
            int i = (t->shown + k) % t->count;
            if (pass == 0 ? t->wants[i].asks : t->wants[i].calls)
                return i;
        }
    return -1;
}

static bool bring_forward(struct tend *t)
{
    int i = next_wanted(t);
    if (i < 0 || !may_leave(t))
        return false;
    int64_t now = tend_ui(t)->view.boot_ms;
    if (t->ui[i]->view.conn.read_only && t->wants[i].asks)
        return false;
    bool asks = t->wants[i].asks;
    tend_show(t, i);
    t->forced_ms = now;
    t->guard_ms = now + TEND_HASTY_MS;
    if (asks) { /* as if it opened now, and over another question */
        t->ui[i]->asked_ms = now;
        t->ui[i]->turned = true;
    }
    return true;
}

bool tend_update(struct tend *t)
{
    bool changed = false;
    for (int i = 0; i < t->count; i++) {
        bool updated = ui_update(t->ui[i]);
        if (t->count > 1)
            note_wants(t, i, updated);
        changed = changed || updated;
    }
    if (t->count < 2)
        return changed;
    if (t->pending >= 0 && t->read_ms - t->pending_ms > SCAN_GAP_MS) {
        tend_show(t, t->pending);
        return true;
    }
    return bring_forward(t) || changed;
}

int64_t tend_next(const struct tend *t)
{
    return t->pending >= 0 ? t->pending_ms + SCAN_GAP_MS + 1 : TIME_NEVER;
}
