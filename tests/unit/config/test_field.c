/* SPDX-License-Identifier: MIT */
/* Values as people write them: read, written back canonically, refused with words. */
#include "data/config/days.h"
#include "data/config/field.h"
#include "tests/unit/config/kit.h"

static const struct {
    const char *text;
    int64_t us; /* -1: refused */
} durations[] = {
    {"0", 0},
    {"0 s", 0},
    {"120 s", 120000000},
    {"120s", 120000000},
    {"2 min", 120000000},
    {"8h", INT64_C(28800000000)},
    {"1 h 30 min", INT64_C(5400000000)},
    {"1h30min", INT64_C(5400000000)},
    {"250 ms", 250000},
    {"0.6 s", 600000},
    {"150 us", 150},
    {"1.000001 s", 1000001},
    {"1 d", INT64_C(86400000000)},
    {"0.5 us", -1},
    {"0.0000001 s", 0},
    {"", -1},
    {" ", -1},
    {"5", -1},
    {"s", -1},
    {"2x", -1},
    {"2 minutes", -1},
    {"2 S", -1},
    {"-1 s", -1},
    {"+1 s", -1},
    {"1e3 s", -1},
    {"1..2 s", -1},
    {"1 s,", -1},
    {"1 s 2", -1},
    {"0x10 s", -1},
    {"9223372036854775807 d", -1},
    {"99999999999999999999999 s", -1},
    {"2000000000 d 2000000000 d", -1},
    {"\xC2\xB5s", -1},
};

static void durations_are_exact(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof durations / sizeof *durations; i++) {
        int64_t us = 7;
        int result = duration_parse(durations[i].text, &us);
        if (durations[i].us < 0) {
            assert_int_equal(result, -1);
        } else {
            assert_int_equal(result, 0);
            assert_true(us == durations[i].us);
        }
    }
}

static const char *const two_names[] = {"high", "low"};
static const struct words two = {two_names, 2};

