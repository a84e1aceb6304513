/* SPDX-License-Identifier: MIT */
/* The table of what can be touched. Owned by whoever paints (console/screens/ui_paint.c), filled
 * through areas, so that what is clipped cannot be touched. Pure. */
#include "console/widgets/hits.h"

void hits_clear(struct hits *h)
{
    h->count = 0;
    h->full = false;
}

static void add(struct area a, struct rect r, struct hit hit)
{
    struct hits *h = a.canvas->hits;
    struct area part = area_part(a, r);
    if (h == NULL || part.r.w <= 0 || part.r.h <= 0)
        return;
    if (h->count == HITS_MAX) {
        h->full = true;
        return;
    }
    hit.r = part.r;
    h->hit[h->count++] = hit;
}

void hit_key(struct area a, struct rect r, uint32_t key)
{
    if (key != 0)
        add(a, r, (struct hit){.key = key});
}

void hit_row(struct area a, int y, int steps, bool opens)
{
    add(a, (struct rect){0, y, a.r.w, 1}, (struct hit){.steps = steps, .opens = opens});
}

void hit_item(struct area a, int steps, bool opens)
{
    add(a, (struct rect){0, 0, a.r.w, a.r.h}, (struct hit){.steps = steps, .opens = opens});
}

const struct hit *hits_at(const struct hits *h, int x, int y)
{
    for (int i = h->count; i > 0; i--) {
        const struct rect *r = &h->hit[i - 1].r;
        if (x >= r->x && x < r->x + r->w && y >= r->y && y < r->y + r->h)
            return &h->hit[i - 1];
    }
    return NULL;
}
