/* SPDX-License-Identifier: MIT */
/* The values that figures depend on: one text for one meaning, its digest, and the records that
 * hold it however long it is. */
#include "data/model/record.h"
#include "tests/unit/config/kit.h"

#include <jansson.h>

#include <inttypes.h>

/* FNV-1a 64, written once more. */
static void is_digest_of(const struct config *c, const char *text)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    char hex[17];
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    (void)snprintf(hex, sizeof hex, "%016" PRIx64, hash);
    assert_string_equal(c->digest, hex);
}

static void the_text_is_canonical(void **state)
{
    (void)state;
    struct config *c =
        kit_load("[site]\nenterprise = e\nname = s\narea = a\n[line]\nname = l\n[station]\n"
                 "name = m\nsmall_stop = 90 s\nideal_cycle = 0.5 s\nunknown = loss\n"
                 "skew_past = 2 h\ntarget = 800\n"
                 "[map m]\nRUN = running\n\"a:\\b\" = idle\n"
                 "[signal t]\nrole = total\ntopic = x/y\nscale = 2\n"
                 "[signal s]\nrole = state\ntopic = x/z\nmap = m\n"
                 "[shift]\nplanned = 8 h\n"
                 "[shift e]\nstart = 06:00\nend = 14:00\nbreaks = 09:00-09:15\n"
                 "[holiday h]\ndates = 12-25\n[lamp red]\n[product p]\n"
                 "[entry]\nshipped = no\n[reason a]\n[reason b]\nloss = setup\n[reason b.c]\n"
                 "planned = yes\n[scrap-reason d]\n[mode cleaning]\nmode = planned\n"
                 "[changeover x]\ntarget = 1 min\n[job 1]\n[person p]\nrole = viewer\n");
    const char *text = c->kpi;
    assert_string_equal(
        text,
        "{\"v\":1,\"station\":\"e/s/a/l/m\",\"zone\":\"UTC\",\"small_stop_s\":90,"
        "\"pulse_stop_after_s\":0,\"ideal_us\":500000,\"product\":\"\",\"target_per_shift\":800,"
        "\"target_oee\":0,\"unknown\":\"loss\",\"quality\":\"auto\",\"planned_s\":28800,"
        "\"signals\":2,\"products\":1,\"values\":{"
        "\"site\":{\"enterprise\":\"e\",\"name\":\"s\"},\"line\":{\"name\":\"l\"},"
        "\"station\":{\"name\":\"m\",\"ideal_cycle\":\"500 ms\",\"small_stop\":\"90 s\","
        "\"unknown\":\"loss\",\"skew_past\":\"2 h\"},"
        "\"signals\":{\"s\":{\"role\":\"state\",\"topic\":\"x/z\",\"map\":\"m\"},"
        "\"t\":{\"role\":\"total\",\"topic\":\"x/y\",\"scale\":\"2\"}},"
        "\"maps\":{\"m\":{\"RUN\":\"running\",\"a:\\\\b\":\"idle\"}},"
        "\"products\":{\"p\":{}},\"shift\":{\"planned\":\"8 h\"},"
        "\"shifts\":{\"e\":{\"start\":\"06:00\",\"end\":\"14:00\",\"days\":\"mon-sun\","
        "\"breaks\":\"09:00-09:15\"}},"
        "\"holidays\":{\"h\":{\"dates\":\"12-25\"}},"
        "\"reasons\":{\"b\":{\"loss\":\"setup\"},"
        "\"b.c\":{\"loss\":\"setup\",\"planned\":\"yes\"}},"
        "\"modes\":{\"cleaning\":{\"mode\":\"planned\"}}}}");
    is_digest_of(c, text);
    config_free(&c);
}

