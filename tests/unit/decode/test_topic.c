/* SPDX-License-Identifier: MIT */
/* Topic filters: validity, matching with captures, and the index against trying each filter. */
#include "data/decode/topic.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

static void test_validity(void **state)
{
    static const struct {
        const char *text;
        bool filter, name;
    } rows[] = {
        {"a", true, true},
        {"a/b/c", true, true},
        {"/", true, true},
        {"//", true, true},
        {"a b/\xC3\xA9", true, true},
        {"$SYS/x", true, true},
        {"", false, false},
        {"+", true, false},
        {"#", true, false},
        {"+/+", true, false},
        {"a/+/b/#", true, false},
        {"/+", true, false},
        {"a/#", true, false},
        {"a#", false, false},
        {"a/#/b", false, false},
        {"##", false, false},
        {"+a", false, false},
        {"a+", false, false},
        {"a/+b/c", false, false},
        {"++", false, false},
        {"+#", false, false},
        {"a/b+/#", false, false},
        {"\xFF", false, false},
        {"a/\xED\xA0\x80", false, false},
        {"a/\xC0\x80", false, false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        print_message("%s\n", rows[i].text);
        assert_int_equal(topic_filter_valid(rows[i].text), rows[i].filter);
        assert_int_equal(topic_name_valid(rows[i].text), rows[i].name);
    }
    size_t size = 65537;
    char *big = malloc(size + 1);
    assert_non_null(big);
    memset(big, 'x', size);
    big[65535] = '\0';
    assert_true(topic_name_valid(big));
    big[65535] = 'x';
    big[65536] = '\0';
    assert_false(topic_name_valid(big));
    assert_false(topic_filter_valid(big));
    free(big);
}

static void test_matching(void **state)
{
    static const struct {
        const char *filter, *topic;
        int captures;
        const char *capture[3];
    } rows[] = {
        {"a/b", "a/b", 0, {0}},
        {"a/b", "a/B", -1, {0}},
        {"a/b", "a", -1, {0}},
        {"a", "a/b", -1, {0}},
        {"a/b", "a/b/", -1, {0}},
        {"a/b/", "a/b/", 0, {0}},
        {"+", "a", 1, {"a"}},
        {"+", "a/b", -1, {0}},
        {"+", "/a", -1, {0}},
        {"+/+", "/a", 2, {"", "a"}},
        {"/+", "/a", 1, {"a"}},
        {"+/b/+", "a/b/c d", 2, {"a", "c d"}},
        {"+/b/+", "a/c/c", -1, {0}},
        {"a/+", "a/", 1, {""}},
        {"a/+", "a", -1, {0}},
        {"#", "a/b/c", 1, {"a/b/c"}},
        {"#", "/", 1, {"/"}},
        {"a/#", "a", 1, {""}},
        {"a/#", "a/", 1, {""}},
        {"a/#", "a/b/c", 1, {"b/c"}},
        {"a/#", "ab", -1, {0}},
        {"a/#", "b/a", -1, {0}},
        {"+/x/#", "p/x", 2, {"p", ""}},
        {"+/x/#", "p/x/y/z", 2, {"p", "y/z"}},
        {"+/+/+", "a//c", 3, {"a", "", "c"}},
        {"#", "$SYS/x", -1, {0}},
        {"+/x", "$SYS/x", -1, {0}},
        {"$SYS/#", "$SYS/x", 1, {"x"}},
        {"$SYS/+", "$SYS/x", 1, {"x"}},
        {"a/$b/#", "a/$b/c", 1, {"c"}},
        {"a/+/c", "a/$b/c", 1, {"$b"}},
        /* not filters: what looks like a wildcard is a character */
        {"a+/b", "ax/b", -1, {0}},
        {"a#", "a/b", -1, {0}},
        {"#/b", "a/b", -1, {0}},
        /* an invalid topic still matches bytewise */
        {"+/b", "\xFF\x01/b", 1, {"\xFF\x01"}},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct topic_level level[4];
        print_message("%s  %s\n", rows[i].filter, rows[i].topic);
        assert_int_equal(topic_match(rows[i].filter, rows[i].topic, level, 4), rows[i].captures);
        for (int c = 0; c < rows[i].captures; c++) {
            assert_int_equal(level[c].length, strlen(rows[i].capture[c]));
            assert_memory_equal(level[c].text, rows[i].capture[c], level[c].length);
        }
    }
}

/* More wildcards than room: the match stands, what does not fit is not kept. */
static void test_captures_are_bounded(void **state)
{
    struct topic_level level[2];
    (void)state;
    assert_int_equal(topic_match("+/+/+/+", "a/b/c/d", level, 2), 2);
    assert_memory_equal(level[1].text, "b", 1);
    assert_int_equal(topic_match("+/#", "a/b", NULL, 0), 0);
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

#define FILTERS 120

static void random_text(uint32_t *seed, char *out, size_t size, bool wild)
{
    static const char *const levels[] = {"a", "b", "press", "", "$x", "line 1", "+", "#"};
    size_t used = 0, count = 1 + next_random(seed) % 4;
    for (size_t i = 0; i < count; i++) {
        const char *level = levels[next_random(seed) % (wild ? 8 : 6)];
        if (level[0] == '#')
            count = i + 1;
        used += (size_t)snprintf(out + used, size - used, "%s%s", i ? "/" : "", level);
    }
    if (!out[0])
        snprintf(out, size, "a");
}

static void test_index_finds_what_matches(void **state)
{
    static char text[FILTERS][64];
    const char *filter[FILTERS];
    size_t count = 0;
    uint32_t seed = 4711;
    (void)state;
    print_message("seed %u\n", seed);
    while (count < FILTERS) {
        bool repeated = false;
        random_text(&seed, text[count], sizeof text[count], true);
        for (size_t i = 0; i < count; i++)
            repeated |= strcmp(text[i], text[count]) == 0;
        if (!repeated)
            filter[count] = text[count], count++;
    }
    struct topic_index *index = topic_index_new(filter, count);
    assert_non_null(index);
    for (int round = 0; round < 2000; round++) {
        char topic[64];
        size_t found = 0, matching = 0;
        random_text(&seed, topic, sizeof topic, false);
        for (size_t i = 0; i < count; i++)
            matching += topic_match(filter[i], topic, NULL, 0) >= 0;
        struct topic_hit hit;
        for (bool more = topic_index_first(index, topic, &hit); more;
             more = topic_index_next(index, topic, &hit)) {
            struct topic_level level[TOPIC_LEVELS_MAX];
            assert_int_equal(hit.levels,
                             topic_match(filter[hit.filter], topic, level, TOPIC_LEVELS_MAX));
            found++;
        }
        assert_int_equal(found, matching);
    }
    topic_index_free(&index);
    assert_null(index);
    topic_index_free(&index);
}

static void test_index_order(void **state)
{
    static const char *const filter[] = {"#", "a/+", "a/b", "+/b"};
    struct topic_index *index = topic_index_new(filter, 4);
    struct topic_hit hit;
    (void)state;
    assert_non_null(index);
    const size_t wanted[] = {2, 0, 1, 3};
    for (size_t i = 0; i < 4; i++) {
        assert_true(i ? topic_index_next(index, "a/b", &hit)
                      : topic_index_first(index, "a/b", &hit));
        assert_int_equal(hit.filter, wanted[i]);
    }
    assert_false(topic_index_next(index, "a/b", &hit));
    assert_false(topic_index_next(index, "a/b", &hit));
    topic_index_free(&index);
}

static void test_index_of_nothing(void **state)
{
    struct topic_index *index = topic_index_new(NULL, 0);
    struct topic_hit hit;
    (void)state;
    assert_non_null(index);
    assert_false(topic_index_first(index, "a", &hit));
    topic_index_free(&index);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_validity),
        cmocka_unit_test(test_matching),
        cmocka_unit_test(test_captures_are_bounded),
        cmocka_unit_test(test_index_finds_what_matches),
        cmocka_unit_test(test_index_order),
        cmocka_unit_test(test_index_of_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
