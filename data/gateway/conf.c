/* SPDX-License-Identifier: MIT */
/* Reads a gateway's configuration: files by data/config/ini.c, values by field.c, keys by the
 * tables of fields.c. What the tables cannot say (addresses, types, names that must exist) is
 * checked when all is read and told with the section's line. main.c is the only caller, before
 * anything runs; what is read stays in its struct. */
#include "data/gateway/conf.h"

#include "data/config/ini.h"
#include "data/config/paths.h"
#include "data/gateway/fields.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PROBLEMS_MAX 50
#define FILES_MAX    64
#define PARTS_MAX    (2 + DEVICES_MAX + REGISTERS_MAX + RUNNINGS_MAX)

/* A section while it is read. */
struct part {
    enum part_kind kind;
    void *item;
    struct config_origin given[FIELDS_MAX];
    int layer[FIELDS_MAX]; /* which gave it last; -1: none */
};

struct reader {
    struct gateway_conf *out;
    const struct part_table *table;
    struct part *part, *current;
    size_t parts;
    const char *file;
    char *path[FILES_MAX]; /* of the files so far: origins point to them */
    int paths, layer, problems;
};

static void problem_at(struct reader *r, const struct config_origin *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void problem_at(struct reader *r, const struct config_origin *at, const char *format, ...)
{
    char what[700], text[1000], clean[1000], number[16] = "";
    va_list args;
    if (r->problems++ >= PROBLEMS_MAX)
        return;
    va_start(args, format);
    (void)vsnprintf(what, sizeof what, format, args);
    va_end(args);
    if (at->line > 0)
        (void)text_format(number, sizeof number, "%d:", at->line);
    (void)text_format(text, sizeof text, "%.250s:%s %s", at->file ? at->file : "configuration",
                      number, what);
    (void)text_sanitise(text, strlen(text), clean, sizeof clean);
    fprintf(stderr, "%s\n", clean);
}
#define problem(r, n, ...) problem_at((r), &(struct config_origin){(r)->file, (n)}, __VA_ARGS__)

static struct part *begin(struct reader *r, enum part_kind kind, void *item)
{
    const struct part_table *table = &r->table[kind];
    struct cause why;
    struct part *part = &r->part[r->parts++];
    *part = (struct part){.kind = kind, .item = item};
    for (size_t i = 0; i < table->fields && i < FIELDS_MAX; i++) {
        part->layer[i] = -1;
        if (table->field[i].initial)
            (void)field_parse(&table->field[i], table->field[i].initial, item, &why);
    }
    return part;
}

static void *new_item(struct gateway_conf *out, enum part_kind kind, const char *name,
                      const struct config_origin *at)
{
    if (kind == PART_DEVICE && out->devices < DEVICES_MAX) {
        struct device_conf *d = &out->device[out->devices++];
        *d = (struct device_conf){.origin = *at};
        (void)text_copy(d->name, sizeof d->name, name);
        return d;
    }
    if (kind == PART_REGISTER && out->registers < REGISTERS_MAX) {
        struct register_conf *g = &out->reg[out->registers++];
        *g = (struct register_conf){.origin = *at};
        (void)text_copy(g->name, sizeof g->name, name);
        return g;
    }
    if (kind == PART_RUNNING && out->runnings < RUNNINGS_MAX) {
        struct running_conf *n = &out->running[out->runnings++];
        *n = (struct running_conf){.origin = *at, .on = NOT_SAID, .off = NOT_SAID};
        (void)text_copy(n->name, sizeof n->name, name);
        return n;
    }
    return NULL;
}

/* The name stands first in each of them. */
static struct part *find(struct reader *r, enum part_kind kind, const char *name)
{
    for (size_t i = 0; i < r->parts; i++)
        if (r->part[i].kind == kind &&
            (kind == PART_GATEWAY || strcmp((const char *)r->part[i].item, name) == 0))
            return &r->part[i];
    return NULL;
}

_Static_assert(offsetof(struct device_conf, name) == 0 &&
                   offsetof(struct register_conf, name) == 0 &&
                   offsetof(struct running_conf, name) == 0 &&
                   offsetof(struct broker_conf, name) == 0,
               "find() looks for names in front");

static struct part *named(struct reader *r, int line, enum part_kind kind, const char *name)
{
    const struct part_table *table = &r->table[kind];
    const struct config_origin at = {r->file, line};
    struct broker_conf *broker = &r->out->broker;
    struct part *part = find(r, kind, name);
    if (part)
        return part;
    if (!name[0]) {
        problem(r, line, "[%s]: needs a name; write [%s %s]", table->word, table->word,
                table->example);
        return NULL;
    }
    if (!text_is_id(name)) {
        problem(r, line,
                "[%s %.60s]: a name is lower-case letters, digits, - _ and ., at most 63 of them",
                table->word, name);
        return NULL;
    }
    if (kind == PART_BROKER && broker->name[0]) {
        problem(r, line, "[broker %.60s]: a gateway has one broker, and %s is another", name,
                broker->name);
        return NULL;
    }
    if (kind == PART_BROKER) {
        (void)text_copy(broker->name, sizeof broker->name, name);
        return begin(r, kind, broker);
    }
    void *item = new_item(r->out, kind, name, &at);
    if (!item)
        problem(r, line, "[%s %.60s]: one too many", table->word, name);
    return item ? begin(r, kind, item) : NULL;
}

static void on_section(void *ctx, int line, const char *kind, const char *name)
{
    struct reader *r = ctx;
    const char *names[PART_KINDS];
    struct cause why = {{0}};
    for (int i = 0; i < PART_KINDS; i++)
        names[i] = r->table[i].word;
    const struct words kinds = {names, PART_KINDS};
    int which = word_find(&kinds, kind, strlen(kind));
    r->current = NULL;
    if (which < 0) {
        words_advice(&kinds, kind, &why);
        problem(r, line, "[%.60s]: no such kind of section in a gateway's configuration: %s", kind,
                why.text);
    } else if (which == PART_GATEWAY && name[0]) {
        problem(r, line, "[gateway %.60s]: takes no name; write [gateway]", name);
    } else {
        r->current = which == PART_GATEWAY ? find(r, PART_GATEWAY, "")
                                           : named(r, line, (enum part_kind)which, name);
    }
}

static void no_key(struct reader *r, int line, const char *key)
{
    const struct part_table *table = &r->table[r->current->kind];
    const char *names[FIELDS_MAX];
    struct cause why = {{0}};
    for (size_t i = 0; i < table->fields && i < FIELDS_MAX; i++)
        names[i] = table->field[i].key;
    const struct words keys = {names, table->fields};
    words_advice(&keys, key, &why);
    problem(r, line, "[%s] %.60s: no such key: %s", table->word, key, why.text);
}

static void on_entry(void *ctx, int line, const char *key, const char *value)
{
    struct reader *r = ctx;
    struct part *part = r->current;
    struct cause why = {{0}};
    size_t i = 0;
    if (!part)
        return;
    const struct part_table *table = &r->table[part->kind];
    while (i < table->fields && strcmp(table->field[i].key, key) != 0)
        i++;
    if (i >= table->fields || i >= FIELDS_MAX) {
        no_key(r, line, key);
        return;
    }
    if (part->layer[i] == r->layer)
        problem(r, line, "[%s] %s: given twice; the other one is %s:%d", table->word, key,
                part->given[i].file, part->given[i].line);
    else if (field_parse(&table->field[i], value, part->item, &why) != 0)
        problem(r, line, "[%s] %s: %s", table->word, key, why.text);
    part->layer[i] = r->layer;
    part->given[i] = (struct config_origin){.file = r->file, .line = line};
}

static void on_problem(void *ctx, int line, const char *what)
{
    struct reader *r = ctx;
    problem(r, line, "%s", what);
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

static void read_path(struct reader *r, const char *path)
{
    struct stat is;
    struct dirent **list = NULL;
    r->file = path;
    if (stat(path, &is) == 0 && !S_ISDIR(is.st_mode)) {
        read_file(r, path);
        return;
    }
    int count = scandir(path, &list, wanted, by_name);
    if (count < 0)
        problem(r, 0, "cannot be read: %s", strerror(errno));
    else if (count == 0)
        problem(r, 0, "holds no *.ini file");
    for (int i = 0; i < count; i++) {
        char file[PATH_MAX];
        struct cause why;
        if (paths_join(file, sizeof file, path, list[i]->d_name, &why) == 0)
            read_file(r, file);
        free(list[i]);
    }
    free(list);
}

/* ---- what the tables cannot say ----------------------------------------------------------------
 */

/* Where the key was given, else the section. */
static const struct config_origin *origin_of(struct reader *r, enum part_kind kind,
                                             const char *name, const char *key,
                                             const struct config_origin *section)
{
    const struct part *part = find(r, kind, name);
    const struct part_table *table = &r->table[kind];
    for (size_t i = 0; part && i < table->fields; i++)
        if (strcmp(table->field[i].key, key) == 0 && part->layer[i] >= 0)
            return &part->given[i];
    return section;
}

static void check_required(struct reader *r, const struct part *part)
{
    const struct part_table *table = &r->table[part->kind];
    const char *name = part->item;
    for (size_t i = 0; i < table->fields; i++) {
        if (!(table->field[i].flags & FIELD_REQUIRED) || part->layer[i] >= 0)
            continue;
        const struct config_origin nowhere = {r->file, 0};
        const struct config_origin *at =
            part->kind == PART_DEVICE     ? &((const struct device_conf *)part->item)->origin
            : part->kind == PART_REGISTER ? &((const struct register_conf *)part->item)->origin
            : part->kind == PART_RUNNING  ? &((const struct running_conf *)part->item)->origin
                                          : &nowhere;
        problem_at(r, at, "[%s %s] %s: is missing; write e.g. %s = %s", table->word, name,
                   table->field[i].key, table->field[i].key,
                   table->field[i].example ? table->field[i].example : "…");
    }
}

static void check_device(struct reader *r, size_t index)
{
    struct gateway_conf *out = r->out;
    struct device_conf *d = &out->device[index];
    struct cause why;
    if (!d->url[0])
        return; /* told already */
    if (endpoint_parse(d->url, &d->endpoint, &why) != 0)
        problem_at(r, origin_of(r, PART_DEVICE, d->name, "url", &d->origin), "[device %s] url: %s",
                   d->name, why.text);
    else if (d->endpoint.serial ? d->unit < 1 || d->unit > 247 : d->unit > 247 && d->unit != 255)
        problem_at(r, origin_of(r, PART_DEVICE, d->name, "unit", &d->origin),
                   "[device %s] unit: %d is none; write 1 to 247%s", d->name, d->unit,
                   d->endpoint.serial ? "" : ", 0 or 255");
    if (d->retry_max_ms < d->retry_min_ms)
        problem_at(r, &d->origin, "[device %s] retry_max: is less than retry_min", d->name);
    d->bus = 0;
    while (strcmp(out->device[d->bus].url, d->url) != 0)
        d->bus++;
    for (size_t i = 0; i < index; i++)
        if (d->bus != index && out->device[i].bus == d->bus && out->device[i].unit == d->unit)
            problem_at(r, &d->origin, "[device %s]: is the same as [device %s]: one url, one unit",
                       d->name, out->device[i].name);
}

static void check_register(struct reader *r, struct register_conf *g)
{
    const struct gateway_conf *out = r->out;
    struct cause why;
    const char *key = "address";
    g->device = 0;
    while (g->device < out->devices && strcmp(out->device[g->device].name, g->device_name) != 0)
        g->device++;
    if (!g->device_name[0] || !g->address[0])
        return; /* told already */
    if (g->device == out->devices) {
        problem_at(r, origin_of(r, PART_REGISTER, g->name, "device", &g->origin),
                   "[register %s] device: there is no [device %s]", g->name, g->device_name);
        return;
    }
    const struct device_conf *d = &out->device[g->device];
    int base = g->base < 0 ? d->base : g->base, order = g->order < 0 ? d->order : g->order;
    g->format.order = (enum reg_order)order;
    if (!g->topic[0])
        (void)text_copy(g->topic, sizeof g->topic, g->name);
    int rc = reg_address(g->address, (enum reg_base)base, g->kind, &g->place, &why);
    if (rc == 0) {
        key = "type";
        rc = reg_type(g->type, &g->place, &g->format, &why);
    }
    if (rc != 0)
        problem_at(r, origin_of(r, PART_REGISTER, g->name, key, &g->origin), "[register %s] %s: %s",
                   g->name, key, why.text);
    else if (!reg_is_bit(g->place.kind) && g->place.count > d->registers_max)
        problem_at(r, &g->origin, "[register %s] type: is longer than a read of its device may be",
                   g->name);
}

static void check_running(struct reader *r, struct running_conf *n)
{
    const struct gateway_conf *out = r->out;
    const bool on = n->on != NOT_SAID, off = n->off != NOT_SAID;
    n->reg = 0;
    while (n->reg < out->registers && strcmp(out->reg[n->reg].name, n->register_name) != 0)
        n->reg++;
    if (n->reg == out->registers)
        problem_at(r, origin_of(r, PART_RUNNING, n->name, "register", &n->origin),
                   "[running %s] register: there is no [register %s]", n->name, n->register_name);
    else if (out->reg[n->reg].format.type == TYPE_STRING)
        problem_at(r, &n->origin, "[running %s] register: %s is a text; a level is a number",
                   n->name, n->register_name);
    if (on != off || (on && n->learn_ms > 0) || (!on && n->learn_ms == 0))
        problem_at(r, &n->origin,
                   "[running %s]: write on and off, or learn = 30 min instead of both", n->name);
    else if (on && n->on <= n->off)
        problem_at(r, origin_of(r, PART_RUNNING, n->name, "on", &n->origin),
                   "[running %s] on: has to be more than off", n->name);
    if (!n->topic[0])
        (void)text_copy(n->topic, sizeof n->topic, n->name);
}

struct claim {
    size_t device;
    const char *topic, *name, *word;
    const struct config_origin *origin;
};

static int by_topic(const void *a, const void *b)
{
    const struct claim *x = a, *y = b;
    if (x->device != y->device)
        return x->device < y->device ? -1 : 1;
    return strcmp(x->topic, y->topic);
}

/* Two values in one topic would be one value that jumps. */
static void check_topics(struct reader *r)
{
    const struct gateway_conf *out = r->out;
    static struct claim claim[REGISTERS_MAX + RUNNINGS_MAX];
    size_t n = 0;
    for (size_t i = 0; i < out->registers; i++)
        claim[n++] = (struct claim){out->reg[i].device, out->reg[i].topic, out->reg[i].name,
                                    "register", &out->reg[i].origin};
    for (size_t i = 0; i < out->runnings && r->problems == 0; i++)
        claim[n++] = (struct claim){out->reg[out->running[i].reg].device, out->running[i].topic,
                                    out->running[i].name, "running", &out->running[i].origin};
    qsort(claim, n, sizeof *claim, by_topic);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(claim[i].topic, "status") == 0 || strcmp(claim[i].topic, "info") == 0)
            problem_at(r, claim[i].origin,
                       "[%s %s] topic: %s is the device's own; write another one", claim[i].word,
                       claim[i].name, claim[i].topic);
        if (i > 0 && by_topic(&claim[i - 1], &claim[i]) == 0)
            problem_at(r, claim[i].origin, "[%s %s] topic: %s is that of [%s %s], too",
                       claim[i].word, claim[i].name, claim[i].topic, claim[i - 1].word,
                       claim[i - 1].name);
    }
}

