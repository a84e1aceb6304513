/* SPDX-License-Identifier: MIT */
/* The commands that show what is now: status, signals, lamps, why. Each asks the daemon once and
 * prints; nothing is computed here. Called by main.c's table. */
#include "andon/ctl/client.h"
#include "andon/ctl/out.h"
#include "data/model/line/row.h"
#include "data/model/snapshot.h"
#include "data/model/text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MEBIBYTE (1024.0 * 1024.0)

/* Ask, and give the connection back to the caller; NULL after saying what went wrong. */
static struct client *ask(const struct ctl *ctl, const char *name, const char *arguments,
                          struct reply *reply)
{
    struct cause why;
    struct client *client = client_open(ctl, &why);
    if (client && client_ask(client, name, arguments, reply, &why) != 0)
        client_close(&client);
    if (!client)
        (void)ctl_fail("%s", why.text);
    return client;
}

static const char *text_of(const json_t *object, const char *key, const char *otherwise)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text && text[0] ? text : otherwise;
}

/* ---- status ---- */

static void print_line(const char *name, const char *text)
{
    printf("%-13s %s\n", name, text);
}

static void print_machine(const struct snapshot *s)
{
    char for_how_long[OUT_SIZE], text[256];
    (void)text_format(
        text, sizeof text, "%s%s%s%s%s%s%s", word_name(&words_machine_state, (int)s->machine.state),
        s->machine.for_ms >= 0 ? " for " : "",
        s->machine.for_ms >= 0 ? out_duration(s->machine.for_ms, for_how_long) : "",
        s->machine.detail[0] ? " · " : "", s->machine.detail, s->machine.stale ? " · stale" : "",
        s->machine.stored ? " · not yet confirmed live" : "");
    print_line("machine", text);
    print_line("mode", word_name(&words_station_mode, (int)s->machine.mode));
}

static void print_stop(const struct snapshot *s)
{
    char text[256], lost[OUT_SIZE];
    if (!s->stop.id[0])
        return;
    (void)text_format(text, sizeof text, "%s%s %s, lost %s, %s%s", s->stop.id,
                      s->stop.end == TIME_NONE ? " (open)" : "", s->stop.small ? "small" : "",
                      out_duration(s->stop.ms, lost),
                      s->stop.reason[0] ? s->stop.reason : "no reason given",
                      s->stop.suggested[0] ? "; the machine says " : "");
    printf("%-13s %s%s\n", "last stop", text, s->stop.suggested);
    printf("%-13s %" PRId64 ", %" PRId64 " without a reason, and %" PRId64 " small ones\n", "stops",
           s->stops.count, s->stops.unexplained, s->stops.small);
}

static void print_neighbours(const struct snapshot *s)
{
    for (int i = 0; i < s->neighbours; i++) {
        char span[LINE_SPAN_SIZE];
        const struct neighbour_view *n = &s->neighbour[i];
        enum machine_state state = neighbour_state(n);
        bool known = state != MS_UNKNOWN, why = known && n->why[0];
        printf("%-13s %s: %s%s%s%s%s\n", n->side, neighbour_name(n),
               known ? word_name(&words_machine_state, (int)state) : "no data",
               known && n->since != TIME_NONE ? " for " : "",
               known && n->since != TIME_NONE ? line_span(s->ts - n->since, span) : "",
               why ? ", " : "", why ? n->why : "");
    }
}

static void print_oee(const struct snapshot *s)
{
    char o[OUT_SIZE], a[OUT_SIZE], p[OUT_SIZE], q[OUT_SIZE], c[OUT_SIZE];
    printf("%-13s %s = availability %s × performance %s × quality %s; coverage %s\n", "oee",
           out_percent(s->oee.oee, o), out_percent(s->oee.availability, a),
           out_percent(s->oee.performance, p), out_percent(s->oee.quality, q),
           out_percent(s->oee.coverage, c));
    printf("%-13s %s made, %s good, %s scrap", "count", out_amount(s->counts.total, o),
           out_amount(s->counts.good, a), out_amount(s->counts.scrap, p));
    if (s->counts.target_now >= 0)
        printf("; %s due by now", out_estimate(s->counts.target_now, q));
    putchar('\n');
}

