/* SPDX-License-Identifier: MIT */
/* Stops as people shape them: split, merged, touched, undone. small_stop is 120 s. */
#include "stops_rig.h"

#define RUNS "0 state=Execute; 100 state=Held; 500 state=Execute; "

static void expect(const char *what, const char *is, const char *wanted)
{
    if (strcmp(is, wanted) != 0)
        fail_msg("%s:\n  is     %s\n  wanted %s", what, is, wanted);
}

/* Each row: what happens, the stops and the figures then. */
static const struct row {
    const char *what, *script, *stops, *figures;
} rows[] = {
    {"a closed one is split", RUNS "600 do=stop-split S1 at=300 reason=mech.jam",
     "S1 100-300 long 200 stopped; S2 300-500 long 200 stopped mech.jam",
     "planned 600 run 200 unknown 0 | running 200 stopped 400 | stops 2 small 0 unexplained 1/200"},
    {"both are explained",
     RUNS "600 do=stop-split S1 at=300 reason=mech.jam; 610 do=reason S1 reason=mech.belt",
     "S1 100-300 long 200 stopped mech.belt; S2 300-500 long 200 stopped mech.jam",
     "planned 610 run 210 unknown 0 | running 210 stopped 400 | stops 2 small 0 unexplained 0/0"},
    {"an open one is split",
     "0 state=Execute; 100 state=Held; 400 do=stop-split S1 at=300; 500 state=Execute",
     "S1 100-300 long 200 stopped; S2 300-500 long 200 stopped",
     "planned 500 run 100 unknown 0 | running 100 stopped 400 | stops 2 small 0 unexplained 2/400"},
    {"… twice, and told late that it ended within the second part",
     "0 state=Execute; 100 state=Held; 400 do=stop-split S1 at=300; 410 do=stop-split S2 at=380; "
     "500 state=Execute@350",
     "S1 100-300 long 200 stopped; S2 300-350 long 50 stopped; S3 380-380 long 0 stopped",
     "planned 500 run 250 unknown 0 | running 250 stopped 250 | stops 3 small 0 unexplained 2/250"},
    {"… and told late that it ended before either",
     "0 state=Execute; 100 state=Held; 400 do=stop-split S1 at=300; 500 state=Execute@250",
     "S1 100-250 long 150 stopped; S2 300-300 long 0 stopped",
     "planned 500 run 350 unknown 0 | running 350 stopped 150 | stops 2 small 0 unexplained 1/150"},
    {"… and told late of another loss: nothing moves",
     "0 state=Execute; 100 state=Held; 400 do=stop-split S1 at=300; 500 state=Setup@250; "
     "600 state=Execute",
     "S1 100-300 long 200 stopped; S2 300-600 long 300 stopped",
     "planned 600 run 100 unknown 0 | running 100 stopped 150 changeover 350 | stops 2 small 0 "
     "unexplained 2/500"},
    {"… and a late unknown between",
     "0 state=Execute; 100 state=Held; 400 do=stop-split S1 at=300; 500 state=Dark@250; "
     "510 state=Held@280; 600 state=Execute",
     "S1 100-250 long 150 stopped; S2 280-600 long 320 stopped",
     "planned 570 run 100 unknown 30 | unknown 30 running 100 stopped 470 | stops 2 small 0 "
     "unexplained 2/470"},
    {"time that was not lost in it stays apart",
     "0 state=Execute; 100 state=Held; 200 state=Lunch; 300 state=Held; 500 state=Execute; "
     "600 do=stop-split S1 at=250",
     "S1 100-250 long 100 stopped; S2 250-500 long 200 stopped",
     "planned 500 run 200 unknown 0 | running 200 stopped 300 planned 100 | stops 2 small 0 "
     "unexplained 2/300"},
    {"the split is undone", RUNS "600 do=stop-split S1 at=300 reason=mech.jam; 610 do=undo",
     "S1 100-500 long 400 stopped",
     "planned 610 run 210 unknown 0 | running 210 stopped 400 | stops 1 small 0 unexplained 1/400"},
    {"… after it has ended",
     "0 state=Execute; 100 state=Held; 400 do=stop-split S1 at=300; 500 state=Execute; "
     "510 do=undo S1",
     "S1 100-500 long 400 stopped",
     "planned 510 run 110 unknown 0 | running 110 stopped 400 | stops 1 small 0 unexplained 1/400"},
    {"… while it is open, then told late that it ended before the split",
     "0 state=Execute; 100 state=Held; 400 do=stop-split S1 at=300; 410 do=undo S2; "
     "500 state=Execute@250",
     "S1 100-250 long 150 stopped",
     "planned 500 run 350 unknown 0 | running 350 stopped 150 | stops 1 small 0 unexplained 1/150"},
    {"neighbours are merged",
     RUNS "520 state=Held; 700 state=Execute; 710 do=stop-merge S1 other=S2",
     "S1 100-700 long 580 stopped",
     "planned 710 run 130 unknown 0 | running 130 stopped 580 | stops 1 small 0 unexplained 1/580"},
    {"… the one with the one before it",
     RUNS "520 state=Held; 700 state=Execute; 710 do=stop-merge current",
     "S1 100-700 long 580 stopped",
     "planned 710 run 130 unknown 0 | running 130 stopped 580 | stops 1 small 0 unexplained 1/580"},
    {"… named the other way round, and the earlier reason stays",
     RUNS "510 do=reason S1 reason=mech.jam; 520 state=Held; 700 state=Execute; "
          "705 do=reason S2 reason=mech.belt; 710 do=stop-merge S2 other=S1",
     "S1 100-700 long 580 stopped mech.jam",
     "planned 710 run 130 unknown 0 | running 130 stopped 580 | stops 1 small 0 unexplained 0/0"},
    {"a small one and a long one are a long one",
     RUNS "520 state=Held; 530 state=Execute; 540 do=stop-merge S1 other=S2",
     "S1 100-530 long 410 stopped",
     "planned 540 run 130 unknown 0 | running 130 stopped 410 | stops 1 small 0 unexplained 1/410"},
    {"two small ones stay small",
     "0 state=Held; 10 state=Execute; 20 state=Held; 30 state=Execute; 40 do=stop-merge S1 "
     "other=S2",
     "S1 0-30 small 20 stopped",
     "planned 40 run 40 unknown 0 | running 20 stopped 20 | stops 1 small 1 unexplained 0/0"},
    {"… unless they are more than that together",
     "0 state=Held; 100 state=Execute; 120 state=Held; 200 state=Execute; "
     "210 do=stop-merge S1 other=S2",
     "S1 0-200 long 180 stopped",
     "planned 210 run 30 unknown 0 | running 30 stopped 180 | stops 1 small 0 unexplained 1/180"},
    {"the open one and the one before it",
     RUNS "520 state=Held; 530 do=stop-merge current other=S1; 600 state=Execute",
     "S1 100-600 long 480 stopped",
     "planned 600 run 120 unknown 0 | running 120 stopped 480 | stops 1 small 0 unexplained 1/480"},
    {"a merge is undone",
     RUNS "520 state=Held; 530 state=Execute; 540 do=stop-merge S1 other=S2; 550 do=undo",
     "S1 100-500 long 400 stopped; S2 520-530 small 10 stopped",
     "planned 550 run 150 unknown 0 | running 140 stopped 410 | stops 2 small 1 unexplained 1/400"},
    {"… of the open one, that went on since",
     RUNS "520 state=Held; 530 do=stop-merge S2 other=S1; 600 state=Execute; 610 do=undo S1",
     "S1 100-500 long 400 stopped; S2 520-600 small 80 stopped",
     "planned 610 run 210 unknown 0 | running 130 stopped 480 | stops 2 small 1 unexplained 1/400"},
    {"… of the open one, that goes on",
     RUNS "520 state=Held; 530 do=stop-merge S2 other=S1; 600 do=undo S1; 700 state=Execute",
     "S1 100-500 long 400 stopped; S2 520-700 long 180 stopped",
     "planned 700 run 120 unknown 0 | running 120 stopped 580 | stops 2 small 0 unexplained 2/580"},
    {"split, merged again, split elsewhere",
     "0 state=Execute; 100 state=Held; 400 do=stop-split S1 at=300; 410 do=stop-merge S1 other=S2; "
     "450 do=stop-split S1 at=200; 500 state=Execute",
     "S1 100-200 long 100 stopped; S3 200-500 long 300 stopped",
     "planned 500 run 100 unknown 0 | running 100 stopped 400 | stops 2 small 0 unexplained 2/400"},
    {"starved asks for nothing", "0 state=Execute; 100 state=Wait; 500 state=Execute; 510 tick",
     "S1 100-500 long 400 starved",
     "planned 510 run 110 unknown 0 | running 110 starved 400 | stops 1 small 0 unexplained 0/0"},
    {"… but what is its own beyond the limit does",
     "0 state=Execute; 100 state=Wait; 300 state=Held; 430 tick",
     "S1 100- long 320.001 starved", /* told when it began to ask */
     "planned 430 run 100 unknown 0 | running 100 stopped 130 starved 200 | stops 1 small 0 "
     "unexplained 1/330"},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = stops_rig();
        rig_play(r, rows[i].script);
        expect(rows[i].what, stops_now(r), rows[i].stops);
        expect(rows[i].what, rig_figures(r), rows[i].figures);
        /* and the same after a restart, which knows all of them again */
        stops_restart(r, r->now.boot_ms - RIG_BOOT, true);
        expect(rows[i].what, rig_figures(r), rows[i].figures);
        rig_free(&r);
    }
}

