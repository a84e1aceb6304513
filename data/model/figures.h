/* SPDX-License-Identifier: MIT */
/* What any window [from, to) adds up to, from the facts that records hold: time, parts, stops by
 * reason. Filled by whoever reads records, from the engine's what is not on record yet; divided by
 * account.h only, so the same window has the same digits as the live figures (invariant 4).
 *
 * Rules:
 * - Time of an interval that reaches over an edge counts with what lies inside, exact to the ms.
 * - A stop counts in the window in which it began, its lost time in every window that it reaches
 *   into, with what was lost inside. A part of another stop (merged) is none.
 * - A small stop costs performance, whatever is said of it: no loss of its reason, no failure. A
 *   pareto has it under its reason when it was given one (a burst that was explained).
 * - Parts count with the minute in which they were made: where it begins. On edges that are no
 *   minute's, that of the edge is in or out as a whole. Entries of scrap count at their own time.
 * - What people entered explains the machine's rejects of the same product within the window.
 * - Time of which there is no record, from `from` on, is unknown.
 * - MTBF: planned running time over the number of failures (stops with a reason of loss
 *   `breakdown`) that began in the window. MTTR: the lost time of those of them that are over, each
 *   whole, over their number. Without any: null.
 *
 * The six losses, in ideal time and in planned time, add up exactly:
 *   planned time - ideal time of the good parts
 *     = long stops by the loss of their reason, unexplained, waiting       (availability)
 *     + small stops + slow, which is running time - ideal time of all      (performance)
 *     + defect + startup, which is ideal time of all - that of good ones   (quality)
 *     + unknown, when it counts as loss; + unmeasured, when the planned time is a fixed one
 * startup is what people entered with a reason of that loss; the rest of the rejects is defect.
 *
 * Limits: FIGURE_REASONS reasons, what is beyond is told as `others`; ACCOUNT_SEGMENTS *
 * FIGURE_ACCOUNTS products by ideal cycles. */
#ifndef DATA_MODEL_FIGURES_H
#define DATA_MODEL_FIGURES_H

#include "data/model/account.h"
#include "data/model/clock.h"
#include "data/model/json.h"
#include "data/model/record.h"

#define FIGURE_REASONS     128
#define FIGURE_ACCOUNTS    8
#define FIGURE_REASON_SIZE 48
#define FIGURE_MINUTES     32

struct figure_reason {
    char reason[FIGURE_REASON_SIZE];
    int64_t count, lost_ms;        /* began in the window; lost in it */
    int64_t over, down_ms;         /* of them over, and what these lost altogether */
    int64_t small_count, small_ms; /* small ones that were given this reason: not among those */
};

struct figure_scrap {
    char reason[FIGURE_REASON_SIZE];
    int64_t amount;
    account_wide ideal;
};

struct figures {
    int64_t from_ms, to_ms;
    int64_t first_ms; /* where the record of its time begins; TIME_NONE: there is none */
    struct account account[FIGURE_ACCOUNTS]; /* time in the first; products over all of them */
    int accounts;
    struct figure_reason reason[FIGURE_REASONS], others;
    struct figure_reason small, unexplained; /* all small ones; long, asks, has no reason */
    struct figure_reason waiting;            /* long, asks not: the neighbours' */
    int reasons;
    int64_t unexplained_stops; /* that lost time in the window, wherever they began */
    struct figure_scrap scrap[FIGURE_REASONS]; /* of planned time; the last: whatever is beyond */
    int scraps;
};

struct figure_interval {
    int64_t begin_ms, end_ms, ms;
    enum machine_state state;
    bool in_plan;
};

struct figure_stop {
    int64_t begin_ms, end_ms; /* TIME_NONE: open */
    int64_t ms, lost_ms;      /* whole; within the window */
    bool small, asks;
    char reason[FIGURE_REASON_SIZE];
};

/* Parts of one product and ideal cycle. */
struct figure_parts {
    struct account_segment planned, outside, trial; /* product and ideal: of planned */
};

struct figure_entry {
    char reason[FIGURE_REASON_SIZE], part[12]; /* "planned", "outside", "trial" */
    char product[ACCOUNT_PRODUCT_SIZE];
    int64_t ideal_us, amount;
    bool rework;
};

/* What the engine knows and the record does not say yet. */
struct figures_open {
    int64_t now_ms;
    struct figure_interval interval; /* so far */
    char stop_id[RECORD_ID_SIZE];    /* "": none is open */
    struct figure_stop stop;
    struct figure_minute {
        char id[RECORD_ID_SIZE];
        int64_t begin_ms;
        struct figure_parts parts;
    } minute[FIGURE_MINUTES]; /* these replace what the record says of them */
    int minutes;
};

void figures_init(struct figures *f, int64_t from_ms, int64_t to_ms);
/* What of the interval lies in [from, to), in its own ms: a clock that stepped within it leaves no
 * more than there is. */
int64_t figure_inside(const struct figure_interval *interval, int64_t from_ms, int64_t to_ms);
void figures_interval(struct figures *f, const struct figure_interval *interval);
void figures_stop(struct figures *f, const struct figure_stop *stop);
void figures_parts(struct figures *f, const struct figure_parts *parts);
void figures_entry(struct figures *f, const struct figure_entry *entry);

/* ---- what is said of them ---- */

struct figure_words {
    char title[64];
    int loss; /* enum loss, -1: not known */
    bool planned;
};

struct figures_conf {
    struct oee_conf oee;
    int64_t unplanned_ms, planned_ms; /* of the window's time before its record begins */
    bool ideal_known;                 /* of what is made now: no parts are performance 0 */
    /* False: no such reason is configured. */
    bool (*stop_words)(void *ctx, const char *reason, struct figure_words *out);
    bool (*scrap_words)(void *ctx, const char *reason, struct figure_words *out);
    void *ctx;
};

struct snapshot;
/* oee, counts, time_s and stops of a snapshot that was just made. */
void figures_fill(const struct figures *f, const struct figures_conf *conf, struct snapshot *out);
/* Rows into the array that is being written, as protocol.h says. `scratch`: any snapshot. */
void figures_put_kpi(struct jw *w, const struct figures *f, const struct figures_conf *conf,
                     struct snapshot *scratch);
void figures_put_losses(struct jw *w, const struct figures *f, const struct figures_conf *conf);
/* At most `limit` rows, 0: all. */
void figures_put_pareto(struct jw *w, const struct figures *f, const struct figures_conf *conf,
                        bool by_count, int64_t limit);

#endif
