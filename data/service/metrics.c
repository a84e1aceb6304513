/* SPDX-License-Identifier: MIT */
/* The tables of metrics and how a row becomes lines. Called by andonctl metrics. */
#include "data/service/metrics.h"

#include "data/model/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define PATH_SIZE 64
#define TEXT_SIZE 400 /* of a label, escaped */

static const char *const machine_states[] = {
    "running", "idle", "stopped", "starved", "blocked", "changeover", "planned", "unknown", NULL};
static const char *const call_states[] = {"raised", "taken", "arrived", NULL};
static const char *const links[] = {"down", "connecting", "up", NULL};

#define SHIFT " in the shift"

/* clang-format off */
#define GAUGE(name, path, help) {name, help, METRIC_GAUGE, METRIC_VALUE, path, NULL, 1, NULL, NULL, NULL}
#define SCALED(name, path, scale, help) {name, help, METRIC_GAUGE, METRIC_VALUE, path, NULL, scale, NULL, NULL, NULL}
#define TOTAL(name, path, help) {name, help, METRIC_COUNTER, METRIC_VALUE, path, NULL, 1, NULL, NULL, NULL}
#define PART(name, path, scale, label, value, help) {name, help, METRIC_GAUGE, METRIC_VALUE, path, NULL, scale, label, value, NULL}
#define WORD(name, path, label, words, help) {name, help, METRIC_GAUGE, METRIC_WORD, path, NULL, 1, label, NULL, words}
#define EACH(name, type, path, leaf, scale, label, help) {name, help, type, METRIC_EACH, path, leaf, scale, label, NULL, NULL}
#define COUNT(name, path, help) {name, help, METRIC_GAUGE, METRIC_COUNT, path, NULL, 1, NULL, NULL, NULL}
#define TALLY(name, path, leaf, label, words, help) {name, help, METRIC_GAUGE, METRIC_TALLY, path, leaf, 1, label, NULL, words}

static const struct metric of_station[] = {
    SCALED("snapshot_timestamp_seconds", "ts", 1e-3, "When these figures were true."),
    WORD("machine_state", "machine.state", "state", machine_states, "1 for the state that the machine is in."),
    SCALED("machine_state_since_timestamp_seconds", "machine.since", 1e-3, "Since when it is in it."),
    GAUGE("machine_stale", "machine.stale", "1 when what the machine said is too old to count."),
    EACH("machine_time_seconds", METRIC_GAUGE, "time_s", NULL, 1, "state", "Time in each state" SHIFT "."),
    GAUGE("oee_ratio", "oee.oee", "OEE" SHIFT "."),
    GAUGE("availability_ratio", "oee.availability", "Availability" SHIFT "."),
    GAUGE("performance_ratio", "oee.performance", "Performance" SHIFT "."),
    GAUGE("quality_ratio", "oee.quality", "Quality" SHIFT "."),
    GAUGE("coverage_ratio", "oee.coverage", "How much of the planned time is known."),
    GAUGE("planned_seconds", "oee.planned_s", "Planned time" SHIFT " so far."),
    GAUGE("run_seconds", "oee.run_s", "Running of it."),
    GAUGE("unexplained_seconds", "oee.unexplained_s", "Stopped without a reason."),
    PART("parts", "counts.total", 1, "kind", "total", "Parts counted" SHIFT "."),
    PART("parts", "counts.good", 1, "kind", "good", ""),
    PART("parts", "counts.scrap", 1, "kind", "scrap", ""),
    PART("parts", "counts.rework", 1, "kind", "rework", ""),
    GAUGE("parts_target", "counts.target_now", "Good parts that there should be by now."),
    PART("stops", "stops.count", 1, "kind", "all", "Stops" SHIFT "."),
    PART("stops", "stops.small", 1, "kind", "small", ""),
    PART("stops", "stops.unexplained", 1, "kind", "unexplained", ""),
    PART("alerts", "alerting.active", 1, "state", "active", "Alerts by what became of them."),
    PART("alerts", "alerting.unacked", 1, "state", "unacked", ""),
    PART("alerts", "alerting.shelved", 1, "state", "shelved", ""),
    PART("alerts", "alerting.suppressed", 1, "state", "suppressed", ""),
    PART("alerts", "alerting.out_of_service", 1, "state", "out_of_service", ""),
    TALLY("calls", "calls", "state", "state", call_states, "Open calls for help."),
    COUNT("predictions", "predictions", "Failures that a model says are likely."),
    COUNT("workorders", "workorders", "Open work orders."),
    COUNT("checks", "checks", "What of the data does not fit together."),
    EACH("lamp_mismatch", METRIC_GAUGE, "lamps", "mismatch", 1, "lamp", "1 when a lamp reads back otherwise than it was set."),
    EACH("signal_age_seconds", METRIC_GAUGE, "signals", "age_s", 1, "signal", "How old a signal's value is."),
    EACH("signal_errors_total", METRIC_COUNTER, "signals", "errors", 1, "signal", "Messages of no use to a signal."),
    WORD("link", "sync.link", "state", links, "1 for what the link to the broker is."),
    GAUGE("sync_pending_records", "sync.pending", "Records that no hub has confirmed yet."),
    GAUGE("sync_oldest_seconds", "sync.oldest_s", "How long the oldest of them waits."),
    GAUGE("sync_parked_records", "sync.parked", "Records that a hub has put aside."),
    TOTAL("messages_total", "health.messages", "Messages from the broker."),
    TOTAL("messages_dropped_total", "health.dropped", "Of them dropped: too many at once."),
    GAUGE("link_queue_messages", "health.queue", "Messages that wait for the loop."),
    GAUGE("link_queue_messages_max", "health.queue_max", "The most that ever waited."),
    TOTAL("messages_undecoded_total", "health.undecoded", "Of them of no use."),
    TOTAL("data_faults_total", "health.faults", "Faults in the data."),
    GAUGE("store_ok", "health.store_ok", "1 while records are kept."),
    GAUGE("store_queue_records", "health.store_queue", "Records that wait for the disk."),
    TOTAL("records_lost_total", "health.lost", "Records given up: the disk failed for too long."),
    SCALED("store_commit_seconds", "health.commit_us", 1e-6, "How long the latest commit took."),
    GAUGE("store_bytes", "health.file_bytes", "Size of the records' file."),
    GAUGE("disk_free_bytes", "health.free_bytes", "Room on its disk."),
    GAUGE("disk_full_seconds", "health.full_s", "Until it is full, as it grows now."),
    GAUGE("clock_synced", "health.clock_synced", "1 when the clock is synchronised."),
};

