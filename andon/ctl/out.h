/* SPDX-License-Identifier: MIT */
/* How andonctl prints: cleaned text, columns that line up, figures as people say them, and JSON
 * exactly as the daemon wrote it. */
#ifndef ANDON_CTL_OUT_H
#define ANDON_CTL_OUT_H

#include "data/model/clock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OUT_SIZE 40

/* Each returns `out`. What is not known is "-". */
const char *out_percent(double ratio, char out[OUT_SIZE]);
const char *out_amount(int64_t amount, char out[OUT_SIZE]); /* ≤ 3 decimals */
const char *out_estimate(int64_t amount,
                         char out[OUT_SIZE]);             /* what is reckoned, not counted: ≤ 1 */
const char *out_seconds(int64_t ms, char out[OUT_SIZE]);  /* "1380.2 s" */
const char *out_duration(int64_t ms, char out[OUT_SIZE]); /* "12 min 41 s" */
const char *out_wall(const struct zone *zone, int64_t ms, char out[OUT_SIZE]); /* plant time */

/* Rows of cells; a column is as wide as its widest cell. Zero-initialise but for `align`: one
 * letter a column, l or r. Cells beyond memory are dropped. */
struct table {
    const char *align;
    char **cell;
    size_t count, capacity;
};
void table_cell(struct table *table, const char *format, ...) __attribute__((format(printf, 2, 3)));
void table_row(struct table *table, const char *const *cells); /* one for each column */
void table_print(struct table *table);                         /* and frees it */
void table_free(struct table *table);

/* Members of a JSON object's text, one after the other, as they were written. `*at` begins at 0.
 * Key without its quotes. False at the end. The text must be valid JSON. */
struct member {
    const char *key, *value;
    size_t key_length, value_length;
};
bool member_next(const char *object, size_t length, size_t *at, struct member *member);
/* Elements of a JSON array's text in the same way: `value` only. */
bool element_next(const char *array, size_t length, size_t *at, struct member *member);
/* The value of one member, or NULL. */
const char *member_find(const char *object, size_t length, const char *key, size_t *value_length);

/* A reply without its id and ok, as one JSON object and a newline. */
void out_reply(const char *line, size_t length);

#endif
