/* SPDX-License-Identifier: MIT */
/* What was last heard of each signal: value, time, quality, and whether it may still be believed.
 * Called by the step for each update and for each max_age that passes. A role's meaning is a row of
 * `takes`; the meanings themselves are in state.c, counts.c and stops.c. */
#include "andon/engine/response/response.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <string.h>

/* A live value that is older than the one before it by more than this was not overtaken on the way:
 * the source's clock was set back, and arrival is the better time. */
#define OVERTAKEN_MAX_MS 60000

__extension__ typedef __int128 wide;

/* Where on the axis an update lies. */
struct placed {
    int64_t at;
    bool stated; /* by the source; else it is the arrival */
    bool late;   /* older than the value that is held */
};

static uint64_t hash_text(uint64_t hash, const char *text)
{
    do
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211); /* FNV-1a */
    while (*text++ != '\0');
    return hash;
}

static uint64_t hash_number(uint64_t hash, int64_t number)
{
    return (hash ^ (uint64_t)number) * UINT64_C(1099511628211);
}

int64_t signals_reading(const struct config *config, const struct signal_conf *signal)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    hash = hash_text(hash, signal->topic);
    hash = hash_text(hash, signal->pointer);
    hash = hash_text(hash, signal->item);
    hash = hash_text(hash, word_name(&words_decode_format, (int)signal->format));
    hash = hash_number(hash, signal->level);
    hash = hash_number(hash, signal->scale);
    hash = hash_number(hash, signal->offset);
    if (format_has_items(signal->format) && signal->source >= 0 &&
        (size_t)signal->source < config->sources) {
        const struct source_conf *source = &config->source[signal->source];
        hash = hash_text(hash, source->root);
        hash = hash_text(hash, source->where);
        for (size_t i = 0; i < source->filters; i++)
            hash = hash_text(hash, source->filter[i]);
    }
    return (int64_t)(hash >> 1);
}

void signals_forget(struct station *st, size_t i)
{
    st->signal[i] = (struct signal){.mapped = -1,
                                    .truth = -1,
                                    .ts_wall = TIME_NONE,
                                    .source_wall = TIME_NONE,
                                    .past_wall = TIME_NONE};
}

void signals_init(struct station *st)
{
    for (int role = 0; role < SIGNAL_ROLE_COUNT; role++)
        st->role[role] = -1;
    for (size_t i = st->config->signals; i-- > 0;) {
        st->role[st->config->signal[i].role] = (int)i;
        signals_forget(st, i);
    }
}

bool signals_usable(const struct signal *sig)
{
    return sig->seen && !sig->lost;
}

static int64_t expiry(const struct station *st, size_t i)
{
    const struct signal *sig = &st->signal[i];
    int64_t max_age = st->config->signal[i].max_age_ms;
    return max_age > 0 && signals_usable(sig) ? sig->heard + max_age : TIME_NEVER;
}

enum quality signals_quality(const struct station *st, size_t i, int64_t t)
{
    const struct signal *sig = &st->signal[i];
    if (sig->seen && (sig->lost || expiry(st, i) <= t))
        return Q_STALE;
    if (sig->bad)
        return Q_BAD;
    return sig->seen ? Q_GOOD : Q_NONE;
}

/* ---- losing what was heard ------------------------------------------------------------------ */

static void lose(struct station *st, size_t i, enum origin why)
{
    struct signal *sig = &st->signal[i];
    if (signals_usable(sig)) {
        sig->lost = true;
        sig->lost_by = why;
        samples_end(st, i);
        alerts_heard(st, i);
    }
    counter_mark_gap(&sig->counter);
}

void signals_lose(struct station *st, enum origin why)
{
    bool from_afar = why == ORIGIN_LINK || why == ORIGIN_OFFLINE;
    for (size_t i = 0; i < st->config->signals; i++) {
        const struct signal_conf *conf = &st->config->signal[i];
        if ((why == ORIGIN_OFFLINE && conf->role == ROLE_ALIVE) || (from_afar && conf->contact))
            continue;
        lose(st, i, why);
    }
    int driver = state_driver(st);
    if (!from_afar || driver < 0 || !st->config->signal[driver].contact)
        state_forget_pulses(st);
    station_touch(st);
}

void signals_lose_one(struct station *st, size_t i, enum origin why)
{
    lose(st, i, why);
    if (state_driver(st) == (int)i)
        state_forget_pulses(st);
    station_touch(st);
}

