/* SPDX-License-Identifier: MIT */
/* The table of stations. A summary that comes is copied and its station marked; only board_refresh
 * looks into it, so that of ten summaries between two looks nine cost a copy. Rows are kept in a
 * table that is found by a hash of the path; two lists of indices hold the orders. Owned by
 * data/hub/view.c. */
#include "data/hub/line/board.h"

#include "data/hub/line/inside.h"
#include "data/model/clock.h"
#include "data/model/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define LEVELS 5 /* of a station's path */

struct board *board_new(void)
{
    struct board *b = calloc(1, sizeof *b);
    if (b == NULL)
        return NULL;
    b->bucket = calloc(BOARD_BUCKETS, sizeof *b->bucket);
    if (b->bucket == NULL) {
        free(b);
        return NULL;
    }
    line_reader_init(&b->reader);
    line_detail_init(&b->details);
    return b;
}

void board_free(struct board **board)
{
    struct board *b = *board;
    if (b == NULL)
        return;
    for (size_t i = 0; i < b->count; i++)
        free(b->entry[i].raw);
    free(b->entry);
    free(b->floor);
    free(b->worst);
    free(b->bucket);
    free(b);
    *board = NULL;
}

static uint64_t hash_of(const char *text)
{
    uint64_t h = UINT64_C(14695981039346656037);
    for (; *text != '\0'; text++)
        h = (h ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return h;
}

/* Where it is, or would be: buckets hold index + 1. */
static size_t bucket_of(const struct board *b, const char *station)
{
    size_t at = (size_t)(hash_of(station) % BOARD_BUCKETS);
    while (b->bucket[at] != 0 && strcmp(b->entry[b->bucket[at] - 1].row.station, station) != 0)
        at = (at + 1) % BOARD_BUCKETS;
    return at;
}

static bool is_path(const char *station)
{
    int levels = 1;
    size_t n = strlen(station);
    for (const char *c = station; *c != '\0'; c++)
        levels += *c == '/';
    return levels == LEVELS && n < LINE_STATION_SIZE && text_is_clean(station, n);
}

static bool grow(struct board *b)
{
    size_t room = b->room > 0 ? b->room * 2 : 64;
    struct board_entry *entry = realloc(b->entry, room * sizeof *entry);
    if (entry == NULL)
        return false;
    b->entry = entry;
    uint32_t *floor = realloc(b->floor, room * sizeof *floor);
    if (floor == NULL)
        return false;
    b->floor = floor;
    uint32_t *worst = realloc(b->worst, room * sizeof *worst);
    if (worst == NULL)
        return false;
    b->worst = worst;
    b->room = room;
    return true;
}

/* Its entry, made when there is none; NULL: refused. */
static struct board_entry *entry_of(struct board *b, const char *station)
{
    if (!is_path(station)) {
        b->refused++;
        return NULL;
    }
    size_t at = bucket_of(b, station);
    if (b->bucket[at] != 0)
        return &b->entry[b->bucket[at] - 1];
    if (b->count == BOARD_STATIONS_MAX || (b->count == b->room && !grow(b))) {
        b->refused++;
        return NULL;
    }
    struct board_entry *e = &b->entry[b->count];
    *e = (struct board_entry){.raw = NULL};
    line_row_init(&e->row, station);
    b->floor[b->count] = b->worst[b->count] = (uint32_t)b->count;
    b->bucket[at] = (uint32_t)++b->count;
    b->unsorted = true;
    return e;
}

static void touch(struct board *b, struct board_entry *e)
{
    e->dirty = b->dirty = true;
}

int board_summary(struct board *b, const char *station, const char *json, size_t length,
                  int64_t wall_ms)
{
    if (length > BOARD_SUMMARY_MAX) {
        b->refused++;
        return -1;
    }
    struct board_entry *e = entry_of(b, station);
    if (e == NULL)
        return -1;
    if (length > e->room) {
        char *raw = realloc(e->raw, length);
        if (raw == NULL) {
            b->refused++;
            return -1;
        }
        e->raw = raw;
        e->room = (uint32_t)length;
    }
    if (length > 0)
        memcpy(e->raw, json, length);
    e->length = (uint32_t)length;
    e->row.summary_at = wall_ms;
    e->fresh = true;
    touch(b, e);
    return 0;
}

int board_status(struct board *b, const char *station, const char *json, size_t length,
                 int64_t wall_ms)
{
    bool online = false;
    int64_t at = TIME_NONE;
    struct board_entry *e = entry_of(b, station);
    if (e == NULL)
        return -1;
    e->present = length > 0;
    e->known = e->known && e->present;
    if (length > 0 && line_status_take(json, length, &online, &at) != 0) {
        b->refused++;
        return -1;
    }
    /* The broker says "gone" for the station, in words of when it came: now is nearer. */
    if (online || e->row.online || at == TIME_NONE)
        at = wall_ms;
    e->row.online = online;
    e->row.status_at = at;
    line_nonce_take(json, online ? length : 0, e->nonce);
    touch(b, e);
    return 0;
}

const char *board_nonce(const struct board *b, const char *station)
{
    uint32_t at = is_path(station) ? b->bucket[bucket_of(b, station)] : 0;
    const struct board_entry *e = at != 0 ? &b->entry[at - 1] : NULL;
    return e != NULL && e->row.online && e->nonce[0] != '\0' ? e->nonce : NULL;
}

int board_known(struct board *b, const char *station)
{
    struct board_entry *e = entry_of(b, station);
    if (e == NULL)
        return -1;
    e->known = true;
    touch(b, e);
    return 0;
}

/* ---- rows ---- */

static void make_row(struct board *b, struct board_entry *e)
{
    if (e->fresh && e->length == 0) {
        char station[LINE_STATION_SIZE];
        bool online = e->row.online;
        int64_t at = e->row.status_at;
        (void)text_copy(station, sizeof station, e->row.station);
        line_row_init(&e->row, station);
        e->row.online = online;
        e->row.status_at = at;
    } else if (e->fresh && line_reader_take(&b->reader, e->raw, e->length, &e->row) != 0) {
        b->refused++;
    }
    line_row_grade(&e->row);
    e->fresh = e->dirty = false;
}

/* Names as people count: press 2 before press 10. */
static int compare_names(const char *a, const char *b)
{
    while (*a != '\0' && *b != '\0') {
        if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
            size_t za = strspn(a, "0"), zb = strspn(b, "0");
            size_t na = strspn(a + za, "0123456789"), nb = strspn(b + zb, "0123456789");
            int same = na != nb ? (na < nb ? -1 : 1) : memcmp(a + za, b + zb, na);
            if (same != 0 || za != zb)
                return same != 0 ? same : (za < zb ? -1 : 1);
            a += za + na;
            b += zb + nb;
        } else if (*a != *b) {
            return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
        } else {
            a++;
            b++;
        }
    }
    return (*a != '\0') - (*b != '\0');
}

