/* SPDX-License-Identifier: MIT */
/* Discovery from messages: kinds, roles with their signals, machines, learned figures, what is
 * written, and the limits. */
#include "data/discover/discover.h"

#include "data/config/load.h"
#include "data/model/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define T0 INT64_C(1795000000000)

static void say_at(struct discover *d, int64_t ms, const char *topic, const char *payload)
{
    discover_message(d, &(struct message){.topic = topic,
                                          .payload = payload,
                                          .length = strlen(payload),
                                          .arrival_ms = T0 + ms});
}

/* What stands at "%d" becomes `n`. */
static void say_number(struct discover *d, int64_t ms, const char *topic, const char *payload,
                       int n)
{
    char text[512];
    const char *hole = strstr(payload, "%d");
    if (hole)
        (void)snprintf(text, sizeof text, "%.*s%d%s", (int)(hole - payload), payload, n, hole + 2);
    else
        (void)snprintf(text, sizeof text, "%s", payload);
    say_at(d, ms, topic, text);
}

/* ---- kinds and roles ------------------------------------------------------------------------- */

static const struct case_row {
    const char *topic, *payload[2]; /* told in turns, twelve times; %d grows by 3 */
    enum discover_kind kind;
    const char *asset;
    enum discover_role role;
    const char *id;
} cases[] = {
    {"f/press3/state",
     {"{\"state\":\"RUN\"}", "{\"state\":\"IDLE\"}"},
     FOUND_JSON,
     "f/press3",
     AS_STATE,
     "state"},
    {"f/press3/zustand", {"läuft", "Störung"}, FOUND_BARE, "f/press3", AS_STATE, "state"},
    {"f/m/estado", {"en_marcha", "parada"}, FOUND_BARE, "f/m", AS_STATE, "state"},
    {"f/m/joutai", {"unten", "teishi"}, FOUND_BARE, "f/m", AS_STATE, "state"},
    {"f/m/running", {"1", "0"}, FOUND_BARE, "f/m", AS_RUNNING, "running"},
    {"f/m/motor",
     {"{\"value\":true}", "{\"value\":false}"},
     FOUND_JSON,
     "f/m",
     AS_RUNNING,
     "running"},
    {"f/m/mode", {"Production", "Maintenance"}, FOUND_BARE, "f/m", AS_MODE, "mode"},
    {"f/m/total", {"%d", "%d"}, FOUND_BARE, "f/m", AS_TOTAL, "total"},
    {"f/m/goodCount", {"%d", "%d"}, FOUND_BARE, "f/m", AS_GOOD, "good"},
    {"f/m/gutteile", {"%d", "%d"}, FOUND_BARE, "f/m", AS_GOOD, "good"},
    {"f/m/piezas", {"%d", "%d"}, FOUND_BARE, "f/m", AS_TOTAL, "total"},
    {"f/m/rechazos", {"%d", "%d"}, FOUND_BARE, "f/m", AS_SCRAP, "scrap"},
    {"f/m/ausschuss", {"%d", "%d"}, FOUND_BARE, "f/m", AS_SCRAP, "scrap"},
    {"f/m/ryohin", {"%d", "%d"}, FOUND_BARE, "f/m", AS_GOOD, "good"},
    {"f/m/furyo", {"%d", "%d"}, FOUND_BARE, "f/m", AS_SCRAP, "scrap"},
    {"f/m/nacharbeit", {"%d", "%d"}, FOUND_BARE, "f/m", AS_REWORK, "rework"},
    {"f/m/amount", {"5", "3"}, FOUND_BARE, "f/m", AS_TOTAL, "total"},
    {"f/m/fault", {"E-104 misfeed", ""}, FOUND_BARE, "f/m", AS_FAULT, "fault"},
    {"f/m/product", {"P7", "P9"}, FOUND_BARE, "f/m", AS_PRODUCT, "product"},
    {"f/m/alive", {"online", "offline"}, FOUND_BARE, "f/m", AS_ALIVE, "alive"},
    {"f/m/starved", {"true", "false"}, FOUND_BARE, "f/m", AS_STARVED, "starved"},
    {"f/m/blocked", {"true", "false"}, FOUND_BARE, "f/m", AS_BLOCKED, "blocked"},
    {"f/m/speed", {"14.5", "15.25"}, FOUND_BARE, "f/m", AS_SPEED, "speed"},
    {"f/m/cycleTime", {"4.1", "4.3"}, FOUND_BARE, "f/m", AS_CYCLE, "cycle_time"},
    {"f/m/oil_temp", {"48.1", "48.3"}, FOUND_BARE, "f/m", AS_SENSOR, "oil_temp"},
    {"ia/plant/aachen/filler/state",
     {"{\"state\":10000}", "{\"state\":40000}"},
     FOUND_IA,
     "ia/plant/aachen/filler",
     AS_STATE,
     "state"},
    {"ia/plant/aachen/filler/count",
     {"{\"count\":10}", "{\"count\":4}"},
     FOUND_IA,
     "ia/plant/aachen/filler",
     AS_TOTAL,
     "total"},
    {"umh/v1/acme/a/b/filler/_raw/count",
     {"{\"timestamp_ms\":1795000000000,\"value\":%d}",
      "{\"timestamp_ms\":1795000000000,\"value\":%d}"},
     FOUND_UMH,
     "umh/v1/acme/a/b/filler",
     AS_TOTAL,
     "total"},
    {"A/B/Line 1/Status/StateCurrentStr",
     {"Execute", "Held"},
     FOUND_PACKML,
     "A/B/Line 1",
     AS_STATE,
     "state"},
    {"tele/press1/LWT", {"Online", "Offline"}, FOUND_TASMOTA, "press1", AS_ALIVE, "alive"},
    {"gw",
     {"{\"timestamp\":1795000000000,\"values\":[{\"id\":\"C.D.Good\",\"v\":%d,\"q\":true}]}",
      "{\"timestamp\":1795000000000,\"values\":[{\"id\":\"C.D.Good\",\"v\":%d,\"q\":true}]}"},
     FOUND_LIST,
     "gw/C.D",
     AS_GOOD,
     "good"},
    {"t/x",
     {"m,source=press3 parts=%di", "m,source=press3 parts=%di"},
     FOUND_LINE,
     "t/x/press3",
     AS_TOTAL,
     "total"},
    {"t/j",
     {"{\"name\":\"m\",\"tags\":{\"machine\":\"m1\"},\"fields\":{\"parts\":%d}}",
      "{\"name\":\"m\",\"tags\":{\"machine\":\"m1\"},\"fields\":{\"parts\":%d}}"},
     FOUND_TELEGRAF,
     "t/j/m1",
     AS_TOTAL,
     "total"},
    {"MTConnect/Devices/M1/Observations/x1",
     {"{\"dataItemId\":\"x1\",\"name\":\"execution\",\"type\":\"EXECUTION\",\"category\":\"EVENT\","
      "\"result\":\"ACTIVE\"}",
      "{\"dataItemId\":\"x1\",\"name\":\"execution\",\"type\":\"EXECUTION\",\"category\":\"EVENT\","
      "\"result\":\"READY\"}"},
     FOUND_MTCONNECT,
     "MTConnect/Devices/M1",
     AS_STATE,
     "state"},
};

