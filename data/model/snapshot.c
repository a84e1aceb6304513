/* SPDX-License-Identifier: MIT */
/* The snapshot as JSON and back (design.md §7). One table of rows says which member is which key
 * and how it is written: writer and reader both go through it, so they cannot drift apart. The
 * engine's shell writes, the console and scripts read. Owns nothing; reading allocates through the
 * JSON parser only. */
#include "data/model/snapshot.h"

#include "data/model/amount.h"
#include "data/model/clock.h"
#include "data/model/json.h"
#include "data/model/members.h"
#include "data/model/text.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#define SUMMARY_MAX 2048

#define MEMBER(type, member) MEMBER_AT(struct type, member)
#define AT(key, form, member)                     \
    {                                             \
        key, form, MEMBER(snapshot, member), NULL \
    }
#define SPELT(key, member, w)                                  \
    {                                                          \
        key, MEMBER_WORD, MEMBER(snapshot, member), &words_##w \
    }
#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* clang-format off */
static const struct member top_fields[] = {
    AT("station", MEMBER_TEXT, station),
    AT("title", MEMBER_TEXT, title),
    AT("ts", MEMBER_TIME, ts),
    AT("online", MEMBER_FLAG, online),
};
static const struct member machine_fields[] = {
    SPELT("state", machine.state, machine_state),
    AT("since", MEMBER_TIME, machine.since),
    AT("for_s", MEMBER_DURATION, machine.for_ms),
    AT("detail", MEMBER_TEXT_EMPTY, machine.detail),
    AT("age_s", MEMBER_DURATION, machine.age_ms),
    AT("stale", MEMBER_FLAG, machine.stale),
    AT("stored", MEMBER_FLAG, machine.stored),
    SPELT("mode", machine.mode, station_mode),
};
static const struct member shift_fields[] = {
    AT("name", MEMBER_TEXT_EMPTY, shift.name),
    AT("team", MEMBER_TEXT_EMPTY, shift.team),
    AT("start", MEMBER_TIME, shift.start),
    AT("end", MEMBER_TIME, shift.end),
    AT("in_shift", MEMBER_FLAG, shift.in_shift),
    AT("in_break", MEMBER_FLAG, shift.in_break),
};
static const struct member job_fields[] = {
    AT("id", MEMBER_TEXT_EMPTY, job.id),
    AT("product", MEMBER_TEXT_EMPTY, job.product),
    AT("ideal_cycle_s", MEMBER_AMOUNT_ZERO, job.ideal_us),
    AT("target", MEMBER_AMOUNT_ZERO, job.target),
    AT("title", MEMBER_TEXT_EMPTY, job.title),
    SPELT("state", job.state, job_state),
    AT("quantity", MEMBER_AMOUNT_ZERO, job.quantity),
    AT("made", MEMBER_AMOUNT, job.made),
    AT("since", MEMBER_TIME, job.since),
    AT("finish", MEMBER_TIME, job.finish),
    AT("next", MEMBER_TEXT_EMPTY, job.next_id),
    AT("next_product", MEMBER_TEXT_EMPTY, job.next_product),
};
static const struct member declared_fields[] = {
    AT("id", MEMBER_TEXT_EMPTY, declared.id),
    AT("title", MEMBER_TEXT_EMPTY, declared.title),
    AT("since", MEMBER_TIME, declared.since),
    AT("until", MEMBER_TIME, declared.until),
    AT("over", MEMBER_FLAG, declared.over),
};
static const struct member changeover_fields[] = {
    AT("since", MEMBER_TIME, changeover.since),
    AT("target_s", MEMBER_DURATION, changeover.target_ms),
    AT("from", MEMBER_TEXT_EMPTY, changeover.from),
    AT("to", MEMBER_TEXT_EMPTY, changeover.to),
};
static const struct member handover_fields[] = {
    AT("id", MEMBER_TEXT, handover.id),
    AT("name", MEMBER_TEXT_EMPTY, handover.name),
    AT("start", MEMBER_TIME, handover.start),
    AT("end", MEMBER_TIME, handover.end),
    AT("outgoing", MEMBER_FLAG, handover.outgoing),
    AT("incoming", MEMBER_FLAG, handover.incoming),
    AT("waiting", MEMBER_NUMBER, handover.waiting),
};
static const struct member ask_fields[] = {
    {"id", MEMBER_TEXT, MEMBER(snapshot_ask, id), NULL},
    {"rev", MEMBER_NUMBER, MEMBER(snapshot_ask, rev), NULL},
    {"since", MEMBER_TIME, MEMBER(snapshot_ask, since), NULL},
    {"end", MEMBER_TIME, MEMBER(snapshot_ask, end), NULL},
    {"lost_s", MEMBER_DURATION, MEMBER(snapshot_ask, ms), NULL},
    {"burst", MEMBER_NUMBER, MEMBER(snapshot_ask, burst), NULL},
    {"state", MEMBER_WORD, MEMBER(snapshot_ask, state), &words_machine_state},
    {"detail", MEMBER_TEXT_EMPTY, MEMBER(snapshot_ask, detail), NULL},
    {"suggested", MEMBER_TEXT_EMPTY, MEMBER(snapshot_ask, suggested), NULL},
};
static const struct member oee_fields[] = {
    AT("availability", MEMBER_RATIO, oee.availability),
    AT("performance", MEMBER_RATIO, oee.performance),
    AT("quality", MEMBER_RATIO, oee.quality),
    AT("oee", MEMBER_RATIO, oee.oee),
    AT("coverage", MEMBER_RATIO, oee.coverage),
    AT("planned_s", MEMBER_DURATION, oee.planned_ms),
    AT("run_s", MEMBER_DURATION, oee.run_ms),
    AT("unknown_s", MEMBER_DURATION, oee.unknown_ms),
    AT("unexplained_s", MEMBER_DURATION, unexplained_ms),
    AT("performance_over", MEMBER_FLAG, oee.performance_over),
    AT("counts_while_stopped", MEMBER_FLAG, oee.counts_while_stopped),
    AT("scrap_over", MEMBER_FLAG, oee.scrap_over),
    AT("good_over", MEMBER_FLAG, oee.good_over),
};
static const struct member counts_fields[] = {
    AT("total", MEMBER_AMOUNT, counts.total),
    AT("good", MEMBER_AMOUNT, counts.good),
    AT("scrap", MEMBER_AMOUNT, counts.scrap),
    AT("rework", MEMBER_AMOUNT, counts.rework),
    AT("outside_total", MEMBER_AMOUNT, counts.outside_total),
    AT("outside_good", MEMBER_AMOUNT, counts.outside_good),
    AT("target_now", MEMBER_AMOUNT_UNKNOWN, counts.target_now),
    AT("cycle_s", MEMBER_DURATION, counts.cycle_ms),
    AT("entered_scrap", MEMBER_AMOUNT, counts.entered_scrap),
    AT("entered_rework", MEMBER_AMOUNT, counts.entered_rework),
    AT("trial_total", MEMBER_AMOUNT, counts.trial_total),
    AT("trial_good", MEMBER_AMOUNT, counts.trial_good),
};
static const struct member stop_fields[] = {
    AT("id", MEMBER_TEXT, stop.id),
    AT("since", MEMBER_TIME, stop.since),
    AT("end", MEMBER_TIME, stop.end),
    AT("lost_s", MEMBER_DURATION, stop.ms),
    AT("small", MEMBER_FLAG, stop.small),
    SPELT("state", stop.state, machine_state),
    AT("reason", MEMBER_TEXT_EMPTY, stop.reason),
    AT("suggested", MEMBER_TEXT_EMPTY, stop.suggested),
    AT("rev", MEMBER_NUMBER, stop.rev),
    AT("noticed", MEMBER_TIME, stop.noticed),
    AT("arrived", MEMBER_TIME, stop.arrived),
    AT("repaired", MEMBER_TIME, stop.repaired),
    AT("note", MEMBER_TEXT_EMPTY, stop.note),
};
static const struct member stops_fields[] = {
    AT("count", MEMBER_NUMBER, stops.count),
    AT("unexplained", MEMBER_NUMBER, stops.unexplained),
    AT("small", MEMBER_NUMBER, stops.small),
};
static const struct member loss_fields[] = {
    AT("kind", MEMBER_TEXT_EMPTY, loss.kind),
    AT("reason", MEMBER_TEXT_EMPTY, loss.reason),
    AT("title", MEMBER_TEXT_EMPTY, loss.title),
    AT("lost_s", MEMBER_DURATION, loss.ms),
    AT("count", MEMBER_NUMBER, loss.count),
};
static const struct member sync_fields[] = {
    AT("pending", MEMBER_NUMBER, sync.pending),
    AT("oldest_s", MEMBER_DURATION, sync.oldest_ms),
    AT("parked", MEMBER_NUMBER, sync.parked),
    AT("upstream", MEMBER_FLAG, sync.way.on),
    AT("confirmed", MEMBER_NUMBER, sync.way.confirmed),
    AT("sent", MEMBER_NUMBER, sync.way.sent),
    AT("live", MEMBER_NUMBER, sync.way.live),
    AT("live_confirmed", MEMBER_NUMBER, sync.way.live_confirmed),
    AT("live_sent", MEMBER_NUMBER, sync.way.live_sent),
    SPELT("link", sync.link, link_state),
    AT("link_since", MEMBER_TIME, sync.link_since),
    AT("link_why", MEMBER_TEXT_EMPTY, sync.link_why),
};
static const struct member config_fields[] = {
    AT("digest", MEMBER_TEXT_EMPTY, config.digest),
    AT("plant_rev", MEMBER_NUMBER, config.plant_rev),
    AT("plant", MEMBER_TEXT_EMPTY, config.plant),
    AT("plant_refused", MEMBER_NUMBER, config.plant_refused),
    AT("plant_why", MEMBER_TEXT_EMPTY, config.plant_why),
};
static const struct member health_fields[] = {
    AT("store_ok", MEMBER_FLAG, health.store_ok),
    AT("store_why", MEMBER_TEXT_EMPTY, health.store_why),
    AT("queue", MEMBER_NUMBER, health.queue),
    AT("queue_max", MEMBER_NUMBER, health.queue_max),
    AT("dropped", MEMBER_NUMBER, health.dropped),
    AT("messages", MEMBER_NUMBER, health.messages),
    AT("undecoded", MEMBER_NUMBER, health.undecoded),
    AT("faults", MEMBER_NUMBER, health.faults),
    AT("missing", MEMBER_AMOUNT, counts.missing),
    AT("safe", MEMBER_TIME, health.safe),
    AT("store_queue", MEMBER_NUMBER, health.store_queue),
    AT("lost", MEMBER_NUMBER, health.lost),
    AT("commit_us", MEMBER_NUMBER, health.commit_us),
    AT("file_bytes", MEMBER_NUMBER, health.file_bytes),
    AT("free_bytes", MEMBER_NUMBER, health.free_bytes),
    AT("full_s", MEMBER_DURATION, health.full_ms),
    AT("loop_turns", MEMBER_NUMBER, health.loop_turns),
    AT("loop_p50_us", MEMBER_NUMBER, health.loop_p50_us),
    AT("loop_p99_us", MEMBER_NUMBER, health.loop_p99_us),
    AT("loop_max_us", MEMBER_NUMBER, health.loop_max_us),
    AT("clients", MEMBER_NUMBER, health.clients),
    AT("backlog", MEMBER_NUMBER, health.backlog),
    AT("resident_bytes", MEMBER_NUMBER, health.resident_bytes),
    AT("descriptors", MEMBER_NUMBER, health.descriptors),
    AT("uptime_s", MEMBER_DURATION, health.uptime_ms),
    AT("clock_synced", MEMBER_FLAG, health.clock_synced),
    AT("crashed", MEMBER_TIME, health.crashed),
    AT("crash", MEMBER_TEXT_EMPTY, health.crash),
    AT("config_why", MEMBER_TEXT_EMPTY, health.config_why),
};
static const struct member alerting_fields[] = {
    AT("active", MEMBER_NUMBER, alerting.active),
    AT("unacked", MEMBER_NUMBER, alerting.unacked),
    AT("high_unacked", MEMBER_NUMBER, alerting.high_unacked),
    AT("shelved", MEMBER_NUMBER, alerting.shelved),
    AT("suppressed", MEMBER_NUMBER, alerting.suppressed),
    AT("out_of_service", MEMBER_NUMBER, alerting.out_of_service),
    AT("flood", MEMBER_FLAG, alerting.flood),
    AT("in_flood", MEMBER_NUMBER, alerting.in_flood),
    AT("sounding", MEMBER_FLAG, alerting.sounding),
};
static const struct member signal_fields[] = {
    {"unit", MEMBER_TEXT_EMPTY, MEMBER(snapshot_signal, unit), NULL},
    {"ts", MEMBER_TIME, MEMBER(snapshot_signal, ts), NULL},
    {"age_s", MEMBER_DURATION, MEMBER(snapshot_signal, age_ms), NULL},
    {"quality", MEMBER_WORD, MEMBER(snapshot_signal, quality), &words_quality},
    {"role", MEMBER_WORD, MEMBER(snapshot_signal, role), &words_signal_role},
    {"errors", MEMBER_NUMBER, MEMBER(snapshot_signal, errors), NULL},
    {"error", MEMBER_TEXT_EMPTY, MEMBER(snapshot_signal, error), NULL},
};
static const struct member lamp_fields[] = {
    {"pattern", MEMBER_WORD, MEMBER(snapshot_lamp, pattern), &words_lamp_pattern},
    {"colour", MEMBER_TEXT, MEMBER(snapshot_lamp, colour), NULL},
    {"rule", MEMBER_TEXT_EMPTY, MEMBER(snapshot_lamp, rule), NULL},
    {"why", MEMBER_TEXT_EMPTY, MEMBER(snapshot_lamp, why), NULL},
    {"mismatch", MEMBER_FLAG, MEMBER(snapshot_lamp, mismatch), NULL},
};
/* clang-format on */

