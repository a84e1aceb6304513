/* SPDX-License-Identifier: MIT */
/* The few sections of a view's INI file, strictly: what is not known is refused with its line.
 * Called once by view.c. */
#include "data/hub/line_conf.h"

#include "data/config/ini.h"
#include "data/config/schema.h"
#include "data/config/zone.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

#define LINE_LEVELS 4

struct reading {
    const char *file;
    struct zone *zone;
    struct board *board;
    struct line_money *money;
    struct cause *why;
    bool bad, site;
    struct line_goal *goal; /* of the section being read, or … */
    struct line_cost *cost;
    uint64_t given;                                         /* fields of it that were */
    char line[LINE_STATION_SIZE], constraint[64], last[64]; /* of the section being read */
};

static void refuse(struct reading *r, int line, const char *what)
{
    if (!r->bad)
        cause_set(r->why, -1, "%s:%d: %s", r->file, line, what);
    r->bad = true;
}

/* What a [goal] or [cost] has to say. */
static void check_money(struct reading *r, int line)
{
    char text[160];
    const struct section_kind *kind = kind_find(r->goal ? "goal" : "cost", true);
    for (size_t i = 0; i < kind->fields; i++)
        if (kind->field[i].flags & FIELD_REQUIRED && !(r->given >> i & 1)) {
            (void)text_format(text, sizeof text, "the [%s] above this line has no %s",
                              r->goal ? "goal" : "cost", kind->field[i].key);
            refuse(r, line, text);
        }
    if (r->goal && r->goal->line[0] == '\0')
        refuse(r, line, "the [goal] above this line does not say of which line it is: line = …");
    if (r->goal && r->goal->goal.baseline_text[0] != '\0' &&
        percent_parse(r->goal->goal.baseline_text, &r->goal->goal.paper) != 0)
        refuse(r, line, "the baseline of a line's goal is a percentage from paper, as 61 %");
    else if (r->goal && r->goal->goal.paper > 0)
        r->goal->goal.paper /= 100; /* of a per cent */
    r->goal = NULL;
    r->cost = NULL;
}

static void end_section(struct reading *r, int line)
{
    if (r->goal || r->cost)
        check_money(r, line);
    if (r->line[0] != '\0' && board_line(r->board, r->line, r->constraint, r->last) != 0)
        refuse(r, line, "too many lines");
    r->line[0] = r->constraint[0] = r->last[0] = '\0';
    r->site = false;
}

static void begin_money(struct reading *r, int line, bool goal, const char *name)
{
    const struct section_kind *kind = kind_find(goal ? "goal" : "cost", true);
    struct line_money *m = r->money;
    r->given = 0;
    if (goal ? m->goals == LINE_GOALS_MAX : m->costs == LINE_COSTS_MAX) {
        refuse(r, line, "too many of these");
        return;
    }
    if (goal) {
        r->goal = &m->goal[m->goals++];
        *r->goal = (struct line_goal){.goal = {.paper = -1}};
        (void)text_copy(r->goal->goal.name, sizeof r->goal->goal.name, name);
    } else {
        r->cost = &m->cost[m->costs++];
        *r->cost = (struct line_cost){.line = ""};
        (void)text_copy(r->cost->cost.name, sizeof r->cost->cost.name, name);
    }
    void *item = goal ? (void *)&r->goal->goal : (void *)&r->cost->cost;
    for (size_t i = 0; i < kind->fields; i++)
        if (kind->field[i].initial != NULL)
            (void)field_parse(&kind->field[i], kind->field[i].initial, item, NULL);
}

static void take_money(struct reading *r, int line, const char *key, const char *value)
{
    const struct section_kind *kind = kind_find(r->goal ? "goal" : "cost", true);
    const struct field *field = kind_field(kind, key);
    struct cause why = {{0}};
    char text[sizeof why.text + 64];
    int levels = 1;
    for (const char *c = value; *c != '\0'; c++)
        levels += *c == '/';
    if (strcmp(key, "line") == 0) {
        char *of = r->goal ? r->goal->line : r->cost->line;
        if (levels != LINE_LEVELS || !text_copy(of, LINE_STATION_SIZE, value))
            refuse(r, line, "a line is named ENTERPRISE/SITE/AREA/LINE");
    } else if (field == NULL) {
        refuse(r, line,
               "[goal …] and [cost …] have the keys of a station's, andon.conf(5), and line");
    } else if (field_parse(field, value, r->goal ? (void *)&r->goal->goal : (void *)&r->cost->cost,
                           &why) != 0) {
        (void)text_format(text, sizeof text, "%s: %s", key, why.text);
        refuse(r, line, text);
    } else {
        r->given |= UINT64_C(1) << (field - kind->field);
    }
}

static void on_section(void *ctx, int line, const char *kind, const char *name)
{
    struct reading *r = ctx;
    int levels = 1;
    end_section(r, line);
    for (const char *c = name; *c != '\0'; c++)
        levels += *c == '/';
    bool goal = strcmp(kind, "goal") == 0;
    if (strcmp(kind, "site") == 0 && name[0] == '\0')
        r->site = true;
    else if ((goal || strcmp(kind, "cost") == 0) && name[0] != '\0')
        begin_money(r, line, goal, name);
    else if (strcmp(kind, "line") != 0)
        refuse(
            r, line,
            "a view knows [site], [line ENTERPRISE/SITE/AREA/LINE], [goal NAME] and [cost NAME]");
    else if (levels != LINE_LEVELS || !text_copy(r->line, sizeof r->line, name))
        refuse(r, line, "a line is named ENTERPRISE/SITE/AREA/LINE");
}

static void take(struct reading *r, int line, const char *value, char out[64])
{
    if (value[0] == '\0' || strchr(value, '/') != NULL || !text_copy(out, 64, value))
        refuse(r, line, "name one station of the line, without its path");
}

static void on_entry(void *ctx, int line, const char *key, const char *value)
{
    struct reading *r = ctx;
    struct cause zone = {{0}};
    if (r->goal || r->cost) {
        take_money(r, line, key, value);
    } else if (r->site && strcmp(key, "timezone") == 0) {
        if (zone_load(value, r->zone, &zone) != 0)
            refuse(r, line, zone.text);
    } else if (r->line[0] != '\0' && strcmp(key, "constraint") == 0) {
        take(r, line, value, r->constraint);
    } else if (r->line[0] != '\0' && strcmp(key, "last") == 0) {
        take(r, line, value, r->last);
    } else {
        refuse(r, line,
               r->site ? "[site] of a view has timezone" : "[line …] has constraint and last");
    }
}

static void on_problem(void *ctx, int line, const char *what)
{
    refuse(ctx, line, what);
}

int line_conf_read(const char *file, struct zone *zone, struct board *board,
                   struct line_money *money, struct cause *why)
{
    size_t length;
    struct reading r = {.file = file, .zone = zone, .board = board, .money = money, .why = why};
    const struct ini_sink sink = {
        .ctx = &r, .section = on_section, .entry = on_entry, .problem = on_problem};
    char *text = ini_read_file(file, &length, why);
    if (text == NULL)
        return -1;
    ini_parse_text(text, length, &sink);
    free(text);
    end_section(&r, 0);
    return r.bad ? -1 : 0;
}
