/* SPDX-License-Identifier: MIT */
/* `andonctl inputs`: buttons and contacts as the daemon reads them, in columns; what is wrong with
 * one stands below. Called by main.c's table. */
#include "andon/ctl/rows.h"

#include "data/model/amount.h"

#include <inttypes.h>
#include <stdio.h>

static bool is(const json_t *row, const char *key)
{
    return json_is_true(json_object_get(row, key));
}

static const char *level(const json_t *row)
{
    if (!is(row, "held"))
        return "lost";
    if (is(row, "stuck"))
        return "stuck";
    return is(row, "closed") ? "closed" : "open";
}

static void count(struct table *table, const json_t *row, const char *key)
{
    table_cell(table, "%" PRId64, (int64_t)json_integer_value(json_object_get(row, key)));
}

static void input_row(struct table *table, const json_t *row, const struct zone *zone)
{
    table_cell(table, "%s", rows_word(row, "name"));
    table_cell(table, "%s", rows_word(row, "does"));
    table_cell(table, "%s", level(row));
    cell_time(table, row, "closed_at", zone, "never");
    count(table, row, "closings");
    count(table, row, "bounces");
    count(table, row, "missed");
    table_cell(table, "%s", rows_word(row, "outcome"));
}

static void print_inputs(const struct reply *reply, const struct zone *zone)
{
    const json_t *list = json_object_get(reply->json, "inputs");
    const json_t *missing = json_object_get(reply->json, "missing");
    static const char *const head[] = {"INPUT", "DOES",    "IS",     "LAST CLOSED",
                                       "TIMES", "BOUNCES", "MISSED", "LAST PRESS"};
    struct table table = {.align = "llllrrrl"};
    if (json_array_size(list) == 0) {
        puts("no [input NAME] is configured");
        return;
    }
    table_row(&table, head);
    for (size_t i = 0; i < json_array_size(list); i++)
        input_row(&table, json_array_get(list, i), zone);
    table_print(&table);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *trouble =
            json_string_value(json_object_get(json_array_get(list, i), "trouble"));
        if (trouble && trouble[0])
            printf("%s\n", trouble);
    }
    if (json_number_value(missing) > 0)
        printf("up to %.0f parts of this shift may be missing in its counts\n",
               json_number_value(missing));
}

int ctl_inputs(const struct ctl *ctl)
{
    return rows_once(ctl, "inputs", "", print_inputs);
}
