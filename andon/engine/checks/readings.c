/* SPDX-License-Identifier: MIT */
/* Cross-checks of readings: that cannot be in their unit, that stand still, that contradict each
 * other. Only what can be known is said: a room of 70 °C is 70 °F, an oil of 70 °C may be one. Rows
 * of the table in checks.c, which calls them. */
#include "andon/engine/checks/checks.h"
#include "andon/engine/parts.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <string.h>

/* ---- units ---------------------------------------------------------------------------------- */

#define UNFIT_N   20
#define UNFIT_MS  (10 * MS_PER_MIN)
#define RATIO_N   100 /* readings that move, so many, for so long */
#define RATIO_MS  MS_PER_HOUR
#define ROOM_MOST (60 * AMOUNT_ONE)

static const char *const celsius[] = {"\u00B0C", "degC", "Cel", "C", NULL};
static const char *const kelvin[] = {"K", NULL};
static const char *const percent[] = {"%", NULL};
static const char *const any_name[] = {"", NULL};
static const char *const rooms[] = {"ambient", "room", "hall", "outdoor", "outside", NULL};
static const char *const shares[] = {"humidity", "battery", "level", "fill", NULL};
/* Those that are hardly ever below one per cent for an hour while the machine runs. */
static const char *const ratios[] = {"load",     "utilis", "utiliz",  "override", "oee",
                                     "humidity", "level",  "battery", NULL};

/* What a reading in a unit cannot be, of what is named so. */
static const struct limit {
    const char *const *unit, *const *name;
    int64_t least, most;
    const char *words; /* behind "hall_temp says 71 °C" */
} limits[] = {
    {celsius, any_name, -273150000, INT64_MAX, "which is colder than can be"},
    {kelvin, any_name, 0, INT64_MAX, "which is colder than can be"},
    {celsius, rooms, -60 * AMOUNT_ONE, ROOM_MOST, "where people are: \u00B0F?"},
    {percent, shares, -AMOUNT_ONE, 101 * AMOUNT_ONE, "which is more than all: parts per thousand?"},
};

static bool is_one_of(const char *const *list, const char *word)
{
    while (*list && strcmp(*list, word) != 0)
        list++;
    return *list != NULL;
}

static bool is_named(const char *const *list, const char *name)
{
    while (*list && !strstr(name, *list))
        list++;
    return *list != NULL;
}

static const struct limit *broken(const struct signal_conf *conf, int64_t amount)
{
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        const struct limit *l = &limits[i];
        if ((amount < l->least || amount > l->most) && is_one_of(l->unit, conf->unit) &&
            is_named(l->name, conf->name))
            return l;
    }
    return NULL;
}

static bool can_unit(const struct station *st)
{
    for (size_t i = 0; i < st->config->signals; i++)
        if (st->config->signal[i].role == ROLE_SENSOR && st->config->signal[i].unit[0] != '\0')
            return true;
    return false;
}

static void unit_say(struct station *st, size_t i, int64_t since, const char *words)
{
    const struct signal_conf *conf = &st->config->signal[i];
    struct check_said said = {.kind = CHECK_UNIT, .signal = (int)i, .since = since};
    char amount[CHECK_WORDS];
    checks_add_name(said.signals, sizeof said.signals, conf->name);
    (void)text_format(said.text, sizeof said.text, "%s says %s %s, %s", conf->name,
                      checks_amount(st->signal[i].value.amount, amount), conf->unit, words);
    st->signal[i].watch.unfit = true;
    checks_say(st, &said);
}

static void unit_fits(struct station *st, size_t i)
{
    st->signal[i].watch.odd = 0;
    if (!st->signal[i].watch.unfit)
        return;
    st->signal[i].watch.unfit = false;
    checks_well(st, CHECK_UNIT, (int)i);
}

/* A percentage that never reaches 1 may be a ratio. */
static bool may_be_ratio(struct station *st, size_t i, int64_t amount)
{
    const struct signal_conf *conf = &st->config->signal[i];
    struct watch *w = &st->signal[i].watch;
    if (!is_one_of(percent, conf->unit) || !is_named(ratios, conf->name))
        return false;
    int64_t run = checks_run(st, st->t);
    if (amount > AMOUNT_ONE || amount < 0 || w->low_n == 0) {
        bool low = amount >= 0 && amount <= AMOUNT_ONE;
        w->low_n = low ? 1 : 0;
        w->low_max = low ? amount : 0;
        w->low_run = run;
        return false;
    }
    w->low_max = amount > w->low_max ? amount : w->low_max;
    w->low_n++;
    return w->low_n >= RATIO_N && run - w->low_run >= RATIO_MS && w->low_max >= AMOUNT_ONE / 20 &&
           w->moves >= RATIO_N / 2;
}

