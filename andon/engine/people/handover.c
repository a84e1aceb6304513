/* SPDX-License-Identifier: MIT */
/* The handover: when a shift ends its packet waits until outgoing and incoming have signed, or for
 * so long that it freezes unsigned; then nothing of that shift is changed any more (people_locked).
 * A supervisor may still sign what nobody signed, and correct what is frozen by a note: a new
 * revision. Called by window.c when shifts end, by the deadlines of station.c, by commands.c.
 * Owns st->handover, oldest first. */
#include "andon/engine/people/book.h"
#include "andon/engine/people/people.h"
#include "andon/engine/response/response.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#define HANDOVER_NAME(value, text) text,
static const char *const state_names[] = {HANDOVER_STATES(HANDOVER_NAME)};
const struct words words_handover = {state_names, HANDOVER_STATE_COUNT};

#define STOPS_SHOWN 8
#define FROM_ROOM   128 /* what a record of a person adds */

static bool is_frozen(const struct handover *h)
{
    return h->state == HANDOVER_SIGNED || h->state == HANDOVER_UNSIGNED;
}

static int index_of(const struct station *st, const char *shift)
{
    int i = 0;
    while (i < st->handovers && strcmp(st->handover[i].shift, shift) != 0)
        i++;
    return i < st->handovers ? i : -1;
}

static struct handover *find(struct station *st, const char *shift)
{
    int i = index_of(st, shift);
    return i >= 0 ? &st->handover[i] : NULL;
}

/* Index of its window while its figures are at hand, or -1. */
static int window_of(const struct station *st, const struct handover *h)
{
    for (int i = 0; i < WINDOWS; i++)
        if (strcmp(st->window[i].id, h->shift) == 0)
            return i;
    return -1;
}

bool people_locked(const struct station *st, int64_t wall_ms)
{
    for (int i = 0; i < st->handovers; i++) {
        const struct handover *h = &st->handover[i];
        if (wall_ms >= h->begin_wall && wall_ms < h->end_wall)
            return is_frozen(h);
    }
    return wall_ms < st->locked_wall;
}

/* ---- the packet ----------------------------------------------------------------------------- */

static void put_account(struct jw *w, const struct window_view *v)
{
    struct account_segment sum = account_totals(&v->account);
    jw_amount(w, "total", sum.total);
    jw_amount(w, "good", sum.good);
    jw_amount(w, "scrap", sum.scrap);
    jw_amount(w, "rework", sum.rework);
    jw_int(w, "stops", v->account.stops);
    jw_int(w, "small_stops", v->account.small_stops);
    jw_int(w, "unexplained", v->unexplained);
    jw_int(w, "unexplained_ms", v->unexplained_ms);
}

static void render_figures(const struct station *st, int index, struct handover *h)
{
    struct window_view v = window_view(st, index, st->t);
    struct oee_conf conf = station_oee_conf(st, index);
    struct oee oee = oee_of(&v.account, &conf);
    struct jw w;
    jw_init(&w, h->figures, sizeof h->figures);
    jw_object(&w, NULL);
    jw_int(&w, "planned_ms", oee.planned_ms);
    jw_int(&w, "run_ms", oee.run_ms);
    jw_int(&w, "unknown_ms", oee.unknown_ms);
    jw_real(&w, "availability", oee.availability);
    jw_real(&w, "performance", oee.performance);
    jw_real(&w, "quality", oee.quality);
    jw_real(&w, "oee", oee.oee);
    put_account(&w, &v);
    jw_object_end(&w);
    if (w.overflow)
        h->figures[0] = '\0';
}

/* What the shift `index` lost by it. */
static bool put_stop(const struct station *st, int index, const struct stop *s, struct jw *w)
{
    char id[RECORD_ID_SIZE];
    int64_t ms = s->part[index];
    if (s->open && index == 0)
        ms += stop_lost(st, st->t) - s->ms;
    if (s->number == 0 || ms <= 0 || !stop_unexplained(s))
        return false;
    people_id(id, 'S', s->number);
    jw_object(w, NULL);
    jw_text(w, "id", id);
    jw_int(w, "begin", s->begin_wall);
    jw_int(w, "ms", ms);
    jw_object_end(w);
    return true;
}

