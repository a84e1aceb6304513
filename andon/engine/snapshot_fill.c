/* SPDX-License-Identifier: MIT */
/* The complete current view of the station (design.md §7), filled from what the engine knows; the
 * daemon adds what only it knows (queues, sync, read-back, decode errors). Called before each
 * sending; computes nothing that the records do not also say. */
#include "andon/engine/response/response.h"
#include "data/model/text.h"

#include <string.h>

static void fill_machine(const struct station *st, int64_t t, struct snapshot *s)
{
    const struct phase *phase = &st->interval.phase;
    int driver = state_driver(st);
    const struct signal *sig = driver >= 0 ? &st->signal[driver] : NULL;
    bool heard = sig && sig->seen;
    s->machine.state = phase->state;
    s->machine.since = st->since_wall;
    s->machine.for_ms = t - st->since;
    (void)text_copy(s->machine.detail, sizeof s->machine.detail, phase->detail);
    s->machine.age_ms = heard ? t - sig->heard : -1;
    /* Unknown although something was heard, and not because that is what was said. */
    bool disbelieved = st->origin >= ORIGIN_STALE && phase->state == MS_UNKNOWN;
    s->machine.stale = heard && (sig->bad || disbelieved);
    s->machine.stored = phase->stored;
    s->machine.mode = st->mode;
}

static void fill_plan(const struct station *st, int64_t t, struct snapshot *s)
{
    const struct config *config = st->config;
    const struct making *now = product_now(st);
    const struct product_conf *product = config_product(config, now->product);
    (void)text_copy(s->shift.name, sizeof s->shift.name, st->span.name);
    (void)text_copy(s->shift.team, sizeof s->shift.team, st->span.team);
    s->shift.start = st->span.begin_ms;
    s->shift.end = st->span.end_ms;
    s->shift.in_shift = st->span.in_shift;
    s->shift.in_break = st->span.in_break;
    (void)text_copy(s->job.product, sizeof s->job.product,
                    product && product->title[0] ? product->title : now->product);
    s->job.ideal_us = now->ideal_us;
    s->job.target = station_target(st);
    s->counts.target_now = station_target_now(st, t);
    s->counts.cycle_ms = cycle_ms(st);
}

static void fill_figures(const struct station *st, int64_t t, struct snapshot *s)
{
    int index = window_shown(st);
    const struct window *w = &st->window[index];
    struct window_view v = window_view(st, index, t);
    struct oee_conf conf = station_oee_conf(st, index);
    struct account_segment sum = account_totals(&v.account);
    s->oee = oee_of(&v.account, &conf);
    s->unexplained_ms = v.unexplained_ms;
    s->counts.total = sum.total;
    s->counts.good = sum.good;
    s->counts.scrap = sum.scrap;
    s->counts.rework = sum.rework;
    s->counts.missing = w->missing;
    s->counts.outside_total = v.account.outside.total;
    struct account_segment outside = account_settled(&v.account.outside);
    s->counts.outside_good = outside.good;
    struct account_segment trial = account_settled(&v.account.trial);
    s->counts.trial_total = trial.total;
    s->counts.trial_good = trial.good;
    s->counts.entered_scrap = sum.entered_scrap;
    s->counts.entered_rework = sum.entered_rework;
    s->stops.count = v.account.stops;
    s->stops.small = v.account.small_stops;
    s->stops.unexplained = v.unexplained;
    for (int i = 0; i < MACHINE_STATE_COUNT; i++)
        s->time_ms[i] = v.account.ms[0][i] + v.account.ms[1][i];

    struct window with_open = *w;
    window_book_detail(&with_open, st->interval.phase.detail,
                       window_overlap(st, index, st->interval.begin, t));
    s->details = with_open.details;
    for (int i = 0; i < s->details; i++) {
        (void)text_copy(s->detail[i].name, sizeof s->detail[i].name, with_open.detail[i].name);
        s->detail[i].ms = with_open.detail[i].ms;
    }
}

