/* SPDX-License-Identifier: MIT */
/* From samples to rows: each predictor has a few open steps, aligned to the wall clock; samples go
 * into the step of their time, machine states and products into all steps that they cover. A tick
 * closes what is over, in order, and steps the predictors. Called by the daemon and by backtests;
 * owns the predictors. */
#include "data/predict/set.h"

#include "data/model/amount.h"
#include "data/model/clock.h"
#include "data/model/text.h"
#include "data/predict/speak.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GRACE_MS   5000 /* as the engine's minutes */
#define OPEN_STEPS 8    /* in a step of a second: the grace and two more */
#define SPEED      PREDICTOR_SIGNALS_MAX

struct open_step {
    struct history signal[PREDICTOR_SIGNALS_MAX + 1]; /* the last one: speed */
    int64_t told_ms;                                  /* of it, the machine's state was known */
    int64_t run_ms, cycles, starts;
    char product[48];
    bool mixed; /* of two products */
};

struct fed {
    const struct predictor_conf *conf;
    struct predictor *active, *shadow;
    int64_t next; /* number of the oldest open step: its start over every_ms; -1: none */
    struct open_step step[OPEN_STEPS];
    struct spoken spoken;
};

/* Which place of which predictor a signal feeds. */
struct use {
    size_t fed;
    int place;
};

struct predict_set {
    const struct config *config;
    struct fed *fed;
    size_t count;
    struct use *use;
    size_t *first; /* uses of signal i: first[i] … first[i + 1] */
    struct predict_counts counts;
    bool known, running, ever_stood;
    char product[48];
    int64_t at_ms; /* up to here the machine's time is in the steps; TIME_NONE: nothing told */
    predict_look *look;
    void *look_ctx;
};

/* ---- beginning and end ---------------------------------------------------------------------- */

static int place_of(const struct predictor_conf *conf, const char *signal, int from)
{
    for (int i = from; i < conf->signal_count; i++)
        if (strcmp(conf->signals[i], signal) == 0)
            return i;
    bool speed = conf->bands > 0 && strcmp(conf->speed, signal) == 0;
    return from <= SPEED && speed ? SPEED : -1;
}

static size_t find_uses(struct predict_set *set, struct use *use)
{
    size_t count = 0;
    for (size_t s = 0; s < set->config->signals; s++) {
        const char *name = set->config->signal[s].name;
        set->first[s] = count;
        for (size_t f = 0; f < set->count; f++)
            for (int at = place_of(set->fed[f].conf, name, 0); at >= 0;
                 at = place_of(set->fed[f].conf, name, at + 1)) {
                if (use)
                    use[count] = (struct use){.fed = f, .place = at};
                count++;
            }
    }
    set->first[set->config->signals] = count;
    return count;
}

static bool fill(struct predict_set *set)
{
    const struct config *config = set->config;
    set->fed = calloc(set->count + 1, sizeof *set->fed);
    set->first = calloc(config->signals + 1, sizeof *set->first);
    if (!set->fed || !set->first)
        return false;
    for (size_t i = 0; i < set->count; i++) {
        struct fed *f = &set->fed[i];
        f->conf = &config->predictor[i];
        f->next = -1;
        f->active = predictor_new(f->conf);
        if (!f->active)
            return false;
    }
    set->use = calloc(find_uses(set, NULL) + 1, sizeof *set->use);
    if (!set->use)
        return false;
    (void)find_uses(set, set->use);
    return true;
}

struct predict_set *predict_set_new(const struct config *config)
{
    struct predict_set *set = calloc(1, sizeof *set);
    if (!set)
        return NULL;
    set->config = config;
    set->count = config->predictors;
    set->at_ms = TIME_NONE;
    if (!fill(set))
        predict_set_free(&set);
    return set;
}

void predict_set_free(struct predict_set **set)
{
    for (size_t i = 0; *set && (*set)->fed && i < (*set)->count; i++) {
        predictor_free(&(*set)->fed[i].active);
        predictor_free(&(*set)->fed[i].shadow);
    }
    if (*set) {
        free((*set)->fed);
        free((*set)->use);
        free((*set)->first);
    }
    free(*set);
    *set = NULL;
}

/* ---- steps ---------------------------------------------------------------------------------- */

static int64_t number_of(const struct fed *f, int64_t wall_ms)
{
    int64_t every = f->conf->every_ms, number = wall_ms / every;
    return wall_ms % every < 0 ? number - 1 : number;
}

static struct open_step *slot(struct fed *f, int64_t number)
{
    return &f->step[((number % OPEN_STEPS) + OPEN_STEPS) % OPEN_STEPS];
}

static void open_at(struct fed *f, int64_t number)
{
    memset(f->step, 0, sizeof f->step);
    f->next = number;
}

