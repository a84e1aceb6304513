/* SPDX-License-Identifier: MIT */
/* What a bare counter shares with the bench that started it. */
#ifndef TESTS_BENCH_COUNTED_H
#define TESTS_BENCH_COUNTED_H

#include <stdatomic.h>
#include <stdbool.h>

struct counted {
    atomic_bool up; /* subscribed */
    atomic_llong messages;
};

#endif
