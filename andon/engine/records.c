/* SPDX-License-Identifier: MIT */
/* What became fact, written down: the bodies of the engine's records (design.md §7). Each is the
 * whole new version of its object, of integers and decimals only, so the same inputs give the same
 * bytes. Stamps are the time of the step or deadline that found out.
 *
 * Ids: I interval, S stop, F data-quality fault, T clock step (time), L lamp (a test of all, a line
 * that fails): counted from 1 and kept over restarts. M minute and W work shift carry the wall
 * minute at which they begin, and ".n" behind it once the clock has been set back n times, since
 * wall minutes then come round again. A minute in which several products are made, or one under
 * several ideal cycles, or in two shifts, has "-2", "-3" … behind the ids of the further ones, and
 * "-L1", "-L2" … (counted over all minutes) where the earlier ones are no longer open.
 * Other kinds have their letters from whoever makes them: C call, A alert, D declared mode, H
 * handover (of the shift W…), J job run, O work order, P prediction (its answers F), R scrap or
 * rework entry, U session of a person. */
#include "andon/engine/parts.h"
#include "data/model/json.h"
#include "data/model/text.h"

static struct record_draft draft(const struct station *st, enum record_kind kind, int64_t rev)
{
    /* What the first step tells of the time before the process was told by the process. */
    int64_t t = st->t > st->born ? st->t : st->born;
    struct record_draft d = {
        .kind = kind, .rev = rev, .wall_ms = station_wall(st, t), .boot_ms = t - st->boot_to_t};
    (void)text_copy(d.actor, sizeof d.actor, st->command ? st->command->actor : "machine");
    return d;
}

/* What a person made says from where. */
static void keep(struct station *st, const struct record_draft *d, struct jw *w)
{
    if (st->command && st->command->from[0] != '\0')
        jw_text(w, "from", st->command->from);
    jw_object_end(w);
    if (w->overflow || !st->effects || record_list_add(&st->effects->records, d, w->out) != 0)
        st->records_lost++;
}

static void number_id(struct record_draft *d, char letter, int64_t number)
{
    (void)text_format(d->id, sizeof d->id, "%c%lld", letter, (long long)number);
}

void records_interval(struct station *st, int64_t end)
{
    const struct interval *iv = &st->interval;
    const struct phase *phase = &iv->phase;
    const struct window *shift = &st->window[0];
    char body[RECORD_BODY_MAX], stop[RECORD_ID_SIZE] = "";
    struct jw w;
    struct record_draft d = draft(st, REC_INTERVAL, 1);
    number_id(&d, 'I', iv->number);
    if (st->stop.open && phase_is_loss(phase))
        (void)text_format(stop, sizeof stop, "S%lld", (long long)st->stop.number);
    jw_init(&w, body, sizeof body);
    jw_object(&w, NULL);
    jw_int(&w, "begin", iv->begin_wall);
    jw_int(&w, "end", station_wall(st, end));
    jw_int(&w, "ms", end - iv->begin);
    jw_text(&w, "state", word_name(&words_machine_state, (int)phase->state));
    jw_name(&w, "detail", phase->detail);
    jw_text(&w, "mode", word_name(&words_station_mode, (int)phase->mode));
    jw_name(&w, "shift", shift->name);
    jw_name(&w, "window", shift->id);
    jw_bool(&w, "plan", phase->in_plan);
    jw_text(&w, "source", word_name(&words_origin, (int)phase->origin));
    jw_name(&w, "stop", stop);
    jw_name(&w, "product", phase->product);
    jw_name(&w, "job", phase->job);
    keep(st, &d, &w);
}

void records_put_made(struct jw *w, const struct account_segment *segment)
{
    const struct account_segment made = account_settled(segment);
    jw_amount(w, "total", made.total);
    jw_amount(w, "good", made.good);
    jw_amount(w, "scrap", made.scrap);
    jw_amount(w, "rework", made.rework);
    if (made.entered_scrap != 0)
        jw_amount(w, "entered_scrap", made.entered_scrap);
    if (made.entered_rework != 0)
        jw_amount(w, "entered_rework", made.entered_rework);
}

/* The part that was not made in planned time, and what was made in a trial; most minutes and shifts
 * have none. */
static void put_part(struct jw *w, const char *key, const struct account_segment *part)
{
    if (part->total == 0 && part->good == 0 && part->scrap == 0 && part->rework == 0 &&
        part->entered_scrap == 0 && part->entered_rework == 0)
        return;
    jw_object(w, key);
    records_put_made(w, part);
    jw_object_end(w);
}

