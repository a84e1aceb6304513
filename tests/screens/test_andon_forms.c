/* SPDX-License-Identifier: MIT */
/* Calls, alerts, predictions, orders and lamps by keys: what is sent, what is refused here, and
 * that no key acts on a row that has just taken the place of another. */
#include "tests/screens/bench.h"

#include "console/panels/andon/look.h"
#include "console/panels/rows.h"

static int set_up_andon(void **state)
{
    struct bench *b = calloc(1, sizeof *b);
    if (b == NULL)
        return -1;
    b->ui = picture_ui("andon", "station", GLYPH_UNICODE);
    b->ui->key_ms = b->ui->view.boot_ms;
    *state = b;
    return 0;
}

static void assert_sent(struct bench *b, const char *want)
{
    assert_string_equal(sent(b), want);
    if (want[0] != '\0')
        keep(b, "X1");
}

static void test_two_keys_call(void **state)
{
    struct bench *b = *state;
    press(b, "c3");
    assert_string_equal(b->ui->view.screen, "station");
    assert_sent(b, "{\"cmd\":\"call-raise\",\"type\":\"quality\"}");
    press(b, "C1"); /* is open: shown, not raised again */
    assert_string_equal(b->ui->view.screen, "calls");
    assert_says(b, "Maintenance is called already (C7): nobody yet");
    assert_sent(b, "");
    press(b, "7"); /* no such type */
    assert_sent(b, "");
    press(b, "9");
    assert_says(b, "What is the matter?");
    press(b, "hand\r");
    assert_sent(b, "{\"cmd\":\"call-raise\",\"type\":\"safety\",\"note\":\"hand\"}");
    assert_string_equal(b->ui->view.screen, "station");
}

static void test_a_call_to_its_end(void **state)
{
    struct bench *b = *state;
    struct call_view *call = b->ui->view.snap.call;
    press(b, "ct");
    assert_sent(b, "{\"cmd\":\"call-take\",\"call\":\"C7\",\"rev\":3}");
    press(b, "h");
    assert_sent(b, "{\"cmd\":\"call-arrive\",\"call\":\"C7\",\"rev\":3}");
    call[0].state = CALL_ARRIVED;
    press(b, "\rvalve stuck\r"); /* Enter: what comes next */
    assert_sent(b, "{\"cmd\":\"call-solve\",\"call\":\"C7\",\"note\":\"valve stuck\"}");
    press_key(b, KEY_CODE_DOWN);
    press(b, "x");
    assert_sent(b, "{\"cmd\":\"call-cancel\",\"call\":\"C8\",\"rev\":3}");
    press(b, "w");
    assert_sent(b, "{\"cmd\":\"workorder\",\"of\":\"C8\",\"symptom\":\"Material\"}");
}

/* The escalation moved its rev: once more by itself. Somebody else took it: said, not taken. */
static void test_taken_by_another(void **state)
{
    struct bench *b = *state;
    press(b, "ct");
    (void)sent(b);
    answer(b, "\"ok\":false,\"error\":{\"code\":\"stale\",\"text\":\"\"},\"rev\":4,"
              "\"object\":{\"state\":\"raised\"}");
    assert_string_equal(sent(b), "{\"cmd\":\"call-take\",\"call\":\"C7\",\"rev\":4}");
    answer(b, "\"ok\":false,\"error\":{\"code\":\"stale\",\"text\":\"\"},\"rev\":5,"
              "\"object\":{\"state\":\"taken\"}");
    assert_string_equal(sent(b), "");
    assert_says(b, "C7 is taken meanwhile");
    press(b, "pf\r"); /* a work order was made of it: the answer holds */
    (void)sent(b);
    answer(b, "\"ok\":false,\"error\":{\"code\":\"stale\",\"text\":\"\"},\"rev\":5,"
              "\"object\":{\"verdict\":\"none\",\"order\":\"O6\"}");
    assert_non_null(strstr(sent(b), "\"rev\":5"));
    keep(b, "F1");
}

