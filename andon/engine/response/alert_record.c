/* SPDX-License-Identifier: MIT */
/* The record of an alert's occurrence, whole at each change of it, and read back after a restart:
 * its number is taken, the load meter knows it again, and what the checkpoint does not hold (an
 * acknowledgement, a shelf) is taken from it. Called by alerts.c, commands and people/recall.c. */
#include "andon/engine/people/people.h"
#include "andon/engine/response/response.h"
#include "andon/engine/saved.h"
#include "data/model/text.h"

#include <jansson.h>
#include <string.h>

/* ---- writing --------------------------------------------------------------------------------- */

static void put_text(struct jw *w, const char *key, const char *text)
{
    jw_text(w, key, text[0] != '\0' ? text : NULL);
}

static void put_ack(const struct alert *alert, struct jw *w)
{
    if (alert->acked_wall == TIME_NONE) {
        jw_null(w, "ack");
        return;
    }
    jw_object(w, "ack");
    put_text(w, "by", alert->acked_by);
    jw_int(w, "at", alert->acked_wall);
    put_text(w, "note", alert->note);
    jw_object_end(w);
}

static void put_shelf(const struct station *st, const struct alert *alert, struct jw *w)
{
    if (alert->life.shelve == SHELVE_NONE) {
        jw_null(w, "shelf");
        return;
    }
    jw_object(w, "shelf");
    jw_text(w, "how", word_name(&words_shelve, (int)alert->life.shelve));
    put_text(w, "by", alert->shelved_by);
    put_text(w, "why", alert->shelved_why);
    jw_time(w, "at", alert->shelved_wall);
    jw_int(w, "until", station_wall(st, alert->life.shelved_until));
    jw_object_end(w);
}

static void put_flags(const struct alert *alert, const struct load_item *item, struct jw *w)
{
    const struct life *life = &alert->life;
    const struct {
        const char *key;
        bool yes;
    } flags[] = {{"latched", life->latched},
                 {"suppressed", life->suppressed},
                 {"out_of_service", life->out_of_service},
                 {"silenced", life->silenced},
                 {"in_flood", alert->in_flood}};
    if (item) {
        jw_bool(w, "announced", true); /* to the operator */
        if (item->acted)
            jw_bool(w, "acted", true);
    }
    jw_bool(w, "active", life->active);
    jw_bool(w, "acked", life->acked);
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (flags[i].yes)
            jw_bool(w, flags[i].key, true);
}

void alert_body(const struct station *st, size_t i, struct jw *w)
{
    const struct alert_conf *conf = &st->config->alert[i];
    const struct alert *alert = &st->alerts.item[i];
    const char letter[2] = {life_letter(&alert->life)};
    jw_text(w, "name", conf->name);
    jw_text(w, "title", conf->title);
    jw_text(w, "priority", word_name(&words_priority, (int)alert_priority(st, i)));
    jw_text(w, "to", word_name(&words_alert_to, (int)conf->to));
    jw_text(w, "state", letter);
    jw_time(w, "begin", alert->begin_wall > 0 ? alert->begin_wall : TIME_NONE);
    jw_time(w, "end", alert->end_wall);
    if (alert->end_wall != TIME_NONE)
        jw_int(w, "ms", alert->end - alert->begin);
    put_text(w, "text", alert->text);
    jw_int(w, "level", (int64_t)alert->severity.alarm);
    jw_int(w, "count", alert->times);
    put_flags(alert, alerts_load_item(st, i), w);
    put_ack(alert, w);
    put_shelf(st, alert, w);
    put_text(w, "asset", conf->asset);
    if (alert->order[0] != '\0')
        jw_text(w, "order", alert->order);
}

/* One that was shelved or taken out of service and never occurred has a record of its own. */
void alert_record(struct station *st, size_t i)
{
    struct records_body b;
    struct alert *alert = &st->alerts.item[i];
    if (alert->number == 0)
        alert->number = st->alerts.next++;
    alert->written = st->t;
    alert->unwritten = false;
    struct record_draft d = records_begin(st, &b, REC_ALERT, ++alert->rev);
    (void)text_format(d.id, sizeof d.id, "A%lld", (long long)alert->number);
    alert_body(st, i, &b.w);
    records_end(st, &b, &d);
}

/* ---- reading --------------------------------------------------------------------------------- */

static int64_t time_at(const json_t *body, const char *key)
{
    int64_t value;
    return saved_number(json_object_get(body, key), &value) == 0 && value >= 0 ? value : TIME_NONE;
}

static bool flag_at(const json_t *body, const char *key)
{
    return json_is_true(json_object_get(body, key));
}

