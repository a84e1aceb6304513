/* SPDX-License-Identifier: MIT */
/* The commands that ask for what is on record: stops, timeline, history. Answers come in
 * pages; JSON is passed on as it comes, people get columns in plant time. Called by main.c's table.
 */
#include "andon/ctl/rows.h"

#include "data/model/amount.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEARCHED_MAX 100000 /* rows that --filter looks at: as many as one question gives */

/* ---- rows as people read them ---- */

const char *rows_word(const json_t *row, const char *key)
{
    const char *text = json_string_value(json_object_get(row, key));
    return text && text[0] ? text : "-";
}

void cell_time(struct table *table, const json_t *row, const char *key, const struct zone *zone,
               const char *otherwise)
{
    char text[OUT_SIZE];
    const json_t *time = json_object_get(row, key);
    bool known = json_is_integer(time);
    table_cell(table, "%s", known ? out_wall(zone, json_integer_value(time), text) : otherwise);
}

void cell_duration(struct table *table, const json_t *row, const char *key)
{
    char text[OUT_SIZE];
    const json_t *ms = json_object_get(row, key);
    table_cell(table, "%s", out_duration(json_is_integer(ms) ? json_integer_value(ms) : -1, text));
}

void cell_seconds(struct table *table, const json_t *row, const char *key)
{
    char text[OUT_SIZE];
    const json_t *s = json_object_get(row, key);
    double ms = json_is_number(s) ? json_number_value(s) * 1000 : -1;
    table_cell(table, "%s", out_duration(ms < 1e15 ? (int64_t)ms : -1, text));
}

static void cell_said(struct table *table, const json_t *number,
                      const char *(*say)(int64_t, char[OUT_SIZE]))
{
    char text[OUT_SIZE];
    int64_t amount;
    bool known =
        json_is_number(number) && amount_from_double(json_number_value(number), &amount) == 0;
    table_cell(table, "%s", known ? say(amount, text) : "-");
}

void cell_number(struct table *table, const json_t *row, const char *key)
{
    cell_said(table, json_object_get(row, key), out_amount);
}

void cell_estimate(struct table *table, const json_t *row, const char *key)
{
    cell_said(table, json_object_get(row, key), out_estimate);
}

static void timeline_row(struct table *table, const json_t *row, const struct zone *zone)
{
    cell_time(table, row, "begin", zone, "-");
    cell_time(table, row, "end", zone, "now");
    cell_duration(table, row, "ms");
    table_cell(table, "%s", rows_word(row, "state"));
    table_cell(table, "%s", rows_word(row, "detail"));
    table_cell(table, "%s", rows_word(row, "mode"));
    table_cell(table, "%s", rows_word(row, "shift"));
    table_cell(table, "%s", rows_word(row, "stop"));
}

static void stop_row(struct table *table, const json_t *row, const struct zone *zone)
{
    table_cell(table, "%s", rows_word(row, "id"));
    cell_time(table, row, "begin", zone, "-");
    cell_time(table, row, "end", zone, "still open");
    if (json_is_integer(json_object_get(row, "end")))
        cell_duration(table, row, "ms");
    else
        table_cell(table, "-"); /* what is on record of it is old */
    table_cell(table, "%s", rows_word(row, "state"));
    table_cell(table, "%s", json_is_true(json_object_get(row, "small")) ? "small" : "");
    if (json_is_string(json_object_get(row, "into")))
        table_cell(table, "part of %s", rows_word(row, "into"));
    else
        table_cell(table, "%s", rows_word(row, "reason"));
    table_cell(table, "%s", rows_word(row, "suggested"));
}

static bool stop_unexplained(const json_t *row)
{
    return !json_is_string(json_object_get(row, "reason")) &&
           !json_is_string(json_object_get(row, "into")) &&
           !json_is_true(json_object_get(row, "small"));
}

/* Millionths, "-" when there is none. */
void cell_amount(struct table *table, const json_t *row, const char *key)
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
    table_cell(table, "%s", rows_word(row, "quality"));
}

static void signal_row(struct table *table, const json_t *row, const struct zone *zone)
{
    table_cell(table, "%s", rows_word(row, "signal"));
    cell_time(table, row, "from", zone, "-");
    cell_time(table, row, "to", zone, "-");
}

static const struct view timeline_view = {
    .cmd = "timeline",
    .name = "timeline",
    .align = "llrlllll",
    .empty = "no machine state is on record for that time",
    .head = {"BEGIN", "END", "LASTED", "STATE", "DETAIL", "MODE", "SHIFT", "STOP"},
    .row = timeline_row,
};
static const struct view stops_view = {
    .cmd = "stops",
    .name = "stops",
    .align = "lllrllll",
    .empty = "no stops in that time",
    .head = {"STOP", "BEGIN", "END", "LOST", "STATE", "", "REASON", "SUGGESTED"},
    .row = stop_row,
};
static const struct view unexplained_view = {
    .cmd = "stops",
    .name = "stops",
    .align = "lllrllll",
    .empty = "no stop waits for a reason",
    .head = {"STOP", "BEGIN", "END", "LOST", "STATE", "", "REASON", "SUGGESTED"},
    .row = stop_row,
    .wanted = stop_unexplained,
};
static const struct view history_view = {
    .cmd = "history",
    .name = "history",
    .align = "lrrrrrrl",
    .empty = "nothing is on record of that signal in that time",
    .head = {"BEGIN", "MIN", "MEAN", "MAX", "LAST", "SAMPLES", "BAD", "QUALITY"},
    .row = history_row,
};
static const struct view signals_view = {
    .cmd = "history",
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
        {"limit", ctl_has(ctl, OPT_FILTER) ? SEARCHED_MAX : limit,
         limit > 0 || ctl_has(ctl, OPT_FILTER)},
        {"points", points, points > 0},
    };
    struct jw w;
    jw_init(&w, out, size);
    for (size_t i = 0; i < sizeof member / sizeof *member; i++)
        if (member[i].given)
            jw_int(&w, member[i].name, member[i].value);
    if (ctl_has(ctl, OPT_BY))
        jw_text(&w, "by", ctl->value[OPT_BY]);
    if (ctl->args > 0)
        jw_text(&w, "signal", ctl->arg[0]);
    return w.overflow ? ctl_usage("the name is too long") : CTL_DONE;
}

