/* SPDX-License-Identifier: MIT */
/* Jobs, modes and scrap with the real daemon: the queue comes over a real broker, commands over the
 * socket, and all of it is there after a stop and after a kill. */
#include "tests/support/live.h"

#include "data/model/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define JOB_TOPIC "andon/v1/acme/monterrey/stamping/line1/press3/job"

static const char plant[] = "[product plate]\nideal_cycle = 5 s\n"
                            "[changeover b-p]\nfrom = bracket\nto = plate\ntarget = 10 min\n"
                            "[job 100]\nproduct = bracket\nquantity = 100\n"
                            "[mode wash]\ntitle = Washing\nmode = planned\nfor = 20 min\n"
                            "[scrap-reason bend]\ntitle = Bend\n";

static int setup(void **state)
{
    (void)state;
    return live_make(plant);
}

static void orders(const char *json)
{
    assert_true(press_say(&press, JOB_TOPIC, json, strlen(json), true));
}

/* "4711 queued 0, 4712 running 5 of 50" */
static const char *jobs(void)
{
    static char text[2048];
    json_t *reply = ask("jobs", ""), *list = json_object_get(reply, "jobs");
    size_t at = 0;
    text[0] = '\0';
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *job = json_array_get(list, i);
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%s %s %g", i ? ", " : "",
                               json_word(job, "id"), json_word(job, "state"),
                               json_number(job, "made"));
        if (!isnan(json_number(job, "quantity")))
            at += (size_t)snprintf(text + at, sizeof text - at, " of %g",
                                   json_number(job, "quantity"));
    }
    json_decref(reply);
    return text;
}

static void jobs_become(const char *expected)
{
    int64_t end = test_now_ms() + ANDOND_WAIT_MS;
    while (strcmp(jobs(), expected) != 0) {
        if (test_now_ms() > end)
            fail_msg("jobs:\n  got  %s\n  want %s", jobs(), expected);
        test_pause();
    }
}

/* What is known now would outlive a crash. */
static void outlives(void)
{
    assert_true(status_number(&talk, "health.safe", (double)test_wall_ms()));
}

/* Parts that are told from now on were made after what was done before. */
static void makes_on(void)
{
    int64_t end = test_wall_ms() + 2;
    while (test_wall_ms() < end)
        test_pause();
}

static void again(void (*end)(struct andond *), bool in_order)
{
    talk_close(&talk);
    if (in_order)
        assert_int_equal(andond_stop(&a), 0);
    else
        end(&a);
    daemon_up();
}

/* ---- the queue ------------------------------------------------------------------------------ */

static void test_queue(void **state)
{
    (void)state;
    daemon_up();
    press_runs_from(100);
    jobs_become("100 queued 0 of 100");
    orders("{\"rev\":3,\"jobs\":[{\"id\":\"4711\",\"product\":\"bracket\",\"quantity\":3000},"
           "{\"id\":4712,\"product\":\"plate\",\"quantity\":50}]}");
    jobs_become("4711 queued 0 of 3000, 4712 queued 0 of 50");
    orders("{\"rev\":2,\"jobs\":[]}");
    orders("{\"rev\":4,\"jobs\":[{\"id\":\"\"}]}");
    orders("");
    orders("{\"rev\":5,\"jobs\":[{\"id\":4712,\"product\":\"plate\",\"quantity\":60}]}");
    jobs_become("4712 queued 0 of 60");
    assert_true(andond_log_has(&a, "rev 2 is older than 3"));
    assert_true(andond_log_has(&a, "is needed"));
    json_t *reply = ask("jobs", "");
    assert_int_equal((int)json_number(reply, "rev"), 5);
    json_decref(reply);
    /* A reload keeps the queue and goes on hearing it. */
    assert_int_equal(kill(a.pid, SIGHUP), 0);
    int64_t end = test_now_ms() + ANDOND_WAIT_MS;
    while (!andond_log_has(&a, "A020") && test_now_ms() < end)
        test_pause();
    assert_string_equal(jobs(), "4712 queued 0 of 60");
    orders("{\"rev\":6,\"jobs\":[{\"id\":\"x\"}]}");
    jobs_become("x queued 0");
    /* Without the broker, and after a kill, it is still there. */
    outlives();
    broker_stop(&broker);
    assert_true(status_word(&talk, "sync.link", "down"));
    talk_close(&talk);
    andond_kill(&a);
    assert_true(andond_start(&a, NULL));
    assert_true(talk_open(&talk, a.socket));
    assert_string_equal(jobs(), "x queued 0");
}

/* The records' file is not there when it starts: the queue that came meanwhile is not lost when the
 * station goes on from what the file knows. */
