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

static int32_t library_offset(int64_t at_s)
{
    time_t at = (time_t)at_s;
    struct tm local;
    assert_non_null(localtime_r(&at, &local));
    return (int32_t)local.tm_gmtoff;
}

static void use_library(const char *tz)
{
    if (tz)
        assert_int_equal(setenv("TZ", tz, 1), 0);
    else
        assert_int_equal(unsetenv("TZ"), 0);
    tzset();
}

static void agrees_at(const struct zone *zone, int64_t at_s)
{
    if (offset(zone, at_s * MS_PER_S) != library_offset(at_s))
        fail_msg("%s at %lld: %d, the library says %d", zone->name, (long long)at_s,
                 offset(zone, at_s * MS_PER_S), library_offset(at_s));
}

/* On both sides of every change, and every five days up to 2099. */
static void agrees(const struct zone *zone)
{
    for (size_t i = 1; i < zone->count; i++) {
        agrees_at(zone, zone->change[i].from_ms / MS_PER_S);
        agrees_at(zone, zone->change[i].from_ms / MS_PER_S - 1);
        assert_true(zone->change[i].from_ms > zone->change[i - 1].from_ms);
        assert_int_not_equal(zone->change[i].offset_s, zone->change[i - 1].offset_s);
    }
    for (int64_t at = 1; at < INT64_C(4102444800); at += 5 * 86400 + 1)
        agrees_at(zone, at);
}

static void every_zone_agrees_with_the_library(void **state)
{
    (void)state;
    FILE *table = fopen("/usr/share/zoneinfo/zone1970.tab", "r");
    char line[256];
    char name[64];
    int count = 0;
    assert_non_null(table);
    while (fgets(line, sizeof line, table)) {
        if (line[0] == '#' || sscanf(line, "%*s %*s %63s", name) != 1)
            continue;
        struct zone zone = load(name);
        char tz[80];
        (void)snprintf(tz, sizeof tz, ":%s", name);
        use_library(tz);
        agrees(&zone);
        count++;
    }
    use_library(NULL);
    fclose(table);
    assert_true(count > 300);
}

/* ---- files that are made ---- */

struct image {
    unsigned char byte[512];
    size_t size;
};

static void put(struct image *f, uint64_t value, int width)
{
    for (int i = width - 1; i >= 0; i--)
        f->byte[f->size++] = (unsigned char)(value >> (8 * i));
}

static void put_header(struct image *f, int version, size_t times, size_t leaps)
{
    put(f, 0x545A6966, 4);
    put(f, (uint64_t)version, 1);
    f->size += 15;
    put(f, 0, 8);
    put(f, leaps, 4);
    put(f, times, 4);
    put(f, 1, 4); /* types */
    put(f, 4, 4); /* characters */
}

/* One type of two hours, `times` transitions, and a rule. */
static struct image make_image(int version, size_t times, size_t leaps, const char *rule)
{
    struct image f = {.size = 0};
    for (int block = 0; block < (version ? 2 : 1); block++) {
        int width = block ? 8 : 4;
        put_header(&f, version, times, leaps);
        for (size_t i = 0; i < times; i++)
            put(&f, 1000 * (i + 1), width);
        f.size += times;
        put(&f, 7200, 4);
        f.size += 2 + 4;
    }
    for (const char *at = rule; version && *at; at++)
        put(&f, (unsigned char)*at, 1);
    return f;
}

static struct kit_dir zones;

static int load_image(const struct image *f, size_t size, struct zone *zone)
{
    char path[128];
    struct cause why;
    (void)snprintf(path, sizeof path, "%s/Made", zones.path);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(f->byte, 1, size, file), size);
    fclose(file);
    return zone_load("Made", zone, &why);
}

/* Rules as they stand at the end of real files, and every form there is. */
static const char *const rules[] = {
    "CET-1CEST,M3.5.0,M10.5.0/3",
    "IST-1GMT0,M10.5.0,M3.5.0/1",
    "<-03>3<-02>,M3.5.0/-1,M10.5.0/-2",
    "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
    "EET-2EEST,M3.4.4/50,M10.4.4/50",
    "AAA3BBB2:30:10,J60/0,J300/23:59:59",
    "AAA-12BBB,59/2,364/1",
    "AAA5BBB,J1/0,J59/0",
    "NZST-12NZDT,M9.5.0,M4.1.0/3",
    "MSK-3",
    "<+0545>-5:45",
};

