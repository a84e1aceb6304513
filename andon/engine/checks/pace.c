/* SPDX-License-Identifier: MIT */
/* Cross-checks of how fast parts come while the machine runs: against the ideal cycle, and against
 * the speed that the machine says it has. Both look at the same spans of ten minutes of running.
 * Rows of the table in checks.c, which calls them. */
#include "andon/engine/checks/checks.h"
#include "andon/engine/parts.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <string.h>

__extension__ typedef __int128 wide;

#define SPAN_RUN_MS (10 * MS_PER_MIN)
#define SPAN_PARTS  (20 * AMOUNT_ONE)
#define SPANS       3   /* in a row prove it */
#define FAST_OFF    125 /* per cent of the ideal pace: not made, so the ideal is too long */
#define FAST_WELL   115
#define LOOSE       20

/* By how much units are mistaken for each other: tens, minutes for seconds, … */
static const struct factor {
    int64_t times, tolerance; /* per cent */
} factors[] = {{10, 3}, {60, 8}, {100, 8}, {1000, 8}, {3600, 8}};

/* Which of them is great / small; 0: none. `loose`: it is wrong anyhow, and only by how much is
 * asked. */
static int64_t factor_of(int64_t great, int64_t small, bool loose)
{
    for (size_t i = 0; i < sizeof factors / sizeof *factors && small > 0; i++) {
        wide want = (wide)small * factors[i].times;
        wide off = (wide)great > want ? (wide)great - want : want - (wide)great;
        if (off * 100 <= want * (loose ? LOOSE : factors[i].tolerance))
            return factors[i].times;
    }
    return 0;
}

static bool is_told(const struct station *st)
{
    return st->role[ROLE_STATE] >= 0 || st->role[ROLE_RUNNING] >= 0;
}

static bool can_pace(const struct station *st)
{
    return is_told(st) && checks_lead(st) >= 0;
}

static bool can_speed(const struct station *st)
{
    return can_pace(st) && st->checks.speed >= 0;
}

static void open_span(struct station *st, int64_t at)
{
    st->checks.pace.open = true;
    st->checks.pace.begin = at;
    st->checks.pace.begin_run = checks_run(st, at);
    st->checks.pace.parts = 0;
    st->checks.pace.ideal_us = product_now(st)->ideal_us;
    st->checks.pace.speed_sum = st->checks.pace.speed_run = 0;
}

/* ---- the ideal cycle ------------------------------------------------------------------------ */

static void cycle_say(struct station *st, int64_t cycle_us, int64_t times)
{
    struct check_said said = {.kind = CHECK_CYCLE, .signal = -1, .since = st->checks.pace.off_from};
    char took[CHECK_WORDS], ideal[CHECK_WORDS], since[CHECK_WORDS], hint[48] = "";
    checks_add_name(said.signals, sizeof said.signals, st->config->signal[checks_lead(st)].name);
    if (times > 0)
        (void)text_format(hint, sizeof hint, ": %lld times off", (long long)times);
    (void)text_format(said.text, sizeof said.text,
                      "a part took %s s while it ran since %s, but the ideal cycle is %s s%s",
                      checks_amount(cycle_us, took), checks_time(st, said.since, since),
                      checks_amount(st->checks.pace.ideal_us, ideal), hint);
    checks_say(st, &said);
}

static void judge_cycle(struct station *st, int64_t cycle_us)
{
    int64_t ideal = st->checks.pace.ideal_us;
    int64_t least = st->checks.pace.least_us;
    st->checks.pace.least_us = least <= 0 || cycle_us < least ? cycle_us : least;
    if (!checks_on(st, CHECK_CYCLE) || ideal <= 0)
        return;
    bool fast = (wide)ideal * 100 > (wide)cycle_us * FAST_OFF;
    int64_t slow = factor_of(cycle_us, ideal, false);
    int *spans = fast ? &st->checks.pace.fast : &st->checks.pace.slow;
    int *other = fast ? &st->checks.pace.slow : &st->checks.pace.fast;
    *other = 0;
    if (!fast && slow == 0) {
        *spans = 0;
        if ((wide)ideal * 100 <= (wide)cycle_us * FAST_WELL)
            checks_well(st, CHECK_CYCLE, -1);
        return;
    }
    if ((*spans)++ == 0)
        st->checks.pace.off_from = st->checks.pace.begin;
    if (*spans >= SPANS)
        cycle_say(st, cycle_us, fast ? factor_of(ideal, cycle_us, true) : slow);
}

/* ---- the speed ------------------------------------------------------------------------------ */

