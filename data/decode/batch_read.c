/* SPDX-License-Identifier: MIT */
/* Reads batches of records. One pass over the payload checks all of it and finds the head, a second
 * one picks each record's members; their texts are put one after the other into one block, which
 * the batch owns. The hub's ingest is the caller. The other end may be hostile. */
#include "data/decode/batch_read.h"

#include "data/decode/scan.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum head {
    HEAD_V,
    HEAD_EPOCH,
    HEAD_FIRST,
    HEAD_BOOT,
    HEAD_BEFORE,
    HEAD_ROOT,
    HEAD_PREVIOUS,
    HEAD_PREVIOUS_SEQ,
    HEAD_RECORDS,
    HEADS
};
static const char *const head_pointers[HEADS] = {
    [HEAD_V] = "/v",          [HEAD_EPOCH] = "/epoch",       [HEAD_FIRST] = "/first",
    [HEAD_BOOT] = "/boot_id", [HEAD_BEFORE] = "/before",     [HEAD_RECORDS] = "/records",
    [HEAD_ROOT] = "/root",    [HEAD_PREVIOUS] = "/previous", [HEAD_PREVIOUS_SEQ] = "/previous_seq",
};

enum member { KIND, ID, REV, WALL, BOOT, SYNCED, ACTOR, CONFIG, HASH, BODY, MEMBERS };
static const char *const member_pointers[MEMBERS] = {
    [KIND] = "/kind",    [ID] = "/id",         [REV] = "/rev",     [WALL] = "/wall_ms",
    [BOOT] = "/boot_ms", [SYNCED] = "/synced", [ACTOR] = "/actor", [CONFIG] = "/config",
    [HASH] = "/hash",    [BODY] = "/body",
};

/* ---- plans ----------------------------------------------------------------------------------- */

#define POINTERS_SIZE 80 /* of all pointers of a plan in sum */

struct wanted {
    struct scan_plan plan;
    struct scan_node node[POINTERS_SIZE + 1];
    char text[POINTERS_SIZE];
};

/* Slots are numbered as the pointers are, for no two of them are the same. */
static void want(struct wanted *w, const char *const *pointer, int count)
{
    scan_plan_init(&w->plan, w->node, POINTERS_SIZE + 1, w->text, sizeof w->text);
    for (int i = 0; i < count; i++)
        (void)scan_plan_add(&w->plan, pointer[i], strlen(pointer[i]));
}

/* ---- values ---------------------------------------------------------------------------------- */

/* Where texts go: each took at least as much in the payload, quotes and all. */
struct room {
    char *at;
    size_t left;
};

static const char *put_text(struct room *m, const struct scan_value *v, size_t *length)
{
    bool whole;
    if (v->kind != SCAN_TEXT || m->left == 0)
        return NULL;
    *length = scan_text(v, m->at, m->left - 1, &whole);
    if (!whole)
        return NULL;
    const char *text = m->at;
    m->at[*length] = '\0';
    m->at += *length + 1;
    m->left -= *length + 1;
    return text;
}

