/* SPDX-License-Identifier: MIT */
/* One prediction with everything that speaks for it. */
#ifndef CONSOLE_PREDICTION_PAINT_H
#define CONSOLE_PREDICTION_PAINT_H

#include "console/panels/view.h"
#include "console/widgets/canvas.h"

/* A row of the list. */
void prediction_row(const struct view *v, struct area a, int y, const struct prediction_view *p);
/* Probability, remaining life, model, first check, and the evidence with its trends. */
void prediction_paint(const struct view *v, struct area a, const struct prediction_view *p);

/* How the built-in detectors are, in the last rows of the area: returns how many are left. */
int prediction_paint_built_in(const struct view *v, struct area a);

#endif
