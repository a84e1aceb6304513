/* SPDX-License-Identifier: MIT */
/* The ladder: who is told when, by shift and roster, by what, and whether that reached anybody. */
#include "calls_rig.h"

#include "andon/engine/parts.h"

/* "first@0 lamp reached notify waiting, second@120 lamp not-reached board not-reached" of the
 * latest record of C1 */
static const char *ladder(struct rig *r)
{
    static const char *const channels[] = {"lamp", "board", "notify", "webhook"};
    const char *last = NULL;
    for (const char *at = r->log; (at = strstr(at, "call\tC1\t")) != NULL; at++)
        last = strchr(at, '{');
    assert_non_null(last);
    json_t *body = json_loadb(last, strcspn(last, "\n"), 0, NULL);
    assert_non_null(body);
    const json_t *row;
    size_t i;
    char *at = r->text;
    *at = '\0';
    json_array_foreach(json_object_get(body, "ladder"), i, row)
    {
        at = rig_put(at, "%s%s@", i ? ", " : "", rig_word(row, "tier"));
        at = rig_put_time(r, at, row, "at");
        for (int c = 0; c < 4; c++)
            if (rig_word(row, channels[c])[0])
                at = rig_put(at, " %s %s", channels[c], rig_word(row, channels[c]));
    }
    json_decref(body);
    return r->text;
}

static void test_steps(void **state)
{
    (void)state;
    static const struct {
        const char *what, *script, *ladder;
    } rows[] = {
        {"at once, by a lamp that is lit; a client has not said so yet",
         "0 do=call-raise maintenance; 1 tick", "first@0 lamp reached notify waiting"},
        {"a client that confirms", "0 do=call-raise maintenance; 5 do=call-told C1 word=notify",
         "first@0 lamp reached notify reached"},
        {"nobody does: not reached", "0 do=call-raise maintenance; 30 tick",
         "first@0 lamp reached notify not-reached"},
        {"… but late is better than never",
         "0 do=call-raise maintenance; 30 tick; 40 do=call-told C1 word=notify",
         "first@0 lamp reached notify reached"},
        {"not taken: the next; there is no hub for the board",
         "0 do=call-raise maintenance; 5 do=call-told C1 word=notify; 120 tick",
         "first@0 lamp reached notify reached, second@120 lamp reached board not-reached"},
        {"a line that does not follow is no light",
         "0 lines=01; 0 do=call-raise maintenance; 5 do=call-told C1 word=notify; 6 tick",
         "first@0 lamp not-reached notify reached"},
        {"until it follows again",
         "0 lines=01; 0 do=call-raise maintenance; 5 do=call-told C1 word=notify; 6 lines=00; 20 "
         "tick",
         "first@0 lamp reached notify reached"},
        {"taken: the other ladder",
         "0 do=call-raise maintenance; 5 do=call-told C1 word=notify; "
         "100 do=call-take actor=ben; 699 tick; 700 tick",
         "first@0 lamp reached notify reached, unsolved@700 notify waiting"},
        {"the line stops: from the beginning, sooner",
         "0 do=call-raise line; 5 do=call-told C1 word=notify; 20 tick; 21 do=call-told C1 "
         "word=notify; 50 tick",
         "first@0 lamp reached notify reached, first@20 lamp reached notify reached, second@50 "
         "lamp reached board not-reached"},
        {"taken then: soon unsolved",
         "0 do=call-raise line; 5 do=call-told C1 word=notify; 20 tick; 21 do=call-told C1 "
         "word=notify; 30 do=call-take; 90 tick",
         "first@0 lamp reached notify reached, first@20 lamp reached notify reached, unsolved@90 "
         "notify waiting"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = calls_make();
        rig_play(r, rows[i].script);
        calls_expect(rows[i].what, ladder(r), rows[i].ladder);
        rig_free(&r);
    }
}

/* The same records at any rate of ticks. */
static void test_ticks(void **state)
{
    (void)state;
    struct rig *slow = calls_make(), *fast = calls_make();
    static const char *const script = "0 state=Execute; 10 do=call-raise line; 200 state=Held";
    rig_play(slow, script);
    rig_play(fast, "0 state=Execute; 10 do=call-raise line");
    for (int64_t ms = 10000; ms < 200000; ms += 70)
        rig_tick(fast, ms);
    rig_play(fast, "200 state=Held");
    assert_string_equal(slow->log, fast->log);
    rig_free(&slow);
    rig_free(&fast);
}

static void test_words(void **state)
{
    (void)state;
    static struct roster_conf rosters[] = {
        {.name = "a", .role = "supervisor", .shifts = "early", .people = "anna"},
        {.name = "b", .role = "supervisor", .shifts = "late", .people = "lena"},
        {.name = "c", .role = "supervisor", .people = "olaf, anna"},
        {.name = "d", .role = "supervisor", .teams = "red", .people = "tom"},
        {.name = "e", .role = "maintenance", .people = "ben"},
    };
    struct rig *r = calls_make();
    r->config.roster = rosters;
    r->config.rosters = 5;
    rig_shift(r, "early", 0, 12 * 60);
    rig_shift(r, "late", 12 * 60, 24 * 60);
    rig_play(r, "0 do=call-raise maintenance; 1 tick");
    const struct call_view *v = &rig_snapshot(r)->call[0];
    assert_string_equal(v->told, "maintenance (ben) by lamp, notify");
    assert_string_equal(v->roles, "maintenance");
    assert_string_equal(v->missed, "");
    rig_play(r, "130 tick");
    v = &rig_snapshot(r)->call[0];
    assert_string_equal(v->told, "supervisor (anna, olaf) by lamp, board: nobody came");
    assert_string_equal(v->roles, "supervisor, maintenance");
    assert_string_equal(v->missed, "board: no hub confirms it");
    assert_int_equal(v->reach, REACH_REACHED);
    rig_free(&r);
}

/* Steps for one shift only; without a shift none of them. */
static void test_shifts(void **state)
{
    (void)state;
    static struct tier_conf tiers[] = {
        {.name = "early", .channels = ON(NOTIFY), .shifts = "early"},
        {.name = "late", .after_ms = 60000, .channels = ON(NOTIFY), .shifts = "late"},
        {.name = "named",
         .after_ms = 90000,
         .channels = ON(WEBHOOK),
         .people = "zoe",
         .calls = "maintenance"},
    };
    struct rig *r = calls_make();
    r->config.tier = tiers;
    r->config.tiers = 3;
    rig_shift(r, "early", 0, 1);
    rig_shift(r, "late", 1, 2);
    rig_play(r, "30 do=call-raise maintenance; 31 do=call-told C1 word=notify; 200 tick");
    calls_expect(
        "over the end of a shift", ladder(r),
        "early@30 notify reached, late@90 notify not-reached, named@120 webhook not-reached");
    assert_string_equal(rig_snapshot(r)->call[0].told, "maintenance (zoe) by webhook");
    assert_int_equal(rig_snapshot(r)->call[0].reach, REACH_MISSED);
    rig_play(r, "201 do=call-raise line; 210 tick");
    assert_int_equal(rig_snapshot(r)->call[1].reach, REACH_NONE);
    rig_free(&r);
}

static void test_told(void **state)
{
    (void)state;
    static const struct {
        const char *command;
        enum command_result result;
        const char *text;
    } rows[] = {
        {"call-told C1 word=lamp", COMMAND_BAD,
         "say by what it was told: board, notify or webhook"},
        {"call-told C1 word=pigeon", COMMAND_BAD,
         "say by what it was told: board, notify or webhook"},
        {"call-told C7 word=notify", COMMAND_NOT_FOUND, "there is no open call C7"},
        {"call-told C1 word=notify role=viewer", COMMAND_DONE, "C1 is told by notify"},
        {"call-told C1 word=notify role=viewer", COMMAND_DONE, "C1 is told by notify"},
        {"call-told C1 word=webhook", COMMAND_DONE, "C1 is told by webhook"},
        {"call-take C1 rev=1", COMMAND_DONE, "C1 Maintenance taken by anna"},
    };
    struct rig *r = calls_make();
    rig_play(r, "0 do=call-raise maintenance; 1 tick");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        rig_do(r, rows[i].command, 2000);
        if (r->outcome.result != rows[i].result || strcmp(r->outcome.text, rows[i].text) != 0)
            fail_msg("%s: %d %s", rows[i].command, (int)r->outcome.result, r->outcome.text);
    }
    rig_free(&r);
}

