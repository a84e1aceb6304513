/* SPDX-License-Identifier: MIT */
/* Context help, from the tables that the keys, the palette and the fields are made of: there is no
 * second truth. The panel scrolls by items; an item has as many rows as its sentence needs. */
#include "console/input/help.h"

#include "console/input/deeds.h"
#include "console/input/fkeys.h"
#include "console/panels/panel.h"
#include "console/widgets/hits.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

#define NARROW    60
#define ROW_BYTES 255 /* of a row of text; it is broken there at the latest */

struct pile {
    struct help_item *item;
    int count;
};

static void add(struct pile *p, struct help_item item)
{
    if (p->count < HELP_ITEMS)
        p->item[p->count++] = item;
}

static void head(struct pile *p, const char *text)
{
    add(p, (struct help_item){HELP_HEAD, "", "", text});
}

static void text(struct pile *p, const char *words)
{
    add(p, (struct help_item){HELP_TEXT, "", "", words});
}

static void add_screen(struct pile *p, const struct view *v, const char *screen)
{
    const char *purpose = screen_purpose(screen), *field = v->help_field;
    head(p, _("this screen"));
    if (purpose[0] != '\0')
        text(p, purpose);
    else if (v->help_about != NULL)
        text(p, _(v->help_about));
    if (field != NULL && field[0] != '\0')
        text(p, field);
    for (const struct deed *d = deeds; d->screen != NULL; d++)
        if (strcmp(d->screen, screen) == 0)
            add(p, (struct help_item){HELP_KEY, d->cap, _(d->word), _(d->help)});
}

static void add_fkeys(struct pile *p)
{
    static const char *const caps[] = {"",    "F1",  "F2",  "F3",  "F4",  "F5",  "F6",
                                       "F7",  "F8",  "F9",  "F10", "F11", "F12", "F13",
                                       "F14", "F15", "F16", "F17", "F18", "F19", "F20"};
    head(p, _("F-keys, also while something is typed; PF1 to PF4 are F1 to F4"));
    for (const struct fkey *f = fkeys; f->number != 0; f++) {
        const char *sentence = "";
        for (const struct key_row *row = key_rows; row->action != ACTION_NONE; row++)
            if (row->action == f->action)
                sentence = _(row->help);
        add(p, (struct help_item){HELP_KEY, caps[f->number], _(f->word), sentence});
    }
}

int help_items(const struct view *v, struct help_item out[HELP_ITEMS])
{
    struct pile p = {.item = out};
    bool hub = v->conn.hub;
    const char *screen = v->help_for != NULL ? v->help_for : hub ? "lines" : "station";
    add_screen(&p, v, screen);
    if (!hub && v->own_keys != NULL && v->own_keys[0].action != ACTION_NONE)
        head(&p, _("screens of this plant"));
    for (const struct key_row *row = v->own_keys; !hub && row != NULL && row->action != ACTION_NONE;
         row++)
        add(&p, (struct help_item){HELP_KEY, row->cap, _(row->word), _(row->help)});
    head(&p, hub ? _("on the screens of a hub") : _("on every screen"));
    for (const struct key_row *row = hub ? line_key_rows : key_rows; row->action != ACTION_NONE;
         row++)
        add(&p, (struct help_item){HELP_KEY, row->cap, _(row->word), _(row->help)});
    if (!hub)
        add_fkeys(&p);
    head(&p, _("figures"));
    text(&p, _("OEE = availability \u00D7 performance \u00D7 quality of the shift so far."));
    text(&p, _("Time without data counts in none of them; how much that is stands below them."));
    return p.count;
}

/* ---- the panel ---- */

