/* SPDX-License-Identifier: MIT */
/* The table of cross-checks, what they share, and what becomes of what they find: an object with a
 * record, a row of the snapshot, a condition that alerts may ask for. Called by signals.c, counts.c
 * and interval.c with what happens, and by a deadline. Nothing here changes a count or a state. */
#include "andon/engine/checks/checks.h"

#include "andon/engine/parts.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <string.h>

static const struct check_row *const rows[CHECK_KIND_COUNT] = {
    [CHECK_BALANCE] = &check_balance,   [CHECK_STOPPED] = &check_stopped,
    [CHECK_NO_PARTS] = &check_no_parts, [CHECK_JUMP] = &check_jump,
    [CHECK_CYCLE] = &check_cycle,       [CHECK_SPEED] = &check_speed,
    [CHECK_UNIT] = &check_unit,         [CHECK_STUCK] = &check_stuck,
    [CHECK_CLOCK] = &check_clock,       [CHECK_ORDER] = &check_order,
    [CHECK_TWICE] = &check_twice,       [CHECK_DISAGREE] = &check_disagree,
};

/* ---- what they share ------------------------------------------------------------------------ */

bool checks_on(const struct station *st, enum check_kind kind)
{
    return (st->checks.on >> kind & 1) != 0;
}

int checks_lead(const struct station *st)
{
    return st->role[ROLE_TOTAL] >= 0 ? st->role[ROLE_TOTAL] : st->role[ROLE_GOOD];
}

int64_t checks_run(const struct station *st, int64_t at)
{
    const struct checks *c = &st->checks;
    bool runs = c->running_since != TIME_NONE && at > c->running_since;
    return c->run_ms + (runs ? at - c->running_since : 0);
}

bool checks_producing(const struct station *st)
{
    return st->mode == MODE_PRODUCTION || st->mode == MODE_TRIAL;
}

int64_t checks_ideal_ms(const struct station *st)
{
    int64_t us = product_now(st)->ideal_us;
    return us > 0 ? (us + 999) / 1000 : 0;
}

void checks_add_name(char *list, size_t size, const char *name)
{
    size_t length = strlen(list);
    size_t need = strlen(name) + (length > 0 ? 2 : 0);
    if (length + need < size)
        (void)text_format(list + length, size - length, "%s%s", length > 0 ? ", " : "", name);
}

/* Whole numbers from a hundred on, a blank between thousands. */
const char *checks_amount(int64_t amount, char out[CHECK_WORDS])
{
    char plain[AMOUNT_TEXT_SIZE];
    int64_t size = amount < 0 ? -amount : amount;
    int64_t unit = size >= 100 * AMOUNT_ONE ? AMOUNT_ONE : AMOUNT_ONE / 100;
    size = (size + unit / 2) / unit * unit;
    amount_to_text(size, plain);
    size_t whole = strcspn(plain, "."), length = 0;
    if (amount < 0 && size > 0)
        out[length++] = '-';
    for (size_t i = 0; plain[i] != '\0' && length + 2 < CHECK_WORDS; i++) {
        if (i > 0 && i < whole && (whole - i) % 3 == 0)
            out[length++] = ' ';
        out[length++] = plain[i];
    }
    out[length] = '\0';
    return out;
}

const char *checks_time(const struct station *st, int64_t t, char out[CHECK_WORDS])
{
    char text[40];
    why_since(st, station_wall(st, t), text, sizeof text);
    size_t length = strlen(text);
    (void)text_copy_n(out, CHECK_WORDS, text, length > 3 ? length - 3 : length); /* no seconds */
    return out;
}

/* ---- what is wrong -------------------------------------------------------------------------- */

static const char *name_of(const struct station *st, int signal)
{
    return signal >= 0 ? st->config->signal[signal].name : "";
}

const struct check *checks_find(const struct station *st, enum check_kind kind, int signal)
{
    const struct checks *c = &st->checks;
    for (int i = 0; i < c->count; i++)
        if (c->item[i].kind == kind && strcmp(c->item[i].signal, name_of(st, signal)) == 0)
            return &c->item[i];
    return NULL;
}