/* The open step of that time; NULL: closed, or too far ahead. */
static struct open_step *step_of(struct predict_set *set, struct fed *f, int64_t wall_ms)
{
    int64_t number = number_of(f, wall_ms);
    if (f->next < 0)
        open_at(f, number);
    if (number >= f->next && number < f->next + OPEN_STEPS)
        return slot(f, number);
    if (number < f->next)
        set->counts.late++;
    else
        set->counts.ahead++;
    return NULL;
}

void predict_set_sample(struct predict_set *set, size_t signal, int64_t amount, bool good,
                        int64_t wall_ms)
{
    if (signal >= set->config->signals || wall_ms < 0)
        return;
    for (size_t u = set->first[signal]; u < set->first[signal + 1]; u++) {
        struct open_step *step = step_of(set, &set->fed[set->use[u].fed], wall_ms);
        if (!step)
            continue;
        struct history *h = &step->signal[set->use[u].place];
        if (good)
            history_take(h, amount, true);
        else
            history_take_bad(h);
    }
}

void predict_set_minute(struct predict_set *set, size_t signal, int64_t minute,
                        const struct history *span)
{
    if (signal >= set->config->signals || minute < 0 || minute > INT64_MAX / MS_PER_MIN - 1)
        return;
    for (size_t u = set->first[signal]; u < set->first[signal + 1]; u++) {
        struct fed *f = &set->fed[set->use[u].fed];
        struct open_step *step =
            f->conf->every_ms % MS_PER_MIN == 0 ? step_of(set, f, minute * MS_PER_MIN) : NULL;
        if (step)
            history_merge(&step->signal[set->use[u].place], span);
    }
}

/* ---- the machine ---------------------------------------------------------------------------- */

static void account_step(const struct predict_set *set, struct open_step *step, int64_t ms)
{
    if (ms <= 0 || !set->known)
        return;
    if (step->told_ms > 0 && strcmp(step->product, set->product) != 0)
        step->mixed = true;
    (void)text_copy(step->product, sizeof step->product, set->product);
    step->told_ms += ms;
    step->run_ms += set->running ? ms : 0;
}

/* What the machine did from `from` on goes into the open steps. */
static void account_fed(const struct predict_set *set, struct fed *f, int64_t from, int64_t to)
{
    int64_t every = f->conf->every_ms;
    if (f->next < 0)
        open_at(f, number_of(f, from));
    for (int i = 0; i < OPEN_STEPS; i++) {
        int64_t start = (f->next + i) * every, end = start + every;
        int64_t a = from > start ? from : start, b = to < end ? to : end;
        account_step(set, slot(f, f->next + i), b - a);
    }
}

static void account(struct predict_set *set, int64_t to)
{
    if (set->at_ms != TIME_NONE && to > set->at_ms)
        for (size_t i = 0; i < set->count; i++)
            account_fed(set, &set->fed[i], set->at_ms, to);
    if (set->at_ms == TIME_NONE || to > set->at_ms)
        set->at_ms = to;
}

static void count_in(struct predict_set *set, int64_t wall_ms, int64_t cycles, int64_t starts)
{
    for (size_t i = 0; i < set->count; i++) {
        struct fed *f = &set->fed[i];
        int64_t number = number_of(f, wall_ms);
        if (f->next < 0)
            open_at(f, number);
        /* What was made counts, also when it was told late. */
        number = number < f->next ? f->next : number;
        number = number >= f->next + OPEN_STEPS ? f->next + OPEN_STEPS - 1 : number;
        slot(f, number)->cycles += cycles;
        slot(f, number)->starts += starts;
    }
}

void predict_set_machine(struct predict_set *set, bool known, bool running, const char *product,
                         int64_t wall_ms)
{
    if (wall_ms < 0)
        return;
    account(set, wall_ms);
    bool runs = known && running;
    if (runs && !set->running && set->ever_stood)
        count_in(set, wall_ms, 0, 1);
    set->ever_stood = set->ever_stood || (known && !running);
    set->running = runs || (!known && set->running); /* no start, when it is known again */
    set->known = known;
    (void)text_sanitise(product ? product : "", product ? strlen(product) : 0, set->product,
                        sizeof set->product);
}

void predict_set_parts(struct predict_set *set, int64_t cycles, int64_t wall_ms)
{
    if (cycles > 0 && wall_ms >= 0)
        count_in(set, wall_ms, cycles, 0);
}

/* ---- rows ----------------------------------------------------------------------------------- */

static double exactly(const struct history *h)
{
    int64_t mean, rest;
    history_mean(h, &mean, &rest);
    return ((double)mean + (double)rest / (double)h->samples) / (double)AMOUNT_ONE;
}

static double value_of(const struct history *h, enum predictor_feature feature)
{
    switch (feature) {
    case FEATURE_MIN:
        return amount_to_double(h->min);
    case FEATURE_MAX:
        return amount_to_double(h->max);
    case FEATURE_RANGE:
        return amount_to_double(h->max) - amount_to_double(h->min);
    case FEATURE_MEAN:
    case FEATURE_COUNT:
        break;
    }
    return exactly(h);
}

