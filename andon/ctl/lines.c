/* SPDX-License-Identifier: MIT */
/* `andonctl lines` and `line figures`: what a hub's view knows of many stations, in pages of 200.
 * Called by main.c's table. */
#include "andon/ctl/client.h"
#include "andon/ctl/out.h"

#include "data/model/amount.h"
#include "data/model/json.h"
#include "data/model/line/row.h"
#include "data/model/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE 200

struct listing {
    int64_t limit, shown;
    json_int_t matching;
    bool json;
    struct table table;
};

static void cell_amount_of(struct table *table, int64_t amount)
{
    char text[OUT_SIZE];
    if (amount < 0)
        table_cell(table, "-");
    else
        table_cell(table, "%s", out_amount(amount, text));
}

static void add_row(struct table *table, const struct line_row *row)
{
    char text[OUT_SIZE], worst[160], span[LINE_SPAN_SIZE];
    int64_t now = ctl_now();
    bool gone = !row->heard || !row->online;
    table_cell(table, "%s", word_name(&words_line_grade, (int)row->grade));
    table_cell(table, "%s", row->station);
    table_cell(table, "%s", gone ? "no data" : word_name(&words_machine_state, (int)row->state));
    table_cell(table, "%s", row->since == TIME_NONE ? "-" : line_span(now - row->since, span));
    table_cell(table, "%s", out_percent(row->oee, text));
    cell_amount_of(table, row->good);
    cell_amount_of(table, row->target);
    table_cell(table, "%" PRId64, row->pending);
    table_cell(table, "%s", line_row_worst(row, now, worst, sizeof worst));
}

/* The members of a question for the next page. */
static void page_members(const struct ctl *ctl, const struct listing *l, char *out, size_t size)
{
    struct jw w;
    jw_init(&w, out, size);
    jw_int(&w, "first", l->shown);
    jw_int(&w, "count", l->limit - l->shown < PAGE ? l->limit - l->shown : PAGE);
    if (ctl->args > 0)
        jw_text(&w, "under", ctl->arg[0]);
    if (ctl_has(ctl, OPT_FILTER))
        jw_text(&w, "filter", ctl->value[OPT_FILTER]);
    if (ctl_has(ctl, OPT_UNEXPLAINED))
        jw_bool(&w, "unexplained", true);
}

static void take_page(struct listing *l, const struct reply *reply)
{
    size_t i, n = 0, at = 0, length = 0;
    const json_t *item;
    struct member element;
    json_array_foreach(json_object_get(reply->json, "rows"), i, item)
    {
        struct line_row row;
        line_row_get(item, &row);
        if (!l->json)
            add_row(&l->table, &row);
        n++;
    }
    const char *rows = member_find(reply->line, reply->length, "rows", &length);
    for (bool first = l->shown == 0; l->json && rows && element_next(rows, length, &at, &element);
         first = false)
        printf("%s%.*s", first ? "" : ",\n", (int)element.value_length, element.value);
    l->shown += (int64_t)n;
    l->matching = n > 0 ? json_integer_value(json_object_get(reply->json, "matching")) : l->shown;
}

static int list(const struct ctl *ctl, struct client *client, struct listing *l)
{
    char members[1024];
    struct cause why;
    struct reply reply = {.line = NULL};
    if (l->json)
        (void)fputs("{\"rows\":[", stdout);
    do {
        page_members(ctl, l, members, sizeof members);
        if (client_ask(client, "lines", members, &reply, &why) != 0)
            return ctl_fail("%s", why.text);
        take_page(l, &reply);
    } while (l->shown < l->matching && l->shown < l->limit);
    if (l->json) {
        puts("]}");
        return CTL_DONE;
    }
    if (l->shown == 0)
        puts("no station is like that");
    else
        table_print(&l->table);
    if (!json_is_true(json_object_get(reply.json, "broker")))
        puts("the hub has no broker: this is what it knew last");
    else if (!json_is_true(json_object_get(reply.json, "complete")))
        puts("the hub is still fetching: there may be more");
    return CTL_DONE;
}

int ctl_lines(const struct ctl *ctl)
{
    static const char *const head[] = {"GRADE", "STATION", "STATE",   "FOR",  "OEE",
                                       "GOOD",  "TARGET",  "PENDING", "WORST"};
    struct cause why;
    struct listing l = {
        .limit = INT64_MAX, .json = ctl_has(ctl, OPT_JSON), .table = {.align = "lllrrrrrl"}};
    if (ctl_has(ctl, OPT_LIMIT)) {
        char *end;
        l.limit = strtoll(ctl->value[OPT_LIMIT], &end, 10);
        if (*end != '\0' || l.limit < 1)
            return ctl_usage("--limit %s: a number of rows", ctl->value[OPT_LIMIT]);
    }
    struct client *client = client_open(ctl, &why);
    if (!client)
        return ctl_fail("%s", why.text);
    if (!l.json)
        table_row(&l.table, head);
    int result = list(ctl, client, &l);
    if (result != CTL_DONE)
        table_free(&l.table);
    client_close(&client);
    return result;
}

static int64_t amount_of(const json_t *row, const char *key)
{
    int64_t amount = -1;
    const json_t *number = json_object_get(row, key);
    if (!json_is_number(number) || amount_from_double(json_number_value(number), &amount) != 0)
        return -1;
    return amount;
}

static void add_part(struct table *table, const json_t *part)
{
    char text[OUT_SIZE];
    const json_t *oee = json_object_get(part, "oee");
    const char *last = json_string_value(json_object_get(part, "last"));
    const char *constraint = json_string_value(json_object_get(part, "constraint"));
    static const char *const counts[] = {"stations", "wanted", "unknown", "unexplained", "calls"};
    table_cell(table, "%s", json_string_value(json_object_get(part, "path")));
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        table_cell(table, "%lld", (long long)json_integer_value(json_object_get(part, counts[i])));
    cell_amount_of(table, amount_of(part, "good"));
    cell_amount_of(table, amount_of(part, "target_now"));
    table_cell(table, "%s", last ? last : "sum over machines");
    table_cell(table, "%s", json_is_number(oee) ? out_percent(json_number_value(oee), text) : "-");
    table_cell(table, "%s", constraint ? constraint : "-");
}

int ctl_line_figures(const struct ctl *ctl)
{
    static const char *const head[] = {"LINE",        "STATIONS", "WANTED", "UNKNOWN",
                                       "UNEXPLAINED", "CALLS",    "GOOD",   "DUE",
                                       "OF",          "OEE",      "OF"};
    struct cause why;
    struct reply reply;
    struct table table = {.align = "lrrrrrrrlrl"};
    size_t i;
    const json_t *part;
    struct client *client = client_open(ctl, &why);
    if (!client || client_ask(client, "line-figures", "", &reply, &why) != 0) {
        client_close(&client);
        return ctl_fail("%s", why.text);
    }
    if (ctl_has(ctl, OPT_JSON)) {
        out_reply(reply.line, reply.length);
    } else {
        table_row(&table, head);
        json_array_foreach(json_object_get(reply.json, "parts"), i, part)
        {
            add_part(&table, part);
        }
        table_print(&table);
    }
    client_close(&client);
    return CTL_DONE;
}
