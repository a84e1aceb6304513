/* SPDX-License-Identifier: MIT */
/* Failures that happened, and which models had warned of them: what recall and lead of the
 * scoreboard are made of. A failure is a stop whose reason (given, or meant by the machine's fault)
 * one of the modes names, or a finding that people answered. Called by predictions.c behind each
 * message, by records_stop for each revision of a stop, by answers.c.
 *
 * Limits: SPOKEN_MAX, WARNINGS_MAX, FAILURES_MAX; the oldest makes room. A failure that leaves is
 * settled: it counts on as it is, and what becomes of its stop moves it no more. */
#include "andon/engine/parts.h"
#include "data/config/field.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <string.h>

/* ---- what models say ------------------------------------------------------------------------ */

static int slot_of(const struct predictions *all, const struct score *score)
{
    return (int)(score - all->score);
}

/* It speaks of that mode from now until what it said expires. After a silence it begins anew. */
static void speak_of(struct predictions *all, int slot, const char *mode, int64_t now,
                     int64_t until)
{
    struct spoken *at = &all->spoken[0];
    for (int i = 0; i < SPOKEN_MAX; i++) {
        struct spoken *one = &all->spoken[i];
        if (one->since_wall != 0 && one->score == slot && strcmp(one->mode, mode) == 0) {
            if (one->until_wall < now)
                one->since_wall = now;
            one->until_wall = until;
            return;
        }
        if (one->until_wall < at->until_wall)
            at = one;
    }
    *at = (struct spoken){.score = slot, .since_wall = now, .until_wall = until};
    (void)text_copy(at->mode, sizeof at->mode, mode);
}

static int64_t there_since(const struct score *s, int64_t now)
{
    int64_t to = now < s->until_wall ? now : s->until_wall;
    return to > s->heard_wall ? to - s->heard_wall : 0;
}

void failures_hear(struct station *st, const struct prediction *p)
{
    struct predictions *all = &st->predictions;
    struct score *s = scores_hear(all, &p->said);
    int64_t now = station_wall(st, st->t);
    if (!s || !config_prediction(st->config, p->said.mode))
        return;
    if (s->since_wall == 0)
        s->since_wall = now;
    s->there_ms += there_since(s, now);
    s->heard_wall = s->used_wall = now;
    s->until_wall = p->said.expires > now && !p->gone ? p->said.expires : now;
    speak_of(all, slot_of(all, s), p->said.mode, now, s->until_wall);
}

static bool stands(const struct prediction *p)
{
    return p->number > 0 && p->up && p->said.verdict != VERDICT_DONE;
}

static struct warning *open_warning(struct predictions *all, int64_t number)
{
    for (int i = 0; i < WARNINGS_MAX; i++) {
        struct warning *w = &all->warning[i];
        if (w->number == number && w->end_wall == TIME_NONE)
            return w;
    }
    return NULL;
}

static void warn(struct predictions *all, const struct prediction *p, int64_t now)
{
    const struct score *s = scores_hear(all, &p->said);
    struct warning *at = &all->warning[0];
    for (int i = 1; s && i < WARNINGS_MAX && at->number != 0; i++)
        if (all->warning[i].number == 0 || all->warning[i].since_wall < at->since_wall)
            at = &all->warning[i];
    if (!s)
        return;
    *at = (struct warning){
        .number = p->number, .score = slot_of(all, s), .since_wall = now, .end_wall = TIME_NONE};
    (void)text_copy(at->mode, sizeof at->mode, p->said.mode);
}

void failures_follow(struct station *st)
{
    struct predictions *all = &st->predictions;
    int64_t now = station_wall(st, st->t);
    for (int i = 0; i < WARNINGS_MAX; i++) {
        struct warning *w = &all->warning[i];
        bool on = w->number == 0 || w->end_wall != TIME_NONE;
        for (int k = 0; !on && k < PREDICTIONS_MAX; k++)
            on = all->one[k].number == w->number && stands(&all->one[k]);
        if (!on)
            w->end_wall = now;
    }
    for (int k = 0; k < PREDICTIONS_MAX; k++)
        if (stands(&all->one[k]) && !open_warning(all, all->one[k].number))
            warn(all, &all->one[k], now);
}

/* ---- failures ------------------------------------------------------------------------------- */

static bool share_reason(const struct prediction_conf *a, const struct prediction_conf *b)
{
    const char *piece, *at = a && b && b->reasons[0] ? a->reasons : "";
    size_t length;
    char reason[CONFIG_ID_SIZE];
    while (at && at[0] && piece_next(&at, ',', &piece, &length))
        if (text_copy_n(reason, sizeof reason, piece, length) &&
            config_list_has(b->reasons, reason))
            return true;
    return false;
}

/* What models of that mode are to warn of. */
static bool is_of(const struct config *config, const char *mode, const struct failure *f)
{
    const struct prediction_conf *conf = config_prediction(config, mode);
    if (f->found)
        return strcmp(mode, f->what) == 0 || share_reason(conf, config_prediction(config, f->what));
    return conf && conf->reasons[0] && config_list_has(conf->reasons, f->what);
}

