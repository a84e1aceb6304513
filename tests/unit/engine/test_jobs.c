/* SPDX-License-Identifier: MIT */
/* Jobs: the queue, runs, part-way changes of product, changeovers, and when it will be done. The
 * station's ideal cycle is 1 s, P7's 2 s, P9's 4 s. */
#include "rig.h"

#include "andon/engine/people/work.h"

static struct changeover_conf changeovers[] = {
    {.name = "any", .target_ms = 900000},
    {.name = "to-p9", .to = "P9", .target_ms = 600000},
    {.name = "p7-p9", .from = "P7", .to = "P9", .target_ms = 300000},
};
static struct job_conf orders[] = {
    {.name = "a1", .title = "brackets", .product = "P7", .quantity = 100 * AMOUNT_ONE},
    {.name = "a2", .product = "P9", .quantity = 50 * AMOUNT_ONE},
    {.name = "a3"},
};

static struct rig *make(void)
{
    struct rig *r = rig_new();
    rig_signal(r, "state", ROLE_STATE);
    rig_signal(r, "total", ROLE_TOTAL);
    rig_signal(r, "scrap", ROLE_SCRAP);
    r->config.products = 2;
    r->product[0] = (struct product_conf){.name = "P7", .ideal_us = 2000000};
    r->product[1] = (struct product_conf){.name = "P9", .ideal_us = 4000000};
    r->config.changeover = changeovers;
    r->config.changeovers = sizeof changeovers / sizeof *changeovers;
    r->config.job = orders;
    r->config.jobs = sizeof orders / sizeof *orders;
    return r;
}

static void expect(const char *what, const char *got, const char *want)
{
    if (strcmp(got, want) != 0)
        fail_msg("%s:\n  got  %s\n  want %s", what, got, want);
}

/* "a1 P7 running 40/100 since 10 finish 130 next a2 P9" */
static const char *job(struct rig *r)
{
    const struct snapshot *s = rig_snapshot(r);
    char text[AMOUNT_TEXT_SIZE];
    char *at = rig_put(r->text, "%s", s->job.id[0] ? s->job.id : "-");
    at = rig_put(at, " %s", s->job.product[0] ? s->job.product : "-");
    if (s->job.id[0]) {
        at = rig_put(at, " %s", amount_to_text(s->job.made, text));
        at = rig_put(at, "/%s", amount_to_text(s->job.quantity, text));
        at = rig_put_seconds(rig_put(at, " since "), s->job.since - r->begin);
    }
    if (s->job.finish != TIME_NONE)
        at = rig_put_seconds(rig_put(at, " finish "), s->job.finish - r->begin);
    if (s->job.next_id[0])
        (void)rig_put(at, " next %s %s", s->job.next_id, s->job.next_product);
    return r->text;
}

static const char *changeover(struct rig *r)
{
    const struct snapshot *s = rig_snapshot(r);
    char *at = r->text;
    *at = '\0';
    if (s->changeover.since == TIME_NONE)
        return r->text;
    at = rig_put(at, "%s to %s", s->changeover.from, s->changeover.to);
    at = rig_put_seconds(rig_put(at, " since "), s->changeover.since - r->begin);
    (void)rig_put_seconds(rig_put(at, " target "), s->changeover.target_ms);
    return r->text;
}

static const char *list(struct rig *r)
{
    static struct job_view views[JOB_VIEWS];
    size_t count = station_jobs(r->st, r->now, views);
    char *at = r->text, text[AMOUNT_TEXT_SIZE];
    *at = '\0';
    for (size_t i = 0; i < count; i++) {
        at = rig_put(at, "%s%s %s", i ? "; " : "", views[i].order.id,
                     word_name(&words_job_state, (int)views[i].state));
        at = rig_put(at, " %s", amount_to_text(views[i].made, text));
    }
    return r->text;
}

static void queue(struct rig *r, const char *json, int64_t seconds)
{
    static struct job_queue queue;
    struct cause why = {.text = ""};
    if (job_queue_read(json, strlen(json), &queue, &why) != 0)
        fail_msg("%s", why.text);
    rig_step(r, &(struct event){.kind = EVENT_JOBS, .jobs = &queue}, seconds * 1000);
}

/* ---- what is answered ----------------------------------------------------------------------- */

