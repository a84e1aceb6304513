/* SPDX-License-Identifier: MIT */
/* A view's configuration: the plant's time zone, which stations speak for a line, what is lost in
 * money and what is to be gained. */
#ifndef DATA_HUB_LINE_CONF_H
#define DATA_HUB_LINE_CONF_H

#include "data/config/money.h"
#include "data/hub/line/board.h"
#include "data/model/cause.h"
#include "data/model/clock.h"

#define LINE_GOALS_MAX 64
#define LINE_COSTS_MAX 128

/* [goal NAME] and [cost NAME] as a station's have them, and of which line: a goal of one, a cost of
 * one or ("") of all. A goal's baseline is from paper. */
struct line_money {
    struct line_goal {
        struct goal_conf goal;
        char line[LINE_STATION_SIZE];
    } goal[LINE_GOALS_MAX];
    struct line_cost {
        struct cost_conf cost;
        char line[LINE_STATION_SIZE];
    } cost[LINE_COSTS_MAX];
    int goals, costs;
};

/* Reads [site] timezone into `zone`, [line ENTERPRISE/SITE/AREA/LINE] constraint, last into the
 * board, [goal NAME] and [cost NAME] into `money`. 0, or -1 with file, line and what is wrong: the
 * first of it. */
int line_conf_read(const char *file, struct zone *zone, struct board *board,
                   struct line_money *money, struct cause *why);

#endif
