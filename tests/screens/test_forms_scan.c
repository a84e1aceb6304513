/* SPDX-License-Identifier: MIT */
/* Scans over the forms: what a code enters, whatever screen is open; badges; and what is text. */
#include "tests/screens/bench.h"

static void scan(struct bench *b, const char *code)
{
    later(b, 300);
    for (; *code != '\0'; code++) {
        later(b, 4);
        (void)ui_key(b->ui, (uint32_t)(unsigned char)*code);
    }
}

static void test_scans(void **state)
{
    struct bench *b = *state;
    press(b, "r12"); /* in the middle of something else */
    scan(b, "REASON:mech.feed\r");
    assert_string_equal(b->ui->view.screen, "scrap");
    assert_string_equal(desk_draft(&b->ui->desk)->number.text, "12");
    assert_string_equal(sent(b), "{\"cmd\":\"reason\",\"stop\":\"S119\",\"rev\":2,"
                                 "\"reason\":\"mech.feed\"}");
    keep(b, "S119");
    press(b, "\x1B\x1B");
    scan(b, "SCRAP:burr:3\r"); /* S opens the stop form, 3 would be a reason: taken back */
    assert_string_equal(b->ui->view.screen, "station");
    assert_string_equal(sent(b), "{\"cmd\":\"scrap\",\"reason\":\"burr\",\"quantity\":3,"
                                 "\"rework\":false}");
    keep(b, "A1");
    scan(b, "SCRAP:bu\r");
    assert_string_equal(sent(b), "");
    assert_true(b->ui->view.notice[0] != '\0'); /* cut: told in words */
    scan(b, "BADGE:xy-17\r");
    assert_string_equal(sent(b), "{\"cmd\":\"session\",\"badge\":\"xy-17\"}");
}

/* Another reason since so many minutes. */
static void test_scan_split(void **state)
{
    struct bench *b = *state;
    scan(b, "SPLIT:tool:3\r");
    const char *said = sent(b);
    assert_non_null(strstr(said, "\"cmd\":\"stop-split\",\"stop\":\"current\""));
    assert_non_null(strstr(said, "\"reason\":\"tool\""));
    const char *at = strstr(said, "\"at\":");
    assert_non_null(at);
    long long off = strtoll(at + 5, NULL, 10) - (b->ui->view.wall_ms - 180000);
    assert_true(off > -2000 && off < 2000);
}

/* The rest of what a person can enter. Each stop is named, so that sending again doubles nothing.
 */
static void test_scan_every_action(void **state)
{
    static const struct {
        const char *code, *said;
    } rows[] = {
        {"PAUSE\r", "{\"cmd\":\"job-pause\"}"},
        {"ACK:A12\r", "{\"cmd\":\"ack\",\"alert\":\"A12\"}"},
        {"ACK\r", "{\"cmd\":\"ack\"}"},
        {"SILENCE\r", "{\"cmd\":\"silence\"}"},
        {"FINISH\r", "{\"cmd\":\"job-finish\"}"},
        {"PRODUCT:P7\r", "{\"cmd\":\"product\",\"product\":\"P7\"}"},
        {"NOTE:oil is low\r", "{\"cmd\":\"note\",\"note\":\"oil is low\"}"},
        {"MERGE\r", "{\"cmd\":\"stop-merge\",\"stop\":\"S119\"}"},
        {"REVERSE\r", "{\"cmd\":\"scrap-reverse\"}"},
        {"ARRIVED\r", "{\"cmd\":\"stop-touch\",\"stop\":\"S119\",\"what\":\"arrived\",\"at\":"},
        {"REPAIRED\r", "{\"cmd\":\"stop-touch\",\"stop\":\"S119\",\"what\":\"repaired\",\"at\":"},
    };
    struct bench *b = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        scan(b, rows[i].code);
        const char *said = sent(b);
        if (strncmp(said, rows[i].said, strlen(rows[i].said)) != 0)
            fail_msg("%s: %s", rows[i].code, said);
        keep(b, "x");
    }
}

