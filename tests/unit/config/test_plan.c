/* SPDX-License-Identifier: MIT */
/* The calendar's sections: what they become, and for each mistake the exact message. */
#include "data/config/days.h"
#include "tests/unit/config/kit.h"

#define STATION KIT_STATION
#define EARLY   "[shift early]\nstart = 06:00\nend = 14:00\n"
#define LATE    "[shift late]\nstart = 14:00\nend = 22:00\n"

static const struct kit_mistake mistakes[] = {
    /* dates */
    {EARLY "dates = 25.12.2026\n", "f:12: [shift early] dates = 25.12.2026: \"25.12.2026\" is not "
                                   "a date; write e.g. 2026-12-25\n"},
    {EARLY "dates = 2026-02-29\n",
     "f:12: [shift early] dates = 2026-02-29: there is no 2026-02-29\n"},
    {EARLY "dates = 12-25\n", "f:12: [shift early] dates = 12-25: \"12-25\" is not a date; write "
                              "e.g. 2026-12-25\n"},
    {EARLY "dates = 1999-12-31\n", "f:12: [shift early] dates = 1999-12-31: 1999-12-31 is out of "
                                   "range; years go from 2000 to 2099\n"},
    {EARLY "dates = 2026-12-31 to 2026-12-30\n",
     "f:12: [shift early] dates = 2026-12-31 to 2026-12-30: \"2026-12-31 to 2026-12-30\" ends "
     "before it begins\n"},
    {EARLY "dates = 2026-12-31 to 2028-12-30\n",
     "f:12: [shift early] dates = 2026-12-31 to 2028-12-30: \"2026-12-31 to 2028-12-30\" is longer "
     "than a year\n"},
    {EARLY "dates = 2026-12-05,\n",
     "f:12: [shift early] dates = 2026-12-05,: \"\" is not a date; write e.g. 2026-12-25\n"},
    {EARLY "dates = 2026-12-05\ndate = 2026-12-06\n",
     "f:13: [shift early] dates = 2026-12-06: given twice; the other one is f:12\n"},
    {"[holiday x]\n", "f:9: [holiday x] dates is missing; write e.g. dates = 12-25, 2026-12-28 to "
                      "2026-12-31\n"},
    {"[holiday x]\ndate = christmas\n",
     "f:10: [holiday x] dates = christmas: \"christmas\" is not a date; write e.g. 2026-12-25, or "
     "12-25 for every year\n"},
    {"[holiday x]\ndate = 2026-12-24..2027-01-01\n",
     "f:10: [holiday x] dates = 2026-12-24..2027-01-01: \"2026-12-24..2027-01-01\" is not a date; "
     "write FIRST to LAST for several days\n"},
    {EARLY "[shift over]\nstart = 06:00\nend = 12:00\ndate = 12-05\n",
     "f:15: [shift over] dates = 12-05: \"12-05\" is not a date; write e.g. 2026-12-25\n"},
    {"[holiday x]\ndate = 02-30\n", "f:10: [holiday x] dates = 02-30: there is no 02-30\n"},
    {"[holiday x]\ndates = 2026-12-24 to 01-01\n",
     "f:10: [holiday x] dates = 2026-12-24 to 01-01: \"2026-12-24 to 01-01\": write the year at "
     "both ends or at none\n"},
    {"[holiday x]\ndates = 12-25\nshifts = erly\n" EARLY,
     "f:11: [holiday x] shifts = erly: there is no [shift erly]; did you mean early?\n"},
    {"[holiday x]\ndates = 12-25\nshifts = Early\n" EARLY,
     "f:11: [holiday x] shifts = Early: not ids; write e.g. early, with lower-case letters, "
     "digits, - _ and .\n"},
    /* teams */
    {EARLY "teams = a\n", "f:12: [shift early] teams = a: there is no [team a]\n"},
    {EARLY "teams = a, b\n[team a]\n[team b]\n",
     "f:12: [shift early] teams = a, b: several teams take turns from a day on; write e.g. "
     "rotation_start = 2026-01-05 under [calendar]\n"},
    {"[calendar]\nrotation = monthly\n",
     "f:10: [calendar] rotation = monthly: not one of weekly, daily\n"},
    {"[calendar]\nrotation_start = monday\n",
     "f:10: [calendar] rotation_start = monday: not a date of the years 2000 to 2099; write e.g. "
     "2026-01-05\n"},
    /* overlaps on single days */
    {EARLY "days = mon-fri\n[shift overtime]\nstart = 10:00\nend = 16:00\ndate = 2026-12-05\n" LATE
           "days = sat\n",
     "f:17: [shift late] overlaps [shift overtime] (f:13) on 2026-12-05\n"},
    {EARLY "[shift over]\nstart = 22:00\nend = 07:00\ndate = 2026-12-05\n",
     "f:12: [shift over] overlaps [shift early] (f:9) on 2026-12-05\n"},
    {"[shift a]\nstart = 06:00\nend = 12:00\ndates = 2026-12-01 to 2026-12-31\n[shift b]\nstart = "
     "08:00\nend = 12:00\ndates = 2026-12-24\n",
     "f:13: [shift b] overlaps [shift a] (f:9) on 2026-12-24\n"},
};

static void each_mistake_has_its_message(void **state)
{
    (void)state;
    kit_tells(STATION, mistakes);
}

static struct calendar_span at(const struct config *c, int y, int m, int d, int hh)
{
    int64_t local = civil_to_days(y, m, d) * MS_PER_DAY + hh * MS_PER_HOUR;
    return calendar_at(&c->calendar, zone_instant(&c->zone, local));
}

