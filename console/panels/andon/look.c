/* SPDX-License-Identifier: MIT */
/* Looks and words of calls, alerts, predictions and orders, and their common order. Called by the
 * response panels and forms; reads the view, decides nothing. */
#include "console/panels/andon/look.h"

#include "console/panels/panel.h"
#include "console/words/heard.h"
#include "console/words/words.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

#define AGE_CELLS 15

/* ---- looks ---- */

struct look_of alert_look(const struct alert_view *alert)
{
    static const struct look_of looks[PRIORITY_COUNT] = {
        [PRIO_ADVICE] = {0x25CB, ST_NORMAL, ST_SELECTED},
        [PRIO_LOW] = {0x25BC, ST_WARN, ST_WARN_BLOCK},
        [PRIO_MEDIUM] = {0x25B2, ST_WARN, ST_WARN_BLOCK},
        [PRIO_HIGH] = {0x25A0, ST_BAD, ST_BAD_BLOCK},
    };
    struct look_of look = looks[(unsigned)alert->priority < PRIORITY_COUNT ? alert->priority : 0];
    if (!alert->active) /* normal again: no colour any more */
        look = (struct look_of){look.code, ST_NORMAL, ST_SELECTED};
    if (alert->acked || !alert_is_open(alert))
        look.block = look.style;
    if (!alert_is_open(alert))
        look.style = look.block = ST_DIM;
    return look;
}

struct look_of call_look(const struct call_view *call)
{
    if (call->line_stop)
        return (struct look_of){0x25C6, ST_BAD, ST_BAD_BLOCK};
    if (call->state == CALL_RAISED)
        return (struct look_of){0x25C6, call->blocking ? ST_BAD : ST_WARN,
                                call->blocking ? ST_BAD_BLOCK : ST_WARN_BLOCK};
    uint32_t code = call->state == CALL_TAKEN ? 0x2192 : 0x25CF;
    return (struct look_of){code, ST_NORMAL, ST_NORMAL};
}

struct look_of prediction_look(const struct prediction_view *p)
{
    if (p->state == PREDICTION_RAISED)
        return (struct look_of){0x25C7, ST_WARN, p->alarm ? ST_WARN_BLOCK : ST_WARN};
    bool grey = p->state == PREDICTION_EXPIRED || p->state == PREDICTION_SILENT;
    return (struct look_of){0x25C7, grey ? ST_OLD : ST_NORMAL, grey ? ST_OLD : ST_NORMAL};
}

struct look_of wanted_look(const struct snapshot *s, const struct wanted *w)
{
    switch (w->kind) {
    case WANTED_CALL:
        return call_look(&s->call[w->index]);
    case WANTED_ALERT:
        return alert_look(&s->alert[w->index]);
    case WANTED_PREDICTION:
        return prediction_look(&s->prediction[w->index]);
    case WANTED_ORDER:
        break;
    }
    return (struct look_of){0x25A1, ST_NORMAL, ST_NORMAL};
}

int draw_look(struct area a, int x, int y, const struct look_of *look)
{
    if (look->block != look->style)
        draw_fill(a, (struct rect){x, y, 3, 1}, look->block, ' ');
    draw_code(a, x + 1, y, look->block, look->code);
    return x + 3;
}

/* ---- the common order ---- */

bool alert_is_open(const struct alert_view *alert)
{
    return alert->shelve == SHELVE_NONE && !alert->suppressed && !alert->out_of_service;
}

static int call_rank(const struct call_view *c)
{
    /* Somebody has it: what nobody has comes first, also before one that blocks. */
    int rank = c->line_stop ? 120 : c->state == CALL_RAISED ? 90 : c->state == CALL_TAKEN ? 43 : 41;
    return rank + (c->blocking ? 20 : 0);
}

static int alert_rank(const struct alert_view *a)
{
    static const int unacked[PRIORITY_COUNT] = {
        [PRIO_ADVICE] = 5, [PRIO_LOW] = 45, [PRIO_MEDIUM] = 65, [PRIO_HIGH] = 85};
    static const int acked[PRIORITY_COUNT] = {
        [PRIO_ADVICE] = 4, [PRIO_LOW] = 15, [PRIO_MEDIUM] = 25, [PRIO_HIGH] = 35};
    bool there = a->active || !a->acked || a->latched;
    if (!alert_is_open(a) || !there || (unsigned)a->priority >= PRIORITY_COUNT)
        return 0;
    return a->acked ? acked[a->priority] : unacked[a->priority] - (a->active ? 0 : 3);
}

