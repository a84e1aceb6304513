/* SPDX-License-Identifier: MIT */
/* The snapshot there and back, its exact shape (design.md §7), and what hostile JSON does to it. */
#include "data/model/amount.h"
#include "data/model/clock.h"
#include "data/model/snapshot.h"

#include <jansson.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define T INT64_C(1702286893123)

static struct snapshot a, b;
static char text[SNAPSHOT_JSON_MAX], again[SNAPSHOT_JSON_MAX];

static const char to_expect[] =
    "{\"v\":1,\"station\":\"acme/monterrey/stamping/line1/press3\",\"title\":\"Press 3\","
    "\"ts\":1702286893123,\"online\":true,\"machine\":{\"state\":\"stopped\","
    "\"since\":1702286833123,\"for_s\":60,\"detail\":\"Held\",\"age_s\":0.4,\"stale\":false,"
    "\"stored\":true,\"mode\":\"production\"},\"shift\":{\"name\":\"early\",\"team\":\"A\","
    "\"start\":1702274400000,\"end\":1702303200000,\"in_shift\":true,\"in_break\":false},"
    "\"job\":{\"id\":\"J7\",\"product\":\"bracket\",\"ideal_cycle_s\":0.6,\"target\":4000,"
    "\"title\":null,\"state\":\"running\",\"quantity\":5000,\"made\":0,\"since\":null,"
    "\"finish\":1702290493123,\"next\":null,\"next_product\":null},"
    "\"oee\":{\"availability\":0.678,\"performance\":0.967,\"quality\":0.951,\"oee\":0.623,"
    "\"coverage\":null,\"planned_s\":2036.3,\"run_s\":1380.2,\"unknown_s\":8,"
    "\"unexplained_s\":60,\"performance_over\":false,\"counts_while_stopped\":true,"
    "\"scrap_over\":false,\"good_over\":false},\"counts\":{\"total\":2223.8,\"good\":2114.2,"
    "\"scrap\":109.5,"
    "\"rework\":0,\"outside_total\":0,\"outside_good\":0,\"target_now\":2500,"
    "\"cycle_s\":0.62,\"entered_scrap\":0,\"entered_rework\":0,\"trial_total\":0,"
    "\"trial_good\":0},\"detail_s\":{\"Execute\":1380.2,\"Held\":85.3},"
    "\"time_s\":{\"unknown\":8,\"running\":1380.2,\"idle\":0,\"stopped\":0,\"starved\":0,"
    "\"blocked\":0,\"changeover\":0,\"planned\":0},\"stop\":{\"id\":\"S118\","
    "\"since\":1702286833123,\"end\":null,\"lost_s\":60,\"small\":false,\"state\":\"stopped\","
    "\"reason\":null,\"suggested\":\"E42\",\"rev\":4,\"noticed\":1702286843123,"
    "\"arrived\":null,\"repaired\":null,\"note\":\"die 2\"},\"stops\":{\"count\":3,"
    "\"unexplained\":1,\"small\":2},\"loss\":null,\"declared\":{\"id\":\"cleaning\",\"title\":null,"
    "\"since\":1702286293123,\"until\":null,\"over\":true},\"changeover\":{\"since\":null,"
    "\"target_s\":720,\"from\":\"P6\",\"to\":null},\"handover\":{\"id\":\"W29922120\","
    "\"name\":null,\"start\":null,\"end\":null,\"outgoing\":true,\"incoming\":false,"
    "\"waiting\":2},\"alerting\":{\"active\":0,\"unacked\":0,\"high_unacked\":0,\"shelved\":0,"
    "\"suppressed\":0,\"out_of_service\":0,\"flood\":false,\"in_flood\":0,\"sounding\":false},"
    "\"asks\":[{\"id\":\"S117\",\"rev\":2,\"since\":1702286803123,"
    "\"end\":1702286813123,\"lost_s\":9,\"burst\":3,\"state\":\"idle\",\"detail\":null,"
    "\"suggested\":null}],\"signals\":{\"total\":{\"value\":2223.8,\"unit\":\"pcs\","
    "\"ts\":1702286893000,\"age_s\":0.123,\"quality\":\"good\",\"role\":\"total\",\"errors\":0,"
    "\"error\":null},\"run\":{\"value\":false,\"unit\":null,\"ts\":null,\"age_s\":null,"
    "\"quality\":\"stale\",\"role\":\"running\",\"errors\":2,\"error\":\"no such pointer\"},"
    "\"state\":{\"value\":\"Held\",\"unit\":null,\"ts\":null,\"age_s\":null,\"quality\":\"good\","
    "\"role\":\"state\",\"errors\":0,\"error\":null},\"code\":{\"value\":4,\"text\":\"four\","
    "\"unit\":null,\"ts\":null,\"age_s\":null,\"quality\":\"bad\",\"role\":\"fault\",\"errors\":0,"
    "\"error\":null},\"temp\":{\"value\":null,\"unit\":\"°C\",\"ts\":null,\"age_s\":null,"
    "\"quality\":\"none\",\"role\":\"sensor\",\"errors\":0,\"error\":null}},\"alerts\":[],"
    "\"predictions\":[],\"predictors\":[{\"name\":\"wear\",\"title\":\"Spindle bearing\","
    "\"state\":\"learning\",\"why\":\"another product\",\"learnt\":0.4,\"version\":2}],"
    "\"calls\":[],\"workorders\":[],\"checks\":[],"
    "\"lamps\":{\"red\":{\"pattern\":\"flash_fast\",\"colour\":\"red\",\"rule\":\"down\","
    "\"why\":\"stop S118\",\"mismatch\":true},\"green\":{\"pattern\":\"off\",\"colour\":\"green\","
    "\"rule\":null,\"why\":null,\"mismatch\":false}},\"sync\":{\"pending\":5,\"oldest_s\":12.5,"
    "\"parked\":0,\"upstream\":true,\"confirmed\":900,\"sent\":950,\"live\":1200,"
    "\"live_confirmed\":1201,\"live_sent\":1203,\"link\":\"up\",\"link_since\":1702286000000,"
    "\"link_why\":null},"
    "\"health\":{\"store_ok\":true,\"store_why\":null,\"queue\":1,\"queue_max\":8192,"
    "\"dropped\":0,\"messages\":900,\"undecoded\":2,\"faults\":1,\"missing\":0,\"safe\":"
    "1702286400000,"
    "\"store_queue\":3,\"lost\":0,\"commit_us\":412,\"file_bytes\":65536,"
    "\"free_bytes\":9000000000,\"full_s\":864000,\"loop_turns\":900,\"loop_p50_us\":12,"
    "\"loop_p99_us\":768,"
    "\"loop_max_us\":4100,\"clients\":2,\"backlog\":9,\"resident_bytes\":7340032,\"descriptors\":"
    "17,\"uptime_s\":3600,\"clock_synced\":true,"
    "\"crashed\":1702286400000,\"crash\":\"andond crashed: SIGSEGV\","
    "\"config_why\":\"station.ini:3: no such key\"},"
    "\"config\":{\"digest\":\"0123456789abcdef\",\"plant_rev\":7,\"plant\":\"site\","
    "\"plant_refused\":2,\"plant_why\":\"it is revision 6, older than 7\"}}";

