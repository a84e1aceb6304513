/* SPDX-License-Identifier: MIT */
/* A believable shift on press 3, filled by hand, and variations of it: the views that the picture
 * tests draw. Plant time is UTC-6 all year; it is 13:07:22 on 12 March 2026. */
#ifndef TESTS_SCREENS_FIXTURE_H
#define TESTS_SCREENS_FIXTURE_H

#include "console/screens/ui.h"
#include "data/model/amount.h"
#include "data/model/text.h"
#include "tests/screens/fixture_andon.h"
#include "tests/screens/fixture_line.h"
#include "tests/screens/fixture_people.h"
#include "tests/screens/fixture_plant.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FIXTURE_OFFSET_S (-6 * 3600)
#define FIXTURE_MIDNIGHT (INT64_C(1773273600000) - FIXTURE_OFFSET_S * MS_PER_S)
#define FIXTURE_BOOT     INT64_C(5000500) /* half a second into every pattern's cycle */

/* Plant time of the day as an instant. */
static inline int64_t at(int hour, int minute, int second)
{
    return FIXTURE_MIDNIGHT + hour * MS_PER_HOUR + minute * MS_PER_MIN + second * MS_PER_S;
}

static inline void fixture_signal(struct snapshot *s, const char *name, enum signal_role role,
                                  double value, const char *unit)
{
    struct snapshot_signal *signal = &s->signal[s->signals++];
    (void)text_copy(signal->name, sizeof signal->name, name);
    (void)text_copy(signal->unit, sizeof signal->unit, unit);
    signal->role = role;
    signal->quality = Q_GOOD;
    signal->value.type = VALUE_NUMBER;
    (void)amount_from_double(value, &signal->value.amount);
    signal->ts = s->ts - 400;
    signal->age_ms = 400;
}

static inline void fixture_lamp(struct snapshot *s, const char *colour, enum lamp_pattern pattern,
                                const char *rule, const char *why)
{
    struct snapshot_lamp *lamp = &s->lamp[s->lamps++];
    (void)text_copy(lamp->name, sizeof lamp->name, colour);
    (void)text_copy(lamp->colour, sizeof lamp->colour, colour);
    (void)text_copy(lamp->rule, sizeof lamp->rule, rule);
    (void)text_copy(lamp->why, sizeof lamp->why, why);
    lamp->pattern = pattern;
}

