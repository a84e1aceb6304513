/* SPDX-License-Identifier: MIT */
/* What of a snapshot is told, to whom, how pressing, in which words; and the settings of it. */
#include "console/announce/announce.h"
#include "data/model/clock.h"
#include "data/model/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#define OPERATOR    (1U << PERSON_OPERATOR)
#define MAINTENANCE (1U << PERSON_MAINTENANCE)
#define SUPERVISOR  (1U << PERSON_SUPERVISOR)

static struct snapshot snap;
static struct announce_list list;
static struct announce_filter filter;

static int clean(void **state)
{
    (void)state;
    snapshot_init(&snap);
    (void)text_copy(snap.station, sizeof snap.station, "acme/site/press3");
    (void)text_copy(snap.title, sizeof snap.title, "Press 3");
    announce_filter_init(&filter);
    filter.roles = OPERATOR | MAINTENANCE | SUPERVISOR;
    return 0;
}

static const struct announcement *told(void)
{
    announce_list(&snap, &filter, &list);
    return list.count > 0 ? &list.item[0] : NULL;
}

/* The only one, with empty words when there is none. */
static const struct announcement *the(void)
{
    static const struct announcement none;
    const struct announcement *a = told();
    assert_non_null(a);
    return a != NULL ? a : &none;
}

static struct call_view *call(void)
{
    struct call_view *c = &snap.call[snap.calls++];
    call_view_init(c);
    (void)text_format(c->id, sizeof c->id, "C%d", snap.calls);
    (void)text_copy(c->type, sizeof c->type, "maintenance");
    return c;
}

static struct alert_view *alert(void)
{
    struct alert_view *a = &snap.alert[snap.alerts++];
    alert_view_init(a);
    (void)text_format(a->id, sizeof a->id, "A%d", snap.alerts);
    (void)text_copy(a->name, sizeof a->name, "oil-hot");
    (void)text_copy(a->letter, sizeof a->letter, "B");
    a->priority = PRIO_MEDIUM;
    a->active = true;
    return a;
}

