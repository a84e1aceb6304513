/* SPDX-License-Identifier: MIT */
/* The tree of reasons from its sections: what is below what, what is inherited, which key each one
 * has; afterwards config.reason stands in the order of the tree, parents before their children.
 * Called by resolve.c. */
#include "data/config/plant/plant.h"
#include "data/model/text.h"

#include <string.h>

/* A reason while the tree is made. */
struct node {
    struct section *section;
    struct reason_conf *reason;
    struct node *parent;
    bool lost; /* its parent is missing: told, and left out */
};

struct tree {
    struct loader *l;
    struct node *node;
    size_t count;
    struct reason_conf *ordered;
    size_t done;
};

static const struct section_kind *kind(void)
{
    return kind_find("reason", true);
}

/* "mech.jam": "mech". False: first level. */
static bool parent_name(const char *name, char out[CONFIG_ID_SIZE])
{
    const char *dot = strrchr(name, '.');
    return dot && text_copy_n(out, CONFIG_ID_SIZE, name, (size_t)(dot - name));
}

bool below_retired(struct loader *l, const struct section *s)
{
    char name[CONFIG_ID_SIZE];
    const char *at = s->name;
    while (parent_name(at, name)) {
        const struct section *above = section_find(l, s->kind, name);
        const struct entry *entry = section_entry(above, "retired");
        bool yes;
        if (entry && bool_parse(entry->value, &yes) == 0 && yes) {
            if (s->layer >= entry->layer)
                problem_section(l, s,
                                "is below [reason %s], which is retired (%s:%d); retire it too",
                                name, above->origin.file, above->origin.line);
            return true;
        }
        at = above ? above->name : "";
    }
    return false;
}

static bool form_ok(struct loader *l, const struct section *s)
{
    int dots = 0;
    for (const char *at = s->name; *at; at++)
        dots += *at == '.';
    size_t length = strlen(s->name);
    if (strstr(s->name, "..") || s->name[length - 1] == '.')
        problem_section(l, s, "has nothing behind a dot; write e.g. [reason mech.jam]");
    else if (dots >= REASON_LEVELS)
        problem_section(l, s, "is on level %d; there are %d", dots + 1, REASON_LEVELS);
    else
        return true;
    return false;
}

static struct node *find_node(const struct tree *tree, const char *name)
{
    for (size_t i = 0; i < tree->count; i++) {
        if (strcmp(tree->node[i].section->name, name) == 0)
            return &tree->node[i];
    }
    return NULL;
}

static void find_parent(struct tree *tree, struct node *node)
{
    char name[CONFIG_ID_SIZE];
    struct section *s = node->section;
    node->lost = !form_ok(tree->l, s);
    if (node->lost || !parent_name(s->name, name))
        return;
    node->parent = find_node(tree, name);
    node->lost = !node->parent;
    if (node->lost)
        problem_section(tree->l, s, "is below [reason %s], which there is not; add that section",
                        name);
}

/* ---- what comes from above ---- */

static int level_of(const struct node *node)
{
    int level = 0;
    for (const struct node *up = node->parent; up; up = up->parent)
        level++;
    return level;
}

static void inherit(struct node *node)
{
    const struct section *s = node->section;
    const struct reason_conf *from = node->parent ? node->parent->reason : NULL;
    struct reason_conf *to = node->reason;
    if (!from)
        return;
    if (!section_entry(s, "loss"))
        to->loss = from->loss;
    if (!section_entry(s, "planned"))
        to->planned = from->planned;
    if (!section_entry(s, "stations"))
        (void)text_copy(to->fits_stations, sizeof to->fits_stations, from->fits_stations);
    if (!section_entry(s, "products"))
        (void)text_copy(to->fits_products, sizeof to->fits_products, from->fits_products);
}

static void inherit_level(struct tree *tree, int level)
{
    for (size_t i = 0; i < tree->count; i++) {
        struct node *node = &tree->node[i];
        if (node->lost || level_of(node) != level)
            continue;
        inherit(node);
        node->reason->level = level;
        default_title(node->reason->title, sizeof node->reason->title, node->reason->name);
        check_products(tree->l, node->section, "products", node->reason->fits_products);
    }
}

/* ---- keys and order ---- */

static void tell_crowded(struct tree *tree, const struct node *parent, const struct placed *last)
{
    if (parent)
        problem_section(tree->l, last->section,
                        "is one more than the nine choices that there can be below [reason %s]; "
                        "put some below a new one",
                        parent->section->name);
    else
        problem_section(tree->l, last->section,
                        "is one more than the nine choices that there can be on the first level; "
                        "put it below another one, or retire one");
}

/* The ones below `parent`, each followed by those below it. */
static void place_below(struct tree *tree, const struct node *parent, int index)
{
    struct placed below[CONFIG_REASONS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < tree->count && count < CONFIG_REASONS_MAX; i++) {
        struct node *node = &tree->node[i];
        if (!node->lost && node->parent == parent)
            below[count++] = (struct placed){node->section, &node->reason->place, node};
    }
    if (places_give(tree->l, below, count) > 0)
        tell_crowded(tree, parent, &below[count - 1]);
    if (parent)
        tree->ordered[index].leaf = count == 0;
    for (size_t i = 0; i < count; i++) {
        const struct node *node = below[i].item;
        int at = (int)tree->done++;
        tree->ordered[at] = *node->reason;
        tree->ordered[at].parent = index;
        place_below(tree, node, at);
    }
}

void resolve_reasons(struct loader *l)
{
    struct config *config = l->config;
    struct tree tree = {.l = l};
    tree.node = arena_alloc(l->arena, config->reasons * sizeof *tree.node);
    tree.ordered = arena_alloc(l->arena, config->reasons * sizeof *tree.ordered);
    if (!tree.node || !tree.ordered)
        return;
    for (each_section(l, kind(), s)) {
        if (s->item)
            tree.node[tree.count++] = (struct node){.section = s, .reason = s->item};
    }
    for (size_t i = 0; i < tree.count; i++)
        find_parent(&tree, &tree.node[i]);
    for (int level = 0; level < REASON_LEVELS; level++)
        inherit_level(&tree, level);
    place_below(&tree, NULL, -1);
    config->reason = tree.ordered;
    config->reasons = tree.done;
}
