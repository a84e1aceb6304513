/* SPDX-License-Identifier: MIT */
/* The directory of a plant's own layouts: read at the start and again when something in it changes.
 * Owned by the main loop; what the files mean is console/screens/screens.h. */
#ifndef CONSOLE_LAYOUTS_H
#define CONSOLE_LAYOUTS_H

#include "console/screens/ui.h"

#include <stdbool.h>
#include <stdint.h>

struct layouts;

/* `said`: somebody asked for this directory, so that it is missing is to be told. NULL: no memory.
 */
struct layouts *layouts_new(const char *dir, bool said);
void layouts_free(struct layouts **layouts);

/* To poll for reading; -1: none, step now and then. */
int layouts_fd(const struct layouts *layouts);

/* Looks, and reads all files when anything changed; the first time always. Whether they were read.
 */
bool layouts_step(struct layouts *layouts, struct ui *ui, int64_t boot_ms);

/* All layouts of the directory into `s`, each problem to `report` with the file's path as its ctx.
 * The number of files; -1 with the cause when the directory cannot be read. */
int layouts_read_dir(const char *dir, struct screens *s,
                     void (*problem)(void *path, int line, const char *what), struct cause *why);

#endif
