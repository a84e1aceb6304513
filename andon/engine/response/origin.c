/* SPDX-License-Identifier: MIT */
/* What a work order is made from besides a prediction: what an alert or a call says goes into it.
 * Called by workorders.c. */
#include "andon/engine/people/people.h"

bool response_origin(struct station *st, const char *id, struct order_view *v, struct outcome *out)
{
    (void)st;
    (void)v;
    outcome_refuse(out, COMMAND_NOT_FOUND, "there is no alert, call or prediction %s", id);
    return false;
}
