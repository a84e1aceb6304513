/* SPDX-License-Identifier: MIT */
/* Of which kind a topic is: a table of recognisers that look at its levels and at how the payload
 * begins, the most particular first. What none of them knows is JSON or a plain value. Called once
 * a topic by read.c (and anew when its payloads turn out not to be of that kind). */
#include "data/decode/raw.h"
#include "data/decode/walk.h"
#include "data/discover/private.h"

#include <string.h>
#include <strings.h>

#define LEVELS 24

struct look {
    const struct message *message;
    struct {
        const char *text;
        size_t length;
    } level[LEVELS];
    size_t levels;
    bool json; /* the payload is a whole JSON object or array */
    struct scan_value root;
};

static bool level_is(const struct look *look, size_t i, const char *word)
{
    return i < look->levels && look->level[i].length == strlen(word) &&
           memcmp(look->level[i].text, word, look->level[i].length) == 0;
}

/* The first level at or after `from` that is one of these; LEVELS: none. */
static size_t level_of(const struct look *look, size_t from, const char *const *words)
{
    for (size_t i = from; i < look->levels; i++)
        for (const char *const *word = words; *word; word++)
            if (level_is(look, i, *word))
                return i;
    return LEVELS;
}

/* Bytes of the topic up to the end of level `i`. */
static size_t up_to(const struct look *look, size_t i)
{
    if (i >= look->levels)
        i = look->levels - 1;
    return (size_t)(look->level[i].text - look->message->topic) + look->level[i].length;
}

static bool has(const struct look *look, const char *key)
{
    return walk_get(&look->root, key).kind != SCAN_ABSENT;
}

/* Each returns whether it is one, and the bytes of the asset's path, 0 when that is not in the
 * topic. */
typedef bool recogniser(const struct look *look, size_t *asset);

static bool is_sparkplug(const struct look *look, size_t *asset)
{
    static const char *const verbs[] = {"NBIRTH", "NDATA", "NDEATH", "DBIRTH", "DDATA",
                                        "DDEATH", "NCMD",  "DCMD",   NULL};
    *asset = 0;
    return level_is(look, 0, "spBv1.0") &&
           (level_is(look, 1, "STATE") || level_of(look, 2, verbs) == 2);
}

static bool is_umh(const struct look *look, size_t *asset)
{
    size_t i = 2;
    if (!level_is(look, 0, "umh") || !level_is(look, 1, "v1"))
        return false;
    while (i < look->levels && look->level[i].text[0] != '_')
        i++;
    *asset = up_to(look, i - 1);
    return i < look->levels && i > 2;
}

static bool is_ia(const struct look *look, size_t *asset)
{
    *asset = up_to(look, 3);
    return level_is(look, 0, "ia") && look->levels >= 5;
}

static bool is_packml(const struct look *look, size_t *asset)
{
    static const char *const parts[] = {"Status", "Admin", "Command", NULL};
    static const char *const tags[] = {"StateCurrent",
                                       "StateCurrentStr",
                                       "UnitModeCurrent",
                                       "UnitModeCurrentStr",
                                       "StateRequested",
                                       "MachSpeed",
                                       "CurMachSpeed",
                                       "MachDesignSpeed",
                                       "ProdProcessedCount",
                                       "ProdConsumedCount",
                                       "ProdDefectiveCount",
                                       "CntrlCmd",
                                       NULL};
    size_t part = level_of(look, 1, parts);
    if (part == LEVELS ||
        (level_of(look, part + 1, tags) == LEVELS && !level_is(look, part, "Command")))
        return false;
    *asset = up_to(look, part - 1);
    return look->levels > part + 1;
}

static bool is_mtconnect(const struct look *look, size_t *asset)
{
    static const char *const parts[] = {"Current", "Sample", "Probe", "Asset",
                                        "Devices", "Device", NULL};
    size_t part = level_of(look, 1, parts);
    *asset = up_to(look, part == LEVELS ? 0 : part + 1);
    return level_is(look, 0, "MTConnect") && part < look->levels;
}

