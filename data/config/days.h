/* SPDX-License-Identifier: MIT */
/* The calendar's values as text: times of day, days of the week, breaks of a shift. */
#ifndef DATA_CONFIG_DAYS_H
#define DATA_CONFIG_DAYS_H

#include "data/model/calendar.h"
#include "data/model/cause.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* "06:00" to minutes, up to "24:00". 0 or -1. */
int clock_parse(const char *text, size_t length, int32_t *minutes);

/* "mon-fri", "mon, wed, sat-sun": bit 0 Monday. 0 or -1. */
int days_parse(const char *text, uint8_t *days);
void days_print(uint8_t days, char *out, size_t size);

/* "2026-12-25": days since the epoch, of the years 2000 to 2099. 0, or -1 with what is wrong. */
int date_parse(const char *text, int32_t *day, struct cause *why);
void date_print(int32_t day, char *out, size_t size);

/* "2026-12-25, 2026-12-28 to 2026-12-31"; with `yearly` also days of every year, "12-24 to 01-01".
 * 0, or -1 with what is wrong. */
int dates_parse(const char *text, bool yearly, struct date_list *list, struct cause *why);
void dates_print(const struct date_list *list, char *out, size_t size);

/* The ids of "a, b, c" (not empty), one after the other into `out`: 1; 0 at the end; -1: not an id.
 * `at` begins as the text. */
int ids_next(const char **at, char *out, size_t size);

/* "09:00-09:15, 12:00-12:30" or "" into the breaks of `shift`, as written. 0 or -1. */
int breaks_parse(const char *text, struct shift_plan *shift);
void breaks_print(const struct shift_plan *shift, char *out, size_t size);

/* Put the breaks of a shift after its start, in order. 0, or -1 with what is wrong with them. */
int breaks_place(struct shift_plan *shift, struct cause *why);

/* Whether two shifts run at the same time in a week; `day` (0 Monday) is one on which they do. */
bool shifts_overlap(const struct shift_plan *a, const struct shift_plan *b, int *day);
/* Whether they do when `b` starts `later` days after `a`. */
bool shifts_meet(const struct shift_plan *a, const struct shift_plan *b, int later);

extern const char *const day_names[7];

#endif