static void test_roles(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct case_row *row = &cases[i];
        struct discover *d = discover_new();
        assert_non_null(d);
        for (int n = 0; n < 12; n++)
            say_number(d, n * 4000, row->topic, row->payload[n % 2], 100 + 3 * n);
        const struct discover_result *result = discover_look(d);
        assert_non_null(result);
        if (result->assets != 1)
            fail_msg("%s: %zu assets", row->topic, result->assets);
        const struct discover_asset *asset = &result->asset[0];
        if (strcmp(asset->path, row->asset) != 0 || asset->kind != row->kind)
            fail_msg("%s: asset %s of %s", row->topic, asset->path,
                     discover_kind_name(asset->kind));
        const struct discover_candidate *found = discover_chosen(asset, row->role);
        if (!found || strcmp(found->id, row->id) != 0)
            fail_msg("%s: not %s but %s (%s)", row->topic, row->id,
                     discover_role_name(asset->candidate[0].role), asset->candidate[0].why);
        assert_true(found->why[0] && found->confidence > 0 && found->confidence <= 100);
        discover_free(&d);
    }
}

/* ---- machines -------------------------------------------------------------------------------- */

static void make_presses(struct discover *d)
{
    char topic[64];
    for (int n = 0; n < 40; n++) {
        for (int press = 1; press <= 3; press++) {
            (void)snprintf(topic, sizeof topic, "f/line1/press%d/state", press);
            say_at(d, n * 1000, topic, n < 20 ? "{\"state\":\"RUN\"}" : "{\"state\":\"IDLE\"}");
            (void)snprintf(topic, sizeof topic, "f/line1/press%d/counts", press);
            say_number(d, n * 1000, topic, "{\"total\":%d,\"ts\":0}", n < 20 ? n : 20);
            (void)snprintf(topic, sizeof topic, "f/line1/press%d/hydraulics/oil_temp", press);
            say_number(d, n * 1000, topic, "4%d.5", n % 10);
        }
        say_number(d, n * 1000, "weather/temp", "1%d.25", n % 10);
        say_at(d, n * 1000, "f/blob", "\xff\xfe\x01");
    }
}