/* What the snapshot has no room for is asked for, stands behind its rows, and is scrolled to. */
static void test_more_alerts_than_the_snapshot_holds(void **state)
{
    struct bench *b = *state;
    struct view *v = &b->ui->view;
    v->snap.alerts = 0;
    fixture_flood(v);
    assert_int_equal(v->snap.alerts, SNAPSHOT_ALERTS);
    json_t *reply = fixture_json("{\"ok\":true,\"count\":260,\"alerts\":["
                                 "{\"id\":\"A21\",\"alert\":\"air-0\",\"active\":true},"
                                 "{},{\"id\":\"A99\",\"alert\":\"last\",\"title\":\"The last one\","
                                 "\"priority\":\"low\",\"active\":true,\"letter\":\"B\"}]}");
    alerts_read_all(&v->response, reply);
    json_decref(reply);
    press(b, "a");
    assert_true(ui_needs(b->ui, 80, 24) & NEED_ALERTS);
    press(b, "f"); /* those that are not acknowledged */
    press_key(b, KEY_CODE_END);
    assert_says(b, "The last one");
    assert_says(b, "\u2026 and 258 more: andonctl alerts");
    press(b, "a");
    assert_sent(b, "{\"cmd\":\"ack\",\"alert\":\"A99\"}");
    v->snap.alerts = 4; /* it has room again: what was answered is of then */
    press_key(b, KEY_CODE_END);
    press(b, "a");
    assert_null(strstr(sent(b), "A99"));
}

static void test_acknowledge(void **state)
{
    struct bench *b = *state;
    press(b, "aa");
    assert_sent(b, "{\"cmd\":\"ack\",\"alert\":\"A21\"}");
    press(b, "nseen\r");
    assert_sent(b, "{\"cmd\":\"ack\",\"alert\":\"A21\",\"note\":\"seen\"}");
    press(b, "e"); /* all that are shown and wait for it */
    assert_sent(b, "{\"cmd\":\"ack\",\"alerts\":[\"A21\",\"A23\"]}");
    press(b, "z");
    assert_sent(b, "{\"cmd\":\"silence\"}");
    press(b, "r");
    assert_sent(b, "{\"cmd\":\"reset\",\"alert\":\"oil-temp\"}");
    for (int i = 0; i < b->ui->view.snap.alerts; i++)
        b->ui->view.snap.alert[i].acked = true;
    press(b, "e");
    assert_sent(b, "");
    assert_says(b, "all that are shown are acknowledged");
}

/* What was just called or acknowledged is taken back with one key. */
static void test_undo(void **state)
{
    struct bench *b = *state;
    press(b, "aa");
    (void)sent(b);
    answer(b,
           "\"ok\":true,\"kept\":{\"kind\":\"stop\",\"id\":\"A21\",\"rev\":3,\"ts\":1773342442000},"
           "\"text\":\"Oil: acknowledged\"");
    assert_says(b, "Oil: acknowledged");
    assert_says(b, "U undo");
    press(b, "u");
    assert_sent(b, "{\"cmd\":\"undo\",\"entry\":\"A21\"}");
    press_key(b, KEY_CODE_ESC);
    press(b, "c3");
    (void)sent(b);
    answer(b,
           "\"ok\":true,\"kept\":{\"kind\":\"stop\",\"id\":\"C9\",\"rev\":3,\"ts\":1773342442000},"
           "\"text\":\"C9 Quality called\"");
    assert_says(b, "\u00B7 Quality called \u00B7 U undo");
    press(b, "u");
    assert_sent(b, "{\"cmd\":\"undo\",\"entry\":\"C9\"}");
}

