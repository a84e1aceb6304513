/* SPDX-License-Identifier: MIT */
/* Declaring a mode: cleaning, a meeting, no orders, a trial, and until when; back to production
 * with one key. Called through form_ops by the desk. */
#include "console/forms/desk.h"
#include "console/forms/draw.h"
#include "console/panels/panel.h"
#include "console/widgets/key.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

#define LONGEST_MS (24 * MS_PER_HOUR)
#define USUAL_MS   (30 * MS_PER_MIN)

static void open_mode(struct desk *d, const struct view *v, struct draft *draft)
{
    (void)d;
    draft->step = STEP_PICK;
    field_clear(&draft->note, FIELD_TEXT);
    picker_begin(&draft->pick, &v->modes, "");
}

static void send_mode(struct desk *d, const struct view *v, struct draft *draft, int64_t until)
{
    struct entry e;
    entry_begin(&e, VERB_MODE);
    (void)text_copy(e.target, sizeof e.target, draft->target);
    (void)text_copy(e.note, sizeof e.note, draft->note.text);
    (void)text_copy(e.title, sizeof e.title, choice_title(&v->modes, draft->target));
    e.until = until;
    if (!desk_enter(d, v, &e))
        return;
    draft->touched = false;
    draft->step = STEP_PICK;
    d->close = true;
}

static void choose(struct desk *d, const struct view *v, struct draft *draft,
                   const struct choice *choice)
{
    (void)text_copy(draft->target, sizeof draft->target, choice->id);
    if (choice->mode == MODE_PRODUCTION) {
        send_mode(d, v, draft, TIME_NONE);
        return;
    }
    int64_t length = choice->for_ms > 0 ? choice->for_ms : USUAL_MS;
    clock_begin(&draft->clock, v->wall_ms + length + MS_PER_MIN - 1, v->wall_ms,
                v->wall_ms + LONGEST_MS);
    draft->step = STEP_TIME;
    draft->touched = true;
}

static bool time_key(struct desk *d, const struct view *v, struct draft *draft, uint32_t key)
{
    switch (key) {
    case KEY_CODE_ESC:
        draft->step = STEP_PICK;
        draft->touched = false;
        return true;
    case KEY_CODE_ENTER:
        if (clock_fits(&draft->clock) && draft->clock.at_ms > v->wall_ms)
            send_mode(d, v, draft, draft->clock.at_ms);
        else
            (void)text_copy(draft->says, sizeof draft->says, _("give a time within the next day"));
        return true;
    case 'e':
    case 'E':
        send_mode(d, v, draft, TIME_NONE);
        return true;
    case 'n':
    case 'N':
        draft->step = STEP_NOTE;
        return true;
    default:
        return clock_key(&draft->clock, &v->zone, key);
    }
}

static bool note_key(struct draft *draft, uint32_t key)
{
    if (key != KEY_CODE_ENTER && key != KEY_CODE_ESC)
        return field_key(&draft->note, key);
    if (key == KEY_CODE_ESC)
        field_clear(&draft->note, FIELD_TEXT);
    draft->step = STEP_TIME;
    return true;
}

static bool key(struct desk *d, const struct view *v, uint32_t k)
{
    struct draft *draft = desk_draft(d);
    const struct choice *choice = NULL;
    draft->pick.choices = &v->modes;
    if (draft->step == STEP_TIME)
        return time_key(d, v, draft, k);
    if (draft->step == STEP_NOTE)
        return note_key(draft, k);
    if (k == KEY_CODE_ESC)
        return picker_back(&draft->pick);
    enum picked picked = picker_key(&draft->pick, k, &choice);
    if (picked == PICKED_ONE)
        choose(d, v, draft, choice);
    return picked != PICKED_NOT;
}

static void paint(const struct desk *d, const struct view *v, struct area a)
{
    const struct draft *draft = desk_draft_of(d);
    char text[128], since[FORMAT_SIZE], until[FORMAT_SIZE];
    const struct snapshot *s = &v->snap;
    int y = a.r.h >= 9 ? 2 : 1;
    if (s->declared.since != TIME_NONE && s->declared.id[0] != '\0')
        (void)text_format(
            text, sizeof text, _("now: %s since %s%s%s%s"),
            choice_said(&v->modes, s->declared.id, s->declared.title),
            format_time(&v->zone, s->declared.since, since),
            s->declared.until != TIME_NONE ? _(" until ") : "",
            s->declared.until != TIME_NONE ? format_time(&v->zone, s->declared.until, until) : "",
            s->declared.over ? _(", longer than planned") : "");
    else
        (void)text_format(text, sizeof text, _("now: %s"),
                          words_of(&words_station_mode, (int)s->machine.mode));
    if (draft->step == STEP_PICK) {
        draw_question(a, 0, _("What is the station doing?"), text);
        int h = a.r.h - y;
        picker_paint(&draft->pick, area_part(a, (struct rect){0, y, a.r.w, h > 9 ? 9 : h}));
        return;
    }
    draw_question(a, 0, choice_title(&v->modes, draft->target), text);
    draw_text(a, 1, y++, ST_NORMAL, _("until about"));
    if (draft->step == STEP_NOTE)
        draw_field(a, y, _("note"), &draft->note);
    else
        draw_clock(a, (struct rect){1, y, a.r.w - 2, a.r.h - y >= 4 ? 3 : 1}, &draft->clock, v);
}

static int hints(const struct desk *d, const struct view *v, struct hint out[HINTS_MAX])
{
    const struct draft *draft = desk_draft_of(d);
    int n = 0;
    (void)v;
    if (draft->step == STEP_PICK) {
        out[n++] = (struct hint){"1\u20139", N_("mode")};
        out[n++] = (struct hint){"0", N_("search")};
        out[n++] = (struct hint){"U", N_("undo")};
    } else {
        out[n++] = (struct hint){"Enter", N_("declare")};
        if (draft->step == STEP_TIME) {
            out[n++] = (struct hint){"\u2191\u2193", N_("minute")};
            out[n++] = (struct hint){"PgUp", N_("10 min")};
            out[n++] = (struct hint){"E", N_("open end")};
            out[n++] = (struct hint){"N", N_("note")};
        }
    }
    out[n++] = (struct hint){"Esc", N_("back")};
    return n;
}

const struct form_ops form_mode = {
    .screen = "mode",
    .needs = NEED_MODES,
    .open = open_mode,
    .key = key,
    .paint = paint,
    .hints = hints,
};
