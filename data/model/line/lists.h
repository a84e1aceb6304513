/* SPDX-License-Identifier: MIT */
/* Rows of the lists over many stations that a hub's view serves, and the same as JSON both ways:
 * stops that nobody has explained, the handover of each station or line in one line, losses and the
 * OEE of past shifts. Text that comes back is sanitised. */
#ifndef DATA_MODEL_LINE_LISTS_H
#define DATA_MODEL_LINE_LISTS_H

#include "data/model/line/row.h"

/* A stop that nobody has explained. */
struct line_stop {
    char station[LINE_STATION_SIZE], title[64];
    bool online; /* the station is there: it goes on, or was so when it was heard */
    char id[32];
    int64_t rev, since, end, ms; /* end TIME_NONE: open; ms lost so far */
    enum machine_state state;
    char detail[64], suggested[64]; /* the machine's words */
    int64_t summary_at;             /* how old what is said of it is */
};
void line_stop_put(struct jw *w, const struct line_stop *stop);
void line_stop_get(const json_t *json, struct line_stop *stop);

/* The running shift of a station or a line in one line. */
struct line_shift {
    char station[LINE_STATION_SIZE], title[64]; /* a line's path has four levels */
    int64_t stations;                           /* 1, or of the line */
    int64_t unknown;                            /* … of which nothing is known now */
    char shift[48];                             /* its name; "" none, or several in a line */
    int64_t start;
    double oee;
    int64_t good, target, target_now; /* amounts, -1 unknown */
    bool machines;                    /* these are a sum over machines */
    char counted[64];                 /* of a line: the last station; "" the machines */
    char speaks[64];                  /* … and the constraint that the OEE is of; "" none */
    char loss[64], where[64];         /* what cost most, and of a line at which station; "" none */
    int64_t loss_ms;
    int64_t unexplained, unexplained_ms, calls, alerts;
    int64_t waiting; /* shifts that are over and wait for a signature */
    char unsigned_shift[48];
    bool outgoing, incoming; /* … the oldest of them was signed by */
    int64_t summary_at;
};
void line_shift_init(struct line_shift *shift);
void line_shift_put(struct jw *w, const struct line_shift *shift);
void line_shift_get(const json_t *json, struct line_shift *shift);

/* What was lost by one reason, over stations. */
struct line_loss {
    char kind[16], reason[48], title[64];
    int64_t count, lost_ms, stations;
};
void line_loss_put(struct jw *w, const struct line_loss *loss);
void line_loss_get(const json_t *json, struct line_loss *loss);

/* OEE of a station's shifts, latest first. */
#define LINE_TREND_SHIFTS 21
struct line_trend {
    char station[LINE_STATION_SIZE];
    int shifts;
    double oee[LINE_TREND_SHIFTS]; /* NaN: unknown */
    int64_t begin[LINE_TREND_SHIFTS];
    char name[LINE_TREND_SHIFTS][16];
    int64_t heard_at; /* when its last record came to the hub */
};
void line_trend_put(struct jw *w, const struct line_trend *trend);
void line_trend_get(const json_t *json, struct line_trend *trend);

#endif
