/* SPDX-License-Identifier: MIT */
/* One station as a row of the line board: what a hub picks out of the station's summary, what its
 * socket says and the console and andonctl show. How bad it is and why is decided here, once. */
#ifndef DATA_MODEL_LINE_ROW_H
#define DATA_MODEL_LINE_ROW_H

#include "data/model/json.h"
#include "data/model/words.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LINE_STATION_SIZE 192 /* enterprise/site/area/line/station; longer ones are not shown */

/* The worst first. */
#define LINE_GRADES(X)                                                \
    X(LINE_WANTED, "wanted")   /* somebody is wanted there now */     \
    X(LINE_UNKNOWN, "unknown") /* nobody knows what it does */        \
    X(LINE_WARNED, "warned")   /* look at it when there is time */    \
    X(LINE_WAITING, "waiting") /* for a neighbour: nobody is asked */ \
    X(LINE_FINE, "fine")
#define LINE_ORDERS(X)                                      \
    X(LINE_BY_WORST, "worst") /* grade, then the longest */ \
    X(LINE_BY_FLOOR, "floor") /* as the plant names them */
#define LINE_ENUM(value, text) value,
enum line_grade { LINE_GRADES(LINE_ENUM) LINE_GRADE_COUNT };
enum line_order { LINE_ORDERS(LINE_ENUM) LINE_ORDER_COUNT };
#undef LINE_ENUM
extern const struct words words_line_grade, words_line_order;

/* Times wall ms or TIME_NONE, durations ms and amounts millionths, -1 unknown; OEE NaN unknown. */
struct line_row {
    char station[LINE_STATION_SIZE], title[64];
    enum line_grade grade;
    bool heard;         /* there is a summary */
    bool online;        /* its presence says so */
    int64_t status_at;  /* when its presence last changed, as it says */
    int64_t summary_at; /* when its summary came, by the hub's clock */
    enum machine_state state;
    int64_t since;
    char detail[64];
    bool stale; /* the station itself has not heard its machine */
    double oee;
    int64_t good, target, target_now;
    char product[48];
    char stop[24], reason[48], suggested[64]; /* the open stop, "" none */
    int64_t stop_since;
    int64_t unexplained, unexplained_ms; /* of the shift: how many, how long */
    int64_t calls, call_since;
    char call[48], call_id[32]; /* the first of them */
    int64_t call_tier;          /* … its last step of the ladder, 0 none */
    bool blocking;              /* … the machine stands because of it */
    int64_t alerts, unacked, high_unacked;
    char alert[64];
    int64_t predictions;
    char prediction[64];
    int64_t pending, oldest_ms;      /* records that are not upstream yet */
    char config[17];                 /* digest of the configuration that runs, "" unknown */
    char plant[8];                   /* whose plant's configuration it listens for, "" none */
    int64_t plant_rev, plant_newest; /* its revision; the newest that any station of those runs */
};

void line_row_init(struct line_row *row, const char *station);

/* Sets the grade from what the row holds. */
void line_row_grade(struct line_row *row);

/* The worst thing about it in words, "" when nothing is: "call: maintenance 9 min". */
const char *line_row_worst(const struct line_row *row, int64_t wall_ms, char *out, size_t size);

/* How long, in one figure: "41 s", "12 min", "3 h", "2 d". */
#define LINE_SPAN_SIZE 24
const char *line_span(int64_t ms, char out[LINE_SPAN_SIZE]);

/* The last part of the station's path, or its title when it has one. */
const char *line_row_name(const struct line_row *row);

/* Members of the object that is open; an object in an array; and back (text sanitised). */
void line_row_members(struct jw *w, const struct line_row *row);
void line_row_put(struct jw *w, const struct line_row *row);
void line_row_get(const json_t *json, struct line_row *row);

#endif
