/* SPDX-License-Identifier: MIT */
/* This terminal: choices of the person who looks at it (theme, characters, language), and what it
 * is. A choice holds at once and is kept for this user; console/terminal/ does both. Lists of
 * choices are rows of `groups`; another one is another row. Called through form_ops by the desk. */
#include "console/forms/desk.h"
#include "console/forms/draw.h"
#include "console/panels/panel.h"
#include "console/widgets/key.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

#define LINES_MOST  64 /* of groups and choices; WORDS_LANGUAGES_MAX are in it */
#define FACTS_WIDTH 39 /* beside the choices */
#define FACT_AT     14

/* ---- choices ---- */

struct group {
    const char *title;
    int (*count)(void);
    const char *(*name)(int i);
    const char *(*says)(const struct view *v, int i); /* in the language in use */
    int (*shown)(const struct view *v);
    void (*choose)(struct terminal_wish *wish, int i);
    const char *option, *variable; /* that hold instead at each start */
    enum terminal_source (*from)(const struct terminal_view *t);
};

static const char *glyphs_words(enum glyph_tier tier)
{
    static const char *const tiers[GLYPH_TIERS] = {
        [GLYPH_UNICODE] = N_("all of Unicode"),
        [GLYPH_LINUX] = N_("the Linux console's"),
        [GLYPH_ASCII] = N_("ASCII only"),
    };
    return _(tiers[tier]);
}

static const char *theme_name(int i)
{
    return theme_list[i].name;
}

static const char *theme_says(const struct view *v, int i)
{
    (void)v;
    return _(theme_list[i].title);
}

static int theme_shown(const struct view *v)
{
    return v->terminal.theme;
}

static void theme_choose(struct terminal_wish *wish, int i)
{
    wish->theme = i;
}

static enum terminal_source theme_from(const struct terminal_view *t)
{
    return t->theme_from;
}

static const char *glyphs_says(const struct view *v, int i)
{
    (void)v;
    return i == TERMINAL_AUTO ? _("as the terminal says") : glyphs_words((enum glyph_tier)(i - 1));
}

static int glyphs_shown(const struct view *v)
{
    return v->terminal.glyphs;
}

static void glyphs_choose(struct terminal_wish *wish, int i)
{
    wish->glyphs = i;
}

static enum terminal_source glyphs_from(const struct terminal_view *t)
{
    return t->glyphs_from;
}

static int language_count(void)
{
    int n = 0;
    while (words_tag(n) != NULL)
        n++;
    return 1 + n;
}

static const char *language_name(int i)
{
    return i == TERMINAL_AUTO ? glyphs_name(i) : words_tag(i - 1);
}

static const char *language_says(const struct view *v, int i)
{
    if (i == TERMINAL_AUTO)
        return _("from the environment");
    return language_fits(v->tier, i - 1) ? words_name(i - 1) : _("shown in English");
}

static int language_shown(const struct view *v)
{
    return v->terminal.language;
}

static void language_choose(struct terminal_wish *wish, int i)
{
    wish->language = i;
}

static enum terminal_source language_from(const struct terminal_view *t)
{
    return t->language_from;
}

static const struct group groups[] = {
    {N_("Theme"), theme_count, theme_name, theme_says, theme_shown, theme_choose, "--theme",
     "ANDON_THEME", theme_from},
    {N_("Characters"), glyphs_count, glyphs_name, glyphs_says, glyphs_shown, glyphs_choose,
     "--glyphs", "ANDON_GLYPHS", glyphs_from},
    {N_("Language"), language_count, language_name, language_says, language_shown, language_choose,
     "--language", "ANDON_LANGUAGE", language_from},
};

#define GROUPS ((int)(sizeof groups / sizeof *groups))

/* A line of the list: a group's title (choice -1) or one of its choices. */
struct line {
    int group, choice;
};

static int lines_of(struct line out[LINES_MOST])
{
    int n = 0;
    for (int g = 0; g < GROUPS && n < LINES_MOST; g++) {
        out[n++] = (struct line){g, -1};
        for (int i = 0; i < groups[g].count() && n < LINES_MOST; i++)
            out[n++] = (struct line){g, i};
    }
    return n;
}

static int choices(void)
{
    int n = 0;
    for (int g = 0; g < GROUPS; g++)
        n += groups[g].count();
    return n;
}

static void choose(struct desk *d, int nth)
{
    for (int g = 0; g < GROUPS; nth -= groups[g].count(), g++)
        if (nth < groups[g].count()) {
            groups[g].choose(&d->terminal, nth);
            return;
        }
}

/* ---- keys ---- */

