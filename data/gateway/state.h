/* SPDX-License-Identifier: MIT */
/* What was learnt, in a small file a [running NAME] each: whoever deletes it makes it learn anew.
 */
#ifndef DATA_GATEWAY_STATE_H
#define DATA_GATEWAY_STATE_H

#include "data/gateway/conf.h"
#include "data/gateway/core/running.h"

#define STATE_SOURCE_SIZE 320

/* Where this gateway keeps what it has learnt; lives as long as `conf` and the environment. */
const char *state_directory(const struct gateway_conf *conf);

/* DIR/NAME.learned. 0 or -1. */
int state_path(const struct gateway_conf *conf, const char *name, char *out, size_t size,
               struct cause *why);
/* What was measured: another register's levels are not these. */
void state_source(const struct gateway_conf *conf, const struct running_conf *running,
                  char out[STATE_SOURCE_SIZE]);

/* 0; 1: there is no file; -1: it is not good for this, with the reason. */
int state_load(const char *path, const char *source, struct learned *out, struct cause *why);
/* Whole or not at all. 0 or -1. */
int state_save(const char *path, const char *name, const char *source, const struct learned *is,
               struct cause *why);
bool state_there(const char *path);
/* 1: there was none. */
int state_forget(const char *path, struct cause *why);

#endif
