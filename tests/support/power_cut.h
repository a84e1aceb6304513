/* SPDX-License-Identifier: MIT */
/* Power cuts, for tests of what is kept in SQLite. The load of a test goes on the tape of
 * fault_vfs.h; of it files are made as they may stand on the disk when the power goes at any point:
 * what was synced is there, what was written since is there, or not, or in part, in any order. The
 * test says at which points it had promised what, and looks whether the files hold it. */
#ifndef TESTS_SUPPORT_POWER_CUT_H
#define TESTS_SUPPORT_POWER_CUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What becomes of what was written and not yet synced. */
enum cut_fate {
    CUT_ALL_THERE, /* as written, in its order */
    CUT_LAST_TORN, /* the same, but the last write ends in the middle, at a sector's edge */
    CUT_NONE_THERE,
    CUT_SOME_THERE,
    CUT_TORN_512, /* some, and of some of these each sector may be there or not */
    CUT_TORN_4096,
    CUT_FATES
};

/* From now on everything is taped; the file at `path` (none: an empty one) is what it stands on. */
void cut_tape(const char *path);
void cut_tape_ends(void);
void cut_forget(void); /* tape, marks, file */

/* From this point on the tape all up to `promise` is promised. They only grow. */
void cut_mark(int64_t promise);
/* What was promised when the power goes before operation `at`; 0: nothing yet. */
int64_t cut_promised(size_t at);

/* Lay the file, its log and its journal as they are then. Aborts when it cannot. */
void cut_lay(const char *path, size_t at, enum cut_fate fate, unsigned *seed);

/* Points of the tape. Each calls `survive` for points that it chooses, and returns how often. */
typedef void cut_survive(size_t at, enum cut_fate fate, unsigned *seed);
/* Anywhere, `times`. */
size_t cut_anywhere(cut_survive *survive, int times, unsigned *seed);
/* Just before or just after a sync: of the file each, of others about `most`. */
size_t cut_at_syncs(cut_survive *survive, size_t most, unsigned *seed);
/* While the file itself is written: about `most`. */
size_t cut_while_folded(cut_survive *survive, size_t most, unsigned *seed);
/* Every prefix of the writes after the last sync, in the order in which they were made: of a span
 * in which the log is written and of one in which the file is, at most about `most` of each, chosen
 * by the seed; with POWERCUT=all in the environment: of all spans, all. */
size_t cut_every_prefix(cut_survive *survive, size_t most, unsigned *seed);

/* From SEED in the environment, or the time; said on stdout. */
unsigned cut_seed(void);

#endif
