/* SPDX-License-Identifier: MIT */
/* Buttons from what the key bar offers, so that there is no second table of what can be done; the
 * keyboards; and the room that they take. Owned by struct ui, painted by ui_paint.c. */
#include "console/input/touch.h"

#include "console/panels/keys.h"
#include "console/widgets/key.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

#define BAR_WIDTH      10 /* cells of a button of the bar, about */
#define BOARD_COLUMNS  10
#define FORM_ROWS      6 /* of a small terminal that are left to the screen */
#define FORM_ROWS_TALL 12
#define WIDE           60
#define TALL           20

#define KEY_ERASE 0x7F

/* ---- which buttons ---- */

static bool has(const struct touch *t, uint32_t key)
{
    for (int i = 0; i < t->count; i++)
        if (t->button[i].key == key)
            return true;
    for (int i = 0; i < t->controls; i++)
        if (t->control[i].key == key)
            return true;
    return false;
}

static void put(struct touch *t, uint32_t key, const char *cap, const char *word)
{
    if (has(t, key) || t->count == TOUCH_BUTTONS)
        return;
    struct touch_button *b = &t->button[t->count++];
    b->key = key;
    b->word = word;
    (void)text_copy(b->cap, sizeof b->cap, cap);
}

static void control(struct touch *t, uint32_t key, const char *cap, const char *word)
{
    if (has(t, key) || t->controls == (int)(sizeof t->control / sizeof *t->control))
        return;
    struct touch_button *b = &t->control[t->controls++];
    b->key = key;
    b->word = word;
    (void)text_copy(b->cap, sizeof b->cap, cap);
}

/* Caps that stand for keys of another name, or for two. */
static const struct {
    const char *cap;
    uint32_t key[2];
    const char *caps[2];
} named[] = {
    {"\u2191\u2193", {KEY_CODE_UP, KEY_CODE_DOWN}, {"\u2191", "\u2193"}},
    {"\u2190\u2192", {KEY_CODE_LEFT, KEY_CODE_RIGHT}, {"\u2190", "\u2192"}},
    {"\u2193", {KEY_CODE_DOWN, 0}, {"\u2193", ""}},
    {"\u2191", {KEY_CODE_UP, 0}, {"\u2191", ""}},
    {"+ \u2212", {'+', '-'}, {"+", "\u2212"}},
    {"PgDn", {KEY_CODE_PAGE_UP, KEY_CODE_PAGE_DOWN}, {"PgUp", "PgDn"}},
    {"PgUp", {KEY_CODE_PAGE_UP, KEY_CODE_PAGE_DOWN}, {"PgUp", "PgDn"}},
    {"PgUp PgDn", {KEY_CODE_PAGE_UP, KEY_CODE_PAGE_DOWN}, {"PgUp", "PgDn"}},
    {"Home", {KEY_CODE_HOME, 0}, {"Home", ""}},
    {"End", {KEY_CODE_END, 0}, {"End", ""}},
    {"Enter", {KEY_CODE_ENTER, 0}, {"Enter", ""}},
    {"Space", {' ', 0}, {"Space", ""}},
    {"\u2190", {KEY_CODE_LEFT, 0}, {"\u2190", ""}},
    {"Esc", {KEY_CODE_ESC, 0}, {"Esc", ""}},
    {"?", {KEY_CODE_F1, 0}, {"?", ""}},
    {"Tab", {KEY_CODE_TAB, 0}, {"Tab", ""}},
    {"Shift-Tab", {KEY_CODE_BACKTAB, 0}, {"Shift-Tab", ""}},
    {"Ctrl-L", {KEY_CODE_REDRAW, 0}, {"Ctrl-L", ""}},
};
#define NAMED ((int)(sizeof named / sizeof *named))

static int find_named(const char *cap)
{
    int at = 0;
    while (at < NAMED && strcmp(named[at].cap, cap) != 0)
        at++;
    return at;
}

int touch_keys_of(const char *cap, uint32_t out[TOUCH_CAP_KEYS])
{
    int n = 0, at = find_named(cap);
    for (int k = 0; at < NAMED && k < 2 && named[at].key[k] != 0; k++)
        out[n++] = named[at].key[k];
    if (n > 0 || cap[0] == '\0')
        return n;
    if (cap[1] == '-' && cap[2] > cap[0] && cap[3] == '\0') { /* "1-6" */
        for (char c = cap[0]; c <= cap[2] && n < TOUCH_CAP_KEYS; c++)
            out[n++] = (uint32_t)c;
        return n;
    }
    for (; n < TOUCH_CAP_KEYS && cap[n] != '\0'; n++) { /* "S", ",." */
        bool letter = (cap[n] >= 'A' && cap[n] <= 'Z');
        if ((unsigned char)cap[n] >= 0x7F || (n > 0 && letter))
            return 0; /* digits that choose, "1\u20139": they are touched where they stand */
        out[n] = (uint32_t)(letter ? cap[n] - 'A' + 'a' : cap[n]);
    }
    return n;
}

