/* SPDX-License-Identifier: MIT */
/* Hysteresis with minimum times. Called by the poller thread for each sample of a register that a
 * [running NAME] watches. */
#include "data/gateway/core/running.h"

void running_take(struct running *r, const struct running_rule *rule, double level, int64_t now_ms)
{
    const int leans = level >= rule->on ? 1 : level <= rule->off ? -1 : 0;
    if (leans != r->leans) {
        r->leans = leans;
        r->since_ms = now_ms;
    }
    if (leans == 0 || (r->known && r->on == (leans > 0)))
        return;
    if (now_ms - r->since_ms < (leans > 0 ? rule->on_for_ms : rule->off_for_ms))
        return;
    r->known = true;
    r->on = leans > 0;
}

void running_lose(struct running *r)
{
    *r = (struct running){0};
}
