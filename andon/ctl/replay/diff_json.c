/* SPDX-License-Identifier: MIT */
/* What would have been different, for scripts: one object, its lists written row by row, so that
 * their length does not matter. Called by diff_report.c. Times are ms since 1970, durations
 * seconds, ratios 0 to 1, what is not known null. */
#include "andon/ctl/replay/diff_json.h"

#include "data/model/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROW 4096

typedef void put_row(struct jw *w, const struct diff *d, size_t i);

static void put_list(const struct diff *d, const char *key, size_t count, put_row *put)
{
    char text[ROW];
    printf(",\"%s\":[", key);
    for (size_t i = 0; i < count; i++) {
        struct jw w;
        jw_init(&w, text, sizeof text);
        jw_object(&w, NULL);
        put(&w, d, i);
        jw_object_end(&w);
        printf("%s%s", i ? "," : "", text);
    }
    putchar(']');
}

static void put_state(struct jw *w, const char *key, const struct diff *d, const struct span *span)
{
    if (span->kind < 0) {
        jw_null(w, key);
        return;
    }
    jw_object(w, key);
    jw_text(w, "state", word_name(&words_machine_state, span->kind));
    jw_text(w, "detail", span->word ? story_word(d->a->words, span->word) : NULL);
    jw_object_end(w);
}

static void state_row(struct jw *w, const struct diff *d, size_t i)
{
    const struct diff_span *span = &d->states.item[i];
    jw_int(w, "begin", span->begin);
    jw_int(w, "end", span->end);
    put_state(w, "a", d, &span->a);
    put_state(w, "b", d, &span->b);
}

static void lamp_row(struct jw *w, const struct diff *d, size_t i)
{
    const struct diff_span *span = &d->lamps.item[i];
    jw_int(w, "begin", span->begin);
    jw_int(w, "end", span->end);
    jw_text(w, "lamp", story_word(d->a->words, span->lamp));
    jw_text(w, "a", span->a.kind < 0 ? NULL : word_name(&words_lamp_pattern, span->a.kind));
    jw_text(w, "b", span->b.kind < 0 ? NULL : word_name(&words_lamp_pattern, span->b.kind));
}

static void put_stop(struct jw *w, const char *key, const struct diff *d,
                     const struct story_stop *stop)
{
    if (!stop) {
        jw_null(w, key);
        return;
    }
    jw_object(w, key);
    jw_text(w, "id", stop->id);
    jw_int(w, "begin", stop->begin);
    jw_time(w, "end", stop->open ? TIME_NONE : stop->end);
    jw_bool(w, "small", stop->small);
    jw_text(w, "state", word_name(&words_machine_state, stop->state));
    jw_text(w, "detail", stop->detail ? story_word(d->a->words, stop->detail) : NULL);
    jw_text(w, "reason", stop->reason ? story_word(d->a->words, stop->reason) : NULL);
    jw_object_end(w);
}

static void stop_row(struct jw *w, const struct diff *d, size_t i)
{
    const struct diff_stop *row = &d->stop[i];
    put_stop(w, "a", d, row->a);
    put_stop(w, "b", d, row->b);
    jw_bool(w, "moved", row->moved);
    jw_bool(w, "renamed", row->renamed);
    jw_bool(w, "resized", row->resized);
}

static void put_raised(struct jw *w, const char *key, const struct story_raised *raised)
{
    if (!raised) {
        jw_null(w, key);
        return;
    }
    jw_object(w, key);
    jw_text(w, "id", raised->id);
    jw_int(w, "begin", raised->begin);
    jw_time(w, "end", raised->open ? TIME_NONE : raised->end);
    jw_object_end(w);
}

static void raised_row(struct jw *w, const struct diff *d, size_t i)
{
    const struct diff_raised *row = &d->raised[i];
    const struct story_raised *first = row->a ? row->a : row->b;
    jw_text(w, "kind", word_name(&words_record_kind, (int)first->kind));
    jw_text(w, "name", story_word(d->a->words, first->name));
    put_raised(w, "a", row->a);
    put_raised(w, "b", row->b);
}

