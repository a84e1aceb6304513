/* SPDX-License-Identifier: MIT */
/* Starting the station's daemon when nobody serves its socket, as tmux starts its server. */
#ifndef CONSOLE_START_H
#define CONSOLE_START_H

#include "console/options.h"
#include "data/model/cause.h"

#include <limits.h>
#include <stdbool.h>

enum start_result {
    START_SERVED,  /* somebody answers at the socket */
    START_SERVICE, /* the station belongs to a service unit that is not running */
    START_NOBODY,  /* nobody answers, and no configuration was given to start one with */
    START_FAILED   /* andond would not start: its words are in the cause */
};

/* "…/NAME" beside this program, or just NAME for PATH. */
void start_find_program(const char *name, char out[PATH_MAX]);

/* The station's daemon belongs to a service unit. */
bool start_is_service(const struct options *options);

/* Waits until andond serves or has given up. */
enum start_result start_daemon(const struct options *options, struct cause *why);

#endif
