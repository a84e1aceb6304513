/* SPDX-License-Identifier: MIT */
/* What of predictions.h outlives a restart: one member "predictions" of the checkpoint. What people
 * see of an object is written as its view; the rest by tables. Called by checkpoint.c, restore.c
 * and recall.c. A checkpoint of before there was any has none. */
#include "andon/engine/people/people.h"
#include "andon/engine/saved_fields.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <string.h>

/* Times and spans beyond this (the year 144,000) are none. */
#define TIME_LIMIT (INT64_C(1) << 52)

/* clang-format off */
static const struct saved_field all_fields[] = {
    TIME(predictions, "next", next_prediction, 1),
    TIME(predictions, "next_feedback", next_feedback, 1),
    TIME(predictions, "next_order", next_order, 1),
    NUMBER(predictions, "heard", heard),
    NUMBER(predictions, "duplicates", duplicates),
    NUMBER(predictions, "late", late),
    NUMBER(predictions, "crowded", crowded),
    NUMBER(predictions, "unknown", unknown),
    NUMBER(predictions, "ahead", ahead),
    NUMBER(predictions, "quiet", quiet),
    NUMBER(predictions, "labels_lost", labels_lost),
    NUMBERS(predictions, "forget", forget),
    SMALL(predictions, "forgets", forgets, 0),
    NUMBER(predictions, "strangers", strangers),
    NUMBER(predictions, "odd", odd),
    NUMBER(predictions, "settled", settled_wall),
};
static const struct saved_table saved_all = {all_fields, sizeof all_fields / sizeof *all_fields};

static const struct saved_field one_fields[] = {
    NUMBER(prediction, "number", number),
    TEXT(prediction, "message", message),
    AMOUNT(prediction, "topic", topic),
    NUMBER(prediction, "last_ts", last_ts),
    SMALL(prediction, "hot", hot, 0),
    FLAG(prediction, "up", up),
    FLAG(prediction, "warned", warned),
    FLAG(prediction, "rested", rested),
    FLAG(prediction, "worse", worse),
    FLAG(prediction, "expired", expired),
    FLAG(prediction, "gone", gone),
    SMALL(prediction, "scored", scored, 0),
    SMALL(prediction, "band", band, -1),
    SMALL(prediction, "band_answered", band_answered, -1),
    SMALL(prediction, "band_kept", band_kept, -1),
    NUMBER(prediction, "hour", hour),
    NUMBER(prediction, "kept_in_hour", kept_in_hour),
    FLAG(prediction, "owed", owed),
};
static const struct saved_table saved_one = {one_fields, sizeof one_fields / sizeof *one_fields};

static const struct saved_field score_fields[] = {
    TEXT(score, "model", model),
    TEXT(score, "version", version),
    NUMBERS(score, "count", count),
    NUMBER(score, "lead", lead_ms),
    NUMBER(score, "used", used_wall),
    FLAG(score, "silent", silent),
    NUMBER(score, "since", since_wall),
    NUMBER(score, "heard", heard_wall),
    NUMBER(score, "until", until_wall),
    NUMBER(score, "there", there_ms),
    NUMBER(score, "failures", failures),
    NUMBER(score, "warned", warned),
    NUMBER(score, "ahead", ahead_ms),
};
static const struct saved_table saved_score = {score_fields,
    sizeof score_fields / sizeof *score_fields};

static const struct saved_field spoken_fields[] = {
    SMALL(spoken, "score", score, 0),
    TEXT(spoken, "mode", mode),
    NUMBER(spoken, "since", since_wall),
    NUMBER(spoken, "until", until_wall),
};
static const struct saved_table saved_spoken = {spoken_fields,
    sizeof spoken_fields / sizeof *spoken_fields};

static const struct saved_field warning_fields[] = {
    NUMBER(warning, "number", number),
    SMALL(warning, "score", score, 0),
    TEXT(warning, "mode", mode),
    NUMBER(warning, "since", since_wall),
    STATED(warning, "end", end_wall),
};
static const struct saved_table saved_warning = {warning_fields,
    sizeof warning_fields / sizeof *warning_fields};

