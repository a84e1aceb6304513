/* SPDX-License-Identifier: MIT */
/* The station before or behind in the flow, as its own summary tells: for who waits for it. */
#ifndef DATA_MODEL_LINE_NEIGHBOUR_H
#define DATA_MODEL_LINE_NEIGHBOUR_H

#include "data/model/json.h"
#include "data/model/words.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NEIGHBOURS 2 /* [0] is before, [1] behind */

struct neighbour_view {
    char side[8];                 /* "before", "after" */
    char station[192], title[64]; /* its path; what people call it */
    bool heard, online;           /* it said what it does; it is there */
    enum machine_state state;     /* unknown when it is not, or does not hear its machine */
    int64_t since;                /* TIME_NONE */
    char why[96];                 /* its stop's reason, or the machine's words; "" none */
};

void neighbour_init(struct neighbour_view *n, const char *side, const char *station);
/* Its summary and its presence as they come; empty: it is off the broker. What makes no sense is
 * left out. Whether it looks different now. */
bool neighbour_summary(struct neighbour_view *n, const char *json, size_t length);
bool neighbour_status(struct neighbour_view *n, const char *json, size_t length);
/* Nothing is heard any more. */
bool neighbour_lost(struct neighbour_view *n);

/* What may be said of it now. */
enum machine_state neighbour_state(const struct neighbour_view *n);
const char *neighbour_name(const struct neighbour_view *n);

void neighbour_put(struct jw *w, const struct neighbour_view *n); /* an object in an array */
void neighbour_get(const json_t *json, struct neighbour_view *n);

#endif
