/* SPDX-License-Identifier: MIT */
/* What claims to be a batch of records or an acknowledgement, from a hostile broker: everything
 * that was read is within its limits, and what was read whole is written the same again. */
#include "data/decode/batch_read.h"
#include "data/model/sync/batch.h"
#include "data/model/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct batch batch;
static char text[BATCH_MAX + 1];

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void look_at_record(const struct batch_record *r)
{
    must(r->kind && r->id && r->actor && r->config && r->hash && r->body);
    if (r->why)
        return;
    must(strlen(r->kind) < BATCH_KIND_SIZE && strlen(r->id) < RECORD_ID_SIZE);
    must(strlen(r->actor) < 32 && strlen(r->config) < 17 && strlen(r->hash) == 64);
    must(r->body_length == strlen(r->body) && r->body_length <= RECORD_BODY_MAX && r->rev >= 1);
}

static void look_at_ack(const char *payload, size_t size)
{
    struct batch_ack a, b;
    if (batch_ack_read(payload, size, &a, NULL) != 0)
        return;
    must(a.first >= 1 && a.last >= a.first && a.parked_count <= BATCH_PARKED_MAX);
    for (int i = 0; i < a.parked_count; i++) {
        const char *why = batch_ack_why(&a, i);
        must(strlen(why) < BATCH_WORD_SIZE && text_is_clean(why, strlen(why)));
    }
    size_t length = batch_ack_write(&a, text, sizeof text);
    must(length > 0 && batch_ack_read(text, length, &b, NULL) == 0);
    must(memcmp(&a, &b, sizeof a) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *payload = malloc(size + 1);
    if (!payload)
        return 0;
    memcpy(payload, data, size);
    payload[size] = '\0';
    if (batch_read(payload, size, &batch, NULL) == 0) {
        must(batch.count > 0 && batch.count <= BATCH_RECORDS && batch.first >= 1);
        for (int i = 0; i < batch.count; i++)
            look_at_record(&batch.record[i]);
    }
    batch_done(&batch);
    look_at_ack(payload, size);
    free(payload);
    return 0;
}
