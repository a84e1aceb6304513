/* SPDX-License-Identifier: MIT */
/* The call panel: one key raises a call, for the open ones take, here, solved and cancel, and whom
 * the escalation has told. A call that is open is shown, not raised twice. Called through form_ops
 * by the desk. */
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
    for (int i = 0; i < v->snap.calls && ids->count < CHOSEN_MAX; i++)
        ids->id[ids->count++] = v->snap.call[i].id;
}

static void open_calls(struct desk *d, const struct view *v, struct draft *draft)
{
    struct ids ids;
    ids_of(v, &ids);
    picker_begin(&draft->pick, &v->call_types, "");
    chosen_open(d, v, draft, &ids);
}

static void update(struct desk *d, const struct view *v, struct draft *draft)
{
    struct ids ids;
    (void)d;
    ids_of(v, &ids);
    chosen_update(v, draft, &ids);
}

/* Open already? Then it is shown and nothing is sent. */
static bool is_open(struct draft *draft, const struct view *v, const char *type)
{
    char words[96];
    for (int i = 0; i < v->snap.calls; i++) {
        const struct call_view *call = &v->snap.call[i];
        if (strcmp(call->type, type) != 0)
            continue;
        (void)text_copy(draft->target, sizeof draft->target, call->id);
        draft->selected = i;
        draft->at = TIME_NONE;
        call_words(call, words, sizeof words);
        (void)text_format(draft->says, sizeof draft->says, _("%s is called already (%s): %s"),
                          call_title(v, call), call->id, words);
        return true;
    }
    return false;
}

static void raise_call(struct desk *d, const struct view *v, struct draft *draft,
                       const struct choice *type)
{
    struct entry e;
    if (is_open(draft, v, type->id))
        return;
    if (type->note) {
        wizard_begin(draft, v, "raise", type->id, type->title);
        return;
    }
    entry_begin(&e, VERB_CALL_RAISE);
    (void)text_copy(e.target, sizeof e.target, type->id);
    (void)text_format(e.title, sizeof e.title, _("call: %s"), type->title);
    d->close = desk_enter(d, v, &e);
}

static void send_step(struct desk *d, const struct view *v, const struct call_view *call,
                      enum entry_verb verb)
{
    struct entry e;
    entry_begin(&e, verb);
    e.rev = call->rev;
    (void)text_copy(e.target, sizeof e.target, call->id);
    (void)text_copy(e.seen, sizeof e.seen, word_name(&words_call_state, (int)call->state));
    (void)text_format(e.title, sizeof e.title, _("call: %s"), call_title(v, call));
    (void)desk_enter(d, v, &e);
}

/* Keys for the chosen call. */
static bool act(struct desk *d, const struct view *v, struct draft *draft, uint32_t key)
{
    static const struct {
        char key;
        enum entry_verb verb;
    } steps[] = {{'t', VERB_CALL_TAKE}, {'h', VERB_CALL_ARRIVE}, {'x', VERB_CALL_CANCEL}};
    struct ids ids;
    bool mine = strchr("thxswTHXSW", (int)(key < 128 ? key : 1)) != NULL && key != 0;
    if (!mine)
        return false;
    ids_of(v, &ids);
    if (!chosen_holds(draft, v, &ids))
        return true;
    const struct call_view *call = &v->snap.call[draft->selected];
    uint32_t small = key >= 'a' ? key : key + 'a' - 'A';
    if (small == 's')
        wizard_begin(draft, v, "solve", call->id, call_title(v, call));
    if (small == 'w')
        chosen_order(d, v, call->id, call->note[0] != '\0' ? call->note : call_title(v, call), "");
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if ((uint32_t)steps[i].key == small)
            send_step(d, v, call, steps[i].verb);
    return true;
}

/* Enter: what comes next for the chosen one. */
static void go_on(struct desk *d, const struct view *v, struct draft *draft)
{
    struct ids ids;
    ids_of(v, &ids);
    if (ids.count == 0 || !chosen_holds(draft, v, &ids))
        return;
    static const char keys[] = {[CALL_RAISED] = 't', [CALL_TAKEN] = 'h', [CALL_ARRIVED] = 's'};
    enum call_state state = v->snap.call[draft->selected].state;
    if (state <= CALL_ARRIVED)
        (void)act(d, v, draft, (uint32_t)keys[state]);
}

