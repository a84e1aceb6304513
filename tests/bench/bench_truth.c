/* SPDX-License-Identifier: MIT */
/* What the built-in predictor reaches on public benchmarks: the product's own, row by row, the same
 * settings for all files of a benchmark (see `settings`). The files are not ours to ship:
 *   bench_truth skab FOLDER      CSV of SKAB: learns on the first 400 rows, the rest is judged
 *   bench_truth nab FOLDER       CSV of NAB and its windows in a .json beside them
 *   bench_truth bearing FOLDER   CSV of a run to failure: time, then features; the end is the
 * failure Without arguments it prints nothing: `make bench` has no files. */
#include "data/predict/predictor.h"
#include "tests/bench/figure.h"
#include "tests/bench/truth.h"

#include <dirent.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILES_MOST   256
#define WINDOWS_MOST 32
#define HOUR_MS      3600000.0

/* ---- settings ------------------------------------------------------------------------------- */

static const struct settings {
    const char *name;
    uint32_t methods;
    int follow_days;
    int learn_rows;    /* at most … */
    double learn_part; /* … and this part of a file's rows */
    enum predictor_sensitivity sensitivity;
    double warns; /* at this evidence: 1 is the limit, p = 50 %; 0.859 is p = 40 % */
} settings[] = {
    {"skab", 1U << METHOD_EWMA | 1U << METHOD_T2 | 1U << METHOD_Q, 0, 400, 1, SENSITIVITY_LOW, 1},
    {"nab", 1U << METHOD_LEVEL | 1U << METHOD_EWMA, 7, 750, 0.15, SENSITIVITY_HIGH, 0.859},
    {"bearing", 1U << METHOD_LEVEL | 1U << METHOD_EWMA, 0, 1 << 20, 0.3, SENSITIVITY_LOW, 1},
};

/* ---- a file through a predictor ---------------------------------------------------------------
 */

static void die(const char *what, const char *name)
{
    (void)fprintf(stderr, "bench_truth: %s %s\n", what, name);
    exit(1);
}

static bool is_label(const char *column)
{
    return strcmp(column, "anomaly") == 0 || strcmp(column, "changepoint") == 0;
}

static struct predictor_conf conf_of(const struct table *t, const struct settings *s)
{
    double rows = fmin(s->learn_rows, floor(s->learn_part * t->rows));
    struct predictor_conf conf = {.name = "truth",
                                  .methods = s->methods,
                                  .always = true,
                                  .every_ms = table_step_ms(t),

                                  .limit = (double)NAN,
                                  .horizon_ms = 24 * INT64_C(3600000),
                                  .sensitivity = s->sensitivity};
    conf.learn_ms = (int64_t)rows * conf.every_ms;
    conf.follow_ms = s->follow_days * 24 * (int64_t)HOUR_MS;
    conf.follow_ms = conf.follow_ms < conf.learn_ms ? conf.follow_ms : conf.learn_ms;
    for (int c = 0; c < t->columns && conf.signal_count < PREDICTOR_SIGNALS_MAX; c++)
        if (!is_label(t->column[c]))
            (void)snprintf(conf.signals[conf.signal_count++], sizeof conf.signals[0], "%.31s",
                           t->column[c]);
    return conf;
}

/* The evidence after each row; NAN while it does not judge. */
static double *evidence_of(const struct table *t, const struct settings *s)
{
    struct predictor_conf conf = conf_of(t, s);
    struct predictor *p = predictor_new(&conf);
    double *out = calloc((size_t)t->rows, sizeof *out);
    struct predictor_view view;
    if (!p || !out)
        die("out of memory", "");
    for (int i = 0; i < t->rows; i++) {
        struct predict_row row = {.end_ms = t->at_ms[i],
                                  .local_ms = t->at_ms[i],
                                  .step_ms = conf.every_ms,
                                  .run_ms = conf.every_ms,
                                  .known = true,
                                  .speed = (double)NAN};
        for (int c = 0, n = 0; c < t->columns && n < conf.signal_count; c++)
            if (!is_label(t->column[c])) {
                row.value[n] = table_value(t, i, c);
                row.cell[n] = isfinite(row.value[n]) ? CELL_GOOD : CELL_BAD;
                n++;
            }
        predictor_step(p, &row);
        predictor_view(p, &view);
        bool judges = view.state == PREDICTOR_WATCHING || view.state == PREDICTOR_BLIND;
        out[i] = judges ? view.evidence : (double)NAN;
    }
    predictor_free(&p);
    return out;
}

