/* SPDX-License-Identifier: MIT */
/* A predictor as JSON text and back, to the bit: tables of members, numbers with as many digits as
 * they need, a checksum at the end. What is read is hostile until it is checked: every index is
 * within its array, every text clean, every count what its array has. What a closed group was
 * learnt from is not needed any more and not written. Called by daemon and andonctl. */
#include "data/predict/core.h"

#include "data/model/amount.h"
#include "data/model/clock.h"
#include "data/model/json.h"
#include "data/model/text.h"
#include "data/predict/saved.h"

#include <jansson.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define KIND     "andon-predictor"
#define VERSION  1
#define WIDE     INT64_C(100000000000000000) /* of a number without a range of its own */
#define SUM_SIZE 26                          /* ,"sum":"0123456789abcdef"} */

enum form { FORM_INT, FORM_INT64, FORM_INT16, FORM_BOOL, FORM_DOUBLE, FORM_FLOAT, FORM_TEXT };

struct saved {
    const char *key;
    enum form form;
    size_t at, count; /* count: of an array, 1 else; size of a text */
    int64_t least, most;
};
#define INT_OF(s, member, most)    #member, FORM_INT, offsetof(struct s, member), 1, 0, most
#define INDEX_OF(s, member, most)  #member, FORM_INT, offsetof(struct s, member), 1, -1, most
#define WIDE_OF(s, member)         #member, FORM_INT64, offsetof(struct s, member), 1, -WIDE, WIDE
#define BOOL_OF(s, member)         #member, FORM_BOOL, offsetof(struct s, member), 1, 0, 1
#define REAL_OF(s, member)         #member, FORM_DOUBLE, offsetof(struct s, member), 1, 0, 0
#define REALS_OF(s, member, count) #member, FORM_DOUBLE, offsetof(struct s, member), count, 0, 0
#define TEXT_OF(s, member) \
#member, FORM_TEXT, offsetof(struct s, member), sizeof(((struct s *)0)->member), 0, 0
#define COUNT(table) (sizeof(table) / sizeof *(table))
#define SQUARE       ((size_t)PCA_MAX * PCA_MAX)

