/* SPDX-License-Identifier: MIT */
/* Reads a screen file into a layout tree: one table of keys serves all section kinds. Every problem
 * is reported with its line. Called for the compiled-in screens, --check-layout and the tests;
 * reads no file itself. The words and rules are those of andon-layout(5). */
#include "console/widgets/layout_read.h"

#include "data/config/ini.h"
#include "data/model/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define NAMES_MAX 96 /* panels, and options of one */

enum section {
    SECTION_NONE,
    SECTION_SCREEN = 1,
    SECTION_ROW = 2,
    SECTION_COLUMN = 4,
    SECTION_PANEL = 8
};

struct pending_children {
    char names[256];
    int line;
};

struct layout_reader {
    struct layout *layout;
    const struct layout_kind *kinds;
    const struct layout_report *report;
    enum section section;
    struct layout_node *node; /* of the current section, or NULL */
    char root[LAYOUT_NAME_SIZE];
    int screen_line;
    struct pending_children children[LAYOUT_NODES];
    bool placed[LAYOUT_NODES];
    uint32_t seen;    /* keys of this section, a bit per row of the table */
    struct cause why; /* of the value that was refused, "" when its form says enough */
    int problems;
};

/* A word or a line of the file may have been cut within a character. */
static void complain(struct layout_reader *r, int line, const char *what)
{
    char clean[320];
    (void)text_sanitise(what, strlen(what), clean, sizeof clean);
    r->problems++;
    r->report->problem(r->report->ctx, line, clean);
}

static void complain_about(struct layout_reader *r, int line, const char *format, const char *name)
{
    char what[256];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    (void)text_format(what, sizeof what, format, name);
#pragma GCC diagnostic pop
    complain(r, line, what);
}

/* "12" or "flex [WEIGHT] [min N] [max N]". */
static bool read_extent(const char *value, struct layout_extent *out)
{
    char word[16];
    int number;
    *out = (struct layout_extent){0};
    if (!layout_word(&value, word, sizeof word))
        return false;
    if (strcmp(word, "flex") != 0)
        return layout_number(word, &out->fixed) && out->fixed > 0 &&
               !layout_word(&value, word, sizeof word) && word[0] == '\0';
    out->flex = 1;
    int *target = &out->flex;
    while (layout_word(&value, word, sizeof word)) {
        if (strcmp(word, "min") == 0)
            target = &out->min;
        else if (strcmp(word, "max") == 0)
            target = &out->max;
        else if (target == NULL || !layout_number(word, &number) || number == 0)
            return false;
        else {
            *target = number;
            target = NULL;
            continue;
        }
    }
    return word[0] == '\0' && (target == NULL || target == &out->flex) &&
           (out->max == 0 || out->max >= out->min);
}

static bool set_title(struct layout_reader *r, const char *value)
{
    if (r->section == SECTION_SCREEN)
        return text_copy(r->layout->title, sizeof r->layout->title, value);
    return text_copy(r->node->title, sizeof r->node->title, value);
}

static bool set_root(struct layout_reader *r, const char *value)
{
    return text_copy(r->root, sizeof r->root, value) && value[0] != '\0';
}

static bool set_min(struct layout_reader *r, const char *value)
{
    char width[8];
    const char *x = strchr(value, 'x');
    return x != NULL && text_copy_n(width, sizeof width, value, (size_t)(x - value)) &&
           layout_number(width, &r->layout->min_width) &&
           layout_number(x + 1, &r->layout->min_height);
}

static bool set_children(struct layout_reader *r, const char *value)
{
    struct pending_children *p = &r->children[r->node - r->layout->node];
    return text_copy(p->names, sizeof p->names, value) && value[0] != '\0';
}

static bool set_rule(struct layout_reader *r, const char *value)
{
    r->node->rule = strcmp(value, "yes") == 0;
    return r->node->rule || strcmp(value, "no") == 0;
}

static const struct layout_kind *kind_find(const struct layout_kind *kinds, const char *name)
{
    for (; kinds->name != NULL; kinds++)
        if (strcmp(kinds->name, name) == 0)
            return kinds;
    return NULL;
}