static const struct metric of_view[] = {
    SCALED("timestamp_seconds", "ts", 1e-3, "When these figures were true."),
    PART("stations", "stations.count", 1, "presence", "known", "Stations that the view knows."),
    PART("stations", "stations.online", 1, "presence", "online", ""),
    GAUGE("complete", "complete", "1 when the view has heard of all that the broker holds."),
    EACH("station_states", METRIC_GAUGE, "states", NULL, 1, "state", "Stations by the state of their machine."),
    GAUGE("calls", "calls", "Open calls of all stations."),
    GAUGE("unacked_alerts", "unacked", "Unacknowledged alerts of all stations."),
    GAUGE("pending_records", "pending", "Records at stations that no hub has confirmed yet."),
};

static const struct metric of_ingest[] = {
    SCALED("timestamp_seconds", "ts", 1e-3, "When these figures were true."),
    GAUGE("database_up", "database.up", "1 while the database takes records."),
    TOTAL("batches_total", "batches", "Batches of records and of history."),
    TOTAL("batches_dropped_total", "dropped", "Of them dropped for want of room; their stations send them again."),
    TOTAL("batches_unreadable_total", "unreadable", "Of them of no use."),
    TOTAL("batches_refused_total", "refused", "Of them that the database cannot take; they are not acknowledged."),
    TOTAL("records_total", "records", "Records taken."),
    TOTAL("records_again_total", "duplicates", "Records that were there already."),
    TOTAL("records_parked_total", "parked", "Records put aside."),
    TOTAL("commits_total", "commits", "Commits of the database."),
    GAUGE("queue_batches", "waiting", "Batches that wait for the database."),
    GAUGE("queue_acknowledgements", "acks", "Acknowledgements that wait for the broker."),
};

