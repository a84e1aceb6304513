/* SPDX-License-Identifier: MIT */
/* What board.c (the table), select.c (what is shown of it) and parts.c (roll-ups) share. */
#ifndef DATA_HUB_LINE_INSIDE_H
#define DATA_HUB_LINE_INSIDE_H

#include "data/hub/line/board.h"
#include "data/hub/line/detail.h"
#include "data/hub/line/read.h"

#define LINE_LEVELS   4     /* of the path of a line */
#define BOARD_BUCKETS 65536 /* more than three times the stations */

struct board_entry {
    struct line_row row;
    char *raw; /* the summary as it came */
    uint32_t length, room;
    char nonce[33]; /* of its presence; "" */
    uint32_t place; /* in floor order */
    bool present;   /* its presence was heard */
    bool known;     /* … or it is known from before */
    bool fresh;     /* the summary was not looked into yet */
    bool dirty;
};

struct board_speaker {
    char line[LINE_STATION_SIZE], constraint[64], last[64];
};

struct board {
    struct board_entry *entry;
    size_t count, room;
    uint32_t *floor, *worst; /* indices of entries, in these orders */
    uint32_t *bucket;
    bool dirty, unsorted;
    int64_t refused;
    struct line_reader reader;
    struct line_detail_reader details;
    struct board_speaker speaker[BOARD_LINES_MAX];
    size_t speakers;
};

/* Is `path` the part of the plant `under`, or in it? "" is all of it. */
bool board_is_under(const char *path, const char *under);

/* Bytes of the path up to this level. */
size_t board_prefix(const char *path, int levels);
/* Who speaks for a line, NULL: nobody was named; and a station of it by its last part, NULL: it was
 * not heard of. */
const struct board_speaker *board_speaker_of(const struct board *b, const char *line);
const struct line_row *board_station_of(const struct board *b, const char *line, const char *name);

#endif
