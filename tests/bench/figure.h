/* SPDX-License-Identifier: MIT */
/* What every bench shares: clocks, medians, and the line that a figure is printed as. */
#ifndef TESTS_BENCH_FIGURE_H
#define TESTS_BENCH_FIGURE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum figure_aim { AIM_NONE, AIM_AT_MOST, AIM_AT_LEAST };

/* The target is one for the ratio to the baseline; a budget is a baseline too ("budget"). */
struct figure {
    const char *name;
    double value;
    const char *unit, *baseline;
    double baseline_value;
    double ratio; /* 0: value / baseline_value; else e.g. the median of the rounds' ratios */
    enum figure_aim aim;
    double target;
};

/* One JSON object on a line; without an aim it has neither target nor met. */
void figure_print(const struct figure *figure);
/* In place of a figure (its name, or what they begin with): why there is none in this run. Also
 * said on stderr. */
void figure_skip(const char *name, const char *why);

/* Both sort `values`. */
double figure_median(double *values, size_t count);
double figure_percentile(double *values, size_t count, double percent);

int64_t figure_now_ns(void);         /* monotonic */
int64_t figure_cpu_ns(pid_t pid);    /* CPU of a process with all its threads; 0: this one */
int64_t figure_rss_bytes(pid_t pid); /* VmRSS */
void figure_pause_us(int64_t us);    /* a bench may wait for time to pass */
double figure_seconds_since(int64_t ns);

/* The path of another program in the folder of `program`, or in that of this bench. */
void figure_sibling(char *out, size_t size, const char *program, const char *name);
void figure_beside(char *out, size_t size, const char *name);

/* Ends the bench with a word on stderr: a figure without its measurement is none. */
_Noreturn void figure_die(const char *what);

#endif
