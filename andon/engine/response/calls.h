/* SPDX-License-Identifier: MIT */
/* Calls that are open, as the station holds them: part of struct station. Times are on its axis
 * unless a name says `wall`; TIME_NONE: not yet. What the files of andon/engine/response do for
 * each other and for the engine about calls is in response.h. */
#ifndef ANDON_ENGINE_RESPONSE_CALLS_H
#define ANDON_ENGINE_RESPONSE_CALLS_H

#include "data/config/response/calls.h"
#include "data/model/andon/call.h"

#define CALLS_OPEN SNAPSHOT_CALLS /* one of each type; further ones are refused and counted */
#define CALL_STEPS 12             /* of a ladder on record; further ones are told and counted */

/* One step of its ladder that was told, and whether it reached anybody; REACH_NONE: not that way.
 */
struct call_step {
    char tier[48];
    int64_t at, at_wall;
    enum reach reach[CHANNEL_COUNT];
};

struct call {
    int64_t number, rev;
    int64_t edited; /* rev of the last change by a person or of its state: older ones are stale */
    char type[48], title[64];
    enum call_state state;
    int64_t raised, taken, arrived, ended;
    int64_t raised_wall, taken_wall, arrived_wall, ended_wall;
    char by[32], taken_by[32], arrived_by[32], ended_by[32];
    bool button; /* raised by a button or cord: who pulled it is not known */
    char note[96];
    int64_t stop;               /* number of the stop during which it was raised; 0: none */
    char order[RECORD_ID_SIZE]; /* the work order made from it, "" none */
    bool blocking;
    bool position;           /* its stop signal is true: it counts when it becomes so again */
    int64_t stop_at;         /* fixed position by time */
    int64_t held, held_wall; /* since when the line is to stop */
    int64_t told_to;         /* steps of its ladder up to this time were told */
    int64_t tiers;           /* … so many in all, since it was raised, taken or held */
    struct call_step step[CALL_STEPS]; /* oldest first */
    int64_t steps, steps_lost;
    char told[96], missed[96], roles[64]; /* of the last step, in words */
};

struct calls {
    struct call call[CALLS_OPEN]; /* in the order in which they were raised */
    int64_t count, next;          /* next number */
    int64_t refused;              /* for want of room */
    enum raiser { RAISER_UNHEARD, RAISER_REST, RAISER_CALLS } raiser[CONFIG_CALLS_MAX];
    int64_t restart; /* until when a restart is announced; TIME_NONE: none is */
    char restart_type[48], restart_id[RECORD_ID_SIZE];
};

#endif
