/* SPDX-License-Identifier: MIT */
/* What is no failure: gaps, clocks, stops, products, dead sensors, new ones, other units. Each has
 * its one stated reaction, and none is a storm of warnings. */
#include "rows.h"

#define LEARNT 400 /* rows, of 300 to learn */

static void begin_learnt(struct feed *f, struct predictor_conf *conf)
{
    feed_begin(f, conf);
    feed_rows(f, LEARNT);
    assert_int_equal(feed_view(f).state, PREDICTOR_WATCHING);
}

static void assert_says(const struct feed *f, enum predictor_state state, const char *why)
{
    struct predictor_view view = feed_view(f);
    if (view.state != state || !strstr(view.why, why))
        fail_msg("%d \"%s\" in the place of %d \"%s\"", view.state, view.why, state, why);
}

static void test_a_stopped_machine_is_frozen(void **state)
{
    (void)state;
    struct predictor_conf conf = conf_of(2);
    struct feed f;
    conf.settle_ms = 10 * MS_PER_MIN;
    begin_learnt(&f, &conf);
    f.level[0] = 0; /* as it stands */
    f.row.run_ms = 0;
    feed_rows(&f, 600);
    assert_says(&f, PREDICTOR_FROZEN, "does not run");
    f.row.run_ms = 20000;
    feed_one(&f);
    assert_says(&f, PREDICTOR_FROZEN, "did not run all the time");
    f.row.run_ms = 60000;
    f.level[0] = 5; /* warming up */
    feed_rows(&f, 10);
    assert_says(&f, PREDICTOR_FROZEN, "settling");
    f.level[0] = 10;
    feed_rows(&f, 600);
    assert_says(&f, PREDICTOR_WATCHING, "");
    assert_int_equal(f.warnings, 0);
    f.row.known = false;
    f.level[0] = 50;
    feed_rows(&f, 60);
    assert_says(&f, PREDICTOR_FROZEN, "not known");
    assert_int_equal(f.warnings, 0);
    predictor_free(&f.p);
}

/* A short stop needs a short time to settle. */
static void test_a_small_stop_costs_little(void **state)
{
    (void)state;
    struct predictor_conf conf = conf_of(1);
    struct feed f;
    conf.settle_ms = 30 * MS_PER_MIN;
    feed_begin(&f, &conf);
    feed_rows(&f, 400);
    f.row.run_ms = 40000;
    feed_one(&f);
    f.row.run_ms = 60000;
    feed_one(&f);
    assert_says(&f, PREDICTOR_FROZEN, "settling");
    feed_one(&f);
    assert_says(&f, PREDICTOR_WATCHING, "");
    predictor_free(&f.p);
}

/* While the machine stands, too, where that was asked for. */
static void test_always_is_always(void **state)
{
    (void)state;
    struct predictor_conf conf = conf_of(1);
    struct feed f;
    conf.always = true;
    feed_begin(&f, &conf);
    f.row.known = false;
    f.row.run_ms = 0;
    feed_rows(&f, 400);
    assert_says(&f, PREDICTOR_WATCHING, "");
    predictor_free(&f.p);
}

/* A tank of a station whose machine nobody knows of: its trend is over the calendar. */
static void test_always_has_trends(void **state)
{
    (void)state;
    struct predictor_conf conf = conf_of(1);
    struct prediction_view said;
    struct feed f;
    conf.always = true;
    conf.limit = 30;
    feed_begin(&f, &conf);
    f.row.known = false;
    f.row.run_ms = 0;
    feed_rows(&f, LEARNT);
    for (int i = 0; i < 600; i++) {
        f.level[0] += 0.02;
        feed_one(&f);
    }
    assert_true(predictor_state_of(f.p, &said));
    assert_in_range(said.rul_ms, 5 * MS_PER_HOUR, 9 * MS_PER_HOUR); /* 8 of 20 to go: 400 rows */
    assert_false(said.rul_run);
    predictor_free(&f.p);
}

