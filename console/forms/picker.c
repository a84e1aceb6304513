/* SPDX-License-Identifier: MIT */
/* The picker: places are the configuration's and never move with use, so that hands learn them;
 * use is shown by marks. Forms own pickers, give them keys and draw them. */
#include "console/forms/picker.h"

#include "console/widgets/hits.h"
#include "console/widgets/key.h"
#include "console/words/collate.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

#define COLUMNS 3
#define ROWS    3

void picker_begin(struct picker *p, const struct choices *choices, const char *suggested)
{
    *p = (struct picker){.choices = choices};
    const struct choice *choice = choice_find(choices, suggested);
    if (choice != NULL && choice->leaf)
        (void)text_copy(p->suggested, sizeof p->suggested, suggested);
    field_clear(&p->search, FIELD_TEXT);
}

/* ---- what is where ---- */

static bool is_here(const struct picker *p, const struct choice *c)
{
    return strcmp(c->parent, p->level) == 0 && c->fits;
}

/* What place 1..9 of the level shows, NULL: nothing: whoever has the place; those without one fill
 * what is free, in their order. */
static const struct choice *picker_at(const struct picker *p, int place)
{
    const struct choice *at[CHOICE_PLACES + 1] = {NULL};
    int next = 1;
    if (p->choices == NULL || place < 1 || place > CHOICE_PLACES)
        return NULL;
    for (int i = 0; i < p->choices->count; i++) {
        const struct choice *c = &p->choices->row[i];
        if (is_here(p, c) && c->place > 0 && at[c->place] == NULL)
            at[c->place] = c;
    }
    for (int i = 0; i < p->choices->count; i++) {
        const struct choice *c = &p->choices->row[i];
        if (!is_here(p, c) || (c->place > 0 && at[c->place] == c))
            continue;
        while (next <= CHOICE_PLACES && at[next] != NULL)
            next++;
        if (next <= CHOICE_PLACES)
            at[next] = c;
    }
    return at[place];
}

static bool contains(const char *text, const char *part)
{
    return collate_has(text, part, words_language());
}

/* Leaves whose name or id holds what is typed, in the order of the language. Returns how many. */
static int find(const struct picker *p, const struct choice *found[PICKER_FOUND_MAX])
{
    int n = 0;
    for (int i = 0; p->choices != NULL && i < p->choices->count && n < PICKER_FOUND_MAX; i++) {
        const struct choice *c = &p->choices->row[i];
        if (!c->leaf || (!contains(c->title, p->search.text) && !contains(c->id, p->search.text)))
            continue;
        int at = n++;
        for (; at > 0 && collate(c->title, found[at - 1]->title, words_language()) < 0; at--)
            found[at] = found[at - 1];
        found[at] = c;
    }
    return n;
}

static const struct choice *extreme(const struct picker *p, bool by_use)
{
    const struct choice *best = NULL;
    for (int i = 0; i < p->choices->count; i++) {
        const struct choice *c = &p->choices->row[i];
        if (!c->leaf || (by_use ? c->used <= 0 : c->last == TIME_NONE))
            continue;
        if (best == NULL || (by_use ? c->used > best->used : c->last > best->last))
            best = c;
    }
    return best;
}

/* ---- keys ---- */

static enum picked take(struct picker *p, const struct choice *c, const struct choice **choice)
{
    if (c == NULL)
        return PICKED_NOT;
    if (!c->leaf) {
        (void)text_copy(p->level, sizeof p->level, c->id);
        return PICKED_MOVED;
    }
    *choice = c;
    return PICKED_ONE;
}

static enum picked search_key(struct picker *p, uint32_t key, const struct choice **choice)
{
    const struct choice *found[PICKER_FOUND_MAX];
    int n = find(p, found);
    if (key == KEY_CODE_ENTER)
        return p->selected < n ? take(p, found[p->selected], choice) : PICKED_MOVED;
    if (key == KEY_CODE_UP || key == KEY_CODE_DOWN) {
        p->selected += key == KEY_CODE_UP ? -1 : 1;
        if (p->selected >= n)
            p->selected = n - 1;
        if (p->selected < 0)
            p->selected = 0;
        return PICKED_MOVED;
    }
    p->selected = 0;
    return field_key(&p->search, key) ? PICKED_MOVED : PICKED_NOT;
}

enum picked picker_key(struct picker *p, uint32_t key, const struct choice **choice)
{
    if (p->searching)
        return search_key(p, key, choice);
    if (key >= '1' && key <= '9')
        return take(p, picker_at(p, (int)key - '0'), choice);
    if (key == '0' || key == '/') {
        p->searching = true;
        p->selected = 0;
        field_clear(&p->search, FIELD_TEXT);
        return PICKED_MOVED;
    }
    if (key == KEY_CODE_ENTER && p->suggested[0] != '\0')
        return take(p, choice_find(p->choices, p->suggested), choice);
    return PICKED_NOT;
}

