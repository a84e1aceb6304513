/* SPDX-License-Identifier: MIT */
/* A damaged file was put aside and a new one begun: what can be read of the old one comes into the
 * new one under its own numbers, a slice at a time, while new records are being kept. Inside
 * data/store only. */
#ifndef DATA_STORE_SALVAGE_H
#define DATA_STORE_SALVAGE_H

#include "data/store/db.h"

#include <stdbool.h>
#include <stdint.h>

/* What is read of a damaged file at once, so that the new one goes on from there. */
struct salvage_end {
    bool known; /* where its log ended */
    struct chain chain;
    int64_t floor_n;
    char floor_hash[RECORD_HASH_SIZE];
    char *checkpoint; /* or NULL */
    size_t checkpoint_length;
    int64_t checkpoint_n, checkpoint_wall_ms;
};
/* `told`: where the log ended as far as anybody was told, or NULL when only the file knows. */
void salvage_look(const char *broken, const struct chain *told, struct salvage_end *end);
void salvage_end_done(struct salvage_end *end);
/* Let the new file, still without records, go on from that end. `broken`: what is still to be read
 * out, or NULL. 0 or an SQLite code. */
int salvage_adopt(struct db *db, const struct salvage_end *end, const char *broken,
                  struct cause *why);

enum salvage_stage { SALVAGE_OPEN, SALVAGE_RECORDS, SALVAGE_MINUTES, SALVAGE_END };

struct salvage {
    enum salvage_stage stage;
    char *broken; /* NULL: nothing is to be done */
    struct db from;
    bool open;
    int64_t upto_n, floor_n;
    /* Of the last row read: what the next one must follow. */
    int64_t n;
    char hash[RECORD_HASH_SIZE];
    bool chained;                         /* `hash` is known */
    int64_t stored_n;                     /* the last one stored */
    int64_t stored, above;                /* records stored; of them after the floor */
    int64_t signal, minute, skip, misses; /* where the minutes are */
    int64_t minutes;                      /* stored */
};

/* Whether the file says that one is still to be read. */
int salvage_begin(struct salvage *salvage, struct db *db, struct cause *why);
/* One slice. When it has come to its end, salvage->broken is NULL and `note` says what came of it.
 */
int salvage_run(struct salvage *salvage, struct db *db, int64_t until_us, struct cause *note,
                struct cause *why);
/* There is no room for more of it: the next slice is the last. */
void salvage_give_up(struct salvage *salvage);
void salvage_done(struct salvage *salvage);

#endif
