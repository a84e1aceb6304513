/* SPDX-License-Identifier: MIT */
/* Finding a kernel GPIO line by its name or by chip label and offset, and saying in words why it
 * cannot be had. For the tower (gpio.c) and the inputs (andon/inputs/gpio.c). A found line has a
 * chip handle of its own, owned by the caller until gpio_line_drop. */
#include "andon/outputs/gpio_line.h"

#include "data/model/text.h"

#include <dirent.h>
#include <errno.h>
#include <gpiod.h>
#include <stdlib.h>
#include <string.h>

#define CHIPS_MAX 64

/* What `line =` asks for: a name, or the label of a chip and an offset on it. */
struct wanted {
    const char *text;
    char label[64];
    int offset; /* -1: by name */
};

const char *gpio_line_words(int error)
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
                        struct gpio_line *found, char second[64])
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
        *found = (struct gpio_line){.chip = chip, .line = line};
    }
    return found->chip ? 0 : error;
}

void gpio_line_drop(struct gpio_line *held)
{
    if (held->chip)
        gpiod_chip_close(held->chip); /* releases its line too */
    *held = (struct gpio_line){0};
}

int gpio_line_find(const char *kind, const char *name, const char *text, struct gpio_line *found,
                   struct cause *why)
{
    struct wanted wanted = parse_wanted(text);
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
                  "%s %s: two GPIO chips have a line %s, %s and %s; write LABEL:OFFSET instead",
                  kind, name, text, gpiod_chip_label(found->chip), second);
    gpio_line_drop(found);
    if (error == EEXIST)
        return -1;
    if (count == 0)
        return cause_set(why, -1, "%s %s: this machine has no GPIO chip (/dev/gpiochip*)", kind,
                         name);
    return cause_set(why, -1, "%s %s, line %s: %s", kind, name, text, gpio_line_words(error));
}

void gpio_line_refused(const char *kind, const char *name, const char *text,
                       const struct gpio_line *found, struct cause *why)
{
    int error = errno;
    const char *holder = NULL;
    if (error == EBUSY && gpiod_line_update(found->line) == 0)
        holder = gpiod_line_consumer(found->line);
    if (error == EBUSY)
        cause_set(why, -1, "%s %s: line %s of %s is held by \"%s\"; only one program can have it",
                  kind, name, text, gpiod_chip_name(found->chip), holder ? holder : "unknown");
    else
        cause_set(why, -1, "%s %s, line %s: %s", kind, name, text, gpio_line_words(error));
}
