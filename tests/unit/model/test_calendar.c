/* SPDX-License-Identifier: MIT */
/* Shifts, breaks, midnight, the days of 23 and 25 hours, holidays, teams; and that spans tile time
 * in every kind of zone there is. */
#include "data/config/zone.h"
#include "data/model/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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

/* ---- nights of the clock change ---- */

static struct zone zone_of(const char *name)
{
    struct zone zone;
    struct cause why;
    assert_int_equal(zone_load(name, &zone, &why), 0);
    return zone;
}

/* The night shift 22:00-06:00 with one break of half an hour. `begin` and `pause` are UTC; the
 * break begins by the clock and lasts half an hour whatever the clock does meanwhile. */
static const struct night {
    const char *zone;
    int y, m, d;            /* local day on which the shift starts */
    int begin_hh, begin_mm; /* 22:00 there in UTC, of that day */
    int minutes;            /* of the shift */
    int32_t pause;          /* local minute of the break's begin */
    int pause_after;        /* minutes from the shift's begin until then */
} nights[] = {
    /* 02:00 becomes 03:00, 03:00 becomes 02:00 */
    {"Europe/Berlin", 2026, 3, 28, 21, 0, 420, 60, 180},
    {"Europe/Berlin", 2026, 3, 28, 21, 0, 420, 105, 225},  /* 01:45, over the change */
    {"Europe/Berlin", 2026, 3, 28, 21, 0, 420, 120, 240},  /* 02:00 is 03:00 */
    {"Europe/Berlin", 2026, 3, 28, 21, 0, 420, 150, 240},  /* there is no 02:30: at once */
    {"Europe/Berlin", 2026, 3, 28, 21, 0, 420, 210, 270},  /* 03:30 */
    {"Europe/Berlin", 2026, 10, 24, 20, 0, 540, 120, 240}, /* the first 02:00 */
    {"Europe/Berlin", 2026, 10, 24, 20, 0, 540, 165, 285}, /* 02:45, over the change */
    {"Europe/Berlin", 2026, 10, 24, 20, 0, 540, 180, 360}, /* 03:00 comes once */
    {"Europe/Berlin", 2026, 10, 26, 21, 0, 480, 120, 240}, /* an ordinary night */
    /* Mexico changed its clocks until 2022 */
    {"America/Mexico_City", 2022, 4, 3, 4, 0, 420, 120, 240},
    {"America/Mexico_City", 2022, 10, 30, 3, 0, 540, 60, 180},
    {"America/Mexico_City", 2022, 10, 30, 3, 0, 540, 120, 300},
    {"America/Mexico_City", 2026, 4, 6, 4, 0, 480, 120, 240},
    {"America/Monterrey", 2022, 4, 3, 4, 0, 420, 150, 240},
    {"America/Monterrey", 2026, 10, 26, 4, 0, 480, 120, 240},
    /* half an hour */
    {"Australia/Lord_Howe", 2026, 4, 4, 11, 0, 510, 90, 210},
    {"Australia/Lord_Howe", 2026, 4, 4, 11, 0, 510, 120, 270},
    {"Australia/Lord_Howe", 2026, 10, 3, 11, 30, 450, 120, 240},
    {"Australia/Lord_Howe", 2026, 10, 3, 11, 30, 450, 150, 240},
    {"Australia/Lord_Howe", 2026, 10, 3, 11, 30, 450, 165, 255},
    {"Asia/Kathmandu", 2026, 3, 28, 16, 15, 480, 120, 240},
    /* the clock changes at midnight: 00:00 becomes 01:00, 01:00 and 24:00 become 00:00 and 23:00 */
    {"America/Havana", 2026, 3, 8, 3, 0, 420, 0, 120},
    {"America/Havana", 2026, 3, 8, 3, 0, 420, 45, 120},
    {"America/Havana", 2026, 11, 1, 2, 0, 540, 0, 120},
    {"America/Havana", 2026, 11, 1, 2, 0, 540, 90, 270},
    {"Africa/Cairo", 2026, 4, 23, 20, 0, 420, 30, 120},
    {"Africa/Cairo", 2026, 10, 29, 19, 0, 540, 1410, 90},
};

