/* SPDX-License-Identifier: MIT */
/* andonctl replay: captured messages through decoder and engine on virtual time; no broker, no
 * daemon, no clock. The same input gives the same records, byte for byte, however fast it runs.
 * Called by main.c's table. Owns the engine, the decoder and the files while it runs. */
#include "andon/ctl/replay/replay.h"

#include "andon/ctl/ctl.h"
#include "andon/ctl/replay/captures.h"
#include "andon/ctl/replay/diff.h"
#include "andon/ctl/replay/run.h"
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
    struct run run[2]; /* the second: of --against */
    int runs;
    bool begun;
    struct captures *captures;
    const char **filter; /* of both configurations */
    struct replay_stops stops;
    struct replay_checks checks;
    struct story story[2]; /* with --against */
    struct story_words *words;
    FILE *out; /* --records */
    struct now now;
    int64_t from, to;         /* --from and --to, or TIME_NONE */
    int64_t every_ms;         /* between messages without a time; 0: not said */
    double speed;             /* 0: as fast as possible */
    int64_t real_ms, boot_ms; /* both clocks when the pacing began */
    int64_t other;
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

static void after_step(void *ctx, struct run *run)
{
    struct replay *r = ctx;
    for (size_t i = 0; i < run->effects.records.count; i++) {
        const struct record_draft *record = &run->effects.records.item[i];
        if (r->runs == 2)
            story_record(&r->story[run - r->run], record);
        else if (record->kind == REC_STOP)
            replay_stops_take(&r->stops, record);
        if (r->runs == 1 && record->kind == REC_FAULT)
            replay_checks_take(&r->checks, record);
        if (r->out)
            write_record(r, record);
    }
    if (r->runs == 2 && run->effects.lamps_changed)
        story_lamps(&r->story[run - r->run], run->effects.lamp, run->effects.lamps,
                    run->now.wall_ms);
}

