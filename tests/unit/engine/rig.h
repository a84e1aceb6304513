/* SPDX-License-Identifier: MIT */
/* A station under test: a configuration made by hand, a script of what happens, and what came out
 * of it as short text, so that a test is a table of (script, expected).
 *
 * A script is steps "SECONDS WHAT" parted by ';'. WHAT is
 *   NAME=VALUE        a live message         NAME=VALUE@S   … whose source states second S
 *   NAME=~VALUE       … from the broker's store (both: NAME=~VALUE@S)
 *   NAME=!            a bad value            NAME=!!        messages were dropped
 *   NAME=^VALUE       … redelivered (DUP)
 *   NAME=<VALUE@S     … told afterwards (historical; ^< redelivered)
 *   health=AGE,BYTES  age in s of what waits to be sent, room for records
 *   link=up|down|connecting   store=ok|failed   stopping   tick   clock=+S (the wall clock is set)
 *   do=VERB …         an operator's command, see rig_do
 *   lamptest=WHO   lines=101 (lamps whose line does not follow, the first one last)
 * Seconds count from rig.begin and may have a fraction. */
#ifndef TESTS_UNIT_ENGINE_RIG_H
#define TESTS_UNIT_ENGINE_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "andon/engine/station.h"
#include "data/model/amount.h"
#include "data/model/text.h"
#include "tests/unit/engine/named.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RIG_BEGIN   INT64_C(1795305600000) /* 2026-11-22T00:00:00Z, a Sunday */
#define RIG_BOOT    INT64_C(1000000)
#define RIG_SIGNALS 24
#define RIG_RULES   24
#define RIG_TEXT    65536

struct rig {
    struct config config;
    struct signal_conf signal[RIG_SIGNALS];
    struct product_conf product[2];
    struct lamp_conf lamp[5];
    struct rule_conf rule[RIG_RULES];
    struct config other[2]; /* of reloads, taken in turns: the station borrows one */
    struct product_conf other_product[2][2];
    int reloads;
    bool together; /* lamps wait for station_light after updates, as in a turn of the daemon */
    struct station *st;
    struct effects fx;
    struct now now;
    int64_t begin;               /* wall time of second 0 */
    int64_t clock_ms;            /* the wall clock was set by this, in all */
    struct history_list history; /* minutes of signals, as handed out */
    struct outcome outcome;      /* of the last command */
    char *log;                   /* records as kept, one line each */
    size_t log_length, log_size;
    char text[RIG_TEXT]; /* what rig_records and the like return */
};

/* ---- making a configuration ---- */

static inline struct rig *rig_new(void)
{
    struct rig *r = calloc(1, sizeof *r);
    assert_non_null(r);
    struct config *c = &r->config;
    r->begin = RIG_BEGIN;
    (void)text_copy(c->enterprise, sizeof c->enterprise, "acme");
    (void)text_copy(c->site, sizeof c->site, "hall");
    (void)text_copy(c->area, sizeof c->area, "press");
    (void)text_copy(c->line, sizeof c->line, "line1");
    (void)text_copy(c->station, sizeof c->station, "press1");
    (void)text_copy(c->title, sizeof c->title, "Press 1");
    c->zone = zone_utc;
    c->calendar.zone = &c->zone;
    c->small_stop_ms = 120 * MS_PER_S;
    c->ideal_us = 1000000;
    c->skew_past_ms = MS_PER_HOUR;
    c->skew_future_ms = 10 * MS_PER_S;
    c->entry = (struct entry_conf){.undo_ms = 5 * MS_PER_MIN,
                                   .amend_ms = 8 * MS_PER_HOUR,
                                   .burst_gap_ms = 5 * MS_PER_MIN,
                                   .burst_stops = 3};
    c->signal = r->signal;
    c->product_list = r->product;
    c->lamp = r->lamp;
    c->rule = r->rule;
    return r;
}

static inline struct signal_conf *rig_signal(struct rig *r, const char *name, enum signal_role role)
{
    assert_true(r->config.signals < RIG_SIGNALS);
    struct signal_conf *s = &r->signal[r->config.signals++];
    *s = (struct signal_conf){.role = role, .scale = AMOUNT_ONE};
    (void)text_copy(s->name, sizeof s->name, name);
    return s;
}

