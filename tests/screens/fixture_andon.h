/* SPDX-License-Identifier: MIT */
/* A believable bad quarter of an hour on press 3: calls, alerts, predictions, work orders, and what
 * andond says about them. */
#ifndef TESTS_SCREENS_FIXTURE_ANDON_H
#define TESTS_SCREENS_FIXTURE_ANDON_H

#include "console/panels/view.h"
#include "data/model/amount.h"
#include "data/model/text.h"
#include "tests/screens/fixture_people.h"

#define FIXTURE_COPY(to, text) (void)text_copy(to, sizeof(to), text)

static const char fixture_call_types[] =
    "{\"types\":[{\"id\":\"maintenance\",\"title\":\"Maintenance\",\"place\":1},"
    "{\"id\":\"material\",\"title\":\"Material\",\"place\":2},"
    "{\"id\":\"quality\",\"title\":\"Quality\",\"place\":3},"
    "{\"id\":\"supervisor\",\"title\":\"Supervisor\",\"place\":4},"
    "{\"id\":\"safety\",\"title\":\"Safety\",\"place\":9,\"note\":true}]}";

static const char fixture_guidance[] =
    "{\"guidance\":{\"cause\":\"The oil cooler is dirty, or its fan stands. Above 75 \u00B0C the "
    "oil ages twice as fast.\",\"check\":\"Does the fan of the cooler turn?\",\"steps\":["
    "\"Look at the fan behind the left door.\",\"Turns: blow the cooler out from inside.\","
    "\"Stands: reset F12 in cabinet 2, once.\",\"Still above 70 \u00B0C after ten minutes: call "
    "maintenance.\"],\"link\":\"https://wiki.acme.example/p3/oil\"}}";

static const char fixture_models[] =
    "{\"models\":[{\"model\":\"spindle-wb\",\"version\":\"2.3.1\",\"hits\":8,"
    "\"false_alarms\":3,\"unanswered\":2,\"precision\":0.727,\"lead_s\":52000,"
    "\"failures\":5,\"warned\":4,\"silent\":false},"
    "{\"model\":\"seal-lin\",\"hits\":1,\"false_alarms\":9,\"silent\":true}]}";

static const char fixture_load[] =
    "{\"from\":1773316800000,\"to\":1773342442000,\"alerts\":31,\"operators\":1,"
    "\"per_operator_hour\":4.4,\"worst_hour\":17,\"worst_10_min\":9,\"floods\":1,\"flood_s\":420,"
    "\"chattering\":1,\"standing\":0,\"acked\":22,\"idle_acks\":6,\"ack_s\":95,"
    "\"top\":[{\"name\":\"air\",\"title\":\"air pressure low\",\"count\":14,\"chattering\":true},"
    "{\"name\":\"oil-temp\",\"title\":\"oil temperature high\",\"count\":8},"
    "{\"name\":\"guard\",\"title\":\"guard open\",\"count\":5}]}";

static inline void fixture_call(struct snapshot *s, const char *id, const char *type,
                                enum call_state state, int64_t for_ms)
{
    struct call_view *c = &s->call[s->calls++];
    call_view_init(c);
    FIXTURE_COPY(c->id, id);
    FIXTURE_COPY(c->type, type);
    FIXTURE_COPY(c->title, type);
    c->title[0] = (char)(c->title[0] - 'a' + 'A');
    c->rev = 3;
    c->state = state;
    c->raised = s->ts - for_ms;
    c->for_ms = for_ms;
    FIXTURE_COPY(c->by, "press3-op");
}

static inline struct alert_view *fixture_alert(struct snapshot *s, const char *name,
                                               const char *title, enum priority priority,
                                               int64_t for_ms)
{
    struct alert_view *a = &s->alert[s->alerts++];
    alert_view_init(a);
    (void)text_format(a->id, sizeof a->id, "A%d", 20 + s->alerts);
    FIXTURE_COPY(a->name, name);
    FIXTURE_COPY(a->title, title);
    FIXTURE_COPY(a->letter, "B");
    a->priority = priority;
    a->active = true;
    a->count = 1;
    a->since = s->ts - for_ms;
    a->for_ms = for_ms;
    return a;
}