static const struct saved_field failure_fields[] = {
    NUMBER(failure, "number", number),
    FLAG(failure, "found", found),
    TEXT(failure, "what", what),
    NUMBER(failure, "begin", begin_wall),
    AMOUNT(failure, "ms", ms),
    NUMBERS(failure, "lead", lead),
};
static const struct saved_table saved_failure = {failure_fields,
    sizeof failure_fields / sizeof *failure_fields};

static const struct saved_field label_fields[] = {
    NUMBER(label, "number", number),
    TEXT(label, "mode", mode),
    TEXT(label, "body", body),
};
static const struct saved_table saved_label = {label_fields,
    sizeof label_fields / sizeof *label_fields};

static const struct saved_field order_fields[] = {
    NUMBER(workorder, "number", number),
    NUMBER(workorder, "sent", sent),
    STATED(workorder, "answered", answer_wall),
};
static const struct saved_table saved_order = {order_fields,
    sizeof order_fields / sizeof *order_fields};
/* clang-format on */

/* ---- writing -------------------------------------------------------------------------------- */

static void write_one(struct jw *w, const struct prediction *p)
{
    if (p->number == 0)
        return;
    jw_object(w, NULL);
    saved_write(w, &saved_one, p);
    jw_object(w, "said");
    prediction_view_members(w, &p->said);
    jw_object_end(w);
    jw_object_end(w);
}

static void write_order(struct jw *w, const struct workorder *o)
{
    if (o->number == 0)
        return;
    jw_object(w, NULL);
    saved_write(w, &saved_order, o);
    jw_object(w, "said");
    order_view_members(w, &o->said);
    jw_object_end(w);
    jw_object_end(w);
}

static void write_row(struct jw *w, const struct saved_table *table, const void *row)
{
    jw_object(w, NULL);
    saved_write(w, table, row);
    jw_object_end(w);
}

static void write_failures(struct jw *w, const struct predictions *all)
{
    jw_array(w, "spoken");
    for (int i = 0; i < SPOKEN_MAX; i++)
        if (all->spoken[i].since_wall != 0)
            write_row(w, &saved_spoken, &all->spoken[i]);
    jw_array_end(w);
    jw_array(w, "warnings");
    for (int i = 0; i < WARNINGS_MAX; i++)
        if (all->warning[i].number != 0)
            write_row(w, &saved_warning, &all->warning[i]);
    jw_array_end(w);
    jw_array(w, "failures");
    for (int i = 0; i < FAILURES_MAX; i++)
        if (all->failure[i].number != 0)
            write_row(w, &saved_failure, &all->failure[i]);
    jw_array_end(w);
}

void predictions_write(struct jw *w, const struct station *st)
{
    const struct predictions *all = &st->predictions;
    jw_object(w, "predictions");
    saved_write(w, &saved_all, all);
    jw_array(w, "all");
    for (int i = 0; i < PREDICTIONS_MAX; i++)
        write_one(w, &all->one[i]);
    jw_array_end(w);
    jw_array(w, "scores");
    for (int i = 0; i < SCORES_MAX; i++)
        if (all->score[i].used_wall != 0)
            write_row(w, &saved_score, &all->score[i]);
    jw_array_end(w);
    write_failures(w, all);
    jw_array(w, "labels");
    for (int i = 0; i < all->labels; i++)
        write_row(w, &saved_label, &all->label[i]);
    jw_array_end(w);
    jw_array(w, "orders");
    for (int i = 0; i < WORKORDERS_MAX; i++)
        write_order(w, &all->order[i]);
    jw_array_end(w);
    jw_object_end(w);
}

/* ---- reading -------------------------------------------------------------------------------- */

static bool is_time(int64_t wall)
{
    return wall == TIME_NONE || (wall >= 0 && wall <= TIME_LIMIT);
}

static bool is_span(int64_t ms)
{
    return ms >= -1 && ms <= TIME_LIMIT;
}

static bool said_makes_sense(const struct prediction_view *v)
{
    bool times = is_time(v->ts) && is_time(v->since) && is_time(v->answered_at) &&
                 is_time(v->planned_at) && v->expires >= 0 && v->expires <= TIME_LIMIT;
    bool spans = is_span(v->horizon_ms) && is_span(v->rul_ms) && is_span(v->rul_lo_ms) &&
                 is_span(v->rul_hi_ms);
    return times && spans && v->p >= -1 && v->p <= AMOUNT_ONE && v->rev >= 0 &&
           v->rev <= SAVED_LIMIT && v->mode[0] != '\0';
}

