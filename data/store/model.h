/* SPDX-License-Identifier: MIT */
/* What built-in detectors have learnt, in the file: bulk beside log and chain, one row a version of
 * a predictor, and rows of version 0 and below for where it stands. Inside data/store only. */
#ifndef DATA_STORE_MODEL_H
#define DATA_STORE_MODEL_H

#include "data/store/db.h"
#include "data/store/store.h"

#define MODELS_WAITING_MAX 96

/* On their way to the disk: of one name and version only the latest. */
struct model_list {
    struct model_item {
        struct store_model model; /* its texts follow it in the same block */
    } * item[MODELS_WAITING_MAX];
    size_t count;
};

/* 0; -1: no room, or out of memory. */
int model_list_add(struct model_list *list, const struct store_model *one);
/* What is in `from` is newer; what finds no room is counted in what is returned. */
size_t model_list_move(struct model_list *to, struct model_list *from);
void model_list_done(struct model_list *list);

/* Inside a transaction. Older versions than the newest STORE_MODEL_VERSIONS go, and names beyond
 * STORE_MODEL_NAMES, those that were written longest ago. 0 or an SQLite code. */
int models_write(struct db *db, const struct model_list *list, struct cause *why);
/* Those of a damaged file, as far as they can be read. */
int models_salvage(struct db *db, sqlite3 *from);

#endif
