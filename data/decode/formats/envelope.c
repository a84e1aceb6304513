/* SPDX-License-Identifier: MIT */
/* One value a message, bare or in an object with its time and quality under whatever names people
 * give them (standards.md §6.2: Node-RED, HiveMQ, Ignition's UNS Transmitter, Litmus, Neuron …):
 * 42, "42", true, RUN, {"payload":42}, {"Value":42,"sourceTimestamp":…,"Quality":"Good"}. The value
 * is item "", also by its own path or by the tag's name when the message says one. All other
 * scalars are items by their paths "a/b"; objects in it may be envelopes themselves, with times of
 * their own. Where a source has many topics, names begin with what the topic says below its root.
 */
#include "data/decode/formats/path.h"
#include "data/decode/quality.h"
#include "data/decode/raw.h"
#include "data/decode/walk.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- names ----------------------------------------------------------------------------------- */

/* The first four are what a box keeps; the others fill one of them where their value allows. */
enum part {
    PART_VALUE,
    PART_TIME,
    PART_QUALITY,
    PART_NAME,
    PARTS,
    PART_GROUP = PARTS, /* values, if it is an object */
    PART_STATUS,        /* quality as an OPC UA status code */
    PART_BIT,           /* quality, if it is true or false */
    PART_WORD,          /* quality, if it is one of the words for it */
    PART_ABOUT          /* says something of the value; no value of its own beside one */
};

/* Names as folded: lower case, letters and digits only. Of several the lowest rank counts. Sorted
 * by name. */
static const struct name {
    const char *name;
    enum part part;
    int rank;
} names[] = {
    {"actualvalue", PART_VALUE, 1},
    {"currentvalue", PART_VALUE, 1},
    {"data", PART_VALUE, 5},
    {"datatype", PART_ABOUT, 0},
    {"date", PART_TIME, 8},
    {"datetime", PART_TIME, 3},
    {"description", PART_ABOUT, 0},
    {"displayname", PART_NAME, 3},
    {"dup", PART_ABOUT, 0},
    {"engineeringunit", PART_ABOUT, 0},
    {"engineeringunits", PART_ABOUT, 0},
    {"engunit", PART_ABOUT, 0},
    {"epoch", PART_TIME, 5},
    {"epochms", PART_TIME, 5},
    {"eventtime", PART_TIME, 1},
    {"eventtimestamp", PART_TIME, 1},
    {"good", PART_BIT, 2},
    {"id", PART_NAME, 4},
    {"isgood", PART_BIT, 2},
    {"isvalid", PART_BIT, 3},
    {"lastchange", PART_TIME, 7},
    {"lastchanged", PART_TIME, 7},
    {"lastseen", PART_TIME, 7},
    {"lastupdate", PART_TIME, 7},
    {"lastupdated", PART_TIME, 7},
    {"measuredat", PART_TIME, 1},
    {"msgid", PART_ABOUT, 0},
    {"name", PART_NAME, 2},
    {"nodeid", PART_NAME, 4},
    {"opcquality", PART_QUALITY, 0},
    {"path", PART_NAME, 3},
    {"payload", PART_VALUE, 4},
    {"presentvalue", PART_VALUE, 1},
    {"publishedat", PART_TIME, 6},
    {"q", PART_QUALITY, 1},
    {"qos", PART_ABOUT, 0},
    {"qual", PART_QUALITY, 1},
    {"quality", PART_QUALITY, 0},
    {"qualitycode", PART_QUALITY, 0},
    {"reading", PART_VALUE, 6},
    {"retain", PART_ABOUT, 0},
    {"servertime", PART_TIME, 6},
    {"servertimestamp", PART_TIME, 6},
    {"sourcetime", PART_TIME, 0},
    {"sourcetimestamp", PART_TIME, 0},
    {"status", PART_WORD, 5},
    {"statuscode", PART_STATUS, 1},
    {"success", PART_BIT, 4},
    {"t", PART_TIME, 4},
    {"tag", PART_NAME, 1},
    {"tagid", PART_NAME, 4},
    {"tagname", PART_NAME, 0},
    {"tagpath", PART_NAME, 1},
    {"time", PART_TIME, 3},
    {"timestamp", PART_TIME, 1},
    {"timestampms", PART_TIME, 1},
    {"timestampns", PART_TIME, 2},
    {"timestamps", PART_TIME, 2},
    {"timestampus", PART_TIME, 2},
    {"timestamputc", PART_TIME, 1},
    {"topic", PART_ABOUT, 0},
    {"ts", PART_TIME, 2},
    {"type", PART_ABOUT, 0},
    {"unit", PART_ABOUT, 0},
    {"units", PART_ABOUT, 0},
    {"uom", PART_ABOUT, 0},
    {"utc", PART_TIME, 3},
    {"utctime", PART_TIME, 2},
    {"utctimestamp", PART_TIME, 1},
    {"v", PART_VALUE, 3},
    {"val", PART_VALUE, 2},
    {"valid", PART_BIT, 3},
    {"validity", PART_QUALITY, 3},
    {"value", PART_VALUE, 0},
    {"values", PART_GROUP, 7},
    {"when", PART_TIME, 5},
};

