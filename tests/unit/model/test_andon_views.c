/* SPDX-License-Identifier: MIT */
/* Calls, alerts, predictions and work orders as JSON and back: nothing is lost on the way, and what
 * is missing or hostile leaves a view as it began. */
#include "data/model/andon/alert.h"
#include "data/model/andon/call.h"
#include "data/model/andon/check.h"
#include "data/model/andon/prediction.h"
#include "data/model/andon/workorder.h"
#include "data/model/clock.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define T INT64_C(1702286893123)

static char text[8192];

static json_t *parse(const struct jw *w)
{
    assert_false(w->overflow);
    json_t *json = json_loads(text, 0, NULL);
    assert_non_null(json);
    return json;
}

static void a_call(void **state)
{
    (void)state;
    struct call_view a, b;
    struct jw w;
    call_view_init(&a);
    a = (struct call_view){.id = "C7",
                           .rev = 3,
                           .type = "material",
                           .title = "Material",
                           .state = CALL_TAKEN,
                           .raised = T,
                           .taken = T + 5,
                           .arrived = TIME_NONE,
                           .ended = TIME_NONE,
                           .for_ms = 61000,
                           .by = "anna",
                           .taken_by = "bert",
                           .stop = "S118",
                           .blocking = true,
                           .stop_at = TIME_NONE,
                           .tier = 2,
                           .told = "supervisor: lamp, board",
                           .reach = REACH_MISSED,
                           .next_tier = T + 9};
    jw_init(&w, text, sizeof text);
    call_view_put(&w, &a);
    json_t *json = parse(&w);
    memset(&b, 0, sizeof b);
    call_view_init(&b);
    call_view_get(json, &b);
    json_decref(json);
    assert_memory_equal(&a, &b, sizeof a);
}

static void an_alert(void **state)
{
    (void)state;
    struct alert_view a, b;
    struct jw w;
    memset(&a, 0, sizeof a);
    alert_view_init(&a);
    memcpy(a.id, "A12", 4);
    memcpy(a.name, "oil-hot", 8);
    memcpy(a.title, "Oil is hot", 11);
    memcpy(a.letter, "B", 2);
    memcpy(a.text, "oil_temp 74.2 °C > 70", 23);
    a.priority = PRIO_HIGH;
    a.active = a.chattering = true;
    a.shelve = SHELVE_ONE_SHOT;
    a.shelved_until = T + 1;
    a.since = T;
    a.for_ms = 1500;
    a.count = 4;
    jw_init(&w, text, sizeof text);
    alert_view_put(&w, &a);
    json_t *json = parse(&w);
    memset(&b, 0, sizeof b);
    alert_view_init(&b);
    alert_view_get(json, &b);
    json_decref(json);
    assert_memory_equal(&a, &b, sizeof a);
}

static void a_prediction(void **state)
{
    (void)state;
    struct prediction_view a, b;
    struct jw w;
    memset(&a, 0, sizeof a);
    prediction_view_init(&a);
    memcpy(a.id, "P3", 3);
    memcpy(a.mode, "bearing", 8);
    memcpy(a.title, "Bearing", 8);
    a.state = PREDICTION_RAISED;
    a.ts = T;
    a.p = 720000;
    a.horizon_ms = 86400000;
    a.rul_ms = 57600000;
    a.frozen = a.rul_run = true;
    a.verdict = VERDICT_NOT_NOW;
    a.planned_at = T + 7;
    a.evidences = EVIDENCE_MAX;
    for (int i = 0; i < EVIDENCE_MAX; i++) {
        a.evidence[i] = (struct evidence){.value = 7900000,
                                          .limit = i % 2 ? EVIDENCE_NONE : 7100000,
                                          .weight = i % 2 ? 620000 : EVIDENCE_NONE};
        memcpy(a.evidence[i].name, "vib.rms", 8);
    }
    jw_init(&w, text, sizeof text);
    prediction_view_put(&w, &a);
    json_t *json = parse(&w);
    memset(&b, 0, sizeof b);
    prediction_view_init(&b);
    prediction_view_get(json, &b);
    json_decref(json);
    assert_memory_equal(&a, &b, sizeof a);
}

static void an_order(void **state)
{
    (void)state;
    struct order_view a, b;
    struct jw w;
    memset(&a, 0, sizeof a);
    order_view_init(&a);
    memcpy(a.id, "O5", 3);
    memcpy(a.symptom, "knocks", 7);
    a.state = ORDER_PLANNED;
    a.priority = PRIO_MEDIUM;
    a.asked = T;
    a.planned = T + 3600000;
    a.repair_ms = 61000;
    a.published = true;
    jw_init(&w, text, sizeof text);
    order_view_put(&w, &a);
    json_t *json = parse(&w);
    memset(&b, 0, sizeof b);
    order_view_init(&b);
    order_view_get(json, &b);
    json_decref(json);
    assert_memory_equal(&a, &b, sizeof a);
}

static void hostile(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "{}", "[]", "{\"id\":7,\"state\":\"dead\",\"raised\":\"now\",\"evidence\":{},\"p\":\"x\"}",
        "{\"evidence\":[1,[],{},null,{},{},{},{},{},{},{},{}]}"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        json_t *json = json_loads(bad[i], 0, NULL);
        struct prediction_view p;
        struct call_view c, fresh;
        prediction_view_init(&p);
        prediction_view_get(json, &p);
        assert_int_equal(p.p, -1);
        assert_in_range(p.evidences, 0, EVIDENCE_MAX);
        memset(&c, 0, sizeof c);
        memset(&fresh, 0, sizeof fresh);
        call_view_init(&c);
        call_view_init(&fresh);
        call_view_get(json, &c);
        assert_memory_equal(&c, &fresh, sizeof c);
        json_decref(json);
    }
}

static void a_check(void **state)
{
    (void)state;
    static const struct {
        const char *signal;
        bool named;
    } rows[] = {{"total", true}, {"good", true},  {"scrap", true},  {"tot", false},
                {"goo", false},  {"crap", false}, {"good,", false}, {"", false}};
    struct check_view a = {.id = "F12",
                           .kind = CHECK_CLOCK,
                           .since = T,
                           .for_ms = 5000,
                           .signals = "total, good, scrap",
                           .text = "good 1 and scrap 2",
                           .advice = "look"},
                      b;
    struct jw w;
    jw_init(&w, text, sizeof text);
    check_view_put(&w, &a);
    json_t *json = parse(&w);
    memset(&b, 0, sizeof b);
    check_view_init(&b);
    check_view_get(json, &b);
    json_decref(json);
    assert_memory_equal(&a, &b, sizeof a);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(check_view_names(&a, rows[i].signal), rows[i].named);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_check),      cmocka_unit_test(a_call),   cmocka_unit_test(an_alert),
        cmocka_unit_test(a_prediction), cmocka_unit_test(an_order), cmocka_unit_test(hostile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
