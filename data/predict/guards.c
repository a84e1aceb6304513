/* SPDX-License-Identifier: MIT */
/* What a row must be to count: in order, of a machine that runs and has settled, of a product and
 * speed that are known; and what a signal must be: alive, moving, in the unit and of the sensor
 * that was learnt. What fails here is frozen or learnt again and said so, never warned of. Called
 * by predictor_step. */
#include "data/predict/core.h"

#include "data/model/clock.h"
#include "data/model/text.h"

#include <math.h>
#include <string.h>

#define BACK_ROWS   10 /* rows in order of another clock, then that clock is believed */
#define SETTLE_PER  2  /* a stop needs so many times its length to settle, at most `settle` */
#define SILENT_ROWS 10
#define SILENT_MS   (5 * MS_PER_MIN)
#define SILENT_GAPS 10 /* … and so many times what is between two values of a slow signal */
#define SAME_ROWS   10
#define SAME_MS     (10 * MS_PER_MIN)
#define SAME_FACTOR 3 /* … and so many times more than it ever was while it learnt */
#define FAR         8.0
#define NEAR        4.0
#define OFF         1.5  /* smoothed: off before it fell silent, too */
#define HOMEWARD    0.85 /* of how far off it came back: on its way */

/* ---- order ---------------------------------------------------------------------------------- */

void guards_break(struct predictor *p)
{
    p->joined = false;
}

/* What needs rows one after the other begins anew; sums and means go on. */
static void after_gap(struct predictor *p)
{
    p->gaps++;
    for (int i = 0; i < p->signals; i++) {
        struct signal_state *s = &p->signal[i];
        s->statistics.rate = (struct rate){.count = 0};
        s->statistics.change = (struct change){.count = 0};
        s->same = 0;
    }
    p->settle_ms = p->conf.settle_ms;
    guards_break(p);
}

bool guards_order(struct predictor *p, const struct predict_row *row)
{
    if (p->last_ms != TIME_NONE && row->end_ms <= p->last_ms) {
        p->backward++;
        p->back_rows = p->back_ms != TIME_NONE && row->end_ms > p->back_ms ? p->back_rows + 1 : 1;
        p->back_ms = row->end_ms;
        if (p->back_rows < BACK_ROWS)
            return false;
        p->last_ms = TIME_NONE; /* the clock was set back, and stays there */
        if (p->conf.always) {   /* a trend over that clock begins anew */
            life_forget(&p->life);
            p->left = (struct life_left){.known = false};
        }
        after_gap(p);
    }
    if (p->last_ms != TIME_NONE && row->end_ms - p->last_ms > 2 * row->step_ms)
        after_gap(p);
    p->last_ms = row->end_ms;
    p->step_ms = row->step_ms;
    p->back_ms = TIME_NONE;
    p->back_rows = 0;
    return true;
}

/* ---- rows ----------------------------------------------------------------------------------- */

static bool is_settling(struct predictor *p, const struct predict_row *row)
{
    int64_t stood = p->conf.always ? 0 : row->step_ms - row->run_ms;
    int64_t more = p->settle_ms + SETTLE_PER * stood;
    if (stood > 0) {
        p->settle_ms = more < p->conf.settle_ms ? more : p->conf.settle_ms;
        return false;
    }
    if (p->settle_ms <= 0)
        return false;
    p->settle_ms -= row->step_ms;
    return true;
}

const char *guards_row(struct predictor *p, const struct predict_row *row)
{
    bool other = p->product_known && strcmp(p->product, row->product) != 0;
    (void)text_copy(p->product, sizeof p->product, row->product);
    p->product_known = true;
    if (!row->known && !p->conf.always)
        return "the machine's state is not known";
    if (other) {
        p->settle_ms = p->conf.settle_ms;
        return "another product";
    }
    bool settling = is_settling(p, row);
    if (!p->conf.always && row->run_ms <= 0)
        return "the machine does not run";
    if (!p->conf.always && row->run_ms < row->step_ms)
        return "the machine did not run all the time";
    if (settling)
        return "settling after a start or a change of product";
    if (p->conf.bands > 0 && !isfinite(row->speed))
        return "the speed is not known";
    return NULL;
}

/* ---- groups --------------------------------------------------------------------------------- */

static int band_of(const struct predictor *p, double speed)
{
    int band = 0;
    while (band < p->conf.bands && speed >= p->conf.band[band])
        band++;
    return p->conf.bands > 0 ? band : 0;
}

/* What has learnt more is worth more, the earlier among equals, so that some get there; of those
 * that have learnt all, the one seen lately. */
static bool worth_less(const struct group *a, const struct group *b)
{
    if (a->closed || b->closed)
        return a->closed && b->closed ? a->seen_ms < b->seen_ms : b->closed;
    return a->learnt_ms == b->learnt_ms ? a->seen_ms > b->seen_ms : a->learnt_ms < b->learnt_ms;
}

