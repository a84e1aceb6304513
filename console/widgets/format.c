/* SPDX-License-Identifier: MIT */
/* Text of figures, for the panels and the plain page. Integers are divided last and rounded half
 * away from zero; separators come from the caller, never from the process locale. */
#include "console/widgets/format.h"

#include "console/words/words.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define NOW_MS 2000 /* tenths that flicker tell nobody anything */

const struct number_style number_style_plain = {.group = " ", .point = "."};

void number_style_said(struct number_style *style)
{
    /* Words: between the thousands of 12 345: one character, or "none" for nothing there */
    const char *group = C_("thousands", " ");
    /* Words: the decimal point of 71.2 */
    const char *point = C_("decimals", ".");
    if (strcmp(words_language(), "en") == 0)
        return;
    (void)text_copy(style->group, sizeof style->group, strcmp(group, "none") == 0 ? "" : group);
    (void)text_copy(style->point, sizeof style->point, point);
}

static void append(char out[FORMAT_SIZE], const char *text)
{
    size_t at = strlen(out);
    (void)text_copy(out + at, FORMAT_SIZE - at, text);
}

/* `magnitude` is |number| in units of 10^-decimals. */
static const char *format_digits(bool negative, uint64_t magnitude, int decimals,
                                 const struct number_style *style, char out[FORMAT_SIZE])
{
    uint64_t scale = 1;
    for (int i = 0; i < decimals; i++)
        scale *= 10;
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%llu", (unsigned long long)(magnitude / scale));
    (void)text_copy(out, FORMAT_SIZE, negative && magnitude > 0 ? "\xE2\x88\x92" : "");
    for (int i = 0; i < n; i++) {
        /* "1842" stays together from four digits on only where there is no separator */
        if (i > 0 && (n - i) % 3 == 0)
            append(out, style->group);
        append(out, (char[]){digits[i], '\0'});
    }
    if (decimals > 0) {
        append(out, style->point);
        for (uint64_t unit = scale / 10; unit > 0; unit /= 10)
            append(out, (char[]){(char)('0' + magnitude / unit % 10), '\0'});
    }
    return out;
}

static uint64_t magnitude_of(int64_t amount)
{
    return amount < 0 ? 0 - (uint64_t)amount : (uint64_t)amount;
}

/* Millionths to units of 10^-decimals, half away from zero. */
static uint64_t rounded(uint64_t millionths, int decimals)
{
    uint64_t unit = AMOUNT_ONE;
    for (int i = 0; i < decimals; i++)
        unit /= 10;
    return millionths / unit + (millionths % unit >= (unit + 1) / 2 && unit > 1 ? 1 : 0);
}

const char *format_count(int64_t amount, const struct number_style *style, char out[FORMAT_SIZE])
{
    uint64_t m = magnitude_of(amount);
    int decimals = rounded(m, 1) % 10 == 0 ? 0 : 1;
    return format_digits(amount < 0, rounded(m, decimals), decimals, style, out);
}

const char *format_count_fit(int64_t amount, int cells, const struct number_style *style,
                             char out[FORMAT_SIZE])
{
    static const struct {
        uint64_t unit; /* in millionths */
        const char *letter;
    } scale[] = {{UINT64_C(1000) * AMOUNT_ONE, "k"},
                 {UINT64_C(1000000) * AMOUNT_ONE, "M"},
                 {UINT64_C(1000000000) * AMOUNT_ONE, "G"},
                 {UINT64_C(1000000000000) * AMOUNT_ONE, "T"}};
    if (text_cells(format_count(amount, style, out)) <= cells)
        return out;
    uint64_t m = magnitude_of(amount);
    for (size_t i = 0; i < sizeof scale / sizeof *scale; i++) {
        for (int decimals = 2; decimals >= 0; decimals--) {
            uint64_t unit = scale[i].unit;
            for (int d = 0; d < decimals; d++)
                unit /= 10;
            format_digits(amount < 0, m / unit, decimals, style, out);
            append(out, scale[i].letter);
            if (text_cells(out) <= cells)
                return out;
        }
    }
    return out;
}

const char *format_number(int64_t number, int cells, const struct number_style *style,
                          char out[FORMAT_SIZE])
{
    const int64_t most = INT64_MAX / AMOUNT_ONE;
    int64_t amount = number > most ? most : number < -most ? -most : number;
    return format_count_fit(amount * AMOUNT_ONE, cells, style, out);
}

const char *format_value(int64_t amount, const struct number_style *style, char out[FORMAT_SIZE])
{
    uint64_t m = magnitude_of(amount);
    int decimals = m >= 1000 * (uint64_t)AMOUNT_ONE  ? 0
                   : m >= 100 * (uint64_t)AMOUNT_ONE ? 1
                   : m >= 10 * (uint64_t)AMOUNT_ONE  ? 2
                                                     : 3;
    if (m % (uint64_t)AMOUNT_ONE == 0)
        decimals = 0;
    while (decimals > 0 && rounded(m, decimals) % 10 == 0)
        decimals--;
    return format_digits(amount < 0, rounded(m, decimals), decimals, style, out);
}

