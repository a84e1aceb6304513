/* SPDX-License-Identifier: MIT */
/* Every section kind and key there is: the one truth for parser, messages, defaults and the manual.
 * A new key is one row here. Fields stand in the order in which a person would write them. */
#include "data/config/schema.h"

#include "data/config/plant/fields.h"
#include "data/config/plant/rows.h"
#include "data/config/response/alert_fields.h"
#include "data/config/response/call_fields.h"
#include "data/config/response/check_fields.h"
#include "data/config/response/input_fields.h"
#include "data/config/response/prediction_fields.h"
#include "data/config/response/predictor_fields.h"
#include "data/config/source/fields.h"
#include "data/model/job.h"

static const char *const time_unit_names[] = {"auto", "s", "ms", "us", "ns", "iso8601"};
static const char *const unknown_names[] = {"excluded", "loss"};
static const char *const quality_names[] = {"auto", "measured", "not-measured"};
static const char *const tower_names[] = {"sim", "gpio", "none", "mqtt"};
static const char *const own_rules_names[] = {"replace", "add"};
static const char *const polarity_names[] = {"high", "low"};
static const char *const config_scope_names[] = {"site", "line"};
static const char *const rotation_names[] = {"weekly", "daily"};
static const char *const hub_commands_names[] = {"none", "viewer", "operator", "maintenance",
                                                 "supervisor"};
static const struct words words_time_unit = WORDS(time_unit_names);
static const struct words words_unknown = WORDS(unknown_names);
static const struct words words_quality_policy = WORDS(quality_names);
static const struct words words_tower = WORDS(tower_names);
static const struct words words_own_rules = WORDS(own_rules_names);
static const struct words words_polarity = WORDS(polarity_names);
static const struct words words_config_scope = WORDS(config_scope_names);
static const struct words words_rotation = WORDS(rotation_names);
static const struct words words_hub_commands = WORDS(hub_commands_names);

static const struct field site_fields[] = {
    {KEY("enterprise", F_LEVEL, CONF(enterprise)), EXAMPLE("acme"),
     FLAGS(FIELD_RESTART | FIELD_REQUIRED | FIELD_KPI),
     HELP("First level of the station's path enterprise/site/area/line/station.")},
    {KEY("name", F_LEVEL, CONF(site)), EXAMPLE("monterrey"),
     FLAGS(FIELD_RESTART | FIELD_REQUIRED | FIELD_KPI),
     HELP("The site: second level of the path.")},
    {KEY("area", F_LEVEL, CONF(area)), EXAMPLE("stamping"), FLAGS(FIELD_RESTART | FIELD_WANTED),
     HELP("Third level of the path; [line] may give another one.")},
    {KEY("timezone", F_TEXT, CONF(zone_name)), DEFAULT("UTC"), EXAMPLE("America/Monterrey"),
     FLAGS(FIELD_KPI), HELP("IANA name of the plant's time zone; shifts and days are in it.")},
    {KEY("config_key", F_TEXT, CONF(config_key)), EXAMPLE("/etc/andon/plant.pub"),
     HELP("File with the plant's public key. With one the station takes the plant's configuration "
          "(andonctl config) from the broker, when that key has signed it, and lays it below its "
          "own; without one nothing of it is heard.")},
    {KEY("config_scope", F_FLAG, CONF(config_line)), OF(&words_config_scope), DEFAULT("site"),
     HELP("Whose configuration that is: that of the whole site, or that of the line.")},
};

static const struct field line_fields[] = {
    {KEY("area", F_LEVEL, CONF(area)), EXAMPLE("stamping"), FLAGS(FIELD_RESTART),
     HELP("Third level of the path; wins over the one of [site].")},
    {KEY("name", F_LEVEL, CONF(line)), EXAMPLE("line1"),
     FLAGS(FIELD_RESTART | FIELD_REQUIRED | FIELD_KPI),
     HELP("The line: fourth level of the path.")},
    {KEY("title", F_TEXT, CONF(line_title)), EXAMPLE("Line 1"), HELP("What people call the line.")},
};

#define IDEAL_WAS                                                                                \
    "The former ideal_cycle, when that was an error: what the current shift and the two before " \
    "it counted under it is counted anew. 0: it was none, and another ideal_cycle holds from "   \
    "now on."

