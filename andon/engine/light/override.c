/* SPDX-License-Identifier: MIT */
/* Lamps that people take out of the rules' hands: maintenance works at the machine, or a rule is
 * wrong and the shift goes on. Every override has a reason, a name and an end; it is a `lamp`
 * record, stands in the snapshot and in the handover, and outlives a restart. Called by
 * people/commands.c and, for what is shown, by lamps.c. */
#include "andon/engine/people/people.h"
#include "data/model/text.h"

#include <string.h>

#define SHORTEST_MS INT64_C(1000)
#define LONGEST_MS  MS_PER_HOUR /* when the configuration does not say */

const struct override *override_of(const struct station *st, int lamp)
{
    const struct override *o = &st->light.override[lamp];
    return o->on && st->t < o->until ? o : NULL;
}

static void record(struct station *st, int lamp, int64_t end, const char *released_by)
{
    struct override *o = &st->light.override[lamp];
    struct records_body b;
    struct record_draft d = records_begin(st, &b, REC_LAMP, ++o->rev);
    people_id(d.id, 'L', o->number);
    (void)text_copy(d.actor, sizeof d.actor, released_by ? released_by : o->actor);
    jw_text(&b.w, "what", "override");
    jw_text(&b.w, "lamp", st->config->lamp[lamp].name);
    jw_text(&b.w, "pattern", word_name(&words_lamp_pattern, (int)o->pattern));
    jw_text(&b.w, "why", o->why);
    jw_text(&b.w, "by", o->actor);
    jw_int(&b.w, "begin", o->begin_wall);
    jw_int(&b.w, "end", o->begin_wall + end - o->begin);
    jw_text(&b.w, "released", released_by);
    records_end(st, &b, &d);
    station_touch(st);
}

/* Its record says until when; one that ends before says so in another revision. */
static void end_override(struct station *st, int lamp, const char *by)
{
    struct override *o = &st->light.override[lamp];
    if (o->on && st->t < o->until)
        record(st, lamp, st->t, by);
    o->on = false;
}

static int find_lamp(const struct station *st, const char *name, struct outcome *out)
{
    const struct config *config = st->config;
    for (size_t i = 0; i < config->lamps; i++)
        if (strcmp(config->lamp[i].name, name) == 0)
            return (int)i;
    outcome_refuse(out, COMMAND_NOT_FOUND, "there is no lamp \"%.40s\"", name);
    outcome_advise(out, word_nearest_row(config->lamp, config->lamps, sizeof *config->lamp, name),
                   "lamps");
    return -1;
}

static int read_pattern(const struct station *st, int lamp, const char *word, struct outcome *out)
{
    int pattern = word_find(&words_lamp_pattern, word, strlen(word));
    if (pattern < 0) {
        outcome_refuse(out, COMMAND_BAD,
                       "\"%.40s\" is no pattern; there are off, on, flash_slow, "
                       "flash_fast, flash_double, pulse, chime, beep, varying",
                       word);
        return -1;
    }
    if (pattern == LAMP_ON && strcmp(st->config->lamp[lamp].colour, "buzzer") == 0) {
        outcome_refuse(out, COMMAND_BAD,
                       "a continuous tone is kept for evacuation; take chime, beep or varying");
        return -1;
    }
    return pattern;
}

static bool may_last(const struct station *st, int64_t for_ms, struct outcome *out)
{
    char longest[TEXT_DURATION_SIZE];
    int64_t most = st->config->light.override_max_ms;
    most = most > 0 ? most : LONGEST_MS;
    if (for_ms >= SHORTEST_MS && for_ms <= most)
        return true;
    outcome_refuse(out, COMMAND_BAD, "say for how long: from 1 s to %s",
                   text_duration(most, longest));
    return false;
}

