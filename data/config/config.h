/* SPDX-License-Identifier: MIT */
/* A station's configuration: plain data, made by config_load from directories of INI files
 * (design.md §8), read by everything else. Immutable once loaded. */
#ifndef DATA_CONFIG_CONFIG_H
#define DATA_CONFIG_CONFIG_H

#include "data/config/alerts.h"
#include "data/config/checks.h"
#include "data/config/condition.h"
#include "data/config/entries.h"
#include "data/config/inputs.h"
#include "data/config/money.h"
#include "data/config/origin.h"
#include "data/config/response/calls.h"
#include "data/config/response/predictions.h"
#include "data/config/response/predictors.h"
#include "data/config/source/signal.h"
#include "data/config/source/source.h"
#include "data/model/calendar.h"
#include "data/model/cause.h"
#include "data/model/clock.h"
#include "data/model/counter.h"
#include "data/model/words.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define CONFIG_LAMPS_MAX   16
#define CONFIG_SIGNALS_MAX 256
#define CONFIG_RULES_MAX   64
#define CONFIG_REASONS_MAX 200
#define CONFIG_MODES_MAX   16

/* [shift NAME], in the order of the calendar's plans */
struct shift_conf {
    struct shift_plan plan;
    char teams[192]; /* ids, ", " between them */
    struct config_origin origin;
};

/* [team NAME] */
struct team_conf {
    char name[SHIFT_NAME_SIZE], title[64];
    struct config_origin origin;
};

/* [holiday NAME] */
struct holiday_conf {
    char name[CONFIG_ID_SIZE];
    struct date_list dates;
    char shifts[192]; /* ids, ", " between them; "": every shift */
    struct config_origin origin;
};

/* What has `retired = yes`: nothing uses it any more, but records name it. */
struct retired_conf {
    const char *kind; /* "signal" */
    const char *name, *title;
    struct config_origin origin; /* of the section */
};

/* [product NAME] */
struct product_conf {
    char name[CONFIG_ID_SIZE], title[64];
    int64_t ideal_us;     /* ideal cycle time, microseconds */
    int64_t ideal_was_us; /* the one before, which was an error; 0: it was none */
    struct config_origin origin;
};

/* [lamp NAME], in file order */
struct lamp_conf {
    char name[24];
    char colour[16]; /* red yellow green blue white, or buzzer */
    char line[64];   /* GPIO line name, or CHIPLABEL:OFFSET; "" for sim */
    bool active_low;
    struct shift_plan hours; /* pauses of it: when a buzzer may sound; none: always */
    enum lamp_pattern quiet; /* … what it does else */
    int rated_hours;         /* how long one burns; 0: not known */
    struct config_origin origin;
};

/* [rule NAME]: when = cond [and cond …], for = 10s, show = red flash_fast, yellow off */
struct rule_conf {
    char name[32];
    struct condition condition[CONFIG_CONDITIONS_MAX];
    int conditions;
    int64_t for_ms; /* true at least this long first */
    struct {
        int lamp; /* index into lamp */
        enum lamp_pattern pattern;
    } show[CONFIG_LAMPS_MAX];
    int shows;
    bool fault;    /* of the tier that comes before all others */
    char text[96]; /* what `why` says beside the event; "" : made from the condition */
    struct config_origin origin;
};

/* [broker NAME] */
struct broker_conf {
    char name[CONFIG_ID_SIZE];
    char url[256]; /* mqtt://host:port, mqtts://host:port */
    char user[64], password_file[256];
    char ca_file[256], cert_file[256], key_file[256]; /* PEM; "" none */
    int keepalive_s;
    int64_t retry_min_ms, retry_max_ms;
    struct config_origin origin;
};

enum unknown_policy { UNKNOWN_EXCLUDED, UNKNOWN_LOSS };
enum quality_policy { QUALITY_AUTO, QUALITY_MEASURED, QUALITY_NOT_MEASURED };
enum tower_backend { TOWER_SIM, TOWER_GPIO, TOWER_NONE, TOWER_MQTT };

/* [tower] */
struct light_conf {
    bool add;                     /* the shipped rules stand behind the own ones */
    int64_t override_max_ms;      /* how long a person may override a lamp */
    char heartbeat[64];           /* GPIO line, as of a lamp; "" none */
    char topic[CONFIG_TOPIC_MAX]; /* tower = mqtt: with {lamp} a message per lamp */
    char payload[256];            /* template of it; "" all as JSON */
};
enum rotation { ROTATION_WEEKLY, ROTATION_DAILY };
/* none, or the role that nobody at a hub has more than, in the order of enum person_role */
enum hub_commands { HUB_COMMANDS_NONE, HUB_COMMANDS_VIEWER };