static const struct field station_fields[] = {
    {KEY("name", F_LEVEL, CONF(station)), EXAMPLE("press3"),
     FLAGS(FIELD_RESTART | FIELD_REQUIRED | FIELD_KPI),
     HELP("The station: last level of the path.")},
    {KEY("title", F_TEXT, CONF(title)), EXAMPLE("Press 3"), HELP("What people call the station.")},
    {KEY("before", F_ROOT, CONF(before)), EXAMPLE("press2"),
     HELP("The station before it in the flow: of the same line, or as enterprise/site/area/line/"
          "station. Who is starved sees what it does.")},
    {KEY("after", F_ROOT, CONF(after)), EXAMPLE("pack1"),
     HELP("The station behind it, likewise. Who is blocked sees what it does.")},
    {KEY("topic_root", F_ROOT, CONF(topic_root)), EXAMPLE("factory/line1/press3"),
     HELP("What {root} at the beginning of a signal's topic stands for; a sister machine "
          "differs in this key only.")},
    {KEY("ideal_cycle", F_US, CONF(ideal_us)), RANGE(0, DAY_MS * 1000), DEFAULT("0 s"),
     FLAGS(FIELD_KPI),
     HELP("Shortest sustained time for one part; a product may have its own. 0: unknown, then "
          "performance and OEE are not shown.")},
    {KEY("ideal_cycle_was", F_US, CONF(ideal_was_us)), RANGE(0, DAY_MS * 1000), DEFAULT("0 s"),
     FLAGS(FIELD_KPI), HELP(IDEAL_WAS)},
    {KEY("product", F_PRODUCT, CONF(product)), EXAMPLE("bracket"), FLAGS(FIELD_KPI),
     HELP("The [product] that is made when no job says otherwise.")},
    {KEY("target", F_AMOUNT, CONF(target_per_shift)), RANGE(0, MANY), DEFAULT("0"),
     HELP("Parts wanted in a shift. 0: from planned time, ideal_cycle and target_oee.")},
    {KEY("target_oee", F_PERCENT, CONF(target_oee)), RANGE(0, 1000000), DEFAULT("0 %"),
     HELP("OEE wanted; gives the target when target is 0. 0: none.")},
    {KEY("small_stop", F_MS, CONF(small_stop_ms)), RANGE(0, DAY_MS), DEFAULT("120 s"),
     FLAGS(FIELD_KPI),
     HELP("A stop up to this long is small: it costs performance, not availability, and wants "
          "no reason. 0: no stop is small.")},
    {KEY("pulse_stop_after", F_MS, CONF(pulse_stop_after_ms)), RANGE(0, DAY_MS), DEFAULT("0 s"),
     FLAGS(FIELD_KPI),
     HELP("For machines that only count: stopped when no part came for this long. 0: the state "
          "comes from signals.")},
    {KEY("unknown", F_WORD, CONF(unknown)), OF(&words_unknown), DEFAULT("excluded"),
     FLAGS(FIELD_KPI),
     HELP("Time without data: left out of planned time (and shown as coverage), or a loss.")},
    {KEY("quality", F_WORD, CONF(quality)), OF(&words_quality_policy), DEFAULT("auto"),
     FLAGS(FIELD_KPI),
     HELP("Whether rejects are measured; auto: when a good or scrap signal exists.")},
    {KEY("skew_past", F_MS, CONF(skew_past_ms)), RANGE(S_MS, 3650 * DAY_MS), DEFAULT("1 d"),
     FLAGS(FIELD_KPI),
     HELP("A source's time further back than this is not believed; arrival counts.")},
    {KEY("skew_future", F_MS, CONF(skew_future_ms)), RANGE(0, 3650 * DAY_MS), DEFAULT("60 s"),
     FLAGS(FIELD_KPI),
     HELP("A source's time further ahead than this is not believed; arrival counts.")},
    {KEY("tower", F_WORD, CONF(tower)), OF(&words_tower), DEFAULT("sim"), FLAGS(FIELD_RESTART),
     HELP("What drives the lamps: sim (a file in the run directory), gpio lines, mqtt (a tower on "
          "the network, see [tower]), or none.")},
    {KEY("inputs", F_WORD, CONF(inputs_backend)), OF(&words_inputs_backend), DEFAULT("as-tower"),
     FLAGS(FIELD_RESTART),
     HELP("Where [input NAME] are: gpio lines, sim (a pipe in the run directory), or as the tower: "
          "sim with tower = sim, else gpio.")},
};

#define BROKER(member) IN(struct broker_conf, member)
static const struct field broker_name = {NAME(F_ID, BROKER(name)), EXAMPLE("plant"),
                                         FLAGS(FIELD_REQUIRED)};
static const struct field broker_fields[] = {
    {KEY("url", F_URL, BROKER(url)), EXAMPLE("mqtt://localhost:1883"),
     FLAGS(FIELD_RESTART | FIELD_REQUIRED),
     HELP("Address of the MQTT broker; mqtts://HOST:PORT speaks TLS and believes nobody whose "
          "certificate is not for HOST. It never goes on without TLS by itself.")},
    {KEY("user", F_TEXT, BROKER(user)), EXAMPLE("press3"), FLAGS(FIELD_RESTART),
     HELP("User name at the broker.")},
    {KEY("password_file", F_TEXT, BROKER(password_file)), EXAMPLE("/etc/andon/broker.password"),
     FLAGS(FIELD_RESTART),
     HELP("File that holds the password; it never stands in the configuration.")},
    {KEY("ca_file", F_TEXT, BROKER(ca_file)), EXAMPLE("/etc/andon/tls/ca.pem"),
     FLAGS(FIELD_RESTART),
     HELP("Certificates of the CAs that the broker's certificate may be of; without it those that "
          "the system trusts. With mqtts:// only.")},
    {KEY("cert_file", F_TEXT, BROKER(cert_file)), EXAMPLE("/etc/andon/tls/press3.pem"),
     FLAGS(FIELD_RESTART),
     HELP("Our own certificate and its chain, for a broker that asks for one.")},
    {KEY("key_file", F_TEXT, BROKER(key_file)), EXAMPLE("/etc/andon/tls/press3.key"),
     FLAGS(FIELD_RESTART),
     HELP("The key of cert_file, without a password; without this it stands in cert_file.")},
    {KEY("keepalive", F_SECONDS, BROKER(keepalive_s)), RANGE(5, 3600), DEFAULT("20 s"),
     FLAGS(FIELD_RESTART), HELP("A silent connection counts as lost after about this long.")},
    {KEY("retry_min", F_MS, BROKER(retry_min_ms)), RANGE(100, 600 * S_MS), DEFAULT("500 ms"),
     FLAGS(FIELD_RESTART), HELP("First pause before connecting again; it doubles.")},
    {KEY("retry_max", F_MS, BROKER(retry_max_ms)), RANGE(100, 3600 * S_MS), DEFAULT("30 s"),
     FLAGS(FIELD_RESTART), HELP("Longest pause before connecting again.")},
};

