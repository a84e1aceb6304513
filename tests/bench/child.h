/* SPDX-License-Identifier: MIT */
/* Programs that a bench compares: started with what they print kept in a file, measured and ended
 * with all processes that they started themselves. They die with the bench. */
#ifndef TESTS_BENCH_CHILD_H
#define TESTS_BENCH_CHILD_H

#include <stdint.h>
#include <sys/types.h>

/* Start `arguments` (NULL-terminated; [0] is a path), the leader of a process group of its own;
 * stdout and stderr are appended to `log`. -1: no process could be made. */
pid_t child_start(const char *const *arguments, const char *log);

/* Of all processes of the group now. Dies when there is none, or one cannot be read. */
int64_t child_cpu_ns(pid_t group);
int64_t child_rss_bytes(pid_t group); /* the sum of VmRSS: shared pages count in each of them */

/* Kill all of the group and wait for its leader. Nothing for a group of 0 or less. */
void child_end(pid_t group);

#endif
