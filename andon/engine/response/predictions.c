/* SPDX-License-Identifier: MIT */
/* Predicted failures: each message of a model moves what is said of one failure mode of one asset,
 * with hysteresis, until it expires, is withdrawn or answered (standards.md §7.2). Called by
 * station.c for EVENT_PREDICTION and its deadlines, by lamps for the condition `prediction`.
 *
 * Limits: PREDICTIONS_MAX pairs of asset and mode, a few of them of modes that nobody configured;
 * beyond it a message is left out and counted. KEPT_IN_HOUR records an hour and pair come from
 * messages; what is left out then is written when the hour is over. */
#include "andon/engine/people/people.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <string.h>

#define KEPT_IN_HOUR 12
#define AHEAD_MS     MS_PER_MIN /* a model's clock may be so far ahead */

void predictions_init(struct station *st)
{
    struct predictions *all = &st->predictions;
    all->next_prediction = all->next_feedback = all->next_order = 1;
}

/* ---- records -------------------------------------------------------------------------------- */

void predictions_keep(struct station *st, struct prediction *p)
{
    struct records_body b;
    p->said.rev++;
    struct record_draft d = records_begin(st, &b, REC_PREDICTION, p->said.rev);
    people_id(d.id, 'P', p->number);
    prediction_view_members(&b.w, &p->said);
    jw_text(&b.w, "message", p->message[0] ? p->message : NULL);
    records_end(st, &b, &d);
    p->owed = false;
    if (p->band > p->band_kept)
        p->band_kept = p->band;
}

/* By a message or by time: not more often than the history needs. */
static void keep_some(struct station *st, struct prediction *p)
{
    int64_t hour = st->t / MS_PER_HOUR;
    if (p->hour != hour) {
        p->hour = hour;
        p->kept_in_hour = 0;
    }
    if (p->kept_in_hour >= KEPT_IN_HOUR) {
        st->predictions.quiet++;
        p->owed = true;
        return;
    }
    p->kept_in_hour++;
    predictions_keep(st, p);
}

/* ---- what it is now ------------------------------------------------------------------------- */

static bool final(enum verdict verdict)
{
    return verdict == VERDICT_FOUND || verdict == VERDICT_NOT_FOUND || verdict == VERDICT_DONE;
}

static bool planned(const struct prediction *p)
{
    return p->said.verdict == VERDICT_NOT_NOW || p->said.planned_at != TIME_NONE;
}

static enum prediction_state state_of(const struct station *st, const struct prediction *p)
{
    if (final(p->said.verdict) || p->gone)
        return PREDICTION_CLOSED;
    if (p->expired)
        return PREDICTION_EXPIRED;
    if (planned(p) && !p->worse)
        return PREDICTION_PLANNED;
    if (!p->up || !config_prediction(st->config, p->said.mode))
        return PREDICTION_WATCHED;
    return scores_silent(st, &p->said) ? PREDICTION_SILENT : PREDICTION_RAISED;
}

void predictions_refresh(struct station *st, struct prediction *p)
{
    enum prediction_state was = p->said.state, is = state_of(st, p);
    const struct prediction_conf *conf = config_prediction(st->config, p->said.mode);
    p->said.alarm = conf && conf->alarm && p->said.action[0] != '\0';
    p->said.state = is;
    if (was == is && p->band <= p->band_kept)
        return;
    station_touch(st);
    if (p->warned || p->said.rev > 0)
        keep_some(st, p);
}

/* The place gets another id: what was before has ended. */
static void renew(struct station *st, struct prediction *p)
{
    struct prediction_view *said = &p->said;
    struct prediction_view none;
    prediction_view_init(&none);
    scores_count(st, p, SCORED_UNANSWERED);
    p->number = st->predictions.next_prediction++;
    people_id(said->id, 'P', p->number);
    said->rev = 0;
    said->since = said->answered_at = said->planned_at = TIME_NONE;
    said->verdict = VERDICT_NONE;
    said->state = PREDICTION_WATCHED;
    said->answered_by[0] = said->note[0] = said->order[0] = '\0';
    p->warned = p->rested = p->worse = p->up = false;
    p->scored = SCORED_NOT;
    p->band_kept = p->band_answered = -1;
}

/* ---- places --------------------------------------------------------------------------------- */

static struct prediction *find(struct station *st, const char *asset, const char *mode)
{
    for (int i = 0; i < PREDICTIONS_MAX; i++) {
        struct prediction *p = &st->predictions.one[i];
        if (p->number > 0 && strcmp(p->said.mode, mode) == 0 && strcmp(p->said.asset, asset) == 0)
            return p;
    }
    return NULL;
}

