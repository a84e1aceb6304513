/* SPDX-License-Identifier: MIT */
/* Envelopes: one value a message, bare or with its time and quality under any usual name, and what
 * else an object holds by its path. */
#include "tests/unit/decode/items.h"

#define T1 1733904005123
#define N  TIME_NONE

static void check(const struct sample *samples, size_t count)
{
    check_samples(&format_envelope, samples, count);
}
#define CHECK(samples) check(samples, sizeof(samples) / sizeof *(samples))

static void test_bare(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {.payload = "42", .item = {{"", "42", Q_GOOD, N}}},
        {.payload = " 21.4\r\n", .item = {{"", "21.4", Q_GOOD, N}}},
        {.payload = "\"42\"", .item = {{"", "42", Q_GOOD, N}}},
        {.payload = "true", .item = {{"", "true", Q_GOOD, N}}},
        {.payload = "null", .item = {{"", "null", Q_GOOD, N}}},
        {.payload = "RUN", .item = {{"", "RUN", Q_GOOD, N}}},
        {.payload = "007", .item = {{"", "007", Q_GOOD, N}}},
        {.payload = "NaN", .item = {{"", "NaN", Q_GOOD, N}}},
        {.payload = "\xEF\xBB\xBF{\"value\":7}", .item = {{"", "7", Q_GOOD, N}}},
        {.payload = "", .item = {{"", "", Q_GOOD, N}}},
        {.payload = "{\"value\":", .error = "malformed"},
        {.payload = "\"42", .error = "malformed"},
        {.payload = "\x08\x01\x12", .error = "neither"},
        {.payload = "a\0b", .length = 3, .error = "neither"},
    };
    CHECK(samples);
}

/* The same value, time and quality in the spellings of many gateways. */
static void test_spellings(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {.payload = "{\"payload\":42}", .item = {{"", "42", Q_GOOD, N}}},
        {.payload = "{\"value\":42,\"timestamp\":1733904005123,\"quality\":\"Good\"}",
         .item = {{"", "42", Q_GOOD, T1}}},
        {.payload = "{\"Value\":42,\"SourceTimestamp\":\"2024-12-11T08:00:05.123Z\",\"StatusCode\":"
                    "0,\"ServerTimestamp\":\"2024-12-11T08:00:06Z\"}",
         .item = {{"", "42", Q_GOOD, T1}}},
        {.payload = "{\"StatusCode\":{\"Code\":2147483648},\"Value\":42}",
         .item = {{"", "42", Q_BAD, N}}},
        {.payload = "{\"VAL\":\"x\",\"time_stamp\":\"1733904005123\",\"Quality_Code\":192}",
         .item = {{"", "x", Q_GOOD, T1}}},
        {.payload = "{\"v\":1.5,\"t\":1733904005123,\"q\":false}",
         .item = {{"", "1.5", Q_BAD, T1}}},
        {.payload = "{\"tagName\":\"Fan\",\"dataType\":\"Int4\",\"value\":42,\"timestamp\":"
                    "1733904005123,\"quality\":\"Bad_Stale\"}",
         .item = {{"", "42", Q_BAD, T1}}},
        {.payload = "{\"value\":42,\"quality\":{\"code\":192,\"name\":\"Good\"}}",
         .item = {{"", "42", Q_GOOD, N}}},
        {.payload = "{\"value\":42,\"quality\":500}", .item = {{"", "42", Q_BAD, N}}},
        {.payload = "{\"value\":42,\"quality\":0}", .item = {{"", "42", Q_BAD, N}}},
        {.payload = "{\"value\":42,\"quality\":\"whatever\"}", .item = {{"", "42", Q_NONE, N}}},
        {.payload = "{\"value\":42,\"quality\":{}}", .item = {{"", "42", Q_NONE, N}}},
        {.payload = "{\"success\":false,\"datatype\":\"float\",\"timestamp\":1733904005123,"
                    "\"value\":4.5,\"tagName\":\"a\"}",
         .item = {{"", "4.5", Q_BAD, T1}}},
        {.payload =
             "{\"_msgid\":\"d1\",\"topic\":\"x\",\"payload\":true,\"qos\":0,\"retain\":true}",
         .item = {{"", "true", Q_GOOD, N}}},
        {.payload = "{\"payload\":{\"value\":42,\"timestamp\":1733904005123}}",
         .item = {{"", "42", Q_GOOD, T1}}},
        {.payload = "{\"payload\":{\"value\":42},\"ts\":1733904005123,\"quality\":\"bad\"}",
         .item = {{"", "42", Q_BAD, T1}}},
        {.payload = "{\"value\":null,\"status\":\"Uncertain\"}", .item = {{"", "null", Q_BAD, N}}},
        {.payload = "{\"value\":1,\"value\":2}"},
        {.payload = "{\"value\":[1,2]}",
         .item = {{"value/0", "1", Q_GOOD, N}, {"value/1", "2", Q_GOOD, N}}},
    };
    CHECK(samples);
}

/* Names that mean more than one thing are what their values bear out. */
static void test_ambiguous(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {.payload = "{\"t\":21.5,\"h\":40}",
         .item = {{"t", "21.5", Q_GOOD, N}, {"h", "40", Q_GOOD, N}}},
        {.payload = "{\"good\":120,\"scrap\":3}",
         .item = {{"good", "120", Q_GOOD, N}, {"scrap", "3", Q_GOOD, N}}},
        {.payload = "{\"oee\":0.6,\"quality\":0}",
         .item = {{"oee", "0.6", Q_GOOD, N}, {"quality", "0", Q_GOOD, N}}},
        {.payload = "{\"value\":3,\"status\":\"running\"}",
         .item = {{"", "3", Q_GOOD, N}, {"status", "running", Q_GOOD, N}}},
        {.payload = "{\"values\":7,\"name\":\"x\",\"time\":\"soon\"}",
         .item = {{"values", "7", Q_GOOD, N},
                  {"name", "x", Q_GOOD, N},
                  {"time", "soon", Q_GOOD, N}}},
    };
    CHECK(samples);
}

