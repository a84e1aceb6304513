/* SPDX-License-Identifier: MIT */
/* A prediction as JSON and back. Engine and sockets write it; console and scripts read it. */
#include "data/model/andon/prediction.h"

#include "data/model/clock.h"
#include "data/model/members.h"

#define NAME(value, text) text,
#define LIST(list, LIST_)                                    \
    static const char *const list##_names[] = {LIST_(NAME)}; \
    const struct words words_##list = {list##_names, sizeof list##_names / sizeof *list##_names};
LIST(verdict, VERDICTS)
LIST(prediction_state, PREDICTION_STATES)
LIST(predictor_mood, PREDICTOR_MOODS)

#define AT(key, form, member)                                      \
    {                                                              \
        key, form, MEMBER_AT(struct prediction_view, member), NULL \
    }
#define SPELT(key, member, list)                                                   \
    {                                                                              \
        key, MEMBER_WORD, MEMBER_AT(struct prediction_view, member), &words_##list \
    }

static const struct member rows[] = {
    AT("id", MEMBER_TEXT, id),
    AT("rev", MEMBER_NUMBER, rev),
    AT("mode", MEMBER_TEXT, mode),
    AT("title", MEMBER_TEXT, title),
    AT("asset", MEMBER_TEXT_EMPTY, asset),
    SPELT("state", state, prediction_state),
    AT("ts", MEMBER_TIME, ts),
    AT("expires", MEMBER_TIME, expires),
    AT("age_s", MEMBER_DURATION, age_ms),
    AT("since", MEMBER_TIME, since),
    AT("p", MEMBER_AMOUNT_UNKNOWN, p),
    AT("horizon_s", MEMBER_DURATION, horizon_ms),
    AT("rul_s", MEMBER_DURATION, rul_ms),
    AT("rul_lo_s", MEMBER_DURATION, rul_lo_ms),
    AT("rul_hi_s", MEMBER_DURATION, rul_hi_ms),
    AT("ci", MEMBER_AMOUNT_UNKNOWN, ci),
    AT("frozen", MEMBER_FLAG, frozen),
    AT("rul_run", MEMBER_FLAG, rul_run),
    AT("confidence", MEMBER_AMOUNT_UNKNOWN, confidence),
    AT("health", MEMBER_AMOUNT_UNKNOWN, health),
    AT("severity", MEMBER_TEXT_EMPTY, severity),
    AT("ne107", MEMBER_TEXT_EMPTY, ne107),
    AT("action", MEMBER_TEXT_EMPTY, action),
    AT("model", MEMBER_TEXT_EMPTY, model),
    AT("version", MEMBER_TEXT_EMPTY, version),
    AT("alarm", MEMBER_FLAG, alarm),
    SPELT("verdict", verdict, verdict),
    AT("answered_by", MEMBER_TEXT_EMPTY, answered_by),
    AT("note", MEMBER_TEXT_EMPTY, note),
    AT("answered_at", MEMBER_TIME, answered_at),
    AT("planned_at", MEMBER_TIME, planned_at),
    AT("order", MEMBER_TEXT_EMPTY, order),
};
static const struct members list = {NULL, rows, sizeof rows / sizeof *rows, 0};

static const struct member evidence_rows[] = {
    {"name", MEMBER_TEXT, MEMBER_AT(struct evidence, name), NULL},
    {"value", MEMBER_AMOUNT, MEMBER_AT(struct evidence, value), NULL},
    {"unit", MEMBER_TEXT_EMPTY, MEMBER_AT(struct evidence, unit), NULL},
    {"signal", MEMBER_TEXT_EMPTY, MEMBER_AT(struct evidence, signal), NULL},
};
static const struct members evidence_list = {NULL, evidence_rows,
                                             sizeof evidence_rows / sizeof *evidence_rows, 0};

static void put_evidence(struct jw *w, const struct evidence *e)
{
    jw_object(w, NULL);
    members_write(w, &evidence_list, e);
    if (e->limit != EVIDENCE_NONE)
        jw_amount(w, "limit", e->limit);
    if (e->weight != EVIDENCE_NONE)
        jw_amount(w, "w", e->weight);
    jw_object_end(w);
}

static void get_evidence(const json_t *json, struct evidence *e)
{
    *e = (struct evidence){.limit = EVIDENCE_NONE, .weight = EVIDENCE_NONE};
    members_read(json, &evidence_list, e);
    member_read_amount(json_object_get(json, "limit"), &e->limit);
    member_read_amount(json_object_get(json, "w"), &e->weight);
}

void prediction_view_init(struct prediction_view *prediction)
{
    *prediction = (struct prediction_view){.ts = TIME_NONE,
                                           .expires = TIME_NONE,
                                           .since = TIME_NONE,
                                           .age_ms = -1,
                                           .p = -1,
                                           .horizon_ms = -1,
                                           .rul_ms = -1,
                                           .rul_lo_ms = -1,
                                           .rul_hi_ms = -1,
                                           .ci = -1,
                                           .confidence = -1,
                                           .health = -1,
                                           .answered_at = TIME_NONE,
                                           .planned_at = TIME_NONE};
}

