/* SPDX-License-Identifier: MIT */
/* Whom to tell of what, as people write it: one row a setting. Options of andon-notify and of the
 * console go through here. */
#include "console/announce/announce.h"
#include "data/config/days.h"
#include "data/config/field.h"
#include "data/model/clock.h"
#include "data/model/text.h"

#include <string.h>

#define STOP_MS (10 * MS_PER_MIN)
#define DAY_MIN 1440

void announce_filter_init(struct announce_filter *filter)
{
    *filter = (struct announce_filter){
        .kinds = (1U << ANNOUNCE_KIND_COUNT) - 1, .from = PRIO_MEDIUM, .stop_ms = STOP_MS};
}

bool announce_is_quiet(const struct announce_filter *filter, int minute)
{
    int from = filter->quiet_from, to = filter->quiet_to;
    if (from == to || minute < 0)
        return false;
    return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

/* Words with commas between them, as bits. */
static int set_words(const struct words *words, const char *text, unsigned *bits, struct cause *why)
{
    char word[32];
    unsigned all = 0;
    int more;
    while ((more = ids_next(&text, word, sizeof word)) > 0) {
        int value = word_find(words, word, strlen(word));
        const char *near = value < 0 ? word_nearest(words, word) : NULL;
        if (value < 0)
            return cause_set(why, -1, "there is no \"%s\"%s%s%s", word,
                             near != NULL ? "; did you mean " : "", near != NULL ? near : "",
                             near != NULL ? "?" : "");
        all |= 1U << (unsigned)value;
    }
    if (more < 0 || all == 0)
        return cause_set(why, -1, "not a list; write e.g. %s,%s", words->names[words->count - 2],
                         words->names[words->count - 1]);
    *bits = all;
    return 0;
}

static int set_role(struct announce_filter *filter, const char *text, struct cause *why)
{
    return set_words(&words_person_role, text, &filter->roles, why);
}

static int set_only(struct announce_filter *filter, const char *text, struct cause *why)
{
    return set_words(&words_announce_kind, text, &filter->kinds, why);
}

static int set_from(struct announce_filter *filter, const char *text, struct cause *why)
{
    int value = word_find(&words_priority, text, strlen(text));
    if (value < 0)
        return cause_set(why, -1, "not a priority; write advice, low, medium or high");
    filter->from = (enum priority)value;
    return 0;
}

static int set_stop(struct announce_filter *filter, const char *text, struct cause *why)
{
    int64_t us;
    if (duration_parse(text, &us) != 0 || us < 0)
        return cause_set(why, -1, "not a duration; write e.g. 10 min");
    filter->stop_ms = us / 1000;
    return 0;
}

static int set_quiet(struct announce_filter *filter, const char *text, struct cause *why)
{
    const char *dash = strchr(text, '-');
    int32_t from, to;
    if (dash == NULL || clock_parse(text, (size_t)(dash - text), &from) != 0 ||
        clock_parse(dash + 1, strlen(dash + 1), &to) != 0)
        return cause_set(why, -1, "not hours; write e.g. 22:00-06:00");
    filter->quiet_from = from % DAY_MIN;
    filter->quiet_to = to % DAY_MIN;
    return 0;
}

int announce_filter_set(struct announce_filter *filter, const char *name, const char *value,
                        struct cause *why)
{
    static const struct {
        const char *name;
        int (*set)(struct announce_filter *filter, const char *text, struct cause *why);
    } rows[] = {
        {"role", set_role},       {"only", set_only},         {"from", set_from},
        {"stop-after", set_stop}, {"quiet-hours", set_quiet},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].name, name) == 0)
            return rows[i].set(filter, value, why);
    return cause_set(why, -1, "there is no such setting");
}
