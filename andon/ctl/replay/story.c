/* SPDX-License-Identifier: MIT */
/* A replay's records and lamps, remembered for a comparison (story.h). Called by replay.c with each
 * step's effects. Lists are bounded; texts are kept once for both stories, so that comparing them
 * is comparing numbers. Owns its lists. */
#include "andon/ctl/replay/story.h"

#include "data/model/amount.h"
#include "data/model/text.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- texts ---- */

#define SLOTS (4 * STORY_WORDS_MAX)

struct story_words {
    char *text[STORY_WORDS_MAX];
    uint32_t count;
    uint32_t slot[SLOTS]; /* number + 1 */
};

struct story_words *story_words_new(void)
{
    struct story_words *w = calloc(1, sizeof *w);
    char *none = strdup(""), *more = strdup("…");
    if (!w || !none || !more) {
        free(w);
        free(none);
        free(more);
        return NULL;
    }
    w->text[0] = none;
    w->text[1] = more;
    w->count = 2;
    return w;
}

void story_words_free(struct story_words **words)
{
    struct story_words *w = *words;
    *words = NULL;
    for (uint32_t i = 0; w && i < w->count; i++)
        free(w->text[i]);
    free(w);
}

const char *story_word(const struct story_words *words, uint32_t number)
{
    return words->text[number < words->count ? number : 1];
}

static uint32_t number_of(struct story_words *w, const char *text)
{
    uint32_t hash = 2166136261U;
    if (!text || !text[0])
        return 0;
    for (const char *p = text; *p; p++)
        hash = (hash ^ (unsigned char)*p) * 16777619U;
    uint32_t at = hash % SLOTS;
    for (; w->slot[at]; at = (at + 1) % SLOTS)
        if (strcmp(w->text[w->slot[at] - 1], text) == 0)
            return w->slot[at] - 1;
    char *copy = w->count < STORY_WORDS_MAX ? strdup(text) : NULL;
    if (!copy)
        return 1;
    w->text[w->count] = copy;
    w->slot[at] = ++w->count;
    return w->count - 1;
}

/* ---- lists ---- */

/* Room for one more item of `size` bytes behind `count`; NULL: there is none, which is counted. */
static void *one_more(struct story *s, void **list, size_t *count, size_t *room, size_t size,
                      size_t most)
{
    if (*count == *room) {
        size_t wanted = *room ? *room * 2 : 64;
        void *grown = *count < most ? realloc(*list, wanted * size) : NULL;
        if (!grown) {
            s->lost++;
            return NULL;
        }
        *list = grown;
        *room = wanted;
    }
    return (char *)*list + (*count)++ * size;
}

/* Neighbours that say the same are one. */
static void add_span(struct story *s, struct track *track, const struct span *span)
{
    struct span *last = track->count ? &track->span[track->count - 1] : NULL;
    if (span->end <= span->begin)
        return;
    if (last && last->end >= span->begin && last->kind == span->kind && last->word == span->word) {
        last->end = span->end > last->end ? span->end : last->end;
        return;
    }
    void *list = track->span;
    struct span *item =
        one_more(s, &list, &track->count, &track->capacity, sizeof *item, STORY_SPANS_MAX);
    track->span = list;
    if (item)
        *item = *span;
}

/* ---- records ---- */

static int64_t whole(const json_t *body, const char *key)
{
    const json_t *value = json_object_get(body, key);
    return json_is_integer(value) ? json_integer_value(value) : TIME_NONE;
}

