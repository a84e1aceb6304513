/* SPDX-License-Identifier: MIT */
/* The answer to "why is it red": the rule that decides the lamp, what happened and since when, and
 * how many further rules hold for the same lamp (invariant 3). Called for snapshots and by the
 * command `why`. */
#include "andon/engine/response/response.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <math.h>
#include <string.h>

#define EVENT_SIZE 200

void why_since(const struct station *st, int64_t wall, char *out, size_t size)
{
    const struct zone *zone = &st->config->zone;
    char iso[TIME_ISO_SIZE], today[TIME_ISO_SIZE];
    (void)time_to_iso8601(zone_local(zone, wall), iso);
    (void)time_to_iso8601(zone_local(zone, station_wall(st, st->t)), today);
    bool same_day = strncmp(iso, today, 10) == 0;
    (void)text_format(out, size, "%.*s%s%.8s", same_day ? 0 : 10, iso, same_day ? "" : " ",
                      iso + 11);
}

/* Why nothing is known: never a bare word of ours. */
static void tell_unknown(const struct station *st, char *out, size_t size)
{
    static const char *const words[ORIGIN_COUNT] = {
        [ORIGIN_START] = "nothing was heard of it yet",
        [ORIGIN_SIGNAL] = "the machine says so",
        [ORIGIN_RUNNING] = "its running bit is neither true nor false",
        [ORIGIN_PULSE] = "no part was counted yet",
        [ORIGIN_STALE] = "it has been silent for too long",
        [ORIGIN_LINK] = "the broker was lost and it has not spoken since",
        [ORIGIN_OFFLINE] = "its source says that it is offline",
        [ORIGIN_OVERRUN] = "messages of it were lost: too many at once, or a gap in their numbers",
        [ORIGIN_RESTART] = "andond was away and it has not spoken since",
        [ORIGIN_LINE] = "the contact that says it cannot be read",
    };
    int driver = st->role[ROLE_STATE];
    const struct signal *sig = driver >= 0 ? &st->signal[driver] : NULL;
    char number[AMOUNT_TEXT_SIZE];
    if (st->origin == ORIGIN_SIGNAL && sig && sig->mapped < 0 && sig->value.type != VALUE_NONE)
        signals_tell_unmapped(&st->config->signal[driver],
                              sig->value.type == VALUE_NUMBER
                                  ? amount_to_text(sig->value.amount, number)
                                  : sig->value.text,
                              out, size);
    else
        (void)text_copy(out, size, words[st->origin]);
}

/* What happened, of one kind of condition. */
static void tell_state(const struct station *st, const struct condition *c, char *out, size_t size)
{
    (void)c;
    const struct phase *phase = &st->interval.phase;
    const char *name = word_name(&words_machine_state, (int)phase->state);
    const char *extra = st->stop.open ? st->stop.suggested : "";
    char since[40], unknown[96];
    why_since(st, st->since_wall, since, sizeof since);
    if (phase->state == MS_UNKNOWN) {
        tell_unknown(st, unknown, sizeof unknown);
        extra = unknown;
    } else if (extra[0] == '\0' && strcmp(phase->detail, name) != 0)
        extra = phase->detail;
    (void)text_format(out, size, "%s since %s%s%s", name, since, extra[0] ? ", " : "", extra);
}

static void tell_mode(const struct station *st, const struct condition *c, char *out, size_t size)
{
    (void)c;
    (void)text_format(out, size, "mode %s", word_name(&words_station_mode, (int)st->mode));
}

static void tell_stop(const struct station *st, const struct condition *c, char *out, size_t size)
{
    (void)c;
    const struct stop *stop = book_last(st);
    char since[40], ms[TEXT_DURATION_SIZE];
    if (!stop) {
        (void)text_copy(out, size, "no stop");
        return;
    }
    why_since(st, stop->begin_wall, since, sizeof since);
    int64_t lost = stop->open ? stop_lost(st, st->t) : stop->ms;
    (void)text_format(out, size, "S%lld %s since %s, %s lost%s%s", (long long)stop->number,
                      word_name(&words_machine_state, (int)stop->state), since,
                      text_duration(lost, ms), stop->suggested[0] ? ", " : "", stop->suggested);
}

static void tell_unexplained(const struct station *st, const struct condition *c, char *out,
                             size_t size)
{
    (void)c;
    struct window_view v = window_view(st, window_shown(st), st->t);
    char ms[TEXT_DURATION_SIZE];
    (void)text_format(out, size, "%lld not explained, %s", (long long)v.unexplained,
                      text_duration(v.unexplained_ms, ms));
}

static void tell_link(const struct station *st, const struct condition *c, char *out, size_t size)
{
    (void)c;
    char since[40];
    why_since(st, st->link.since_wall, since, sizeof since);
    (void)text_format(out, size, "broker lost since %s%s%s", since, st->link.why[0] ? ", " : "",
                      st->link.why);
}

