/* SPDX-License-Identifier: MIT */
/* A work order as JSON and back. Engine and sockets write it; console and scripts read it. */
#include "data/model/andon/workorder.h"

#include "data/model/clock.h"
#include "data/model/members.h"

#define NAME(value, text) text,
#define LIST(list, LIST_)                                    \
    static const char *const list##_names[] = {LIST_(NAME)}; \
    const struct words words_##list = {list##_names, sizeof list##_names / sizeof *list##_names};
LIST(order_state, ORDER_STATES)

#define AT(key, form, member)                                 \
    {                                                         \
        key, form, MEMBER_AT(struct order_view, member), NULL \
    }
#define SPELT(key, member, list)                                              \
    {                                                                         \
        key, MEMBER_WORD, MEMBER_AT(struct order_view, member), &words_##list \
    }

static const struct member rows[] = {
    AT("id", MEMBER_TEXT, id),
    AT("rev", MEMBER_NUMBER, rev),
    SPELT("state", state, order_state),
    SPELT("priority", priority, priority),
    AT("asset", MEMBER_TEXT_EMPTY, asset),
    AT("symptom", MEMBER_TEXT, symptom),
    AT("evidence", MEMBER_TEXT_EMPTY, evidence),
    AT("of", MEMBER_TEXT_EMPTY, of),
    AT("stop", MEMBER_TEXT_EMPTY, stop),
    AT("call", MEMBER_TEXT_EMPTY, call),
    AT("asked", MEMBER_TIME, asked),
    AT("wanted", MEMBER_TIME, wanted),
    AT("planned", MEMBER_TIME, planned),
    AT("started", MEMBER_TIME, started),
    AT("done", MEMBER_TIME, done),
    AT("by", MEMBER_TEXT_EMPTY, by),
    AT("answered_by", MEMBER_TEXT_EMPTY, answered_by),
    AT("number", MEMBER_TEXT_EMPTY, number),
    AT("answer", MEMBER_TEXT_EMPTY, answer),
    AT("published", MEMBER_FLAG, published),
    AT("waiting_s", MEMBER_DURATION, waiting_ms),
    AT("repair_s", MEMBER_DURATION, repair_ms),
    AT("restart_s", MEMBER_DURATION, restart_ms),
};
static const struct members list = {NULL, rows, sizeof rows / sizeof *rows, 0};

void order_view_init(struct order_view *order)
{
    *order = (struct order_view){.asked = TIME_NONE,
                                 .wanted = TIME_NONE,
                                 .planned = TIME_NONE,
                                 .started = TIME_NONE,
                                 .done = TIME_NONE,
                                 .waiting_ms = -1,
                                 .repair_ms = -1,
                                 .restart_ms = -1};
}

void order_view_members(struct jw *w, const struct order_view *order)
{
    members_write(w, &list, order);
}

void order_view_put(struct jw *w, const struct order_view *order)
{
    jw_object(w, NULL);
    order_view_members(w, order);
    jw_object_end(w);
}

void order_view_get(const json_t *json, struct order_view *order)
{
    members_read(json, &list, order);
}
