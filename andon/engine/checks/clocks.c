/* SPDX-License-Identifier: MIT */
/* Cross-checks of the times that sources state: a clock that is off, times that go backwards,
 * amounts that arrive twice. Evidence is kept by signal (struct watch); signals of one gateway are
 * one fault that names them. Rows of the table in checks.c, which calls them. */
#include "andon/engine/checks/checks.h"
#include "andon/engine/parts.h"
#include "data/model/text.h"

#include <stdlib.h>

/* ---- a clock that is off -------------------------------------------------------------------- */

#define ALIKE_MS   MS_PER_MIN /* messages that are late by chance differ by more */
#define FAR_N      5
#define FAR_MS     (3 * MS_PER_MIN) /* a backlog is delivered faster than that */
#define NEAR_N     5
#define QUARTER_MS (15 * MS_PER_MIN)
#define ZONE_MS    (14 * MS_PER_HOUR)
#define ZONE_OFF   (2 * MS_PER_MIN)

static bool can_clock(const struct station *st)
{
    return st->config->checks.clock_ms > 0;
}

/* Which signals are off, and the one that is off most. */
static int name_off(const struct station *st, char *out, size_t size)
{
    int worst = -1;
    for (size_t i = 0; i < st->config->signals; i++) {
        int64_t off = st->signal[i].watch.clock_off;
        if (off == 0)
            continue;
        checks_add_name(out, size, st->config->signal[i].name);
        if (worst < 0 || llabs(off) > llabs(st->signal[worst].watch.clock_off))
            worst = (int)i;
    }
    return worst;
}

/* "…: as if it sent plant time for UTC", where that would be just as far off. */
static const char *zone_words(const struct station *st, int64_t off)
{
    int64_t quarters = (llabs(off) + QUARTER_MS / 2) / QUARTER_MS;
    int64_t wall = station_wall(st, st->t), plant = zone_local(&st->config->zone, wall) - wall;
    if (quarters == 0 || llabs(llabs(off) - quarters * QUARTER_MS) > ZONE_OFF ||
        llabs(off) > ZONE_MS + ZONE_OFF)
        return "";
    if (plant != 0 && llabs(off - plant) <= ZONE_OFF)
        return ": as if plant time were sent as UTC";
    if (plant != 0 && llabs(off + plant) <= ZONE_OFF)
        return ": as if UTC were sent as plant time";
    if (quarters == 4)
        return ": summer time, or the next time zone?";
    return quarters % 2 == 0 ? ": another time zone?" : "";
}

static void clock_refresh(struct station *st)
{
    struct check_said said = {.kind = CHECK_CLOCK, .signal = -1};
    int worst = name_off(st, said.signals, sizeof said.signals);
    char length[TEXT_DURATION_SIZE];
    if (worst < 0) {
        checks_well(st, CHECK_CLOCK, -1);
        return;
    }
    int64_t off = st->signal[worst].watch.clock_off;
    said.since = st->signal[worst].watch.far_from;
    const char *zone = zone_words(st, off);
    const char *own = st->synced ? "" : " (this station's own clock is not synchronised)";
    (void)text_duration(llabs(off), length);
    if (off > 0)
        (void)text_format(said.text, sizeof said.text, "the source's clock is %s ahead%s%s", length,
                          zone, own);
    else
        (void)text_format(said.text, sizeof said.text, "the source's clock is %s behind%s%s",
                          length, zone, own);
    checks_say(st, &said);
}

static void clock_near(struct station *st, struct watch *w)
{
    w->far = 0;
    if (w->near < NEAR_N)
        w->near++;
    if (w->clock_off == 0 || w->near < NEAR_N)
        return;
    w->clock_off = 0;
    clock_refresh(st);
}

static void clock_far(struct station *st, struct watch *w, int64_t off)
{
    bool alike = w->far > 0 && (off > 0) == (w->far_min > 0) && off <= w->far_min + ALIKE_MS &&
                 off >= w->far_max - ALIKE_MS;
    w->near = 0;
    if (!alike) {
        w->far = 0;
        w->far_from = st->arrival;
        w->far_min = w->far_max = off;
    }
    w->far++;
    w->far_min = off < w->far_min ? off : w->far_min;
    w->far_max = off > w->far_max ? off : w->far_max;
    int64_t lasted = st->arrival - w->far_from;
    /* What is told once in a while, of the while before, is late by that while. */
    bool seldom = w->far < 2 || lasted / (w->far - 1) > llabs(off) / 2;
    if (w->far < FAR_N || lasted < FAR_MS || seldom)
        return;
    bool told = w->clock_off != 0 && llabs(w->clock_off - off) <= ALIKE_MS;
    if (told)
        return;
    w->clock_off = w->far_min + (w->far_max - w->far_min) / 2;
    clock_refresh(st);
}

static void clock_heard(struct station *st, const struct update *u, const struct heard *before)
{
    struct watch *w = &st->signal[u->signal].watch;
    int64_t limit = st->config->checks.clock_ms;
    (void)before;
    if (u->source_ms == TIME_NONE || u->source_ms <= w->source || u->duplicate) {
        if (u->source_ms != TIME_NONE && w->source - u->source_ms > limit)
            w->source = u->source_ms; /* it was set back */
        return;
    }
    w->source = u->source_ms;
    int64_t off = u->source_ms - station_wall(st, st->arrival);
    if (llabs(off) > limit)
        clock_far(st, w, off);
    else if (llabs(off) <= limit / 2)
        clock_near(st, w);
    else
        w->far = 0;
}