void people_lamp_override(struct station *st, const struct command *c, struct outcome *out)
{
    int lamp = find_lamp(st, c->target, out);
    int pattern = lamp >= 0 ? read_pattern(st, lamp, c->word, out) : -1;
    if (pattern < 0 || !may_last(st, c->for_ms, out))
        return;
    if (c->note[0] == '\0' || st->stopping) {
        outcome_refuse(out, COMMAND_BAD, "%s",
                       st->stopping ? "andond is stopping" : "say why: who sees the lamp will ask");
        return;
    }
    struct override *o = &st->light.override[lamp];
    char id[RECORD_ID_SIZE], length[TEXT_DURATION_SIZE];
    end_override(st, lamp, c->actor);
    *o = (struct override){.on = true,
                           .number = st->next_lamp++,
                           .begin = st->t,
                           .begin_wall = station_wall(st, st->t),
                           .until = st->t + c->for_ms,
                           .pattern = (enum lamp_pattern)pattern};
    (void)text_copy(o->actor, sizeof o->actor, c->actor);
    (void)text_copy(o->from, sizeof o->from, c->from);
    (void)text_copy(o->why, sizeof o->why, c->note);
    record(st, lamp, o->until, NULL);
    people_id(id, 'L', o->number);
    outcome_done(out, REC_LAMP, id);
    (void)text_format(out->text, sizeof out->text, "%s is overridden: %s for %s",
                      st->config->lamp[lamp].name, word_name(&words_lamp_pattern, pattern),
                      text_duration(c->for_ms, length));
}

void people_lamp_release(struct station *st, const struct command *c, struct outcome *out)
{
    int lamp = find_lamp(st, c->target, out);
    char id[RECORD_ID_SIZE];
    if (lamp < 0)
        return;
    if (!override_of(st, lamp)) {
        outcome_refuse(out, COMMAND_BAD, "%s is not overridden", st->config->lamp[lamp].name);
        return;
    }
    people_id(id, 'L', st->light.override[lamp].number);
    end_override(st, lamp, c->actor);
    outcome_done(out, REC_LAMP, id);
    (void)text_format(out->text, sizeof out->text, "%s follows the rules again",
                      st->config->lamp[lamp].name);
}

int64_t override_deadline(const struct station *st)
{
    int64_t due = TIME_NEVER;
    for (size_t i = 0; i < st->config->lamps; i++)
        if (st->light.override[i].on && st->light.override[i].until < due)
            due = st->light.override[i].until;
    return due;
}

void override_expire(struct station *st)
{
    for (size_t i = 0; i < st->config->lamps; i++)
        if (st->light.override[i].on && st->light.override[i].until <= st->t) {
            st->light.override[i].on = false;
            station_touch(st);
        }
}

void override_tell(const struct station *st, int lamp, char *out, size_t size)
{
    const struct override *o = &st->light.override[lamp];
    char left[TEXT_DURATION_SIZE];
    (void)text_format(out, size, "OVERRIDE by %s, %s left: %s%s", o->actor,
                      text_duration(o->until - st->t, left), o->why,
                      lamps_withheld(st, lamp) ? "; never green while unknown" : "");
}

/* What the next shift is to know: overrides, and lines that do not follow. */
void light_hand_over(const struct station *st, struct jw *w)
{
    for (size_t i = 0; i < st->config->lamps; i++) {
        const struct override *o = override_of(st, (int)i);
        const struct line *line = &st->line[i];
        if (!o && !line->open)
            continue;
        jw_object(w, NULL);
        jw_text(w, "lamp", st->config->lamp[i].name);
        jw_text(w, "what", o ? "override" : "line");
        jw_text(w, "pattern", o ? word_name(&words_lamp_pattern, (int)o->pattern) : NULL);
        jw_text(w, "by", o ? o->actor : NULL);
        jw_int(w, "begin", o ? o->begin_wall : line->begin_wall);
        if (o)
            jw_int(w, "end", o->begin_wall + o->until - o->begin);
        jw_text(w, "why", o ? o->why : line->why);
        jw_object_end(w);
    }
}
