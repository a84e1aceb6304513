/* SPDX-License-Identifier: MIT */
/* A view's configuration: the plant's time zone, and which stations speak for a line. */
#ifndef DATA_HUB_LINE_CONF_H
#define DATA_HUB_LINE_CONF_H

#include "data/hub/line/board.h"
#include "data/model/cause.h"
#include "data/model/clock.h"

/* Reads [site] timezone into `zone` and [line ENTERPRISE/SITE/AREA/LINE] constraint, last into the
 * board. 0, or -1 with file, line and what is wrong: the first of it. */
int line_conf_read(const char *file, struct zone *zone, struct board *board, struct cause *why);

#endif
