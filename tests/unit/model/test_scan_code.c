/* SPDX-License-Identifier: MIT */
/* Barcodes: what each one means, and the message for each way of not being one. */
#include "data/model/scan_code.h"

#include "data/model/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *scan;
    enum scan_code_kind kind;
    const char *id;
    int64_t amount;
    const char *request;
} good[] = {
    {"REASON:mech.jam", CODE_REASON, "mech.jam", 0,
     "{\"cmd\":\"reason\",\"stop\":\"current\",\"reason\":\"mech.jam\"}"},
    {"reason:MECH.JAM\r\n", CODE_REASON, "mech.jam", 0,
     "{\"cmd\":\"reason\",\"stop\":\"current\",\"reason\":\"mech.jam\"}"},
    {"SCRAP:burr:3", CODE_SCRAP, "burr", 3000000,
     "{\"cmd\":\"scrap\",\"quantity\":3,\"reason\":\"burr\"}"},
    {"Scrap:Burr:0.5", CODE_SCRAP, "burr", 500000,
     "{\"cmd\":\"scrap\",\"quantity\":0.5,\"reason\":\"burr\"}"},
    {"]C1REWORK:burr:12", CODE_REWORK, "burr", 12000000,
     "{\"cmd\":\"scrap\",\"quantity\":12,\"rework\":true,\"reason\":\"burr\"}"},
    {"take", CODE_TAKE, "", 0, "{\"cmd\":\"call-take\"}"},
    {"HERE", CODE_HERE, "", 0, "{\"cmd\":\"call-arrive\"}"},
    {"SOLVED\n", CODE_SOLVED, "", 0, "{\"cmd\":\"call-solve\"}"},
    {" UNDO\t", CODE_UNDO, "", 0, "{\"cmd\":\"undo\"}"},
    {"CALL:maintenance", CODE_CALL, "maintenance", 0,
     "{\"cmd\":\"call-raise\",\"type\":\"maintenance\"}"},
    {"JOB:WO 4711/2:A", CODE_JOB, "WO 4711/2:A", 0,
     "{\"cmd\":\"job-start\",\"job\":\"WO 4711/2:A\"}"},
    {"MODE:cleaning", CODE_MODE, "cleaning", 0, "{\"cmd\":\"mode\",\"mode\":\"cleaning\"}"},
    {"BADGE:Ab:\"12\"", CODE_BADGE, "Ab:\"12\"", 0,
     "{\"cmd\":\"session\",\"badge\":\"Ab:\\\"12\\\"\"}"},
    {"SIGN:OUTGOING", CODE_SIGN, "outgoing", 0, "{\"cmd\":\"sign\",\"as\":\"outgoing\"}"},
    {"SPLIT:TOOL.WORN:2.5", CODE_SPLIT, "tool.worn", 2500000,
     "{\"cmd\":\"stop-split\",\"stop\":\"current\",\"at\":1795000000000,\"reason\":\"tool.worn\"}"},
    {"PAUSE", CODE_PAUSE, "", 0, "{\"cmd\":\"job-pause\"}"},
    {"finish\r", CODE_FINISH, "", 0, "{\"cmd\":\"job-finish\"}"},
    {"PRODUCT:P7 b", CODE_PRODUCT, "P7 b", 0, "{\"cmd\":\"product\",\"product\":\"P7 b\"}"},
    {"ARRIVED", CODE_ARRIVED, "", 0,
     "{\"cmd\":\"stop-touch\",\"stop\":\"current\",\"what\":\"arrived\"}"},
    {"Repaired", CODE_REPAIRED, "", 0,
     "{\"cmd\":\"stop-touch\",\"stop\":\"current\",\"what\":\"repaired\"}"},
    {"NOTE:Oil: is low", CODE_NOTE, "Oil: is low", 0,
     "{\"cmd\":\"note\",\"note\":\"Oil: is low\"}"},
    {"MERGE", CODE_MERGE, "", 0, "{\"cmd\":\"stop-merge\",\"stop\":\"current\"}"},
    {"REVERSE", CODE_REVERSE, "", 0, "{\"cmd\":\"scrap-reverse\"}"},
    {"ack", CODE_ACK, "", 0, "{\"cmd\":\"ack\",\"alert\":\"\"}"},
    {"ACK:A12", CODE_ACK, "A12", 0, "{\"cmd\":\"ack\",\"alert\":\"A12\"}"},
    {"Silence", CODE_SILENCE, "", 0, "{\"cmd\":\"silence\"}"},
    {"sign:incoming", CODE_SIGN, "incoming", 0, "{\"cmd\":\"sign\",\"as\":\"incoming\"}"},
};

