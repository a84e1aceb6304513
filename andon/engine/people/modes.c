/* SPDX-License-Identifier: MIT */
/* The mode of the station: what the machine's mode signal says, unless a person declared another
 * one. A declaration holds until production or something else is declared, or until the machine's
 * signal changes, for that is the newer word. What was to end and did not is no longer planned:
 * from that moment on the time counts as planned production time that is lost. A declaration
 * touches no stop: one that is open stays open. Called by commands.c, by signals.c for the
 * machine's word, and by the step when the time is over. Owns st->mode and work.declared. */
#include "andon/engine/people/book.h"
#include "andon/engine/people/people.h"
#include "data/model/text.h"

#include <string.h>

/* Longer is no mode but a plant that closed. */
#define UNTIL_MAX_MS (31 * MS_PER_DAY)

/* ---- which one holds ------------------------------------------------------------------------ */

static bool is_declared(const struct station *st)
{
    return st->work.declared.number > 0;
}

bool modes_planned(const struct station *st)
{
    return mode_in_plan(st->mode) || (is_declared(st) && st->work.declared.over);
}

const struct mode_since *modes_at(const struct station *st, int64_t t)
{
    int i = st->work.modes - 1;
    while (i > 0 && st->work.mode[i].from > t)
        i--;
    return &st->work.mode[i];
}

/* The oldest change is forgotten. */
static void remember(struct station *st, int64_t at)
{
    struct work *work = &st->work;
    struct mode_since next = {.from = at, .mode = st->mode, .planned = modes_planned(st)};
    struct mode_since *last = &work->mode[work->modes - 1];
    if (last->mode == next.mode && last->planned == next.planned)
        return;
    if (at > last->from) {
        if (work->modes == MODES_BACK)
            memmove(work->mode, work->mode + 1, sizeof *work->mode * (size_t)--work->modes);
        last = &work->mode[work->modes++];
    }
    int64_t from = at > last->from ? at : last->from;
    *last = next;
    last->from = work->modes > 1 ? from : TIME_NONE;
}

void modes_refresh(struct station *st, int64_t at)
{
    struct work *work = &st->work;
    const int role = st->role[ROLE_MODE];
    if (role < 0)
        work->machine_mode = -1;
    else if (work->machine_mode < 0 && st->signal[role].seen &&
             st->signal[role].mapped < STATION_MODE_COUNT)
        work->machine_mode = st->signal[role].mapped; /* what it said before there was a member */
    if (is_declared(st))
        st->mode = work->declared.mode;
    else
        st->mode =
            work->machine_mode >= 0 ? (enum station_mode)work->machine_mode : MODE_PRODUCTION;
    remember(st, at);
}

void modes_init(struct station *st)
{
    st->work.machine_mode = -1;
    st->work.next_mode = 1;
    st->work.modes = 1;
    st->work.mode[0] =
        (struct mode_since){.from = TIME_NONE, .mode = MODE_PRODUCTION, .planned = true};
    st->mode = MODE_PRODUCTION;
}

/* ---- its record ----------------------------------------------------------------------------- */

static const char *title_of(const struct station *st, const char *id)
{
    int index = config_mode_index(st->config, id);
    const struct mode_conf *conf = index >= 0 ? &st->config->mode[index] : NULL;
    return conf && conf->title[0] != '\0' ? conf->title : id;
}

/* `ended`: by what; "" it goes on. */
static void record(struct station *st, int64_t end, const char *ended)
{
    struct declared *d = &st->work.declared;
    struct records_body b;
    struct record_draft draft = records_begin(st, &b, REC_MODE, ++d->rev);
    (void)text_format(draft.id, sizeof draft.id, "D%lld", (long long)d->number);
    jw_int(&b.w, "begin", d->begin_wall);
    jw_time(&b.w, "end", end == TIME_NONE ? TIME_NONE : station_wall(st, end));
    if (end != TIME_NONE)
        jw_int(&b.w, "ms", end - d->begin);
    jw_text(&b.w, "mode", word_name(&words_station_mode, (int)d->mode));
    jw_text(&b.w, "declared", d->id);
    jw_text(&b.w, "title", title_of(st, d->id));
    jw_time(&b.w, "until", d->until_wall);
    jw_time(&b.w, "over", d->over ? d->over_wall : TIME_NONE);
    jw_text(&b.w, "note", d->note[0] != '\0' ? d->note : NULL);
    if (ended[0] != '\0')
        jw_text(&b.w, "ended_by", ended);
    records_end(st, &b, &draft);
}