static void test_shelve(void **state)
{
    struct bench *b = *state;
    press(b, "as2");
    press(b, "\r"); /* a reason is needed */
    assert_says(b, "a few words are needed here");
    press(b, "fan is coming\r"); /* nobody is signed in: whose PIN is it? */
    assert_says(b, "Who are you?");
    press(b, "sue\r1234");
    assert_says(b, "****");
    press(b, "\r");
    assert_sent(b, "{\"cmd\":\"shelve\",\"alert\":\"oil-temp\",\"why\":\"fan is coming\","
                   "\"person\":\"sue\",\"pin\":\"1234\",\"one_shot\":false,\"for_s\":1800}");
    FIXTURE_COPY(b->ui->desk.person.id, "ben"); /* who is at the terminal is not asked */
    press(b, "s1noise\r99\r");                  /* refused: only the PIN is asked again */
    (void)sent(b);
    answer(b, "\"ok\":false,\"error\":{\"code\":\"forbidden\",\"text\":\"wrong PIN\"}");
    assert_says(b, "not kept: wrong PIN");
    assert_says(b, "Your PIN");
    press(b, "12\r");
    assert_sent(b, "{\"cmd\":\"shelve\",\"alert\":\"oil-temp\",\"why\":\"noise\",\"pin\":\"12\","
                   "\"one_shot\":false,\"for_s\":900}");
    press(b, "s6until it is over\r\r"); /* one occurrence */
    assert_sent(b, "{\"cmd\":\"shelve\",\"alert\":\"oil-temp\",\"why\":\"until it is over\","
                   "\"one_shot\":true}");
    press(b, "s5shift\r\r"); /* until it ends; a badge may do */
    assert_sent(b, "{\"cmd\":\"shelve\",\"alert\":\"oil-temp\",\"why\":\"shift\","
                   "\"one_shot\":false,\"for_s\":3151}");
    press_key(b, KEY_CODE_END);
    press(b, "s");
    assert_sent(b, "{\"cmd\":\"unshelve\",\"alert\":\"filter\"}");
    press(b, "dnoise\r99\r");
    assert_sent(b, "{\"cmd\":\"out-of-service\",\"alert\":\"filter\",\"why\":\"noise\","
                   "\"pin\":\"99\"}");
    b->ui->view.snap.alert[3].out_of_service = true;
    press(b, "d99\r");
    assert_sent(b, "{\"cmd\":\"in-service\",\"alert\":\"filter\",\"pin\":\"99\"}");
    b->ui->view.snap.alert[3].out_of_service = false;
    b->ui->desk.person.id[0] = '\0'; /* an own login, over ssh: known by that */
    FIXTURE_COPY(b->ui->view.conn.role, "maintenance");
    press(b, "dnoise\r");
    assert_sent(b, "{\"cmd\":\"out-of-service\",\"alert\":\"filter\",\"why\":\"noise\"}");
    b->ui->view.snap.alert[3].out_of_service = true;
    press(b, "d\r");
    assert_sent(b, "{\"cmd\":\"in-service\",\"alert\":\"filter\"}");
}

static void test_filter_and_sort(void **state)
{
    struct bench *b = *state;
    press(b, "aff");
    assert_says(b, "high only");
    assert_says(b, "oil temperature high");
    press(b, "f");
    assert_says(b, "new filter comes at 15:00");
    press(b, "o");
    assert_says(b, "newest first");
    press(b, "\x1B"); /* out of the filter, then of the screen */
    assert_string_equal(b->ui->view.screen, "alerts");
    press(b, "\x1B");
    assert_string_equal(b->ui->view.screen, "station");
    press(b, "a");
    press(b, "k");
    assert_string_equal(b->ui->view.screen, "load");
}

/* The mark follows its alert; when that goes, the next one is safe for a moment. */
static void test_the_mark_stays(void **state)
{
    struct bench *b = *state;
    struct snapshot *s = &b->ui->view.snap;
    press(b, "a");
    struct alert_view first = s->alert[0];
    s->alert[0] = s->alert[1];
    s->alert[1] = first;
    (void)ui_update(b->ui);
    press(b, "a");
    assert_sent(b, "{\"cmd\":\"ack\",\"alert\":\"A21\"}");
    s->alert[1] = s->alert[2]; /* it has gone */
    s->alerts = 2;
    (void)ui_update(b->ui);
    press(b, "a");
    assert_sent(b, "");
    assert_says(b, "that one has just gone");
    later(b, 800);
    press(b, "a");
    assert_sent(b, "{\"cmd\":\"ack\",\"alert\":\"A23\"}");
}

