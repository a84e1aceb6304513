/* SPDX-License-Identifier: MIT */
/* Which members of the station outlive a restart, as tables: the checkpoint is written and read by
 * the same rows, so the two cannot drift apart. */
#ifndef ANDON_ENGINE_SAVED_H
#define ANDON_ENGINE_SAVED_H

#include "data/model/cause.h"
#include "data/model/json.h"
#include "data/model/words.h"

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#define SAVED_VERSION 1

enum saved_type {
    SAVED_NUMBER, /* int64 within SAVED_LIMIT */
    SAVED_AMOUNT, /* int64, any */
    SAVED_INT,
    SAVED_BOOL,
    SAVED_TEXT,
    SAVED_WORD,   /* an enum by its spelling, so that a new word moves nothing */
    SAVED_NUMBERS /* int64[] */
};

/* Sums of a few numbers within this cannot overflow. */
#define SAVED_LIMIT (INT64_MAX / 4)

struct saved_field {
    const char *key;
    enum saved_type type;
    size_t offset, size;
    const struct words *words;
    int64_t absent; /* the value that is not written, and is meant where there is none */
};

struct saved_table {
    const struct saved_field *field;
    size_t count;
};

extern const struct saved_table saved_station, saved_handover, saved_line, saved_interval,
    saved_phase, saved_stop, saved_window, saved_making, saved_minute, saved_signal, saved_value,
    saved_counter, saved_history;

/* The members of an object that is open in `w`. */
void saved_write(struct jw *w, const struct saved_table *table, const void *object);

/* Read them all: what is missing gets its absent value. 0, or -1 with the cause: not an object, a
 * member of the wrong type, a number beyond all sense, a word that is not known. */
int saved_read(const json_t *json, const struct saved_table *table, void *object,
               struct cause *why);

/* A number within SAVED_LIMIT: 0, else -1. */
int saved_number(const json_t *json, int64_t *out);

/* Of a record's body that is read back, whatever it holds: a time, TIME_NONE without one; a text,
 * sanitised, "" without one; a word's place in the list, -1 for none of them. */
int64_t saved_time_at(const json_t *body, const char *key);
void saved_text_at(const json_t *body, const char *key, char *out, size_t size);
int saved_word_at(const json_t *body, const char *key, const struct words *words);

#endif
