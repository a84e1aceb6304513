/* SPDX-License-Identifier: MIT */
/* The hour-by-hour board: plan, actual and cause by the hour, adding up to the live figures of the
 * shift, and the live target, which is their sum. small_stop is 120 s, one part a second. */
#include "rig.h"

#include "andon/engine/people/people.h"

static struct reason_conf reasons[] = {
    {.name = "jam", .title = "die jam", .parent = -1, .leaf = true},
};

static struct rig *make(void)
{
    struct rig *r = rig_new();
    rig_signal(r, "state", ROLE_STATE);
    rig_signal(r, "mode", ROLE_MODE);
    rig_signal(r, "total", ROLE_TOTAL)->counter.kind = COUNTER_CUMULATIVE;
    rig_signal(r, "scrap", ROLE_SCRAP)->counter.kind = COUNTER_CUMULATIVE;
    struct shift_plan *early = rig_shift(r, "early", 30, 240); /* 00:30–04:00 */
    early->pause[0] = (struct shift_break){.begin_min = 120, .end_min = 150};
    early->pauses = 1;
    (void)rig_shift(r, "late", 240, 480);
    r->config.target_per_shift = 1800 * AMOUNT_ONE; /* ten a minute */
    r->config.reason = reasons;
    r->config.reasons = 1;
    return r;
}

static void enter(struct rig *r, int64_t second, int64_t parts)
{
    static struct outcome outcome;
    struct command c = {.verb = COMMAND_SCRAP,
                        .target = "",
                        .other = "",
                        .reason = "",
                        .note = "",
                        .job = "",
                        .word = "",
                        .amount = parts * AMOUNT_ONE,
                        .at = second < 0 ? TIME_NONE : r->begin + second * 1000,
                        .until = TIME_NONE,
                        .actor = "anna",
                        .from = "tty1",
                        .role = PERSON_SUPERVISOR};
    struct event event = {.kind = EVENT_COMMAND, .command = &c, .outcome = &outcome};
    station_step(r->st, &event, r->now, &r->fx);
    rig_log(r);
    if (outcome.result != COMMAND_DONE)
        fail_msg("%s", outcome.text);
}

static void explain(struct rig *r, const char *stop)
{
    static struct outcome outcome;
    struct command c = {.verb = COMMAND_REASON,
                        .target = stop,
                        .other = "",
                        .reason = "jam",
                        .note = "",
                        .job = "",
                        .word = "",
                        .actor = "anna",
                        .from = "tty1",
                        .role = PERSON_OPERATOR};
    struct event event = {.kind = EVENT_COMMAND, .command = &c, .outcome = &outcome};
    station_step(r->st, &event, r->now, &r->fx);
    rig_log(r);
    if (outcome.result != COMMAND_DONE)
        fail_msg("%s", outcome.text);
}

/* "00:30 plan 300 due 300 good 5 scrap 1 lost 60 jam; 01:00 …", hours that have not begun as
 * "03:00 plan 600". */
static const char *board(struct rig *r, const char *shift)
{
    struct hour_row row[HOURS];
    char text[AMOUNT_TEXT_SIZE];
    int count = station_hours(r->st, shift, row);
    char *at = r->text;
    *at = '\0';
    for (int i = 0; i < count; i++) {
        const struct hour_row *h = &row[i];
        int minute = (int)((h->begin - r->begin) / MS_PER_MIN);
        at = rig_put(at, "%s%02d:%02d", i > 0 ? "; " : "", minute / 60, minute % 60);
        if (h->plan >= 0)
            at = rig_put(at, " plan %s", amount_to_text(h->plan, text));
        if (h->future)
            continue;
        if (h->due >= 0)
            at = rig_put(at, " due %s", amount_to_text(h->due, text));
        at = rig_put(at, " good %s", amount_to_text(h->good, text));
        if (h->scrap != 0)
            at = rig_put(at, " scrap %s", amount_to_text(h->scrap, text));
        if (h->lost_ms > 0)
            at = rig_put_seconds(rig_put(at, " lost "), h->lost_ms);
        if (h->cause_ms > 0)
            at = rig_put_seconds(rig_put(at, " %s %s ", h->stop, h->cause), h->cause_ms);
    }
    return r->text;
}