#define FOLDED_MAX 20 /* no name is longer */

static int compare_name(const void *key, const void *row)
{
    const char *folded = key, *name = ((const struct name *)row)->name;
    return *folded != *name ? *folded - *name : strcmp(folded, name);
}

static const struct name *name_of(const struct scan_value *key)
{
    char folded[FOLDED_MAX + 1];
    size_t used = 0;
    for (size_t i = 0; i < key->length; i++) {
        unsigned char c = (unsigned char)key->text[i], lower = c | 0x20;
        if (c >= 0x80 || c == '\\' || used == FOLDED_MAX)
            return NULL;
        if (c >= '0' && c <= '9')
            folded[used++] = (char)c;
        else if (lower >= 'a' && lower <= 'z')
            folded[used++] = (char)lower;
    }
    folded[used] = '\0';
    return bsearch(folded, names, sizeof names / sizeof *names, sizeof *names, compare_name);
}

/* ---- what an object holds -------------------------------------------------------------------- */

struct box {
    struct scan_value part[PARTS], key; /* `key` is the value's */
    int rank[PARTS];
    bool twice, status; /* the value's key is there again; the quality is an OPC UA status code */
    int64_t time;
    enum quality quality;
};

struct pass {
    struct leaves out;
    const struct box *outer; /* time and quality of what surrounds it */
    size_t base;             /* bytes of the path that are the topic's */
};

#define TIME_FIRST INT64_C(946684800000)  /* 2000: what is before is no time but a measurement */
#define TIME_LAST  INT64_C(4102444800000) /* 2100 */

static bool is_container(const struct scan_value *value)
{
    return value->kind == SCAN_OBJECT || value->kind == SCAN_ARRAY;
}

static bool is_bit(const struct scan_value *value)
{
    return value->kind == SCAN_TRUE || value->kind == SCAN_FALSE;
}

static int64_t time_of(const struct format_input *in, const struct scan_value *value)
{
    int64_t ms = format_time(in, value);
    return ms >= TIME_FIRST && ms <= TIME_LAST ? ms : TIME_NONE;
}

/* A `status` mostly is the machine's: it is a quality only where it says so by the usual words. */
static bool is_quality_word(const struct scan_value *value)
{
    static const char *const begins[] = {"good", "bad", "uncertain", "ok", "stale"};
    for (size_t i = 0; value->kind == SCAN_TEXT && i < sizeof begins / sizeof *begins; i++) {
        size_t length = strlen(begins[i]);
        if (value->length >= length && strncasecmp(value->text, begins[i], length) == 0)
            return true;
    }
    return false;
}

/* `good` may be a count, `t` a temperature: what a member is, its value must bear out. */
static bool fits(const struct format_input *in, const struct name *name,
                 const struct scan_value *value)
{
    switch (name->part) {
    case PART_VALUE:
        return value->kind != SCAN_ARRAY;
    case PART_GROUP:
        return value->kind == SCAN_OBJECT;
    case PART_TIME:
        return time_of(in, value) != TIME_NONE;
    case PART_QUALITY:
    case PART_STATUS:
        return true;
    case PART_BIT:
        return is_bit(value);
    case PART_WORD:
        return is_quality_word(value);
    case PART_NAME:
        return value->kind == SCAN_TEXT && value->length > 0;
    case PART_ABOUT:
        return !is_container(value);
    }
    return false;
}

/* Which of a box's parts a name fills; PARTS: none. */
static enum part place_of(enum part part)
{
    static const enum part places[] = {
        [PART_VALUE] = PART_VALUE, [PART_TIME] = PART_TIME,    [PART_QUALITY] = PART_QUALITY,
        [PART_NAME] = PART_NAME,   [PART_GROUP] = PART_VALUE,  [PART_STATUS] = PART_QUALITY,
        [PART_BIT] = PART_QUALITY, [PART_WORD] = PART_QUALITY, [PART_ABOUT] = PARTS,
    };
    return places[part];
}

static void put(struct box *box, const struct name *name, const struct scan_value *key,
                const struct scan_value *value)
{
    enum part place = place_of(name->part);
    if (place == PARTS)
        return;
    bool first = box->part[place].kind == SCAN_ABSENT;
    if (!first && place == PART_VALUE && key->length == box->key.length &&
        memcmp(key->text, box->key.text, key->length) == 0)
        box->twice = true;
    if (!first && name->rank >= box->rank[place])
        return;
    box->part[place] = *value;
    box->rank[place] = name->rank;
    if (place == PART_VALUE)
        box->key = *key;
    if (place == PART_QUALITY)
        box->status = name->part == PART_STATUS;
}