static double number(const json_t *body, const char *key)
{
    const json_t *value = json_object_get(body, key);
    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

static uint32_t text(struct story *s, const json_t *body, const char *key)
{
    char clean[256];
    const char *value = json_string_value(json_object_get(body, key));
    (void)text_sanitise(value ? value : "", value ? strlen(value) : 0, clean, sizeof clean);
    return number_of(s->words, clean);
}

static int32_t state_of(const json_t *body)
{
    const char *word = json_string_value(json_object_get(body, "state"));
    int state = word ? word_find(&words_machine_state, word, strlen(word)) : -1;
    return state < 0 ? MS_UNKNOWN : state;
}

static void take_interval(struct story *s, const json_t *body, const struct record_draft *record)
{
    (void)record;
    add_span(s, &s->states,
             &(struct span){.begin = whole(body, "begin"),
                            .end = whole(body, "end"),
                            .kind = state_of(body),
                            .word = text(s, body, "detail")});
}

static struct story_stop *find_stop(struct story *s, const char *id)
{
    for (size_t i = s->stops; i > 0; i--)
        if (strcmp(s->stop[i - 1].id, id) == 0)
            return &s->stop[i - 1];
    void *list = s->stop;
    struct story_stop *stop =
        one_more(s, &list, &s->stops, &s->stops_room, sizeof *stop, STORY_STOPS_MAX);
    s->stop = list;
    return stop;
}

static void take_stop(struct story *s, const json_t *body, const struct record_draft *record)
{
    struct story_stop *stop = find_stop(s, record->id);
    uint32_t reason = text(s, body, "reason");
    if (!stop)
        return;
    *stop = (struct story_stop){.begin = whole(body, "begin"),
                                .end = whole(body, "end"),
                                .ms = whole(body, "ms"),
                                .state = state_of(body),
                                .detail = text(s, body, "detail"),
                                .reason = reason ? reason : text(s, body, "suggested"),
                                .small = json_is_true(json_object_get(body, "small"))};
    stop->open = stop->end == TIME_NONE;
    (void)text_copy(stop->id, sizeof stop->id, record->id);
}

static struct story_raised *find_raised(struct story *s, const struct record_draft *record)
{
    for (size_t i = s->raisings; i > 0; i--)
        if (s->raised[i - 1].kind == record->kind && strcmp(s->raised[i - 1].id, record->id) == 0)
            return &s->raised[i - 1];
    void *list = s->raised;
    struct story_raised *raised =
        one_more(s, &list, &s->raisings, &s->raised_room, sizeof *raised, STORY_RAISED_MAX);
    s->raised = list;
    return raised;
}

/* What was never raised (shelved before, below its threshold) is nothing. A prediction says when it
 * was raised, not when it is over: it lasts as long as something is said of it. */
static void take_raised(struct story *s, const json_t *body, const struct record_draft *record)
{
    static const struct {
        enum record_kind kind;
        const char *name, *begin, *end;
    } rows[] = {{REC_ALERT, "name", "begin", "end"},
                {REC_PREDICTION, "mode", "since", NULL},
                {REC_CALL, "type", "raised", "ended"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t begin = whole(body, rows[i].begin);
        if (rows[i].kind != record->kind || begin == TIME_NONE)
            continue;
        struct story_raised *raised = find_raised(s, record);
        if (!raised)
            return;
        int64_t end = rows[i].end ? whole(body, rows[i].end) : record->wall_ms;
        *raised = (struct story_raised){.kind = record->kind,
                                        .name = text(s, body, rows[i].name),
                                        .begin = begin,
                                        .end = end,
                                        .open = end == TIME_NONE};
        (void)text_copy(raised->id, sizeof raised->id, record->id);
    }
}

static struct story_shift *find_shift(struct story *s, const char *id)
{
    for (size_t i = s->shifts; i > 0; i--)
        if (strcmp(s->shift[i - 1].id, id) == 0)
            return &s->shift[i - 1];
    void *list = s->shift;
    struct story_shift *shift =
        one_more(s, &list, &s->shifts, &s->shifts_room, sizeof *shift, STORY_SHIFTS_MAX);
    s->shift = list;
    return shift;
}

static void take_handover(struct story *s, const json_t *body, const struct record_draft *record)
{
    struct story_shift *shift = find_shift(s, record->id);
    const json_t *figures = json_object_get(body, "figures");
    if (!shift)
        return;
    *shift = (struct story_shift){.begin = whole(body, "begin"),
                                  .end = whole(body, "end"),
                                  .run_ms = whole(figures, "run_ms"),
                                  .stops = whole(figures, "stops"),
                                  .small_stops = whole(figures, "small_stops"),
                                  .availability = number(figures, "availability"),
                                  .performance = number(figures, "performance"),
                                  .quality = number(figures, "quality"),
                                  .oee = number(figures, "oee"),
                                  .total = number(figures, "total"),
                                  .good = number(figures, "good"),
                                  .scrap = number(figures, "scrap")};
    (void)text_copy(shift->id, sizeof shift->id, record->id);
    (void)text_copy(shift->name, sizeof shift->name, story_word(s->words, text(s, body, "name")));
}

void story_record(struct story *s, const struct record_draft *record)
{
    static const struct {
        enum record_kind kind;
        void (*take)(struct story *, const json_t *, const struct record_draft *);
    } takers[] = {{REC_INTERVAL, take_interval}, {REC_STOP, take_stop},
                  {REC_ALERT, take_raised},      {REC_PREDICTION, take_raised},
                  {REC_CALL, take_raised},       {REC_HANDOVER, take_handover}};
    for (size_t i = 0; i < sizeof takers / sizeof *takers; i++) {
        if (takers[i].kind != record->kind)
            continue;
        json_t *body = json_loadb(record->body, record->body_length, 0, NULL);
        if (body)
            takers[i].take(s, body, record);
        else
            s->lost++;
        json_decref(body);
        return;
    }
}

/* ---- lamps ---- */

/* The last span of a lamp is what it shows; it grows with the next change. What is shown for no
 * time at all (two steps of one moment) is not shown. */
static void show_lamp(struct story *s, struct track *track, int32_t pattern, int64_t wall_ms)
{
    struct span *last = track->count ? &track->span[track->count - 1] : NULL;
    if (last && last->kind == pattern)
        return;
    if (last && wall_ms <= last->begin) {
        wall_ms = last->begin;
        track->count--;
        last = track->count ? last - 1 : NULL;
    }
    if (last)
        last->end = wall_ms;
    add_span(s, track, &(struct span){.begin = wall_ms, .end = wall_ms + 1, .kind = pattern});
}

void story_lamps(struct story *s, const struct lamp_show *lamp, size_t lamps, int64_t wall_ms)
{
    for (size_t i = 0; i < lamps && i < s->lamps; i++)
        show_lamp(s, &s->lamp[i], (int32_t)lamp[i].pattern, wall_ms);
}

/* ---- begin and end ---- */

int story_begin(struct story *s, struct story_words *words, const struct config *config)
{
    *s = (struct story){.words = words};
    s->lamps = config->lamps < CONFIG_LAMPS_MAX ? config->lamps : CONFIG_LAMPS_MAX;
    for (size_t i = 0; i < s->lamps; i++)
        s->lamp_name[i] = number_of(words, config->lamp[i].name);
    return 0;
}

void story_end(struct story *s, const struct snapshot *snapshot)
{
    const struct track *states = &s->states;
    int64_t end = snapshot->ts, begin = snapshot->machine.since;
    if (states->count && states->span[states->count - 1].end > begin)
        begin = states->span[states->count - 1].end;
    add_span(s, &s->states,
             &(struct span){.begin = begin,
                            .end = end,
                            .kind = (int32_t)snapshot->machine.state,
                            .word = number_of(s->words, snapshot->machine.detail)});
    for (size_t i = 0; i < s->lamps; i++)
        if (s->lamp[i].count && s->lamp[i].span[s->lamp[i].count - 1].end < end)
            s->lamp[i].span[s->lamp[i].count - 1].end = end;
    for (size_t i = 0; i < s->stops; i++)
        if (s->stop[i].open) {
            s->stop[i].end = end;
            if (strcmp(s->stop[i].id, snapshot->stop.id) == 0)
                s->stop[i].ms = snapshot->stop.ms;
        }
    for (size_t i = 0; i < s->raisings; i++)
        if (s->raised[i].open)
            s->raised[i].end = end;
}

void story_done(struct story *s)
{
    free(s->states.span);
    for (size_t i = 0; i < CONFIG_LAMPS_MAX; i++)
        free(s->lamp[i].span);
    free(s->stop);
    free(s->raised);
    free(s->shift);
    *s = (struct story){0};
}
