/* SPDX-License-Identifier: MIT */
/* The complete current view of one station (design.md §7 Snapshot). The engine fills it, the wire
 * carries it as JSON, the console and scripts read it; nobody computes it twice. */
#ifndef DATA_MODEL_SNAPSHOT_H
#define DATA_MODEL_SNAPSHOT_H

#include "data/model/account.h"
#include "data/model/andon/alert.h"
#include "data/model/andon/call.h"
#include "data/model/andon/check.h"
#include "data/model/andon/prediction.h"
#include "data/model/andon/workorder.h"
#include "data/model/calendar.h"
#include "data/model/cause.h"
#include "data/model/json.h"
#include "data/model/line/neighbour.h"
#include "data/model/sync/way.h"
#include "data/model/value.h"
#include "data/model/words.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SNAPSHOT_SIGNALS  256
#define SNAPSHOT_LAMPS    16
#define SNAPSHOT_DETAILS  48
#define SNAPSHOT_ASKS     8
#define SNAPSHOT_PATH     320
#define SNAPSHOT_JSON_MAX (200 * 1024)

struct snapshot_signal {
    char name[32], unit[16];
    enum signal_role role;
    enum quality quality;
    struct value value;
    int64_t ts;     /* wall time of the value, or TIME_NONE */
    int64_t age_ms; /* -1: never seen */
    int64_t errors; /* messages that could not be decoded or were refused */
    char error[96]; /* the last of them, in words */
};

struct snapshot_lamp {
    char name[24], colour[16];
    enum lamp_pattern pattern;
    char rule[32]; /* "" when no rule names the lamp */
    char why[128];
    bool mismatch; /* read-back differs from what was set */
};