static inline struct shift_plan *rig_shift(struct rig *r, const char *name, int begin_min,
                                           int end_min)
{
    struct shift_plan *s = &r->config.calendar.shift[r->config.calendar.shifts++];
    *s = (struct shift_plan){.begin_min = begin_min, .end_min = end_min};
    (void)text_copy(s->name, sizeof s->name, name);
    return s;
}

/* ---- running ---- */

static inline int64_t rig_ms(const char *text, char **end)
{
    double seconds = strtod(text, end);
    return llround(seconds * 1000);
}

static inline struct now rig_at(const struct rig *r, int64_t ms)
{
    return (struct now){
        .boot_ms = RIG_BOOT + ms, .wall_ms = r->begin + ms + r->clock_ms, .synced = true};
}

static inline void rig_log(struct rig *r)
{
    history_list_append(&r->history, &r->fx.history);
    for (size_t i = 0; i < r->fx.records.count; i++) {
        const struct record_draft *d = &r->fx.records.item[i];
        named_check(d->kind, d->body);
        size_t need = r->log_length + d->body_length + 256;
        if (need > r->log_size) {
            r->log_size = need * 2;
            r->log = realloc(r->log, r->log_size);
            assert_non_null(r->log);
        }
        r->log_length +=
            (size_t)snprintf(r->log + r->log_length, r->log_size - r->log_length,
                             "%s\t%s\t%lld\t%lld\t%lld\t%s\t%s\n",
                             word_name(&words_record_kind, (int)d->kind), d->id, (long long)d->rev,
                             (long long)d->wall_ms, (long long)d->boot_ms, d->actor, d->body);
    }
}

static inline void rig_start(struct rig *r, int64_t ms)
{
    r->now = rig_at(r, ms);
    r->st = station_new(&r->config, r->now, TIME_NONE, TIME_NONE);
    assert_non_null(r->st);
}

static inline void rig_step(struct rig *r, const struct event *event, int64_t ms)
{
    if (!r->st)
        rig_start(r, ms);
    r->now = rig_at(r, ms);
    if (r->together && event->kind == EVENT_UPDATE)
        station_take(r->st, event, r->now, &r->fx);
    else
        station_step(r->st, event, r->now, &r->fx);
    rig_log(r);
}

static inline void rig_light(struct rig *r)
{
    if (station_light(r->st, &r->fx))
        rig_log(r);
}

static inline void rig_tick(struct rig *r, int64_t ms)
{
    rig_step(r, &(struct event){.kind = EVENT_TICK}, ms);
}

/* What the configuration says, to be changed and then gone over to by rig_reload. */
static inline struct config *rig_other(struct rig *r)
{
    struct config *other = &r->other[r->reloads % 2];
    *other = r->config;
    memcpy(r->other_product[r->reloads % 2], r->config.product_list, sizeof r->product);
    other->product_list = r->other_product[r->reloads % 2];
    return other;
}

static inline void rig_reload(struct rig *r, int64_t ms)
{
    struct cause why = {{0}};
    struct config *other = &r->other[r->reloads++ % 2];
    rig_tick(r, ms);
    if (station_reload(&r->st, other, r->now, &r->fx, &why) != 0)
        fail_msg("%s", why.text);
    rig_log(r);
    r->config = *other;
}

/* Words of the machine that the rig's sources use; any other is in no map. */
static inline int rig_mapped(enum signal_role role, const char *word)
{
    static const struct {
        const char *word;
        int state;
    } states[] = {
        {"Execute", MS_RUNNING}, {"Slow", MS_RUNNING}, {"Held", MS_STOPPED},
        {"Aborted", MS_STOPPED}, {"Idle", MS_IDLE},    {"Setup", MS_CHANGEOVER},
        {"Wait", MS_STARVED},    {"Full", MS_BLOCKED}, {"Lunch", MS_PLANNED},
        {"Dark", MS_UNKNOWN},
    };
    for (size_t i = 0; role == ROLE_STATE && i < sizeof states / sizeof *states; i++)
        if (strcmp(states[i].word, word) == 0)
            return states[i].state;
    return role == ROLE_MODE ? word_find(&words_station_mode, word, strlen(word)) : -1;
}

