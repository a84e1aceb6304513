/* SPDX-License-Identifier: MIT */
/* JSON Pointers (RFC 6901) compiled into the tree that the scanner walks beside a document. Built
 * once for pointers that are fixed, and for each message for those that hold captured topic levels.
 * The memory is the caller's. */
#include "data/decode/scan.h"

#include <string.h>

#define INDEX_DIGITS 9

static struct scan_node *new_node(struct scan_plan *plan, const char *key, size_t length)
{
    struct scan_node *node = &plan->node[plan->nodes++];
    *node = (struct scan_node){
        .key = key, .length = (uint32_t)length, .index = -1, .index_max = -1, .slot = -1};
    return node;
}

void scan_plan_clear(struct scan_plan *plan)
{
    plan->nodes = plan->text_used = plan->slots = 0;
    new_node(plan, "", 0);
}

void scan_plan_init(struct scan_plan *plan, struct scan_node *node, size_t nodes, char *text,
                    size_t size)
{
    *plan = (struct scan_plan){.node = node, .node_max = nodes, .text = text, .text_max = size};
    scan_plan_clear(plan);
}

/* RFC 6901 §4: digits without a leading zero. */
static int32_t array_index(const char *key, size_t length)
{
    int32_t index = 0;
    if (length == 0 || length > INDEX_DIGITS || (key[0] == '0' && length > 1))
        return -1;
    for (size_t i = 0; i < length; i++) {
        if (key[i] < '0' || key[i] > '9')
            return -1;
        index = index * 10 + (key[i] - '0');
    }
    return index;
}

/* Unescape a reference token behind the plan's text. Returns its length, or -1 or -2 as
 * scan_plan_add does. */
static int take_token(struct scan_plan *plan, const char *token, size_t length)
{
    if (length > plan->text_max - plan->text_used)
        return -2;
    char *out = plan->text + plan->text_used;
    int used = 0;
    for (size_t i = 0; i < length; i++) {
        char c = token[i];
        if (c == '~') {
            if (++i == length || (token[i] != '0' && token[i] != '1'))
                return -1;
            c = token[i] == '0' ? '~' : '/';
        }
        out[used++] = c;
    }
    return used;
}

/* The child of `parent` with this key, made when there is none. NULL: no room. */
static struct scan_node *child_of(struct scan_plan *plan, struct scan_node *parent, size_t length)
{
    const char *key = plan->text + plan->text_used;
    uint32_t *link = &parent->child;
    for (; *link; link = &plan->node[*link].next) {
        struct scan_node *node = &plan->node[*link];
        if (node->length == length && memcmp(node->key, key, length) == 0)
            return node;
    }
    if (plan->nodes == plan->node_max)
        return NULL;
    *link = (uint32_t)plan->nodes;
    plan->text_used += length;
    parent->lengths |= UINT64_C(1) << (length < 63 ? length : 63);
    parent->near = parent->child;
    struct scan_node *node = new_node(plan, key, length);
    node->index = array_index(key, length);
    if (node->index > parent->index_max)
        parent->index_max = node->index;
    return node;
}

int scan_plan_add(struct scan_plan *plan, const char *pointer, size_t length)
{
    struct scan_node *node = plan->node;
    const char *p = pointer, *end = pointer + length;
    if (length > 0 && *p != '/')
        return -1;
    while (p < end) {
        const char *slash = memchr(p + 1, '/', (size_t)(end - p - 1));
        const char *stop = slash ? slash : end;
        int token = take_token(plan, p + 1, (size_t)(stop - p - 1));
        if (token < 0)
            return token;
        node = child_of(plan, node, (size_t)token);
        if (!node)
            return -2;
        p = stop;
    }
    if (node->slot < 0)
        node->slot = (int32_t)plan->slots++;
    return node->slot;
}
