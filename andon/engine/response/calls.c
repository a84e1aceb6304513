/* SPDX-License-Identifier: MIT */
/* Calls for help: raised → taken → arrived → solved, or cancelled; one of each type is open at a
 * time. A call with a fixed position becomes the advice to stop the line when nobody ends it
 * before; its end is announced then. Called by people/commands.c (people), contacts.c (buttons),
 * station.c (signals, deadlines). Owns st->calls. Whom it tells is ladder.c's. */
#include "andon/engine/parts.h"
#include "andon/engine/people/book.h"
#include "andon/engine/people/people.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <string.h>

void calls_init(struct station *st)
{
    st->calls.next = 1;
    st->calls.restart = TIME_NONE;
}

/* ---- finding --------------------------------------------------------------------------------- */

static struct call *of_type(struct station *st, const char *type)
{
    for (int64_t i = 0; i < st->calls.count; i++)
        if (strcmp(st->calls.call[i].type, type) == 0)
            return &st->calls.call[i];
    return NULL;
}

struct call *calls_find(struct station *st, const char *id)
{
    int64_t number = people_number(id, 'C');
    for (int64_t i = 0; number > 0 && i < st->calls.count; i++)
        if (st->calls.call[i].number == number)
            return &st->calls.call[i];
    return NULL;
}

static const struct call_conf *conf_of(const struct station *st, const char *type)
{
    int index = config_call_index(st->config, type);
    return index >= 0 ? &st->config->call[index] : NULL;
}

/* What stands first on a screen among those in one of the states: the blocking one, else the one
 * that waits longest. */
static struct call *first_in(struct station *st, unsigned states, bool button)
{
    struct call *best = NULL;
    for (int64_t i = 0; i < st->calls.count; i++) {
        struct call *call = &st->calls.call[i];
        if ((states >> call->state & 1U) == 0 || (button && !call->button))
            continue;
        if (!best || (calls_blocking(st, call) && !calls_blocking(st, best)))
            best = call;
    }
    return best;
}

/* ---- the stop that it belongs to ------------------------------------------------------------- */

static struct stop *stop_of(struct station *st, struct call *call)
{
    if (call->stop == 0 && st->stop.open)
        call->stop = st->stop.number;
    struct stop *stop = call->stop > 0 ? book_find(st, call->stop) : NULL;
    return stop && (stop->open || !book_locked(st, stop)) ? stop : NULL;
}

/* What the call says of it where nobody has said: never after it was over. */
static void tell_stop(struct station *st, struct call *call)
{
    struct stop *stop = stop_of(st, call);
    if (!stop)
        return;
    struct change change = {.was = *stop, .is = *stop};
    const struct {
        int64_t *to, at;
    } times[] = {{&change.is.noticed, call->raised_wall},
                 {&change.is.arrived, call->arrived_wall},
                 {&change.is.repaired, call->state == CALL_SOLVED ? call->ended_wall : TIME_NONE}};
    bool any = false;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        int64_t at = times[i].at;
        if (at == TIME_NONE || *times[i].to != TIME_NONE)
            continue;
        at = at < stop->begin_wall ? stop->begin_wall : at;
        if (!stop->open && at > stop->end_wall)
            continue;
        *times[i].to = at;
        any = true;
    }
    if (any)
        people_change(st, &change, 1);
}

/* ---- its life -------------------------------------------------------------------------------- */

static const char *person_now(const struct station *st, const char *who)
{
    return who ? who : st->command ? st->command->actor : "machine";
}

/* A change of a person or of its state is on record. */
static void write_down(struct station *st, struct call *call)
{
    call->edited = call->rev + 1;
    calls_record(st, call);
    station_touch(st);
}

static void raise_blocking(const struct station *st, const struct call_conf *conf,
                           struct call *call)
{
    call->blocking = conf->blocking || st->stop.open;
    call->stop = st->stop.open ? st->stop.number : 0;
    call->stop_at = conf->stop_after_ms > 0 ? call->raised + conf->stop_after_ms : TIME_NONE;
    if (conf->stop_signal >= 0)
        call->position = value_truth(&st->signal[conf->stop_signal].value) == 1;
}

