/* SPDX-License-Identifier: MIT */
/* Work that is asked of maintenance: made by a person from a prediction, an alert, a call or
 * nothing, answered by the maintenance system, linked to the stop whose five times say how long was
 * waited, repaired and restarted. Called by people/commands.c and by station.c for EVENT_ANSWER.
 *
 * Limits: WORKORDERS_MAX; one that is over makes room, and its retained message is taken away; when
 * all are open, no further one is taken and the person is told. */
#include "andon/engine/people/book.h"
#include "andon/engine/people/people.h"
#include "data/decode/workorder.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <string.h>

static bool is_over(enum order_state state)
{
    return state == ORDER_DONE || state == ORDER_REFUSED || state == ORDER_CANCELLED;
}

static struct workorder *find_number(struct predictions *all, int64_t number)
{
    for (int i = 0; i < WORKORDERS_MAX && number > 0; i++)
        if (all->order[i].number == number)
            return &all->order[i];
    return NULL;
}

/* The one made from that object, "" when there is none or it is over. */
static const char *workorders_of(const struct station *st, const char *object)
{
    for (int i = 0; i < WORKORDERS_MAX && object[0] != '\0'; i++) {
        const struct workorder *o = &st->predictions.order[i];
        if (o->number > 0 && !is_over(o->said.state) && strcmp(o->said.of, object) == 0)
            return o->said.id;
    }
    return "";
}

/* ---- the linked stop ------------------------------------------------------------------------ */

static int64_t between(int64_t from, int64_t to)
{
    return from == TIME_NONE || to == TIME_NONE || to < from ? -1 : to - from;
}

/* Until somebody came, until it was mended, until it ran again; what is not known yet stays. */
static void read_stop(const struct stop *stop, struct order_view *v)
{
    const int64_t ms[] = {between(stop->begin_wall, stop->arrived),
                          between(stop->arrived, stop->repaired),
                          stop->open ? -1 : between(stop->repaired, stop->end_wall)};
    v->waiting_ms = ms[0] >= 0 ? ms[0] : v->waiting_ms;
    v->repair_ms = ms[1] >= 0 ? ms[1] : v->repair_ms;
    v->restart_ms = ms[2] >= 0 ? ms[2] : v->restart_ms;
}

static const struct stop *linked(struct station *st, const struct workorder *o)
{
    int64_t number = people_number(o->said.stop, 'S');
    return number > 0 ? book_find(st, number) : NULL;
}

/* ---- records -------------------------------------------------------------------------------- */

static void keep(struct station *st, struct workorder *o)
{
    struct records_body b;
    const struct stop *stop = linked(st, o);
    if (stop)
        read_stop(stop, &o->said);
    o->said.rev++;
    struct record_draft d = records_begin(st, &b, REC_WORKORDER, o->said.rev);
    (void)text_copy(d.id, sizeof d.id, o->said.id);
    order_view_members(&b.w, &o->said);
    records_end(st, &b, &d);
    station_touch(st);
}

void workorders_follow(struct station *st)
{
    for (int i = 0; i < WORKORDERS_MAX; i++) {
        struct workorder *o = &st->predictions.order[i];
        if (o->number == 0 || o->said.stop[0] == '\0' || o->said.restart_ms >= 0)
            continue;
        struct order_view was = o->said;
        const struct stop *stop = linked(st, o);
        if (stop)
            read_stop(stop, &o->said);
        if (was.waiting_ms != o->said.waiting_ms || was.repair_ms != o->said.repair_ms ||
            was.restart_ms != o->said.restart_ms)
            keep(st, o);
    }
}

/* ---- from what it is made ------------------------------------------------------------------- */

static enum priority priority_of(const struct station *st, const struct prediction_view *said)
{
    const struct prediction_conf *conf = config_prediction(st->config, said->mode);
    if (conf && conf->priority > PRIO_ADVICE)
        return conf->priority;
    if (strcmp(said->severity, "critical") == 0)
        return PRIO_HIGH;
    return strcmp(said->severity, "alarm") == 0 ? PRIO_MEDIUM : PRIO_LOW;
}

