/* SPDX-License-Identifier: MIT */
/* Levels with delays, a count filter and a hold. Called by andon/engine/response for each update of
 * a signal that an alert looks at, and when a deadline is over; allocates nothing. */
#include "data/model/andon/severity.h"

#include "data/model/clock.h"

#include <string.h>

/* An acknowledged level stands between its own and the next: it does not alarm again by itself. */
static int priority(enum severity level, bool acked)
{
    return level == SEV_OK ? 0 : 2 * (int)level - (acked ? 0 : 1);
}

void severity_init(struct severity_state *s)
{
    *s = (struct severity_state){.heard = INT64_MIN};
}

static bool is_more(const struct severity_state *s, enum severity level)
{
    return priority(level, false) > priority(s->alarm, s->acked);
}

static unsigned fire(struct severity_state *s, enum severity level, struct reading_at said)
{
    unsigned result = SEVERITY_CHANGED | (s->active ? 0 : SEVERITY_BEGAN);
    s->active = true;
    s->pending = false;
    s->comes = 0;
    if (!is_more(s, level))
        return result;
    s->alarm = level;
    s->acked = false;
    s->said = said;
    return result | SEVERITY_ANNOUNCED;
}

/* The alarm comes down with the source when nothing holds it. */
static unsigned lower(const struct severity_conf *conf, struct severity_state *s,
                      enum severity level, struct reading_at said)
{
    unsigned result = 0;
    bool holds = conf->hold && !s->acked;
    bool stays = conf->hold && s->acked && level != SEV_OK; /* MAJOR_ACK while it is MINOR */
    if (s->current != level)
        result = SEVERITY_CHANGED;
    if (level == SEV_OK && s->active)
        result |= SEVERITY_RETURNED;
    s->active = s->active && level != SEV_OK;
    s->current = level;
    s->leaving = false;
    if (level >= s->alarm || holds || stays)
        return result;
    s->alarm = level;
    s->said = said;
    if (level == SEV_OK)
        s->acked = false;
    return result | SEVERITY_CHANGED;
}

/* It comes once more: is that often enough? */
static bool counted(const struct severity_conf *conf, struct severity_state *s, int64_t at)
{
    int most = conf->count < SEVERITY_COUNT_MAX ? conf->count : SEVERITY_COUNT_MAX;
    if (most <= 0)
        return false;
    if (s->comes >= most) {
        s->comes = most - 1;
        memmove(s->came, s->came + 1, sizeof *s->came * (size_t)s->comes);
    }
    s->came[s->comes++] = at;
    return s->comes == most && at - s->came[0] <= conf->count_ms;
}

static int64_t delay_of(const struct severity_conf *conf)
{
    return conf->on_ms > 0 || conf->count == 0 ? conf->on_ms : conf->count_ms;
}

static void wait_for(const struct severity_conf *conf, struct severity_state *s,
                     enum severity level, struct reading_at said)
{
    bool latest = !s->pending || !conf->hold || level > s->pending_level;
    if (!s->pending)
        s->pending_since = said.at;
    s->pending = true;
    if (latest) {
        s->pending_level = level;
        s->pending_said = said;
    }
}

static unsigned hear_more(const struct severity_conf *conf, struct severity_state *s,
                          enum severity level, struct reading_at said)
{
    bool comes = s->current == SEV_OK;
    bool changed = s->current != level;
    s->current = level;
    s->leaving = false;
    if ((comes && counted(conf, s, said.at)) || delay_of(conf) <= 0)
        return fire(s, level, said);
    wait_for(conf, s, level, said);
    return changed ? SEVERITY_CHANGED : 0;
}

/* Less than it was: at once, or when it has been so for long enough. */
static unsigned hear_less(const struct severity_conf *conf, struct severity_state *s,
                          enum severity level, struct reading_at said)
{
    if (conf->off_ms <= 0 || !s->active)
        return lower(conf, s, level, said);
    if (!s->leaving) {
        s->leaving = true;
        s->leaving_since = said.at;
        s->leaving_to = level;
    }
    if (level > s->leaving_to)
        s->leaving_to = level;
    return 0;
}

unsigned severity_hear(const struct severity_conf *conf, struct severity_state *s,
                       enum severity level, struct reading_at said)
{
    if (said.at < s->heard)
        return 0; /* a delayed one must not undo a newer one */
    s->heard = said.at;
    unsigned result = severity_tick(conf, s, said.at);
    if (level != SEV_OK && (is_more(s, level) || !s->active))
        return result | hear_more(conf, s, level, said);
    s->pending = false;
    if (level < s->current)
        return result | hear_less(conf, s, level, said);
    bool rises = level > s->current;
    s->current = level;
    s->leaving = false;
    return rises ? result | SEVERITY_CHANGED : result;
}

int64_t severity_deadline(const struct severity_conf *conf, const struct severity_state *s)
{
    int64_t due = TIME_NEVER;
    if (s->pending)
        due = s->pending_since + delay_of(conf);
    if (s->leaving && s->leaving_since + conf->off_ms < due)
        due = s->leaving_since + conf->off_ms;
    return due;
}

unsigned severity_tick(const struct severity_conf *conf, struct severity_state *s, int64_t t)
{
    unsigned result = 0;
    if (s->pending && t - s->pending_since >= delay_of(conf))
        result |= fire(s, s->pending_level, s->pending_said);
    if (s->leaving && t - s->leaving_since >= conf->off_ms)
        result |= lower(conf, s, s->leaving_to, (struct reading_at){.at = t});
    return result;
}

void severity_forget(struct severity_state *s)
{
    s->pending = s->leaving = false;
    s->comes = 0;
}

/* What waits for its delay goes on waiting: nobody has seen it. */
void severity_ack(struct severity_state *s)
{
    if (!s->active)
        s->alarm = SEV_OK;
    else if (!s->pending)
        s->alarm = s->current;
    s->acked = s->alarm != SEV_OK;
}

void severity_unack(struct severity_state *s)
{
    s->alarm = s->active && !s->pending ? s->current : s->alarm;
    s->acked = false;
}

/* ---- limits --------------------------------------------------------------------------------- */

static bool beyond(const struct limits *limits, int64_t value, int64_t at)
{
    return limits->low ? value <= at : value >= at;
}

enum severity limits_level(const struct limits *limits, int64_t value, enum severity held)
{
    for (int i = limits->levels - 1; i >= 0; i--) {
        enum severity level = i == 0 ? SEV_MINOR : SEV_MAJOR;
        int64_t back =
            limits->low ? limits->at[i] + limits->deadband : limits->at[i] - limits->deadband;
        if (beyond(limits, value, limits->at[i]) ||
            (held >= level && limits->deadband > 0 && beyond(limits, value, back)))
            return level;
    }
    return SEV_OK;
}
