/* SPDX-License-Identifier: MIT */
/* A call: a person asks for help (standards: andon). raised → taken → arrived → solved; a second
 * pull cancels. As the snapshot and the console see it; the engine keeps more. */
#ifndef DATA_MODEL_ANDON_CALL_H
#define DATA_MODEL_ANDON_CALL_H

#include "data/model/json.h"
#include "data/model/record.h"
#include "data/model/words.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#define CALL_STATES(X)                                                    \
    X(CALL_RAISED, "raised")   /* nobody has answered */                  \
    X(CALL_TAKEN, "taken")     /* somebody is on the way: it is theirs */ \
    X(CALL_ARRIVED, "arrived") /* … and at the station */               \
    X(CALL_SOLVED, "solved")                                              \
    X(CALL_CANCELLED, "cancelled") /* taken back by who raised it, or the second pull */
#define CALL_ENUM(value, text) value,
enum call_state { CALL_STATES(CALL_ENUM) CALL_STATE_COUNT };

/* Whether those whom a tier of the escalation names were told. */
#define REACHES(X)                                                                 \
    X(REACH_NONE, "none")       /* no tier is due yet */                           \
    X(REACH_WAITING, "waiting") /* told, nothing has confirmed it */               \
    X(REACH_REACHED, "reached") /* a lamp is lit, a client or the hub showed it */ \
    X(REACH_MISSED, "not-reached")
enum reach { REACHES(CALL_ENUM) REACH_COUNT };
#undef CALL_ENUM
extern const struct words words_call_state, words_reach;

/* Times are wall ms, TIME_NONE: not yet; durations ms of the boot clock. */
struct call_view {
    char id[RECORD_ID_SIZE]; /* C7 */
    int64_t rev;
    char type[48], title[64]; /* of [call TYPE] */
    enum call_state state;
    int64_t raised, taken, arrived, ended;
    int64_t for_ms;            /* since it was raised */
    char by[32], taken_by[32]; /* who; of a button its name */
    char note[96];
    char stop[RECORD_ID_SIZE];  /* the stop during which it was raised, or "" */
    char order[RECORD_ID_SIZE]; /* the work order made from it, or "" */
    bool blocking;              /* the machine stands because of it: shown first */
    bool line_stop;             /* the fixed position was reached: advice to stop the line */
    int64_t stop_at;            /* … when it will be, TIME_NONE: this type stops no line */
    int64_t tier;               /* of its ladder, from 1; 0: none is due yet */
    char told[96];              /* whom that tier names and by what, in words */
    char roles[64];             /* … and whom the type names, as person roles, ", " between them;
                                   "": by the type's name, or everybody (console/announce) */
    enum reach reach;
    char missed[96];   /* what of it reached nobody, and why, in words */
    int64_t next_tier; /* when the next one is due */
};
#define SNAPSHOT_CALLS 16 /* open at once: one of each type */

void call_view_init(struct call_view *call);
void call_view_put(struct jw *w, const struct call_view *call); /* an object in an array */
void call_view_get(const json_t *json, struct call_view *call); /* what is missing stays as it is */

#endif
