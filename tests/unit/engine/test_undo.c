/* SPDX-License-Identifier: MIT */
/* What people entered is taken back, in the same process and after a restart: each row gives the
 * same both times. small_stop is 120 s; the station's ideal cycle is 1 s, P7's 2 s, P9's 4 s. */
#include "stops_rig.h"

#include "andon/engine/people/work.h"

static struct job_conf orders[] = {
    {.name = "a1", .product = "P7", .quantity = 100 * AMOUNT_ONE},
    {.name = "a2", .product = "P9", .quantity = 50 * AMOUNT_ONE},
};

static struct rig *make(void)
{
    struct rig *r = stops_rig();
    rig_signal(r, "total", ROLE_TOTAL);
    r->config.products = 2;
    r->product[0] = (struct product_conf){.name = "P7", .ideal_us = 2000000};
    r->product[1] = (struct product_conf){.name = "P9", .ideal_us = 4000000};
    r->config.job = orders;
    r->config.jobs = sizeof orders / sizeof *orders;
    return r;
}

/* "a1 P7 4; a1 running 4; a2 queued 0": the job and product now, then the queue. */
static const char *jobs_now_text(struct rig *r)
{
    static struct job_view views[JOB_VIEWS];
    const struct snapshot *s = rig_snapshot(r);
    size_t count = station_jobs(r->st, r->now, views);
    char text[AMOUNT_TEXT_SIZE];
    char *at = rig_put(r->text, "%s %s", s->job.id[0] ? s->job.id : "-",
                       s->job.product[0] ? s->job.product : "-");
    for (size_t i = 0; i < count; i++)
        at = rig_put(at, "; %s %s %s", views[i].order.id,
                     word_name(&words_job_state, (int)views[i].state),
                     amount_to_text(views[i].made, text));
    return r->text;
}

static void check(const char *what, bool again, const char *got, const char *want)
{
    if (strcmp(got, want) != 0)
        fail_msg("%s%s:\n  got  %s\n  want %s", what, again ? ", after a restart" : "", got, want);
}

struct row {
    const char *what, *script, *undo;
    enum command_result result;
    const char *want;
};

/* Each script, then the undo, at once and after a restart. */
static void run(const struct row *rows, size_t count, const char *(*tell)(struct rig *r))
{
    for (size_t i = 0; i < 2 * count; i++) {
        const struct row *row = &rows[i / 2];
        struct rig *r = make();
        rig_play(r, row->script);
        int64_t ms = r->now.boot_ms - RIG_BOOT;
        if (i % 2)
            stops_restart(r, ms, true);
        rig_do(r, row->undo, ms);
        if (r->outcome.result != row->result)
            fail_msg("%s%s: %d %s", row->what, i % 2 ? ", after a restart" : "",
                     (int)r->outcome.result, r->outcome.text);
        check(row->what, i % 2, tell(r), row->want);
        rig_free(&r);
    }
}

#define STOP "0 state=Execute; 100 state=Held; 500 state=Execute; "
#define TWO  STOP "520 state=Held; 800 state=Execute; "

