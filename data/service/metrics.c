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
#define EACH(name, type, path, leaf, label, help) {name, help, type, METRIC_EACH, path, leaf, 1, label, NULL, NULL}
#define COUNT(name, path, help) {name, help, METRIC_GAUGE, METRIC_COUNT, path, NULL, 1, NULL, NULL, NULL}
#define TALLY(name, path, leaf, label, words, help) {name, help, METRIC_GAUGE, METRIC_TALLY, path, leaf, 1, label, NULL, words}

const struct metric metrics_station[] = {
    SCALED("andon_snapshot_timestamp_seconds", "ts", 1e-3, "When these figures were true."),
    WORD("andon_machine_state", "machine.state", "state", machine_states, "1 for the state that the machine is in."),
    SCALED("andon_machine_state_since_timestamp_seconds", "machine.since", 1e-3, "Since when it is in it."),
    GAUGE("andon_machine_stale", "machine.stale", "1 when what the machine said is too old to count."),
    EACH("andon_machine_time_seconds", METRIC_GAUGE, "time_s", NULL, "state", "Time in each state" SHIFT "."),
    GAUGE("andon_oee_ratio", "oee.oee", "OEE" SHIFT "."),
    GAUGE("andon_availability_ratio", "oee.availability", "Availability" SHIFT "."),
    GAUGE("andon_performance_ratio", "oee.performance", "Performance" SHIFT "."),
    GAUGE("andon_quality_ratio", "oee.quality", "Quality" SHIFT "."),
    GAUGE("andon_coverage_ratio", "oee.coverage", "How much of the planned time is known."),
    GAUGE("andon_planned_seconds", "oee.planned_s", "Planned time" SHIFT " so far."),
    GAUGE("andon_run_seconds", "oee.run_s", "Running of it."),
    GAUGE("andon_unexplained_seconds", "oee.unexplained_s", "Stopped without a reason."),
    PART("andon_parts", "counts.total", 1, "kind", "total", "Parts counted" SHIFT "."),
    PART("andon_parts", "counts.good", 1, "kind", "good", ""),
    PART("andon_parts", "counts.scrap", 1, "kind", "scrap", ""),
    PART("andon_parts", "counts.rework", 1, "kind", "rework", ""),
    GAUGE("andon_parts_target", "counts.target_now", "Good parts that there should be by now."),
    PART("andon_stops", "stops.count", 1, "kind", "all", "Stops" SHIFT "."),
    PART("andon_stops", "stops.small", 1, "kind", "small", ""),
    PART("andon_stops", "stops.unexplained", 1, "kind", "unexplained", ""),
    PART("andon_alerts", "alerting.active", 1, "state", "active", "Alerts by what became of them."),
    PART("andon_alerts", "alerting.unacked", 1, "state", "unacked", ""),
    PART("andon_alerts", "alerting.shelved", 1, "state", "shelved", ""),
    PART("andon_alerts", "alerting.suppressed", 1, "state", "suppressed", ""),
    PART("andon_alerts", "alerting.out_of_service", 1, "state", "out_of_service", ""),
    TALLY("andon_calls", "calls", "state", "state", call_states, "Open calls for help."),
    COUNT("andon_predictions", "predictions", "Failures that a model says are likely."),
    COUNT("andon_workorders", "workorders", "Open work orders."),
    COUNT("andon_checks", "checks", "What of the data does not fit together."),
    EACH("andon_lamp_mismatch", METRIC_GAUGE, "lamps", "mismatch", "lamp", "1 when a lamp reads back otherwise than it was set."),
    EACH("andon_signal_age_seconds", METRIC_GAUGE, "signals", "age_s", "signal", "How old a signal's value is."),
    EACH("andon_signal_errors_total", METRIC_COUNTER, "signals", "errors", "signal", "Messages of no use to a signal."),
    WORD("andon_link", "sync.link", "state", links, "1 for what the link to the broker is."),
    GAUGE("andon_sync_pending_records", "sync.pending", "Records that no hub has confirmed yet."),
    GAUGE("andon_sync_oldest_seconds", "sync.oldest_s", "How long the oldest of them waits."),
    GAUGE("andon_sync_parked_records", "sync.parked", "Records that a hub has put aside."),
    TOTAL("andon_messages_total", "health.messages", "Messages from the broker."),
    TOTAL("andon_messages_dropped_total", "health.dropped", "Of them dropped: too many at once."),
    GAUGE("andon_link_queue_messages", "health.queue", "Messages that wait for the loop."),
    GAUGE("andon_link_queue_messages_max", "health.queue_max", "The most that ever waited."),
    TOTAL("andon_messages_undecoded_total", "health.undecoded", "Of them of no use."),
    TOTAL("andon_data_faults_total", "health.faults", "Faults in the data."),
    GAUGE("andon_store_ok", "health.store_ok", "1 while records are kept."),
    GAUGE("andon_store_queue_records", "health.store_queue", "Records that wait for the disk."),
    TOTAL("andon_records_lost_total", "health.lost", "Records given up: the disk failed for too long."),
    SCALED("andon_store_commit_seconds", "health.commit_us", 1e-6, "How long the latest commit took."),
    GAUGE("andon_store_bytes", "health.file_bytes", "Size of the records' file."),
    GAUGE("andon_disk_free_bytes", "health.free_bytes", "Room on its disk."),
    GAUGE("andon_disk_full_seconds", "health.full_s", "Until it is full, as it grows now."),
    PART("andon_loop_turn_seconds", "health.loop_p50_us", 1e-6, "quantile", "0.5", "How long turns of the loop took within the last two minutes."),
    PART("andon_loop_turn_seconds", "health.loop_p99_us", 1e-6, "quantile", "0.99", ""),
    PART("andon_loop_turn_seconds", "health.loop_max_us", 1e-6, "quantile", "1", ""),
    GAUGE("andon_clients", "health.clients", "Consoles and scripts that are connected."),
    GAUGE("andon_client_backlog_bytes", "health.backlog", "What the slowest of them has not read."),
    GAUGE("andon_resident_bytes", "health.resident_bytes", "Memory of the daemon."),
    GAUGE("andon_open_descriptors", "health.descriptors", "Open files and connections of it."),
    GAUGE("andon_uptime_seconds", "health.uptime_s", "Since it started."),
    GAUGE("andon_clock_synced", "health.clock_synced", "1 when the clock is synchronised."),
    SCALED("andon_crashed_timestamp_seconds", "health.crashed", 1e-3, "When it crashed last, while a report of that is there."),
};
const size_t metrics_station_count = sizeof metrics_station / sizeof *metrics_station;

