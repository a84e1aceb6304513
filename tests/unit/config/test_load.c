/* SPDX-License-Identifier: MIT */
/* Loading: layers, defaults, references, limits; and for each mistake the exact message. */
#include "tests/unit/config/kit.h"

#define STATION KIT_STATION

/* ---- mistakes: line 1 of `text` is line 9 of the file ---- */

static const struct kit_mistake mistakes[] = {
    /* sections */
    {"[lne]\n", "f:9: [lne]: no such kind of section; did you mean [line]?\n"},
    {"[signl total]\nrole = total\n",
     "f:9: [signl total]: no such kind of section; did you mean [signal total]?\n"},
    {"[weather]\n",
     "f:9: [weather]: no such kind of section; there are site, line, station, broker, "
     "upstream, sparkplug, sparkplug-host, publish, store, numbers, source, preset, signal, map, "
     "product, "
     "shift, calendar, team, holiday, "
     "lamp, "
     "call, tier, "
     "roster, alert, alarms, checks, "
     "input, tower, rule, "
     "reason, "
     "scrap-reason, mode, changeover, job, job-list, person, prediction, model, predictor, "
     "work-orders, goal, "
     "cost, "
     "entry, terminal\n"},
    {"[broker b]\nurl = mqtt://user:secret@host\n",
     "f:10: [broker b] url = …@host: user and password have keys of their own: user, "
     "password_file\n"},
    {"[signal]\n", "f:9: [signal]: needs a name; write [signal total]\n"},
    {"[upstream x]\n", "f:9: [upstream x]: takes no name; write [upstream]\n"},
    {"[station]\n", "f:9: [station] stands twice; the other one is f:7\n"},
    {"[signal Oil]\n",
     "f:9: [signal Oil]: the name is not an id; write oil (lower-case letters, digits, - _ and "
     ".)\n"},
    {"[product a/b]\n", "f:9: [product a/b]: the name is not a level of the station's path; it may "
                        "not be empty nor hold / + #\n"},
    {"[lamp a-lamp-with-too-long-a-name]\n",
     "f:9: [lamp a-lamp-with-too-long-a-name]: the name is longer than 23 bytes; shorten it\n"},
    {"[broker a]\nurl = mqtt://a\n[broker b]\nurl = mqtt://b\n",
     "f:11: [broker b] there can be only 1 [broker NAME]; remove this one\n"},
    /* keys */
    {"[signal total]\ntopic = a\nscal = 2\n",
     "f:11: [signal total] scal = 2: no such key; did you mean scale?\n"},
    {"[signal total]\ntopic = a\nzebra = 2\n", "f:11: [signal total] zebra = 2: no such key\n"},
    {"[product p]\nzebra = 2\n",
     "f:10: [product p] zebra = 2: no such key; there are title, ideal_cycle, ideal_cycle_was, "
     "retired\n"},
    {"[signal total]\ntopic = a\ntopic = b\n",
     "f:11: [signal total] topic = b: given twice; the other one is f:10\n"},
    {"[signal total]\n", "f:9: [signal total] topic is missing; write e.g. topic = "
                         "{root}/counts\n"},
    {"[signal total]\ntopic =\n",
     "f:10: [signal total] topic = : empty; write e.g. {root}/counts\n"},
    /* values */
    {"small_stop = 2x\n",
     "f:9: [station] small_stop = 2x: not a duration; write e.g. 120 s or 2 min\n"},
    {"small_stop = 2 d\n",
     "f:9: [station] small_stop = 2 d: out of range; it goes from 0 s to 1 d\n"},
    {"tower = gpoi\n",
     "f:9: [station] tower = gpoi: not one of sim, gpio, none, mqtt; did you mean gpio?\n"},
    {"target_oee = 0.85\n",
     "f:9: [station] target_oee = 0.85: not a percentage; write e.g. 85 %\n"},
    {"title = 0123456789012345678901234567890123456789012345678901234567890123456789\n",
     "f:9: [station] title = 012345678901234567890123456789012345678901234567890123456789…: longer "
     "than 63 bytes; shorten it\n"},
    {"[store]\nkeep = 7 d\n",
     "f:10: [store] keep = 7 d: out of range; it goes from 31 d to 36500 d\n"},
    {"[store]\nquota = 0\n",
     "f:10: [store] quota = 0: out of range; it goes from 16 MiB to 16 TiB\n"},
    {"[store]\nqouta = 1 GiB\n", "f:10: [store] qouta = 1 GiB: no such key; did you mean quota?\n"},
    {"[upstream]\nenabled = maybe\n", "f:10: [upstream] enabled = maybe: not yes or no\n"},
    {"[sparkplug]\nnode = m\n",
     "f:10: [sparkplug] node = m: needs a group; write e.g. group = stamping\n"},
    {"[sparkplug]\nprimary_host = m\n",
     "f:10: [sparkplug] primary_host = m: needs a group; write e.g. group = stamping\n"},
    {"[sparkplug]\ngroup = STATE\n",
     "f:10: [sparkplug] group = STATE: is Sparkplug's own word; write another name\n"},
    {"[sparkplug]\ngroup = a/b\n",
     "f:10: [sparkplug] group = a/b: not a level of the station's path; it may not be empty nor "
     "hold / + #\n"},
    {"[broker b]\nurl = localhost\n",
     "f:10: [broker b] url = localhost: without mqtt:// in front; write mqtt://localhost\n"},
    {"[broker b]\nurl = http://h\n",
     "f:10: [broker b] url = http://h: not a broker address; write e.g. "
     "mqtt://broker.plant.example:1883 (user and password have their own keys)\n"},
    {"[broker b]\nurl = mqtts://h:0\n",
     "f:10: [broker b] url = mqtts://h:0: not a broker address; write e.g. "
     "mqtt://broker.plant.example:1883 (user and password have their own keys)\n"},
    /* signals */
    {"[signal x]\ntopic = {root}/a\n",
     "f:10: [signal x] topic = {root}/a: {root} needs topic_root under [station]\n"},
    {"[signal x]\ntopic = a/b+\n",
     "f:10: [signal x] topic = a/b+: not an MQTT topic filter; write e.g. plant/+/state, with + "
     "and # as whole levels, # last, {root} only in front of a /\n"},
    {"[signal x]\ntopic = a\npointer = /v\n",
     "f:11: [signal x] pointer = /v: means nothing without format = json; remove it\n"},
    {"[signal x]\ntopic = a\nformat = json\npointer = v\n",
     "f:12: [signal x] pointer = v: not a JSON Pointer, which begins with /; write /v\n"},
    {"[signal x]\ntopic = a\nformat = json\npointer = a/b\n",
     "f:12: [signal x] pointer = a/b: not a JSON Pointer; write e.g. /data/count, ~1 for / and ~0 "
     "for ~ in a key\n"},
    {"[signal x]\ntopic = +/a\nformat = json\npointer = /{2}\n",
     "f:12: [signal x] pointer = /{2}: the topic captures 1 level with + and #\n"},
    {"[signal x]\ntopic = a\nformat = json\ntime = /{1}\n",
     "f:12: [signal x] time = /{1}: the topic captures 0 levels with + and #\n"},
    {"[signal x]\ntopic = a\nformat = json\ntime_unit = ms\n",
     "f:12: [signal x] time_unit = ms: means nothing without time; remove it\n"},
    {"[signal x]\ntopic = a\nlevel = 1\n",
     "f:11: [signal x] level = 1: means nothing without format = topic; remove it\n"},
    {"[signal x]\ntopic = a/+\nformat = topic\nlevel = 2\n",
     "f:9: [signal x] format = topic needs level = 1 to the number of + and # in the topic (1)\n"},
    {"[signal x]\ntopic = a\nglitch = 1 s\n",
     "f:11: [signal x] glitch = 1 s: means nothing without role = total, good, scrap or rework; "
     "remove it\n"},
    {"[signal x]\ntopic = a\nrole = total\nguard = 5\n",
     "f:12: [signal x] guard = 5: means nothing without modulus; remove it\n"},
    {"[signal x]\ntopic = a\nrole = total\nmodulus = 100\nguard = 51\n",
     "f:9: [signal x] guard is more than half of modulus\n"},
    {"[signal a]\ntopic = a\nrole = state\n[signal b]\ntopic = b\nrole = state\n",
     "f:12: [signal b] role = state is already that of [signal a] (f:9)\n"},
    {"[signal x]\ntopic = a\nrole = state\nmap = stats\n[map states]\nR = running\n",
     "f:12: [signal x] map = stats: there is no [map stats]; did you mean states?\n"},
    {"[signal x]\ntopic = a\nrole = state\nmap = m\n[map m]\nR = runing\n* = unknown\n",
     "f:14: [map m] R = runing: [signal x] with role = state uses this map: not one of unknown, "
     "running, idle, stopped, starved, blocked, changeover, planned; did you mean running?\n"},
    {"[signal x]\ntopic = a\nrole = mode\nmap = m\n[map m]\nR = running\n",
     "f:14: [map m] R = running: [signal x] with role = mode uses this map: not one of production, "
     "planned, maintenance, trial\n"},
    {"[signal x]\ntopic = a\nrole = alive\nmap = m\n[map m]\nR = here\n",
     "f:14: [map m] R = here: [signal x] with role = alive uses this map: not one of yes, no, "
     "true, false, on, off, 1, 0\n"},
    /* once for each role that uses the map, not for each signal */
    {"[signal x]\ntopic = a\nrole = scrap\nmap = m\n[map m]\nR = many\n[signal y]\ntopic = b\n"
     "role = scrap\nmap = m\n",
     "f:14: [map m] R = many: not a number, as [signal x] with role = scrap needs\n"},
    {"[signal x]\ntopic = a\nrole = total\nmap = m\n[map m]\nR = many\n",
     "f:14: [map m] R = many: not a number, as [signal x] with role = total needs\n"},
    {"[map m]\nR = 0123456789012345678901234567890123456789\n",
     "f:10: [map m] R = 0123456789012345678901234567890123456789: longer than 31 bytes; shorten "
     "it\n"},
    {"[map m]\n0123456789012345678901234567890123456789012345678901234567890123456789 = x\n",
     "f:10: [map m] 012345678901234567890123456789012345678901234567890123456789 = x: the source's "
     "word is longer than 63 bytes\n"},
    /* station */
    {"product = brackt\n[product bracket]\n",
     "f:9: [station] product = brackt: there is no [product brackt]; did you mean bracket?\n"},
    {"product = x\n", "f:9: [station] product = x: there is no [product x]\n"},
    {"pulse_stop_after = 5 s\n",
     "f:9: [station] pulse_stop_after = 5 s: needs a [signal] with role = total or good\n"},
    /* broker */
    {"[broker b]\nurl = mqtt://b\nretry_min = 1 min\nretry_max = 1 s\n",
     "f:9: [broker b] retry_min is longer than retry_max\n"},
    {"[broker b]\nurl = mqtt://b\nca_file = /x\n",
     "f:11: [broker b] ca_file = /x: means nothing without mqtts:// in url; remove it\n"},
    {"[broker b]\nurl = mqtts://b\nkey_file = /x\n",
     "f:11: [broker b] key_file = /x: means nothing without cert_file; remove it\n"},
    {"[broker b]\nurl = mqtt://b\npassword_file = /x\n",
     "f:11: [broker b] password_file = /x: means nothing without user; remove it\n"},
    /* shifts */
    {"[shift early]\nstart = 06:00\nend = 14:00\n[shift late]\nstart = 13:00\nend = 22:00\n",
     "f:12: [shift late] overlaps [shift early] (f:9) on mon\n"},
    {"[shift early]\nstart = 06:00\nend = 14:00\nbreaks = 15:00-15:15\n",
     "f:12: [shift early] breaks = 15:00-15:15: 15:00-15:15 does not lie within the shift, "
     "06:00-14:00\n"},
    {"[shift early]\nstart = 06:00\n",
     "f:9: [shift early] end is missing; write e.g. end = 14:00\n"},
    {"[shift early]\nstart = 24:00\nend = 01:00\n",
     "f:10: [shift early] start = 24:00: out of range; it goes from 00:00 to 23:59\n"},
    /* lamps */
    {"[lamp top]\n", "f:9: [lamp top] colour is missing; write e.g. colour = red\n"},
    {"[lamp red]\ncolour = rad\n", "f:10: [lamp red] colour = rad: not one of red, yellow, green, "
                                   "blue, white, buzzer; did you mean red?\n"},
    {"tower = gpio\n[lamp red]\n",
     "f:10: [lamp red] tower = gpio needs a line; write e.g. line = TOWER_red\n"},
    {"tower = gpio\n[lamp red]\nline = X\n[lamp green]\nline = X\n",
     "f:12: [lamp green] line = X is already that of [lamp red] (f:10)\n"},
    {"tower = gpio\n", "f: [station] tower = gpio needs a [lamp NAME]\n"},
    /* the pre-scan's problems carry file and line too */
    {"oops\n", "f:9: is neither [section] nor key = value\n"},
    /* text that would move a cursor is refused, not shown */
    {"title = \x1B[2J\n", "f:9: holds a character that cannot be shown (control, zero-width or "
                          "direction mark); remove it\n"},
};

