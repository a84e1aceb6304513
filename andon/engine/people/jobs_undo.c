/* SPDX-License-Identifier: MIT */
/* Steps of a job taken back: from now on it is as before the step; what was made until now was made
 * as it was said then. A start ends its run, and what it had paused goes on; a pause or an end
 * opens its run again; a product gives way to the one before. Called by undo.c. */
#include "andon/engine/people/book.h"
#include "andon/engine/people/people.h"
#include "data/model/text.h"

#include <string.h>

static struct job_run *changed_meanwhile(struct outcome *out)
{
    outcome_refuse(out, COMMAND_STALE, "the job was changed meanwhile");
    return NULL;
}

/* The run of the entry if it is running, or if it is the last one and none is; NULL: refused. */
static struct job_run *find_run(struct station *st, const struct undo *u, bool running,
                                struct outcome *out)
{
    struct job_run *run = jobs_run(st, people_number(u->id, 'J'));
    const struct job_run *last = st->work.runs > 0 ? &st->work.run[st->work.runs - 1] : NULL;
    bool as_then = run && run == last && (run->state == JOB_RUNNING) == running;
    return as_then ? run : changed_meanwhile(out);
}

/* Nothing was made of it and nobody began it before: it is in the queue as if it had never left. */
static void back_to_queue(struct station *st, const char *id, enum job_state state)
{
    struct order *order = queue_order(st, id);
    if (!order || state != JOB_QUEUED || order->made.total != 0 || order->made.good != 0)
        return;
    order->state = JOB_QUEUED;
    order->since_wall = TIME_NONE;
}

static void undo_start(struct station *st, const struct undo *u, struct outcome *out)
{
    struct job_run *run = find_run(st, u, true, out);
    const struct job_run *paused = jobs_run(st, u->was.job.paused);
    if (!run)
        return;
    char id[sizeof run->order.id];
    (void)text_copy(id, sizeof id, run->order.id);
    jobs_end(st, run, JOB_PAUSED);
    jobs_done(out, run);
    back_to_queue(st, id, u->was.job.state);
    const struct order *before = paused ? queue_order(st, paused->order.id) : NULL;
    if (!before || before->state != JOB_PAUSED) {
        jobs_make_without(st, u->was.job.product);
        return;
    }
    const struct job_order order = paused->order; /* it may lie in a run that makes room */
    (void)jobs_begin(st, &order);
    struct job_run *now = jobs_now(st);
    if (strcmp(now->product, u->was.job.product) == 0)
        return;
    jobs_make(st, now, u->was.job.product);
    jobs_record(st, now);
}

static void undo_end(struct station *st, const struct undo *u, struct outcome *out)
{
    struct job_run *run = find_run(st, u, false, out);
    char product[sizeof run->product];
    if (!run)
        return;
    run->state = JOB_RUNNING;
    run->end = 0;
    run->end_wall = TIME_NONE;
    struct order *order = queue_begin_order(st, run->order.id);
    order->state = JOB_RUNNING;
    order->since_wall = run->begin_wall;
    (void)text_copy(product, sizeof product, run->product);
    jobs_make(st, run, product);
    jobs_record(st, run);
    jobs_done(out, run);
}

void job_undo(struct station *st, struct undo *u, struct outcome *out)
{
    if (u->verb == COMMAND_JOB_START)
        undo_start(st, u, out);
    else
        undo_end(st, u, out);
}

void product_undo(struct station *st, struct undo *u, struct outcome *out)
{
    struct job_run *run = find_run(st, u, true, out);
    if (!run)
        return;
    if (strcmp(run->product, u->was.job.next) != 0) {
        (void)changed_meanwhile(out);
        return;
    }
    jobs_make(st, run, u->was.job.product);
    jobs_record(st, run);
    jobs_done(out, run);
}