/* Half a name may be somebody else's: what an entry has no room for is refused, not cut. */
static void test_scan_of_a_long_name(void **state)
{
    static const struct {
        const char *word;
        int room;
    } rows[] = {{"JOB:", 63},    {"PRODUCT:", 63}, {"MODE:", 63}, {"CALL:", 63},
                {"REASON:", 47}, {"SCRAP:", 47},   {"NOTE:", 110}};
    struct bench *b = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int more = 0; more < 2; more++) {
            char code[160];
            int length = rows[i].room + more;
            bool scrap = strcmp(rows[i].word, "SCRAP:") == 0;
            (void)text_format(
                code, sizeof code, "%s%.*s%s\r", rows[i].word, length,
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                scrap ? ":3" : "");
            scan(b, code);
            bool refused = more > 0 && rows[i].room < 100;
            if ((sent(b)[0] == '\0') != refused)
                fail_msg("%s", code);
            assert_int_equal(b->ui->view.notice[0] != '\0', refused); /* and told in words */
            if (!refused)
                keep(b, "x");
        }
}

/* A reader of badges knows no words of ours: a badge is one as it is. Where nobody asked for it,
 * what a piece of a code may be is none. */
static void test_bare_badge(void **state)
{
    static const char *const none[] = {"crack\r", "SCRAP\r",     "REASON:\r",
                                       "A7\r",    "mech.jam2\r", "ON:feed\r"};
    struct bench *b = *state;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        scan(b, none[i]);
        assert_null(strstr(sent(b), "session"));
        press(b, "\x1B");
    }
    scan(b, "xy-17\r");
    assert_string_equal(sent(b), "{\"cmd\":\"session\",\"badge\":\"xy-17\"}");
    keep(b, "");
    press(b, "b");
    scan(b, "REASON:mech.feed\r"); /* what has a word of ours stays what it is */
    assert_non_null(strstr(sent(b), "\"cmd\":\"reason\""));
    keep(b, "S119");
    scan(b, "xy-17\r");
    assert_string_equal(sent(b), "{\"cmd\":\"session\",\"badge\":\"xy-17\"}");
}

/* Where the site says so a badge signs that is scanned for it; later it says who is here. */
static void test_a_badge_signs(void **state)
{
    struct bench *b = *state;
    b->ui->view.packet.by_badge = true;
    scan(b, "SIGN:outgoing\r");
    assert_string_equal(sent(b), "");
    scan(b, "xy-17\r");
    assert_string_equal(sent(b), "{\"cmd\":\"sign\",\"shift\":\"W29554410\",\"rev\":3,"
                                 "\"as\":\"outgoing\",\"badge\":\"xy-17\"}");
    answer(b, "\"ok\":false,\"error\":{\"code\":\"forbidden\",\"text\":\"no\"}");
    press(b, "\x1B");
    scan(b, "SIGN:incoming\r");
    later(b, 31000);
    scan(b, "BADGE:xy-17\r");
    assert_non_null(strstr(sent(b), "\"cmd\":\"session\""));
    keep(b, "");
    b->ui->view.packet.by_badge = false; /* everywhere else the PIN does */
    press(b, "\x1B");
    scan(b, "SIGN:incoming\r");
    scan(b, "BADGE:xy-17\r");
    assert_non_null(strstr(sent(b), "\"cmd\":\"session\""));
}

/* A scan of something else is text where text is typed. */
static void test_scan_as_text(void **state)
{
    struct bench *b = *state;
    press(b, "jc");
    scan(b, "4006381333931\r");
    assert_string_equal(desk_draft(&b->ui->desk)->text.text, "4006381333931");
    press(b, "\r");
    assert_non_null(strstr(sent(b), "\"product\":\"4006381333931\""));
}

int main(void)
{
#define FORM_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        FORM_TEST(test_scans),
        FORM_TEST(test_scan_split),
        FORM_TEST(test_scan_every_action),
        FORM_TEST(test_scan_of_a_long_name),
        FORM_TEST(test_bare_badge),
        FORM_TEST(test_a_badge_signs),
        FORM_TEST(test_scan_as_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
