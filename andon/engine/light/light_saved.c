/* SPDX-License-Identifier: MIT */
/* What of the light outlives a restart: overrides until their end, for how long each lamp has
 * burned, and which sounds somebody silenced. By the names of the lamps and rules; one that is gone
 * takes its part with it. Called by checkpoint.c and restore.c. */
#include "andon/engine/parts.h"
#include "andon/engine/saved_fields.h"
#include "data/model/text.h"

static const struct saved_field override_fields[] = {
    FLAG(override, "on", on),
    NUMBER(override, "number", number),
    NUMBER(override, "rev", rev),
    NUMBER(override, "begin", begin),
    NUMBER(override, "begin_wall", begin_wall),
    NUMBER(override, "until", until),
    WORD(override, "pattern", pattern, words_lamp_pattern),
    TEXT(override, "actor", actor),
    TEXT(override, "from", from),
    TEXT(override, "why", why),
};
static TABLE(override);

static const struct saved_field burning_fields[] = {
    NUMBER(burning, "ms", ms),
};
static TABLE(burning);

static const struct saved_field light_fields[] = {
    TIME(light, "at", silenced, TIME_NONE),
    TEXT(light, "by", silenced_by),
};
static TABLE(light);

static bool names_a_buzzer(const struct station *st, const struct rule_conf *rule)
{
    for (int s = 0; s < rule->shows; s++)
        if (sound_is_buzzer(st, rule->show[s].lamp))
            return true;
    return false;
}

/* Since when the causes of sounds hold: what was silenced is not heard again as if it were new. */
static void write_silence(struct jw *w, const struct station *st)
{
    if (st->light.silenced == TIME_NONE)
        return;
    jw_object(w, "silence");
    saved_write(w, &saved_light, &st->light);
    jw_object(w, "rules");
    for (size_t i = 0; i < st->config->rules; i++)
        if (st->rule[i].matches && names_a_buzzer(st, &st->config->rule[i]))
            jw_int(w, st->config->rule[i].name, st->rule[i].since);
    jw_object_end(w);
    jw_object_end(w);
}

void light_write(struct jw *w, const struct station *st)
{
    write_silence(w, st);
    jw_object(w, "light");
    for (size_t i = 0; i < st->config->lamps; i++) {
        struct burning burned = {.ms = burning_ms(st, (int)i)};
        jw_object(w, st->config->lamp[i].name);
        saved_write(w, &saved_burning, &burned);
        if (override_of(st, (int)i)) {
            jw_object(w, "override");
            saved_write(w, &saved_override, &st->light.override[i]);
            jw_object_end(w);
        }
        jw_object_end(w);
    }
    jw_object_end(w);
}

static bool makes_sense(const struct override *o, int64_t now)
{
    return o->number > 0 && o->rev > 0 && o->begin >= 0 && o->begin <= now &&
           o->until <= now + MS_PER_DAY;
}

static int read_one(const json_t *json, struct station *st, size_t lamp, int64_t now,
                    struct cause *why)
{
    const json_t *saved = json_object_get(json, "override");
    struct burning *burning = &st->light.burning[lamp];
    struct override *o = &st->light.override[lamp];
    if (saved_read(json, &saved_burning, burning, why) != 0)
        return -1;
    burning->since = st->t;
    if (burning->ms < 0)
        return cause_set(why, -1, "checkpoint: light makes no sense");
    if (!saved)
        return 0;
    if (saved_read(saved, &saved_override, o, why) != 0)
        return -1;
    return makes_sense(o, now) ? 0 : cause_set(why, -1, "checkpoint: light makes no sense");
}

int silence_read(const json_t *json, struct station *st, int64_t now, struct cause *why)
{
    const json_t *rules = json_object_get(json, "rules");
    if (!json)
        return 0;
    if (saved_read(json, &saved_light, &st->light, why) != 0)
        return -1;
    if (st->light.silenced > now)
        return cause_set(why, -1, "checkpoint: silence makes no sense");
    for (size_t i = 0; i < st->config->rules; i++) {
        int64_t since;
        const json_t *saved = json_object_get(rules, st->config->rule[i].name);
        if (!saved)
            continue;
        if (saved_number(saved, &since) != 0 || since > now)
            return cause_set(why, -1, "checkpoint: silence makes no sense");
        st->rule[i].matches = true; /* as far as the next look finds it so */
        st->rule[i].since = since;
    }
    return 0;
}

int light_read(const json_t *json, struct station *st, int64_t now, struct cause *why)
{
    for (size_t i = 0; i < st->config->lamps; i++) {
        const json_t *one = json_object_get(json, st->config->lamp[i].name);
        if (one && read_one(one, st, i, now, why) != 0)
            return -1;
    }
    return 0;
}
