/* SPDX-License-Identifier: MIT */
/* All that must outlive a restart, as one JSON object. Written with each commit, so it is a plain
 * walk over the tables of saved.c into the caller's buffer. The window of a replay is not in it:
 * replays do not restart. Rate-limited faults begin anew: at worst one is told twice. */
#include "andon/engine/response/response.h"
#include "andon/engine/saved.h"

static void put_segments(struct jw *w, const struct account *a)
{
    jw_array(w, "segments");
    for (int i = 0; i < a->segments; i++) {
        const struct account_segment *s = &a->segment[i];
        const int64_t row[] = {s->ideal_us, s->total, s->good, s->scrap, s->rework, s->was_us};
        jw_array(w, NULL);
        for (size_t n = 0; n < sizeof row / sizeof *row; n++)
            jw_int(w, NULL, row[n]);
        bool entered = s->entered_scrap != 0 || s->entered_rework != 0;
        if (s->product[0] != '\0' || entered)
            jw_text(w, NULL, s->product);
        if (entered) {
            jw_int(w, NULL, s->entered_scrap);
            jw_int(w, NULL, s->entered_rework);
        }
        jw_array_end(w);
    }
    jw_array_end(w);
}

static void put_window(struct jw *w, const struct window *win)
{
    jw_object(w, NULL);
    saved_write(w, &saved_window, win);
    records_put_times(w, "plan", win->account.ms[1]);
    records_put_times(w, "other", win->account.ms[0]);
    put_segments(w, &win->account);
    jw_array(w, "detail");
    for (int i = 0; i < win->details; i++) {
        jw_text(w, NULL, win->detail[i].name);
        jw_int(w, NULL, win->detail[i].ms);
    }
    jw_array_end(w);
    jw_object_end(w);
}

static void put_table(struct jw *w, const char *key, const struct saved_table *table,
                      const void *object)
{
    jw_object(w, key);
    saved_write(w, table, object);
    jw_object_end(w);
}

static void put_signal(struct jw *w, const struct config *config, const struct signal_conf *conf,
                       const struct signal *sig)
{
    jw_object(w, conf->name);
    jw_text(w, "role", word_name(&words_signal_role, (int)conf->role));
    saved_write(w, &saved_signal, sig);
    put_table(w, "value", &saved_value, &sig->value);
    if (sig->counter.based) {
        jw_text(w, "kind", word_name(&words_counter_kind, (int)conf->counter.kind));
        jw_int(w, "reading", signals_reading(config, conf));
        put_table(w, "counter", &saved_counter, &sig->counter);
    }
    if (sig->history.quality != Q_NONE)
        put_table(w, "history", &saved_history, &sig->history);
    jw_object_end(w);
}

size_t station_checkpoint(const struct station *st, struct now now, char *out, size_t size)
{
    struct jw w;
    jw_init(&w, out, size);
    jw_object(&w, NULL);
    jw_int(&w, "v", SAVED_VERSION);
    jw_int(&w, "now", station_time(st, now));
    put_table(&w, "station", &saved_station, st);
    put_table(&w, "interval", &saved_interval, &st->interval);
    put_table(&w, "phase", &saved_phase, &st->interval.phase);
    put_table(&w, "stop", &saved_stop, &st->stop);
    jw_array(&w, "windows");
    for (int i = 0; i < WINDOWS; i++)
        put_window(&w, &st->window[i]);
    jw_array_end(&w);
    jw_array(&w, "makings");
    for (int i = 0; i < st->makings; i++)
        put_table(&w, NULL, &saved_making, &st->making[i]);
    jw_array_end(&w);
    jw_array(&w, "minutes");
    for (int i = 0; i < MINUTES; i++)
        if (st->minute[i].number != 0)
            put_table(&w, NULL, &saved_minute, &st->minute[i]);
    jw_array_end(&w);
    work_write(&w, st);
    predictions_write(&w, st);
    alerts_write(&w, st);
    calls_write(&w, st);
    undo_write(&w, st);
    checks_write(&w, st);
    goals_write(&w, st);
    jw_array(&w, "handovers");
    for (int i = 0; i < st->handovers; i++)
        put_table(&w, NULL, &saved_handover, &st->handover[i]);
    jw_array_end(&w);
    jw_object(&w, "lines");
    for (size_t i = 0; i < st->config->lamps; i++)
        if (st->line[i].open)
            put_table(&w, st->config->lamp[i].name, &saved_line, &st->line[i]);
    jw_object_end(&w);
    light_write(&w, st);
    jw_object(&w, "signals");
    for (size_t i = 0; i < st->config->signals; i++)
        if (st->signal[i].seen || st->signal[i].errors > 0 || st->signal[i].counter.based)
            put_signal(&w, st->config, &st->config->signal[i], &st->signal[i]);
    jw_object_end(&w);
    jw_object_end(&w);
    return w.overflow ? 0 : w.length;
}