/* A text without control characters, shorter than `size`; NULL: it is none. */
static const char *clean_text(struct room *m, const struct scan_value *v, size_t size)
{
    size_t length = 0;
    const char *text = put_text(m, v, &length);
    if (!text || length >= size || strlen(text) != length)
        return NULL;
    for (const char *c = text; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            return NULL;
    return text;
}

static bool is_hex(const char *text, size_t length)
{
    return strspn(text, "0123456789abcdef") == length && text[length] == '\0';
}

static bool whole_number(const struct scan_value *v, int64_t least, int64_t *out)
{
    bool minus = v->kind == SCAN_NUMBER && v->text[0] == '-';
    *out = 0;
    if (v->kind != SCAN_NUMBER)
        return false;
    for (size_t i = minus; i < v->length; i++) {
        int digit = v->text[i] - '0';
        if (digit < 0 || digit > 9 || __builtin_mul_overflow(*out, INT64_C(10), out) ||
            __builtin_sub_overflow(*out, (int64_t)digit, out)) /* below 0 there is one more */
            return false;
    }
    return (minus || !__builtin_sub_overflow(INT64_C(0), *out, out)) && *out >= least;
}

/* ---- a record -------------------------------------------------------------------------------- */

static const char *read_texts(struct room *m, const struct scan_value v[MEMBERS],
                              struct batch_record *r)
{
    static const char empty[] = "";
    const char *config = clean_text(m, &v[CONFIG], 17);
    r->kind = clean_text(m, &v[KIND], BATCH_KIND_SIZE);
    r->id = clean_text(m, &v[ID], RECORD_ID_SIZE);
    r->actor = clean_text(m, &v[ACTOR], sizeof((struct record *)0)->actor);
    r->hash = clean_text(m, &v[HASH], RECORD_HASH_SIZE);
    r->config = config ? config : r->config;
    const char *why = NULL;
    if (!r->kind || !*r->kind)
        why = "it has no kind, or one that is no word";
    else if (!r->id || !*r->id)
        why = "it has no id";
    else if (!r->actor)
        why = "it has no actor";
    else if (!r->hash || !is_hex(r->hash, RECORD_HASH_SIZE - 1))
        why = "its hash is none";
    else if (!r->config || (v[CONFIG].kind != SCAN_ABSENT && !config))
        why = "its configuration has no digest";
    r->kind = r->kind ? r->kind : empty;
    r->id = r->id ? r->id : empty;
    r->actor = r->actor ? r->actor : empty;
    r->hash = r->hash ? r->hash : empty;
    r->config = r->config ? r->config : empty;
    return why;
}

static const char *read_numbers(const struct scan_value v[MEMBERS], struct batch_record *r)
{
    enum scan_kind synced = v[SYNCED].kind;
    r->synced = synced != SCAN_FALSE;
    if (!whole_number(&v[REV], 1, &r->rev))
        return "its rev is no number from 1";
    if (!whole_number(&v[WALL], INT64_MIN, &r->wall_ms))
        return "its wall_ms is no number";
    if (!whole_number(&v[BOOT], INT64_MIN, &r->boot_ms))
        return "its boot_ms is no number";
    return synced != SCAN_ABSENT && synced != SCAN_TRUE && synced != SCAN_FALSE
               ? "synced is neither true nor false"
               : NULL;
}

static const char *read_body(struct room *m, const struct scan_value v[MEMBERS],
                             struct batch_record *r)
{
    const char *why = NULL;
    r->body = put_text(m, &v[BODY], &r->body_length);
    if (!r->body)
        why = "it has no body";
    else if (r->body_length > RECORD_BODY_MAX)
        why = "its body is longer than a record's";
    else if (strlen(r->body) != r->body_length || r->body[0] != '{')
        why = "its body is no JSON object";
    if (!r->body)
        r->body = "";
    return why;
}

static void read_record(struct room *m, bool object, const struct scan_value v[MEMBERS],
                        struct batch_record *r)
{
    const char *texts = read_texts(m, v, r), *numbers = read_numbers(v, r);
    const char *body = read_body(m, v, r);
    r->why = !object ? "it is no object" : texts ? texts : numbers ? numbers : body;
}

/* ---- a batch --------------------------------------------------------------------------------- */

/* What makes no sense was not said. */
static void read_lineage(struct room *m, const struct scan_value v[HEADS], struct batch *out)
{
    struct batch_lineage *l = &out->lineage;
    *l = (struct batch_lineage){.told = false};
    const char *root = clean_text(m, &v[HEAD_ROOT], sizeof l->root);
    const char *previous = clean_text(m, &v[HEAD_PREVIOUS], sizeof l->previous);
    int64_t seq;
    bool follows = previous && is_hex(previous, RECORD_EPOCH_SIZE - 1) &&
                   whole_number(&v[HEAD_PREVIOUS_SEQ], 1, &seq);
    bool rooted = root && is_hex(root, RECORD_EPOCH_SIZE - 1);
    if (rooted)
        memcpy(l->root, root, sizeof l->root);
    if (follows) {
        memcpy(l->previous, previous, sizeof l->previous);
        l->seq = seq;
    }
    l->told = follows || (rooted && strcmp(root, out->epoch) == 0);
}

static int read_head(struct room *m, const struct scan_value v[HEADS], struct batch *out,
                     struct cause *why)
{
    int64_t version;
    const char *epoch = clean_text(m, &v[HEAD_EPOCH], sizeof out->epoch);
    const char *boot = clean_text(m, &v[HEAD_BOOT], sizeof out->boot_id);
    const char *before = clean_text(m, &v[HEAD_BEFORE], sizeof out->before);
    if (!whole_number(&v[HEAD_V], 1, &version) || version != 1)
        return cause_set(why, -1, "a batch of another version; this one reads version 1");
    if (!epoch || !is_hex(epoch, RECORD_EPOCH_SIZE - 1))
        return cause_set(why, -1, "a batch without an epoch of 32 hexadecimal digits");
    if (!boot || !before || !is_hex(before, RECORD_HASH_SIZE - 1))
        return cause_set(why, -1, "a batch without boot_id or the hash before it");
    if (!whole_number(&v[HEAD_FIRST], 1, &out->first) || out->first > INT64_MAX - BATCH_RECORDS)
        return cause_set(why, -1, "a batch whose first seq is no number from 1");
    memcpy(out->epoch, epoch, sizeof out->epoch);
    memcpy(out->before, before, sizeof out->before);
    memcpy(out->boot_id, boot, strlen(boot) + 1);
    read_lineage(m, v, out);
    return 0;
}

static const char *skip_blanks(const char *p, const char *end)
{
    while (p < end && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t'))
        p++;
    return p;
}

/* The grammar was checked: between elements stands a comma, behind the last one a bracket. */
static int read_records(struct room *m, const struct scan_value *list, struct batch *out,
                        struct cause *why)
{
    struct wanted w;
    struct scan_value v[MEMBERS];
    if (list->kind != SCAN_ARRAY)
        return cause_set(why, -1, "a batch without records");
    const char *config = NULL, *end = list->text + list->length;
    const char *p = skip_blanks(list->text + 1, end);
    want(&w, member_pointers, MEMBERS);
    for (; p < end && *p != ']'; p = skip_blanks(p, end)) {
        if (out->count == BATCH_RECORDS)
            return cause_set(why, -1, "a batch of more than %d records", BATCH_RECORDS);
        p = skip_blanks(p + (*p == ','), end);
        bool object = *p == '{';
        if (scan_first(&w.plan, p, (size_t)(end - p), v, &p) != SCAN_FINE)
            return cause_set(why, -1, "a batch with a key twice in a record");
        struct batch_record *r = &out->record[out->count];
        *r = (struct batch_record){.seq = out->first + out->count, .config = config};
        read_record(m, object, v, r);
        config = r->config[0] != '\0' ? r->config : config;
        out->count++;
    }
    return out->count > 0 ? 0 : cause_set(why, -1, "a batch without records");
}

int batch_read(const char *payload, size_t length, struct batch *out, struct cause *why)
{
    struct wanted w;
    struct scan_value v[HEADS];
    size_t where = 0;
    out->count = 0;
    out->memory = NULL;
    if (length > BATCH_MAX)
        return cause_set(why, -1, "a batch of %zu bytes; %d are the most", length, BATCH_MAX);
    want(&w, head_pointers, HEADS);
    enum scan_problem problem = scan_document(&w.plan, payload, length, v, &where);
    if (problem != SCAN_FINE)
        return cause_set(why, -1, "a batch that is not JSON at byte %zu: %s", where,
                         scan_problem_text(problem));
    struct room m = {.at = malloc(length + 1), .left = length + 1};
    if (!m.at)
        return cause_set(why, -1, "out of memory");
    out->memory = m.at;
    if (read_head(&m, v, out, why) == 0 && read_records(&m, &v[HEAD_RECORDS], out, why) == 0)
        return 0;
    batch_done(out);
    return -1;
}

void batch_done(struct batch *batch)
{
    free(batch->memory);
    batch->memory = NULL;
    batch->count = 0;
}

/* ---- bodies ---------------------------------------------------------------------------------- */

/* What the scanner takes and jsonb may not: a NUL, a number beyond its range. Seldom, so that it
 * may be wrong about harmless ones. */
static bool is_odd(const char *body, size_t length)
{
    if (memmem(body, length, "\\u0000", 6))
        return true;
    int digits = 0;
    for (size_t i = 0; i < length; i++) {
        char c = body[i];
        bool digit = c >= '0' && c <= '9';
        if (digits > 0 && (c == 'e' || c == 'E') && i + 1 < length &&
            strchr("+-0123456789", body[i + 1]))
            return true;
        digits = digit ? digits + 1 : 0;
        if (digits > 18)
            return true;
    }
    return false;
}

bool batch_body_is_object(const char *body, size_t length)
{
    struct scan_node node[1];
    struct scan_plan plan;
    scan_plan_init(&plan, node, 1, NULL, 0);
    if (length > 0 && body[0] == '{' && !is_odd(body, length) &&
        scan_document(&plan, body, length, NULL, NULL) == SCAN_FINE)
        return true;
    json_t *json = json_loadb(body, length, 0, NULL);
    bool is = json_is_object(json);
    json_decref(json);
    return is;
}
