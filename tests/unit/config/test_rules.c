/* SPDX-License-Identifier: MIT */
/* The rule table: conditions and patterns as written, the order of tiers, what can never be, and
 * the shipped rules by colour. */
#include "tests/unit/config/kit.h"

#define STATION                                                                                \
    KIT_STATION "[signal oil]\ntopic = o\n[signal door]\ntopic = d\n[signal run]\nrole = "     \
                "running\ntopic = r\n[signal st]\nrole = state\ntopic = s\n[lamp red]\n[lamp " \
                "green]\n"
#define FIRST_RULE_LINE 21 /* of what follows STATION */
#define LIT             "[rule lit]\nwhen = state running\nshow = red on, green on\n"

static struct config *with_rule(const char *when, const char *show)
{
    char text[2048];
    (void)snprintf(text, sizeof text, STATION LIT "[rule r]\nwhen = %s\nshow = %s\n", when, show);
    return kit_load(text);
}

#define BIT(value) (1u << (value))

static const struct {
    const char *when;
    int conditions;
    struct condition last; /* the last one */
} conditions[] = {
    {"always", 1, {.kind = COND_ALWAYS, .signal = -1}},
    {"starting", 1, {.kind = COND_STARTING, .signal = -1}},
    {"stopping", 1, {.kind = COND_STOPPING, .signal = -1}},
    {"link-down", 1, {.kind = COND_LINK_DOWN, .signal = -1}},
    {"store-failed", 1, {.kind = COND_STORE_FAILED, .signal = -1}},
    {"unknown", 1, {.kind = COND_UNKNOWN, .signal = -1}},
    {"not unknown", 1, {.kind = COND_UNKNOWN, .negated = true, .signal = -1}},
    {"unexplained", 1, {.kind = COND_UNEXPLAINED, .signal = -1}},
    {"break", 1, {.kind = COND_BREAK, .signal = -1}},
    {"state stopped idle",
     1,
     {.kind = COND_STATE, .words = BIT(MS_STOPPED) | BIT(MS_IDLE), .signal = -1}},
    {"state stopped, idle",
     1,
     {.kind = COND_STATE, .words = BIT(MS_STOPPED) | BIT(MS_IDLE), .signal = -1}},
    {"mode maintenance", 1, {.kind = COND_MODE, .words = BIT(MODE_MAINTENANCE), .signal = -1}},
    {"stop", 1, {.kind = COND_STOP, .words = 3, .signal = -1}},
    {"stop small", 1, {.kind = COND_STOP, .words = 1, .signal = -1}},
    {"stop long", 1, {.kind = COND_STOP, .words = 2, .signal = -1}},
    {"behind 10 %", 1, {.kind = COND_BEHIND, .amount = 10000000, .signal = -1}},
    {"behind 7.5%", 1, {.kind = COND_BEHIND, .amount = 7500000, .signal = -1}},
    {"signal oil > 70", 1, {.kind = COND_SIGNAL, .signal = 0, .compare = '>', .amount = 70000000}},
    {"signal oil<-1.5", 1, {.kind = COND_SIGNAL, .signal = 0, .compare = '<', .amount = -1500000}},
    {"signal door is open", 1, {.kind = COND_SIGNAL, .signal = 1, .compare = '=', .text = "open"}},
    {"signal door is E-217 die jam",
     1,
     {.kind = COND_SIGNAL, .signal = 1, .compare = '=', .text = "E-217 die jam"}},
    {"signal door is \"up and down\"",
     1,
     {.kind = COND_SIGNAL, .signal = 1, .compare = '=', .text = "up and down"}},
    {"signal door is 5", 1, {.kind = COND_SIGNAL, .signal = 1, .compare = '=', .amount = 5000000}},
    {"signal door is \"5\"", 1, {.kind = COND_SIGNAL, .signal = 1, .compare = '=', .text = "5"}},
    {"signal run is yes", 1, {.kind = COND_SIGNAL, .signal = 2, .compare = '=', .amount = 1000000}},
    {"signal st is 5", 1, {.kind = COND_SIGNAL, .signal = 3, .compare = '=', .text = "5"}},
    {"state running and not break and behind 5 %",
     3,
     {.kind = COND_BEHIND, .amount = 5000000, .signal = -1}},
};

