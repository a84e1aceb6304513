/* SPDX-License-Identifier: MIT */
/* Reads a screen file into a layout tree: one table of keys serves all section kinds. Every problem
 * is reported with its line. Called for the compiled-in screens, --check-layout and the tests;
 * reads no file itself. The words and rules are those of andon-layout(5). */
#include "console/widgets/layout_read.h"

#include "data/config/ini.h"
#include "data/model/text.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define CELLS_MAX 1000

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
    const char *const *kinds;
    const struct layout_report *report;
    enum section section;
    struct layout_node *node; /* of the current section, or NULL */
    char root[LAYOUT_NAME_SIZE];
    int screen_line;
    struct pending_children children[LAYOUT_NODES];
    bool placed[LAYOUT_NODES];
    uint32_t seen; /* keys of this section, a bit per row of the table */
    int problems;
};

static void complain(struct layout_reader *r, int line, const char *what)
{
    r->problems++;
    r->report->problem(r->report->ctx, line, what);
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

/* Words separated by blanks and commas; the next one, or false at the end. */
static bool next_word(const char **text, char *out, size_t size)
{
    static const char separators[] = " ,";
    *text += strspn(*text, separators);
    size_t n = strcspn(*text, separators);
    bool fits = text_copy_n(out, size, *text, n);
    *text += n;
    return n > 0 && fits;
}

static bool read_cells(const char *text, int *cells)
{
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || value < 0 || value > CELLS_MAX)
        return false;
    *cells = (int)value;
    return true;
}

/* "12" or "flex [WEIGHT] [min N] [max N]". */
static bool read_extent(const char *value, struct layout_extent *out)
{
    char word[16];
    int number;
    *out = (struct layout_extent){0};
    if (!next_word(&value, word, sizeof word))
        return false;
    if (strcmp(word, "flex") != 0)
        return read_cells(word, &out->fixed) && out->fixed > 0 &&
               !next_word(&value, word, sizeof word);
    out->flex = 1;
    int *target = &out->flex;
    while (next_word(&value, word, sizeof word)) {
        if (strcmp(word, "min") == 0)
            target = &out->min;
        else if (strcmp(word, "max") == 0)
            target = &out->max;
        else if (target == NULL || !read_cells(word, &number) || number == 0)
            return false;
        else {
            *target = number;
            target = NULL;
            continue;
        }
    }
    return (target == NULL || target == &out->flex) && (out->max == 0 || out->max >= out->min);
}

/* "width >= 100 and height < 30". */
static bool read_show(const char *value, struct layout_node *node)
{
    char word[16];
    node->shows = 0;
    while (next_word(&value, word, sizeof word)) {
        struct layout_term term = {0};
        if (node->shows > 0 && (strcmp(word, "and") != 0 || !next_word(&value, word, sizeof word)))
            return false;
        term.of_height = strcmp(word, "height") == 0;
        if (!term.of_height && strcmp(word, "width") != 0)
            return false;
        char compare[4], number[8];
        if (!next_word(&value, compare, sizeof compare) ||
            !next_word(&value, number, sizeof number) || !read_cells(number, &term.value))
            return false;
        term.less = compare[0] == '<';
        if (strcmp(compare, "<") == 0)
            term.value--;
        else if (strcmp(compare, ">") == 0)
            term.value++;
        else if (strcmp(compare, "<=") != 0 && strcmp(compare, ">=") != 0)
            return false;
        if (node->shows == LAYOUT_TERMS)
            return false;
        node->show[node->shows++] = term;
    }
    return node->shows > 0;
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
           read_cells(width, &r->layout->min_width) && read_cells(x + 1, &r->layout->min_height);
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

static bool set_kind(struct layout_reader *r, const char *value)
{
    for (size_t i = 0; r->kinds[i] != NULL; i++)
        if (strcmp(r->kinds[i], value) == 0)
            return text_copy(r->node->kind, sizeof r->node->kind, value);
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
    return read_show(value, r->node);
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
    {"kind", SECTION_PANEL, set_kind, "the name of a panel that exists"},
    {"min", SECTION_SCREEN, set_min, "COLUMNSxROWS, like 40x12"},
    {"root", SECTION_SCREEN, set_root, "the name of a row, column or panel"},
    {"rule", SECTION_BOX, set_rule, "yes or no"},
    {"show", SECTION_NODE, set_show, "width or height, a comparison, a number [and ...]"},
    {"title", SECTION_SCREEN | SECTION_NODE, set_title, "a short text"},
    {"width", SECTION_NODE, set_width, "a number of columns, or flex [weight] [min N] [max N]"},
};

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
        complain(r, line, "a second [screen]; a file holds one");
        r->section = SECTION_NONE;
        return;
    }
    r->screen_line = line;
    if (!text_copy(r->layout->name, sizeof r->layout->name, name))
        complain(r, line, "the name is longer than 31 bytes");
}

