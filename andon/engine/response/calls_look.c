/* SPDX-License-Identifier: MIT */
/* Calls as rules of the tower, the answer to why, the snapshot and the handover see them. Changes
 * nothing. */
#include "andon/engine/parts.h"
#include "andon/engine/people/people.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <string.h>

/* ---- rules of the tower ---------------------------------------------------------------------- */

bool calls_blocking(const struct station *st, const struct call *call)
{
    bool stands = st->stop.open && call->stop == st->stop.number;
    return call->blocking || stands;
}

static bool is_type(const struct station *st, const char *type, uint32_t words)
{
    int index = config_call_index(st->config, type);
    return (words & CALL_TYPES) == 0 || (index >= 0 && (words & CALL_TYPE(index)) != 0);
}

bool calls_match(const struct station *st, const struct call *call, const struct condition *c)
{
    uint32_t states = c->words & (1U << CALL_RAISED | 1U << CALL_TAKEN | 1U << CALL_ARRIVED);
    if ((c->words & CALL_RESTART) != 0 || (states != 0 && (states >> call->state & 1U) == 0))
        return false;
    if ((c->words & CALL_BLOCKING) != 0 && !calls_blocking(st, call))
        return false;
    if ((c->words & CALL_LINE_STOP) != 0 && call->held == TIME_NONE)
        return false;
    if ((c->words & CALL_ESCALATED) != 0 && call->tiers < 2)
        return false;
    return is_type(st, call->type, c->words);
}

/* The one that has waited longest, and how many more there are. */
static const struct call *oldest(const struct station *st, const struct condition *c, int *more)
{
    const struct call *first = NULL;
    *more = 0;
    for (int64_t i = 0; i < st->calls.count; i++) {
        const struct call *call = &st->calls.call[i];
        if (!calls_match(st, call, c))
            continue;
        *more += first != NULL;
        bool before = first && call->state < first->state; /* nobody has answered it */
        first = first && !before ? first : call;
    }
    return first;
}

static bool restarts(const struct station *st, const struct condition *c)
{
    return (c->words & CALL_RESTART) != 0 && st->calls.restart != TIME_NONE &&
           st->calls.restart > st->t && is_type(st, st->calls.restart_type, c->words);
}

bool calls_hold(const struct station *st, const struct condition *c)
{
    int more;
    return restarts(st, c) || oldest(st, c, &more) != NULL;
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b; /* TIME_NONE is the least */
}

int64_t calls_cause_at(const struct station *st, const struct condition *c)
{
    int64_t at = TIME_NONE;
    for (int64_t i = 0; i < st->calls.count; i++) {
        const struct call *call = &st->calls.call[i];
        if (!calls_match(st, call, c))
            continue;
        at = later(at, later(call->raised, call->held));
        if (call->steps > 0)
            at = later(at, call->step[call->steps - 1].at);
    }
    return at;
}

void calls_tell(const struct station *st, const struct condition *c, char *out, size_t size)
{
    int more;
    const struct call *call = oldest(st, c, &more);
    char since[40], length[TEXT_DURATION_SIZE], further[32] = "";
    if (restarts(st, c)) {
        (void)text_format(out, size, "the line goes on after %s %s", st->calls.restart_id,
                          st->calls.restart_type);
        return;
    }
    if (!call) {
        (void)text_copy(out, size, "no such call is open");
        return;
    }
    why_since(st, call->raised_wall, since, sizeof since);
    if (more > 0)
        (void)text_format(further, sizeof further, ", %d more", more);
    bool taken = call->state != CALL_RAISED;
    (void)text_format(out, size, "C%lld %s %s by %s since %s, %s%s%s", (long long)call->number,
                      call->title, word_name(&words_call_state, (int)call->state),
                      taken ? call->taken_by : call->by, since,
                      text_duration(st->t - call->raised, length),
                      call->held != TIME_NONE ? ", stop the line" : "", further);
}

