/* SPDX-License-Identifier: MIT */
/* What people choose from, and the shift they are in: reasons, modes, jobs, the hours of a shift.
 * Each asks once; JSON is passed on as it came. Called by main.c's table. */
#include "andon/ctl/rows.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Ask, and print JSON or hand the reply to `print`. */
int rows_once(const struct ctl *ctl, const char *cmd, const char *members,
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
int rows_shift(const struct ctl *ctl, char *out, size_t size)
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
    return rows_once(ctl, "reasons", "", print_reasons);
}

int ctl_scrap_reasons(const struct ctl *ctl)
{
    return rows_once(ctl, "scrap-reasons", "", print_reasons);
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
    return rows_once(ctl, "modes", "", print_modes);
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
    return rows_once(ctl, "jobs", "", print_jobs);
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
    int result = rows_shift(ctl, members, sizeof members);
    return result == CTL_DONE ? rows_once(ctl, "hours", members, print_hours) : result;
}