static const struct field upstream_fields[] = {
    {KEY("enabled", F_BOOL, CONF(upstream)), DEFAULT("no"), FLAGS(FIELD_RESTART),
     HELP("Whether records are to be sent on; with no, nothing is pending.")},
    {KEY("history", F_BOOL, CONF(upstream_history)), DEFAULT("yes"), FLAGS(FIELD_RESTART),
     HELP("Whether minutes of signals are sent on, too, behind the records.")},
    {KEY("key_file", F_TEXT, CONF(upstream_key)), EXAMPLE("/etc/andon/upstream.key"),
     FLAGS(FIELD_RESTART),
     HELP("File with the key that this station shares with the hub (16 to 256 characters). With "
          "one, only acknowledgements and commands that are signed with it are believed.")},
    {KEY("commands", F_WORD, CONF(hub_commands)), OF(&words_hub_commands), DEFAULT("viewer"),
     HELP("What people at a hub may do at this station, whatever their role is there: look "
          "(viewer), or enter things as operator, maintenance or supervisor at most; none: nothing "
          "of it is even heard. Without key_file it is none.")},
};

static const struct field publish_fields[] = {
    {KEY("enabled", F_BOOL, CONF(publish)), DEFAULT("no"),
     HELP("Whether key figures, counts and events are said for other systems, on kpi, count and "
          "event/KIND behind the station's other topics.")},
    {KEY("interval", F_MS, CONF(publish_ms)), RANGE(1000, 3600 * S_MS), DEFAULT("10 s"),
     HELP("How often the figures and counts are said.")},
    {KEY("events", F_TEXTS, CONF(publish_events)),
     DEFAULT("stop, scrap, call, alert, prediction, "
             "workorder, job, mode"),
     HELP("What is said as it happens: stop, scrap, call, alert, prediction, workorder, job, "
          "mode.")},
};

static const struct field store_fields[] = {
    {KEY("keep", F_MS, CONF(keep_ms)), RANGE(31 * DAY_MS, 36500 * DAY_MS), DEFAULT("400 d"),
     FLAGS(FIELD_RESTART),
     HELP("Records and signal history are kept for this long; older ones are removed, once a "
          "hub that is to have them has them, and never while the clock is not synchronised. "
          "Shifts, hand-overs and configurations stay.")},
    {KEY("quota", F_SIZE, CONF(quota_bytes)), RANGE(16 * MIB, INT64_C(16) << 40), DEFAULT("2 GiB"),
     FLAGS(FIELD_RESTART),
     HELP("Largest size of the database. Near it the oldest signal history goes first, then the "
          "oldest records, but for those of the last month; what may not go is told before it is "
          "full. Give it well less than the disk has.")},
    {KEY("low", F_SIZE, CONF(low_bytes)), RANGE(MIB, INT64_C(1) << 40), DEFAULT("128 MiB"),
     FLAGS(FIELD_RESTART),
     HELP("When less than this is free on the database's disk it is told, while records are still "
          "kept.")},
};

static const struct field numbers_fields[] = {
    {KEY("from", F_INT, CONF(numbers_from)), RANGE(0, 2000000000), DEFAULT("0"),
     FLAGS(FIELD_RESTART),
     HELP("With records that begin anew, stops, calls and entries are numbered from above this. "
          "andonctl station unpack sets it at a terminal that takes another one's place, so that "
          "nobody upstream takes its first stop for the other one's.")},
};

static const struct field plan_fields[] = {
    {KEY("planned", F_MS, CONF(planned_ms)), RANGE(0, 7 * DAY_MS), DEFAULT("0 s"), FLAGS(FIELD_KPI),
     HELP("Planned time of a shift or day where the source states it. 0: from the calendar.")},
};

#define SIGNAL(member) IN(struct signal_conf, member)
static const struct field signal_name = {NAME(F_ID, SIGNAL(name)), EXAMPLE("total"),
                                         FLAGS(FIELD_REQUIRED)};
