/* SPDX-License-Identifier: MIT */
/* The table of metrics, its list in andonctl(1) (`make man` writes it anew), and what comes out of
 * a row: what is unknown is not there, labels are escaped, units are seconds and bytes. */
#include "data/service/metrics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE  "packaging/man/andonctl.1"
#define BEGIN ".\\\" begin metrics (make man)\n"
#define END   ".\\\" end metrics\n"

static const struct {
    const struct metric *row;
    const size_t *count;
} tables[] = {{metrics_station, &metrics_station_count}, {metrics_hub, &metrics_hub_count}};

static bool is_first(const struct metric *rows, size_t i)
{
    return i == 0 || strcmp(rows[i].name, rows[i - 1].name) != 0;
}

static void rows_are_of_use(void **state)
{
    (void)state;
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
        for (size_t i = 0; i < *tables[t].count; i++) {
            const struct metric *m = &tables[t].row[i];
            bool counter = m->type == METRIC_COUNTER;
            size_t length = strlen(m->name);
            if (strspn(m->name, "abcdefghijklmnopqrstuvwxyz_") != length ||
                strncmp(m->name, "andon_", 6) != 0 ||
                (length > 6 && strcmp(m->name + length - 6, "_total") == 0) != counter ||
                strpbrk(m->help, "\\\n") || (is_first(tables[t].row, i) && m->help[0] == '\0') ||
                (m->form != METRIC_VALUE && m->form != METRIC_COUNT && !m->label))
                fail_msg("%s", m->name);
            for (size_t other = 0; other + 1 < i; other++) /* one name stands together */
                if (is_first(tables[t].row, i) && strcmp(tables[t].row[other].name, m->name) == 0)
                    fail_msg("%s stands at two places", m->name);
        }
}

static const char *written(const struct metric *row, const char *json, const char *station)
{
    static char out[4096];
    json_t *root = json_loads(json, JSON_DECODE_ANY, NULL);
    assert_non_null(root);
    out[0] = '\0';
    (void)metrics_write(row, 1, root, station, out, sizeof out);
    json_decref(root);
    return out;
}