static const struct saved of_predictor[] = {
    {INT_OF(predictor, state, PREDICTOR_STATE_COUNT - 1)},
    {TEXT_OF(predictor, why)},
    {TEXT_OF(predictor, again)},
    {WIDE_OF(predictor, version)},
    {WIDE_OF(predictor, since_ms)},
    {WIDE_OF(predictor, last_ms)},
    {WIDE_OF(predictor, step_ms)},
    {WIDE_OF(predictor, back_ms)},
    {WIDE_OF(predictor, back_rows)},
    {WIDE_OF(predictor, backward)},
    {WIDE_OF(predictor, gaps)},
    {WIDE_OF(predictor, settle_ms)},
    {TEXT_OF(predictor, product)},
    {BOOL_OF(predictor, product_known)},
    {BOOL_OF(predictor, joined)},
    {INDEX_OF(predictor, now, PREDICTOR_GROUPS_MAX - 1)},
    {REAL_OF(predictor, threshold)},
    {WIDE_OF(predictor, run_ms)},
    {WIDE_OF(predictor, cycles)},
    {WIDE_OF(predictor, starts)},
    {BOOL_OF(predictor, daily)},
    {REALS_OF(predictor, learnt, DETECTORS)},
    {INT_OF(predictor, kept, KEPT_ROWS_MOST)},
    {INT_OF(predictor, kept_next, KEPT_ROWS_MOST - 1)},
    {"worst", FORM_INT, offsetof(struct predictor, worst), DETECTORS, -1,
     PREDICTOR_SIGNALS_MAX - 1},
    {REALS_OF(predictor, score, METHOD_COUNT)},
    {REAL_OF(predictor, evidence)},
    {REAL_OF(predictor, p)},
    {INDEX_OF(predictor, method, METHOD_COUNT - 1)},
    {REALS_OF(predictor, part, PREDICTOR_SIGNALS_MAX)},
    {REALS_OF(predictor, value, PREDICTOR_SIGNALS_MAX)},
    {REALS_OF(predictor, z, PREDICTOR_SIGNALS_MAX)},
    {WIDE_OF(predictor, left_at_ms)},
    {WIDE_OF(predictor, life_rows)},
    {BOOL_OF(predictor, drifting)},
    {BOOL_OF(predictor, left.known)},
    {BOOL_OF(predictor, left.curved)},
    {REAL_OF(predictor, left.h)},
    {REAL_OF(predictor, left.lo_h)},
    {REAL_OF(predictor, left.hi_h)},
    {REAL_OF(predictor, left.slope)},
    {REAL_OF(predictor, together.t2)},
    {REAL_OF(predictor, together.q)},
    {REALS_OF(predictor, together.t2_part, PCA_MAX)},
    {REALS_OF(predictor, together.q_part, PCA_MAX)},
    {INT_OF(predictor, pca.signals, PCA_MAX)},
    {INT_OF(predictor, pca.components, PCA_MAX)},
    {WIDE_OF(predictor, pca.rows)},
    {BOOL_OF(predictor, pca.closed)},
    {REAL_OF(predictor, pca.t2_limit)},
    {REAL_OF(predictor, pca.q_limit)},
    {REALS_OF(predictor, smooth, PREDICTOR_SIGNALS_MAX)},
    {REALS_OF(predictor, pca.wander, PCA_MAX)},
    {REALS_OF(predictor, pca.sum, PCA_MAX)},
    {REALS_OF(predictor, pca.mean, PCA_MAX)},
    {REALS_OF(predictor, pca.value, PCA_MAX)},
    {REALS_OF(predictor, pca.cross, SQUARE)},
    {REALS_OF(predictor, pca.vector, SQUARE)},
    {INT_OF(predictor, life.count, LIFE_POINTS)},
};

static const struct saved of_window[] = {
    {INT_OF(window, count, WINDOW_MOST)},
    {INT_OF(window, next, WINDOW_MOST - 1)},
    {REALS_OF(window, score, WINDOW_MOST)},
};

static const struct saved of_group[] = {
    {TEXT_OF(group, product)},   {INT_OF(group, band, PREDICTOR_BANDS_MAX)},
    {BOOL_OF(group, used)},      {BOOL_OF(group, closed)},
    {WIDE_OF(group, learnt_ms)}, {WIDE_OF(group, seen_ms)},
};

static const struct saved of_signal[] = {
    {REAL_OF(signal_state, statistics.drift.s)},
    {WIDE_OF(signal_state, statistics.drift.n)},
    {REAL_OF(signal_state, statistics.level)},
    {REAL_OF(signal_state, statistics.sum.up)},
    {REAL_OF(signal_state, statistics.sum.down)},
    {REALS_OF(signal_state, statistics.rate.row, RATE_ROWS)},
    {INT_OF(signal_state, statistics.rate.count, RATE_ROWS)},
    {INT_OF(signal_state, statistics.rate.next, RATE_ROWS - 1)},
    {REAL_OF(signal_state, statistics.rate.last)},
    {REALS_OF(signal_state, statistics.change.block, CHANGE_BLOCKS)},
    {REALS_OF(signal_state, statistics.change.row, CHANGE_ROWS)},
    {INT_OF(signal_state, statistics.change.count, CHANGE_BLOCKS)},
    {INT_OF(signal_state, statistics.change.next, CHANGE_BLOCKS - 1)},
    {INT_OF(signal_state, statistics.change.rows, CHANGE_ROWS - 1)},
    {REAL_OF(signal_state, statistics.change.worst)},
    {INT_OF(signal_state, statistics.change.split, CHANGE_BLOCKS)},
    {REALS_OF(signal_state, learnt, DETECTORS)},
    {REALS_OF(signal_state, score, DETECTORS)},
    {REAL_OF(signal_state, last)},
    {WIDE_OF(signal_state, same)},
    {WIDE_OF(signal_state, same_most)},
    {WIDE_OF(signal_state, silent)},
    {"rows", FORM_INT64, offsetof(struct signal_state, rows), 1, 0, WIDE / 100},
    {"goods", FORM_INT64, offsetof(struct signal_state, goods), 1, 0, WIDE / 100},
    {INT_OF(signal_state, dead, DEAD_CONSTANT)},
    {REALS_OF(signal_state, recent, RECENT_ROWS)},
    {INT_OF(signal_state, recents, RECENT_ROWS)},
    {INT_OF(signal_state, recent_next, RECENT_ROWS - 1)},
    {REALS_OF(signal_state, held, HELD_MOST)},
    {INT_OF(signal_state, helds, HELD_MOST - 1)},
    {BOOL_OF(signal_state, holding)},
    {BOOL_OF(signal_state, back)},
    {INT_OF(signal_state, looks, HOME_LOOKS - 1)},
    {REAL_OF(signal_state, came)},
};