/* How many bytes of the text go into `w` cells: whole words, else whole characters. */
static size_t row_bytes(const char *words, int w)
{
    size_t left = strlen(words), at = 0, fits = 0, take = 0;
    int cells = 0;
    left = left < ROW_BYTES ? left : ROW_BYTES;
    while (left > 0 && ((unsigned char)words[left] & 0xC0U) == 0x80U)
        left--; /* not within a character */
    while (at < left) {
        uint32_t code = '?';
        size_t n = utf8_decode(words + at, left - at, &code);
        n += n == 0;
        cells += utf8_cells(code);
        if (cells > w)
            break;
        at = fits = at + n;
        take = words[at] == ' ' || words[at] == '\0' ? at : take;
    }
    if (take > 0)
        return take;
    return fits > 0 ? fits : strlen(words); /* Japanese has no blanks */
}

/* The text in rows of `w` cells from (x, y) on, at most to the end of the area; without `draws`
 * only counted. Returns how many rows it needs. */
static int wrapped(struct area a, struct rect at, enum style style, const char *words, bool draws)
{
    int rows = 0;
    do {
        char line[ROW_BYTES + 1];
        size_t take = row_bytes(words, at.w);
        if (draws && at.y + rows < a.r.h) {
            (void)text_copy_n(line, sizeof line, words, take);
            draw_text_cut(a, (struct rect){at.x, at.y + rows, at.w, 1}, style, line);
        }
        rows++;
        words += take;
        words += *words == ' ' ? 1 : 0;
    } while (*words != '\0');
    return rows;
}

static int item_paint(struct area a, int y, const struct help_item *item, bool draws)
{
    bool narrow = a.r.w < NARROW;
    int x = item->kind == HELP_KEY ? (narrow ? 10 : 30) : 1, w = a.r.w - x - 1;
    enum style style = item->kind == HELP_HEAD   ? ST_HEAD
                       : item->kind == HELP_TEXT ? ST_NORMAL
                                                 : ST_DIM;
    if (draws && item->kind == HELP_KEY) {
        draw_text_right(a, narrow ? 8 : 10, y, ST_BOLD, item->cap);
        if (!narrow)
            draw_text_cut(a, (struct rect){13, y, 16, 1}, ST_NORMAL, item->word);
    }
    return wrapped(a, (struct rect){x, y, w, 1}, style, item->text, draws);
}

static int rows_of(const struct view *v)
{
    struct help_item item[HELP_ITEMS];
    return help_items(v, item);
}

/* The first item, so that the marked one is in sight; the page is filled at the end. */
static int first_item(struct area a, const struct help_item *item, int count, int selected)
{
    int top = 0, used = 0;
    for (int i = 0; i <= selected && i < count; i++)
        used += item_paint(a, 0, &item[i], false);
    while (top < selected && used > a.r.h - 1)
        used -= item_paint(a, 0, &item[top++], false);
    return top;
}

static void paint(const struct view *v, struct area a)
{
    struct help_item item[HELP_ITEMS];
    int count = help_items(v, item), y = 0;
    struct area page = area_part(a, (struct rect){0, 0, a.r.w, a.r.h - 1});
    int top = first_item(a, item, count, v->list.selected), i = top;
    for (; i < count && y < page.r.h; i++) {
        int rows = item_paint(page, y, &item[i], true);
        if (i == v->list.selected && i > 0)
            draw_code(page, 0, y, ST_KEY, 0x25B8);
        hit_item(area_part(page, (struct rect){0, y, a.r.w, rows}), i - v->list.selected, false);
        y += rows;
    }
    int right = a.r.w - 1;
    if (i < count || y > page.r.h)
        right = draw_text_right(a, right, a.r.h - 1, ST_KEY_TEXT, _("\u2193 more")) - 2;
    char foot[160];
    (void)text_format(foot, sizeof foot, _("andon-console %s \u00B7 you are: %s%s"), ANDON_VERSION,
                      v->conn.role[0] != '\0' ? words_for(v->conn.role) : _("not connected"),
                      v->conn.read_only ? _(" \u00B7 read only") : "");
    draw_text_cut(a, (struct rect){1, a.r.h - 1, right - 1, 1}, ST_DIM, foot);
}

const struct panel_ops panel_help = {
    .name = "help",
    .help = "what each key does",
    .min_width = 40,
    .min_height = 3,
    .paint = paint,
    .rows = rows_of,
};
