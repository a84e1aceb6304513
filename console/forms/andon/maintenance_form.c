/* SPDX-License-Identifier: MIT */
/* Maintenance's view: everything that waits for somebody in one list, worst first, with one key to
 * say "I have it" and Enter to the screen that knows more. The letters for two metres, the tower,
 * the stops and what was tried are panels around it. Called through form_ops. */
#include "console/forms/andon/chosen.h"
#include "console/panels/andon/look.h"
#include "console/panels/panel.h"
#include "console/widgets/hits.h"
#include "console/widgets/key.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

static int list_of(const struct view *v, struct wanted list[WANTED_MAX], struct ids *ids)
{
    int n = wanted_list(&v->snap, true, list);
    ids->count = 0;
    for (int i = 0; i < n && ids->count < CHOSEN_MAX; i++)
        ids->id[ids->count++] = wanted_id(&v->snap, &list[i]);
    return ids->count;
}

static void open_view(struct desk *d, const struct view *v, struct draft *draft)
{
    struct wanted list[WANTED_MAX];
    struct ids ids;
    (void)d;
    draft->step = STEP_LIST;
    (void)list_of(v, list, &ids);
    chosen_follow(draft, v, &ids);
    draft->at = TIME_NONE;
}

static void update(struct desk *d, const struct view *v, struct draft *draft)
{
    struct wanted list[WANTED_MAX];
    struct ids ids;
    (void)d;
    (void)list_of(v, list, &ids);
    chosen_follow(draft, v, &ids);
}

static void say(struct draft *draft, const char *text)
{
    (void)text_copy(draft->says, sizeof draft->says, text);
}

/* "I have it": an alert is acknowledged, a call is taken, then here. */
static void answer(struct desk *d, const struct view *v, struct draft *draft,
                   const struct wanted *w)
{
    struct entry e;
    if (w->kind == WANTED_PREDICTION || w->kind == WANTED_ORDER) {
        say(draft, w->kind == WANTED_PREDICTION
                       ? _("a prediction wants an answer, not an acknowledgement: Enter")
                       : _("a work order is answered by whoever does it: Enter shows it"));
        return;
    }
    if (w->kind == WANTED_ALERT) {
        const struct alert_view *alert = &v->snap.alert[w->index];
        entry_begin(&e, VERB_ACK);
        (void)text_copy(e.target, sizeof e.target, alert->id[0] != '\0' ? alert->id : alert->name);
        (void)text_copy(e.title, sizeof e.title, alert_title(alert));
    } else {
        const struct call_view *call = &v->snap.call[w->index];
        entry_begin(&e, call->state == CALL_RAISED ? VERB_CALL_TAKE : VERB_CALL_ARRIVE);
        e.rev = call->rev;
        (void)text_copy(e.target, sizeof e.target, call->id);
        (void)text_copy(e.seen, sizeof e.seen, word_name(&words_call_state, (int)call->state));
        (void)text_copy(e.title, sizeof e.title, call_title(v, call));
    }
    (void)desk_enter(d, v, &e);
}

static bool key(struct desk *d, const struct view *v, uint32_t k)
{
    static const char *const screens[] = {[WANTED_CALL] = "calls",
                                          [WANTED_ALERT] = "alerts",
                                          [WANTED_PREDICTION] = "predictions",
                                          [WANTED_ORDER] = "orders"};
    struct draft *draft = desk_draft(d);
    struct wanted list[WANTED_MAX];
    struct ids ids;
    (void)list_of(v, list, &ids);
    if (chosen_move(draft, v, &ids, k))
        return true;
    bool answers = k == 'a' || k == 'A', opens = k == KEY_CODE_ENTER;
    if ((!answers && !opens) || !chosen_holds(draft, v, &ids))
        return answers || opens;
    const struct wanted *w = &list[draft->selected];
    if (answers) {
        answer(d, v, draft, w);
        return true;
    }
    (void)text_copy(d->go, sizeof d->go, screens[w->kind]);
    (void)text_copy(d->focus, sizeof d->focus, wanted_id(&v->snap, w));
    return true;
}

static void paint(const struct desk *d, const struct view *v, struct area a)
{
    const struct draft *draft = desk_draft_of(d);
    struct wanted list[WANTED_MAX];
    struct ids ids;
    int n = list_of(v, list, &ids);
    if (n == 0) {
        draw_text(a, 1, 0, ST_DIM, _("nobody is called, no alerts, nothing predicted"));
        return;
    }
    int top = chosen_top(draft, n, a.r.h);
    for (int i = 0; i < a.r.h && top + i < n; i++) {
        if (top + i == draft->selected)
            draw_code(a, 0, i, ST_KEY, 0x25B8);
        hit_row(a, i, top + i - draft->selected, true);
        draw_wanted(v, area_part(a, (struct rect){1, i, a.r.w - 1, 1}), 0, &list[top + i]);
    }
}

static int hints(const struct desk *d, const struct view *v, struct hint out[HINTS_MAX])
{
    int n = 0;
    (void)d;
    (void)v;
    out[n++] = (struct hint){"A", N_("I have it")};
    out[n++] = (struct hint){"Enter", N_("open")};
    out[n++] = (struct hint){"C", N_("calls")};
    out[n++] = (struct hint){"P", N_("predictions")};
    out[n++] = (struct hint){"W", N_("orders")};
    out[n++] = (struct hint){"T", N_("tower")};
    out[n++] = (struct hint){"L", N_("log")};
    out[n++] = (struct hint){"Esc", N_("back")};
    return n;
}

const struct form_ops form_maintenance = {
    .screen = "maintenance",
    .open = open_view,
    .key = key,
    .update = update,
    .paint = paint,
    .hints = hints,
};
