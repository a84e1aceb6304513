/* SPDX-License-Identifier: MIT */
/* What a configuration says, as the defaults of the pages, and what is to be changed in it, as
 * `andonctl station edit` takes it: only what was chosen or typed. Called by setup_run.c. */
#include "console/panels/choices.h"
#include "console/setup/setup.h"
#include "console/words/words.h"
#include "data/config/config.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* ---- in -------------------------------------------------------------------------------------- */

static void take_lamps(struct setup *s, const struct config *config)
{
    static const enum setup_tower_kind kinds[] = {[TOWER_SIM] = SETUP_SIMULATED,
                                                  [TOWER_GPIO] = SETUP_ON_GPIO,
                                                  [TOWER_NONE] = SETUP_NO_TOWER,
                                                  [TOWER_MQTT] = SETUP_AS_IS};
    s->tower.kind = kinds[config->tower];
    s->tower.row = (int)s->tower.kind;
    for (size_t i = 0; i < config->lamps && s->lamps < SETUP_LAMPS; i++) {
        const struct lamp_conf *lamp = &config->lamp[i];
        struct setup_lamp_conf *out = &s->lamp[s->lamps++];
        *out = (struct setup_lamp_conf){.low = lamp->active_low};
        (void)text_copy(out->name, sizeof out->name, lamp->name);
        (void)text_copy(out->colour, sizeof out->colour, lamp->colour);
        (void)text_copy(out->line, sizeof out->line, lamp->line);
    }
}

static void take_shifts(struct setup *s, const struct config *config)
{
    struct setup_calendar *c = &s->calendar;
    for (size_t i = 0; i < config->shifts && c->shifts < SETUP_SHIFTS; i++) {
        const struct shift_plan *plan = &config->shift[i].plan;
        struct setup_shift *out = &c->was[c->shifts++];
        *out = (struct setup_shift){.begin_min = plan->begin_min, .end_min = plan->end_min};
        (void)text_copy(out->name, sizeof out->name, plan->name);
    }
    c->shape = c->shifts > 0 ? SHAPE_AS_IS : SHAPE_NONE;
    c->row = (int)c->shape;
}

void setup_existing(struct setup *s, const struct config *config)
{
    s->there = true;
    (void)text_copy(s->title, sizeof s->title, config->title[0] ? config->title : config->station);
    if (config->brokers > 0) {
        (void)text_copy(s->broker, sizeof s->broker, config->broker[0].name);
        if (!s->typed_url)
            field_set(&s->url, config->broker[0].url);
    }
    if (config->ideal_us > 0) {
        char text[AMOUNT_TEXT_SIZE];
        field_set(&s->ideal, amount_to_text(config->ideal_us, text));
    }
    take_lamps(s, config);
    take_shifts(s, config);
    setup_reasons(s, config);
    s->page = SETUP_SUMMARY;
}

/* A reason that is the shipped one has no file of the plant's. */
static bool is_own(const struct reason_conf *reason)
{
    const char *file = reason->origin.file;
    return file != NULL && strcmp(file, "shipped reasons") != 0;
}

/* The first level, and what is below those of it that are no plans: the short tree retires that. */
static void take_reason(struct setup_reasons *r, const struct config *config, size_t i,
                        struct choices *said)
{
    const struct reason_conf *reason = &config->reason[i];
    const struct reason_conf *top = reason->parent >= 0 ? &config->reason[reason->parent] : NULL;
    if (reason->level == 0 && said->count < SETUP_TOPS) {
        struct choice *c = &said->row[said->count++];
        *c = (struct choice){.place = reason->place};
        (void)text_copy(c->id, sizeof c->id, reason->name);
        (void)text_copy(c->own, sizeof c->own, reason->title);
        (void)text_copy(c->titles, sizeof c->titles, reason->titles);
    } else if (reason->level == 1 && top != NULL && !top->planned && reason->leaf &&
               r->leaves < SETUP_LEAVES) {
        (void)text_copy(r->leaf[r->leaves++], sizeof r->leaf[0], reason->name);
    }
    r->own = r->own || is_own(reason);
}

void setup_reasons(struct setup *s, const struct config *config)
{
    struct setup_reasons *r = &s->reasons;
    struct choices *said = calloc(1, sizeof *said);
    size_t retired = 0;
    r->tops = r->leaves = 0;
    r->own = false;
    for (size_t i = 0; i < config->reasons && said != NULL; i++)
        take_reason(r, config, i, said);
    for (size_t i = 0; i < config->retireds; i++)
        if (strcmp(config->retired[i].kind, "reason") == 0) {
            retired++;
            if (r->leaves < SETUP_LEAVES)
                (void)text_copy(r->leaf[r->leaves++], sizeof r->leaf[0], config->retired[i].name);
        }
    if (said != NULL)
        choices_speak(said);
    for (int i = 0; said != NULL && i < said->count; i++) {
        struct setup_reason *out = &r->top[r->tops++];
        out->place = said->row[i].place;
        (void)text_copy(out->id, sizeof out->id, said->row[i].id);
        (void)text_copy(out->title, sizeof out->title, said->row[i].title);
    }
    free(said);
    r->is_short = !r->own && retired > 0 && (int)retired == r->leaves;
    r->own = r->own || (retired > 0 && !r->is_short) || !config->entry.shipped;
    r->tree = r->own ? TREE_AS_IS : r->is_short ? TREE_SHORT : TREE_SHIPPED;
    r->row = (int)r->tree;
}

/* ---- out ------------------------------------------------------------------------------------- */

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

static void patch_shifts(const struct setup *s, json_t *patch)
{
    struct setup_shift shift[SETUP_SHIFTS];
    const struct setup_calendar *c = &s->calendar;
    if (!c->chosen || c->shape == SHAPE_AS_IS)
        return;
    int count = setup_shifts_now(s, shift);
    for (int i = 0; i < c->shifts; i++) {
        bool stays = false;
        for (int k = 0; k < count; k++)
            stays = stays || strcmp(c->was[i].name, shift[k].name) == 0;
        if (!stays)
            drop(patch, "shift", c->was[i].name);
    }
    for (int i = 0; i < count; i++) {
        char text[16];
        (void)text_format(text, sizeof text, "%02d:%02d", shift[i].begin_min / 60,
                          shift[i].begin_min % 60);
        say(patch, "shift", shift[i].name, "start", text);
        (void)text_format(text, sizeof text, "%02d:%02d", shift[i].end_min / 60,
                          shift[i].end_min % 60);
        say(patch, "shift", shift[i].name, "end", text);
    }
}

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
    if (s->typed_url && s->broker[0] != '\0')
        say(patch, "broker", s->broker, "url", s->url.text);
    if (s->typed_ideal && field_amount(&s->ideal, &amount) && amount > 0) {
        (void)text_format(text, sizeof text, "%s s", amount_to_text(amount, number));
        say(patch, "station", "", "ideal_cycle", text);
    }
}

size_t setup_patch(const struct setup *s, char **out)
{
    json_t *patch = json_object();
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
