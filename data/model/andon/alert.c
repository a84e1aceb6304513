/* SPDX-License-Identifier: MIT */
/* An alert as JSON and back. Engine and sockets write it; console and scripts read it. */
#include "data/model/andon/alert.h"

#include "data/model/clock.h"
#include "data/model/members.h"

#define NAME(value, text) text,
#define LIST(list, LIST_)                                    \
    static const char *const list##_names[] = {LIST_(NAME)}; \
    const struct words words_##list = {list##_names, sizeof list##_names / sizeof *list##_names};
LIST(priority, PRIORITIES)
LIST(shelve, SHELVES)

#define AT(key, form, member)                                 \
    {                                                         \
        key, form, MEMBER_AT(struct alert_view, member), NULL \
    }
#define SPELT(key, member, list)                                              \
    {                                                                         \
        key, MEMBER_WORD, MEMBER_AT(struct alert_view, member), &words_##list \
    }

static const struct member rows[] = {
    AT("id", MEMBER_TEXT_EMPTY, id),
    AT("rev", MEMBER_NUMBER, rev),
    AT("alert", MEMBER_TEXT, name),
    AT("title", MEMBER_TEXT, title),
    SPELT("priority", priority, priority),
    AT("letter", MEMBER_TEXT, letter),
    AT("active", MEMBER_FLAG, active),
    AT("acked", MEMBER_FLAG, acked),
    AT("latched", MEMBER_FLAG, latched),
    AT("suppressed", MEMBER_FLAG, suppressed),
    AT("out_of_service", MEMBER_FLAG, out_of_service),
    AT("silenced", MEMBER_FLAG, silenced),
    SPELT("shelve", shelve, shelve),
    AT("shelved_until", MEMBER_TIME, shelved_until),
    AT("shelved_by", MEMBER_TEXT_EMPTY, shelved_by),
    AT("shelved_why", MEMBER_TEXT_EMPTY, shelved_why),
    AT("since", MEMBER_TIME, since),
    AT("for_s", MEMBER_DURATION, for_ms),
    AT("count", MEMBER_NUMBER, count),
    AT("text", MEMBER_TEXT_EMPTY, text),
    AT("acked_by", MEMBER_TEXT_EMPTY, acked_by),
    AT("note", MEMBER_TEXT_EMPTY, note),
    AT("acked_at", MEMBER_TIME, acked_at),
    AT("check", MEMBER_TEXT_EMPTY, check),
    AT("order", MEMBER_TEXT_EMPTY, order),
    AT("chattering", MEMBER_FLAG, chattering),
    AT("standing", MEMBER_FLAG, standing),
};
static const struct members list = {NULL, rows, sizeof rows / sizeof *rows, 0};

void alert_view_init(struct alert_view *alert)
{
    *alert = (struct alert_view){
        .shelved_until = TIME_NONE, .since = TIME_NONE, .for_ms = -1, .acked_at = TIME_NONE};
}

void alert_view_put(struct jw *w, const struct alert_view *alert)
{
    jw_object(w, NULL);
    members_write(w, &list, alert);
    jw_object_end(w);
}

void alert_view_get(const json_t *json, struct alert_view *alert)
{
    members_read(json, &list, alert);
}
