/* SPDX-License-Identifier: MIT */
/* What is on record as tables for other programs: their columns, and how a row becomes text. Column
 * names are a promise to whoever reads them: they are added to, never changed. */
#ifndef DATA_MODEL_SHEET_H
#define DATA_MODEL_SHEET_H

#include "data/model/clock.h"

#include <jansson.h>
#include <stddef.h>

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

#define SHEET_CELL 8192
enum cell_kind { IS_NULL, IS_PLAIN /* number, true, false */, IS_TEXT, IS_JSON };
/* The cell of a row, terminated; text is sanitised. */
enum cell_kind sheet_cell(const struct column *column, const struct zone *zone, const json_t *row,
                          char out[SHEET_CELL]);

struct sheet_of {
    const char *station;
    const struct zone *zone;
};
/* The row as one JSON object. Its length, 0 when it does not fit. */
size_t sheet_json(const struct sheet *sheet, const struct sheet_of *of, const json_t *row,
                  char *out, size_t size);

#endif
