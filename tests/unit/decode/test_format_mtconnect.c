/* SPDX-License-Identifier: MIT */
/* MTConnect's entities, documents of both JSON versions, probes and conditions, as the agents send
 * them. */
#include "tests/unit/decode/items.h"

#include "data/decode/formats/mtconnect.h"

#include <stdio.h>

#define T0          1764590400000 /* 2025-12-01T12:00:00Z */
#define OBSERVATION "MTConnect/Devices/M80104K162N/Observations/"
#define AT(second)  "\"timestamp\":\"2025-12-01T12:00:0" #second "Z\""

static struct mt_memory memory;

static int fresh(void **state)
{
    (void)state;
    memory = (struct mt_memory){0};
    return 0;
}

#define CHECK(samples) \
    check_samples_with(&format_mtconnect, samples, sizeof samples / sizeof *samples, &memory)

static void test_entities(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {.topic = OBSERVATION "Xact",
         .payload = "{\"dataItemId\":\"Xact\",\"name\":\"X_actual\",\"type\":\"POSITION\","
                    "\"subType\":\"ACTUAL\",\"category\":\"SAMPLE\"," AT(
                        1) ",\"result\":"
                           "\"150.500000\",\"sequence\":1234}",
         .item = {{"Xact", "150.500000", Q_GOOD, T0 + 1000}}},
        {.topic = OBSERVATION "exec",
         .payload = "{\"dataItemId\":\"exec\",\"type\":\"EXECUTION\",\"category\":\"EVENT\"," AT(
             2) ",\"result\":\"ACTIVE\"}",
         .item = {{"exec", "ACTIVE", Q_GOOD, T0 + 2000},
                  {"EXECUTION", "ACTIVE", Q_GOOD, T0 + 2000}}},
        {.topic = OBSERVATION "exec",
         .payload = "{\"dataItemId\":\"exec\",\"type\":\"EXECUTION\",\"category\":\"EVENT\"," AT(
             3) ",\"result\":\"UNAVAILABLE\"}",
         .item = {{"exec", "null", Q_GOOD, T0 + 3000}, {"EXECUTION", "null", Q_GOOD, T0 + 3000}}},
        {.topic = OBSERVATION "pc",
         .payload =
             "{\"dataItemId\":\"pc\",\"type\":\"PART_COUNT\",\"subType\":\"GOOD\",\"category\":"
             "\"EVENT\"," AT(4) ",\"result\":\"0\",\"resetTriggered\":\"MANUAL\"}",
         .item = {{"pc", "0", Q_GOOD, T0 + 4000},
                  {"PART_COUNT/GOOD", "0", Q_GOOD, T0 + 4000},
                  {"pc/resetTriggered", "MANUAL", Q_GOOD, T0 + 4000}}},
        {.topic = OBSERVATION "avail",
         .payload = "{\"dataItemId\":\"avail\",\"type\":\"AVAILABILITY\"," AT(
             5) ",\"result\":\"UNAVAILABLE\"}",
         .item = {{"avail", "UNAVAILABLE", Q_GOOD, T0 + 5000},
                  {"AVAILABILITY", "UNAVAILABLE", Q_GOOD, T0 + 5000}}},
        {.topic = OBSERVATION "load",
         .payload = "{\"dataItemId\":\"load\",\"type\":\"LOAD\",\"quality\":\"INVALID\"," AT(
             6) ",\"result\":\"5\"}",
         .item = {{"load", "5", Q_BAD, T0 + 6000}}},
        {.topic = OBSERVATION "set",
         .payload = "{\"dataItemId\":\"set\",\"type\":\"VARIABLE\",\"result\":{\"a\":1}}"},
        {.topic = OBSERVATION "x", .payload = "7", .error = "neither an observation"},
        {.topic = OBSERVATION "x", .payload = "AVAILABLE", .error = "malformed"},
        {.topic = "MTConnect/Probe/M80104K162N/Availability",
         .payload = "AVAILABLE",
         .item = {{"agent", "AVAILABLE", Q_GOOD, TIME_NONE}}},
        {.topic = "MTConnect/Devices/a/Agent/b/Available",
         .payload = "UNAVAILABLE",
         .item = {{"agent", "UNAVAILABLE", Q_GOOD, TIME_NONE}}},
    };
    CHECK(samples);
}

#define CONDITION(rest) \
    "{\"dataItemId\":\"sys\",\"type\":\"SYSTEM\",\"category\":\"CONDITION\"," rest "}"