/* ---- refused -------------------------------------------------------------------------------- */

static void test_refusals(void **state)
{
    (void)state;
    static const struct {
        const char *command;
        enum command_result result;
        const char *text;
    } cases[] = {
        {"stop-split S9 at=300", COMMAND_NOT_FOUND, "there is no stop S9"},
        {"stop-split S1", COMMAND_BAD, "say when the second cause began"},
        {"stop-split S1 at=100", COMMAND_BAD, "give a time within S1"},
        {"stop-split S1 at=500", COMMAND_BAD, "give a time within S1"},
        {"stop-split S1 at=300 reason=mech", COMMAND_BAD,
         "mech is a group: choose one of its reasons"},
        {"stop-split S1 at=300 rev=7", COMMAND_STALE, "somebody changed the stop meanwhile"},
        {"stop-split S2 at=602", COMMAND_BAD, "S2 is a small stop: it has one cause"},
        {"stop-merge S1 other=S3", COMMAND_BAD, "S1 and S3 are not neighbours"},
        {"stop-merge S1 other=S1", COMMAND_BAD, "S1 and S1 are not neighbours"},
        {"stop-merge S1 other=S2 with_rev=4", COMMAND_STALE, "somebody changed the stop meanwhile"},
        {"stop-merge S1", COMMAND_NOT_FOUND, "there is no stop at hand before S1"},
        {"stop-merge S1 other=S9", COMMAND_NOT_FOUND, "there is no stop S9"},
        {"stop-touch S1 word=seen", COMMAND_BAD, "say what: noticed, arrived or repaired"},
        {"stop-touch S1 word=arrived at=50", COMMAND_BAD,
         "that was not after S1 began, or is still to come"},
        {"stop-touch S1 word=arrived at=5000", COMMAND_BAD,
         "that was not after S1 began, or is still to come"},
        {"undo", COMMAND_NOT_FOUND, "there is nothing to undo"},
        {"undo S1", COMMAND_NOT_FOUND, "there is nothing to undo of S1"},
        {"reason S1 reason=mech.jam role=viewer", COMMAND_DONE, "S1: die jam"},
    };
    struct rig *r = stops_rig();
    rig_play(r, RUNS "600 state=Held; 605 state=Execute; 700 state=Held; 710 state=Execute");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t before = r->log_length;
        rig_do(r, cases[i].command, 800000);
        if (r->outcome.result != cases[i].result || strcmp(r->outcome.text, cases[i].text) != 0)
            fail_msg("%s: %d %s", cases[i].command, (int)r->outcome.result, r->outcome.text);
        if (r->outcome.result != COMMAND_DONE)
            assert_int_equal(r->log_length, before); /* nothing has changed */
    }
    rig_free(&r);
}