const struct metric metrics_hub[] = {
    SCALED("andon_hub_timestamp_seconds", "ts", 1e-3, "When these figures were true."),
    PART("andon_hub_stations", "stations.count", 1, "presence", "known", "Stations that the view knows."),
    PART("andon_hub_stations", "stations.online", 1, "presence", "online", ""),
    GAUGE("andon_hub_complete", "complete", "1 when the view has heard of all that the broker holds."),
    EACH("andon_hub_station_states", METRIC_GAUGE, "states", NULL, "state", "Stations by the state of their machine."),
    GAUGE("andon_hub_calls", "calls", "Open calls of all stations."),
    GAUGE("andon_hub_unacked_alerts", "unacked", "Unacknowledged alerts of all stations."),
    GAUGE("andon_hub_pending_records", "pending", "Records at stations that no hub has confirmed yet."),
    GAUGE("andon_hub_link_up", "link.up", "1 while the broker is connected."),
    TOTAL("andon_hub_messages_total", "link.messages", "Messages from the broker."),
    TOTAL("andon_hub_messages_dropped_total", "link.dropped", "Of them dropped: too many at once."),
    GAUGE("andon_hub_link_queue_messages", "link.queue", "Messages that wait for the loop."),
    GAUGE("andon_hub_link_queue_messages_max", "link.queue_max", "The most that ever waited."),
    PART("andon_hub_loop_turn_seconds", "health.loop_p50_us", 1e-6, "quantile", "0.5", "How long turns of the loop took within the last two minutes."),
    PART("andon_hub_loop_turn_seconds", "health.loop_p99_us", 1e-6, "quantile", "0.99", ""),
    PART("andon_hub_loop_turn_seconds", "health.loop_max_us", 1e-6, "quantile", "1", ""),
    GAUGE("andon_hub_clients", "health.clients", "Consoles and scripts that are connected."),
    GAUGE("andon_hub_client_backlog_bytes", "health.backlog", "What the slowest of them has not read."),
    GAUGE("andon_hub_resident_bytes", "health.resident_bytes", "Memory of the view."),
    GAUGE("andon_hub_open_descriptors", "health.descriptors", "Open files and connections of it."),
    GAUGE("andon_hub_uptime_seconds", "health.uptime_s", "Since it started."),
    SCALED("andon_hub_crashed_timestamp_seconds", "health.crashed", 1e-3, "When it crashed last, while a report of that is there."),
};
const size_t metrics_hub_count = sizeof metrics_hub / sizeof *metrics_hub;
/* clang-format on */

struct page {
    char *out;
    size_t size, length;
    bool overflow;
    const char *told; /* the metric whose head is written */
    const char *station;
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
        put(p, "# HELP %s %s\n# TYPE %s %s\n", m->name, m->help, m->name,
            m->type == METRIC_COUNTER ? "counter" : "gauge");
    p->told = m->name;
    put(p, "%s", m->name);
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

size_t metrics_write(const struct metric *table, size_t count, const json_t *root,
                     const char *station, char *out, size_t size)
{
    struct page page = {.out = out, .size = size, .station = station};
    for (size_t i = 0; i < count; i++)
        put_metric(&page, &table[i], root);
    return page.overflow ? 0 : page.length;
}

size_t metrics_up(bool up, const char *socket, char *out, size_t size)
{
    static const struct metric row = {.name = "andon_up",
                                      .help = "1 when it answers at its socket.",
                                      .type = METRIC_GAUGE,
                                      .label = "socket"};
    struct page page = {.out = out, .size = size};
    put_sample(&page, &row, socket, up);
    return page.overflow ? 0 : page.length;
}