static void test_conditions(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {.topic = OBSERVATION "sys",
         .payload = CONDITION("\"level\":\"FAULT\",\"nativeCode\":\"E001\",\"conditionId\":\"c1\","
                              "\"message\":\"door\"," AT(1)),
         .item = {{"sys", "FAULT", Q_GOOD, T0 + 1000},
                  {"sys/code", "E001", Q_GOOD, T0 + 1000},
                  {"fault", "E001", Q_GOOD, T0 + 1000}}},
        /* a warning beside it: the fault stays */
        {.topic = OBSERVATION "sys",
         .payload = CONDITION("\"level\":\"WARNING\",\"nativeCode\":\"W7\"," AT(2)),
         .item = {{"sys", "FAULT", Q_GOOD, T0 + 2000},
                  {"sys/code", "E001", Q_GOOD, T0 + 2000},
                  {"fault", "E001", Q_GOOD, T0 + 2000}}},
        /* the fault has ended, the warning has not */
        {.topic = OBSERVATION "sys",
         .payload = CONDITION("\"level\":\"NORMAL\",\"conditionId\":\"c1\"," AT(3)),
         .item = {{"sys", "WARNING", Q_GOOD, T0 + 3000},
                  {"sys/code", "W7", Q_GOOD, T0 + 3000},
                  {"fault", "", Q_GOOD, T0 + 3000}}},
        {.topic = OBSERVATION "sys",
         .payload = CONDITION("\"level\":\"NORMAL\",\"conditionId\":\"sys\"," AT(4)),
         .item = {{"sys", "NORMAL", Q_GOOD, T0 + 4000},
                  {"sys/code", "", Q_GOOD, T0 + 4000},
                  {"fault", "", Q_GOOD, T0 + 4000}}},
        {.topic = OBSERVATION "sys",
         .payload = CONDITION("\"level\":\"FAULT\"," AT(5)),
         .item = {{"sys", "FAULT", Q_GOOD, T0 + 5000},
                  {"sys/code", "SYSTEM", Q_GOOD, T0 + 5000},
                  {"fault", "SYSTEM", Q_GOOD, T0 + 5000}}},
        {.topic = OBSERVATION "sys",
         .payload = CONDITION("\"level\":\"UNAVAILABLE\",\"conditionId\":\"u\"," AT(6)),
         .item = {{"sys", "null", Q_GOOD, T0 + 6000},
                  {"sys/code", "", Q_GOOD, T0 + 6000},
                  {"fault", "", Q_GOOD, T0 + 6000}}},
        /* a list is the whole picture: what it leaves out has ended */
        {.topic = OBSERVATION "sys",
         .payload = "[" CONDITION("\"level\":\"FAULT\",\"nativeCode\":\"A\"," AT(7)) "]",
         .item = {{"sys", "FAULT", Q_GOOD, T0 + 7000},
                  {"sys/code", "A", Q_GOOD, T0 + 7000},
                  {"fault", "A", Q_GOOD, T0 + 7000}}},
        {.topic = OBSERVATION "sys",
         .payload = "[" CONDITION("\"level\":\"WARNING\",\"nativeCode\":\"B\"," AT(8)) "]",
         .item = {{"sys", "WARNING", Q_GOOD, T0 + 8000},
                  {"sys/code", "B", Q_GOOD, T0 + 8000},
                  {"fault", "", Q_GOOD, T0 + 8000}}},
        /* an agent that leaves the level out */
        {.topic = OBSERVATION "sys", .payload = CONDITION("\"nativeCode\":\"E001\"")},
    };
    CHECK(samples);
}

