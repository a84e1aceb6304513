/* SPDX-License-Identifier: MIT */
/* What a replay says to people: OEE with the numbers that make it, time by state and by the
 * machine's own words, counts, stops. Called by replay.c; computes nothing but what it prints of a
 * snapshot, so it can never say something else than the JSON. */
#include "andon/ctl/out.h"
#include "andon/ctl/replay/replay.h"
#include "data/model/text.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STOPS_MAX   100000
#define STOPS_SHOWN 50

/* ---- stops, from their records ---- */

static int64_t number_of(const json_t *body, const char *key)
{
    const json_t *value = json_object_get(body, key);
    return json_is_integer(value) ? json_integer_value(value) : TIME_NONE;
}

static void text_of(const json_t *body, const char *key, char *out, size_t size)
{
    const char *text = json_string_value(json_object_get(body, key));
    (void)text_sanitise(text ? text : "", text ? strlen(text) : 0, out, size);
}

/* The stop of that id: among the last ones, since only an open stop changes. */
static struct replay_stop *find_stop(struct replay_stops *stops, const char *id)
{
    for (size_t i = stops->count; i > 0; i--)
        if (strcmp(stops->stop[i - 1].id, id) == 0)
            return &stops->stop[i - 1];
    return NULL;
}

static struct replay_stop *new_stop(struct replay_stops *stops)
{
    if (stops->count == stops->capacity) {
        size_t capacity = stops->capacity ? stops->capacity * 2 : 64;
        struct replay_stop *stop =
            capacity > STOPS_MAX * 2 ? NULL : realloc(stops->stop, capacity * sizeof *stop);
        if (!stop)
            return NULL;
        stops->stop = stop;
        stops->capacity = capacity;
    }
    return &stops->stop[stops->count++];
}

void replay_stops_take(struct replay_stops *stops, const struct record_draft *record)
{
    struct replay_stop *stop = record->rev > 1 ? find_stop(stops, record->id) : NULL;
    json_t *body = json_loadb(record->body, record->body_length, 0, NULL);
    if (!stop)
        stop = new_stop(stops);
    if (!stop || !body) {
        stops->dropped++;
        json_decref(body);
        return;
    }
    *stop = (struct replay_stop){.begin = number_of(body, "begin"),
                                 .end = number_of(body, "end"),
                                 .ms = number_of(body, "ms"),
                                 .small = json_is_true(json_object_get(body, "small"))};
    (void)text_copy(stop->id, sizeof stop->id, record->id);
    text_of(body, "state", stop->state, sizeof stop->state);
    text_of(body, "detail", stop->detail, sizeof stop->detail);
    text_of(body, "suggested", stop->suggested, sizeof stop->suggested);
    json_decref(body);
}

/* A fault that has an end is one of a cross-check; the others are of single messages. */
void replay_checks_take(struct replay_checks *checks, const struct record_draft *record)
{
    json_t *body = json_loadb(record->body, record->body_length, 0, NULL);
    size_t i = 0;
    if (!json_object_get(body, "end")) {
        json_decref(body);
        return;
    }
    while (i < checks->count && strcmp(checks->check[i].id, record->id) != 0)
        i++;
    if (i == REPLAY_CHECKS) {
        checks->more += record->rev == 1;
    } else {
        struct replay_check *check = &checks->check[i];
        checks->count += i == checks->count;
        (void)text_copy(check->id, sizeof check->id, record->id);
        text_of(body, "text", check->text, sizeof check->text);
        check->begin = number_of(body, "first");
        check->end = number_of(body, "end");
    }
    json_decref(body);
}

void replay_stops_done(struct replay_stops *stops)
{
    free(stops->stop);
    *stops = (struct replay_stops){0};
}

/* ---- the report ---- */

