/* SPDX-License-Identifier: MIT */
/* What the clients of a view see: the answer to `lines`, and after it, for those that watch, only
 * rows that look different from what they were told last. */
#ifndef DATA_HUB_WATCH_H
#define DATA_HUB_WATCH_H

#include "data/hub/line/board.h"
#include "data/serve/serve.h"

#define WATCH_ROWS_MAX 200 /* in one window */

struct watcher {
    uint64_t client; /* 0: free */
    struct board_query query;
    uint64_t shown[WATCH_ROWS_MAX]; /* digests of the rows it has */
    uint64_t totals;
    size_t rows;
    bool due; /* it had not read the last one when something changed */
};

struct watch {
    const struct board *board;
    struct server *server;
    int64_t dropped;                                       /* messages that were too many at once */
    void (*called)(void *ctx, const struct line_row *row); /* a row with a call is shown */
    void *ctx;
    bool complete, broker; /* every slice was fetched; the broker is there */
    struct watcher watcher[SERVE_CLIENTS_MAX];
    size_t index[WATCH_ROWS_MAX];
    char text[PROTOCOL_LINE_MAX - 256]; /* of an answer: there is more in its line */
};

/* "first" and "count" of a question, at most WATCH_ROWS_MAX. NULL, or what is wrong. */
const char *watch_window(const json_t *request, size_t *first, size_t *count);
/* `lines`: answer it, and remember the window when it says "watch":true. */
void watch_lines(struct watch *w, struct client *client, const json_t *request);
/* Something changed: events to those for whom anything did. */
void watch_tell(struct watch *w);
void watch_drained(struct watch *w, struct client *client);
void watch_closed(struct watch *w, const struct client *client);
size_t watch_count(const struct watch *w);

#endif