struct rank {
    const struct board_entry *entry;
    uint32_t index;
};

static int by_floor(const void *a, const void *b)
{
    const struct rank *x = a, *y = b;
    int order = compare_names(x->entry->row.station, y->entry->row.station);
    return order != 0 ? order : strcmp(x->entry->row.station, y->entry->row.station);
}

/* How long it has been so bad; those that are fine keep the floor's order. */
static int64_t since_of(const struct line_row *r)
{
    if (r->grade == LINE_WAITING || r->grade == LINE_FINE)
        return 0;
    if (r->grade == LINE_UNKNOWN && !r->online)
        return r->status_at == TIME_NONE ? INT64_MAX : r->status_at;
    if (r->calls > 0 && r->call_since != TIME_NONE)
        return r->call_since;
    return r->since == TIME_NONE ? INT64_MAX : r->since;
}

static int by_worst(const void *a, const void *b)
{
    const struct rank *x = a, *y = b;
    const struct line_row *r = &x->entry->row, *s = &y->entry->row;
    if (r->grade != s->grade)
        return r->grade < s->grade ? -1 : 1;
    if (r->blocking != s->blocking)
        return r->blocking ? -1 : 1;
    int64_t since = since_of(r), other = since_of(s);
    if (since != other)
        return since < other ? -1 : 1;
    return x->entry->place < y->entry->place ? -1 : x->entry->place > y->entry->place;
}