#define SEASON_ALL ((size_t)SEASON_SLOTS * SEASON_KEPT)
static const struct saved of_season[] = {
    {"kept", FORM_FLOAT, offsetof(struct season, kept), SEASON_ALL, 0, 0},
    {"count", FORM_INT, offsetof(struct season, count), SEASON_SLOTS, 0, SEASON_KEPT},
    {"seen", FORM_INT64, offsetof(struct season, seen), SEASON_SLOTS, 0, WIDE},
    {"stride", FORM_INT64, offsetof(struct season, stride), SEASON_SLOTS, 0, WIDE},
    {REALS_OF(season, offset, SEASON_SLOTS)},
    {BOOL_OF(season, closed)},
};

static const struct saved of_baseline[] = {
    {INT_OF(baseline, count, BASELINE_KEPT)},
    {"seen", FORM_INT64, offsetof(struct baseline, seen), 1, 0, WIDE},
    {"stride", FORM_INT64, offsetof(struct baseline, stride), 1, 0, WIDE},
    {REAL_OF(baseline, median)},
    {REAL_OF(baseline, spread)},
    {REAL_OF(baseline, lean)},
    {REAL_OF(baseline, wander)},
    {REAL_OF(baseline, low)},
    {REAL_OF(baseline, high)},
    {BOOL_OF(baseline, closed)},
};

/* A member that was added goes into the tables above, or it is lost over a restart. */
#if UINTPTR_MAX > UINT32_MAX
_Static_assert(sizeof(struct baseline) == 8 * BASELINE_KEPT + 80, "in of_baseline");
_Static_assert(sizeof(struct pca) == 8 * (2 * PCA_MAX * PCA_MAX + 4 * PCA_MAX) + 40,
               "of_predictor");
_Static_assert(sizeof(struct statistics) == 8 * (RATE_ROWS + CHANGE_BLOCKS + CHANGE_ROWS) + 88,
               "of_signal");
_Static_assert(sizeof(struct season) == SEASON_SLOTS * (4 * SEASON_KEPT + 28) + 8, "of_season");
#endif

/* ---- writing -------------------------------------------------------------------------------- */

static bool same_bits(double a, double b)
{
    uint64_t x, y;
    memcpy(&x, &a, sizeof x);
    memcpy(&y, &b, sizeof y);
    return x == y;
}

static void put_real(struct jw *w, const char *key, double value)
{
    char text[40];
    if (isnan(value)) {
        jw_null(w, key);
        return;
    }
    if (isinf(value)) {
        jw_text(w, key, value > 0 ? "inf" : "-inf");
        return;
    }
    for (int digits = 6; digits <= 17; digits = digits < 15 ? 15 : digits + 1) {
        (void)text_format(text, sizeof text, "%.*g", digits, value);
        if (same_bits(strtod(text, NULL), value))
            break;
    }
    char *comma = strchr(text, ','); /* of a locale */
    if (comma)
        *comma = '.';
    jw_raw(w, key, strcmp(text, "-0") == 0 ? "-0.0" : text);
}

