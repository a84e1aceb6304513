/* SPDX-License-Identifier: MIT */
/* What lies over the screens. The palette does by itself nothing but choose; what was chosen is
 * done here with the keys and actions of ui.c. The search looks at the rows as they are painted, so
 * it is one way for every list that reports its rows. Called by ui.c before a key acts. */
#include "console/screens/overlay_keys.h"

#include "console/forms/draw.h"
#include "console/input/fkeys.h"
#include "console/panels/keys.h"
#include "console/screens/line_keys.h"
#include "console/screens/ui_parts.h"
#include "console/widgets/key.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

#define PAGES_MAX 64 /* of a list that are looked through */
#define ROW_BYTES 2048
#define FRESH_MS  2000 /* lists change while somebody types */

/* The start, and the plant's own. */
static const struct palette_screen *screens_of(const struct ui *ui)
{
    static const struct palette_screen none[] = {{NULL, NULL}};
    static struct palette_screen screens[SCREENS_OWN + 2];
    const struct screens *s = &ui->screens;
    int n = 0;
    screens[n++] = (struct palette_screen){
        N_("station"), N_("The whole station: what the machine does, who is wanted, how it goes.")};
    for (int i = s->builtins; i < screens_count(s); i++)
        if (screens_is_there(s, i))
            screens[n++] = (struct palette_screen){screens_name(s, i), screens_help(s, i)};
    screens[n] = (struct palette_screen){NULL, NULL};
    return ui->view.conn.hub ? none : screens;
}

bool overlay_typing(const struct ui *ui)
{
    const struct desk *d = &ui->desk;
    return ui->palette.open || ui->finding.on || ui->view.log_searching ||
           ui->view.lines.searching || desk_is_typing(d) ||
           (d->form >= 0 && desk_draft_of(d)->step == STEP_TIME);
}

/* ---- the palette ---- */

static unsigned do_deed(struct ui *ui, const struct palette_row *row)
{
    if (strcmp(ui->view.screen, row->screen) != 0)
        ui_show(ui, ui_screen_find(row->screen));
    unsigned reaction = UI_REPAINT | UI_NEEDS;
    if (overlay_typing(ui)) /* something was left there: it is shown, nothing is lost */
        return reaction;
    return reaction | ui_press(ui, row->key);
}

/* Lists and filters are the board's, not those of a station that was opened on it. */
static void leave_summary(struct ui *ui, uint32_t key)
{
    struct lines *l = &ui->view.lines;
    bool stays = key == KEY_CODE_ENTER || key == KEY_CODE_ESC || key == '?' || key == 'q';
    if (!stays && l->open[0] != '\0')
        lines_open(l, "");
}

static unsigned do_chosen(struct ui *ui, const struct palette_row *row)
{
    ui->view.lines.searching = false; /* its key is no text there */
    switch (row->kind) {
    case PALETTE_ACTION:
        if (row->action != ACTION_NONE)
            return UI_REPAINT | ui_act(ui, row->action);
        leave_summary(ui, row->key);
        return UI_REPAINT | ui_press(ui, row->key);
    case PALETTE_DEED:
        return do_deed(ui, row);
    case PALETTE_SCREEN:
        ui_show(ui, screens_find(&ui->screens, row->id));
        break;
    case PALETTE_STATION:
        if (strcmp(ui->view.screen, "lines") != 0)
            ui_show(ui, ui_screen_find("lines"));
        lines_open(&ui->view.lines, row->id);
        break;
    }
    return UI_REPAINT | UI_NEEDS;
}

static unsigned palette_pressed(struct ui *ui, uint32_t key)
{
    struct palette_row chosen;
    enum palette_result result = palette_key(&ui->palette, &ui->view, screens_of(ui), key, &chosen);
    if (result != PALETTE_CHOSEN)
        return UI_REPAINT;
    return do_chosen(ui, &chosen);
}

/* ---- the search ---- */

void overlay_search(struct ui *ui)
{
    struct finding *f = &ui->finding;
    *f = (struct finding){.on = true, .list = ui->view.list, .draft = *desk_draft_of(&ui->desk)};
    field_clear(&f->text, FIELD_TEXT);
}

static void go_to_start(struct ui *ui)
{
    ui->view.list = ui->finding.list;
    if (ui->desk.form >= 0)
        *desk_draft(&ui->desk) = ui->finding.draft;
}

static void fold(char *text)
{
    for (; *text != '\0'; text++)
        if (*text >= 'A' && *text <= 'Z')
            *text = (char)(*text - 'A' + 'a');
}

static bool row_holds(const struct canvas *c, const struct rect *r, const char *part)
{
    char text[ROW_BYTES];
    size_t n = 0;
    for (int i = 0; i < r->w * r->h && n + 5 < sizeof text; i++) {
        const struct cell *cell = canvas_cell(c, r->x + i % r->w, r->y + i / r->w);
        if (cell != NULL && cell->code != 0)
            n += utf8_encode(canvas_code(c, cell), text + n);
    }
    text[n] = '\0';
    fold(text);
    return strstr(text, part) != NULL;
}

/* The nearest row at or below the mark that holds the text: so many steps; -1 none is in sight, and
 * `last` is the lowest one. */
static int nearest(struct ui *ui, const char *part, int from, int *last)
{
    struct canvas c;
    int found = -1;
    *last = 0;
    if (canvas_init(&c, ui->width, ui->height, ui->view.tier) != 0)
        return -1;
    ui_paint(ui, &c);
    for (int i = 0; i < ui->hits.count; i++) {
        const struct hit *hit = &ui->hits.hit[i];
        if (hit->key != 0 || hit->steps < from)
            continue;
        *last = hit->steps > *last ? hit->steps : *last;
        if ((found < 0 || hit->steps < found) && row_holds(&c, &hit->r, part))
            found = hit->steps;
    }
    canvas_done(&c);
    return found;
}

