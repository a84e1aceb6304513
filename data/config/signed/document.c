/* SPDX-License-Identifier: MIT */
/* See document.h. Called by andond with what a broker says, by andonctl with files. */
#include "data/config/signed/document.h"

#include "data/config/ini.h"
#include "data/config/schema.h"
#include "data/model/text.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- hex --------------------------------------------------------------------------------------
 */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool hex_read(const char *text, unsigned char out[DOCUMENT_SIGNATURE_SIZE])
{
    if (strlen(text) != (size_t)2 * DOCUMENT_SIGNATURE_SIZE)
        return false;
    for (size_t i = 0; i < DOCUMENT_SIGNATURE_SIZE; i++) {
        int high = hex_digit(text[2 * i]), low = hex_digit(text[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        out[i] = (unsigned char)(high * 16 + low);
    }
    return true;
}

/* ---- files ------------------------------------------------------------------------------------
 */

/* A plain name: no folder, nothing hidden, *.ini. */
static bool name_valid(const char *name)
{
    size_t length = strlen(name);
    if (length < 5 || length >= DOCUMENT_NAME_SIZE || strcmp(name + length - 4, ".ini") != 0)
        return false;
    for (size_t i = 0; i < length; i++) {
        char c = name[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && (i == 0 || !strchr("._-", c)))
            return false;
    }
    return true;
}

int document_add(struct document *d, const char *name, const char *text, size_t length,
                 struct cause *why)
{
    size_t at = 0;
    if (!name_valid(name))
        return cause_set(why, -1, "a file's name is not a plain one that ends in .ini");
    if (d->files == DOCUMENT_FILES_MAX)
        return cause_set(why, -1, "more than %d files", DOCUMENT_FILES_MAX);
    if (length > DOCUMENT_MAX)
        return cause_set(why, -1, "%s is larger than a document may be", name);
    while (at < d->files && strcmp(d->file[at].name, name) < 0)
        at++;
    if (at < d->files && strcmp(d->file[at].name, name) == 0)
        return cause_set(why, -1, "%s is there twice", name);
    char *copy = malloc(length + 1);
    if (!copy)
        return cause_set(why, -1, "out of memory");
    memcpy(copy, text, length);
    copy[length] = '\0';
    memmove(&d->file[at + 1], &d->file[at], (d->files - at) * sizeof *d->file);
    d->file[at] = (struct document_file){.text = copy, .length = length};
    (void)text_copy(d->file[at].name, sizeof d->file[at].name, name);
    d->files++;
    return 0;
}

void document_done(struct document *d)
{
    for (size_t i = 0; i < d->files; i++)
        free(d->file[i].text);
    d->files = 0;
}

/* ---- scope ------------------------------------------------------------------------------------
 */

static bool level_valid(const char *level, size_t length)
{
    return length > 0 && length < CONFIG_ID_SIZE && text_is_clean(level, length) &&
           !memchr(level, '+', length) && !memchr(level, '#', length);
}

bool document_scope_valid(const char *scope)
{
    int levels = 0;
    if (strlen(scope) >= DOCUMENT_SCOPE_SIZE)
        return false;
    for (const char *level = scope;; level++) {
        size_t length = strcspn(level, "/");
        if (!level_valid(level, length))
            return false;
        levels++;
        level += length;
        if (!*level)
            break;
    }
    return levels == 2 || levels == 4;
}

bool document_scope(const struct config *c, char *out, size_t size)
{
    return c->config_line
               ? text_format(out, size, "%s/%s/%s/%s", c->enterprise, c->site, c->area, c->line)
               : text_format(out, size, "%s/%s", c->enterprise, c->site);
}

bool document_topic(const char *scope, char *out, size_t size)
{
    return text_format(out, size, "andon/v1/%s/config", scope);
}

/* ---- JSON -------------------------------------------------------------------------------------
 */

static int read_files(const json_t *files, struct document *out, struct cause *why)
{
    const char *name;
    const json_t *text;
    if (json_object_size(files) == 0)
        return cause_set(why, -1, "it holds no file");
    json_object_foreach((json_t *)(uintptr_t)files, name, text)
    {
        if (!json_is_string(text))
            return cause_set(why, -1, "a file of it is no text");
        if (document_add(out, name, json_string_value(text), json_string_length(text), why) != 0)
            return -1;
    }
    return 0;
}

static int read_text(const json_t *root, const char *key, char *out, size_t size, struct cause *why)
{
    const json_t *text = json_object_get(root, key);
    const char *value = json_string_value(text);
    if (!value || strlen(value) != json_string_length(text) || !text_copy(out, size, value) ||
        !text_is_clean(out, strlen(out)))
        return cause_set(why, -1, "its %s is no text of at most %zu bytes that can be shown", key,
                         size - 1);
    return 0;
}

static int read_number(const json_t *root, const char *key, int64_t *out, struct cause *why)
{
    const json_t *number = json_object_get(root, key);
    *out = json_integer_value(number);
    return json_is_integer(number) && *out >= 1
               ? 0
               : cause_set(why, -1, "its %s is no whole number above 0", key);
}

static int read_members(const json_t *root, struct document *out, struct cause *why)
{
    static const char *const keys[] = {"v", "scope", "rev", "made", "note", "files", "signature"};
    char hex[2 * DOCUMENT_SIGNATURE_SIZE + 1];
    if (json_integer_value(json_object_get(root, "v")) != 1)
        return cause_set(why, -1, "it is of a version that is not known here");
    if (json_object_size(root) != sizeof keys / sizeof *keys)
        return cause_set(why, -1, "it has other members than a plant's configuration");
    if (read_text(root, "scope", out->scope, sizeof out->scope, why) != 0 ||
        read_text(root, "note", out->note, sizeof out->note, why) != 0 ||
        read_text(root, "signature", hex, sizeof hex, why) != 0 ||
        read_number(root, "rev", &out->rev, why) != 0 ||
        read_number(root, "made", &out->made_ms, why) != 0)
        return -1;
    if (!document_scope_valid(out->scope))
        return cause_set(why, -1, "its scope is not enterprise/site or enterprise/site/area/line");
    if (!hex_read(hex, out->signature))
        return cause_set(why, -1, "its signature is not one");
    return read_files(json_object_get(root, "files"), out, why);
}

int document_read(const char *json, size_t length, struct document *out, struct cause *why)
{
    *out = (struct document){.rev = 0};
    if (length > DOCUMENT_MAX)
        return cause_set(why, -1, "it is larger than %zu KiB", DOCUMENT_MAX / 1024);
    json_t *root = json_loadb(json, length, JSON_REJECT_DUPLICATES, NULL);
    int result = json_is_object(root) ? read_members(root, out, why)
                                      : cause_set(why, -1, "it is no JSON object");
    json_decref(root);
    return result;
}

static json_t *make_json(const struct document *d)
{
    char hex[2 * DOCUMENT_SIGNATURE_SIZE + 1] = "";
    json_t *files = json_object();
    for (size_t i = 0; i < DOCUMENT_SIGNATURE_SIZE; i++)
        (void)text_format(hex + 2 * i, sizeof hex - 2 * i, "%02x", d->signature[i]);
    for (size_t i = 0; i < d->files; i++)
        if (json_object_set_new(files, d->file[i].name,
                                json_stringn(d->file[i].text, d->file[i].length)) != 0) {
            json_decref(files);
            return NULL; /* also: text that is not UTF-8 */
        }
    return json_pack("{s:i,s:s,s:I,s:I,s:s,s:o,s:s}", "v", 1, "scope", d->scope, "rev",
                     (json_int_t)d->rev, "made", (json_int_t)d->made_ms, "note", d->note, "files",
                     files, "signature", hex);
}

char *document_write(const struct document *d, size_t *length, struct cause *why)
{
    json_t *root = make_json(d);
    char *text = root ? json_dumps(root, JSON_COMPACT) : NULL;
    json_decref(root);
    *length = text ? strlen(text) : 0;
    if (!text)
        cause_set(why, -1, "out of memory, or a file is not UTF-8");
    if (*length > DOCUMENT_MAX) {
        cause_set(why, -1, "it would be %zu KiB; at most %zu can be sent", *length / 1024,
                  DOCUMENT_MAX / 1024);
        free(text);
        text = NULL;
    }
    return text;
}

char *document_bytes(const struct document *d, size_t *length)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, length);
    if (!out)
        return NULL;
    (void)fprintf(out,
                  "andon plant configuration 1\nscope %zu\n%s\nrev %" PRId64 "\nmade %" PRId64
                  "\nnote %zu\n%s\nfiles %zu\n",
                  strlen(d->scope), d->scope, d->rev, d->made_ms, strlen(d->note), d->note,
                  d->files);
    for (size_t i = 0; i < d->files; i++) {
        const struct document_file *f = &d->file[i];
        (void)fprintf(out, "file %zu %zu\n%s\n", strlen(f->name), f->length, f->name);
        (void)fwrite(f->text, 1, f->length, out);
        (void)fputc('\n', out);
    }
    bool failed = ferror(out) != 0;
    if (fclose(out) != 0 || failed) {
        free(text);
        return NULL;
    }
    return text;
}