static void each_mistake_has_its_message(void **state)
{
    (void)state;
    kit_tells(STATION, mistakes);
}

static void what_is_missing_is_named(void **state)
{
    (void)state;
    assert_string_equal(
        kit_problems(""),
        "f: [site] enterprise is missing; write e.g. enterprise = acme under [site]\n"
        "f: [site] name is missing; write e.g. name = monterrey under [site]\n"
        "f: [line] name is missing; write e.g. name = line1 under [line]\n"
        "f: [station] name is missing; write e.g. name = press3 under [station]\n"
        "f: [site] area is missing; write e.g. area = stamping under [site] or [line]\n");
    assert_string_equal(kit_problems("[site]\nenterprise = e\narea = a\n[line]\nname = l\n[station]"
                                     "\nname = m\n"),
                        "f:1: [site] name is missing; write e.g. name = monterrey\n");
}

static void identity_holds_no_topic_signs(void **state)
{
    (void)state;
    static const char *const bad[] = {"a/b", "+", "#", "a+", "\"\""};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char text[512];
        (void)snprintf(text, sizeof text, "%s[shift]\n", STATION);
        char *at = strstr(text, "name = m");
        (void)snprintf(at, sizeof text - (size_t)(at - text), "name = %s\n", bad[i]);
        assert_non_null(strstr(kit_problems(text), "f:8: [station] name = "));
    }
}

