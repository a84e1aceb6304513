/* SPDX-License-Identifier: MIT */
/* The command line of andon-sim. */
#ifndef ANDON_SIM_OPTIONS_H
#define ANDON_SIM_OPTIONS_H

#include "andon/sim/plant.h"
#include "data/link/link.h"
#include "data/model/cause.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OPTIONS_FILES_MAX 64

struct options {
    const char *broker, *user, *password_file;
    char password[256]; /* read from that file */
    struct link_tls tls;
    const char *line, *station; /* station NULL: press3, or press1 and on for several */
    struct plant_conf plant;
    double speed;      /* 0: as fast as it goes (playback only) */
    bool virtual_time; /* times in messages are the line's, not the wall's */
    int64_t start_ms;  /* what the line's clock begins with; TIME_NONE: now */
    bool control, truth;
    const char *output;                   /* a capture to write instead of publishing */
    int64_t span_ms;                      /* line time until the end; PRESS_NEVER: none */
    const char *files[OPTIONS_FILES_MAX]; /* captures to play; none: the virtual line */
    size_t file_count;
    int64_t from_us, to_us; /* of the capture */
    bool loop;
    bool help, version;
};

/* 0; -1 with what is wrong. */
int options_parse(struct options *options, int argc, char **argv, struct cause *why);
void options_help(void);

#endif
