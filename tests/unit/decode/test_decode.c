/* SPDX-License-Identifier: MIT */
/* The decoder as a whole: messages in, updates out, what is wrong counted where it belongs. The
 * configuration is made by hand. */
#include "data/decode/decode.h"
#include "data/model/amount.h"

#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a)  (sizeof(a) / sizeof *(a))
#define TEXT(lit) (lit), sizeof(lit) - 1
#define M         AMOUNT_ONE

static struct map_entry packml_entries[] = {{"Execute", "running"}, {"Stopped", "stopped"}};
static const struct value_map packml = {.name = "packml", .entry = packml_entries, .count = 2};

enum { S_STATE, S_TOTAL, S_SCRAP, S_TEMP, S_RAW, S_LEVEL, S_PLACED, S_LINE, S_NONE, SIGNALS };
static struct signal_conf signals[SIGNALS] = {
    [S_STATE] = {.name = "state",
                 .role = ROLE_STATE,
                 .topic = "plant/press3/status",
                 .format = FORMAT_JSON,
                 .pointer = "/state",
                 .time_pointer = "/time",
                 .map = &packml,
                 .scale = M},
    [S_TOTAL] = {.name = "total",
                 .role = ROLE_TOTAL,
                 .topic = "plant/press3/status",
                 .format = FORMAT_JSON,
                 .pointer = "/counts/total",
                 .time_pointer = "/time",
                 .scale = M},
    [S_SCRAP] = {.name = "scrap",
                 .role = ROLE_SCRAP,
                 .topic = "plant/press3/status",
                 .format = FORMAT_JSON,
                 .pointer = "/counts/scrap",
                 .scale = M},
    [S_TEMP] = {.name = "temp",
                .role = ROLE_SENSOR,
                .topic = "plant/press3/status",
                .format = FORMAT_JSON,
                .pointer = "/temp/v",
                .quality_pointer = "/temp/q",
                .time_pointer = "/temp/t",
                .time_unit = TIME_S,
                .scale = M},
    [S_RAW] = {.name = "raw",
               .role = ROLE_TOTAL,
               .topic = "plant/press3/count",
               .format = FORMAT_RAW,
               .scale = M},
    [S_LEVEL] = {.name = "level",
                 .role = ROLE_STATE,
                 .topic = "andon/+/is/+",
                 .format = FORMAT_TOPIC,
                 .level = 2,
                 .scale = M},
    [S_PLACED] = {.name = "placed",
                  .role = ROLE_SENSOR,
                  .topic = "cells/+/values",
                  .format = FORMAT_JSON,
                  .pointer = "/{1}/temp",
                  .quality_pointer = "/{1}/q",
                  .scale = M},
    [S_LINE] =
        {.name = "line", .role = ROLE_SENSOR, .topic = "plant/#", .format = FORMAT_RAW, .scale = M},
    [S_NONE] = {.name = "gpio", .role = ROLE_SENSOR},
};
static struct config config = {.signal = signals, .signals = SIGNALS};

struct heard {
    struct update update[32];
    int count;
};

static void hear(void *ctx, const struct update *update)
{
    struct heard *heard = ctx;
    assert_true(heard->count < 32);
    heard->update[heard->count++] = *update;
}

static struct heard heard;

static int send(struct decoder *decoder, const char *topic, const char *payload, size_t length)
{
    const struct message message = {
        .topic = topic, .payload = payload, .length = length, .arrival_ms = 1234567};
    heard.count = 0;
    int n = decoder_message(decoder, &message, hear, &heard);
    assert_int_equal(n, heard.count);
    return n;
}

static bool has_update(int signal)
{
    for (int i = 0; i < heard.count; i++)
        if (heard.update[i].signal == signal)
            return true;
    return false;
}

/* The update of a signal that the last message must have brought. */
static const struct update *update_of(int signal)
{
    for (int i = 0; i < heard.count; i++)
        if (heard.update[i].signal == signal)
            return &heard.update[i];
    fail_msg("no update of signal %d", signal);
    return &heard.update[0];
}

static const char *error_of(const struct decoder *decoder, size_t signal)
{
    return decoder_stats(decoder, signal)->error;
}

static int set_up(void **state)
{
    struct decoder *decoder = decoder_new(&config);
    *state = decoder;
    return decoder ? 0 : -1;
}

static int tear_down(void **state)
{
    struct decoder *decoder = *state;
    decoder_free(&decoder);
    assert_null(decoder);
    decoder_free(&decoder);
    return 0;
}

