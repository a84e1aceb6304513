/* SPDX-License-Identifier: MIT */
/* The console's end of the socket: connects, says hello, watches, asks for the rows the screen
 * wants, and keeps trying when andond goes away. Non-blocking; the main loop polls. */
#ifndef CONSOLE_CLIENT_H
#define CONSOLE_CLIENT_H

#include "console/panels/view.h"
#include "data/model/cause.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct client;

/* Borrows the view for its life and fills it. NULL: no memory, or the path is too long. */
struct client *client_new(struct view *view, const char *path, struct cause *why);
void client_free(struct client **client);

/* For poll: the descriptor (-1: none now) and its events. */
int client_fd(const struct client *client);
short client_events(const struct client *client);
/* boot_ms at which client_step wants to be called at the latest. */
int64_t client_next(const struct client *client);

/* Read, write, connect, ask: whatever can be done without waiting. The view's clocks are set by
 * the caller. Returns whether the picture may have changed. */
bool client_step(struct client *client);

/* Is there an entry of a person to be sent now? */
bool client_due(const struct client *client);

/* Which rows the screen wants (NEED_…), whether it is the whole log, and which lamp it asks about.
 */
void client_want(struct client *client, unsigned needs, bool whole_log, const char *lamp);

/* Connected, watched, and every answer that was wanted is here. */
bool client_settled(const struct client *client);

/* This call is shown to somebody whom it names. Told once; what the answer is matters to nobody. */
void client_told(struct client *client, const char *call);

/* What is said while there is no connection. */
void client_explain(struct client *client, const char *text);

/* Is anybody listening at this path? 0, or the errno of connecting. Waits for nothing. */
int client_probe(const char *path);
/* Which process that is; 0: nobody, or the kernel does not say. */
pid_t client_peer(const char *path);

#endif
