/* SPDX-License-Identifier: MIT */
/* The JSON scanner: what it takes and refuses, what it picks, and its limits. */
#include "data/decode/scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a)  (sizeof(a) / sizeof *(a))
#define NODES     64
#define TEXT(lit) (lit), sizeof(lit) - 1

struct picks {
    struct scan_node node[NODES];
    char text[1024];
    struct scan_plan plan;
    struct scan_value value[16];
    size_t where;
};

static void picks_init(struct picks *p)
{
    scan_plan_init(&p->plan, p->node, NODES, p->text, sizeof p->text);
}

static enum scan_problem scan(struct picks *p, const char *text, size_t length)
{
    return scan_document(&p->plan, text, length, p->value, &p->where);
}

static void test_grammar(void **state)
{
    static const struct {
        const char *text;
        size_t length;
        enum scan_problem problem;
        size_t where;
    } rows[] = {
        {TEXT("0"), SCAN_FINE, 0},
        {TEXT("-0"), SCAN_FINE, 0},
        {TEXT(" \t\r\n1 \t\r\n"), SCAN_FINE, 0},
        {TEXT("-12.5e+10"), SCAN_FINE, 0},
        {TEXT("1E-400"), SCAN_FINE, 0},
        {TEXT("1e400"), SCAN_FINE, 0},
        {TEXT("18446744073709551616"), SCAN_FINE, 0},
        {TEXT("true"), SCAN_FINE, 0},
        {TEXT("false"), SCAN_FINE, 0},
        {TEXT("null"), SCAN_FINE, 0},
        {TEXT("\"\""), SCAN_FINE, 0},
        {TEXT("{}"), SCAN_FINE, 0},
        {TEXT("[ ]"), SCAN_FINE, 0},
        {TEXT("{ \"a\" : [ 1 , { } , \"x\" ] , \"b\" : null }"), SCAN_FINE, 0},
        {TEXT("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\\uD83D\\uDE00\\uFFFF\""), SCAN_FINE, 0},
        {TEXT("\"\x7F\xC3\xA9\xEF\xBF\xBF\xF4\x8F\xBF\xBF\""), SCAN_FINE, 0},
        {TEXT("\"0123456789abcdef0123456789abcdef\""), SCAN_FINE, 0},

        {TEXT(""), SCAN_EMPTY, 0},
        {TEXT(" \n"), SCAN_EMPTY, 2},
        {TEXT("\xEF\xBB\xBF{}"), SCAN_UNEXPECTED, 0},
        {TEXT("+1"), SCAN_UNEXPECTED, 0},
        {TEXT(".5"), SCAN_UNEXPECTED, 0},
        {TEXT("-"), SCAN_BAD_NUMBER, 0},
        {TEXT("01"), SCAN_BAD_NUMBER, 0},
        {TEXT("-01"), SCAN_BAD_NUMBER, 0},
        {TEXT("1."), SCAN_BAD_NUMBER, 0},
        {TEXT("1.e5"), SCAN_BAD_NUMBER, 0},
        {TEXT("1e"), SCAN_BAD_NUMBER, 0},
        {TEXT("1e+"), SCAN_BAD_NUMBER, 0},
        {TEXT("[1,-x]"), SCAN_BAD_NUMBER, 3},
        {TEXT("0x10"), SCAN_TRAILING, 1},
        {TEXT("NaN"), SCAN_UNEXPECTED, 0},
        {TEXT("Infinity"), SCAN_UNEXPECTED, 0},
        {TEXT("tru"), SCAN_CUT_SHORT, 3},
        {TEXT("trux"), SCAN_UNEXPECTED, 0},
        {TEXT("nul"), SCAN_CUT_SHORT, 3},
        {TEXT("fals0"), SCAN_UNEXPECTED, 0},
        {TEXT("True"), SCAN_UNEXPECTED, 0},
        {TEXT("1 2"), SCAN_TRAILING, 2},
        {TEXT("{}}"), SCAN_TRAILING, 2},
        {TEXT("{}\0"), SCAN_TRAILING, 2},
        {TEXT("'a'"), SCAN_UNEXPECTED, 0},
        {TEXT("\""), SCAN_CUT_SHORT, 1},
        {TEXT("\"abc"), SCAN_CUT_SHORT, 4},
        {TEXT("\"abcdefghij"), SCAN_CUT_SHORT, 11},
        {TEXT("\"a\nb\""), SCAN_CONTROL, 2},
        {TEXT("\"a\0b\""), SCAN_CONTROL, 2},
        {TEXT("\"abcdefghijkl\x1F\""), SCAN_CONTROL, 13},
        {TEXT("\"\\x\""), SCAN_ESCAPE, 1},
        {TEXT("\"\\\0\""), SCAN_ESCAPE, 1},
        {TEXT("\"\\"), SCAN_CUT_SHORT, 2},
        {TEXT("\"\\u12\""), SCAN_ESCAPE, 1},
        {TEXT("\"\\u12G4\""), SCAN_ESCAPE, 1},
        {TEXT("\"\\u12"), SCAN_ESCAPE, 1},
        {TEXT("\"\\uD800\""), SCAN_SURROGATE, 1},
        {TEXT("\"\\uD800\\n\""), SCAN_SURROGATE, 1},
        {TEXT("\"\\uD800\\uD800\""), SCAN_SURROGATE, 1},
        {TEXT("\"\\uDC00\""), SCAN_SURROGATE, 1},
        {TEXT("\"\xC3\""), SCAN_UTF8, 1},
        {TEXT("\"\xC0\x80\""), SCAN_UTF8, 1},
        {TEXT("\"\xED\xA0\x80\""), SCAN_UTF8, 1},
        {TEXT("\"\xF4\x90\x80\x80\""), SCAN_UTF8, 1},
        {TEXT("\"abcdefgh\xFF\""), SCAN_UTF8, 9},
        {TEXT("\"a\xE2\x82"), SCAN_UTF8, 2},
        {TEXT("[1,]"), SCAN_UNEXPECTED, 3},
        {TEXT("[,1]"), SCAN_UNEXPECTED, 1},
        {TEXT("[1 2]"), SCAN_UNEXPECTED, 3},
        {TEXT("[1"), SCAN_CUT_SHORT, 2},
        {TEXT("["), SCAN_CUT_SHORT, 1},
        {TEXT("[1,"), SCAN_CUT_SHORT, 3},
        {TEXT("[1}"), SCAN_UNEXPECTED, 2},
        {TEXT("]"), SCAN_UNEXPECTED, 0},
        {TEXT("{"), SCAN_CUT_SHORT, 1},
        {TEXT("{\"a\""), SCAN_CUT_SHORT, 4},
        {TEXT("{\"a\":"), SCAN_CUT_SHORT, 5},
        {TEXT("{\"a\":1"), SCAN_CUT_SHORT, 6},
        {TEXT("{\"a\":1,"), SCAN_CUT_SHORT, 7},
        {TEXT("{\"a\":1,}"), SCAN_UNEXPECTED, 7},
        {TEXT("{\"a\" 1}"), SCAN_UNEXPECTED, 5},
        {TEXT("{\"a\":}"), SCAN_UNEXPECTED, 5},
        {TEXT("{a:1}"), SCAN_UNEXPECTED, 1},
        {TEXT("{1:1}"), SCAN_UNEXPECTED, 1},
        {TEXT("{\"a\":1]"), SCAN_UNEXPECTED, 6},
        {TEXT("{\"a"), SCAN_CUT_SHORT, 3},
        {TEXT("/* c */1"), SCAN_UNEXPECTED, 0},
        {TEXT("\x00"), SCAN_UNEXPECTED, 0},
    };
    struct picks p;
    (void)state;
    picks_init(&p);
    for (size_t i = 0; i < COUNT(rows); i++) {
        print_message("%zu %s\n", i, rows[i].text);
        /* an exact copy on the heap: reading past the end is seen by the sanitiser */
        char *copy = malloc(rows[i].length + 1);
        assert_non_null(copy);
        memcpy(copy, rows[i].text, rows[i].length);
        char *exact = realloc(copy, rows[i].length ? rows[i].length : 1);
        assert_non_null(exact);
        assert_int_equal(scan(&p, exact, rows[i].length), rows[i].problem);
        if (rows[i].problem != SCAN_FINE)
            assert_int_equal(p.where, rows[i].where);
        free(exact);
    }
}

