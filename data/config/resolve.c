/* SPDX-License-Identifier: MIT */
/* What one value means for another: references between sections, keys that need each other. plan.c
 * does it for the calendar, rules.c for the tower. Called once by load.c when all structs are
 * filled; notes problems. */
#include "data/config/plant/plant.h"
#include "data/config/response/alert_fields.h"
#include "data/config/response/call_fields.h"
#include "data/config/response/check_fields.h"
#include "data/config/response/input_fields.h"
#include "data/config/response/predictor_fields.h"
#include "data/config/source/fields.h"
#include "data/config/zone.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <string.h>

/* ---- names of sections ---- */

static const char *section_nearest(struct loader *l, const struct section_kind *kind,
                                   const char *name)
{
    const char *names[CONFIG_SIGNALS_MAX];
    size_t count = 0;
    for (each_section(l, kind, s)) {
        if (count < CONFIG_SIGNALS_MAX)
            names[count++] = s->name;
    }
    const struct words list = {names, count};
    return words_meant(&list, name);
}

void section_missing(struct loader *l, const char *word, const char *name, struct cause *why)
{
    const struct section_kind *kind = kind_find(word, true);
    const struct section *s = section_find(l, kind, name);
    const char *near = s ? NULL : section_nearest(l, kind, name);
    if (s && s->retired)
        cause_set(why, 0, "[%s %s] is retired (%s:%d)", word, name, s->origin.file, s->origin.line);
    else
        cause_set(why, 0, "there is no [%s %s]%s%s%s", word, name, near ? "; did you mean " : "",
                  near ? near : "", near ? "?" : "");
}

void no_such(struct loader *l, const struct section *section, const struct entry *entry,
             const char *word, const char *name)
{
    struct cause why;
    section_missing(l, word, name, &why);
    problem_entry(l, section, entry, "%s", why.text);
}

/* ---- signals ---- */

/* What the targets of a map may be, by the role of a signal that uses it. */
static bool is_number(const char *text)
{
    int64_t amount;
    return amount_from_text(text, strlen(text), &amount) == 0;
}

static const char *const bit_names[] = {"yes", "no", "true", "false", "on", "off", "1", "0"};
static const struct words words_bit = {bit_names, sizeof bit_names / sizeof *bit_names};

static const struct role_rule {
    const struct words *map; /* targets that a map may have; NULL: any */
    bool number;             /* … or numbers only */
    bool counter;            /* takes the keys of counters */
    bool single;             /* at most one signal of a station */
    bool bit;                /* may be had from a number by `above` */
} roles[SIGNAL_ROLE_COUNT] = {
    [ROLE_STATE] = {.map = &words_machine_state, .single = true},
    [ROLE_MODE] = {.map = &words_station_mode, .single = true},
    [ROLE_RUNNING] = {.map = &words_bit, .single = true, .bit = true},
    [ROLE_STARVED] = {.map = &words_bit, .single = true, .bit = true},
    [ROLE_BLOCKED] = {.map = &words_bit, .single = true, .bit = true},
    [ROLE_ALIVE] = {.map = &words_bit, .bit = true},
    [ROLE_PRODUCT] = {.single = true},
    [ROLE_TOTAL] = {.number = true, .counter = true, .single = true},
    [ROLE_GOOD] = {.number = true, .counter = true, .single = true},
    [ROLE_SCRAP] = {.number = true, .counter = true},
    [ROLE_REWORK] = {.number = true, .counter = true},
};

static void check_map_targets(struct loader *l, struct section *section,
                              const struct signal_conf *signal)
{
    const struct role_rule *role = &roles[signal->role];
    unsigned bit = 1u << signal->role;
    if (section->used_by & bit)
        return; /* said already */
    section->used_by |= bit;
    for (const struct entry *e = section->entry; e; e = e->next) {
        struct cause why;
        if (role->number && !is_number(e->value))
            problem_entry(l, section, e, "not a number, as [signal %s] with role = %s needs",
                          signal->name, word_name(&words_signal_role, (int)signal->role));
        if (!role->map || word_find(role->map, e->value, strlen(e->value)) >= 0)
            continue;
        words_advice(role->map, e->value, &why);
        problem_entry(l, section, e, "[signal %s] with role = %s uses this map: %s", signal->name,
                      word_name(&words_signal_role, (int)signal->role), why.text);
    }
}

static void resolve_map(struct loader *l, const struct section *section, struct signal_conf *signal)
{
    if (!signal->map_name[0])
        return;
    struct section *map = section_find(l, kind_find("map", true), signal->map_name);
    if (!map || !map->item) {
        no_such(l, section, section_entry(section, "map"), "map", signal->map_name);
        return;
    }
    signal->map = map->item;
    check_map_targets(l, map, signal);
}

