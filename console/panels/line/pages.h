/* SPDX-License-Identifier: MIT */
/* The lists over many stations that a hub's view makes, one shown at a time: asked for again and
 * again while they are looked at. */
#ifndef CONSOLE_PANELS_LINE_PAGES_H
#define CONSOLE_PANELS_LINE_PAGES_H

#include "data/model/line/lists.h"
#include "data/model/line/part.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGES_ROWS_MAX 200 /* in one window */
#define PAGES_REQUEST  512

enum line_page {
    PAGE_UNEXPLAINED, /* stops that nobody has explained */
    PAGE_AREAS,       /* areas, or lines */
    PAGE_HANDOVER,    /* the shift of each line, or station, in one line */
    PAGE_LOSSES,      /* pareto over stations */
    PAGE_TREND,       /* OEE of past shifts */
    PAGE_COUNT
};

union page_row {
    struct line_stop stop;
    struct line_part part;
    struct line_shift shift;
    struct line_loss loss;
    struct line_trend trend;
};

struct pages {
    enum line_page page;
    bool other[PAGE_COUNT];        /* its second order: longest, lines, stations, by count */
    char under[LINE_STATION_SIZE]; /* of this part of the plant; "" all of it */
    union page_row *row;           /* owned; PAGES_ROWS_MAX */
    size_t first, shown, matching;
    bool heard, complete, broker;
    int64_t counted, unlisted, unknown, stations, late; /* -1: it was not said */
    int64_t from, to;                                   /* of the window */
    char error[160];
    /* what is asked for */
    size_t want_first, want_count;
    bool due;
    int64_t id, asked_ms; /* boot */
    bool waiting;         /* for the answer */
};

int pages_init(struct pages *p); /* 0, or -1 without memory */
void pages_done(struct pages *p);

/* Another page, order or part of the plant: from the top. */
void pages_show(struct pages *p, enum line_page page);
/* These rows will be on the screen. */
void pages_window(struct pages *p, size_t top, size_t page);

/* When it is to be asked again, boot_ms; and the request then. */
int64_t pages_deadline(const struct pages *p);
bool pages_next(struct pages *p, int64_t boot_ms, char line[PAGES_REQUEST]);
/* A reply of the hub. Whether it was ours. */
bool pages_take(struct pages *p, const json_t *reply);

/* The row at this place, NULL: it is not here (yet). */
const union page_row *pages_at(const struct pages *p, size_t place);
/* The path that Enter opens there: a station (five levels) or a part of the plant; NULL none. */
const char *pages_path(const struct pages *p, size_t place);

#endif