static bool of_prediction(struct station *st, const char *id, struct order_view *v,
                          struct outcome *out)
{
    char figures[96];
    struct prediction *p = predictions_find(st, id);
    const struct prediction_conf *conf = p ? config_prediction(st->config, p->said.mode) : NULL;
    if (!p) {
        outcome_refuse(out, COMMAND_NOT_FOUND, "there is no prediction %s", id);
        outcome_advise(out, NULL, "predictions");
        return false;
    }
    prediction_figures(&p->said, figures, sizeof figures);
    (void)text_copy(v->of, sizeof v->of, p->said.id);
    (void)text_copy(v->asset, sizeof v->asset, p->said.asset);
    if (conf && conf->order[0])
        (void)text_copy(v->symptom, sizeof v->symptom, conf->order);
    else
        (void)text_format(v->symptom, sizeof v->symptom, "%s: %s", p->said.title, figures);
    prediction_evidence(&p->said, v->evidence, sizeof v->evidence);
    v->priority = priority_of(st, &p->said);
    return true;
}

/* The stop that is open: whoever asks for work now asks because of it. */
static void link_stop(const struct station *st, struct order_view *v)
{
    if (st->stop.open && v->of[0] != 'P')
        people_id(v->stop, 'S', st->stop.number);
}

static bool make(struct station *st, const struct command *c, struct order_view *v,
                 struct outcome *out)
{
    int64_t number = people_number(c->target, 'P');
    if (number > 0 && !of_prediction(st, c->target, v, out))
        return false;
    if (number == 0 && c->target[0] != '\0' && !response_origin(st, c->target, v, out))
        return false;
    if (workorders_of(st, v->of)[0] != '\0') {
        outcome_refuse(out, COMMAND_BAD, "%s is asked for %s already", workorders_of(st, v->of),
                       v->of);
        return false;
    }
    return true;
}

/* What the person says goes over what is known. */
static bool say(const struct station *st, const struct command *c, struct order_view *v,
                struct outcome *out)
{
    char path[sizeof v->asset] = "";
    int priority =
        c->word[0] ? word_find(&words_priority, c->word, strlen(c->word)) : (int)v->priority;
    if (priority < 0) {
        outcome_refuse(out, COMMAND_BAD, "there is no priority %s: high, medium, low or advice",
                       c->word);
        return false;
    }
    v->priority = (enum priority)priority;
    if (c->reason[0])
        (void)text_copy(v->symptom, sizeof v->symptom, c->reason);
    if (c->other[0])
        (void)text_copy(v->asset, sizeof v->asset, c->other);
    if (!v->asset[0] && config_path(st->config, path, sizeof path))
        (void)text_copy(v->asset, sizeof v->asset, path);
    if (c->note[0])
        (void)text_format(v->evidence + strlen(v->evidence),
                          sizeof v->evidence - strlen(v->evidence), "%s%s",
                          v->evidence[0] ? "; " : "", c->note);
    if (!v->symptom[0])
        outcome_refuse(out, COMMAND_BAD, "a work order wants a symptom: what is wrong");
    else if (c->until != TIME_NONE && c->until <= v->asked)
        outcome_refuse(out, COMMAND_BAD, "it is wanted by a time that has passed");
    v->wanted =
        c->until != TIME_NONE ? c->until : v->asked + st->config->work_orders.wanted_ms[priority];
    return v->symptom[0] != '\0' && v->wanted >= v->asked &&
           (c->until == TIME_NONE || c->until > v->asked);
}

/* ---- places --------------------------------------------------------------------------------- */

static void forget(struct predictions *all, int64_t number)
{
    if (all->forgets == WORKORDERS_MAX) {
        all->forgets--;
        memmove(&all->forget[0], &all->forget[1], (WORKORDERS_MAX - 1) * sizeof all->forget[0]);
    }
    all->forget[all->forgets++] = number;
}

/* A free one, or that of the order that is over for longest; NULL: all are open. */
static struct workorder *place(struct predictions *all)
{
    struct workorder *best = NULL;
    for (int i = 0; i < WORKORDERS_MAX; i++) {
        struct workorder *o = &all->order[i];
        if (o->number > 0 && !is_over(o->said.state))
            continue;
        if (!best || o->number < best->number)
            best = o;
    }
    if (best && best->number > 0)
        forget(all, best->number);
    return best;
}

