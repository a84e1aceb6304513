/* SPDX-License-Identifier: MIT */
/* Records waiting for their commit. Two of these make the way to the disk: the inbox, which the
 * loop fills under the store's lock, and the work, which the thread has taken and tries to commit.
 * Inside data/store only. */
#ifndef DATA_STORE_QUEUE_H
#define DATA_STORE_QUEUE_H

#include "data/model/clock.h"
#include "data/model/history.h"
#include "data/model/record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One batch handed over: copies of its drafts, with minutes of signals and then the bodies behind
 * them in the same memory. */
struct append {
    struct append *next;
    uint64_t ticket;
    struct now now;
    char config[17]; /* digest of the configuration then in force */
    size_t count, minutes;
    struct history_row *minute;
    struct record_draft draft[];
};

struct queue {
    struct append *first, *last;
    size_t records, minutes;
    /* The newest checkpoint handed over. All that is queued is committed in one transaction, so
     * older ones are of no use. */
    char *checkpoint;
    size_t checkpoint_length, checkpoint_size;
    int64_t checkpoint_wall_ms;
    bool has_checkpoint;
};

bool queue_is_empty(const struct queue *queue);
/* All or nothing, copied; either list may be NULL. 0, or -1: no memory, or a draft that is no
 * record (kind, length). */
struct append_head {
    struct now now;
    const char *config;
    uint64_t ticket;
};
int queue_add(struct queue *queue, const struct record_list *records,
              const struct history_list *history, const struct append_head *head);
/* Make room first, so that a checkpoint never goes without its records nor they without it. */
int queue_reserve(struct queue *queue, size_t checkpoint_length);
void queue_set_checkpoint(struct queue *queue, const char *text, size_t length, int64_t wall_ms);
/* Put all of `from` behind what `to` has. */
void queue_move(struct queue *to, struct queue *from);
/* Forget everything. */
void queue_clear(struct queue *queue);
void queue_done(struct queue *queue);

#endif
