/* SPDX-License-Identifier: MIT */
/* `andonctl alerts`, `guidance` and `alarm-load`: what somebody must respond to, what to do about
 * it, and how much of that there is. Called by main.c's table; what is done about an alert is in
 * enter.c. */
#include "andon/ctl/rows.h"

#include "data/model/andon/lifecycle.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static bool is(const json_t *row, const char *key)
{
    return json_is_true(json_object_get(row, key));
}

static int64_t number(const json_t *row, const char *key)
{
    return json_integer_value(json_object_get(row, key));
}

static const char *word(const json_t *row, const char *key)
{
    const char *text = json_string_value(json_object_get(row, key));
    return text ? text : "";
}

/* ---- alerts ---------------------------------------------------------------------------------- */

static const char *state_of(const json_t *row)
{
    return life_word(word(row, "letter")[0]);
}

static void who_and_why(const json_t *row, const struct zone *zone, char *out, size_t size)
{
    char at[OUT_SIZE];
    const json_t *until = json_object_get(row, "shelved_until");
    const char *note = word(row, "note");
    if (json_is_integer(until))
        (void)text_format(out, size, "until %s, %s: %s",
                          out_wall(zone, json_integer_value(until), at), word(row, "shelved_by"),
                          word(row, "shelved_why"));
    else if (is(row, "out_of_service"))
        (void)text_format(out, size, "%s: %s", word(row, "shelved_by"), word(row, "shelved_why"));
    else
        (void)text_format(out, size, "%s%s%s", word(row, "acked_by"), note[0] ? ": " : "", note);
}

static void alert_row(struct table *table, const json_t *row, const struct zone *zone)
{
    char who[256];
    who_and_why(row, zone, who, sizeof who);
    table_cell(table, "%s", word(row, "id")[0] ? word(row, "id") : "-");
    table_cell(table, "%s", word(row, "alert"));
    table_cell(table, "%s", rows_word(row, "priority"));
    table_cell(table, "%s%s", state_of(row), is(row, "chattering") ? ", chattering" : "");
    cell_time(table, row, "since", zone, "-");
    table_cell(table, "%s", word(row, "text")[0] ? word(row, "text") : word(row, "title"));
    table_cell(table, "%s", who);
}

static void print_alerts(const struct reply *reply, const struct zone *zone)
{
    const json_t *list = json_object_get(reply->json, "alerts");
    const json_t *counts = json_object_get(reply->json, "counts");
    int64_t more = number(reply->json, "count") - (int64_t)json_array_size(list);
    static const char *const head[] = {"ALERT", "NAME", "PRIORITY", "STATE",
                                       "SINCE", "WHAT", "WHO"};
    struct table table = {.align = "lllllll"};
    if (json_array_size(list) == 0) {
        puts("no alert");
        return;
    }
    table_row(&table, head);
    for (size_t i = 0; i < json_array_size(list); i++)
        alert_row(&table, json_array_get(list, i), zone);
    table_print(&table);
    if (more > 0)
        printf("%" PRId64 " more\n", more);
    if (is(counts, "flood"))
        printf("a flood of alerts: %" PRId64 " of them are told only as this number\n",
               number(counts, "in_flood"));
}

int ctl_alerts(const struct ctl *ctl)
{
    char members[160] = "", clean[120];
    struct jw w;
    if (ctl->args > 0) {
        (void)text_sanitise(ctl->arg[0], strlen(ctl->arg[0]), clean, sizeof clean);
        jw_init(&w, members, sizeof members);
        jw_text(&w, "filter", clean);
    }
    return rows_once(ctl, "alerts", members, print_alerts);
}

/* ---- guidance -------------------------------------------------------------------------------- */

static void print_line(const char *head, const char *text)
{
    char clean[512];
    (void)text_sanitise(text, strlen(text), clean, sizeof clean);
    if (clean[0])
        printf("%-7s %s\n", head, clean);
}

static void print_guidance(const struct reply *reply, const struct zone *zone)
{
    const json_t *steps = json_object_get(reply->json, "steps");
    (void)zone;
    print_line("alert", word(reply->json, "title"));
    print_line("cause", word(reply->json, "cause"));
    print_line("check", word(reply->json, "check"));
    for (size_t i = 0; i < json_array_size(steps); i++) {
        char head[16];
        (void)text_format(head, sizeof head, "%zu", i + 1);
        print_line(head, json_string_value(json_array_get(steps, i)));
    }
    print_line("link", word(reply->json, "link"));
}

