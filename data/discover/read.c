/* SPDX-License-Identifier: MIT */
/* Takes messages apart: plain values, JSON documents member by member, and what has a format of
 * its own through the item formats that the decoder uses, too. Each value becomes a sample of its
 * tag. Called by discover.c for every message. */
#include "data/decode/quality.h"
#include "data/decode/raw.h"
#include "data/decode/stamp.h"
#include "data/decode/walk.h"
#include "data/discover/private.h"
#include "data/model/text.h"

#include <string.h>
#include <strings.h>

#define DEPTH_MAX    6
#define MEMBERS_MAX  400 /* of one document */
#define ARRAY_MAX    8   /* items of an array that are looked at */
#define FAILURES_MAX 5   /* then the topic's kind is asked for anew */

/* As the engine has it: a source's time is believed when it is near. */
#define SKEW_PAST   MS_PER_DAY
#define SKEW_FUTURE MS_PER_MIN

struct pass {
    struct discover *d;
    uint32_t place;
    const struct message *message;
    char pointer[SCAN_POINTER_MAX];
    int members;
};

static int64_t believed(const struct message *message, int64_t source_ms)
{
    if (source_ms == TIME_NONE || source_ms > message->arrival_ms + SKEW_FUTURE ||
        source_ms < message->arrival_ms - SKEW_PAST)
        return message->arrival_ms;
    return source_ms;
}

static void note_source_time(struct place *place, const struct message *message, int64_t source_ms)
{
    if (source_ms == TIME_NONE || source_ms < 0 || source_ms > 2 * message->arrival_ms) {
        place->untimed++;
        return;
    }
    place->timed++;
    if (message->stored)
        return;
    int64_t offset = message->arrival_ms - source_ms;
    place->offset_min = offset < place->offset_min ? offset : place->offset_min;
    place->offset_max = offset > place->offset_max ? offset : place->offset_max;
    if (place->source_first == TIME_NONE)
        place->source_first = source_ms;
    place->source_last = source_ms;
}

int64_t read_time(struct place *place, const struct message *message, int64_t source_ms)
{
    note_source_time(place, message, source_ms);
    return believed(message, source_ms);
}

/* A tag's name has to fit a configuration. */
static struct tag *tag_of(struct pass *pass, const char *name, size_t length)
{
    if (length > 120 || !store_usable(name, length)) {
        pass->d->counts.skipped_names++;
        return NULL;
    }
    return store_tag(pass->d, pass->place, name, length);
}