static void put(char *out, const char *in)
{
    memcpy(out, in, strlen(in) + 1);
}

static void fill_signals(struct snapshot *s)
{
    static const struct {
        const char *name, *unit, *error;
        enum signal_role role;
        enum quality quality;
        struct value value;
        int64_t ts, age_ms, errors;
    } rows[] = {
        {"total", "pcs", "", ROLE_TOTAL, Q_GOOD, {VALUE_NUMBER, 2223800000, ""}, T - 123, 123, 0},
        {"run",
         "",
         "no such pointer",
         ROLE_RUNNING,
         Q_STALE,
         {VALUE_BOOL, 0, ""},
         TIME_NONE,
         -1,
         2},
        {"state", "", "", ROLE_STATE, Q_GOOD, {VALUE_TEXT, 0, "Held"}, TIME_NONE, -1, 0},
        {"code", "", "", ROLE_FAULT, Q_BAD, {VALUE_NUMBER, 4000000, "four"}, TIME_NONE, -1, 0},
        {"temp", "°C", "", ROLE_SENSOR, Q_NONE, {VALUE_NONE, 0, ""}, TIME_NONE, -1, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct snapshot_signal *signal = &s->signal[s->signals++];
        put(signal->name, rows[i].name);
        put(signal->unit, rows[i].unit);
        put(signal->error, rows[i].error);
        signal->role = rows[i].role;
        signal->quality = rows[i].quality;
        signal->value = rows[i].value;
        signal->ts = rows[i].ts;
        signal->age_ms = rows[i].age_ms;
        signal->errors = rows[i].errors;
    }
}

static void fill_machine(struct snapshot *s)
{
    put(s->station, "acme/monterrey/stamping/line1/press3");
    put(s->title, "Press 3");
    s->ts = T;
    s->online = true;
    s->machine.state = MS_STOPPED;
    s->machine.since = T - 60000;
    s->machine.for_ms = 60000;
    put(s->machine.detail, "Held");
    s->machine.age_ms = 400;
    s->machine.stored = true;
    put(s->shift.name, "early");
    put(s->shift.team, "A");
    s->shift.start = 1702274400000;
    s->shift.end = 1702303200000;
    s->shift.in_shift = true;
}

static void fill_figures(struct snapshot *s)
{
    put(s->job.id, "J7");
    put(s->job.product, "bracket");
    s->job.ideal_us = 600000;
    s->job.target = 4000 * AMOUNT_ONE;
    s->oee = (struct oee){.availability = 0.678,
                          .performance = 0.967,
                          .quality = 0.951,
                          .oee = 0.623,
                          .coverage = (double)NAN,
                          .planned_ms = 2036300,
                          .run_ms = 1380200,
                          .unknown_ms = 8000,
                          .counts_while_stopped = true};
    s->unexplained_ms = 60000;
    s->counts.total = 2223800000;
    s->counts.good = 2114200000;
    s->counts.scrap = 109500000;
    s->counts.target_now = 2500 * AMOUNT_ONE;
    s->counts.cycle_ms = 620;
    s->details = 2;
    put(s->detail[0].name, "Execute");
    s->detail[0].ms = 1380200;
    put(s->detail[1].name, "Held");
    s->detail[1].ms = 85300;
    s->time_ms[MS_RUNNING] = 1380200;
    s->time_ms[MS_UNKNOWN] = 8000;
    s->stops.count = 3;
    s->stops.unexplained = 1;
    s->stops.small = 2;
}

static void fill_people(struct snapshot *s)
{
    put(s->stop.id, "S118");
    s->stop.since = T - 60000;
    s->stop.ms = 60000;
    s->stop.state = MS_STOPPED;
    put(s->stop.suggested, "E42");
    put(s->stop.note, "die 2");
    s->stop.rev = 4;
    s->stop.noticed = T - 50000;
    s->job.state = JOB_RUNNING;
    s->job.quantity = 5000 * AMOUNT_ONE;
    s->job.finish = T + 3600000;
    put(s->declared.id, "cleaning");
    s->declared.since = T - 600000;
    s->declared.over = true;
    put(s->changeover.from, "P6");
    s->changeover.target_ms = 720000;
    put(s->handover.id, "W29922120");
    s->handover.outgoing = true;
    s->handover.waiting = 2;
    s->asks = 1;
    s->ask[0] = (struct snapshot_ask){.id = "S117",
                                      .rev = 2,
                                      .since = T - 90000,
                                      .end = T - 80000,
                                      .ms = 9000,
                                      .burst = 3,
                                      .state = MS_IDLE};
}

static void fill_health(struct snapshot *s)
{
    s->lamps = 2;
    put(s->lamp[0].name, "red");
    put(s->lamp[0].colour, "red");
    put(s->lamp[0].rule, "down");
    put(s->lamp[0].why, "stop S118");
    s->lamp[0].pattern = LAMP_FLASH_FAST;
    s->lamp[0].mismatch = true;
    put(s->lamp[1].name, "green");
    put(s->lamp[1].colour, "green");
    s->sync.pending = 5;
    s->sync.way = (struct way){.on = true,
                               .confirmed = 900,
                               .sent = 950,
                               .live = 1200,
                               .live_confirmed = 1201,
                               .live_sent = 1203};
    s->sync.oldest_ms = 12500;
    s->sync.link = LINK_UP;
    s->sync.link_since = 1702286000000;
    s->health.store_ok = true;
    s->health.queue = 1;
    s->health.queue_max = 8192;
    s->health.messages = 900;
    s->health.undecoded = 2;
    s->health.faults = 1;
    s->health.safe = 1702286400000;
    s->health.store_queue = 3;
    s->health.commit_us = 412;
    s->health.file_bytes = 65536;
    s->health.free_bytes = 9000000000;
    s->health.full_ms = 864000000;
    s->health.backlog = 9;
    s->health.uptime_ms = 3600000;
    s->health.clock_synced = true;
    s->health.crashed = 1702286400000;
    put(s->health.crash, "andond crashed: SIGSEGV");
    s->health.loop_turns = 900;
    s->health.loop_p50_us = 12;
    s->health.loop_p99_us = 768;
    s->health.loop_max_us = 4100;
    s->health.clients = 2;
    s->health.resident_bytes = 7340032;
    s->health.descriptors = 17;
    put(s->health.config_why, "station.ini:3: no such key");
    put(s->config.digest, "0123456789abcdef");
    put(s->config.plant, "site");
    s->config.plant_rev = 7;
    s->config.plant_refused = 2;
    put(s->config.plant_why, "it is revision 6, older than 7");
}

static void fill(struct snapshot *s)
{
    snapshot_init(s);
    fill_machine(s);
    fill_figures(s);
    fill_people(s);
    s->predictors = (struct predictor_briefs){
        .count = 1,
        .item = {{"wear", "Spindle bearing", MOOD_LEARNING, "another product", 400000, 2}}};
    fill_signals(s);
    fill_health(s);
}

static void the_shape_is_the_contract(void **state)
{
    (void)state;
    fill(&a);
    assert_int_equal(snapshot_to_json(&a, text, sizeof text), sizeof to_expect - 1);
    assert_string_equal(text, to_expect);
}

static void there_and_back_is_the_same(void **state)
{
    struct cause why;
    (void)state;
    fill(&a);
    size_t n = snapshot_to_json(&a, text, sizeof text);
    memset(&b, 0x55, sizeof b);
    assert_int_equal(snapshot_from_json(text, n, &b, &why), 0);
    /* NaN is not equal to itself: compare that one by hand, the rest as bytes of text */
    assert_true(isnan(b.oee.coverage));
    assert_true(fabs(b.oee.oee - a.oee.oee) < 1e-15);
    assert_int_equal(snapshot_to_json(&b, again, sizeof again), n);
    assert_string_equal(text, again);
    a.oee.coverage = b.oee.coverage = 0;
    assert_memory_equal(&a.machine, &b.machine, sizeof a.machine);
    assert_memory_equal(&a.counts, &b.counts, sizeof a.counts);
    assert_memory_equal(&a.time_ms, &b.time_ms, sizeof a.time_ms);
    assert_memory_equal(&a.stop, &b.stop, sizeof a.stop);
    assert_memory_equal(&a.signal, &b.signal, sizeof a.signal);
    assert_memory_equal(&a.lamp, &b.lamp, sizeof a.lamp);
    assert_memory_equal(&a.detail, &b.detail, sizeof a.detail);
    assert_memory_equal(&a.health, &b.health, sizeof a.health);
}

static void nothing_known_is_null_and_comes_back(void **state)
{
    struct cause why;
    (void)state;
    snapshot_init(&a);
    size_t n = snapshot_to_json(&a, text, sizeof text);
    assert_true(n > 0);
    json_t *root = json_loads(text, 0, NULL);
    assert_non_null(root);
    static const char *const nulls[][2] = {
        {"machine", "since"},  {"machine", "age_s"},     {"machine", "for_s"},
        {"machine", "detail"}, {"shift", "name"},        {"shift", "start"},
        {"job", "id"},         {"job", "ideal_cycle_s"}, {"job", "target"},
        {"oee", "oee"},        {"oee", "availability"},  {"oee", "coverage"},
        {"counts", "cycle_s"}, {"counts", "target_now"}, {"sync", "oldest_s"},
    };
    for (size_t i = 0; i < sizeof nulls / sizeof *nulls; i++)
        assert_true(json_is_null(json_object_get(json_object_get(root, nulls[i][0]), nulls[i][1])));
    assert_true(json_is_null(json_object_get(root, "stop")));
    assert_true(json_is_null(json_object_get(root, "ts")));
    json_decref(root);
    assert_int_equal(snapshot_from_json(text, n, &b, &why), 0);
    assert_int_equal(snapshot_to_json(&b, again, sizeof again), n);
    assert_string_equal(text, again);
    assert_string_equal(b.stop.id, "");
    assert_int_equal(b.machine.age_ms, -1);
    assert_int_equal(b.ts, TIME_NONE);
    assert_true(isnan(b.oee.quality));
}

static void strangers_are_ignored(void **state)
{
    static const char *const cases[] = {
        "{}",
        "{\"v\":2,\"future\":{\"a\":[1,2]},\"machine\":{\"new\":1}}",
        "{\"machine\":null,\"signals\":null,\"lamps\":7,\"stop\":[],\"time_s\":\"x\"}",
        "{\"machine\":[1],\"oee\":{\"oee\":\"0.5\"},\"counts\":{\"total\":null}}",
        "{\"machine\":{\"state\":\"dancing\",\"since\":\"noon\",\"age_s\":-3,\"stale\":1}}",
        "{\"job\":{\"target\":9223372036854775807},\"counts\":{\"good\":1e300}}",
        "{\"machine\":{\"age_s\":1e300}}",
        "{\"machine\":{\"age_s\":1795347536527165}}",
    };
    struct cause why;
    (void)state;
    snapshot_init(&a);
    size_t n = snapshot_to_json(&a, text, sizeof text);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        print_message("%s\n", cases[i]);
        assert_int_equal(snapshot_from_json(cases[i], strlen(cases[i]), &b, &why), 0);
        assert_int_equal(snapshot_to_json(&b, again, sizeof again), n);
        assert_string_equal(text, again);
    }
}