static void check(struct reader *r, bool broker)
{
    struct gateway_conf *out = r->out;
    for (size_t i = 0; i < r->parts; i++)
        if (r->part[i].kind != PART_BROKER)
            check_required(r, &r->part[i]);
    for (size_t i = 0; i < out->devices; i++)
        check_device(r, i);
    for (size_t i = 0; i < out->registers; i++)
        check_register(r, &out->reg[i]);
    for (size_t i = 0; i < out->runnings; i++)
        check_running(r, &out->running[i]);
    if (r->problems == 0)
        check_topics(r);
    if (out->root[0] == '\0' || out->root[0] == '$')
        problem_at(r, origin_of(r, PART_GATEWAY, "", "root", &(struct config_origin){r->file, 0}),
                   "[gateway] root: write a topic of your own, e.g. plant/gateway");
    if (out->devices == 0)
        problem(r, 0, "there is no device; write [device meter1] with url = tcp://HOST:502");
    if (broker && !out->broker.url[0])
        problem(r, 0, "there is no broker; write [broker plant] with url = mqtt://HOST:1883");
}

int gateway_conf_read(const char *const *path, int count, bool broker, struct gateway_conf *out)
{
    static struct part parts[PARTS_MAX];
    struct reader r = {.out = out, .table = part_tables(), .part = parts};
    *out = (struct gateway_conf){.devices = 0};
    (void)begin(&r, PART_GATEWAY, out);
    for (r.layer = 0; r.layer < count; r.layer++)
        read_path(&r, path[r.layer]);
    check(&r, broker);
    if (r.problems > PROBLEMS_MAX)
        fprintf(stderr, "and %d more\n", r.problems - PROBLEMS_MAX);
    while (r.paths > 0)
        free(r.path[--r.paths]);
    return r.problems == 0 ? 0 : -1;
}

void gateway_conf_dump(FILE *out)
{
    const struct part_table *table = part_tables();
    for (int k = 0; k < PART_KINDS; k++) {
        fprintf(out, "%s# %s\n[%s%s%s]\n", k ? "\n" : "", table[k].help, table[k].word,
                table[k].what ? " " : "", table[k].what ? table[k].example : "");
        for (size_t i = 0; i < table[k].fields; i++) {
            const struct field *f = &table[k].field[i];
            const bool live = f->initial || (f->flags & FIELD_REQUIRED);
            fprintf(out, "# %s\n%s%s = %s\n", f->help, live ? "" : "# ", f->key,
                    f->initial   ? f->initial
                    : f->example ? f->example
                                 : "");
        }
    }
}
