/* SPDX-License-Identifier: MIT */
/* What this process takes of the machine. */
#ifndef ANDON_SERVICE_USAGE_H
#define ANDON_SERVICE_USAGE_H

#include <stdint.h>

struct usage {
    int64_t resident_bytes, descriptors; /* -1: cannot be read */
};
struct usage usage_read(void);

#endif
