/* SPDX-License-Identifier: MIT */
/* The calendar from its sections: shifts with their breaks and dates, the teams that take turns,
 * holidays, and whether two shifts get in each other's way on any day there is. Called once by
 * resolve.c; notes problems. */
#include "data/config/days.h"
#include "data/config/load.h"
#include "data/model/text.h"

#include <string.h>

static const struct section_kind *shift_kind(void)
{
    return kind_find("shift", true);
}

static const struct shift_conf *shift_of(const struct section *s)
{
    return s->item;
}

/* Its place in the calendar, or -1. */
static int shift_index(const struct config *config, const char *name)
{
    for (size_t i = 0; i < config->shifts; i++) {
        if (strcmp(config->shift[i].plan.name, name) == 0)
            return (int)i;
    }
    return -1;
}

/* ---- teams ---- */

static int team_index(const struct config *config, const char *name)
{
    for (size_t i = 0; i < config->teams; i++) {
        if (strcmp(config->team[i].name, name) == 0)
            return (int)i;
    }
    return -1;
}

static void copy_teams(struct config *config)
{
    struct calendar *calendar = &config->calendar;
    for (size_t i = 0; i < config->teams; i++)
        (void)text_copy(calendar->team[i], sizeof calendar->team[i], config->team[i].name);
    calendar->teams = (int)config->teams;
    calendar->rotation_days = config->rotation == ROTATION_DAILY ? 1 : 7;
}

static void resolve_turns(struct loader *l, const struct section *s, struct shift_conf *shift)
{
    const struct entry *entry = section_entry(s, "teams");
    const char *at = shift->teams;
    char id[CONFIG_ID_SIZE];
    struct shift_plan *plan = &shift->plan;
    while (entry && shift->teams[0] && ids_next(&at, id, sizeof id) > 0) {
        int team = team_index(l->config, id);
        if (team < 0) {
            no_such(l, s, entry, "team", id);
            return;
        }
        if (plan->turns == ROTA_MAX) {
            problem_entry(l, s, entry, "more than %d turns", ROTA_MAX);
            return;
        }
        plan->rota[plan->turns++] = (uint8_t)team;
    }
    if (plan->turns > 1 && l->config->calendar.rotation_start == 0)
        problem_entry(l, s, entry,
                      "several teams take turns from a day on; write e.g. rotation_start = "
                      "2026-01-05 under [calendar]");
}

/* ---- holidays ---- */

static uint32_t resolve_shift_names(struct loader *l, const struct section *s,
                                    const struct holiday_conf *holiday)
{
    const struct entry *entry = section_entry(s, "shifts");
    const char *at = holiday->shifts;
    char id[CONFIG_ID_SIZE];
    uint32_t shifts = 0;
    while (entry && holiday->shifts[0] && ids_next(&at, id, sizeof id) > 0) {
        int shift = shift_index(l->config, id);
        if (shift < 0)
            no_such(l, s, entry, "shift", id);
        else
            shifts |= 1u << shift;
    }
    return shifts;
}

static void resolve_holidays(struct loader *l)
{
    struct calendar *calendar = &l->config->calendar;
    for (each_section(l, kind_find("holiday", true), s)) {
        const struct holiday_conf *holiday = s->item;
        if (!holiday)
            continue;
        uint32_t shifts = resolve_shift_names(l, s, holiday);
        for (int i = 0; i < holiday->dates.count; i++) {
            if (calendar->offs == DAYS_OFF_MAX) {
                problem_section(l, s,
                                "more than %d dates of holidays in all; write FIRST to LAST, or "
                                "leave out years that are over",
                                DAYS_OFF_MAX);
                return;
            }
            calendar->off[calendar->offs++] =
                (struct day_off){.span = holiday->dates.item[i], .shifts = shifts};
        }
    }
}

/* ---- overlaps ---- */

/* Whether it is known when it runs. */
static bool has_times(const struct section *s)
{
    static const char *const keys[] = {"days", "dates"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct entry *entry = section_entry(s, keys[i]);
        if (entry && entry->bad)
            return false;
    }
    return s->item && section_has(s, "start") && section_has(s, "end");
}

static bool is_weekly(const struct shift_plan *plan)
{
    return plan->days != 0 || plan->dates.count == 0;
}

/* A single day of `dated` on which it runs into `other`; 0: none. */
static int64_t met_on(const struct config *config, const struct shift_conf *dated,
                      const struct shift_conf *other)
{
    int other_index = (int)(other - config->shift);
    for (int i = 0; i < dated->plan.dates.count; i++) {
        const struct date_span *span = &dated->plan.dates.item[i];
        for (int64_t day = span->first; day <= span->last; day++) {
            for (int later = -1; later <= 1; later++) {
                if (shifts_meet(&dated->plan, &other->plan, later) &&
                    calendar_starts(&config->calendar, other_index, day + later))
                    return day;
            }
        }
    }
    return 0;
}

static void check_pair(struct loader *l, const struct section *a, const struct section *b)
{
    const struct shift_conf *first = shift_of(a);
    const struct shift_conf *second = shift_of(b);
    char on[24] = "";
    int weekday;
    if (is_weekly(&first->plan) && is_weekly(&second->plan) &&
        shifts_overlap(&first->plan, &second->plan, &weekday)) {
        (void)text_copy(on, sizeof on, day_names[weekday]);
    } else {
        int64_t day = met_on(l->config, first, second);
        if (day == 0)
            day = met_on(l->config, second, first);
        if (day != 0)
            date_print((int32_t)day, on, sizeof on);
    }
    if (on[0])
        problem_section(l, b, "overlaps [shift %s] (%s:%d) on %s", a->name, a->origin.file,
                        a->origin.line, on);
}

static void check_overlaps(struct loader *l)
{
    for (each_section(l, shift_kind(), b)) {
        for (struct section *a = section_live(l->section, shift_kind()); a && a != b;
             a = section_live(a->next, shift_kind())) {
            if (has_times(a) && has_times(b))
                check_pair(l, a, b);
        }
    }
}

/* ---- the whole ---- */

static void resolve_shift(struct loader *l, const struct section *s, struct shift_conf *shift)
{
    struct cause why;
    if (!section_entry(s, "days") && shift->plan.dates.count == 0)
        shift->plan.days = 0x7F;
    resolve_turns(l, s, shift);
    if (has_times(s) && section_has(s, "breaks") && breaks_place(&shift->plan, &why) != 0)
        problem_entry(l, s, section_entry(s, "breaks"), "%s", why.text);
}

void resolve_calendar(struct loader *l)
{
    struct calendar *calendar = &l->config->calendar;
    copy_teams(l->config);
    for (each_section(l, shift_kind(), s)) {
        if (!s->item)
            continue;
        resolve_shift(l, s, s->item);
        calendar->shift[calendar->shifts++] = shift_of(s)->plan;
    }
    resolve_holidays(l);
    check_overlaps(l);
}
