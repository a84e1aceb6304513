/* SPDX-License-Identifier: MIT */
/* Topics factory/LINE/STATION/LEAF and their payloads; andon-sim(1) describes them. Called by the
 * live part and by the recorder. */
#include "andon/sim/wire.h"

#include "data/model/json.h"
#include "data/model/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Several are numbered from the number at the end of the first one's name. */
const char *wire_station(const struct options *o, size_t station, char out[WIRE_NAME_SIZE])
{
    bool one = o->plant.stations == 1;
    const char *name = o->station ? o->station : one ? "press3" : "press1";
    size_t stem = strlen(name);
    while (stem > 0 && strlen(name) - stem < 9 && strchr("0123456789", name[stem - 1]))
        stem--;
    uint64_t number = name[stem] ? strtoull(name + stem, NULL, 10) : 1;
    if (one)
        (void)text_copy(out, WIRE_NAME_SIZE, name);
    else
        (void)text_format(out, WIRE_NAME_SIZE, "%.*s%" PRIu64, (int)stem, name, number + station);
    return out;
}

void wire_topic(const struct options *o, size_t station, const char *leaf, struct wire_message *out)
{
    char name[WIRE_NAME_SIZE];
    (void)text_format(out->topic, sizeof out->topic, "factory/%s/%s/%s", o->line,
                      wire_station(o, station, name), leaf);
}

static void write_readings(struct jw *w, const struct readings *r)
{
    bool bad = false;
    for (int s = 0; s < PRESS_SENSOR_COUNT; s++) {
        if (r->fault[s] == SENSOR_NAN)
            jw_text(w, press_sensor_names[s], "NaN");
        else if (r->fault[s] != SENSOR_DROPOUT)
            jw_real(w, press_sensor_names[s], r->value[s]);
        bad |= r->fault[s] == SENSOR_BAD;
    }
    if (!bad)
        return;
    jw_object(w, "quality"); /* what is good is not mentioned */
    for (int s = 0; s < PRESS_SENSOR_COUNT; s++)
        if (r->fault[s] == SENSOR_BAD)
            jw_text(w, press_sensor_names[s], "bad");
    jw_object_end(w);
}

static void write_event(struct jw *w, const struct press_event *e)
{
    switch (e->kind) {
    case PRESS_EVENT_STATE:
        jw_text(w, "state", press_state_names[e->state]);
        jw_text(w, "code", e->code);
        jw_text(w, "product", e->product);
        break;
    case PRESS_EVENT_COUNTS:
        jw_int(w, "total", e->total);
        jw_int(w, "scrap", e->scrap);
        break;
    case PRESS_EVENT_SENSORS:
        write_readings(w, &e->sensors);
        break;
    }
}

void wire_news(const struct options *o, size_t station, const struct gateway_news *news, int64_t ts,
               struct wire_message *out)
{
    static const struct {
        const char *leaf;
        int qos;
        bool retain;
    } leaves[] = {
        [PRESS_EVENT_STATE] = {"state", 1, true},
        [PRESS_EVENT_COUNTS] = {"counts", 1, false},
        [PRESS_EVENT_SENSORS] = {"sensors", 0, false},
    };
    struct jw w;
    enum press_event_kind kind = news->event.kind;
    out->qos = news->is_alive ? 1 : leaves[kind].qos;
    out->retain = news->is_alive || leaves[kind].retain;
    wire_topic(o, station, news->is_alive ? "alive" : leaves[kind].leaf, out);
    if (news->is_alive) {
        (void)text_copy(out->payload, sizeof out->payload, news->online ? "online" : "offline");
        out->length = strlen(out->payload);
        return;
    }
    jw_init(&w, out->payload, sizeof out->payload);
    jw_object(&w, NULL);
    write_event(&w, &news->event);
    jw_int(&w, "ts", ts);
    jw_object_end(&w);
    out->length = w.length;
}

size_t wire_truth(const struct options *o, size_t station, const struct plant *plant, char *out,
                  size_t size)
{
    const struct press *p = &plant->line.press[station];
    char name[WIRE_NAME_SIZE];
    struct jw w;
    jw_init(&w, out, size);
    jw_object(&w, NULL);
    jw_text(&w, "station", wire_station(o, station, name));
    jw_int(&w, "made", p->total - p->first_total);
    jw_int(&w, "scrap", p->scrap - p->first_scrap);
    jw_int(&w, "counter", p->total);
    jw_seconds(&w, "line_s", p->now_ms);
    jw_object(&w, "time_s");
    for (int s = 0; s < PRESS_STATE_COUNT; s++)
        jw_seconds(&w, press_state_names[s], p->span[s]);
    jw_object_end(&w);
    jw_int(&w, "lost_news", plant->gateway[station].lost);
    jw_object_end(&w);
    return w.overflow ? 0 : w.length;
}