/* The new one, or NULL: there is no room. */
static struct call *raise(struct station *st, const struct call_conf *conf, const char *who,
                          int64_t at)
{
    if (st->calls.count == CALLS_OPEN) {
        st->calls.refused++;
        return NULL;
    }
    struct call *call = &st->calls.call[st->calls.count++];
    *call = (struct call){.number = st->calls.next++,
                          .state = CALL_RAISED,
                          .raised = at,
                          .raised_wall = station_wall(st, at),
                          .taken = TIME_NONE,
                          .taken_wall = TIME_NONE,
                          .arrived = TIME_NONE,
                          .arrived_wall = TIME_NONE,
                          .ended = TIME_NONE,
                          .ended_wall = TIME_NONE,
                          .held = TIME_NONE,
                          .held_wall = TIME_NONE};
    (void)text_copy(call->type, sizeof call->type, conf->name);
    (void)text_copy(call->title, sizeof call->title, conf->title[0] ? conf->title : conf->name);
    text_sanitise(who, strlen(who), call->by, sizeof call->by);
    raise_blocking(st, conf, call);
    ladder_begin(st, call);
    return call;
}

/* After what is its own was set: its steps that are due at once, its record, its stop. */
static void announce(struct station *st, struct call *call)
{
    (void)ladder_climb(st, call);
    write_down(st, call);
    tell_stop(st, call);
}

static void take(struct station *st, struct call *call, const char *who, int64_t at)
{
    call->state = CALL_TAKEN;
    call->taken = at;
    call->taken_wall = station_wall(st, at);
    (void)text_copy(call->taken_by, sizeof call->taken_by, who);
}

static void arrive(struct station *st, struct call *call, const char *who, int64_t at)
{
    if (call->state == CALL_RAISED)
        take(st, call, who, at);
    call->state = CALL_ARRIVED;
    call->arrived = at;
    call->arrived_wall = station_wall(st, at);
    (void)text_copy(call->arrived_by, sizeof call->arrived_by, who);
}

static void announce_restart(struct station *st, const struct call *call)
{
    const struct call_conf *conf = conf_of(st, call->type);
    int64_t ms = conf ? conf->restart_ms : 0;
    if (call->held == TIME_NONE || ms <= 0)
        return;
    st->calls.restart = st->t + ms;
    (void)text_copy(st->calls.restart_type, sizeof st->calls.restart_type, call->type);
    people_id(st->calls.restart_id, 'C', call->number);
}

/* The call leaves; what it was comes back in `was`. */
static void end(struct station *st, struct call *call, enum call_state as, const char *who,
                int64_t at, struct call *was)
{
    call->state = as;
    call->ended = at;
    call->ended_wall = station_wall(st, at);
    text_sanitise(who, strlen(who), call->ended_by, sizeof call->ended_by);
    if (as == CALL_SOLVED)
        announce_restart(st, call);
    write_down(st, call);
    if (as == CALL_SOLVED)
        tell_stop(st, call);
    *was = *call;
    st->calls.count--;
    size_t after = (size_t)(&st->calls.call[st->calls.count] - call);
    memmove(call, call + 1, after * sizeof *call);
}

static void hold_line(struct station *st, struct call *call, int64_t at)
{
    call->held = at;
    call->held_wall = station_wall(st, at);
    call->stop_at = TIME_NONE;
    call->blocking = true;
    ladder_begin(st, call);
    (void)ladder_climb(st, call);
    write_down(st, call);
}

/* ---- pulls ----------------------------------------------------------------------------------- */

/* The second pull: nobody came yet, then it is taken back; else what was the matter is over. */
static void pull_again(struct station *st, struct call *call, const char *who, int64_t at,
                       struct call *was)
{
    bool back = call->state == CALL_RAISED && call->held == TIME_NONE;
    end(st, call, back ? CALL_CANCELLED : CALL_SOLVED, who, at, was);
}

/* ---- commands -------------------------------------------------------------------------------- */

static void done(const struct station *st, const struct call *call, struct outcome *out)
{
    char id[RECORD_ID_SIZE];
    people_id(id, 'C', call->number);
    outcome_done(out, REC_CALL, id);
    calls_object(st, call, out);
}

