/* SPDX-License-Identifier: MIT */
/* Kernel GPIO lines for the tower and the inputs: found by name or by LABEL:OFFSET. */
#ifndef ANDON_OUTPUTS_GPIO_LINE_H
#define ANDON_OUTPUTS_GPIO_LINE_H

#include "data/model/cause.h"

struct gpiod_chip;
struct gpiod_line;

struct gpio_line {
    struct gpiod_chip *chip; /* NULL while the line is lost; each line has a handle of its own */
    struct gpiod_line *line;
};

/* The one line that `text` names. -1 with the cause, which begins with "KIND NAME". */
int gpio_line_find(const char *kind, const char *name, const char *text, struct gpio_line *found,
                   struct cause *why);

/* Why the request of a found line failed with errno as it is: who holds it, or what the kernel
 * says. */
void gpio_line_refused(const char *kind, const char *name, const char *text,
                       const struct gpio_line *found, struct cause *why);

/* Give the line back, if there is one. */
void gpio_line_drop(struct gpio_line *held);

/* What an errno of the kernel's GPIO means to who sets up a station. */
const char *gpio_line_words(int error);

#endif