static int prediction_rank(const struct prediction_view *p, bool all)
{
    if (p->state == PREDICTION_RAISED)
        return p->alarm ? 66 : 40;
    bool planned = p->state == PREDICTION_PLANNED || p->state == PREDICTION_WATCHED;
    return all && planned ? 8 : 0;
}

static int order_rank(const struct order_view *o, bool all)
{
    bool open = o->state <= ORDER_STARTED;
    return all && open ? 6 + (int)o->priority : 0;
}

/* Equal ones stay in andond's order. */
static int compare(const void *left, const void *right)
{
    const struct wanted *a = left, *b = right;
    if (a->rank != b->rank)
        return a->rank > b->rank ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index ? 1 : 0;
}

static void add(struct wanted *out, int *n, enum wanted_kind kind, int index, int rank)
{
    if (rank > 0 && *n < WANTED_MAX)
        out[(*n)++] = (struct wanted){kind, index, rank};
}

int wanted_list(const struct snapshot *s, bool all, struct wanted out[WANTED_MAX])
{
    int n = 0;
    for (int i = 0; i < s->calls; i++)
        add(out, &n, WANTED_CALL, i, call_rank(&s->call[i]));
    for (int i = 0; i < s->alerts; i++)
        add(out, &n, WANTED_ALERT, i, alert_rank(&s->alert[i]));
    for (int i = 0; i < s->predictions; i++)
        add(out, &n, WANTED_PREDICTION, i, prediction_rank(&s->prediction[i], all));
    for (int i = 0; i < s->orders; i++)
        add(out, &n, WANTED_ORDER, i, order_rank(&s->order[i], all));
    qsort(out, (size_t)n, sizeof *out, compare);
    return n;
}

const char *wanted_id(const struct snapshot *s, const struct wanted *w)
{
    switch (w->kind) {
    case WANTED_CALL:
        return s->call[w->index].id;
    case WANTED_ALERT:
        return s->alert[w->index].name;
    case WANTED_PREDICTION:
        return s->prediction[w->index].id;
    case WANTED_ORDER:
        break;
    }
    return s->order[w->index].id;
}

/* ---- words ---- */

const char *alert_title(const struct alert_view *alert)
{
    return alert->title[0] != '\0' ? alert->title : alert->name;
}

const char *call_title(const struct view *v, const struct call_view *call)
{
    return choice_said(&v->call_types, call->type, call->title);
}

const char *prediction_title(const struct prediction_view *p)
{
    return p->title[0] != '\0' ? p->title : p->mode;
}

const char *span_words(int64_t ms, char out[FORMAT_SIZE])
{
    if (ms < 0)
        (void)text_copy(out, FORMAT_SIZE, FORMAT_NONE);
    else if (ms < 1000)
        (void)text_copy(out, FORMAT_SIZE, "0 s");
    else if (ms < 2 * MS_PER_MIN)
        (void)text_format(out, FORMAT_SIZE, "%lld s", (long long)(ms / MS_PER_S));
    else if (ms < 2 * MS_PER_HOUR)
        (void)text_format(out, FORMAT_SIZE, "%lld min", (long long)(ms / MS_PER_MIN));
    else if (ms < 2 * MS_PER_DAY)
        (void)text_format(out, FORMAT_SIZE, "%lld h", (long long)(ms / MS_PER_HOUR));
    else
        (void)text_format(out, FORMAT_SIZE, "%lld d", (long long)(ms / MS_PER_DAY));
    return out;
}

