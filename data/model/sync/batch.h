/* SPDX-License-Identifier: MIT */
/* What goes upstream and what comes back (design.md §7): a batch of records on …/record, and the
 * hub's acknowledgement on …/ack after its commit.
 *
 * {"v":1,"epoch":"…","first":n,"boot_id":"…","before":"hash of record first-1",
 *  "root":"…","previous":"…","previous_seq":m,
 *  "records":[{"kind","id","rev","wall_ms","boot_ms","synced","actor","config","hash","body"},…]}
 *
 * Record i of the batch has seq first+i; a gap in the log begins a new batch. `body` is a JSON
 * *text*: the bytes that were hashed, which no reader may re-write. `config` is left out when it is
 * the record's before, `synced` when it is true. Unknown keys are ignored, an unknown kind is kept
 * as it is: an old hub stores what a new station says. What the `open` record says is said again
 * with each batch, for batches may come in any order: `previous` and `previous_seq`, the epoch that
 * this one goes on from and the last record of it that it knows; `root`, the first epoch of the
 * database. The root itself has no previous. A station that does not know its root leaves it out,
 * an old one says none of it.
 *
 * {"epoch":"…","first":n,"last":m,"parked":[seq,…],"hash":"of record m","mac":"…",
 *  "why":["words",…],"of":[k,…],"why_mac":"…"}
 *
 * It answers for exactly the batch that was committed, in any order. Words are for people: of
 * parked[i] they are why[of[i] - 1], 0 none; whoever does not know them takes the rest, so they
 * bear a signature of their own, and an acknowledgement whose words make no sense counts without.
 */
#ifndef DATA_MODEL_SYNC_BATCH_H
#define DATA_MODEL_SYNC_BATCH_H

#include "data/model/cause.h"
#include "data/model/json.h"
#include "data/model/record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BATCH_MAX        (64 * 1024) /* bytes of a payload */
#define BATCH_RECORDS    512
#define BATCH_PARKED_MAX BATCH_RECORDS
#define BATCH_KIND_SIZE  24
#define BATCH_WORDS_MAX  8 /* different ones in an acknowledgement */
#define BATCH_WORD_SIZE  96
/* Of what is signed: numbers, words as JSON escapes them, names. */
#define BATCH_SIGNED_MAX (BATCH_PARKED_MAX * 21 + BATCH_WORDS_MAX * BATCH_WORD_SIZE * 6 + 1024)

/* What an epoch goes on from. */
struct batch_lineage {
    bool told;
    char root[RECORD_EPOCH_SIZE], previous[RECORD_EPOCH_SIZE]; /* "" not known; none */
    int64_t seq;                                               /* of previous */
};

/* ---- writing, at the station ----------------------------------------------------------------- */

struct batch_writer {
    struct jw w;
    char epoch[RECORD_EPOCH_SIZE], config[17];
    int64_t first, next;
    int records;
};

/* `size`: at most BATCH_MAX + 1 of `out` are used. `before`: the hash of the record before.
 * `lineage` may be NULL. */
void batch_begin(struct batch_writer *b, char *out, size_t size, const struct record *first,
                 const char *before, const struct batch_lineage *lineage);
/* True when the record is in: it is the next of the epoch and there was room. */
bool batch_add(struct batch_writer *b, const struct record *record);
size_t batch_end(struct batch_writer *b); /* its length */

/* ---- reading, at the hub --------------------------------------------------------------------- */

/* Text that was not checked beyond its length and its being UTF-8 without control characters. */
struct batch_record {
    int64_t seq, rev, wall_ms, boot_ms;
    bool synced;
    const char *kind, *id, *actor, *config, *hash, *body;
    size_t body_length;
    const char *why; /* NULL; else it can only be parked: what is wrong with it, static */
};

struct batch {
    char epoch[RECORD_EPOCH_SIZE], boot_id[40], before[RECORD_HASH_SIZE];
    int64_t first;
    struct batch_lineage lineage;
    int count;
    struct batch_record record[BATCH_RECORDS];
    void *memory; /* what the texts stand in */
};
/* Read by data/decode/batch_read.h. */

/* ---- acknowledgements ------------------------------------------------------------------------ */

struct batch_ack {
    char epoch[RECORD_EPOCH_SIZE], hash[RECORD_HASH_SIZE];
    int64_t first, last;
    int parked_count;
    int64_t parked[BATCH_PARKED_MAX];
    char mac[65]; /* "": not signed */
    int words;    /* why they were put aside */
    char word[BATCH_WORDS_MAX][BATCH_WORD_SIZE];
    unsigned char of[BATCH_PARKED_MAX]; /* of parked[i]: word[of[i] - 1]; 0: none */
    char why_mac[65];
};

/* One more is parked; `why` NULL: nobody says. Beyond BATCH_WORDS_MAX different words it has none.
 * Those beyond BATCH_PARKED_MAX are left out. */
void batch_ack_park(struct batch_ack *ack, int64_t seq, const char *why);
void batch_ack_unworded(struct batch_ack *ack); /* its words are not to be believed */
const char *batch_ack_why(const struct batch_ack *ack, int i); /* of parked[i], "" none */

/* What the mac is over: fields in order with newlines between them, `station` in front. Returns the
 * length, 0 when it does not fit. */
size_t batch_ack_signed(const struct batch_ack *ack, const char *station, char *out, size_t size);
/* Likewise why_mac. */
size_t batch_why_signed(const struct batch_ack *ack, const char *station, char *out, size_t size);
size_t batch_ack_write(const struct batch_ack *ack, char *out, size_t size); /* 0: no room */
int batch_ack_read(const char *payload, size_t length, struct batch_ack *out, struct cause *why);

#endif
