/* SPDX-License-Identifier: MIT */
/* A disk that fails when told to: becomes SQLite's default VFS in the test's process. Real files
 * underneath; only the chosen write or sync call returns an error instead of doing its work. */
#ifndef TESTS_SUPPORT_FAULT_VFS_H
#define TESTS_SUPPORT_FAULT_VFS_H

#include <stdbool.h>

enum fault_call { FAULT_WRITE, FAULT_SYNC, FAULT_CALLS };

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

#endif