static void test_boards(void **state)
{
    (void)state;
    static const struct {
        const char *what, *script, *explained, *board;
    } rows[] = {
        {"begins within an hour, has a break", "1800 state=Execute; 7500 tick", NULL,
         "00:30 plan 300 due 300 good 0; 01:00 plan 600 due 600 good 0; 02:00 plan 300 due 0 "
         "good 0; 03:00 plan 600"},
        {"parts and rejects at their time",
         "1800 state=Execute; 1801 total=0; 1802 scrap=0; 2000 total=50; 3000 scrap=5; "
         "3650 total=80; 3660 tick",
         NULL,
         "00:30 plan 300 due 300 good 45 scrap 5; 01:00 plan 600 due 10 good 30; 02:00 plan 300; "
         "03:00 plan 600"},
        {"the largest stop, not explained",
         "1800 state=Execute; 2000 state=Held; 2100 state=Execute; 2200 state=Held; 2500 "
         "state=Execute; 3600 tick",
         NULL,
         "00:30 plan 300 due 300 good 0 lost 400 S2 not explained 300; 01:00 plan 600 due 0 good "
         "0; 02:00 plan 300; 03:00 plan 600"},
        {"… and explained",
         "1800 state=Execute; 2000 state=Held; 2100 state=Execute; 2200 state=Held; 2500 "
         "state=Execute; 3600 tick",
         "S2",
         "00:30 plan 300 due 300 good 0 lost 400 S2 die jam 300; 01:00 plan 600 due 0 good 0; "
         "02:00 plan 300; 03:00 plan 600"},
        {"small ones only", "1800 state=Execute; 2000 state=Held; 2100 state=Execute; 3600 tick",
         NULL,
         "00:30 plan 300 due 300 good 0 lost 100 S1 small stop 100; 01:00 plan 600 due 0 good 0; "
         "02:00 plan 300; 03:00 plan 600"},
        {"one that is open, over the hour and the break",
         "1800 state=Execute; 3000 state=Held; 9600 tick", NULL,
         "00:30 plan 300 due 300 good 0 lost 600 S1 not explained 600; 01:00 plan 600 due 600 "
         "good 0 lost 3600 S1 not explained 3600; 02:00 plan 300 due 100 good 0 lost 600 S1 not "
         "explained 600; 03:00 plan 600"},
        {"what is declared is not planned",
         "1800 state=Execute; 3600 mode=planned; 5400 mode=production; 7200 tick", NULL,
         "00:30 plan 300 due 300 good 0; 01:00 plan 300 due 300 good 0; 02:00 plan 300 due 0 good "
         "0; 03:00 plan 600"},
        {"nothing is due before it watched", "5400 state=Execute; 7200 tick", NULL,
         "00:30 plan 0 due 0 good 0; 01:00 plan 300 due 300 good 0; 02:00 plan 300 due 0 good 0; "
         "03:00 plan 600"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = make();
        rig_play(r, rows[i].script);
        if (rows[i].explained)
            explain(r, rows[i].explained);
        if (strcmp(board(r, ""), rows[i].board) != 0)
            fail_msg("%s:\n%s\n%s", rows[i].what, r->text, rows[i].board);
        rig_free(&r);
    }
}

/* Entries explain the machine's rejects first; what exceeds them counts at its own time. */
static void test_entered(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "1800 state=Execute; 1800 total=0; 1800 scrap=0; 2000 total=50; 2100 scrap=2; "
                "4000 total=90; 4100 tick");
    enter(r, 2200, 1);
    enter(r, -1, 4);
    assert_string_equal(board(r, ""),
                        "00:30 plan 300 due 300 good 48 scrap 2; 01:00 plan 600 due 83.333333 good "
                        "37 scrap 3; 02:00 plan 300; 03:00 plan 600");
    rig_play(r, "4200 scrap=7");
    assert_string_equal(board(r, ""),
                        "00:30 plan 300 due 300 good 48 scrap 2; 01:00 plan 600 due 100 good 35 "
                        "scrap 5; 02:00 plan 300; 03:00 plan 600");
    rig_free(&r);
}

