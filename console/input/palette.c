/* SPDX-License-Identifier: MIT */
/* The command palette: gathers its rows from the tables of keys and deeds and from the hub's board,
 * ranks and paints them. Owned by struct ui; called by overlay_keys.c and ui_paint.c. */
#include "console/input/palette.h"

#include "console/forms/draw.h"
#include "console/input/deeds.h"
#include "console/input/fkeys.h"
#include "console/panels/panel.h"
#include "console/widgets/hits.h"
#include "console/widgets/key.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

#define SCORE_EXACT  500
#define SCORE_BEGIN  400
#define SCORE_WORD   300
#define SCORE_PART   200
#define SCORE_SPREAD 100
#define WORDS_MAX    8

void palette_open(struct palette *p)
{
    p->open = true;
    p->selected = 0;
    field_clear(&p->query, FIELD_TEXT);
}

/* ---- ranking ---- */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_word(char c)
{
    return (unsigned char)c >= 0x80 || (c >= '0' && c <= '9') ||
           (lower(c) >= 'a' && lower(c) <= 'z');
}

static bool begins(const char *text, const char *part, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (text[i] == '\0' || lower(text[i]) != lower(part[i]))
            return false;
    return true;
}

/* Letters in this order, with anything between; the fewer between, the better. */
static int spread(const char *text, const char *part, size_t n)
{
    size_t at = 0, first = 0, i = 0;
    for (; text[i] != '\0' && at < n; i++)
        if (lower(text[i]) == lower(part[at])) {
            first = at == 0 ? i : first;
            at++;
        }
    if (at < n)
        return 0;
    size_t gaps = i - first - n;
    return gaps >= SCORE_SPREAD ? 1 : SCORE_SPREAD - (int)gaps;
}

static int score_word(const char *text, const char *part, size_t n)
{
    if (begins(text, part, n))
        return text[n] == '\0' ? SCORE_EXACT : SCORE_BEGIN;
    int best = 0;
    for (const char *at = text + 1; text[0] != '\0' && *at != '\0'; at++) {
        if (!begins(at, part, n))
            continue;
        if (!is_word(at[-1]))
            return SCORE_WORD;
        best = SCORE_PART;
    }
    return best > 0 ? best : spread(text, part, n);
}

int palette_score(const char *query, const char *text)
{
    int score = SCORE_EXACT, words = 0;
    while (*query != '\0' && words < WORDS_MAX) {
        size_t n = strcspn(query, " ");
        if (n > 0) {
            int one = score_word(text, query, n);
            score = one < score ? one : score;
            words++;
        }
        query += n;
        query += *query == ' ' ? 1 : 0;
    }
    return score;
}

/* ---- what there is ---- */

struct gather {
    const struct palette *p;
    struct palette_row *out;
    int count, order;
};

/* Of those done last the latest first: 8, 7, …; 0 it was not. */
static int recency(const struct palette *p, const char *id)
{
    for (int i = 0; i < PALETTE_USED; i++)
        if (p->used[i][0] != '\0' && strcmp(p->used[i], id) == 0)
            return PALETTE_USED - i;
    return 0;
}

static void add(struct gather *g, struct palette_row row)
{
    char cap[32];
    const char *query = g->p->query.text;
    if (g->count == PALETTE_ROWS)
        return;
    row.score = palette_score(query, row.title);
    int by_help = row.help != NULL ? palette_score(query, row.help) : 0;
    if (by_help > SCORE_SPREAD && row.score < SCORE_PART) /* a word of the sentence says it, too */
        row.score = SCORE_SPREAD + by_help / 10;
    (void)text_copy(cap, sizeof cap, row.cap);
    if (query[0] != '\0' && query[1] == '\0' && cap[1] == '\0' &&
        lower(cap[0]) == lower(query[0]) && row.kind == PALETTE_ACTION)
        row.score = SCORE_EXACT + 1;
    if (row.score == 0)
        return;
    row.order = g->order++;
    g->out[g->count++] = row;
}

