/* SPDX-License-Identifier: MIT */
/* A batch of records as it came from a station (data/model/sync/batch.h has its form). It is read
 * by the scanner of the message path: an outage of a day is a flood of them. */
#ifndef DATA_DECODE_BATCH_READ_H
#define DATA_DECODE_BATCH_READ_H

#include "data/model/sync/batch.h"

/* 0; -1 with the cause: no batch at all, which cannot even be parked. A record that makes no sense
 * is in it with `why`. Everything is checked: lengths, ranges, hex, UTF-8. */
int batch_read(const char *payload, size_t length, struct batch *out, struct cause *why);
void batch_done(struct batch *batch);

/* Whether a text is one JSON object that PostgreSQL's jsonb takes, too. */
bool batch_body_is_object(const char *body, size_t length);

#endif
