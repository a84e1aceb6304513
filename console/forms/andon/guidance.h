/* SPDX-License-Identifier: MIT */
/* What to do about an alert: why it comes, what to look at first, the steps, and a link that a
 * phone or a headset reads from the screen. */
#ifndef CONSOLE_GUIDANCE_H
#define CONSOLE_GUIDANCE_H

#include "console/panels/view.h"
#include "console/widgets/canvas.h"

void guidance_paint(const struct view *v, struct area a, const struct alert_view *alert);

#endif
