/* SPDX-License-Identifier: MIT */
/* A call's record, whole in each revision: who, when, whom its ladder told and whether that reached
 * anybody; and back from it after a restart without a checkpoint. Absent or null: not yet, none.
 * Called by calls.c and ladder.c, and by station_recall. */
#include "andon/engine/parts.h"
#include "andon/engine/people/people.h"
#include "andon/engine/saved.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <string.h>

/* By the boot clock, since it was raised. */
static void put_ms(struct jw *w, const char *key, const struct call *call, int64_t at)
{
    if (at == TIME_NONE)
        jw_null(w, key);
    else
        jw_int(w, key, at - call->raised);
}

static void put_step(struct jw *w, const struct call_step *step)
{
    jw_object(w, NULL);
    jw_text(w, "tier", step->tier);
    jw_int(w, "at", step->at_wall);
    for (int c = 0; c < CHANNEL_COUNT; c++)
        if (step->reach[c] != REACH_NONE)
            jw_text(w, word_name(&words_channel, c), word_name(&words_reach, (int)step->reach[c]));
    jw_object_end(w);
}

static void put_ladder(struct jw *w, const struct call *call)
{
    jw_int(w, "tiers", call->tiers);
    jw_name(w, "told", call->told);
    jw_name(w, "missed", call->missed);
    jw_name(w, "roles", call->roles);
    jw_array(w, "ladder");
    for (int64_t i = 0; i < call->steps; i++)
        put_step(w, &call->step[i]);
    jw_array_end(w);
    if (call->steps_lost > 0)
        jw_int(w, "ladder_more", call->steps_lost);
}

static void put_times(struct jw *w, const struct call *call)
{
    jw_int(w, "raised", call->raised_wall);
    jw_time(w, "taken", call->taken_wall);
    jw_time(w, "arrived", call->arrived_wall);
    jw_time(w, "ended", call->ended_wall);
    put_ms(w, "take_ms", call, call->taken);
    put_ms(w, "arrive_ms", call, call->arrived);
    put_ms(w, "solve_ms", call, call->state == CALL_SOLVED ? call->ended : TIME_NONE);
    put_ms(w, "line_stop_ms", call, call->held);
}

static void put_body(struct jw *w, const struct station *st, const struct call *call)
{
    char stop[RECORD_ID_SIZE] = "";
    if (call->stop > 0)
        people_id(stop, 'S', call->stop);
    jw_text(w, "type", call->type);
    jw_text(w, "title", call->title);
    jw_text(w, "state", word_name(&words_call_state, (int)call->state));
    put_times(w, call);
    jw_name(w, "by", call->by);
    jw_bool(w, "button", call->button);
    jw_name(w, "taken_by", call->taken_by);
    jw_name(w, "arrived_by", call->arrived_by);
    jw_name(w, "ended_by", call->ended_by);
    jw_name(w, "note", call->note);
    jw_name(w, "stop", stop);
    jw_name(w, "order", call->order);
    jw_bool(w, "blocking", call->blocking);
    jw_time(w, "line_stop", call->held_wall);
    jw_time(w, "stop_at", call->stop_at == TIME_NONE ? TIME_NONE : station_wall(st, call->stop_at));
    jw_int(w, "edited", call->edited);
    put_ladder(w, call);
}

void calls_record(struct station *st, struct call *call)
{
    struct records_body b;
    struct record_draft d = records_begin(st, &b, REC_CALL, ++call->rev);
    people_id(d.id, 'C', call->number);
    if (!st->command && call->button && call->rev == call->edited)
        (void)text_copy(d.actor, sizeof d.actor, call->ended_by[0] ? call->ended_by : call->by);
    put_body(&b.w, st, call);
    records_end(st, &b, &d);
}

void calls_object(const struct station *st, const struct call *call, struct outcome *out)
{
    struct jw w;
    out->rev = call->rev;
    jw_init(&w, out->body, sizeof out->body);
    jw_object(&w, NULL);
    put_body(&w, st, call);
    jw_object_end(&w);
    if (w.overflow)
        out->body[0] = '\0';
}

/* ---- back ------------------------------------------------------------------------------------ */

static int64_t number_at(const json_t *body, const char *key)
{
    int64_t value = saved_time_at(body, key);
    return value < 0 ? 0 : value;
}

/* On the axis; never later than now, which is `born` before the first step. */
static int64_t axis_of(const struct station *st, int64_t wall)
{
    int64_t t = wall == TIME_NONE ? TIME_NONE : wall - st->wall_offset;
    int64_t now = st->t > st->born ? st->t : st->born;
    return t > now ? now : t;
}