int64_t signals_deadline(const struct station *st)
{
    int64_t due = TIME_NEVER;
    for (size_t i = 0; i < st->config->signals; i++) {
        int64_t one = expiry(st, i);
        if (one < due)
            due = one;
    }
    return due;
}

void signals_expire(struct station *st)
{
    for (size_t i = 0; i < st->config->signals; i++) {
        if (expiry(st, i) > st->t)
            continue;
        st->signal[i].lost = true;
        st->signal[i].lost_by = ORIGIN_STALE;
        samples_end(st, i);
        alerts_heard(st, i);
    }
    int driver = state_driver(st);
    if (driver >= 0 && st->signal[driver].lost)
        state_forget_pulses(st);
    state_refresh(st, st->t);
    station_touch(st);
}

/* ---- taking an update ----------------------------------------------------------------------- */

static struct placed place_stored(const struct station *st, const struct update *u)
{
    /* What the broker kept may be as old as it says; it is never newer than its arrival. */
    struct placed p = {.at = st->arrival};
    if (u->source_ms >= 0 && u->source_ms < station_wall(st, st->arrival))
        p = (struct placed){.at = u->source_ms - st->wall_offset, .stated = true};
    return p;
}

static struct placed place_live(struct station *st, const struct update *u)
{
    const struct config *config = st->config;
    const struct signal *sig = &st->signal[u->signal];
    struct placed p = {.at = st->arrival};
    if (u->source_ms == TIME_NONE)
        return p;
    int64_t wall = station_wall(st, st->arrival);
    int64_t ahead = u->source_ms > wall ? u->source_ms - wall : 0;
    if (u->source_ms < wall - config->skew_past_ms || ahead > config->skew_future_ms) {
        faults_add(st, u->signal, FAULT_CLOCK,
                   "its time is further off than allowed: arrival counts");
        return p;
    }
    int64_t at = u->source_ms - ahead - st->wall_offset;
    if (signals_is_counter(config->signal[u->signal].role) && !window_keeps(st, at)) {
        faults_add(st, u->signal, FAULT_CLOCK,
                   "its time is before all figures that are kept: arrival counts");
        return p;
    }
    bool older = signals_usable(sig) && sig->stated && at < sig->at;
    if (older && sig->at - at > OVERTAKEN_MAX_MS) {
        faults_add(st, u->signal, FAULT_CLOCK, "its clock went back: arrival counts");
        return p;
    }
    return (struct placed){.at = at, .stated = true, .late = older};
}

static bool same_value(const struct value *a, const struct value *b)
{
    return a->type == b->type && a->amount == b->amount && strcmp(a->text, b->text) == 0;
}

/* A redelivery of what is held already. */
static bool is_repeat(const struct signal *sig, const struct update *u)
{
    return u->duplicate && sig->seen && sig->source_wall == u->source_ms &&
           same_value(&sig->value, &u->value);
}

bool signals_is_counter(enum signal_role role)
{
    return role == ROLE_TOTAL || role == ROLE_GOOD || role == ROLE_SCRAP || role == ROLE_REWORK;
}

static bool is_bit(enum signal_role role)
{
    return role == ROLE_RUNNING || role == ROLE_STARVED || role == ROLE_BLOCKED ||
           role == ROLE_ALIVE;
}

/* A bit from a number, with hysteresis: between the limits it is what it was. False: that is not
 * known, and the number says nothing. */
static bool take_threshold(const struct station *st, const struct update *u, struct update *bit)
{
    const struct signal_conf *conf = &st->config->signal[u->signal];
    const struct signal *sig = &st->signal[u->signal];
    int64_t amount = u->value.amount;
    bool known = signals_usable(sig) && sig->value.type == VALUE_BOOL;
    *bit = *u;
    bit->value.type = VALUE_BOOL;
    (void)amount_to_text(amount, bit->value.text);
    if (amount >= conf->above)
        bit->value.amount = AMOUNT_ONE;
    else if (amount < conf->below)
        bit->value.amount = 0;
    else
        bit->value.amount = sig->value.amount;
    return known || amount >= conf->above || amount < conf->below;
}

/* An update without a good value moves nothing; it only shows. Dropped messages are worse: the
 * state may have changed in one of them. */
static void take_bad(struct station *st, const struct update *u)
{
    struct signal *sig = &st->signal[u->signal];
    if (!sig->bad)
        station_touch(st);
    sig->bad = true;
    alerts_heard(st, u->signal);
    samples_take_bad(st, u->signal);
    if (!u->overrun && !u->gone)
        return;
    if (u->overrun)
        faults_add(st, u->signal, FAULT_OVERRUN,
                   "messages were lost: too many at once, or a gap in their numbers");
    lose(st, u->signal, u->overrun ? ORIGIN_OVERRUN : ORIGIN_OFFLINE);
    state_forget_pulses(st);
    state_refresh(st, st->arrival);
}

