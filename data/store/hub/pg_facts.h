/* SPDX-License-Identifier: MIT */
/* The tables of facts.c, the views and signal history in PostgreSQL. Inside data/store/hub only. */
#ifndef DATA_STORE_HUB_PG_FACTS_H
#define DATA_STORE_HUB_PG_FACTS_H

#include "data/store/hash.h"
#include "data/store/hub/pg_link.h"

enum hub_result pg_facts_drop(struct pg *p, struct cause *why); /* with the views */
/* From the log, with the views; objects of stations with several lineages, too. */
enum hub_result pg_facts_make(struct pg *p, struct cause *why);
enum hub_result pg_facts_prepare(struct pg *p, struct cause *why);

/* Rows are gathered, then written together. */
void pg_facts_begin(struct pg *p);
/* `record` as hub_lineage_record has it. */
void pg_facts_add(struct pg *p, int64_t station, const struct hub_lineage *lineage,
                  const struct batch_record *record, const unsigned char hash[HASH_BYTES]);
enum hub_result pg_facts_end(struct pg *p, struct cause *why);
void pg_facts_done(struct pg *p);

/* Signal history (pg_history.c), each in a transaction of its own. */
enum hub_result pg_history_take(struct pg *p, int64_t station, const struct minutes *minutes,
                                int64_t *have, struct cause *why);
enum hub_result pg_history_age(struct pg *p, int64_t before_day, struct cause *why);

#endif
