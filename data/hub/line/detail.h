/* SPDX-License-Identifier: MIT */
/* What a station's summary says beyond its row of the board: shift, largest loss, handover, stops
 * that nobody has explained. Read when somebody asks for it, not when it comes. */
#ifndef DATA_HUB_LINE_DETAIL_H
#define DATA_HUB_LINE_DETAIL_H

#include "data/decode/scan.h"
#include "data/model/line/lists.h"

#define LINE_DETAIL_STOPS 8
#define LINE_DETAIL_NODES 128
#define LINE_DETAIL_TEXT  2048
#define LINE_DETAIL_SLOTS 96

struct line_detail {
    struct line_shift shift; /* what of it stands in the summary alone */
    struct line_stop stop[LINE_DETAIL_STOPS];
    int stops;
};

struct line_detail_reader {
    struct scan_node node[LINE_DETAIL_NODES];
    char text[LINE_DETAIL_TEXT];
    struct scan_plan plan;
    struct scan_value value[LINE_DETAIL_SLOTS];
    int slot[LINE_DETAIL_SLOTS];
};

void line_detail_init(struct line_detail_reader *r);
/* 0; -1: not JSON. */
int line_detail_read(struct line_detail_reader *r, const char *json, size_t length,
                     struct line_detail *out);

#endif