static void test_answers(void **state)
{
    (void)state;
    static const struct {
        const char *command;
        enum command_result result;
        const char *text, *job;
    } rows[] = {
        {"job-pause", COMMAND_BAD, "no job is running", "- - next a1 P7"},
        {"job-finish", COMMAND_BAD, "no job is running", "- - next a1 P7"},
        {"product P9", COMMAND_BAD, "no job is running", "- - next a1 P7"},
        {"job-start b1", COMMAND_NOT_FOUND,
         "there is no job b1 in the queue; did you mean a1? See andonctl job list",
         "- - next a1 P7"},
        {"job-start a1", COMMAND_DONE, "a1 P7 started",
         "a1 P7 0/100 since 100 finish 300 next a2 P9"},
        {"job-start a1", COMMAND_BAD, "job a1 is running already",
         "a1 P7 0/100 since 100 finish 300 next a2 P9"},
        {"product P7", COMMAND_BAD, "P7 is being made already",
         "a1 P7 0/100 since 100 finish 300 next a2 P9"},
        {"product P8", COMMAND_NOT_FOUND, "there is no product P8; did you mean P7?",
         "a1 P7 0/100 since 100 finish 300 next a2 P9"},
        {"product P9", COMMAND_DONE, "a1 goes on with P9",
         "a1 P9 0/100 since 100 finish 500 next a2 P9"},
        {"job-pause rev=1", COMMAND_STALE, "somebody changed the job meanwhile",
         "a1 P9 0/100 since 100 finish 500 next a2 P9"},
        {"job-start a2", COMMAND_DONE, "a2 P9 started; a1 is paused",
         "a2 P9 0/50 since 100 finish 300 next a1 P7"},
        {"job-finish rev=1", COMMAND_DONE, "a2 finished: 0 of 50 good", "- P9 next a1 P7"},
        {"job-start a2", COMMAND_BAD, "job a2 is finished", "- P9 next a1 P7"},
        {"job-start a3", COMMAND_DONE, "a3 P9 started", "a3 P9 0/0 since 100 next a1 P7"},
        {"job-pause", COMMAND_DONE, "a3 paused: 0 good", "- P9 next a1 P7"},
        {"job-start a1", COMMAND_DONE, "a1 P7 started",
         "a1 P7 0/100 since 100 finish 300 next a3 "},
    };
    struct rig *r = make();
    rig_play(r, "0 state=Execute; 100 tick");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        rig_do(r, rows[i].command, 100000);
        const char *text = rows[i].text;
        if (r->outcome.result != rows[i].result || strcmp(r->outcome.text, text) != 0)
            fail_msg("%s: %d %s", rows[i].command, (int)r->outcome.result, r->outcome.text);
        expect(rows[i].command, job(r), rows[i].job);
        if (r->outcome.result == COMMAND_STALE) {
            assert_string_equal(r->outcome.id, "J1");
            assert_int_equal(r->outcome.rev, 2);
            assert_non_null(strstr(r->outcome.body, "\"product\":\"P9\""));
        }
    }
    assert_string_equal(r->outcome.id, "J4");
    assert_non_null(strstr(r->outcome.body, "\"ideal_us\":2000000"));
    expect("list", list(r), "a1 running 0; a2 finished 0; a3 paused 0");
    rig_free(&r);
}

/* ---- what is made --------------------------------------------------------------------------- */

static void test_counts(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "0 state=Execute; 0 total=0; 0 scrap=0; 5 total=5; 10 do=job-start a1; "
                "20 total=15; 30 total=20; 30 scrap=1; 35 do=job-pause; 50 total=30; "
                "60 do=job-start a1; 70 total=31; 120 tick");
    expect("made", job(r), "a1 P7 15/100 since 60 finish 290 next a2 P9");
    expect("all", rig_counts(r), "31/30/1/0");
    /* 5 made before (ideal 1 s), 26 of the job's product (2 s), 120 s planned. */
    assert_true(fabs(rig_snapshot(r)->oee.performance - (5.0 + 26 * 2) / 120) < 1e-12);
    expect("minutes", rig_records(r, "minute"),
           "1 0 5/5/0/0; 1 0 15/14/1/0 P7; 1 0 10/10/0/0 P7; 1 60 1/1/0/0 P7");
    assert_non_null(strstr(r->log, "\"job\":\"a1\""));
    rig_play(r, "130 do=job-finish");
    assert_string_equal(r->outcome.text, "a1 finished: 15 of 100 good");
    assert_non_null(strstr(r->outcome.body, "\"total\":1,\"good\":1,\"scrap\":0"));
    expect("intervals", rig_records(r, "interval"),
           "1.1 0-10 running Execute; 2.1 10-35 running Execute; 3.1 35-60 running Execute; "
           "4.1 60-130 running Execute");
    rig_free(&r);
}

