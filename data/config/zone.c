/* SPDX-License-Identifier: MIT */
/* A time zone as a table of offsets, from the system's zone file (RFC 8536): its transitions, and
 * from the last one on the rule at its end, year by year to 2099. Called by resolve.c. The C
 * library is left out because TZ belongs to the whole process, other threads included. */
#include "data/config/zone.h"

#include "data/model/text.h"
#include "data/model/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define END_S    INT64_C(4102444800) /* 2100-01-01 */
#define END_YEAR 2100
#define HOUR_S   3600
#define DAY_S    86400
#define FOLDER   "/usr/share/zoneinfo"
#define NAMES    700
#define FILE_MAX (64 * 1024)

/* ---- the file ---- */

/* What is left of it. Reading behind the end gives zeroes and marks it. */
struct bytes {
    const unsigned char *at, *end;
    bool cut;
};

static uint64_t take(struct bytes *b, size_t width)
{
    uint64_t value = 0;
    if ((size_t)(b->end - b->at) < width) {
        b->cut = true;
        return 0;
    }
    for (size_t i = 0; i < width; i++)
        value = value << 8 | b->at[i];
    b->at += width;
    return value;
}

static void skip(struct bytes *b, size_t size)
{
    if ((size_t)(b->end - b->at) < size)
        b->cut = true;
    else
        b->at += size;
}

struct header {
    size_t utcs, stds, leaps, times, types, chars;
    int version;
};

static struct header take_header(struct bytes *b)
{
    struct header h;
    b->cut = b->cut || take(b, 4) != 0x545A6966; /* TZif */
    h.version = (int)take(b, 1);
    skip(b, 15);
    h.utcs = take(b, 4);
    h.stds = take(b, 4);
    h.leaps = take(b, 4);
    h.times = take(b, 4);
    h.types = take(b, 4);
    h.chars = take(b, 4);
    b->cut = b->cut || h.utcs > FILE_MAX || h.stds > FILE_MAX || h.leaps > 0 ||
             h.times > FILE_MAX || h.types > 256 || h.types == 0 || h.chars > FILE_MAX;
    return h;
}

static size_t body_size(const struct header *h, size_t width)
{
    return h->times * (width + 1) + h->types * 6 + h->chars + h->stds + h->utcs;
}

/* ---- the table ---- */

/* From `at_s` on `offset_s` holds. In ascending order; false when there are too many. */
static bool add_change(struct zone *zone, int64_t at_s, int64_t offset_s)
{
    struct zone_change *last = zone->count ? &zone->change[zone->count - 1] : NULL;
    if (at_s >= END_S || (last && last->offset_s == offset_s))
        return true;
    if (at_s <= 0 || (last && last->from_ms == at_s * MS_PER_S)) {
        /* What held before the table begins, or for no time at all, gives way. */
        if (zone->count == 0)
            zone->count = 1;
        zone->change[zone->count - 1].offset_s = (int32_t)offset_s;
        return true;
    }
    if (zone->count == ZONE_MAX)
        return false;
    zone->change[zone->count++] =
        (struct zone_change){.from_ms = at_s * MS_PER_S, .offset_s = (int32_t)offset_s};
    return true;
}

static int32_t offset_of(const unsigned char *types, size_t type)
{
    struct bytes b = {types + type * 6, types + type * 6 + 4, false};
    return (int32_t)(uint32_t)take(&b, 4);
}

/* Times, then the type of each, then what the types are. Returns the last time. */
static int64_t take_transitions(struct bytes *b, const struct header *h, size_t width,
                                struct zone *zone)
{
    struct bytes times = *b;
    struct bytes kinds = *b;
    int64_t at = INT64_MIN;
    skip(b, body_size(h, width));
    if (b->cut)
        return 0;
    skip(&kinds, h->times * width);
    const unsigned char *types = kinds.at + h->times;
    (void)add_change(zone, 0, offset_of(types, 0));
    for (size_t i = 0; i < h->times && !b->cut; i++) {
        uint64_t raw = take(&times, width);
        int64_t next = width == 8 ? (int64_t)raw : (int32_t)(uint32_t)raw;
        size_t type = take(&kinds, 1);
        b->cut = next < at || type >= h->types || !add_change(zone, next, offset_of(types, type));
        at = next;
    }
    return at;
}

/* ---- the rule at the end: POSIX TZ ---- */

/* Mm.w.d, Jn or n, and the local time of that day. */
struct turn {
    char form; /* M J 0 */
    int month, week, day;
    int64_t time_s;
};