static void a_plan_becomes_a_calendar(void **state)
{
    (void)state;
    struct config *c = kit_load(
        "[site]\nenterprise = e\nname = s\narea = a\ntimezone = Europe/Berlin\n[line]\nname = l\n"
        "[station]\nname = m\n"
        "[calendar]\nrotation_start = 2026-01-05\n"
        "[team a]\ntitle = Team A\n[team b]\n[team c]\n"
        "[holiday christmas]\ndates = 12-24 to 12-26, 2026-12-28\n"
        "[holiday all-saints]\ndate = 11-01\nshifts = late\n" EARLY
        "days = mon-fri\nbreaks = 12:00-12:30, 09:00-09:15\nteams = a,b , c\n" LATE
        "days = mon-fri\nteams = b\n"
        "[shift overtime]\nstart = 06:00\nend = 12:00\ndate = 2026-12-05, 2026-12-26\n"
        "teams = c\n");
    assert_int_equal(c->calendar.shifts, 3);
    assert_int_equal(c->calendar.offs, 3);
    assert_string_equal(c->team[0].title, "Team A");
    assert_string_equal(c->shift[0].teams, "a, b, c");
    assert_int_equal(c->calendar.shift[0].pause[0].begin_min, 540);
    static const struct {
        int y, m, d, hh;
        const char *name, *team;
    } rows[] = {
        {2026, 1, 5, 7, "early", "a"},     {2026, 1, 12, 7, "early", "b"},
        {2026, 1, 19, 7, "early", "c"},    {2026, 1, 12, 15, "late", "b"},
        {2026, 12, 5, 7, "overtime", "c"}, {2026, 12, 12, 7, "", ""},
        {2026, 12, 24, 7, "", ""},         {2026, 12, 26, 7, "overtime", "c"},
        {2026, 12, 28, 7, "", ""},         {2027, 12, 24, 7, "", ""},
        {2027, 12, 28, 7, "early", "b"},   {2027, 11, 1, 7, "early", "c"},
        {2027, 11, 1, 15, "", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct calendar_span s = at(c, rows[i].y, rows[i].m, rows[i].d, rows[i].hh);
        assert_string_equal(s.name, rows[i].name);
        assert_string_equal(s.team, rows[i].team);
    }
    config_free(&c);
}

/* Where one shift ends another may begin; a holiday may make room for a shift of its own. */
static void neighbours_are_no_overlap(void **state)
{
    (void)state;
    static const char *const plans[] = {
        EARLY "days = mon-fri\n[shift o]\nstart = 06:00\nend = 14:00\ndate = 2026-12-05\n",
        EARLY "[holiday h]\ndates = 12-24\n[shift o]\nstart = 06:00\nend = 12:00\n"
              "date = 2026-12-24\n",
        EARLY LATE "[shift night]\nstart = 22:00\nend = 06:00\n",
        "[shift all]\nstart = 06:00\nend = 06:00\n",
        EARLY "days = mon-fri\n[shift w]\nstart = 22:00\nend = 06:00\ndates = 2026-12-05\n",
    };
    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++)
        assert_string_equal(kit_problems_of(STATION, plans[i]), "");
}

static void dates_are_read_and_written(void **state)
{
    (void)state;
    static const struct {
        const char *text, *same;
    } rows[] = {
        {"", ""},
        {"2026-12-25", "2026-12-25"},
        {"2026-12-25,2026-12-26 ,  2027-01-01", "2026-12-25, 2026-12-26, 2027-01-01"},
        {"2026-12-24  to  2027-01-01", "2026-12-24 to 2027-01-01"},
        {"2024-02-29", "2024-02-29"},
        {"2000-01-01, 2099-12-31", "2000-01-01, 2099-12-31"},
        {"02-29, 12-24 to 01-01", "02-29, 12-24 to 01-01"},
        {"12-25 to 12-25", "12-25"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct date_list list;
        struct cause why;
        char text[256];
        assert_int_equal(dates_parse(rows[i].text, true, &list, &why), 0);
        dates_print(&list, text, sizeof text);
        assert_string_equal(text, rows[i].same);
    }
}

static void dates_are_bounded(void **state)
{
    (void)state;
    struct date_list list;
    struct cause why;
    char many[512] = "01-01";
    for (int i = 1; i < DATES_MAX; i++)
        (void)snprintf(many + strlen(many), sizeof many - strlen(many), ",01-01");
    assert_int_equal(dates_parse(many, true, &list, &why), 0);
    (void)snprintf(many + strlen(many), sizeof many - strlen(many), ",01-01");
    assert_int_equal(dates_parse(many, true, &list, &why), -1);
    assert_string_equal(why.text, "more than 16 dates; write FIRST to LAST, or make two of it");

    static char text[64 * 1024];
    size_t n = (size_t)snprintf(text, sizeof text, "%s", STATION);
    for (int i = 0; i < 20; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "[holiday h%d]\ndates = %.*s\n", i, 95,
                              many);
    assert_string_equal(kit_problems(text),
                        "f:41: [holiday h16] more than 256 dates of holidays in all; write FIRST "
                        "to LAST, or leave out years that are over\n");
    n = (size_t)snprintf(text, sizeof text, "%s[team a]\n" EARLY "teams = a", STATION);
    for (int i = 0; i < 56; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, ",a");
    (void)snprintf(text + n, sizeof text - n, "\n[calendar]\nrotation_start = 2026-01-05\n");
    struct config *c = kit_load(text);
    assert_int_equal(c->calendar.shift[0].turns, 57);
    config_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_mistake_has_its_message),
        cmocka_unit_test(a_plan_becomes_a_calendar),
        cmocka_unit_test(neighbours_are_no_overlap),
        cmocka_unit_test(dates_are_read_and_written),
        cmocka_unit_test(dates_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
