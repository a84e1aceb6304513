/* SPDX-License-Identifier: MIT */
/* Invariant 8: what passes the sanitiser is safe to show. And cells, ids, durations. */
#include "data/model/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct pair {
    const char *in, *out;
};

static void check_pairs(const struct pair *pair, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char out[256];
        size_t length = strlen(pair[i].in);
        size_t n = text_sanitise(pair[i].in, length, out, sizeof out);
        assert_string_equal(out, pair[i].out);
        assert_int_equal(n, strlen(pair[i].out));
        assert_int_equal(text_is_clean(pair[i].in, length), strcmp(pair[i].in, out) == 0);
        assert_true(text_is_clean(out, n));
    }
}
#define CHECK_PAIRS(pairs) check_pairs(pairs, sizeof(pairs) / sizeof *(pairs))

static void what_is_harmless_stays(void **state)
{
    static const struct pair pairs[] = {
        {"", ""},
        {"Execute", "Execute"},
        {"a somewhat longer ASCII text, ~ and all!", "a somewhat longer ASCII text, ~ and all!"},
        {"Müller-Straße 7 °C", "Müller-Straße 7 °C"},
        {"Каретка", "Каретка"},
        {"停止 冲压机", "停止 冲压机"},
        {"e\u0301te\u0301", "e\u0301te\u0301"}, /* decomposed accents */
        {"μ Ω ½ █▏", "μ Ω ½ █▏"},
        {"\U0001F6D1 stop", "\U0001F6D1 stop"},
        {"\uFFFD", "\uFFFD"},
    };
    (void)state;
    CHECK_PAIRS(pairs);
}

static void controls_become_question_marks(void **state)
{
    static const struct pair pairs[] = {
        {"\x1b[31mred\x1b[0m", "?[31mred?[0m"},
        {"a\nb\rc\td\be", "a?b?c?d?e"},
        {"bell\a", "bell?"},
        {"del\x7f", "del?"},
        {"csi \xc2\x9b"
         "31m",
         "csi ?31m"},
        {"nel\xc2\x85", "nel?"},
        {"12345678\x01", "12345678?"}, /* on and off the eight-byte path */
        {"1234567\x01zzzzzzzz", "1234567?zzzzzzzz"},
        {"\x1f\x1f\x1f\x1f\x1f\x1f\x1f\x1f", "????????"},
        {"1234\x7f"
         "678",
         "1234?678"},
    };
    (void)state;
    CHECK_PAIRS(pairs);
    char out[8];
    assert_int_equal(text_sanitise("a\0b", 3, out, sizeof out), 3);
    assert_string_equal(out, "a?b");
    assert_false(text_is_clean("a\0b", 3));
}

static void invisible_and_bidi_characters_go(void **state)
{
    static const struct pair pairs[] = {
        {"a\u202Eb", "a?b"},          /* right-to-left override */
        {"a\u202Ab\u202Cc", "a?b?c"}, /* embedding, pop */
        {"a\u2066b\u2069c", "a?b?c"}, /* isolate */
        {"a\u200Eb\u200Fc", "a?b?c"}, /* marks */
        {"a\u061Cb", "a?b"},
        {"a\u200Bb\u200Cc\u200Dd", "abcd"}, /* zero width */
        {"\uFEFFbom", "bom"},
        {"a\u2060b\u00ADc", "abc"},
        {"a\u2028b\u2029c", "a?b?c"}, /* separators */
        {"a\uE000b\uF8FFc", "a?b?c"}, /* private use */
        {"a\U000F0000b\U0010FFFDc", "a?b?c"},
        {"a\uFFFEb\uFFFFc\uFDD0d", "a?b?c?d"}, /* non-characters */
        {"a\U0001FFFEb", "a?b"},
        {"x\uFE0Fy", "xy"},         /* variation selector */
        {"x\U000E0041y", "xy"},     /* tag */
        {"\u115F\u3164\uFFA0", ""}, /* fillers */
        {"\uFFF9x\uFFFB", "x"},
    };
    (void)state;
    CHECK_PAIRS(pairs);
}