static void test_paths(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {.payload = "{\"timestamp\":1733904005123,\"a\":{\"b\":1,\"c\":[true,{\"d\":\"x\"}]},"
                    "\"n\\u00e4\":null}",
         .item = {{"a/b", "1", Q_GOOD, T1},
                  {"a/c/0", "true", Q_GOOD, T1},
                  {"a/c/1/d", "x", Q_GOOD, T1},
                  {"n\xC3\xA4", "null", Q_GOOD, T1}}},
        {.payload =
             "{\"temp\":{\"value\":21,\"ts\":1733904005123},\"speed\":{\"value\":3,\"q\":0}}",
         .item = {{"temp", "21", Q_GOOD, T1}, {"speed", "3", Q_BAD, N}}},
        {.payload = "{\"timestamp\":1733904005123,\"node\":\"modbus\",\"values\":{\"tag0\":123}}",
         .item = {{"values/tag0", "123", Q_GOOD, T1}, {"node", "modbus", Q_GOOD, T1}}},
        {.payload = "[1,{\"value\":2}]", .item = {{"0", "1", Q_GOOD, N}, {"1", "2", Q_GOOD, N}}},
        {.payload = "{\"a\":1,\"quality\":\"Bad\"}",
         .item = {{"a", "1", Q_BAD, N}, {"quality", "Bad", Q_BAD, N}}},
        {.payload = "{}"},
        {.payload = "[]"},
    };
    CHECK(samples);
}

/* Many topics of one source: names begin with the topic below the root. */
static void test_topics(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {.below = "Line 1/Speed", .payload = "98.5", .item = {{"Line 1/Speed", "98.5", Q_GOOD, N}}},
        {.below = "Speed",
         .payload = "{\"value\":1,\"unit\":\"1/min\",\"min\":0}",
         .item = {{"Speed", "1", Q_GOOD, N}, {"Speed/min", "0", Q_GOOD, N}}},
        {.below = "Edge",
         .payload = "{\"payload\":{\"a\":1},\"b\":{\"v\":2}}",
         .item = {{"Edge/payload/a", "1", Q_GOOD, N}, {"Edge/b", "2", Q_GOOD, N}}},
        {.below = "debug", .payload = "[I][app]: up", .item = {{"debug", "null", Q_BAD, N}}},
        {.below = "", .payload = "[I][app]: up", .error = "malformed"},
        {.below = "", .payload = "{\"a\":1}", .item = {{"a", "1", Q_GOOD, N}}},
        {.below = "Speed.props",
         .topic = "unsAv1.0/Speed.props",
         .payload = "{\"enabled\":{\"type\":\"Boolean\",\"value\":true}}"},
    };
    CHECK(samples);
}

/* The other name of an item, and what does not fit. */
struct heard {
    int items;
    char also[8][64];
};

static void hear(void *ctx, const struct item *item)
{
    struct heard *heard = ctx;
    size_t length = item->also == NULL ? 0 : item->also_length;
    if (heard->items < 8 && length > 0)
        memcpy(heard->also[heard->items], item->also, length);
    heard->items++;
}

static struct heard feed(const char *payload, size_t length, struct format_stats *stats)
{
    static char room[FORMAT_SCRATCH];
    struct scratch scratch = {room, sizeof room, 0};
    struct message message = {.topic = "t", .payload = payload, .length = length};
    struct format_input in = {
        .message = &message, .where = "", .scratch = &scratch, .stats = stats};
    struct heard heard = {0};
    *stats = (struct format_stats){0};
    assert_true(format_envelope.read(&in, hear, &heard, NULL) >= 0);
    return heard;
}

static void test_other_names(void **state)
{
    (void)state;
    static const struct {
        const char *payload, *also[3];
    } rows[] = {
        {"{\"Value\":1}", {"Value"}},
        {"{\"payload\":{\"val\":1}}", {"payload/val"}},
        {"{\"tagName\":\"Press.Count\",\"value\":1}", {"Press.Count"}},
        {"{\"payload\":{\"a\":1,\"b\":{\"c\":2}}}", {"a", "b/c"}},
        {"{\"d\":1,\"values\":{\"x\":{\"v\":1}}}", {"x", ""}},
        {"{\"a\":1}", {""}},
    };
    struct format_stats stats;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct heard heard = feed(rows[i].payload, strlen(rows[i].payload), &stats);
        for (int k = 0; k < heard.items; k++)
            assert_string_equal(heard.also[k], rows[i].also[k]);
    }
}

static void test_bounds(void **state)
{
    (void)state;
    static char text[DECODE_PAYLOAD_MAX];
    struct format_stats stats;
    memset(text, 'k', sizeof text);
    memcpy(text, "{\"a\":1,\"", 8);
    memcpy(text + 300, "\":1}", 4);
    struct heard heard = feed(text, 304, &stats);
    assert_int_equal(heard.items, 1);
    assert_int_equal(stats.skipped, 1);
    size_t used = 0;
    text[used++] = '[';
    while (used + 2 < sizeof text) {
        text[used++] = '1';
        text[used++] = ',';
    }
    text[used - 1] = ']';
    heard = feed(text, used, &stats);
    assert_true(heard.items <= FORMAT_ITEMS_MAX);
    assert_true(stats.skipped > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bare),        cmocka_unit_test(test_spellings),
        cmocka_unit_test(test_ambiguous),   cmocka_unit_test(test_paths),
        cmocka_unit_test(test_other_names), cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_topics),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
