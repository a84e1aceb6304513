/* SPDX-License-Identifier: MIT */
/* The station's contacts on the daemon's loop: their descriptors are watched, what they tell
 * becomes signal updates and events of the engine with the time at which it happened. Called by
 * daemon.c; owns the inputs and their poll handles. */
#include "andon/daemon.h"

#include "andon/inputs/inputs.h"
#include "andon/service/clock.h"
#include "andon/service/messages.h"
#include "data/model/amount.h"
#include "data/model/json.h"

#include <stdlib.h>

struct wire {
    uv_poll_t poll;
    struct daemon *daemon;
    size_t input;
    bool watched;
};

struct wiring {
    struct inputs *inputs;
    struct wire *wire[CONFIG_INPUTS_MAX];
};

/* ---- what is told --------------------------------------------------------------------------- */

static struct now moment(const struct daemon *d, int64_t boot_ms)
{
    struct now now = clock_now();
    now.wall_ms -= now.boot_ms - boot_ms;
    now.boot_ms = boot_ms;
    return clock_not_before(now, d->last);
}

static void say(const struct daemon *d, const struct contact_event *event)
{
    const char *name = d->config->input[event->input].name;
    switch (event->kind) {
    case CONTACT_EVENT_AWAY:
        report(MSG_INPUT_LOST, "%s", event->why);
        break;
    case CONTACT_EVENT_BACK:
        report(MSG_INPUT_WELL, "input %s: its line is read again", name);
        break;
    case CONTACT_EVENT_STUCK:
        report(MSG_INPUT_NOTE, "input %s: it stays closed; it does nothing until it is open", name);
        break;
    case CONTACT_EVENT_MISSED:
        report(MSG_INPUT_NOTE, "input %s: edges were lost", name);
        break;
    case CONTACT_EVENT_PRESS:
    case CONTACT_EVENT_LONG:
    case CONTACT_EVENT_DOUBLE:
    case CONTACT_EVENT_FREED:
    case CONTACT_EVENT_TOO_FAST:
        break;
    }
}

static void on_told(void *ctx, const struct input_told *told)
{
    struct daemon *d = ctx;
    const struct input_conf *conf = &d->config->input[told->input];
    struct now now = moment(d, told->at);
    if (told->news == INPUT_EVENT) {
        say(d, &told->event);
        step_event(d, &(struct event){.kind = EVENT_CONTACT, .contact = &told->event}, now);
        return;
    }
    struct update update = {
        .signal = (uint16_t)conf->signal, .quality = Q_GOOD, .mapped = -1, .source_ms = TIME_NONE};
    if (told->news == INPUT_LEVEL)
        update.value =
            told->closed
                ? (struct value){.type = VALUE_BOOL, .amount = AMOUNT_ONE, .text = "closed"}
                : (struct value){.type = VALUE_BOOL, .text = "open"};
    else
        update.value = (struct value){.type = VALUE_NUMBER, .amount = told->count * conf->scale};
    step_update(d, &update, now);
}

/* ---- descriptors ---------------------------------------------------------------------------- */

static void on_poll(uv_poll_t *handle, int status, int events)
{
    struct wire *wire = handle->data;
    struct daemon *d = wire->daemon;
    (void)status, (void)events; /* what is wrong with a line, its reading tells */
    if (!d->wiring->inputs)
        return;
    inputs_ready(d->wiring->inputs, wire->input, clock_now().boot_ms);
    daemon_settle(d);
}

static void on_wire_closed(uv_handle_t *handle)
{
    free(handle->data);
}

static void unwatch(struct wiring *w, size_t i)
{
    if (!w->wire[i])
        return;
    uv_poll_stop(&w->wire[i]->poll);
    uv_close((uv_handle_t *)&w->wire[i]->poll, on_wire_closed);
    w->wire[i] = NULL;
}

static void on_watch(void *ctx, size_t i, int fd)
{
    struct daemon *d = ctx;
    struct wiring *w = d->wiring;
    unwatch(w, i);
    if (fd < 0)
        return;
    struct wire *wire = calloc(1, sizeof *wire);
    if (!wire || uv_poll_init(&d->loop, &wire->poll, fd) != 0) {
        free(wire); /* the tick reads it all the same, only later */
        return;
    }
    wire->daemon = d;
    wire->input = i;
    wire->poll.data = wire;
    w->wire[i] = wire;
    uv_poll_start(&wire->poll, UV_READABLE, on_poll);
}

/* ---- life ----------------------------------------------------------------------------------- */