/* The latest that wait for a reason; "unexplained" says how many there are. */
static void render_stops(const struct station *st, int index, struct handover *h)
{
    const struct book *b = st->book;
    struct jw w;
    jw_init(&w, h->stops, sizeof h->stops);
    jw_array(&w, NULL);
    int shown = st->stop.open && put_stop(st, index, &st->stop, &w);
    for (size_t i = b->stops; i > 0 && shown < STOPS_SHOWN; i--)
        shown += put_stop(st, index, &b->stop[i - 1], &w);
    jw_array_end(&w);
    if (w.overflow)
        h->stops[0] = '\0';
}

static void render_lamps(const struct station *st, struct handover *h)
{
    struct jw w;
    jw_init(&w, h->lamps, sizeof h->lamps);
    jw_array(&w, NULL);
    light_hand_over(st, &w);
    jw_array_end(&w);
    if (w.overflow)
        h->lamps[0] = '\0';
}

/* As of now, while that can still be known. */
static void render(const struct station *st, struct handover *h)
{
    int index = window_of(st, h);
    if (index < 0 || is_frozen(h))
        return;
    render_figures(st, index, h);
    render_stops(st, index, h);
    render_lamps(st, h);
    alerts_handover(st, h->alerts, sizeof h->alerts);
    calls_hand_over(st, h->calls, sizeof h->calls);
}

static void put_signature(struct jw *w, const char *key, const struct signature *s)
{
    if (s->by[0] == '\0') {
        jw_null(w, key);
        return;
    }
    jw_object(w, key);
    jw_text(w, "by", s->by);
    jw_int(w, "at", s->at);
    jw_object_end(w);
}

static void put_list(struct jw *w, const char *key, const char *json)
{
    jw_raw(w, key, json[0] != '\0' ? json : "[]");
}

static void put_packet(struct jw *w, const struct handover *h)
{
    jw_text(w, "shift", h->shift);
    jw_text(w, "name", h->name);
    jw_text(w, "team", h->team[0] != '\0' ? h->team : NULL);
    jw_int(w, "begin", h->begin_wall);
    jw_int(w, "end", h->end_wall);
    jw_text(w, "state", word_name(&words_handover, (int)h->state));
    jw_time(w, "frozen", h->frozen_wall);
    jw_int(w, "revision", h->revision);
    put_signature(w, "outgoing", &h->outgoing);
    put_signature(w, "incoming", &h->incoming);
    put_signature(w, "supervisor", &h->supervisor);
    jw_raw(w, "figures", h->figures[0] != '\0' ? h->figures : "null");
    put_list(w, "stops", h->stops);
    put_list(w, "notes", h->notes);
    put_list(w, "calls", h->calls);
    put_list(w, "lamps", h->lamps);
    put_list(w, "alerts", h->alerts);
}

static void write_down(struct station *st, struct handover *h)
{
    char body[RECORD_BODY_MAX];
    struct jw w;
    render(st, h);
    struct record_draft d = records_draft(st, REC_HANDOVER, ++h->rev);
    (void)text_format(d.id, sizeof d.id, "H%s", h->shift + 1);
    jw_init(&w, body, sizeof body);
    jw_object(&w, NULL);
    put_packet(&w, h);
    if (w.length + FROM_ROOM > sizeof body) { /* notes and signatures stay */
        h->lamps[0] = h->alerts[0] = h->calls[0] = '\0';
        jw_init(&w, body, sizeof body);
        jw_object(&w, NULL);
        put_packet(&w, h);
    }
    records_keep(st, &d, &w);
    station_touch(st);
}

/* ---- which shifts --------------------------------------------------------------------------- */

static void freeze(struct station *st, struct handover *h, enum handover_state as)
{
    render(st, h);
    h->state = as;
    h->frozen_wall = station_wall(st, st->t);
    h->revision++;
}

/* The oldest frozen one goes; when there is none the oldest of all freezes. */
static void make_room(struct station *st)
{
    int i = 0;
    while (i < st->handovers && !is_frozen(&st->handover[i]))
        i++;
    if (i == st->handovers) {
        i = 0;
        freeze(st, &st->handover[0], HANDOVER_UNSIGNED);
        write_down(st, &st->handover[0]);
    }
    if (st->locked_wall < st->handover[i].end_wall)
        st->locked_wall = st->handover[i].end_wall;
    st->handovers--;
    memmove(&st->handover[i], &st->handover[i + 1],
            (size_t)(st->handovers - i) * sizeof *st->handover);
}

