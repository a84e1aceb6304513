/* SPDX-License-Identifier: MIT */
/* The commands that ask for what is on record: stops, log, timeline, history. Answers come in
 * pages; JSON is passed on as it comes, people get columns in plant time. Called by main.c's table.
 */
#include "andon/ctl/client.h"
#include "andon/ctl/out.h"
#include "data/model/amount.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct view {
    const char *name, *align, *empty;
    const char *head[8];
    void (*row)(struct table *table, const json_t *row, const struct zone *zone);
    bool (*wanted)(const json_t *row); /* NULL: every one */
};

/* ---- rows as people read them ---- */

static const char *word(const json_t *row, const char *key)
{
    const char *text = json_string_value(json_object_get(row, key));
    return text && text[0] ? text : "-";
}

static void cell_time(struct table *table, const json_t *row, const char *key,
                      const struct zone *zone, const char *otherwise)
{
    char text[OUT_SIZE];
    const json_t *time = json_object_get(row, key);
    bool known = json_is_integer(time);
    table_cell(table, "%s", known ? out_wall(zone, json_integer_value(time), text) : otherwise);
}

static void cell_duration(struct table *table, const json_t *row, const char *key)
{
    char text[OUT_SIZE];
    const json_t *ms = json_object_get(row, key);
    table_cell(table, "%s", out_duration(json_is_integer(ms) ? json_integer_value(ms) : -1, text));
}

static void timeline_row(struct table *table, const json_t *row, const struct zone *zone)
{
    cell_time(table, row, "begin", zone, "-");
    cell_time(table, row, "end", zone, "now");
    cell_duration(table, row, "ms");
    table_cell(table, "%s", word(row, "state"));
    table_cell(table, "%s", word(row, "detail"));
    table_cell(table, "%s", word(row, "mode"));
    table_cell(table, "%s", word(row, "shift"));
    table_cell(table, "%s", word(row, "stop"));
}

static void stop_row(struct table *table, const json_t *row, const struct zone *zone)
{
    table_cell(table, "%s", word(row, "id"));
    cell_time(table, row, "begin", zone, "-");
    cell_time(table, row, "end", zone, "still open");
    cell_duration(table, row, "ms");
    table_cell(table, "%s", word(row, "state"));
    table_cell(table, "%s", json_is_true(json_object_get(row, "small")) ? "small" : "");
    table_cell(table, "%s", word(row, "reason"));
    table_cell(table, "%s", word(row, "suggested"));
}

static bool stop_unexplained(const json_t *row)
{
    return !json_is_string(json_object_get(row, "reason")) &&
           !json_is_true(json_object_get(row, "small"));
}

static void log_row(struct table *table, const json_t *row, const struct zone *zone)
{
    char *body = json_dumps(json_object_get(row, "body"),
                            JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(12));
    cell_time(table, row, "wall", zone, "-");
    table_cell(table, "%" JSON_INTEGER_FORMAT, json_integer_value(json_object_get(row, "seq")));
    table_cell(table, "%s", word(row, "kind"));
    table_cell(table, "%s", word(row, "id"));
    table_cell(table, "%" JSON_INTEGER_FORMAT, json_integer_value(json_object_get(row, "rev")));
    table_cell(table, "%s", word(row, "actor"));
    table_cell(table, "%s", body ? body : "-");
    free(body);
}

/* Millionths, "-" when there is none. */
static void cell_amount(struct table *table, const json_t *row, const char *key)
{
    char text[OUT_SIZE];
    const json_t *amount = json_object_get(row, key);
    table_cell(table, "%s",
               json_is_integer(amount) ? out_amount(json_integer_value(amount), text) : "-");
}

static void history_row(struct table *table, const json_t *row, const struct zone *zone)
{
    static const char *const amounts[] = {"min", "mean", "max", "last"};
    cell_time(table, row, "begin", zone, "-");
    for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++)
        cell_amount(table, row, amounts[i]);
    table_cell(table, "%" JSON_INTEGER_FORMAT, json_integer_value(json_object_get(row, "samples")));
    table_cell(table, "%" JSON_INTEGER_FORMAT, json_integer_value(json_object_get(row, "bad")));
    table_cell(table, "%s", word(row, "quality"));
}

static void signal_row(struct table *table, const json_t *row, const struct zone *zone)
{
    table_cell(table, "%s", word(row, "signal"));
    cell_time(table, row, "from", zone, "-");
    cell_time(table, row, "to", zone, "-");
}

static const struct view timeline_view = {
    .name = "timeline",
    .align = "llrlllll",
    .empty = "no machine state is on record for that time",
    .head = {"BEGIN", "END", "LASTED", "STATE", "DETAIL", "MODE", "SHIFT", "STOP"},
    .row = timeline_row,
};
static const struct view stops_view = {
    .name = "stops",
    .align = "lllrllll",
    .empty = "no stops in that time",
    .head = {"STOP", "BEGIN", "END", "LOST", "STATE", "", "REASON", "SUGGESTED"},
    .row = stop_row,
};
static const struct view unexplained_view = {
    .name = "stops",
    .align = "lllrllll",
    .empty = "no stop waits for a reason",
    .head = {"STOP", "BEGIN", "END", "LOST", "STATE", "", "REASON", "SUGGESTED"},
    .row = stop_row,
    .wanted = stop_unexplained,
};
static const struct view log_view = {
    .name = "log",
    .align = "lrllrll",
    .empty = "no records in that time",
    .head = {"TIME", "SEQ", "KIND", "ID", "REV", "ACTOR", "BODY"},
    .row = log_row,
};