void signals_tell_unmapped(const struct signal_conf *conf, const char *word, char *out, size_t size)
{
    if (conf->map_name[0] != '\0')
        (void)text_format(out, size, "the map %s has no word %.40s: add %.40s = \u2026",
                          conf->map_name, word, word);
    else
        (void)text_format(out, size, "%.40s is no word that is known here: give %s a map", word,
                          conf->name);
}

/* Whether the value makes sense for its role; if not it is refused as bad. */
static bool understood(struct station *st, const struct update *u)
{
    enum signal_role role = st->config->signal[u->signal].role;
    bool bad_bit = is_bit(role) && value_truth(&u->value) < 0;
    bool bad_mode = role == ROLE_MODE && (u->mapped < 0 || u->mapped >= STATION_MODE_COUNT);
    if (!bad_bit && !bad_mode)
        return true;
    char text[96];
    if (bad_bit)
        (void)text_format(text, sizeof text, "'%s' is neither true nor false", u->value.text);
    else
        signals_tell_unmapped(&st->config->signal[u->signal], u->value.text, text, sizeof text);
    faults_add(st, u->signal, FAULT_WORD, text);
    take_bad(st, u);
    return false;
}

static void take_counter(struct station *st, const struct update *u, const struct placed *p)
{
    struct counter_sample sample = {.at_ms = p->at,
                                    .reading = u->value.amount,
                                    .stated = p->stated,
                                    .historical = u->historical,
                                    .stored = u->stored};
    if (u->value.type == VALUE_TEXT || u->value.type == VALUE_NONE) {
        faults_add(st, u->signal, FAULT_INVALID, "a counter must be a number");
        return;
    }
    counts_take(st, u->signal, &sample);
}

static void take_state(struct station *st, const struct update *u, const struct placed *p)
{
    if (st->config->signal[u->signal].role == ROLE_STATE && u->mapped < 0) {
        char text[96], number[AMOUNT_TEXT_SIZE];
        signals_tell_unmapped(
            &st->config->signal[u->signal],
            u->value.type == VALUE_NUMBER ? amount_to_text(u->value.amount, number) : u->value.text,
            text, sizeof text);
        faults_add(st, u->signal, FAULT_WORD, text);
    }
    state_refresh(st, u->stored ? st->arrival : p->at);
}

static void take_mode(struct station *st, const struct update *u, const struct placed *p)
{
    int64_t at = u->stored ? st->arrival : p->at;
    modes_hear(st, (enum station_mode)u->mapped, at);
    state_refresh(st, at);
}

static void take_alive(struct station *st, const struct update *u, const struct placed *p)
{
    if (st->signal[u->signal].truth == 0)
        signals_lose(st, ORIGIN_OFFLINE);
    state_refresh(st, u->stored ? st->arrival : p->at);
}

static void take_fault(struct station *st, const struct update *u, const struct placed *p)
{
    (void)p;
    stop_suggest(st, u->signal);
}

/* A word that is no [product] is what is being made, too; the station's ideal cycle counts. */
static void take_product(struct station *st, const struct update *u, const struct placed *p)
{
    char name[VALUE_TEXT_SIZE], text[96], number[AMOUNT_TEXT_SIZE];
    const struct value *v = &u->value;
    (void)text_copy(name, sizeof name,
                    v->type == VALUE_NUMBER ? amount_to_text(v->amount, number) : v->text);
    if (name[0] != '\0' && st->config->products > 0 && !config_product(st->config, name)) {
        (void)text_format(text, sizeof text, "'%s' is no [product]", name);
        faults_add(st, u->signal, FAULT_WORD, text);
    }
    int64_t at = u->stored ? st->arrival : p->at;
    product_set(st, at, name);
    state_refresh(st, at);
}

static void (*const takes[SIGNAL_ROLE_COUNT])(struct station *, const struct update *,
                                              const struct placed *) = {
    [ROLE_STATE] = take_state,   [ROLE_RUNNING] = take_state, [ROLE_STARVED] = take_state,
    [ROLE_BLOCKED] = take_state, [ROLE_MODE] = take_mode,     [ROLE_TOTAL] = take_counter,
    [ROLE_GOOD] = take_counter,  [ROLE_SCRAP] = take_counter, [ROLE_REWORK] = take_counter,
    [ROLE_FAULT] = take_fault,   [ROLE_ALIVE] = take_alive,   [ROLE_PRODUCT] = take_product,
};

