/* SPDX-License-Identifier: MIT */
/* [signal NAME], [map NAME], and the two sides of Sparkplug B. */
#ifndef DATA_CONFIG_SIGNAL_H
#define DATA_CONFIG_SIGNAL_H

#include "data/config/origin.h"
#include "data/config/source/source.h"
#include "data/model/counter.h"

#include <stdbool.h>
#include <stdint.h>

#define CONFIG_TOPIC_MAX    256
#define SPARKPLUG_HOST_SIZE 128

/* [map NAME]: source's word = our word; the key `*` catches the rest. */
struct map_entry {
    char from[64];
    char to[32];
};
struct value_map {
    char name[CONFIG_ID_SIZE];
    struct map_entry *entry;
    size_t count;
    struct config_origin origin;
};

/* [signal NAME] */
struct signal_conf {
    char name[32];
    enum signal_role role;
    char topic[CONFIG_TOPIC_MAX]; /* MQTT filter; + and # capture levels, {1} {2} … in pointers */
    enum decode_format format;
    char pointer[128];      /* JSON Pointer (RFC 6901) to the value; "" the whole document */
    int level;              /* FORMAT_TOPIC: which captured level is the value, from 1 */
    char time_pointer[128]; /* "" : arrival is the time */
    enum time_unit time_unit;
    char quality_pointer[128]; /* "" : always good. true/1/"good"/192/0(StatusCode good)… see
                                  data/decode */
    char map_name[CONFIG_ID_SIZE];
    const struct value_map *map; /* resolved, or NULL */
    int64_t scale, offset;       /* millionths: value = raw*scale + offset */
    char unit[16];
    char above_text[24], below_text[24]; /* a bit from a number; "": none */
    bool threshold;                      /* … of these: */
    int64_t above, below; /* yes from this on, no under that; between them as before */
    int64_t max_age_ms;   /* 0: on change, never too old by itself */
    bool contact;         /* an [input] says it: there is no topic, and no broker is needed */
    struct counter_conf counter;
    char source_name[CONFIG_ID_SIZE];
    int source;                  /* index in config.source; -1: none */
    char item[SOURCE_ITEM_SIZE]; /* formats with items: the source's name of it */
    struct config_origin origin;
};

/* [sparkplug]: without a group the station is no edge node */
struct sparkplug_conf {
    char group[CONFIG_ID_SIZE], node[CONFIG_ID_SIZE], primary_host[CONFIG_ID_SIZE];
};

/* [sparkplug-host]: how nodes are heard */
enum sparkplug_role { SPARKPLUG_HOST, SPARKPLUG_OBSERVER };
struct sparkplug_host_conf {
    char id[SPARKPLUG_HOST_SIZE]; /* made of the station's names where none is given */
    enum sparkplug_role role;
    bool rebirth;
    int64_t reorder_ms;
};

#endif
