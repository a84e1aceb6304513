/* SPDX-License-Identifier: MIT */
/* Work orders: what maintenance was asked for, what became of it, and how long waiting, repair and
 * restart took. New ones come from an alert, a call, a prediction, or from here. Called through
 * form_ops. */
#include "console/forms/andon/chosen.h"
#include "console/forms/andon/wizard.h"
#include "console/forms/draw.h"
#include "console/panels/andon/look.h"
#include "console/panels/panel.h"
#include "console/widgets/hits.h"
#include "console/widgets/key.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

static void ids_of(const struct view *v, struct ids *ids)
{
    ids->count = 0;
    for (int i = 0; i < v->snap.orders && ids->count < CHOSEN_MAX; i++)
        ids->id[ids->count++] = v->snap.order[i].id;
}

static void open_orders(struct desk *d, const struct view *v, struct draft *draft)
{
    struct ids ids;
    ids_of(v, &ids);
    chosen_open(d, v, draft, &ids);
}

static void update(struct desk *d, const struct view *v, struct draft *draft)
{
    struct ids ids;
    (void)d;
    ids_of(v, &ids);
    chosen_update(v, draft, &ids);
}

static void cancel(struct desk *d, const struct view *v, struct draft *draft)
{
    struct ids ids;
    struct entry e;
    ids_of(v, &ids);
    if (!chosen_holds(draft, v, &ids))
        return;
    const struct order_view *o = &v->snap.order[draft->selected];
    entry_begin(&e, VERB_ORDER_CANCEL);
    e.rev = o->rev;
    (void)text_copy(e.target, sizeof e.target, o->id);
    (void)text_format(e.title, sizeof e.title, _("cancelling %s"), o->id);
    (void)desk_enter(d, v, &e);
}

static bool key(struct desk *d, const struct view *v, uint32_t k)
{
    struct draft *draft = desk_draft(d);
    struct ids ids;
    bool sent;
    wizard_resume(draft, v);
    if (wizard_is_open(draft)) {
        wizard_key(d, v, draft, k, &sent);
        return true;
    }
    ids_of(v, &ids);
    if (chosen_move(draft, v, &ids, k))
        return true;
    if (k == 'x' || k == 'X')
        cancel(d, v, draft);
    else if (k == 'n' || k == 'N')
        wizard_begin(draft, v, "order", "", "");
    else
        return false;
    return true;
}

static void paint_row(const struct view *v, struct area a, int y, const struct order_view *o)
{
    char when[FORMAT_SIZE];
    const struct alert_view as = {.priority = o->priority, .active = true, .acked = true};
    struct look_of look = alert_look(&as);
    int x = draw_look(a, 1, y, &look) + 1, room = a.r.w - x - 1;
    x = draw_format(a, x, y, ST_BOLD, "%-5s", o->id);
    int right = draw_text_right(a, a.r.w - 1, y, ST_NORMAL, order_words(o->state));
    if (room >= 60 && o->wanted != TIME_NONE) {
        (void)format_when(&v->zone, o->planned != TIME_NONE ? o->planned : o->wanted, v->wall_ms,
                          when);
        right = draw_text_right(a, a.r.w - 12, y, ST_DIM, when);
        right = draw_text_right(a, right - 1, y, ST_DIM,
                                o->planned != TIME_NONE ? _("planned") : C_("order", "wanted"));
    }
    draw_text_cut(a, (struct rect){x, y, right - x - 2, 1}, ST_NORMAL, o->symptom);
}

/* A label and what it says; "" is left out. Returns the row after. */
static int line(struct area a, int y, const char *label, const char *text)
{
    if (text[0] == '\0' || y >= a.r.h)
        return y;
    draw_text(a, 1, y, ST_DIM, label);
    draw_text_cut(a, (struct rect){12, y, a.r.w - 13, 1}, ST_NORMAL, text);
    return y + 1;
}

/* One after the other: asked 13:02, accepted, … */
static void times_of(const struct view *v, const struct order_view *o, char *out, size_t size)
{
    const struct {
        const char *word;
        int64_t at;
    } rows[] = {{_("asked"), o->asked},
                {_("wanted by"), o->wanted},
                {_("planned for"), o->planned},
                {_("started"), o->started},
                {_("done"), o->done}};
    size_t n = 0;
    out[0] = '\0';
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char when[FORMAT_SIZE];
        if (rows[i].at == TIME_NONE)
            continue;
        (void)text_format(out + n, size - n, "%s%s %s", n > 0 ? " \u00B7 " : "", rows[i].word,
                          format_when(&v->zone, rows[i].at, v->wall_ms, when));
        n = strlen(out);
    }
}

