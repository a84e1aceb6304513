/* SPDX-License-Identifier: MIT */
/* The rows of [checks], what their values mean for the rest, and the condition that asks for what
 * the checks find. Called by schema.c, resolve.c and conditions.c. */
#include "data/config/response/check_fields.h"

#include "data/config/plant/plant.h"
#include "data/config/plant/rows.h"
#include "data/model/andon/check.h"
#include "data/model/text.h"

#include <string.h>

#define CHECK(member) CONF(checks.member)
const struct field checks_fields[CHECKS_FIELDS] = {
    {KEY("enabled", F_BOOL, CHECK(enabled)), DEFAULT("yes"),
     HELP("Whether what the signals say is checked against each other. What is found is shown as "
          "a data-quality fault, with numbers and advice; it changes no count, state or figure.")},
    {KEY("off", F_TEXTS, CHECK(off)), EXAMPLE("stuck, speed-unit"),
     HELP("Checks that are not made: count-balance, counting-stopped, running-no-parts, "
          "counter-jump, ideal-cycle, speed-unit, unit, stuck, clock-off, time-order, told-twice, "
          "disagree.")},
    {KEY("count_tolerance", F_PERCENT, CHECK(count_tolerance)), RANGE(0, 1000000), DEFAULT("2 %"),
     HELP("By how much total may differ from good and scrap together, twice in a row over ten "
          "minutes and fifty parts. A fixed number of parts between the counters does not matter. "
          "0: not checked.")},
    {KEY("stopped_parts", F_AMOUNT, CHECK(stopped_parts)), RANGE(0, MANY), DEFAULT("10"),
     HELP("So many parts that are counted in one stop, in production, are a fault; those of its "
          "first half minute (or three cycles) are not meant. 0: not checked.")},
    {KEY("running_without_parts", F_MS, CHECK(running_ms)), RANGE(0, DAY_MS), DEFAULT("10 min"),
     HELP("Running for so long without a part, in production, is a fault; never before ten ideal "
          "cycles, or five times the longest usual pause between parts. 0: not checked.")},
    {KEY("clock_off", F_MS, CHECK(clock_ms)), RANGE(0, DAY_MS), DEFAULT("2 min"),
     HELP("A source whose times are off by more than this, all alike, has a wrong clock or time "
          "zone. 0: not checked.")},
    {KEY("stuck", F_MS, CHECK(stuck_ms)), RANGE(0, 30 * DAY_MS), DEFAULT("2 h"),
     HELP("A reading that used to move and has not for so long a time of running is stuck; never "
          "before a hundred times the longest usual pause. 0: not checked.")},
    {KEY("speed", F_TEXT, CHECK(speed)), EXAMPLE("total"),
     HELP("The [signal] that is the machine's speed in parts, compared with the parts counted. Not "
          "given: the one whose unit is that of parts in a time (pcs/min), or that is named speed "
          "and has the unit 1/min, 1/h or 1/s.")},
};

static void resolve_off(struct loader *l, const struct section *s, const struct entry *entry)
{
    const char *at = l->config->checks.off, *piece;
    size_t length;
    while (piece_next(&at, ',', &piece, &length)) {
        char word[32];
        struct cause why;
        int kind = word_find(&words_check, piece, length);
        if (kind >= 0) {
            l->config->checks.off_bits |= 1U << kind;
            continue;
        }
        (void)text_copy_n(word, sizeof word, piece, length);
        words_advice(&words_check, word, &why);
        problem_entry(l, s, entry, "\"%s\" is %s", word, why.text);
    }
}

void resolve_checks(struct loader *l)
{
    const struct section *s = section_find(l, kind_find("checks", false), "");
    const struct entry *off = s ? section_entry(s, "off") : NULL;
    const struct entry *speed = s ? section_entry(s, "speed") : NULL;
    const char *name = l->config->checks.speed;
    if (off)
        resolve_off(l, s, off);
    if (speed && name[0] != '\0' && config_signal_index(l->config, name) < 0)
        no_such(l, s, speed, "signal", name);
}

/* Any, or one of the kinds that follow. */
int read_data_quality(struct reading *r)
{
    if (r->args > 0)
        return condition_words(r, &words_check);
    r->out->words = (1U << CHECK_KIND_COUNT) - 1;
    return 0;
}
