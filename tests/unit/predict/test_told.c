/* SPDX-License-Identifier: MIT */
/* What people tell moves the threshold within what is allowed; maintenance begins anew; what is
 * used up, and what is on its way to its limit, is stated with the time that is left. */
#include "rows.h"

static void learn(struct feed *f, const struct predictor_conf *conf)
{
    feed_begin(f, conf);
    feed_rows(f, 400);
}

static void test_answers_move_the_threshold_within_limits(void **state)
{
    (void)state;
    static const struct {
        int64_t retune;
        double least, most;
    } rows[] = {{0, 1, 1}, {300000, 0.7, 1.3}, {900000, 0.1, 1.9}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct predictor_conf conf = conf_of(1);
        struct feed f;
        conf.retune = rows[i].retune;
        learn(&f, &conf);
        assert_true(fabs(feed_view(&f).threshold - 1) < 1e-12);
        for (int n = 0; n < 100; n++)
            predictor_tell(f.p, TOLD_NOT_FOUND, f.now);
        assert_true(fabs(feed_view(&f).threshold - rows[i].most) < 1e-9);
        predictor_tell(f.p, TOLD_FOUND, f.now);
        assert_true(feed_view(&f).threshold <= rows[i].most);
        for (int n = 0; n < 100; n++)
            predictor_tell(f.p, TOLD_FOUND, f.now);
        assert_true(fabs(feed_view(&f).threshold - rows[i].least) < 1e-9);
        predictor_free(&f.p);
    }
}

/* The other way round than it was told before: as if that had never been said. */
static void test_a_corrected_answer_is_taken_back_first(void **state)
{
    (void)state;
    static const enum predictor_told told[2] = {TOLD_FOUND, TOLD_NOT_FOUND};
    for (int first = 0; first < 2; first++) {
        struct predictor_conf conf = conf_of(1);
        struct feed once, twice;
        conf.retune = 900000;
        learn(&once, &conf);
        learn(&twice, &conf);
        predictor_tell(once.p, told[!first], once.now);
        predictor_tell(twice.p, told[first], twice.now);
        assert_true(fabs(feed_view(&twice).threshold - feed_view(&once).threshold) > 1e-3);
        predictor_tell(twice.p, TOLD_BACK, twice.now);
        assert_true(fabs(feed_view(&twice).threshold - 1) < 1e-12);
        predictor_tell(twice.p, TOLD_BACK, twice.now); /* there is nothing more to take back */
        assert_true(fabs(feed_view(&twice).threshold - 1) < 1e-12);
        predictor_tell(twice.p, told[!first], twice.now);
        assert_true(fabs(feed_view(&twice).threshold - feed_view(&once).threshold) < 1e-12);
        predictor_tell(twice.p, TOLD_RESET, twice.now);
        predictor_tell(twice.p, TOLD_BACK, twice.now);
        assert_true(fabs(feed_view(&twice).threshold - 1) < 1e-12);
        predictor_free(&once.p);
        predictor_free(&twice.p);
    }
}

/* A level that is not far beyond its limit, and was no failure: it is not warned of again. */
static void test_what_was_no_failure_is_not_warned_of_again(void **state)
{
    (void)state;
    struct predictor_conf conf = conf_of(1);
    struct feed f;
    conf.methods = 1U << METHOD_EWMA;
    conf.retune = 900000;
    learn(&f, &conf);
    while (!f.up && f.level[0] < 20) {
        f.level[0] += 0.002;
        feed_one(&f);
    }
    assert_int_equal(f.warnings, 1);
    predictor_tell(f.p, TOLD_NOT_FOUND, f.now);
    assert_true(feed_view(&f).p < 0.7 || isnan(feed_view(&f).p));
    f.up = false;
    feed_rows(&f, 1000);
    assert_int_equal(f.warnings, 1);
    predictor_free(&f.p);
}

static void test_after_maintenance_it_learns_again(void **state)
{
    (void)state;
    struct predictor_conf conf = conf_of(2);
    struct prediction_view said;
    struct feed f;
    conf.uses = USES_HOURS;
    conf.life = 1000;
    learn(&f, &conf);
    f.level[0] += 5;
    feed_rows(&f, 100);
    assert_int_equal(f.warnings, 1);
    assert_true(feed_view(&f).used > 0.008);
    predictor_tell(f.p, TOLD_MAINTAINED, f.now);
    struct predictor_view view = feed_view(&f);
    assert_int_equal(view.state, PREDICTOR_LEARNING);
    assert_string_equal(view.why, "learning again after maintenance");
    assert_true(view.used < 1e-9 && view.since_ms == 0 && view.version == 1);
    assert_false(predictor_state_of(f.p, &said));
    f.up = false;
    feed_rows(&f, 2000); /* the new part's level is what is usual now */
    view = feed_view(&f);
    assert_int_equal(view.state, PREDICTOR_WATCHING);
    assert_int_equal(view.version, 2);
    assert_int_equal(f.warnings, 1);
    assert_true(view.used > 0.03);
    predictor_tell(f.p, TOLD_RELEARN, f.now);
    view = feed_view(&f);
    assert_int_equal(view.state, PREDICTOR_LEARNING);
    assert_true(view.used > 0.03); /* the parts are as old as they were */
    predictor_free(&f.p);
}

