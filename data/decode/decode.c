/* SPDX-License-Identifier: MIT */
/* From messages to signal updates. Signals are grouped by topic filter; a message finds its groups
 * through the topic index, a JSON document is scanned once a group for all that its signals want,
 * and each signal then gets its value, time and quality on its own: what is wrong with one does not
 * touch another. Called by the daemon's loop and by replay. The decoder owns all its memory and
 * takes it in decoder_new; the counters of what could not be decoded are its only state. */
#include "data/decode/decode_private.h"

#include "data/decode/pointer.h"
#include "data/decode/quality.h"
#include "data/decode/raw.h"
#include "data/decode/stamp.h"
#include "data/decode/value.h"
#include "data/model/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- setting up ------------------------------------------------------------------------------ */

/* The pointer's text, with CODE made from the quality's. Returns false when there is none. */
static bool pointer_text(const struct signal_conf *signal, int which, char out[SCAN_POINTER_MAX])
{
    if (!signal)
        return false;
    const char *const text[POINTERS] = {signal->pointer, signal->time_pointer,
                                        signal->quality_pointer, signal->quality_pointer};
    if (signal->format != FORMAT_JSON || (which != POINTER_VALUE && !text[which][0]))
        return false;
    return text_format(out, SCAN_POINTER_MAX, "%s%s", text[which],
                       which == POINTER_CODE ? "/Code" : "");
}

static int plan_pointer(struct scan_plan *plan, const char *text, const struct topic_hit *hit)
{
    char filled[SCAN_POINTER_MAX];
    size_t length = strlen(text);
    if (hit && pointer_has_places(text)) {
        int used = pointer_fill(text, hit->level, hit->levels, filled);
        if (used < 0)
            return used == -1 ? SLOT_NO_LEVEL : SLOT_TOO_LONG;
        text = filled;
        length = (size_t)used;
    }
    int slot = scan_plan_add(plan, text, length);
    return slot < 0 ? SLOT_INVALID : slot;
}

static void plan_group(struct decoder *decoder, struct group *group, const struct topic_hit *hit)
{
    char text[SCAN_POINTER_MAX];
    scan_plan_clear(&group->plan);
    for (size_t i = 0; i < group->count; i++) {
        struct member *member = &decoder->member[group->first + i];
        for (int p = 0; p < POINTERS; p++)
            member->slot[p] = pointer_text(member->conf, p, text)
                                  ? plan_pointer(&group->plan, text, hit)
                                  : SLOT_NONE;
    }
}

/* What the plans of all groups need. */
struct need {
    size_t nodes, text, slots;
};

static struct need need_of(const struct decoder *decoder, const struct group *group)
{
    struct need need = {.nodes = 1};
    char text[SCAN_POINTER_MAX];
    for (size_t i = 0; i < group->count; i++) {
        for (int p = 0; p < POINTERS; p++) {
            if (!pointer_text(decoder->member[group->first + i].conf, p, text))
                continue;
            for (const char *slash = strchr(text, '/'); slash; slash = strchr(slash + 1, '/'))
                need.nodes++;
            need.text += group->places ? SCAN_POINTER_MAX : strlen(text);
            need.slots++;
        }
    }
    return need;
}

static bool has_places(const struct signal_conf *signal)
{
    return pointer_has_places(signal->pointer) || pointer_has_places(signal->time_pointer) ||
           pointer_has_places(signal->quality_pointer);
}

/* The group of a filter, made when there is none. */
static size_t group_of(struct decoder *decoder, const char *filter)
{
    for (size_t i = 0; i < decoder->groups; i++)
        if (strcmp(decoder->filter[i], filter) == 0)
            return i;
    decoder->filter[decoder->groups] = filter;
    return decoder->groups++;
}

static void fill_groups(struct decoder *decoder)
{
    const struct config *config = decoder->config;
    size_t used = 0;
    for (size_t i = 0; i < config->signals; i++)
        if (config->signal[i].topic[0])
            group_of(decoder, config->signal[i].topic);
    for (size_t i = 0; i < config->sources; i++) {
        const struct source_conf *source = &config->source[i];
        uint32_t bit = UINT32_C(1) << i;
        decoder->plugged |= source->format == FORMAT_SPARKPLUG ? bit : 0;
        for (size_t f = 0; f < source->filters; f++)
            decoder->group[group_of(decoder, source->filter[f])].sources |= bit;
    }
    for (size_t g = 0; g < decoder->groups; g++) {
        struct group *group = &decoder->group[g];
        group->first = used;
        for (size_t i = 0; i < config->signals; i++) {
            const struct signal_conf *conf = &config->signal[i];
            if (strcmp(conf->topic, decoder->filter[g]) != 0)
                continue;
            decoder->member[used++] = (struct member){
                .conf = conf,
                .signal = (uint16_t)i,
                .status = quality_is_status(conf->quality_pointer),
                .slot = {SLOT_NONE, SLOT_NONE, SLOT_NONE, SLOT_NONE},
            };
            group->json |= conf->format == FORMAT_JSON;
            group->places |= conf->format == FORMAT_JSON && has_places(conf);
        }
        group->count = used - group->first;
    }
}

