/* SPDX-License-Identifier: MIT */
/* The list of the file's free pages, which no statement reads before it takes one. Inside
 * data/store only. */
#ifndef DATA_STORE_FREELIST_H
#define DATA_STORE_FREELIST_H

#include <sqlite3.h>

/* Look through all of it, having folded the write-ahead log back. 0, SQLITE_CORRUPT when it is
 * damaged, SQLITE_LOCKED while something else holds the log, or another SQLite code. */
int freelist_check(sqlite3 *sql);

#endif