static int open_inputs(struct daemon *d)
{
    const struct inputs_user user = {.ctx = d, .told = on_told, .watch = on_watch};
    if (d->config->inputs == 0)
        return 0;
    d->wiring->inputs = inputs_new(d->config, d->options->run, &user, clock_now().boot_ms);
    return d->wiring->inputs ? 0 : -1;
}

int wiring_open(struct daemon *d, struct cause *why)
{
    d->wiring = calloc(1, sizeof *d->wiring);
    if (!d->wiring || open_inputs(d) != 0)
        return cause_set(why, -1, "out of memory for the inputs");
    return 0;
}

void wiring_tick(struct daemon *d, int64_t boot_ms)
{
    if (d->wiring && d->wiring->inputs)
        inputs_tick(d->wiring->inputs, boot_ms);
}

int64_t wiring_deadline(const struct daemon *d)
{
    return d->wiring && d->wiring->inputs ? inputs_deadline(d->wiring->inputs) : TIME_NEVER;
}

void wiring_again(struct daemon *d)
{
    if (d->wiring && d->wiring->inputs)
        inputs_tell_again(d->wiring->inputs, clock_now().boot_ms);
}

/* Nothing that was told of a line holds any more. */
static void forget(struct daemon *d)
{
    static const enum contact_event_kind over[] = {CONTACT_EVENT_FREED, CONTACT_EVENT_BACK};
    for (size_t i = 0; i < d->config->inputs; i++)
        for (size_t k = 0; k < sizeof over / sizeof *over; k++) {
            struct contact_event event = {.kind = over[k], .input = i};
            step_event(d, &(struct event){.kind = EVENT_CONTACT, .contact = &event}, clock_now());
        }
}

/* Other contacts: the old lines are given back first, or the new ones could not be had. */
void wiring_follow(struct daemon *d)
{
    struct wiring *w = d->wiring;
    if (!w || (w->inputs && inputs_follow(w->inputs, d->config)))
        return;
    inputs_free(&w->inputs);
    forget(d);
    if (open_inputs(d) != 0)
        report(MSG_INPUT_LOST, "out of memory: no input is read");
}

void wiring_close(struct daemon *d)
{
    if (d->wiring)
        inputs_free(&d->wiring->inputs);
}

void wiring_free(struct daemon *d)
{
    free(d->wiring);
    d->wiring = NULL;
}

/* ---- the question --------------------------------------------------------------------------- */

static void put_moment(struct jw *w, const char *key, const struct now *now, int64_t boot_ms)
{
    jw_time(w, key, boot_ms == TIME_NONE ? TIME_NONE : now->wall_ms - (now->boot_ms - boot_ms));
}

static void put_input(struct jw *w, const struct daemon *d, size_t i, const struct now *now)
{
    const struct input_conf *conf = &d->config->input[i];
    const struct contact_state *state = station_contact(d->station, i);
    struct input_view view;
    inputs_view(d->wiring->inputs, i, &view);
    jw_object(w, NULL);
    jw_text(w, "name", conf->name);
    jw_text(w, "does", conf->does);
    jw_text(w, "signal", conf->signal >= 0 ? d->config->signal[conf->signal].name : NULL);
    jw_text(w, "line", conf->line);
    jw_bool(w, "held", view.held);
    jw_bool(w, "closed", view.closed);
    jw_bool(w, "stuck", view.stuck);
    jw_int(w, "edges", view.edges);
    jw_int(w, "closings", view.closings);
    jw_int(w, "bounces", view.bounces);
    jw_int(w, "missed", view.missed);
    jw_int(w, "too_fast", view.too_fast);
    put_moment(w, "closed_at", now, view.closed_at);
    jw_int(w, "presses", state->presses);
    jw_time(w, "pressed", state->pressed_wall);
    jw_text(w, "outcome", state->outcome);
    jw_bool(w, "refused", state->refused);
    jw_text(w, "trouble", view.trouble);
    jw_object_end(w);
}

void wiring_run(void *ctx, struct client *client, const json_t *request)
{
    struct daemon *d = ctx;
    struct now now = clock_now();
    struct jw w = commands_members(d);
    jw_array(&w, "inputs");
    for (size_t i = 0; d->wiring->inputs && i < d->config->inputs; i++)
        put_input(&w, d, i, &now);
    jw_array_end(&w);
    jw_text(&w, "backend", d->wiring->inputs ? inputs_backend_name(d->wiring->inputs) : "none");
    jw_amount(&w, "missing", view_now(d)->counts.missing);
    commands_reply(client, request, &w);
}
