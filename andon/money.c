/* SPDX-License-Identifier: MIT */
/* Goals and costs as they are configured, and the digest of what figures are made with, for
 * reports: what is worth how much is reckoned there. Called through commands.c's table. */
#include "andon/daemon.h"

#include "data/config/config.h"
#include "data/model/json.h"
#include "data/model/text.h"

static void put_date(struct jw *w, const char *key, int32_t day)
{
    char text[16];
    int64_t year;
    int month, mday;
    if (day == 0) {
        jw_null(w, key);
        return;
    }
    days_to_civil(day, &year, &month, &mday);
    (void)text_format(text, sizeof text, "%04lld-%02d-%02d", (long long)year, month, mday);
    jw_text(w, key, text);
}

/* Millionths as a ratio. */
static void put_ratio(struct jw *w, const char *key, int64_t percent)
{
    if (percent < 0)
        jw_null(w, key);
    else
        jw_real(w, key, (double)percent / 1e6);
}

static void put_goal(struct jw *w, const struct goal_conf *g)
{
    jw_object(w, NULL);
    jw_text(w, "id", g->name);
    jw_text(w, "problem", g->problem);
    jw_text(w, "metric", goal_metric_words[g->metric]);
    put_ratio(w, "target", g->target);
    put_date(w, "date", g->date);
    put_ratio(w, "paper", g->paper);
    jw_int(w, "first_shifts", g->first_shifts);
    jw_object_end(w);
}

static void put_cost(struct jw *w, const struct config *config, const struct cost_conf *c)
{
    jw_object(w, NULL);
    jw_text(w, "id", c->name);
    jw_time(w, "from", zone_instant(&config->zone, c->from * MS_PER_DAY));
    jw_text(w, "currency", c->currency);
    jw_amount(w, "minute", c->minute);
    jw_text(w, "product", c->product[0] ? c->product : NULL);
    jw_amount(w, "part", c->part);
    jw_object_end(w);
}

void money_run(void *ctx, struct client *client, const json_t *request)
{
    struct daemon *d = ctx;
    char definitions[17];
    struct jw w;
    jw_init(&w, d->text, PROTOCOL_LINE_MAX - 64);
    jw_array(&w, "goals");
    for (size_t i = 0; i < d->config->goals; i++)
        put_goal(&w, &d->config->goal[i]);
    jw_array_end(&w);
    jw_array(&w, "costs");
    for (size_t i = 0; i < d->config->costs; i++)
        put_cost(&w, d->config, &d->config->cost[i]);
    jw_array_end(&w);
    config_definitions(d->config, definitions);
    jw_text(&w, "definitions", definitions);
    if (w.overflow)
        serve_error(client, request, PE_STORE, "the answer is longer than a line");
    else
        serve_reply(client, request, w.out);
}