static void conditions_mean_what_they_say(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++) {
        struct config *c = with_rule(conditions[i].when, "red on");
        const struct rule_conf *rule = &c->rule[0];
        if (strcmp(rule->name, "r") != 0)
            rule = &c->rule[1];
        assert_int_equal(rule->conditions, conditions[i].conditions);
        const struct condition *got = &rule->condition[rule->conditions - 1];
        const struct condition *want = &conditions[i].last;
        assert_int_equal(got->kind, want->kind);
        assert_int_equal(got->negated, want->negated);
        assert_int_equal(got->words, want->words);
        assert_int_equal(got->signal, want->signal);
        assert_int_equal(got->compare, want->compare);
        assert_int_equal(got->amount, want->amount);
        assert_string_equal(got->text, want->text);
        config_free(&c);
    }
}

#define ONE_PATTERN                                                                                \
    "write each lamp with one pattern, e.g. red on, yellow off; for want of a lamp: blue on else " \
    "yellow on"

static const struct {
    const char *when, *show, *told; /* told: behind "f:23: [rule r] when = …: " or line 24's */
} mistakes[] = {
    {"state runing", "red on",
     "\"runing\" is not one of unknown, running, idle, stopped, starved, blocked, changeover, "
     "planned; did you mean running?"},
    {"state", "red on", "\"state\" needs words; write e.g. state running"},
    {"mode", "red on", "\"mode\" needs words; write e.g. mode planned"},
    {"stop big", "red on", "\"big\" is not one of small, long"},
    {"sate running", "red on",
     "\"sate\" is not one of starting, stopping, link-down, store-failed, unknown, state, mode, "
     "stop, unexplained, break, behind, prediction, signal, oee-under, sync-older, "
     "disk-under, clock, alert, sounding, call, input, data-quality, always; did you mean state?"},
    {"always on", "red on",
     "\"always\" takes no more words, but \"on\" follows; put \"and\" between conditions"},
    {"unknown break", "red on",
     "\"unknown\" takes no more words, but \"break\" follows; put \"and\" between conditions"},
    {"not", "red on", "a condition is missing; write e.g. stop long and not break"},
    {"break and", "red on", "a condition is missing; write e.g. stop long and not break"},
    {"and break", "red on", "a condition is missing; write e.g. stop long and not break"},
    {"behind", "red on", "\"behind\" needs a percentage; write e.g. behind 10 %"},
    {"behind 10", "red on", "\"behind\" needs a percentage; write e.g. behind 10 %"},
    {"behind -1 %", "red on", "\"behind\" needs a percentage; write e.g. behind 10 %"},
    {"behind 1 % x", "red on", "\"behind\" needs a percentage; write e.g. behind 10 %"},
    {"signal", "red on", "\"signal\" needs a name; write e.g. signal oil_temp > 70"},
    {"signal oill > 7", "red on", "there is no [signal oill]; did you mean oil?"},
    {"signal oil", "red on",
     "write signal oil < NUMBER, > NUMBER, is WORD, stale, rate > NUMBER, or off OTHER > NUMBER"},
    {"signal oil >", "red on", "a number is missing; write e.g. signal oil > 70"},
    {"signal oil = 7", "red on",
     "write signal oil < NUMBER, > NUMBER, is WORD, stale, rate > NUMBER, or off OTHER > NUMBER"},
    {"signal oil is", "red on", "a word is missing; write e.g. signal oil is yes"},
    {"signal oil stale now", "red on", "\"stale\" takes no more words, but \"now\" follows"},
    {"signal oil rate 5", "red on",
     "write e.g. signal oil rate > 5 (what it changes by in a minute)"},
    {"signal oil off 5", "red on", "write e.g. signal oil off OTHER > 5"},
    {"signal oil off oill > 5", "red on", "there is no [signal oill]; did you mean oil?"},
    {"signal oil off st > 5", "red on", "st is no number"},
    {"signal st rate > 5", "red on",
     "st is no number (role = state); write e.g. signal st is WORD"},
    {"oee-under", "red on", "\"oee-under\" needs a percentage; write e.g. oee-under 10 %"},
    {"sync-older", "red on", "\"sync-older\" needs a duration; write e.g. sync-older 1 h"},
    {"disk-under many", "red on", "\"disk-under\" needs a size; write e.g. disk-under 500 MiB"},
    {"clock", "red on", "\"clock\" needs words; write e.g. clock stepped"},
    {"clock wrong", "red on", "\"wrong\" is not one of unsynced, stepped"},
    {"alert hihg", "red on",
     "\"hihg\" is not one of advice, low, medium, high, unacked, acked; did you mean high?"},
    {"sounding now", "red on",
     "\"sounding\" takes no more words, but \"now\" follows; put \"and\" between conditions"},
    {"signal oil > hot", "red on", "\"hot\" is not a number; write e.g. signal oil > 70"},
    {"signal oil > 7 degC", "red on",
     "\"degC\" follows the number; leave units out, and put \"and\" between conditions"},
    {"signal oil >= 7", "red on", "there are only < and >; write e.g. signal oil > 70"},
    {"oil > 7", "red on", "\"oil\" is a signal; write signal oil < NUMBER, > NUMBER, or is WORD"},
    {"state idle or state stopped", "red on",
     "there is no \"or\"; write several words, or one rule for each side"},
    {"state = running", "red on", "write state and the words, without \"=\""},
    {"signal st > 7", "red on", "st is no number (role = state); write e.g. signal st is WORD"},
    {"signal door is \"open", "red on", "a quote is not closed"},
    {"break and break and break and break and break and break and break", "red on",
     "more than 6 conditions"},
    {"always", "rod on", "there is no [lamp rod]; did you mean red?"},
    {"always", "blue on", "there is no [lamp blue]"},
    {"always", "red", ONE_PATTERN},
    {"always", "red on off", ONE_PATTERN},
    {"always", "red on,", ONE_PATTERN},
    {"always", "red flash",
     "\"flash\" is not one of off, on, flash_slow, flash_fast, flash_double, pulse, alternate, "
     "chime, beep, varying; did you mean flash_slow?"},
    {"always", "red on, green off, red off", "red is named twice"},
    {"always", "blue on else", ONE_PATTERN},
    {"always", "else blue on", ONE_PATTERN},
    {"always", "red on else red", ONE_PATTERN},
    {"always", "red on else red flash",
     "\"flash\" is not one of off, on, flash_slow, flash_fast, flash_double, pulse, alternate, "
     "chime, beep, varying; did you mean flash_slow?"},
    {"always", "red on with", ONE_PATTERN},
    {"always", "red on with green", ONE_PATTERN},
    {"always", "red on and green on", ONE_PATTERN},
    {"always", "nothing", ONE_PATTERN},
    {"always", "blue on else nothing else red on", "nothing can follow \"else nothing\""},
    {"always", "blue on else white on", "there is no [lamp blue]"},
    {"always", "red on with white on", "there is no [lamp white]"},
};

