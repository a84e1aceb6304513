/* SPDX-License-Identifier: MIT */
/* What is on a broker: messages in, machines out, each with its candidates for state, counts,
 * speed, faults and sensors, the reasons, and a station configuration that works. Pure: no I/O, no
 * clock; memory is bounded, and what was left out is counted. Used by `andonctl discover`; a screen
 * may sit on top of it just as well. */
#ifndef DATA_DISCOVER_H
#define DATA_DISCOVER_H

#include "data/decode/message.h"
#include "data/model/json.h"
#include "data/model/words.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DISCOVER_TOPICS_MAX (64 * 1024)
#define DISCOVER_TAGS_MAX   (128 * 1024)
#define DISCOVER_BYTES_MAX  ((size_t)192 << 20) /* of texts and histories */
#define DISCOVER_ASSETS_MAX 4096                /* in a result; more are counted */

/* What kind of publisher a topic is of. */
#define DISCOVER_KINDS(X)                                \
    X(FOUND_NONE, "none", "not understood")              \
    X(FOUND_SPARKPLUG, "sparkplug", "Sparkplug B")       \
    X(FOUND_UMH, "umh", "UMH topics")                    \
    X(FOUND_IA, "umh-ia", "UMH, older topics")           \
    X(FOUND_PACKML, "packml", "PackML topics")           \
    X(FOUND_MTCONNECT, "mtconnect", "MTConnect")         \
    X(FOUND_VDA5050, "vda5050", "VDA 5050 robot")        \
    X(FOUND_TASMOTA, "tasmota", "Tasmota")               \
    X(FOUND_ZIGBEE, "zigbee2mqtt", "Zigbee2MQTT")        \
    X(FOUND_SHELLY, "shelly", "Shelly")                  \
    X(FOUND_HASS, "home-assistant", "Home Assistant")    \
    X(FOUND_SIEMENS, "siemens", "Siemens databus")       \
    X(FOUND_IGNITION, "ignition", "Ignition")            \
    X(FOUND_OPCUA, "opcua", "OPC UA PubSub")             \
    X(FOUND_LIST, "kepware", "lists of tags")            \
    X(FOUND_TELEGRAF, "telegraf", "Telegraf JSON")       \
    X(FOUND_LINE, "telegraf-line", "line protocol")      \
    X(FOUND_VALUE, "value", "JSON, one value a message") \
    X(FOUND_JSON, "json", "JSON")                        \
    X(FOUND_BARE, "raw", "plain values")
#define DISCOVER_KIND_ENUM(id, name, title) id,
enum discover_kind { DISCOVER_KINDS(DISCOVER_KIND_ENUM) DISCOVER_KIND_COUNT };
#undef DISCOVER_KIND_ENUM
const char *discover_kind_name(enum discover_kind kind);
const char *discover_kind_title(enum discover_kind kind);

/* What a tag may be to a station. Those up to `product` are roles of signals; the rest is known for
 * what it tells otherwise. */
#define DISCOVER_ROLES(X)    \
    X(AS_OTHER, "other")     \
    X(AS_STATE, "state")     \
    X(AS_RUNNING, "running") \
    X(AS_MODE, "mode")       \
    X(AS_TOTAL, "total")     \
    X(AS_GOOD, "good")       \
    X(AS_SCRAP, "scrap")     \
    X(AS_REWORK, "rework")   \
    X(AS_FAULT, "fault")     \
    X(AS_PRODUCT, "product") \
    X(AS_ALIVE, "alive")     \
    X(AS_STARVED, "starved") \
    X(AS_BLOCKED, "blocked") \
    X(AS_SPEED, "speed")     \
    X(AS_DESIGN, "design")   \
    X(AS_CYCLE, "cycle")     \
    X(AS_SENSOR, "sensor")
#define DISCOVER_ROLE_ENUM(id, name) id,
enum discover_role { DISCOVER_ROLES(DISCOVER_ROLE_ENUM) DISCOVER_ROLE_COUNT };
#undef DISCOVER_ROLE_ENUM
const char *discover_role_name(enum discover_role role);

struct discover;
struct discover *discover_new(void); /* NULL: out of memory */
void discover_free(struct discover **discover);
void discover_message(struct discover *discover, const struct message *message);

