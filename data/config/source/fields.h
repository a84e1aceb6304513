/* SPDX-License-Identifier: MIT */
#ifndef DATA_CONFIG_SOURCE_FIELDS_H
#define DATA_CONFIG_SOURCE_FIELDS_H

#include "data/config/field.h"
#include "data/config/load.h"

/* Both kinds have the same keys: a preset may be made like another one. */
extern const struct field source_name, preset_name, source_fields[38];

/* Before structs are made: give each [source] what its preset says, and each [signal] with `source`
 * what its source says, as if it had been written there. Shipped presets are read when a source
 * names them. */
void sources_inherit(struct loader *l);

/* Afterwards: their filters and zones, and which one a signal is of. */
void resolve_sources(struct loader *l);

/* layouts/sources/NAME.ini, each a name and its lines, which end with NULL; ends with a NULL name.
 */
struct shipped_source {
    const char *name;
    const char *const *line;
};
extern const struct shipped_source config_shipped_sources[];

#endif
