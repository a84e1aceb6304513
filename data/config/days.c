/* SPDX-License-Identifier: MIT */
/* Times of day, days, dates and breaks: reading, writing, and whether two shifts get in each
 * other's way. Called by field.c and plan.c; pure. */
#include "data/config/days.h"

#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

#define DAY_MIN 1440

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
    if (days == 0x7F) {
        (void)text_copy(out, size, "mon-sun");
        return;
    }
    for (int i = 0; i < 7; i++) {
        if (!(days & (1u << i)))
            continue;
        if (!text_format(out + length, size - length, "%s%s", length ? ", " : "", day_names[i]))
            return;
        length += strlen(out + length);
    }
}

/* ---- dates ---- */

/* Two digits, or -1. */
static int two(const char *text)
{
    return digit(text[0]) && digit(text[1]) ? (text[0] - '0') * 10 + (text[1] - '0') : -1;
}

static int not_a_date(const char *text, size_t length, bool yearly, struct cause *why)
{
    if (length > 12 && digit(text[0]) && digit(text[length - 1]))
        return cause_set(why, -1, "\"%.*s\" is not a date; write FIRST to LAST for several days",
                         (int)(length < 40 ? length : 40), text);
    return cause_set(why, -1, "\"%.*s\" is not a date; write e.g. 2026-12-25%s",
                     (int)(length < 40 ? length : 40), text,
                     yearly ? ", or 12-25 for every year" : "");
}

/* "12-25" as 32 * month + day, in any year that has it. */
static int month_day(const char *text, int64_t year, int32_t *of_year)
{
    int month = two(text);
    int day = two(text + 3);
    int64_t back_year;
    int back_month;
    int back_day;
    if (text[2] != '-' || month < 1 || month > 12 || day < 1 || day > 31)
        return -1;
    days_to_civil(civil_to_days(year, month, day), &back_year, &back_month, &back_day);
    *of_year = month * 32 + day;
    return back_month == month ? 0 : 1;
}

/* One date; `span` tells of which kind and gets it as its first. */
static int read_date(const char *text, size_t length, bool yearly, struct date_span *span,
                     struct cause *why)
{
    int32_t of_year;
    span->yearly = length == 5;
    int64_t year = span->yearly ? 2000 : 0; /* a leap year */
    const char *rest = text;
    if (length == 10 && two(text) >= 0 && two(text + 2) >= 0 && text[4] == '-') {
        year = two(text) * 100 + two(text + 2);
        rest = text + 5;
    }
    if (year == 0 || (span->yearly && !yearly))
        return not_a_date(text, length, yearly, why);
    int found = month_day(rest, year, &of_year);
    if (found < 0)
        return not_a_date(text, length, yearly, why);
    if (found > 0)
        return cause_set(why, -1, "there is no %.*s", (int)length, text);
    if (year < 2000 || year > 2099)
        return cause_set(why, -1, "%.*s is out of range; years go from 2000 to 2099", (int)length,
                         text);
    span->first = span->yearly ? of_year : (int32_t)civil_to_days(year, of_year / 32, of_year % 32);
    return 0;
}

int date_parse(const char *text, int32_t *day, struct cause *why)
{
    struct date_span span;
    if (read_date(text, strlen(text), false, &span, why) != 0)
        return -1;
    *day = span.first;
    return 0;
}

void date_print(int32_t day, char *out, size_t size)
{
    int64_t year;
    int month;
    int of_month;
    days_to_civil(day, &year, &month, &of_month);
    (void)text_format(out, size, "%04d-%02d-%02d", (int)year, month, of_month);
}

/* "2026-12-25", or "2026-12-24 to 2027-01-01" */
static int read_span(const char *item, size_t length, bool yearly, struct date_span *span,
                     struct cause *why)
{
    const char *to = memmem(item, length, " to ", 4);
    size_t first = to ? (size_t)(to - item) : length;
    while (first > 0 && item[first - 1] == ' ')
        first--;
    if (read_date(item, first, yearly, span, why) != 0)
        return -1;
    span->last = span->first;
    if (!to)
        return 0;
    struct date_span end;
    const char *last = to + 4 + strspn(to + 4, " ");
    if (read_date(last, (size_t)(item + length - last), yearly, &end, why) != 0)
        return -1;
    span->last = end.first;
    if (end.yearly != span->yearly)
        return cause_set(why, -1, "\"%.*s\": write the year at both ends or at none",
                         (int)(length < 40 ? length : 40), item);
    if (!span->yearly && (span->last < span->first || span->last - span->first > 366))
        return cause_set(why, -1, "\"%.*s\" %s", (int)(length < 40 ? length : 40), item,
                         span->last < span->first ? "ends before it begins"
                                                  : "is longer than a year");
    return 0;
}

