/* SPDX-License-Identifier: MIT */
/* Counter derivation (standards.md §1.5). The engine calls it for each counter message; it holds no
 * more than struct counter. A fall is one of: rollover, correction, dip, reset, decided in that
 * order; a leap above the rate guard is kept aside until the next reading tells a spike (it falls
 * back) from a leap (it goes on). */
#include "data/model/counter.h"

#include "data/model/clock.h"

static struct counter_step step_none(const struct counter_sample *s, enum counter_note note)
{
    return (struct counter_step){.at_ms = s->at_ms, .note = note};
}

/* Whether `increment` over the time since `from_ms` is faster than the guard allows. A full
 * second's worth is always allowed: several messages may share one time. */
static bool too_fast(const struct counter_conf *conf, int64_t increment, int64_t from_ms,
                     int64_t at_ms)
{
    if (conf->rate_max <= 0 || increment <= 0)
        return false;
    int64_t span = at_ms - from_ms;
    if (span < MS_PER_S)
        span = MS_PER_S;
    int64_t limit;
    if (__builtin_mul_overflow(conf->rate_max, span, &limit))
        return false;
    return increment > limit / MS_PER_S;
}

static void accept(struct counter *c, const struct counter_sample *s)
{
    c->based = true;
    c->last = s->reading;
    c->last_ms = s->at_ms;
    c->pending = c->suspect = false;
    c->pending_last = c->pending_sum = c->pending_ms = 0;
    c->suspect_last = c->suspect_ms = 0;
}

/* An accepted reading that makes `increment` more parts. */
static struct counter_step book(struct counter *c, const struct counter_sample *s,
                                int64_t increment, enum counter_note note)
{
    struct counter_step step = {
        .increment = increment, .at_ms = s->at_ms, .gap = c->gap, .note = note};
    accept(c, s);
    c->gap = false;
    return step;
}

/* Too fast: set it aside; when the reading before was set aside too and this one carries on from
 * there, the leap was real and its size stays uncounted. */
static struct counter_step quarantine(const struct counter_conf *conf, struct counter *c,
                                      const struct counter_sample *s)
{
    int64_t onward;
    if (c->suspect && s->reading >= c->suspect_last &&
        !__builtin_sub_overflow(s->reading, c->suspect_last, &onward) &&
        !too_fast(conf, onward, c->suspect_ms, s->at_ms))
        return book(c, s, onward, COUNTER_LEAP);
    c->suspect = true;
    c->suspect_last = s->reading;
    c->suspect_ms = s->at_ms;
    return step_none(s, COUNTER_QUARANTINE);
}

static bool is_rollover(const struct counter_conf *conf, const struct counter *c, int64_t reading)
{
    int64_t guard = conf->guard > 0 ? conf->guard : conf->modulus / 10;
    return conf->modulus > 0 && c->last > conf->modulus - guard && reading < guard && reading >= 0;
}

/* The reading fell below the last one. */
static struct counter_step fell(const struct counter_conf *conf, struct counter *c,
                                const struct counter_sample *s)
{
    int64_t fall;
    if (s->reading < 0 || __builtin_sub_overflow(c->last, s->reading, &fall))
        return step_none(s, COUNTER_INVALID);
    if (is_rollover(conf, c, s->reading)) {
        int64_t increment = conf->modulus - c->last + s->reading;
        if (too_fast(conf, increment, c->last_ms, s->at_ms))
            return quarantine(conf, c, s);
        return book(c, s, increment, COUNTER_ROLLOVER);
    }
    if (fall <= conf->correction_max)
        return book(c, s, -fall, COUNTER_CORRECTED);
    if (conf->glitch_ms <= 0)
        return book(c, s, s->reading, COUNTER_RESET);
    c->pending = true;
    c->pending_last = s->reading;
    c->pending_sum = 0;
    c->pending_ms = s->at_ms;
    c->suspect = false;
    return step_none(s, COUNTER_HELD);
}