static void test_nights_of_the_clock_change(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof nights / sizeof *nights; i++) {
        const struct night *n = &nights[i];
        struct zone zone = zone_of(n->zone);
        struct calendar c = {.zone = &zone,
                             .shifts = 1,
                             .shift = {{.name = "night",
                                        .begin_min = 1320,
                                        .end_min = 360,
                                        .pauses = 1,
                                        .pause = {{n->pause, (n->pause + 30) % 1440}}}}};
        int64_t begin = utc(n->y, n->m, n->d, n->begin_hh, n->begin_mm);
        int64_t pause = begin + n->pause_after * MS_PER_MIN;
        struct calendar_span s = calendar_at(&c, begin);
        if (!s.in_shift || s.begin_ms != begin ||
            s.end_ms - s.begin_ms != n->minutes * MS_PER_MIN || s.change_ms != pause)
            fail_msg("%s row %zu: %d min, break after %d", n->zone, i,
                     (int)((s.end_ms - s.begin_ms) / MS_PER_MIN),
                     (int)((s.change_ms - begin) / MS_PER_MIN));
        assert_false(calendar_at(&c, pause - 1).in_break);
        assert_true(calendar_at(&c, pause).in_break);
        assert_int_equal(calendar_at(&c, pause).change_ms, pause + 30 * MS_PER_MIN);
        assert_true(calendar_at(&c, pause + 30 * MS_PER_MIN - 1).in_break);
        assert_false(calendar_at(&c, pause + 30 * MS_PER_MIN).in_break);
        assert_int_equal(calendar_planned(&c, s.begin_ms, s.end_ms),
                         (n->minutes - 30) * MS_PER_MIN);
        assert_false(calendar_at(&c, begin - 1).in_shift);
        assert_false(calendar_at(&c, s.end_ms).in_shift);
    }
}

/* A shift that lies in the hour that does not come, and one in the hour that comes twice. */
static void test_shifts_within_the_clock_change(void **state)
{
    (void)state;
    struct zone zone = zone_of("Europe/Berlin");
    struct calendar c = {
        .zone = &zone, .shifts = 1, .shift = {{.name = "x", .begin_min = 120, .end_min = 180}}};
    assert_int_equal(calendar_planned(&c, utc(2026, 3, 28, 12, 0), utc(2026, 3, 29, 12, 0)), 0);
    struct calendar_span s = calendar_at(&c, utc(2026, 3, 29, 1, 0));
    assert_false(s.in_shift);
    assert_int_equal(s.begin_ms, utc(2026, 3, 28, 2, 0));
    assert_int_equal(s.end_ms, utc(2026, 3, 30, 0, 0));
    assert_int_equal(calendar_planned(&c, utc(2026, 10, 24, 12, 0), utc(2026, 10, 25, 12, 0)),
                     2 * MS_PER_HOUR);
}

