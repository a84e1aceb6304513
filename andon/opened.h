/* SPDX-License-Identifier: MIT */
/* Screens that were opened since the last record of them. */
#ifndef ANDON_OPENED_H
#define ANDON_OPENED_H

#include "data/model/opened.h"
#include "data/serve/serve.h"

struct opened_screens {
    int64_t from_ms, due_ms, shift_ms; /* wall, 0: none; boot; begin of its shift */
    struct opened count;
};

struct daemon;
void opened_run(void *ctx, struct client *client, const json_t *request);
void opened_tick(struct daemon *d, int64_t boot_ms);
void opened_flush(struct daemon *d); /* what was counted goes on record */

#endif