static void sort(struct board *b, uint32_t *list, int (*order)(const void *, const void *))
{
    struct rank *rank = malloc((b->count + 1) * sizeof *rank);
    if (rank == NULL)
        return; /* as it was: every index is in it */
    for (size_t i = 0; i < b->count; i++)
        rank[i] = (struct rank){&b->entry[list[i]], list[i]};
    qsort(rank, b->count, sizeof *rank, order);
    for (size_t i = 0; i < b->count; i++)
        list[i] = rank[i].index;
    free(rank);
}

/* Off the board: neither summary nor presence is left at the broker. */
static void drop_gone(struct board *b)
{
    size_t kept = 0;
    for (size_t i = 0; i < b->count; i++) {
        if (b->entry[i].length == 0 && !b->entry[i].present && !b->entry[i].known) {
            free(b->entry[i].raw);
            continue;
        }
        if (kept != i)
            b->entry[kept] = b->entry[i];
        kept++;
    }
    if (kept == b->count)
        return;
    b->count = kept;
    b->unsorted = true;
    memset(b->bucket, 0, BOARD_BUCKETS * sizeof *b->bucket);
    for (size_t i = 0; i < kept; i++) {
        b->floor[i] = b->worst[i] = (uint32_t)i;
        b->bucket[bucket_of(b, b->entry[i].row.station)] = (uint32_t)(i + 1);
    }
}

/* The newest revision of the plant's configuration among those that listen to the same one: that of
 * a site (2 levels of the path) or of a line. In floor order they stand together. Who runs an older
 * one is graded anew. */
static void compare_plant(struct board *b, const char *whose, int levels)
{
    for (size_t from = 0, to; from < b->count; from = to) {
        const char *first = b->entry[b->floor[from]].row.station;
        size_t length = board_prefix(first, levels);
        int64_t newest = 0;
        for (to = from; to < b->count; to++) {
            const struct line_row *r = &b->entry[b->floor[to]].row;
            if (strncmp(r->station, first, length + 1) != 0)
                break;
            if (strcmp(r->plant, whose) == 0 && r->plant_rev > newest)
                newest = r->plant_rev;
        }
        for (size_t i = from; i < to; i++) {
            struct line_row *r = &b->entry[b->floor[i]].row;
            if (strcmp(r->plant, whose) != 0 || r->plant_newest == newest)
                continue;
            r->plant_newest = newest;
            line_row_grade(r);
        }
    }
}

bool board_refresh(struct board *b)
{
    if (!b->dirty && !b->unsorted)
        return false;
    for (size_t i = 0; i < b->count; i++)
        if (b->entry[i].dirty)
            make_row(b, &b->entry[i]);
    drop_gone(b);
    if (b->unsorted)
        sort(b, b->floor, by_floor);
    for (size_t i = 0; i < b->count; i++)
        b->entry[b->floor[i]].place = (uint32_t)i;
    compare_plant(b, "site", 2);
    compare_plant(b, "line", LINE_LEVELS);
    sort(b, b->worst, by_worst);
    b->dirty = b->unsorted = false;
    return true;
}

size_t board_count(const struct board *b)
{
    return b->count;
}

int64_t board_refused(const struct board *b)
{
    return b->refused;
}

const struct line_row *board_row(const struct board *b, size_t index)
{
    return &b->entry[b->floor[index]].row;
}

const char *board_raw(const struct board *b, size_t index, size_t *length)
{
    const struct board_entry *e = &b->entry[b->floor[index]];
    *length = e->length;
    return e->length > 0 ? e->raw : NULL;
}

bool board_is_partial(const struct board *b, size_t index)
{
    const struct board_entry *e = &b->entry[b->floor[index]];
    return e->length == 0 || !e->present;
}

int64_t board_find(const struct board *b, const char *name)
{
    int64_t found = -1;
    if (strchr(name, '/') != NULL) {
        uint32_t at = is_path(name) ? b->bucket[bucket_of(b, name)] : 0;
        return at != 0 ? (int64_t)b->entry[at - 1].place : -1;
    }
    for (size_t i = 0; i < b->count; i++) {
        const struct line_row *row = &b->entry[i].row;
        if (strcmp(strrchr(row->station, '/') + 1, name) != 0 && strcmp(row->title, name) != 0)
            continue;
        if (found >= 0)
            return -2;
        found = b->entry[i].place;
    }
    return found;
}
