/* SPDX-License-Identifier: MIT */
/* `andonctl line …`: lists over many stations that a hub's view makes: areas, stops that nobody has
 * explained, the handover in one line, losses and past shifts. Called by main.c's table. */
#include "andon/ctl/client.h"
#include "andon/ctl/out.h"

#include "data/model/json.h"
#include "data/model/line/lists.h"
#include "data/model/line/part.h"
#include "data/model/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE     200
#define HEAD_MAX 12

struct line_list {
    const char *cmd, *key; /* of the question; of the rows in its answer */
    const char *head[HEAD_MAX], *align, *none;
    const char *word, *words[2]; /* what --by means, the first without it; NULL: it is not taken */
    const char *by[2];           /* … as it is typed */
    void (*add)(struct table *table, const json_t *row, const struct zone *zone);
    void (*foot)(const json_t *reply, const struct zone *zone);
    bool span, whole; /* takes --from and --to; comes in one answer */
};

/* ---- cells ----------------------------------------------------------------------------------- */

static void cell_amount(struct table *table, int64_t amount)
{
    char text[OUT_SIZE];
    table_cell(table, "%s", amount < 0 ? "-" : out_amount(amount, text));
}

static void cell_span(struct table *table, int64_t ms)
{
    char span[LINE_SPAN_SIZE];
    table_cell(table, "%s", ms < 0 ? "-" : line_span(ms, span));
}

static void cell_text(struct table *table, const char *text)
{
    table_cell(table, "%s", text[0] != '\0' ? text : "-");
}

/* "stopped 2, running 7": the states that there are. */
static void cell_states(struct table *table, const struct line_part *part)
{
    char text[200] = "";
    size_t n = 0;
    for (int i = 0; i < MACHINE_STATE_COUNT; i++)
        if (part->state[i] > 0 &&
            text_format(text + n, sizeof text - n, "%s%s %" PRId64, n > 0 ? ", " : "",
                        word_name(&words_machine_state, i), part->state[i]))
            n += strlen(text + n);
    cell_text(table, text);
}

/* ---- rows ------------------------------------------------------------------------------------ */

static void add_area(struct table *table, const json_t *row, const struct zone *zone)
{
    struct line_part part;
    (void)zone;
    line_part_get(row, &part);
    table_cell(table, "%s", part.path);
    table_cell(table, "%" PRId64, part.lines);
    table_cell(table, "%" PRId64, part.stations);
    table_cell(table, "%" PRId64, part.grade[LINE_WANTED]);
    cell_states(table, &part);
    table_cell(table, "%" PRId64, part.unexplained);
    table_cell(table, "%" PRId64, part.calls);
    table_cell(table, "%" PRId64, part.alerts);
    table_cell(table, "%" PRId64, part.pending);
    cell_span(table, part.oldest_ms);
}

static void add_stop(struct table *table, const json_t *row, const struct zone *zone)
{
    char text[OUT_SIZE];
    struct line_stop stop;
    line_stop_get(row, &stop);
    table_cell(table, "%s", out_wall(zone, stop.since, text));
    cell_span(table, stop.ms);
    table_cell(table, "%s", stop.station);
    table_cell(table, "%s", stop.id);
    table_cell(table, "%s%s", word_name(&words_machine_state, (int)stop.state),
               !stop.online            ? ", station gone"
               : stop.end == TIME_NONE ? ", still"
                                       : "");
    cell_text(table, stop.detail);
    cell_text(table, stop.suggested);
}

static void foot_stops(const json_t *reply, const struct zone *zone)
{
    long long hidden = json_integer_value(json_object_get(reply, "not_listed"));
    long long unknown = json_integer_value(json_object_get(reply, "unknown"));
    (void)zone;
    if (hidden > 0)
        printf("%lld more are counted by their stations and not listed here\n", hidden);
    if (unknown > 0)
        printf("%lld stations are unknown now: what they have may be old\n", unknown);
}

