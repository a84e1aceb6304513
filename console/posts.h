/* SPDX-License-Identifier: MIT */
/* What the main loop keeps of each station that the terminal tends: its ui, its connection, what is
 * unfinished there, who is called. One station is the common case. */
#ifndef CONSOLE_POSTS_H
#define CONSOLE_POSTS_H

#include "console/attend.h"
#include "console/client.h"
#include "console/layouts.h"
#include "console/options.h"
#include "console/rest.h"
#include "console/tend/tend.h"
#include "data/model/cause.h"

struct post {
    struct ui *ui;
    struct client *client;
    struct rest *rest;
    struct layouts *layouts;
    struct attend attend;
};

struct posts {
    struct post post[TEND_MAX];
    int count;
    struct tend tend;
};

/* Sets its clocks. */
void posts_clocks(struct view *v);
/* A ui with the options' screen, role and separators; its clocks are set. NULL with the cause. */
struct ui *posts_ui(const struct options *options, enum glyph_tier tier, struct layouts *layouts,
                    struct cause *why);
void posts_ui_free(struct ui **ui);

/* Each socket a post. 0, or -1 with the cause: nothing is left open. `explain` is said of the first
 * while it has no connection. */
int posts_open(struct posts *p, const struct options *options, const char *explain,
               struct cause *why);
/* The terminal is there: what died unfinished is taken over. */
void posts_begin(struct posts *p, const struct options *options);
/* `done`: it was left on purpose. */
void posts_close(struct posts *p, bool done);

struct post *posts_shown(struct posts *p);

#endif
