/* SPDX-License-Identifier: MIT */
/* Adding up a window from the tables, slice by slice: the answers of the questions `pareto` and
 * `figures` (store.h). Called by query.c on the store's thread. Inside data/store only. */
#ifndef DATA_STORE_GATHER_H
#define DATA_STORE_GATHER_H

#include "data/model/figures.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#define GATHER_EDGES       16 /* stops that reach over an edge of the window; two are usual */
#define GATHER_CORRECTIONS 32 /* of ideal cycles, by shift */

enum gather_phase {
    GATHER_STOPS,
    GATHER_EDGE_STOPS,
    GATHER_INTERVALS,
    GATHER_MINUTES,
    GATHER_SCRAPS,
    GATHER_DONE
};

struct gather {
    struct figures figures;
    struct figures_open open; /* now_ms TIME_NONE: the record is all there is */
    bool stops_only;
    enum gather_phase phase;
    bool begun;  /* the phase */
    int64_t key; /* where it goes on: begin of the last row and its id, or the last block */
    char id[RECORD_ID_SIZE];
    struct figure_stop edge[GATHER_EDGES];
    int edges, next_edge;
    struct gather_correction {
        char shift[RECORD_ID_SIZE], product[ACCOUNT_PRODUCT_SIZE];
        int64_t was_us, ideal_us;
    } correction[GATHER_CORRECTIONS];
    int corrections;
};

void gather_begin(struct gather *g, int64_t from_ms, int64_t to_ms, bool stops_only,
                  const struct figures_open *open);
/* 0 or an SQLite code; g->phase tells when it is done. */
int gather_slice(sqlite3 *sql, struct gather *g, int64_t until_us);

#endif
