/* SPDX-License-Identifier: MIT */
/* [predictor NAME]: what a few lines become, and what is refused, in words with the fix. */
#include "tests/unit/config/kit.h"

#include <math.h>

#define BASE                                                                                   \
    KIT_STATION "[signal vib]\ntopic = a\n[signal temp]\ntopic = b\n[signal rpm]\ntopic = c\n" \
                "[signal total]\nrole = total\ntopic = d\n[prediction bearing]\n"              \
                "title = Spindle bearing\nasset = m/spindle\n[prediction pump]\n"

static struct config *load(const char *body)
{
    return kit_load_of(BASE, body);
}

#define BIT(method) (1U << METHOD_##method)

static void four_lines_are_enough(void **state)
{
    (void)state;
    struct config *c = load("[predictor bearing]\nsignals = vib, temp\n");
    const struct predictor_conf *p = &c->predictor[0];
    assert_non_null(p);
    assert_string_equal(p->title, "Spindle bearing");
    assert_string_equal(p->mode, "bearing");
    assert_string_equal(p->asset, "m/spindle");
    assert_int_equal(p->signal_count, 2);
    assert_string_equal(p->signals[0], "vib");
    assert_string_equal(p->signals[1], "temp");
    assert_int_equal(p->methods, BIT(LEVEL) | BIT(EWMA) | BIT(CUSUM) | BIT(T2) | BIT(Q));
    assert_int_equal(p->feature, FEATURE_MEAN);
    assert_false(p->always || p->by_product || p->daily);
    assert_int_equal(p->settle_ms, 120000);
    assert_int_equal(p->every_ms, 60000);
    assert_int_equal(p->learn_ms, 86400000);
    assert_int_equal(p->horizon_ms, 86400000);
    assert_int_equal(p->sensitivity, SENSITIVITY_NORMAL);
    assert_int_equal(p->retune, 300000);
    assert_true(isnan(p->limit));
    assert_int_equal(p->uses, USES_NONE);
    config_free(&c);
}

static void all_of_it(void **state)
{
    (void)state;
    struct config *c =
        load("[predictor p]\ntitle = Ours\nmode = pump\nasset = m/pump\nsignals = temp, vib\n"
             "use = range\nlook_for = level, rate, change, trend\nwhile = always\nsettle = 0\n"
             "by = product\nspeed = rpm\nbands = 20, 40.5\nevery = 10 s\nlearn = 3 d\ndaily = yes\n"
             "limit = < -2.5\nhorizon = 7 d\nsensitivity = high\nretune = 0 %\n"
             "[predictor belt]\nmode = bearing\nuses = cycles\nlife = 250000\n");
    const struct predictor_conf *p = &c->predictor[0], *belt = &c->predictor[1];
    assert_int_equal(c->predictors, 2);
    assert_string_equal(p->title, "Ours");
    assert_string_equal(p->asset, "m/pump");
    assert_int_equal(p->feature, FEATURE_RANGE);
    assert_int_equal(p->methods, BIT(LEVEL) | BIT(RATE) | BIT(CHANGE) | BIT(TREND));
    assert_true(p->always && p->by_product && p->daily && p->limit_below);
    assert_true(fabs(p->limit + 2.5) < 1e-9 && fabs(p->band[1] - 40.5) < 1e-9);
    assert_int_equal(p->bands, 2);
    assert_string_equal(p->speed, "rpm");
    assert_int_equal(p->sensitivity, SENSITIVITY_HIGH);
    assert_int_equal(p->retune, 0);
    assert_int_equal(belt->methods, BIT(USAGE));
    assert_int_equal(belt->uses, USES_CYCLES);
    assert_true(fabs(belt->life - 250000) < 1e-9);
    config_free(&c);
    c = load("[predictor pump]\nsignals = temp\nlimit = > 7.1\n");
    assert_int_equal(c->predictor[0].methods, BIT(LEVEL) | BIT(EWMA) | BIT(CUSUM) | BIT(TREND));
    assert_string_equal(c->predictor[0].asset, "e/s/a/l/m"); /* the station */
    assert_false(c->predictor[0].limit_below);
    config_free(&c);
}

