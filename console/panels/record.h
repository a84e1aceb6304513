/* SPDX-License-Identifier: MIT */
/* One record of the log as a page: who, when, from where, and each member as it was before and is
 * after; and which rows of the log a filter and a search leave. */
#ifndef CONSOLE_RECORD_H
#define CONSOLE_RECORD_H

#include "console/panels/view.h"
#include "console/widgets/canvas.h"

#include <jansson.h>

void record_paint(const struct view *v, struct area a, const struct log_row *row);

/* The rows that the view's filter and search leave: how many, and the n-th (NULL: none). */
int log_count(const struct view *v);
const struct log_row *log_at(const struct view *v, int n);

/* Every record is to be walked: told so until the answer is in, then what it says, or why not. */
void record_verify(struct view *v);
void record_verified(struct view *v, const json_t *reply);

/* How far the record has come by now; of the entry with that id and revision, kept when the log
 * does not hold it. */
enum way_state record_way(const struct view *v, const struct log_row *row);
enum way_state record_way_of(const struct view *v, const char *id, int64_t rev);
/* Its glyph, and with `words` its word behind it. Returns where that ends. */
int record_paint_way(struct area a, int x, int y, enum way_state way, bool words);

#endif
