/* SPDX-License-Identifier: MIT */
/* Scrap and rework that people enter: what is refused, how it stands beside the machine's own
 * rejects, back-dated, reversed, undone. The ideal cycle is 1 s, P7's 2 s. */
#include "rig.h"

static struct scrap_reason_conf reasons[] = {
    {.name = "burr", .title = "burr", .loss = LOSS_DEFECT},
    {.name = "other", .title = "something else", .loss = LOSS_DEFECT, .note = true},
    {.name = "paint", .title = "paint", .loss = LOSS_DEFECT, .rework = true},
};
static struct job_conf orders[] = {
    {.name = "a1", .product = "P7", .quantity = 100 * AMOUNT_ONE},
    {.name = "a2", .quantity = 50 * AMOUNT_ONE},
};

static struct rig *make(bool machine_rejects)
{
    struct rig *r = rig_new();
    rig_signal(r, "state", ROLE_STATE);
    rig_signal(r, "total", ROLE_TOTAL);
    if (machine_rejects)
        rig_signal(r, "scrap", ROLE_SCRAP);
    r->config.products = 1;
    r->product[0] = (struct product_conf){.name = "P7", .ideal_us = 2000000};
    r->config.job = orders;
    r->config.jobs = sizeof orders / sizeof *orders;
    r->config.scrap_reason = reasons;
    r->config.scrap_reasons = sizeof reasons / sizeof *reasons;
    r->config.entry.undo_ms = 60000;
    r->config.entry.amend_ms = 600000;
    return r;
}

static void expect(const char *what, const char *got, const char *want)
{
    if (strcmp(got, want) != 0)
        fail_msg("%s:\n  got  %s\n  want %s", what, got, want);
}

/* ---- what is answered ----------------------------------------------------------------------- */

struct row {
    const char *command;
    enum command_result result;
    const char *text, *counts;
};

static void answers(struct rig *r, const struct row *row, size_t rows)
{
    for (size_t i = 0; i < rows; i++) {
        rig_do(r, row[i].command, 100000);
        if (r->outcome.result != row[i].result || strcmp(r->outcome.text, row[i].text) != 0)
            fail_msg("%s: %d %s", row[i].command, (int)r->outcome.result, r->outcome.text);
        expect(row[i].command, rig_counts(r), row[i].counts);
    }
}

