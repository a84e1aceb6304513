/* SPDX-License-Identifier: MIT */
/* Forms by keys: what goes out, what the answers make of the screen, and that nothing is lost or
 * doubled when the connection breaks at any moment. */
#include "tests/screens/bench.h"

static void cut(struct bench *b)
{
    b->ui->view.conn.state = CONN_LOST;
    desk_cut(&b->ui->desk);
}

static void join(struct bench *b)
{
    b->ui->view.conn.state = CONN_LIVE;
}

/* ---- how far an entry has come ---- */

/* The log holds it as record 110 by now. */
static void log_entry(struct bench *b, const char *id, enum way_state way)
{
    struct log_row *row = &b->ui->view.log.row[0];
    row->n = 110;
    row->rev = 3;
    row->way = (uint8_t)way;
    (void)snprintf(row->id, sizeof row->id, "%s", id);
}

static void test_an_entry_is_followed_upstream(void **state)
{
    struct bench *b = *state;
    struct view *v = &b->ui->view;
    press(b, "s3");
    (void)sent(b);
    keep(b, "S119");
    log_entry(b, "S119", WAY_KEPT);
    assert_says(b, "kept S119"); /* without upstream that is all */
    assert_int_equal(ui_needs(b->ui, 80, 24) & NEED_LOG, 0);
    v->snap.sync.way = (struct way){.on = true, .confirmed = 100, .sent = 109};
    assert_int_equal(ui_needs(b->ui, 80, 24) & NEED_LOG, NEED_LOG);
    assert_says(b, "kept S119");
    v->snap.sync.way.sent = 110;
    assert_says(b, "kept and sent S119");
    v->snap.sync.way.confirmed = 110;
    assert_says(b, "kept and confirmed S119");
    log_entry(b, "S119", WAY_PARKED);
    assert_says(b, "kept here, put aside by the hub: S119");
    log_entry(b, "S118", WAY_PARKED); /* of another one nothing is said */
    assert_says(b, "kept S119");
}

/* ---- stops ---- */

static void test_a_reason_in_two_keys(void **state)
{
    struct bench *b = *state;
    press(b, "s3");
    assert_string_equal(sent(b), "{\"cmd\":\"reason\",\"stop\":\"S119\",\"rev\":2,"
                                 "\"reason\":\"material\"}");
    assert_string_equal(sent(b), ""); /* once */
    keep(b, "S119");
    assert_says(b, "kept S119 13:07:22");
    assert_says(b, "U undo");
    assert_string_equal(desk_draft(&b->ui->desk)->target, "S106"); /* the next that waits */
    press(b, "\r");                                                /* what the machine suggests */
    assert_string_equal(sent(b), "{\"cmd\":\"reason\",\"stop\":\"S106\",\"rev\":2,"
                                 "\"reason\":\"mech.jam\"}");
    keep(b, "S106");
    press(b, "u");
    assert_string_equal(sent(b), "{\"cmd\":\"undo\",\"entry\":\"S106\"}");
}

static void test_levels_and_notes(void **state)
{
    struct bench *b = *state;
    press(b, "s1");
    assert_says(b, "Misfeed");
    press(b, "\x1B");
    assert_says(b, "Why did it stop?");
    press(b, "2"); /* wants a note */
    assert_string_equal(sent(b), "");
    assert_says(b, "Press is locked out");
    press(b, "\r");
    assert_says(b, "wants a note");
    press(b, "punch 3 \"q\"\r");
    assert_string_equal(sent(b), "{\"cmd\":\"reason\",\"stop\":\"S119\",\"rev\":2,"
                                 "\"reason\":\"tool\",\"note\":\"punch 3 \\\"q\\\"\"}");
}