static void rules_agree_with_the_library(void **state)
{
    (void)state;
    zones = kit_dir_new();
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        char footer[80];
        static struct zone zone;
        (void)snprintf(footer, sizeof footer, "\n%s\n", rules[i]);
        struct image f = make_image('2', 0, 0, footer);
        assert_int_equal(setenv("TZDIR", zones.path, 1), 0);
        assert_int_equal(load_image(&f, f.size, &zone), 0);
        unsetenv("TZDIR");
        use_library(rules[i]);
        for (int64_t at = 86400 * 366; at < INT64_C(4102444800); at += 6 * 3600)
            agrees_at(&zone, at);
        use_library(NULL);
    }
    kit_remove(&zones, "Made");
    kit_dir_end(&zones);
}

static void damaged_files_are_refused(void **state)
{
    (void)state;
    static const char *const footers[] = {
        "",
        "CET-1",
        "\nCET-1",
        "\nX\n",
        "\n-1\n",
        "\nCET-200\n",
        "\nCET-1:60\n",
        "\nCET-1CEST\n",
        "\n<+01\n",
        "\nCET-1CE\n",
        "\nCET-1CEST,M3\n",
        "\nCET-1CEST,M13.1.0,M10.5.0\n",
        "\nCET-1x\n",
        "\nCET-1CEST,M3.5.0,J0\n",
        "\nCET-1CEST,M3.5.0,M10.5.0/x\n",
        "\nCET-1CEST,M3.5.0,M10.5.0,\n",
        "\nCET-1CEST;M3.5.0,M10.5.0\n",
    };
    static struct zone zone;
    zones = kit_dir_new();
    assert_int_equal(setenv("TZDIR", zones.path, 1), 0);
    for (size_t i = 0; i < sizeof footers / sizeof *footers; i++) {
        struct image f = make_image('2', 1, 0, footers[i]);
        if (load_image(&f, f.size, &zone) != -1)
            fail_msg("%s", footers[i]);
    }
    /* Cut anywhere; a transition of a type that is not there; leap seconds. */
    struct image f = make_image('2', 2, 0, "\nCET-1\n");
    for (size_t size = 0; size < f.size; size++)
        assert_int_equal(load_image(&f, size, &zone), -1);
    f.byte[44 + 8] = 3;
    assert_int_equal(load_image(&f, f.size, &zone), 0); /* the first block is not read */
    f = make_image(0, 2, 0, "");
    assert_int_equal(load_image(&f, f.size, &zone), 0);
    assert_int_equal(zone.change[0].offset_s, 7200);
    f.byte[44 + 8] = 3;
    assert_int_equal(load_image(&f, f.size, &zone), -1);
    f = make_image('2', 0, 1, "\n\n");
    assert_int_equal(load_image(&f, f.size, &zone), -1);
    f = make_image('2', 0, 0, "\n\n");
    assert_int_equal(load_image(&f, f.size, &zone), 0);
    assert_int_equal(zone.count, 1);
    unsetenv("TZDIR");
    kit_remove(&zones, "Made");
    kit_dir_end(&zones);
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

/* The process's own zone is not touched: other threads use it. */
static void tz_is_left_alone(void **state)
{
    (void)state;
    use_library("America/Lima");
    (void)load("Asia/Tokyo");
    assert_string_equal(getenv("TZ"), "America/Lima");
    assert_int_equal(library_offset(0), -5 * 3600);
    use_library(NULL);
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
        cmocka_unit_test(every_zone_agrees_with_the_library),
        cmocka_unit_test(rules_agree_with_the_library),
        cmocka_unit_test(damaged_files_are_refused),
        cmocka_unit_test(unknown_zones_are_refused),
        cmocka_unit_test(tz_is_left_alone),
        cmocka_unit_test(without_files_utc_is_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