static inline void rig_value(struct value *v, const char *text)
{
    if (amount_from_text(text, strlen(text), &v->amount) == 0) {
        v->type = VALUE_NUMBER;
    } else if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0) {
        v->type = VALUE_BOOL;
        v->amount = strcmp(text, "true") == 0 ? AMOUNT_ONE : 0;
    } else {
        v->type = VALUE_TEXT;
        (void)text_copy(v->text, sizeof v->text, text);
    }
}

static inline void rig_update(struct rig *r, size_t signal, const char *text, int64_t ms)
{
    struct update u = {
        .signal = (uint16_t)signal, .quality = Q_GOOD, .mapped = -1, .source_ms = TIME_NONE};
    char word[VALUE_TEXT_SIZE];
    u.stored = *text == '~';
    u.duplicate = *text == '^';
    u.historical = text[u.duplicate] == '<';
    (void)text_copy(word, sizeof word, text + u.stored + u.duplicate + u.historical);
    char *source = strchr(word, '@');
    if (source) {
        *source++ = '\0';
        u.source_ms = r->begin + r->clock_ms + rig_ms(source, NULL);
    }
    if (word[0] == '!') {
        u.quality = Q_BAD;
        u.overrun = word[1] == '!';
        u.gone = word[1] == 'x';
    } else {
        rig_value(&u.value, word);
        u.mapped = rig_mapped(r->signal[signal].role, word);
    }
    rig_step(r, &(struct event){.kind = EVENT_UPDATE, .update = &u}, ms);
}

/* A command; texts that are left out are "", who did it anna, an operator. */
static inline const struct outcome *rig_command(struct rig *r, struct command c, int64_t ms)
{
    const char **texts[] = {&c.target, &c.other, &c.reason, &c.note, &c.job, &c.word};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = *texts[i] ? *texts[i] : "";
    c.actor = c.actor ? c.actor : "anna";
    c.from = c.from ? c.from : "tty1";
    c.role = c.role ? c.role : PERSON_OPERATOR;
    rig_step(r, &(struct event){.kind = EVENT_COMMAND, .command = &c, .outcome = &r->outcome}, ms);
    return &r->outcome;
}

/* "VERB TARGET key=value …": the target stands for itself, a number is the amount; keys: reason,
 * note, job, word, other, of (a number), rework, pin, once, list; at and until in seconds of the
 * script, for in seconds. */
