/* SPDX-License-Identifier: MIT */
#ifndef CONSOLE_OPTIONS_H
#define CONSOLE_OPTIONS_H

#include "console/announce/attention.h"
#include "console/panels/score/score.h"
#include "data/config/args.h"
#include "data/model/cause.h"

#include <stdbool.h>
#include <stdint.h>

#define OPTIONS_LAYERS_MAX 16
#define OPTIONS_LAYOUTS    "/etc/andon/screens"

enum wish {
    WISH_RUN,
    WISH_SETUP,
    WISH_PLAIN,
    WISH_CHECK_LAYOUT,
    WISH_LIST_PANELS,
    WISH_LIST_KEYS,
    WISH_HELP,
    WISH_VERSION
};

struct options {
    enum wish wish;
    const char *config[OPTIONS_LAYERS_MAX]; /* borrowed from argv */
    int configs;
    char run[ARGS_PATH_SIZE], data[ARGS_PATH_SIZE], socket[ARGS_PATH_SIZE];
    bool run_said, data_said; /* given, so andond must get them too */
    bool socket_said;
    const char
        *socket_of[SCORE_PEERS]; /* each --socket, borrowed from argv; `socket` is the first */
    int sockets;
    const char *station;  /* --station: by this name; NULL: whoever serves the socket */
    bool visits;          /* it is a hub's socket: to that station (find.h) */
    const char *screen;   /* NULL: the station */
    const char *language; /* NULL: as the environment says */
    const char *broker;   /* to begin with in --setup; NULL: none */
    const char *layouts;  /* directory of own screens */
    bool layouts_said;
    const char *layout_file;       /* or a directory of them, to check */
    int check_width, check_height; /* at this size only; 0: at the usual ones */
    int64_t cycle_ms;              /* a page of the scoreboard; 0: it stays */
    bool read_only;
    bool touch;    /* a finger works it … */
    bool no_mouse; /* … and taps are no events of the terminal */
    int theme;     /* of console/theme/theme.h; -1: not said */
    int glyphs;    /* of console/panels/terminal.h; -1: not said */
    struct attention_conf attention;
};

/* Fill in from the command line and the defaults. 0, or -1 with the cause (exit status 2). */
int options_read(struct options *options, int argc, char *const argv[], struct cause *why);

void options_help(void);

#endif