static void open_terminal(struct desk *d, const struct view *v, struct draft *draft)
{
    (void)d;
    draft->step = STEP_LIST;
    draft->selected = theme_shown(v);
}

static bool key(struct desk *d, const struct view *v, uint32_t k)
{
    struct draft *draft = desk_draft(d);
    (void)v;
    if (k == KEY_CODE_UP || k == KEY_CODE_DOWN) {
        int to = draft->selected + (k == KEY_CODE_UP ? -1 : 1);
        if (to >= 0 && to < choices())
            draft->selected = to;
        return true;
    }
    if (k >= '1' && k <= '9' && (int)(k - '1') < choices())
        draft->selected = (int)(k - '1');
    else if (k != KEY_CODE_ENTER)
        return false;
    choose(d, draft->selected);
    return true;
}

static int hints(const struct desk *d, const struct view *v, struct hint out[HINTS_MAX])
{
    int n = 0;
    (void)d;
    (void)v;
    out[n++] = (struct hint){"1-9", _("choose")};
    out[n++] = (struct hint){"\u2191\u2193", _("move")};
    out[n++] = (struct hint){"Enter", _("choose")};
    out[n++] = (struct hint){"Esc", _("back")};
    return n;
}

/* ---- the picture ---- */

static void paint_choice(struct area a, int y, const struct group *g, int choice, int nth,
                         const struct view *v, bool selected)
{
    int x = draw_row_mark(a, y, selected);
    bool shown = g->shown(v) == choice;
    if (nth < 9)
        draw_format(a, x, y, ST_KEY, "%d", nth + 1);
    draw_code(a, x + 2, y, shown ? ST_BOLD : ST_DIM, shown ? 0x25CF : 0x25CB);
    int name = draw_text(a, x + 4, y, shown ? ST_BOLD : ST_NORMAL, g->name(choice));
    int says = name < x + 16 ? x + 16 : name + 1;
    draw_text_cut(a, (struct rect){says, y, a.r.w - says - 1, 1}, ST_DIM, g->says(v, choice));
}

/* How the choice came to be this one, where one made here does not outlast this console, or another
 * one holds for now. */
static void paint_title(struct area a, int y, const struct group *g, const struct view *v)
{
    char why[128] = "";
    enum terminal_source from = g->from(&v->terminal);
    const struct person *person = v->desk != NULL ? &v->desk->person : NULL;
    if (g->choose == language_choose && person != NULL && person->id[0] != '\0' &&
        person->language[0] != '\0')
        (void)text_format(why, sizeof why, _("that of %s for now"), person->title);
    else if (from == FROM_OPTION || from == FROM_ENVIRONMENT)
        (void)text_format(why, sizeof why, _("set by %s at each start"),
                          from == FROM_OPTION ? g->option : g->variable);
    int x = draw_text(a, 1, y, ST_BOLD, _(g->title));
    draw_text_cut(a, (struct rect){x + 2, y, a.r.w - x - 3, 1}, ST_DIM, why);
}

/* The rows behind the first group are `lower` wide: what is beside them is something else. */
static void paint_list(const struct view *v, struct area a, int selected, int lower)
{
    struct area short_rows = area_part(a, (struct rect){0, 0, lower, a.r.h});
    struct line line[LINES_MOST];
    int count = lines_of(line), nth = 0, at = 0;
    for (int i = 0; i < count; i++)
        if (line[i].choice >= 0 && nth++ == selected)
            at = i;
    int top = list_top(0, at, count, a.r.h);
    nth = 0;
    for (int i = 0; i < count; i++) {
        const struct group *g = &groups[line[i].group];
        struct area room = line[i].group > 0 ? short_rows : a;
        if (i >= top && i < top + a.r.h && line[i].choice < 0)
            paint_title(room, i - top, g, v);
        else if (i >= top && i < top + a.r.h)
            paint_choice(room, i - top, g, line[i].choice, nth, v, nth == selected);
        nth += line[i].choice >= 0;
    }
}

static int fact(struct area a, int y, const char *label, const char *text)
{
    if (y < a.r.h && text[0] != '\0') {
        draw_text_cut(a, (struct rect){1, y, FACT_AT - 2, 1}, ST_DIM, label);
        draw_text_cut(a, (struct rect){FACT_AT, y, a.r.w - FACT_AT - 1, 1}, ST_NORMAL, text);
        return y + 1;
    }
    return y;
}

