/* SPDX-License-Identifier: MIT */
/* When a terminal calls: for what is new, not while somebody types, not often, not for what was
 * open before; and its settings. */
#include "console/announce/attention.h"
#include "data/model/clock.h"
#include "data/model/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#define START INT64_C(1000000)

static struct attention attention;
static struct announce_filter filter;
static struct announce_list list;
static struct attention_now now;
static char text[240];

static bool step(void)
{
    text[0] = '\0';
    return attention_step(&attention, &list, &filter, &now, text);
}

static struct announcement *put(const char *id, enum announce_urgency urgency)
{
    struct announcement *a = &list.item[list.count++];
    *a = (struct announcement){.urgency = urgency};
    (void)text_copy(a->id, sizeof a->id, id);
    (void)text_format(a->title, sizeof a->title, "title of %s", id);
    return a;
}

/* A terminal that has seen its first snapshot, with nothing open. */
static int clean(void **state)
{
    (void)state;
    list.count = 0;
    announce_filter_init(&filter);
    attention_init(&attention);
    now = (struct attention_now){.boot_ms = START, .key_ms = TIME_NONE, .minute = 720};
    return step() ? -1 : 0;
}

static void test_new_is_called_once(void **state)
{
    (void)state;
    (void)put("C1", URGENCY_NORMAL);
    assert_true(step());
    assert_string_equal(text, "title of C1");
    now.boot_ms += MS_PER_MIN;
    assert_false(step());
    list.item[0].step++;
    assert_true(step()); /* escalated */
    list.count = 0;
    now.boot_ms += MS_PER_MIN;
    assert_false(step());
    (void)put("C1", URGENCY_NORMAL);
    assert_true(step()); /* over, and there again */
    assert_int_equal(attention.called, 3);
}

static void test_what_was_open_before(void **state)
{
    (void)state;
    attention_init(&attention);
    (void)put("C1", URGENCY_CRITICAL);
    assert_false(step());
    assert_int_equal(attention.next_ms, TIME_NEVER);
    (void)put("C2", URGENCY_NORMAL);
    assert_true(step());
    assert_string_equal(text, "title of C2");
}

static void test_not_often(void **state)
{
    (void)state;
    (void)put("C1", URGENCY_NORMAL);
    assert_true(step());
    (void)put("C2", URGENCY_NORMAL);
    now.boot_ms++;
    assert_false(step());
    assert_int_equal(attention.next_ms, START + ATTENTION_GAP_MS);
    (void)put("C3", URGENCY_NORMAL);
    (void)put("C4", URGENCY_NORMAL);
    now.boot_ms = attention.next_ms - 1;
    assert_false(step());
    list.count = 3; /* C4 was over before its turn came */
    now.boot_ms = attention.next_ms;
    assert_true(step());
    assert_string_equal(text, "title of C2, and 1 more");
}

static void test_not_while_typing(void **state)
{
    (void)state;
    (void)put("C1", URGENCY_CRITICAL);
    now.key_ms = now.boot_ms - 100;
    assert_false(step());
    assert_int_equal(attention.next_ms, now.key_ms + ATTENTION_TYPED_MS);
    now.boot_ms = now.key_ms + ATTENTION_TYPED_MS;
    now.key_ms = now.boot_ms - 1; /* goes on typing */
    assert_false(step());
    now.boot_ms = attention.next_ms;
    assert_true(step());
}

static void test_what_is_not_for_a_bell(void **state)
{
    static const struct {
        enum announce_urgency urgency;
        bool passing, quiet, called;
    } rows[] = {
        {URGENCY_LOW, false, false, false},    {URGENCY_NORMAL, false, false, true},
        {URGENCY_NORMAL, true, false, false},  {URGENCY_NORMAL, false, true, false},
        {URGENCY_CRITICAL, false, true, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(clean(state), 0);
        filter.quiet_from = rows[i].quiet ? 600 : 0;
        filter.quiet_to = rows[i].quiet ? 800 : 0;
        put("C1", rows[i].urgency)->passing = rows[i].passing;
        assert_int_equal(step(), rows[i].called);
        now.minute = 900; /* quiet hours are over: it is on the screen since long */
        now.boot_ms += MS_PER_MIN;
        assert_false(step());
    }
}

static void test_full_list(void **state)
{
    (void)state;
    char id[8];
    for (int i = 0; i < ANNOUNCE_MAX; i++) {
        (void)text_format(id, sizeof id, "A%d", i);
        (void)put(id, URGENCY_NORMAL);
    }
    assert_true(step());
    assert_string_equal(text, "title of A0, and 87 more");
    list.count = 0;
    assert_false(step());
    assert_int_equal(attention.count, 0);
}

static void test_flash(void **state)
{
    (void)state;
    static const struct {
        int64_t after;
        int phase;
        int64_t change;
    } rows[] = {
        {0, 1, 250}, {249, 1, 250}, {250, 0, 500}, {500, 1, 750}, {1250, 0, 1500}, {1499, 0, 1500},
    };
    int64_t change;
    assert_int_equal(attention_flash(&attention, START, &change), -1);
    assert_int_equal(change, TIME_NEVER);
    (void)put("C1", URGENCY_NORMAL);
    assert_true(step());
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(attention_flash(&attention, START + rows[i].after, &change),
                         rows[i].phase);
        assert_int_equal(change, START + rows[i].change);
    }
    assert_int_equal(attention_flash(&attention, START + ATTENTION_FLASH_MS, &change), -1);
    assert_int_equal(attention_flash(&attention, START - 1, &change), -1);
}

static void test_settings(void **state)
{
    (void)state;
    static const struct {
        const char *setting;
        bool bell, flash;
        enum attention_message message;
        const char *wrong;
    } rows[] = {
        {"by=none", false, false, MESSAGE_NONE, NULL},
        {"by=bell", true, false, MESSAGE_NONE, NULL},
        {"by=flash,osc9", false, true, MESSAGE_OSC9, NULL},
        {"by=bell,osc777", true, false, MESSAGE_OSC777, NULL},
        {"by=auto", false, false, MESSAGE_AUTO, NULL},
        {"from=high", true, true, MESSAGE_AUTO, NULL},
        {"by=horn", true, true, MESSAGE_AUTO, "none, or some of"},
        {"from=loud", true, true, MESSAGE_AUTO, "from: not a priority"},
        {"bell", true, true, MESSAGE_AUTO, "NAME=VALUE"},
        {"a-name-that-is-far-too-long=1", true, true, MESSAGE_AUTO, "NAME=VALUE"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct attention_conf conf;
        struct cause why = {.text = ""};
        attention_conf_init(&conf);
        assert_int_equal(attention_conf_set(&conf, rows[i].setting, &why),
                         rows[i].wrong == NULL ? 0 : -1);
        assert_int_equal(conf.bell, rows[i].bell);
        assert_int_equal(conf.flash, rows[i].flash);
        assert_int_equal(conf.message, rows[i].message);
        if (rows[i].wrong != NULL && strstr(why.text, rows[i].wrong) == NULL)
            fail_msg("%s: %s", rows[i].setting, why.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_new_is_called_once, clean),
        cmocka_unit_test_setup(test_what_was_open_before, clean),
        cmocka_unit_test_setup(test_not_often, clean),
        cmocka_unit_test_setup(test_not_while_typing, clean),
        cmocka_unit_test_setup(test_what_is_not_for_a_bell, clean),
        cmocka_unit_test_setup(test_full_list, clean),
        cmocka_unit_test_setup(test_flash, clean),
        cmocka_unit_test_setup(test_settings, clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
