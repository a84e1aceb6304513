/* SPDX-License-Identifier: MIT */
/* Layouts in memory and which of them is a screen at this moment. Called by ui.c, by the reader of
 * the plant's files and by --check-layout. Owns every layout. */
#include "console/screens/screens.h"

#include "console/forms/desk.h"
#include "console/panels/panel.h"
#include "console/screens/ui.h"
#include "console/widgets/builtin.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

/* ---- compiled in ---- */

static void first_problem(void *ctx, int line, const char *what)
{
    struct cause *why = ctx;
    if (why->text[0] == '\0')
        cause_set(why, 0, "line %d: %s", line, what);
}

static int read_builtin(struct screens *s, const char *name, struct cause *why)
{
    const struct builtin_layout *found = NULL;
    for (size_t b = 0; b < builtin_layout_count; b++)
        if (strcmp(builtin_layouts[b].name, name) == 0)
            found = &builtin_layouts[b];
    if (found == NULL)
        return cause_set(why, -1, "no layout is built in for screen %s", name);
    struct layout *layout = malloc(sizeof *layout);
    if (layout == NULL || s->builtins == SCREENS_BUILTIN) {
        free(layout);
        return cause_set(why, -1, "out of memory");
    }
    s->builtin[s->builtins++] = layout;
    struct cause first = {.text = ""};
    const struct layout_report report = {.ctx = &first, .problem = first_problem};
    if (layout_read(found->text, found->length, panel_kinds(), layout, &report) != 0)
        return cause_set(why, -1, "built-in layout %s: %s", found->name, first.text);
    return 0;
}

int screens_init(struct screens *s, struct cause *why)
{
    *s = (struct screens){.builtins = 0};
    for (int i = 0; screen_list[i] != NULL; i++)
        if (read_builtin(s, screen_list[i]->name, why) != 0)
            return -1;
    return 0;
}

void screens_done(struct screens *s)
{
    for (int i = 0; i < s->builtins; i++)
        free(s->builtin[i]);
    for (int i = 0; i < s->files; i++)
        free(s->file[i].layout);
    s->builtins = s->files = 0;
}

/* ---- the plant's own ---- */

void screens_begin(struct screens *s)
{
    for (int i = 0; i < s->files; i++)
        s->file[i].seen = false;
    s->left_out = 0;
}

/* The file's place, which keeps the order of names; NULL when there are too many. */
static struct screen_file *file_of(struct screens *s, const char *name)
{
    int at = 0;
    while (at < s->files && strcmp(s->file[at].name, name) < 0)
        at++;
    if (at < s->files && strcmp(s->file[at].name, name) == 0)
        return &s->file[at];
    if (s->files == SCREENS_FILES) {
        if (s->left_out++ == 0)
            (void)text_copy(s->first_out, sizeof s->first_out, name);
        return NULL;
    }
    memmove(&s->file[at + 1], &s->file[at], (size_t)(s->files - at) * sizeof s->file[0]);
    s->files++;
    s->file[at] = (struct screen_file){.layout = NULL};
    (void)text_copy(s->file[at].name, sizeof s->file[at].name, name);
    return &s->file[at];
}

struct taking {
    struct screen_file *file;
    const struct layout_report *report;
    int problems;
};

static void on_problem(void *ctx, int line, const char *what)
{
    struct taking *t = ctx;
    if (t->problems++ == 0) {
        if (line > 0)
            (void)text_format(t->file->trouble, sizeof t->file->trouble, "%s:%d: %s", t->file->name,
                              line, what);
        else
            (void)text_format(t->file->trouble, sizeof t->file->trouble, "%s: %s", t->file->name,
                              what);
    }
    if (t->report != NULL)
        t->report->problem(t->report->ctx, line, what);
}

static const struct key_row *taken_key(uint32_t key)
{
    for (const struct key_row *row = key_rows; row->action != ACTION_NONE; row++)
        if (row->key == key || row->also == key)
            return row;
    return NULL;
}

static bool is_builtin(const char *name)
{
    return ui_screen_find(name) >= 0;
}