/* ---- benchmarks ----------------------------------------------------------------------------- */

struct sums {
    struct truth_rows rows;
    double nab;
    int files, good;
};

static void skab(const struct table *t, const char *path, const struct settings *s,
                 struct sums *sums)
{
    struct truth_rows one = {0};
    int label = table_column(t, "anomaly");
    double *evidence = evidence_of(t, s);
    if (label < 0)
        die("no column anomaly in", path);
    for (int i = s->learn_rows; i < t->rows; i++) {
        bool anomalous = table_value(t, i, label) > 0.5;
        truth_row(&one, anomalous, evidence[i] >= s->warns);
        truth_row(&sums->rows, anomalous, evidence[i] >= s->warns);
    }
    printf("  %-44s F1 %.2f  FAR %5.1f  MAR %5.1f\n", path, truth_f1(&one), truth_far(&one),
           truth_mar(&one));
    free(evidence);
}

static void skab_all(const struct sums *s)
{
    printf("skab: F1 %.3f, FAR %.1f, MAR %.1f, 100 - FAR - MAR %.1f (wanted: .78, 58)\n",
           truth_f1(&s->rows), truth_far(&s->rows), truth_mar(&s->rows),
           100 - truth_far(&s->rows) - truth_mar(&s->rows));
}

static int row_at(const struct table *t, const char *when)
{
    int64_t at;
    int i = 0;
    if (!table_time(when, &at))
        die("no time:", when);
    while (i < t->rows - 1 && t->at_ms[i] < at)
        i++;
    return i;
}

/* {"windows": …} of one file, or NAB's own {"folder/file.csv": […]} of all. */
static const json_t *windows_in(json_t *root, const char *file)
{
    const char *key, *name;
    json_t *value;
    json_object_foreach(root, key, value)
    {
        const char *slash = strrchr(key, '/');
        if (json_is_array(value) && strcmp(slash ? slash + 1 : key, file) == 0)
            return value;
    }
    name = json_string_value(json_object_get(root, "nab_path"));
    name = name && strrchr(name, '/') ? strrchr(name, '/') + 1 : name;
    return name && strcmp(name, file) == 0 ? json_object_get(root, "windows") : NULL;
}

static int windows_of(const struct table *t, const char *path, struct truth_window *out)
{
    const char *slash = strrchr(path, '/');
    char folder[512], beside[1024];
    int count = 0;
    (void)snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
    DIR *d = opendir(folder);
    for (struct dirent *e; d && count == 0 && (e = readdir(d));) {
        if (!strstr(e->d_name, ".json"))
            continue;
        (void)snprintf(beside, sizeof beside, "%s/%s", folder, e->d_name);
        json_t *root = json_load_file(beside, 0, NULL);
        const json_t *all = root ? windows_in(root, slash + 1) : NULL;
        for (size_t i = 0; i < json_array_size(all) && count < WINDOWS_MOST; i++) {
            const json_t *one = json_array_get(all, i);
            const char *first = json_string_value(json_array_get(one, 0));
            const char *last = json_string_value(json_array_get(one, 1));
            if (first && last)
                out[count++] =
                    (struct truth_window){.first = row_at(t, first), .last = row_at(t, last)};
        }
        json_decref(root);
    }
    if (d)
        (void)closedir(d);
    return count;
}

/* One warning when it rises over the limit, another one for each doubling of the evidence; it must
 * have been low for a day before all that begins anew. */
