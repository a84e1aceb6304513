/* SPDX-License-Identifier: MIT */
/* Answers that are rows: JSON is passed on as it comes, people get columns in plant time. */
#ifndef ANDON_CTL_ROWS_H
#define ANDON_CTL_ROWS_H

#include "andon/ctl/client.h"
#include "andon/ctl/out.h"

struct view {
    const char *cmd, *name, *align, *empty; /* what is asked; NAME of the list in JSON */
    const char *head[8];
    void (*row)(struct table *table, const json_t *row, const struct zone *zone);
    bool (*wanted)(const json_t *row); /* NULL: every one */
};

/* Ask for them with --from, --to, --limit, --points, --by, and print. */
int rows_show(const struct ctl *ctl, const struct view *view);

/* Ask once, and print JSON as it came or hand the reply to `print`. */
int rows_once(const struct ctl *ctl, const char *cmd, const char *members,
              void (*print)(const struct reply *reply, const struct zone *zone));
/* The shift of the first argument, when there is one, as members of a request. */
int rows_shift(const struct ctl *ctl, char *out, size_t size);

/* Cells; what is not there is "-". */
const char *rows_word(const json_t *row, const char *key);
void cell_time(struct table *table, const json_t *row, const char *key, const struct zone *zone,
               const char *otherwise);
void cell_duration(struct table *table, const json_t *row, const char *key); /* ms */
void cell_seconds(struct table *table, const json_t *row, const char *key);
void cell_amount(struct table *table, const json_t *row, const char *key); /* millionths */
void cell_number(struct table *table, const json_t *row, const char *key);
void cell_estimate(struct table *table, const json_t *row, const char *key);

#endif