static json_t *body_now(struct rig *r, const char *stop)
{
    char key[40];
    json_t *latest = stops_latest(r);
    (void)text_format(key, sizeof key, "stop %s", stop);
    json_t *body = json_incref(json_object_get(json_object_get(latest, key), "body"));
    json_decref(latest);
    assert_non_null(body);
    return body;
}

/* Both people get the stop as it is now. */
static void test_stale(void **state)
{
    (void)state;
    struct rig *r = stops_rig();
    rig_play(r, RUNS "600 do=reason S1 rev=2 reason=mech.jam");
    rig_do(r, "reason S1 rev=2 reason=mech.belt actor=bob", 601000);
    assert_int_equal(r->outcome.result, COMMAND_STALE);
    assert_string_equal(r->outcome.id, "S1");
    assert_int_equal(r->outcome.rev, 3);
    json_t *body = json_loads(r->outcome.body, 0, NULL);
    assert_string_equal(rig_word(body, "reason"), "mech.jam");
    json_decref(body);
    rig_do(r, "reason S1 rev=3 reason=mech.belt actor=bob", 602000);
    assert_int_equal(r->outcome.result, COMMAND_DONE);
    body = body_now(r, "S1");
    assert_string_equal(rig_word(body, "reason"), "mech.belt");
    assert_string_equal(rig_word(json_object_get(body, "was"), "reason"), "mech.jam");
    assert_string_equal(rig_word(json_object_get(body, "entered"), "by"), "bob");
    assert_string_equal(rig_word(body, "from"), "tty1");
    json_decref(body);
    rig_free(&r);
}