/* {root} in front of the topic gives way to [station] topic_root. */
static void resolve_topic(struct loader *l, const struct section *section,
                          struct signal_conf *signal)
{
    const struct entry *entry = section_entry(section, "topic");
    char topic[CONFIG_TOPIC_MAX];
    if (!entry || strncmp(signal->topic, "{root}", 6) != 0)
        return;
    const struct section *station = section_find(l, kind_find("station", false), "");
    const struct entry *root = section_entry(station, "topic_root");
    if (root && root->bad)
        return; /* said there */
    if (!l->config->topic_root[0])
        problem_entry(l, section, entry, "{root} needs topic_root under [station]");
    else if (!text_format(topic, sizeof topic, "%s%s", l->config->topic_root, signal->topic + 6))
        problem_entry(l, section, entry, "with topic_root longer than %zu bytes", sizeof topic - 1);
    else
        (void)text_copy(signal->topic, sizeof signal->topic, topic);
}

/* {3} in a pointer needs a third wildcard in the topic. */
static void check_captures(struct loader *l, const struct section *section, const char *key,
                           int wildcards)
{
    const struct entry *entry = section_entry(section, key);
    for (const char *at = entry ? strchr(entry->value, '{') : NULL; at; at = strchr(at + 1, '{')) {
        size_t digits = strspn(at + 1, "0123456789");
        if (digits == 0 || at[1 + digits] != '}')
            continue;
        int level = at[1] - '0';
        if (digits > 1)
            level = digits == 2 ? level * 10 + (at[2] - '0') : 0;
        if (level < 1 || level > wildcards)
            problem_entry(l, section, entry, "the topic captures %d level%s with + and #",
                          wildcards, wildcards == 1 ? "" : "s");
    }
}

/* Keys that mean nothing beside another one; said only when they were written. */
static void check_beside(struct loader *l, const struct section *section, bool wanted,
                         const char *const *keys, const char *needs)
{
    for (; !wanted && *keys; keys++) {
        const struct entry *entry = section_entry(section, *keys);
        if (entry)
            problem_entry(l, section, entry, "means nothing without %s; remove it", needs);
    }
}

static void check_signal(struct loader *l, const struct section *section,
                         const struct signal_conf *signal)
{
    static const char *const json[] = {"pointer", "time", "quality", NULL};
    static const char *const time[] = {"time_unit", NULL};
    static const char *const level[] = {"level", NULL};
    static const char *const counter[] = {"counter", "modulus",  "guard", "correction",
                                          "glitch",  "rate_max", NULL};
    static const char *const modulus[] = {"guard", NULL};
    int wildcards = filter_wildcards(signal->topic);
    bool within = format_has_items(signal->format) && signal->topic[0];
    check_beside(l, section, signal->format == FORMAT_JSON, json + within, "format = json");
    check_beside(l, section, signal->time_pointer[0], time, "time");
    check_beside(l, section, signal->format == FORMAT_TOPIC, level, "format = topic");
    check_beside(l, section, roles[signal->role].counter, counter,
                 "role = total, good, scrap or rework");
    check_beside(l, section, signal->counter.modulus > 0, modulus, "modulus");
    for (const char *const *key = json; signal->format == FORMAT_JSON && *key; key++)
        check_captures(l, section, *key, wildcards);
    if (signal->format == FORMAT_TOPIC && (signal->level < 1 || signal->level > wildcards))
        problem_section(l, section,
                        "format = topic needs level = 1 to the number of + and # in the topic "
                        "(%d)",
                        wildcards);
    if (signal->counter.modulus > 0 && signal->counter.guard > signal->counter.modulus / 2)
        problem_section(l, section, "guard is more than half of modulus");
}

/* False: none is given, or it is no number, which is said. */
static bool read_limit(struct loader *l, const struct section *section, const char *key,
                       int64_t *amount)
{
    const struct entry *entry = section_entry(section, key);
    if (!entry || !entry->value[0])
        return false;
    if (amount_from_text(entry->value, strlen(entry->value), amount) == 0)
        return true;
    problem_entry(l, section, entry, "not a number; write e.g. 120 or 2.5");
    return false;
}

/* A bit from a number: where it begins and ends. */
static void resolve_threshold(struct loader *l, const struct section *section,
                              struct signal_conf *signal)
{
    static const char *const bit[] = {"above", "below", NULL};
    static const char *const above[] = {"below", NULL};
    check_beside(l, section, roles[signal->role].bit, bit,
                 "role = running, starved, blocked or alive");
    check_beside(l, section, signal->above_text[0], above, "above");
    signal->threshold = read_limit(l, section, "above", &signal->above);
    if (!signal->threshold)
        return;
    if (!read_limit(l, section, "below", &signal->below))
        signal->below = signal->above;
    if (signal->below > signal->above)
        problem_entry(l, section, section_entry(section, "below"), "is more than above");
}

