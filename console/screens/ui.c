/* SPDX-License-Identifier: MIT */
/* Screens and keys. Painting: solve the layout, let each panel compute, draw lines and titles, let
 * each panel draw, fade what is old. The main loop owns time, terminal and socket; this file only
 * answers. */
#include "console/screens/ui.h"

#include "console/panels/keys.h"
#include "console/panels/record.h"
#include "console/screens/line_keys.h"
#include "console/screens/scanned.h"
#include "console/widgets/builtin.h"
#include "console/widgets/layout_read.h"
#include "data/model/text.h"

#include <string.h>

#define LOOKING_MS 10000 /* so long after a key somebody is still looking something up */
#define HASTY_MS   700   /* nobody reads a question and answers it in less */

static const struct screen_ops station = {.name = "station", .help = "the whole station"};
static const struct screen_ops signal_screen = {
    .name = "signals", .help = "every signal", .list = "signal-table"};
static const struct screen_ops lamps = {
    .name = "lamps", .help = "every lamp and why", .list = "lamps"};
static const struct screen_ops log_screen = {
    .name = "log", .help = "what has been recorded", .list = "log"};
static const struct screen_ops help = {.name = "help", .help = "what the keys do", .list = "help"};
static const struct screen_ops stop = {.name = "stop", .help = "why it stopped"};
static const struct screen_ops scrap = {.name = "scrap", .help = "scrap and rework"};
static const struct screen_ops job = {.name = "job", .help = "the queue of jobs"};
static const struct screen_ops mode = {.name = "mode", .help = "what the station is doing"};
static const struct screen_ops hours = {.name = "hours", .help = "plan and actual by the hour"};
static const struct screen_ops handover = {.name = "handover", .help = "what the shift hands over"};
static const struct screen_ops person = {.name = "person", .help = "who is at this terminal"};

static const struct screen_ops calls = {.name = "calls", .help = "call for help"};
static const struct screen_ops alerts = {.name = "alerts", .help = "alerts and what to do"};
static const struct screen_ops maintenance = {.name = "maintenance", .help = "maintenance's view"};
static const struct screen_ops predictions = {.name = "predictions", .help = "what will fail"};
static const struct screen_ops orders = {.name = "orders", .help = "work orders"};
static const struct screen_ops load = {.name = "load", .help = "the alarm load"};

static const struct screen_ops lines = {
    .name = "lines", .help = "every station of a hub", .list = "line-board"};

static const struct screen_ops plant = {
    .name = "plant", .help = "lists over the stations of a hub", .list = "line-page"};

static const struct screen_ops plain = {.name = "plain", .help = "a page of text"};

const struct screen_ops *const screen_list[] = {
    &station,     &signal_screen, &lamps, &log_screen, &help,   &plain, &stop,   &scrap,
    &job,         &mode,          &hours, &handover,   &person, &calls, &alerts, &maintenance,
    &predictions, &orders,        &load,  &lines,      &plant,  NULL};

static void report_problem(void *ctx, int line, const char *what)
{
    struct cause *why = ctx;
    if (why != NULL && why->text[0] == '\0')
        cause_set(why, 0, "line %d: %s", line, what);
}

int ui_screen_find(const char *name)
{
    for (int i = 0; screen_list[i] != NULL; i++)
        if (strcmp(screen_list[i]->name, name) == 0)
            return i;
    return -1;
}

