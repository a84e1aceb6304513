/* SPDX-License-Identifier: MIT */
/* How a prediction is drawn: never a bare number, always with its horizon, interval, model and age.
 * Called by the form of predictions. */
#include "console/forms/andon/prediction_paint.h"

#include "console/forms/draw.h"
#include "console/panels/andon/look.h"
#include "console/widgets/bar.h"
#include "console/widgets/digits.h"
#include "console/widgets/trend.h"
#include "console/words/heard.h"
#include "console/words/words.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <string.h>

static const char *state_words(const struct view *v, const struct prediction_view *p, char *out,
                               size_t size)
{
    char when[FORMAT_SIZE];
    static const char *const words[PREDICTION_STATE_COUNT] = {
        [PREDICTION_WATCHED] = N_("watched"),
        [PREDICTION_RAISED] = N_("raised"),
        [PREDICTION_PLANNED] = N_("planned"),
        [PREDICTION_EXPIRED] = N_("too old to count"),
        [PREDICTION_SILENT] = N_("model is silenced"),
        [PREDICTION_CLOSED] = N_("closed"),
    };
    const char *word = (unsigned)p->state < PREDICTION_STATE_COUNT ? _(words[p->state]) : "?";
    if (p->state == PREDICTION_PLANNED && p->planned_at != TIME_NONE)
        (void)text_format(out, size, _("planned for %s"),
                          format_when(&v->zone, p->planned_at, v->wall_ms, when));
    else if (p->state == PREDICTION_RAISED && p->since != TIME_NONE)
        (void)text_format(out, size, _("raised %s%s"),
                          format_when(&v->zone, p->since, v->wall_ms, when),
                          p->alarm ? _(", an alarm") : "");
    else
        (void)text_copy(out, size, word);
    return out;
}

/* "16 h left (6 h – 30 h)". */
static void life_words(const struct prediction_view *p, char *out, size_t size)
{
    char mid[FORMAT_SIZE], low[FORMAT_SIZE], high[FORMAT_SIZE];
    out[0] = '\0';
    if (p->rul_ms < 0)
        return;
    (void)text_format(out, size, _("%s%s left"), span_words(p->rul_ms, mid),
                      p->rul_run ? _(" of running") : "");
    size_t n = strlen(out);
    if (p->rul_lo_ms >= 0 && p->rul_hi_ms >= 0)
        (void)text_format(out + n, size - n, " (%s\u2013%s)", span_words(p->rul_lo_ms, low),
                          span_words(p->rul_hi_ms, high));
}

void prediction_row(const struct view *v, struct area a, int y, const struct prediction_view *p)
{
    char words[96], life[96], state[96], span[FORMAT_SIZE];
    struct look_of look = prediction_look(p);
    int x = draw_look(a, 1, y, &look) + 1, room = a.r.w - x - 1;
    prediction_words(v, p, words, sizeof words);
    life_words(p, life, sizeof life);
    (void)state_words(v, p, state, sizeof state);
    if (room < 60) {
        int right = draw_text_right(a, a.r.w - 1, y, ST_BOLD, words);
        draw_text_cut(a, (struct rect){x, y, right - x - 1, 1}, look.style, prediction_title(p));
        return;
    }
    int title = room * 2 / 5 > 40 ? 40 : room * 2 / 5, each = (room - title - 14) / 2;
    if (room < 90 && p->rul_ms >= 0) /* the interval stands below */
        (void)text_format(life, sizeof life, _("%s left"), span_words(p->rul_ms, span));
    if (each > 36)
        each = 36;
    draw_text_cut(a, (struct rect){x, y, title - 1, 1}, look.style, prediction_title(p));
    x += title;
    draw_text_cut(a, (struct rect){x, y, 13, 1}, look.style == ST_OLD ? ST_OLD : ST_BOLD, words);
    draw_text_cut(a, (struct rect){x + 14, y, each - 1, 1}, ST_NORMAL, life);
    if (life[0] == '\0' && text_cells(state) > each)
        draw_text_right(a, a.r.w - 1, y, ST_DIM, state);
    else
        draw_text_cut(a, (struct rect){x + 14 + each, y, each, 1}, ST_DIM, state);
}

/* "right 8 of 11", "no answer yet": how good its model has been. */
static void prediction_record(const struct view *v, const struct prediction_view *p, char *out,
                              size_t size)
{
    const struct model_row *m = model_find(&v->response, p->model, p->version);
    if (m == NULL || m->hits + m->false_alarms == 0)
        (void)text_copy(out, size, _("nobody has answered it yet"));
    else
        (void)text_format(out, size, _("right %lld of %lld%s"), (long long)m->hits,
                          (long long)m->hits + (long long)m->false_alarms,
                          m->silent ? _(", silenced: below its floor") : "");
}

