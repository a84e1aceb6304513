/* SPDX-License-Identifier: MIT */
/* Amounts: int64 millionths (real counters are fractional). Integers add without error; ratios are
 * divided last. Range ±9.2e12. */
#ifndef DATA_MODEL_AMOUNT_H
#define DATA_MODEL_AMOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define AMOUNT_ONE INT64_C(1000000)

/* Decimal text ("1.6666666666666667", "-3", "1e3") to millionths, rounded half away from zero. The
 * whole text must be the number. Returns 0; -1 not a number (NaN and Inf are not); -2 out of range.
 */
int amount_from_text(const char *text, size_t length, int64_t *amount);

/* The same times `scale` (millionths), rounded once: also for raw numbers beyond an amount's own
 * range or precision. */
int amount_from_text_scaled(const char *text, size_t length, int64_t scale, int64_t *amount);

int amount_from_double(double value, int64_t *amount); /* 0, -1 not finite, -2 out of range */
double amount_to_double(int64_t amount);

#define AMOUNT_TEXT_SIZE 32
/* Shortest decimal text of an amount: "12", "1.5", "-0.000001". Returns `out`. */
const char *amount_to_text(int64_t amount, char out[AMOUNT_TEXT_SIZE]);

/* a*scale (scale in millionths) and a+b with overflow checked: 0 or -1, `*result` untouched then.
 */
int amount_scale(int64_t amount, int64_t scale, int64_t *result);
int amount_add(int64_t a, int64_t b, int64_t *result);

#endif
