/* SPDX-License-Identifier: MIT */
/* The tables of facts.c and the views in SQLite. Inside data/store/hub only; 0 or an SQLite code.
 */
#ifndef DATA_STORE_HUB_LITE_FACTS_H
#define DATA_STORE_HUB_LITE_FACTS_H

#include "data/model/sync/batch.h"
#include "data/store/hash.h"
#include "data/store/hub/facts.h"
#include "data/store/hub/lineage.h"

#include <sqlite3.h>

struct lite_facts {
    sqlite3_stmt *upsert[FACT_TABLES];
};

int lite_facts_drop(sqlite3 *sql); /* with the views */
/* From the log, with the views; objects of stations with several lineages, too. */
int lite_facts_make(sqlite3 *sql, const struct hub_asker *asker);

int lite_facts_prepare(sqlite3 *sql, struct lite_facts *facts);
void lite_facts_done(struct lite_facts *facts);
/* `record` as hub_lineage_record has it. */
int lite_facts_take(struct lite_facts *facts, int64_t station, const struct hub_lineage *lineage,
                    const struct batch_record *record, const unsigned char hash[HASH_BYTES]);

#endif