/* ---- who may, and how long ------------------------------------------------------------------ */

static void test_who_and_how_long(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        int64_t s;
        const char *command;
        enum command_result result;
    } cases[] = {
        {"somebody else", 610, "undo S1 actor=bob", COMMAND_FORBIDDEN},
        {"of bob there is nothing", 610, "undo actor=bob", COMMAND_NOT_FOUND},
        {"a supervisor", 610, "undo S1 actor=eve role=supervisor", COMMAND_DONE},
        {"the same person", 890, "undo", COMMAND_DONE},
        {"too late", 910, "undo", COMMAND_FORBIDDEN},
        {"too late but a supervisor", 910, "undo S1 role=supervisor", COMMAND_DONE},
        {"amended by another", 20000, "reason S1 reason=mech.belt actor=bob", COMMAND_DONE},
        {"too late to amend", 30000, "reason S1 reason=mech.belt", COMMAND_FORBIDDEN},
        {"nor to split", 30000, "stop-split S1 at=300", COMMAND_FORBIDDEN},
        {"a supervisor amends", 30000, "reason S1 reason=mech.belt role=supervisor", COMMAND_DONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rig *r = stops_rig();
        rig_play(r, RUNS "600 do=reason S1 reason=mech.jam");
        rig_do(r, cases[i].command, cases[i].s * 1000);
        if (r->outcome.result != cases[i].result)
            fail_msg("%s: %d %s", cases[i].what, (int)r->outcome.result, r->outcome.text);
        rig_free(&r);
    }
    /* What a supervisor entered an operator does not change. */
    struct rig *r = stops_rig();
    rig_play(r, RUNS "600 do=reason S1 reason=mech.jam role=supervisor");
    rig_do(r, "reason S1 reason=mech.belt", 610000);
    assert_int_equal(r->outcome.result, COMMAND_FORBIDDEN);
    assert_string_equal(r->outcome.text,
                        "it was entered as supervisor: to be changed by supervisor or above");
    rig_free(&r);
}

/* One after the other, each as a new revision; what was changed since stays. */
static void test_undo_in_steps(void **state)
{
    (void)state;
    struct rig *r = stops_rig();
    rig_play(r, RUNS "600 do=reason S1 reason=mech.jam; 610 do=reason S1 reason=mech.belt; "
                     "620 do=undo; 630 do=undo");
    assert_int_equal(r->outcome.result, COMMAND_DONE);
    assert_string_equal(r->outcome.text, "undone: reason of S1");
    assert_int_equal(r->outcome.rev, 6);
    expect("both undone", stops_now(r), "S1 100-500 long 400 stopped");
    rig_do(r, "undo", 640000);
    assert_int_equal(r->outcome.result, COMMAND_NOT_FOUND);
    rig_play(r, "650 do=reason S1 reason=mech.jam; 660 do=reason S1 reason=mech.belt actor=bob");
    rig_do(r, "undo", 670000);
    assert_int_equal(r->outcome.result, COMMAND_STALE);
    rig_free(&r);
}

