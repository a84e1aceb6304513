/* SPDX-License-Identifier: MIT */
/* The queue of orders: the order system's when it ever spoke, complete and newer than the one
 * before, else the configuration's; and what was made of each order so far. An order that is begun
 * goes on when it leaves the queue. Called by the step, by jobs.c, and for the `jobs` question.
 *
 * Limits: JOBS_MAX orders in the queue (data/model/job.h); of ORDERS it is known what was made, the
 * oldest one that is neither in the queue nor running makes room. */
#include "andon/engine/people/people.h"
#include "data/model/text.h"

#include <string.h>

int queue_find(const struct station *st, const char *id)
{
    const struct job_queue *queue = &st->work.queue;
    for (size_t i = 0; i < queue->count; i++)
        if (strcmp(queue->job[i].id, id) == 0)
            return (int)i;
    return -1;
}

static int order_index(const struct station *st, const char *id)
{
    for (int i = 0; i < st->work.orders; i++)
        if (strcmp(st->work.order[i].id, id) == 0)
            return i;
    return -1;
}

struct order *queue_order(struct station *st, const char *id)
{
    int index = order_index(st, id);
    return index >= 0 ? &st->work.order[index] : NULL;
}

static int to_forget(const struct station *st)
{
    for (int i = 0; i < st->work.orders; i++)
        if (st->work.order[i].state != JOB_RUNNING && queue_find(st, st->work.order[i].id) < 0)
            return i;
    return 0;
}

struct order *queue_begin_order(struct station *st, const char *id)
{
    struct work *work = &st->work;
    struct order *known = queue_order(st, id);
    if (known)
        return known;
    if (work->orders == ORDERS) {
        int gone = to_forget(st);
        memmove(&work->order[gone], &work->order[gone + 1],
                sizeof *work->order * (size_t)(ORDERS - 1 - gone));
        work->orders--;
    }
    struct order *order = &work->order[work->orders++];
    *order = (struct order){.since_wall = TIME_NONE};
    (void)text_copy(order->id, sizeof order->id, id);
    return order;
}

/* ---- another queue -------------------------------------------------------------------------- */

/* What is being made has another quantity or ideal now; its product is changed by a person. */
static void follow(struct station *st)
{
    struct job_run *run = jobs_now(st);
    int index = run ? queue_find(st, run->order.id) : -1;
    if (index < 0)
        return;
    const struct job_order *order = &st->work.queue.job[index];
    bool same = run->order.quantity == order->quantity && run->order.due == order->due &&
                run->order.ideal_us == order->ideal_us &&
                strcmp(run->order.title, order->title) == 0;
    if (same)
        return;
    char product[sizeof run->order.product];
    (void)text_copy(product, sizeof product, run->order.product);
    run->order = *order;
    (void)text_copy(run->order.product, sizeof run->order.product, product);
    product_set(st, st->arrival, run->product);
    run->ideal_us = product_now(st)->ideal_us;
    jobs_record(st, run);
}

void queue_take(struct station *st, const struct job_queue *queue)
{
    struct work *work = &st->work;
    if (work->queue_heard && queue->rev <= work->queue.rev)
        return;
    work->queue = *queue;
    work->queue_heard = true;
    follow(st);
}

void queue_refresh(struct station *st)
{
    const struct config *config = st->config;
    struct job_queue *queue = &st->work.queue;
    if (st->work.queue_heard)
        return;
    *queue = (struct job_queue){0};
    for (size_t i = 0; i < config->jobs && i < JOBS_MAX; i++) {
        struct job_order *order = &queue->job[queue->count++];
        *order = (struct job_order){.quantity = config->job[i].quantity, .due = TIME_NONE};
        (void)text_copy(order->id, sizeof order->id, config->job[i].name);
        (void)text_copy(order->title, sizeof order->title, config->job[i].title);
        (void)text_copy(order->product, sizeof order->product, config->job[i].product);
    }
}

int64_t station_jobs_rev(const struct station *st)
{
    return st->work.queue_heard ? st->work.queue.rev : -1;
}

/* ---- what can be chosen --------------------------------------------------------------------- */

static void view(const struct station *st, const struct job_order *order, int64_t t,
                 struct job_view *out)
{
    int index = order_index(st, order->id);
    *out = (struct job_view){
        .order = *order, .state = JOB_QUEUED, .since = TIME_NONE, .finish = TIME_NONE};
    if (index < 0)
        return;
    const struct order *begun = &st->work.order[index];
    out->state = begun->state;
    out->made = account_settled(&begun->made).good;
    out->since = begun->since_wall;
    if (begun->state == JOB_RUNNING)
        out->finish = jobs_finish(st, t);
}

size_t station_jobs(const struct station *st, struct now now, struct job_view out[JOB_VIEWS])
{
    const struct work *work = &st->work;
    int64_t t = station_time(st, now);
    size_t count = 0;
    for (size_t i = 0; i < work->queue.count; i++)
        view(st, &work->queue.job[i], t, &out[count++]);
    for (int i = work->runs - 1; i >= 0 && count < JOB_VIEWS; i--) {
        const struct job_run *run = &work->run[i];
        bool listed = false;
        for (size_t k = 0; k < count; k++)
            listed = listed || strcmp(out[k].order.id, run->order.id) == 0;
        if (listed)
            continue;
        view(st, &run->order, t, &out[count]);
        count += out[count].state != JOB_FINISHED;
    }
    return count;
}
