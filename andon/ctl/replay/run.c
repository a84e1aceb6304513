/* SPDX-License-Identifier: MIT */
/* A replay's engine and decoder (run.h). Called by replay.c. What the daemon's uplink does with a
 * message is done here with a captured one, on virtual time. Owns configuration, decoder and
 * station. */
#include "andon/ctl/replay/run.h"

#include "andon/ctl/ctl.h"
#include "andon/service/topics.h"
#include "data/decode/plug.h"
#include "data/decode/prediction.h"
#include "data/decode/topic.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

#define REFUSED_SHOWN 10

int run_load(struct run *run, const char *const *layers, size_t count)
{
    struct config_report report = {0};
    run->config = config_load(layers, count, &report);
    for (size_t i = 0; i < report.count; i++)
        (void)ctl_fail("%s", report.message[i]);
    config_report_done(&report);
    if (!run->config)
        return ctl_fail("the configuration is refused");
    (void)topic_own(run->config, TOPIC_JOB, run->job_topic, sizeof run->job_topic);
    (void)topic_own(run->config, TOPIC_PREDICTION, run->prediction_filter,
                    sizeof run->prediction_filter);
    run->decoder = decoder_new(run->config);
    return run->decoder ? CTL_DONE : ctl_fail("out of memory");
}

void run_done(struct run *run)
{
    effects_done(&run->effects);
    station_free(&run->station);
    decoder_free(&run->decoder);
    config_free(&run->config);
}

static void step(struct run *run, const struct event *event, struct now now)
{
    run->now = now;
    station_step(run->station, event, now, &run->effects);
    run->records += (int64_t)run->effects.records.count;
    if (run->after)
        run->after(run->ctx, run);
}

void run_step(struct run *run, const struct event *event, struct now now)
{
    int64_t due;
    while (run->exact && (due = station_deadline(run->station)) > run->now.boot_ms &&
           due < now.boot_ms) {
        struct now then = {.boot_ms = due,
                           .wall_ms = run->now.wall_ms + (due - run->now.boot_ms),
                           .synced = now.synced};
        step(run, &(struct event){.kind = EVENT_TICK}, then);
    }
    step(run, event, now);
}

int run_begin(struct run *run, struct now now, int64_t from, int64_t to)
{
    run->station = station_new(run->config, now, from, to);
    if (!run->station)
        return ctl_fail("out of memory");
    run->now = now;
    run_step(run, &(struct event){.kind = EVENT_LINK, .link = LINK_UP, .why = ""}, now);
    run_step(run, &(struct event){.kind = EVENT_STORE, .store_ok = true, .why = ""}, now);
    return CTL_DONE;
}

/* ---- messages ---- */

static void refuse(struct run *run, const char *topic, const char *why)
{
    if (run->refused++ < REFUSED_SHOWN)
        (void)ctl_fail("%s: %s", topic, why);
}

/* What the order system said; one that cannot be read is passed over, as the daemon does. */
static void feed_jobs(struct run *run, const struct capture_line *line)
{
    struct job_queue *queue = malloc(sizeof *queue);
    struct cause why = {.text = ""};
    if (!queue || line->length == 0) {
        free(queue);
        return;
    }
    if (job_queue_read((const char *)line->payload, line->length, queue, &why) == 0)
        run_step(run, &(struct event){.kind = EVENT_JOBS, .jobs = queue}, run->now);
    else
        refuse(run, line->topic, why.text);
    free(queue);
}

static void feed_prediction(struct run *run, const struct capture_line *line,
                            const struct prediction_conf *conf)
{
    struct prediction_message message;
    struct cause why;
    const struct prediction_source source = {
        .config = run->config, .conf = conf, .topic = line->topic, .stored = line->stored};
    if (prediction_read(&source, (const char *)line->payload, line->length, &message, &why) != 0) {
        refuse(run, line->topic, why.text);
        return;
    }
    if (message.said.ts == TIME_NONE && !message.stored)
        message.said.ts = run->now.wall_ms;
    run_step(run, &(struct event){.kind = EVENT_PREDICTION, .prediction = &message}, run->now);
}

/* Whether it was a model's. */
static bool feed_models(struct run *run, const struct capture_line *line)
{
    bool taken = false;
    for (size_t i = 0; i < run->config->predictions; i++) {
        const struct prediction_conf *conf = &run->config->prediction[i];
        if (topic_match(conf->topic, line->topic, NULL, 0) < 0)
            continue;
        feed_prediction(run, line, conf);
        taken = true;
    }
    if (taken || topic_match(run->prediction_filter, line->topic, NULL, 0) < 0)
        return taken;
    feed_prediction(run, line, NULL);
    return true;
}

static bool is_signal(const struct run *run, const char *topic)
{
    const char *const *filter;
    size_t count = decoder_filters(run->decoder, &filter);
    for (size_t i = 0; i < count; i++)
        if (topic_match(filter[i], topic, NULL, 0) >= 0)
            return true;
    return false;
}

static void on_update(void *ctx, const struct update *update)
{
    struct run *run = ctx;
    if (run->sampled)
        run->sampled(run->ctx, update, run->now);
    run_step(run, &(struct event){.kind = EVENT_UPDATE, .update = update}, run->now);
}

int64_t run_due(const struct run *run)
{
    return decoder_due(run->decoder);
}

/* What sources would ask their nodes for is not sent: what came of it is in the capture. */
void run_wait_over(struct run *run, struct now now)
{
    char topic[CONFIG_TOPIC_MAX];
    unsigned char command[SPB_COMMAND_SIZE];
    if (run_due(run) > now.boot_ms)
        return;
    run->now = now;
    decoder_time(run->decoder, DECODER_TICK, &run->now, on_update, run);
    while (plugs_command(decoder_plugs(run->decoder), now.wall_ms, topic, command) > 0)
        ;
}

void run_feed(struct run *run, const struct capture_line *line, struct now now)
{
    const struct message message = {.topic = line->topic,
                                    .payload = (const char *)line->payload,
                                    .length = line->length,
                                    .stored = line->stored,
                                    .arrival_ms = now.wall_ms,
                                    .now_ms = now.boot_ms};
    run->messages++;
    if (run->exact && station_deadline(run->station) < now.boot_ms)
        run_step(run, &(struct event){.kind = EVENT_TICK}, now);
    run->now = now;
    if (strcmp(line->topic, run->job_topic) == 0) {
        feed_jobs(run, line);
        return;
    }
    if (feed_models(run, line) && !is_signal(run, line->topic))
        return;
    (void)decoder_message(run->decoder, &message, on_update, run);
}

/* The engine counts what it refused; what could not be decoded is the decoder's to tell. */
void run_snapshot(const struct run *run, struct snapshot *s)
{
    station_snapshot(run->station, run->now, s);
    s->health.messages = run->messages;
    for (int i = 0; i < s->signals; i++) {
        const struct decode_stats *stats = decoder_stats(run->decoder, (size_t)i);
        s->health.undecoded += stats->errors;
        s->signal[i].errors += stats->errors;
        if (stats->errors && !s->signal[i].error[0])
            (void)text_copy(s->signal[i].error, sizeof s->signal[i].error, stats->error);
    }
}