static const struct metric of_gateway[] = {
    SCALED("timestamp_seconds", "ts", 1e-3, "When these figures were true."),
    EACH("device_online", METRIC_GAUGE, "devices", "online", 1, "device", "1 while the device answers."),
    EACH("device_slow", METRIC_GAUGE, "devices", "slow", 1, "device", "1 while it is polled more seldom than it should be."),
    EACH("device_poll_seconds", METRIC_GAUGE, "devices", "poll_ms", 1e-3, "device", "How often it should be polled."),
    EACH("device_round_seconds", METRIC_GAUGE, "devices", "round_ms", 1e-3, "device", "How often it is."),
    EACH("device_requests_total", METRIC_COUNTER, "devices", "requests", 1, "device", "What it was asked."),
    EACH("device_answers_total", METRIC_COUNTER, "devices", "good", 1, "device", "Answers with values."),
    EACH("device_refused_total", METRIC_COUNTER, "devices", "refused", 1, "device", "Answers that it has no such register."),
    EACH("device_busy_total", METRIC_COUNTER, "devices", "busy", 1, "device", "Answers that it has no time."),
    EACH("device_silent_total", METRIC_COUNTER, "devices", "silent", 1, "device", "Requests without an answer."),
    EACH("device_lost_total", METRIC_COUNTER, "devices", "lost", 1, "device", "Connections that were lost."),
    EACH("device_late_total", METRIC_COUNTER, "devices", "late", 1, "device", "Polls that began late."),
    GAUGE("poller_age_seconds", "poller_age_s", "How long ago the thread that polls last came back."),
    GAUGE("queue_messages", "queue.waiting", "Topics whose latest value waits for the broker."),
    TOTAL("messages_replaced_total", "queue.replaced", "Values that a newer one replaced before the broker had them."),
    TOTAL("messages_refused_total", "queue.refused", "Values that the broker refused."),
    GAUGE("link_up", "link.up", "1 while the broker is connected."),
};

/* Of the link to the broker, of those that have it so. */
static const struct metric of_link[] = {
    GAUGE("link_up", "link.up", "1 while the broker is connected."),
    TOTAL("messages_total", "link.messages", "Messages from the broker."),
    TOTAL("messages_dropped_total", "link.dropped", "Of them dropped: too many at once."),
    GAUGE("link_queue_messages", "link.queue", "Messages that wait for the loop."),
    GAUGE("link_queue_messages_max", "link.queue_max", "The most that ever waited."),
};

/* Of every program that runs for long. */
static const struct metric of_process[] = {
    PART("loop_turn_seconds", "health.loop_p50_us", 1e-6, "quantile", "0.5", "How long turns of the loop took within the last two minutes."),
    PART("loop_turn_seconds", "health.loop_p99_us", 1e-6, "quantile", "0.99", ""),
    PART("loop_turn_seconds", "health.loop_max_us", 1e-6, "quantile", "1", ""),
    GAUGE("clients", "health.clients", "Consoles and scripts that are connected."),
    GAUGE("client_backlog_bytes", "health.backlog", "What the slowest of them has not read."),
    GAUGE("resident_bytes", "health.resident_bytes", "Its memory."),
    GAUGE("open_descriptors", "health.descriptors", "Its open files and connections."),
    GAUGE("uptime_seconds", "health.uptime_s", "How long it runs."),
    SCALED("crashed_timestamp_seconds", "health.crashed", 1e-3, "When it crashed last, while a report of that is there."),
};
/* clang-format on */

#define PART_OF(rows)                       \
    {                                       \
        rows, sizeof(rows) / sizeof *(rows) \
    }
const struct metric_set metric_sets[METRIC_SETS] = {
    {"snapshot", "andon_", "station", {PART_OF(of_station), PART_OF(of_process)}},
    {"view", "andon_hub_", NULL, {PART_OF(of_view), PART_OF(of_link), PART_OF(of_process)}},
    {"ingest", "andon_ingest_", NULL, {PART_OF(of_ingest), PART_OF(of_link), PART_OF(of_process)}},
    {"gateway", "andon_gateway_", NULL, {PART_OF(of_gateway), PART_OF(of_process)}},
};

const struct metric_set *metrics_of(const json_t *status)
{
    for (size_t i = 0; i < METRIC_SETS; i++)
        if (json_is_object(json_object_get(status, metric_sets[i].member)))
            return &metric_sets[i];
    return NULL;
}

struct page {
    char *out;
    size_t size, length;
    bool overflow;
    const char *told; /* the metric whose head is written */
    const char *prefix, *station;
};

__attribute__((format(printf, 2, 3))) static void put(struct page *p, const char *format, ...)
{
    va_list args;
    if (p->overflow)
        return;
    va_start(args, format);
    int n = vsnprintf(p->out + p->length, p->size - p->length, format, args);
    va_end(args);
    p->overflow = n < 0 || (size_t)n >= p->size - p->length;
    if (!p->overflow)
        p->length += (size_t)n;
}

/* NULL: not there. */
static json_t *at_path(const json_t *root, const char *path)
{
    char key[PATH_SIZE];
    json_t *at = NULL;
    while (*path != '\0') {
        size_t n = strcspn(path, ".");
        if (!text_copy_n(key, sizeof key, path, n) || !(at = json_object_get(root, key)))
            return NULL;
        root = at;
        path += n + (path[n] == '.');
    }
    return at;
}