static void broken_utf8_becomes_question_marks(void **state)
{
    static const struct pair pairs[] = {
        {"a\x9b", "a?"},              /* raw C1 */
        {"a\xff\xfe", "a??"},         /* never valid */
        {"\xc0\xaf", "??"},           /* overlong / */
        {"\xe0\x80\xaf", "???"},      /* overlong */
        {"\xf0\x80\x80\xaf", "????"}, /* overlong */
        {"\xed\xa0\x80", "???"},      /* surrogate */
        {"\xed\xbf\xbf", "???"},      /* surrogate */
        {"\xf4\x90\x80\x80", "????"}, /* beyond U+10FFFF */
        {"\xf8\x88\x80\x80\x80", "?????"},
        {"cut \xe2\x82", "cut ??"}, /* ends inside a character */
        {"\xe2\x28\xa1", "?(?"},    /* bad second byte */
        {"\xf0\x9f\x98"
         "x",
         "???x"},
        {"\x80", "?"},
    };
    (void)state;
    CHECK_PAIRS(pairs);
}

static void marks_are_capped(void **state)
{
    static const struct pair pairs[] = {
        {"e\u0301\u0302", "e\u0301\u0302"},
        {"e\u0301\u0302\u0303\u0304x", "e\u0301\u0302x"},
        {"\u0301x", "x"}, /* nothing to stand on: it would mark the cell before the text */
        {"\x01\u0301", "?\u0301"},
        {"e\u0301\u0302\u200B\u0303", "e\u0301\u0302"}, /* what vanishes is no base */
        {"a\u0301\u0302"
         "b\u0301\u0302\u0303",
         "a\u0301\u0302"
         "b\u0301\u0302"},
    };
    (void)state;
    CHECK_PAIRS(pairs);
}

static void cut_at_a_whole_character(void **state)
{
    char out[16];
    (void)state;
    assert_int_equal(text_sanitise("abc\u20AC", 6, out, 7), 6);
    assert_int_equal(text_sanitise("abc\u20AC", 6, out, 6), 3);
    assert_string_equal(out, "abc");
    assert_int_equal(text_sanitise("abcdefghijklmnopqrstuvw", 23, out, sizeof out), 15);
    assert_string_equal(out, "abcdefghijklmno");
    assert_int_equal(text_sanitise("a\u202E", 4, out, 2), 1);
    assert_int_equal(text_sanitise("abc", 3, out, 1), 0);
    assert_string_equal(out, "");
    out[0] = 'x';
    assert_int_equal(text_sanitise("abc", 3, out, 0), 0);
    assert_int_equal(out[0], 'x');
}

/* Whatever goes in: valid, clean, terminated, and sanitising again changes nothing. */
static void random_bytes_come_out_clean(void **state)
{
    (void)state;
    unsigned seed = 118;
    static const char *const parts[] = {"\u0301",   "\u202E", "\u200B", "\x1b[",      "\xe2\x82",
                                        "abcdefgh", "停",     "\xff",   "\U0001F600", "\n"};
    for (int round = 0; round < 20000; round++) {
        char in[64], out[64], again[64];
        size_t length = 0;
        while (length < 40) {
            if (rand_r(&seed) % 2) {
                in[length++] = (char)rand_r(&seed);
            } else {
                const char *part = parts[(size_t)rand_r(&seed) % (sizeof parts / sizeof *parts)];
                memcpy(in + length, part, strlen(part));
                length += strlen(part);
            }
        }
        size_t size = 1 + (size_t)rand_r(&seed) % sizeof out;
        size_t n = text_sanitise(in, length, out, size);
        assert_true(n < size);
        assert_int_equal(strlen(out), n);
        assert_true(utf8_valid(out, n));
        assert_true(text_is_clean(out, n));
        assert_int_equal(text_sanitise(out, n, again, sizeof again), n);
        assert_string_equal(out, again);
    }
}

