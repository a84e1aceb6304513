/* SPDX-License-Identifier: MIT */
/* The GPIO lines of this machine for who wires a tower: which there are and who has them, and one
 * of them driven for a while and given back as it was. For andonctl; the daemon drives its tower
 * through tower.h. One thread. */
#ifndef ANDON_OUTPUTS_GPIO_TRY_H
#define ANDON_OUTPUTS_GPIO_TRY_H

#include "andon/outputs/gpio_line.h"
#include "data/model/cause.h"

#include <stdbool.h>

/* A line as the kernel tells of it; texts are clean. */
struct gpio_seen {
    char chip[33], label[65]; /* "gpiochip0", "pinctrl-bcm2711" */
    char name[65];            /* "": none */
    char user[65];            /* who has it; "" nobody */
    unsigned offset;
    bool used, output;
};

/* Each line of each chip in their order. Returns how many chips could be opened; -1 with the cause
 * when there is none, or none may be opened. */
int gpio_list(void (*visit)(void *ctx, const struct gpio_seen *line), void *ctx, struct cause *why);

/* How a line was before somebody drove it. */
struct gpio_before {
    bool output, high; /* `high`: of an output */
};

struct gpio_try {
    struct gpio_line held; /* chip NULL: none */
    struct gpio_before before;
};

/* Take the line that `text` names (as `line =` of a lamp) and see how it is: nothing is driven yet.
 * 0, or -1 with the cause. */
int gpio_try_take(struct gpio_try *t, const char *text, struct cause *why);
/* Drive it; 0 or -1 with the cause, then it is given back. */
int gpio_try_drive(struct gpio_try *t, bool high, struct cause *why);
/* Give it back as it was: an input, or an output at its level. Nothing happens without one. */
void gpio_try_release(struct gpio_try *t);

#endif