static void print_tower(const struct snapshot *s)
{
    const char *head = "tower";
    for (int i = 0; i < s->lamps; i++) {
        if (s->lamp[i].pattern == LAMP_OFF)
            continue;
        printf("%-13s %s %s: %s\n", head, s->lamp[i].name,
               word_name(&words_lamp_pattern, (int)s->lamp[i].pattern), s->lamp[i].why);
        head = "";
    }
}

/* What is wrong with the data. */
static void print_checks(const struct snapshot *s, const struct zone *zone)
{
    char since[OUT_SIZE];
    for (int i = 0; i < s->checks; i++) {
        print_line(i == 0 ? "data" : "", s->check[i].text);
        printf("%-13s %s, %s (%s)\n", "", s->check[i].signals,
               out_wall(zone, s->check[i].since, since),
               word_name(&words_check, (int)s->check[i].kind));
        print_line("", s->check[i].advice);
    }
}

static void print_store(const struct snapshot *s)
{
    const char *why = s->health.store_why;
    if (!s->health.store_ok) {
        printf("%-13s records are not being kept%s%s; %" PRId64 " waiting\n", "store",
               why[0] ? ": " : "", why, s->health.store_queue);
        return;
    }
    printf("%-13s kept; %" PRId64 " waiting, %.1f MiB on the disk, the last commit took %.1f "
           "ms\n",
           "records", s->health.store_queue, (double)s->health.file_bytes / MEBIBYTE,
           (double)s->health.commit_us / 1e3);
    if (why[0])
        print_line("", why);
}

static void print_daemon(const struct snapshot *s)
{
    printf("%-13s turns of %.1f ms (99 %%), the longest %.1f ms; %" PRId64 " messages, %" PRId64
           " dropped; %" PRId64 " client%s; %.1f MiB, %" PRId64 " descriptors\n",
           "andond", (double)s->health.loop_p99_us / 1e3, (double)s->health.loop_max_us / 1e3,
           s->health.messages, s->health.dropped, s->health.clients,
           s->health.clients == 1 ? "" : "s", (double)s->health.resident_bytes / MEBIBYTE,
           s->health.descriptors);
}

static void print_plant(const struct snapshot *s)
{
    if (!s->config.plant[0])
        return;
    if (s->config.plant_rev > 0)
        printf("%-13s revision %" PRId64 "\n", "plant", s->config.plant_rev);
    else
        print_line("plant", "no configuration of it yet");
    if (s->config.plant_why[0])
        printf("%-13s refused, %" PRId64 " in all: %s\n", "", s->config.plant_refused,
               s->config.plant_why);
}

static void print_status(const struct snapshot *s, const struct zone *zone)
{
    char now[OUT_SIZE], begin[OUT_SIZE], end[OUT_SIZE];
    print_line("station", s->station);
    if (s->title[0])
        print_line("", s->title);
    printf("%-13s %s %s\n", "time", out_wall(zone, s->ts, now), zone->name);
    print_machine(s);
    printf("%-13s %s%s%s to %s\n", "shift", s->shift.name, s->shift.name[0] ? ", " : "",
           out_wall(zone, s->shift.start, begin), out_wall(zone, s->shift.end, end));
    if (s->job.product[0])
        print_line("product", s->job.product);
    print_oee(s);
    print_stop(s);
    print_neighbours(s);
    print_tower(s);
    print_checks(s, zone);
    printf("%-13s %s%s%s\n", "broker", word_name(&words_link_state, (int)s->sync.link),
           s->sync.link_why[0] ? ": " : "", s->sync.link_why);
    print_store(s);
    print_daemon(s);
    if (s->health.config_why[0])
        printf("%-13s the latest configuration is refused: %s\n", "", s->health.config_why);
    print_plant(s);
}

