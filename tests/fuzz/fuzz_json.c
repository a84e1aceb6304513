/* SPDX-License-Identifier: MIT */
/* Any bytes as a JSON payload. The scanner takes exactly the documents that jansson takes, and what
 * the decoder makes of them keeps its promises. */
#include "tests/fuzz/decoding.h"

#include <jansson.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct map_entry entries[] = {{"Execute", "running"}, {"6", "idle"}, {"*", "stopped"}};
static const struct value_map map = {.name = "m", .entry = entries, .count = 3};

#define SIGNAL(role_, pointer_, ...)                                                            \
    {                                                                                           \
        .name = "s", .role = role_, .topic = "a/b", .format = FORMAT_JSON, .pointer = pointer_, \
        __VA_ARGS__                                                                             \
    }
#define PLAIN(role_, pointer_) SIGNAL(role_, pointer_, .scale = AMOUNT_ONE)
static struct signal_conf signals[] = {
    SIGNAL(ROLE_STATE, "/state", .time_pointer = "/t"),
    SIGNAL(ROLE_STATE, "/state", .map = &map, .time_pointer = "/t", .time_unit = TIME_S),
    SIGNAL(ROLE_MODE, "/mode", .quality_pointer = "/q"),
    SIGNAL(ROLE_TOTAL, "/c/total", .scale = AMOUNT_ONE, .time_pointer = "/c/t",
           .quality_pointer = "/StatusCode"),
    SIGNAL(ROLE_GOOD, "/c/good", .scale = 1234567, .offset = -89),
    SIGNAL(ROLE_SCRAP, "/v/0", .scale = -1),
    SIGNAL(ROLE_REWORK, "/v/1", .scale = AMOUNT_ONE, .counter = {.kind = COUNTER_PULSE}),
    PLAIN(ROLE_RUNNING, "/v/1"),
    PLAIN(ROLE_ALIVE, "/alive"),
    PLAIN(ROLE_FAULT, "/a~1b"),
    PLAIN(ROLE_SENSOR, ""),
    PLAIN(ROLE_SENSOR, "/{1}"),
    PLAIN(ROLE_SENSOR, "/c"),
};
static const struct config config = {.signal = signals,
                                     .signals = sizeof signals / sizeof *signals};

/* jansson holds numbers in int64 and double, keys without NUL and deeper documents, and takes a NUL
 * after a number for the end; repeated keys that nobody wants are fine with the scanner. */
static void same_as_jansson(const char *text, size_t size)
{
    struct scan_node node[1];
    struct scan_plan plan;
    struct scan_value value[1];
    json_error_t error;
    scan_plan_init(&plan, node, 1, NULL, 0);
    enum scan_problem problem = scan_document(&plan, text, size, value, NULL);
    hold(problem != SCAN_DUPLICATE);
    if (problem == SCAN_DEEP || memchr(text, '\0', size))
        return;
    json_t *root = json_loadb(text, size, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
    enum json_error_code code = root ? json_error_unknown : json_error_code(&error);
    if (code != json_error_numeric_overflow && code != json_error_null_byte_in_key)
        hold((problem == SCAN_FINE) == (root != NULL));
    json_decref(root);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char nothing[1];
    fuzzed = &config;
    same_as_jansson(size ? (const char *)data : nothing, size);
    feed_twice("a/b", data, size);
    return 0;
}
