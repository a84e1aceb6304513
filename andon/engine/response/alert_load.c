/* SPDX-License-Identifier: MIT */
/* How many alerts there are, of which kind and whether they sound; floods of them; and which
 * occurrences the load meter remembers. Called by alerts.c at each change, and by the commands. */
#include "andon/engine/response/response.h"

#include <string.h>

/* ---- counts ---------------------------------------------------------------------------------- */

enum priority alert_priority(const struct station *st, size_t i)
{
    const struct alert_conf *conf = &st->config->alert[i];
    return st->alerts.item[i].severity.alarm >= SEV_MAJOR ? conf->worse_priority : conf->priority;
}

bool alert_sounds(const struct station *st, size_t i)
{
    const struct alert *alert = &st->alerts.item[i];
    return life_sounds(&alert->life) && !alert->in_flood && st->config->alert[i].sound &&
           alert_priority(st, i) > PRIO_ADVICE;
}

bool alerts_sounding(const struct station *st)
{
    const struct alerts *a = &st->alerts;
    return a->sounding > 0 || (a->flood.on && a->in_flood > 0 && !a->flood_silenced);
}

void alerts_tally(struct station *st, size_t i, int sign)
{
    struct alerts *a = &st->alerts;
    const struct life *life = &a->item[i].life;
    bool there = life->active || life->latched || !life->acked, hidden = life_hidden(life);
    enum priority priority = alert_priority(st, i);
    bool unacked = !life->acked && !hidden;
    a->counts.active += life->active && !hidden ? sign : 0;
    a->counts.unacked += unacked ? sign : 0;
    a->counts.high_unacked += unacked && priority == PRIO_HIGH ? sign : 0;
    a->counts.shelved += life->shelve != SHELVE_NONE ? sign : 0;
    a->counts.suppressed += life->suppressed && there ? sign : 0;
    a->counts.out_of_service += life->out_of_service ? sign : 0;
    a->sounding += alert_sounds(st, i) ? sign : 0;
    a->in_flood += a->item[i].in_flood && unacked ? sign : 0;
    if (there && !hidden)
        a->shown[priority][life->acked] += sign;
}

bool alerts_any(const struct station *st, uint32_t words)
{
    for (int p = 0; p < PRIORITY_COUNT; p++) {
        const int64_t *shown = st->alerts.shown[p];
        bool asked = (words >> p & 1) != 0;
        if (asked &&
            (((words & ALERT_UNACKED) && shown[0] > 0) || ((words & ALERT_ACKED) && shown[1] > 0)))
            return true;
    }
    return false;
}

/* ---- floods and the load --------------------------------------------------------------------- */

bool alert_wants_operator(const struct station *st, size_t i)
{
    return st->config->alert[i].to == ALERT_TO_OPERATOR && alert_priority(st, i) > PRIO_ADVICE;
}

static void end_flood(struct station *st)
{
    for (size_t i = 0; i < st->alerts.count; i++) {
        if (!st->alerts.item[i].in_flood)
            continue;
        alerts_tally(st, i, -1);
        st->alerts.item[i].in_flood = false;
        /* Who silenced the flood has heard of them. */
        st->alerts.item[i].life.silenced |= st->alerts.flood_silenced;
        alerts_tally(st, i, 1);
    }
    st->alerts.flood_silenced = false;
    station_touch(st);
}

void alerts_count_in(struct station *st, size_t i)
{
    struct alerts *a = &st->alerts;
    struct alert *alert = &a->item[i];
    const struct flood_conf *conf = &st->config->alarms.load.flood;
    struct load_entry *entry = &a->load[alert->number % LOAD_ITEMS];
    *entry = (struct load_entry){.number = alert->number,
                                 .item = {.begin = station_wall(st, st->t),
                                          .end = TIME_NONE,
                                          .acked = TIME_NONE,
                                          .source = (int)i,
                                          .priority = alert_priority(st, i)}};
    if (conf->start < 2)
        return;
    if (flood_come(conf, &a->flood, st->t) && !a->flood.on)
        end_flood(st);
    alert->in_flood = a->flood.on && !st->config->alert[i].always;
    alerts_wake_at(a, flood_deadline(conf, &a->flood));
}

struct load_item *alerts_load_item(const struct station *st, size_t i)
{
    int64_t number = st->alerts.item[i].number;
    struct load_entry *entry = number > 0 ? &st->alerts.load[number % LOAD_ITEMS] : NULL;
    return entry && entry->number == number ? &entry->item : NULL;
}

void alerts_over(struct station *st, size_t i)
{
    struct load_item *item = alerts_load_item(st, i);
    if (item)
        item->end = st->alerts.item[i].end_wall;
}

void alerts_flood_tick(struct station *st)
{
    const struct flood_conf *conf = &st->config->alarms.load.flood;
    if (conf->start >= 2 && flood_tick(conf, &st->alerts.flood, st->t))
        end_flood(st);
}

void alerts_acked(struct station *st, size_t i)
{
    struct load_item *item = alerts_load_item(st, i);
    if (!item)
        return;
    item->acked = station_wall(st, st->t);
    item->acted = item->acted || st->alerts.item[i].note[0] != '\0';
}

void alerts_acted(struct station *st)
{
    struct alerts *a = &st->alerts;
    int64_t now = station_wall(st, st->t), action = st->config->alarms.load.action_ms;
    for (int64_t n = a->next - 1; a->load && n > 0 && n > a->next - 256; n--) {
        struct load_entry *entry = &a->load[n % LOAD_ITEMS];
        int64_t acked = entry->number == n ? entry->item.acked : TIME_NONE;
        if (acked != TIME_NONE && now - acked <= action)
            entry->item.acted = true;
    }
}
