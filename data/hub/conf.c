/* SPDX-License-Identifier: MIT */
/* Reads a hub's configuration. The table of [hub] is here, that of [broker NAME] is the stations'
 * own; values are read by data/config/field.c, files by ini.c. main.c is the only caller, before
 * anything runs; what is read stays in its struct. */
#include "data/hub/conf.h"

#include "data/config/field.h"
#include "data/config/ini.h"
#include "data/config/paths.h"
#include "data/config/schema.h"
#include "data/model/text.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define KEYS_MAX     16
#define PROBLEMS_MAX 50
#define FILES_MAX    64

static const char *const role_names[] = {"ingest"};
static const struct words roles = {role_names, 1};

#define HUB(member)                                  \
    .offset = offsetof(struct hub_settings, member), \
    .size = sizeof((struct hub_settings *)0)->member
static const struct field hub_fields[] = {
    {.key = "id",
     .type = F_ID,
     HUB(id),
     .example = "hub1",
     .help = "This hub among others; the host's name when it is left out."},
    {.key = "role",
     .type = F_WORD,
     HUB(role),
     .words = &roles,
     .initial = "ingest",
     .help = "ingest: take the stations' records."},
    {.key = "database",
     .type = F_TEXT,
     HUB(database),
     .example = "postgresql://andon@db.plant.example/andon",
     .help =
         "sqlite:PATH or postgresql://…; DATA/hub.db when it is left out. A password belongs into "
         "a file that passfile=PATH in the URL names."},
    {.key = "data",
     .type = F_TEXT,
     HUB(data),
     .example = "/var/lib/andon-hub",
     .help = "Where hub.db is kept."},
    {.key = "drain_gap_ms",
     .type = F_INT,
     HUB(drain_gap_ms),
     .min = 0,
     .max = 60000,
     .initial = "0",
     .help = "How long a station pauses between batches of what an outage left, so that the "
             "database has time for others. 0: not at all."},
    {.key = "history_days",
     .type = F_INT,
     HUB(history_days),
     .min = 0,
     .max = 36500,
     .initial = "90",
     .help = "How long minutes of signals are kept; then a row a day stays of them. 0: for ever."},
    {.key = "keys",
     .type = F_TEXT,
     HUB(keys),
     .example = "/etc/andon-hub/keys",
     .help = "Directory of the stations' keys, enterprise.site.area.line.station.key each; "
             "acknowledgements are signed with them."},
};
#undef HUB

#define HOOK(member) \
    .offset = offsetof(struct hook_conf, member), .size = sizeof((struct hook_conf *)0)->member
static const struct field hook_fields[] = {
    {.key = "url",
     .type = F_TEXT,
     HOOK(url),
     .example = "https://chat.plant.example/hooks/line1",
     .help = "https://… to which it is posted; http:// where the network is the plant's own. "
             "Redirects are not followed. Neither user nor password may stand in it."},
    {.key = "events",
     .type = F_TEXTS,
     HOOK(event_text),
     .initial = "call-escalated, alert-high, prediction, alarm",
     .help = "What is told: call-raised, call-escalated (a step of a call's ladder that names the "
             "channel webhook), alert-high, prediction, alarm (two stations with one name, a "
             "cloned or restored one)."},
    {.key = "key_file",
     .type = F_TEXT,
     HOOK(key_file),
     .example = "/etc/andon-hub/chat.secret",
     .help = "File with the secret that messages are signed with; not signed without."},
    {.key = "ca_file",
     .type = F_TEXT,
     HOOK(ca_file),
     .example = "/etc/ssl/plant-ca.pem",
     .help = "CAs of the server's certificate; the system's when it is left out."},
    {.key = "timeout",
     .type = F_MS,
     HOOK(timeout_ms),
     .min = 100,
     .max = 60000,
     .initial = "10 s",
     .help = "So long the server may take to answer."},
    {.key = "retry_max",
     .type = F_MS,
     HOOK(retry_max_ms),
     .min = 1000,
     .max = 3600000,
     .initial = "5 min",
     .help = "A message that failed is tried again after 1 s, 2 s, 4 s … up to this."},
    {.key = "give_up",
     .type = F_MS,
     HOOK(give_up_ms),
     .min = 1000,
     .max = 86400000,
     .initial = "1 h",
     .help = "… until it is so old."},
    {.key = "max_age",
     .type = F_MS,
     HOOK(max_age_ms),
     .min = 1000,
     .max = 86400000,
     .initial = "15 min",
     .help = "What is older when the hub hears of it is no news: the backlog of an outage makes no "
             "message."},
};
#undef HOOK

/* A kind of section while it is read. */
struct part {
    const char *word;
    const struct field *field;
    size_t fields;
    void *item;
    struct config_origin given[KEYS_MAX];
    int layer[KEYS_MAX]; /* which gave it last; -1: none */
};
enum { PART_HUB, PART_BROKER, PART_HOOK, PARTS = PART_HOOK + HOOKS_MAX };

