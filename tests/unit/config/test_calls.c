/* SPDX-License-Identifier: MIT */
/* [call ID], [tier NAME], [roster NAME]: what ships, what a plant makes of it, what is refused. */
#include "tests/unit/config/kit.h"

#define PLANT                                                                               \
    "[signal takt]\nrole = running\ntopic = t\n[shift early]\nstart = 06:00\nend = 14:00\n" \
    "[team a]\n[person ben]\nrole = maintenance\n[person anna]\nrole = operator\n"

static struct config *load(const char *body)
{
    return kit_load_of(KIT_STATION PLANT, body);
}

static const struct call_conf *call(const struct config *c, const char *name)
{
    int at = config_call_index(c, name);
    assert_true(at >= 0);
    return &c->call[at];
}

static size_t tier_at(const struct config *c, const char *name)
{
    size_t i = 0;
    while (i < c->tiers && strcmp(c->tier[i].name, name) != 0)
        i++;
    return i;
}

static const struct tier_conf *tier(const struct config *c, const char *name)
{
    assert_true(tier_at(c, name) < c->tiers);
    return &c->tier[tier_at(c, name)];
}

static void what_ships(void **state)
{
    (void)state;
    static const char *const names[] = {"maintenance", "material", "quality", "supervisor",
                                        "safety"};
    struct config *c = load("");
    assert_int_equal(c->calls, 5);
    for (int i = 0; i < 5; i++) {
        assert_string_equal(c->call[i].name, names[i]);
        assert_int_equal(c->call[i].place, i + 1);
        assert_int_equal(c->call[i].stop_after_ms, 0);
        assert_int_equal(c->call[i].stop_signal, -1);
    }
    assert_true(call(c, "safety")->blocking);
    assert_int_equal(c->tiers, 5);
    const struct tier_conf *second = tier(c, "second");
    assert_int_equal(second->when, TIER_NOT_TAKEN);
    assert_int_equal(second->after_ms, 120000);
    assert_int_equal(second->stop_ms, 30000);
    assert_string_equal(second->roles, "supervisor");
    assert_int_equal(second->channels,
                     1U << CHANNEL_LAMP | 1U << CHANNEL_BOARD | 1U << CHANNEL_NOTIFY);
    assert_int_equal(tier(c, "unsolved")->when, TIER_NOT_SOLVED);
    assert_int_equal(c->rosters, 0);
    config_free(&c);
    c = load("[entry]\nshipped = no\n");
    assert_int_equal(c->calls + c->tiers, 0);
    config_free(&c);
}

static void of_a_plant(void **state)
{
    (void)state;
    struct config *c =
        load("[call material]\nretired = yes\n[call forklift]\ntitle = Fork lift\nplace = 2\n"
             "note = yes\nstop_after = 20 s\nstop_signal = takt\nannounce = 8 s\n"
             "[tier second]\nafter = 5 min\nafter_stop = 1 min\nshifts = early\npeople = ben\n"
             "[tier third]\nretired = yes\n"
             "[tier lift]\ncalls = forklift\nafter = 1 min\nchannels = webhook\ntext = ring\n"
             "[roster fitters]\nrole = maintenance\nshifts = early\nteams = a\npeople = ben\n");
    const struct call_conf *lift = call(c, "forklift");
    assert_int_equal(config_call_index(c, "material"), -1);
    assert_ptr_equal(lift, &c->call[1]);
    assert_string_equal(lift->title, "Fork lift");
    assert_true(lift->note && !lift->blocking);
    assert_int_equal(lift->stop_after_ms, 20000);
    assert_int_equal(lift->stop_signal, 0);
    assert_int_equal(lift->restart_ms, 8000);
    assert_int_equal(tier_at(c, "third"), c->tiers);
    assert_int_equal(tier(c, "second")->after_ms, 300000);
    assert_int_equal(tier(c, "second")->stop_ms, 60000);
    assert_string_equal(tier(c, "second")->people, "ben");
    assert_int_equal(tier(c, "lift")->channels, 1U << CHANNEL_WEBHOOK);
    assert_int_equal(c->rosters, 1);
    assert_string_equal(c->roster[0].people, "ben");
    assert_non_null(config_retired(c, "call", "material"));
    config_free(&c);
}