#define BRIEF(name, brief)                                   \
    {                                                        \
#name, name##_fields, COUNT_OF(name##_fields), brief \
    }
#define GROUP(name) BRIEF(name, 0)

/* The objects that are always there. Those before `stops` make the summary. */
static const struct members top_group = GROUP(top), stop_group = BRIEF(stop, 8);
static const struct members state_groups[] = {GROUP(machine), GROUP(shift), BRIEF(job, 4),
                                              GROUP(oee), BRIEF(counts, 8)};
static const struct members stops_group = GROUP(stops), loss_group = GROUP(loss),
                            handover_group = GROUP(handover), sync_group = GROUP(sync),
                            health_group = GROUP(health), config_group = BRIEF(config, 3);
static const struct members people_groups[] = {GROUP(declared), GROUP(changeover), GROUP(handover),
                                               GROUP(alerting)};

void snapshot_init(struct snapshot *s)
{
    *s = (struct snapshot){
        .ts = TIME_NONE,
        .machine = {.state = MS_UNKNOWN, .since = TIME_NONE, .for_ms = -1, .age_ms = -1},
        .shift = {.start = TIME_NONE, .end = TIME_NONE},
        .oee = {.availability = (double)NAN,
                .performance = (double)NAN,
                .quality = (double)NAN,
                .oee = (double)NAN,
                .coverage = (double)NAN},
        .counts = {.target_now = -1, .cycle_ms = -1},
        .job = {.since = TIME_NONE, .finish = TIME_NONE},
        .declared = {.since = TIME_NONE, .until = TIME_NONE},
        .changeover = {.since = TIME_NONE, .target_ms = -1},
        .stop = {.since = TIME_NONE,
                 .end = TIME_NONE,
                 .noticed = TIME_NONE,
                 .arrived = TIME_NONE,
                 .repaired = TIME_NONE},
        .handover = {.start = TIME_NONE, .end = TIME_NONE},
        .sync = {.oldest_ms = -1, .link = LINK_DOWN, .link_since = TIME_NONE},
        .health = {.safe = TIME_NONE,
                   .free_bytes = -1,
                   .full_ms = -1,
                   .uptime_ms = -1,
                   .crashed = TIME_NONE},
    };
}