struct reader {
    struct hub_settings *out;
    struct part part[PARTS], *current;
    const char *file;
    char *path[FILES_MAX]; /* of the files so far: origins point to them */
    int paths, layer, problems;
};

static void problem(struct reader *r, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void problem(struct reader *r, int line, const char *format, ...)
{
    char what[400], text[800], clean[800], number[16] = "";
    va_list args;
    if (r->problems++ >= PROBLEMS_MAX)
        return;
    va_start(args, format);
    (void)vsnprintf(what, sizeof what, format, args);
    va_end(args);
    if (line > 0)
        (void)text_format(number, sizeof number, "%d:", line);
    (void)text_format(text, sizeof text, "%.250s:%s %s", r->file, number, what);
    (void)text_sanitise(text, strlen(text), clean, sizeof clean);
    fprintf(stderr, "%s\n", clean);
}

static void begin(struct part *part, const char *word, const struct field *field, size_t fields,
                  void *item)
{
    struct cause why;
    *part = (struct part){.word = word,
                          .field = field,
                          .fields = fields < KEYS_MAX ? fields : KEYS_MAX,
                          .item = item};
    for (size_t i = 0; i < part->fields; i++) {
        part->layer[i] = -1;
        if (field[i].initial)
            (void)field_parse(&field[i], field[i].initial, item, &why);
    }
}

/* The part of [webhook NAME], begun when it is new; NULL: there are too many. */
static struct part *hook_part(struct reader *r, int line, const char *name)
{
    struct hub_settings *out = r->out;
    int i = 0;
    while (i < out->hooks && strcmp(out->hook[i].name, name) != 0)
        i++;
    if (i == HOOKS_MAX || !name[0] || strlen(name) >= sizeof out->hook[i].name) {
        problem(r, line, "[webhook %.60s]: %s", name,
                i == HOOKS_MAX ? "there are too many of them"
                : name[0]      ? "the name is too long"
                               : "needs a name; write [webhook chat]");
        return NULL;
    }
    if (i == out->hooks) {
        out->hooks++;
        begin(&r->part[PART_HOOK + i], "webhook", hook_fields,
              sizeof hook_fields / sizeof *hook_fields, &out->hook[i]);
        (void)text_copy(out->hook[i].name, sizeof out->hook[i].name, name);
    }
    return &r->part[PART_HOOK + i];
}

static void on_section(void *ctx, int line, const char *kind, const char *name)
{
    static const char *const words[] = {"hub", "broker", "webhook"};
    static const struct words kinds = {words, 3};
    struct reader *r = ctx;
    struct broker_conf *broker = &r->out->broker;
    struct cause why = {{0}};
    int which = word_find(&kinds, kind, strlen(kind));
    r->current = NULL;
    if (which < 0) {
        words_advice(&kinds, kind, &why);
        problem(r, line, "[%.60s]: no such kind of section in a hub's configuration: %s", kind,
                why.text);
    } else if (which == PART_HOOK) {
        r->current = hook_part(r, line, name);
    } else if (which == PART_HUB && name[0]) {
        problem(r, line, "[hub %.60s]: takes no name; write [hub]", name);
    } else if (which == PART_BROKER && !name[0]) {
        problem(r, line, "[broker]: needs a name; write [broker plant]");
    } else if (which == PART_BROKER && broker->name[0] && strcmp(broker->name, name) != 0) {
        problem(r, line, "[broker %.60s]: a hub has one broker, and %s is another", name,
                broker->name);
    } else {
        if (which == PART_BROKER && !text_copy(broker->name, sizeof broker->name, name))
            problem(r, line, "[broker %.60s]: the name is too long", name);
        r->current = &r->part[which];
    }
}

static void no_key(struct reader *r, int line, const char *key)
{
    const struct part *part = r->current;
    const char *names[KEYS_MAX];
    struct cause why = {{0}};
    for (size_t i = 0; i < part->fields; i++)
        names[i] = part->field[i].key;
    const struct words keys = {names, part->fields};
    words_advice(&keys, key, &why);
    problem(r, line, "[%s] %.60s: no such key: %s", part->word, key, why.text);
}

static void on_entry(void *ctx, int line, const char *key, const char *value)
{
    struct reader *r = ctx;
    struct part *part = r->current;
    struct cause why = {{0}};
    size_t i = 0;
    if (!part)
        return;
    while (i < part->fields && strcmp(part->field[i].key, key) != 0)
        i++;
    if (i == part->fields) {
        no_key(r, line, key);
        return;
    }
    if (part->layer[i] == r->layer)
        problem(r, line, "[%s] %s: given twice; the other one is %s:%d", part->word, key,
                part->given[i].file, part->given[i].line);
    else if (field_parse(&part->field[i], value, part->item, &why) != 0)
        problem(r, line, "[%s] %s: %s", part->word, key, why.text);
    part->layer[i] = r->layer;
    part->given[i] = (struct config_origin){.file = r->file, .line = line};
}

static void on_problem(void *ctx, int line, const char *what)
{
    problem(ctx, line, "%s", what);
}

static void read_file(struct reader *r, const char *path)
{
    const struct ini_sink sink = {r, on_section, on_entry, on_problem};
    struct cause why = {{0}};
    size_t length = 0;
    char *text = ini_read_file(path, &length, &why);
    char *own = r->paths < FILES_MAX ? strdup(path) : NULL;
    r->file = own ? own : "configuration";
    r->current = NULL;
    if (own)
        r->path[r->paths++] = own;
    if (!own)
        problem(r, 0, "%s is one file too many: %d may be read", path, FILES_MAX);
    else if (!text)
        problem(r, 0, "%s", why.text);
    else
        ini_parse_text(text, length, &sink);
    free(text);
}

static int wanted(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return entry->d_name[0] != '.' && length > 4 && strcmp(entry->d_name + length - 4, ".ini") == 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void read_directory(struct reader *r, const char *directory)
{
    struct dirent **list = NULL;
    int count = scandir(directory, &list, wanted, by_name);
    r->file = directory;
    if (count < 0)
        problem(r, 0, "cannot be read: %s", strerror(errno));
    else if (count == 0)
        problem(r, 0, "holds no *.ini file");
    for (int i = 0; i < count; i++) {
        char path[PATH_MAX];
        struct cause why;
        if (paths_join(path, sizeof path, directory, list[i]->d_name, &why) == 0)
            read_file(r, path);
        free(list[i]);
    }
    free(list);
}

/* What the table of fields cannot say. */
static void check_hook(struct reader *r, struct hook_conf *hook)
{
    struct cause why = {{0}};
    const char *at = hook->event_text, *piece;
    const char *host = strstr(hook->url, "://");
    size_t length;
    bool web = strncmp(hook->url, "https://", 8) == 0 || strncmp(hook->url, "http://", 7) == 0;
    if (!web || strcspn(host + 3, "/") == 0)
        problem(r, 0, "[webhook %s] url: write https://HOST/PATH", hook->name);
    else if (memchr(host + 3, '@', strcspn(host + 3, "/?#")))
        problem(r, 0, "[webhook %s] url: a user or password has no place in it", hook->name);
    while (piece_next(&at, ',', &piece, &length)) {
        char word[32];
        int event = word_find(&words_hook_event, piece, length);
        (void)text_copy_n(word, sizeof word, piece, length);
        if (event < 0) {
            words_advice(&words_hook_event, word, &why);
            problem(r, 0, "[webhook %s] events: \"%s\" is %s", hook->name, word, why.text);
        }
        hook->events |= event >= 0 ? 1U << event : 0;
    }
}

int hub_settings_read(const char *const *directories, int count, struct hub_settings *out)
{
    const struct section_kind *broker = kind_find("broker", true);
    struct reader r = {.out = out};
    *out = (struct hub_settings){.role = HUB_INGEST};
    begin(&r.part[PART_HUB], "hub", hub_fields, sizeof hub_fields / sizeof *hub_fields, out);
    begin(&r.part[PART_BROKER], "broker", broker->field, broker->fields, &out->broker);
    for (r.layer = 0; r.layer < count; r.layer++)
        read_directory(&r, directories[r.layer]);
    for (int i = 0; i < out->hooks; i++)
        check_hook(&r, &out->hook[i]);
    if (r.problems > PROBLEMS_MAX)
        fprintf(stderr, "and %d more\n", r.problems - PROBLEMS_MAX);
    while (r.paths > 0)
        free(r.path[--r.paths]);
    return r.problems == 0 ? 0 : -1;
}

static void dump(FILE *out, const struct field *field, size_t fields)
{
    for (size_t i = 0; i < fields; i++)
        fprintf(out, "# %s\n%s%s = %s\n", field[i].help, field[i].initial ? "" : "# ", field[i].key,
                field[i].initial   ? field[i].initial
                : field[i].example ? field[i].example
                                   : "");
}

void hub_settings_dump(FILE *out)
{
    const struct section_kind *broker = kind_find("broker", true);
    fputs("[hub]\n", out);
    dump(out, hub_fields, sizeof hub_fields / sizeof *hub_fields);
    fputs("\n[broker plant]\n", out);
    dump(out, broker->field, broker->fields);
    fputs("\n# [webhook chat]\n", out);
    for (size_t i = 0; i < sizeof hook_fields / sizeof *hook_fields; i++)
        fprintf(out, "# %s\n# %s = %s\n", hook_fields[i].help, hook_fields[i].key,
                hook_fields[i].initial ? hook_fields[i].initial : hook_fields[i].example);
}
