/* SPDX-License-Identifier: MIT */
/* Figures as people read them: separators of the locale, units, ages, plant time. Pure; unknown is
 * a dash, never zero. */
#ifndef CONSOLE_FORMAT_H
#define CONSOLE_FORMAT_H

#include "data/model/clock.h"

#include <stddef.h>
#include <stdint.h>

#define FORMAT_SIZE 48
#define FORMAT_NONE "\xE2\x80\x93" /* en dash: not known */

/* Separators, each one cell of UTF-8 or "". */
struct number_style {
    char group[5], point[5];
};
extern const struct number_style number_style_plain; /* "1 842.5" */
/* As the language in use writes them; in English *style stays as it is. */
void number_style_said(struct number_style *style);

/* An amount of pieces: "1 842", "1 842.5"; negative with a minus. Returns `out`. */
const char *format_count(int64_t amount, const struct number_style *style, char out[FORMAT_SIZE]);
/* The same in at most `cells` cells, with k, M, G, T when it must be short. */
const char *format_count_fit(int64_t amount, int cells, const struct number_style *style,
                             char out[FORMAT_SIZE]);
/* A number of things, in the same way. */
const char *format_number(int64_t number, int cells, const struct number_style *style,
                          char out[FORMAT_SIZE]);
/* A measured value to four figures: "71.2", "0.483", "12 400". */
const char *format_value(int64_t amount, const struct number_style *style, char out[FORMAT_SIZE]);
/* A ratio as per cent with one decimal, without the sign: "78.4"; NaN is a dash. */
const char *format_percent(double ratio, const struct number_style *style, char out[FORMAT_SIZE]);
/* A cycle time in seconds: "4.2 s", "0.85 s", "95 s". */
const char *format_cycle(int64_t us, const struct number_style *style, char out[FORMAT_SIZE]);
/* How old something is: "now" (under 2 s), "41 s", "12 min", "3 h", "2 d"; negative: "never". */
const char *format_age(int64_t ms, const struct number_style *style, char out[FORMAT_SIZE]);

/* Plant time: "13:07" and "13:07:22"; TIME_NONE is a dash. */
const char *format_time(const struct zone *zone, int64_t wall_ms, char out[FORMAT_SIZE]);
const char *format_time_s(const struct zone *zone, int64_t wall_ms, char out[FORMAT_SIZE]);
/* "13:07" when it is of the same plant day as `now_ms`, else "22 Nov 13:07". */
const char *format_when(const struct zone *zone, int64_t wall_ms, int64_t now_ms,
                        char out[FORMAT_SIZE]);

#endif