static void test_answers(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"scrap reason=burr", COMMAND_BAD, "say how many", "40/40/0/0"},
        {"scrap -3 reason=burr", COMMAND_BAD,
         "less than nothing is no entry: reverse the one that is too much", "40/40/0/0"},
        {"scrap 3", COMMAND_BAD, "say why: a reason is wanted", "40/40/0/0"},
        {"scrap 3 reason=bur", COMMAND_NOT_FOUND,
         "there is no scrap reason bur; did you mean burr? See andonctl scrap-reasons",
         "40/40/0/0"},
        {"scrap 3 reason=other", COMMAND_BAD, "something else wants a note: say what happened",
         "40/40/0/0"},
        {"scrap 3 reason=burr at=200", COMMAND_BAD, "that is later than now", "40/40/0/0"},
        {"scrap 3 reason=burr at=-86500", COMMAND_LOCKED,
         "that is older than the shift before this one", "40/40/0/0"},
        {"scrap 3 reason=burr job=b1", COMMAND_NOT_FOUND,
         "there is no job b1 that something was made of; did you mean a1? See andonctl job list",
         "40/40/0/0"},
        {"scrap 41 reason=burr", COMMAND_BAD,
         "that is more than was made in that shift: 40, of which some may be entered already",
         "40/40/0/0"},
        {"scrap 26 reason=burr", COMMAND_BAD, "more than 25 at once is not plausible", "40/40/0/0"},
        {"scrap 3 reason=burr", COMMAND_DONE, "R1: 3 scrap", "40/37/3/0"},
        {"scrap 0.5 reason=other note=bent", COMMAND_DONE, "R2: 0.5 scrap", "40/36.5/3.5/0"},
        {"scrap 2 reason=paint", COMMAND_DONE, "R3: 2 rework", "40/34.5/3.5/2"},
        {"scrap 1 reason=burr rework=1", COMMAND_DONE, "R4: 1 rework", "40/33.5/3.5/3"},
        {"scrap 25 reason=burr", COMMAND_DONE, "R5: 25 scrap", "40/8.5/28.5/3"},
        {"scrap 9 reason=burr", COMMAND_BAD,
         "that is more than was made in that shift: 40, of which some may be entered already",
         "40/8.5/28.5/3"},
        {"scrap-reverse actor=nobody", COMMAND_NOT_FOUND,
         "there is no scrap of yours at hand: say which entry (andonctl scrap list)",
         "40/8.5/28.5/3"},
        {"scrap-reverse R9", COMMAND_NOT_FOUND, "there is no entry R9", "40/8.5/28.5/3"},
        {"scrap-reverse x", COMMAND_NOT_FOUND, "there is no entry x", "40/8.5/28.5/3"},
        {"scrap-reverse", COMMAND_DONE, "R6: -25 scrap", "40/33.5/3.5/3"},
        {"scrap-reverse", COMMAND_BAD, "R5 is reversed already", "40/33.5/3.5/3"},
        {"scrap-reverse R5", COMMAND_BAD, "R5 is reversed already", "40/33.5/3.5/3"},
        {"scrap-reverse R6", COMMAND_LOCKED, "R6 is a reversal, or older than what is kept at hand",
         "40/33.5/3.5/3"},
        {"scrap-reverse R1 of=4", COMMAND_BAD, "of R1 there is 3 left to reverse", "40/33.5/3.5/3"},
        {"scrap-reverse R1 of=-1", COMMAND_BAD, "of R1 there is 3 left to reverse",
         "40/33.5/3.5/3"},
        {"scrap-reverse R1 of=1 note=one", COMMAND_DONE, "R7: -1 scrap", "40/34.5/2.5/3"},
        {"scrap-reverse R1", COMMAND_DONE, "R8: -2 scrap", "40/36.5/0.5/3"},
    };
    struct rig *r = make(false);
    r->config.entry.scrap_max = 0;
    rig_play(r, "0 state=Execute; 0 total=0; 50 total=40; 100 tick");
    answers(r, rows, 9);
    r->config.entry.scrap_max = 25 * AMOUNT_ONE;
    answers(r, rows + 9, sizeof rows / sizeof *rows - 9);
    expect("records", rig_records(r, "scrap"),
           "1.1 100 3 scrap burr; 2.1 100 0.5 scrap other bent; 3.1 100 2 rework paint; "
           "4.1 100 1 rework burr; 5.1 100 25 scrap burr; 6.1 100 -25 scrap burr R5; "
           "7.1 100 -1 scrap burr one R1; 8.1 100 -2 scrap burr R1");
    assert_string_equal(r->outcome.id, "R8");
    assert_non_null(strstr(r->outcome.body, "\"of\":\"R1\""));
    assert_non_null(strstr(r->outcome.body, "\"from\":\"tty1\""));
    assert_int_equal(rig_snapshot(r)->counts.entered_scrap, AMOUNT_ONE / 2);
    assert_int_equal(rig_snapshot(r)->counts.entered_rework, 3 * AMOUNT_ONE);
    rig_free(&r);
}

/* Where nothing is counted nothing can be compared. */
static void test_nothing_counted(void **state)
{
    (void)state;
    struct rig *r = rig_new();
    rig_signal(r, "state", ROLE_STATE);
    rig_play(r, "0 state=Execute; 10 do=scrap 3");
    assert_int_equal(r->outcome.result, COMMAND_DONE);
    assert_int_equal(rig_snapshot(r)->counts.entered_scrap, 3 * AMOUNT_ONE);
    rig_free(&r);
}