static void add_actions(struct gather *g, const struct view *v)
{
    bool hub = v->conn.hub;
    for (const struct key_row *k = hub ? line_key_rows : key_rows; k->action != ACTION_NONE; k++) {
        bool moves = k->action >= ACTION_UP && k->action <= ACTION_LAST;
        bool logs =
            k->action == ACTION_FILTER || k->action == ACTION_OPEN || k->action == ACTION_VERIFY;
        if (k->action == ACTION_PALETTE || moves || (!hub && logs))
            continue;
        const struct fkey *f = fkey_of_action(k->action);
        struct palette_row row = {.kind = PALETTE_ACTION,
                                  .help = _(k->help),
                                  .cap = k->cap,
                                  .key = k->key,
                                  .action = hub ? ACTION_NONE : k->action,
                                  .fkey = f != NULL && !hub ? f->number : 0};
        (void)text_copy(row.title, sizeof row.title, _(k->word));
        (void)text_format(row.id, sizeof row.id, "key %s", k->cap);
        add(g, row);
    }
}

static void add_deeds(struct gather *g, const struct view *v)
{
    for (const struct deed *d = deeds; !v->conn.hub && d->screen != NULL; d++) {
        if (d->key == 0 || d->key == KEY_CODE_ESC)
            continue;
        struct palette_row row = {.kind = PALETTE_DEED,
                                  .help = _(d->help),
                                  .cap = d->cap,
                                  .screen = d->screen,
                                  .key = d->key};
        (void)text_format(row.title, sizeof row.title, _("%s: %s"), _(d->screen), _(d->word));
        (void)text_format(row.id, sizeof row.id, "deed %s %s", d->screen, d->cap);
        add(g, row);
    }
}

static void add_screens(struct gather *g, const struct palette_screen *screens)
{
    for (; screens->name != NULL; screens++) {
        struct palette_row row = {.kind = PALETTE_SCREEN, .help = _(screens->help), .cap = ""};
        (void)text_format(row.title, sizeof row.title, _("screen %s"), _(screens->name));
        (void)text_copy(row.id, sizeof row.id, screens->name);
        add(g, row);
    }
}

static void add_stations(struct gather *g, const struct view *v)
{
    for (size_t i = 0; v->conn.hub && i < v->lines.matching && i < LINES_ROWS_MAX; i++) {
        const struct line_row *line = lines_at(&v->lines, i);
        if (line == NULL)
            continue;
        struct palette_row row = {.kind = PALETTE_STATION, .help = line->station, .cap = ""};
        (void)text_format(row.title, sizeof row.title, _("station %s"), line_row_name(line));
        if (text_copy(row.id, sizeof row.id, line->station))
            add(g, row);
    }
}

static bool before(const struct palette *p, const struct palette_row *a,
                   const struct palette_row *b)
{
    int used_a = recency(p, a->id), used_b = recency(p, b->id);
    if (p->query.length > 0 && a->score != b->score)
        return a->score > b->score;
    if (used_a != used_b)
        return used_a > used_b;
    return a->order < b->order;
}

static void sort(const struct palette *p, struct palette_row *row, int count)
{
    for (int i = 1; i < count; i++) {
        struct palette_row one = row[i];
        int at = i;
        for (; at > 0 && before(p, &one, &row[at - 1]); at--)
            row[at] = row[at - 1];
        row[at] = one;
    }
}

int palette_rows(const struct palette *p, const struct view *v,
                 const struct palette_screen *screens, struct palette_row out[PALETTE_ROWS])
{
    struct gather g = {.p = p, .out = out};
    add_actions(&g, v);
    add_screens(&g, screens);
    add_stations(&g, v);
    add_deeds(&g, v);
    sort(p, out, g.count);
    return g.count;
}

/* ---- keys ---- */

static void remember(struct palette *p, const char *id)
{
    int at = 0;
    char copy[sizeof p->used[0]];
    (void)text_copy(copy, sizeof copy, id);
    while (at < PALETTE_USED - 1 && strcmp(p->used[at], copy) != 0)
        at++;
    memmove(p->used[1], p->used[0], (size_t)at * sizeof p->used[0]);
    (void)text_copy(p->used[0], sizeof p->used[0], copy);
}

