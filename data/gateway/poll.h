/* SPDX-License-Identifier: MIT */
/* Polling: the schedule of core/ on connections of bus.h. One thread, which may block. */
#ifndef DATA_GATEWAY_POLL_H
#define DATA_GATEWAY_POLL_H

#include "data/gateway/conf.h"

/* What is known of a register. */
struct poll_item {
    size_t reg;            /* of conf->reg */
    const uint16_t *words; /* as they came; NULL: they did not */
    size_t count;
    const struct reg_value *value; /* NULL: bad, with `error` */
    const char *error;
    enum read_outcome outcome;
    int64_t boot_ms, wall_ms; /* when the answer was there */
};

struct poll_sink {
    void *ctx;
    void (*item)(void *ctx, const struct poll_item *item);
    /* it came, or went; `why` of going */
    void (*device)(void *ctx, size_t device, bool online, const char *why);
    /* it is polled slower than configured, or as it should be again */
    void (*slow)(void *ctx, size_t device, bool slow);
};

struct poll;

/* `conf` and what the sink points to must outlive it. */
struct poll *poll_new(const struct gateway_conf *conf, const struct poll_sink *sink,
                      struct cause *why);
void poll_free(struct poll **poll);

/* One request at most; returns after how many ms to come back. */
int64_t poll_turn(struct poll *poll);

const struct schedule_device *poll_device(const struct poll *poll, size_t device);

int64_t poll_boot_ms(void);
int64_t poll_wall_ms(void);

#endif
