/* SPDX-License-Identifier: MIT */
/* Where codes stand on the pages: two columns, a heading for each part and group, which is never
 * the last of a page, and a group that fits on one page but not on the rest of this begins a new
 * one. Pure. */
#include "andon/ctl/codes/codes.h"

#include <stdlib.h>
#include <string.h>

#define MARGIN     (12 * CODES_MM)
#define HEAD       (10 * CODES_MM) /* of a page */
#define FOOT       (6 * CODES_MM)
#define PART_HIGH  (11 * CODES_MM)
#define GROUP_HIGH (8 * CODES_MM)
#define CELL_HIGH  (34 * CODES_MM)
#define COLUMNS    2

struct placing {
    const struct codes *s;
    const struct codes_paper *paper;
    struct codes_plan *plan;
    int64_t y;
    int column;
    bool failed;
};

static int64_t top(void)
{
    return MARGIN + HEAD;
}

static int64_t bottom(const struct placing *p)
{
    return p->paper->height - MARGIN - FOOT;
}

static void put(struct placing *p, enum codes_kind kind, size_t item, int64_t x,
                const int64_t size[2])
{
    struct codes_plan *plan = p->plan;
    if (plan->count == plan->room) {
        size_t room = plan->room ? plan->room * 2 : 64;
        struct codes_placed *more = realloc(plan->placed, room * sizeof *more);
        p->failed = p->failed || !more;
        if (!more)
            return;
        plan->placed = more;
        plan->room = room;
    }
    plan->placed[plan->count++] = (struct codes_placed){.kind = kind,
                                                        .item = item,
                                                        .page = plan->pages - 1,
                                                        .x = x,
                                                        .y = p->y,
                                                        .width = size[0],
                                                        .height = size[1]};
}

static void new_page(struct placing *p)
{
    p->plan->pages++;
    p->y = top();
    p->column = 0;
}

/* The row that was begun is over. */
static void end_row(struct placing *p)
{
    if (p->column > 0)
        p->y += CELL_HIGH;
    p->column = 0;
}

static bool is_new_part(const struct codes *s, size_t i)
{
    return i == 0 || s->item[i].part != s->item[i - 1].part;
}

static bool is_new_group(const struct codes *s, size_t i)
{
    return is_new_part(s, i) || strcmp(s->item[i].group, s->item[i - 1].group) != 0;
}

/* Rows of the group that begins here. */
static int64_t height_of_group(const struct codes *s, size_t i)
{
    size_t n = 1;
    while (i + n < s->count && !is_new_group(s, i + n))
        n++;
    return (int64_t)((n + COLUMNS - 1) / COLUMNS) * CELL_HIGH;
}

static void begin_group(struct placing *p, size_t i)
{
    bool part = is_new_part(p->s, i), group = p->s->item[i].group[0] != '\0';
    int64_t heads = (part ? PART_HIGH : 0) + (group ? GROUP_HIGH : 0);
    int64_t whole = heads + height_of_group(p->s, i);
    int64_t wide = p->paper->width - 2 * MARGIN;
    end_row(p);
    int64_t least = whole <= bottom(p) - top() ? whole : heads + CELL_HIGH;
    if (p->plan->pages == 0 || p->y + least > bottom(p))
        new_page(p);
    if (part) {
        put(p, PLACED_PART, i, MARGIN, (const int64_t[]){wide, PART_HIGH});
        p->y += PART_HIGH;
    }
    if (group) {
        put(p, PLACED_GROUP, i, MARGIN, (const int64_t[]){wide, GROUP_HIGH});
        p->y += GROUP_HIGH;
    }
}

static void put_item(struct placing *p, size_t i)
{
    int64_t wide = (p->paper->width - 2 * MARGIN) / COLUMNS;
    if (p->column == 0 && p->y + CELL_HIGH > bottom(p))
        new_page(p);
    put(p, PLACED_ITEM, i, MARGIN + p->column * wide, (const int64_t[]){wide, CELL_HIGH});
    if (++p->column == COLUMNS)
        end_row(p);
}

int codes_place(const struct codes *s, const struct codes_paper *paper, struct codes_plan *plan)
{
    struct placing p = {.s = s, .paper = paper, .plan = plan};
    *plan = (struct codes_plan){0};
    for (size_t i = 0; i < s->count; i++) {
        if (is_new_group(s, i))
            begin_group(&p, i);
        put_item(&p, i);
    }
    if (!p.failed)
        return 0;
    free(plan->placed);
    *plan = (struct codes_plan){0};
    return -1;
}