static void test_stops(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"a split", STOP "600 do=stop-split S1 at=300 reason=mech.jam", "undo", COMMAND_DONE,
         "S1 100-500 long 400 stopped"},
        {"a split of the open stop",
         "0 state=Execute; 100 state=Held; 400 do=stop-split S1 at=300 reason=mech.jam", "undo",
         COMMAND_DONE, "S1 100- long 300 stopped"},
        {"a split that was explained since",
         STOP "600 do=stop-split S1 at=300; 610 do=reason S2 reason=mech.jam", "undo S1",
         COMMAND_STALE, "S1 100-300 long 200 stopped; S2 300-500 long 200 stopped mech.jam"},
        {"a merge", TWO "900 do=stop-merge S1 other=S2", "undo", COMMAND_DONE,
         "S1 100-500 long 400 stopped; S2 520-800 long 280 stopped"},
        {"a merge of explained ones",
         TWO "900 do=reason S1 reason=mech.jam; 910 do=reason S2 reason=mech.belt; "
             "920 do=stop-merge S1 other=S2",
         "undo", COMMAND_DONE,
         "S1 100-500 long 400 stopped mech.jam; S2 520-800 long 280 stopped mech.belt"},
        {"a touch",
         STOP "600 do=reason S1 reason=mech.jam; 610 do=stop-touch S1 word=arrived at=200", "undo",
         COMMAND_DONE, "S1 100-500 long 400 stopped mech.jam"},
        {"a touch before another entry",
         STOP "600 do=stop-touch S1 word=arrived at=200; 610 do=reason S1 reason=mech.jam "
              "actor=bob",
         "undo", COMMAND_STALE, "S1 100-500 long 400 stopped mech.jam"},
        {"just in time", STOP "600 do=stop-split S1 at=300; 899 tick", "undo S1", COMMAND_DONE,
         "S1 100-500 long 400 stopped"},
        {"a burst",
         "0 state=Execute; 10 state=Held; 20 state=Execute; 30 state=Held; 40 state=Execute; "
         "50 state=Held; 60 state=Execute; 70 do=reason B1 reason=mech.jam",
         "undo", COMMAND_DONE,
         "S1 10-20 small 10 stopped; S2 30-40 small 10 stopped; S3 50-60 small 10 stopped"},
    };
    run(rows, sizeof rows / sizeof *rows, stops_now);
}

/* The one before the last can be undone next, also when a restart lies between. */
static void test_one_after_the_other(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, TWO "900 do=reason S1 reason=mech.jam; 910 do=stop-merge S1 other=S2; "
                    "920 do=stop-split S1 at=300 reason=mech.belt");
    static const char *const want[] = {
        "S1 100-800 long 680 stopped mech.jam",
        "S1 100-500 long 400 stopped mech.jam; S2 520-800 long 280 stopped",
        "S1 100-500 long 400 stopped; S2 520-800 long 280 stopped",
    };
    for (int i = 0; i < 3; i++) {
        int64_t ms = (930 + 10 * i) * 1000;
        stops_restart(r, ms, true);
        rig_do(r, "undo", ms);
        check(r->outcome.text, true, stops_now(r), want[i]);
    }
    stops_restart(r, 970000, true);
    rig_do(r, "undo", 970000);
    assert_int_equal(r->outcome.result, COMMAND_NOT_FOUND);
    rig_free(&r);
}

#define MAKES "0 state=Execute; 0 total=0; 10 total=5; "

static void test_scrap(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"scrap", MAKES "20 do=scrap 2", "undo", COMMAND_DONE, "5/5/0/0"},
        {"scrap that was reversed", MAKES "20 do=scrap 2; 30 do=scrap-reverse R1", "undo",
         COMMAND_STALE, "5/5/0/0"},
        {"the last of two", MAKES "20 do=scrap 2; 30 do=scrap 1", "undo", COMMAND_DONE, "5/3/2/0"},
    };
    run(rows, sizeof rows / sizeof *rows, rig_counts);
}

static void test_jobs(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"the first start", MAKES "20 do=job-start a1", "undo", COMMAND_DONE,
         "- -; a1 queued 0; a2 queued 0"},
        {"a start of which something was made", MAKES "20 do=job-start a1; 30 total=9", "undo",
         COMMAND_DONE, "- -; a1 paused 4; a2 queued 0"},
        {"a start in place of another", MAKES "20 do=job-start a1; 30 total=9; 40 do=job-start a2",
         "undo", COMMAND_DONE, "a1 P7; a1 running 4; a2 queued 0"},
        {"… whose product had been changed",
         MAKES "20 do=job-start a1; 30 do=product P9; 40 do=job-start a2", "undo", COMMAND_DONE,
         "a1 P9; a1 running 0; a2 queued 0"},
        {"a pause", MAKES "20 do=job-start a1; 30 total=9; 40 do=job-pause", "undo", COMMAND_DONE,
         "a1 P7; a1 running 4; a2 queued 0"},
        {"an end", MAKES "20 do=job-start a1; 30 total=9; 40 do=job-finish", "undo J1",
         COMMAND_DONE, "a1 P7; a1 running 4; a2 queued 0"},
        {"an end before another start",
         MAKES "20 do=job-start a1; 40 do=job-finish; 50 do=job-start a2 actor=bob", "undo",
         COMMAND_STALE, "a2 P9; a1 finished 0; a2 running 0"},
        {"a product", MAKES "20 do=job-start a1; 30 do=product P9", "undo", COMMAND_DONE,
         "a1 P7; a1 running 0; a2 queued 0"},
        {"somebody else's", MAKES "20 do=job-start a1 actor=bob", "undo J1", COMMAND_FORBIDDEN,
         "a1 P7; a1 running 0; a2 queued 0"},
    };
    run(rows, sizeof rows / sizeof *rows, jobs_now_text);
}