/* Breaks that touch are one; what lies behind the shift's end does not count. */
static void test_breaks_that_touch(void **state)
{
    (void)state;
    struct calendar c = {.zone = &zone_utc,
                         .shifts = 1,
                         .shift = {{.name = "x",
                                    .begin_min = 360,
                                    .end_min = 840,
                                    .pauses = 4,
                                    .pause = {{615, 630}, {600, 615}, {360, 365}, {830, 850}}}}};
    int64_t day = utc(2026, 5, 4, 0, 0);
    static const struct {
        int at, change;
        bool in_break;
    } rows[] = {{360, 365, true}, {365, 600, false}, {600, 630, true},
                {615, 630, true}, {630, 830, false}, {830, 840, true}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct calendar_span s = calendar_at(&c, day + rows[i].at * MS_PER_MIN);
        assert_int_equal(s.in_break, rows[i].in_break);
        assert_int_equal(s.change_ms, day + rows[i].change * MS_PER_MIN);
    }
    assert_int_equal(calendar_planned(&c, day, day + MS_PER_DAY), (480 - 45) * MS_PER_MIN);
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

/* ---- holidays, dates, teams ---- */

static int32_t day_number(int y, int m, int d)
{
    return (int32_t)civil_to_days(y, m, d);
}

#define EVERY_YEAR(m, d) (32 * (m) + (d))

static struct calendar with_holidays(void)
{
    struct calendar c = three_shifts(&zone_utc);
    c.shift[0].days = 0x7f;
    c.offs = 4;
    c.off[0] = (struct day_off){{EVERY_YEAR(12, 24), EVERY_YEAR(1, 1), true}, 0};
    c.off[1] = (struct day_off){{EVERY_YEAR(5, 1), EVERY_YEAR(5, 1), true}, 0};
    c.off[2] = (struct day_off){{day_number(2026, 4, 3), day_number(2026, 4, 6), false}, 0};
    c.off[3] = (struct day_off){{day_number(2026, 10, 31), day_number(2026, 10, 31), false}, 3};
    c.shift[0].dates = (struct date_list){
        .item = {{day_number(2026, 12, 26), day_number(2026, 12, 27), false}}, .count = 1};
    return c;
}

static void test_holidays(void **state)
{
    (void)state;
    struct calendar c = with_holidays();
    static const struct {
        int y, m, d;
        const char *starts; /* e l n */
    } rows[] = {
        {2026, 12, 23, "eln"}, {2026, 12, 24, ""},    {2026, 12, 25, ""},
        {2026, 12, 26, "e"}, /* a date of its own wins over a holiday */
        {2026, 12, 27, "e"},   {2026, 12, 31, ""},    {2027, 1, 1, ""},
        {2027, 1, 2, "eln"},   {2031, 12, 26, ""},    {2031, 5, 1, ""},
        {2031, 5, 2, "eln"},   {2026, 4, 2, "eln"},   {2026, 4, 3, ""},
        {2026, 4, 6, ""},      {2026, 4, 7, "eln"},   {2027, 4, 3, "eln"},
        {2026, 10, 31, "n"},   {2027, 10, 31, "eln"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t day = day_number(rows[i].y, rows[i].m, rows[i].d);
        char starts[4] = "";
        for (int s = 0; s < c.shifts; s++) {
            if (calendar_starts(&c, s, day))
                memcpy(starts + strlen(starts), &c.shift[s].name[0], 1);
        }
        assert_string_equal(starts, rows[i].starts);
    }
    /* The night shift of the day before goes on; the next one does not come. */
    struct calendar_span s = calendar_at(&c, utc(2026, 5, 1, 5, 0));
    assert_string_equal(s.name, "night");
    s = calendar_at(&c, utc(2026, 5, 1, 6, 0));
    assert_false(s.in_shift);
    assert_int_equal(s.begin_ms, utc(2026, 5, 1, 6, 0));
    assert_int_equal(s.end_ms, utc(2026, 5, 2, 6, 0));
    assert_string_equal(calendar_at(&c, utc(2026, 5, 2, 6, 0)).name, "early");
}

static void test_holiday_of_the_plant_day(void **state)
{
    (void)state;
    struct calendar c = {.zone = &berlin, .offs = 1};
    c.off[0] = (struct day_off){{EVERY_YEAR(12, 25), EVERY_YEAR(12, 25), true}, 0};
    const struct point table[] = {
        {utc(2026, 12, 24, 22, 59), "", true, false, utc(2026, 12, 23, 23, 0),
         utc(2026, 12, 24, 23, 0), utc(2026, 12, 24, 23, 0)},
        {utc(2026, 12, 24, 23, 0), "", false, false, utc(2026, 12, 24, 23, 0),
         utc(2026, 12, 25, 23, 0), utc(2026, 12, 25, 23, 0)},
    };
    check(&c, table, sizeof table / sizeof *table);
    assert_int_equal(calendar_planned(&c, utc(2026, 12, 23, 23, 0), utc(2026, 12, 26, 23, 0)),
                     2 * MS_PER_DAY);
}

/* A shutdown over seven midnights is one gap; a longer one is told day by day. */
static void test_long_gaps(void **state)
{
    (void)state;
    struct calendar c = {.zone = &zone_utc,
                         .shifts = 1,
                         .shift = {{.name = "day", .begin_min = 480, .end_min = 960}},
                         .offs = 2};
    c.off[0].span = (struct date_span){day_number(2026, 3, 2), day_number(2026, 3, 7), false};
    c.off[1].span = (struct date_span){day_number(2026, 8, 3), day_number(2026, 8, 23), false};
    const struct point table[] = {
        {utc(2026, 3, 4, 7, 0), "", false, false, utc(2026, 3, 1, 16, 0), utc(2026, 3, 8, 8, 0),
         utc(2026, 3, 8, 8, 0)},
        {utc(2026, 8, 2, 16, 0), "", false, false, utc(2026, 8, 2, 16, 0), utc(2026, 8, 3, 0, 0),
         utc(2026, 8, 3, 0, 0)},
        {utc(2026, 8, 3, 7, 0), "", false, false, utc(2026, 8, 3, 0, 0), utc(2026, 8, 4, 0, 0),
         utc(2026, 8, 4, 0, 0)},
        {utc(2026, 8, 12, 7, 0), "", false, false, utc(2026, 8, 12, 0, 0), utc(2026, 8, 13, 0, 0),
         utc(2026, 8, 13, 0, 0)},
        {utc(2026, 8, 24, 7, 59), "", false, false, utc(2026, 8, 24, 0, 0), utc(2026, 8, 24, 8, 0),
         utc(2026, 8, 24, 8, 0)},
    };
    check(&c, table, sizeof table / sizeof *table);
}

static void test_single_dates(void **state)
{
    (void)state;
    struct calendar c = {
        .zone = &zone_utc,
        .shifts = 2,
        .shift = {{.name = "day", .days = 0x1f, .begin_min = 480, .end_min = 960},
                  {.name = "overtime",
                   .begin_min = 480,
                   .end_min = 720,
                   .dates = {.item = {{day_number(2026, 12, 5), day_number(2026, 12, 6), false}},
                             .count = 1}}}};
    assert_string_equal(calendar_at(&c, utc(2026, 12, 4, 9, 0)).name, "day");
    assert_string_equal(calendar_at(&c, utc(2026, 12, 5, 9, 0)).name, "overtime");
    assert_string_equal(calendar_at(&c, utc(2026, 12, 6, 9, 0)).name, "overtime");
    assert_string_equal(calendar_at(&c, utc(2026, 12, 7, 9, 0)).name, "day");
    assert_false(calendar_at(&c, utc(2026, 12, 12, 9, 0)).in_shift);
    assert_int_equal(calendar_planned(&c, utc(2026, 12, 5, 0, 0), utc(2026, 12, 7, 0, 0)),
                     8 * MS_PER_HOUR);
}

static const char *team_at(const struct calendar *c, int m, int d, int hh)
{
    static char name[SHIFT_NAME_SIZE];
    struct calendar_span s = calendar_at(c, utc(2026, m, d, hh, 0));
    memcpy(name, s.team, sizeof name);
    return name;
}

static void test_teams(void **state)
{
    (void)state;
    struct calendar c = three_shifts(&zone_utc);
    c.teams = 3;
    memcpy(c.team, (char[3][SHIFT_NAME_SIZE]){"a", "b", "c"}, sizeof(char[3][SHIFT_NAME_SIZE]));
    c.rotation_start = day_number(2026, 1, 5); /* a Monday */
    c.rotation_days = 7;
    memcpy(c.shift[0].rota, (uint8_t[]){0, 1, 2}, 3);
    memcpy(c.shift[1].rota, (uint8_t[]){2, 0, 1}, 3);
    memcpy(c.shift[2].rota, (uint8_t[]){1}, 1);
    c.shift[0].turns = c.shift[1].turns = 3;
    c.shift[2].turns = 1;
    assert_string_equal(team_at(&c, 1, 5, 6), "a");
    assert_string_equal(team_at(&c, 1, 11, 13), "a");
    assert_string_equal(team_at(&c, 1, 12, 6), "b");
    assert_string_equal(team_at(&c, 1, 19, 6), "c");
    assert_string_equal(team_at(&c, 1, 26, 6), "a");
    assert_string_equal(team_at(&c, 1, 4, 6), "c"); /* before it began */
    assert_string_equal(team_at(&c, 1, 5, 14), "c");
    assert_string_equal(team_at(&c, 1, 12, 14), "a");
    assert_string_equal(team_at(&c, 1, 20, 23), "b"); /* one team has no turns */
    /* The night shift keeps the team of the day on which it started. */
    memcpy(c.shift[2].rota, (uint8_t[]){0, 1}, 2);
    c.shift[2].turns = 2;
    assert_string_equal(team_at(&c, 1, 11, 23), "a");
    assert_string_equal(team_at(&c, 1, 12, 5), "a");
    assert_string_equal(team_at(&c, 1, 12, 22), "b");
    /* Daily turns, two days each. */
    c.rotation_days = 1;
    memcpy(c.shift[0].rota, (uint8_t[]){0, 0, 1, 1}, 4);
    c.shift[0].turns = 4;
    static const char *const daily[] = {"a", "a", "b", "b", "a", "a"};
    for (int i = 0; i < 6; i++)
        assert_string_equal(team_at(&c, 1, 5 + i, 6), daily[i]);
    c.shifts = 0;
    assert_string_equal(team_at(&c, 1, 5, 6), "");
}

/* ---- properties ---- */

static bool same(const struct calendar_span *a, const struct calendar_span *b)
{
    return a->begin_ms == b->begin_ms && a->end_ms == b->end_ms && a->in_shift == b->in_shift &&
           a->in_break == b->in_break && strcmp(a->name, b->name) == 0 &&
           strcmp(a->team, b->team) == 0;
}

/* The shift by the clock on the wall, as people read it. The edges of these shifts are no times
 * that a clock change leaves out or repeats. */
static const char *by_the_clock(const struct calendar *c, int64_t wall_ms)
{
    time_t at = (time_t)(wall_ms / MS_PER_S);
    struct tm local;
    assert_non_null(localtime_r(&at, &local));
    int32_t minute = local.tm_hour * 60 + local.tm_min;
    int64_t today = civil_to_days(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday);
    for (int i = 0; i < c->shifts; i++) {
        const struct shift_plan *s = &c->shift[i];
        bool over = s->end_min <= s->begin_min;
        bool since =
            calendar_starts(c, i, today) && minute >= s->begin_min && (over || minute < s->end_min);
        if (since || (over && minute < s->end_min && calendar_starts(c, i, today - 1)))
            return s->name;
    }
    return "";
}

static void walk(const struct calendar *c, int64_t from, int64_t to)
{
    int64_t planned = 0, steps = 0;
    struct calendar_span s = calendar_at(c, from);
    for (int64_t at = from; at < to; steps++) {
        assert_true(s.begin_ms <= at && at < s.end_ms);
        assert_true(s.change_ms > at && s.change_ms <= s.end_ms);
        int64_t middle = at + (s.change_ms - at) / 2;
        struct calendar_span inside = calendar_at(c, middle);
        struct calendar_span last = calendar_at(c, s.change_ms - 1);
        struct calendar_span next = calendar_at(c, s.change_ms);
        /* Nothing changes before, something does there, and time has neither gap nor overlap. */
        if (!same(&s, &inside) || !same(&s, &last) || same(&s, &next) ||
            inside.change_ms != s.change_ms || last.change_ms != s.change_ms ||
            (next.begin_ms != s.begin_ms && next.begin_ms != s.end_ms))
            fail_msg("%s at %lld: %s until %lld, then %s", c->zone->name, (long long)at, s.name,
                     (long long)s.change_ms, next.name);
        if (c->shifts > 0)
            assert_string_equal(s.name, by_the_clock(c, middle));
        planned += s.in_shift && !s.in_break ? s.change_ms - at : 0;
        at = s.change_ms;
        s = next;
        planned -= at > to && last.in_shift && !last.in_break ? at - to : 0;
    }
    assert_true(steps > 300);
    assert_int_equal(calendar_planned(c, from, to), planned);
}

/* Cut anywhere, the parts are the whole. */
static void is_additive(const struct calendar *c, int64_t from, unsigned *seed)
{
    int64_t cut[7] = {from};
    int64_t sum = 0;
    for (int i = 1; i < 7; i++)
        cut[i] = cut[i - 1] + rand_r(seed) % (40 * MS_PER_HOUR);
    for (int i = 1; i < 7; i++)
        sum += calendar_planned(c, cut[i - 1], cut[i]);
    assert_int_equal(calendar_planned(c, cut[0], cut[6]), sum);
}

static void test_spans_tile_time(void **state)
{
    (void)state;
    static const struct {
        const char *zone;
        int year;
    } rows[] = {
        {"UTC", 2026},
        {"Europe/Berlin", 2026},
        {"America/Mexico_City", 2021},
        {"America/Monterrey", 2026},
        {"Australia/Lord_Howe", 2026},
        {"Asia/Kathmandu", 2026},
        {"America/Havana", 2026}, /* changes at midnight */
        {"Africa/Cairo", 2026},
        {"Africa/Casablanca", 2026}, /* four times a year */
        {"Pacific/Apia", 2011},      /* a day that did not come */
    };
    const char *given = getenv("SEED");
    unsigned seed = given ? (unsigned)strtoul(given, NULL, 10) : 20261122u;
    print_message("# SEED=%u\n", seed);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct zone zone = zone_of(rows[i].zone);
        struct calendar plain = {.zone = &zone};
        struct calendar weekly = three_shifts(&zone);
        struct calendar full = with_holidays();
        char tz[64] = ":";
        memcpy(tz + 1, zone.name, strlen(zone.name) + 1);
        setenv("TZ", tz, 1);
        tzset();
        full.zone = &zone;
        weekly.shift[1].days = 0x1f;
        weekly.shift[2].days = 0x0f;
        int64_t from = utc(rows[i].year, 1, 1, 3, 17);
        int64_t to = utc(rows[i].year + 2, 1, 1, 3, 17);
        const struct calendar *const all[] = {&plain, &weekly, &full};
        for (int k = 0; k < 3; k++) {
            walk(all[k], from, to);
            for (int n = 0; n < 50; n++)
                is_additive(all[k], from + rand_r(&seed) % (700 * 24) * MS_PER_HOUR, &seed);
        }
    }
    unsetenv("TZ");
    tzset();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_three_shifts),
        cmocka_unit_test(test_no_calendar_is_the_plant_day),
        cmocka_unit_test(test_nights_of_the_clock_change),
        cmocka_unit_test(test_shifts_within_the_clock_change),
        cmocka_unit_test(test_breaks_that_touch),
        cmocka_unit_test(test_weekdays_and_gaps),
        cmocka_unit_test(test_overlap),
        cmocka_unit_test(test_holidays),
        cmocka_unit_test(test_holiday_of_the_plant_day),
        cmocka_unit_test(test_long_gaps),
        cmocka_unit_test(test_single_dates),
        cmocka_unit_test(test_teams),
        cmocka_unit_test(test_spans_tile_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
