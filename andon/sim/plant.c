/* SPDX-License-Identifier: MIT */
/* Steps line and gateways together, in the order of time. Called by the live part and by the
 * recorder, which own the struct, write the messages and know what time it is on the wall. */
#include "andon/sim/plant.h"

void plant_init(struct plant *plant, const struct plant_conf *conf)
{
    plant->now_ms = 0;
    line_init(&plant->line, &conf->press, conf->seed, conf->stations);
    for (size_t i = 0; i < conf->stations; i++)
        gateway_init(&plant->gateway[i], conf->seed ^ (uint64_t)i << 32U ^ UINT64_C(1) << 49U,
                     conf->gateway_faults);
}

static size_t first_gateway(const struct plant *plant)
{
    size_t first = 0;
    for (size_t i = 1; i < plant->line.stations; i++)
        if (gateway_next(&plant->gateway[i]) < gateway_next(&plant->gateway[first]))
            first = i;
    return first;
}

static bool give(struct plant *plant, size_t *station, struct gateway_news *out)
{
    for (*station = 0; *station < plant->line.stations; ++*station)
        if (gateway_give(&plant->gateway[*station], out))
            return true;
    return false;
}

/* What waits goes out first; then whatever is due first happens, to a press before to a gateway. */
bool plant_step(struct plant *plant, int64_t now_ms, size_t *station, struct gateway_news *out)
{
    struct press_event e;
    while (!give(plant, station, out)) {
        size_t g = first_gateway(plant), who;
        int64_t due = gateway_next(&plant->gateway[g]);
        int64_t until = due < now_ms ? due : now_ms;
        if (line_step(&plant->line, until, &who, &e)) {
            plant->now_ms = e.at_ms;
            gateway_take(&plant->gateway[who], &e);
            continue;
        }
        plant->now_ms = until > plant->now_ms ? until : plant->now_ms;
        if (due > now_ms)
            return false;
        gateway_turn(&plant->gateway[g], plant->now_ms, &plant->line.press[g]);
    }
    return true;
}

int64_t plant_next(const struct plant *plant)
{
    int64_t line = line_next(&plant->line);
    int64_t gateway = gateway_next(&plant->gateway[first_gateway(plant)]);
    return line < gateway ? line : gateway;
}

/* ---- commands ---- */

static int change(struct press *p, const char *product, struct cause *why)
{
    if (press_change(p, product))
        return 0;
    return cause_set(why, -1, "%s",
                     p->held ? "its state is commanded: `auto` first"
                             : "there is no other such product");
}

static void obey_sensor(struct press *p, const struct control *c)
{
    if (c->kind == CONTROL_FAULT)
        sensors_break(&p->sensors, c->sensor, c->fault, p->now_ms + c->span_ms);
    else if (c->free)
        sensors_free(&p->sensors, c->sensor);
    else
        sensors_force(&p->sensors, c->sensor, c->value);
}

static void obey_gateway(struct plant *plant, size_t station, const struct control *c)
{
    struct gateway *g = &plant->gateway[station];
    if (c->kind == CONTROL_SILENCE)
        gateway_hang(g);
    else if (c->kind == CONTROL_OFFLINE)
        gateway_leave(g);
    else if (c->kind == CONTROL_ONLINE)
        gateway_come(g, &plant->line.press[station]);
    else if (c->kind == CONTROL_RESTART)
        gateway_restart(g, plant->now_ms, c->returns);
    else
        gateway_cut(g, plant->now_ms, c->span_ms);
}

int plant_obey(struct plant *plant, size_t station, const struct control *c, struct cause *why)
{
    struct press *p = &plant->line.press[station];
    switch (c->kind) {
    case CONTROL_HOLD:
        press_hold(p, c->state, c->text);
        break;
    case CONTROL_AUTO:
        press_release(p);
        break;
    case CONTROL_SCRAP:
        press_make_scrap(p, c->count);
        break;
    case CONTROL_SENSOR:
    case CONTROL_FAULT:
        obey_sensor(p, c);
        break;
    case CONTROL_FAIL:
        press_fail_bearing(p, c->span_ms);
        break;
    case CONTROL_CHANGE:
        return change(p, c->text, why);
    case CONTROL_SILENCE:
    case CONTROL_OFFLINE:
    case CONTROL_ONLINE:
    case CONTROL_RESTART:
    case CONTROL_CUT:
        obey_gateway(plant, station, c);
        break;
    case CONTROL_MODEL: /* the program's */
    case CONTROL_QUIT:
        break;
    }
    return 0;
}