static void read_texts(const json_t *body, struct call *call)
{
    char stop[RECORD_ID_SIZE];
    saved_text_at(body, "type", call->type, sizeof call->type);
    saved_text_at(body, "title", call->title, sizeof call->title);
    saved_text_at(body, "by", call->by, sizeof call->by);
    saved_text_at(body, "taken_by", call->taken_by, sizeof call->taken_by);
    saved_text_at(body, "arrived_by", call->arrived_by, sizeof call->arrived_by);
    saved_text_at(body, "note", call->note, sizeof call->note);
    saved_text_at(body, "order", call->order, sizeof call->order);
    saved_text_at(body, "told", call->told, sizeof call->told);
    saved_text_at(body, "missed", call->missed, sizeof call->missed);
    saved_text_at(body, "roles", call->roles, sizeof call->roles);
    saved_text_at(body, "stop", stop, sizeof stop);
    call->stop = people_number(stop, 'S');
    call->button = json_is_true(json_object_get(body, "button"));
    call->blocking = json_is_true(json_object_get(body, "blocking"));
}

static void read_times(const struct station *st, const json_t *body, struct call *call)
{
    call->raised_wall = saved_time_at(body, "raised");
    call->taken_wall = saved_time_at(body, "taken");
    call->arrived_wall = saved_time_at(body, "arrived");
    call->ended_wall = TIME_NONE;
    call->held_wall = saved_time_at(body, "line_stop");
    call->raised = axis_of(st, call->raised_wall);
    call->taken = axis_of(st, call->taken_wall);
    call->arrived = axis_of(st, call->arrived_wall);
    call->ended = TIME_NONE;
    call->held = axis_of(st, call->held_wall);
    int64_t stop_at = saved_time_at(body, "stop_at");
    call->stop_at = stop_at == TIME_NONE ? TIME_NONE : stop_at - st->wall_offset;
}

static void read_ladder(const struct station *st, const json_t *body, struct call *call)
{
    const json_t *ladder = json_object_get(body, "ladder");
    call->steps = 0;
    ladder_begin(st, call);
    call->tiers = number_at(body, "tiers");
    for (size_t i = 0; i < json_array_size(ladder) && call->steps < CALL_STEPS; i++) {
        const json_t *row = json_array_get(ladder, i);
        struct call_step *step = &call->step[call->steps];
        int64_t at = saved_time_at(row, "at");
        if (at == TIME_NONE)
            continue;
        *step = (struct call_step){.at_wall = at, .at = axis_of(st, at)};
        saved_text_at(row, "tier", step->tier, sizeof step->tier);
        for (int c = 0; c < CHANNEL_COUNT; c++) {
            int reach = saved_word_at(row, word_name(&words_channel, c), &words_reach);
            step->reach[c] = reach < 0 ? REACH_NONE : (enum reach)reach;
        }
        call->steps++;
        if (call->tiers > 0 && step->at > call->told_to)
            call->told_to = step->at;
    }
}

/* 1: it is open; 0: it is over; -1: it is none. */
static int read_call(const struct station *st, const json_t *body, struct call *call)
{
    int state = saved_word_at(body, "state", &words_call_state);
    read_texts(body, call);
    read_times(st, body, call);
    call->edited = number_at(body, "edited");
    if (state < 0 || call->type[0] == '\0' || call->raised_wall == TIME_NONE ||
        (state != CALL_RAISED && state < CALL_SOLVED && call->taken == TIME_NONE))
        return -1;
    call->state = (enum call_state)state;
    if (state >= CALL_SOLVED)
        return 0;
    read_ladder(st, body, call);
    return 1;
}

static void drop(struct calls *calls, struct call *call)
{
    calls->count--;
    memmove(call, call + 1, (size_t)(&calls->call[calls->count] - call) * sizeof *call);
}

/* What a lost checkpoint did not know. */
static void adopt(struct station *st, const struct call *call, bool open)
{
    char id[RECORD_ID_SIZE];
    people_id(id, 'C', call->number);
    struct call *known = calls_find(st, id);
    if (known && known->rev >= call->rev)
        return;
    if (known && !open)
        drop(&st->calls, known);
    else if (known)
        *known = *call;
    else if (open && st->calls.count < CALLS_OPEN)
        st->calls.call[st->calls.count++] = *call;
    else if (open)
        st->calls.refused++;
}

int calls_recall(struct station *st, const struct record *record, struct cause *why)
{
    struct call call = {.number = people_number(record->id, 'C'), .rev = record->rev};
    json_t *body = json_loadb(record->body, record->body_length, 0, NULL);
    int open = body && call.number > 0 && call.number <= SAVED_LIMIT && call.rev > 0
                   ? read_call(st, body, &call)
                   : -1;
    json_decref(body);
    if (call.number > 0 && call.number <= SAVED_LIMIT && call.number >= st->calls.next)
        st->calls.next = call.number + 1; /* its number is taken */
    if (open < 0)
        return cause_set(why, -1, "call %s cannot be read back", record->id);
    adopt(st, &call, open > 0);
    return 0;
}