static void what_is_no_snapshot_is_refused(void **state)
{
    static const char *const cases[] = {"", "{", "[]", "7", "null", "{\"a\":1}x", "\xff"};
    struct cause why;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        why.text[0] = '\0';
        assert_int_equal(snapshot_from_json(cases[i], strlen(cases[i]), &b, &why), -1);
        assert_memory_equal(why.text, "snapshot: ", 10);
        assert_null(strchr(why.text, '\xff'));
    }
}

static void hostile_text_is_cleaned(void **state)
{
    static const char json[] =
        "{\"title\":\"\\u001b[2Jpress\\u202e\",\"machine\":{\"detail\":\"a\\nb\"},"
        "\"signals\":{\"t\\u0007\":{\"value\":\"\\u009b31m\",\"error\":\"\\ufeffx\"}},"
        "\"lamps\":{\"r\\ned\":{\"why\":\"\\u2028\"}},\"detail_s\":{\"x\\ty\":1}}";
    struct cause why;
    (void)state;
    assert_int_equal(snapshot_from_json(json, sizeof json - 1, &b, &why), 0);
    assert_string_equal(b.title, "?[2Jpress?");
    assert_string_equal(b.machine.detail, "a?b");
    assert_string_equal(b.signal[0].name, "t?");
    assert_string_equal(b.signal[0].value.text, "?31m");
    assert_string_equal(b.signal[0].error, "x");
    assert_string_equal(b.lamp[0].name, "r?ed");
    assert_string_equal(b.lamp[0].why, "?");
    assert_string_equal(b.detail[0].name, "x?y");
}

