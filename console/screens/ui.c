/* SPDX-License-Identifier: MIT */
/* What keys and news do to the screens. The main loop owns time, terminal and socket; this file
 * only answers. The picture is made in ui_paint.c, the screens are listed in screen_list.c. */
#include "console/screens/ui.h"

#include "console/input/deeds.h"
#include "console/panels/keys.h"
#include "console/panels/record.h"
#include "console/screens/detail_keys.h"
#include "console/screens/line_keys.h"
#include "console/screens/overlay_keys.h"
#include "console/screens/report_keys.h"
#include "console/screens/scanned.h"
#include "console/screens/score_keys.h"
#include "console/screens/touch_keys.h"
#include "console/screens/ui_parts.h"
#include "data/model/text.h"

#include <string.h>

#define LOOKING_MS 10000 /* so long after a key somebody is still looking something up */

int ui_init(struct ui *ui, enum glyph_tier tier, struct cause *why)
{
    *ui = (struct ui){0};
    if (screens_init(&ui->screens, why) != 0) {
        screens_done(&ui->screens);
        return -1;
    }
    if (view_init(&ui->view, tier) != 0) {
        screens_done(&ui->screens);
        return cause_set(why, -1, "out of memory");
    }
    ui->view.terminal.colours = COLOUR_256; /* until the terminal is known */
    ui->view.own_keys = ui->screens.key;
    ui->view.screen = screen_list[0]->name;
    ui->page = 1;
    ui->asked_ms = INT64_MIN / 2;
    desk_init(&ui->desk);
    ui->view.desk = &ui->desk;
    field_clear(&ui->search, FIELD_TEXT);
    field_clear(&ui->palette.query, FIELD_TEXT);
    ui->width = 80;
    ui->height = 24;
    return 0;
}

void ui_done(struct ui *ui)
{
    view_done(&ui->view);
    screens_done(&ui->screens);
}

void ui_show(struct ui *ui, int screen)
{
    if (!screens_is_there(&ui->screens, screen))
        return;
    ui->list[ui->screen] = ui->view.list;
    if (screen != ui->screen && screen == ui_screen_find("help")) {
        ui->view.help_for = ui->view.screen;
        ui->view.help_about = screens_help(&ui->screens, ui->screen);
        ui->view.help_field = field_wants(&ui->desk, &ui->view);
        ui->list[screen] = (struct view_list){0};
    }
    if (screen != ui->screen)
        opened_add(&ui->view.opened, screens_name(&ui->screens, screen), PERSON_VIEWER, 1);
    ui->screen = screen;
    ui->view.screen = screens_name(&ui->screens, screen);
    ui->view.list = ui->list[screen];
    ui->view.log_open = ui->view.log_searching = false;
    desk_open(&ui->desk, &ui->view, ui->view.screen);
}

int ui_list_rows(const struct ui *ui)
{
    const char *name = screens_list(&ui->screens, ui->screen);
    const struct panel_ops *panel = name != NULL ? panel_find(name) : NULL;
    return panel != NULL && panel->rows != NULL ? panel->rows(&ui->view) : 0;
}

void ui_list_clamp(struct ui *ui)
{
    int rows = ui_list_rows(ui);
    struct view_list *list = &ui->view.list;
    if (list->selected >= rows)
        list->selected = rows - 1;
    if (list->selected < 0)
        list->selected = 0;
}

static unsigned list_move(struct ui *ui, enum action action)
{
    struct view_list *list = &ui->view.list;
    int rows = ui_list_rows(ui);
    if (rows == 0)
        return UI_NOTHING;
    switch ((int)action) {
    case ACTION_UP:
        list->selected--;
        break;
    case ACTION_DOWN:
        list->selected++;
        break;
    case ACTION_PAGE_UP:
        list->selected -= ui->page;
        break;
    case ACTION_PAGE_DOWN:
        list->selected += ui->page;
        break;
    case ACTION_FIRST:
        list->selected = 0;
        break;
    default:
        list->selected = rows - 1;
        break;
    }
    ui_list_clamp(ui);
    return UI_REPAINT | UI_NEEDS;
}

void ui_layouts_changed(struct ui *ui)
{
    (void)text_copy(ui->view.layout_trouble, sizeof ui->view.layout_trouble,
                    screens_trouble(&ui->screens));
    const char *from = ui->view.help_for;
    int asked = from != NULL ? screens_find(&ui->screens, from) : -1;
    ui->view.help_about = asked >= 0 ? screens_help(&ui->screens, asked) : NULL;
    if (!screens_is_there(&ui->screens, ui->screen))
        ui_show(ui, 0);
}

