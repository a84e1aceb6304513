/* SPDX-License-Identifier: MIT */
/* What the files of `andonctl discover` share. */
#ifndef ANDON_CTL_DISCOVER_FOUND_H
#define ANDON_CTL_DISCOVER_FOUND_H

#include "andon/ctl/ctl.h"
#include "data/discover/discover.h"

#include <stdio.h>

struct finding {
    const struct ctl *ctl;
    struct discover *discover;
    const struct discover_result *result;
    char from[512];   /* what was listened to, for people */
    const char *url;  /* of the broker; "" captures */
    bool colour;      /* standard output is a terminal that has it */
    int64_t heard_ms; /* how long was listened */
    int64_t dropped;  /* messages that came too fast */
};

/* listen.c: hear the broker until the time is over, or Ctrl-C. */
int finding_listen(struct finding *f);

/* show.c */
void finding_show(const struct finding *f); /* all that was found */
void finding_show_asset(const struct finding *f, const struct discover_asset *asset); /* one */
int finding_json(const struct finding *f);

/* ask.c: on a terminal. What the plan says may be changed; false: nothing is to be written. */
const struct discover_asset *finding_ask_asset(const struct finding *f);
bool finding_ask_plan(const struct finding *f, const struct discover_asset *asset,
                      struct discover_plan *plan);

#endif