static void each_code_has_its_meaning(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct scan_code code;
        struct cause why = {""};
        char request[256];
        struct jw w;
        assert_int_equal(scan_code_read(good[i].scan, strlen(good[i].scan), &code, &why), 0);
        assert_int_equal(code.kind, good[i].kind);
        assert_string_equal(code.id, good[i].id);
        assert_int_equal(code.amount, good[i].amount);
        jw_init(&w, request, sizeof request);
        jw_object(&w, NULL);
        scan_code_request(&code, INT64_C(1795000150000), &w);
        jw_object_end(&w);
        assert_string_equal(request, good[i].request);
        assert_true(scan_code_begins(good[i].scan, strlen(good[i].scan)));
    }
}

#define LAYOUT(stands)                                         \
    "the scanner's keyboard layout does not fit: " stands "; " \
    "set the scanner to the layout of this terminal"
#define FRENCH LAYOUT("a French keyboard is at one end only")
#define OURS                                                                           \
    " is none of our codes, which are such as REASON:mech.jam, SCRAP:burr:3 or UNDO: " \
    "andonctl(1) lists them"

static const struct {
    const char *scan, *told;
} bad[] = {
    {"", "nothing was scanned"},
    {" \r\n", "nothing was scanned"},
    /* the layout */
    {"REASONÖmech.jam", LAYOUT("\"Ö\" stands where \":\" belongs")},
    {"reasonömech.jam", LAYOUT("\"ö\" stands where \":\" belongs")},
    {"SCRAPÑburrÑ3", LAYOUT("\"Ñ\" stands where \":\" belongs")},
    {"MODE>cleaning", LAYOUT("\">\" stands where \":\" belongs")},
    {"BADGEÇ0815", LAYOUT("\"Ç\" stands where \":\" belongs")},
    {"REQSONM,ech:jq,", FRENCH},
    {"reqsonm,ech:jq,", FRENCH},
    {"SCRQPMburrM\"", FRENCH},
    {"REZORKMburrM&", FRENCH},
    {"?ODEMcleqning", FRENCH},
    {"JOBM'è&&", FRENCH},
    {"BQDGEM0815", FRENCH},
    {":ODE.cleqning", FRENCH},
    {"REQSON.;ech:jq;", FRENCH},
    {"CQLL.maintenance", FRENCH},
    {"PQUSE", FRENCH},
    {"?ERGE", FRENCH},
    {":ERGE", FRENCH},
    {"qrrived", FRENCH},
    {"PAUSES", "\"PAUSES\"" OURS},
    {"NOTE:",
     "the code is cut: \"NOTE:\" goes on, as in NOTE:oil is low; scan it again, all of it"},
    /* cut */
    {"REASON", "the code is cut: \"REASON\" goes on, as in REASON:mech.jam; scan it again, all of "
               "it"},
    {"REASON:", "the code is cut: \"REASON:\" goes on, as in REASON:mech.jam; scan it again, all "
                "of it"},
    {"SCRAP:burr", "the code is cut: \"SCRAP:burr\" goes on, as in SCRAP:burr:3; scan it again, "
                   "all of it"},
    {"SCRAP:burr:", "the code is cut: \"SCRAP:burr:\" goes on, as in SCRAP:burr:3; scan it again, "
                    "all of it"},
    {"SCRAP::3", "the code is cut: \"SCRAP::3\" goes on, as in SCRAP:burr:3; scan it again, all of "
                 "it"},
    {"BADGE:", "the code is cut: \"BADGE\" goes on, as in BADGE:0815; scan it again, all of it"},
    /* quantities */
    {"SCRAP:burr:many",
     "\"SCRAP:burr:many\" has no number as its quantity; write e.g. SCRAP:burr:3"},
    {"SCRAP:burr:0", "a quantity is more than 0, and 0 is not; what was too much is reversed with "
                     "UNDO"},
    {"SCRAP:burr:-4", "a quantity is more than 0, and -4 is not; what was too much is reversed "
                      "with UNDO"},
    {"SCRAP:burr:3SCRAP:burr:3", "\"SCRAP:burr:3SCRAP:burr:3\" has no number as its quantity; "
                                 "write e.g. SCRAP:burr:3"},
    {"SPLIT:tool.worn", "the code is cut: \"SPLIT:tool.worn\" goes on, as in SPLIT:tool.worn:5; "
                        "scan it again, all of it"},
    {"SPLIT:tool.worn:1441", "\"SPLIT:tool.worn:1441\": 1441 is too much; scan it again"},
    {"SCRAP:burr:4006381333931", "\"SCRAP:burr:4006381333931\": 4006381333931 is too much; scan "
                                 "it again"},
    /* not one of ours */
    {"REASON:mech.jamREASON:mech.jam",
     "\"REASON:mech.jamREASON:mech.jam\" is more than one code; scan one at a time"},
    {"REASON:mech jam", "\"REASON:mech jam\" was not read well: what stands behind the colon is no "
                        "id; scan it again"},
    {"SIGN:both", "\"SIGN:both\": there are SIGN:outgoing and SIGN:incoming"},
    {"REASN:mech.jam", "\"REASN:mech.jam\" was not read well (is it REASON?); scan it "
                       "again"},
    {"4006381333931", "\"4006381333931\"" OURS},
    {"UNDO:x", "\"UNDO:x\" was not read well (is it UNDO?); scan it again"},
    {"UNDOIT", "\"UNDOIT\"" OURS},
    {"JOBLOT-5", "\"JOBLOT-5\"" OURS},
    {"https://x.example/", "\"https://x.example/\"" OURS},
    {"REASON:\x1dmech", "\"REASON:?mech\" holds what no code of ours has; scan it again"},
    {"JOB:\xcd\x95", "\"JOB:\xcd\x95\" was not read well; scan it again"},
    {"REASON:\xff", "\"REASON:?\" holds what no code of ours has; scan it again"},
};