/* Times are wall ms or TIME_NONE; durations ms (JSON: seconds); -1 or NaN means null. */
struct snapshot {
    char station[SNAPSHOT_PATH]; /* enterprise/site/area/line/station */
    char title[64];              /* what people call it */
    int64_t ts;
    bool online;
    struct {
        enum machine_state state;
        int64_t since, for_ms; /* for_ms from the boot clock */
        char detail[VALUE_TEXT_SIZE];
        int64_t age_ms;     /* since the state was last heard; -1 never */
        bool stale, stored; /* stored: from the broker's store, not yet confirmed live */
        enum station_mode mode;
    } machine;
    struct {
        char name[SHIFT_NAME_SIZE], team[SHIFT_NAME_SIZE];
        int64_t start, end;
        bool in_shift, in_break;
    } shift;
    struct {
        char id[32], title[64], product[48];
        int64_t ideal_us; /* 0: unknown */
        int64_t target;   /* amount of the shift; 0: none */
        enum job_state state;
        int64_t quantity, made; /* amounts: ordered, 0 open end; good parts so far */
        int64_t since, finish;  /* TIME_NONE; finish: when it will be done at this pace */
        char next_id[32], next_product[48];
    } job;
    struct {
        char id[48], title[64]; /* what was declared: "cleaning"; "" production */
        int64_t since, until;   /* TIME_NONE: open end */
        bool over;              /* longer than it was to be */
    } declared;
    struct {
        int64_t since, target_ms; /* TIME_NONE: none is going on; -1: no target */
        char from[48], to[48];
    } changeover;
    struct oee oee;
    int64_t unexplained_ms;
    struct {
        int64_t total, good, scrap, rework;    /* amounts */
        int64_t outside_total, outside_good;   /* of them made outside planned time: in no ratio */
        int64_t target_now;                    /* amount due by now; -1: no target */
        int64_t cycle_ms;                      /* recent cycle time; -1 unknown */
        int64_t entered_scrap, entered_rework; /* by people; scrap and rework hold them, too */
        int64_t trial_total, trial_good;       /* made in a trial: in no figure */
        int64_t missing; /* so many may have been made and were not seen: edges were lost */
    } counts;
    struct {
        char name[VALUE_TEXT_SIZE];
        int64_t ms;
    } detail[SNAPSHOT_DETAILS];
    int details;
    int64_t time_ms[MACHINE_STATE_COUNT];
    struct {
        char id[32];            /* "" when there was none in this window */
        int64_t since, end, ms; /* end TIME_NONE while open; ms: time lost so far */
        bool small;
        enum machine_state state; /* state it began with */
        char reason[48], suggested[64];
        int64_t rev;
        int64_t noticed, arrived, repaired; /* TIME_NONE */
        char note[96];
    } stop;
    struct snapshot_ask { /* what wants a reason, latest first */
        char id[32];
        int64_t rev, since, end, ms;
        int64_t burst; /* so many small stops in one question; 0: a stop */
        enum machine_state state;
        char detail[VALUE_TEXT_SIZE], suggested[64];
    } ask[SNAPSHOT_ASKS];
    int asks;
    struct { /* the shift that waits for its signatures, oldest first */
        char id[32], name[SHIFT_NAME_SIZE];
        int64_t start, end;
        bool outgoing, incoming; /* signed by */
        int64_t waiting;         /* how many shifts wait */
    } handover;
    struct {
        int64_t count, unexplained, small;
    } stops;
    struct neighbour_view neighbour[NEIGHBOURS]; /* those that are configured */
    int neighbours;
    struct {                                  /* what the window lost most by; ms 0: nothing */
        char kind[16], reason[48], title[64]; /* kind as in a pareto; reason "" but of "reason" */
        int64_t ms, count;
    } loss;
    struct snapshot_signal signal[SNAPSHOT_SIGNALS];
    int signals;
    struct alert_view alert[SNAPSHOT_ALERTS]; /* the most pressing first */
    int alerts;
    struct alert_counts alerting;
    struct call_view call[SNAPSHOT_CALLS]; /* the blocking one first, then the longest open */
    int calls;
    struct prediction_view prediction[SNAPSHOT_PREDICTIONS];
    int predictions;
    struct predictor_briefs predictors;
    struct order_view order[SNAPSHOT_ORDERS]; /* open, the most pressing first */
    int orders;
    struct check_view check[SNAPSHOT_CHECKS]; /* what of the data is wrong, oldest first */
    int checks;
    struct snapshot_lamp lamp[SNAPSHOT_LAMPS];
    int lamps;
    struct {
        int64_t pending, oldest_ms, parked; /* oldest_ms -1: nothing pending */
        struct way way;                     /* how far each record has come */
        enum link_state link;
        int64_t link_since;
        char link_why[96];
    } sync;
    struct {
        char digest[17];   /* of what figures depend on, as records have it; "" not known */
        int64_t plant_rev; /* revision of the plant's configuration in force; 0: none */
        char plant[8];     /* whose is listened for, "site" or "line"; "" none */
        int64_t plant_refused;
        char plant_why[200]; /* why the one kept or offered is not in force, "" */
    } config;
    struct {
        bool store_ok;
        char store_why[200]; /* why records are not kept; else that there is little room */
        int64_t queue, queue_max, dropped, messages, undecoded; /* message path */
        int64_t faults;
        int64_t safe; /* wall: what was known then would outlive a crash */
        int64_t store_queue, lost, commit_us, file_bytes; /* records waiting, given up; the disk */
        int64_t free_bytes, full_ms; /* room beside them; when it ends as it grows now; -1: who
                                        knows */
        int64_t loop_p50_us, loop_p99_us, loop_max_us, loop_turns; /* of how many turns */
        int64_t clients, backlog; /* backlog: bytes that the slowest client has not read */
        int64_t resident_bytes, descriptors, uptime_ms;
        bool clock_synced;
        int64_t crashed;      /* wall: when an earlier run crashed, of the last reports */
        char crash[160];      /* by what, and where its report is; "" none */
        char config_why[160]; /* why the latest configuration is not in force, "" when it is */
    } health;
};

/* Everything unknown, nothing on. */
void snapshot_init(struct snapshot *s);

/* One JSON object (design.md §7), terminated, no newline. Returns its length or 0 when it does not
 * fit. */
size_t snapshot_to_json(const struct snapshot *s, char *out, size_t size);

/* Read it back; unknown keys are ignored, missing ones stay unknown, text is sanitised. 0 or -1. */
int snapshot_from_json(const char *json, size_t length, struct snapshot *s, struct cause *why);

/* Only "oee", "counts", "time_s" and "stops", as members of the object that is being written. */
/* "value", and "text" where a map made something else of the source's own word. */
void snapshot_put_value(struct jw *w, const struct value *value);
void snapshot_put_figures(struct jw *w, const struct snapshot *s);

/* The …/state topic's summary: ≤ 2 KiB, no signals. Returns its length or 0. */
size_t snapshot_summary(const struct snapshot *s, char *out, size_t size);

#endif
