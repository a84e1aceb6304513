/* SPDX-License-Identifier: MIT */
/* Tables of what only people know: reasons, scrap reasons, modes, changeovers, jobs, people and how
 * they enter. Rows of schema.c's kinds. */
#ifndef DATA_CONFIG_PLANT_FIELDS_H
#define DATA_CONFIG_PLANT_FIELDS_H

#include "data/config/field.h"

extern const struct field reason_name, reason_fields[11];
extern const struct field scrap_reason_name, scrap_reason_fields[8];
extern const struct field mode_name, mode_fields[6];
extern const struct field changeover_name, changeover_fields[3];
extern const struct field goal_name, goal_fields[6];
extern const struct field cost_name, cost_fields[5];
extern const struct field job_name, job_fields[4];
extern const struct field job_list_fields[1];
extern const struct field person_name, person_fields[6];
extern const struct field entry_fields[8];
extern const struct field terminal_fields[2];
extern const struct field sparkplug_fields[3];
extern const struct field sparkplug_host_fields[4];

/* Rows of schema.c. */
#define MONEY_KINDS                                                                  \
    {.word = "goal",                                                                 \
     .what = "NAME",                                                                 \
     TABLE(goal_fields),                                                             \
     .name = &goal_name,                                                             \
     LIST(struct goal_conf, goal, goals),                                            \
     .max = CONFIG_GOALS_MAX,                                                        \
     .help = "What is to become better, by how much and until when: andonctl roi."}, \
    {                                                                                \
        .word = "cost", .what = "NAME", TABLE(cost_fields), .name = &cost_name,      \
        LIST(struct cost_conf, cost, costs), .max = 200,                             \
        .help = "What lost time and scrap cost, from a day on."                      \
    }

#endif
