/* SPDX-License-Identifier: MIT */
/* How bad an alert's condition is, and since when it counts: deadbands, on and off delays, a count
 * filter, and the highest level held until somebody acknowledges it. After the alarm server of
 * EPICS Phoebus: `current` follows the source, `alarm` is what people are told. The life of the
 * alert (lifecycle.h) follows from what this says.
 *
 * Pure; times are any ms that rise. */
#ifndef DATA_MODEL_ANDON_SEVERITY_H
#define DATA_MODEL_ANDON_SEVERITY_H

#include <stdbool.h>
#include <stdint.h>

/* An alert with one limit knows OK and MINOR, one with two MAJOR too; the others are for sources
 * that say themselves that they do not know. */
enum severity { SEV_OK, SEV_MINOR, SEV_MAJOR, SEV_INVALID, SEV_UNDEFINED };

#define SEVERITY_COUNT_MAX 20
struct severity_conf {
    bool hold;        /* the highest level stays until it is acknowledged */
    int64_t on_ms;    /* it must last so long */
    int64_t off_ms;   /* … and be gone so long */
    int count;        /* or come so often … (0: no such filter) */
    int64_t count_ms; /* … within this */
};

struct reading_at {
    int64_t at, value; /* value: the caller's, of the message that counts */
};

struct severity_state {
    enum severity current, alarm;
    bool active; /* the condition counts: it has lasted, or come, as it should */
    bool acked;
    struct reading_at said; /* that made the alarm what it is */
    int64_t heard;          /* the latest message: older ones are dropped */
    /* what has not lasted long enough */
    bool pending;
    enum severity pending_level;
    int64_t pending_since;
    struct reading_at pending_said;
    /* what has not been gone long enough */
    bool leaving;
    enum severity leaving_to;
    int64_t leaving_since;
    int64_t came[SEVERITY_COUNT_MAX]; /* when it did, the last ones, ascending */
    int comes;
};

/* What a message or the time led to. */
#define SEVERITY_ANNOUNCED 1u /* the alarm rose beyond what was known */
#define SEVERITY_RETURNED  2u /* the condition is over (current is OK) */
#define SEVERITY_CHANGED   4u
#define SEVERITY_BEGAN     8u /* the condition counts from now on */

void severity_init(struct severity_state *s);
unsigned severity_hear(const struct severity_conf *conf, struct severity_state *s,
                       enum severity level, struct reading_at said);
int64_t severity_deadline(const struct severity_conf *conf, const struct severity_state *s);
unsigned severity_tick(const struct severity_conf *conf, struct severity_state *s, int64_t t);
/* Whether nothing is known any more: what lasts or leaves is not timed on; nothing else changes. */
void severity_forget(struct severity_state *s);
void severity_ack(struct severity_state *s);
void severity_unack(struct severity_state *s);

/* One or two limits of a number. */
struct limits {
    bool low;      /* v <= limit, not v >= limit */
    int levels;    /* 1 or 2 */
    int64_t at[2]; /* the second further out than the first */
    int64_t deadband;
};
/* Which level the value is on; `held`: the one that it is on by now (the deadband is its). */
enum severity limits_level(const struct limits *limits, int64_t value, enum severity held);

#endif
