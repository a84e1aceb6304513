/* SPDX-License-Identifier: MIT */
/* andonctl replay: captured messages through decoder and engine on virtual time; no broker, no
 * daemon, no clock. The same input gives the same records, byte for byte, however fast it runs.
 * Called by main.c's table. Owns the engine, the decoder and the files while it runs. */
#include "andon/ctl/replay/replay.h"

#include "andon/ctl/ctl.h"
#include "andon/ctl/replay/captures.h"
#include "andon/engine/station.h"
#include "data/decode/decode.h"
#include "data/decode/plug.h"
#include "data/model/amount.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define COMPLAINTS_MAX 20 /* lines of complaint; the rest is counted */
#define PACE_MS        100
#define START_MS       INT64_C(1767592800000) /* of what has no times: a Monday, 06:00 UTC */

struct replay {
    const struct ctl *ctl;
    struct config *config;
    struct decoder *decoder;
    struct station *station;
    struct captures *captures;
    struct effects effects;
    struct replay_stops stops;
    struct replay_checks checks;
    FILE *out; /* --records */
    char job_topic[CONFIG_TOPIC_MAX];
    struct now now;
    int64_t from, to;         /* --from and --to, or TIME_NONE */
    int64_t begin;            /* wall of the first message */
    int64_t every_ms;         /* between messages without a time; 0: not said */
    double speed;             /* 0: as fast as possible */
    int64_t real_ms, boot_ms; /* both clocks when the pacing began */
    int64_t messages, other, records;
    int complaints;
    bool failed; /* the records could not be written */
};

/* ---- effects ---- */

static void write_record(struct replay *r, const struct record_draft *record)
{
    char text[RECORD_BODY_MAX + 512];
    struct jw w;
    jw_init(&w, text, sizeof text);
    jw_object(&w, NULL);
    jw_text(&w, "kind", word_name(&words_record_kind, (int)record->kind));
    jw_text(&w, "id", record->id);
    jw_int(&w, "rev", record->rev);
    jw_int(&w, "wall_ms", record->wall_ms);
    jw_int(&w, "boot_ms", record->boot_ms);
    jw_text(&w, "actor", record->actor);
    jw_raw(&w, "body", record->body);
    jw_object_end(&w);
    if (w.overflow || fprintf(r->out, "%s\n", text) < 0)
        r->failed = true;
}

static void step(struct replay *r, const struct event *event, struct now now)
{
    station_step(r->station, event, now, &r->effects);
    for (size_t i = 0; i < r->effects.records.count; i++) {
        const struct record_draft *record = &r->effects.records.item[i];
        r->records++;
        if (record->kind == REC_STOP)
            replay_stops_take(&r->stops, record);
        if (record->kind == REC_FAULT)
            replay_checks_take(&r->checks, record);
        if (r->out)
            write_record(r, record);
    }
}

static void on_update(void *ctx, const struct update *update)
{
    struct replay *r = ctx;
    step(r, &(struct event){.kind = EVENT_UPDATE, .update = update}, r->now);
}

/* ---- virtual time ---- */