/* What was made in a run that was taken back stays made; and what is made after goes to the job
 * that goes on. */
static void test_jobs_go_on(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r,
             MAKES "20 do=job-start a1; 30 total=9; 40 do=job-start a2; 50 total=10; 60 do=undo; "
                   "70 total=12; 80 do=job-pause; 90 do=undo; 100 total=15");
    check("on", false, jobs_now_text(r), "a1 P7; a1 running 9; a2 paused 1");
    stops_restart(r, 110000, true);
    check("on", true, jobs_now_text(r), "a1 P7; a1 running 9; a2 paused 1");
    rig_free(&r);
}

/* A checkpoint whose entries cannot be what they say is refused whole. */
static void test_broken(void **state)
{
    (void)state;
    static char checkpoint[CHECKPOINT_MAX], broken[CHECKPOINT_MAX];
    static const struct {
        const char *from, *to;
    } rows[] = {
        {"\"undo\":[", "\"undo\":[1,"},
        {"\"undo\":[", "\"undo\":[{\"verb\":\"sign\"},"},
        {"\"undo\":[", "\"undo\":[{\"verb\":\"stop-merge\",\"kind\":\"mode\",\"was\":{}},"},
        {"\"undo\":[", "\"undo\":[{\"verb\":\"stop-merge\",\"kind\":\"stop\",\"stops\":[{}]},"},
        {"\"undo\":[", "\"undo\":[{\"verb\":\"reason\",\"kind\":\"stop\",\"id\":\"S1\"},"},
        {"\"undo\":[", "\"undo\":[{\"verb\":\"job-start\",\"kind\":\"job\"},"},
        {"\"stops\":[{", "\"stops\":[{},{"},
    };
    struct rig *r = make();
    rig_play(r, TWO "900 do=stop-merge S1 other=S2");
    size_t length = station_checkpoint(r->st, r->now, checkpoint, sizeof checkpoint);
    assert_true(length > 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cause why = {.text = ""};
        const char *at = strstr(checkpoint, "\"undo\":[");
        at = at ? strstr(at, rows[i].from) : NULL;
        if (!at)
            fail_msg("no %s", rows[i].from);
        (void)snprintf(broken, sizeof broken, "%.*s%s%s", (int)(at - checkpoint), checkpoint,
                       rows[i].to, at + strlen(rows[i].from));
        struct rig *fresh = make();
        rig_start(fresh, 1000000);
        if (station_restore(fresh->st, broken, strlen(broken), true, fresh->now, &fresh->fx,
                            &why) != -1)
            fail_msg("%s taken", rows[i].to);
        assert_true(why.text[0] != '\0');
        rig_do(fresh, "undo", 1000000);
        assert_int_equal(fresh->outcome.result, COMMAND_NOT_FOUND);
        rig_free(&fresh);
    }
    rig_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stops),      cmocka_unit_test(test_one_after_the_other),
        cmocka_unit_test(test_scrap),      cmocka_unit_test(test_jobs),
        cmocka_unit_test(test_jobs_go_on), cmocka_unit_test(test_broken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
