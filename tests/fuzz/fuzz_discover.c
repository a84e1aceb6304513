/* SPDX-License-Identifier: MIT */
/* Any bytes as what a broker says: a message's topic ends at the first line end, its payload at a
 * record separator (1e hex). Whatever is found can be shown, is JSON, and what is written for it is
 * a configuration that loads. */
#include "data/config/load.h"
#include "data/discover/discover.h"
#include "data/model/text.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define hold(promise)   \
    do {                \
        if (!(promise)) \
            abort();    \
    } while (0)

#define ROOM ((size_t)1 << 20)

static void hold_json(const struct discover_asset *asset, char *room)
{
    struct jw w;
    jw_init(&w, room, ROOM);
    discover_asset_json(asset, &w);
    if (w.overflow)
        return;
    json_t *json = json_loads(room, 0, NULL);
    hold(json != NULL);
    json_decref(json);
}

static void hold_station(const struct discover *d, const struct discover_asset *asset, char *room)
{
    const struct discover_plan plan = {
        .url = "mqtt://localhost", .zone = "UTC", .origin = "here", .small_stop_ms = -1};
    struct config_report report = {0};
    size_t length = discover_write(d, asset, &plan, room, ROOM);
    if (length == 0)
        return;
    struct config *config = config_load_text("found", room, length, &report);
    hold(config != NULL);
    config_free(&config);
    config_report_done(&report);
}

static void feed(struct discover *d, const uint8_t *data, size_t size)
{
    int64_t now = 1795000000000;
    while (size > 0) {
        const uint8_t *end = memchr(data, 0x1e, size), *line = memchr(data, '\n', size);
        size_t length = end ? (size_t)(end - data) : size;
        char topic[300];
        size_t name = line && (size_t)(line - data) < length ? (size_t)(line - data) : length;
        if (name < sizeof topic) {
            memcpy(topic, data, name);
            topic[name] = '\0';
            size_t skip = name < length ? name + 1 : length;
            char *payload = malloc(length - skip + 1); /* exact: reads beyond it are seen */
            hold(payload != NULL);
            memcpy(payload, data + skip, length - skip);
            discover_message(d, &(struct message){.topic = topic,
                                                  .payload = payload,
                                                  .length = length - skip,
                                                  .stored = length % 7 == 0,
                                                  .arrival_ms = now});
            free(payload);
        }
        now += 700;
        data += end ? length + 1 : length;
        size -= end ? length + 1 : length;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char room[ROOM];
    struct discover *d = discover_new();
    hold(d != NULL);
    feed(d, data, size);
    const struct discover_result *result = discover_look(d);
    hold(result != NULL);
    for (size_t i = 0; i < result->assets && i < 8; i++) {
        const struct discover_asset *asset = &result->asset[i];
        hold(text_is_clean(asset->title, strlen(asset->title)));
        hold(asset->confidence >= 0 && asset->confidence <= 100);
        hold_json(asset, room);
        hold_station(d, asset, room);
    }
    discover_free(&d);
    return 0;
}
