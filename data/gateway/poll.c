/* SPDX-License-Identifier: MIT */
/* One turn: ask the schedule what is to be read, read it, tell the schedule and the sink. Owned by
 * the poller thread (worker.c) or by a command (once.c); owns the connections, one for each
 * url. */
#include "data/gateway/poll.h"

#include "data/gateway/bus.h"
#include "data/model/clock.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

struct poll {
    const struct gateway_conf *conf;
    struct poll_sink sink;
    struct schedule schedule;
    struct schedule_device device[DEVICES_MAX];
    struct bus *bus[DEVICES_MAX]; /* at the index of its first device */
    size_t *reg;                  /* of the items of all devices, as conf->reg */
    struct plan_item *item;
    size_t *order;
    struct schedule_read *read;
    struct plan_read *scratch;
    uint32_t dice;
    uint16_t words[BITS_READ_MAX];
};

static int64_t now_us(clockid_t clock)
{
    struct timespec t;
    (void)clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t poll_boot_ms(void)
{
    return now_us(CLOCK_BOOTTIME) / 1000;
}

int64_t poll_wall_ms(void)
{
    return now_us(CLOCK_REALTIME) / 1000;
}

/* xorshift32 (Marsaglia 2003): two gateways shall not ask in step. */
static uint32_t roll(struct poll *p)
{
    p->dice ^= p->dice << 13;
    p->dice ^= p->dice >> 17;
    p->dice ^= p->dice << 5;
    return p->dice;
}

static void begin_device(struct poll *p, size_t index, size_t first)
{
    const struct device_conf *c = &p->conf->device[index];
    struct schedule_device *d = &p->device[index];
    size_t n = 0;
    for (size_t i = 0; i < p->conf->registers; i++)
        if (p->conf->reg[i].device == index) {
            p->item[first + n].place = p->conf->reg[i].place;
            p->reg[first + n++] = i;
        }
    *d = (struct schedule_device){
        .rule = {.poll_ms = c->poll_ms,
                 .retry_min_ms = c->retry_min_ms,
                 .retry_max_ms = c->retry_max_ms,
                 .pause_ms = c->pause_ms,
                 .retries = c->retries,
                 .limits = {(uint16_t)c->registers_max, (uint16_t)c->bits_max, (uint16_t)c->gap}},
        .item = p->item + first,
        .order = p->order + first,
        .read = p->read + first,
        .scratch = p->scratch + first,
        .items = n};
    schedule_begin(d, poll_boot_ms());
}

struct poll *poll_new(const struct gateway_conf *conf, const struct poll_sink *sink,
                      struct cause *why)
{
    struct poll *p = calloc(1, sizeof *p);
    size_t first = 0, n = conf->registers + 1;
    if (p) {
        p->reg = calloc(n, sizeof *p->reg);
        p->item = calloc(n, sizeof *p->item);
        p->order = calloc(n, sizeof *p->order);
        p->read = calloc(n, sizeof *p->read);
        p->scratch = calloc(n, sizeof *p->scratch);
    }
    if (!p || !p->reg || !p->item || !p->order || !p->read || !p->scratch) {
        poll_free(&p);
        (void)cause_set(why, -1, "not enough memory");
        return NULL;
    }
    p->conf = conf;
    p->sink = *sink;
    p->schedule = (struct schedule){
        .device = p->device, .devices = conf->devices, .space_us = 1000000 / conf->budget};
    if (getrandom(&p->dice, sizeof p->dice, GRND_NONBLOCK) != (ssize_t)sizeof p->dice)
        p->dice = (uint32_t)poll_boot_ms();
    p->dice |= 1;
    for (size_t i = 0; i < conf->devices; i++) {
        begin_device(p, i, first);
        first += p->device[i].items;
        if (conf->device[i].bus == i && !(p->bus[i] = bus_new(&conf->device[i].endpoint))) {
            poll_free(&p);
            (void)cause_set(why, -1, "not enough memory");
            return NULL;
        }
    }
    return p;
}

void poll_free(struct poll **poll)
{
    struct poll *p = *poll;
    if (!p)
        return;
    *poll = NULL;
    for (size_t i = 0; i < DEVICES_MAX; i++)
        bus_free(&p->bus[i]);
    free(p->reg);
    free(p->item);
    free(p->order);
    free(p->read);
    free(p->scratch);
    free(p);
}

/* Its words out of the read's; `plan` NULL: there are none. */
static void tell_item(struct poll *p, size_t device, size_t at, const struct plan_read *plan,
                      const struct poll_item *of_read)
{
    const struct schedule_device *d = &p->device[device];
    const size_t in_device = d->order[at];
    const struct reg_place *place = &d->item[in_device].place;
    struct reg_value value;
    struct cause why = {{0}};
    struct poll_item item = *of_read;
    item.reg = p->reg[(size_t)(d->item - p->item) + in_device];
    item.count = place->count;
    if (plan) {
        item.words = p->words + (place->address - plan->place.address);
        if (reg_decode(&p->conf->reg[item.reg].format, item.words, item.count, &value, &why) == 0)
            item.value = &value;
        else
            item.error = why.text;
    }
    p->sink.item(p->sink.ctx, &item);
}

static void tell(struct poll *p, size_t device, const struct plan_read *plan, enum read_scope scope,
                 const struct poll_item *item)
{
    size_t first = scope == SCOPE_DEVICE ? 0 : plan->first;
    size_t end = scope == SCOPE_DEVICE ? p->device[device].items : plan->first + plan->items;
    for (size_t i = first; i < end && scope != SCOPE_NONE; i++)
        tell_item(p, device, i, item->outcome == READ_GOOD ? plan : NULL, item);
}

int64_t poll_turn(struct poll *p)
{
    size_t device = 0;
    int64_t wait_ms = 0;
    struct cause why = {{0}};
    int read = schedule_next(&p->schedule, now_us(CLOCK_BOOTTIME), &device, &wait_ms);
    if (read < 0)
        return wait_ms;
    struct schedule_device *d = &p->device[device];
    const struct device_conf *c = &p->conf->device[device];
    const struct plan_read plan = d->read[read].plan;
    const bool was = d->online, known = d->known, slow = d->slow;
    struct poll_item item = {.outcome = bus_read(p->bus[c->bus], c->unit, &plan.place,
                                                 (int)c->timeout_ms, p->words, &why)};
    item.boot_ms = poll_boot_ms();
    item.wall_ms = poll_wall_ms();
    item.error = why.text;
    enum read_scope scope = schedule_result(&p->schedule, device, (size_t)read, item.outcome,
                                            now_us(CLOCK_BOOTTIME), roll(p));
    if (d->known && (!known || d->online != was))
        p->sink.device(p->sink.ctx, device, d->online, why.text);
    tell(p, device, &plan, scope, &item);
    if (d->slow != slow)
        p->sink.slow(p->sink.ctx, device, d->slow);
    return 0;
}

const struct schedule_device *poll_device(const struct poll *p, size_t device)
{
    return &p->device[device];
}
