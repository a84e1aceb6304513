/* SPDX-License-Identifier: MIT */
/* The rows of [call ID], [tier NAME] and [roster NAME], for schema.c, and what makes sense of them.
 */
#ifndef DATA_CONFIG_RESPONSE_CALL_FIELDS_H
#define DATA_CONFIG_RESPONSE_CALL_FIELDS_H

#include "data/config/load.h"

#define CALL_FIELDS   12
#define TIER_FIELDS   10
#define ROSTER_FIELDS 4
extern const struct field call_name, call_fields[CALL_FIELDS];
extern const struct field tier_name, tier_fields[TIER_FIELDS];
extern const struct field roster_name, roster_fields[ROSTER_FIELDS];

/* After resolve_inputs and resolve_calendar, before resolve_rules, which may name types. */
void resolve_calls(struct loader *l);

/* layouts/calls-default.ini, line by line, ends with NULL. */
extern const char *const config_default_calls[];

#endif
