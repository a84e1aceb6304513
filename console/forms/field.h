/* SPDX-License-Identifier: MIT */
/* What is being typed: a line of text, a number, a time of day. Pure; bounded; whatever key comes,
 * the text stays valid and safe to show. */
#ifndef CONSOLE_FIELD_H
#define CONSOLE_FIELD_H

#include "data/model/clock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FIELD_BYTES 160 /* as many as andond takes (data/model/protocol.h) */

enum field_kind { FIELD_TEXT, FIELD_NUMBER, FIELD_SECRET };

struct field {
    char text[FIELD_BYTES + 1];
    size_t length, cursor; /* bytes */
    enum field_kind kind;
    bool full; /* the last key did not fit */
};

void field_clear(struct field *f, enum field_kind kind);
void field_set(struct field *f, const char *text);
/* A key of console/widgets/key.h. False: none of its keys. Enter and Esc are not. */
bool field_key(struct field *f, uint32_t key);
/* The text with a secret's characters hidden. Returns `out`. */
const char *field_shown(const struct field *f, char out[FIELD_BYTES + 1]);
/* Cells before the cursor. */
int field_cells(const struct field *f);

/* The number typed, as an amount; false while there is none. */
bool field_amount(const struct field *f, int64_t *amount);
/* One more or less, never below zero. */
void field_bump(struct field *f, int by);

/* A time of day: four digits, arrows for steps (up, down) and tens of them (page keys). */
struct clock_field {
    int64_t at_ms;          /* wall */
    int64_t from_ms, to_ms; /* it must be between these */
    int64_t step_ms;        /* a minute, or less: then seconds are shown */
    char digits[5];         /* typed so far, "" none */
    int count;
};
void clock_begin(struct clock_field *c, int64_t at_ms, int64_t from_ms, int64_t to_ms);
/* … in steps that suit the span: a second, ten, a minute. */
void clock_begin_within(struct clock_field *c, int64_t at_ms, int64_t from_ms, int64_t to_ms);
/* Digits are read as HHMM in plant time, the latest such instant before `to_ms`. */
bool clock_key(struct clock_field *c, const struct zone *zone, uint32_t key);
bool clock_fits(const struct clock_field *c);

#endif