static void write_group(struct jw *w, const struct members *group, const void *base)
{
    jw_object(w, group->key);
    members_write(w, group, base);
    jw_object_end(w);
}

static void write_part(struct jw *w, const struct members *group, const void *base, bool summary)
{
    struct members part = *group;
    if (summary && part.brief > 0)
        part.count = part.brief;
    write_group(w, &part, base);
}

void snapshot_put_value(struct jw *w, const struct value *value)
{
    switch (value->type) {
    case VALUE_NONE:
        jw_null(w, "value");
        break;
    case VALUE_NUMBER:
        jw_amount(w, "value", value->amount);
        break;
    case VALUE_BOOL:
        jw_bool(w, "value", value->amount != 0);
        break;
    case VALUE_TEXT:
        jw_text(w, "value", value->text);
        return;
    }
    /* The source's own word, where a map made something else of it. */
    if (value->text[0])
        jw_text(w, "text", value->text);
}

static void write_signals(struct jw *w, const struct snapshot *s)
{
    static const struct members group = GROUP(signal);
    jw_object(w, "signals");
    for (int i = 0; i < s->signals; i++) {
        jw_object(w, s->signal[i].name);
        snapshot_put_value(w, &s->signal[i].value);
        members_write(w, &group, &s->signal[i]);
        jw_object_end(w);
    }
    jw_object_end(w);
}

