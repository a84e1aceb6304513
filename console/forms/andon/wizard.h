/* SPDX-License-Identifier: MIT */
/* What needs more than a key: a few questions one after the other, from a table. The answers go
 * into the entry that is being made (draft.making); the last one sends it. Esc goes back a question
 * and out. The PIN stays in draft.secret until it is sent. */
#ifndef CONSOLE_WIZARD_H
#define CONSOLE_WIZARD_H

#include "console/forms/desk.h"

#include <stdbool.h>

/* Begin the wizard of this name for `target`; `title` is what people call it. */
void wizard_begin(struct draft *draft, const struct view *v, const char *name, const char *target,
                  const char *title);
bool wizard_is_open(const struct draft *draft);
/* A key while it is open: always taken. True in `*sent` when the entry was taken. */
void wizard_key(struct desk *d, const struct view *v, struct draft *draft, uint32_t key,
                bool *sent);
/* The question and what was answered, from row 0. */
void wizard_paint(const struct draft *draft, const struct view *v, struct area a);
int wizard_hints(const struct draft *draft, const struct view *v, struct hint out[HINTS_MAX]);
/* A draft that was read back: its questions begin again, what was typed is there. */
void wizard_resume(struct draft *draft, const struct view *v);

/* An entry of the form of `screen` was answered. Refused: its wizard is open again, at the PIN or
 * the words, so that nothing that was typed is lost. */
void wizard_answered(struct desk *d, const struct view *v, const struct entry *e,
                     const char *screen);

#endif