static void judge(struct station *st, struct failure *f)
{
    const struct predictions *all = &st->predictions;
    memset(f->lead, 0, sizeof f->lead);
    for (int i = 0; i < SPOKEN_MAX; i++) {
        const struct spoken *s = &all->spoken[i];
        if (s->since_wall != 0 && s->since_wall <= f->begin_wall &&
            f->begin_wall <= s->until_wall && is_of(st->config, s->mode, f))
            f->lead[s->score] = FAILURE_MISSED;
    }
    for (int i = 0; i < WARNINGS_MAX; i++) {
        const struct warning *w = &all->warning[i];
        int64_t lead = FAILURE_WARNED + f->begin_wall - w->since_wall;
        if (w->number != 0 && lead >= FAILURE_WARNED &&
            (w->end_wall == TIME_NONE || w->end_wall >= f->begin_wall) &&
            lead > f->lead[w->score] && is_of(st->config, w->mode, f))
            f->lead[w->score] = lead;
    }
}

static bool near(const struct failure *f, const struct failure *stop, int64_t lead)
{
    int64_t before = lead > MS_PER_DAY ? lead : MS_PER_DAY;
    return stop->begin_wall >= f->begin_wall - before &&
           stop->begin_wall <= f->begin_wall + MS_PER_DAY;
}

/* What was found and then stopped the machine, or the other way round, is one failure: the stop. */
static bool is_told_twice(const struct station *st, const struct failure *f, int slot)
{
    const struct predictions *all = &st->predictions;
    for (int i = 0; f->found && i < FAILURES_MAX; i++) {
        const struct failure *stop = &all->failure[i];
        bool same = (stop->lead[slot] >= FAILURE_WARNED) == (f->lead[slot] >= FAILURE_WARNED);
        if (stop->number != 0 && !stop->found && stop->lead[slot] != FAILURE_AWAY && same &&
            near(f, stop, f->lead[slot]) && is_of(st->config, f->what, stop))
            return true;
    }
    return false;
}

/* It counts on as it is. */
static void settle(struct station *st, struct failure *f)
{
    struct predictions *all = &st->predictions;
    for (int slot = 0; slot < SCORES_MAX; slot++) {
        if (f->lead[slot] == FAILURE_AWAY || is_told_twice(st, f, slot))
            continue;
        all->score[slot].failures++;
        if (f->lead[slot] >= FAILURE_WARNED) {
            all->score[slot].warned++;
            all->score[slot].ahead_ms += f->lead[slot] - FAILURE_WARNED;
        }
    }
    if (f->begin_wall > all->settled_wall)
        all->settled_wall = f->begin_wall;
    f->number = 0;
}

static struct failure *find(struct predictions *all, int64_t number, bool found)
{
    for (int i = 0; i < FAILURES_MAX; i++) {
        struct failure *f = &all->failure[i];
        if (f->number == number && f->found == found)
            return f;
    }
    return NULL;
}

/* NULL: older than what is settled. */
static struct failure *place(struct station *st, const struct failure *as)
{
    struct predictions *all = &st->predictions;
    struct failure *at = &all->failure[0];
    if (as->begin_wall <= all->settled_wall)
        return NULL;
    for (int i = 1; i < FAILURES_MAX && at->number != 0; i++) {
        struct failure *f = &all->failure[i];
        if (f->number == 0 || f->begin_wall < at->begin_wall)
            at = f;
    }
    if (at->number != 0)
        settle(st, at);
    *at = *as;
    return at;
}

static struct failure *take(struct station *st, const struct failure *as)
{
    struct failure *f = find(&st->predictions, as->number, as->found);
    bool same = f && f->begin_wall == as->begin_wall && strcmp(f->what, as->what) == 0;
    if (f && !same) {
        *f = *as;
        judge(st, f);
    } else if (!f && (f = place(st, as)) != NULL) {
        judge(st, f);
    }
    if (f)
        f->ms = as->ms;
    return f;
}

static void take_back(struct station *st, int64_t number, bool found)
{
    struct failure *f = find(&st->predictions, number, found);
    if (f)
        f->number = 0;
}

static const char *reason_of(const struct config *config, const struct stop *stop)
{
    int meant = -1;
    if (stop->reason[0] != '\0')
        return stop->reason;
    if (stop->suggested[0] != '\0')
        meant = config_reason_for_fault(config, stop->suggested, "");
    return meant >= 0 ? config->reason[meant].name : "";
}

void failures_stop(struct station *st, const struct stop *stop)
{
    const char *reason = stop->into == 0 ? reason_of(st->config, stop) : "";
    struct failure as = {
        .number = stop->number, .begin_wall = stop->begin_wall, .ms = stop->open ? -1 : stop->ms};
    bool is = false;
    (void)text_copy(as.what, sizeof as.what, reason);
    for (size_t i = 0; reason[0] != '\0' && !is && i < st->config->predictions; i++)
        is = is_of(st->config, st->config->prediction[i].name, &as);
    if (is)
        (void)take(st, &as);
    else
        take_back(st, stop->number, false);
}