static void every_character_is_coded_and_decoded(void **state)
{
    (void)state;
    for (uint32_t code = 0; code < 0x110000; code++) {
        char bytes[4];
        uint32_t again = 0;
        size_t n = utf8_encode(code, bytes);
        bool surrogate = code >= 0xD800 && code <= 0xDFFF;
        size_t read = utf8_decode(bytes, n, &again);
        if (surrogate ? read != 0 : read != n || again != code)
            fail_msg("U+%04X", code);
        if (!surrogate && n > 1 && utf8_decode(bytes, n - 1, &again) != 0)
            fail_msg("U+%04X cut", code);
    }
    uint32_t code;
    assert_int_equal(utf8_decode("", 0, &code), 0);
    assert_true(utf8_valid("ä停\U0001F600", 9));
    assert_false(utf8_valid("ab\xe2\x82", 4));
}

static void cells_are_counted(void **state)
{
    static const struct {
        const char *text;
        int cells;
    } cases[] = {
        {"", 0},           {"abc", 3},      {"é", 1},    {"e\u0301", 1}, {"停止", 4},
        {"▏█│", 3},        {"ｱｲ", 2},       {"Ａ", 2},   {"한국", 4},    {"\u1112\u1161\u11ab", 2},
        {"\U0001F6D1", 2}, {"bad \xff", 5}, {"שלום", 4}, {"°C μ½", 5},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        print_message("%s\n", cases[i].text);
        assert_int_equal(text_cells(cases[i].text), cases[i].cells);
    }
}

static void copies_tell_when_they_cut(void **state)
{
    char out[5];
    (void)state;
    assert_true(text_copy(out, sizeof out, "four"));
    assert_string_equal(out, "four");
    assert_false(text_copy(out, sizeof out, "fiver"));
    assert_string_equal(out, "five");
    assert_true(text_copy_n(out, sizeof out, "xyz", 2));
    assert_string_equal(out, "xy");
    assert_false(text_copy_n(out, 0, "x", 1));
    assert_true(text_format(out, sizeof out, "%d", 1234));
    assert_false(text_format(out, sizeof out, "%d", 12345));
    assert_string_equal(out, "1234");
}

static void ids_are_plain(void **state)
{
    static const struct {
        const char *text;
        bool id;
    } cases[] = {
        {"press3", true},
        {"mech.jam", true},
        {"a-b_c.d", true},
        {"7up", true},
        {"", false},
        {"-x", false},
        {".x", false},
        {"_x", false},
        {"A", false},
        {"a b", false},
        {"a/b", false},
        {"ä", false},
        {"a+", false},
        {"x#", false},
        {"012345678901234567890123456789012345678901234567890123456789012", true},
        {"0123456789012345678901234567890123456789012345678901234567890123", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(text_is_id(cases[i].text), cases[i].id);
}

static void durations_as_people_say_them(void **state)
{
    static const struct {
        int64_t ms;
        const char *said, *clock;
    } cases[] = {
        {0, "0 s", "0:00"},
        {999, "0 s", "0:00"},
        {41000, "41 s", "0:41"},
        {242000, "4 min 02 s", "4:02"},
        {761000, "12 min 41 s", "12:41"},
        {3599999, "59 min 59 s", "59:59"},
        {3720000, "1 h 02 min", "1:02:00"},
        {3735000, "1 h 02 min", "1:02:15"},
        {86399999, "23 h 59 min", "23:59:59"},
        {86400000, "1 d", "24:00:00"},
        {200000000, "2 d", "55:33:20"},
        {-41000, "-41 s", "-0:41"},
        {INT64_MIN, "-106751991167 d", "-2562047788015:12:55"},
    };
    char out[TEXT_DURATION_SIZE];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(text_duration(cases[i].ms, out), cases[i].said);
        assert_string_equal(text_clock(cases[i].ms, out), cases[i].clock);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_harmless_stays),
        cmocka_unit_test(controls_become_question_marks),
        cmocka_unit_test(invisible_and_bidi_characters_go),
        cmocka_unit_test(broken_utf8_becomes_question_marks),
        cmocka_unit_test(marks_are_capped),
        cmocka_unit_test(cut_at_a_whole_character),
        cmocka_unit_test(random_bytes_come_out_clean),
        cmocka_unit_test(every_character_is_coded_and_decoded),
        cmocka_unit_test(cells_are_counted),
        cmocka_unit_test(copies_tell_when_they_cut),
        cmocka_unit_test(ids_are_plain),
        cmocka_unit_test(durations_as_people_say_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