static void test_split_merge_and_others(void **state)
{
    struct bench *b = *state;
    press(b, "ss0900\r");
    assert_says(b, "give a time between 13:03:20 and");
    press(b, "1305\r");
    char want[128];
    (void)text_format(want, sizeof want,
                      "{\"cmd\":\"stop-split\",\"stop\":\"S119\",\"rev\":2,\"at\":%lld}",
                      (long long)at(13, 5, 0));
    assert_string_equal(sent(b), want);
    keep(b, "S120"); /* the later part is what is asked about now */
    assert_string_equal(desk_draft(&b->ui->desk)->target, "S120");
    b->ui->desk.draft[b->ui->desk.form].touched = false;
    press_key(b, KEY_CODE_ESC);
    press(b, "s");
    press_key(b, KEY_CODE_DOWN);
    assert_string_equal(desk_draft(&b->ui->desk)->target, "S106");
    press(b, "m");
    const char *line = sent(b);
    assert_non_null(strstr(line, "\"cmd\":\"stop-merge\",\"stop\":\"S106\""));
    assert_non_null(strstr(line, "\"with\":\"S105\""));
}

/* What stands in no list is not taken before it is named. */
static void test_a_small_stop_is_merged_knowingly(void **state)
{
    struct bench *b = *state;
    struct view *v = &b->ui->view;
    char id[48];
    fixture_stop(v, at(13, 1, 10), 12000, true, "");
    (void)snprintf(id, sizeof id, "\"with\":\"%s\"", v->stops.row[v->stops.count - 1].id);
    press(b, "sm");
    assert_string_equal(sent(b), "");
    assert_says(b, "M again merges the small stop 13:01:10, 12 s, before it");
    press_key(b, KEY_CODE_DOWN); /* something else: M would have to ask again */
    press_key(b, KEY_CODE_UP);
    press(b, "m");
    assert_string_equal(sent(b), "");
    press(b, "m");
    const char *line = sent(b);
    assert_non_null(strstr(line, "\"cmd\":\"stop-merge\",\"stop\":\"S119\""));
    assert_non_null(strstr(line, id));
    keep(b, "S119");
    v->stops.row[v->stops.count - 1].small = false; /* one that is listed is taken at once */
    b->ui->desk.draft[b->ui->desk.form].step = STEP_PICK;
    (void)text_copy(b->ui->desk.draft[b->ui->desk.form].target, 8, "S119");
    press(b, "m");
    assert_non_null(strstr(sent(b), id));
}

static void test_touches(void **state)
{
    struct bench *b = *state;
    press(b, "si");
    assert_non_null(strstr(sent(b), "{\"cmd\":\"stop-touch\",\"stop\":\"S119\","
                                    "\"what\":\"arrived\",\"at\":"));
    keep(b, "S119");
    press(b, "f");
    assert_non_null(strstr(sent(b), "\"repaired\""));
}

static void test_search(void **state)
{
    struct bench *b = *state;
    press(b, "s0MIS");
    assert_says(b, "Misfeed");
    press(b, "\r");
    assert_non_null(strstr(sent(b), "\"mech.feed\""));
}

static void test_stale(void **state)
{
    struct bench *b = *state;
    press(b, "s3");
    (void)sent(b);
    answer(b, "\"ok\":false,\"error\":{\"code\":\"stale\",\"text\":\"changed\"},\"rev\":5,"
              "\"object\":{\"id\":\"S119\",\"reason\":\"cleaning\"}");
    assert_says(b, "S119 was changed meanwhile, now: Cleaning");
    assert_string_equal(desk_draft(&b->ui->desk)->target, "S119");
    press(b, "3");
    assert_non_null(strstr(sent(b), "\"rev\":5"));
    keep(b, "S119");
}

/* The machine went on meanwhile: nobody decided anything else, so it is sent with the new rev. */
static void test_stale_by_the_machine(void **state)
{
    struct bench *b = *state;
    press(b, "s3");
    (void)sent(b);
    answer(b, "\"ok\":false,\"error\":{\"code\":\"stale\",\"text\":\"changed\"},\"rev\":4,"
              "\"object\":{\"id\":\"S119\",\"reason\":null}");
    assert_non_null(strstr(sent(b), "\"rev\":4"));
    keep(b, "S119");
    assert_says(b, "kept S119");
}

