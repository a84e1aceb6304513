/* SPDX-License-Identifier: MIT */
/* Siemens Industrial Edge: values by ids that metadata names, in all published forms of payload. */
#include "tests/unit/decode/items.h"

#include <stdio.h>
#include <stdlib.h>

#define T0    1615415000000 /* 2021-03-10T22:23:20Z */
#define META  "ie/m/j/simatic/v1/s7c1/dp"
#define DATA  "ie/d/j/simatic/v1/s7c1/dp/r/Plc/default"
#define TS(n) "\"ts\":\"2021-03-10T22:23:2" #n "Z\""

static void *memory;

static int fresh(void **state)
{
    (void)state;
    memory = calloc(1, format_siemens.state_size);
    return memory == NULL;
}

static int done(void **state)
{
    (void)state;
    free(memory);
    return 0;
}

#define CHECK(samples) \
    check_samples_with(&format_siemens, samples, sizeof samples / sizeof *samples, memory)

#define METADATA(id, name)                                                                      \
    "{\"seq\":1,\"hashVersion\":3776821982,\"connections\":[{\"name\":\"Plc\",\"type\":\"S7\"," \
    "\"dataPoints\":[{\"name\":\"default\",\"topic\":\"" DATA "\",\"publishType\":\"bulk\","    \
    "\"dataPointDefinitions\":[{\"name\":\"GDB.machineState\",\"id\":\"101\",\"dataType\":"     \
    "\"Int\"},"                                                                                 \
    "{\"name\":\"" name "\",\"id\":\"" id "\",\"dataType\":\"Real\"}]}]}]}"

static void test_values(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        /* before the metadata: counted, not guessed */
        {.topic = DATA, .payload = "{\"seq\":1,\"vals\":[{\"id\":\"101\",\"qc\":3,\"val\":1}]}"},
        {.topic = META, .payload = METADATA("102", "GDB.good")},
        {.topic = DATA,
         .payload = "{\"seq\":2,\"vals\":[{\"id\":\"101\",\"qc\":3," TS(
             1) ",\"val\":6},{\"id\":\"102\",\"qc\":0," TS(2) ",\"val\":\"80\"},{\"id\":\"103\","
                                                              "\"qc\":3,\"val\":1},{\"id\":\"101\","
                                                              "\"qc\":"
                                                              "192,\"val\":7},{\"id\":\"101\","
                                                              "\"qc\":64,\"val\":7},{\"id\":"
                                                              "\"101\",\"qc\":"
                                                              "\"2\",\"val\":true},{\"id\":\"101\","
                                                              "\"val\":null},{\"id\":\"101\","
                                                              "\"qc\":"
                                                              "\"x\",\"val\":1},{\"id\":\"101\","
                                                              "\"qc\":1,\"val\":1}]}",
         .item = {{"Plc/GDB.machineState", "6", Q_GOOD, T0 + 1000},
                  {"Plc/GDB.good", "80", Q_BAD, T0 + 2000},
                  {"Plc/GDB.machineState", "7", Q_GOOD, TIME_NONE},
                  {"Plc/GDB.machineState", "7", Q_BAD, TIME_NONE},
                  {"Plc/GDB.machineState", "true", Q_GOOD, TIME_NONE},
                  {"Plc/GDB.machineState", "null", Q_GOOD, TIME_NONE},
                  {"Plc/GDB.machineState", "1", Q_NONE, TIME_NONE},
                  {"Plc/GDB.machineState", "1", Q_BAD, TIME_NONE}}},
        /* the same id on another connection is another tag */
        {.topic = "ie/d/j/simatic/v1/s7c1/dp/r/Other/default",
         .payload = "{\"vals\":[{\"id\":\"101\",\"val\":1}]}"},
        /* the tags were changed: 102 is another one now */
        {.topic = META, .payload = METADATA("103", "GDB.scrap")},
        {.topic = DATA,
         .payload = "{\"ts\":\"2021-03-10T22:23:25Z\",\"vals\":[{\"id\":102,\"val\":1},{\"id\":"
                    "103,\"val\":2}]}",
         .item = {{"Plc/GDB.scrap", "2", Q_GOOD, T0 + 5000}}},
        {.topic = DATA,
         .payload = "{\"seq\":3,\"records\":[{\"rseq\":1," TS(
             6) ",\"vals\":[{\"id\":\"103\",\"val\":3}]},{\"rseq\":2," TS(7) ",\"vals\":[{\"id\":"
                                                                             "\"103\",\"val\":4},{"
                                                                             "\"id\":\"103\","
                                                                             "\"val\":[1]}]}]}",
         .item = {{"Plc/GDB.scrap", "3", Q_GOOD, T0 + 6000},
                  {"Plc/GDB.scrap", "4", Q_GOOD, T0 + 7000}}},
        {.topic = "ie/d/j/simatic/v1/mbtcp1/dp/r/Oven/Temperature",
         .payload = "{\"seq\":3,\"val\":\"21.5\",\"qc\":3," TS(8) "}",
         .item = {{"Oven/Temperature", "21.5", Q_GOOD, T0 + 8000}}},
        /* metadata taken back */
        {.topic = META, .payload = ""},
        {.topic = DATA, .payload = "{\"vals\":[{\"id\":\"101\",\"val\":1}]}"},
    };
    CHECK(samples);
}