static void test_guidance(void **state)
{
    struct bench *b = *state;
    press(b, "a\r");
    assert_says(b, "Look at the fan behind the left door.");
    assert_string_equal(b->ui->view.response.subject.alert, "oil-temp");
    press(b, "a");
    assert_sent(b, "{\"cmd\":\"ack\",\"alert\":\"A21\"}");
    press_key(b, KEY_CODE_DOWN);
    assert_says(b, "the guidance has not come yet");
    press(b, "\x1B");
    assert_says(b, "worst first");
}

static void test_predictions(void **state)
{
    struct bench *b = *state;
    press(b, "p");
    assert_int_equal(b->ui->view.response.subject.signals, 2);
    press(b, "f\r");
    assert_sent(b, "{\"cmd\":\"feedback\",\"prediction\":\"P3\",\"rev\":4,\"verdict\":\"found\"}");
    press(b, "nlooked well\r");
    assert_sent(b, "{\"cmd\":\"feedback\",\"prediction\":\"P3\",\"rev\":4,\"note\":\"looked well\","
                   "\"verdict\":\"not-found\"}");
    press(b, "l");
    press_key(b, KEY_CODE_PAGE_UP); /* tomorrow */
    press(b, "0630\r\r");
    assert_sent(b, "{\"cmd\":\"feedback\",\"prediction\":\"P3\",\"rev\":4,\"verdict\":\"not-now\","
                   "\"planned\":1773405000000}");
    press(b, "d1");
    assert_says(b, "bearing_outer_race");
    press(b, "\r\r");
    assert_sent(b, "{\"cmd\":\"feedback\",\"prediction\":\"P3\",\"rev\":4,"
                   "\"mode\":\"bearing_outer_race\",\"verdict\":\"done\",\"found\":true}");
    press(b, "d2\r"); /* nothing was found: no mode is asked */
    assert_sent(b, "{\"cmd\":\"feedback\",\"prediction\":\"P3\",\"rev\":4,"
                   "\"mode\":\"bearing_outer_race\",\"verdict\":\"done\",\"found\":false}");
    press(b, "w");
    assert_sent(b, "{\"cmd\":\"workorder\",\"of\":\"P3\"}");
    press(b, "l\x1B\x1B");
    assert_string_equal(b->ui->view.screen, "station");
    assert_sent(b, "");
}

/* How each built-in detector is stands below, also while none expects anything. */
static void test_built_in(void **state)
{
    struct bench *b = *state;
    struct snapshot *s = &b->ui->view.snap;
    s->predictors = (struct predictor_briefs){
        .count = 2,
        .item = {{"pump", "Oil pump", MOOD_BLIND, "pressure: no good value for long", 0, 1},
                 {"wear", "Main bearing", MOOD_LEARNING, "", 400000, 0}}};
    press(b, "p");
    assert_says(b, "Main bearing  learning 40 %");
    assert_says(b, "Oil pump  sees nothing: pressure: no good value for long");
    s->predictions = 0;
    assert_says(b, "no model expects a failure");
    assert_says(b, "Main bearing  learning 40 %");
}

static void test_orders(void **state)
{
    struct bench *b = *state;
    press(b, "wx");
    assert_sent(b, "{\"cmd\":\"workorder-cancel\",\"order\":\"O5\"}");
    press(b, "nhose\r1");
    press_key(b, KEY_CODE_DOWN);
    press(b, "\r");
    assert_sent(b, "{\"cmd\":\"workorder\",\"symptom\":\"hose\",\"priority\":\"high\","
                   "\"wanted\":1773345540000}");
}