static bool is_vda5050(const struct look *look, size_t *asset)
{
    static const char *const last[] = {
        "state", "connection", "visualization", "order", "instantActions", "factsheet", NULL};
    if (look->levels < 5 || level_of(look, look->levels - 1, last) == LEVELS)
        return false;
    *asset = up_to(look, look->levels - 2);
    return look->level[look->levels - 4].text[0] == 'v' && has(look, "headerId") &&
           has(look, "serialNumber");
}

static bool is_tasmota(const struct look *look, size_t *asset)
{
    static const char *const last[] = {"LWT",   "STATE",  "SENSOR",   "RESULT",  "UPTIME",
                                       "POWER", "POWER1", "POWER2",   "STATUS8", "INFO1",
                                       "INFO2", "INFO3",  "STATUS10", NULL};
    *asset = up_to(look, look->levels >= 2 ? look->levels - 2 : 0);
    return look->levels >= 3 &&
           (level_is(look, 0, "tele") || level_is(look, 0, "stat") || level_is(look, 0, "cmnd")) &&
           level_of(look, look->levels - 1, last) != LEVELS;
}

static bool is_zigbee(const struct look *look, size_t *asset)
{
    *asset = up_to(look, 1);
    return level_is(look, 0, "zigbee2mqtt") && look->levels >= 2;
}

static bool is_shelly(const struct look *look, size_t *asset)
{
    static const char *const parts[] = {"status", "events",  "online", "relay",
                                        "input",  "command", NULL};
    size_t part = level_of(look, 1, parts);
    if (part == LEVELS)
        return false;
    *asset = up_to(look, part - 1);
    return strncasecmp(look->level[part - 1].text, "shelly", 6) == 0;
}

static bool is_hass(const struct look *look, size_t *asset)
{
    *asset = 0;
    return look->levels >= 4 && level_is(look, look->levels - 1, "config") && look->json &&
           (has(look, "state_topic") || has(look, "stat_t"));
}

static bool is_siemens(const struct look *look, size_t *asset)
{
    *asset = 0;
    return level_is(look, 0, "ie") && (level_is(look, 1, "d") || level_is(look, 1, "m")) &&
           look->json;
}

static bool is_ignition(const struct look *look, size_t *asset)
{
    *asset = 0;
    return level_is(look, 0, "unsAv1.0");
}

static bool is_opcua(const struct look *look, size_t *asset)
{
    *asset = 0;
    if (look->json && (has(look, "Messages") || has(look, "DataSetWriterId")) &&
        (has(look, "MessageType") || has(look, "PublisherId") || has(look, "Payload")))
        return true;
    return level_is(look, 1, "json") &&
           (level_is(look, 2, "metadata") || level_is(look, 2, "status"));
}

/* Whether each item of an array is an object that names a tag and its value. */
static bool is_tag_list(const struct scan_value *list, const char *name, const char *value)
{
    struct walk walk;
    struct scan_value one;
    walk_begin(&walk, list);
    return list->kind == SCAN_ARRAY && walk_next(&walk, NULL, &one) &&
           walk_get(&one, name).kind == SCAN_TEXT && walk_get(&one, value).kind != SCAN_ABSENT;
}

static bool is_list(const struct look *look, size_t *asset)
{
    struct scan_value values = walk_get(&look->root, "values");
    *asset = 0;
    return look->json && (is_tag_list(&values, "id", "v") || is_tag_list(&look->root, "id", "v") ||
                          is_tag_list(&look->root, "tagname", "value") ||
                          is_tag_list(&look->root, "name", "value"));
}

static bool is_telegraf(const struct look *look, size_t *asset)
{
    struct scan_value metrics = walk_get(&look->root, "metrics");
    *asset = 0;
    if (!look->json)
        return false;
    if (metrics.kind == SCAN_ARRAY)
        return is_tag_list(&metrics, "name", "fields");
    return walk_get(&look->root, "fields").kind == SCAN_OBJECT && has(look, "name");
}

