/* SPDX-License-Identifier: MIT */
/* What is on the desk outlives the console: a small file beside the socket, of this user alone. */
#ifndef CONSOLE_REST_H
#define CONSOLE_REST_H

#include "console/screens/ui.h"

#include <stdbool.h>

struct rest;

/* For files in `dir` (RUN); where none can be made there, in XDG_RUNTIME_DIR, else nowhere. `of`:
 * the socket whose entries these are: only a console of that socket takes them over, wherever
 * several share a folder. "": of any. NULL without memory; all calls take NULL. */
struct rest *rest_new(const char *dir, const char *of);
/* `done`: it was left on purpose, so drafts go; entries without an answer stay. */
void rest_free(struct rest **rest, struct ui *ui, bool done);
/* Take over what a console of this user that died has left. Whether there was something. */
bool rest_load(struct rest *rest, struct ui *ui);
/* Write it down when it changed; before entries are sent. What is for a station that a hub led to
 * is not written. */
void rest_save(struct rest *rest, const struct ui *ui);

#endif