/* A shift that is over keeps its board, and what is said later is in it. */
static void test_shift_before(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "1800 state=Execute; 1801 total=0; 1802 scrap=0; 13800 state=Held; 14100 "
                "state=Execute; 14200 total=7; 14500 tick");
    char id[RECORD_ID_SIZE];
    (void)snprintf(id, sizeof id, "W%lld", (long long)(RIG_BEGIN / MS_PER_MIN + 30));
    assert_string_equal(board(r, id),
                        "00:30 plan 300 due 300 good 0; 01:00 plan 600 due 600 good 0; 02:00 plan "
                        "300 due 300 good 0; 03:00 plan 600 due 600 good 7 lost 300 S1 not "
                        "explained 300");
    explain(r, "S1");
    assert_non_null(strstr(board(r, id), "lost 300 S1 die jam 300"));
    assert_non_null(strstr(board(r, ""), "04:00 plan 450 due 12.5 good 0; 05:00 plan 450;"));
    struct hour_row row[HOURS];
    assert_int_equal(station_hours(r->st, "W7", row), -1);
    rig_free(&r);
}

/* The latest record of the shift, up to the end of the log. */
static const char *last_record(const struct rig *r, const char *id)
{
    char begin[64];
    const char *last = NULL;
    (void)snprintf(begin, sizeof begin, "shift\t%s\t", id);
    for (const char *at = r->log; (at = strstr(at, begin)) != NULL; at++)
        last = at;
    return last;
}

/* What is on record of a shift that is over is what the live board says. */
static void check_record(struct rig *r, int64_t begin_min)
{
    struct hour_row row[HOURS];
    char id[RECORD_ID_SIZE], want[2000], *at = want;
    (void)snprintf(id, sizeof id, "W%lld", (long long)(RIG_BEGIN / MS_PER_MIN + begin_min));
    int count = station_hours(r->st, id, row);
    assert_in_range(count, 1, HOURS);
    for (int i = 0; i < count; i++) {
        char due[AMOUNT_TEXT_SIZE], good[AMOUNT_TEXT_SIZE], scrap[AMOUNT_TEXT_SIZE];
        bool cause = row[i].cause_ms > 0;
        at = rig_put(at, "%s[%lld,%lld,%s,%s,%s,%lld,%lld,%s%s%s]", i > 0 ? "," : "\"hours\":[",
                     (long long)row[i].begin, (long long)row[i].end,
                     row[i].due < 0 ? "null" : amount_to_text(row[i].due, due),
                     amount_to_text(row[i].good, good), amount_to_text(row[i].scrap, scrap),
                     (long long)row[i].lost_ms, (long long)row[i].cause_ms, cause ? "\"" : "",
                     cause ? row[i].stop : "null", cause ? "\"" : "");
    }
    (void)rig_put(at, "]");
    const char *body = last_record(r, id);
    if (!body || !strstr(body, want))
        fail_msg("%s: %s is not in %s", id, want, body ? body : "no record");
}

static void test_on_record(void **state)
{
    (void)state;
    static const char *const states[] = {"Execute", "Held", "Wait", "Setup", "Dark", "Execute"};
    for (unsigned seed = 1; seed <= 40; seed++) {
        unsigned rnd = seed * 2654435761u;
        struct rig *r = make();
        char script[96];
        int64_t ms = 1800000, total = 0;
        rig_play(r, "1800 state=Execute; 1800 total=0; 1800 scrap=0");
        while (ms < 6 * 3600000) {
            rnd = rnd * 1664525u + 1013904223u;
            ms += 1000 + (rnd >> 12) % 900000;
            total += (rnd >> 8) % 50;
            (void)snprintf(script, sizeof script, "%.3f state=%s; %.3f total=%lld",
                           (double)ms / 1000, states[(rnd >> 20) % 6], (double)ms / 1000,
                           (long long)total);
            rig_play(r, script);
        }
        check_record(r, 30);
        enter(r, 5000, 1 + seed % 7); /* into the shift before: it is written anew */
        check_record(r, 30);
        rig_free(&r);
    }
}