static bool is_button(const struct command *c)
{
    return strcmp(c->from, "button") == 0;
}

static void say_open(const struct station *st, const struct call *call, struct outcome *out)
{
    done(st, call, out);
    (void)text_format(out->text, sizeof out->text, "%s is called already: C%lld, %s%s%s",
                      call->title, (long long)call->number,
                      word_name(&words_call_state, (int)call->state),
                      call->taken_by[0] ? " by " : "", call->taken_by);
}

static void say_ended(const struct station *st, const struct call *was, struct outcome *out)
{
    done(st, was, out);
    (void)text_format(out->text, sizeof out->text, "C%lld %s %s", (long long)was->number,
                      was->title, word_name(&words_call_state, (int)was->state));
}

/* Which type, or NULL with the refusal. */
static const struct call_conf *to_raise(const struct station *st, const struct command *c,
                                        struct outcome *out)
{
    const struct call_conf *conf = conf_of(st, c->target);
    if (!conf) {
        outcome_refuse(out, COMMAND_NOT_FOUND, "there is no call %s", c->target);
        outcome_advise(out,
                       word_nearest_row(st->config->call, st->config->calls,
                                        sizeof *st->config->call, c->target),
                       "call types");
    } else if (conf->note && c->note[0] == '\0' && !is_button(c)) {
        outcome_refuse(out, COMMAND_BAD, "%s wants a note: say what for", conf->title);
        conf = NULL;
    }
    return conf;
}

/* A button or a pull toggles; raising what is open answers with that. */
void people_call_raise(struct station *st, const struct command *c, struct outcome *out)
{
    struct call *call = of_type(st, c->target), was;
    bool mine = call && !call->button && strcmp(call->by, c->actor) == 0 &&
                call->state == CALL_RAISED && strcmp(c->word, "pull") == 0;
    if (call && (mine || is_button(c))) {
        pull_again(st, call, c->actor, st->arrival, &was);
        say_ended(st, &was, out);
        return;
    }
    if (call) {
        say_open(st, call, out);
        return;
    }
    const struct call_conf *conf = to_raise(st, c, out);
    if (!conf)
        return;
    call = raise(st, conf, c->actor, st->arrival);
    if (!call) {
        outcome_refuse(out, COMMAND_LOCKED, "%d calls are open: solve one first", CALLS_OPEN);
        return;
    }
    call->button = is_button(c);
    (void)text_copy(call->note, sizeof call->note, c->note);
    announce(st, call);
    done(st, call, out);
    if (!call->button)
        (void)undo_add(st, REC_CALL, out->id, call->edited);
    (void)text_format(out->text, sizeof out->text, "C%lld %s called", (long long)call->number,
                      call->title);
}

/* The open one that is meant: an id, a type, or "" for the first in one of these states. */
static struct call *meant(struct station *st, const struct command *c, unsigned states,
                          struct outcome *out)
{
    bool any = c->target[0] == '\0';
    struct call *call = any ? first_in(st, states, is_button(c)) : calls_find(st, c->target);
    int64_t number = people_number(c->target, 'C');
    if (!call && !any)
        call = of_type(st, c->target);
    if (!call && any)
        outcome_refuse(out, COMMAND_NOT_FOUND, "no call waits for that");
    else if (!call && number > 0 && number < st->calls.next)
        outcome_refuse(out, COMMAND_LOCKED, "C%lld is over", (long long)number);
    else if (!call)
        outcome_refuse(out, COMMAND_NOT_FOUND, "there is no open call %.31s", c->target);
    if (!call || c->rev == 0 || c->rev >= call->edited)
        return call;
    done(st, call, out);
    outcome_refuse(out, COMMAND_STALE, "C%lld is %s%s%s by now", (long long)call->number,
                   word_name(&words_call_state, (int)call->state), call->taken_by[0] ? " by " : "",
                   call->taken_by);
    return NULL;
}

static void refuse_state(const struct call *call, const char *who, struct outcome *out)
{
    outcome_refuse(out, COMMAND_BAD, "C%lld is %s already%s%s", (long long)call->number,
                   word_name(&words_call_state, (int)call->state), who[0] ? " by " : "", who);
}