/* As nobody has touched it yet. */
static void blank(const struct window *w, struct handover *out)
{
    *out = (struct handover){
        .begin_wall = w->begin_wall, .end_wall = w->end_wall, .frozen_wall = TIME_NONE};
    (void)text_copy(out->shift, sizeof out->shift, w->id);
    (void)text_copy(out->name, sizeof out->name, w->name);
    (void)text_copy(out->team, sizeof out->team, w->team);
}

static struct handover *add(struct station *st)
{
    if (st->handovers == HANDOVERS)
        make_room(st);
    return &st->handover[st->handovers++];
}

/* That of a window, made when there is none yet. */
static struct handover *of_window(struct station *st, const struct window *w)
{
    struct handover *h = find(st, w->id);
    if (!h) {
        h = add(st);
        blank(w, h);
    }
    if (h->state != HANDOVER_OPEN)
        return h; /* another calendar may have cut it short */
    (void)text_copy(h->team, sizeof h->team, w->team);
    h->end_wall = w->end_wall;
    return h;
}

static bool has_handover(const struct station *st, const struct window *w)
{
    return st->config->calendar.shifts > 0 && w->id[0] != '\0';
}

/* A clock that was set back before the shift began has not ended it: it comes again. The figures of
 * the oldest shift are about to leave. */
void handover_ended(struct station *st)
{
    const struct window *w = &st->window[0];
    int leaves = index_of(st, st->window[WINDOWS - 1].id);
    if (leaves >= 0 && st->handover[leaves].state == HANDOVER_WAITING)
        write_down(st, &st->handover[leaves]);
    if (!has_handover(st, w) || station_wall(st, st->t) <= w->begin_wall)
        return;
    struct handover *h = of_window(st, w);
    if (is_frozen(h))
        return;
    h->state = HANDOVER_WAITING;
    if (h->end_wall > station_wall(st, st->t))
        h->end_wall = station_wall(st, st->t); /* another calendar cut it short */
    write_down(st, h);
}

/* The clock was set back into it: what was signed was not all of it. */
void handover_reopened(struct station *st)
{
    struct handover *h = find(st, st->window[0].id);
    if (!h || st->window[0].id[0] == '\0')
        return;
    struct signature none = {{0}, 0};
    h->state = HANDOVER_OPEN;
    h->frozen_wall = TIME_NONE;
    h->end_wall = st->window[0].end_wall;
    h->outgoing = h->incoming = h->supervisor = none;
    write_down(st, h);
}

/* ---- nobody signs --------------------------------------------------------------------------- */

static int64_t freezes_at(const struct station *st, const struct handover *h)
{
    if (h->state != HANDOVER_WAITING || st->config->entry.freeze_ms <= 0)
        return TIME_NEVER;
    return h->end_wall + st->config->entry.freeze_ms - st->wall_offset;
}

int64_t handover_deadline(const struct station *st)
{
    int64_t due = TIME_NEVER;
    for (int i = 0; i < st->handovers; i++) {
        int64_t one = freezes_at(st, &st->handover[i]);
        if (one < due)
            due = one;
    }
    return due;
}

void handover_expire(struct station *st)
{
    for (int i = 0; i < st->handovers; i++) {
        struct handover *h = &st->handover[i];
        if (freezes_at(st, h) > st->t)
            continue;
        freeze(st, h, HANDOVER_UNSIGNED);
        write_down(st, h);
    }
}

/* ---- notes ---------------------------------------------------------------------------------- */

/* False: there is no room for it. */
static bool append_note(struct handover *h, const struct command *c, int64_t wall)
{
    char one[512];
    struct jw w;
    size_t length = strlen(h->notes);
    jw_init(&w, one, sizeof one);
    jw_object(&w, NULL);
    jw_int(&w, "at", wall);
    jw_text(&w, "by", c->actor);
    jw_text(&w, "text", c->note);
    if (is_frozen(h))
        jw_bool(&w, "correction", true);
    jw_object_end(&w);
    if (w.overflow || length + w.length + 3 > sizeof h->notes)
        return false;
    size_t at = length > 0 ? length - 1 : 0; /* over the bracket that ends it */
    (void)snprintf(h->notes + at, sizeof h->notes - at, "%s%s]", length > 0 ? "," : "[", one);
    return true;
}