/* Memory for all plans, and the plans of the groups whose pointers are fixed. */
static bool make_plans(struct decoder *decoder)
{
    struct need sum = {0}, most = {0};
    for (size_t g = 0; g < decoder->groups; g++) {
        struct need need = need_of(decoder, &decoder->group[g]);
        sum.nodes += need.nodes;
        sum.text += need.text;
        most.slots = need.slots > most.slots ? need.slots : most.slots;
    }
    decoder->node = calloc(sum.nodes + 1, sizeof *decoder->node);
    decoder->text = malloc(sum.text + 1);
    decoder->value = calloc(most.slots + 1, sizeof *decoder->value);
    if (!decoder->node || !decoder->text || !decoder->value)
        return false;
    struct scan_node *node = decoder->node;
    char *text = decoder->text;
    for (size_t g = 0; g < decoder->groups; g++) {
        struct group *group = &decoder->group[g];
        struct need need = need_of(decoder, group);
        scan_plan_init(&group->plan, node, need.nodes, text, need.text);
        node += need.nodes;
        text += need.text;
        if (group->json && !group->places)
            plan_group(decoder, group, NULL);
    }
    return true;
}

struct decoder *decoder_new(const struct config *config)
{
    struct decoder *decoder = calloc(1, sizeof *decoder);
    size_t room = config->signals + config->sources * SOURCE_FILTERS_MAX + 1;
    if (!decoder)
        return NULL;
    decoder->config = config;
    decoder->filter = calloc(room, sizeof *decoder->filter);
    decoder->group = calloc(room, sizeof *decoder->group);
    decoder->member = calloc(room, sizeof *decoder->member);
    decoder->stats = calloc(room, sizeof *decoder->stats);
    decoder->feeds = feeds_new(config);
    decoder->plugs = decoder->feeds ? plugs_new(config, decoder->feeds) : NULL;
    if (!decoder->filter || !decoder->group || !decoder->member || !decoder->stats ||
        !decoder->plugs)
        goto out;
    fill_groups(decoder);
    if (!make_plans(decoder))
        goto out;
    decoder->index = topic_index_new(decoder->filter, decoder->groups);
    if (decoder->index)
        return decoder;
out:
    decoder_free(&decoder);
    return NULL;
}

void decoder_free(struct decoder **decoder)
{
    struct decoder *d = *decoder;
    if (!d)
        return;
    topic_index_free(&d->index);
    plugs_free(&d->plugs);
    feeds_free(&d->feeds);
    free(d->value);
    free(d->text);
    free(d->node);
    free(d->stats);
    free(d->member);
    free(d->group);
    free(d->filter);
    free(d);
    *decoder = NULL;
}

size_t decoder_filters(const struct decoder *decoder, const char *const **filters)
{
    *filters = decoder->filter;
    return decoder->groups;
}

/* ---- one signal ------------------------------------------------------------------------------ */

void decode_fault(struct pass *pass, uint16_t signal, const struct fault *fault)
{
    struct decode_stats *stats = &pass->decoder->stats[signal];
    char text[sizeof fault->what.text];
    int n = snprintf(text, sizeof text, "%s%s%s", fault->where, fault->where[0] ? ": " : "",
                     fault->what.text);
    size_t length = n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    stats->errors++;
    stats->error_ms = pass->message->arrival_ms;
    text_sanitise(text, length, stats->error, sizeof stats->error);
}

void decode_set_fault(struct fault *fault, const char *where, const char *what)
{
    fault->where = where;
    cause_set(&fault->what, 0, "%s", what);
}

static const struct scan_value *slot_value(const struct pass *pass, const struct member *member,
                                           int which)
{
    static const struct scan_value absent = {.kind = SCAN_ABSENT};
    int slot = member->slot[which];
    return slot >= 0 ? &pass->decoder->value[slot] : &absent;
}

/* Whether the pointer could be made; what is wrong with it otherwise. */
static bool pointer_usable(const struct member *member, int which, const char *where,
                           struct fault *fault)
{
    static const char *const texts[] = {[-SLOT_NO_LEVEL] = "the topic has no such level",
                                        [-SLOT_TOO_LONG] = "the topic's level is too long",
                                        [-SLOT_INVALID] = "no JSON Pointer"};
    int slot = member->slot[which];
    if (slot >= SLOT_NONE)
        return true;
    decode_set_fault(fault, where, texts[-slot]);
    return false;
}