static void print_head(const struct replay_outcome *o)
{
    const struct snapshot *s = o->snapshot;
    char from[OUT_SIZE], to[OUT_SIZE], lasted[OUT_SIZE];
    printf("%s%s%s\n", s->station, s->title[0] ? "  " : "", s->title);
    printf("%s to %s %s, %s%s\n", out_wall(&o->config->zone, o->from, from),
           out_wall(&o->config->zone, o->to, to), o->config->zone.name,
           out_duration(o->from == TIME_NONE ? -1 : o->to - o->from, lasted),
           o->asked                     ? ""
           : o->config->calendar.shifts ? " (the last shift)"
                                        : " (the last day)");
    printf("%" PRId64 " messages, %" PRId64 " of them wanted by no signal, %" PRId64
           " not to be decoded; %" PRId64 " records\n\n",
           o->messages, o->unwanted, s->health.undecoded, o->records);
}

static void print_factor(struct table *table, const char *name, double ratio, const char *formula)
{
    char text[OUT_SIZE];
    table_cell(table, "%s", name);
    table_cell(table, "%s", out_percent(ratio, text));
    table_cell(table, "%s", formula);
}

static void print_oee(const struct snapshot *s)
{
    struct table table = {.align = "lrl"};
    char a[OUT_SIZE], b[OUT_SIZE], c[OUT_SIZE], text[256];
    bool ideal = s->job.ideal_us > 0;
    (void)text_format(text, sizeof text, "%s × %s%s%s", out_percent(s->oee.availability, a),
                      out_percent(s->oee.performance, b), isfinite(s->oee.quality) ? " × " : "",
                      isfinite(s->oee.quality) ? out_percent(s->oee.quality, c) : "");
    print_factor(&table, "OEE", s->oee.oee, text);
    (void)text_format(text, sizeof text, "run %s / planned %s", out_seconds(s->oee.run_ms, a),
                      out_seconds(s->oee.planned_ms, b));
    print_factor(&table, "availability", s->oee.availability, text);
    if (ideal)
        (void)text_format(text, sizeof text, "ideal cycle %s s × total %s / run %s",
                          out_amount(s->job.ideal_us, a),
                          out_amount(s->counts.total - s->counts.outside_total, b),
                          out_seconds(s->oee.run_ms, c));
    print_factor(&table, "performance", s->oee.performance,
                 ideal ? text : "no ideal cycle time is known");
    (void)text_format(text, sizeof text, "good %s / total %s",
                      out_amount(s->counts.good - s->counts.outside_good, a),
                      out_amount(s->counts.total - s->counts.outside_total, b));
    print_factor(&table, "quality", s->oee.quality, text);
    (void)text_format(text, sizeof text, "%s of planned production time is unknown",
                      out_seconds(s->oee.unknown_ms, a));
    print_factor(&table, "coverage", s->oee.coverage, text);
    table_print(&table);
    if (s->oee.performance_over)
        puts("performance is over 100 %: the ideal cycle time is too long");
    if (s->oee.counts_while_stopped)
        puts("parts were counted without run time");
    if (s->oee.scrap_over)
        puts("more rejects than parts: quality counts as 0");
    if (s->oee.good_over)
        puts("more good parts than parts: quality counts as 100 %");
}

static void print_times(const struct snapshot *s)
{
    struct table table = {.align = "lrrr"};
    char text[OUT_SIZE], share[OUT_SIZE], lasted[OUT_SIZE];
    int64_t sum = 0;
    for (int i = 0; i < MACHINE_STATE_COUNT; i++)
        sum += s->time_ms[i];
    for (int i = 0; i < MACHINE_STATE_COUNT; i++) {
        if (s->time_ms[i] == 0)
            continue;
        table_cell(&table, "  %s", word_name(&words_machine_state, i));
        table_cell(&table, "%s", out_seconds(s->time_ms[i], text));
        table_cell(&table, "%s", out_duration(s->time_ms[i], lasted));
        table_cell(&table, "%s", out_percent((double)s->time_ms[i] / (double)sum, share));
    }
    puts("\ntime by state");
    table_print(&table);
    for (int i = 0; i < s->details; i++) {
        table_cell(&table, "  %s", s->detail[i].name[0] ? s->detail[i].name : "(none)");
        table_cell(&table, "%s", out_seconds(s->detail[i].ms, text));
        table_cell(&table, "%s", out_duration(s->detail[i].ms, lasted));
        table_cell(&table, "%s", out_percent((double)s->detail[i].ms / (double)sum, share));
    }
    if (s->details)
        puts("\ntime by the machine's own word");
    table_print(&table);
}

