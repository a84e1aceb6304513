/* SPDX-License-Identifier: MIT */
/* What andonctl doctor makes of figures: of a moment, and of a few parts, it draws no conclusions.
 */
#include "andon/ctl/doctor.c"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* It is main.c's, which has a main of its own. */
const char *ctl_option_name(enum ctl_option option)
{
    (void)option;
    return "";
}

static bool says(const struct patient *p, const char *what)
{
    for (size_t i = 0; i < p->found.count; i++)
        if (strstr(p->found.item[i].what, what) != NULL)
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
        p.found.count = 0;
        snapshot_init(&p.s);
        p.s.oee.planned_ms = rows[i].planned_ms;
        p.s.oee.performance_over = rows[i].over;
        p.s.counts.total = rows[i].parts * AMOUNT_ONE;
        ask_figures(&p);
        ask_brief(&p);
        if (says(&p, "performance is over") != rows[i].blames ||
            says(&p, "of planned time so far") != rows[i].brief)
            fail_msg("row %zu: %zu findings, %s", i, p.found.count,
                     p.found.count > 0 ? p.found.item[0].what : "");
        assert_true(doctor_well(&p.found));
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
        p.found.count = 0;
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
        p.found.count = 0;
        read_load(reply, &p);
        ask_load(&p);
        json_decref(reply);
        if (p.found.count != (rows[i].says != NULL) || (rows[i].says && !says(&p, rows[i].says)))
            fail_msg("row %zu: %zu findings, %s", i, p.found.count, p.found.item[0].what);
        assert_true(doctor_well(&p.found));
    }
}

static void a_view_by_its_status(void **state)
{
    (void)state;
    static const struct {
        const char *status, *says;
        bool well;
    } rows[] = {
        {"{\"link\":{\"up\":false,\"why\":\"connection refused\"}}",
         "broker is not connected: connection refused", false},
        {"{\"link\":{\"up\":true},\"complete\":true,\"stations\":{\"count\":0}}",
         "no station has ever been heard of", false},
        {"{\"link\":{\"up\":true},\"complete\":true,\"stations\":{\"count\":9,\"online\":7}}",
         "2 of 9 stations are not online", true},
        {"{\"link\":{\"up\":true},\"complete\":false}", "still being fetched", true},
        {"{\"link\":{\"up\":true,\"dropped\":5},\"complete\":true,\"stations\":{\"count\":1,"
         "\"online\":1}}",
         "5 messages were dropped", true},
        {"{\"link\":{\"up\":true},\"complete\":true,\"stations\":{\"count\":1,\"online\":1},"
         "\"health\":{\"loop_p99_us\":9000,\"loop_turns\":900}}",
         "loop is slow: 9.0 ms", true},
    };
    static struct patient p;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_t *view = json_loads(rows[i].status, 0, NULL);
        assert_non_null(view);
        p.found.count = 0;
        doctor_hub(view, &p.found);
        json_decref(view);
        if (!says(&p, rows[i].says) || doctor_well(&p.found) != rows[i].well)
            fail_msg("row %zu: %s", i, p.found.count > 0 ? p.found.item[0].what : "");
    }
}

static void how_the_daemon_itself_is(void **state)
{
    (void)state;
    static const struct {
        int64_t full_ms, oldest_ms, backlog;
        bool synced, up;
        const char *says; /* NULL: nothing */
        bool well;
    } rows[] = {
        {-1, -1, 0, true, true, NULL, true},
        {30 * MS_PER_DAY, -1, 0, true, true, NULL, true},
        {10 * MS_PER_DAY, -1, 0, true, true, "fill their disk", true},
        {MS_PER_HOUR, -1, 0, true, true, "fill their disk", false},
        {-1, MS_PER_HOUR - 1, 0, true, true, NULL, true},
        {-1, MS_PER_HOUR + 1, 0, true, true, "have not reached a hub", false},
        {-1, MS_PER_HOUR + 1, 0, true, false, NULL, true}, /* the link is said to be down */
        {-1, -1, 600000, true, true, "does not read", true},
        {-1, -1, 0, false, true, "not synchronised", true},
    };
    static struct patient p;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        p.found.count = 0;
        snapshot_init(&p.s);
        p.s.health.full_ms = rows[i].full_ms;
        p.s.health.backlog = rows[i].backlog;
        p.s.health.clock_synced = rows[i].synced;
        p.s.sync.oldest_ms = rows[i].oldest_ms;
        p.s.sync.link = rows[i].up ? LINK_UP : LINK_DOWN;
        for (size_t q = 0; q < sizeof own_questions / sizeof *own_questions; q++)
            own_questions[q](&p);
        if (p.found.count != (rows[i].says != NULL) || (rows[i].says && !says(&p, rows[i].says)) ||
            doctor_well(&p.found) != rows[i].well)
            fail_msg("row %zu: %zu, %s", i, p.found.count, p.found.item[0].what);
    }
}

static void a_crash_is_wrong_for_a_day_and_old_after_a_week(void **state)
{
    (void)state;
    static struct findings f;
    const int64_t now = ctl_now();
    doctor_crash(now - MS_PER_HOUR, "andond crashed: SIGSEGV", "there", &f);
    assert_int_equal(f.count, 1);
    assert_false(doctor_well(&f));
    f.count = 0;
    doctor_crash(now - 3 * MS_PER_DAY, "andond crashed: SIGSEGV", "there", &f);
    assert_int_equal(f.count, 1);
    assert_true(doctor_well(&f));
    doctor_crash(now - 8 * MS_PER_DAY, "andond crashed: SIGSEGV", "there", &f);
    assert_int_equal(f.count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_want_a_sample),
        cmocka_unit_test(a_slow_loop_wants_turns),
        cmocka_unit_test(alerts_that_ask_too_much),
        cmocka_unit_test(a_view_by_its_status),
        cmocka_unit_test(how_the_daemon_itself_is),
        cmocka_unit_test(a_crash_is_wrong_for_a_day_and_old_after_a_week)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