/* Beyond the room one is forgotten: in turn, no product would ever be learnt. */
static int free_group(struct predictor *p)
{
    int least = 0;
    for (int i = 0; i < p->groups; i++) {
        if (!p->group[i].used)
            return i;
        if (worth_less(&p->group[i], &p->group[least]))
            least = i;
    }
    for (int i = 0; i < p->kept; i++)
        if (p->row[i].group == least)
            p->row[i].group = -1;
    return least;
}

int guards_group(struct predictor *p, const struct predict_row *row)
{
    const char *product = p->conf.by_product ? row->product : "";
    int band = band_of(p, row->speed);
    for (int i = 0; i < p->groups; i++)
        if (p->group[i].used && p->group[i].band == band &&
            strcmp(p->group[i].product, product) == 0)
            return i;
    int at = free_group(p);
    struct group *g = &p->group[at];
    *g = (struct group){.band = band, .used = true};
    (void)text_copy(g->product, sizeof g->product, product);
    for (int i = 0; i < p->signals; i++)
        *baseline_of(p, at, i) = (struct baseline){.count = 0};
    return at;
}

/* ---- signals -------------------------------------------------------------------------------- */

static bool is_good(const struct predict_row *row, int i)
{
    return row->cell[i] == CELL_GOOD && isfinite(row->value[i]);
}

static bool is_long(const struct predictor *p, int64_t rows, int64_t least, int64_t ms)
{
    return rows >= least && (double)rows * (double)p->step_ms >= (double)ms;
}

static bool is_silent(const struct predictor *p, const struct signal_state *s)
{
    double gap = s->goods > 0 ? (double)s->rows / (double)s->goods : 1;
    return is_long(p, s->silent, SILENT_ROWS, SILENT_MS) && (double)s->silent > SILENT_GAPS * gap;
}

/* A sensor is changed while the machine stands: silence counts then, too. */
void guards_silence(struct predictor *p, const struct predict_row *row)
{
    for (int i = 0; i < p->signals; i++) {
        struct signal_state *s = &p->signal[i];
        if (!is_good(row, i)) {
            s->silent++;
            if (is_silent(p, s))
                s->dead = DEAD_SILENT;
            continue;
        }
        if (s->dead == DEAD_SILENT) {
            s->dead = DEAD_NOT;
            s->back = s->holding = true;
            s->helds = s->looks = 0;
        }
        s->silent = 0;
    }
}

static bool same(double a, double b)
{
    uint64_t x, y;
    memcpy(&x, &a, sizeof x);
    memcpy(&y, &b, sizeof y);
    return x == y;
}

/* The same again and again, more than ever while it learnt: stuck. */
static void look_constant(struct predictor *p, int i, double value)
{
    struct signal_state *s = &p->signal[i];
    s->same = same(s->last, value) ? s->same + 1 : 0;
    s->last = value;
    if (s->same == 0 && s->dead == DEAD_CONSTANT)
        s->dead = DEAD_NOT;
    if (is_long(p, s->same, SAME_ROWS, SAME_MS) && s->same > SAME_FACTOR * s->same_most)
        s->dead = DEAD_CONSTANT;
}

static double median_and_spread(const double *value, int count, double *spread)
{
    double work[HELD_MOST];
    memcpy(work, value, (size_t)count * sizeof *work);
    double median = median_of(work, count);
    for (int i = 0; i < count; i++)
        work[i] = fabs(value[i] - median);
    *spread = 1.4826 * median_of(work, count);
    return median;
}

/* value' = factor · value + offset */
static const struct conversion {
    double factor, offset;
    const char *words;
} conversions[] = {
    {1.8, 32, "degrees F for C"},
    {1 / 1.8, -32 / 1.8, "degrees C for F"},
    {25.4, 0, "x 25.4"},
    {1 / 25.4, 0, "/ 25.4"},
    {14.5038, 0, "x 14.5"},
    {1 / 14.5038, 0, "/ 14.5"},
    {1000, 0, "x 1000"},
    {0.001, 0, "/ 1000"},
    {100, 0, "x 100"},
    {0.01, 0, "/ 100"},
    {10, 0, "x 10"},
    {0.1, 0, "/ 10"},
    {60, 0, "x 60"},
    {1 / 60.0, 0, "/ 60"},
    {1, 273.15, "K for degrees C"},
    {1, -273.15, "degrees C for K"},
};

