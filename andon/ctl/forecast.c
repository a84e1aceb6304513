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

/* ---- built-in detectors --------------------------------------------------------------------- */

static double real(const json_t *row, const char *key, double otherwise)
{
    const json_t *value = json_object_get(row, key);
    return json_is_number(value) ? json_number_value(value) : otherwise;
}

/* "learning 40 %", "frozen: the machine stands" */
static void cell_state(struct table *table, const json_t *row)
{
    const char *state = rows_word(row, "state"), *why = rows_word(row, "why");
    bool learning = strcmp(state, "learning") == 0;
    char share[24] = "";
    if (learning)
        (void)text_format(share, sizeof share, " %.0f %%", floor(real(row, "learnt", 0) * 100));
    table_cell(table, "%s%s%s%s", state, share, strcmp(why, "-") == 0 ? "" : ": ",
               strcmp(why, "-") == 0 ? "" : why);
}

static void print_one(struct table *table, const char *name, const json_t *row)
{
    const json_t *evidence = json_object_get(row, "evidence");
    table_cell(table, "%s", name);
    if (real(row, "version", 0) > 0)
        table_cell(table, "v%.0f", real(row, "version", 0));
    else
        table_cell(table, "-");
    cell_state(table, row);
    if (json_is_number(evidence))
        table_cell(table, "%.2f", json_number_value(evidence));
    else
        table_cell(table, "-");
    cell_percent(table, row, "p");
    cell_percent(table, row, "used");
    table_cell(table, "%.2f", real(row, "threshold", 1));
    table_cell(table, "%.0f warned, %.0f right, %.0f wrong", real(row, "warned", 0),
               real(row, "right", 0), real(row, "wrong", 0));
}

/* The one in use, and below it the one in its shadow: scored side by side. */
static void print_built_in(const json_t *rows)
{
    static const char *const head[] = {"BUILT-IN", "VERSION", "STATE",     "EVIDENCE",
                                       "LIKELY",   "USED",    "THRESHOLD", "THIS VERSION"};
    const json_t *row;
    struct table table = {.align = "lllrrrrl"};
    size_t i;
    if (json_array_size(rows) == 0)
        return;
    table_row(&table, head);
    json_array_foreach(rows, i, row)
    {
        const json_t *shadow = json_object_get(row, "shadow");
        print_one(&table, rows_word(row, "name"), row);
        if (shadow)
            print_one(&table, "  in its shadow", shadow);
    }
    table_print(&table);
    putchar('\n');
}

static void print_text(const struct reply *reply, const struct zone *zone)
{
    char clean[256];
    const char *text = rows_word(reply->json, "text");
    (void)zone;
    (void)text_sanitise(text, strlen(text), clean, sizeof clean);
    puts(clean);
}

int ctl_model(const struct ctl *ctl)
{
    char members[160], cmd[32], version[64] = "";
    const char *what = strchr(ctl->command, ' ');
    if (!text_is_id(ctl->arg[0]) || (ctl->args > 1 && !text_is_id(ctl->arg[1])))
        return ctl_fail("there is no such model; andonctl models lists them");
    (void)text_format(cmd, sizeof cmd, "model-%s", what ? what + 1 : "");
    if (ctl->args > 1)
        (void)text_format(version, sizeof version, ",\"version\":\"%s\"", ctl->arg[1]);
    (void)text_format(members, sizeof members, "\"model\":\"%s\"%s", ctl->arg[0], version);
    return rows_once(ctl, cmd, members, print_text);
}

/* ---- how right they were -------------------------------------------------------------------- */

/* "4 warned of × (24 min median of 5 that were not − 8 min of those that were) × 12 EUR" */
static void print_saving(const json_t *row)
{
    const json_t *saving = json_object_get(row, "saving"), *saved;
    char without[TEXT_DURATION_SIZE], with[TEXT_DURATION_SIZE];
    double warned = real(saving, "stops_warned", 0), missed = real(saving, "stops_missed", 0);
    if (!json_is_object(saving))
        return;
    saved = json_object_get(saving, "saved");
    printf("  %s %s: ", rows_word(row, "model"), rows_word(row, "version"));
    if (!json_is_number(saved)) {
        printf("not enough failures: %.0f stops warned of and %.0f not, of 3 each\n", warned,
               missed);
        return;
    }
    (void)text_duration((int64_t)(real(saving, "stop_missed_s", 0) * 1000), without);
    (void)text_duration((int64_t)(real(saving, "stop_warned_s", 0) * 1000), with);
    printf("%.0f stops warned of × (%s − %s) × %.2f %s a minute = %.2f %s\n", warned, without, with,
           real(saving, "minute", 0), rows_word(saving, "currency"), json_number_value(saved),
           rows_word(saving, "currency"));
}

static void print_savings(const json_t *rows)
{
    const json_t *row;
    size_t i;
    bool any = false;
    json_array_foreach(rows, i, row)
    {
        any = any || json_object_get(row, "saving") != NULL;
    }
    if (any)
        puts("\nSaved, an estimate: stops warned of × (median stop that was not − that was, repair "
             "included) × cost of a minute");
    json_array_foreach(rows, i, row)
    {
        print_saving(row);
    }
}

static void cell_week(struct table *table, const json_t *row)
{
    const json_t *value = json_object_get(row, "false_week");
    if (json_is_number(value))
        table_cell(table, "%.1f", json_number_value(value));
    else
        table_cell(table, "-");
}

static void print_models(const struct reply *reply, const struct zone *zone)
{
    static const char *const head[] = {"MODEL",     "VERSION",    "FOUND",  "FALSE",  "OPEN",
                                       "PRECISION", "LEAD",       "FAILED", "WARNED", "RECALL",
                                       "AHEAD",     "FALSE/WEEK", ""};
    const json_t *rows = json_object_get(reply->json, "models"), *row;
    struct table table = {.align = "llrrrrrrrrrrl"};
    size_t i;
    (void)zone;
    print_built_in(json_object_get(reply->json, "built_in"));
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
        cell_number(&table, row, "failures");
        cell_number(&table, row, "warned");
        cell_percent(&table, row, "recall");
        cell_seconds(&table, row, "ahead_s");
        cell_week(&table, row);
        table_cell(&table, "%s",
                   json_is_true(json_object_get(row, "silent")) ? "silent: below its floor" : "");
    }
    if (json_array_size(rows) == 0)
        puts("no model has said anything of a failure that is configured");
    else
        table_print(&table);
    print_savings(rows);
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
