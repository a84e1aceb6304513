/* SPDX-License-Identifier: MIT */
/* Command lines of the programs that run in the house: long options from one table, which is also
 * the help. Nothing is printed but the help; nothing exits. */
#ifndef DATA_CONFIG_ARGS_H
#define DATA_CONFIG_ARGS_H

#include "data/model/cause.h"

#define ARGS_ROWS_MAX  32
#define ARGS_PATH_SIZE 256

struct arg_row {
    const char *name, *argument; /* argument NULL: takes none */
    const char *help;
};

/* Takes the option of that row; value is NULL where the row takes none. 0, or -1 with the words. */
typedef int args_take(void *out, int row, const char *value, struct cause *why);

/* Reads all of argv, in its order. `rows` (count, at most ARGS_ROWS_MAX) stays the caller's, `out`
 * is handed to `take`. 0, or -1 with the words: an unknown option, a missing value, what `take`
 * says, or a word that is no option: then *stray (NULL: not asked for) is it. */
int args_read(const struct arg_row *rows, int count, int argc, char *const argv[], args_take *take,
              void *out, const char **stray, struct cause *why);

/* A line for each row on standard output: the option, and its help from column `width` + 3 on. */
void args_help(const struct arg_row *rows, int count, int width);

/* Copies a path. -1: empty, or longer than ARGS_PATH_SIZE - 1. */
int args_path(char out[ARGS_PATH_SIZE], const char *text, struct cause *why);

#endif
