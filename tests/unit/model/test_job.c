/* SPDX-License-Identifier: MIT */
/* The order system's queue: what is taken, and what is said about the rest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/model/amount.h"
#include "data/model/clock.h"
#include "data/model/job.h"
#include "data/model/text.h"

#include <stdio.h>
#include <string.h>

static struct job_queue queue;

static const char *shown(void)
{
    static char text[1024];
    size_t at = (size_t)snprintf(text, sizeof text, "rev %lld", (long long)queue.rev);
    for (size_t i = 0; i < queue.count; i++) {
        const struct job_order *j = &queue.job[i];
        char quantity[AMOUNT_TEXT_SIZE];
        at += (size_t)snprintf(text + at, sizeof text - at, "; %s|%s|%s|%s|%lld|%lld", j->id,
                               j->title, j->product, amount_to_text(j->quantity, quantity),
                               j->due == TIME_NONE ? -1LL : (long long)j->due,
                               (long long)j->ideal_us);
    }
    return text;
}

static void test_taken(void **state)
{
    (void)state;
    static const struct {
        const char *json, *expected;
    } rows[] = {
        {"{\"rev\":0,\"jobs\":[]}", "rev 0"},
        {"{\"rev\":7,\"jobs\":[{\"id\":\"4711\"}]}", "rev 7; 4711|||0|-1|0"},
        {"{\"jobs\":[{\"id\":4711,\"title\":null,\"product\":\"P7\",\"quantity\":3000,"
         "\"due\":1795305600000,\"ideal_cycle_s\":4.25,\"colour\":\"red\"}],\"rev\":9,\"x\":1}",
         "rev 9; 4711||P7|3000|1795305600000|4250000"},
        {"{\"rev\":1,\"jobs\":[{\"id\":\"a\",\"due\":\"2026-11-22T01:00:00+01:00\","
         "\"quantity\":0.5},{\"id\":\"b\",\"title\":\"br\\u0007acket\"}]}",
         "rev 1; a|||0.5|1795305600000|0; b|br?acket||0|-1|0"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cause why = {.text = ""};
        if (job_queue_read(rows[i].json, strlen(rows[i].json), &queue, &why) != 0)
            fail_msg("%s: %s", rows[i].json, why.text);
        assert_string_equal(shown(), rows[i].expected);
    }
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *json, *why;
    } rows[] = {
        {"", "not JSON: line 1: '[' or '{' expected near end of file"},
        {"[]", "not an object {\"rev\":n,\"jobs\":[…]}"},
        {"{\"jobs\":[]}", "\"rev\" must be a whole number, 0 or more"},
        {"{\"rev\":-1,\"jobs\":[]}", "\"rev\" must be a whole number, 0 or more"},
        {"{\"rev\":1.5,\"jobs\":[]}", "\"rev\" must be a whole number, 0 or more"},
        {"{\"rev\":1}", "\"jobs\" must be an array"},
        {"{\"rev\":1,\"jobs\":[4711]}", "jobs[0] must be an object"},
        {"{\"rev\":1,\"jobs\":[{}]}", "jobs[0]: \"id\" is needed"},
        {"{\"rev\":1,\"jobs\":[{\"id\":\"\"}]}", "jobs[0]: \"id\" is needed"},
        {"{\"rev\":1,\"jobs\":[{\"id\":true}]}", "jobs[0]: \"id\" must be a text"},
        {"{\"rev\":1,\"jobs\":[{\"id\":\"12345678901234567890123456789012\"}]}",
         "jobs[0]: \"id\" is too long"},
        {"{\"rev\":1,\"jobs\":[{\"id\":\"a\"},{\"id\":\"b\"},{\"id\":\"a\"}]}",
         "jobs[2]: \"id\" stands there twice"},
        {"{\"rev\":1,\"jobs\":[{\"id\":\"a\",\"quantity\":\"3\"}]}",
         "jobs[0]: \"quantity\" must be a number"},
        {"{\"rev\":1,\"jobs\":[{\"id\":\"a\",\"quantity\":-3}]}",
         "jobs[0]: \"quantity\" must not be negative"},
        {"{\"rev\":1,\"jobs\":[{\"id\":\"a\",\"quantity\":1e13}]}",
         "jobs[0]: \"quantity\" is more than can be"},
        {"{\"rev\":1,\"jobs\":[{\"id\":\"a\",\"ideal_cycle_s\":1e7}]}",
         "jobs[0]: \"ideal_cycle_s\" is more than can be"},
        {"{\"rev\":1,\"jobs\":[{\"id\":\"a\",\"due\":\"soon\"}]}",
         "jobs[0]: \"due\" must be epoch ms or an ISO 8601 date and time"},
        {"{\"rev\":1,\"jobs\":[{\"id\":\"a\",\"due\":\"2026-11-22T01:00:00\"}]}",
         "jobs[0]: \"due\" must say its zone: Z or +hh:mm"},
        {"{\"rev\":1,\"jobs\":[{\"id\":\"a\",\"due\":-5}]}", "jobs[0]: \"due\" is no time of ours"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cause why = {.text = ""};
        if (job_queue_read(rows[i].json, strlen(rows[i].json), &queue, &why) != -1)
            fail_msg("%s: taken", rows[i].json);
        assert_string_equal(why.text, rows[i].why);
        assert_int_equal(queue.count, 0);
    }
}

static void test_as_many_as_it_holds(void **state)
{
    (void)state;
    static char json[8192];
    for (int count = JOBS_MAX; count <= JOBS_MAX + 1; count++) {
        struct cause why = {.text = ""};
        size_t at = (size_t)snprintf(json, sizeof json, "{\"rev\":1,\"jobs\":[");
        for (int i = 0; i < count; i++)
            at += (size_t)snprintf(json + at, sizeof json - at, "%s{\"id\":%d}", i ? "," : "", i);
        at += (size_t)snprintf(json + at, sizeof json - at, "]}");
        int result = job_queue_read(json, at, &queue, &why);
        assert_int_equal(result, count <= JOBS_MAX ? 0 : -1);
        assert_string_equal(why.text, result == 0 ? "" : "65 jobs: a station holds 64");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_taken),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_as_many_as_it_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
