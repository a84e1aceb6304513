/* SPDX-License-Identifier: MIT */
/* Values of a prediction's document: one row a kind. For data/decode and for answers to work
 * orders. */
#ifndef DATA_DECODE_PREDICTION_JSON_H
#define DATA_DECODE_PREDICTION_JSON_H

#include "data/model/cause.h"

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

/* The document, of any one value; NULL with why: no JSON, too long, too deep. */
json_t *pj_document(const char *payload, size_t length, struct cause *why);

/* What stands at a JSON Pointer (RFC 6901), or NULL. */
const json_t *pj_at(const json_t *root, const char *pointer);

/* A number, or a text that is one, in millionths. 0; -1: it is none; -2: beyond all range. */
int pj_number(const json_t *json, int64_t *amount);
/* Epoch by its magnitude, or ISO 8601, UTC where it has no zone. 0 or -1. */
int pj_time(const json_t *json, int64_t *wall_ms);
/* A text, fit to show; "" when it is none. */
void pj_text(const json_t *json, char *out, size_t size);

/* A value for a message. */
struct pj_shown {
    char text[48];
};
struct pj_shown pj_shown(const json_t *json);

#endif