static void write_lamps(struct jw *w, const struct snapshot *s, size_t fields)
{
    const struct members group = {"lamps", lamp_fields, fields, 0};
    jw_object(w, "lamps");
    for (int i = 0; i < s->lamps; i++) {
        jw_object(w, s->lamp[i].name);
        members_write(w, &group, &s->lamp[i]);
        jw_object_end(w);
    }
    jw_object_end(w);
}

static void write_times(struct jw *w, const struct snapshot *s)
{
    jw_object(w, "time_s");
    for (int i = 0; i < MACHINE_STATE_COUNT; i++)
        jw_seconds(w, word_name(&words_machine_state, i), s->time_ms[i]);
    jw_object_end(w);
}

static void write_details(struct jw *w, const struct snapshot *s)
{
    jw_object(w, "detail_s");
    for (int i = 0; i < s->details; i++)
        jw_seconds(w, s->detail[i].name, s->detail[i].ms);
    jw_object_end(w);
}

static void write_stop(struct jw *w, const struct snapshot *s, bool summary)
{
    if (s->stop.id[0])
        write_part(w, &stop_group, s, summary);
    else
        jw_null(w, "stop");
    write_group(w, &stops_group, s);
    if (s->loss.ms > 0)
        write_group(w, &loss_group, s);
    else
        jw_null(w, "loss");
}

