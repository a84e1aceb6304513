/* SPDX-License-Identifier: MIT */
/* Signal history on its way upstream: what is written is read; what makes no sense is left out or
 * refused. */
#include "data/model/sync/minutes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static char text[MINUTES_MAX + 1];
static struct minutes minutes;
static struct cause why;

static void written_and_read(void **state)
{
    (void)state;
    struct jw w;
    const struct minute_row rows[] = {
        {"oil \"temp\"", 101, -5, 7, 9, 8, 3, 0, "good"},
        {"load", 102, 0, 0, 0, 0, 0, 4, "bad"},
    };
    minutes_begin(&w, text, sizeof text, 100, 110);
    for (size_t i = 0; i < 2; i++)
        assert_true(minutes_add(&w, &rows[i]));
    size_t length = minutes_end(&w);
    assert_true(length > 0);
    assert_int_equal(minutes_read(text, length, &minutes, &why), 0);
    assert_int_equal(minutes.from, 100);
    assert_int_equal(minutes.to, 110);
    assert_int_equal(minutes.count, 2);
    assert_string_equal(minutes.row[0].signal, "oil \"temp\"");
    assert_int_equal(minutes.row[0].min, -5);
    assert_int_equal(minutes.row[0].mean, 7);
    assert_int_equal(minutes.row[0].last, 8);
    assert_string_equal(minutes.row[1].quality, "bad");
    assert_int_equal(minutes.row[1].bad, 4);
    minutes_done(&minutes);
}

static void a_full_batch(void **state)
{
    (void)state;
    struct jw w;
    const struct minute_row row = {"a signal with a longish name",
                                   INT64_C(29400000),
                                   INT64_MIN,
                                   INT64_MIN,
                                   INT64_MAX,
                                   INT64_MAX,
                                   60,
                                   0,
                                   "good"};
    int rows = 0;
    minutes_begin(&w, text, sizeof text, 0, INT64_C(30000000));
    while (minutes_add(&w, &row))
        rows++;
    size_t length = minutes_end(&w);
    assert_true(rows > 300 && length > 0 && length <= MINUTES_MAX);
    assert_int_equal(minutes_read(text, length, &minutes, &why), 0);
    assert_int_equal(minutes.count, rows);
    assert_int_equal(minutes.row[0].min, INT64_MIN);
    minutes_done(&minutes);
}

static void what_makes_no_sense(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int rows; /* -1: refused */
    } cases[] = {
        {"", -1},
        {"{}", -1},
        {"{\"from\":1,\"to\":2}", -1},
        {"{\"from\":2,\"to\":1,\"rows\":[]}", -1},
        {"{\"from\":-1,\"to\":1,\"rows\":[]}", -1},
        {"{\"from\":0,\"to\":0,\"rows\":[]}", 0},
        {"{\"from\":1,\"to\":2,\"rows\":[1,null,[],{}]}", 0},
        {"{\"from\":1,\"to\":2,\"rows\":[[\"a\",1,1,1,1,1,1,0,\"good\"]]}", 1},
        {"{\"from\":1,\"to\":2,\"rows\":[[\"a\",1,null,null,null,null,0,1,\"bad\"]]}", 1},
        {"{\"from\":1,\"to\":2,\"rows\":[[\"a\",1,null,null,null,null,1,1,\"bad\"]]}", 0},
        {"{\"from\":1,\"to\":2,\"rows\":[[\"a\",3,1,1,1,1,1,0,\"good\"]]}", 0},
        {"{\"from\":1,\"to\":2,\"rows\":[[\"a\",1,1.5,1,1,1,1,0,\"good\"]]}", 0},
        {"{\"from\":1,\"to\":2,\"rows\":[[\"a\",1,1,1,1,1,-1,0,\"good\"]]}", 0},
        {"{\"from\":1,\"to\":2,\"rows\":[[\"a\",1,1,1,1,1,1,0,\"fine\"]]}", 0},
        {"{\"from\":1,\"to\":2,\"rows\":[[\"a\\u001b\",1,1,1,1,1,1,0,\"good\"]]}", 0},
        {"{\"from\":1,\"to\":2,\"rows\":[[\"\",1,1,1,1,1,1,0,\"good\"]]}", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int rc = minutes_read(cases[i].text, strlen(cases[i].text), &minutes, &why);
        if ((rc == 0 ? minutes.count : -1) != cases[i].rows)
            fail_msg("%s", cases[i].text);
        minutes_done(&minutes);
    }
}

static void answers(void **state)
{
    (void)state;
    char out[300];
    struct minutes_ack ack = {.from = 1, .to = 2, .have = 2, .mac = "ab"}, back;
    size_t length = minutes_ack_write(&ack, out, sizeof out);
    assert_int_equal(minutes_ack_read(out, length, &back, &why), 0);
    assert_int_equal(back.have, 2);
    assert_string_equal(back.mac, "ab");
    assert_true(minutes_ack_signed(&ack, "a/b", out, sizeof out) > 0);
    assert_string_equal(out, "a/b\nhistory\n1\n2\n2\n");
    assert_int_equal(minutes_ack_signed(&ack, "a/b", out, 5), 0);
    static const char *const bad[] = {"", "{}", "{\"from\":1,\"to\":2}",
                                      "{\"from\":1,\"to\":2,\"have\":-1}",
                                      "{\"from\":3,\"to\":2,\"have\":1}"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(minutes_ack_read(bad[i], strlen(bad[i]), &back, &why), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(written_and_read),
        cmocka_unit_test(a_full_batch),
        cmocka_unit_test(what_makes_no_sense),
        cmocka_unit_test(answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
