/* SPDX-License-Identifier: MIT */
/* A trial as JSON for scripts, and as a page that needs nothing else: evidence and signals over
 * time with what was warned of and what failed. Called by predict.c. */
#include "andon/ctl/out.h"
#include "andon/ctl/predict/told.h"

#include "data/model/json.h"
#include "data/model/report/report_style.h"
#include "data/model/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- JSON ----------------------------------------------------------------------------------- */

static void real(struct jw *w, const char *key, double value)
{
    jw_real(w, key, isfinite(value) ? value : (double)NAN);
}

static void life(struct jw *w, const char *key, int64_t ms)
{
    if (ms < 0)
        jw_null(w, key);
    else
        jw_int(w, key, ms);
}

static void put_warnings(struct jw *w, const struct trial *t)
{
    jw_array(w, "warnings");
    for (int k = 0; k < t->warnings; k++) {
        const struct trial_warning *x = &t->warning[k];
        jw_object(w, NULL);
        jw_time(w, "on", x->on_ms);
        jw_time(w, "off", x->off_ms);
        real(w, "p", x->p < 0 ? (double)NAN : (double)x->p / 1e6);
        life(w, "rul_ms", x->rul_ms);
        life(w, "rul_lo_ms", x->rul_lo_ms);
        life(w, "rul_hi_ms", x->rul_hi_ms);
        jw_text(w, "why", x->why);
        jw_text(w, "was", x->failure >= 0 ? "right" : x->open ? "open" : "wrong");
        if (x->failure >= 0)
            jw_text(w, "failure", t->failure[x->failure].what);
        jw_object_end(w);
    }
    jw_array_end(w);
}

static void put_failures(struct jw *w, const struct trial *t)
{
    jw_array(w, "failures");
    for (int i = 0; i < t->failures; i++) {
        jw_object(w, NULL);
        jw_time(w, "at", t->failure[i].at_ms);
        jw_text(w, "what", t->failure[i].what);
        life(w, "lead_ms", t->failure[i].lead_ms);
        jw_object_end(w);
    }
    jw_array_end(w);
}

static void put_view(struct jw *w, const struct trial *t)
{
    struct predictor_view v;
    predictor_view(predict_set_active(t->set, (size_t)t->predictor), &v);
    jw_object(w, "now");
    jw_text(w, "state", word_name(&words_predictor_state, (int)v.state));
    jw_text(w, "why", v.why[0] ? v.why : NULL);
    jw_int(w, "version", v.version);
    real(w, "learnt", (double)v.learnt / 1e6);
    real(w, "evidence", v.evidence);
    real(w, "p", v.p);
    life(w, "rul_ms", v.rul_ms);
    real(w, "used", v.used);
    real(w, "threshold", v.threshold);
    jw_array(w, "signals");
    for (int i = 0; i < t->conf->signal_count; i++) {
        jw_object(w, NULL);
        jw_text(w, "signal", t->conf->signals[i]);
        real(w, "value", t->points > 0 ? (double)t->point[t->points - 1].value[i] : (double)NAN);
        real(w, "usual", v.usual[i]);
        real(w, "spread", v.spread[i]);
        real(w, "share", v.part[i]);
        jw_object_end(w);
    }
    jw_array_end(w);
    jw_object(w, "scores");
    for (int m = 0; m < METHOD_COUNT; m++)
        if (t->conf->methods >> m & 1)
            real(w, word_name(&words_predictor_method, m), v.score[m]);
    jw_object_end(w);
    jw_object_end(w);
}

static void put_trial(struct jw *w, const struct trial *t, bool explain)
{
    struct trial_score s;
    trial_score(t, &s);
    jw_object(w, NULL);
    jw_text(w, "predictor", t->conf->name);
    jw_time(w, "from", t->from_ms);
    jw_time(w, "to", t->to_ms);
    jw_time(w, "learnt", t->learnt_ms);
    jw_int(w, "steps", t->rows);
    for (int i = 0; i < PREDICTOR_STATE_COUNT; i++)
        jw_int(w, word_name(&words_predictor_state, i), t->by_state[i]);
    put_warnings(w, t);
    put_failures(w, t);
    jw_int(w, "right", s.right);
    jw_int(w, "wrong", s.wrong);
    jw_int(w, "open", s.open);
    jw_int(w, "missed", s.missed);
    real(w, "precision", s.precision);
    real(w, "recall", s.recall);
    real(w, "wrong_a_week", s.wrong_a_week);
    life(w, "lead_ms", s.lead_ms);
    if (explain)
        put_view(w, t);
    jw_object_end(w);
}