static void check_key(const struct screens *s, const struct layout *l, struct taking *t)
{
    char what[200];
    const struct key_row *row = taken_key(l->key);
    if (l->key == 0)
        return;
    if (is_builtin(l->name)) {
        on_problem(t, l->line,
                   "key is for screens of your own; this one has its key: leave it out");
        return;
    }
    if (row != NULL) {
        (void)text_format(what, sizeof what,
                          "key = %c is taken: it is \"%s\" everywhere; take a digit or a letter "
                          "that the help page (?) does not have",
                          (int)l->key, row->word);
        on_problem(t, l->line, what);
    }
    for (int i = 0; i < s->files; i++) {
        const struct layout *other = s->file[i].layout;
        if (&s->file[i] == t->file || other == NULL || other->key != l->key ||
            strcmp(other->name, l->name) == 0)
            continue;
        (void)text_format(what, sizeof what, "key = %c is taken by screen %s of %s; take another",
                          (int)l->key, other->name, s->file[i].name);
        on_problem(t, l->line, what);
    }
}

static void check_variants(const struct screens *s, const struct layout *l, struct taking *t)
{
    char what[200];
    for (int i = 0; i < s->files && l->when.terms == 0; i++) {
        const struct layout *other = s->file[i].layout;
        if (&s->file[i] == t->file || other == NULL || other->when.terms > 0 ||
            strcmp(other->name, l->name) != 0)
            continue;
        (void)text_format(what, sizeof what,
                          "screen %s is made by %s already; say in one of them when it is for, "
                          "e.g. when = width >= 132",
                          l->name, s->file[i].name);
        on_problem(t, l->line, what);
    }
}

static bool has_form(const char *screen)
{
    for (int i = 0; form_list[i] != NULL; i++)
        if (strcmp(form_list[i]->screen, screen) == 0)
            return true;
    return false;
}

static void check_form(const struct layout *l, struct taking *t)
{
    for (int i = 0; i < l->nodes; i++)
        if (strcmp(l->node[i].kind, "form") == 0 && !has_form(l->name))
            on_problem(t, l->node[i].line,
                       "panel form is for the screens on which something is entered (stop, scrap, "
                       "job, …); here it would stay empty");
}

static bool own_name(struct screens *s, const char *name)
{
    for (int i = 0; i < s->owns; i++)
        if (strcmp(s->own[i], name) == 0)
            return true;
    return s->owns < SCREENS_OWN && text_copy(s->own[s->owns++], LAYOUT_NAME_SIZE, name);
}

int screens_take(struct screens *s, const char *file, const char *text, size_t length,
                 const struct layout_report *report)
{
    struct screen_file *f = file_of(s, file);
    struct layout *layout = f != NULL ? malloc(sizeof *layout) : NULL;
    if (layout == NULL) {
        if (report != NULL)
            report->problem(report->ctx, 0, f == NULL ? "more than 64 layouts" : "out of memory");
        return -1;
    }
    struct taking t = {.file = f, .report = report};
    const struct layout_report inner = {.ctx = &t, .problem = on_problem};
    f->seen = true;
    f->trouble[0] = '\0';
    if (layout_read(text, length, panel_kinds(), layout, &inner) == 0) {
        check_key(s, layout, &t);
        check_variants(s, layout, &t);
        check_form(layout, &t);
        if (t.problems == 0 && !is_builtin(layout->name) && !own_name(s, layout->name))
            on_problem(&t, layout->line, "more than 24 screens of your own");
    }
    if (t.problems > 0) {
        free(layout);
        return -1;
    }
    free(f->layout);
    f->layout = layout;
    return 0;
}

void screens_refuse(struct screens *s, const char *file, const char *what)
{
    struct screen_file *f = file_of(s, file);
    if (f == NULL)
        return;
    struct taking t = {.file = f};
    f->seen = true;
    on_problem(&t, 0, what);
}

