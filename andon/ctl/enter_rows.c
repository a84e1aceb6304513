/* SPDX-License-Identifier: MIT */
/* What people entered and what it adds up to: scrap, handovers, pareto, the six losses, KPI. Called
 * by main.c's table; rows.c asks and prints. */
#include "andon/ctl/rows.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void scrap_row(struct table *table, const json_t *row, const struct zone *zone)
{
    table_cell(table, "%s", rows_word(row, "id"));
    cell_time(table, row, "at", zone, "-");
    cell_number(table, row, "quantity");
    table_cell(table, "%s", rows_word(row, "reason"));
    table_cell(table, "%s", json_is_true(json_object_get(row, "rework")) ? "rework" : "scrap");
    table_cell(table, "%s", rows_word(row, "job"));
    table_cell(table, "%s", rows_word(row, "of"));
    table_cell(table, "%s", rows_word(row, "note"));
}

static const struct view scraps_view = {
    .cmd = "scraps",
    .name = "scraps",
    .align = "llrlllll",
    .empty = "nothing was entered in that time",
    .head = {"ENTRY", "TIME", "QUANTITY", "REASON", "", "JOB", "REVERSES", "NOTE"},
    .row = scrap_row,
};

int ctl_scrap_list(const struct ctl *ctl)
{
    return rows_show(ctl, &scraps_view);
}

static void handover_row(struct table *table, const json_t *row, const struct zone *zone)
{
    table_cell(table, "%s", rows_word(row, "shift"));
    cell_time(table, row, "begin", zone, "-");
    cell_time(table, row, "end", zone, "-");
    table_cell(table, "%s", rows_word(row, "name"));
    table_cell(table, "%s", rows_word(row, "state"));
    table_cell(table, "%s", rows_word(row, "outgoing"));
    table_cell(table, "%s", rows_word(row, "incoming"));
}

static const struct view handovers_view = {
    .cmd = "handovers",
    .name = "handovers",
    .align = "lllllll",
    .empty = "no handover is on record for that time",
    .head = {"SHIFT", "BEGIN", "END", "NAME", "STATE", "OUTGOING", "INCOMING"},
    .row = handover_row,
};

int ctl_handover_list(const struct ctl *ctl)
{
    return rows_show(ctl, &handovers_view);
}

/* What is not one reason, in words. */
static const char *pareto_words(const json_t *row)
{
    static const char *const words[][2] = {{"unexplained", "not explained"},
                                           {"small", "small stops"},
                                           {"waiting", "starved or blocked"},
                                           {"others", "other reasons"}};
    const char *kind = rows_word(row, "kind");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i][0], kind) == 0)
            return words[i][1];
    return json_is_string(json_object_get(row, "reason")) ? rows_word(row, "reason")
                                                          : "not explained";
}

static void pareto_row(struct table *table, const json_t *row, const struct zone *zone)
{
    (void)zone;
    cell_seconds(table, row, "lost_s");
    cell_number(table, row, "count");
    table_cell(table, "%s", pareto_words(row));
    table_cell(table, "%s", rows_word(row, "title"));
    table_cell(table, "%s", rows_word(row, "loss"));
    table_cell(table, "%s", json_is_true(json_object_get(row, "planned")) ? "planned" : "");
}

static const struct view pareto_view = {
    .cmd = "pareto",
    .name = "pareto",
    .align = "rrllll",
    .empty = "nothing was lost in that time",
    .head = {"LOST", "STOPS", "REASON", "", "LOSS", ""},
    .row = pareto_row,
};

int ctl_pareto(const struct ctl *ctl)
{
    const char *by = ctl->value[OPT_BY];
    if (by && strcmp(by, "minutes") != 0 && strcmp(by, "count") != 0)
        return ctl_usage("--by %s: there are minutes and count", by);
    return rows_show(ctl, &pareto_view);
}

/* Faster than the ideal cycle is a loss below nothing. */
static void cell_lost(struct table *table, const json_t *row)
{
    char text[OUT_SIZE];
    const json_t *s = json_object_get(row, "lost_s");
    double ms = json_number_value(s) * 1000;
    bool said = json_is_number(s) && ms < 1e15 && ms > -1e15;
    table_cell(table, "%s%s", said && ms < 0 ? "-" : "",
               out_duration(said ? (int64_t)fabs(ms) : -1, text));
}

static void loss_row(struct table *table, const json_t *row, const struct zone *zone)
{
    (void)zone;
    table_cell(table, "%s", rows_word(row, "loss"));
    cell_lost(table, row);
    cell_estimate(table, row, "parts");
}

static const struct view losses_view = {
    .cmd = "losses",
    .name = "losses",
    .align = "lrr",
    .empty = "nothing was lost in that time",
    .head = {"LOSS", "TIME", "PARTS"},
    .row = loss_row,
};

int ctl_losses(const struct ctl *ctl)
{
    return rows_show(ctl, &losses_view);
}

/* ---- kpi: one row, a line for each figure ---- */

static void figure(struct table *table, const char *name, const json_t *object, const char *key)
{
    table_cell(table, "%s", name);
    cell_number(table, object, key);
}

static void ratio(struct table *table, const char *name, const json_t *object, const char *key)
{
    char text[OUT_SIZE];
    const json_t *number = json_object_get(object, key);
    table_cell(table, "%s", name);
    table_cell(table, "%s",
               out_percent(json_is_number(number) ? json_number_value(number) : (double)NAN, text));
}

static void length(struct table *table, const char *name, const json_t *object, const char *key)
{
    table_cell(table, "%s", name);
    cell_seconds(table, object, key);
}

static void kpi_row(struct table *table, const json_t *row, const struct zone *zone)
{
    static const struct {
        void (*put)(struct table *table, const char *name, const json_t *object, const char *key);
        const char *name, *object, *key;
    } lines[] = {
        {ratio, "OEE", "oee", "oee"},
        {ratio, "availability", "oee", "availability"},
        {ratio, "performance", "oee", "performance"},
        {ratio, "quality", "oee", "quality"},
        {ratio, "coverage", "oee", "coverage"},
        {length, "planned time", "oee", "planned_s"},
        {length, "run time", "oee", "run_s"},
        {length, "not explained", "oee", "unexplained_s"},
        {figure, "made", "counts", "total"},
        {figure, "good", "counts", "good"},
        {figure, "scrap", "counts", "scrap"},
        {figure, "rework", "counts", "rework"},
        {figure, "stops", "stops", "count"},
        {figure, "… without a reason", "stops", "unexplained"},
        {figure, "small stops", "stops", "small"},
        {length, "MTBF", NULL, "mtbf_s"},
        {length, "MTTR", NULL, "mttr_s"},
    };
    (void)zone;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        lines[i].put(table, lines[i].name,
                     lines[i].object ? json_object_get(row, lines[i].object) : row, lines[i].key);
}

static const struct view kpi_view = {
    .cmd = "kpi",
    .name = "kpi",
    .align = "lr",
    .empty = "nothing is on record for that time",
    .head = {"", ""},
    .row = kpi_row,
};

int ctl_kpi(const struct ctl *ctl)
{
    return rows_show(ctl, &kpi_view);
}