static void each_mistake_has_its_message(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        char text[2048];
        char told[1024];
        bool in_show = strcmp(mistakes[i].when, "always") == 0;
        (void)snprintf(text, sizeof text, STATION LIT "[rule r]\nwhen = %s\nshow = %s\n",
                       mistakes[i].when, mistakes[i].show);
        const char *got = kit_problems(text);
        (void)snprintf(told, sizeof told, "f:%d: [rule r] ", FIRST_RULE_LINE + 3 + 1 + in_show);
        assert_memory_equal(got, told, strlen(told));
        (void)snprintf(told, sizeof told, ": %s\n", mistakes[i].told);
        assert_true(strlen(got) > strlen(told));
        assert_string_equal(got + strlen(got) - strlen(told), told);
    }
}

static void faults_come_first(void **state)
{
    (void)state;
    struct config *c = kit_load(STATION "[rule a]\nwhen = state running\nshow = green on\n"
                                        "[rule b]\nwhen = unknown\nshow = green off\n"
                                        "[rule c]\nwhen = not link-down and stop\nshow = red on\n"
                                        "[rule d]\nwhen = break and store-failed\nshow = red "
                                        "pulse\nfor = 3 s\ntext = why\n"
                                        "[rule e]\nwhen = always\nshow = red off, green off\n");
    static const char *const order[] = {"b", "d", "a", "c", "e"};
    assert_int_equal(c->rules, 5);
    for (size_t i = 0; i < 5; i++)
        assert_string_equal(c->rule[i].name, order[i]);
    assert_int_equal(c->rule[1].for_ms, 3000);
    assert_string_equal(c->rule[1].text, "why");
    assert_int_equal(c->rule[4].shows, 2);
    assert_int_equal(c->rule[4].show[1].lamp, 1);
    assert_int_equal(c->rule[4].show[1].pattern, LAMP_OFF);
    assert_int_equal(c->rule[0].origin.line, FIRST_RULE_LINE + 3);
    config_free(&c);
}

