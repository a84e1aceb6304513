/* SPDX-License-Identifier: MIT */
/* The tables of a station's record and how an older file becomes today's. Inside data/store only.
 */
#ifndef DATA_STORE_SCHEMA_H
#define DATA_STORE_SCHEMA_H

#include "data/store/db.h"

#define SCHEMA_VERSION     5
#define SCHEMA_APPLICATION 0x416e646f /* "Ando": marks the file as a station's record */

/* Read the marks of a file just opened into db->schema and db->empty. Refuses what is not a
 * station's record or of a newer program. All return 0 or an SQLite code. */
int schema_look(struct db *db, struct cause *why);
/* Make or migrate the tables in one transaction; projections that are not as described are made
 * anew from the log. */
int schema_prepare(struct db *db, struct cause *why);
/* For who only looks: is it today's schema? */
int schema_check(struct db *db, struct cause *why);

#endif
