/* SPDX-License-Identifier: MIT */
/* What the store's thread does for the file when nobody waits for it: removes what is too old,
 * makes room before the quota is reached, watches the free space. Each call is one slice. Inside
 * data/store only. */
#ifndef DATA_STORE_CARE_H
#define DATA_STORE_CARE_H

#include "data/model/clock.h"
#include "data/store/db.h"
#include "data/store/look.h"
#include "data/store/retain.h"
#include "data/store/salvage.h"
#include "data/store/store.h"

#include <stdbool.h>
#include <stdint.h>

struct care {
    const struct store_conf *conf;
    struct now latest;  /* of what was handed over last; wall_ms 0: nothing yet */
    int64_t retain_us;  /* when retention looks again */
    int64_t room_us;    /* … whether there is room, in the file and on its disk */
    int64_t begin_us;   /* … what an opening brings with it goes on */
    bool crowded;       /* the quota is near: remove what may go until it is not */
    bool stuck;         /* … and nothing more may go */
    bool made_room;     /* by the last slice: what failed may be tried again */
    bool low, low_news; /* little room is left; the loop is to be told so, or that it is over */
    struct cause low_why;
    struct retain_scan scan; /* of the records that are too old */
    bool opened;             /* the file was looked at for a damaged one that it goes on from */
    struct salvage salvage;
    bool looking;   /* after an unclean stop */
    bool checked;   /* … which is not wanted: the opening has checked the file already */
    bool condemned; /* … and found damage: another opening is to put the file aside */
    struct look look;
};

/* What time it is, as whoever hands records over knows it; the first time lets retention begin. */
void care_now(struct care *care, const struct now *now);
/* The disk is full: nothing can be done for a while. */
void care_later(struct care *care);
/* A slice is due at this time (monotonic). */
int64_t care_due(const struct care *care);
/* Do it. 0 or an SQLite code with the words; `note` gets what is worth telling. */
int care_run(struct care *care, struct db *db, int64_t until_us, struct cause *note,
             struct cause *why);
/* The file was opened anew; and before it is closed for good. */
void care_reopened(struct care *care);
void care_done(struct care *care);
/* A commit failed because the file has reached its quota: make room now. */
void care_crowded(struct care *care);
/* Whether the file may not grow any more. */
bool care_is_full(const struct care *care, struct db *db);

#endif
