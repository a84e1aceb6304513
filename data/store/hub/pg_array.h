/* SPDX-License-Identifier: MIT */
/* One-dimensional arrays as PostgreSQL's binary parameters: a thousand rows go in one statement by
 * unnest(). The buffer grows and is used again. Inside data/store/hub only. */
#ifndef DATA_STORE_HUB_PG_ARRAY_H
#define DATA_STORE_HUB_PG_ARRAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* pg_type.oid of the elements: fixed by PostgreSQL for ever. */
enum pg_type { PG_BOOL = 16, PG_BYTEA = 17, PG_INT8 = 20, PG_INT4 = 23, PG_TEXT = 25 };

struct pg_array {
    enum pg_type type;
    char *data;
    size_t length, capacity;
    int count;
    bool broken; /* out of memory: worthless */
    bool nulls;  /* it has some */
};

void pg_array_begin(struct pg_array *a, enum pg_type type);
void pg_array_number(struct pg_array *a, int64_t value); /* of INT8, INT4 and BOOL */
void pg_array_bytes(struct pg_array *a, const void *bytes, size_t length); /* of TEXT and BYTEA */
void pg_array_null(struct pg_array *a);
void pg_array_end(struct pg_array *a); /* `data` and `length` are the parameter now */
void pg_array_done(struct pg_array *a);

#endif
