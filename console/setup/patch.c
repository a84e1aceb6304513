/* SPDX-License-Identifier: MIT */
/* What is to be changed in a configuration, as `andonctl station edit` takes it: only what was
 * chosen or typed. Called by setup_run.c; what it says is the caller's. */
#include "console/setup/setup.h"
#include "data/config/days.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* The keys of a section in the patch, made when they are not there yet. */
static json_t *keys_of(json_t *patch, const char *kind, const char *name)
{
    char section[80];
    (void)text_format(section, sizeof section, "%s%s%s", kind, name[0] != '\0' ? " " : "", name);
    json_t *keys = json_object_get(patch, section);
    if (keys == NULL) {
        keys = json_object();
        (void)json_object_set_new(patch, section, keys);
    }
    return keys;
}

static void say(json_t *patch, const char *kind, const char *name, const char *key,
                const char *value)
{
    (void)json_object_set_new(keys_of(patch, kind, name), key,
                              value != NULL ? json_string(value) : json_null());
}

static void drop(json_t *patch, const char *kind, const char *name)
{
    char section[80];
    (void)text_format(section, sizeof section, "%s %s", kind, name);
    (void)json_object_set_new(patch, section, json_null());
}

/* The name of the `nth` lamp of a colour: that which the configuration has for it, since rules go
 * by names; else the colour, with a number from the second one on. */
static void name_lamp(const struct setup *s, enum setup_lamp colour, int nth, char out[24])
{
    int seen = 0;
    for (int i = 0; i < s->lamps; i++)
        if (strcmp(s->lamp[i].colour, setup_colours[colour]) == 0 && ++seen == nth) {
            (void)text_copy(out, 24, s->lamp[i].name);
            return;
        }
    (void)text_format(out, 24, nth > 1 ? "%s%d" : "%s", setup_colours[colour], nth);
}

static bool is_named(json_t *patch, const char *lamp)
{
    char section[80];
    (void)text_format(section, sizeof section, "lamp %s", lamp);
    return json_object_get(patch, section) != NULL;
}

static void patch_lamps(const struct setup *s, json_t *patch)
{
    /* What `andonctl discover` writes until lamps are wired. */
    static const char *const usual[] = {"red", "yellow", "green", "white"};
    for (int colour = SETUP_RED; colour < SETUP_TWO; colour++) {
        int nth = 0;
        for (int i = 0; i < s->tower.lines; i++) {
            const struct setup_gpio *g = &s->tower.gpio[i];
            char name[24];
            if (!g->wanted || g->lamp != (enum setup_lamp)colour)
                continue;
            name_lamp(s, g->lamp, ++nth, name);
            if (strcmp(name, setup_colours[colour]) != 0)
                say(patch, "lamp", name, "colour", setup_colours[colour]);
            say(patch, "lamp", name, "line", g->line);
            say(patch, "lamp", name, "polarity", g->low ? "low" : NULL);
        }
    }
    for (int i = 0; i < s->lamps; i++)
        if (!is_named(patch, s->lamp[i].name))
            drop(patch, "lamp", s->lamp[i].name);
    for (size_t i = 0; s->lamps == 0 && i < sizeof usual / sizeof *usual; i++)
        if (!is_named(patch, usual[i]))
            drop(patch, "lamp", usual[i]);
}

static void patch_tower(const struct setup *s, json_t *patch)
{
    static const char *const words[SETUP_AS_IS] = {"gpio", "sim", "none"};
    if (!s->tower.chosen || s->tower.kind == SETUP_AS_IS)
        return;
    say(patch, "station", "", "tower", words[s->tower.kind]);
    if (s->tower.kind == SETUP_ON_GPIO && s->tower.tested)
        patch_lamps(s, patch);
}

/* ---- shifts ---- */

static const struct setup_shift *find_shift(const struct setup_shift *list, int count,
                                            const char *name)
{
    for (int i = 0; i < count; i++)
        if (strcmp(list[i].plan.name, name) == 0)
            return &list[i];
    return NULL;
}

static void say_time(json_t *patch, const char *shift, const char *key, int min)
{
    char text[16];
    (void)text_format(text, sizeof text, "%02d:%02d", min / 60 % 24, min % 60);
    say(patch, "shift", shift, key, text);
}

/* As somebody would write them: "mon-fri, sun". */
static void write_days(uint8_t days, char *out, size_t size)
{
    out[0] = '\0';
    for (int i = 0, last; i < 7; i = last + 1) {
        size_t n = strlen(out);
        for (last = i; last < 6 && (days & (2U << last)) != 0; last++)
            ;
        if ((days & (1U << i)) == 0)
            last = i;
        else
            (void)text_format(out + n, size - n, "%s%s%s%s", n > 0 ? ", " : "", day_names[i],
                              last > i ? "-" : "", last > i ? day_names[last] : "");
    }
}