void prediction_view_members(struct jw *w, const struct prediction_view *prediction)
{
    members_write(w, &list, prediction);
    jw_array(w, "evidence");
    for (int i = 0; i < prediction->evidences; i++)
        put_evidence(w, &prediction->evidence[i]);
    jw_array_end(w);
}

void prediction_view_put(struct jw *w, const struct prediction_view *prediction)
{
    jw_object(w, NULL);
    prediction_view_members(w, prediction);
    jw_object_end(w);
}

void prediction_view_get(const json_t *json, struct prediction_view *prediction)
{
    members_read(json, &list, prediction);
    const json_t *evidence = json_object_get(json, "evidence");
    prediction->evidences = 0;
    for (size_t i = 0; i < json_array_size(evidence) && i < EVIDENCE_MAX; i++)
        get_evidence(json_array_get(evidence, i), &prediction->evidence[prediction->evidences++]);
}

#define OF_MODEL(key, form, member)                           \
    {                                                         \
        key, form, MEMBER_AT(struct model_view, member), NULL \
    }
static const struct member model_rows[] = {
    OF_MODEL("model", MEMBER_TEXT, model),
    OF_MODEL("version", MEMBER_TEXT_EMPTY, version),
    OF_MODEL("title", MEMBER_TEXT, title),
    OF_MODEL("hits", MEMBER_NUMBER, hits),
    OF_MODEL("false_alarms", MEMBER_NUMBER, false_alarms),
    OF_MODEL("unanswered", MEMBER_NUMBER, unanswered),
    OF_MODEL("precision", MEMBER_AMOUNT_UNKNOWN, precision),
    OF_MODEL("lead_s", MEMBER_DURATION, lead_ms),
    OF_MODEL("floor", MEMBER_AMOUNT, floor),
    OF_MODEL("answers", MEMBER_NUMBER, answers),
    OF_MODEL("wanted_s", MEMBER_DURATION, wanted_ms),
    OF_MODEL("silent", MEMBER_FLAG, silent),
    OF_MODEL("since", MEMBER_TIME, since),
    OF_MODEL("there_s", MEMBER_DURATION, there_ms),
    OF_MODEL("failures", MEMBER_NUMBER, failures),
    OF_MODEL("warned", MEMBER_NUMBER, warned),
    OF_MODEL("recall", MEMBER_AMOUNT_UNKNOWN, recall),
    OF_MODEL("ahead_s", MEMBER_DURATION, ahead_ms),
    OF_MODEL("false_week", MEMBER_AMOUNT_UNKNOWN, false_week),
};
static const struct members model_list = {NULL, model_rows, sizeof model_rows / sizeof *model_rows,
                                          0};

/* The estimate with what it is made of; null while there are too few failures to compare. */
static void put_saving(struct jw *w, const struct model_view *m)
{
    jw_object(w, "saving");
    jw_int(w, "stops_warned", m->stops_warned);
    jw_int(w, "stops_missed", m->stops_missed);
    if (m->stop_warned_ms >= 0)
        jw_real(w, "stop_warned_s", (double)m->stop_warned_ms / 1000);
    if (m->stop_missed_ms >= 0)
        jw_real(w, "stop_missed_s", (double)m->stop_missed_ms / 1000);
    jw_amount(w, "minute", m->minute);
    jw_text(w, "currency", m->currency);
    if (m->enough)
        jw_amount(w, "saved", m->saved);
    else
        jw_null(w, "saved");
    jw_object_end(w);
}

void model_view_put(struct jw *w, const struct model_view *model)
{
    jw_object(w, NULL);
    members_write(w, &model_list, model);
    if (model->minute > 0)
        put_saving(w, model);
    jw_object_end(w);
}

#define OF_PREDICTOR(key, form, member)                            \
    {                                                              \
        key, form, MEMBER_AT(struct predictor_brief, member), NULL \
    }
static const struct member predictor_rows[] = {
    OF_PREDICTOR("name", MEMBER_TEXT, name),
    OF_PREDICTOR("title", MEMBER_TEXT, title),
    {"state", MEMBER_WORD, MEMBER_AT(struct predictor_brief, mood), &words_predictor_mood},
    OF_PREDICTOR("why", MEMBER_TEXT_EMPTY, why),
    OF_PREDICTOR("learnt", MEMBER_AMOUNT, learnt),
    OF_PREDICTOR("version", MEMBER_NUMBER, version),
};
static const struct members predictor_list = {NULL, predictor_rows,
                                              sizeof predictor_rows / sizeof *predictor_rows, 0};

void predictor_briefs_put(struct jw *w, const char *key, const struct predictor_briefs *all)
{
    jw_array(w, key);
    for (int i = 0; i < all->count; i++) {
        jw_object(w, NULL);
        members_write(w, &predictor_list, &all->item[i]);
        jw_object_end(w);
    }
    jw_array_end(w);
}

void predictor_briefs_get(const json_t *json, struct predictor_briefs *all)
{
    *all = (struct predictor_briefs){.count = 0};
    for (size_t i = 0; i < json_array_size(json) && all->count < SNAPSHOT_PREDICTORS; i++) {
        struct predictor_brief *one = &all->item[all->count++];
        members_read(json_array_get(json, i), &predictor_list, one);
        all->blind += one->mood == MOOD_BLIND;
    }
}
