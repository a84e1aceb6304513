/* SPDX-License-Identifier: MIT */
/* The tables of messages in the manual pages are those of the code; `make man` (this test with
 * GOLDENS=write) writes them anew. And what comes out: id, level, text, and not too much of one. */
#include "andon/service/messages.h"
#include "console/notify/messages.h"
#include "data/gateway/messages.h"
#include "data/hub/messages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BEGIN ".\\\" begin messages (make man)\n"
#define END   ".\\\" end messages\n"

static const struct page {
    const char *path;
    const struct report_book *book;
} pages[] = {
    {"packaging/man/andond.8", &andond_book},
    {"packaging/man/andon-hub.8", &hub_book},
    {"packaging/man/andon-gateway.8", &gateway_book},
    {"packaging/man/andon-notify.1", &notify_book},
};
#define PAGES (sizeof pages / sizeof *pages)

static void ids_rise_and_are_unique(void **state)
{
    (void)state;
    for (size_t p = 0; p < PAGES; p++) {
        const struct report_book *book = pages[p].book;
        assert_in_range(book->count, 1, REPORT_MESSAGES_MAX);
        for (int i = 1; i < book->count; i++)
            assert_true(book->row[i].number > book->row[i - 1].number);
        assert_in_range(book->row[book->count - 1].number, 1, 999);
        for (size_t other = 0; other < p; other++)
            assert_int_not_equal(book->letter, pages[other].book->letter);
    }
}

static void put_table(FILE *out, const struct report_book *book)
{
    static const char *const level[] = {[REPORT_ERROR] = "error",
                                        [REPORT_WARNING] = "warning",
                                        [REPORT_NOTICE] = "notice",
                                        [REPORT_INFO] = "info"};
    fprintf(out, ".Bl -tag -width %c000\n", book->letter);
    for (int i = 0; i < book->count; i++)
        fprintf(out, ".It Li %c%03d\n%s: %s\n", book->letter, book->row[i].number,
                level[book->row[i].level], book->row[i].help);
    fputs(".El\n", out);
}

static void check_page(const struct page *which)
{
    static char page[128 * 1024];
    FILE *file = fopen(which->path, "r");
    assert_non_null(file);
    page[fread(page, 1, sizeof page - 1, file)] = '\0';
    fclose(file);
    char *begin = strstr(page, BEGIN), *end = strstr(page, END);
    if (!begin || !end || begin >= end)
        fail_msg("%s has no place for its messages", which->path);
    begin += strlen(BEGIN);
    char *table = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&table, &size);
    assert_non_null(out);
    put_table(out, which->book);
    fclose(out);
    const char *goldens = getenv("GOLDENS");
    if (goldens && strcmp(goldens, "write") == 0) {
        file = fopen(which->path, "w");
        assert_non_null(file);
        (void)fwrite(page, 1, (size_t)(begin - page), file);
        fputs(table, file);
        fputs(end, file);
        fclose(file);
    } else if ((size_t)(end - begin) != size || memcmp(begin, table, size) != 0) {
        fail_msg("%s is older than the code: make man", which->path);
    }
    free(table);
}

static void the_pages_have_the_tables(void **state)
{
    (void)state;
    for (size_t i = 0; i < PAGES; i++)
        check_page(&pages[i]);
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
    report_as(&andond_book);
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
    int latest[REPORT_LATEST], count = report_latest(latest);
    assert_int_equal(count, REPORT_LATEST);
    assert_int_equal(latest[count - 1], 51);
    assert_int_equal(latest[count - 2], 53);
}

/* As a script reads it: one object a line, whatever the text has in it. */
static void a_line_may_be_an_object(void **state)
{
    (void)state;
    int err = dup(STDERR_FILENO), file = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);
    setenv("ANDON_LOG", "json", 1);
    report_as(&hub_book);
    unsetenv("ANDON_LOG");
    dup2(file, STDERR_FILENO);
    report(HM_LINK_DOWN, "no \"broker\": \\ %s", "\x1b[2Jevil\nhost");
    dup2(err, STDERR_FILENO);
    close(err);
    close(file);
    report_as(&andond_book);
    json_t *line = json_loads(written(), 0, NULL);
    assert_non_null(line);
    assert_string_equal(json_string_value(json_object_get(line, "level")), "warning");
    assert_string_equal(json_string_value(json_object_get(line, "program")), "andon-hub");
    assert_string_equal(json_string_value(json_object_get(line, "id")), "H021");
    assert_non_null(strstr(json_string_value(json_object_get(line, "text")), "no \"broker\": \\ "));
    assert_int_equal(strlen(json_string_value(json_object_get(line, "ts"))), 24);
    json_decref(line);
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
        cmocka_unit_test(the_pages_have_the_tables),
        cmocka_unit_test(a_path_too_long_is_refused),
        cmocka_unit_test(a_line_has_id_level_and_clean_text),
        cmocka_unit_test(a_line_may_be_an_object),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
