/* SPDX-License-Identifier: MIT */
/* A store in a directory of its own, for tests: collects what it reports, waits for it by polling
 * the wake descriptor, and looks into the file when nobody holds it. */
#ifndef TESTS_SUPPORT_STORE_KIT_H
#define TESTS_SUPPORT_STORE_KIT_H

#include "data/store/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KIT_WALL INT64_C(1764000000000)

struct kit {
    char dir[64], path[96];
    struct store_conf conf;
    struct store *store;
    struct store_opened opened;
    struct cause why;
    int wake_fd;
    /* heard so far */
    uint64_t kept;
    int failed, recovered, lows, notes;
    bool low; /* as last told */
    char low_words[512], note[512];
    char words[512]; /* of the last FAILED, RECOVERED or failed query */
    uint64_t query;  /* the one whose rows are collected */
    char *rows;      /* its pages one after the other, each an array */
    size_t rows_length;
    int pages;
    size_t longest;
    bool answered, query_failed;
    struct shipment shipment; /* of the last batch for upstream */
};

/* A fresh directory; the store is not open. */
void kit_make(struct kit *kit);
void kit_remove(struct kit *kit); /* closes, removes all files */

bool kit_open(struct kit *kit); /* without its thread */
bool kit_start(struct kit *kit);
void kit_close(struct kit *kit);

/* For cmocka: `*state` gets a kit in a directory of its own, with its store closed or running. */
int kit_set_up(void **state);
int kit_set_up_running(void **state);
int kit_tear_down(void **state);
bool kit_run(struct kit *kit); /* open and start; says why not */

/* Drain once; then wait up to a generous deadline until the condition holds. */
void kit_drain(struct kit *kit);
bool kit_wait(struct kit *kit, bool (*done)(struct kit *kit));
bool kit_wait_kept(struct kit *kit, uint64_t ticket);
bool kit_wait_failed(struct kit *kit, int times);
bool kit_wait_recovered(struct kit *kit, int times);

/* Append one record (body printf style), or a list. Returns the ticket, 0 when refused. */
uint64_t kit_append(struct kit *kit, const struct record_draft *draft, const char *body);
uint64_t kit_append_list(struct kit *kit, const struct record_list *list, const char *checkpoint,
                         bool urgent);
uint64_t kit_hand_over(struct kit *kit, const struct store_batch *batch);
/* Rows of a question, all pages joined; NULL when it failed. */
const char *kit_ask_all(struct kit *kit, const struct store_ask *ask);
const char *kit_ask(struct kit *kit, const char *what, int64_t from, int64_t to, int64_t limit);

/* With the store closed: run SQL on the file; the first column of the first row. */
bool kit_sql(const char *path, const char *sql, char *out, size_t size);
int64_t kit_number(const char *path, const char *sql);
bool kit_exec(const char *path, const char *sql);
/* The chain fits and so do the tables; says what does not. */
bool kit_verify(const char *path, struct verify_result *result);

#endif
