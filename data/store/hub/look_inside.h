/* SPDX-License-Identifier: MIT */
/* How look.c asks either database, for look_line.c. Inside data/store/hub only. */
#ifndef DATA_STORE_HUB_LOOK_INSIDE_H
#define DATA_STORE_HUB_LOOK_INSIDE_H

#include "data/store/hub/look.h"

#define LOOK_COLUMNS 28

/* A row: its columns as text, NULL where there is none. */
typedef void look_row(void *ctx, const char *const *column);

/* Parameters are $1, $2, … in the order in which they first appear. 0, -1 with the cause. */
int hub_look_ask(struct hub_look *look, const char *sql, const char *const *value, int values,
                 look_row *row, void *ctx, struct cause *why);

#endif