static const char *signed_word(const struct line_shift *shift, char out[64])
{
    if (shift->waiting == 0)
        return "signed";
    (void)text_format(out, 64, "%s not signed%s", shift->unsigned_shift,
                      shift->outgoing   ? " (incoming)"
                      : shift->incoming ? " (outgoing)"
                                        : "");
    return out;
}

static void add_shift(struct table *table, const json_t *row, const struct zone *zone)
{
    char text[OUT_SIZE], word[64];
    struct line_shift shift;
    (void)zone;
    line_shift_get(row, &shift);
    table_cell(table, "%s", shift.station);
    cell_text(table, shift.shift);
    cell_amount(table, shift.good);
    cell_amount(table, shift.target);
    cell_text(table, shift.machines ? "sum over machines" : shift.counted);
    table_cell(table, "%s", out_percent(shift.oee, text));
    if (shift.loss[0] == '\0')
        table_cell(table, "-");
    else
        table_cell(table, "%s%s%s %s", shift.where, shift.where[0] != '\0' ? ": " : "", shift.loss,
                   out_duration(shift.loss_ms, text));
    table_cell(table, "%" PRId64, shift.unexplained);
    table_cell(table, "%" PRId64, shift.calls);
    table_cell(table, "%s", signed_word(&shift, word));
    table_cell(table, "%" PRId64, shift.unknown);
}

static void add_loss(struct table *table, const json_t *row, const struct zone *zone)
{
    char text[OUT_SIZE];
    struct line_loss loss;
    (void)zone;
    line_loss_get(row, &loss);
    table_cell(table, "%s", loss.title);
    table_cell(table, "%s", out_duration(loss.lost_ms, text));
    table_cell(table, "%" PRId64, loss.count);
    table_cell(table, "%" PRId64, loss.stations);
}

static void foot_database(const json_t *reply, const struct zone *zone)
{
    char from[OUT_SIZE], to[OUT_SIZE];
    long long late = json_integer_value(json_object_get(reply, "late"));
    const json_t *begin = json_object_get(reply, "from"), *end = json_object_get(reply, "to");
    printf("%lld stations", json_integer_value(json_object_get(reply, "stations")));
    if (begin != NULL && end != NULL)
        printf(", %s to %s", out_wall(zone, json_integer_value(begin), from),
               out_wall(zone, json_integer_value(end), to));
    puts("");
    if (late > 0)
        printf("%lld of them sent nothing of late: this is not all\n", late);
}

static void add_trend(struct table *table, const json_t *row, const struct zone *zone)
{
    char text[OUT_SIZE], past[LINE_TREND_SHIFTS * 8] = "";
    struct line_trend trend;
    size_t n = 0;
    line_trend_get(row, &trend);
    table_cell(table, "%s", trend.station);
    table_cell(table, "%s", out_wall(zone, trend.heard_at, text));
    for (int i = 0; i < trend.shifts; i++)
        if (text_format(past + n, sizeof past - n, "%s%s", n > 0 ? "  " : "",
                        out_percent(trend.oee[i], text)))
            n += strlen(past + n);
    cell_text(table, past);
}

/* ---- asking ---------------------------------------------------------------------------------- */

struct asking {
    const struct ctl *ctl;
    const struct line_list *list;
    int64_t limit, shown, matching;
    const char *by;
    int64_t from, to;
    bool json;
    struct zone zone;
    struct table table;
};

static void page_members(const struct asking *a, char *out, size_t size)
{
    struct jw w;
    jw_init(&w, out, size);
    if (a->ctl->args > 0)
        jw_text(&w, "under", a->ctl->arg[0]);
    if (a->by != NULL)
        jw_text(&w, a->list->word, a->by);
    if (a->from != TIME_NONE)
        jw_int(&w, "from", a->from);
    if (a->to != TIME_NONE)
        jw_int(&w, "to", a->to);
    if (a->list->whole)
        return;
    jw_int(&w, "first", a->shown);
    jw_int(&w, "count", a->limit - a->shown < PAGE ? a->limit - a->shown : PAGE);
}