/* ---- commands ------------------------------------------------------------------------------- */

static void link_prediction(struct station *st, const struct order_view *v)
{
    struct prediction *p = v->of[0] == 'P' ? predictions_find(st, v->of) : NULL;
    if (!p)
        return;
    (void)text_copy(p->said.order, sizeof p->said.order, v->id);
    predictions_keep(st, p);
}

void people_workorder(struct station *st, const struct command *c, struct outcome *out)
{
    struct predictions *all = &st->predictions;
    struct order_view view;
    order_view_init(&view);
    view.asked = station_wall(st, st->t);
    view.priority = PRIO_LOW;
    if (!make(st, c, &view, out) || !say(st, c, &view, out))
        return;
    struct workorder *o = place(all);
    if (!o) {
        outcome_refuse(out, COMMAND_BAD, "%d work orders are open; end one first", WORKORDERS_MAX);
        return;
    }
    if (view.stop[0] == '\0')
        link_stop(st, &view);
    *o = (struct workorder){.number = all->next_order++, .said = view, .answer_wall = TIME_NONE};
    people_id(o->said.id, 'O', o->number);
    (void)text_copy(o->said.by, sizeof o->said.by, c->actor);
    keep(st, o);
    link_prediction(st, &o->said);
    response_linked(st, &o->said);
    outcome_done(out, REC_WORKORDER, o->said.id);
    (void)text_format(out->text, sizeof out->text, "%s: %s", o->said.id, o->said.symptom);
}

static bool stale(const struct command *c, const struct workorder *o, struct outcome *out)
{
    struct jw w;
    if (c->rev == 0 || c->rev == o->said.rev)
        return false;
    outcome_refuse(out, COMMAND_STALE, "%s is %s meanwhile", o->said.id,
                   word_name(&words_order_state, (int)o->said.state));
    out->kind = REC_WORKORDER;
    (void)text_copy(out->id, sizeof out->id, o->said.id);
    out->rev = o->said.rev;
    jw_init(&w, out->body, sizeof out->body);
    order_view_put(&w, &o->said);
    return true;
}

void people_workorder_cancel(struct station *st, const struct command *c, struct outcome *out)
{
    struct workorder *o = find_number(&st->predictions, people_number(c->target, 'O'));
    if (!o) {
        outcome_refuse(out, COMMAND_NOT_FOUND, "there is no work order %s", c->target);
        outcome_advise(out, NULL, "workorders");
        return;
    }
    if (stale(c, o, out))
        return;
    if (is_over(o->said.state)) {
        outcome_refuse(out, COMMAND_LOCKED, "%s is %s already", o->said.id,
                       word_name(&words_order_state, (int)o->said.state));
        return;
    }
    if (o->said.state >= ORDER_STARTED && c->role < PERSON_MAINTENANCE) {
        outcome_refuse(out, COMMAND_FORBIDDEN, "work on %s has begun: maintenance may cancel it",
                       o->said.id);
        return;
    }
    o->said.state = ORDER_CANCELLED;
    o->said.done = station_wall(st, st->t);
    (void)text_copy(o->said.answered_by, sizeof o->said.answered_by, c->actor);
    if (c->note[0])
        (void)text_copy(o->said.answer, sizeof o->said.answer, c->note);
    keep(st, o);
    predictions_planned(st, o->said.of, false, TIME_NONE);
    outcome_done(out, REC_WORKORDER, o->said.id);
    (void)text_format(out->text, sizeof out->text, "%s cancelled", o->said.id);
}

/* ---- answers -------------------------------------------------------------------------------- */

/* Forward only; planned may be planned anew, and what has begun cannot be refused. */
static bool may_become(enum order_state is, enum order_state next)
{
    if (is_over(is))
        return false;
    if (next == ORDER_REFUSED)
        return is < ORDER_STARTED;
    return next > is || (next == is && is == ORDER_PLANNED);
}

