/* SPDX-License-Identifier: MIT */
/* Signal history on its way upstream: bulk.c, a part of the shipper; ship.c hands it what is its.
 */
#ifndef ANDON_BULK_H
#define ANDON_BULK_H

#include "data/config/config.h"
#include "data/link/link.h"
#include "data/store/store.h"

struct bulk_shipper {
    bool on;
    int64_t have;      /* minute up to which the hub has it; -1: not known */
    int64_t due, wait; /* boot_ms of the next try; the time-out after it */
    uint64_t query;    /* a page is being read; 0: none */
    char topic[CONFIG_TOPIC_MAX], ack_topic[CONFIG_TOPIC_MAX];
};

struct daemon;
int bulk_prepare(struct daemon *d, struct cause *why);
void bulk_opened(struct daemon *d); /* sending can begin */
void bulk_tick(struct daemon *d, int64_t boot_ms);
int64_t bulk_deadline(const struct daemon *d);
bool bulk_rows(struct daemon *d, const struct store_event *event); /* false: not ours */
bool bulk_message(struct daemon *d, const struct link_event *event);

#endif
