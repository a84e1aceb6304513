/* SPDX-License-Identifier: MIT */
/* The United Manufacturing Hub's messages as its documentation shows them. */
#include "tests/unit/decode/items.h"

#define CELL    "umh/v1/acme/aachen/packaging/line1/filler/plc"
#define CONTEXT CELL "/_analytics/"

static void test_tags(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {.topic = CELL "/_historian",
         .payload = "{\"timestamp_ms\":1732280023697,\"tag1\":123,\"tag2\":\"x\",\"on\":true,"
                    "\"group\":{\"a\":1.5,\"b\":{\"c\":null}},\"list\":[1]}",
         .item = {{"tag1", "123", Q_GOOD, 1732280023697},
                  {"tag2", "x", Q_GOOD, 1732280023697},
                  {"on", "true", Q_GOOD, 1732280023697},
                  {"group/a", "1.5", Q_GOOD, 1732280023697},
                  {"group/b/c", "null", Q_GOOD, 1732280023697}}},
        /* groups by topic; the documentation's time in seconds */
        {.topic = CELL "/_historian/head/pos",
         .payload = "{\"timestamp_ms\":1702286893,\"x\":1}",
         .item = {{"head/pos/x", "1", Q_GOOD, 1702286893000}}},
        {.topic = "umh.v1.acme.chicago.packaging.line1.filler._raw.count",
         .payload = "{\"timestamp_ms\":1733904005123,\"value\":42}",
         .item = {{"count", "42", Q_GOOD, 1733904005123}}},
        {.topic = "umh/v1/acme/chicago/filler/_pump_v1/motor/speed",
         .payload = "{\"value\":1.5,\"timestamp_ms\":1733904005123}",
         .item = {{"motor/speed", "1.5", Q_GOOD, 1733904005123}}},
        {.topic = "umh/v1/acme/_work_order_v1/create",
         .payload = "{\"orderId\":\"WO-1\",\"quantity\":1000}",
         .item = {{"create/orderId", "WO-1", Q_GOOD, TIME_NONE},
                  {"create/quantity", "1000", Q_GOOD, TIME_NONE}}},
        {.topic = "umh/v1/acme/filler/count", .payload = "{\"value\":1}", .error = "contract"},
        {.topic = CELL "/_raw", .payload = "{\"value\":1}", .error = "contract"},
        {.topic = CELL "/_historian", .payload = "[1]", .error = "no object"},
        {.topic = CELL "/_historian", .payload = "{\"a\":1", .error = "malformed"},
    };
    check_samples(&format_umh, samples, sizeof samples / sizeof *samples);
}

static void test_events(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {.topic = CONTEXT "state/add",
         .payload = "{\"state\":10000,\"start_time_unix_ms\":1732280023697}",
         .item = {{"state/add/state", "10000", Q_GOOD, 1732280023697}}},
        {.topic = CONTEXT "product/add",
         .payload = "{\"external_product_type_id\":\"5678\",\"start_time_unix_ms\":1732280023697,"
                    "\"end_time_unix_ms\":1732280083697,\"quantity\":100,\"bad_quantity\":5}",
         .item = {{"product/add/external_product_type_id", "5678", Q_GOOD, 1732280083697},
                  {"product/add/quantity", "100", Q_GOOD, 1732280083697},
                  {"product/add/bad_quantity", "5", Q_GOOD, 1732280083697}}},
        {.topic = CONTEXT "work-order/create",
         .payload = "{\"external_work_order_id\":\"1234\",\"product\":{\"external_product_id\":"
                    "\"5678\"},\"status\":0}",
         .item = {{"work-order/create/external_work_order_id", "1234", Q_GOOD, TIME_NONE},
                  {"work-order/create/product/external_product_id", "5678", Q_GOOD, TIME_NONE},
                  {"work-order/create/status", "0", Q_GOOD, TIME_NONE}}},
        {.topic = CONTEXT "shift/add",
         .payload = "{\"start_time_unix_ms\":1732280023697,\"end_time_unix_ms\":1732280083697}"},
        {.topic = "ia/plant/aachen/filler/count",
         .payload = "{\"timestamp_ms\":1589788888888,\"count\":10,\"scrap\":5}",
         .item = {{"count/count", "10", Q_GOOD, 1589788888888},
                  {"count/scrap", "5", Q_GOOD, 1589788888888}}},
        {.topic = "ia/plant/aachen/filler/state",
         .payload = "{\"timestamp_ms\":1600578187958,\"state\":40000}",
         .item = {{"state/state", "40000", Q_GOOD, 1600578187958}}},
        {.topic = "ia.plant.aachen.filler.processValue",
         .payload = "{\"timestamp_ms\":1600578187958,\"temp\\u00b0\":23.5}",
         .item = {{"processValue/temp\xC2\xB0", "23.5", Q_GOOD, 1600578187958}}},
        {.topic = "ia/plant/aachen", .payload = "{\"count\":1}", .error = "contract"},
    };
    check_samples(&format_umh, samples, sizeof samples / sizeof *samples);
}

/* What corrects the past is told as such; what is shorter than its path is known by its last
 * member, too. */
static void one_item(void *ctx, const struct item *item)
{
    *(struct item *)ctx = *item;
}

static struct item read_one(const char *topic, const char *payload, struct format_stats *stats)
{
    static char room[FORMAT_SCRATCH];
    static const struct zone utc;
    struct scratch scratch = {room, sizeof room, 0};
    struct message message = {.topic = topic, .payload = payload, .length = strlen(payload)};
    struct format_input in = {
        .message = &message, .zone = &utc, .where = "", .scratch = &scratch, .stats = stats};
    struct item item = {.name = NULL};
    struct cause why;
    *stats = (struct format_stats){0};
    assert_true(format_umh.read(&in, one_item, &item, &why) >= 0);
    return item;
}

static void test_flags(void **state)
{
    (void)state;
    struct format_stats stats;
    struct item item = read_one(CONTEXT "state/overwrite", "{\"state\":50000}", &stats);
    assert_true(item.historical);
    assert_null(item.also);
    item = read_one("ia/a/b/c/scrapCount", "{\"scrap\":1}", &stats);
    assert_false(item.historical);
    assert_memory_equal(item.also, "scrap", item.also_length);
    assert_int_equal(item.also_length, 5);
    item = read_one("ia/a/b/c/modifyState", "{\"state\":10000}", &stats);
    assert_true(item.historical);
    assert_null(item.also);
    item = read_one(CELL "/_historian/group", "{\"a\":[1,2]}", &stats);
    assert_null(item.name);
    assert_int_equal(stats.skipped, 1);
}

static void test_long_names(void **state)
{
    (void)state;
    static char topic[1024], payload[1024];
    struct format_stats stats;
    memset(topic, 'x', sizeof topic - 1);
    memcpy(topic, "a/_historian/", 13);
    assert_null(read_one(topic, "{\"a\":1}", &stats).name);
    assert_int_equal(stats.skipped, 1);
    memset(payload, 'k', sizeof payload - 1);
    memcpy(payload, "{\"", 2);
    memcpy(payload + sizeof payload - 5, "\":1}", 4);
    assert_null(read_one("a/_historian", payload, &stats).name);
    assert_int_equal(stats.skipped, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tags),
        cmocka_unit_test(test_events),
        cmocka_unit_test(test_flags),
        cmocka_unit_test(test_long_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