/* More steps than a record holds: what was told last is known, the rest is counted. */
static void test_room(void **state)
{
    (void)state;
    static struct tier_conf many[20];
    struct rig *r = calls_make();
    for (int i = 0; i < 20; i++) {
        many[i] = (struct tier_conf){.after_ms = i * 1000, .channels = ON(WEBHOOK)};
        (void)text_format(many[i].name, sizeof many[i].name, "t%d", i);
    }
    r->config.tier = many;
    r->config.tiers = 20;
    rig_play(r, "0 do=call-raise maintenance; 60 tick");
    assert_int_equal(r->st->calls.call[0].steps, CALL_STEPS);
    assert_int_equal(r->st->calls.call[0].steps_lost, 20 - CALL_STEPS);
    assert_string_equal(r->st->calls.call[0].step[CALL_STEPS - 1].tier, "t19");
    assert_non_null(strstr(r->log, "\"ladder_more\":8"));
    calls_restart(r, 70, true);
    assert_int_equal(r->st->calls.call[0].steps_lost, 20 - CALL_STEPS);
    rig_free(&r);
}

/* A buzzer that was silenced sounds again with the next step. */
static void test_cause(void **state)
{
    (void)state;
    struct rig *r = calls_make();
    const struct condition any = {.kind = COND_CALL};
    rig_play(r, "0 state=Execute; 10 do=call-raise maintenance; 20 tick");
    assert_int_equal(lamps_cause_at(r->st, 1), RIG_BEGIN + 10000);
    rig_play(r, "140 tick");
    assert_int_equal(lamps_cause_at(r->st, 1), RIG_BEGIN + 130000);
    assert_int_equal(calls_cause_at(r->st, &any), RIG_BEGIN + 130000);
    rig_play(r, "150 do=call-solve; 151 tick");
    assert_int_equal(calls_cause_at(r->st, &any), TIME_NONE);
    rig_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steps),  cmocka_unit_test(test_ticks), cmocka_unit_test(test_words),
        cmocka_unit_test(test_shifts), cmocka_unit_test(test_told),  cmocka_unit_test(test_room),
        cmocka_unit_test(test_cause),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