/* "": the running shift, between shifts the one before. */
static struct handover *to_note(struct station *st, const struct command *c, struct outcome *out)
{
    const char *shift = c->target;
    for (int i = 0; i < WINDOWS; i++) {
        const struct window *w = &st->window[i];
        if (has_handover(st, w) && (shift[0] == '\0' || strcmp(shift, w->id) == 0))
            return of_window(st, w);
    }
    struct handover *h = shift[0] != '\0' ? find(st, shift) : NULL;
    if (!h && shift[0] != '\0')
        outcome_refuse(out, COMMAND_NOT_FOUND, "there is no shift %s at hand", shift);
    else if (!h)
        outcome_refuse(out, COMMAND_NOT_FOUND, "there is no shift to hand over");
    return h;
}

static void done(struct outcome *out, const struct handover *h)
{
    char id[RECORD_ID_SIZE];
    (void)text_format(id, sizeof id, "H%s", h->shift + 1);
    outcome_done(out, REC_HANDOVER, id);
}

void people_note(struct station *st, const struct command *c, struct outcome *out)
{
    if (c->note[0] == '\0') {
        outcome_refuse(out, COMMAND_BAD, "a note says what the next shift should know");
        return;
    }
    struct handover *h = to_note(st, c, out);
    if (!h)
        return;
    if (is_frozen(h) && c->role < PERSON_SUPERVISOR) {
        outcome_refuse(out, COMMAND_LOCKED,
                       "shift %s is %s: only a supervisor can add a correction", h->name,
                       word_name(&words_handover, (int)h->state));
        return;
    }
    if (!append_note(h, c, station_wall(st, st->t))) {
        outcome_refuse(out, COMMAND_LOCKED, "the handover of shift %s has no more room for notes",
                       h->name);
        return;
    }
    if (is_frozen(h))
        h->revision++;
    write_down(st, h);
    done(out, h);
    (void)text_format(out->text, sizeof out->text, "noted for the handover of shift %s", h->name);
}

/* ---- signatures ----------------------------------------------------------------------------- */

/* "": the latest that waits. */
static struct handover *to_sign(struct station *st, const struct command *c, struct outcome *out)
{
    for (int i = st->handovers - 1; i >= 0 && c->target[0] == '\0'; i--)
        if (st->handover[i].state == HANDOVER_WAITING)
            return &st->handover[i];
    struct handover *h = c->target[0] != '\0' ? find(st, c->target) : NULL;
    bool runs = c->target[0] != '\0' && strcmp(st->window[0].id, c->target) == 0;
    if (runs || (h && h->state == HANDOVER_OPEN))
        outcome_refuse(out, COMMAND_BAD, "shift %s goes on: it is signed once it is over",
                       st->window[0].name);
    else if (!h && c->target[0] != '\0')
        outcome_refuse(out, COMMAND_NOT_FOUND, "there is no shift %s at hand", c->target);
    else if (!h)
        outcome_refuse(out, COMMAND_NOT_FOUND, "no shift waits to be signed");
    else
        return h;
    return NULL;
}

static void refuse_signed(const struct handover *h, struct outcome *out)
{
    if (h->supervisor.by[0] != '\0')
        outcome_refuse(out, COMMAND_LOCKED, "%s has signed shift %s already", h->supervisor.by,
                       h->name);
    else
        outcome_refuse(out, COMMAND_LOCKED, "%s and %s have signed shift %s already",
                       h->outgoing.by, h->incoming.by, h->name);
}

/* Whose line it is, or NULL with the refusal. */
static struct signature *line_of(struct handover *h, const struct command *c, struct outcome *out)
{
    bool outgoing = strcmp(c->word, "outgoing") == 0;
    struct signature *mine = outgoing ? &h->outgoing : &h->incoming;
    const struct signature *other = outgoing ? &h->incoming : &h->outgoing;
    bool supervisor = c->role >= PERSON_SUPERVISOR;
    if (h->state == HANDOVER_SIGNED)
        refuse_signed(h, out);
    else if (h->state == HANDOVER_UNSIGNED && supervisor)
        return &h->supervisor;
    else if (h->state == HANDOVER_UNSIGNED)
        outcome_refuse(out, COMMAND_LOCKED,
                       "nobody signed shift %s in time: only a supervisor can, now", h->name);
    else if (!outgoing && strcmp(c->word, "incoming") != 0)
        outcome_refuse(out, COMMAND_BAD, "sign as outgoing or as incoming");
    else if (mine->by[0] != '\0')
        outcome_refuse(out, COMMAND_BAD, "%s has signed as %s already", mine->by, c->word);
    else if (strcmp(other->by, c->actor) == 0 && !supervisor)
        outcome_refuse(out, COMMAND_FORBIDDEN, "outgoing and incoming are two people");
    else
        return mine;
    return NULL;
}