void records_minute_id(const struct minute *m, char id[RECORD_ID_SIZE])
{
    char era[24] = "", part[24] = "";
    if (m->era > 0)
        (void)text_format(era, sizeof era, ".%lld", (long long)m->era);
    if (m->part > LATE_PART)
        (void)text_format(part, sizeof part, "-L%lld", (long long)(m->part - LATE_PART));
    else if (m->part > 1)
        (void)text_format(part, sizeof part, "-%lld", (long long)m->part);
    (void)text_format(id, RECORD_ID_SIZE, "M%lld%s%s", (long long)m->number, era, part);
}

void records_minute(struct station *st, struct minute *m)
{
    char body[RECORD_BODY_MAX];
    struct jw w;
    struct record_draft d = draft(st, REC_MINUTE, ++m->rev);
    records_minute_id(m, d.id);
    jw_init(&w, body, sizeof body);
    jw_object(&w, NULL);
    jw_int(&w, "begin", m->number * MS_PER_MIN);
    records_put_made(&w, &m->made);
    put_part(&w, "outside", &m->outside);
    put_part(&w, "trial", &m->trial);
    jw_name(&w, "product", m->product);
    jw_name(&w, "job", m->job);
    jw_int(&w, "ideal_us", m->ideal_us);
    jw_bool(&w, "gap", m->gap);
    if (m->late)
        jw_bool(&w, "late", true);
    jw_name(&w, "shift", m->shift);
    jw_name(&w, "window", m->window);
    keep(st, &d, &w);
    m->dirty = false;
}

void records_put_times(struct jw *w, const char *key, const int64_t ms[MACHINE_STATE_COUNT])
{
    jw_object(w, key);
    for (int s = 0; s < MACHINE_STATE_COUNT; s++)
        if (ms[s] != 0)
            jw_int(w, word_name(&words_machine_state, s), ms[s]);
    jw_object_end(w);
}

/* `was_us`: what minutes say that were written before the ideal was corrected. */
static void put_ideal(struct jw *w, const struct account_segment *s)
{
    jw_int(w, "ideal_us", s->ideal_us);
    if (s->was_us != s->ideal_us)
        jw_int(w, "was_us", s->was_us);
}

/* Of a shift that goes on: the figures come at its end. */
static void put_corrected(struct jw *w, const struct account *a)
{
    bool any = false;
    for (int i = 0; i < a->segments; i++) {
        if (a->segment[i].was_us == a->segment[i].ideal_us)
            continue;
        if (!any)
            jw_array(w, "corrected");
        any = true;
        jw_object(w, NULL);
        jw_name(w, "product", a->segment[i].product);
        put_ideal(w, &a->segment[i]);
        jw_object_end(w);
    }
    if (any)
        jw_array_end(w);
}

static void put_figures(struct jw *w, const struct window_view *v)
{
    records_put_times(w, "plan_ms", v->account.ms[1]);
    records_put_times(w, "other_ms", v->account.ms[0]);
    jw_int(w, "small_ms", v->account.small_ms);
    jw_int(w, "stops", v->account.stops);
    jw_int(w, "small_stops", v->account.small_stops);
    jw_int(w, "unexplained", v->unexplained);
    jw_int(w, "unexplained_ms", v->unexplained_ms);
    jw_array(w, "made");
    for (int i = 0; i < v->account.segments; i++) {
        jw_object(w, NULL);
        jw_name(w, "product", v->account.segment[i].product);
        put_ideal(w, &v->account.segment[i]);
        records_put_made(w, &v->account.segment[i]);
        jw_object_end(w);
    }
    jw_array_end(w);
    put_part(w, "outside", &v->account.outside);
    put_part(w, "trial", &v->account.trial);
    if (v->account.crowded > 0)
        jw_int(w, "crowded", v->account.crowded);
}

/* What fixes the denominators, and what is odd about the counts. */
static void put_judgement(struct jw *w, const struct station *st, int index,
                          const struct window_view *v)
{
    struct oee_conf conf = station_oee_conf(st, index);
    struct oee oee = oee_of(&v->account, &conf);
    if (conf.planned_ms > 0)
        jw_int(w, "planned_ms", conf.planned_ms);
    if (conf.unknown_is_loss)
        jw_bool(w, "unknown_is_loss", true);
    if (!conf.quality_measured)
        jw_bool(w, "unmeasured", true);
    if (oee.scrap_over)
        jw_bool(w, "scrap_over", true);
    if (oee.good_over)
        jw_bool(w, "good_over", true);
}

#define HOURS_RESERVE 256 /* for what keep adds */

