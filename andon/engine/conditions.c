/* SPDX-License-Identifier: MIT */
/* Whether a condition holds now: what rules of the tower and alerts look at. Called by lamps.c and
 * response/alerts.c. A kind of condition is a row of `holds`; what it is in words is a row of
 * why.c's table. Pure functions of the station. */
#include "andon/engine/response/response.h"
#include "data/model/amount.h"

#include <string.h>

__extension__ typedef __int128 wide;

#define PER_CENT (INT64_C(100) * AMOUNT_ONE) /* 100 % as conditions say it */

static bool is_starting(const struct station *st, const struct condition *c)
{
    (void)c;
    return !st->started;
}

static bool is_stopping(const struct station *st, const struct condition *c)
{
    (void)c;
    return st->stopping;
}

static bool is_link_down(const struct station *st, const struct condition *c)
{
    (void)c;
    return st->link.lost;
}

static bool is_store_failed(const struct station *st, const struct condition *c)
{
    (void)c;
    return st->store.failed;
}

static bool is_unknown(const struct station *st, const struct condition *c)
{
    (void)c;
    return st->interval.phase.state == MS_UNKNOWN;
}

static bool has_bit(uint32_t words, int value)
{
    return (words >> value & 1U) != 0;
}

static bool is_state(const struct station *st, const struct condition *c)
{
    return has_bit(c->words, (int)st->interval.phase.state);
}

static bool is_mode(const struct station *st, const struct condition *c)
{
    return has_bit(c->words, (int)st->mode);
}

static bool is_stop(const struct station *st, const struct condition *c)
{
    uint32_t kind = st->stop.small ? 1 : 2;
    return st->stop.open && (c->words == 0 || (c->words & kind) != 0);
}

static bool is_unexplained(const struct station *st, const struct condition *c)
{
    (void)c;
    return window_unexplained(st, window_shown(st), st->t) > 0;
}

static bool is_break(const struct station *st, const struct condition *c)
{
    (void)c;
    return st->span.in_break || !st->span.in_shift;
}

static int64_t good_made(const struct station *st)
{
    return account_totals(&st->window[window_shown(st)].account).good;
}

static bool is_behind(const struct station *st, const struct condition *c)
{
    int64_t due = station_target_now(st, st->t);
    return due > 0 && (wide)(due - good_made(st)) * PER_CENT > (wide)due * c->amount;
}

/* When is_behind will hold if nothing more is made: the target that is too much, the planned time
 * at which it is due, the moment at which that has passed. */
static int64_t behind_at(const struct station *st, const struct condition *c)
{
    const struct window *w = &st->window[window_shown(st)];
    int64_t target = st->fixed ? station_target(st) : 0, good = good_made(st);
    if (c->amount >= PER_CENT || good < 0)
        return TIME_NEVER;
    wide due = (wide)good * PER_CENT / (PER_CENT - c->amount) + 1;
    if (!st->fixed)
        return due < INT64_MAX / 2000 ? hours_due_at(st, (int64_t)due) : TIME_NEVER;
    if (!w->paced_on || target <= 0 || w->planned_ms <= 0)
        return TIME_NEVER;
    wide paced = (due * w->planned_ms + target - 1) / target;
    if (paced > w->planned_ms)
        return TIME_NEVER;
    int64_t from = w->paced_wall > w->begin_wall ? w->paced_wall : w->begin_wall;
    return from + ((int64_t)paced - w->paced_ms) - st->wall_offset;
}

static bool is_always(const struct station *st, const struct condition *c)
{
    (void)st;
    (void)c;
    return true;
}

static bool compares(int64_t value, const struct condition *c)
{
    return c->compare == '<'   ? value < c->amount
           : c->compare == '>' ? value > c->amount
                               : value == c->amount;
}

static bool good(const struct station *st, int signal)
{
    return signals_quality(st, (size_t)signal, st->t) == Q_GOOD;
}

bool conditions_number(const struct station *st, const struct condition *c, int64_t *out)
{
    const struct signal *sig = &st->signal[c->signal];
    if (!good(st, c->signal))
        return false;
    *out = sig->value.amount;
    if (c->measure == MEASURE_RATE) {
        *out = sig->rate;
        return sig->rated;
    }
    if (c->measure != MEASURE_OFF)
        return true;
    int64_t from = c->other >= 0 ? st->signal[c->other].value.amount : c->base;
    wide off = (wide)*out - from;
    off = off < 0 ? -off : off;
    *out = off > INT64_MAX ? INT64_MAX : (int64_t)off;
    return c->other < 0 || good(st, c->other);
}

