/* SPDX-License-Identifier: MIT */
/* The rows of [alert NAME] and [alarms], for schema.c, and what makes sense of them. */
#ifndef DATA_CONFIG_RESPONSE_ALERT_FIELDS_H
#define DATA_CONFIG_RESPONSE_ALERT_FIELDS_H

#include "data/config/load.h"

#define ALERT_FIELDS  25
#define ALARMS_FIELDS 10
extern const struct field alert_name, alert_fields[ALERT_FIELDS], alarms_fields[ALARMS_FIELDS];

/* After resolve_signals and resolve_inputs. */
void resolve_alerts(struct loader *l);

#endif
