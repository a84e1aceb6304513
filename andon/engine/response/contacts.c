/* SPDX-License-Identifier: MIT */
/* Buttons, cords and contacts. A press is a command like any other, with the button as its actor:
 * what calls, acknowledges and silences is the same code that a screen uses. What goes wrong with a
 * line is a fault of its signal. Called by station.c for EVENT_CONTACT. */
#include "andon/engine/response/contacts.h"

#include "andon/engine/parts.h"
#include "andon/engine/people/people.h"
#include "data/model/text.h"

#include <string.h>

void contacts_init(struct station *st)
{
    for (size_t i = 0; i < CONFIG_INPUTS_MAX; i++)
        st->contact[i] = (struct contact_state){.pressed_wall = TIME_NONE};
}

void contacts_carry(const struct station *old, struct station *st)
{
    for (size_t i = 0; i < st->config->inputs; i++)
        for (size_t k = 0; k < old->config->inputs; k++)
            if (strcmp(st->config->input[i].name, old->config->input[k].name) == 0)
                st->contact[i] = old->contact[k];
}

/* ---- presses -------------------------------------------------------------------------------- */

static const struct {
    bool pressed;
    enum command_verb verb;
} verbs[INPUT_DOES_COUNT] = {
    [INPUT_CALL] = {true, COMMAND_CALL_RAISE},
    [INPUT_CANCEL] = {true, COMMAND_CALL_CANCEL},
    [INPUT_ACK] = {true, COMMAND_ACK},
    [INPUT_SILENCE] = {true, COMMAND_SILENCE},
};

static void press(struct station *st, size_t i, const struct input_action *action)
{
    const struct input_conf *conf = &st->config->input[i];
    struct contact_state *c = &st->contact[i];
    struct outcome out = {.result = COMMAND_BAD};
    char actor[32];
    if (!verbs[action->does].pressed)
        return;
    (void)text_format(actor, sizeof actor, "input:%s", conf->name);
    struct command command = {.verb = verbs[action->does].verb,
                              .target = action->of,
                              .other = "",
                              .reason = "",
                              .note = "",
                              .job = "",
                              .word = "",
                              .at = TIME_NONE,
                              .until = TIME_NONE,
                              .actor = actor,
                              .role = PERSON_OPERATOR,
                              .from = "button"};
    people_command(st, &command, &out);
    c->presses++;
    c->pressed_wall = station_wall(st, st->arrival);
    c->refused = out.result != COMMAND_DONE;
    text_sanitise(out.text, strlen(out.text), c->outcome, sizeof c->outcome);
}

/* ---- levels --------------------------------------------------------------------------------- */

/* What is wired to a lamp says whether it burns. */
void contacts_heard(struct station *st, const struct update *update)
{
    if (update->signal >= st->config->signals || !st->config->signal[update->signal].contact)
        return;
    for (size_t i = 0; i < st->config->inputs; i++) {
        const struct input_conf *conf = &st->config->input[i];
        if (conf->press.does == INPUT_FEEDBACK && conf->signal == update->signal)
            lamps_feedback(st, conf->press.index, update->value.amount != 0);
    }
}

/* ---- what goes wrong ------------------------------------------------------------------------ */

static void missed(struct station *st, size_t i, int64_t count)
{
    const struct input_conf *conf = &st->config->input[i];
    size_t signal = (size_t)conf->signal;
    char text[96] = "edges may have been lost";
    if (conf->press.does == INPUT_PART) {
        struct window *w = &st->window[window_shown(st)];
        int64_t amount;
        bool known = count >= 0 && !__builtin_mul_overflow(count, conf->scale, &amount) &&
                     !__builtin_add_overflow(w->missing, amount, &amount);
        if (known)
            w->missing = amount;
        if (known)
            (void)text_format(text, sizeof text, "edges were lost: up to %lld parts may be missing",
                              (long long)count);
        counter_mark_gap(&st->signal[signal].counter);
    }
    faults_add(st, signal, FAULT_EDGES, text);
}

