/* SPDX-License-Identifier: MIT */
/* MTConnect over MQTT in all its shapes (standards.md §6.2): one observation, a list of them, the
 * agents' documents of either JSON version, their probes. The shapes differ in what is wrapped in
 * what, so the whole document is walked: whatever has a dataItemId is an observation, whatever has
 * an id, a category and a type is a data item. Observations are told in the order of their time.
 * Called through format.h. */
#include "data/decode/formats/mtconnect.h"
#include "data/decode/raw.h"
#include "data/decode/walk.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct pass {
    const struct format_input *in;
    item_sink *sink;
    void *ctx;
    struct mt_memory *memory;
    bool whole;      /* the message tells of each data item all there is now */
    bool conditions; /* it told of some */
    bool more;
    int64_t last_ms; /* time of the last condition */
};

/* The members that matter, of an observation or of a data item. */
struct row {
    struct scan_value id, name, type, subtype, category, level, value, time, sequence, code,
        condition, reset, quality, probe_id;
};

#define MEMBER(key, member)                               \
    {                                                     \
        key, sizeof key - 1, offsetof(struct row, member) \
    }
static const struct row_key {
    const char *key;
    size_t length, member;
} keys[] = {
    MEMBER("dataItemId", id),        MEMBER("name", name),         MEMBER("type", type),
    MEMBER("subType", subtype),      MEMBER("category", category), MEMBER("level", level),
    MEMBER("result", value),         MEMBER("value", value),       MEMBER("timestamp", time),
    MEMBER("sequence", sequence),    MEMBER("nativeCode", code),   MEMBER("conditionId", condition),
    MEMBER("resetTriggered", reset), MEMBER("quality", quality),   MEMBER("id", probe_id),
};

static void take_member(struct row *row, const struct scan_value *key,
                        const struct scan_value *value)
{
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (key->length == keys[i].length && memcmp(key->text, keys[i].key, keys[i].length) == 0) {
            memcpy((char *)row + keys[i].member, value, sizeof *value);
            return;
        }
}

static void read_row(const struct scan_value *object, struct row *row)
{
    struct walk walk;
    struct scan_value key, value;
    *row = (struct row){0};
    walk_begin(&walk, object);
    while (walk_next(&walk, &key, &value))
        take_member(row, &key, &value);
}

/* ---- words ---- */

static bool text_is(const struct scan_value *text, const char *word)
{
    size_t length = strlen(word);
    return text->kind == SCAN_TEXT && text->length == length &&
           strncasecmp(text->text, word, length) == 0;
}

static enum mt_level level_of(const struct scan_value *word)
{
    static const char *const words[] = {[MT_UNAVAILABLE] = "UNAVAILABLE",
                                        [MT_NORMAL] = "NORMAL",
                                        [MT_WARNING] = "WARNING",
                                        [MT_FAULT] = "FAULT"};
    for (size_t i = MT_UNAVAILABLE; i <= MT_FAULT; i++)
        if (text_is(word, words[i]))
            return (enum mt_level)i;
    return MT_NONE;
}

/* Types by either spelling, and the name that a station knows them by. */
static const struct mt_kind {
    const char *type, *key, *subtype;
    enum mt_type kind;
} kinds[] = {
    {"EXECUTION", "Execution", NULL, MT_EXECUTION},
    {"CONTROLLER_MODE", "ControllerMode", NULL, MT_CONTROLLER_MODE},
    {"FUNCTIONAL_MODE", "FunctionalMode", NULL, MT_FUNCTIONAL_MODE},
    {"AVAILABILITY", "Availability", NULL, MT_AVAILABILITY},
    {"EMERGENCY_STOP", "EmergencyStop", NULL, MT_EMERGENCY_STOP},
    {"PROGRAM", "Program", NULL, MT_PROGRAM},
    {"PART_COUNT", "PartCount", "", MT_PART_COUNT},
    {"PART_COUNT", "PartCount", "ALL", MT_PART_COUNT},
    {"PART_COUNT", "PartCount", "GOOD", MT_PART_COUNT_GOOD},
    {"PART_COUNT", "PartCount", "BAD", MT_PART_COUNT_BAD},
    {"PART_COUNT", "PartCount", "TARGET", MT_PART_COUNT_TARGET},
    {"PART_COUNT", "PartCount", "REMAINING", MT_PART_COUNT_REMAINING},
};
static const char *const type_names[MT_TYPES] = {
    [MT_EXECUTION] = "EXECUTION",
    [MT_CONTROLLER_MODE] = "CONTROLLER_MODE",
    [MT_FUNCTIONAL_MODE] = "FUNCTIONAL_MODE",
    [MT_AVAILABILITY] = "AVAILABILITY",
    [MT_EMERGENCY_STOP] = "EMERGENCY_STOP",
    [MT_PROGRAM] = "PROGRAM",
    [MT_PART_COUNT] = "PART_COUNT",
    [MT_PART_COUNT_GOOD] = "PART_COUNT/GOOD",
    [MT_PART_COUNT_BAD] = "PART_COUNT/BAD",
    [MT_PART_COUNT_TARGET] = "PART_COUNT/TARGET",
    [MT_PART_COUNT_REMAINING] = "PART_COUNT/REMAINING",
};

