/* SPDX-License-Identifier: MIT */
/* The picture: solve the layout, let each panel compute, draw lines and titles, let each panel
 * draw, fade what is old. Also which rows the panels want and when the picture next changes by
 * itself. Called by the main loop through ui.h. */
#include "console/screens/score_keys.h"
#include "console/screens/ui_parts.h"

#include "console/input/next_step.h"
#include "console/screens/detail_keys.h"
#include "console/screens/line_keys.h"
#include "console/screens/overlay_keys.h"
#include "console/screens/report_keys.h"
#include "console/screens/touch_keys.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

/* Who is at the terminal: the person of the badge, else whose login it is. */
static int role_now(const struct ui *ui)
{
    const struct person *p = &ui->desk.person;
    const char *role = p->role[0] != '\0' ? p->role : ui->view.conn.role;
    return word_find(&words_person_role, role, strlen(role));
}

static unsigned open_now(const struct snapshot *s)
{
    unsigned open = 0;
    for (int i = 0; i < s->alerts; i++) {
        const struct alert_view *alert = &s->alert[i];
        bool aside = alert->suppressed || alert->out_of_service || alert->shelve != SHELVE_NONE;
        if (!aside && (alert->active || !alert->acked))
            open |= 1U << OPEN_ALERT;
    }
    return open | (s->calls > 0 ? 1U << OPEN_CALL : 0U) |
           (s->predictions > 0 ? 1U << OPEN_PREDICTION : 0U) |
           (s->orders > 0 ? 1U << OPEN_ORDER : 0U) | (s->asks > 0 ? 1U << OPEN_STOP : 0U);
}

struct layout_now ui_now(const struct ui *ui, int width, int height)
{
    static const int colours[COLOUR_TIERS] = {
        [COLOUR_MONO] = 0, [COLOUR_8] = 8, [COLOUR_16] = 16, [COLOUR_256] = 256};
    const struct view *v = &ui->view;
    return (struct layout_now){.width = width,
                               .height = height,
                               .tier = v->tier,
                               .colours = colours[v->terminal.colours],
                               .role = role_now(ui),
                               .state = view_state(v),
                               .open = v->has_snapshot ? open_now(&v->snap) : 0};
}

const struct layout *ui_layout(const struct ui *ui, const struct layout_now *now)
{
    return screens_pick(&ui->screens, ui->screen, now);
}

/* Buttons take the place of the key bar, which is one row. */
static struct layout_now screen_now(const struct ui *ui, int width, int height)
{
    int bar = touch_height(&ui->touch);
    struct layout_now now = ui_now(ui, width, bar > 0 ? height - bar + 1 : height);
    now.cramped = bar > 0;
    return now;
}

static int solve(const struct ui *ui, int width, int height, struct layout_placed *placed)
{
    const struct layout_now now = screen_now(ui, width, height);
    return layout_solve(ui_layout(ui, &now), &now, placed);
}

