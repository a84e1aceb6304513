/* SPDX-License-Identifier: MIT */
/* Memory that a configuration owns, given back in one go. */
#ifndef DATA_CONFIG_ARENA_H
#define DATA_CONFIG_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct arena_block;
struct arena {
    struct arena_block *block; /* newest first */
    bool failed;               /* an allocation failed; what was made is still good */
};

void *arena_alloc(struct arena *arena, size_t size); /* zeroed; NULL: out of memory */
/* `old` of `old_size` bytes copied into a new piece of `size` bytes. The old piece stays. */
void *arena_grow(struct arena *arena, const void *old, size_t old_size, size_t size);
const char *arena_text(struct arena *arena, const char *text);
void arena_free(struct arena *arena);

#endif
