/* SPDX-License-Identifier: MIT */
/* --check-layout and --list-panels: for whoever writes a screen. They print and return the exit
 * status. */
#ifndef CONSOLE_CHECK_LAYOUT_H
#define CONSOLE_CHECK_LAYOUT_H

#include "console/options.h"

int check_layout(const struct options *options);
int list_panels(void);

#endif
