/* SPDX-License-Identifier: MIT */
/* The table of [predictor NAME], for schema.c, and what makes sense of it. */
#ifndef DATA_CONFIG_RESPONSE_PREDICTOR_FIELDS_H
#define DATA_CONFIG_RESPONSE_PREDICTOR_FIELDS_H

#include "data/config/field.h"

#define PREDICTOR_FIELDS 21
extern const struct field predictor_name, predictor_fields[PREDICTOR_FIELDS];

/* Rows of schema.c. */
#define PREDICTOR_KINDS                                                                         \
    {                                                                                           \
        .word = "predictor", .what = "NAME", TABLE(predictor_fields), .name = &predictor_name,  \
        LIST(struct predictor_conf, predictor, predictors), .max = CONFIG_PREDICTORS_MAX,       \
        .sparse = true,                                                                         \
        .help = "A built-in detector: it learns what is usual of some signals, and states a "   \
                "[prediction MODE] when they leave it, in the same messages as any model. See " \
                "PREDICTORS."                                                                   \
    }

struct loader;
void resolve_predictors(struct loader *l); /* after resolve_predictions */

#endif