static enum quality quality_of(const struct box *box)
{
    static const char *const keys[] = {"Code", "code", "value", "name"};
    struct scan_value value = box->part[PART_QUALITY], code = {.kind = SCAN_ABSENT};
    if (value.kind != SCAN_OBJECT)
        return quality_read(&value, NULL, box->status);
    for (size_t i = 0; code.kind == SCAN_ABSENT && i < sizeof keys / sizeof *keys; i++)
        code = walk_get(&value, keys[i]);
    return code.kind == SCAN_ABSENT ? Q_NONE : quality_read(&code, NULL, box->status);
}

static void open_box(const struct pass *pass, const struct scan_value *object, struct box *box)
{
    struct walk walk;
    struct scan_value key, value;
    *box = (struct box){.time = pass->outer->time, .quality = pass->outer->quality};
    walk_begin(&walk, object);
    while (walk_next(&walk, &key, &value)) {
        const struct name *name = name_of(&key);
        if (name != NULL && fits(pass->out.in, name, &value))
            put(box, name, &key, &value);
    }
    if (box->part[PART_TIME].kind != SCAN_ABSENT)
        box->time = time_of(pass->out.in, &box->part[PART_TIME]);
    /* Without a value beside it, a number is an OEE's quality rather than a flag. */
    const struct scan_value *quality = &box->part[PART_QUALITY];
    if (quality->kind != SCAN_ABSENT &&
        (box->part[PART_VALUE].kind != SCAN_ABSENT || is_bit(quality) || is_quality_word(quality)))
        box->quality = quality_of(box);
}

/* Whether a member has been understood as something other than a value of its own. */
static bool is_taken(const struct pass *pass, const struct box *box, const struct scan_value *key,
                     const struct scan_value *value)
{
    const struct name *name = name_of(key);
    if (value->text == box->part[PART_VALUE].text)
        return box->part[PART_VALUE].kind != SCAN_ABSENT;
    if (name == NULL || !fits(pass->out.in, name, value))
        return false;
    if (place_of(name->part) == PART_VALUE)
        return box->twice;
    return name->part == PART_TIME || box->part[PART_VALUE].kind != SCAN_ABSENT;
}

/* ---- emitting -------------------------------------------------------------------------------- */

/* The scalar value of the object whose path is the first `owner` bytes of the value's. */
static bool emit_value(struct pass *pass, const struct box *box, size_t owner)
{
    struct leaves *out = &pass->out;
    const struct scan_value *tag = &box->part[PART_NAME];
    struct item item = {.value = box->part[PART_VALUE],
                        .quality = box->quality,
                        .source_ms = box->time,
                        .length = owner,
                        .also_length = out->path.length};
    const char *full = path_keep(&out->path, out->in->scratch);
    if (box->twice || full == NULL) {
        out->in->stats->skipped++;
        return true;
    }
    item.name = item.also = full;
    if (out->skip > 0 && out->skip < owner) {
        item.also = full + out->skip;
        item.also_length = owner - out->skip;
    } else if (tag->kind == SCAN_TEXT &&
               !scratch_text(out->in->scratch, tag, ITEM_NAME_MAX, &item.also, &item.also_length)) {
        item.also = full;
        item.also_length = out->path.length;
    }
    return format_emit(out->in, out->sink, out->ctx, &item);
}

static bool emit_object(struct pass *pass, const struct scan_value *object, size_t owner);

/* An object as the value: what is in it has the names that it would have without it, too. */
static bool emit_inner(struct pass *pass, const struct box *box, size_t owner)
{
    size_t skip = pass->out.skip;
    pass->out.skip = owner == 0 && pass->base == 0 ? pass->out.path.length + 1 : skip;
    bool more = emit_object(pass, &box->part[PART_VALUE], owner);
    pass->out.skip = skip;
    return more;
}

static bool emit_member(struct pass *pass, const struct box *box, const struct scan_value *value)
{
    struct walk walk;
    struct scan_value key, one;
    size_t mark, index = 0;
    bool more = true;
    if (value->kind == SCAN_OBJECT)
        return emit_object(pass, value, pass->out.path.length);
    if (value->kind != SCAN_ARRAY) {
        pass->out.item = (struct item){.quality = box->quality, .source_ms = box->time};
        return leaves_emit(&pass->out, value);
    }
    walk_begin(&walk, value);
    for (; more && walk_next(&walk, &key, &one); index++) {
        if (path_enter(&pass->out.path, &key, index, &mark))
            more = emit_member(pass, box, &one);
        else
            pass->out.in->stats->skipped++;
        path_leave(&pass->out.path, mark);
    }
    return more;
}

