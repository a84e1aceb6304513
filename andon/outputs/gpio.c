/* SPDX-License-Identifier: MIT */
/* The tower on kernel GPIO lines through libgpiod 1.6; how a line is found is gpio_line.c's. Loop
 * thread only. One request per lamp, so that `gpioinfo` shows "andond:<lamp>" and a lost line takes
 * no other with it; polarity is done here because one v1 request has one set of flags. The kernel
 * promises a level only while the request is held: lines are kept for the daemon's life, and what
 * a line does after that is the board's wiring. */
#include "andon/outputs/gpio_line.h"
#include "andon/outputs/tower.h"

#include "data/model/text.h"

#include <errno.h>
#include <gpiod.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct gpio {
    const struct config *config;
    struct gpio_line held[CONFIG_LAMPS_MAX];
    struct gpio_line heartbeat;
};

static int line_value(const struct lamp_conf *lamp, uint32_t levels, size_t index)
{
    bool lit = (levels >> index & 1) != 0;
    return lit != lamp->active_low;
}

static int take(struct gpio *gpio, size_t index, uint32_t levels, struct cause *why)
{
    const struct lamp_conf *lamp = &gpio->config->lamp[index];
    struct gpio_line *held = &gpio->held[index];
    char consumer[32];
    if (gpio_line_find("lamp", lamp->name, lamp->line, held, why) != 0)
        return -1;
    snprintf(consumer, sizeof consumer, "andond:%s", lamp->name);
    if (gpiod_line_request_output(held->line, consumer, line_value(lamp, levels, index)) == 0)
        return 0;
    gpio_line_refused("lamp", lamp->name, lamp->line, held, why);
    gpio_line_drop(held);
    return -1;
}

static int take_heartbeat(struct gpio *gpio, struct cause *why)
{
    const char *line = gpio->config->light.heartbeat;
    if (line[0] == '\0' || gpio->heartbeat.chip)
        return 0;
    if (gpio_line_find("the", "heartbeat", line, &gpio->heartbeat, why) != 0)
        return -1;
    if (gpiod_line_request_output(gpio->heartbeat.line, "andond:heartbeat", 0) == 0)
        return 0;
    gpio_line_refused("the", "heartbeat", line, &gpio->heartbeat, why);
    gpio_line_drop(&gpio->heartbeat);
    return -1;
}

static int take_missing(struct gpio *gpio, uint32_t levels, struct cause *why)
{
    int missing = 0;
    for (size_t i = 0; i < gpio->config->lamps; i++)
        if (!gpio->held[i].chip && take(gpio, i, levels, why) != 0)
            missing++;
    (void)take_heartbeat(gpio, why); /* told in `why`, and tried again; no lamp is dark for it */
    return missing;
}

static void gpio_close(void *tower)
{
    struct gpio *gpio = tower;
    for (size_t i = 0; i < CONFIG_LAMPS_MAX; i++)
        gpio_line_drop(&gpio->held[i]);
    gpio_line_drop(&gpio->heartbeat);
    free(gpio);
}

static void *gpio_open(const struct config *config, const char *run_dir, uint32_t initial,
                       struct cause *why)
{
    (void)run_dir;
    struct gpio *gpio = calloc(1, sizeof *gpio);
    if (!gpio) {
        cause_set(why, 0, "out of memory for the GPIO tower");
        return NULL;
    }
    gpio->config = config;
    int missing = take_missing(gpio, initial, why);
    if (missing == 0 || (size_t)missing < config->lamps)
        return gpio;
    gpio_close(gpio);
    return NULL;
}

/* A line that cannot be set is given up and left to mend. */
static int gpio_set(void *tower, uint32_t levels, struct cause *why)
{
    struct gpio *gpio = tower;
    int result = 0;
    for (size_t i = 0; i < gpio->config->lamps; i++) {
        struct gpio_line *held = &gpio->held[i];
        const struct lamp_conf *lamp = &gpio->config->lamp[i];
        if (!held->chip || gpiod_line_set_value(held->line, line_value(lamp, levels, i)) == 0)
            continue;
        result = cause_set(why, -1, "lamp %s, line %s: %s", lamp->name, lamp->line,
                           gpio_line_words(errno));
        gpio_line_drop(held);
    }
    return result;
}

static int gpio_read(void *tower, uint32_t *levels, uint32_t *lost)
{
    struct gpio *gpio = tower;
    *levels = *lost = 0;
    for (size_t i = 0; i < gpio->config->lamps; i++) {
        struct gpio_line *held = &gpio->held[i];
        int value = held->chip ? gpiod_line_get_value(held->line) : -1;
        if (value < 0)
            *lost |= UINT32_C(1) << i;
        else if ((value == 1) != gpio->config->lamp[i].active_low)
            *levels |= UINT32_C(1) << i;
    }
    return 0;
}

static int gpio_mend(void *tower, uint32_t levels, struct cause *why)
{
    (void)take_missing(tower, levels, why);
    return why->text[0] == '\0' ? 0 : -1;
}

static int gpio_beat(void *tower, bool high, struct cause *why)
{
    struct gpio *gpio = tower;
    if (!gpio->heartbeat.chip || gpiod_line_set_value(gpio->heartbeat.line, high) == 0)
        return 0;
    cause_set(why, -1, "heartbeat, line %s: %s", gpio->config->light.heartbeat,
              gpio_line_words(errno));
    gpio_line_drop(&gpio->heartbeat);
    return -1;
}

static void gpio_follow(void *tower, const struct config *config)
{
    struct gpio *gpio = tower;
    gpio->config = config;
}

const struct tower_ops tower_gpio = {
    .name = "gpio",
    .open = gpio_open,
    .set = gpio_set,
    .read = gpio_read,
    .mend = gpio_mend,
    .beat = gpio_beat,
    .follow = gpio_follow,
    .close = gpio_close,
};
