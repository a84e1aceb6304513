/* SPDX-License-Identifier: MIT */
/* Records: one immutable fact each (design.md §7). The engine drafts them, the store stamps, chains
 * and keeps them. `body` is the whole new version of object `id`. */
#ifndef DATA_MODEL_RECORD_H
#define DATA_MODEL_RECORD_H

#include "data/model/words.h"

#include <stddef.h>
#include <stdint.h>

#define RECORD_ID_SIZE    32
#define RECORD_BODY_MAX   4096
#define RECORD_HASH_SIZE  65 /* SHA-256 as lower-case hex, terminated */
#define RECORD_EPOCH_SIZE 33 /* 128 random bits as lower-case hex, terminated */

/* What the engine says. */
struct record_draft {
    enum record_kind kind;
    char id[RECORD_ID_SIZE]; /* unique within (station, kind): "S118", "I2044" */
    int64_t rev;             /* 1, 2, … of this id */
    int64_t wall_ms, boot_ms;
    char actor[32]; /* "machine", "system" or a person's id */
    size_t body_length;
    char *body; /* JSON object text, terminated; owned by the list that holds the draft */
};

/* A list of drafts that owns its bodies; reused between steps so that it allocates only while it
 * grows. */
struct record_list {
    struct record_draft *item;
    size_t count, capacity;
};

/* Append a draft with a copy of `body`. Returns 0, or -1 out of memory or body too long. */
int record_list_add(struct record_list *list, const struct record_draft *draft, const char *body);
void record_list_clear(struct record_list *list); /* keeps the memory of the first 64 */
void record_list_done(struct record_list *list);  /* frees it */

/* What the store keeps and ships. */
struct record {
    char epoch[RECORD_EPOCH_SIZE];
    int64_t seq;
    enum record_kind kind;
    char id[RECORD_ID_SIZE];
    int64_t rev, wall_ms, boot_ms;
    char boot_id[40];
    int synced;
    char actor[32];
    char config[17]; /* digest of the accepted configuration, hex */
    char hash[RECORD_HASH_SIZE];
    const char *body; /* borrowed */
    size_t body_length;
};

/* The envelope bytes that are hashed before the body: the fields above in order, tab-separated,
 * newline at the end. hash = SHA-256(previous hash ‖ envelope ‖ body). Returns the length, or 0
 * when it does not fit. `kind` is the record's in words: this program may not know it. */
size_t record_envelope(const struct record *record, const char *kind, char *out, size_t size);

#endif