/* ---- beside the machine's own rejects ------------------------------------------------------- */

static void test_reconciled(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        bool machine;
        const char *script, *counts;
        double quality, oee; /* of 100 s */
    } rows[] = {
        {"nothing is known of rejects", false, "50 total=40", "40/40/0/0", NAN, 0.4},
        {"the machine counts none", false, "50 total=40; 60 do=scrap 10 reason=burr", "40/30/10/0",
         0.75, 0.3},
        {"entries explain its rejects", true, "50 total=40; 50 scrap=10; 60 do=scrap 4 reason=burr",
         "40/30/10/0", 0.75, 0.3},
        {"… and only what exceeds adds", true,
         "50 total=40; 50 scrap=10; 60 do=scrap 4 reason=burr; 70 do=scrap 10 reason=other note=x",
         "40/26/14/0", 0.65, 0.26},
        {"in whatever order they are told", true,
         "50 total=40; 60 do=scrap 4 reason=burr; 70 do=scrap 10 reason=other note=x; 80 scrap=10",
         "40/26/14/0", 0.65, 0.26},
        {"rework adds: the machine counts none", true,
         "50 total=40; 50 scrap=10; 60 do=scrap 6 reason=paint", "40/24/10/6", 0.6, 0.24},
        {"not more than there are", true, "50 total=40; 50 scrap=38; 60 do=scrap 3 reason=paint",
         "40/2/38/0", 0.05, 0.02},
        {"taken back: as before", true,
         "50 total=40; 50 scrap=10; 60 do=scrap 14 reason=burr; 70 do=scrap-reverse R1",
         "40/30/10/0", 0.75, 0.3},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = make(rows[i].machine);
        rig_play(r, rows[i].machine ? "0 state=Execute; 0 total=0; 0 scrap=0"
                                    : "0 state=Execute; 0 total=0");
        rig_play(r, rows[i].script);
        rig_play(r, "100 tick");
        expect(rows[i].what, rig_counts(r), rows[i].counts);
        const struct oee *o = &rig_snapshot(r)->oee;
        bool known = !isnan(rows[i].quality);
        if (known != !isnan(o->quality) || (known && fabs(o->quality - rows[i].quality) > 1e-12) ||
            fabs(o->oee - rows[i].oee) > 1e-12)
            fail_msg("%s: quality %f, oee %f", rows[i].what, o->quality, o->oee);
        rig_free(&r);
    }
}

/* ---- of which parts ------------------------------------------------------------------------- */

static void test_parts(void **state)
{
    (void)state;
    struct rig *r = make(false);
    rig_play(r, "0 state=Execute; 0 total=0; 10 total=10; 20 do=job-start a1; 40 total=30; "
                "50 do=job-start a2; 60 total=35; 60 do=scrap 6 reason=burr");
    /* a2 has no product of its own: it goes on with P7. */
    assert_string_equal(
        r->outcome.text,
        "that is more than was made in job a2: 5, of which some may be entered already");
    rig_play(r, "61 do=scrap 5 reason=burr; 62 do=scrap 6 reason=burr job=a1; "
                "63 do=scrap 1 reason=burr at=5; 64 do=scrap 10 reason=burr at=5");
    assert_string_equal(
        r->outcome.text,
        "that is more than was made in that shift: 10, of which some may be entered already");
    expect("records", rig_records(r, "scrap"),
           "1.1 61 5 scrap burr P7 a2; 2.1 49.999 6 scrap burr P7 a1; 3.1 5 1 scrap burr");
    rig_play(r, "70 do=job-finish");
    assert_string_equal(r->outcome.text, "a2 finished: 0 of 50 good");
    assert_non_null(strstr(r->outcome.body, "\"scrap\":5,\"rework\":0,\"entered_scrap\":5"));
    /* The run that ended says so, too. */
    const char *last = strstr(r->log, "job\tJ1\t3\t");
    assert_non_null(last);
    assert_non_null(strstr(last, "\"total\":20,\"good\":14,\"scrap\":6"));
    /* 35 made: 10 under 1 s and 25 under 2 s; good 9 and 14. */
    expect("counts", rig_counts(r), "35/23/12/0");
    assert_true(fabs(rig_snapshot(r)->oee.oee - (9.0 + 14 * 2) / 70) < 1e-12);
    rig_free(&r);
}