int ctl_guidance(const struct ctl *ctl)
{
    char members[160], clean[120];
    struct jw w;
    (void)text_sanitise(ctl->arg[0], strlen(ctl->arg[0]), clean, sizeof clean);
    jw_init(&w, members, sizeof members);
    jw_text(&w, "alert", clean);
    return rows_once(ctl, "guidance", members, print_guidance);
}

/* ---- load ------------------------------------------------------------------------------------ */

static void print_priorities(const json_t *by, int64_t all)
{
    static const char *const keys[] = {"high", "medium", "low"};
    printf("%-15s", "priorities");
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        printf(" %s %" PRId64 " (%.0f %%)", keys[i], number(by, keys[i]),
               all > 0 ? 100.0 * (double)number(by, keys[i]) / (double)all : 0.0);
    puts("");
}

static void print_top(const json_t *top)
{
    static const char *const head[] = {"SOURCE", "TIMES", "SHARE", ""};
    struct table table = {.align = "lrrl"};
    if (json_array_size(top) == 0)
        return;
    table_row(&table, head);
    for (size_t i = 0; i < json_array_size(top); i++) {
        const json_t *row = json_array_get(top, i);
        table_cell(&table, "%s", word(row, "name"));
        table_cell(&table, "%" PRId64, number(row, "count"));
        table_cell(&table, "%.0f %%", 100 * json_number_value(json_object_get(row, "share")));
        table_cell(&table, "%s", is(row, "chattering") ? "chattering" : "");
    }
    table_print(&table);
}

static void print_load(const struct reply *reply, const struct zone *zone)
{
    const json_t *j = reply->json;
    char from[OUT_SIZE], to[OUT_SIZE], span[OUT_SIZE];
    double ten = json_number_value(json_object_get(j, "per_operator_10_min"));
    printf("%-15s %s to %s\n", "span", out_wall(zone, number(j, "from"), from),
           out_wall(zone, number(j, "to"), to));
    printf("%-15s %" PRId64 ", %.1f per operator and hour (worst hour %" PRId64 ")\n", "alerts",
           number(j, "alerts"), json_number_value(json_object_get(j, "per_operator_hour")),
           number(j, "worst_hour"));
    printf("%-15s %s: %.2f in ten minutes, and one is what a person can bear\n", "load",
           ten < 1 ? "manageable" : "too much", ten);
    double flood = json_number_value(json_object_get(j, "flood_s"));
    printf("%-15s %" PRId64 ", %s in all\n", "floods", number(j, "floods"),
           out_duration((int64_t)(flood * 1000), span));
    printf("%-15s %" PRId64 " chattering, %" PRId64 " standing\n", "bad actors",
           number(j, "chattering"), number(j, "standing"));
    printf("%-15s %" PRId64 ", of which %" PRId64 " with nothing done\n", "acknowledged",
           number(j, "acked"), number(j, "idle_acks"));
    print_priorities(json_object_get(j, "by_priority"), number(j, "alerts"));
    print_top(json_object_get(j, "top"));
}

/* --from and --to in plant time, as members of the request. */
static int span_of(const struct ctl *ctl, char *out, size_t size)
{
    static const enum ctl_option ends[] = {OPT_FROM, OPT_TO};
    struct cause why;
    struct zone zone;
    struct jw w;
    struct client *client = client_open(ctl, &why);
    int result = client ? CTL_DONE : ctl_fail("%s", why.text);
    jw_init(&w, out, size);
    if (client)
        client_zone(client, &zone);
    for (size_t i = 0; i < 2 && result == CTL_DONE; i++) {
        int64_t wall_ms;
        result = ctl_time(ctl, ends[i], &zone, &wall_ms);
        if (result == CTL_DONE && ctl_has(ctl, ends[i]))
            jw_int(&w, ctl_option_name(ends[i]), wall_ms);
    }
    client_close(&client);
    return result;
}

int ctl_alarm_load(const struct ctl *ctl)
{
    char members[96];
    int result = span_of(ctl, members, sizeof members);
    return result == CTL_DONE ? rows_once(ctl, "alarm-load", members, print_load) : result;
}