static int64_t integer_at(const struct saved *s, const void *base, size_t i)
{
    const char *at = (const char *)base + s->at;
    int one;
    int16_t small;
    int64_t wide;
    if (s->form == FORM_INT64) {
        memcpy(&wide, at + i * sizeof wide, sizeof wide);
        return wide;
    }
    if (s->form == FORM_INT16) {
        memcpy(&small, at + i * sizeof small, sizeof small);
        return small;
    }
    memcpy(&one, at + i * sizeof one, sizeof one);
    return one;
}

static void put_one(struct jw *w, const char *key, const struct saved *s, const void *base,
                    size_t i)
{
    const char *at = (const char *)base + s->at;
    double real;
    float single;
    if (s->form == FORM_DOUBLE) {
        memcpy(&real, at + i * sizeof real, sizeof real);
        put_real(w, key, real);
    } else if (s->form == FORM_FLOAT) {
        memcpy(&single, at + i * sizeof single, sizeof single);
        put_real(w, key, (double)single);
    } else if (s->form == FORM_BOOL) {
        bool yes;
        memcpy(&yes, at + i * sizeof yes, sizeof yes);
        jw_bool(w, key, yes);
    } else {
        int64_t value = integer_at(s, base, i);
        if (value == TIME_NONE)
            jw_null(w, key);
        else
            jw_int(w, key, value);
    }
}

static void put_table(struct jw *w, const struct saved *table, size_t rows, const void *base)
{
    for (const struct saved *s = table; s < table + rows; s++) {
        if (s->form == FORM_TEXT) {
            jw_text(w, s->key, (const char *)base + s->at);
            continue;
        }
        if (s->count == 1) {
            put_one(w, s->key, s, base, 0);
            continue;
        }
        jw_array(w, s->key);
        for (size_t i = 0; i < s->count; i++)
            put_one(w, NULL, s, base, i);
        jw_array_end(w);
    }
}

static void put_reals(struct jw *w, const char *key, const double *value, int count)
{
    jw_array(w, key);
    for (int i = 0; i < count; i++)
        put_real(w, NULL, value[i]);
    jw_array_end(w);
}

/* What is the same in every predictor that may take it over. */
static void put_asked(struct jw *w, const struct predictor_conf *conf)
{
    jw_object(w, "of");
    jw_text(w, "name", conf->name);
    jw_array(w, "signals");
    for (int i = 0; i < conf->signal_count; i++)
        jw_text(w, NULL, conf->signals[i]);
    jw_array_end(w);
    jw_int(w, "use", conf->feature);
    jw_int(w, "every_ms", conf->every_ms);
    jw_bool(w, "always", conf->always);
    jw_bool(w, "daily", conf->daily);
    jw_bool(w, "by_product", conf->by_product);
    jw_text(w, "speed", conf->speed);
    put_reals(w, "bands", conf->band, conf->bands);
    jw_object_end(w);
}

static void put_groups(struct jw *w, const struct predictor *p)
{
    jw_array(w, "groups");
    for (int g = 0; g < p->groups; g++) {
        bool needed = p->group[g].used && !p->group[g].closed;
        jw_object(w, NULL);
        put_table(w, of_group, COUNT(of_group), &p->group[g]);
        jw_array(w, "baselines");
        for (int i = 0; i < p->signals && p->group[g].used; i++) {
            const struct baseline *b = baseline_of(p, g, i);
            struct baseline head = *b;
            head.count = needed ? b->count : 0;
            jw_object(w, NULL);
            put_table(w, of_baseline, COUNT(of_baseline), &head);
            put_reals(w, "kept", b->kept, head.count);
            jw_object_end(w);
        }
        jw_array_end(w);
        jw_object_end(w);
    }
    jw_array_end(w);
}

