/* SPDX-License-Identifier: MIT */
/* A list of blocks; pieces are cut off the newest. Used by load.c and what it calls. Everything
 * lives until arena_free. */
#include "data/config/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE (16 * 1024)
#define PIECE_MAX  (64 * 1024 * 1024)

struct arena_block {
    struct arena_block *next;
    size_t size, used;
    max_align_t data[];
};

static struct arena_block *block_new(struct arena *arena, size_t least)
{
    size_t size = least > BLOCK_SIZE ? least : BLOCK_SIZE;
    struct arena_block *block = calloc(1, sizeof *block + size);
    if (!block) {
        arena->failed = true;
        return NULL;
    }
    block->size = size;
    block->next = arena->block;
    arena->block = block;
    return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    size_t unit = alignof(max_align_t);
    if (size > PIECE_MAX) {
        arena->failed = true;
        return NULL;
    }
    size = (size + unit - 1) / unit * unit;
    struct arena_block *block = arena->block;
    if (!block || block->size - block->used < size)
        block = block_new(arena, size);
    if (!block)
        return NULL;
    void *piece = (char *)block->data + block->used;
    block->used += size;
    return piece;
}

void *arena_grow(struct arena *arena, const void *old, size_t old_size, size_t size)
{
    void *piece = arena_alloc(arena, size);
    if (piece && old_size > 0)
        memcpy(piece, old, old_size);
    return piece;
}

const char *arena_text(struct arena *arena, const char *text)
{
    return arena_grow(arena, text, strlen(text) + 1, strlen(text) + 1);
}

void arena_free(struct arena *arena)
{
    while (arena->block) {
        struct arena_block *next = arena->block->next;
        free(arena->block);
        arena->block = next;
    }
}
