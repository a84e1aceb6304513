/* SPDX-License-Identifier: MIT */
/* Sources with items on many topics, through the decoder: what stands for the wildcards is part of
 * an item's name, and a message that cannot be read is its own topic's matter. */
#include "data/decode/decode.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

static struct signal_conf signals[] = {
    {.name = "speed", .item = "Line/Speed"},
    {.name = "temp", .item = "Edge/motor/temp"},
    {.name = "root", .item = "a"},
    {.name = "also", .item = "Line/Speed"},
};
static struct source_conf source = {
    .name = "uns", .format = FORMAT_ENVELOPE, .filter = {"p/x/#", "q/+/in", "r"}, .filters = 3};
static struct config config = {.signal = signals, .signals = 4, .source = &source, .sources = 1};

static char said[256];

static void hear(void *ctx, const struct update *u)
{
    char amount[AMOUNT_TEXT_SIZE];
    size_t used = strlen(said);
    (void)ctx;
    (void)snprintf(said + used, sizeof said - used, "%s=%s ", signals[u->signal].name,
                   u->quality != Q_GOOD ? "bad" : amount_to_text(u->value.amount, amount));
}

static void test_topics_are_names(void **state)
{
    static const struct {
        const char *topic, *payload, *updates;
    } rows[] = {
        {"p/x/Line/Speed", "98.5", "speed=98.5 also=98.5 "},
        {"p/x/Line/Speed", "{\"value\":7}", "speed=7 also=7 "},
        {"p/x/Line/Speed", "{\"value\":", "speed=bad also=bad "},
        {"p/x/Line", "{\"Speed\":3}", "speed=3 also=3 "},
        {"p/x/Edge", "{\"motor\":{\"temp\":41}}", "temp=41 "},
        {"p/x/Edge/motor/temp", "42", "temp=42 "},
        {"p/x/Edge/motor/temp.props", "42", ""},
        {"p/x", "{\"a\":1}", "root=1 "}, /* # stands for nothing, too */
        {"p/x", "{\"a\":", ""},
        {"p/x/a", "2", "root=2 "},
        {"q/a/in", "{\"a\":1}", ""}, /* its name begins with the level that + stands for */
        {"r", "{\"a\":5}", "root=5 "},
        {"p/xy", "1", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        signals[i].format = FORMAT_ENVELOPE;
        signals[i].scale = AMOUNT_ONE;
        signals[i].role = ROLE_SENSOR;
    }
    source.zone = &config.zone;
    struct decoder *decoder = decoder_new(&config);
    assert_non_null(decoder);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct message message = {.topic = rows[i].topic,
                                        .payload = rows[i].payload,
                                        .length = strlen(rows[i].payload),
                                        .arrival_ms = 1700000000000};
        said[0] = '\0';
        (void)decoder_message(decoder, &message, hear, NULL);
        print_message("%s %s\n", rows[i].topic, rows[i].payload);
        assert_string_equal(said, rows[i].updates);
    }
    assert_int_equal(decoder_unwanted(decoder), 1);
    decoder_free(&decoder);
}

static void tell(struct decoder *decoder, const char *topic, const char *payload)
{
    const struct message message = {
        .topic = topic, .payload = payload, .length = strlen(payload), .arrival_ms = 1700000000000};
    said[0] = '\0';
    (void)decoder_message(decoder, &message, hear, NULL);
}

