/* SPDX-License-Identifier: MIT */
/* The strict pre-scan: what is taken, what is refused and how the fix reads, line by line. */
#include "data/config/ini.h"

#include "data/model/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* What the sink was told, a line each: "1 [kind name]", "2 key=value", "3 ! problem". */
struct transcript {
    char text[16384];
    size_t length;
};

static void add(struct transcript *t, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void add(struct transcript *t, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(t->text + t->length, sizeof t->text - t->length, format, args);
    va_end(args);
    t->length += (size_t)n < sizeof t->text - t->length ? (size_t)n : 0;
}
static void on_section(void *ctx, int line, const char *kind, const char *name)
{
    add(ctx, "%d [%s%s%s]\n", line, kind, name[0] ? " " : "", name);
}
static void on_entry(void *ctx, int line, const char *key, const char *value)
{
    add(ctx, "%d %s=%s\n", line, key, value);
}
static void on_problem(void *ctx, int line, const char *what)
{
    add(ctx, "%d ! %s\n", line, what);
}

static const char *read_text(const char *text, size_t length)
{
    static struct transcript t;
    const struct ini_sink sink = {
        .ctx = &t, .section = on_section, .entry = on_entry, .problem = on_problem};
    t.length = 0;
    t.text[0] = '\0';
    ini_parse_text(text, length, &sink);
    return t.text;
}

#define COMMENT                                                                           \
    "\" ;\" and \" # \" begin no comment here; put the comment on a line of its own, or " \
    "\"quotes\" around the whole value"
#define INDENTED                                                                                  \
    "the line is indented; lines are not continued here: move it to the left margin, or make it " \
    "one line with the one before"
#define HIDDEN \
    "holds a character that cannot be shown (control, zero-width or direction mark); remove it"

static const struct {
    const char *text, *told;
} cases[] = {
    {"", ""},
    {"\n\n", ""},
    {"[site]\nname = a\n", "1 [site]\n2 name=a\n"},
    {"[site]\nname = a", "1 [site]\n2 name=a\n"},
    {"[site]\r\nname = a b\r\n", "1 [site]\n2 name=a b\n"},
    {"[site]\nname=a\nb =c\nd= e\n", "1 [site]\n2 name=a\n3 b=c\n4 d=e\n"},
    {"\xEF\xBB\xBF[site]\nname = a\n", "1 [site]\n2 name=a\n"},
    {"# c\n; c\n  # c\n\t; c\n[a]\n", "5 [a]\n"},
    {"[signal  oil temp ]  \n", "1 [signal oil temp]\n"},
    {"[ site ]\nempty =\n", "1 [site]\n2 empty=\n"},
    {"[a]\n[b]\n", "1 [a]\n2 [b]\n"},
    {"[a]\nk =\tx\ty\t\n", "1 [a]\n2 k=x y\n"},
    {"[a]\nk = x = y : z\n", "1 [a]\n2 k=x = y : z\n"},
    {"[a]\nk = x #1\n", "1 [a]\n2 k=x #1\n"},
    {"[a]\nk = \"x # y\"\n", "1 [a]\n2 k=x # y\n"},
    {"[a]\nk = plant/#\n", "1 [a]\n2 k=plant/#\n"},
    {"[a]\nk = x;y\n", "1 [a]\n2 k=x;y\n"},
    {"[a]\nk = \xC3\xA4\xE2\x82\xAC\n", "1 [a]\n2 k=\xC3\xA4\xE2\x82\xAC\n"},
    /* quotes */
    {"[a]\nk = \"x ; y\"\n", "1 [a]\n2 k=x ; y\n"},
    {"[a]\nk = \" x \"\n", "1 [a]\n2 k= x \n"},
    {"[a]\nk = \"\"\n", "1 [a]\n2 k=\n"},
    {"[a]\nk = x \"y\"\n", "1 [a]\n2 k=x \"y\"\n"},
    {"[a]\n\"E:12 = x\" = stopped\n", "1 [a]\n2 E:12 = x=stopped\n"},
    {"[a]\n\"[1] ; 2\" = \"a ; b\"\n", "1 [a]\n2 [1] ; 2=a ; b\n"},
    {"[a]\n\"#x\" = y\n", "1 [a]\n2 #x=y\n"},
    {"[a]\nk = \"x\n", "1 [a]\n2 ! a quote is not closed\n"},
    {"[a]\nk = \"x\" y\n", "1 [a]\n2 ! quotes must go around the whole value, with none inside\n"},
    {"[a]\nk = \"x\"y\"\n", "1 [a]\n2 ! quotes must go around the whole value, with none inside\n"},
    {"[a]\n\"k = x\n", "1 [a]\n2 ! a quote is not closed\n"},
    {"[a]\n\"k\"l = x\n", "1 [a]\n2 ! quotes must go around the whole key\n"},
    {"[a]\n\"\" = x\n", "1 [a]\n2 ! there is no key before \"=\"\n"},
    /* what inih would do in silence */
    {"[a]\nk = x ; y\n", "1 [a]\n2 ! " COMMENT "\n"},
    {"[a]\nk = x\t;y\n", "1 [a]\n2 ! " COMMENT "\n"},
    {"[a]\nk = x # y\n", "1 [a]\n2 ! " COMMENT "\n"},
    {"[a]\nk = x #\n", "1 [a]\n2 ! " COMMENT "\n"},
    {"[a] # y\nk = x\n", "1 ! nothing may follow \"]\"\n"},
    {"[a]\nk = #\n", "1 [a]\n2 k=#\n"},
    {"\xFF\xFE[\1\1", "0 ! is UTF-16; save the file as UTF-8\n"},
    {"[a]\nk = ;\n", "1 [a]\n2 ! " COMMENT "\n"},
    {"[a] ; y\nk = x\n", "1 ! " COMMENT "\n"},
    {"[a]\nk = x\n  y\n", "1 [a]\n2 k=x\n3 ! " INDENTED "\n"},
    {"[a]\n\tk = x\n", "1 [a]\n2 ! " INDENTED "\n"},
    {" [a]\nk = x\n", "1 ! " INDENTED "\n2 ! stands before the first [section]\n"},
    {"k = x\n", "1 ! stands before the first [section]\n"},
    {"[a]\nk: x\n",
     "1 [a]\n2 ! write key = value; a key that holds \":\" needs \"quotes\" around it\n"},
    {"[a]\nk:l = x\n",
     "1 [a]\n2 ! write key = value; a key that holds \":\" needs \"quotes\" around it\n"},
    {"[a]\nhello\n", "1 [a]\n2 ! is neither [section] nor key = value\n"},
    {"[a]\n= x\n", "1 [a]\n2 ! there is no key before \"=\"\n"},
    {"[a\nk = x\n[b]\nk = y\n", "1 ! \"]\" is missing\n3 [b]\n4 k=y\n"},
    {"[a] b\nk = x\n", "1 ! nothing may follow \"]\"\n"},
    {"[a]b]\nk = x\n", "1 ! nothing may follow \"]\"\n"},
    {"[]\nk = x\n", "1 ! the section has no kind; write [kind name]\n"},
    {"[ ]\nk = x\n", "1 ! the section has no kind; write [kind name]\n"},
    /* characters */
    {"[a]\nk = caf\xE9\nl = y\n", "1 [a]\n2 ! is not UTF-8; save the file as UTF-8\n3 l=y\n"},
    {"[a]\n# caf\xE9\n", "1 [a]\n2 ! is not UTF-8; save the file as UTF-8\n"},
    {"[a]\nk = x\x1B[31m\n", "1 [a]\n2 ! " HIDDEN "\n"},
    {"[a]\nk = x\ry\n", "1 [a]\n2 ! " HIDDEN "\n"},
    {"[a]\nk = \xE2\x80\xAEx\n", "1 [a]\n2 ! " HIDDEN "\n"},
    {"[a]\n\xEF\xBB\xBFk = x\n", "1 [a]\n2 ! " HIDDEN "\n"},
    {"[a]\nk = \001\002\003\n", "1 [a]\n2 ! " HIDDEN "\n"},
};

static void lines_are_taken_or_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(read_text(cases[i].text, strlen(cases[i].text)), cases[i].told);
}

