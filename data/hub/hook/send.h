/* SPDX-License-Identifier: MIT */
/* One HTTP request by libcurl: waits for its end, so it is for threads that may. */
#ifndef DATA_HUB_HOOK_SEND_H
#define DATA_HUB_HOOK_SEND_H

#include "data/model/cause.h"

#include <stdatomic.h>
#include <stdint.h>

struct send_request {
    const char *url, *ca_file; /* "": the system's */
    const char *id, *signature, *body;
    int64_t seconds, timeout_ms;
    const atomic_bool *stop; /* give up when it is set */
};

/* Once, before other threads. 0 or -1. */
int send_prepare(void);
/* 0: answered with 2xx. -1: with the cause; no secret and no URL in it. */
int send_post(const struct send_request *request, struct cause *why);

#endif
