/* SPDX-License-Identifier: MIT */
/* The life of an alert (ISA-18.2) as orthogonal flags, and what may happen to it as one table of
 * transitions. Pure; who decides that a condition holds is severity.h, who keeps it is the engine.
 *
 * A normal alert (A) is acknowledged: `acked` means that nobody has to. What is shelved, suppressed
 * or out of service goes on being evaluated and is only not announced. */
#ifndef DATA_MODEL_ANDON_LIFECYCLE_H
#define DATA_MODEL_ANDON_LIFECYCLE_H

#include "data/model/andon/alert.h"

#include <stdbool.h>
#include <stdint.h>

#define LIFE_EVENTS(X)                                                                \
    X(LIFE_ALM, "alm")               /* the condition holds */                        \
    X(LIFE_HIGHER, "higher")         /* it became worse than what was announced */    \
    X(LIFE_RTN, "rtn")               /* it holds no more */                           \
    X(LIFE_ACK, "ack")               /* a person has recognised it */                 \
    X(LIFE_UNACK, "unack")           /* … after all not */                          \
    X(LIFE_RESET, "reset")           /* what latched is let go */                     \
    X(LIFE_SHELVE, "shelve")         /* for a time: see life_shelve */                \
    X(LIFE_ONE_SHOT, "one-shot")     /* … until it returns, at most that long */    \
    X(LIFE_UNSHELVE, "unshelve")     /* by a person, or the time is over */           \
    X(LIFE_SUPPRESS, "suppress")     /* by design: the station's state wants it so */ \
    X(LIFE_UNSUPPRESS, "unsuppress") /* */                                            \
    X(LIFE_OOS, "out-of-service")    /* by maintenance */                             \
    X(LIFE_IN_SERVICE, "in-service") /* back: an active one counts as new */          \
    X(LIFE_REALARM, "realarm")       /* acknowledged for long and still there */      \
    X(LIFE_SILENCE, "silence")       /* the sound, not the alert */                   \
    X(LIFE_UNKEPT, "unkept")         /* after a restart: its shelf's end is not known */
#define LIFE_ENUM(value, text) value,
enum life_event { LIFE_EVENTS(LIFE_ENUM) LIFE_EVENT_COUNT };
#undef LIFE_ENUM

struct life_conf {
    bool ack;         /* wants to be acknowledged */
    bool latching;    /* stays until it is reset */
    bool reset_acks;  /* a reset of one that nobody acknowledged counts as that too */
    int64_t shelf_ms; /* the longest that it may be shelved */
};

struct life {
    bool active, acked, latched, suppressed, out_of_service, silenced;
    enum shelve shelve;
    int64_t shelved_until; /* absolute, by the caller's clock; TIME_NONE */
};

/* What an event came to. */
#define LIFE_CHANGED    1u
#define LIFE_ANNOUNCE   2u /* sound, light and screen: it wants somebody now */
#define LIFE_OCCURRENCE 4u /* a new one */
#define LIFE_NOTHING    8u /* it changes nothing: "nothing to acknowledge" */
#define LIFE_REFUSED    16u

void life_init(struct life *life);
/* Returns LIFE_ bits; what is refused, or is nothing, has changed nothing. */
unsigned life_event(const struct life_conf *conf, struct life *life, enum life_event event);
/* Shelve it until `until`, as of `now`; refused beyond conf.shelf_ms, and what is over already. */
unsigned life_shelve(const struct life_conf *conf, struct life *life, bool one_shot, int64_t now,
                     int64_t until);
bool life_hidden(const struct life *life); /* suppressed, shelved or out of service */
bool life_normal(const struct life *life); /* A, and nothing hides it */
bool life_sounds(const struct life *life); /* active, unacknowledged, not silenced, not hidden */
/* Its state's letter: A normal, B unacknowledged, C acknowledged, D returned unacknowledged, E
 * shelved, F suppressed, G out of service, L latched unacknowledged, M latched acknowledged. */
char life_letter(const struct life *life);
/* … and what it is called in a column; "-": no such letter. */
const char *life_word(char letter);

#endif
