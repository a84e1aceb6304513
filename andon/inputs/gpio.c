/* SPDX-License-Identifier: MIT */
/* Contacts on kernel GPIO lines through libgpiod 1.6: both edges, one request a line, so that
 * `gpioinfo` shows "andond:<input>" and a lost line takes no other with it. The kernel stamps edges
 * with CLOCK_MONOTONIC, queues 16 a line and drops the rest without a word: whoever reads a full
 * queue is told so. There is no debouncing down here. Loop thread only. */
#include "andon/inputs/inputs.h"
#include "andon/outputs/gpio_line.h"

#include "data/model/text.h"
#include "data/service/clock_ms.h"

#include <errno.h>
#include <fcntl.h>
#include <gpiod.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct gpio {
    const struct config *config;
    struct gpio_line held[CONFIG_INPUTS_MAX];
};

static void *gpio_open(const struct config *config, const char *run_dir, struct cause *why)
{
    (void)run_dir;
    struct gpio *gpio = calloc(1, sizeof *gpio);
    if (!gpio)
        cause_set(why, 0, "out of memory for the GPIO inputs");
    else
        gpio->config = config;
    return gpio;
}

static void gpio_drop(void *backend, size_t i)
{
    gpio_line_drop(&((struct gpio *)backend)->held[i]);
}

static int request(struct gpiod_line *line, const struct input_conf *input, struct cause *why)
{
    static const int flags[] = {
        [BIAS_AS_IS] = 0,
        [BIAS_NONE] = GPIOD_LINE_REQUEST_FLAG_BIAS_DISABLE,
        [BIAS_PULL_UP] = GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_UP,
        [BIAS_PULL_DOWN] = GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_DOWN,
    };
    char consumer[32];
    snprintf(consumer, sizeof consumer, "andond:%s", input->name);
    int result = gpiod_line_request_both_edges_events_flags(line, consumer, flags[input->bias]);
    bool refused = result != 0 && (errno == EINVAL || errno == EOPNOTSUPP);
    if (!refused || input->bias == BIAS_AS_IS)
        return result;
    result = gpiod_line_request_both_edges_events(line, consumer);
    if (result == 0)
        cause_set(why, 0, "input %s, line %s: the chip has no bias; it needs a resistor",
                  input->name, input->line);
    return result;
}

static int gpio_level(void *backend, size_t i, bool *closed, struct cause *why)
{
    struct gpio *gpio = backend;
    const struct input_conf *input = &gpio->config->input[i];
    int value = gpiod_line_get_value(gpio->held[i].line);
    if (value < 0)
        return cause_set(why, -1, "input %s, line %s: %s", input->name, input->line,
                         gpio_line_words(errno));
    *closed = (value == 1) != input->active_low;
    return 0;
}

static int gpio_take(void *backend, size_t i, bool *closed, int *fd, struct cause *why)
{
    struct gpio *gpio = backend;
    struct gpio_line *held = &gpio->held[i];
    const struct input_conf *input = &gpio->config->input[i];
    if (gpio_line_find("input", input->name, input->line, held, why) != 0)
        return -1;
    if (request(held->line, input, why) != 0) {
        gpio_line_refused("input", input->name, input->line, held, why);
        gpio_line_drop(held);
        return -1;
    }
    *fd = gpiod_line_event_get_fd(held->line);
    int flags = *fd >= 0 ? fcntl(*fd, F_GETFL) : -1;
    if (flags < 0 || fcntl(*fd, F_SETFL, flags | O_NONBLOCK) != 0) {
        cause_set(why, 0, "input %s, line %s: %s", input->name, input->line, strerror(errno));
        gpio_line_drop(held);
        return -1;
    }
    if (gpio_level(backend, i, closed, why) == 0)
        return 0;
    gpio_line_drop(held);
    return -1;
}

static int gpio_edges(void *backend, size_t i, struct input_edge edge[INPUTS_EDGES], bool *full,
                      struct cause *why)
{
    struct gpio *gpio = backend;
    const struct input_conf *input = &gpio->config->input[i];
    struct gpiod_line_event event[INPUTS_EDGES];
    int count = gpiod_line_event_read_multiple(gpio->held[i].line, event, INPUTS_EDGES);
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    if (count < 0)
        return cause_set(why, -1, "input %s, line %s: %s", input->name, input->line,
                         gpio_line_words(errno));
    /* What the machine slept is in the boot clock and not in the stamps. */
    int64_t slept = clock_ms(CLOCK_BOOTTIME) - clock_ms(CLOCK_MONOTONIC);
    for (int k = 0; k < count; k++) {
        bool high = event[k].event_type == GPIOD_LINE_EVENT_RISING_EDGE;
        edge[k].closed = high != input->active_low;
        edge[k].at = (int64_t)event[k].ts.tv_sec * 1000 + event[k].ts.tv_nsec / 1000000 + slept;
    }
    *full = *full || count == INPUTS_EDGES;
    return count;
}

static void gpio_follow(void *backend, const struct config *config)
{
    ((struct gpio *)backend)->config = config;
}

static void gpio_close(void *backend)
{
    struct gpio *gpio = backend;
    for (size_t i = 0; i < CONFIG_INPUTS_MAX; i++)
        gpio_line_drop(&gpio->held[i]);
    free(gpio);
}

const struct inputs_ops inputs_gpio = {
    .name = "gpio",
    .open = gpio_open,
    .take = gpio_take,
    .edges = gpio_edges,
    .level = gpio_level,
    .drop = gpio_drop,
    .follow = gpio_follow,
    .close = gpio_close,
};