static inline void fixture_snapshot(struct snapshot *s)
{
    snapshot_init(s);
    (void)text_copy(s->station, sizeof s->station, "acme/monterrey/stamping/line1/press3");
    (void)text_copy(s->title, sizeof s->title, "Press 3");
    s->ts = at(13, 7, 22);
    s->online = true;
    s->machine.state = MS_RUNNING;
    s->machine.since = at(12, 54, 41);
    s->machine.for_ms = s->ts - s->machine.since;
    s->machine.age_ms = 400;
    s->machine.stale = s->machine.stored = false;
    s->machine.mode = MODE_PRODUCTION;
    (void)text_copy(s->machine.detail, sizeof s->machine.detail, "Execute");
    (void)text_copy(s->shift.name, sizeof s->shift.name, "early");
    s->shift.start = at(6, 0, 0);
    s->shift.end = at(14, 0, 0);
    s->shift.in_shift = true;
    s->job.ideal_us = 4000000;
    (void)text_copy(s->job.product, sizeof s->job.product, "bracket P7");
    s->job.target = 2240 * AMOUNT_ONE;
    s->oee = (struct oee){.availability = 0.861,
                          .performance = 0.932,
                          .quality = 0.977,
                          .oee = 0.784,
                          .coverage = 0.995,
                          .planned_ms = 25642000,
                          .run_ms = 22078000,
                          .unknown_ms = 130000};
    s->counts.total = 1885 * AMOUNT_ONE;
    s->counts.good = 1842 * AMOUNT_ONE;
    s->counts.scrap = 43 * AMOUNT_ONE;
    s->counts.rework = 6 * AMOUNT_ONE;
    s->counts.target_now = 2010 * AMOUNT_ONE;
    s->counts.cycle_ms = 4200;
    s->unexplained_ms = 370000;
    s->stops.count = 9;
    s->stops.unexplained = 2;
    s->stops.small = 5;
    (void)text_copy(s->stop.id, sizeof s->stop.id, "S118");
    s->stop.since = at(12, 50, 39);
    s->stop.end = at(12, 54, 41);
    s->stop.ms = 242000;
    s->stop.state = MS_STOPPED;
    (void)text_copy(s->stop.suggested, sizeof s->stop.suggested, "E-217 die jam");
    s->time_ms[MS_RUNNING] = 22078000;
    s->time_ms[MS_STOPPED] = 1890000;
    s->time_ms[MS_STARVED] = 806000;
    s->time_ms[MS_CHANGEOVER] = 868000;
    s->time_ms[MS_UNKNOWN] = 130000;
    fixture_lamp(s, "red", LAMP_OFF, "", "");
    fixture_lamp(s, "yellow", LAMP_FLASH_SLOW, "behind", "1842 made, 2010 due");
    fixture_lamp(s, "green", LAMP_ON, "running", "running since 12:54:41");
    fixture_signal(s, "state", ROLE_STATE, 6, "");
    fixture_signal(s, "total", ROLE_TOTAL, 1885, "");
    fixture_signal(s, "scrap", ROLE_SCRAP, 43, "");
    fixture_signal(s, "fault", ROLE_FAULT, 0, "");
    fixture_signal(s, "oil_temp", ROLE_SENSOR, 71.2, "\u00B0C");
    fixture_signal(s, "load", ROLE_SENSOR, 64, "%");
    fixture_signal(s, "pressure", ROLE_SENSOR, 182.4, "bar");
    fixture_signal(s, "speed", ROLE_SENSOR, 14.3, "1/min");
    s->signal[0].value.type = VALUE_TEXT;
    (void)text_copy(s->signal[0].value.text, sizeof s->signal[0].value.text, "Execute");
    s->signal[0].age_ms = 761000;
    s->signal[3].quality = Q_NONE;
    s->signal[3].age_ms = -1;
    s->signal[3].ts = TIME_NONE;
    s->signal[3].value.type = VALUE_NONE;
    s->sync.pending = 0;
    s->sync.oldest_ms = -1;
    s->sync.link = LINK_UP;
    s->sync.link_since = at(5, 58, 0);
    s->health.store_ok = true;
}

static inline void fixture_interval(struct view *v, int64_t begin, int64_t end,
                                    enum machine_state state, bool planned, bool small)
{
    v->timeline.row[v->timeline.count++] = (struct timeline_row){
        .begin_ms = begin,
        .end_ms = end,
        .state = (uint8_t)state,
        .planned = planned,
        .small = small,
    };
}

static inline void fixture_stop(struct view *v, int64_t begin, int64_t ms, bool small,
                                const char *suggested)
{
    struct stop_row *row = &v->stops.row[v->stops.count++];
    *row = (struct stop_row){
        .begin_ms = begin, .end_ms = begin + ms, .ms = ms, .state = MS_STOPPED, .small = small};
    (void)text_format(row->id, sizeof row->id, "S%zu", 100 + v->stops.count);
    (void)text_copy(row->suggested, sizeof row->suggested, suggested);
}

static inline void fixture_log(struct view *v, int64_t wall_ms, enum record_kind kind,
                               const char *text)
{
    struct log_row *row = &v->log.row[v->log.count++];
    *row = (struct log_row){.wall_ms = wall_ms, .kind = (uint8_t)kind};
    (void)text_format(row->id, sizeof row->id, "R%zu", v->log.count);
    (void)text_copy(row->actor, sizeof row->actor, "machine");
    (void)text_copy(row->text, sizeof row->text, text);
}

/* The first row is a later version of the second one. */
static inline void fixture_amended(struct view *v)
{
    static const char before[] = "{\"id\":\"R1\",\"state\":\"stopped\",\"begin\":1773341439000,"
                                 "\"end\":null,\"ms\":201000,\"reason\":null,\"note\":null}";
    static const char after[] = "{\"id\":\"R1\",\"state\":\"stopped\",\"begin\":1773341439000,"
                                "\"end\":1773341681000,\"ms\":242000,\"reason\":\"mech.jam\","
                                "\"note\":\"shim was worn\",\"from\":\"tty press3-op\"}";
    struct log_row *row = &v->log.row[v->log.count++];
    *row = v->log.row[0];
    row->wall_ms = at(12, 54, 41);
    row->rev = 1;
    row->body = strdup(before);
    v->log.row[0].rev = 2;
    v->log.row[0].body = strdup(after);
    (void)text_copy(v->log.row[0].actor, sizeof v->log.row[0].actor, "anna");
}

