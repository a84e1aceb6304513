/* SPDX-License-Identifier: MIT */
/* Calls: their life, who may do what, second pulls, the fixed position, the stop that they belong
 * to, restarts. */
#include "calls_rig.h"

#include "andon/engine/parts.h"

/* ---- what is answered ----------------------------------------------------------------------- */

static void test_answers(void **state)
{
    (void)state;
    static const struct {
        const char *command;
        enum command_result result;
        const char *text, *calls;
    } rows[] = {
        {"call-raise", COMMAND_NOT_FOUND, "there is no call ; see andonctl call types", ""},
        {"call-raise maintenence", COMMAND_NOT_FOUND,
         "there is no call maintenence; did you mean maintenance? See andonctl call types", ""},
        {"call-take", COMMAND_NOT_FOUND, "no call waits for that", ""},
        {"call-take C1", COMMAND_NOT_FOUND, "there is no open call C1", ""},
        {"call-raise quality", COMMAND_BAD, "Quality wants a note: say what for", ""},
        {"call-raise maintenance note=jam", COMMAND_DONE, "C1 Maintenance called",
         "C1 maintenance raised anna tier 1 reached next 220"},
        {"call-raise maintenance actor=ben", COMMAND_DONE,
         "Maintenance is called already: C1, raised",
         "C1 maintenance raised anna tier 1 reached next 220"},
        {"call-raise maintenance", COMMAND_DONE, "Maintenance is called already: C1, raised",
         "C1 maintenance raised anna tier 1 reached next 220"},
        {"call-cancel C1 actor=ben", COMMAND_FORBIDDEN,
         "somebody else raised C1: they or a supervisor may cancel it",
         "C1 maintenance raised anna tier 1 reached next 220"},
        {"call-take actor=ben", COMMAND_DONE, "C1 Maintenance taken by ben",
         "C1 maintenance taken ben next 700"},
        {"call-take maintenance actor=carla", COMMAND_BAD, "C1 is taken already by ben",
         "C1 maintenance taken ben next 700"},
        {"call-cancel C1", COMMAND_FORBIDDEN,
         "C1 is taken by ben: it can be solved, or cancelled by a supervisor",
         "C1 maintenance taken ben next 700"},
        {"call-raise maintenance", COMMAND_DONE, "Maintenance is called already: C1, taken by ben",
         "C1 maintenance taken ben next 700"},
        {"call-arrive C1 actor=ben rev=1", COMMAND_STALE, "C1 is taken by ben by now",
         "C1 maintenance taken ben next 700"},
        {"call-arrive C1 actor=ben", COMMAND_DONE, "C1 Maintenance arrived by ben",
         "C1 maintenance arrived ben next 700"},
        {"call-arrive C1 actor=ben", COMMAND_BAD, "C1 is arrived already by ben",
         "C1 maintenance arrived ben next 700"},
        {"call-solve C1 actor=ben note=belt", COMMAND_DONE, "C1 Maintenance solved", ""},
        {"call-solve C1", COMMAND_LOCKED, "C1 is over", ""},
        {"call-raise line", COMMAND_DONE, "C2 Line called",
         "C2 line raised anna stop-at 120 tier 1 reached next 220"},
        {"call-cancel C2", COMMAND_DONE, "C2 Line cancelled", ""},
        {"call-raise maintenance", COMMAND_DONE, "C3 Maintenance called",
         "C3 maintenance raised anna tier 1 reached next 220"},
        {"call-arrive actor=ben", COMMAND_DONE, "C3 Maintenance arrived by ben",
         "C3 maintenance arrived ben next 700"},
        {"call-cancel C3 actor=ola role=supervisor", COMMAND_DONE, "C3 Maintenance cancelled", ""},
    };
    struct rig *r = calls_make();
    rig_play(r, "0 state=Execute; 100 tick");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        rig_do(r, rows[i].command, 100000);
        if (r->outcome.result != rows[i].result || strcmp(r->outcome.text, rows[i].text) != 0)
            fail_msg("%s: %d %s", rows[i].command, (int)r->outcome.result, r->outcome.text);
        calls_expect(rows[i].command, calls_now(r), rows[i].calls);
    }
    rig_free(&r);
}

