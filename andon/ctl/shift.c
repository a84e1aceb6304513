/* SPDX-License-Identifier: MIT */
/* The shift that runs and the packet that is handed over, in words. JSON is passed on as it came.
 * Called by main.c's table. */
#include "andon/ctl/rows.h"
#include "data/model/amount.h"
#include "data/model/andon/lifecycle.h"
#include "data/model/snapshot.h"
#include "data/model/text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_SIZE 512

__attribute__((format(printf, 2, 3))) static void say(const char *name, const char *format, ...)
{
    char line[LINE_SIZE], clean[LINE_SIZE];
    va_list list;
    va_start(list, format);
    (void)vsnprintf(line, sizeof line, format, list);
    va_end(list);
    (void)text_sanitise(line, strlen(line), clean, sizeof clean);
    printf("%-13s %s\n", name, clean);
}

/* ---- members of the packet ---- */

static const char *amount_of(const json_t *object, const char *key, char out[OUT_SIZE])
{
    int64_t amount;
    const json_t *number = json_object_get(object, key);
    if (!json_is_number(number) || amount_from_double(json_number_value(number), &amount) != 0)
        return "-";
    return out_amount(amount, out);
}

static const char *ratio_of(const json_t *object, const char *key, char out[OUT_SIZE])
{
    const json_t *number = json_object_get(object, key);
    return json_is_number(number) ? out_percent(json_number_value(number), out) : "-";
}

static const char *lasted(const json_t *object, const char *key, char out[OUT_SIZE])
{
    const json_t *ms = json_object_get(object, key);
    return out_duration(json_is_integer(ms) ? json_integer_value(ms) : -1, out);
}

static const char *when_of(const json_t *object, const char *key, const struct zone *zone,
                           char out[OUT_SIZE])
{
    const json_t *ms = json_object_get(object, key);
    return out_wall(zone, json_is_integer(ms) ? json_integer_value(ms) : TIME_NONE, out);
}

/* ---- the packet ---- */

static void print_state(const json_t *packet, const struct zone *zone)
{
    static const char *const words[][2] = {
        {"open", "the shift runs"},
        {"waiting", "waits for its signatures"},
        {"signed", "signed by both"},
        {"unsigned", "nobody signed it in time; a supervisor may"},
    };
    char begin[OUT_SIZE], end[OUT_SIZE], frozen[OUT_SIZE];
    const char *state = rows_word(packet, "state"), *name = rows_word(packet, "name");
    const char *team = json_string_value(json_object_get(packet, "team"));
    json_int_t revision = json_integer_value(json_object_get(packet, "revision"));
    say("shift", "%s%s%s, %s to %s", name[0] != '-' ? name : "plant day", team ? ", team " : "",
        team ? team : "", when_of(packet, "begin", zone, begin), when_of(packet, "end", zone, end));
    say("", "%s", rows_word(packet, "shift"));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i][0], state) == 0)
            state = words[i][1];
    if (json_is_integer(json_object_get(packet, "frozen")))
        say("state", "%s; frozen since %s, revision %" JSON_INTEGER_FORMAT, state,
            when_of(packet, "frozen", zone, frozen), revision);
    else
        say("state", "%s", state);
}