struct discover_counts {
    int64_t messages, bytes, topics, tags, unread; /* unread: messages of no format known here */
    int64_t skipped_topics, skipped_tags, skipped_names, skipped_assets; /* left out at a limit */
    int64_t own;               /* of stations and hubs of ours: not looked at */
    int64_t nameless;          /* Sparkplug values whose birth was not heard */
    int64_t first_ms, last_ms; /* arrivals; TIME_NONE before the first */
};
const struct discover_counts *discover_counts(const struct discover *discover);

/* ---- the result ------------------------------------------------------------------------------ */

#define DISCOVER_WHY 224

struct discover_point {
    int64_t at_ms, value; /* amount, or index of the word */
};

/* A tag: one thing that some publisher says, and what is to be known of it. Texts are clean. */
struct discover_candidate {
    uint32_t tag;
    enum discover_role role;
    int confidence;           /* 0..100 */
    bool chosen;              /* stands in the configuration */
    char id[32];              /* … as this signal */
    const char *topic, *item; /* where: item is a pointer, a source's name, or "" */
    char shown[96];           /* what to call it: below the asset's path */
    char last[48];            /* its last value */
    char unit[16];
    enum counter_kind counter;          /* of counting roles */
    int64_t max_age_ms;                 /* learned; 0: none */
    char why[DISCOVER_WHY];             /* reasons in words */
    const struct discover_point *point; /* its course, oldest first; of words: changes only */
    uint32_t points;
    bool words; /* the points are words: indexes into these */
    const char *const *word;
    size_t word_count;
};

struct discover_word {
    char text[40];
    enum machine_state state; /* proposed for it */
    int64_t dwell_ms;
    uint32_t count;
    const char *why; /* how its meaning is known */
};
#define DISCOVER_WORDS 32

#define DISCOVER_PRODUCTS 16
#define DISCOVER_ADVICE   3
struct discover_cycle {
    char product[40]; /* "": whatever is made */
    int64_t ideal_us; /* 0: too little seen */
    uint32_t runs;    /* it is learned from so many runs */
    int64_t parts;    /* amount: … of so many parts together */
    int confidence;
    char why[DISCOVER_WHY];
};

struct discover_asset {
    char path[128], title[64], name[48]; /* its place among the topics; for people; for ids */
    enum discover_kind kind;
    int confidence; /* that it is a machine which a station can watch */
    int64_t messages, first_ms, last_ms;
    struct discover_candidate *candidate; /* chosen ones first, in the order of roles */
    size_t candidates;
    size_t sensors;                            /* … chosen of them */
    struct discover_word word[DISCOVER_WORDS]; /* of its state; or none */
    size_t words;
    struct discover_cycle cycle[DISCOVER_PRODUCTS]; /* [0]: whatever is made */
    size_t cycles;
    int64_t small_stop_ms;
    char small_stop_why[DISCOVER_WHY];
    char advice[DISCOVER_ADVICE][DISCOVER_WHY]; /* what is odd, and what to do; "" none */
};

struct discover_result {
    struct discover_asset *asset; /* machines first, the surest first */
    size_t assets, machines;
};

/* What was found so far; valid until the next call. NULL: out of memory. */
const struct discover_result *discover_look(struct discover *discover);

/* The chosen candidate of a role, or NULL. */
const struct discover_candidate *discover_chosen(const struct discover_asset *asset,
                                                 enum discover_role role);

/* ---- what to make of it ---------------------------------------------------------------------- */

struct discover_plan {
    const char *url;       /* of the broker; "" as an example */
    const char *zone;      /* of the plant */
    const char *origin;    /* what was listened to, and when: for the comment on top */
    bool confirmed;        /* somebody has confirmed what was learned */
    int64_t ideal_us;      /* … or given this instead; 0: as learned */
    int64_t small_stop_ms; /* -1: as learned */
};

/* The configuration of a station for this asset, INI. Returns its length; 0: it does not fit. */
size_t discover_write(const struct discover *discover, const struct discover_asset *asset,
                      const struct discover_plan *plan, char *out, size_t size);

/* One asset as a JSON object. */
void discover_asset_json(const struct discover_asset *asset, struct jw *w);

#endif