static void record(struct station *st, struct check *check, int64_t end)
{
    struct records_body b;
    struct record_draft d = records_begin(st, &b, REC_FAULT, ++check->rev);
    (void)text_format(d.id, sizeof d.id, "F%lld", (long long)check->number);
    jw_text(&b.w, "signal", check->signals);
    jw_text(&b.w, "kind", word_name(&words_check, (int)check->kind));
    jw_text(&b.w, "text", check->text);
    jw_text(&b.w, "advice", rows[check->kind]->advice);
    jw_int(&b.w, "count", 1);
    jw_int(&b.w, "first", check->begin_wall);
    jw_int(&b.w, "last", station_wall(st, end == TIME_NONE ? check->last : end));
    if (end == TIME_NONE)
        jw_null(&b.w, "end");
    else
        jw_int(&b.w, "end", station_wall(st, end));
    records_end(st, &b, &d);
}

/* What rests on when parts and states are told says nothing while their clock is known to be off.
 */
static bool rests_on_times(const struct station *st, enum check_kind kind)
{
    static const uint32_t kinds = 1U << CHECK_BALANCE | 1U << CHECK_STOPPED | 1U << CHECK_NO_PARTS |
                                  1U << CHECK_JUMP | 1U << CHECK_CYCLE | 1U << CHECK_SPEED;
    int driver = state_driver(st), lead = checks_lead(st);
    bool off = (driver >= 0 && st->signal[driver].watch.clock_off != 0) ||
               (lead >= 0 && st->signal[lead].watch.clock_off != 0);
    return off && (kinds >> kind & 1) != 0;
}

void checks_say(struct station *st, const struct check_said *said)
{
    struct checks *c = &st->checks;
    const struct check *found = checks_find(st, said->kind, said->signal);
    struct check *check = found ? &c->item[found - c->item] : NULL;
    bool fresh = !check;
    if (fresh && rests_on_times(st, said->kind))
        return;
    if (fresh && c->count == CHECKS_MAX) {
        c->crowded++;
        return;
    }
    if (fresh) {
        check = &c->item[c->count++];
        *check = (struct check){.kind = said->kind,
                                .number = st->next_fault++,
                                .begin = said->since,
                                .begin_wall = station_wall(st, said->since)};
        (void)text_copy(check->signal, sizeof check->signal, name_of(st, said->signal));
        st->faults++;
    }
    check->last = st->t;
    (void)text_sanitise(said->signals, strlen(said->signals), check->signals,
                        sizeof check->signals);
    (void)text_sanitise(said->text, strlen(said->text), check->text, sizeof check->text);
    if (fresh)
        record(st, check, TIME_NONE);
    station_touch(st);
}

static void drop(struct station *st, int i)
{
    struct checks *c = &st->checks;
    record(st, &c->item[i], st->t);
    memmove(&c->item[i], &c->item[i + 1], (size_t)(c->count - i - 1) * sizeof *c->item);
    c->count--;
    station_touch(st);
}

void checks_well(struct station *st, enum check_kind kind, int signal)
{
    const struct check *check = checks_find(st, kind, signal);
    if (check)
        drop(st, (int)(check - st->checks.item));
}

/* ---- what happens --------------------------------------------------------------------------- */

static int find_speed(const struct station *st);

void checks_init(struct station *st)
{
    struct checks *c = &st->checks;
    *c = (struct checks){.running_since = TIME_NONE,
                         .stood_since = TIME_NONE,
                         .away_since = st->t,
                         .made = {.made_at = TIME_NONE, .heard_at = TIME_NONE},
                         .balance = {.due = TIME_NEVER},
                         .speed = -1,
                         .stuck_due = TIME_NEVER};
    checks_follow(st);
}

