/* SPDX-License-Identifier: MIT */
/* What a replay told, as far as two of them are compared: what the machine was when, stops, what
 * was raised, what lamps showed, the figures of shifts. Pure. */
#ifndef ANDON_CTL_REPLAY_STORY_H
#define ANDON_CTL_REPLAY_STORY_H

#include "andon/engine/station.h"
#include "data/config/config.h"
#include "data/model/record.h"
#include "data/model/snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Limits of one story; what is beyond is counted in `lost`. */
#define STORY_SPANS_MAX  500000 /* of each track */
#define STORY_STOPS_MAX  200000
#define STORY_RAISED_MAX 200000
#define STORY_SHIFTS_MAX 4000
#define STORY_WORDS_MAX  65536 /* different texts; further ones are all "…" */

/* Texts by number, the same number for the same text in both stories; 0 is "". */
struct story_words;
struct story_words *story_words_new(void);
void story_words_free(struct story_words **words);
const char *story_word(const struct story_words *words, uint32_t number);

/* Something held from `begin` to `end`. */
struct span {
    int64_t begin, end; /* wall */
    int32_t kind;       /* enum machine_state, or lamp_pattern */
    uint32_t word;      /* the machine's own, of a state */
};
struct track {
    struct span *span;
    size_t count, capacity;
};

struct story_stop {
    char id[RECORD_ID_SIZE];
    int64_t begin, end, ms; /* end: of the replay while it is open */
    int32_t state;
    uint32_t detail, reason; /* reason: entered or suggested */
    bool small, open;
};

/* An alert, a prediction, a call. */
struct story_raised {
    char id[RECORD_ID_SIZE];
    enum record_kind kind;
    uint32_t name; /* of the alert; the failure mode; the type */
    int64_t begin, end;
    bool open;
};

struct story_shift {
    char id[RECORD_ID_SIZE], name[SHIFT_NAME_SIZE];
    int64_t begin, end, run_ms, stops, small_stops;
    double availability, performance, quality, oee; /* NaN: not known */
    double total, good, scrap;
};

struct story {
    struct story_words *words; /* shared, not owned */
    struct track states;
    struct track lamp[CONFIG_LAMPS_MAX];
    uint32_t lamp_name[CONFIG_LAMPS_MAX];
    size_t lamps;
    struct story_stop *stop;
    size_t stops, stops_room;
    struct story_raised *raised;
    size_t raisings, raised_room;
    struct story_shift *shift;
    size_t shifts, shifts_room;
    int64_t lost;
};

int story_begin(struct story *story, struct story_words *words, const struct config *config);
void story_record(struct story *story, const struct record_draft *record);
void story_lamps(struct story *story, const struct lamp_show *lamp, size_t lamps, int64_t wall_ms);
/* What is still open ends with the snapshot. Nothing is taken after it. */
void story_end(struct story *story, const struct snapshot *snapshot);
void story_done(struct story *story);

#endif
