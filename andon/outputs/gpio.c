/* SPDX-License-Identifier: MIT */
/* The tower on kernel GPIO lines through libgpiod 1.6; the only file that knows gpiod. Loop thread
 * only. One request per lamp, so that `gpioinfo` shows "andond:<lamp>" and a lost line takes no
 * other with it; polarity is done here because one v1 request has one set of flags. The kernel
 * promises a level only while the request is held: lines are kept for the daemon's life, and what
 * a line does after that is the board's wiring. */
#include "andon/outputs/tower.h"

#include "data/model/text.h"

#include <dirent.h>
#include <errno.h>
#include <gpiod.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHIPS_MAX 64

struct held_line {
    struct gpiod_chip *chip; /* NULL while the line is lost; each line has a handle of its own */
    struct gpiod_line *line;
};

struct gpio {
    const struct config *config;
    struct held_line held[CONFIG_LAMPS_MAX];
};

/* What a lamp's `line =` asks for: a name, or the label of a chip and an offset on it. */
struct wanted {
    const char *text;
    char label[64];
    int offset; /* -1: by name */
};

static const char *errno_words(int error)
{
    switch (error) {
    case ENOENT:
        return "there is no such line; `gpioinfo` lists what there is";
    case EACCES:
    case EPERM:
        return "no permission; andond's user must be in the group that owns /dev/gpiochip*";
    case ENODEV:
    case ENXIO:
        return "the GPIO chip is gone (unplugged, or its driver was removed)";
    case ENOTTY:
    case EINVAL:
        return "the kernel refuses this request; libgpiod 1.6 needs CONFIG_GPIO_CDEV_V1";
    default:
        return strerror(error);
    }
}

static struct wanted parse_wanted(const char *text)
{
    struct wanted wanted = {.text = text, .offset = -1};
    const char *colon = strrchr(text, ':');
    if (!colon || colon[1] == '\0' || strspn(colon + 1, "0123456789") != strlen(colon + 1))
        return wanted;
    long offset = strtol(colon + 1, NULL, 10);
    if (offset >= 0 && offset < 4096 &&
        text_copy_n(wanted.label, sizeof wanted.label, text, (size_t)(colon - text)))
        wanted.offset = (int)offset;
    return wanted;
}

static struct gpiod_line *line_on_chip(struct gpiod_chip *chip, const struct wanted *wanted)
{
    if (wanted->offset < 0)
        return gpiod_chip_find_line(chip, wanted->text);
    if (strcmp(gpiod_chip_label(chip), wanted->label) != 0 ||
        (unsigned)wanted->offset >= gpiod_chip_num_lines(chip)) {
        errno = ENOENT;
        return NULL;
    }
    return gpiod_chip_get_line(chip, (unsigned)wanted->offset);
}

static int is_chip(const struct dirent *entry)
{
    return strncmp(entry->d_name, "gpiochip", 8) == 0;
}

/* Look at every chip: a name that two of them carry must be refused, not guessed. gpiod's own
 * iterator gives up when one chip cannot be opened, and its gpiod_line_find takes the first. */
static int search_chips(struct dirent **entry, int count, const struct wanted *wanted,
                        struct held_line *found, char second[64])
{
    int error = ENOENT;
    for (int i = 0; i < count && i < CHIPS_MAX; i++) {
        char path[300];
        if (!text_format(path, sizeof path, "/dev/%s", entry[i]->d_name))
            continue;
        struct gpiod_chip *chip = gpiod_chip_open(path);
        if (!chip) {
            error = errno == ENOENT ? error : errno;
            continue;
        }
        struct gpiod_line *line = line_on_chip(chip, wanted);
        if (!line) {
            gpiod_chip_close(chip);
            continue;
        }
        if (found->chip) {
            text_copy(second, 64, gpiod_chip_label(chip));
            gpiod_chip_close(chip);
            return EEXIST;
        }
        *found = (struct held_line){.chip = chip, .line = line};
    }
    return found->chip ? 0 : error;
}

