/* SPDX-License-Identifier: MIT */
/* See truth.h. Owns nothing but the tables it has read, until table_free. */
#include "tests/bench/truth.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- rows ----------------------------------------------------------------------------------- */

void truth_row(struct truth_rows *t, bool anomalous, bool alarmed)
{
    *(anomalous ? alarmed ? &t->hit : &t->missed : alarmed ? &t->wrong : &t->quiet) += 1;
}

static double part(int64_t of, int64_t all)
{
    return all > 0 ? (double)of / (double)all : 0;
}

double truth_f1(const struct truth_rows *t)
{
    return part(2 * t->hit, 2 * t->hit + t->wrong + t->missed);
}

double truth_far(const struct truth_rows *t)
{
    return 100 * part(t->wrong, t->wrong + t->quiet);
}

double truth_mar(const struct truth_rows *t)
{
    return 100 * part(t->missed, t->missed + t->hit);
}

/* ---- NAB ------------------------------------------------------------------------------------ */

#define WRONG_COSTS 0.11

/* 1 at the far left of a window (-1), 0 at its right edge (0), -1 far behind it. */
static double sigmoid(double position)
{
    return position >= 3 ? -1 : 2 / (1 + exp(5 * position)) - 1;
}

double truth_nab(const struct truth_window *window, int windows, const bool *alarm, int rows)
{
    double score = 0, best = (double)NAN; /* of the window that we are in or have left */
    int at = 0, probation = (int)fmin(floor(0.15 * rows), 0.15 * 5000);
    for (int i = 0; i < rows; i++) {
        while (at < windows && i > window[at].last) {
            score += isnan(best) ? -1 : best;
            best = (double)NAN;
            at++;
        }
        if (!alarm[i] || i < probation)
            continue;
        if (at < windows && i >= window[at].first) {
            double width = window[at].last - window[at].first + 1;
            double one = sigmoid(-(window[at].last - i + 1) / width) / sigmoid(-1);
            best = isnan(best) ? one : fmax(best, one);
        } else if (at == 0) {
            score -= WRONG_COSTS;
        } else {
            const struct truth_window *w = &window[at - 1];
            score += WRONG_COSTS * sigmoid((double)(i - w->last) / (w->last - w->first));
        }
    }
    for (; at < windows; at++, best = (double)NAN)
        score += isnan(best) ? -1 : best;
    return windows > 0 ? 100 * (score + windows) / (2 * windows) : 0;
}

/* ---- tables --------------------------------------------------------------------------------- */

bool table_time(const char *text, int64_t *at_ms)
{
    struct tm day = {0};
    double s;
    if (sscanf(text, "%d-%d-%d%*[ T]%d:%d:%lf", &day.tm_year, &day.tm_mon, &day.tm_mday,
               &day.tm_hour, &day.tm_min, &s) == 6 ||
        sscanf(text, "%d.%d.%d.%d.%d.%lf", &day.tm_year, &day.tm_mon, &day.tm_mday, &day.tm_hour,
               &day.tm_min, &s) == 6) {
        day.tm_year -= 1900;
        day.tm_mon -= 1;
        *at_ms = (int64_t)timegm(&day) * 1000 + (int64_t)(s * 1000);
        return true;
    }
    char *end;
    s = strtod(text, &end);
    *at_ms = (int64_t)(s * 1000);
    return end != text && (*end == '\0' || *end == '\n' || *end == '\r') && fabs(s) < 1e14;
}

/* Cuts the next field off. */
static char *field(char **rest, const char *separators)
{
    char *one = strsep(rest, separators);
    if (one)
        one[strcspn(one, "\r\n")] = '\0';
    return one;
}

static void read_header(struct table *t, char *line, const char *separators)
{
    (void)field(&line, separators);
    for (char *name; t->columns < TABLE_COLUMNS && (name = field(&line, separators));)
        (void)snprintf(t->column[t->columns++], sizeof t->column[0], "%s", name);
}

static int read_row(struct table *t, char *line, const char *separators, int *room)
{
    int64_t at_ms;
    char *when = field(&line, separators);
    if (!when || !table_time(when, &at_ms))
        return 0;
    if (t->rows == *room) {
        *room = *room > 0 ? 2 * *room : 1024;
        int64_t *at = realloc(t->at_ms, (size_t)*room * sizeof *at);
        t->at_ms = at ? at : t->at_ms;
        double *value = realloc(t->value, (size_t)*room * (size_t)t->columns * sizeof *value);
        t->value = value ? value : t->value;
        if (!at || !value)
            return -1;
    }
    for (int c = 0; c < t->columns; c++) {
        char *text = field(&line, separators), *end = text;
        double v = text ? strtod(text, &end) : (double)NAN;
        t->value[t->rows * t->columns + c] = end == text ? (double)NAN : v;
    }
    t->at_ms[t->rows++] = at_ms;
    return 0;
}

int table_read(struct table *t, const char *path)
{
    char line[4096];
    int room = 0, result = 0;
    *t = (struct table){.rows = 0};
    FILE *f = fopen(path, "re");
    if (!f)
        return -1;
    if (fgets(line, sizeof line, f)) {
        const char *separators = strchr(line, ';') ? ";" : ",";
        read_header(t, line, separators);
        while (result == 0 && t->columns > 0 && fgets(line, sizeof line, f))
            result = read_row(t, line, separators, &room);
    }
    (void)fclose(f);
    if (result == 0 && t->rows > 1)
        return 0;
    table_free(t);
    return -1;
}

void table_free(struct table *t)
{
    free(t->at_ms);
    free(t->value);
    *t = (struct table){.rows = 0};
}

int table_column(const struct table *t, const char *name)
{
    for (int c = 0; c < t->columns; c++)
        if (strcmp(t->column[c], name) == 0)
            return c;
    return -1;
}

double table_value(const struct table *t, int row, int column)
{
    return t->value[row * t->columns + column];
}

static int by_time(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

int64_t table_step_ms(const struct table *t)
{
    int64_t *step = calloc((size_t)t->rows, sizeof *step), median;
    if (!step)
        return 1000;
    for (int i = 1; i < t->rows; i++)
        step[i - 1] = t->at_ms[i] - t->at_ms[i - 1];
    qsort(step, (size_t)t->rows - 1, sizeof *step, by_time);
    median = step[(t->rows - 1) / 2];
    free(step);
    return median > 0 ? median : 1000;
}