/* A reason can be undone after a restart, too: its record says what was before; once. */
static void test_undo_after_a_restart(void **state)
{
    (void)state;
    static const struct {
        const char *what, *script, *stops;
        enum command_result result;
    } steps[] = {
        {"a reason", RUNS "600 do=reason S1 reason=mech.jam", "S1 100-500 long 400 stopped",
         COMMAND_DONE},
        {"a changed one",
         RUNS "600 do=reason S1 reason=mech.jam; 610 do=reason S1 reason=mech.belt",
         "S1 100-500 long 400 stopped mech.jam", COMMAND_DONE},
        {"the later of two",
         RUNS "520 state=Held; 800 state=Execute; 810 do=reason S2 reason=mech.belt; "
              "820 do=reason S1 reason=mech.jam",
         "S1 100-500 long 400 stopped; S2 520-800 long 280 stopped mech.belt", COMMAND_DONE},
        {"of a stop that is open",
         "0 state=Execute; 100 state=Held; 300 do=reason current reason=mech.jam",
         "S1 100- long 200 stopped", COMMAND_DONE},
        {"what was undone is not done again", RUNS "600 do=reason S1 reason=mech.jam; 610 do=undo",
         "S1 100-500 long 400 stopped", COMMAND_NOT_FOUND},
        {"somebody else's", RUNS "600 do=reason S1 reason=mech.jam actor=bob",
         "S1 100-500 long 400 stopped mech.jam", COMMAND_NOT_FOUND},
        {"of long ago", RUNS "600 do=reason S1 reason=mech.jam; 2000 tick",
         "S1 100-500 long 400 stopped mech.jam", COMMAND_NOT_FOUND},
        {"of a split", RUNS "600 do=stop-split S1 at=300 reason=mech.jam",
         "S1 100-500 long 400 stopped", COMMAND_DONE},
    };
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        struct rig *r = stops_rig();
        rig_play(r, steps[i].script);
        int64_t ms = r->now.boot_ms - RIG_BOOT;
        stops_restart(r, ms, true);
        rig_do(r, "undo", ms);
        if (r->outcome.result != steps[i].result)
            fail_msg("%s: %d %s", steps[i].what, (int)r->outcome.result, r->outcome.text);
        expect(steps[i].what, stops_now(r), steps[i].stops);
        rig_free(&r);
    }
}

static void test_touch(void **state)
{
    (void)state;
    struct rig *r = stops_rig();
    rig_play(r, "0 state=Execute; 100 state=Held; 200 do=stop-touch current word=arrived; "
                "250 do=stop-touch S1 word=repaired at=240; 300 state=Execute");
    json_t *body = body_now(r, "S1"), *five = json_object_get(body, "five");
    const char *keys[] = {"detected", "noticed", "arrived", "repaired", "back"};
    const int64_t seconds[] = {100, 200, 200, 240, 300};
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(json_integer_value(json_object_get(five, keys[i])),
                         r->begin + seconds[i] * 1000);
    json_decref(body);
    const struct snapshot *s = rig_snapshot(r);
    assert_int_equal(s->stop.noticed, r->begin + 200000);
    assert_int_equal(s->stop.repaired, r->begin + 240000);
    rig_do(r, "stop-touch S1 word=repaired", 310000);
    assert_string_equal(r->outcome.text, "S1 is repaired already; say when to change that");
    rig_do(r, "stop-touch S1 word=noticed at=150", 310000);
    assert_int_equal(rig_snapshot(r)->stop.noticed, r->begin + 150000);
    rig_do(r, "undo", 320000);
    assert_int_equal(rig_snapshot(r)->stop.noticed, r->begin + 200000);
    /* what was long over is touched with a time of its own only */
    rig_do(r, "stop-touch S1 word=repaired at=1000", 1200000);
    assert_string_equal(r->outcome.text,
                        "S1 has been over for 15 min 00 s: say when, while it lasted");
    rig_do(r, "stop-touch S1 word=noticed", 1200000);
    assert_int_equal(r->outcome.result, COMMAND_BAD);
    rig_do(r, "stop-touch S1 word=noticed at=180", 1200000);
    assert_int_equal(rig_snapshot(r)->stop.noticed, r->begin + 180000);
    /* a reason for what is down is a touch, too */
    rig_play(r, "1400 state=Held; 1410 do=reason current reason=mech.jam");
    assert_int_equal(rig_snapshot(r)->stop.noticed, r->begin + 1410000);
    rig_free(&r);
}