static void take_page(struct asking *a, const struct reply *reply)
{
    size_t i, n = 0, at = 0, length = 0;
    const json_t *item;
    struct member element;
    const char *key = a->list->key;
    json_array_foreach(json_object_get(reply->json, key), i, item)
    {
        if (!a->json && a->shown + (int64_t)n < a->limit)
            a->list->add(&a->table, item, &a->zone);
        n++;
    }
    const char *rows = member_find(reply->line, reply->length, key, &length);
    for (bool first = a->shown == 0; a->json && rows && element_next(rows, length, &at, &element);
         first = false)
        printf("%s%.*s", first ? "" : ",\n", (int)element.value_length, element.value);
    a->shown += (int64_t)n;
    a->matching = n > 0 ? json_integer_value(json_object_get(reply->json, "matching")) : a->shown;
}

/* The members of the last answer beside its rows. */
static void put_rest(const struct asking *a, const struct reply *reply)
{
    struct member m;
    size_t at = 0;
    (void)fputs("]", stdout);
    while (member_next(reply->line, reply->length, &at, &m)) {
        static const char *const not [] = {"id", "ok", "first"};
        bool skip =
            m.key_length == strlen(a->list->key) && memcmp(m.key, a->list->key, m.key_length) == 0;
        for (size_t i = 0; i < sizeof not / sizeof *not ; i++)
            skip |= m.key_length == strlen(not [i]) && memcmp(m.key, not [i], m.key_length) == 0;
        if (!skip)
            printf(",\n\"%.*s\":%.*s", (int)m.key_length, m.key, (int)m.value_length, m.value);
    }
    puts("}");
}

static int print(struct asking *a, const struct reply *reply)
{
    if (a->json) {
        put_rest(a, reply);
        return CTL_DONE;
    }
    if (a->shown == 0)
        puts(a->list->none);
    else
        table_print(&a->table);
    if (a->list->foot != NULL)
        a->list->foot(reply->json, &a->zone);
    const json_t *broker = json_object_get(reply->json, "broker");
    if (json_is_false(broker))
        puts("the hub has no broker: this is what it knew last");
    else if (json_is_false(json_object_get(reply->json, "complete")))
        puts("the hub is still fetching: there may be more");
    return CTL_DONE;
}

static int ask(struct asking *a, struct client *client)
{
    char members[1024];
    struct cause why;
    struct reply reply = {.line = NULL};
    do {
        page_members(a, members, sizeof members);
        if (client_ask(client, a->list->cmd, members, &reply, &why) != 0)
            return ctl_fail("%s", why.text);
        if (a->json && a->shown == 0)
            printf("{\"%s\":[", a->list->key);
        take_page(a, &reply);
    } while (!a->list->whole && a->shown < a->matching && a->shown < a->limit);
    return print(a, &reply);
}

static int take_options(struct asking *a)
{
    const struct line_list *l = a->list;
    const char *by = ctl_has(a->ctl, OPT_BY) ? a->ctl->value[OPT_BY] : NULL;
    if (l->word != NULL) {
        if (by != NULL && strcmp(by, l->by[0]) != 0 && strcmp(by, l->by[1]) != 0)
            return ctl_usage("--by %s: %s or %s", by, l->by[0], l->by[1]);
        a->by = l->words[by != NULL && strcmp(by, l->by[1]) == 0];
    }
    if (!ctl_has(a->ctl, OPT_LIMIT))
        return CTL_DONE;
    char *end;
    a->limit = strtoll(a->ctl->value[OPT_LIMIT], &end, 10);
    return *end == '\0' && a->limit > 0
               ? CTL_DONE
               : ctl_usage("--limit %s: a number of rows", a->ctl->value[OPT_LIMIT]);
}