/* Nothing but a counter: it states when much is used up, and how long the rest lasts. */
static void test_usage_is_counted(void **state)
{
    (void)state;
    static const struct {
        enum predictor_uses uses;
        double life;
        int64_t left_h;
    } rows[] = {{USES_HOURS, 10, 2}, {USES_CYCLES, 4800, 2}, {USES_STARTS, 600, 2}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct predictor_conf conf = conf_of(0);
        struct prediction_view said;
        struct feed f;
        conf.uses = rows[i].uses;
        conf.life = rows[i].life;
        feed_begin(&f, &conf);
        f.row.cycles = 8;
        f.row.starts = 1;
        feed_rows(&f, 60);
        assert_int_equal(feed_view(&f).state, PREDICTOR_WATCHING);
        assert_false(predictor_state_of(f.p, &said)); /* a tenth of it: nothing to state */
        feed_rows(&f, 420);
        assert_true(predictor_state_of(f.p, &said));
        assert_true(said.rul_run && llabs(said.rul_ms - rows[i].left_h * MS_PER_HOUR) < 60000);
        assert_true(said.health > 150000 && said.health < 250000);
        assert_int_equal(said.evidences, 0);
        assert_true(said.p < 500000);
        feed_rows(&f, 240);
        assert_true(predictor_state_of(f.p, &said));
        assert_true(said.p > 500000 && said.rul_ms == 0 && said.health == 0);
        predictor_free(&f.p);
    }
}

/* A straight way to the limit: the time it takes, in operating hours; none while it is usual. */
static void test_the_trend_has_an_end(void **state)
{
    (void)state;
    for (int below = 0; below < 2; below++) {
        struct predictor_conf conf = conf_of(1);
        struct prediction_view said;
        struct feed f;
        double way = below ? -1 : 1;
        conf.limit = 10 + way * 20;
        conf.limit_below = below == 1;
        learn(&f, &conf);
        assert_true(feed_view(&f).rul_ms == -1);
        for (int i = 0; i < 600; i++) { /* 20 in 20 hours */
            f.level[0] = 10 + way * (i / 60.0);
            feed_one(&f);
        }
        assert_true(predictor_state_of(f.p, &said));
        double left = (double)said.rul_ms / 3.6e6;
        if (!(left > 8 && left < 12))
            fail_msg("%g h are left", left);
        assert_true(said.rul_run && said.rul_lo_ms <= said.rul_ms && said.rul_ms <= said.rul_hi_ms);
        assert_int_equal(said.ci, 800000);
        f.row.run_ms = 0; /* it stands: operating time does not pass */
        int64_t before = feed_view(&f).rul_ms;
        feed_rows(&f, 300);
        assert_true(feed_view(&f).rul_ms == before);
        f.row.run_ms = 60000;
        f.level[0] = 10; /* it was nothing */
        feed_rows(&f, 400);
        assert_true(feed_view(&f).rul_ms == -1);
        predictor_free(&f.p);
    }
}

static void test_sensitivity_orders_them(void **state)
{
    (void)state;
    int64_t at[3] = {0};
    for (int s = 0; s < 3; s++) {
        struct predictor_conf conf = conf_of(1);
        struct feed f;
        conf.methods = 1U << METHOD_LEVEL;
        conf.sensitivity = (enum predictor_sensitivity)s;
        learn(&f, &conf);
        for (; !f.up && f.level[0] < 50; at[s]++) {
            f.level[0] += 0.05;
            feed_one(&f);
        }
        predictor_free(&f.p);
    }
    assert_true(at[SENSITIVITY_LOW] >= at[SENSITIVITY_NORMAL]);
    assert_true(at[SENSITIVITY_NORMAL] >= at[SENSITIVITY_HIGH]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers_move_the_threshold_within_limits),
        cmocka_unit_test(test_a_corrected_answer_is_taken_back_first),
        cmocka_unit_test(test_what_was_no_failure_is_not_warned_of_again),
        cmocka_unit_test(test_after_maintenance_it_learns_again),
        cmocka_unit_test(test_usage_is_counted),
        cmocka_unit_test(test_the_trend_has_an_end),
        cmocka_unit_test(test_sensitivity_orders_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