static void unit_heard(struct station *st, const struct update *u, const struct heard *before)
{
    size_t i = u->signal;
    const struct signal_conf *conf = &st->config->signal[i];
    struct watch *w = &st->signal[i].watch;
    (void)before;
    if (conf->role != ROLE_SENSOR || conf->unit[0] == '\0' || u->value.type != VALUE_NUMBER)
        return;
    const struct limit *limit = broken(conf, u->value.amount);
    if (limit) {
        if (w->odd++ == 0)
            w->odd_from = st->arrival;
        if (w->odd >= UNFIT_N && st->arrival - w->odd_from >= UNFIT_MS)
            unit_say(st, i, w->odd_from, limit->words);
        return;
    }
    if (may_be_ratio(st, i, u->value.amount)) {
        if (!w->unfit)
            unit_say(st, i, st->arrival,
                     "and was never above 1 in an hour of running: a ratio, 100 times off?");
        return;
    }
    if (!w->unfit || w->low_n == 0)
        unit_fits(st, i);
}

const struct check_row check_unit = {
    .can = can_unit,
    .advice =
        "correct unit, scale and offset of the signal (from \u00B0F: scale = 0.555556, offset = "
        "-17.777778; from a ratio: scale = 100)",
    .heard = unit_heard,
};

/* ---- a reading that stands still ------------------------------------------------------------ */

#define MOVES_MIN   100 /* it has moved so often while the machine ran: it is no setting */
#define PAUSES      100
#define MOVES_AGAIN 3

static bool can_stick(const struct station *st)
{
    bool sensor = false;
    for (size_t i = 0; i < st->config->signals; i++)
        sensor = sensor || st->config->signal[i].role == ROLE_SENSOR;
    return sensor && st->config->checks.stuck_ms > 0;
}

static int64_t still_limit(const struct station *st, const struct watch *w)
{
    int64_t usual = PAUSES * w->pause_run;
    return usual > st->config->checks.stuck_ms ? usual : st->config->checks.stuck_ms;
}

/* When it will have stood still for too long, if the machine runs on; TIME_NEVER. */
static int64_t still_at(const struct station *st, size_t i)
{
    const struct signal *sig = &st->signal[i];
    const struct watch *w = &sig->watch;
    if (st->config->signal[i].role != ROLE_SENSOR || w->moves < MOVES_MIN || w->still ||
        !signals_usable(sig) || sig->bad || st->checks.running_since == TIME_NONE)
        return TIME_NEVER;
    return st->t + still_limit(st, w) - (checks_run(st, st->t) - w->moved_run);
}

static void plan_stuck(struct station *st)
{
    st->checks.stuck_due = TIME_NEVER;
    for (size_t i = 0; i < st->config->signals; i++) {
        int64_t due = still_at(st, i);
        if (due < st->checks.stuck_due)
            st->checks.stuck_due = due;
    }
}

static void stuck_heard(struct station *st, const struct update *u, const struct heard *before)
{
    size_t i = u->signal;
    struct watch *w = &st->signal[i].watch;
    (void)before;
    if (st->config->signal[i].role != ROLE_SENSOR || u->value.type != VALUE_NUMBER)
        return;
    int64_t run = checks_run(st, st->t);
    if (w->moves > 0 && u->value.amount == w->held)
        return;
    if (w->moves > 0 && !w->still) {
        int64_t pause = run - w->moved_run, faded = w->pause_run - w->pause_run / 64;
        w->pause_run = pause > faded ? pause : faded;
    }
    w->held = u->value.amount;
    if (st->checks.running_since != TIME_NONE || w->moves == 0)
        w->moves++;
    w->moved_run = run;
    if (w->still && ++w->since_stuck >= MOVES_AGAIN) {
        w->still = false;
        checks_well(st, CHECK_STUCK, (int)i);
    }
    if (st->checks.stuck_due == TIME_NEVER && w->moves >= MOVES_MIN)
        plan_stuck(st);
}

static void stuck_state(struct station *st, int64_t at)
{
    (void)at;
    plan_stuck(st);
}

static int64_t stuck_due(const struct station *st)
{
    return st->checks.stuck_due;
}

