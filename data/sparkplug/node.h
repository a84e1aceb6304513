/* SPDX-License-Identifier: MIT */
/* An edge node's session: what the host was told, what has changed since, in which payloads that
 * goes out (standards.md §5.4). Bytes and numbers, no connection and no clock: pure. Metrics are
 * rows; a row's alias is its place plus one, 0 being what careless hosts take for none. */
#ifndef DATA_SPARKPLUG_NODE_H
#define DATA_SPARKPLUG_NODE_H

#include "data/sparkplug/metric.h"

#define SPB_ROWS_MAX  400
#define SPB_KEPT_MAX  512
#define SPB_NAME_SIZE 72
#define SPB_TEXT_SIZE 128
#define SPB_WIRE_SIZE (128U << 10)
#define SPB_DESK_SIZE (512U << 10)

#define SPB_SLOW_MS INT64_C(10000) /* figures that move with time alone are told this often */

enum spb_pace {
    SPB_AT_ONCE, /* told when it changes */
    SPB_KEPT,    /* … and kept while nobody can be told */
    SPB_SLOW,    /* moves by itself: told along with what changes, else every SPB_SLOW_MS */
};

/* One metric: SPB_INT32, INT64, DATETIME and BOOLEAN in `whole`, DOUBLE in `real`, else `text`. */
struct spb_row {
    char name[SPB_NAME_SIZE];
    enum spb_type type;
    enum spb_pace pace;
    bool null;
    int64_t whole;
    double real;
    char text[SPB_TEXT_SIZE];
    char unit[16];   /* engineering unit, "" none */
    const char *doc; /* static text for people, or NULL */
    int64_t quality; /* SPB_QUALITY_… */
    int64_t ts;      /* wall: since when it is so */
};

struct spb_rows {
    struct spb_row row[SPB_ROWS_MAX];
    size_t count, dropped; /* dropped: beyond the limit, or with a name that is none */
};

/* The next row, all zero but for what is given; NULL: there is no more room, and it was counted.
 * What Sparkplug does not want in names becomes '_'. */
struct spb_row *spb_rows_add(struct spb_rows *rows, const char *folder, const char *name,
                             enum spb_type type);

/* What changed while nobody could be told. */
struct spb_kept {
    size_t row;
    bool null;
    int64_t whole, ts;
    double real;
    char text[SPB_TEXT_SIZE];
};

struct spb_node {
    struct spb_rows told; /* to the host; while not born: what would have been */
    bool born;
    uint8_t seq; /* of the next message */
    int64_t slow_at;
    struct spb_kept kept[SPB_KEPT_MAX]; /* a ring, the oldest at `first` */
    size_t first, keeps;
    int64_t overrun; /* the oldest ones that made room */
};

/* Where payloads are made. */
struct spb_desk {
    struct spb_room room;
    unsigned char *wire; /* SPB_WIRE_SIZE */
};

/* These return the payload's length in desk->wire; 0: it does not fit, or there is nothing. */

/* NBIRTH: every row; `bdseq` is that of the Will. The session begins. */
size_t spb_node_birth(struct spb_node *node, const struct spb_rows *now, uint8_t bdseq, int64_t ts,
                      struct spb_desk *desk);
/* NDATA: what has changed. Only while spb_node_same_set. `now_ms` is of any clock that goes on. */
size_t spb_node_data(struct spb_node *node, const struct spb_rows *now, int64_t ts, int64_t now_ms,
                     struct spb_desk *desk);
/* NDATA: of what was kept the oldest part, as historical; gone once spb_node_backlog_said. */
size_t spb_node_backlog(struct spb_node *node, int64_t ts, struct spb_desk *desk);
void spb_node_backlog_said(struct spb_node *node);
/* NDEATH, of any session: only its number. */
size_t spb_death(uint8_t bdseq, int64_t ts, void *out, size_t size);

/* The same names and types as were born: else there must be another birth. */
bool spb_node_same_set(const struct spb_node *node, const struct spb_rows *now);
/* Nobody can be told: note what of the rows to be kept has changed. */
void spb_node_keep(struct spb_node *node, const struct spb_rows *now);
/* The session is over: the link is lost, or a message of it was. */
void spb_node_ended(struct spb_node *node);

/* An NCMD: whether it asks for a rebirth; `others` counts metrics that may not be written. */
bool spb_asks_rebirth(const struct spb_payload *command, size_t *others);

#endif
