/* SPDX-License-Identifier: MIT */
/* Cross-checks of parts counted: against each other, against the state, against what the machine
 * can make. Rows of the table in checks.c, which calls them. */
#include "andon/engine/checks/checks.h"
#include "andon/engine/parts.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <string.h>

__extension__ typedef __int128 wide;

static bool has(const struct station *st, enum signal_role role)
{
    return st->role[role] >= 0;
}

static bool is_lead(const struct station *st, const struct counted *c)
{
    return (int)c->signal == checks_lead(st);
}

static bool is_live(const struct counted *c)
{
    return c->amount > 0 && !c->gap && !c->historical;
}

static const char *lead_name(const struct station *st)
{
    return st->config->signal[checks_lead(st)].name;
}

static void name_roles(const struct station *st, char *out, size_t size,
                       const enum signal_role *role, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (has(st, role[i]))
            checks_add_name(out, size, st->config->signal[st->role[role[i]]].name);
}

/* ---- total = good + scrap ------------------------------------------------------------------- */

/* What is inside the machine between two counters is a fixed number of parts, and so is what comes
 * late: it fills up once. What is wrong grows, span after span. */
#define SPAN_MS    (10 * MS_PER_MIN)
#define SPAN_PARTS (50 * AMOUNT_ONE)
#define SLACK      (5 * AMOUNT_ONE)
#define OFF_SPANS  2
#define WELL_SPANS 3

static bool can_balance(const struct station *st)
{
    bool parts = has(st, ROLE_GOOD) || has(st, ROLE_SCRAP) || has(st, ROLE_REWORK);
    return has(st, ROLE_TOTAL) && parts && st->config->checks.count_tolerance > 0;
}

/* By how much total is too great (good and rejects are all counted), or too small (negative).
 * Rework may be a part of good. */
static int64_t excess(const struct station *st, const struct balance *b)
{
    int64_t least = b->good + b->scrap, most = least + b->rework;
    bool all = has(st, ROLE_GOOD) && has(st, ROLE_SCRAP);
    if (b->total < least)
        return b->total - least;
    return all && b->total > most ? b->total - most : 0;
}

static int64_t counted_parts(const struct balance *b)
{
    int64_t parts = b->good + b->scrap;
    return b->total > parts ? b->total : parts;
}

static void balance_add(struct balance *to, const struct balance *from)
{
    to->total += from->total;
    to->good += from->good;
    to->scrap += from->scrap;
    to->rework += from->rework;
}

static bool are_based(const struct station *st)
{
    static const enum signal_role roles[] = {ROLE_TOTAL, ROLE_GOOD};
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (has(st, roles[i]) && !st->signal[st->role[roles[i]]].counter.based)
            return false;
    return true;
}

static void balance_open(struct station *st, int64_t at)
{
    st->checks.balance.open = true;
    st->checks.balance.tainted = false;
    st->checks.balance.begin = at;
    st->checks.balance.due = TIME_NEVER;
    st->checks.balance.now = (struct balance){0};
}

/* The next end of a span that is not over. */
static int64_t span_end(const struct station *st)
{
    int64_t begin = st->checks.balance.begin;
    return begin + ((st->t - begin) / SPAN_MS + 1) * SPAN_MS;
}

static void balance_counted(struct station *st, const struct counted *c)
{
    int64_t *const sum[SIGNAL_ROLE_COUNT] = {[ROLE_TOTAL] = &st->checks.balance.now.total,
                                             [ROLE_GOOD] = &st->checks.balance.now.good,
                                             [ROLE_SCRAP] = &st->checks.balance.now.scrap,
                                             [ROLE_REWORK] = &st->checks.balance.now.rework};
    if (!st->checks.balance.open) {
        if (are_based(st))
            balance_open(st, st->t);
        return;
    }
    bool unsure = c->gap || c->historical || c->note == COUNTER_QUARANTINE ||
                  c->note == COUNTER_LEAP || c->note == COUNTER_BASED;
    st->checks.balance.tainted = st->checks.balance.tainted || unsure;
    if (st->checks.balance.due == TIME_NEVER)
        st->checks.balance.due = span_end(st);
    int64_t *to = sum[st->config->signal[c->signal].role];
    if (c->amount < AMOUNT_ONE * 1000000000 && *to < AMOUNT_ONE * 1000000000)
        *to += c->amount;
    else
        st->checks.balance.tainted = true;
}