/* Of the linked stop: waiting for help, repair, back at rate; each for itself. */
static void parts_of(const struct order_view *o, char *out, size_t size)
{
    char wait[TEXT_DURATION_SIZE], repair[TEXT_DURATION_SIZE], restart[TEXT_DURATION_SIZE];
    out[0] = '\0';
    if (o->waiting_ms < 0 && o->repair_ms < 0 && o->restart_ms < 0)
        return;
    (void)text_format(out, size, _("waiting %s \u00B7 repair %s \u00B7 restart %s"),
                      o->waiting_ms < 0 ? FORMAT_NONE : text_duration(o->waiting_ms, wait),
                      o->repair_ms < 0 ? FORMAT_NONE : text_duration(o->repair_ms, repair),
                      o->restart_ms < 0 ? FORMAT_NONE : text_duration(o->restart_ms, restart));
}

static void paint_detail(const struct view *v, struct area a, const struct order_view *o)
{
    char text[256];
    bool again = strcmp(o->of, o->call) == 0 || strcmp(o->of, o->stop) == 0; /* told below */
    (void)text_format(text, sizeof text, "%s%s%s%s%s%s%s", again ? "" : o->of,
                      o->call[0] != '\0' ? _("  call ") : "", o->call,
                      o->stop[0] != '\0' ? _("  stop ") : "", o->stop,
                      o->by[0] != '\0' ? _("  by ") : "", o->by);
    int y = line(a, 0, _("symptom"), o->symptom);
    y = line(a, y, _("asset"), o->asset);
    y = line(a, y, _("evidence"), o->evidence);
    y = line(a, y, _("made from"), text + strspn(text, " "));
    times_of(v, o, text, sizeof text);
    y = line(a, y, _("when"), text);
    (void)text_format(
        text, sizeof text, "%s%s%s%s%s%s", o->published ? _("sent") : _("not yet sent: no broker"),
        o->number[0] != '\0' ? _(" \u00B7 number ") : "", o->number,
        o->answer[0] != '\0' ? " \u00B7 " : "", o->answer, o->answered_by[0] != '\0' ? " (" : "");
    if (o->answered_by[0] != '\0')
        (void)text_format(text + strlen(text), sizeof text - strlen(text), "%s)", o->answered_by);
    y = line(a, y, "CMMS", text);
    parts_of(o, text, sizeof text);
    (void)line(a, y, _("the stop"), text);
}

static void answered(struct desk *d, const struct view *v, const struct entry *e)
{
    wizard_answered(d, v, e, "orders");
}

static void paint(const struct desk *d, const struct view *v, struct area a)
{
    const struct draft *draft = desk_draft_of(d);
    const struct snapshot *s = &v->snap;
    if (wizard_is_open(draft)) {
        wizard_paint(draft, v, a);
        return;
    }
    if (s->orders == 0) {
        draw_text(a, 1, 0, ST_DIM, _("no work order is open \u00B7 N: ask for work"));
        return;
    }
    int foot = a.r.h >= 14 ? 9 : a.r.h / 2, rows = a.r.h - foot;
    rows = s->orders < rows ? s->orders : rows;
    int top = chosen_top(draft, s->orders, rows);
    for (int i = 0; i < rows && top + i < s->orders; i++) {
        if (top + i == draft->selected)
            draw_code(a, 0, i, ST_KEY, 0x25B8);
        paint_row(v, a, i, &s->order[top + i]);
        hit_row(a, i, top + i - draft->selected, false);
    }
    if (draft->selected >= s->orders || a.r.h - rows < 2)
        return;
    draw_hline(a, 0, rows, a.r.w, ST_RULE);
    paint_detail(v, area_part(a, (struct rect){0, rows + 1, a.r.w, a.r.h - rows - 1}),
                 &s->order[draft->selected]);
}

static int hints(const struct desk *d, const struct view *v, struct hint out[HINTS_MAX])
{
    int n = wizard_hints(desk_draft_of(d), v, out);
    if (n > 0)
        return n;
    out[n++] = (struct hint){"N", N_("new")};
    if (v->snap.orders > 0) {
        out[n++] = (struct hint){"X", N_("cancel")};
        out[n++] = (struct hint){"\u2191\u2193", N_("move")};
    }
    out[n++] = (struct hint){"Esc", N_("back")};
    return n;
}

const struct form_ops form_orders = {
    .screen = "orders",
    .lists = true,
    .open = open_orders,
    .key = key,
    .update = update,
    .answered = answered,
    .paint = paint,
    .hints = hints,
};
