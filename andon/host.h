/* SPDX-License-Identifier: MIT */
/* The station as a host of Sparkplug edge nodes: what they are asked, when the decoder is due, and
 * on a connection of its own, since its Will is not the station's, that the host is there. Part of
 * the daemon's loop. */
#ifndef ANDON_HOST_H
#define ANDON_HOST_H

#include "andon/daemon.h"

int host_open(struct daemon *d, struct cause *why); /* nothing without such sources and a broker */
void host_follow(struct daemon *d);                 /* another configuration is in force */
void host_link(struct daemon *d, bool up);          /* the station's own link has come or gone */
void host_time(struct daemon *d);                   /* what the decoder waits for */
void host_tick(struct daemon *d, int64_t boot_ms);
int64_t host_deadline(const struct daemon *d); /* boot_ms */
/* Member `sparkplug` of an answer: the nodes that are known, and what of their messages was wrong.
 * Nothing when no source is one of Sparkplug's. */
struct jw;
void host_say(const struct daemon *d, struct jw *w);
void host_close(struct daemon *d);

#endif
