/* SPDX-License-Identifier: MIT */
/* The list of what is to be told, from one snapshot: who is addressed, how pressing it is, and the
 * words. One function a kind puts its objects in; the list is ordered at the end. Called by
 * console/notify and by attention.c. Keeps nothing. */
#include "console/announce/announce.h"

#include "console/words/words.h"
#include "data/model/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define NAME(value, text) text,
static const char *const kind_names[] = {ANNOUNCE_KINDS(NAME)};
static const char *const act_names[] = {ANNOUNCE_ACTS(NAME)};
const struct words words_announce_kind = {kind_names, ANNOUNCE_KIND_COUNT};
const struct words words_announce_act = {act_names, ACT_COUNT};

#define ROLE(role)   (1U << (unsigned)(role))
#define FLOOR_ROLES  (ROLE(PERSON_OPERATOR) | ROLE(PERSON_MAINTENANCE) | ROLE(PERSON_SUPERVISOR))
#define REPAIR_ROLES (ROLE(PERSON_MAINTENANCE) | ROLE(PERSON_SUPERVISOR))

/* Whom a kind addresses; calls say it themselves. */
static const unsigned addressed[ANNOUNCE_KIND_COUNT] = {
    [ANNOUNCE_ALERT] = FLOOR_ROLES,
    [ANNOUNCE_PREDICTION] = REPAIR_ROLES,
    [ANNOUNCE_STOP] = ROLE(PERSON_OPERATOR) | ROLE(PERSON_SUPERVISOR),
    [ANNOUNCE_ORDER] = REPAIR_ROLES,
};

static const enum announce_urgency of_priority[PRIORITY_COUNT] = {
    [PRIO_ADVICE] = URGENCY_LOW,
    [PRIO_LOW] = URGENCY_LOW,
    [PRIO_MEDIUM] = URGENCY_NORMAL,
    [PRIO_HIGH] = URGENCY_CRITICAL,
};

const char *announce_station(const struct snapshot *s)
{
    const char *slash = strrchr(s->station, '/');
    return s->title[0] != '\0' ? s->title : slash != NULL ? slash + 1 : s->station;
}

/* ---- words ---- */

__attribute__((format(printf, 3, 4))) static void
head(struct announcement *a, const struct snapshot *s, const char *format, ...)
{
    char what[128], raw[224];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(what, sizeof what, format, args);
    va_end(args);
    (void)text_format(raw, sizeof raw, "%.80s: %s", announce_station(s), what);
    (void)text_sanitise(raw, strlen(raw), a->title, sizeof a->title);
}

/* One more line of the body; what has no room is left out. */
__attribute__((format(printf, 2, 3))) static void line(struct announcement *a, const char *format,
                                                       ...)
{
    char raw[256], clean[256];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(raw, sizeof raw, format, args);
    va_end(args);
    size_t n = text_sanitise(raw, strlen(raw), clean, sizeof clean), used = strlen(a->body);
    if (n == 0 || used + n + 2 > sizeof a->body)
        return;
    if (used > 0)
        a->body[used++] = '\n';
    memcpy(a->body + used, clean, n + 1);
}

static void line_if(struct announcement *a, const char *label, const char *text)
{
    if (text[0] != '\0')
        line(a, "%s%s", label, text);
}

/* ---- kinds ---- */

struct making {
    const struct snapshot *s;
    const struct announce_filter *filter;
    struct announce_list *out;
};

static struct announcement *add(struct making *m, enum announce_kind kind, const char *id)
{
    struct announcement *a = &m->out->item[m->out->count++];
    *a = (struct announcement){.kind = kind, .urgency = URGENCY_NORMAL};
    (void)text_copy(a->id, sizeof a->id, id);
    return a;
}

/* Roles in a list of names. */
static unsigned named_roles(const char *list)
{
    unsigned roles = 0;
    while (*list != '\0') {
        size_t n = strcspn(list, ", ");
        int role = word_find(&words_person_role, list, n);
        if (role >= 0)
            roles |= ROLE(role);
        list += n + strspn(list + n, ", ");
    }
    return roles;
}