struct rule {
    int64_t offset_s, summer_s;
    bool summer;
    struct turn begin, end;
};

static bool take_char(const char **at, char c)
{
    if (**at != c)
        return false;
    ++*at;
    return true;
}

static bool take_int(const char **at, int max, int *value)
{
    size_t digits = strspn(*at, "0123456789");
    *value = 0;
    for (size_t i = 0; i < digits && i < 4; i++)
        *value = *value * 10 + ((*at)[i] - '0');
    *at += digits;
    return digits > 0 && digits < 4 && *value <= max;
}

/* [+-]h[h[h]][:mm[:ss]] */
static bool take_time(const char **at, int64_t *seconds)
{
    int part[3] = {0, 0, 0};
    bool negative = **at == '-';
    *at += negative || **at == '+';
    for (int i = 0; i < 3; i++) {
        if (i > 0 && !take_char(at, ':'))
            break;
        if (!take_int(at, i == 0 ? 167 : 59, &part[i]))
            return false;
    }
    *seconds = (int64_t)part[0] * HOUR_S + part[1] * 60 + part[2];
    if (negative)
        *seconds = -*seconds;
    return true;
}

/* CET or <+03> */
static bool take_name(const char **at)
{
    const char *begin = *at;
    if (take_char(at, '<'))
        *at += strcspn(*at, ">");
    else
        *at += strspn(*at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    if (*begin == '<' && !take_char(at, '>'))
        return false;
    return *at - begin >= 3;
}

static bool take_turn(const char **at, struct turn *turn)
{
    bool ok;
    if (!take_char(at, ','))
        return false;
    *turn = (struct turn){.form = '0', .time_s = 2 * (int64_t)HOUR_S};
    if (take_char(at, 'M')) {
        turn->form = 'M';
        ok = take_int(at, 12, &turn->month) && take_char(at, '.') && take_int(at, 5, &turn->week) &&
             take_char(at, '.') && take_int(at, 6, &turn->day) && turn->month > 0 && turn->week > 0;
    } else {
        turn->form = take_char(at, 'J') ? 'J' : '0';
        ok = take_int(at, 365, &turn->day) && (turn->form == '0' || turn->day > 0);
    }
    return ok && (!take_char(at, '/') || take_time(at, &turn->time_s));
}

static bool read_rule(const char *text, struct rule *rule)
{
    *rule = (struct rule){0};
    int64_t west;
    if (!take_name(&text) || !take_time(&text, &west))
        return false;
    rule->offset_s = -west;
    if (*text == '\0')
        return true;
    rule->summer = take_name(&text);
    rule->summer_s = rule->offset_s + HOUR_S;
    if (rule->summer && *text != ',') {
        if (!take_time(&text, &west))
            return false;
        rule->summer_s = -west;
    }
    return rule->summer && take_turn(&text, &rule->begin) && take_turn(&text, &rule->end) &&
           *text == '\0';
}

/* Local time of a turn in a year, in seconds. */
static int64_t turn_at(const struct turn *turn, int year)
{
    int64_t day = civil_to_days(year, 1, 1) + turn->day;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (turn->form == 'J')
        day += leap && turn->day >= 60 ? 0 : -1; /* February 29 is not counted */
    if (turn->form == 'M') {
        int64_t first = civil_to_days(year, turn->month, 1);
        int64_t next = turn->month == 12 ? civil_to_days(year + 1, 1, 1)
                                         : civil_to_days(year, turn->month + 1, 1);
        int64_t weekday = (first + 4) % 7; /* of the first, 0 Sunday; 1970-01-01 was a Thursday */
        day = first + (turn->day - weekday + 7) % 7 + (int64_t)(turn->week - 1) * 7;
        while (day >= next)
            day -= 7; /* week 5 is the last one */
    }
    return day * DAY_S + turn->time_s;
}

/* Both turns of each year behind `from_s`, in their order. */
static bool follow_rule(struct zone *zone, const struct rule *rule, int64_t from_s)
{
    int64_t year;
    int month;
    int day;
    if (!rule->summer)
        return add_change(zone, from_s + 1, rule->offset_s);
    days_to_civil((from_s > 0 ? from_s : 0) / DAY_S, &year, &month, &day);
    for (int y = (int)year; y < END_YEAR; y++) {
        const struct {
            int64_t at, offset;
        } turn[2] = {{turn_at(&rule->begin, y) - rule->offset_s, rule->summer_s},
                     {turn_at(&rule->end, y) - rule->summer_s, rule->offset_s}};
        int first = turn[1].at < turn[0].at;
        for (int i = 0; i < 2; i++) {
            int k = i == 0 ? first : !first;
            if (turn[k].at > from_s && !add_change(zone, turn[k].at, turn[k].offset))
                return false;
        }
    }
    return true;
}

static int read_zone(const unsigned char *data, size_t size, struct zone *zone)
{
    struct bytes b = {data, data + size, false};
    struct header h = take_header(&b);
    int64_t last;
    zone->count = 0;
    zone->change[0] = (struct zone_change){0, 0};
    if (h.version < '2') {
        (void)take_transitions(&b, &h, 4, zone);
        return b.cut ? -1 : 0;
    }
    skip(&b, body_size(&h, 4)); /* the same again with 64 bits */
    h = take_header(&b);
    last = take_transitions(&b, &h, 8, zone);
    char text[128];
    struct rule rule;
    if (b.cut || take(&b, 1) != '\n')
        return -1;
    size_t length = (size_t)(b.end - b.at);
    const unsigned char *end = memchr(b.at, '\n', length);
    if (!end || !text_copy_n(text, sizeof text, (const char *)b.at, (size_t)(end - b.at)))
        return -1;
    if (text[0] == '\0')
        return 0;
    return read_rule(text, &rule) && follow_rule(zone, &rule, last) ? 0 : -1;
}

static const char *zone_folder(void)
{
    const char *folder = getenv("TZDIR");
    return folder && folder[0] == '/' ? folder : FOLDER;
}

/* 0; -1: the file is none that is understood; 1: there is no such file. */
static int load_file(const char *name, struct zone *zone)
{
    char path[256];
    if (name[0] == '\0' || name[0] == '/' || name[0] == '.' || strstr(name, "..") ||
        !text_format(path, sizeof path, "%s/%s", zone_folder(), name))
        return 1;
    FILE *file = fopen(path, "rbe");
    unsigned char *data = file ? malloc(FILE_MAX) : NULL;
    size_t size = data ? fread(data, 1, FILE_MAX, file) : 0;
    int result = size > 4 && memcmp(data, "TZif", 4) == 0 ? read_zone(data, size, zone) : 1;
    free(data);
    if (file)
        fclose(file);
    return result;
}

/* ---- names ---- */

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

/* "Monterrey" or "monterrey" is America/Monterrey. */
static const char *same_place(const struct words *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++) {
        const char *slash = strrchr(list->names[i], '/');
        const char *place = slash ? slash + 1 : list->names[i];
        size_t at = 0;
        while (place[at] && (strncasecmp(place + at, name + at, 1) == 0 ||
                             (place[at] == '_' && name[at] == ' ')))
            at++;
        if (place[at] == '\0' && name[at] == '\0')
            return list->names[i];
    }
    return NULL;
}

