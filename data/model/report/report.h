/* SPDX-License-Identifier: MIT */
/* The report of a shift, a day or a week of a station: which windows it is made of, what is to be
 * asked of andond for it, and what is told of the answers: as text, HTML, CSV or JSON, all of them
 * from this one model. Nothing is added up here that andond adds up: OEE, losses and paretos are
 * its answers to `kpi`, `losses` and `pareto` of the same windows (invariant 4). Pure.
 *
 * Whoever makes one (andonctl, the console) goes on like this: report_begin; while report_ask says
 * a command: ask it, give each page of the answer to report_answer, or a refusal to report_refused;
 * then tell it, then report_done.
 *
 * A day of the plant begins with the first shift that begins on that date (plant time), and ends
 * where the next one begins; on a date without shifts at midnight, or with the end of a shift that
 * goes on beyond it. So a night shift belongs to the day on which it began, and days and weeks
 * leave no gap and overlap nowhere. A week begins with its Monday's day. */
#ifndef DATA_MODEL_REPORT_REPORT_H
#define DATA_MODEL_REPORT_REPORT_H

#include "data/model/clock.h"
#include "data/model/opened.h"
#include "data/model/words.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REPORT_SPANS_X(X)    \
    X(REPORT_SHIFT, "shift") \
    X(REPORT_DAY, "day")     \
    X(REPORT_WEEK, "week")
/* What a window is of the report. */
#define REPORT_PARTS_X(X)      \
    X(PART_WHOLE, "whole")     \
    X(PART_BEFORE, "before")   \
    X(PART_STATION, "station") \
    X(PART_DAY, "day")         \
    X(PART_SHIFT, "shift")     \
    X(PART_HOUR, "hour")
#define REPORT_ENUM(value, text) value,
enum report_span { REPORT_SPANS_X(REPORT_ENUM) REPORT_SPANS };
enum report_part { REPORT_PARTS_X(REPORT_ENUM) REPORT_PARTS };
#undef REPORT_ENUM
extern const struct words words_report_span, words_report_part;

#define REPORT_WINDOWS  64   /* what is beyond is left out and counted */
#define REPORT_SHIFTS   512  /* nearest to its time, of which the calendar is known; counted */
#define REPORT_STATES   2048 /* stretches of the state ribbon; likewise */
#define REPORT_TIMES    4096 /* delays of which a median is made; likewise */
#define REPORT_LONGEST  10   /* stops that are listed */
#define REPORT_MARKS    24   /* what is beyond is left out and counted */
#define REPORT_ORDERS   256
#define REPORT_MEMBERS  640
#define REPORT_STATIONS 24   /* of a line; what is beyond is left out and counted */
#define REPORT_ROWS     8192 /* shifts of them; likewise */

struct report_window {
    enum report_part part;
    char name[64];
    int64_t from_ms, to_ms;
    json_t *kpi;       /* the row of andond's answer; NULL: it did not say */
    int station;       /* of a line: 1 for its first; 0: all of them */
    uint32_t stations; /* of a line: bits of those that have an ended shift in it */
};

/* What a report of a line is about, beside what a station's is. The figures are sums over ended
 * shifts, divided last: those of the constraint where one is named, else over all its machines;
 * parts are those of its last station where one is named. */
struct report_line {
    char path[256], constraint[64], last[64];
    bool constraint_known, last_known; /* it is one of the stations; else the sums stand for it */
    struct report_station {
        char name[64];
        int64_t heard_ms; /* its last record */
        char open[64];    /* the shift that goes on there in the report's time; "" none */
        int64_t unknown_ms;
        bool closed; /* it has an ended shift in it */
    } station[REPORT_STATIONS];
    int stations, stations_beyond;
    json_t *shift, *made; /* rows of ended shifts; of products */
    int64_t rows, rows_beyond;
    int64_t first; /* of the page that is asked for */
};

struct report_shift {
    char name[64];
    int64_t begin_ms, end_ms;
};

struct report_state {
    int64_t from_ms, to_ms;
    enum machine_state state;
    bool small, in_plan;
};

/* Lengths of time, in their order when all is there. */
struct report_times {
    int64_t ms[REPORT_TIMES];
    size_t count;
    int64_t beyond; /* that found no room */
};
/* The smallest length that at least `percent` of them do not exceed; -1 without any. */
int64_t report_percentile(const struct report_times *times, int percent);

/* Stops that began in the window and were no part of another. */
struct report_stops {
    int64_t asked, explained;  /* long ones that want a reason; that have one */
    struct report_times delay; /* from their begin to the reason that stands */
    /* Of the five times: detected to arrived, arrived to repaired, repaired to back at rate; of
     * the stops in which somebody said when they arrived and when it was repaired. */
    int64_t timed, waiting_ms, repair_ms, restart_ms;
    struct report_stop {
        int64_t begin_ms, ms;
        bool open;
        char id[96], state[16], reason[48], title[96], note[160];
    } longest[REPORT_LONGEST];
    int listed;
};