bool announce_call_names(const struct call_view *call, unsigned roles)
{
    return call->state == CALL_RAISED && call->id[0] != '\0' &&
           (named_roles(call->roles) & roles) != 0;
}

static unsigned call_roles(const struct call_view *c)
{
    unsigned roles = named_roles(c->roles);
    int role = word_find(&words_person_role, c->type, strlen(c->type));
    if (roles == 0 && role >= 0)
        roles = ROLE(role);
    return roles != 0 ? roles : FLOOR_ROLES;
}

static void add_call(struct making *m, const struct call_view *c)
{
    bool open = c->state == CALL_RAISED || c->state == CALL_TAKEN;
    if (!open || c->id[0] == '\0' || (call_roles(c) & m->filter->roles) == 0)
        return;
    struct announcement *a = add(m, ANNOUNCE_CALL, c->id);
    bool raised = c->state == CALL_RAISED;
    bool pressing = c->blocking || c->line_stop || c->tier > 1 || strcmp(c->type, "safety") == 0;
    a->rev = c->rev;
    a->act = raised ? ACT_TAKE : ACT_NONE;
    a->urgency = pressing ? URGENCY_CRITICAL : raised ? URGENCY_NORMAL : URGENCY_LOW;
    a->step = (c->tier > 0 ? c->tier : 0) * 4 + (c->blocking ? 1 : 0) + (c->line_stop ? 2 : 0);
    head(a, m->s, _("call: %s"), c->title[0] != '\0' ? c->title : c->type);
    if (c->line_stop)
        line(a, _("The line is about to be stopped for it"));
    else if (c->blocking)
        line(a, _("The machine stands because of it"));
    line_if(a, _("Note: "), c->note);
    line_if(a, _("Raised by "), c->by);
    if (!raised)
        line(a, _("Taken by %s"), c->taken_by[0] != '\0' ? c->taken_by : _("somebody"));
    if (c->tier > 1)
        line(a, _("Escalated, step %lld%s%s"), (long long)c->tier, c->told[0] != '\0' ? ": " : "",
             c->told);
}

/* Wants an acknowledgement that nobody has given, from somebody who could give it. */
static bool alert_is_open(const struct alert_view *v)
{
    return !v->acked && (v->active || v->latched || v->letter[0] == 'D') &&
           v->shelve == SHELVE_NONE && !v->suppressed && !v->out_of_service && v->id[0] != '\0';
}

static void add_alert(struct making *m, const struct alert_view *v)
{
    if (!alert_is_open(v) || v->priority < m->filter->from || v->priority >= PRIORITY_COUNT)
        return;
    if (m->s->alerting.flood && v->priority < PRIO_HIGH)
        return; /* in a flood only their number is of use */
    struct announcement *a = add(m, ANNOUNCE_ALERT, v->id);
    a->rev = v->rev;
    a->act = v->priority > PRIO_ADVICE ? ACT_ACK : ACT_NONE;
    a->urgency = of_priority[v->priority];
    a->step = v->priority;
    head(a, m->s, "%s", v->title[0] != '\0' ? v->title : v->name);
    line(a, "%s%s", v->text, v->active ? "" : _(" (over, not acknowledged)"));
    line_if(a, _("First check: "), v->check);
}

static void put_chance(struct announcement *a, const struct prediction_view *p)
{
    char span[TEXT_DURATION_SIZE];
    if (p->p >= 0 && p->horizon_ms > 0)
        line(a, _("%lld %% within %s"), (long long)((p->p + 5000) / 10000),
             text_duration(p->horizon_ms, span));
    else if (p->p >= 0)
        line(a, "%lld %%", (long long)((p->p + 5000) / 10000));
    if (p->rul_ms >= 0)
        line(a, _("Remaining life about %s"), text_duration(p->rul_ms, span));
}

