/* SPDX-License-Identifier: MIT */
/* What is being typed: text stays valid whatever comes, numbers are numbers, times are found in the
 * plant's zone; and a scanner is told from fingers. */
#include "console/forms/field.h"
#include "console/forms/scan.h"
#include "console/widgets/key.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void type(struct field *f, const char *text)
{
    size_t left = strlen(text);
    uint32_t code;
    for (size_t n; left > 0 && (n = utf8_decode(text, left, &code)) > 0; text += n, left -= n)
        (void)field_key(f, code);
}

static void test_text(void **state)
{
    (void)state;
    struct field f;
    field_clear(&f, FIELD_TEXT);
    type(&f, "pr\u00FCft");
    assert_string_equal(f.text, "pr\u00FCft");
    (void)field_key(&f, KEY_CODE_LEFT);
    (void)field_key(&f, KEY_CODE_LEFT);
    (void)field_key(&f, 0x7F); /* the whole letter, not a byte of it */
    assert_string_equal(f.text, "prft");
    type(&f, "e\u0301"); /* a mark stays with its base */
    assert_string_equal(f.text, "pre\u0301ft");
    assert_int_equal(field_cells(&f), 3);
    (void)field_key(&f, 0x7F);
    assert_string_equal(f.text, "prft");
    (void)field_key(&f, KEY_CODE_HOME);
    type(&f, "\u6F22");
    assert_int_equal(field_cells(&f), 2);
    (void)field_key(&f, KEY_CODE_END);
    assert_false(field_key(&f, KEY_CODE_ENTER));
    assert_false(field_key(&f, KEY_CODE_ESC));
    assert_false(field_key(&f, KEY_CODE_UP));
    assert_string_equal(f.text, "\u6F22prft");
    (void)field_key(&f, 0x15);
    assert_int_equal(f.length, 0);
}

static void test_hostile_and_bounded(void **state)
{
    (void)state;
    struct field f;
    field_clear(&f, FIELD_TEXT);
    type(&f, "a\u0301\u0301\u0301\u0301\u202E\u200B\uFEFFz");
    assert_true(text_is_clean(f.text, f.length));
    field_clear(&f, FIELD_TEXT);
    type(&f, "\u0301"); /* a mark on nothing */
    assert_true(text_is_clean(f.text, f.length));
    for (int i = 0; i < 300; i++)
        type(&f, "\u00E9");
    assert_true(f.full);
    assert_in_range(f.length, FIELD_BYTES - 2, FIELD_BYTES);
    assert_true(utf8_valid(f.text, f.length));
    unsigned seed = 7; /* whatever keys come */
    field_clear(&f, FIELD_TEXT);
    for (int i = 0; i < 20000; i++) {
        seed = seed * 1103515245U + 12345U;
        uint32_t key =
            (seed >> 8) % 12 == 0 ? KEY_CODE_UP + (seed >> 20) % 8 : (seed >> 4) % 0x3000;
        (void)field_key(&f, key);
        assert_true(f.length <= FIELD_BYTES && f.cursor <= f.length);
        assert_true(text_is_clean(f.text, f.length));
        assert_int_equal(f.text[f.length], 0);
    }
}

static void test_secret(void **state)
{
    (void)state;
    struct field f;
    char shown[FIELD_BYTES + 1];
    field_clear(&f, FIELD_SECRET);
    type(&f, "12\u00E94");
    assert_string_equal(field_shown(&f, shown), "****");
    assert_int_equal(field_cells(&f), 4);
}

static void test_numbers(void **state)
{
    static const struct {
        const char *keys, *text;
        int64_t amount; /* -1: none */
    } cases[] = {
        {"12", "12", 12000000},  {"", "", -1},
        {"0", "0", 0},           {"007", "7", 7000000},
        {"1,5", "1.5", 1500000}, {"1.5.2", "1.52", 1520000},
        {"-3", "3", 3000000},    {"x4y", "4", 4000000},
        {".5", ".5", 500000},    {"123456789012", "123456789", 123456789000000},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct field f;
        int64_t amount = -1;
        field_clear(&f, FIELD_NUMBER);
        type(&f, cases[i].keys);
        assert_string_equal(f.text, cases[i].text);
        bool is = field_amount(&f, &amount);
        assert_int_equal(is, cases[i].amount >= 0);
        if (is)
            assert_int_equal(amount, cases[i].amount);
    }
    struct field f;
    field_clear(&f, FIELD_NUMBER);
    field_bump(&f, 1);
    field_bump(&f, 1);
    assert_string_equal(f.text, "2");
    for (int i = 0; i < 5; i++)
        field_bump(&f, -1);
    assert_string_equal(f.text, "0");
}

