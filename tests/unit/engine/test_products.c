/* SPDX-License-Identifier: MIT */
/* Several products in one window and ideal cycles that change: what is booked to which, and that
 * the ratios stay exact (standards.md §1.6, E13). */
#include "rig.h"

/* Another configuration for a reload; the station borrows it. */
struct other {
    struct config config;
    struct product_conf product[2];
};

static struct rig *make(void)
{
    struct rig *r = rig_new();
    rig_signal(r, "state", ROLE_STATE);
    rig_signal(r, "total", ROLE_TOTAL);
    rig_signal(r, "scrap", ROLE_SCRAP);
    rig_signal(r, "product", ROLE_PRODUCT);
    r->product[0] = (struct product_conf){.name = "bracket", .ideal_us = 10000000};
    r->product[1] =
        (struct product_conf){.name = "cover", .title = "Cover, left", .ideal_us = 45000000};
    r->config.products = 2;
    return r;
}

static void expect(const char *what, const char *got, const char *want)
{
    if (strcmp(got, want) != 0)
        fail_msg("%s:\n  got  %s\n  want %s", what, got, want);
}

static void expect_ratio(const char *what, double got, double want)
{
    if (!(fabs(got - want) < 1e-7))
        fail_msg("%s: %.9f, not %.9f", what, got, want);
}

static struct other *copy_of(struct rig *r, struct other *other)
{
    other->config = r->config;
    memcpy(other->product, r->config.product_list, sizeof other->product);
    other->config.product_list = other->product;
    return other;
}

static void reload(struct rig *r, const struct other *other, int64_t ms)
{
    struct cause why = {{0}};
    rig_tick(r, ms);
    if (station_reload(&r->st, &other->config, r->now, &r->fx, &why) != 0)
        fail_msg("%s", why.text);
    rig_log(r);
    r->config = other->config;
}

/* The latest version of the body of a shift that began at this wall minute. */
static json_t *shift_of(struct rig *r, int64_t minute)
{
    char key[64];
    json_t *body = NULL;
    (void)text_format(key, sizeof key, "shift\tW%lld\t", (long long)minute);
    for (const char *line = r->log; (line = strstr(line, key)) != NULL; line++) {
        const char *begin = strchr(line, '{'), *end = strchr(line, '\n');
        json_decref(body);
        body = json_loadb(begin, (size_t)(end - begin), 0, NULL);
    }
    assert_non_null(body);
    return body;
}

/* "bracket 10 5 | cover 45 3": product, ideal seconds (was), total. */
static const char *made_in(struct rig *r, int64_t minute)
{
    json_t *body = shift_of(r, minute), *row;
    char *at = r->text;
    size_t i;
    *at = '\0';
    json_array_foreach(json_object_get(body, "made"), i, row)
    {
        at = rig_put(at, "%s%s ", i ? " | " : "", rig_word(row, "product"));
        at = rig_put_seconds(at, json_integer_value(json_object_get(row, "ideal_us")) / 1000);
        if (json_object_get(row, "was_us")) {
            at = rig_put(at, " was ");
            at = rig_put_seconds(at, json_integer_value(json_object_get(row, "was_us")) / 1000);
        }
        at = rig_put_decimal(rig_put(at, " "), row, "total");
    }
    json_decref(body);
    return r->text;
}

static void test_worked_example(void **state)
{
    (void)state;
    struct rig *r = make();
    r->config.small_stop_ms = 0;
    /* 455 min each, with 32 and 18 down. */
    rig_play(r, "0 state=Execute; 0 product=bracket; 0 total=0; 0 scrap=0; 1000 state=Held; "
                "2920 state=Execute; 27299 total=2240; 27299 scrap=50; 27300 product=cover; "
                "30000 state=Held; 31080 state=Execute; 54600 total=2690; 54600 scrap=75");
    const struct snapshot *s = rig_snapshot(r);
    expect_ratio("A", s->oee.availability, 0.9450549);
    expect_ratio("P", s->oee.performance, 0.8265504);
    expect_ratio("OEE", s->oee.oee, 0.7513736);
    expect_ratio("A P Q", s->oee.availability * s->oee.performance * s->oee.quality, s->oee.oee);
    assert_string_equal(s->job.product, "Cover, left");
    assert_int_equal(s->job.ideal_us, 45000000);
    rig_play(r, "86401 tick");
    expect("made", made_in(r, RIG_BEGIN / MS_PER_MIN), " 1 0 | bracket 10 2240 | cover 45 450");
    rig_free(&r);
}

