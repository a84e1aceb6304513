/* SPDX-License-Identifier: MIT */
/* Lines listed and tried through libgpiod 1.6. A line is first taken as it is, so that what it was
 * is known before anything is driven; the kernel does not put it back by itself when it is let go.
 * Called by andonctl outputs. */
#include "andon/outputs/gpio_try.h"

#include "data/model/text.h"

#include <dirent.h>
#include <errno.h>
#include <gpiod.h>
#include <stdlib.h>
#include <string.h>

#define CHIPS_MAX 64
#define CONSUMER  "andonctl:try"

static void clean(char *out, size_t size, const char *text)
{
    (void)text_sanitise(text != NULL ? text : "", text != NULL ? strlen(text) : 0, out, size);
}

static void visit_chip(struct gpiod_chip *chip,
                       void (*visit)(void *ctx, const struct gpio_seen *line), void *ctx)
{
    for (unsigned i = 0; i < gpiod_chip_num_lines(chip); i++) {
        struct gpio_seen seen = {.offset = i};
        struct gpiod_line *line = gpiod_chip_get_line(chip, i);
        if (line == NULL)
            continue;
        clean(seen.chip, sizeof seen.chip, gpiod_chip_name(chip));
        clean(seen.label, sizeof seen.label, gpiod_chip_label(chip));
        clean(seen.name, sizeof seen.name, gpiod_line_name(line));
        clean(seen.user, sizeof seen.user, gpiod_line_consumer(line));
        seen.used = gpiod_line_is_used(line);
        seen.output = gpiod_line_direction(line) == GPIOD_LINE_DIRECTION_OUTPUT;
        visit(ctx, &seen);
    }
}

static int is_chip(const struct dirent *entry)
{
    return strncmp(entry->d_name, "gpiochip", 8) == 0;
}

int gpio_list(void (*visit)(void *ctx, const struct gpio_seen *line), void *ctx, struct cause *why)
{
    struct dirent **entry = NULL;
    int count = scandir("/dev", &entry, is_chip, versionsort), opened = 0, error = ENOENT;
    for (int i = 0; i < count; i++) {
        char path[300];
        struct gpiod_chip *chip = NULL;
        if (i < CHIPS_MAX && text_format(path, sizeof path, "/dev/%s", entry[i]->d_name) &&
            (chip = gpiod_chip_open(path)) == NULL)
            error = errno;
        if (chip != NULL) {
            visit_chip(chip, visit, ctx);
            gpiod_chip_close(chip);
            opened++;
        }
        free(entry[i]);
    }
    free(entry);
    if (opened > 0)
        return opened;
    if (count <= 0)
        return cause_set(why, -1, "this machine has no GPIO chip (/dev/gpiochip*)");
    return cause_set(why, -1, "no GPIO chip can be opened: %s", gpio_line_words(error));
}

int gpio_try_take(struct gpio_try *t, const char *text, struct cause *why)
{
    const struct gpiod_line_request_config as_is = {
        .consumer = CONSUMER, .request_type = GPIOD_LINE_REQUEST_DIRECTION_AS_IS};
    gpio_try_release(t);
    if (gpio_line_find("the", "lamp test", text, &t->held, why) != 0)
        return -1;
    t->before.output = gpiod_line_direction(t->held.line) == GPIOD_LINE_DIRECTION_OUTPUT;
    if (gpiod_line_request(t->held.line, &as_is, 0) != 0) {
        gpio_line_refused("the", "lamp test", text, &t->held, why);
        gpio_line_drop(&t->held);
        return -1;
    }
    t->before.high = t->before.output && gpiod_line_get_value(t->held.line) == 1;
    return 0;
}

int gpio_try_drive(struct gpio_try *t, bool high, struct cause *why)
{
    if (t->held.chip == NULL)
        return cause_set(why, -1, "no line is taken");
    if (gpiod_line_set_direction_output(t->held.line, high) == 0)
        return 0;
    cause_set(why, -1, "the line cannot be driven: %s", gpio_line_words(errno));
    gpio_try_release(t);
    return -1;
}

void gpio_try_release(struct gpio_try *t)
{
    if (t->held.chip == NULL)
        return;
    /* What cannot be put back any more is gone; who looks at the light sees it. */
    if (t->before.output)
        (void)gpiod_line_set_direction_output(t->held.line, t->before.high);
    else
        (void)gpiod_line_set_direction_input(t->held.line);
    gpio_line_drop(&t->held);
}
