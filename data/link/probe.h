/* SPDX-License-Identifier: MIT */
/* Where the broker is, and whether anybody listens there. paho resolves names while it holds its
 * global lock and has one word for all that can go wrong; so we look first. */
#ifndef DATA_LINK_PROBE_H
#define DATA_LINK_PROBE_H

#include "data/link/link.h"

#include <stdatomic.h>

struct address {
    char host[256];
    char port[8];
    char shown[264]; /* host:port, for people */
    char uri[280];   /* for paho */
    bool tls;
};

/* mqtt://host[:port], tcp://…, mqtts://… or ssl://…; an IPv6 host in brackets. 0; -1, `why` says
 * what is wrong. */
int address_parse(const char *url, struct address *out, struct cause *why);

/* Open a connection and close it again, within `limit_ms` (a resolver may take longer). Gives up
 * early once `stop` is set. 0 when somebody listens; -1, `why` in words. */
int probe(const struct address *address, int64_t limit_ms, const atomic_bool *stop,
          char why[sizeof((struct link_event *)0)->why]);

/* The same, but the connection stays (non-blocking; the caller's to close). A descriptor, or -1. */
int probe_connect(const struct address *address, int64_t limit_ms, const atomic_bool *stop,
                  char why[sizeof((struct link_event *)0)->why]);

/* Whether who listens there answers the first message of a TLS handshake as TLS does. */
bool probe_speaks_tls(const struct address *address, const atomic_bool *stop);

#endif