static int take_span(struct asking *a)
{
    int rc = CTL_DONE;
    if (a->list->span)
        rc = ctl_time(a->ctl, OPT_FROM, &a->zone, &a->from);
    if (rc == CTL_DONE && a->list->span)
        rc = ctl_time(a->ctl, OPT_TO, &a->zone, &a->to);
    return rc;
}

static int run_list(const struct ctl *ctl, const struct line_list *list)
{
    static struct asking a;
    struct cause why;
    a = (struct asking){.ctl = ctl,
                        .list = list,
                        .limit = INT64_MAX,
                        .from = TIME_NONE,
                        .to = TIME_NONE,
                        .json = ctl_has(ctl, OPT_JSON),
                        .table = {.align = list->align}};
    int result = take_options(&a);
    if (result != CTL_DONE)
        return result;
    struct client *client = client_open(ctl, &why);
    if (!client)
        return ctl_fail("%s", why.text);
    client_zone(client, &a.zone);
    result = take_span(&a);
    if (!a.json)
        table_row(&a.table, list->head);
    if (result == CTL_DONE)
        result = ask(&a, client);
    if (result != CTL_DONE || a.shown == 0)
        table_free(&a.table);
    client_close(&client);
    return result;
}

int ctl_line_areas(const struct ctl *ctl)
{
    static const struct line_list list = {.cmd = "areas",
                                          .key = "areas",
                                          .head = {"AREA", "LINES", "STATIONS", "WANTED", "STATES",
                                                   "UNEXPLAINED", "CALLS", "ALERTS", "PENDING",
                                                   "OLDEST"},
                                          .align = "lrrrlrrrrr",
                                          .none = "no station has been heard of",
                                          .add = add_area};
    return run_list(ctl, &list);
}

int ctl_line_unexplained(const struct ctl *ctl)
{
    static const struct line_list list = {
        .cmd = "unexplained",
        .key = "stops",
        .head = {"SINCE", "LOST", "STATION", "STOP", "STATE", "MACHINE SAYS", "SUGGESTED"},
        .align = "lrlllll",
        .none = "every stop is explained",
        .word = "order",
        .words = {"oldest", "longest"},
        .by = {"age", "minutes"},
        .add = add_stop,
        .foot = foot_stops};
    return run_list(ctl, &list);
}

int ctl_line_handover(const struct ctl *ctl)
{
    static const struct line_list list = {.cmd = "handover",
                                          .key = "shifts",
                                          .head = {"WHERE", "SHIFT", "GOOD", "TARGET", "OF", "OEE",
                                                   "TOP LOSS", "UNEXPLAINED", "CALLS", "HANDOVER",
                                                   "UNKNOWN"},
                                          .align = "llrrlrlrrlr",
                                          .none = "no station has been heard of",
                                          .word = "by",
                                          .words = {"line", "station"},
                                          .by = {"line", "station"},
                                          .add = add_shift};
    return run_list(ctl, &list);
}

int ctl_line_losses(const struct ctl *ctl)
{
    static const struct line_list list = {.cmd = "losses",
                                          .key = "losses",
                                          .head = {"LOSS", "LOST", "COUNT", "STATIONS"},
                                          .align = "lrrr",
                                          .none = "no stop has ended and come upstream yet",
                                          .word = "by",
                                          .words = {"minutes", "count"},
                                          .by = {"minutes", "count"},
                                          .add = add_loss,
                                          .foot = foot_database,
                                          .span = true,
                                          .whole = true};
    return run_list(ctl, &list);
}

int ctl_line_trend(const struct ctl *ctl)
{
    static const struct line_list list = {.cmd = "trend",
                                          .key = "trends",
                                          .head = {"STATION", "HEARD", "OEE, LATEST SHIFT FIRST"},
                                          .align = "lll",
                                          .none = "no shift is on record",
                                          .add = add_trend,
                                          .foot = foot_database};
    return run_list(ctl, &list);
}
