/* SPDX-License-Identifier: MIT */
/* From a record's number to how far it has come. Pure; the same rule stands in the store's query of
 * the log, and a test holds the two together. */
#include "data/model/sync/way.h"

#define WAY_TEXT(value, text) text,
static const char *const way_names[] = {WAYS(WAY_TEXT)};
const struct words words_way = {way_names, WAY_STATE_COUNT};

enum way_state way_of(const struct way *way, int64_t n)
{
    if (!way->on)
        return WAY_KEPT;
    bool live = way->live > 0 && n > way->live;
    if (n <= (live ? way->live_confirmed : way->confirmed))
        return WAY_CONFIRMED;
    return n <= (live ? way->live_sent : way->sent) ? WAY_SENT : WAY_KEPT;
}