struct config {
    /* [site] [line] [station] */
    char enterprise[CONFIG_ID_SIZE], site[CONFIG_ID_SIZE], area[CONFIG_ID_SIZE];
    char line[CONFIG_ID_SIZE], line_title[64];
    char station[CONFIG_ID_SIZE], title[64];
    char before[192], after[192];      /* its neighbours: a station of the line, or a path */
    char topic_root[CONFIG_TOPIC_MAX]; /* what {root} in a signal's topic stood for */
    char
        config_key[256]; /* file of the plant's public key; "": no plant's configuration is heard */
    bool config_line;    /* … it is that of the line, not of the site */
    char zone_name[48];
    struct zone zone;
    int64_t small_stop_ms; /* 0: no stop is small */
    int64_t
        pulse_stop_after_ms; /* state from pulses: stopped when none came for this long; 0: off */
    int64_t ideal_us;        /* station default; a product's own wins */
    int64_t ideal_was_us;    /* of that */
    char product[CONFIG_ID_SIZE]; /* product made when no job says otherwise; "" none */
    int64_t target_per_shift; /* amount; 0: from planned time and ideal cycle when `target_oee` is
                                 set */
    int64_t target_oee;       /* millionths of 1; 0: none */
    enum unknown_policy unknown;
    enum quality_policy quality;
    int64_t skew_past_ms, skew_future_ms; /* sane source times */
    int64_t planned_ms;                   /* [shift] planned = */
    enum tower_backend tower;             /* [station] tower */
    enum inputs_backend inputs_backend;   /* [station] inputs */
    struct light_conf light;              /* [tower] */
    bool upstream;                        /* [upstream] enabled */
    bool upstream_history;                /* signal history, too */
    char upstream_key[256];               /* file of the key that hub and station share; "" none */
    enum hub_commands hub_commands;       /* [upstream] commands: what people at a hub may here */
    struct sparkplug_conf sparkplug;
    struct sparkplug_host_conf sparkplug_host;
    bool publish;                            /* [publish] enabled */
    int64_t publish_ms;                      /* … between key figures */
    char publish_events[96];                 /* … kinds of records, ", " between them */
    int64_t keep_ms, quota_bytes, low_bytes; /* [store] */
    int numbers_from;                        /* [numbers] from */

    struct broker_conf *broker;
    size_t brokers;
    struct value_map *map;
    size_t maps;
    struct signal_conf *signal; /* those of inputs, which have no topic, at the end */
    size_t signals;
    struct source_conf *source;
    size_t sources;
    struct source_conf *preset; /* those that a source is made like */
    size_t presets;
    struct product_conf *product_list;
    size_t products;
    struct lamp_conf *lamp;
    size_t lamps;
    struct input_conf *input;
    size_t inputs;
    struct rule_conf *rule; /* fault tier first, then in file order */
    size_t rules;
    struct shift_conf *shift;
    size_t shifts;
    struct team_conf *team;
    size_t teams;
    struct holiday_conf *holiday;
    size_t holidays;
    struct reason_conf *reason; /* parents before their children */
    size_t reasons;
    struct scrap_reason_conf *scrap_reason;
    size_t scrap_reasons;
    struct mode_conf *mode;
    size_t modes;
    struct changeover_conf *changeover;
    size_t changeovers;
    struct goal_conf *goal;
    size_t goals;
    struct cost_conf *cost;
    size_t costs;
    struct job_conf *job;
    size_t jobs;
    char job_list[256]; /* [job-list] file */
    struct person_conf *person;
    size_t people;
    struct call_conf *call; /* in the order of their places */
    size_t calls;
    struct tier_conf *tier;
    size_t tiers;
    struct roster_conf *roster;
    size_t rosters;
    struct alert_conf *alert;
    size_t alerts;
    struct alarms_conf alarms;
    struct checks_conf checks;
    struct prediction_conf *prediction;
    size_t predictions;
    struct model_conf *model;
    size_t models;
    struct predictor_conf *predictor;
    size_t predictors;
    struct work_orders_conf work_orders;
    struct entry_conf entry;
    enum rotation rotation;
    struct calendar calendar; /* made from these */
    struct retired_conf *retired;
    size_t retireds;

    /* The values that figures depend on, as canonical JSON: the same values make the same bytes,
     * however they are spelt, ordered or spread over layers. Values of sections stand only when
     * they are not the default. */
    const char *kpi;
    char digest[17];               /* of that text, hex (FNV-1a 64); every record carries it */
    const struct section *section; /* what was written where: see config_each_value */
    void *memory;                  /* everything it owns; config_free */
};

