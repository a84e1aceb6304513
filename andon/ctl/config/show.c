/* SPDX-License-Identifier: MIT */
/* `andonctl config show`, `diff`: what is in a plant's configuration, and what a revision of it
 * changes. Signatures are config verify's. Called by main.c's table. */
#include "andon/ctl/config/config.h"
#include "andon/ctl/station/folder.h"

#include "data/config/ini.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- show -------------------------------------------------------------------------------------
 */

static int unpack(const struct document *d, const char *directory)
{
    struct cause why;
    struct folder *folder = calloc(1, sizeof *folder);
    int result = folder ? CTL_DONE : ctl_fail("out of memory");
    for (size_t i = 0; i < d->files && result == CTL_DONE; i++)
        if (folder_add(folder, d->file[i].name, d->file[i].text, d->file[i].length, 0644, &why) !=
            0)
            result = ctl_fail("%s", why.text);
    if (result == CTL_DONE && folder_write(folder, directory, NULL, &why) != 0)
        result = ctl_fail("%s", why.text);
    if (folder)
        folder_done(folder);
    free(folder);
    return result;
}

static int print_json(const struct document *d)
{
    json_t *files = json_object();
    for (size_t i = 0; i < d->files; i++)
        (void)json_object_set_new(files, d->file[i].name,
                                  json_integer((json_int_t)d->file[i].length));
    json_t *all = json_pack("{s:s,s:I,s:I,s:s,s:o}", "scope", d->scope, "rev", (json_int_t)d->rev,
                            "made", (json_int_t)d->made_ms, "note", d->note, "files", files);
    char *text = all ? json_dumps(all, JSON_COMPACT) : NULL;
    json_decref(all);
    if (text)
        puts(text);
    free(text);
    return text ? CTL_DONE : ctl_fail("out of memory");
}

static void print_text(const struct document *d)
{
    char when[40] = "?", topic[DOCUMENT_SCOPE_SIZE + 32];
    time_t made = (time_t)(d->made_ms / 1000);
    struct tm tm;
    if (gmtime_r(&made, &tm))
        (void)strftime(when, sizeof when, "%Y-%m-%d %H:%M UTC", &tm);
    (void)document_topic(d->scope, topic, sizeof topic);
    printf("revision %" PRId64 " for %s, made %s%s%s\ntopic %s\n", d->rev, d->scope, when,
           d->note[0] ? ": " : "", d->note, topic);
    for (size_t i = 0; i < d->files; i++)
        printf("  %-32s %zu bytes\n", d->file[i].name, d->file[i].length);
}

int ctl_config_show(const struct ctl *ctl)
{
    struct document *d = calloc(1, sizeof *d);
    if (!d)
        return ctl_fail("out of memory");
    int result = config_open(ctl->arg[0], d, NULL, NULL);
    if (result == CTL_DONE && ctl_has(ctl, OPT_UNPACK))
        result = unpack(d, ctl->value[OPT_UNPACK]);
    if (result == CTL_DONE && ctl_has(ctl, OPT_JSON))
        result = print_json(d);
    else if (result == CTL_DONE)
        print_text(d);
    document_done(d);
    free(d);
    return result;
}

/* ---- diff -------------------------------------------------------------------------------------
 */

/* [kind name] of a document to its keys and values; sections without any are there, too. */
struct gathering {
    json_t *sections, *section;
};

static void on_section(void *ctx, int line, const char *kind, const char *name)
{
    struct gathering *g = ctx;
    char title[256];
    (void)line;
    (void)text_format(title, sizeof title, "[%s%s%s]", kind, name[0] ? " " : "", name);
    g->section = json_object_get(g->sections, title);
    if (!g->section) {
        (void)json_object_set_new(g->sections, title, json_object());
        g->section = json_object_get(g->sections, title);
    }
}

static void on_entry(void *ctx, int line, const char *key, const char *value)
{
    struct gathering *g = ctx;
    (void)line;
    (void)json_object_set_new(g->section, key, json_string(value));
}

static void on_problem(void *ctx, int line, const char *what)
{
    (void)ctx;
    (void)line;
    (void)what; /* document_fit has refused it */
}

static json_t *gather(const struct document *d)
{
    struct gathering g = {.sections = json_object()};
    const struct ini_sink sink = {
        .ctx = &g, .section = on_section, .entry = on_entry, .problem = on_problem};
    for (size_t i = 0; i < d->files && g.sections; i++)
        ini_parse_text(d->file[i].text, d->file[i].length, &sink);
    return g.sections;
}

struct differing {
    bool json;
    json_t *list; /* with --json */
    size_t count;
};

static void differ(struct differing *d, const char *section, const char *key, const char *was,
                   const char *is)
{
    d->count++;
    if (d->json)
        (void)json_array_append_new(d->list, json_pack("{s:s,s:s?,s:s?,s:s?}", "section", section,
                                                       "key", key, "was", was, "is", is));
    else if (!key)
        printf("%s %s\n", is ? "+" : "-", section);
    else if (was && is)
        printf("  %s %s: %s -> %s\n", section, key, was, is);
    else
        printf("%s %s %s = %s\n", is ? "+" : "-", section, key, is ? is : was);
}

/* What `a` has that `b` has not, or has otherwise. */
static void compare(struct differing *d, json_t *a, json_t *b, bool forwards)
{
    const char *title, *key;
    json_t *section, *value;
    json_object_foreach(a, title, section)
    {
        const json_t *other = json_object_get(b, title);
        if (!other)
            differ(d, title, NULL, forwards ? "" : NULL, forwards ? NULL : "");
        json_object_foreach(section, key, value)
        {
            const char *mine = json_string_value(value);
            const char *theirs = json_string_value(json_object_get(other, key));
            if (!theirs)
                differ(d, title, key, forwards ? mine : NULL, forwards ? NULL : mine);
            else if (forwards && strcmp(mine, theirs) != 0)
                differ(d, title, key, mine, theirs);
        }
    }
}

static int print_difference(const struct ctl *ctl, const struct document *old,
                            const struct document *new)
{
    struct differing d = {.json = ctl_has(ctl, OPT_JSON), .list = json_array()};
    json_t *was = gather(old), *is = gather(new);
    if (was && is) {
        compare(&d, was, is, true);
        compare(&d, is, was, false);
    }
    if (d.json) {
        char *text = json_dumps(d.list, JSON_COMPACT);
        puts(text ? text : "null");
        free(text);
    } else if (d.count == 0) {
        puts("no value is another");
    }
    int result = was && is && d.list ? CTL_DONE : ctl_fail("out of memory");
    json_decref(was);
    json_decref(is);
    json_decref(d.list);
    return result;
}

int ctl_config_diff(const struct ctl *ctl)
{
    struct document *d = calloc(2, sizeof *d);
    if (!d)
        return ctl_fail("out of memory");
    int result = config_open(ctl->arg[0], &d[0], NULL, NULL);
    if (result == CTL_DONE)
        result = config_open(ctl->arg[1], &d[1], NULL, NULL);
    if (result == CTL_DONE)
        result = print_difference(ctl, &d[0], &d[1]);
    for (size_t i = 0; i < 2; i++)
        document_done(&d[i]);
    free(d);
    return result;
}