static void test_lamps(void **state)
{
    struct bench *b = *state;
    FIXTURE_COPY(b->ui->desk.person.id, "ben");
    press(b, "te");
    assert_sent(b, "{\"cmd\":\"lamp-test\"}");
    press_key(b, KEY_CODE_DOWN);
    press(b, "o21bulb\r7\r");
    assert_sent(b, "{\"cmd\":\"lamp-override\",\"lamp\":\"yellow\",\"why\":\"bulb\","
                   "\"pattern\":\"on\",\"pin\":\"7\",\"for_s\":300}");
    press(b, "r");
    assert_sent(b, "{\"cmd\":\"lamp-release\",\"lamp\":\"yellow\"}");
    press(b, "n"); /* one more key than a slip: its hours are gone */
    assert_says(b, "Was it replaced?");
    assert_sent(b, "");
    press(b, "1");
    assert_non_null(strstr(sent(b), "{\"cmd\":\"lamp-replaced\",\"lamp\":\""));
    keep(b, "L3");
}

/* Worst first; one key says "I have it", Enter leads to the screen that knows more. */
static void test_maintenance(void **state)
{
    struct bench *b = *state;
    press(b, "xa");
    assert_sent(b, "{\"cmd\":\"call-take\",\"call\":\"C7\",\"rev\":3}");
    press_key(b, KEY_CODE_DOWN);
    press(b, "a");
    assert_sent(b, "{\"cmd\":\"ack\",\"alert\":\"A21\"}");
    for (int i = 0; i < 3; i++)
        press_key(b, KEY_CODE_DOWN);
    press(b, "a"); /* a prediction is never acknowledged */
    assert_sent(b, "");
    assert_says(b, "a prediction wants an answer");
    press(b, "\r");
    assert_string_equal(b->ui->view.screen, "predictions");
    press(b, "x");
    press_key(b, KEY_CODE_DOWN);
    press(b, "\r");
    assert_string_equal(b->ui->view.screen, "alerts");
    assert_string_equal(desk_draft(&b->ui->desk)->target, "oil-temp");
}

/* What was typed outlives the console; a PIN does not. */
/* A call that somebody has stands behind what nobody has. */
static void test_what_nobody_has_comes_first(void **state)
{
    struct bench *b = *state;
    struct snapshot *s = &b->ui->view.snap;
    struct wanted list[WANTED_MAX];
    s->call[0].state = CALL_TAKEN;
    s->call[0].blocking = true;
    s->alert[0].priority = PRIO_MEDIUM;
    s->alert[0].acked = false;
    assert_true(wanted_list(s, false, list) > 2);
    assert_int_equal(list[0].kind, WANTED_ALERT);
    s->call[0].state = CALL_RAISED;
    assert_true(wanted_list(s, false, list) > 2);
    assert_int_equal(list[0].kind, WANTED_CALL);
}

/* Steps of a call's ladder are no deeds, whoever confirmed them. */
static void test_deeds(void **state)
{
    struct bench *b = *state;
    json_t *rows = fixture_json(
        "[{\"kind\":\"call\",\"id\":\"C7\",\"rev\":2,\"wall\":1773342400000,\"actor\":\"ana\","
        "\"body\":{\"title\":\"Stepped\",\"state\":\"raised\",\"edited\":1,\"tiers\":2}},"
        "{\"kind\":\"call\",\"id\":\"C7\",\"rev\":1,\"wall\":1773342300000,\"actor\":\"ana\","
        "\"body\":{\"title\":\"Pulled\",\"state\":\"raised\",\"edited\":1,\"tiers\":1}}]");
    rows_log(&b->ui->view, rows, true);
    json_decref(rows);
    press(b, "x");
    assert_says(b, "Pulled");
    struct canvas c;
    assert_int_equal(canvas_init(&c, 80, 24, GLYPH_UNICODE), 0);
    ui_paint(b->ui, &c);
    char *text = picture_text(&c);
    assert_null(strstr(text, "Stepped"));
    free(text);
    canvas_done(&c);
}

