/* SPDX-License-Identifier: MIT */
/* The alerts screen: acknowledge one or all that are shown, shelve, take out of service, silence,
 * reset, filter, sort, and the guidance of one. Called through form_ops by the desk. */
#include "console/forms/andon/alerts_list.h"
#include "console/forms/andon/chosen.h"
#include "console/forms/andon/guidance.h"
#include "console/forms/andon/wizard.h"
#include "console/forms/draw.h"
#include "console/panels/andon/look.h"
#include "console/panels/panel.h"
#include "console/widgets/hits.h"
#include "console/widgets/key.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

#define GUIDED     36 /* rows from which on the guidance stands below the list */
#define GUIDE_ROWS 19

static void rows_of(const struct desk *d, const struct view *v, struct alerts_list *list,
                    struct ids *ids)
{
    alerts_list(v, d->alert_filter, d->alert_sort, list);
    ids->count = 0;
    for (int i = 0; i < list->count; i++)
        ids->id[ids->count++] = list->row[i]->name;
}

static void open_alerts(struct desk *d, const struct view *v, struct draft *draft)
{
    struct alerts_list list;
    struct ids ids;
    rows_of(d, v, &list, &ids);
    chosen_open(d, v, draft, &ids);
}

static void update(struct desk *d, const struct view *v, struct draft *draft)
{
    struct alerts_list list;
    struct ids ids;
    wizard_resume(draft, v);
    rows_of(d, v, &list, &ids);
    if (!wizard_is_open(draft) && draft->step == STEP_LIST)
        chosen_follow(draft, v, &ids);
}

/* ---- entries ---- */

static bool send_plain(struct desk *d, const struct view *v, const struct alert_view *alert,
                       enum entry_verb verb)
{
    struct entry e;
    entry_begin(&e, verb);
    if (alert != NULL) /* its occurrence, where it has one */
        (void)text_copy(e.target, sizeof e.target,
                        verb == VERB_ACK && alert->id[0] != '\0' ? alert->id : alert->name);
    (void)text_copy(e.title, sizeof e.title, alert != NULL ? alert_title(alert) : _("silence"));
    return desk_enter(d, v, &e);
}

/* All that are shown and not acknowledged, in one entry: all of them or, refused, none. */
static void acknowledge_shown(struct desk *d, const struct view *v, struct draft *draft)
{
    struct alerts_list list;
    struct ids ids;
    struct entry e;
    int taken = 0, open = 0;
    rows_of(d, v, &list, &ids);
    entry_begin(&e, VERB_ACK);
    for (int i = 0; i < list.on; i++) {
        const struct alert_view *alert = list.row[i];
        size_t n = strlen(e.list);
        if (alert->acked || alert->id[0] == '\0')
            continue;
        open++;
        if (n + strlen(alert->id) + 2 > sizeof e.list)
            continue;
        (void)text_format(e.list + n, sizeof e.list - n, "%s%s", n > 0 ? " " : "", alert->id);
        taken++;
    }
    if (open == 0) {
        (void)text_copy(draft->says, sizeof draft->says, _("all that are shown are acknowledged"));
        return;
    }
    (void)text_format(e.title, sizeof e.title, words_n("%d alert", "%d alerts", taken), taken);
    if (desk_enter(d, v, &e) && taken < open)
        (void)text_format(draft->says, sizeof draft->says, _("%d of %d; once more for the rest"),
                          taken, open);
}

static void shelve(struct desk *d, const struct view *v, struct draft *draft,
                   const struct alert_view *alert)
{
    if (alert->shelve != SHELVE_NONE)
        (void)send_plain(d, v, alert, VERB_UNSHELVE);
    else
        wizard_begin(draft, v, "shelve", alert->name, alert_title(alert));
}

