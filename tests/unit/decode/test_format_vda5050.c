/* SPDX-License-Identifier: MIT */
/* Mobile robots: which condition wins, what else of their state can be asked for, and presence. */
#include "tests/unit/decode/items.h"

#include <stdio.h>

#define T0   1764590400000 /* 2025-12-01T12:00:00Z */
#define ROOT "uagv/v2/KIT/0001/"
#define HEAD                                                                          \
    "\"headerId\":7,\"timestamp\":\"2025-12-01T12:00:00.50Z\",\"version\":\"2.0.0\"," \
    "\"manufacturer\":\"KIT\",\"serialNumber\":\"0001\","

static void test_state(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {.topic = ROOT "state",
         .payload =
             "{" HEAD "\"orderId\":\"o1\",\"lastNodeId\":\"n3\",\"driving\":true,\"paused\":false,"
             "\"nodeStates\":[{\"nodeId\":\"n4\"},{\"nodeId\":\"n5\"}],\"edgeStates\":[],"
             "\"actionStates\":[],\"loads\":[{}],\"operatingMode\":\"AUTOMATIC\",\"errors\":[{"
             "\"errorType\":\"lowBattery\",\"errorLevel\":\"WARNING\"}],\"batteryState\":{"
             "\"batteryCharge\":80.5,\"charging\":false},\"safetyState\":{\"eStop\":\"NONE\","
             "\"fieldViolation\":false}}",
         .item = {{"state", "DRIVING", Q_GOOD, T0 + 500},
                  {"fault", "", Q_GOOD, T0 + 500},
                  {"warning", "lowBattery", Q_GOOD, T0 + 500},
                  {"nodes", "2", Q_GOOD, T0 + 500},
                  {"loads", "1", Q_GOOD, T0 + 500},
                  {"orderId", "o1", Q_GOOD, T0 + 500},
                  {"lastNodeId", "n3", Q_GOOD, T0 + 500},
                  {"driving", "true", Q_GOOD, T0 + 500},
                  {"paused", "false", Q_GOOD, T0 + 500},
                  {"operatingMode", "AUTOMATIC", Q_GOOD, T0 + 500},
                  {"batteryState/batteryCharge", "80.5", Q_GOOD, T0 + 500},
                  {"batteryState/charging", "false", Q_GOOD, T0 + 500},
                  {"safetyState/eStop", "NONE", Q_GOOD, T0 + 500},
                  {"safetyState/fieldViolation", "false", Q_GOOD, T0 + 500}}},
        {.topic = ROOT "state", .payload = "{\"driving\":true}", .error = "no operatingMode"},
        {.topic = ROOT "state", .payload = "[]", .error = "no object"},
        {.topic = ROOT "state", .payload = "{", .error = "malformed"},
        {.topic = ROOT "visualization", .payload = "{"},
    };
    check_samples(&format_vda5050, samples, sizeof samples / sizeof *samples);
}

static void test_connection(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {.topic = ROOT "connection",
         .payload = "{" HEAD "\"connectionState\":\"ONLINE\"}",
         .item = {{"connection", "ONLINE", Q_GOOD, T0 + 500}}},
        /* the last will was written when the robot connected */
        {.topic = ROOT "connection",
         .payload = "{" HEAD "\"connectionState\":\"CONNECTIONBROKEN\"}",
         .item = {{"connection", "CONNECTIONBROKEN", Q_GOOD, TIME_NONE}}},
        {.topic = "connection", .payload = "{" HEAD "\"connectionState\":7}"},
    };
    check_samples(&format_vda5050, samples, sizeof samples / sizeof *samples);
}

static void keep_first(void *ctx, const struct item *item)
{
    char *word = ctx;
    if (word[0] == '\0')
        snprintf(word, 32, "%.*s", (int)item->value.length, item->value.text);
}

/* Each condition, with all those that it wins over. */
static void test_what_wins(void **state)
{
    (void)state;
    static const struct {
        const char *says, *word;
    } rows[] = {
        {"\"operatingMode\":\"SEMIAUTOMATIC\"", "IDLE"},
        {"\"operatingMode\":\"AUTOMATIC\",\"batteryState\":{\"charging\":true}", "CHARGING"},
        {"\"operatingMode\":\"AUTOMATIC\",\"newBaseRequest\":true,\"batteryState\":{\"charging\":"
         "true}",
         "WAITING"},
        {"\"operatingMode\":\"AUTOMATIC\",\"nodeStates\":[{}]", "WAITING"},
        {"\"operatingMode\":\"AUTOMATIC\",\"nodeStates\":[{}],\"actionStates\":[{\"actionStatus\":"
         "\"WAITING\"},{\"actionStatus\":\"FINISHED\"},{\"actionStatus\":\"FAILED\"}]",
         "WAITING"},
        {"\"operatingMode\":\"AUTOMATIC\",\"nodeStates\":[{}],\"actionStates\":[{\"actionStatus\":"
         "\"FINISHED\"},{\"actionStatus\":\"RUNNING\"}]",
         "ACTING"},
        {"\"operatingMode\":\"AUTOMATIC\",\"driving\":true,\"actionStates\":[{\"actionStatus\":"
         "\"INITIALIZING\"}]",
         "DRIVING"},
        {"\"operatingMode\":\"AUTOMATIC\",\"driving\":true,\"safetyState\":{\"fieldViolation\":"
         "true}",
         "FIELD_VIOLATION"},
        {"\"operatingMode\":\"AUTOMATIC\",\"driving\":true,\"paused\":true,\"safetyState\":{"
         "\"fieldViolation\":true}",
         "PAUSED"},
        {"\"operatingMode\":\"TEACHIN\",\"paused\":true", "TEACHIN"},
        {"\"operatingMode\":\"SERVICE\",\"paused\":true", "SERVICE"},
        {"\"operatingMode\":\"MANUAL\",\"driving\":true", "MANUAL"},
        {"\"operatingMode\":\"MANUAL\",\"errors\":[{\"errorLevel\":\"WARNING\"},{\"errorLevel\":"
         "\"FATAL\"}]",
         "FATAL"},
        {"\"operatingMode\":\"MANUAL\",\"errors\":[{\"errorLevel\":\"FATAL\"}],\"safetyState\":{"
         "\"eStop\":\"AUTOACK\"}",
         "EMERGENCY_STOP"},
        {"\"operatingMode\":\"AUTOMATIC\",\"driving\":true,\"safetyState\":{\"eStop\":\"NONE\"}",
         "DRIVING"},
    };
    static char room[FORMAT_SCRATCH], payload[512];
    static const struct zone utc;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scratch scratch = {room, sizeof room, 0};
        struct format_stats stats = {0};
        snprintf(payload, sizeof payload, "{%s}", rows[i].says);
        struct message message = {
            .topic = ROOT "state", .payload = payload, .length = strlen(payload)};
        struct format_input in = {
            .message = &message, .zone = &utc, .where = "", .scratch = &scratch, .stats = &stats};
        struct cause why;
        char word[32] = "";
        assert_true(format_vda5050.read(&in, keep_first, word, &why) > 0);
        assert_string_equal(word, rows[i].word);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_state),
        cmocka_unit_test(test_connection),
        cmocka_unit_test(test_what_wins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
