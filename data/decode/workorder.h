/* SPDX-License-Identifier: MIT */
/* What the maintenance system answers to a work order: bytes to one answer. Pure. */
#ifndef DATA_DECODE_WORKORDER_H
#define DATA_DECODE_WORKORDER_H

#include "data/model/andon/workorder.h"
#include "data/model/cause.h"

#include <stddef.h>
#include <stdint.h>

/* {"v":1,"ts":…,"state":"accepted|planned|started|done|refused","planned":…,"started":…,"done":…,
 *  "number":"4711","by":"…","text":"…"}; ts and state are required, planned needs its time. */
struct order_answer {
    char order[RECORD_ID_SIZE]; /* as the topic says: …/workorder/<id>/answer */
    enum order_state state;
    int64_t ts, planned, started, done; /* wall, TIME_NONE */
    char number[32], by[32], text[96];
};

/* 0; -1 with what is wrong with it. */
int order_answer_read(const char *topic, const char *payload, size_t length,
                      struct order_answer *out, struct cause *why);

#endif