static bool key(struct desk *d, const struct view *v, uint32_t k)
{
    struct draft *draft = desk_draft(d);
    struct ids ids;
    const struct choice *choice = NULL;
    bool sent = false;
    draft->pick.choices = &v->call_types;
    wizard_resume(draft, v);
    if (wizard_is_open(draft)) {
        bool raises = draft->making.verb == VERB_CALL_RAISE;
        wizard_key(d, v, draft, k, &sent);
        d->close = sent && raises;
        return true;
    }
    ids_of(v, &ids);
    if (chosen_move(draft, v, &ids, k))
        return true;
    if (k == KEY_CODE_ENTER) {
        go_on(d, v, draft);
        return true;
    }
    if (k == KEY_CODE_ESC)
        return picker_back(&draft->pick);
    if (k != '0' && k != '/' && picker_key(&draft->pick, k, &choice) == PICKED_ONE) {
        raise_call(d, v, draft, choice);
        return true;
    }
    return (k >= '0' && k <= '9') || act(d, v, draft, k);
}

static void answered(struct desk *d, const struct view *v, const struct entry *e)
{
    wizard_answered(d, v, e, "calls");
}

/* ---- drawing ---- */

static void paint_call(const struct view *v, struct area a, int y, const struct call_view *call,
                       bool chosen)
{
    char text[256], when[FORMAT_SIZE];
    struct wanted w = {WANTED_CALL, (int)(call - v->snap.call), 1};
    struct area row = area_part(a, (struct rect){2, y, a.r.w - 2, 2});
    if (chosen)
        draw_code(a, 1, y, ST_KEY, 0x25B8);
    draw_wanted(v, row, 0, &w);
    if (y + 1 >= a.r.h)
        return;
    call_told(v, call, text, sizeof text);
    bool by = call->by[0] != '\0' && a.r.w >= 100;
    int x = draw_format(row, 4, 1, ST_DIM, "%s %s%s%s  ", call->id,
                        format_when(&v->zone, call->raised, v->wall_ms, when), by ? _(" by ") : "",
                        by ? call->by : "");
    draw_text_cut(row, (struct rect){x, 1, row.r.w - x - 1, 1},
                  call->reach == REACH_MISSED ? ST_WARN : ST_DIM, text);
}

static void paint_open(const struct draft *draft, const struct view *v, struct area a)
{
    int each = a.r.h >= v->snap.calls * 2 ? 2 : 1, page = a.r.h / each;
    if (v->snap.calls == 0) {
        draw_text(a, 1, 0, ST_DIM, _("nobody is called"));
        return;
    }
    int top = chosen_top(draft, v->snap.calls, page);
    for (int i = 0; i < page && top + i < v->snap.calls; i++) {
        struct area row = area_part(a, (struct rect){0, i * each, a.r.w, each});
        hit_item(row, top + i - draft->selected, false);
        paint_call(v, row, 0, &v->snap.call[top + i], top + i == draft->selected);
    }
}

static void paint(const struct desk *d, const struct view *v, struct area a)
{
    const struct draft *draft = desk_draft_of(d);
    if (wizard_is_open(draft)) {
        wizard_paint(draft, v, a);
        return;
    }
    bool room = a.r.h >= (v->touch ? 9 : 12);
    int grid = room ? 6 : 3;
    draw_question(a, 0, _("Who is needed?"), _("one key calls"));
    picker_paint(&draft->pick, area_part(a, (struct rect){0, room ? 2 : 1, a.r.w, grid}));
    int y = grid + (room ? 3 : 1);
    draw_text(a, 1, y, ST_HEAD, _("OPEN"));
    paint_open(draft, v, area_part(a, (struct rect){0, y + 1, a.r.w, a.r.h - y - 1}));
}

static int hints(const struct desk *d, const struct view *v, struct hint out[HINTS_MAX])
{
    const struct draft *draft = desk_draft_of(d);
    int n = wizard_hints(draft, v, out);
    if (n > 0)
        return n;
    out[n++] = (struct hint){"1\u20139", N_("call")};
    if (v->snap.calls > 0) {
        out[n++] = (struct hint){"T", N_("take")};
        out[n++] = (struct hint){"H", N_("here")};
        out[n++] = (struct hint){"S", N_("solved")};
        out[n++] = (struct hint){"X", N_("cancel")};
        out[n++] = (struct hint){"W", N_("work order")};
        out[n++] = (struct hint){"\u2191\u2193", N_("move")};
    }
    out[n++] = (struct hint){"Esc", N_("back")};
    return n;
}

const struct form_ops form_calls = {
    .screen = "calls",
    .needs = NEED_CALL_TYPES,
    .lists = true,
    .open = open_calls,
    .key = key,
    .update = update,
    .answered = answered,
    .paint = paint,
    .hints = hints,
};
