/* SPDX-License-Identifier: MIT */
/* A gateway's configuration: what data/config/program/settings.c reads by the tables of fields.c,
 * and what those cannot say: addresses, types, names that must exist. main.c is the only caller,
 * before anything runs; what is read stays in its struct. */
#include "data/gateway/conf.h"

#include "data/gateway/fields.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

static void *new_item(void *conf, size_t kind, const char *name, const struct config_origin *at)
{
    struct gateway_conf *out = conf;
    switch ((enum part_kind)kind) {
    case PART_BROKER:
        (void)text_copy(out->broker.name, sizeof out->broker.name, name);
        return &out->broker;
    case PART_DEVICE: {
        struct device_conf *d = &out->device[out->devices++];
        *d = (struct device_conf){.origin = *at};
        (void)text_copy(d->name, sizeof d->name, name);
        return d;
    }
    case PART_REGISTER: {
        struct register_conf *g = &out->reg[out->registers++];
        *g = (struct register_conf){.origin = *at};
        (void)text_copy(g->name, sizeof g->name, name);
        return g;
    }
    case PART_RUNNING: {
        struct running_conf *n = &out->running[out->runnings++];
        *n = (struct running_conf){.origin = *at, .on = NOT_SAID, .off = NOT_SAID};
        (void)text_copy(n->name, sizeof n->name, name);
        return n;
    }
    case PART_GATEWAY:
    case PART_KINDS:
        break;
    }
    return out;
}

static void check_device(struct settings *s, size_t index)
{
    struct gateway_conf *out = s->out;
    struct device_conf *d = &out->device[index];
    struct cause why;
    if (!d->url[0])
        return; /* told already */
    if (endpoint_parse(d->url, &d->endpoint, &why) != 0)
        settings_problem(s, settings_origin(s, d, "url"), "[device %s] url: %s", d->name, why.text);
    else if (d->endpoint.serial ? d->unit < 1 || d->unit > 247 : d->unit > 247 && d->unit != 255)
        settings_problem(s, settings_origin(s, d, "unit"),
                         "[device %s] unit: %d is none; write 1 to 247%s", d->name, d->unit,
                         d->endpoint.serial ? "" : ", 0 or 255");
    if (d->retry_max_ms < d->retry_min_ms)
        settings_problem(s, &d->origin, "[device %s] retry_max: is less than retry_min", d->name);
    d->bus = 0;
    while (strcmp(out->device[d->bus].url, d->url) != 0)
        d->bus++;
    for (size_t i = 0; i < index; i++)
        if (d->bus != index && out->device[i].bus == d->bus && out->device[i].unit == d->unit)
            settings_problem(s, &d->origin,
                             "[device %s]: is the same as [device %s]: one url, one unit", d->name,
                             out->device[i].name);
}

static void check_register(struct settings *s, struct register_conf *g)
{
    const struct gateway_conf *out = s->out;
    struct cause why;
    const char *key = "address";
    g->device = 0;
    while (g->device < out->devices && strcmp(out->device[g->device].name, g->device_name) != 0)
        g->device++;
    if (!g->device_name[0] || !g->address[0])
        return; /* told already */
    if (g->device == out->devices) {
        settings_problem(s, settings_origin(s, g, "device"),
                         "[register %s] device: there is no [device %s]", g->name, g->device_name);
        return;
    }
    const struct device_conf *d = &out->device[g->device];
    int base = g->base < 0 ? d->base : g->base, order = g->order < 0 ? d->order : g->order;
    g->format.order = (enum reg_order)order;
    if (!g->topic[0])
        (void)text_copy(g->topic, sizeof g->topic, g->name);
    int rc = reg_address(g->address, (enum reg_base)base, g->kind, &g->place, &why);
    if (rc == 0) {
        key = "type";
        rc = reg_type(g->type, &g->place, &g->format, &why);
    }
    if (rc != 0)
        settings_problem(s, settings_origin(s, g, key), "[register %s] %s: %s", g->name, key,
                         why.text);
    else if (!reg_is_bit(g->place.kind) && g->place.count > d->registers_max)
        settings_problem(s, &g->origin,
                         "[register %s] type: is longer than a read of its device may be", g->name);
}