int dates_parse(const char *text, bool yearly, struct date_list *list, struct cause *why)
{
    const char *item;
    size_t length;
    list->count = 0;
    if (text[0] == '\0')
        return 0;
    while (next_item(&text, &item, &length)) {
        if (list->count == DATES_MAX)
            return cause_set(why, -1, "more than %d dates; write FIRST to LAST, or make two of it",
                             DATES_MAX);
        if (read_span(item, length, yearly, &list->item[list->count], why) != 0)
            return -1;
        list->count++;
    }
    return 0;
}

static void day_print(bool yearly, int32_t day, char *out, size_t size)
{
    if (yearly)
        (void)text_format(out, size, "%02d-%02d", day / 32 % 100, day % 32);
    else
        date_print(day, out, size);
}

void dates_print(const struct date_list *list, char *out, size_t size)
{
    size_t length = 0;
    out[0] = '\0';
    for (int i = 0; i < list->count; i++) {
        const struct date_span *span = &list->item[i];
        char first[24];
        char last[24];
        day_print(span->yearly, span->first, first, sizeof first);
        day_print(span->yearly, span->last, last, sizeof last);
        bool one = span->first == span->last;
        if (!text_format(out + length, size - length, "%s%s%s%s", length ? ", " : "", first,
                         one ? "" : " to ", one ? "" : last))
            return;
        length += strlen(out + length);
    }
}

/* ---- lists of ids ---- */

int ids_next(const char **at, char *out, size_t size)
{
    const char *item;
    size_t length;
    if (!next_item(at, &item, &length))
        return 0;
    return text_copy_n(out, size, item, length) && text_is_id(out) ? 1 : -1;
}

/* ---- breaks ---- */

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

/* "09:00-09:15" */
static void span_print(int32_t begin, int32_t end, char *out, size_t size)
{
    (void)text_format(out, size, "%02d:%02d-%02d:%02d", begin % DAY_MIN / 60, begin % 60,
                      end % DAY_MIN / 60, end % 60);
}

void breaks_print(const struct shift_plan *shift, char *out, size_t size)
{
    size_t length = 0;
    out[0] = '\0';
    for (int i = 0; i < shift->pauses; i++) {
        char span[16];
        span_print(shift->pause[i].begin_min, shift->pause[i].end_min, span, sizeof span);
        if (!text_format(out + length, size - length, "%s%s", length ? ", " : "", span))
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
    char one[16];
    char other[16];
    for (int i = 0; i < shift->pauses; i++) {
        struct shift_break *pause = &shift->pause[i];
        span_print(pause->begin_min, pause->end_min, one, sizeof one);
        if (pause->begin_min < shift->begin_min)
            pause->begin_min += DAY_MIN;
        while (pause->end_min <= pause->begin_min)
            pause->end_min += DAY_MIN;
        span_print(shift->begin_min, shift->end_min, other, sizeof other);
        if (pause->end_min > shift_end(shift))
            return cause_set(why, -1, "%s does not lie within the shift, %s", one, other);
    }
    qsort(shift->pause, (size_t)shift->pauses, sizeof *shift->pause, by_begin);
    for (int i = 1; i < shift->pauses; i++) {
        const struct shift_break *before = &shift->pause[i - 1];
        const struct shift_break *pause = &shift->pause[i];
        span_print(before->begin_min, before->end_min, one, sizeof one);
        span_print(pause->begin_min, pause->end_min, other, sizeof other);
        if (pause->begin_min < before->end_min)
            return cause_set(why, -1, "%s and %s overlap", one, other);
    }
    return 0;
}

bool shifts_meet(const struct shift_plan *a, const struct shift_plan *b, int later)
{
    int32_t offset = later * DAY_MIN;
    return a->begin_min < offset + shift_end(b) && offset + b->begin_min < shift_end(a);
}

bool shifts_overlap(const struct shift_plan *a, const struct shift_plan *b, int *day)
{
    for (int i = 0; i < 21; i++) {
        int da = i / 3;
        int later = i % 3 - 1;
        int db = (da + later + 7) % 7;
        if ((a->days && !(a->days & (1u << da))) || (b->days && !(b->days & (1u << db))))
            continue;
        if (shifts_meet(a, b, later)) {
            *day = later * DAY_MIN + b->begin_min > a->begin_min ? db : da;
            return true;
        }
    }
    return false;
}