static void end_declared(struct station *st, int64_t at, const char *by)
{
    if (!is_declared(st))
        return;
    record(st, at > st->work.declared.begin ? at : st->work.declared.begin, by);
    st->work.declared = (struct declared){0};
}

/* ---- the machine's own word ----------------------------------------------------------------- */

void modes_hear(struct station *st, enum station_mode mode, int64_t at)
{
    struct work *work = &st->work;
    bool changed = work->machine_mode >= 0 && work->machine_mode != (int)mode;
    work->machine_mode = (int)mode;
    if (changed)
        end_declared(st, at, "machine");
    modes_refresh(st, at);
}

/* ---- too long ------------------------------------------------------------------------------- */

int64_t modes_deadline(const struct station *st)
{
    const struct declared *d = &st->work.declared;
    if (!is_declared(st) || d->over || d->until_wall == TIME_NONE)
        return TIME_NEVER;
    return d->until_wall - st->wall_offset;
}

void modes_expire(struct station *st)
{
    struct declared *d = &st->work.declared;
    d->over = true;
    d->over_wall = station_wall(st, st->t);
    modes_refresh(st, st->t);
    state_refresh(st, st->t);
    record(st, TIME_NONE, "");
    station_touch(st);
}

/* ---- the command ---------------------------------------------------------------------------- */

/* What `target` is to be; false: refused. */
static bool read_mode(const struct station *st, const struct command *c, struct declared *out,
                      struct outcome *answer)
{
    int index = config_mode_index(st->config, c->target);
    const struct mode_conf *conf = index >= 0 ? &st->config->mode[index] : NULL;
    int word = word_find(&words_station_mode, c->target, strlen(c->target));
    int64_t now = station_wall(st, st->arrival);
    if (!conf && word < 0) {
        const char *near = word_nearest_row(st->config->mode, st->config->modes,
                                            sizeof *st->config->mode, c->target);
        outcome_refuse(answer, COMMAND_NOT_FOUND, "there is no mode %s", c->target);
        outcome_advise(answer, near ? near : word_nearest(&words_station_mode, c->target), "modes");
        return false;
    }
    if (c->until != TIME_NONE && (c->until <= now || c->until - now > UNTIL_MAX_MS)) {
        outcome_refuse(answer, COMMAND_BAD, "it should end later than now, within 31 days");
        return false;
    }
    out->mode = conf ? conf->mode : (enum station_mode)word;
    out->until_wall = c->until;
    if (c->until == TIME_NONE && conf && conf->for_ms > 0)
        out->until_wall = now + conf->for_ms;
    (void)text_copy(out->id, sizeof out->id, c->target);
    (void)text_copy(out->note, sizeof out->note, c->note);
    return true;
}

/* Back to what the machine says, or to production when it says nothing. */
static void produce(struct station *st, struct outcome *out)
{
    char id[RECORD_ID_SIZE];
    const struct declared was = st->work.declared;
    if (!is_declared(st)) {
        outcome_refuse(out, COMMAND_BAD,
                       st->mode == MODE_PRODUCTION ? "it is production already"
                                                   : "the machine itself says %s: nothing else was "
                                                     "declared",
                       word_name(&words_station_mode, (int)st->mode));
        return;
    }
    end_declared(st, st->arrival, "person");
    modes_refresh(st, st->arrival);
    state_refresh(st, st->arrival);
    (void)text_format(id, sizeof id, "D%lld", (long long)was.number);
    undo_add(st, REC_MODE, id, was.rev + 1)->was.declared = was;
    outcome_done(out, REC_MODE, id);
    (void)text_format(out->text, sizeof out->text, "%s ended: %s", title_of(st, was.id),
                      word_name(&words_station_mode, (int)st->mode));
}