static void drop(struct held_line *held)
{
    if (held->chip)
        gpiod_chip_close(held->chip); /* releases its line too */
    *held = (struct held_line){0};
}

static int find_line(const struct lamp_conf *lamp, struct held_line *found, struct cause *why)
{
    struct wanted wanted = parse_wanted(lamp->line);
    char second[64] = "";
    struct dirent **entry = NULL;
    int count = scandir("/dev", &entry, is_chip, alphasort);
    int error = count < 0 ? errno : search_chips(entry, count, &wanted, found, second);
    for (int i = 0; i < count; i++)
        free(entry[i]);
    free(entry);
    if (error == 0)
        return 0;
    if (error == EEXIST)
        cause_set(why, -1,
                  "lamp %s: two GPIO chips have a line %s, %s and %s; write LABEL:OFFSET instead",
                  lamp->name, lamp->line, gpiod_chip_label(found->chip), second);
    drop(found);
    if (error == EEXIST)
        return -1;
    if (count == 0)
        return cause_set(why, -1, "lamp %s: this machine has no GPIO chip (/dev/gpiochip*)",
                         lamp->name);
    return cause_set(why, -1, "lamp %s, line %s: %s", lamp->name, lamp->line, errno_words(error));
}

static int line_value(const struct lamp_conf *lamp, uint32_t levels, size_t index)
{
    bool lit = (levels >> index & 1) != 0;
    return lit != lamp->active_low;
}

static int take(struct gpio *gpio, size_t index, uint32_t levels, struct cause *why)
{
    const struct lamp_conf *lamp = &gpio->config->lamp[index];
    struct held_line *held = &gpio->held[index];
    char consumer[32];
    if (find_line(lamp, held, why) != 0)
        return -1;
    snprintf(consumer, sizeof consumer, "andond:%s", lamp->name);
    if (gpiod_line_request_output(held->line, consumer, line_value(lamp, levels, index)) == 0)
        return 0;
    int error = errno;
    const char *holder = NULL;
    if (error == EBUSY && gpiod_line_update(held->line) == 0)
        holder = gpiod_line_consumer(held->line);
    if (error == EBUSY)
        cause_set(why, -1,
                  "lamp %s: line %s of %s is held by \"%s\"; only one program can drive it",
                  lamp->name, lamp->line, gpiod_chip_name(held->chip), holder ? holder : "unknown");
    else
        cause_set(why, -1, "lamp %s, line %s: %s", lamp->name, lamp->line, errno_words(error));
    drop(held);
    return -1;
}

static int take_missing(struct gpio *gpio, uint32_t levels, struct cause *why)
{
    int missing = 0;
    for (size_t i = 0; i < gpio->config->lamps; i++)
        if (!gpio->held[i].chip && take(gpio, i, levels, why) != 0)
            missing++;
    return missing;
}

static void gpio_close(void *tower)
{
    struct gpio *gpio = tower;
    for (size_t i = 0; i < CONFIG_LAMPS_MAX; i++)
        drop(&gpio->held[i]);
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
        struct held_line *held = &gpio->held[i];
        const struct lamp_conf *lamp = &gpio->config->lamp[i];
        if (!held->chip || gpiod_line_set_value(held->line, line_value(lamp, levels, i)) == 0)
            continue;
        result =
            cause_set(why, -1, "lamp %s, line %s: %s", lamp->name, lamp->line, errno_words(errno));
        drop(held);
    }
    return result;
}

static int gpio_read(void *tower, uint32_t *levels, uint32_t *lost)
{
    struct gpio *gpio = tower;
    *levels = *lost = 0;
    for (size_t i = 0; i < gpio->config->lamps; i++) {
        struct held_line *held = &gpio->held[i];
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
    return take_missing(tower, levels, why) == 0 ? 0 : -1;
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
    .follow = gpio_follow,
    .close = gpio_close,
};
