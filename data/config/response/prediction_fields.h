/* SPDX-License-Identifier: MIT */
/* Tables of predictions, models and work orders. Rows of schema.c's kinds. */
#ifndef DATA_CONFIG_RESPONSE_PREDICTION_FIELDS_H
#define DATA_CONFIG_RESPONSE_PREDICTION_FIELDS_H

#include "data/config/field.h"

#define PREDICTION_FIELDS  24
#define MODEL_FIELDS       4
#define WORK_ORDERS_FIELDS 8
extern const struct field prediction_name, prediction_fields[PREDICTION_FIELDS];
extern const struct field model_name, model_fields[MODEL_FIELDS];
extern const struct field work_orders_fields[WORK_ORDERS_FIELDS];

#endif
