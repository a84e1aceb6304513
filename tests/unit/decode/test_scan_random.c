/* SPDX-License-Identifier: MIT */
/* The scanner against jansson on random documents, whole and damaged: both take and refuse the
 * same, and find the same values. The seed is printed; TEST_SEED repeats a run. */
#include "data/decode/scan.h"
#include "data/model/text.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define ROUNDS   20000
#define POINTERS 6

struct maker {
    uint64_t seed;
    char text[8192];
    size_t length;
};

static uint32_t any(struct maker *m, uint32_t below)
{
    m->seed = m->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(m->seed >> 33) % below;
}

static void put(struct maker *m, const char *text)
{
    size_t n = strlen(text);
    if (m->length + n < sizeof m->text - 64) {
        memcpy(m->text + m->length, text, n);
        m->length += n;
    }
}

static void put_one(struct maker *m, const char *const *list, uint32_t count)
{
    put(m, list[any(m, count)]);
}
#define PUT_ONE(m, list) put_one(m, list, sizeof(list) / sizeof *(list))

static void put_blanks(struct maker *m)
{
    static const char *const blanks[] = {"", "", "", "", " ", "\n", "\t\r", "  "};
    PUT_ONE(m, blanks);
}

static void put_number(struct maker *m)
{
    static const char *const sign[] = {"", "", "-"};
    static const char *const whole[] = {"0", "1", "42", "9007199254740993", "123456789012345678"};
    static const char *const fraction[] = {"", "", ".0", ".25", ".6666666666666667"};
    static const char *const exponent[] = {"", "", "", "e0", "E+2", "e-7", "e15"};
    PUT_ONE(m, sign);
    PUT_ONE(m, whole);
    PUT_ONE(m, fraction);
    PUT_ONE(m, exponent);
}

static void put_text(struct maker *m)
{
    static const char *const piece[] = {"a",
                                        "running",
                                        "0123456789",
                                        " ",
                                        "\\n",
                                        "\\\"",
                                        "\\/",
                                        "\\u0041",
                                        "\\u00e9",
                                        "\\ud83d\\ude00",
                                        "\\u0000",
                                        "\xC3\xA9",
                                        "\xE2\x82\xAC",
                                        "\xF0\x9F\x98\x80",
                                        "\x7F"};
    put(m, "\"");
    for (uint32_t n = any(m, 6); n > 0; n--)
        PUT_ONE(m, piece);
    put(m, "\"");
}

static void put_key(struct maker *m)
{
    static const char *const key[] = {
        "a",       "b",   "c",        "total", "",         "0",    "1",
        "a/b",     "m~n", "\xC3\xA9", "ab",    "\\u0061b", "d\\/", "longer_key_than_eight",
        "\\u0000x"};
    put(m, "\"");
    put_one(m, key, any(m, 40) ? 14 : 15);
    put(m, "\"");
}

static void put_value(struct maker *m, int depth)
{
    static const char *const word[] = {"true", "false", "null"};
    put_blanks(m);
    switch (any(m, depth > 4 ? 5 : 9)) {
    case 0:
        PUT_ONE(m, word);
        break;
    case 1:
    case 2:
        put_text(m);
        break;
    case 3:
    case 4:
        put_number(m);
        break;
    case 5:
    case 6:
        put(m, "[");
        for (uint32_t n = any(m, 4); n > 0; n--) {
            put_value(m, depth + 1);
            put(m, n > 1 ? "," : "");
        }
        put_blanks(m);
        put(m, "]");
        break;
    default:
        put(m, "{");
        for (uint32_t n = any(m, 6); n > 0; n--) {
            put_blanks(m);
            put_key(m);
            put_blanks(m);
            put(m, ":");
            put_value(m, depth + 1);
            put(m, n > 1 ? "," : "");
        }
        put_blanks(m);
        put(m, "}");
        break;
    }
    put_blanks(m);
}

/* Break some documents: change, drop, double or cut bytes. */
static void damage(struct maker *m)
{
    static const char odd[] = "\"\\{}[],:.eE+-0179 \t\x01\x7F\x80\xC0\xED\xFFu/~";
    for (uint32_t n = any(m, 3); n > 0 && m->length > 0; n--) {
        size_t at = any(m, (uint32_t)m->length);
        switch (any(m, 4)) {
        case 0:
            m->text[at] = odd[any(m, sizeof odd)];
            break;
        case 1:
            memmove(m->text + at, m->text + at + 1, m->length - at - 1);
            m->length--;
            break;
        case 2:
            memmove(m->text + at + 1, m->text + at, m->length - at);
            m->length++;
            break;
        default:
            m->length = any(m, 8) ? m->length : at;
            break;
        }
    }
}

/* A pointer to somewhere in the document, or near it. */
static void make_pointer(struct maker *m, const json_t *root, char *out, size_t size)
{
    const json_t *at = root;
    size_t used = 0;
    out[0] = '\0';
    while (at && any(m, 6) && used + 80 < size) {
        char token[64] = "nowhere";
        if (json_is_object(at) && json_object_size(at) > 0 && any(m, 12)) {
            void *iter = json_object_iter((json_t *)(uintptr_t)at);
            for (uint32_t n = any(m, (uint32_t)json_object_size(at)); n > 0; n--)
                iter = json_object_iter_next((json_t *)(uintptr_t)at, iter);
            snprintf(token, sizeof token, "%s", json_object_iter_key(iter));
            at = json_object_iter_value(iter);
        } else if (json_is_array(at)) {
            uint32_t i = any(m, (uint32_t)json_array_size(at) + 1);
            snprintf(token, sizeof token, "%u", i);
            at = json_array_get(at, i);
        } else {
            at = NULL;
        }
        out[used++] = '/';
        for (const char *p = token; *p; p++) {
            if (*p == '~' || *p == '/')
                out[used++] = '~';
            out[used++] = *p == '~' ? '0' : *p == '/' ? '1' : *p;
        }
        out[used] = '\0';
    }
}

