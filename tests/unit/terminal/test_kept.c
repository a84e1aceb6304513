/* SPDX-License-Identifier: MIT */
/* The file of a person's choices: one is replaced, all other lines stay, however many; what cannot
 * be read to its end is not written anew. */
#include "console/terminal/kept.c"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static char dir[64], path[PATH_MOST + 32];

static int set_up(void **state)
{
    (void)state;
    (void)text_copy(dir, sizeof dir, "/tmp/andon-kept-XXXXXX");
    assert_non_null(mkdtemp(dir));
    assert_int_equal(setenv("XDG_STATE_HOME", dir, 1), 0);
    assert_true(kept_path(path, sizeof path));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    (void)unlink(path);
    assert_int_equal(rmdir(dir), 0); /* nothing half written is left in it */
    return 0;
}

/* A comment, so many lines of another version, and a theme in their midst. */
static size_t put(size_t lines)
{
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    assert_true(fputs("# mine\n", f) >= 0);
    for (size_t i = 0; i < lines; i++) {
        assert_true(fprintf(f, "later-%05zu = %050zu\n", i, i) > 0);
        if (i == lines / 2)
            assert_true(fputs("theme=dark\n", f) >= 0);
    }
    long length = ftell(f);
    assert_int_equal(fclose(f), 0);
    return (size_t)length;
}

static char *whole(void)
{
    static char text[2 * FILE_MAX];
    FILE *f = fopen(path, "re");
    assert_non_null(f);
    size_t n = fread(text, 1, sizeof text - 1, f);
    text[n] = '\0';
    assert_int_equal(fclose(f), 0);
    return text;
}

static void test_other_lines_stay(void **state)
{
    static const size_t rows[] = {1, 10, 70, 200, 950}; /* 4 KiB are 63 of them */
    char value[32], line[32];
    (void)state;
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
        size_t before = put(rows[row]);
        assert_true(kept_get("theme", value, sizeof value));
        assert_string_equal(value, "dark");
        assert_true(kept_set("theme", "light"));
        assert_true(kept_get("theme", value, sizeof value));
        assert_string_equal(value, "light");
        const char *after = whole();
        assert_int_equal(strlen(after),
                         before - strlen("theme=dark\n") + strlen("theme = light\n"));
        assert_int_equal(strncmp(after, "# mine\nlater-00000 = ", 21), 0);
        (void)text_format(line, sizeof line, "later-%05zu = ", rows[row] - 1);
        assert_non_null(strstr(after, line));
        assert_null(strstr(after, "dark"));
    }
}

static void test_first_choice(void **state)
{
    char value[32];
    (void)state;
    assert_false(kept_get("theme", value, sizeof value));
    assert_true(kept_set("theme", "grey"));
    assert_string_equal(whole(), "theme = grey\n");
}

static void test_too_long_stays_as_it_is(void **state)
{
    (void)state;
    size_t before = put(1200);
    assert_true(before > FILE_MAX);
    assert_false(kept_set("theme", "light"));
    assert_int_equal(strlen(whole()), before);
    assert_null(strstr(whole(), "light"));
}

static void test_no_text_stays_as_it_is(void **state)
{
    (void)state;
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    assert_int_equal(fwrite("a = 1\n\0b = 2\n", 1, 13, f), 13);
    assert_int_equal(fclose(f), 0);
    assert_false(kept_set("theme", "light"));
    assert_string_equal(whole(), "a = 1\n");
}

int main(void)
{
#define KEPT_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        KEPT_TEST(test_other_lines_stay),
        KEPT_TEST(test_first_choice),
        KEPT_TEST(test_too_long_stays_as_it_is),
        KEPT_TEST(test_no_text_stays_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