static void test_undo(void **state)
{
    (void)state;
    static const struct {
        const char *what, *script;
        enum command_result result;
        const char *text, *calls;
    } rows[] = {
        {"raised by mistake", "0 do=call-raise maintenance; 5 do=undo", COMMAND_DONE,
         "undone: raising of C1", ""},
        {"somebody is on the way",
         "0 do=call-raise maintenance; 2 do=call-take actor=ben; 5 do=undo", COMMAND_STALE,
         "the call was changed meanwhile", "C1 maintenance taken ben next 602"},
        {"taken by mistake: its ladder goes on where it would be",
         "0 do=call-raise maintenance; 2 do=call-take actor=ben; 5 do=undo actor=ben", COMMAND_DONE,
         "undone: taking of C1", "C1 maintenance raised anna next 120"},
        {"a step of the ladder changes nothing for it", "0 do=call-raise maintenance; 130 do=undo",
         COMMAND_DONE, "undone: raising of C1", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = calls_make();
        rig_play(r, rows[i].script);
        calls_expect(rows[i].what, r->outcome.text, rows[i].text);
        assert_int_equal(r->outcome.result, rows[i].result);
        calls_expect(rows[i].what, calls_now(r), rows[i].calls);
        rig_free(&r);
    }
    struct rig *r = calls_make();
    rig_play(r, "0 do=call-raise maintenance; 2 tick");
    calls_restart(r, 3, true);
    rig_play(r, "4 do=undo");
    calls_expect("after a restart, too", calls_now(r), "");
    rig_free(&r);
}

/* ---- a machine that calls ---------------------------------------------------------------------
 */

static void test_machine_calls(void **state)
{
    (void)state;
    static const struct {
        const char *what, *value, *script, *calls;
    } rows[] = {
        {"what it says first is how it stands", "", "0 takt=true; 1 takt=true", ""},
        {"once each time it comes to say so", "",
         "0 takt=false; 1 takt=true; 2 takt=true; 3 takt=false; 4 takt=true",
         "C1 maintenance raised machine tier 1 reached next 121"},
        {"solved, and again", "",
         "0 takt=false; 1 takt=true; 2 do=call-solve C1 actor=ben; 3 takt=true; 4 takt=false; "
         "5 takt=true",
         "C2 maintenance raised machine tier 1 reached next 125"},
        {"solved while it still says so", "",
         "0 takt=false; 1 takt=true; 2 do=call-solve C1 actor=ben; 3 takt=true", ""},
        {"not by what the broker had stored", "", "0 takt=false; 1 takt=~true; 2 takt=true", ""},
        {"what was stored is how it stood", "", "0 takt=~false; 1 takt=true",
         "C1 maintenance raised machine tier 1 reached next 121"},
        {"not by what is told afterwards", "", "0 takt=false; 10 takt=<true@5; 11 takt=false", ""},
        {"not by a word that came twice", "", "0 takt=false; 1 takt=^true; 2 takt=false", ""},
        {"by a word", "true", "0 takt=0; 1 takt=1", ""},
        {"somebody had called already", "",
         "0 takt=false; 1 do=call-raise maintenance; 2 takt=true; 3 takt=false",
         "C1 maintenance raised anna tier 1 reached next 121"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = calls_make();
        (void)text_copy(call_types[0].raise_name, sizeof call_types[0].raise_name, "takt");
        (void)text_copy(call_types[0].raise_value, sizeof call_types[0].raise_value, rows[i].value);
        call_types[0].raise_signal = 1;
        rig_play(r, rows[i].script);
        calls_expect(rows[i].what, calls_now(r), rows[i].calls);
        rig_free(&r);
    }
    call_types[0].raise_name[0] = call_types[0].raise_value[0] = '\0';
}

/* ---- second pulls, the fixed position ---------------------------------------------------------
 */

#define PULL "do=call-raise line actor=input:cord from=button"

static void test_pulls(void **state)
{
    (void)state;
    static const struct {
        const char *what, *script, *calls, *tower;
    } rows[] = {
        {"attended and pulled again before the position: it never stops",
         "0 " PULL "; 8 do=call-take actor=ben; 12 " PULL "; 20 tick; 60 tick", "",
         "yellow off, red off"},
        {"nobody: at the position", "0 " PULL "; 20 tick",
         "C1 line raised input:cord blocking line-stop tier 1 reached next 50",
         "yellow flash_fast, red flash_fast"},
        {"not a moment before", "0 " PULL "; 19.999 tick",
         "C1 line raised input:cord stop-at 20 tier 1 reached next 120",
         "yellow flash_fast, red off"},
        {"attended but not solved: at the position, too",
         "0 " PULL "; 8 do=call-take actor=ben; 20 tick",
         "C1 line taken ben blocking line-stop next 80", "yellow flash_slow, red flash_fast"},
        {"pulled again before anybody came: taken back", "0 " PULL "; 5 " PULL "; 60 tick", "",
         "yellow off, red off"},
        {"a reset after the line stopped: the restart is announced",
         "0 " PULL "; 25 " PULL "; 29 tick", "", "yellow off, red pulse"},
        {"… for so long", "0 " PULL "; 25 " PULL "; 30 tick", "", "yellow off, red off"},
        {"by who raised it, as a pull",
         "0 do=call-raise line; 5 do=call-raise line word=pull; 60 tick", "",
         "yellow off, red off"},
        {"by somebody else it is no second pull",
         "0 do=call-raise line; 5 do=call-raise line word=pull actor=ben; 6 tick",
         "C1 line raised anna stop-at 20 tier 1 reached next 120", "yellow flash_fast, red off"},
        {"a button that cancels takes back what a button raised",
         "0 do=call-raise maintenance; 1 " PULL
         "; 2 do=call-cancel actor=input:x from=button; 3 tick",
         "C1 maintenance raised anna tier 1 reached next 120", "yellow flash_fast, red off"},
        {"the clock moves no deadline", "0 " PULL "; 5 clock=7200; 19.999 tick; 20 clock=-9000",
         "C1 line raised input:cord blocking line-stop tier 1 reached next 50",
         "yellow flash_fast, red flash_fast"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = calls_make();
        rig_play(r, rows[i].script);
        calls_expect(rows[i].what, calls_now(r), rows[i].calls);
        calls_expect(rows[i].what, rig_tower(r), rows[i].tower);
        rig_free(&r);
    }
}

static void test_position_by_signal(void **state)
{
    (void)state;
    struct rig *r = calls_make();
    call_types[2].stop_signal = 1;
    rig_play(r, "0 takt=true; 1 " PULL "; 2 takt=true; 3 takt=~false; 4 takt=~true; 5 tick");
    calls_expect("it was true before, and what is stored is no event", calls_now(r),
                 "C1 line raised input:cord stop-at 21 tier 1 reached next 121");
    rig_play(r, "6 takt=false; 7 takt=true; 8 tick");
    calls_expect("passed", calls_now(r),
                 "C1 line raised input:cord blocking line-stop tier 1 reached next 37");
    call_types[2].stop_signal = -1;
    rig_free(&r);
}

/* ---- the stop ---------------------------------------------------------------------------------
 */

static const char *five(struct rig *r)
{
    const struct snapshot *s = rig_snapshot(r);
    const int64_t times[] = {s->stop.noticed, s->stop.arrived, s->stop.repaired};
    char *at = rig_put(r->text, "%s", s->stop.id);
    for (int i = 0; i < 3; i++) {
        at = rig_put(at, " ");
        at = times[i] == TIME_NONE ? rig_put(at, "-") : rig_put_seconds(at, times[i] - r->begin);
    }
    return r->text;
}

static void test_stop(void **state)
{
    (void)state;
    static const struct {
        const char *what, *script, *five, *calls;
    } rows[] = {
        {"raised in a stop it blocks and is noticed",
         "0 state=Execute; 100 state=Held; 300 do=call-raise maintenance", "S1 300 - -",
         "C1 maintenance raised anna blocking S1 tier 1 reached next 420"},
        {"arrived and solved are its times",
         "0 state=Execute; 100 state=Held; 300 do=call-raise maintenance; 400 do=call-take "
         "actor=ben; 500 do=call-arrive actor=ben; 900 do=call-solve actor=ben",
         "S1 300 500 900", ""},
        {"what a person said stays",
         "0 state=Execute; 100 state=Held; 200 do=stop-touch current word=arrived at=150; 300 "
         "do=call-raise maintenance; 500 do=call-arrive; 600 do=call-solve",
         "S1 150 150 600", ""},
        {"the machine stopped afterwards",
         "0 state=Execute; 50 do=call-raise maintenance; 100 state=Held; 500 do=call-arrive",
         "S1 100 500 -", "C1 maintenance arrived anna blocking S1 next 1100"},
        {"never after it was over",
         "0 state=Execute; 100 state=Held; 300 do=call-raise maintenance; 350 state=Execute; 500 "
         "do=call-arrive; 600 do=call-solve",
         "S1 300 - -", ""},
        {"taken back is not repaired",
         "0 state=Execute; 100 state=Held; 300 do=call-raise maintenance; 500 do=call-cancel",
         "S1 300 - -", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = calls_make();
        rig_play(r, rows[i].script);
        calls_expect(rows[i].what, five(r), rows[i].five);
        calls_expect(rows[i].what, calls_now(r), rows[i].calls);
        rig_free(&r);
    }
}

/* ---- order, why, handover ---------------------------------------------------------------------
 */

static void test_order_and_why(void **state)
{
    (void)state;
    struct rig *r = calls_make();
    char text[400];
    rig_play(r, "0 state=Execute; 10 do=call-raise maintenance; 20 do=call-raise quality "
                "note=burr; 30 do=call-raise line; 40 do=call-take C2 actor=ben; 51 tick");
    calls_expect("the one that stops the line first", calls_now(r),
                 "C3 line raised anna blocking line-stop tier 1 reached next 80; C1 maintenance "
                 "raised anna tier 1 reached next 130; C2 quality taken ben next 640");
    assert_int_equal(station_why(r->st, "yellow", r->now, text, sizeof text), 0);
    calls_expect("why", text,
                 "yellow is flash_fast by rule called: C1 Maintenance raised by anna since "
                 "00:00:10, 41 s, 1 more; 1 more");
    assert_int_equal(station_why(r->st, "red", r->now, text, sizeof text), 0);
    calls_expect("why", text,
                 "red is flash_fast by rule line-stop: C3 Line raised by anna since 00:00:30, 21 "
                 "s, stop the line");
    rig_play(r, "60 do=call-solve C3; 61 tick");
    assert_int_equal(station_why(r->st, "red", r->now, text, sizeof text), 0);
    calls_expect("why", text, "red is pulse by rule restart: the line goes on after C3 line");
    calls_hand_over(r->st, text, sizeof text);
    calls_expect("handed over", text,
                 "[{\"id\":\"C1\",\"title\":\"Maintenance\",\"text\":\"raised\",\"at\":"
                 "1795305610000},{\"id\":\"C2\",\"title\":\"Quality\",\"text\":\"taken\",\"at\":"
                 "1795305620000}]");
    rig_free(&r);
}

/* The next shift hears of what is open; what is frozen says what was open then. */
static void test_handover(void **state)
{
    (void)state;
    static char packet[8192];
    struct rig *r = calls_make();
    r->config.entry.freeze_ms = 60000;
    rig_shift(r, "early", 0, 1);
    rig_play(r, "10 do=call-raise maintenance; 61 tick");
    size_t length = station_handover(r->st, "", packet, sizeof packet);
    assert_true(length > 0);
    assert_non_null(strstr(packet, "\"calls\":[{\"id\":\"C1\",\"title\":\"Maintenance\""));
    rig_play(r, "125 tick; 130 do=call-solve C1");
    calls_restart(r, 131, true);
    assert_non_null(strstr(r->log, "\"state\":\"unsigned\""));
    rig_do(r, "note W29921760 note=late role=supervisor", 132000);
    assert_int_equal(r->outcome.result, COMMAND_DONE);
    assert_non_null(strstr(r->outcome.body, "\"calls\":[{\"id\":\"C1\""));
    rig_free(&r);
}

/* ---- restarts ---------------------------------------------------------------------------------
 */

static void test_restart(void **state)
{
    (void)state;
    struct rig *r = calls_make();
    rig_play(r, "0 state=Execute; 10 " PULL "; 11 do=call-raise maintenance; 12 do=call-take "
                "maintenance actor=ben; 15 tick");
    calls_restart(r, 40, true);
    calls_expect("deadlines fired at their own time", calls_now(r),
                 "C1 line raised input:cord blocking line-stop tier 1 reached next 60; C2 "
                 "maintenance taken ben next 612");
    assert_non_null(strstr(r->log, "\"line_stop\":1795305630000"));
    calls_restart(r, 61, false);
    calls_expect("over a reboot by the wall clock", calls_now(r),
                 "C1 line raised input:cord blocking line-stop tier 2 reached; C2 maintenance "
                 "taken ben next 612");
    rig_play(r, "70 do=call-solve C1; 71 do=call-raise line; 72 tick");
    calls_expect("numbers go on", calls_now(r),
                 "C2 maintenance taken ben next 612; C3 line raised anna stop-at 91 tier 1 reached "
                 "next 191");
    rig_free(&r);
}

/* Without its checkpoint: from the records. */
static void test_recall(void **state)
{
    (void)state;
    struct rig *r = calls_make();
    rig_play(r, "0 state=Execute; 10 " PULL "; 11 do=call-raise maintenance; 12 do=call-take "
                "maintenance actor=ben; 13 do=call-raise quality note=a; 14 do=call-solve C3; 140 "
                "tick");
    const struct snapshot before = *rig_snapshot(r);
    struct station *fresh = station_new(&r->config, r->now, TIME_NONE, TIME_NONE);
    assert_non_null(fresh);
    for (char *line = r->log, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        struct record record = {.kind = REC_CALL, .wall_ms = 1};
        struct cause why;
        long long rev;
        int skip = 0;
        if (sscanf(line, "call\t%31[^\t]\t%lld\t%*d\t%*d\t%*[^\t]\t%n", record.id, &rev, &skip) < 2)
            continue;
        record.rev = rev;
        record.body = line + skip;
        record.body_length = (size_t)(end - line - skip);
        if (station_recall(fresh, &record, &why) != 0)
            fail_msg("%s", why.text);
    }
    station_free(&r->st);
    r->st = fresh;
    const struct snapshot *after = rig_snapshot(r);
    assert_int_equal(after->calls, 2);
    for (int i = 0; i < 2; i++) {
        const struct call_view *a = &before.call[i], *b = &after->call[i];
        assert_string_equal(a->id, b->id);
        assert_string_equal(a->told, b->told);
        assert_int_equal(a->state, b->state);
        assert_int_equal(a->raised, b->raised);
        assert_int_equal(a->rev, b->rev);
        assert_int_equal(a->tier, b->tier);
        assert_int_equal(a->next_tier, b->next_tier);
        assert_true(a->line_stop == b->line_stop && a->blocking == b->blocking);
    }
    rig_play(r, "150 do=call-raise quality note=b");
    assert_string_equal(r->outcome.id, "C4");
    static const char *const broken[] = {"", "{}", "[1]", "{\"state\":\"raised\"}",
                                         "{\"type\":\"x\",\"state\":\"taken\",\"raised\":5}"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct cause why;
        struct record record = {.kind = REC_CALL, .rev = 1, .id = "C9"};
        record.body = broken[i];
        record.body_length = strlen(broken[i]);
        assert_int_equal(station_recall(r->st, &record, &why), -1);
    }
    rig_free(&r);
}

static void test_reload(void **state)
{
    (void)state;
    struct rig *r = calls_make();
    rig_play(r, "0 state=Execute; 10 do=call-raise maintenance; 11 do=call-raise line; 12 tick");
    struct config *other = rig_other(r);
    other->calls = 2; /* the line's is gone */
    other->tiers = 2;
    rig_reload(r, 15000);
    calls_expect("both go on", calls_now(r),
                 "C1 maintenance raised anna tier 1 reached next 130; C2 line raised anna stop-at "
                 "31 tier 1 reached next 131");
    rig_play(r, "40 do=call-solve line; 41 do=call-raise line");
    assert_int_equal(r->outcome.result, COMMAND_NOT_FOUND);
    rig_free(&r);
}

/* As many as there can be: the next is refused and counted. */
static void test_room(void **state)
{
    (void)state;
    static struct call_conf many[CONFIG_CALLS_MAX + 1];
    struct rig *r = calls_make();
    for (int i = 0; i <= CONFIG_CALLS_MAX; i++) {
        many[i] = (struct call_conf){.stop_signal = -1};
        (void)text_format(many[i].name, sizeof many[i].name, "t%d", i);
    }
    r->config.call = many;
    r->config.calls = CONFIG_CALLS_MAX + 1;
    for (int i = 0; i <= CONFIG_CALLS_MAX; i++) {
        char text[40];
        (void)text_format(text, sizeof text, "call-raise t%d", i);
        rig_do(r, text, 1000 + i);
    }
    assert_int_equal(r->outcome.result, COMMAND_LOCKED);
    assert_string_equal(r->outcome.text, "16 calls are open: solve one first");
    assert_int_equal(rig_snapshot(r)->calls, CONFIG_CALLS_MAX);
    assert_int_equal(r->st->calls.refused, 1);
    rig_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers),       cmocka_unit_test(test_undo),
        cmocka_unit_test(test_machine_calls), cmocka_unit_test(test_handover),
        cmocka_unit_test(test_pulls),         cmocka_unit_test(test_position_by_signal),
        cmocka_unit_test(test_stop),          cmocka_unit_test(test_order_and_why),
        cmocka_unit_test(test_restart),       cmocka_unit_test(test_recall),
        cmocka_unit_test(test_reload),        cmocka_unit_test(test_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
