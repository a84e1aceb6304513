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

/* "09:00-09:15, 12:00-12:30" or "" into the breaks of `shift`, as written. 0 or -1. */
int breaks_parse(const char *text, struct shift_plan *shift);
void breaks_print(const struct shift_plan *shift, char *out, size_t size);

/* Put the breaks of a shift after its start, in order. 0, or -1 with what is wrong with them. */
int breaks_place(struct shift_plan *shift, struct cause *why);

/* Whether two shifts ever run at the same time; `day` (0 Monday) is one on which they do. */
bool shifts_overlap(const struct shift_plan *a, const struct shift_plan *b, int *day);

extern const char *const day_names[7];

#endif
