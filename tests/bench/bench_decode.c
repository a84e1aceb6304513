/* SPDX-License-Identifier: MIT */
/* What decoding costs: nanoseconds of CPU a message, beside jansson doing the same in this run.
 * Prints one JSON object a figure. */
#include "data/decode/capture.h"
#include "data/decode/decode.h"
#include "data/model/amount.h"
#include "tests/bench/figure.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BATCHES 15

/* 163 bytes, as a gateway would send a machine's values together. */
static const char document[] =
    "{\"timestamp_ms\":1733904005123,\"state\":\"Execute\",\"counts\":{\"total\":123456,"
    "\"good\":123000,\"scrap\":456},\"temperature\":71.25,\"speed\":98.5,\"unit\":\"f\","
    "\"mode\":1,\"ok\":true}";
_Static_assert(sizeof document - 1 == 163, "the document of performance.md has 163 bytes");

static const char capture[] =
    "{\"t\": 12.345678, \"wall\": 1783954519312, \"topic\": \"Bathurst/Packaging/Line 1/Status/"
    "StateCurrentStr\", \"qos\": 0, \"retain\": true, \"b64\": \"RXhlY3V0ZQ==\"}";

static struct map_entry packml[] = {
    {"Execute", "running"}, {"Idle", "idle"}, {"Held", "stopped"}, {"*", "unknown"}};
static struct value_map map = {.name = "packml", .entry = packml, .count = 4};

#define JSON_SIGNAL(...)                                                                         \
    {                                                                                            \
        .topic = "plant/filler3/values", .format = FORMAT_JSON, .time_pointer = "/timestamp_ms", \
        .scale = AMOUNT_ONE, __VA_ARGS__                                                         \
    }
static struct signal_conf signals[] = {
    JSON_SIGNAL(.name = "state", .role = ROLE_STATE, .pointer = "/state", .map = &map),
    JSON_SIGNAL(.name = "total", .role = ROLE_TOTAL, .pointer = "/counts/total"),
    JSON_SIGNAL(.name = "good", .role = ROLE_GOOD, .pointer = "/counts/good"),
    JSON_SIGNAL(.name = "temperature", .role = ROLE_SENSOR, .pointer = "/temperature"),
    {.name = "raw",
     .role = ROLE_TOTAL,
     .topic = "plant/filler3/count",
     .format = FORMAT_RAW,
     .scale = AMOUNT_ONE},
};
static struct config config = {.signal = signals, .signals = sizeof signals / sizeof *signals};

/* A historian's document: a hundred tags together, each of them a signal. */
#define TAGS 100
static struct signal_conf tags[TAGS];
static struct config tags_config = {.signal = tags, .signals = TAGS};
static struct decoder *tags_decoder;
static char tags_document[8192];
static size_t tags_length;

static void make_tags(void)
{
    size_t size = sizeof tags_document;
    tags_length = (size_t)snprintf(tags_document, size, "{\"timestamp_ms\":1733904005123");
    for (size_t i = 0; i < TAGS; i++) {
        tags[i] = (struct signal_conf){.role = ROLE_SENSOR,
                                       .format = FORMAT_JSON,
                                       .scale = AMOUNT_ONE,
                                       .topic = "umh/v1/a/b/c",
                                       .time_pointer = "/timestamp_ms"};
        (void)snprintf(tags[i].pointer, sizeof tags[i].pointer, "/zone_%zu_temperature", i);
        tags_length += (size_t)snprintf(tags_document + tags_length, size - tags_length,
                                        ",\"zone_%zu_temperature\":%zu.%zu", i, 20 + i, i % 10);
    }
    tags_length += (size_t)snprintf(tags_document + tags_length, size - tags_length, "}");
}

static volatile int64_t sum; /* keeps the work from being optimised away */

static void sink(void *ctx, const struct update *update)
{
    (void)ctx;
    if (update->quality != Q_GOOD)
        abort();
    sum += update->value.amount + update->mapped;
}

static struct decoder *decoder;

static void our_json(void)
{
    const struct message message = {
        .topic = "plant/filler3/values", .payload = document, .length = sizeof document - 1};
    if (decoder_message(decoder, &message, sink, NULL) != 4)
        abort();
}

static void our_tags(void)
{
    const struct message message = {
        .topic = "umh/v1/a/b/c", .payload = tags_document, .length = tags_length};
    if (decoder_message(tags_decoder, &message, sink, NULL) != TAGS)
        abort();
}

