/* SPDX-License-Identifier: MIT */
/* Signal history: spans, merging without averages of averages, sums beyond 64 bits, lists. */
#include "data/model/history.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static struct history taken(const int64_t *amounts, size_t count)
{
    struct history h = {.samples = 0};
    for (size_t i = 0; i < count; i++)
        history_take(&h, amounts[i], true);
    return h;
}

static void must_mean(const struct history *h, int64_t mean, int64_t rest)
{
    int64_t got_mean, got_rest;
    history_mean(h, &got_mean, &got_rest);
    assert_int_equal(got_mean, mean);
    assert_int_equal(got_rest, rest);
}

static void a_span_of_samples(void **state)
{
    static const struct {
        int64_t amounts[4];
        size_t count;
        int64_t min, max, last, mean, rest;
    } cases[] = {
        {{5}, 1, 5, 5, 5, 5, 0},
        {{1, 2, 4}, 3, 1, 4, 4, 2, 1},
        {{-1, -2, -4}, 3, -4, -1, -4, -3, 2}, /* the mean is the floor */
        {{7, -7}, 2, -7, 7, -7, 0, 0},
        {{0, 0, 0, 0}, 4, 0, 0, 0, 0, 0},
        {{3, 1, 9, 2}, 4, 1, 9, 2, 3, 3},
        {{INT64_MAX, INT64_MAX, INT64_MAX}, 3, INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX, 0},
        {{INT64_MIN, INT64_MIN}, 2, INT64_MIN, INT64_MIN, INT64_MIN, INT64_MIN, 0},
        {{INT64_MIN, INT64_MAX, INT64_MAX},
         3,
         INT64_MIN,
         INT64_MAX,
         INT64_MAX,
         INT64_C(3074457345618258602),
         0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct history h = taken(cases[i].amounts, cases[i].count);
        print_message("case %zu\n", i);
        assert_int_equal(h.samples, cases[i].count);
        assert_int_equal(h.min, cases[i].min);
        assert_int_equal(h.max, cases[i].max);
        assert_int_equal(h.last, cases[i].last);
        must_mean(&h, cases[i].mean, cases[i].rest);
    }
}

static void nothing_heard_has_no_mean(void **state)
{
    (void)state;
    struct history h = {.samples = 0};
    history_take_bad(&h);
    history_take_bad(&h);
    assert_int_equal(h.bad, 2);
    must_mean(&h, 0, 0);
}

static void an_overtaken_sample_is_not_the_last(void **state)
{
    (void)state;
    struct history h = {.samples = 0};
    history_take(&h, 5, false); /* the only one there is */
    assert_int_equal(h.last, 5);
    history_take(&h, 8, true);
    history_take(&h, 90, false);
    assert_int_equal(h.last, 8);
    assert_int_equal(h.max, 90);
    assert_int_equal(h.samples, 3);
}

/* Merged in any grouping, a span is what it would be from all its samples at once. */
static void merging_is_taking_them_all(void **state)
{
    (void)state;
    unsigned seed = (unsigned)time(NULL);
    print_message("seed %u\n", seed);
    for (int round = 0; round < 200; round++) {
        struct history whole = {.samples = 0}, merged = {.samples = 0};
        for (int part = 0; part < 6; part++) {
            struct history one = {.samples = 0};
            for (int i = rand_r(&seed) % 5; i > 0; i--) {
                int64_t amount =
                    (int64_t)((uint64_t)rand_r(&seed) << 32 ^ (uint64_t)rand_r(&seed) << 11 ^
                              (uint64_t)rand_r(&seed)); /* either sign, any size */
                history_take(&one, amount, true);
                history_take(&whole, amount, true);
            }
            if (rand_r(&seed) % 3 == 0) {
                history_take_bad(&one);
                history_take_bad(&whole);
            }
            one.quality = whole.quality = (enum quality)(rand_r(&seed) % QUALITY_COUNT);
            history_merge(&merged, &one);
        }
        assert_memory_equal(&merged, &whole, sizeof whole);
    }
}

static void mean_and_rest_give_the_sum_back(void **state)
{
    static const int64_t edge[] = {0, 1, -1, 17, -17, 1000003, INT64_MAX, INT64_MIN};
    (void)state;
    size_t edges = sizeof edge / sizeof *edge;
    for (size_t a = 0; a < edges; a++)
        for (size_t b = 0; b < edges; b++)
            for (size_t c = 0; c < edges; c++) {
                struct history h = taken((const int64_t[]){edge[a], edge[b], edge[c]}, 3);
                struct history back = h;
                int64_t mean, rest;
                history_mean(&h, &mean, &rest);
                assert_true(rest >= 0 && rest < 3);
                back.sum[0] = back.sum[1] = 0;
                history_set_mean(&back, mean, rest);
                assert_memory_equal(&back, &h, sizeof h);
            }
}

static void what_cannot_belong_together_is_not_sound(void **state)
{
    (void)state;
    struct history sound = taken((const int64_t[]){4, 9, 5}, 3), h;
    assert_true(history_is_sound(&sound));
    assert_true(history_is_sound(&(struct history){.bad = 3}));
    sound = taken((const int64_t[]){INT64_MIN, INT64_MAX}, 2);
    assert_true(history_is_sound(&sound));
    sound = taken((const int64_t[]){4, 9, 5}, 3);
    const struct {
        int64_t *member, value;
    } cases[] = {
        {&h.samples, -1}, {&h.samples, 0},     {&h.samples, 1}, {&h.samples, INT64_MAX},
        {&h.bad, -1},     {&h.bad, INT64_MAX}, {&h.min, 7},     {&h.max, 5},
        {&h.last, 3},     {&h.last, 10},       {&h.sum[0], 11}, {&h.sum[0], 28},
        {&h.sum[1], 1},   {&h.sum[1], -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        h = sound;
        *cases[i].member = cases[i].value;
        if (history_is_sound(&h))
            fail_msg("case %zu is taken for sound", i);
    }
}

static void minutes_of_times(void **state)
{
    static const struct {
        int64_t wall_ms, minute;
    } cases[] = {
        {0, 0},   {59999, 0},   {60000, 1},   {1764000000000, 29400000}, {1764000059999, 29400000},
        {-1, -1}, {-60000, -1}, {-60001, -2},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(history_minute(cases[i].wall_ms), cases[i].minute);
}

static void lists_are_bounded_and_say_what_they_lost(void **state)
{
    (void)state;
    struct history_list list = {.count = 0}, more = {.count = 0};
    struct history_row row = {.signal = "temperature"};
    for (int i = 0; i < HISTORY_ROWS_MAX + 5; i++) {
        row.minute = i;
        history_list_add(&list, &row);
    }
    assert_int_equal(list.count, HISTORY_ROWS_MAX);
    assert_int_equal(list.lost, 5);
    assert_int_equal(list.row[HISTORY_ROWS_MAX - 1].minute, HISTORY_ROWS_MAX - 1);
    for (int i = 0; i < 3; i++)
        history_list_add(&more, &row);
    history_list_append(&list, &more);
    assert_int_equal(list.lost, 8);
    history_list_clear(&list);
    assert_int_equal(list.count, 0);
    history_list_append(&list, &more);
    assert_int_equal(list.count, 3);
    assert_string_equal(list.row[2].signal, "temperature");
    assert_int_equal(list.lost, 8);
    history_list_done(&more);
    history_list_done(&list);
    assert_null(list.row);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_span_of_samples),
        cmocka_unit_test(nothing_heard_has_no_mean),
        cmocka_unit_test(an_overtaken_sample_is_not_the_last),
        cmocka_unit_test(merging_is_taking_them_all),
        cmocka_unit_test(mean_and_rest_give_the_sum_back),
        cmocka_unit_test(what_cannot_belong_together_is_not_sound),
        cmocka_unit_test(minutes_of_times),
        cmocka_unit_test(lists_are_bounded_and_say_what_they_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
