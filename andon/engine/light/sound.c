/* SPDX-License-Identifier: MIT */
/* What keeps a buzzer quiet although a rule lets it sound: somebody silenced what sounded until
 * then, so that only what comes later is heard; or its hours are over. Called by lamps.c for each
 * buzzer; never about lights. */
#include "andon/engine/people/people.h"
#include "andon/engine/response/response.h"
#include "data/model/text.h"

#include <string.h>

#define DAY_MIN 1440

bool sound_is_buzzer(const struct station *st, int lamp)
{
    return strcmp(st->config->lamp[lamp].colour, "buzzer") == 0;
}

/* ---- hours ---------------------------------------------------------------------------------- */

static int64_t local_ms(const struct station *st)
{
    return zone_local(&st->config->zone, station_wall(st, st->t));
}

static int32_t minute_of_day(int64_t local)
{
    int64_t day = local % MS_PER_DAY;
    return (int32_t)((day < 0 ? day + MS_PER_DAY : day) / MS_PER_MIN);
}

static bool lies_in(const struct shift_break *span, int32_t minute)
{
    if (span->begin_min < span->end_min)
        return minute >= span->begin_min && minute < span->end_min;
    return minute >= span->begin_min || minute < span->end_min; /* over midnight */
}

bool sound_allowed(const struct station *st, int lamp)
{
    const struct shift_plan *hours = &st->config->lamp[lamp].hours;
    int32_t minute = minute_of_day(local_ms(st));
    for (int i = 0; i < hours->pauses; i++)
        if (lies_in(&hours->pause[i], minute))
            return true;
    return hours->pauses == 0;
}

/* The next edge of a buzzer's hours, in plant time as it runs now. */
int64_t sound_deadline(const struct station *st)
{
    int64_t due = TIME_NEVER;
    for (size_t i = 0; i < st->config->lamps; i++) {
        const struct shift_plan *hours = &st->config->lamp[i].hours;
        for (int k = 0; k < hours->pauses * 2; k++) {
            const struct shift_break *span = &hours->pause[k / 2];
            int64_t edge = (int64_t)(k % 2 ? span->end_min : span->begin_min) * MS_PER_MIN;
            int64_t wait = (edge - local_ms(st) % MS_PER_DAY) % MS_PER_DAY;
            wait = wait <= 0 ? wait + MS_PER_DAY : wait;
            due = st->t + wait < due ? st->t + wait : due;
        }
    }
    return due;
}

/* ---- silence -------------------------------------------------------------------------------- */

bool sound_is_silenced(const struct station *st, size_t rule)
{
    return st->light.silenced != TIME_NONE && lamps_cause_at(st, rule) <= st->light.silenced;
}

/* Any buzzer that sounds now, -1: none does. */
static int sound_heard(const struct station *st)
{
    for (size_t i = 0; i < st->config->lamps; i++)
        if (sound_is_buzzer(st, (int)i) && st->lamp[i].pattern != LAMP_OFF)
            return (int)i;
    return -1;
}

static void sound_silence(struct station *st, const char *actor)
{
    st->light.silenced = st->t;
    text_sanitise(actor, strlen(actor), st->light.silenced_by, sizeof st->light.silenced_by);
    station_touch(st);
}

void people_silence(struct station *st, const struct command *c, struct outcome *out)
{
    char id[RECORD_ID_SIZE];
    int lamp = c->target[0] == '\0' ? sound_heard(st) : -1;
    if (!alerts_silence(st, c, out) && lamp < 0 && out->text[0] == '\0')
        outcome_refuse(out, COMMAND_BAD, "nothing sounds");
    if (lamp < 0)
        return;
    struct records_body b;
    struct record_draft d = records_begin(st, &b, REC_LAMP, 1);
    int rule = st->lamp[lamp].rule;
    people_id(d.id, 'L', st->next_lamp++);
    (void)text_copy(d.actor, sizeof d.actor, c->actor);
    jw_text(&b.w, "what", "silence");
    jw_text(&b.w, "lamp", st->config->lamp[lamp].name);
    jw_text(&b.w, "rule", rule >= 0 ? st->config->rule[rule].name : NULL);
    jw_int(&b.w, "begin", station_wall(st, st->t));
    (void)text_copy(id, sizeof id, d.id);
    records_end(st, &b, &d);
    sound_silence(st, c->actor);
    outcome_done(out, REC_LAMP, id);
    (void)text_copy(out->text, sizeof out->text, "silent until the next cause");
}
