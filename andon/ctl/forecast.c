/* SPDX-License-Identifier: MIT */
/* Failures that models see coming, how right each model was, and the work that was asked for.
 * Called by main.c's table; answers and orders themselves are entries (enter.c). */
#include "andon/ctl/rows.h"
#include "data/model/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void cell_percent(struct table *table, const json_t *row, const char *key)
{
    const json_t *value = json_object_get(row, key);
    if (json_is_number(value))
        table_cell(table, "%.0f %%", floor(json_number_value(value) * 100 + 0.5));
    else
        table_cell(table, "-");
}

/* "72 % in 1 d", "16 h 00 min left" */
static void cell_figures(struct table *table, const json_t *row)
{
    const json_t *p = json_object_get(row, "p"), *in = json_object_get(row, "horizon_s");
    const json_t *left = json_object_get(row, "rul_s");
    char span[TEXT_DURATION_SIZE];
    if (json_is_number(p) && json_is_number(in))
        table_cell(table, "%.0f %% in %s", floor(json_number_value(p) * 100 + 0.5),
                   text_duration((int64_t)(json_number_value(in) * 1000), span));
    else if (json_is_number(p))
        cell_percent(table, row, "p");
    else if (json_is_number(left))
        table_cell(table, "%s left",
                   text_duration((int64_t)(json_number_value(left) * 1000), span));
    else
        table_cell(table, "%s", rows_word(row, "severity"));
}

static void print_predictions(const struct reply *reply, const struct zone *zone)
{
    static const char *const head[] = {"ID",     "FAILURE", "STATE", "LIKELY",
                                       "RAISED", "AGE",     "MODEL", "ANSWER"};
    const json_t *rows = json_object_get(reply->json, "predictions"), *row;
    const json_t *counts = json_object_get(reply->json, "counts");
    struct table table = {.align = "lllrlrll"};
    size_t i;
    table_row(&table, head);
    json_array_foreach(rows, i, row)
    {
        table_cell(&table, "%s", rows_word(row, "id"));
        table_cell(&table, "%s", rows_word(row, "title"));
        table_cell(&table, "%s", rows_word(row, "state"));
        cell_figures(&table, row);
        cell_time(&table, row, "since", zone, "-");
        cell_seconds(&table, row, "age_s");
        table_cell(&table, "%s", rows_word(row, "model"));
        table_cell(&table, "%s", rows_word(row, "verdict"));
    }
    if (json_array_size(rows) == 0)
        puts("no model has said anything");
    else
        table_print(&table);
    if (json_integer_value(json_object_get(counts, "refused")) > 0)
        printf("%lld messages could not be read: %s\n",
               (long long)json_integer_value(json_object_get(counts, "refused")),
               rows_word(counts, "why"));
}

int ctl_predictions(const struct ctl *ctl)
{
    return rows_once(ctl, "predictions", "", print_predictions);
}

static void print_models(const struct reply *reply, const struct zone *zone)
{
    static const char *const head[] = {"MODEL", "VERSION",   "FOUND", "FALSE",
                                       "OPEN",  "PRECISION", "LEAD",  ""};
    const json_t *rows = json_object_get(reply->json, "models"), *row;
    struct table table = {.align = "llrrrrrl"};
    size_t i;
    (void)zone;
    table_row(&table, head);
    json_array_foreach(rows, i, row)
    {
        table_cell(&table, "%s", rows_word(row, "model"));
        table_cell(&table, "%s", rows_word(row, "version"));
        cell_number(&table, row, "hits");
        cell_number(&table, row, "false_alarms");
        cell_number(&table, row, "unanswered");
        cell_percent(&table, row, "precision");
        cell_seconds(&table, row, "lead_s");
        table_cell(&table, "%s",
                   json_is_true(json_object_get(row, "silent")) ? "silent: below its floor" : "");
    }
    if (json_array_size(rows) == 0)
        puts("no model's warning has ended yet");
    else
        table_print(&table);
}

int ctl_models(const struct ctl *ctl)
{
    return rows_once(ctl, "models", "", print_models);
}

static void print_workorders(const struct reply *reply, const struct zone *zone)
{
    static const char *const head[] = {"ID",     "OF",     "STATE",   "PRIORITY",
                                       "WANTED", "NUMBER", "SYMPTOM", "SENT"};
    const json_t *rows = json_object_get(reply->json, "workorders"), *row;
    struct table table = {.align = "llllllll"};
    size_t i;
    table_row(&table, head);
    json_array_foreach(rows, i, row)
    {
        table_cell(&table, "%s", rows_word(row, "id"));
        table_cell(&table, "%s", rows_word(row, "of"));
        table_cell(&table, "%s", rows_word(row, "state"));
        table_cell(&table, "%s", rows_word(row, "priority"));
        cell_time(&table, row, "wanted", zone, "-");
        table_cell(&table, "%s", rows_word(row, "number"));
        table_cell(&table, "%s", rows_word(row, "symptom"));
        table_cell(&table, "%s",
                   json_is_true(json_object_get(row, "published")) ? "sent" : "not yet sent");
    }
    if (json_array_size(rows) == 0)
        puts("no work was asked for");
    else
        table_print(&table);
}

int ctl_workorders(const struct ctl *ctl)
{
    return rows_once(ctl, "workorders", "", print_workorders);
}