static inline void fixture_rows(struct view *v)
{
    static const struct {
        int begin_h, begin_m, end_h, end_m;
        enum machine_state state;
        bool planned, small;
    } spans[] = {
        {6, 0, 6, 24, MS_RUNNING, true, false},    {6, 24, 6, 26, MS_STOPPED, true, true},
        {6, 26, 7, 26, MS_RUNNING, true, false},   {7, 26, 7, 46, MS_STOPPED, true, false},
        {7, 46, 8, 20, MS_RUNNING, true, false},   {8, 20, 8, 23, MS_STOPPED, true, true},
        {8, 23, 9, 0, MS_RUNNING, true, false},    {9, 0, 9, 15, MS_PLANNED, false, false},
        {9, 15, 10, 2, MS_RUNNING, true, false},   {10, 2, 10, 17, MS_CHANGEOVER, true, false},
        {10, 17, 11, 5, MS_RUNNING, true, false},  {11, 5, 11, 18, MS_STARVED, true, false},
        {11, 18, 11, 20, MS_RUNNING, true, false}, {11, 20, 11, 22, MS_STOPPED, true, false},
        {11, 22, 12, 0, MS_RUNNING, true, false},  {12, 0, 12, 12, MS_UNKNOWN, true, false},
        {12, 12, 12, 50, MS_RUNNING, true, false}, {12, 50, 12, 54, MS_STOPPED, true, false},
    };
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++)
        fixture_interval(v, at(spans[i].begin_h, spans[i].begin_m, 0),
                         at(spans[i].end_h, spans[i].end_m, 0), spans[i].state, spans[i].planned,
                         spans[i].small);
    for (int m = 0; m < 427; m++)
        v->minutes.row[v->minutes.count++] = (struct minute_row){
            .begin_ms = at(6, m, 0),
            .good = (m % 60 < 52 ? 5 : 0) * AMOUNT_ONE,
            .total = (m % 60 < 52 ? 5 : 0) * AMOUNT_ONE,
            .scrap = (m % 97 == 7 ? 2 : 0) * AMOUNT_ONE,
        };
    fixture_stop(v, at(6, 24, 0), 110000, true, "");
    fixture_stop(v, at(7, 26, 0), 1200000, false, "E-101 guard open");
    fixture_stop(v, at(8, 20, 0), 150000, true, "");
    fixture_stop(v, at(10, 2, 0), 870000, false, "");
    (void)text_copy(v->stops.row[3].reason, sizeof v->stops.row[3].reason, "changeover P6 to P7");
    v->stops.row[3].state = MS_CHANGEOVER;
    fixture_stop(v, at(11, 20, 0), 128000, false, "");
    fixture_stop(v, at(12, 50, 39), 242000, false, "E-217 die jam");
    fixture_log(v, at(12, 54, 41), REC_STOP, "stopped 4 min 02 s \u00B7 E-217 die jam");
    fixture_amended(v);
    fixture_log(v, at(12, 54, 41), REC_INTERVAL, "stopped for 4 min 02 s \u00B7 Aborted");
    fixture_log(v, at(12, 53, 0), REC_MINUTE, "good 0, scrap 0");
    fixture_log(v, at(12, 50, 39), REC_INTERVAL, "running for 38 min 27 s \u00B7 Execute");
    fixture_log(v, at(12, 12, 12), REC_INTERVAL, "unknown for 12 min 12 s");
    fixture_log(v, at(12, 0, 1), REC_FAULT, "oil_temp: not a number: \"n/a\"");
    fixture_log(v, at(11, 22, 8), REC_STOP, "stopped 2 min 08 s");
    fixture_log(v, at(6, 0, 0), REC_SHIFT, "early runs");
}