bool picker_back(struct picker *p)
{
    if (p->searching) {
        p->searching = false;
        return true;
    }
    if (p->level[0] == '\0')
        return false;
    const struct choice *here = choice_find(p->choices, p->level);
    char parent[48];
    (void)text_copy(parent, sizeof parent, here != NULL ? here->parent : "");
    (void)text_copy(p->level, sizeof p->level, parent);
    return true;
}

/* ---- drawing ---- */

/* Words into at most `h` rows of `w` cells. */
static void draw_wrapped(struct area a, struct rect where, enum style style, const char *text)
{
    for (int row = 0; row < where.h && *text != '\0'; row++) {
        char line[128];
        size_t take = row + 1 < where.h ? draw_row_of(text, where.w) : 0;
        if (take == 0)
            take = strlen(text);
        (void)text_copy_n(line, sizeof line, text, take);
        draw_text_cut(a, (struct rect){where.x, where.y + row, where.w, 1}, style, line);
        text += take;
        text += *text == ' ' ? 1 : 0;
    }
}

static bool holds_suggested(const struct picker *p, const struct choice *c)
{
    if (p->suggested[0] == '\0')
        return false;
    const struct choice *at = choice_find(p->choices, p->suggested);
    for (int depth = 0; at != NULL && depth < 4; depth++) {
        if (strcmp(at->id, c->id) == 0)
            return true;
        at = choice_find(p->choices, at->parent);
    }
    return false;
}

static void paint_place(const struct picker *p, struct area a, int place, struct rect r)
{
    const struct choice *c = picker_at(p, place);
    char cap[8];
    (void)text_format(cap, sizeof cap, r.w >= 16 ? " %d " : "%d", place);
    if (c == NULL) {
        draw_text(a, r.x, r.y, ST_DIM, cap);
        return;
    }
    bool suggested = holds_suggested(p, c);
    hit_key(a, r, (uint32_t)('0' + place));
    int x = draw_text(a, r.x, r.y, ST_KEY, cap);
    if (suggested)
        draw_code(a, x, r.y, ST_MARK, 0x25B8);
    x += r.w >= 16 ? 2 : 1;
    const char *mark = c == extreme(p, false) ? _("last") : c == extreme(p, true) ? _("often") : "";
    int room = r.w - (x - r.x) - 1, marked = mark[0] != '\0' && r.w >= 24 ? 7 : 0;
    char title[80];
    const char *more = !c->leaf ? "\u2026" : c->rework ? _(" (rework)") : "";
    (void)text_format(title, sizeof title, "%s%s", c->title, more);
    draw_wrapped(a, (struct rect){x, r.y, room - marked, r.h > 2 ? 2 : r.h},
                 suggested ? ST_BOLD : ST_NORMAL, title);
    if (marked > 0)
        draw_text_right(a, r.x + r.w - 2, r.y, ST_DIM, mark);
}

static void paint_search(const struct picker *p, struct area a)
{
    const struct choice *found[PICKER_FOUND_MAX];
    int n = find(p, found), page = a.r.h - 1;
    int x = draw_text(a, 1, 0, ST_DIM, _("search "));
    x = draw_text(a, x, 0, ST_BOLD, p->search.text);
    draw_code(a, x, 0, ST_SELECTED, ' ');
    if (n == 0)
        draw_text(a, 3, 1, ST_DIM, _("no reason of that name"));
    int top = p->selected >= page ? p->selected - page + 1 : 0;
    for (int i = 0; i < page && top + i < n; i++) {
        const struct choice *c = found[top + i];
        bool here = top + i == p->selected;
        hit_row(a, 1 + i, top + i - p->selected, true);
        if (here)
            draw_code(a, 1, 1 + i, ST_KEY, 0x25B8);
        int end = draw_text_cut(a, (struct rect){3, 1 + i, a.r.w - 4, 1},
                                here ? ST_BOLD : ST_NORMAL, c->title);
        const char *parent = choice_title(p->choices, c->parent);
        if (parent[0] != '\0' && end + 3 + text_cells(parent) < a.r.w)
            draw_format(a, end + 1, 1 + i, ST_DIM, "\u00B7 %s", parent);
    }
}

void picker_paint(const struct picker *p, struct area a)
{
    if (p->choices == NULL || !p->choices->known) {
        draw_text(a, 1, 0, ST_UNKNOWN, _("the list has not come yet"));
        return;
    }
    if (p->choices->count == 0) {
        draw_text(a, 1, 0, ST_DIM, _("nothing is configured to choose from"));
        return;
    }
    if (p->searching) {
        paint_search(p, a);
        return;
    }
    int w = (a.r.w - 1) / COLUMNS, h = a.r.h / ROWS;
    h = h < 1 ? 1 : h > 4 ? 4 : h;
    for (int place = 1; place <= CHOICE_PLACES; place++) {
        int column = (place - 1) / ROWS, row = (place - 1) % ROWS;
        paint_place(p, a, place, (struct rect){1 + column * w, row * h, w, h});
    }
}