static const struct kit_mistake tables[] = {
    {"[rule a]\nwhen = always\nshow = red on\n[rule b]\nwhen = stop\nshow = red off, green on\n",
     "f:24: [rule b] can never show red: [rule a] (f:21) always holds and comes first; move that "
     "one to the end\n"},
    /* After a wait, or for another lamp, it covers nothing; a fault comes before it. */
    {"[rule a]\nwhen = always\nfor = 5 s\nshow = red on\n[rule b]\nwhen = stop\nshow = red off, "
     "green on\n",
     ""},
    {"[rule a]\nwhen = always\nshow = red on\n[rule b]\nwhen = stop\nshow = green on\n", ""},
    {"[rule a]\nwhen = always\nshow = red on\n[rule b]\nwhen = unknown\nshow = red off\n"
     "[rule c]\nwhen = stop\nshow = green on\n",
     ""},
    {"[rule a]\nwhen = stop\nshow = red on\n",
     "f:20: [lamp green] is lit by no rule; add one that shows green, or remove the lamp "
     "(the shipped rules hold only without any [rule], or with [tower] rules = add)\n"},
    {"[rule a]\nwhen = stop\nshow = red on, green off\n",
     "f:20: [lamp green] is lit by no rule; add one that shows green, or remove the lamp "
     "(the shipped rules hold only without any [rule], or with [tower] rules = add)\n"},
};

#define COVERED                                                                                  \
    "f:24: [rule b] can never show red: whenever it holds, [rule a] (f:21) holds too and comes " \
    "first; put that one after it\n"