/* What is told after the end of a run, but was made before it, is the run's. */
static void test_late(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "0 state=Execute; 0 total=0; 10 do=job-start a1; 20 total=10; 30 do=job-start a2; "
                "40 total=14@25; 60 tick");
    expect("list", list(r), "a1 paused 14; a2 running 0; a3 queued 0");
    const char *last = NULL;
    for (const char *at = r->log; (at = strstr(at, "job\tJ1\t")) != NULL; at++)
        last = at;
    assert_non_null(last);
    assert_int_equal(strncmp(last, "job\tJ1\t3\t", 9), 0); /* amended with the minute */
    assert_non_null(strstr(last, "\"total\":14"));
    rig_free(&r);
}

static void test_stop_stays(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "0 state=Execute; 10 state=Held; 100 do=job-start a1; 200 do=product P9; "
                "300 do=job-finish; 400 state=Execute; 500 tick");
    expect("one stop", rig_records(r, "stop"),
           "1.1 10- long 120.001 stopped; 1.2 10-400 long 390 stopped");
    expect("intervals", rig_records(r, "interval"),
           "1.1 0-10 running Execute; 2.1 10-100 stopped Held S1; 3.1 100-200 stopped Held S1; "
           "4.1 200-300 stopped Held S1; 5.1 300-400 stopped Held S1");
    rig_free(&r);
}

/* The order's ideal cycle, then the product's, then the station's. */
static void test_ideal(void **state)
{
    (void)state;
    struct rig *r = make();
    queue(r,
          "{\"rev\":1,\"jobs\":[{\"id\":\"x\",\"product\":\"P7\",\"ideal_cycle_s\":3},"
          "{\"id\":\"y\",\"product\":\"P7\"},{\"id\":\"z\",\"product\":\"new\"}]}",
          0);
    static const struct {
        const char *command;
        int64_t ideal_us;
    } rows[] = {{"job-start x", 3000000}, {"product P9", 4000000},  {"product P7", 3000000},
                {"job-start y", 2000000}, {"job-start z", 1000000}, {"job-finish", 1000000}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        rig_do(r, rows[i].command, 10000);
        assert_int_equal(r->outcome.result, COMMAND_DONE);
        assert_int_equal(rig_snapshot(r)->job.ideal_us, rows[i].ideal_us);
    }
    rig_free(&r);
}

/* The machine names the product itself: the latest word holds, the job stays. */
static void test_machine_names_it(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_signal(r, "product", ROLE_PRODUCT);
    rig_play(r, "0 state=Execute; 0 total=0; 0 product=P9; 10 do=job-start a1; 20 total=5");
    expect("the job's", job(r), "a1 P7 5/100 since 10 finish 210 next a2 P9");
    rig_play(r, "30 product=P9; 40 total=8");
    expect("the machine's", job(r), "a1 P9 8/100 since 10 finish 224 next a2 P9");
    rig_play(r, "50 do=job-finish");
    expect("still", job(r), "- P9 next a2 P9");
    rig_free(&r);
}

/* ---- the queue ------------------------------------------------------------------------------ */

static void test_queue(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "0 state=Execute; 0 total=0; 1 do=job-start a1; 10 total=4");
    assert_int_equal(station_jobs_rev(r->st), -1);
    queue(r, "{\"rev\":5,\"jobs\":[{\"id\":\"b1\",\"product\":\"P9\",\"quantity\":9}]}", 20);
    assert_int_equal(station_jobs_rev(r->st), 5);
    expect("goes on outside the queue", list(r), "b1 queued 0; a1 running 4");
    queue(r, "{\"rev\":4,\"jobs\":[]}", 21);
    queue(r, "{\"rev\":5,\"jobs\":[]}", 22);
    expect("older and same", list(r), "b1 queued 0; a1 running 4");
    rig_play(r, "30 do=job-pause");
    expect("it waits", list(r), "b1 queued 0; a1 paused 4");
    rig_play(r, "40 do=job-start a1");
    assert_string_equal(r->outcome.text, "a1 P7 started");
    queue(r, "{\"rev\":6,\"jobs\":[{\"id\":\"a1\",\"title\":\"more\",\"quantity\":200}]}", 50);
    expect("another quantity", job(r), "a1 P7 4/200 since 40 finish 442");
    expect("list", list(r), "a1 running 4");
    rig_play(r, "60 do=job-finish");
    assert_string_equal(r->outcome.text, "a1 finished: 4 of 200 good");
    queue(r, "{\"rev\":7,\"jobs\":[]}", 70);
    expect("nothing is left", list(r), "");
    rig_free(&r);
}