static void test_filters(void **state)
{
    static const char *const wanted[] = {"plant/press3/status", "plant/press3/count",
                                         "andon/+/is/+", "cells/+/values", "plant/#"};
    const char *const *filters;
    assert_int_equal(decoder_filters(*state, &filters), COUNT(wanted));
    for (size_t i = 0; i < COUNT(wanted); i++)
        assert_string_equal(filters[i], wanted[i]);
}

static void test_one_document_many_signals(void **state)
{
    struct decoder *decoder = *state;
    assert_int_equal(send(decoder, "plant/press3/status",
                          TEXT("{\"time\":\"2021-03-22T00:00:00Z\",\"state\":\"Execute\","
                               "\"counts\":{\"total\":1200,\"scrap\":\"10\"},"
                               "\"temp\":{\"v\":71.5,\"t\":1616371200.25,\"q\":192}}")),
                     5);
    /* exact topic first, as configured; then the wildcard */
    static const int order[] = {S_STATE, S_TOTAL, S_SCRAP, S_TEMP, S_LINE};
    for (int i = 0; i < 5; i++)
        assert_int_equal(heard.update[i].signal, order[i]);
    for (int i = 0; i < 4; i++)
        assert_int_equal(heard.update[i].quality, Q_GOOD);
    assert_int_equal(update_of(S_STATE)->mapped, MS_RUNNING);
    assert_string_equal(update_of(S_STATE)->value.text, "Execute");
    assert_true(update_of(S_STATE)->source_ms == INT64_C(1616371200000));
    assert_true(update_of(S_TOTAL)->value.amount == 1200 * M);
    assert_int_equal(update_of(S_TOTAL)->mapped, -1);
    assert_true(update_of(S_TOTAL)->source_ms == INT64_C(1616371200000));
    assert_true(update_of(S_SCRAP)->value.amount == 10 * M);
    assert_true(update_of(S_SCRAP)->source_ms == TIME_NONE);
    assert_true(update_of(S_TEMP)->source_ms == INT64_C(1616371200250));
    for (size_t i = 0; i < SIGNALS; i++)
        assert_int_equal(decoder_stats(decoder, i)->errors, 0);
    assert_int_equal(decoder_stats(decoder, S_TEMP)->messages, 1);
    assert_int_equal(decoder_stats(decoder, S_RAW)->messages, 0);
}

static void test_absent_values_are_no_news(void **state)
{
    struct decoder *decoder = *state;
    assert_int_equal(send(decoder, "plant/press3/status", TEXT("{\"counts\":{\"scrap\":1}}")), 2);
    assert_true(has_update(S_SCRAP));
    assert_false(has_update(S_STATE));
    assert_int_equal(decoder_stats(decoder, S_STATE)->messages, 1);
    assert_int_equal(decoder_stats(decoder, S_STATE)->errors, 0);
    assert_int_equal(send(decoder, "plant/press3/status", TEXT("[]")), 1);
    assert_int_equal(send(decoder, "plant/press3/status", TEXT("17")), 1);
}

/* What is wrong with one value does not touch the others of its document. */
static void test_one_bad_value(void **state)
{
    struct decoder *decoder = *state;
    assert_int_equal(send(decoder, "plant/press3/status",
                          TEXT("{\"time\":\"never\",\"state\":\"Exploded\","
                               "\"counts\":{\"total\":18446744073709551616,\"scrap\":7},"
                               "\"temp\":{\"v\":1,\"t\":1616371200,\"q\":false}}")),
                     5);
    const struct update *u = update_of(S_STATE);
    assert_int_equal(u->quality, Q_GOOD);
    assert_int_equal(u->mapped, MS_UNKNOWN);
    assert_true(u->source_ms == TIME_NONE);
    assert_string_equal(error_of(decoder, S_STATE),
                        "/state: the map packml has no word Exploded: add Exploded = \u2026");
    assert_int_equal(decoder_stats(decoder, S_STATE)->errors, 1);
    assert_true(decoder_stats(decoder, S_STATE)->error_ms == 1234567);
    u = update_of(S_TOTAL);
    assert_int_equal(u->quality, Q_BAD);
    assert_int_equal(u->value.type, VALUE_NONE);
    assert_string_equal(error_of(decoder, S_TOTAL), "/counts/total: number out of range");
    u = update_of(S_SCRAP);
    assert_int_equal(u->quality, Q_GOOD);
    assert_true(u->value.amount == 7 * M);
    assert_int_equal(decoder_stats(decoder, S_SCRAP)->errors, 0);
    u = update_of(S_TEMP);
    assert_int_equal(u->quality, Q_BAD);
    assert_int_equal(u->value.type, VALUE_NONE);
    assert_string_equal(error_of(decoder, S_TEMP), "/temp/q: the source says bad: 'false'");
}

