/* SPDX-License-Identifier: MIT */
/* Values of the options of panels, checked when a layout is read so that panels need not. */
#include "console/widgets/layout_read.h"

#include "data/model/text.h"

#include <string.h>

static int check_names(const char *value, struct cause *why)
{
    char name[LAYOUT_VALUE_SIZE];
    int count = 0;
    for (; layout_word(&value, name, sizeof name); count++)
        if (!text_is_id(name))
            return cause_set(why, -1,
                             "\"%s\" is no name; names are small letters, digits, _ - and .", name);
    return count > 0 ? 0 : cause_set(why, -1, "must be names, separated by commas");
}

static int check_words(const struct layout_option *option, const char *value, struct cause *why)
{
    char word[LAYOUT_VALUE_SIZE];
    int count = 0;
    for (; layout_word(&value, word, sizeof word); count++)
        if (!layout_has_name(option->words, word))
            return cause_set(why, -1, "\"%s\" is none of: %s", word, option->words);
    return count > 0 ? 0 : cause_set(why, -1, "must be some of: %s", option->words);
}

bool layout_span(const char *text, int64_t *ms)
{
    static const struct {
        char unit;
        int64_t ms;
    } units[] = {{'m', 60000}, {'h', 3600000}, {'d', 86400000}};
    char digits[8];
    size_t n = strspn(text, "0123456789");
    int number;
    *ms = 0;
    if (strcmp(text, "shift") == 0)
        return true;
    if (n == 0 || n + 1 != strlen(text) || !text_copy_n(digits, sizeof digits, text, n) ||
        !layout_number(digits, &number))
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (units[i].unit == text[n])
            *ms = number * units[i].ms;
    return *ms >= LAYOUT_SPAN_MIN_MS && *ms <= LAYOUT_SPAN_MAX_MS;
}

int layout_option_check(const struct layout_option *option, const char *value, struct cause *why)
{
    int number;
    int64_t ms;
    switch (option->type) {
    case OPTION_TEXT:
        return value[0] != '\0' ? 0 : cause_set(why, -1, "is empty; write a text or leave it out");
    case OPTION_NAMES:
        return check_names(value, why);
    case OPTION_WORDS:
        return check_words(option, value, why);
    case OPTION_YES:
        return strcmp(value, "yes") == 0 || strcmp(value, "no") == 0
                   ? 0
                   : cause_set(why, -1, "must be yes or no");
    case OPTION_NAME:
        return text_is_id(value)
                   ? 0
                   : cause_set(why, -1, "must be one name, as it stands in andon.conf");
    case OPTION_SPAN:
        return layout_span(value, &ms) ? 0
                                       : cause_set(why, -1,
                                                   "must be shift, or a time up to now from 10m to "
                                                   "31d: 24h, 7d");
    case OPTION_NUMBER:
        break;
    }
    if (layout_number(value, &number) && number >= option->min && number <= option->max)
        return 0;
    return cause_set(why, -1, "must be a number from %d to %d", option->min, option->max);
}