static const struct view history_view = {
    .name = "history",
    .align = "lrrrrrrl",
    .empty = "nothing is on record of that signal in that time",
    .head = {"BEGIN", "MIN", "MEAN", "MAX", "LAST", "SAMPLES", "BAD", "QUALITY"},
    .row = history_row,
};
static const struct view signals_view = {
    .name = "history",
    .align = "lll",
    .empty = "no signal has any history yet",
    .head = {"SIGNAL", "FROM", "TO"},
    .row = signal_row,
};

/* ---- asking ---- */

/* A positive whole number, 0 when the option is not given. */
static int number_of(const struct ctl *ctl, enum ctl_option option, const char *what,
                     int64_t *number)
{
    const char *text = ctl->value[option];
    int64_t amount = 0;
    if (text && (amount_from_text(text, strlen(text), &amount) != 0 || amount < AMOUNT_ONE ||
                 amount % AMOUNT_ONE != 0))
        return ctl_usage("--%s %s is no number of %s", what, text,
                         option == OPT_LIMIT ? "rows" : "spans");
    *number = amount / AMOUNT_ONE;
    return CTL_DONE;
}

/* --from, --to, --limit and --points as members of the request, and the signal's name. */
static int arguments_of(const struct ctl *ctl, const struct zone *zone, char *out, size_t size)
{
    int64_t from, to, limit = 0, points = 0;
    int result = ctl_time(ctl, OPT_FROM, zone, &from);
    if (result == CTL_DONE)
        result = ctl_time(ctl, OPT_TO, zone, &to);
    if (result == CTL_DONE)
        result = number_of(ctl, OPT_LIMIT, "limit", &limit);
    if (result == CTL_DONE)
        result = number_of(ctl, OPT_POINTS, "points", &points);
    if (result != CTL_DONE)
        return result;
    const struct {
        const char *name;
        int64_t value;
        bool given;
    } member[] = {
        {"from", from, ctl_has(ctl, OPT_FROM)},
        {"to", to, ctl_has(ctl, OPT_TO)},
        {"limit", limit, limit > 0},
        {"points", points, points > 0},
    };
    struct jw w;
    jw_init(&w, out, size);
    for (size_t i = 0; i < sizeof member / sizeof *member; i++)
        if (member[i].given)
            jw_int(&w, member[i].name, member[i].value);
    if (ctl->args > 0)
        jw_text(&w, "signal", ctl->arg[0]);
    return w.overflow ? ctl_usage("the name is too long") : CTL_DONE;
}

/* One page: JSON to standard output as it is, or rows into the table. */
static size_t take_page(const struct view *view, const struct reply *reply, bool as_json,
                        size_t before, struct table *table, const struct zone *zone)
{
    size_t length, at = 0, taken = 0;
    const json_t *rows = json_object_get(reply->json, "rows");
    const char *text = member_find(reply->line, reply->length, "rows", &length);
    struct member element;
    for (size_t i = 0; text && element_next(text, length, &at, &element); i++) {
        const json_t *row = json_array_get(rows, i);
        if (view->wanted && !view->wanted(row))
            continue;
        taken++;
        if (as_json)
            printf("%s%.*s", before + taken > 1 ? "," : "", (int)element.value_length,
                   element.value);
        else
            view->row(table, row, zone);
    }
    return taken;
}

static int show(const struct ctl *ctl, struct client *client, const struct view *view)
{
    struct zone zone;
    struct reply reply;
    struct cause why;
    char arguments[512];
    struct table table = {.align = view->align};
    bool as_json = ctl_has(ctl, OPT_JSON);
    client_zone(client, &zone);
    int result = arguments_of(ctl, &zone, arguments, sizeof arguments);
    if (result != CTL_DONE)
        return result;
    if (client_ask(client, view->name, arguments, &reply, &why) != 0)
        return ctl_fail("%s", why.text);
    if (as_json)
        printf("{\"%s\":[", view->name);
    else
        table_row(&table, view->head);
    size_t rows = 0;
    bool more, whole = true;
    do {
        rows += take_page(view, &reply, as_json, rows, &table, &zone);
        more = json_is_true(json_object_get(reply.json, "more"));
        whole = !more || client_more(client, &reply, &why) == 0;
    } while (more && whole);
    if (as_json)
        puts("]}");
    else if (rows == 0)
        puts(view->empty);
    else
        table_print(&table);
    return whole ? CTL_DONE : ctl_fail("the answer broke off: %s", why.text);
}

static int run(const struct ctl *ctl, const struct view *view)
{
    struct cause why;
    struct client *client = client_open(ctl, &why);
    if (!client)
        return ctl_fail("%s", why.text);
    int result = show(ctl, client, view);
    client_close(&client);
    return result;
}

int ctl_stops(const struct ctl *ctl)
{
    return run(ctl, ctl_has(ctl, OPT_UNEXPLAINED) ? &unexplained_view : &stops_view);
}

int ctl_log(const struct ctl *ctl)
{
    return run(ctl, &log_view);
}

int ctl_timeline(const struct ctl *ctl)
{
    return run(ctl, &timeline_view);
}

int ctl_history(const struct ctl *ctl)
{
    char clean[256];
    if (ctl->args > 0 && !text_is_clean(ctl->arg[0], strlen(ctl->arg[0]))) {
        (void)text_sanitise(ctl->arg[0], strlen(ctl->arg[0]), clean, sizeof clean);
        return ctl_usage("'%s' is no name of a signal", clean);
    }
    return run(ctl, ctl->args > 0 ? &history_view : &signals_view);
}