unsigned ui_needs(const struct ui *ui, int width, int height)
{
    struct layout_placed placed[LAYOUT_PLACED];
    int count = solve(ui, width, height, placed);
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
    int count = solve(ui, width, height, placed);
    int64_t soonest = ui->view.boot_ms - ui->view.boot_ms % MS_PER_S + MS_PER_S;
    if (ui_guarded(ui) && ui->asked_ms + UI_HASTY_MS < soonest)
        soonest = ui->asked_ms + UI_HASTY_MS;
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
static void paint_too_small(const struct ui *ui, const struct layout *l, struct area a)
{
    bool small = ui->view.snap.stop.small && ui->view.snap.stop.end == TIME_NONE;
    struct state_look look = state_look(view_state(&ui->view), small);
    int y = a.r.h >= 3 ? a.r.h / 2 - 1 : 0;
    draw_code(a, 0, y, look.style, look.code);
    draw_text(a, 2, y, look.style, look.word);
    if (a.r.h >= 2)
        draw_format(a, 0, y + 1, ST_DIM, _("needs %dx%d"), l->min_width, l->min_height);
    if (a.r.h >= 3)
        draw_format(a, 0, y + 2, ST_DIM, _("this is %dx%d"), a.r.w, a.r.h);
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
void ui_paint_lines(const struct layout_placed *placed, int count, struct area a)
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

void ui_paint_title(struct layout_placed *p, struct area a)
{
    const struct cell *above = canvas_cell(a.canvas, p->rect.x + 1, p->rect.y - 1);
    const struct panel_ops *panel = panel_find(p->node->kind);
    if (p->node->title[0] == '\0' || panel == NULL)
        return;
    int y = p->rect.y - 1;
    if (above == NULL || !GLYPH_IS_LINE(above->code)) {
        if (p->rect.h <= panel->min_height)
            return; /* its figures are worth more */
        y = p->rect.y++;
        p->rect.h--;
        draw_hline(a, p->rect.x, y, p->rect.w, ST_RULE);
        draw_join(a, p->rect.x - 1, y, GLYPH_ARM_E);
        draw_join(a, p->rect.x + p->rect.w, y, GLYPH_ARM_W);
    }
    struct area part = area_part(a, (struct rect){p->rect.x, y, p->rect.w, 1});
    draw_format(part, 1, 0, ST_HEAD, " %s ", _(p->node->title));
}

static void paint_panel(struct ui *ui, const struct layout_placed *p, struct area a)
{
    const struct panel_ops *panel = panel_find(p->node->kind);
    struct area part = area_part(a, p->rect);
    if (panel == NULL || part.r.w < panel->min_width || part.r.h < panel->min_height)
        return;
    ui->view.node = p->node;
    bool bar = strcmp(p->node->kind, "keys") == 0;
    if (ui->touch.on && bar)
        return; /* buttons stand there */
    if (ui->screen == 0)
        hit_key(part, (struct rect){0, 0, part.r.w, part.r.h}, touch_panel_key(p->node->kind));
    int first = ui->hits.count;
    panel->paint(&ui->view, part);
    if (ui->touch.on)
        touch_stretch(&ui->hits, first, part);
    ui->view.node = NULL;
    if (panel->fades && view_is_old(&ui->view))
        draw_fade(part, ST_OLD);
}

static int list_page(const struct ui *ui, const struct layout_placed *placed, int count)
{
    const char *list = screens_list(&ui->screens, ui->screen);
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
    if (ui_guarded(ui)) {
        (void)text_copy(v->entry.text, sizeof v->entry.text,
                        _("another question: keys count in a moment"));
        v->entry.style = ST_BOLD;
    }
    v->hints = ui->desk.form >= 0 ? ui->hint : NULL;
    v->hint_count = ui->desk.form >= 0 ? desk_hints(&ui->desk, v, ui->hint) : 0;
    if (line_screen(ui)) {
        v->hints = ui->hint;
        v->hint_count = line_hints(ui, ui->hint);
    }
    if (detail_screen(ui)) {
        v->hints = ui->hint;
        v->hint_count = detail_hints(ui, ui->hint);
    }
    int report = report_hints(ui, ui->hint);
    if (report > 0) {
        v->hints = ui->hint;
        v->hint_count = report;
    }
    int over = overlay_hints(ui, ui->hint);
    if (over > 0) {
        v->hints = ui->hint;
        v->hint_count = over;
    }
    if (score_screen(ui)) /* of a wall nobody is close */
        v->next_step[0] = '\0';
    else
        (void)next_step(v, v->next_step, sizeof v->next_step);
}

/* The rows between the header and the line above the keys, and that line. */
static void paint_over(struct ui *ui, const struct layout_placed *placed, int count, struct area a)
{
    int bottom = a.r.h, line = a.r.h - 1;
    for (int i = 0; i < count; i++) {
        const struct rect *r = &placed[i].rect;
        bool message = placed[i].node != NULL && strcmp(placed[i].node->kind, "message") == 0;
        bool keys = placed[i].node != NULL && strcmp(placed[i].node->kind, "keys") == 0;
        if (message)
            line = r->y;
        if ((message || keys) && r->y > 1 && r->y < bottom)
            bottom = r->y;
    }
    struct area said = area_part(a, (struct rect){0, line, a.r.w, 1});
    touch_paint_field(ui, said);
    overlay_paint(ui, area_part(a, (struct rect){0, 1, a.r.w, bottom - 1}), said);
}

/* The rows of the board that will be seen; others are not kept. */
static void note_window(struct ui *ui)
{
    struct view_list *list = &ui->view.list;
    bool plant_shown = strcmp(ui->view.screen, "plant") == 0;
    /* of the board titles and foot are two of the three rows left out, of a list three */
    int page = ui->page + (plant_shown ? 0 : 1);
    list->top = list_top(list->top, list->selected, ui_list_rows(ui), page);
    if (plant_shown)
        pages_window(&ui->view.pages, (size_t)list->top, (size_t)page);
    else
        lines_show(&ui->view.lines, (size_t)list->top, (size_t)page);
}

void ui_paint(struct ui *ui, struct canvas *canvas)
{
    struct layout_placed placed[LAYOUT_PLACED];
    struct area a = canvas_area(canvas);
    canvas->german = words_spelt();
    canvas_clear(canvas, ST_NORMAL);
    ui->width = canvas->width;
    ui->height = canvas->height;
    hits_clear(&ui->hits);
    canvas->hits = &ui->hits;
    note_desk(ui);
    touch_note(ui, canvas->width, canvas->height);
    int bar = touch_height(&ui->touch);
    const struct layout_now now = screen_now(ui, canvas->width, canvas->height);
    const struct layout *layout = ui_layout(ui, &now);
    int count = layout_solve(layout, &now, placed);
    ui->small = count == 0;
    if (ui->small) {
        paint_too_small(ui, layout, a);
        canvas->hits = NULL;
        return;
    }
    ui_paint_lines(placed, count, a);
    for (int i = 0; i < count; i++)
        if (placed[i].node != NULL)
            ui_paint_title(&placed[i], a);
    ui_list_clamp(ui);
    ui->view.dashboard =
        ui->screen >= ui->screens.builtins && screens_list(&ui->screens, ui->screen) == NULL;
    ui->page = list_page(ui, placed, count);
    if (line_screen(ui))
        note_window(ui);
    else if (ui->view.conn.hub)
        lines_show(&ui->view.lines, 0, (size_t)canvas->height);
    detail_room(ui, placed, count);
    for (size_t i = 0; panel_list[i] != NULL; i++)
        if (panel_list[i]->recalc != NULL)
            panel_list[i]->recalc(&ui->view);
    ui->view.layout = layout;
    for (int i = 0; i < count; i++)
        if (placed[i].node != NULL)
            paint_panel(ui, &placed[i], a);
    paint_over(ui, placed, count, area_part(a, (struct rect){0, 0, a.r.w, now.height}));
    if (bar > 0)
        touch_paint(&ui->touch, area_part(a, (struct rect){0, a.r.h - bar, a.r.w, bar}));
    canvas->hits = NULL;
    ui->view.layout = NULL;
}
