/* SPDX-License-Identifier: MIT */
/* What the reader of batches adds to tests/unit/model/test_batch.c: bodies that a database can
 * take, numbers at their limits, texts that fill the block they are put into, and the versions of
 * the wire. */
#include "data/decode/batch_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define EPOCH "0123456789abcdef0123456789abcdef"
#define HASH  "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static char text[BATCH_MAX + 1];
static struct batch got;

static void bodies(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        bool object;
    } rows[] = {
        {"{}", true},
        {" {}", true},
        {"{\"a\":[1,2.5,-3e2,{\"b\":null}],\"c\":\"\xc3\xb6\\u00f6\"}", true},
        {"{\"id\":\"3e40\",\"n\":123456789012345678}", true},
        {"{\"a\":{\"b\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}"
         "}",
         true},
        {"", false},
        {"[]", false},
        {"7", false},
        {"{\"a\":1", false},
        {"{\"a\":1}}", false},
        {"{\"a\":\"\\u0000\"}", false},
        {"{\"a\":\"\\\\u0000\"}", true},
        {"{\"a\":1e999999}", false},
        {"{\"a\":99999999999999999999}", false},
        {"{\"a\":\"\\ud800\"}", false},
        {"{\"a\":\"\xff\"}", false},
        {"{\"a\":01}", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (batch_body_is_object(rows[i].body, strlen(rows[i].body)) != rows[i].object)
            fail_msg("%s", rows[i].body);
}

static int read_with(const char *head, const char *record, struct cause *why)
{
    (void)snprintf(text, sizeof text, "{%s,\"records\": [ {%s} ]}", head, record);
    return batch_read(text, strlen(text), &got, why);
}

#define HEAD(version)                                                                            \
    "\"v\":" version ",\"epoch\":\"" EPOCH "\",\"first\":3,\"boot_id\":\"b\",\"before\":\"" HASH \
    "\""
#define RECORD(wall)                                              \
    "\"kind\":\"zeal\",\"id\":\"Z1\",\"rev\":1,\"wall_ms\":" wall \
    ",\"boot_ms\":1,\"actor\":\"a\",\"config\":\"c\",\"hash\":\"" HASH "\",\"body\":\"{}\""

static void numbers_at_their_limits(void **state)
{
    (void)state;
    static const struct {
        const char *record;
        bool fine;
        int64_t wall_ms;
    } rows[] = {
        {RECORD("9223372036854775807"), true, INT64_MAX},
        {RECORD("-9223372036854775808"), true, INT64_MIN},
        {RECORD("-0"), true, 0},
        {RECORD("9223372036854775808"), false, 0},
        {RECORD("-9223372036854775809"), false, 0},
        {RECORD("1e3"), false, 0},
        {RECORD("1.0"), false, 0},
        {RECORD("\"1\""), false, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(read_with(HEAD("1"), rows[i].record, NULL), 0);
        assert_int_equal(got.record[0].why == NULL, rows[i].fine);
        if (rows[i].fine)
            assert_int_equal(got.record[0].wall_ms, rows[i].wall_ms);
        batch_done(&got);
    }
}

/* What a hub makes of a station that is older or newer than itself. */
static void other_versions(void **state)
{
    (void)state;
    struct cause why = {{0}};
    assert_int_equal(read_with(HEAD("2"), RECORD("1"), &why), -1);
    assert_non_null(strstr(why.text, "another version"));
    assert_int_equal(read_with(HEAD("0"), RECORD("1"), &why), -1);
    assert_int_equal(read_with(HEAD("1") ",\"new\":{\"a\":[1,{}]}",
                               RECORD("1") ",\"newer\":[true,null,\"\\u00f6\"]", NULL),
                     0);
    assert_null(got.record[0].why);
    assert_string_equal(got.record[0].kind, "zeal");
    batch_done(&got);
    assert_int_equal(read_with(HEAD("1"), RECORD("1") ",\"id\":\"Z2\"", &why), -1);
    assert_non_null(strstr(why.text, "twice"));
}

#define PREVIOUS "fedcba9876543210fedcba9876543210"

static void what_it_goes_on_from(void **state)
{
    (void)state;
    static const struct {
        const char *said;
        bool told;
        const char *root, *previous;
        int64_t seq;
    } rows[] = {
        {"", false, "", "", 0},
        {",\"root\":\"" EPOCH "\"", true, EPOCH, "", 0},
        {",\"root\":\"" PREVIOUS "\"", false, PREVIOUS, "", 0},
        {",\"root\":\"" EPOCH "\",\"previous\":\"" PREVIOUS "\",\"previous_seq\":7", true, EPOCH,
         PREVIOUS, 7},
        {",\"previous\":\"" PREVIOUS "\",\"previous_seq\":7", true, "", PREVIOUS, 7},
        {",\"previous\":\"" PREVIOUS "\"", false, "", "", 0},
        {",\"previous\":\"" PREVIOUS "\",\"previous_seq\":-1", false, "", "", 0},
        {",\"previous\":\"P\",\"previous_seq\":7,\"root\":[]", false, "", "", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char head[400];
        (void)snprintf(head, sizeof head, "%s%s", HEAD("1"), rows[i].said);
        assert_int_equal(read_with(head, RECORD("1"), NULL), 0);
        assert_int_equal(got.lineage.told, rows[i].told);
        assert_string_equal(got.lineage.root, rows[i].root);
        assert_string_equal(got.lineage.previous, rows[i].previous);
        assert_int_equal(got.lineage.seq, rows[i].seq);
        batch_done(&got);
    }
}

static void texts_fill_their_room(void **state)
{
    (void)state;
    size_t at = (size_t)snprintf(text, sizeof text, "{%s,\"records\":[", HEAD("1"));
    for (int i = 0; i < 100; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "%s{%s}", i ? "," : "", RECORD("1"));
    (void)snprintf(text + at, sizeof text - at, "]}");
    assert_int_equal(batch_read(text, strlen(text), &got, NULL), 0);
    assert_int_equal(got.count, 100);
    for (int i = 0; i < 100; i++) {
        assert_null(got.record[i].why);
        assert_string_equal(got.record[i].hash, HASH);
        assert_string_equal(got.record[i].body, "{}");
    }
    batch_done(&got);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bodies),
        cmocka_unit_test(numbers_at_their_limits),
        cmocka_unit_test(other_versions),
        cmocka_unit_test(what_it_goes_on_from),
        cmocka_unit_test(texts_fill_their_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