/* Where there is no room the record goes without: the figures of the shift come first. */
static void test_no_room(void **state)
{
    (void)state;
    struct rig *r = make();
    char text[400];
    struct jw w;
    rig_play(r, "1800 state=Execute; 15000 tick");
    for (size_t reserve = 0; reserve < 2; reserve++) {
        jw_init(&w, text, sizeof text);
        jw_object(&w, NULL);
        hours_put(r->st, 1, &w, reserve * sizeof text);
        jw_object_end(&w);
        assert_false(w.overflow);
        assert_int_equal(strstr(text, "hours") != NULL, reserve == 0);
    }
    rig_free(&r);
}

/* Between shifts: the one before. Without a calendar: the day. */
static void test_no_shift(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "1800 state=Execute; 28900 tick");
    assert_non_null(strstr(board(r, ""), "04:00"));
    rig_free(&r);
    r = make();
    r->config.calendar.shifts = 0;
    r->config.target_per_shift = 0;
    rig_play(r, "0 state=Execute; 7000 total=0; 7100 total=5; 7200 tick");
    assert_non_null(strstr(board(r, ""), "00:00 good 0; 01:00 good 5; 02:00 good 0; 03:00; "));
    rig_free(&r);
}

static void restart(struct rig *r, int64_t ms)
{
    static char text[CHECKPOINT_MAX];
    struct cause why = {.text = ""};
    size_t length = station_checkpoint(r->st, r->now, text, sizeof text);
    station_free(&r->st);
    rig_start(r, ms);
    assert_int_equal(station_restore(r->st, text, length, true, r->now, &r->fx, &why), 0);
    rig_log(r);
}

static void expect_target(struct rig *r, const char *what, int64_t target, int64_t due)
{
    const struct snapshot *s = rig_snapshot(r);
    if (s->job.target != target * AMOUNT_ONE || s->counts.target_now != due * AMOUNT_ONE)
        fail_msg("%s: %lld due of %lld", what, (long long)s->counts.target_now,
                 (long long)s->job.target);
}

/* The live target is of the time that was really planned. */
static void test_target_by_time(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "1800 state=Execute; 3600 tick");
    expect_target(r, "as the calendar says", 1800, 300);
    rig_play(r, "3600 mode=planned; 5400 tick");
    expect_target(r, "a meeting", 1500, 300);
    rig_play(r, "5400 mode=production; 7200 tick");
    expect_target(r, "on again", 1500, 600);
    restart(r, 8000000);
    expect_target(r, "over a restart, in the break", 1500, 600);
    rig_play(r, "14399 state=Execute; 14399.9 tick");
    assert_in_range(1500 * AMOUNT_ONE - rig_snapshot(r)->counts.target_now, 0, AMOUNT_ONE);
    rig_free(&r);
}

/* … and of what was made in it. */
static void test_target_by_product(void **state)
{
    (void)state;
    struct rig *r = make();
    (void)rig_signal(r, "product", ROLE_PRODUCT);
    r->config.target_per_shift = 0;
    r->config.target_oee = 500000;
    r->config.products = 2;
    r->product[0] = (struct product_conf){.name = "P7", .ideal_us = 1000000};
    r->product[1] = (struct product_conf){.name = "P9", .ideal_us = 2000000};
    rig_play(r, "1800 state=Execute; 1800 product=P7; 3600 tick");
    expect_target(r, "P7", 5400, 900);
    rig_play(r, "5400 product=P9; 7200 tick");
    expect_target(r, "P9 since 01:30", 1800 + 450 + 1350, 1800 + 450);
    assert_string_equal(board(r, ""), "00:30 plan 900 due 900 good 0; 01:00 plan 1350 due 1350 "
                                      "good 0; 02:00 plan 450 due 0 good 0; 03:00 plan 900");
    rig_free(&r);
}