static void tick(struct replay *r)
{
    for (int i = 0; i < r->runs; i++)
        run_step(&r->run[i], &(struct event){.kind = EVENT_TICK}, r->now);
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
            tick(r);
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

static int64_t next_due(const struct replay *r)
{
    int64_t due = TIME_NEVER;
    for (int i = 0; i < r->runs; i++)
        if (run_due(&r->run[i]) < due)
            due = run_due(&r->run[i]);
    return due;
}

/* What sources with sessions wait for ends at its own time. */
static void move_to(struct replay *r, struct now now)
{
    int64_t due;
    while ((due = next_due(r)) <= now.boot_ms) {
        struct now then = r->now;
        int64_t passed = due > then.boot_ms ? due - then.boot_ms : 0;
        then.boot_ms += passed;
        then.wall_ms += passed;
        pass_to(r, then);
        for (int i = 0; i < r->runs; i++)
            run_wait_over(&r->run[i], r->now);
    }
    pass_to(r, now);
}

/* ---- feeding ---- */

/* Two configurations are compared over the whole capture, unless a window is asked for. */
static int begin(struct replay *r, struct now now)
{
    r->now = now;
    r->boot_ms = now.boot_ms;
    r->real_ms = real_ms();
    if (r->runs == 2 && r->from == TIME_NONE)
        r->from = now.wall_ms;
    r->begun = true;
    for (int i = 0; i < r->runs; i++) {
        if (r->runs == 2 && story_begin(&r->story[i], r->words, r->run[i].config) != 0)
            return ctl_fail("out of memory");
        if (run_begin(&r->run[i], now, r->from, r->to) != CTL_DONE)
            return CTL_FAILED;
    }
    return CTL_DONE;
}

/* All messages up to --to; then the time until --to, if it was given. */
static int feed_all(struct replay *r)
{
    const struct capture_line *line;
    struct now now;
    while ((line = captures_next(r->captures, &now)) != NULL) {
        if (r->to != TIME_NONE && now.wall_ms > r->to)
            break; /* one at --to tells of parts that were made before it */
        if (!r->begun && begin(r, now) != CTL_DONE)
            return CTL_FAILED;
        move_to(r, now);
        bool ours = strcmp(line->source, "mqtt") == 0;
        r->other += !ours;
        for (int i = 0; ours && i < r->runs; i++)
            run_feed(&r->run[i], line, now);
    }
    if (!r->begun)
        return ctl_fail("there is no message%s", r->to == TIME_NONE ? "" : " before --to");
    now = r->now;
    if (r->to != TIME_NONE && r->to > now.wall_ms) {
        now.boot_ms += r->to - now.wall_ms;
        now.wall_ms = r->to;
    }
    move_to(r, now);
    tick(r);
    return CTL_DONE;
}

/* ---- outcome ---- */

static int show(struct replay *r)
{
    static struct snapshot snapshot;
    static char text[SNAPSHOT_JSON_MAX];
    const struct run *run = &r->run[0];
    run_snapshot(run, &snapshot);
    if (ctl_has(r->ctl, OPT_JSON)) {
        if (!snapshot_to_json(&snapshot, text, sizeof text))
            return ctl_fail("the snapshot does not fit %d bytes", SNAPSHOT_JSON_MAX);
        puts(text);
        return CTL_DONE;
    }
    struct captures_stats stats = captures_stats(r->captures);
    struct load_report load;
    int64_t since, day = r->now.wall_ms - MS_PER_DAY;
    bool loaded = station_alarm_load(run->station, r->from == TIME_NONE ? day : r->from,
                                     r->now.wall_ms, &load, &since) == 0;
    replay_report(&(struct replay_outcome){
        .load = loaded && run->config->alerts > 0 ? &load : NULL,
        .config = run->config,
        .snapshot = &snapshot,
        .stops = &r->stops,
        .checks = &r->checks,
        .asked = r->from != TIME_NONE || r->to != TIME_NONE,
        .from = r->from == TIME_NONE ? snapshot.shift.start : r->from,
        .to = r->now.wall_ms,
        .messages = run->messages,
        .malformed = stats.malformed,
        .unordered = stats.unordered,
        .other = r->other,
        .unwanted = decoder_unwanted(run->decoder),
        .records = run->records,
    });
    return CTL_DONE;
}

static void on_complaint(void *ctx, const char *text)
{
    struct replay *r = ctx;
    if (r->complaints++ < COMPLAINTS_MAX)
        (void)ctl_fail("%s", text);
}

/* What was not given is not in the figures: where that is nothing's fault but ours there are none.
 */
static int tell_of_the_rest(const struct replay *r)
{
    struct captures_stats stats = captures_stats(r->captures);
    if (stats.malformed)
        (void)ctl_fail("%lld lines could not be used", (long long)stats.malformed);
    if (stats.unordered)
        (void)ctl_fail("%lld lines are earlier than the one before: taken at its time",
                       (long long)stats.unordered);
    if (r->other)
        (void)ctl_fail("%lld lines are not from MQTT: passed over", (long long)r->other);
    return stats.unread ? ctl_fail("out of memory: not all of it was read") : CTL_DONE;
}

/* ---- the command ---- */

static int load(struct replay *r)
{
    const struct ctl *ctl = r->ctl;
    if (ctl->layers == 0)
        return ctl_usage("replay needs --config DIR");
    if (ctl->others && ctl_has(ctl, OPT_RECORDS))
        return ctl_usage("--records are those of one configuration; --against compares two");
    r->runs = ctl->others ? 2 : 1;
    for (int i = 0; i < r->runs; i++) {
        struct run *run = &r->run[i];
        *run = (struct run){.exact = r->runs == 2, .after = after_step, .ctx = r};
        int result = run_load(run, i ? ctl->other : ctl->layer, i ? ctl->others : ctl->layers);
        if (result != CTL_DONE)
            return result;
    }
    r->words = r->runs == 2 ? story_words_new() : NULL;
    return r->words || r->runs == 1 ? CTL_DONE : ctl_fail("out of memory");
}

static int read_options(struct replay *r)
{
    int64_t speed;
    const char *text = r->ctl->value[OPT_SPEED];
    int result = ctl_time(r->ctl, OPT_FROM, &r->run[0].config->zone, &r->from);
    if (result == CTL_DONE)
        result = ctl_time(r->ctl, OPT_TO, &r->run[0].config->zone, &r->to);
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

/* The topics of both configurations; -1: out of memory. */
static int collect_filters(struct replay *r, size_t *count_of)
{
    size_t total = 0;
    for (int i = 0; i < r->runs; i++) {
        const char *const *filter;
        size_t count = decoder_filters(r->run[i].decoder, &filter);
        const char **grown = realloc(r->filter, (total + count + 1) * sizeof *grown);
        if (!grown)
            return -1;
        r->filter = grown;
        for (size_t k = 0; k < count; k++)
            r->filter[total++] = filter[k];
    }
    *count_of = total;
    return 0;
}

static int open_files(struct replay *r)
{
    struct cause why;
    const char *records = r->ctl->value[OPT_RECORDS];
    size_t filters = 0;
    if (collect_filters(r, &filters) != 0)
        return ctl_fail("out of memory");
    const struct captures_conf conf = {.filter = r->filter,
                                       .filters = filters,
                                       .zone = &r->run[0].config->zone,
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

/* The layers of a configuration, for people. */
static void name_layers(const char *const *layer, size_t count, char *out, size_t size)
{
    size_t length = 0;
    out[0] = '\0';
    for (size_t i = 0; i < count && length < size; i++) {
        (void)text_format(out + length, size - length, "%s%s", i ? " + " : "", layer[i]);
        length += strlen(out + length);
    }
    char clean[512];
    (void)text_sanitise(out, strlen(out), clean, sizeof clean);
    (void)text_copy(out, size, clean);
}

/* What the second configuration would have made different. */
static int compare(struct replay *r)
{
    static struct snapshot snapshot[2];
    struct diff diff;
    char name[2][512];
    name_layers(r->ctl->layer, r->ctl->layers, name[0], sizeof name[0]);
    name_layers(r->ctl->other, r->ctl->others, name[1], sizeof name[1]);
    for (int i = 0; i < 2; i++) {
        run_snapshot(&r->run[i], &snapshot[i]);
        story_end(&r->story[i], &snapshot[i]);
    }
    if (diff_make(&r->story[0], &r->story[1], r->from, r->now.wall_ms, &diff) != 0) {
        diff_done(&diff);
        return ctl_fail("out of memory");
    }
    diff_report(&(struct diff_outcome){.diff = &diff,
                                       .snapshot = {&snapshot[0], &snapshot[1]},
                                       .config = {r->run[0].config, r->run[1].config},
                                       .name = {name[0], name[1]},
                                       .messages = r->run[0].messages,
                                       .from = r->from,
                                       .to = r->now.wall_ms,
                                       .json = ctl_has(r->ctl, OPT_JSON)});
    diff_done(&diff);
    return CTL_DONE;
}

static int play(struct replay *r)
{
    int result = load(r);
    if (result == CTL_DONE)
        result = read_options(r);
    if (result == CTL_DONE)
        result = open_files(r);
    if (result == CTL_DONE)
        result = feed_all(r);
    int whole = r->captures ? tell_of_the_rest(r) : CTL_DONE;
    if (result == CTL_DONE)
        result = whole;
    if (result == CTL_DONE)
        result = r->runs == 2 ? compare(r) : show(r);
    int written = finish_records(r);
    return result == CTL_DONE ? written : result;
}

int ctl_replay(const struct ctl *ctl)
{
    static struct replay r;
    r = (struct replay){.ctl = ctl, .from = TIME_NONE, .to = TIME_NONE};
    int result = play(&r);
    replay_stops_done(&r.stops);
    for (int i = 0; i < 2; i++) {
        story_done(&r.story[i]);
        run_done(&r.run[i]);
    }
    story_words_free(&r.words);
    free(r.filter);
    captures_close(&r.captures);
    return result;
}