static const struct field signal_fields[] = {
    {KEY("role", F_WORD, SIGNAL(role)), OF(&words_signal_role), DEFAULT("sensor"), FLAGS(FIELD_KPI),
     HELP("What the signal means to the station.")},
    {KEY("topic", F_TOPIC, SIGNAL(topic)), EXAMPLE("{root}/counts"),
     FLAGS(FIELD_WANTED | FIELD_KPI),
     HELP("MQTT topic filter. + and # capture levels, {1} {2} in pointers stand for them; "
          "{root} in front stands for [station] topic_root.")},
    {KEY("source", F_ID, SIGNAL(source_name)), EXAMPLE("plc"), FLAGS(FIELD_KPI),
     HELP("The [source NAME] it comes from, in the place of topic, format and pointer.")},
    {KEY("item", F_TEXT, SIGNAL(item)), EXAMPLE("Channel1.Device1.GoodCount"), FLAGS(FIELD_KPI),
     HELP("What the source calls it; may be left out where its preset knows the usual one.")},
    {KEY("format", F_WORD, SIGNAL(format)), OF(&words_decode_format), DEFAULT("raw"),
     FLAGS(FIELD_KPI),
     HELP("raw: the payload is the value; json: pointer finds it; topic: a captured level is "
          "the value. The others are for a [source].")},
    {KEY("pointer", F_POINTER, SIGNAL(pointer)), EXAMPLE("/total"), FLAGS(FIELD_KPI),
     HELP("JSON Pointer (RFC 6901) to the value; empty: the whole document.")},
    {KEY("level", F_INT, SIGNAL(level)), RANGE(0, 16), DEFAULT("0"), FLAGS(FIELD_KPI),
     HELP("With format = topic: which captured level is the value, from 1.")},
    {KEY("time", F_POINTER, SIGNAL(time_pointer)), EXAMPLE("/ts"), FLAGS(FIELD_KPI),
     HELP("JSON Pointer to the source's time; empty: arrival is the time.")},
    {KEY("time_unit", F_WORD, SIGNAL(time_unit)), OF(&words_time_unit), DEFAULT("auto"),
     FLAGS(FIELD_KPI),
     HELP("Unit of that time; auto tells numbers by their size and reads ISO 8601.")},
    {KEY("quality", F_POINTER, SIGNAL(quality_pointer)), EXAMPLE("/quality"), FLAGS(FIELD_KPI),
     HELP("JSON Pointer to the source's quality flag; empty: always good.")},
    {KEY("map", F_MAP, SIGNAL(map_name)), EXAMPLE("states"), FLAGS(FIELD_KPI),
     HELP("The [map] that turns the source's words into ours.")},
    {KEY("scale", F_AMOUNT, SIGNAL(scale)), RANGE(-MANY, MANY), DEFAULT("1"), FLAGS(FIELD_KPI),
     HELP("Value = reading * scale + offset.")},
    {KEY("offset", F_AMOUNT, SIGNAL(offset)), RANGE(-MANY, MANY), DEFAULT("0"), FLAGS(FIELD_KPI),
     HELP("Added after scaling.")},
    {KEY("above", F_TEXT, SIGNAL(above_text)), EXAMPLE("120"), FLAGS(FIELD_KPI),
     HELP(
         "A bit (running, starved, blocked, alive) from a number, a current, say: yes from this.")},
    {KEY("below", F_TEXT, SIGNAL(below_text)), EXAMPLE("60"), FLAGS(FIELD_KPI),
     HELP("… and no under this, between them as it was; without it under above.")},
    {KEY("unit", F_TEXT, SIGNAL(unit)), EXAMPLE("degC"), HELP("Unit to show beside the value.")},
    {KEY("max_age", F_MS, SIGNAL(max_age_ms)), RANGE(0, 365 * DAY_MS), DEFAULT("0 s"),
     FLAGS(FIELD_KPI),
     HELP("Older than this is stale, and unknown. 0: sent on change, never too old by itself.")},
    {KEY("counter", F_WORD, SIGNAL(counter.kind)), OF(&words_counter_kind), DEFAULT("cumulative"),
     FLAGS(FIELD_KPI),
     HELP("Counters: a reading that grows, parts since the last message, or one part a "
          "message.")},
    {KEY("modulus", F_AMOUNT, SIGNAL(counter.modulus)), RANGE(0, MANY), DEFAULT("0"),
     FLAGS(FIELD_KPI), HELP("Counters: rolls over to 0 here. 0: never.")},
    {KEY("guard", F_AMOUNT, SIGNAL(counter.guard)), RANGE(0, MANY), DEFAULT("0"), FLAGS(FIELD_KPI),
     HELP("Counters: a fall is a roll-over only within this much of both ends. 0: a tenth of "
          "modulus.")},
    {KEY("correction", F_AMOUNT, SIGNAL(counter.correction_max)), RANGE(0, MANY), DEFAULT("0"),
     FLAGS(FIELD_KPI),
     HELP("Counters: a fall of at most this is somebody's correction and is taken off. 0: "
          "none.")},
    {KEY("glitch", F_MS, SIGNAL(counter.glitch_ms)), RANGE(0, 3600 * S_MS), DEFAULT("5 s"),
     FLAGS(FIELD_KPI),
     HELP("Counters: a fall that recovers within this time never happened. 0: every fall is a "
          "reset.")},
    {KEY("rate_max", F_AMOUNT, SIGNAL(counter.rate_max)), RANGE(0, MANY), DEFAULT("0"),
     FLAGS(FIELD_KPI),
     HELP("Counters: a jump of more than this many a second is shown as a fault and not counted. "
          "0: no limit.")},
    RETIRED,
};

