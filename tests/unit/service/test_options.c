/* SPDX-License-Identifier: MIT */
/* andond's command line: what it takes, what it refuses and in which words, and its defaults. */
#include "andon/service/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 24

struct refusal {
    const char *argument[4];
    const char *says;
};

static const struct refusal refusals[] = {
    {{"--wrong"}, "--wrong: no such option"},
    {{"-x"}, "no such option"},
    {{"--run"}, "--run needs a value"},
    {{"--data", ""}, "an empty path"},
    {{"press"}, "write --config press?"},
    {{"--foreground=yes"}, "no such option"},
    {{"--config", "a", "b"}, "write --config b?"},
};

static int read_these(struct options *options, const char *const *argument, struct cause *why)
{
    static char name[] = "andond";
    static char copy[WORDS_MAX][300];
    char *argv[WORDS_MAX + 1] = {name};
    int argc = 1;
    for (; argument[argc - 1] && argc < WORDS_MAX; argc++) {
        size_t length = strlen(argument[argc - 1]);
        assert_true(length < sizeof copy[0]);
        memcpy(copy[argc], argument[argc - 1], length + 1);
        argv[argc] = copy[argc];
    }
    argv[argc] = NULL;
    why->text[0] = '\0';
    return options_read(options, argc, argv, why);
}

static void what_is_wrong_is_said(void **state)
{
    (void)state;
    struct options o;
    struct cause why;
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        const char *argument[5] = {NULL};
        memcpy(argument, refusals[i].argument, sizeof refusals[i].argument);
        if (read_these(&o, argument, &why) == 0 || !strstr(why.text, refusals[i].says))
            fail_msg("case %zu: %s", i, why.text);
    }
}

static void everything_is_taken(void **state)
{
    (void)state;
    struct options o;
    struct cause why;
    const char *const all[] = {"--config", "site", "--config=line", "--data",        "d",
                               "--run",    "r",    "--broker",      "mqtt://b:1884", "--foreground",
                               NULL};
    assert_int_equal(read_these(&o, all, &why), 0);
    assert_int_equal(o.configs, 2);
    assert_string_equal(o.config[0], "site");
    assert_string_equal(o.config[1], "line");
    assert_string_equal(o.data, "d");
    assert_string_equal(o.run, "r");
    assert_string_equal(o.broker, "mqtt://b:1884");
    assert_true(o.foreground);
    assert_int_equal(o.wish, WISH_RUN);
}

static void what_is_not_said_comes_from_the_surroundings(void **state)
{
    (void)state;
    struct options o;
    struct cause why;
    const char *const none[] = {NULL};
    setenv("CONFIGURATION_DIRECTORY", "/etc/elsewhere", 1);
    setenv("STATE_DIRECTORY", "/var/lib/elsewhere", 1);
    setenv("RUNTIME_DIRECTORY", "/run/elsewhere", 1);
    assert_int_equal(read_these(&o, none, &why), 0);
    assert_int_equal(o.configs, 1);
    assert_string_equal(o.config[0], "/etc/elsewhere");
    assert_string_equal(o.data, "/var/lib/elsewhere");
    assert_string_equal(o.run, "/run/elsewhere");
    assert_null(o.broker);
    unsetenv("CONFIGURATION_DIRECTORY");
    unsetenv("STATE_DIRECTORY");
    unsetenv("RUNTIME_DIRECTORY");
}

static void limits_hold(void **state)
{
    (void)state;
    struct options o;
    struct cause why;
    const char *layers[2 * (OPTIONS_LAYERS_MAX + 1) + 1] = {NULL};
    for (size_t i = 0; i <= OPTIONS_LAYERS_MAX; i++) {
        layers[2 * i] = "--config";
        layers[2 * i + 1] = "layer";
    }
    assert_int_equal(read_these(&o, layers, &why), -1);
    assert_non_null(strstr(why.text, "at most 8 layers"));
    char path[ARGS_PATH_SIZE + 1];
    memset(path, 'p', sizeof path);
    path[ARGS_PATH_SIZE] = '\0';
    const char *const too_long[] = {"--run", path, NULL};
    assert_int_equal(read_these(&o, too_long, &why), -1);
    assert_non_null(strstr(why.text, "the path is too long"));
}

static void wishes_need_no_surroundings(void **state)
{
    (void)state;
    static const struct {
        const char *argument;
        enum options_wish wish;
    } rows[] = {
        {"--help", WISH_HELP}, {"--version", WISH_VERSION}, {"--dump-defaults", WISH_DEFAULTS}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct options o;
        struct cause why;
        const char *const one[] = {rows[i].argument, NULL};
        assert_int_equal(read_these(&o, one, &why), 0);
        assert_int_equal(o.wish, rows[i].wish);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_wrong_is_said),
        cmocka_unit_test(everything_is_taken),
        cmocka_unit_test(what_is_not_said_comes_from_the_surroundings),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(wishes_need_no_surroundings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