/* The word that was probably meant, or NULL. */
static const char *kind_near(const struct layout_kind *kinds, const char *name)
{
    const char *names[NAMES_MAX];
    size_t n = 0;
    for (; n < NAMES_MAX && kinds[n].name != NULL; n++)
        names[n] = kinds[n].name;
    return word_nearest(&(struct words){names, n}, name);
}

static const char *option_near(const struct layout_option *options, const char *key)
{
    const char *names[NAMES_MAX];
    size_t n = 0;
    for (; options != NULL && n < NAMES_MAX && options[n].key != NULL; n++)
        names[n] = options[n].key;
    return word_nearest(&(struct words){names, n}, key);
}

static bool set_kind(struct layout_reader *r, const char *value)
{
    if (kind_find(r->kinds, value) != NULL)
        return text_copy(r->node->kind, sizeof r->node->kind, value);
    const char *near = kind_near(r->kinds, value);
    if (near != NULL)
        cause_set(&r->why, 0, "there is no panel \"%s\"; did you mean %s?", value, near);
    else
        cause_set(&r->why, 0, "there is no panel \"%s\"; andon-console --list-panels lists them",
                  value);
    /* said here; not once more at the end */
    (void)text_copy(r->node->kind, sizeof r->node->kind, "?");
    return false;
}

static bool set_width(struct layout_reader *r, const char *value)
{
    return read_extent(value, &r->node->width);
}

static bool set_height(struct layout_reader *r, const char *value)
{
    return read_extent(value, &r->node->height);
}

static bool set_show(struct layout_reader *r, const char *value)
{
    return layout_when_read(value, &r->node->show, &r->why) == 0;
}

static bool set_when(struct layout_reader *r, const char *value)
{
    return layout_when_read(value, &r->layout->when, &r->why) == 0;
}

static bool set_key(struct layout_reader *r, const char *value)
{
    if (value[0] <= ' ' || value[0] > '~' || value[1] != '\0')
        return false;
    char key = value[0];
    r->layout->key = (uint32_t)(key >= 'A' && key <= 'Z' ? key - 'A' + 'a' : key);
    return true;
}

#define SECTION_BOX  (SECTION_ROW | SECTION_COLUMN)
#define SECTION_NODE (SECTION_BOX | SECTION_PANEL)

static const struct layout_key {
    const char *key;
    unsigned sections;
    bool (*set)(struct layout_reader *r, const char *value);
    const char *form; /* what a right value looks like */
} keys[] = {
    {"children", SECTION_BOX, set_children, "names of rows, columns and panels"},
    {"height", SECTION_NODE, set_height, "a number of rows, or flex [weight] [min N] [max N]"},
    {"key", SECTION_SCREEN, set_key, "one letter, digit or sign"},
    {"kind", SECTION_PANEL, set_kind, "the name of a panel that exists"},
    {"min", SECTION_SCREEN, set_min, "COLUMNSxROWS, like 40x12"},
    {"root", SECTION_SCREEN, set_root, "the name of a row, column or panel"},
    {"rule", SECTION_BOX, set_rule, "yes or no"},
    {"show", SECTION_NODE, set_show, "conditions joined by and"},
    {"title", SECTION_SCREEN | SECTION_NODE, set_title, "a short text"},
    {"when", SECTION_SCREEN, set_when, "conditions joined by and"},
    {"width", SECTION_NODE, set_width, "a number of columns, or flex [weight] [min N] [max N]"},
};

void layout_keys(void (*say)(void *ctx, const char *sections, const char *key, const char *form),
                 void *ctx)
{
    static const char *const names[] = {"[screen]", "[row]", "[column]", "[panel]"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        char sections[40] = "";
        for (size_t s = 0; s < sizeof names / sizeof *names; s++) {
            size_t n = strlen(sections);
            if (keys[i].sections & (1U << s))
                (void)text_format(sections + n, sizeof sections - n, "%s%s", n > 0 ? " " : "",
                                  names[s]);
        }
        say(ctx, sections, keys[i].key, keys[i].form);
    }
}

static int node_find(const struct layout *layout, const char *name)
{
    for (int i = 0; i < layout->nodes; i++)
        if (strcmp(layout->node[i].name, name) == 0)
            return i;
    return -1;
}