static void test_gaps_and_clocks(void **state)
{
    (void)state;
    static const int64_t jumps[] = {MS_PER_HOUR, MS_PER_DAY, 400 * MS_PER_DAY, -MS_PER_HOUR,
                                    -400 * MS_PER_DAY};
    struct predictor_conf conf = conf_of(2);
    struct feed f;
    begin_learnt(&f, &conf);
    for (size_t i = 0; i < sizeof jumps / sizeof *jumps; i++) {
        f.now += jumps[i];
        feed_rows(&f, 300);
        assert_says(&f, PREDICTOR_WATCHING, "");
        assert_int_equal(f.warnings, 0);
        assert_int_equal(feed_view(&f).version, 1);
    }
    predictor_free(&f.p);
}

/* The same row again, or an older one, changes nothing. */
static void test_rows_that_are_not_later_change_nothing(void **state)
{
    (void)state;
    static char before[PREDICTOR_TEXT_MAX], after[PREDICTOR_TEXT_MAX];
    struct predictor_conf conf = conf_of(1);
    struct feed f;
    begin_learnt(&f, &conf);
    struct predict_row row = f.row;
    predictor_step(f.p, &row); /* counted */
    size_t length = predictor_save(f.p, before, sizeof before);
    assert_non_null(strstr(before, "\"backward\":1"));
    row.value[0] = 1e9;
    row.run_ms = 1;
    row.end_ms -= 5 * MS_PER_MIN;
    predictor_step(f.p, &row);
    assert_true(predictor_save(f.p, after, sizeof after) > 0);
    char *count = strstr(after, "\"backward\":2");
    assert_non_null(count);
    assert_true(length > 0);
    assert_int_equal(feed_view(&f).state, PREDICTOR_WATCHING);
    predictor_free(&f.p);
}

static void test_dead_signals_are_said(void **state)
{
    (void)state;
    struct predictor_conf conf = conf_of(2);
    struct feed f;
    begin_learnt(&f, &conf);
    f.row.cell[1] = CELL_NONE;
    feed_rows(&f, 60);
    assert_says(&f, PREDICTOR_BLIND, "s1: no good value for long");
    f.row.cell[1] = CELL_GOOD;
    feed_rows(&f, 60);
    assert_says(&f, PREDICTOR_WATCHING, "");
    f.row.cell[0] = CELL_BAD;
    feed_rows(&f, 5);
    assert_says(&f, PREDICTOR_WATCHING, ""); /* not yet for long */
    f.row.cell[0] = CELL_GOOD;
    f.noise[0] = 0; /* stuck: to the bit */
    f.level[0] = 10.25;
    feed_rows(&f, 60);
    assert_says(&f, PREDICTOR_BLIND, "s0: the same value for long");
    f.level[0] = 10;
    f.noise[0] = 0.5;
    feed_rows(&f, 60);
    assert_says(&f, PREDICTOR_WATCHING, "");
    assert_int_equal(f.warnings, 0);
    predictor_free(&f.p);
}

/* The other signals are still watched. */
static void test_half_blind_is_not_blind(void **state)
{
    (void)state;
    struct predictor_conf conf = conf_of(2);
    struct prediction_view said;
    struct feed f;
    begin_learnt(&f, &conf);
    f.row.cell[1] = CELL_NONE;
    for (int i = 0; i < 200; i++) {
        f.level[0] += 0.02;
        feed_one(&f);
    }
    assert_int_equal(f.warnings, 1);
    assert_true(predictor_state_of(f.p, &said));
    assert_string_equal(said.evidence[0].name, "s0");
    assert_says(&f, PREDICTOR_BLIND, "s1");
    predictor_free(&f.p);
}

static void test_nan_and_infinity_are_no_values(void **state)
{
    (void)state;
    static const double bad[] = {NAN, INFINITY, -INFINITY, 1e308};
    struct predictor_conf conf = conf_of(2);
    struct feed f;
    begin_learnt(&f, &conf);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        f.level[0] = bad[i];
        feed_rows(&f, 3);
        f.level[0] = 10;
        feed_rows(&f, 100);
    }
    assert_int_equal(f.warnings, 0);
    assert_true(isfinite(feed_view(&f).p));
    predictor_free(&f.p);
}