static int moves_by(const struct palette *p, uint32_t key)
{
    int page = p->page > 1 ? p->page : 1;
    const struct {
        uint32_t key;
        int by;
    } rows[] = {{KEY_CODE_UP, -1},
                {KEY_CODE_DOWN, 1},
                {KEY_CODE_PAGE_UP, -page},
                {KEY_CODE_PAGE_DOWN, page}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].key == key)
            return rows[i].by;
    return 0;
}

enum palette_result palette_key(struct palette *p, const struct view *v,
                                const struct palette_screen *screens, uint32_t key,
                                struct palette_row *chosen)
{
    struct palette_row rows[PALETTE_ROWS];
    if (key == KEY_CODE_ESC || key == KEY_CODE_PALETTE || key == KEY_CODE_BREAK) {
        p->open = false;
        return PALETTE_CLOSED;
    }
    int by = moves_by(p, key);
    if (by == 0 && key != KEY_CODE_ENTER) {
        p->selected = field_key(&p->query, key) ? 0 : p->selected;
        return PALETTE_STAYS;
    }
    int count = palette_rows(p, v, screens, rows);
    p->selected += by;
    p->selected = p->selected >= count ? count - 1 : p->selected;
    p->selected = p->selected < 0 ? 0 : p->selected;
    if (key != KEY_CODE_ENTER || count == 0)
        return PALETTE_STAYS;
    *chosen = rows[p->selected];
    remember(p, chosen->id);
    p->open = false;
    return PALETTE_CHOSEN;
}

/* ---- drawing ---- */

static void paint_row(struct area a, int y, const struct palette_row *row, bool marked, int each)
{
    char cap[48];
    int x = draw_row_mark(a, y, marked), right = a.r.w - 1;
    if (row->fkey > 0)
        (void)text_format(cap, sizeof cap, " %s \u00B7 F%d ", row->cap, row->fkey);
    else
        (void)text_format(cap, sizeof cap, " %s ", row->cap);
    if (row->cap[0] != '\0')
        right = draw_text_right(a, right, y, ST_KEY, cap) - 1;
    bool beside = a.r.w >= 70 && each == 1;
    int title = beside ? 26 : right - x;
    if (each > 1 && row->help != NULL)
        draw_text_cut(a, (struct rect){x + 2, y + 1, a.r.w - x - 3, 1}, ST_DIM, row->help);
    draw_text_cut(a, (struct rect){x, y, title, 1}, marked ? ST_BOLD : ST_NORMAL, row->title);
    if (beside && row->help != NULL)
        draw_text_cut(a, (struct rect){x + title + 1, y, right - x - title - 1, 1}, ST_DIM,
                      row->help);
}

void palette_paint(struct palette *p, const struct view *v, const struct palette_screen *screens,
                   struct area a)
{
    struct palette_row rows[PALETTE_ROWS];
    int count = palette_rows(p, v, screens, rows);
    draw_fill(a, (struct rect){0, 0, a.r.w, a.r.h}, ST_NORMAL, ' ');
    draw_field(a, 0, a.r.w >= 60 ? _("what shall be done?") : C_("label", "do"), &p->query);
    if (count == 0)
        draw_text(a, 3, 1, ST_DIM, _("nothing of that name \u00B7 fewer letters find more"));
    int each = v->touch ? 2 : 1;
    p->page = a.r.h > each ? (a.r.h - 1) / each : 1;
    p->selected = p->selected >= count ? (count > 0 ? count - 1 : 0) : p->selected;
    int top = list_top(p->selected - p->page / 2, p->selected, count, p->page);
    for (int i = 0; i < p->page && top + i < count; i++) {
        struct area part = area_part(a, (struct rect){0, 1 + i * each, a.r.w, each});
        paint_row(part, 0, &rows[top + i], top + i == p->selected, each);
        hit_item(part, top + i - p->selected, true);
    }
}