int ui_init(struct ui *ui, enum glyph_tier tier, struct cause *why)
{
    *ui = (struct ui){0};
    for (int i = 0; screen_list[i] != NULL; i++) {
        const struct builtin_layout *found = NULL;
        for (size_t b = 0; b < builtin_layout_count; b++)
            if (strcmp(builtin_layouts[b].name, screen_list[i]->name) == 0)
                found = &builtin_layouts[b];
        if (found == NULL)
            return cause_set(why, -1, "no layout is built in for screen %s", screen_list[i]->name);
        struct cause first = {.text = ""};
        const struct layout_report report = {.ctx = &first, .problem = report_problem};
        if (layout_read(found->text, found->length, panel_names(), &ui->layout[i], &report) != 0)
            return cause_set(why, -1, "built-in layout %s: %s", found->name, first.text);
    }
    if (view_init(&ui->view, tier) != 0)
        return cause_set(why, -1, "out of memory");
    ui->view.screen = screen_list[0]->name;
    ui->page = 1;
    ui->asked_ms = INT64_MIN / 2;
    desk_init(&ui->desk);
    ui->view.desk = &ui->desk;
    field_clear(&ui->search, FIELD_TEXT);
    return 0;
}

void ui_done(struct ui *ui)
{
    view_done(&ui->view);
}

void ui_show(struct ui *ui, int screen)
{
    if (screen < 0)
        return;
    ui->list[ui->screen] = ui->view.list;
    ui->screen = screen;
    ui->view.screen = screen_list[screen]->name;
    ui->view.list = ui->list[screen];
    ui->view.log_open = ui->view.log_searching = false;
    desk_open(&ui->desk, &ui->view, ui->view.screen);
}

static int list_rows(const struct ui *ui)
{
    const char *name = screen_list[ui->screen]->list;
    const struct panel_ops *panel = name != NULL ? panel_find(name) : NULL;
    return panel != NULL && panel->rows != NULL ? panel->rows(&ui->view) : 0;
}

static void list_clamp(struct ui *ui)
{
    int rows = list_rows(ui);
    struct view_list *list = &ui->view.list;
    if (list->selected >= rows)
        list->selected = rows - 1;
    if (list->selected < 0)
        list->selected = 0;
}

static unsigned list_move(struct ui *ui, enum action action)
{
    struct view_list *list = &ui->view.list;
    int rows = list_rows(ui);
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
    list_clamp(ui);
    return UI_REPAINT | UI_NEEDS;
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
                {ACTION_LOAD, "load"}};
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
    if (!is_log(ui))
        return UI_NOTHING;
    if (action == ACTION_VERIFY) {
        record_verify(v);
        return UI_REPAINT | UI_NEEDS;
    }
    if (action == ACTION_FILTER)
        next_kind(v);
    else if (action == ACTION_SEARCH)
        v->log_searching = true;
    else
        v->log_open = !v->log_open;
    return UI_REPAINT;
}

/* ---- keys ---- */

/* Where it all begins: the station, or a hub's line board. */
static int home_of(const struct ui *ui)
{
    return ui->view.conn.hub ? ui_screen_find("lines") : 0;
}

static unsigned go_back(struct ui *ui)
{
    ui->view.notice[0] = '\0';
    if (log_back(ui))
        return UI_REPAINT | UI_NEEDS;
    if (ui->screen != home_of(ui))
        ui_show(ui, home_of(ui));
    else
        ui->view.lines.visit[0] = '\0'; /* back to the line, where it came from one */
    return UI_REPAINT | UI_NEEDS;
}

