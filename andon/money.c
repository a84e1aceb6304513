/* SPDX-License-Identifier: MIT */
/* Goals and costs as they are configured, and the digest of what figures are made with, for
 * reports: what is worth how much is reckoned there. Called through commands.c's table. */
#include "andon/daemon.h"

#include "data/config/config.h"
#include "data/model/json.h"

void money_run(void *ctx, struct client *client, const json_t *request)
{
    struct daemon *d = ctx;
    char definitions[17];
    struct jw w = commands_members(d);
    jw_array(&w, "goals");
    for (size_t i = 0; i < d->config->goals; i++)
        goal_put(&w, &d->config->goal[i]);
    jw_array_end(&w);
    jw_array(&w, "costs");
    for (size_t i = 0; i < d->config->costs; i++)
        cost_put(&w, &d->config->zone, &d->config->cost[i]);
    jw_array_end(&w);
    config_definitions(d->config, definitions);
    jw_text(&w, "definitions", definitions);
    commands_reply(client, request, &w);
}
