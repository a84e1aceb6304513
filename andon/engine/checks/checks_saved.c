/* SPDX-License-Identifier: MIT */
/* What cross-checks keep over a restart, by the same rows in both directions: what is wrong, and
 * what was learnt of usual pauses. Counts of an open span begin anew: it waits for one more. The
 * evidence of a signal is saved with the signal (saved.c). */
#include "andon/engine/checks/checks.h"
#include "andon/engine/parts.h"
#include "andon/engine/saved_fields.h"

/* clang-format off */
static const struct saved_field check_fields[] = {
    WORD(check, "check", kind, words_check),
    NUMBER(check, "number", number),
    NUMBER(check, "rev", rev),
    NUMBER(check, "begin", begin),
    NUMBER(check, "begin_wall", begin_wall),
    NUMBER(check, "last", last),
    TEXT(check, "signal", signal),
    TEXT(check, "signals", signals),
    TEXT(check, "text", text),
};
static TABLE(check);

static const struct saved_field checks_fields[] = {
    NUMBER(checks, "crowded", crowded),
    NUMBER(checks, "run_ms", run_ms),
    TIME(checks, "running", running_since, TIME_NONE),
    TIME(checks, "stood", stood_since, TIME_NONE),
    TIME(checks, "away", away_since, TIME_NONE),
    TIME(checks, "made", made.made_at, TIME_NONE),
    TIME(checks, "made_heard", made.heard_at, TIME_NONE),
    NUMBER(checks, "pauses", made.pauses),
    NUMBER(checks, "pause_max", made.pause_max),
    NUMBER(checks, "least_us", pace.least_us),
    NUMBER(checks, "off_from", pace.off_from),
    NUMBER(checks, "speed_from", pace.speed_from),
    SMALL(checks, "fast", pace.fast, 0),
    SMALL(checks, "slow", pace.slow, 0),
    SMALL(checks, "speed_off", pace.off, 0),
    SMALL(checks, "odds", odds.what, 0),
    NUMBER(checks, "odds_since", odds.since),
};
static TABLE(checks);
/* clang-format on */

void checks_write(struct jw *w, const struct station *st)
{
    const struct checks *c = &st->checks;
    if (c->on == 0 && c->count == 0)
        return;
    jw_object(w, "checks");
    saved_write(w, &saved_checks, c);
    jw_array(w, "wrong");
    for (int i = 0; i < c->count; i++) {
        jw_object(w, NULL);
        saved_write(w, &saved_check, &c->item[i]);
        jw_object_end(w);
    }
    jw_array_end(w);
    jw_object_end(w);
}

static bool is_time(int64_t t, int64_t now)
{
    return t == TIME_NONE || (t >= 0 && t <= now);
}

static bool makes_sense(const struct checks *c, int64_t now)
{
    bool times = is_time(c->running_since, now) && is_time(c->stood_since, now) &&
                 is_time(c->away_since, now) && is_time(c->made.made_at, now) &&
                 is_time(c->made.heard_at, now) && is_time(c->odds.since, now) &&
                 (c->running_since == TIME_NONE) != (c->away_since == TIME_NONE);
    bool sums = c->run_ms >= 0 && c->run_ms <= now && c->made.pause_max >= 0 &&
                c->made.pause_max <= now && c->made.pauses >= 0 && c->crowded >= 0 &&
                c->pace.least_us >= 0 && c->odds.what >= 0 && c->odds.what <= 2;
    return times && sums;
}

/* None in a checkpoint of before there were any. */
int checks_read(const json_t *json, struct station *st, int64_t now, struct cause *why)
{
    struct checks *c = &st->checks;
    const json_t *wrong = json_object_get(json, "wrong");
    size_t count = json_array_size(wrong);
    if (!json)
        return 0;
    if (saved_read(json, &saved_checks, c, why) != 0)
        return -1;
    if (!makes_sense(c, now) || count > CHECKS_MAX)
        return cause_set(why, -1, "checkpoint: \"checks\" cannot be what it says");
    for (size_t i = 0; i < count; i++) {
        struct check *check = &c->item[i];
        *check = (struct check){0};
        if (saved_read(json_array_get(wrong, i), &saved_check, check, why) != 0)
            return -1;
        if (check->number <= 0 || check->rev <= 0 || check->begin < 0 || check->begin > now ||
            !is_time(check->last, now))
            return cause_set(why, -1, "checkpoint: \"checks\" cannot be what it says");
    }
    c->count = (int)count;
    return 0;
}