static void put_arrays(struct jw *w, const struct predictor *p)
{
    put_reals(w, "life_h", p->life.at_h, p->life.count);
    put_reals(w, "life_value", p->life.value, p->life.count);
    jw_array(w, "windows");
    for (int m = 0; m < (int)DETECTORS; m++) {
        jw_object(w, NULL);
        put_table(w, of_window, COUNT(of_window), &p->window[m]);
        jw_object_end(w);
    }
    jw_array_end(w);
    jw_array(w, "signals");
    for (int i = 0; i < p->signals; i++) {
        jw_object(w, NULL);
        put_table(w, of_signal, COUNT(of_signal), &p->signal[i]);
        if (p->conf.daily) {
            jw_object(w, "season");
            put_table(w, of_season, COUNT(of_season), &p->signal[i].season);
            jw_object_end(w);
        }
        jw_object_end(w);
    }
    jw_array_end(w);
    jw_array(w, "rows");
    for (int n = 0; n < p->kept; n++) {
        jw_int(w, NULL, p->row[n].group);
        jw_bool(w, NULL, p->row[n].joined);
    }
    jw_array_end(w);
    put_reals(w, "row_values", p->kept_value, p->kept * p->signals);
}

/* FNV-1a: against damage, not against malice. */
uint64_t saved_sum(const char *text, size_t length)
{
    uint64_t sum = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < length; i++)
        sum = (sum ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
    return sum;
}

size_t predictor_save(const struct predictor *predictor, char *out, size_t size)
{
    struct jw w;
    jw_init(&w, out, size);
    jw_object(&w, NULL);
    jw_text(&w, "kind", KIND);
    jw_int(&w, "v", VERSION);
    put_asked(&w, &predictor->conf);
    jw_object(&w, "is");
    put_table(&w, of_predictor, COUNT(of_predictor), predictor);
    jw_object_end(&w);
    put_groups(&w, predictor);
    put_arrays(&w, predictor);
    if (w.overflow || w.length + SUM_SIZE >= size)
        return 0;
    uint64_t sum = saved_sum(out, w.length);
    (void)text_format(out + w.length, size - w.length, ",\"sum\":\"%016llx\"}",
                      (unsigned long long)sum);
    return w.length + SUM_SIZE;
}

/* ---- reading -------------------------------------------------------------------------------- */

static bool get_real(const json_t *json, double *out)
{
    if (!json)
        return false;
    if (json_is_number(json))
        *out = json_number_value(json);
    else if (json_is_null(json))
        *out = (double)NAN;
    else if (json_is_string(json) && strcmp(json_string_value(json), "inf") == 0)
        *out = (double)INFINITY;
    else if (json_is_string(json) && strcmp(json_string_value(json), "-inf") == 0)
        *out = -(double)INFINITY;
    else
        return false;
    return true;
}

static bool get_integer(const json_t *json, const struct saved *s, void *base, size_t i)
{
    char *at = (char *)base + s->at;
    int64_t value = json_is_integer(json) ? json_integer_value(json) : TIME_NONE;
    bool none = s->form == FORM_INT64 && json_is_null(json);
    if (!none && (!json_is_integer(json) || value < s->least || value > s->most))
        return false;
    int one = (int)value;
    int16_t small = (int16_t)value;
    if (s->form == FORM_INT64)
        memcpy(at + i * sizeof value, &value, sizeof value);
    else if (s->form == FORM_INT16)
        memcpy(at + i * sizeof small, &small, sizeof small);
    else
        memcpy(at + i * sizeof one, &one, sizeof one);
    return true;
}

static bool get_one(const json_t *json, const struct saved *s, void *base, size_t i)
{
    char *at = (char *)base + s->at;
    double real = 0;
    if (s->form == FORM_DOUBLE || s->form == FORM_FLOAT) {
        if (!get_real(json, &real))
            return false;
        float single = (float)real;
        if (s->form == FORM_DOUBLE)
            memcpy(at + i * sizeof real, &real, sizeof real);
        else
            memcpy(at + i * sizeof single, &single, sizeof single);
        return true;
    }
    if (s->form == FORM_BOOL) {
        bool yes = json_is_true(json);
        memcpy(at + i * sizeof yes, &yes, sizeof yes);
        return json_is_boolean(json);
    }
    return get_integer(json, s, base, i);
}

