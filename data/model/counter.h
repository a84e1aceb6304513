/* SPDX-License-Identifier: MIT */
/* From what a counter says to parts made (standards.md §1.5): baseline, reset, rollover, dip,
 * duplicate, late, rate guard, restart gap; cumulative, delta, pulse; fractional. Pure: no clock,
 * no allocation. */
#ifndef DATA_MODEL_COUNTER_H
#define DATA_MODEL_COUNTER_H

#include "data/model/clock.h"
#include "data/model/words.h"

#include <stdbool.h>
#include <stdint.h>

struct counter_conf {
    enum counter_kind kind;
    int64_t modulus;        /* amount at which it rolls over to 0; 0: never */
    int64_t guard;          /* rollover when last > modulus-guard and new < guard; 0: modulus/10 */
    int64_t correction_max; /* a fall of at most this is an operator's correction; 0: none */
    int64_t glitch_ms; /* a fall that recovers in this time never happened; 0: at once a reset */
    int64_t rate_max;  /* amount per second above which an increment is quarantined; 0: no guard */
};

/* All that must survive a restart. Zero-initialised is "never seen". */
struct counter {
    bool based;           /* a baseline is known */
    int64_t last;         /* last accepted reading (delta, pulse: last amount) */
    int64_t last_ms;      /* its time (the caller's axis) */
    bool pending;         /* a fall is being held for glitch_ms */
    int64_t pending_last; /* latest reading since the fall */
    int64_t pending_sum;  /* counted by further resets during the hold */
    int64_t pending_ms;   /* when it fell */
    bool suspect;         /* a leap faster than rate_max awaits the next reading */
    int64_t suspect_last;
    int64_t suspect_ms;
    bool gap; /* the next increment spans a restart or an outage */
};

/* One message's worth. */
struct counter_sample {
    int64_t at_ms;   /* time on the caller's axis */
    int64_t reading; /* cumulative: the reading; delta, pulse: the amount */
    bool stated; /* at_ms is the source's own time: the same time and amount again is a duplicate */
    bool historical; /* told afterwards; means nothing here, but to who books the increment */
    bool stored; /* from the broker's store: makes a base when there is none, else says nothing */
};

enum counter_note {
    COUNTER_OK,
    COUNTER_LEAP,      /* it goes on from what was set aside: the leap was real, its size is lost */
    COUNTER_BASED,     /* first reading, or one from the broker's store: base only */
    COUNTER_DUPLICATE, /* same time and reading again */
    COUNTER_LATE,      /* older than the last one: not counted, base unmoved */
    COUNTER_RESET,     /* fell for good: counts from zero */
    COUNTER_ROLLOVER,
    COUNTER_DIP,        /* fell and came back: the dip is dropped */
    COUNTER_HELD,       /* fell; held until it is known which */
    COUNTER_CORRECTED,  /* fell a little: negative increment */
    COUNTER_QUARANTINE, /* too fast: shown, not counted; the next reading tells leap from spike */
    COUNTER_INVALID     /* negative delta or pulse, or overflow */
};

struct counter_step {
    int64_t increment; /* may be negative only with COUNTER_CORRECTED */
    int64_t at_ms;     /* where to book it */
    bool gap;          /* the increment was made sometime in a gap */
    enum counter_note note;
};

/* Take in one sample. The increment is to be booked at step.at_ms. */
struct counter_step counter_read(const struct counter_conf *conf, struct counter *c,
                                 const struct counter_sample *sample);

/* When a held fall must be settled, or TIME_NEVER; and settling it at that time. */
static inline int64_t counter_deadline(const struct counter_conf *conf, const struct counter *c)
{
    return c->pending ? c->pending_ms + conf->glitch_ms : TIME_NEVER;
}
struct counter_step counter_settle(const struct counter_conf *conf, struct counter *c,
                                   int64_t at_ms);

/* Set a cumulative reading aside although it alone is not too fast, since another counter of the
 * same parts has leapt; and what became of that: true, it was a leap, and this counter goes on from
 * the first reading that was set aside; false, a spike, and it goes on from the one before. */
struct counter_step counter_set_aside(struct counter *c, const struct counter_sample *sample);
void counter_resolve(struct counter *c, bool leap);

/* Say that readings were missed (restart, overrun, link loss): the next increment carries gap. */
void counter_mark_gap(struct counter *c);

#endif