static void test_times(void **state)
{
    static const struct {
        const char *payload;
        int64_t source_ms;
        const char *error;
    } rows[] = {
        {"{\"counts\":{\"total\":1},\"time\":1616371200123}", INT64_C(1616371200123), ""},
        {"{\"counts\":{\"total\":1},\"time\":\"2021-03-22T02:00:00+02:00\"}",
         INT64_C(1616371200000), ""},
        {"{\"counts\":{\"total\":1}}", TIME_NONE, "/time: no time"},
        {"{\"counts\":{\"total\":1},\"time\":null}", TIME_NONE, "/time: no time"},
        {"{\"counts\":{\"total\":1},\"time\":12}", TIME_NONE, "/time: '12' is not a time"},
        {"{\"counts\":{\"total\":1},\"time\":[1]}", TIME_NONE, "/time: '[1]' is not a time"},
        {"{\"counts\":{\"total\":1},\"time\":\"\\u001b[2J\"}", TIME_NONE,
         "/time: '?[2J' is not a time"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct decoder *decoder = decoder_new(&config);
        assert_non_null(decoder);
        print_message("%s\n", rows[i].payload);
        send(decoder, "plant/press3/status", rows[i].payload, strlen(rows[i].payload));
        assert_int_equal(update_of(S_TOTAL)->quality, Q_GOOD);
        assert_true(update_of(S_TOTAL)->value.amount == M);
        assert_true(update_of(S_TOTAL)->source_ms == rows[i].source_ms);
        assert_string_equal(error_of(decoder, S_TOTAL), rows[i].error);
        assert_int_equal(decoder_stats(decoder, S_TOTAL)->errors, rows[i].error[0] != 0);
        decoder_free(&decoder);
    }
}

static void test_qualities(void **state)
{
    static const struct {
        const char *payload;
        enum quality quality;
        const char *error;
    } rows[] = {
        {"{\"temp\":{\"v\":1,\"t\":1}}", Q_GOOD, ""},
        {"{\"temp\":{\"v\":1,\"t\":1,\"q\":true}}", Q_GOOD, ""},
        {"{\"temp\":{\"v\":1,\"t\":1,\"q\":null}}", Q_GOOD, ""},
        {"{\"temp\":{\"v\":1,\"t\":1,\"q\":{\"Code\":0,\"Symbol\":\"Good\"}}}", Q_GOOD, ""},
        {"{\"temp\":{\"v\":1,\"t\":1,\"q\":{}}}", Q_GOOD, ""},
        {"{\"temp\":{\"v\":1,\"t\":1,\"q\":{\"Code\":2147483648}}}", Q_BAD,
         "/temp/q: the source says bad: '{\"Code\":2147483648}'"},
        {"{\"temp\":{\"v\":1,\"t\":1,\"q\":500}}", Q_BAD, "/temp/q: the source says bad: '500'"},
        {"{\"temp\":{\"v\":1,\"t\":1,\"q\":\"hm\"}}", Q_BAD,
         "/temp/q: a quality that is not known: 'hm'"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct decoder *decoder = decoder_new(&config);
        assert_non_null(decoder);
        print_message("%s\n", rows[i].payload);
        send(decoder, "plant/press3/status", rows[i].payload, strlen(rows[i].payload));
        assert_int_equal(update_of(S_TEMP)->quality, rows[i].quality);
        assert_string_equal(error_of(decoder, S_TEMP), rows[i].error);
        decoder_free(&decoder);
    }
}

/* A document that is none makes all its signals bad, and says why. */
static void test_hostile_documents(void **state)
{
    static const struct {
        const char *payload;
        size_t length;
        const char *error;
    } rows[] = {
        {TEXT(""), "payload: empty"},
        {TEXT(" \r\n"), "payload: empty"},
        {TEXT("{"), "malformed JSON at byte 1: it ends too early"},
        {TEXT("{\"state\":\"Execute\"} x"),
         "malformed JSON at byte 20: more text after the document"},
        {TEXT("{\"state\":\"Execute\"}\0"),
         "malformed JSON at byte 19: more text after the document"},
        {TEXT("{\"state\":\"a\0b\"}"), "malformed JSON at byte 11: a control character in a text"},
        {TEXT("{\"state\":\"\xFF\"}"), "malformed JSON at byte 10: a text is not UTF-8"},
        {TEXT("{\"state\":\"\\ud800\"}"), "malformed JSON at byte 10: half of a surrogate pair"},
        {TEXT("{\"state\":\"Execute\",\"state\":\"Stopped\"}"),
         "malformed JSON at byte 19: the same key twice in an object"},
        {TEXT("{\"time\":1,\"counts\":{},\"counts\":{\"total\":3}}"),
         "malformed JSON at byte 22: the same key twice in an object"},
        {TEXT("{\"state\":01}"), "malformed JSON at byte 9: a number that is none"},
        {TEXT("{\"state\":NaN}"), "malformed JSON at byte 9: a character out of place"},
        {TEXT("\x1F\x8B\x08"), "malformed JSON at byte 0: a character out of place"},
    };
    static const int document_signals[] = {S_STATE, S_TOTAL, S_SCRAP, S_TEMP};
    struct decoder *decoder = *state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        print_message("%s\n", rows[i].payload);
        assert_int_equal(send(decoder, "plant/press3/status", rows[i].payload, rows[i].length), 5);
        for (size_t s = 0; s < COUNT(document_signals); s++) {
            const struct update *u = update_of(document_signals[s]);
            assert_int_equal(u->quality, Q_BAD);
            assert_int_equal(u->value.type, VALUE_NONE);
            assert_int_equal(u->mapped, -1);
            const struct decode_stats *stats = decoder_stats(decoder, (size_t)document_signals[s]);
            assert_int_equal(stats->errors, (int)i + 1);
            assert_string_equal(stats->error, rows[i].error);
        }
    }
    /* and the next good one is good */
    send(decoder, "plant/press3/status", TEXT("{\"state\":\"Execute\"}"));
    assert_int_equal(update_of(S_STATE)->mapped, MS_RUNNING);
}

static void test_huge_and_deep(void **state)
{
    struct decoder *decoder = *state;
    size_t size = DECODE_PAYLOAD_MAX + 1;
    char *big = malloc(size);
    assert_non_null(big);
    memset(big, ' ', size);
    memcpy(big, TEXT("{\"state\":\"Execute\"}"));
    send(decoder, "plant/press3/status", big, size);
    assert_int_equal(update_of(S_STATE)->quality, Q_BAD);
    assert_string_equal(error_of(decoder, S_STATE), "payload: 262145 bytes, more than 262144");
    send(decoder, "plant/press3/status", big, size - 1);
    assert_int_equal(update_of(S_STATE)->quality, Q_GOOD);
    memset(big, '[', size);
    send(decoder, "plant/press3/status", big, size - 1);
    assert_string_equal(error_of(decoder, S_STATE), "malformed JSON at byte 32: nested too deep");
    send(decoder, "plant/press3/count", big, size);
    assert_int_equal(update_of(S_RAW)->quality, Q_BAD);
    assert_string_equal(error_of(decoder, S_RAW), "payload: 262145 bytes, more than 262144");
    send(decoder, "plant/press3/count", big, size - 1);
    assert_int_equal(update_of(S_RAW)->quality, Q_BAD);
    /* a topic level is there whatever the payload */
    send(decoder, "andon/a/is/running", big, size);
    assert_int_equal(update_of(S_LEVEL)->quality, Q_GOOD);
    free(big);
}

static void test_raw(void **state)
{
    static const struct {
        const char *payload;
        size_t length;
        int64_t amount;
        const char *error; /* "" good */
    } rows[] = {
        {TEXT("1.6666666666666667"), 1666667, ""},
        {TEXT(" 12\r\n"), 12 * M, ""},
        {TEXT(""), 0, "payload: empty"},
        {TEXT("   "), 0, "payload: empty"},
        {TEXT("nan"), 0, "payload: no value: 'nan'"},
        {TEXT("12\0"), 0, "payload: '12?' is not a number"},
        {TEXT("\xFF\xFE"), 0, "payload: '?\?' is not a number"},
        {TEXT("{\"v\":1}"), 0, "payload: '{\"v\":1}' is not a number"},
    };
    struct decoder *decoder = *state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        print_message("%s\n", rows[i].payload);
        assert_int_equal(send(decoder, "plant/press3/count", rows[i].payload, rows[i].length), 2);
        const struct update *u = update_of(S_RAW);
        assert_int_equal(u->quality, rows[i].error[0] ? Q_BAD : Q_GOOD);
        if (rows[i].error[0])
            assert_string_equal(error_of(decoder, S_RAW), rows[i].error);
        else
            assert_true(u->value.amount == rows[i].amount);
    }
    send(decoder, "plant/press3/count", NULL, 0);
    assert_int_equal(update_of(S_RAW)->quality, Q_BAD);
    send(decoder, "plant/press3/status", NULL, 0);
    assert_int_equal(update_of(S_STATE)->quality, Q_BAD);
}

