/* SPDX-License-Identifier: MIT */
/* Lines of capture files, read and written; Base64. */
#include "data/decode/base64.h"
#include "data/decode/capture.h"
#include "data/model/clock.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

static void test_base64(void **state)
{
    static const struct {
        const char *plain, *text;
    } rows[] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
        {"\xFF\xFE\xFB", "//77"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[16];
        unsigned char plain[16];
        size_t n = strlen(rows[i].plain), length;
        base64_encode((const unsigned char *)rows[i].plain, n, text);
        assert_int_equal(BASE64_LENGTH(n), strlen(rows[i].text));
        assert_memory_equal(text, rows[i].text, BASE64_LENGTH(n));
        assert_true(base64_decode(rows[i].text, strlen(rows[i].text), plain, &length));
        assert_int_equal(length, n);
        assert_memory_equal(plain, rows[i].plain, n);
    }
    static const char *const bad[] = {
        "Z",    "Zg",     "Zg=",  "Zg==Zg==",        "Z===", "====", "Zg=g", "Zh==", "Zm9=",
        "Zm 9", "Zm9v\n", "Zm9-", "\xC3\xA9\xC3\xA9"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        unsigned char out[16];
        size_t length;
        print_message("%s\n", bad[i]);
        assert_false(base64_decode(bad[i], strlen(bad[i]), out, &length));
    }
}

/* Every byte value, every length, and back in place. */
static void test_base64_round_trip(void **state)
{
    unsigned char in[300];
    (void)state;
    for (size_t i = 0; i < sizeof in; i++)
        in[i] = (unsigned char)(i * 7);
    for (size_t n = 0; n <= sizeof in; n++) {
        char text[BASE64_LENGTH(sizeof in)];
        size_t length;
        base64_encode(in, n, text);
        assert_true(base64_decode(text, BASE64_LENGTH(n), (unsigned char *)text, &length));
        assert_int_equal(length, n);
        assert_memory_equal(text, in, n);
    }
}

static int parse(const char *text, struct capture_line *line, struct cause *why)
{
    why->text[0] = '\0';
    return capture_parse(text, strlen(text), line, why);
}

static void test_a_full_line(void **state)
{
    struct capture_line line;
    struct cause why;
    (void)state;
    assert_int_equal(
        parse("{\"t\": 12.3456789, \"wall\": 1783954519312, \"topic\": \"a/\\u00e9 b\","
              " \"qos\": 1, \"retain\": true, \"stored\": true, \"extra\": [1, {}],"
              " \"b64\": \"RXhl\\/w==\"}\r\n",
              &line, &why),
        1);
    assert_true(line.t_us == 12345679);
    assert_true(line.wall_ms == INT64_C(1783954519312));
    assert_string_equal(line.topic, "a/\xC3\xA9 b");
    assert_int_equal(line.qos, 1);
    assert_true(line.retain);
    assert_true(line.stored);
    assert_string_equal(line.source, "mqtt");
    assert_int_equal(line.length, 4);
    assert_memory_equal(line.payload, "Exe\xFF", 4);
    capture_line_done(&line);
    assert_null(line.topic);
    assert_null(line.payload);
    capture_line_done(&line);
}

static void test_the_least_line(void **state)
{
    struct capture_line line;
    struct cause why;
    (void)state;
    assert_int_equal(parse("{\"t\":0,\"topic\":\"a\",\"b64\":\"\"}", &line, &why), 1);
    assert_true(line.t_us == 0);
    assert_true(line.wall_ms == TIME_NONE);
    assert_int_equal(line.qos, 0);
    assert_false(line.retain || line.stored);
    assert_int_equal(line.length, 0);
    assert_non_null(line.payload);
    capture_line_done(&line);
    /* other inputs need no topic */
    assert_int_equal(parse("{\"t\":1,\"wall\":null,\"src\":\"gpio\"}", &line, &why), 1);
    assert_string_equal(line.source, "gpio");
    assert_string_equal(line.topic, "");
    assert_int_equal(line.length, 0);
    capture_line_done(&line);
    static const char *const blank[] = {"", " ", "\r\n", "\t"};
    for (size_t i = 0; i < COUNT(blank); i++) {
        assert_int_equal(parse(blank[i], &line, &why), 0);
        assert_null(line.topic);
    }
}

