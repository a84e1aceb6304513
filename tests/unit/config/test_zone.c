/* SPDX-License-Identifier: MIT */
/* Time zones from the system's files: known changes, all zones fit, names that do not exist. */
#include "data/config/zone.h"
#include "tests/unit/config/kit.h"

#include <time.h>

static int64_t utc(int64_t year, int month, int day, int hour)
{
    return civil_to_days(year, month, day) * MS_PER_DAY + hour * MS_PER_HOUR;
}

static struct zone load(const char *name)
{
    static struct zone zone;
    struct cause why;
    assert_int_equal(zone_load(name, &zone, &why), 0);
    assert_string_equal(zone.name, name);
    return zone;
}

static int32_t offset(const struct zone *zone, int64_t at)
{
    return (int32_t)((zone_local(zone, at) - at) / MS_PER_S);
}

static void known_changes_are_found(void **state)
{
    (void)state;
    struct zone berlin = load("Europe/Berlin");
    /* The last Sundays of March and October, 01:00 UTC, this century through. */
    assert_int_equal(offset(&berlin, utc(2026, 3, 29, 1) - 1), 3600);
    assert_int_equal(offset(&berlin, utc(2026, 3, 29, 1)), 7200);
    assert_int_equal(offset(&berlin, utc(2026, 10, 25, 1) - 1), 7200);
    assert_int_equal(offset(&berlin, utc(2026, 10, 25, 1)), 3600);
    assert_int_equal(offset(&berlin, utc(2098, 7, 1, 0)), 7200);
    assert_int_equal(offset(&berlin, utc(1970, 7, 1, 0)), 3600); /* no summer time then */
    assert_int_equal(berlin.count, 1 + 2 * 120);

    struct zone york = load("America/New_York");
    assert_int_equal(offset(&york, utc(2026, 3, 8, 7) - 1), -5 * 3600);
    assert_int_equal(offset(&york, utc(2026, 3, 8, 7)), -4 * 3600);
    assert_int_equal(york.count, 1 + 2 * 130);

    struct zone howe = load("Australia/Lord_Howe"); /* half an hour */
    assert_int_equal(offset(&howe, utc(2026, 7, 1, 0)), 37800);
    assert_int_equal(offset(&howe, utc(2026, 1, 1, 0)), 39600);

    struct zone apia = load("Pacific/Apia"); /* crossed the date line at the end of 2011 */
    assert_int_equal(offset(&apia, utc(2011, 12, 30, 10) - 1), -10 * 3600);
    assert_int_equal(offset(&apia, utc(2011, 12, 30, 10)), 14 * 3600);

    assert_int_equal(load("Etc/UTC").count, 1);
    assert_int_equal(load("Asia/Kolkata").change[0].offset_s, 19800);
}

/* Every change lies where the C library itself changes, to the second. */
static void the_busiest_zone_agrees_with_the_library(void **state)
{
    (void)state;
    struct zone hebron = load("Asia/Hebron");
    assert_true(hebron.count > 256 && hebron.count < ZONE_MAX);
    assert_int_equal(setenv("TZ", ":Asia/Hebron", 1), 0);
    tzset();
    for (size_t i = 1; i < hebron.count; i++) {
        time_t at = (time_t)(hebron.change[i].from_ms / MS_PER_S);
        time_t before = at - 1;
        struct tm local;
        assert_non_null(localtime_r(&at, &local));
        assert_int_equal(local.tm_gmtoff, hebron.change[i].offset_s);
        assert_non_null(localtime_r(&before, &local));
        assert_int_equal(local.tm_gmtoff, hebron.change[i - 1].offset_s);
        assert_true(hebron.change[i].from_ms > hebron.change[i - 1].from_ms);
    }
    unsetenv("TZ");
    tzset();
}

static const struct {
    const char *name, *told;
} bad[] = {
    {"Europe/Berln", "no such time zone; did you mean Europe/Berlin?"},
    {"europe/berlin", "no such time zone; did you mean Europe/Berlin?"},
    {"America/Monterey", "no such time zone; did you mean America/Monterrey?"},
    {"Europe/Stokholm", "no such time zone; did you mean Europe/Stockholm?"},
    {"CEST", "no such time zone; write e.g. Europe/Berlin or UTC"},
    {"UTC+2", "no such time zone; write e.g. Europe/Berlin or UTC"},
    {"", "no such time zone; write e.g. Europe/Berlin or UTC"},
    {"/etc/localtime", "no such time zone; write e.g. Europe/Berlin or UTC"},
    {"../../../etc/passwd", "no such time zone; write e.g. Europe/Berlin or UTC"},
    {"zone.tab", "no such time zone; write e.g. Europe/Berlin or UTC"},
    {"Europe", "no such time zone; write e.g. Europe/Berlin or UTC"},
    {"A-name-of-a-time-zone-that-is-longer-than-any-there-is",
     "no such time zone; write e.g. Europe/Berlin or UTC"},
};

static void unknown_zones_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        static struct zone zone;
        struct cause why;
        assert_int_equal(zone_load(bad[i].name, &zone, &why), -1);
        assert_string_equal(why.text, bad[i].told);
    }
}

/* Loading leaves the process's own zone as it was. */
static void tz_is_put_back(void **state)
{
    (void)state;
    unsetenv("TZ");
    (void)load("Asia/Tokyo");
    assert_null(getenv("TZ"));
    assert_int_equal(setenv("TZ", "America/Lima", 1), 0);
    tzset();
    (void)load("Asia/Tokyo");
    assert_string_equal(getenv("TZ"), "America/Lima");
    time_t at = 0;
    struct tm local;
    assert_non_null(localtime_r(&at, &local));
    assert_int_equal(local.tm_gmtoff, -5 * 3600);
    unsetenv("TZ");
    tzset();
}

/* A machine without tzdata still runs in UTC and says what is missing for anything else. */
static void without_files_utc_is_left(void **state)
{
    (void)state;
    static struct zone zone;
    struct cause why;
    assert_int_equal(setenv("TZDIR", "/nowhere", 1), 0);
    assert_int_equal(zone_load("UTC", &zone, &why), 0);
    assert_int_equal(zone_load("Europe/Berlin", &zone, &why), -1);
    assert_string_equal(why.text, "the system has no time zone files in /nowhere; install tzdata");
    unsetenv("TZDIR");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_changes_are_found),
        cmocka_unit_test(the_busiest_zone_agrees_with_the_library),
        cmocka_unit_test(unknown_zones_are_refused),
        cmocka_unit_test(tz_is_put_back),
        cmocka_unit_test(without_files_utc_is_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