static void test_machines(void **state)
{
    (void)state;
    struct discover *d = discover_new();
    make_presses(d);
    const struct discover_result *result = discover_look(d);
    assert_int_equal(result->machines, 3);
    assert_string_equal(result->asset[0].path, "f/line1/press1");
    assert_string_equal(result->asset[2].title, "press3");
    assert_int_equal(result->asset[0].sensors, 1); /* what is below it is its own */
    assert_string_equal(result->asset[3].path, "weather");
    assert_int_equal(discover_counts(d)->unread, 40);
    /* looked at twice it is the same */
    assert_int_equal(discover_look(d)->machines, 3);
    discover_free(&d);
}

static void test_complements(void **state)
{
    (void)state;
    struct discover *d = discover_new();
    for (int n = 0; n < 40; n++) {
        say_at(d, n * 1000, "hall/m1/controller/status", n % 20 < 15 ? "running" : "stopped");
        say_number(d, n * 1000, "hall/m1/camera/good", "%d", n);
    }
    const struct discover_result *result = discover_look(d);
    assert_int_equal(result->assets, 1);
    assert_string_equal(result->asset[0].path, "hall/m1");
    assert_non_null(discover_chosen(&result->asset[0], AS_STATE));
    assert_non_null(discover_chosen(&result->asset[0], AS_GOOD));
    discover_free(&d);
}

/* ---- what is learned ------------------------------------------------------------------------- */

static void test_cycle(void **state)
{
    (void)state;
    struct discover *d = discover_new();
    int64_t ms = 0;
    int parts = 0;
    for (int product = 0; product < 2; product++) {
        say_at(d, ms, "f/m/product", product ? "slow" : "quick");
        for (int n = 0; n < 60; n++, parts++) {
            /* one cycle alone is faster than any that is kept up */
            ms += n == 20 ? 500 : (product ? 6000 : 2000);
            say_number(d, ms, "f/m/total", "%d", parts);
        }
        ms += 120000; /* a stop is no cycle */
    }
    const struct discover_asset *asset = &discover_look(d)->asset[0];
    assert_int_equal(asset->cycles, 3);
    assert_in_range(asset->cycle[0].ideal_us, 1600000, 2000000);
    assert_string_equal(asset->cycle[1].product, "quick");
    assert_in_range(asset->cycle[1].ideal_us, 1600000, 2000000);
    assert_string_equal(asset->cycle[2].product, "slow");
    assert_in_range(asset->cycle[2].ideal_us, 4800000, 6000000);
    assert_int_equal(asset->small_stop_ms, 3 * asset->cycle[0].ideal_us / 1000 <= 6000 ? 6000 : 0);
    discover_free(&d);
}

static void test_codes(void **state)
{
    (void)state;
    struct discover *d = discover_new();
    int parts = 0;
    for (int n = 0; n < 300; n++) {
        bool makes = n / 60 % 2 == 0;
        if (n % 60 == 0)
            say_at(d, n * 1000, "mill/ST", makes ? "7" : "3");
        parts += makes && n % 60 > 0;
        if (makes)
            say_number(d, n * 1000, "mill/CNT", "%d", parts);
    }
    const struct discover_asset *asset = &discover_look(d)->asset[0];
    assert_non_null(discover_chosen(asset, AS_STATE));
    assert_int_equal(asset->words, 2);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(asset->word[i].state,
                         asset->word[i].text[0] == '7' ? MS_RUNNING : MS_STOPPED);
    discover_free(&d);
}

