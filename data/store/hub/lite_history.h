/* SPDX-License-Identifier: MIT */
/* Signal history in SQLite; inside the caller's transaction. 0 or an SQLite code. */
#ifndef DATA_STORE_HUB_LITE_HISTORY_H
#define DATA_STORE_HUB_LITE_HISTORY_H

#include "data/model/sync/minutes.h"

#include <sqlite3.h>

int lite_history_take(sqlite3 *sql, int64_t station, const struct minutes *minutes, int64_t *have);
int lite_history_age(sqlite3 *sql, int64_t before_day);

#endif