static unsigned act(struct ui *ui, enum action action)
{
    int screen = screen_of(action);
    if (screen >= 0) {
        ui_show(ui, screen == ui->screen ? home_of(ui) : screen);
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
static bool is_guarded(const struct ui *ui)
{
    return ui->view.boot_ms - ui->asked_ms < HASTY_MS && desk_rests(&ui->desk);
}

/* Pressed before anybody can have read what is asked: a letter is still meant for the station's
 * screen (M: mode, no merge), and a choice for nothing that is here. */
static bool is_hasty(const struct ui *ui, uint32_t key)
{
    bool answers = (key >= ' ' && key < 0x7F) || key == KEY_CODE_ENTER || key == KEY_CODE_UP ||
                   key == KEY_CODE_DOWN;
    return answers && is_guarded(ui);
}

static unsigned hasty(struct ui *ui, uint32_t key)
{
    enum action action = key_action(key);
    bool there = ui->turned || screen_of(action) == ui->screen;
    return there ? UI_NOTHING : act(ui, action);
}

static unsigned press(struct ui *ui, uint32_t key)
{
    struct desk *d = &ui->desk;
    unsigned reaction;
    if (line_screen(ui) && line_key(ui, key, &reaction))
        return reaction;
    if (unsure_key(ui, key))
        return UI_REPAINT;
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
    return act(ui, key_action(key));
}

/* What andond is asked about: the alert whose guidance is read, the signals that speak for the
 * chosen prediction. */
static void note_subject(struct ui *ui)
{
    struct view *v = &ui->view;
    struct asked_about *s = &v->response.subject;
    const struct draft *draft = desk_draft_of(&ui->desk);
    *s = (struct asked_about){.alert = ""};
    if (strcmp(v->screen, "alerts") == 0)
        (void)text_copy(s->alert, sizeof s->alert, draft->target);
    if (strcmp(v->screen, "predictions") != 0 || draft->selected >= v->snap.predictions)
        return;
    const struct prediction_view *p = &v->snap.prediction[draft->selected];
    for (int i = 0; i < p->evidences; i++)
        if (p->evidence[i].signal[0] != '\0')
            (void)text_copy(s->signal[s->signals++], sizeof s->signal[0], p->evidence[i].signal);
}

static unsigned take_key(struct ui *ui, uint32_t key)
{
    if (key == KEY_CODE_PASTE_BEGIN || key == KEY_CODE_PASTE_END)
        ui->pasting = key == KEY_CODE_PASTE_BEGIN;
    if (key == KEY_CODE_RESIZE)
        return UI_REPAINT | UI_REDRAW | UI_NEEDS;
    ui->key_ms = ui->view.boot_ms;
    unsigned reaction = UI_NOTHING;
    if (!ui->pasting && scanned_key(ui, key, &reaction))
        return reaction;
    if (!ui->pasting || key == KEY_CODE_PASTE_BEGIN)
        return key == KEY_CODE_PASTE_BEGIN || key == KEY_CODE_PASTE_END ? UI_NOTHING
                                                                        : press(ui, key);
    /* pasted text is no keys, but text where text is typed */
    if (key < ' ' || key >= 0x110000 || !desk_is_typing(&ui->desk))
        return UI_NOTHING;
    return desk_key(&ui->desk, &ui->view, key) ? UI_REPAINT : UI_NOTHING;
}

/* Nobody is entering anything, nor has looked something up a moment ago. A question that nobody has
 * touched gives way to that of a newer stop. */
static bool may_interrupt(const struct ui *ui)
{
    if (ui->screen == 0)
        return true;
    bool rests = desk_rests(&ui->desk), untouched = rests && ui->key_ms < ui->asked_ms;
    bool looks = (ui->desk.form < 0 || rests || desk_lists(&ui->desk)) && !ui->view.log_searching;
    return untouched || (looks && ui->view.boot_ms - ui->key_ms > LOOKING_MS);
}

unsigned ui_key(struct ui *ui, uint32_t key)
{
    unsigned reaction = take_key(ui, key);
    note_subject(ui);
    return reaction;
}

bool ui_update(struct ui *ui)
{
    if (ui->view.conn.hub) {
        bool other = !line_screen(ui) && strcmp(ui->view.screen, "help") != 0;
        if (other)
            ui_show(ui, home_of(ui));
        return other;
    }
    bool came = ui->view.conn.via && line_screen(ui);
    if (came)
        ui_show(ui, home_of(ui));
    desk_update(&ui->desk, &ui->view);
    note_subject(ui);
    if (ui->view.conn.via) /* who looks in from afar is not asked why it stopped */
        return came;
    if (!desk_wants_stop(&ui->desk, &ui->view) || !may_interrupt(ui) || ui->view.conn.read_only)
        return false;
    desk_asked(&ui->desk, &ui->view, ui->view.snap.ask[0].id);
    ui->turned = ui->desk.form >= 0;
    ui->asked_ms = ui->view.boot_ms;
    ui_show(ui, ui_screen_find("stop"));
    return true;
}

unsigned ui_needs(const struct ui *ui, int width, int height)
{
    struct layout_placed placed[LAYOUT_PLACED];
    int count = layout_solve(&ui->layout[ui->screen], width, height, placed);
    unsigned needs = 0;
    for (int i = 0; i < count; i++) {
        const struct panel_ops *panel =
            placed[i].node != NULL ? panel_find(placed[i].node->kind) : NULL;
        if (panel != NULL)
            needs |= panel->needs;
    }
    bool follow = ui->view.snap.sync.way.on && desk_told(&ui->desk, &ui->view);
    return needs | desk_needs(&ui->desk) | (ui->view.verifying ? NEED_VERIFY : 0U) |
           (follow ? NEED_LOG : 0U);
}

int64_t ui_next(const struct ui *ui, int width, int height)
{
    struct layout_placed placed[LAYOUT_PLACED];
    int count = layout_solve(&ui->layout[ui->screen], width, height, placed);
    int64_t soonest = ui->view.boot_ms - ui->view.boot_ms % MS_PER_S + MS_PER_S;
    if (is_guarded(ui) && ui->asked_ms + HASTY_MS < soonest)
        soonest = ui->asked_ms + HASTY_MS;
    for (int i = 0; i < count; i++) {
        const struct panel_ops *panel =
            placed[i].node != NULL ? panel_find(placed[i].node->kind) : NULL;
        int64_t at = panel != NULL && panel->next != NULL ? panel->next(&ui->view) : TIME_NEVER;
        if (at < soonest)
            soonest = at;
    }
    return soonest;
}

/* The defined picture of a terminal that is too small: the state, and what is needed. */
static void paint_too_small(const struct ui *ui, struct area a)
{
    const struct layout *l = &ui->layout[ui->screen];
    bool small = ui->view.snap.stop.small && ui->view.snap.stop.end == TIME_NONE;
    struct state_look look = state_look(view_state(&ui->view), small);
    int y = a.r.h >= 3 ? a.r.h / 2 - 1 : 0;
    draw_code(a, 0, y, look.style, look.code);
    draw_text(a, 2, y, look.style, look.word);
    if (a.r.h >= 2)
        draw_format(a, 0, y + 1, ST_DIM, "needs %dx%d", l->min_width, l->min_height);
    if (a.r.h >= 3)
        draw_format(a, 0, y + 2, ST_DIM, "this is %dx%d", a.r.w, a.r.h);
}

static bool is_line(const struct canvas *c, int x, int y)
{
    const struct cell *cell = canvas_cell(c, x, y);
    return cell != NULL && GLYPH_IS_LINE(cell->code);
}

static bool is_horizontal(const struct layout_placed *p)
{
    return p->node == NULL && p->rect.h == 1 && p->rect.w > 1;
}

/* Lines first, so that they join: horizontal ones, vertical ones that end on them, and where a
 * horizontal one ends at a vertical one. */
static void paint_lines(const struct layout_placed *placed, int count, struct area a)
{
    for (int i = 0; i < count; i++)
        if (is_horizontal(&placed[i]))
            draw_hline(a, placed[i].rect.x, placed[i].rect.y, placed[i].rect.w, ST_RULE);
    for (int i = 0; i < count; i++) {
        const struct rect *r = &placed[i].rect;
        if (placed[i].node != NULL || is_horizontal(&placed[i]))
            continue;
        int up = is_line(a.canvas, r->x, r->y - 1) ? 1 : 0;
        int down = is_line(a.canvas, r->x, r->y + r->h) ? 1 : 0;
        draw_vline(a, r->x, r->y - up, r->h + up + down, ST_RULE);
    }
    for (int i = 0; i < count; i++)
        if (is_horizontal(&placed[i])) {
            draw_join(a, placed[i].rect.x - 1, placed[i].rect.y, GLYPH_ARM_E);
            draw_join(a, placed[i].rect.x + placed[i].rect.w, placed[i].rect.y, GLYPH_ARM_W);
        }
}

static void paint_title(const struct layout_placed *p, struct area a)
{
    const struct cell *above = canvas_cell(a.canvas, p->rect.x + 1, p->rect.y - 1);
    if (p->node->title[0] == '\0' || above == NULL || !GLYPH_IS_LINE(above->code))
        return;
    struct area part = area_part(a, (struct rect){p->rect.x, p->rect.y - 1, p->rect.w, 1});
    draw_format(part, 1, 0, ST_HEAD, " %s ", p->node->title);
}

static void paint_panel(struct ui *ui, const struct layout_placed *p, struct area a)
{
    const struct panel_ops *panel = panel_find(p->node->kind);
    struct area part = area_part(a, p->rect);
    if (panel == NULL || part.r.w < panel->min_width || part.r.h < panel->min_height)
        return;
    panel->paint(&ui->view, part);
    if (panel->fades && view_is_old(&ui->view))
        draw_fade(part, ST_OLD);
}

static int list_page(const struct ui *ui, const struct layout_placed *placed, int count)
{
    const char *list = screen_list[ui->screen]->list;
    for (int i = 0; list != NULL && i < count; i++)
        if (placed[i].node != NULL && strcmp(placed[i].node->kind, list) == 0)
            return placed[i].rect.h > 3 ? placed[i].rect.h - 3 : 1;
    return 1;
}

/* What the line above the keys and the key bar say of the desk. */
static void note_desk(struct ui *ui)
{
    struct view *v = &ui->view;
    v->entry.text[0] = '\0';
    (void)desk_status(&ui->desk, v, v->entry.text, sizeof v->entry.text, &v->entry.style);
    if (is_guarded(ui)) {
        (void)text_copy(v->entry.text, sizeof v->entry.text,
                        "another question: keys count in a moment");
        v->entry.style = ST_BOLD;
    }
    v->hints = ui->desk.form >= 0 ? ui->hint : NULL;
    v->hint_count = ui->desk.form >= 0 ? desk_hints(&ui->desk, v, ui->hint) : 0;
    if (line_screen(ui)) {
        v->hints = ui->hint;
        v->hint_count = line_hints(ui, ui->hint);
    }
}

/* The rows of the board that will be seen; others are not kept. */
static void note_window(struct ui *ui)
{
    struct view_list *list = &ui->view.list;
    bool plant_shown = strcmp(ui->view.screen, "plant") == 0;
    /* of the board titles and foot are two of the three rows left out, of a list three */
    int page = ui->page + (plant_shown ? 0 : 1);
    list->top = list_top(list->top, list->selected, list_rows(ui), page);
    if (plant_shown)
        pages_window(&ui->view.pages, (size_t)list->top, (size_t)page);
    else
        lines_show(&ui->view.lines, (size_t)list->top, (size_t)page);
}

void ui_paint(struct ui *ui, struct canvas *canvas)
{
    struct layout_placed placed[LAYOUT_PLACED];
    struct area a = canvas_area(canvas);
    canvas_clear(canvas, ST_NORMAL);
    int count = layout_solve(&ui->layout[ui->screen], canvas->width, canvas->height, placed);
    if (count == 0) {
        paint_too_small(ui, a);
        return;
    }
    list_clamp(ui);
    note_desk(ui);
    ui->page = list_page(ui, placed, count);
    if (line_screen(ui))
        note_window(ui);
    for (size_t i = 0; panel_list[i] != NULL; i++)
        if (panel_list[i]->recalc != NULL)
            panel_list[i]->recalc(&ui->view);
    paint_lines(placed, count, a);
    for (int i = 0; i < count; i++)
        if (placed[i].node != NULL)
            paint_title(&placed[i], a);
    for (int i = 0; i < count; i++)
        if (placed[i].node != NULL)
            paint_panel(ui, &placed[i], a);
}
