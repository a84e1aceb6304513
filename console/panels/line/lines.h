/* SPDX-License-Identifier: MIT */
/* What the console knows of the line board at a hub: the rows around those on the screen, what they
 * are of, and the station that was opened. */
#ifndef CONSOLE_PANELS_LINE_LINES_H
#define CONSOLE_PANELS_LINE_LINES_H

#include "data/model/line/row.h"
#include "data/model/snapshot.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LINES_ROWS_MAX 200 /* in one window: three pages */
#define LINES_REQUEST  1024

struct lines {
    struct line_row *row; /* owned; LINES_ROWS_MAX, the window's */
    bool *there;          /* which of them have come */
    size_t first, shown, matching, stations, grade[LINE_GRADE_COUNT];
    int64_t unexplained, unexplained_ms;
    bool heard, complete, broker;
    /* what is asked for */
    enum line_order order;
    int only; /* enum line_grade, -1: all */
    char filter[64];
    char under[LINE_STATION_SIZE]; /* only this part of the plant; "" all of it */
    size_t want_first, want_count;
    bool due; /* a question is to be sent */
    int64_t id;
    bool searching; /* the filter is being typed */
    /* the station that was opened */
    char open[LINE_STATION_SIZE]; /* "": none */
    bool open_due, has_summary;
    int64_t open_id;
    struct line_row open_row;
    /* the station whose own screens are wanted; "": none, the board */
    char visit[LINE_STATION_SIZE];
};

int lines_init(struct lines *l); /* 0, or -1 without memory */
void lines_done(struct lines *l);

/* A new connection: everything is asked for again. */
void lines_begin(struct lines *l);
/* These rows will be on the screen: asks for them and a page around, unless they are at hand. */
void lines_show(struct lines *l, size_t top, size_t page);
/* Another order or filter: from the top. */
void lines_ask(struct lines *l);
void lines_open(struct lines *l, const char *station);

/* The next request as a line, false: none is due. */
bool lines_next(struct lines *l, char line[LINES_REQUEST]);
/* A reply or an event of the hub; the opened station's summary goes to `snap`. Whether it was for
 * us. */
bool lines_take(struct lines *l, const json_t *message, struct snapshot *snap);

/* The row at this place of the board, NULL: it is not here (yet). */
const struct line_row *lines_at(const struct lines *l, size_t place);

#endif
