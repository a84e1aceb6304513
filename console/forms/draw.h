/* SPDX-License-Identifier: MIT */
/* What forms have in common to draw: a question, a line being typed, big numbers and times. */
#ifndef CONSOLE_FORM_DRAW_H
#define CONSOLE_FORM_DRAW_H

#include "console/forms/field.h"
#include "console/panels/view.h"
#include "console/widgets/canvas.h"

/* The question and, at the right, what helps to answer it. */
void draw_question(struct area a, int y, const char *question, const char *aside);
/* A line with its label and cursor; long text shows its end. */
void draw_field(struct area a, int y, const char *label, const struct field *f);
/* The same of one that is not being typed: no cursor, and nothing of a secret. */
void draw_field_idle(struct area a, int y, const char *label, const struct field *f);
/* The number typed, as large as fits in `where`; "0" dim while there is none. */
void draw_number(struct area a, struct rect where, const struct field *f,
                 const struct number_style *style);
/* The time as large as fits, and beside or below it how long ago that is. */
void draw_clock(struct area a, struct rect where, const struct clock_field *c,
                const struct view *v);
/* A row of a list: mark when selected. Returns where text begins. */
int draw_row_mark(struct area a, int y, bool selected);

#endif