/* A counter that is told slowly spans whole stops: the codes of these are told apart still. */
static void test_slow_counter(void **state)
{
    (void)state;
    struct discover *d = discover_new();
    int parts = 0;
    for (int s = 0; s < 4000; s++) {
        static const char *const codes[] = {"2", "5"};
        bool makes = s % 200 < 150;
        if (s % 200 == 0 || s % 200 == 150)
            say_at(d, s * INT64_C(1000), "mill/status", codes[!makes]);
        parts += makes && s % 7 == 0;
        if (s % 40 == 20)
            say_number(d, s * INT64_C(1000), "mill/parts", "%d", parts);
    }
    const struct discover_asset *asset = &discover_look(d)->asset[0];
    assert_int_equal(asset->words, 2);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(asset->word[i].state,
                         asset->word[i].text[0] == '2' ? MS_RUNNING : MS_STOPPED);
    discover_free(&d);
}

/* A bare 1 for each part: a delta; so are the few of scrap beside it. What stands at 1 is none. */
static void test_pulses(void **state)
{
    (void)state;
    struct discover *d = discover_new();
    for (int n = 0; n < 40; n++) {
        say_at(d, n * 9000, "planta/m3/estado", n % 20 < 15 ? "EN MARCHA" : "FALLA");
        say_at(d, n * 9000 + 10, "planta/m3/piezas", "1");
        if (n % 30 == 10)
            say_at(d, n * 9000 + 500, "planta/m3/rechazo", "1");
        say_number(d, n * 9000, "planta/m4/piezas", "%d", n);
        say_at(d, n * 9000, "planta/m4/rechazo", "1");
    }
    const struct discover_result *result = discover_look(d);
    for (size_t i = 0; i < 2; i++) {
        const struct discover_asset *asset = &result->asset[i];
        const struct discover_candidate *total = discover_chosen(asset, AS_TOTAL);
        const struct discover_candidate *scrap = discover_chosen(asset, AS_SCRAP);
        bool pulses = strcmp(asset->path, "planta/m3") == 0;
        assert_non_null(total);
        assert_non_null(scrap);
        assert_int_equal(total->counter, pulses ? COUNTER_DELTA : COUNTER_CUMULATIVE);
        assert_int_equal(scrap->counter, pulses ? COUNTER_DELTA : COUNTER_CUMULATIVE);
    }
    assert_string_equal(result->asset[0].path, "planta/m3"); /* it has a state, too */
    assert_int_equal(result->asset[0].cycle[0].ideal_us, 9000000);
    discover_free(&d);
}

/* What tells state and parts comes first; a plug's switch is no state; a time is no sensor. */
static void test_order(void **state)
{
    (void)state;
    struct discover *d = discover_new();
    for (int n = 0; n < 40; n++) {
        char text[160];
        say_at(d, n * 2000, "office/printer1/status", n % 3 ? "ready" : "printing");
        say_number(d, n * 2000, "zigbee2mqtt/plug", "{\"state\":\"ON\",\"power\":9%d.5}", n % 10);
        (void)snprintf(
            text, sizeof text, "{\"Zeitstempel\":%lld,\"uhr\":%lld,\"Status\":%d,\"Gutteile\":%d}",
            (long long)(T0 / 1000 + n * 2), (long long)(T0 / 1000 + n * 2), n % 20 < 15 ? 2 : 3, n);
        say_at(d, n * 2000 + 100, "werk/presse/daten", text);
    }
    const struct discover_result *result = discover_look(d);
    const struct discover_asset *asset = &result->asset[0];
    static char text[16 * 1024];
    const struct discover_plan plan = {.url = "", .zone = "UTC", .origin = "", .small_stop_ms = -1};
    assert_string_equal(asset->path, "werk/presse");
    assert_true(discover_write(d, asset, &plan, text, sizeof text) > 0);
    assert_non_null(strstr(text, "time = /Zeitstempel\n"));
    assert_null(strstr(text, "pointer = /uhr"));
    assert_null(strstr(text, "pointer = /Zeitstempel"));
    for (size_t i = 0; i < result->assets; i++) {
        if (strcmp(result->asset[i].title, "plug") != 0)
            continue;
        assert_null(discover_chosen(&result->asset[i], AS_STATE));
        assert_null(discover_chosen(&result->asset[i], AS_RUNNING));
    }
    discover_free(&d);
}

