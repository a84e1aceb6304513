/* SPDX-License-Identifier: MIT */
/* A contact that bounces: from raw levels with their times to what they mean: closed, open,
 * pressed, long, double, stuck. Pure: (state, level, now) to news; no clock, no allocation. Times
 * are ms of any clock that never goes back. */
#ifndef DATA_MODEL_CONTACT_H
#define DATA_MODEL_CONTACT_H

#include <stdbool.h>
#include <stdint.h>

struct contact_conf {
    int64_t debounce_ms; /* a level counts when it has stood for so long */
    int64_t hold_ms;     /* a press of this length is a long one; 0: there are none */
    int64_t double_ms;   /* … and a second one within it after the first was let go; 0: none */
    int64_t stuck_ms;    /* closed for longer: stuck; 0: never */
    int64_t gap_ms;      /* closings nearer to each other are not believed; 0: all are */
    bool button;         /* it is pressed; else only its level matters */
};

enum contact_phase {
    CONTACT_IDLE,  /* open, or closed and nothing more comes of it */
    CONTACT_DOWN,  /* pressed: a long one, or a short one when it is let go */
    CONTACT_AGAIN, /* let go: a double one, or a single one when the time is over */
};

/* Zero-initialised is no contact: contact_begin first. */
struct contact {
    bool raw, closed; /* as last told; as it counts */
    bool stuck;       /* and it was said */
    enum contact_phase phase;
    int64_t raw_since;    /* of the raw level */
    int64_t since;        /* of the level that counts */
    int64_t last_closing; /* INT64_MIN: none was */
    int64_t bounces;      /* changes that did not stand */
};

enum contact_news {
    CONTACT_CLOSED,
    CONTACT_OPENED,
    CONTACT_PRESSED,
    CONTACT_LONG,
    CONTACT_DOUBLE,
    CONTACT_STUCK,
    CONTACT_FREED,   /* it was stuck */
    CONTACT_TOO_FAST /* instead of CLOSED */
};

/* What one call tells, in order. */
#define CONTACT_TOLD 8
struct contact_told {
    struct {
        enum contact_news news;
        int64_t at;
    } item[CONTACT_TOLD];
    int count;
};

/* What it is now, without news: one that is closed already was pressed by nobody. */
void contact_begin(struct contact *c, bool level, int64_t now);

/* Its raw level at a time: an edge, or one that was read. The same level again is none. */
void contact_level(struct contact *c, const struct contact_conf *conf, bool level, int64_t at,
                   struct contact_told *told);

/* Time passes. */
void contact_tick(struct contact *c, const struct contact_conf *conf, int64_t now,
                  struct contact_told *told);

/* When a tick would tell something, INT64_MAX: never by itself. */
int64_t contact_deadline(const struct contact *c, const struct contact_conf *conf);

#endif