static void our_raw(void)
{
    const struct message message = {
        .topic = "plant/filler3/count", .payload = "1.6666666666666667", .length = 18};
    if (decoder_message(decoder, &message, sink, NULL) != 1)
        abort();
}

static void our_scan(void)
{
    static const char *const pointer[] = {"/timestamp_ms", "/state", "/counts/total",
                                          "/counts/good", "/temperature"};
    static struct scan_node node[8];
    static char text[128];
    static struct scan_plan plan;
    struct scan_value value[5];
    if (!plan.node) {
        scan_plan_init(&plan, node, 8, text, sizeof text);
        for (size_t i = 0; i < 5; i++)
            scan_plan_add(&plan, pointer[i], strlen(pointer[i]));
    }
    if (scan_document(&plan, document, sizeof document - 1, value, NULL) != SCAN_FINE)
        abort();
    sum += (int64_t)value[4].length;
}

static void our_capture(void)
{
    struct capture_line line;
    if (capture_parse(capture, sizeof capture - 1, &line, NULL) != 1)
        abort();
    sum += line.t_us;
    capture_line_done(&line);
}

static json_t *load(const char *text, size_t length)
{
    json_t *root = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
    if (!root)
        abort();
    return root;
}

static void jansson_values(void)
{
    json_t *root = load(document, sizeof document - 1), *counts = json_object_get(root, "counts");
    sum += json_integer_value(json_object_get(root, "timestamp_ms")) +
           json_integer_value(json_object_get(counts, "total")) +
           json_integer_value(json_object_get(counts, "good")) +
           (int64_t)json_real_value(json_object_get(root, "temperature")) +
           json_string_value(json_object_get(root, "state"))[0];
    json_decref(root);
}

static void jansson_tags(void)
{
    json_t *root = load(tags_document, tags_length);
    for (size_t i = 0; i < TAGS; i++)
        sum += (int64_t)json_real_value(json_object_get(root, tags[i].pointer + 1));
    json_decref(root);
}

static void jansson_capture(void)
{
    json_t *root = load(capture, sizeof capture - 1);
    sum += (int64_t)(json_real_value(json_object_get(root, "t")) * 1e6) +
           json_string_value(json_object_get(root, "b64"))[0];
    json_decref(root);
}

static void bare_strtod(void)
{
    sum += (int64_t)strtod("1.6666666666666667", NULL);
}

/* CPU of one batch, in ns a call. */
static double batch_of(void (*work)(void), int rounds)
{
    int64_t start = figure_cpu_ns(0);
    for (int n = 0; n < rounds; n++)
        work();
    return (double)(figure_cpu_ns(0) - start) / rounds;
}

static const struct pair {
    const char *name;
    void (*work)(void);
    const char *baseline;
    void (*baseline_work)(void);
    int rounds;
} pairs[] = {
    {"json_scan", our_scan, "jansson, five values", jansson_values, 20000},
    {"json_message", our_json, "jansson, five values", jansson_values, 20000},
    {"json_hundred_tags", our_tags, "jansson, a hundred values", jansson_tags, 500},
    {"raw_message", our_raw, "bare strtod", bare_strtod, 50000},
    {"capture_line", our_capture, "jansson, two values", jansson_capture, 20000},
};

/* Medians of batches taken in turns, so that a busy moment hits both. */
static void run(const struct pair *f)
{
    double ours[BATCHES], theirs[BATCHES];
    for (int i = 0; i < BATCHES; i++) {
        ours[i] = batch_of(f->work, f->rounds);
        theirs[i] = batch_of(f->baseline_work, f->rounds);
    }
    char name[64];
    (void)snprintf(name, sizeof name, "decode.%s", f->name);
    figure_print(&(struct figure){.name = name,
                                  .value = figure_median(ours, BATCHES),
                                  .unit = "ns",
                                  .baseline = f->baseline,
                                  .baseline_value = figure_median(theirs, BATCHES)});
}

int main(void)
{
    make_tags();
    decoder = decoder_new(&config);
    tags_decoder = decoder_new(&tags_config);
    if (!decoder || !tags_decoder)
        return 1;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        run(&pairs[i]);
    decoder_free(&decoder);
    decoder_free(&tags_decoder);
    return 0;
}
