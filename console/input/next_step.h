/* SPDX-License-Identifier: MIT */
/* What to do next, in one sentence. */
#ifndef CONSOLE_INPUT_NEXT_STEP_H
#define CONSOLE_INPUT_NEXT_STEP_H

#include "console/panels/view.h"

#include <stdbool.h>
#include <stddef.h>

/* The most important thing that waits for a person, with the key for it; false and "" when nothing
 * does. On the screen that it belongs to the sentence says what to do there. */
bool next_step(const struct view *v, char *out, size_t size);

#endif
