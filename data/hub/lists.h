/* SPDX-License-Identifier: MIT */
/* Answers of a view about many stations at once: areas and lines as one row each, stops that nobody
 * has explained, the handover in one line. */
#ifndef DATA_HUB_LISTS_H
#define DATA_HUB_LISTS_H

#include "data/hub/watch.h"

#define LISTS_PARTS 2048 /* areas or lines; what is beyond is left out, and said */

struct lists {
    struct board *board;
    struct watch *watch; /* what it says beside its rows; its text is used for ours */
    struct line_part part[LISTS_PARTS];
    struct line_stop stop[WATCH_ROWS_MAX];
    struct line_shift shift[WATCH_ROWS_MAX];
};

/* The board has been refreshed. Each answers; see data/model/protocol.h. */
void lists_areas(struct lists *l, struct client *client, const json_t *request);
void lists_lines(struct lists *l, struct client *client, const json_t *request);
void lists_unexplained(struct lists *l, struct client *client, const json_t *request);
void lists_handover(struct lists *l, struct client *client, const json_t *request);

/* "under", "first" and "count" of a question. NULL, or what is wrong. */
const char *lists_window(const json_t *request, struct board_window *window);

#endif