/* ---- shifts that have ended ----------------------------------------------------------------- */

/* From 13:59 on: the early shift ends after a minute. */
static void test_past_shifts(void **state)
{
    (void)state;
    struct rig *r = stops_rig();
    rig_shift(r, "early", 6 * 60, 14 * 60);
    rig_shift(r, "late", 14 * 60, 22 * 60);
    r->begin += (13 * 60 + 50) * MS_PER_MIN;
    rig_play(r, "0 state=Execute; 100 state=Held; 1000 state=Execute; 1100 tick");
    expect("both shifts have a part", rig_figures(r),
           "planned 500 run 100 unknown 0 | running 100 stopped 400 | stops 0 small 0 unexplained "
           "1/400");
    rig_play(r, "1200 do=reason S1 reason=mech.jam");
    expect("explained", rig_figures(r),
           "planned 600 run 200 unknown 0 | running 200 stopped 400 | stops 0 small 0 unexplained "
           "0/0");
    json_t *latest = stops_latest(r), *record;
    const char *key;
    int amended = 0;
    json_object_foreach(latest, key, record)
    {
        const json_t *b = json_object_get(record, "body");
        if (strncmp(key, "shift ", 6) != 0 || !json_is_true(json_object_get(b, "closed")))
            continue;
        amended++;
        assert_int_equal(json_integer_value(json_object_get(record, "rev")), 3);
        assert_int_equal(json_integer_value(json_object_get(b, "unexplained")), 0);
        assert_int_equal(json_integer_value(json_object_get(b, "stops")), 1);
    }
    assert_int_equal(amended, 1);
    json_decref(latest);
    rig_play(r, "1210 do=stop-split S1 at=700");
    expect("split in the late one", rig_figures(r),
           "planned 610 run 210 unknown 0 | running 210 stopped 400 | stops 1 small 0 unexplained "
           "1/300");
    stops_restart(r, 1220000, true);
    rig_play(r, "1230 do=stop-merge S1 other=S2");
    assert_int_equal(r->outcome.result, COMMAND_DONE);
    expect("merged after a restart", rig_figures(r),
           "planned 610 run 210 unknown 20 | unknown 20 running 210 stopped 400 | stops 0 small 0 "
           "unexplained 0/0");
    /* Days later its shifts are no longer at hand. */
    rig_play(r, "400000 do=reason S1 reason=mech.jam role=supervisor");
    assert_int_equal(r->outcome.result, COMMAND_LOCKED);
    assert_non_null(strstr(r->outcome.text, "older than what is kept at hand"));
    rig_free(&r);
}

/* The early shift freezes ten minutes after its end, at 1200: what lies in it, in part even, stays.
 */