struct prediction *predictions_find(struct station *st, const char *id)
{
    struct prediction *found = NULL;
    int64_t number = people_number(id, 'P');
    for (int i = 0; i < PREDICTIONS_MAX; i++) {
        struct prediction *p = &st->predictions.one[i];
        bool named = !p->gone && strcmp(p->said.mode, id) == 0;
        if (p->number > 0 && (p->number == number || (named && !found)))
            found = p;
    }
    return found;
}

/* What may make room: withdrawn or answered ones, then those that say nothing any more. */
static int worth(const struct prediction *p)
{
    if (p->gone)
        return 0;
    if (p->said.state == PREDICTION_CLOSED)
        return 1;
    if (p->said.state == PREDICTION_EXPIRED && !p->warned)
        return 2;
    return 3;
}

static struct prediction *make_room(struct station *st, bool known)
{
    struct prediction *best = NULL;
    int strangers = 0;
    for (int i = 0; i < PREDICTIONS_MAX; i++) {
        struct prediction *p = &st->predictions.one[i];
        bool stranger = p->number > 0 && !config_prediction(st->config, p->said.mode);
        strangers += stranger;
        int rank = p->number == 0 ? -1 : stranger && known ? 0 : worth(p);
        if (rank >= 3 || (p->number > 0 && !known && !stranger))
            continue;
        int best_rank = !best ? 9 : best->number == 0 ? -1 : worth(best);
        if (rank < best_rank || (best && rank == best_rank && p->last_ts < best->last_ts))
            best = p;
    }
    bool taken = best && best->number > 0;
    if (!known && strangers >= PREDICTIONS_UNKNOWN_MAX && !taken)
        return NULL;
    if (taken)
        scores_count(st, best, SCORED_UNANSWERED);
    return best;
}

static struct prediction *begin(struct station *st, const struct prediction_message *m)
{
    bool known = config_prediction(st->config, m->said.mode) != NULL;
    struct prediction *p = make_room(st, known);
    if (!p) {
        st->predictions.crowded++;
        return NULL;
    }
    *p = (struct prediction){.scored = SCORED_NOT, .band = -1};
    prediction_view_init(&p->said);
    renew(st, p);
    return p;
}

/* ---- messages ------------------------------------------------------------------------------- */

static int severity_band(const char *severity)
{
    static const char *const names[] = {"info", "warn", "alarm", "critical"};
    int band = -1;
    for (int i = 0; i < 4; i++)
        if (strcmp(names[i], severity) == 0)
            band = i;
    return band;
}

/* Steps in which a warning can get worse. */
static int band_of(const struct prediction_view *said)
{
    static const int64_t limit[] = {500000, 700000, 850000, 950000};
    int band = 0;
    if (said->p < 0)
        return severity_band(said->severity);
    for (size_t i = 0; i < sizeof limit / sizeof *limit; i++)
        band += said->p >= limit[i];
    return band;
}

/* What the message says is what people see; what came of the one before stays. */
static void absorb(struct station *st, struct prediction *p, const struct prediction_message *m)
{
    const struct prediction_conf *conf = config_prediction(st->config, m->said.mode);
    struct prediction_view said = m->said;
    const struct prediction_view *was = &p->said;
    (void)text_copy(said.id, sizeof said.id, was->id);
    (void)text_copy(said.title, sizeof said.title, conf ? conf->title : m->said.mode);
    said.rev = was->rev;
    said.state = was->state;
    said.since = was->since;
    said.verdict = was->verdict;
    (void)text_copy(said.answered_by, sizeof said.answered_by, was->answered_by);
    (void)text_copy(said.note, sizeof said.note, was->note);
    said.answered_at = was->answered_at;
    said.planned_at = was->planned_at;
    (void)text_copy(said.order, sizeof said.order, was->order);
    p->said = said;
    (void)text_copy(p->message, sizeof p->message, m->id);
    p->topic = (int64_t)(m->topic >> 1);
    p->band = band_of(&p->said);
    predictions_evidence(st, p);
}

static bool speaks_for(const struct prediction_conf *conf, const struct prediction_message *m)
{
    const struct prediction_view *said = &m->said;
    if (m->judged != JUDGED_NOT)
        return m->judged == JUDGED_LIKELY;
    return (said->p >= 0 && said->p >= conf->p_on) ||
           (said->rul_ms >= 0 && said->rul_ms < conf->life_on_ms);
}

static bool speaks_against(const struct prediction_conf *conf, const struct prediction_message *m)
{
    const struct prediction_view *said = &m->said;
    if (m->judged != JUDGED_NOT)
        return m->judged == JUDGED_UNLIKELY;
    bool life = said->rul_ms < 0 || said->rul_ms >= conf->life_on_ms + conf->life_on_ms / 5;
    return said->p <= conf->p_off && life;
}