/* What is not the same as it was; of a new shift what is not the default. */
static void patch_shift(const struct setup_shift *was, const struct setup_shift *is, json_t *patch)
{
    static const struct setup_shift none = {.plan = {.days = 0x7F, .begin_min = -1, .end_min = -1}};
    const struct shift_plan *plan = &is->plan;
    char text[16 * BREAKS_MAX], before[16 * BREAKS_MAX];
    was = was != NULL ? was : &none;
    if (plan->begin_min != was->plan.begin_min)
        say_time(patch, plan->name, "start", plan->begin_min);
    if (was == &none || plan->end_min % 1440 != was->plan.end_min % 1440)
        say_time(patch, plan->name, "end", plan->end_min);
    if (plan->days != was->plan.days) {
        bool usual = plan->days == 0 || (plan->days == 0x7F && plan->dates.count == 0);
        write_days(plan->days, text, sizeof text);
        say(patch, "shift", plan->name, "days", usual ? NULL : text);
    }
    breaks_print(plan, text, sizeof text);
    breaks_print(&was->plan, before, sizeof before);
    if (strcmp(text, before) != 0)
        say(patch, "shift", plan->name, "breaks", text[0] != '\0' ? text : NULL);
    if (strcmp(is->teams, was->teams) != 0)
        say(patch, "shift", plan->name, "teams", is->teams[0] != '\0' ? is->teams : NULL);
}

static bool works(const struct setup_calendar *c, const char *team)
{
    char id[SHIFT_NAME_SIZE];
    for (int i = 0; i < c->count; i++)
        for (const char *at = c->is[i].teams;
             c->is[i].teams[0] != '\0' && ids_next(&at, id, sizeof id) > 0;)
            if (strcmp(id, team) == 0)
                return true;
    return false;
}

static void patch_shifts(const struct setup *s, json_t *patch)
{
    const struct setup_calendar *c = &s->calendar;
    char date[24];
    for (int i = 0; i < c->were; i++)
        if (find_shift(c->is, c->count, c->was[i].plan.name) == NULL)
            drop(patch, "shift", c->was[i].plan.name);
    for (int i = 0; i < c->count; i++)
        patch_shift(find_shift(c->was, c->were, c->is[i].plan.name), &c->is[i], patch);
    for (int i = 0; i < c->teams; i++)
        if (c->team[i].made && works(c, c->team[i].id))
            say(patch, "team", c->team[i].id, "title", c->team[i].title);
    if (!setup_takes_turns(c))
        return;
    date_print(c->monday, date, sizeof date);
    if (c->start == 0)
        say(patch, "calendar", "", "rotation_start", date);
    if (c->daily != c->was_daily)
        say(patch, "calendar", "", "rotation", c->daily ? "daily" : NULL);
}

/* ---- the rest ---- */

static void patch_reasons(const struct setup *s, json_t *patch)
{
    const struct setup_reasons *r = &s->reasons;
    if (!r->chosen || r->tree == TREE_AS_IS)
        return;
    for (int i = 0; i < r->leaves; i++) {
        if (r->tree == TREE_SHORT && !r->is_short)
            say(patch, "reason", r->leaf[i], "retired", "yes");
        else if (r->tree == TREE_SHIPPED && r->is_short)
            drop(patch, "reason", r->leaf[i]);
    }
}

static void patch_station(const struct setup *s, json_t *patch)
{
    char text[AMOUNT_TEXT_SIZE + 2], number[AMOUNT_TEXT_SIZE];
    int64_t amount = 0;
    static const char *const access[SETUP_ACCESS] = {"user", "password_file", "ca_file"};
    if (s->typed_url && s->broker[0] != '\0')
        say(patch, "broker", s->broker, "url", s->url.text);
    for (int i = 0; i < SETUP_ACCESS && s->broker[0] != '\0'; i++)
        if (strcmp(s->access[i].text, s->access_was[i]) != 0)
            say(patch, "broker", s->broker, access[i],
                s->access[i].length > 0 ? s->access[i].text : NULL);
    if (s->typed_ideal && field_amount(&s->ideal, &amount) && amount > 0) {
        (void)text_format(text, sizeof text, "%s s", amount_to_text(amount, number));
        say(patch, "station", "", "ideal_cycle", text);
    }
}

size_t setup_patch(const struct setup *s, char **out)
{
    json_t *patch = s->replace.taken ? json_loads(s->replace.patch, 0, NULL) : json_object();
    *out = NULL;
    if (patch == NULL)
        return 0;
    patch_station(s, patch);
    patch_tower(s, patch);
    patch_shifts(s, patch);
    patch_reasons(s, patch);
    if (json_object_size(patch) > 0)
        *out = json_dumps(patch, JSON_COMPACT);
    json_decref(patch);
    return *out != NULL ? strlen(*out) : 0;
}
