/* SPDX-License-Identifier: MIT */
/* Answers to work orders. Whoever may publish on the broker may write one, so all of it is checked
 * before anything of it counts. Called by the daemon for messages of …/workorder/+/answer. */
#include "data/decode/workorder.h"

#include "data/decode/prediction_json.h"
#include "data/model/clock.h"
#include "data/model/text.h"

#include <string.h>

#define TIME_LIMIT (INT64_C(1) << 52)

static int take_time(const json_t *root, const char *key, int64_t *out, struct cause *why)
{
    const json_t *json = json_object_get(root, key);
    *out = TIME_NONE;
    if (!json || json_is_null(json))
        return 0;
    if (pj_time(json, out) != 0 || *out < 0 || *out > TIME_LIMIT)
        return cause_set(why, -1, "%s is %s, which is no time", key, pj_shown(json).text);
    return 0;
}

static int take_order(const char *topic, struct order_answer *a, struct cause *why)
{
    static const char leaf[] = "/answer";
    char clean[RECORD_ID_SIZE];
    size_t length = strlen(topic), tail = sizeof leaf - 1;
    if (length <= tail || strcmp(topic + length - tail, leaf) != 0)
        return cause_set(why, -1, "its topic does not end in %s", leaf);
    size_t begin = length -= tail;
    while (begin > 0 && topic[begin - 1] != '/')
        begin--;
    (void)text_sanitise(topic + begin, length - begin, clean, sizeof clean);
    if (length - begin >= sizeof clean || clean[0] == '\0')
        return cause_set(why, -1, "its topic names no work order");
    (void)text_copy(a->order, sizeof a->order, clean);
    return 0;
}

static int take_state(const json_t *root, struct order_answer *a, struct cause *why)
{
    const json_t *json = json_object_get(root, "state");
    int state = json_is_string(json) ? word_find(&words_order_state, json_string_value(json),
                                                 json_string_length(json))
                                     : -1;
    if (state <= ORDER_ASKED || state >= ORDER_CANCELLED)
        return cause_set(why, -1,
                         "state is %s, and may be accepted, planned, started, done or refused",
                         pj_shown(json).text);
    a->state = (enum order_state)state;
    return 0;
}

static int take_members(const json_t *root, struct order_answer *a, struct cause *why)
{
    if (!json_is_object(root))
        return cause_set(why, -1, "it is no JSON object");
    const json_t *v = json_object_get(root, "v");
    if (v && (!json_is_integer(v) || json_integer_value(v) != 1))
        return cause_set(why, -1, "v is %s, and only 1 is known here", pj_shown(v).text);
    if (take_state(root, a, why) != 0 || take_time(root, "ts", &a->ts, why) != 0 ||
        take_time(root, "planned", &a->planned, why) != 0 ||
        take_time(root, "started", &a->started, why) != 0 ||
        take_time(root, "done", &a->done, why) != 0)
        return -1;
    if (a->ts == TIME_NONE)
        return cause_set(why, -1, "ts is missing: when it was answered");
    if (a->state == ORDER_PLANNED && a->planned == TIME_NONE)
        return cause_set(why, -1, "planned is missing: for when");
    pj_text(json_object_get(root, "number"), a->number, sizeof a->number);
    pj_text(json_object_get(root, "by"), a->by, sizeof a->by);
    pj_text(json_object_get(root, "text"), a->text, sizeof a->text);
    return 0;
}

int order_answer_read(const char *topic, const char *payload, size_t length,
                      struct order_answer *out, struct cause *why)
{
    *out = (struct order_answer){
        .ts = TIME_NONE, .planned = TIME_NONE, .started = TIME_NONE, .done = TIME_NONE};
    if (take_order(topic, out, why) != 0)
        return -1;
    json_t *root = pj_document(payload, length, why);
    if (!root)
        return -1;
    int result = take_members(root, out, why);
    json_decref(root);
    return result;
}