void records_window(struct station *st, int index, bool closed)
{
    struct window *win = &st->window[index];
    char body[RECORD_BODY_MAX];
    struct jw w;
    struct record_draft d = draft(st, REC_SHIFT, ++win->rev);
    (void)text_copy(d.id, sizeof d.id, win->id);
    jw_init(&w, body, sizeof body);
    jw_object(&w, NULL);
    jw_name(&w, "name", win->name);
    jw_name(&w, "team", win->team);
    jw_int(&w, "begin", win->begin_wall);
    jw_int(&w, "end", win->end_wall);
    jw_bool(&w, "closed", closed);
    if (closed) {
        struct window_view v = window_view(st, index, st->t);
        put_figures(&w, &v);
        put_judgement(&w, st, index, &v);
        if (win->missing > 0)
            jw_amount(&w, "missing", win->missing);
        hours_put(st, index, &w, HOURS_RESERVE);
    } else {
        put_corrected(&w, &win->account);
    }
    keep(st, &d, &w);
    win->dirty = false;
}

void records_clock(struct station *st, int64_t delta_ms)
{
    char body[RECORD_BODY_MAX];
    struct jw w;
    struct record_draft d = draft(st, REC_CLOCK, 1);
    number_id(&d, 'T', st->next_clock++);
    jw_init(&w, body, sizeof body);
    jw_object(&w, NULL);
    jw_int(&w, "delta_ms", delta_ms);
    keep(st, &d, &w);
}

void records_fault(struct station *st, size_t signal, enum fault_kind kind)
{
    struct fault *f = &st->signal[signal].fault[kind];
    char body[RECORD_BODY_MAX];
    struct jw w;
    struct record_draft d = draft(st, REC_FAULT, ++f->rev);
    number_id(&d, 'F', f->number);
    jw_init(&w, body, sizeof body);
    jw_object(&w, NULL);
    jw_text(&w, "signal", st->config->signal[signal].name);
    jw_text(&w, "kind", word_name(&words_fault, (int)kind));
    jw_text(&w, "text", f->text);
    jw_int(&w, "count", f->count);
    jw_int(&w, "first", station_wall(st, f->first));
    jw_int(&w, "last", station_wall(st, f->last));
    keep(st, &d, &w);
    f->written = f->count;
}

/* A test ends by itself at `end`; another revision says that it ended before. */
void records_test(struct station *st, int64_t end)
{
    char body[RECORD_BODY_MAX];
    struct jw w;
    struct record_draft d = draft(st, REC_LAMP, ++st->test.rev);
    number_id(&d, 'L', st->test.number);
    (void)text_copy(d.actor, sizeof d.actor, st->test.actor);
    jw_init(&w, body, sizeof body);
    jw_object(&w, NULL);
    jw_text(&w, "what", "test");
    jw_int(&w, "begin", st->test.begin_wall);
    jw_int(&w, "end", st->test.begin_wall + end - st->test.begin);
    if (st->test.from[0] != '\0')
        jw_text(&w, "from", st->test.from);
    keep(st, &d, &w);
}

void records_line(struct station *st, int lamp, int64_t end)
{
    struct line *line = &st->line[lamp];
    char body[RECORD_BODY_MAX];
    struct jw w;
    struct record_draft d = draft(st, REC_LAMP, ++line->rev);
    number_id(&d, 'L', line->number);
    jw_init(&w, body, sizeof body);
    jw_object(&w, NULL);
    jw_text(&w, "what", "line");
    jw_text(&w, "lamp", st->config->lamp[lamp].name);
    jw_name(&w, "why", line->why);
    jw_int(&w, "begin", line->begin_wall);
    if (end == TIME_NONE) {
        jw_null(&w, "end");
        jw_null(&w, "ms");
    } else {
        jw_int(&w, "end", line->begin_wall + end - line->begin);
        jw_int(&w, "ms", end - line->begin);
    }
    keep(st, &d, &w);
}

struct record_draft records_draft(const struct station *st, enum record_kind kind, int64_t rev)
{
    return draft(st, kind, rev);
}

void records_keep(struct station *st, const struct record_draft *d, struct jw *w)
{
    keep(st, d, w);
}

/* ---- for the files that know their own bodies ----------------------------------------------- */

struct record_draft records_begin(struct station *st, struct records_body *b, enum record_kind kind,
                                  int64_t rev)
{
    jw_init(&b->w, b->text, sizeof b->text);
    jw_object(&b->w, NULL);
    return draft(st, kind, rev);
}

void records_end(struct station *st, struct records_body *b, const struct record_draft *d)
{
    keep(st, d, &b->w);
}
