/* SPDX-License-Identifier: MIT */
/* The order system's queue comes in here from …/job, and goes out as the answer to `jobs`. What is
 * older than the queue at hand, or not to be read, changes nothing and is told. Called by uplink.c
 * and by commands.c's table. */
#include "andon/daemon.h"

#include "andon/service/clock.h"
#include "andon/service/messages.h"
#include "data/model/json.h"

#include <stdlib.h>

#define PRODUCTS_TOLD 24

void orders_take(struct daemon *d, const struct link_event *event, struct now now)
{
    struct cause why = {.text = ""};
    struct job_queue *queue = event->length > 0 ? malloc(sizeof *queue) : NULL;
    int64_t rev = station_jobs_rev(d->station);
    if (!queue)
        return; /* nothing is no queue: the one at hand is kept */
    if (job_queue_read(event->payload, event->length, queue, &why) != 0) {
        report(MSG_JOBS, "%s: %s; the jobs stay as they are", d->uplink.job_topic, why.text);
        publish_job_reply(d, -1, &why);
    } else if (queue->rev < rev) {
        (void)cause_set(&why, -1, "rev %lld is older than %lld", (long long)queue->rev,
                        (long long)rev);
        report(MSG_JOBS, "%s: %s; the jobs stay as they are", d->uplink.job_topic, why.text);
        publish_job_reply(d, queue->rev, &why);
    } else {
        step_event(d, &(struct event){.kind = EVENT_JOBS, .jobs = queue}, now);
        keep_soon(d);
        free(d->uplink.jobs);
        d->uplink.jobs = queue;
        publish_job_reply(d, queue->rev, NULL);
        return;
    }
    free(queue);
}

void orders_refeed(struct daemon *d)
{
    const struct job_queue *queue = d->uplink.jobs;
    if (queue)
        step_event(d, &(struct event){.kind = EVENT_JOBS, .jobs = queue}, clock_now());
}

static void put_job(struct jw *w, const struct job_view *view)
{
    const struct job_order *order = &view->order;
    jw_object(w, NULL);
    jw_text(w, "id", order->id);
    jw_text(w, "title", order->title[0] != '\0' ? order->title : NULL);
    jw_text(w, "product", order->product[0] != '\0' ? order->product : NULL);
    if (order->quantity > 0)
        jw_amount(w, "quantity", order->quantity);
    else
        jw_null(w, "quantity");
    jw_amount(w, "made", view->made);
    jw_text(w, "state", word_name(&words_job_state, (int)view->state));
    jw_time(w, "due", order->due);
    jw_time(w, "since", view->since);
    jw_time(w, "finish", view->finish);
    jw_object_end(w);
}

/* What a station can go on with, so that nobody has to type it; left out where it does not fit. */
static void put_products(struct jw *w, const struct config *config)
{
    char text[PRODUCTS_TOLD * 256];
    struct jw list;
    jw_init(&list, text, sizeof text);
    jw_array(&list, NULL);
    for (size_t i = 0; i < config->products && i < PRODUCTS_TOLD; i++) {
        const struct product_conf *product = &config->product_list[i];
        jw_object(&list, NULL);
        jw_text(&list, "id", product->name);
        jw_text(&list, "title", product->title[0] != '\0' ? product->title : NULL);
        jw_object_end(&list);
    }
    jw_array_end(&list);
    if (!list.overflow && w->length + list.length + 64 < w->size)
        jw_raw(w, "products", text);
}

void orders_run(void *ctx, struct client *client, const json_t *request)
{
    struct daemon *d = ctx;
    struct job_view *view = malloc(JOB_VIEWS * sizeof *view);
    struct jw w = commands_members(d);
    if (!view) {
        serve_error(client, request, PE_BUSY, "out of memory; ask again");
        return;
    }
    size_t count = station_jobs(d->station, clock_not_before(clock_now(), d->last), view);
    int64_t rev = station_jobs_rev(d->station);
    jw_array(&w, "jobs");
    for (size_t i = 0; i < count; i++)
        put_job(&w, &view[i]);
    jw_array_end(&w);
    if (rev >= 0)
        jw_int(&w, "rev", rev);
    else
        jw_null(&w, "rev"); /* of the configuration */
    free(view);
    put_products(&w, d->config);
    commands_reply(client, request, &w);
}
