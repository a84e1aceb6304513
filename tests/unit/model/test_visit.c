/* SPDX-License-Identifier: MIT */
/* Commands of a hub and a station's answers on the wire: there and back, what the MAC covers, and
 * what hostile bytes do. */
#include "data/model/sync/visit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HEX32 "0123456789abcdef0123456789abcdef"
#define HEX64 HEX32 HEX32

static char text[VISIT_COMMAND_MAX + 64], other[VISIT_COMMAND_MAX + 64];
static struct visit_command got;

static struct visit_command command(void)
{
    return (struct visit_command){.visit = HEX32,
                                  .nonce = HEX32,
                                  .hub = "view1",
                                  .person = "anna",
                                  .n = 7,
                                  .ts = 1795000000000,
                                  .what = VISIT_ASK,
                                  .role = PERSON_SUPERVISOR,
                                  .line = "{\"cmd\":\"status\",\"id\":1}",
                                  .mac = HEX64};
}

static void there_and_back(void **state)
{
    (void)state;
    struct visit_command c = command();
    size_t length = visit_command_write(&c, text, sizeof text);
    assert_true(length > 0);
    assert_int_equal(visit_command_read(text, length, &got, NULL), 0);
    assert_memory_equal(&c, &got, sizeof c);
    assert_int_equal(visit_command_write(&c, text, 100), 0);

    struct visit_reply r = {.visit = HEX32, .mac = HEX64, .n = 3, .line = "{\"id\":1}"}, back;
    r.length = strlen(r.line);
    length = visit_reply_write(&r, text, sizeof text);
    assert_int_equal(visit_reply_read(text, length, &back, NULL), 0);
    assert_string_equal(back.line, r.line);
    assert_int_equal(back.length, r.length);
    assert_int_equal(back.n, 3);
    visit_reply_done(&back);
    assert_null(back.line);
}

static void a_request_as_long_as_may_be(void **state)
{
    (void)state;
    struct visit_command c = command();
    memset(c.line, '"', VISIT_LINE_MAX); /* each is written as two */
    c.line[VISIT_LINE_MAX] = '\0';
    size_t length = visit_command_write(&c, text, sizeof text);
    assert_true(length > 0 && length <= VISIT_COMMAND_MAX);
    assert_int_equal(visit_command_read(text, length, &got, NULL), 0);
    assert_true(visit_command_signed(&c, "a/b/c/d/e", other, VISIT_SIGNED_MAX) > 0);
}

/* Each field changes what is signed. */
static void nothing_is_left_out_of_the_mac(void **state)
{
    (void)state;
    const struct visit_command c = command();
    struct visit_command v[9];
    for (size_t i = 0; i < 9; i++)
        v[i] = c;
    v[0].visit[3] = 'f';
    v[1].nonce[3] = 'f';
    v[2].hub[0] = 'w';
    v[3].person[0] = 'b';
    v[4].n++;
    v[5].ts++;
    v[6].what = VISIT_STAY;
    v[7].role = PERSON_VIEWER;
    v[8].line[8] = 'S';
    size_t length = visit_command_signed(&c, "a/b/c/d/e", text, sizeof text);
    assert_true(length > 0);
    for (size_t i = 0; i < 9; i++) {
        assert_true(visit_command_signed(&v[i], "a/b/c/d/e", other, sizeof other) > 0);
        assert_string_not_equal(text, other);
    }
    assert_true(visit_command_signed(&c, "a/b/c/d/f", other, sizeof other) > 0);
    assert_string_not_equal(text, other);
    assert_int_equal(visit_command_signed(&c, "a", other, 60), 0);

    struct visit_reply r = {.visit = HEX32, .mac = HEX64, .n = 3, .line = "{}", .length = 2};
    assert_true(visit_reply_signed(&r, "a", text, sizeof text) > 0);
    r.n = 4;
    assert_true(visit_reply_signed(&r, "a", other, sizeof other) > 0);
    assert_string_not_equal(text, other);
    size_t needs = strlen(other);
    assert_int_equal(visit_reply_signed(&r, "a", other, needs), 0);
    assert_int_equal(visit_reply_signed(&r, "a", other, needs + 1), needs);
}

/* One member replaced in what is right. */
static void what_makes_no_sense_is_refused(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        {"\"v\":1", "\"v\":2", "version"},
        {"\"v\":1,", "", "version"},
        {"\"visit\":\"0", "\"visit\":\"X", "visit"},
        {"\"nonce\":\"0", "\"nonce\":\"", "nonce"},
        {HEX64, HEX32, "mac"},
        {"\"n\":7", "\"n\":0", "number"},
        {"\"n\":7", "\"n\":\"7\"", "number"},
        {"\"ts\":1795000000000", "\"ts\":-1", "time"},
        {"\"anna\"", "\"\"", "who"},
        {"\"anna\"", "\"an\\u0007a\"", "who"},
        {"\"anna\"", "\"a name that is longer than any user's name can be\"", "who"},
        {"\"supervisor\"", "\"god\"", "who"},
        {"\"ask\"", "\"sing\"", "who"},
        {"\"ask\"", "\"stay\"", "one too many"},
        {"\"view1\"", "1", "who"},
        {"{\\\"cmd\\\":\\\"status\\\",\\\"id\\\":1}", "", "without a request"},
        {"{\\\"cmd\\\"", "\\n{\\\"cmd\\\"", "without a request"},
        {"\"v\":1", "\"v\":1,\"v\":1", "JSON"},
    };
    struct visit_command c = command();
    assert_true(visit_command_write(&c, text, sizeof text) > 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cause why = {{0}};
        const char *at = strstr(text, rows[i][0]);
        assert_non_null(at);
        int n = snprintf(other, sizeof other, "%.*s%s%s", (int)(at - text), text, rows[i][1],
                         at + strlen(rows[i][0]));
        assert_int_equal(visit_command_read(other, (size_t)n, &got, &why), -1);
        if (!strstr(why.text, rows[i][2]))
            fail_msg("%s: %s", rows[i][1], why.text);
    }
    memset(other, ' ', sizeof other);
    assert_int_equal(visit_command_read(other, VISIT_COMMAND_MAX + 1, &got, NULL), -1);
    assert_int_equal(visit_command_read("", 0, &got, NULL), -1);
}

static void answers_that_make_no_sense(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "",
        "[]",
        "{\"v\":1,\"visit\":\"" HEX32 "\",\"n\":1,\"line\":\"{}\"}",
        "{\"v\":1,\"visit\":\"" HEX32 "\",\"n\":0,\"line\":\"{}\",\"mac\":\"" HEX64 "\"}",
        "{\"v\":1,\"visit\":\"" HEX32 "\",\"n\":1,\"line\":\"\",\"mac\":\"" HEX64 "\"}",
        "{\"v\":1,\"visit\":\"" HEX32 "\",\"n\":1,\"line\":\"{}\\n{}\",\"mac\":\"" HEX64 "\"}",
        "{\"v\":1,\"visit\":\"" HEX32 "\",\"n\":1,\"line\":7,\"mac\":\"" HEX64 "\"}",
        "{\"v\":3,\"visit\":\"" HEX32 "\",\"n\":1,\"line\":\"{}\",\"mac\":\"" HEX64 "\"}",
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct visit_reply r;
        assert_int_equal(visit_reply_read(rows[i], strlen(rows[i]), &r, NULL), -1);
        visit_reply_done(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(a_request_as_long_as_may_be),
        cmocka_unit_test(nothing_is_left_out_of_the_mac),
        cmocka_unit_test(what_makes_no_sense_is_refused),
        cmocka_unit_test(answers_that_make_no_sense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