/* A live station in the middle of its shift. */
static inline void fixture_view(struct view *v)
{
    v->zone = (struct zone){
        .name = "America/Monterrey", .count = 1, .change = {{INT64_MIN / 2, FIXTURE_OFFSET_S}}};
    v->zone_known = true;
    v->wall_ms = at(13, 7, 22);
    v->boot_ms = FIXTURE_BOOT;
    v->conn.state = CONN_LIVE;
    v->conn.since_ms = at(5, 59, 0);
    (void)text_copy(v->conn.role, sizeof v->conn.role, "operator");
    v->terminal = (struct terminal_view){.term = "xterm-256color",
                                         .codeset = "UTF-8",
                                         .colours = COLOUR_256,
                                         .width = 80,
                                         .height = 24,
                                         .theme_from = FROM_OPTION,
                                         .kept = "/home/kiosk/.local/state/andon-console"};
    struct snapshot s;
    fixture_snapshot(&s);
    view_take_snapshot(v, &s);
    fixture_rows(v);
    fixture_people(v, at(6, 0, 0));
    fixture_replies(v);
}

/* ---- variations ---- */

static inline void fixture_ask(struct snapshot *s, const char *id, int64_t since, int64_t end,
                               int64_t ms, const char *suggested)
{
    struct snapshot_ask *ask = &s->ask[s->asks++];
    *ask =
        (struct snapshot_ask){.rev = 2, .since = since, .end = end, .ms = ms, .state = MS_STOPPED};
    (void)text_copy(ask->id, sizeof ask->id, id);
    (void)text_copy(ask->suggested, sizeof ask->suggested, suggested);
}

static inline void fixture_stopped(struct view *v)
{
    struct snapshot *s = &v->snap;
    s->machine.state = MS_STOPPED;
    s->machine.since = s->stop.since = at(13, 3, 20);
    s->machine.for_ms = s->stop.ms = 242000;
    (void)text_copy(s->machine.detail, sizeof s->machine.detail, "Aborted");
    (void)text_copy(s->stop.id, sizeof s->stop.id, "S119");
    s->stop.end = TIME_NONE;
    s->stop.small = false;
    s->stop.rev = 2;
    s->stops.unexplained = 3;
    s->unexplained_ms = 612000;
    fixture_ask(s, "S119", s->stop.since, TIME_NONE, 242000, "E-217 die jam");
    fixture_ask(s, "S106", at(12, 50, 39), at(12, 54, 41), 242000, "mech.jam");
    fixture_ask(s, "S105", at(11, 20, 0), at(11, 22, 8), 128000, "");
    fixture_ask(s, "B104", at(10, 40, 0), at(10, 58, 0), 311000, "");
    s->ask[3].burst = 6;
    s->lamp[0].pattern = LAMP_FLASH_FAST;
    (void)text_copy(s->lamp[0].rule, sizeof s->lamp[0].rule, "stopped");
    (void)text_copy(s->lamp[0].why, sizeof s->lamp[0].why, "stopped since 13:03:20, E-217 die jam");
    s->lamp[2].pattern = LAMP_OFF;
    fixture_interval(v, at(12, 54, 41), at(13, 3, 20), MS_RUNNING, true, false);
}

static inline void fixture_small_stop(struct view *v)
{
    fixture_stopped(v);
    v->snap.machine.since = v->snap.stop.since = at(13, 6, 57);
    v->snap.machine.for_ms = v->snap.stop.ms = 25000;
    v->snap.stop.small = true;
    v->snap.stop.suggested[0] = '\0';
    v->snap.lamp[0].pattern = LAMP_OFF;
    v->snap.asks = 0;
}

static inline void fixture_starved(struct view *v)
{
    struct snapshot *s = &v->snap;
    fixture_stopped(v);
    s->machine.state = s->stop.state = MS_STARVED;
    s->stop.suggested[0] = '\0';
    s->asks = 0;
    neighbour_init(&s->neighbour[0], "before", "acme/monterrey/stamping/line1/press2");
    neighbour_init(&s->neighbour[1], "after", "acme/monterrey/stamping/line1/pack1");
    s->neighbours = 2;
    s->neighbour[0].heard = s->neighbour[0].online = true;
    s->neighbour[0].state = MS_STOPPED;
    s->neighbour[0].since = at(12, 49, 0);
    FIXTURE_COPY(s->neighbour[0].title, "Press 2");
    FIXTURE_COPY(s->neighbour[0].why, "E-217 die jam");
}

static inline void fixture_room_low(struct view *v)
{
    (void)text_copy(v->snap.health.store_why, sizeof v->snap.health.store_why,
                    "only 96 MiB are free on the disk of /var/lib/andond/station.db; make room "
                    "before it is full");
}

