/* SPDX-License-Identifier: MIT */
/* Command lines of the programs: long options from one table, which is also the help, what a shell
 * completes and what the manual page says (packaging/man/reference.py). */
#ifndef DATA_CONFIG_ARGS_H
#define DATA_CONFIG_ARGS_H

#include "data/model/cause.h"

#include <stdio.h>

#define ARGS_ROWS_MAX  32
#define ARGS_PATH_SIZE 256

struct arg_row {
    const char *name;
    const char *argument; /* NULL: takes none; "NAME: dark light" names the words that it can be */
    const char *help;
};

/* Takes the option of that row; value is NULL where the row takes none. 0, or -1 with the words. */
typedef int args_take(void *out, int row, const char *value, struct cause *why);

/* Reads all of argv, in its order. `rows` (count, at most ARGS_ROWS_MAX) stays the caller's, `out`
 * is handed to `take`. 0, or -1 with the words: an unknown option, a missing value, what `take`
 * says, or a word that is no option: then *stray (NULL: not asked for) is it.
 * `PROGRAM --complete …` is answered by args_complete, and ends the program. */
int args_read(const struct arg_row *rows, int count, int argc, char *const argv[], args_take *take,
              void *out, const char **stray, struct cause *why);

/* A line for each row: the option, and from column `width` + 3 on its help and
 * the words it takes. */
void args_help(FILE *out, const struct arg_row *rows, int count, int width);

/* For a shell: what may stand in the place of the last of `words` (count, those behind the
 * program's name; none is an empty word), a line each on standard output: the word, a tab, the
 * name of its argument, a tab, its help. ":file" and ":dir": what there is on the disk. */
void args_complete(const struct arg_row *rows, int count, int words, char *const word[]);

/* The same for one word, of those that begin with `begun`, and for what an argument of this
 * name may be. A word that a shell would have to quote is left out. */
void args_offer(const char *begun, const char *word, const char *argument, const char *help);
void args_offer_value(const char *begun, const char *argument); /* its words; of a path */

/* Copies a path. -1: empty, or longer than ARGS_PATH_SIZE - 1. */
int args_path(char out[ARGS_PATH_SIZE], const char *text, struct cause *why);

#endif
