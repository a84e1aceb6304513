/* SPDX-License-Identifier: MIT */
/* The rows of [checks], for schema.c, and what makes sense of them. */
#ifndef DATA_CONFIG_RESPONSE_CHECK_FIELDS_H
#define DATA_CONFIG_RESPONSE_CHECK_FIELDS_H

#include "data/config/conditions.h"

#define CHECKS_FIELDS 8
extern const struct field checks_fields[CHECKS_FIELDS];

/* After resolve_signals. */
void resolve_checks(struct loader *l);

/* What follows the condition "data-quality". */
int read_data_quality(struct reading *r);

#endif