/* … behind rules that light both lamps. */
static const struct {
    const char *rules, *told;
} fights[] = {
    {"[rule a]\nwhen = stop\nshow = red on\n[rule b]\nwhen = stop small\nshow = red flash_slow\n",
     "f:24: [rule b] can never show red: whenever it holds, [rule a] (f:21) holds too and comes "
     "first; put that one after it\n"},
    {"[rule a]\nwhen = stop small\nshow = red on\n[rule b]\nwhen = stop\nshow = red off\n", ""},
    {"[rule a]\nwhen = stop long and break\nshow = red on\n"
     "[rule b]\nwhen = break and stop long\nshow = red flash_fast, green off\n",
     "f:24: [rule b] and [rule a] (f:21) hold at the same times and fight over red; name it in one "
     "of them\n"},
    {"[rule a]\nwhen = stop\nshow = red on\n[rule b]\nwhen = stop\nshow = green off\n", ""},
    {"[rule a]\nwhen = stop\nshow = red on\n[rule b]\nwhen = stop small\nshow = red on\n", ""},
    {"[rule a]\nwhen = signal oil > 60\nshow = red on\n"
     "[rule b]\nwhen = signal oil > 70\nshow = red flash_fast\n",
     "f:24: [rule b] can never show red: whenever it holds, [rule a] (f:21) holds too and comes "
     "first; put that one after it\n"},
    {"[rule a]\nwhen = signal oil > 70\nshow = red on\n"
     "[rule b]\nwhen = signal oil > 60\nshow = red flash_slow\n",
     ""},
    {"[rule a]\nwhen = behind 10 %\nshow = red on\n"
     "[rule b]\nwhen = behind 20 %\nshow = red flash_slow\n",
     "f:24: [rule b] can never show red: whenever it holds, [rule a] (f:21) holds too and comes "
     "first; put that one after it\n"},
    {"[rule a]\nwhen = not behind 10 %\nshow = red on\n"
     "[rule b]\nwhen = not behind 20 %\nshow = red flash_slow\n",
     ""},
    /* The wait: the first one begins later, or not. */
    {"[rule a]\nwhen = stop\nfor = 9 s\nshow = red on\n"
     "[rule b]\nwhen = stop small\nshow = red flash_slow\n",
     ""},
    {"[rule a]\nwhen = stop\nfor = 9 s\nshow = red on\n"
     "[rule b]\nwhen = stop small\nfor = 10 s\nshow = red flash_slow\n",
     "f:25: [rule b] can never show red: whenever it holds, [rule a] (f:21) holds too and comes "
     "first; put that one after it\n"},
    /* One thing in two words. */
    {"[rule a]\nwhen = not state running idle\nshow = red on\n"
     "[rule b]\nwhen = state stopped\nshow = red flash_slow\n",
     "f:24: [rule b] can never show red: whenever it holds, [rule a] (f:21) holds too and comes "
     "first; put that one after it\n"},
    {"[rule a]\nwhen = state unknown\nshow = green on\n[rule b]\nwhen = unknown\nshow = green "
     "off\n",
     "f:21: [rule a] and [rule b] (f:24) hold at the same times and fight over green; "}, /* a fault
                                                                                             comes
                                                                                             first
                                                                                           */
    {"[rule a]\nwhen = alert unacked\nshow = red on\n"
     "[rule b]\nwhen = alert high unacked\nshow = red flash_fast\n",
     COVERED},
    {"[rule a]\nwhen = alert high unacked\nshow = red on\n"
     "[rule b]\nwhen = alert high\nshow = red flash_fast\n",
     ""},
    {"[rule a]\nwhen = not alert high\nshow = red on\n"
     "[rule b]\nwhen = not alert\nshow = red flash_fast\n",
     COVERED},
    {"[rule a]\nwhen = call\nshow = red on\n"
     "[rule b]\nwhen = call raised line-stop\nshow = red flash_fast\n",
     COVERED},
    {"[rule a]\nwhen = call raised\nshow = red on\n"
     "[rule b]\nwhen = call raised taken\nshow = red flash_fast\n",
     ""},
    {"[rule a]\nwhen = call line-stop\nshow = red on\n"
     "[rule b]\nwhen = call blocking\nshow = red flash_fast\n",
     ""},
    {"[rule a]\nwhen = prediction\nshow = red on\n"
     "[rule b]\nwhen = prediction alarm\nshow = red flash_fast\n",
     COVERED},
    {"[prediction belt]\n[prediction motor]\n[rule a]\nwhen = prediction belt\nshow = red on\n"
     "[rule b]\nwhen = prediction motor alarm\nshow = red flash_fast\n",
     ""},
    {"[rule a]\nwhen = oee-under 60 %\nshow = red on\n"
     "[rule b]\nwhen = oee-under 50 %\nshow = red flash_fast\n",
     COVERED},
    {"[rule a]\nwhen = oee-under 50 %\nshow = red on\n"
     "[rule b]\nwhen = oee-under 60 %\nshow = red flash_fast\n",
     ""},
    {"[rule a]\nwhen = alert and not alert high\nshow = red on\n", ""},
    {"[rule a]\nwhen = alert high and not alert\nshow = red on\n",
     "f:21: [rule a] can never hold: its conditions exclude each other; write one rule for each\n"},
    {"[rule a]\nwhen = state running and state stopped\nshow = red on\n",
     "f:21: [rule a] can never hold: its conditions exclude each other; write one rule for each\n"},
    {"[rule a]\nwhen = break and not break\nshow = red on\n",
     "f:21: [rule a] can never hold: its conditions exclude each other; write one rule for each\n"},
    {"[rule a]\nwhen = stop small and stop long\nshow = red on\n",
     "f:21: [rule a] can never hold: its conditions exclude each other; write one rule for each\n"},
    {"[rule a]\nwhen = signal oil < 60 and signal oil > 70\nshow = red on\n",
     "f:21: [rule a] can never hold: its conditions exclude each other; write one rule for each\n"},
    {"[rule a]\nwhen = signal oil > 60 and signal oil < 70\nshow = red on\n", ""},
    {"[rule a]\nwhen = not always\nshow = red on\n",
     "f:21: [rule a] can never hold: its conditions exclude each other; write one rule for each\n"},
};

static void rules_that_fight_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof fights / sizeof *fights; i++) {
        char text[2048];
        (void)snprintf(text, sizeof text, STATION "%s%s", fights[i].rules, LIT);
        const char *got = kit_problems(text);
        if (strncmp(got, fights[i].told, strlen(fights[i].told)) != 0 ||
            (fights[i].told[0] == '\0' && got[0] != '\0'))
            fail_msg("row %zu:\n  got  %s  want %s", i, got, fights[i].told);
    }
}