static bool get_text(const json_t *json, const struct saved *s, void *base)
{
    const char *text = json_string_value(json);
    size_t length = json_string_length(json);
    return text && text_is_clean(text, length) &&
           text_copy_n((char *)base + s->at, s->count, text, length);
}

static bool get_table(const json_t *object, const struct saved *table, size_t rows, void *base)
{
    for (const struct saved *s = table; s < table + rows; s++) {
        const json_t *json = json_object_get(object, s->key);
        if (s->form == FORM_TEXT) {
            if (!get_text(json, s, base))
                return false;
            continue;
        }
        if (s->count > 1 && json_array_size(json) != s->count)
            return false;
        for (size_t i = 0; i < s->count; i++)
            if (!get_one(s->count > 1 ? json_array_get(json, i) : json, s, base, i))
                return false;
    }
    return true;
}

static bool get_reals(const json_t *json, double *value, int count)
{
    if (!json_is_array(json) || json_array_size(json) != (size_t)count)
        return false;
    for (int i = 0; i < count; i++)
        if (!get_real(json_array_get(json, (size_t)i), &value[i]))
            return false;
    return true;
}

static bool get_groups(const json_t *root, struct predictor *p)
{
    const json_t *list = json_object_get(root, "groups");
    if (json_array_size(list) != (size_t)p->groups)
        return false;
    for (int g = 0; g < p->groups; g++) {
        const json_t *one = json_array_get(list, (size_t)g);
        const json_t *baselines = json_object_get(one, "baselines");
        if (!get_table(one, of_group, COUNT(of_group), &p->group[g]))
            return false;
        size_t wanted = p->group[g].used ? (size_t)p->signals : 0;
        if (!json_is_array(baselines) || json_array_size(baselines) != wanted)
            return false;
        for (int i = 0; i < (int)wanted; i++) {
            const json_t *b = json_array_get(baselines, (size_t)i);
            struct baseline *to = baseline_of(p, g, i);
            if (!get_table(b, of_baseline, COUNT(of_baseline), to) ||
                !get_reals(json_object_get(b, "kept"), to->kept, to->count))
                return false;
        }
    }
    return true;
}

static bool get_signals(const json_t *root, struct predictor *p)
{
    const json_t *list = json_object_get(root, "signals");
    int held = sustained_of(p)->held;
    if (!json_is_array(list) || json_array_size(list) != (size_t)p->signals)
        return false;
    for (int i = 0; i < p->signals; i++) {
        const json_t *one = json_array_get(list, (size_t)i);
        struct signal_state *s = &p->signal[i];
        if (!get_table(one, of_signal, COUNT(of_signal), s) || s->helds >= held ||
            (p->conf.daily &&
             !get_table(json_object_get(one, "season"), of_season, COUNT(of_season), &s->season)))
            return false;
    }
    return true;
}

static bool get_windows(const json_t *root, struct predictor *p)
{
    const json_t *list = json_object_get(root, "windows");
    int most = sustained_of(p)->of;
    if (json_array_size(list) != (size_t)DETECTORS)
        return false;
    for (size_t m = 0; m < DETECTORS; m++) {
        struct window *w = &p->window[m];
        if (!get_table(json_array_get(list, m), of_window, COUNT(of_window), w) ||
            w->count > most || w->next >= most)
            return false;
    }
    return true;
}

