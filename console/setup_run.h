/* SPDX-License-Identifier: MIT */
#ifndef CONSOLE_SETUP_RUN_H
#define CONSOLE_SETUP_RUN_H

#include "console/options.h"
#include "data/model/cause.h"

/* Take the terminal and lead through it. 0: a station was written, its directory is the only
 * config of `options` now; 1: left, or it failed (then with the cause). */
int setup_run(struct options *options, struct cause *why);

#endif
