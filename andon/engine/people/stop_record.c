/* SPDX-License-Identifier: MIT */
/* A stop's record: what it is now, all that recall.c needs to go on with it after a restart, and
 * what a person changed. Called by stops.c and by the verbs of stops. Absent members: none, no. */
#include "andon/engine/people/book.h"
#include "andon/engine/people/people.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <string.h>

static void put_number(struct jw *w, const char *key, char letter, int64_t number)
{
    char id[RECORD_ID_SIZE];
    if (number == 0)
        return;
    (void)text_format(id, sizeof id, "%c%lld", letter, (long long)number);
    jw_text(w, key, id);
}

static void put_five(struct jw *w, const struct stop *stop)
{
    jw_object(w, "five");
    jw_int(w, "detected", stop->detected_wall);
    jw_time(w, "noticed", stop->noticed);
    jw_time(w, "arrived", stop->arrived);
    jw_time(w, "repaired", stop->repaired);
    jw_time(w, "back", stop->end_wall);
    jw_object_end(w);
}

/* Which shifts hold it: the first one counts it. */
static void put_shifts(struct jw *w, const struct station *st, const struct stop *stop)
{
    for (int i = 0; i < WINDOWS; i++)
        if (stop->home[i])
            jw_name(w, "home", st->window[i].id);
    jw_object(w, "parts");
    for (int i = 0; i < WINDOWS; i++)
        if (stop->part[i] > 0 && st->window[i].id[0] != '\0')
            jw_int(w, st->window[i].id, stop->part[i]);
    jw_object_end(w);
}

/* On the station's axis, which goes on over restarts: where it lies, and what of it was lost: ms
 * after its begin, ms. */
static void put_axis(struct jw *w, const struct stop *stop)
{
    jw_array(w, "axis");
    jw_int(w, NULL, stop->begin);
    jw_int(w, NULL, stop->end);
    jw_array_end(w);
    if (stop->ragged)
        return;
    jw_array(w, "lost");
    for (int i = 0; i < stop->spans; i++) {
        jw_int(w, NULL, stop->span[2 * i] - stop->begin);
        jw_int(w, NULL, stop->span[2 * i + 1] - stop->span[2 * i]);
    }
    jw_array_end(w);
    if (stop->own_ms != stop->ms)
        jw_int(w, "own_ms", stop->own_ms);
}

static void put_flag(struct jw *w, const char *key, bool value)
{
    if (value)
        jw_bool(w, key, true);
}

static void put_entered(struct jw *w, const struct stop *stop)
{
    if (stop->by[0] == '\0')
        return;
    jw_object(w, "entered");
    jw_text(w, "by", stop->by);
    jw_text(w, "role", word_name(&words_person_role, (int)stop->by_role));
    jw_int(w, "at", stop->by_wall);
    jw_object_end(w);
}

/* The revision that a person made last: an undo is for that one only. */
static void put_edited(struct jw *w, const struct stop *stop)
{
    if (stop->edited > 0)
        jw_int(w, "edited", stop->edited);
}

/* What is different from before, as it was before. */
static void put_was(struct jw *w, const struct stop *was, const struct stop *is)
{
    jw_object(w, "was");
    if (strcmp(was->reason, is->reason) != 0)
        jw_name(w, "reason", was->reason);
    if (strcmp(was->note, is->note) != 0)
        jw_name(w, "note", was->note);
    const struct {
        const char *key;
        int64_t was, is;
    } times[] = {{"begin", was->begin_wall, is->begin_wall},
                 {"end", was->end_wall, is->end_wall},
                 {"noticed", was->noticed, is->noticed},
                 {"arrived", was->arrived, is->arrived},
                 {"repaired", was->repaired, is->repaired}};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        if (times[i].was != times[i].is)
            jw_time(w, times[i].key, times[i].was);
    if (!is->open && !was->open && was->ms != is->ms)
        jw_int(w, "ms", was->ms);
    if (was->small != is->small)
        jw_bool(w, "small", was->small);
    put_number(w, "into", 'S', was->into != is->into ? was->into : 0);
    jw_object_end(w);
}

/* What people call the reason, for who reads records far from this configuration. */
static void put_title(struct jw *w, const struct station *st, const struct stop *stop)
{
    int at = config_reason_index(st->config, stop->reason);
    const struct reason_conf *reason = at >= 0 ? &st->config->reason[at] : NULL;
    if (reason && strcmp(reason->title, reason->name) != 0)
        jw_text(w, "title", reason->title);
}

static void put_body(struct jw *w, const struct station *st, const struct stop *stop)
{
    jw_object(w, NULL);
    jw_int(w, "begin", stop->begin_wall);
    jw_time(w, "end", stop->end_wall);
    jw_int(w, "ms", stop->open ? stop_lost(st, st->t) : stop->ms);
    jw_bool(w, "small", stop->small);
    jw_text(w, "state", word_name(&words_machine_state, (int)stop->state));
    jw_name(w, "detail", stop->detail);
    jw_name(w, "reason", stop->reason);
    put_title(w, st, stop);
    jw_name(w, "note", stop->note);
    jw_name(w, "suggested", stop->suggested);
    put_five(w, stop);
    put_flag(w, "asks", stop->asks);
    put_flag(w, "shaped", stop->shaped);
    put_number(w, "of", 'S', stop->of);
    put_number(w, "into", 'S', stop->into);
    put_number(w, "burst", 'B', stop->burst);
    put_entered(w, stop);
    put_edited(w, stop);
    if (stop->open)
        return;
    put_shifts(w, st, stop);
    put_axis(w, stop);
}

void records_stop(struct station *st, struct stop *stop)
{
    char body[RECORD_BODY_MAX];
    struct jw w;
    struct record_draft d = records_draft(st, REC_STOP, ++stop->rev);
    people_id(d.id, 'S', stop->number);
    jw_init(&w, body, sizeof body);
    put_body(&w, st, stop);
    if (st->book->before)
        put_was(&w, st->book->before, stop);
    records_keep(st, &d, &w);
    failures_stop(st, stop);
}

void people_stale_stop(struct station *st, const struct stop *stop, struct outcome *out)
{
    struct jw w;
    outcome_refuse(out, COMMAND_STALE, "somebody changed the stop meanwhile");
    out->kind = REC_STOP;
    people_id(out->id, 'S', stop->number);
    out->rev = stop->rev;
    jw_init(&w, out->body, sizeof out->body);
    put_body(&w, st, stop);
    jw_object_end(&w);
}
