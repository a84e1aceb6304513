/* SPDX-License-Identifier: MIT */
/* What a configuration says, as the defaults of the pages. What of it is changed is patch.c's.
 * Called by setup_run.c. */
#include "console/panels/choices.h"
#include "console/setup/setup.h"
#include "console/words/words.h"
#include "data/config/config.h"
#include "data/model/amount.h"
#include "data/model/text.h"

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
    for (size_t i = 0; i < config->teams && c->teams < TEAMS_MAX; i++) {
        struct setup_team *out = &c->team[c->teams++];
        *out = (struct setup_team){.made = false};
        (void)text_copy(out->id, sizeof out->id, config->team[i].name);
        (void)text_copy(out->title, sizeof out->title, config->team[i].title);
    }
    for (size_t i = 0; i < config->shifts && c->were < SHIFTS_MAX; i++) {
        struct setup_shift *out = &c->was[c->were++];
        *out = (struct setup_shift){.plan = config->shift[i].plan};
        (void)text_copy(out->teams, sizeof out->teams, config->shift[i].teams);
    }
    memcpy(c->is, c->was, sizeof c->is);
    c->count = c->were;
    c->start = config->calendar.rotation_start;
    c->daily = c->was_daily = config->rotation == ROTATION_DAILY;
    c->shape = c->were > 0 ? SHAPE_AS_IS : SHAPE_NONE;
    c->row = (int)c->shape;
}

void setup_existing(struct setup *s, const struct config *config)
{
    s->there = true;
    (void)text_copy(s->title, sizeof s->title, config->title[0] ? config->title : config->station);
    if (config->brokers > 0) {
        (void)text_copy(s->broker, sizeof s->broker, config->broker[0].name);
        const struct broker_conf *b = &config->broker[0];
        const char *const access[SETUP_ACCESS] = {[ACCESS_USER] = b->user,
                                                  [ACCESS_PASSWORD] = b->password_file,
                                                  [ACCESS_CA] = b->ca_file};
        if (!s->typed_url)
            field_set(&s->url, b->url);
        for (int i = 0; i < SETUP_ACCESS; i++) {
            field_set(&s->access[i], access[i]);
            (void)text_copy(s->access_was[i], sizeof s->access_was[i], s->access[i].text);
        }
    }
    if (config->ideal_us > 0) {
        char text[AMOUNT_TEXT_SIZE];
        field_set(&s->ideal, amount_to_text(config->ideal_us, text));
    }
    s->signals = (int)config->signals;
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
