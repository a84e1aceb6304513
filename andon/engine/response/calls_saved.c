/* SPDX-License-Identifier: MIT */
/* Open calls outlive a restart: one member "calls" of the checkpoint, written and read by the same
 * rows. Called by checkpoint.c and restore.c. A checkpoint of before there were any has none. */
#include "andon/engine/parts.h"
#include "andon/engine/saved_fields.h"

#include <string.h>

/* clang-format off */
static const struct saved_field calls_fields[] = {
    TIME(calls, "next", next, 1),
    NUMBER(calls, "refused", refused),
    TIME(calls, "restart", restart, TIME_NONE),
    TEXT(calls, "restart_type", restart_type),
    TEXT(calls, "restart_id", restart_id),
};
static const struct saved_table saved_calls = {calls_fields,
    sizeof calls_fields / sizeof *calls_fields};

static const struct saved_field call_fields[] = {
    NUMBER(call, "number", number),
    NUMBER(call, "rev", rev),
    NUMBER(call, "edited", edited),
    TEXT(call, "type", type),
    TEXT(call, "title", title),
    WORD(call, "state", state, words_call_state),
    NUMBER(call, "raised", raised),
    TIME(call, "taken", taken, TIME_NONE),
    TIME(call, "arrived", arrived, TIME_NONE),
    TIME(call, "ended", ended, TIME_NONE),
    NUMBER(call, "raised_wall", raised_wall),
    TIME(call, "taken_wall", taken_wall, TIME_NONE),
    TIME(call, "arrived_wall", arrived_wall, TIME_NONE),
    TIME(call, "ended_wall", ended_wall, TIME_NONE),
    TEXT(call, "by", by),
    TEXT(call, "taken_by", taken_by),
    TEXT(call, "arrived_by", arrived_by),
    FLAG(call, "button", button),
    TEXT(call, "note", note),
    NUMBER(call, "stop", stop),
    TEXT(call, "order", order),
    FLAG(call, "blocking", blocking),
    FLAG(call, "position", position),
    TIME(call, "stop_at", stop_at, TIME_NONE),
    TIME(call, "held", held, TIME_NONE),
    TIME(call, "held_wall", held_wall, TIME_NONE),
    NUMBER(call, "told_to", told_to),
    NUMBER(call, "tiers", tiers),
    NUMBER(call, "lost", steps_lost),
    TEXT(call, "told", told),
    TEXT(call, "missed", missed),
    TEXT(call, "roles", roles),
};
static const struct saved_table saved_call = {call_fields, sizeof call_fields / sizeof *call_fields};

static const struct saved_field step_fields[] = {
    TEXT(call_step, "tier", tier),
    NUMBER(call_step, "at", at),
    NUMBER(call_step, "at_wall", at_wall),
    WORD(call_step, "lamp", reach[CHANNEL_LAMP], words_reach),
    WORD(call_step, "board", reach[CHANNEL_BOARD], words_reach),
    WORD(call_step, "notify", reach[CHANNEL_NOTIFY], words_reach),
    WORD(call_step, "webhook", reach[CHANNEL_WEBHOOK], words_reach),
};
static const struct saved_table saved_step = {step_fields, sizeof step_fields / sizeof *step_fields};
/* clang-format on */

static void write_one(struct jw *w, const struct call *call)
{
    jw_object(w, NULL);
    saved_write(w, &saved_call, call);
    jw_array(w, "ladder");
    for (int64_t i = 0; i < call->steps; i++) {
        jw_object(w, NULL);
        saved_write(w, &saved_step, &call->step[i]);
        jw_object_end(w);
    }
    jw_array_end(w);
    jw_object_end(w);
}

void calls_write(struct jw *w, const struct station *st)
{
    jw_object(w, "calls");
    saved_write(w, &saved_calls, &st->calls);
    jw_array(w, "open");
    for (int64_t i = 0; i < st->calls.count; i++)
        write_one(w, &st->calls.call[i]);
    jw_array_end(w);
    jw_object_end(w);
}

/* ---- back ------------------------------------------------------------------------------------ */

static bool is_past(int64_t t, int64_t from, int64_t now)
{
    return t == TIME_NONE || (t >= from && t <= now);
}

static bool makes_sense(const struct station *st, const struct call *call)
{
    bool answered = call->state != CALL_RAISED;
    if (call->number <= 0 || call->number >= st->calls.next || call->rev < 0 || call->edited < 0 ||
        call->state >= CALL_SOLVED || call->type[0] == '\0' || call->raised < 0 ||
        call->raised > st->t || (answered && call->taken == TIME_NONE))
        return false;
    return is_past(call->taken, call->raised, st->t) &&
           is_past(call->arrived, call->raised, st->t) &&
           is_past(call->held, call->raised, st->t) && call->told_to <= st->t &&
           call->told_to >= call->raised - 1 && call->tiers >= 0 && call->steps_lost >= 0;
}

static int read_one(const json_t *json, const struct station *st, struct call *call,
                    struct cause *why)
{
    const json_t *ladder = json_object_get(json, "ladder");
    size_t steps = json_array_size(ladder);
    *call = (struct call){0};
    if (saved_read(json, &saved_call, call, why) != 0)
        return -1;
    if (steps > CALL_STEPS || !makes_sense(st, call))
        return cause_set(why, -1, "checkpoint: a call cannot be what it says");
    for (size_t i = 0; i < steps; i++) {
        if (saved_read(json_array_get(ladder, i), &saved_step, &call->step[i], why) != 0)
            return -1;
        if (call->step[i].at > st->t || call->step[i].at < 0)
            return cause_set(why, -1, "checkpoint: a step of a call is still to come");
    }
    call->steps = (int64_t)steps;
    return 0;
}

static bool is_double(const struct calls *calls, const struct call *call)
{
    for (const struct call *c = calls->call; c < call; c++)
        if (c->number == call->number || strcmp(c->type, call->type) == 0)
            return true;
    return false;
}

int calls_read(const json_t *json, struct station *st, struct cause *why)
{
    const json_t *open = json_object_get(json, "open");
    struct calls *calls = &st->calls;
    size_t count = json_array_size(open);
    if (!json)
        return 0;
    if (saved_read(json, &saved_calls, calls, why) != 0)
        return -1;
    if (count > CALLS_OPEN || calls->next <= 0)
        return cause_set(why, -1, "checkpoint: more calls than there can be");
    for (size_t i = 0; i < count; i++) {
        if (read_one(json_array_get(open, i), st, &calls->call[i], why) != 0)
            return -1;
        if (is_double(calls, &calls->call[i]))
            return cause_set(why, -1, "checkpoint: a call stands twice");
    }
    calls->count = (int64_t)count;
    return 0;
}