static void test_whom_a_call_addresses(void **state)
{
    static const struct {
        const char *type, *roles;
        unsigned reader;
        bool told;
    } rows[] = {
        {"maintenance", "", MAINTENANCE, true},
        {"maintenance", "", OPERATOR, false},
        {"maintenance", "maintenance, supervisor", SUPERVISOR, true},
        {"maintenance", "supervisor", MAINTENANCE, false},
        {"supervisor", "", SUPERVISOR, true},
        {"supervisor", "", MAINTENANCE, false},
        {"material", "", OPERATOR, true},
        {"material", "", MAINTENANCE, true},
        {"material", "logistics", OPERATOR, true}, /* no role of ours: everybody */
        {"material", "", 1U << PERSON_VIEWER, false},
        {"safety", "", OPERATOR, true},
        {"safety", "", 0, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        (void)clean(state);
        struct call_view *c = call();
        (void)text_copy(c->type, sizeof c->type, rows[i].type);
        (void)text_copy(c->roles, sizeof c->roles, rows[i].roles);
        filter.roles = rows[i].reader;
        if ((told() != NULL) != rows[i].told)
            fail_msg("row %zu: call %s to %s", i, rows[i].type, rows[i].roles);
    }
}

static void test_whom_a_call_names(void **state)
{
    (void)state;
    struct call_view *c = call();
    assert_false(announce_call_names(c, MAINTENANCE)); /* its type does, it does not say so */
    (void)text_copy(c->roles, sizeof c->roles, "maintenance, supervisor");
    assert_true(announce_call_names(c, MAINTENANCE));
    assert_true(announce_call_names(c, OPERATOR | SUPERVISOR));
    assert_false(announce_call_names(c, OPERATOR));
    c->state = CALL_TAKEN;
    assert_false(announce_call_names(c, MAINTENANCE));
}

static void test_how_pressing_a_call_is(void **state)
{
    static const struct {
        enum call_state is;
        const char *type;
        int64_t tier;
        bool blocking, line_stop;
        int urgency; /* -1: not told */
        enum announce_act act;
        int64_t step;
    } rows[] = {
        {CALL_RAISED, "quality", 0, false, false, URGENCY_NORMAL, ACT_TAKE, 0},
        {CALL_RAISED, "quality", 1, false, false, URGENCY_NORMAL, ACT_TAKE, 4},
        {CALL_RAISED, "quality", 2, false, false, URGENCY_CRITICAL, ACT_TAKE, 8},
        {CALL_RAISED, "quality", 1, true, false, URGENCY_CRITICAL, ACT_TAKE, 5},
        {CALL_RAISED, "quality", 1, false, true, URGENCY_CRITICAL, ACT_TAKE, 6},
        {CALL_RAISED, "safety", 0, false, false, URGENCY_CRITICAL, ACT_TAKE, 0},
        {CALL_TAKEN, "quality", 1, false, false, URGENCY_LOW, ACT_NONE, 4},
        {CALL_TAKEN, "quality", 3, false, false, URGENCY_CRITICAL, ACT_NONE, 12},
        {CALL_ARRIVED, "quality", 1, true, false, -1, ACT_NONE, 0},
        {CALL_SOLVED, "quality", 1, true, false, -1, ACT_NONE, 0},
        {CALL_CANCELLED, "quality", 1, true, false, -1, ACT_NONE, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        (void)clean(state);
        struct call_view *c = call();
        c->state = rows[i].is;
        (void)text_copy(c->type, sizeof c->type, rows[i].type);
        c->tier = rows[i].tier;
        c->blocking = rows[i].blocking;
        c->line_stop = rows[i].line_stop;
        const struct announcement *a = told();
        assert_int_equal(a != NULL ? (int)a->urgency : -1, rows[i].urgency);
        if (a == NULL)
            continue;
        assert_int_equal(a->act, rows[i].act);
        assert_int_equal(a->step, rows[i].step);
        assert_string_equal(a->id, "C1");
    }
}

static void test_words_of_a_call(void **state)
{
    (void)state;
    struct call_view *c = call();
    (void)text_copy(c->title, sizeof c->title, "Maintenance");
    (void)text_copy(c->note, sizeof c->note, "die\x1b[31m stuck");
    (void)text_copy(c->by, sizeof c->by, "anna");
    (void)text_copy(c->told, sizeof c->told, "supervisor by lamp");
    c->blocking = true;
    c->tier = 2;
    const struct announcement *a = the();
    assert_string_equal(a->title, "Press 3: call: Maintenance");
    assert_string_equal(a->body, "The machine stands because of it\nNote: die?[31m stuck\n"
                                 "Raised by anna\nEscalated, step 2: supervisor by lamp");
    c->line_stop = true;
    c->state = CALL_TAKEN;
    a = the();
    assert_non_null(strstr(a->body, "The line is about to be stopped for it"));
    assert_non_null(strstr(a->body, "Taken by somebody"));
}

static void test_which_alerts(void **state)
{
    static const struct {
        const char *letter;
        enum priority priority, from;
        bool active, acked, suppressed, out, flood;
        enum shelve shelve;
        int urgency;
    } rows[] = {
        {"B", PRIO_MEDIUM, PRIO_MEDIUM, true, 0, 0, 0, 0, SHELVE_NONE, URGENCY_NORMAL},
        {"B", PRIO_HIGH, PRIO_MEDIUM, true, 0, 0, 0, 0, SHELVE_NONE, URGENCY_CRITICAL},
        {"B", PRIO_LOW, PRIO_MEDIUM, true, 0, 0, 0, 0, SHELVE_NONE, -1},
        {"B", PRIO_LOW, PRIO_LOW, true, 0, 0, 0, 0, SHELVE_NONE, URGENCY_LOW},
        {"B", PRIO_ADVICE, PRIO_ADVICE, true, 0, 0, 0, 0, SHELVE_NONE, URGENCY_LOW},
        {"C", PRIO_HIGH, PRIO_MEDIUM, true, true, 0, 0, 0, SHELVE_NONE, -1},
        {"D", PRIO_HIGH, PRIO_MEDIUM, false, 0, 0, 0, 0, SHELVE_NONE, URGENCY_CRITICAL},
        {"A", PRIO_HIGH, PRIO_MEDIUM, false, 0, 0, 0, 0, SHELVE_NONE, -1},
        {"", PRIO_HIGH, PRIO_MEDIUM, false, 0, 0, 0, 0, SHELVE_NONE, -1},
        {"E", PRIO_HIGH, PRIO_MEDIUM, true, 0, 0, 0, 0, SHELVE_TIMED, -1},
        {"E", PRIO_HIGH, PRIO_MEDIUM, true, 0, 0, 0, 0, SHELVE_ONE_SHOT, -1},
        {"F", PRIO_HIGH, PRIO_MEDIUM, true, 0, true, 0, 0, SHELVE_NONE, -1},
        {"G", PRIO_HIGH, PRIO_MEDIUM, true, 0, 0, true, 0, SHELVE_NONE, -1},
        {"B", PRIO_MEDIUM, PRIO_MEDIUM, true, 0, 0, 0, true, SHELVE_NONE, -1},
        {"B", PRIO_HIGH, PRIO_MEDIUM, true, 0, 0, 0, true, SHELVE_NONE, URGENCY_CRITICAL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        (void)clean(state);
        struct alert_view *v = alert();
        (void)text_copy(v->letter, sizeof v->letter, rows[i].letter);
        v->priority = rows[i].priority;
        v->active = rows[i].active;
        v->acked = rows[i].acked;
        v->suppressed = rows[i].suppressed;
        v->out_of_service = rows[i].out;
        v->shelve = rows[i].shelve;
        snap.alerting.flood = rows[i].flood;
        snap.alerting.in_flood = 9;
        filter.from = rows[i].from;
        const struct announcement *a = told();
        if ((a != NULL ? (int)a->urgency : -1) != rows[i].urgency)
            fail_msg("row %zu", i);
        assert_int_equal(list.flood, rows[i].flood ? 9 : 0);
    }
}

static void test_words_of_an_alert(void **state)
{
    (void)state;
    struct alert_view *v = alert();
    v->active = false;
    v->latched = true;
    (void)text_copy(v->text, sizeof v->text, "oil_temp 74.2 > 70");
    (void)text_copy(v->check, sizeof v->check, "is the fan turning?");
    const struct announcement *a = the();
    assert_string_equal(a->title, "Press 3: oil-hot");
    assert_string_equal(a->body, "oil_temp 74.2 > 70 (over, not acknowledged)\n"
                                 "First check: is the fan turning?");
    assert_int_equal(a->act, ACT_ACK);
}

static struct prediction_view *prediction(void)
{
    struct prediction_view *p = &snap.prediction[snap.predictions++];
    prediction_view_init(p);
    (void)text_copy(p->id, sizeof p->id, "P3");
    (void)text_copy(p->mode, sizeof p->mode, "bearing-wear");
    p->state = PREDICTION_RAISED;
    p->p = 874900;
    p->horizon_ms = 2 * MS_PER_DAY;
    p->rul_ms = -1;
    return p;
}

static void test_predictions(void **state)
{
    (void)state;
    struct prediction_view *p = prediction();
    (void)text_copy(p->action, sizeof p->action, "grease it");
    const struct announcement *a = the();
    assert_string_equal(a->title, "Press 3: may fail: bearing-wear");
    assert_string_equal(a->body, "87 % within 2 d\nAdvised: grease it");
    assert_int_equal(a->urgency, URGENCY_NORMAL);
    assert_int_equal(a->act, ACT_NONE);
    p->alarm = true;
    p->horizon_ms = -1;
    p->rul_ms = 3 * MS_PER_HOUR;
    a = the();
    assert_int_equal(a->urgency, URGENCY_CRITICAL);
    assert_non_null(strstr(a->body, "87 %\nRemaining life about 3 h"));
    filter.roles = OPERATOR;
    assert_null(told()); /* never demands anything of an operator */
    filter.roles = MAINTENANCE;
    for (int s = 0; s < PREDICTION_STATE_COUNT; s++) {
        p->state = (enum prediction_state)s;
        assert_int_equal(told() != NULL, s == PREDICTION_RAISED);
    }
}

static void test_stops(void **state)
{
    (void)state;
    struct snapshot_ask *ask = &snap.ask[snap.asks++];
    *ask = (struct snapshot_ask){.id = "S4", .end = TIME_NONE, .ms = 10 * MS_PER_MIN - 1};
    assert_null(told());
    ask->ms++;
    (void)text_copy(ask->detail, sizeof ask->detail, "E-217");
    const struct announcement *a = the();
    assert_string_equal(a->title, "Press 3: stopped for more than 10 min 00 s, not explained");
    assert_string_equal(a->body, "Machine says: E-217");
    ask->end = 5;
    assert_string_equal(the()->title, "Press 3: a stop of more than 10 min 00 s, not explained");
    filter.roles = MAINTENANCE;
    assert_null(told());
    filter.roles = SUPERVISOR;
    ask->burst = 3;
    assert_null(told());
}

static void test_orders(void **state)
{
    (void)state;
    struct order_view *o = &snap.order[snap.orders++];
    order_view_init(o);
    (void)text_copy(o->id, sizeof o->id, "O5");
    o->priority = PRIO_MEDIUM;
    o->state = ORDER_PLANNED;
    (void)text_copy(o->symptom, sizeof o->symptom, "oil leak");
    const struct announcement *a = the();
    assert_string_equal(a->title, "Press 3: work order O5 planned");
    assert_string_equal(a->body, "oil leak");
    assert_true(a->passing);
    assert_int_equal(a->urgency, URGENCY_LOW);
    (void)text_copy(o->number, sizeof o->number, "WO-8");
    o->priority = PRIO_HIGH;
    a = the();
    assert_string_equal(a->title, "Press 3: work order WO-8 planned");
    assert_int_equal(a->urgency, URGENCY_NORMAL);
    filter.from = PRIO_HIGH; /* it is for alerts: somebody wants this work */
    o->priority = PRIO_ADVICE;
    assert_non_null(told());
    filter.roles = OPERATOR;
    assert_null(told());
}

static void test_order_and_kinds(void **state)
{
    (void)state;
    (void)call();
    (void)alert();
    alert()->priority = PRIO_HIGH;
    (void)prediction();
    (void)told();
    static const char *const ids[] = {"A2", "C1", "A1", "P3"};
    assert_int_equal(list.count, 4);
    for (int i = 0; i < 4; i++)
        assert_string_equal(list.item[i].id, ids[i]);
    struct cause why;
    assert_int_equal(announce_filter_set(&filter, "only", "prediction, call", &why), 0);
    (void)told();
    assert_int_equal(list.count, 2);
    snap.title[0] = '\0';
    assert_string_equal(announce_station(&snap), "press3");
    (void)text_copy(snap.station, sizeof snap.station, "press4");
    assert_string_equal(announce_station(&snap), "press4");
}

/* Everything at its limit fits, and no text is cut in the middle of a character. */
static void test_full(void **state)
{
    (void)state;
    for (int i = 0; i < SNAPSHOT_CALLS; i++) {
        struct call_view *c = call();
        c->tier = 9;
        for (size_t k = 0; k + 3 < sizeof c->note; k += 3)
            (void)text_copy(c->note + k, sizeof c->note - k, "\u20AC");
        memcpy(c->told, c->note, sizeof c->told);
        memcpy(c->title, c->note, 63);
    }
    for (int i = 0; i < SNAPSHOT_ALERTS; i++)
        memset(alert()->check, 'x', 95);
    (void)told();
    assert_int_equal(list.count, SNAPSHOT_CALLS + SNAPSHOT_ALERTS);
    for (int i = 0; i < list.count; i++)
        assert_true(utf8_valid(list.item[i].title, strlen(list.item[i].title)) &&
                    utf8_valid(list.item[i].body, strlen(list.item[i].body)));
}

static void test_settings(void **state)
{
    (void)state;
    static const struct {
        const char *name, *value, *wrong; /* NULL: right */
    } rows[] = {
        {"role", "maintenance", NULL},
        {"role", "operator,supervisor", NULL},
        {"role", "maintenence", "did you mean maintenance?"},
        {"role", "", "not a list"},
        {"only", "alert", NULL},
        {"only", "alarms", "there is no"},
        {"from", "high", NULL},
        {"from", "urgent", "advice, low, medium or high"},
        {"stop-after", "5 min", NULL},
        {"stop-after", "soon", "not a duration"},
        {"quiet-hours", "22:00-06:00", NULL},
        {"quiet-hours", "22-6", "22:00-06:00"},
        {"quiet-hours", "22:00-25:00", "not hours"},
        {"quiet-hours", "22:00", "not hours"},
        {"loud", "yes", "no such setting"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cause why = {.text = ""};
        int result = announce_filter_set(&filter, rows[i].name, rows[i].value, &why);
        assert_int_equal(result, rows[i].wrong == NULL ? 0 : -1);
        if (rows[i].wrong != NULL && strstr(why.text, rows[i].wrong) == NULL)
            fail_msg("%s %s: %s", rows[i].name, rows[i].value, why.text);
    }
    assert_int_equal(filter.roles, OPERATOR | SUPERVISOR);
    assert_int_equal(filter.kinds, 1U << ANNOUNCE_ALERT);
    assert_int_equal(filter.from, PRIO_HIGH);
    assert_int_equal(filter.stop_ms, 5 * MS_PER_MIN);
}

static void test_quiet_hours(void **state)
{
    (void)state;
    static const struct {
        int from, to, minute;
        bool quiet;
    } rows[] = {
        {0, 0, 100, false},     {1320, 360, 1319, false}, {1320, 360, 1320, true},
        {1320, 360, 0, true},   {1320, 360, 359, true},   {1320, 360, 360, false},
        {600, 660, 630, true},  {600, 660, 660, false},   {600, 660, 599, false},
        {1320, 360, -1, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        filter.quiet_from = rows[i].from;
        filter.quiet_to = rows[i].to;
        assert_int_equal(announce_is_quiet(&filter, rows[i].minute), rows[i].quiet);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_whom_a_call_addresses, clean),
        cmocka_unit_test_setup(test_whom_a_call_names, clean),
        cmocka_unit_test_setup(test_how_pressing_a_call_is, clean),
        cmocka_unit_test_setup(test_words_of_a_call, clean),
        cmocka_unit_test_setup(test_which_alerts, clean),
        cmocka_unit_test_setup(test_words_of_an_alert, clean),
        cmocka_unit_test_setup(test_predictions, clean),
        cmocka_unit_test_setup(test_stops, clean),
        cmocka_unit_test_setup(test_orders, clean),
        cmocka_unit_test_setup(test_order_and_kinds, clean),
        cmocka_unit_test_setup(test_full, clean),
        cmocka_unit_test_setup(test_settings, clean),
        cmocka_unit_test_setup(test_quiet_hours, clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