static void test_breaks_and_trials(void **state)
{
    (void)state;
    struct rig *r = make(false);
    struct shift_plan *shift = rig_shift(r, "early", 0, 240);
    shift->pause[shift->pauses++] = (struct shift_break){10, 20};
    rig_play(
        r,
        "0 state=Execute; 0 total=0; 100 total=5; 700 total=25; 1300 tick; "
        "1300 do=scrap 4 reason=burr; 1310 do=scrap 7 reason=burr; 1320 do=scrap 14 reason=burr");
    expect("records", rig_records(r, "scrap"),
           "1.1 1300 4 scrap burr; 2.1 1310 7 scrap burr outside");
    assert_int_equal(r->outcome.result, COMMAND_BAD);
    expect("all", rig_counts(r), "25/14/11/0");
    assert_int_equal(rig_snapshot(r)->counts.outside_good, 13 * AMOUNT_ONE);
    rig_play(r, "1400 do=mode trial; 1410 total=30; 1420 do=scrap 2 reason=burr; "
                "1425 do=scrap 4 reason=burr; 1430 do=mode production");
    expect("apart", rig_counts(r), "25/14/11/0");
    assert_int_equal(rig_snapshot(r)->counts.trial_good, 3 * AMOUNT_ONE);
    expect("records of the trial", strstr(rig_records(r, "scrap"), "3.1"),
           "3.1 1420 2 scrap burr trial");
    rig_free(&r);
}

/* ---- the shift before ----------------------------------------------------------------------- */

static void test_shift_before(void **state)
{
    (void)state;
    struct rig *r = make(false);
    rig_shift(r, "early", 0, 60);
    rig_shift(r, "late", 60, 120);
    rig_shift(r, "night", 120, 180);
    rig_play(r, "0 state=Execute; 0 total=0; 3500 total=100; 3700 total=130; "
                "3800 do=scrap 10 reason=burr at=3400 role=maintenance; 3810 tick");
    expect("records", rig_records(r, "scrap"), "1.1 3400 10 scrap burr");
    expect("this shift", rig_counts(r), "30/30/0/0");
    const char *again = strstr(r->log, "shift\tW29921760\t3\t");
    assert_non_null(again);
    assert_non_null(strstr(again, "\"good\":90,\"scrap\":10,\"rework\":0,\"entered_scrap\":10"));
    rig_play(r, "3900 do=scrap 91 reason=burr at=3400 role=supervisor");
    assert_string_equal(
        r->outcome.text,
        "that is more than was made in that shift: 100, of which some may be entered already");
    rig_play(r, "4000 do=scrap-reverse R1 role=maintenance");
    assert_non_null(strstr(r->log, "shift\tW29921760\t4\t"));
    rig_play(r, "7300 do=scrap 1 reason=burr at=3400 role=supervisor");
    assert_string_equal(r->outcome.text, "that is older than the shift before this one");
    rig_play(r, "7310 do=scrap-reverse R1");
    assert_string_equal(r->outcome.text, "R1 is reversed already");
    rig_free(&r);
}

