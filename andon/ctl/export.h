/* SPDX-License-Identifier: MIT */
/* What `andonctl export` writes: the sheets there are, their columns, and how a row becomes text.
 * Column names are a promise to whoever reads the files: they are added to, never changed. */
#ifndef ANDON_CTL_EXPORT_H
#define ANDON_CTL_EXPORT_H

#include "data/model/clock.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

/* How a member of a row is written. The name of the column says the unit. */
enum cell_form {
    CELL_TEXT,
    CELL_TIME,    /* epoch ms as ISO 8601 with its distance from UTC */
    CELL_UTC_MS,  /* … as it is */
    CELL_MS,      /* ms as seconds */
    CELL_US,      /* µs as seconds */
    CELL_NUMBER,  /* as it is */
    CELL_MILLION, /* millionths as a number */
    CELL_FLAG,    /* false when it is not there */
    CELL_JSON     /* of any kind; in CSV its text */
};

struct column {
    const char *name, *path; /* path: members, '/' between them */
    enum cell_form form;
};

struct sheet {
    const char *name;
    const char *cmd, *kind; /* what is asked; kind: of "export" */
    const char *also;       /* asked for each row's time, and beside it in the row; NULL nothing */
    const struct column *columns;
    size_t count;
};

const struct sheet *sheet_find(const char *name); /* NULL: there is none */
const char *sheet_names(void);                    /* "stops, scrap, …" */

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
