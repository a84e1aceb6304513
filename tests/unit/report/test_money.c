/* SPDX-License-Identifier: MIT */
/* Money and goals of the week worked out by hand (plant.h): what losses cost, what a better figure
 * is worth, and when nothing is compared. */
#include "tests/unit/report/plant.h"

#include "data/model/report/report_money.h"

#include <math.h>

#define COSTS                                                                                  \
    "\"costs\":[{\"from\":0,\"currency\":\"EUR\",\"minute\":9,\"product\":null,\"part\":1.2}," \
    "{\"from\":1000,\"currency\":\"EUR\",\"minute\":14.5,\"product\":null,\"part\":0},"        \
    "{\"from\":1000,\"currency\":\"EUR\",\"minute\":0,\"product\":\"bracket\",\"part\":2}]"
#define GOAL(metric, rest)                                                             \
    "{\"goals\":[{\"id\":\"jams\",\"problem\":\"It <b>jams</b>\",\"metric\":\"" metric \
    "\",\"target\":0.75,\"date\":\"2027-03-31\"," rest "}]," COSTS                     \
    ",\"definitions\":\"0123456789abcdef\"}"
#define FROM_PAPER "\"paper\":0.61,\"first_shifts\":0"
#define FIRST_20   "\"paper\":null,\"first_shifts\":20"
#define RECORD(coverage, definitions, frozen)                                                     \
    "{\"rows\":[{\"goal\":\"jams\",\"metric\":\"quality\",\"shifts\":20,\"frozen\":" frozen       \
    ",\"quality\":0.95,\"coverage\":" coverage ",\"definitions\":\"" definitions                  \
    "\",\"mix\":[{\"product\":\"bracket\",\"total\":75},{\"product\":\"cover\",\"total\":25}]}]," \
    "\"more\":false}"
#define SAME "0123456789abcdef"

static struct report r;

static struct report_goal goal_of(const char *money, const char *goals)
{
    struct report_goal g;
    plant_money = money;
    plant_goals = goals;
    plant_report(&r, REPORT_SHIFT, MONDAY_MS + HOURS(10), MONDAY_MS + 8 * MS_PER_DAY);
    assert_int_equal(money_goals(&r), 1);
    money_goal(&r, 0, &g);
    return g;
}

static void is(double value, double by_hand)
{
    if (!(fabs(value - by_hand) < 0.005))
        fail_msg("%f, by hand %f", value, by_hand);
}

static void losses_cost_what_they_cost_by_hand(void **state)
{
    (void)state;
    (void)goal_of(GOAL("oee", FROM_PAPER), NULL);
    const struct report_cost cost = money_cost(&r);
    assert_string_equal(cost.currency, "EUR");
    is(cost.minute, 14.5);     /* the later one */
    is(money_scrap(&r), 16.0); /* 8 brackets of 2.00 */
    is(money_part(&r), 2.0);
    is(money_prevented(&r), 40 * 14.5); /* one, of an MTTR of 40 min */
    plant_length = 0;
    report_as_roi(&r, 100, &plant_out);
    assert_non_null(strstr(plant_text, "797.50 EUR")); /* slow: 55 min */
    assert_non_null(strstr(plant_text, "580.00 EUR")); /* breakdown: 40 min */
    assert_non_null(strstr(plant_text, "16.00 EUR"));
    assert_non_null(strstr(plant_text, "Estimated, not measured"));
    report_done(&r);
}

static void a_better_figure_is_worth_its_time(void **state)
{
    (void)state;
    struct report_goal g = goal_of(GOAL("oee", FROM_PAPER), NULL);
    assert_string_equal(g.why, "");
    is(g.worth, (350.0 / 480 - 0.61) * 480 * 14.5);
    report_done(&r);
    g = goal_of(GOAL("performance", FROM_PAPER), NULL);
    is(g.worth, (354.0 / 410 - 0.61) * 410 * 14.5);
    report_done(&r);
    g = goal_of(GOAL("scrap", FROM_PAPER), NULL); /* less is better */
    is(g.worth, (0.61 - 8.0 / 708) * 708 * 2);
    report_done(&r);
    g = goal_of(GOAL("quality", FIRST_20), RECORD("0.99", SAME, "true"));
    assert_string_equal(g.why, "");
    assert_string_equal(g.base_is,
                        "of the first 20 shifts, frozen; made: bracket 75 %, cover 25 %");
    is(g.worth, (700.0 / 708 - 0.95) * 708 * 2);
    report_done(&r);
}

/* What is not better is not called so. */
static void a_worse_figure_is_called_worse(void **state)
{
    (void)state;
    struct report_goal g = goal_of(GOAL("oee", "\"paper\":0.91,\"first_shifts\":0"), NULL);
    assert_true(g.change < 0);
    plant_length = 0;
    report_as_roi(&r, 200, &plant_out);
    assert_non_null(strstr(plant_text, "18.1 percentage points worse than the baseline, which cost "
                                       "1,258.60 EUR in this time"));
    report_done(&r);
    (void)goal_of(GOAL("oee", FROM_PAPER), NULL);
    plant_length = 0;
    report_as_roi(&r, 200, &plant_out);
    assert_non_null(strstr(plant_text, "11.9 percentage points better than the baseline"));
    report_done(&r);
}

