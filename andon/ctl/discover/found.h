/* SPDX-License-Identifier: MIT */
/* What the files of `andonctl discover` share. */
#ifndef ANDON_CTL_DISCOVER_FOUND_H
#define ANDON_CTL_DISCOVER_FOUND_H

#include "andon/ctl/ctl.h"
#include "data/discover/discover.h"
#include "data/model/cause.h"

#include <jansson.h>
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

/* follow.c: what was found so far, a JSON line a second, and lines of orders. */
struct follow {
    char *out;
    char in[4096];
    size_t have, listed;
    int64_t due_ms; /* boot */
};
struct follow *follow_new(void);
void follow_free(struct follow **follow);
/* `link`: "" while it is up, else why not. `now` is the clock of `boot_ms`. */
void follow_tell(struct follow *follow, struct finding *f, const char *link, int64_t boot_ms,
                 int64_t (*now)(void));
bool follow_read(struct follow *follow, struct finding *f); /* false: the input has ended */

/* discover.c: a station of it, checked. `ideal_us` 0: as learned. 0; -1. */
int finding_write(struct finding *f, const struct discover_asset *asset, const char *directory,
                  int64_t ideal_us, struct cause *why);

/* … and what of the station of --config it changes, see andon/ctl/station/replace.h: an object with
 * `rows` and `patch`, owned by the caller; NULL with the cause. */
json_t *finding_replace(struct finding *f, const struct discover_asset *asset, struct cause *why);

/* listen.c: hear the broker until the time is over, or Ctrl-C. */
int finding_listen(struct finding *f);

/* show.c */
#define FINDING_CHART_SIZE 68
void finding_chart(const struct discover_asset *asset, const struct discover_candidate *c,
                   char *out, size_t size);
void finding_show(const struct finding *f); /* all that was found */
void finding_show_asset(const struct finding *f, const struct discover_asset *asset); /* one */
int finding_json(const struct finding *f);

/* ask.c: on a terminal. What the plan says may be changed; false: nothing is to be written. */
const struct discover_asset *finding_ask_asset(const struct finding *f);
bool finding_ask_plan(const struct finding *f, const struct discover_asset *asset,
                      struct discover_plan *plan);

#endif
