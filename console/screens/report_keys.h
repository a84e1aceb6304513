/* SPDX-License-Identifier: MIT */
/* The report's own keys: shift, day, week; the one before and after. */
#ifndef CONSOLE_REPORT_KEYS_H
#define CONSOLE_REPORT_KEYS_H

#include "console/screens/ui.h"

/* True: the key was the report's; `reaction` is what it did. */
bool report_key(struct ui *ui, uint32_t key, unsigned *reaction);
/* Its key bar: how many hints, 0: another screen is shown. */
int report_hints(const struct ui *ui, struct hint out[HINTS_MAX]);

#endif