static void begin_node(struct layout_reader *r, int line, const char *name)
{
    struct layout *l = r->layout;
    if (node_find(l, name) >= 0)
        complain_about(r, line, "\"%s\" is there already", name);
    else if (l->nodes == LAYOUT_NODES)
        complain(r, line, "more than 64 rows, columns and panels");
    else if (strlen(name) >= LAYOUT_NAME_SIZE)
        complain(r, line, "the name is longer than 31 bytes");
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
        if (r->section == SECTION_PANEL)
            (void)set_kind(r, name); /* the name is the kind unless it says another */
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

static void on_entry(void *ctx, int line, const char *key, const char *value)
{
    struct layout_reader *r = ctx;
    if (r->section == SECTION_NONE)
        return; /* its header has been complained about */
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (strcmp(keys[i].key, key) != 0 || (keys[i].sections & (unsigned)r->section) == 0)
            continue;
        char what[256];
        if ((r->seen & (1U << i)) != 0)
            complain_about(r, line, "%s is set twice", key);
        r->seen |= 1U << i;
        if (!keys[i].set(r, value)) {
            (void)text_format(what, sizeof what, "%s = %s: must be %s", key, value, keys[i].form);
            complain(r, line, what);
        }
        return;
    }
    complain_about(r, line, "%s is not a key of this section", key);
}

static void on_problem(void *ctx, int line, const char *what)
{
    complain(ctx, line, what);
}

/* Names of children become indices; each node stands in one place only, so a tree it is. */
static void link_children(struct layout_reader *r, int index)
{
    struct layout *l = r->layout;
    struct layout_node *node = &l->node[index];
    const char *names = r->children[index].names;
    char name[LAYOUT_NAME_SIZE];
    while (next_word(&names, name, sizeof name)) {
        int child = node_find(l, name);
        if (child < 0)
            complain_about(r, node->line, "child \"%s\" is not in this file", name);
        else if (r->placed[child] || child == l->root)
            complain_about(r, node->line, "child \"%s\" stands in two places", name);
        else if (node->children == LAYOUT_CHILDREN)
            complain(r, node->line, "more than 16 children");
        else {
            r->placed[child] = true;
            node->child[node->children++] = child;
        }
    }
    if (node->type == LAYOUT_PANEL && node->kind[0] == '\0')
        complain_about(r, node->line, "there is no panel \"%s\"; give its kind", node->name);
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
        complain_about(r, r->screen_line, "root \"%s\" is not in this file", r->root);
        return;
    }
    for (int i = 0; i < l->nodes; i++)
        link_children(r, i);
    bool reached[LAYOUT_NODES] = {false};
    reach(l, l->root, reached);
    for (int i = 0; i < l->nodes; i++)
        if (!reached[i])
            complain_about(r, l->node[i].line, "\"%s\" is not reached from the root",
                           l->node[i].name);
}

int layout_read(const char *text, size_t length, const char *const *kinds, struct layout *out,
                const struct layout_report *report)
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
