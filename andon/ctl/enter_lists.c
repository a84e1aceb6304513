/* SPDX-License-Identifier: MIT */
/* What people choose from, and the shift they are in: reasons, modes, jobs, the hours of a shift
 * and its handover. Each asks once; JSON is passed on as it came. Called by main.c's table. */
#include "andon/ctl/rows.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Ask, and print JSON or hand the reply to `print`. */
static int show(const struct ctl *ctl, const char *cmd, const char *members,
                void (*print)(const struct reply *reply, const struct zone *zone))
{
    struct cause why;
    struct reply reply;
    struct zone zone;
    struct client *client = client_open(ctl, &why);
    if (!client)
        return ctl_fail("%s", why.text);
    client_zone(client, &zone);
    int result = CTL_DONE;
    if (client_ask(client, cmd, members, &reply, &why) != 0)
        result = ctl_fail("%s", why.text);
    else if (ctl_has(ctl, OPT_JSON))
        out_reply(reply.line, reply.length);
    else
        print(&reply, &zone);
    client_close(&client);
    return result;
}

/* The shift of the first argument, when there is one. */
static int with_shift(const struct ctl *ctl, char *out, size_t size)
{
    struct jw w;
    jw_init(&w, out, size);
    if (ctl->args > 0 && !text_is_clean(ctl->arg[0], strlen(ctl->arg[0])))
        return ctl_usage("that is no shift");
    if (ctl->args > 0)
        jw_text(&w, "shift", ctl->arg[0]);
    return w.overflow ? ctl_usage("that is no shift") : CTL_DONE;
}

static const char *yes(const json_t *row, const char *key, const char *word)
{
    return json_is_true(json_object_get(row, key)) ? word : "";
}

/* ---- reasons ---- */

static void cell_place(struct table *table, const json_t *row)
{
    json_int_t place = json_integer_value(json_object_get(row, "place"));
    if (place > 0)
        table_cell(table, "%" JSON_INTEGER_FORMAT, place);
    else
        table_cell(table, "-");
}

static void print_reasons(const struct reply *reply, const struct zone *zone)
{
    static const char *const head[] = {"KEY", "REASON", "TITLE", "LOSS", "", "", "USED"};
    const json_t *reasons = json_object_get(reply->json, "reasons"), *row;
    struct table table = {.align = "rlllllr"};
    size_t i;
    (void)zone;
    table_row(&table, head);
    json_array_foreach(reasons, i, row)
    {
        cell_place(&table, row);
        table_cell(&table, "%s", rows_word(row, "id"));
        table_cell(&table, "%s", rows_word(row, "title"));
        table_cell(&table, "%s", rows_word(row, "loss"));
        table_cell(&table, "%s%s", yes(row, "planned", "planned"), yes(row, "rework", "rework"));
        table_cell(&table, "%s", yes(row, "note", "wants a note"));
        cell_number(&table, row, "used");
    }
    table_print(&table);
    const char *suggested = rows_word(reply->json, "suggested");
    if (suggested[0] != '-')
        printf("the machine suggests %s\n", suggested);
}

int ctl_reasons(const struct ctl *ctl)
{
    return show(ctl, "reasons", "", print_reasons);
}

int ctl_scrap_reasons(const struct ctl *ctl)
{
    return show(ctl, "scrap-reasons", "", print_reasons);
}

/* ---- modes ---- */

static void print_modes(const struct reply *reply, const struct zone *zone)
{
    static const char *const head[] = {"KEY", "MODE", "TITLE", "COUNTS AS", "USUALLY"};
    const json_t *modes = json_object_get(reply->json, "modes"), *row;
    struct table table = {.align = "rlllr"};
    size_t i;
    (void)zone;
    table_row(&table, head);
    json_array_foreach(modes, i, row)
    {
        cell_place(&table, row);
        table_cell(&table, "%s", rows_word(row, "id"));
        table_cell(&table, "%s", rows_word(row, "title"));
        table_cell(&table, "%s", rows_word(row, "mode"));
        if (json_number_value(json_object_get(row, "for_s")) > 0)
            cell_seconds(&table, row, "for_s");
        else
            table_cell(&table, "-");
    }
    table_print(&table);
}

int ctl_modes(const struct ctl *ctl)
{
    return show(ctl, "modes", "", print_modes);
}

/* ---- jobs ---- */

static void print_jobs(const struct reply *reply, const struct zone *zone)
{
    static const char *const head[] = {"JOB", "STATE", "PRODUCT", "MADE",
                                       "OF",  "DUE",   "FINISH",  "TITLE"};
    const json_t *jobs = json_object_get(reply->json, "jobs"), *row;
    struct table table = {.align = "lllrrlll"};
    size_t i;
    if (json_array_size(jobs) == 0) {
        puts("there are no jobs");
        return;
    }
    table_row(&table, head);
    json_array_foreach(jobs, i, row)
    {
        table_cell(&table, "%s", rows_word(row, "id"));
        table_cell(&table, "%s", rows_word(row, "state"));
        table_cell(&table, "%s", rows_word(row, "product"));
        cell_number(&table, row, "made");
        cell_number(&table, row, "quantity");
        cell_time(&table, row, "due", zone, "-");
        cell_time(&table, row, "finish", zone, "-");
        table_cell(&table, "%s", rows_word(row, "title"));
    }
    table_print(&table);
}

