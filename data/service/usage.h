/* SPDX-License-Identifier: MIT */
/* What this process takes of the machine. */
#ifndef DATA_SERVICE_USAGE_H
#define DATA_SERVICE_USAGE_H

#include <stdint.h>

struct usage {
    int64_t resident_bytes, descriptors; /* -1: cannot be read */
};
struct usage usage_read(void);

/* Whether the room on a disk will do: how fast a file there has grown since it was first looked at.
 * Zero-initialised. */
struct room {
    int64_t first_boot_ms, first_bytes; /* 0: not looked at yet */
    int64_t free_bytes;                 /* -1: cannot be read */
    int64_t full_ms; /* until nothing is left at that pace; -1: it does not grow, or who knows */
};

/* Look at the disk of `directory`; `file_bytes` is what is kept there now. */
void room_look(struct room *room, const char *directory, int64_t file_bytes, int64_t boot_ms);
/* The pure part. */
void room_reckon(struct room *room, int64_t free_bytes, int64_t file_bytes, int64_t boot_ms);

#endif