/* "blue on else red flash_slow": what a tower without the lamp shows for it. */
static const struct {
    const char *show;
    int shows;
    enum lamp_pattern red, green; /* COUNT: not named */
} choices[] = {
    {"red on, green off", 2, LAMP_ON, LAMP_OFF},
    {"blue on else red flash_slow, green off", 2, LAMP_FLASH_SLOW, LAMP_OFF},
    {"red on else green on", 1, LAMP_ON, LAMP_PATTERN_COUNT},
    {"red alternate with green alternate else red pulse", 2, LAMP_ALTERNATE, LAMP_ALTERNATE},
    {"red alternate with white alternate else red pulse", 1, LAMP_PULSE, LAMP_PATTERN_COUNT},
    {"blue on else white on else red pulse", 1, LAMP_PULSE, LAMP_PATTERN_COUNT},
    {"blue on else nothing, red on", 1, LAMP_ON, LAMP_PATTERN_COUNT},
    /* For want of a lamp: the part that came first holds. */
    {"blue on else red pulse, red on", 1, LAMP_PULSE, LAMP_PATTERN_COUNT},
    {"red on, blue on else red pulse", 1, LAMP_ON, LAMP_PATTERN_COUNT},
};

static void a_missing_lamp_has_its_else(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
        struct config *c = with_rule("state stopped", choices[i].show);
        const struct rule_conf *rule = &c->rule[strcmp(c->rule[0].name, "r") == 0 ? 0 : 1];
        enum lamp_pattern got[2] = {LAMP_PATTERN_COUNT, LAMP_PATTERN_COUNT};
        assert_int_equal(rule->shows, choices[i].shows);
        for (int k = 0; k < rule->shows; k++)
            got[rule->show[k].lamp] = rule->show[k].pattern;
        assert_int_equal(got[0], choices[i].red);
        assert_int_equal(got[1], choices[i].green);
        config_free(&c);
    }
}

static const struct {
    const char *rest, *told;
} lights[] = {
    {"[lamp buzzer]\n[rule b]\nwhen = stop\nshow = buzzer on\n",
     "f:24: [rule b] show = buzzer on: a continuous tone is kept for evacuation; write buzzer "
     "beep, chime or varying\n"},
    {"[lamp buzzer]\nhours = 06:00-22:00, 23:00-01:00\nquiet = chime\n"
     "[rule b]\nwhen = stop\nshow = buzzer beep\n",
     ""},
    {"[lamp buzzer]\nquiet = on\nhours = 06:00-22:00\n[rule b]\nwhen = stop\nshow = buzzer beep\n",
     "f:22: [lamp buzzer] quiet = on: a continuous tone is kept for evacuation; write e.g. "
     "chime\n"},
    {"[lamp buzzer]\nquiet = chime\n[rule b]\nwhen = stop\nshow = buzzer beep\n",
     "f:22: [lamp buzzer] quiet = chime: there are no hours; write e.g. hours = 06:00-22:00\n"},
    {"[lamp blue]\nhours = 06:00-22:00\n[rule b]\nwhen = stop\nshow = blue on\n",
     "f:22: [lamp blue] hours = 06:00-22:00: means nothing without colour = buzzer; a light tells "
     "the truth all day\n"},
    {"[lamp buzzer]\nhours = 06:00-06:00\n[rule b]\nwhen = stop\nshow = buzzer beep\n",
     "f:22: [lamp buzzer] hours = 06:00-06:00: nothing lies between a time and itself\n"},
    {"[tower]\nheartbeat = X\n", ""},
    {"[tower]\ntopic = a/+\n",
     "f:22: [tower] topic = a/+: + and # have no place where one sends to\n"},
};

static void what_a_light_may_not_do(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lights / sizeof *lights; i++) {
        char text[2048];
        (void)snprintf(text, sizeof text, STATION "%s%s", lights[i].rest, LIT);
        assert_string_equal(kit_problems(text), lights[i].told);
    }
    assert_string_equal(
        kit_problems(KIT_STATION "tower = mqtt\n[broker b]\nurl = mqtt://h\n[lamp red]\n"),
        "f: [station] tower = mqtt needs a topic; write e.g. [tower] topic = "
        "plant/tower3/{lamp}\n");
    assert_string_equal(
        kit_problems(KIT_STATION "tower = gpio\n[lamp red]\nline = A\n[tower]\nheartbeat = A\n"),
        "f:13: [tower] heartbeat = A: A is already that of [lamp red] (f:10)\n");
}