static const struct field map_name = {NAME(F_ID, IN(struct value_map, name)), EXAMPLE("states"),
                                      FLAGS(FIELD_REQUIRED)};
static const struct field map_fields[] = {
    {KEY("*", F_TEXT, IN(struct map_entry, to)), EXAMPLE("unknown"), FLAGS(FIELD_KPI),
     HELP("Any key: the source's word = ours. Blanks matter, case where words differ in nothing "
          "else; * is every other word. A word that holds : or = or begins with [ # ; needs "
          "\"quotes\".")},
};

#define PRODUCT(member) IN(struct product_conf, member)
static const struct field product_name = {NAME(F_LEVEL, PRODUCT(name)), EXAMPLE("bracket"),
                                          FLAGS(FIELD_REQUIRED)};
static const struct field product_fields[] = {
    {KEY("title", F_TEXT, PRODUCT(title)), EXAMPLE("Bracket, left"),
     HELP("What people call the product.")},
    {KEY("ideal_cycle", F_US, PRODUCT(ideal_us)), RANGE(0, DAY_MS * 1000), DEFAULT("0 s"),
     FLAGS(FIELD_KPI), HELP("Shortest sustained time for one part. 0: the station's.")},
    {KEY("ideal_cycle_was", F_US, PRODUCT(ideal_was_us)), RANGE(0, DAY_MS * 1000), DEFAULT("0 s"),
     FLAGS(FIELD_KPI), HELP(IDEAL_WAS)},
    RETIRED,
};

_Static_assert(offsetof(struct shift_conf, plan) == 0, "breaks are kept in the plan");
#define SHIFT(member) IN(struct shift_conf, member)
static const struct field shift_name = {NAME(F_ID, SHIFT(plan.name)), EXAMPLE("early"),
                                        FLAGS(FIELD_REQUIRED)};
static const struct field shift_fields[] = {
    {KEY("start", F_TIME, SHIFT(plan.begin_min)), RANGE(0, 1439), EXAMPLE("06:00"),
     FLAGS(FIELD_REQUIRED | FIELD_KPI), HELP("Local time of its start.")},
    {KEY("end", F_TIME, SHIFT(plan.end_min)), RANGE(0, 1440), EXAMPLE("14:00"),
     FLAGS(FIELD_REQUIRED | FIELD_KPI),
     HELP("Local time of its end; not after start means the next day.")},
    {KEY("days", F_DAYS, SHIFT(plan.days)), EXAMPLE("mon-fri"), FLAGS(FIELD_KPI),
     HELP("Days of the week on which it starts; not given: every day, or with dates none "
          "besides.")},
    {KEY("dates", F_DATES, SHIFT(plan.dates)), ALSO("date"), EXAMPLE("2026-12-05"),
     FLAGS(FIELD_KPI),
     HELP("Single days on which it starts besides, holiday or not: dates, or FIRST to LAST.")},
    {KEY("breaks", F_BREAKS, SHIFT(plan.pause)), EXAMPLE("09:00-09:15, 12:00-12:30"),
     FLAGS(FIELD_KPI),
     HELP("Breaks: not planned time. One begins by the clock and lasts as long as written, in the "
          "night of the clock change too.")},
    {KEY("teams", F_IDS, SHIFT(teams)), EXAMPLE("a, b, c"), FLAGS(FIELD_KPI),
     HELP("The [team NAME] that works it; several take turns in this order, as [calendar] says. A "
          "team may stand more than once.")},
    RETIRED,
};

static const struct field calendar_fields[] = {
    {KEY("rotation", F_WORD, CONF(rotation)), OF(&words_rotation), DEFAULT("weekly"),
     FLAGS(FIELD_KPI),
     HELP("How long a turn of a shift's teams is. For longer turns write a team twice.")},
    {KEY("rotation_start", F_DATE, CONF(calendar.rotation_start)), EXAMPLE("2026-01-05"),
     FLAGS(FIELD_KPI),
     HELP("The day on which the first team of each shift has its first turn; weekly turns change "
          "on this day of the week.")},
};

#define TEAM(member) IN(struct team_conf, member)
static const struct field team_name = {NAME(F_ID, TEAM(name)), EXAMPLE("a"), FLAGS(FIELD_REQUIRED)};
static const struct field team_fields[] = {
    {KEY("title", F_TEXT, TEAM(title)), EXAMPLE("Team A"), HELP("What people call the team.")},
    RETIRED,
};

#define HOLIDAY(member) IN(struct holiday_conf, member)
static const struct field holiday_name = {NAME(F_ID, HOLIDAY(name)), EXAMPLE("christmas"),
                                          FLAGS(FIELD_REQUIRED)};