void people_sign(struct station *st, const struct command *c, struct outcome *out)
{
    struct handover *h = to_sign(st, c, out);
    if (!h)
        return;
    if (c->rev != 0 && c->rev != h->rev) {
        struct jw w;
        done(out, h);
        outcome_refuse(out, COMMAND_STALE, "the handover of shift %s changed meanwhile", h->name);
        out->rev = h->rev;
        jw_init(&w, out->body, sizeof out->body);
        jw_object(&w, NULL);
        put_packet(&w, h);
        jw_object_end(&w);
        return;
    }
    struct signature *line = line_of(h, c, out);
    if (!line)
        return;
    (void)text_copy(line->by, sizeof line->by, c->actor);
    line->at = station_wall(st, st->t);
    if (line == &h->supervisor)
        h->state = HANDOVER_SIGNED;
    else if (h->outgoing.by[0] != '\0' && h->incoming.by[0] != '\0')
        freeze(st, h, HANDOVER_SIGNED);
    write_down(st, h);
    done(out, h);
    (void)text_format(out->text, sizeof out->text, "shift %s signed by %s%s", h->name, line->by,
                      is_frozen(h) ? ": it is frozen" : "");
}

/* ---- after a restart ------------------------------------------------------------------------ */

/* What a lost checkpoint did not know. A shift that was open then may be over. */
void handover_recalled(struct station *st, const struct handover *handover)
{
    int i = index_of(st, handover->shift);
    if (i < 0) {
        if (st->handovers == HANDOVERS)
            return;
        i = st->handovers++;
        while (i > 0 && st->handover[i - 1].begin_wall > handover->begin_wall) {
            st->handover[i] = st->handover[i - 1];
            i--;
        }
    } else if (st->handover[i].rev >= handover->rev) {
        return;
    }
    st->handover[i] = *handover;
    if (handover->state == HANDOVER_OPEN && handover->end_wall <= station_wall(st, st->t))
        st->handover[i].state = HANDOVER_WAITING;
}

/* ---- looking -------------------------------------------------------------------------------- */

void handover_fill(const struct station *st, struct snapshot *s)
{
    for (int i = st->handovers - 1; i >= 0; i--) {
        const struct handover *h = &st->handover[i];
        if (h->state != HANDOVER_WAITING)
            continue;
        (void)text_copy(s->handover.id, sizeof s->handover.id, h->shift);
        (void)text_copy(s->handover.name, sizeof s->handover.name, h->name);
        s->handover.start = h->begin_wall;
        s->handover.end = h->end_wall;
        s->handover.outgoing = h->outgoing.by[0] != '\0';
        s->handover.incoming = h->incoming.by[0] != '\0';
        s->handover.waiting++;
    }
}

/* The one that is asked for: "" is the latest that waits, else that of the running shift, else of
 * the one before. */
static bool choose(const struct station *st, const char *shift, struct handover *out)
{
    int found = shift[0] != '\0' ? index_of(st, shift) : -1;
    for (int i = st->handovers - 1; i >= 0 && shift[0] == '\0' && found < 0; i--)
        if (st->handover[i].state == HANDOVER_WAITING)
            found = i;
    for (int i = 0; i < WINDOWS && found < 0; i++) {
        const struct window *w = &st->window[i];
        if (!has_handover(st, w) || (shift[0] != '\0' && strcmp(w->id, shift) != 0))
            continue;
        found = index_of(st, w->id);
        if (found >= 0)
            break;
        blank(w, out);
        return true;
    }
    if (found >= 0)
        *out = st->handover[found];
    return found >= 0;
}

size_t station_handover(const struct station *st, const char *shift, char *out, size_t size)
{
    struct handover h;
    struct jw w;
    if (!choose(st, shift, &h))
        return 0;
    render(st, &h);
    jw_init(&w, out, size);
    jw_object(&w, NULL);
    jw_int(&w, "rev", h.rev);
    put_packet(&w, &h);
    jw_object_end(&w);
    return w.overflow ? 0 : w.length;
}
