/* SPDX-License-Identifier: MIT */
/* Writes what the virtual line would publish into a capture file (design.md §7), as fast as it
 * goes: days of a machine's life for `andonctl replay`. The same options give the same bytes.
 * Called by main. */
#include "andon/sim/sim.h"
#include "andon/sim/wire.h"
#include "data/decode/capture.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define START_MS INT64_C(1767592800000) /* 2026-01-05, a Monday, 06:00 UTC */

static int write_message(FILE *f, const struct wire_message *m, int64_t at_ms, int64_t start_ms)
{
    char text[2048];
    char topic[sizeof m->topic];
    unsigned char payload[sizeof m->payload];
    memcpy(topic, m->topic, sizeof topic);
    memcpy(payload, m->payload, m->length);
    const struct capture_line line = {.t_us = at_ms * 1000,
                                      .wall_ms = start_ms + at_ms,
                                      .topic = topic,
                                      .payload = payload,
                                      .length = m->length,
                                      .qos = m->qos,
                                      .retain = m->retain,
                                      .source = "mqtt"};
    size_t length = capture_format(&line, text, sizeof text);
    return length > 0 && fprintf(f, "%s\n", text) > 0 ? 0 : -1;
}

static int write_all(const struct options *o, struct plant *plant, FILE *f)
{
    int64_t start_ms = o->start_ms == TIME_NONE ? START_MS : o->start_ms;
    struct wire_message m;
    struct gateway_news news;
    size_t station;
    for (size_t i = 0; i < o->plant.stations; i++) {
        const struct gateway_news online = {.is_alive = true, .online = true};
        wire_news(o, i, &online, 0, &m);
        if (write_message(f, &m, 0, start_ms) != 0)
            return -1;
    }
    while (plant_step(plant, o->span_ms, &station, &news)) {
        wire_news(o, station, &news, start_ms + news.event.at_ms, &m);
        if (write_message(f, &m, plant->now_ms, start_ms) != 0)
            return -1;
    }
    return 0;
}

int record_run(const struct options *o)
{
    static struct plant plant;
    FILE *f = fopen(o->output, "we");
    plant_init(&plant, &o->plant);
    int rc = f ? write_all(o, &plant, f) : -1;
    if (f && fclose(f) != 0)
        rc = -1;
    if (rc != 0)
        (void)fprintf(stderr, "andon-sim: %s: %s\n", o->output, strerror(errno));
    return rc == 0 ? sim_tell_truth(o, &plant) : 1;
}