/* One field of each type over a buffer; what it reads, how that is written back, or the words. */
static const struct {
    enum field_type type;
    int64_t min, max;
    const char *text, *printed, *refused;
} values[] = {
    {F_MS, 0, 86400000, "120 s", "2 min", NULL},
    {F_MS, 0, 86400000, "1.5 s", "1500 ms", NULL},
    {F_MS, 0, 86400000, "0", "0 s", NULL},
    {F_MS, 0, 86400000, "1 d", "1 d", NULL},
    {F_MS, 0, 86400000, "2x", NULL, "not a duration; write e.g. 120 s or 2 min"},
    {F_MS, 0, 86400000, "150 us", NULL, "not a duration; write e.g. 120 s or 2 min"},
    {F_MS, 0, 86400000, "", NULL, "not a duration; write e.g. 120 s or 2 min"},
    {F_MS, 0, 86400000, "120", NULL, "without a unit; write e.g. 120 s (d, h, min, s, ms, us)"},
    {F_MS, 0, 86400000, "2 minutes", NULL, "no unit \"minutes\"; write 2 min"},
    {F_MS, 0, 86400000, "2m", NULL, "no unit \"m\"; write 2 min"},
    {F_SIZE, 0, 0, "2 GiB", "2 GiB", NULL},
    {F_SIZE, 0, 0, "2048 MiB", "2 GiB", NULL},
    {F_SIZE, 0, 0, "1.5 MiB", "1536 KiB", NULL},
    {F_SIZE, 0, 0, "1GiB 1 B", "1073741825 B", NULL},
    {F_SIZE, 0, 0, "0", "0 B", NULL},
    {F_SIZE, 0, 0, "16 TiB", "16 TiB", NULL},
    {F_SIZE, 16777216, 1073741824, "1 MiB", NULL, "out of range; it goes from 16 MiB to 1 GiB"},
    {F_SIZE, 0, 0, "0.0001 B", NULL, "not a size; write e.g. 500 MiB or 2 GiB"},
    {F_SIZE, 0, 0, "99999999999 TiB", NULL, "not a size; write e.g. 500 MiB or 2 GiB"},
    {F_SIZE, 0, 0, "-1 MiB", NULL, "not a size; write e.g. 500 MiB or 2 GiB"},
    {F_SIZE, 0, 0, "", NULL, "not a size; write e.g. 500 MiB or 2 GiB"},
    {F_SIZE, 0, 0, "2 GB", NULL, "no unit \"GB\"; write 2 GiB"},
    {F_SIZE, 0, 0, "500", NULL, "without a unit; write e.g. 500 MiB (B, KiB, MiB, GiB, TiB)"},
    {F_SIZE, 0, 0, "1,5 GiB", NULL, "a decimal comma; write 1.5 GiB"},
    {F_US, 0, 86400000, "0,5 s", NULL, "a decimal comma; write 0.5 s"},
    {F_MS, 0, 86400000, "25 h", NULL, "out of range; it goes from 0 s to 1 d"},
    {F_MS, 1000, 3600000, "1 ms", NULL, "out of range; it goes from 1 s to 1 h"},
    {F_US, 0, 0, "0.6 s", "600 ms", NULL},
    {F_US, 0, 0, "150 us", "150 us", NULL},
    {F_SECONDS, 5, 3600, "20 s", "20 s", NULL},
    {F_SECONDS, 5, 3600, "1500 ms", NULL, "not a duration in whole seconds; write e.g. 20 s"},
    {F_SECONDS, 5, 3600, "4 s", NULL, "out of range; it goes from 5 s to 1 h"},
    {F_PERCENT, 0, 1000000, "85 %", "85 %", NULL},
    {F_PERCENT, 0, 1000000, "85%", "85 %", NULL},
    {F_PERCENT, 0, 1000000, "82.5 %", "82.5 %", NULL},
    {F_PERCENT, 0, 1000000, "0.85", NULL, "not a percentage; write e.g. 85 %"},
    {F_PERCENT, 0, 1000000, "85", NULL, "without a percent sign; write 85 %"},
    {F_PERCENT, 0, 1000000, "85,5 %", NULL, "a decimal comma; write 85.5 %"},
    {F_PERCENT, 0, 1000000, "0,85", NULL, "not a percentage; write e.g. 85 %"},
    {F_PERCENT, 0, 1000000, "% 85", NULL, "not a percentage; write e.g. 85 %"},
    {F_PERCENT, 0, 1000000, "101 %", NULL, "out of range; it goes from 0 % to 100 %"},
    {F_AMOUNT, 0, 0, "1.50", "1.5", NULL},
    {F_AMOUNT, 0, 0, "-3", "-3", NULL},
    {F_AMOUNT, 0, 0, "nan", NULL, "not a number; write e.g. 12 or 0.5"},
    {F_AMOUNT, 0, 0, "1,5", NULL, "a decimal comma; write 1.5"},
    {F_INT, 0, 16, "3", "3", NULL},
    {F_INT, 0, 16, "3.5", NULL, "not a whole number; write e.g. 3"},
    {F_INT, 0, 16, "17", NULL, "out of range; it goes from 0 to 16"},
    {F_INT, 0, 0, "99999999999", NULL, "not a whole number; write e.g. 3"},
    {F_BOOL, 0, 0, "yes", "yes", NULL},
    {F_BOOL, 0, 0, "true", "yes", NULL},
    {F_BOOL, 0, 0, "on", "yes", NULL},
    {F_BOOL, 0, 0, "no", "no", NULL},
    {F_BOOL, 0, 0, "false", "no", NULL},
    {F_BOOL, 0, 0, "off", "no", NULL},
    {F_BOOL, 0, 0, "1", NULL, "not yes or no"},
    {F_WORD, 0, 0, "low", "low", NULL},
    {F_WORD, 0, 0, "lo", NULL, "not one of high, low; did you mean low?"},
    {F_WORD, 0, 0, "sideways", NULL, "not one of high, low"},
    {F_FLAG, 0, 0, "low", "low", NULL},
    {F_FLAG, 0, 0, "high", "high", NULL},
    {F_TIME, 0, 1440, "06:00", "06:00", NULL},
    {F_TIME, 0, 1440, "24:00", "24:00", NULL},
    {F_TIME, 0, 1440, "24:01", NULL, "not a time of day; write e.g. 06:00"},
    {F_TIME, 0, 1440, "6:00", NULL, "not a time of day; write 06:00"},
    {F_TIME, 0, 1440, "6am", NULL, "not a time of day; write e.g. 06:00"},
    {F_TIME, 0, 1440, "06:60", NULL, "not a time of day; write e.g. 06:00"},
    {F_DAYS, 0, 0, "mon-fri", "mon, tue, wed, thu, fri", NULL},
    {F_DAYS, 0, 0, "sat-mon, wed", "mon, wed, sat, sun", NULL},
    {F_DAYS, 0, 0, "mon-sun", "mon-sun", NULL},
    {F_DAYS, 0, 0, "Mon", NULL, "not days of the week; write e.g. mon-fri or mon, wed, sat"},
    {F_DAYS, 0, 0, "", NULL, "not days of the week; write e.g. mon-fri or mon, wed, sat"},
    {F_DAYS, 0, 0, "mon-", NULL, "not days of the week; write e.g. mon-fri or mon, wed, sat"},
    {F_DAYS, 0, 0, "mon,,tue", NULL, "not days of the week; write e.g. mon-fri or mon, wed, sat"},
    {F_TEXT, 0, 0, "any; thing", "any; thing", NULL},
    {F_TEXT, 0, 0, "0123456789012345678901234567890123456789012345678901234567890123456789", NULL,
     "longer than 63 bytes; shorten it"},
    {F_ID, 0, 0, "oil_temp-2.x", "oil_temp-2.x", NULL},
    {F_ID, 0, 0, "Oil", NULL, "not an id; write oil (lower-case letters, digits, - _ and .)"},
    {F_LEVEL, 0, 0, "Line 1", "Line 1", NULL},
    {F_LEVEL, 0, 0, "a/b", NULL,
     "not a level of the station's path; it may not be empty nor hold / + #"},
    {F_URL, 0, 0, "mqtt://broker", "mqtt://broker", NULL},
    {F_URL, 0, 0, "tcp://10.0.0.1:1883", "tcp://10.0.0.1:1883", NULL},
    {F_URL, 0, 0, "mqtt://[::1]:1883", "mqtt://[::1]:1883", NULL},
};