static void test_refused_words_stay(void **state)
{
    struct bench *b = *state;
    press(b, "s3");
    (void)sent(b);
    answer(b, "\"ok\":false,\"error\":{\"code\":\"locked\",\"text\":\"the shift is signed\"}");
    later(b, 100000);
    assert_says(b, "not kept: the shift is signed");
    press(b, "\x1B");
    assert_int_equal(b->ui->desk.read, true);
}

/* ---- a connection that breaks ---- */

static void test_reason_over_a_cut(void **state)
{
    struct bench *b = *state;
    press(b, "s3");
    (void)sent(b);
    cut(b);
    assert_says(b, "is not lost");
    join(b);
    assert_non_null(strstr(sent(b), "\"rev\":2")); /* as it was */
    answer(b, "\"ok\":false,\"error\":{\"code\":\"stale\",\"text\":\"x\"},\"rev\":3,"
              "\"object\":{\"id\":\"S119\",\"reason\":\"material\"}");
    assert_says(b, "kept S119"); /* the first one had been kept */
    assert_int_equal(b->ui->desk.queued, 0);
}

static void enter_scrap(struct bench *b)
{
    press(b, "r3\r1");
    assert_string_equal(sent(b), "{\"cmd\":\"scrap\",\"reason\":\"burr\",\"quantity\":3,"
                                 "\"rework\":false}");
    cut(b);
    join(b);
    assert_non_null(strstr(sent(b), "\"cmd\":\"scraps\""));
}

static void test_scrap_was_kept(void **state)
{
    struct bench *b = *state;
    char rows[256];
    enter_scrap(b);
    (void)text_format(rows, sizeof rows,
                      "\"ok\":true,\"more\":false,\"rows\":[{\"id\":\"A20\",\"quantity\":3,"
                      "\"reason\":\"burr\",\"rework\":false,\"wall\":%lld}]",
                      (long long)b->ui->view.wall_ms);
    answer(b, rows);
    assert_int_equal(b->ui->desk.queued, 0);
    assert_string_equal(sent(b), "");
    assert_says(b, "kept A20");
}

static void test_scrap_was_not_kept(void **state)
{
    struct bench *b = *state;
    enter_scrap(b); /* the list holds the like, but from before, and others of now */
    answer(b, "\"ok\":true,\"more\":false,\"rows\":[{\"id\":\"A12\",\"quantity\":3,"
              "\"reason\":\"burr\",\"rework\":false,\"wall\":1773342000000},"
              "{\"id\":\"A21\",\"quantity\":4,\"reason\":\"burr\",\"rework\":false,"
              "\"wall\":1773342999000}]");
    assert_non_null(strstr(sent(b), "\"cmd\":\"scrap\""));
    keep(b, "A22");
    assert_says(b, "kept A22");
}

static void test_scrap_cut_while_looking(void **state)
{
    struct bench *b = *state;
    enter_scrap(b);
    cut(b);
    join(b);
    assert_non_null(strstr(sent(b), "\"cmd\":\"scraps\""));
    answer(b, "\"ok\":false,\"error\":{\"code\":\"store\",\"text\":\"x\"}");
    assert_string_equal(sent(b), ""); /* nobody can tell: the person decides */
    assert_says(b, "Nobody can tell");
    press(b, "\r");
    assert_non_null(strstr(sent(b), "\"cmd\":\"scrap\""));
}

static void test_a_note_is_asked_about(void **state)
{
    struct bench *b = *state;
    press(b, "onlook at the guard\r");
    assert_string_equal(sent(b), "{\"cmd\":\"note\",\"note\":\"look at the guard\"}");
    cut(b);
    join(b);
    assert_string_equal(sent(b), "");
    press(b, "\x1B");
    assert_int_equal(b->ui->desk.queued, 0);
}

