/* SPDX-License-Identifier: MIT */
#ifndef ANDON_CTL_REPLAY_DIFF_JSON_H
#define ANDON_CTL_REPLAY_DIFF_JSON_H

#include "andon/ctl/replay/diff.h"

/* All of it as one JSON object on standard output. */
void diff_json(const struct diff_outcome *outcome);

#endif