static void test_another_unit_is_learnt_again(void **state)
{
    (void)state;
    static const struct {
        double factor, offset;
        const char *words;
    } rows[] = {{1.8, 32, "degrees F"},
                {25.4, 0, "25.4"},
                {14.5038, 0, "14.5"},
                {1000, 0, "1000"},
                {0.001, 0, "1000"},
                {1, 273.15, "K for"},
                {1 / 1.8, -32 / 1.8, "degrees C"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct predictor_conf conf = conf_of(2);
        struct feed f;
        feed_begin(&f, &conf);
        f.level[0] = 80;
        feed_rows(&f, LEARNT);
        f.level[0] = 80 * rows[i].factor + rows[i].offset;
        f.noise[0] *= rows[i].factor;
        feed_rows(&f, 40);
        assert_says(&f, PREDICTOR_LEARNING, "learning again: s0 as if in another unit");
        assert_non_null(strstr(feed_view(&f).why, rows[i].words));
        feed_rows(&f, 1000);
        assert_says(&f, PREDICTOR_WATCHING, "");
        assert_int_equal(feed_view(&f).version, 2);
        assert_int_equal(f.warnings, 0);
        predictor_free(&f.p);
    }
}

/* Silent while it was changed, then another level: learnt again. At the same level: as before. */
static void test_a_sensor_replaced(void **state)
{
    (void)state;
    for (int other = 0; other < 2; other++) {
        struct predictor_conf conf = conf_of(2);
        struct feed f;
        begin_learnt(&f, &conf);
        f.row.run_ms = 0;
        f.row.cell[1] = CELL_NONE;
        feed_rows(&f, 45);
        f.row.run_ms = 60000;
        f.row.cell[1] = CELL_GOOD;
        f.level[1] += other ? 5.3 : 0;
        f.noise[1] = other ? 0.2 : 0.5;
        feed_rows(&f, 60);
        if (other)
            assert_says(&f, PREDICTOR_LEARNING, "came back at another level");
        else
            assert_says(&f, PREDICTOR_WATCHING, "");
        feed_rows(&f, 2000);
        assert_says(&f, PREDICTOR_WATCHING, "");
        assert_int_equal(f.warnings, 0);
        predictor_free(&f.p);
    }
}

/* The broker or the gateway was away for a while: what was a fault before is no other sensor. */
static void test_a_fault_goes_on_behind_a_silence(void **state)
{
    (void)state;
    struct predictor_conf conf = conf_of(2);
    struct feed f;
    begin_learnt(&f, &conf);
    for (int i = 0; i < 60; i++) {
        f.level[1] += 0.05;
        feed_one(&f);
    }
    assert_true(f.up);
    f.row.cell[1] = CELL_NONE;
    feed_rows(&f, 12);
    assert_says(&f, PREDICTOR_BLIND, "no good value");
    f.row.cell[1] = CELL_GOOD;
    feed_rows(&f, 120);
    assert_says(&f, PREDICTOR_WATCHING, "");
    assert_true(f.up);
    assert_int_equal(feed_view(&f).version, 1);
    assert_int_equal(f.warnings, 1);
    predictor_free(&f.p);
}

/* A signal that comes each quarter of an hour is not dead between two values, and is judged. */
static void test_a_slow_signal_is_alive(void **state)
{
    (void)state;
    struct predictor_conf conf = conf_of(2);
    struct feed f;
    conf.learn_ms = 3 * MS_PER_DAY;
    feed_begin(&f, &conf);
    for (int i = 0; i < 9 * 1440; i++) {
        f.row.cell[1] = i % 15 == 14 ? CELL_GOOD : CELL_NONE;
        f.level[1] += i > 7 * 1440 && f.level[1] < 26 ? 0.01 : 0;
        feed_one(&f);
        if (i > 60)
            assert_int_not_equal(feed_view(&f).state, PREDICTOR_BLIND);
        if (i == 7 * 1440)
            assert_int_equal(f.warnings, 0);
    }
    assert_true(f.up);
    f.row.cell[1] = CELL_NONE;
    feed_rows(&f, 200);
    assert_says(&f, PREDICTOR_BLIND, "no good value");
    predictor_free(&f.p);
}

/* All is switched off for a weekend, and is cold on Monday: it gets warm, and is as it was. */
static void test_a_cold_start_is_no_other_sensor(void **state)
{
    (void)state;
    for (int minutes = 10; minutes <= 60; minutes += 25) {
        struct predictor_conf conf = conf_of(2);
        struct feed f;
        conf.settle_ms = 2 * MS_PER_MIN;
        feed_begin(&f, &conf);
        feed_rows(&f, LEARNT);
        f.row.run_ms = 0;
        f.row.cell[1] = CELL_NONE;
        feed_rows(&f, 600);
        f.row.run_ms = 60000;
        f.row.cell[1] = CELL_GOOD;
        for (int i = 0; i < 480; i++) {
            f.level[1] = 20 - 8 * exp(-(double)i / minutes);
            feed_one(&f);
            assert_true(feed_view(&f).state != PREDICTOR_LEARNING);
        }
        assert_says(&f, PREDICTOR_WATCHING, "");
        assert_int_equal(feed_view(&f).version, 1);
        assert_true(f.warnings <= 1); /* `settle` says how long it may be cold */
        predictor_free(&f.p);
    }
}

/* A level that was followed far away is usual by now, also behind a silence. */
static void test_a_followed_level_is_no_other_sensor(void **state)
{
    (void)state;
    struct predictor_conf conf = conf_of(2);
    struct feed f;
    conf.follow_ms = 4 * MS_PER_HOUR;
    begin_learnt(&f, &conf);
    for (int i = 0; i < 3 * 1440; i++) {
        f.level[1] += 0.0007;
        feed_one(&f);
    }
    f.row.cell[1] = CELL_NONE;
    feed_rows(&f, 12);
    f.row.cell[1] = CELL_GOOD;
    feed_rows(&f, 60);
    assert_says(&f, PREDICTOR_WATCHING, "");
    assert_int_equal(feed_view(&f).version, 1);
    predictor_free(&f.p);
}

/* Replaced between two rows, as far as anybody can see: one warning, and no more. */
static void test_a_step_is_one_warning(void **state)
{
    (void)state;
    struct predictor_conf conf = conf_of(2);
    struct feed f;
    begin_learnt(&f, &conf);
    f.level[1] += 7.3;
    feed_rows(&f, 3 * 1440);
    assert_int_equal(f.warnings, 1);
    predictor_free(&f.p);
}

static void set_product(struct feed *f, const char *name, double level)
{
    (void)snprintf(f->row.product, sizeof f->row.product, "%s", name);
    f->level[0] = level;
}

/* Levels that step with the product are learnt for each; a new one is learnt before it is judged;
 * a ninth takes the place of the one not seen for longest. */
static void test_products_have_their_own_levels(void **state)
{
    (void)state;
    struct predictor_conf conf = conf_of(2);
    struct prediction_view said;
    struct feed f;
    conf.by_product = true;
    conf.settle_ms = 2 * MS_PER_MIN;
    feed_begin(&f, &conf);
    set_product(&f, "A", 10);
    feed_rows(&f, 350);
    set_product(&f, "B", 30);
    feed_one(&f);
    assert_says(&f, PREDICTOR_FROZEN, "another product");
    feed_rows(&f, 2);
    assert_says(&f, PREDICTOR_FROZEN, "settling");
    feed_rows(&f, 10);
    assert_says(&f, PREDICTOR_LEARNING, "");
    assert_false(predictor_state_of(f.p, &said));
    assert_true(feed_view(&f).learnt < 100000);
    feed_rows(&f, 400);
    for (int i = 0; i < 40; i++) {
        set_product(&f, i % 2 ? "B" : "A", i % 2 ? 30 : 10);
        feed_rows(&f, 50);
        assert_says(&f, PREDICTOR_WATCHING, "");
    }
    assert_int_equal(f.warnings, 0);
    for (int i = 0; i < 9; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "P%d", i);
        set_product(&f, name, 100 + i);
        feed_rows(&f, 320);
        assert_says(&f, PREDICTOR_WATCHING, "");
    }
    set_product(&f, "A", 10);
    feed_rows(&f, 50);
    assert_says(&f, PREDICTOR_LEARNING, "");
    assert_int_equal(f.warnings, 0);
    predictor_free(&f.p);
}