/* Probability in block letters, remaining life with its bar. Returns the row after. */
static int paint_figures(const struct view *v, struct area a, int y,
                         const struct prediction_view *p, bool large)
{
    char words[96], percent[FORMAT_SIZE], life[128], horizon[FORMAT_SIZE];
    const int64_t span[3] = {p->rul_lo_ms, p->rul_ms, p->rul_hi_ms};
    int x = 1;
    prediction_words(v, p, words, sizeof words);
    life_words(p, life, sizeof life);
    int64_t whole = p->rul_hi_ms > p->rul_ms ? p->rul_hi_ms + p->rul_hi_ms / 5 : p->rul_ms * 2;
    enum style style = p->state == PREDICTION_RAISED ? ST_WARN : prediction_look(p).style;
    if (large && p->p >= 0) {
        struct rect room = {1, y, 20, a.canvas->tier == GLYPH_UNICODE ? 3 : 5};
        (void)text_format(percent, sizeof percent, "%lld %%",
                          (long long)((p->p * 100 + AMOUNT_ONE / 2) / AMOUNT_ONE));
        enum digits_size size = digits_fit(a.canvas->tier, percent, "100 %", &room);
        x = draw_digits(a, room, size, style, percent) + 3;
        if (p->horizon_ms > 0)
            draw_format(a, x, y, ST_BOLD, _("in %s"), span_words(p->horizon_ms, horizon));
        draw_text_cut(a, (struct rect){x, y + 1, a.r.w - x - 1, 1}, ST_BOLD, life);
        if (p->rul_ms >= 0 && a.r.w - x > 12)
            draw_interval(a, (struct rect){x, y + 2, a.r.w - x - 2 > 48 ? 48 : a.r.w - x - 2, 1},
                          span, whole);
        return y + digits_height(size);
    }
    x = draw_format(a, 1, y, style, "%s", words);
    x = draw_format(a, x, y, ST_BOLD, "   %s", life);
    if (p->rul_ms >= 0 && a.r.w - x > 16)
        draw_interval(a, (struct rect){x + 2, y, a.r.w - x - 4, 1}, span, whole);
    return y + 1;
}

/* Which model says so, how good it was, how old it is. */
static void paint_model(const struct view *v, struct area a, int y, const struct prediction_view *p)
{
    char record[96], age[FORMAT_SIZE], until[FORMAT_SIZE];
    prediction_record(v, p, record, sizeof record);
    int x = draw_format(a, 1, y, ST_DIM, "%s %s \u00B7 ",
                        p->model[0] != '\0' ? p->model : _("no model"), p->version);
    x = draw_text(a, x, y, ST_NORMAL, record);
    x = draw_format(a, x, y, ST_DIM, _(" \u00B7 said %s ago%s"),
                    span_words(p->age_ms >= 0 ? view_grown(v, p->age_ms) : -1, age),
                    p->frozen ? _(", frozen: the machine is off") : "");
    if (p->expires != TIME_NONE && a.r.w - x > 22)
        x = draw_format(a, x, y, ST_DIM, _(" \u00B7 holds until %s"),
                        format_when(&v->zone, p->expires, v->wall_ms, until));
    if (p->confidence >= 0 && a.r.w - x > 20)
        x = draw_format(a, x, y, ST_DIM, _(" \u00B7 sure to %lld %%"),
                        (long long)(p->confidence / AMOUNT_ONE));
    const struct model_row *m = model_find(&v->response, p->model, p->version);
    if (m != NULL && m->failures > 0 && a.r.w - x > 45)
        (void)draw_format(a, x, y, ST_DIM, _(" \u00B7 warned of %lld of %lld failures"),
                          (long long)m->warned, (long long)m->failures);
}

static void paint_trend(const struct view *v, struct area a, struct rect where,
                        const struct evidence *e)
{
    const struct signal_trend *t =
        e->signal[0] != '\0' ? trend_find(&v->response, e->signal) : NULL;
    if (e->signal[0] == '\0')
        return;
    if (t == NULL) {
        draw_text_cut(a, where, ST_DIM, "\u2026");
        return;
    }
    if (t->points == 0) {
        draw_text_cut(a, where, ST_DIM, _("no history yet"));
        return;
    }
    const struct trend trend = {.point = t->point,
                                .count = t->points,
                                .begin_ms = t->begin_ms,
                                .end_ms = t->end_ms,
                                .limit = e->limit == EVIDENCE_NONE ? TREND_NONE : e->limit};
    draw_trend(a, where, &trend, ST_BAR);
}

static void paint_evidence(const struct view *v, struct area a, struct rect where,
                           const struct evidence *e)
{
    char value[FORMAT_SIZE], limit[FORMAT_SIZE], weight[FORMAT_SIZE];
    bool over = e->limit != EVIDENCE_NONE && e->value > e->limit;
    int name = where.w >= 60 ? 16 : 10, x = where.x + name + 1;
    draw_text_cut(a, (struct rect){where.x, where.y, name, 1}, ST_NORMAL, e->name);
    x = draw_format(a, x, where.y, over ? ST_WARN : ST_BOLD, "%s %s",
                    format_value(e->value, &v->numbers, value), e->unit);
    if (e->limit != EVIDENCE_NONE)
        x = draw_format(a, x, where.y, over ? ST_WARN : ST_DIM, " %s %s", over ? ">" : "\u2264",
                        format_value(e->limit, &v->numbers, limit));
    if (e->weight != EVIDENCE_NONE && where.h >= 2)
        (void)draw_format(a, where.x + name + 1, where.y + 1, ST_DIM, _("weight %s"),
                          format_value(e->weight, &v->numbers, weight));
    int from = where.x + name + 24;
    if (from < x + 1)
        from = x + 1;
    int right = where.x + where.w - from;
    if (right >= 10)
        paint_trend(v, a, (struct rect){from, where.y, right, where.h}, e);
}