/* How far back, by role: 3400 is of the shift before, 3650 of the running one. */
static void test_back_dated_by_role(void **state)
{
    (void)state;
    static const struct {
        const char *command;
        enum command_result result;
        const char *text;
    } rows[] = {
        {"scrap 1 reason=burr at=3650 role=operator", COMMAND_DONE, "R1: 1 scrap"},
        {"scrap 1 reason=burr at=3600 role=operator", COMMAND_DONE, "R2: 1 scrap"},
        {"scrap 1 reason=burr at=3599 role=operator", COMMAND_FORBIDDEN,
         "that was made in the shift before: maintenance or a supervisor enters it"},
        {"scrap 1 reason=burr at=3400 role=operator", COMMAND_FORBIDDEN,
         "that was made in the shift before: maintenance or a supervisor enters it"},
        {"scrap 1 reason=burr at=3400 role=maintenance", COMMAND_DONE, "R3: 1 scrap"},
        {"scrap 1 reason=burr at=3400 role=supervisor", COMMAND_DONE, "R4: 1 scrap"},
    };
    struct rig *r = make(false);
    rig_shift(r, "early", 0, 60);
    rig_shift(r, "late", 60, 120);
    rig_play(r, "0 state=Execute; 0 total=0; 3500 total=100; 3700 total=130; 3800 tick");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        rig_do(r, rows[i].command, 3800000);
        if (r->outcome.result != rows[i].result || strcmp(r->outcome.text, rows[i].text) != 0)
            fail_msg("%s: %d %s", rows[i].command, (int)r->outcome.result, r->outcome.text);
    }
    for (int i = 0; i < 2; i++) {
        const struct command sign = {.verb = COMMAND_SIGN,
                                     .at = TIME_NONE,
                                     .until = TIME_NONE,
                                     .word = i == 0 ? "outgoing" : "incoming",
                                     .actor = i == 0 ? "anna" : "bert",
                                     .role = PERSON_OPERATOR,
                                     .pin = true};
        (void)rig_command(r, sign, 3810000);
        assert_int_equal(r->outcome.result, COMMAND_DONE);
    }
    rig_do(r, "scrap 1 reason=burr at=3400 role=supervisor", 3820000);
    assert_int_equal(r->outcome.result, COMMAND_LOCKED);
    assert_string_equal(r->outcome.text, "that shift is signed or frozen: write a note");
    rig_free(&r);
}

/* ---- undo, amend ---------------------------------------------------------------------------- */

static void test_undo(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"scrap 3 reason=burr", COMMAND_DONE, "R1: 3 scrap", "40/37/3/0"},
        {"undo", COMMAND_DONE, "undone: scrap of R1", "40/40/0/0"},
        {"undo", COMMAND_NOT_FOUND, "there is nothing to undo", "40/40/0/0"},
        {"scrap 4 reason=burr", COMMAND_DONE, "R3: 4 scrap", "40/36/4/0"},
        {"undo R3 actor=bert", COMMAND_FORBIDDEN,
         "somebody else entered that: they or a supervisor may undo it", "40/36/4/0"},
        {"scrap-reverse R3 of=1", COMMAND_DONE, "R4: -1 scrap", "40/37/3/0"},
        {"undo R3", COMMAND_STALE, "R3 was reversed meanwhile", "40/37/3/0"},
    };
    struct rig *r = make(false);
    rig_play(r, "0 state=Execute; 0 total=0; 50 total=40; 100 tick");
    answers(r, rows, sizeof rows / sizeof *rows);
    expect("records", rig_records(r, "scrap"),
           "1.1 100 3 scrap burr; 2.1 100 -3 scrap burr R1; 3.1 100 4 scrap burr; "
           "4.1 100 -1 scrap burr R3");
    rig_play(r, "800 do=scrap-reverse R3");
    assert_int_equal(r->outcome.result, COMMAND_FORBIDDEN);
    rig_play(r, "801 do=scrap-reverse R3 role=supervisor");
    assert_int_equal(r->outcome.result, COMMAND_DONE);
    expect("all", rig_counts(r), "40/40/0/0");
    rig_free(&r);
}

/* ---- more than is kept at hand, restarts ---------------------------------------------------- */

