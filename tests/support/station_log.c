/* SPDX-License-Identifier: MIT */
/* No assertions of a test's: what cannot be done here ends the process. */
#include "tests/support/station_log.h"

#include "data/decode/batch_read.h"
#include "data/store/hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct station_log station_log_new(int number)
{
    struct station_log log = {.seq = 0};
    (void)snprintf(log.epoch, sizeof log.epoch, "%032x", (unsigned)number);
    (void)snprintf(log.hash, sizeof log.hash, "%s", hash_genesis);
    return log;
}

size_t station_log_write(struct station_log *log, const struct station_entry *entry, int count,
                         char *out)
{
    struct batch_writer b;
    char before[RECORD_HASH_SIZE];
    unsigned char bytes[HASH_BYTES];
    (void)snprintf(before, sizeof before, "%s", log->hash);
    for (int i = 0; i < count; i++) {
        struct record r = {.seq = ++log->seq,
                           .kind = entry[i].kind,
                           .rev = entry[i].rev,
                           .wall_ms = STATION_LOG_WALL + log->seq,
                           .boot_ms = log->seq,
                           .boot_id = "boot",
                           .actor = "anna",
                           .config = "0123456789abcdef",
                           .body = entry[i].body,
                           .body_length = strlen(entry[i].body)};
        (void)snprintf(r.epoch, sizeof r.epoch, "%s", log->epoch);
        (void)snprintf(r.id, sizeof r.id, "%s", entry[i].id);
        if (hash_record(log->hash, &r, bytes, r.hash) != 0)
            abort();
        (void)snprintf(log->hash, sizeof log->hash, "%s", r.hash);
        if (i == 0)
            batch_begin(&b, out, BATCH_MAX + 1, &r, before, &log->lineage);
        if (!batch_add(&b, &r))
            abort();
    }
    return batch_end(&b);
}

void station_log_opening(const struct station_log *before, char *out, size_t size)
{
    if (before)
        (void)snprintf(out, size,
                       "{\"previous\":{\"epoch\":\"%s\",\"seq\":%lld,\"hash\":\"%s\"},"
                       "\"machine_id\":\"m\"}",
                       before->epoch, (long long)before->seq, before->hash);
    else
        (void)snprintf(out, size, "{\"previous\":null,\"machine_id\":\"m\"}");
}

void station_log_arrive(const char *station, const char *payload, size_t length,
                        struct hub_item *item)
{
    struct cause why = {{0}};
    memset(item, 0, sizeof *item);
    (void)snprintf(item->station, sizeof item->station, "%s", station);
    item->wall_ms = STATION_LOG_WALL;
    if (batch_read(payload, length, &item->batch, &why) != 0) {
        (void)fprintf(stderr, "%s\n", why.text);
        abort();
    }
    hub_check(item);
}