/* A cap of the key bar as buttons; one that stands for several keys as each of them. */
static void put_hint(struct touch *t, const struct hint *hint)
{
    uint32_t key[TOUCH_CAP_KEYS];
    int n = touch_keys_of(hint->cap, key), at = find_named(hint->cap);
    for (int i = 0; i < n; i++) {
        char one[2] = {(char)(key[i] >= 'a' && key[i] <= 'z' ? key[i] - 'a' + 'A' : key[i]), '\0'};
        put(t, key[i], at < NAMED ? named[at].caps[i] : one, _(hint->word));
    }
}

/* Capitals after their key, for one letter. */
static void put_letters(struct touch *t, const char *letters)
{
    char cap[2] = "";
    for (; *letters != '\0'; letters++) {
        bool letter = *letters >= 'a' && *letters <= 'z';
        cap[0] = (char)(letter && t->capital ? *letters - 'a' + 'A' : *letters);
        put(t, (uint32_t)(unsigned char)cap[0], cap, "");
    }
}

/* What the field takes; letters first where words are typed, digits where numbers are. */
static void put_board(struct touch *t)
{
    static const char *const boards[] = {
        [TOUCH_KEYS] = "",
        [TOUCH_TEXT] = "abcdefghijklmnopqrstuvwxyz0123456789.,-:/+",
        [TOUCH_NUMBER] = "1234567890.",
        [TOUCH_CLOCK] = "1234567890",
        [TOUCH_PIN] = "1234567890abcdefghijklmnopqrstuvwxyz-",
    };
    put_letters(t, boards[t->asks]);
    if (t->asks == TOUCH_TEXT || t->asks == TOUCH_PIN)
        put(t, KEY_CODE_TOUCH_SHIFT, "Aa", t->capital ? _("small") : _("capital"));
    control(t, KEY_ERASE, "\u2190", _("erase"));
    if (t->asks == TOUCH_TEXT)
        control(t, ' ', "\u2423", _("blank"));
}

static const char *word_of(const struct hint *hint, int n, const char *cap, const char *otherwise)
{
    for (int i = 0; i < n; i++)
        if (strcmp(hint[i].cap, cap) == 0)
            return _(hint[i].word);
    return otherwise;
}

void touch_fill_of(struct touch *t, const struct touch_moment *m)
{
    bool wide = t->width >= WIDE; /* else it is found among all */
    if (t->of != m->of || t->asks != m->asks) {
        t->page = 0;
        t->capital = false;
    }
    t->of = m->of;
    t->asks = m->asks;
    t->count = t->controls = 0;
    if (m->asks != TOUCH_KEYS) {
        put_board(t);
        control(t, KEY_CODE_ENTER, "OK", word_of(m->hint, m->hints, "Enter", ""));
    }
    if (!m->at_home || m->asks != TOUCH_KEYS)
        control(t, KEY_CODE_ESC, "Esc", word_of(m->hint, m->hints, "Esc", _("back")));
    if (m->asks == TOUCH_KEYS && !m->bare) {
        if (wide)
            control(t, KEY_CODE_F1, "?", _("help"));
        control(t, KEY_CODE_PALETTE, t->over ? "abc" : "\u2026", t->over ? _("letters") : _("all"));
    }
    if (!m->own || m->asks != TOUCH_TEXT)
        for (int i = 0; i < m->hints; i++)
            put_hint(t, &m->hint[i]);
}

void touch_fill(struct touch *t, const struct view *v, enum touch_asks asks, bool at_home,
                uint32_t of)
{
    struct hint hint[KEYS_BAR_MAX];
    int n = keys_bar(v, hint);
    touch_fill_of(t, &(struct touch_moment){.hint = hint,
                                            .hints = n,
                                            .asks = asks,
                                            .own = v->hints != NULL,
                                            .at_home = at_home,
                                            .of = of});
}

/* ---- where they are ---- */

void touch_arrange(struct touch *t, int width, int height)
{
    bool board = t->asks != TOUCH_KEYS;
    int left = height >= TALL ? FORM_ROWS_TALL : FORM_ROWS;
    int most = board ? (height - left) / TOUCH_ROW : height >= TALL ? 2 : 1;
    int columns = width / (board ? TOUCH_WIDTH : BAR_WIDTH), all = t->count + t->controls;
    most = most < 1 ? 1 : most;
    columns = board && columns > BOARD_COLUMNS ? BOARD_COLUMNS : columns < 1 ? 1 : columns;
    if (columns < t->controls + 2) /* the page has room for one at least, and to turn it */
        columns = t->controls + 2;
    t->columns = columns;
    t->rows = (all + columns - 1) / columns;
    t->rows = t->rows > most ? most : t->rows < 1 ? 1 : t->rows;
    int room = t->rows * columns - t->controls;
    bool turns = t->count > room;
    room -= turns ? 1 : 0;
    t->pages = t->count <= room || room < 1 ? 1 : (t->count + room - 1) / room;
    t->page = t->page >= t->pages ? 0 : t->page;
}

