/* SPDX-License-Identifier: MIT */
/* Where things are when nobody says so: one answer for the daemon, its clients and the tools. */
#ifndef DATA_CONFIG_PATHS_H
#define DATA_CONFIG_PATHS_H

#include "data/model/cause.h"

#include <stddef.h>
#include <sys/types.h>

/* Socket, lock, sim tower. $RUNTIME_DIRECTORY (systemd), else /run/andond for root, else
 * $XDG_RUNTIME_DIR/andon, else /tmp/andon-UID. All return 0, or -1 with the cause (does not fit,
 * or nothing to derive it from); none touches the file system. */
int paths_default_run(char *out, size_t size, struct cause *why);

/* The database. $STATE_DIRECTORY, else /var/lib/andond for root, else $XDG_STATE_HOME/andon, else
 * $HOME/.local/state/andon. */
int paths_default_data(char *out, size_t size, struct cause *why);

/* $CONFIGURATION_DIRECTORY, else /etc/andon. */
int paths_default_config(char *out, size_t size, struct cause *why);

/* Make `path` (and its parents, 0755) when it is not there. Refused: what is not a directory,
 * belongs to somebody else than root or this process, or may be written by everybody. 0 or -1. */
int paths_ensure_dir(const char *path, mode_t mode, struct cause *why);

/* directory/leaf into `out`. 0, or -1 with the cause when it does not fit. */
int paths_join(char *out, size_t size, const char *directory, const char *leaf, struct cause *why);

#endif
