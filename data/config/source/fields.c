/* SPDX-License-Identifier: MIT */
/* The keys of [source NAME] and [preset NAME]. */
#include "data/config/source/fields.h"

#include "data/config/plant/rows.h"

#define FORMAT_NAME(value, text) text,
static const char *const format_names[] = {DECODE_FORMATS(FORMAT_NAME)};
const struct words words_decode_format = WORDS(format_names);
static const struct words words_plain_format = {format_names, FORMAT_TOPIC + 1};
static const char *const time_unit_names[] = {"auto", "s", "ms", "us", "ns", "iso8601"};
static const struct words words_unit = WORDS(time_unit_names);

#define SOURCE(member) IN(struct source_conf, member)

const struct field source_name = {NAME(F_ID, SOURCE(name)), EXAMPLE("plc"), FLAGS(FIELD_REQUIRED)};
const struct field preset_name = {NAME(F_ID, SOURCE(name)), EXAMPLE("my-gateway"),
                                  FLAGS(FIELD_REQUIRED)};

/* The usual item of a role, and the map that its words need. */
#define ITEM(word, role, what)                                                             \
    {                                                                                      \
        KEY(word, F_TEXT, SOURCE(item[role])), EXAMPLE(word), FLAGS(FIELD_KPI), HELP(what) \
    }
#define MAP_OF(word, role)                                                             \
    {                                                                                  \
        KEY(word "_map", F_ID, SOURCE(map[role])), EXAMPLE("words"), FLAGS(FIELD_KPI), \
            HELP("The [map] of a signal with role = " word " that has none.")          \
    }
#define USUAL(word) "The item of a signal with role = " word " that names none."

const struct field source_fields[38] = {
    {KEY("preset", F_ID, SOURCE(preset)), EXAMPLE("kepware"), FLAGS(FIELD_KPI),
     HELP("The [preset NAME] it is made like, shipped or the plant's own; andonctl presets lists "
          "them. Every key that is not written here is as it is there.")},
    {KEY("title", F_TEXT, SOURCE(title)), EXAMPLE("PLC of press 3"), HELP("What people call it.")},
    {KEY("root", F_ROOT, SOURCE(root)), EXAMPLE("iotgateway/press3"), FLAGS(FIELD_KPI),
     HELP("What {root} stands for in its templates, {root1} {root2} … for its levels; without it "
          "[station] topic_root.")},
    {KEY("topic", F_TEXT, SOURCE(topic)), EXAMPLE("{root}/#"), FLAGS(FIELD_KPI),
     HELP("Template of the topic filter; formats with items may have several, with commas. {item} "
          "stands for the signal's item.")},
    {KEY("format", F_WORD, SOURCE(format)), OF(&words_decode_format), DEFAULT("raw"),
     FLAGS(FIELD_KPI),
     HELP(
         "raw, json, topic as for [signal]; the others take messages apart into items, which "
         "signals name: envelope (a value with its time and quality by usual names; of many topics "
         "the items begin with what stands for the wildcards), list (id, v, q, t), line "
         "(InfluxDB), telegraf, opcua, mtconnect, siemens, vda5050, umh, sparkplug.")},
    {KEY("pointer", F_TEXT, SOURCE(pointer)), EXAMPLE("/{item}"), FLAGS(FIELD_KPI),
     HELP("With format = json: template of the JSON Pointer to the value.")},
    {KEY("time", F_TEXT, SOURCE(time_pointer)), EXAMPLE("/timestamp_ms"), FLAGS(FIELD_KPI),
     HELP("With format = json: where the source's time is.")},
    {KEY("quality", F_TEXT, SOURCE(quality_pointer)), EXAMPLE("/quality"), FLAGS(FIELD_KPI),
     HELP("With format = json: where the source's quality is.")},
    {KEY("time_unit", F_WORD, SOURCE(time_unit)), OF(&words_unit), DEFAULT("auto"),
     FLAGS(FIELD_KPI), HELP("Unit of its times; auto tells numbers by their size.")},
    {KEY("where", F_TEXT, SOURCE(where)), EXAMPLE("host=h1, source=press3"), FLAGS(FIELD_KPI),
     HELP("Formats with tags: only what has all of these.")},
    {KEY("zone", F_TEXT, SOURCE(zone_name)), EXAMPLE("Europe/Berlin"), FLAGS(FIELD_KPI),
     HELP("Time zone of its times that state none; without it the plant's.")},
    {KEY("counter", F_WORD, SOURCE(counter)), OF(&words_counter_kind), DEFAULT("cumulative"),
     FLAGS(FIELD_KPI), HELP("What its counting signals are, as in [signal].")},
    {KEY("alive_topic", F_TEXT, SOURCE(alive_topic)), EXAMPLE("{root}/LWT"), FLAGS(FIELD_KPI),
     HELP("Where it says whether it is there: a signal with role = alive and no item reads this.")},
    {KEY("alive_format", F_WORD, SOURCE(alive_format)), OF(&words_plain_format), DEFAULT("raw"),
     FLAGS(FIELD_KPI), HELP("… in which format.")},
    {KEY("alive_pointer", F_TEXT, SOURCE(alive_pointer)), EXAMPLE("/state"), FLAGS(FIELD_KPI),
     HELP("… with alive_format = json: where in the document.")},
    ITEM("state", ROLE_STATE, USUAL("state")),
    MAP_OF("state", ROLE_STATE),
    ITEM("running", ROLE_RUNNING, USUAL("running")),
    MAP_OF("running", ROLE_RUNNING),
    ITEM("starved", ROLE_STARVED, USUAL("starved")),
    MAP_OF("starved", ROLE_STARVED),
    ITEM("blocked", ROLE_BLOCKED, USUAL("blocked")),
    MAP_OF("blocked", ROLE_BLOCKED),
    ITEM("mode", ROLE_MODE, USUAL("mode")),
    MAP_OF("mode", ROLE_MODE),
    ITEM("total", ROLE_TOTAL, USUAL("total")),
    MAP_OF("total", ROLE_TOTAL),
    ITEM("good", ROLE_GOOD, USUAL("good")),
    MAP_OF("good", ROLE_GOOD),
    ITEM("scrap", ROLE_SCRAP, USUAL("scrap")),
    MAP_OF("scrap", ROLE_SCRAP),
    ITEM("rework", ROLE_REWORK, USUAL("rework")),
    ITEM("fault", ROLE_FAULT, USUAL("fault")),
    MAP_OF("fault", ROLE_FAULT),
    ITEM("alive", ROLE_ALIVE, USUAL("alive")),
    MAP_OF("alive", ROLE_ALIVE),
    ITEM("product", ROLE_PRODUCT, USUAL("product")),
    {KEY("example_root", F_ROOT, SOURCE(example_root)), EXAMPLE("iotgateway/press3"),
     HELP("A root as it mostly looks, for people who write one.")},
};