static bool one_makes_sense(const struct predictions *all, const struct prediction *p)
{
    return p->number > 0 && p->number < all->next_prediction && p->last_ts >= 0 &&
           p->last_ts <= TIME_LIMIT && p->hour >= -TIME_LIMIT &&
           p->hour <= TIME_LIMIT / MS_PER_HOUR && p->scored >= 0 && p->scored < SCORED_COUNT &&
           p->topic >= 0 && said_makes_sense(&p->said);
}

static bool order_makes_sense(const struct predictions *all, const struct workorder *o)
{
    const struct order_view *v = &o->said;
    return o->number > 0 && o->number < all->next_order && v->rev > 0 && v->rev <= SAVED_LIMIT &&
           is_time(v->asked) && is_time(v->wanted) && is_time(v->planned) && is_time(v->started) &&
           is_time(v->done) && is_time(o->answer_wall) && v->asked != TIME_NONE;
}

static int broken(struct cause *why)
{
    return cause_set(why, -1, "checkpoint: its predictions do not fit");
}

static int read_ones(const json_t *rows, struct predictions *all, struct cause *why)
{
    size_t count = json_array_size(rows);
    for (size_t i = 0; i < PREDICTIONS_MAX; i++)
        all->one[i] = (struct prediction){0};
    if (count > PREDICTIONS_MAX)
        return broken(why);
    for (size_t i = 0; i < count; i++) {
        struct prediction *p = &all->one[i];
        const json_t *row = json_array_get(rows, i);
        prediction_view_init(&p->said);
        if (saved_read(row, &saved_one, p, why) != 0)
            return -1;
        prediction_view_get(json_object_get(row, "said"), &p->said);
        people_id(p->said.id, 'P', p->number);
        if (!one_makes_sense(all, p))
            return broken(why);
    }
    return 0;
}

static int read_orders(const json_t *rows, struct predictions *all, struct cause *why)
{
    size_t count = json_array_size(rows);
    for (size_t i = 0; i < WORKORDERS_MAX; i++)
        all->order[i] = (struct workorder){0};
    if (count > WORKORDERS_MAX)
        return broken(why);
    for (size_t i = 0; i < count; i++) {
        struct workorder *o = &all->order[i];
        const json_t *row = json_array_get(rows, i);
        order_view_init(&o->said);
        if (saved_read(row, &saved_order, o, why) != 0)
            return -1;
        order_view_get(json_object_get(row, "said"), &o->said);
        people_id(o->said.id, 'O', o->number);
        if (!order_makes_sense(all, o))
            return broken(why);
    }
    return 0;
}

static bool score_makes_sense(const struct score *s)
{
    for (int i = 0; i < SCORED_COUNT; i++)
        if (s->count[i] < 0 || s->count[i] > TIME_LIMIT / AMOUNT_ONE)
            return false;
    const int64_t more[] = {s->lead_ms,    s->since_wall, s->heard_wall,
                            s->until_wall, s->there_ms,   s->ahead_ms};
    for (size_t i = 0; i < sizeof more / sizeof *more; i++)
        if (more[i] < 0 || more[i] > TIME_LIMIT)
            return false;
    return s->used_wall > 0 && s->failures >= 0 && s->failures <= TIME_LIMIT / AMOUNT_ONE &&
           s->warned >= 0 && s->warned <= s->failures;
}

static int read_scores(const json_t *rows, struct predictions *all, struct cause *why)
{
    size_t count = json_array_size(rows);
    for (size_t i = 0; i < SCORES_MAX; i++)
        all->score[i] = (struct score){0};
    if (count > SCORES_MAX)
        return broken(why);
    for (size_t i = 0; i < count; i++) {
        if (saved_read(json_array_get(rows, i), &saved_score, &all->score[i], why) != 0)
            return -1;
        if (!score_makes_sense(&all->score[i]))
            return broken(why);
    }
    return 0;
}

static bool slot_makes_sense(const struct predictions *all, int score)
{
    return score >= 0 && score < SCORES_MAX && all->score[score].used_wall > 0;
}