/* ---- the snapshot ---------------------------------------------------------------------------- */

/* Of all ways of the last step: one that reached somebody is enough. */
static enum reach reach_of(const struct call *call)
{
    const struct call_step *last = call->steps > 0 ? &call->step[call->steps - 1] : NULL;
    enum reach best = REACH_NONE;
    for (int c = 0; last && c < CHANNEL_COUNT; c++) {
        enum reach one = last->reach[c];
        bool better = one == REACH_REACHED || (one == REACH_WAITING && best != REACH_REACHED) ||
                      (one == REACH_MISSED && best == REACH_NONE);
        best = better ? one : best;
    }
    return best;
}

static int64_t wall_or_none(const struct station *st, int64_t t)
{
    return t == TIME_NONE || t == TIME_NEVER ? TIME_NONE : station_wall(st, t);
}

static void fill_one(const struct station *st, const struct call *call, int64_t t,
                     struct call_view *v)
{
    call_view_init(v);
    people_id(v->id, 'C', call->number);
    v->rev = call->rev;
    (void)text_copy(v->type, sizeof v->type, call->type);
    (void)text_copy(v->title, sizeof v->title, call->title);
    v->state = call->state;
    v->raised = call->raised_wall;
    v->taken = call->taken_wall;
    v->arrived = call->arrived_wall;
    v->for_ms = t - call->raised;
    (void)text_copy(v->by, sizeof v->by, call->by);
    (void)text_copy(v->taken_by, sizeof v->taken_by, call->taken_by);
    (void)text_copy(v->note, sizeof v->note, call->note);
    if (call->stop > 0)
        people_id(v->stop, 'S', call->stop);
    (void)text_copy(v->order, sizeof v->order, call->order);
    v->blocking = calls_blocking(st, call);
    v->line_stop = call->held != TIME_NONE;
    v->stop_at = wall_or_none(st, call->stop_at);
    v->tier = call->tiers;
    (void)text_copy(v->told, sizeof v->told, call->told);
    (void)text_copy(v->missed, sizeof v->missed, call->missed);
    (void)text_copy(v->roles, sizeof v->roles, call->roles);
    v->reach = reach_of(call);
    v->next_tier = wall_or_none(st, ladder_next(st, call));
}

static bool before(const struct call_view *a, const struct call_view *b)
{
    if (a->line_stop != b->line_stop)
        return a->line_stop;
    if (a->blocking != b->blocking)
        return a->blocking;
    return false; /* they are in the order in which they were raised */
}

void calls_fill(const struct station *st, int64_t t, struct snapshot *s)
{
    s->calls = 0;
    for (int64_t i = 0; i < st->calls.count && s->calls < SNAPSHOT_CALLS; i++) {
        struct call_view one;
        int at = s->calls++;
        fill_one(st, &st->calls.call[i], t, &one);
        for (; at > 0 && before(&one, &s->call[at - 1]); at--)
            s->call[at] = s->call[at - 1];
        s->call[at] = one;
    }
}

/* ---- the handover ---------------------------------------------------------------------------- */

void calls_hand_over(const struct station *st, char *out, size_t size)
{
    struct jw w;
    jw_init(&w, out, size);
    jw_array(&w, NULL);
    for (int64_t i = 0; i < st->calls.count; i++) {
        const struct call *call = &st->calls.call[i];
        char id[RECORD_ID_SIZE], title[32];
        /* What does not fit whole is left out; the list of calls has it. */
        if (w.length + 160 > size)
            break;
        people_id(id, 'C', call->number);
        (void)text_copy(title, sizeof title, call->title);
        jw_object(&w, NULL);
        jw_text(&w, "id", id);
        jw_text(&w, "title", title);
        jw_text(&w, "text", word_name(&words_call_state, (int)call->state));
        jw_int(&w, "at", call->raised_wall);
        jw_object_end(&w);
    }
    jw_array_end(&w);
    if (w.overflow)
        out[0] = '\0';
}