static void act(struct desk *d, const struct view *v, struct draft *draft, char key)
{
    struct alerts_list list;
    struct ids ids;
    rows_of(d, v, &list, &ids);
    if (!chosen_holds(draft, v, &ids))
        return;
    const struct alert_view *alert = list.row[draft->selected];
    switch (key) {
    case 'a':
        (void)send_plain(d, v, alert, VERB_ACK);
        return;
    case 'n':
        wizard_begin(draft, v, "ack", alert->id[0] != '\0' ? alert->id : alert->name,
                     alert_title(alert));
        return;
    case 's':
        shelve(d, v, draft, alert);
        return;
    case 'r':
        (void)send_plain(d, v, alert, VERB_RESET);
        return;
    case 'd':
        wizard_begin(draft, v, alert->out_of_service ? "in" : "out", alert->name,
                     alert_title(alert));
        return;
    default:
        chosen_order(d, v, alert->id[0] != '\0' ? alert->id : alert->name,
                     alert->text[0] != '\0' ? alert->text : alert_title(alert),
                     words_of(&words_priority, (int)alert->priority));
        return;
    }
}

/* ---- keys ---- */

static bool list_key(struct desk *d, const struct view *v, struct draft *draft, uint32_t key)
{
    uint32_t small = key >= 'A' && key <= 'Z' ? key + 'a' - 'A' : key;
    switch (small) {
    case 'a':
    case 'n':
    case 's':
    case 'r':
    case 'd':
    case 'w':
        act(d, v, draft, (char)small);
        return true;
    case 'e':
        acknowledge_shown(d, v, draft);
        return true;
    case 'z':
        (void)send_plain(d, v, NULL, VERB_SILENCE);
        return true;
    case 'f':
        d->alert_filter = (d->alert_filter + 1) % ALERT_FILTERS;
        return true;
    case 'o':
        d->alert_sort = (d->alert_sort + 1) % ALERT_SORTS;
        return true;
    case KEY_CODE_ENTER:
        draft->step = draft->target[0] != '\0' ? STEP_FIRST : STEP_LIST;
        return true;
    default:
        return false;
    }
}

static bool key(struct desk *d, const struct view *v, uint32_t k)
{
    struct draft *draft = desk_draft(d);
    struct alerts_list list;
    struct ids ids;
    bool sent;
    wizard_resume(draft, v);
    if (wizard_is_open(draft)) {
        wizard_key(d, v, draft, k, &sent);
        return true;
    }
    if (draft->step == STEP_FIRST && (k == KEY_CODE_ESC || k == KEY_CODE_ENTER)) {
        draft->step = STEP_LIST; /* from the guidance back to the list */
        return true;
    }
    rows_of(d, v, &list, &ids);
    if (chosen_move(draft, v, &ids, k))
        return true;
    if (k == KEY_CODE_ESC && d->alert_filter != ALERTS_ALL) {
        d->alert_filter = ALERTS_ALL;
        return true;
    }
    return list_key(d, v, draft, k);
}

static void answered(struct desk *d, const struct view *v, const struct entry *e)
{
    wizard_answered(d, v, e, "alerts");
}

/* ---- drawing ---- */

/* Whose it is, in so many cells. */
static void row_words(const struct view *v, const struct alert_view *alert, int cells, char *out,
                      size_t size)
{
    char until[FORMAT_SIZE];
    alert_words(v, alert, out, size);
    if (text_cells(out) <= cells)
        return;
    if (alert->shelve != SHELVE_NONE)
        (void)text_format(out, size, _("until %s"),
                          format_when(&v->zone, alert->shelved_until, v->wall_ms, until));
    else if (alert->acked)
        (void)text_format(out, size, _("by %s"), alert->acked_by);
    else
        (void)text_copy(out, size, alert->latched ? _("latched") : _("normal again"));
}