static bool get_rows(const json_t *root, struct predictor *p)
{
    const json_t *list = json_object_get(root, "rows");
    if (!json_is_array(list) || json_array_size(list) != 2 * (size_t)p->kept)
        return false;
    for (int n = 0; n < p->kept; n++) {
        const json_t *group = json_array_get(list, 2 * (size_t)n);
        const json_t *joined = json_array_get(list, 2 * (size_t)n + 1);
        int64_t at = json_integer_value(group);
        if (!json_is_integer(group) || !json_is_boolean(joined) || at < -1 || at >= p->groups)
            return false;
        p->row[n] = (struct kept_row){.group = (int16_t)at, .joined = json_is_true(joined)};
    }
    return get_reals(json_object_get(root, "row_values"), p->kept_value, p->kept * p->signals);
}

/* What a table cannot say: how numbers belong together. */
static bool belongs(const struct predictor *p)
{
    for (int m = 0; m < (int)DETECTORS; m++)
        if (p->worst[m] >= p->signals)
            return false;
    return p->now < p->groups && p->kept <= p->kept_rows && p->kept_next < p->kept_rows &&
           (p->pca.signals == 0 || p->pca.signals == p->signals) &&
           p->pca.components <= p->pca.signals && p->threshold > 0 && p->threshold < 100;
}

static bool get_all(const json_t *root, struct predictor *p)
{
    return get_table(json_object_get(root, "is"), of_predictor, COUNT(of_predictor), p) &&
           belongs(p) && get_groups(root, p) && get_signals(root, p) && get_windows(root, p) &&
           get_rows(root, p) &&
           get_reals(json_object_get(root, "life_h"), p->life.at_h, p->life.count) &&
           get_reals(json_object_get(root, "life_value"), p->life.value, p->life.count);
}

/* It was learnt for the same question: then it answers this one. */
static bool same_question(const struct predictor_conf *conf, const json_t *root)
{
    char text[4096];
    struct jw w;
    json_error_t error;
    jw_init(&w, text, sizeof text);
    jw_object(&w, NULL);
    put_asked(&w, conf);
    jw_object_end(&w);
    json_t *ours = json_loadb(text, w.length, 0, &error);
    bool same = ours && !w.overflow &&
                json_equal(json_object_get(ours, "of"), json_object_get(root, "of")) == 1;
    json_decref(ours);
    return same;
}

static bool is_whole(const char *text, size_t length)
{
    char end[SUM_SIZE + 1];
    if (length <= SUM_SIZE || length >= PREDICTOR_TEXT_MAX)
        return false;
    (void)text_format(end, sizeof end, ",\"sum\":\"%016llx\"}",
                      (unsigned long long)saved_sum(text, length - SUM_SIZE));
    return memcmp(end, text + length - SUM_SIZE, SUM_SIZE) == 0;
}

static struct predictor *read_it(const struct predictor_conf *conf, const json_t *root,
                                 struct cause *why)
{
    const char *kind = json_string_value(json_object_get(root, "kind"));
    struct predictor *p = NULL;
    if (!kind || strcmp(kind, KIND) != 0 ||
        json_integer_value(json_object_get(root, "v")) != VERSION)
        (void)cause_set(why, -1, "it is no predictor of this version");
    else if (!same_question(conf, root))
        (void)cause_set(why, -1,
                        "it was learnt of other signals, steps, products or bands than [predictor "
                        "%s] names now: it has to learn again",
                        conf->name);
    else if (!(p = predictor_new(conf)))
        (void)cause_set(why, -1, "out of memory");
    else if (!get_all(root, p)) {
        predictor_free(&p);
        (void)cause_set(why, -1, "its numbers do not belong together");
    }
    return p;
}

struct predictor *predictor_load(const struct predictor_conf *conf, const char *text, size_t length,
                                 struct cause *why)
{
    json_error_t error;
    if (!is_whole(text, length)) {
        (void)cause_set(why, -1, "it is damaged, cut off, or no predictor");
        return NULL;
    }
    json_t *root = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
    if (!root) {
        (void)cause_set(why, -1, "it is no JSON: line %d", error.line);
        return NULL;
    }
    struct predictor *p = read_it(conf, root, why);
    json_decref(root);
    return p;
}