static void test_depth(void **state)
{
    struct picks p;
    char text[2 * (SCAN_DEPTH_MAX + 1) + 1];
    (void)state;
    picks_init(&p);
    for (size_t depth = SCAN_DEPTH_MAX; depth <= SCAN_DEPTH_MAX + 1; depth++) {
        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        assert_int_equal(scan(&p, text, 2 * depth),
                         depth <= SCAN_DEPTH_MAX ? SCAN_FINE : SCAN_DEEP);
    }
    assert_int_equal(p.where, SCAN_DEPTH_MAX);
    size_t many = 100000;
    char *deep = malloc(many);
    assert_non_null(deep);
    memset(deep, '[', many);
    assert_int_equal(scan(&p, deep, many), SCAN_DEEP);
    free(deep);
}

static const char shelf[] =
    "{\"a\":1,\"b\":{\"c\":[10,{\"d\":\"x\"},[true]],\"\":null},\"a/b\":\"sl\",\"m~n\":\"ti\","
    "\"0\":\"key\",\"e\":[],\"\\u0061\\u0062c\":\"esc\",\"x\":{\"a\":\"deeper\"}}";

static void test_pointers(void **state)
{
    static const struct {
        const char *pointer;
        enum scan_kind kind;
        const char *text;
    } rows[] = {
        {"/a", SCAN_NUMBER, "1"},         {"/b/c/0", SCAN_NUMBER, "10"},
        {"/b/c/1/d", SCAN_TEXT, "x"},     {"/b/c/2/0", SCAN_TRUE, "true"},
        {"/b/", SCAN_NULL, "null"},       {"/a~1b", SCAN_TEXT, "sl"},
        {"/m~0n", SCAN_TEXT, "ti"},       {"/0", SCAN_TEXT, "key"},
        {"/e", SCAN_ARRAY, "[]"},         {"/abc", SCAN_TEXT, "esc"},
        {"/b/c/2", SCAN_ARRAY, "[true]"}, {"/b/c/1", SCAN_OBJECT, "{\"d\":\"x\"}"},
        {"/x/a", SCAN_TEXT, "deeper"},    {"/A", SCAN_ABSENT, NULL},
        {"/b/c/3", SCAN_ABSENT, NULL},    {"/b/c/00", SCAN_ABSENT, NULL},
        {"/b/c/-", SCAN_ABSENT, NULL},    {"/b/c/9999999999", SCAN_ABSENT, NULL},
        {"/a/b", SCAN_ABSENT, NULL},      {"/e/0", SCAN_ABSENT, NULL},
        {"/", SCAN_ABSENT, NULL},
    };
    struct picks p;
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        print_message("%s\n", rows[i].pointer);
        picks_init(&p);
        assert_int_equal(scan_plan_add(&p.plan, rows[i].pointer, strlen(rows[i].pointer)), 0);
        /* twice: the plan is used again and again */
        for (int round = 0; round < 2; round++) {
            assert_int_equal(scan(&p, TEXT(shelf)), SCAN_FINE);
            assert_int_equal(p.value[0].kind, rows[i].kind);
            if (rows[i].text) {
                assert_int_equal(p.value[0].length, strlen(rows[i].text));
                assert_memory_equal(p.value[0].text, rows[i].text, p.value[0].length);
            }
        }
    }
}