static enum section section_kind(const char *kind)
{
    static const struct {
        const char *word;
        enum section section;
    } words[] = {{"screen", SECTION_SCREEN},
                 {"row", SECTION_ROW},
                 {"column", SECTION_COLUMN},
                 {"panel", SECTION_PANEL}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(kind, words[i].word) == 0)
            return words[i].section;
    return SECTION_NONE;
}

static void begin_screen(struct layout_reader *r, int line, const char *name)
{
    if (r->screen_line != 0) {
        complain(r, line, "a second [screen]; a file holds one: make another file");
        r->section = SECTION_NONE;
        return;
    }
    r->screen_line = r->layout->line = line;
    if (!text_copy(r->layout->name, sizeof r->layout->name, name))
        complain(r, line, "the name is longer than 31 bytes; shorten it");
}

static void begin_node(struct layout_reader *r, int line, const char *name)
{
    struct layout *l = r->layout;
    if (node_find(l, name) >= 0)
        complain_about(r, line, "\"%s\" is there already; names are given once, kind may repeat",
                       name);
    else if (l->nodes == LAYOUT_NODES)
        complain(r, line, "more than 64 rows, columns and panels");
    else if (strlen(name) >= LAYOUT_NAME_SIZE)
        complain(r, line, "the name is longer than 31 bytes; shorten it");
    else {
        r->node = &l->node[l->nodes];
        *r->node = (struct layout_node){
            .type = r->section == SECTION_PANEL ? LAYOUT_PANEL
                    : r->section == SECTION_ROW ? LAYOUT_ROW
                                                : LAYOUT_COLUMN,
            .width = {.flex = 1},
            .height = {.flex = 1},
            .line = line,
        };
        (void)text_copy(r->node->name, sizeof r->node->name, name);
        r->children[l->nodes].line = line;
        l->nodes++;
        if (r->section == SECTION_PANEL && kind_find(r->kinds, name) != NULL)
            (void)text_copy(r->node->kind, sizeof r->node->kind,
                            name); /* the name is the kind unless it says another */
        return;
    }
    r->section = SECTION_NONE;
}

static void on_section(void *ctx, int line, const char *kind, const char *name)
{
    struct layout_reader *r = ctx;
    r->section = section_kind(kind);
    r->node = NULL;
    r->seen = 0;
    if (r->section == SECTION_NONE)
        complain_about(r, line, "[%s …]: a section is screen, row, column or panel", kind);
    else if (!text_is_id(name)) {
        complain(r, line, "the section needs a name of small letters, digits, - and _");
        r->section = SECTION_NONE;
    } else if (r->section == SECTION_SCREEN)
        begin_screen(r, line, name);
    else
        begin_node(r, line, name);
}

/* An option of a panel: which it has is known when its kind is. */
static void keep_setting(struct layout_reader *r, int line, const char *key, const char *value)
{
    struct layout *l = r->layout;
    if (layout_setting(l, r->node, key) != NULL)
        complain_about(r, line, "%s is set twice; keep one of them", key);
    else if (l->settings == LAYOUT_SETTINGS)
        complain(r, line, "more than 64 options of panels; leave some at their defaults");
    else {
        struct layout_setting *s = &l->setting[l->settings];
        *s = (struct layout_setting){.node = (int)(r->node - l->node), .line = line};
        if (!text_copy(s->key, sizeof s->key, key) || !text_copy(s->value, sizeof s->value, value))
            complain_about(r, line, "%s: the value is longer than 111 bytes; shorten it", key);
        else
            l->settings++;
    }
}

static const char *key_near(unsigned section, const char *key)
{
    const char *names[sizeof keys / sizeof *keys];
    size_t n = 0;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if ((keys[i].sections & section) != 0)
            names[n++] = keys[i].key;
    return word_nearest(&(struct words){names, n}, key);
}

static void unknown_key(struct layout_reader *r, int line, const char *key)
{
    const char *near = key_near((unsigned)r->section, key);
    char what[256], list[160] = "";
    for (size_t i = 0; near == NULL && i < sizeof keys / sizeof *keys; i++) {
        size_t n = strlen(list);
        if ((keys[i].sections & (unsigned)r->section) != 0)
            (void)text_format(list + n, sizeof list - n, "%s%s", n > 0 ? ", " : "", keys[i].key);
    }
    if (near != NULL)
        (void)text_format(what, sizeof what, "%s is not a key of this section; did you mean %s?",
                          key, near);
    else
        (void)text_format(what, sizeof what, "%s is not a key of this section; it may have %s", key,
                          list);
    complain(r, line, what);
}

