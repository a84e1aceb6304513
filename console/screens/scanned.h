/* SPDX-License-Identifier: MIT */
/* Scans among the keys. */
#ifndef CONSOLE_SCANNED_H
#define CONSOLE_SCANNED_H

#include "console/screens/ui.h"

/* True: the key belongs to a scan and is no key; `reaction` says what came of it. */
bool scanned_key(struct ui *ui, uint32_t key, unsigned *reaction);

#endif
