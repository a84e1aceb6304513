/* SPDX-License-Identifier: MIT */
/* Alerts as people see them: the snapshot's most pressing ones, all of them for a list, the oldest
 * cause behind a lamp, the packet of a handover, and the load of a span of time. Called by
 * snapshot_fill.c, why.c, the handover and the daemon's commands; changes nothing. */
#include "andon/engine/people/people.h"
#include "andon/engine/response/response.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

/* ---- one ------------------------------------------------------------------------------------- */

static bool chatters(const struct station *st, const struct alert *alert)
{
    const struct load_conf *conf = &st->config->alarms.load;
    int n = conf->chatter_n;
    if (n < 2 || n > ALERT_CAME || alert->comes < n)
        return false;
    int64_t last = alert->came[alert->comes - 1], first = alert->came[alert->comes - n];
    return last - first <= conf->chatter_ms && st->t - last <= 10 * conf->chatter_ms;
}

static void fill(const struct station *st, size_t i, int64_t t, struct alert_view *out)
{
    const struct alert_conf *conf = &st->config->alert[i];
    const struct alert *alert = &st->alerts.item[i];
    const struct life *life = &alert->life;
    bool there = life->active || life->latched || !life->acked;
    alert_view_init(out);
    if (alert->number > 0)
        people_id(out->id, 'A', alert->number);
    out->rev = alert->rev;
    (void)text_copy(out->name, sizeof out->name, conf->name);
    (void)text_copy(out->title, sizeof out->title, conf->title);
    out->priority = alert_priority(st, i);
    out->letter[0] = life_letter(life);
    out->active = life->active;
    out->acked = life->acked;
    out->latched = life->latched;
    out->suppressed = life->suppressed;
    out->out_of_service = life->out_of_service;
    out->silenced = life->silenced;
    out->shelve = life->shelve;
    if (life->shelve != SHELVE_NONE)
        out->shelved_until = station_wall(st, life->shelved_until);
    if (life->shelve != SHELVE_NONE || life->out_of_service) {
        (void)text_copy(out->shelved_by, sizeof out->shelved_by, alert->shelved_by);
        (void)text_copy(out->shelved_why, sizeof out->shelved_why, alert->shelved_why);
    }
    if (there && alert->begin_wall > 0) {
        out->since = alert->begin_wall;
        out->for_ms = (life->active ? t : alert->end) - alert->begin;
    }
    out->count = alert->times_of == st->window[window_shown(st)].begin_wall ? alert->times : 0;
    (void)text_copy(out->text, sizeof out->text, there ? alert->text : "");
    if (alert->acked_wall != TIME_NONE && there) {
        (void)text_copy(out->acked_by, sizeof out->acked_by, alert->acked_by);
        (void)text_copy(out->note, sizeof out->note, alert->note);
        out->acked_at = alert->acked_wall;
    }
    (void)text_copy(out->check, sizeof out->check, conf->check);
    (void)text_copy(out->order, sizeof out->order, alert->order);
    out->chattering = chatters(st, alert);
    out->standing = life->active && st->config->alarms.load.standing_ms > 0 &&
                    t - alert->begin > st->config->alarms.load.standing_ms;
}

/* ---- the most pressing first ----------------------------------------------------------------- */

/* What nobody has seen before what somebody has, then by priority, then the oldest; what is put
 * aside comes after all of it, and what is normal last. */
static int64_t rank(const struct station *st, size_t i)
{
    const struct life *life = &st->alerts.item[i].life;
    int64_t band = life_normal(life) ? 9 : life_hidden(life) ? 8 : life->acked ? 4 : 0;
    return band * 16 + (PRIO_HIGH - (int64_t)alert_priority(st, i));
}

static bool before(const struct station *st, size_t a, size_t b)
{
    int64_t x = rank(st, a), y = rank(st, b);
    if (x != y)
        return x < y;
    return st->alerts.item[a].begin != st->alerts.item[b].begin
               ? st->alerts.item[a].begin < st->alerts.item[b].begin
               : a < b;
}

static bool wanted(const struct station *st, size_t i, const char *filter)
{
    const struct life *life = &st->alerts.item[i].life;
    if (filter[0] == '\0')
        return !life_normal(life);
    if (strcmp(filter, "all") == 0)
        return true;
    if (strspn(filter, "ABCDEFGLM") == strlen(filter))
        return strchr(filter, life_letter(life)) != NULL;
    return station_alert(st, filter) == (int)i;
}

/* Indices of those that are wanted, in order, at most `size`; returns how many there are. */
static size_t pick(const struct station *st, const char *filter, int *index, size_t size)
{
    size_t count = 0, kept = 0;
    for (size_t i = 0; i < st->alerts.count; i++) {
        if (!wanted(st, i, filter))
            continue;
        count++;
        if (kept == size && !before(st, i, (size_t)index[kept - 1]))
            continue;
        size_t at = kept < size ? kept++ : kept - 1;
        for (; at > 0 && before(st, i, (size_t)index[at - 1]); at--)
            index[at] = index[at - 1];
        index[at] = (int)i;
    }
    return count;
}

size_t station_alerts(const struct station *st, const char *filter, struct alert_view *out,
                      size_t size)
{
    int index[ALERT_LIST_MAX];
    size_t most = size < ALERT_LIST_MAX ? size : ALERT_LIST_MAX;
    size_t count = most > 0 ? pick(st, filter, index, most) : 0;
    for (size_t i = 0; i < count && i < most; i++)
        fill(st, (size_t)index[i], st->t, &out[i]);
    return count;
}