static void test_many_pointers_at_once(void **state)
{
    static const char *const pointer[] = {"/x/a", "/b", "/b/c/1", "/b/c/1/d", "/b/c/0", "", "/a"};
    static const enum scan_kind kind[] = {SCAN_TEXT,   SCAN_OBJECT, SCAN_OBJECT, SCAN_TEXT,
                                          SCAN_NUMBER, SCAN_OBJECT, SCAN_NUMBER};
    struct picks p;
    (void)state;
    picks_init(&p);
    for (size_t i = 0; i < COUNT(pointer); i++)
        assert_int_equal(scan_plan_add(&p.plan, pointer[i], strlen(pointer[i])), (int)i);
    /* the same pointer is the same slot */
    for (size_t i = 0; i < COUNT(pointer); i++)
        assert_int_equal(scan_plan_add(&p.plan, pointer[i], strlen(pointer[i])), (int)i);
    assert_int_equal(p.plan.slots, COUNT(pointer));
    assert_int_equal(scan(&p, TEXT(shelf)), SCAN_FINE);
    for (size_t i = 0; i < COUNT(pointer); i++)
        assert_int_equal(p.value[i].kind, kind[i]);
    assert_int_equal(p.value[5].length, sizeof shelf - 1);
    /* what an earlier document had does not stay */
    assert_int_equal(scan(&p, TEXT("{\"a\":2}")), SCAN_FINE);
    assert_int_equal(p.value[0].kind, SCAN_ABSENT);
    assert_int_equal(p.value[6].kind, SCAN_NUMBER);
    assert_memory_equal(p.value[6].text, "2", 1);
}