int ctl_status(const struct ctl *ctl)
{
    static struct snapshot snapshot;
    struct reply reply;
    struct cause why;
    size_t length;
    struct client *client = ask(ctl, "status", "", &reply);
    if (!client)
        return CTL_FAILED;
    int result = CTL_DONE;
    const char *json = member_find(reply.line, reply.length, "snapshot", &length);
    if (!json) {
        result = ctl_fail("andond's answer holds no snapshot");
    } else if (ctl_has(ctl, OPT_JSON)) {
        printf("%.*s\n", (int)length, json);
    } else if (snapshot_from_json(json, length, &snapshot, &why) != 0) {
        result = ctl_fail("%s", why.text);
    } else {
        struct zone zone;
        client_zone(client, &zone);
        print_status(&snapshot, &zone);
    }
    client_close(&client);
    return result;
}

/* ---- signals ---- */

static void value_words(const json_t *value, char *out, size_t size)
{
    char *text =
        json_is_string(value) ? NULL : json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(9));
    if (json_is_string(value))
        (void)text_copy(out, size, json_string_value(value));
    else
        (void)text_copy(out, size, text && !json_is_null(value) ? text : "-");
    free(text);
}

static void signal_row(struct table *table, const json_t *signal)
{
    char value[128], age[OUT_SIZE];
    const json_t *age_s = json_object_get(signal, "age_s");
    value_words(json_object_get(signal, "value"), value, sizeof value);
    int64_t age_ms = json_is_number(age_s) ? (int64_t)(json_number_value(age_s) * 1000) : -1;
    long long errors = json_integer_value(json_object_get(signal, "errors"));
    table_cell(table, "%s", text_of(signal, "name", "?"));
    table_cell(table, "%s", text_of(signal, "role", "?"));
    table_cell(table, "%s", value);
    table_cell(table, "%s", text_of(signal, "unit", ""));
    table_cell(table, "%s", text_of(signal, "quality", "?"));
    table_cell(table, "%s", out_duration(age_ms, age));
    table_cell(table, "%lld", (long long)json_integer_value(json_object_get(signal, "messages")));
    table_cell(table, "%lld", errors);
    table_cell(table, "%s", errors ? text_of(signal, "error", "") : "");
}

static const char *const signal_head[] = {"SIGNAL", "ROLE",     "VALUE",  "UNIT",      "QUALITY",
                                          "AGE",    "MESSAGES", "ERRORS", "LAST ERROR"};

int ctl_signals(const struct ctl *ctl)
{
    struct reply reply;
    struct client *client = ask(ctl, "signals", "", &reply);
    if (!client)
        return CTL_FAILED;
    if (ctl_has(ctl, OPT_JSON)) {
        out_reply(reply.line, reply.length);
    } else {
        struct table table = {.align = "llrllrrrl"};
        const json_t *signals = json_object_get(reply.json, "signals");
        table_row(&table, signal_head);
        for (size_t i = 0; i < json_array_size(signals); i++)
            signal_row(&table, json_array_get(signals, i));
        table_print(&table);
        long long unwanted = json_integer_value(json_object_get(reply.json, "unwanted"));
        if (unwanted)
            printf("%lld messages that no signal wants\n", unwanted);
    }
    client_close(&client);
    return CTL_DONE;
}

/* ---- lamps ---- */

static const char *const lamp_head[] = {"LAMP", "COLOUR", "PATTERN", "RULE", "HOURS", "WHY", ""};

static void lamp_row(struct table *table, const json_t *lamp)
{
    char hours[24];
    (void)text_format(hours, sizeof hours, "%lld",
                      (long long)json_integer_value(json_object_get(lamp, "hours")));
    const char *const cells[] = {
        text_of(lamp, "name", "?"),
        text_of(lamp, "colour", "?"),
        text_of(lamp, "pattern", "?"),
        text_of(lamp, "rule", "-"),
        hours,
        text_of(lamp, "why", ""),
        json_is_true(json_object_get(lamp, "mismatch")) ? "reads back otherwise" : "",
    };
    table_row(table, cells);
}

