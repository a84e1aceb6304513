/* SPDX-License-Identifier: MIT */
/* Every station a hub has heard of: the raw summary of each, and rows made of those that changed
 * when somebody looks. Sorts, filters, rolls up. Pure: no broker, no clock. */
#ifndef DATA_HUB_LINE_BOARD_H
#define DATA_HUB_LINE_BOARD_H

#include "data/model/line/lists.h"
#include "data/model/line/part.h"
#include "data/model/line/row.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BOARD_STATIONS_MAX 20000
#define BOARD_SUMMARY_MAX  4096 /* a longer summary is left out and counted */
#define BOARD_LINES_MAX    256  /* lines that are told which stations speak for them */

struct board;

struct board *board_new(void); /* NULL: out of memory */
void board_free(struct board **board);

/* Which station is a line's constraint, which its last; "" for none. `line` is
 * enterprise/site/area/line, the others a station of it. 0; -1: there are too many. */
int board_line(struct board *b, const char *line, const char *constraint, const char *last);

/* … what was said of it; "" likewise. */
void board_speakers(const struct board *b, const char *line, const char **constraint,
                    const char **last);

/* What came from …/<station>/state and …/status. Empty: the station is taken off the board when
 * both are. 0; -1: refused and counted (no such path, too long, no room). */
int board_summary(struct board *b, const char *station, const char *json, size_t length,
                  int64_t wall_ms);
int board_status(struct board *b, const char *station, const char *json, size_t length,
                 int64_t wall_ms);

/* What commands to the station must bear now, from its presence; NULL: it is offline, or takes
 * none.
 */
const char *board_nonce(const struct board *b, const char *station);

/* There is such a station, though nothing of it came yet. It stays until its presence is taken back
 * at the broker. 0 or -1 as above. */
int board_known(struct board *b, const char *station);

/* Makes rows of what changed since, and sorts. Whether anything did. */
bool board_refresh(struct board *b);

size_t board_count(const struct board *b);
/* How many of them are in this part of the plant. */
int64_t board_under(const struct board *b, const char *under);
int64_t board_refused(const struct board *b);

/* In floor order; `index` below board_count. Valid until something is taken in. */
const struct line_row *board_row(const struct board *b, size_t index);
const char *board_raw(const struct board *b, size_t index, size_t *length); /* NULL: none */
/* By its whole path, or by its last part or title where only one has it. -1: none, -2: several. */
int64_t board_find(const struct board *b, const char *name);
/* Those of which only the summary, or only the presence, was heard. */
bool board_is_partial(const struct board *b, size_t index);

struct board_query {
    enum line_order order;
    int only;                      /* enum line_grade, -1: all */
    bool unexplained;              /* only those with stops that nobody has explained */
    char under[LINE_STATION_SIZE]; /* "acme/monterrey/stamping": that part of the plant; "" all */
    char filter[64];               /* in name, path, state, product or what is the matter; "" all */
    size_t first, count;
};
struct board_totals {
    size_t matching;                /* all rows that fit the query, shown or not */
    size_t grade[LINE_GRADE_COUNT]; /* of those under `under` */
    int64_t unexplained, unexplained_ms;
};
/* Indices of the rows [first, first + count) of what fits. Returns how many. */
size_t board_select(const struct board *b, const struct board_query *query, size_t *out,
                    struct board_totals *totals);

/* Parts at this depth, in floor order, at most `max`. Returns how many. */
size_t board_parts(const struct board *b, int levels, struct line_part *out, size_t max);

/* Lists over many stations. What they show beyond a row is picked out of the summaries when
 * somebody asks. */
#define BOARD_STOPS_MAX 4096 /* of one list; what is beyond is counted */

struct board_window {
    char under[LINE_STATION_SIZE]; /* that part of the plant; "" all */
    size_t first, count;
};
struct board_stops {
    size_t matching;  /* stops in the list */
    int64_t counted;  /* stops that the stations say there are: the list may know fewer … */
    int64_t unlisted; /* … by so many */
    size_t stations;  /* that have any */
    size_t unheard;   /* stations under `under` of which nothing is known now */
};
/* Stops that nobody has explained, oldest first or those first that cost most. The rows of the
 * window into `out`; how many. */
size_t board_unexplained(struct board *b, const struct board_window *window, bool longest,
                         struct line_stop *out, struct board_stops *totals);

/* The running shift of each station in one line, or with `lines` of each line, in floor order.
 * `*matching`: how many there are. Returns how many of the window are in `out`. */
size_t board_shifts(struct board *b, const struct board_window *window, bool lines,
                    struct line_shift *out, size_t *matching);

#endif