static void test_frozen_shift(void **state)
{
    (void)state;
    static const struct {
        int64_t s;
        const char *command;
        enum command_result result;
    } steps[] = {
        {1150, "reason S1 reason=mech.jam", COMMAND_DONE},
        {1310, "reason S1 reason=mech.belt role=supervisor", COMMAND_LOCKED},
        {1310, "undo S1", COMMAND_LOCKED},
        {1310, "stop-split S1 at=300", COMMAND_LOCKED},
        {1310, "stop-touch S1 word=noticed at=300", COMMAND_LOCKED},
        {1310, "reason S2 reason=mech.jam", COMMAND_LOCKED}, /* a part of it lies there */
        {1310, "stop-merge S3 other=S2", COMMAND_LOCKED},
        {1310, "stop-split S3 at=1200", COMMAND_DONE},
        {1310, "reason S3 reason=mech.jam", COMMAND_DONE},
        {1310, "undo", COMMAND_DONE},
    };
    struct rig *r = stops_rig();
    rig_shift(r, "early", 6 * 60, 14 * 60);
    rig_shift(r, "late", 14 * 60, 22 * 60);
    r->config.entry.freeze_ms = 10 * MS_PER_MIN;
    r->begin += (13 * 60 + 50) * MS_PER_MIN;
    rig_play(r, "0 state=Execute; 100 state=Held; 500 state=Execute; 550 state=Held; "
                "1000 state=Execute; 1100 state=Held");
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        if (i == 1)
            rig_play(r, "1300 state=Execute");
        rig_do(r, steps[i].command, steps[i].s * 1000);
        if (r->outcome.result != steps[i].result)
            fail_msg("%s: %d %s", steps[i].command, (int)r->outcome.result, r->outcome.text);
        if (r->outcome.result == COMMAND_LOCKED)
            assert_non_null(strstr(r->outcome.text, " lies in a shift that is signed or frozen"));
    }
    const struct snapshot *s = rig_snapshot(r);
    assert_int_equal(s->asks, 2); /* S4 and S3, not S2 */
    assert_string_equal(s->ask[0].id, "S4");
    assert_string_equal(s->ask[1].id, "S3");
    rig_free(&r);
}

/* Small stops of a frozen shift, too: all of a burst, or the part of it that lies there. */
static void test_frozen_burst(void **state)
{
    (void)state;
    struct rig *r = stops_rig();
    rig_shift(r, "early", 6 * 60, 14 * 60);
    rig_shift(r, "late", 14 * 60, 22 * 60);
    r->config.entry.freeze_ms = 10 * MS_PER_MIN;
    r->begin += (13 * 60 + 50) * MS_PER_MIN;
    rig_play(r, "0 state=Execute; 540 state=Held; 550 state=Execute; 560 state=Held; "
                "570 state=Execute; 580 state=Held; 590 state=Execute; 610 state=Held; "
                "620 state=Execute; 1300 tick");
    assert_int_equal(rig_snapshot(r)->asks, 0);
    rig_do(r, "reason B1 reason=mech.jam", 1310000);
    if (r->outcome.result != COMMAND_LOCKED)
        fail_msg("%d %s", (int)r->outcome.result, r->outcome.text);
    assert_non_null(strstr(r->outcome.text, " lies in a shift that is signed or frozen"));
    rig_free(&r);
}

/* One that is open is explained whatever became of the shift in which it began. */
static void test_open_over_a_frozen_shift(void **state)
{
    (void)state;
    struct rig *r = stops_rig();
    rig_shift(r, "early", 6 * 60, 14 * 60);
    rig_shift(r, "late", 14 * 60, 22 * 60);
    r->config.entry.freeze_ms = 10 * MS_PER_MIN;
    r->begin += (13 * 60 + 50) * MS_PER_MIN;
    rig_play(r, "0 state=Execute; 100 state=Held; 2000 do=reason current reason=mech.jam");
    assert_int_equal(r->outcome.result, COMMAND_DONE);
    assert_int_equal(rig_snapshot(r)->stops.unexplained, 0);
    rig_do(r, "stop-split current at=300", 2010000); /* it would have two stops then */
    assert_int_equal(r->outcome.result, COMMAND_LOCKED);
    rig_do(r, "stop-split current at=1300", 2010000);
    assert_int_equal(r->outcome.result, COMMAND_DONE);
    rig_free(&r);
}

/* More than the book holds: small ones leave first. */
static void test_full_book(void **state)
{
    (void)state;
    struct rig *r = stops_rig();
    rig_play(r, "0 state=Execute; 100 state=Held; 300 state=Execute");
    char script[96];
    for (int i = 0; i < 300; i++) {
        (void)text_format(script, sizeof script, "%d state=Held; %d state=Execute", 400 + 20 * i,
                          405 + 20 * i);
        rig_play(r, script);
    }
    rig_play(r, "7000 do=reason S1 reason=mech.jam");
    assert_int_equal(r->outcome.result, COMMAND_DONE);
    rig_do(r, "reason S2 reason=mech.jam", 7001000);
    assert_int_equal(r->outcome.result, COMMAND_LOCKED);
    rig_do(r, "reason S301 reason=mech.jam", 7002000);
    assert_int_equal(r->outcome.result, COMMAND_DONE);
    rig_free(&r);
}

