/* SPDX-License-Identifier: MIT */
/* What andonctl doctor makes of figures: of a moment, and of a few parts, it draws no conclusions.
 */
#include "andon/ctl/doctor.c"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static bool says(const struct patient *p, const char *what)
{
    for (size_t i = 0; i < p->findings; i++)
        if (strstr(p->finding[i].what, what) != NULL)
            return true;
    return false;
}

static void figures_want_a_sample(void **state)
{
    (void)state;
    static const struct {
        int64_t planned_ms, parts;
        bool over, brief, blames;
    } rows[] = {
        {0, 0, false, false, false},          {1, 1, true, true, false},
        {59999, 1000, true, true, false},     {60000, 19, true, false, false},
        {60000, 20, true, false, true},       {3600000, 5, true, false, false},
        {3600000, 1000, false, false, false}, {3600000, 1000, true, false, true},
    };
    static struct patient p;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        p.findings = 0;
        snapshot_init(&p.s);
        p.s.oee.planned_ms = rows[i].planned_ms;
        p.s.oee.performance_over = rows[i].over;
        p.s.counts.total = rows[i].parts * AMOUNT_ONE;
        ask_figures(&p);
        ask_brief(&p);
        if (says(&p, "performance is over") != rows[i].blames ||
            says(&p, "of planned time so far") != rows[i].brief)
            fail_msg("row %zu: %zu findings, %s", i, p.findings,
                     p.findings > 0 ? p.finding[0].what : "");
        assert_true(is_well(&p));
    }
}

static void a_slow_loop_wants_turns(void **state)
{
    (void)state;
    static const struct {
        int64_t p99_us, turns;
        bool slow;
    } rows[] = {{9000, 1, false}, {9000, 199, false}, {9000, 200, true}, {4000, 20000, false}};
    static struct patient p;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        p.findings = 0;
        snapshot_init(&p.s);
        p.s.health.loop_p99_us = rows[i].p99_us;
        p.s.health.loop_turns = rows[i].turns;
        ask_flow(&p);
        if (says(&p, "loop is slow") != rows[i].slow)
            fail_msg("row %zu", i);
    }
}

static void alerts_that_ask_too_much(void **state)
{
    (void)state;
    static const struct {
        const char *reply, *says;
    } rows[] = {
        {"{\"alerts\":0,\"per_operator_10_min\":0,\"top\":[]}", NULL},
        {"{\"alerts\":5,\"per_operator_10_min\":2.5}", NULL},
        {"{\"alerts\":60,\"per_operator_10_min\":1}", NULL},
        {"{\"alerts\":60,\"per_operator_10_min\":2.5,\"top\":[{\"name\":\"oil\"}]}",
         "2.5 alerts an operator in ten minutes, mostly oil"},
        {"{\"alerts\":1,\"chattering\":1}", "1 alerts chatter"},
        {"{\"alerts\":1,\"standing\":2}", "2 alerts stand"},
        {"{\"alerts\":11,\"floods\":3}", "3 floods"},
    };
    static struct patient p;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_t *reply = json_loads(rows[i].reply, 0, NULL);
        p.findings = 0;
        read_load(reply, &p);
        ask_load(&p);
        json_decref(reply);
        if (p.findings != (rows[i].says != NULL) || (rows[i].says && !says(&p, rows[i].says)))
            fail_msg("row %zu: %zu findings, %s", i, p.findings, p.finding[0].what);
        assert_true(is_well(&p));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(figures_want_a_sample),
                                       cmocka_unit_test(a_slow_loop_wants_turns),
                                       cmocka_unit_test(alerts_that_ask_too_much)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