static inline void fixture_alerts(struct snapshot *s)
{
    struct alert_view *a = fixture_alert(s, "oil-temp", "oil temperature high", PRIO_HIGH, 562000);
    FIXTURE_COPY(a->text, "oil_temp 71.2 \u00B0C > 70");
    FIXTURE_COPY(a->check, "Does the fan of the cooler turn?");
    a->count = 8;
    a = fixture_alert(s, "air", "air pressure low", PRIO_MEDIUM, 1984000);
    FIXTURE_COPY(a->text, "air 5.1 bar < 5.5");
    FIXTURE_COPY(a->letter, "C");
    FIXTURE_COPY(a->acked_by, "anna");
    FIXTURE_COPY(a->note, "compressor 2 is being mended");
    a->acked = true;
    a->chattering = true;
    a->acked_at = s->ts - 1700000;
    a->count = 14;
    a = fixture_alert(s, "guard", "guard was opened", PRIO_LOW, 95000);
    FIXTURE_COPY(a->text, "closed again");
    FIXTURE_COPY(a->letter, "D");
    a->active = false;
    a = fixture_alert(s, "filter", "filter wants changing", PRIO_LOW, 7400000);
    FIXTURE_COPY(a->text, "dp 0.82 bar > 0.8");
    FIXTURE_COPY(a->letter, "E");
    FIXTURE_COPY(a->shelved_by, "jorge");
    FIXTURE_COPY(a->shelved_why, "new filter comes at 15:00");
    a->shelve = SHELVE_TIMED;
    a->shelved_until = s->ts + 3100000;
    s->alerting = (struct alert_counts){
        .active = 3, .unacked = 2, .high_unacked = 1, .shelved = 1, .sounding = true};
}

static inline void fixture_evidence(struct prediction_view *p, const char *name, double value,
                                    const char *unit, double limit, const char *signal)
{
    struct evidence *e = &p->evidence[p->evidences++];
    *e = (struct evidence){.limit = EVIDENCE_NONE, .weight = 620000};
    FIXTURE_COPY(e->name, name);
    FIXTURE_COPY(e->unit, unit);
    FIXTURE_COPY(e->signal, signal);
    (void)amount_from_double(value, &e->value);
    if (limit > 0)
        (void)amount_from_double(limit, &e->limit);
}

static inline void fixture_predictions(struct snapshot *s)
{
    struct prediction_view *p = &s->prediction[s->predictions++];
    prediction_view_init(p);
    FIXTURE_COPY(p->id, "P3");
    FIXTURE_COPY(p->mode, "bearing_outer_race");
    FIXTURE_COPY(p->title, "spindle bearing, outer race");
    FIXTURE_COPY(p->asset, "press3/spindle");
    FIXTURE_COPY(p->model, "spindle-wb");
    FIXTURE_COPY(p->version, "2.3.1");
    FIXTURE_COPY(p->action, "listen at the drive end, grease it if it is dry");
    p->rev = 4;
    p->state = PREDICTION_RAISED;
    p->since = s->ts - 47 * MS_PER_MIN;
    p->ts = s->ts - 240000;
    p->age_ms = 240000;
    p->expires = s->ts + 2 * MS_PER_HOUR;
    p->p = 720000;
    p->horizon_ms = MS_PER_DAY;
    p->rul_ms = 16 * MS_PER_HOUR;
    p->rul_lo_ms = 6 * MS_PER_HOUR;
    p->rul_hi_ms = 30 * MS_PER_HOUR;
    p->confidence = 85 * AMOUNT_ONE;
    fixture_evidence(p, "vibration rms", 7.9, "mm/s", 7.1, "vib");
    fixture_evidence(p, "oil temperature", 71.2, "\u00B0C", 0, "oil_temp");
    fixture_evidence(p, "kurtosis", 5.4, "", 4, "");
    p = &s->prediction[s->predictions++];
    prediction_view_init(p);
    FIXTURE_COPY(p->id, "P2");
    FIXTURE_COPY(p->mode, "seal");
    FIXTURE_COPY(p->title, "cylinder seal");
    FIXTURE_COPY(p->model, "seal-lin");
    p->state = PREDICTION_PLANNED;
    p->verdict = VERDICT_NOT_NOW;
    FIXTURE_COPY(p->answered_by, "jorge");
    p->planned_at = s->ts + 17 * MS_PER_HOUR;
    p->p = 410000;
    p->horizon_ms = 7 * MS_PER_DAY;
}