/* What is being typed outlives everything but Esc. */
static void test_typing_survives(void **state)
{
    struct bench *b = *state;
    press(b, "r17");
    cut(b);
    assert_says(b, "How many?");
    join(b);
    press(b, "h");
    press(b, "r");
    assert_string_equal(desk_draft(&b->ui->desk)->number.text, "17");
    press(b, "\r2");
    assert_non_null(strstr(sent(b), "\"quantity\":17"));
}

static void test_queue_is_bounded(void **state)
{
    struct bench *b = *state;
    cut(b);
    for (int i = 0; i < DESK_QUEUE + 3; i++)
        press(b, "u");
    assert_int_equal(b->ui->desk.queued, DESK_QUEUE);
    assert_string_equal(sent(b), "{\"cmd\":\"undo\"}");
    b->ui->view.conn.read_only = true;
    press(b, "ru");
    assert_int_equal(b->ui->desk.queued, DESK_QUEUE);
}

/* ---- the other forms ---- */

static void test_scrap_form(void **state)
{
    struct bench *b = *state;
    press(b, "r\r");
    assert_says(b, "how many?");
    press(b, "2w\r4");
    assert_string_equal(sent(b), "{\"cmd\":\"scrap\",\"reason\":\"start\",\"quantity\":2,"
                                 "\"rework\":true}");
    keep(b, "A30");
    press_key(b, KEY_CODE_DOWN);
    press_key(b, KEY_CODE_DOWN);
    press(b, "x");
    assert_says(b, "reversal itself");
    press_key(b, KEY_CODE_DOWN);
    press(b, "x");
    assert_says(b, "reversed already");
    press_key(b, KEY_CODE_DOWN);
    press(b, "x");
    assert_non_null(strstr(sent(b), "\"cmd\":\"scrap-reverse\",\"entry\":\"A12\",\"rev\":1"));
    answer(b, "\"ok\":false,\"error\":{\"code\":\"forbidden\",\"text\":\"ask a supervisor\"}");
    assert_says(b, "not kept: ask a supervisor");
}

static void test_refused_scrap_is_there_again(void **state)
{
    struct bench *b = *state;
    press(b, "r9999\r1");
    (void)sent(b);
    answer(b, "\"ok\":false,\"error\":{\"code\":\"bad-request\",\"text\":\"only 1885 were made\"}");
    assert_says(b, "only 1885 were made");
    assert_string_equal(desk_draft(&b->ui->desk)->number.text, "9999");
}

static void test_job_mode_person(void **state)
{
    struct bench *b = *state;
    press(b, "j\r");
    assert_string_equal(sent(b), "{\"cmd\":\"job-start\",\"job\":\"4712\"}");
    keep(b, "4712");
    press(b, "p");
    assert_string_equal(sent(b), "{\"cmd\":\"job-pause\"}");
    keep(b, "4712");
    press(b, "cP9\r");
    assert_string_equal(sent(b), "{\"cmd\":\"product\",\"product\":\"P9\"}");
    keep(b, "4712");
    press(b, "c"); /* those that are known need not be typed */
    press_key(b, KEY_CODE_UP);
    press_key(b, KEY_CODE_DOWN);
    press_key(b, KEY_CODE_DOWN);
    assert_says(b, "Cover, long");
    press_key(b, KEY_CODE_DOWN);
    press(b, "\r");
    assert_string_equal(sent(b), "{\"cmd\":\"product\",\"product\":\"C1\"}");
    keep(b, "4712");
    press(b, "\x1Bm2\r");
    const char *line = sent(b);
    assert_non_null(strstr(line, "{\"cmd\":\"mode\",\"mode\":\"cleaning\",\"until\":"));
    keep(b, "M1");
    assert_string_equal(b->ui->view.screen, "station");
    press(b, "m1");
    assert_string_equal(sent(b), "{\"cmd\":\"mode\",\"mode\":\"production\"}");
    keep(b, "M2");
    press(b, "banna\r1234\r");
    assert_string_equal(sent(b), "{\"cmd\":\"session\",\"person\":\"anna\",\"pin\":\"1234\"}");
    answer(b, "\"ok\":true,\"role\":\"supervisor\",\"person\":{\"id\":\"anna\",\"title\":"
              "\"Anna\",\"role\":\"supervisor\",\"until\":1773343000000}");
    assert_says(b, "at this terminal: Anna");
    assert_null(strstr((const char *)b->ui->desk.last.secret, "1234"));
    press(b, "x");
    assert_string_equal(sent(b), "{\"cmd\":\"session\",\"leave\":true}");
}

