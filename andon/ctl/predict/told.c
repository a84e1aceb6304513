/* SPDX-License-Identifier: MIT */
/* A trial in words, tables, a picture of blocks, and JSON. Called by predict.c. */
#include "andon/ctl/predict/told.h"

#include "andon/ctl/out.h"
#include "data/model/amount.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WIDE 72
#define HIGH 6

#define STATE_NAME(value, text) text,
static const char *const state_names[] = {PREDICTOR_STATES(STATE_NAME)};
#undef STATE_NAME
const struct words words_predictor_state = {state_names, PREDICTOR_STATE_COUNT};

/* ---- the picture ---------------------------------------------------------------------------- */

float told_evidence(const struct trial_point *p, int which)
{
    (void)which;
    return p->evidence;
}

float told_value(const struct trial_point *p, int signal)
{
    return p->value[signal];
}

/* Of `points` of a trial, what falls into one of `wide` columns: the worst; NAN none. */
static float told_column(const struct trial *t, int column, int wide,
                         float (*of)(const struct trial_point *p, int which), int which)
{
    float worst = (double)NAN;
    double span = (double)(t->to_ms - t->from_ms) / wide;
    for (int i = 0; i < t->points; i++) {
        double at = (double)(t->point[i].end_ms - t->from_ms) - 1;
        float value = of(&t->point[i], which);
        if ((int)(at / span) == column && !isnan(value) && !(value <= worst))
            worst = value;
    }
    return worst;
}

