/* SPDX-License-Identifier: MIT */
/* How far a record has come: kept by the station, sent to upstream, confirmed by a hub, or parked:
 * put aside by the hub, which cannot take it. The outbox says how far each of its two streams is
 * (data/store/upstream/outbox.h), the store and the screens make a word of a record's number n. */
#ifndef DATA_MODEL_SYNC_WAY_H
#define DATA_MODEL_SYNC_WAY_H

#include "data/model/words.h"

#include <stdbool.h>
#include <stdint.h>

#define WAYS(X)                   \
    X(WAY_KEPT, "kept")           \
    X(WAY_SENT, "sent")           \
    X(WAY_CONFIRMED, "confirmed") \
    X(WAY_PARKED, "parked")
#define WAY_ENUM(value, text) value,
enum way_state { WAYS(WAY_ENUM) WAY_STATE_COUNT };
#undef WAY_ENUM
extern const struct words words_way;

/* All zero: no upstream is configured, so what is kept has come as far as it will. When there is a
 * backlog, what is recorded from `live` on does not wait behind it; 0: there is none. */
struct way {
    bool on;
    int64_t confirmed, sent;           /* all up to n; sent ≥ confirmed */
    int64_t live;                      /* above this n the live stream's numbers hold */
    int64_t live_confirmed, live_sent; /* of it; both ≥ live */
};

/* Of record n, unless it is parked. */
enum way_state way_of(const struct way *way, int64_t n);

#endif