/* More orders than are remembered: the oldest that nobody lists any more goes. */
static void test_many_orders(void **state)
{
    (void)state;
    struct rig *r = make();
    char json[128], command[40];
    rig_play(r, "0 state=Execute; 0 total=0");
    for (int i = 1; i <= ORDERS + 10; i++) {
        (void)snprintf(json, sizeof json, "{\"rev\":%d,\"jobs\":[{\"id\":\"n%d\"}]}", i, i);
        queue(r, json, i);
        (void)snprintf(command, sizeof command, "job-start n%d", i);
        rig_do(r, command, i * 1000);
        assert_int_equal(r->outcome.result, COMMAND_DONE);
    }
    const char *shown = list(r);
    assert_int_equal(strncmp(shown, "n74 running 0; n73 paused 0; ", 28), 0);
    rig_do(r, "job-start n1", 100000);
    assert_int_equal(r->outcome.result, COMMAND_NOT_FOUND);
    rig_free(&r);
}

/* ---- when it will be done ------------------------------------------------------------------- */

static void test_finish(void **state)
{
    (void)state;
    static const struct {
        const char *what, *script, *job;
    } rows[] = {
        {"not begun: the ideal cycle", "3600 do=job-start a1",
         "a1 P7 0/100 since 3600 finish 3800 next a2 P9"},
        {"the recent pace",
         "3600 do=job-start a1; 3600 total=0; 3610 total=1; 3620 total=2; 3630 total=3; 3630 tick",
         "a1 P7 3/100 since 3600 finish 4600 next a2 P9"},
        {"… and its yield",
         "3600 do=job-start a1; 3600 total=0; 3600 scrap=0; 3610 total=2; 3620 total=4; "
         "3620 scrap=2; 3630 total=6; 3630 tick",
         "a1 P7 4/100 since 3600 finish 4350 next a2 P9"},
        {"the last known one while it stands",
         "3600 do=job-start a1; 3600 total=0; 3610 total=1; 3620 total=2; 3630 total=3; "
         "3630 state=Held; 4000 tick",
         "a1 P7 3/100 since 3600 finish 4970 next a2 P9"},
        {"a break of 10 min at 2:00", "7100 do=job-start a1; 7200 tick",
         "a1 P7 0/100 since 7100 finish 8000 next a2 P9"},
        {"after the shift comes the next day's", "14300 do=job-start a1; 14300 tick",
         "a1 P7 0/100 since 14300 finish 90100 next a2 P9"},
        {"done", "3600 total=0; 3600 do=job-start a2; 3700 total=50; 3700 tick",
         "a2 P9 50/50 since 3600 next a1 P7"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = make();
        struct shift_plan *shift = rig_shift(r, "early", 60, 240);
        shift->pause[shift->pauses++] = (struct shift_break){120, 130};
        rig_play(r, "3600 state=Execute");
        rig_play(r, rows[i].script);
        expect(rows[i].what, job(r), rows[i].job);
        rig_free(&r);
    }
}

/* ---- changeovers ---------------------------------------------------------------------------- */

static void test_changeover(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "0 state=Execute; 0 total=0; 1 do=job-start a1; 10 total=4; 20 do=job-start a2; "
                "21 state=Held");
    expect("from the last good one", changeover(r), "P7 to P9 since 10 target 300");
    rig_play(r, "30 total=6@15; 100 tick");
    expect("a late one", changeover(r), "P7 to P9 since 15 target 300");
    rig_play(r, "200 state=Execute; 200 do=mode trial; 210 total=8; 220 do=mode production");
    expect("trial parts end none", changeover(r), "P7 to P9 since 15 target 300");
    rig_play(r, "250 total=9");
    expect("to the first good one", changeover(r), "");
    const char *last = strstr(r->log, "job\tJ2\t2\t");
    assert_non_null(last);
    const char *what = strstr(last, "\"changeover\":{\"from\":\"P7\",\"to\":\"P9\"");
    assert_non_null(what);
    assert_non_null(strstr(what, "\"ms\":235000,\"target_ms\":300000"));
    rig_free(&r);
}