/* Long stops only, at most `max` of them, and every question when max is SNAPSHOT_ASKS. */
static void write_asks(struct jw *w, const struct snapshot *s, int max)
{
    static const struct members group = GROUP(ask);
    jw_array(w, "asks");
    for (int i = 0, n = 0; i < s->asks && n < max; i++) {
        if (max < SNAPSHOT_ASKS && s->ask[i].burst > 0)
            continue;
        n++;
        jw_object(w, NULL);
        members_write(w, &group, &s->ask[i]);
        jw_object_end(w);
    }
    jw_array_end(w);
}

static void write_neighbours(struct jw *w, const struct snapshot *s)
{
    if (s->neighbours == 0)
        return;
    jw_array(w, "neighbours");
    for (int i = 0; i < s->neighbours; i++)
        neighbour_put(w, &s->neighbour[i]);
    jw_array_end(w);
}

static void write_andon(struct jw *w, const struct snapshot *s)
{
    jw_array(w, "alerts");
    for (int i = 0; i < s->alerts; i++)
        alert_view_put(w, &s->alert[i]);
    jw_array_end(w);
    jw_array(w, "predictions");
    for (int i = 0; i < s->predictions; i++)
        prediction_view_put(w, &s->prediction[i]);
    jw_array_end(w);
    predictor_briefs_put(w, "predictors", &s->predictors);
    jw_array(w, "calls");
    for (int i = 0; i < s->calls; i++)
        call_view_put(w, &s->call[i]);
    jw_array_end(w);
    jw_array(w, "workorders");
    for (int i = 0; i < s->orders; i++)
        order_view_put(w, &s->order[i]);
    jw_array_end(w);
    jw_array(w, "checks");
    for (int i = 0; i < s->checks; i++)
        check_view_put(w, &s->check[i]);
    jw_array_end(w);
}

