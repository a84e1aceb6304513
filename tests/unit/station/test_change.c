/* SPDX-License-Identifier: MIT */
/* INI text changed where it stands: what is named changes, and not a byte more. */
#include "andon/ctl/station/change.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static struct change_text t;
static struct cause why;

static void begin(const char *text)
{
    free(t.text);
    t = (struct change_text){strdup(text), strlen(text), false};
    assert_non_null(t.text);
}

static void set(const char *section, const char *key, const char *value)
{
    assert_int_equal(change_set(&t, section, key, value, &why), 0);
}

static void drop(const char *section, const char *key)
{
    assert_int_equal(change_drop(&t, section, key, &why), 0);
}

static void is(const char *text)
{
    assert_string_equal(t.text, text);
    assert_int_equal(t.length, strlen(text));
}

static int end(void **state)
{
    (void)state;
    free(t.text);
    t = (struct change_text){0};
    return 0;
}

static void a_value_in_its_place(void **state)
{
    (void)state;
    begin("# top\n[station]\n  tower  =  sim   \nname=a\n\n[lamp red]\n");
    set("station", "tower", "gpio");
    set("station", "name", "b c");
    is("# top\n[station]\n  tower  =  gpio   \nname=b c\n\n[lamp red]\n");
    char *same = t.text;
    t.changed = false;
    set("station", "tower", "gpio");
    assert_ptr_equal(t.text, same); /* what is so already is no change */
    assert_false(t.changed);
    begin("[station]\r\ntower = sim\r\n");
    set("station", "tower", "gpio");
    is("[station]\r\ntower = gpio\r\n");
    begin("[map states]\n\"a:b\" = x\nempty =\n");
    set("map states", "a:b", "y");
    set("map states", "empty", "z");
    is("[map states]\n\"a:b\" = y\nempty = z\n");
}

static void a_key_that_is_new(void **state)
{
    (void)state;
    begin("[lamp red]\n# of the next\n[ lamp \t yellow ]\nline = Y\n# last words\n");
    set("lamp red", "line", "R");
    set("lamp yellow", "polarity", "low");
    is("[lamp red]\nline = R\n# of the next\n[ lamp \t yellow ]\nline = Y\npolarity = low\n# last "
       "words\n");
    begin("[station]"); /* no newline at the end */
    set("station", "name", "a");
    is("[station]\nname = a\n");
    begin("[station]\n#tower = gpio\n;tower = gpio\ntowers = 2\n");
    set("station", "tower", "sim");
    is("[station]\n#tower = gpio\n;tower = gpio\ntowers = 2\ntower = sim\n");
}

static void a_section_that_is_new(void **state)
{
    (void)state;
    begin("[station]\nname = a");
    assert_false(change_has(&t, "lamp red"));
    set("lamp red", "line", "R");
    set("lamp red", "polarity", "low");
    assert_true(change_has(&t, "lamp red"));
    is("[station]\nname = a\n\n[lamp red]\nline = R\npolarity = low\n");
    begin("");
    set("shift early", "start", "06:00");
    is("[shift early]\nstart = 06:00\n");
}

static void what_is_taken_away(void **state)
{
    (void)state;
    begin("# red\n[lamp red]\n# why\nline = R\n\n# white\n[lamp white]\n[lamp reds]\nline = S");
    drop("lamp red", NULL);
    is("# red\n\n# white\n[lamp white]\n[lamp reds]\nline = S");
    drop("lamp white", NULL);
    drop("lamp green", NULL);
    drop("lamp reds", "polarity");
    is("# red\n\n# white\n[lamp reds]\nline = S");
    drop("lamp reds", "line");
    is("# red\n\n# white\n[lamp reds]\n");
}

static void values_that_need_care(void **state)
{
    (void)state;
    begin("[x]\n");
    set("x", "a", "one ; two");
    set("x", "b", " in blanks ");
    set("x", "c", "#");
    is("[x]\na = \"one ; two\"\nb = \" in blanks \"\nc = #\n");
    assert_int_equal(change_set(&t, "x", "d", "two\nlines = 1", &why), -1);
    assert_int_equal(change_set(&t, "x", "d", "a \" ; b", &why), -1);
    assert_int_equal(change_set(&t, "x", "d", "\xff", &why), -1);
    char long_value[300];
    memset(long_value, 'a', sizeof long_value - 1);
    long_value[sizeof long_value - 1] = '\0';
    assert_int_equal(change_set(&t, "x", "d", long_value, &why), -1);
    is("[x]\na = \"one ; two\"\nb = \" in blanks \"\nc = #\n");
}

/* Names that begin alike, brackets that are none, keys of another section. */
static void what_only_looks_so(void **state)
{
    (void)state;
    begin("[lamp redder]\nline = 1\n[lamp]\nline = 2\n[lamp red\nline = 3\n[lampred]\nline = 4\n");
    assert_false(change_has(&t, "lamp red"));
    assert_false(change_has(&t, "lamp redd"));
    set("lamp", "line", "5");
    is("[lamp redder]\nline = 1\n[lamp]\nline = 5\n[lamp red\nline = 3\n[lampred]\nline = 4\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_value_in_its_place, end),
        cmocka_unit_test_teardown(a_key_that_is_new, end),
        cmocka_unit_test_teardown(a_section_that_is_new, end),
        cmocka_unit_test_teardown(what_is_taken_away, end),
        cmocka_unit_test_teardown(values_that_need_care, end),
        cmocka_unit_test_teardown(what_only_looks_so, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
