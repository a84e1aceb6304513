/* SPDX-License-Identifier: MIT */
/* The station as a Sparkplug B edge node, on a connection of its own, since its Will is not the
 * station's. Part of the daemon's loop. */
#ifndef ANDON_EDGE_H
#define ANDON_EDGE_H

#include "andon/daemon.h"

int edge_open(struct daemon *d, struct cause *why); /* nothing without [sparkplug] and a broker */
void edge_tick(struct daemon *d, int64_t boot_ms);
int64_t edge_deadline(const struct daemon *d); /* boot_ms */
/* The member "edge" of the answer to `signals`, where it is configured. */
void edge_say(const struct daemon *d, struct jw *w);
void edge_close(struct daemon *d);

#endif
