/* SPDX-License-Identifier: MIT */
/* Times of day, days and breaks: reading, writing, and whether a shift plan makes sense. Called by
 * field.c and resolve.c; pure. */
#include "data/config/days.h"

#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

#define DAY_MIN  1440
#define WEEK_MIN (7 * DAY_MIN)

const char *const day_names[7] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

int clock_parse(const char *text, size_t length, int32_t *minutes)
{
    if (length != 5 || text[2] != ':')
        return -1;
    if (!digit(text[0]) || !digit(text[1]) || !digit(text[3]) || !digit(text[4]))
        return -1;
    int hour = (text[0] - '0') * 10 + (text[1] - '0');
    int minute = (text[3] - '0') * 10 + (text[4] - '0');
    *minutes = hour * 60 + minute;
    return minute < 60 && *minutes <= DAY_MIN ? 0 : -1;
}

/* The item of a comma list at `*at` without blanks around it; moves on. False at the end. */
static bool next_item(const char **at, const char **item, size_t *length)
{
    if (!*at)
        return false;
    const char *text = *at + strspn(*at, " ");
    size_t whole = strcspn(text, ",");
    *at = text[whole] ? text + whole + 1 : NULL;
    while (whole > 0 && text[whole - 1] == ' ')
        whole--;
    *item = text;
    *length = whole;
    return true;
}

static int day_find(const char *text, size_t length)
{
    for (int i = 0; i < 7; i++) {
        if (length == 3 && memcmp(day_names[i], text, 3) == 0)
            return i;
    }
    return -1;
}

int days_parse(const char *text, uint8_t *days)
{
    const char *item;
    size_t length;
    unsigned bits = 0;
    while (next_item(&text, &item, &length)) {
        const char *dash = memchr(item, '-', length);
        size_t first_length = dash ? (size_t)(dash - item) : length;
        int first = day_find(item, first_length);
        int last = dash ? day_find(dash + 1, length - first_length - 1) : first;
        if (first < 0 || last < 0)
            return -1;
        for (int day = first;; day = (day + 1) % 7) {
            bits |= 1u << day;
            if (day == last)
                break;
        }
    }
    *days = (uint8_t)bits;
    return 0;
}

void days_print(uint8_t days, char *out, size_t size)
{
    size_t length = 0;
    out[0] = '\0';
    for (int i = 0; i < 7; i++) {
        if (!(days & (1u << i)))
            continue;
        if (!text_format(out + length, size - length, "%s%s", length ? ", " : "", day_names[i]))
            return;
        length += strlen(out + length);
    }
}

int breaks_parse(const char *text, struct shift_plan *shift)
{
    const char *item;
    size_t length;
    shift->pauses = 0;
    if (text[0] == '\0')
        return 0;
    while (next_item(&text, &item, &length)) {
        const char *dash = memchr(item, '-', length);
        if (!dash || shift->pauses == BREAKS_MAX)
            return -1;
        struct shift_break *pause = &shift->pause[shift->pauses++];
        size_t first = (size_t)(dash - item);
        size_t gap = strspn(dash + 1, " ");
        while (first > 0 && item[first - 1] == ' ')
            first--;
        const char *end = dash + 1 + gap;
        if (clock_parse(item, first, &pause->begin_min) != 0 ||
            clock_parse(end, (size_t)(item + length - end), &pause->end_min) != 0)
            return -1;
    }
    return 0;
}

void breaks_print(const struct shift_plan *shift, char *out, size_t size)
{
    size_t length = 0;
    out[0] = '\0';
    for (int i = 0; i < shift->pauses; i++) {
        const struct shift_break *pause = &shift->pause[i];
        int begin = pause->begin_min % DAY_MIN;
        int end = pause->end_min % DAY_MIN;
        if (!text_format(out + length, size - length, "%s%02d:%02d-%02d:%02d", length ? ", " : "",
                         begin / 60, begin % 60, end / 60, end % 60))
            return;
        length += strlen(out + length);
    }
}

static int32_t shift_end(const struct shift_plan *shift)
{
    return shift->end_min > shift->begin_min ? shift->end_min : shift->end_min + DAY_MIN;
}

static int by_begin(const void *a, const void *b)
{
    const struct shift_break *x = a;
    const struct shift_break *y = b;
    return (x->begin_min > y->begin_min) - (x->begin_min < y->begin_min);
}

int breaks_place(struct shift_plan *shift, struct cause *why)
{
    for (int i = 0; i < shift->pauses; i++) {
        struct shift_break *pause = &shift->pause[i];
        if (pause->begin_min < shift->begin_min)
            pause->begin_min += DAY_MIN;
        while (pause->end_min <= pause->begin_min)
            pause->end_min += DAY_MIN;
        if (pause->end_min > shift_end(shift))
            return cause_set(why, -1, "break %d does not lie within the shift", i + 1);
    }
    qsort(shift->pause, (size_t)shift->pauses, sizeof *shift->pause, by_begin);
    for (int i = 1; i < shift->pauses; i++) {
        if (shift->pause[i].begin_min < shift->pause[i - 1].end_min)
            return cause_set(why, -1, "two breaks overlap");
    }
    return 0;
}

bool shifts_overlap(const struct shift_plan *a, const struct shift_plan *b, int *day)
{
    for (int i = 0; i < 49; i++) {
        int da = i / 7;
        int db = i % 7;
        if ((a->days && !(a->days & (1u << da))) || (b->days && !(b->days & (1u << db))))
            continue;
        int a_begin = da * DAY_MIN + a->begin_min;
        int a_end = da * DAY_MIN + shift_end(a);
        /* b as it is, a week earlier and a week later: Sunday night meets Monday morning. */
        for (int shift = -WEEK_MIN; shift <= WEEK_MIN; shift += WEEK_MIN) {
            int b_begin = db * DAY_MIN + b->begin_min + shift;
            int b_end = db * DAY_MIN + shift_end(b) + shift;
            if (a_begin < b_end && b_begin < a_end) {
                *day = a_begin > b_begin ? da : db;
                return true;
            }
        }
    }
    return false;
}
