/* SPDX-License-Identifier: MIT */
/* Two stories side by side (diff.h). Called by replay.c. States and lamps are swept over time; of
 * stops, alerts and the like those that overlap are the same one. Linear in what there is, after
 * sorting; owns its lists of differences and borrows what they point to. */
#include "andon/ctl/replay/diff.h"

#include <stdlib.h>

#define LAMP_SEEN_MS 100

static const struct span nothing = {.kind = -1};

/* Room for one more of `size` bytes; NULL: it is only counted. */
static void *one_more(struct diff *d, void **list, size_t *count, size_t *room, size_t size)
{
    if (*count == *room) {
        size_t wanted = *room ? *room * 2 : 64;
        void *grown = *count < DIFF_ROWS_MAX ? realloc(*list, wanted * size) : NULL;
        if (!grown) {
            d->lost++;
            return NULL;
        }
        *list = grown;
        *room = wanted;
    }
    return (char *)*list + (*count)++ * size;
}

/* ---- over time ---- */

static void add_span(struct diff *d, struct diff_spans *list, const struct diff_span *span)
{
    struct diff_span *last = list->count ? &list->item[list->count - 1] : NULL;
    if (last && last->end == span->begin && last->lamp == span->lamp &&
        last->a.kind == span->a.kind && last->a.word == span->a.word &&
        last->b.kind == span->b.kind && last->b.word == span->b.word) {
        last->end = span->end;
        return;
    }
    void *all = list->item;
    struct diff_span *item = one_more(d, &all, &list->count, &list->capacity, sizeof *item);
    list->item = all;
    if (item)
        *item = *span;
}

/* What `track` says at `t`, and in `*until` how long that holds at most. `*at` only goes on. */
static const struct span *span_at(const struct track *track, size_t *at, int64_t t, int64_t *until)
{
    while (*at < track->count && track->span[*at].end <= t)
        (*at)++;
    if (*at == track->count)
        return &nothing;
    const struct span *span = &track->span[*at];
    int64_t edge = span->begin <= t ? span->end : span->begin;
    if (edge < *until)
        *until = edge;
    return span->begin <= t ? span : &nothing;
}

struct window {
    int64_t from, to;
};

typedef void on_difference(struct diff *d, const struct diff_span *span);

static void sweep(struct diff *d, const struct track *a, const struct track *b, struct window w,
                  uint32_t lamp, on_difference *differ)
{
    size_t i = 0, k = 0;
    for (int64_t t = w.from, until = w.to; t < w.to; t = until, until = w.to) {
        const struct span *x = span_at(a, &i, t, &until), *y = span_at(b, &k, t, &until);
        if (x->kind == y->kind && x->word == y->word)
            continue;
        differ(d, &(struct diff_span){.begin = t, .end = until, .a = *x, .b = *y, .lamp = lamp});
    }
}

static void on_state(struct diff *d, const struct diff_span *span)
{
    int64_t ms = span->end - span->begin;
    if (span->a.kind == span->b.kind)
        d->word_ms += ms;
    else
        d->state_ms += ms;
    int x = span->a.kind < 0 ? DIFF_NOTHING : span->a.kind;
    int y = span->b.kind < 0 ? DIFF_NOTHING : span->b.kind;
    d->pair_ms[x][y] += x == y ? 0 : ms;
    add_span(d, &d->states, span);
}

/* What nobody can see is no difference. */
static void on_lamp(struct diff *d, const struct diff_span *span)
{
    if (span->end - span->begin < LAMP_SEEN_MS)
        return;
    d->lamp_ms[d->lamp_names - 1] += span->end - span->begin;
    add_span(d, &d->lamps, span);
}

static const struct track *lamp_of(const struct story *s, uint32_t name)
{
    static const struct track none;
    for (size_t i = 0; i < s->lamps; i++)
        if (s->lamp_name[i] == name)
            return &s->lamp[i];
    return &none;
}

static bool has_lamp(const struct diff *d, uint32_t name)
{
    for (size_t i = 0; i < d->lamp_names; i++)
        if (d->lamp_name[i] == name)
            return true;
    return false;
}

/* Lamps by name, whichever of the two has them. */
static void compare_lamps(struct diff *d, struct window w)
{
    const struct story *stories[2] = {d->a, d->b};
    for (int k = 0; k < 2; k++)
        for (size_t i = 0; i < stories[k]->lamps; i++) {
            uint32_t name = stories[k]->lamp_name[i];
            if (has_lamp(d, name))
                continue;
            d->lamp_name[d->lamp_names++] = name;
            sweep(d, lamp_of(d->a, name), lamp_of(d->b, name), w, name, on_lamp);
        }
}

/* ---- what can be paired ---- */