static void conditions(void **state)
{
    (void)state;
    struct config *c = load("[lamp red]\n[rule a]\nwhen = call raised line-stop safety\n"
                            "show = red on\n[rule b]\nwhen = not call and break\nshow = red on\n"
                            "[rule c]\nwhen = call restart\nshow = red on\n");
    assert_int_equal(c->rule[0].condition[0].kind, COND_CALL);
    assert_int_equal(c->rule[0].condition[0].words, 1U | CALL_LINE_STOP | CALL_TYPE(4));
    assert_int_equal(c->rule[1].condition[0].words, 0);
    assert_true(c->rule[1].condition[0].negated);
    assert_int_equal(c->rule[2].condition[0].words, CALL_RESTART);
    config_free(&c);
}

static void what_is_refused(void **state)
{
    (void)state;
    static const struct kit_mistake rows[] = {
        {"[call lift]\nrole = maintainance\n",
         "f:21: [call lift] role = maintainance: \"maintainance\" is not one of viewer, operator, "
         "maintenance, supervisor; did you mean maintenance?\n"},
        {"[call lift]\nsignal = tact\n",
         "f:21: [call lift] signal = tact: there is no [signal tact]; did you mean takt?\n"},
        {"[call lift]\nvalue = UP\n",
         "f:21: [call lift] value = UP: means nothing without signal; remove it\n"},
        {"[call lift]\nstop_signal = tact\n",
         "f:21: [call lift] stop_signal = tact: there is no [signal tact]; did you mean takt?\n"},
        {"[call lift]\nplace = 3\n[call quality]\nplace = 3\n",
         "f:21: [call lift] place = 3: is already that of [call quality] (f:22); choose another "
         "one\n"},
        {"[call lift]\nstop_after = soon\n",
         "f:21: [call lift] stop_after = soon: not a duration; write e.g. 120 s or 2 min\n"},
        {"[call lift]\nstop = 3 s\n",
         "f:21: [call lift] stop = 3 s: no such key; did you mean stop_after?\n"},
        {"[tier x]\nrole = supervisor\n",
         "f:20: [tier x] after is missing; write e.g. after = 30 min\n"},
        {"[tier x]\nafter = 1 min\nafter_stop = 2 min\n",
         "f:22: [tier x] after_stop = 2 min: is longer than after; a line that stands is told of "
         "sooner\n"},
        {"[tier x]\nafter = 1 min\ncalls = maintenance, lift\n",
         "f:22: [tier x] calls = maintenance, lift: there is no [call lift]\n"},
        {"[tier x]\nafter = 1 min\nchannels = lamp, pager\n",
         "f:22: [tier x] channels = lamp, pager: \"pager\" is not one of lamp, board, notify, "
         "webhook\n"},
        {"[tier x]\nafter = 1 min\nshifts = night\n",
         "f:22: [tier x] shifts = night: there is no [shift night]\n"},
        {"[tier x]\nafter = 1 min\npeople = bene\n",
         "f:22: [tier x] people = bene: there is no [person bene]; did you mean ben?\n"},
        {"[tier x]\nafter = 1 min\nwhen = never\n",
         "f:22: [tier x] when = never: not one of not-taken, not-solved\n"},
        {"[roster x]\nrole = fitter\npeople = ben\n",
         "f:21: [roster x] role = fitter: \"fitter\" is not one of viewer, operator, maintenance, "
         "supervisor; did you mean viewer?\n"},
        {"[roster x]\nrole = operator\npeople = ben\nteams = b\n",
         "f:23: [roster x] teams = b: there is no [team b]\n"},
        {"[input b1]\ndoes = call lift\n",
         "f:21: [input b1] does = call lift: there is no [call lift]\n"},
        {"[lamp red]\n[rule a]\nwhen = call lift\nshow = red on\n",
         "f:22: [rule a] when = call lift: \"lift\" is none of raised, taken, arrived, blocking, "
         "line-stop, escalated, restart, and there is no [call lift]\n"},
        {"[lamp red]\n[rule a]\nwhen = call raissed\nshow = red on\n",
         "f:22: [rule a] when = call raissed: \"raissed\" is none of raised, taken, arrived, "
         "blocking, line-stop, escalated, restart (did you mean raised?), and there is no [call "
         "raissed]\n"},
        {"[lamp red]\n[rule a]\nwhen = call restart raised\nshow = red on\n",
         "f:22: [rule a] when = call restart raised: \"restart\" stands alone: no call is open "
         "then\n"},
    };
    kit_tells(KIT_STATION PLANT, rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_ships),
        cmocka_unit_test(of_a_plant),
        cmocka_unit_test(conditions),
        cmocka_unit_test(what_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
