/* SPDX-License-Identifier: MIT */
/* The query table and the making of one page of rows. The store's thread calls query_slice again
 * and again until a page is whole; no statement stays open in between. Inside data/store only. */
#ifndef DATA_STORE_QUERY_H
#define DATA_STORE_QUERY_H

#include "data/store/db.h"
#include "data/store/gather.h"
#include "data/store/store.h"
#include "data/store/verify.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define QUERY_PAGE_MAX  (64 * 1024)
#define QUERY_TEXT_SIZE 512

struct query_kind;

struct query {
    uint64_t number;
    const struct query_kind *kind; /* NULL: the slot is free */
    struct store_ask ask;          /* `what` and `text` are not to be used */
    char text[QUERY_TEXT_SIZE];
    int64_t left;   /* rows still wanted */
    int64_t end_ms; /* of the chunk */
    int64_t key;    /* where to go on: begin or n of the last row, and its id */
    char id[RECORD_ID_SIZE];
    bool begun, whole; /* whole: the page was handed out */
    struct walk walk;
    struct history_scan scan;
    struct gather gather;
    struct shipment shipment;
    char page[QUERY_PAGE_MAX + 1];
    size_t length;
};

enum query_state {
    QUERY_AGAIN,  /* time is up, the page is not whole */
    QUERY_PAGE,   /* a whole page; more follow */
    QUERY_LAST,   /* the last page */
    QUERY_FAILED, /* `why` tells */
};

/* NULL: there is no such query, or its text is too long. */
const struct query_kind *query_find(const struct store_ask *ask);
/* It is to see what was handed over before it was asked. */
bool query_is_fresh(const struct query_kind *kind);
void query_begin(struct query *query, const struct query_kind *kind, const struct store_ask *ask);
/* Of a whole page: what was added up, or NULL. */
const struct figures *query_figures(const struct query *query);
/* … or of what a batch for upstream is made. */
const struct shipment *query_shipment(const struct query *query);
/* Let go of what a query that nobody wants any more holds. */
void query_drop(struct db *db, struct query *query);
/* After QUERY_PAGE the next call begins a new page. */
enum query_state query_slice(struct db *db, struct query *query, int64_t until_us,
                             struct cause *why);

#endif