static void stuck_say(struct station *st, size_t i)
{
    const struct signal_conf *conf = &st->config->signal[i];
    struct watch *w = &st->signal[i].watch;
    int64_t ran = checks_run(st, st->t) - w->moved_run;
    struct check_said said = {.kind = CHECK_STUCK, .signal = (int)i, .since = st->t};
    char amount[CHECK_WORDS], length[TEXT_DURATION_SIZE], pause[TEXT_DURATION_SIZE];
    w->still = true;
    w->since_stuck = 0;
    checks_add_name(said.signals, sizeof said.signals, conf->name);
    (void)text_format(said.text, sizeof said.text,
                      "%s has been %s%s%s through %s of running; it used to move every %s at least",
                      conf->name, checks_amount(w->held, amount), conf->unit[0] ? " " : "",
                      conf->unit, text_duration(ran, length),
                      text_duration(w->pause_run < MS_PER_S ? MS_PER_S : w->pause_run, pause));
    checks_say(st, &said);
}

static void stuck_look(struct station *st)
{
    for (size_t i = 0; i < st->config->signals; i++)
        if (still_at(st, i) <= st->t)
            stuck_say(st, i);
    plan_stuck(st);
}

const struct check_row check_stuck = {
    .can = can_stick,
    .advice =
        "is the sensor, its cable or the gateway's poll of it dead? Where the reading may well "
        "stand still: [checks] stuck, or off = stuck",
    .heard = stuck_heard,
    .state = stuck_state,
    .due = stuck_due,
    .look = stuck_look,
};

/* ---- state and running bit ------------------------------------------------------------------ */

#define AGREE_MS MS_PER_MIN

enum odds { AGREE, BIT_OFF, BIT_ON, ODDS };
/* A bit that comes later than the state is no contradiction; a motor that runs on for a while is
 * none. */
static const int64_t odds_ms[ODDS] = {
    [AGREE] = AGREE_MS, [BIT_OFF] = 2 * MS_PER_MIN, [BIT_ON] = 15 * MS_PER_MIN};

static bool can_disagree(const struct station *st)
{
    return st->role[ROLE_STATE] >= 0 && st->role[ROLE_RUNNING] >= 0;
}

static bool can_believe(const struct station *st, enum signal_role role)
{
    const struct signal *sig = &st->signal[st->role[role]];
    return signals_usable(sig) && !sig->bad;
}

static enum odds odds_now(const struct station *st)
{
    enum machine_state state = st->interval.phase.state;
    bool bit = st->signal[st->role[ROLE_RUNNING]].truth == 1;
    if (!can_believe(st, ROLE_STATE) || !can_believe(st, ROLE_RUNNING))
        return AGREE;
    if (state == MS_RUNNING && !bit)
        return BIT_OFF;
    return state == MS_STOPPED && bit && st->mode == MODE_PRODUCTION ? BIT_ON : AGREE;
}

static void odds_follow(struct station *st)
{
    enum odds now = odds_now(st);
    if (st->checks.odds.what == (int)now)
        return;
    st->checks.odds.what = (int)now;
    st->checks.odds.since = st->t;
}

static void disagree_heard(struct station *st, const struct update *u, const struct heard *before)
{
    enum signal_role role = st->config->signal[u->signal].role;
    (void)before;
    if (role == ROLE_STATE || role == ROLE_RUNNING)
        odds_follow(st);
}

static void disagree_state(struct station *st, int64_t at)
{
    (void)at;
    odds_follow(st);
}

static int64_t disagree_due(const struct station *st)
{
    bool wrong = checks_find(st, CHECK_DISAGREE, -1) != NULL;
    if (wrong == (st->checks.odds.what != AGREE))
        return TIME_NEVER;
    return st->checks.odds.since + odds_ms[st->checks.odds.what];
}

static void disagree_look(struct station *st)
{
    struct check_said said = {.kind = CHECK_DISAGREE, .signal = -1, .since = st->checks.odds.since};
    const struct signal_conf *state = &st->config->signal[st->role[ROLE_STATE]];
    const struct signal_conf *bit = &st->config->signal[st->role[ROLE_RUNNING]];
    char since[CHECK_WORDS];
    if (st->checks.odds.what == AGREE) {
        checks_well(st, CHECK_DISAGREE, -1);
        return;
    }
    checks_add_name(said.signals, sizeof said.signals, state->name);
    checks_add_name(said.signals, sizeof said.signals, bit->name);
    (void)text_format(said.text, sizeof said.text, "%s says %s, but %s says %s since %s",
                      state->name, word_name(&words_machine_state, (int)st->interval.phase.state),
                      bit->name, st->checks.odds.what == BIT_OFF ? "off" : "on",
                      checks_time(st, said.since, since));
    checks_say(st, &said);
}

const struct check_row check_disagree = {
    .can = can_disagree,
    .advice = "the state counts: look at its map, and whether the running bit is inverted, another "
              "machine's, or dead",
    .heard = disagree_heard,
    .state = disagree_state,
    .due = disagree_due,
    .look = disagree_look,
};