static bool suggest(const char *name, char *out, size_t size)
{
    static const char *const tables[] = {"zone.tab", "zone1970.tab"};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        char path[256];
        if (!text_format(path, sizeof path, "%s/%s", zone_folder(), tables[i]))
            continue;
        FILE *file = fopen(path, "rbe");
        char *text = file ? calloc(1, FILE_MAX + 1) : NULL;
        const char *names[NAMES];
        const char *near = NULL;
        if (text && fread(text, 1, FILE_MAX, file) > 0) {
            const struct words list = {names, take_names(text, names, NAMES)};
            near = same_place(&list, name);
            near = near ? near : word_nearest(&list, name);
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
    struct zone berlin;
    if (load_file("Europe/Berlin", &berlin) != 0)
        return cause_set(why, -1, "the system has no time zone files in %s; install tzdata",
                         zone_folder());
    if (suggest(name, near, sizeof near))
        return cause_set(why, -1, "no such time zone; did you mean %s?", near);
    return cause_set(why, -1, "no such time zone; write e.g. Europe/Berlin or UTC");
}

int zone_load(const char *name, struct zone *zone, struct cause *why)
{
    if (strcmp(name, "UTC") == 0 || strcmp(name, "Etc/UTC") == 0) {
        *zone = zone_utc; /* wants no files */
        (void)text_copy(zone->name, sizeof zone->name, name);
        return 0;
    }
    int result = text_copy(zone->name, sizeof zone->name, name) ? load_file(name, zone) : 1;
    if (result < 0)
        return cause_set(why, -1, "%s/%s is damaged, or has leap seconds or more than %d changes",
                         zone_folder(), name, ZONE_MAX);
    return result == 0 ? 0 : no_such_zone(name, why);
}
