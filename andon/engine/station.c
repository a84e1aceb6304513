/* SPDX-License-Identifier: MIT */
/* The station's step: clock, deadlines, event, lamps. Called by the daemon's loop and by replay;
 * owns the station and everything in it, borrows the configuration. What a step changes is in the
 * parts (parts.h); this file only says in which order. */
#include "andon/engine/parts.h"
#include "andon/engine/people/people.h"
#include "andon/engine/response/response.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

/* A wall clock that moves by more than this against the boot clock was set: a `clock` record. */
#define CLOCK_STEP_MS 1000
/* Less than this is the jitter of reading two clocks; more is slewing, which the offset follows. */
#define CLOCK_JITTER_MS 20

int64_t station_wall(const struct station *st, int64_t t)
{
    return t + st->wall_offset;
}

int64_t station_time(const struct station *st, struct now now)
{
    int64_t t = now.boot_ms + st->boot_to_t;
    return t > st->t ? t : st->t;
}

void station_touch(struct station *st)
{
    if (st->effects)
        st->effects->snapshot_changed = true;
}

/* ---- life ----------------------------------------------------------------------------------- */

/* Of records that begin anew at a terminal that stands for another one; a checkpoint's go over it.
 */
static void numbers_begin(struct station *st, int64_t from)
{
    int64_t *const next[] = {
        &st->next_interval,
        &st->next_stop,
        &st->next_fault,
        &st->next_clock,
        &st->next_lamp,
        &st->next_late,
        &st->next_session,
        &st->calls.next,
        &st->alerts.next,
        &st->work.next_mode,
        &st->work.next_run,
        &st->work.next_scrap,
        &st->work.next_improvement,
        &st->predictions.next_prediction,
        &st->predictions.next_feedback,
        &st->predictions.next_order,
    };
    for (size_t i = 0; i < sizeof next / sizeof *next; i++)
        *next[i] = from + 1;
}

struct station *station_new(const struct config *config, struct now now, int64_t window_from,
                            int64_t window_to)
{
    struct station *st = calloc(1, sizeof *st);
    if (!st)
        return NULL;
    st->config = config;
    st->signal = calloc(config->signals + 1, sizeof *st->signal);
    st->rule = calloc(config->rules + 1, sizeof *st->rule);
    if (!st->signal || !st->rule || book_init(st) != 0 || alerts_init(st) != 0) {
        station_free(&st);
        return NULL;
    }
    st->t = st->born = st->first = now.wall_ms;
    st->boot_to_t = st->t - now.boot_ms;
    st->link.state = LINK_CONNECTING;
    st->link.since_wall = now.wall_ms;
    modes_init(st);
    st->minutes_due = st->faults_due = st->samples_due = TIME_NEVER;
    signals_init(st);
    contacts_init(st);
    calls_init(st);
    jobs_init(st);
    predictions_init(st);
    product_init(st);
    lamps_init(st);
    state_forget_pulses(st);
    numbers_begin(st, config->numbers_from);
    /* The figures begin with the window: what was before this process is unknown, not absent. So
     * the axis starts there, and the first step walks over the breaks in between. */
    window_init(st, window_from, window_to);
    checks_init(st);
    struct phase phase = {.state = MS_UNKNOWN,
                          .mode = st->mode,
                          .in_plan = state_in_plan(st),
                          .origin = ORIGIN_START};
    product_tell(st, &phase);
    interval_begin(st, st->t, &phase);
    return st;
}

void station_free(struct station **station)
{
    if (!station || !*station)
        return;
    free((*station)->signal);
    free((*station)->rule);
    free((*station)->book);
    alerts_free(*station);
    free(*station);
    *station = NULL;
}

void effects_done(struct effects *effects)
{
    record_list_done(&effects->records);
    history_list_done(&effects->history);
    *effects = (struct effects){0};
}

/* ---- deadlines ------------------------------------------------------------------------------ */

/* In the order in which those of one instant fire: counts are booked before their minute and their
 * shift are written, and the lamps see what all of it led to. */
static const struct deadline {
    int64_t (*due)(const struct station *);
    void (*fire)(struct station *);
} deadlines[] = {
    {counts_deadline, counts_settle},
    {signals_deadline, signals_expire},
    {state_pulse_deadline, state_pulse_expire},
    {modes_deadline, modes_expire},
    {stop_deadline, stop_turn_long},
    {minutes_deadline, minutes_write},
    {faults_deadline, faults_write},
    {checks_deadline, checks_look},
    {window_deadline, window_refresh},
    {handover_deadline, handover_expire},
    {samples_deadline, samples_write},
    {predictions_deadline, predictions_expire},
    {alerts_deadline, alerts_expire},
    {calls_deadline, calls_expire},
    {tower_deadline, tower_expire},
    {override_deadline, override_expire},
    {feedback_deadline, feedback_judge},
    {sound_deadline, lamps_look},
    {lamps_deadline, lamps_look},
};
#define DEADLINES (sizeof deadlines / sizeof *deadlines)

static int64_t next_due(const struct station *st)
{
    int64_t next = TIME_NEVER;
    for (size_t i = 0; i < DEADLINES; i++) {
        int64_t due = deadlines[i].due(st);
        if (due < next)
            next = due;
    }
    return next;
}

/* Which rules hold as of st->t, and what the tower shows of them. */
static void light(struct station *st)
{
    lamps_look(st);
    ladder_lamps(st);
    lamps_show(st);
    st->lamps_owed = false;
}

void station_run(struct station *st, int64_t t)
{
    if (st->lamps_owed && t > st->t)
        light(st); /* of the moment that is over */
    for (;;) {
        int64_t due = next_due(st);
        if (due > t)
            break;
        if (due > st->t)
            st->t = due;
        st->arrival = st->t;
        for (size_t i = 0; i < DEADLINES; i++)
            if (deadlines[i].due(st) <= st->t)
                deadlines[i].fire(st);
        alerts_look(st);
        lamps_look(st);
        ladder_lamps(st);
    }
    if (t > st->t)
        st->t = t;
}