/* One problem found, in file order: "file:line: [section] key = value: what; fix". */
struct config_report {
    char (*message)[512];
    size_t count, capacity;
    size_t dropped; /* beyond the limit of 200 */
};

/* Load the layers in order (later wins; a duplicate within a layer is an error). Returns the
 * configuration, or NULL with every problem in `report`. Warnings do not exist: a thing is right or
 * refused. Reads files and no clock; any thread may call it at any time. */
struct config *config_load(const char *const *directories, size_t count,
                           struct config_report *report);

/* The same of layers that are directories, or texts of files that lie nowhere (yet): `file` is what
 * problems call one. All is borrowed during the call only. */
#define CONFIG_LAYERS_MAX 32 /* more are not read */
struct config_text {
    const char *file, *text;
    size_t length;
};
struct config_layer {
    const char *directory; /* NULL: the texts */
    const struct config_text *text;
    size_t texts;
};
struct config *config_load_layers(const struct config_layer *layer, size_t count,
                                  struct config_report *report);
void config_free(struct config **config);
void config_report_done(struct config_report *report);

/* A complete commented configuration with every default, valid INI, from the same tables as the
 * parser. */
void config_dump_defaults(FILE *out);

/* Every section kind and key with type, range, default and help, and the conditions and patterns of
 * rules: the tables of andon.conf(5), in mdoc. */
void config_dump_reference(FILE *out);

/* One value in force. Texts are as they stand in the file. */
struct config_value {
    const char *kind, *name; /* [kind name]; name "" of kinds without one */
    const char *key, *value;
    struct config_origin origin; /* file NULL: the default */
    const char *means;           /* what it became when that is something else, or NULL */
    const char *former;          /* of the layer before that it replaced, or NULL */
    struct config_origin was;    /* of the former */
};
/* Every value in force, section by section. */
void config_each_value(const struct config *config,
                       void (*visit)(void *ctx, const struct config_value *value), void *ctx);
/* The same, a line each: "file:line: [kind name] key = value", or "default: …". */
void config_dump_effective(const struct config *config, FILE *out);

/* The values that figures depend on (`kpi`) as bodies of `config` records, since one body holds
 * RECORD_BODY_MAX bytes. Part 0 has the digest as its id and the values; when they do not fit it
 * has "parts" instead of the sections' values, and the parts 1, 2 … hold the text of `kpi` cut into
 * pieces. Returns 1 with the record's id and body, 0 when there is no such part, -1 when `size` is
 * too small. */
int config_kpi_record(const struct config *config, int part, char id[32], char *out, size_t size);

/* What keeps a running daemon from going over to another configuration: keys that need a restart,
 * and ids that were retired and are used again. Adds to `report`, which begins as {0}; returns how
 * many there are. */
size_t config_reload_refusals(const struct config *running, const struct config *wanted,
                              struct config_report *report);

/* What was retired under this id, or NULL. */
const struct retired_conf *config_retired(const struct config *config, const char *kind,
                                          const char *name);

/* "enterprise/site/area/line/station", and the topic root "andon/v1/…" . Return false when cut. */
bool config_path(const struct config *config, char *out, size_t size);
bool config_topic(const struct config *config, const char *leaf, char *out, size_t size);
/* The path of a neighbour, 0 before, 1 after, or its topic with this leaf. False: there is none, or
 * it does not fit. */
bool config_neighbour(const struct config *config, int which, const char *leaf, char *out,
                      size_t size);

int config_reason_index(const struct config *config, const char *name);       /* -1: none */
int config_scrap_reason_index(const struct config *config, const char *name); /* -1: none */
int config_mode_index(const struct config *config, const char *name);         /* -1: none */
int config_call_index(const struct config *config, const char *name);         /* -1: none */
int config_signal_index(const struct config *config, const char *name);       /* -1: none */

/* Whether a list ("a, b", "": all) has `name`. */
bool config_list_has(const char *list, const char *name);
/* Whether a reason may be chosen at this station while `product` ("": none known) is made. */
bool config_reason_fits(const struct config *config, const struct reason_conf *reason,
                        const char *product);
/* The leaf that a fault of the machine suggests ("E-217 die jam", by a code that it begins with or
 * is; the longest code wins), fitting `product`. -1: none. */
int config_reason_for_fault(const struct config *config, const char *fault, const char *product);
const struct prediction_conf *config_prediction(const struct config *config, const char *mode);
const struct model_conf *config_model(const struct config *config, const char *name); /* any case */
const struct product_conf *config_product(const struct config *config,
                                          const char *name); /* NULL: none */

#endif
