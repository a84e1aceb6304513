/* SPDX-License-Identifier: MIT */
/* Lamp patterns as functions of the boot clock. Pure: the tower calls it for every lamp at
 * every edge, the console for each frame. All phases are the boot clock modulo the period, so lamps
 * that start at different times still flash together, and a restart of the daemon does not shift
 * them. */
#include "data/model/pattern.h"

#include "data/model/clock.h"

#define PATTERN_FLASHES_MAX 6

/* A period and the spans [on, off) in it during which the lamp is lit. */
struct cycle {
    int64_t period_ms;
    size_t flashes;
    struct {
        int64_t on_ms, off_ms;
    } flash[PATTERN_FLASHES_MAX];
};

static const struct cycle cycles[LAMP_PATTERN_COUNT] = {
    [LAMP_FLASH_SLOW] = {.period_ms = 2000, .flashes = 1, .flash = {{0, 1000}}},
    [LAMP_FLASH_FAST] = {.period_ms = 500, .flashes = 1, .flash = {{0, 250}}},
    [LAMP_FLASH_DOUBLE] = {.period_ms = 2000, .flashes = 2, .flash = {{0, 200}, {400, 600}}},
    [LAMP_PULSE] = {.period_ms = 2000, .flashes = 1, .flash = {{0, 100}}},
    [LAMP_ALTERNATE] = {.period_ms = 2000, .flashes = 1, .flash = {{0, 1000}}},
    [LAMP_CHIME] = {.period_ms = 5000, .flashes = 3, .flash = {{0, 150}, {300, 450}, {600, 750}}},
    [LAMP_BEEP] = {.period_ms = 1000, .flashes = 1, .flash = {{0, 400}}},
    /* Two long, four short: what varies is more urgent than what does not (92/58/EEC). */
    [LAMP_VARYING] =
        {.period_ms = 2000,
         .flashes = 6,
         .flash = {{0, 350}, {500, 850}, {1000, 1100}, {1200, 1300}, {1400, 1500}, {1600, 1700}}},
};

int64_t pattern_lit(enum lamp_pattern pattern, int64_t ms)
{
    if ((unsigned)pattern >= LAMP_PATTERN_COUNT || cycles[pattern].period_ms == 0)
        return pattern == LAMP_ON ? ms : 0;
    const struct cycle *c = &cycles[pattern];
    int64_t lit = 0;
    for (size_t i = 0; i < c->flashes; i++)
        lit += c->flash[i].off_ms - c->flash[i].on_ms;
    return ms / c->period_ms * lit + ms % c->period_ms * lit / c->period_ms;
}

static bool steady(bool lit, int64_t *until_ms)
{
    *until_ms = TIME_NEVER;
    return lit;
}

bool pattern_level(enum lamp_pattern pattern, bool odd, int64_t boot_ms, int64_t *until_ms)
{
    if ((unsigned)pattern >= LAMP_PATTERN_COUNT || cycles[pattern].period_ms == 0)
        return steady(pattern == LAMP_ON, until_ms);
    const struct cycle *c = &cycles[pattern];
    int64_t shift = pattern == LAMP_ALTERNATE && odd ? c->period_ms / 2 : 0;
    int64_t phase = (boot_ms + shift) % c->period_ms;
    if (phase < 0)
        phase += c->period_ms;
    int64_t start = boot_ms - phase;
    for (size_t i = 0; i < c->flashes; i++) {
        if (phase < c->flash[i].on_ms) {
            *until_ms = start + c->flash[i].on_ms;
            return false;
        }
        if (phase < c->flash[i].off_ms) {
            *until_ms = start + c->flash[i].off_ms;
            return true;
        }
    }
    *until_ms = start + c->period_ms;
    return false;
}
