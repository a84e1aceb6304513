/* SPDX-License-Identifier: MIT */
/* A station with a past: records that were made long before the test, as the store itself writes
 * them. */
#ifndef TESTS_SUPPORT_PAST_H
#define TESTS_SUPPORT_PAST_H

#include <stdint.h>

/* Into the press's database at `path`: this many records of a fault, 1 ms apart from `wall_ms` on,
 * each with a text of so many bytes, at most 1000. Nobody else has the file open; its directory is
 * there. What fails fails the test. */
void past_write(const char *path, int records, int bytes, int64_t wall_ms);

#endif