int ctl_lamps(const struct ctl *ctl)
{
    struct reply reply;
    struct client *client = ask(ctl, "lamps", "", &reply);
    if (!client)
        return CTL_FAILED;
    if (ctl_has(ctl, OPT_JSON)) {
        out_reply(reply.line, reply.length);
    } else {
        struct table table = {.align = "llllrll"};
        const json_t *lamps = json_object_get(reply.json, "lamps");
        table_row(&table, lamp_head);
        for (size_t i = 0; i < json_array_size(lamps); i++)
            lamp_row(&table, json_array_get(lamps, i));
        table_print(&table);
        char trouble[256];
        const char *text = text_of(reply.json, "trouble", "");
        (void)text_sanitise(text, strlen(text), trouble, sizeof trouble);
        if (trouble[0])
            printf("tower (%s): %s\n", text_of(reply.json, "backend", "?"), trouble);
    }
    client_close(&client);
    return CTL_DONE;
}

int ctl_why(const struct ctl *ctl)
{
    struct reply reply;
    char arguments[256], clean[1024];
    if (!text_is_id(ctl->arg[0]))
        return ctl_fail("there is no lamp '%s'; andonctl lamps lists them", ctl->arg[0]);
    (void)text_format(arguments, sizeof arguments, "\"lamp\":\"%s\"", ctl->arg[0]);
    struct client *client = ask(ctl, "why", arguments, &reply);
    if (!client)
        return CTL_FAILED;
    const char *text = text_of(reply.json, "text", "?");
    (void)text_sanitise(text, strlen(text), clean, sizeof clean);
    if (ctl_has(ctl, OPT_JSON))
        out_reply(reply.line, reply.length);
    else
        puts(clean);
    client_close(&client);
    return CTL_DONE;
}

/* ---- lamp test ---- */

/* `"config":"…"`, the last --config without links; "" without one. False after saying why. */
static bool directory_meant(const struct ctl *ctl, char *out, size_t size)
{
    out[0] = '\0';
    if (ctl->layers == 0)
        return true;
    const char *given = ctl->layer[ctl->layers - 1];
    char *real = realpath(given, NULL);
    if (!real) {
        (void)ctl_fail("%s: %s", given, strerror(errno));
        return false;
    }
    json_t *path = json_string(real);
    char *quoted = path ? json_dumps(path, JSON_ENCODE_ANY) : NULL;
    bool fits = quoted && text_format(out, size, "\"config\":%s", quoted);
    if (!fits)
        (void)ctl_fail("%s cannot be said: no UTF-8, or too long", given);
    json_decref(path);
    free(quoted);
    free(real);
    return fits;
}

static bool is_of_another(const struct reply *reply)
{
    const char *code =
        json_string_value(json_object_get(json_object_get(reply->json, "error"), "code"));
    return code && strcmp(code, "not-found") == 0;
}

int ctl_reload(const struct ctl *ctl)
{
    struct reply reply;
    struct cause why;
    char arguments[1800];
    if (!directory_meant(ctl, arguments, sizeof arguments))
        return CTL_FAILED;
    struct client *client = client_open(ctl, &why);
    int refused = client ? client_ask(client, "reload", arguments, &reply, &why) : -1;
    if (refused != 0) {
        int status = refused == 1 && is_of_another(&reply) ? CTL_USAGE : CTL_FAILED;
        (void)ctl_fail("%s", why.text);
        client_close(&client);
        return status;
    }
    if (ctl_has(ctl, OPT_JSON))
        out_reply(reply.line, reply.length);
    else
        printf("the configuration is in force: digest %s\n",
               json_string_value(json_object_get(reply.json, "digest")));
    client_close(&client);
    return CTL_DONE;
}

int ctl_lamp_test(const struct ctl *ctl)
{
    struct reply reply;
    struct client *client = ask(ctl, "lamp-test", "", &reply);
    if (!client)
        return CTL_FAILED;
    if (ctl_has(ctl, OPT_JSON))
        out_reply(reply.line, reply.length);
    else
        printf("%lld lamps, one after the other, then all of them: %.0f s\n",
               (long long)json_integer_value(json_object_get(reply.json, "lamps")),
               json_number_value(json_object_get(reply.json, "takes_s")));
    client_close(&client);
    return CTL_DONE;
}