static void write_state(struct jw *w, const struct snapshot *s, bool summary)
{
    jw_object(w, NULL);
    jw_int(w, "v", 1);
    members_write(w, &top_group, s);
    for (size_t i = 0; i < COUNT_OF(state_groups); i++)
        write_part(w, &state_groups[i], s, summary);
}

void snapshot_put_figures(struct jw *w, const struct snapshot *s)
{
    static const struct members groups[] = {GROUP(oee), GROUP(counts)};
    for (size_t i = 0; i < COUNT_OF(groups); i++)
        write_group(w, &groups[i], s);
    write_times(w, s);
    write_group(w, &stops_group, s);
}

size_t snapshot_to_json(const struct snapshot *s, char *out, size_t size)
{
    struct jw w;
    jw_init(&w, out, size);
    write_state(&w, s, false);
    write_details(&w, s);
    write_times(&w, s);
    write_stop(&w, s, false);
    for (size_t i = 0; i < COUNT_OF(people_groups); i++)
        write_group(&w, &people_groups[i], s);
    write_asks(&w, s, SNAPSHOT_ASKS);
    write_neighbours(&w, s);
    write_signals(&w, s);
    write_andon(&w, s);
    write_lamps(&w, s, COUNT_OF(lamp_fields));
    write_group(&w, &sync_group, s);
    write_group(&w, &health_group, s);
    write_group(&w, &config_group, s);
    jw_object_end(&w);
    return w.overflow ? 0 : w.length;
}

/* What somebody must respond to, as counts and the first of each: what a line board shows. */
static void write_brief(struct jw *w, const struct snapshot *s)
{
    const struct prediction_view *first = NULL;
    int raised = 0;
    for (int i = 0; i < s->predictions; i++)
        if (s->prediction[i].state == PREDICTION_RAISED && raised++ == 0)
            first = &s->prediction[i];
    jw_object(w, "open");
    jw_int(w, "calls", s->calls);
    jw_text(w, "call", s->calls > 0 ? s->call[0].title : NULL);
    jw_time(w, "call_since", s->calls > 0 ? s->call[0].raised : TIME_NONE);
    jw_text(w, "call_id", s->calls > 0 ? s->call[0].id : NULL);
    jw_int(w, "call_tier", s->calls > 0 ? s->call[0].tier : 0);
    jw_bool(w, "blocking", s->calls > 0 && s->call[0].blocking);
    jw_int(w, "alerts", s->alerting.active);
    jw_int(w, "unacked", s->alerting.unacked);
    jw_int(w, "high_unacked", s->alerting.high_unacked);
    jw_text(w, "alert", s->alerts > 0 ? s->alert[0].title : NULL);
    jw_int(w, "predictions", raised);
    jw_text(w, "prediction", first ? first->title : NULL);
    jw_int(w, "unexplained", s->stops.unexplained);
    jw_int(w, "pending", s->sync.pending);
    if (s->sync.oldest_ms < 0)
        jw_null(w, "oldest_s");
    else
        jw_seconds(w, "oldest_s", s->sync.oldest_ms);
    jw_object_end(w);
}