static void paint_row(const struct view *v, struct area a, int y, const struct alert_view *alert,
                      bool chosen)
{
    char age[FORMAT_SIZE], said[128];
    struct look_of look = alert_look(alert);
    if (chosen)
        draw_code(a, 0, y, ST_KEY, 0x25B8);
    int x = draw_look(a, 1, y, &look);
    x = draw_format(a, x + 1, y, ST_DIM, "%-1s", alert->letter) + 1;
    int right =
        draw_text_right(a, a.r.w - 1, y, ST_BOLD, span_words(view_grown(v, alert->for_ms), age)) -
        2;
    right = a.r.w - 9 < right ? a.r.w - 9 : right;
    int room = right - x;
    if (room < 40) {
        draw_text_cut(a, (struct rect){x, y, room, 1}, look.style, alert_title(alert));
        return;
    }
    int title = room >= 120 ? 40 : room >= 80 ? 26 : 21, words = room >= 90 ? 36 : 16;
    int text = room - title - words - 2;
    text = text > 50 ? 50 : text;
    draw_text_cut(a, (struct rect){x, y, title, 1}, look.style, alert_title(alert));
    draw_text_cut(a, (struct rect){x + title + 1, y, text, 1}, ST_NORMAL, alert->text);
    row_words(v, alert, words, said, sizeof said);
    draw_text_cut(a, (struct rect){x + title + text + 2, y, words, 1},
                  look.style == ST_DIM ? ST_DIM : ST_NORMAL, said);
}

/* What is known of the chosen one. */
static void paint_detail(const struct view *v, struct area a, const struct alert_view *alert)
{
    char words[160], when[FORMAT_SIZE], at[FORMAT_SIZE];
    alert_words(v, alert, words, sizeof words);
    int x = draw_format(a, 1, 0, ST_BOLD, "%s",
                        alert->text[0] != '\0' ? alert->text : alert_title(alert));
    draw_format(a, x, 0, ST_DIM, _("  %s  %s since %s"), alert->id,
                words_of(&words_priority, (int)alert->priority),
                format_when(&v->zone, alert->since, v->wall_ms, when));
    x = draw_text(a, 1, 1, ST_NORMAL, words);
    if (alert->acked && alert->acked_at != TIME_NONE)
        x = draw_format(a, x, 1, ST_DIM, " %s",
                        format_when(&v->zone, alert->acked_at, v->wall_ms, at));
    if (alert->shelve != SHELVE_NONE && alert->shelved_why[0] != '\0')
        x = draw_format(a, x, 1, ST_NORMAL, ": %s", alert->shelved_why);
    x = draw_format(a, x, 1, ST_DIM, _("  %lld\u00D7 this shift%s%s%s%s"), (long long)alert->count,
                    alert->chattering ? _(" \u00B7 chatters") : "",
                    alert->standing ? _(" \u00B7 stands for a day") : "",
                    alert->order[0] != '\0' ? _(" \u00B7 order ") : "", alert->order);
    (void)x;
    if (a.r.h >= 3 && alert->check[0] != '\0') {
        x = draw_text(a, 1, 2, ST_DIM, _("first "));
        draw_text_cut(a, (struct rect){x, 2, a.r.w - x - 1, 1}, ST_NORMAL, alert->check);
    }
    if (a.r.h >= 4 && alert->note[0] != '\0') {
        x = draw_text(a, 1, 3, ST_DIM, _("note  "));
        draw_text_cut(a, (struct rect){x, 3, a.r.w - x - 1, 1}, ST_NORMAL, alert->note);
    }
}

static void paint_head(const struct desk *d, const struct view *v, struct area a)
{
    const struct alert_counts *c = &v->snap.alerting;
    char text[96];
    int64_t off = c->shelved + c->suppressed + c->out_of_service;
    (void)text_format(text, sizeof text, "%s \u00B7 %s", _(alert_filter_words[d->alert_filter]),
                      _(alert_sort_words[d->alert_sort]));
    int right = a.r.w - 1;
    if (a.r.w >= 60)
        right =
            draw_text_right(a, right, 0, d->alert_filter != ALERTS_ALL ? ST_BOLD : ST_DIM, text);
    int x = draw_format(a, 1, 0, c->unacked > 0 ? ST_WARN : ST_BOLD, _("%lld not acknowledged"),
                        (long long)c->unacked);
    x = draw_format(a, x, 0, ST_NORMAL, _(" \u00B7 %lld active"), (long long)c->active);
    if (off > 0)
        x = draw_format(a, x, 0, ST_NORMAL, _(" \u00B7 %lld off"), (long long)off);
    if (c->flood)
        x = draw_format(a, x + 1, 0, ST_BAD_BLOCK, _(" FLOOD: %lld at once "),
                        (long long)c->in_flood);
    if (c->sounding && right - x > 14)
        x = draw_text(a, x + 1, 0, ST_WARN, _(" \u266A Z: silence"));
}

