/* SPDX-License-Identifier: MIT */
/* Shifts, breaks, midnight, the days of 23 and 25 hours. */
#include "data/model/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Europe/Berlin around 2026: summer from 29 March 01:00Z to 25 October 01:00Z. */
static const struct zone berlin = {
    .name = "Europe/Berlin",
    .count = 3,
    .change = {{0, 3600}, {INT64_C(1774746000000), 7200}, {INT64_C(1792890000000), 3600}},
};

static int64_t utc(int64_t y, int m, int d, int hh, int mm)
{
    return civil_to_days(y, m, d) * MS_PER_DAY + hh * MS_PER_HOUR + mm * MS_PER_MIN;
}

static struct calendar three_shifts(const struct zone *zone)
{
    return (struct calendar){
        .zone = zone,
        .shifts = 3,
        .shift = {{.name = "early",
                   .begin_min = 360,
                   .end_min = 840,
                   .pauses = 1,
                   .pause = {{540, 555}}},
                  {.name = "late", .begin_min = 840, .end_min = 1320},
                  {.name = "night",
                   .begin_min = 1320,
                   .end_min = 360,
                   .pauses = 1,
                   .pause = {{120, 150}}}},
    };
}

struct point {
    int64_t at;
    const char *name;
    bool in_shift, in_break;
    int64_t begin, end, change;
};

static void check(const struct calendar *c, const struct point *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct calendar_span s = calendar_at(c, p[i].at);
        char at[TIME_ISO_SIZE], change[TIME_ISO_SIZE];
        if (strcmp(s.name, p[i].name) != 0 || s.in_shift != p[i].in_shift ||
            s.in_break != p[i].in_break || s.begin_ms != p[i].begin || s.end_ms != p[i].end ||
            s.change_ms != p[i].change)
            fail_msg("%s: %s shift %d break %d change %s", time_to_iso8601(p[i].at, at), s.name,
                     s.in_shift, s.in_break, time_to_iso8601(s.change_ms, change));
    }
}

static void test_three_shifts(void **state)
{
    (void)state;
    struct calendar c = three_shifts(&zone_utc);
    const struct point table[] = {
        {utc(2026, 11, 20, 6, 0), "early", true, false, utc(2026, 11, 20, 6, 0),
         utc(2026, 11, 20, 14, 0), utc(2026, 11, 20, 9, 0)},
        {utc(2026, 11, 20, 9, 0), "early", true, true, utc(2026, 11, 20, 6, 0),
         utc(2026, 11, 20, 14, 0), utc(2026, 11, 20, 9, 15)},
        {utc(2026, 11, 20, 9, 15), "early", true, false, utc(2026, 11, 20, 6, 0),
         utc(2026, 11, 20, 14, 0), utc(2026, 11, 20, 14, 0)},
        {utc(2026, 11, 20, 13, 59), "early", true, false, utc(2026, 11, 20, 6, 0),
         utc(2026, 11, 20, 14, 0), utc(2026, 11, 20, 14, 0)},
        {utc(2026, 11, 20, 14, 0), "late", true, false, utc(2026, 11, 20, 14, 0),
         utc(2026, 11, 20, 22, 0), utc(2026, 11, 20, 22, 0)},
        {utc(2026, 11, 20, 23, 0), "night", true, false, utc(2026, 11, 20, 22, 0),
         utc(2026, 11, 21, 6, 0), utc(2026, 11, 21, 2, 0)},
        {utc(2026, 11, 21, 2, 10), "night", true, true, utc(2026, 11, 20, 22, 0),
         utc(2026, 11, 21, 6, 0), utc(2026, 11, 21, 2, 30)},
        {utc(2026, 11, 21, 5, 0), "night", true, false, utc(2026, 11, 20, 22, 0),
         utc(2026, 11, 21, 6, 0), utc(2026, 11, 21, 6, 0)},
    };
    check(&c, table, sizeof table / sizeof *table);
}