static void test_topic_levels(void **state)
{
    struct decoder *decoder = *state;
    assert_int_equal(send(decoder, "andon/press3/is/Starved", TEXT("x")), 1);
    assert_int_equal(update_of(S_LEVEL)->mapped, MS_STARVED);
    assert_int_equal(send(decoder, "andon/press3/is/", TEXT("x")), 1);
    assert_int_equal(update_of(S_LEVEL)->quality, Q_BAD);
    assert_string_equal(error_of(decoder, S_LEVEL), "topic: empty");
    assert_int_equal(send(decoder, "andon/press3/is/\x1b[2J", TEXT("x")), 1);
    assert_int_equal(update_of(S_LEVEL)->mapped, MS_UNKNOWN);
    assert_string_equal(update_of(S_LEVEL)->value.text, "?[2J");

    static struct signal_conf one = {
        .name = "l", .role = ROLE_SENSOR, .topic = "a/+", .format = FORMAT_TOPIC, .scale = M};
    const struct config only = {.signal = &one, .signals = 1};
    for (int level = -1; level < 4; level++) {
        one.level = level;
        struct decoder *other = decoder_new(&only);
        assert_non_null(other);
        assert_int_equal(send(other, "a/b", TEXT("")), 1);
        assert_int_equal(heard.update[0].quality, level == 1 ? Q_GOOD : Q_BAD);
        if (level == 2)
            assert_string_equal(error_of(other, 0), "topic: it has no level 2");
        decoder_free(&other);
    }
}

