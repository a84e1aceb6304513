/* SPDX-License-Identifier: MIT */
/* A time zone as a table of offsets: the C library is asked for the local time every two days from
 * 1970 to 2099, and where the answer changes the change is looked for to the second. Called once
 * when a configuration is loaded; TZ is put back afterwards. */
#include "data/config/zone.h"

#include "data/model/text.h"
#include "data/model/words.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define STEP_S  (2 * 86400)         /* no zone changes twice within two days */
#define END_S   INT64_C(4102444800) /* 2100-01-01 */
#define FOLDER  "/usr/share/zoneinfo"
#define NAMES   700
#define TAB_MAX (64 * 1024)

static int32_t offset_at(int64_t at_s)
{
    time_t time = (time_t)at_s;
    struct tm local;
    return localtime_r(&time, &local) ? (int32_t)local.tm_gmtoff : 0;
}

/* The first second after `low` at which the offset is no longer `before`; it is not at `high`. */
static int64_t find_change(int64_t low, int64_t high, int32_t before)
{
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (offset_at(middle) == before)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* With TZ set. */
static int fill_table(struct zone *zone, struct cause *why)
{
    int64_t at = 0;
    int32_t offset = offset_at(0);
    zone->change[0] = (struct zone_change){.from_ms = 0, .offset_s = offset};
    zone->count = 1;
    while (at < END_S) {
        int64_t next = at + STEP_S;
        if (offset_at(next) == offset) {
            at = next;
            continue;
        }
        at = find_change(at, next, offset);
        offset = offset_at(at);
        if (zone->count == ZONE_MAX)
            return cause_set(why, -1, "changes more than %d times", ZONE_MAX);
        zone->change[zone->count++] =
            (struct zone_change){.from_ms = at * MS_PER_S, .offset_s = offset};
    }
    return 0;
}

static const char *zone_folder(void)
{
    const char *folder = getenv("TZDIR");
    return folder && folder[0] == '/' ? folder : FOLDER;
}

/* Whether it is the name of a zone file: the C library takes any other name for UTC. */
static bool zone_exists(const char *name)
{
    char path[256];
    char magic[4] = "";
    if (name[0] == '\0' || name[0] == '/' || name[0] == '.' || strstr(name, "..") ||
        !text_format(path, sizeof path, "%s/%s", zone_folder(), name))
        return false;
    FILE *file = fopen(path, "rbe");
    if (!file)
        return false;
    bool zone = fread(magic, 1, sizeof magic, file) == sizeof magic &&
                memcmp(magic, "TZif", sizeof magic) == 0;
    fclose(file);
    return zone;
}

/* The third column of these tables, cut out in place. Returns the number of names. */
static size_t take_names(char *text, const char **names, size_t max)
{
    size_t count = 0;
    for (char *line = text; line && count < max;) {
        char *end = strchr(line, '\n');
        if (end)
            *end = '\0';
        char *tab = line[0] == '#' ? NULL : strchr(line, '\t');
        tab = tab ? strchr(tab + 1, '\t') : NULL;
        if (tab) {
            tab[1 + strcspn(tab + 1, "\t")] = '\0';
            names[count++] = tab + 1;
        }
        line = end ? end + 1 : NULL;
    }
    return count;
}

static bool suggest(const char *name, char *out, size_t size)
{
    static const char *const tables[] = {"zone.tab", "zone1970.tab"};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        char path[256];
        if (!text_format(path, sizeof path, "%s/%s", zone_folder(), tables[i]))
            continue;
        FILE *file = fopen(path, "rbe");
        char *text = file ? calloc(1, TAB_MAX + 1) : NULL;
        const char *names[NAMES];
        const char *near = NULL;
        if (text && fread(text, 1, TAB_MAX, file) > 0) {
            const struct words list = {names, take_names(text, names, NAMES)};
            near = word_nearest(&list, name);
        }
        bool found = near && text_copy(out, size, near);
        free(text);
        if (file)
            fclose(file);
        if (found)
            return true;
    }
    return false;
}

static int no_such_zone(const char *name, struct cause *why)
{
    char near[64];
    if (!zone_exists("Europe/Berlin"))
        return cause_set(why, -1, "the system has no time zone files in %s; install tzdata",
                         zone_folder());
    if (suggest(name, near, sizeof near))
        return cause_set(why, -1, "no such time zone; did you mean %s?", near);
    return cause_set(why, -1, "no such time zone; write e.g. Europe/Berlin or UTC");
}

static void put_back(char *old)
{
    if (old)
        (void)setenv("TZ", old, 1);
    else
        (void)unsetenv("TZ");
    tzset();
    free(old);
}

int zone_load(const char *name, struct zone *zone, struct cause *why)
{
    if (strcmp(name, "UTC") == 0 || strcmp(name, "Etc/UTC") == 0) {
        *zone = zone_utc; /* wants no files */
        (void)text_copy(zone->name, sizeof zone->name, name);
        return 0;
    }
    if (!name[0] || !text_copy(zone->name, sizeof zone->name, name) || !zone_exists(name))
        return no_such_zone(name, why);
    const char *set = getenv("TZ");
    char *old = set ? strdup(set) : NULL;
    if (set && !old)
        return cause_set(why, -1, "out of memory");
    char value[64];
    (void)text_format(value, sizeof value, ":%s", zone->name);
    int result = setenv("TZ", value, 1) == 0 ? 0 : cause_set(why, -1, "%s", strerror(errno));
    if (result == 0) {
        tzset();
        result = fill_table(zone, why);
    }
    put_back(old);
    return result;
}