static void refused(void **state)
{
    (void)state;
    static const struct kit_mistake rows[] = {
        {"signals = vip\n", "there is no [signal vip]; did you mean vib?"},
        {"signals = vib, total\n", "[signal total] is no sensor: its role is total"},
        {"signals = vib, vib\n", "vib stands there twice"},
        {"signals = vib\nlook_for = drift, trend\n", "trend needs limit = > 7.1"},
        {"signals = vib\nlook_for = drift\nlimit = > 7\n", "means nothing without trend"},
        {"signals = vib\nlimit = 7.1\n", "> 7.1 when it is reached from below"},
        {"signals = vib\nlimit = > much\n", "> 7.1 when it is reached from below"},
        {"signals = vib\nlook_for = drifft\n", "did you mean drift?"},
        {"signals = vib\nlook_for = together\n", "together and apart need two signals"},
        {"signals = vib\nlook_for = usage\n", "usage needs uses"},
        {"signals = vib\nlook_for = level\nuses = hours\nlife = 3\n", "without usage in look_for"},
        {"signals = vib\nlife = 4000\n", "life = 4000: means nothing without uses"},
        {"uses = hours\n", "needs life = how many of them it lasts"},
        {"", "has nothing to go by"},
        {"look_for = level\nuses = hours\nlife = 9\n", "needs signals"},
        {"signals = vib\nevery = 7 s\n", "does not divide a day; write e.g. 10 s"},
        {"signals = vib\nevery = 500 ms\n", "every = 500 ms"},
        {"signals = vib\nlearn = 5 min\n", "less than 30 steps; write learn = 30 min or more"},
        {"signals = vib\ndaily = yes\nlearn = 8 h\n", "needs learn of a day"},
        {"signals = vib\nspeed = rpm\n", "needs bands"},
        {"signals = vib\nspeed = total\nbands = 1\n", "[signal total] is no sensor"},
        {"signals = vib\nbands = 3\n", "means nothing without speed"},
        {"signals = vib\nspeed = rpm\nbands = 3, 2\n", "has to rise"},
        {"signals = vib\nspeed = rpm\nbands = 3, x\n", "not a list of numbers"},
        {"signals = vib\nspeed = rpm\nbands = 1, 2, 3, 4\n", "more than 3"},
        {"mode = belt\nsignals = vib\n", "there is no [prediction belt]; write that section"},
        {"signals = vib\n[predictor b]\nmode = bearing\nsignals = temp\n",
         "warns of the same failure of the same asset as [predictor bearing]"},
        {"signals = vib\nsensitivty = high\n", "did you mean sensitivity?"},
        {"signals = vib\nretune = 95 %\n", "retune = 95 %"},
        {"signals = vib\n[prediction x]\nreasons = mech.non\n", "mech.non"},
        {"signals = vib\n[prediction x]\nreasons = mech\n",
         "mech has reasons below it; name those that are this failure"},
        {"signals = total\nmode = bearing\nuses = cycles\nlife = 5\n", "is no sensor"},
    };
    kit_mentions(BASE "[predictor bearing]\n", rows);
}

static void cycles_need_a_counter(void **state)
{
    (void)state;
    assert_non_null(strstr(kit_problems(KIT_STATION "[prediction x]\n[predictor x]\nuses = cycles\n"
                                                    "life = 10\n"),
                           "cycles need a [signal] of role total or good"));
}

static void too_many_signals(void **state)
{
    (void)state;
    char text[8192] = KIT_STATION "[prediction x]\n", list[512] = "";
    for (int i = 0; i < 17; i++) {
        size_t at = strlen(text), end = strlen(list);
        (void)snprintf(text + at, sizeof text - at, "[signal s%d]\ntopic = t%d\n", i, i);
        (void)snprintf(list + end, sizeof list - end, "%ss%d", i ? ", " : "", i);
    }
    size_t at = strlen(text);
    (void)snprintf(text + at, sizeof text - at, "[predictor x]\nsignals = %s\n", list);
    assert_non_null(strstr(kit_problems(text), "more than 16 signals"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(four_lines_are_enough),
        cmocka_unit_test(all_of_it),
        cmocka_unit_test(refused),
        cmocka_unit_test(cycles_need_a_counter),
        cmocka_unit_test(too_many_signals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
