/* SPDX-License-Identifier: MIT */
/* What a view's database tells: losses over stations, OEE of past shifts. Asked on a thread of its
 * own, one question at a time; the loop goes on. */
#ifndef DATA_HUB_PAST_H
#define DATA_HUB_PAST_H

#include "data/hub/line_conf.h"
#include "data/hub/lists.h"
#include "data/store/hub/look.h"

#include <uv.h>

#define PAST_PAGE    (200 * 1024)
#define PAST_WAITING 32 /* questions; what is beyond is told to come again */

struct past_question {
    uint64_t client; /* 0: free */
    int64_t request;
    bool trend, by_count;
    bool line; /* rows of the line `under` for its report, from `first` on */
    enum hub_line of;
    int64_t first;
    struct board_window window;
    int64_t from_ms, to_ms, now_ms;
};

struct past {
    uv_loop_t *loop;
    struct server *server;
    struct board *board;
    const char *url; /* NULL: there is no database */
    struct watch *watch;
    const struct line_money *money;
    const struct zone *zone;
    uv_work_t work;
    bool busy;
    struct past_question waiting[PAST_WAITING]; /* in order */
    int count;
    /* of the question that is being answered; the thread's while busy */
    struct past_question now;
    struct hub_look *look;
    struct cause why;
    int64_t stations, rows; /* -1: it failed */
    struct hub_seen seen[BOARD_STATIONS_MAX];
    struct line_loss loss[WATCH_ROWS_MAX];
    struct line_trend trend[WATCH_ROWS_MAX];
    struct hub_rows page;
    char text[PAST_PAGE]; /* the rows of it */
};

void past_losses(struct past *p, struct client *client, const json_t *request, int64_t wall_ms);
void past_trend(struct past *p, struct client *client, const json_t *request, int64_t wall_ms);
/* One kind of rows of a line, page by page. */
void past_line(struct past *p, struct client *client, const json_t *request, int64_t wall_ms);
void past_close(struct past *p); /* after the loop has ended */

#endif
