/* SPDX-License-Identifier: MIT */
/* Calls as scripts and people read them: whom one can call, the calls on record, how soon they were
 * answered. Raising and answering them are entries (enter.c). Called by main.c's table. */
#include "andon/ctl/rows.h"
#include "data/model/andon/call_times.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <stdio.h>

/* ---- types ----------------------------------------------------------------------------------- */

static void print_types(const struct reply *reply, const struct zone *zone)
{
    static const char *const head[] = {"KEY", "CALL", "TITLE", "ANSWERED BY", "STOPS", "OPEN"};
    const json_t *row;
    struct table table = {.align = "rlllrl"};
    size_t i;
    (void)zone;
    table_row(&table, head);
    json_array_foreach(json_object_get(reply->json, "types"), i, row)
    {
        json_int_t place = json_integer_value(json_object_get(row, "place"));
        if (place > 0)
            table_cell(&table, "%" JSON_INTEGER_FORMAT, place);
        else
            table_cell(&table, "-");
        table_cell(&table, "%s", rows_word(row, "id"));
        table_cell(&table, "%s", rows_word(row, "title"));
        table_cell(&table, "%s", rows_word(row, "roles"));
        cell_seconds(&table, row, "stop_after_s");
        table_cell(&table, "%s", rows_word(row, "open"));
    }
    table_print(&table);
}

int ctl_call_types(const struct ctl *ctl)
{
    return rows_once(ctl, "call-types", "", print_types);
}

/* ---- on record ------------------------------------------------------------------------------- */

static void call_row(struct table *table, const json_t *row, const struct zone *zone)
{
    table_cell(table, "%s", rows_word(row, "id"));
    table_cell(table, "%s", rows_word(row, "title"));
    table_cell(table, "%s", rows_word(row, "state"));
    cell_time(table, row, "raised", zone, "-");
    table_cell(table, "%s", rows_word(row, "by"));
    cell_duration(table, row, "take_ms");
    cell_duration(table, row, "arrive_ms");
    cell_duration(table, row, "solve_ms");
}

static const struct view calls_view = {
    .cmd = "calls",
    .name = "calls",
    .align = "lllllrrr",
    .empty = "nobody was called in that time",
    .head = {"CALL", "WHOM", "STATE", "RAISED", "BY", "TAKEN AFTER", "ARRIVED", "SOLVED"},
    .row = call_row,
};

int ctl_calls(const struct ctl *ctl)
{
    return rows_show(ctl, &calls_view);
}

/* ---- how soon -------------------------------------------------------------------------------- */

static const char *const step_keys[CALL_STEP_COUNT] = {"take", "arrive", "solve"};

static void put_ms(struct jw *w, const char *key, const char *what, int64_t ms)
{
    char name[40];
    (void)text_format(name, sizeof name, "%s_%s_ms", key, what);
    if (ms < 0)
        jw_null(w, name);
    else
        jw_int(w, name, ms);
}

static void print_json(struct call_times *times)
{
    static char text[64 * 1024];
    struct jw w;
    jw_init(&w, text, sizeof text);
    jw_object(&w, NULL);
    jw_array(&w, "times");
    for (size_t i = 0; i < times->rows; i++) {
        struct call_times_row *row = &times->row[i];
        jw_object(&w, NULL);
        jw_text(&w, "type", row->type);
        jw_text(&w, "title", row->title);
        jw_int(&w, "calls", row->calls);
        jw_int(&w, "solved", row->solved);
        jw_int(&w, "cancelled", row->cancelled);
        jw_int(&w, "open", row->open);
        jw_int(&w, "line_stops", row->line_stops);
        for (int k = 0; k < CALL_STEP_COUNT; k++) {
            put_ms(&w, step_keys[k], "median", call_times_median(row, (enum call_step_kind)k));
            put_ms(&w, step_keys[k], "worst", call_times_worst(row, (enum call_step_kind)k));
        }
        jw_object_end(&w);
    }
    jw_array_end(&w);
    jw_int(&w, "others", times->others);
    jw_object_end(&w);
    puts(w.overflow ? "{}" : text);
}

static void print_table(struct call_times *times)
{
    static const char *const head[] = {"CALL",    "CALLS", "TAKEN",  "WORST",
                                       "ARRIVED", "WORST", "SOLVED", "WORST"};
    struct table table = {.align = "lrrrrrrr"};
    char text[OUT_SIZE];
    if (times->rows == 0) {
        puts("nobody was called in that time");
        return;
    }
    table_row(&table, head);
    for (size_t i = 0; i < times->rows; i++) {
        struct call_times_row *row = &times->row[i];
        table_cell(&table, "%s", row->title[0] ? row->title : row->type);
        table_cell(&table, "%lld", (long long)row->calls);
        for (int k = 0; k < CALL_STEP_COUNT; k++) {
            enum call_step_kind kind = (enum call_step_kind)k;
            table_cell(&table, "%s", out_duration(call_times_median(row, kind), text));
            table_cell(&table, "%s", out_duration(call_times_worst(row, kind), text));
        }
    }
    table_print(&table);
    if (times->others > 0)
        printf("%lld more are in no figure\n", (long long)times->others);
}

static int span_of(const struct ctl *ctl, struct client *client, char *out, size_t size)
{
    struct zone zone;
    struct jw w;
    int64_t from, to;
    client_zone(client, &zone);
    int result = ctl_time(ctl, OPT_FROM, &zone, &from);
    if (result == CTL_DONE)
        result = ctl_time(ctl, OPT_TO, &zone, &to);
    if (result != CTL_DONE)
        return result;
    jw_init(&w, out, size);
    if (ctl_has(ctl, OPT_FROM))
        jw_int(&w, "from", from);
    if (ctl_has(ctl, OPT_TO))
        jw_int(&w, "to", to);
    jw_int(&w, "limit", 10000);
    return CTL_DONE;
}

static int ask_all(struct client *client, const char *members, struct call_times *times)
{
    struct reply reply;
    struct cause why;
    const json_t *row;
    size_t i;
    bool more;
    if (client_ask(client, "calls", members, &reply, &why) != 0)
        return ctl_fail("%s", why.text);
    do {
        json_array_foreach(json_object_get(reply.json, "rows"), i, row)
        {
            call_times_add(times, row);
        }
        more = json_is_true(json_object_get(reply.json, "more"));
        if (more && client_more(client, &reply, &why) != 0)
            return ctl_fail("the answer broke off: %s", why.text);
    } while (more);
    return CTL_DONE;
}

int ctl_call_times(const struct ctl *ctl)
{
    static struct call_times times;
    char members[128];
    struct cause why;
    struct client *client = client_open(ctl, &why);
    if (!client)
        return ctl_fail("%s", why.text);
    int result = span_of(ctl, client, members, sizeof members);
    if (result == CTL_DONE)
        result = ask_all(client, members, &times);
    if (result == CTL_DONE && ctl_has(ctl, OPT_JSON))
        print_json(&times);
    else if (result == CTL_DONE)
        print_table(&times);
    call_times_done(&times);
    client_close(&client);
    return result;
}