const char *format_percent(double ratio, const struct number_style *style, char out[FORMAT_SIZE])
{
    int64_t amount;
    if (!isfinite(ratio) || amount_from_double(ratio * 100.0, &amount) != 0) {
        (void)text_copy(out, FORMAT_SIZE, FORMAT_NONE);
        return out;
    }
    uint64_t tenths = rounded(magnitude_of(amount), 1);
    if (tenths == 1000) /* a whole has no tenths, and fits where 99.9 does */
        return format_digits(amount < 0, 100, 0, style, out);
    if (tenths >= 10000) /* nonsense, but it must not push its neighbours out */
        return format_digits(amount < 0, tenths / 10, 0, style, out);
    return format_digits(amount < 0, tenths, 1, style, out);
}

const char *format_cycle(int64_t us, const struct number_style *style, char out[FORMAT_SIZE])
{
    if (us < 0) {
        (void)text_copy(out, FORMAT_SIZE, FORMAT_NONE);
        return out;
    }
    int decimals = us >= 100 * AMOUNT_ONE ? 0 : us >= AMOUNT_ONE ? 1 : 2;
    format_digits(false, rounded((uint64_t)us, decimals), decimals, style, out);
    append(out, " s");
    return out;
}

const char *format_age(int64_t ms, const struct number_style *style, char out[FORMAT_SIZE])
{
    static const struct {
        int64_t from_ms, unit_ms;
        const char *unit;
    } rows[] = {
        {2 * MS_PER_DAY, MS_PER_DAY, " d"},
        {2 * MS_PER_HOUR, MS_PER_HOUR, " h"},
        {2 * MS_PER_MIN, MS_PER_MIN, " min"},
        {NOW_MS, MS_PER_S, " s"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (ms >= rows[i].from_ms) {
            format_digits(false, (uint64_t)(ms / rows[i].unit_ms), 0, style, out);
            append(out, rows[i].unit);
            return out;
        }
    (void)text_copy(out, FORMAT_SIZE, ms < 0 ? _("never") : _("now"));
    return out;
}

struct local {
    int64_t days;
    int hour, minute, second;
};

static struct local local_of(const struct zone *zone, int64_t wall_ms)
{
    int64_t ms = zone_local(zone, wall_ms);
    int64_t days = ms / MS_PER_DAY - (ms % MS_PER_DAY < 0 ? 1 : 0);
    int64_t rest = ms - days * MS_PER_DAY;
    return (struct local){
        .days = days,
        .hour = (int)(rest / MS_PER_HOUR),
        .minute = (int)(rest / MS_PER_MIN % 60),
        .second = (int)(rest / MS_PER_S % 60),
    };
}

static bool time_known(int64_t wall_ms, char out[FORMAT_SIZE])
{
    /* beyond the year 9999 is nonsense from outside */
    if (wall_ms > -INT64_C(62135596800000) && wall_ms < INT64_C(253402300800000))
        return true;
    (void)text_copy(out, FORMAT_SIZE, FORMAT_NONE);
    return false;
}

const char *format_time(const struct zone *zone, int64_t wall_ms, char out[FORMAT_SIZE])
{
    if (time_known(wall_ms, out)) {
        struct local t = local_of(zone, wall_ms);
        (void)snprintf(out, FORMAT_SIZE, "%02d:%02d", t.hour, t.minute);
    }
    return out;
}

const char *format_time_s(const struct zone *zone, int64_t wall_ms, char out[FORMAT_SIZE])
{
    if (time_known(wall_ms, out)) {
        struct local t = local_of(zone, wall_ms);
        (void)snprintf(out, FORMAT_SIZE, "%02d:%02d:%02d", t.hour, t.minute, t.second);
    }
    return out;
}

const char *format_when(const struct zone *zone, int64_t wall_ms, int64_t now_ms,
                        char out[FORMAT_SIZE])
{
    static const char *const months[] = {N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"),
                                         N_("May"), N_("Jun"), N_("Jul"), N_("Aug"),
                                         N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec")};
    if (!time_known(wall_ms, out))
        return out;
    struct local t = local_of(zone, wall_ms), now = local_of(zone, now_ms);
    if (t.days == now.days)
        return format_time(zone, wall_ms, out);
    int64_t year;
    int month, day;
    days_to_civil(t.days, &year, &month, &day);
    (void)snprintf(out, FORMAT_SIZE, _("%d %s %02d:%02d"), day, _(months[(month + 11) % 12]),
                   t.hour, t.minute);
    return out;
}