void told_json(const struct trial *t, bool explain)
{
    size_t size = (TRIAL_WARNINGS + TRIAL_FAILURES) * 600 + 16384;
    char *text = malloc(size);
    struct jw w;
    if (!text)
        return;
    jw_init(&w, text, size);
    put_trial(&w, t, explain);
    if (!w.overflow)
        puts(text);
    free(text);
}

/* ---- the page ------------------------------------------------------------------------------- */

#define PAGE_WIDE 720
#define PAGE_HIGH 130

static const char page_head[] =
    "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
    "'unsafe-inline'\"/><meta name=\"viewport\" content=\"width=device-width\"/>"
    "<meta name=\"color-scheme\" content=\"light dark\"/>";

static void put_text(FILE *out, const char *text)
{
    char clean[256];
    (void)text_sanitise(text, strlen(text), clean, sizeof clean);
    for (const char *at = clean; *at; at++) {
        const char *word = *at == '&'   ? "&amp;"
                           : *at == '<' ? "&lt;"
                           : *at == '>' ? "&gt;"
                           : *at == '"' ? "&quot;"
                                        : NULL;
        if (word)
            fputs(word, out);
        else
            (void)fputc(*at, out);
    }
}

static double x_of(const struct trial *t, int64_t ms)
{
    double x = (double)(ms - t->from_ms) / (double)(t->to_ms - t->from_ms) * PAGE_WIDE;
    return x < 0 ? 0 : x > PAGE_WIDE ? PAGE_WIDE : x;
}

/* What was warned of as bands, what failed as lines. */
static void put_marks(const struct trial *t, FILE *out)
{
    for (int k = 0; k < t->warnings; k++) {
        const struct trial_warning *w = &t->warning[k];
        double a = x_of(t, w->on_ms), b = x_of(t, w->off_ms == TIME_NONE ? t->to_ms : w->off_ms);
        fprintf(out, "<rect class=\"warned\" x=\"%.1f\" y=\"0\" width=\"%.1f\" height=\"%d\"/>", a,
                fmax(b - a, 1), PAGE_HIGH);
    }
    for (int i = 0; i < t->failures; i++)
        fprintf(out, "<line class=\"failed\" x1=\"%.1f\" x2=\"%.1f\" y1=\"0\" y2=\"%d\"/>",
                x_of(t, t->failure[i].at_ms), x_of(t, t->failure[i].at_ms), PAGE_HIGH);
}

struct curve {
    const char *what;
    float (*of)(const struct trial_point *p, int which);
    int which;
    double least; /* more than 0: from 0 on, with the limit 1 */
};

static void put_curve(const struct trial *t, FILE *out, const struct curve *c)
{
    double low = (double)INFINITY, high = -low;
    for (int i = 0; i < t->points; i++) {
        double v = (double)c->of(&t->point[i], c->which);
        low = isnan(v) ? low : fmin(low, v);
        high = isnan(v) ? high : fmax(high, v);
    }
    if (c->least > 0)
        low = 0, high = fmin(fmax(high, c->least), 8);
    if (!(high > low))
        high = low + 1;
    fprintf(out, "<figure><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", PAGE_WIDE,
            PAGE_HIGH + 16);
    put_text(out, c->what);
    fputs("\">", out);
    put_marks(t, out);
    if (c->least > 0)
        fprintf(out, "<line class=\"limit\" x1=\"0\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
                PAGE_WIDE, PAGE_HIGH * (1 - 1 / high), PAGE_HIGH * (1 - 1 / high));
    bool pen = false;
    fputs("<path class=\"trend\" d=\"", out);
    for (int i = 0; i < t->points; i++) {
        double v = (double)c->of(&t->point[i], c->which);
        if (isnan(v)) {
            pen = false;
            continue;
        }
        fprintf(out, "%c%.1f %.1f", pen ? 'L' : 'M', x_of(t, t->point[i].end_ms),
                PAGE_HIGH * (1 - (fmin(v, high) - low) / (high - low)));
        pen = true;
    }
    char a[OUT_SIZE], b[OUT_SIZE];
    fprintf(out,
            "\"/><line class=\"ax\" x1=\"0\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/><text x=\"0\" "
            "y=\"%d\">%s</text><text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text><text x=\"3\" "
            "y=\"11\">%.4g</text><text x=\"3\" y=\"%d\">%.4g</text></svg></figure>\n",
            PAGE_WIDE, PAGE_HIGH, PAGE_HIGH, PAGE_HIGH + 13,
            out_wall(&t->config->zone, t->from_ms, a), PAGE_WIDE, PAGE_HIGH + 13,
            out_wall(&t->config->zone, t->to_ms, b), high, PAGE_HIGH - 3, low);
}

static void put_missed(const struct trial *t, FILE *out)
{
    char text[OUT_SIZE];
    for (int i = 0; i < t->failures; i++)
        if (t->failure[i].warning < 0) {
            fputs("<p>Not warned of: ", out);
            put_text(out, t->failure[i].what);
            fprintf(out, ", %s</p>\n", out_wall(&t->config->zone, t->failure[i].at_ms, text));
        }
}

