/* SPDX-License-Identifier: MIT */
/* Small messages leave at once. paho neither asks for that nor gives its socket away: without it
 * the kernel holds back each one until the one before is confirmed, up to 40 ms, and a hub answered
 * some 300 batches a second. */
#ifndef DATA_LINK_NODELAY_H
#define DATA_LINK_NODELAY_H

/* Of this process, every TCP connection to that port. Returns how many there are. */
int nodelay_towards(const char *port);

#endif
