/* SPDX-License-Identifier: MIT */
/* Any messages in any order for a host: [verb and flags][ms x 16][length, 2 bytes][payload] each.
 * What it tells is whole and belongs to a node; its memory and its commands stay within limits. */
#include "data/model/clock.h"
#include "data/sparkplug/host.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define hold(promise)   \
    do {                \
        if (!(promise)) \
            abort();    \
    } while (0)

static uint64_t seen;

static void on_event(void *ctx, const struct spb_event *e)
{
    int64_t integer;
    double real;
    (void)ctx;
    hold(e->group && e->node && e->device && e->node[0]);
    if (e->kind != SPB_EVENT_ITEM)
        return;
    hold(e->name && e->name[0]);
    seen += strlen(e->name);
    if (e->null)
        return;
    if (e->value.form == SPB_FORM_STRING)
        seen += strlen(e->value.text);
    else if (spb_integer(&e->value, e->type, &integer) == 0)
        seen += (uint64_t)integer;
    else if (spb_real(&e->value, e->type, &real) == 0)
        seen += real > 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const topics[] = {
        "spBv1.0/G/NBIRTH/N",   "spBv1.0/G/NDEATH/N",
        "spBv1.0/G/NDATA/N",    "spBv1.0/G/DBIRTH/N/D",
        "spBv1.0/G/DDEATH/N/D", "spBv1.0/G/DDATA/N/D",
        "spBv1.0/G/DDATA/N/E",  "spBv1.0/G/NBIRTH/M",
        "spBv1.0/G/NDATA/M",    "spBv1.0/G/NDATA/O",
        "spBv1.0/STATE/host",   "$sparkplug/certificates/spBv1.0/G/NBIRTH/N",
        "spBv1.0/G/DBIRTH/N/E", "spBv1.0/G/NCMD/N",
        "plant/line",           "spBv1.0/G/DBIRTH/M/D"};
    struct spb_host_conf conf = {.reorder_ms = size % 3 ? 500 : 0,
                                 .observer = size % 5 == 0,
                                 .seed = size,
                                 .nodes_max = 2,
                                 .devices_max = 2,
                                 .bytes_max = 1U << 16,
                                 .held_max = 1U << 12};
    struct spb_host *host = spb_host_new(&conf);
    int64_t now = 0;
    hold(host);
    while (size >= 4) {
        size_t length = (size_t)data[2] | (size_t)data[3] << 8;
        length = length > size - 4 ? size - 4 : length;
        struct spb_message message = {.topic = topics[data[0] & 15],
                                      .payload = data + 4,
                                      .length = length,
                                      .stored = (data[0] & 0xf0) == 0xf0,
                                      .wall_ms = INT64_C(1800000000000) + now};
        if ((data[0] & 0xf0) == 0x20)
            spb_host_link(host, data[0] & 1, now, message.wall_ms, on_event, NULL);
        spb_host_message(host, &message, now, on_event, NULL);
        now += (int64_t)data[1] * 16;
        spb_host_tick(host, now, message.wall_ms, on_event, NULL);
        hold(spb_host_due(host) > now);
        data += 4 + length;
        size -= 4 + length;
    }
    struct spb_topic topic;
    unsigned char out[SPB_COMMAND_SIZE];
    for (int commands = 0; spb_host_command(host, now, &topic, out) > 0; commands++)
        hold(commands < 64 && !conf.observer);
    struct spb_host_view view;
    hold(!spb_host_node(host, conf.nodes_max, &view));
    spb_host_free(&host);
    return 0;
}