static void what_does_not_fit_is_not_compared(void **state)
{
    static const struct {
        const char *money, *goals, *why;
    } cases[] = {
        {GOAL("quality", FIRST_20), NULL, "there is no baseline yet"},
        {GOAL("quality", FIRST_20), RECORD("0.99", SAME, "false"), "there is no baseline yet"},
        {GOAL("availability", FIRST_20), RECORD("0.99", SAME, "true"), "there is no baseline yet"},
        {GOAL("quality", FIRST_20), RECORD("0.5", SAME, "true"), "there was data of 50 %"},
        {GOAL("quality", FIRST_20), RECORD("0.92", SAME, "true"), "was of 92 %"},
        {GOAL("quality", FIRST_20), RECORD("0.99", "ffff", "true"), "ideal cycles, planned time"},
        {GOAL("quality", "\"paper\":null,\"first_shifts\":0"), NULL, "there is no baseline yet"},
    };
    (void)state;
    for (size_t i = 0; i < EACH(cases); i++) {
        struct report_goal g = goal_of(cases[i].money, cases[i].goals);
        if (!strstr(g.why, cases[i].why))
            fail_msg("%zu: \"%s\", not \"%s\"", i, g.why, cases[i].why);
        assert_true(isnan(g.worth));
        report_done(&r);
    }
}

/* A record has every figure, and what was made in breaks is in no baseline. */
static void a_goal_may_be_about_another_figure(void **state)
{
    (void)state;
    static const char record[] =
        "{\"rows\":[{\"goal\":\"jams\",\"metric\":\"quality\",\"shifts\":20,\"frozen\":true,"
        "\"oee\":0.6,\"scrap\":0.02,\"coverage\":0.99,\"definitions\":\"" SAME "\"}],"
        "\"more\":false}";
    struct report_goal g = goal_of(GOAL("oee", FIRST_20), record);
    assert_string_equal(g.why, "");
    is(g.worth, (350.0 / 480 - 0.6) * 480 * 14.5);
    report_done(&r);
    plant_breaks = true;
    g = goal_of(GOAL("scrap", FIRST_20), record);
    plant_breaks = false;
    is(g.now * 708, 8);
    is(g.worth, (0.02 - 8.0 / 708) * 708 * 2);
    report_done(&r);
}

#define LONG "ääääääääääääääää"
static void long_names_of_products_are_not_cut(void **state)
{
    (void)state;
    static const char record[] =
        "{\"rows\":[{\"goal\":\"jams\",\"metric\":\"oee\",\"shifts\":20,\"frozen\":true,"
        "\"oee\":0.6,\"coverage\":0.99,\"definitions\":\"" SAME "\",\"mix\":["
        "{\"product\":\"11" LONG LONG "\",\"total\":1},{\"product\":\"2" LONG LONG
        "\",\"total\":1},"
        "{\"product\":\"3" LONG LONG "\",\"total\":1}]}],\"more\":false}";
    struct report_goal g = goal_of(GOAL("oee", FIRST_20), record);
    assert_true(utf8_valid(g.base_is, strlen(g.base_is)));
    plant_length = 0;
    report_as_json(&r, &plant_out);
    json_t *json = json_loads(plant_text, 0, NULL);
    const json_t *goals = json_object_get(json_object_get(json, "money"), "goals");
    assert_int_equal(json_array_size(goals), 1);
    json_decref(json);
    report_done(&r);
}

static void every_form_says_it(void **state)
{
    (void)state;
    (void)goal_of(GOAL("oee", FROM_PAPER), NULL);
    plant_length = 0;
    report_as_json(&r, &plant_out);
    json_t *json = json_loads(plant_text, 0, NULL);
    const json_t *goal =
        json_array_get(json_object_get(json_object_get(json, "money"), "goals"), 0);
    is(json_number_value(json_object_get(goal, "worth")), (350.0 / 480 - 0.61) * 480 * 14.5);
    json_decref(json);
    plant_length = 0;
    report_as_csv(&r, &plant_out);
    assert_non_null(strstr(plant_text, ",goal_baseline_ratio,jams,0.61\r\n"));
    assert_non_null(strstr(plant_text, ",cost_minute,EUR,14.5\r\n"));
    plant_length = 0;
    report_as_html(&r, &plant_out);
    assert_non_null(strstr(plant_text, "It &lt;b&gt;jams&lt;/b&gt;"));
    assert_non_null(strstr(plant_text, "What it cost"));
    report_done(&r);
    /* Nothing is configured: nothing is said of money but how. */
    plant_money = "{}";
    plant_report(&r, REPORT_WEEK, MONDAY_MS + HOURS(10), MONDAY_MS + 8 * MS_PER_DAY);
    plant_length = 0;
    report_as_roi(&r, 100, &plant_out);
    assert_non_null(strstr(plant_text, "nothing is known of money"));
    report_done(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(losses_cost_what_they_cost_by_hand),
        cmocka_unit_test(a_better_figure_is_worth_its_time),
        cmocka_unit_test(a_worse_figure_is_called_worse),
        cmocka_unit_test(what_does_not_fit_is_not_compared),
        cmocka_unit_test(a_goal_may_be_about_another_figure),
        cmocka_unit_test(long_names_of_products_are_not_cut),
        cmocka_unit_test(every_form_says_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
