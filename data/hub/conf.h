/* SPDX-License-Identifier: MIT */
/* A hub's configuration: [hub], [broker NAME] and [webhook NAME] in the *.ini files of directories,
 * read as strictly and told in the same words as a station's (data/config). A later directory wins.
 */
#ifndef DATA_HUB_CONF_H
#define DATA_HUB_CONF_H

#include "data/config/config.h"
#include "data/hub/hook/hooks.h"

#include <stdio.h>

enum hub_role { HUB_INGEST };

struct hub_settings {
    char id[48], database[256], data[256], keys[256]; /* "": not said */
    enum hub_role role;
    int drain_gap_ms;          /* a station's pause between batches of a backlog; 0: none */
    int history_days;          /* minutes of signals stay for so long; 0: for ever */
    struct broker_conf broker; /* url "": not said */
    struct hook_conf hook[HOOKS_MAX];
    int hooks;
};

/* Problems go to stderr, one a line. 0 or -1. No directory: the defaults. */
int hub_settings_read(const char *const *directories, int count, struct hub_settings *out);

/* Every key with its default, as INI. */
void hub_settings_dump(FILE *out);

#endif
