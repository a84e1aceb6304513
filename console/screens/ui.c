/* SPDX-License-Identifier: MIT */
/* Screens and keys. Painting: solve the layout, let each panel compute, draw lines and titles, let
 * each panel draw, fade what is old. The main loop owns time, terminal and socket; this file only
 * answers. */
#include "console/screens/ui.h"

#include "console/panels/keys.h"
#include "console/widgets/builtin.h"
#include "console/widgets/layout_read.h"
#include "data/model/text.h"

#include <string.h>

static const struct screen_ops station = {.name = "station", .help = "the whole station"};
static const struct screen_ops signal_screen = {
    .name = "signals", .help = "every signal", .list = "signal-table"};
static const struct screen_ops lamps = {
    .name = "lamps", .help = "every lamp and why", .list = "lamps"};
static const struct screen_ops log_screen = {
    .name = "log", .help = "what has been recorded", .list = "log"};
static const struct screen_ops help = {.name = "help", .help = "what the keys do"};

static const struct screen_ops plain = {.name = "plain", .help = "a page of text"};

const struct screen_ops *const screen_list[] = {&station, &signal_screen, &lamps, &log_screen,
                                                &help,    &plain,         NULL};

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
    return 0;
}

void ui_done(struct ui *ui)
{
    view_done(&ui->view);
}

void ui_show(struct ui *ui, int screen)
{
    ui->list[ui->screen] = ui->view.list;
    ui->screen = screen;
    ui->view.screen = screen_list[screen]->name;
    ui->view.list = ui->list[screen];
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
                {ACTION_HELP, "help"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].action == action)
            return ui_screen_find(rows[i].screen);
    return -1;
}

unsigned ui_key(struct ui *ui, uint32_t key)
{
    if (key == KEY_CODE_PASTE_BEGIN || key == KEY_CODE_PASTE_END)
        ui->pasting = key == KEY_CODE_PASTE_BEGIN;
    if (key == KEY_CODE_RESIZE)
        return UI_REPAINT | UI_REDRAW | UI_NEEDS;
    if (ui->pasting)
        return UI_NOTHING; /* pasted text is no keys */
    enum action action = key_action(key);
    int screen = screen_of(action);
    if (screen >= 0) {
        ui_show(ui, screen == ui->screen ? 0 : screen);
        return UI_REPAINT | UI_NEEDS;
    }
    switch ((int)action) {
    case ACTION_QUIT:
        return UI_QUIT;
    case ACTION_BACK:
        ui->view.notice[0] = '\0';
        if (ui->screen != 0)
            ui_show(ui, 0);
        return UI_REPAINT | UI_NEEDS;
    case ACTION_REDRAW:
        return UI_REPAINT | UI_REDRAW;
    case ACTION_NONE:
        return UI_NOTHING;
    default:
        return list_move(ui, action);
    }
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
    return needs;
}

int64_t ui_next(const struct ui *ui, int width, int height)
{
    struct layout_placed placed[LAYOUT_PLACED];
    int count = layout_solve(&ui->layout[ui->screen], width, height, placed);
    int64_t soonest = ui->view.boot_ms - ui->view.boot_ms % MS_PER_S + MS_PER_S;
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
    ui->page = list_page(ui, placed, count);
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