static void paint_all_evidence(const struct view *v, struct area a, int y,
                               const struct prediction_view *p)
{
    int left = a.r.h - y, each = p->evidences > 0 ? (left - 1) / p->evidences : 0;
    if (p->evidences == 0) {
        if (left > 0)
            draw_text(a, 1, y, ST_DIM, _("it names no evidence"));
        return;
    }
    each = each < 1 ? 1 : each > 9 ? 9 : each;
    if (left > 1 && a.r.w >= 60) {
        draw_text(a, 1, y, ST_HEAD, _("WHAT SPEAKS FOR IT"));
        draw_text_right(a, a.r.w - 1, y++, ST_DIM, _("the last 8 h"));
    }
    int shown = each > 2 ? each - 1 : each; /* a blank row between large ones */
    for (int i = 0; i < p->evidences && y < a.r.h; i++, y += each)
        paint_evidence(v, a, (struct rect){1, y, a.r.w - 2, y + shown > a.r.h ? a.r.h - y : shown},
                       &p->evidence[i]);
}

/* What of the asset is not the station itself. */
static const char *part_of(const struct view *v, const char *asset)
{
    size_t n = strlen(v->snap.station);
    bool below = n > 0 && strncmp(asset, v->snap.station, n) == 0 && asset[n] == '/';
    return below ? asset + n + 1 : asset;
}

void prediction_paint(const struct view *v, struct area a, const struct prediction_view *p)
{
    char state[96], text[256];
    bool roomy = a.r.h >= 12;
    int x = draw_text_cut(a, (struct rect){1, 0, a.r.w - 2, 1}, ST_BOLD, prediction_title(p));
    x = draw_format(a, x, 0, ST_DIM, "  %s \u00B7 %s", p->id,
                    state_words(v, p, state, sizeof state));
    if (p->asset[0] != '\0' && a.r.w - x > 12)
        draw_format(a, x, 0, ST_DIM, " \u00B7 %s", part_of(v, p->asset));
    int y = paint_figures(v, a, 1, p, roomy);
    paint_model(v, a, y++, p);
    if (p->action[0] != '\0') {
        int to = draw_text(a, 1, y, ST_DIM, _("first "));
        draw_text_cut(a, (struct rect){to, y, a.r.w - to - 1, 1}, ST_NORMAL, p->action);
        y++;
    }
    if (p->verdict != VERDICT_NONE) {
        (void)text_format(text, sizeof text, _("answered: %s%s%s%s%s"),
                          words_of(&words_verdict, (int)p->verdict),
                          p->answered_by[0] != '\0' ? _(" by ") : "", p->answered_by,
                          p->note[0] != '\0' ? ": " : "", p->note);
        draw_text_cut(a, (struct rect){1, y++, a.r.w - 2, 1}, ST_NORMAL, text);
    }
    paint_all_evidence(v, a, y + (roomy && a.r.h - y > 6 ? 1 : 0), p);
}

/* "learning 40 %", "frozen: the machine does not run" */
static void mood_words(const struct predictor_brief *b, char *out, size_t size)
{
    static const char *const words[PREDICTOR_MOOD_COUNT] = {[MOOD_LEARNING] = N_("learning"),
                                                            [MOOD_WATCHING] = N_("watches"),
                                                            [MOOD_FROZEN] = N_("frozen"),
                                                            [MOOD_BLIND] = N_("sees nothing")};
    char share[24] = "", why[HEARD_SIZE] = "";
    if (b->mood == MOOD_LEARNING)
        (void)text_format(share, sizeof share, " %lld %%", (long long)(b->learnt / 10000));
    if (b->why[0] != '\0')
        (void)words_heard(b->why, why, sizeof why);
    (void)text_format(out, size, "%s%s%s%s",
                      (unsigned)b->mood < PREDICTOR_MOOD_COUNT ? _(words[b->mood]) : "?", share,
                      why[0] != '\0' ? ": " : "", why);
}

int prediction_paint_built_in(const struct view *v, struct area a)
{
    const struct predictor_briefs *list = &v->snap.predictors;
    char words[HEARD_SIZE];
    int rows = list->count < a.r.h / 5 ? list->count : a.r.h / 5;
    for (int i = 0; i < rows; i++) {
        const struct predictor_brief *b = &list->item[i];
        int y = a.r.h - rows + i;
        enum style style = b->mood == MOOD_BLIND ? ST_WARN : ST_DIM;
        mood_words(b, words, sizeof words);
        int x = draw_text(a, 1, y, ST_DIM, b->title);
        draw_text_cut(a, (struct rect){x + 2, y, a.r.w - x - 3, 1}, style, words);
    }
    return a.r.h - rows;
}
