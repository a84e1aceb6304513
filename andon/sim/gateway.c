/* SPDX-License-Identifier: MIT */
/* The gateway model. The plant feeds it what the press says and asks what goes out. A Will is
 * published in the broker's place, at the time at which the broker would: one cannot tell it from
 * the broker's own. */
#include "andon/sim/gateway.h"

#include <math.h>

#define SECOND  1000.0
#define HOUR    3600000.0
#define WILL_MS 22500 /* one and a half times a keepalive of 15 s */

#define RETURN_NAME(value, text) text,
const char *const gateway_return_names[] = {GATEWAY_RETURNS(RETURN_NAME)};

static int64_t until_next_trouble(struct rng *dice)
{
    return (int64_t)fmax(rng_wait(dice, 4 * HOUR), 600 * SECOND);
}

void gateway_init(struct gateway *g, uint64_t seed, bool by_chance)
{
    *g = (struct gateway){.back_ms = PRESS_NEVER,
                          .will_ms = PRESS_NEVER,
                          .reread_ms = PRESS_NEVER,
                          .trouble_ms = PRESS_NEVER};
    rng_seed(&g->dice, seed);
    if (by_chance)
        g->trouble_ms = until_next_trouble(&g->dice);
}

/* ---- news ---- */

static void keep(struct gateway *g, const struct press_event *event)
{
    if (g->count == GATEWAY_BUFFER) {
        g->first = (g->first + 1) % GATEWAY_BUFFER;
        g->count--;
        g->lost++;
    }
    struct press_event *e = &g->buffer[(g->first + g->count++) % GATEWAY_BUFFER];
    *e = *event;
    e->total += g->total_off;
    e->scrap += g->scrap_off;
    if (e->kind == PRESS_EVENT_STATE)
        g->old_state = *e;
    if (e->kind == PRESS_EVENT_COUNTS)
        g->old_counts = *e;
}

void gateway_take(struct gateway *g, const struct press_event *event)
{
    bool rereads = g->reread_ms != PRESS_NEVER && event->kind != PRESS_EVENT_SENSORS;
    if ((g->phase == GATEWAY_SPEAKS && !rereads) || g->phase == GATEWAY_CUT)
        keep(g, event);
}

static void tell_how_it_stands(struct gateway *g, const struct press *press)
{
    struct press_event e;
    press_look(press, PRESS_EVENT_STATE, &e);
    keep(g, &e);
    press_look(press, PRESS_EVENT_COUNTS, &e);
    keep(g, &e);
}

bool gateway_give(struct gateway *g, struct gateway_news *out)
{
    if (g->say_offline || (g->say_online && g->phase == GATEWAY_SPEAKS)) {
        *out = (struct gateway_news){.is_alive = true, .online = !g->say_offline};
        *(g->say_offline ? &g->say_offline : &g->say_online) = false;
        return true;
    }
    if (g->count == 0 || g->phase == GATEWAY_CUT)
        return false;
    *out = (struct gateway_news){.event = g->buffer[g->first]};
    g->first = (g->first + 1) % GATEWAY_BUFFER;
    g->count--;
    return true;
}

/* ---- what happens to it ---- */

static void speak(struct gateway *g)
{
    g->phase = GATEWAY_SPEAKS;
    g->back_ms = g->will_ms = g->reread_ms = PRESS_NEVER;
    g->say_online = true;
}

static void come_back(struct gateway *g, int64_t now_ms, const struct press *press)
{
    bool cut = g->phase == GATEWAY_CUT;
    speak(g);
    if (cut)
        return; /* it has everything, and sends it now */
    if (g->returns == RETURN_RESET) {
        g->total_off = -press->total;
        g->scrap_off = -press->scrap;
    }
    if (g->returns == RETURN_JUMP) {
        g->total_off = (int64_t)rng_between(&g->dice, 0, 90000);
        g->scrap_off = g->total_off / 50;
    }
    if (g->returns == RETURN_OLD) {
        g->reread_ms = now_ms + (int64_t)rng_between(&g->dice, 5 * SECOND, 40 * SECOND);
        g->buffer[0] = g->old_state;
        g->buffer[1] = g->old_counts;
        g->first = 0;
        g->count = 2;
        return;
    }
    tell_how_it_stands(g, press);
}

static void have_trouble(struct gateway *g, int64_t now_ms)
{
    g->trouble_ms = now_ms + until_next_trouble(&g->dice);
    if (g->phase != GATEWAY_SPEAKS)
        return; /* it has one */
    if (rng_chance(&g->dice, 0.5))
        gateway_cut(g, now_ms, (int64_t)rng_between(&g->dice, 10 * SECOND, 300 * SECOND));
    else
        gateway_restart(g, now_ms,
                        (enum gateway_return)(rng_next(&g->dice) % GATEWAY_RETURN_COUNT));
}

void gateway_turn(struct gateway *g, int64_t now_ms, const struct press *press)
{
    if (now_ms >= g->trouble_ms)
        have_trouble(g, now_ms);
    if (now_ms >= g->will_ms) {
        g->will_ms = PRESS_NEVER;
        g->say_offline = true;
    }
    if (now_ms >= g->back_ms)
        come_back(g, now_ms, press);
    if (now_ms >= g->reread_ms) {
        g->reread_ms = PRESS_NEVER;
        tell_how_it_stands(g, press);
    }
}

int64_t gateway_next(const struct gateway *g)
{
    const int64_t times[] = {g->back_ms, g->will_ms, g->reread_ms, g->trouble_ms};
    int64_t next = PRESS_NEVER;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        next = times[i] < next ? times[i] : next;
    return next;
}

void gateway_connected(struct gateway *g, const struct press *press)
{
    if (g->phase == GATEWAY_SPEAKS)
        tell_how_it_stands(g, press);
    else if (g->phase != GATEWAY_SILENT && g->will_ms == PRESS_NEVER)
        g->say_offline = true; /* the connection is back, but the gateway is not */
}

/* ---- commands ---- */

static void fall_silent(struct gateway *g, enum gateway_phase phase)
{
    g->phase = phase;
    g->count = 0;
    g->back_ms = g->will_ms = g->reread_ms = PRESS_NEVER;
    g->say_online = false;
}

void gateway_hang(struct gateway *g)
{
    fall_silent(g, GATEWAY_SILENT);
}

void gateway_leave(struct gateway *g)
{
    fall_silent(g, GATEWAY_LEFT);
    g->say_offline = true;
}

void gateway_come(struct gateway *g, const struct press *press)
{
    g->returns = RETURN_KEEP;
    come_back(g, press->now_ms, press);
}

/* A program that ends is noticed at once, a gateway without power only later. */
void gateway_restart(struct gateway *g, int64_t now_ms, enum gateway_return returns)
{
    fall_silent(g, GATEWAY_DEAD);
    g->returns = returns;
    g->will_ms = now_ms + (rng_chance(&g->dice, 0.5) ? WILL_MS : 0);
    g->back_ms = now_ms + (int64_t)rng_between(&g->dice, 25 * SECOND, 90 * SECOND);
}

void gateway_cut(struct gateway *g, int64_t now_ms, int64_t span_ms)
{
    fall_silent(g, GATEWAY_CUT);
    g->back_ms = now_ms + span_ms;
    if (span_ms > WILL_MS)
        g->will_ms = now_ms + WILL_MS;
}
