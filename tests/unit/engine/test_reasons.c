/* SPDX-License-Identifier: MIT */
/* What people say about stops, as commands of the engine. small_stop is 120 s. */
#include "stops_rig.h"

static void test_reason(void **state)
{
    (void)state;
    static const struct {
        const char *what, *command;
        enum command_result result;
        const char *text;
    } rows[] = {
        {"a leaf", "current reason=mech.jam", COMMAND_DONE, "S1: die jam"},
        {"again, by its id", "S1 reason=mech.jam", COMMAND_DONE, "S1: die jam"},
        {"a group", "S1 reason=mech", COMMAND_BAD, "mech is a group: choose one of its reasons"},
        {"no such reason", "S1 reason=mech.jm", COMMAND_NOT_FOUND,
         "there is no reason mech.jm; did you mean mech.jam? See andonctl reasons"},
        {"no such stop", "S2 reason=mech.jam", COMMAND_NOT_FOUND, "there is no stop S2"},
        {"no such burst", "B1 reason=mech.jam", COMMAND_NOT_FOUND, "there is no burst of stops B1"},
        {"no id", "1 reason=mech.jam", COMMAND_NOT_FOUND, "there is no stop 1"},
        {"a note is wanted", "S1 reason=other", COMMAND_BAD,
         "other wants a note: say what happened"},
        {"and given", "S1 reason=other note=bird", COMMAND_DONE, "S1: other"},
        {"an old view", "S1 rev=1 reason=mech.jam", COMMAND_STALE,
         "somebody changed the stop meanwhile"},
        {"back", "S1 rev=4 reason=mech.jam", COMMAND_DONE, "S1: die jam"},
    };
    struct rig *r = stops_rig();
    char command[96];
    rig_play(r, "0 state=Execute; 10 state=Held; 300 tick");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        (void)text_format(command, sizeof command, "reason %s", rows[i].command);
        rig_do(r, command, 300000);
        if (r->outcome.result != rows[i].result || strcmp(r->outcome.text, rows[i].text) != 0)
            fail_msg("%s: %d %s", rows[i].what, (int)r->outcome.result, r->outcome.text);
    }
    assert_string_equal(r->outcome.id, "S1");
    assert_int_equal(r->outcome.rev, 5);
    assert_non_null(strstr(r->outcome.body, "\"reason\":\"mech.jam\",\"title\":\"die jam\""));
    assert_non_null(strstr(r->outcome.body, "\"from\":\"tty1\""));
    assert_string_equal(rig_snapshot(r)->stop.reason, "mech.jam");
    rig_free(&r);
}

static void test_none_yet(void **state)
{
    (void)state;
    struct rig *r = stops_rig();
    rig_play(r, "0 state=Execute; 10 do=reason current reason=mech.jam");
    assert_int_equal(r->outcome.result, COMMAND_NOT_FOUND);
    assert_string_equal(r->outcome.text, "there is no stop yet");
    rig_free(&r);
}

/* ---- what was lost ---- */