/* Which of them this is; MT_TYPES: none. */
static enum mt_type type_of(const struct row *row, const struct scan_value *key)
{
    const struct scan_value *type = row->type.kind == SCAN_TEXT ? &row->type : key;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct mt_kind *kind = &kinds[i];
        bool sub = kind->subtype == NULL ||
                   (kind->subtype[0] == '\0' ? row->subtype.kind != SCAN_TEXT
                                             : text_is(&row->subtype, kind->subtype));
        if (sub && (text_is(type, kind->type) || text_is(type, kind->key)))
            return kind->kind;
    }
    return MT_TYPES;
}

/* ---- items ---- */

static void tell(struct pass *pass, struct item *item)
{
    if (pass->more)
        pass->more = format_emit(pass->in, pass->sink, pass->ctx, item);
}

/* Another item of the observation: its name with a tail. */
static void tell_beside(struct pass *pass, struct item item, const char *tail,
                        const struct scan_value *value)
{
    size_t length = strlen(tail);
    char *name = scratch_take(pass->in->scratch, item.length + length);
    if (name == NULL) {
        pass->in->stats->skipped++;
        return;
    }
    memcpy(name, item.name, item.length);
    for (size_t i = 0; i < length; i++)
        name[item.length + i] = tail[i];
    item.name = name;
    item.length += length;
    item.also = NULL;
    item.value = *value;
    tell(pass, &item);
}

/* The same under its type's name. Where more than one data item has that type, nobody can tell
 * which is meant: it is told as bad, so that it drives nothing. */
static void tell_type(struct pass *pass, struct item item, enum mt_type type, uint64_t id)
{
    if (!mt_speaks(pass->memory, type, id))
        item.quality = Q_BAD;
    item.name = type_names[type];
    item.length = strlen(item.name);
    item.also = NULL;
    tell(pass, &item);
}

static struct scan_value text_value(const char *text, size_t length)
{
    return (struct scan_value){.kind = SCAN_TEXT, .text = text, .length = length};
}

static const struct scan_value nothing = {.kind = SCAN_NULL, .text = "null", .length = 4};

/* ---- conditions ---- */

static struct scan_value code_value(struct pass *pass, const struct mt_condition *condition)
{
    size_t length = condition != NULL ? condition->length : 0;
    char *text = length > 0 ? scratch_take(pass->in->scratch, length) : NULL;
    if (text == NULL)
        return text_value("", 0);
    memcpy(text, condition->text, length);
    return text_value(text, length);
}

/* A condition is told apart by its conditionId, else by its code; one without either, or by the id
 * of its data item, stands for all of that. */
static struct scan_value condition_key(const struct row *row)
{
    const struct scan_value *key = row->condition.kind == SCAN_TEXT ? &row->condition : &row->code;
    bool all = key->kind != SCAN_TEXT ||
               (key->length == row->id.length && memcmp(key->text, row->id.text, key->length) == 0);
    return all ? text_value("", 0) : *key;
}

/* The item is the worst of what is active, its code beside it; without any the code is empty. */
static void tell_condition(struct pass *pass, struct item *item, const struct row *row,
                           enum mt_level level)
{
    static const char *const words[] = {
        [MT_NORMAL] = "NORMAL", [MT_WARNING] = "WARNING", [MT_FAULT] = "FAULT"};
    uint64_t id = mt_hash(item->name, item->length);
    struct scan_value key = condition_key(row);
    const struct scan_value *code = row->code.kind == SCAN_TEXT ? &row->code
                                    : key.length > 0            ? &key
                                                                : &row->type;
    if (level <= MT_NORMAL && (key.length == 0 || level == MT_UNAVAILABLE))
        mt_condition_drop(pass->memory, id);
    else if (!mt_condition_put(pass->memory, id, level, &key, code))
        pass->in->stats->skipped++;
    const struct mt_condition *worst = mt_condition_worst(pass->memory, id);
    if (worst != NULL)
        level = worst->level;
    item->value =
        level == MT_UNAVAILABLE ? nothing : text_value(words[level], strlen(words[level]));
    tell(pass, item);
    struct scan_value text = code_value(pass, worst);
    tell_beside(pass, *item, "/code", &text);
    pass->conditions = true;
    pass->last_ms = item->source_ms;
}