/* More of everything than there is room for: the first ones are kept. */
static void lists_are_bounded(void **state)
{
    struct cause why;
    size_t n = 0;
    (void)state;
    n += (size_t)snprintf(text + n, sizeof text - n, "{\"signals\":{");
    for (int i = 0; i < 300; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%s\"s%d\":{\"value\":%d}", i ? "," : "",
                              i, i);
    n += (size_t)snprintf(text + n, sizeof text - n, "},\"lamps\":{");
    for (int i = 0; i < 40; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%s\"l%d\":{}", i ? "," : "", i);
    n += (size_t)snprintf(text + n, sizeof text - n, "},\"detail_s\":{");
    for (int i = 0; i < 100; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%s\"d%d\":1", i ? "," : "", i);
    n += (size_t)snprintf(text + n, sizeof text - n, "}}");
    assert_int_equal(snapshot_from_json(text, n, &b, &why), 0);
    assert_int_equal(b.signals, SNAPSHOT_SIGNALS);
    assert_int_equal(b.signal[255].value.amount, 255 * AMOUNT_ONE);
    assert_int_equal(b.lamps, SNAPSHOT_LAMPS);
    assert_int_equal(b.details, SNAPSHOT_DETAILS);
}

static void fill_worst(struct snapshot *s)
{
    fill(s);
    memset(s->station, '"', sizeof s->station - 1);
    memset(s->title, '"', sizeof s->title - 1);
    s->signals = SNAPSHOT_SIGNALS;
    for (int i = 0; i < SNAPSHOT_SIGNALS; i++) {
        struct snapshot_signal *signal = &s->signal[i];
        *signal = (struct snapshot_signal){.role = ROLE_STARVED,
                                           .quality = Q_STALE,
                                           .ts = T,
                                           .age_ms = 123456789,
                                           .errors = 123456789,
                                           .value = {.type = VALUE_TEXT}};
        memset(signal->name, '"', sizeof signal->name - 1);
        memset(signal->unit, '"', sizeof signal->unit - 1);
        memset(signal->error, '"', sizeof signal->error - 1);
        memset(signal->value.text, '"', sizeof signal->value.text - 1);
    }
    s->lamps = SNAPSHOT_LAMPS;
    for (int i = 0; i < SNAPSHOT_LAMPS; i++) {
        memset(s->lamp[i].name, 'x', sizeof s->lamp[i].name - 1);
        memset(s->lamp[i].why, '"', sizeof s->lamp[i].why - 1);
    }
    s->checks = SNAPSHOT_CHECKS;
    for (int i = 0; i < SNAPSHOT_CHECKS; i++) {
        struct check_view *check = &s->check[i];
        *check = (struct check_view){.kind = CHECK_STOPPED, .since = T, .for_ms = 123456789};
        memset(check->id, 'F', sizeof check->id - 1);
        memset(check->signals, '"', sizeof check->signals - 1);
        memset(check->text, '"', sizeof check->text - 1);
        memset(check->advice, '"', sizeof check->advice - 1);
    }
}

