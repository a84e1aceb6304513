/* SPDX-License-Identifier: MIT */
/* Times as people type them on a command line: ISO 8601, seconds since 1970, a time of day, so long
 * ago. Called by the commands that take --from, --to, --at or --until. */
#include "andon/ctl/ctl.h"

#include <ctype.h>
#include <string.h>
#include <time.h>

#define AGO_MAX_MS (3660 * MS_PER_DAY)

int64_t ctl_now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* "h", "min", …: how long; 0: none of them. */
static int64_t unit_ms(const char *text, size_t length)
{
    static const struct {
        const char *word;
        int64_t ms;
    } units[] = {{"d", MS_PER_DAY},
                 {"h", MS_PER_HOUR},
                 {"min", MS_PER_MIN},
                 {"m", MS_PER_MIN},
                 {"s", MS_PER_S}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strlen(units[i].word) == length && memcmp(units[i].word, text, length) == 0)
            return units[i].ms;
    return 0;
}

int ctl_span(const char *text, int64_t *ms)
{
    *ms = 0;
    do {
        int64_t number = 0;
        text += strspn(text, " ");
        if (!isdigit((unsigned char)*text))
            return -1;
        for (; isdigit((unsigned char)*text) && number < AGO_MAX_MS; text++)
            number = number * 10 + (*text - '0');
        text += strspn(text, " ");
        size_t length = strspn(text, "dhmins");
        int64_t unit = unit_ms(text, length);
        if (unit == 0 || number > AGO_MAX_MS / unit)
            return -1;
        *ms += number * unit;
        text += length;
    } while (*text);
    return 0;
}

/* "-5m": before now; "+20m": after it. */
static int relative(const char *text, int64_t now, int64_t *wall_ms)
{
    int64_t ms;
    if ((*text != '-' && *text != '+') || ctl_span(text + 1, &ms) != 0)
        return -1;
    *wall_ms = *text == '-' ? now - ms : now + ms;
    return 0;
}

static int two_digits(const char *text, int most)
{
    if (!isdigit((unsigned char)text[0]) || !isdigit((unsigned char)text[1]))
        return -1;
    int number = (text[0] - '0') * 10 + (text[1] - '0');
    return number <= most ? number : -1;
}

/* "10:42" or "10:42:30", in plant time: the latest that has been, or the next that comes. */
static int of_day(const char *text, const struct zone *zone, int64_t now, bool next,
                  int64_t *wall_ms)
{
    size_t length = strlen(text);
    if ((length != 5 && length != 8) || text[2] != ':' || (length == 8 && text[5] != ':'))
        return -1;
    int hour = two_digits(text, 23);
    int minute = two_digits(text + 3, 59);
    int second = length == 8 ? two_digits(text + 6, 59) : 0;
    if (hour < 0 || minute < 0 || second < 0)
        return -1;
    int64_t local = zone_local(zone, now);
    int64_t day = local - ((local % MS_PER_DAY) + MS_PER_DAY) % MS_PER_DAY;
    int64_t time = hour * MS_PER_HOUR + minute * MS_PER_MIN + second * MS_PER_S;
    for (int i = next ? 0 : 1; i >= -1 && i <= 2; i += next ? 1 : -1) {
        *wall_ms = zone_instant(zone, day + time + i * MS_PER_DAY);
        if (next ? *wall_ms > now : *wall_ms <= now)
            return 0;
    }
    return 0;
}

/* ISO 8601 or a number; without a zone it is plant time. */
static int absolute(const char *text, const struct zone *zone, int64_t *wall_ms)
{
    int64_t stated;
    bool has_zone = true;
    if (time_from_text(text, wall_ms) != 0)
        return -1;
    bool date = strlen(text) == 10 && text[4] == '-';
    if (date || (time_from_iso8601(text, strlen(text), &stated, &has_zone) == 0 && !has_zone))
        *wall_ms = zone_instant(zone, *wall_ms);
    return 0;
}

static bool is_to_come(enum ctl_option option)
{
    return option == OPT_UNTIL || option == OPT_PLANNED || option == OPT_WANTED;
}

int ctl_time(const struct ctl *ctl, enum ctl_option option, const struct zone *zone,
             int64_t *wall_ms)
{
    const char *text = ctl->value[option];
    int64_t now = ctl_now();
    *wall_ms = TIME_NONE;
    if (!text || relative(text, now, wall_ms) == 0 ||
        of_day(text, zone, now, is_to_come(option), wall_ms) == 0 ||
        absolute(text, zone, wall_ms) == 0)
        return CTL_DONE;
    return ctl_usage("--%s %s is no time: 10:42, -5m, 2026-11-22T06:00, 2026-11-22T06:00:00Z, or "
                     "seconds or milliseconds since 1970",
                     ctl_option_name(option), text);
}

int ctl_length(const struct ctl *ctl, enum ctl_option option, int64_t *ms)
{
    const char *text = ctl->value[option];
    if (ctl_span(text, ms) == 0 && *ms > 0)
        return CTL_DONE;
    return ctl_usage("--%s %s is no length of time; write e.g. 30m, 90s or 1h30m",
                     ctl_option_name(option), text);
}
