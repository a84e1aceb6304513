/* SPDX-License-Identifier: MIT */
/* How long each lamp has burned, kept over restarts, and whether a contact or light sensor at the
 * lamp agrees with what it is told to show. Called by lamps.c when a pattern changes, by the inputs
 * with what they hear, by the checkpoint. */
#include "andon/engine/people/people.h"
#include "data/model/pattern.h"
#include "data/model/text.h"

#include <string.h>

/* ---- hours of light ------------------------------------------------------------------------- */

int64_t burning_ms(const struct station *st, int lamp)
{
    const struct burning *b = &st->light.burning[lamp];
    return b->ms + pattern_lit(st->lamp[lamp].pattern, st->t - b->since);
}

/* Before the lamp's pattern becomes another one. */
void burning_turn(struct station *st, int lamp)
{
    struct burning *b = &st->light.burning[lamp];
    b->ms = burning_ms(st, lamp);
    b->since = st->t;
}

int64_t station_lamp_ms(const struct station *st, size_t lamp)
{
    return burning_ms(st, (int)lamp);
}

void people_lamp_replaced(struct station *st, const struct command *c, struct outcome *out)
{
    char id[RECORD_ID_SIZE];
    int lamp = 0, lamps = (int)st->config->lamps;
    while (lamp < lamps && strcmp(st->config->lamp[lamp].name, c->target) != 0)
        lamp++;
    if (lamp == lamps) {
        outcome_refuse(out, COMMAND_NOT_FOUND, "there is no lamp \"%.40s\"", c->target);
        outcome_advise(out, NULL, "lamps");
        return;
    }
    struct records_body b;
    struct record_draft d = records_begin(st, &b, REC_LAMP, 1);
    people_id(d.id, 'L', st->next_lamp++);
    (void)text_copy(d.actor, sizeof d.actor, c->actor);
    jw_text(&b.w, "what", "replaced");
    jw_text(&b.w, "lamp", st->config->lamp[lamp].name);
    jw_int(&b.w, "begin", station_wall(st, st->t));
    jw_int(&b.w, "burned_ms", burning_ms(st, lamp));
    (void)text_copy(id, sizeof id, d.id);
    records_end(st, &b, &d);
    st->light.burning[lamp] = (struct burning){.since = st->t};
    outcome_done(out, REC_LAMP, id);
    (void)text_format(out->text, sizeof out->text, "%s is new: its hours count from 0",
                      st->config->lamp[lamp].name);
}

/* ---- feedback ------------------------------------------------------------------------------- */

#define STEADY_MS INT64_C(1000) /* a lamp that is on or off has followed by then */
#define FLASHES_MS \
    INT64_C(5000) /* one that flashes has changed by then: twice the longest period */
#define CHIMES_MS INT64_C(10000)

static bool is_steady(enum lamp_pattern pattern)
{
    return pattern == LAMP_ON || pattern == LAMP_OFF;
}

/* When what is heard is wrong if nothing changes; TIME_NEVER: it is right. */
static int64_t wrong_at(const struct station *st, int lamp)
{
    const struct feedback *f = &st->light.feedback[lamp];
    enum lamp_pattern pattern = st->lamp[lamp].pattern;
    int64_t since = st->light.burning[lamp].since > f->at ? st->light.burning[lamp].since : f->at;
    if (!f->heard || (is_steady(pattern) && f->lit == (pattern == LAMP_ON)))
        return TIME_NEVER;
    if (is_steady(pattern))
        return since + STEADY_MS;
    return since + (pattern == LAMP_CHIME ? CHIMES_MS : FLASHES_MS);
}

int64_t feedback_deadline(const struct station *st)
{
    int64_t due = TIME_NEVER;
    for (size_t i = 0; i < st->config->lamps; i++) {
        int64_t at = st->light.feedback[i].wrong ? TIME_NEVER : wrong_at(st, (int)i);
        due = at < due ? at : due;
    }
    return due;
}

void feedback_judge(struct station *st)
{
    for (size_t i = 0; i < st->config->lamps; i++) {
        struct feedback *f = &st->light.feedback[i];
        bool wrong = wrong_at(st, (int)i) <= st->t;
        if (wrong == f->wrong)
            continue;
        f->wrong = wrong;
        tower_judge(st, (int)i,
                    f->lit ? "it burns although it should not"
                           : "it is dark although it should burn");
        station_touch(st);
    }
}

void lamps_feedback(struct station *st, int lamp, bool lit)
{
    struct feedback *f = &st->light.feedback[lamp];
    if (f->heard && f->lit == lit)
        return;
    f->heard = true;
    f->lit = lit;
    f->at = st->arrival;
    feedback_judge(st);
}