static void test_changeover_targets(void **state)
{
    (void)state;
    static const struct {
        const char *what, *script, *changeover;
    } rows[] = {
        {"both", "20 product=P7; 30 total=4; 40 product=P9", "P7 to P9 since 30 target 300"},
        {"to only", "20 product=X; 30 total=4; 40 product=P9", "X to P9 since 30 target 600"},
        {"any", "20 product=P9; 30 total=4; 40 product=X", "P9 to X since 30 target 900"},
        {"back again", "20 product=P9; 30 total=4; 40 product=X; 50 product=P9", ""},
        {"nothing was made", "20 product=P9; 40 product=X", ""},
        {"before a job takes it over",
         "20 product=P7; 30 total=4; 40 product=P9; 50 do=job-start a2",
         "P7 to P9 since 30 target 300"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = make();
        rig_signal(r, "product", ROLE_PRODUCT);
        rig_play(r, "0 state=Execute; 0 total=0");
        rig_play(r, rows[i].script);
        expect(rows[i].what, changeover(r), rows[i].changeover);
        rig_free(&r);
    }
}

/* ---- restarts ------------------------------------------------------------------------------- */

static char checkpoint[CHECKPOINT_MAX];

static size_t restart(struct rig *r, int64_t seconds)
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
    return length;
}

static void test_restart(void **state)
{
    (void)state;
    struct rig *r = make();
    queue(r,
          "{\"rev\":5,\"jobs\":[{\"id\":\"b1\",\"title\":\"t\",\"product\":\"P9\",\"quantity\":9,"
          "\"due\":1795305600000,\"ideal_cycle_s\":5},{\"id\":\"b2\",\"product\":\"P7\"}]}",
          0);
    rig_play(r, "1 state=Execute; 1 total=0; 2 do=job-start b2; 10 total=3; 20 do=job-start b1");
    restart(r, 100);
    expect("job", job(r), "b1 P9 0/9 since 20 finish 145 next b2 P7");
    expect("list", list(r), "b1 running 0; b2 paused 3");
    expect("changeover", changeover(r), "P7 to P9 since 10 target 300");
    assert_int_equal(rig_snapshot(r)->job.ideal_us, 5000000);
    rig_play(r, "110 state=Execute; 120 total=5; 130 do=job-finish");
    assert_string_equal(r->outcome.text, "b1 finished: 2 of 9 good");
    assert_string_equal(r->outcome.id, "J2");
    queue(r, "{\"rev\":5,\"jobs\":[]}", 140);
    restart(r, 200);
    expect("the same rev after it", list(r), "b1 finished 2; b2 paused 3");
    rig_free(&r);
}

/* A full queue, and as many orders begun as are remembered, fit into a checkpoint. */
static void test_restart_full(void **state)
{
    (void)state;
    struct rig *r = make();
    static char json[32768];
    char command[64];
    char *at = rig_put(json, "{\"rev\":1,\"jobs\":[");
    for (int i = 0; i < JOBS_MAX; i++)
        at = rig_put(at,
                     "%s{\"id\":\"order-number-%016d\",\"title\":\"%063d\",\"product\":\"%060d\","
                     "\"quantity\":1000000}",
                     i ? "," : "", i, i, i);
    (void)rig_put(at, "]}");
    queue(r, json, 0);
    rig_play(r, "1 state=Execute; 1 total=0");
    for (int i = 0; i < JOBS_MAX; i++) {
        (void)snprintf(command, sizeof command, "job-start order-number-%016d", i);
        rig_do(r, command, 2000 + i);
        assert_int_equal(r->outcome.result, COMMAND_DONE);
    }
    size_t length = restart(r, 10);
    assert_true(length < CHECKPOINT_MAX / 4);
    char *before = strdup(list(r));
    restart(r, 20);
    assert_string_equal(list(r), before);
    free(before);
    rig_free(&r);
}