static void check_running(struct settings *s, struct running_conf *n)
{
    const struct gateway_conf *out = s->out;
    const bool on = n->on != NOT_SAID, off = n->off != NOT_SAID;
    n->reg = 0;
    while (n->reg < out->registers && strcmp(out->reg[n->reg].name, n->register_name) != 0)
        n->reg++;
    if (n->reg == out->registers)
        settings_problem(s, settings_origin(s, n, "register"),
                         "[running %s] register: there is no [register %s]", n->name,
                         n->register_name);
    else if (out->reg[n->reg].format.type == TYPE_STRING)
        settings_problem(s, &n->origin, "[running %s] register: %s is a text; a level is a number",
                         n->name, n->register_name);
    if (on != off || (on && n->learn_ms > 0) || (!on && n->learn_ms == 0))
        settings_problem(s, &n->origin,
                         "[running %s]: write on and off, or learn = 30 min instead of both",
                         n->name);
    else if (on && n->on <= n->off)
        settings_problem(s, settings_origin(s, n, "on"), "[running %s] on: has to be more than off",
                         n->name);
    if (!n->topic[0])
        (void)text_copy(n->topic, sizeof n->topic, n->name);
}

struct claim {
    size_t device;
    const char *topic, *name, *word;
    const struct config_origin *origin;
};

static int by_topic(const void *a, const void *b)
{
    const struct claim *x = a, *y = b;
    if (x->device != y->device)
        return x->device < y->device ? -1 : 1;
    return strcmp(x->topic, y->topic);
}

/* Two values in one topic would be one value that jumps. */
static void check_topics(struct settings *s)
{
    const struct gateway_conf *out = s->out;
    static struct claim claim[REGISTERS_MAX + RUNNINGS_MAX];
    size_t n = 0;
    for (size_t i = 0; i < out->registers; i++)
        claim[n++] = (struct claim){out->reg[i].device, out->reg[i].topic, out->reg[i].name,
                                    "register", &out->reg[i].origin};
    for (size_t i = 0; i < out->runnings && s->problems == 0; i++)
        claim[n++] = (struct claim){out->reg[out->running[i].reg].device, out->running[i].topic,
                                    out->running[i].name, "running", &out->running[i].origin};
    qsort(claim, n, sizeof *claim, by_topic);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(claim[i].topic, "status") == 0 || strcmp(claim[i].topic, "info") == 0)
            settings_problem(s, claim[i].origin,
                             "[%s %s] topic: %s is the device's own; write another one",
                             claim[i].word, claim[i].name, claim[i].topic);
        if (i > 0 && by_topic(&claim[i - 1], &claim[i]) == 0)
            settings_problem(s, claim[i].origin, "[%s %s] topic: %s is that of [%s %s], too",
                             claim[i].word, claim[i].name, claim[i].topic, claim[i - 1].word,
                             claim[i - 1].name);
    }
}

static void check(struct settings *s, bool broker)
{
    struct gateway_conf *out = s->out;
    const struct config_origin nowhere = {.file = s->file};
    for (size_t i = 0; i < out->devices; i++)
        check_device(s, i);
    for (size_t i = 0; i < out->registers; i++)
        check_register(s, &out->reg[i]);
    for (size_t i = 0; i < out->runnings; i++)
        check_running(s, &out->running[i]);
    if (s->problems == 0)
        check_topics(s);
    if (out->root[0] == '\0' || out->root[0] == '$')
        settings_problem(s, settings_origin(s, out, "root"),
                         "[gateway] root: write a topic of your own, e.g. plant/gateway");
    if (out->devices == 0)
        settings_problem(s, &nowhere,
                         "there is no device; write [device meter1] with url = tcp://HOST:502");
    if (broker && !out->broker.url[0])
        settings_problem(s, &nowhere,
                         "there is no broker; write [broker plant] with url = mqtt://HOST:1883");
}

int gateway_conf_read(const char *const *path, int count, bool broker, struct gateway_conf *out)
{
    struct settings s = {.whose = "gateway",
                         .kind = part_tables(),
                         .kinds = PART_KINDS,
                         .out = out,
                         .item = new_item};
    *out = (struct gateway_conf){.devices = 0};
    settings_read(&s, path, count);
    check(&s, broker);
    return settings_end(&s);
}

void gateway_conf_dump(FILE *out)
{
    settings_dump(part_tables(), PART_KINDS, out);
}