static inline void fixture_link_lost(struct view *v)
{
    struct snapshot *s = &v->snap;
    s->machine.state = MS_UNKNOWN;
    s->machine.stale = true;
    s->machine.since = at(13, 5, 2);
    s->machine.for_ms = 140000;
    s->machine.detail[0] = '\0';
    s->sync.link = LINK_CONNECTING;
    s->sync.link_since = at(13, 5, 2);
    (void)text_copy(s->sync.link_why, sizeof s->sync.link_why, "connection refused");
    for (int i = 0; i < s->signals; i++)
        if (s->signal[i].quality == Q_GOOD) {
            s->signal[i].quality = Q_STALE;
            s->signal[i].age_ms = 140000;
        }
    s->lamp[0].pattern = LAMP_OFF;
    s->lamp[1].pattern = LAMP_PULSE;
    s->lamp[2].pattern = LAMP_OFF;
}

/* A scrap counter that misses parts, and a gateway that sends plant time. */
static inline void fixture_checks(struct view *v)
{
    struct snapshot *s = &v->snap;
    s->check[s->checks++] = (struct check_view){
        .id = "F12",
        .kind = CHECK_BALANCE,
        .since = at(6, 0, 0),
        .signals = "total, good, scrap",
        .text = "good 1 204 + scrap 43 are 1 247, but total says 1 310 since 06:00",
        .advice =
            "look which of the counters counts something else, or in other units: scale, "
            "topic, a sensor that misses parts; parts taken out by hand are entered as scrap"};
    s->check[s->checks++] = (struct check_view){
        .id = "F13",
        .kind = CHECK_CLOCK,
        .since = at(12, 50, 0),
        .signals = "oil_temp, load",
        .text = "the source's clock is 6 h 00 min behind: as if plant time were sent as UTC",
        .advice = "set the gateway's clock (NTP) and its time zone to UTC; until then what it says "
                  "is booked at the wrong time, or at its arrival"};
}

/* A machine without a controller: a button that hangs, a light barrier that may have missed some.
 */
static inline void fixture_contacts(struct view *v)
{
    struct response *r = &v->response;
    v->snap.signals = 3;
    v->snap.counts.missing = 3 * AMOUNT_ONE;
    r->input[r->inputs++] = (struct input_row){.name = "cord",
                                               .does = "call maintenance",
                                               .outcome = "C7 Maintenance called",
                                               .held = true,
                                               .closings = 4,
                                               .closed_at = v->wall_ms - 252000};
    r->input[r->inputs++] = (struct input_row){.name = "button",
                                               .does = "silence",
                                               .held = true,
                                               .closed = true,
                                               .stuck = true,
                                               .closings = 12,
                                               .bounces = 7,
                                               .closed_at = v->wall_ms - 61000,
                                               .trouble = "button stays closed since 13:06:21"};
    r->input[r->inputs++] = (struct input_row){.name = "part",
                                               .does = "part",
                                               .held = true,
                                               .closings = 1885,
                                               .missed = 3,
                                               .closed_at = v->wall_ms - 2000};
    r->input[r->inputs++] = (struct input_row){
        .name = "lost", .does = "running", .closed_at = TIME_NONE, .trouble = "no line RUN here"};
}

static inline void fixture_stale_signals(struct view *v)
{
    struct snapshot *s = &v->snap;
    s->signal[4].quality = Q_STALE;
    s->signal[4].age_ms = 42 * MS_PER_MIN;
    s->signal[6].quality = Q_BAD;
    s->signal[6].errors = 12;
    (void)text_copy(s->signal[6].error, sizeof s->signal[6].error, "not a number: \"n/a\"");
}

/* Maintenance has put red out. */
static inline void fixture_overridden(struct view *v)
{
    struct snapshot_lamp *red = &v->snap.lamp[0];
    red->pattern = LAMP_OFF;
    (void)text_copy(red->rule, sizeof red->rule, "OVERRIDE");
    (void)text_copy(red->why, sizeof red->why,
                    "OVERRIDE by ben, 12 min 30 s left: relay is being replaced");
}