static void a_nul_byte_is_refused(void **state)
{
    (void)state;
    static const char text[] = "[a]\nk = x\0y\nl = z\n";
    assert_string_equal(read_text(text, sizeof text - 1),
                        "1 [a]\n2 ! holds a NUL byte; save the file as plain UTF-8 text\n");
    static const char wide[] = "[\0a\0]\0\n\0";
    assert_non_null(strstr(read_text(wide, sizeof wide - 1), "NUL byte"));
}

/* inih would read the tail of a long line as a line of its own. */
static void a_long_line_injects_nothing(void **state)
{
    (void)state;
    for (size_t length = 150; length < 450; length++) {
        char text[512];
        size_t n = (size_t)snprintf(text, sizeof text, "[a]\nk = ");
        size_t line = n;
        memset(text + n, 'x', length);
        (void)snprintf(text + n + length - 12, sizeof text - n - length, "lock = off  \nm = y\n");
        size_t whole = length - 12 + strlen("lock = off") + (line - 4);
        const char *told = read_text(text, strlen(text));
        assert_null(strstr(told, " lock=off"));
        assert_non_null(strstr(told, "3 m=y\n"));
        if (whole > INI_LINE_MAX)
            assert_non_null(strstr(told, "2 ! the line is longer than 190 bytes; shorten it\n"));
        else
            assert_non_null(strstr(told, "2 k=xxx"));
    }
}