void alert_words(const struct view *v, const struct alert_view *a, char *out, size_t size)
{
    char until[FORMAT_SIZE];
    if (a->out_of_service)
        (void)text_copy(out, size, _("out of service"));
    else if (a->suppressed)
        (void)text_copy(out, size, _("suppressed"));
    else if (a->shelve != SHELVE_NONE)
        (void)text_format(out, size, _("shelved until %s%s%s"),
                          format_when(&v->zone, a->shelved_until, v->wall_ms, until),
                          a->shelved_by[0] != '\0' ? _(" by ") : "", a->shelved_by);
    else if (!a->acked)
        (void)text_copy(out, size,
                        a->active    ? _("not acknowledged")
                        : a->latched ? _("latched, not acknowledged")
                                     : _("normal again, not acknowledged"));
    else if (a->latched && !a->active)
        (void)text_copy(out, size, _("latched: reset it"));
    else
        (void)text_format(out, size, _("acknowledged%s%s"), a->acked_by[0] != '\0' ? _(" by ") : "",
                          a->acked_by);
}

void call_words(const struct call_view *c, char *out, size_t size)
{
    const char *who = c->taken_by[0] != '\0' ? c->taken_by : _("somebody");
    if (c->line_stop && c->state == CALL_RAISED)
        (void)text_copy(out, size, _("STOP THE LINE"));
    else if (c->state == CALL_RAISED)
        (void)text_copy(out, size, _("nobody yet"));
    else if (c->state == CALL_TAKEN)
        (void)text_format(out, size, _("%s comes"), who);
    else if (c->state == CALL_ARRIVED)
        (void)text_format(out, size, _("%s is here"), who);
    else
        (void)text_copy(out, size, words_of(&words_call_state, (int)c->state));
}

void call_told(const struct view *v, const struct call_view *c, char *out, size_t size)
{
    static const char *const reached[REACH_COUNT] = {
        [REACH_NONE] = N_("told"),
        [REACH_WAITING] = N_("told"),
        [REACH_REACHED] = N_("reached"),
        [REACH_MISSED] = N_("NOT REACHED:"),
    };
    char next[FORMAT_SIZE], said[HEARD_SIZE], told[160] = "";
    if (c->tier > 0)
        (void)text_format(told, sizeof told, "%s %s%s",
                          (unsigned)c->reach < REACH_COUNT ? _(reached[c->reach]) : _("told"),
                          words_heard(c->told, said, sizeof said),
                          c->reach == REACH_WAITING ? _(" (no sign yet)") : "");
    bool more = c->next_tier != TIME_NONE && c->next_tier > v->wall_ms;
    (void)text_format(out, size, "%s%s%s%s", told, told[0] != '\0' && more ? " \u00B7 " : "",
                      more ? _("next ") : "",
                      more ? format_time_s(&v->zone, c->next_tier, next) : "");
}

void prediction_words(const struct view *v, const struct prediction_view *p, char *out, size_t size)
{
    char percent[FORMAT_SIZE], span[FORMAT_SIZE];
    if (p->p < 0) {
        (void)text_format(out, size, _("%s left"), span_words(p->rul_ms, span));
        return;
    }
    int64_t whole = (p->p * 100 + AMOUNT_ONE / 2) / AMOUNT_ONE; /* more digits than it is worth */
    (void)text_format(percent, sizeof percent, "%lld %%", (long long)whole);
    (void)v;
    if (p->horizon_ms > 0)
        (void)text_format(out, size, _("%s in %s"), percent, span_words(p->horizon_ms, span));
    else
        (void)text_copy(out, size, percent);
}

/* ---- a row ---- */

struct parts {
    const char *title;
    char middle[160], age[FORMAT_SIZE];
    const char *what;  /* the value or the symptom, where there is room */
    const char *brief; /* who has it, in a word */
};

static void call_parts(const struct view *v, const struct call_view *c, struct parts *p)
{
    p->title = call_title(v, c);
    call_words(c, p->middle, sizeof p->middle);
    p->what = c->note;
    p->brief = c->state == CALL_RAISED && !c->line_stop           ? _("nobody")
               : c->state > CALL_RAISED && c->taken_by[0] != '\0' ? c->taken_by
                                                                  : p->middle;
    (void)span_words(view_grown(v, c->for_ms), p->age);
}

static void alert_parts(const struct view *v, const struct alert_view *a, struct parts *p)
{
    p->title = alert_title(a);
    if (a->acked && a->active && alert_is_open(a))
        (void)text_format(p->middle, sizeof p->middle, _("%s has it"),
                          a->acked_by[0] != '\0' ? a->acked_by : _("somebody"));
    else
        alert_words(v, a, p->middle, sizeof p->middle);
    p->what = a->text;
    p->brief = !alert_is_open(a) ? _("off")
               : !a->acked       ? _("nobody")
                                 : (a->acked_by[0] != '\0' ? a->acked_by : _("known"));
    (void)span_words(view_grown(v, a->for_ms), p->age);
}

