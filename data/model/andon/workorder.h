/* SPDX-License-Identifier: MIT */
/* A work order: maintenance work asked for from an alert, a call or a prediction; published for the
 * CMMS and updated from its answers. As the snapshot and the console see it. */
#ifndef DATA_MODEL_ANDON_WORKORDER_H
#define DATA_MODEL_ANDON_WORKORDER_H

#include "data/model/andon/alert.h"
#include "data/model/json.h"
#include "data/model/record.h"
#include "data/model/words.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#define ORDER_STATES(X)                                         \
    X(ORDER_ASKED, "asked")                                     \
    X(ORDER_ACCEPTED, "accepted") /* by the CMMS or a person */ \
    X(ORDER_PLANNED, "planned")   /* … for a stated time */   \
    X(ORDER_STARTED, "started")                                 \
    X(ORDER_DONE, "done")                                       \
    X(ORDER_REFUSED, "refused")                                 \
    X(ORDER_CANCELLED, "cancelled")
#define ORDER_ENUM(value, text) value,
enum order_state { ORDER_STATES(ORDER_ENUM) ORDER_STATE_COUNT };
#undef ORDER_ENUM
extern const struct words words_order_state;

struct order_view {
    char id[RECORD_ID_SIZE]; /* O5 */
    int64_t rev;
    enum order_state state;
    enum priority priority;
    char asset[96], symptom[160], evidence[160];
    char of[RECORD_ID_SIZE]; /* what it was made from: A12, C7, P3; "" nothing */
    char stop[RECORD_ID_SIZE], call[RECORD_ID_SIZE];      /* linked */
    int64_t asked, wanted, planned, started, done;        /* wall, TIME_NONE */
    char by[32], answered_by[32], number[32], answer[96]; /* number: the CMMS's own */
    bool published;                                       /* the broker has it */
    int64_t waiting_ms, repair_ms, restart_ms; /* -1: not known yet; of the linked stop */
};
#define SNAPSHOT_ORDERS 8

void order_view_init(struct order_view *order);
void order_view_put(struct jw *w, const struct order_view *order);
void order_view_members(struct jw *w, const struct order_view *order);
void order_view_get(const json_t *json, struct order_view *order);

#endif