static void test_status(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {.topic = "ie/s/j/simatic/v1/s7c1/status",
         .payload = "{\"seq\":1," TS(1) ",\"connector\":{\"status\":\"good\"},\"connections\":[{"
                                        "\"name\":\"Plc\",\"status\":\"bad\"},{\"name\":7}]}",
         .item = {{"status", "good", Q_GOOD, T0 + 1000}, {"status/Plc", "bad", Q_GOOD, T0 + 1000}}},
        {.topic = "ie/d/j/simatic/v1/s7c1/ev/Plc/FullText", .payload = "{}", .error = "topic"},
        {.topic = DATA, .payload = "{\"seq\":1}", .error = "neither vals"},
        {.topic = DATA, .payload = "[]", .error = "no object"},
        {.topic = DATA, .payload = "{\"vals\":[", .error = "malformed"},
    };
    CHECK(samples);
}

static void count_items(void *ctx, const struct item *item)
{
    (void)item;
    ++*(int *)ctx;
}

static int read_counted(const char *topic, const char *payload, struct format_stats *stats)
{
    static char room[FORMAT_SCRATCH];
    static const struct zone utc;
    struct scratch scratch = {room, sizeof room, 0};
    struct message message = {.topic = topic, .payload = payload, .length = strlen(payload)};
    struct format_input in = {.message = &message,
                              .zone = &utc,
                              .where = "",
                              .state = memory,
                              .scratch = &scratch,
                              .stats = stats};
    struct cause why;
    int items = 0;
    *stats = (struct format_stats){0};
    assert_true(format_siemens.read(&in, count_items, &items, &why) >= 0);
    return items;
}

/* More tags than are kept: the rest is counted, and the next metadata begins anew. */
static void test_bounds(void **state)
{
    (void)state;
    struct format_stats stats;
    size_t size = 5000 * 64, used = 0;
    char *text = malloc(size);
    assert_non_null(text);
    used += (size_t)snprintf(text, size,
                             "{\"connections\":[{\"name\":\"Plc\",\"dataPoints\":[{\"topic\":"
                             "\"" DATA "\",\"dataPointDefinitions\":[{}");
    for (int i = 0; i < 5000; i++)
        used += (size_t)snprintf(text + used, size - used, ",{\"name\":\"n%d\",\"id\":%d}", i, i);
    snprintf(text + used, size - used, "]}]},{\"dataPoints\":[]}]}");
    for (int i = 0; i < 3; i++) {
        assert_int_equal(read_counted(META, text, &stats), 0);
        assert_int_equal(stats.skipped, 1 + 1 + 5000 - 4096);
        assert_int_equal(read_counted(DATA, "{\"vals\":[{\"id\":7,\"val\":1}]}", &stats), 1);
        assert_int_equal(read_counted(DATA, "{\"vals\":[{\"id\":4999,\"val\":1}]}", &stats), 0);
        assert_int_equal(stats.skipped, 1);
    }
    free(text);
}

/* Two connectors on one source: neither takes the other's names away. */
static void test_two_connectors(void **state)
{
    (void)state;
    struct format_stats stats;
    static const char other[] =
        "{\"connections\":[{\"name\":\"B\",\"dataPoints\":[{\"topic\":\"ie/d/j/simatic/v1/"
        "opcuac1/dp/r/B/default\",\"dataPointDefinitions\":[{\"name\":\"n\",\"id\":1}]}]}]}";
    (void)read_counted(META, METADATA("102", "GDB.good"), &stats);
    (void)read_counted("ie/m/j/simatic/v1/opcuac1/dp", other, &stats);
    for (int i = 0; i < 20000; i++) /* told again and again it takes no more room */
        (void)read_counted(META, METADATA("102", "GDB.good"), &stats);
    assert_int_equal(stats.skipped, 0);
    assert_int_equal(read_counted("ie/d/j/simatic/v1/opcuac1/dp/r/B/default",
                                  "{\"vals\":[{\"id\":1,\"val\":1}]}", &stats),
                     1);
    assert_int_equal(read_counted(DATA, "{\"vals\":[{\"id\":102,\"val\":1}]}", &stats), 1);
}

/* An id that is given anew under a name too long to be kept is not the tag that it was. */
static void test_a_name_that_is_not_kept(void **state)
{
    (void)state;
    struct format_stats stats;
    char text[1024], name[301];
    memset(name, 'x', 300);
    name[300] = '\0';
    (void)snprintf(text, sizeof text,
                   "{\"connections\":[{\"name\":\"Plc\",\"dataPoints\":[{\"topic\":\"" DATA
                   "\",\"dataPointDefinitions\":[{\"name\":\"%s\",\"id\":102}]}]}]}",
                   name);
    (void)read_counted(META, METADATA("102", "GDB.good"), &stats);
    (void)read_counted("ie/m/j/simatic/v1/opcuac1/dp", "{}", &stats);
    assert_int_equal(read_counted(DATA, "{\"vals\":[{\"id\":102,\"val\":1}]}", &stats), 1);
    (void)read_counted(META, text, &stats);
    assert_int_equal(stats.skipped, 1);
    assert_int_equal(read_counted(DATA, "{\"vals\":[{\"id\":102,\"val\":1}]}", &stats), 0);
    assert_int_equal(stats.skipped, 1);
    (void)read_counted(META, METADATA("102", "GDB.good"), &stats);
    assert_int_equal(read_counted(DATA, "{\"vals\":[{\"id\":102,\"val\":1}]}", &stats), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_values, fresh, done),
        cmocka_unit_test_setup_teardown(test_status, fresh, done),
        cmocka_unit_test_setup_teardown(test_bounds, fresh, done),
        cmocka_unit_test_setup_teardown(test_two_connectors, fresh, done),
        cmocka_unit_test_setup_teardown(test_a_name_that_is_not_kept, fresh, done),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