struct alert_counts station_alerting(const struct station *st)
{
    struct alert_counts counts = st->alerts.counts;
    counts.flood = st->alerts.flood.on;
    counts.in_flood = st->alerts.in_flood;
    counts.sounding = alerts_sounding(st);
    return counts;
}

void alerts_fill(const struct station *st, int64_t t, struct snapshot *s)
{
    int index[SNAPSHOT_ALERTS];
    s->alerting = station_alerting(st);
    if (st->alerts.count == 0)
        return;
    size_t count = pick(st, "", index, SNAPSHOT_ALERTS);
    for (size_t i = 0; i < count && i < SNAPSHOT_ALERTS; i++)
        fill(st, (size_t)index[i], t, &s->alert[s->alerts++]);
}

/* ---- the cause behind a lamp ----------------------------------------------------------------- */

static bool asked(const struct station *st, size_t i, uint32_t words)
{
    const struct life *life = &st->alerts.item[i].life;
    bool there = life->active || life->latched || !life->acked;
    uint32_t ack = life->acked ? ALERT_ACKED : ALERT_UNACKED;
    return there && !life_hidden(life) && (words & ack) != 0 &&
           (words >> alert_priority(st, i) & 1) != 0;
}

/* The oldest one that nobody has acknowledged, else the oldest, and how many more. */
void alerts_tell(const struct station *st, uint32_t words, char *out, size_t size)
{
    int first = -1;
    int64_t more = -1;
    char since[TEXT_DURATION_SIZE], others[48] = "";
    for (size_t i = 0; i < st->alerts.count; i++) {
        if (!asked(st, i, words))
            continue;
        const struct alert *a = &st->alerts.item[i],
                           *b = &st->alerts.item[first < 0 ? i : (size_t)first];
        bool sooner = a->life.acked != b->life.acked ? !a->life.acked : a->begin < b->begin;
        first = first < 0 || sooner ? (int)i : first;
        more++;
    }
    if (first < 0) {
        (void)text_copy(out, size, "no alert");
        return;
    }
    const struct alert *alert = &st->alerts.item[first];
    if (more > 0)
        (void)text_format(others, sizeof others, "; %lld more alerts", (long long)more);
    (void)text_format(out, size, "A%lld %s: %s, for %s%s%s", (long long)alert->number,
                      st->config->alert[first].title, alert->text,
                      text_duration(st->t - alert->begin, since),
                      alert->life.active ? "" : ", over by now", others);
}

/* ---- handover -------------------------------------------------------------------------------- */

#define HANDED_OVER 6

static void put_handed(const struct station *st, size_t i, struct jw *w)
{
    struct alert_view v;
    fill(st, i, st->t, &v);
    jw_object(w, NULL);
    jw_text(w, "id", v.id);
    jw_text(w, "text", v.title);
    jw_text(w, "state", v.letter);
    if (v.shelve != SHELVE_NONE)
        jw_int(w, "until", v.shelved_until);
    if (v.shelved_why[0] != '\0')
        jw_text(w, "why", v.shelved_why);
    jw_object_end(w);
}

/* As many as there is room for, the most pressing first; what is put aside before what is only not
 * over. */
void alerts_handover(const struct station *st, char *out, size_t size)
{
    int aside[HANDED_OVER], there[HANDED_OVER];
    struct jw w;
    size_t a = st->alerts.count > 0 ? pick(st, "EG", aside, HANDED_OVER) : 0;
    size_t b = st->alerts.count > 0 ? pick(st, "BCDLM", there, HANDED_OVER) : 0;
    a = a < HANDED_OVER ? a : HANDED_OVER;
    b = b < HANDED_OVER ? b : HANDED_OVER;
    for (size_t shown = a + b;; shown--) {
        jw_init(&w, out, size);
        jw_array(&w, NULL);
        for (size_t i = 0; i < shown; i++)
            put_handed(st, (size_t)(i < a ? aside[i] : there[i - a]), &w);
        jw_array_end(&w);
        if (!w.overflow || shown == 0)
            return;
    }
}

/* ---- the load -------------------------------------------------------------------------------- */

static int by_begin(const void *a, const void *b)
{
    const struct load_item *x = a, *y = b;
    return (x->begin > y->begin) - (x->begin < y->begin);
}

int station_alarm_load(const struct station *st, int64_t from, int64_t to, struct load_report *out,
                       int64_t *since)
{
    const struct alerts *a = &st->alerts;
    size_t count = 0, sources = a->count > LOAD_ITEMS ? a->count : LOAD_ITEMS;
    *out = (struct load_report){.from = from, .to = to, .ack_ms = -1};
    *since = TIME_NONE;
    if (!a->load)
        return 0;
    struct load_item *items = calloc(LOAD_ITEMS, sizeof *items);
    int64_t *scratch = calloc(sources, sizeof *scratch);
    int64_t first = a->next > LOAD_ITEMS ? a->next - LOAD_ITEMS : 1;
    for (int64_t n = first; items && scratch && n < a->next; n++) {
        const struct load_entry *entry = &a->load[n % LOAD_ITEMS];
        if (entry->number != n)
            continue;
        items[count++] = entry->item;
    }
    if (items) /* one that was suppressed at first was announced later than its number says */
        qsort(items, count, sizeof *items, by_begin);
    if (items && scratch)
        load_make(&st->config->alarms.load, items, count, out, scratch, a->count);
    if (first > 1 && count > 0 && items[0].begin > from)
        *since = items[0].begin;
    int result = items && scratch ? 0 : -1;
    free(items);
    free(scratch);
    return result;
}
