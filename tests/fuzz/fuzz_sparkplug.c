/* SPDX-License-Identifier: MIT */
/* Any bytes as a Sparkplug payload, a topic and a host's statement: refused with words, or what is
 * taken can be read whole under every type, and says the same after it was written again. */
#include "data/sparkplug/metric.h"
#include "data/sparkplug/topic.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ROOM (1U << 20)
#define hold(promise)   \
    do {                \
        if (!(promise)) \
            abort();    \
    } while (0)

static uint64_t seen; /* so that nothing that is read is optimised away */

static void hold_value(const struct spb_value *v)
{
    int64_t integer;
    double real;
    for (uint32_t type = 0; type <= SPB_TYPE_COUNT; type++) {
        if (spb_integer(v, type, &integer) == 0)
            seen += (uint64_t)integer;
        if (spb_real(v, type, &real) == 0)
            seen += real > 0;
        hold(spb_array_count(v, type) >= -1);
    }
    if (v->form == SPB_FORM_STRING)
        seen += strlen(v->text);
    else if (v->form >= SPB_FORM_BYTES)
        for (size_t i = 0; i < v->bytes.length; i++)
            seen += ((const unsigned char *)v->bytes.at)[i];
}

static void hold_metric(const struct spb_metric *m)
{
    seen += m->name ? strlen(m->name) : m->alias;
    hold_value(&m->value);
    seen += (uint64_t)spb_quality(m);
    for (size_t i = 0; i < m->properties; i++) {
        seen += strlen(m->property[i].key);
        hold_value(&m->property[i].value);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static _Alignas(max_align_t) char memory[2][ROOM];
    static unsigned char wire[2][2 * SPB_PAYLOAD_MAX];
    struct spb_room room = {.at = memory[0], .size = ROOM};
    struct spb_payload p;
    struct cause why = {.text = ""};
    char text[256];
    size_t length = size < sizeof text ? size : sizeof text - 1;
    memcpy(text, data, length);
    text[length] = '\0';
    struct spb_topic topic;
    if (spb_topic_parse(text, &topic)) {
        char again[4 * SPB_ID_SIZE];
        struct spb_topic same;
        hold(spb_topic_format(&topic, again, sizeof again) && spb_topic_parse(again, &same));
        hold(same.verb == topic.verb && strcmp(same.node, topic.node) == 0);
    }
    struct spb_host_state state;
    (void)spb_host_state_read((const char *)data, size, &state);
    if (spb_decode(data, size, &room, &p, &why) != 0) {
        hold(why.text[0] != '\0');
        return 0;
    }
    for (size_t i = 0; i < p.metrics; i++)
        hold_metric(&p.metric[i]);
    struct spb_room second = {.at = memory[1], .size = ROOM};
    size_t first = spb_encode(&p, &second, wire[0], sizeof wire[0]);
    if (first == 0 || first > SPB_PAYLOAD_MAX)
        return 0;
    second.used = room.used = 0;
    hold(spb_decode(wire[0], first, &room, &p, &why) == 0 || room.used > 0);
    if (spb_decode(wire[0], first, &room, &p, &why) == 0)
        hold(spb_encode(&p, &second, wire[1], sizeof wire[1]) == first &&
             memcmp(wire[0], wire[1], first) == 0);
    return 0;
}