static bool is_prediction(const struct station *st, const struct condition *c)
{
    return predictions_hold(st, c);
}

static bool is_signal(const struct station *st, const struct condition *c)
{
    int64_t value = 0;
    if (c->measure == MEASURE_STALE)
        return signals_quality(st, (size_t)c->signal, st->t) == Q_STALE;
    if (c->text[0] != '\0')
        return strcmp(st->signal[c->signal].value.text, c->text) == 0;
    return conditions_number(st, c, &value) && compares(value, c);
}

/* Neither a value nor its negation can be had from one that is not good; silence can. */
static bool is_known(const struct station *st, const struct condition *c)
{
    int64_t value;
    const struct alerts *a = &st->alerts;
    if (c->kind == COND_SYNC)
        return a->oldest_ms >= 0;
    if (c->kind == COND_DISK)
        return a->free_bytes >= 0;
    if (c->kind != COND_SIGNAL)
        return true;
    if (c->measure == MEASURE_STALE)
        return st->signal[c->signal].seen;
    return c->text[0] != '\0' ? good(st, c->signal) : conditions_number(st, c, &value);
}

static bool is_oee(const struct station *st, const struct condition *c)
{
    int index = window_shown(st);
    struct window_view v = window_view(st, index, st->t);
    struct oee_conf conf = station_oee_conf(st, index);
    double oee = oee_of(&v.account, &conf).oee;
    return oee < (double)c->amount / (double)PER_CENT; /* never of one that is not known (NaN) */
}

static bool is_sync(const struct station *st, const struct condition *c)
{
    return st->alerts.oldest_ms > c->amount;
}

static bool is_disk(const struct station *st, const struct condition *c)
{
    return st->alerts.free_bytes < c->amount;
}

static bool is_clock(const struct station *st, const struct condition *c)
{
    return ((c->words & CLOCK_UNSYNCED) != 0 && !st->synced) ||
           ((c->words & CLOCK_STEPPED) != 0 && st->alerts.stepped_at != TIME_NONE &&
            st->t - st->alerts.stepped_at < CLOCK_STEPPED_MS);
}

static bool is_alert(const struct station *st, const struct condition *c)
{
    return alerts_any(st, c->words);
}

static bool is_sounding(const struct station *st, const struct condition *c)
{
    (void)c;
    return alerts_sounding(st);
}

static bool is_input(const struct station *st, const struct condition *c)
{
    return contacts_in_trouble(st, c) >= 0;
}

static bool (*const holds[CONDITION_COUNT])(const struct station *, const struct condition *) = {
    [COND_STARTING] = is_starting,
    [COND_STOPPING] = is_stopping,
    [COND_LINK_DOWN] = is_link_down,
    [COND_STORE_FAILED] = is_store_failed,
    [COND_UNKNOWN] = is_unknown,
    [COND_STATE] = is_state,
    [COND_MODE] = is_mode,
    [COND_STOP] = is_stop,
    [COND_UNEXPLAINED] = is_unexplained,
    [COND_BREAK] = is_break,
    [COND_BEHIND] = is_behind,
    [COND_PREDICTION] = is_prediction,
    [COND_SIGNAL] = is_signal,
    [COND_OEE] = is_oee,
    [COND_SYNC] = is_sync,
    [COND_DISK] = is_disk,
    [COND_CLOCK] = is_clock,
    [COND_ALERT] = is_alert,
    [COND_SOUNDING] = is_sounding,
    [COND_CALL] = calls_hold,
    [COND_INPUT] = is_input,
    [COND_QUALITY] = checks_hold,
    [COND_ALWAYS] = is_always,
};

enum truth conditions_truth(const struct station *st, const struct condition *c)
{
    if (!is_known(st, c))
        return TRUTH_UNKNOWN;
    return holds[c->kind](st, c) == c->negated ? TRUTH_NO : TRUTH_YES;
}

bool conditions_timed(const struct condition *c)
{
    return c->kind == COND_BEHIND;
}

int64_t conditions_deadline(const struct station *st, const struct condition *c)
{
    return conditions_timed(c) ? behind_at(st, c) : TIME_NEVER;
}