/* Ten in turn, of which eight have room: most of them are watched in the end. */
static void test_more_products_than_there_is_room_for(void **state)
{
    (void)state;
    struct predictor_conf conf = conf_of(1);
    struct feed f;
    int watched = 0;
    conf.by_product = true;
    conf.learn_ms = 60 * MS_PER_MIN;
    feed_begin(&f, &conf);
    for (int turn = 0; turn < 200; turn++) {
        char name[8];
        (void)snprintf(name, sizeof name, "P%d", turn % 10);
        set_product(&f, name, 10 + turn % 10);
        feed_rows(&f, 20);
        watched += turn >= 190 && feed_view(&f).state == PREDICTOR_WATCHING;
    }
    assert_in_range(watched, 6, 8);
    assert_int_equal(feed_view(&f).version, 1);
    predictor_free(&f.p);
}

static void test_speeds_have_their_own_levels(void **state)
{
    (void)state;
    struct predictor_conf conf = conf_of(1);
    struct feed f;
    conf.bands = 2;
    conf.band[0] = 20;
    conf.band[1] = 40;
    feed_begin(&f, &conf);
    for (int i = 0; i < 60; i++) {
        f.row.speed = 10 + 20 * (i % 3);
        f.level[0] = 10 + 15 * (i % 3);
        feed_rows(&f, 50);
    }
    assert_says(&f, PREDICTOR_WATCHING, "");
    assert_int_equal(f.warnings, 0);
    f.row.speed = NAN;
    feed_one(&f);
    assert_says(&f, PREDICTOR_FROZEN, "the speed is not known");
    predictor_free(&f.p);
}