/* ---- what loads ---- */

static void defaults_hold_where_nothing_stands(void **state)
{
    (void)state;
    struct config *c = kit_load(STATION "[signal x]\ntopic = a/b\n[broker b]\nurl = mqtt://h\n");
    char path[400];
    assert_true(config_path(c, path, sizeof path));
    assert_string_equal(path, "e/s/a/l/m");
    assert_true(config_topic(c, "status", path, sizeof path));
    assert_string_equal(path, "andon/v1/e/s/a/l/m/status");
    assert_false(config_topic(c, "status", path, 20));
    assert_string_equal(c->zone_name, "UTC");
    assert_int_equal(c->zone.count, 1);
    assert_ptr_equal(c->calendar.zone, &c->zone);
    assert_int_equal(c->calendar.shifts, 0);
    assert_int_equal(c->small_stop_ms, 120000);
    assert_int_equal(c->ideal_us, 0);
    assert_int_equal(c->skew_past_ms, 86400000);
    assert_int_equal(c->skew_future_ms, 60000);
    assert_int_equal(c->unknown, UNKNOWN_EXCLUDED);
    assert_int_equal(c->quality, QUALITY_AUTO);
    assert_int_equal(c->tower, TOWER_SIM);
    assert_false(c->upstream);
    assert_true(c->keep_ms == 400 * INT64_C(86400000));
    assert_true(c->quota_bytes == INT64_C(2) << 30);
    assert_true(c->low_bytes == INT64_C(128) << 20);
    assert_int_equal(c->brokers, 1);
    assert_int_equal(c->broker[0].keepalive_s, 20);
    assert_int_equal(c->broker[0].retry_min_ms, 500);
    assert_int_equal(c->broker[0].retry_max_ms, 30000);
    assert_int_equal(c->signals, 1);
    const struct signal_conf *s = &c->signal[0];
    assert_string_equal(s->name, "x");
    assert_int_equal(s->role, ROLE_SENSOR);
    assert_int_equal(s->format, FORMAT_RAW);
    assert_int_equal(s->time_unit, TIME_AUTO);
    assert_int_equal(s->scale, 1000000);
    assert_int_equal(s->offset, 0);
    assert_int_equal(s->max_age_ms, 0);
    assert_int_equal(s->counter.kind, COUNTER_CUMULATIVE);
    assert_int_equal(s->counter.glitch_ms, 5000);
    assert_null(s->map);
    assert_string_equal(s->origin.file, "f");
    assert_int_equal(s->origin.line, 9);
    assert_int_equal(config_signal_index(c, "x"), 0);
    assert_int_equal(config_signal_index(c, "y"), -1);
    assert_null(config_product(c, "y"));
    assert_int_equal(c->rules, 0);
    config_free(&c);
    assert_null(c);
    config_free(&c);
}

