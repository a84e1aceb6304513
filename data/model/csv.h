/* SPDX-License-Identifier: MIT */
/* One field of a CSV row (RFC 4180), to wherever bytes go. */
#ifndef DATA_MODEL_CSV_H
#define DATA_MODEL_CSV_H

#include <stdbool.h>
#include <stddef.h>

typedef void csv_put(void *ctx, const char *text, size_t length);

/* Quoted where needed; a text (not a number) that a spreadsheet would take for a formula has an
 * apostrophe in front. */
void csv_field(const char *text, bool is_text, csv_put *put, void *ctx);

#endif