/* The screen an action opens, or -1. Pressed again there, it leads back. */
static int screen_of(enum action action)
{
    static const struct {
        enum action action;
        const char *screen;
    } rows[] = {{ACTION_SIGNALS, "signals"},
                {ACTION_LAMPS, "lamps"},
                {ACTION_LOG, "log"},
                {ACTION_HELP, "help"},
                {ACTION_STOP, "stop"},
                {ACTION_SCRAP, "scrap"},
                {ACTION_JOB, "job"},
                {ACTION_MODE, "mode"},
                {ACTION_HOURS, "hours"},
                {ACTION_HANDOVER, "handover"},
                {ACTION_PERSON, "person"},
                {ACTION_CALLS, "calls"},
                {ACTION_ALERTS, "alerts"},
                {ACTION_MAINTENANCE, "maintenance"},
                {ACTION_PREDICTIONS, "predictions"},
                {ACTION_ORDERS, "orders"},
                {ACTION_LOAD, "load"},
                {ACTION_REPORT, "report"},
                {ACTION_SCOREBOARD, "scoreboard"},
                {ACTION_TERMINAL, "terminal"},
                {ACTION_DETAILS, "details"},
                {ACTION_FIGURES, "why"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].action == action)
            return ui_screen_find(rows[i].screen);
    return -1;
}

/* ---- the log: filter, search, one record ---- */

/* All, what a hub has put aside when there is any, then kind by kind. What is put aside is asked
 * for instead of the log, so behind it nobody knows which kinds there are. */
static void next_kind(struct view *v)
{
    v->list.selected = 0;
    if (v->log_kind < 0 && v->snap.sync.parked > 0) {
        v->log_kind = LOG_PARKED;
        return;
    }
    if (v->log_kind == LOG_PARKED) {
        v->log_kind = 0;
        return;
    }
    for (int tries = 0; tries <= RECORD_KIND_COUNT; tries++) {
        v->log_kind = v->log_kind + 1 < RECORD_KIND_COUNT ? v->log_kind + 1 : -1;
        for (size_t i = 0; v->log_kind >= 0 && i < v->log.count; i++)
            if (v->log.row[i].kind == v->log_kind)
                return;
        if (v->log_kind < 0)
            return;
    }
}

static unsigned search_key(struct ui *ui, uint32_t key)
{
    struct view *v = &ui->view;
    if (key == KEY_CODE_ENTER || key == KEY_CODE_ESC) {
        v->log_searching = false;
        if (key == KEY_CODE_ESC)
            field_clear(&ui->search, FIELD_TEXT);
    } else if (!field_key(&ui->search, key)) {
        return UI_NOTHING;
    }
    (void)text_copy(v->log_search, sizeof v->log_search, ui->search.text);
    v->list.selected = 0;
    return UI_REPAINT;
}

static bool is_log(const struct ui *ui)
{
    return strcmp(ui->view.screen, "log") == 0;
}

/* Esc closes what is open in the log before it leaves it. */
static bool log_back(struct ui *ui)
{
    struct view *v = &ui->view;
    if (!is_log(ui) || (!v->log_open && v->log_kind < 0 && v->log_search[0] == '\0'))
        return false;
    if (!v->log_open) {
        v->log_kind = -1;
        v->log_search[0] = '\0';
        field_clear(&ui->search, FIELD_TEXT);
    }
    v->log_open = false;
    return true;
}

static unsigned log_action(struct ui *ui, enum action action)
{
    struct view *v = &ui->view;
    if (!is_log(ui)) {
        if (action == ACTION_SEARCH)
            overlay_search(ui);
        return action == ACTION_SEARCH ? UI_REPAINT : UI_NOTHING;
    }
    if (action == ACTION_VERIFY) {
        record_verify(v);
        return UI_REPAINT | UI_NEEDS;
    }
    if (action == ACTION_FILTER)
        next_kind(v);
    else if (action == ACTION_SEARCH) {
        field_set(&ui->search, v->log_search); /* a board may have searched before */
        v->log_searching = true;
    } else
        v->log_open = !v->log_open;
    return UI_REPAINT;
}

/* ---- keys ---- */

/* Where it all begins: the station, or a hub's line board. */
static int home_of(const struct ui *ui)
{
    return ui->view.conn.hub ? ui_screen_find("lines") : 0;
}