bool document_same(const struct document *a, const struct document *b)
{
    bool same = strcmp(a->scope, b->scope) == 0 && a->rev == b->rev && a->made_ms == b->made_ms &&
                strcmp(a->note, b->note) == 0 && a->files == b->files;
    for (size_t i = 0; i < a->files && same; i++)
        same = strcmp(a->file[i].name, b->file[i].name) == 0 &&
               a->file[i].length == b->file[i].length &&
               memcmp(a->file[i].text, b->file[i].text, a->file[i].length) == 0;
    return same;
}

/* ---- what may stand in it ---------------------------------------------------------------------
 */

/* All else is the station's: who and where it is, whom it speaks to and with which keys, what it
 * hears and drives, its disk. */
static const char *const shared_kinds[] = {
    "alarms",    "alert",        "calendar", "call",    "changeover", "checks", "cost",
    "entry",     "goal",         "holiday",  "map",     "mode",       "model",  "person",
    "predictor", "prediction",   "preset",   "product", "publish",    "reason", "roster",
    "rule",      "scrap-reason", "shift",    "team",    "terminal",   "tier",   "work-orders",
};

struct fitting {
    const char *label;
    const struct section_kind *kind;
    struct cause *why;
    bool bad;
};

static bool is_shared(const char *kind)
{
    for (size_t i = 0; i < sizeof shared_kinds / sizeof *shared_kinds; i++)
        if (strcmp(shared_kinds[i], kind) == 0)
            return true;
    return false;
}