/* The agent of version 1, of version 2 and MTConnect.NET wrap the same in other ways. */
static void test_documents(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {.topic = "MTConnect/Sample/M80104K162N",
         .payload =
             "{\"MTConnectStreams\":{\"Header\":{\"instanceId\":1},\"Streams\":[{\"DeviceStream\":{"
             "\"name\":\"M\",\"uuid\":\"M80104K162N\",\"ComponentStreams\":[{\"ComponentStream\":{"
             "\"component\":\"Path\",\"componentId\":\"p\",\"Events\":[{\"Execution\":{"
             "\"dataItemId\":\"exec\",\"name\":\"execution\",\"sequence\":12," AT(
                 3) ",\"value\":\"READY\"}},{\"Execution\":{\"dataItemId\":\"exec\",\"name\":"
                    "\"execution\",\"sequence\":10," AT(
                        1) ",\"value\":\"ACTIVE\"}}],\"Samples\":[{\"Load\":{\"dataItemId\":\"l\","
                           "\"sequence\":11," AT(2) ",\"value\":7.5}}]}}]}}]}}",
         .item = {{"exec", "ACTIVE", Q_GOOD, T0 + 1000},
                  {"EXECUTION", "ACTIVE", Q_GOOD, T0 + 1000},
                  {"l", "7.5", Q_GOOD, T0 + 2000},
                  {"exec", "READY", Q_GOOD, T0 + 3000},
                  {"EXECUTION", "READY", Q_GOOD, T0 + 3000}}},
        {.topic = "MTConnect/Current/M80104K162N",
         .payload =
             "{\"MTConnectStreams\":{\"jsonVersion\":2,\"Streams\":{\"DeviceStream\":[{"
             "\"ComponentStream\":[{\"component\":\"Controller\",\"Events\":{\"ControllerMode\":[{"
             "\"dataItemId\":\"mode\"," AT(
                 1) ",\"value\":\"AUTOMATIC\"}],\"PartCount\":[{\"dataItemId\":\"pc\",\"subType\":"
                    "\"ALL\"," AT(
                        1) ",\"value\":\"12\"}]},\"Condition\":[{\"Normal\":{\"dataItemId\":\"c\","
                           "\"type\":\"SYSTEM\"," AT(
                               2) "}},{\"Fault\":{\"dataItemId\":\"d\",\"type\":\"SYSTEM\","
                                  "\"nativeCode\":\"E9\"," AT(3) "}}]}]}]}}}",
         .item = {{"mode", "AUTOMATIC", Q_GOOD, T0 + 1000},
                  {"CONTROLLER_MODE", "AUTOMATIC", Q_GOOD, T0 + 1000},
                  {"pc", "12", Q_GOOD, T0 + 1000},
                  {"PART_COUNT", "12", Q_GOOD, T0 + 1000},
                  {"c", "NORMAL", Q_GOOD, T0 + 2000},
                  {"c/code", "", Q_GOOD, T0 + 2000},
                  {"d", "FAULT", Q_GOOD, T0 + 3000},
                  {"d/code", "E9", Q_GOOD, T0 + 3000},
                  {"fault", "E9", Q_GOOD, T0 + 3000}}},
        {.topic = "MTConnect/Current/M80104K162N",
         .payload = "{\"header\":{},\"streams\":[{\"name\":\"M\",\"componentStreams\":[{"
                    "\"conditions\":[{\"dataItemId\":\"d\",\"level\":\"NORMAL\",\"type\":"
                    "\"SYSTEM\"," AT(5) "}],\"events\":[{\"dataItemId\":\"fm\",\"type\":"
                                        "\"FUNCTIONAL_MODE\"," AT(4) ",\"result\":\"SETUP\"}]}]}]}",
         .item = {{"fm", "SETUP", Q_GOOD, T0 + 4000},
                  {"FUNCTIONAL_MODE", "SETUP", Q_GOOD, T0 + 4000},
                  {"d", "NORMAL", Q_GOOD, T0 + 5000},
                  {"d/code", "", Q_GOOD, T0 + 5000},
                  {"fault", "", Q_GOOD, T0 + 5000}}},
        {.topic = "MTConnect/Asset/M80104K162N/a1", .payload = "{\"MTConnectAssets\":{}}"},
    };
    CHECK(samples);
}

/* Two paths: which one is meant nobody knows, so the type's name drives nothing. */
static void test_two_of_a_type(void **state)
{
    (void)state;
#define PATH(id, word) "{\"dataItemId\":\"" id "\",\"type\":\"EXECUTION\",\"result\":\"" word "\"}"
    static const struct sample samples[] = {
        {.payload = PATH("p1", "ACTIVE"),
         .item = {{"p1", "ACTIVE", Q_GOOD, TIME_NONE}, {"EXECUTION", "ACTIVE", Q_GOOD, TIME_NONE}}},
        {.payload = PATH("p2", "READY"),
         .item = {{"p2", "READY", Q_GOOD, TIME_NONE}, {"EXECUTION", "READY", Q_BAD, TIME_NONE}}},
        {.payload = PATH("p1", "READY"),
         .item = {{"p1", "READY", Q_GOOD, TIME_NONE}, {"EXECUTION", "READY", Q_BAD, TIME_NONE}}},
    };
    CHECK(samples);
}

