/* SPDX-License-Identifier: MIT */
/* Looking into a hub's database without writing: what was lost by which reason, how shifts went.
 * Reads the views that people read (andon-sql(7)), so a login with the rights of andon_view is
 * enough. Blocks: one thread at a time calls it, never a loop. */
#ifndef DATA_STORE_HUB_LOOK_H
#define DATA_STORE_HUB_LOOK_H

#include "data/model/cause.h"
#include "data/model/json.h"
#include "data/model/line/lists.h"
#include "data/model/words.h"

#include <stddef.h>
#include <stdint.h>

struct hub_look;

/* sqlite:PATH or postgresql://… . NULL with the cause: it cannot be opened, or reached. */
struct hub_look *hub_look_open(const char *url, struct cause *why);
void hub_look_close(struct hub_look **look);

/* A part of the plant and a span: `under` "" all of it. */
struct hub_span {
    const char *under;
    int64_t from_ms, to_ms;
};

struct hub_seen { /* a station on record */
    char station[LINE_STATION_SIZE];
    int64_t last_ms; /* when its last batch came */
};
/* Stations on record, by path. How many, of which at most `max` are in `out`; -1 with the cause. */
int64_t hub_look_stations(struct hub_look *look, const char *under, struct hub_seen *out,
                          size_t max, struct cause *why);

/* Stops that began within the span, added up by kind and reason, each with all that it lost; an
 * open one with the time until its station was heard last. A reason is named as a station called
 * it, else by its id. The largest first. How many, -1 with
 * the cause. */
int64_t hub_look_losses(struct hub_look *look, const struct hub_span *span, bool by_count,
                        struct line_loss *out, size_t max, struct cause *why);

/* OEE of the latest shifts that ended before to_ms and began since from_ms, of the stations of
 * `trend`, whose paths are given, in the order of hub_look_stations. 0, -1 with the cause. */
int hub_look_shifts(struct hub_look *look, const struct hub_span *span, struct line_trend *trend,
                    size_t count, struct cause *why);

/* What a report of a line is made of (data/model/report): rows of the line `under` whose time is in
 * the span. */
#define HUB_LINE_X(X)                        \
    X(HUB_LINE_STATIONS, "stations")         \
    X(HUB_LINE_SHIFTS, "shifts") /* ended */ \
    X(HUB_LINE_OPEN, "open")     /* not */   \
    X(HUB_LINE_LOSSES, "losses")             \
    X(HUB_LINE_STOPS, "stops") /* long */    \
    X(HUB_LINE_CALLS, "calls")               \
    X(HUB_LINE_ORDERS, "workorders")         \
    X(HUB_LINE_FEEDBACK, "feedback")         \
    X(HUB_LINE_PREDICTIONS, "predictions")   \
    X(HUB_LINE_MADE, "made")                 \
    X(HUB_LINE_SCRAP, "scrap")
#define HUB_LINE_ENUM(value, text) value,
enum hub_line { HUB_LINE_X(HUB_LINE_ENUM) HUB_LINE_COUNT };
#undef HUB_LINE_ENUM
extern const struct words words_hub_line;

#define HUB_LINE_ROWS 500 /* in one page, less when they are long */
struct hub_rows {
    int64_t first, count;
    bool more; /* there are more from first + count on */
};
/* The rows from `first` on into the array that is being written. 0, -1 with the cause. */
int hub_look_line(struct hub_look *look, enum hub_line of, const struct hub_span *span,
                  struct hub_rows *rows, struct jw *w, struct cause *why);

#endif