static int alert_named(const struct station *st, const char *name)
{
    for (size_t i = 0; i < st->config->alerts; i++)
        if (strcmp(st->config->alert[i].name, name) == 0)
            return (int)i;
    return -1;
}

static void recall_load(struct station *st, const json_t *body, int64_t number, int source)
{
    int priority = saved_word_at(body, "priority", &words_priority);
    const json_t *ack = json_object_get(body, "ack");
    char note[96];
    int64_t begin = time_at(body, "begin");
    if (begin == TIME_NONE || priority <= PRIO_ADVICE || !flag_at(body, "announced"))
        return;
    struct load_entry *entry = &st->alerts.load[number % LOAD_ITEMS];
    if (entry->number >= number)
        return;
    saved_text_at(ack, "note", note, sizeof note);
    *entry = (struct load_entry){.number = number,
                                 .item = {.begin = begin,
                                          .end = time_at(body, "end"),
                                          .acked = time_at(ack, "at"),
                                          .source = source,
                                          .priority = (enum priority)priority,
                                          .acted = flag_at(body, "acted") || note[0] != '\0'}};
}

static void recall_shelf(struct station *st, const json_t *body, struct alert *alert)
{
    const json_t *shelf = json_object_get(body, "shelf");
    int how = saved_word_at(shelf, "how", &words_shelve);
    if (how <= SHELVE_NONE)
        return;
    int64_t until = time_at(shelf, "until");
    alert->life.shelve = (enum shelve)how;
    alert->life.shelved_until = until == TIME_NONE ? st->t : until - st->wall_offset;
    alert->shelved_wall = time_at(shelf, "at");
    saved_text_at(shelf, "by", alert->shelved_by, sizeof alert->shelved_by);
    saved_text_at(shelf, "why", alert->shelved_why, sizeof alert->shelved_why);
}

/* The checkpoint is older than this, or there was none: whether it is active the signals say. */
static void recall_life(struct station *st, const struct record *record, const json_t *body,
                        size_t i)
{
    struct alert *alert = &st->alerts.item[i];
    const json_t *ack = json_object_get(body, "ack");
    int64_t level = 0;
    alerts_tally(st, i, -1);
    alert->number = people_number(record->id, 'A');
    alert->rev = record->rev;
    alert->begin_wall = time_at(body, "begin");
    alert->end_wall = time_at(body, "end");
    alert->begin = alert->begin_wall == TIME_NONE ? st->t : alert->begin_wall - st->wall_offset;
    alert->end = alert->end_wall == TIME_NONE ? 0 : alert->end_wall - st->wall_offset;
    saved_text_at(body, "text", alert->text, sizeof alert->text);
    saved_text_at(body, "order", alert->order, sizeof alert->order);
    saved_text_at(ack, "by", alert->acked_by, sizeof alert->acked_by);
    saved_text_at(ack, "note", alert->note, sizeof alert->note);
    alert->acked_wall = time_at(ack, "at");
    alert->life.active = flag_at(body, "active");
    alert->life.acked = flag_at(body, "acked") || !st->config->alert[i].life.ack;
    alert->life.latched = flag_at(body, "latched") && st->config->alert[i].life.latching;
    alert->life.out_of_service = flag_at(body, "out_of_service");
    alert->life.silenced = flag_at(body, "silenced");
    recall_shelf(st, body, alert);
    (void)saved_number(json_object_get(body, "level"), &level);
    alert->severity.alarm = level >= SEV_MAJOR ? SEV_MAJOR : level > 0 ? SEV_MINOR : SEV_OK;
    alert->severity.active = alert->life.active;
    alert->severity.current = alert->life.active ? alert->severity.alarm : SEV_OK;
    alert->severity.acked = alert->life.acked && alert->severity.alarm != SEV_OK;
    alerts_tally(st, i, 1);
    if (st->alerts.due > st->t)
        st->alerts.due = st->t;
}

int alert_recall(struct station *st, const struct record *record, struct cause *why)
{
    struct alerts *a = &st->alerts;
    int64_t number = people_number(record->id, 'A');
    json_t *body = json_loadb(record->body, record->body_length, 0, NULL);
    char name[64];
    saved_text_at(body, "name", name, sizeof name);
    int i = alert_named(st, name);
    if (!body || number <= 0 || number > SAVED_LIMIT) {
        json_decref(body);
        return cause_set(why, -1, "alert %s cannot be read back", record->id);
    }
    if (number >= a->next)
        a->next = number + 1;
    if (i >= 0) {
        const struct alert *alert = &a->item[i];
        recall_load(st, body, number, i);
        if (number > alert->number || (number == alert->number && record->rev > alert->rev))
            recall_life(st, record, body, (size_t)i);
    }
    json_decref(body);
    return 0;
}
