/* SPDX-License-Identifier: MIT */
/* Times as sources and people state them (standards.md §6.1), the civil calendar, zone tables. */
#include "data/model/clock.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define T0 INT64_C(1702286893123) /* 2023-12-11T09:28:13.123Z */

static void integers_by_magnitude_and_unit(void **state)
{
    static const struct {
        int64_t value;
        enum time_unit unit;
        int64_t ms;
        int code;
    } cases[] = {
        {1702286893, TIME_AUTO, 1702286893000, 0},
        {1702286893123, TIME_AUTO, T0, 0},
        {1702286893123999, TIME_AUTO, T0, 0},
        {1702286893123999999, TIME_AUTO, T0, 0},
        {0, TIME_AUTO, 0, -1},
        {12345, TIME_AUTO, 0, -1}, /* an uptime is no time of day */
        {99999999999, TIME_AUTO, 0, -1},
        {-1702286893, TIME_AUTO, 0, -1},
        {0, TIME_S, 0, 0},
        {-1, TIME_S, -1000, 0},
        {-1, TIME_US, -1, 0}, /* floor */
        {-1, TIME_NS, -1, 0},
        {1702286893, TIME_MS, 1702286893, 0}, /* the override is believed */
        {INT64_MAX, TIME_S, 0, -1},
        {INT64_MIN, TIME_S, 0, -1},
        {INT64_MAX, TIME_MS, 0, -1},
        {INT64_MAX, TIME_US, 0, -1},
        {INT64_MAX, TIME_NS, 9223372036854, 0},
        {1702286893, TIME_ISO8601, 0, -1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t ms = -77;
        print_message("%lld\n", (long long)cases[i].value);
        assert_int_equal(time_from_integer(cases[i].value, cases[i].unit, &ms), cases[i].code);
        assert_int_equal(ms, cases[i].code ? -77 : cases[i].ms);
    }
}

static void numbers_may_have_a_fraction(void **state)
{
    static const struct {
        double value;
        enum time_unit unit;
        int64_t ms;
        int code;
    } cases[] = {
        {1631266595.43, TIME_AUTO, 1631266595430, 0},
        {1631266595.4399, TIME_AUTO, 1631266595439, 0},
        {1631266595430.9, TIME_AUTO, 1631266595430, 0},
        {1631266595430999.0, TIME_AUTO, 1631266595430, 0},
        {1631266595430999999.0, TIME_AUTO, 1631266595431, 0}, /* as a double it is …431000000 */
        {-0.5, TIME_MS, -1, 0},
        {1.5, TIME_S, 1500, 0},
        {1.5, TIME_AUTO, 0, -1},
        {1e30, TIME_S, 0, -1},
        {-1e30, TIME_MS, 0, -1},
        {1631266595.0, TIME_ISO8601, 0, -1},
        {(double)NAN, TIME_S, 0, -1},
        {(double)INFINITY, TIME_AUTO, 0, -1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t ms = -77;
        print_message("%f\n", cases[i].value);
        assert_int_equal(time_from_number(cases[i].value, cases[i].unit, &ms), cases[i].code);
        assert_int_equal(ms, cases[i].code ? -77 : cases[i].ms);
    }
    /* every centisecond of a while comes out exact */
    for (int64_t cs = 0; cs < 100000; cs++) {
        int64_t ms = 0;
        assert_int_equal(time_from_number((double)(163126659500 + cs) / 100, TIME_S, &ms), 0);
        assert_int_equal(ms, 1631266595000 + cs * 10);
    }
}

static void iso_8601_is_read(void **state)
{
    static const struct {
        const char *text;
        int64_t ms;
        bool zone;
    } cases[] = {
        {"2025-10-20T15:30:45.123456Z", 1760974245123, true},
        {"2025-10-20T15:30:45.123456789Z", 1760974245123, true},
        {"2025-10-20T15:30:45.999999999Z", 1760974245999, true},
        {"2025-10-20T15:30:45Z", 1760974245000, true},
        {"2025-10-20t15:30:45z", 1760974245000, true},
        {"2025-10-20 15:30:45Z", 1760974245000, true},
        {"2025-10-20T15:30:45,5Z", 1760974245500, true},
        {"2025-10-20T15:30:45.05Z", 1760974245050, true},
        {"2025-10-20T17:30:45+02:00", 1760974245000, true},
        {"2025-10-20T17:30:45+0200", 1760974245000, true},
        {"2025-10-20T17:30:45+02", 1760974245000, true},
        {"2025-10-20T10:00:45-05:30", 1760974245000, true},
        {"2025-10-20T15:30Z", 1760974200000, true},
        {"2017-02-16T10:13:52", 1487240032000, false},
        {"2016-12-31T23:59:60Z", 1483228800000, true}, /* leap second */
        {"2024-02-29T00:00:00Z", 1709164800000, true},
        {"2000-02-29T00:00:00Z", 951782400000, true},
        {"1969-12-31T23:59:59.999Z", -1, true},
        {"0000-01-01T00:00:00Z", -62167219200000, true},
        {"9999-12-31T23:59:59.999Z", 253402300799999, true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t ms = -77;
        bool zone = !cases[i].zone;
        print_message("%s\n", cases[i].text);
        assert_int_equal(time_from_iso8601(cases[i].text, strlen(cases[i].text), &ms, &zone), 0);
        assert_int_equal(ms, cases[i].ms);
        assert_int_equal(zone, cases[i].zone);
    }
}

static void what_is_no_iso_8601_is_refused(void **state)
{
    static const char *const cases[] = {
        "",
        "2025",
        "2025-10-20",
        "2025-10-20T",
        "2025-10-20T15",
        "2025-10-20T15:3",
        "2025-10-20T15:30:45.Z",
        "2025-10-20T15:30:45.1234567890Z",
        "2025-10-20X15:30:45Z",
        "2025-13-20T15:30:45Z",
        "2025-00-20T15:30:45Z",
        "2025-02-29T15:30:45Z",
        "1900-02-29T00:00:00Z",
        "2025-04-31T00:00:00Z",
        "2025-10-20T24:00:00Z",
        "2025-10-20T15:60:00Z",
        "2025-10-20T15:30:61Z",
        "2025-10-20T15:30:45ZZ",
        "2025-10-20T15:30:45+",
        "2025-10-20T15:30:45+2",
        "2025-10-20T15:30:45+02:6",
        "2025-10-20T15:30:45+02:60",
        "2025-10-20T15:30:45 UTC",
        "20-10-2025T15:30:45Z",
        "2025/10/20T15:30:45Z",
        "+025-10-20T15:30:45Z",
        "2025-10-20T15:30:45+24:00",
        "9999-12-31T23:59:59-01:00",
        "0000-01-01T00:00:00+01:00",
        "now",
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t ms = -77;
        bool zone;
        print_message("%s\n", cases[i]);
        assert_int_equal(time_from_iso8601(cases[i], strlen(cases[i]), &ms, &zone), -1);
        assert_int_equal(ms, -77);
    }
    int64_t ms;
    bool zone;
    /* a NUL inside, and a cut text */
    assert_int_equal(time_from_iso8601("2025-10-20T15:30:45\0", 20, &ms, &zone), -1);
    assert_int_equal(time_from_iso8601("2025-10-20T15:30:45Z", 18, &ms, &zone), -1);
}

static void people_type_times(void **state)
{
    static const struct {
        const char *text;
        int64_t ms;
        int code;
    } cases[] = {
        {"2025-10-20T15:30:45Z", 1760974245000, 0},
        {"2025-10-20 15:30", 1760974200000, 0},
        {"2025-10-20", 1760918400000, 0},
        {"1760974245", 1760974245000, 0},
        {"1760974245.5", 1760974245500, 0},
        {"1760974245123", 1760974245123, 0},
        {"12", 0, -1},
        {"1760974245123456", 0, -1}, /* nobody types microseconds */
        {"yesterday", 0, -1},
        {"", 0, -1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t ms = -77;
        print_message("%s\n", cases[i].text);
        assert_int_equal(time_from_text(cases[i].text, &ms), cases[i].code);
        assert_int_equal(ms, cases[i].code ? -77 : cases[i].ms);
    }
}

static void times_are_written_and_read_back(void **state)
{
    static const struct {
        int64_t ms;
        const char *text;
    } cases[] = {
        {T0, "2023-12-11T09:28:13.123Z"},
        {0, "1970-01-01T00:00:00.000Z"},
        {-1, "1969-12-31T23:59:59.999Z"},
        {253402300799999, "9999-12-31T23:59:59.999Z"},
        {-62167219200000, "0000-01-01T00:00:00.000Z"},
        {253402300800000, "-"},
        {TIME_NONE, "-"},
        {TIME_NEVER, "-"},
    };
    char text[TIME_ISO_SIZE];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(time_to_iso8601(cases[i].ms, text), cases[i].text);
    for (int64_t ms = -4000000000000; ms < 8000000000000; ms += 12345678901) {
        int64_t again = 0;
        bool zone;
        time_to_iso8601(ms, text);
        assert_int_equal(time_from_iso8601(text, strlen(text), &again, &zone), 0);
        assert_int_equal(again, ms);
    }
}

static void the_civil_calendar_goes_both_ways(void **state)
{
    (void)state;
    assert_int_equal(civil_to_days(1970, 1, 1), 0);
    assert_int_equal(civil_to_days(2000, 3, 1), 11017);
    assert_int_equal(civil_to_days(1969, 12, 31), -1);
    assert_int_equal(civil_to_days(-1, 3, 1), -719834);
    for (int64_t days = -800000; days < 3000000; days += 17) {
        int64_t year;
        int month, day;
        days_to_civil(days, &year, &month, &day);
        assert_in_range(month, 1, 12);
        assert_in_range(day, 1, 31);
        assert_int_equal(civil_to_days(year, month, day), days);
    }
}

/* Berlin around 2026: +1 h, +2 h from 29 March 01:00 UTC to 25 October 01:00 UTC. */
static const struct zone berlin = {
    .name = "Europe/Berlin",
    .count = 4,
    .change = {{1743296400000, 7200},
               {1761440400000, 3600},
               {1774746000000, 7200},
               {1792890000000, 3600}},
};
#define SPRING INT64_C(1774746000000)
#define AUTUMN INT64_C(1792890000000)

static void local_time_follows_the_table(void **state)
{
    (void)state;
    assert_int_equal(zone_local(&berlin, SPRING - 1) - (SPRING - 1), 3600000);
    assert_int_equal(zone_local(&berlin, SPRING) - SPRING, 7200000);
    assert_int_equal(zone_local(&berlin, AUTUMN) - AUTUMN, 3600000);
    assert_int_equal(zone_local(&berlin, 0), 7200000); /* before the first row: its offset */
    assert_int_equal(zone_local(&zone_utc, T0), T0);
    static const struct zone none = {.count = 0};
    assert_int_equal(zone_local(&none, T0), T0);
    assert_int_equal(zone_instant(&none, T0), T0);
}

static void an_instant_is_found_for_every_local_time(void **state)
{
    (void)state;
    for (int64_t t = SPRING - 5 * MS_PER_DAY; t < AUTUMN + 5 * MS_PER_DAY; t += 600001) {
        int64_t back = zone_instant(&berlin, zone_local(&berlin, t));
        bool second_time_round = t >= AUTUMN && t < AUTUMN + MS_PER_HOUR;
        assert_int_equal(back, second_time_round ? t - MS_PER_HOUR : t);
    }
    /* in the gap: where it ends */
    assert_int_equal(zone_instant(&berlin, SPRING + MS_PER_HOUR), SPRING);
    assert_int_equal(zone_instant(&berlin, SPRING + MS_PER_HOUR + 1), SPRING);
    assert_int_equal(zone_instant(&berlin, SPRING + 2 * MS_PER_HOUR - 1), SPRING);
    assert_int_equal(zone_instant(&berlin, SPRING + 2 * MS_PER_HOUR), SPRING);
    assert_int_equal(zone_instant(&berlin, SPRING + MS_PER_HOUR - 1), SPRING - 1);
    /* in the overlap: the earlier one */
    assert_int_equal(zone_instant(&berlin, AUTUMN + MS_PER_HOUR), AUTUMN - MS_PER_HOUR);
    assert_int_equal(zone_instant(&berlin, AUTUMN + 2 * MS_PER_HOUR - 1), AUTUMN - 1);
    assert_int_equal(zone_instant(&berlin, AUTUMN + 2 * MS_PER_HOUR), AUTUMN + MS_PER_HOUR);
    assert_int_equal(zone_instant(&zone_utc, T0), T0);
}

static void a_span_without_a_change_is_steady(void **state)
{
    (void)state;
    int64_t offset = 1;
    const struct zone none = {.count = 0};
    assert_true(zone_steady(&none, 0, T0, &offset));
    assert_int_equal(offset, 0);
    assert_true(zone_steady(&berlin, SPRING - MS_PER_DAY, SPRING - 1, &offset));
    assert_int_equal(offset, MS_PER_HOUR);
    assert_false(zone_steady(&berlin, SPRING - MS_PER_DAY, SPRING, &offset));
    assert_true(zone_steady(&berlin, SPRING, AUTUMN - 1, &offset));
    assert_int_equal(offset, 2 * MS_PER_HOUR);
    assert_false(zone_steady(&berlin, SPRING - 1, AUTUMN, &offset));
    assert_true(zone_steady(&berlin, AUTUMN, AUTUMN + 900 * MS_PER_DAY, &offset));
}

static void local_times_say_how_far_from_utc_they_are(void **state)
{
    (void)state;
    static const struct zone west = {
        .count = 2, .change = {{0, -6 * 3600}, {INT64_C(1800000000000), -5 * 3600}}};
    static const struct zone half = {.count = 1, .change = {{0, 20700}}};
    static const struct {
        const struct zone *zone;
        int64_t ms;
        const char *text;
    } cases[] = {
        {&zone_utc, INT64_C(1795353672123), "2026-11-22T13:21:12.123+00:00"},
        {&west, INT64_C(1795353672123), "2026-11-22T07:21:12.123-06:00"},
        {&west, INT64_C(1800000000000), "2027-01-15T03:00:00.000-05:00"},
        {&half, INT64_C(1795353672123), "2026-11-22T19:06:12.123+05:45"},
        {&west, TIME_NONE, "-"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[TIME_ISO_SIZE];
        int64_t again;
        bool zone;
        assert_string_equal(time_to_iso8601_in(cases[i].zone, cases[i].ms, text), cases[i].text);
        if (cases[i].ms == TIME_NONE)
            continue;
        assert_int_equal(time_from_iso8601(text, strlen(text), &again, &zone), 0);
        assert_true(zone && again == cases[i].ms);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(local_times_say_how_far_from_utc_they_are),
        cmocka_unit_test(integers_by_magnitude_and_unit),
        cmocka_unit_test(numbers_may_have_a_fraction),
        cmocka_unit_test(iso_8601_is_read),
        cmocka_unit_test(what_is_no_iso_8601_is_refused),
        cmocka_unit_test(people_type_times),
        cmocka_unit_test(times_are_written_and_read_back),
        cmocka_unit_test(the_civil_calendar_goes_both_ways),
        cmocka_unit_test(local_time_follows_the_table),
        cmocka_unit_test(an_instant_is_found_for_every_local_time),
        cmocka_unit_test(a_span_without_a_change_is_steady),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