/* How a format finds a signal's value in the message: 1 there, 0 not there, -1 fault. */
typedef int extractor(struct pass *pass, const struct member *member, struct scan_value *value,
                      struct fault *fault);

static int extract_raw(struct pass *pass, const struct member *member, struct scan_value *value,
                       struct fault *fault)
{
    (void)member;
    fault->where = "payload";
    if (pass->message->length > DECODE_PAYLOAD_MAX)
        return cause_set(&fault->what, -1, "%zu bytes, more than %d", pass->message->length,
                         DECODE_PAYLOAD_MAX);
    *value = raw_value(pass->message->payload, pass->message->length);
    return 1;
}

static int extract_level(struct pass *pass, const struct member *member, struct scan_value *value,
                         struct fault *fault)
{
    int level = member->conf->level;
    fault->where = "topic";
    if (level < 1 || level > pass->hit->levels)
        return cause_set(&fault->what, -1, "it has no level %d", level);
    *value = raw_value(pass->hit->level[level - 1].text, pass->hit->level[level - 1].length);
    return 1;
}

static int extract_json(struct pass *pass, const struct member *member, struct scan_value *value,
                        struct fault *fault)
{
    fault->where = "";
    if (pass->malformed[0])
        return cause_set(&fault->what, -1, "%s", pass->malformed);
    fault->where = member->conf->pointer;
    if (!pointer_usable(member, POINTER_VALUE, fault->where, fault))
        return -1;
    *value = *slot_value(pass, member, POINTER_VALUE);
    return value->kind != SCAN_ABSENT;
}

static extractor *const extractors[] = {
    [FORMAT_RAW] = extract_raw,
    [FORMAT_JSON] = extract_json,
    [FORMAT_TOPIC] = extract_level,
};

/* The time of the source, TIME_NONE when it has none that can be read. */
static int64_t read_time(struct pass *pass, const struct member *member, struct fault *fault)
{
    const char *where = member->conf->time_pointer;
    enum time_unit unit = member->conf->time_unit;
    int slot = member->slot[POINTER_TIME];
    if (slot == SLOT_NONE || !pointer_usable(member, POINTER_TIME, where, fault))
        return TIME_NONE;
    if (slot == pass->time_slot && unit == pass->time_unit)
        return pass->time_ms;
    const struct scan_value *value = slot_value(pass, member, POINTER_TIME);
    int64_t ms;
    if (value->kind == SCAN_ABSENT || value->kind == SCAN_NULL) {
        decode_set_fault(fault, where, "no time");
        return TIME_NONE;
    }
    if (stamp_read(value, unit, &pass->decoder->config->zone, &ms) != 0) {
        struct word word;
        word_read(&word, value);
        fault->where = where;
        cause_set(&fault->what, 0, "'%.*s' is not a time",
                  (int)(word.length < 40 ? word.length : 40), word.text);
        return TIME_NONE;
    }
    pass->time_slot = slot;
    pass->time_unit = unit;
    pass->time_ms = ms;
    return ms;
}

static bool quality_is_good(const struct pass *pass, const struct member *member,
                            struct fault *fault)
{
    const char *where = member->conf->quality_pointer;
    if (member->slot[POINTER_QUALITY] == SLOT_NONE)
        return true;
    if (!pointer_usable(member, POINTER_QUALITY, where, fault))
        return false;
    const struct scan_value *value = slot_value(pass, member, POINTER_QUALITY);
    enum quality quality =
        quality_read(value, slot_value(pass, member, POINTER_CODE), member->status);
    if (quality == Q_GOOD)
        return true;
    struct word word;
    word_read(&word, value);
    fault->where = where;
    cause_set(&fault->what, 0,
              quality == Q_BAD ? "the source says bad: '%.*s'"
                               : "a quality that is not known: '%.*s'",
              (int)(word.length < 40 ? word.length : 40), word.text);
    return false;
}

void decode_clear(struct value *value)
{
    value->type = VALUE_NONE;
    value->amount = 0;
    value->text[0] = '\0';
}

/* Fill the update; false: the message says nothing of this signal. */
static bool read_member(struct pass *pass, const struct member *member, struct update *update,
                        struct fault *fault)
{
    struct scan_value value;
    struct fault found;
    int there = extractors[member->conf->format](pass, member, &value, &found);
    if (there < 0) {
        *fault = found;
        return true;
    }
    if (there == 0)
        return false;
    if (member->conf->format == FORMAT_JSON) {
        update->source_ms = read_time(pass, member, fault);
        if (!quality_is_good(pass, member, fault))
            return true;
    }
    int result = value_read(member->conf, &value, update, &found.what);
    if (result >= 0)
        update->quality = Q_GOOD;
    else
        decode_clear(&update->value);
    if (result != 0)
        *fault = found;
    return true;
}

