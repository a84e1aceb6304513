/* SPDX-License-Identifier: MIT */
/* The manual says what the tables say: every panel and every key cap stands in it, and its example
 * screen is right. Runs from the root of the repository. */
#include "console/panels/keys.h"
#include "console/panels/panel.h"
#include "console/widgets/layout_read.h"
#include "data/config/ini.h"
#include "data/model/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char *page(const char *path)
{
    struct cause why;
    size_t length;
    char *text = ini_read_file(path, &length, &why);
    if (text == NULL)
        fail_msg("%s", why.text);
    return text;
}

static void test_panels(void **state)
{
    (void)state;
    char *manual = page("packaging/man/andon-layout.5");
    for (size_t i = 0; panel_list[i] != NULL; i++) {
        char item[64], word[64];
        (void)text_format(item, sizeof item, "\n.It Cm %s\n", panel_list[i]->name);
        if (strstr(manual, item) == NULL)
            fail_msg("panel %s is not in andon-layout(5)", panel_list[i]->name);
        assert_true(panel_list[i]->help[0] != '\0');
        assert_ptr_equal(panel_find(panel_list[i]->name), panel_list[i]);
        assert_string_equal(panel_kinds()[i].name, panel_list[i]->name);
        const struct layout_option *o = panel_list[i]->options;
        for (; o != NULL && o->key != NULL; o++) {
            const char *part = strstr(manual, item) != NULL ? strstr(manual, item) + 1 : manual;
            const char *end = strstr(part, "\n.It Cm ");
            (void)text_format(word, sizeof word, ".Cm %s", o->key);
            const char *found = strstr(part, word);
            if (found == NULL || (end != NULL && found > end))
                fail_msg("option %s of panel %s is not in andon-layout(5)", o->key,
                         panel_list[i]->name);
        }
    }
    free(manual);
}

static void print_problem(void *ctx, int line, const char *what)
{
    (void)ctx;
    print_message("%d: %s\n", line, what);
}

static void test_example(void **state)
{
    (void)state;
    char *manual = page("packaging/man/andon-layout.5");
    char *begin = strstr(manual, ".Bd -literal -offset indent\n");
    assert_non_null(begin);
    begin = strchr(begin, '\n') + 1;
    char *end = strstr(begin, ".Ed\n");
    assert_non_null(end);
    struct layout layout;
    const struct layout_report report = {.problem = print_problem};
    assert_int_equal(layout_read(begin, (size_t)(end - begin), panel_kinds(), &layout, &report), 0);
    free(manual);
}

static void test_keys(void **state)
{
    static const char *const letters = "SRJCAXMHDIOBUPWKGTLQZEY";
    (void)state;
    char *manual = page("packaging/man/andon-console.1");
    for (const char *c = letters; *c != '\0'; c++) {
        char item[16];
        (void)text_format(item, sizeof item, "\n.It Cm %c", *c);
        assert_non_null(strstr(manual, item));
        assert_int_not_equal(key_action((uint32_t)*c), ACTION_NONE);
    }
    for (const struct key_row *row = key_rows; row->action != ACTION_NONE; row++)
        if (row->key >= 'a' && row->key <= 'z' && row->key != 'f' &&
            row->key != 'v' && /* of the log */
            strchr(letters, (int)row->key - 32) == NULL)
            fail_msg("key %s is not in andon-console(1)", row->cap);
    free(manual);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_panels),
        cmocka_unit_test(test_example),
        cmocka_unit_test(test_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
