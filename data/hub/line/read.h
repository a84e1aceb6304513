/* SPDX-License-Identifier: MIT */
/* Picks a row of the line board out of a station's summary with one pass of the scanner. */
#ifndef DATA_HUB_LINE_READ_H
#define DATA_HUB_LINE_READ_H

#include "data/decode/scan.h"
#include "data/model/line/row.h"
#include "data/model/members.h"

#define LINE_READ_NODES 64
#define LINE_READ_TEXT  1024
#define LINE_READ_SLOTS 40

struct line_reader {
    struct scan_node node[LINE_READ_NODES];
    char text[LINE_READ_TEXT];
    struct scan_plan plan;
    struct scan_value value[LINE_READ_SLOTS];
    int slot[LINE_READ_SLOTS];
};

void line_reader_init(struct line_reader *r);

/* 0; -1: not JSON, the row is as it was. What is missing or of another type becomes unknown; text
 * is sanitised. Station, presence and when it came stay. */
int line_reader_take(struct line_reader *r, const char *json, size_t length, struct line_row *row);

/* One picked value into the member at `base` that the row names; of another type: left as it is. */
void line_read_member(const struct scan_value *value, const struct member *pick, void *base);

/* Presence: {"online":bool,"ts":ms}. 0 or -1. */
int line_status_take(const char *json, size_t length, bool *online, int64_t *at);

/* The nonce in it, "" when there is none. */
void line_nonce_take(const char *json, size_t length, char out[33]);

#endif
