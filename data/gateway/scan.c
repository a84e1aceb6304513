/* SPDX-License-Identifier: MIT */
/* --scan: an unknown cabinet. Each unit is asked for a holding and an input register; an exception
 * is an answer, too. Of those that answer ranges are read in large pieces, which are halved where
 * they are refused. Nothing is ever written. Called by main.c; paced by the configured budget. */
#include "data/gateway/bus.h"
#include "data/gateway/poll.h"
#include "data/gateway/show.h"

#include <poll.h>

struct scan {
    const struct gateway_conf *conf;
    const struct device_conf *device;
    struct bus *bus;
    int unit;
    int64_t free_ms;
    bool open; /* a range goes on */
    unsigned from, next;
    unsigned found;
    bool lost; /* there is no connection */
    uint16_t words[BITS_READ_MAX];
    struct cause why;
};

static enum read_outcome ask(struct scan *s, enum reg_kind kind, unsigned address, unsigned count)
{
    const struct reg_place place = {kind, (uint16_t)address, (uint16_t)count};
    int64_t wait = s->free_ms - poll_boot_ms();
    if (wait > 0)
        (void)poll(NULL, 0, (int)wait);
    s->free_ms = poll_boot_ms() + 1000 / s->conf->budget;
    return bus_read(s->bus, s->unit, &place, (int)s->device->timeout_ms, s->words, &s->why);
}

static void end_range(struct scan *s, enum reg_kind kind)
{
    if (s->open)
        printf("    %-8s %6u to %6u (addresses %u to %u)\n", reg_kind_names[kind],
               reg_reference(kind, s->from), reg_reference(kind, s->next - 1), s->from,
               s->next - 1);
    s->open = false;
}

/* Down to single registers; a device that does not answer ends it. */
static int walk(struct scan *s, enum reg_kind kind, unsigned from, unsigned count)
{
    unsigned stack[32][2] = {{from, count}};
    size_t depth = 1;
    while (depth > 0) {
        const unsigned at = stack[--depth][0], n = stack[depth][1];
        enum read_outcome outcome = ask(s, kind, at, n);
        if (outcome == READ_SILENT || outcome == READ_LOST)
            return -1;
        if (outcome == READ_GOOD) {
            if (!s->open || s->next != at) {
                end_range(s, kind);
                s->from = at;
                s->open = true;
            }
            s->next = at + n;
            s->found += n;
        } else if (n > 1 && depth + 2 <= sizeof stack / sizeof *stack) {
            const unsigned half = n / 2;
            stack[depth][0] = at + half;
            stack[depth++][1] = n - half;
            stack[depth][0] = at;
            stack[depth++][1] = half;
        }
    }
    return 0;
}

static void scan_kind(struct scan *s, enum reg_kind kind, const struct scan_range *range)
{
    const unsigned piece = reg_is_bit(kind) ? 512 : 64;
    s->open = false;
    s->found = 0;
    for (unsigned at = range->from; at <= range->to; at += piece) {
        unsigned count = range->to - at + 1;
        if (walk(s, kind, at, count < piece ? count : piece) != 0) {
            end_range(s, kind);
            printf("    %-8s from %u on: %s\n", reg_kind_names[kind], reg_reference(kind, at),
                   s->why.text);
            return;
        }
    }
    end_range(s, kind);
    if (s->found == 0)
        printf("    %-8s none\n", reg_kind_names[kind]);
}

static bool answers(struct scan *s)
{
    static const enum reg_kind kinds[] = {REG_HOLDING, REG_INPUT};
    for (size_t i = 0; i < 2 && !s->lost; i++) {
        enum read_outcome outcome = ask(s, kinds[i], 0, 1);
        s->lost = outcome == READ_LOST;
        if (outcome == READ_GOOD || outcome == READ_REFUSED || outcome == READ_BUSY)
            return true;
    }
    return false;
}

static int scan_bus(struct scan *s, const struct scan_range *range)
{
    int answered = 0;
    printf("%s:\n", s->device->url);
    for (s->unit = range->unit_from; s->unit <= range->unit_to && !s->lost; s->unit++) {
        if (!answers(s))
            continue;
        answered++;
        printf("  unit %d answers\n", s->unit);
        for (int kind = 0; kind < REG_KINDS; kind++)
            scan_kind(s, (enum reg_kind)kind, range);
        (void)fflush(stdout);
    }
    if (s->lost)
        printf("  %s\n", s->why.text);
    else if (answered == 0)
        printf("  no unit from %d to %d answers\n", range->unit_from, range->unit_to);
    return answered;
}

int show_scan(const struct gateway_conf *conf, const struct scan_range *range, struct cause *why)
{
    static struct scan scan;
    int answered = 0;
    for (size_t i = 0; i < conf->devices; i++) {
        if (conf->device[i].bus != i)
            continue;
        scan = (struct scan){.conf = conf, .device = &conf->device[i]};
        scan.bus = bus_new(&conf->device[i].endpoint);
        if (!scan.bus)
            return cause_set(why, -1, "not enough memory");
        answered += scan_bus(&scan, range);
        bus_free(&scan.bus);
    }
    return answered > 0 ? 0 : 1;
}