static void test_most_lost_by(void **state)
{
    (void)state;
    static const struct {
        const char *what, *play, *kind, *title;
        int64_t ms, count;
    } rows[] = {
        {"nothing", "0 state=Execute; 100 tick", "", "", 0, 0},
        {"an open stop, so far", "0 state=Execute; 100 state=Held; 400 tick", "unexplained",
         "not explained", 300000, 1},
        {"small ones together",
         "0 state=Execute; 100 state=Held; 110 state=Execute; 200 state=Held; 230 state=Execute; "
         "300 tick",
         "small", "small stops", 40000, 2},
        {"waiting for a neighbour is nobody's reason",
         "0 state=Execute; 100 state=Wait; 400 state=Execute; 500 tick", "waiting", "waiting",
         300000, 1},
        {"by its reason, over several",
         "0 state=Execute; 100 state=Held; 300 state=Execute; 310 do=reason S1 reason=mech.jam; "
         "400 state=Held; 600 state=Execute; 610 do=reason S2 reason=mech.jam; 700 state=Held; "
         "1050 state=Execute; 1100 tick",
         "reason", "die jam", 400000, 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = stops_rig();
        rig_play(r, rows[i].play);
        const struct snapshot *s = rig_snapshot(r);
        if (strcmp(s->loss.kind, rows[i].kind) != 0 || strcmp(s->loss.title, rows[i].title) != 0 ||
            s->loss.ms != rows[i].ms || s->loss.count != rows[i].count)
            fail_msg("%s: %s %s %lld ms, %lld", rows[i].what, s->loss.kind, s->loss.title,
                     (long long)s->loss.ms, (long long)s->loss.count);
        rig_free(&r);
    }
}

/* ---- what is asked ---- */

/* "S3 E-217; B1 x4" */
static const char *asked(struct rig *r)
{
    const struct snapshot *s = rig_snapshot(r);
    char *at = r->text;
    *at = '\0';
    for (int i = 0; i < s->asks; i++) {
        at = rig_put(at, "%s%s", i > 0 ? "; " : "", s->ask[i].id);
        if (s->ask[i].burst > 0)
            at = rig_put(at, " x%lld", (long long)s->ask[i].burst);
        at = rig_put_seconds(rig_put(at, " "), s->ask[i].ms);
        at = rig_put(at, "%s%s", s->ask[i].suggested[0] ? " " : "", s->ask[i].suggested);
    }
    return r->text;
}

/* Four small stops of 10 s, 20 s apart, from `s` on. */
#define BURST                                                                                 \
    "0 state=Execute; 100 state=Held; 110 state=Execute; 130 state=Held; 140 state=Execute; " \
    "160 state=Held; 170 state=Execute; 190 state=Held; 200 state=Execute; "

static void test_asked(void **state)
{
    (void)state;
    static const struct {
        const char *what, *script, *asked;
    } rows[] = {
        {"not while it is small", "0 state=Execute; 10 state=Held; 130 tick", ""},
        {"while it is down", "0 state=Execute; 10 state=Held; 131 tick", "S1 121"},
        {"and after it runs, with what the machine said",
         "0 state=Execute; 10 state=Held; 11 fault=E-217 die jam; 200 state=Execute; 210 tick",
         "S1 190 E-217 die jam"},
        {"the latest first",
         "0 state=Held; 200 state=Execute; 210 state=Held; 400 state=Execute; 410 tick",
         "S2 190; S1 200"},
        {"not what is explained",
         "0 state=Held; 200 state=Execute; 210 state=Held; 400 state=Execute; "
         "410 do=reason S2 reason=mech.jam",
         "S1 200"},
        {"not the neighbour's fault", "0 state=Wait; 300 state=Execute; 310 state=Full; 600 tick",
         ""},
        {"a burst is one question", BURST "210 tick", "B1 x4 40"},
        {"too few are none", "0 state=Held; 10 state=Execute; 20 state=Held; 30 state=Execute", ""},
        {"what is far apart is no burst",
         "0 state=Held; 10 state=Execute; 20 state=Held; 30 state=Execute; 340 state=Held; "
         "350 state=Execute",
         ""},
        {"waiting for the neighbour is in none",
         "0 state=Wait; 10 state=Execute; 20 state=Wait; 30 state=Execute; 40 state=Held; "
         "50 state=Execute",
         ""},
        {"a long one ends a burst",
         BURST "210 state=Held; 400 state=Execute; 410 state=Held; "
               "420 state=Execute",
         "S5 190; B1 x4 40"},
        {"answered at once", BURST "210 do=reason B1 reason=mech.jam", ""},
        {"… but one by one",
         BURST "210 do=reason S2 reason=mech.jam; 220 do=reason S1 reason=mech.jam", ""},
        {"… undone", BURST "210 do=reason B1 reason=mech.jam; 220 do=undo", "B1 x4 40"},
        {"… undone but for one that was changed",
         BURST "210 do=reason B1 reason=mech.jam; 215 do=reason S4 reason=mech.belt; "
               "220 do=undo B1",
         "B1 x3 30"},
        {"others join later",
         BURST "210 do=reason B1 reason=mech.jam; 220 state=Held; "
               "230 state=Execute",
         ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = stops_rig();
        rig_play(r, rows[i].script);
        if (strcmp(asked(r), rows[i].asked) != 0)
            fail_msg("%s: is \"%s\", wanted \"%s\"", rows[i].what, r->text, rows[i].asked);
        stops_restart(r, r->now.boot_ms - RIG_BOOT, true);
        assert_string_equal(asked(r), rows[i].asked);
        rig_free(&r);
    }
}

/* All of a burst get the reason, each as a record of its own; the answer comes a second time from
 * somebody who has not seen it. */
static void test_burst_twice(void **state)
{
    (void)state;
    struct rig *r = stops_rig();
    rig_play(r, BURST "210 do=reason B1 reason=mech.jam");
    assert_int_equal(r->outcome.result, COMMAND_DONE);
    assert_string_equal(r->outcome.text, "4 stops: die jam");
    assert_string_equal(stops_now(r), "S1 100-110 small 10 stopped mech.jam; "
                                      "S2 130-140 small 10 stopped mech.jam; "
                                      "S3 160-170 small 10 stopped mech.jam; "
                                      "S4 190-200 small 10 stopped mech.jam");
    assert_non_null(strstr(r->outcome.body, "\"burst\":\"B1\""));
    rig_do(r, "reason B1 reason=mech.belt actor=bob", 220000);
    assert_int_equal(r->outcome.result, COMMAND_STALE);
    assert_string_equal(r->outcome.id, "S1");
    assert_non_null(strstr(r->outcome.body, "mech.jam"));
    rig_do(r, "undo actor=bob", 230000);
    assert_int_equal(r->outcome.result, COMMAND_NOT_FOUND);
    rig_free(&r);
}

/* No more than a screen can hold are named; all are counted. */
static void test_many_asked(void **state)
{
    (void)state;
    struct rig *r = stops_rig();
    char script[96];
    for (int i = 0; i < 12; i++) {
        (void)text_format(script, sizeof script, "%d state=Held; %d state=Execute", 400 * i,
                          400 * i + 200);
        rig_play(r, script);
    }
    const struct snapshot *s = rig_snapshot(r);
    assert_int_equal(s->asks, SNAPSHOT_ASKS);
    assert_string_equal(s->ask[0].id, "S12");
    assert_int_equal(s->stops.unexplained, 12);
    rig_free(&r);
}

/* ---- what is likely ---- */

static void test_suggested(void **state)
{
    (void)state;
    static const struct {
        const char *fault, *reason;
    } rows[] = {
        {"E-217", "mech.jam"},      {"E-217 die jam", "mech.jam"},
        {"e-217: die", "mech.jam"}, {"Jam", "mech.jam"},
        {"E-2171", NULL},           {"E-21", NULL},
        {"jammed", NULL},           {"0", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = stops_rig();
        char script[96];
        (void)text_format(script, sizeof script, "0 state=Execute; 10 state=Held; 11 fault=%s",
                          rows[i].fault);
        rig_play(r, script);
        const struct reason_conf *reason = station_reason_suggested(r->st);
        if (!rows[i].reason ? reason != NULL : !reason || strcmp(reason->name, rows[i].reason) != 0)
            fail_msg("%s: %s", rows[i].fault, reason ? reason->name : "none");
        rig_free(&r);
    }
}

static void test_use_of_scrap(void **state)
{
    (void)state;
    static struct scrap_reason_conf dent = {.name = "dent", .title = "dent", .loss = LOSS_DEFECT};
    int64_t last;
    struct rig *r = stops_rig();
    rig_signal(r, "total", ROLE_TOTAL);
    r->config.scrap_reason = &dent;
    r->config.scrap_reasons = 1;
    rig_play(r, "0 state=Execute; 1 total=0; 10 total=50; 20 do=scrap 2 reason=dent; "
                "30 do=scrap 1 reason=dent");
    assert_int_equal(r->outcome.result, COMMAND_DONE);
    assert_int_equal(station_reason_use(r->st, REC_SCRAP, "dent", &last), 2);
    assert_int_equal(last, r->begin + 30000);
    assert_int_equal(station_reason_use(r->st, REC_STOP, "dent", &last), 0);
    rig_free(&r);
}

static void test_fits(void **state)
{
    (void)state;
    static const struct {
        const char *stations, *products;
        bool fits;
    } rows[] = {
        {"", "", true},          {"press1", "", true},          {"press2, press1", "", true},
        {"press2", "", false},   {"press11, press", "", false}, {"", "P7", false},
        {"press1", "P6", false},
    };
    struct rig *r = stops_rig();
    rig_play(r, "0 state=Execute");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(station_fits(r->st, rows[i].stations, rows[i].products), rows[i].fits);
    rig_free(&r);
}

/* A reason of some products is refused where another was made then, and is now. */
static void test_of_products(void **state)
{
    (void)state;
    static const struct {
        const char *command;
        enum command_result result;
        const char *text;
    } rows[] = {
        {"reason S1 reason=mech.jam", COMMAND_DONE, "S1: die jam"},
        {"reason S2 reason=mech.jam", COMMAND_BAD,
         "die jam is a reason with P6, P7 only, not with P9"},
        {"stop-split S2 at=800 reason=mech.jam", COMMAND_BAD,
         "die jam is a reason with P6, P7 only, not with P9"},
        {"reason S2 reason=mech.belt", COMMAND_DONE, "S2: belt"},
        {"reason S3 reason=mech.jam", COMMAND_DONE, "S3: die jam"},
        {"scrap 1 reason=burr at=1600", COMMAND_BAD, "burr is a reason with P9 only, not with P7"},
        {"scrap 1 reason=burr at=900", COMMAND_DONE, "R1: 1 scrap of P9"},
    };
    static struct scrap_reason_conf burr = {.name = "burr", .fits_products = "P9"};
    struct rig *r = stops_rig();
    struct reason_conf tree[8];
    assert_true(r->config.reasons <= sizeof tree / sizeof *tree);
    memcpy(tree, r->config.reason, r->config.reasons * sizeof *tree);
    (void)text_copy(tree[1].fits_products, sizeof tree[1].fits_products, "P6, P7");
    r->config.reason = tree;
    r->config.scrap_reason = &burr;
    r->config.scrap_reasons = 1;
    rig_signal(r, "product", ROLE_PRODUCT);
    rig_play(r, "0 product=P7; 0 state=Execute; 100 state=Held; 500 state=Execute; "
                "600 product=P9; 700 state=Held; 1000 state=Execute; 1100 state=Held; "
                "1510 state=Execute");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (i == 4) /* what is made now is what screens offer */
            rig_play(r, "1520 product=P7");
        rig_do(r, rows[i].command, i < 4 ? 1515000 : 1700000);
        if (r->outcome.result != rows[i].result || strcmp(r->outcome.text, rows[i].text) != 0)
            fail_msg("%s: %d %s", rows[i].command, (int)r->outcome.result, r->outcome.text);
    }
    rig_free(&r);
}

static void test_use(void **state)
{
    (void)state;
    int64_t last;
    struct rig *r = stops_rig();
    rig_play(r, BURST "210 do=reason S1 reason=mech.jam; 220 do=reason S2 reason=mech.jam; "
                      "230 do=reason S3 reason=mech.belt; 300 state=Held; "
                      "310 do=reason current reason=mech.belt; 320 do=reason S3 reason=mech.jam");
    assert_int_equal(station_reason_use(r->st, REC_STOP, "mech.jam", &last), 3);
    assert_int_equal(last, r->begin + 320000);
    assert_int_equal(station_reason_use(r->st, REC_STOP, "mech.belt", &last), 1);
    assert_int_equal(last, r->begin + 310000);
    assert_int_equal(station_reason_use(r->st, REC_STOP, "other", &last), 0);
    assert_int_equal(last, TIME_NONE);
    rig_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reason),       cmocka_unit_test(test_none_yet),
        cmocka_unit_test(test_most_lost_by), cmocka_unit_test(test_asked),
        cmocka_unit_test(test_burst_twice),  cmocka_unit_test(test_many_asked),
        cmocka_unit_test(test_suggested),    cmocka_unit_test(test_of_products),
        cmocka_unit_test(test_use),          cmocka_unit_test(test_use_of_scrap),
        cmocka_unit_test(test_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
