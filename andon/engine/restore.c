/* SPDX-License-Identifier: MIT */
/* Continue from a checkpoint: read it into a copy of the station, check that it makes sense, and
 * only then take it over. Then the time since is walked: deadlines fire as they would have, under
 * the state `unknown`, for nobody watched. Signals are found by name: a changed configuration keeps
 * what still exists, and another calendar closes the old window at the checkpoint. */
#include "andon/engine/response/response.h"
#include "andon/engine/saved.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

/* Times beyond this (the year 144,000) are no times. */
#define TIME_LIMIT (INT64_C(1) << 52)

static int broken(struct cause *why, const char *what)
{
    return cause_set(why, -1, "checkpoint: \"%s\" cannot be what it says", what);
}

static int read_times(const json_t *json, int64_t ms[MACHINE_STATE_COUNT])
{
    for (int s = 0; s < MACHINE_STATE_COUNT; s++) {
        const json_t *one = json_object_get(json, word_name(&words_machine_state, s));
        ms[s] = 0;
        if (one && (saved_number(one, &ms[s]) != 0 || ms[s] < 0 || ms[s] > TIME_LIMIT))
            return -1;
    }
    return 0;
}

/* Ideal, total, good, scrap, rework; then the ideal that the minutes name and the product, and what
 * people entered. */
static int read_segment(const json_t *row, struct account_segment *s)
{
    int64_t *const member[] = {&s->ideal_us, &s->total, &s->good, &s->scrap, &s->rework};
    const json_t *was = json_array_get(row, 5), *product = json_array_get(row, 6);
    for (size_t n = 0; n < sizeof member / sizeof *member; n++)
        if (saved_number(json_array_get(row, n), member[n]) != 0)
            return -1;
    s->was_us = s->ideal_us;
    if (was && saved_number(was, &s->was_us) != 0)
        return -1;
    if (json_is_string(product))
        (void)text_sanitise(json_string_value(product), json_string_length(product), s->product,
                            sizeof s->product);
    if (json_array_size(row) <= 7)
        return 0;
    return saved_number(json_array_get(row, 7), &s->entered_scrap) != 0 ||
                   saved_number(json_array_get(row, 8), &s->entered_rework) != 0
               ? -1
               : 0;
}

static int read_segments(const json_t *json, struct account *a)
{
    size_t count = json_array_size(json);
    if (count > ACCOUNT_SEGMENTS)
        return -1;
    for (size_t i = 0; i < count; i++)
        if (read_segment(json_array_get(json, i), &a->segment[i]) != 0)
            return -1;
    a->segments = (int)count;
    return 0;
}

/* Name, ms, name, ms, … */
static int read_details(const json_t *json, struct window *w)
{
    size_t count = json_array_size(json) / 2;
    if (count > SNAPSHOT_DETAILS)
        return -1;
    for (size_t i = 0; i < count; i++) {
        const json_t *name = json_array_get(json, 2 * i);
        struct window_detail *d = &w->detail[i];
        if (!json_is_string(name) || saved_number(json_array_get(json, 2 * i + 1), &d->ms) != 0)
            return -1;
        (void)text_sanitise(json_string_value(name), json_string_length(name), d->name,
                            sizeof d->name);
    }
    w->details = (int)count;
    return 0;
}

static int read_window(const json_t *json, struct window *w, struct cause *why)
{
    *w = (struct window){0};
    if (saved_read(json, &saved_window, w, why) != 0)
        return -1;
    if (read_times(json_object_get(json, "plan"), w->account.ms[1]) != 0 ||
        read_times(json_object_get(json, "other"), w->account.ms[0]) != 0 ||
        read_segments(json_object_get(json, "segments"), &w->account) != 0 ||
        read_details(json_object_get(json, "detail"), w) != 0)
        return broken(why, "windows");
    return 0;
}