static bool failure_makes_sense(const struct predictions *all, const struct failure *f)
{
    for (int i = 0; i < SCORES_MAX; i++)
        if (f->lead[i] < 0 || f->lead[i] > TIME_LIMIT ||
            (f->lead[i] > 0 && !slot_makes_sense(all, i)))
            return false;
    return f->number > 0 && f->begin_wall >= 0 && f->begin_wall <= TIME_LIMIT && is_span(f->ms);
}

static int read_spoken(const json_t *rows, struct predictions *all, struct cause *why)
{
    size_t count = json_array_size(rows);
    memset(all->spoken, 0, sizeof all->spoken);
    for (size_t i = 0; i < count && i < SPOKEN_MAX; i++) {
        struct spoken *s = &all->spoken[i];
        if (saved_read(json_array_get(rows, i), &saved_spoken, s, why) != 0)
            return -1;
        if (!slot_makes_sense(all, s->score) || s->since_wall <= 0 || s->until_wall > TIME_LIMIT)
            return broken(why);
    }
    return count > SPOKEN_MAX ? broken(why) : 0;
}

static int read_warnings(const json_t *rows, struct predictions *all, struct cause *why)
{
    size_t count = json_array_size(rows);
    memset(all->warning, 0, sizeof all->warning);
    for (size_t i = 0; i < count && i < WARNINGS_MAX; i++) {
        struct warning *w = &all->warning[i];
        if (saved_read(json_array_get(rows, i), &saved_warning, w, why) != 0)
            return -1;
        if (!slot_makes_sense(all, w->score) || w->number <= 0 || w->since_wall > TIME_LIMIT ||
            !is_time(w->end_wall))
            return broken(why);
    }
    return count > WARNINGS_MAX ? broken(why) : 0;
}

static int read_failures(const json_t *rows, struct predictions *all, struct cause *why)
{
    size_t count = json_array_size(rows);
    memset(all->failure, 0, sizeof all->failure);
    for (size_t i = 0; i < count && i < FAILURES_MAX; i++) {
        struct failure *f = &all->failure[i];
        if (saved_read(json_array_get(rows, i), &saved_failure, f, why) != 0)
            return -1;
        if (!failure_makes_sense(all, f))
            return broken(why);
    }
    return count > FAILURES_MAX ? broken(why) : 0;
}

static int read_labels(const json_t *rows, struct predictions *all, struct cause *why)
{
    size_t count = json_array_size(rows);
    if (count > LABELS_MAX)
        return broken(why);
    for (size_t i = 0; i < count; i++)
        if (saved_read(json_array_get(rows, i), &saved_label, &all->label[i], why) != 0)
            return -1;
    all->labels = (int)count;
    return 0;
}

int predictions_read(const json_t *json, struct station *st, struct cause *why)
{
    struct predictions *all = &st->predictions;
    if (!json)
        return 0;
    if (saved_read(json, &saved_all, all, why) != 0)
        return -1;
    if (all->next_prediction <= 0 || all->next_feedback <= 0 || all->next_order <= 0 ||
        all->forgets < 0 || all->forgets > WORKORDERS_MAX)
        return broken(why);
    if (read_ones(json_object_get(json, "all"), all, why) != 0 ||
        read_scores(json_object_get(json, "scores"), all, why) != 0 ||
        read_spoken(json_object_get(json, "spoken"), all, why) != 0 ||
        read_warnings(json_object_get(json, "warnings"), all, why) != 0 ||
        read_failures(json_object_get(json, "failures"), all, why) != 0 ||
        read_labels(json_object_get(json, "labels"), all, why) != 0)
        return -1;
    return read_orders(json_object_get(json, "orders"), all, why);
}

/* Their numbers are taken, whatever the checkpoint knew; models say the rest again. */
int prediction_recall(struct station *st, const struct record *record, struct cause *why)
{
    struct predictions *all = &st->predictions;
    bool said = record->kind == REC_PREDICTION;
    int64_t *next = said ? &all->next_prediction : &all->next_feedback;
    int64_t number = people_number(record->id, said ? 'P' : 'F');
    if (number <= 0 || number > SAVED_LIMIT)
        return cause_set(why, -1, "%s %s is none of ours",
                         word_name(&words_record_kind, (int)record->kind), record->id);
    if (number >= *next)
        *next = number + 1;
    return 0;
}
