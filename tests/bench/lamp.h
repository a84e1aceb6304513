/* SPDX-License-Identifier: MIT */
/* The simulated tower of a real andond, mapped: a lamp's level is one byte that changes in the
 * moment in which a real line would. */
#ifndef TESTS_BENCH_LAMP_H
#define TESTS_BENCH_LAMP_H

#include "tests/support/andond.h"

#include <stdbool.h>
#include <stddef.h>

struct lamp {
    void *map;
    size_t size;
    const volatile char *level; /* '0' or '1' */
};

bool lamp_open(struct lamp *lamp, const char *tower_path, const char *name); /* false: not there */
void lamp_close(struct lamp *lamp);
bool lamp_lit(const struct lamp *lamp);
/* Start andond in the foreground, its log appended to: ms from exec until this lamp is lit. */
double lamp_first_lit(struct andond *a, const char *name);
/* Look every millisecond; false when it did not come to that in time. */
bool lamp_wait(const struct lamp *lamp, bool lit, int patience_ms);

#endif