static void tell_store(const struct station *st, const struct condition *c, char *out, size_t size)
{
    (void)c;
    char since[40];
    why_since(st, st->store.since_wall, since, sizeof since);
    (void)text_format(out, size, "records not kept since %s%s%s", since,
                      st->store.why[0] ? ", " : "", st->store.why);
}

static void tell_break(const struct station *st, const struct condition *c, char *out, size_t size)
{
    (void)c;
    (void)text_format(out, size, "%s", st->span.in_break ? "break" : "no shift");
}

static void tell_behind(const struct station *st, const struct condition *c, char *out, size_t size)
{
    (void)c;
    char good[AMOUNT_TEXT_SIZE], due[AMOUNT_TEXT_SIZE];
    const struct account *account = &st->window[window_shown(st)].account;
    int64_t target = station_target_now(st, st->t);
    (void)text_format(out, size, "%s made, %s due",
                      amount_to_text(account_totals(account).good / AMOUNT_ONE * AMOUNT_ONE, good),
                      amount_to_text((target < 0 ? 0 : target) / AMOUNT_ONE * AMOUNT_ONE, due));
}

static void tell_signal(const struct station *st, const struct condition *c, char *out, size_t size)
{
    const struct signal_conf *conf = &st->config->signal[c->signal];
    const struct value *v = &st->signal[c->signal].value;
    char now[AMOUNT_TEXT_SIZE], limit[AMOUNT_TEXT_SIZE], from[AMOUNT_TEXT_SIZE] = "";
    const char *unit = conf->unit[0] != '\0' ? conf->unit : "";
    int64_t number = v->amount;
    if (c->measure == MEASURE_STALE) {
        (void)text_format(out, size, "%s is %s", conf->name, c->negated ? "heard" : "silent");
        return;
    }
    bool measured = c->measure != MEASURE_VALUE && conditions_number(st, c, &number);
    if (c->measure == MEASURE_OFF)
        (void)text_format(from, sizeof from, " off %s",
                          c->other >= 0 ? st->config->signal[c->other].name
                                        : amount_to_text(c->base, limit));
    (void)text_format(out, size, "%s%s%s %s%s%s, %s%c %s", conf->name, from,
                      c->measure == MEASURE_RATE ? " a minute" : "",
                      v->type == VALUE_TEXT && !measured ? v->text : amount_to_text(number, now),
                      unit[0] ? " " : "", unit, c->negated ? "not " : "", c->compare,
                      c->text[0] != '\0' ? c->text : amount_to_text(c->amount, limit));
}

static void tell_prediction(const struct station *st, const struct condition *c, char *out,
                            size_t size)
{
    predictions_tell(st, c, out, size);
}

static void tell_oee(const struct station *st, const struct condition *c, char *out, size_t size)
{
    char limit[AMOUNT_TEXT_SIZE];
    struct window_view v = window_view(st, window_shown(st), st->t);
    struct oee_conf conf = station_oee_conf(st, window_shown(st));
    double oee = oee_of(&v.account, &conf).oee;
    if (isnan(oee))
        (void)text_copy(out, size, "OEE is not known");
    else
        (void)text_format(out, size, "OEE %.1f %%, under %s %%", oee * 100,
                          amount_to_text(c->amount, limit));
}

static void tell_sync(const struct station *st, const struct condition *c, char *out, size_t size)
{
    char age[TEXT_DURATION_SIZE];
    (void)c;
    (void)text_format(out, size, "records wait to be sent on for %s",
                      text_duration(st->alerts.oldest_ms, age));
}

static void tell_disk(const struct station *st, const struct condition *c, char *out, size_t size)
{
    (void)c;
    (void)text_format(out, size, "%lld MiB left for records",
                      (long long)(st->alerts.free_bytes >> 20));
}

static void tell_clock(const struct station *st, const struct condition *c, char *out, size_t size)
{
    bool unsynced = (c->words & CLOCK_UNSYNCED) != 0 && !st->synced;
    (void)text_copy(out, size, unsynced ? "the clock is not synchronised" : "the clock was set");
}

static void tell_alert(const struct station *st, const struct condition *c, char *out, size_t size)
{
    alerts_tell(st, c->kind == COND_SOUNDING ? 0xf | ALERT_UNACKED : c->words, out, size);
}

static void tell_help(const struct station *st, const struct condition *c, char *out, size_t size)
{
    static const char *const help[CONDITION_COUNT] = {
#define CONDITION_HELP(value, text, tier, help) [value] = help,
        CONDITIONS(CONDITION_HELP)
#undef CONDITION_HELP
    };
    (void)st;
    (void)text_copy(out, size, help[c->kind]);
}

static void tell_call(const struct station *st, const struct condition *c, char *out, size_t size)
{
    calls_tell(st, c, out, size);
}