int touch_height(const struct touch *t)
{
    return t->on ? t->rows * TOUCH_ROW : 0;
}

void touch_next_page(struct touch *t)
{
    t->page = t->page + 1 < t->pages ? t->page + 1 : 0;
}

/* ---- drawing ---- */

static void paint_button(const struct touch *t, struct area a, int place,
                         const struct touch_button *b)
{
    int x0 = place % t->columns * a.r.w / t->columns;
    int x1 = (place % t->columns + 1) * a.r.w / t->columns;
    struct rect r = {x0, place / t->columns * TOUCH_ROW, x1 - x0, TOUCH_ROW};
    struct area part = area_part(a, (struct rect){r.x, r.y, r.w - 1, r.h});
    draw_fill(part, (struct rect){0, 0, part.r.w, 1}, ST_BAND, ' '); /* below it stays apart */
    int cap = text_cells(b->cap), word = text_cells(b->word);
    draw_text(part, cap < part.r.w ? (part.r.w - cap) / 2 : 0, 0, ST_BAND_BOLD, b->cap);
    draw_text_cut(part, (struct rect){word < part.r.w ? (part.r.w - word) / 2 : 0, 1, part.r.w, 1},
                  ST_KEY_TEXT, b->word);
    hit_key(a, r, b->key);
}

void touch_paint(const struct touch *t, struct area a)
{
    static const struct touch_button more = {.key = KEY_CODE_TOUCH_MORE, .cap = "\u203A"};
    int room = t->rows * t->columns - t->controls - (t->pages > 1 ? 1 : 0), place = 0;
    draw_fill(a, (struct rect){0, 0, a.r.w, a.r.h}, ST_NORMAL, ' ');
    for (int i = t->page * room; i < t->count && place < room; i++)
        paint_button(t, a, place++, &t->button[i]);
    place = t->rows * t->columns - t->controls - (t->pages > 1 ? 1 : 0);
    for (int i = 0; i < t->controls; i++)
        paint_button(t, a, place++, &t->control[i]);
    if (t->pages > 1) {
        struct touch_button turn = more;
        turn.word = _("more");
        paint_button(t, a, place, &turn);
    }
}

/* ---- lists ---- */

static bool is_blank(struct area a, int y)
{
    for (int x = 0; x < a.r.w; x++) {
        const struct cell *cell = canvas_cell(a.canvas, a.r.x + x, a.r.y + y);
        if (cell == NULL || cell->code != ' ' || cell->style != ST_NORMAL)
            return false;
    }
    return true;
}

static void move_row(struct area a, int from, int to)
{
    struct cell *cell = a.canvas->cell;
    size_t width = (size_t)a.canvas->width, w = (size_t)a.r.w;
    if (from != to)
        memmove(cell + (size_t)to * width + (size_t)a.r.x,
                cell + (size_t)from * width + (size_t)a.r.x, w * sizeof *cell);
}

void touch_stretch(struct hits *hits, int first, struct area a)
{
    int n = 0, y0 = 0;
    for (int i = first; i < hits->count; i++) {
        const struct hit *hit = &hits->hit[i];
        if (hit->key != 0 || hit->r.h != 1 || hit->r.w != a.r.w)
            continue;
        y0 = n == 0 ? hit->r.y : y0;
        if (hit->r.y != y0 + n) /* something stands between them */
            return;
        n++;
    }
    for (int i = 0; i < n; i++)
        if (y0 - a.r.y + n + i >= a.r.h || !is_blank(a, y0 - a.r.y + n + i))
            return;
    for (int i = n - 1; i > 0; i--) {
        move_row(a, y0 + i, y0 + 2 * i);
        draw_fill(a, (struct rect){0, y0 - a.r.y + 2 * i + 1, a.r.w, 1}, ST_NORMAL, ' ');
    }
    if (n > 1)
        draw_fill(a, (struct rect){0, y0 - a.r.y + 1, a.r.w, 1}, ST_NORMAL, ' ');
    for (int i = first; i < hits->count; i++) {
        struct hit *hit = &hits->hit[i];
        if (hit->key != 0 || hit->r.h != 1 || hit->r.w != a.r.w)
            continue;
        hit->r.y = y0 + 2 * (hit->r.y - y0);
        hit->r.h = TOUCH_ROW;
    }
}