static void test_malformed_lines(void **state)
{
    static const struct {
        const char *text, *why;
    } rows[] = {
        {"x", "malformed JSON at byte 0: a character out of place"},
        {"{\"t\":1", "malformed JSON at byte 6: it ends too early"},
        {"{\"t\":1,\"t\":1}", "malformed JSON at byte 7: the same key twice in an object"},
        {"[]", "\"t\" must be seconds from the start"},
        {"{\"topic\":\"a\",\"b64\":\"\"}", "\"t\" must be seconds from the start"},
        {"{\"t\":\"1\",\"topic\":\"a\",\"b64\":\"\"}", "\"t\" must be seconds from the start"},
        {"{\"t\":-1,\"topic\":\"a\",\"b64\":\"\"}", "\"t\" must be seconds from the start"},
        {"{\"t\":1e400,\"topic\":\"a\",\"b64\":\"\"}", "\"t\" must be seconds from the start"},
        {"{\"t\":1,\"b64\":\"\"}", "\"topic\" must be a text"},
        {"{\"t\":1,\"topic\":7,\"b64\":\"\"}", "\"topic\" must be a text"},
        {"{\"t\":1,\"topic\":\"\",\"b64\":\"\"}", "\"topic\" must not be empty or hold NUL"},
        {"{\"t\":1,\"topic\":\"a\\u0000\",\"b64\":\"\"}",
         "\"topic\" must not be empty or hold NUL"},
        {"{\"t\":1,\"topic\":\"a\"}", "\"b64\" must be a text"},
        {"{\"t\":1,\"topic\":\"a\",\"b64\":null}", "\"b64\" must be a text"},
        {"{\"t\":1,\"topic\":\"a\",\"b64\":\"Zg=\"}", "\"b64\" is no Base64"},
        {"{\"t\":1,\"topic\":\"a\",\"b64\":\"Zg==\",\"wall\":\"now\"}",
         "\"wall\" must be milliseconds since 1970"},
        {"{\"t\":1,\"topic\":\"a\",\"b64\":\"Zg==\",\"wall\":-5}",
         "\"wall\" must be milliseconds since 1970"},
        {"{\"t\":1,\"topic\":\"a\",\"b64\":\"Zg==\",\"qos\":3}", "\"qos\" must be 0, 1 or 2"},
        {"{\"t\":1,\"topic\":\"a\",\"b64\":\"Zg==\",\"qos\":0.5}", "\"qos\" must be 0, 1 or 2"},
        {"{\"t\":1,\"topic\":\"a\",\"b64\":\"Zg==\",\"retain\":1}",
         "\"retain\" must be true or false"},
        {"{\"t\":1,\"topic\":\"a\",\"b64\":\"Zg==\",\"stored\":\"yes\"}",
         "\"stored\" must be true or false"},
        {"{\"t\":1,\"src\":7}", "\"src\" must be a text"},
        {"{\"t\":1,\"src\":\"a b\"}", "\"src\" must be mqtt, gpio or command"},
        {"{\"t\":1,\"src\":\"longer-than-sixteen\"}", "\"src\" must be mqtt, gpio or command"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct capture_line line;
        struct cause why;
        print_message("%s\n", rows[i].text);
        assert_int_equal(parse(rows[i].text, &line, &why), -1);
        assert_string_equal(why.text, rows[i].why);
        assert_null(line.topic);
        assert_null(line.payload);
    }
}

static void test_a_line_too_long(void **state)
{
    size_t size = CAPTURE_LINE_MAX + 1;
    char *big = malloc(size);
    struct capture_line line;
    struct cause why;
    (void)state;
    assert_non_null(big);
    memset(big, ' ', size);
    assert_int_equal(capture_parse(big, size, &line, &why), -1);
    assert_string_equal(why.text, "a line of 4194305 bytes, more than 4194304");
    assert_int_equal(capture_parse(big, size - 1, &line, &why), 0);
    free(big);
}

static void test_written_and_read_again(void **state)
{
    char topic[] = "a/\"q\"/\xC3\xA9\x01";
    unsigned char payload[] = {0, 1, 0xFF, '"'};
    const struct capture_line line = {.t_us = 1500000,
                                      .wall_ms = INT64_C(1783954519312),
                                      .topic = topic,
                                      .payload = payload,
                                      .length = sizeof payload,
                                      .qos = 1,
                                      .retain = true,
                                      .stored = true,
                                      .source = "gpio"};
    char out[512];
    struct capture_line back;
    struct cause why;
    (void)state;
    size_t length = capture_format(&line, out, sizeof out);
    assert_string_equal(
        out, "{\"t\":1.5,\"wall\":1783954519312,\"topic\":\"a/\\\"q\\\"/\xC3\xA9\\u0001\","
             "\"qos\":1,\"retain\":true,\"stored\":true,\"src\":\"gpio\","
             "\"b64\":\"AAH/Ig==\"}");
    assert_int_equal(length, strlen(out));
    json_t *root = json_loadb(out, length, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    json_decref(root);
    assert_int_equal(capture_parse(out, length, &back, &why), 1);
    assert_true(back.t_us == line.t_us && back.wall_ms == line.wall_ms);
    assert_string_equal(back.topic, line.topic);
    assert_string_equal(back.source, line.source);
    assert_int_equal(back.length, line.length);
    assert_memory_equal(back.payload, payload, sizeof payload);
    assert_true(back.retain && back.stored);
    capture_line_done(&back);
    /* room to the byte */
    assert_int_equal(capture_format(&line, out, length + 1), length);
    for (size_t size = 0; size <= length; size++)
        assert_int_equal(capture_format(&line, out, size), 0);
}

static void test_written_plainly(void **state)
{
    char topic[] = "a", broken[] = "a/\xFF";
    struct capture_line line = {.wall_ms = TIME_NONE, .topic = topic, .source = "mqtt"};
    char out[128];
    (void)state;
    assert_true(capture_format(&line, out, sizeof out) > 0);
    assert_string_equal(out, "{\"t\":0,\"topic\":\"a\",\"qos\":0,\"retain\":false,\"b64\":\"\"}");
    line.topic = broken;
    assert_int_equal(capture_format(&line, out, sizeof out), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base64),
        cmocka_unit_test(test_base64_round_trip),
        cmocka_unit_test(test_a_full_line),
        cmocka_unit_test(test_the_least_line),
        cmocka_unit_test(test_malformed_lines),
        cmocka_unit_test(test_a_line_too_long),
        cmocka_unit_test(test_written_and_read_again),
        cmocka_unit_test(test_written_plainly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