/* The open stop, else the last one, if it touches the window. */
static void fill_stop(const struct station *st, int64_t t, struct snapshot *s)
{
    const struct stop *stop = book_last(st);
    const struct window *w = &st->window[window_shown(st)];
    if (!stop || (!stop->open && stop->end <= w->begin) || stop->begin >= w->end)
        return;
    (void)text_format(s->stop.id, sizeof s->stop.id, "S%lld", (long long)stop->number);
    s->stop.since = stop->begin_wall;
    s->stop.end = stop->end_wall;
    s->stop.ms = stop->open ? stop_lost(st, t) : stop->ms;
    s->stop.small = stop->small;
    s->stop.state = stop->state;
    (void)text_copy(s->stop.reason, sizeof s->stop.reason, stop->reason);
    (void)text_copy(s->stop.note, sizeof s->stop.note, stop->note);
    s->stop.rev = stop->rev;
    s->stop.noticed = stop->noticed;
    s->stop.arrived = stop->arrived;
    s->stop.repaired = stop->repaired;
    (void)text_copy(s->stop.suggested, sizeof s->stop.suggested, stop->suggested);
}

static void fill_signal(const struct station *st, size_t i, int64_t t, struct snapshot_signal *out)
{
    const struct signal_conf *conf = &st->config->signal[i];
    const struct signal *sig = &st->signal[i];
    (void)text_copy(out->name, sizeof out->name, conf->name);
    (void)text_copy(out->unit, sizeof out->unit, conf->unit);
    out->role = conf->role;
    out->quality = signals_quality(st, i, t);
    out->value = sig->value;
    out->ts = sig->ts_wall;
    out->age_ms = sig->seen ? t - sig->heard : -1;
    out->errors = sig->errors;
    (void)text_copy(out->error, sizeof out->error, sig->error);
}

static void fill_lamp(const struct station *st, size_t i, struct snapshot_lamp *out)
{
    const struct lamp_conf *conf = &st->config->lamp[i];
    const struct lamp_show *show = &st->lamp[i];
    (void)text_copy(out->name, sizeof out->name, conf->name);
    (void)text_copy(out->colour, sizeof out->colour, conf->colour);
    out->pattern = show->pattern;
    if (show->rule >= 0)
        (void)text_copy(out->rule, sizeof out->rule, st->config->rule[show->rule].name);
    else if (show->rule == RULE_TEST)
        (void)text_copy(out->rule, sizeof out->rule, "lamp test");
    else if (show->rule == RULE_OVERRIDE)
        (void)text_copy(out->rule, sizeof out->rule, "OVERRIDE");
    out->mismatch = (st->light.mismatch >> i & 1) != 0 || st->light.feedback[i].wrong;
    why_rule(st, (int)i, out->why, sizeof out->why);
}

void station_snapshot(const struct station *st, struct now now, struct snapshot *out)
{
    const struct config *config = st->config;
    int64_t t = station_time(st, now);
    snapshot_init(out);
    (void)config_path(config, out->station, sizeof out->station);
    (void)text_copy(out->title, sizeof out->title, config->title);
    out->ts = station_wall(st, t);
    out->online = true;
    fill_machine(st, t, out);
    fill_plan(st, t, out);
    fill_figures(st, t, out);
    fill_stop(st, t, out);
    modes_fill(st, out);
    jobs_fill(st, t, out);
    asks_fill(st, t, out);
    losses_fill(st, t, out);
    handover_fill(st, out);
    predictions_fill(st, t, out);
    workorders_fill(st, out);
    alerts_fill(st, t, out);
    calls_fill(st, t, out);
    checks_fill(st, t, out);
    for (size_t i = 0; i < config->signals && i < SNAPSHOT_SIGNALS; i++)
        fill_signal(st, i, t, &out->signal[out->signals++]);
    for (size_t i = 0; i < config->lamps && i < SNAPSHOT_LAMPS; i++)
        fill_lamp(st, i, &out->lamp[out->lamps++]);
    out->sync.link = st->link.state;
    out->sync.link_since = st->link.since_wall;
    (void)text_copy(out->sync.link_why, sizeof out->sync.link_why, st->link.why);
    out->health.store_ok = !st->store.failed;
    (void)text_copy(out->health.store_why, sizeof out->health.store_why, st->store.why);
    out->health.faults = st->faults + st->records_lost + st->checks.crowded;
}