static void prediction_parts(const struct view *v, const struct prediction_view *q, struct parts *p)
{
    char planned[FORMAT_SIZE];
    p->title = prediction_title(q);
    prediction_words(v, q, p->middle, sizeof p->middle);
    p->what = q->action;
    p->brief = p->middle;
    (void)text_copy(p->age, sizeof p->age, "");
    if (q->state == PREDICTION_PLANNED)
        (void)text_format(p->age, sizeof p->age, "%s",
                          format_when(&v->zone, q->planned_at, v->wall_ms, planned));
    else if (q->rul_ms >= 0 && q->p >= 0)
        (void)text_format(p->age, sizeof p->age, _("%s left"), span_words(q->rul_ms, planned));
}

const char *order_words(enum order_state state)
{
    return state == ORDER_PLANNED ? C_("order", "planned")
                                  : words_of(&words_order_state, (int)state);
}

static void order_parts(const struct view *v, const struct order_view *o, struct parts *p)
{
    p->title = o->symptom;
    (void)text_format(p->middle, sizeof p->middle, _("order %s %s%s"), o->id, order_words(o->state),
                      o->published ? "" : _(", not yet sent"));
    p->what = o->asset;
    p->brief = order_words(o->state);
    (void)text_copy(p->age, sizeof p->age, "");
    if (o->planned != TIME_NONE)
        (void)format_when(&v->zone, o->planned, v->wall_ms, p->age);
}

static void parts_of(const struct view *v, const struct wanted *w, struct parts *p)
{
    const struct snapshot *s = &v->snap;
    switch (w->kind) {
    case WANTED_CALL:
        call_parts(v, &s->call[w->index], p);
        return;
    case WANTED_ALERT:
        alert_parts(v, &s->alert[w->index], p);
        return;
    case WANTED_PREDICTION:
        prediction_parts(v, &s->prediction[w->index], p);
        return;
    case WANTED_ORDER:
        break;
    }
    order_parts(v, &s->order[w->index], p);
}

void draw_wanted(const struct view *v, struct area a, int y, const struct wanted *w)
{
    struct parts p = {.title = "", .what = "", .brief = ""};
    struct look_of look = wanted_look(&v->snap, w);
    parts_of(v, w, &p);
    int x = draw_look(a, 0, y, &look) + 1, right = a.r.w - 1;
    enum style text = ST_NORMAL, strong = ST_BOLD;
    if (w->kind == WANTED_CALL && look.block != look.style) { /* a person waits: the whole row */
        draw_fill(a, (struct rect){3, y, a.r.w - 3, 1}, look.block, ' ');
        text = strong = look.style = look.block;
    }
    if (w->kind == WANTED_PREDICTION && a.r.w < 60)
        p.age[0] = '\0'; /* the horizon counts more */
    if (p.age[0] != '\0')
        right = draw_text_right(a, right, y, strong, p.age) - 2;
    if (a.r.w >= 60) /* columns keep their places */
        right = a.r.w - AGE_CELLS;
    int room = right - x;
    if (room < 38) { /* who has it in one word, what it is in the rest */
        int middle = text_cells(p.brief) < room / 2 ? text_cells(p.brief) : room / 2;
        middle = room < 16 ? 0 : middle;
        draw_text_cut(a, (struct rect){x, y, room - middle - 1, 1}, look.style, p.title);
        draw_text_cut(a, (struct rect){right - middle, y, middle, 1}, text, p.brief);
        return;
    }
    int title = room >= 70 ? 30 : room / 2, middle = room >= 70 ? 30 : room - title - 2;
    draw_text_cut(a, (struct rect){x, y, title, 1}, look.style, p.title);
    draw_text_cut(a, (struct rect){x + title + 2, y, middle, 1}, text, p.middle);
    if (room - title - middle > 12)
        draw_text_cut(a, (struct rect){x + title + middle + 4, y, room - title - middle - 4, 1},
                      text == ST_NORMAL ? ST_DIM : text, p.what);
}