static inline void fixture_connection_lost(struct view *v)
{
    v->snap.ts = at(13, 5, 0);
    v->snap_boot_ms = v->boot_ms - 142000;
    v->conn.state = CONN_LOST;
    v->conn.since_ms = at(13, 5, 0);
}

static inline void fixture_starting(struct view *v)
{
    snapshot_init(&v->snap);
    v->has_snapshot = false;
    v->zone_known = false;
    v->zone = zone_utc;
    v->conn.state = CONN_CONNECTING;
    for (size_t i = 0; i < v->log.count; i++)
        free(v->log.row[i].body);
    v->timeline.count = v->minutes.count = v->stops.count = v->log.count = 0;
    (void)text_copy(v->conn.text, sizeof v->conn.text, "no andond at /run/andond/andond.sock");
}

/* What snapshot_from_json makes of hostile text, and then some. */
static inline void fixture_hostile(struct view *v)
{
    static const char raw[] = "\x1B[31mred\x07\xE2\x80\xAE evil \xEF\xBB\xBF\xC2\x9B"
                              "31m \xE6\xBC\xA2\xE5\xAD\x97 e\xCC\x81\xCC\x81\xCC\x81\xCC\x81 \xFF";
    struct snapshot *s = &v->snap;
    size_t n = sizeof raw - 1;
    (void)text_sanitise(raw, n, s->title, sizeof s->title);
    (void)text_sanitise(raw, n, s->machine.detail, sizeof s->machine.detail);
    (void)text_sanitise(raw, n, s->job.product, sizeof s->job.product);
    (void)text_sanitise(raw, n, s->shift.name, sizeof s->shift.name);
    (void)text_sanitise(raw, n, s->stop.suggested, sizeof s->stop.suggested);
    (void)text_sanitise(raw, n, s->lamp[1].why, sizeof s->lamp[1].why);
    for (int i = 0; i < s->signals; i++) {
        (void)text_sanitise(raw, n, s->signal[i].name, sizeof s->signal[i].name);
        (void)text_sanitise(raw, n, s->signal[i].unit, sizeof s->signal[i].unit);
        s->signal[i].value.type = VALUE_TEXT;
        s->signal[i].quality = Q_GOOD;
        (void)text_sanitise(raw, n, s->signal[i].value.text, sizeof s->signal[i].value.text);
    }
}

static inline void fixture_huge(struct view *v)
{
    struct snapshot *s = &v->snap;
    s->counts.total = s->counts.good = INT64_C(9123456789012000000);
    s->counts.scrap = INT64_C(812345678000000);
    s->counts.target_now = INT64_C(9200000000000000000);
    s->job.target = INT64_MAX;
    s->machine.for_ms = 400 * MS_PER_DAY;
    s->stops.count = INT64_MAX;
    s->stops.unexplained = 1234567;
    s->unexplained_ms = INT64_MAX / 2;
    s->oee.performance = 12.345;
    s->oee.oee = 9.999;
    s->oee.performance_over = true;
    s->sync.parked = 1234567;
    for (int i = 0; i < s->signals; i++)
        s->signal[i].value =
            (struct value){.type = VALUE_NUMBER, .amount = i % 2 == 0 ? INT64_MAX : INT64_MIN};
}

static inline void fixture_break(struct view *v)
{
    v->snap.shift.in_break = true;
    v->snap.machine.state = MS_IDLE;
    v->snap.machine.mode = MODE_PRODUCTION;
    v->snap.machine.since = at(13, 0, 0);
    v->snap.machine.for_ms = 442000;
    (void)text_copy(v->snap.machine.detail, sizeof v->snap.machine.detail, "Idle");
    fixture_interval(v, at(12, 54, 41), at(13, 0, 0), MS_RUNNING, true, false);
}

static inline void fixture_no_shift(struct view *v)
{
    struct snapshot *s = &v->snap;
    s->shift.in_shift = false;
    s->shift.name[0] = '\0';
    s->shift.start = at(22, 0, 0) - MS_PER_DAY;
    s->shift.end = at(14, 0, 0);
    s->counts.target_now = -1;
    s->job.target = 0;
    s->oee = (struct oee){
        .availability = NAN, .performance = NAN, .quality = NAN, .oee = NAN, .coverage = NAN};
    s->stop.id[0] = '\0';
    s->stops.count = s->stops.unexplained = s->stops.small = 0;
    s->machine.mode = MODE_MAINTENANCE;
    v->timeline.count = 0;
}

