/* SPDX-License-Identifier: MIT */
/* Below the tower's lamps: test all of them, override the chosen one for a while, release it. The
 * list itself is the panel `lamps`; its keys stay its own. Called through form_ops. */
#include "console/forms/andon/wizard.h"
#include "console/forms/draw.h"
#include "console/panels/panel.h"
#include "console/words/heard.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

static void open_lamps(struct desk *d, const struct view *v, struct draft *draft)
{
    (void)d;
    (void)v;
    draft->step = STEP_LIST;
}

static void update(struct desk *d, const struct view *v, struct draft *draft)
{
    (void)d;
    wizard_resume(draft, v);
}

static const struct snapshot_lamp *chosen(const struct view *v)
{
    int i = v->list.selected;
    return i >= 0 && i < v->snap.lamps ? &v->snap.lamp[i] : NULL;
}

static void send_plain(struct desk *d, const struct view *v, enum entry_verb verb, const char *lamp)
{
    struct entry e;
    entry_begin(&e, verb);
    (void)text_copy(e.target, sizeof e.target, lamp);
    (void)text_copy(e.title, sizeof e.title, verb == VERB_LAMP_TEST ? _("lamp test") : lamp);
    (void)desk_enter(d, v, &e);
}

static bool key(struct desk *d, const struct view *v, uint32_t k)
{
    struct draft *draft = desk_draft(d);
    const struct snapshot_lamp *lamp = chosen(v);
    bool sent;
    wizard_resume(draft, v);
    if (wizard_is_open(draft)) {
        wizard_key(d, v, draft, k, &sent);
        return true;
    }
    if (k == 'e' || k == 'E') {
        send_plain(d, v, VERB_LAMP_TEST, "");
        return true;
    }
    uint32_t small = k >= 'A' && k <= 'Z' ? k + 'a' - 'A' : k;
    bool acts = small == 'o' || small == 'r' || small == 'n';
    if (!acts || lamp == NULL)
        return acts;
    if (small == 'r') {
        send_plain(d, v, VERB_RELEASE, lamp->name);
        return true;
    }
    (void)text_copy(draft->target, sizeof draft->target, lamp->name);
    wizard_begin(draft, v, small == 'o' ? "override" : "replaced", lamp->name, lamp->name);
    return true;
}

static void answered(struct desk *d, const struct view *v, const struct entry *e)
{
    wizard_answered(d, v, e, "lamps");
}

static void paint(const struct desk *d, const struct view *v, struct area a)
{
    const struct draft *draft = desk_draft_of(d);
    const struct snapshot_lamp *lamp = chosen(v);
    if (wizard_is_open(draft)) {
        wizard_paint(draft, v, a);
        return;
    }
    int y = 0;
    char said[HEARD_SIZE];
    if (lamp != NULL && strcmp(v->why_lamp, lamp->name) == 0 && v->why[0] != '\0')
        y = draw_paragraph(a, 0, a.r.h - 1, ST_NORMAL, words_heard(v->why, said, sizeof said));
    if (y < a.r.h)
        draw_text_cut(a, (struct rect){1, a.r.h - 1, a.r.w - 2, 1}, ST_DIM,
                      _("Fault rules come first. This light is not a safety device."));
}

static int hints(const struct desk *d, const struct view *v, struct hint out[HINTS_MAX])
{
    int n = wizard_hints(desk_draft_of(d), v, out);
    if (n > 0)
        return n;
    if (v->snap.lamps > 0) {
        out[n++] = (struct hint){"E", N_("lamp test")};
        out[n++] = (struct hint){"O", N_("override")};
        out[n++] = (struct hint){"R", N_("release")};
        out[n++] = (struct hint){"N", N_("new lamp")};
        out[n++] = (struct hint){"\u2191\u2193", N_("move")};
    }
    out[n++] = (struct hint){"Esc", N_("back")};
    return n;
}

const struct form_ops form_lamps = {
    .screen = "lamps",
    .needs = NEED_WHY,
    .lists = true,
    .open = open_lamps,
    .key = key,
    .update = update,
    .answered = answered,
    .paint = paint,
    .hints = hints,
};