static void test_drafts_are_kept(void **state)
{
    struct bench *b = *state;
    char text[DESK_TEXT], screen[32];
    static struct desk other;
    press(b, "as1fan is");
    assert_true(desk_to_text(&b->ui->desk, text, sizeof text));
    desk_init(&other);
    assert_true(desk_from_text(&other, &b->ui->view, text, screen));
    assert_string_equal(screen, "alerts");
    b->ui->desk = other;
    FIXTURE_COPY(b->ui->desk.person.id, "ben");
    ui_show(b->ui, ui_screen_find(screen));
    (void)ui_update(b->ui);
    assert_says(b, "For how long?");
    press(b, "1 coming\r4321");
    assert_true(desk_to_text(&b->ui->desk, text, sizeof text));
    assert_null(strstr(text, "4321"));
    press(b, "\r");
    assert_sent(b, "{\"cmd\":\"shelve\",\"alert\":\"oil-temp\",\"why\":\"fan is coming\","
                   "\"pin\":\"4321\",\"one_shot\":false,\"for_s\":900}");
}

/* As a scanner types: all at once, wherever the focus is. */
static void scan(struct bench *b, const char *code)
{
    later(b, 1000);
    for (const char *c = code; *c != '\0'; c++)
        (void)ui_key(b->ui, (uint32_t)(unsigned char)*c);
    (void)ui_key(b->ui, KEY_CODE_ENTER);
    later(b, 1000);
}

static void test_scans(void **state)
{
    static const struct {
        const char *code, *line;
    } rows[] = {
        {"CALL:quality", "{\"cmd\":\"call-raise\",\"type\":\"quality\"}"},
        {"FOUND:P3", "{\"cmd\":\"feedback\",\"prediction\":\"P3\",\"verdict\":\"found\"}"},
        {"NOTFOUND:P3", "{\"cmd\":\"feedback\",\"prediction\":\"P3\",\"verdict\":\"not-found\"}"},
        {"WORK:P3", "{\"cmd\":\"workorder\",\"of\":\"P3\"}"},
    };
    struct bench *b = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        scan(b, rows[i].code);
        assert_sent(b, rows[i].line);
        assert_string_equal(b->ui->view.screen, "station");
    }
}

/* The strip tells who is wanted; all is well in one dim line. */
static void test_strip(void **state)
{
    struct bench *b = *state;
    struct snapshot *s = &b->ui->view.snap;
    assert_says(b, "and 4 more");
    s->calls = s->alerts = s->predictions = 0;
    assert_says(b, "no calls \u00B7 1 alert off: A");
    s->alerting.shelved = 0;
    assert_says(b, "no calls, no alerts");
}

int main(void)
{
#define ANDON_TEST(f) cmocka_unit_test_setup_teardown(f, set_up_andon, tear_down)
    const struct CMUnitTest tests[] = {
        ANDON_TEST(test_two_keys_call),
        ANDON_TEST(test_a_call_to_its_end),
        ANDON_TEST(test_taken_by_another),
        ANDON_TEST(test_more_alerts_than_the_snapshot_holds),
        ANDON_TEST(test_acknowledge),
        ANDON_TEST(test_undo),
        ANDON_TEST(test_shelve),
        ANDON_TEST(test_filter_and_sort),
        ANDON_TEST(test_the_mark_stays),
        ANDON_TEST(test_guidance),
        ANDON_TEST(test_predictions),
        ANDON_TEST(test_built_in),
        ANDON_TEST(test_orders),
        ANDON_TEST(test_lamps),
        ANDON_TEST(test_maintenance),
        ANDON_TEST(test_what_nobody_has_comes_first),
        ANDON_TEST(test_deeds),
        ANDON_TEST(test_drafts_are_kept),
        ANDON_TEST(test_scans),
        ANDON_TEST(test_strip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
