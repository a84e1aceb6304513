/* SPDX-License-Identifier: MIT */
/* What models say comes in here from their topics, and what people answered goes out: labels to the
 * models, work orders to the maintenance system and its answers back. Called by uplink.c with what
 * the broker says, by step.c with what is recorded, by the loop; and by commands.c's table.
 *
 * Nothing goes out before the records it rests on are kept: `gate` is their ticket. One message is
 * on its way at a time; what was not confirmed goes again, at the latest at the next connect. What
 * cannot be read changes nothing, is counted, and told once a minute. */
#include "andon/daemon.h"

#include "andon/foresee.h"
#include "andon/service/clock.h"
#include "andon/service/messages.h"
#include "andon/service/topics.h"
#include "data/decode/prediction.h"
#include "data/decode/topic.h"
#include "data/decode/workorder.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

#define RETRY_MS  INT64_C(10000) /* what the broker did not take is offered again */
#define REPORT_MS INT64_C(60000)

int forecast_prepare(struct daemon *d, struct cause *why)
{
    struct forecaster *f = &d->forecaster;
    if (!topic_own(d->config, TOPIC_PREDICTION, f->any, sizeof f->any) ||
        !topic_own(d->config, TOPIC_ANSWER, f->answers, sizeof f->answers))
        return cause_set(why, -1, "the station's names make a topic longer than %d bytes",
                         CONFIG_TOPIC_MAX - 1);
    return 0;
}

/* ---- what comes ----------------------------------------------------------------------------- */

static bool has(const char *const *filters, size_t count, const char *filter)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(filters[i], filter) == 0)
            return true;
    return false;
}

size_t forecast_filters(const struct daemon *d, const char **filters, size_t count)
{
    const struct forecaster *f = &d->forecaster;
    size_t before = count;
    filters[count++] = f->any;
    filters[count++] = f->answers;
    for (size_t i = 0; i < d->config->predictions; i++) {
        const char *topic = d->config->prediction[i].topic;
        if (topic_match(f->any, topic, NULL, 0) < 0 && !has(filters, count, topic))
            filters[count++] = topic;
    }
    return count - before;
}

static void refuse(struct daemon *d, const char *topic, const char *why)
{
    struct forecaster *f = &d->forecaster;
    char clean[160];
    (void)text_sanitise(topic, strlen(topic), clean, sizeof clean);
    (void)text_format(f->why, sizeof f->why, "%s: %s", clean, why);
    f->refused++;
    if (d->last.boot_ms < f->report_at)
        return;
    f->report_at = d->last.boot_ms + REPORT_MS;
    report(MSG_PREDICTION, "%s (%lld refused so far)", f->why, (long long)f->refused);
}

/* While the records cannot be opened the engine is an interim one: the next hears it again. Beyond
 * the room, and without memory, a model has to say it again. */
static void remember(struct forecaster *f, const struct prediction_message *message)
{
    size_t i = 0;
    for (; i < PREDICTION_VIEWS && f->heard[i]; i++)
        if (strcmp(f->heard[i]->said.mode, message->said.mode) == 0 &&
            strcmp(f->heard[i]->said.asset, message->said.asset) == 0)
            break;
    if (i == PREDICTION_VIEWS)
        return;
    if (!f->heard[i])
        f->heard[i] = malloc(sizeof *f->heard[i]);
    if (f->heard[i])
        *f->heard[i] = *message;
}

static void take_prediction(struct daemon *d, const struct link_event *event,
                            const struct prediction_conf *conf, struct now now)
{
    struct prediction_message message;
    struct cause why = {.text = ""};
    const struct prediction_source source = {
        .config = d->config, .conf = conf, .topic = event->topic, .stored = event->stored};
    if (prediction_read(&source, event->payload, event->length, &message, &why) != 0) {
        refuse(d, event->topic, why.text);
        return;
    }
    if (message.said.ts == TIME_NONE && !message.stored)
        message.said.ts = now.wall_ms; /* also when it is heard again */
    remember(&d->forecaster, &message);
    step_event(d, &(struct event){.kind = EVENT_PREDICTION, .prediction = &message}, now);
}

void forecast_refeed(struct daemon *d)
{
    const struct forecaster *f = &d->forecaster;
    for (size_t i = 0; i < PREDICTION_VIEWS && f->heard[i]; i++)
        step_event(d, &(struct event){.kind = EVENT_PREDICTION, .prediction = f->heard[i]},
                   clock_now());
}

void forecast_close(struct daemon *d)
{
    for (size_t i = 0; i < PREDICTION_VIEWS; i++)
        free(d->forecaster.heard[i]);
}

/* The engine counts what it cannot use; who wrote it is told why. */
static void take_answer(struct daemon *d, const struct link_event *event, struct now now)
{
    struct order_answer answer;
    struct prediction_counts before, after;
    struct cause why = {.text = ""};
    if (event->length == 0)
        return; /* a retained answer was taken away */
    if (order_answer_read(event->topic, event->payload, event->length, &answer, &why) != 0) {
        refuse(d, event->topic, why.text);
        publish_answer_refused(d, event->topic, &why);
        return;
    }
    station_prediction_counts(d->station, &before);
    step_event(d, &(struct event){.kind = EVENT_ANSWER, .answer = &answer}, now);
    station_prediction_counts(d->station, &after);
    if (after.strangers != before.strangers)
        (void)cause_set(&why, -1, "there is no such work order here");
    else if (after.odd != before.odd)
        (void)cause_set(&why, -1, "that makes no sense of a work order in its state");
    if (why.text[0] && !event->stored)
        publish_answer_refused(d, event->topic, &why);
}

