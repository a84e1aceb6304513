/* SPDX-License-Identifier: MIT */
/* The configuration of a program that is no station: what is read, in which layer, and what is told
 * of what is wrong, by file and line. */
#include "data/config/program/settings.h"
#include "data/model/text.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct oven {
    char name[32];
    int heat;
};
struct conf {
    char title[32];
    struct oven oven[2];
    int ovens;
};

#define CONF(member) \
    .offset = offsetof(struct conf, member), .size = sizeof((struct conf *)0)->member
#define OVEN(member) \
    .offset = offsetof(struct oven, member), .size = sizeof((struct oven *)0)->member
static const struct field conf_fields[] = {
    {.key = "title", .type = F_TEXT, CONF(title), .initial = "bakery", .help = "Its name."}};
static const struct field oven_fields[] = {{.key = "heat",
                                            .type = F_INT,
                                            OVEN(heat),
                                            .min = 1,
                                            .max = 400,
                                            .flags = FIELD_REQUIRED,
                                            .example = "220",
                                            .help = "Degrees."}};
static const struct settings_kind kinds[] = {
    {"bakery", NULL, "All of it.", conf_fields, 1, .most = 1},
    {"oven", "stone", "Where it bakes.", oven_fields, 1, .most = 2, .longest = 5}};

static void *new_item(void *out, size_t kind, const char *name, const struct config_origin *at)
{
    struct conf *c = out;
    assert_non_null(at);
    if (kind == 0)
        return c;
    (void)text_copy(c->oven[c->ovens].name, sizeof c->oven[0].name, name);
    return &c->oven[c->ovens++];
}

/* Files a.ini and b.ini, each a layer; what is told, without the directory. */
static int read_two(const char *a, const char *b, struct conf *out, char *told, size_t size)
{
    char dir[] = "/tmp/settings.XXXXXX", path[2][64], err[64], text[4096] = "";
    const char *const files[2] = {path[0], path[1]};
    const char *const content[2] = {a, b};
    assert_non_null(mkdtemp(dir));
    for (int i = 0; i < 2; i++) {
        (void)text_format(path[i], sizeof path[i], "%s/%c.ini", dir, 'a' + i);
        FILE *f = fopen(path[i], "w");
        assert_non_null(f);
        assert_true(fputs(content[i], f) >= 0 && fclose(f) == 0);
    }
    (void)text_format(err, sizeof err, "%s/err", dir);
    int was = dup(STDERR_FILENO), fd = open(err, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    assert_true(was >= 0 && fd >= 0 && dup2(fd, STDERR_FILENO) >= 0);
    struct settings s = {
        .whose = "bakery", .kind = kinds, .kinds = 2, .out = out, .item = new_item};
    *out = (struct conf){.ovens = 0};
    settings_read(&s, files, b[0] != '\0' ? 2 : 1);
    int rc = settings_end(&s);
    assert_true(fflush(stderr) == 0 && dup2(was, STDERR_FILENO) >= 0);
    assert_true(pread(fd, text, sizeof text - 1, 0) >= 0);
    (void)close(fd);
    (void)close(was);
    size_t n = 0;
    told[0] = '\0';
    for (char *line = text; *line != '\0';) {
        char *end = strchr(line, '\n');
        assert_non_null(end);
        *end = '\0';
        const char *at = strncmp(line, dir, strlen(dir)) == 0 ? line + strlen(dir) + 1 : line;
        n += (size_t)snprintf(told + n, size - n, "%s\n", at);
        line = end + 1;
    }
    assert_true(unlink(path[0]) == 0 && unlink(path[1]) == 0 && unlink(err) == 0 &&
                rmdir(dir) == 0);
    return rc;
}

static void test_layers(void **state)
{
    (void)state;
    struct conf c;
    char told[1024];
    assert_int_equal(read_two("[oven a]\nheat = 200\n[oven b]\nheat = 100\n",
                              "[bakery]\ntitle = corner\n[oven a]\nheat = 220\n", &c, told,
                              sizeof told),
                     0);
    assert_string_equal(told, "");
    assert_string_equal(c.title, "corner");
    assert_int_equal(c.ovens, 2);
    assert_int_equal(c.oven[0].heat, 220);
    assert_int_equal(c.oven[1].heat, 100);
    assert_int_equal(read_two("", "", &c, told, sizeof told), 0);
    assert_string_equal(c.title, "bakery"); /* the default, though no file says it */
}

static void test_refusals(void **state)
{
    (void)state;
    static const struct {
        const char *text, *told;
    } rows[] = {
        {"[ovn a]\n", "a.ini:1: [ovn]: no such kind of section in a bakery's configuration: not "
                      "one of bakery, oven; did you mean oven?\n"},
        {"[oven]\n", "a.ini:1: [oven]: needs a name; write [oven stone]\n"},
        {"[bakery x]\n", "a.ini:1: [bakery x]: takes no name; write [bakery]\n"},
        {"[oven A]\nheat = 1\n", "a.ini:1: [oven A]: a name is lower-case letters, digits, - _ and "
                                 "., at most 5 of them\n"},
        {"[oven abcdef]\n", "a.ini:1: [oven abcdef]: a name is lower-case letters, digits, - _ and "
                            "., at most 5 of them\n"},
        {"\n[oven a]\n", "a.ini:2: [oven a] heat: is missing; write e.g. heat = 220\n"},
        {"[oven a]\nheat = 1\n[oven b]\nheat = 1\n[oven c]\n",
         "a.ini:5: [oven c]: one too many; 2 may be\n"},
        {"[oven a]\nheat = 1\nheat = 2\n",
         "a.ini:3: [oven] heat: given twice; the other one is %:2\n"},
        {"[oven a]\nhaet = 1\nheat = 2\n",
         "a.ini:2: [oven] haet: no such key: not one of heat; did you mean heat?\n"},
        {"[bakery]\nname = x\x1b[2J\n", NULL},
    };
    struct conf c;
    char told[1024];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(read_two(rows[i].text, "", &c, told, sizeof told), -1);
        assert_null(strchr(told, 0x1b));
        const char *hole = rows[i].told ? strchr(rows[i].told, '%') : NULL;
        if (hole) /* where a path of its own stands */
            assert_memory_equal(told, rows[i].told, (size_t)(hole - rows[i].told));
        else if (rows[i].told)
            assert_string_equal(told, rows[i].told);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_layers),
                                       cmocka_unit_test(test_refusals)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