/* Own rules before the shipped ones, and in the place of one of them. */
static void shipped_rules_can_be_added_to(void **state)
{
    (void)state;
    struct config *c =
        kit_load(STATION "[lamp yellow]\n[tower]\nrules = add\n"
                         "[rule hot]\nwhen = signal oil > 70\nshow = yellow flash_slow\n"
                         "[rule down]\nwhen = stop long\nshow = red flash_slow\n");
    int hot = -1, down = -1, running = -1, downs = 0;
    for (size_t i = 0; i < c->rules; i++) {
        const char *name = c->rule[i].name;
        hot = strcmp(name, "hot") == 0 ? (int)i : hot;
        running = strcmp(name, "running") == 0 ? (int)i : running;
        if (strcmp(name, "down") == 0)
            down = (int)i, downs++;
    }
    assert_true(c->rule[0].fault);
    assert_true(hot > 0 && down == hot + 1 && running > down);
    assert_int_equal(downs, 1);
    assert_int_equal(c->rule[down].show[0].pattern, LAMP_FLASH_SLOW);
    config_free(&c);
}

/* Every colour missing in turn: each shipped rule that says something on the whole tower still does
 * on one with a lamp less, unless it says nothing itself. */
static void shipped_rules_fall_back(void **state)
{
    (void)state;
    static const struct {
        const char *lamps, *rule, *shows;
    } rows[] = {
        {"ryg", "unknown", "yellow flash_double, green off"},
        {"rygbw", "unknown", "yellow alternate, white alternate, green off"},
        {"r", "unknown", "red flash_double"},
        {"w", "unknown", "white flash_double"},
        {"g", "unknown", "green off"},
        {"ryg", "stopping", "yellow on, red on, green off"},
        {"rygbw", "stopping", "yellow on, white on, red off, green off, blue off"},
        {"ryg", "starting", "yellow pulse, red off, green off"},
        {"r", "starting", "red pulse"},
        {"ryg", "reason-wanted", "yellow flash_slow"},
        {"rygbw", "reason-wanted", "blue flash_slow"},
        {"rg", "waiting", "red on, green off"},
        {"yg", "down", "yellow flash_slow, green off"},
        {"ryg", "store-failed-small", "yellow pulse"},
        {"rygbw", "store-failed", "white flash_fast"},
        {"ryg", "call-waiting", "yellow flash_fast"},
        {"rg", "call-waiting", "red flash_fast"},
        {"yg", "high-alarm", "yellow flash_fast"},
        {"rg", "prediction", ""},
    };
    static const char letters[] = "rygbw";
    static const char *const names[] = {"red", "yellow", "green", "blue", "white"};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[1024] = KIT_STATION, got[256] = "";
        for (const char *l = rows[i].lamps; *l; l++)
            (void)snprintf(text + strlen(text), sizeof text - strlen(text), "[lamp %s]\n",
                           names[strchr(letters, *l) - letters]);
        struct config *c = kit_load(text);
        for (size_t r = 0; r < c->rules; r++) {
            const struct rule_conf *rule = &c->rule[r];
            for (int k = 0; strcmp(rule->name, rows[i].rule) == 0 && k < rule->shows; k++)
                (void)snprintf(got + strlen(got), sizeof got - strlen(got), "%s%s %s",
                               k ? ", " : "", c->lamp[rule->show[k].lamp].name,
                               word_name(&words_lamp_pattern, (int)rule->show[k].pattern));
        }
        assert_string_equal(got, rows[i].shows);
        config_free(&c);
    }
}

static int urgency(enum lamp_pattern pattern)
{
    return pattern == LAMP_FLASH_FAST ? 3 : pattern == LAMP_FLASH_SLOW ? 2 : 1;
}

/* Higher frequency, higher priority: among the shipped rules below the faults no steady light hides
 * a flashing one. */
static void shipped_rules_flash_before_they_shine(void **state)
{
    (void)state;
    struct config *c = kit_load(KIT_STATION "[lamp red]\n[lamp yellow]\n[lamp green]\n[lamp blue]\n"
                                            "[lamp white]\n[lamp buzzer]\n");
    for (int lamp = 0; lamp < 5; lamp++) {
        int before = 3;
        for (size_t r = 0; r < c->rules; r++)
            for (int k = 0; !c->rule[r].fault && k < c->rule[r].shows; k++) {
                if (c->rule[r].show[k].lamp != lamp || c->rule[r].show[k].pattern == LAMP_OFF)
                    continue;
                assert_true(urgency(c->rule[r].show[k].pattern) <= before);
                before = urgency(c->rule[r].show[k].pattern);
            }
    }
    config_free(&c);
}

static void tables_make_sense_as_a_whole(void **state)
{
    (void)state;
    kit_tells(STATION, tables);
}