static void test_a_signal_that_never_varies_cannot_judge(void **state)
{
    (void)state;
    struct predictor_conf conf = conf_of(1);
    struct prediction_view said;
    struct feed f;
    feed_begin(&f, &conf);
    f.noise[0] = 0;
    feed_rows(&f, 700);
    assert_says(&f, PREDICTOR_LEARNING, "no signal varied");
    assert_false(predictor_state_of(f.p, &said));
    f.noise[0] = 0.5;
    feed_rows(&f, 700);
    assert_says(&f, PREDICTOR_WATCHING, "");
    predictor_free(&f.p);
}

/* A hall that warms up each day: taken off where that was asked for. */
static void test_the_day_is_taken_off(void **state)
{
    (void)state;
    struct predictor_conf conf = conf_of(1);
    struct feed f;
    conf.daily = true;
    conf.learn_ms = 4 * MS_PER_DAY;
    feed_begin(&f, &conf);
    for (int i = 0; i < 10 * 1440; i++) {
        f.level[0] = 20 + 6 * sin(6.283185307179586 * (double)f.now / (double)MS_PER_DAY);
        feed_one(&f);
    }
    assert_says(&f, PREDICTOR_WATCHING, "");
    assert_true(feed_view(&f).spread[0] < 1.2); /* without it 4.3 */
    assert_int_equal(f.warnings, 0);
    for (int i = 0; i < 600; i++) { /* less than the day's swing, and seen all the same */
        f.level[0] = 24 + 6 * sin(6.283185307179586 * (double)f.now / (double)MS_PER_DAY);
        feed_one(&f);
    }
    assert_int_equal(f.warnings, 1);
    predictor_free(&f.p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_stopped_machine_is_frozen),
        cmocka_unit_test(test_a_small_stop_costs_little),
        cmocka_unit_test(test_always_is_always),
        cmocka_unit_test(test_always_has_trends),
        cmocka_unit_test(test_gaps_and_clocks),
        cmocka_unit_test(test_rows_that_are_not_later_change_nothing),
        cmocka_unit_test(test_dead_signals_are_said),
        cmocka_unit_test(test_half_blind_is_not_blind),
        cmocka_unit_test(test_nan_and_infinity_are_no_values),
        cmocka_unit_test(test_another_unit_is_learnt_again),
        cmocka_unit_test(test_a_sensor_replaced),
        cmocka_unit_test(test_a_fault_goes_on_behind_a_silence),
        cmocka_unit_test(test_a_slow_signal_is_alive),
        cmocka_unit_test(test_a_cold_start_is_no_other_sensor),
        cmocka_unit_test(test_a_followed_level_is_no_other_sensor),
        cmocka_unit_test(test_a_step_is_one_warning),
        cmocka_unit_test(test_products_have_their_own_levels),
        cmocka_unit_test(test_more_products_than_there_is_room_for),
        cmocka_unit_test(test_speeds_have_their_own_levels),
        cmocka_unit_test(test_a_signal_that_never_varies_cannot_judge),
        cmocka_unit_test(test_the_day_is_taken_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
