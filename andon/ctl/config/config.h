/* SPDX-License-Identifier: MIT */
/* What the commands of `andonctl config` share. */
#ifndef ANDON_CTL_CONFIG_CONFIG_H
#define ANDON_CTL_CONFIG_CONFIG_H

#include "andon/ctl/ctl.h"
#include "data/config/signed/document.h"

/* A document's file: read and understood, and what stands in it may. CTL_DONE, or what is wrong was
 * said. `bytes` (NULL: not wanted) is its text, to be freed. Done in any case. */
int config_open(const char *path, struct document *out, char **bytes, size_t *length);

#endif