static void test_no_calendar_is_the_plant_day(void **state)
{
    (void)state;
    struct calendar c = {.zone = &berlin};
    const struct point table[] = {
        {utc(2026, 1, 10, 23, 30), "", true, false, utc(2026, 1, 10, 23, 0),
         utc(2026, 1, 11, 23, 0), utc(2026, 1, 11, 23, 0)},
        /* 23 hours and 25 hours */
        {utc(2026, 3, 29, 12, 0), "", true, false, utc(2026, 3, 28, 23, 0), utc(2026, 3, 29, 22, 0),
         utc(2026, 3, 29, 22, 0)},
        {utc(2026, 10, 25, 12, 0), "", true, false, utc(2026, 10, 24, 22, 0),
         utc(2026, 10, 25, 23, 0), utc(2026, 10, 25, 23, 0)},
    };
    check(&c, table, sizeof table / sizeof *table);
}

static void test_night_shift_of_the_clock_change(void **state)
{
    (void)state;
    struct calendar c = three_shifts(&berlin);
    struct calendar_span spring = calendar_at(&c, utc(2026, 3, 28, 22, 0));
    assert_string_equal(spring.name, "night");
    assert_int_equal(spring.end_ms - spring.begin_ms, 7 * MS_PER_HOUR);
    struct calendar_span autumn = calendar_at(&c, utc(2026, 10, 24, 22, 0));
    assert_string_equal(autumn.name, "night");
    assert_int_equal(autumn.end_ms - autumn.begin_ms, 9 * MS_PER_HOUR);
    /* the break 02:00-02:30 does not exist in the spring night */
    assert_int_equal(calendar_planned(&c, spring.begin_ms, spring.end_ms), 7 * MS_PER_HOUR);
    assert_int_equal(calendar_planned(&c, autumn.begin_ms, autumn.end_ms),
                     9 * MS_PER_HOUR - 30 * MS_PER_MIN);
}

static void test_weekdays_and_gaps(void **state)
{
    (void)state;
    struct calendar c = {
        .zone = &zone_utc,
        .shifts = 1,
        .shift = {{.name = "day", .days = 0x1f, .begin_min = 480, .end_min = 960}}};
    /* 2026-11-20 is a Friday */
    const struct point table[] = {
        {utc(2026, 11, 20, 7, 0), "", false, false, utc(2026, 11, 19, 16, 0),
         utc(2026, 11, 20, 8, 0), utc(2026, 11, 20, 8, 0)},
        {utc(2026, 11, 20, 8, 0), "day", true, false, utc(2026, 11, 20, 8, 0),
         utc(2026, 11, 20, 16, 0), utc(2026, 11, 20, 16, 0)},
        {utc(2026, 11, 21, 12, 0), "", false, false, utc(2026, 11, 20, 16, 0),
         utc(2026, 11, 23, 8, 0), utc(2026, 11, 23, 8, 0)},
        {utc(2026, 11, 22, 23, 59), "", false, false, utc(2026, 11, 20, 16, 0),
         utc(2026, 11, 23, 8, 0), utc(2026, 11, 23, 8, 0)},
    };
    check(&c, table, sizeof table / sizeof *table);
    assert_int_equal(calendar_planned(&c, utc(2026, 11, 16, 0, 0), utc(2026, 11, 23, 0, 0)),
                     40 * MS_PER_HOUR);
}

/* Where two shifts overlap the later one wins and the earlier one ends there. */
static void test_overlap(void **state)
{
    (void)state;
    struct calendar c = {.zone = &zone_utc,
                         .shifts = 2,
                         .shift = {{.name = "a", .begin_min = 360, .end_min = 900},
                                   {.name = "b", .begin_min = 840, .end_min = 1320}}};
    struct calendar_span a = calendar_at(&c, utc(2026, 11, 20, 13, 0));
    assert_string_equal(a.name, "a");
    assert_int_equal(a.end_ms, utc(2026, 11, 20, 14, 0));
    assert_string_equal(calendar_at(&c, utc(2026, 11, 20, 14, 30)).name, "b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_three_shifts),
        cmocka_unit_test(test_no_calendar_is_the_plant_day),
        cmocka_unit_test(test_night_shift_of_the_clock_change),
        cmocka_unit_test(test_weekdays_and_gaps),
        cmocka_unit_test(test_overlap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