static char also[64];
static int emitted;
static void keep_also(void *ctx, const struct item *item)
{
    (void)ctx;
    emitted++;
    memcpy(also, item->also != NULL ? item->also : "", item->also_length);
    also[item->also_length] = '\0';
}

static int read_text(const char *topic, const char *payload, struct format_stats *stats)
{
    static char room[FORMAT_SCRATCH];
    static const struct zone utc;
    struct scratch scratch = {room, sizeof room, 0};
    struct message message = {.topic = topic, .payload = payload, .length = strlen(payload)};
    struct format_input in = {.message = &message,
                              .zone = &utc,
                              .where = "",
                              .state = &memory,
                              .scratch = &scratch,
                              .stats = stats};
    struct cause why;
    *stats = (struct format_stats){0};
    emitted = 0;
    return format_mtconnect.read(&in, keep_also, NULL, &why);
}

static void test_probe(void **state)
{
    (void)state;
    struct format_stats stats;
    assert_int_equal(read_text("MTConnect/Probe/M",
                               "{\"Device\":{\"id\":\"d\",\"DataItems\":{\"DataItem\":[{"
                               "\"category\":\"SAMPLE\",\"id\":\"s1\",\"name\":\"Sload\","
                               "\"type\":\"LOAD\"},{\"category\":\"EVENT\",\"id\":\"e\","
                               "\"type\":\"X\"}]}}}",
                               &stats),
                     0);
    assert_int_equal(read_text("t", "{\"dataItemId\":\"s1\",\"result\":\"1\"}", &stats), 1);
    assert_string_equal(also, "Sload");
    assert_int_equal(read_text("t", "{\"dataItemId\":\"e\",\"result\":\"1\"}", &stats), 1);
    assert_string_equal(also, "");
    assert_int_equal(
        read_text("t", "{\"dataItemId\":\"s1\",\"name\":\"own\",\"result\":\"1\"}", &stats), 1);
    assert_string_equal(also, "own");
}

/* What does not fit is counted; what is known stays. */
static void test_bounds(void **state)
{
    (void)state;
    struct format_stats stats;
    char text[200];
    int64_t skipped = 0;
    for (int i = 0; i < MT_NAMES; i++) {
        snprintf(text, sizeof text,
                 "{\"id\":\"i%d\",\"category\":\"EVENT\",\"type\":\"T\",\"name\":\"n%d\"}", i, i);
        assert_int_equal(read_text("Probe", text, &stats), 0);
        skipped += stats.skipped;
    }
    assert_int_equal(skipped, MT_NAMES / 4);
    assert_int_equal(read_text("t", "{\"dataItemId\":\"i3\",\"result\":\"1\"}", &stats), 1);
    assert_string_equal(also, "n3");
    skipped = 0;
    for (int i = 0; i < MT_CONDITIONS + 5; i++) {
        snprintf(text, sizeof text,
                 "{\"dataItemId\":\"c\",\"level\":\"FAULT\",\"nativeCode\":\"%d\"}", i);
        assert_int_equal(read_text("t", text, &stats), 3);
        skipped += stats.skipped;
    }
    assert_int_equal(skipped, 5);
    assert_int_equal(read_text("t", "{\"dataItemId\":\"c\",\"level\":\"NORMAL\"}", &stats), 3);
    assert_null(mt_condition_worst(&memory, 0));
}

/* More observations than are put in order at once. */
static void test_batches(void **state)
{
    (void)state;
    static char text[MT_BATCH * 3 * 40];
    struct format_stats stats;
    size_t used = 0;
    for (int i = 0; i < MT_BATCH * 2 + 10; i++)
        used +=
            (size_t)snprintf(text + used, sizeof text - used,
                             "%s{\"dataItemId\":\"d%d\",\"value\":%d}", i > 0 ? "," : "[", i, i);
    snprintf(text + used, sizeof text - used, "]");
    assert_int_equal(read_text("t", text, &stats), MT_BATCH * 2 + 10);
    assert_int_equal(emitted, MT_BATCH * 2 + 10);
    assert_int_equal(stats.skipped, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_entities, fresh),
        cmocka_unit_test_setup(test_conditions, fresh),
        cmocka_unit_test_setup(test_documents, fresh),
        cmocka_unit_test_setup(test_two_of_a_type, fresh),
        cmocka_unit_test_setup(test_probe, fresh),
        cmocka_unit_test_setup(test_bounds, fresh),
        cmocka_unit_test_setup(test_batches, fresh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