static const struct field holiday_fields[] = {
    {KEY("dates", F_YEARLY, HOLIDAY(dates)), ALSO("date"),
     EXAMPLE("12-25, 2026-12-28 to 2026-12-31"), FLAGS(FIELD_REQUIRED | FIELD_KPI),
     HELP("Days on which no shift starts: dates, or FIRST to LAST; without a year every year.")},
    {KEY("shifts", F_IDS, HOLIDAY(shifts)), EXAMPLE("early"), FLAGS(FIELD_KPI),
     HELP("Only these [shift NAME] do not start; not given: none does.")},
};

#define LAMP(member) IN(struct lamp_conf, member)
static const struct field lamp_name = {NAME(F_ID, LAMP(name)), EXAMPLE("red"),
                                       FLAGS(FIELD_REQUIRED)};
static const struct field lamp_fields[] = {
    {KEY("colour", F_TEXT, LAMP(colour)), EXAMPLE("red"),
     HELP("red, yellow, green, blue, white, or buzzer. Not needed when the lamp is named so.")},
    {KEY("line", F_TEXT, LAMP(line)), EXAMPLE("TOWER_RED"), FLAGS(FIELD_RESTART),
     HELP("With tower = gpio: name of the GPIO line, or CHIPLABEL:OFFSET.")},
    {KEY("polarity", F_FLAG, LAMP(active_low)), OF(&words_polarity), DEFAULT("high"),
     FLAGS(FIELD_RESTART), HELP("Level of the line at which the lamp is lit.")},
    {KEY("hours", F_BREAKS, LAMP(hours.pause)), EXAMPLE("06:00-22:00"),
     HELP("Of a buzzer: when it may sound, plant time. Not given: always.")},
    {KEY("quiet", F_WORD, LAMP(quiet)), OF(&words_lamp_pattern), DEFAULT("off"),
     HELP("Of a buzzer: what stands for its patterns outside those hours.")},
    {KEY("rated_hours", F_INT, LAMP(rated_hours)), RANGE(0, 1000000), DEFAULT("0"),
     HELP("For how many hours of light it is made; doctor says when they are over. 0: not known.")},
    RETIRED,
};

#define LIGHT(member) IN(struct config, light.member)
static const struct field tower_fields[] = {
    {KEY("rules", F_FLAG, LIGHT(add)), OF(&words_own_rules), DEFAULT("replace"),
     HELP("What the station's own [rule NAME] do to the shipped ones: replace them all, or add: "
          "they come first, and one with the name of a shipped one stands for it.")},
    {KEY("override_max", F_MS, LIGHT(override_max_ms)), RANGE(60 * S_MS, DAY_MS), DEFAULT("1 h"),
     HELP("How long at most a lamp may be overridden by a person of maintenance.")},
    {KEY("heartbeat", F_TEXT, LIGHT(heartbeat)), EXAMPLE("TOWER_ALIVE"), FLAGS(FIELD_RESTART),
     HELP("With tower = gpio: a line that changes twice a second as long as andond works, for a "
          "relay that takes the lamps off, or lights a lamp of its own, when it stands still.")},
    {KEY("topic", F_TEXT, LIGHT(topic)), EXAMPLE("plant/tower3/{lamp}"), FLAGS(FIELD_RESTART),
     HELP("With tower = mqtt: where it listens. With {lamp} in it a message for each lamp, else "
          "one for all. Sent retained, with quality of service 1.")},
    {KEY("payload", F_TEXT, LIGHT(payload)), EXAMPLE("{pattern}"), FLAGS(FIELD_RESTART),
     HELP("What a message says: {lamp}, {colour}, {pattern}, {mode} (OPC 10000-200: 0 steady, 1 "
          "blinking, 2 flashing, 3 other), {on} (1 unless off), {level} (1 while lit: a message "
          "at each change) are filled in. Not given: JSON of the pattern, or of all of them.")},
};

#define RULE(member) IN(struct rule_conf, member)
static const struct field rule_name = {NAME(F_ID, RULE(name)), EXAMPLE("down"),
                                       FLAGS(FIELD_REQUIRED)};
static const struct field rule_fields[] = {
    {KEY("when", F_WHEN, RULE(condition)), EXAMPLE("stop long and not break"),
     FLAGS(FIELD_REQUIRED),
     HELP("Conditions, all of which must hold: [not] CONDITION [and ...], see below.")},
    {KEY("for", F_MS, RULE(for_ms)), RANGE(0, DAY_MS), DEFAULT("0 s"),
     HELP("They must have held for this long.")},
    {KEY("show", F_SHOW, RULE(show)), EXAMPLE("red on"), FLAGS(FIELD_REQUIRED),
     HELP("Lamps and their patterns. A lamp shows what the first rule says that holds and "
          "names it. With joins lamps that go together; else says what is shown where one is "
          "missing: yellow alternate with white alternate else yellow flash_double; else nothing: "
          "it may be missing.")},
    {KEY("text", F_TEXT, RULE(text)), EXAMPLE("machine is down"),
     HELP("What the answer to why says; empty: made from the conditions.")},
};

