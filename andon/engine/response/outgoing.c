/* SPDX-License-Identifier: MIT */
/* What the broker is to have and does not have yet: answers to predictions as labels, work orders
 * for the maintenance system, and orders that are to be forgotten. It stands in the station's state
 * until it is confirmed, so a lost broker and a restart only make it later. The daemon asks for the
 * next one once what it rests on is kept, and tells when it is sent. */
#include "andon/engine/people/people.h"
#include "data/model/text.h"

#include <string.h>

static bool next_label(const struct predictions *all, struct outgoing *out)
{
    if (all->labels == 0)
        return false;
    const struct label *label = &all->label[0];
    *out = (struct outgoing){.kind = OUTGOING_LABEL, .number = label->number};
    (void)text_format(out->leaf, sizeof out->leaf, "prediction/%s/feedback", label->mode);
    (void)text_copy(out->payload, sizeof out->payload, label->body);
    return true;
}

static void write_order(const struct station *st, const struct workorder *o, struct outgoing *out)
{
    char path[SNAPSHOT_PATH] = "";
    const struct order_view *v = &o->said;
    const char *word = st->config->work_orders.word[v->priority];
    struct jw w;
    (void)config_path(st->config, path, sizeof path);
    jw_init(&w, out->payload, sizeof out->payload);
    jw_object(&w, NULL);
    jw_int(&w, "v", 1);
    jw_text(&w, "station", path);
    order_view_members(&w, v);
    jw_text(&w, "priority_there", word[0] ? word : NULL);
    jw_object_end(&w);
}

static bool next_order(const struct station *st, struct outgoing *out)
{
    for (int i = 0; i < WORKORDERS_MAX; i++) {
        const struct workorder *o = &st->predictions.order[i];
        if (o->number == 0 || o->sent == o->said.rev)
            continue;
        *out = (struct outgoing){
            .kind = OUTGOING_ORDER, .number = o->number, .rev = o->said.rev, .retain = true};
        (void)text_format(out->leaf, sizeof out->leaf, "workorder/%s", o->said.id);
        write_order(st, o, out);
        return true;
    }
    return false;
}

static bool next_forgotten(const struct predictions *all, struct outgoing *out)
{
    if (all->forgets == 0)
        return false;
    *out = (struct outgoing){.kind = OUTGOING_FORGET, .number = all->forget[0], .retain = true};
    (void)text_format(out->leaf, sizeof out->leaf, "workorder/O%lld", (long long)all->forget[0]);
    return true;
}

bool station_outgoing(const struct station *st, struct outgoing *out)
{
    return next_label(&st->predictions, out) || next_order(st, out) ||
           next_forgotten(&st->predictions, out);
}

void outgoing_sent(struct station *st, const struct outgoing *sent)
{
    struct predictions *all = &st->predictions;
    if (sent->kind == OUTGOING_LABEL && all->labels > 0 && all->label[0].number == sent->number) {
        all->labels--;
        memmove(&all->label[0], &all->label[1], (size_t)all->labels * sizeof all->label[0]);
    }
    if (sent->kind == OUTGOING_FORGET && all->forgets > 0 && all->forget[0] == sent->number) {
        all->forgets--;
        memmove(&all->forget[0], &all->forget[1], (size_t)all->forgets * sizeof all->forget[0]);
    }
    for (int i = 0; i < WORKORDERS_MAX && sent->kind == OUTGOING_ORDER; i++)
        if (all->order[i].number == sent->number)
            all->order[i].sent = sent->rev;
    station_touch(st);
}
