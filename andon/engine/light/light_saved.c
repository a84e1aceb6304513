/* SPDX-License-Identifier: MIT */
/* What of the light outlives a restart: overrides until their end, and for how long each lamp has
 * burned. By the names of the lamps; one that is gone takes its part with it. Called by
 * checkpoint.c and restore.c. */
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

void light_write(struct jw *w, const struct station *st)
{
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

int light_read(const json_t *json, struct station *st, int64_t now, struct cause *why)
{
    for (size_t i = 0; i < st->config->lamps; i++) {
        const json_t *one = json_object_get(json, st->config->lamp[i].name);
        if (one && read_one(one, st, i, now, why) != 0)
            return -1;
    }
    return 0;
}
