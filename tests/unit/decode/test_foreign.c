/* SPDX-License-Identifier: MIT */
/* Recordings of other programs: what a file is, and its lines. What mosquitto_sub is made to say
 * here is what version 2.0.11 wrote. */
#include "data/decode/capture/foreign.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define OURS     "{\"t\":0,\"wall\":1,\"topic\":\"a\",\"qos\":0,\"retain\":false,\"b64\":\"\"}\n"
#define TST      "\"tst\":\"2026-11-23T05:03:09.247118Z+0100\""
#define AT       INT64_C(1795406589247) /* that time */

static void test_recognised(void **state)
{
    static const struct {
        const char *head, *words;
    } rows[] = {
        {"", NULL},
        {OURS, NULL},
        {"\xEF\xBB\xBF" OURS OURS, NULL},
        {"{\"t\":0,\"wall\":1,\"src\":\"gpio\"}\n", NULL},
        {"{\"t\":0,\"wa\n" OURS "{\"t\":", NULL},
        {"Connection error\n" OURS, NULL},
        {"{" TST ",\"topic\":\"a\",\"payload\":\"1\"}\n", "JSON lines of time, topic and payload"},
        {"Error: Message payload is not valid JSON on topic a.\n\n"
         "{" TST ",\"topic\":\"a\",\"payload\":1}\n",
         "JSON lines of time, topic and payload"},
        {"{\"topic\":\"a\",\"payload\":\"1\"}\r\n",
         "JSON lines of topic and payload, without times"},
        {"1795406588.464935672 kept x y\n1795406589.2 a/c text\n",
         "lines of time, topic and payload"},
        {"2026-11-23T04:03:08+0000 kept x\n", "lines of time, topic and payload"},
        {"2026-11-23 04:03:08.250 kept x\n", "lines of time, topic and payload"},
        {"1795406588.4 kept 7b2261223a20\n1795406588.5 a b 01ff\n1795406588.5 c \n",
         "lines of time, topic and hexadecimal payload"},
        {"kept 7b2261223a20\n", "lines of topic and hexadecimal payload, without times"},
        {"count 31323334\ncount 31323335\n", "lines of topic and payload, without times"},
        {"kept x y\nemp (null)\n", "lines of topic and payload, without times"},
        {"a/b\n", "lines of topic and payload, without times"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct foreign foreign;
        struct cause why = {.text = ""};
        print_message("%s\n", rows[i].head);
        assert_int_equal(foreign_recognise(rows[i].head, strlen(rows[i].head), &foreign, &why), 0);
        const char *words = foreign_words(&foreign);
        if (rows[i].words)
            assert_string_equal(words, rows[i].words);
        else
            assert_null(words);
    }
}

static void test_refused(void **state)
{
    static const struct {
        const char *head, *words;
    } rows[] = {
        {"SQLite format 3", "database"},
        {"\x28\xb5\x2f\xfd..", "zstd -dc"},
        {"\xfd"
         "7zXZ..",
         "xz -dc"},
        {"BZh9", "bzip2 -dc"},
        {"PK\x03\x04", "unzip"},
        {"\xd4\xc3\xb2\xa1", "pcap"},
        {"\xff\xfe{", "iconv"},
        {"[\n{\"topic\":\"a\",\"payload\":1}]", "jq -c"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct foreign foreign;
        struct cause why = {.text = ""};
        assert_int_equal(foreign_recognise(rows[i].head, strlen(rows[i].head), &foreign, &why), -1);
        print_message("%s\n", why.text);
        assert_non_null(strstr(why.text, rows[i].words));
    }
}

static const struct foreign json = {.kind = FOREIGN_JSON, .timed = true};
static const struct foreign text = {.kind = FOREIGN_TEXT, .timed = true};
static const struct foreign hex = {.kind = FOREIGN_TEXT, .timed = true, .hex = true};
static const struct foreign plain = {.kind = FOREIGN_TEXT};

static void test_lines(void **state)
{
    static const struct {
        const struct foreign *foreign;
        const char *line;
        int64_t wall_ms;
        const char *topic, *payload;
        size_t length;
        bool stored;
    } rows[] = {
        {&json,
         "{" TST ",\"topic\":\"a/b\",\"qos\":0,\"retain\":1,\"payloadlen\":26,\"payload\":"
         "\"{\\\"a\\\": 1.50, \\\"s\\\":\\\"x\\\\u00e4\\\"}\"}",
         AT, "a/b", "{\"a\": 1.50, \"s\":\"x\\u00e4\"}", 26, true},
        {&json,
         "{" TST ",\"topic\":\"a\",\"qos\":0,\"retain\":0,\"payloadlen\":26,\"payload\":"
         "{\"a\":1.5,\"s\":\"x\"}}",
         AT, "a", "{\"a\":1.5,\"s\":\"x\"}", 17, false},
        {&json, "{" TST ",\"topic\":\"a\",\"payloadlen\":4,\"payload\":12.5}", AT, "a", "12.5", 4,
         false},
        {&json, "{" TST ",\"topic\":\"a\",\"payloadlen\":0,\"payload\":null}", AT, "a", "", 0,
         false},
        /* %J of a JSON text keeps its quotes, %j of the same letters has none */
        {&json, "{" TST ",\"topic\":\"a\",\"payloadlen\":5,\"payload\":\"RUN\"}", AT, "a",
         "\"RUN\"", 5, false},
        {&json, "{" TST ",\"topic\":\"a\",\"payloadlen\":3,\"payload\":\"RUN\"}", AT, "a", "RUN", 3,
         false},
        /* Node-RED and the like */
        {&json,
         "{\"_msgid\":\"1\",\"topic\":\"a\",\"payload\":true,\"retain\":true,"
         "\"timestamp\":1795406589247}",
         AT, "a", "true", 4, true},
        {&json,
         "{\"ts\":1795406589.247,\"topic\":\"a\",\"payload\":{\"type\":\"Buffer\","
         "\"data\":[0, 1,\n255]}}",
         AT, "a", "\0\1\xff", 3, false},
        {&json, "{\"time\":\"2026-11-23T04:03:09.247\",\"topic\":\"a\",\"payload\":[1,{}]}", AT,
         "a", "[1,{}]", 6, false},
        {&text, "1795406589.247118000 a/c text \"q\"\r", AT, "a/c", "text \"q\"", 8, false},
        {&text, "1795406589247 a/c 1", AT, "a/c", "1", 1, false},
        {&text, "1795406589247118 a/c 1", AT, "a/c", "1", 1, false},
        {&text, "2026-11-23T05:03:09+0100 a 12.5", AT - 247, "a", "12.5", 4, false},
        {&text, "2026-11-23 04:03:09.247 a 12.5", AT, "a", "12.5", 4, false},
        {&text, "1795406589.247 emp ", AT, "emp", "", 0, false},
        {&text, "1795406589.247 emp", AT, "emp", "", 0, false},
        {&text, "1795406589.247 emp (null)", AT, "emp", "", 0, false},
        {&hex, "1795406589.247 with space 0001fFfe", AT, "with space", "\0\1\xff\xfe", 4, false},
        {&hex, "1795406589.247 emp ", AT, "emp", "", 0, false},
        {&plain, "kept x y", TIME_NONE, "kept", "x y", 3, false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct capture_line line;
        struct cause why = {.text = ""};
        print_message("%s\n", rows[i].line);
        int result =
            foreign_parse(rows[i].foreign, rows[i].line, strlen(rows[i].line), &line, &why);
        assert_string_equal(why.text, "");
        assert_int_equal(result, 1);
        assert_true(line.wall_ms == rows[i].wall_ms);
        assert_true(line.t_us / 1000 == (rows[i].wall_ms == TIME_NONE ? 0 : rows[i].wall_ms));
        assert_string_equal(line.topic, rows[i].topic);
        assert_string_equal(line.source, "mqtt");
        assert_int_equal(line.length, rows[i].length);
        assert_memory_equal(line.payload, rows[i].payload, line.length);
        assert_int_equal(line.stored, rows[i].stored);
        capture_line_done(&line);
    }
}

static void test_lines_refused(void **state)
{
    static const struct {
        const struct foreign *foreign;
        const char *line, *words;
    } rows[] = {
        {&json, "{" TST ",\"topic\":\"bin\",\"payloadlen\":4,\"payload\":\"\"}", "not text"},
        {&json, "{\"topic\":\"a\",\"payload\":1}", "does not say when"},
        {&json, "{\"tst\":\"soon\",\"topic\":\"a\",\"payload\":1}", "does not say when"},
        {&json, "{" TST ",\"payload\":1}", "\"topic\""},
        {&json, "{" TST ",\"topic\":\"\",\"payload\":1}", "no topic"},
        {&json, "{" TST ",\"topic\":\"a\"}", "\"payload\""},
        {&json, "{" TST ",\"topic\":\"a\",\"payload\":{\"type\":\"Buffer\",\"data\":[256]}}",
         "0 to 255"},
        {&json, "{" TST ",\"topic\":\"a\",\"payload\":{\"type\":\"Buffer\",\"data\":[-1]}}",
         "0 to 255"},
        {&json, "{" TST ",\"topic\":\"a\",\"payload\":", "malformed JSON"},
        {&text, "lines", "does not begin with a time"},
        {&text, "1795406589.247", "no topic"},
        {&text, "1795406589.247 \xff\xfe 1", "no topic"},
        {&hex, "1795406589.247 a 0g", "hexadecimal"},
        {&hex, "1795406589.247 a 123", "hexadecimal"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct capture_line line;
        struct cause why = {.text = ""};
        assert_int_equal(
            foreign_parse(rows[i].foreign, rows[i].line, strlen(rows[i].line), &line, &why), -1);
        print_message("%s\n", why.text);
        assert_non_null(strstr(why.text, rows[i].words));
        assert_null(line.topic);
        assert_null(line.payload);
    }
}

static void test_blank_and_long(void **state)
{
    struct capture_line line;
    struct cause why;
    size_t size = CAPTURE_LINE_MAX + 1;
    char *many = malloc(size);
    (void)state;
    assert_non_null(many);
    memset(many, 'a', size);
    assert_int_equal(foreign_parse(&plain, " \t\r", 3, &line, &why), 0);
    assert_int_equal(foreign_parse(&json, "", 0, &line, &why), 0);
    assert_int_equal(foreign_parse(&plain, many, size, &line, &why), -1);
    free(many);
}

/* Without a zone a time is the plant's. */
static void test_plant_time(void **state)
{
    static const struct zone zone = {.name = "x", .count = 1, .change = {{0, -6 * 3600}}};
    struct foreign foreign = {.kind = FOREIGN_TEXT, .timed = true, .zone = &zone};
    static const char words[] = "2026-11-22 22:03:09.247 a 1";
    struct capture_line line;
    struct cause why;
    (void)state;
    assert_int_equal(foreign_parse(&foreign, words, sizeof words - 1, &line, &why), 1);
    assert_true(line.wall_ms == AT);
    capture_line_done(&line);
}

static void test_blanks_in_topics(void **state)
{
    static const char *const filters[] = {"a/b", "Site/Line 1/state", "Site/Line 2/+/x y"};
    static const struct {
        const char *line, *topic, *payload;
    } rows[] = {
        {"a/b c d", "a/b", "c d"},
        {"Site/Line 1/state RUN now", "Site/Line 1/state", "RUN now"},
        {"Site/Line 1/state", "Site/Line 1/state", ""},
        {"Site/Line 2/p 3/x y z", "Site/Line 2/p 3/x y", "z"},
        {"Site/Line 1/other RUN", "Site/Line", "1/other RUN"}, /* nobody wants it */
    };
    struct foreign foreign = plain;
    (void)state;
    foreign_wants(&foreign, filters, COUNT(filters));
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct capture_line line;
        struct cause why;
        assert_int_equal(foreign_parse(&foreign, rows[i].line, strlen(rows[i].line), &line, &why),
                         1);
        assert_string_equal(line.topic, rows[i].topic);
        assert_int_equal(line.length, strlen(rows[i].payload));
        assert_memory_equal(line.payload, rows[i].payload, line.length);
        capture_line_done(&line);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recognised),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_lines_refused),
        cmocka_unit_test(test_blank_and_long),
        cmocka_unit_test(test_plant_time),
        cmocka_unit_test(test_blanks_in_topics),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
