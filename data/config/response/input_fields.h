/* SPDX-License-Identifier: MIT */
/* The rows of [input NAME], for schema.c, and what makes sense of them. */
#ifndef DATA_CONFIG_RESPONSE_INPUT_FIELDS_H
#define DATA_CONFIG_RESPONSE_INPUT_FIELDS_H

#include "data/config/load.h"

#define INPUT_FIELDS 14
extern const struct field input_name, input_fields[INPUT_FIELDS];
extern const struct words words_inputs_backend;

/* After resolve_signals: gives each input its signal, which moves config.signal. */
void resolve_inputs(struct loader *l);
/* After resolve_lamps: lines and lamps that inputs name. */
void resolve_input_lines(struct loader *l);

#endif