static int warnings_of(const struct table *t, const struct settings *s, const double *evidence,
                       bool *alarm)
{
    int64_t low_since = t->at_ms[0];
    double next = s->warns;
    int count = 0;
    for (int i = 0; i < t->rows; i++) {
        if (evidence[i] >= 0.7 * s->warns)
            low_since = t->at_ms[i];
        else if (t->at_ms[i] - low_since >= 24 * (int64_t)HOUR_MS)
            next = s->warns;
        alarm[i] = evidence[i] >= next;
        if (alarm[i])
            next = 2 * evidence[i];
        count += alarm[i];
    }
    return count;
}

static void nab(const struct table *t, const char *path, const struct settings *s,
                struct sums *sums)
{
    struct truth_window window[WINDOWS_MOST];
    int windows = windows_of(t, path, window);
    double *evidence = evidence_of(t, s);
    bool *alarm = calloc((size_t)t->rows, sizeof *alarm);
    if (windows == 0 || !alarm)
        die("no windows for", path);
    int warnings = warnings_of(t, s, evidence, alarm);
    double score = truth_nab(window, windows, alarm, t->rows);
    printf("  %-44s %d warnings, %d windows: normalised standard score %.1f\n", path, warnings,
           windows, score);
    sums->nab += score;
    sums->good += score >= 70;
    free(alarm);
    free(evidence);
}

static void nab_all(const struct sums *s)
{
    printf("nab: %d of %d files at 70 or more, mean %.1f\n", s->good, s->files, s->nab / s->files);
}

static void bearing(const struct table *t, const char *path, const struct settings *s,
                    struct sums *sums)
{
    double *evidence = evidence_of(t, s);
    double end = (double)t->at_ms[t->rows - 1], span = end - (double)t->at_ms[0];
    int first = 0;
    while (first < t->rows && !(evidence[first] >= s->warns))
        first++;
    double left = first < t->rows ? end - (double)t->at_ms[first] : -1;
    bool good = left >= 48 * HOUR_MS && left <= span / 2;
    printf("  %-44s %.0f h, first warning %.1f h before the end (%.0f %% of it): %s\n", path,
           span / HOUR_MS, left / HOUR_MS, 100 * (1 - left / span), good ? "good" : "not good");
    sums->good += good;
    free(evidence);
}

static void bearing_all(const struct sums *s)
{
    printf("bearing: %d of %d warned of 48 h and more before the end, not in the first half\n",
           s->good, s->files);
}

static const struct benchmark {
    void (*one)(const struct table *t, const char *path, const struct settings *s,
                struct sums *sums);
    void (*all)(const struct sums *s);
} benchmarks[] = {{skab, skab_all}, {nab, nab_all}, {bearing, bearing_all}};

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

static int files_of(const char *folder, char name[FILES_MOST][512])
{
    int count = 0;
    DIR *d = opendir(folder);
    if (!d)
        die("no folder", folder);
    for (struct dirent *e; count < FILES_MOST && (e = readdir(d));)
        if (strlen(e->d_name) > 4 && strcmp(e->d_name + strlen(e->d_name) - 4, ".csv") == 0)
            (void)snprintf(name[count++], sizeof name[0], "%.240s/%.240s", folder, e->d_name);
    (void)closedir(d);
    qsort(name, (size_t)count, sizeof name[0], by_name);
    return count;
}

int main(int argc, char **argv)
{
    static char name[FILES_MOST][512];
    struct sums sums = {.files = 0};
    size_t which = 0;
    if (argc < 3) {
        figure_skip("truth", "its files are not in the repository: bench_truth skab FOLDER");
        return 0;
    }
    while (which < 3 && strcmp(settings[which].name, argv[1]) != 0)
        which++;
    if (which == 3)
        die("skab, nab or bearing, not", argv[1]);
    sums.files = files_of(argv[2], name);
    for (int i = 0; i < sums.files; i++) {
        struct table t;
        if (table_read(&t, name[i]) != 0)
            die("cannot read", name[i]);
        benchmarks[which].one(&t, name[i], &settings[which], &sums);
        table_free(&t);
    }
    if (sums.files == 0)
        die("no .csv in", argv[2]);
    benchmarks[which].all(&sums);
    return 0;
}