static void test_whole_document(void **state)
{
    struct picks p;
    (void)state;
    picks_init(&p);
    assert_int_equal(scan_plan_add(&p.plan, "", 0), 0);
    assert_int_equal(scan(&p, TEXT(" 42 ")), SCAN_FINE);
    assert_int_equal(p.value[0].kind, SCAN_NUMBER);
    assert_int_equal(p.value[0].length, 2);
    assert_int_equal(scan(&p, TEXT("\"4\\u0032\"")), SCAN_FINE);
    assert_true(p.value[0].escaped);
}

/* Keys in any order and elements wanted out of order. */
static void test_order_does_not_matter(void **state)
{
    static const char *const pointer[] = {"/v/3", "/v/0", "/v/2", "/w"};
    struct picks p;
    (void)state;
    picks_init(&p);
    for (size_t i = 0; i < COUNT(pointer); i++)
        scan_plan_add(&p.plan, pointer[i], strlen(pointer[i]));
    static const char *const document[] = {"{\"v\":[0,1,2,3,4],\"w\":9}",
                                           "{\"w\":9,\"v\":[0,1,2,3,4]}"};
    for (size_t d = 0; d < 4; d++) {
        assert_int_equal(scan(&p, document[d % 2], strlen(document[d % 2])), SCAN_FINE);
        assert_memory_equal(p.value[0].text, "3", 1);
        assert_memory_equal(p.value[1].text, "0", 1);
        assert_memory_equal(p.value[2].text, "2", 1);
        assert_memory_equal(p.value[3].text, "9", 1);
    }
}

static void test_duplicates(void **state)
{
    static const struct {
        const char *text;
        enum scan_problem problem;
        size_t where;
    } rows[] = {
        {"{\"a\":1,\"a\":2}", SCAN_DUPLICATE, 7},
        {"{\"a\":1,\"\\u0061\":2}", SCAN_DUPLICATE, 7},
        {"{\"b\":{\"c\":1,\"c\":1}}", SCAN_DUPLICATE, 12},
        {"{\"b\":1,\"b\":{\"c\":1}}", SCAN_DUPLICATE, 7},
        {"{\"z\":1,\"z\":2,\"a\":3}", SCAN_FINE, 0}, /* nobody wants z */
        {"{\"b\":{\"a\":1},\"a\":2}", SCAN_FINE, 0},
        {"{\"z\":{\"a\":1,\"a\":2},\"a\":3}", SCAN_FINE, 0},
    };
    struct picks p;
    (void)state;
    picks_init(&p);
    scan_plan_add(&p.plan, "/a", 2);
    scan_plan_add(&p.plan, "/b/c", 4);
    for (size_t i = 0; i < COUNT(rows); i++) {
        print_message("%s\n", rows[i].text);
        assert_int_equal(scan(&p, rows[i].text, strlen(rows[i].text)), rows[i].problem);
        if (rows[i].problem != SCAN_FINE)
            assert_int_equal(p.where, rows[i].where);
    }
}