static void take(struct pass *pass, struct tag *tag, const struct scan_value *value,
                 int64_t source_ms, bool bad)
{
    const struct sample sample = {.value = *value,
                                  .at_ms = believed(pass->message, source_ms),
                                  .arrival_ms = pass->message->arrival_ms,
                                  .stored = pass->message->stored,
                                  .bad = bad};
    stats_take(pass->d, tag, &sample);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

/* What stands beside values: when, and how good. The first that is there counts. */
static const char *const time_keys[] = {
    "timestamp_ms",
    "timestamp",
    "ts",
    "time",
    "Time",
    "Timestamp",
    "sourceTimestamp",
    "SourceTimestamp",
    "source_ts",
    "t",
    "datetime",
    "dateTime",
    "date_time",
    "last_seen",
    "eventTime",
    "event_time",
    "created",
    "zeit",
    "zeitstempel",
    "fecha",
    "utc",
    "TimeStamp",
    "measured_at",
    "epoch",
    "Zeit",
    "Zeitstempel",
    "Fecha",
    "zeitpunkt",
    "Zeitpunkt",
    "marca_tiempo",
};
static const char *const quality_keys[] = {
    "quality", "Quality", "q", "StatusCode", "statusCode", "good_quality", "qc",
};

struct beside {
    struct scan_value time;
    const char *time_key;
    struct scan_value quality;
    const char *quality_key;
    size_t time_at, quality_at; /* bytes of the pointer that lead to the object they stand in */
};

static bool plausible_time(const struct scan_value *value, int64_t arrival_ms, int64_t *ms)
{
    static const struct zone none;
    int64_t year = 366 * MS_PER_DAY;
    return (value->kind == SCAN_NUMBER || value->kind == SCAN_TEXT) &&
           stamp_read(value, TIME_AUTO, &none, ms) == 0 && *ms > arrival_ms - 30 * year &&
           *ms < arrival_ms + 2 * year;
}

/* Only beside one value a quality is what it is called. */
static bool has_value(const struct scan_value *object)
{
    static const char *const keys[] = {"value", "v", "val", "Value"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (walk_get(object, keys[i]).kind != SCAN_ABSENT)
            return true;
    return false;
}

static void look_beside(struct pass *pass, const struct scan_value *object, struct beside *beside)
{
    int64_t ms;
    for (size_t i = 0; i < sizeof time_keys / sizeof *time_keys; i++) {
        struct scan_value value = walk_get(object, time_keys[i]);
        if (value.kind == SCAN_ABSENT || !plausible_time(&value, pass->message->arrival_ms, &ms))
            continue;
        beside->time = value;
        beside->time_key = time_keys[i];
        beside->time_at = strlen(pass->pointer);
        break;
    }
    beside->quality_key = NULL;
    for (size_t i = 0; i < sizeof quality_keys / sizeof *quality_keys; i++) {
        static const struct scan_value absent = {.kind = SCAN_ABSENT};
        struct scan_value value = walk_get(object, quality_keys[i]);
        if (value.kind == SCAN_ABSENT || value.kind == SCAN_OBJECT || !has_value(object) ||
            quality_read(&value, &absent, strcasecmp(quality_keys[i], "StatusCode") == 0) == Q_NONE)
            continue;
        beside->quality = value;
        beside->quality_key = quality_keys[i];
        beside->quality_at = strlen(pass->pointer);
        break;
    }
}

static bool is_beside(const struct beside *beside, const struct scan_value *value)
{
    return (beside->time_key && beside->time.text == value->text) ||
           (beside->quality_key && beside->quality.text == value->text);
}

/* A text like "2017-02-16T10:13:52": local to somebody. */
static bool lacks_zone(const struct scan_value *time)
{
    if (time->kind != SCAN_TEXT || time->length < 19 || time->text[4] != '-')
        return false;
    const char *clock = time->text + 11;
    size_t length = time->length - 11;
    return !memchr(clock, 'Z', length) && !memchr(clock, 'z', length) &&
           !memchr(clock, '+', length) && !memchr(clock, '-', length);
}

static const char *joined(struct pass *pass, size_t at, const char *key)
{
    char text[SCAN_POINTER_MAX];
    if (!text_format(text, sizeof text, "%.*s/%s", (int)at, pass->pointer, key))
        return NULL;
    return store_text(pass->d, text, strlen(text));
}

static void take_leaf(struct pass *pass, const struct scan_value *value,
                      const struct beside *beside)
{
    static const struct scan_value absent = {.kind = SCAN_ABSENT};
    struct tag *tag = tag_of(pass, pass->pointer, strlen(pass->pointer));
    int64_t source_ms = TIME_NONE;
    if (!tag)
        return;
    if (beside->time_key) {
        if (!tag->time)
            tag->time = joined(pass, beside->time_at, beside->time_key);
        if (!plausible_time(&beside->time, pass->message->arrival_ms, &source_ms))
            source_ms = TIME_NONE;
        pass->d->place[pass->place].local_time |= lacks_zone(&beside->time);
    }
    if (beside->quality_key && !tag->quality)
        tag->quality = joined(pass, beside->quality_at, beside->quality_key);
    bool bad = beside->quality_key &&
               quality_read(&beside->quality, &absent,
                            strcasecmp(beside->quality_key, "StatusCode") == 0) == Q_BAD;
    take(pass, tag, value, source_ms, bad);
}

/* Append "/key", escaped. False: it does not fit, or holds what no pointer here may. */
static bool push(struct pass *pass, const struct scan_value *key)
{
    size_t at = strlen(pass->pointer);
    if (key->escaped || !store_usable(key->text, key->length))
        return false;
    if (at + 2 * key->length + 2 > sizeof pass->pointer)
        return false;
    pass->pointer[at++] = '/';
    for (size_t i = 0; i < key->length; i++) {
        char c = key->text[i];
        if (c == '~' || c == '/') {
            pass->pointer[at++] = '~';
            c = c == '~' ? '0' : '1';
        }
        pass->pointer[at++] = c;
    }
    pass->pointer[at] = '\0';
    return true;
}

static void walk_value(struct pass *pass, const struct scan_value *value,
                       const struct beside *beside, int depth);

static void walk_object(struct pass *pass, const struct scan_value *object,
                        const struct beside *above, int depth)
{
    struct beside beside = *above;
    struct walk walk;
    struct scan_value key, value;
    size_t length = strlen(pass->pointer);
    look_beside(pass, object, &beside);
    walk_begin(&walk, object);
    while (walk_next(&walk, &key, &value)) {
        if (is_beside(&beside, &value))
            continue;
        if (push(pass, &key))
            walk_value(pass, &value, &beside, depth + 1);
        else
            pass->d->counts.skipped_names++;
        pass->pointer[length] = '\0';
    }
}

static void walk_array(struct pass *pass, const struct scan_value *array,
                       const struct beside *beside, int depth)
{
    struct walk walk;
    struct scan_value value;
    size_t length = strlen(pass->pointer);
    walk_begin(&walk, array);
    for (int i = 0; i < ARRAY_MAX && walk_next(&walk, NULL, &value); i++) {
        if (text_format(pass->pointer + length, sizeof pass->pointer - length, "/%d", i))
            walk_value(pass, &value, beside, depth + 1);
        pass->pointer[length] = '\0';
    }
}

static void walk_value(struct pass *pass, const struct scan_value *value,
                       const struct beside *beside, int depth)
{
    if (value->kind == SCAN_OBJECT && depth < DEPTH_MAX) {
        walk_object(pass, value, beside, depth);
    } else if (value->kind == SCAN_ARRAY && depth < DEPTH_MAX) {
        walk_array(pass, value, beside, depth);
    } else if (value->kind != SCAN_OBJECT && value->kind != SCAN_ARRAY) {
        if (pass->members++ < MEMBERS_MAX)
            take_leaf(pass, value, beside);
        else
            pass->d->counts.skipped_tags++;
    }
}

static bool read_json(struct pass *pass)
{
    struct scan_value root;
    static const struct beside nothing;
    struct place *place = &pass->d->place[pass->place];
    int64_t ms;
    if (walk_document(pass->message->payload, pass->message->length, &root, NULL) != 0)
        return false;
    place->document = true;
    for (size_t i = 0; root.kind == SCAN_OBJECT && i < sizeof time_keys / sizeof *time_keys; i++) {
        struct scan_value value = walk_get(&root, time_keys[i]);
        if (value.kind == SCAN_ABSENT || !plausible_time(&value, pass->message->arrival_ms, &ms))
            continue;
        note_source_time(place, pass->message, ms);
        break;
    }
    walk_value(pass, &root, &nothing, 0);
    return true;
}

/* ---- plain values ---------------------------------------------------------------------------- */

static bool read_bare(struct pass *pass)
{
    const struct message *message = pass->message;
    if (message->length > 1024 || !utf8_valid(message->payload, message->length))
        return false;
    struct scan_value value = raw_value(message->payload, message->length);
    struct tag *tag = tag_of(pass, "", 0);
    if (tag)
        take(pass, tag, &value, TIME_NONE, false);
    return true;
}

/* ---- any message ----------------------------------------------------------------------------- */

static bool read_as(struct pass *pass)
{
    const struct message *message = pass->message;
    if (message->length > DECODE_PAYLOAD_MAX)
        return false;
    const char *p = message->payload;
    size_t blanks = 0;
    while (blanks < message->length && (p[blanks] == ' ' || p[blanks] == '\n'))
        blanks++;
    if (blanks < message->length && (p[blanks] == '{' || p[blanks] == '[') && read_json(pass))
        return true;
    return read_bare(pass);
}

static void note_place(struct place *place, const struct message *message)
{
    place->messages++;
    place->stored += message->stored;
    if (place->first_ms == TIME_NONE)
        place->first_ms = message->arrival_ms;
    place->last_ms = message->arrival_ms;
}

static bool find_place(struct discover *d, struct topic *topic, const struct message *message)
{
    bool made;
    struct recognised is = recognise(message);
    struct place *place = store_place(d, topic->text, strlen(topic->text), &made);
    if (!place) {
        d->counts.skipped_topics++;
        return false;
    }
    topic->kind = place->kind = is.kind;
    topic->place = store_place_index(d, place);
    if (is.asset > 0) {
        const char *asset = store_text(d, topic->text + is.from, is.asset);
        place->asset = asset ? asset : "";
    }
    return true;
}

void read_message(struct discover *d, struct topic *topic, const struct message *message)
{
    if (topic->place == NONE && !find_place(d, topic, message))
        return;
    note_place(&d->place[topic->place], message);
    if (message->length == 0)
        return; /* a retained message that was taken back */
    int read = items_read(d, topic->kind, message);
    if (read > 0)
        return;
    struct pass pass = {.d = d, .place = topic->place, .message = message};
    if (read == 0 && read_as(&pass))
        return;
    d->counts.unread++;
    if (++topic->failures % FAILURES_MAX == 0)
        topic->place = NONE;
}
