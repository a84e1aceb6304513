/* SPDX-License-Identifier: MIT */
/* The bounded size of the terminal. Called by tty.c, before curses and at each change of size. */
#include "console/output/size.h"

#include "console/widgets/canvas.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

/* 0: not set, or no number. */
static int number_in(const char *name)
{
    char *end = NULL;
    const char *text = getenv(name);
    long value = text != NULL ? strtol(text, &end, 10) : 0;
    return value > 0 && *end == '\0' ? (int)(value < INT_MAX ? value : INT_MAX) : 0;
}

static int choose(int set, int said, int otherwise, int most)
{
    int value = set > 0 ? set : said > 0 ? said : otherwise;
    return value < most ? value : most;
}

void size_read(int fd, int *width, int *height)
{
    struct winsize said = {0};
    if (ioctl(fd, TIOCGWINSZ, &said) != 0)
        said = (struct winsize){0};
    *width = choose(number_in("COLUMNS"), said.ws_col, *width, CANVAS_WIDTH_MAX);
    *height = choose(number_in("LINES"), said.ws_row, *height, CANVAS_HEIGHT_MAX);
}

static char *say(const char *name, int value)
{
    char text[16];
    const char *before = getenv(name);
    char *kept = before != NULL ? strdup(before) : NULL;
    (void)snprintf(text, sizeof text, "%d", value);
    if (value > 0)
        (void)setenv(name, text, 1);
    return kept;
}

static void unsay(const char *name, char *before)
{
    if (before != NULL)
        (void)setenv(name, before, 1);
    else
        (void)unsetenv(name);
    free(before);
}

void size_say(int fd, struct size_said *before)
{
    int width = 0, height = 0;
    size_read(fd, &width, &height);
    before->columns = say("COLUMNS", width);
    before->rows = say("LINES", height);
}

void size_unsay(struct size_said *before)
{
    unsay("COLUMNS", before->columns);
    unsay("LINES", before->rows);
}