static inline void fixture_orders(struct snapshot *s)
{
    struct order_view *o = &s->order[s->orders++];
    order_view_init(o);
    FIXTURE_COPY(o->id, "O5");
    FIXTURE_COPY(o->symptom, "hydraulic hose at the left cylinder sweats");
    FIXTURE_COPY(o->asset, "press3/hydraulics");
    FIXTURE_COPY(o->of, "C6");
    FIXTURE_COPY(o->call, "C6");
    FIXTURE_COPY(o->stop, "S104");
    FIXTURE_COPY(o->by, "anna");
    FIXTURE_COPY(o->number, "4-77120");
    FIXTURE_COPY(o->answer, "hose is ordered");
    FIXTURE_COPY(o->answered_by, "jorge");
    o->state = ORDER_PLANNED;
    o->priority = PRIO_MEDIUM;
    o->asked = s->ts - 3 * MS_PER_HOUR;
    o->wanted = s->ts + 5 * MS_PER_HOUR;
    o->planned = s->ts + 3 * MS_PER_HOUR;
    o->published = true;
    o->waiting_ms = 540000;
    o->repair_ms = 1260000;
}

/* Eight hours of a value that climbs, with twenty minutes that nobody heard. */
static inline void fixture_trend(struct view *v, const char *signal, double from, double to)
{
    json_t *rows = json_array();
    int64_t begin = v->wall_ms - TREND_SPAN_MS, each = TREND_SPAN_MS / TREND_POINTS;
    for (int i = 0; i < TREND_POINTS; i++) {
        double share = (double)i / TREND_POINTS;
        double value = from + (to - from) * share * share + (i % 7 - 3) * (to - from) / 60;
        if (i >= 90 && i < 95)
            continue;
        json_int_t amount = (json_int_t)(value * 1e6), spread = (json_int_t)((to - from) * 2e4);
        (void)json_array_append_new(
            rows, json_pack("{s:I,s:I,s:I,s:I,s:I}", "begin", (json_int_t)(begin + i * each), "end",
                            (json_int_t)(begin + (i + 1) * each), "min", amount - spread, "mean",
                            amount, "max", amount + spread));
    }
    trend_read(&v->response, signal, rows, true);
    trend_came(&v->response, signal, begin, v->wall_ms, v->boot_ms);
    json_decref(rows);
}

static inline void fixture_replies(struct view *v)
{
    json_t *json = fixture_json(fixture_call_types);
    choices_read(&v->call_types, json, "types");
    json_decref(json);
    json = fixture_json(fixture_guidance);
    guide_read(&v->response.guide, "oil-temp", json);
    json_decref(json);
    json = fixture_json(fixture_models);
    models_read(&v->response, json);
    json_decref(json);
    json = fixture_json(fixture_load);
    load_read(&v->response.load, json);
    json_decref(json);
    fixture_trend(v, "vib", 2.2, 7.9);
    fixture_trend(v, "oil_temp", 58, 71.2);
}

/* Somebody is called, something warns, something will fail. */
static inline void fixture_andon(struct view *v)
{
    struct snapshot *s = &v->snap;
    fixture_call(s, "C7", "maintenance", CALL_RAISED, 252000);
    s->call[0].blocking = true;
    s->call[0].tier = 1;
    s->call[0].reach = REACH_MISSED;
    s->call[0].next_tier = s->ts + 48000;
    FIXTURE_COPY(s->call[0].told, "team leader by the line board");
    FIXTURE_COPY(s->call[0].stop, "S119");
    fixture_call(s, "C8", "material", CALL_TAKEN, 95000);
    FIXTURE_COPY(s->call[1].taken_by, "Jorge");
    s->call[1].taken = s->ts - 30000;
    fixture_alerts(s);
    fixture_predictions(s);
    fixture_orders(s);
}

/* Only a call that somebody answers, so that letters have room. */
static inline void fixture_call_only(struct view *v)
{
    fixture_call(&v->snap, "C8", "material", CALL_RAISED, 95000);
}

static inline void fixture_flood(struct view *v)
{
    static const char *const names[] = {"air",   "oil",    "guard", "drive", "feeder", "lube",
                                        "light", "cooler", "scale", "belt",  "vision", "robot"};
    struct snapshot *s = &v->snap;
    for (int round = 0; round < 4; round++)
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            char name[48];
            (void)text_format(name, sizeof name, "%s-%d", names[i], round);
            (void)fixture_alert(s, name, name, (enum priority)(1 + round % 3),
                                1000 * (1 + (int64_t)i + 60 * round));
        }
    s->alerting = (struct alert_counts){.active = 212,
                                        .unacked = 212,
                                        .high_unacked = 40,
                                        .flood = true,
                                        .in_flood = 212,
                                        .sounding = true};
}

#endif
