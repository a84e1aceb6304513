/* SPDX-License-Identifier: MIT */
/* The layout solver. Along its axis a row or column gives fixed children what they ask for, then
 * shares the rest by weight within each child's limits; what does not fit is taken from the last
 * children first, so the order in the file is the order of importance. Across its axis every child
 * gets all. Lines between children take one cell. */
#include "console/widgets/layout.h"

#include <stdio.h>
#include <string.h>

#define RULE_WIDTH 1
#define DEPTH_MAX  12

struct solver {
    const struct layout *layout;
    const struct layout_now *now;
    struct layout_placed *placed;
    int count;
};

static void place(struct solver *s, const struct layout_node *node, struct rect rect)
{
    if (s->count < LAYOUT_PLACED && rect.w > 0 && rect.h > 0)
        s->placed[s->count++] = (struct layout_placed){.node = node, .rect = rect};
}

/* A row or column with no child to show takes no room itself. */
static bool has_content(const struct solver *s, const struct layout_node *node, int depth)
{
    if (!layout_holds(&node->show, s->now) || depth > DEPTH_MAX)
        return false;
    if (node->type == LAYOUT_PANEL)
        return true;
    for (int i = 0; i < node->children; i++)
        if (has_content(s, &s->layout->node[node->child[i]], depth + 1))
            return true;
    return false;
}

struct share {
    const struct layout_node *node;
    struct layout_extent want;
    int size;
    bool settled;
};

static int least(const struct share *share)
{
    return share->want.fixed > 0 ? share->want.fixed : share->want.min;
}

static int limited(const struct share *share)
{
    const struct layout_extent *want = &share->want;
    int size = share->size < want->min ? want->min : share->size;
    return want->max > 0 && size > want->max ? want->max : size;
}

/* The first whose limit holds whatever the others get: where the limits make all of them together
 * larger it is a least size, else a largest. Settles it; false: none meets a limit. */
static bool settle_one(struct share *share, int count)
{
    int more = 0;
    for (int i = 0; i < count; i++)
        more += share[i].settled ? 0 : limited(&share[i]) - share[i].size;
    for (int i = 0; i < count; i++) {
        int change = share[i].settled ? 0 : limited(&share[i]) - share[i].size;
        if (more >= 0 ? change > 0 : change < 0) {
            share[i].size += change;
            share[i].settled = true;
            return true;
        }
    }
    return false;
}

/* Flexible children share `room` by weight; those that meet a limit settle, the rest share again.
 */
static void share_out(struct share *share, int count, int room)
{
    do {
        int weights = 0, left = room;
        for (int i = 0; i < count; i++) {
            if (share[i].settled)
                left -= share[i].size;
            else
                weights += share[i].want.flex;
        }
        int given = 0, seen = 0;
        for (int i = 0; i < count; i++) {
            if (share[i].settled || weights <= 0)
                continue;
            seen += share[i].want.flex;
            int upto = (int)((long)left * seen / weights);
            share[i].size = upto - given;
            given = upto;
        }
    } while (settle_one(share, count));
}

/* Sizes along the axis: all least sizes, cut from the end when they do not fit. */
static void size_up(struct share *share, int count, int room)
{
    int need = 0;
    for (int i = 0; i < count; i++) {
        share[i].settled = share[i].want.fixed > 0;
        share[i].size = least(&share[i]);
        need += share[i].size;
    }
    if (need <= room) {
        share_out(share, count, room);
        return;
    }
    for (int i = count - 1; i >= 0 && need > room; i--) {
        int cut = need - room < share[i].size ? need - room : share[i].size;
        share[i].size -= cut;
        need -= cut;
    }
}

static void solve_node(struct solver *s, const struct layout_node *node, struct rect r, int depth);

static void solve_children(struct solver *s, const struct layout_node *node, struct rect r,
                           int depth)
{
    bool row = node->type == LAYOUT_ROW;
    struct share share[LAYOUT_CHILDREN];
    int count = 0;
    for (int i = 0; i < node->children; i++) {
        const struct layout_node *child = &s->layout->node[node->child[i]];
        if (has_content(s, child, depth + 1))
            share[count++] =
                (struct share){.node = child, .want = row ? child->width : child->height};
    }
    if (count == 0)
        return;
    int gap = node->rule ? RULE_WIDTH : 0;
    size_up(share, count, (row ? r.w : r.h) - gap * (count - 1));
    int at = row ? r.x : r.y;
    for (int i = 0; i < count; i++) {
        struct rect part = row ? (struct rect){at, r.y, share[i].size, r.h}
                               : (struct rect){r.x, at, r.w, share[i].size};
        solve_node(s, share[i].node, part, depth + 1);
        at += share[i].size;
        if (gap > 0 && i + 1 < count && share[i + 1].size > 0)
            place(s, NULL, row ? (struct rect){at, r.y, 1, r.h} : (struct rect){r.x, at, r.w, 1});
        at += gap;
    }
}

static void solve_node(struct solver *s, const struct layout_node *node, struct rect r, int depth)
{
    if (r.w <= 0 || r.h <= 0 || depth > DEPTH_MAX)
        return;
    if (node->type == LAYOUT_PANEL)
        place(s, node, r);
    else
        solve_children(s, node, r, depth);
}

int layout_solve(const struct layout *layout, const struct layout_now *now,
                 struct layout_placed placed[LAYOUT_PLACED])
{
    struct solver s = {.layout = layout, .now = now, .placed = placed};
    if (layout->nodes == 0 || now->width < layout->min_width ||
        (now->height < layout->min_height && !now->cramped))
        return 0;
    const struct layout_node *root = &layout->node[layout->root];
    if (has_content(&s, root, 0))
        solve_node(&s, root, (struct rect){0, 0, now->width, now->height}, 0);
    return s.count;
}

const char *layout_setting(const struct layout *layout, const struct layout_node *node,
                           const char *key)
{
    for (int i = 0; i < layout->settings; i++)
        if (&layout->node[layout->setting[i].node] == node &&
            strcmp(layout->setting[i].key, key) == 0)
            return layout->setting[i].value;
    return NULL;
}

bool layout_has_name(const char *names, const char *name)
{
    char word[LAYOUT_VALUE_SIZE];
    while (layout_word(&names, word, sizeof word))
        if (strcmp(word, name) == 0)
            return true;
    return false;
}