size_t snapshot_summary(const struct snapshot *s, char *out, size_t size)
{
    /* With less and less until it fits: all, of the lamps the pattern, fewer of the stops that
     * nobody has explained, no lamps, no time by state, nothing of what is open. */
    static const struct {
        size_t lamps;
        int asks;
        bool times, brief;
    } detail[] = {{COUNT_OF(lamp_fields), 4, true, true},
                  {1, 4, true, true},
                  {1, 1, true, true},
                  {0, 4, true, true},
                  {0, 1, true, true},
                  {0, 1, false, true},
                  {0, 0, false, true},
                  {0, 0, false, false}};
    for (size_t i = 0; i < COUNT_OF(detail); i++) {
        struct jw w;
        jw_init(&w, out, size < SUMMARY_MAX + 1 ? size : SUMMARY_MAX + 1);
        write_state(&w, s, true);
        if (detail[i].brief)
            write_brief(&w, s);
        if (detail[i].brief)
            write_part(&w, &config_group, s, true);
        if (detail[i].times)
            write_times(&w, s);
        write_stop(&w, s, true);
        if (detail[i].brief && s->handover.waiting > 0)
            write_group(&w, &handover_group, s);
        if (detail[i].asks > 0 && s->asks > 0)
            write_asks(&w, s, detail[i].asks);
        if (detail[i].lamps > 0)
            write_lamps(&w, s, detail[i].lamps);
        jw_object_end(&w);
        if (!w.overflow)
            return w.length;
    }
    return 0;
}

static void read_group(const json_t *root, const struct members *group, void *base)
{
    members_read(json_object_get(root, group->key), group, base);
}

static void read_value(const json_t *json, const json_t *text, struct value *value)
{
    if (json_is_number(json)) {
        value->type = VALUE_NUMBER;
        member_read_amount(json, &value->amount);
    } else if (json_is_boolean(json)) {
        value->type = VALUE_BOOL;
        value->amount = json_is_true(json) ? AMOUNT_ONE : 0;
    } else if (json_is_string(json)) {
        value->type = VALUE_TEXT;
        text = json;
    }
    member_read_text(text, value->text, sizeof value->text);
}

/* A hostile name may be cut to that of another: the first stays. Items begin with their name. */
static bool is_there(const void *list, int count, size_t size, const char *name)
{
    int i = 0;
    while (i < count && strcmp((const char *)list + (size_t)i * size, name) != 0)
        i++;
    return i < count;
}

static void read_signals(json_t *object, struct snapshot *s)
{
    static const struct members group = GROUP(signal);
    const char *name;
    json_t *item;
    json_object_foreach(object, name, item)
    {
        if (s->signals == SNAPSHOT_SIGNALS)
            return;
        struct snapshot_signal *signal = &s->signal[s->signals];
        (void)text_sanitise(name, strlen(name), signal->name, sizeof signal->name);
        if (is_there(s->signal, s->signals, sizeof *s->signal, signal->name))
            continue;
        s->signals++;
        signal->ts = TIME_NONE;
        signal->age_ms = -1;
        read_value(json_object_get(item, "value"), json_object_get(item, "text"), &signal->value);
        members_read(item, &group, signal);
    }
}

static void read_lamps(json_t *object, struct snapshot *s)
{
    static const struct members group = GROUP(lamp);
    const char *name;
    json_t *item;
    json_object_foreach(object, name, item)
    {
        if (s->lamps == SNAPSHOT_LAMPS)
            return;
        struct snapshot_lamp *lamp = &s->lamp[s->lamps];
        (void)text_sanitise(name, strlen(name), lamp->name, sizeof lamp->name);
        if (is_there(s->lamp, s->lamps, sizeof *s->lamp, lamp->name))
            continue;
        s->lamps++;
        members_read(item, &group, lamp);
    }
}

static void read_times(const json_t *root, struct snapshot *s)
{
    const char *name;
    json_t *item;
    for (int i = 0; i < MACHINE_STATE_COUNT; i++) {
        const char *word = word_name(&words_machine_state, i);
        member_read_duration(json_object_get(json_object_get(root, "time_s"), word),
                             &s->time_ms[i]);
    }
    json_object_foreach(json_object_get(root, "detail_s"), name, item)
    {
        if (s->details == SNAPSHOT_DETAILS)
            return;
        char *to = s->detail[s->details].name;
        (void)text_sanitise(name, strlen(name), to, VALUE_TEXT_SIZE);
        if (is_there(s->detail, s->details, sizeof *s->detail, to))
            continue;
        member_read_duration(item, &s->detail[s->details++].ms);
    }
}