/* Where Esc leads: from help to what it was asked about, else home. */
static int behind(const struct ui *ui)
{
    const char *from = ui->view.help_for;
    bool helps = strcmp(ui->view.screen, "help") == 0 && from != NULL;
    int back = helps && strcmp(from, "help") != 0 ? screens_find(&ui->screens, from) : -1;
    return screens_is_there(&ui->screens, back) ? back : home_of(ui);
}

static unsigned go_back(struct ui *ui)
{
    ui->view.notice[0] = '\0';
    if (log_back(ui))
        return UI_REPAINT | UI_NEEDS;
    if (ui->screen != home_of(ui))
        ui_show(ui, behind(ui));
    else if (ui->view.conn.via && ui->desk.queued > 0)
        return UI_REPAINT | UI_BEEP; /* the board has no room for what is not yet kept */
    else
        ui->view.lines.visit[0] = '\0'; /* back to the line, where it came from one */
    return UI_REPAINT | UI_NEEDS;
}

unsigned ui_act(struct ui *ui, enum action action)
{
    int screen = screen_of(action);
    if (screen >= 0) {
        ui_show(ui, screen == ui->screen ? behind(ui) : screen);
        return UI_REPAINT | UI_NEEDS;
    }
    switch ((int)action) {
    case ACTION_QUIT:
        return UI_QUIT;
    case ACTION_BACK:
        return go_back(ui);
    case ACTION_UNDO:
        desk_undo(&ui->desk, &ui->view);
        return UI_REPAINT;
    case ACTION_FILTER:
    case ACTION_SEARCH:
    case ACTION_OPEN:
    case ACTION_VERIFY:
        return log_action(ui, action);
    case ACTION_REDRAW:
        return UI_REPAINT | UI_REDRAW;
    case ACTION_PALETTE:
        palette_open(&ui->palette);
        return UI_REPAINT;
    case ACTION_NEXT_STATION:
        return UI_NEXT_STATION;
    case ACTION_PREVIOUS_STATION:
        return UI_PREVIOUS_STATION;
    case ACTION_NONE:
        return UI_NOTHING;
    default:
        return list_move(ui, action);
    }
}

/* Was an entry cut off so that nobody knows? Enter sends it again, Esc drops it. */
static bool unsure_key(struct ui *ui, uint32_t key)
{
    if (key == KEY_CODE_ENTER)
        return desk_again(&ui->desk);
    return key == KEY_CODE_ESC && desk_drop(&ui->desk);
}

/* The stop form has just opened by itself, or turned to another stop. */
bool ui_guarded(const struct ui *ui)
{
    return ui->view.boot_ms - ui->asked_ms < UI_HASTY_MS && desk_rests(&ui->desk);
}

/* Pressed before anybody can have read what is asked: a letter is still meant for the station's
 * screen (M: mode, no merge), and a choice for nothing that is here. */
static bool is_hasty(const struct ui *ui, uint32_t key)
{
    bool answers = (key >= ' ' && key < 0x7F) || key == KEY_CODE_ENTER || key == KEY_CODE_UP ||
                   key == KEY_CODE_DOWN;
    return answers && ui_guarded(ui);
}

static unsigned hasty(struct ui *ui, uint32_t key)
{
    enum action action = key_action(key);
    bool there = ui->turned || screen_of(action) == ui->screen;
    return there ? UI_NOTHING : ui_act(ui, action);
}

unsigned ui_press(struct ui *ui, uint32_t key)
{
    struct desk *d = &ui->desk;
    unsigned reaction;
    if (touch_key(ui, key, &reaction) || overlay_key(ui, key, &reaction))
        return reaction;
    if (line_screen(ui) && line_key(ui, key, &reaction))
        return reaction;
    if (score_key(ui, key, &reaction) || report_key(ui, key, &reaction))
        return reaction;
    if (unsure_key(ui, key))
        return UI_REPAINT;
    if (detail_screen(ui) && detail_key(ui, key, &reaction))
        return reaction;
    if (is_hasty(ui, key))
        return hasty(ui, key);
    ui->asked_ms = INT64_MIN / 2; /* who has answered is no longer taken by surprise */
    if (ui->view.log_searching)
        return search_key(ui, key);
    if (desk_key(d, &ui->view, key)) {
        if (d->close)
            ui_show(ui, 0);
        if (d->go[0] != '\0')
            ui_show(ui, ui_screen_find(d->go));
        d->go[0] = '\0';
        return UI_REPAINT | UI_NEEDS;
    }
    if (desk_is_typing(d) && key >= ' ' && key < 0x110000)
        return UI_NOTHING; /* does not fit, or cannot be shown: no command either */
    int own = screens_of_key(&ui->screens, key);
    if (own < 0)
        return ui_act(ui, key_action(key));
    ui_show(ui, own == ui->screen ? home_of(ui) : own);
    return UI_REPAINT | UI_NEEDS;
}