/* It was planned or answered: is it worse by now? */
static bool is_worse(const struct prediction *p)
{
    const struct prediction_view *said = &p->said;
    if (p->band > p->band_answered)
        return true;
    int64_t life = said->rul_lo_ms >= 0 ? said->rul_lo_ms : said->rul_ms;
    return said->planned_at != TIME_NONE && life >= 0 && said->ts + life < said->planned_at;
}

static void raise_it(struct station *st, struct prediction *p)
{
    if (final(p->said.verdict)) {
        if (!p->rested && p->band <= p->band_answered)
            return;
        renew(st, p);
    }
    if (!p->warned)
        p->said.since = station_wall(st, st->t);
    p->up = p->warned = true;
}

static void weigh(struct station *st, struct prediction *p, const struct prediction_message *m)
{
    const struct prediction_conf *conf = config_prediction(st->config, p->said.mode);
    if (!conf || m->foreign)
        return; /* listed, and no more */
    bool against = speaks_against(conf, m);
    p->hot = speaks_for(conf, m) ? p->hot + 1 : 0;
    if (against) {
        p->up = false;
        p->rested = final(p->said.verdict);
    }
    if (p->hot >= conf->messages)
        raise_it(st, p);
    if (planned(p) && is_worse(p))
        p->worse = true;
}

static void withdraw(struct station *st, struct prediction *p)
{
    scores_count(st, p, SCORED_UNANSWERED);
    p->gone = true;
    p->up = false;
    p->hot = 0;
    failures_hear(st, p);
    predictions_refresh(st, p);
    station_touch(st);
}

/* "": of every asset of which it was said by that topic. */
static void withdraw_all(struct station *st, const struct prediction_message *m)
{
    for (int i = 0; i < PREDICTIONS_MAX; i++) {
        struct prediction *p = &st->predictions.one[i];
        if (p->number > 0 && !p->gone && strcmp(p->said.mode, m->said.mode) == 0 &&
            p->topic == (int64_t)(m->topic >> 1))
            withdraw(st, p);
    }
}

static bool is_news(struct station *st, const struct prediction *p,
                    const struct prediction_message *m, int64_t ts)
{
    bool same_id = m->id[0] != '\0' && strcmp(m->id, p->message) == 0;
    if (same_id || (ts == p->last_ts && m->id[0] == '\0')) {
        st->predictions.duplicates++;
        return false;
    }
    if (ts < p->last_ts) {
        st->predictions.late++;
        return false;
    }
    return true;
}

/* Of unknown age is what the broker had stored without a time: it was said before any time. */
static int64_t time_of(const struct station *st, const struct prediction_message *m)
{
    if (m->said.ts != TIME_NONE)
        return m->said.ts;
    return m->stored ? 0 : station_wall(st, st->arrival);
}

/* The machine is off, as the model or the station knows: what is said now is not of its wear. */
static bool is_off(const struct station *st, const struct prediction_message *m)
{
    const struct prediction_conf *conf = config_prediction(st->config, m->said.mode);
    enum machine_state state = st->interval.phase.state;
    bool stands = state != MS_RUNNING && state != MS_UNKNOWN;
    return m->machine_off || (conf && conf->freeze == FREEZE_STOPPED && state == MS_STOPPED) ||
           (conf && conf->freeze == FREEZE_STANDING && stands);
}

/* While the machine is off, what was said before is shown with its age, and holds as long as the
 * model speaks; what was never said before is listed. */
static void learn(struct station *st, struct prediction *p, const struct prediction_message *m,
                  int64_t ts)
{
    bool off = is_off(st, m), back = p->gone, first = p->last_ts == 0;
    p->last_ts = ts;
    if (!off || ((first || back) && !m->machine_off)) {
        absorb(st, p, m);
        if (back)
            renew(st, p);
        p->gone = false;
        p->said.ts = m->said.ts == TIME_NONE && m->stored ? TIME_NONE : ts;
    }
    p->said.frozen = off;
    p->said.expires = ts + m->valid_ms;
    failures_hear(st, p);
    p->expired = p->said.expires <= station_wall(st, st->t);
    if (p->expired) {
        p->up = false;
        p->hot = 0;
    } else if (!off) {
        weigh(st, p, m);
    }
    predictions_refresh(st, p);
    station_touch(st);
}