static void put_warning(const struct trial *t, FILE *out, const struct trial_warning *w)
{
    char text[OUT_SIZE];
    fprintf(out, "<tr><td>%s</td>", out_wall(&t->config->zone, w->on_ms, text));
    fprintf(out, "<td>%s</td>",
            w->off_ms == TIME_NONE ? "holds" : out_wall(&t->config->zone, w->off_ms, text));
    fprintf(out, "<td class=\"r\">%s</td>", w->p < 0 ? "–" : out_percent((double)w->p / 1e6, text));
    fprintf(out, "<td class=\"r\">%s</td><td>",
            w->rul_ms < 0 ? "–" : out_duration(w->rul_ms, text));
    put_text(out, w->why);
    fputs("</td><td>", out);
    if (w->failure >= 0)
        put_text(out, t->failure[w->failure].what);
    else
        fputs(w->open ? "not known yet" : "no", out);
    fputs("</td></tr>\n", out);
}

static void put_table(const struct trial *t, FILE *out)
{
    fputs("<h2>What was warned of</h2>\n", out);
    if (t->warnings == 0)
        fputs("<p>nothing</p>\n", out);
    else
        fputs("<div class=\"wide\"><table><thead><tr><th>warned</th><th>cleared</th><th "
              "class=\"r\">p</th><th class=\"r\">life left</th><th>because of</th><th>came "
              "true</th></tr></thead><tbody>\n",
              out);
    for (int k = 0; k < t->warnings; k++)
        put_warning(t, out, &t->warning[k]);
    if (t->warnings > 0)
        fputs("</tbody></table></div>\n", out);
    put_missed(t, out);
}

static void put_card(FILE *out, bool first, const char *value, const char *name)
{
    fprintf(out, "<div class=\"card%s\"><b>", first ? " first" : "");
    put_text(out, value);
    fprintf(out, "</b><span>%s</span></div>\n", name);
}

/* Whether to trust it, first: what it warned of rightly, what it missed, what it cried for nothing.
 */
static void put_cards(const struct trial *t, FILE *out)
{
    struct trial_score s;
    char text[OUT_SIZE];
    trial_score(t, &s);
    fputs("<div class=\"cards\">\n", out);
    (void)snprintf(text, sizeof text, "%lld of %lld", (long long)(s.failures - s.missed),
                   (long long)s.failures);
    put_card(out, true, text, "failures warned of");
    (void)snprintf(text, sizeof text, "%lld", (long long)s.wrong);
    put_card(out, true, text, "warnings for nothing");
    put_card(out, true, s.lead_ms >= 0 ? out_duration(s.lead_ms, text) : "–",
             "warned before the failure by");
    fputs("</div>\n<div class=\"cards\">\n", out);
    put_card(out, false, out_percent(s.precision, text), "precision");
    put_card(out, false, out_percent(s.recall, text), "recall");
    (void)snprintf(text, sizeof text, "%lld", (long long)s.right);
    put_card(out, false, text, "warnings that came true");
    (void)snprintf(text, sizeof text, "%lld", (long long)s.open);
    put_card(out, false, text, "not known yet");
    fputs("</div>\n", out);
}

bool told_page(const struct trial *t, FILE *out)
{
    char a[OUT_SIZE], b[OUT_SIZE], c[OUT_SIZE];
    const char *title = t->conf->title[0] ? t->conf->title : t->conf->name;
    fputs(page_head, out);
    fputs("<title>", out);
    put_text(out, title);
    fprintf(out, "</title>\n<style>%s</style></head>\n<body><main>\n<h1>", report_style);
    put_text(out, title);
    fprintf(out, "</h1>\n<p class=\"sub\">%s … %s · %lld steps of %s</p>\n",
            out_wall(&t->config->zone, t->from_ms, a), out_wall(&t->config->zone, t->to_ms, b),
            (long long)t->rows, out_duration(t->conf->every_ms, c));
    put_cards(t, out);
    fputs("<h2>Evidence</h2>\n<p class=\"d\">1 is the limit; bands: warned; lines: "
          "failed.</p>\n",
          out);
    if (t->points > 0)
        put_curve(t, out, &(struct curve){"Evidence", told_evidence, 0, 2});
    for (int i = 0; i < t->conf->signal_count && t->points > 0; i++) {
        fputs("<h2>", out);
        put_text(out, t->conf->signals[i]);
        fputs("</h2>\n", out);
        put_curve(t, out, &(struct curve){t->conf->signals[i], told_value, i, 0});
    }
    put_table(t, out);
    fputs("</main></body></html>\n", out);
    return !ferror(out);
}