static void list_keys(struct screens *s)
{
    int n = 0;
    for (int own = 0; own < s->owns; own++)
        for (int i = 0; i < s->files; i++) {
            const struct layout *l = s->file[i].layout;
            if (l == NULL || l->key == 0 || strcmp(l->name, s->own[own]) != 0)
                continue;
            char cap = (char)(l->key >= 'a' && l->key <= 'z' ? l->key - 'a' + 'A' : l->key);
            s->cap[n][0] = cap;
            s->cap[n][1] = '\0';
            s->key[n] = (struct key_row){
                .key = l->key,
                .action = ACTION_OWN,
                .places = KEYS_MAIN | KEYS_SUB,
                .cap = s->cap[n],
                .word = s->own[own],
                .help = l->title[0] != '\0' ? l->title : s->own[own],
            };
            n++;
            break;
        }
    s->key[n] = (struct key_row){.action = ACTION_NONE};
}

void screens_end(struct screens *s)
{
    int kept = 0;
    for (int i = 0; i < s->files; i++) {
        if (s->file[i].seen)
            s->file[kept++] = s->file[i];
        else
            free(s->file[i].layout);
    }
    s->files = kept;
    char more[32] = "";
    if (s->left_out > 1)
        (void)text_format(more, sizeof more, " (and %d more)", s->left_out - 1);
    (void)text_format(s->no_place, sizeof s->no_place, "%s%s is left out: %d layouts are the most",
                      s->first_out, more, SCREENS_FILES);
    list_keys(s);
}

const char *screens_trouble(const struct screens *s)
{
    for (int i = 0; i < s->files; i++)
        if (s->file[i].trouble[0] != '\0')
            return s->file[i].trouble;
    return s->left_out > 0 ? s->no_place : "";
}

/* ---- look-up ---- */

int screens_count(const struct screens *s)
{
    return s->builtins + s->owns;
}

const char *screens_name(const struct screens *s, int screen)
{
    if (screen < 0 || screen >= screens_count(s))
        return "";
    return screen < s->builtins ? screen_list[screen]->name : s->own[screen - s->builtins];
}

static const struct layout *own_layout(const struct screens *s, int screen)
{
    for (int i = 0; i < s->files; i++)
        if (s->file[i].layout != NULL &&
            strcmp(s->file[i].layout->name, screens_name(s, screen)) == 0)
            return s->file[i].layout;
    return NULL;
}

bool screens_is_there(const struct screens *s, int screen)
{
    if (screen < 0 || screen >= screens_count(s))
        return false;
    return screen < s->builtins || own_layout(s, screen) != NULL;
}

int screens_find(const struct screens *s, const char *name)
{
    for (int i = 0; i < screens_count(s); i++)
        if (strcmp(screens_name(s, i), name) == 0 && screens_is_there(s, i))
            return i;
    return -1;
}

const char *screens_help(const struct screens *s, int screen)
{
    const struct layout *own = own_layout(s, screen);
    if (screen >= 0 && screen < s->builtins)
        return screen_list[screen]->help;
    return own != NULL && own->title[0] != '\0' ? own->title : screens_name(s, screen);
}

int screens_of_key(const struct screens *s, uint32_t key)
{
    if (key >= 'A' && key <= 'Z')
        key += 'a' - 'A';
    for (const struct key_row *row = s->key; row->action != ACTION_NONE; row++)
        if (row->key == key)
            return screens_find(s, row->word);
    return -1;
}

const struct layout *screens_pick(const struct screens *s, int screen, const struct layout_now *now)
{
    const struct layout *plain = NULL;
    const char *name = screens_name(s, screen);
    for (int i = 0; i < s->files; i++) {
        const struct layout *l = s->file[i].layout;
        if (l == NULL || strcmp(l->name, name) != 0)
            continue;
        if (l->when.terms > 0 && layout_holds(&l->when, now))
            return l;
        if (l->when.terms == 0 || (plain == NULL && screen >= s->builtins))
            plain = l;
    }
    if (plain != NULL || screen < 0 || screen >= s->builtins)
        return plain;
    return s->builtin[screen];
}

const char *screens_list(const struct screens *s, int screen)
{
    const struct layout *l = own_layout(s, screen);
    if (screen >= 0 && screen < s->builtins)
        return screen_list[screen]->list;
    for (int i = 0; l != NULL && i < l->nodes; i++) {
        const struct panel_ops *panel = panel_find(l->node[i].kind);
        if (panel != NULL && panel->rows != NULL)
            return panel->name;
    }
    return NULL;
}