static void everything_is_kept(void **state)
{
    (void)state;
    struct config *c = kit_load(
        "[site]\nenterprise = acme\nname = s\narea = one\ntimezone = Europe/Berlin\n"
        "[line]\narea = two\nname = l 1\ntitle = Line\n"
        "[station]\nname = m\ntitle = \"Press ; 3\"\ntopic_root = r/x\nideal_cycle = 150 us\n"
        "product = p\ntarget = 800\ntarget_oee = 85 %\nsmall_stop = 0 s\npulse_stop_after = 5 s\n"
        "unknown = loss\nquality = not-measured\nskew_past = 2 h\nskew_future = 0\ntower = none\n"
        "[upstream]\nenabled = yes\n"
        "[sparkplug]\ngroup = g\nprimary_host = scada\n"
        "[store]\nkeep = 60 d\nquota = 512 MiB\nlow = 1.5 GiB\n"
        "[broker b]\nurl = tcp://h:1\nuser = u\npassword_file = /p\nkeepalive = 1 min\n"
        "[shift]\nplanned = 8h\n"
        "[shift night]\nstart = 22:00\nend = 06:00\ndays = sun-thu\nbreaks = 02:00-02:30\n"
        "[product p]\ntitle = P\nideal_cycle = 0.6 s\n"
        "[map m]\nRUN = running\n\"a:b\" = idle\nHigh Speed = running\n* = unknown\n"
        "[signal st]\nrole = state\ntopic = {root}/+/s\nformat = json\npointer = /{1}/v\n"
        "time = /t\ntime_unit = ns\nquality = /q\nmap = m\n"
        "[signal n]\nrole = good\ntopic = {root}\nscale = 0.5\noffset = -1\nunit = kg\n"
        "max_age = 10 s\ncounter = delta\nmodulus = 65536\nguard = 100\ncorrection = 5\n"
        "glitch = 0\nrate_max = 2.5\n"
        "[signal lv]\ntopic = a/+/+\nformat = topic\nlevel = 2\n");
    assert_string_equal(c->area, "two");
    assert_string_equal(c->line, "l 1");
    assert_string_equal(c->title, "Press ; 3");
    assert_string_equal(c->zone.name, "Europe/Berlin");
    assert_int_equal(c->ideal_us, 150);
    assert_true(c->target_per_shift == INT64_C(800000000));
    assert_int_equal(c->target_oee, 850000);
    assert_int_equal(c->small_stop_ms, 0);
    assert_int_equal(c->pulse_stop_after_ms, 5000);
    assert_int_equal(c->unknown, UNKNOWN_LOSS);
    assert_int_equal(c->quality, QUALITY_NOT_MEASURED);
    assert_int_equal(c->skew_past_ms, 7200000);
    assert_int_equal(c->skew_future_ms, 0);
    assert_int_equal(c->tower, TOWER_NONE);
    assert_true(c->upstream);
    assert_string_equal(c->sparkplug.group, "g");
    assert_string_equal(c->sparkplug.node, c->station);
    assert_string_equal(c->sparkplug.primary_host, "scada");
    assert_true(c->keep_ms == 60 * INT64_C(86400000));
    assert_true(c->quota_bytes == INT64_C(512) << 20);
    assert_true(c->low_bytes == INT64_C(1536) << 20);
    assert_string_equal(c->broker[0].password_file, "/p");
    assert_int_equal(c->broker[0].keepalive_s, 60);
    assert_int_equal(c->planned_ms, 28800000);
    assert_int_equal(c->calendar.shifts, 1);
    assert_string_equal(c->calendar.shift[0].name, "night");
    assert_int_equal(c->calendar.shift[0].days, 0x4F);
    assert_int_equal(c->calendar.shift[0].pause[0].begin_min, 1560);
    const struct product_conf *p = config_product(c, "p");
    assert_non_null(p);
    assert_int_equal(p->ideal_us, 600000);
    const struct signal_conf *st = &c->signal[0];
    assert_string_equal(st->topic, "r/x/+/s");
    assert_string_equal(st->pointer, "/{1}/v");
    assert_string_equal(st->time_pointer, "/t");
    assert_int_equal(st->time_unit, TIME_NS);
    assert_string_equal(st->quality_pointer, "/q");
    assert_non_null(st->map);
    assert_int_equal(st->map->count, 4);
    assert_string_equal(st->map->entry[1].from, "a:b");
    assert_string_equal(st->map->entry[2].from, "High Speed");
    assert_string_equal(st->map->entry[3].to, "unknown");
    const struct signal_conf *n = &c->signal[1];
    assert_string_equal(n->topic, "r/x");
    assert_int_equal(n->scale, 500000);
    assert_int_equal(n->offset, -1000000);
    assert_string_equal(n->unit, "kg");
    assert_int_equal(n->max_age_ms, 10000);
    assert_int_equal(n->counter.kind, COUNTER_DELTA);
    assert_true(n->counter.modulus == INT64_C(65536000000));
    assert_int_equal(n->counter.guard, 100000000);
    assert_int_equal(n->counter.correction_max, 5000000);
    assert_int_equal(n->counter.glitch_ms, 0);
    assert_int_equal(n->counter.rate_max, 2500000);
    assert_int_equal(c->signal[2].level, 2);
    config_free(&c);
}