static void balance_say(struct station *st)
{
    static const enum signal_role roles[] = {ROLE_TOTAL, ROLE_GOOD, ROLE_SCRAP, ROLE_REWORK};
    struct check_said said = {
        .kind = CHECK_BALANCE, .signal = -1, .since = st->checks.balance.off_from};
    const struct balance *b = &st->checks.balance.all;
    char good[CHECK_WORDS], scrap[CHECK_WORDS], sum[CHECK_WORDS], total[CHECK_WORDS],
        since[CHECK_WORDS];
    name_roles(st, said.signals, sizeof said.signals, roles, sizeof roles / sizeof *roles);
    checks_amount(b->good, good);
    checks_amount(b->scrap, scrap);
    checks_amount(b->good + b->scrap, sum);
    checks_amount(b->total, total);
    checks_time(st, said.since, since);
    if (has(st, ROLE_GOOD) && has(st, ROLE_SCRAP))
        (void)text_format(said.text, sizeof said.text,
                          "good %s + scrap %s are %s, but total says %s since %s", good, scrap, sum,
                          total, since);
    else
        (void)text_format(said.text, sizeof said.text, "%s %s, but total says only %s since %s",
                          has(st, ROLE_GOOD) ? "good" : "scrap", has(st, ROLE_GOOD) ? good : scrap,
                          total, since);
    checks_say(st, &said);
}

static void balance_look(struct station *st)
{
    const struct balance *now = &st->checks.balance.now;
    int64_t parts = counted_parts(now), off = excess(st, now);
    if (parts < SPAN_PARTS) {
        st->checks.balance.due = TIME_NEVER;
        return;
    }
    int64_t limit =
        (int64_t)((wide)parts * st->config->checks.count_tolerance / AMOUNT_ONE) + SLACK;
    int64_t size = off < 0 ? -off : off;
    int sign = off < 0 ? -1 : 1;
    if (!st->checks.balance.tainted && size > limit) {
        bool goes_on = st->checks.balance.off * sign > 0;
        if (!goes_on) {
            st->checks.balance.off = 0;
            st->checks.balance.off_from = st->checks.balance.begin;
            st->checks.balance.all = (struct balance){0};
        }
        st->checks.balance.off += sign;
        st->checks.balance.well = 0;
        balance_add(&st->checks.balance.all, now);
        if (st->checks.balance.off * sign >= OFF_SPANS)
            balance_say(st);
    } else if (!st->checks.balance.tainted && 2 * size <= limit) {
        st->checks.balance.off = 0;
        if (++st->checks.balance.well >= WELL_SPANS)
            checks_well(st, CHECK_BALANCE, -1);
    }
    balance_open(st, st->t);
}

static int64_t balance_due(const struct station *st)
{
    return st->checks.balance.due;
}

const struct check_row check_balance = {
    .can = can_balance,
    .advice = "look which of the counters counts something else, or in other units: scale, topic, "
              "a sensor that misses parts; parts taken out by hand are entered as scrap",
    .counted = balance_counted,
    .due = balance_due,
    .look = balance_look,
};

/* ---- counting while it stands --------------------------------------------------------------- */

#define COAST_MS      (30 * MS_PER_S) /* parts that were on their way out */
#define COAST_CYCLES  3
#define STOP_MESSAGES 3                /* one lump proves no more than that it came late */
#define STOP_WELL_MS  (2 * MS_PER_MIN) /* a stop without parts, after the first moments */

static bool can_stop(const struct station *st)
{
    bool told = has(st, ROLE_STATE) || has(st, ROLE_RUNNING);
    return told && checks_lead(st) >= 0 && st->config->checks.stopped_parts > 0;
}

static int64_t coast_ms(const struct station *st)
{
    int64_t cycles = COAST_CYCLES * checks_ideal_ms(st);
    return cycles > COAST_MS ? cycles : COAST_MS;
}

static void stopped_state(struct station *st, int64_t at)
{
    if (st->checks.stood_since != at && st->checks.stood_since != TIME_NONE)
        return;
    st->checks.stopped.parts = st->checks.stopped.messages = 0;
}

static void stopped_counted(struct station *st, const struct counted *c)
{
    const struct phase *phase = &st->interval.phase;
    int64_t stood = st->checks.stood_since;
    char parts[CHECK_WORDS], since[CHECK_WORDS];
    struct check_said said = {.kind = CHECK_STOPPED, .signal = -1, .since = stood};
    /* All of it was made while it stood: the reading before was taken then, too. */
    if (!is_lead(st, c) || !is_live(c) || stood == TIME_NONE || c->before == TIME_NONE ||
        st->mode != MODE_PRODUCTION || c->before < stood + coast_ms(st))
        return;
    st->checks.stopped.parts += c->amount;
    st->checks.stopped.messages++;
    if (st->checks.stopped.parts < st->config->checks.stopped_parts ||
        st->checks.stopped.messages < STOP_MESSAGES)
        return;
    const char *state = word_name(&words_machine_state, (int)phase->state);
    bool own = strcmp(state, phase->detail) != 0 && phase->detail[0] != '\0';
    checks_add_name(said.signals, sizeof said.signals, lead_name(st));
    if (state_driver(st) >= 0)
        checks_add_name(said.signals, sizeof said.signals,
                        st->config->signal[state_driver(st)].name);
    (void)text_format(said.text, sizeof said.text,
                      "%s parts counted by %s since %s, but the machine says %s%s%s%s",
                      checks_amount(st->checks.stopped.parts, parts), lead_name(st),
                      checks_time(st, stood, since), state, own ? " (" : "",
                      own ? phase->detail : "", own ? ")" : "");
    checks_say(st, &said);
}

