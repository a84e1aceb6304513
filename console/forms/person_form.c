/* SPDX-License-Identifier: MIT */
/* Who is at this terminal: a badge, or a name and its PIN, and for how long it holds. Nobody has to
 * be: work goes on without. Called through form_ops by the desk. */
#include "console/forms/desk.h"
#include "console/forms/draw.h"
#include "console/panels/panel.h"
#include "console/widgets/key.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

static void begin(const struct desk *d, struct draft *draft)
{
    field_clear(&draft->text, FIELD_TEXT);
    field_clear(&draft->secret, FIELD_SECRET);
    draft->step = d->person.id[0] != '\0' ? STEP_FIRST : STEP_TEXT;
    draft->touched = false;
}

static void open_person(struct desk *d, const struct view *v, struct draft *draft)
{
    (void)v;
    begin(d, draft);
}

static void answered(struct desk *d, const struct view *v, const struct entry *e)
{
    struct draft *draft = &d->draft[form_find("person")];
    (void)v;
    if (e->state == ENTRY_KEPT)
        begin(d, draft);
}

static void send_session(struct desk *d, const struct view *v, struct draft *draft, bool leave)
{
    struct entry e;
    entry_begin(&e, VERB_SESSION);
    e.leave = leave;
    (void)text_copy(e.title, sizeof e.title, leave ? _("leaving") : _("who is here"));
    if (!leave && draft->secret.length == 0) /* a badge stands for itself */
        (void)text_copy(e.secret, sizeof e.secret, draft->text.text);
    else if (!leave) {
        (void)text_copy(e.target, sizeof e.target, draft->text.text);
        (void)text_copy(e.secret, sizeof e.secret, draft->secret.text);
    }
    (void)desk_enter(d, v, &e);
    explicit_bzero(&e, sizeof e);
    begin(d, draft);
}

static bool text_key(struct draft *draft, uint32_t key)
{
    if (key == KEY_CODE_ESC) {
        draft->touched = false;
        return false;
    }
    if (key == KEY_CODE_ENTER) {
        if (draft->text.length > 0)
            draft->step = STEP_SECRET;
        return true;
    }
    draft->touched = true;
    return field_key(&draft->text, key);
}

static bool secret_key(struct desk *d, const struct view *v, struct draft *draft, uint32_t key)
{
    if (key == KEY_CODE_ESC) {
        field_clear(&draft->secret, FIELD_SECRET);
        draft->step = STEP_TEXT;
        return true;
    }
    if (key == KEY_CODE_ENTER) {
        send_session(d, v, draft, false);
        return true;
    }
    return field_key(&draft->secret, key);
}

static bool key(struct desk *d, const struct view *v, uint32_t k)
{
    struct draft *draft = desk_draft(d);
    if (draft->step == STEP_TEXT)
        return text_key(draft, k);
    if (draft->step == STEP_SECRET)
        return secret_key(d, v, draft, k);
    if (k == 'x' || k == 'X') {
        send_session(d, v, draft, true);
        return true;
    }
    if (k != KEY_CODE_ENTER)
        return false;
    draft->step = STEP_TEXT;
    return true;
}

static void paint(const struct desk *d, const struct view *v, struct area a)
{
    const struct draft *draft = desk_draft_of(d);
    char left[TEXT_DURATION_SIZE];
    const struct person *p = &d->person;
    int y = a.r.h >= 9 ? 2 : 1;
    draw_question(a, 0, p->id[0] != '\0' ? _("At this terminal") : _("Who is here?"), "");
    if (draft->step == STEP_FIRST) {
        draw_text(a, 1, y++, ST_BOLD, p->title[0] != '\0' ? p->title : p->id);
        int x = draw_labelled(a, 1, y, _("may do what a person of this role may: "), ST_NORMAL,
                              words_for(p->role[0] != '\0' ? p->role : v->conn.role));
        (void)x;
        if (p->until != TIME_NONE && p->until > v->wall_ms)
            draw_format(a, 1, y + 1, ST_NORMAL,
                        _("for %s more; then the terminal is the crew's again"),
                        text_duration(p->until - v->wall_ms, left));
        return;
    }
    draw_field(a, y, _("badge or name"), &draft->text);
    if (draft->step == STEP_SECRET)
        draw_field(a, y + 1, "PIN          ", &draft->secret);
    if (a.r.h > y + 3)
        draw_text_cut(a, (struct rect){1, y + 3, a.r.w - 2, 1}, ST_DIM,
                      draft->step == STEP_SECRET ? _("Enter without a PIN: it is a badge")
                                                 : _("scan the badge, or type the name and Enter"));
    if (a.r.h > y + 4)
        draw_format(a, 1, y + 4, ST_DIM, _("without it this terminal is: %s"),
                    words_for(v->conn.role));
}

static int hints(const struct desk *d, const struct view *v, struct hint out[HINTS_MAX])
{
    int n = 0;
    (void)v;
    if (desk_draft_of(d)->step == STEP_FIRST) {
        out[n++] = (struct hint){"X", N_("leave")};
        out[n++] = (struct hint){"Enter", N_("somebody else")};
    } else {
        out[n++] = (struct hint){"Enter", N_("go on")};
    }
    out[n++] = (struct hint){"Esc", N_("back")};
    return n;
}

const struct form_ops form_person = {
    .screen = "person",
    .open = open_person,
    .key = key,
    .answered = answered,
    .paint = paint,
    .hints = hints,
};