/* Two lists of pointers to items of one kind, and how these are compared. */
struct pairing {
    const void **a, **b;
    size_t count_a, count_b;
    int (*order)(const void *, const void *); /* of qsort: pointers to items */
    /* < 0: `a` is over before `b`, > 0: the other way; 0: they overlap */
    int (*meet)(const void *a, const void *b);
    int64_t (*overlap)(const void *a, const void *b);
    void (*take)(struct diff *d, const void *a, const void *b);
};

/* Of one that meets two it is the one that it overlaps more. */
static void pair_up(struct diff *d, const struct pairing *p)
{
    size_t i = 0, k = 0;
    if (p->count_a)
        qsort(p->a, p->count_a, sizeof *p->a, p->order);
    if (p->count_b)
        qsort(p->b, p->count_b, sizeof *p->b, p->order);
    while (i < p->count_a || k < p->count_b) {
        int side = i == p->count_a ? 1 : k == p->count_b ? -1 : p->meet(p->a[i], p->b[k]);
        if (side == 0) {
            int64_t now = p->overlap(p->a[i], p->b[k]);
            if (i + 1 < p->count_a && p->overlap(p->a[i + 1], p->b[k]) > now)
                side = -1;
            else if (k + 1 < p->count_b && p->overlap(p->a[i], p->b[k + 1]) > now)
                side = 1;
        }
        const void *a = side <= 0 ? p->a[i++] : NULL;
        const void *b = side >= 0 ? p->b[k++] : NULL;
        p->take(d, a, b);
    }
}

