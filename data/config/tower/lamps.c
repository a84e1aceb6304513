/* SPDX-License-Identifier: MIT */
/* The lamps of the tower: their colours and lines. Called once by resolve.c, before the rules. */
#include "data/config/tower/tower.h"
#include "data/model/text.h"

#include <string.h>

static const char *const colour_names[] = {"red", "yellow", "green", "blue", "white", "buzzer"};
static const struct words words_colour = {colour_names, sizeof colour_names / sizeof *colour_names};

static void check_line(struct loader *l, const struct section *s, const struct section *others)
{
    const struct lamp_conf *lamp = s->item;
    if (!lamp->line[0])
        problem_section(l, s, "tower = gpio needs a line; write e.g. line = TOWER_%s",
                        lamp->colour);
    for (; others && others != s; others = section_live(others->next, s->kind)) {
        const struct lamp_conf *other = others->item;
        if (other && lamp->line[0] && strcmp(lamp->line, other->line) == 0)
            problem_section(l, s, "line = %s is already that of [lamp %s] (%s:%d)", lamp->line,
                            other->name, other->origin.file, other->origin.line);
    }
}

/* A light that keeps hours would lie; a buzzer never sounds without pauses. */
static void check_hours(struct loader *l, const struct section *s)
{
    const struct lamp_conf *lamp = s->item;
    const struct entry *hours = section_entry(s, "hours"), *quiet = section_entry(s, "quiet");
    if (lamp->hours.pauses > 0 && strcmp(lamp->colour, "buzzer") != 0)
        problem_entry(l, s, hours,
                      "means nothing without colour = buzzer; a light tells the truth all day");
    for (int i = 0; i < lamp->hours.pauses; i++)
        if (lamp->hours.pause[i].begin_min == lamp->hours.pause[i].end_min)
            problem_entry(l, s, hours, "nothing lies between a time and itself");
    if (lamp->quiet != LAMP_OFF && lamp->hours.pauses == 0)
        problem_entry(l, s, quiet, "there are no hours; write e.g. hours = 06:00-22:00");
    if (lamp->quiet == LAMP_ON)
        problem_entry(l, s, quiet, "a continuous tone is kept for evacuation; write e.g. chime");
}

static void check_tower(struct loader *l)
{
    const struct config *config = l->config;
    const struct section *s = section_find(l, kind_find("tower", false), "");
    const struct light_conf *light = &config->light;
    if (config->tower == TOWER_MQTT && !light->topic[0])
        problem_at(l, s ? s->origin : (struct config_origin){.file = l->where},
                   "[station] tower = mqtt needs a topic; write e.g. [tower] topic = "
                   "plant/tower3/{lamp}");
    if (s && light->topic[0] && strpbrk(light->topic, "+#"))
        problem_entry(l, s, section_entry(s, "topic"), "+ and # have no place where one sends to");
    for (size_t i = 0; light->heartbeat[0] && i < config->lamps; i++)
        if (strcmp(config->lamp[i].line, light->heartbeat) == 0)
            problem_entry(l, s, section_entry(s, "heartbeat"),
                          "%s is already that of [lamp %s] "
                          "(%s:%d)",
                          light->heartbeat, config->lamp[i].name, config->lamp[i].origin.file,
                          config->lamp[i].origin.line);
    if (light->heartbeat[0] && config->tower != TOWER_GPIO && config->tower != TOWER_SIM)
        problem_entry(l, s, section_entry(s, "heartbeat"), "needs [station] tower = gpio");
}

void resolve_lamps(struct loader *l)
{
    const struct section_kind *kind = kind_find("lamp", true);
    struct section *first = section_live(l->section, kind);
    for (struct section *s = first; s && s->item; s = section_live(s->next, kind)) {
        struct lamp_conf *lamp = s->item;
        const struct entry *entry = section_entry(s, "colour");
        const char *colour = entry ? entry->value : lamp->name;
        struct cause why;
        lamp->colour[0] = '\0'; /* stays empty when it is none */
        if (word_find(&words_colour, colour, strlen(colour)) >= 0) {
            (void)text_copy(lamp->colour, sizeof lamp->colour, colour);
        } else if (entry) {
            words_advice(&words_colour, colour, &why);
            problem_entry(l, s, entry, "%s", why.text);
        } else {
            problem_section(l, s, "colour is missing; write e.g. colour = red");
        }
        if (l->config->tower == TOWER_GPIO)
            check_line(l, s, first);
        check_hours(l, s);
    }
    check_tower(l);
    if (l->config->tower == TOWER_GPIO && !first)
        problem_at(l, (struct config_origin){.file = l->where},
                   "[station] tower = gpio needs a [lamp NAME]");
}