/* What ails the machine as a whole: the code of the worst fault, empty when there is none. */
static void tell_fault(struct pass *pass)
{
    const struct mt_condition *worst = mt_condition_worst(pass->memory, 0);
    struct item item = {
        .name = "fault",
        .length = 5,
        .quality = Q_GOOD,
        .value = code_value(pass, worst != NULL && worst->level == MT_FAULT ? worst : NULL),
        .source_ms = pass->last_ms};
    tell(pass, &item);
}

/* ---- observations ---- */

/* Its id, and the name of it that the observation or the probe has. */
static bool name_item(struct pass *pass, const struct row *row, struct item *item)
{
    const struct format_input *in = pass->in;
    if (!scratch_text(in->scratch, &row->id, ITEM_NAME_MAX, &item->name, &item->length))
        return false;
    if (row->name.kind != SCAN_TEXT ||
        !scratch_text(in->scratch, &row->name, ITEM_NAME_MAX, &item->also, &item->also_length))
        item->also =
            mt_name_get(pass->memory, mt_hash(item->name, item->length), &item->also_length);
    return true;
}

static void tell_value(struct pass *pass, struct item *item, const struct row *row,
                       enum mt_type type)
{
    bool unavailable = walk_is(&row->value, "UNAVAILABLE") && type != MT_AVAILABILITY;
    if (row->value.kind == SCAN_ABSENT || row->value.kind == SCAN_OBJECT ||
        row->value.kind == SCAN_ARRAY) {
        pass->in->stats->skipped++;
        return;
    }
    item->value = unavailable ? nothing : row->value;
    tell(pass, item);
    if (type != MT_TYPES)
        tell_type(pass, *item, type, mt_hash(item->name, item->length));
    if (row->reset.kind == SCAN_TEXT)
        tell_beside(pass, *item, "/resetTriggered", &row->reset);
}

static void observe(struct pass *pass, const struct mt_seen *seen)
{
    const struct scan_value object = {
        .kind = SCAN_OBJECT, .text = seen->object, .length = seen->length};
    const struct scan_value key = {
        .kind = SCAN_TEXT, .text = seen->key, .length = seen->key_length};
    struct row row;
    struct item item = {.quality = Q_GOOD, .source_ms = seen->time};
    read_row(&object, &row);
    if (!name_item(pass, &row, &item)) {
        pass->in->stats->skipped++;
        return;
    }
    if (text_is(&row.quality, "INVALID"))
        item.quality = Q_BAD;
    enum mt_level level = level_of(row.level.kind == SCAN_TEXT ? &row.level : &key);
    if (level != MT_NONE)
        tell_condition(pass, &item, &row, level);
    else if (text_is(&row.category, "CONDITION"))
        pass->in->stats->skipped++; /* of an agent that leaves the level out */
    else
        tell_value(pass, &item, &row, type_of(&row, &key));
}

/* ---- in the order of time ---- */