/* Level and scatter both moved as another unit would move them. */
static const struct conversion *conversion_of(const struct predictor *p, int i)
{
    const struct signal_state *s = &p->signal[i];
    double was_spread, is_spread;
    double was = median_and_spread(s->recent, s->recents, &was_spread);
    double is = median_and_spread(s->held, s->helds, &is_spread);
    for (size_t c = 0; c < sizeof conversions / sizeof *conversions; c++) {
        const struct conversion *to = &conversions[c];
        double off = fabs(to->factor * was + to->offset - is);
        double scatter = to->factor * was_spread;
        if (off <= 0.03 * fabs(to->factor * was) + 3 * scatter && off <= 0.1 * fabs(is) &&
            is_spread <= 4 * scatter && is_spread >= scatter / 4)
            return to;
    }
    return NULL;
}

/* From the level that is usual now. */
static double away(const struct predictor *p, int i, int group, double value)
{
    return baseline_z(baseline_of(p, group, i), value) - p->signal[i].statistics.level;
}

/* What was cold while all was switched off gets warm: it comes nearer to what is usual. Another
 * sensor stays where it came back. */
static bool comes_home(struct signal_state *s, double off)
{
    if (s->looks == 0)
        s->came = fabs(off);
    if (++s->looks < HOME_LOOKS)
        return true;
    s->looks = 0;
    return fabs(off) < HOMEWARD * s->came;
}

/* Enough is seen since it jumped or came back: another unit, another sensor, or what it says. A
 * fault that was seen before a silence is no other sensor behind it. */
static bool decide(struct predictor *p, int i, int group)
{
    struct signal_state *s = &p->signal[i];
    char why[96];
    double spread;
    double z = away(p, i, group, median_and_spread(s->held, s->helds, &spread));
    bool was_off = (z < 0 ? -s->statistics.drift.s : s->statistics.drift.s) >= OFF;
    const struct conversion *to = s->recents >= RECENT_ROWS / 2 ? conversion_of(p, i) : NULL;
    bool back = s->back;
    bool later = back && fabs(z) > NEAR && !was_off && !to && comes_home(s, z);
    s->holding = s->back = later;
    s->helds = 0;
    if (later)
        p->z[i] = (double)NAN;
    if (later || fabs(z) <= NEAR || was_off || (!back && !to))
        return true;
    if (to)
        (void)text_format(why, sizeof why, "learning again: %s as if in another unit (%s)",
                          p->conf.signals[i], to->words);
    else
        (void)text_format(why, sizeof why,
                          "learning again: %s came back at another level (another sensor?)",
                          p->conf.signals[i]);
    learn_again(p, why);
    return false;
}

static void remember(struct signal_state *s, double value)
{
    s->recent[s->recent_next] = value;
    s->recent_next = (s->recent_next + 1) % RECENT_ROWS;
    if (s->recents < RECENT_ROWS)
        s->recents++;
}

/* From as usual to far off between two rows: looked at for some rows before it is believed. */
static bool look_jump(struct predictor *p, int i, int group)
{
    struct signal_state *s = &p->signal[i];
    const struct baseline *b = baseline_of(p, group, i);
    double spread, z = p->z[i], off = z - s->statistics.level;
    if (!b->closed)
        s->holding = s->back = false;
    if (!b->closed || isnan(z))
        return true;
    if (!s->holding && fabs(off) > FAR && s->recents >= RECENT_ROWS / 2 &&
        fabs(away(p, i, group, median_and_spread(s->recent, s->recents, &spread))) < NEAR) {
        s->holding = true;
        s->helds = 0;
    }
    if (!s->holding) {
        remember(s, p->value[i]);
        return true;
    }
    if (fabs(off) < NEAR && !s->back) { /* a spike */
        s->holding = false;
        remember(s, p->value[i]);
        return true;
    }
    s->held[s->helds++] = p->value[i];
    p->z[i] = (double)NAN;
    if (s->helds < sustained_of(p)->held)
        return true;
    p->z[i] = z;
    bool known = decide(p, i, group);
    if (known && !s->holding) /* from now on that is what it says: no more jumps from before */
        s->recents = s->recent_next = 0;
    return known;
}

bool guards_values(struct predictor *p, const struct predict_row *row, int group)
{
    for (int i = 0; i < p->signals; i++) {
        p->value[i] = p->z[i] = (double)NAN;
        p->signal[i].rows += !p->group[group].closed;
        p->signal[i].goods += !p->group[group].closed && is_good(row, i);
        if (!is_good(row, i))
            continue;
        look_constant(p, i, row->value[i]);
        if (p->signal[i].dead != DEAD_NOT)
            continue;
        p->value[i] = row->value[i];
        if (p->daily)
            p->value[i] -= season_offset(&p->signal[i].season, row->local_ms);
        p->z[i] = baseline_z(baseline_of(p, group, i), p->value[i]);
        if (p->signal[i].same > 0 && p->signal[i].same > p->signal[i].same_most)
            p->z[i] = p->group[group].closed ? (double)NAN : p->z[i];
        if (!look_jump(p, i, group))
            return false;
    }
    return true;
}
