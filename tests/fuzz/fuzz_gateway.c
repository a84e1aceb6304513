/* SPDX-License-Identifier: MIT */
/* A device that answers anything: registers of any layout are planned, its answers decoded and
 * judged. Each item stays in one read, within its words; text is clean, numbers are finite. */
#include "data/gateway/core/endpoint.h"
#include "data/gateway/core/report.h"
#include "data/gateway/core/running.h"
#include "data/gateway/core/schedule.h"
#include "data/model/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define hold(promise)   \
    do {                \
        if (!(promise)) \
            abort();    \
    } while (0)

#define ITEMS 24

struct input {
    const uint8_t *at, *end;
};

static unsigned byte(struct input *in)
{
    return in->at < in->end ? *in->at++ : 0;
}

static unsigned word(struct input *in)
{
    unsigned high = byte(in);
    return high << 8 | byte(in);
}

static void text(struct input *in, char *out, size_t size)
{
    size_t n = 0;
    for (unsigned c = byte(in); c != 0 && n + 1 < size; c = byte(in))
        out[n++] = (char)c;
    out[n] = '\0';
}

static void decode(const struct reg_format *format, const uint16_t *words, size_t count)
{
    static struct learner learner;
    struct running running = {0};
    struct reg_value value;
    struct cause why = {{0}};
    char json[512];
    if (reg_decode(format, words, count, &value, &why) != 0) {
        hold(why.text[0] != '\0');
        return;
    }
    hold(isfinite(value.number));
    hold(strlen(value.text) < sizeof value.text);
    hold(text_is_clean(value.text, strlen(value.text)));
    (void)report_json(json, sizeof json, 0, &value, "");
    learner_begin(&learner, 0);
    learner_take(&learner, value.number, 0);
    running_take(&running, &(struct running_rule){.on = 1, .off = 0}, value.number, 0);
}

struct device {
    struct schedule_device d;
    struct plan_item item[ITEMS];
    size_t order[ITEMS];
    struct schedule_read read[ITEMS];
    struct plan_read scratch[ITEMS];
    struct reg_format format[ITEMS];
};

static void covered(const struct schedule_device *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->reads; i++) {
        const struct plan_read *plan = &d->read[i].plan;
        hold(plan->first == n && plan->items > 0);
        n += plan->items;
        hold(plan->place.count <=
             (reg_is_bit(plan->place.kind) ? (unsigned)BITS_READ_MAX : (unsigned)REG_READ_MAX));
    }
    hold(n == d->items);
}

static void poll_it(struct input *in, struct device *device)
{
    struct schedule s = {.device = &device->d, .devices = 1, .space_us = 1000};
    uint16_t words[BITS_READ_MAX];
    int64_t now_us = 0;
    for (int turn = 0; turn < 400 && in->at < in->end; turn++) {
        size_t which = 0;
        int64_t wait = 0;
        int read = schedule_next(&s, now_us, &which, &wait);
        hold(wait >= 0 && (read < 0 || (size_t)read < device->d.reads));
        now_us += read < 0 ? wait * 1000 : 0;
        if (read < 0)
            continue;
        const struct plan_read plan = device->d.read[read].plan;
        const unsigned dice = byte(in);
        for (size_t i = 0; i < plan.place.count; i++)
            words[i] = reg_is_bit(plan.place.kind) ? dice & 1 : (uint16_t)word(in);
        enum read_scope scope = schedule_result(
            &s, 0, (size_t)read, (enum read_outcome)(dice % READ_OUTCOMES), now_us, dice * 77777);
        covered(&device->d);
        for (size_t i = plan.first; scope == SCOPE_READ && i < plan.first + plan.items; i++) {
            const size_t item = device->d.order[i];
            const struct reg_place *p = &device->item[item].place;
            if (p->address < plan.place.address) /* planned anew meanwhile */
                break;
            decode(&device->format[item], words + (p->address - plan.place.address), p->count);
        }
        now_us += dice * 100;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct device device;
    struct input in = {data, data + size};
    struct cause why;
    struct endpoint endpoint;
    char line[96];
    device = (struct device){.d = {.rule = {.poll_ms = 1 + byte(&in),
                                            .retry_min_ms = 10,
                                            .retry_max_ms = 1000,
                                            .retries = (int)(byte(&in) % 3)}}};
    text(&in, line, sizeof line);
    (void)endpoint_parse(line, &endpoint, &why);
    size_t wanted = byte(&in) % ITEMS, n = 0;
    for (size_t i = 0; i < wanted; i++) {
        struct plan_item *item = &device.item[n];
        struct reg_format *f = &device.format[n];
        f->order = (enum reg_order)(byte(&in) % REG_ORDERS);
        f->scale = (int64_t)word(&in) * (int64_t)word(&in) * 2000000000;
        f->offset = (int64_t)word(&in) - 30000;
        text(&in, line, sizeof line);
        if (reg_address(line, (enum reg_base)(byte(&in) % 3), (int)(byte(&in) % 5) - 1,
                        &item->place, &why) != 0)
            item->place = (struct reg_place){REG_INPUT, (uint16_t)word(&in), 0};
        text(&in, line, sizeof line);
        if (reg_type(line, &item->place, f, &why) == 0)
            n++;
    }
    device.d.item = device.item;
    device.d.order = device.order;
    device.d.read = device.read;
    device.d.scratch = device.scratch;
    device.d.items = n;
    device.d.rule.limits.gap = (uint16_t)(byte(&in) * 9);
    schedule_begin(&device.d, 0);
    covered(&device.d);
    poll_it(&in, &device);
    return 0;
}
