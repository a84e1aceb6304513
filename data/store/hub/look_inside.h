/* SPDX-License-Identifier: MIT */
/* How look.c asks either database, for look_line.c. Inside data/store/hub only. */
#ifndef DATA_STORE_HUB_LOOK_INSIDE_H
#define DATA_STORE_HUB_LOOK_INSIDE_H

#include "data/store/hub/look.h"

#define LOOK_COLUMNS 28

/* Of a stop that has no end: whether it goes on. After a later one it does not, but what told its
 * end was lost with the station's disk. */
#define HUB_IS_LAST_STOP(t)                                                                        \
    "NOT EXISTS (SELECT 1 FROM stops later WHERE later.station = " t ".station AND later.begin_ms" \
    " > " t ".begin_ms)"

/* A row: its columns as text, NULL where there is none. */
typedef void look_row(void *ctx, const char *const *column);

/* Parameters are $1, $2, … in the order in which they first appear. 0, -1 with the cause. */
int hub_look_ask(struct hub_look *look, const char *sql, const char *const *value, int values,
                 look_row *row, void *ctx, struct cause *why);

#endif
