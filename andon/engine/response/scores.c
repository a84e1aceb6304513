/* SPDX-License-Identifier: MIT */
/* How right each version of a model was: warnings that were found, false ones, those that nobody
 * answered, and how long before. One below its floor goes silent, and comes back when answers bring
 * it above. Of how many failures it warned is counted by failures.c. Called by predictions.c and
 * answers.c.
 *
 * Limit: SCORES_MAX; the one that was not heard of for longest makes room, but one that only speaks
 * displaces none that has counted anything. */
#include "andon/engine/parts.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <string.h>

static struct score *score_of(struct predictions *all, const struct prediction_view *said)
{
    for (int i = 0; i < SCORES_MAX; i++) {
        struct score *s = &all->score[i];
        if (s->used_wall != 0 && strcmp(s->model, said->model) == 0 &&
            strcmp(s->version, said->version) == 0)
            return s;
    }
    return NULL;
}

static bool has_counted(const struct predictions *all, const struct score *s)
{
    bool any = s->failures > 0;
    for (int i = 0; i < SCORED_COUNT; i++)
        any = any || s->count[i] > 0;
    for (int i = 0; i < FAILURES_MAX && !any; i++)
        any = all->failure[i].number != 0 && all->failure[i].lead[s - all->score] != FAILURE_AWAY;
    return any;
}

/* `idle`: only one that has counted nothing may make room. NULL: none does. */
static struct score *score_begin(struct predictions *all, const struct prediction_view *said,
                                 bool idle)
{
    struct score *oldest = NULL;
    for (int i = 0; i < SCORES_MAX; i++) {
        struct score *s = &all->score[i];
        bool may = s->used_wall == 0 || !idle || !has_counted(all, s);
        if (may && (!oldest || s->used_wall < oldest->used_wall))
            oldest = s;
    }
    if (!oldest)
        return NULL;
    failures_forget(all, oldest);
    *oldest = (struct score){.used_wall = 1};
    (void)text_copy(oldest->model, sizeof oldest->model, said->model);
    (void)text_copy(oldest->version, sizeof oldest->version, said->version);
    return oldest;
}

struct score *scores_hear(struct predictions *all, const struct prediction_view *said)
{
    struct score *s = score_of(all, said);
    return s || said->model[0] == '\0' ? s : score_begin(all, said, true);
}

static bool below_floor(const struct config *config, const struct score *s)
{
    const struct model_conf *conf = config_model(config, s->model);
    int64_t right = s->count[SCORED_HIT];
    int64_t ended = right + s->count[SCORED_FALSE] + s->count[SCORED_UNANSWERED];
    return conf && conf->floor > 0 && ended >= conf->answers &&
           right * AMOUNT_ONE < conf->floor * ended;
}

void scores_judge(struct station *st)
{
    bool changed = false;
    for (int i = 0; i < SCORES_MAX; i++) {
        struct score *s = &st->predictions.score[i];
        bool silent = s->used_wall != 0 && below_floor(st->config, s);
        changed = changed || silent != s->silent;
        s->silent = silent;
    }
    for (int i = 0; changed && i < PREDICTIONS_MAX; i++)
        if (st->predictions.one[i].number > 0)
            predictions_refresh(st, &st->predictions.one[i]);
}

bool scores_silent(const struct station *st, const struct prediction_view *said)
{
    for (int i = 0; i < SCORES_MAX; i++) {
        const struct score *s = &st->predictions.score[i];
        if (s->silent && strcmp(s->model, said->model) == 0 &&
            strcmp(s->version, said->version) == 0)
            return true;
    }
    return false;
}

static int64_t lead_of(const struct prediction *p)
{
    int64_t lead = p->said.answered_at - p->said.since;
    return p->said.answered_at == TIME_NONE || p->said.since == TIME_NONE || lead < 0 ? 0 : lead;
}

void scores_count(struct station *st, struct prediction *p, enum scored as)
{
    struct score *s = score_of(&st->predictions, &p->said);
    if (!p->warned || (as == SCORED_UNANSWERED && p->scored != SCORED_NOT))
        return;
    if (!s)
        s = score_begin(&st->predictions, &p->said, false);
    if (p->scored != SCORED_NOT && s->count[p->scored] > 0) {
        s->count[p->scored]--;
        s->lead_ms -= p->scored == SCORED_HIT ? lead_of(p) : 0;
    }
    p->scored = (int)as;
    s->count[as]++;
    s->lead_ms += as == SCORED_HIT ? lead_of(p) : 0;
    s->used_wall = station_wall(st, st->t);
    scores_judge(st);
}

int station_models(const struct station *st, struct model_view out[MODEL_VIEWS])
{
    int count = 0;
    for (int i = 0; i < SCORES_MAX; i++) {
        const struct score *s = &st->predictions.score[i];
        const struct model_conf *conf = config_model(st->config, s->model);
        if (s->used_wall == 0)
            continue;
        struct model_view *v = &out[count++];
        *v = (struct model_view){.hits = s->count[SCORED_HIT],
                                 .false_alarms = s->count[SCORED_FALSE],
                                 .unanswered = s->count[SCORED_UNANSWERED],
                                 .precision = -1,
                                 .lead_ms = -1,
                                 .minute = -1,
                                 .floor = conf ? conf->floor : 0,
                                 .wanted_ms = conf ? conf->lead_ms : 0,
                                 .answers = conf ? conf->answers : 0,
                                 .silent = s->silent};
        (void)text_copy(v->model, sizeof v->model, s->model);
        (void)text_copy(v->version, sizeof v->version, s->version);
        (void)text_copy(v->title, sizeof v->title, conf ? conf->title : s->model);
        if (v->hits + v->false_alarms > 0)
            v->precision = v->hits * AMOUNT_ONE / (v->hits + v->false_alarms);
        if (v->hits > 0)
            v->lead_ms = s->lead_ms / v->hits;
        failures_view(st, s, v);
    }
    return count;
}
