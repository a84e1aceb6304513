/* SPDX-License-Identifier: MIT */
/* What one shift hands to the next, for the files of andon/engine only: part of the station. */
#ifndef ANDON_ENGINE_PEOPLE_HANDOVER_H
#define ANDON_ENGINE_PEOPLE_HANDOVER_H

#include "data/model/calendar.h"
#include "data/model/record.h"
#include "data/model/words.h"

/* Shifts at hand: the running one once somebody noted something, those that wait for signatures,
 * and the latest that are frozen. Beyond it the oldest frozen one goes; when all wait, the oldest
 * of them freezes unsigned. Nothing before what went can be changed any more. */
#define HANDOVERS 8

#define HANDOVER_STATES(X)                                           \
    X(HANDOVER_OPEN, "open")         /* its shift goes on */         \
    X(HANDOVER_WAITING, "waiting")   /* … is over: to be signed */ \
    X(HANDOVER_SIGNED, "signed")     /* frozen */                    \
    X(HANDOVER_UNSIGNED, "unsigned") /* frozen, nobody signed in time */
#define HANDOVER_ENUM(value, text) value,
enum handover_state { HANDOVER_STATES(HANDOVER_ENUM) HANDOVER_STATE_COUNT };
#undef HANDOVER_ENUM
extern const struct words words_handover;

struct signature {
    char by[32]; /* "": nobody */
    int64_t at;  /* wall */
};

struct handover {
    char shift[RECORD_ID_SIZE]; /* its record has the same id with H in front */
    char name[SHIFT_NAME_SIZE], team[SHIFT_NAME_SIZE];
    int64_t begin_wall, end_wall;
    int64_t rev; /* of its record, 0: there is none yet */
    enum handover_state state;
    int64_t frozen_wall; /* TIME_NONE: not */
    int64_t revision;    /* of what is frozen: corrections make another */
    struct signature outgoing, incoming, supervisor;
    /* As JSON, as of its record; "": none. While its window is at hand they are made anew. */
    char figures[640], stops[512], notes[1792], lamps[512], alerts[512], calls[512];
};

#endif