static void print_signatures(const json_t *packet, const struct zone *zone)
{
    static const char *const rows[][2] = {
        {"outgoing", "goes"}, {"incoming", "comes"}, {"supervisor", "supervisor"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char at[OUT_SIZE];
        const json_t *signature = json_object_get(packet, rows[i][0]);
        if (json_is_object(signature))
            say(rows[i][1], "%s, signed %s", rows_word(signature, "by"),
                when_of(signature, "at", zone, at));
        else if (i < 2)
            say(rows[i][1], "not signed yet");
    }
}

static void print_figures(const json_t *f)
{
    char a[OUT_SIZE], b[OUT_SIZE], c[OUT_SIZE], d[OUT_SIZE];
    if (!json_is_object(f))
        return;
    say("oee", "%s = availability %s × performance %s × quality %s", ratio_of(f, "oee", a),
        ratio_of(f, "availability", b), ratio_of(f, "performance", c), ratio_of(f, "quality", d));
    say("time", "%s planned, %s of it running, %s unknown", lasted(f, "planned_ms", a),
        lasted(f, "run_ms", b), lasted(f, "unknown_ms", c));
    say("count", "%s made, %s good, %s scrap, %s rework", amount_of(f, "total", a),
        amount_of(f, "good", b), amount_of(f, "scrap", c), amount_of(f, "rework", d));
    say("stops", "%s, %s without a reason (%s), and %s small ones", amount_of(f, "stops", a),
        amount_of(f, "unexplained", b), lasted(f, "unexplained_ms", c),
        amount_of(f, "small_stops", d));
}

static void print_lists(const json_t *packet, const struct zone *zone)
{
    char at[OUT_SIZE], ms[OUT_SIZE];
    const json_t *row;
    size_t i;
    json_array_foreach(json_object_get(packet, "stops"), i, row)
    {
        say(i == 0 ? "to explain" : "", "%s, %s, %s lost", rows_word(row, "id"),
            when_of(row, "begin", zone, at), lasted(row, "ms", ms));
    }
    json_array_foreach(json_object_get(packet, "notes"), i, row)
    {
        bool correction = json_is_true(json_object_get(row, "correction"));
        say(i == 0 ? "notes" : "", "%s %s: %s%s", when_of(row, "at", zone, at),
            rows_word(row, "by"), rows_word(row, "text"), correction ? " (a correction)" : "");
    }
    json_array_foreach(json_object_get(packet, "calls"), i, row)
    {
        say(i == 0 ? "calls" : "", "%s %s, %s, called %s", rows_word(row, "id"),
            rows_word(row, "title"), rows_word(row, "text"), when_of(row, "at", zone, at));
    }
    json_array_foreach(json_object_get(packet, "alerts"), i, row)
    {
        const char *why = rows_word(row, "why");
        say(i == 0 ? "alerts" : "", "%s %s, %s%s%s", rows_word(row, "id"), rows_word(row, "text"),
            life_word(rows_word(row, "state")[0]), why[0] != '-' ? ": " : "",
            why[0] != '-' ? why : "");
    }
    json_array_foreach(json_object_get(packet, "lamps"), i, row)
    {
        say(i == 0 ? "lamps" : "", "%s, %s %s, since %s: %s", rows_word(row, "lamp"),
            rows_word(row, "what"), rows_word(row, "pattern"), when_of(row, "begin", zone, at),
            rows_word(row, "why"));
    }
}

static void print_handover(const struct reply *reply, const struct zone *zone)
{
    const json_t *packet = json_object_get(reply->json, "packet");
    json_int_t pending = json_integer_value(json_object_get(packet, "pending"));
    print_state(packet, zone);
    print_signatures(packet, zone);
    print_figures(json_object_get(packet, "figures"));
    print_lists(packet, zone);
    if (pending > 0)
        say("not sent yet", "%" JSON_INTEGER_FORMAT " records", pending);
    json_int_t parked = json_integer_value(json_object_get(packet, "parked"));
    if (parked > 0)
        say("parked", "%" JSON_INTEGER_FORMAT " records that the hub has put aside", parked);
}

int ctl_handover_show(const struct ctl *ctl)
{
    char members[256];
    int result = rows_shift(ctl, members, sizeof members);
    return result == CTL_DONE ? rows_once(ctl, "handover", members, print_handover) : result;
}

/* ---- the shift that runs ---- */

static void print_job(const struct snapshot *s, const struct zone *zone)
{
    char made[OUT_SIZE], of[OUT_SIZE], at[OUT_SIZE];
    if (s->job.id[0])
        say("job", "%s%s%s, %s: %s%s%s good", s->job.id, s->job.title[0] ? ", " : "", s->job.title,
            word_name(&words_job_state, (int)s->job.state), out_amount(s->job.made, made),
            s->job.quantity > 0 ? " of " : "",
            s->job.quantity > 0 ? out_amount(s->job.quantity, of) : "");
    else
        say("job", "none runs");
    if (s->job.finish != TIME_NONE)
        say("", "done %s at this pace", out_wall(zone, s->job.finish, at));
    if (s->job.product[0])
        say("product", "%s", s->job.product);
    if (s->job.next_id[0])
        say("next", "%s %s", s->job.next_id, s->job.next_product);
}

static void print_counts(const struct snapshot *s)
{
    char a[OUT_SIZE], b[OUT_SIZE], c[OUT_SIZE], d[OUT_SIZE];
    say("oee", "%s = availability %s × performance %s × quality %s", out_percent(s->oee.oee, a),
        out_percent(s->oee.availability, b), out_percent(s->oee.performance, c),
        out_percent(s->oee.quality, d));
    say("time", "%s planned, %s of it running, %s unknown", out_duration(s->oee.planned_ms, a),
        out_duration(s->oee.run_ms, b), out_duration(s->oee.unknown_ms, c));
    say("count", "%s made, %s good, %s scrap, %s rework", out_amount(s->counts.total, a),
        out_amount(s->counts.good, b), out_amount(s->counts.scrap, c),
        out_amount(s->counts.rework, d));
    if (s->counts.entered_scrap != 0 || s->counts.entered_rework != 0)
        say("", "of them entered by people: %s scrap, %s rework",
            out_amount(s->counts.entered_scrap, a), out_amount(s->counts.entered_rework, b));
    if (s->counts.target_now >= 0)
        say("target", "%s due by now, %s in the whole shift", out_estimate(s->counts.target_now, a),
            out_estimate(s->job.target, b));
    say("stops", "%" PRId64 ", %" PRId64 " without a reason (%s), and %" PRId64 " small ones",
        s->stops.count, s->stops.unexplained, out_duration(s->unexplained_ms, a), s->stops.small);
}

static void print_shift(const struct reply *reply, const struct zone *zone)
{
    static struct snapshot s; /* large */
    char begin[OUT_SIZE], end[OUT_SIZE];
    struct cause why;
    size_t length;
    const char *json = member_find(reply->line, reply->length, "snapshot", &length);
    if (!json || snapshot_from_json(json, length, &s, &why) != 0) {
        say("shift", "andond's answer holds no snapshot");
        return;
    }
    say("shift", "%s%s%s, %s to %s%s", s.shift.name[0] ? s.shift.name : "plant day",
        s.shift.team[0] ? ", team " : "", s.shift.team, out_wall(zone, s.shift.start, begin),
        out_wall(zone, s.shift.end, end), s.shift.in_break ? "; a break now" : "");
    if (s.declared.id[0])
        say("mode", "%s%s", s.declared.title[0] ? s.declared.title : s.declared.id,
            s.declared.over ? ", longer than it was to be" : "");
    print_job(&s, zone);
    print_counts(&s);
    if (s.handover.waiting > 0)
        say("handover", "%" PRId64 " waiting for signatures", s.handover.waiting);
}

static const char *const shift_parts[] = {"shift", "job", "oee", "counts", "stops"};
#define PARTS (sizeof shift_parts / sizeof *shift_parts)

/* The same parts, as the daemon wrote them. */
static int print_shift_json(const struct ctl *ctl)
{
    struct cause why;
    struct reply reply;
    struct client *client = client_open(ctl, &why);
    int result = CTL_DONE;
    if (!client || client_ask(client, "status", "", &reply, &why) != 0) {
        result = ctl_fail("%s", why.text);
    } else {
        size_t length = 0, part;
        const char *snapshot = member_find(reply.line, reply.length, "snapshot", &length);
        const char *before = "{";
        for (size_t i = 0; i < PARTS && snapshot; i++) {
            const char *value = member_find(snapshot, length, shift_parts[i], &part);
            if (!value)
                continue;
            printf("%s\"%s\":%.*s", before, shift_parts[i], (int)part, value);
            before = ",";
        }
        puts(before[0] == '{' ? "{}" : "}");
    }
    if (client)
        client_close(&client);
    return result;
}

int ctl_shift(const struct ctl *ctl)
{
    return ctl_has(ctl, OPT_JSON) ? print_shift_json(ctl)
                                  : rows_once(ctl, "status", "", print_shift);
}