static int64_t real_ms(void)
{
    struct timespec ts;
    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Let real time catch up with `now`, ticking the engine on the way so that a reader of the records
 * sees them when they are due. */
static void pace(struct replay *r, struct now now)
{
    for (;;) {
        double passed = (double)(real_ms() - r->real_ms) * r->speed;
        int64_t boot_ms = r->boot_ms + (int64_t)passed;
        if (boot_ms >= now.boot_ms)
            return;
        if (boot_ms > r->now.boot_ms) {
            r->now.wall_ms += boot_ms - r->now.boot_ms;
            r->now.boot_ms = boot_ms;
            step(r, &(struct event){.kind = EVENT_TICK}, r->now);
            if (r->out)
                (void)fflush(r->out);
        }
        double wait = (double)(now.boot_ms - boot_ms) / r->speed + 1;
        (void)poll(NULL, 0, wait < PACE_MS ? (int)wait : PACE_MS);
    }
}

static void pass_to(struct replay *r, struct now now)
{
    if (r->speed > 0)
        pace(r, now);
    r->now = now;
}

/* What sources with sessions wait for ends at its own time. What they would ask nodes for is not
 * sent: what came of it is in the capture. */
static void move_to(struct replay *r, struct now now)
{
    char topic[CONFIG_TOPIC_MAX];
    unsigned char command[SPB_COMMAND_SIZE];
    while (decoder_due(r->decoder) <= now.boot_ms) {
        int64_t due = decoder_due(r->decoder);
        struct now then = r->now;
        int64_t passed = due > then.boot_ms ? due - then.boot_ms : 0;
        then.boot_ms += passed;
        then.wall_ms += passed;
        pass_to(r, then);
        decoder_time(r->decoder, DECODER_TICK, &r->now, on_update, r);
        while (plugs_command(decoder_plugs(r->decoder), then.wall_ms, topic, command) > 0)
            ;
    }
    pass_to(r, now);
}

/* ---- feeding ---- */

static int begin(struct replay *r, struct now now)
{
    r->station = station_new(r->config, now, r->from, r->to);
    if (!r->station)
        return ctl_fail("out of memory");
    r->now = now;
    r->begin = now.wall_ms;
    r->boot_ms = now.boot_ms;
    r->real_ms = real_ms();
    step(r, &(struct event){.kind = EVENT_LINK, .link = LINK_UP, .why = ""}, now);
    step(r, &(struct event){.kind = EVENT_STORE, .store_ok = true, .why = ""}, now);
    return CTL_DONE;
}

/* What the order system said; one that cannot be read is passed over, as the daemon does. */
static void feed_jobs(struct replay *r, const struct capture_line *line)
{
    struct job_queue *queue = malloc(sizeof *queue);
    struct cause why = {.text = ""};
    if (!queue || line->length == 0) {
        free(queue);
        return;
    }
    if (job_queue_read((const char *)line->payload, line->length, queue, &why) == 0)
        step(r, &(struct event){.kind = EVENT_JOBS, .jobs = queue}, r->now);
    else
        (void)ctl_fail("%s: %s", r->job_topic, why.text);
    free(queue);
}

static void feed(struct replay *r, const struct capture_line *line)
{
    const struct message message = {.topic = line->topic,
                                    .payload = (const char *)line->payload,
                                    .length = line->length,
                                    .stored = line->stored,
                                    .arrival_ms = r->now.wall_ms,
                                    .now_ms = r->now.boot_ms};
    r->messages++;
    if (strcmp(line->topic, r->job_topic) == 0) {
        feed_jobs(r, line);
        return;
    }
    (void)decoder_message(r->decoder, &message, on_update, r);
}

/* All messages up to --to; then the time until --to, if it was given. */
static int feed_all(struct replay *r)
{
    const struct capture_line *line;
    struct now now;
    while ((line = captures_next(r->captures, &now)) != NULL) {
        if (r->to != TIME_NONE && now.wall_ms > r->to)
            break; /* one at --to tells of parts that were made before it */
        if (!r->station && begin(r, now) != CTL_DONE)
            return CTL_FAILED;
        move_to(r, now);
        if (strcmp(line->source, "mqtt") == 0)
            feed(r, line);
        else
            r->other++;
    }
    if (!r->station)
        return ctl_fail("there is no message%s", r->to == TIME_NONE ? "" : " before --to");
    now = r->now;
    if (r->to != TIME_NONE && r->to > now.wall_ms) {
        now.boot_ms += r->to - now.wall_ms;
        now.wall_ms = r->to;
    }
    move_to(r, now);
    step(r, &(struct event){.kind = EVENT_TICK}, now);
    return CTL_DONE;
}

/* ---- outcome ---- */

/* The engine counts what it refused; what could not be decoded is the decoder's to tell. */
static void add_decoding(const struct replay *r, struct snapshot *s)
{
    s->health.messages = r->messages;
    for (int i = 0; i < s->signals; i++) {
        const struct decode_stats *stats = decoder_stats(r->decoder, (size_t)i);
        s->health.undecoded += stats->errors;
        s->signal[i].errors += stats->errors;
        if (stats->errors && !s->signal[i].error[0])
            (void)text_copy(s->signal[i].error, sizeof s->signal[i].error, stats->error);
    }
}

static int show(struct replay *r)
{
    static struct snapshot snapshot;
    static char text[SNAPSHOT_JSON_MAX];
    station_snapshot(r->station, r->now, &snapshot);
    add_decoding(r, &snapshot);
    if (ctl_has(r->ctl, OPT_JSON)) {
        if (!snapshot_to_json(&snapshot, text, sizeof text))
            return ctl_fail("the snapshot does not fit %d bytes", SNAPSHOT_JSON_MAX);
        puts(text);
        return CTL_DONE;
    }
    struct captures_stats stats = captures_stats(r->captures);
    struct load_report load;
    int64_t since, day = r->now.wall_ms - MS_PER_DAY;
    bool loaded = station_alarm_load(r->station, r->from == TIME_NONE ? day : r->from,
                                     r->now.wall_ms, &load, &since) == 0;
    replay_report(&(struct replay_outcome){
        .load = loaded && r->config->alerts > 0 ? &load : NULL,
        .config = r->config,
        .snapshot = &snapshot,
        .stops = &r->stops,
        .checks = &r->checks,
        .asked = r->from != TIME_NONE || r->to != TIME_NONE,
        .from = r->from == TIME_NONE ? snapshot.shift.start : r->from,
        .to = r->now.wall_ms,
        .messages = r->messages,
        .malformed = stats.malformed,
        .unordered = stats.unordered,
        .other = r->other,
        .unwanted = decoder_unwanted(r->decoder),
        .records = r->records,
    });
    return CTL_DONE;
}

static void on_complaint(void *ctx, const char *text)
{
    struct replay *r = ctx;
    if (r->complaints++ < COMPLAINTS_MAX)
        (void)ctl_fail("%s", text);
}

static void tell_of_the_rest(const struct replay *r)
{
    struct captures_stats stats = captures_stats(r->captures);
    if (stats.malformed)
        (void)ctl_fail("%lld lines could not be used", (long long)stats.malformed);
    if (stats.unordered)
        (void)ctl_fail("%lld lines are earlier than the one before: taken at its time",
                       (long long)stats.unordered);
    if (r->other)
        (void)ctl_fail("%lld lines are not from MQTT: passed over", (long long)r->other);
}

/* ---- the command ---- */

static int load(struct replay *r)
{
    struct config_report report = {0};
    if (r->ctl->layers == 0)
        return ctl_usage("replay needs --config DIR");
    r->config = config_load(r->ctl->layer, r->ctl->layers, &report);
    for (size_t i = 0; i < report.count; i++)
        (void)ctl_fail("%s", report.message[i]);
    config_report_done(&report);
    if (!r->config)
        return ctl_fail("the configuration is refused");
    (void)config_topic(r->config, "job", r->job_topic, sizeof r->job_topic);
    r->decoder = decoder_new(r->config);
    return r->decoder ? CTL_DONE : ctl_fail("out of memory");
}

static int read_options(struct replay *r)
{
    int64_t speed;
    const char *text = r->ctl->value[OPT_SPEED];
    int result = ctl_time(r->ctl, OPT_FROM, &r->config->zone, &r->from);
    if (result == CTL_DONE)
        result = ctl_time(r->ctl, OPT_TO, &r->config->zone, &r->to);
    if (result == CTL_DONE && ctl_has(r->ctl, OPT_EVERY))
        result = ctl_length(r->ctl, OPT_EVERY, &r->every_ms);
    if (result != CTL_DONE)
        return result;
    if (r->from != TIME_NONE && r->to != TIME_NONE && r->from >= r->to)
        return ctl_usage("--from is not before --to");
    if (text) {
        if (amount_from_text(text, strlen(text), &speed) != 0 || speed <= 0)
            return ctl_usage("--speed %s: a number above 0, 1 is real time", text);
        r->speed = amount_to_double(speed);
    }
    return CTL_DONE;
}

static int open_files(struct replay *r)
{
    struct cause why;
    const char *records = r->ctl->value[OPT_RECORDS];
    const char *const *filter;
    size_t filters = decoder_filters(r->decoder, &filter);
    const struct captures_conf conf = {.filter = filter,
                                       .filters = filters,
                                       .zone = &r->config->zone,
                                       .every_ms = r->every_ms,
                                       .start_ms = r->from == TIME_NONE ? START_MS : r->from};
    r->captures = captures_open(r->ctl->arg, r->ctl->args, &conf, on_complaint, r, &why);
    if (!r->captures)
        return ctl_fail("%s", why.text);
    if (!records)
        return CTL_DONE;
    r->out = strcmp(records, "-") == 0 ? stdout : fopen(records, "we");
    return r->out ? CTL_DONE : ctl_fail("%s: %s", records, strerror(errno));
}

static int finish_records(struct replay *r)
{
    if (r->out && r->out != stdout && fclose(r->out) != 0)
        r->failed = true;
    r->out = NULL;
    return r->failed ? ctl_fail("the records could not be written") : CTL_DONE;
}

static int run(struct replay *r)
{
    int result = load(r);
    if (result == CTL_DONE)
        result = read_options(r);
    if (result == CTL_DONE)
        result = open_files(r);
    if (result == CTL_DONE)
        result = feed_all(r);
    if (r->captures)
        tell_of_the_rest(r);
    if (result == CTL_DONE)
        result = show(r);
    int written = finish_records(r);
    return result == CTL_DONE ? written : result;
}

int ctl_replay(const struct ctl *ctl)
{
    struct replay r = {.ctl = ctl, .from = TIME_NONE, .to = TIME_NONE};
    int result = run(&r);
    replay_stops_done(&r.stops);
    effects_done(&r.effects);
    station_free(&r.station);
    decoder_free(&r.decoder);
    captures_close(&r.captures);
    config_free(&r.config);
    return result;
}
