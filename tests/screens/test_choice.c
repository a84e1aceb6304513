/* SPDX-License-Identifier: MIT */
/* What holds at the start of a terminal: option, environment, what was kept, default; in a home of
 * its own. */
#include "console/terminal/choice.h"
#include "console/terminal/kept.h"
#include "console/words/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char home[] = "/tmp/andon-choice-XXXXXX";

static struct options no_options(void)
{
    return (struct options){.theme = -1, .glyphs = -1};
}

static int begin(void **state)
{
    (void)state;
    return mkdtemp(home) != NULL && setenv("XDG_STATE_HOME", home, 1) == 0 ? 0 : -1;
}

static int end(void **state)
{
    char path[600];
    (void)state;
    if (kept_path(path, sizeof path))
        (void)unlink(path);
    return rmdir(home);
}

static void test_who_wins(void **state)
{
    enum terminal_source from;
    struct options o = no_options();
    (void)state;
    assert_int_equal(choice_glyphs(&o, &from), TERMINAL_AUTO);
    assert_int_equal(from, FROM_DEFAULT);
    assert_true(kept_set("glyphs", "ascii"));
    assert_int_equal(choice_glyphs(&o, &from), 1 + GLYPH_ASCII);
    assert_int_equal(from, FROM_KEPT);
    assert_int_equal(setenv("ANDON_GLYPHS", "linux", 1), 0);
    assert_int_equal(choice_glyphs(&o, &from), 1 + GLYPH_LINUX);
    assert_int_equal(from, FROM_ENVIRONMENT);
    o.glyphs = TERMINAL_AUTO; /* --glyphs auto is said, too */
    assert_int_equal(choice_glyphs(&o, &from), TERMINAL_AUTO);
    assert_int_equal(from, FROM_OPTION);
    o.glyphs = -1;
    assert_int_equal(setenv("ANDON_GLYPHS", "runes", 1), 0); /* not known: not said */
    assert_int_equal(choice_glyphs(&o, &from), 1 + GLYPH_ASCII);
    assert_int_equal(from, FROM_KEPT);
    assert_true(kept_set("glyphs", "runes"));
    assert_int_equal(choice_glyphs(&o, &from), TERMINAL_AUTO);
    assert_int_equal(from, FROM_DEFAULT);
    assert_int_equal(unsetenv("ANDON_GLYPHS"), 0);
}

static void test_languages(void **state)
{
    enum terminal_source from;
    struct options o = no_options();
    (void)state;
    assert_int_equal(choice_language(&o, &from), TERMINAL_AUTO);
    assert_int_equal(from, FROM_DEFAULT);
    assert_int_equal(setenv("LANGUAGE", "xx:yy", 1), 0);
    assert_string_equal(choice_speaks(TERMINAL_AUTO), "xx:yy");
    assert_string_equal(choice_speaks(1), "en"); /* English beats the environment's own */
    assert_string_equal(choice_language_name(1), "en");
    assert_string_equal(choice_language_name(TERMINAL_AUTO), "auto");
    assert_string_equal(choice_language_name(WORDS_LANGUAGES_MAX + 2), "auto");
    assert_true(kept_set("language", "en"));
    assert_int_equal(choice_language(&o, &from), 1);
    assert_int_equal(from, FROM_KEPT);
    assert_int_equal(setenv("ANDON_LANGUAGE", "auto", 1), 0);
    assert_int_equal(choice_language(&o, &from), TERMINAL_AUTO);
    assert_int_equal(from, FROM_ENVIRONMENT);
    o.language = "en";
    assert_int_equal(choice_language(&o, &from), 1);
    assert_int_equal(from, FROM_OPTION);
    assert_int_equal(unsetenv("ANDON_LANGUAGE"), 0);
}

/* Three choices in one file: each stays when another one is made. */
static void test_kept_beside_each_other(void **state)
{
    enum terminal_source from;
    struct options o = no_options();
    (void)state;
    assert_true(kept_set("theme", "grey") && kept_set("glyphs", "unicode") &&
                kept_set("language", "auto"));
    assert_int_equal(choice_theme(&o, &from), theme_find("grey"));
    assert_int_equal(choice_glyphs(&o, &from), 1 + GLYPH_UNICODE);
    assert_int_equal(choice_language(&o, &from), TERMINAL_AUTO);
    assert_int_equal(from, FROM_KEPT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_wins),
        cmocka_unit_test(test_languages),
        cmocka_unit_test(test_kept_beside_each_other),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