static void values_are_read_and_written(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct {
            int64_t align;
            char room[64];
        } item = {0};
        const struct field field = {
            .key = "k",
            .type = values[i].type,
            .offset = 8,
            .size = 64,
            .words = values[i].type == F_WORD || values[i].type == F_FLAG ? &two : NULL,
            .min = values[i].min,
            .max = values[i].max,
            .help = "h"};
        struct cause why = {"untouched"};
        int result = field_parse(&field, values[i].text, &item, &why);
        char printed[128];
        if (values[i].refused) {
            assert_int_equal(result, -1);
            assert_string_equal(why.text, values[i].refused);
            continue;
        }
        assert_int_equal(result, 0);
        field_print(&field, &item, printed, sizeof printed);
        assert_string_equal(printed, values[i].printed);
        /* What is written is read as the same. */
        assert_int_equal(field_parse(&field, printed, &item, &why), 0);
        field_print(&field, &item, printed, sizeof printed);
        assert_string_equal(printed, values[i].printed);
    }
}

static const struct {
    enum field_type type;
    const char *good[8], *bad[12];
} texts[] = {
    {F_TOPIC,
     {"a", "a/b", "+/b/#", "#", "+", "{root}/a/+", "{root}", "a b//c"},
     {"a/b+", "a/#/b", "a#", "+a/b", "{root}a", "{root}/{root}", "a/{root}", "{1}", "{root}/a#"}},
    {F_ROOT, {"", "a", "a/b c"}, {"a/", "a/+", "#", "{root}"}},
    {F_POINTER, {"", "/a", "/a/0/b~1c~0", "/", "/{1}/x"}, {"a", "a/b", "/a~", "/a~2b"}},
    {F_URL,
     {"mqtts://h:8883", "mqtt://h:1", "mqtt://h:65535", "mqtt://[fe80::1]"},
     {"h", "http://h", "mqtt://", "mqtt://:1883", "mqtt://h:", "mqtt://h:0", "mqtt://h:65536",
      "mqtt://h:1x", "mqtt://u:p@h", "mqtt://h/p", "mqtt://[::1", "mqtt://[]"}},
};

static void texts_are_checked(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char item[256];
        struct cause why;
        const struct field field = {.key = "k", .type = texts[i].type, .size = sizeof item};
        for (size_t j = 0; j < 8 && texts[i].good[j]; j++) {
            assert_int_equal(field_parse(&field, texts[i].good[j], item, &why), 0);
            assert_string_equal(item, texts[i].good[j]);
        }
        for (size_t j = 0; j < 12 && texts[i].bad[j]; j++) {
            assert_int_equal(field_parse(&field, texts[i].bad[j], item, &why), -1);
            assert_true(strlen(why.text) > 20); /* says what to do */
        }
    }
}

static void a_required_value_may_not_be_empty(void **state)
{
    (void)state;
    char item[64];
    struct cause why;
    const struct field field = {.key = "k",
                                .type = F_TOPIC,
                                .size = sizeof item,
                                .flags = FIELD_REQUIRED,
                                .example = "a/b"};
    assert_int_equal(field_parse(&field, "", item, &why), -1);
    assert_string_equal(why.text, "empty; write e.g. a/b");
}

/* ---- the calendar ---- */