/* The metadata that names the ids is retained: after a reload nobody tells it again. */
static void test_reload_keeps_names(void **state)
{
    static const char value[] = "{\"vals\":[{\"id\":\"101\",\"qc\":3,\"val\":7}]}";
    static const char data[] = "ie/d/j/simatic/v1/s7c1/dp/r/Plc/default";
    static const char *const filters[] = {"ie/+/j/simatic/v1/s7c1/#", "ie/#"};
    struct signal_conf own = {.name = "speed", .item = "Plc/good", .scale = AMOUNT_ONE};
    struct source_conf plc = {.name = "plc", .format = FORMAT_SIEMENS, .filters = 1};
    struct config conf = {.signal = &own, .signals = 1, .source = &plc, .sources = 1};
    (void)state;
    own.format = FORMAT_SIEMENS;
    own.role = ROLE_SENSOR;
    plc.zone = &conf.zone;
    (void)text_copy(plc.filter[0], sizeof plc.filter[0], filters[0]);
    struct decoder *before = decoder_new(&conf);
    tell(before, "ie/m/j/simatic/v1/s7c1/dp",
         "{\"connections\":[{\"name\":\"Plc\",\"dataPoints\":[{\"topic\":"
         "\"ie/d/j/simatic/v1/s7c1/dp/r/Plc/default\",\"dataPointDefinitions\":"
         "[{\"name\":\"good\",\"id\":\"101\"}]}]}]}");
    tell(before, data, value);
    assert_string_equal(said, "speed=7 ");

    struct decoder *after = decoder_new(&conf);
    decoder_adopt(after, before);
    decoder_free(&before);
    tell(after, data, value);
    assert_string_equal(said, "speed=7 ");

    /* What listens elsewhere now hears its metadata anew; the old names may be wrong. */
    struct source_conf other = plc;
    struct config fresh = conf;
    (void)text_copy(other.filter[0], sizeof other.filter[0], filters[1]);
    fresh.source = &other;
    struct decoder *moved = decoder_new(&fresh);
    decoder_adopt(moved, after);
    decoder_free(&after);
    tell(moved, data, value);
    assert_string_equal(said, "");
    decoder_free(&moved);
}

/* Each of as many sources as there may be has its bit. */
static void test_last_source(void **state)
{
    static struct source_conf many[CONFIG_SOURCES_MAX];
    struct signal_conf own = {.name = "speed", .item = "Speed", .scale = AMOUNT_ONE};
    struct config conf = {
        .signal = &own, .signals = 1, .source = many, .sources = CONFIG_SOURCES_MAX};
    (void)state;
    own.source = CONFIG_SOURCES_MAX - 1;
    own.format = FORMAT_ENVELOPE;
    own.role = ROLE_SENSOR;
    for (size_t i = 0; i < CONFIG_SOURCES_MAX; i++) {
        many[i] = (struct source_conf){.format = FORMAT_ENVELOPE, .filters = 1, .zone = &conf.zone};
        (void)snprintf(many[i].name, sizeof many[i].name, "s%zu", i);
        (void)snprintf(many[i].filter[0], sizeof many[i].filter[0], "a/#");
    }
    struct decoder *decoder = decoder_new(&conf);
    tell(decoder, "a/Speed", "7");
    assert_string_equal(said, "speed=7 ");
    decoder_free(&decoder);
}

/* A document of a whole line is taken to its end. */
static void test_wide_document(void **state)
{
    static char text[DECODE_PAYLOAD_MAX];
    struct signal_conf own = {.name = "speed", .item = "line/tag/last", .scale = AMOUNT_ONE};
    struct source_conf line = {.name = "l", .format = FORMAT_ENVELOPE, .filters = 1};
    struct config conf = {.signal = &own, .signals = 1, .source = &line, .sources = 1};
    size_t used = (size_t)snprintf(text, sizeof text, "{\"line\":{\"tag\":{");
    (void)state;
    own.format = FORMAT_ENVELOPE;
    own.role = ROLE_SENSOR;
    line.zone = &conf.zone;
    line.filter[0][0] = 'u';
    for (int i = 0; i < 5000; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "\"motor_temperature_%04d\":%d,",
                                 i, i);
    (void)snprintf(text + used, sizeof text - used, "\"last\":7}}}");
    struct decoder *decoder = decoder_new(&conf);
    tell(decoder, "u", text);
    assert_string_equal(said, "speed=7 ");
    decoder_free(&decoder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_topics_are_names),
        cmocka_unit_test(test_reload_keeps_names),
        cmocka_unit_test(test_last_source),
        cmocka_unit_test(test_wide_document),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
