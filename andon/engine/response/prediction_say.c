/* SPDX-License-Identifier: MIT */
/* Predictions as people see them: the snapshot's few, all of them for the query, the answer to why
 * a lamp is lit, figures and evidence in words. Called by snapshot_fill.c, why.c, workorders.c. */
#include "andon/engine/people/people.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <string.h>

/* "72 % in 24 h, 16 h left" */
void prediction_figures(const struct prediction_view *v, char *out, size_t size)
{
    char span[TEXT_DURATION_SIZE], life[48] = "";
    out[0] = '\0';
    if (v->p >= 0 && v->horizon_ms >= 0)
        (void)text_format(out, size, "%lld %% in %s", (long long)((v->p + 5000) / 10000),
                          text_duration(v->horizon_ms, span));
    else if (v->p >= 0)
        (void)text_format(out, size, "%lld %%", (long long)((v->p + 5000) / 10000));
    if (v->rul_ms >= 0)
        (void)text_format(life, sizeof life, "%s%s left", out[0] ? ", " : "",
                          text_duration(v->rul_ms, span));
    (void)text_format(out + strlen(out), size - strlen(out), "%s", life);
    if (out[0] == '\0')
        (void)text_copy(out, size, v->severity[0] ? v->severity : "no figures");
}

/* "vib.rms 7.9 mm/s (limit 7.1), …" as far as it fits */
void prediction_evidence(const struct prediction_view *v, char *out, size_t size)
{
    out[0] = '\0';
    for (int i = 0; i < v->evidences; i++) {
        const struct evidence *e = &v->evidence[i];
        char value[AMOUNT_TEXT_SIZE], limit[AMOUNT_TEXT_SIZE], one[160];
        bool limited = e->limit != EVIDENCE_NONE;
        (void)text_format(one, sizeof one, "%s%s %s%s%s%s%s%s", i > 0 ? ", " : "", e->name,
                          amount_to_text(e->value, value), e->unit[0] ? " " : "", e->unit,
                          limited ? " (limit " : "", limited ? amount_to_text(e->limit, limit) : "",
                          limited ? ")" : "");
        if (strlen(out) + strlen(one) >= size)
            return;
        (void)text_copy(out + strlen(out), size - strlen(out), one);
    }
}

void predictions_tell(const struct station *st, const struct condition *c, char *out, size_t size)
{
    const struct prediction *oldest = NULL;
    char figures[96], iso[TIME_ISO_SIZE], more[32] = "";
    int count = 0;
    for (int i = 0; i < PREDICTIONS_MAX; i++) {
        const struct prediction *p = &st->predictions.one[i];
        if (!prediction_means(p, c))
            continue;
        count++;
        if (!oldest || p->said.since < oldest->said.since)
            oldest = p;
    }
    if (!oldest) {
        (void)text_copy(out, size, "no failure is predicted");
        return;
    }
    const struct prediction_view *v = &oldest->said;
    prediction_figures(v, figures, sizeof figures);
    (void)time_to_iso8601(zone_local(&st->config->zone, v->since), iso);
    if (count > 1)
        (void)text_format(more, sizeof more, ", %d more", count - 1);
    (void)text_format(out, size, "%s %s: %s, since %.10s %.5s%s%s%s", v->id, v->title, figures, iso,
                      iso + 11, v->model[0] ? ", model " : "", v->model, more);
}

/* ---- views ---------------------------------------------------------------------------------- */

static int pressing(const struct prediction_view *v)
{
    static const int rank[PREDICTION_STATE_COUNT] = {
        [PREDICTION_RAISED] = 1,  [PREDICTION_PLANNED] = 2, [PREDICTION_SILENT] = 3,
        [PREDICTION_EXPIRED] = 4, [PREDICTION_WATCHED] = 5, [PREDICTION_CLOSED] = 6,
    };
    return v->state == PREDICTION_RAISED && v->alarm ? 0 : rank[v->state];
}

static bool before(const struct prediction_view *a, const struct prediction_view *b)
{
    int first = pressing(a), second = pressing(b);
    if (first != second)
        return first < second;
    return a->p != b->p ? a->p > b->p : people_number(a->id, 'P') < people_number(b->id, 'P');
}

int station_predictions(const struct station *st, struct now now,
                        struct prediction_view out[PREDICTION_VIEWS])
{
    int count = 0;
    int64_t wall = station_wall(st, station_time(st, now));
    for (int i = 0; i < PREDICTIONS_MAX; i++) {
        const struct prediction *p = &st->predictions.one[i];
        int at = count;
        if (p->number == 0 || p->gone)
            continue;
        for (; at > 0 && before(&p->said, &out[at - 1]); at--)
            out[at] = out[at - 1];
        out[at] = p->said;
        out[at].age_ms = p->said.ts == TIME_NONE ? -1 : wall - p->said.ts;
        if (out[at].age_ms < 0)
            out[at].age_ms = p->said.ts == TIME_NONE ? -1 : 0;
        count++;
    }
    return count;
}

void station_prediction_counts(const struct station *st, struct prediction_counts *out)
{
    const struct predictions *all = &st->predictions;
    *out = (struct prediction_counts){.heard = all->heard,
                                      .duplicates = all->duplicates,
                                      .late = all->late,
                                      .ahead = all->ahead,
                                      .unknown = all->unknown,
                                      .crowded = all->crowded,
                                      .labels_lost = all->labels_lost,
                                      .labels_waiting = all->labels,
                                      .strangers = all->strangers,
                                      .odd = all->odd};
}

void predictions_fill(const struct station *st, int64_t t, struct snapshot *s)
{
    struct prediction_view all[PREDICTION_VIEWS];
    struct now now = {.boot_ms = t - st->boot_to_t, .wall_ms = station_wall(st, t)};
    int count = station_predictions(st, now, all);
    for (int i = 0; i < count && s->predictions < SNAPSHOT_PREDICTIONS; i++)
        if (all[i].state != PREDICTION_CLOSED)
            s->prediction[s->predictions++] = all[i];
}

/* ---- evidence ------------------------------------------------------------------------------- */

static bool has_signal(const struct prediction_view *v, const char *name)
{
    for (int i = 0; i < v->evidences; i++)
        if (strcmp(v->evidence[i].signal, name) == 0)
            return true;
    return false;
}

/* Those of the configuration that the message does not name, as they are now. */
void predictions_evidence(const struct station *st, struct prediction *p)
{
    const struct prediction_conf *conf = config_prediction(st->config, p->said.mode);
    struct prediction_view *v = &p->said;
    for (size_t i = 0; conf && i < st->config->signals && v->evidences < EVIDENCE_MAX; i++) {
        const struct signal_conf *signal = &st->config->signal[i];
        const struct value *value = &st->signal[i].value;
        if (conf->signals[0] == '\0' || !config_list_has(conf->signals, signal->name) ||
            has_signal(v, signal->name) || value->type != VALUE_NUMBER ||
            signals_quality(st, i, st->t) != Q_GOOD)
            continue;
        struct evidence *e = &v->evidence[v->evidences++];
        *e = (struct evidence){
            .value = value->amount, .limit = EVIDENCE_NONE, .weight = EVIDENCE_NONE};
        (void)text_copy(e->name, sizeof e->name, signal->name);
        (void)text_copy(e->unit, sizeof e->unit, signal->unit);
        (void)text_copy(e->signal, sizeof e->signal, signal->name);
    }
}
