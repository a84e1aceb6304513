/* SPDX-License-Identifier: MIT */
/* --check and --once: the configuration as it was understood, and every register read once, by the
 * same code that polls. Called by main.c; owns what it allocates. */
#include "data/gateway/poll.h"
#include "data/gateway/show.h"
#include "data/model/text.h"

#include <poll.h>
#include <stdlib.h>

#define ONCE_MOST_MS 120000

struct table {
    const struct gateway_conf *conf;
    bool *seen;
    size_t left, bad;
};

static void on_item(void *ctx, const struct poll_item *item)
{
    struct table *t = ctx;
    const struct register_conf *g = &t->conf->reg[item->reg];
    char raw[64] = "", *at = raw;
    if (t->seen[item->reg])
        return;
    t->seen[item->reg] = true;
    t->left--;
    t->bad += !item->value;
    for (size_t i = 0; item->words && i < item->count && at < raw + sizeof raw - 9; i++) {
        (void)text_format(at, (size_t)(raw + sizeof raw - at),
                          reg_is_bit(g->place.kind) ? "%u" : "%04x ", item->words[i]);
        while (*at)
            at++;
    }
    printf("%-20s %-14s %-8s %6u  %-24s %s%s%s%s\n", g->name, g->device_name,
           reg_kind_names[g->place.kind], reg_reference(g->place.kind, g->place.address), raw,
           item->value ? "" : "bad: ", item->value ? item->value->text : item->error,
           item->value && g->unit[0] ? " " : "", item->value ? g->unit : "");
    (void)fflush(stdout);
}

static void on_device(void *ctx, size_t device, bool online, const char *why)
{
    (void)ctx;
    (void)device;
    (void)online;
    (void)why;
}

static void on_slow(void *ctx, size_t device, bool slow)
{
    (void)ctx;
    (void)device;
    (void)slow;
}

int show_once(const struct gateway_conf *conf, struct cause *why)
{
    struct table t = {.conf = conf, .left = conf->registers};
    const struct poll_sink sink = {&t, on_item, on_device, on_slow};
    const int64_t until = poll_boot_ms() + ONCE_MOST_MS;
    t.seen = calloc(conf->registers + 1, sizeof *t.seen);
    struct poll *poll_all = t.seen ? poll_new(conf, &sink, why) : NULL;
    if (!poll_all) {
        free(t.seen);
        return cause_set(why, -1, "not enough memory");
    }
    printf("%-20s %-14s %-8s %6s  %-24s %s\n", "register", "device", "kind", "from", "raw (hex)",
           "value");
    while (t.left > 0 && poll_boot_ms() < until) {
        int64_t wait = poll_turn(poll_all);
        if (wait > 0)
            (void)poll(NULL, 0, (int)(wait < 100 ? wait : 100));
    }
    if (t.left > 0)
        printf("%zu registers were not reached in time\n", t.left);
    poll_free(&poll_all);
    free(t.seen);
    return t.bad + t.left > 0 ? 1 : 0;
}

static void say_read(const struct plan_read *read)
{
    const struct reg_place *p = &read->place;
    const unsigned last = (unsigned)p->address + p->count - 1;
    printf("    %-8s %6u to %6u (addresses %u to %u): %zu of yours in one read\n",
           reg_kind_names[p->kind], reg_reference(p->kind, p->address),
           reg_reference(p->kind, last), p->address, last, read->items);
}

static void say_line(const struct endpoint *e)
{
    if (e->serial)
        printf("%s at %d %d%c%d%s", e->host, e->baud, e->data, e->parity, e->stop,
               e->rs485 ? " rs485" : "");
    else
        printf("%s port %s", e->host, e->port);
}

int show_check(const struct gateway_conf *conf, struct cause *why)
{
    const struct poll_sink sink = {NULL, on_item, on_device, on_slow};
    struct poll *p = poll_new(conf, &sink, why);
    int64_t demand = 0;
    if (!p)
        return -1;
    for (size_t i = 0; i < conf->devices; i++) {
        const struct schedule_device *d = poll_device(p, i);
        const struct device_conf *c = &conf->device[i];
        printf("device %s: ", c->name);
        say_line(&c->endpoint);
        printf(", unit %d, every %lld ms\n", c->unit, (long long)c->poll_ms);
        for (size_t k = 0; k < d->reads; k++)
            say_read(&d->read[k].plan);
        if (d->reads == 0)
            printf("    no register is of this device: it is not asked\n");
        demand += schedule_demand(d);
    }
    printf("%zu devices, %zu registers, %zu running; %.1f of %d requests a second\n", conf->devices,
           conf->registers, conf->runnings, (double)demand / 1000, conf->budget);
    if (demand > (int64_t)conf->budget * 1000)
        printf("all is polled %.1f times slower than configured: raise [gateway] budget or "
               "[device] poll\n",
               (double)demand / 1000 / conf->budget);
    poll_free(&p);
    return 0;
}