/* One record, as it was: its values stand in it by name. */
static void a_small_one_is_one_record(void **state)
{
    (void)state;
    struct config *c = kit_load(KIT_STATION "[signal s]\ntopic = a/b\nunit = °C\n");
    char id[32];
    char body[RECORD_BODY_MAX + 1];
    assert_int_equal(config_kpi_record(c, 0, id, body, sizeof body), 1);
    assert_string_equal(id, c->digest);
    json_t *json = json_loads(body, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(json);
    assert_string_equal(json_string_value(json_object_get(json, "id")), c->digest);
    assert_int_equal(json_integer_value(json_object_get(json, "small_stop_s")), 120);
    assert_non_null(json_object_get(json, "values"));
    assert_null(json_object_get(json, "parts"));
    json_decref(json);
    assert_int_equal(config_kpi_record(c, 1, id, body, sizeof body), 0);
    assert_int_equal(config_kpi_record(c, -1, id, body, sizeof body), 0);
    assert_int_equal(config_kpi_record(c, 0, id, body, 100), -1);
    config_free(&c);
}

/* The parts, one behind the other, are the text. */
static void join_records(const struct config *c, const char *want)
{
    char id[32];
    char expected[40];
    char body[RECORD_BODY_MAX + 1];
    char *joined = calloc(1, strlen(want) + RECORD_BODY_MAX);
    int64_t parts = 0;
    assert_non_null(joined);
    for (int i = 0; config_kpi_record(c, i, id, body, sizeof body) == 1; i++) {
        assert_true(strlen(body) <= RECORD_BODY_MAX);
        json_t *json = json_loads(body, JSON_REJECT_DUPLICATES, NULL);
        assert_non_null(json);
        assert_string_equal(json_string_value(json_object_get(json, "id")), id);
        parts = json_integer_value(json_object_get(json, "parts"));
        if (i == 0) {
            assert_string_equal(id, c->digest);
            assert_int_equal(json_integer_value(json_object_get(json, "small_stop_s")), 120);
        } else {
            (void)snprintf(expected, sizeof expected, "%s.%d", c->digest, i);
            assert_string_equal(id, expected);
            assert_string_equal(json_string_value(json_object_get(json, "of")), c->digest);
            assert_int_equal(json_integer_value(json_object_get(json, "part")), i);
            assert_true(i <= parts);
            strncat(joined, json_string_value(json_object_get(json, "text")), RECORD_BODY_MAX);
        }
        json_decref(json);
        assert_int_equal(config_kpi_record(c, i, id, body, 50), -1);
    }
    assert_true(parts > 1);
    assert_string_equal(joined, want);
    free(joined);
}

static void a_long_one_is_several_records(void **state)
{
    (void)state;
    static char text[256 * 1024];
    size_t n = (size_t)snprintf(text, sizeof text, "%s", KIT_STATION);
    /* Characters of two and three bytes, and such as JSON escapes, at every possible cut. */
    for (int i = 0; i < 250; i++)
        n += (size_t)snprintf(text + n, sizeof text - n,
                              "[signal s%d]\ntopic = werk/%.*s/größe/温度/a\\b\n", i, i % 7,
                              "xxxxxxx");
    n += (size_t)snprintf(text + n, sizeof text - n, "[map m]\n");
    for (int i = 0; i < 900; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "wort%d-äöü = running\n", i);
    struct config *c = kit_load(text);
    const char *all = c->kpi;
    is_digest_of(c, all);
    join_records(c, all);
    config_free(&c);
}

/* The shipped stations fit one record each. */
static void shipped_stations_are_one_record(void **state)
{
    (void)state;
    static const char *const names[] = {"press", "packml", "flux-oee"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[64];
        char id[32];
        char body[RECORD_BODY_MAX + 1];
        struct config_report report;
        (void)snprintf(path, sizeof path, "layouts/stations/%s", names[i]);
        struct config *c = config_load((const char *const[]){path}, 1, &report);
        assert_non_null(c);
        assert_int_equal(config_kpi_record(c, 0, id, body, sizeof body), 1);
        assert_int_equal(config_kpi_record(c, 1, id, body, sizeof body), 0);
        print_message("# %s: %zu bytes\n", names[i], strlen(c->kpi));
        config_free(&c);
        config_report_done(&report);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_text_is_canonical),
        cmocka_unit_test(a_small_one_is_one_record),
        cmocka_unit_test(a_long_one_is_several_records),
        cmocka_unit_test(shipped_stations_are_one_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