static void away(struct station *st, size_t i, const char *why)
{
    const struct input_conf *conf = &st->config->input[i];
    struct contact_state *c = &st->contact[i];
    c->away = true;
    text_sanitise(why, strlen(why), c->why, sizeof c->why);
    signals_lose_one(st, (size_t)conf->signal, ORIGIN_LINE);
    faults_add(st, (size_t)conf->signal, FAULT_LINE, c->why);
    if (conf->press.does == INPUT_FEEDBACK && conf->press.index >= 0) {
        st->light.feedback[conf->press.index].heard = false; /* nobody says how the lamp is */
        feedback_judge(st);
    }
    state_refresh(st, st->arrival);
}

void contacts_take(struct station *st, const struct contact_event *event)
{
    if (event->input >= st->config->inputs || st->config->input[event->input].signal < 0)
        return;
    const struct input_conf *conf = &st->config->input[event->input];
    struct contact_state *c = &st->contact[event->input];
    size_t signal = (size_t)conf->signal;
    switch (event->kind) {
    case CONTACT_EVENT_PRESS:
        press(st, event->input, &conf->press);
        break;
    case CONTACT_EVENT_LONG:
        press(st, event->input, &conf->held);
        break;
    case CONTACT_EVENT_DOUBLE:
        press(st, event->input, &conf->twice);
        break;
    case CONTACT_EVENT_STUCK:
        c->stuck = true;
        faults_add(st, signal, FAULT_STUCK, "it stays closed: it does nothing until it is open");
        break;
    case CONTACT_EVENT_FREED:
        c->stuck = false;
        break;
    case CONTACT_EVENT_TOO_FAST:
        faults_add(st, signal, FAULT_QUARANTINE, "nearer than max_rate allows: not counted");
        break;
    case CONTACT_EVENT_MISSED:
        missed(st, event->input, event->count);
        break;
    case CONTACT_EVENT_AWAY:
        away(st, event->input, event->why ? event->why : "its line is lost");
        break;
    case CONTACT_EVENT_BACK:
        c->away = false;
        c->why[0] = '\0';
        break;
    }
}

const struct contact_state *station_contact(const struct station *st, size_t input)
{
    return input < st->config->inputs ? &st->contact[input] : NULL;
}

/* ---- as a condition ------------------------------------------------------------------------- */

static bool troubled(const struct contact_state *c, uint32_t words)
{
    return (c->stuck && (words & INPUT_STUCK) != 0) || (c->away && (words & INPUT_LOST) != 0);
}

int contacts_in_trouble(const struct station *st, const struct condition *c)
{
    for (size_t i = 0; i < st->config->inputs; i++)
        if ((c->other < 0 || c->other == (int)i) && troubled(&st->contact[i], c->words))
            return (int)i;
    return -1;
}

uint64_t contacts_mark(const struct station *st)
{
    uint64_t mark = 0;
    _Static_assert(CONFIG_INPUTS_MAX <= 32, "two bits each");
    for (size_t i = 0; i < st->config->inputs; i++)
        mark |= (uint64_t)(st->contact[i].stuck | st->contact[i].away << 1) << 2 * i;
    return mark;
}

void contacts_tell(const struct station *st, const struct condition *c, char *out, size_t size)
{
    int i = contacts_in_trouble(st, c);
    int more = 0;
    if (i < 0) {
        (void)text_copy(out, size, "every button and contact is well");
        return;
    }
    for (size_t k = (size_t)i + 1; c->other < 0 && k < st->config->inputs; k++)
        more += troubled(&st->contact[k], c->words);
    const struct contact_state *contact = &st->contact[i];
    if (contact->away)
        (void)text_copy(out, size, contact->why);
    else
        (void)text_format(out, size, "%s stays closed", st->config->input[i].name);
    size_t length = strlen(out);
    if (more > 0)
        (void)text_format(out + length, size - length, "; %d more", more);
}