#define MAPPED "[signal s]\ntopic = a/b\nmap = m\n"

static void digests_see_meaning_not_spelling(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        bool same;
    } pairs[] = {
        {"small_stop = 120 s\n", "small_stop = 2 min\n", true},
        {"", "small_stop = 120 s\n", true},
        {"", "title = Something\n", true},
        {"", "tower = none\n", true},
        {"", "[lamp red]\n", true},
        {"small_stop = 120 s\n", "small_stop = 121 s\n", false},
        {"", "[shift]\nplanned = 8h\n", false},
        {"", "target = 800\n", false},
        {"", "[holiday h]\ndate = 12-25\n", false},
        {"[holiday h]\ndate = 12-25\n", "[holiday h]\ndates = 12-25 to 12-25\n", true},
        {"", "[calendar]\nrotation = weekly\n", true},
        {"", "[team a]\ntitle = A\n", true},
        {"[product p]\n[product q]\n", "[product q]\n[product p]\n", true},
        {"[product p]\n", "[product p]\nideal_cycle = 1 s\n", false},
        {MAPPED "[map m]\na = x\nb = y\n", MAPPED "[map m]\nb = y\na = x\n", true},
        {MAPPED "[map m]\na = x\nb = y\n", MAPPED "[map m]\na = y\nb = x\n", false},
        {"[map m]\na = x\nb = y\n", "[map m]\na = y\nb = x\n", true}, /* nobody uses it */
        {"[signal s]\ntopic = a/b\n", "[signal s]\ntopic = a/c\n", false},
        {"topic_root = a\n[signal s]\ntopic = {root}/b\n", "[signal s]\ntopic = a/b\n", true},
        {"[shift e]\nstart = 06:00\nend = 14:00\ndays = mon-wed\n",
         "[shift e]\nstart = 06:00\nend = 14:00\ndays = mon, tue, wed\n", true},
        {"[shift e]\nstart = 06:00\nend = 14:00\n",
         "[shift e]\nstart = 06:00\nend = 14:00\nbreaks = 09:00-09:15\n", false},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct config *a = kit_load_of(STATION, pairs[i].a), *b = kit_load_of(STATION, pairs[i].b);
        assert_int_equal(strlen(a->digest), 16);
        assert_int_equal(strcmp(a->digest, b->digest) == 0, pairs[i].same);
        config_free(&a);
        config_free(&b);
    }
}