static void paint_list(const struct desk *d, const struct view *v, struct area a)
{
    const struct draft *draft = desk_draft_of(d);
    struct alerts_list list;
    struct ids ids;
    rows_of(d, v, &list, &ids);
    int foot = a.r.h >= GUIDED ? GUIDE_ROWS
               : a.r.h >= 14   ? 5
               : a.r.h >= 9    ? 3
                               : 0,
        page = a.r.h - 2 - foot, y = 2;
    bool divided = list.on > 0 && list.on < list.count;
    paint_head(d, v, a);
    if (a.r.h < 9) {
        y = 1;
        page = a.r.h - 1;
    }
    if (list.count == 0)
        draw_text(a, 1, y, ST_DIM,
                  d->alert_filter == ALERTS_ALL ? _("no alerts: all is well")
                                                : _("none is like that \u00B7 F: others"));
    int top = chosen_top(draft, list.count, page - (divided ? 1 : 0) - (list.left > 0 ? 1 : 0));
    for (int i = top; i < list.count && y < a.r.h - foot; i++) {
        if (divided && i == list.on) {
            draw_text_cut(a, (struct rect){1, y++, a.r.w - 2, 1}, ST_HEAD,
                          _("OFF: shelved, suppressed, out of service"));
            if (y >= a.r.h - foot)
                break;
        }
        hit_row(a, y, i - draft->selected, true);
        paint_row(v, a, y++, list.row[i], i == draft->selected);
    }
    if (list.left > 0 && y < a.r.h - foot)
        draw_format(a, 1, y, ST_DIM, _("\u2026 and %lld more: andonctl alerts"),
                    (long long)list.left);
    if (foot == 0 || draft->selected >= list.count)
        return;
    draw_hline(a, 0, a.r.h - foot, a.r.w, ST_RULE);
    struct area below = area_part(a, (struct rect){0, a.r.h - foot + 1, a.r.w, foot - 1});
    if (foot == GUIDE_ROWS) /* with room for it, what to do needs no key */
        guidance_paint(v, below, list.row[draft->selected]);
    else
        paint_detail(v, below, list.row[draft->selected]);
}

static void paint(const struct desk *d, const struct view *v, struct area a)
{
    const struct draft *draft = desk_draft_of(d);
    struct alerts_list list;
    struct ids ids;
    rows_of(d, v, &list, &ids);
    if (wizard_is_open(draft))
        wizard_paint(draft, v, a);
    else if (draft->step == STEP_FIRST && draft->selected < list.count)
        guidance_paint(v, a, list.row[draft->selected]);
    else
        paint_list(d, v, a);
}

static int hints(const struct desk *d, const struct view *v, struct hint out[HINTS_MAX])
{
    const struct draft *draft = desk_draft_of(d);
    int n = wizard_hints(draft, v, out);
    (void)v;
    if (n > 0)
        return n;
    out[n++] = (struct hint){"A", N_("ack")};
    if (draft->step == STEP_LIST) {
        out[n++] = (struct hint){"E", N_("all shown")};
        out[n++] = (struct hint){"Enter", N_("guide")};
    }
    out[n++] = (struct hint){"S", N_("shelve")};
    if (draft->step == STEP_LIST) {
        out[n++] = (struct hint){"F", N_("filter")};
        out[n++] = (struct hint){"O", N_("sort")};
    }
    out[n++] = (struct hint){"W", N_("order")};
    out[n++] = (struct hint){"Esc", N_("back")};
    out[n++] = (struct hint){"N", N_("note")};
    out[n++] = (struct hint){"D", N_("out of service")};
    out[n++] = (struct hint){"R", N_("reset")};
    out[n++] = (struct hint){"K", N_("load")};
    return n;
}

const struct form_ops form_alerts = {
    .screen = "alerts",
    .needs = NEED_GUIDANCE | NEED_ALERTS,
    .lists = true,
    .open = open_alerts,
    .key = key,
    .update = update,
    .answered = answered,
    .paint = paint,
    .hints = hints,
};