/* Behind by time alone: the moment is known before, also after a meeting. */
static void test_behind(void **state)
{
    (void)state;
    struct rig *r = make();
    r->lamp[0] = (struct lamp_conf){.name = "yellow"};
    r->config.lamps = 1;
    r->rule[0] = (struct rule_conf){.name = "behind", .conditions = 1, .shows = 1};
    r->rule[0].condition[0] = (struct condition){.kind = COND_BEHIND, .amount = 10 * AMOUNT_ONE};
    r->rule[0].show[0].pattern = LAMP_ON;
    r->config.rules = 1;
    rig_play(r, "1800 state=Execute; 1800 total=0; 2000 mode=planned; 3800 mode=production; 4000 "
                "total=90; 4000 tick");
    /* 100.000001 due is too much: ten a minute, 600 s of it and 1800 s of meeting from 1800 on */
    int64_t due = station_deadline(r->st) - RIG_BOOT;
    while (due < 4199000) {
        rig_tick(r, due);
        due = station_deadline(r->st) - RIG_BOOT;
    }
    assert_in_range(due, 4200000, 4200002);
    rig_tick(r, due - 1);
    assert_string_equal(rig_tower(r), "yellow off");
    rig_tick(r, due);
    assert_string_equal(rig_tower(r), "yellow on");
    rig_free(&r);
}

/* ---- they add up ---- */

static void check_sums(struct rig *r, unsigned seed)
{
    struct hour_row row[HOURS];
    const struct snapshot *s = rig_snapshot(r);
    int64_t good = 0, scrap = 0, due = 0, lost = 0, cost = 0;
    int count = station_hours(r->st, "", row);
    for (int i = 0; i < count; i++) {
        good += row[i].good;
        scrap += row[i].scrap;
        lost += row[i].lost_ms;
        due += row[i].due;
    }
    struct window_view v = window_view(r->st, 0, r->st->t);
    for (int i = 0; i < MACHINE_STATE_COUNT; i++)
        if (state_is_loss((enum machine_state)i) && i != MS_RUNNING)
            cost += v.account.ms[1][i];
    if (good != s->counts.good || scrap != s->counts.scrap || lost != cost)
        fail_msg("seed %u: good %lld of %lld, lost %lld of %lld", seed, (long long)good,
                 (long long)s->counts.good, (long long)lost, (long long)cost);
    assert_in_range(s->counts.target_now - due + 5, 0, 10); /* millionths, rounded by the hour */
}

static void test_sums(void **state)
{
    (void)state;
    static const char *const states[] = {"Execute", "Held", "Wait", "Setup", "Dark", "Execute"};
    for (unsigned seed = 1; seed <= 40; seed++) {
        unsigned rnd = seed * 2654435761u;
        struct rig *r = make();
        char script[96];
        int64_t ms = 1800000, total = 0, rejects = 0;
        rig_play(r, "1800 state=Execute; 1800 total=0; 1800 scrap=0");
        while (ms < 3 * 3600000) {
            rnd = rnd * 1664525u + 1013904223u;
            ms += 1000 + (rnd >> 12) % 400000;
            total += (rnd >> 8) % 50;
            rejects += (rnd >> 9) % 3;
            (void)snprintf(script, sizeof script, "%.3f state=%s; %.3f total=%lld; %.3f scrap=%lld",
                           (double)ms / 1000, states[(rnd >> 20) % 6], (double)ms / 1000,
                           (long long)total, (double)ms / 1000, (long long)rejects);
            rig_play(r, script);
            if ((rnd >> 6) % 4 == 0)
                enter(r, -1, 1 + (rnd >> 7) % 3);
            if ((rnd >> 5) % 9 == 0)
                restart(r, ms + 500);
            check_sums(r, seed);
        }
        rig_free(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_boards),         cmocka_unit_test(test_entered),
        cmocka_unit_test(test_shift_before),   cmocka_unit_test(test_no_shift),
        cmocka_unit_test(test_on_record),      cmocka_unit_test(test_no_room),
        cmocka_unit_test(test_target_by_time), cmocka_unit_test(test_target_by_product),
        cmocka_unit_test(test_behind),         cmocka_unit_test(test_sums),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