/* What jansson has at a pointer. */
static const json_t *walk(const json_t *at, const char *pointer)
{
    while (at && *pointer) {
        char token[128];
        size_t n = 0;
        for (pointer++; *pointer && *pointer != '/'; pointer++) {
            if (*pointer == '~')
                token[n++] = *++pointer == '0' ? '~' : '/';
            else
                token[n++] = *pointer;
        }
        token[n] = '\0';
        bool index = n > 0 && strspn(token, "0123456789") == n && (token[0] != '0' || n == 1);
        if (json_is_object(at))
            at = json_object_get(at, token);
        else if (json_is_array(at) && index)
            at = json_array_get(at, strtoul(token, NULL, 10));
        else
            at = NULL;
    }
    return at;
}

static void check_number(const json_t *theirs, const char *token)
{
    if (json_is_integer(theirs)) {
        errno = 0;
        assert_true(strtoll(token, NULL, 10) == json_integer_value(theirs));
        assert_int_equal(errno, 0);
    } else {
        double ours = strtod(token, NULL), their = json_real_value(theirs);
        assert_memory_equal(&ours, &their, sizeof ours);
    }
}

static void check_value(const json_t *theirs, const struct scan_value *ours)
{
    static const enum scan_kind kinds[] = {
        [JSON_OBJECT] = SCAN_OBJECT,  [JSON_ARRAY] = SCAN_ARRAY, [JSON_STRING] = SCAN_TEXT,
        [JSON_INTEGER] = SCAN_NUMBER, [JSON_REAL] = SCAN_NUMBER, [JSON_TRUE] = SCAN_TRUE,
        [JSON_FALSE] = SCAN_FALSE,    [JSON_NULL] = SCAN_NULL};
    char text[1024];
    bool whole;
    assert_int_equal(ours->kind, theirs ? kinds[json_typeof(theirs)] : SCAN_ABSENT);
    if (ours->kind != SCAN_TEXT && ours->kind != SCAN_NUMBER)
        return;
    size_t length = scan_text(ours, text, sizeof text - 1, &whole);
    assert_true(whole);
    assert_true(utf8_valid(text, length));
    text[length] = '\0';
    if (ours->kind == SCAN_NUMBER) {
        check_number(theirs, text);
        return;
    }
    assert_int_equal(length, json_string_length(theirs));
    assert_memory_equal(text, json_string_value(theirs), length);
}

/* jansson keeps numbers as int64 or double and no NUL in keys; the scanner leaves both to others.
 */
static bool beyond_jansson(const json_error_t *error)
{
    enum json_error_code code = json_error_code(error);
    return code == json_error_numeric_overflow || code == json_error_null_byte_in_key;
}

static bool compare(struct maker *m, const char *text, size_t length)
{
    const size_t flags = JSON_DECODE_ANY | JSON_ALLOW_NUL;
    static struct scan_node node[512];
    static char keys[4096];
    struct scan_plan plan;
    struct scan_value value[POINTERS];
    char pointer[POINTERS][512];
    int slot[POINTERS];
    json_error_t error;
    json_t *root = json_loadb(text, length, flags, &error);
    if (!root && beyond_jansson(&error))
        return false;
    scan_plan_init(&plan, node, 512, keys, sizeof keys);
    for (size_t i = 0; i < POINTERS; i++) {
        make_pointer(m, root, pointer[i], sizeof pointer[i]);
        slot[i] = scan_plan_add(&plan, pointer[i], strlen(pointer[i]));
        assert_true(slot[i] >= 0);
    }
    enum scan_problem problem = scan_document(&plan, text, length, value, NULL);
    if (problem == SCAN_DUPLICATE) {
        json_t *strict = json_loadb(text, length, flags | JSON_REJECT_DUPLICATES, &error);
        assert_null(strict);
    } else if (memchr(text, '\0', length)) { /* jansson takes one after a number for the end */
        assert_int_not_equal(problem, SCAN_FINE);
    } else {
        if ((problem == SCAN_FINE) != (root != NULL))
            print_message("%s: %.*s\n", scan_problem_text(problem), (int)length, text);
        assert_int_equal(problem == SCAN_FINE, root != NULL);
        for (size_t i = 0; root && i < POINTERS; i++)
            check_value(walk(root, pointer[i]), &value[slot[i]]);
    }
    bool taken = root != NULL;
    json_decref(root);
    return taken;
}

static void test_against_jansson(void **state)
{
    static struct maker m;
    const char *given = getenv("TEST_SEED");
    size_t taken = 0;
    (void)state;
    m.seed = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    print_message("seed %llu\n", (unsigned long long)m.seed);
    for (size_t round = 0; round < ROUNDS; round++) {
        m.length = 0;
        put_value(&m, 0);
        if (round % 2)
            damage(&m);
        char *exact = malloc(m.length ? m.length : 1); /* reading past the end is seen by ASan */
        assert_non_null(exact);
        memcpy(exact, m.text, m.length);
        taken += compare(&m, exact, m.length);
        free(exact);
    }
    print_message("%zu of %d documents were taken\n", taken, ROUNDS);
    assert_true(taken > ROUNDS / 2);
    assert_true(taken < ROUNDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_against_jansson)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
