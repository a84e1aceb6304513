/* SPDX-License-Identifier: MIT */
/* Becoming a daemon, and telling whoever started us that we are ready. */
#ifndef ANDON_SERVICE_READY_H
#define ANDON_SERVICE_READY_H

#include "data/model/cause.h"

/* Fork away from the caller: in the parent this does not return but waits until the child is ready
 * (exit 0) or has ended (exit 1, its words are on stderr). In the child: a new session, and the
 * descriptor to tell the parent by; -1 with the cause when it cannot fork. Before any thread. */
int ready_detach(struct cause *why);

/* Ready: stdin and stdout leave the caller's terminal, the process moves to /, messages go to
 * log_path, the parent may exit. */
int ready_tell_parent(int fd, const char *log_path, struct cause *why);

/* One datagram to $NOTIFY_SOCKET ("READY=1"), where there is one. */
void ready_notify(const char *state);

#endif
