/* SPDX-License-Identifier: MIT */
/* A disk that fails when told to: becomes SQLite's default VFS in the test's process. Real files
 * underneath; only the chosen write or sync call returns an error instead of doing its work. */
#ifndef TESTS_SUPPORT_FAULT_VFS_H
#define TESTS_SUPPORT_FAULT_VFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fault_call {
    FAULT_WRITE,
    FAULT_SYNC,
    FAULT_READ,
    FAULT_OPEN,
    FAULT_TRUNCATE,
    FAULT_DELETE,
    FAULT_SHM,
    FAULT_SIZE,
    FAULT_LOCK,
    FAULT_CALLS
};

void fault_install(void);
/* After `skip` further calls the next `times` of them return `code` (an SQLITE_… result). A failing
 * sync of the write-ahead log has its data written before, as on Linux. */
void fault_plan(enum fault_call call, int skip, int times, int code);
void fault_clear(void);
int fault_hits(void);                   /* how many calls have failed since the plan */
long fault_count(enum fault_call call); /* calls so far */

/* A closed gate holds every sync until it is opened. */
void fault_gate(bool closed);
bool fault_gate_holds(void); /* somebody stands before it */

/* A tape of what is done to database files, their write-ahead logs and rollback journals while it
 * is on, so that what a power cut leaves can be made of it (power_cut.h). Switching it on forgets
 * what was on it. */
enum fault_file { FAULT_DB, FAULT_WAL, FAULT_JOURNAL, FAULT_FILES };
struct fault_op {
    enum fault_file file;
    enum { FAULT_OP_WRITE, FAULT_OP_TRUNCATE, FAULT_OP_SYNC, FAULT_OP_DELETE } kind;
    bool directory; /* SYNC: the first one of a log or journal is one of its directory, too */
    int64_t offset; /* TRUNCATE: the size */
    size_t length;
    unsigned char *data;
};
void fault_tape(bool on);
size_t fault_tape_length(void);
/* Once it is off. */
const struct fault_op *fault_tape_op(size_t index);

#endif