static bool emit_parts(struct pass *pass, const struct box *box, const struct scan_value *object,
                       size_t owner)
{
    struct walk walk;
    struct scan_value key, value;
    size_t mark;
    bool more = true;
    if (box->part[PART_VALUE].kind != SCAN_ABSENT) {
        if (!path_enter(&pass->out.path, &box->key, 0, &mark))
            pass->out.in->stats->skipped++;
        else
            more = is_container(&box->part[PART_VALUE]) ? emit_inner(pass, box, owner)
                                                        : emit_value(pass, box, owner);
        path_leave(&pass->out.path, mark);
    }
    walk_begin(&walk, object);
    while (more && walk_next(&walk, &key, &value)) {
        if (is_taken(pass, box, &key, &value))
            continue;
        if (path_enter(&pass->out.path, &key, 0, &mark))
            more = emit_member(pass, box, &value);
        else
            pass->out.in->stats->skipped++;
        path_leave(&pass->out.path, mark);
    }
    return more;
}

static bool emit_object(struct pass *pass, const struct scan_value *object, size_t owner)
{
    struct box box;
    const struct box *outer = pass->outer;
    open_box(pass, object, &box);
    pass->outer = &box;
    bool more = emit_parts(pass, &box, object, owner);
    pass->outer = outer;
    return more;
}

/* ---- the message ----------------------------------------------------------------------------- */

/* A byte order mark, as .NET writes it. */
static void skip_mark(const char **text, size_t *length)
{
    if (*length >= 3 && memcmp(*text, "\xEF\xBB\xBF", 3) == 0) {
        *text += 3;
        *length -= 3;
    }
}

static bool is_text(const struct scan_value *value)
{
    for (size_t i = 0; i < value->length; i++)
        if ((unsigned char)value->text[i] < 0x20 && strchr("\t\r\n", value->text[i]) == NULL)
            return false;
    return memchr(value->text, '\0', value->length) == NULL;
}

/* The names begin with what the topic says below the root. */
static bool push_topic(struct pass *pass)
{
    const char *below = pass->out.in->below != NULL ? pass->out.in->below : "";
    size_t length = strlen(below);
    if (length > sizeof pass->out.path.text)
        return false;
    memcpy(pass->out.path.text, below, length);
    pass->out.path.length = pass->base = length;
    return true;
}

/* Ignition's UNS Transmitter says the properties of a tag beside it. */
static bool is_about(const char *topic)
{
    size_t length = strlen(topic);
    return length >= 6 && strcmp(topic + length - 6, ".props") == 0;
}

static int read_document(const struct format_input *in, struct scan_value *root, struct cause *why)
{
    const char *text = in->message->length > 0 ? in->message->payload : "";
    size_t length = in->message->length;
    skip_mark(&text, &length);
    if (walk_document(text, length, root, why) == 0)
        return 0;
    *root = raw_value(text, length);
    if (root->length > 0 && strchr("{[\"", root->text[0]) != NULL)
        return -1;
    return is_text(root) ? 0 : cause_set(why, -1, "neither text nor JSON");
}

static void emit_whole(const struct pass *pass, const struct scan_value *value,
                       enum quality quality)
{
    const struct format_input *in = pass->out.in;
    struct item item = {.name = in->below != NULL ? in->below : "",
                        .length = pass->base,
                        .value = *value,
                        .quality = quality,
                        .source_ms = TIME_NONE};
    (void)format_emit(in, pass->out.sink, pass->out.ctx, &item);
}

/* A message that cannot be read spoils what its topic stands for, and nothing else of the source.
 */
static int read_envelope(const struct format_input *in, item_sink *sink, void *ctx,
                         struct cause *why)
{
    static const struct box nothing = {.time = TIME_NONE, .quality = Q_GOOD};
    static const struct scan_value no_value = {.kind = SCAN_NULL, .text = "null", .length = 4};
    struct pass pass = {.out = {.in = in, .sink = sink, .ctx = ctx}, .outer = &nothing};
    struct scan_value root;
    if (is_about(in->message->topic))
        return 0;
    if (!push_topic(&pass)) {
        in->stats->skipped++;
        return 0;
    }
    if (read_document(in, &root, why) != 0) {
        if (pass.base == 0)
            return -1;
        in->stats->skipped++;
        emit_whole(&pass, &no_value, Q_BAD);
    } else if (is_container(&root)) {
        (void)emit_member(&pass, &nothing, &root);
    } else {
        emit_whole(&pass, &root, Q_GOOD);
    }
    return in->stats->items;
}

const struct format format_envelope = {.name = "envelope", .read = read_envelope};