static int read_windows(const json_t *json, struct station *st, struct cause *why)
{
    size_t count = json_array_size(json); /* an older program kept fewer */
    if (count == 0 || count > WINDOWS)
        return broken(why, "windows");
    for (size_t i = 0; i < WINDOWS; i++)
        st->window[i] = (struct window){0};
    for (size_t i = 0; i < count; i++) {
        if (read_window(json_array_get(json, i), &st->window[i], why) != 0)
            return -1;
        const char *id = st->window[i].id;
        for (size_t k = 0; k < i && id[0] != '\0'; k++)
            if (strcmp(st->window[k].id, id) == 0)
                return broken(why, "windows");
    }
    return 0;
}

static int read_minutes(const json_t *json, struct station *st, struct cause *why)
{
    size_t count = json_array_size(json);
    if (count > MINUTES)
        return broken(why, "minutes");
    memset(st->minute, 0, sizeof st->minute);
    for (size_t i = 0; i < count; i++)
        if (saved_read(json_array_get(json, i), &saved_minute, &st->minute[i], why) != 0)
            return -1;
    return 0;
}

/* None in a checkpoint of before there were any: what the configuration says is being made. */
static int read_makings(const json_t *json, struct station *st, struct cause *why)
{
    size_t count = json_array_size(json);
    if (count > MAKINGS)
        return broken(why, "makings");
    for (size_t i = 0; i < count; i++) {
        if (saved_read(json_array_get(json, i), &saved_making, &st->making[i], why) != 0)
            return -1;
        if (i > 0 && st->making[i].from <= st->making[i - 1].from)
            return broken(why, "makings");
    }
    if (count > 0)
        st->makings = (int)count;
    return st->making[st->makings - 1].from <= st->t ? 0 : broken(why, "makings");
}

/* "" is none. */
static bool is_json(const char *text)
{
    json_t *json = text[0] != '\0' ? json_loads(text, 0, NULL) : NULL;
    json_decref(json);
    return json || text[0] == '\0';
}

static int read_handovers(const json_t *json, struct station *st, struct cause *why)
{
    size_t count = json_array_size(json);
    if (count > HANDOVERS)
        return broken(why, "handovers");
    for (size_t i = 0; i < count; i++) {
        struct handover *h = &st->handover[i];
        *h = (struct handover){0};
        if (saved_read(json_array_get(json, i), &saved_handover, h, why) != 0)
            return -1;
        if (h->shift[0] == '\0' || h->rev < 0 || !is_json(h->figures) || !is_json(h->stops) ||
            !is_json(h->alerts) || !is_json(h->calls) || !is_json(h->notes))
            return broken(why, "handovers");
    }
    st->handovers = (int)count;
    return 0;
}

static bool says(const json_t *json, const char *key, const char *word)
{
    const char *text = json_string_value(json_object_get(json, key));
    return text && strcmp(text, word) == 0;
}

/* Whether the counter counts what it counted: a base of another source would make parts of nothing.
 * What programs before this one wrote does not say. */
static bool counts_alike(const json_t *json, const struct config *config,
                         const struct signal_conf *conf)
{
    const json_t *reading = json_object_get(json, "reading");
    return says(json, "kind", word_name(&words_counter_kind, (int)conf->counter.kind)) &&
           (!reading || json_integer_value(reading) == signals_reading(config, conf));
}

/* A signal or counter that now means something else begins anew. */
static int read_signal(const json_t *json, const struct config *config,
                       const struct signal_conf *conf, struct signal *sig, struct cause *why)
{
    const json_t *counter = json_object_get(json, "counter");
    const json_t *history = json_object_get(json, "history");
    if (!json || !says(json, "role", word_name(&words_signal_role, (int)conf->role)))
        return 0;
    if (saved_read(json, &saved_signal, sig, why) != 0 ||
        saved_read(json_object_get(json, "value"), &saved_value, &sig->value, why) != 0)
        return -1;
    if (counter && counts_alike(json, config, conf) &&
        saved_read(counter, &saved_counter, &sig->counter, why) != 0)
        return -1;
    if (history && saved_read(history, &saved_history, &sig->history, why) != 0)
        return -1;
    const struct watch *w = &sig->watch;
    bool watched = w->pause_run >= 0 && w->pause_run <= TIME_LIMIT && w->moved_run >= 0 &&
                   w->moved_run <= TIME_LIMIT && llabs(w->clock_off) <= TIME_LIMIT &&
                   w->read_at >= 0 && w->read_at <= TIME_LIMIT && w->far_from >= 0 &&
                   w->far_from <= TIME_LIMIT && w->span_from >= 0;
    bool fits = watched && sig->heard <= TIME_LIMIT && sig->at <= TIME_LIMIT &&
                sig->counter.pending_ms <= TIME_LIMIT && history_is_sound(&sig->history);
    return fits ? 0 : broken(why, conf->name);
}

