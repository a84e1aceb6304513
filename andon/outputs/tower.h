/* SPDX-License-Identifier: MIT */
/* The tower: stack light and buzzer. A pattern is a function of the boot clock, so all lamps keep
 * phase; a back-end sets lines. NOT A SAFETY DEVICE. */
#ifndef ANDON_OUTPUTS_TOWER_H
#define ANDON_OUTPUTS_TOWER_H

#include "data/config/config.h"
#include "data/model/cause.h"
#include "data/model/pattern.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Hands a message to the broker connection, retained and with quality of service 1; 0, or -1: not
 * now. Never waits. */
typedef int tower_publish(void *ctx, const char *topic, const char *payload, size_t length);

/* A back-end: sim, gpio, mqtt, none. Levels are logical (1 lit), a bit per index into config.lamp;
 * polarity is the back-end's. */
struct tower_ops {
    const char *name;
    /* Take all lines at once with these initial levels. NULL with the cause (line, chip, who holds
     * it) when none can be had; not NULL with a cause: some lines are missing, see `mend`. */
    void *(*open)(const struct config *config, const char *run_dir, uint32_t initial,
                  struct cause *why);
    int (*set)(void *tower, uint32_t levels, struct cause *why); /* lines that are held: 0 or -1 */
    /* What the lines say, and which are not held; 0, or -1 when nothing can be read. */
    int (*read)(void *tower, uint32_t *levels, uint32_t *lost);
    /* Take lost lines again. 0: all are held. May be NULL: then the tower is closed and opened. */
    int (*mend)(void *tower, uint32_t levels, struct cause *why);
    /* What follows may be NULL. The line of [tower] heartbeat: 0 or -1. */
    int (*beat)(void *tower, bool high, struct cause *why);
    /* All patterns, before the levels that they make now are set. */
    void (*show)(void *tower, const enum lamp_pattern *pattern);
    void (*attach)(void *tower, tower_publish *publish, void *ctx);
    void (*link)(void *tower, bool up); /* the broker came or went */
    /* Borrow another configuration with the same lamps on the same lines. */
    void (*follow)(void *tower, const struct config *config);
    void (*close)(void *tower); /* leaves the levels as last set */
};
extern const struct tower_ops tower_sim, tower_gpio, tower_none, tower_mqtt;

struct tower;

/* Opens the configured back-end with every lamp in the start pattern (what the rules for `starting`
 * show). A back-end that fails is reported in `why`, retried (1 s..30 s) and spoken of in
 * tower_trouble; the tower itself always exists. NULL only when out of memory. Borrows `config`. */
struct tower *tower_new(const struct config *config, const char *run_dir, int64_t boot_ms,
                        struct cause *why);
void tower_free(struct tower **tower); /* the lines stay as last set, as far as the kernel lets */

/* For a back-end on the network: how it sends, once there is a connection; whether there is one;
 * and that something it sent was lost. */
void tower_attach(struct tower *tower, tower_publish *publish, void *ctx);
void tower_link(struct tower *tower, bool up);

/* Borrow another configuration from now on: the same lamps on the same lines. */
void tower_follow(struct tower *tower, const struct config *config);

/* Show these patterns from now on (index = config.lamp). Sets lines before it returns. No
 * allocation. */
void tower_show(struct tower *tower, const enum lamp_pattern *pattern, size_t count,
                int64_t boot_ms);

/* Advance blinking, compare the read-back, retry a back-end that failed; returns boot_ms of the
 * next edge or retry (TIME_NEVER when all is steady and well). Calling it now and then without need
 * is how a stolen or stuck line of a steady tower is noticed. */
int64_t tower_tick(struct tower *tower, int64_t boot_ms);

/* Lamps (bit per index) whose read-back differs from what was set or whose line is not held, and
 * the back-end's trouble in words or "". */
uint32_t tower_mismatch(const struct tower *tower);
const char *tower_trouble(const struct tower *tower);
uint32_t tower_levels(const struct tower *tower); /* logical, as last decided */
const char *tower_backend(const struct tower *tower);

#endif
