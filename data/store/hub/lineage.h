/* SPDX-License-Identifier: MIT */
/* Whose numbers they are. A station counts its stops, calls … in its database: one that was lost
 * begins at 1 again, one that was restored goes on from where the backup was made. So the hub tells
 * lineages of epochs apart, and the id of an object that was numbered in another than the station's
 * first lineage bears its tag: C1 is the call of before, C1~3fa2b1 that of now. What a restored
 * station says of objects from before the backup is of the same objects as ever, and goes over what
 * was said of them in between. The log keeps what was sent; tags stand in what follows from it
 * (`object`, fact_…, keys of webhooks). Inside data/store/hub only.
 *
 * An epoch begins a lineage when it goes on from nothing, although the station is known (a lost
 * database), or from a point behind which its predecessor went on, or which another one went on
 * from first (a restored or copied one). What is numbered up to the highest number of its letter in
 * the log before that point is the lineage's above it. This is decided once, when the epoch is
 * first heard of, by what its batches say they follow; of stations that do not say so, by the
 * `open` record, and without that they are taken for the lineage that was last heard. */
#ifndef DATA_STORE_HUB_LINEAGE_H
#define DATA_STORE_HUB_LINEAGE_H

#include "data/store/hub/facts.h"
#include "data/store/hub/inside.h"

#define HUB_TAG         6 /* the last digits of the name of the epoch that begins it */
#define HUB_ID_SIZE     (RECORD_ID_SIZE + 1 + HUB_TAG)
#define HUB_LINEAGE_MAX 16 /* above each other; what is above them counts as the first */

/* Added to the rev of what a lineage says, for each one it stands under: what a station says now
 * goes over what it said before it was restored. */
#define HUB_REV_STEP (INT64_C(1) << 40)

struct hub_lineage {
    int depth; /* 0: the first; its numbers are as they are */
    struct {
        char tag[HUB_TAG + 1];
        int64_t top[26]; /* of ids with that letter, numbers of the lineage above; -1 none */
    } step[HUB_LINEAGE_MAX];
};

/* How a question is put to the database. */
struct hub_asker {
    void *engine;
    enum hub_result (*call)(void *engine, const struct hub_call *call, struct cause *why);
};

/* Of which lineage the epoch is, decided when it has not been; `*tagged`: of another than the
 * first. `item`: its first batch that was heard. */
enum hub_result hub_lineage_settle(const struct hub_asker *asker, int64_t station, int64_t epoch,
                                   const struct hub_item *item, bool *tagged, struct cause *why);
/* Likewise all epochs of a database that an older hub wrote. */
enum hub_result hub_lineage_settle_all(const struct hub_asker *asker, struct cause *why);
enum hub_result hub_lineage_load(const struct hub_asker *asker, int64_t station, int64_t epoch,
                                 struct hub_lineage *out, struct cause *why);

/* The id as tables have it. `lineage` may be NULL, here and below: the first. */
void hub_lineage_id(const struct hub_lineage *lineage, const char *id, size_t length,
                    char out[HUB_ID_SIZE]);
/* The record as it goes into tables: itself, or `out->record`. */
struct hub_lineage_record {
    struct batch_record record;
    char id[HUB_ID_SIZE];
};
const struct batch_record *hub_lineage_record(const struct hub_lineage *lineage,
                                              const struct batch_record *record,
                                              struct hub_lineage_record *out);
/* facts_read, with the ids of other objects as tables have them. */
int hub_lineage_facts(const struct hub_lineage *lineage, const struct batch_record *record,
                      fact_sink *sink, void *ctx);
/* A webhook's key, in which the id follows the station's path. */
void hub_lineage_key(const struct hub_lineage *lineage, const struct hub_note *note, char *out,
                     size_t size);

#endif