static void test_handover(void **state)
{
    struct bench *b = *state;
    press(b, "oi4321\r");
    assert_string_equal(sent(b), "{\"cmd\":\"sign\",\"shift\":\"W29554410\",\"rev\":3,"
                                 "\"as\":\"incoming\",\"pin\":\"4321\"}");
    answer(b, "\"ok\":false,\"error\":{\"code\":\"forbidden\",\"text\":\"wrong PIN\"}");
    assert_says(b, "not kept: wrong PIN");
}

/* What is signed is what was shown: changed meanwhile, it is shown and asked again. */
static void test_a_stale_handover_is_not_signed(void **state)
{
    struct bench *b = *state;
    struct view *v = &b->ui->view;
    press(b, "oi");
    v->packet.rev = 4; /* comes while the PIN is typed: not what was decided on */
    press(b, "4321\r");
    assert_non_null(strstr(sent(b), "\"rev\":3,"));
    answer(b, "\"ok\":false,\"rev\":5,\"object\":{},\"error\":{\"code\":\"stale\","
              "\"text\":\"the handover of shift early changed meanwhile\"}");
    assert_true(b->ui->desk.refresh);
    assert_says(b, "not signed: the handover of shift early changed meanwhile");
    assert_says(b, "Sign as incoming?");
    press(b, "4321\r");
    assert_string_equal(sent(b), "");
    assert_says(b, "has not come yet");
    v->packet.rev = 5;
    press(b, "\r");
    assert_string_equal(sent(b), "{\"cmd\":\"sign\",\"shift\":\"W29554410\",\"rev\":5,"
                                 "\"as\":\"incoming\",\"pin\":\"4321\"}");
    keep(b, "H29554410");
    assert_says(b, "kept H29554410");
}

static void test_log_is_filtered(void **state)
{
    struct bench *b = *state;
    press(b, "l/guard");
    assert_string_equal(b->ui->view.log_search, "guard");
    press(b, "\x1B/jam\r\r");
    assert_says(b, "revision 2");
    press(b, "\x1B");
    assert_says(b, "with \"jam\"");
    press(b, "\x1B"); /* the filter goes first, then the screen */
    assert_string_equal(b->ui->view.screen, "log");
    press(b, "\x1B");
    assert_string_equal(b->ui->view.screen, "station");
}

/* ---- a console that dies ---- */

/* The desk as text, read by the next console. */
static void next_console(struct bench *b)
{
    char *text = malloc(DESK_TEXT), screen[32];
    assert_non_null(text);
    bool any = desk_to_text(&b->ui->desk, text, DESK_TEXT);
    picture_done(b->ui);
    b->ui = picture_ui("stopped", "station", GLYPH_UNICODE);
    assert_true(any);
    assert_true(desk_from_text(&b->ui->desk, &b->ui->view, text, screen));
    if (screen[0] != '\0')
        ui_show(b->ui, ui_screen_find(screen));
    free(text);
}

static void test_typing_outlives_the_console(void **state)
{
    struct bench *b = *state;
    char text[256];
    assert_false(desk_to_text(&b->ui->desk, text, sizeof text)); /* nothing to keep */
    press(b, "r17wnbent \"left\"\r\r");
    next_console(b);
    assert_string_equal(b->ui->view.screen, "scrap");
    b->ui->desk.left_ms = b->ui->view.wall_ms - 2 * MS_PER_MIN; /* as rest.c knows it */
    assert_says(b, "left from 13:05 and not kept");
    press(b, "1");
    assert_string_equal(sent(b), "{\"cmd\":\"scrap\",\"reason\":\"burr\","
                                 "\"note\":\"bent \\\"left\\\"\",\"quantity\":17,"
                                 "\"rework\":true}");
}

