/* SPDX-License-Identifier: MIT */
/* What a hub looks at before it takes a batch, whatever the database: every record's hash is that
 * of its content after the one before. So a record that was changed on its way, or by hand at the
 * station, is put aside where people can look at it, and the chain can be followed at the hub. */
#include "data/decode/batch_read.h"
#include "data/model/text.h"
#include "data/store/hash.h"
#include "data/store/hub/inside.h"

#include <string.h>

#define WHY_HASH "its hash is not that of its content"
#define WHY_JSON "its body is no JSON object"

void hub_check(struct hub_item *item)
{
    const struct batch *batch = &item->batch;
    char before[RECORD_HASH_SIZE], hash[RECORD_HASH_SIZE];
    (void)text_copy(before, sizeof before, batch->before);
    for (int i = 0; i < batch->count; i++) {
        const struct batch_record *b = &batch->record[i];
        item->parked[i] = b->why;
        if (b->why) {
            (void)text_copy(before, sizeof before, b->hash);
            continue;
        }
        struct record r = {.seq = b->seq,
                           .rev = b->rev,
                           .wall_ms = b->wall_ms,
                           .boot_ms = b->boot_ms,
                           .synced = b->synced,
                           .body = b->body,
                           .body_length = b->body_length};
        (void)text_copy(r.epoch, sizeof r.epoch, batch->epoch);
        (void)text_copy(r.id, sizeof r.id, b->id);
        (void)text_copy(r.boot_id, sizeof r.boot_id, batch->boot_id);
        (void)text_copy(r.actor, sizeof r.actor, b->actor);
        (void)text_copy(r.config, sizeof r.config, b->config);
        if (hash_record_of(before, &r, b->kind, item->hash[i], hash) != 0 ||
            strcmp(hash, b->hash) != 0) {
            item->parked[i] = WHY_HASH;
            item->alarms |= 1U << HUB_BROKEN;
        } else if (!batch_body_is_object(b->body, b->body_length)) {
            item->parked[i] = WHY_JSON; /* it would break every view of the database over it */
        }
        (void)text_copy(before, sizeof before, b->hash);
    }
}

void hub_ack(const struct hub_item *item, struct batch_ack *ack)
{
    const struct batch *batch = &item->batch;
    *ack = (struct batch_ack){.first = batch->first, .last = batch->first + batch->count - 1};
    (void)text_copy(ack->epoch, sizeof ack->epoch, batch->epoch);
    const char *hash = batch->record[batch->count - 1].hash;
    (void)text_copy(ack->hash, sizeof ack->hash, strlen(hash) == 64 ? hash : hash_genesis);
    for (int i = 0; i < batch->count; i++)
        if (item->parked[i])
            batch_ack_park(ack, batch->record[i].seq, item->parked[i]);
}
