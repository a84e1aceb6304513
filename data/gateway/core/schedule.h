/* SPDX-License-Identifier: MIT */
/* What is read when: a pace that is never exceeded, retries, back-off with jitter, and what a
 * failure concerns. Pure: time and dice come in, one request goes out at a time.
 *
 * A read that is refused (an exception) is halved until the register is found that the device does
 * not know; only that one is bad then and is asked for ever more seldom. A read without an answer
 * makes its own registers bad; when two different reads in a row have none (or the only one), the
 * device is offline, and one read at a time asks whether it is back. */
#ifndef DATA_GATEWAY_CORE_SCHEDULE_H
#define DATA_GATEWAY_CORE_SCHEDULE_H

#include "data/gateway/core/plan.h"

#define SCHEDULE_DEVICES_MAX 64

enum read_outcome {
    READ_GOOD,
    READ_REFUSED, /* it answered that this cannot be read */
    READ_BUSY,    /* it answered that it cannot just now */
    READ_SILENT,  /* no answer, or none that can be used */
    READ_LOST,    /* there is no connection */
    READ_OUTCOMES
};

enum read_scope {
    SCOPE_NONE,   /* it is tried again at once: nothing is known yet */
    SCOPE_READ,   /* good: these registers have values; else: they are bad */
    SCOPE_DEVICE, /* the device is offline: all its registers are bad */
};

struct schedule_rule {
    int64_t poll_ms, retry_min_ms, retry_max_ms; /* of the back-off */
    int64_t pause_ms;                            /* between two requests to it */
    int retries;
    struct plan_limits limits;
};

struct schedule_read {
    struct plan_read plan;
    int64_t due_ms;
    int64_t last_ms;   /* when it was last asked; TIME_NONE: never */
    int tried, failed; /* attempts of this round; rounds without success */
};

struct schedule_stats {
    int64_t requests, good, refused, busy, silent, lost;
    int64_t late;     /* rounds that came half an interval or more too late */
    int64_t round_ms; /* how far apart reads of one kind really are, lately */
};

struct schedule_device {
    struct schedule_rule rule;
    struct plan_item *item; /* the caller's, as the three arrays below, all `items` long */
    size_t *order, items;
    struct schedule_read *read;
    struct plan_read *scratch;
    size_t reads;
    size_t probe; /* which read asks whether it is back */
    int silent;   /* reads without an answer since the last one with */
    int failed;   /* rounds while it was offline */
    bool known, online, slow;
    int late_run;
    int64_t due_ms; /* while offline: the next question; before: not sooner than this */
    struct schedule_stats stats;
};

struct schedule {
    struct schedule_device *device;
    size_t devices;
    int64_t space_us; /* between two requests, all devices together */
    int64_t free_us;  /* when the next may go */
};

/* Plans the reads of a device; all is due at `now_ms`. */
void schedule_begin(struct schedule_device *d, int64_t now_ms);

/* The read that is to be asked for now, which then counts as asked, or -1 with `*wait_ms`: how long
 * there is none. */
int schedule_next(struct schedule *s, int64_t now_us, size_t *device, int64_t *wait_ms);

/* What the request brought. `dice`: any 32 bits. Which items it concerns is in the read as it was,
 * so a caller copies the read before. */
enum read_scope schedule_result(struct schedule *s, size_t device, size_t read,
                                enum read_outcome outcome, int64_t now_us, uint32_t dice);

/* Requests a second that the plan of a device asks for, in thousandths. */
int64_t schedule_demand(const struct schedule_device *d);

#endif