static void refused_value(struct layout_reader *r, int line, const struct layout_key *row,
                          const char *value)
{
    char what[320];
    if (r->why.text[0] != '\0')
        (void)text_format(what, sizeof what, "%s = %s: %s", row->key, value, r->why.text);
    else
        (void)text_format(what, sizeof what, "%s = %s: must be %s", row->key, value, row->form);
    complain(r, line, what);
}

static void on_entry(void *ctx, int line, const char *key, const char *value)
{
    struct layout_reader *r = ctx;
    if (r->section == SECTION_NONE)
        return; /* its header has been complained about */
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (strcmp(keys[i].key, key) != 0 || (keys[i].sections & (unsigned)r->section) == 0)
            continue;
        if ((r->seen & (1U << i)) != 0)
            complain_about(r, line, "%s is set twice; keep one of them", key);
        r->seen |= 1U << i;
        r->why.text[0] = '\0';
        if (!keys[i].set(r, value))
            refused_value(r, line, &keys[i], value);
        return;
    }
    if (r->section == SECTION_PANEL)
        keep_setting(r, line, key, value);
    else
        unknown_key(r, line, key);
}

static void on_problem(void *ctx, int line, const char *what)
{
    complain(ctx, line, what);
}

static void missing_node(struct layout_reader *r, int line, const char *what, const char *name)
{
    const struct layout *l = r->layout;
    const char *names[LAYOUT_NODES] = {NULL};
    for (int i = 0; i < l->nodes; i++)
        names[i] = l->node[i].name;
    const struct words list = {names, (size_t)l->nodes};
    const char *near = word_nearest(&list, name);
    char text[160];
    if (near != NULL)
        (void)text_format(text, sizeof text, "%s \"%s\" is not in this file; did you mean %s?",
                          what, name, near);
    else
        (void)text_format(text, sizeof text,
                          "%s \"%s\" is not in this file; add [panel %s], [row %s] or [column %s]",
                          what, name, name, name, name);
    complain(r, line, text);
}

static void no_kind(struct layout_reader *r, const struct layout_node *node)
{
    const char *near = kind_near(r->kinds, node->name);
    char text[160];
    (void)text_format(text, sizeof text, "there is no panel \"%s\"; give its kind%s%s", node->name,
                      near != NULL ? ", perhaps kind = " : "", near != NULL ? near : "");
    complain(r, node->line, text);
}

static void check_setting(struct layout_reader *r, const struct layout_setting *s)
{
    const struct layout_node *node = &r->layout->node[s->node];
    const struct layout_kind *kind = kind_find(r->kinds, node->kind);
    const struct layout_option *o = kind != NULL ? kind->options : NULL;
    char what[320], list[128] = "";
    if (kind == NULL)
        return; /* complained about */
    for (size_t count = 0; o != NULL && o[count].key != NULL; count++) {
        size_t n = strlen(list);
        (void)text_format(list + n, sizeof list - n, ", %s", o[count].key);
        if (strcmp(o[count].key, s->key) != 0)
            continue;
        struct cause why = {.text = ""};
        if (layout_option_check(&o[count], s->value, &why) == 0)
            return;
        (void)text_format(what, sizeof what, "%s = %s: %s", s->key, s->value, why.text);
        complain(r, s->line, what);
        return;
    }
    const char *near = option_near(o, s->key);
    if (near == NULL)
        near = key_near(SECTION_PANEL, s->key);
    if (near != NULL)
        (void)text_format(what, sizeof what, "%s is not a key of panel %s; did you mean %s?",
                          s->key, kind->name, near);
    else
        (void)text_format(what, sizeof what,
                          "%s is not a key of panel %s; it has kind, width, height, show, title%s",
                          s->key, kind->name, list);
    complain(r, s->line, what);
}

static const struct layout_option *option_of(const struct layout_reader *r,
                                             const struct layout_setting *s)
{
    const struct layout_kind *kind = kind_find(r->kinds, r->layout->node[s->node].kind);
    const struct layout_option *o = kind != NULL ? kind->options : NULL;
    while (o != NULL && o->key != NULL && strcmp(o->key, s->key) != 0)
        o++;
    return o != NULL && o->key != NULL ? o : NULL;
}

