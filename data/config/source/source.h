/* SPDX-License-Identifier: MIT */
/* Where signals come from: [source NAME] of a station, and the presets that it is made like. */
#ifndef DATA_CONFIG_SOURCE_H
#define DATA_CONFIG_SOURCE_H

#include "data/config/origin.h"
#include "data/model/clock.h"
#include "data/model/words.h"

#include <stddef.h>

#define CONFIG_SOURCES_MAX 32
#define CONFIG_PRESETS_MAX 100
#define SOURCE_FILTERS_MAX 8
#define SOURCE_TOPIC_SIZE  256
#define SOURCE_ITEM_SIZE   128

/* Words of [signal] (the first three) and [source] format. */
#define DECODE_FORMATS(X)                                                                   \
    X(FORMAT_RAW, "raw")             /* the payload is the value */                         \
    X(FORMAT_JSON, "json")           /* a pointer finds it */                               \
    X(FORMAT_TOPIC, "topic")         /* a captured level is the value */                    \
    X(FORMAT_ENVELOPE, "envelope")   /* item formats from here on (data/decode/formats): */ \
    X(FORMAT_LIST, "list")           /* … lists of id, v, q, t */                         \
    X(FORMAT_LINE, "line")           /* … InfluxDB line protocol */                       \
    X(FORMAT_TELEGRAF, "telegraf")   /* … Telegraf's JSON */                              \
    X(FORMAT_OPCUA, "opcua")         /* … OPC UA PubSub JSON */                           \
    X(FORMAT_MTCONNECT, "mtconnect") /* … entities and documents */                       \
    X(FORMAT_SIEMENS, "siemens")     /* … Siemens databus: ids, named by metadata */      \
    X(FORMAT_VDA5050, "vda5050")     /* … mobile robots */                                \
    X(FORMAT_UMH, "umh")             /* … United Manufacturing Hub: tags and events */    \
    X(FORMAT_SPARKPLUG, "sparkplug") /* … Sparkplug B */
#define FORMAT_ENUM(value, text) value,
enum decode_format { DECODE_FORMATS(FORMAT_ENUM) FORMAT_COUNT };
#undef FORMAT_ENUM
extern const struct words words_decode_format;

/* Whether signals name an item of the message, in the place of a pointer or a topic of their own.
 */
static inline bool format_has_items(enum decode_format format)
{
    return format > FORMAT_TOPIC;
}

/* Texts are templates: {root}, {root1} … {root9} (its levels), {item}. What a preset says and the
 * source does not is the source's, too; signals take it from there (source/inherit.c). */
struct source_conf {
    char name[CONFIG_ID_SIZE], preset[CONFIG_ID_SIZE];
    char title[64];
    char root[SOURCE_TOPIC_SIZE], example_root[SOURCE_TOPIC_SIZE];
    char topic[512]; /* filters, ", " between them */
    enum decode_format format;
    char pointer[128], time_pointer[128], quality_pointer[128];
    enum time_unit time_unit;
    char where[192]; /* "tag=value, tag=value" */
    char zone_name[64];
    enum counter_kind counter;
    char alive_topic[SOURCE_TOPIC_SIZE], alive_pointer[128], alive_map[CONFIG_ID_SIZE];
    enum decode_format alive_format;
    char item[SIGNAL_ROLE_COUNT][SOURCE_ITEM_SIZE]; /* the usual one of a role */
    char map[SIGNAL_ROLE_COUNT][CONFIG_ID_SIZE];    /* … and its map */

    /* made of these */
    char filter[SOURCE_FILTERS_MAX][SOURCE_TOPIC_SIZE]; /* of item formats */
    size_t filters;
    const struct zone *zone; /* of times that state none */
    struct config_origin origin;
};

#endif