/* What the unit's time is, in ms. */
static int64_t speed_ms(const struct station *st)
{
    const char *per = strrchr(st->config->signal[st->checks.speed].unit, '/');
    if (per && strcmp(per, "/h") == 0)
        return MS_PER_HOUR;
    return per && strcmp(per, "/s") == 0 ? MS_PER_S : MS_PER_MIN;
}

/* What it said until now, over the time that it ran. */
static void add_speed(struct station *st, int64_t at)
{
    int64_t run = checks_run(st, at), ms = run - st->checks.pace.speed_at_run;
    const int64_t limit = AMOUNT_ONE * 1000000;
    st->checks.pace.speed_at_run = run;
    if (st->checks.pace.speed_said <= 0 || st->checks.pace.speed_said > limit || ms <= 0 ||
        ms > SPAN_RUN_MS)
        return;
    st->checks.pace.speed_sum += st->checks.pace.speed_said / 1000 * ms;
    st->checks.pace.speed_run += ms;
}

static void speed_heard(struct station *st, const struct update *u, const struct heard *before)
{
    (void)before;
    if ((int)u->signal != st->checks.speed)
        return;
    add_speed(st, st->t);
    st->checks.pace.speed_said = u->value.type == VALUE_NUMBER ? u->value.amount : 0;
}

static void speed_say(struct station *st, int64_t mean, int64_t made, int64_t times)
{
    struct check_said said = {
        .kind = CHECK_SPEED, .signal = -1, .since = st->checks.pace.speed_from};
    const struct signal_conf *conf = &st->config->signal[st->checks.speed];
    char speed[CHECK_WORDS], parts[CHECK_WORDS];
    checks_add_name(said.signals, sizeof said.signals, conf->name);
    checks_add_name(said.signals, sizeof said.signals, st->config->signal[checks_lead(st)].name);
    (void)text_format(
        said.text, sizeof said.text,
        "%s says %s %s while it runs, but %s are counted in that time: %lld times off", conf->name,
        checks_amount(mean, speed), conf->unit, checks_amount(made, parts), (long long)times);
    checks_say(st, &said);
}

static void judge_speed(struct station *st, int64_t run_ms)
{
    int64_t covered = st->checks.pace.speed_run;
    if (!checks_on(st, CHECK_SPEED) || covered < run_ms / 2)
        return;
    int64_t mean = st->checks.pace.speed_sum / covered * 1000;
    int64_t made = (int64_t)((wide)st->checks.pace.parts * speed_ms(st) / run_ms);
    int64_t times = mean > made ? factor_of(mean, made, false) : factor_of(made, mean, false);
    if (times == 0) {
        st->checks.pace.off = 0;
        if (mean < 2 * made && made < 2 * mean)
            checks_well(st, CHECK_SPEED, -1);
        return;
    }
    if (st->checks.pace.off++ == 0)
        st->checks.pace.speed_from = st->checks.pace.begin;
    if (st->checks.pace.off >= SPANS)
        speed_say(st, mean, made, times);
}

/* ---- spans of both -------------------------------------------------------------------------- */

/* From one part to another, so that none is cut. What a gap held is in none. */
static void pace_counted(struct station *st, const struct counted *c)
{
    const int64_t at = st->t;
    if ((int)c->signal != checks_lead(st) || c->amount <= 0)
        return;
    add_speed(st, st->t);
    bool another = st->checks.pace.ideal_us != product_now(st)->ideal_us;
    if (c->gap || c->historical || !st->checks.pace.open || another) {
        open_span(st, at);
        return;
    }
    int64_t run = checks_run(st, at) - st->checks.pace.begin_run;
    if (st->checks.running_since == TIME_NONE || run < 0)
        return;
    st->checks.pace.parts += c->amount;
    if (run < SPAN_RUN_MS || st->checks.pace.parts < SPAN_PARTS)
        return;
    judge_cycle(st, (int64_t)((wide)run * 1000 * AMOUNT_ONE / st->checks.pace.parts));
    judge_speed(st, run);
    open_span(st, at);
}

static void speed_counted(struct station *st, const struct counted *c)
{
    if (!checks_on(st, CHECK_CYCLE))
        pace_counted(st, c);
}

const struct check_row check_cycle = {
    .can = can_pace,
    .advice = "correct ideal_cycle of this product (seconds, not minutes), or the counter's scale: "
              "does it count strokes, or parts of several a stroke?",
    .counted = pace_counted,
};

const struct check_row check_speed = {
    .can = can_speed,
    .advice = "correct unit or scale of the speed, or the counter's scale: parts a minute, an hour "
              "or a second?",
    .counted = speed_counted,
    .heard = speed_heard,
};