int ctl_job_list(const struct ctl *ctl)
{
    return show(ctl, "jobs", "", print_jobs);
}

/* ---- hour by hour ---- */

static void print_hours(const struct reply *reply, const struct zone *zone)
{
    static const char *const head[] = {"BEGIN",      "END",   "PLAN",    "DUE",  "ACTUAL",
                                       "DIFFERENCE", "SCRAP", "STOPPED", "CAUSE"};
    const json_t *hours = json_object_get(reply->json, "hours"), *row;
    struct table table = {.align = "llrrrrrrl"};
    size_t i;
    table_row(&table, head);
    json_array_foreach(hours, i, row)
    {
        cell_time(&table, row, "begin", zone, "-");
        cell_time(&table, row, "end", zone, "-");
        cell_estimate(&table, row, "plan");
        cell_estimate(&table, row, "due");
        cell_number(&table, row, "actual");
        cell_estimate(&table, row, "difference");
        cell_number(&table, row, "scrap");
        cell_seconds(&table, row, "stop_s");
        table_cell(&table, "%s", rows_word(row, "cause"));
    }
    table_print(&table);
}

int ctl_hours(const struct ctl *ctl)
{
    char members[256];
    int result = with_shift(ctl, members, sizeof members);
    return result == CTL_DONE ? show(ctl, "hours", members, print_hours) : result;
}

/* ---- handover and shift: what they hold, a line each ---- */

#define DEPTH_MAX 6

static bool ends_with(const char *key, const char *end)
{
    size_t length = strlen(key), size = strlen(end);
    return length >= size && strcmp(key + length - size, end) == 0;
}

/* Durations and ratios as people say them, by their names. False: it is neither. */
static bool print_figure(const char *key, const json_t *value)
{
    static const char *const ratios[] = {"oee", "availability", "performance", "quality",
                                         "coverage"};
    char text[OUT_SIZE];
    double number = json_number_value(value);
    bool ms = ends_with(key, "_ms");
    if (!json_is_number(value) || !(number < 1e12))
        return false;
    if (ms || (ends_with(key, "_s") && strcmp(key, "ideal_cycle_s") != 0)) {
        puts(out_duration((int64_t)(ms ? number : number * 1000), text));
        return true;
    }
    for (size_t i = 0; i < sizeof ratios / sizeof *ratios; i++) {
        if (strcmp(key, ratios[i]) != 0)
            continue;
        puts(out_percent(number, text));
        return true;
    }
    return false;
}

static void print_scalar(const char *key, const json_t *value, const struct zone *zone)
{
    char text[OUT_SIZE], clean[300];
    json_int_t number = json_integer_value(value);
    if (print_figure(key, value))
        return;
    /* Epoch ms of this century; no count of ours is as large. */
    bool time = json_is_integer(value) && number > INT64_C(1000000000000) &&
                number < INT64_C(4102444800000);
    const char *string = json_string_value(value);
    char *json = string ? NULL : json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(6));
    if (time)
        (void)out_wall(zone, number, text);
    const char *is = json_is_null(value) ? "-" : time ? text : string ? string : json ? json : "?";
    (void)text_sanitise(is, strlen(is), clean, sizeof clean);
    puts(clean);
    free(json);
}

static void print_tree(json_t *value, const struct zone *zone, int depth)
{
    const char *key;
    json_t *member;
    size_t i;
    if (depth == DEPTH_MAX)
        return;
    json_object_foreach(value, key, member)
    {
        char clean[80];
        bool deep = json_object_size(member) > 0 || json_array_size(member) > 0;
        (void)text_sanitise(key, strlen(key), clean, sizeof clean);
        printf("%*s%-*s", 2 * depth, "", deep ? 0 : 24 - 2 * depth, clean);
        if (deep)
            putchar('\n');
        else
            putchar(' ');
        if (deep)
            print_tree(member, zone, depth + 1);
        else
            print_scalar(key, member, zone);
    }
    json_array_foreach(value, i, member)
    {
        if (!json_is_object(member)) {
            printf("%*s", 2 * depth, "");
            print_scalar("", member, zone);
            continue;
        }
        printf("%*s%zu\n", 2 * depth, "", i + 1);
        print_tree(member, zone, depth + 1);
    }
}

static void print_handover(const struct reply *reply, const struct zone *zone)
{
    print_tree(json_object_get(reply->json, "packet"), zone, 0);
}

int ctl_handover_show(const struct ctl *ctl)
{
    char members[256];
    int result = with_shift(ctl, members, sizeof members);
    return result == CTL_DONE ? show(ctl, "handover", members, print_handover) : result;
}

static const char *const shift_parts[] = {"shift", "job", "oee", "counts", "stops"};
#define PARTS (sizeof shift_parts / sizeof *shift_parts)

static void print_shift(const struct reply *reply, const struct zone *zone)
{
    const json_t *snapshot = json_object_get(reply->json, "snapshot");
    for (size_t i = 0; i < PARTS; i++) {
        puts(shift_parts[i]);
        print_tree(json_object_get(snapshot, shift_parts[i]), zone, 1);
    }
}

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
    return ctl_has(ctl, OPT_JSON) ? print_shift_json(ctl) : show(ctl, "status", "", print_shift);
}
