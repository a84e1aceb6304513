/* SPDX-License-Identifier: MIT */
/* The predictions screen: each warning with what speaks for it, and what people answer to it:
 * found, not found, not now, done. It wants no acknowledgement. Called through form_ops. */
#include "console/forms/andon/chosen.h"
#include "console/forms/andon/prediction_paint.h"
#include "console/forms/andon/wizard.h"
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
    for (int i = 0; i < v->snap.predictions && ids->count < CHOSEN_MAX; i++)
        ids->id[ids->count++] = v->snap.prediction[i].id;
}

static void open_predictions(struct desk *d, const struct view *v, struct draft *draft)
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

static bool act(struct desk *d, const struct view *v, struct draft *draft, uint32_t key)
{
    static const struct {
        char key;
        const char *wizard;
    } rows[] = {{'f', "found"}, {'n', "not-found"}, {'l', "not-now"}, {'d', "done"}, {'w', ""}};
    struct ids ids;
    uint32_t small = key >= 'A' && key <= 'Z' ? key + 'a' - 'A' : key;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if ((uint32_t)rows[i].key != small)
            continue;
        ids_of(v, &ids);
        if (!chosen_holds(draft, v, &ids))
            return true;
        const struct prediction_view *p = &v->snap.prediction[draft->selected];
        if (rows[i].key == 'w') { /* andond knows the evidence and what is done about this mode */
            chosen_order(d, v, p->id, "", "");
            return true;
        }
        (void)text_copy(draft->making.reason, sizeof draft->making.reason,
                        rows[i].key == 'd' ? p->mode : "");
        wizard_begin(draft, v, rows[i].wizard, p->id, prediction_title(p));
        draft->making.rev = p->rev;
        (void)text_copy(draft->making.seen, sizeof draft->making.seen,
                        word_name(&words_verdict, (int)p->verdict));
        return true;
    }
    return false;
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
    return chosen_move(draft, v, &ids, k) || act(d, v, draft, k);
}

static void answered(struct desk *d, const struct view *v, const struct entry *e)
{
    wizard_answered(d, v, e, "predictions");
}

static void paint(const struct desk *d, const struct view *v, struct area a)
{
    const struct draft *draft = desk_draft_of(d);
    const struct snapshot *s = &v->snap;
    if (wizard_is_open(draft)) {
        wizard_paint(draft, v, a);
        return;
    }
    a = area_part(a, (struct rect){0, 0, a.r.w, prediction_paint_built_in(v, a)});
    if (s->predictions == 0) {
        draw_text(a, 1, 0, ST_DIM, _("no model expects a failure"));
        return;
    }
    int most = a.r.h >= 12 ? a.r.h / 4 : 2, rows = s->predictions < most ? s->predictions : most;
    int top = chosen_top(draft, s->predictions, rows);
    for (int i = 0; i < rows && top + i < s->predictions; i++) {
        if (top + i == draft->selected)
            draw_code(a, 0, i, ST_KEY, 0x25B8);
        prediction_row(v, a, i, &s->prediction[top + i]);
        hit_row(a, i, top + i - draft->selected, false);
    }
    if (draft->selected >= s->predictions)
        return;
    draw_hline(a, 0, rows, a.r.w, ST_RULE);
    prediction_paint(v, area_part(a, (struct rect){0, rows + 1, a.r.w, a.r.h - rows - 1}),
                     &s->prediction[draft->selected]);
}

static int hints(const struct desk *d, const struct view *v, struct hint out[HINTS_MAX])
{
    int n = wizard_hints(desk_draft_of(d), v, out);
    if (n > 0)
        return n;
    if (v->snap.predictions > 0) {
        out[n++] = (struct hint){"F", N_("found")};
        out[n++] = (struct hint){"N", N_("not found")};
        out[n++] = (struct hint){"L", N_("not now")};
        out[n++] = (struct hint){"D", N_("done")};
        out[n++] = (struct hint){"W", N_("work order")};
        out[n++] = (struct hint){"\u2191\u2193", N_("move")};
    }
    out[n++] = (struct hint){"Esc", N_("back")};
    return n;
}

const struct form_ops form_predictions = {
    .screen = "predictions",
    .needs = NEED_TREND | NEED_MODELS,
    .lists = true,
    .open = open_predictions,
    .key = key,
    .update = update,
    .answered = answered,
    .paint = paint,
    .hints = hints,
};