static int paint_facts(const struct view *v, struct area a)
{
    const struct terminal_view *t = &v->terminal;
    char size[32];
    int y = 0;
    (void)text_format(size, sizeof size, "%d \u00D7 %d", t->width, t->height);
    y = fact(a, y, "TERM", t->term);
    y = fact(a, y, _("size"), size);
    y = fact(a, y, _("colours"), _(theme_tier_title(t->colours)));
    y = fact(a, y, _("characters"), glyphs_words(v->tier));
    y = fact(a, y, _("encoding"), t->codeset);
    y = fact(a, y, _("messages"), t->message != NULL ? t->message : "");
    if (v->has_snapshot && v->snap.config.plant[0] != '\0') {
        (void)text_format(size, sizeof size, _("revision %lld"),
                          (long long)v->snap.config.plant_rev);
        y = fact(a, y, _("plant"),
                 v->snap.config.plant_why[0] != '\0' ? v->snap.config.plant_why : size);
    }
    const char *kept =
        t->kept[0] != '\0' ? t->kept : _("not kept: no home directory can be written");
    if (text_cells(kept) <= a.r.w - FACT_AT - 1)
        return fact(a, y, _("kept in"), kept);
    y = fact(a, y, _("kept in"), " "); /* the next row is all its own */
    draw_text_cut(a, (struct rect){1, y, a.r.w - 1, 1}, ST_NORMAL, kept);
    return y + 1;
}

/* What colours mean here, in the colours of this theme. */
static void paint_sample(struct area a, int y)
{
    static const struct {
        enum style style;
        const char *text;
    } rows[] = {
        {ST_NORMAL, N_("normal")},
        {ST_WAIT, N_("waiting")},
        {ST_CHANGE, N_("changeover")},
        {ST_WARN, N_("look at it")},
        {ST_BAD, N_("wanted")},
        {ST_UNKNOWN, N_("unknown")},
        {ST_LAMP_RED, N_(" RED ")},
        {ST_LAMP_YELLOW, N_(" YEL ")},
        {ST_LAMP_GREEN, N_(" GRN ")},
        {ST_LAMP_BLUE, N_(" BLU ")},
        {ST_LAMP_WHITE, N_(" WHT ")},
        {ST_LAMP_OFF, N_(" off ")},
        {ST_BAD_BLOCK, N_(" wanted now ")},
        {ST_WARN_BLOCK, N_(" look ")},
    };
    int x = 1;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (x > 1 && x + text_cells(_(rows[i].text)) >= a.r.w) {
            x = 1;
            y++;
        }
        if (y < a.r.h)
            x = draw_text(a, x, y, rows[i].style, _(rows[i].text)) + 1;
    }
}

/* On one line, where there is no room for more. */
static void paint_short(const struct view *v, struct area below)
{
    const struct terminal_view *t = &v->terminal;
    char text[128];
    (void)text_format(text, sizeof text, "%s \u00B7 %d \u00D7 %d \u00B7 %s", t->term, t->width,
                      t->height, _(theme_tier_title(t->colours)));
    draw_text_cut(below, (struct rect){1, 1, below.r.w - 2, 1}, ST_DIM, text);
}

/* Beside the list there is room for the facts: at its top, or where its rows are short. */
static void paint_beside(const struct view *v, struct area a, int selected)
{
    int y = a.r.w >= 100 ? 0 : groups[0].count() + 2;
    int left = a.r.w - FACTS_WIDTH, list = a.r.w >= 100 ? left : a.r.w;
    paint_list(v, area_part(a, (struct rect){0, 0, list, a.r.h}), selected, left);
    struct area facts = area_part(a, (struct rect){left, y, FACTS_WIDTH, a.r.h - y});
    paint_sample(facts, paint_facts(v, facts) + 1);
}

static void paint(const struct desk *d, const struct view *v, struct area a)
{
    struct line line[LINES_MOST];
    int count = lines_of(line), selected = desk_draft_of(d)->selected;
    if (a.r.w >= 100 || (a.r.w >= 76 && count <= a.r.h)) {
        paint_beside(v, a, selected);
        return;
    }
    int foot = a.r.h - count - 1;
    int rows = foot >= 3 ? count : a.r.h > 4 ? a.r.h - 2 : a.r.h;
    paint_list(v, area_part(a, (struct rect){0, 0, a.r.w, rows}), selected, a.r.w);
    struct area below = area_part(a, (struct rect){0, rows, a.r.w, a.r.h - rows});
    if (foot < 3) {
        paint_short(v, below);
        return;
    }
    below = area_part(below, (struct rect){0, 1, below.r.w, below.r.h - 1});
    paint_sample(below, paint_facts(v, below) + 1);
}

const struct form_ops form_terminal = {
    .screen = "terminal",
    .lists = true,
    .open = open_terminal,
    .key = key,
    .paint = paint,
    .hints = hints,
};