/* Without rules: by colour, for the lamps there are, each of them lit by some rule. */
static void shipped_rules_go_by_colour(void **state)
{
    (void)state;
    struct config *c = kit_load(KIT_STATION "[lamp top]\ncolour = red\n[lamp side]\ncolour = red\n"
                                            "[lamp green]\n");
    bool both = false;
    for (size_t i = 0; i < c->rules; i++) {
        const struct rule_conf *rule = &c->rule[i];
        assert_true(rule->shows > 0);
        if (strcmp(rule->name, "down") == 0)
            both = rule->shows == 3 && rule->show[0].lamp == 0 && rule->show[1].lamp == 1 &&
                   rule->show[1].pattern == LAMP_ON && rule->show[2].pattern == LAMP_OFF;
        assert_string_not_equal(rule->name, "store-failed"); /* white and buzzer only */
    }
    assert_true(both);
    config_free(&c);

    static const char *const colours[] = {"red", "yellow", "green", "blue", "white", "buzzer"};
    for (size_t i = 0; i < sizeof colours / sizeof *colours; i++) {
        char text[512];
        (void)snprintf(text, sizeof text, KIT_STATION "[lamp x]\ncolour = %s\n", colours[i]);
        c = kit_load(text);
        assert_true(c->rules > 0);
        config_free(&c);
    }
    c = kit_load(KIT_STATION);
    assert_int_equal(c->rules, 0);
    config_free(&c);
}

/* Invariant 1: whatever is a fault of ours, green is dark. */
static void shipped_faults_put_green_out(void **state)
{
    (void)state;
    struct config *c = kit_load(KIT_STATION "[lamp red]\n[lamp yellow]\n[lamp green]\n[lamp blue]\n"
                                            "[lamp white]\n[lamp buzzer]\n");
    static const enum condition_kind dark[] = {COND_STARTING, COND_STOPPING, COND_LINK_DOWN,
                                               COND_UNKNOWN};
    for (size_t i = 0; i < sizeof dark / sizeof *dark; i++) {
        bool found = false;
        for (size_t r = 0; r < c->rules; r++) {
            const struct rule_conf *rule = &c->rule[r];
            for (int s = 0; rule->condition[0].kind == dark[i] && s < rule->shows; s++)
                found = found || (rule->show[s].lamp == 2 && rule->show[s].pattern == LAMP_OFF);
        }
        assert_true(found);
    }
    config_free(&c);
}

/* The shipped rules are a file that people copy: with lamps named by colour it loads as it is. */
static void shipped_rules_can_be_copied(void **state)
{
    (void)state;
    static char text[32768];
    static const char lamps[] = KIT_STATION "[lamp red]\n[lamp yellow]\n[lamp green]\n"
                                            "[lamp blue]\n[lamp white]\n[lamp buzzer]\n";
    FILE *file = fopen("layouts/rules-default.ini", "r");
    assert_non_null(file);
    size_t n = (size_t)snprintf(text, sizeof text, "%s", lamps);
    n += fread(text + n, 1, sizeof text - n - 1, file);
    text[n] = '\0';
    fclose(file);
    struct config *copied = kit_load(text);
    struct config *shipped = kit_load(lamps);
    assert_int_equal(copied->rules, shipped->rules);
    for (size_t i = 0; i < copied->rules; i++) {
        assert_string_equal(copied->rule[i].name, shipped->rule[i].name);
        assert_memory_equal(copied->rule[i].show, shipped->rule[i].show,
                            sizeof copied->rule[i].show);
        assert_memory_equal(copied->rule[i].condition, shipped->rule[i].condition,
                            sizeof copied->rule[i].condition);
    }
    config_free(&copied);
    config_free(&shipped);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_mean_what_they_say),
        cmocka_unit_test(each_mistake_has_its_message),
        cmocka_unit_test(faults_come_first),
        cmocka_unit_test(tables_make_sense_as_a_whole),
        cmocka_unit_test(rules_that_fight_are_refused),
        cmocka_unit_test(a_missing_lamp_has_its_else),
        cmocka_unit_test(what_a_light_may_not_do),
        cmocka_unit_test(shipped_rules_can_be_added_to),
        cmocka_unit_test(shipped_rules_fall_back),
        cmocka_unit_test(shipped_rules_flash_before_they_shine),
        cmocka_unit_test(shipped_rules_go_by_colour),
        cmocka_unit_test(shipped_faults_put_green_out),
        cmocka_unit_test(shipped_rules_can_be_copied),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
