/* SPDX-License-Identifier: MIT */
/* Records as an ordinary day makes them, for the benches of what keeps and ships them: mostly
 * intervals and minutes, one in twenty a stop. */
#ifndef TESTS_BENCH_DAY_H
#define TESTS_BENCH_DAY_H

#include "data/model/record.h"

#define DAY_BODY_SIZE 500

/* The i-th; its body goes to `body`, which the draft does not point to. */
void day_record(int64_t i, struct record_draft *draft, char body[DAY_BODY_SIZE]);

#endif
