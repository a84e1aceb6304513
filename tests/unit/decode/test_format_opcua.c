/* SPDX-License-Identifier: MIT */
/* OPC UA PubSub JSON in all the shapes that publishers give it: what surrounds the fields, how a
 * field is written, whose time and status hold. */
#include "tests/unit/decode/items.h"

#define T1 1647608121340 /* 2022-03-18T12:55:21.34Z */
#define T2 1647608120500
#define N  TIME_NONE

#define CHECK(samples) check_samples(&format_opcua, samples, sizeof(samples) / sizeof *(samples))

static void test_around(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        /* a whole network message, delta frame, DataValue with its own time */
        {.payload =
             "{\"MessageId\":\"27\",\"MessageType\":\"ua-data\",\"PublisherId\":\"P1\","
             "\"WriterGroupName\":\"g\",\"Messages\":[{\"DataSetWriterId\":1,\"DataSetWriterName\":"
             "\"press\",\"SequenceNumber\":27,\"MetaDataVersion\":{\"MajorVersion\":1,"
             "\"MinorVersion\":0},\"MessageType\":\"ua-deltaframe\",\"Timestamp\":"
             "\"2022-03-18T12:55:21.34Z\",\"Payload\":{\"GoodCount\":{\"Value\":23305,"
             "\"SourceTimestamp\":\"2022-03-18T12:55:20.5Z\"},\"State\":\"Execute\"}}]}",
         .item = {{"press/GoodCount", "23305", Q_GOOD, T2},
                  {"press/State", "Execute", Q_GOOD, T1}}},
        /* one message without a list; the id as a text */
        {.payload = "{\"Messages\":{\"DataSetWriterId\":\"7\",\"Timestamp\":"
                    "\"2022-03-18T12:55:21.34Z\",\"Payload\":{\"a\":1}}}",
         .item = {{"7/a", "1", Q_GOOD, T1}}},
        /* headers dropped: a data set message, a payload, lists of them */
        {.payload = "{\"DataSetWriterId\":101,\"Payload\":{\"a\":1}}",
         .item = {{"101/a", "1", Q_GOOD, N}}},
        {.payload = "{\"Temperature\":25.5,\"Active\":true,\"Counter\":\"9007199254740993\"}",
         .item = {{"Temperature", "25.5", Q_GOOD, N},
                  {"Active", "true", Q_GOOD, N},
                  {"Counter", "9007199254740993", Q_GOOD, N}}},
        {.payload = "[{\"MessageType\":\"ua-data\",\"Messages\":[{\"a\":1},{\"a\":2}]},"
                    "{\"Payload\":{\"b\":3}},{\"c\":4},5]",
         .item = {{"a", "1", Q_GOOD, N},
                  {"a", "2", Q_GOOD, N},
                  {"b", "3", Q_GOOD, N},
                  {"c", "4", Q_GOOD, N}}},
        /* nothing in them */
        {.payload = "{\"MessageType\":\"ua-data\",\"Messages\":[{\"DataSetWriterId\":1,"
                    "\"SequenceNumber\":3,\"MessageType\":\"ua-keepalive\"},{\"DataSetWriterId\":1,"
                    "\"SequenceNumber\":4},{\"DataSetWriterId\":1,\"Payload\":null}]}"},
        {.payload =
             "{\"MessageType\":\"ua-metadata\",\"PublisherId\":\"P1\",\"MetaData\":{\"Name\":"
             "\"x\"}}"},
        {.payload = "{\"MessageType\":\"ua-status\",\"Status\":1}"},
        {.payload = "7", .error = "no PubSub"},
        {.payload = "{\"Messages\":[", .error = "malformed"},
    };
    CHECK(samples);
}

