/* SPDX-License-Identifier: MIT */
/* See figure.h. Called by every bench; owns nothing. */
#include "tests/bench/figure.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

void figure_print(const struct figure *f)
{
    double ratio = f->ratio > 0 ? f->ratio : f->value / f->baseline_value;
    printf("{\"name\":\"%s\",\"value\":%.6g,\"unit\":\"%s\",\"baseline\":\"%s\","
           "\"baseline_value\":%.6g,\"ratio\":%.4g",
           f->name, f->value, f->unit, f->baseline, f->baseline_value, ratio);
    if (f->aim != AIM_NONE) {
        bool met = f->aim == AIM_AT_MOST ? ratio <= f->target : ratio >= f->target;
        printf(",\"target\":\"%s %g\",\"met\":%s", f->aim == AIM_AT_MOST ? "<=" : ">=", f->target,
               met ? "true" : "false");
    }
    puts("}");
    (void)fflush(stdout);
}

void figure_skip(const char *name, const char *why)
{
    printf("{\"name\":\"%s\",\"skipped\":\"%s\"}\n", name, why);
    (void)fflush(stdout);
    (void)fprintf(stderr, "bench: %s is NOT MEASURED: %s\n", name, why);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double figure_percentile(double *values, size_t count, double percent)
{
    if (count == 0)
        return 0;
    qsort(values, count, sizeof *values, by_value);
    size_t rank = (size_t)ceil(percent / 100 * (double)count);
    return values[rank > 0 ? rank - 1 : 0];
}

double figure_median(double *values, size_t count)
{
    return figure_percentile(values, count, 50);
}

static int64_t clock_ns(clockid_t clock)
{
    struct timespec t = {0};
    (void)clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int64_t figure_now_ns(void)
{
    return clock_ns(CLOCK_MONOTONIC);
}

double figure_seconds_since(int64_t ns)
{
    return (double)(figure_now_ns() - ns) / 1e9;
}

int64_t figure_cpu_ns(pid_t pid)
{
    clockid_t clock = CLOCK_PROCESS_CPUTIME_ID;
    if (pid > 0 && clock_getcpuclockid(pid, &clock) != 0)
        figure_die("the CPU clock of a process cannot be read");
    return clock_ns(clock);
}

int64_t figure_rss_bytes(pid_t pid)
{
    char path[64], line[256];
    long long kib = 0;
    (void)snprintf(path, sizeof path, "/proc/%ld/status", (long)pid);
    FILE *f = fopen(path, "re");
    while (f && fgets(line, sizeof line, f))
        if (strncmp(line, "VmRSS:", 6) == 0)
            kib = strtoll(line + 6, NULL, 10);
    if (!f || kib == 0)
        figure_die("the memory of a process cannot be read");
    (void)fclose(f);
    return kib * 1024;
}

void figure_pause_us(int64_t us)
{
    struct timespec t = {.tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000};
    (void)clock_nanosleep(CLOCK_MONOTONIC, 0, &t, NULL);
}

void figure_sibling(char *out, size_t size, const char *program, const char *name)
{
    const char *slash = strrchr(program, '/');
    (void)snprintf(out, size, "%.*s%s", slash ? (int)(slash + 1 - program) : 0, program, name);
}

void figure_beside(char *out, size_t size, const char *name)
{
    char self[256];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    self[n > 0 ? n : 0] = '\0';
    figure_sibling(out, size, self, name);
}

void figure_die(const char *what)
{
    (void)fflush(stdout);
    (void)fprintf(stderr, "bench: %s\n", what);
    exit(1);
}
