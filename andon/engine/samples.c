/* SPDX-License-Identifier: MIT */
/* History of signals: what is heard in a wall minute is summed up and handed out as one row a
 * signal. signals.c tells of each value; a deadline hands out what is over, so that no tick rate
 * changes a row. What is still open outlives a restart in the checkpoint.
 *
 * Sensors are sampled, and readings of counters that grow (their increments are in the `minute`
 * records); machine states are in the intervals. A value from the broker's store is no sample. A
 * sample belongs to the minute of its own time; one that was overtaken on its way counts only while
 * that minute is open. A minute may be handed out in parts: the store merges them. */
#include "andon/engine/parts.h"
#include "data/model/text.h"

/* Sources tell a little late: a minute that is over stays open for so long. */
#define GRACE_MS 5000

static bool is_sampled(const struct signal_conf *conf)
{
    static const bool counters[SIGNAL_ROLE_COUNT] = {
        [ROLE_TOTAL] = true, [ROLE_GOOD] = true, [ROLE_SCRAP] = true, [ROLE_REWORK] = true};
    return conf->role == ROLE_SENSOR ||
           (counters[conf->role] && conf->counter.kind == COUNTER_CUMULATIVE);
}

static int64_t minute_of(const struct station *st, int64_t t)
{
    return history_minute(station_wall(st, t));
}

static bool is_open(const struct signal *sig)
{
    return sig->history.quality != Q_NONE;
}

static void open_minute(struct station *st, struct signal *sig, int64_t minute)
{
    if (!is_open(sig))
        sig->history_minute = minute;
    sig->history.quality = Q_GOOD; /* until it is handed out: only that it is open */
    if (st->samples_due == TIME_NEVER)
        st->samples_due = (minute_of(st, st->t) + 1) * MS_PER_MIN - st->wall_offset + GRACE_MS;
}

static void hand_out(struct station *st, size_t i)
{
    struct signal *sig = &st->signal[i];
    struct history_row row = {.minute = sig->history_minute, .span = sig->history};
    row.span.quality = signals_quality(st, i, st->t);
    (void)text_copy(row.signal, sizeof row.signal, st->config->signal[i].name);
    history_list_add(&st->effects->history, &row);
    sig->history = (struct history){.quality = Q_NONE};
}

void samples_take(struct station *st, size_t i, const struct value *value, int64_t at, bool late)
{
    struct signal *sig = &st->signal[i];
    bool number = value->type == VALUE_NUMBER || value->type == VALUE_BOOL;
    if (!number || !is_sampled(&st->config->signal[i]))
        return;
    int64_t minute = minute_of(st, at);
    bool another = is_open(sig) && sig->history_minute != minute;
    if (another && late)
        return;
    if (another)
        hand_out(st, i);
    open_minute(st, sig, minute);
    history_take(&sig->history, value->amount, !late);
}

/* Told afterwards: a row of its own, which the store adds to what the minute has. */
void samples_take_past(struct station *st, size_t i, const struct value *value, int64_t at)
{
    bool number = value->type == VALUE_NUMBER || value->type == VALUE_BOOL;
    struct history_row row = {.minute = minute_of(st, at), .span = {.quality = Q_GOOD}};
    if (!number || !is_sampled(&st->config->signal[i]))
        return;
    (void)text_copy(row.signal, sizeof row.signal, st->config->signal[i].name);
    history_take(&row.span, value->amount, true);
    history_list_add(&st->effects->history, &row);
}

void samples_take_bad(struct station *st, size_t i)
{
    if (!is_sampled(&st->config->signal[i]))
        return;
    open_minute(st, &st->signal[i], minute_of(st, st->arrival));
    history_take_bad(&st->signal[i].history);
}

/* It can no longer be believed: a trend ends here, although nothing was said. */
void samples_end(struct station *st, size_t i)
{
    if (is_sampled(&st->config->signal[i]))
        open_minute(st, &st->signal[i], minute_of(st, st->t));
}

int64_t samples_deadline(const struct station *st)
{
    return st->samples_due;
}

static void hand_out_before(struct station *st, int64_t minute)
{
    st->samples_due = TIME_NEVER;
    for (size_t i = 0; i < st->config->signals; i++) {
        struct signal *sig = &st->signal[i];
        if (!is_open(sig))
            continue;
        if (sig->history_minute < minute)
            hand_out(st, i);
        else
            open_minute(st, sig, sig->history_minute); /* so that it comes later */
    }
}

void samples_write(struct station *st)
{
    hand_out_before(st, minute_of(st, st->t));
}

/* The wall clock is about to be set: the open minutes end here. */
void samples_write_all(struct station *st)
{
    hand_out_before(st, INT64_MAX);
}