static void test_places_in_pointers(void **state)
{
    struct decoder *decoder = *state;
    static const char cells[] =
        "{\"press3\":{\"temp\":7},\"a/b\":{\"temp\":8,\"q\":true},\"x~1y\":{\"temp\":9}}";
    assert_int_equal(send(decoder, "cells/press3/values", TEXT(cells)), 1);
    assert_true(heard.update[0].value.amount == 7 * M);
    assert_int_equal(send(decoder, "cells/x~1y/values", TEXT(cells)), 1);
    assert_true(heard.update[0].value.amount == 9 * M);
    assert_int_equal(send(decoder, "cells/other/values", TEXT(cells)), 0);
    assert_int_equal(send(decoder, "cells//values", TEXT(cells)), 0);
    assert_int_equal(decoder_stats(decoder, S_PLACED)->errors, 0);

    /* a level too many, a pointer that is none, and a topic far too long for a pointer */
    static struct signal_conf odd[] = {
        {.name = "a", .topic = "c/+", .format = FORMAT_JSON, .pointer = "/{2}", .scale = M},
        {.name = "b", .topic = "c/+", .format = FORMAT_JSON, .pointer = "v", .scale = M},
        {.name = "c", .topic = "c/+", .format = FORMAT_JSON, .pointer = "/v", .scale = M},
        {.name = "d",
         .topic = "c/+",
         .format = FORMAT_JSON,
         .pointer = "/v",
         .time_pointer = "/{3}",
         .scale = M},
        {.name = "e",
         .topic = "c/+",
         .format = FORMAT_JSON,
         .pointer = "/v",
         .quality_pointer = "~",
         .scale = M},
        {.name = "f", .topic = "c/+", .format = FORMAT_JSON, .pointer = "/{1}", .scale = M},
    };
    const struct config config_odd = {.signal = odd, .signals = COUNT(odd)};
    struct decoder *other = decoder_new(&config_odd);
    assert_non_null(other);
    assert_int_equal(send(other, "c/v", TEXT("{\"v\":5}")), 6);
    static const enum quality quality[] = {Q_BAD, Q_BAD, Q_GOOD, Q_GOOD, Q_BAD, Q_GOOD};
    static const char *const error[] = {
        "/{2}: the topic has no such level", "v: no JSON Pointer", "",
        "/{3}: the topic has no such level", "~: no JSON Pointer", ""};
    for (size_t i = 0; i < COUNT(odd); i++) {
        assert_int_equal(heard.update[i].quality, quality[i]);
        assert_string_equal(error_of(other, i), error[i]);
    }
    char topic[700] = "c/";
    memset(topic + 2, 'x', sizeof topic - 3);
    send(other, topic, TEXT("{\"v\":5}"));
    assert_int_equal(update_of(5)->quality, Q_BAD);
    assert_string_equal(error_of(other, 5), "/{1}: the topic's level is too long");
    assert_int_equal(update_of(2)->quality, Q_GOOD);
    decoder_free(&other);
}

