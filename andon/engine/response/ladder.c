/* SPDX-License-Identifier: MIT */
/* The ladder of a call: steps that are told when nobody takes it, or who took it does not solve it,
 * by shift and roster; begun anew with shorter times when the line is to stop. Each way of telling
 * says whether it reached anybody: a lamp when it is really lit because of the call, a client when
 * it says so, the board and webhooks when the hub does. Called by calls.c and by the step. Changes
 * the call only; who calls writes the record. */
#include "andon/engine/parts.h"
#include "data/model/text.h"

#include <string.h>

#define CONFIRM_MS 30000 /* a client or the hub that has not said so by then was not reached */

/* What waits: to be taken, or to be solved. */
static enum tier_when phase_of(const struct call *call)
{
    return call->state == CALL_RAISED ? TIER_NOT_TAKEN : TIER_NOT_SOLVED;
}

/* Since when. */
static int64_t base_of(const struct call *call)
{
    int64_t base = phase_of(call) == TIER_NOT_TAKEN ? call->raised : call->taken;
    return call->held != TIME_NONE && call->held > base ? call->held : base;
}

void ladder_begin(const struct station *st, struct call *call)
{
    (void)st;
    call->told_to = base_of(call) - 1;
    call->tiers = 0;
}

static bool applies(const struct station *st, const struct call *call, const struct tier_conf *tier)
{
    if (tier->when != phase_of(call) || !config_list_has(tier->calls, call->type))
        return false;
    return tier->shifts[0] == '\0' ||
           (st->span.in_shift && config_list_has(tier->shifts, st->span.name));
}

static int64_t due_of(const struct call *call, const struct tier_conf *tier)
{
    return base_of(call) + (call->held != TIME_NONE ? tier->stop_ms : tier->after_ms);
}

int64_t ladder_next(const struct station *st, const struct call *call)
{
    int64_t next = TIME_NEVER;
    for (size_t i = 0; i < st->config->tiers; i++) {
        const struct tier_conf *tier = &st->config->tier[i];
        int64_t due = applies(st, call, tier) ? due_of(call, tier) : TIME_NEVER;
        if (due > call->told_to && due < next)
            next = due;
    }
    return next;
}

static bool waits(const struct call_step *step)
{
    for (int c = 0; c < CHANNEL_COUNT; c++)
        if (c != CHANNEL_LAMP && step->reach[c] == REACH_WAITING)
            return true;
    return false;
}

int64_t ladder_deadline(const struct station *st, const struct call *call)
{
    int64_t due = ladder_next(st, call);
    for (int64_t i = 0; i < call->steps; i++) {
        const struct call_step *step = &call->step[i];
        if (waits(step) && step->at + CONFIRM_MS < due)
            due = step->at + CONFIRM_MS;
    }
    return due;
}

/* ---- words ----------------------------------------------------------------------------------- */

static void add(char *out, size_t size, const char *between, const char *text)
{
    size_t n = strlen(out);
    if (text[0] != '\0')
        (void)text_format(out + n, size - n, "%s%s", n > 0 ? between : "", text);
}

/* Every name of a list that `out` has not yet. */
static void add_names(char *out, size_t size, const char *list)
{
    while (*list != '\0') {
        char name[48];
        size_t length = strcspn(list, ",");
        (void)text_copy_n(name, sizeof name, list, length);
        if (out[0] == '\0' || !config_list_has(out, name))
            add(out, size, ", ", name);
        list += length;
        list += strspn(list, ", ");
    }
}

static const char *roles_of(const struct station *st, const struct call *call,
                            const struct tier_conf *tier)
{
    int index = config_call_index(st->config, call->type);
    const char *own = index >= 0 ? st->config->call[index].roles : "";
    return tier->roles[0] != '\0' ? tier->roles : own;
}

/* By name: as the step says, else who is on duty in one of the roles. */
static void people_of(const struct station *st, const struct tier_conf *tier, const char *roles,
                      char *out, size_t size)
{
    (void)text_copy(out, size, tier->people);
    for (size_t i = 0; i < st->config->rosters && tier->people[0] == '\0'; i++) {
        const struct roster_conf *r = &st->config->roster[i];
        bool shift = r->shifts[0] == '\0' ||
                     (st->span.in_shift && config_list_has(r->shifts, st->span.name));
        bool team = r->teams[0] == '\0' ||
                    (st->span.team[0] != '\0' && config_list_has(r->teams, st->span.team));
        if (shift && team && roles[0] != '\0' && config_list_has(roles, r->role))
            add_names(out, size, r->people);
    }
}

/* "supervisor (anna) by lamp, notify: nobody has come" */
static void say_told(const struct station *st, struct call *call, const struct tier_conf *tier)
{
    char people[64], by[64] = "";
    const char *roles = roles_of(st, call, tier);
    people_of(st, tier, roles, people, sizeof people);
    for (int c = 0; c < CHANNEL_COUNT; c++)
        if ((tier->channels >> c & 1U) != 0)
            add(by, sizeof by, ", ", word_name(&words_channel, c));
    (void)text_format(call->told, sizeof call->told, "%s%s%s%s by %s%s%s",
                      roles[0] ? roles : "everybody", people[0] ? " (" : "", people,
                      people[0] ? ")" : "", by, tier->text[0] ? ": " : "", tier->text);
    (void)text_copy(call->roles, sizeof call->roles, roles);
    int index = config_call_index(st->config, call->type);
    if (roles[0] != '\0' && index >= 0)
        add_names(call->roles, sizeof call->roles, st->config->call[index].roles);
}