static inline void fixture_ahead(struct view *v)
{
    v->snap.counts.good = v->snap.counts.target_now + 60 * AMOUNT_ONE;
}

static inline void fixture_p_over(struct view *v)
{
    v->snap.oee.performance = 1.081;
    v->snap.oee.performance_over = true;
    v->snap.oee.oee = 0.909;
    v->snap.counts.target_now = 1700 * AMOUNT_ONE;
}

/* A job runs, its changeover takes longer than it should. */
static inline void fixture_job(struct view *v)
{
    struct snapshot *s = &v->snap;
    (void)text_copy(s->job.id, sizeof s->job.id, "4711");
    (void)text_copy(s->job.title, sizeof s->job.title, "Bracket P7 left");
    s->job.state = JOB_RUNNING;
    s->job.quantity = 3000 * AMOUNT_ONE;
    s->job.made = 1842 * AMOUNT_ONE;
    s->job.finish = at(15, 20, 0);
    s->changeover.since = at(12, 55, 0);
    s->changeover.target_ms = 10 * MS_PER_MIN;
    (void)text_copy(s->changeover.from, sizeof s->changeover.from, "P6");
    (void)text_copy(s->changeover.to, sizeof s->changeover.to, "P7");
    s->counts.entered_scrap = 7 * AMOUNT_ONE;
}

/* A small stop right before the one that is open. */
static inline void fixture_small_before(struct view *v)
{
    fixture_stopped(v);
    fixture_stop(v, at(13, 1, 10), 12000, true, "");
}

/* A station with a hub: the latest are kept, then sent, then confirmed; one was put aside. */
static inline void fixture_upstream(struct view *v)
{
    v->snap.sync.way = (struct way){.on = true, .confirmed = 105, .sent = 107};
    v->snap.sync.pending = 4;
    v->snap.sync.oldest_ms = 3000;
    v->snap.sync.parked = 1;
    for (size_t i = 0; i < v->log.count; i++)
        v->log.row[i].n = 109 - (int64_t)i;
    struct log_row *row = &v->log.row[v->log.count - 2];
    row->way = WAY_PARKED;
    (void)text_copy(row->parked, sizeof row->parked, "its hash is not that of its content");
}

/* Through the hub, by somebody who may only look. */
static inline void fixture_visiting(struct view *v)
{
    v->conn.via = v->conn.read_only = true;
}

static const struct fixture {
    const char *name;
    void (*change)(struct view *v); /* NULL: as it is */
} fixtures[] = {
    {"running", NULL},
    {"upstream", fixture_upstream},
    {"small-before", fixture_small_before},
    {"stopped", fixture_stopped},
    {"small-stop", fixture_small_stop},
    {"starved", fixture_starved},
    {"room-low", fixture_room_low},
    {"link-lost", fixture_link_lost},
    {"stale-signals", fixture_stale_signals},
    {"contacts", fixture_contacts},
    {"checks", fixture_checks},
    {"connection-lost", fixture_connection_lost},
    {"visiting", fixture_visiting},
    {"overridden", fixture_overridden},
    {"starting", fixture_starting},
    {"hostile", fixture_hostile},
    {"huge", fixture_huge},
    {"break", fixture_break},
    {"no-shift", fixture_no_shift},
    {"p-over", fixture_p_over},
    {"ahead", fixture_ahead},
    {"andon", fixture_andon},
    {"call", fixture_call_only},
    {"flood", fixture_flood},
    {"job", fixture_job},
    {"line", fixture_line},
    {"line-lost", fixture_line_lost},
    {"stops", fixture_plant_stops},
    {"areas", fixture_plant_areas},
    {"parts", fixture_plant_lines},
    {"one-line", fixture_one_line},
    {"shifts", fixture_plant_handover},
    {"losses", fixture_plant_losses},
    {"trends", fixture_plant_trend},
    {"no-database", fixture_plant_none},
};
#define FIXTURES (sizeof fixtures / sizeof *fixtures)

static inline const struct fixture *fixture_find(const char *name)
{
    for (size_t i = 0; i < FIXTURES; i++)
        if (strcmp(fixtures[i].name, name) == 0)
            return &fixtures[i];
    return NULL;
}

#endif