/* … nor would a long comment. */
static void a_long_comment_injects_nothing(void **state)
{
    (void)state;
    char text[512] = "[a]\n#";
    size_t n = strlen(text);
    memset(text + n, 'x', 193);
    (void)snprintf(text + n + 193, sizeof text - n - 193, "lock = off\n");
    assert_string_equal(read_text(text, strlen(text)),
                        "1 [a]\n2 ! the line is longer than 190 bytes; shorten it\n");
}

static void long_names_are_whole(void **state)
{
    (void)state;
    char name[101];
    memset(name, 'n', 100);
    name[100] = '\0';
    char text[512];
    char told[512];
    (void)snprintf(text, sizeof text, "[kind %s]\nk%s = v\n", name, name);
    (void)snprintf(told, sizeof told, "1 [kind %s]\n2 k%s=v\n", name, name);
    assert_string_equal(read_text(text, strlen(text)), told);
}

static void a_huge_text_is_refused(void **state)
{
    (void)state;
    char *text = malloc(INI_FILE_MAX + 1);
    assert_non_null(text);
    memset(text, '\n', INI_FILE_MAX + 1);
    assert_string_equal(read_text(text, INI_FILE_MAX), "");
    assert_string_equal(read_text(text, INI_FILE_MAX + 1), "0 ! the file is larger than 1 MiB\n");
    free(text);
}

static void only_regular_files_are_read(void **state)
{
    (void)state;
    char dir[] = "/tmp/test_ini.XXXXXX";
    char path[64];
    char expected[128];
    struct cause why;
    size_t length = 99;
    assert_non_null(mkdtemp(dir));

    assert_null(ini_read_file(dir, &length, &why));
    (void)snprintf(expected, sizeof expected, "%s: is not a regular file", dir);
    assert_string_equal(why.text, expected);

    (void)snprintf(path, sizeof path, "%s/fifo", dir);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_null(ini_read_file(path, &length, &why));
    assert_non_null(strstr(why.text, "is not a regular file"));
    unlink(path);

    (void)snprintf(path, sizeof path, "%s/none", dir);
    assert_null(ini_read_file(path, &length, &why));
    assert_non_null(strstr(why.text, "No such file"));

    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(ftruncate(fileno(file), INI_FILE_MAX + 1), 0);
    assert_null(ini_read_file(path, &length, &why));
    assert_non_null(strstr(why.text, "is larger than 1 MiB"));
    assert_int_equal(ftruncate(fileno(file), 0), 0);
    fputs("[a]\nk = v\n", file);
    fclose(file);
    char *text = ini_read_file(path, &length, &why);
    assert_non_null(text);
    assert_int_equal(length, 10);
    assert_string_equal(text, "[a]\nk = v\n");
    free(text);
    unlink(path);
    rmdir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_taken_or_refused),
        cmocka_unit_test(a_nul_byte_is_refused),
        cmocka_unit_test(a_long_line_injects_nothing),
        cmocka_unit_test(a_long_comment_injects_nothing),
        cmocka_unit_test(long_names_are_whole),
        cmocka_unit_test(a_huge_text_is_refused),
        cmocka_unit_test(only_regular_files_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