/* What cannot be read back is told; nothing else suffers. */
/* Small stops stand in no list: the answer says that one was taken. */
static void test_what_a_merge_took(void **state)
{
    (void)state;
    static const struct {
        const char *play, *text;
    } cases[] = {
        {"0 state=Execute; 100 state=Held; 500 state=Execute; 520 state=Held; 700 state=Execute; "
         "710 do=stop-merge S1 other=S2",
         "S2 is part of S1 now"},
        {"0 state=Execute; 100 state=Held; 500 state=Execute; 520 state=Held; 530 state=Execute; "
         "540 do=stop-merge S2",
         "S2, a small stop, is part of S1 now"},
        {"0 state=Execute; 100 state=Held; 110 state=Execute; 120 state=Held; 530 state=Execute; "
         "540 do=stop-merge S2",
         "S2 is part of S1 now, which was a small stop"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rig *r = stops_rig();
        rig_play(r, cases[i].play);
        assert_string_equal(r->outcome.text, cases[i].text);
        rig_free(&r);
    }
}

static void test_recall_refuses(void **state)
{
    (void)state;
    static const struct {
        enum record_kind kind;
        const char *id, *body;
        int result;
    } cases[] = {
        {REC_STOP, "S7", "no json", -1},
        {REC_STOP, "X7", "{}", -1},
        {REC_STOP, "S7", "{\"begin\":1,\"end\":2,\"axis\":[2,1]}", -1},
        {REC_STOP, "S7", "{\"begin\":1,\"end\":2,\"ms\":5,\"axis\":[1,2]}", -1},
        {REC_STOP, "S7", "{\"begin\":1,\"end\":2,\"ms\":1,\"own_ms\":2,\"axis\":[1,2]}", -1},
        {REC_STOP, "S7", "{\"begin\":1,\"end\":2,\"ms\":1,\"axis\":[-9,2]}", -1},
        {REC_STOP, "S7", "{\"begin\":1,\"end\":2,\"ms\":1,\"axis\":[1,2305843009213693951]}", -1},
        {REC_STOP, "S7",
         "{\"begin\":1,\"end\":2,\"ms\":1,\"axis\":[1,2],\"parts\":{\"x\":-5},\"lost\":[5,7,\"x\"]"
         "}",
         0},                                                     /* of no shift at hand */
        {REC_STOP, "S7", "{\"begin\":1,\"end\":2,\"ms\":1}", 0}, /* of an older program */
        {REC_STOP, "S8", "{\"begin\":1,\"end\":null,\"ms\":1}", 0},
        {REC_CLOCK, "T1", "{}", -1},
    };
    struct rig *r = stops_rig();
    rig_play(r, "0 state=Execute");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cause why = {{0}};
        struct record record = {.kind = cases[i].kind,
                                .rev = 1,
                                .wall_ms = r->begin,
                                .body = cases[i].body,
                                .body_length = strlen(cases[i].body)};
        (void)text_copy(record.id, sizeof record.id, cases[i].id);
        if (station_recall(r->st, &record, &why) != cases[i].result)
            fail_msg("%s", cases[i].body);
        assert_int_equal(why.text[0] != '\0', cases[i].result != 0);
    }
    rig_play(r, "10 state=Held; 300 state=Execute");
    expect("numbers that were taken stay taken", stops_now(r), "S9 10-300 long 290 stopped");
    rig_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_what_a_merge_took),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_stale),
        cmocka_unit_test(test_who_and_how_long),
        cmocka_unit_test(test_undo_in_steps),
        cmocka_unit_test(test_undo_after_a_restart),
        cmocka_unit_test(test_touch),
        cmocka_unit_test(test_past_shifts),
        cmocka_unit_test(test_frozen_shift),
        cmocka_unit_test(test_frozen_burst),
        cmocka_unit_test(test_open_over_a_frozen_shift),
        cmocka_unit_test(test_full_book),
        cmocka_unit_test(test_recall_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