/* measurement[,tag=value…] field=value[,…] [timestamp] */
static bool is_line(const struct look *look, size_t *asset)
{
    const char *p = look->message->payload;
    size_t n = look->message->length, i = 0, equals = 0;
    *asset = 0;
    if (n == 0 || look->json || n > 200000)
        return false;
    for (; i < n && p[i] != ' ' && p[i] != '\n'; i++)
        if (p[i] == '\\')
            i++;
    if (i == 0 || i >= n || p[i] == '\n')
        return false;
    for (i++; i < n && p[i] != ' ' && p[i] != '\n' && p[i] != '"'; i++)
        equals += p[i] == '=';
    return equals > 0 && p[0] != '{' && p[0] != '"';
}

static const struct row {
    enum discover_kind kind;
    recogniser *is;
} table[] = {
    {FOUND_SPARKPLUG, is_sparkplug},
    {FOUND_UMH, is_umh},
    {FOUND_IA, is_ia},
    {FOUND_PACKML, is_packml},
    {FOUND_MTCONNECT, is_mtconnect},
    {FOUND_VDA5050, is_vda5050},
    {FOUND_TASMOTA, is_tasmota},
    {FOUND_ZIGBEE, is_zigbee},
    {FOUND_SHELLY, is_shelly},
    {FOUND_HASS, is_hass},
    {FOUND_SIEMENS, is_siemens},
    {FOUND_IGNITION, is_ignition},
    {FOUND_OPCUA, is_opcua},
    {FOUND_TELEGRAF, is_telegraf},
    {FOUND_LIST, is_list},
    {FOUND_LINE, is_line},
};

static void split(struct look *look)
{
    const char *p = look->message->topic;
    for (;;) {
        size_t length = strcspn(p, "/");
        if (look->levels < LEVELS) {
            look->level[look->levels].text = p;
            look->level[look->levels++].length = length;
        }
        if (!p[length])
            return;
        p += length + 1;
    }
}

struct recognised recognise(const struct message *message)
{
    struct look look = {.message = message};
    struct recognised out = {.kind = FOUND_BARE};
    split(&look);
    look.json = message->length > 1 && message->length <= DECODE_PAYLOAD_MAX &&
                walk_document(message->payload, message->length, &look.root, NULL) == 0 &&
                (look.root.kind == SCAN_OBJECT || look.root.kind == SCAN_ARRAY);
    if (!look.json)
        look.root = (struct scan_value){.kind = SCAN_ABSENT};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        size_t asset = 0;
        if (table[i].is(&look, &asset)) {
            out.kind = table[i].kind;
            out.asset = asset;
            /* tele/press1 and stat/press1 are one. */
            if (out.kind == FOUND_TASMOTA && asset > 5) {
                out.from = 5;
                out.asset = asset - 5;
            }
            return out;
        }
    }
    if (look.json)
        out.kind = FOUND_JSON;
    return out;
}

/* Levels that part the topics of one machine, not machines. */
bool recognise_is_category(const char *level, size_t length)
{
    static const char *const words[] = {
        "state",      "status",       "data",       "values",       "value",    "sensor",
        "sensors",    "count",        "counts",     "counter",      "counters", "admin",
        "command",    "process",      "telemetry",  "tele",         "events",   "event",
        "info",       "measurements", "oee",        "production",   "kpi",      "kpis",
        "alarm",      "alarms",       "plc",        "tags",         "io",       "inputs",
        "outputs",    "input",        "output",     "faults",       "fault",    "errors",
        "mode",       "quality",      "parts",      "cycle",        "raw",      "edge",
        "machine",    "maschine",     "anlage",     "maquina",      "job",      "order",
        "energy",     "alive",        "connection", "availability", "meta",     "properties",
        "attributes", "variables",    "signals",    "metrics",      "zustand",  "zaehler",
        "zähler",     "daten",        "estado",     "contadores",   "datos",    "sensores",
        "stat",       "diagnostics",  "health",     "heartbeat",    "lwt",      "d",
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == length && strncasecmp(words[i], level, length) == 0)
            return true;
    /* "0", "1": rows of something */
    for (size_t i = 0; i < length; i++)
        if (level[i] < '0' || level[i] > '9')
            return false;
    return length > 0;
}
