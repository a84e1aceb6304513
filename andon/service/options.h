/* SPDX-License-Identifier: MIT */
/* andond's command line (design.md §7 "Commands that scripts rely on"). */
#ifndef ANDON_SERVICE_OPTIONS_H
#define ANDON_SERVICE_OPTIONS_H

#include "data/config/args.h"
#include "data/model/cause.h"

#include <stdbool.h>
#include <stddef.h>

#define OPTIONS_LAYERS_MAX 8

enum options_wish { WISH_RUN, WISH_HELP, WISH_VERSION, WISH_DEFAULTS };

struct options {
    const char *config[OPTIONS_LAYERS_MAX];
    size_t configs;
    char config_default[ARGS_PATH_SIZE]; /* what config[0] is when none is named */
    char config_absolute[OPTIONS_LAYERS_MAX][ARGS_PATH_SIZE]; /* room for main.c's */
    char config_real[ARGS_PATH_SIZE]; /* the last of them, without links; "": not known */
    char run[ARGS_PATH_SIZE], data[ARGS_PATH_SIZE];
    const char *broker; /* NULL: what the configuration says */
    bool foreground;
    enum options_wish wish;
};

/* Read the command line; what it does not say comes from data/config/paths. Borrows argv. 0, or -1
 * with the cause (a usage error). */
int options_read(struct options *options, int argc, char *const argv[], struct cause *why);

void options_help(void); /* on stdout */

#endif