static void print_counts(const struct snapshot *s)
{
    char total[OUT_SIZE], good[OUT_SIZE], scrap[OUT_SIZE], rework[OUT_SIZE], due[OUT_SIZE];
    printf("\ncounts  total %s, good %s, scrap %s, rework %s", out_amount(s->counts.total, total),
           out_amount(s->counts.good, good), out_amount(s->counts.scrap, scrap),
           out_amount(s->counts.rework, rework));
    if (s->counts.target_now >= 0)
        printf("; due by the end %s", out_amount(s->counts.target_now, due));
    putchar('\n');
}

static void print_stops(const struct replay_outcome *o)
{
    struct table table = {.align = "llrlll"};
    char begin[OUT_SIZE], lost[OUT_SIZE];
    size_t shown = 0, more = 0;
    for (size_t i = 0; i < o->stops->count; i++) {
        const struct replay_stop *stop = &o->stops->stop[i];
        if (stop->small || (stop->end != TIME_NONE && stop->end <= o->from) || stop->begin >= o->to)
            continue;
        if (shown++ >= STOPS_SHOWN) {
            more++;
            continue;
        }
        table_cell(&table, "  %s", stop->id);
        table_cell(&table, "%s", out_wall(&o->config->zone, stop->begin, begin));
        bool open = strcmp(stop->id, o->snapshot->stop.id) == 0;
        table_cell(&table, "%s", out_duration(open ? o->snapshot->stop.ms : stop->ms, lost));
        table_cell(&table, "%s", stop->state);
        table_cell(&table, "%s", stop->detail);
        table_cell(&table, "%s%s", stop->suggested, stop->end == TIME_NONE ? " (open)" : "");
    }
    printf("\nstops  %" PRId64 " long, %" PRId64 " small\n", o->snapshot->stops.count,
           o->snapshot->stops.small);
    table_print(&table);
    if (more)
        printf("  and %zu more; --records FILE has them all\n", more);
}

static void print_load(const struct replay_outcome *o)
{
    const struct load_report *load = o->load;
    char ten[OUT_SIZE], flood[OUT_SIZE];
    if (!load)
        return;
    printf("\nalerts  %" PRId64 " to the operator%s, %s in ten minutes (one is what a person can "
           "bear), at worst %" PRId64 "; %" PRId64 " floods, %s; %" PRId64 " chattering\n",
           load->alerts, o->asked ? "" : " in the last day",
           out_amount(load->per_operator_10_min, ten), load->worst_10_min, load->floods,
           out_duration(load->flood_ms, flood), load->chattering);
    for (int i = 0; i < load->tops; i++)
        printf("  %s %" PRId64 "%s\n", o->config->alert[load->top[i].source].name,
               load->top[i].count, load->top[i].chattering ? " (chattering)" : "");
}

static void print_checks(const struct replay_outcome *o)
{
    char begin[OUT_SIZE], end[OUT_SIZE];
    if (o->checks->count == 0)
        return;
    printf("\ndata  %zu found that does not fit together\n", o->checks->count + o->checks->more);
    for (size_t i = 0; i < o->checks->count; i++) {
        const struct replay_check *check = &o->checks->check[i];
        bool over = check->end != TIME_NONE;
        printf("  %s  %s%s%s  %s\n", check->id, out_wall(&o->config->zone, check->begin, begin),
               over ? " to " : "", over ? out_wall(&o->config->zone, check->end, end) : "",
               check->text);
    }
    if (o->checks->more > 0)
        printf("  and %zu more; --records FILE has them all\n", o->checks->more);
}

void replay_report(const struct replay_outcome *outcome)
{
    print_head(outcome);
    print_oee(outcome->snapshot);
    print_times(outcome->snapshot);
    print_counts(outcome->snapshot);
    print_stops(outcome);
    print_checks(outcome);
    print_load(outcome);
}