static void test_flags_are_passed_on(void **state)
{
    const struct message message = {.topic = "plant/press3/count",
                                    .payload = "1",
                                    .length = 1,
                                    .stored = true,
                                    .duplicate = true};
    heard.count = 0;
    assert_int_equal(decoder_message(*state, &message, hear, &heard), 2);
    for (int i = 0; i < 2; i++) {
        assert_true(heard.update[i].stored);
        assert_true(heard.update[i].duplicate);
        assert_false(heard.update[i].overrun);
    }
}

static void test_unwanted(void **state)
{
    struct decoder *decoder = *state;
    assert_int_equal(decoder_unwanted(decoder), 0);
    assert_int_equal(send(decoder, "elsewhere/press3", TEXT("1")), 0);
    assert_int_equal(send(decoder, "", TEXT("1")), 0);
    assert_int_equal(send(decoder, "$SYS/broker", TEXT("1")), 0);
    assert_int_equal(send(decoder, "plant", TEXT("1")), 1);
    assert_int_equal(decoder_unwanted(decoder), 3);
}

static void test_overrun(void **state)
{
    struct decoder *decoder = *state;
    heard.count = 0;
    assert_int_equal(decoder_overrun(decoder, "plant/press3/status", hear, &heard), 5);
    for (int i = 0; i < 5; i++) {
        assert_true(heard.update[i].overrun);
        assert_int_equal(heard.update[i].quality, Q_BAD);
        assert_true(heard.update[i].source_ms == TIME_NONE);
    }
    heard.count = 0;
    assert_int_equal(decoder_overrun(decoder, "elsewhere", hear, &heard), 0);
    assert_int_equal(decoder_overrun(decoder, NULL, hear, &heard), SIGNALS - 1);
    assert_false(has_update(S_NONE));
}

static void test_no_signals(void **state)
{
    const struct config nothing = {0};
    const char *const *filters;
    (void)state;
    struct decoder *decoder = decoder_new(&nothing);
    assert_non_null(decoder);
    assert_int_equal(decoder_filters(decoder, &filters), 0);
    assert_int_equal(send(decoder, "a", TEXT("1")), 0);
    assert_int_equal(decoder_unwanted(decoder), 1);
    decoder_free(&decoder);
}

/* The hot path takes no memory. */
static void test_nothing_is_allocated(void **state)
{
    static const char document[] = "{\"time\":1616371200123,\"state\":\"Execute\",\"counts\":"
                                   "{\"total\":1200,\"scrap\":\"x\"},\"temp\":{\"v\":\"a\\nb\"}}";
    struct decoder *decoder = *state;
    send(decoder, "plant/press3/status", TEXT(document));
    size_t before = mallinfo2().uordblks;
    for (int i = 0; i < 1000; i++) {
        send(decoder, "plant/press3/status", TEXT(document));
        send(decoder, "plant/press3/status", TEXT("{\"x"));
        send(decoder, "cells/press3/values", TEXT("{\"press3\":{\"temp\":7}}"));
        send(decoder, "plant/press3/count", TEXT("x"));
    }
    assert_true(mallinfo2().uordblks == before);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_filters),
        TEST(test_one_document_many_signals),
        TEST(test_absent_values_are_no_news),
        TEST(test_one_bad_value),
        TEST(test_times),
        TEST(test_qualities),
        TEST(test_hostile_documents),
        TEST(test_huge_and_deep),
        TEST(test_raw),
        TEST(test_topic_levels),
        TEST(test_places_in_pointers),
        TEST(test_flags_are_passed_on),
        TEST(test_unwanted),
        TEST(test_overrun),
        TEST(test_no_signals),
        TEST(test_nothing_is_allocated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
