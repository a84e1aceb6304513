/* SPDX-License-Identifier: MIT */
/* How good warnings are, by the public definitions of the benchmarks, and the tables that they come
 * in. Used by bench_truth (files that people have) and by a unit test (cases made by hand). */
#ifndef TESTS_BENCH_TRUTH_H
#define TESTS_BENCH_TRUTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Row by row, as SKAB counts: F1 of the anomalous rows; FAR: of the ordinary rows those alarmed;
 * MAR: of the anomalous ones those missed; both in percent. */
struct truth_rows {
    int64_t hit, missed, wrong, quiet;
};
void truth_row(struct truth_rows *t, bool anomalous, bool alarmed);
double truth_f1(const struct truth_rows *t);
double truth_far(const struct truth_rows *t);
double truth_mar(const struct truth_rows *t);

/* NAB (Lavin & Ahmad 2015), standard profile, of one file: 100 for every window at its first row
 * and nothing else, 0 for silence. The first 15 % of rows, at most 750, are not counted. Windows by
 * their first and last row, in order. */
struct truth_window {
    int first, last;
};
double truth_nab(const struct truth_window *window, int windows, const bool *alarm, int rows);

/* A table of numbers by time: a header, then a line a row, separated by ';' or ','; the first
 * column is a time (2014-02-01 12:30:00, 2004.02.12.10.32.39 or seconds). */
#define TABLE_COLUMNS 20
struct table {
    char column[TABLE_COLUMNS][48];
    int columns, rows; /* without the time */
    int64_t *at_ms;
    double *value; /* [row][column]; NAN: no number */
};
int table_read(struct table *t, const char *path); /* -1: not to be read */
void table_free(struct table *t);
int table_column(const struct table *t, const char *name); /* -1: none */
double table_value(const struct table *t, int row, int column);
int64_t table_step_ms(const struct table *t); /* the median */
bool table_time(const char *text, int64_t *at_ms);

#endif