/* An eighth of a cell is the least that is drawn; the limit is a line at 1. */
static void print_row(const float column[WIDE], double low, double step)
{
    static const char *const eighths[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    bool limit = low <= 1 && 1 < low + step;
    printf("%6.1f %s", low + step, limit ? "┼" : "┤");
    for (int x = 0; x < WIDE; x++) {
        double part = isnan(column[x]) ? -1 : ((double)column[x] - low) / step * 8;
        int k = part < 0 ? 0 : part > 8 ? 8 : (int)part;
        fputs(k == 0 && limit ? "┄" : eighths[k], stdout);
    }
    putchar('\n');
}

static void print_picture(const struct trial *t)
{
    float column[WIDE];
    double most = 2;
    char from[OUT_SIZE], to[OUT_SIZE];
    for (int x = 0; x < WIDE; x++) {
        column[x] = told_column(t, x, WIDE, told_evidence, 0);
        if (!isnan(column[x]) && (double)column[x] > most)
            most = fmin((double)column[x], 6);
    }
    puts("evidence: 1 is the limit");
    for (int y = HIGH - 1; y >= 0; y--)
        print_row(column, most / HIGH * y, most / HIGH);
    out_wall(&t->config->zone, t->from_ms, from);
    out_wall(&t->config->zone, t->to_ms, to);
    printf("        %s%*s\n\n", from, (int)(WIDE - strlen(from)), to);
}

/* ---- what happened -------------------------------------------------------------------------- */

static const char *percent_of(int64_t part, int64_t whole, char out[OUT_SIZE])
{
    return out_percent(whole > 0 ? (double)part / (double)whole : (double)NAN, out);
}

static void print_head(const struct trial *t)
{
    char a[OUT_SIZE], b[OUT_SIZE], c[OUT_SIZE];
    printf("%s: %lld steps of %s; learnt ", t->conf->title[0] ? t->conf->title : t->conf->name,
           (long long)t->rows, out_duration(t->conf->every_ms, a));
    if (t->learnt_ms == TIME_NONE)
        printf("never: %s of counting time are wanted", out_duration(t->conf->learn_ms, b));
    else
        printf("until %s", out_wall(&t->config->zone, t->learnt_ms, b));
    printf("; frozen %s, blind %s of the time\n",
           percent_of(t->by_state[PREDICTOR_FROZEN], t->rows, a),
           percent_of(t->by_state[PREDICTOR_BLIND], t->rows, c));
    for (int i = 0; i < t->agains; i++)
        printf("%s: learnt again: %s\n", out_wall(&t->config->zone, t->again_ms[i], a),
               t->again[i]);
}

static void cell_life(struct table *table, const struct trial_warning *w)
{
    char mid[OUT_SIZE], lo[OUT_SIZE], hi[OUT_SIZE];
    if (w->rul_ms < 0)
        table_cell(table, "-");
    else
        table_cell(table, "%s (%s–%s)", out_duration(w->rul_ms, mid),
                   out_duration(w->rul_lo_ms, lo), out_duration(w->rul_hi_ms, hi));
}

static void cell_truth(struct table *table, const struct trial *t, const struct trial_warning *w)
{
    char lead[OUT_SIZE];
    if (w->failure < 0) {
        table_cell(table, w->open ? "not known yet" : "no");
        return;
    }
    const struct trial_failure *f = &t->failure[w->failure];
    table_cell(table, "%s, %s later", f->what, out_duration(f->at_ms - w->on_ms, lead));
}

static void print_warnings(const struct trial *t)
{
    static const char *const head[] = {"WARNED",    "CLEARED",    "P",
                                       "LIFE LEFT", "BECAUSE OF", "CAME TRUE"};
    struct table table = {.align = "llrlll"};
    char text[OUT_SIZE];
    if (t->warnings == 0) {
        puts("nothing was warned of");
        return;
    }
    table_row(&table, head);
    for (int k = 0; k < t->warnings; k++) {
        const struct trial_warning *w = &t->warning[k];
        bool holds = w->off_ms == TIME_NONE;
        table_cell(&table, "%s", out_wall(&t->config->zone, w->on_ms, text));
        table_cell(&table, "%s", holds ? "holds" : out_wall(&t->config->zone, w->off_ms, text));
        table_cell(&table, "%s", w->p < 0 ? "-" : out_percent((double)w->p / 1e6, text));
        cell_life(&table, w);
        table_cell(&table, "%s", w->why[0] ? w->why : "-");
        cell_truth(&table, t, w);
    }
    table_print(&table);
    table_free(&table);
}

static void print_missed(const struct trial *t)
{
    char text[OUT_SIZE];
    for (int i = 0; i < t->failures; i++)
        if (t->failure[i].warning < 0)
            printf("not warned of: %s at %s\n", t->failure[i].what,
                   out_wall(&t->config->zone, t->failure[i].at_ms, text));
}

static void print_score(const struct trial *t)
{
    struct trial_score s;
    char a[OUT_SIZE], b[OUT_SIZE], c[OUT_SIZE];
    trial_score(t, &s);
    printf("\n%d warned, %lld right, %lld wrong, %lld not known yet", t->warnings,
           (long long)s.right, (long long)s.wrong, (long long)s.open);
    if (!isnan(s.wrong_a_week))
        printf("; %.1f wrong a week", s.wrong_a_week);
    printf("\n%lld failed, %lld without a warning", (long long)s.failures, (long long)s.missed);
    if (s.lead_ms >= 0)
        printf("; warned %s before (median)", out_duration(s.lead_ms, c));
    printf("\nprecision %s, recall %s\n", out_percent(s.precision, a), out_percent(s.recall, b));
    if (t->crowded > 0)
        printf("%lld more than there is room for were only counted\n", (long long)t->crowded);
}

void told_text(const struct trial *t)
{
    print_head(t);
    if (t->points > 0)
        print_picture(t);
    print_warnings(t);
    print_missed(t);
    print_score(t);
}

static const char *figure(double value, int digits, char out[OUT_SIZE])
{
    if (!isfinite(value))
        return memcpy(out, "-", 2);
    (void)text_format(out, OUT_SIZE, "%.*g", digits, value);
    return out;
}

/* ---- why ------------------------------------------------------------------------------------ */

static void print_signals(const struct trial *t, const struct predictor_view *v)
{
    static const char *const head[] = {"SIGNAL", "NOW", "USUAL", "SPREAD", "AWAY", "SHARE"};
    struct table table = {.align = "lrrrrr"};
    char text[OUT_SIZE];
    table_row(&table, head);
    for (int i = 0; i < t->conf->signal_count; i++) {
        double now = t->points > 0 ? (double)t->point[t->points - 1].value[i] : (double)NAN;
        table_cell(&table, "%s", t->conf->signals[i]);
        table_cell(&table, "%s", figure(now, 4, text));
        table_cell(&table, "%s", figure(v->usual[i], 4, text));
        table_cell(&table, "%s", figure(v->spread[i], 3, text));
        table_cell(&table, "%s", figure((now - v->usual[i]) / v->spread[i], 2, text));
        table_cell(&table, "%s", out_percent(v->part[i], text));
    }
    table_print(&table);
    table_free(&table);
}

static void print_methods(const struct trial *t, const struct predictor_view *v)
{
    static const char *const head[] = {"LOOKS FOR", "SCORE", "SIGNAL", "USED"};
    struct table table = {.align = "lrll"};
    char text[OUT_SIZE];
    table_row(&table, head);
    for (int m = 0; m < METHOD_COUNT; m++) {
        bool used = t->conf->methods >> m & 1;
        table_cell(&table, "%s", word_name(&words_predictor_method, m));
        table_cell(&table, "%s", figure(v->score[m], 3, text));
        table_cell(&table, "%s", v->worst[m] >= 0 ? t->conf->signals[v->worst[m]] : "-");
        table_cell(&table, "%s", used ? "yes" : "no");
    }
    table_print(&table);
    table_free(&table);
}

void told_explain(const struct trial *t)
{
    struct predictor_view v;
    char a[OUT_SIZE], b[OUT_SIZE];
    predictor_view(predict_set_active(t->set, (size_t)t->predictor), &v);
    print_head(t);
    printf("%s%s%s", word_name(&words_predictor_state, (int)v.state), v.why[0] ? ": " : "", v.why);
    if (!isnan(v.evidence))
        printf("; evidence %.2f of the limit", v.evidence);
    if (!isnan(v.p))
        printf("; %s within %s", out_percent(v.p, a), out_duration(t->conf->horizon_ms, b));
    if (v.rul_ms >= 0)
        printf("; life left %s", out_duration(v.rul_ms, a));
    if (!isnan(v.used))
        printf("; used up %s", out_percent(v.used, a));
    printf("; version %lld, threshold %.2f\n\n", (long long)v.version, v.threshold);
    if (t->points > 0)
        print_picture(t);
    print_signals(t, &v);
    putchar('\n');
    print_methods(t, &v);
}

/* ---- two configurations --------------------------------------------------------------------- */

static bool same_time(const struct trial_warning *w, const struct trial *other)
{
    for (int k = 0; k < other->warnings; k++) {
        const struct trial_warning *o = &other->warning[k];
        int64_t end = o->off_ms == TIME_NONE ? other->to_ms : o->off_ms;
        int64_t mine = w->off_ms == TIME_NONE ? INT64_MAX : w->off_ms;
        if (o->on_ms <= mine && end >= w->on_ms)
            return true;
    }
    return false;
}

static void print_alone(const struct trial *t, const struct trial *other, const char *who)
{
    char on[OUT_SIZE];
    for (int k = 0; k < t->warnings; k++)
        if (!same_time(&t->warning[k], other))
            printf("%s %s, %s: %s\n", who, out_wall(&t->config->zone, t->warning[k].on_ms, on),
                   t->warning[k].failure >= 0 ? "right"
                   : t->warning[k].open       ? "not known yet"
                                              : "wrong",
                   t->warning[k].why);
}

void told_against(const struct trial *t, const struct trial *other)
{
    puts("\nagainst it, the other configuration:\n");
    told_text(other);
    putchar('\n');
    print_alone(t, other, "only this one warned");
    print_alone(other, t, "only the other warned");
    for (int i = 0; i < t->failures && i < other->failures; i++) {
        char a[OUT_SIZE], b[OUT_SIZE];
        const struct trial_failure *x = &t->failure[i], *y = &other->failure[i];
        if (x->at_ms == y->at_ms && x->lead_ms != y->lead_ms)
            printf("%s: warned %s before, with the other %s\n", x->what,
                   x->lead_ms < 0 ? "not" : out_duration(x->lead_ms, a),
                   y->lead_ms < 0 ? "not" : out_duration(y->lead_ms, b));
    }
}
