/* SPDX-License-Identifier: MIT */
/* What outputs.c and outputs_try.c share: the lines of this machine as JSON. */
#ifndef ANDON_CTL_OUTPUTS_H
#define ANDON_CTL_OUTPUTS_H

#include <stddef.h>

#define OUTPUTS_BYTES ((size_t)224 << 10) /* enough for what is listed at most */

/* The lines there are as one JSON object without a newline. False: out of memory. */
_Bool outputs_json(char *out, size_t size);

#endif