/* ---- layers and directories ---- */

static struct config *load2(const struct kit_dir *site, const struct kit_dir *station,
                            struct config_report *report)
{
    const char *const dirs[] = {site->path, station->path};
    return config_load(dirs, 2, report);
}

static void a_later_layer_wins(void **state)
{
    (void)state;
    struct kit_dir site = kit_dir_new();
    struct kit_dir station = kit_dir_new();
    struct config_report report;
    kit_write(&site, "b.ini", "[signal x]\ntopic = old\nunit = kg\n[product p]\n");
    kit_write(&site, "a.ini",
              "[site]\nenterprise = e\nname = s\narea = a\n[line]\nname = l\n"
              "[signal w]\ntopic = w\n[map m]\nA = x\nB = y\n");
    kit_write(&site, "c.txt", "this is not read");
    kit_write(&site, ".hidden.ini", "nor is this");
    kit_write(&station, "z.ini",
              "[station]\nname = m\nproduct = p\n[signal x]\ntopic = new\n"
              "[map m]\nB = z\nC = z\n");
    struct config *c = load2(&site, &station, &report);
    assert_string_equal(kit_join(&report), "");
    assert_non_null(c);
    assert_int_equal(c->signals, 2);
    assert_string_equal(c->signal[0].name, "w"); /* a.ini is read before b.ini */
    assert_string_equal(c->signal[1].topic, "new");
    assert_string_equal(c->signal[1].unit, "kg");
    assert_non_null(strstr(c->signal[1].origin.file, "/z.ini"));
    assert_int_equal(c->map[0].count, 3);
    assert_string_equal(c->map[0].entry[0].to, "x");
    assert_string_equal(c->map[0].entry[1].to, "z");
    config_free(&c);
    config_report_done(&report);

    /* Within a layer, in whichever file, it is an error that names both. */
    kit_write(&site, "d.ini", "\n[signal x]\ntopic = other\n");
    assert_null(load2(&site, &station, &report));
    char expected[512];
    (void)snprintf(expected, sizeof expected,
                   "%s/d.ini:2: [signal x] stands twice; the other one is %s/b.ini:1\n"
                   "%s/d.ini:3: [signal x] topic = other: given twice; the other one is "
                   "%s/b.ini:2\n",
                   site.path, site.path, site.path, site.path);
    assert_string_equal(kit_join(&report), expected);
    config_report_done(&report);

    static const char *const files[] = {"a.ini", "b.ini", "c.txt", "d.ini", ".hidden.ini"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        kit_remove(&site, files[i]);
    kit_remove(&station, "z.ini");
    kit_dir_end(&site);
    kit_dir_end(&station);
}

static void directories_that_are_none_are_named(void **state)
{
    (void)state;
    struct kit_dir empty = kit_dir_new();
    struct config_report report;
    char expected[256];
    char path[160];

    assert_null(config_load(NULL, 0, &report));
    assert_non_null(
        strstr(kit_join(&report), "configuration: no directory is given; use --config DIR\n"));
    config_report_done(&report);

    assert_null(config_load((const char *const[]){"/nowhere"}, 1, &report));
    assert_non_null(strstr(kit_join(&report), "/nowhere: there is no such directory\n"));
    config_report_done(&report);

    assert_null(config_load((const char *const[]){empty.path}, 1, &report));
    (void)snprintf(expected, sizeof expected, "%s: holds no *.ini file\n", empty.path);
    assert_non_null(strstr(kit_join(&report), expected));
    config_report_done(&report);

    /* A directory that is called like a file, and a link to nothing. */
    (void)snprintf(path, sizeof path, "%s/x.ini", empty.path);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_null(config_load((const char *const[]){empty.path}, 1, &report));
    assert_non_null(strstr(kit_join(&report), "/x.ini: is not a regular file\n"));
    config_report_done(&report);
    kit_remove(&empty, "x.ini");
    assert_int_equal(symlink("/nowhere", path), 0);
    assert_null(config_load((const char *const[]){empty.path}, 1, &report));
    assert_non_null(strstr(kit_join(&report), "/x.ini: No such file or directory\n"));
    config_report_done(&report);
    kit_remove(&empty, "x.ini");
    kit_dir_end(&empty);
}

/* ---- limits ---- */

static void problems_are_bounded_and_in_order(void **state)
{
    (void)state;
    char text[16384];
    size_t n = (size_t)snprintf(text, sizeof text, "%s", STATION);
    for (int i = 0; i < 300; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "k%d = %d\n", i, i);
    struct config_report report;
    assert_null(config_load_text("f", text, n, &report));
    assert_int_equal(report.count, 200);
    assert_int_equal(report.dropped, 100);
    assert_string_equal(report.message[0], "f:9: [station] k0 = 0: no such key");
    assert_string_equal(report.message[199], "f:208: [station] k199 = 199: no such key");
    config_report_done(&report);
    assert_int_equal(report.count, 0);
}

static void problems_come_in_the_order_of_lines(void **state)
{
    (void)state;
    /* The schema's turn comes after the pre-scan's: still one list by line. */
    assert_string_equal(kit_problems(STATION "small_stop = x\noops\ntarget = x\n[rule r]\nwhen = "
                                             "always\nshow = red on\noops\n"),
                        "f:9: [station] small_stop = x: not a duration; write e.g. 120 s or 2 min\n"
                        "f:10: is neither [section] nor key = value\n"
                        "f:11: [station] target = x: not a number; write e.g. 12 or 0.5\n"
                        "f:14: [rule r] show = red on: there is no [lamp red]\n"
                        "f:15: is neither [section] nor key = value\n");
}

static void sections_are_bounded(void **state)
{
    (void)state;
    static char text[64 * 1024];
    size_t n = (size_t)snprintf(text, sizeof text, "%s", STATION);
    for (int i = 0; i < CONFIG_SIGNALS_MAX; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "[signal s%d]\ntopic = t\n", i);
    struct config *c = kit_load(text);
    assert_int_equal(c->signals, CONFIG_SIGNALS_MAX);
    config_free(&c);
    int line = 9 + 2 * CONFIG_SIGNALS_MAX;
    for (int i = 0; i < 3; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "[signal more%d]\ntopic = t\n", i);
    char expected[256];
    (void)snprintf(expected, sizeof expected,
                   "f:%d: [signal more0] there can be at most %d [signal NAME]; remove this one\n",
                   line, CONFIG_SIGNALS_MAX);
    assert_string_equal(kit_problems(text), expected);
}

static void maps_are_bounded(void **state)
{
    (void)state;
    static char text[64 * 1024];
    size_t n = (size_t)snprintf(text, sizeof text, "%s[map m]\n", STATION);
    for (int i = 0; i < 1000; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "w%d = x\n", i);
    struct config *c = kit_load(text);
    assert_int_equal(c->map[0].count, 1000);
    config_free(&c);
    (void)snprintf(text + n, sizeof text - n, "a = x\nb = x\n");
    assert_string_equal(kit_problems(text), "f:1010: [map m] a = x: more than 1000 entries\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_mistake_has_its_message),
        cmocka_unit_test(what_is_missing_is_named),
        cmocka_unit_test(identity_holds_no_topic_signs),
        cmocka_unit_test(defaults_hold_where_nothing_stands),
        cmocka_unit_test(everything_is_kept),
        cmocka_unit_test(digests_see_meaning_not_spelling),
        cmocka_unit_test(a_later_layer_wins),
        cmocka_unit_test(directories_that_are_none_are_named),
        cmocka_unit_test(problems_are_bounded_and_in_order),
        cmocka_unit_test(problems_come_in_the_order_of_lines),
        cmocka_unit_test(sections_are_bounded),
        cmocka_unit_test(maps_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