static void test_queue_before_the_records(void **state)
{
    (void)state;
    char path[128], away[128];
    daemon_up();
    press_runs_from(100);
    orders("{\"rev\":1,\"jobs\":[{\"id\":\"old\"}]}");
    jobs_become("old queued 0");
    talk_close(&talk);
    assert_int_equal(andond_stop(&a), 0);
    (void)snprintf(path, sizeof path, "%s/station.db", a.data);
    (void)snprintf(away, sizeof away, "%s/away.db", a.data);
    assert_int_equal(rename(path, away), 0);
    assert_int_equal(mkdir(path, 0700), 0);
    daemon_up();
    orders("{\"rev\":2,\"jobs\":[{\"id\":\"new\"}]}");
    jobs_become("new queued 0");
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(rename(away, path), 0);
    int64_t end = test_now_ms() + ANDOND_WAIT_MS;
    while (!andond_log_has(&a, "[A041]") && test_now_ms() < end)
        test_pause();
    assert_true(andond_log_has(&a, "[A041]"));
    assert_string_equal(jobs(), "new queued 0");
}

/* ---- a job, part by part -------------------------------------------------------------------- */

static void test_job(void **state)
{
    (void)state;
    daemon_up();
    press_runs_from(100);
    orders("{\"rev\":1,\"jobs\":[{\"id\":\"4711\",\"product\":\"bracket\",\"quantity\":3000},"
           "{\"id\":4712,\"product\":\"plate\",\"quantity\":50}]}");
    jobs_become("4711 queued 0 of 3000, 4712 queued 0 of 50");
    refuses("job-pause", "", "bad-request", "no job is running");
    refuses("job-start", ",\"job\":\"9\"", "not-found", "no job 9");
    keeps("job-start", ",\"job\":\"4711\"", "4711 bracket started");
    makes_on();
    assert_true(press_counts(&press, 110, 0));
    assert_true(status_number(&talk, "job.made", 10));
    keeps("job-start", ",\"job\":\"4712\"", "4712 plate started; 4711 is paused");
    assert_true(status_word(&talk, "changeover.to", "plate"));
    again(NULL, true);
    jobs_become("4711 paused 10 of 3000, 4712 running 0 of 50");
    assert_true(status_word(&talk, "changeover.from", "bracket"));
    assert_true(press_counts(&press, 114, 0));
    assert_true(status_number(&talk, "job.made", 4));
    json_t *reply = ask("status", "");
    assert_true(fabs(json_number(reply, "snapshot.job.ideal_cycle_s") - 5) < 1e-9);
    assert_true(isnan(json_number(reply, "snapshot.changeover.since")));
    assert_string_equal(json_word(reply, "snapshot.job.next"), "4711");
    json_decref(reply);
    keeps("product", ",\"product\":\"bracket\"", "4712 goes on with bracket");
    keeps("job-finish", "", "4712 finished: 4 of 50 good");
    again(andond_kill, false);
    jobs_become("4711 paused 10 of 3000, 4712 finished 4 of 50");
}

/* ---- modes and scrap ------------------------------------------------------------------------ */

static void test_mode_and_scrap(void **state)
{
    (void)state;
    daemon_up();
    press_runs_from(100);
    assert_true(press_counts(&press, 120, 2));
    assert_true(status_number(&talk, "counts.total", 20));
    assert_true(status_number(&talk, "counts.scrap", 2));
    refuses("scrap", ",\"quantity\":-1,\"reason\":\"bend\"", "bad-request", "less than nothing");
    refuses("scrap", ",\"quantity\":21,\"reason\":\"bend\"", "bad-request", "more than was made");
    refuses("scrap", ",\"quantity\":1,\"reason\":\"rust\"", "not-found", "no scrap reason rust");
    keeps("scrap", ",\"quantity\":5,\"reason\":\"bend\",\"note\":\"die 2\"",
          "R1: 5 scrap of bracket");
    json_t *reply = ask("status", "");
    assert_true(fabs(json_number(reply, "snapshot.counts.scrap") - 5) < 1e-9);
    assert_true(fabs(json_number(reply, "snapshot.counts.good") - 15) < 1e-9);
    assert_true(fabs(json_number(reply, "snapshot.counts.entered_scrap") - 5) < 1e-9);
    assert_true(fabs(json_number(reply, "snapshot.oee.quality") - 0.75) < 1e-9);
    json_decref(reply);
    keeps("mode", ",\"mode\":\"wash\",\"note\":\"lunch\"", "Washing for 20 min 00 s");
    again(andond_kill, false);
    assert_true(status_word(&talk, "machine.mode", "planned"));
    assert_true(status_word(&talk, "declared.title", "Washing"));
    keeps("mode", ",\"mode\":\"production\"", "Washing ended: production");
    keeps("scrap-reverse", ",\"entry\":\"R1\",\"quantity\":4", "R2: -4 scrap of bracket");
    refuses("scrap-reverse", ",\"entry\":\"R1\",\"quantity\":4", "bad-request", "1 left");
    reply = ask("status", "");
    assert_true(fabs(json_number(reply, "snapshot.counts.scrap") - 2) < 1e-9);
    assert_true(fabs(json_number(reply, "snapshot.counts.entered_scrap") - 1) < 1e-9);
    json_decref(reply);
    reply = ask("verify", "");
    assert_true(json_is_true(json_object_get(reply, "ok")));
    json_decref(reply);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_queue, setup, live_teardown),
        cmocka_unit_test_setup_teardown(test_queue_before_the_records, setup, live_teardown),
        cmocka_unit_test_setup_teardown(test_job, setup, live_teardown),
        cmocka_unit_test_setup_teardown(test_mode_and_scrap, setup, live_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
