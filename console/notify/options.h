/* SPDX-License-Identifier: MIT */
/* andon-notify's command line. */
#ifndef CONSOLE_NOTIFY_OPTIONS_H
#define CONSOLE_NOTIFY_OPTIONS_H

#include "console/announce/announce.h"
#include "data/config/args.h"
#include "data/model/cause.h"

#include <stdint.h>

#define OPTIONS_SOCKETS_MAX 16

enum wish { WISH_RUN, WISH_HELP, WISH_VERSION };

struct options {
    enum wish wish;
    const char *socket[OPTIONS_SOCKETS_MAX]; /* borrowed from argv, or `path` */
    int sockets;
    char path[ARGS_PATH_SIZE]; /* the one that is meant when none is said */
    struct announce_filter filter;
    int64_t patience_ms;
};

/* 0, or -1 with the cause (exit status 2). */
int options_read(struct options *options, int argc, char *const argv[], struct cause *why);
void options_help(void);

#endif
