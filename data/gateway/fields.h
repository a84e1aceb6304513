/* SPDX-License-Identifier: MIT */
/* The sections of a gateway's configuration, each one table of fields. */
#ifndef DATA_GATEWAY_FIELDS_H
#define DATA_GATEWAY_FIELDS_H

#include "data/config/field.h"

#define FIELDS_MAX 24

enum part_kind { PART_GATEWAY, PART_BROKER, PART_DEVICE, PART_REGISTER, PART_RUNNING, PART_KINDS };

struct part_table {
    const char *word, *what, *example; /* "device", "NAME", "meter1"; NULL: it takes no name */
    const struct field *field;
    size_t fields;
    const char *help;
};

/* Filled at the first call: the broker's table is that of stations. */
const struct part_table *part_tables(void);

#endif