static void check_single_roles(struct loader *l)
{
    const struct section *first[SIGNAL_ROLE_COUNT] = {NULL};
    for (each_section(l, kind_find("signal", true), s)) {
        const struct signal_conf *signal = s->item;
        if (!signal || !roles[signal->role].single)
            continue;
        const struct section *other = first[signal->role];
        if (other)
            problem_section(l, s, "role = %s is already that of [signal %s] (%s:%d)",
                            word_name(&words_signal_role, (int)signal->role), other->name,
                            other->origin.file, other->origin.line);
        else
            first[signal->role] = s;
    }
}

static void resolve_signals(struct loader *l)
{
    for (each_section(l, kind_find("signal", true), s)) {
        struct signal_conf *signal = s->item;
        if (!signal)
            continue;
        resolve_topic(l, s, signal);
        resolve_map(l, s, signal);
        check_signal(l, s, signal);
        resolve_threshold(l, s, signal);
    }
    check_single_roles(l);
}

/* ---- site, station, broker ---- */

static void resolve_zone(struct loader *l, const struct section *site)
{
    struct config *config = l->config;
    struct cause why;
    config->calendar.zone = &config->zone;
    if (zone_load(config->zone_name, &config->zone, &why) == 0)
        return;
    const struct entry *entry = section_entry(site, "timezone");
    if (entry)
        problem_entry(l, site, entry, "%s", why.text);
    else
        problem_at(l, (struct config_origin){.file = l->where}, "timezone: %s", why.text);
}

static void resolve_station(struct loader *l, const struct section *station)
{
    const struct config *config = l->config;
    if (config->product[0] && !config_product(config, config->product))
        no_such(l, station, section_entry(station, "product"), "product", config->product);
    bool counted = false;
    for (size_t i = 0; i < config->signals; i++)
        counted = counted || roles[config->signal[i].role].counter;
    const struct entry *pulse = section_entry(station, "pulse_stop_after");
    if (config->pulse_stop_after_ms > 0 && !counted && pulse)
        problem_entry(l, station, pulse, "needs a [signal] with role = total or good");
    if (!config->area[0])
        problem_at(l, (struct config_origin){.file = l->where},
                   "[site] area is missing; write e.g. area = stamping under [site] or [line]");
}

static bool broker_has_tls(const struct broker_conf *broker)
{
    return strncmp(broker->url, "mqtts:", 6) == 0 || strncmp(broker->url, "ssl:", 4) == 0;
}

static void resolve_broker(struct loader *l)
{
    static const char *const user[] = {"password_file", NULL};
    static const char *const tls[] = {"ca_file", "cert_file", "key_file", NULL};
    static const char *const key[] = {"key_file", NULL};
    for (each_section(l, kind_find("broker", true), s)) {
        const struct broker_conf *broker = s->item;
        if (!broker)
            continue;
        check_beside(l, s, broker->user[0], user, "user");
        check_beside(l, s, broker_has_tls(broker), tls, "mqtts:// in url");
        check_beside(l, s, broker->cert_file[0], key, "cert_file");
        if (broker->retry_min_ms > broker->retry_max_ms)
            problem_section(l, s, "retry_min is longer than retry_max");
    }
}

/* Events that there are. */
static void resolve_publish(struct loader *l)
{
    static const char *const names[] = {"stop",       "scrap",     "call", "alert",
                                        "prediction", "workorder", "job",  "mode"};
    static const struct words kinds = {names, sizeof names / sizeof *names};
    const struct section *s = section_find(l, kind_find("publish", false), "");
    const struct entry *entry = s ? section_entry(s, "events") : NULL;
    const char *at = l->config->publish_events, *piece;
    size_t length;
    while (entry && piece_next(&at, ',', &piece, &length)) {
        char word[32];
        struct cause why;
        if (word_find(&kinds, piece, length) >= 0)
            continue;
        (void)text_copy_n(word, sizeof word, piece, length);
        words_advice(&kinds, word, &why);
        problem_entry(l, s, entry, "\"%s\" is %s", word, why.text);
    }
}

void resolve_config(struct loader *l)
{
    resolve_publish(l);
    resolve_zone(l, section_find(l, kind_find("site", false), ""));
    resolve_sources(l);
    resolve_signals(l);
    resolve_inputs(l);
    resolve_checks(l);
    resolve_station(l, section_find(l, kind_find("station", false), ""));
    resolve_broker(l);
    resolve_sparkplug(l, section_find(l, kind_find("sparkplug", false), ""));
    resolve_calendar(l);
    resolve_lamps(l);
    resolve_input_lines(l);
    resolve_calls(l);
    resolve_rules(l);
    resolve_alerts(l);
    resolve_reasons(l);
    resolve_scrap_reasons(l);
    resolve_modes(l);
    resolve_changeovers(l);
    resolve_jobs(l);
    resolve_money(l);
    resolve_predictions(l);
    resolve_predictors(l);
}
