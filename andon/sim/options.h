/* SPDX-License-Identifier: MIT */
/* The command line of andon-sim. */
#ifndef ANDON_SIM_OPTIONS_H
#define ANDON_SIM_OPTIONS_H

#include "data/model/cause.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OPTIONS_FILES_MAX 64

struct options {
    const char *broker;
    const char *line, *station;
    double speed; /* 0: as fast as it goes (playback only) */
    uint64_t seed;
    bool control;
    const char *files[OPTIONS_FILES_MAX]; /* captures to play; none: the virtual press */
    size_t file_count;
    int64_t from_us, to_us; /* of the capture */
    bool loop;
    bool help, version;
};

/* 0; -1 with what is wrong. */
int options_parse(struct options *options, int argc, char **argv, struct cause *why);
void options_help(void);

#endif