static void put_shift(struct jw *w, const char *key, const struct story_shift *shift)
{
    if (!shift) {
        jw_null(w, key);
        return;
    }
    jw_object(w, key);
    jw_real(w, "availability", shift->availability);
    jw_real(w, "performance", shift->performance);
    jw_real(w, "quality", shift->quality);
    jw_real(w, "oee", shift->oee);
    jw_real(w, "total", shift->total);
    jw_real(w, "good", shift->good);
    jw_real(w, "scrap", shift->scrap);
    jw_int(w, "stops", shift->stops);
    jw_int(w, "small_stops", shift->small_stops);
    jw_object_end(w);
}

static void shift_row(struct jw *w, const struct diff *d, size_t i)
{
    const struct diff_shift *row = &d->shift[i];
    const struct story_shift *first = row->a ? row->a : row->b;
    jw_text(w, "name", first->name);
    jw_int(w, "begin", first->begin);
    jw_int(w, "end", first->end);
    put_shift(w, "a", row->a);
    put_shift(w, "b", row->b);
}

static void put_figures(struct jw *w, const char *key, const struct snapshot *s)
{
    jw_object(w, key);
    jw_real(w, "availability", s->oee.availability);
    jw_real(w, "performance", s->oee.performance);
    jw_real(w, "quality", s->oee.quality);
    jw_real(w, "oee", s->oee.oee);
    jw_real(w, "coverage", s->oee.coverage);
    jw_seconds(w, "planned_s", s->oee.planned_ms);
    jw_seconds(w, "run_s", s->oee.run_ms);
    jw_amount(w, "total", s->counts.total);
    jw_amount(w, "good", s->counts.good);
    jw_amount(w, "scrap", s->counts.scrap);
    jw_amount(w, "rework", s->counts.rework);
    jw_object(w, "time_s");
    for (int i = 0; i < MACHINE_STATE_COUNT; i++)
        jw_seconds(w, word_name(&words_machine_state, i), s->time_ms[i]);
    jw_object_end(w);
    jw_object_end(w);
}

static void put_tally(struct jw *w, const char *key, const struct diff_tally *t)
{
    jw_object(w, key);
    jw_int(w, "a", t->a);
    jw_int(w, "b", t->b);
    jw_int(w, "only_a", t->vanish);
    jw_int(w, "only_b", t->appear);
    jw_int(w, "moved", t->moved);
    jw_int(w, "renamed", t->renamed);
    jw_int(w, "resized", t->resized);
    jw_object_end(w);
}

static void put_sums(struct jw *w, const struct diff_outcome *o)
{
    const struct diff *d = o->diff;
    jw_object(w, "summary");
    jw_bool(w, "same", diff_is_nothing(d));
    jw_seconds(w, "other_state_s", d->state_ms);
    jw_seconds(w, "other_word_s", d->word_ms);
    put_tally(w, "stops", &d->all_stops);
    jw_object(w, "long_stops");
    jw_int(w, "a", d->long_stops.a);
    jw_int(w, "b", d->long_stops.b);
    jw_object_end(w);
    put_tally(w, "alerts", &d->alerts);
    put_tally(w, "predictions", &d->predictions);
    put_tally(w, "calls", &d->calls);
    jw_object(w, "lamps_s");
    for (size_t i = 0; i < d->lamp_names; i++)
        jw_seconds(w, story_word(d->a->words, d->lamp_name[i]), d->lamp_ms[i]);
    jw_object_end(w);
    jw_int(w, "lost", d->lost);
    jw_object_end(w);
}

void diff_json(const struct diff_outcome *o)
{
    char text[8 * ROW];
    struct jw w;
    jw_init(&w, text, sizeof text);
    jw_object(&w, NULL);
    jw_int(&w, "from", o->from);
    jw_int(&w, "to", o->to);
    jw_int(&w, "messages", o->messages);
    jw_text(&w, "a_config", o->name[0]);
    jw_text(&w, "b_config", o->name[1]);
    put_sums(&w, o);
    put_figures(&w, "a", o->snapshot[0]);
    put_figures(&w, "b", o->snapshot[1]);
    fputs(text, stdout); /* its lists come before its end */
    put_list(o->diff, "states", o->diff->states.count, state_row);
    put_list(o->diff, "stops", o->diff->stops, stop_row);
    put_list(o->diff, "raised", o->diff->raisings, raised_row);
    put_list(o->diff, "lamps", o->diff->lamps.count, lamp_row);
    put_list(o->diff, "shifts", o->diff->shifts, shift_row);
    puts("}");
}
