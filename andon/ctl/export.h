/* SPDX-License-Identifier: MIT */
/* How `andonctl export` writes the rows of a sheet. */
#ifndef ANDON_CTL_EXPORT_H
#define ANDON_CTL_EXPORT_H

#include "data/model/sheet.h"

#include <stdbool.h>
#include <stdio.h>

/* Where rows go. */
struct export_out {
    FILE *file;
    const struct zone *zone;
    const char *station;
    bool as_json;
};
/* RFC 4180: CRLF, quotes where needed. A text that a spreadsheet would take for a formula has an
 * apostrophe in front. */
void export_head(const struct export_out *out, const struct sheet *sheet);
void export_row(const struct export_out *out, const struct sheet *sheet, const json_t *row);

#endif