/* The model that said it had said it: whether it warned needs no looking. */
void failures_found(struct station *st, const struct prediction *p, bool found)
{
    struct predictions *all = &st->predictions;
    const struct score *s = scores_hear(all, &p->said);
    struct failure as = {
        .found = true, .number = p->number, .begin_wall = p->said.answered_at, .ms = -1};
    (void)text_copy(as.what, sizeof as.what, p->said.mode);
    struct failure *f = NULL;
    if (!found)
        take_back(st, p->number, true);
    else
        f = take(st, &as);
    if (!f || !s)
        return;
    int64_t lead = p->said.since != TIME_NONE ? f->begin_wall - p->said.since : 0;
    f->lead[slot_of(all, s)] = p->warned ? FAILURE_WARNED + (lead > 0 ? lead : 0) : FAILURE_MISSED;
}

void failures_forget(struct predictions *all, const struct score *score)
{
    int slot = slot_of(all, score);
    for (int i = 0; i < FAILURES_MAX; i++)
        all->failure[i].lead[slot] = FAILURE_AWAY;
    for (int i = 0; i < WARNINGS_MAX; i++)
        if (all->warning[i].score == slot)
            all->warning[i].number = 0;
    for (int i = 0; i < SPOKEN_MAX; i++)
        if (all->spoken[i].score == slot)
            all->spoken[i] = (struct spoken){.score = 0};
}

/* ---- what it comes to ----------------------------------------------------------------------- */

/* Ended stops by how long they lasted, to take the middle of. */
struct stops {
    int64_t ms[FAILURES_MAX];
    int count;
};

static void add_stop(struct stops *stops, int64_t ms)
{
    int at = stops->count++;
    for (; at > 0 && stops->ms[at - 1] > ms; at--)
        stops->ms[at] = stops->ms[at - 1];
    stops->ms[at] = ms;
}

static int64_t median(const struct stops *stops)
{
    int half = stops->count / 2;
    if (stops->count == 0)
        return -1;
    return stops->count % 2 ? stops->ms[half] : (stops->ms[half - 1] + stops->ms[half]) / 2;
}

/* What a minute costs today. */
static const struct cost_conf *cost_now(const struct station *st)
{
    const struct config *config = st->config;
    const struct cost_conf *best = NULL;
    int64_t today = zone_local(&config->zone, station_wall(st, st->t)) / MS_PER_DAY;
    for (size_t i = 0; i < config->costs; i++) {
        const struct cost_conf *c = &config->cost[i];
        if (c->minute > 0 && c->from <= today && (!best || c->from > best->from))
            best = c;
    }
    return best;
}

static void save_money(const struct station *st, const struct stops stops[2], struct model_view *v)
{
    const struct cost_conf *cost = cost_now(st);
    v->stops_missed = stops[0].count;
    v->stops_warned = stops[1].count;
    v->stop_missed_ms = median(&stops[0]);
    v->stop_warned_ms = median(&stops[1]);
    if (!cost)
        return;
    v->minute = cost->minute;
    (void)text_copy(v->currency, sizeof v->currency, cost->currency);
    v->enough = v->stops_missed >= FAILURES_ENOUGH && v->stops_warned >= FAILURES_ENOUGH;
    double minutes = (double)(v->stop_missed_ms - v->stop_warned_ms) / (double)MS_PER_MIN;
    double saved = (double)v->stops_warned * minutes * amount_to_double(cost->minute);
    v->enough = v->enough && amount_from_double(saved, &v->saved) == 0;
}

void failures_view(const struct station *st, const struct score *s, struct model_view *v)
{
    const struct predictions *all = &st->predictions;
    int slot = slot_of(all, s);
    struct stops stops[2] = {{.count = 0}, {.count = 0}}; /* missed, warned of */
    int64_t ahead = s->ahead_ms, now = station_wall(st, st->t);
    v->failures = s->failures;
    v->warned = s->warned;
    for (int i = 0; i < FAILURES_MAX; i++) {
        const struct failure *f = &all->failure[i];
        bool warned = f->lead[slot] >= FAILURE_WARNED;
        if (f->number == 0 || f->lead[slot] == FAILURE_AWAY || is_told_twice(st, f, slot))
            continue;
        v->failures++;
        v->warned += warned;
        ahead += warned ? f->lead[slot] - FAILURE_WARNED : 0;
        if (!f->found && f->ms >= 0)
            add_stop(&stops[warned], f->ms);
    }
    v->since = s->since_wall > 0 ? s->since_wall : TIME_NONE;
    v->there_ms = s->there_ms + there_since(s, now);
    v->recall = v->failures > 0 ? v->warned * AMOUNT_ONE / v->failures : -1;
    v->ahead_ms = v->warned > 0 ? ahead / v->warned : -1;
    v->false_week = -1;
    if (v->there_ms >= MS_PER_DAY)
        v->false_week = v->false_alarms * 7 * AMOUNT_ONE / (v->there_ms / MS_PER_DAY);
    save_money(st, stops, v);
}
