/* SPDX-License-Identifier: MIT */
/* A predictor learns, watches, states one thing for one failure mode, and names what it is of. */
#include "rows.h"

#include "data/model/amount.h"

static void test_it_says_nothing_until_it_has_learnt(void **state)
{
    (void)state;
    struct predictor_conf conf = conf_of(2);
    struct prediction_view said;
    struct feed f;
    feed_begin(&f, &conf);
    feed_rows(&f, 150);
    struct predictor_view view = feed_view(&f);
    assert_int_equal(view.state, PREDICTOR_LEARNING);
    assert_int_equal(view.version, 0);
    assert_int_equal(view.learnt, 500000);
    assert_true(isnan(view.p) && isnan(view.usual[0]));
    assert_false(predictor_state_of(f.p, &said));
    feed_rows(&f, 151);
    view = feed_view(&f);
    assert_int_equal(view.state, PREDICTOR_WATCHING);
    assert_int_equal(view.version, 1);
    assert_int_equal(view.since_ms, BEGIN + 300 * 60000);
    assert_true(fabs(view.usual[0] - 10) < 0.2 && fabs(view.spread[1] - 0.5) < 0.15);
    assert_true(predictor_bytes(f.p) <= (size_t)2 * 65536);
    predictor_free(&f.p);
}

static void test_weeks_of_the_usual_bring_no_warning(void **state)
{
    (void)state;
    struct predictor_conf conf = conf_of(3);
    struct feed f;
    feed_begin(&f, &conf);
    feed_rows(&f, 300 + 3 * 7 * 1440);
    assert_int_equal(f.warnings, 0);
    assert_true(f.most < 0.6);
    predictor_free(&f.p);
}

/* A slow drift, a sudden level, two that no longer agree: each is seen, and by whom. */
static void test_what_is_unusual_is_stated_with_its_evidence(void **state)
{
    (void)state;
    static const struct {
        double drift, jump;
    } rows[] = {{0.01, 0}, {0, 6}, {-0.01, 0}, {0, -6}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct predictor_conf conf = conf_of(2);
        struct prediction_view said;
        struct feed f;
        feed_begin(&f, &conf);
        feed_rows(&f, 400);
        f.level[1] += rows[i].jump;
        for (int n = 0; n < 300; n++) {
            f.level[1] += rows[i].drift;
            feed_one(&f);
        }
        assert_int_equal(f.warnings, 1);
        assert_true(predictor_state_of(f.p, &said));
        assert_true(said.p >= 700000 && said.horizon_ms == 24 * MS_PER_HOUR);
        assert_true(said.evidences >= 1);
        assert_string_equal(said.evidence[0].name, "s1");
        assert_string_equal(said.evidence[0].signal, "s1");
        assert_true(said.evidence[0].weight > 500000);
        assert_string_equal(said.mode, "bearing");
        assert_string_equal(said.asset, "acme/press3/spindle");
        assert_string_equal(said.model, "built-in bearing");
        assert_string_equal(said.version, "v1");
        assert_string_equal(said.ne107, "M");
        assert_true(said.health < 300000);
        predictor_free(&f.p);
    }
}

static void test_a_blow_is_no_failure(void **state)
{
    (void)state;
    struct predictor_conf conf = conf_of(2);
    struct feed f;
    feed_begin(&f, &conf);
    feed_rows(&f, 400);
    for (int i = 0; i < 20; i++) {
        f.level[0] = 100;
        feed_rows(&f, 1 + i % 10);
        f.level[0] = 10;
        feed_rows(&f, 200);
    }
    assert_int_equal(f.warnings, 0);
    predictor_free(&f.p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_says_nothing_until_it_has_learnt),
        cmocka_unit_test(test_weeks_of_the_usual_bring_no_warning),
        cmocka_unit_test(test_what_is_unusual_is_stated_with_its_evidence),
        cmocka_unit_test(test_a_blow_is_no_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