static void each_bad_one_has_its_message(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct scan_code code;
        struct cause why = {""};
        assert_int_equal(scan_code_read(bad[i].scan, strlen(bad[i].scan), &code, &why), -1);
        assert_string_equal(why.text, bad[i].told);
    }
}

static void a_long_one_is_refused_as_a_whole(void **state)
{
    (void)state;
    struct scan_code code;
    struct cause why;
    char scan[400];
    memset(scan, 'x', sizeof scan);
    memcpy(scan, "JOB:", 4);
    assert_int_equal(scan_code_read(scan, SCAN_CODE_MAX, &code, &why), 0);
    assert_int_equal(strlen(code.id), SCAN_CODE_MAX - 4);
    assert_int_equal(scan_code_read(scan, SCAN_CODE_MAX + 1, &code, &why), -1);
    assert_string_equal(why.text,
                        "the code has 121 characters, and 120 are the most: "
                        "\"JOB:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…\"; were two scanned in one?");
    memcpy(scan, "BADGE:", 6);
    assert_int_equal(scan_code_read(scan, sizeof scan, &code, &why), -1);
    assert_string_equal(why.text, "the code has 400 characters, and 120 are the most: "
                                  "\"BADGE…\"; were two scanned in one?");
}

static void typing_is_no_scan(void **state)
{
    (void)state;
    static const char *const no[] = {"", "r", "reason", "die jam again", "job", "JOBM4711"};
    static const char *const yes[] = {"undo", "REASON:", "scrap:burr", "badge:"};
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        assert_false(scan_code_begins(no[i], strlen(no[i])));
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        assert_true(scan_code_begins(yes[i], strlen(yes[i])));
}

/* Whatever comes in: an answer, and a message that can be shown. */
static void any_bytes_are_answered(void **state)
{
    (void)state;
    unsigned seed = 1;
    for (int i = 0; i < 200000; i++) {
        char scan[64];
        struct scan_code code;
        struct cause why = {""};
        const char *word = good[(size_t)i % (sizeof good / sizeof *good)].scan;
        size_t length = strlen(word);
        memcpy(scan, word, length);
        for (int k = 0; k < i % 4; k++) {
            seed = seed * 1103515245u + 12345u;
            scan[(seed >> 16) % length] = (char)(seed >> 8);
        }
        length -= (seed >> 20) % (length + 1);
        if (scan_code_read(scan, length, &code, &why) == 0)
            assert_true(text_is_clean(code.id, strlen(code.id)));
        else
            assert_true(why.text[0] && text_is_clean(why.text, strlen(why.text)));
        (void)scan_code_begins(scan, length);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_code_has_its_meaning),
        cmocka_unit_test(each_bad_one_has_its_message),
        cmocka_unit_test(a_long_one_is_refused_as_a_whole),
        cmocka_unit_test(typing_is_no_scan),
        cmocka_unit_test(any_bytes_are_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