static int64_t stopped_due(const struct station *st)
{
    const struct check *check = checks_find(st, CHECK_STOPPED, -1);
    if (!check)
        return TIME_NEVER;
    int64_t stood = st->checks.stood_since;
    if (stood != TIME_NONE && st->checks.stopped.messages == 0)
        return stood + coast_ms(st) + STOP_WELL_MS;
    return check->last + MS_PER_HOUR;
}

static void stopped_look(struct station *st)
{
    checks_well(st, CHECK_STOPPED, -1);
}

const struct check_row check_stopped = {
    .can = can_stop,
    .advice = "look which signal and map the state comes from (a word that means running?), and "
              "whether the counter counts something else, or counts when nothing is made",
    .counted = stopped_counted,
    .state = stopped_state,
    .due = stopped_due,
    .look = stopped_look,
};

/* ---- running without parts ------------------------------------------------------------------ */

#define IDLE_CYCLES  10
#define USUAL_PAUSES 5
#define PAUSES_MIN   5 /* fewer are no custom */
#define UNKNOWN_PACE 6 /* times the limit, where neither an ideal nor a custom is known */
#define PARTS_AGAIN  3 /* messages with parts: it counts again */
#define SILENT_MS    (8 * MS_PER_HOUR) /* silence of what may speak once in a shift */

static bool can_make(const struct station *st)
{
    bool told = has(st, ROLE_STATE) || has(st, ROLE_RUNNING);
    return told && checks_lead(st) >= 0 && st->config->checks.running_ms > 0;
}

static int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t parts_limit(const struct station *st)
{
    int64_t ideal = checks_ideal_ms(st), limit = st->config->checks.running_ms;
    bool custom = st->checks.made.pauses >= PAUSES_MIN;
    if (ideal == 0 && !custom)
        return limit * UNKNOWN_PACE;
    limit = most(limit, IDLE_CYCLES * ideal);
    return custom ? most(limit, USUAL_PAUSES * st->checks.made.pause_max) : limit;
}

static bool is_wrong(const struct station *st, enum check_kind kind)
{
    return checks_find(st, kind, -1) != NULL;
}

static void made_counted(struct station *st, const struct counted *c)
{
    int64_t at = st->t, before = st->checks.made.made_at;
    int64_t ran = st->checks.running_since;
    bool wrong = is_wrong(st, CHECK_NO_PARTS);
    if (!is_lead(st, c))
        return;
    st->checks.made.heard_at = at;
    if (!is_live(c))
        return;
    if (!wrong && ran != TIME_NONE && before != TIME_NONE && before >= ran && at > before) {
        int64_t pause = at - before, faded = st->checks.made.pause_max;
        faded -= faded / 16;
        st->checks.made.pause_max = most(pause, faded);
        st->checks.made.pauses++;
    }
    st->checks.made.made_at = at;
    if (wrong && ++st->checks.made.came >= PARTS_AGAIN)
        checks_well(st, CHECK_NO_PARTS, -1);
}

static int64_t made_due(const struct station *st)
{
    int64_t ran = st->checks.running_since, made = st->checks.made.made_at;
    const struct signal *sig = &st->signal[checks_lead(st)];
    if (is_wrong(st, CHECK_NO_PARTS))
        return ran == TIME_NONE ? st->checks.away_since + SILENT_MS : TIME_NEVER;
    if (ran == TIME_NONE || !checks_producing(st) || !sig->counter.based || !signals_usable(sig) ||
        sig->bad)
        return TIME_NEVER;
    /* A counter that says that nothing was made is believed; that it is silent means so only of
     * one that is not silent as a rule. */
    int64_t since = most(ran, made == TIME_NONE ? ran : made), limit = parts_limit(st);
    int64_t heard = st->checks.made.heard_at;
    bool spoke = heard != TIME_NONE && heard >= since + limit / 2;
    bool custom = st->checks.made.pauses >= PAUSES_MIN;
    return since + (spoke || custom ? limit : most(limit, SILENT_MS));
}