/* Whether what it was found by is still there: a signal that is read otherwise begins anew. */
static bool is_evident(const struct station *st, const struct check *check)
{
    bool any[CHECK_KIND_COUNT] = {false};
    static const uint32_t flagged = 1U << CHECK_CLOCK | 1U << CHECK_ORDER | 1U << CHECK_TWICE |
                                    1U << CHECK_STUCK | 1U << CHECK_UNIT;
    for (size_t i = 0; i < st->config->signals; i++) {
        const struct watch *w = &st->signal[i].watch;
        bool its = strcmp(st->config->signal[i].name, check->signal) == 0;
        any[CHECK_CLOCK] = any[CHECK_CLOCK] || w->clock_off != 0;
        any[CHECK_ORDER] = any[CHECK_ORDER] || w->backwards;
        any[CHECK_TWICE] = any[CHECK_TWICE] || w->doubled;
        any[CHECK_STUCK] = any[CHECK_STUCK] || (its && w->still);
        any[CHECK_UNIT] = any[CHECK_UNIT] || (its && w->unfit);
    }
    return (flagged >> check->kind & 1) == 0 || any[check->kind];
}

void checks_follow(struct station *st)
{
    struct checks *c = &st->checks;
    const struct checks_conf *conf = &st->config->checks;
    c->on = 0;
    c->speed = find_speed(st);
    for (int kind = 0; kind < CHECK_KIND_COUNT; kind++)
        if (conf->enabled && (conf->off_bits >> kind & 1) == 0 && rows[kind]->can(st))
            c->on |= 1U << kind;
    for (int i = c->count; i-- > 0;) {
        const struct check *check = &c->item[i];
        bool gone = check->signal[0] != '\0' && config_signal_index(st->config, check->signal) < 0;
        if (gone || !checks_on(st, check->kind) || !is_evident(st, check))
            drop(st, i);
    }
}

static bool says_it_stands(enum machine_state state)
{
    return state == MS_STOPPED || state == MS_IDLE || state == MS_STARVED || state == MS_BLOCKED;
}

/* Told late it still begins now, as far as checks go. */
void checks_state(struct station *st)
{
    struct checks *c = &st->checks;
    const int64_t at = st->t;
    enum machine_state state = st->interval.phase.state;
    bool runs = state == MS_RUNNING;
    if (c->running_since != TIME_NONE)
        c->run_ms = checks_run(st, at);
    c->running_since = runs ? at : TIME_NONE;
    if (runs)
        c->away_since = TIME_NONE;
    else if (c->away_since == TIME_NONE)
        c->away_since = at;
    bool stood = c->stood_since != TIME_NONE;
    if (!says_it_stands(state))
        c->stood_since = TIME_NONE;
    else if (!stood)
        c->stood_since = at;
    for (int kind = 0; kind < CHECK_KIND_COUNT; kind++)
        if (checks_on(st, (enum check_kind)kind) && rows[kind]->state)
            rows[kind]->state(st, at);
}

void checks_counted(struct station *st, size_t signal, int64_t stated_ms,
                    const struct counter_step *step, bool historical)
{
    struct watch *w = &st->signal[signal].watch;
    const int64_t last = w->read_at > 0 ? w->read_at : TIME_NONE;
    const int64_t passed = last != TIME_NONE ? st->t - last : -1;
    const struct counted made = {.signal = signal,
                                 .before = last,
                                 .ms = passed >= 0 && stated_ms > passed ? stated_ms : passed,
                                 .amount = step->increment,
                                 .gap = step->gap,
                                 .historical = historical,
                                 .note = step->note};
    w->read_at = st->t;
    for (int kind = 0; kind < CHECK_KIND_COUNT; kind++)
        if (checks_on(st, (enum check_kind)kind) && rows[kind]->counted)
            rows[kind]->counted(st, &made);
}

struct heard checks_before(const struct station *st, const struct update *u)
{
    const struct signal *sig = &st->signal[u->signal];
    bool known = sig->seen && !sig->stored && sig->source_wall != TIME_NONE;
    return (struct heard){.known = known, .source = sig->source_wall, .amount = sig->value.amount};
}