static void go_down(struct ui *ui, int steps)
{
    for (int i = 0; i < steps; i++)
        (void)ui_press(ui, KEY_CODE_DOWN);
}

/* From the mark on, or from the row after it. False: nothing more, and the mark is where it was. */
static bool find_from(struct ui *ui, int from)
{
    char part[FIELD_BYTES + 1];
    struct view_list list = ui->view.list;
    struct draft draft = *desk_draft_of(&ui->desk);
    (void)text_copy(part, sizeof part, ui->finding.text.text);
    fold(part);
    ui->finding.on = false; /* the list itself takes the keys and is painted */
    bool found = false, ends = part[0] == '\0';
    for (int page = 0; page < PAGES_MAX && !found && !ends; page++) {
        int last, steps = nearest(ui, part, from, &last);
        int selected = ui->view.list.selected, chosen = desk_draft_of(&ui->desk)->selected;
        found = steps >= 0;
        go_down(ui, found ? steps : last + 1);
        ends = !found && selected == ui->view.list.selected &&
               chosen == desk_draft_of(&ui->desk)->selected;
        from = 0;
    }
    ui->finding.on = true;
    if (!found) {
        ui->view.list = list;
        if (ui->desk.form >= 0)
            *desk_draft(&ui->desk) = draft;
    }
    return found;
}

/* Where a shorter text was not found a longer one is not either, and where it was found first the
 * longer one is not before: only what is new is looked through. */
static void find_typed(struct finding *f, struct ui *ui, const struct field *before)
{
    size_t n = before->length;
    bool fresh = !f->further && ui->view.boot_ms - f->whole_ms < FRESH_MS;
    bool longer = n > 0 && f->text.length > n && memcmp(before->text, f->text.text, n) == 0;
    if (longer && fresh && f->missed)
        return;
    if (!longer || !fresh) {
        go_to_start(ui);
        f->whole_ms = ui->view.boot_ms;
    }
    f->further = false;
    f->missed = !find_from(ui, 0) && f->text.length > 0;
    if (f->missed)
        go_to_start(ui);
}

static unsigned find_key(struct ui *ui, uint32_t key)
{
    struct finding *f = &ui->finding;
    const struct field before = f->text;
    if (key == KEY_CODE_ENTER || key == KEY_CODE_ESC) {
        f->on = false;
        if (key == KEY_CODE_ESC)
            go_to_start(ui);
        return UI_REPAINT | UI_NEEDS;
    }
    if (key == KEY_CODE_DOWN) {
        f->missed = !find_from(ui, 1);
        f->further = true;
    } else if (field_key(&f->text, key)) {
        find_typed(f, ui, &before);
    }
    return UI_REPAINT | UI_NEEDS;
}

/* ---- all of them ---- */

static unsigned fkey_pressed(struct ui *ui, const struct fkey *f)
{
    bool hub = line_screen(ui) || ui->view.conn.hub;
    if (f->action == ACTION_PALETTE) {
        palette_open(&ui->palette);
        return UI_REPAINT;
    }
    if (f->action != ACTION_BACK)
        ui->view.lines.searching = false; /* its key is no text there */
    return hub || f->action == ACTION_BACK ? ui_press(ui, f->key) : ui_act(ui, f->action);
}

bool overlay_key(struct ui *ui, uint32_t key, unsigned *reaction)
{
    const struct fkey *f = fkey_find(key);
    if (f != NULL && f->action != ACTION_BACK)
        ui->palette.open = ui->finding.on = false;
    if (f != NULL && f->action == ACTION_BACK && (ui->palette.open || ui->finding.on))
        key = KEY_CODE_ESC;
    if (ui->palette.open)
        *reaction = palette_pressed(ui, key);
    else if (ui->finding.on)
        *reaction = find_key(ui, key);
    else if (f != NULL)
        *reaction = fkey_pressed(ui, f);
    else if (key == KEY_CODE_PALETTE || (key == ':' && !overlay_typing(ui))) {
        palette_open(&ui->palette);
        *reaction = UI_REPAINT;
    } else if (key == '/' && strcmp(ui->view.screen, "plant") == 0) {
        overlay_search(ui);
        *reaction = UI_REPAINT;
    } else
        return false;
    return true;
}

int overlay_hints(const struct ui *ui, struct hint out[HINTS_MAX])
{
    int n = 0;
    if (ui->palette.open) {
        out[n++] = (struct hint){"Enter", _("do it")};
        out[n++] = (struct hint){"\u2191\u2193", _("move")};
        out[n++] = (struct hint){"PgDn", _("page")};
        out[n++] = (struct hint){"Esc", _("close")};
    } else if (ui->finding.on) {
        out[n++] = (struct hint){"\u2193", _("next")};
        out[n++] = (struct hint){"Enter", _("here")};
        out[n++] = (struct hint){"Esc", _("as before")};
    }
    return n;
}

void overlay_paint(struct ui *ui, struct area body, struct area line)
{
    if (ui->palette.open) {
        hits_clear(&ui->hits);
        palette_paint(&ui->palette, &ui->view, screens_of(ui), body);
    }
    if (!ui->finding.on)
        return;
    draw_fill(line, (struct rect){0, 0, line.r.w, 1}, ST_NORMAL, ' ');
    draw_field(line, 0, ui->finding.missed ? _("nothing more with") : _("search"),
               &ui->finding.text);
}