static void read_asks(const json_t *array, struct snapshot *s)
{
    static const struct members group = GROUP(ask);
    for (size_t i = 0; i < json_array_size(array) && s->asks < SNAPSHOT_ASKS; i++) {
        struct snapshot_ask *ask = &s->ask[s->asks++];
        ask->since = ask->end = TIME_NONE;
        members_read(json_array_get(array, i), &group, ask);
    }
}

static void read_andon(const json_t *root, struct snapshot *s)
{
    const json_t *alerts = json_object_get(root, "alerts"), *calls = json_object_get(root, "calls");
    const json_t *predictions = json_object_get(root, "predictions");
    const json_t *orders = json_object_get(root, "workorders");
    const json_t *checks = json_object_get(root, "checks");
    predictor_briefs_get(json_object_get(root, "predictors"), &s->predictors);
    for (size_t i = 0; i < json_array_size(alerts) && s->alerts < SNAPSHOT_ALERTS; i++) {
        alert_view_init(&s->alert[s->alerts]);
        alert_view_get(json_array_get(alerts, i), &s->alert[s->alerts++]);
    }
    for (size_t i = 0; i < json_array_size(calls) && s->calls < SNAPSHOT_CALLS; i++) {
        call_view_init(&s->call[s->calls]);
        call_view_get(json_array_get(calls, i), &s->call[s->calls++]);
    }
    for (size_t i = 0; i < json_array_size(predictions) && s->predictions < SNAPSHOT_PREDICTIONS;
         i++) {
        prediction_view_init(&s->prediction[s->predictions]);
        prediction_view_get(json_array_get(predictions, i), &s->prediction[s->predictions++]);
    }
    for (size_t i = 0; i < json_array_size(orders) && s->orders < SNAPSHOT_ORDERS; i++) {
        order_view_init(&s->order[s->orders]);
        order_view_get(json_array_get(orders, i), &s->order[s->orders++]);
    }
    for (size_t i = 0; i < json_array_size(checks) && s->checks < SNAPSHOT_CHECKS; i++) {
        check_view_init(&s->check[s->checks]);
        check_view_get(json_array_get(checks, i), &s->check[s->checks++]);
    }
}

int snapshot_from_json(const char *json, size_t length, struct snapshot *s, struct cause *why)
{
    json_error_t error;
    json_t *root = json_loadb(json, length, 0, &error);
    snapshot_init(s);
    if (!root) {
        char text[JSON_ERROR_TEXT_LENGTH];
        (void)text_sanitise(error.text, strlen(error.text), text, sizeof text);
        return cause_set(why, -1, "snapshot: not JSON at byte %d: %s", error.position, text);
    }
    if (!json_is_object(root)) {
        json_decref(root);
        return cause_set(why, -1, "snapshot: not a JSON object");
    }
    members_read(root, &top_group, s);
    for (size_t i = 0; i < COUNT_OF(state_groups); i++)
        read_group(root, &state_groups[i], s);
    const struct members *const group[] = {&stop_group,   &stops_group,  &loss_group, &sync_group,
                                           &health_group, &config_group, NULL};
    for (const struct members *const *g = group; *g; g++)
        read_group(root, *g, s);
    for (size_t i = 0; i < COUNT_OF(people_groups); i++)
        read_group(root, &people_groups[i], s);
    read_asks(json_object_get(root, "asks"), s);
    const json_t *neighbours = json_object_get(root, "neighbours");
    for (size_t i = 0; i < json_array_size(neighbours) && s->neighbours < NEIGHBOURS; i++)
        neighbour_get(json_array_get(neighbours, i), &s->neighbour[s->neighbours++]);
    read_times(root, s);
    read_signals(json_object_get(root, "signals"), s);
    read_andon(root, s);
    read_lamps(json_object_get(root, "lamps"), s);
    json_decref(root);
    return 0;
}