void checks_heard(struct station *st, const struct update *u, const struct heard *before)
{
    if (st->checks.on == 0 || u->stored)
        return;
    for (int kind = 0; kind < CHECK_KIND_COUNT; kind++)
        if (checks_on(st, (enum check_kind)kind) && rows[kind]->heard)
            rows[kind]->heard(st, u, before);
}

/* One that looked and could not say so (no room, a clock that is off) looks again in a minute. */
static int64_t due_of(const struct station *st, int kind)
{
    if (!checks_on(st, (enum check_kind)kind) || !rows[kind]->due)
        return TIME_NEVER;
    int64_t due = rows[kind]->due(st), looked = st->checks.looked[kind];
    return due > looked ? due : looked + MS_PER_MIN;
}

int64_t checks_deadline(const struct station *st)
{
    int64_t due = TIME_NEVER;
    for (int kind = 0; st->checks.on != 0 && kind < CHECK_KIND_COUNT; kind++) {
        int64_t one = due_of(st, kind);
        if (one < due)
            due = one;
    }
    return due;
}

void checks_look(struct station *st)
{
    for (int kind = 0; kind < CHECK_KIND_COUNT; kind++)
        if (due_of(st, kind) <= st->t) {
            st->checks.looked[kind] = st->t;
            rows[kind]->look(st);
        }
}

/* ---- for others ----------------------------------------------------------------------------- */

void checks_fill(const struct station *st, int64_t t, struct snapshot *s)
{
    const struct checks *c = &st->checks;
    for (int i = 0; i < c->count && s->checks < SNAPSHOT_CHECKS; i++) {
        const struct check *check = &c->item[i];
        struct check_view *view = &s->check[s->checks++];
        check_view_init(view);
        (void)text_format(view->id, sizeof view->id, "F%lld", (long long)check->number);
        view->kind = check->kind;
        view->since = check->begin_wall;
        view->for_ms = t - check->begin;
        (void)text_copy(view->signals, sizeof view->signals, check->signals);
        (void)text_copy(view->text, sizeof view->text, check->text);
        (void)text_copy(view->advice, sizeof view->advice, rows[check->kind]->advice);
    }
}

bool checks_hold(const struct station *st, const struct condition *c)
{
    return (checks_mark(st) & c->words) != 0;
}

void checks_tell(const struct station *st, const struct condition *c, char *out, size_t size)
{
    for (int i = 0; i < st->checks.count; i++) {
        const struct check *check = &st->checks.item[i];
        if ((c->words >> check->kind & 1) == 0)
            continue;
        (void)text_copy(out, size, check->text);
        return;
    }
    (void)text_copy(out, size, "the signals fit each other");
}

uint64_t checks_mark(const struct station *st)
{
    uint64_t mark = 0;
    for (int i = 0; i < st->checks.count; i++)
        mark |= UINT64_C(1) << st->checks.item[i].kind;
    return mark;
}

/* ---- which signal is the speed -------------------------------------------------------------- */

static bool is_per_time(const char *unit)
{
    return strcmp(unit, "/min") == 0 || strcmp(unit, "/h") == 0 || strcmp(unit, "/s") == 0;
}

/* pcs/min where the counter's unit is pcs; 1/min only of what is called speed: it may be a
 * spindle's. */
static bool is_speed(const struct station *st, const struct signal_conf *conf)
{
    int lead = checks_lead(st);
    const char *parts = lead >= 0 ? st->config->signal[lead].unit : "";
    const char *per = strchr(conf->unit, '/');
    if (conf->role != ROLE_SENSOR || !per || !is_per_time(per))
        return false;
    size_t length = (size_t)(per - conf->unit);
    bool of_parts =
        length > 0 && length == strlen(parts) && strncmp(conf->unit, parts, length) == 0;
    return of_parts || (strncmp(conf->unit, "1/", 2) == 0 && strcmp(conf->name, "speed") == 0);
}

static int find_speed(const struct station *st)
{
    if (st->config->checks.speed[0] != '\0')
        return config_signal_index(st->config, st->config->checks.speed);
    for (size_t i = 0; i < st->config->signals; i++)
        if (is_speed(st, &st->config->signal[i]))
            return (int)i;
    return -1;
}
