/* SPDX-License-Identifier: MIT */
/* [goal] and [cost]: what they mean, each mistake in words, and the digest that says whether
 * figures of two times were made in the same way. */
#include "tests/unit/config/kit.h"

#define GOAL KIT_STATION "[goal jams]\nproblem = It jams\ntarget = 75 %\ndate = 2027-03-31\n"
#define COST KIT_STATION "[product bracket]\n[cost a]\nfrom = 2026-01-01\ncurrency = EUR\n"

static void goals_and_costs_are_read(void **state)
{
    (void)state;
    struct config *c = kit_load(GOAL "metric = quality\nbaseline = first 20 shifts\n"
                                     "[goal paper]\nproblem = p\ntarget = 80.5 %\n"
                                     "date = 2027-01-01\nbaseline = 61.5 %\n"
                                     "[goal none]\nproblem = p\ntarget = 80 %\ndate = 2027-01-01\n"
                                     "[cost a]\nfrom = 2026-01-01\ncurrency = EUR\n"
                                     "minute = 14.50\n");
    assert_int_equal(c->goals, 3);
    for (size_t i = 0; i < c->goals; i++) {
        const struct goal_conf *g = &c->goal[i];
        bool first = strcmp(g->name, "jams") == 0, paper = strcmp(g->name, "paper") == 0;
        assert_int_equal(g->first_shifts, first ? 20 : 0);
        assert_int_equal(g->paper, paper ? 615000 : -1);
        assert_int_equal(g->target, first ? 750000 : paper ? 805000 : 800000);
        assert_int_equal(g->metric, first ? GOAL_QUALITY : GOAL_OEE);
    }
    assert_int_equal(c->costs, 1);
    assert_int_equal(c->cost[0].minute, 14500000);
    config_free(&c);
}

static void mistakes_are_told(void **state)
{
    (void)state;
    static const struct kit_mistake mistakes[] = {
        {GOAL "baseline = first 0 shifts\n", "no baseline; write a percentage as 61 %, or first N "
                                             "shifts"},
        {GOAL "baseline = first 20 shifts or so\n", "no baseline"},
        {GOAL "baseline = about half\n", "no baseline"},
        {GOAL "metric = oeee\n", "did you mean oee?"},
        {COST "product = braket\n", "there is no [product braket]; did you mean bracket?"},
        {COST "[cost b]\nfrom = 2027-01-01\ncurrency = USD\n", "write one currency"},
        {COST "[cost b]\nfrom = 2026-01-01\ncurrency = EUR\n", "holds from the same day as"},
        {KIT_STATION "[goal jams]\nproblem = p\n", "target"},
    };
    kit_mentions("", mistakes);
    assert_string_equal(kit_problems(COST "[cost b]\nfrom = 2026-01-01\ncurrency = EUR\n"
                                          "product = bracket\n"),
                        "");
}

static void digest(const char *text, char out[17])
{
    struct config *c = kit_load(text);
    config_definitions(c, out);
    config_free(&c);
}

static void the_digest_follows_what_figures_are_made_with(void **state)
{
    static const char base[] = KIT_STATION "ideal_cycle = 30 s\n[product a]\nideal_cycle = 20 s\n"
                                           "[product b]\nideal_cycle = 10 s\n[shift early]\n"
                                           "start = 06:00\nend = 14:00\n";
    static const struct {
        const char *text;
        bool same;
    } others[] = {
        {KIT_STATION "ideal_cycle = 30 s\n[product b]\nideal_cycle = 10 s\n[product a]\n"
                     "ideal_cycle = 20 s\n[shift early]\nstart = 06:00\nend = 14:00\n"
                     "[reason x]\ntitle = X\n",
         true},
        {KIT_STATION "ideal_cycle = 31 s\n[product a]\nideal_cycle = 20 s\n[product b]\n"
                     "ideal_cycle = 10 s\n[shift early]\nstart = 06:00\nend = 14:00\n",
         false},
        {KIT_STATION "ideal_cycle = 30 s\n[product a]\nideal_cycle = 10 s\n[product b]\n"
                     "ideal_cycle = 20 s\n[shift early]\nstart = 06:00\nend = 14:00\n",
         false},
        {KIT_STATION "ideal_cycle = 30 s\n[product a]\nideal_cycle = 20 s\n[product b]\n"
                     "ideal_cycle = 10 s\n[shift early]\nstart = 06:00\nend = 14:00\n"
                     "breaks = 09:00-09:15\n",
         false},
    };
    char is[17], other[17];
    (void)state;
    digest(base, is);
    assert_int_equal(strlen(is), 16);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        digest(others[i].text, other);
        if ((strcmp(is, other) == 0) != others[i].same)
            fail_msg("%zu: %s and %s", i, is, other);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goals_and_costs_are_read),
        cmocka_unit_test(mistakes_are_told),
        cmocka_unit_test(the_digest_follows_what_figures_are_made_with),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