static void a_row_becomes_lines(void **state)
{
    (void)state;
    static const char *const words[] = {"a", "b", NULL};
    static const struct {
        struct metric row;
        const char *json, *station, *lines;
    } rows[] = {
        {{"m", "H.", METRIC_GAUGE, METRIC_VALUE, "x.y", NULL, 1e-6, NULL, NULL, NULL},
         "{\"x\":{\"y\":1500000}}",
         NULL,
         "# HELP m H.\n# TYPE m gauge\nm 1.5\n"},
        {{"m", "H.", METRIC_GAUGE, METRIC_VALUE, "x.y", NULL, 1, NULL, NULL, NULL},
         "{\"x\":{\"y\":null}}",
         NULL,
         ""},
        {{"m", "H.", METRIC_GAUGE, METRIC_VALUE, "x.y", NULL, 1, NULL, NULL, NULL},
         "{\"x\":[]}",
         NULL,
         ""},
        {{"m", "H.", METRIC_COUNTER, METRIC_VALUE, "x", NULL, 1, "k", "v", NULL},
         "{\"x\":9007199254740}",
         "a/b",
         "# HELP m H.\n# TYPE m counter\nm{station=\"a/b\",k=\"v\"} 9007199254740\n"},
        {{"m", "H.", METRIC_GAUGE, METRIC_VALUE, "x", NULL, 1, NULL, NULL, NULL},
         "{\"x\":true}",
         "a\"\\\n",
         "# HELP m H.\n# TYPE m gauge\nm{station=\"a\\\"\\\\\\n\"} 1\n"},
        {{"m", "H.", METRIC_GAUGE, METRIC_EACH, "x", "y", 1, "k", NULL, NULL},
         "{\"x\":{\"one\":{\"y\":1},\"two\":{\"y\":null},\"three\":{\"y\":3}}}",
         NULL,
         "# HELP m H.\n# TYPE m gauge\nm{k=\"one\"} 1\nm{k=\"three\"} 3\n"},
        {{"m", "H.", METRIC_GAUGE, METRIC_EACH, "x", NULL, 1, "k", NULL, NULL},
         "{\"x\":{\"one\":0.25}}",
         NULL,
         "# HELP m H.\n# TYPE m gauge\nm{k=\"one\"} 0.25\n"},
        {{"m", "H.", METRIC_GAUGE, METRIC_WORD, "x", NULL, 1, "k", NULL, words},
         "{\"x\":\"b\"}",
         NULL,
         "# HELP m H.\n# TYPE m gauge\nm{k=\"a\"} 0\nm{k=\"b\"} 1\n"},
        {{"m", "H.", METRIC_GAUGE, METRIC_TALLY, "x", "y", 1, "k", NULL, words},
         "{\"x\":[{\"y\":\"b\"},{\"y\":\"b\"},{\"y\":7},3]}",
         NULL,
         "# HELP m H.\n# TYPE m gauge\nm{k=\"a\"} 0\nm{k=\"b\"} 2\n"},
        {{"m", "H.", METRIC_GAUGE, METRIC_COUNT, "x", NULL, 1, NULL, NULL, NULL},
         "{\"x\":[1,2]}",
         NULL,
         "# HELP m H.\n# TYPE m gauge\nm 2\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(written(&rows[i].row, rows[i].json, rows[i].station), rows[i].lines);
}

static void what_does_not_fit_is_nothing(void **state)
{
    (void)state;
    char out[40];
    json_t *root = json_loads("{\"ts\":1,\"health\":{\"queue\":1}}", 0, NULL);
    assert_int_equal(metrics_write(metrics_station, metrics_station_count, root, "a", out, 40), 0);
    assert_int_equal(metrics_up(true, "/run/andond/andond.sock", out, sizeof out), 0);
    json_decref(root);
}

/* ---- the manual page ---- */

static void put_table(FILE *out)
{
    static const char *const type[] = {[METRIC_GAUGE] = "gauge", [METRIC_COUNTER] = "counter"};
    fputs(".Bl -tag -width Ds\n.It Li andon_up\ngauge, by socket: 1 when it answers there.\n", out);
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
        for (size_t i = 0; i < *tables[t].count; i++) {
            const struct metric *m = &tables[t].row[i];
            if (!is_first(tables[t].row, i))
                continue;
            fprintf(out, ".It Li %s\n%s%s%s: %s\n", m->name, type[m->type], m->label ? ", by " : "",
                    m->label ? m->label : "", m->help);
        }
    fputs(".El\n", out);
}

static void the_page_has_the_table(void **state)
{
    (void)state;
    static char page[256 * 1024];
    FILE *file = fopen(PAGE, "r");
    assert_non_null(file);
    page[fread(page, 1, sizeof page - 1, file)] = '\0';
    fclose(file);
    char *begin = strstr(page, BEGIN), *end = strstr(page, END);
    assert_true(begin && end && begin < end);
    begin += strlen(BEGIN);
    char *table = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&table, &size);
    assert_non_null(out);
    put_table(out);
    fclose(out);
    const char *goldens = getenv("GOLDENS");
    if (goldens && strcmp(goldens, "write") == 0) {
        file = fopen(PAGE, "w");
        assert_non_null(file);
        (void)fwrite(page, 1, (size_t)(begin - page), file);
        fputs(table, file);
        fputs(end, file);
        fclose(file);
    } else if ((size_t)(end - begin) != size || memcmp(begin, table, size) != 0) {
        fail_msg("%s is older than the code: make man", PAGE);
    }
    free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_of_use),
        cmocka_unit_test(a_row_becomes_lines),
        cmocka_unit_test(what_does_not_fit_is_nothing),
        cmocka_unit_test(the_page_has_the_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