static void made_look(struct station *st)
{
    struct check_said said = {.kind = CHECK_NO_PARTS, .signal = -1};
    char since[CHECK_WORDS], reading[CHECK_WORDS], cycle[CHECK_WORDS], every[80] = "";
    int64_t ideal_us = product_now(st)->ideal_us;
    const struct signal *sig = &st->signal[checks_lead(st)];
    if (st->checks.running_since == TIME_NONE) {
        checks_well(st, CHECK_NO_PARTS, -1);
        return;
    }
    said.since = most(st->checks.running_since, st->checks.made.made_at == TIME_NONE
                                                    ? st->checks.running_since
                                                    : st->checks.made.made_at);
    st->checks.made.came = 0;
    checks_add_name(said.signals, sizeof said.signals, lead_name(st));
    if (state_driver(st) >= 0)
        checks_add_name(said.signals, sizeof said.signals,
                        st->config->signal[state_driver(st)].name);
    if (ideal_us > 0)
        (void)text_format(every, sizeof every, "; ideal is one every %s s",
                          checks_amount(ideal_us, cycle));
    (void)text_format(said.text, sizeof said.text,
                      "%s stands at %s since %s, while the machine says it runs%s", lead_name(st),
                      checks_amount(sig->value.amount, reading), checks_time(st, said.since, since),
                      every);
    checks_say(st, &said);
}

const struct check_row check_no_parts = {
    .can = can_make,
    .advice = "is the counter's sensor or topic dead, or does the machine's running mean something "
              "else (motor on, warming up, cleaning)? Then map that word to another state",
    .counted = made_counted,
    .due = made_due,
    .look = made_look,
};

/* ---- a counter that jumps ------------------------------------------------------------------- */

#define JUMP_TIMES 10
#define JUMP_PARTS (20 * AMOUNT_ONE)
#define JUMP_MS    (5 * MS_PER_S) /* messages come unevenly */

static bool can_jump(const struct station *st)
{
    return checks_lead(st) >= 0;
}

/* The shortest time for a part that is known, in us; 0: none is. */
static int64_t least_cycle(const struct station *st)
{
    int64_t ideal = product_now(st)->ideal_us, seen = st->checks.pace.least_us;
    return ideal > 0 && (seen <= 0 || ideal < seen) ? ideal : seen;
}

static void jump_counted(struct station *st, const struct counted *c)
{
    int64_t cycle = least_cycle(st), span = c->ms;
    char rose[CHECK_WORDS], could[CHECK_WORDS], seconds[TEXT_DURATION_SIZE];
    if (!is_live(c) || cycle <= 0 || span < 0 || c->amount < JUMP_PARTS)
        return;
    enum signal_role role = st->config->signal[c->signal].role;
    if (role != ROLE_TOTAL && role != ROLE_GOOD)
        return;
    wide could_be = (wide)most(span, st->checks.made.pause_max) * 1000 * AMOUNT_ONE / cycle;
    wide limit = JUMP_TIMES * (could_be + (wide)JUMP_MS * 1000 * AMOUNT_ONE / cycle + AMOUNT_ONE);
    if (c->amount <= limit)
        return;
    struct check_said said = {.kind = CHECK_JUMP, .signal = (int)c->signal, .since = st->t};
    const char *name = st->config->signal[c->signal].name;
    checks_add_name(said.signals, sizeof said.signals, name);
    (void)text_format(said.text, sizeof said.text,
                      "%s rose by %s in %s, in which about %s can be made: they are counted", name,
                      checks_amount(c->amount, rose), text_duration(span, seconds),
                      checks_amount(could_be > INT64_MAX / 4 ? 0 : (int64_t)could_be, could));
    checks_say(st, &said);
}

static int64_t jump_due(const struct station *st)
{
    int64_t due = TIME_NEVER;
    for (int i = 0; i < st->checks.count; i++) {
        const struct check *check = &st->checks.item[i];
        if (check->kind == CHECK_JUMP && check->last + MS_PER_HOUR < due)
            due = check->last + MS_PER_HOUR;
    }
    return due;
}

static void jump_look(struct station *st)
{
    for (int i = st->checks.count; i-- > 0;) {
        const struct check *check = &st->checks.item[i];
        if (check->kind == CHECK_JUMP && check->last + MS_PER_HOUR <= st->t)
            checks_well(st, CHECK_JUMP, config_signal_index(st->config, check->signal));
    }
}

const struct check_row check_jump = {
    .can = can_jump,
    .advice = "a counter that was replaced, reset or restored: set rate_max of the signal, so that "
              "such a jump is not counted; correct the shift by an entry",
    .counted = jump_counted,
    .due = jump_due,
    .look = jump_look,
};
