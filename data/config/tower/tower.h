/* SPDX-License-Identifier: MIT */
/* The light of a configuration, for the files that read it: rules.c and those of this folder. */
#ifndef DATA_CONFIG_TOWER_TOWER_H
#define DATA_CONFIG_TOWER_TOWER_H

#include "data/config/conditions.h"

/* shows.c: "red on, blue flash_slow else yellow flash_slow" into a rule; by colour in the shipped
 * ones. 0, or -1 with what is wrong. */
int shows_read(struct loader *l, const char *text, bool by_colour, struct rule_conf *rule,
               struct cause *why);

/* table.c: read the shipped rules where they are wanted; put all in order and refuse what makes no
 * sense of the whole. */
void shipped_rules(struct loader *l);
void table_check(struct loader *l);

/* implied.c: whether a rule holds whenever another one does (its wait included), and never. */
bool rule_covers(const struct rule_conf *rule, const struct rule_conf *other);
bool rule_is_never(const struct rule_conf *rule);

#endif