static void add_prediction(struct making *m, const struct prediction_view *p)
{
    if (p->state != PREDICTION_RAISED || p->id[0] == '\0')
        return;
    struct announcement *a = add(m, ANNOUNCE_PREDICTION, p->id);
    a->rev = p->rev;
    a->urgency = p->alarm ? URGENCY_CRITICAL : URGENCY_NORMAL;
    a->step = p->alarm ? 1 : 0;
    head(a, m->s, _("may fail: %s"), p->title[0] != '\0' ? p->title : p->mode);
    put_chance(a, p);
    line_if(a, "", p->asset);
    line_if(a, _("Advised: "), p->action);
}

static void add_stop(struct making *m, const struct snapshot_ask *ask)
{
    char span[TEXT_DURATION_SIZE];
    if (ask->burst > 0 || ask->ms < m->filter->stop_ms || ask->id[0] == '\0')
        return;
    struct announcement *a = add(m, ANNOUNCE_STOP, ask->id);
    a->rev = ask->rev;
    /* "More than": said once, not minute by minute. */
    head(a, m->s,
         ask->end == TIME_NONE ? _("stopped for more than %s, not explained")
                               : _("a stop of more than %s, not explained"),
         text_duration(m->filter->stop_ms, span));
    line_if(a, _("Machine says: "), ask->detail);
}

static void add_order(struct making *m, const struct order_view *o)
{
    if (o->state >= ORDER_STATE_COUNT || o->id[0] == '\0')
        return;
    struct announcement *a = add(m, ANNOUNCE_ORDER, o->id);
    a->rev = o->rev;
    a->urgency = o->priority == PRIO_HIGH ? URGENCY_NORMAL : URGENCY_LOW;
    a->step = (int64_t)o->state;
    a->passing = true;
    head(a, m->s, _("work order %s %s"), o->number[0] != '\0' ? o->number : o->id,
         o->state == ORDER_PLANNED ? C_("order", "planned")
                                   : words_of(&words_order_state, (int)o->state));
    line_if(a, "", o->symptom);
    line_if(a, "", o->asset);
    line_if(a, _("Answer: "), o->answer);
    line_if(a, _("By "), o->answered_by);
}

static bool wanted(const struct making *m, enum announce_kind kind)
{
    return (m->filter->kinds & 1U << (unsigned)kind) != 0 &&
           (kind == ANNOUNCE_CALL || (addressed[kind] & m->filter->roles) != 0);
}

/* Insertion: few, and what is equally pressing keeps the order of the snapshot. */
static void order_by_urgency(struct announce_list *list)
{
    for (int i = 1; i < list->count; i++) {
        struct announcement one = list->item[i];
        int at = i;
        while (at > 0 && list->item[at - 1].urgency < one.urgency) {
            list->item[at] = list->item[at - 1];
            at--;
        }
        list->item[at] = one;
    }
}

void announce_list(const struct snapshot *s, const struct announce_filter *filter,
                   struct announce_list *out)
{
    struct making m = {.s = s, .filter = filter, .out = out};
    out->count = 0;
    out->flood = wanted(&m, ANNOUNCE_ALERT) && s->alerting.flood ? s->alerting.in_flood : 0;
    for (int i = 0; i < s->calls && wanted(&m, ANNOUNCE_CALL); i++)
        add_call(&m, &s->call[i]);
    for (int i = 0; i < s->alerts && wanted(&m, ANNOUNCE_ALERT); i++)
        add_alert(&m, &s->alert[i]);
    for (int i = 0; i < s->predictions && wanted(&m, ANNOUNCE_PREDICTION); i++)
        add_prediction(&m, &s->prediction[i]);
    for (int i = 0; i < s->asks && wanted(&m, ANNOUNCE_STOP); i++)
        add_stop(&m, &s->ask[i]);
    for (int i = 0; i < s->orders && wanted(&m, ANNOUNCE_ORDER); i++)
        add_order(&m, &s->order[i]);
    order_by_urgency(out);
}
