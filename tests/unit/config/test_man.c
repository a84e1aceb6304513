/* SPDX-License-Identifier: MIT */
/* The tables of andon.conf(5) are those of the parser. `make man` (this test with GOLDENS=write)
 * writes them anew. */
#include "tests/unit/config/kit.h"

#define PAGE  "packaging/man/andon.conf.5"
#define BEGIN ".\\\" begin reference (make man)\n"
#define END   ".\\\" end reference\n"

static char *read_page(void)
{
    static char text[256 * 1024];
    FILE *file = fopen(PAGE, "r");
    assert_non_null(file);
    size_t n = fread(text, 1, sizeof text - 1, file);
    text[n] = '\0';
    fclose(file);
    return text;
}

static void the_page_has_the_parser_s_tables(void **state)
{
    (void)state;
    char *page = read_page();
    char *begin = strstr(page, BEGIN);
    char *end = strstr(page, END);
    assert_true(begin && end && begin < end);
    begin += strlen(BEGIN);
    char *tables = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&tables, &size);
    assert_non_null(out);
    config_dump_reference(out);
    fclose(out);
    const char *goldens = getenv("GOLDENS");
    if (goldens && strcmp(goldens, "write") == 0) {
        FILE *file = fopen(PAGE, "w");
        assert_non_null(file);
        (void)fwrite(page, 1, (size_t)(begin - page), file);
        fputs(tables, file);
        fputs(end, file);
        fclose(file);
    } else if ((size_t)(end - begin) != size || memcmp(begin, tables, size) != 0) {
        fail_msg("%s is older than the parser: make man", PAGE);
    }
    free(tables);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_has_the_parser_s_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