struct report_calls {
    int64_t raised, open;
    struct report_times take, arrive, solve;
};

/* Predictions that were said in the window, and what came of them. */
struct report_forecast {
    int64_t said, found, not_found, not_now, unanswered;
    int64_t prevented; /* found, and the work order that was made of it is done */
    struct report_order {
        char id[24], of[24];
    } done[REPORT_ORDERS];
    int orders_done, orders;
    char true_ones[REPORT_ORDERS][24]; /* predictions of which an answer says that it was so */
    int trues;
};

/* What changed at a time. */
struct report_mark {
    int64_t at_ms;
    bool ideal; /* an ideal cycle: from the begin of the window in which it shows; else entered */
    char text[112];
};

enum report_step {
    STEP_STATUS,
    STEP_SHIFTS,
    STEP_KPI,
    STEP_LOSSES,
    STEP_PARETO,
    STEP_STATES,
    STEP_STOPS,
    STEP_CALLS,
    STEP_ORDERS,
    STEP_FEEDBACK,
    STEP_PREDICTIONS,
    STEP_SCRAP_NAMES,
    STEP_SCRAP,
    STEP_HANDOVERS,
    STEP_LOAD,
    STEP_MONEY,
    STEP_BASELINES,
    STEP_IMPROVEMENTS,
    STEP_SCREENS,
    STEP_OPEN, /* these two of a line only */
    STEP_MADE,
    STEP_DONE
};

struct report {
    enum report_span span;
    bool of_line;
    struct report_line line;
    int64_t at_ms, now_ms;
    const struct zone *zone;
    char station[256], title[96], name[64]; /* name: "2026-W47" */
    int64_t from_ms, to_ms, end_ms;         /* end: of what there is of it by now */
    struct report_window window[REPORT_WINDOWS];
    int windows;
    int windows_beyond;
    struct report_shift shift[REPORT_SHIFTS];
    int shifts;
    int64_t shifts_beyond;
    json_t *losses, *pareto, *load; /* as andond said them; load: the reply */
    json_t *money, *baselines;      /* likewise; baselines: the records of goals */
    struct report_scrap {
        char reason[48], title[96];
        int64_t amount;
    } scrap[32];
    int scraps;
    struct report_state state[REPORT_STATES];
    int states;
    int64_t states_beyond;
    struct report_stops stops;
    struct report_calls calls;
    struct report_forecast forecast;
    struct report_handover {
        char name[64], state[16];
        int64_t begin_ms;
    } handover[32];
    int handovers;
    struct report_mark mark[REPORT_MARKS];
    int marks;
    int64_t marks_beyond;
    struct opened opened; /* screens, by role */
    enum report_step step;
    int asking;    /* the window that STEP_KPI asks about */
    unsigned gaps; /* bits of the steps that were refused: what they are of is not known */
    bool failed;   /* nothing can be told */
    char why[256]; /* … because of this, or why a part of it is missing */
};

/* `at`: a time within it; TIME_NONE: now. `zone` stays the caller's. */
void report_begin(struct report *r, enum report_span span, int64_t at_ms, const struct zone *zone);
/* … of a line, of a hub's database. */
void report_begin_line(struct report *r, enum report_span span, int64_t at_ms,
                       const struct zone *zone, const char *line);
/* The command that is to be asked now and the members of its request; NULL: all is there. */
const char *report_ask(const struct report *r, char members[REPORT_MEMBERS]);
void report_answer(struct report *r, const json_t *reply);
/* andond does not answer that: the report goes without it, or fails. */
void report_refused(struct report *r, const char *why);
/* Nobody answers any more: it fails. */
void report_lost(struct report *r, const char *why);
/* The step was answered. */
bool report_has(const struct report *r, enum report_step step);
void report_done(struct report *r);

/* A time within the one before (-1) or after (1) it. */
int64_t report_beside(const struct report *r, int by);

const struct report_window *report_whole(const struct report *r);
/* Chooses the windows when the shifts are known. Inside data/model/report. */
void report_plan(struct report *r);

/* ---- telling ---- */

/* Where bytes go. */
struct report_out {
    void (*put)(void *ctx, const char *text, size_t length);
    void *ctx;
    /* In a reader's language, for text and HTML: a sentence, or (`cell`) a word, a figure or a
     * name, of which only what a report itself says is translated. Returns `out`. NULL: English. */
    const char *(*say)(const char *english, bool cell, char *out, size_t size);
    const char *language; /* of `say`, as HTML wants it: "de"; NULL: "en" */
};
/* Of it only what was lost in money, and how far the goals are. */
void report_as_roi(const struct report *r, int width, const struct report_out *out);
void report_as_text(const struct report *r, int width, const struct report_out *out);
void report_as_html(const struct report *r, const struct report_out *out);
void report_as_csv(const struct report *r, const struct report_out *out);
void report_as_json(const struct report *r, const struct report_out *out);

#endif