static char checkpoint[CHECKPOINT_MAX];

static void restart(struct rig *r, int64_t seconds)
{
    struct cause why = {.text = ""};
    size_t length = station_checkpoint(r->st, r->now, checkpoint, sizeof checkpoint);
    assert_true(length > 0);
    station_free(&r->st);
    r->now = rig_at(r, seconds * 1000);
    r->st = station_new(&r->config, r->now, TIME_NONE, TIME_NONE);
    if (station_restore(r->st, checkpoint, length, true, r->now, &r->fx, &why) != 0)
        fail_msg("%s", why.text);
    rig_log(r);
}

static void test_restart(void **state)
{
    (void)state;
    struct rig *r = make(true);
    rig_play(r, "0 state=Execute; 0 total=0; 0 scrap=0; 50 total=40; 50 scrap=2; "
                "60 do=scrap 3 reason=burr; 61 do=scrap 5 reason=paint");
    restart(r, 70);
    expect("as before", rig_counts(r), "40/32/3/5");
    rig_play(r, "71 do=scrap-reverse R2 of=2; 72 do=scrap 1 reason=burr");
    assert_string_equal(r->outcome.text, "R4: 1 scrap");
    restart(r, 80);
    rig_play(r, "81 do=scrap-reverse R2 of=4");
    assert_string_equal(r->outcome.text, "of R2 there is 3 left to reverse");
    expect("goes on", rig_counts(r), "40/33/4/3");
    rig_free(&r);
}

static void test_many(void **state)
{
    (void)state;
    struct rig *r = make(false);
    rig_play(r, "0 state=Execute; 0 total=0; 50 total=400");
    for (int i = 1; i <= 100; i++)
        rig_do(r, "scrap 1 reason=burr", 60000 + i);
    expect("all", rig_counts(r), "400/300/100/0");
    rig_do(r, "scrap-reverse R4", 61000);
    assert_int_equal(r->outcome.result, COMMAND_LOCKED);
    restart(r, 70);
    rig_do(r, "scrap-reverse R5", 71000);
    assert_int_equal(r->outcome.result, COMMAND_DONE);
    expect("one less", rig_counts(r), "400/301/99/0");
    rig_free(&r);
}

/* More than any plant makes, and times at the end of all numbers. */
static void test_far_out(void **state)
{
    (void)state;
    struct rig *r = make(false);
    r->config.signals = 1; /* nobody counts: any amount would do */
    rig_play(r, "0 state=Execute; 100 tick");
    struct command c = {.verb = COMMAND_SCRAP,
                        .target = "",
                        .reason = "burr",
                        .at = TIME_NONE,
                        .until = TIME_NONE,
                        .amount = INT64_MAX / 2,
                        .role = PERSON_OPERATOR};
    for (int i = 0; i < 4; i++) {
        (void)rig_command(r, c, 100000);
        if (r->outcome.result != COMMAND_BAD)
            fail_msg("%d %s", (int)r->outcome.result, r->outcome.text);
    }
    static const int64_t times[] = {INT64_MIN + 1, INT64_MIN + 2000, INT64_MAX, INT64_MAX - 2000};
    c.amount = AMOUNT_ONE;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        c.at = times[i];
        (void)rig_command(r, c, 100000);
        if (r->outcome.result != COMMAND_BAD || !strstr(r->outcome.text, "that is no time"))
            fail_msg("%lld: %d %s", (long long)times[i], (int)r->outcome.result, r->outcome.text);
    }
    rig_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_far_out),
        cmocka_unit_test(test_nothing_counted),
        cmocka_unit_test(test_reconciled),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_breaks_and_trials),
        cmocka_unit_test(test_shift_before),
        cmocka_unit_test(test_undo),
        cmocka_unit_test(test_back_dated_by_role),
        cmocka_unit_test(test_restart),
        cmocka_unit_test(test_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