/* "Processed" is good parts only when it and the defective ones add up to what was consumed. */
static void test_sums(void **state)
{
    (void)state;
    for (int sums = 0; sums < 2; sums++) {
        struct discover *d = discover_new();
        for (int n = 0; n < 100; n++) {
            say_number(d, n * 1000, "A/L/Admin/ProdProcessedCount/0/AccCount", "%d", 9 * n);
            say_number(d, n * 1000, "A/L/Admin/ProdDefectiveCount/0/AccCount", "%d", n);
            say_number(d, n * 1000, "A/L/Admin/ProdConsumedCount/0/AccCount", "%d",
                       sums ? 10 * n : 9 * n);
        }
        const struct discover_asset *asset = &discover_look(d)->asset[0];
        assert_non_null(discover_chosen(asset, AS_SCRAP));
        assert_non_null(discover_chosen(asset, sums ? AS_GOOD : AS_TOTAL));
        discover_free(&d);
    }
}

static void test_times(void **state)
{
    (void)state;
    static const struct time_row {
        const char *payload;
        const char *advice; /* NULL: the time is taken */
    } rows[] = {
        {"{\"state\":\"RUN\",\"ts\":1795000000500}", NULL},
        {"{\"state\":\"RUN\",\"ts\":\"2016-11-18T00:00:00Z\"}", "clock is"},
        {"{\"state\":\"RUN\",\"ts\":\"2026-11-18T00:00:00\"}", "without a zone"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct discover *d = discover_new();
        char text[8192];
        for (int n = 0; n < 3; n++)
            say_at(d, n * 1000, "f/m/state", rows[i].payload);
        const struct discover_asset *asset = &discover_look(d)->asset[0];
        const struct discover_plan plan = {
            .url = "", .zone = "UTC", .origin = "", .small_stop_ms = -1};
        assert_true(discover_write(d, asset, &plan, text, sizeof text) > 0);
        assert_int_equal(strstr(text, "\ntime = /ts\n") != NULL, rows[i].advice == NULL);
        if (rows[i].advice)
            assert_non_null(strstr(asset->advice[0], rows[i].advice));
        discover_free(&d);
    }
}

/* Parts without a state: somebody is told that one may come yet. */
static void test_no_state(void **state)
{
    (void)state;
    struct discover *d = discover_new();
    char payload[32];
    for (int n = 0; n < 40; n++) {
        (void)snprintf(payload, sizeof payload, "%d", 100 + n);
        say_at(d, n * 1000, "f/m/total", payload);
    }
    const struct discover_asset *asset = &discover_look(d)->asset[0];
    assert_non_null(discover_chosen(asset, AS_TOTAL));
    assert_non_null(strstr(asset->advice[0], "No state was heard"));
    discover_free(&d);
}

/* ---- what is written ------------------------------------------------------------------------- */

static void test_written(void **state)
{
    (void)state;
    static char text[64 * 1024];
    struct discover *d = discover_new();
    make_presses(d);
    say_at(d, 41000, "f/line1/press1/state", "{\"state\":\"= a [strange; word\"}");
    say_at(d, 42000, "f/line1/press1/state", "{\"state\":\"\"}");
    const struct discover_asset *asset = &discover_look(d)->asset[0];
    const struct discover_plan plan = {
        .url = "mqtt://plant", .zone = "UTC", .origin = "a test", .small_stop_ms = -1};
    struct config_report report = {0};
    size_t length = discover_write(d, asset, &plan, text, sizeof text);
    assert_true(length > 0);
    struct config *config = config_load_text("found", text, length, &report);
    if (!config)
        fail_msg("%s", report.message[0]);
    assert_string_equal(config->station, "press1");
    assert_string_equal(config->topic_root, "f/line1/press1");
    assert_int_equal(config->signals, 3);
    assert_int_equal(config->signal[config_signal_index(config, "oil_temp")].max_age_ms, 5000);
    config_free(&config);
    config_report_done(&report);
    assert_int_equal(discover_write(d, asset, &plan, text, 100), 0); /* does not fit */
    struct jw w;
    jw_init(&w, text, sizeof text);
    discover_asset_json(asset, &w);
    assert_false(w.overflow);
    assert_non_null(strstr(text, "\"signal\":\"total\""));
    discover_free(&d);
}

/* Before a birth was heard only values without names are lost. */
static void test_nameless(void **state)
{
    (void)state;
    struct discover *d = discover_new();
    static const char named[] = "\x18\x01\x12\x07\x0a\x01\x41\x20\x03\x50\x05";
    static const char alias[] = "\x18\x02\x12\x06\x10\x07\x20\x03\x50\x05";
    for (int n = 0; n < 3; n++)
        discover_message(d, &(struct message){.topic = "spBv1.0/G/DDATA/N/D",
                                              .payload = named,
                                              .length = sizeof named - 1,
                                              .arrival_ms = T0 + n});
    assert_int_equal(discover_counts(d)->nameless, 0);
    assert_int_equal(discover_look(d)->asset[0].candidates, 1);
    discover_message(d, &(struct message){.topic = "spBv1.0/G/DDATA/N/D",
                                          .payload = alias,
                                          .length = sizeof alias - 1,
                                          .arrival_ms = T0 + 9});
    assert_int_equal(discover_counts(d)->nameless, 1);
    discover_free(&d);
}

/* Who was heard running only has the other words of that language, in its own letters. */
static void test_usual_words(void **state)
{
    (void)state;
    static const struct usual_row {
        const char *word, *there, *not_there;
    } rows[] = {
        {"RUN", "\nSTOP = stopped\n", "\nOFF = "},
        {"Running", "\nStopped = stopped\n", "\nstopped = "},
        {"on", "\noff = stopped\n", "\nstop = "},
        {"EN MARCHA", "\nFALLA = stopped\n", "\nEN MARCHA = running\nEN MARCHA"},
        {"L\xc3\xa4uft", "\nGestoppt = stopped\n", "\ngestoppt"},
        {"Execute", "\nHeld = stopped\n", "usual"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        static char text[16 * 1024];
        struct discover *d = discover_new();
        struct config_report report = {0};
        const struct discover_plan plan = {
            .url = "", .zone = "UTC", .origin = "", .small_stop_ms = -1};
        say_at(d, 0, "f/m/state", rows[i].word);
        say_at(d, 1000, "f/m/state", rows[i].word);
        size_t length = discover_write(d, &discover_look(d)->asset[0], &plan, text, sizeof text);
        if (!strstr(text, rows[i].there) || strstr(text, rows[i].not_there))
            fail_msg("%s: %s", rows[i].word, text);
        struct config *config = config_load_text("found", text, length, &report);
        if (!config)
            fail_msg("%s", report.message[0]);
        config_free(&config);
        config_report_done(&report);
        discover_free(&d);
    }
}

/* ---- limits ---------------------------------------------------------------------------------- */

static void test_limits(void **state)
{
    (void)state;
    struct discover *d = discover_new();
    char topic[64];
    for (int i = 0; i < DISCOVER_TOPICS_MAX + 50; i++) {
        (void)snprintf(topic, sizeof topic, "t/%d/m%d/state", i % 100, i);
        say_at(d, i, topic, "RUN");
    }
    say_at(d, 0,
           "a\x01"
           "b",
           "1");
    say_at(d, 0, "a/+", "1");
    say_at(d, 0, "andon/v1/a/b/c/d/e/state", "{}");
    const struct discover_counts *counts = discover_counts(d);
    assert_int_equal(counts->topics, DISCOVER_TOPICS_MAX);
    assert_int_equal(counts->skipped_topics, 50);
    assert_int_equal(counts->skipped_names, 2);
    assert_int_equal(counts->own, 1);
    const struct discover_result *result = discover_look(d);
    assert_non_null(result);
    assert_int_equal(result->assets, DISCOVER_ASSETS_MAX);
    assert_int_equal(counts->skipped_assets, DISCOVER_TOPICS_MAX - DISCOVER_ASSETS_MAX);
    discover_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_roles),        cmocka_unit_test(test_machines),
        cmocka_unit_test(test_complements),  cmocka_unit_test(test_cycle),
        cmocka_unit_test(test_codes),        cmocka_unit_test(test_sums),
        cmocka_unit_test(test_times),        cmocka_unit_test(test_no_state),
        cmocka_unit_test(test_written),      cmocka_unit_test(test_limits),
        cmocka_unit_test(test_slow_counter), cmocka_unit_test(test_pulses),
        cmocka_unit_test(test_order),        cmocka_unit_test(test_usual_words),
        cmocka_unit_test(test_nameless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