static void test_fields(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {.payload = "{\"raw\":1,\"variant\":{\"UaType\":7,\"Value\":27},\"old\":{\"Type\":4,"
                    "\"Body\":18},\"both\":{\"Value\":{\"Type\":8,\"Body\":\"19\"},"
                    "\"SourceTimestamp\":\"2022-03-18T12:55:20.5Z\"},\"one\":{\"UaType\":11,"
                    "\"Value\":2.5,\"StatusCode\":{\"Code\":0},\"ServerTimestamp\":"
                    "\"2022-03-18T12:55:21.34Z\"},\"text\":{\"Locale\":\"en\",\"Text\":\"Run\"}}",
         .item = {{"raw", "1", Q_GOOD, N},
                  {"variant", "27", Q_GOOD, N},
                  {"old", "18", Q_GOOD, N},
                  {"both", "19", Q_GOOD, T2},
                  {"one", "2.5", Q_GOOD, T1},
                  {"text", "Run", Q_GOOD, N}}},
        /* structures, lists and what only looks like a DataValue */
        {.payload = "{\"Payload\":{\"xy\":{\"X\":0,\"Y\":0.2},\"m\":[1,2],\"s\":{\"Value\":5,"
                    "\"Unit\":\"mm\"},\"e\":{\"TypeId\":\"i=1\",\"Body\":{\"a\":1}}},"
                    "\"DataSetWriterName\":\"w\"}",
         .item = {{"w/xy/X", "0", Q_GOOD, N},
                  {"w/xy/Y", "0.2", Q_GOOD, N},
                  {"w/m/0", "1", Q_GOOD, N},
                  {"w/m/1", "2", Q_GOOD, N},
                  {"w/s/Value", "5", Q_GOOD, N},
                  {"w/s/Unit", "mm", Q_GOOD, N},
                  {"w/e/a", "1", Q_GOOD, N}}},
        {.payload = "{\"n\\u00e4\":1}", .item = {{"n\xC3\xA4", "1", Q_GOOD, N}}},
        /* OPC Publisher's samples */
        {.payload = "[{\"NodeId\":\"ns=2;s=Press.Count\",\"ApplicationUri\":\"urn:x\","
                    "\"DisplayName\":\"Count\",\"Value\":{\"Value\":12,\"SourceTimestamp\":"
                    "\"2022-03-18T12:55:21.34Z\"}}]",
         .item = {{"ns=2;s=Press.Count", "12", Q_GOOD, T1}}},
        /* year 1 is OPC UA's way to say that there is no time */
        {.payload = "{\"Timestamp\":\"2022-03-18T12:55:21.34Z\",\"Payload\":{\"a\":{\"Value\":1,"
                    "\"SourceTimestamp\":\"0001-01-01T00:00:00Z\"}}}",
         .item = {{"a", "1", Q_GOOD, T1}}},
    };
    CHECK(samples);
}

static void test_status(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {.payload = "{\"g\":{\"Value\":1,\"StatusCode\":1152},\"u\":{\"Value\":2,\"StatusCode\":"
                    "1073741824},\"b\":{\"Value\":3,\"StatusCode\":{\"Code\":2147483648,"
                    "\"Symbol\":\"Bad\"}},\"n\":{\"Value\":4,\"StatusCode\":-2147483648},\"w\":{"
                    "\"Value\":5,\"StatusCode\":\"BadNoCommunication\"},\"e\":{\"Value\":6,"
                    "\"StatusCode\":{}}}",
         .item = {{"g", "1", Q_GOOD, N},
                  {"u", "2", Q_BAD, N},
                  {"b", "3", Q_BAD, N},
                  {"n", "4", Q_BAD, N},
                  {"w", "5", Q_BAD, N},
                  {"e", "6", Q_GOOD, N}}},
        /* a status in place of the value */
        {.payload = "{\"a\":{\"Code\":2150891520,\"Symbol\":\"BadNoCommunication\"},\"b\":{"
                    "\"UaType\":19,\"Value\":{\"Code\":2147483648}},\"c\":{\"Type\":19,\"Body\":"
                    "2147483648},\"d\":{\"StatusCode\":{\"Code\":2147483648}},\"e\":{\"UaType\":19,"
                    "\"Value\":0}}",
         .item = {{"a", "null", Q_BAD, N},
                  {"b", "null", Q_BAD, N},
                  {"c", "null", Q_BAD, N},
                  {"d", "null", Q_BAD, N},
                  {"e", "0", Q_GOOD, N}}},
        /* the message's status holds for fields without one */
        {.payload = "{\"Status\":{\"Code\":2147483648},\"Payload\":{\"a\":1,\"b\":{\"Value\":2,"
                    "\"StatusCode\":0}}}",
         .item = {{"a", "1", Q_BAD, N}, {"b", "2", Q_GOOD, N}}},
        {.payload = "{\"Status\":1073741824,\"Payload\":{\"a\":1}}",
         .item = {{"a", "1", Q_BAD, N}}},
        {.payload = "{\"Status\":1.5,\"Payload\":{\"a\":1}}", .item = {{"a", "1", Q_NONE, N}}},
    };
    CHECK(samples);
}

#define TWO                                                                                   \
    "{\"PublisherId\":\"P1\",\"Messages\":[{\"DataSetWriterName\":\"w1\",\"Payload\":{\"a\":" \
    "1}},{\"DataSetWriterName\":\"w2\",\"PublisherId\":\"P2\",\"Payload\":{\"a\":2}}]}"

static void test_where(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {.payload = TWO, .where = "PublisherId=P1", .item = {{"w1/a", "1", Q_GOOD, N}}},
        {.payload = TWO, .where = "DataSetWriterName=w2", .item = {{"w2/a", "2", Q_GOOD, N}}},
        {.payload = TWO, .where = "WriterGroupName=g"},
        {.payload = "{\"DataSetWriterId\":5,\"Payload\":{\"a\":3}}",
         .where = "DataSetWriterId=5",
         .item = {{"5/a", "3", Q_GOOD, N}}},
    };
    CHECK(samples);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_around),
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_status),
        cmocka_unit_test(test_where),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