static bool is_time(int64_t t, int64_t now)
{
    return t >= 0 && t <= now;
}

/* What a station walks over when it comes back, shift by shift. Longer, it was put away or its
 * clock was wrong: the rest is told as one `clock` record, so that a restart stays bounded. */
#define GAP_MAX_MS (31 * MS_PER_DAY)

/* What the rest of the engine takes for granted. */
static bool makes_sense(const struct station *st, int64_t now)
{
    const struct stop *stop = &st->stop;
    bool times = now <= TIME_LIMIT && is_time(st->t, now) && now - st->t <= GAP_MAX_MS &&
                 is_time(st->interval.begin, st->t) && is_time(st->window[0].begin, st->t) &&
                 is_time(st->since, st->t) && (!stop->open || is_time(stop->begin, st->t));
    bool offsets = llabs(st->wall_offset) <= TIME_LIMIT && llabs(st->boot_to_t) <= TIME_LIMIT;
    bool counts = st->era >= 0 && st->next_interval > 0 && st->next_stop > 0 &&
                  st->next_fault > 0 && st->next_clock > 0 && st->next_lamp > 0 &&
                  st->next_session > 0 && st->cycle.count >= 0 && st->cycle.count <= CYCLES &&
                  st->cycle.next >= 0 && st->cycle.next < CYCLES;
    bool pulse = st->pulse.since == TIME_NONE || is_time(st->pulse.since, now);
    int homes = 0;
    for (int i = 0; i < WINDOWS; i++)
        homes += stop->home[i] != 0;
    bool loss = !phase_is_loss(&st->interval.phase) || stop->open;
    bool spans = stop->spans >= 0 && stop->spans <= STOP_SPANS;
    return times && offsets && counts && pulse && loss && spans && stop->ms >= 0 && homes <= 1;
}

static int read_lines(const json_t *json, struct station *st, int64_t now, struct cause *why)
{
    for (size_t i = 0; i < st->config->lamps; i++) {
        const json_t *one = json_object_get(json, st->config->lamp[i].name);
        struct line *line = &st->line[i];
        if (!one)
            continue;
        if (saved_read(one, &saved_line, line, why) != 0)
            return -1;
        if (!is_time(line->begin, now) || !is_time(line->well_at, now) || line->rev < 0)
            return broken(why, "lines");
    }
    return 0;
}

