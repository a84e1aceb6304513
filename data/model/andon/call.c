/* SPDX-License-Identifier: MIT */
/* A call as JSON and back. Engine and sockets write it; console and scripts read it. */
#include "data/model/andon/call.h"

#include "data/model/clock.h"
#include "data/model/members.h"

#define NAME(value, text) text,
#define LIST(list, LIST_)                                    \
    static const char *const list##_names[] = {LIST_(NAME)}; \
    const struct words words_##list = {list##_names, sizeof list##_names / sizeof *list##_names};
LIST(call_state, CALL_STATES)
LIST(reach, REACHES)

#define AT(key, form, member)                                \
    {                                                        \
        key, form, MEMBER_AT(struct call_view, member), NULL \
    }
#define SPELT(key, member, list)                                             \
    {                                                                        \
        key, MEMBER_WORD, MEMBER_AT(struct call_view, member), &words_##list \
    }

static const struct member rows[] = {
    AT("id", MEMBER_TEXT, id),
    AT("rev", MEMBER_NUMBER, rev),
    AT("type", MEMBER_TEXT, type),
    AT("title", MEMBER_TEXT, title),
    SPELT("state", state, call_state),
    AT("raised", MEMBER_TIME, raised),
    AT("taken", MEMBER_TIME, taken),
    AT("arrived", MEMBER_TIME, arrived),
    AT("ended", MEMBER_TIME, ended),
    AT("for_s", MEMBER_DURATION, for_ms),
    AT("by", MEMBER_TEXT_EMPTY, by),
    AT("taken_by", MEMBER_TEXT_EMPTY, taken_by),
    AT("note", MEMBER_TEXT_EMPTY, note),
    AT("stop", MEMBER_TEXT_EMPTY, stop),
    AT("order", MEMBER_TEXT_EMPTY, order),
    AT("blocking", MEMBER_FLAG, blocking),
    AT("line_stop", MEMBER_FLAG, line_stop),
    AT("stop_at", MEMBER_TIME, stop_at),
    AT("tier", MEMBER_NUMBER, tier),
    AT("told", MEMBER_TEXT_EMPTY, told),
    AT("roles", MEMBER_TEXT_EMPTY, roles),
    SPELT("reach", reach, reach),
    AT("missed", MEMBER_TEXT_EMPTY, missed),
    AT("next_tier", MEMBER_TIME, next_tier),
};
static const struct members list = {NULL, rows, sizeof rows / sizeof *rows, 0};

void call_view_init(struct call_view *call)
{
    *call = (struct call_view){.raised = TIME_NONE,
                               .taken = TIME_NONE,
                               .arrived = TIME_NONE,
                               .ended = TIME_NONE,
                               .for_ms = -1,
                               .stop_at = TIME_NONE,
                               .next_tier = TIME_NONE};
}

void call_view_put(struct jw *w, const struct call_view *call)
{
    jw_object(w, NULL);
    members_write(w, &list, call);
    jw_object_end(w);
}

void call_view_get(const json_t *json, struct call_view *call)
{
    members_read(json, &list, call);
}