/* What panels share is said once, or everywhere the same. */
static void check_shared(struct layout_reader *r, int index)
{
    const struct layout_setting *s = &r->layout->setting[index];
    const struct layout_option *o = option_of(r, s);
    char what[320];
    for (int i = 0; o != NULL && o->shared && i < index; i++) {
        const struct layout_setting *before = &r->layout->setting[i];
        const struct layout_option *other = option_of(r, before);
        if (other == NULL || !other->shared || strcmp(before->key, s->key) != 0 ||
            strcmp(before->value, s->value) == 0)
            continue;
        (void)text_format(
            what, sizeof what,
            "%s = %s: the panels of one screen share it, and line %d says %s; say the "
            "same, or make a screen of its own",
            s->key, s->value, before->line, before->value);
        complain(r, s->line, what);
        return;
    }
}

/* Names of children become indices; each node stands in one place only, so a tree it is. */
static void link_children(struct layout_reader *r, int index)
{
    struct layout *l = r->layout;
    struct layout_node *node = &l->node[index];
    const char *names = r->children[index].names;
    char name[LAYOUT_NAME_SIZE];
    while (layout_word(&names, name, sizeof name)) {
        int child = node_find(l, name);
        if (child < 0)
            missing_node(r, node->line, "child", name);
        else if (r->placed[child] || child == l->root)
            complain_about(r, node->line,
                           "child \"%s\" stands in two places; for the same panel twice give two "
                           "names and a kind",
                           name);
        else if (node->children == LAYOUT_CHILDREN)
            complain(r, node->line, "more than 16 children");
        else {
            r->placed[child] = true;
            node->child[node->children++] = child;
        }
    }
    if (name[0] != '\0') /* the words end there */
        complain_about(r, node->line, "child \"%s\u2026\" is longer than 31 bytes; shorten it",
                       name);
    if (node->type == LAYOUT_PANEL && node->kind[0] == '\0')
        no_kind(r, node);
    if (node->type != LAYOUT_PANEL && node->children == 0)
        complain_about(r, node->line, "\"%s\" has no children", node->name);
}

static void reach(const struct layout *l, int index, bool reached[LAYOUT_NODES])
{
    if (reached[index])
        return;
    reached[index] = true;
    for (int i = 0; i < l->node[index].children; i++)
        reach(l, l->node[index].child[i], reached);
}

static void link_tree(struct layout_reader *r)
{
    struct layout *l = r->layout;
    if (r->screen_line == 0) {
        complain(r, 0, "there is no [screen NAME]");
        return;
    }
    l->root = node_find(l, r->root);
    if (l->root < 0) {
        if (r->root[0] == '\0')
            complain(r, r->screen_line, "[screen] has no root = NAME of a row, column or panel");
        else
            missing_node(r, r->screen_line, "root", r->root);
        return;
    }
    for (int i = 0; i < l->nodes; i++)
        link_children(r, i);
    bool reached[LAYOUT_NODES] = {false};
    reach(l, l->root, reached);
    for (int i = 0; i < l->nodes; i++)
        if (!reached[i])
            complain_about(r, l->node[i].line,
                           "\"%s\" is not reached from the root; name it in children",
                           l->node[i].name);
    for (int i = 0; i < l->settings; i++)
        check_setting(r, &l->setting[i]);
    for (int i = 1; i < l->settings; i++)
        check_shared(r, i);
}

int layout_read(const char *text, size_t length, const struct layout_kind *kinds,
                struct layout *out, const struct layout_report *report)
{
    struct layout_reader *r = calloc(1, sizeof *r);
    *out = (struct layout){0};
    if (r == NULL) {
        report->problem(report->ctx, 0, "out of memory");
        return 1;
    }
    r->layout = out;
    r->kinds = kinds;
    r->report = report;
    const struct ini_sink sink = {
        .ctx = r, .section = on_section, .entry = on_entry, .problem = on_problem};
    ini_parse_text(text, length, &sink);
    link_tree(r);
    int problems = r->problems;
    free(r);
    return problems;
}