static void refuse(struct fitting *f, int line, const char *what, const char *because)
{
    if (!f->bad)
        (void)cause_set(f->why, -1, "%s:%d: %s %s", f->label, line, what, because);
    f->bad = true;
}

static void fit_section(void *ctx, int line, const char *kind, const char *name)
{
    struct fitting *f = ctx;
    char what[120];
    f->kind = kind_find(kind, name[0] != '\0');
    if (is_shared(kind))
        return;
    (void)text_format(what, sizeof what, "[%.40s%s%.60s]", kind, name[0] ? " " : "", name);
    refuse(f, line, what,
           f->kind ? "belongs to the station, not to the plant's configuration"
                   : "is no kind of section that a plant's configuration may have");
}

static void fit_entry(void *ctx, int line, const char *key, const char *value)
{
    struct fitting *f = ctx;
    (void)value;
    const struct field *field = f->kind && !f->kind->free_keys ? kind_field(f->kind, key) : NULL;
    if (field && field->type == F_HASH)
        refuse(f, line, field->key,
               "is a secret that whoever reads the broker could guess: keep it at the stations");
    if (field && (field->flags & FIELD_RESTART))
        refuse(f, line, field->key, "belongs to the station: it needs a restart");
}

static void fit_problem(void *ctx, int line, const char *what)
{
    refuse(ctx, line, "", what);
}

int document_fit(const struct document *d, struct cause *why)
{
    for (size_t i = 0; i < d->files; i++) {
        struct fitting f = {.label = d->file[i].name, .why = why};
        const struct ini_sink sink = {
            .ctx = &f, .section = fit_section, .entry = fit_entry, .problem = fit_problem};
        ini_parse_text(d->file[i].text, d->file[i].length, &sink);
        if (f.bad)
            return -1;
    }
    return 0;
}

size_t document_texts(const struct document *d, struct config_text out[DOCUMENT_FILES_MAX],
                      char label[DOCUMENT_FILES_MAX][DOCUMENT_LABEL_SIZE])
{
    for (size_t i = 0; i < d->files; i++) {
        (void)text_format(label[i], DOCUMENT_LABEL_SIZE, "plant revision %" PRId64 ": %s", d->rev,
                          d->file[i].name);
        out[i] = (struct config_text){label[i], d->file[i].text, d->file[i].length};
    }
    return d->files;
}
