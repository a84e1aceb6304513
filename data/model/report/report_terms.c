/* SPDX-License-Identifier: MIT */
/* Figures, times and the names of losses as a report says them; a figure that is not known is a
 * dash. Called by whoever tells a report. */
#include "data/model/report/report_tell.h"

#include "data/model/text.h"

#include <math.h>
#include <string.h>

#define NONE "\u2013"

const json_t *tell_member(const json_t *row, const char *path)
{
    while (row && *path) {
        size_t length = strcspn(path, "/");
        char key[40];
        row = text_copy_n(key, sizeof key, path, length) ? json_object_get(row, key) : NULL;
        path += length + (path[length] == '/');
    }
    return row;
}

double tell_number(const json_t *row, const char *path)
{
    const json_t *number = tell_member(row, path);
    return json_is_number(number) ? json_number_value(number) : (double)NAN;
}

const char *tell_none(char out[TELL_SIZE])
{
    (void)text_copy(out, TELL_SIZE, NONE);
    return out;
}

const char *tell_percent(const json_t *ratio, char out[TELL_SIZE])
{
    if (!json_is_number(ratio))
        return tell_none(out);
    (void)text_format(out, TELL_SIZE, "%.1f %%", json_number_value(ratio) * 100);
    return out;
}

const char *tell_ms(int64_t ms, char out[TELL_SIZE])
{
    _Static_assert(TELL_SIZE >= TEXT_DURATION_SIZE + 1, "a duration fits");
    if (ms >= MS_PER_DAY) { /* hours of a week: "1 d" would hide them */
        (void)text_format(out, TELL_SIZE, "%lld h %02lld min", (long long)(ms / MS_PER_HOUR),
                          (long long)(ms % MS_PER_HOUR / MS_PER_MIN));
        return out;
    }
    if (ms >= 0)
        return text_duration(ms, out);
    out[0] = '-';
    (void)text_duration(-ms, out + 1);
    return out;
}

const char *tell_seconds(const json_t *seconds, char out[TELL_SIZE])
{
    double ms = json_is_number(seconds) ? json_number_value(seconds) * 1000 : (double)NAN;
    if (!(ms > -1e15 && ms < 1e15))
        return tell_none(out);
    return tell_ms((int64_t)ms, out);
}

const char *tell_time(const struct report *r, int64_t ms, char out[TELL_SIZE])
{
    time_to_iso8601(zone_local(r->zone, ms), out);
    out[10] = ' ';
    out[16] = '\0';
    return out;
}

void tell_word(const json_t *row, const char *key, char *out, size_t size)
{
    const char *text = json_string_value(json_object_get(row, key));
    out[0] = '\0';
    if (text)
        (void)text_sanitise(text, strlen(text), out, size);
}

void tell_reason(const json_t *row, char *out, size_t size)
{
    static const char *const words[][2] = {{"unexplained", "not explained"},
                                           {"small", "small stops"},
                                           {"waiting", "starved or blocked"},
                                           {"others", "other reasons"}};
    char kind[24], reason[96], title[96];
    tell_word(row, "kind", kind, sizeof kind);
    tell_word(row, "reason", reason, sizeof reason);
    tell_word(row, "title", title, sizeof title);
    (void)text_copy(out, size, title[0] ? title : reason);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i][0], kind) == 0)
            (void)text_copy(out, size, words[i][1]);
}

const char *tell_loss(const char *loss)
{
    static const char *const words[][2] = {
        {"breakdown", "breakdowns"},
        {"setup", "setup, adjustments"},
        {"small-stop", "small stops"},
        {"slow", "reduced speed"},
        {"defect", "defects"},
        {"startup", "start-up rejects"},
        {"unexplained", "not explained"},
        {"waiting", "starved or blocked"},
        {"other", "other stops"},
        {"stops", "explained stops, waiting"},
        {"unknown", "no data"},
        {"unmeasured", "not measured"},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i][0], loss) == 0)
            return words[i][1];
    return "other";
}

bool tell_nothing_lost(const json_t *loss)
{
    double parts = tell_number(loss, "parts");
    return fabs(tell_number(loss, "lost_s")) < 0.5 && !(fabs(parts) > 0);
}

const json_t *tell_largest(const struct report *r)
{
    const json_t *loss, *found = NULL;
    size_t i;
    double most = 0;
    json_array_foreach(r->losses, i, loss)
    {
        char name[40];
        double lost = tell_number(loss, "lost_s");
        tell_word(loss, "loss", name, sizeof name);
        if (!(lost > most) || strcmp(name, "unknown") == 0 || strcmp(name, "unmeasured") == 0)
            continue;
        most = lost;
        found = loss;
    }
    return found;
}

const char *tell_money_of(double amount, const char *currency, char out[TELL_SIZE])
{
    char plain[TELL_SIZE];
    size_t n = 0;
    if (!(fabs(amount) < 1e15))
        return tell_none(out);
    (void)text_format(plain, sizeof plain, "%.2f", fabs(amount));
    size_t whole = strcspn(plain, ".");
    if (amount < 0 && strcmp(plain, "0.00") != 0)
        out[n++] = '-';
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0)
            out[n++] = ',';
        out[n++] = plain[i];
    }
    (void)text_format(out + n, TELL_SIZE - n, "%s %s", plain + whole, currency);
    return out;
}