const struct check_row check_clock = {
    .can = can_clock,
    .advice = "set the gateway's clock (NTP) and its time zone to UTC; until then what it says is "
              "booked at the wrong time, or at its arrival",
    .heard = clock_heard,
};

/* ---- times that go backwards, amounts that come twice ---------------------------------------- */

#define LOOK_MS    (10 * MS_PER_MIN)
#define BACK_MS    MS_PER_S /* overtaken on the way */
#define ODD_N      5
#define ODD_SHARE  10 /* one in so many */
#define WELL_SHARE 50

static bool can_order(const struct station *st)
{
    return st->config->signals > 0;
}

static bool can_twice(const struct station *st)
{
    for (size_t i = 0; i < st->config->signals; i++)
        if (signals_is_counter(st->config->signal[i].role) &&
            st->config->signal[i].counter.kind != COUNTER_CUMULATIVE)
            return true;
    return false;
}

static void odd_refresh(struct station *st, enum check_kind kind)
{
    struct check_said said = {.kind = kind, .signal = -1, .since = st->arrival};
    int64_t odd = 0, n = 0, worst = 0;
    char length[TEXT_DURATION_SIZE], since[CHECK_WORDS];
    for (size_t i = 0; i < st->config->signals; i++) {
        const struct watch *w = &st->signal[i].watch;
        if (kind == CHECK_ORDER ? !w->backwards : !w->doubled)
            continue;
        checks_add_name(said.signals, sizeof said.signals, st->config->signal[i].name);
        odd += kind == CHECK_ORDER ? w->back : w->twice;
        n += w->span_n;
        worst = w->back_worst > worst ? w->back_worst : worst;
        if (w->span_from < said.since)
            said.since = w->span_from;
    }
    if (said.signals[0] == '\0') {
        checks_well(st, kind, -1);
        return;
    }
    checks_time(st, said.since, since);
    if (kind == CHECK_ORDER)
        (void)text_format(said.text, sizeof said.text,
                          "%lld of %lld messages since %s are older than the one before them, by "
                          "up to %s",
                          (long long)odd, (long long)n, since, text_duration(worst, length));
    else
        (void)text_format(said.text, sizeof said.text,
                          "%lld of %lld messages since %s say time and amount of the one before "
                          "them again",
                          (long long)odd, (long long)n, since);
    checks_say(st, &said);
}

/* A flag, from how many of the messages are odd. */
static void judge_odd(struct station *st, enum check_kind kind, bool *flag, int64_t odd, int64_t n)
{
    bool over = odd >= ODD_N && odd * ODD_SHARE >= n;
    if (!over || *flag)
        return;
    *flag = true;
    odd_refresh(st, kind);
}

static void end_odd(struct station *st, enum check_kind kind, bool *flag, int64_t odd, int64_t n)
{
    if (!*flag || n < ODD_N || odd * WELL_SHARE > n)
        return;
    *flag = false;
    odd_refresh(st, kind);
}

/* The next ten minutes of messages. */
static void next_span(struct station *st, struct watch *w)
{
    if (w->span_n > 0 && st->arrival - w->span_from < LOOK_MS)
        return;
    end_odd(st, CHECK_ORDER, &w->backwards, w->back, w->span_n);
    end_odd(st, CHECK_TWICE, &w->doubled, w->twice, w->span_n);
    w->span_from = st->arrival;
    w->span_n = w->back = w->twice = w->back_worst = 0;
}

static bool tells_order(const struct update *u, const struct heard *before)
{
    return u->source_ms != TIME_NONE && before->known && !u->duplicate;
}

static void order_heard(struct station *st, const struct update *u, const struct heard *before)
{
    struct watch *w = &st->signal[u->signal].watch;
    if (!tells_order(u, before))
        return;
    next_span(st, w);
    w->span_n++;
    int64_t back = before->source - u->source_ms;
    if (back <= BACK_MS)
        return;
    w->back++;
    w->back_worst = back > w->back_worst ? back : w->back_worst;
    judge_odd(st, CHECK_ORDER, &w->backwards, w->back, w->span_n);
}

static void twice_heard(struct station *st, const struct update *u, const struct heard *before)
{
    const struct signal_conf *conf = &st->config->signal[u->signal];
    struct watch *w = &st->signal[u->signal].watch;
    if (!signals_is_counter(conf->role) || conf->counter.kind == COUNTER_CUMULATIVE ||
        !tells_order(u, before))
        return;
    if (!checks_on(st, CHECK_ORDER)) { /* else it has counted the message */
        next_span(st, w);
        w->span_n++;
    }
    if (u->source_ms != before->source || u->value.amount != before->amount)
        return;
    w->twice++;
    judge_odd(st, CHECK_TWICE, &w->doubled, w->twice, w->span_n);
}

const struct check_row check_order = {
    .can = can_order,
    .advice = "do two gateways publish under this topic, or does a bridge send old messages again? "
              "Only one may",
    .heard = order_heard,
};

const struct check_row check_twice = {
    .can = can_twice,
    .advice = "are there two publishers, or a bridge that loops? The second copy is not counted, "
              "as long as it states the same time",
    .heard = twice_heard,
};