/* Within quotes: backslash, quote and newline are escaped; longer ones are cut. */
static void put_label(struct page *p, const char *name, const char *text, bool first)
{
    char escaped[TEXT_SIZE];
    size_t n = 0;
    for (; *text != '\0' && n + 3 < sizeof escaped; text++) {
        if (*text == '\\' || *text == '"' || *text == '\n')
            escaped[n++] = '\\';
        escaped[n++] = *text == '\n' ? 'n' : *text;
    }
    escaped[n] = '\0';
    put(p, "%s%s=\"%s\"", first ? "" : ",", name, escaped);
}

static void put_sample(struct page *p, const struct metric *m, const char *label, double value)
{
    const bool labelled = m->label && label, placed = p->station && p->station[0] != '\0';
    if (!p->told || strcmp(p->told, m->name) != 0)
        put(p, "# HELP %s%s %s\n# TYPE %s%s %s\n", p->prefix, m->name, m->help, p->prefix, m->name,
            m->type == METRIC_COUNTER ? "counter" : "gauge");
    p->told = m->name;
    put(p, "%s%s", p->prefix, m->name);
    if (labelled || placed)
        put(p, "{");
    if (placed)
        put_label(p, "station", p->station, true);
    if (labelled)
        put_label(p, m->label, label, !placed);
    put(p, "%s %.15g\n", labelled || placed ? "}" : "", value);
}

static void put_value(struct page *p, const struct metric *m, const char *label,
                      const json_t *value)
{
    if (json_is_boolean(value))
        put_sample(p, m, label, json_is_true(value) ? 1 : 0);
    else if (json_is_number(value) && isfinite(json_number_value(value)))
        put_sample(p, m, label, json_number_value(value) * m->scale);
}

static void put_words(struct page *p, const struct metric *m, const json_t *at)
{
    const char *word = json_string_value(at);
    for (const char *const *w = m->words; word && *w; w++)
        put_sample(p, m, *w, strcmp(*w, word) == 0);
}

static void put_tally(struct page *p, const struct metric *m, const json_t *at)
{
    for (const char *const *w = m->words; json_is_array(at) && *w; w++) {
        double count = 0;
        size_t i;
        const json_t *item;
        json_array_foreach(at, i, item)
        {
            const char *word = json_string_value(json_object_get(item, m->leaf));
            count += word && strcmp(word, *w) == 0;
        }
        put_sample(p, m, *w, count);
    }
}

static void put_each(struct page *p, const struct metric *m, json_t *at)
{
    const char *key;
    json_t *member;
    json_object_foreach(at, key, member)
    {
        put_value(p, m, key, m->leaf ? at_path(member, m->leaf) : member);
    }
}

static void put_metric(struct page *p, const struct metric *m, const json_t *root)
{
    json_t *at = at_path(root, m->path);
    switch (m->form) {
    case METRIC_VALUE:
        put_value(p, m, m->value, at);
        break;
    case METRIC_EACH:
        put_each(p, m, at);
        break;
    case METRIC_WORD:
        put_words(p, m, at);
        break;
    case METRIC_TALLY:
        put_tally(p, m, at);
        break;
    case METRIC_COUNT:
        if (json_is_array(at))
            put_sample(p, m, NULL, (double)json_array_size(at));
        break;
    }
}

size_t metrics_rows(const struct metric *rows, size_t count, const char *prefix, const json_t *root,
                    const char *station, char *out, size_t size)
{
    struct page page = {.out = out, .size = size, .prefix = prefix, .station = station};
    for (size_t i = 0; i < count; i++)
        put_metric(&page, &rows[i], root);
    return page.overflow ? 0 : page.length;
}

size_t metrics_write(const struct metric_set *set, const json_t *status, char *out, size_t size)
{
    const json_t *root = json_object_get(status, set->member);
    struct page page = {.out = out, .size = size, .prefix = set->prefix};
    if (set->station)
        page.station = json_string_value(json_object_get(root, set->station));
    for (size_t p = 0; p < METRIC_PARTS && set->part[p].rows; p++)
        for (size_t i = 0; i < set->part[p].count; i++)
            put_metric(&page, &set->part[p].rows[i], root);
    return page.overflow ? 0 : page.length;
}

size_t metrics_up(bool up, const char *socket, char *out, size_t size)
{
    static const struct metric row = {.name = "up",
                                      .help = "1 when it answers at its socket.",
                                      .type = METRIC_GAUGE,
                                      .label = "socket"};
    struct page page = {.out = out, .size = size, .prefix = "andon_"};
    put_sample(&page, &row, socket, up);
    return page.overflow ? 0 : page.length;
}