static const struct {
    const char *start, *end, *breaks;
    int placed;          /* 0, -1 not within, -2 not breaks at all */
    const char *printed; /* in order */
    int first_min;
} plans[] = {
    {"06:00", "14:00", "", 0, "", 0},
    {"06:00", "14:00", "12:00-12:30, 09:00-09:15", 0, "09:00-09:15, 12:00-12:30", 540},
    {"06:00", "14:00", "09:00 - 09:15,12:00-12:30", 0, "09:00-09:15, 12:00-12:30", 540},
    {"22:00", "06:00", "02:00-02:30", 0, "02:00-02:30", 1560},
    {"22:00", "06:00", "23:45-00:15", 0, "23:45-00:15", 1425},
    {"06:00", "06:00", "05:00-05:30", 0, "05:00-05:30", 1740},
    {"06:00", "14:00", "13:45-14:15", -1, NULL, 0},
    {"06:00", "14:00", "05:00-05:15", -1, NULL, 0},
    {"06:00", "14:00", "09:00-09:30, 09:15-09:45", -1, NULL, 0},
    {"06:00", "14:00", "09:00", -2, NULL, 0},
    {"06:00", "14:00", "09:00-9:15", -2, NULL, 0},
    {"06:00", "14:00", "09:00-09:15,", -2, NULL, 0},
    {"06:00", "14:00",
     "06:00-06:01, 06:01-06:02, 06:02-06:03, 06:03-06:04, 06:04-06:05, 06:05-06:06, 06:06-06:07, "
     "06:07-06:08, 06:08-06:09",
     -2, NULL, 0},
};

static void breaks_lie_in_their_shift(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
        struct shift_plan shift = {0};
        struct cause why;
        char printed[256];
        assert_int_equal(clock_parse(plans[i].start, 5, &shift.begin_min), 0);
        assert_int_equal(clock_parse(plans[i].end, 5, &shift.end_min), 0);
        assert_int_equal(breaks_parse(plans[i].breaks, &shift), plans[i].placed == -2 ? -1 : 0);
        if (plans[i].placed == -2)
            continue;
        assert_int_equal(breaks_place(&shift, &why), plans[i].placed);
        if (plans[i].placed != 0)
            continue;
        breaks_print(&shift, printed, sizeof printed);
        assert_string_equal(printed, plans[i].printed);
        if (shift.pauses)
            assert_int_equal(shift.pause[0].begin_min, plans[i].first_min);
    }
}

static const struct {
    struct shift_plan a, b;
    int day; /* -1: never at the same time */
} overlaps[] = {
    {{.begin_min = 360, .end_min = 840}, {.begin_min = 840, .end_min = 1320}, -1},
    {{.begin_min = 360, .end_min = 840}, {.begin_min = 839, .end_min = 1320}, 0},
    {{.begin_min = 360, .end_min = 840}, {.begin_min = 1320, .end_min = 360}, -1},
    {{.begin_min = 360, .end_min = 840}, {.begin_min = 1320, .end_min = 361}, 0},
    {{.days = 1, .begin_min = 360, .end_min = 840},
     {.days = 2, .begin_min = 360, .end_min = 840},
     -1},
    {{.days = 4, .begin_min = 360, .end_min = 840},
     {.days = 6, .begin_min = 600, .end_min = 700},
     2},
    /* Sunday night into Monday morning */
    {{.days = 64, .begin_min = 1320, .end_min = 420},
     {.days = 1, .begin_min = 360, .end_min = 840},
     0},
    {{.days = 1, .begin_min = 360, .end_min = 840},
     {.days = 64, .begin_min = 1320, .end_min = 420},
     0},
    {{.begin_min = 0, .end_min = 0}, {.begin_min = 600, .end_min = 601}, 0},
};

static void shifts_may_meet_but_not_overlap(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof overlaps / sizeof *overlaps; i++) {
        int day = -1;
        bool found = shifts_overlap(&overlaps[i].a, &overlaps[i].b, &day);
        assert_int_equal(found, overlaps[i].day >= 0);
        assert_int_equal(day, overlaps[i].day);
    }
}

static void words_are_guessed(void **state)
{
    (void)state;
    static const char *const names[] = {"ideal_cycle", "target_oee", "target"};
    const struct words list = {names, 3};
    assert_string_equal(words_meant(&list, "ideal"), "ideal_cycle");
    assert_string_equal(words_meant(&list, "Target"), "target");
    assert_string_equal(words_meant(&list, "target-oee"), "target_oee");
    assert_null(words_meant(&list, "id"));
    assert_null(words_meant(&list, "zzz"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(durations_are_exact),
        cmocka_unit_test(values_are_read_and_written),
        cmocka_unit_test(texts_are_checked),
        cmocka_unit_test(a_required_value_may_not_be_empty),
        cmocka_unit_test(breaks_lie_in_their_shift),
        cmocka_unit_test(shifts_may_meet_but_not_overlap),
        cmocka_unit_test(words_are_guessed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
