/* SPDX-License-Identifier: MIT */
/* The small conversions: bare text, words, pointers with places, source times and qualities. */
#include "data/decode/pointer.h"
#include "data/decode/quality.h"
#include "data/decode/raw.h"
#include "data/decode/stamp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* A JSON scalar as the scanner would hand it over. */
static struct scan_value json(const char *text)
{
    struct scan_node node[1];
    struct scan_plan plan;
    struct scan_value value[1];
    scan_plan_init(&plan, node, 1, NULL, 0);
    assert_int_equal(scan_plan_add(&plan, "", 0), 0);
    assert_int_equal(scan_document(&plan, text, strlen(text), value, NULL), SCAN_FINE);
    return value[0];
}

static void test_raw(void **state)
{
    static const struct {
        const char *text, *wanted;
    } rows[] = {
        {"12", "12"}, {" 12\r\n", "12"}, {"\t a b \t", "a b"}, {"", ""}, {" \n", ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct scan_value value = raw_value(rows[i].text, strlen(rows[i].text));
        assert_int_equal(value.kind, SCAN_TEXT);
        assert_int_equal(value.length, strlen(rows[i].wanted));
        assert_memory_equal(value.text, rows[i].wanted, value.length);
    }
    assert_int_equal(raw_value(NULL, 0).length, 0);
    assert_non_null(raw_value(NULL, 0).text);
}

static void test_word(void **state)
{
    struct word word;
    char big[WORD_MAX + 2];
    (void)state;
    struct scan_value value = json("\" \\u0041b\\n\"");
    word_read(&word, &value);
    assert_true(word.whole);
    assert_true(word_is(&word, "AB"));
    assert_false(word_is(&word, "ABC"));
    assert_false(word_is(&word, "A"));
    value = json("true");
    word_read(&word, &value);
    assert_true(word_is(&word, "TRUE"));
    memset(big, 'x', sizeof big);
    value = raw_value(big, sizeof big);
    word_read(&word, &value);
    assert_false(word.whole);
    big[WORD_MAX] = '\0';
    assert_false(word_is(&word, big));
}

static void test_places(void **state)
{
    static const struct topic_level level[] = {{"press3", 6}, {"a/b~c", 5}, {"", 0}};
    static const struct {
        const char *pointer, *filled;
        int result;
        bool places;
    } rows[] = {
        {"/value", "/value", 6, false},   {"", "", 0, false},
        {"/{1}/v", "/press3/v", 9, true}, {"/x{1}y", "/xpress3y", 9, true},
        {"/{2}", "/a~1b~0c", 8, true},    {"/{1}{2}{3}", "/press3a~1b~0c", 14, true},
        {"/{3}", "/", 1, true},           {"/{4}", NULL, -1, true},
        {"/{999}", NULL, -1, true},       {"/{1000}", "/{1000}", 7, false},
        {"/{0}", "/{0}", 4, false},       {"/{}", "/{}", 3, false},
        {"/{a}", "/{a}", 4, false},       {"/{1", "/{1", 3, false},
        {"/{{1}}", "/{press3}", 9, true},
    };
    char out[SCAN_POINTER_MAX];
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        print_message("%s\n", rows[i].pointer);
        assert_int_equal(pointer_has_places(rows[i].pointer), rows[i].places);
        int n = pointer_fill(rows[i].pointer, level, 3, out);
        assert_int_equal(n, rows[i].result);
        if (n >= 0)
            assert_memory_equal(out, rows[i].filled, (size_t)n);
    }
    char many[600];
    memset(many, '/', sizeof many);
    const struct topic_level slashes = {many, 300};
    assert_int_equal(pointer_fill("/{1}", &slashes, 1, out), -2);
    const struct topic_level fits = {many, 255};
    assert_int_equal(pointer_fill("/{1}", &fits, 1, out), 511);
}

