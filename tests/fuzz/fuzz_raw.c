/* SPDX-License-Identifier: MIT */
/* Any bytes as a raw payload and as topic levels, read by every role. */
#include "tests/fuzz/decoding.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct map_entry entries[] = {
    {"on", "running"}, {"1.5", "idle"}, {"null", "planned"}, {"off", "maintenance"}};
static const struct value_map map = {.name = "m", .entry = entries, .count = 4};

static struct signal_conf signals[4 * SIGNAL_ROLE_COUNT];
static struct config config = {.signal = signals, .signals = sizeof signals / sizeof *signals};

/* Each role raw, raw through a map, raw as pulses, and from the topic. */
static void configure(void)
{
    for (size_t i = 0; i < config.signals; i++) {
        struct signal_conf *s = &signals[i];
        *s = (struct signal_conf){.name = "s",
                                  .role = (enum signal_role)(i % SIGNAL_ROLE_COUNT),
                                  .topic = "r/+/#",
                                  .format = i % 4 == 3 ? FORMAT_TOPIC : FORMAT_RAW,
                                  .level = 2,
                                  .map = i % 4 == 1 ? &map : NULL,
                                  .scale = i % 3 ? AMOUNT_ONE : 123456789};
        s->counter.kind = i % 4 == 2 ? COUNTER_PULSE : COUNTER_CUMULATIVE;
    }
    fuzzed = &config;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char topic[256] = "r/x/";
    if (!fuzzed)
        configure();
    size_t length = size < sizeof topic - 5 ? size : sizeof topic - 5;
    if (length > 0)
        memcpy(topic + 4, data, length);
    topic[4 + length] = '\0';
    feed_twice(topic, data, size);
    return 0;
}
