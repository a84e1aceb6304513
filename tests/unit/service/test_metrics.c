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

static bool is_first(const struct metric *rows, size_t i)
{
    return i == 0 || strcmp(rows[i].name, rows[i - 1].name) != 0;
}

static void look_at_part(const struct metric_part *part)
{
    for (size_t i = 0; i < part->count; i++) {
        const struct metric *m = &part->rows[i];
        bool counter = m->type == METRIC_COUNTER;
        size_t length = strlen(m->name);
        if (strspn(m->name, "abcdefghijklmnopqrstuvwxyz_") != length ||
            (length > 6 && strcmp(m->name + length - 6, "_total") == 0) != counter ||
            strpbrk(m->help, "\\\n") || (is_first(part->rows, i) && m->help[0] == '\0') ||
            (m->form != METRIC_VALUE && m->form != METRIC_COUNT && !m->label))
            fail_msg("%s", m->name);
    }
}

/* One name stands together, in whichever part of a set. */
static void look_at_names(const struct metric_set *set)
{
    const char *seen[200], *last = "";
    size_t count = 0;
    for (size_t p = 0; p < METRIC_PARTS && set->part[p].rows; p++)
        for (size_t i = 0; i < set->part[p].count; i++) {
            const char *name = set->part[p].rows[i].name;
            if (strcmp(name, last) == 0)
                continue;
            for (size_t other = 0; other < count; other++)
                if (strcmp(seen[other], name) == 0)
                    fail_msg("%s%s stands at two places", set->prefix, name);
            assert_true(count < sizeof seen / sizeof *seen);
            last = seen[count++] = name;
        }
}

static void rows_are_of_use(void **state)
{
    (void)state;
    for (size_t s = 0; s < METRIC_SETS; s++) {
        assert_int_equal(strncmp(metric_sets[s].prefix, "andon_", 6), 0);
        look_at_names(&metric_sets[s]);
        for (size_t p = 0; p < METRIC_PARTS && metric_sets[s].part[p].rows; p++)
            look_at_part(&metric_sets[s].part[p]);
    }
}

static const char *written(const struct metric *row, const char *json, const char *station)
{
    static char out[4096];
    json_t *root = json_loads(json, JSON_DECODE_ANY, NULL);
    assert_non_null(root);
    out[0] = '\0';
    (void)metrics_rows(row, 1, "p_", root, station, out, sizeof out);
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
         "# HELP p_m H.\n# TYPE p_m gauge\np_m 1.5\n"},
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
         "# HELP p_m H.\n# TYPE p_m counter\np_m{station=\"a/b\",k=\"v\"} 9007199254740\n"},
        {{"m", "H.", METRIC_GAUGE, METRIC_VALUE, "x", NULL, 1, NULL, NULL, NULL},
         "{\"x\":true}",
         "a\"\\\n",
         "# HELP p_m H.\n# TYPE p_m gauge\np_m{station=\"a\\\"\\\\\\n\"} 1\n"},
        {{"m", "H.", METRIC_GAUGE, METRIC_EACH, "x", "y", 1, "k", NULL, NULL},
         "{\"x\":{\"one\":{\"y\":1},\"two\":{\"y\":null},\"three\":{\"y\":3}}}",
         NULL,
         "# HELP p_m H.\n# TYPE p_m gauge\np_m{k=\"one\"} 1\np_m{k=\"three\"} 3\n"},
        {{"m", "H.", METRIC_GAUGE, METRIC_EACH, "x", NULL, 1, "k", NULL, NULL},
         "{\"x\":{\"one\":0.25}}",
         NULL,
         "# HELP p_m H.\n# TYPE p_m gauge\np_m{k=\"one\"} 0.25\n"},
        {{"m", "H.", METRIC_GAUGE, METRIC_WORD, "x", NULL, 1, "k", NULL, words},
         "{\"x\":\"b\"}",
         NULL,
         "# HELP p_m H.\n# TYPE p_m gauge\np_m{k=\"a\"} 0\np_m{k=\"b\"} 1\n"},
        {{"m", "H.", METRIC_GAUGE, METRIC_TALLY, "x", "y", 1, "k", NULL, words},
         "{\"x\":[{\"y\":\"b\"},{\"y\":\"b\"},{\"y\":7},3]}",
         NULL,
         "# HELP p_m H.\n# TYPE p_m gauge\np_m{k=\"a\"} 0\np_m{k=\"b\"} 2\n"},
        {{"m", "H.", METRIC_GAUGE, METRIC_COUNT, "x", NULL, 1, NULL, NULL, NULL},
         "{\"x\":[1,2]}",
         NULL,
         "# HELP p_m H.\n# TYPE p_m gauge\np_m 2\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(written(&rows[i].row, rows[i].json, rows[i].station), rows[i].lines);
}

static void what_does_not_fit_is_nothing(void **state)
{
    (void)state;
    char out[40];
    json_t *root = json_loads("{\"snapshot\":{\"ts\":1,\"health\":{\"queue\":1}}}", 0, NULL);
    assert_ptr_equal(metrics_of(root), &metric_sets[0]);
    assert_int_equal(metrics_write(metrics_of(root), root, out, sizeof out), 0);
    assert_int_equal(metrics_up(true, "/run/andond/andond.sock", out, sizeof out), 0);
    json_decref(root);
}

/* ---- the manual page ---- */

static void put_rows(FILE *out, const struct metric_set *set, const struct metric_part *part)
{
    static const char *const type[] = {[METRIC_GAUGE] = "gauge", [METRIC_COUNTER] = "counter"};
    for (size_t i = 0; i < part->count; i++) {
        const struct metric *m = &part->rows[i];
        if (!is_first(part->rows, i))
            continue;
        fprintf(out, ".It Li %s%s\n%s%s%s: %s\n", set->prefix, m->name, type[m->type],
                m->label ? ", by " : "", m->label ? m->label : "", m->help);
    }
}

static void put_table(FILE *out)
{
    fputs(".Bl -tag -width Ds\n.It Li andon_up\ngauge, by socket: 1 when it answers there.\n", out);
    for (size_t s = 0; s < METRIC_SETS; s++)
        for (size_t p = 0; p < METRIC_PARTS && metric_sets[s].part[p].rows; p++)
            put_rows(out, &metric_sets[s], &metric_sets[s].part[p]);
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