static void take(struct station *st, const struct prediction_message *m)
{
    struct predictions *all = &st->predictions;
    struct prediction *p = find(st, m->said.asset, m->said.mode);
    int64_t ts = time_of(st, m);
    all->heard++;
    all->unknown += !config_prediction(st->config, m->said.mode);
    if (m->withdrawn && m->said.asset[0] == '\0') {
        withdraw_all(st, m);
        return;
    }
    if (ts > station_wall(st, st->arrival) + AHEAD_MS) {
        all->ahead++;
        return;
    }
    if (p && !is_news(st, p, m, ts))
        return;
    if (!p && (m->withdrawn || m->machine_off))
        return; /* of something that was never said */
    if (!p && !(p = begin(st, m)))
        return;
    if (!m->withdrawn) {
        learn(st, p, m, ts);
        return;
    }
    p->last_ts = ts;
    if (!p->gone)
        withdraw(st, p);
}

void predictions_take(struct station *st, const struct prediction_message *m)
{
    take(st, m);
    failures_follow(st);
}

/* ---- time ----------------------------------------------------------------------------------- */

/* Work that was planned for a time that has passed, and nobody said that it is done. */
static bool overdue(const struct prediction *p)
{
    return p->up && !p->worse && p->said.planned_at != TIME_NONE && !final(p->said.verdict);
}

static int64_t due_of(const struct station *st, const struct prediction *p)
{
    int64_t due = TIME_NEVER;
    if (p->number == 0 || p->gone)
        return due;
    if (!p->expired)
        due = p->said.expires - st->wall_offset;
    if (overdue(p) && p->said.planned_at - st->wall_offset < due)
        due = p->said.planned_at - st->wall_offset;
    if (p->owed && (p->hour + 1) * MS_PER_HOUR < due)
        due = (p->hour + 1) * MS_PER_HOUR;
    return due > st->t ? due : st->t;
}

int64_t predictions_deadline(const struct station *st)
{
    int64_t next = TIME_NEVER;
    for (int i = 0; i < PREDICTIONS_MAX; i++) {
        int64_t due = due_of(st, &st->predictions.one[i]);
        next = due < next ? due : next;
    }
    return next;
}

void predictions_expire(struct station *st)
{
    int64_t wall = station_wall(st, st->t);
    for (int i = 0; i < PREDICTIONS_MAX; i++) {
        struct prediction *p = &st->predictions.one[i];
        if (due_of(st, p) > st->t)
            continue;
        if (!p->expired && p->said.expires <= wall) {
            p->expired = true;
            p->up = false;
            p->hot = 0;
        }
        if (overdue(p) && p->said.planned_at <= wall)
            p->worse = true;
        predictions_refresh(st, p);
        if (p->owed && p->hour < st->t / MS_PER_HOUR)
            keep_some(st, p);
    }
    failures_follow(st);
}

void predictions_follow(struct station *st)
{
    scores_judge(st);
    for (int i = 0; i < PREDICTIONS_MAX; i++)
        if (st->predictions.one[i].number > 0)
            predictions_refresh(st, &st->predictions.one[i]);
}

/* ---- for others ----------------------------------------------------------------------------- */

void predictions_planned(struct station *st, const char *id, bool is_planned, int64_t wall)
{
    struct prediction *p = people_number(id, 'P') > 0 ? predictions_find(st, id) : NULL;
    if (!p || final(p->said.verdict))
        return;
    if (is_planned && wall == TIME_NONE)
        wall = station_wall(st, st->t) + MS_PER_DAY;
    p->said.planned_at = is_planned ? wall : TIME_NONE;
    p->band_answered = p->band;
    p->worse = false;
    predictions_refresh(st, p);
    station_touch(st);
}

bool prediction_means(const struct prediction *p, const struct condition *c)
{
    if (p->number == 0 || p->said.state != PREDICTION_RAISED ||
        (c->text[0] != '\0' && strcmp(c->text, p->said.mode) != 0))
        return false;
    int severity = severity_band(p->said.severity);
    return (c->words & PREDICTION_ANY) != 0 ||
           ((c->words & PREDICTION_ALARM) != 0 && p->said.alarm) ||
           ((c->words & PREDICTION_WARN) != 0 && severity >= 1) ||
           ((c->words & PREDICTION_CRITICAL) != 0 && severity == 3);
}

bool predictions_hold(const struct station *st, const struct condition *c)
{
    for (int i = 0; i < PREDICTIONS_MAX; i++) {
        if (prediction_means(&st->predictions.one[i], c))
            return true;
    }
    return false;
}

uint64_t predictions_mark(const struct station *st)
{
    uint64_t mark = 0;
    for (int i = 0; i < PREDICTIONS_MAX; i++) {
        const struct prediction *p = &st->predictions.one[i];
        bool raised = p->number > 0 && p->said.state == PREDICTION_RAISED;
        uint64_t one = raised ? (uint64_t)p->number << 4 | (uint64_t)p->said.alarm << 3 |
                                    (uint64_t)(severity_band(p->said.severity) + 1)
                              : 0;
        mark = mark * UINT64_C(1099511628211) + one;
    }
    return mark;
}