static void say_missed(struct call *call)
{
    static const char *const why[CHANNEL_COUNT] = {
        [CHANNEL_LAMP] = "no lamp shows it",
        [CHANNEL_BOARD] = "no hub confirms it",
        [CHANNEL_NOTIFY] = "nobody has confirmed it",
        [CHANNEL_WEBHOOK] = "no hub confirms it",
    };
    const struct call_step *last = call->steps > 0 ? &call->step[call->steps - 1] : NULL;
    call->missed[0] = '\0';
    for (int c = 0; last && c < CHANNEL_COUNT; c++) {
        char one[64];
        if (last->reach[c] != REACH_MISSED)
            continue;
        (void)text_format(one, sizeof one, "%s: %s", word_name(&words_channel, c), why[c]);
        add(call->missed, sizeof call->missed, "; ", one);
    }
}

/* ---- telling --------------------------------------------------------------------------------- */

/* The list is full: the last place is taken by the latest, so that what holds now is known. */
static struct call_step *place(struct call *call)
{
    if (call->steps < CALL_STEPS)
        return &call->step[call->steps++];
    call->steps_lost++;
    return &call->step[CALL_STEPS - 1];
}

static void tell(struct station *st, struct call *call, const struct tier_conf *tier, int64_t due)
{
    struct call_step *step = place(call);
    *step = (struct call_step){.at = due, .at_wall = station_wall(st, due)};
    (void)text_copy(step->tier, sizeof step->tier, tier->name);
    for (int c = 0; c < CHANNEL_COUNT; c++) {
        bool hub = c == CHANNEL_BOARD || c == CHANNEL_WEBHOOK;
        if ((tier->channels >> c & 1U) != 0)
            step->reach[c] = hub && !st->config->upstream ? REACH_MISSED : REACH_WAITING;
    }
    call->tiers++;
    say_told(st, call, tier);
    say_missed(call);
}

static bool give_up(const struct station *st, struct call *call)
{
    bool any = false;
    for (int64_t i = 0; i < call->steps; i++) {
        struct call_step *step = &call->step[i];
        if (!waits(step) || step->at + CONFIRM_MS > st->t)
            continue;
        for (int c = 0; c < CHANNEL_COUNT; c++)
            if (c != CHANNEL_LAMP && step->reach[c] == REACH_WAITING)
                step->reach[c] = REACH_MISSED;
        any = true;
    }
    if (any)
        say_missed(call);
    return any;
}

bool ladder_climb(struct station *st, struct call *call)
{
    bool any = give_up(st, call);
    int64_t next;
    while ((next = ladder_next(st, call)) <= st->t) {
        for (size_t i = 0; i < st->config->tiers; i++) {
            const struct tier_conf *tier = &st->config->tier[i];
            if (applies(st, call, tier) && due_of(call, tier) == next)
                tell(st, call, tier, next);
        }
        call->told_to = next;
        any = true;
    }
    return any;
}

bool ladder_confirm(struct call *call, enum channel channel)
{
    struct call_step *last = call->steps > 0 ? &call->step[call->steps - 1] : NULL;
    if (!last || last->reach[channel] == REACH_NONE || last->reach[channel] == REACH_REACHED)
        return false;
    last->reach[channel] = REACH_REACHED;
    say_missed(call);
    return true;
}

/* ---- lamps ----------------------------------------------------------------------------------- */

static bool shows(const struct station *st, const struct call *call, int lamp)
{
    struct lamp_show show = lamps_decide(st, lamp);
    if (show.rule < 0 || show.pattern == LAMP_OFF || st->line[lamp].open)
        return false;
    const struct rule_conf *rule = &st->config->rule[show.rule];
    for (int i = 0; i < rule->conditions; i++) {
        const struct condition *c = &rule->condition[i];
        if (c->kind == COND_CALL && !c->negated && calls_match(st, call, c))
            return true;
    }
    return false;
}

/* What was reached stays so: they have seen it. */
static bool look_at(const struct station *st, struct call *call)
{
    struct call_step *last = call->steps > 0 ? &call->step[call->steps - 1] : NULL;
    enum reach *reach = last ? &last->reach[CHANNEL_LAMP] : NULL;
    bool lit = false;
    if (!reach || *reach == REACH_NONE || *reach == REACH_REACHED)
        return false;
    for (size_t i = 0; i < st->config->lamps && !lit; i++)
        lit = st->config->tower != TOWER_NONE && shows(st, call, (int)i);
    enum reach now = lit ? REACH_REACHED : REACH_MISSED;
    if (*reach == now)
        return false;
    *reach = now;
    say_missed(call);
    return true;
}

void ladder_lamps(struct station *st)
{
    for (int64_t i = 0; i < st->calls.count && !st->test.on; i++) {
        if (!look_at(st, &st->calls.call[i]))
            continue;
        calls_record(st, &st->calls.call[i]);
        station_touch(st);
    }
}