static void make_row(const struct predict_set *set, const struct fed *f,
                     const struct open_step *step, struct predict_row *row)
{
    const struct predictor_conf *conf = f->conf;
    int64_t end = (f->next + 1) * conf->every_ms;
    *row =
        (struct predict_row){.end_ms = end,
                             .local_ms = zone_local(&set->config->zone, end - conf->every_ms / 2),
                             .step_ms = conf->every_ms,
                             .run_ms = step->run_ms,
                             .cycles = step->cycles,
                             .starts = step->starts,
                             .known = step->told_ms == conf->every_ms && !step->mixed,
                             .speed = (double)NAN};
    (void)text_copy(row->product, sizeof row->product, step->product);
    for (int i = 0; i < conf->signal_count; i++) {
        const struct history *h = &step->signal[i];
        row->value[i] = h->samples > 0 ? value_of(h, conf->feature) : (double)NAN;
        row->cell[i] = h->samples > 0 ? CELL_GOOD : h->bad > 0 ? CELL_BAD : CELL_NONE;
    }
    if (step->signal[SPEED].samples > 0)
        row->speed = exactly(&step->signal[SPEED]);
}

static void close_one(struct predict_set *set, size_t i)
{
    struct fed *f = &set->fed[i];
    struct open_step *step = slot(f, f->next);
    struct predict_row row;
    make_row(set, f, step, &row);
    *step = (struct open_step){.told_ms = 0};
    f->next++;
    set->counts.rows++;
    if (set->look)
        set->look(set->look_ctx, i, &row);
    predictor_step(f->active, &row);
    if (f->shadow)
        predictor_step(f->shadow, &row);
}

/* The clock was set back by more than what is late: steps begin there anew. */
static void set_back(struct predict_set *set, int64_t wall_ms)
{
    bool back = set->at_ms != TIME_NONE && wall_ms < set->at_ms - GRACE_MS;
    if (!back)
        return;
    set->at_ms = wall_ms;
    for (size_t i = 0; i < set->count; i++)
        open_at(&set->fed[i], number_of(&set->fed[i], wall_ms));
}

static void speak_of(struct predict_set *set, size_t i, predict_say *say, void *ctx)
{
    struct fed *f = &set->fed[i];
    struct prediction_message message;
    if (!speak(&f->spoken, set->config, f->conf, f->active, &message))
        return;
    set->counts.said++;
    if (say)
        say(ctx, i, &message);
}

void predict_set_tick(struct predict_set *set, int64_t wall_ms, predict_say *say, void *ctx)
{
    if (wall_ms < 0)
        return;
    set_back(set, wall_ms);
    account(set, wall_ms);
    for (size_t i = 0; i < set->count; i++) {
        struct fed *f = &set->fed[i];
        int64_t over = number_of(f, wall_ms - GRACE_MS), most = f->next + OPEN_STEPS;
        if (f->next < 0) {
            open_at(f, number_of(f, wall_ms));
            continue;
        }
        for (; f->next < over && f->next < most;) {
            close_one(set, i);
            speak_of(set, i, say, ctx);
        }
        if (f->next < over) /* nobody looked for longer than that: a gap */
            open_at(f, number_of(f, wall_ms));
    }
}

int64_t predict_set_deadline(const struct predict_set *set)
{
    int64_t due = TIME_NEVER;
    for (size_t i = 0; i < set->count; i++) {
        const struct fed *f = &set->fed[i];
        int64_t end = f->next < 0 ? TIME_NEVER : (f->next + 1) * f->conf->every_ms + GRACE_MS;
        due = end < due ? end : due;
    }
    return due;
}

/* ---- for others ----------------------------------------------------------------------------- */

void predict_set_look(struct predict_set *set, predict_look *look, void *ctx)
{
    set->look = look;
    set->look_ctx = ctx;
}

void predict_set_counts(const struct predict_set *set, struct predict_counts *out)
{
    *out = set->counts;
}

struct predictor *predict_set_active(struct predict_set *set, size_t predictor)
{
    return predictor < set->count ? set->fed[predictor].active : NULL;
}

struct predictor *predict_set_shadow(struct predict_set *set, size_t predictor)
{
    return predictor < set->count ? set->fed[predictor].shadow : NULL;
}

void predict_set_put(struct predict_set *set, size_t predictor, struct predictor *one, bool shadow)
{
    if (predictor >= set->count || (!one && !shadow)) {
        predictor_free(&one);
        return;
    }
    struct fed *f = &set->fed[predictor];
    struct predictor **place = shadow ? &f->shadow : &f->active;
    if (*place == one)
        return;
    predictor_free(place);
    *place = one;
}

int predict_set_find(const struct predict_set *set, const char *name)
{
    for (size_t i = 0; i < set->count; i++)
        if (strcmp(set->fed[i].conf->name, name) == 0)
            return (int)i;
    return -1;
}
