/* SPDX-License-Identifier: MIT */
/* The table of messages in andond(8) is that of the code; `make man` (this test with GOLDENS=write)
 * writes it anew. And what comes out: id, level, text, and not too much of one. */
#include "andon/service/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAGE  "packaging/man/andond.8"
#define BEGIN ".\\\" begin messages (make man)\n"
#define END   ".\\\" end messages\n"

static const struct row {
    int number;
    enum report_level level;
    const char *help;
} rows[MESSAGE_COUNT] = {
#define ROW(name, number, level, help) [name] = {number, REPORT_##level, help},
    MESSAGES(ROW)
#undef ROW
};

static void ids_rise_and_are_unique(void **state)
{
    (void)state;
    for (int i = 1; i < MESSAGE_COUNT; i++)
        assert_true(rows[i].number > rows[i - 1].number);
    assert_in_range(rows[MESSAGE_COUNT - 1].number, 1, 999);
}

static void put_table(FILE *out)
{
    static const char *const level[] = {
        [REPORT_ERROR] = "error", [REPORT_WARNING] = "warning", [REPORT_NOTICE] = "notice"};
    fputs(".Bl -tag -width A000\n", out);
    for (int i = 0; i < MESSAGE_COUNT; i++)
        fprintf(out, ".It Li A%03d\n%s: %s\n", rows[i].number, level[rows[i].level], rows[i].help);
    fputs(".El\n", out);
}

static void the_page_has_the_table(void **state)
{
    (void)state;
    static char page[128 * 1024];
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

/* ---- what comes out ---- */

static char directory[] = "/tmp/andon-messages-XXXXXX";
static char path[64], text[65536];

static const char *written(void)
{
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    text[fread(text, 1, sizeof text - 1, f)] = '\0';
    fclose(f);
    return text;
}

static int setup(void **state)
{
    (void)state;
    if (!mkdtemp(directory))
        return -1;
    snprintf(path, sizeof path, "%s/log", directory);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    char old[80];
    snprintf(old, sizeof old, "%s.old", path);
    unlink(old);
    unlink(path);
    return rmdir(directory);
}

/* stdout and stderr are the test's own again afterwards. */
static void a_line_has_id_level_and_clean_text(void **state)
{
    (void)state;
    int out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);
    fflush(stdout);
    int result = report_to_file(path);
    report(MSG_LINK_UP, "connected to %s", "mqtt://\x1b[2Jevil\nhost");
    for (int i = 0; i < 25; i++)
        report(MSG_OVERRUN, "flood %d", i);
    report_tick(); /* its minute is not over */
    report(MSG_LINK_LOST, "another message has a rate of its own");
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    close(out);
    close(err);
    assert_int_equal(result, 0);
    const char *log = written();
    assert_non_null(strstr(log, " <5> [A050] connected to mqtt://"));
    assert_null(strchr(log, '\x1b'));
    assert_null(strstr(log, "evil\nhost"));
    assert_non_null(strstr(log, "[A053] flood 9"));
    assert_null(strstr(log, "flood 10"));
    assert_null(strstr(log, "suppressed"));
    assert_non_null(strstr(log, " <4> [A051] another"));
}

static void a_path_too_long_is_refused(void **state)
{
    (void)state;
    char long_path[400];
    memset(long_path, 'x', sizeof long_path);
    long_path[sizeof long_path - 1] = '\0';
    assert_int_equal(report_to_file(long_path), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_rise_and_are_unique),
        cmocka_unit_test(the_page_has_the_table),
        cmocka_unit_test(a_path_too_long_is_refused),
        cmocka_unit_test(a_line_has_id_level_and_clean_text),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
