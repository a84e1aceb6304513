/* SPDX-License-Identifier: MIT */
/* The tower: stack light and buzzer. A pattern is a function of the boot clock, so all lamps keep
 * phase; a back-end sets lines. NOT A SAFETY DEVICE. */
#ifndef ANDON_OUTPUTS_TOWER_H
#define ANDON_OUTPUTS_TOWER_H

#include "data/config/config.h"
#include "data/model/cause.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether a lamp with this pattern is lit at boot_ms, and until when (boot_ms, TIME_NEVER when
 * steady). Rates lie in the IEC 60073 bands: slow 0.5 Hz, fast 2 Hz. `odd` lamps of an alternating
 * pair are in anti-phase. */
bool pattern_level(enum lamp_pattern pattern, bool odd, int64_t boot_ms, int64_t *until_ms);

/* A back-end: sim, gpio, none. Levels are logical (1 lit); polarity is the back-end's. */
struct tower_ops {
    const char *name;
    /* Take all lines at once with these initial levels. NULL with the cause (line, chip, who holds
     * it). */
    void *(*open)(const struct config *config, const char *run_dir, uint32_t initial,
                  struct cause *why);
    int (*set)(void *tower, uint32_t levels, struct cause *why);
    int (*read)(void *tower, uint32_t *levels); /* what the lines say; 0 or -1 */
    void (*close)(void *tower);                 /* leaves the levels as last set */
};
extern const struct tower_ops tower_sim, tower_gpio, tower_none;

struct tower;

/* Opens the configured back-end with every lamp in the start pattern. A back-end that fails is
 * retried (1 s..30 s) and reported; the tower itself always exists. */
struct tower *tower_new(const struct config *config, const char *run_dir, int64_t boot_ms,
                        struct cause *why);
void tower_free(struct tower **tower);

/* Show these patterns from now on (index = config.lamp). Sets lines before it returns. No
 * allocation. */
void tower_show(struct tower *tower, const enum lamp_pattern *pattern, size_t count,
                int64_t boot_ms);

/* Advance blinking; returns boot_ms of the next edge (TIME_NEVER when all is steady). */
int64_t tower_tick(struct tower *tower, int64_t boot_ms);

/* Lamps (bit per index) whose read-back differs from what was set, and the back-end's trouble in
 * words or "". */
uint32_t tower_mismatch(const struct tower *tower);
const char *tower_trouble(const struct tower *tower);
uint32_t tower_levels(const struct tower *tower);

#endif