/* standards.md §6.1 and its traps. */
static void test_stamps(void **state)
{
    static const struct {
        const char *json;
        enum time_unit unit;
        int result;
        int64_t wall_ms;
    } rows[] = {
        {"1702286893", TIME_AUTO, 0, INT64_C(1702286893000)},
        {"1733904005123", TIME_AUTO, 0, INT64_C(1733904005123)},
        {"1733904005123456", TIME_AUTO, 0, INT64_C(1733904005123)},
        {"1733904005123456789", TIME_AUTO, 0, INT64_C(1733904005123)},
        {"1631266595.43", TIME_AUTO, 0, INT64_C(1631266595430)},
        {"1.6e9", TIME_AUTO, 0, INT64_C(1600000000000)},
        {"1733904005123.999", TIME_AUTO, 0, INT64_C(1733904005123)},
        {"1.733904005123456789e18", TIME_AUTO, 0, INT64_C(1733904005123)},
        {"1733904005123456.5", TIME_US, 0, INT64_C(1733904005123)},
        {"\"1702286893\"", TIME_AUTO, 0, INT64_C(1702286893000)},
        {"\" 1733904005123 \"", TIME_MS, 0, INT64_C(1733904005123)},
        {"1702286893", TIME_MS, 0, INT64_C(1702286893)},
        {"1733904005123", TIME_ISO8601, 0, INT64_C(1733904005123)},
        {"\"2025-10-20T15:30:45.123456Z\"", TIME_AUTO, 0, INT64_C(1760974245123)},
        {"\"2025-10-20 15:30:45.123456789Z\"", TIME_ISO8601, 0, INT64_C(1760974245123)},
        {"\"2025-10-20T10:30:45-05:00\"", TIME_S, 0, INT64_C(1760974245000)},
        {"\"2025-10-20T15:30:45\\u005a\"", TIME_AUTO, 0, INT64_C(1760974245000)},
        /* no zone: the plant's, two hours east of UTC */
        {"\"2025-10-20T15:30:45\"", TIME_AUTO, 0, INT64_C(1760967045000)},
        {"0", TIME_AUTO, -1, 0},
        {"42", TIME_AUTO, -1, 0},
        {"99999999999999999999", TIME_AUTO, -1, 0},
        {"1e400", TIME_AUTO, -1, 0},
        {"18446744073709551616", TIME_NS, -1, 0},
        {"\"\"", TIME_AUTO, -1, 0},
        {"\"soon\"", TIME_AUTO, -1, 0},
        {"\"2025-02-30T00:00:00Z\"", TIME_AUTO, -1, 0},
        {"\"20:15\"", TIME_AUTO, -1, 0},
        {"\"-\"", TIME_AUTO, -1, 0},
        {"true", TIME_AUTO, -1, 0},
        {"null", TIME_AUTO, -1, 0},
        {"{}", TIME_AUTO, -1, 0},
        {"[1733904005123]", TIME_AUTO, -1, 0},
    };
    static const struct zone east = {.name = "east", .count = 1, .change = {{0, 7200}}};
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t wall_ms = 0;
        struct scan_value value = json(rows[i].json);
        print_message("%s\n", rows[i].json);
        assert_int_equal(stamp_read(&value, rows[i].unit, &east, &wall_ms), rows[i].result);
        if (rows[i].result == 0)
            assert_int_equal(wall_ms, rows[i].wall_ms);
    }
    static const struct zone none;
    int64_t wall_ms;
    struct scan_value local = json("\"2025-10-20T15:30:45\"");
    assert_int_equal(stamp_read(&local, TIME_AUTO, &none, &wall_ms), 0);
    assert_int_equal(wall_ms, INT64_C(1760974245000));
    char big[WORD_MAX + 2];
    memset(big, '1', sizeof big);
    struct scan_value huge = raw_value(big, sizeof big);
    assert_int_equal(stamp_read(&huge, TIME_AUTO, &none, &wall_ms), -1);
}