int64_t station_deadline(const struct station *st)
{
    int64_t due = st->lamps_owed ? st->t : next_due(st);
    return due == TIME_NEVER ? TIME_NEVER : due - st->boot_to_t;
}

/* ---- the step ------------------------------------------------------------------------------- */

/* Durations come from the boot clock, so a clock that was set moves only the offset. */
static void follow_clock(struct station *st, struct now now)
{
    st->synced = now.synced;
    int64_t t = now.boot_ms + st->boot_to_t;
    int64_t drift = now.wall_ms - station_wall(st, t);
    if (t < st->t || (drift >= -CLOCK_JITTER_MS && drift <= CLOCK_JITTER_MS))
        return;
    bool step = drift < -CLOCK_STEP_MS || drift > CLOCK_STEP_MS;
    if (step)
        samples_write_all(st);
    st->wall_offset += drift;
    if (!step)
        return;
    alerts_stepped(st);
    if (drift < 0)
        st->era++;
    records_clock(st, drift);
    window_refresh(st);
    station_touch(st);
}

/* A station that hears nothing but its own contacts knows what it knows without a broker. */
static bool needs_link(const struct station *st)
{
    for (size_t i = 0; i < st->config->signals; i++)
        if (!st->config->signal[i].contact)
            return true;
    return st->config->signals == 0;
}

static void take_link(struct station *st, const struct event *event)
{
    if (event->link == LINK_UP) {
        st->link.lost = false;
        workorders_connected(st);
    } else if (event->link == LINK_DOWN || st->link.state == LINK_UP) {
        st->link.lost = needs_link(st);
        signals_lose(st, ORIGIN_LINK);
        state_refresh(st, st->arrival);
    }
    if (st->link.state != event->link)
        st->link.since_wall = station_wall(st, st->arrival);
    st->link.state = event->link;
    const char *why = event->link == LINK_UP || !event->why ? "" : event->why;
    text_sanitise(why, strlen(why), st->link.why, sizeof st->link.why);
}

static void take_store(struct station *st, const struct event *event)
{
    if (st->store.failed == event->store_ok)
        st->store.since_wall = station_wall(st, st->arrival);
    st->store.failed = !event->store_ok;
    const char *why = event->store_ok || !event->why ? "" : event->why;
    text_sanitise(why, strlen(why), st->store.why, sizeof st->store.why);
}

static void take_event(struct station *st, const struct event *event)
{
    switch (event->kind) {
    case EVENT_TICK:
        return;
    case EVENT_UPDATE:
        signals_update(st, event->update); /* touches when something changed */
        contacts_heard(st, event->update);
        calls_heard(st, event->update);
        return;
    case EVENT_LINK:
        take_link(st, event);
        break;
    case EVENT_STORE:
        take_store(st, event);
        break;
    case EVENT_STOPPING:
        tower_stopping(st);
        st->stopping = true;
        break;
    case EVENT_LINES:
        tower_lines(st, event->lines, event->why);
        break;
    case EVENT_COMMAND:
        people_command(st, event->command, event->outcome);
        break;
    case EVENT_JOBS:
        queue_take(st, event->jobs);
        break;
    case EVENT_CONTACT:
        contacts_take(st, event->contact);
        break;
    case EVENT_PREDICTION:
        predictions_take(st, event->prediction);
        return;
    case EVENT_ANSWER:
        workorders_answer(st, event->answer);
        return;
    case EVENT_SENT:
        outgoing_sent(st, event->sent);
        return;
    case EVENT_HEALTH:
        alerts_health(st, event->oldest_ms, event->free_bytes);
        return;
    case EVENT_LAMP_TEST:
        tower_test(st, event->actor ? event->actor : "", event->from ? event->from : "");
        break;
    }
    station_touch(st);
}

void station_begin(struct station *st, struct effects *effects)
{
    record_list_clear(&effects->records);
    history_list_clear(&effects->history);
    effects->lamps_changed = effects->snapshot_changed = false;
    st->effects = effects;
    st->arrival = st->t;
    window_announce(st);
}

static void follow(struct station *st, struct now now)
{
    station_run(st, station_time(st, now));
    follow_clock(st, now);
    workorders_follow(st);
    alerts_look(st);
}

void station_end(struct station *st, struct now now)
{
    follow(st, now);
    light(st);
    st->effects = NULL;
}

/* All of a step but its lamps. */
static void take(struct station *st, const struct event *event, struct now now,
                 struct effects *effects)
{
    station_begin(st, effects);
    station_run(st, station_time(st, now));
    follow_clock(st, now);
    int64_t arrival = now.boot_ms + st->boot_to_t;
    st->arrival = arrival < st->t ? arrival : st->t;
    take_event(st, event);
    follow(st, now); /* a stop that is told late may already be long */
}

void station_step(struct station *st, const struct event *event, struct now now,
                  struct effects *effects)
{
    take(st, event, now, effects);
    light(st);
    st->effects = NULL;
}

void station_take(struct station *st, const struct event *event, struct now now,
                  struct effects *effects)
{
    take(st, event, now, effects);
    st->lamps_owed = true;
    /* More than a value: a state, an alert; or a call, and whether a lamp shows it is on record. */
    if (effects->records.count > 0 || st->calls.count > 0)
        light(st);
    st->effects = NULL;
}

bool station_light(struct station *st, struct effects *effects)
{
    if (!st->lamps_owed)
        return false;
    station_begin(st, effects);
    light(st);
    st->effects = NULL;
    return true;
}