static void add_note(struct call *call, const struct command *c)
{
    if (c->note[0] != '\0')
        (void)text_copy(call->note, sizeof call->note, c->note);
}

static void say_changed(struct station *st, struct call *call, struct outcome *out)
{
    done(st, call, out);
    (void)text_format(out->text, sizeof out->text, "C%lld %s %s by %s", (long long)call->number,
                      call->title, word_name(&words_call_state, (int)call->state),
                      person_now(st, NULL));
}

void people_call_take(struct station *st, const struct command *c, struct outcome *out)
{
    struct call *call = meant(st, c, 1U << CALL_RAISED, out);
    if (!call)
        return;
    if (call->state != CALL_RAISED) {
        refuse_state(call, call->taken_by, out);
        return;
    }
    take(st, call, c->actor, st->arrival);
    add_note(call, c);
    ladder_begin(st, call);
    announce(st, call);
    say_changed(st, call, out);
    (void)undo_add(st, REC_CALL, out->id, call->edited);
}

void people_call_arrive(struct station *st, const struct command *c, struct outcome *out)
{
    struct call *call = meant(st, c, 1U << CALL_RAISED | 1U << CALL_TAKEN, out);
    if (!call)
        return;
    if (call->state == CALL_ARRIVED) {
        refuse_state(call, call->arrived_by, out);
        return;
    }
    bool taken = call->state == CALL_TAKEN;
    arrive(st, call, c->actor, st->arrival);
    add_note(call, c);
    if (!taken)
        ladder_begin(st, call);
    announce(st, call);
    say_changed(st, call, out);
}

void people_call_solve(struct station *st, const struct command *c, struct outcome *out)
{
    struct call was, *call = meant(st, c, ~0U, out);
    if (!call)
        return;
    add_note(call, c);
    end(st, call, CALL_SOLVED, c->actor, st->arrival, &was);
    say_ended(st, &was, out);
}

/* Before anybody came by who raised it (of a button: by anybody here); else by a supervisor. */
static bool may_cancel(const struct call *call, const struct command *c, struct outcome *out)
{
    if (c->role >= PERSON_SUPERVISOR)
        return true;
    if (call->state != CALL_RAISED)
        outcome_refuse(out, COMMAND_FORBIDDEN,
                       "C%lld is %s by %s: it can be solved, or cancelled by a supervisor",
                       (long long)call->number, word_name(&words_call_state, (int)call->state),
                       call->taken_by);
    else if (!call->button && strcmp(call->by, c->actor) != 0)
        outcome_refuse(out, COMMAND_FORBIDDEN,
                       "somebody else raised C%lld: they or a supervisor may cancel it",
                       (long long)call->number);
    else
        return true;
    return false;
}

void people_call_cancel(struct station *st, const struct command *c, struct outcome *out)
{
    struct call was, *call = meant(st, c, ~0U, out);
    if (!call || !may_cancel(call, c, out))
        return;
    add_note(call, c);
    end(st, call, CALL_CANCELLED, c->actor, st->arrival, &was);
    say_ended(st, &was, out);
}

void people_call_told(struct station *st, const struct command *c, struct outcome *out)
{
    int channel = word_find(&words_channel, c->word, strlen(c->word));
    struct call *call = meant(st, c, ~0U, out);
    if (!call)
        return;
    if (channel < 0 || channel == CHANNEL_LAMP) {
        outcome_refuse(out, COMMAND_BAD, "say by what it was told: board, notify or webhook");
        return;
    }
    if (ladder_confirm(call, (enum channel)channel)) {
        calls_record(st, call);
        station_touch(st);
    }
    done(st, call, out);
    (void)text_format(out->text, sizeof out->text, "C%lld is told by %s", (long long)call->number,
                      c->word);
}

/* Raised by mistake: nobody needs to come. Taken by mistake: it waits again, and its ladder goes on
 * where it would be. */