static void test_texts(void **state)
{
    static const struct {
        const char *text, *wanted;
        size_t size;
        bool whole;
    } rows[] = {
        {"\"abc\"", "abc", 16, true},
        {"\"abc\"", "ab", 2, false},
        {"\"\"", "", 16, true},
        {"\"\\u00e9\\u20AC\"", "\xC3\xA9\xE2\x82\xAC", 16, true},
        {"\"\\ud83d\\ude00\"", "\xF0\x9F\x98\x80", 16, true},
        {"\"\\ud83d\\ude00\"", "", 3, false},
        {"\"a\\ud83d\\ude00b\"", "a", 4, false},
        {"\"\\\"\\\\\\/\"", "\"\\/", 16, true},
        {"\"\\b\\f\\n\\r\\t\"", "\b\f\n\r\t", 16, true},
        {"\"a\\n\xE2\x82\xAC\"", "a\n\xE2\x82\xAC", 16, true},
        {"\"a\\n\xE2\x82\xAC\"", "a\n", 4, false},
        {"\"a\xE2\x82\xAC\"", "a", 3, false},
        {"\"a\xF0\x9F\x98\x80\"", "a", 4, false},
        {"\"a\xF0\x9F\x98\x80\"", "a\xF0\x9F\x98\x80", 5, true},
    };
    struct picks p;
    (void)state;
    picks_init(&p);
    scan_plan_add(&p.plan, "", 0);
    for (size_t i = 0; i < COUNT(rows); i++) {
        char out[16];
        bool whole;
        print_message("%s\n", rows[i].text);
        assert_int_equal(scan(&p, rows[i].text, strlen(rows[i].text)), SCAN_FINE);
        size_t n = scan_text(&p.value[0], out, rows[i].size, &whole);
        assert_int_equal(n, strlen(rows[i].wanted));
        assert_memory_equal(out, rows[i].wanted, n);
        assert_int_equal(whole, rows[i].whole);
        assert_int_equal(scan_text(&p.value[0], out, rows[i].size, NULL), n);
    }
    assert_int_equal(scan(&p, TEXT("\"\\u0000\"")), SCAN_FINE);
    char nul[4] = "x";
    assert_int_equal(scan_text(&p.value[0], nul, sizeof nul, NULL), 1);
    assert_int_equal(nul[0], 0);
}

static void test_plan_limits(void **state)
{
    struct scan_node node[3];
    char text[4];
    struct scan_plan plan;
    (void)state;
    scan_plan_init(&plan, node, 3, text, sizeof text);
    assert_int_equal(scan_plan_add(&plan, "a", 1), -1);
    assert_int_equal(scan_plan_add(&plan, "/~", 2), -1);
    assert_int_equal(scan_plan_add(&plan, "/~2", 3), -1);
    assert_int_equal(scan_plan_add(&plan, "/abcde", 6), -2);
    assert_int_equal(scan_plan_add(&plan, "/ab/c", 5), 0);
    assert_int_equal(scan_plan_add(&plan, "/ab/d", 5), -2);
    scan_plan_clear(&plan);
    assert_int_equal(scan_plan_add(&plan, "/d", 2), 0);
    struct scan_value value[1];
    assert_int_equal(scan_document(&plan, TEXT("{\"d\":3}"), value, NULL), SCAN_FINE);
    assert_int_equal(value[0].kind, SCAN_NUMBER);
}

/* An escaped key longer than any pointer is no wanted one. */
static void test_long_escaped_key(void **state)
{
    struct picks p;
    char text[SCAN_POINTER_MAX + 64];
    (void)state;
    picks_init(&p);
    scan_plan_add(&p.plan, "/n", 2);
    memset(text, 'x', sizeof text);
    memcpy(text, "{\"\\n", 4);
    memcpy(text + sizeof text - 4, "\":1}", 4);
    assert_int_equal(scan(&p, text, sizeof text), SCAN_FINE);
    assert_int_equal(p.value[0].kind, SCAN_ABSENT);
}

static void test_problem_texts(void **state)
{
    (void)state;
    for (int i = 0; i < SCAN_PROBLEM_COUNT; i++)
        assert_true(strlen(scan_problem_text((enum scan_problem)i)) > 3);
    assert_string_equal(scan_problem_text(SCAN_PROBLEM_COUNT), "?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grammar),        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_pointers),       cmocka_unit_test(test_many_pointers_at_once),
        cmocka_unit_test(test_whole_document), cmocka_unit_test(test_order_does_not_matter),
        cmocka_unit_test(test_duplicates),     cmocka_unit_test(test_texts),
        cmocka_unit_test(test_plan_limits),    cmocka_unit_test(test_long_escaped_key),
        cmocka_unit_test(test_problem_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
