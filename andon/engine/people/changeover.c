/* SPDX-License-Identifier: MIT */
/* Changeovers: from the last good part of one product to the first good part of another. The
 * machine's own state says what it does meanwhile; this only tells how long the change took, and
 * how long it should. Parts of a trial end none. Called by products.c when another product is to be
 * made, and by jobs.c for each part. Owns work.changeover and work.last_good. */
#include "andon/engine/people/people.h"
#include "data/model/text.h"

#include <string.h>

bool changeover_open(const struct changeover *c)
{
    return c->from[0] != '\0' && c->end_wall == TIME_NONE;
}

/* The section that says most: both products, the one, the other, none. */
static int64_t changeover_target(const struct station *st, const char *from, const char *to)
{
    int64_t target = -1;
    int best = -1;
    for (size_t i = 0; i < st->config->changeovers; i++) {
        const struct changeover_conf *conf = &st->config->changeover[i];
        int says = (conf->from[0] != '\0' ? 2 : 0) + (conf->to[0] != '\0' ? 1 : 0);
        bool fits = (conf->from[0] == '\0' || strcmp(conf->from, from) == 0) &&
                    (conf->to[0] == '\0' || strcmp(conf->to, to) == 0);
        if (!fits || says <= best)
            continue;
        best = says;
        target = conf->target_ms;
    }
    return target;
}

void changeover_begin(struct station *st, const char *to)
{
    struct work *work = &st->work;
    struct changeover *c = &work->changeover;
    struct job_run *run = jobs_now(st);
    bool same = strcmp(work->last_good.product, to) == 0;
    if (to[0] == '\0' || work->last_good.wall == TIME_NONE || work->last_good.product[0] == '\0' ||
        same) {
        if (same && changeover_open(c))
            *c = (struct changeover){.end_wall =
                                         TIME_NONE}; /* back again before it came to a part */
        return;
    }
    *c = (struct changeover){
        .begin = work->last_good.at, .begin_wall = work->last_good.wall, .end_wall = TIME_NONE};
    (void)text_copy(c->from, sizeof c->from, work->last_good.product);
    (void)text_copy(c->to, sizeof c->to, to);
    c->target_ms = changeover_target(st, c->from, c->to);
    if (run)
        run->changeover = *c;
}

static void end(struct station *st, int64_t at)
{
    struct changeover *c = &st->work.changeover;
    struct job_run *run = jobs_now(st);
    c->end = at > c->begin ? at : c->begin;
    c->end_wall = station_wall(st, c->end);
    if (!run || !changeover_open(&run->changeover) || strcmp(run->changeover.to, c->to) != 0)
        return;
    run->changeover = *c;
    jobs_record(st, run);
}

void changeover_part(struct station *st, const struct lot *lot, int64_t at)
{
    struct work *work = &st->work;
    struct changeover *c = &work->changeover;
    const char *product = lot->made.product;
    if (changeover_open(c) && strcmp(product, c->to) == 0)
        end(st, at);
    else if (changeover_open(c) && strcmp(product, c->from) == 0 && at > c->begin) {
        c->begin = at; /* a late one */
        c->begin_wall = station_wall(st, at);
    }
    if (work->last_good.wall != TIME_NONE && at < work->last_good.at)
        return;
    work->last_good.at = at;
    work->last_good.wall = station_wall(st, at);
    (void)text_copy(work->last_good.product, sizeof work->last_good.product, product);
}
