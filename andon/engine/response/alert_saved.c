/* SPDX-License-Identifier: MIT */
/* What of the alerts outlives a restart: one member "alerts" of the checkpoint, by name, of those
 * that are not at rest; and what goes over to another configuration. Called by checkpoint.c,
 * restore.c and reload.c. */
#include "andon/engine/people/people.h"
#include "andon/engine/response/response.h"
#include "andon/engine/saved_fields.h"

#include <stdlib.h>
#include <string.h>

static const char *const severity_names[] = {"ok", "minor", "major", "invalid", "undefined"};
static const struct words words_severity = {severity_names, 5};

/* clang-format off */
static const struct saved_field alert_fields[] = {
    NUMBER(alert, "n", number),
    NUMBER(alert, "rev", rev),
    FLAG(alert, "active", life.active),
    FLAG(alert, "acked", life.acked),
    FLAG(alert, "latched", life.latched),
    FLAG(alert, "out", life.out_of_service),
    FLAG(alert, "silenced", life.silenced),
    FLAG(alert, "suppressed", life.suppressed),
    WORD(alert, "shelf", life.shelve, words_shelve),
    TIME(alert, "until", life.shelved_until, TIME_NONE),
    WORD(alert, "current", severity.current, words_severity),
    WORD(alert, "alarm", severity.alarm, words_severity),
    FLAG(alert, "on", severity.active),
    FLAG(alert, "on_acked", severity.acked),
    TIME(alert, "heard", severity.heard, INT64_MIN),
    FLAG(alert, "unwritten", unwritten),
    NUMBER(alert, "written", written),
    FLAG(alert, "flood", in_flood),
    NUMBER(alert, "begin", begin),
    NUMBER(alert, "begin_wall", begin_wall),
    NUMBER(alert, "end", end),
    TIME(alert, "end_wall", end_wall, TIME_NONE),
    NUMBER(alert, "times", times),
    NUMBER(alert, "times_of", times_of),
    NUMBERS(alert, "came", came),
    SMALL(alert, "comes", comes, 0),
    TIME(alert, "realarm", realarm_at, TIME_NEVER),
    TIME(alert, "acked_at", acked_wall, TIME_NONE),
    TEXT(alert, "by", acked_by),
    TEXT(alert, "note", note),
    TIME(alert, "shelved_at", shelved_wall, TIME_NONE),
    TEXT(alert, "shelved_by", shelved_by),
    TEXT(alert, "why", shelved_why),
    TEXT(alert, "text", text),
    TEXT(alert, "order", order),
};
static const struct saved_field alerts_fields[] = {
    TIME(alerts, "next", next, 1),
    TIME(alerts, "running_since", running_since, TIME_NONE),
    FLAG(alerts, "flood", flood.on),
    NUMBER(alerts, "flood_since", flood.since),
    NUMBERS(alerts, "flood_at", flood.at),
    SMALL(alerts, "flood_count", flood.count, 0),
    FLAG(alerts, "flood_silenced", flood_silenced),
};
/* clang-format on */
static const struct saved_table saved_alert = {alert_fields,
                                               sizeof alert_fields / sizeof *alert_fields};
static const struct saved_table saved_alerts = {alerts_fields,
                                                sizeof alerts_fields / sizeof *alerts_fields};

/* Nothing to say: it is as a new one is, but for its last number, which the records know. */
static bool at_rest(const struct alert *alert)
{
    return life_normal(&alert->life) && !alert->severity.active && alert->times == 0 &&
           !alert->unwritten;
}

void alerts_write(struct jw *w, const struct station *st)
{
    const struct alerts *a = &st->alerts;
    if (a->count == 0)
        return;
    jw_object(w, "alerts");
    saved_write(w, &saved_alerts, a);
    jw_object(w, "each");
    for (size_t i = 0; i < a->count; i++) {
        if (at_rest(&a->item[i]))
            continue;
        jw_object(w, st->config->alert[i].name);
        saved_write(w, &saved_alert, &a->item[i]);
        jw_object_end(w);
    }
    jw_object_end(w);
    jw_object_end(w);
}

/* ---- reading --------------------------------------------------------------------------------- */

static bool ascends(const int64_t *at, int count, int64_t most)
{
    for (int i = 0; i < count; i++)
        if (at[i] > most || (i > 0 && at[i] < at[i - 1]))
            return false;
    return true;
}

