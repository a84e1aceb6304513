/* SPDX-License-Identifier: MIT */
/* The few sections of a view's INI file, strictly: what is not known is refused with its line.
 * Called once by view.c. */
#include "data/hub/line_conf.h"

#include "data/config/ini.h"
#include "data/config/zone.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

#define LINE_LEVELS 4

struct reading {
    const char *file;
    struct zone *zone;
    struct board *board;
    struct cause *why;
    bool bad, site;
    char line[LINE_STATION_SIZE], constraint[64], last[64]; /* of the section being read */
};

static void refuse(struct reading *r, int line, const char *what)
{
    if (!r->bad)
        cause_set(r->why, -1, "%s:%d: %s", r->file, line, what);
    r->bad = true;
}

static void end_section(struct reading *r, int line)
{
    if (r->line[0] != '\0' && board_line(r->board, r->line, r->constraint, r->last) != 0)
        refuse(r, line, "too many lines");
    r->line[0] = r->constraint[0] = r->last[0] = '\0';
    r->site = false;
}

static void on_section(void *ctx, int line, const char *kind, const char *name)
{
    struct reading *r = ctx;
    int levels = 1;
    end_section(r, line);
    for (const char *c = name; *c != '\0'; c++)
        levels += *c == '/';
    if (strcmp(kind, "site") == 0 && name[0] == '\0')
        r->site = true;
    else if (strcmp(kind, "line") != 0)
        refuse(r, line, "a view knows [site] and [line ENTERPRISE/SITE/AREA/LINE]");
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
    if (r->site && strcmp(key, "timezone") == 0) {
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

int line_conf_read(const char *file, struct zone *zone, struct board *board, struct cause *why)
{
    size_t length;
    struct reading r = {.file = file, .zone = zone, .board = board, .why = why};
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