#define SINGLE       .storage = KIND_SINGLE, .max = 1
#define TABLE(table) .field = (table), .fields = COUNT(table)
#define LIST(type, pointer, number)                                                            \
    .storage = KIND_LIST, .item_size = sizeof(type), .list = offsetof(struct config, pointer), \
    .count = offsetof(struct config, number), .origin = offsetof(type, origin)

const struct section_kind section_kinds[] = {
    {.word = "site", TABLE(site_fields), SINGLE, .help = "The site and where it lies."},
    {.word = "line", TABLE(line_fields), SINGLE, .help = "The line of the station."},
    {.word = "station", TABLE(station_fields), SINGLE, .help = "The station itself."},
    {.word = "broker",
     .what = "NAME",
     TABLE(broker_fields),
     .name = &broker_name,
     LIST(struct broker_conf, broker, brokers),
     .max = 1,
     .help = "The MQTT broker that the signals come from. Exactly one is used; without one the "
             "station runs and knows nothing."},
    {.word = "upstream", TABLE(upstream_fields), SINGLE, .help = "Sending records on."},
    {.word = "sparkplug",
     TABLE(sparkplug_fields),
     SINGLE,
     .help = "The station as a Sparkplug B edge node: SCADA finds it by itself."},
    {.word = "sparkplug-host",
     TABLE(sparkplug_host_fields),
     SINGLE,
     .help = "How Sparkplug B edge nodes are heard, for sources with format = sparkplug."},
    {.word = "publish",
     TABLE(publish_fields),
     SINGLE,
     .help = "Figures and events in plain JSON for dashboards, historians, MES."},
    {.word = "store",
     TABLE(store_fields),
     SINGLE,
     .help = "How long records are kept, and in how much room."},
    {.word = "numbers",
     TABLE(numbers_fields),
     SINGLE,
     .help = "Where numbers of stops, calls and entries begin."},
    {.word = "source",
     .what = "NAME",
     TABLE(source_fields),
     .name = &source_name,
     LIST(struct source_conf, source, sources),
     .max = CONFIG_SOURCES_MAX,
     .help = "Where signals come from: a gateway, a PLC, an edge node. With a preset it takes two "
             "lines; signals then only say source = NAME and item = what it calls them."},
    {.word = "preset",
     .what = "NAME",
     TABLE(source_fields),
     .name = &preset_name,
     LIST(struct source_conf, preset, presets),
     .max = CONFIG_PRESETS_MAX,
     .help = "What sources of one kind have in common. Those that are shipped need no section; one "
             "of the same name stands for the shipped one."},
    {.word = "signal",
     .what = "NAME",
     TABLE(signal_fields),
     .name = &signal_name,
     LIST(struct signal_conf, signal, signals),
     .max = CONFIG_SIGNALS_MAX,
     .help = "One input of the station: where it comes from and what it means."},
    {.word = "map",
     .what = "NAME",
     TABLE(map_fields),
     .name = &map_name,
     LIST(struct value_map, map, maps),
     .max = 64,
     .free_keys = true,
     .help = "A table from the source's words to ours: a machine state for signals with role = "
             "state, a mode for role = mode, yes or no for running, starved, blocked and alive."},
    {.word = "product",
     .what = "NAME",
     TABLE(product_fields),
     .name = &product_name,
     LIST(struct product_conf, product_list, products),
     .max = 1000,
     .help = "A product that the station makes."},
    {.word = "shift", TABLE(plan_fields), SINGLE, .help = "What holds for all shifts."},
    {.word = "shift",
     .what = "NAME",
     TABLE(shift_fields),
     .name = &shift_name,
     LIST(struct shift_conf, shift, shifts),
     .max = SHIFTS_MAX,
     .help = "A shift. Shifts may not overlap. Without any, figures are those of the plant day "
             "from local midnight."},
    {.word = "calendar", TABLE(calendar_fields), SINGLE, .help = "How teams take turns."},
    {.word = "team",
     .what = "NAME",
     TABLE(team_fields),
     .name = &team_name,
     LIST(struct team_conf, team, teams),
     .max = TEAMS_MAX,
     .help = "A team that works shifts."},
    {.word = "holiday",
     .what = "NAME",
     TABLE(holiday_fields),
     .name = &holiday_name,
     LIST(struct holiday_conf, holiday, holidays),
     .max = 64,
     .help = "Days on which no shift starts; a night shift that began the day before goes on. "
             "Without any shift the plant day of a holiday is not planned."},
    {.word = "lamp",
     .what = "NAME",
     TABLE(lamp_fields),
     .name = &lamp_name,
     LIST(struct lamp_conf, lamp, lamps),
     .max = CONFIG_LAMPS_MAX,
     .help = "One light or buzzer of the tower, from top to bottom."},
    {.word = "call",
     .what = "ID",
     TABLE(call_fields),
     .name = &call_name,
     LIST(struct call_conf, call, calls),
     .max = CONFIG_CALLS_MAX,
     .help = "Somebody who can be called to the station with one key, a button or a cord."},
    {.word = "tier",
     .what = "NAME",
     TABLE(tier_fields),
     .name = &tier_name,
     LIST(struct tier_conf, tier, tiers),
     .max = CONFIG_TIERS_MAX,
     .help = "One step of the ladder: who is told when a call is not taken, or not solved, in "
             "time, and by what."},
    {.word = "roster",
     .what = "NAME",
     TABLE(roster_fields),
     .name = &roster_name,
     LIST(struct roster_conf, roster, rosters),
     .max = CONFIG_ROSTERS_MAX,
     .help = "Who is on duty as what, and when: whom a step of the ladder tells by name."},
    {.word = "alert",
     .what = "NAME",
     TABLE(alert_fields),
     .name = &alert_name,
     LIST(struct alert_conf, alert, alerts),
     .max = CONFIG_ALERTS_MAX,
     .help = "A condition that somebody must respond to: what it is, when it counts, whom it is "
             "for, and what to do. Ask of each: what will the operator do about it? Nothing: then "
             "it is advice."},
    {.word = "alarms",
     TABLE(alarms_fields),
     SINGLE,
     .help = "What holds for all alerts: floods, bad actors, how long one may be put aside."},
    {.word = "checks", TABLE(checks_fields), SINGLE, .help = "Whether the signals fit each other."},
    {.word = "input",
     .what = "NAME",
     TABLE(input_fields),
     .name = &input_name,
     LIST(struct input_conf, input, inputs),
     .max = CONFIG_INPUTS_MAX,
     .help = "A contact at the station: a button, a pull cord, the machine's running contact, a "
             "sensor that sees parts. Its level is a signal of the same name."},
    {.word = "tower", TABLE(tower_fields), SINGLE, .help = "The tower as a whole."},
    {.word = "rule",
     .what = "NAME",
     TABLE(rule_fields),
     .name = &rule_name,
     LIST(struct rule_conf, rule, rules),
     .max = CONFIG_RULES_MAX,
     .help = "What the tower shows and when. Rules with a fault condition come first, then the "
             "others, each in the order of the file. Without any, the shipped rules hold, which "
             "go by colour; see also [tower] rules."},
    {.word = "reason",
     .what = "ID",
     TABLE(reason_fields),
     .name = &reason_name,
     LIST(struct reason_conf, reason, reasons),
     .max = CONFIG_REASONS_MAX,
     .sparse = true,
     .tree = true,
     .help = "Why it stopped. Dots make a tree: mech.jam is below mech; three levels at most, nine "
             "choices on each. Those without others below them can be given as a reason. A retired "
             "one takes with it what is below."},
    {.word = "scrap-reason",
     .what = "ID",
     TABLE(scrap_reason_fields),
     .name = &scrap_reason_name,
     LIST(struct scrap_reason_conf, scrap_reason, scrap_reasons),
     .max = 64,
     .sparse = true,
     .help = "What is wrong with a part."},
    {.word = "mode",
     .what = "ID",
     TABLE(mode_fields),
     .name = &mode_name,
     LIST(struct mode_conf, mode, modes),
     .max = CONFIG_MODES_MAX - STATION_MODE_COUNT,
     .sparse = true,
     .help = "What can be declared about the station. The modes production, planned, maintenance "
             "and trial are always there; a section gives one a title, a place, a length."},
    {.word = "changeover",
     .what = "NAME",
     TABLE(changeover_fields),
     .name = &changeover_name,
     LIST(struct changeover_conf, changeover, changeovers),
     .max = 500,
     .help = "How long it should take from one product to another."},
    {.word = "job",
     .what = "ID",
     TABLE(job_fields),
     .name = &job_name,
     LIST(struct job_conf, job, jobs),
     .max = JOBS_MAX,
     .help = "Work to be done, in this order, where no order system says so. Once one does, "
             "its list counts and this one no more."},
    {.word = "job-list", TABLE(job_list_fields), SINGLE, .help = "Jobs from a file."},
    {.word = "person",
     .what = "ID",
     TABLE(person_fields),
     .name = &person_name,
     LIST(struct person_conf, person, people),
     .max = 500,
     .help = "Somebody who signs in at a shared terminal with a badge or a PIN. Names stand in the "
             "audit trail and nowhere else."},
    {.word = "prediction",
     .what = "MODE",
     TABLE(prediction_fields),
     .name = &prediction_name,
     LIST(struct prediction_conf, prediction, predictions),
     .max = CONFIG_PREDICTIONS_MAX,
     .sparse = true,
     .help = "A failure mode that models warn of. What is said of a mode that is not configured is "
             "listed, and lights nothing."},
    {.word = "model",
     .what = "NAME",
     TABLE(model_fields),
     .name = &model_name,
     LIST(struct model_conf, model, models),
     .max = CONFIG_MODELS_MAX,
     .sparse = true,
     .help = "What is asked of a model. Its score is kept with or without a section."},
    PREDICTOR_KINDS,
    {.word = "work-orders",
     TABLE(work_orders_fields),
     SINGLE,
     .help = "Work that is asked of maintenance, published for its system."},
    MONEY_KINDS,
    {.word = "entry", TABLE(entry_fields), SINGLE, .help = "How people enter and correct."},
    {.word = "terminal",
     TABLE(terminal_fields),
     SINGLE,
     .help = "What a badge does at a shared terminal."},
};
const size_t section_kind_count = COUNT(section_kinds);