/* An answer while it is printed. */
struct showing {
    const struct ctl *ctl;
    const struct view *view;
    struct zone zone;
    struct table table;
    bool as_json;
    size_t rows, most; /* printed, and at most; 0: no limit */
};

/* "kind=stop": a member of the row or of its body. False: no such form. */
static bool is_pair(const json_t *row, const char *word, size_t length, bool *same)
{
    char key[64], value[64];
    const char *equals = memchr(word, '=', length);
    if (!equals || !text_copy_n(key, sizeof key, word, (size_t)(equals - word)))
        return false;
    const json_t *member = json_object_get(row, key);
    if (!member)
        member = json_object_get(json_object_get(row, "body"), key);
    char *number = json_is_number(member)
                       ? json_dumps(member, JSON_ENCODE_ANY | JSON_REAL_PRECISION(12))
                       : NULL;
    const char *is = number ? number : json_string_value(member);
    *same = is &&
            text_copy_n(value, sizeof value, equals + 1, length - (size_t)(equals - word) - 1) &&
            strcasecmp(is, value) == 0;
    free(number);
    return true;
}

/* Whether a row has every word of --filter. */
static bool passes(const struct showing *show, const json_t *row, const char *text, size_t size)
{
    const char *words = show->ctl->value[OPT_FILTER];
    bool all = !show->view->wanted || show->view->wanted(row);
    while (words && all && *words) {
        size_t length = strcspn(words, " ");
        char word[128];
        if (length > 0 && !is_pair(row, words, length, &all)) {
            char *copy = strndup(text, size);
            all = copy && text_copy_n(word, sizeof word, words, length) && strcasestr(copy, word);
            free(copy);
        }
        words += length + strspn(words + length, " ");
    }
    return all;
}

/* One page: JSON to standard output as it is, or rows into the table. */
static void take_page(struct showing *show, const struct reply *reply)
{
    size_t length, at = 0;
    const json_t *rows = json_object_get(reply->json, "rows");
    const char *text = member_find(reply->line, reply->length, "rows", &length);
    struct member element;
    for (size_t i = 0; text && element_next(text, length, &at, &element); i++) {
        const json_t *row = json_array_get(rows, i);
        if ((show->most && show->rows == show->most) ||
            !passes(show, row, element.value, element.value_length))
            continue;
        if (show->as_json)
            printf("%s%.*s", show->rows > 0 ? "," : "", (int)element.value_length, element.value);
        else
            show->view->row(&show->table, row, &show->zone);
        show->rows++;
    }
}

static int take_all(struct showing *show, struct client *client, struct reply *reply,
                    struct cause *why)
{
    bool more, whole;
    if (show->as_json)
        printf("{\"%s\":[", show->view->name);
    else
        table_row(&show->table, show->view->head);
    do {
        take_page(show, reply);
        more = json_is_true(json_object_get(reply->json, "more"));
        whole = !more || client_more(client, reply, why) == 0;
    } while (more && whole);
    if (show->as_json)
        puts("]}");
    else if (show->rows == 0)
        puts(show->view->empty);
    else
        table_print(&show->table);
    table_free(&show->table);
    return whole ? CTL_DONE : ctl_fail("the answer broke off: %s", why->text);
}

static int ask(const struct ctl *ctl, struct client *client, const struct view *view)
{
    struct reply reply;
    struct cause why;
    char arguments[512];
    int64_t most = 0;
    struct showing show = {.ctl = ctl,
                           .view = view,
                           .table = {.align = view->align},
                           .as_json = ctl_has(ctl, OPT_JSON)};
    client_zone(client, &show.zone);
    int result = arguments_of(ctl, &show.zone, arguments, sizeof arguments);
    if (result == CTL_DONE && ctl_has(ctl, OPT_FILTER))
        result = number_of(ctl, OPT_LIMIT, "limit", &most);
    if (result != CTL_DONE)
        return result;
    show.most = (size_t)most;
    if (client_ask(client, view->cmd, arguments, &reply, &why) != 0)
        return ctl_fail("%s", why.text);
    return take_all(&show, client, &reply, &why);
}

int rows_show(const struct ctl *ctl, const struct view *view)
{
    struct cause why;
    struct client *client = client_open(ctl, &why);
    if (!client)
        return ctl_fail("%s", why.text);
    int result = ask(ctl, client, view);
    client_close(&client);
    return result;
}

int ctl_stops(const struct ctl *ctl)
{
    return rows_show(ctl, ctl_has(ctl, OPT_UNEXPLAINED) ? &unexplained_view : &stops_view);
}

int ctl_timeline(const struct ctl *ctl)
{
    return rows_show(ctl, &timeline_view);
}

int ctl_history(const struct ctl *ctl)
{
    char clean[256];
    if (ctl->args > 0 && !text_is_clean(ctl->arg[0], strlen(ctl->arg[0]))) {
        (void)text_sanitise(ctl->arg[0], strlen(ctl->arg[0]), clean, sizeof clean);
        return ctl_usage("'%s' is no name of a signal", clean);
    }
    return rows_show(ctl, ctl->args > 0 ? &history_view : &signals_view);
}
