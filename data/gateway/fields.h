/* SPDX-License-Identifier: MIT */
/* The sections of a gateway's configuration, each one table of fields. */
#ifndef DATA_GATEWAY_FIELDS_H
#define DATA_GATEWAY_FIELDS_H

#include "data/config/program/settings.h"

enum part_kind { PART_GATEWAY, PART_BROKER, PART_DEVICE, PART_REGISTER, PART_RUNNING, PART_KINDS };

/* Filled at the first call: the broker's table is that of stations. */
const struct settings_kind *part_tables(void);

#endif