/* What a number changes by in a minute; messages within a second are one. */
static void take_rate(struct signal *sig, const struct update *u, int64_t at)
{
    bool follows =
        signals_usable(sig) && !sig->stored && !u->stored && u->value.type == VALUE_NUMBER;
    if (!follows || sig->rate_at == 0) {
        sig->rated = false;
        sig->rate_at = at;
        sig->rate_from = u->value.amount;
    } else if (at - sig->rate_at >= MS_PER_S) {
        wide rate = ((wide)u->value.amount - sig->rate_from) * MS_PER_MIN / (at - sig->rate_at);
        sig->rate = rate > INT64_MAX ? INT64_MAX : rate < -INT64_MAX ? -INT64_MAX : (int64_t)rate;
        sig->rated = true;
        sig->rate_at = at;
        sig->rate_from = u->value.amount;
    }
}

static void hold(struct station *st, const struct update *u, const struct placed *p)
{
    struct signal *sig = &st->signal[u->signal];
    if (!sig->seen || sig->bad || sig->lost || sig->stored != u->stored ||
        !same_value(&sig->value, &u->value))
        station_touch(st);
    take_rate(sig, u, p->at);
    alerts_heard(st, u->signal);
    sig->seen = true;
    sig->bad = false;
    sig->stored = u->stored;
    /* Silence is counted from the arrival; what the broker kept was silent since its own time. */
    sig->heard = u->stored ? p->at : st->arrival;
    sig->at = p->at;
    sig->stated = p->stated;
    sig->source_wall = u->source_ms;
    sig->ts_wall = station_wall(st, p->at);
    sig->value = u->value;
    sig->mapped = u->mapped;
    sig->truth = value_truth(&u->value);
    /* What the broker kept may be too old from the start. */
    sig->lost = false;
    sig->lost = expiry(st, u->signal) <= st->t;
    sig->lost_by = sig->lost ? ORIGIN_STALE : ORIGIN_START;
}

/* Told afterwards: it belongs to its own time and changes nothing that is shown as now. Parts and
 * samples are booked to their minutes; what would have moved the state is told as a fault, since
 * intervals that are recorded stand. */
static void take_past(struct station *st, const struct update *u)
{
    enum signal_role role = st->config->signal[u->signal].role;
    struct signal *sig = &st->signal[u->signal];
    struct placed p = {.at = st->arrival, .stated = true, .late = true};
    if (u->source_ms < 0) {
        faults_add(st, u->signal, FAULT_HISTORY, "told afterwards without its time: not used");
        return;
    }
    if (u->duplicate && sig->past_wall == u->source_ms && sig->past_amount == u->value.amount)
        return;
    sig->past_wall = u->source_ms;
    sig->past_amount = u->value.amount;
    if (u->source_ms < station_wall(st, st->arrival))
        p.at = u->source_ms - st->wall_offset;
    samples_take_past(st, u->signal, &u->value, p.at);
    if (signals_is_counter(role))
        take_counter(st, u, &p);
    else if (role != ROLE_SENSOR)
        faults_add(st, u->signal, FAULT_HISTORY, "told afterwards: recorded intervals stand");
}

void signals_update(struct station *st, const struct update *u)
{
    if (u->signal >= st->config->signals)
        return;
    struct signal *sig = &st->signal[u->signal];
    const struct signal_conf *conf = &st->config->signal[u->signal];
    if (u->historical) {
        if (u->quality == Q_GOOD && !u->stored)
            take_past(st, u);
        return;
    }
    if (u->quality != Q_GOOD) {
        take_bad(st, u);
        return;
    }
    struct update bit;
    if (conf->threshold && u->value.type == VALUE_NUMBER) {
        if (!take_threshold(st, u, &bit))
            return;
        u = &bit;
    }
    bool newer_held = u->stored && signals_usable(sig) && !sig->stored;
    if (newer_held || is_repeat(sig, u) || !understood(st, u))
        return;
    const struct heard before = checks_before(st, u);
    struct placed p = u->stored ? place_stored(st, u) : place_live(st, u);
    if (p.late)
        sig->heard = st->arrival;
    else
        hold(st, u, &p);
    if (!u->stored)
        samples_take(st, u->signal, &u->value, p.at, p.late);
    if (p.late && !signals_is_counter(conf->role))
        faults_add(st, u->signal, FAULT_LATE, "older than what was heard before: not used");
    else if (takes[conf->role])
        takes[conf->role](st, u, &p);
    checks_heard(st, u, &before);
}
