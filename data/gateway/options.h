/* SPDX-License-Identifier: MIT */
/* The command line of andon-gateway. */
#ifndef DATA_GATEWAY_OPTIONS_H
#define DATA_GATEWAY_OPTIONS_H

#include "data/config/args.h"
#include "data/gateway/show.h"

#define CONFIGS_MAX 16

enum wish {
    WISH_RUN,
    WISH_CHECK,
    WISH_ONCE,
    WISH_SCAN,
    WISH_RELEARN,
    WISH_DEFAULTS,
    WISH_HELP,
    WISH_VERSION
};

struct options {
    enum wish wish;
    const char *config[CONFIGS_MAX];
    int configs;
    const char *broker, *relearn, *device, *run;
    struct scan_range range;
};

int options_read(struct options *options, int argc, char *const argv[], struct cause *why);
void options_help(void);

#endif