static void tell_input(const struct station *st, const struct condition *c, char *out, size_t size)
{
    contacts_tell(st, c, out, size);
}

typedef void teller(const struct station *, const struct condition *, char *, size_t);
static teller *const tellers[CONDITION_COUNT] = {
    [COND_STARTING] = tell_help,
    [COND_STOPPING] = tell_help,
    [COND_LINK_DOWN] = tell_link,
    [COND_STORE_FAILED] = tell_store,
    [COND_UNKNOWN] = tell_state,
    [COND_STATE] = tell_state,
    [COND_MODE] = tell_mode,
    [COND_STOP] = tell_stop,
    [COND_BREAK] = tell_break,
    [COND_UNEXPLAINED] = tell_unexplained,
    [COND_BEHIND] = tell_behind,
    [COND_SIGNAL] = tell_signal,
    [COND_PREDICTION] = tell_prediction,
    [COND_OEE] = tell_oee,
    [COND_SYNC] = tell_sync,
    [COND_DISK] = tell_disk,
    [COND_CLOCK] = tell_clock,
    [COND_ALERT] = tell_alert,
    [COND_SOUNDING] = tell_alert,
    [COND_CALL] = tell_call,
    [COND_INPUT] = tell_input,
    [COND_QUALITY] = checks_tell,
    [COND_ALWAYS] = tell_state,
};

void why_condition(const struct station *st, const struct condition *c, char *out, size_t size)
{
    tellers[c->kind](st, c, out, size);
}

/* Rules after the deciding one that would give the lamp a pattern too. */
static int further_rules(const struct station *st, int lamp)
{
    int more = 0;
    for (size_t i = (size_t)st->lamp[lamp].rule + 1; i < st->config->rules; i++)
        more += lamps_rule_on(st, i) && lamps_named(st, i, lamp) >= 0;
    return more;
}

static void tell_test(const struct station *st, char *out, size_t size)
{
    char left[TEXT_DURATION_SIZE];
    (void)text_format(out, size, "lamp test by %s, %s left", st->test.actor,
                      text_duration(station_test_left(st), left));
}

/* Why the lamp does not show what the rule says. */
static void tell_held(const struct station *st, int lamp, char out[64])
{
    const struct lamp_show *show = &st->lamp[lamp];
    int said = lamps_named(st, (size_t)show->rule, lamp);
    out[0] = '\0';
    if (lamps_withheld(st, lamp))
        (void)text_copy(out, 64, "; never green while unknown");
    else if (override_of(st, lamp))
        (void)text_format(out, 64, "; OVERRIDE by %s waits", override_of(st, lamp)->actor);
    else if (!sound_is_buzzer(st, lamp) || said == (int)show->pattern)
        return;
    else if (sound_is_silenced(st, (size_t)show->rule))
        (void)text_format(out, 64, "; silenced by %s", st->light.silenced_by);
    else
        (void)text_copy(out, 64, "; quiet at this hour");
}

void why_rule(const struct station *st, int lamp, char *out, size_t size)
{
    const struct lamp_show *show = &st->lamp[lamp];
    if (show->rule == RULE_TEST) {
        tell_test(st, out, size);
        return;
    }
    if (show->rule == RULE_OVERRIDE) {
        override_tell(st, lamp, out, size);
        return;
    }
    if (show->rule < 0) {
        (void)text_copy(out, size, "no rule names it now");
        return;
    }
    const struct rule_conf *rule = &st->config->rule[show->rule];
    static const struct condition always = {.kind = COND_ALWAYS};
    const struct condition *c = rule->conditions > 0 ? &rule->condition[0] : &always;
    char event[EVENT_SIZE], more[48] = "";
    tellers[c->kind](st, c, event, sizeof event);
    int further = further_rules(st, lamp);
    if (further > 0)
        (void)text_format(more, sizeof more, "; %d more", further);
    char held[64];
    tell_held(st, lamp, held);
    (void)text_format(out, size, "%s%s%s%s%s", rule->text, rule->text[0] ? ": " : "", event, held,
                      more);
}

int station_why(const struct station *st, const char *lamp, struct now now, char *out, size_t size)
{
    (void)now;
    for (size_t i = 0; i < st->config->lamps; i++) {
        if (strcmp(st->config->lamp[i].name, lamp) != 0)
            continue;
        const struct lamp_show *show = &st->lamp[i];
        char why[320];
        why_rule(st, (int)i, why, sizeof why);
        const char *pattern = word_name(&words_lamp_pattern, (int)show->pattern);
        if (show->rule < 0)
            (void)text_format(out, size, "%s is %s: %s", lamp, pattern, why);
        else
            (void)text_format(out, size, "%s is %s by rule %s: %s", lamp, pattern,
                              st->config->rule[show->rule].name, why);
        return 0;
    }
    return -1;
}