/* Plant time is UTC-6; now is 00:30 there, so 23:50 was yesterday. */
static void test_clock(void **state)
{
    static const struct zone zone = {.count = 1, .change = {{INT64_MIN / 2, -6 * 3600}}};
    const int64_t midnight = INT64_C(1773273600000) + 6 * MS_PER_HOUR;
    const int64_t now = midnight + 30 * MS_PER_MIN;
    (void)state;
    struct clock_field c;
    clock_begin(&c, now - 90000, now - 4 * MS_PER_HOUR, now);
    for (const char *k = "2350"; *k != '\0'; k++)
        assert_true(clock_key(&c, &zone, (uint32_t)*k));
    assert_int_equal(c.at_ms, midnight - 10 * MS_PER_MIN);
    assert_true(clock_fits(&c));
    (void)clock_key(&c, &zone, KEY_CODE_UP);
    (void)clock_key(&c, &zone, KEY_CODE_PAGE_DOWN);
    assert_int_equal(c.at_ms, midnight - 19 * MS_PER_MIN);
    for (const char *k = "1200"; *k != '\0'; k++)
        (void)clock_key(&c, &zone, (uint32_t)*k);
    assert_false(clock_fits(&c)); /* noon was too long ago */
    for (const char *k = "9999"; *k != '\0'; k++)
        (void)clock_key(&c, &zone, (uint32_t)*k);
    (void)clock_key(&c, &zone, KEY_CODE_PAGE_UP); /* arrows stay within */
    assert_true(clock_fits(&c));
    (void)clock_key(&c, &zone, '1');
    assert_false(clock_fits(&c)); /* half a time */
    (void)clock_key(&c, &zone, 0x7F);
    assert_true(clock_fits(&c));
    assert_false(clock_key(&c, &zone, 'x'));
}

/* Within a short stop a minute is no step. */
static void test_clock_of_a_short_span(void **state)
{
    static const struct zone zone = {.count = 1, .change = {{INT64_MIN / 2, 0}}};
    static const struct {
        int64_t span, step;
    } rows[] = {
        {90 * MS_PER_S, MS_PER_S}, {10 * MS_PER_MIN, 10 * MS_PER_S}, {2 * MS_PER_HOUR, MS_PER_MIN}};
    const int64_t from = INT64_C(1773273600000) + 7300;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct clock_field c;
        int64_t to = from + rows[i].span, middle = from + rows[i].span / 2;
        clock_begin_within(&c, middle, from, to);
        int64_t at = middle - middle % rows[i].step;
        assert_int_equal(c.at_ms, at);
        (void)clock_key(&c, &zone, KEY_CODE_UP);
        assert_int_equal(c.at_ms, at + rows[i].step);
        (void)clock_key(&c, &zone, KEY_CODE_PAGE_DOWN);
        assert_int_equal(c.at_ms, at - 9 * rows[i].step);
        assert_true(clock_fits(&c));
    }
}

/* ---- scanner or fingers ---- */

static enum scan_found feed(struct scan *s, const char *keys, int64_t *at, int gap, bool late)
{
    enum scan_found found = SCAN_KEY;
    for (; *keys != '\0'; keys++) {
        *at += gap;
        found = scan_key(s, (uint32_t)*keys, *at, late);
    }
    return found;
}

static void test_scanner(void **state)
{
    static const struct {
        const char *keys;
        int gap;
        bool late;
        enum scan_found end;
    } cases[] = {
        {"REASON:mech.jam\r", 2, false, SCAN_DONE},
        {"REASON:mech.jam\r", 21, false, SCAN_DONE},
        {"4006381333931\r", 5, false, SCAN_DONE},   /* what it means is another question */
        {"REASON:mech.jam\r", 90, false, SCAN_KEY}, /* typed */
        {"jjjjjjjj", 33, false, SCAN_FIRST},        /* a held key */
        {"12\r", 0, false, SCAN_KEY},               /* two keys at once */
        {"REASON:mech.jam\r", 0, true, SCAN_DONE},  /* late, but it reads as a code */
        {"srjm12\r", 0, true, SCAN_KEY},            /* keys that were pressed meanwhile */
        {"\x02UNDO\r", 30, false, SCAN_DONE},       /* a prefix needs no speed */
        {"\x02U\r", 30, false, SCAN_DONE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scan s = {.length = 0};
        int64_t now = 100000;
        if (feed(&s, cases[i].keys, &now, cases[i].gap, cases[i].late) != cases[i].end)
            fail_msg("case %zu", i);
    }
}

static void test_scan_and_fingers_mixed(void **state)
{
    (void)state;
    struct scan s = {.length = 0};
    int64_t now = 100000;
    assert_int_equal(feed(&s, "s", &now, 100, false), SCAN_FIRST);
    assert_int_equal(feed(&s, "1", &now, 20, false), SCAN_MAYBE);
    now += 200;
    assert_int_equal(feed(&s, "REA", &now, 5, false), SCAN_MAYBE);
    assert_int_equal(feed(&s, "S", &now, 5, false), SCAN_PROVEN);
    assert_int_equal(feed(&s, "ON:a", &now, 5, false), SCAN_SWALLOW);
    assert_int_equal(feed(&s, "\r", &now, 5, false), SCAN_DONE);
    assert_string_equal(s.text, "REASON:a");
    now += 200;
    assert_int_equal(feed(&s, "REASON", &now, 5, false), SCAN_SWALLOW);
    now += 200; /* it was cut: what follows is fingers again */
    assert_int_equal(feed(&s, "s", &now, 5, false), SCAN_FIRST);
    for (int i = 0; i < 400; i++) /* as long as it likes */
        (void)feed(&s, "x", &now, 2, false);
    assert_in_range(strlen(s.text), 1, SCAN_CODE_MAX + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),    cmocka_unit_test(test_hostile_and_bounded),
        cmocka_unit_test(test_secret),  cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_clock),   cmocka_unit_test(test_clock_of_a_short_span),
        cmocka_unit_test(test_scanner), cmocka_unit_test(test_scan_and_fingers_mixed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