static int compare_times(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int64_t common_ms(int64_t begin_a, int64_t end_a, int64_t begin_b, int64_t end_b)
{
    int64_t begin = begin_a > begin_b ? begin_a : begin_b, end = end_a < end_b ? end_a : end_b;
    return end - begin;
}

static void count_in(struct diff_tally *tally, bool in_a, bool in_b)
{
    tally->a += in_a;
    tally->b += in_b;
    tally->vanish += in_a && !in_b;
    tally->appear += in_b && !in_a;
}

/* ---- stops ---- */

static int stop_order(const void *x, const void *y)
{
    const struct story_stop *a = *(const struct story_stop *const *)x;
    const struct story_stop *b = *(const struct story_stop *const *)y;
    return compare_times(a->begin, b->begin);
}

static int64_t stop_overlap(const void *x, const void *y)
{
    const struct story_stop *a = x, *b = y;
    return common_ms(a->begin, a->end, b->begin, b->end);
}

static int stop_meet(const void *x, const void *y)
{
    const struct story_stop *a = x, *b = y;
    if (a->begin == b->begin || stop_overlap(a, b) > 0)
        return 0;
    return a->begin < b->begin ? -1 : 1;
}

static void take_stop(struct diff *d, const void *x, const void *y)
{
    struct diff_stop row = {.a = x, .b = y};
    const struct story_stop *a = x, *b = y;
    if (a && b) {
        row.moved = a->begin != b->begin || a->end != b->end;
        row.renamed = a->state != b->state || a->detail != b->detail || a->reason != b->reason;
        row.resized = a->small != b->small;
    }
    count_in(&d->all_stops, a, b);
    count_in(&d->long_stops, a && !a->small, b && !b->small);
    count_in(&d->small_stops, a && a->small, b && b->small);
    d->all_stops.moved += row.moved;
    d->all_stops.renamed += row.renamed;
    d->all_stops.resized += row.resized;
    if (a && b && !row.moved && !row.renamed && !row.resized)
        return;
    void *list = d->stop;
    struct diff_stop *stop = one_more(d, &list, &d->stops, &d->stops_room, sizeof *stop);
    d->stop = list;
    if (stop)
        *stop = row;
}

static bool is_within(int64_t begin, int64_t end, struct window w)
{
    return begin < w.to && (end > w.from || begin >= w.from);
}

static size_t list_stops(const struct story *s, struct window w, const void **out)
{
    size_t count = 0;
    for (size_t i = 0; i < s->stops; i++)
        if (is_within(s->stop[i].begin, s->stop[i].end, w))
            out[count++] = &s->stop[i];
    return count;
}

/* ---- alerts, predictions, calls ---- */

static int raised_key(const struct story_raised *a, const struct story_raised *b)
{
    int kind = (a->kind > b->kind) - (a->kind < b->kind);
    return kind ? kind : (a->name > b->name) - (a->name < b->name);
}

static int raised_order(const void *x, const void *y)
{
    const struct story_raised *a = *(const struct story_raised *const *)x;
    const struct story_raised *b = *(const struct story_raised *const *)y;
    int key = raised_key(a, b);
    return key ? key : compare_times(a->begin, b->begin);
}

static int64_t raised_overlap(const void *x, const void *y)
{
    const struct story_raised *a = x, *b = y;
    return raised_key(a, b) ? -1 : common_ms(a->begin, a->end, b->begin, b->end);
}

static int raised_meet(const void *x, const void *y)
{
    const struct story_raised *a = x, *b = y;
    int key = raised_key(a, b);
    if (key)
        return key;
    if (a->begin == b->begin || raised_overlap(a, b) > 0)
        return 0;
    return a->begin < b->begin ? -1 : 1;
}

static void take_raised(struct diff *d, const void *x, const void *y)
{
    const struct story_raised *a = x, *b = y;
    const struct story_raised *one = a ? a : b;
    enum record_kind kind = one->kind;
    struct diff_tally *tally = kind == REC_ALERT  ? &d->alerts
                               : kind == REC_CALL ? &d->calls
                                                  : &d->predictions;
    bool moved = a && b && (a->begin != b->begin || a->end != b->end);
    count_in(tally, a, b);
    tally->moved += moved;
    if (a && b && !moved)
        return;
    void *list = d->raised;
    struct diff_raised *row = one_more(d, &list, &d->raisings, &d->raised_room, sizeof *row);
    d->raised = list;
    if (row)
        *row = (struct diff_raised){.a = a, .b = b, .moved = moved};
}

static size_t list_raised(const struct story *s, struct window w, const void **out)
{
    size_t count = 0;
    for (size_t i = 0; i < s->raisings; i++)
        if (is_within(s->raised[i].begin, s->raised[i].end, w))
            out[count++] = &s->raised[i];
    return count;
}

static int by_time(const void *x, const void *y)
{
    const struct diff_raised *a = x, *b = y;
    return compare_times(a->a ? a->a->begin : a->b->begin, b->a ? b->a->begin : b->b->begin);
}

/* ---- shifts ---- */

static int shift_order(const void *x, const void *y)
{
    const struct story_shift *a = *(const struct story_shift *const *)x;
    const struct story_shift *b = *(const struct story_shift *const *)y;
    return compare_times(a->begin, b->begin);
}

static int64_t shift_overlap(const void *x, const void *y)
{
    const struct story_shift *a = x, *b = y;
    return common_ms(a->begin, a->end, b->begin, b->end);
}

static int shift_meet(const void *x, const void *y)
{
    const struct story_shift *a = x, *b = y;
    if (shift_overlap(a, b) > 0)
        return 0;
    return a->begin < b->begin ? -1 : 1;
}

static void take_shift(struct diff *d, const void *x, const void *y)
{
    void *list = d->shift;
    struct diff_shift *row = one_more(d, &list, &d->shifts, &d->shifts_room, sizeof *row);
    d->shift = list;
    if (row)
        *row = (struct diff_shift){.a = x, .b = y};
}

static size_t list_shifts(const struct story *s, struct window w, const void **out)
{
    size_t count = 0;
    for (size_t i = 0; i < s->shifts; i++)
        if (is_within(s->shift[i].begin, s->shift[i].end, w))
            out[count++] = &s->shift[i];
    return count;
}

/* ---- all of it ---- */

int diff_make(const struct story *a, const struct story *b, int64_t from, int64_t to,
              struct diff *out)
{
    struct window w = {from, to};
    *out = (struct diff){.a = a, .b = b, .lost = a->lost + b->lost};
    size_t most_a = a->stops + a->raisings + a->shifts + 1,
           most_b = b->stops + b->raisings + b->shifts + 1;
    const void **items = calloc(most_a + most_b, sizeof *items);
    if (!items)
        return -1;
    sweep(out, &a->states, &b->states, w, 0, on_state);
    compare_lamps(out, w);
    struct pairing p = {.a = items, .b = items + most_a};
    p.count_a = list_stops(a, w, p.a);
    p.count_b = list_stops(b, w, p.b);
    p.order = stop_order;
    p.meet = stop_meet;
    p.overlap = stop_overlap;
    p.take = take_stop;
    pair_up(out, &p);
    p.count_a = list_raised(a, w, p.a);
    p.count_b = list_raised(b, w, p.b);
    p.order = raised_order;
    p.meet = raised_meet;
    p.overlap = raised_overlap;
    p.take = take_raised;
    pair_up(out, &p);
    if (out->raisings)
        qsort(out->raised, out->raisings, sizeof *out->raised, by_time);
    p.count_a = list_shifts(a, w, p.a);
    p.count_b = list_shifts(b, w, p.b);
    p.order = shift_order;
    p.meet = shift_meet;
    p.overlap = shift_overlap;
    p.take = take_shift;
    pair_up(out, &p);
    free(items);
    return 0;
}

void diff_done(struct diff *d)
{
    free(d->states.item);
    free(d->lamps.item);
    free(d->stop);
    free(d->raised);
    free(d->shift);
    *d = (struct diff){0};
}

bool diff_is_nothing(const struct diff *d)
{
    return d->states.count + d->lamps.count + d->stops + d->raisings == 0 && d->lost == 0;
}
