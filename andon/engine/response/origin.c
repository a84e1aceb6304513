/* SPDX-License-Identifier: MIT */
/* What a work order is made from besides a prediction: what an alert or a call says goes into it,
 * and its id goes back into them. Called by workorders.c. */
#include "andon/engine/people/people.h"
#include "andon/engine/response/call_parts.h"
#include "andon/engine/response/response.h"
#include "data/model/text.h"

#include <string.h>

/* The alert whose occurrence or name that is; -1: none. */
static int find_alert(const struct station *st, const char *id)
{
    int64_t number = people_number(id, 'A');
    for (size_t i = 0; i < st->alerts.count; i++)
        if ((number > 0 && st->alerts.item[i].number == number) ||
            strcmp(st->config->alert[i].name, id) == 0)
            return (int)i;
    return -1;
}

static void of_alert(const struct station *st, size_t i, struct order_view *v)
{
    const struct alert *alert = &st->alerts.item[i];
    const struct alert_conf *conf = &st->config->alert[i];
    if (alert->number > 0)
        people_id(v->of, 'A', alert->number);
    (void)text_copy(v->symptom, sizeof v->symptom, conf->title);
    (void)text_copy(v->evidence, sizeof v->evidence, alert->text);
    v->priority = alert_priority(st, i);
}

static void of_call(const struct call *call, struct order_view *v)
{
    people_id(v->of, 'C', call->number);
    (void)text_copy(v->call, sizeof v->call, v->of);
    (void)text_format(v->symptom, sizeof v->symptom, "%s%s%s", call->title,
                      call->note[0] ? ": " : "", call->note);
    if (call->stop > 0)
        people_id(v->stop, 'S', call->stop);
    v->priority = call->blocking ? PRIO_HIGH : PRIO_MEDIUM;
}

bool response_origin(struct station *st, const char *id, struct order_view *v, struct outcome *out)
{
    int alert = find_alert(st, id);
    const struct call *call = alert < 0 ? calls_find(st, id) : NULL;
    if (alert >= 0) {
        of_alert(st, (size_t)alert, v);
        return true;
    }
    if (call) {
        of_call(call, v);
        return true;
    }
    outcome_refuse(out, COMMAND_NOT_FOUND, "there is no alert, open call or prediction %s", id);
    return false;
}

void response_linked(struct station *st, const struct order_view *v)
{
    int alert = v->of[0] == 'A' ? find_alert(st, v->of) : -1;
    if (v->of[0] == 'C')
        calls_order(st, v->of, v->id);
    if (alert < 0)
        return;
    struct alert *a = &st->alerts.item[alert];
    (void)text_copy(a->order, sizeof a->order, v->id);
    alert_record(st, (size_t)alert);
}