static int read_all(const json_t *json, struct station *st, struct signal *signals, int64_t *now,
                    struct cause *why)
{
    int64_t version = 0;
    if (saved_number(json_object_get(json, "v"), &version) != 0 || version != SAVED_VERSION)
        return cause_set(why, -1, "checkpoint: version %lld, this program reads %d",
                         (long long)version, SAVED_VERSION);
    if (saved_number(json_object_get(json, "now"), now) != 0)
        return broken(why, "now");
    const struct {
        const char *key;
        const struct saved_table *table;
        void *object;
    } parts[] = {{"station", &saved_station, st},
                 {"interval", &saved_interval, &st->interval},
                 {"phase", &saved_phase, &st->interval.phase},
                 {"stop", &saved_stop, &st->stop}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (saved_read(json_object_get(json, parts[i].key), parts[i].table, parts[i].object, why))
            return -1;
    if (read_windows(json_object_get(json, "windows"), st, why) != 0 ||
        read_makings(json_object_get(json, "makings"), st, why) != 0 ||
        read_minutes(json_object_get(json, "minutes"), st, why) != 0)
        return -1;
    if (read_lines(json_object_get(json, "lines"), st, *now, why) != 0 ||
        light_read(json_object_get(json, "light"), st, *now, why) != 0 ||
        silence_read(json_object_get(json, "silence"), st, *now, why) != 0 ||
        read_handovers(json_object_get(json, "handovers"), st, why) != 0)
        return -1;
    const json_t *saved = json_object_get(json, "signals");
    for (size_t i = 0; i < st->config->signals; i++)
        if (read_signal(json_object_get(saved, st->config->signal[i].name), st->config,
                        &st->config->signal[i], &signals[i], why) != 0)
            return -1;
    if (!makes_sense(st, *now))
        return cause_set(why, -1, "checkpoint: its times do not fit");
    if (work_read(json_object_get(json, "work"), st, why) != 0 ||
        predictions_read(json_object_get(json, "predictions"), st, why) != 0 ||
        calls_read(json_object_get(json, "calls"), st, why) != 0)
        return -1;
    if (undo_read(json_object_get(json, "undo"), st, why) != 0 ||
        checks_read(json_object_get(json, "checks"), st, *now, why) != 0 ||
        goals_read(json_object_get(json, "goals"), st, why) != 0)
        return -1;
    /* The last one: its parts lie outside the station. */
    return alerts_read(json_object_get(json, "alerts"), st, why);
}

/* Where `now` lies on the saved axis: by the boot clock, or after a reboot by the wall clock. A
 * wall clock that is behind the checkpoint was set back: no time is known to have passed. */
static int64_t resume_axis(struct station *st, int64_t saved_now, bool same_boot, struct now now)
{
    int64_t t = saved_now;
    if (same_boot && now.boot_ms + st->boot_to_t > t)
        t = now.boot_ms + st->boot_to_t;
    if (!same_boot && now.wall_ms > station_wall(st, t))
        t = now.wall_ms - st->wall_offset;
    if (t - saved_now > GAP_MAX_MS)
        t = saved_now + GAP_MAX_MS;
    st->boot_to_t = t - now.boot_ms;
    st->born = t;
    return t;
}

/* From the checkpoint to now nobody watched. */
static void walk_gap(struct station *st, int64_t saved_now, int64_t t)
{
    modes_refresh(st, st->t);
    queue_refresh(st);
    product_refresh(st);
    window_refresh(st);
    checks_follow(st);
    station_run(st, saved_now);
    if (t <= saved_now)
        return;
    signals_lose(st, ORIGIN_RESTART);
    state_refresh(st, st->t);
    st->link.state = LINK_CONNECTING;
    st->link.lost = st->started = false;
    station_run(st, t);
}

/* Read into copies; take them over only when all of it makes sense. */
static int take_over(const json_t *root, struct station *st, int64_t *saved_now, struct cause *why)
{
    struct station fresh = *st;
    size_t bytes = (st->config->signals + 1) * sizeof *st->signal;
    struct signal *signals = malloc(bytes);
    if (!signals)
        return cause_set(why, -1, "out of memory");
    memcpy(signals, st->signal, bytes);
    int result = read_all(root, &fresh, signals, saved_now, why);
    if (result == 0) {
        memcpy(st->signal, signals, bytes);
        *st = fresh;
    }
    free(signals);
    return result;
}

int restore_read(struct station *st, const char *json, size_t length, int64_t *saved_now,
                 struct cause *why)
{
    json_error_t error;
    json_t *root = json_loadb(json, length, JSON_REJECT_DUPLICATES, &error);
    if (!root)
        return cause_set(why, -1, "checkpoint: %s", error.text);
    int result = take_over(root, st, saved_now, why);
    json_decref(root);
    return result;
}

int station_restore(struct station *st, const char *json, size_t length, bool same_boot,
                    struct now now, struct effects *effects, struct cause *why)
{
    int64_t saved_now = 0;
    int result = restore_read(st, json, length, &saved_now, why);
    if (result != 0)
        return result;
    station_begin(st, effects);
    walk_gap(st, saved_now, resume_axis(st, saved_now, same_boot, now));
    station_end(st, now);
    return 0;
}
