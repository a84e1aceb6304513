/* SPDX-License-Identifier: MIT */
/* Debouncing and presses. A raw level waits until it has stood for debounce_ms; then it is the
 * level that counts, as of the moment at which the wait was over. Everything else is deadlines of
 * that level. Called by andon/inputs for each edge and when a deadline passes; the state is theirs.
 */
#include "data/model/contact.h"

#define NEVER INT64_MAX

static void tell(struct contact_told *told, enum contact_news news, int64_t at)
{
    if (told->count == CONTACT_TOLD)
        return;
    told->item[told->count].news = news;
    told->item[told->count++].at = at;
}

void contact_begin(struct contact *c, bool level, int64_t now)
{
    *c = (struct contact){
        .raw = level, .closed = level, .raw_since = now, .since = now, .last_closing = INT64_MIN};
}

/* A press that may yet become a long or a double one is told later. */
static bool waits(const struct contact_conf *conf)
{
    return conf->hold_ms > 0 || conf->double_ms > 0;
}

static void close_it(struct contact *c, const struct contact_conf *conf, int64_t at,
                     struct contact_told *told)
{
    bool fast =
        conf->gap_ms > 0 && c->last_closing != INT64_MIN && at - c->last_closing < conf->gap_ms;
    tell(told, fast ? CONTACT_TOO_FAST : CONTACT_CLOSED, at);
    if (fast) {
        c->phase = CONTACT_IDLE;
        return;
    }
    c->last_closing = at;
    if (!conf->button)
        return;
    if (c->phase == CONTACT_AGAIN) {
        tell(told, CONTACT_DOUBLE, at);
        c->phase = CONTACT_IDLE;
    } else if (waits(conf)) {
        c->phase = CONTACT_DOWN;
    } else {
        tell(told, CONTACT_PRESSED, at);
    }
}

static void open_it(struct contact *c, const struct contact_conf *conf, int64_t at,
                    struct contact_told *told)
{
    tell(told, CONTACT_OPENED, at);
    if (c->stuck)
        tell(told, CONTACT_FREED, at);
    c->stuck = false;
    if (c->phase != CONTACT_DOWN)
        return;
    c->phase = conf->double_ms > 0 ? CONTACT_AGAIN : CONTACT_IDLE;
    if (c->phase == CONTACT_IDLE)
        tell(told, CONTACT_PRESSED, at);
}

/* ---- deadlines ------------------------------------------------------------------------------ */

static int64_t settle_at(const struct contact *c, const struct contact_conf *conf)
{
    return c->raw != c->closed ? c->raw_since + conf->debounce_ms : NEVER;
}

static int64_t long_at(const struct contact *c, const struct contact_conf *conf)
{
    return c->phase == CONTACT_DOWN && conf->hold_ms > 0 ? c->since + conf->hold_ms : NEVER;
}

static int64_t single_at(const struct contact *c, const struct contact_conf *conf)
{
    return c->phase == CONTACT_AGAIN && !c->closed ? c->since + conf->double_ms : NEVER;
}

static int64_t stuck_at(const struct contact *c, const struct contact_conf *conf)
{
    bool may = conf->button && conf->stuck_ms > 0 && c->closed && !c->stuck;
    return may ? c->since + conf->stuck_ms : NEVER;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

int64_t contact_deadline(const struct contact *c, const struct contact_conf *conf)
{
    return least(least(settle_at(c, conf), long_at(c, conf)),
                 least(single_at(c, conf), stuck_at(c, conf)));
}

/* A level that is being let go is not held any more: while it settles, nothing else is due. */
static void fire(struct contact *c, const struct contact_conf *conf, int64_t at,
                 struct contact_told *told)
{
    if (settle_at(c, conf) == at) {
        c->closed = c->raw;
        c->since = at;
        if (c->closed)
            close_it(c, conf, at, told);
        else
            open_it(c, conf, at, told);
    } else if (long_at(c, conf) == at) {
        c->phase = CONTACT_IDLE;
        tell(told, CONTACT_LONG, at);
    } else if (single_at(c, conf) == at) {
        c->phase = CONTACT_IDLE;
        tell(told, CONTACT_PRESSED, at);
    } else {
        c->phase = CONTACT_IDLE;
        c->stuck = true;
        tell(told, CONTACT_STUCK, at);
    }
}

void contact_tick(struct contact *c, const struct contact_conf *conf, int64_t now,
                  struct contact_told *told)
{
    for (int64_t due = contact_deadline(c, conf); due <= now; due = contact_deadline(c, conf))
        fire(c, conf, due, told);
}

void contact_level(struct contact *c, const struct contact_conf *conf, bool level, int64_t at,
                   struct contact_told *told)
{
    /* What became due before this edge was so; what becomes due with it was not for long enough. */
    contact_tick(c, conf, conf->debounce_ms > 0 ? at - 1 : at, told);
    if (level == c->raw)
        return;
    if (c->raw != c->closed)
        c->bounces++;
    c->raw = level;
    c->raw_since = at;
    if (conf->debounce_ms == 0)
        contact_tick(c, conf, at, told);
}
