/* SPDX-License-Identifier: MIT */
/* What andond says about calls, alerts and predictions beyond the snapshot: guidance of an alert,
 * trends of signals, how good the models are, how many alarms there are. Replies become tables of
 * the view here; text is sanitised, rows beyond a table's limit are left out. */
#ifndef CONSOLE_RESPONSE_H
#define CONSOLE_RESPONSE_H

#include "console/widgets/trend.h"
#include "data/model/andon/alert.h"
#include "data/model/andon/prediction.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#define GUIDE_STEPS   12
#define TREND_POINTS  120
#define TREND_SPAN_MS INT64_C(28800000) /* eight hours: a shift */
#define MODEL_ROWS    24
#define LOAD_TOP      10
#define INPUT_ROWS    32
#define ALERT_ROWS    200 /* that the command `alerts` gives */

struct guide {
    char alert[48]; /* whose it is; "": none has come */
    char cause[256], check[256], link[256];
    char step[GUIDE_STEPS][200];
    int steps;
};

struct signal_trend {
    char signal[32];
    struct trend_point point[TREND_POINTS];
    int points;
    int64_t begin_ms, end_ms; /* what was asked for */
    int64_t boot_ms;          /* when it came */
};

struct model_row {
    char model[48], version[24];
    int64_t hits, false_alarms, unanswered; /* by what people answered */
    int64_t failures, warned;               /* what really failed, of it warned of */
    int64_t precision, floor, lead_ms;      /* millionths, -1 none; ms, -1 none */
    bool silent;                            /* below its floor: raises nothing */
};

struct load_source {
    char alert[48], title[64];
    int64_t count;
    bool chattering;
};

struct load {
    bool known;
    int64_t from_ms, to_ms;
    int64_t alerts, operators, per_operator_hour; /* the last an amount */
    int64_t worst_hour, worst_10_min, floods, flood_ms, chattering, standing;
    int64_t acked, idle_acks, ack_ms; /* idle: nothing was done about it; ms until it, on average */
    struct load_source top[LOAD_TOP];
    int tops;
};

/* A button or contact as it is read. */
struct input_row {
    char name[48], does[24], outcome[96], trouble[96];
    bool closed, held, stuck; /* held: its line can be read */
    int64_t closings, bounces, missed, closed_at;
};

/* What the screen asks about. */
struct asked_about {
    char alert[48];
    char signal[EVIDENCE_MAX][32];
    int signals;
};

struct response {
    struct asked_about subject;
    struct guide guide;
    struct signal_trend trend[EVIDENCE_MAX];
    int trends;
    struct model_row model[MODEL_ROWS];
    int models;
    struct load load;
    struct alert_view
        alert[ALERT_ROWS]; /* in the order of the snapshot's, whose rows they repeat */
    int alerts;
    struct input_row input[INPUT_ROWS];
    int inputs;
    int64_t alerts_in_all;
};

void guide_read(struct guide *g, const char *alert, const json_t *reply);
/* Rows of history of `signal`; `first`: the first page. */
void trend_read(struct response *r, const char *signal, const json_t *rows, bool first);
/* All of it is there: of what time, and when it came. */
void trend_came(struct response *r, const char *signal, int64_t begin_ms, int64_t end_ms,
                int64_t boot_ms);
void models_read(struct response *r, const json_t *reply);
void load_read(struct load *l, const json_t *reply);
void inputs_read(struct response *r, const json_t *reply);
void alerts_read_all(struct response *r, const json_t *reply);

/* Of a signal; NULL: has not come. */
const struct signal_trend *trend_find(const struct response *r, const char *signal);
const struct model_row *model_find(const struct response *r, const char *model,
                                   const char *version);

#endif