/* Field by field: zeroing all of the text costs more than decoding. */
void decode_begin(struct pass *pass, uint16_t signal, struct update *update)
{
    update->signal = signal;
    update->quality = Q_BAD;
    update->stored = pass->message->stored;
    update->duplicate = pass->message->duplicate;
    update->historical = false;
    update->overrun = false;
    update->gone = false;
    update->mapped = -1;
    update->source_ms = TIME_NONE;
    decode_clear(&update->value);
    pass->decoder->stats[signal].messages++;
}

static void decode_member(struct pass *pass, const struct member *member)
{
    struct update update;
    struct fault fault;
    if (format_has_items(member->conf->format)) {
        decode_own(pass, member);
        return;
    }
    fault.where = NULL;
    decode_begin(pass, member->signal, &update);
    bool fed = read_member(pass, member, &update, &fault);
    if (fault.where)
        decode_fault(pass, member->signal, &fault);
    if (fed) {
        pass->updates++;
        pass->sink(pass->ctx, &update);
    }
}

/* ---- one message ----------------------------------------------------------------------------- */

static void scan_group(struct pass *pass, struct group *group)
{
    const struct message *message = pass->message;
    size_t where;
    pass->malformed[0] = '\0';
    if (message->length > DECODE_PAYLOAD_MAX) {
        text_format(pass->malformed, sizeof pass->malformed, "payload: %zu bytes, more than %d",
                    message->length, DECODE_PAYLOAD_MAX);
        return;
    }
    if (group->places)
        plan_group(pass->decoder, group, pass->hit);
    const char *payload = message->length > 0 ? message->payload : "";
    enum scan_problem problem =
        scan_document(&group->plan, payload, message->length, pass->decoder->value, &where);
    if (problem == SCAN_EMPTY)
        text_format(pass->malformed, sizeof pass->malformed, "payload: empty");
    else if (problem != SCAN_FINE)
        text_format(pass->malformed, sizeof pass->malformed, "malformed JSON at byte %zu: %s",
                    where, scan_problem_text(problem));
}

int decoder_message(struct decoder *decoder, const struct message *message, decode_sink *sink,
                    void *ctx)
{
    struct topic_hit hit;
    struct pass pass;
    pass.decoder = decoder;
    pass.message = message;
    pass.sink = sink;
    pass.ctx = ctx;
    pass.updates = 0;
    pass.hit = &hit;
    bool wanted = false;
    uint32_t sources = 0;
    for (bool more = topic_index_first(decoder->index, message->topic, &hit); more;
         more = topic_index_next(decoder->index, message->topic, &hit)) {
        struct group *group = &decoder->group[hit.filter];
        wanted = true;
        sources |= group->sources;
        pass.time_slot = SLOT_NONE;
        if (group->json)
            scan_group(&pass, group);
        for (size_t i = 0; i < group->count; i++)
            decode_member(&pass, &decoder->member[group->first + i]);
    }
    decode_sources(&pass, sources);
    decoder->unwanted += !wanted;
    return pass.updates;
}

/* ---- drops and figures ----------------------------------------------------------------------- */

static void overrun_signal(uint16_t signal, decode_sink *sink, void *ctx)
{
    struct update update = {
        .signal = signal,
        .quality = Q_BAD,
        .overrun = true,
        .mapped = -1,
        .source_ms = TIME_NONE,
    };
    sink(ctx, &update);
}

static int overrun_group(struct decoder *decoder, const struct group *group, decode_sink *sink,
                         void *ctx)
{
    int updates = (int)group->count;
    const uint16_t *signal;
    for (size_t i = 0; i < group->count; i++)
        overrun_signal(decoder->member[group->first + i].signal, sink, ctx);
    for (size_t s = 0; s < CONFIG_SOURCES_MAX; s++) {
        if ((group->sources >> s & 1) == 0)
            continue;
        size_t count = feeds_signals(decoder->feeds, s, &signal);
        for (size_t i = 0; i < count; i++)
            overrun_signal(signal[i], sink, ctx);
        updates += (int)count;
    }
    return updates;
}

int decoder_overrun(struct decoder *decoder, const char *topic, decode_sink *sink, void *ctx)
{
    struct topic_hit hit;
    int updates = 0;
    if (!topic) {
        for (size_t g = 0; g < decoder->groups; g++)
            updates += overrun_group(decoder, &decoder->group[g], sink, ctx);
        return updates;
    }
    for (bool more = topic_index_first(decoder->index, topic, &hit); more;
         more = topic_index_next(decoder->index, topic, &hit))
        updates += overrun_group(decoder, &decoder->group[hit.filter], sink, ctx);
    return updates;
}

const struct decode_stats *decoder_stats(const struct decoder *decoder, size_t signal)
{
    return &decoder->stats[signal];
}

int64_t decoder_unwanted(const struct decoder *decoder)
{
    return decoder->unwanted;
}