/* Where there is no room for the screen: out of here, or help, and not even those as letters of
 * what somebody types. */
static unsigned blind_key(struct ui *ui, uint32_t key)
{
    enum action action = key_action(key);
    bool typed = overlay_typing(ui) && key >= ' ' && key < 0x110000;
    if (ui->pasting || typed || (action != ACTION_QUIT && action != ACTION_HELP))
        return UI_NOTHING;
    return ui_act(ui, action);
}

static unsigned take_key(struct ui *ui, uint32_t key)
{
    if (key == KEY_CODE_PASTE_BEGIN || key == KEY_CODE_PASTE_END)
        ui->pasting = key == KEY_CODE_PASTE_BEGIN;
    if (key == KEY_CODE_RESIZE)
        return UI_REPAINT | UI_REDRAW | UI_NEEDS;
    if (ui->small)
        return blind_key(ui, key);
    ui->key_ms = ui->view.boot_ms;
    unsigned reaction = UI_NOTHING;
    if (!ui->pasting && scanned_key(ui, key, &reaction))
        return reaction;
    if (!ui->pasting || key == KEY_CODE_PASTE_BEGIN)
        return key == KEY_CODE_PASTE_BEGIN || key == KEY_CODE_PASTE_END ? UI_NOTHING
                                                                        : ui_press(ui, key);
    /* pasted text is no keys, but text where text is typed */
    if (key < ' ' || key >= 0x110000)
        return UI_NOTHING;
    if (ui->palette.open || ui->finding.on)
        return ui_press(ui, key);
    if (!desk_is_typing(&ui->desk))
        return UI_NOTHING;
    return desk_key(&ui->desk, &ui->view, key) ? UI_REPAINT : UI_NOTHING;
}

/* Nobody is entering anything, nor has looked something up a moment ago. A question that nobody has
 * touched gives way to that of a newer stop. */
bool ui_may_interrupt(const struct ui *ui)
{
    if (ui->palette.open || ui->finding.on)
        return ui->view.boot_ms - ui->key_ms > LOOKING_MS;
    if (ui->screen == 0)
        return true;
    if (score_screen(ui))
        return false; /* it shows a stop itself, and nobody may be near to put a question away */
    bool rests = desk_rests(&ui->desk), untouched = rests && ui->key_ms < ui->asked_ms;
    bool looks = (ui->desk.form < 0 || rests || desk_lists(&ui->desk)) && !ui->view.log_searching;
    return untouched || (looks && ui->view.boot_ms - ui->key_ms > LOOKING_MS);
}

unsigned ui_key(struct ui *ui, uint32_t key)
{
    unsigned reaction = take_key(ui, key);
    ui_note_subject(ui);
    return reaction;
}

bool ui_update(struct ui *ui)
{
    score_follow(ui);
    if (score_screen(ui) && score_turn(&ui->view))
        return true;
    if (ui->view.conn.hub) {
        bool other = !line_screen(ui) && !score_screen(ui) &&
                     strcmp(ui->view.screen, "help") != 0 &&
                     strcmp(ui->view.screen, "terminal") != 0;
        if (other)
            ui_show(ui, home_of(ui));
        return other;
    }
    bool came = ui->view.conn.via && line_screen(ui);
    if (came)
        ui_show(ui, home_of(ui));
    desk_update(&ui->desk, &ui->view);
    ui_note_subject(ui);
    if (ui->view.conn.via) /* who looks in from afar is not asked why it stopped */
        return came;
    if (!desk_wants_stop(&ui->desk, &ui->view) || !ui_may_interrupt(ui) || ui->view.conn.read_only)
        return false;
    desk_asked(&ui->desk, &ui->view, ui->view.snap.ask[0].id);
    ui->turned = ui->desk.form >= 0;
    ui->asked_ms = ui->view.boot_ms;
    ui->palette.open = ui->finding.on = false;
    ui_show(ui, ui_screen_find("stop"));
    return true;
}