static void take_times(struct order_view *v, const struct order_answer *a)
{
    v->state = a->state;
    if (a->planned != TIME_NONE)
        v->planned = a->planned;
    if (a->started != TIME_NONE || a->state == ORDER_STARTED)
        v->started = a->started != TIME_NONE ? a->started : a->ts;
    if (is_over(a->state))
        v->done = a->done != TIME_NONE ? a->done : a->ts;
    if (a->number[0])
        (void)text_copy(v->number, sizeof v->number, a->number);
    if (a->by[0])
        (void)text_copy(v->answered_by, sizeof v->answered_by, a->by);
    if (a->text[0])
        (void)text_copy(v->answer, sizeof v->answer, a->text);
}

void workorders_answer(struct station *st, const struct order_answer *a)
{
    struct predictions *all = &st->predictions;
    struct workorder *o = find_number(all, people_number(a->order, 'O'));
    if (!o || a->ts < o->said.asked) {
        all->strangers++;
        return;
    }
    if ((o->answer_wall != TIME_NONE && a->ts <= o->answer_wall) ||
        !may_become(o->said.state, a->state)) {
        all->odd++;
        return;
    }
    o->answer_wall = a->ts;
    take_times(&o->said, a);
    keep(st, o);
    bool planned = a->state == ORDER_PLANNED || a->state == ORDER_STARTED;
    if (planned || is_over(a->state))
        predictions_planned(st, o->said.of, planned,
                            a->state == ORDER_PLANNED ? a->planned : TIME_NONE);
}

void workorders_connected(struct station *st)
{
    for (int i = 0; i < WORKORDERS_MAX; i++)
        if (!is_over(st->predictions.order[i].said.state))
            st->predictions.order[i].sent = 0;
}

/* ---- for people ----------------------------------------------------------------------------- */

static void workorder_view(const struct station *st, const struct workorder *o,
                           struct order_view *out)
{
    (void)st;
    *out = o->said;
    out->published = o->sent == o->said.rev;
}

/* Open ones first, the most pressing in front; then those that are over, the latest in front. */
static bool before(const struct order_view *a, const struct order_view *b)
{
    bool first = is_over(a->state), second = is_over(b->state);
    if (first != second)
        return second;
    if (first)
        return a->done > b->done;
    return a->priority != b->priority ? a->priority > b->priority : a->wanted < b->wanted;
}

int station_workorders(const struct station *st, struct order_view out[ORDER_VIEWS])
{
    int count = 0;
    for (int i = 0; i < WORKORDERS_MAX; i++) {
        const struct workorder *o = &st->predictions.order[i];
        int at = count;
        if (o->number == 0)
            continue;
        for (; at > 0 && before(&o->said, &out[at - 1]); at--)
            out[at] = out[at - 1];
        workorder_view(st, o, &out[at]);
        count++;
    }
    return count;
}

void workorders_fill(const struct station *st, struct snapshot *s)
{
    struct order_view all[ORDER_VIEWS];
    int count = station_workorders(st, all);
    for (int i = 0; i < count && s->orders < SNAPSHOT_ORDERS; i++)
        if (!is_over(all[i].state))
            s->order[s->orders++] = all[i];
}

int workorder_recall(struct station *st, const struct record *record, struct cause *why)
{
    struct predictions *all = &st->predictions;
    int64_t number = people_number(record->id, 'O');
    if (number <= 0)
        return cause_set(why, -1, "workorder %s is none of ours", record->id);
    if (number >= all->next_order)
        all->next_order = number + 1;
    struct order_view view;
    order_view_init(&view);
    json_t *body = json_loadb(record->body, record->body_length, 0, NULL);
    if (body)
        order_view_get(body, &view);
    json_decref(body);
    if (!body)
        return cause_set(why, -1, "workorder %s cannot be read", record->id);
    struct workorder *o = find_number(all, number);
    if ((o && o->said.rev >= record->rev) || (!o && is_over(view.state)) ||
        (!o && !(o = place(all))))
        return 0;
    *o = (struct workorder){.number = number, .said = view, .answer_wall = TIME_NONE};
    people_id(o->said.id, 'O', number);
    o->said.rev = record->rev;
    return 0;
}