/* A reading while a fall is being held, before its deadline. */
static struct counter_step held(struct counter *c, const struct counter_sample *s)
{
    if (s->reading < 0)
        return step_none(s, COUNTER_INVALID);
    if (s->reading >= c->last)
        return book(c, s, s->reading - c->last, COUNTER_DIP);
    if (s->reading < c->pending_last)
        c->pending_sum += c->pending_last;
    c->pending_last = s->reading;
    return step_none(s, COUNTER_HELD);
}

static struct counter_step read_live(const struct counter_conf *conf, struct counter *c,
                                     const struct counter_sample *s)
{
    if (s->at_ms == c->last_ms && s->reading == c->last)
        return step_none(s, COUNTER_DUPLICATE);
    if (s->at_ms < c->last_ms)
        return step_none(s, COUNTER_LATE);
    if (c->pending)
        return held(c, s);
    if (s->reading < c->last)
        return fell(conf, c, s);
    int64_t increment;
    if (__builtin_sub_overflow(s->reading, c->last, &increment))
        return step_none(s, COUNTER_INVALID);
    if (too_fast(conf, increment, c->last_ms, s->at_ms))
        return quarantine(conf, c, s);
    return book(c, s, increment, COUNTER_OK);
}

static struct counter_step read_cumulative(const struct counter_conf *conf, struct counter *c,
                                           const struct counter_sample *s)
{
    if (!c->based) {
        accept(c, s);
        c->gap = false;
        return step_none(s, COUNTER_BASED);
    }
    if (s->stored)
        return step_none(s, COUNTER_BASED);
    int64_t due = counter_deadline(conf, c);
    if (due > s->at_ms)
        return read_live(conf, c, s);
    /* The hold ran out before this reading: the fall was a reset; this reading comes on top. */
    struct counter_step settled = counter_settle(conf, c, due);
    struct counter_step step = read_live(conf, c, s);
    step.increment += settled.increment;
    step.gap = step.gap || settled.gap;
    if (step.note == COUNTER_OK)
        step.note = COUNTER_RESET;
    return step;
}

/* Amounts that stand by themselves: nothing to derive, late ones belong to their own time. */
static struct counter_step read_amount(const struct counter_conf *conf, struct counter *c,
                                       const struct counter_sample *s)
{
    if (s->stored)
        return step_none(s, COUNTER_BASED);
    if (s->reading < 0)
        return step_none(s, COUNTER_INVALID);
    if (c->based && s->stated && s->at_ms == c->last_ms && s->reading == c->last)
        return step_none(s, COUNTER_DUPLICATE);
    if (c->based && too_fast(conf, s->reading, c->last_ms, s->at_ms))
        return step_none(s, COUNTER_QUARANTINE);
    int64_t latest = c->based && c->last_ms > s->at_ms ? c->last_ms : s->at_ms;
    struct counter_step step = book(c, s, s->reading, COUNTER_OK);
    c->last_ms = latest;
    return step;
}

struct counter_step counter_read(const struct counter_conf *conf, struct counter *c,
                                 const struct counter_sample *sample)
{
    return conf->kind == COUNTER_CUMULATIVE ? read_cumulative(conf, c, sample)
                                            : read_amount(conf, c, sample);
}

struct counter_step counter_settle(const struct counter_conf *conf, struct counter *c,
                                   int64_t at_ms)
{
    (void)conf;
    struct counter_sample s = {.at_ms = at_ms, .reading = c->pending_last};
    if (!c->pending)
        return step_none(&s, COUNTER_DUPLICATE);
    return book(c, &s, c->pending_sum + c->pending_last, COUNTER_RESET);
}

struct counter_step counter_set_aside(struct counter *c, const struct counter_sample *sample)
{
    if (!c->suspect) {
        c->suspect = true;
        c->suspect_last = sample->reading;
        c->suspect_ms = sample->at_ms;
    }
    return step_none(sample, COUNTER_QUARANTINE);
}

void counter_resolve(struct counter *c, bool leap)
{
    struct counter_sample first = {.at_ms = c->suspect_ms, .reading = c->suspect_last};
    if (c->suspect && leap)
        accept(c, &first);
    c->suspect = false;
}

void counter_mark_gap(struct counter *c)
{
    c->gap = c->based;
}