static int by_time(const void *a, const void *b)
{
    const struct mt_seen *x = a, *y = b;
    if (x->time != y->time)
        return x->time < y->time ? -1 : 1;
    if (x->sequence != y->sequence)
        return x->sequence < y->sequence ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

/* What a whole picture does not list any more has ended. */
static void forget(struct pass *pass)
{
    struct mt_memory *memory = pass->memory;
    struct row row;
    for (uint32_t i = 0; i < memory->count; i++) {
        const struct scan_value object = {
            .kind = SCAN_OBJECT, .text = memory->seen[i].object, .length = memory->seen[i].length};
        read_row(&object, &row);
        mt_condition_drop(memory, mt_hash(row.id.text, row.id.length));
    }
}

static void flush(struct pass *pass)
{
    struct mt_memory *memory = pass->memory;
    if (pass->whole)
        forget(pass);
    qsort(memory->seen, memory->count, sizeof *memory->seen, by_time);
    for (uint32_t i = 0; i < memory->count && pass->more; i++)
        observe(pass, &memory->seen[i]);
    memory->count = 0;
}

static void note(struct pass *pass, const struct scan_value *object, const struct row *row,
                 const struct scan_value *key)
{
    struct mt_memory *memory = pass->memory;
    if (memory->count == MT_BATCH)
        flush(pass);
    int64_t sequence = 0;
    for (size_t i = 0; row->sequence.kind == SCAN_NUMBER && i < row->sequence.length && i < 18; i++)
        if (row->sequence.text[i] >= '0' && row->sequence.text[i] <= '9')
            sequence = sequence * 10 + (row->sequence.text[i] - '0');
    memory->seen[memory->count] = (struct mt_seen){.time = format_time(pass->in, &row->time),
                                                   .sequence = sequence,
                                                   .object = object->text,
                                                   .length = (uint32_t)object->length,
                                                   .key = key->text,
                                                   .key_length = (uint32_t)key->length,
                                                   .order = memory->count};
    memory->count++;
}

/* ---- documents ---- */

/* A data item of a probe: its name is kept for observations that have none. */
static void learn(struct pass *pass, const struct row *row)
{
    const struct scan_value *id = &row->probe_id;
    if (id->kind == SCAN_TEXT && row->category.kind == SCAN_TEXT && row->type.kind == SCAN_TEXT &&
        row->name.kind == SCAN_TEXT && !row->name.escaped && row->name.length <= ITEM_NAME_MAX &&
        !mt_name_put(pass->memory, mt_hash(id->text, id->length), row->name.text, row->name.length))
        pass->in->stats->skipped++;
}

/* All in the container at `at`, which `key` names, through lists. Returns where it ends. */
static const char *search(struct pass *pass, const char *at, // NOLINT(misc-no-recursion)
                          const char *end, const struct scan_value *key)
{
    struct walk walk;
    struct scan_value name, value;
    struct row row = {0};
    walk_down(&walk, at, end);
    while (walk_open(&walk, &name, &value)) {
        if (value.kind == SCAN_OBJECT || value.kind == SCAN_ARRAY)
            walk.p = search(pass, value.text, end, name.kind == SCAN_TEXT ? &name : key);
        else if (name.kind == SCAN_TEXT)
            take_member(&row, &name, &value);
    }
    const struct scan_value object = {
        .kind = SCAN_OBJECT, .text = at, .length = (size_t)(walk.p - at)};
    if (row.id.kind == SCAN_TEXT)
        note(pass, &object, &row, key);
    else
        learn(pass, &row);
    return walk.p;
}

/* Whether the topic has this level. */
static bool on_level(const char *topic, const char *word)
{
    size_t length = strlen(word);
    while (topic != NULL) {
        if (strncmp(topic, word, length) == 0 && (topic[length] == '/' || topic[length] == '\0'))
            return true;
        topic = strchr(topic, '/');
        topic = topic != NULL ? topic + 1 : NULL;
    }
    return false;
}

/* The agent's own presence is a bare word, by last will. */
static int read_presence(struct pass *pass)
{
    const struct message *message = pass->in->message;
    struct item item = {.name = "agent",
                        .length = 5,
                        .value = raw_value(message->payload, message->length),
                        .quality = Q_GOOD,
                        .source_ms = TIME_NONE};
    tell(pass, &item);
    return pass->in->stats->items;
}

static int read_mtconnect(const struct format_input *in, item_sink *sink, void *ctx,
                          struct cause *why)
{
    const struct message *message = in->message;
    const struct scan_value none = {.kind = SCAN_ABSENT, .text = "", .length = 0};
    struct scan_value root;
    struct pass pass = {.in = in,
                        .sink = sink,
                        .ctx = ctx,
                        .memory = in->state,
                        .more = true,
                        .last_ms = TIME_NONE};
    bool document = message->length > 0 && message->payload[0] != '\0' &&
                    strchr("{[ \t\r\n", message->payload[0]) != NULL;
    if (pass.memory == NULL)
        return cause_set(why, -1, "no memory of the source");
    if (!document &&
        (on_level(message->topic, "Availability") || on_level(message->topic, "Available")))
        return read_presence(&pass);
    if (walk_document(message->payload, message->length, &root, why) != 0)
        return -1;
    if (root.kind != SCAN_OBJECT && root.kind != SCAN_ARRAY)
        return cause_set(why, -1, "neither an observation nor a document");
    pass.whole = root.kind == SCAN_ARRAY || on_level(message->topic, "Current");
    pass.memory->count = 0;
    (void)search(&pass, root.text, root.text + root.length, &none);
    flush(&pass);
    if (pass.conditions)
        tell_fault(&pass);
    return in->stats->items;
}

const struct format format_mtconnect = {
    .name = "mtconnect", .state_size = sizeof(struct mt_memory), .read = read_mtconnect};