static void say_done(const struct station *st, struct outcome *out)
{
    const struct declared *d = &st->work.declared;
    char id[RECORD_ID_SIZE], length[TEXT_DURATION_SIZE];
    (void)text_format(id, sizeof id, "D%lld", (long long)d->number);
    outcome_done(out, REC_MODE, id);
    if (d->until_wall == TIME_NONE)
        (void)text_copy(out->text, sizeof out->text, title_of(st, d->id));
    else
        (void)text_format(out->text, sizeof out->text, "%s for %s", title_of(st, d->id),
                          text_duration(d->until_wall - station_wall(st, st->arrival), length));
}

/* The same again: it is to last longer, or there is more to say. A note alone moves no end, and
 * what is over stays over. */
static void say_again(struct declared *now, const struct declared *next, bool has_until)
{
    if (next->note[0] != '\0')
        (void)text_copy(now->note, sizeof now->note, next->note);
    if (next->note[0] != '\0' && !has_until)
        return;
    now->until_wall = next->until_wall;
    now->over = false;
}

void people_mode(struct station *st, const struct command *c, struct outcome *out)
{
    struct declared next = {
        .begin = st->arrival, .begin_wall = station_wall(st, st->arrival), .over_wall = TIME_NONE};
    if (!read_mode(st, c, &next, out))
        return;
    if (next.mode == MODE_PRODUCTION) {
        produce(st, out);
        return;
    }
    struct declared *now = &st->work.declared;
    const struct declared was = *now;
    char id[RECORD_ID_SIZE];
    if (is_declared(st) && strcmp(now->id, next.id) == 0) {
        say_again(now, &next, c->until != TIME_NONE);
    } else {
        end_declared(st, st->arrival, "person");
        next.number = st->work.next_mode++;
        *now = next;
    }
    modes_refresh(st, st->arrival);
    state_refresh(st, st->arrival);
    record(st, TIME_NONE, "");
    people_id(id, 'D', now->number);
    undo_add(st, REC_MODE, id, now->rev)->was.declared = was;
    say_done(st, out);
}

/* From now on it is as before the entry; what the time counted as until now it did count as. */
void mode_undo(struct station *st, struct undo *u, struct outcome *out)
{
    struct declared *now = &st->work.declared;
    const struct declared *was = &u->was.declared;
    int64_t number = people_number(u->id, 'D');
    bool same = was->number == number; /* it was ended, or declared once more */
    bool holds = is_declared(st) ? now->number == number && now->rev == u->rev
                                 : same && st->work.next_mode == number + 1;
    if (!holds) {
        outcome_refuse(out, COMMAND_STALE, "the mode was changed meanwhile");
        return;
    }
    if (is_declared(st) && same) {
        now->until_wall = was->until_wall;
        now->over = was->over;
        now->over_wall = was->over_wall;
        (void)text_copy(now->note, sizeof now->note, was->note);
    } else {
        end_declared(st, st->arrival, "undo");
        *now = *was;
        now->begin = st->arrival;
        now->begin_wall = station_wall(st, st->arrival);
        now->rev = 0;
        now->number = was->number > 0 ? st->work.next_mode++ : 0;
    }
    modes_refresh(st, st->arrival);
    state_refresh(st, st->arrival);
    if (is_declared(st))
        record(st, TIME_NONE, "");
    outcome_done(out, REC_MODE, u->id);
}

/* ---- what is shown -------------------------------------------------------------------------- */

void modes_fill(const struct station *st, struct snapshot *s)
{
    const struct declared *d = &st->work.declared;
    if (!is_declared(st))
        return;
    (void)text_copy(s->declared.id, sizeof s->declared.id, d->id);
    (void)text_copy(s->declared.title, sizeof s->declared.title, title_of(st, d->id));
    s->declared.since = d->begin_wall;
    s->declared.until = d->until_wall;
    s->declared.over = d->over;
}