/* The signals' decoder has to see it as well. */
static bool feeds_signal(const struct daemon *d, const char *topic)
{
    for (size_t i = 0; i < d->config->signals; i++)
        if (topic_match(d->config->signal[i].topic, topic, NULL, 0) >= 0)
            return true;
    return false;
}

bool forecast_message(struct daemon *d, const struct link_event *event, struct now now)
{
    const struct forecaster *f = &d->forecaster;
    bool taken = false;
    for (size_t i = 0; i < d->config->predictions; i++) {
        const struct prediction_conf *conf = &d->config->prediction[i];
        if (topic_match(conf->topic, event->topic, NULL, 0) < 0)
            continue;
        take_prediction(d, event, conf, now);
        taken = true;
    }
    if (!taken && topic_match(f->any, event->topic, NULL, 0) >= 0) {
        take_prediction(d, event, NULL, now);
        taken = true;
    } else if (!taken && topic_match(f->answers, event->topic, NULL, 0) >= 0) {
        take_answer(d, event, now);
        taken = true;
    }
    return taken && !feeds_signal(d, event->topic);
}

/* ---- what goes ------------------------------------------------------------------------------ */

void forecast_recorded(struct daemon *d, const struct record_list *records)
{
    for (size_t i = 0; i < records->count; i++)
        if (records->item[i].kind == REC_FEEDBACK || records->item[i].kind == REC_WORKORDER)
            d->forecaster.gate = d->keeper.ticket + 1; /* the hand-over that is to come */
}

void forecast_tick(struct daemon *d, int64_t boot_ms)
{
    struct forecaster *f = &d->forecaster;
    char topic[CONFIG_TOPIC_MAX];
    if (!d->uplink.link || d->uplink.state != LINK_UP || f->in_flight || !d->keeper.store ||
        d->keeper.kept < f->gate || boot_ms < f->retry_at ||
        !station_outgoing(d->station, &f->sending))
        return;
    f->retry_at = boot_ms + RETRY_MS;
    if (!config_topic(d->config, f->sending.leaf, topic, sizeof topic))
        return;
    f->in_flight =
        link_publish(d->uplink.link, topic, f->sending.payload, strlen(f->sending.payload), 1,
                     f->sending.retain, FORECAST_TAG) == 0;
}

/* Only after a refusal: everything else comes with a wake-up. */
int64_t forecast_deadline(const struct daemon *d)
{
    const struct forecaster *f = &d->forecaster;
    bool waits = !f->in_flight && f->retry_at > d->last.boot_ms && d->uplink.state == LINK_UP;
    return waits ? f->retry_at : TIME_NEVER;
}

void forecast_sent(struct daemon *d, bool ok)
{
    struct forecaster *f = &d->forecaster;
    f->in_flight = false;
    if (!ok)
        return;
    f->retry_at = 0;
    step_event(d, &(struct event){.kind = EVENT_SENT, .sent = &f->sending}, clock_now());
    keep_soon(d);
}

/* ---- questions ------------------------------------------------------------------------------ */

static void put_counts(struct jw *w, const struct daemon *d)
{
    const struct forecaster *f = &d->forecaster;
    struct prediction_counts c;
    station_prediction_counts(d->station, &c);
    jw_object(w, "counts");
    jw_int(w, "heard", c.heard);
    jw_int(w, "refused", f->refused);
    jw_text(w, "why", f->refused > 0 ? f->why : NULL);
    jw_int(w, "duplicates", c.duplicates);
    jw_int(w, "late", c.late);
    jw_int(w, "ahead", c.ahead);
    jw_int(w, "unknown", c.unknown);
    jw_int(w, "crowded", c.crowded);
    jw_int(w, "labels_waiting", c.labels_waiting);
    jw_int(w, "labels_lost", c.labels_lost);
    jw_int(w, "answers_strange", c.strangers);
    jw_int(w, "answers_odd", c.odd);
    jw_object_end(w);
}

void forecast_predictions(void *ctx, struct client *client, const json_t *request)
{
    struct daemon *d = ctx;
    static struct prediction_view all[PREDICTION_VIEWS];
    int count = station_predictions(d->station, clock_not_before(clock_now(), d->last), all);
    struct jw w = commands_members(d);
    jw_array(&w, "predictions");
    for (int i = 0; i < count; i++)
        prediction_view_put(&w, &all[i]);
    jw_array_end(&w);
    put_counts(&w, d);
    commands_reply(client, request, &w);
}

void forecast_models(void *ctx, struct client *client, const json_t *request)
{
    struct daemon *d = ctx;
    struct model_view all[MODEL_VIEWS];
    int count = station_models(d->station, all);
    struct jw w = commands_members(d);
    jw_array(&w, "models");
    for (int i = 0; i < count; i++)
        model_view_put(&w, &all[i]);
    jw_array_end(&w);
    learnt_put(d, &w);
    commands_reply(client, request, &w);
}

void forecast_workorders(void *ctx, struct client *client, const json_t *request)
{
    struct daemon *d = ctx;
    static struct order_view all[ORDER_VIEWS];
    int count = station_workorders(d->station, all);
    struct jw w = commands_members(d);
    jw_array(&w, "workorders");
    for (int i = 0; i < count; i++)
        order_view_put(&w, &all[i]);
    jw_array_end(&w);
    commands_reply(client, request, &w);
}
