/* SPDX-License-Identifier: MIT */
/* Why TLS does not come about, in words: paho has one code for all of it. Never a connection of its
 * own: what paho refused stays refused. */
#ifndef DATA_LINK_TLS_H
#define DATA_LINK_TLS_H

#include "data/link/probe.h"

/* Of TLS 1.2, and none that an older version could use, whatever the machine's OpenSSL allows;
 * those of 1.3 are not chosen here. */
#define TLS_CIPHERS "ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM:DHE+CHACHA20:!aNULL:!PSK"

/* Once, before paho's first connection with TLS: OpenSSL must not tidy up at exit while a thread
 * that was left behind is in it. */
void tls_prepare(void);

/* Make a handshake as paho does (the same files, host name verified) and say what stands in its
 * way, our own certificate included. 0: nothing does; -1, `why` in words. */
int tls_diagnose(const struct address *address, const struct link_tls *files,
                 const atomic_bool *stop, char why[sizeof((struct link_event *)0)->why]);

/* When the first of the certificates in a PEM file ends, wall ms. 0, or -1: it holds none, or
 * cannot be read. */
int tls_file_ends(const char *path, int64_t *wall_ms);

#endif