static bool makes_sense(const struct alert *alert, const struct station *st)
{
    const struct life *life = &alert->life;
    bool numbers = alert->number >= 0 && alert->rev >= 0 && alert->begin <= st->t &&
                   alert->comes >= 0 && alert->comes <= ALERT_CAME &&
                   ascends(alert->came, alert->comes, st->t);
    return numbers && !(life->active && life->latched) && alert->severity.heard <= st->t;
}

/* What another configuration no longer allows is let go. */
static void fit(const struct alert_conf *conf, struct alert *alert)
{
    if (!conf->life.ack)
        alert->life.acked = true;
    if (!conf->life.latching)
        alert->life.latched = false;
    if (conf->limits.levels < 2 && alert->severity.alarm > SEV_MINOR)
        alert->severity.alarm = SEV_MINOR;
    if (conf->limits.levels < 2 && alert->severity.current > SEV_MINOR)
        alert->severity.current = SEV_MINOR;
    if (alert->life.shelve != SHELVE_NONE && alert->life.shelved_until == TIME_NONE)
        (void)life_event(&conf->life, &alert->life, LIFE_UNKEPT);
}

static int read_each(const json_t *each, const struct station *st, struct alert *item,
                     struct cause *why)
{
    for (size_t i = 0; i < st->config->alerts; i++) {
        const json_t *one = json_object_get(each, st->config->alert[i].name);
        if (!one)
            continue;
        if (saved_read(one, &saved_alert, &item[i], why) != 0)
            return -1;
        if (!makes_sense(&item[i], st))
            return cause_set(why, -1, "checkpoint: alert %s does not fit",
                             st->config->alert[i].name);
        fit(&st->config->alert[i], &item[i]);
    }
    return 0;
}

static void recount(struct station *st)
{
    struct alerts *a = &st->alerts;
    a->counts = (struct alert_counts){0};
    memset(a->shown, 0, sizeof a->shown);
    a->sounding = a->in_flood = 0;
    for (size_t i = 0; i < a->count; i++)
        alerts_tally(st, i, 1);
}

/* Into a copy, so that one that cannot be read changes nothing. */
int alerts_read(const json_t *json, struct station *st, struct cause *why)
{
    struct alerts *a = &st->alerts;
    if (!json || a->count == 0)
        return 0;
    size_t bytes = a->count * sizeof *a->item;
    struct alert *item = malloc(bytes);
    struct alerts head = *a;
    if (!item)
        return cause_set(why, -1, "out of memory");
    memcpy(item, a->item, bytes);
    int result = saved_read(json, &saved_alerts, &head, why);
    bool fits = head.next > 0 && head.flood.count >= 0 && head.flood.count <= FLOOD_MAX &&
                head.running_since <= st->t;
    if (result == 0 && !fits)
        result = cause_set(why, -1, "checkpoint: its alerts do not fit");
    if (result == 0)
        result = read_each(json_object_get(json, "each"), st, item, why);
    if (result == 0) {
        memcpy(a->item, item, bytes);
        *a = head;
        a->due = st->t; /* looks at all of them */
        a->left = a->count;
        recount(st);
    }
    free(item);
    return result;
}

/* ---- another configuration ------------------------------------------------------------------- */

static int index_of(const struct config *config, const char *name)
{
    for (size_t i = 0; i < config->alerts; i++)
        if (strcmp(config->alert[i].name, name) == 0)
            return (int)i;
    return -1;
}

/* What the checkpoint leaves out: occurrences that the load meter remembers, the daemon's health.
 */
void alerts_carry(struct station *old, struct station *st)
{
    struct alerts *from = &old->alerts, *to = &st->alerts;
    to->oldest_ms = from->oldest_ms;
    to->free_bytes = from->free_bytes;
    to->stepped_at = from->stepped_at;
    to->next = from->next > to->next ? from->next : to->next;
    for (size_t n = 0; from->load && to->load && n < LOAD_ITEMS; n++) {
        struct load_entry entry = from->load[n];
        int source = entry.number > 0
                         ? index_of(st->config, old->config->alert[entry.item.source].name)
                         : -1;
        entry.item.source = source;
        to->load[n] = source >= 0 ? entry : (struct load_entry){0};
    }
    for (size_t i = 0; i < to->count; i++) {
        int was = index_of(old->config, st->config->alert[i].name);
        if (was >= 0) {
            struct severity_state *s = &to->item[i].severity;
            const struct severity_state *before = &from->item[was].severity;
            s->pending = before->pending;
            s->pending_level = before->pending_level;
            s->pending_since = before->pending_since;
            s->pending_said = before->pending_said;
        }
    }
    to->due = st->t;
}