static void the_largest_fits(void **state)
{
    (void)state;
    fill_worst(&a);
    size_t n = snapshot_to_json(&a, text, sizeof text);
    print_message("%zu bytes\n", n);
    assert_true(n > 0);
    assert_int_equal(snapshot_to_json(&a, text, n), 0);
    assert_int_equal(snapshot_to_json(&a, text, n + 1), n);
}

static void the_summary_stays_small(void **state)
{
    (void)state;
    fill(&a);
    size_t n = snapshot_summary(&a, text, sizeof text);
    assert_in_range(n, 500, 2048);
    json_t *root = json_loads(text, 0, NULL);
    assert_non_null(root);
    assert_null(json_object_get(root, "signals"));
    assert_string_equal(json_string_value(json_object_get(
                            json_object_get(json_object_get(root, "lamps"), "red"), "why")),
                        "stop S118");
    json_decref(root);

    fill_worst(&a);
    n = snapshot_summary(&a, text, sizeof text);
    assert_in_range(n, 500, 2048);
    root = json_loads(text, 0, NULL);
    assert_non_null(root);
    assert_null(json_object_get(root, "lamps"));
    json_decref(root);

    fill(&a);
    for (int i = 2; i < 12; i++)
        (void)snprintf(a.lamp[a.lamps++].name, sizeof a.lamp[i].name, "lamp%d", i);
    memset(a.lamp[3].why, 'x', 100);
    n = snapshot_summary(&a, text, sizeof text);
    assert_in_range(n, 500, 2048);
    assert_non_null(strstr(text, "\"red\":{\"pattern\":\"flash_fast\"}"));
    assert_int_equal(snapshot_summary(&a, text, 300), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shape_is_the_contract),
        cmocka_unit_test(there_and_back_is_the_same),
        cmocka_unit_test(nothing_known_is_null_and_comes_back),
        cmocka_unit_test(strangers_are_ignored),
        cmocka_unit_test(what_is_no_snapshot_is_refused),
        cmocka_unit_test(hostile_text_is_cleaned),
        cmocka_unit_test(lists_are_bounded),
        cmocka_unit_test(the_largest_fits),
        cmocka_unit_test(the_summary_stays_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