/* It may have been sent: it is looked for first; a badge or a PIN is written nowhere. */
static void test_entries_outlive_the_console(void **state)
{
    struct bench *b = *state;
    press(b, "r3\r1");
    next_console(b);
    assert_non_null(strstr(sent(b), "\"cmd\":\"scraps\""));
    answer(b, "\"ok\":true,\"more\":false,\"rows\":[]");
    assert_string_equal(sent(b), "{\"cmd\":\"scrap\",\"reason\":\"burr\",\"quantity\":3,"
                                 "\"rework\":false}");
    keep(b, "R1");
    char text[4096];
    press(b, "banna\r1234\r");
    assert_false(desk_to_text(&b->ui->desk, text, sizeof text));
    assert_null(strstr(text, "1234"));
}

static void test_nonsense_is_no_desk(void **state)
{
    static const char *const texts[] = {
        "",
        "{}",
        "[1]",
        "{\"v\":2}",
        "{\"v\":1,\"queue\":7,\"drafts\":[3,{}]}",
        "{\"v\":1,\"queue\":[{\"verb\":99},{\"verb\":-1},{\"verb\":1,\"form\":77}],"
        "\"drafts\":[{\"screen\":\"stop\",\"step\":99},{\"screen\":\"x\"}],"
        "\"screen\":\"nowhere\"}"};
    struct bench *b = *state;
    char screen[32];
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        (void)desk_from_text(&b->ui->desk, &b->ui->view, texts[i], screen);
        assert_string_equal(screen, "");
    }
    assert_int_equal(b->ui->desk.queued, 1); /* a reason, of no form */
}

static void test_paste(void **state)
{
    struct bench *b = *state;
    press(b, "sn");
    (void)ui_key(b->ui, KEY_CODE_PASTE_BEGIN);
    for (const char *c = "from a mail\rq"; *c != '\0'; c++)
        (void)ui_key(b->ui, (uint32_t)*c);
    (void)ui_key(b->ui, KEY_CODE_PASTE_END);
    assert_string_equal(desk_draft(&b->ui->desk)->note.text, "from a mailq");
    assert_string_equal(sent(b), "");
}

int main(void)
{
#define FORM_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        FORM_TEST(test_an_entry_is_followed_upstream),
        FORM_TEST(test_a_reason_in_two_keys),
        FORM_TEST(test_levels_and_notes),
        FORM_TEST(test_split_merge_and_others),
        FORM_TEST(test_a_small_stop_is_merged_knowingly),
        FORM_TEST(test_touches),
        FORM_TEST(test_search),
        FORM_TEST(test_stale),
        FORM_TEST(test_stale_by_the_machine),
        FORM_TEST(test_refused_words_stay),
        FORM_TEST(test_reason_over_a_cut),
        FORM_TEST(test_scrap_was_kept),
        FORM_TEST(test_scrap_was_not_kept),
        FORM_TEST(test_scrap_cut_while_looking),
        FORM_TEST(test_a_note_is_asked_about),
        FORM_TEST(test_typing_survives),
        FORM_TEST(test_queue_is_bounded),
        FORM_TEST(test_scrap_form),
        FORM_TEST(test_refused_scrap_is_there_again),
        FORM_TEST(test_job_mode_person),
        FORM_TEST(test_handover),
        FORM_TEST(test_a_stale_handover_is_not_signed),
        FORM_TEST(test_log_is_filtered),
        FORM_TEST(test_typing_outlives_the_console),
        FORM_TEST(test_entries_outlive_the_console),
        FORM_TEST(test_nonsense_is_no_desk),
        FORM_TEST(test_paste),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