static void test_minutes(void **state)
{
    (void)state;
    static const struct {
        const char *what, *script, *minutes;
    } rows[] = {
        {"a change within the minute makes two",
         "0 product=bracket; 1 total=0; 20 total=4; 30 product=cover; 40 total=5; 60 tick",
         "1 0 4/4/0/0 bracket; 1 0 1/1/0/0 cover"},
        {"there and back: still two",
         "0 product=bracket; 1 total=0; 20 total=4; 30 product=cover; 40 total=5; "
         "45 product=bracket; 50 total=7; 60 tick",
         "1 0 6/6/0/0 bracket; 1 0 1/1/0/0 cover"},
        {"told on the moment of the change: made before it",
         "0 product=bracket; 1 total=0; 30 product=cover; 30 total=5; 60 tick",
         "1 0 5/5/0/0 bracket"},
        {"told late: of what was made then",
         "0 product=bracket; 1 total=0; 10 product=cover@10; 65 total=3@8; 70 total=4@70; 120 tick",
         "1 0 3/3/0/0 bracket; 1 60 1/1/0/0 cover"},
        {"the change told late",
         "0 product=bracket; 1 total=0; 12 product=cover@5; 20 total=3@6; "
         "60 tick",
         "1 0 3/3/0/0 cover"},
        {"none is said: the configured one", "1 total=0; 10 total=3; 60 tick", "1 0 3/3/0/0"},
        {"one that is in no section", "0 product=thing; 1 total=0; 10 total=3; 60 tick",
         "1 0 3/3/0/0 thing"},
        {"an article number", "0 product=4711; 1 total=0; 10 total=3; 60 tick", "1 0 3/3/0/0 4711"},
        {"nothing said again: back to the configured one",
         "0 product=bracket; 1 total=0; 10 total=3; 20 product=; 30 total=4; 60 tick",
         "1 0 3/3/0/0 bracket; 1 0 1/1/0/0"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = make();
        rig_play(r, rows[i].script);
        expect(rows[i].what, rig_records(r, "minute"), rows[i].minutes);
        bool odd = strstr(rows[i].script, "thing") || strstr(rows[i].script, "4711");
        expect(rows[i].what, rig_records(r, "fault"), odd ? "1.1 product unknown-word x1" : "");
        rig_free(&r);
    }
}

/* Each minute id is told once a revision, however many products go through a minute. */
static void test_more_changes_than_are_kept(void **state)
{
    (void)state;
    struct rig *r = make();
    int64_t sum = 0;
    rig_play(r, "0 state=Execute; 0 total=0");
    for (int i = 1; i <= 80; i++) {
        char name[16], total[16];
        (void)text_format(name, sizeof name, "p%d", i % 50);
        (void)text_format(total, sizeof total, "%d", i);
        rig_update(r, 3, name, i * 1000);
        rig_update(r, 1, total, i * 1000 + 500);
    }
    rig_tick(r, 300000);
    json_t *seen = json_object();
    for (const char *line = r->log; (line = strstr(line, "minute\t")) != NULL; line++) {
        char id[40];
        assert_int_equal(sscanf(line, "minute\t%39[^{]", id), 1);
        assert_null(json_object_get(seen, id));
        json_object_set_new(seen, id, json_true());
        json_t *body = json_loads(strchr(line, '{'), JSON_DISABLE_EOF_CHECK, NULL);
        sum += json_integer_value(json_object_get(body, "total"));
        json_decref(body);
    }
    assert_int_equal(sum, 80);
    json_decref(seen);
    expect("counts", rig_counts(r), "80/80/0/0");
    rig_free(&r);
}

#define BEFORE "0 state=Execute; 0 product=bracket; 0 total=0; 100 total=5"

static void test_ideal_changes(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        int64_t before_us, after_us, was_us;
        const char *made;
        double performance; /* of 5 and 4 parts in 200 s */
    } rows[] = {
        {"another standard: from now on", 10000000, 20000000, 0, "bracket 10 5 | bracket 20 4",
         (5 * 10 + 4 * 20) / 200.0},
        {"the former was an error: all of it", 10000000, 20000000, 10000000,
         "bracket 20 was 10 5 | bracket 20 4", 9 * 20 / 200.0},
        {"some other one was", 10000000, 20000000, 30000000, "bracket 10 5 | bracket 20 4",
         (5 * 10 + 4 * 20) / 200.0},
        {"there was none", 0, 20000000, 0, "bracket 20 was 0 5 | bracket 20 4", 9 * 20 / 200.0},
        {"the same again", 10000000, 10000000, 0, "bracket 10 9", 9 * 10 / 200.0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = make();
        struct other other;
        r->config.ideal_us = 0;
        r->product[0].ideal_us = rows[i].before_us;
        rig_play(r, BEFORE);
        (void)copy_of(r, &other);
        other.product[0].ideal_us = rows[i].after_us;
        other.product[0].ideal_was_us = rows[i].was_us;
        reload(r, &other, 150000);
        rig_play(r, "200 total=9");
        expect_ratio(rows[i].what, rig_snapshot(r)->oee.performance, rows[i].performance);
        struct other again = other;
        again.config.product_list = again.product;
        reload(r, &again, 200000); /* it is corrected once */
        expect_ratio(rows[i].what, rig_snapshot(r)->oee.performance, rows[i].performance);
        rig_play(r, "86401 tick");
        const char *made = made_in(r, RIG_BEGIN / MS_PER_MIN);
        expect(rows[i].what, strstr(made, "bracket"), rows[i].made);
        rig_free(&r);
    }
}

/* A shift that is over and one that goes on: each record says so, once. */
static void test_corrected_shifts(void **state)
{
    (void)state;
    struct rig *r = make();
    struct other other;
    rig_shift(r, "early", 6 * 60, 14 * 60);
    rig_shift(r, "late", 14 * 60, 22 * 60);
    r->begin += (14 * 60 - 2) * MS_PER_MIN;
    rig_play(r, "0 state=Execute; 0 product=bracket; 0 total=0; 100 total=5; 200 total=9");
    (void)copy_of(r, &other);
    other.product[0].ideal_us = 20000000;
    other.product[0].ideal_was_us = 10000000;
    reload(r, &other, 210000);
    expect("over", strstr(made_in(r, RIG_BEGIN / MS_PER_MIN + 360), "bracket"),
           "bracket 20 was 10 5");
    assert_non_null(strstr(r->log, "shift\tW29922120\t3\t"));
    assert_null(strstr(r->log, "shift\tW29922120\t4\t"));
    json_t *body = shift_of(r, RIG_BEGIN / MS_PER_MIN + 840);
    const json_t *row = json_array_get(json_object_get(body, "corrected"), 0);
    assert_int_equal(json_integer_value(json_object_get(row, "was_us")), 10000000);
    assert_int_equal(json_integer_value(json_object_get(row, "ideal_us")), 20000000);
    assert_true(json_is_false(json_object_get(body, "closed")));
    json_decref(body);
    assert_non_null(strstr(r->log, "shift\tW29922600\t2\t"));
    assert_null(strstr(r->log, "shift\tW29922600\t3\t"));
    /* Told late of the time before: under the corrected one. */
    rig_play(r, "215 total=12; 300 tick");
    expect_ratio("late shift", rig_snapshot(r)->oee.performance, 7 * 20 / 180.0);
    rig_free(&r);
}

/* The station's own ideal serves products without one. */
static void test_the_stations_ideal(void **state)
{
    (void)state;
    struct rig *r = make();
    struct other other;
    r->product[0].ideal_us = 0;
    rig_play(r, BEFORE);
    expect_ratio("the station's", rig_snapshot(r)->oee.performance, 5.0 / 100);
    (void)copy_of(r, &other);
    other.config.ideal_us = 2000000;
    other.config.ideal_was_us = 1000000;
    reload(r, &other, 100000);
    expect_ratio("corrected", rig_snapshot(r)->oee.performance, 10.0 / 100);
    rig_free(&r);
}

static void test_restart(void **state)
{
    (void)state;
    static char text[CHECKPOINT_MAX];
    struct cause why = {{0}};
    struct rig *r = make();
    rig_play(r, BEFORE "; 110 product=cover; 130 total=7");
    struct snapshot before = *rig_snapshot(r);
    size_t length = station_checkpoint(r->st, r->now, text, sizeof text);
    station_free(&r->st);
    /* Meanwhile the configuration was changed, too. */
    r->product[1].ideal_us = 90000000;
    r->product[1].ideal_was_us = 45000000;
    rig_start(r, 130000);
    assert_int_equal(station_restore(r->st, text, length, true, r->now, &r->fx, &why), 0);
    rig_log(r);
    const struct snapshot *s = rig_snapshot(r);
    assert_string_equal(s->job.product, before.job.product);
    assert_int_equal(s->job.ideal_us, 90000000);
    expect_ratio("corrected", s->oee.performance, (5 * 10 + 2 * 90) / 130.0);
    rig_play(r, "140 state=Execute; 140 total=8; 180 tick");
    assert_non_null(strstr(r->log, "\"product\":\"cover\",\"ideal_us\":90000000"));
    rig_free(&r);
}

/* Without a signal the configuration names it. */
static void test_configured_product(void **state)
{
    (void)state;
    struct rig *r = make();
    struct other other;
    r->config.signals = 3;
    (void)text_copy(r->config.product, sizeof r->config.product, "bracket");
    rig_play(r, "0 state=Execute; 0 total=0; 50 total=2");
    (void)copy_of(r, &other);
    (void)text_copy(other.config.product, sizeof other.config.product, "cover");
    reload(r, &other, 55000);
    rig_play(r, "58 total=3; 60 tick");
    expect("minutes", rig_records(r, "minute"), "1 0 2/2/0/0 bracket; 1 0 1/1/0/0 cover");
    assert_non_null(strstr(r->log, "minute\tM29921760\t1\t"));
    assert_non_null(strstr(r->log, "minute\tM29921760-2\t1\t"));
    rig_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_worked_example),
        cmocka_unit_test(test_minutes),
        cmocka_unit_test(test_more_changes_than_are_kept),
        cmocka_unit_test(test_ideal_changes),
        cmocka_unit_test(test_corrected_shifts),
        cmocka_unit_test(test_the_stations_ideal),
        cmocka_unit_test(test_restart),
        cmocka_unit_test(test_configured_product),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