static inline void rig_do(struct rig *r, const char *text, int64_t ms)
{
    struct command c = {.at = TIME_NONE, .until = TIME_NONE};
    char copy[256], *save = NULL;
    assert_true(text_copy(copy, sizeof copy, text));
    const char *verb = strtok_r(copy, " ", &save);
    int found = word_find(&words_command, verb, strlen(verb));
    if (found < 0)
        fail_msg("the script names no command: %s", verb);
    c.verb = (enum command_verb)found;
    const struct {
        const char *key;
        const char **out;
    } texts[] = {{"reason", &c.reason}, {"note", &c.note},   {"job", &c.job},  {"word", &c.word},
                 {"other", &c.other},   {"actor", &c.actor}, {"from", &c.from}};
    for (char *word = strtok_r(NULL, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
        char *value = strchr(word, '=');
        if (!value) {
            if (c.verb != COMMAND_SCRAP || amount_from_text(word, strlen(word), &c.amount) != 0)
                c.target = word;
            continue;
        }
        *value++ = '\0';
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
            if (strcmp(texts[i].key, word) == 0)
                *texts[i].out = value;
        if (strcmp(word, "rework") == 0)
            c.rework = true;
        if (strcmp(word, "pin") == 0)
            c.pin = true;
        if (strcmp(word, "once") == 0)
            c.one_shot = true;
        if (strcmp(word, "list") == 0)
            c.list = value;
        if (strcmp(word, "for") == 0)
            c.for_ms = rig_ms(value, NULL);
        if (strcmp(word, "of") == 0)
            (void)amount_from_text(value, strlen(value), &c.amount);
        if (strcmp(word, "rev") == 0)
            c.rev = strtoll(value, NULL, 10);
        if (strcmp(word, "with_rev") == 0)
            c.other_rev = strtoll(value, NULL, 10);
        if (strcmp(word, "at") == 0)
            c.at = r->begin + r->clock_ms + rig_ms(value, NULL);
        if (strcmp(word, "until") == 0)
            c.until = r->begin + r->clock_ms + rig_ms(value, NULL);
        if (strcmp(word, "role") == 0)
            c.role = (enum person_role)word_find(&words_person_role, value, strlen(value));
    }
    (void)rig_command(r, c, ms);
}

static inline void rig_happen(struct rig *r, const char *name, const char *value, int64_t ms)
{
    struct event event = {.kind = EVENT_TICK};
    if (strcmp(name, "link") == 0) {
        int link = word_find(&words_link_state, value, strlen(value));
        assert_true(link >= 0);
        event = (struct event){
            .kind = EVENT_LINK, .link = (enum link_state)link, .why = "connection refused"};
    } else if (strcmp(name, "store") == 0) {
        event = (struct event){
            .kind = EVENT_STORE, .store_ok = strcmp(value, "ok") == 0, .why = "disk full"};
    } else if (strcmp(name, "stopping") == 0) {
        event.kind = EVENT_STOPPING;
    } else if (strcmp(name, "lines") == 0) {
        event = (struct event){.kind = EVENT_LINES,
                               .lines = (uint32_t)strtoul(value, NULL, 2),
                               .why = "held by \"gpioset\""};
    } else if (strcmp(name, "do") == 0) {
        rig_do(r, value, ms);
        return;
    } else if (strcmp(name, "lamptest") == 0) {
        event = (struct event){.kind = EVENT_LAMP_TEST, .actor = value};
    } else if (strcmp(name, "health") == 0) {
        char *bytes;
        event = (struct event){.kind = EVENT_HEALTH, .oldest_ms = rig_ms(value, &bytes)};
        event.free_bytes = strtoll(bytes + 1, NULL, 10);
    } else if (strcmp(name, "clock") == 0) {
        r->clock_ms += rig_ms(value, NULL);
    } else if (strcmp(name, "tick") != 0) {
        int signal = config_signal_index(&r->config, name);
        if (signal < 0)
            fail_msg("the script names no signal: %s", name);
        rig_update(r, (size_t)signal, value, ms);
        return;
    }
    rig_step(r, &event, ms);
}

static inline void rig_play(struct rig *r, const char *script)
{
    char copy[4096], *save = NULL;
    assert_true(text_copy(copy, sizeof copy, script));
    for (char *step = strtok_r(copy, ";", &save); step; step = strtok_r(NULL, ";", &save)) {
        char *what;
        int64_t ms = rig_ms(step, &what);
        what += strspn(what, " ");
        char *value = strchr(what, '=');
        if (value)
            *value++ = '\0';
        rig_happen(r, what, value ? value : "", ms);
    }
}

static inline void rig_free(struct rig **r)
{
    station_free(&(*r)->st);
    effects_done(&(*r)->fx);
    history_list_done(&(*r)->history);
    free((*r)->log);
    free(*r);
    *r = NULL;
}

/* ---- looking ---- */

static inline struct snapshot *rig_snapshot(struct rig *r)
{
    static struct snapshot s;
    station_snapshot(r->st, r->now, &s);
    return &s;
}

static inline char *rig_put(char *at, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static inline char *rig_put(char *at, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    at += vsnprintf(at, 512, format, args);
    va_end(args);
    return at;
}

static inline char *rig_put_seconds(char *at, int64_t ms)
{
    char text[AMOUNT_TEXT_SIZE];
    return rig_put(at, "%s", amount_to_text(ms * 1000, text));
}

/* "running 60 Execute production plan signal" */
static inline const char *rig_machine(struct rig *r)
{
    const struct snapshot *s = rig_snapshot(r);
    char *at = rig_put(r->text, "%s ", word_name(&words_machine_state, (int)s->machine.state));
    at = rig_put_seconds(at, s->machine.for_ms);
    if (s->machine.detail[0])
        at = rig_put(at, " %s", s->machine.detail);
    if (s->machine.mode != MODE_PRODUCTION)
        at = rig_put(at, " %s", word_name(&words_station_mode, (int)s->machine.mode));
    if (s->machine.stored)
        at = rig_put(at, " stored");
    if (s->machine.stale)
        (void)rig_put(at, " stale");
    return r->text;
}

/* "planned 100 run 60 unknown 0 | running 60 stopped 40 | stops 1 small 1 unexplained 0/0 |
 * 5/4/1/0"
 */
static inline const char *rig_figures(struct rig *r)
{
    const struct snapshot *s = rig_snapshot(r);
    char *at = rig_put(r->text, "planned ");
    at = rig_put_seconds(at, s->oee.planned_ms);
    at = rig_put_seconds(rig_put(at, " run "), s->oee.run_ms);
    at = rig_put_seconds(rig_put(at, " unknown "), s->oee.unknown_ms);
    at = rig_put(at, " |");
    for (int i = 0; i < MACHINE_STATE_COUNT; i++)
        if (s->time_ms[i] != 0)
            at = rig_put_seconds(rig_put(at, " %s ", word_name(&words_machine_state, i)),
                                 s->time_ms[i]);
    at = rig_put(at, " | stops %lld small %lld unexplained %lld/", (long long)s->stops.count,
                 (long long)s->stops.small, (long long)s->stops.unexplained);
    (void)rig_put_seconds(at, s->unexplained_ms);
    return r->text;
}

/* "total/good/scrap/rework" of the window. */
static inline const char *rig_counts(struct rig *r)
{
    const struct snapshot *s = rig_snapshot(r);
    char text[4][AMOUNT_TEXT_SIZE];
    (void)rig_put(r->text, "%s/%s/%s/%s", amount_to_text(s->counts.total, text[0]),
                  amount_to_text(s->counts.good, text[1]), amount_to_text(s->counts.scrap, text[2]),
                  amount_to_text(s->counts.rework, text[3]));
    return r->text;
}

static inline char *rig_put_time(struct rig *r, char *at, const json_t *body, const char *key)
{
    const json_t *time = json_object_get(body, key);
    return json_is_integer(time) ? rig_put_seconds(at, json_integer_value(time) - r->begin) : at;
}

static inline const char *rig_word(const json_t *body, const char *key)
{
    const char *text = json_string_value(json_object_get(body, key));
    return text ? text : "";
}

static inline char *rig_put_decimal(char *at, const json_t *body, const char *key)
{
    char text[AMOUNT_TEXT_SIZE];
    int64_t amount = 0;
    assert_int_equal(amount_from_double(json_number_value(json_object_get(body, key)), &amount), 0);
    return rig_put(at, "%s", amount_to_text(amount, text));
}

static inline char *rig_put_interval(struct rig *r, char *at, const json_t *b)
{
    at = rig_put_time(r, at, b, "begin");
    at = rig_put_time(r, rig_put(at, "-"), b, "end");
    at = rig_put(at, " %s", rig_word(b, "state"));
    if (strcmp(rig_word(b, "detail"), rig_word(b, "state")) != 0 && rig_word(b, "detail")[0])
        at = rig_put(at, " %s", rig_word(b, "detail"));
    if (strcmp(rig_word(b, "mode"), "production") != 0)
        at = rig_put(at, " %s", rig_word(b, "mode"));
    if (json_is_false(json_object_get(b, "plan")))
        at = rig_put(at, " off");
    if (rig_word(b, "shift")[0])
        at = rig_put(at, " %s", rig_word(b, "shift"));
    if (strcmp(rig_word(b, "state"), "unknown") == 0)
        at = rig_put(at, " %s", rig_word(b, "source"));
    return rig_put(at, "%s%s", rig_word(b, "stop")[0] ? " " : "", rig_word(b, "stop"));
}

static inline char *rig_put_stop(struct rig *r, char *at, const json_t *b)
{
    at = rig_put_time(r, at, b, "begin");
    at = rig_put_time(r, rig_put(at, "-"), b, "end");
    at = rig_put(at, " %s ", json_is_true(json_object_get(b, "small")) ? "small" : "long");
    at = rig_put_seconds(at, json_integer_value(json_object_get(b, "ms")));
    at = rig_put(at, " %s", rig_word(b, "state"));
    return rig_put(at, "%s%s", rig_word(b, "suggested")[0] ? " " : "", rig_word(b, "suggested"));
}

static inline char *rig_put_minute(struct rig *r, char *at, const json_t *b)
{
    static const char *const keys[] = {"total", "good", "scrap", "rework"};
    at = rig_put_time(r, at, b, "begin");
    for (int i = 0; i < 4; i++)
        at = rig_put_decimal(rig_put(at, "%s", i == 0 ? " " : "/"), b, keys[i]);
    if (json_is_true(json_object_get(b, "gap")))
        at = rig_put(at, " gap");
    if (json_is_true(json_object_get(b, "late")))
        at = rig_put(at, " told-late");
    if (rig_word(b, "product")[0])
        at = rig_put(at, " %s", rig_word(b, "product"));
    return rig_put(at, "%s%s", rig_word(b, "shift")[0] ? " " : "", rig_word(b, "shift"));
}

static inline char *rig_put_shift(struct rig *r, char *at, const json_t *b)
{
    at = rig_put_time(r, at, b, "begin");
    at = rig_put_time(r, rig_put(at, "-"), b, "end");
    at = rig_put(at, "%s%s", rig_word(b, "name")[0] ? " " : "", rig_word(b, "name"));
    if (json_is_false(json_object_get(b, "closed")))
        return at;
    const char *name;
    json_t *ms;
    json_object_foreach(json_object_get(b, "plan_ms"), name, ms) at =
        rig_put_seconds(rig_put(at, " %s ", name), json_integer_value(ms));
    at =
        rig_put_seconds(rig_put(at, " small "), json_integer_value(json_object_get(b, "small_ms")));
    return rig_put(at, " stops %lld/%lld",
                   (long long)json_integer_value(json_object_get(b, "stops")),
                   (long long)json_integer_value(json_object_get(b, "small_stops")));
}

static inline char *rig_put_lamp(struct rig *r, char *at, const json_t *b)
{
    at = rig_put(at, "%s%s%s ", rig_word(b, "what"), rig_word(b, "lamp")[0] ? " " : "",
                 rig_word(b, "lamp"));
    at = rig_put_time(r, at, b, "begin");
    at = rig_put_time(r, rig_put(at, "-"), b, "end");
    return rig_put(at, "%s%s", rig_word(b, "why")[0] ? " " : "", rig_word(b, "why"));
}

static inline char *rig_put_scrap(struct rig *r, char *at, const json_t *b)
{
    static const char *const keys[] = {"reason", "note", "product", "job", "part", "of"};
    at = rig_put_time(r, at, b, "at");
    at = rig_put_decimal(rig_put(at, " "), b, "quantity");
    at = rig_put(at, " %s", json_is_true(json_object_get(b, "rework")) ? "rework" : "scrap");
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (rig_word(b, keys[i])[0] && strcmp(rig_word(b, keys[i]), "planned") != 0)
            at = rig_put(at, " %s", rig_word(b, keys[i]));
    return at;
}

static inline char *rig_put_mode(struct rig *r, char *at, const json_t *b)
{
    at = rig_put_time(r, at, b, "begin");
    at = rig_put_time(r, rig_put(at, "-"), b, "end");
    at = rig_put(at, " %s %s", rig_word(b, "declared"), rig_word(b, "mode"));
    if (json_is_integer(json_object_get(b, "until")))
        at = rig_put_time(r, rig_put(at, " until "), b, "until");
    if (json_is_integer(json_object_get(b, "over")))
        at = rig_put_time(r, rig_put(at, " over "), b, "over");
    return rig_put(at, "%s%s%s%s", rig_word(b, "note")[0] ? " " : "", rig_word(b, "note"),
                   rig_word(b, "ended_by")[0] ? " by " : "", rig_word(b, "ended_by"));
}

static inline char *rig_put_body(struct rig *r, char *at, const char *kind, const json_t *b)
{
    if (strcmp(kind, "interval") == 0)
        return rig_put_interval(r, at, b);
    if (strcmp(kind, "stop") == 0)
        return rig_put_stop(r, at, b);
    if (strcmp(kind, "minute") == 0)
        return rig_put_minute(r, at, b);
    if (strcmp(kind, "shift") == 0)
        return rig_put_shift(r, at, b);
    if (strcmp(kind, "lamp") == 0)
        return rig_put_lamp(r, at, b);
    if (strcmp(kind, "mode") == 0)
        return rig_put_mode(r, at, b);
    if (strcmp(kind, "scrap") == 0)
        return rig_put_scrap(r, at, b);
    if (strcmp(kind, "clock") == 0)
        return rig_put_seconds(at, json_integer_value(json_object_get(b, "delta_ms")));
    return rig_put(at, "%s %s x%lld", rig_word(b, "signal"), rig_word(b, "kind"),
                   (long long)json_integer_value(json_object_get(b, "count")));
}

/* The records kept so far of the kind, as "1.1 BODY; 2.1 BODY": number and revision (minutes and
 * shifts have no number but their time: revision only). */
static inline const char *rig_records(struct rig *r, const char *kind)
{
    char *at = r->text;
    *at = '\0';
    const char *line = r->log ? r->log : "";
    for (const char *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        char of[32], id[32];
        long long rev;
        int skip = 0;
        assert_int_equal(
            sscanf(line, "%31[^\t]\t%31[^\t]\t%lld\t%*d\t%*d\t%*[^\t]\t%n", of, id, &rev, &skip),
            3);
        if (strcmp(of, kind) != 0)
            continue;
        json_t *body = json_loadb(line + skip, (size_t)(end - line - skip), 0, NULL);
        assert_non_null(body);
        bool numbered = strcmp(kind, "minute") != 0 && strcmp(kind, "shift") != 0;
        at = rig_put(at, "%s%s%s%lld ", at == r->text ? "" : "; ", numbered ? id + 1 : "",
                     numbered ? "." : "", rev);
        at = rig_put_body(r, at, kind, body);
        json_decref(body);
        assert_true(at < r->text + RIG_TEXT - 1024);
    }
    return r->text;
}

/* The minutes of a signal that were handed out, as "0 2 1..3 mean 2 last 3 good; 1 0 bad 1 stale":
 * minute, samples, least and greatest. */
static inline const char *rig_history(struct rig *r, const char *signal)
{
    char *at = r->text, text[AMOUNT_TEXT_SIZE];
    *at = '\0';
    for (size_t i = 0; i < r->history.count; i++) {
        const struct history_row *row = &r->history.row[i];
        const struct history *h = &row->span;
        int64_t mean, rest;
        if (strcmp(row->signal, signal) != 0)
            continue;
        at = rig_put(at, "%s%lld %lld", at == r->text ? "" : "; ",
                     (long long)(row->minute - history_minute(r->begin)), (long long)h->samples);
        history_mean(h, &mean, &rest);
        if (h->samples > 0) {
            at = rig_put(at, " %s", amount_to_text(h->min, text));
            at = rig_put(at, "..%s", amount_to_text(h->max, text));
            at = rig_put(at, " mean %s", amount_to_text(mean, text));
            at = rig_put(at, " last %s", amount_to_text(h->last, text));
        }
        if (h->bad > 0)
            at = rig_put(at, " bad %lld", (long long)h->bad);
        at = rig_put(at, " %s", word_name(&words_quality, (int)h->quality));
        assert_true(at < r->text + RIG_TEXT - 1024);
    }
    return r->text;
}

/* The tower as "red on, green off". */
static inline const char *rig_tower(struct rig *r)
{
    char *at = r->text;
    *at = '\0';
    for (size_t i = 0; i < r->fx.lamps; i++)
        at = rig_put(at, "%s%s %s", i ? ", " : "", r->lamp[i].name,
                     word_name(&words_lamp_pattern, (int)r->fx.lamp[i].pattern));
    return r->text;
}

#endif