static void test_reload(void **state)
{
    (void)state;
    struct rig *r = make();
    struct cause why = {.text = ""};
    rig_play(r, "0 state=Execute; 0 total=0; 1 do=job-start a1; 10 total=4");
    struct config other = r->config;
    other.jobs = 0;
    assert_int_equal(station_reload(&r->st, &other, r->now, &r->fx, &why), 0);
    rig_log(r);
    expect("goes on", job(r), "a1 P7 4/100 since 1 finish 202");
    assert_int_equal(station_reload(&r->st, &r->config, r->now, &r->fx, &why), 0);
    expect("and is listed", list(r), "a1 running 4; a2 queued 0; a3 queued 0");
    rig_free(&r);
}

/* Without a checkpoint the numbers that records have are not given again. */
static void test_recall(void **state)
{
    (void)state;
    static const struct {
        enum record_kind kind;
        const char *id;
        int result;
    } rows[] = {{REC_JOB, "J7", 0},    {REC_JOB, "J3", 0},
                {REC_SCRAP, "R4", 0},  {REC_MODE, "D9", 0},
                {REC_JOB, "S1", -1},   {REC_SCRAP, "R", -1},
                {REC_MODE, "D-1", -1}, {REC_JOB, "J9223372036854775807", -1}};
    struct rig *r = make();
    rig_start(r, 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cause why = {.text = ""};
        struct record record = {.kind = rows[i].kind, .rev = 1, .body = "{}", .body_length = 2};
        (void)text_copy(record.id, sizeof record.id, rows[i].id);
        assert_int_equal(station_recall(r->st, &record, &why), rows[i].result);
    }
    rig_play(r, "0 state=Execute; 0 total=0; 1 do=job-start a1");
    assert_string_equal(r->outcome.id, "J8");
    rig_play(r, "2 total=5; 3 do=scrap 1");
    assert_string_equal(r->outcome.id, "R5");
    rig_play(r, "4 do=mode trial");
    assert_string_equal(r->outcome.id, "D10");
    rig_free(&r);
}

static void test_broken_checkpoint(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
    } rows[] = {
        {"\"runs\":[", "\"runs\":[{},"},
        {"\"runs\":[", "\"runs\":[1,"},
        {"\"orders\":[", "\"orders\":[[],"},
        {"\"queue\":[", "\"queue\":[0,"},
        {"\"modes\":[", "\"modes\":[{},{},{},{},{},{},{},{},{},{},{},{},{},"},
        {"\"next_run\":2", "\"next_run\":1"},
        {"\"state\":\"running\",\"pace", "\"state\":\"paused\",\"pace"},
    };
    struct rig *r = make();
    queue(r, "{\"rev\":5,\"jobs\":[{\"id\":\"b1\"}]}", 0);
    rig_play(r,
             "0 state=Execute; 0 total=0; 1 do=job-start b1; 10 total=4; 20 total=8; 30 total=9");
    assert_true(station_checkpoint(r->st, r->now, checkpoint, sizeof checkpoint) > 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        static char broken[CHECKPOINT_MAX];
        struct cause why = {.text = ""};
        const char *at = strstr(checkpoint, rows[i].from);
        if (!at)
            fail_msg("no %s", rows[i].from);
        (void)snprintf(broken, sizeof broken, "%.*s%s%s", (int)(at - checkpoint), checkpoint,
                       rows[i].to, at + strlen(rows[i].from));
        struct rig *fresh = make();
        rig_start(fresh, 100000);
        if (station_restore(fresh->st, broken, strlen(broken), true, fresh->now, &fresh->fx,
                            &why) != -1)
            fail_msg("%s taken", rows[i].to);
        assert_true(why.text[0] != '\0');
        rig_free(&fresh);
    }
    rig_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_late),
        cmocka_unit_test(test_stop_stays),
        cmocka_unit_test(test_ideal),
        cmocka_unit_test(test_machine_names_it),
        cmocka_unit_test(test_queue),
        cmocka_unit_test(test_many_orders),
        cmocka_unit_test(test_finish),
        cmocka_unit_test(test_changeover),
        cmocka_unit_test(test_changeover_targets),
        cmocka_unit_test(test_restart),
        cmocka_unit_test(test_restart_full),
        cmocka_unit_test(test_reload),
        cmocka_unit_test(test_recall),
        cmocka_unit_test(test_broken_checkpoint),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
