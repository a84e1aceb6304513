/* SPDX-License-Identifier: MIT */
/* What a report of a line takes from a hub's database, and the figures that it makes of it. Sums
 * of ended shifts are added, and divided last, as the view oee_lines of andon-sql(7) does; a ratio
 * is never averaged. Inside data/model/report only. */
#ifndef DATA_MODEL_REPORT_REPORT_LINE_H
#define DATA_MODEL_REPORT_REPORT_LINE_H

#include "data/model/report/report.h"

/* Answers, one `of` each. */
void line_take_stations(struct report *r, const json_t *reply);
void line_take_shift(struct report *r, const json_t *row);
void line_take_open(struct report *r, const json_t *row);
void line_take_loss(struct report *r, const json_t *row);
void line_take_made(struct report *r, const json_t *row);

/* The shifts are known and the windows planned: their figures, and what was lost. */
void line_figures(struct report *r);
/* All is there: what was made stands with the figures of the whole. */
void line_finish(struct report *r);

/* Why two windows cannot be compared, in words; "" when they can: both with data of at least 90 %
 * of their time and no more than 5 points apart, and of a line with the same stations in them. */
void report_compare(const struct report *r, const struct report_window *now,
                    const struct report_window *before, char out[200]);

#endif