static void test_qualities(void **state)
{
    static const struct {
        const char *json;
        enum quality plain, status;
    } rows[] = {
        {"true", Q_GOOD, Q_GOOD}, /* Kepware q */
        {"false", Q_BAD, Q_BAD},
        {"null", Q_GOOD, Q_GOOD},
        {"1", Q_GOOD, Q_GOOD},
        {"0", Q_BAD, Q_GOOD}, /* Sparkplug bad; OPC UA good */
        {"0.0", Q_BAD, Q_GOOD},
        {"192", Q_GOOD, Q_GOOD}, /* OPC DA, Sparkplug, Ignition */
        {"216", Q_GOOD, Q_GOOD}, /* good, local override */
        {"24", Q_BAD, Q_BAD},
        {"64", Q_BAD, Q_BAD},
        {"500", Q_BAD, Q_BAD}, /* Sparkplug stale */
        {"512", Q_BAD, Q_BAD},
        {"3080192", Q_GOOD, Q_GOOD},  /* 0x002F0000 */
        {"1083113472", Q_BAD, Q_BAD}, /* 0x408F0000 uncertain */
        {"2147483648", Q_BAD, Q_BAD}, /* 0x80000000 bad */
        {"-2147483648", Q_BAD, Q_BAD},
        {"4294967295", Q_BAD, Q_BAD},
        {"4294967296", Q_NONE, Q_NONE},
        {"-4294967296", Q_NONE, Q_NONE},
        {"0.5", Q_NONE, Q_NONE},
        {"1e400", Q_NONE, Q_NONE},
        {"\"good\"", Q_GOOD, Q_GOOD},
        {"\"GOOD\"", Q_GOOD, Q_GOOD},
        {"\"GoodClamped\"", Q_GOOD, Q_GOOD},
        {"\"Good_Unspecified\"", Q_GOOD, Q_GOOD},
        {"\"ok\"", Q_GOOD, Q_GOOD},
        {"\"okay\"", Q_NONE, Q_NONE},
        {"\"valid\"", Q_GOOD, Q_GOOD},
        {"\"bad\"", Q_BAD, Q_BAD},
        {"\"Bad_Stale\"", Q_BAD, Q_BAD},
        {"\"BadNoCommunication\"", Q_BAD, Q_BAD},
        {"\"uncertain\"", Q_BAD, Q_BAD},
        {"\"UncertainLastUsableValue\"", Q_BAD, Q_BAD},
        {"\"False\"", Q_BAD, Q_BAD},
        {"\"192\"", Q_GOOD, Q_GOOD},
        {"\"0\"", Q_BAD, Q_GOOD},
        {"\"\"", Q_NONE, Q_NONE},
        {"\"so so\"", Q_NONE, Q_NONE},
        {"[]", Q_NONE, Q_NONE},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct scan_value value = json(rows[i].json);
        print_message("%s\n", rows[i].json);
        assert_int_equal(quality_read(&value, NULL, false), rows[i].plain);
        assert_int_equal(quality_read(&value, NULL, true), rows[i].status);
    }
    /* an object says it by its Code, which is left out when good */
    struct scan_value object = json("{}"), bad = json("2147483648"), good = json("0");
    const struct scan_value absent = {.kind = SCAN_ABSENT};
    assert_int_equal(quality_read(&object, &absent, false), Q_GOOD);
    assert_int_equal(quality_read(&object, &good, false), Q_GOOD);
    assert_int_equal(quality_read(&object, &bad, false), Q_BAD);
    assert_int_equal(quality_read(&object, &object, false), Q_NONE);
    assert_int_equal(quality_read(&object, NULL, false), Q_NONE);
    assert_int_equal(quality_read(&absent, NULL, false), Q_GOOD);
}

static void test_status_pointers(void **state)
{
    static const struct {
        const char *pointer;
        bool status;
    } rows[] = {
        {"/StatusCode", true},  {"/v/Status/Code", true},
        {"/status/code", true}, {"/Status", true},
        {"/q", false},          {"/status/quality", false},
        {"/Code", false},       {"", false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        print_message("%s\n", rows[i].pointer);
        assert_int_equal(quality_is_status(rows[i].pointer), rows[i].status);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_raw),       cmocka_unit_test(test_word),
        cmocka_unit_test(test_places),    cmocka_unit_test(test_stamps),
        cmocka_unit_test(test_qualities), cmocka_unit_test(test_status_pointers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
