/* SPDX-License-Identifier: MIT */
/* The gateway at work: a thread that polls and decides what is told, the main thread that tells
 * it. */
#ifndef DATA_GATEWAY_WORKER_H
#define DATA_GATEWAY_WORKER_H

#include "data/gateway/conf.h"

/* Until SIGTERM or SIGINT. `run`: its socket is RUN/andon-gateway.sock; NULL: in the service
 * manager's directory, else there is none. 0, or -1 when it could not begin. */
int worker_run(const struct gateway_conf *conf, const char *run, struct cause *why);

#endif