void call_undo(struct station *st, struct undo *u, struct outcome *out)
{
    struct call was, *call = calls_find(st, u->id);
    if (!call || call->edited != u->rev) {
        outcome_refuse(out, COMMAND_STALE, "the call was changed meanwhile");
        return;
    }
    if (u->verb == COMMAND_CALL_RAISE) {
        end(st, call, CALL_CANCELLED, st->command->actor, st->arrival, &was);
        done(st, &was, out);
        return;
    }
    call->state = CALL_RAISED;
    call->taken = call->taken_wall = TIME_NONE;
    call->taken_by[0] = '\0';
    call->told_to = st->t;
    write_down(st, call);
    done(st, call, out);
}

/* ---- signals and time ------------------------------------------------------------------------ */

static bool raises(const struct call_conf *conf, const struct value *value)
{
    int64_t amount;
    if (conf->raise_value[0] == '\0')
        return value_truth(value) == 1;
    if (value->type == VALUE_TEXT)
        return strcmp(value->text, conf->raise_value) == 0;
    return value->type == VALUE_NUMBER &&
           amount_from_text(conf->raise_value, strlen(conf->raise_value), &amount) == 0 &&
           amount == value->amount;
}

/* The machine calls: once each time its signal comes to say so. What is not of now, and what is
 * heard first, only tells how the signal stands; what is open already stays as it is. */
static void machine_calls(struct station *st, const struct update *update)
{
    if (update->quality != Q_GOOD || update->duplicate || update->historical)
        return;
    for (size_t i = 0; i < st->config->calls && i < CONFIG_CALLS_MAX; i++) {
        const struct call_conf *conf = &st->config->call[i];
        enum raiser was = st->calls.raiser[i];
        if (conf->raise_name[0] == '\0' || conf->raise_signal != (int)update->signal)
            continue;
        st->calls.raiser[i] = raises(conf, &update->value) ? RAISER_CALLS : RAISER_REST;
        bool edge = was == RAISER_REST && st->calls.raiser[i] == RAISER_CALLS && !update->stored;
        struct call *call =
            edge && !of_type(st, conf->name) ? raise(st, conf, "machine", st->arrival) : NULL;
        if (!call)
            continue;
        (void)text_copy(call->note, sizeof call->note, st->config->signal[update->signal].name);
        announce(st, call);
    }
}

/* After a reload a place in the list may be another type's. */
void calls_unheard(struct station *st)
{
    memset(st->calls.raiser, 0, sizeof st->calls.raiser);
}

void calls_heard(struct station *st, const struct update *update)
{
    machine_calls(st, update);
    if (update->quality != Q_GOOD || update->stored || update->duplicate || update->historical)
        return;
    for (int64_t i = 0; i < st->calls.count; i++) {
        struct call *call = &st->calls.call[i];
        const struct call_conf *conf = conf_of(st, call->type);
        if (!conf || conf->stop_signal != (int)update->signal)
            continue;
        bool high = value_truth(&update->value) == 1;
        if (high && !call->position && call->held == TIME_NONE)
            hold_line(st, call, st->arrival);
        call->position = high;
    }
}

static int64_t earlier(int64_t a, int64_t b)
{
    return b != TIME_NONE && b < a ? b : a;
}

int64_t calls_deadline(const struct station *st)
{
    int64_t due = earlier(TIME_NEVER, st->calls.restart);
    for (int64_t i = 0; i < st->calls.count; i++) {
        const struct call *call = &st->calls.call[i];
        due = earlier(due, call->stop_at);
        due = earlier(due, ladder_deadline(st, call));
    }
    return due;
}

void calls_expire(struct station *st)
{
    if (st->calls.restart != TIME_NONE && st->calls.restart <= st->t) {
        st->calls.restart = TIME_NONE;
        station_touch(st);
    }
    for (int64_t i = 0; i < st->calls.count; i++) {
        struct call *call = &st->calls.call[i];
        if (call->stop_at != TIME_NONE && call->stop_at <= st->t)
            hold_line(st, call, call->stop_at);
        if (!ladder_climb(st, call))
            continue;
        calls_record(st, call);
        station_touch(st);
    }
}

void calls_order(struct station *st, const char *id, const char *order)
{
    struct call *call = calls_find(st, id);
    if (!call)
        return;
    (void)text_copy(call->order, sizeof call->order, order);
    calls_record(st, call);
    station_touch(st);
}
