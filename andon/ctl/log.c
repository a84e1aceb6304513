/* SPDX-License-Identifier: MIT */
/* andonctl log: a record a line, as people say it: when, who, from where, what, and what a revision
 * made of it. Bodies are for --json. Called by main.c's table; rows.c asks and prints. Owns the
 * titles of the reasons while it runs. */
#include "andon/ctl/rows.h"
#include "data/model/record_say.h"
#include "data/model/text.h"

#include <stdio.h>
#include <string.h>

#define WHAT_SIZE 400

static struct titles {
    json_t *reasons, *scrap_reasons; /* as andond lists them, or NULL */
} titles;

static const char *title_of(const void *ctx, enum record_kind kind, const char *id)
{
    const struct titles *t = ctx;
    const json_t *row;
    size_t i;
    json_array_foreach(kind == REC_SCRAP ? t->scrap_reasons : t->reasons, i, row)
    {
        const char *is = json_string_value(json_object_get(row, "id"));
        const char *title = json_string_value(json_object_get(row, "title"));
        if (is && strcmp(is, id) == 0)
            return title && title[0] ? title : id;
    }
    return id;
}

/* One member of the record as words: a reason's title, a time, a duration. */
static void say_value(const char *key, const json_t *value, const struct zone *zone, char *out,
                      size_t size)
{
    char text[OUT_SIZE];
    json_int_t number = json_integer_value(value);
    if (json_is_string(value)) {
        const char *is = json_string_value(value);
        const char *said = strcmp(key, "reason") == 0 ? title_of(&titles, REC_STOP, is) : is;
        (void)text_sanitise(said, strlen(said), out, size);
    } else if (json_is_integer(value) && strcmp(key, "ms") == 0) {
        (void)text_copy(out, size, out_duration(number, text));
    } else if (json_is_integer(value)) {
        (void)text_copy(out, size, out_wall(zone, number, text) + 11); /* the day stands in front */
    } else if (json_is_boolean(value)) {
        (void)text_copy(out, size, json_is_true(value) ? "yes" : "no");
    } else {
        (void)text_copy(out, size, "-");
    }
}

/* What the revision changed, before and after, behind what is in `out`. */
static void say_change(const json_t *body, const struct zone *zone, char out[WHAT_SIZE])
{
    const char *key;
    json_t *was;
    json_object_foreach(json_object_get(body, "was"), key, was)
    {
        char before[170], after[170], name[24];
        size_t length = strlen(out);
        (void)text_sanitise(key, strlen(key), name, sizeof name);
        const json_t *is = json_object_get(body, key);
        if (!is) /* the times of a stop stand together */
            is = json_object_get(json_object_get(body, "five"), key);
        say_value(name, was, zone, before, sizeof before);
        say_value(name, is, zone, after, sizeof after);
        (void)text_format(out + length, WHAT_SIZE - length, "%s%s %s \u2192 %s",
                          length > 0 ? "; " : "", strcmp(name, "ms") == 0 ? "lasted" : name, before,
                          after);
    }
}

/* Why a hub has put it aside. */
static void say_aside(const json_t *row, char out[WHAT_SIZE])
{
    const char *said = json_string_value(json_object_get(row, "parked"));
    char why[96];
    size_t length = strlen(out);
    if (!said)
        return;
    (void)text_sanitise(said, strlen(said), why, sizeof why);
    (void)text_format(out + length, WHAT_SIZE - length, "%sthe hub has put it aside%s%s",
                      length > 0 ? "; " : "", why[0] ? ": " : "", why);
}

static void log_row(struct table *table, const json_t *row, const struct zone *zone)
{
    const struct record_titles of = {title_of, &titles};
    const json_t *body = json_object_get(row, "body");
    const char *word = rows_word(row, "kind");
    int kind = word_find(&words_record_kind, word, strlen(word));
    char what[WHAT_SIZE] = "";
    if (kind >= 0)
        record_say((enum record_kind)kind, body, &of, what, sizeof what);
    say_change(body, zone, what);
    say_aside(row, what);
    cell_time(table, row, "wall", zone, "-");
    table_cell(table, "%s", rows_word(row, "actor"));
    table_cell(table, "%s", rows_word(body, "from"));
    table_cell(table, "%s", word);
    table_cell(table, "%s", rows_word(row, "id"));
    table_cell(table, "%s", rows_word(row, "state"));
    table_cell(table, "%s", what);
}

static const struct view log_view = {
    .cmd = "log",
    .name = "log",
    .align = "lllllll",
    .empty = "no records in that time",
    .head = {"TIME", "WHO", "FROM", "KIND", "ID", "STATE", "WHAT"},
    .row = log_row,
};

static const struct view parked_view = {
    .cmd = "parked",
    .name = "log",
    .align = "lllllll",
    .empty = "no hub has put a record aside",
    .head = {"TIME", "WHO", "FROM", "KIND", "ID", "STATE", "WHAT"},
    .row = log_row,
};

/* What reasons are called. Without it their ids are said. */
static void ask_titles(const struct ctl *ctl)
{
    struct cause why;
    struct reply reply = {0};
    struct client *client = client_open(ctl, &why);
    if (!client)
        return;
    if (client_ask(client, "reasons", "", &reply, &why) == 0)
        titles.reasons = json_incref(json_object_get(reply.json, "reasons"));
    if (client_ask(client, "scrap-reasons", "", &reply, &why) == 0)
        titles.scrap_reasons = json_incref(json_object_get(reply.json, "reasons"));
    client_close(&client);
}

int ctl_log(const struct ctl *ctl)
{
    if (!ctl_has(ctl, OPT_JSON))
        ask_titles(ctl);
    int result = rows_show(ctl, ctl_has(ctl, OPT_PARKED) ? &parked_view : &log_view);
    json_decref(titles.reasons);
    json_decref(titles.scrap_reasons);
    titles = (struct titles){NULL, NULL};
    return result;
}
